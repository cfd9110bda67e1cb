//! Merging two customers who are one person, and parting them again. The kept one has all that is of either, and nothing
//! moves: what came as one of them keeps that, so an undo finds it again, and what came since stays with whoever brought
//! it. A browser goes on reading what came as its own, and nothing else.

use domain::{
    CustomerId, CustomerMergeId,
    agent::Agent,
    customer::Customer,
    customer_merge::{CustomerMerge, Field, OneAlready, Restored, kept, restored, taken},
    event::{Change, EventKind},
};
use store::{Db, Tx};

use crate::{Desk, Error, Result, customer::revision};
use language::say;

/// Two customers who are to be one.
#[derive(Debug, Clone)]
pub struct Merging {
    /// One of them.
    pub one: CustomerId,
    /// The other.
    pub other: CustomerId,
    /// What is taken of the one that is not kept, where both have something to say.
    pub chosen: Vec<Field>,
    /// What whoever wants it has read of the two, by [`seen`]; nothing where that does not matter.
    pub seen: Option<String>,
}

impl Desk {
    /// Makes one customer of two: the merge, which says who is kept and by which it can be undone.
    ///
    /// # Errors
    /// [`Error::Conflict`] where they are one already, or where one of them was changed since it was read.
    pub async fn merge_customers(&self, by: &Agent, merging: Merging) -> Result<CustomerMerge> {
        let by = by.clone();
        self.store.write(move |tx| merge(tx, &merging, &by)).await
    }

    /// Parts two customers again who were merged.
    ///
    /// # Errors
    /// [`Error::Conflict`] where somebody has done so already, or where a conversation was made of conversations of
    /// both.
    pub async fn undo_customer_merge(
        &self,
        by: &Agent,
        id: CustomerMergeId,
    ) -> Result<CustomerMerge> {
        let by = by.clone();
        self.store.write(move |tx| part(tx, id, &by)).await
    }
}

/// What tells two customers apart from what was known of them before, whichever is named first.
pub fn seen(one: &Customer, other: &Customer) -> String {
    let (first, second) = if one.id < other.id { (one, other) } else { (other, one) };
    format!("{}-{}-{}-{}", first.id, revision(first), second.id, revision(second))
}

/// The customer as whom that one goes on.
fn find(db: &mut Db, id: CustomerId) -> Result<Customer> {
    store::customer::find_kept(db, id)?.ok_or_else(|| Error::not_found("customer"))
}

fn merge(tx: &mut Tx<'_>, merging: &Merging, by: &Agent) -> Result<CustomerMerge> {
    let (one, other) = (find(tx, merging.one)?, find(tx, merging.other)?);
    let (kept, gone) = kept(&one, &other).map_err(|already: OneAlready| {
        // Where they were two for whoever asks, somebody else was faster.
        if merging.one == merging.other {
            Error::refused(already)
        } else {
            Error::Conflict(already.into())
        }
    })?;
    if merging.seen.as_ref().is_some_and(|read| *read != seen(&one, &other)) {
        return Err(Error::Conflict(say("customer-merge-changed")));
    }
    let taken = taken(kept, gone, &merging.chosen);
    let at = tx.now();
    let id = store::customer_merge::insert(tx, (gone.id, kept.id), &taken, by.id, at)?;
    let mut known = kept.clone();
    for one in taken {
        one.field.set(&mut known, one.after);
    }
    describe(tx, &known)?;
    store::customer_merge::set_merged_into(tx, gone.id, Some(kept.id))?;
    tell(tx, &[gone.id, kept.id], by)?;
    found(tx, id)
}

fn part(tx: &mut Tx<'_>, id: CustomerMergeId, by: &Agent) -> Result<CustomerMerge> {
    let merge = found(tx, id)?;
    if merge.undone_at.is_some() {
        return Err(Error::Conflict(say("customer-merge-undone-already")));
    }
    if let Some(both) = store::customer_merge::conversation_of_both(tx, merge.gone_id)? {
        let both = crate::conversation::find(tx, both)?;
        return Err(Error::Conflict(
            say("customer-merge-undo-conversation-first")
                .with("id", both.id.to_string())
                .with("subject", both.called()),
        ));
    }
    let now = tx.now();
    let whole = store::customer::kept_id(tx, merge.gone_id)?;
    store::customer_merge::set_undone(tx, id, Some(by.id), now)?;
    store::customer_merge::set_merged_into(tx, merge.gone_id, None)?;
    restore(tx, &merge)?;
    tell(tx, &[merge.gone_id, whole], by)?;
    found(tx, id)
}

/// Lets the kept one be called, and so on, as before, where nobody has changed that since.
fn restore(tx: &mut Tx<'_>, merge: &CustomerMerge) -> Result<()> {
    let known = store::customer::find(tx, merge.kept_id)?;
    let mut known = known.ok_or_else(|| Error::not_found("customer"))?;
    for one in store::customer_merge::taken(tx, merge.id)? {
        let next = store::customer_merge::next_taken(tx, merge, one.field)?;
        let later = next.as_ref().map(|(_, taken)| taken);
        match (restored(&one, one.field.of(&known), later), &next) {
            (Restored::Before, _) => one.field.set(&mut known, one.before),
            (Restored::Later, Some((later, _))) => {
                store::customer_merge::set_before(tx, *later, one.field, &one.before)?;
            }
            _ => {}
        }
    }
    describe(tx, &known)
}

fn describe(tx: &mut Tx<'_>, known: &Customer) -> Result<()> {
    let Customer { id, name, language, time_zone, .. } = known;
    store::customer::update(tx, *id, name, language.as_deref(), time_zone.as_deref())?;
    Ok(())
}

fn found(db: &mut Db, id: CustomerMergeId) -> Result<CustomerMerge> {
    store::customer_merge::find(db, id)?.ok_or_else(|| Error::not_found("merge"))
}

fn tell(tx: &mut Tx<'_>, customers: &[CustomerId], by: &Agent) -> Result<()> {
    for customer in customers {
        let change = Change::new(EventKind::CustomerMerged);
        tx.record(change.of_customer(*customer).by(Some(by.id)))?;
    }
    Ok(())
}
