//! Where Redis is.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::str::FromStr;

/// Host, port and password from a URL of the form `redis://:password@host:port/0`.
#[derive(Clone, PartialEq)]
pub struct Address {
    pub host: String,
    pub port: u16,
    pub password: Option<String>,
}

impl Address {
    /// Looks the host up.
    pub(crate) fn resolve(&self) -> io::Result<SocketAddr> {
        let unknown = || io::Error::new(io::ErrorKind::NotFound, format!("{} has no address", self.host));
        (self.host.as_str(), self.port).to_socket_addrs()?.next().ok_or_else(unknown)
    }
}

impl FromStr for Address {
    /// Says what is wrong, and shows nothing of the text: it may hold a password.
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix("redis://").ok_or("does not begin with redis://")?;
        let rest = rest.split_once('/').map_or(rest, |(authority, _)| authority);
        let (user, place) = rest.rsplit_once('@').map_or((None, rest), |(user, place)| (Some(user), place));
        let (host, port) = place.rsplit_once(':').unwrap_or((place, "6379"));
        if host.is_empty() {
            return Err("names no host");
        }
        Ok(Self {
            host: host.to_owned(),
            port: port.parse().map_err(|_| "has a port that is no number")?,
            password: user.and_then(|u| u.split_once(':')).map(|(_, password)| password.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(String, u16, Option<String>), &'static str> {
        text.parse().map(|a: Address| (a.host, a.port, a.password))
    }

    #[test]
    fn a_url_is_taken_apart() {
        assert_eq!(parts("redis://queue:6380/0"), Ok(("queue".into(), 6380, None)));
        assert_eq!(parts("redis://queue"), Ok(("queue".into(), 6379, None)));
        assert_eq!(parts("redis://:se:cret@queue:1/0"), Ok(("queue".into(), 1, Some("se:cret".into()))));
    }

    #[test]
    fn what_is_no_url_is_refused_without_being_shown() {
        assert_eq!(parts("queue:6379"), Err("does not begin with redis://"));
        assert_eq!(parts("redis://:secret@/0"), Err("names no host"));
        assert_eq!(parts("redis://queue:port"), Err("has a port that is no number"));
    }
}
