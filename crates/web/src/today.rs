//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn home() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn show() -> Result {
    Err(Error::not_found("page"))
}
