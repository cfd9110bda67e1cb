//! The Stanford politeness corpus: requests on Wikipedia, rated by five readers each
//! (Danescu-Niculescu-Mizil et al. 2013, ACL, 250–259; CC BY 4.0).

use std::path::Path;

use super::Unreadable;

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What it says.
    pub text: String,
    /// How polite the readers found it, normalised.
    pub score: f64,
}

/// Reads the requests.
///
/// # Errors
/// When the file cannot be read or has no such columns.
pub fn politeness(path: &Path) -> Result<Vec<Request>, Unreadable> {
    let wrong = |error: csv::Error| Unreadable::new(path, error);
    let mut reader = csv::Reader::from_path(path).map_err(wrong)?;
    let headers = reader.headers().map_err(wrong)?.clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|header| header == name)
            .ok_or_else(|| Unreadable::new(path, format!("no column {name}")))
    };
    let (request, score) = (column("Request")?, column("Normalized Score")?);
    let mut requests = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        if let (Some(text), Some(Ok(score))) =
            (record.get(request), record.get(score).map(str::parse::<f64>))
        {
            requests.push(Request { text: text.to_owned(), score });
        }
    }
    Ok(requests)
}
