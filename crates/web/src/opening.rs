//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn new() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn create() -> Result {
    Err(Error::not_found("page"))
}
