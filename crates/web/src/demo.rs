//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn page() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn css() -> Result {
    Err(Error::not_found("page"))
}
