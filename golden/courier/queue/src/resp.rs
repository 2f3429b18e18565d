//! As much of Redis' protocol as the queue needs: <https://redis.io/docs/latest/develop/reference/protocol-spec/>.

use std::io::{self, BufRead, BufReader, Error, ErrorKind, Read, Write};

/// What Redis answers.
#[derive(Debug, PartialEq)]
pub enum Answer {
    Text(String),
    Number(i64),
    List(Vec<Answer>),
    Nothing,
}

impl Answer {
    /// The number, where the answer is one.
    pub fn number(self) -> io::Result<i64> {
        match self {
            Self::Number(n) => Ok(n),
            other => Err(strange(&format!("{other:?} in place of a number"))),
        }
    }

    /// The texts in the answer, in order.
    pub fn texts(self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text],
            Self::List(list) => list.into_iter().flat_map(Self::texts).collect(),
            Self::Number(_) | Self::Nothing => Vec::new(),
        }
    }
}

/// A connection on which commands are sent one after the other.
pub struct Connection<S>(BufReader<S>);

impl<S: Read + Write> Connection<S> {
    pub fn new(stream: S) -> Self {
        Self(BufReader::new(stream))
    }

    pub fn stream(&self) -> &S {
        self.0.get_ref()
    }

    /// Sends a command, and waits for the answer. An error of Redis is one here.
    pub fn call(&mut self, words: &[&str]) -> io::Result<Answer> {
        let mut command = Vec::new();
        write!(command, "*{}\r\n", words.len())?;
        for word in words {
            write!(command, "${}\r\n{word}\r\n", word.len())?;
        }
        self.0.get_mut().write_all(&command)?;
        self.answer()
    }

    fn answer(&mut self) -> io::Result<Answer> {
        let line = self.line()?;
        let (kind, rest) = line.split_at_checked(1).ok_or_else(|| strange("an empty line"))?;
        match kind {
            "+" => Ok(Answer::Text(rest.to_owned())),
            "-" => Err(Error::other(rest)),
            ":" => Ok(Answer::Number(number(rest)?)),
            "$" => self.text(number(rest)?),
            "*" => self.list(number(rest)?),
            _ => Err(strange(&line)),
        }
    }

    fn text(&mut self, length: i64) -> io::Result<Answer> {
        let Ok(length) = usize::try_from(length) else {
            return Ok(Answer::Nothing);
        };
        let mut bytes = vec![0; length + 2];
        self.0.read_exact(&mut bytes)?;
        bytes.truncate(length);
        String::from_utf8(bytes).map(Answer::Text).map_err(|_| strange("a text that is not UTF-8"))
    }

    fn list(&mut self, length: i64) -> io::Result<Answer> {
        if length < 0 {
            return Ok(Answer::Nothing);
        }
        (0..length).map(|_| self.answer()).collect::<io::Result<_>>().map(Answer::List)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}

fn number(text: &str) -> io::Result<i64> {
    text.parse().map_err(|_| strange(text))
}

fn strange(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("Redis answered {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A server that has its answers ready, and keeps what it is sent.
    struct Server {
        answers: Cursor<Vec<u8>>,
        sent: Vec<u8>,
    }

    impl Read for Server {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.answers.read(into)
        }
    }

    impl Write for Server {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.sent.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn server(answers: &str) -> Connection<Server> {
        Connection::new(Server { answers: Cursor::new(answers.into()), sent: Vec::new() })
    }

    #[test]
    fn a_command_is_a_list_of_texts_with_their_lengths() {
        let mut redis = server(":1\r\n");
        assert_eq!(redis.call(&["LPUSH", "parcels", "a\r\nb"]).unwrap(), Answer::Number(1));
        assert_eq!(redis.stream().sent, b"*3\r\n$5\r\nLPUSH\r\n$7\r\nparcels\r\n$4\r\na\r\nb\r\n");
    }

    #[test]
    fn every_kind_of_answer_is_read() {
        let mut redis = server("*2\r\n$7\r\nparcels\r\n$3\r\nÄb\r\n$-1\r\n*-1\r\n+OK\r\n");
        let answers: Vec<_> = (0..4).map(|_| redis.call(&["GET"]).unwrap()).collect();
        let texts = vec![Answer::Text("parcels".into()), Answer::Text("Äb".into())];
        assert_eq!(answers, [Answer::List(texts), Answer::Nothing, Answer::Nothing, Answer::Text("OK".into())]);
    }

    #[test]
    fn what_redis_refuses_is_an_error() {
        let refused = server("-WRONGPASS invalid\r\n").call(&["AUTH", "x"]).unwrap_err();
        assert_eq!(refused.to_string(), "WRONGPASS invalid");
    }

    #[test]
    fn a_connection_that_ends_is_an_error() {
        assert_eq!(server("").call(&["PING"]).unwrap_err().kind(), ErrorKind::UnexpectedEof);
        assert_eq!(server("?\r\n").call(&["PING"]).unwrap_err().kind(), ErrorKind::InvalidData);
    }
}
