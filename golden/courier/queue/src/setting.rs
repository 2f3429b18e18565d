//! Settings: variables of the environment, or files that they name.

use std::{env, fs};

use crate::Address;

/// Reads a setting: the variable `NAME`, or the file whose path is in `NAME_FILE`.
///
/// # Errors
///
/// Where there is neither, or the file cannot be read.
pub fn setting(name: &str) -> Result<String, String> {
    let Ok(file) = env::var(format!("{name}_FILE")) else {
        return env::var(name).map_err(|_| format!("{name} is not set"));
    };
    let text = fs::read_to_string(&file).map_err(|e| format!("{name}_FILE: {file}: {e}"))?;
    Ok(text.trim().to_owned())
}

/// Reads the setting that says where Redis is.
///
/// # Errors
///
/// Where it is not set, or is no URL.
pub fn url(name: &str) -> Result<Address, String> {
    setting(name)?.parse().map_err(|e| format!("{name} {e}"))
}
