//! Promises: something that we said we would do, for whom, by when.

use jiff::Timestamp;

use crate::{AgentId, CallId, ConversationId, CustomerId, PromiseId};

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Its id.
    pub id: PromiseId,
    /// In which conversation it was made.
    pub conversation_id: ConversationId,
    /// To whom.
    pub customer_id: CustomerId,
    /// The call in which it was made, if there was one.
    pub call_id: Option<CallId>,
    /// Who keeps it; nobody yet where the whole desk does.
    pub owner_id: Option<AgentId>,
    /// What was promised, in words.
    pub what: String,
    /// The number to call back, for a call back.
    pub phone: Option<String>,
    /// By when.
    pub due_at: Timestamp,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was kept.
    pub kept_at: Option<Timestamp>,
    /// When it was taken back, as the customer knows.
    pub cancelled_at: Option<Timestamp>,
}

impl Promise {
    /// Whether it is still to be kept.
    pub fn is_open(&self) -> bool {
        self.kept_at.is_none() && self.cancelled_at.is_none()
    }
}
