//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn save() -> Result {
    Err(Error::not_found("page"))
}
