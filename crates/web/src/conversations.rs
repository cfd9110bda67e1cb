//! Not yet.

use crate::error::{Error, Result};

pub(crate) async fn index() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn list() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn show() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn talk() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn earlier() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn read() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn close() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn reopen() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn snooze() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn assign() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn change_subject() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn tag() -> Result {
    Err(Error::not_found("page"))
}

pub(crate) async fn untag() -> Result {
    Err(Error::not_found("page"))
}
