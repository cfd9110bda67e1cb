//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn welcome() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn preflight() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn identify() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn introduce() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn messages() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn receive() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn attach() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn attachment() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn socket() -> Result {
    Err(Error::not_found("page"))
}
