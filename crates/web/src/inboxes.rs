//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn show() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn update() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn renew_secret() -> Result {
    Err(Error::not_found("page"))
}
