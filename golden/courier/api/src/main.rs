//! Runs the API with the settings of the environment.

use std::net::TcpListener;
use std::process::ExitCode;

use courier_api::Api;
use courier_queue::{setting, url};

const SHORTEST_TOKEN: usize = 32;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("courier-api: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let (port, token) = (setting("PORT")?, setting("API_TOKEN")?);
    if token.len() < SHORTEST_TOKEN {
        return Err(format!("API_TOKEN has {} bytes, it needs at least {SHORTEST_TOKEN}", token.len()));
    }
    let api = Api { redis: url("REDIS_URL")?, token };
    let listener = TcpListener::bind(format!("0.0.0.0:{port}")).map_err(|e| format!("port {port}: {e}"))?;
    println!("courier-api: listening on port {port}");
    api.serve(&listener).map_err(|e| e.to_string())
}
