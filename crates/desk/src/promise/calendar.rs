//! A promise as an entry in somebody's calendar: one entry for as long as the promise lives, which every later
//! file changes and never doubles.

use domain::{PromiseId, Timestamp, promise::Promise};
use store::Db;

use super::{booking::by_token, find, first_name};
use crate::{Desk, Error, Result, token, workspace::Workspace};

/// What a calendar is told of a promise.
#[derive(Debug, Clone)]
pub struct Entry {
    /// A name that no other entry has anywhere, and that stays whatever becomes of the promise.
    pub uid: String,
    /// How often something was done about the promise since it was made: the higher tells how it is now.
    pub sequence: usize,
    /// When that was last.
    pub changed_at: Timestamp,
    /// The promise.
    pub promise: Promise,
    /// The first name of the customer; empty where nobody knows it.
    pub customer: String,
    /// The customer's time zone, where it is known.
    pub time_zone: Option<String>,
    /// The name of the desk.
    pub desk: String,
}

impl Desk {
    /// The call back that was chosen last by the link of that token, also after it was cancelled.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the link does not open, or nothing was chosen yet.
    pub async fn calendar_entry_of_link(&self, token: &str) -> Result<Entry> {
        let (hash, now) = (token::hash(token), self.store.now());
        self.store
            .read(move |db| {
                let chosen = by_token(db, &hash, now)?.promise_id;
                read(db, chosen.ok_or_else(|| Error::not_found("call"))?)
            })
            .await
    }

    /// A promise, for the calendar of whoever keeps it.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such promise.
    pub async fn calendar_entry(&self, id: PromiseId) -> Result<Entry> {
        self.store.read(move |db| read(db, id)).await
    }
}

fn read(db: &mut Db, id: PromiseId) -> Result<Entry> {
    let promise = find(db, id)?;
    let changes = store::promise_change::of_promise(db, id)?;
    let customer = store::customer::find(db, promise.customer_id)?
        .ok_or_else(|| Error::not_found("customer"))?;
    // Ids begin at one on every desk: when it was made sets them apart.
    let name = format!("promise {id} {}", promise.made_at.as_millisecond());
    Ok(Entry {
        uid: token::hash(&name),
        sequence: changes.len().saturating_sub(1),
        changed_at: changes.last().map_or(promise.made_at, |change| change.at),
        customer: first_name(&customer).unwrap_or_default().to_owned(),
        time_zone: customer.time_zone,
        desk: Workspace::read(db)?.name,
        promise,
    })
}
