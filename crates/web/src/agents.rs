//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn settings() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn profile() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn change_profile() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn change_availability() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn index() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn change_role() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn deactivate() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn reactivate() -> Result {
    Err(Error::not_found("page"))
}
