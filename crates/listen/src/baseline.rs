//! How somebody ordinarily sounds, as a file: sums of numbers from which no word can be heard again.
//!
//! `{"version": 1, "voiced_s": 38.2, "values": […]}`; the values are those of
//! [`voice::Baseline::values`].

use std::{fs, io, path::Path};

use serde_json::{Value, json};
use thiserror::Error;
use voice::Baseline;

/// Of the values: it grows when what is summed changes.
const VERSION: u64 = 1;
/// A baseline has a few kilobytes; a file of more than this is none, in bytes.
const BYTES_MAX: u64 = 1 << 20;

/// Why a baseline cannot be read, in words for the person who gave it.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// The file is not there, or may not be read.
    #[error("{0}: the baseline could not be read: {1}.")]
    Io(String, io::Error),
    /// It is something else.
    #[error(
        "{0} is not a baseline. Make one with: bliss voice baseline RECORDING -o BASELINE.json"
    )]
    Other(String),
    /// It comes from another version.
    #[error("{0} was made by another version of Bliss. Make it anew from the recordings.")]
    Version(String),
}

/// As JSON.
pub fn to_json(baseline: &Baseline) -> Value {
    json!({
        "version": VERSION,
        "voiced_s": baseline.voiced_s(),
        "values": baseline.values().to_vec(),
    })
}

/// Reads a file that [`to_json`] was written to.
///
/// # Errors
/// When it is not such a file.
pub fn read(path: &Path) -> Result<Baseline, BaselineError> {
    let name = || path.display().to_string();
    let io = |error| BaselineError::Io(name(), error);
    if fs::metadata(path).map_err(io)?.len() > BYTES_MAX {
        return Err(BaselineError::Other(name()));
    }
    let text = fs::read(path).map_err(io)?;
    parse(&name(), &text)
}

/// Reads what [`to_json`] was written as, of that name.
///
/// # Errors
/// When it is something else.
pub fn parse(name: &str, text: &[u8]) -> Result<Baseline, BaselineError> {
    let name = || name.to_owned();
    let other = || BaselineError::Other(name());
    let json: Value = serde_json::from_slice(text).map_err(|_| other())?;
    let version = json["version"].as_u64().ok_or_else(other)?;
    let values = json["values"].as_array().ok_or_else(other)?;
    let values: Vec<f64> = values.iter().map_while(Value::as_f64).collect();
    let same = version == VERSION;
    match Baseline::from_values(&values) {
        Some(baseline) if same => Ok(baseline),
        Some(_) => Err(BaselineError::Version(name())),
        // Another version may have other values, and then there is nothing wrong with the file.
        None if !same => Err(BaselineError::Version(name())),
        None => Err(other()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.json");
        fs::write(&path, to_json(&Baseline::default()).to_string()).unwrap();
        assert_eq!(read(&path).unwrap(), Baseline::default());
    }

    #[test]
    fn what_is_no_baseline_is_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.json");
        for (text, expected) in [
            ("", "is not a baseline"),
            ("{}", "is not a baseline"),
            (r#"{"version": 1, "values": [1, "two"]}"#, "is not a baseline"),
            (r#"{"version": 2, "values": [1]}"#, "another version"),
        ] {
            fs::write(&path, text).unwrap();
            let error = read(&path).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
