//! What other programs ask for under a key: done once, and answered the same when it is asked again within a day.
//!
//! What was begun and never answered, because the server was stopped in between, is not done again: nobody knows
//! any more whether it was. Whoever asks is told so, and looks.

use domain::ApiTokenId;
use jiff::SignedDuration;
use store::api_request::{Answered, Asked};

use crate::{Desk, Error, Result, token};

/// Most characters of a key.
pub const KEY_CHARS_MAX: usize = 255;
/// Hours for which an answer is kept.
pub const KEPT_HOURS: i64 = 24;

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing: it is to be done.
    New,
    /// It was done, and answered so.
    Answered(Answered),
}

impl Desk {
    /// Looks whether what a program asks for under a key was asked for before, and notes that it is being done
    /// where it was not. `asked` is all that tells it apart from anything else.
    ///
    /// # Errors
    /// [`Error::Refused`] where the key came with something else or is no key, [`Error::Conflict`] while it is
    /// being done.
    pub async fn begin_api_request(
        &self,
        program: ApiTokenId,
        key: &str,
        asked: &[u8],
    ) -> Result<Known> {
        let is_key = |key: &str| key.bytes().all(|byte| byte.is_ascii_graphic());
        if !(1..=KEY_CHARS_MAX).contains(&key.len()) || !is_key(key) {
            return Err(Error::refused(format!(
                "An Idempotency-Key is 1 to {KEY_CHARS_MAX} letters, digits and signs of ASCII, without spaces."
            )));
        }
        let (key, hash) = (key.to_owned(), token::hash_of(asked));
        self.store
            .write(move |tx| {
                let now = tx.now();
                let old = now - SignedDuration::from_hours(KEPT_HOURS);
                store::api_request::forget_before(tx, old)?;
                match store::api_request::find(tx, program, &key)? {
                    None => {
                        store::api_request::begin(tx, program, &key, &hash, now)?;
                        Ok(Known::New)
                    }
                    Some(Asked { hash: before, .. }) if before != hash => Err(Error::refused(
                        "This Idempotency-Key came before with something else. Use another.",
                    )),
                    Some(Asked { answered: Some(answered), .. }) => Ok(Known::Answered(answered)),
                    Some(Asked { answered: None, .. }) => Err(Error::Conflict(
                        "This is being done, or was when the desk stopped. Ask again in a moment; if you are told \
                         the same after a minute, look whether it was done."
                            .into(),
                    )),
                }
            })
            .await
    }

    /// Keeps what was answered under a key; what was not done can be asked for anew.
    pub async fn end_api_request(
        &self,
        program: ApiTokenId,
        key: &str,
        answered: Option<Answered>,
    ) -> Result<()> {
        let key = key.to_owned();
        self.store
            .write(move |tx| {
                match answered {
                    Some(answered) => {
                        store::api_request::set_answered(tx, program, &key, &answered)?;
                    }
                    None => store::api_request::forget(tx, program, &key)?,
                }
                Ok(())
            })
            .await
    }
}
