//! The queue of parcels: a list in Redis, and a counter of those that have been delivered.

mod address;
mod resp;
mod setting;

use std::io;
use std::net::TcpStream;
use std::time::Duration;

pub use address::Address;
pub use setting::{setting, url};

const PARCELS: &str = "parcels";
const DELIVERED: &str = "delivered";
const PATIENCE: Duration = Duration::from_secs(5);

/// A connection to the queue.
pub struct Queue(resp::Connection<TcpStream>);

impl Queue {
    /// Connects to the Redis at an address.
    ///
    /// # Errors
    ///
    /// Where nothing answers there within five seconds, or it does not take the password.
    pub fn open(address: &Address) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address.resolve()?, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut queue = Self(resp::Connection::new(stream));
        if let Some(password) = &address.password {
            queue.0.call(&["AUTH", password])?;
        }
        Ok(queue)
    }

    /// Succeeds if Redis answers.
    ///
    /// # Errors
    ///
    /// Where it does not.
    pub fn ping(&mut self) -> io::Result<()> {
        self.0.call(&["PING"]).map(|_| ())
    }

    /// Puts a parcel at the end, and returns how many wait.
    ///
    /// # Errors
    ///
    /// Where Redis cannot be reached.
    pub fn push(&mut self, parcel: &str) -> io::Result<i64> {
        self.0.call(&["LPUSH", PARCELS, parcel])?.number()
    }

    /// Takes the first parcel, and waits for one if there is none; `None` if none has come in time.
    ///
    /// # Errors
    ///
    /// Where Redis cannot be reached.
    pub fn take(&mut self, wait: Duration) -> io::Result<Option<String>> {
        self.0.stream().set_read_timeout(Some(wait + PATIENCE))?;
        let answer = self.0.call(&["BRPOP", PARCELS, &wait.as_secs().to_string()])?;
        Ok(answer.texts().pop())
    }

    /// Counts a parcel as delivered, and returns how many are.
    ///
    /// # Errors
    ///
    /// Where Redis cannot be reached.
    pub fn count(&mut self) -> io::Result<i64> {
        self.0.call(&["INCR", DELIVERED])?.number()
    }

    /// Returns how many parcels have been delivered.
    ///
    /// # Errors
    ///
    /// Where Redis cannot be reached.
    pub fn delivered(&mut self) -> io::Result<i64> {
        let count = self.0.call(&["GET", DELIVERED])?.texts().pop();
        Ok(count.and_then(|n| n.parse().ok()).unwrap_or(0))
    }
}
