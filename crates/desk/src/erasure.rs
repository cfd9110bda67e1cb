//! Erasing a customer who asks for it (GDPR, article 17). Their words, names, addresses and files go in one transaction;
//! files on disks and the last traces in the database's own files are cleared right after it by a job, which goes on
//! after a restart. Copies made before, such as backups, hold what was in them until they are rotated.

use std::time::Duration;

use domain::{
    CustomerId, Timestamp,
    access::Permission,
    agent::Agent,
    audit::Action,
    erasure::{Erasure, Extent, is_confirmed},
    event::{Change, EventKind},
};
use store::{
    Db,
    erasure::{Place, Signs, Sweep},
};

use language::{Language, said_in, say};

use crate::{Desk, Error, Result};

/// Files that are looked up in one go.
const FILES_MAX: i64 = 200;
/// How long it is waited after something could not be deleted, or somebody was in the way.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// How often it is looked without being told, for another server may have erased somebody.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Whether a customer may be erased, by whoever typed that.
fn check(db: &mut Db, id: CustomerId, typed: Option<&str>) -> Result<()> {
    if store::customer::kept_id(db, id)? != id {
        return Err(Error::Conflict(say("erasure-merged-meanwhile")));
    }
    let customer = store::customer::find(db, id)?.ok_or_else(|| Error::not_found("customer"))?;
    let name = customer.display_name();
    if typed.is_some_and(|typed| !is_confirmed(typed, &name)) {
        return Err(Error::refused(say("erasure-other-name").with("name", name)));
    }
    if store::erasure::running_call(db, id)?.is_some() {
        return Err(Error::Conflict(say("erasure-on-the-phone")));
    }
    Ok(())
}

impl Desk {
    /// What would go with a customer, and what they are called.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody knows them.
    pub async fn extent(&self, id: CustomerId) -> Result<(String, Extent)> {
        self.store
            .read(move |db| {
                let customer = store::customer::find_kept(db, id)?;
                let customer = customer.ok_or_else(|| Error::not_found("customer"))?;
                let extent = store::erasure::extent(db, customer.id)?;
                Ok((customer.display_name(), extent))
            })
            .await
    }

    /// Erases a customer and all who were merged into them, with all that was said with them. It cannot be undone, so a person who does it types the
    /// customer's name; `typed` is that, and nothing where a program asks for it.
    ///
    /// # Errors
    /// [`Error::Refused`] where the name is another one, [`Error::Conflict`] while they are on the phone,
    /// [`Error::Forbidden`] for whoever may not erase anybody.
    pub async fn erase_customer(
        &self,
        by: &Agent,
        id: CustomerId,
        typed: Option<&str>,
    ) -> Result<()> {
        if !by.role.may(Permission::ManageData) {
            return Err(Error::Forbidden(say("erasure-who-may")));
        }
        let typed = typed.map(ToOwned::to_owned);
        // What was told to other programs may be long: most of it is gone through before the writer is asked for.
        let (id, signs, mut sweep, typed) = self
            .store
            .read(move |db| {
                let id = store::customer::kept_id(db, id)?;
                check(db, id, typed.as_deref())?;
                let signs = Signs::read(db, id)?;
                let mut sweep = Sweep::default();
                sweep.go_on(db, &signs)?;
                Ok::<_, Error>((id, signs, sweep, typed))
            })
            .await?;
        let (agent, entry) = (by.id, self.audit(Action::CustomerErased).by(by.id));
        // Somebody without a name is called in the language of whoever types it.
        let language = Language::spoken();
        self.store
            .write(move |tx| {
                said_in(language, || check(tx, id, typed.as_deref()))?;
                let now = tx.now();
                let signs_now = Signs::read(tx, id)?;
                if !signs_now.are_of_the_same(&signs) {
                    sweep = Sweep::default();
                }
                sweep.go_on(tx, &signs_now)?;
                sweep.forget(tx)?;
                let extent = store::erasure::extent(tx, id)?;
                store::erasure::insert(tx, id, agent, now)?;
                let change = Change::new(EventKind::CustomerErased).of_customer(id);
                let event = tx.record(change.by(Some(agent)))?;
                // Nothing by which they could be known.
                let words = format!(
                    "customer {id}: {} conversations, {} messages, {} files, {} calls",
                    extent.conversations,
                    extent.theirs + extent.ours,
                    extent.files,
                    extent.calls
                );
                entry.detail(words).keep_beside(tx, event)
            })
            .await?;
        self.threads.forget_all();
        self.to_clear.notify_one();
        Ok(())
    }

    /// That a customer was erased, where they were.
    pub async fn erasure(&self, id: CustomerId) -> Result<Option<Erasure>> {
        Ok(self.store.read(move |db| store::erasure::of_customer(db, id)).await?)
    }

    /// Notes that somebody takes along all that is kept of a customer.
    pub async fn note_customer_export(&self, by: &Agent, id: CustomerId) -> Result<()> {
        let entry = self.audit(Action::CustomerExported).by(by.id);
        let entry = entry.detail(format!("customer {id}"));
        self.store.write(move |tx| entry.keep(tx)).await
    }

    /// Clears what erasures left on disks, for as long as the desk is open.
    pub(crate) async fn run_erasures(&self) {
        let trouble = "what was erased is not wholly gone yet";
        self.at_leader(&self.to_clear, RETRY_AFTER, trouble, || async {
            Ok(if self.clear_erased().await? { LOOK_EVERY } else { RETRY_AFTER })
        })
        .await;
    }

    /// Deletes files that are left, and traces in the database's own files; whether all is done.
    async fn clear_erased(&self) -> Result<bool> {
        let waiting = self.store.read(store::erasure::not_cleared).await?;
        if waiting.is_empty() {
            return Ok(true);
        }
        loop {
            let files = self.store.read(|db| store::erasure::files(db, FILES_MAX)).await?;
            if files.is_empty() {
                break;
            }
            for (place, file) in files {
                match (place, self.archive()) {
                    (Place::Attachments, _) => self.files.remove(&file).await?,
                    (Place::Calls, Some(archive)) => archive.remove(&file).await?,
                    (Place::Calls, None) => {}
                }
                self.store.write(move |tx| store::erasure::forget_file(tx, place, &file)).await?;
            }
        }
        let mut begins = true;
        while self.store.write(move |tx| store::erasure::merge_words(tx, begins)).await? {
            begins = false;
        }
        if !self.store.read(store::erasure::clear_log).await? {
            return Ok(false);
        }
        let now: Timestamp = self.store.now();
        self.store
            .write(move |tx| {
                for erasure in &waiting {
                    store::erasure::set_cleared(tx, erasure.id, now)?;
                }
                Ok::<_, Error>(())
            })
            .await?;
        Ok(true)
    }
}
