//! The worker: takes parcels from the queue as they come, and delivers them.

use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;
use std::{fs, io};

use courier_queue::{Address, Queue, setting, url};

/// A file that is younger than two minutes as long as the worker works.
const SIGN_OF_LIFE: &str = "/tmp/courier-worker";
const BEFORE_NEXT_TRY: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let (redis, wait) = match settings() {
        Ok(settings) => settings,
        Err(e) => {
            eprintln!("courier-worker: {e}");
            return ExitCode::FAILURE;
        }
    };
    println!("courier-worker: waiting for parcels");
    loop {
        if let Err(e) = deliver(&redis, wait) {
            eprintln!("courier-worker: queue: {e}");
            sleep(BEFORE_NEXT_TRY);
        }
    }
}

fn settings() -> Result<(Address, Duration), String> {
    Ok((url("REDIS_URL")?, seconds(&setting("WAIT_SECONDS")?)?))
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(n @ 1..=60) => Ok(Duration::from_secs(n)),
        _ => Err(format!("WAIT_SECONDS is {text}, it must be 1 to 60")),
    }
}

/// Delivers parcels until the queue fails.
fn deliver(redis: &Address, wait: Duration) -> io::Result<()> {
    let mut queue = Queue::open(redis)?;
    loop {
        fs::write(SIGN_OF_LIFE, "")?;
        if let Some(parcel) = queue.take(wait)? {
            println!("courier-worker: delivered {}", parcel.escape_debug());
            queue.count()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_has_limits() {
        assert_eq!(seconds("5"), Ok(Duration::from_secs(5)));
        assert!(seconds("0").is_err() && seconds("61").is_err() && seconds("long").is_err());
    }
}
