//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn show() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn reset() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn change() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn make_reset() -> Result {
    Err(Error::not_found("page"))
}
