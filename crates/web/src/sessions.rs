//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn new() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn create() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn end() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn index() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn revoke_others() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn revoke() -> Result {
    Err(Error::not_found("page"))
}
