//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn set_up() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn show() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn accept() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn create() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn revoke() -> Result {
    Err(Error::not_found("page"))
}
