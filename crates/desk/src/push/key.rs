//! The key by which push services know the desk (RFC 8292). Browsers let it alone send, so it is made once; where it cannot
//! be opened any more nothing is thrown away: an owner makes another when they know that it is lost.

use domain::{
    agent::Agent,
    event::{Change, EventKind},
};
use language::say;
use sealed::{Key, from_text, push::Sender, to_text};
use store::{Db, Tx};

use crate::{Desk, Error, Result, notification};

/// The context in which it is sealed.
const SEALED_AS: &str = "key for push services";
/// The name under which it is kept.
const NAME: &str = "push.key";

impl Desk {
    /// Its public half, in base64url, which is what a browser lets send. It is made the first time that somebody asks.
    /// Nothing where the key of this server is not that which sealed it.
    ///
    /// # Errors
    /// [`Error::Conflict`] where it cannot be made here.
    pub async fn push_key(&self) -> Result<Option<String>> {
        let (key, kept) = (self.server_key()?, self.store.read(find).await?);
        if let Some(kept) = kept {
            return Ok(open(&key, &kept).map(|sender| to_text(sender.public())));
        }
        let made = make()?;
        self.store
            .write(move |tx| {
                // Another server may have been faster.
                match find(tx)? {
                    Some(kept) => Ok(open(&key, &kept).map(|sender| to_text(sender.public()))),
                    None => keep(tx, &key, &made).map(Some),
                }
            })
            .await
    }

    /// Makes another in the place of one that cannot be opened. Each browser has to be let anew, which those that `by` and
    /// the others let do by themselves once their pages are open.
    ///
    /// # Errors
    /// [`Error::Conflict`] where the one that is there can be opened, or none can be made here.
    pub async fn renew_push_key(&self, by: &Agent) -> Result<()> {
        let (by, key, made) = (by.id, self.server_key()?, make()?);
        self.store
            .write(move |tx| {
                if find(tx)?.is_some_and(|kept| open(&key, &kept).is_some()) {
                    return Err(Error::Conflict(say("push-key-readable")));
                }
                keep(tx, &key, &made)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                // What was let by the old one opens nothing that is sent by this one.
                let mut whose = store::push::remove_all(tx)?;
                if !whose.contains(&by) {
                    whose.push(by);
                }
                whose.into_iter().try_for_each(|agent| notification::tell(tx, agent))
            })
            .await
    }

    /// All of it, to sign with.
    pub(super) async fn push_sender(&self) -> Result<Option<Sender>> {
        let (key, kept) = (self.server_key()?, self.store.read(find).await?);
        Ok(kept.and_then(|kept| open(&key, &kept)))
    }
}

fn find(db: &mut Db) -> Result<Option<String>> {
    Ok(store::setting::find(db, NAME)?)
}

fn make() -> Result<Sender> {
    Sender::new().ok_or_else(|| Error::Conflict(say("push-no-encryption")))
}

/// Keeps it, sealed; its public half.
fn keep(tx: &mut Tx<'_>, key: &Key, made: &Sender) -> Result<String> {
    store::setting::set(tx, NAME, &to_text(&key.seal(SEALED_AS, made.bytes())))?;
    Ok(to_text(made.public()))
}

fn open(key: &Key, kept: &str) -> Option<Sender> {
    Sender::from_slice(&key.open(SEALED_AS, &from_text(kept)?)?)
}
