//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn index() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn new() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn create() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn show() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn edit() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn update() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn add_address() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn remove_address() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn remember() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn forget() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn recall() -> Result {
    Err(Error::not_found("page"))
}
