//! Merging two conversations about the same matter, and splitting one that is about two.

use jiff::Timestamp;
use language::{Wording, say};

use crate::{
    AgentId, ConversationId, MergeId,
    conversation::{Before, Conversation},
};

words! {
    /// Which of the two it was.
    Kind {
        /// All of a conversation went into another.
        Merge = "merge",
        /// Some messages went into a conversation of their own.
        Split = "split",
    }
}

/// A merge or a split. What moved is kept row by row, so it can be undone at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: MergeId,
    /// Which of the two it was.
    pub kind: Kind,
    /// From which conversation messages went.
    pub source_id: ConversationId,
    /// Into which.
    pub target_id: ConversationId,
    /// Who did it.
    pub agent_id: AgentId,
    /// When.
    pub at: Timestamp,
    /// How the first stood before.
    pub source: Before,
    /// How the second stood before.
    pub target: Before,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
}

/// Why two conversations cannot be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadMerge {
    /// They are one.
    Same,
    /// They are with different customers.
    OtherCustomer,
    /// They were written by one customer in browsers of which neither has proved to be the other.
    OtherBrowser,
    /// They came to different addresses of ours: what is answered would not reach the customer.
    OtherInbox,
}

impl BadMerge {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Same => say("merge-same"),
            Self::OtherCustomer => say("merge-other-customer"),
            Self::OtherBrowser => say("merge-other-browser"),
            Self::OtherInbox => say("merge-other-inbox"),
        }
    }
}

language::says_why!(BadMerge);

/// Which of two conversations is kept when they are merged, and which goes into it: the one in which the customer
/// reads our answers is kept, else the one that was opened first.
///
/// # Errors
/// [`BadMerge`], which says what to do.
pub fn kept<'c>(
    one: &'c Conversation,
    other: &'c Conversation,
) -> Result<(&'c Conversation, &'c Conversation), BadMerge> {
    if one.id == other.id {
        return Err(BadMerge::Same);
    }
    if one.customer_id != other.customer_id {
        return Err(BadMerge::OtherCustomer);
    }
    let one_first = match (one.inbox_id, other.inbox_id) {
        (Some(inbox), Some(another)) if inbox != another => return Err(BadMerge::OtherInbox),
        (Some(_), Some(_)) if one.origin_id != other.origin_id => {
            return Err(BadMerge::OtherBrowser);
        }
        (Some(_), None) => true,
        (None, Some(_)) => false,
        _ => (one.opened_at, one.id) < (other.opened_at, other.id),
    };
    Ok(if one_first { (one, other) } else { (other, one) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        CustomerId, InboxId,
        conversation::{Channel, Standing},
    };

    fn conversation(id: i64, customer: i64, inbox: Option<i64>) -> Conversation {
        let at = Timestamp::constant(id, 0);
        Conversation {
            id: ConversationId(id),
            customer_id: CustomerId(customer),
            origin_id: CustomerId(customer),
            inbox_id: inbox.map(InboxId),
            channel: Channel::Chat,
            subject: String::new(),
            standing: Standing::opened(at),
            state_since: at,
            assignee_id: None,
            team_id: None,
            opened_at: at,
            last_message_at: at,
            preview: String::new(),
            merged_into: None,
        }
    }

    #[test]
    fn the_one_that_reaches_the_customer_is_kept_and_else_the_first() {
        let (chat, later, counter) =
            (conversation(2, 1, Some(1)), conversation(3, 1, Some(1)), conversation(1, 1, None));
        for (one, other, keeps) in
            [(&chat, &later, 2), (&later, &chat, 2), (&counter, &later, 3), (&chat, &counter, 2)]
        {
            let (kept, gone) = kept(one, other).unwrap();
            assert_eq!(kept.id.0, keeps);
            assert_ne!(kept.id, gone.id);
        }
        assert_eq!(kept(&chat, &chat), Err(BadMerge::Same));
        assert_eq!(kept(&chat, &conversation(4, 2, Some(1))), Err(BadMerge::OtherCustomer));
        assert_eq!(kept(&chat, &conversation(4, 1, Some(2))), Err(BadMerge::OtherInbox));
        let elsewhere = Conversation { origin_id: CustomerId(2), ..later.clone() };
        assert_eq!(kept(&chat, &elsewhere), Err(BadMerge::OtherBrowser));
        // Nobody reads in a browser what was said at the counter.
        let said = Conversation { origin_id: CustomerId(2), ..counter.clone() };
        assert_eq!(kept(&said, &chat).map(|(kept, _)| kept.id), Ok(chat.id));
    }
}
