//! The standards of the demo shop: the starter set, taken a month ago; one that becomes stricter next month; and one
//! outcome that somebody sees otherwise.

use anyhow::{Context, Result};
use domain::{
    Timestamp,
    conversation::Channel,
    standard::{Outcome, Reach, starter},
};
use jiff::{SignedDuration, ToSpan};
use store::Tx;

use super::story::Stage;

/// When they were taken: before everything that is told.
const TAKEN: SignedDuration = SignedDuration::from_hours(24 * 35);
/// The conversation whose outcome is contested, the standard, and why.
const CONTESTED: (&str, &str, &str) =
    ("where is my mum's", "chat-next", "I rang her afterwards and told her what happens next.");

/// Writes them down.
pub(super) fn write(tx: &mut Tx<'_>, stage: &Stage) -> Result<()> {
    let (owner, lead) = (stage.agent("mia")?, stage.agent("jonas")?);
    let now = stage.now.timestamp();
    let taken = now - TAKEN;
    for starter in starter::ALL {
        let mut content = starter.written().read().map_err(anyhow::Error::new)?;
        let id = store::standard::insert(tx, taken)?;
        store::standard::insert_version(tx, id, Some(&content), taken, owner, taken)?;
        if starter.reach == Reach::Chat && starter.key == "chat-soon" {
            let next_month = stage.now.first_of_month()?.checked_add(1.month())?;
            let from = next_month.start_of_day()?.timestamp();
            content.check =
                domain::standard::understand("first answer within 3 minutes of open hours")
                    .map_err(|unread| anyhow::anyhow!("{unread}"))?;
            content.words = String::from(
                "Whoever writes hears from a person within three minutes, while we are open.",
            );
            let made = now - SignedDuration::from_hours(24);
            store::standard::insert_version(tx, id, Some(&content), from, owner, made)?;
        }
        let (words, key, reason) = CONTESTED;
        if starter.key == key {
            let found = store::conversation::of_subject(tx, words, 1)?;
            let conversation = &found.first().context("nothing is told of it")?.conversation;
            let first = store::conversation::steps(tx, conversation.id, Timestamp::UNIX_EPOCH)?;
            let began = first.first().map_or(conversation.opened_at, |step| step.at);
            let contact = store::contact::insert(tx, conversation.id, None, Channel::Chat, began)?;
            let outcome = Outcome::NoOccasion;
            store::standard_outcome::rule(tx, id, contact, outcome, reason, lead, now)?;
        }
    }
    Ok(())
}
