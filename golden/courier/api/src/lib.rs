//! The API: takes parcels from clients that show their token, and tells how many have been delivered.

mod http;

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use courier_queue::{Address, Queue};

pub use http::{Request, Response};

/// What requests are answered with.
pub struct Api {
    pub redis: Address,
    pub token: String,
}

impl Api {
    /// Answers connections, each in a thread of its own, as long as there are any.
    ///
    /// # Errors
    ///
    /// Where no thread can be started.
    pub fn serve(self, listener: &TcpListener) -> io::Result<()> {
        let api = Arc::new(self);
        for stream in listener.incoming().flatten() {
            let api = Arc::clone(&api);
            thread::Builder::new().spawn(move || {
                if let Err(e) = http::answer(&stream, |request| api.answer(request)) {
                    eprintln!("courier-api: a client went away: {e}");
                }
            })?;
        }
        Ok(())
    }

    /// Answers one request.
    #[must_use]
    pub fn answer(&self, request: &Request) -> Response {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/livez") => Response::new(200, "ok"),
            ("GET", "/readyz") => self.with_queue(|queue| queue.ping().map(|()| Response::new(200, "ok"))),
            ("GET", "/delivered") => self.with_queue(|queue| Ok(Response::new(200, &queue.delivered()?.to_string()))),
            ("POST", "/parcels") if !self.knows(request) => Response::new(401, "show the token"),
            ("POST", "/parcels") => {
                self.with_queue(|queue| Ok(Response::new(202, &format!("{} waiting", queue.push(&request.body)?))))
            }
            _ => Response::new(404, "not found"),
        }
    }

    /// Compares every byte, so that the time it takes says nothing about how many are right.
    fn knows(&self, request: &Request) -> bool {
        let shown = request.header("authorization").and_then(|h| h.strip_prefix("Bearer ")).unwrap_or_default();
        shown.len() == self.token.len()
            && shown.bytes().zip(self.token.bytes()).fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
    }

    fn with_queue(&self, act: impl FnOnce(&mut Queue) -> io::Result<Response>) -> Response {
        Queue::open(&self.redis)
            .and_then(|mut queue| act(&mut queue))
            .unwrap_or_else(|e| Response::new(503, &format!("queue: {e}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: &str, path: &str, authorization: &str) -> u16 {
        // Nothing listens at port 1.
        let api = Api { redis: "redis://127.0.0.1:1".parse().unwrap(), token: "t0ken".into() };
        let headers = vec![("Authorization".to_owned(), authorization.to_owned())];
        let request = Request { method: method.into(), path: path.into(), headers, body: "parcel".into() };
        api.answer(&request).status
    }

    #[test]
    fn it_lives_without_a_queue_but_is_not_ready() {
        assert_eq!(status("GET", "/livez", ""), 200);
        assert_eq!(status("GET", "/readyz", ""), 503);
        assert_eq!(status("GET", "/delivered", ""), 503);
        assert_eq!(status("GET", "/nothing", ""), 404);
    }

    #[test]
    fn parcels_are_taken_from_clients_with_the_token_only() {
        assert_eq!(status("POST", "/parcels", ""), 401);
        assert_eq!(status("POST", "/parcels", "Bearer t0keN"), 401);
        assert_eq!(status("POST", "/parcels", "Bearer t0ken"), 503);
    }
}
