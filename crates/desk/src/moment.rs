//! Moments: what is noticed in conversations, and what people say of it.
//!
//! Conversations are read in the background (`reading`), after what was said is kept and acknowledged. What
//! is read of a conversation is held in memory for a while (`thread`), for the next turn and for the check of
//! a draft. What pages show is put together from the rows (`overview`), by everybody's rulings.

mod named;
mod overview;
mod reading;
mod thread;

use std::sync::LazyLock;

use domain::{
    MomentId,
    agent::Agent,
    event::{Change, EventKind},
    moment::{Moment, Ruling, Side, Verdict, holding},
};
use language::say;
use store::Tx;
use words::{What, Wordings};

pub use self::named::{Naming, kinds, side_of};
pub use self::overview::{Fall, Overview, Seen, TrustLine};
pub(crate) use self::thread::{Thread, Threads};
use crate::{Desk, Error, Result, conversation::find, reading::READER};

/// Better words.
pub(crate) static WORDINGS: LazyLock<Wordings> = LazyLock::new(Wordings::new);

/// What each kind of moment moves trust by, in the order of a contact; only what moves it.
pub fn weights() -> Vec<(What, f32)> {
    What::ALL
        .iter()
        .map(|&what| (what, READER.weight(what)))
        .filter(|(_, weight)| *weight != 0.0)
        .collect()
}

/// Words of feelings that stand on customers as tags: what somebody feels is no label in a sentence, but alone
/// it becomes one.
const FEELINGS: [&str; 12] = [
    "angry",
    "annoyed",
    "annoying",
    "upset",
    "furious",
    "rude",
    "difficult",
    "demanding",
    "complainer",
    "grumpy",
    "hostile",
    "emotional",
];

/// Whether a tag speaks of the person and not of the matter: "difficult", "angry customer".
pub fn labels_a_person(tag: &str) -> bool {
    let feels = tag.split(|c: char| !c.is_alphanumeric()).any(|word| FEELINGS.contains(&word));
    feels || {
        let reading = READER.read(&words::Message::new(tag, words::By::Note));
        reading.findings.iter().any(|finding| finding.what == What::Label)
    }
}

/// Whose words a finding of the reader's is in.
pub(crate) fn side(by: words::By) -> Side {
    match by {
        words::By::Us => Side::Us,
        words::By::Customer => Side::Customer,
        words::By::Note => Side::Note,
    }
}

impl Desk {
    /// Says that a moment is so, or that it is not so. Whoever says so last is believed.
    pub async fn rule_on_moment(
        &self,
        by: &Agent,
        id: MomentId,
        verdict: Verdict,
    ) -> Result<Moment> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let moment = moment(tx, id)?;
                let rulings = store::moment::rulings(tx, moment.conversation_id)?;
                let mine = holding(&moment, &rulings).filter(|ruling| ruling.agent_id == by);
                if mine.is_none_or(|mine| mine.verdict != verdict) {
                    let now = tx.now();
                    store::moment::rule(tx, &moment, verdict, by, now)?;
                    changed(tx, &moment, by)?;
                }
                Ok(moment)
            })
            .await
    }

    /// Takes back what one said of a moment: what was said of it before holds again.
    pub async fn withdraw_ruling(&self, by: &Agent, id: MomentId) -> Result<Moment> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let moment = moment(tx, id)?;
                let rulings = store::moment::rulings(tx, moment.conversation_id)?;
                let about: Vec<&Ruling> =
                    rulings.iter().filter(|ruling| ruling.is_about(&moment)).collect();
                let mine: Vec<_> = about.iter().filter(|ruling| ruling.agent_id == by).collect();
                if mine.is_empty() && !about.is_empty() {
                    return Err(Error::Forbidden(say("moment-ruling-of-another")));
                }
                let now = tx.now();
                for ruling in &mine {
                    store::moment::withdraw(tx, ruling.id, now)?;
                }
                if !mine.is_empty() {
                    changed(tx, &moment, by)?;
                }
                Ok(moment)
            })
            .await
    }
}

fn moment(tx: &mut Tx<'_>, id: MomentId) -> Result<Moment> {
    store::moment::find(tx, id)?.ok_or_else(|| Error::not_found("moment"))
}

fn changed(tx: &mut Tx<'_>, moment: &Moment, by: domain::AgentId) -> Result<()> {
    let conversation = find(tx, moment.conversation_id)?;
    let change = Change::new(EventKind::MomentsChanged)
        .of_message(moment.message_id)
        .in_conversation(conversation.id, conversation.customer_id)
        .by(Some(by));
    tx.record(change)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::labels_a_person;

    #[test]
    fn a_tag_speaks_of_the_person_or_of_the_matter() {
        for tag in ["difficult", "angry customer", "rude", "serial complainer"] {
            assert!(labels_a_person(tag), "{tag}");
        }
        for tag in ["late parcel", "refund", "wedding", "broken", "vip", "wholesale", "workshop"] {
            assert!(!labels_a_person(tag), "{tag}");
        }
    }
}
