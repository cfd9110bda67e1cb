//! Drafts, saved as an agent types.

use domain::{
    AgentId, ConversationId,
    conversation::Conversation,
    event::{Change, EventKind},
    message::Kind,
};
use language::say;
use store::Tx;

use crate::{Desk, Error, Result, conversation::find};

/// Most characters of a draft: more than a message may have, so that a text that is too long to
/// send can still be kept and shortened.
const DRAFT_CHARS_MAX: usize = 1_100_000;

/// What became of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It was kept, as this revision.
    Kept(i64),
    /// It was changed elsewhere since: what it says now, and its revision. Nothing was kept.
    ChangedElsewhere(String, i64),
}

/// Tells the writer's other pages that their draft is another one now.
pub(crate) fn tell(tx: &mut Tx<'_>, conversation: &Conversation, by: AgentId) -> Result<()> {
    let change = Change::new(EventKind::DraftSaved);
    tx.record(change.in_conversation(conversation.id, conversation.customer_id).by(Some(by)))?;
    Ok(())
}

impl Desk {
    /// Keeps a draft. `based_on` is the revision that the writer last saw; zero for none.
    pub async fn save_draft(
        &self,
        agent: AgentId,
        conversation: ConversationId,
        kind: Kind,
        text: String,
        based_on: i64,
    ) -> Result<Saved> {
        // What PostgreSQL cannot keep is not text.
        let text = text.replace('\0', "");
        if text.chars().count() > DRAFT_CHARS_MAX {
            return Err(Error::refused(say("draft-too-long")));
        }
        self.store
            .write(move |tx| {
                let found = find(tx, conversation)?;
                let conversation = found.id;
                let now_there = store::draft::find(tx, conversation, agent, kind)?;
                match now_there {
                    // The same words from another tab are no change, for this one or for that.
                    Some(draft) if draft.text == text => return Ok(Saved::Kept(draft.revision)),
                    Some(draft) if draft.revision != based_on => {
                        return Ok(Saved::ChangedElsewhere(draft.text, draft.revision));
                    }
                    _ => {}
                }
                let now = tx.now();
                let revision = store::draft::save(tx, conversation, agent, kind, &text, now)?;
                tell(tx, &found, agent)?;
                Ok(Saved::Kept(revision))
            })
            .await
    }
}
