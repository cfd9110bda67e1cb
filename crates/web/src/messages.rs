//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn composer() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn create() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn undo() -> Result {
    Err(Error::not_found("page"))
}
