//! As much of HTTP/1.1 as the API needs: one request a connection.

use std::io::{self, BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const MOST_HEADERS: u64 = 16 * 1024;
const MOST_BODY: usize = 64 * 1024;

/// What a client asks.
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    /// The value of a header, whose name may be written in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn read(mut from: impl BufRead) -> io::Result<Self> {
        let mut head = from.by_ref().take(MOST_HEADERS);
        let first = line(&mut head)?;
        let mut words = first.split(' ');
        let (Some(method), Some(path)) = (words.next(), words.next()) else {
            return Err(ErrorKind::InvalidData.into());
        };
        let mut headers = Vec::new();
        loop {
            let text = line(&mut head)?;
            let Some((name, value)) = text.split_once(':') else {
                break;
            };
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
        let mut request = Self { method: method.to_owned(), path: path.to_owned(), headers, body: String::new() };
        request.body = body(from, request.header("content-length"))?;
        Ok(request)
    }
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut text = String::new();
    from.read_line(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn body(mut from: impl BufRead, length: Option<&str>) -> io::Result<String> {
    let length = length.unwrap_or("0").parse().ok().filter(|n| *n <= MOST_BODY);
    let mut bytes = vec![0; length.ok_or(ErrorKind::InvalidData)?];
    from.read_exact(&mut bytes)?;
    String::from_utf8(bytes).map_err(|e| Error::new(ErrorKind::InvalidData, e))
}

/// What a client is told.
pub struct Response {
    pub status: u16,
    body: String,
}

impl Response {
    #[must_use]
    pub fn new(status: u16, body: &str) -> Self {
        Self { status, body: format!("{body}\n") }
    }

    fn write(&self, mut to: impl Write) -> io::Result<()> {
        let Self { status, body } = self;
        let length = body.len();
        let text = format!(
            "HTTP/1.1 {status} \r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        to.write_all(text.as_bytes())
    }
}

/// Reads the request of a connection, and writes its answer.
pub fn answer(mut stream: &TcpStream, act: impl FnOnce(&Request) -> Response) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    match Request::read(BufReader::new(stream)) {
        Ok(request) => act(&request).write(&mut stream),
        Err(e) if e.kind() == ErrorKind::InvalidData => Response::new(400, "bad request").write(&mut stream),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read() {
        let text = "POST /parcels HTTP/1.1\r\nHost: x\r\ncontent-length: 4\r\n\r\nbookand more";
        let request = Request::read(text.as_bytes()).unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/parcels"));
        assert_eq!(request.header("Content-Length"), Some("4"));
        assert_eq!(request.body, "book");
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let kind = |text: &str| Request::read(text.as_bytes()).err().map(|e| e.kind());
        assert_eq!(kind("nonsense\r\n\r\n"), Some(ErrorKind::InvalidData));
        assert_eq!(kind("GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"), Some(ErrorKind::InvalidData));
        assert_eq!(kind("GET / HTTP/1.1\r\nContent-Length: 9\r\n\r\n"), Some(ErrorKind::UnexpectedEof));
    }

    #[test]
    fn an_answer_says_how_long_it_is() {
        let mut written = Vec::new();
        Response::new(200, "ok").write(&mut written).unwrap();
        let text = String::from_utf8(written).unwrap();
        assert!(
            text.starts_with("HTTP/1.1 200 ")
                && text.contains("Content-Length: 3\r\n")
                && text.ends_with("\r\n\r\nok\n")
        );
    }
}
