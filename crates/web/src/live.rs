//! Not yet.
use crate::error::{Error, Result};
use desk::Desk;
#[derive(Clone)]
pub(crate) struct Live;
impl Live {
    pub(crate) fn follow(_desk: Desk) -> Self {
        Self
    }
}
pub(crate) async fn socket() -> Result {
    Err(Error::not_found("page"))
}
