//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn index() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn create() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn update() -> Result {
    Err(Error::not_found("page"))
}
