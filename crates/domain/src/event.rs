//! Events: every change, in the order in which it was committed.
//!
//! An event says *that* something changed and where; what it is now is read from the rows. Live
//! pages follow events, and whatever else has to keep up with the desk can do the same.

use jiff::Timestamp;

use crate::{AgentId, ConversationId, CustomerId, EventId, MessageId};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal),* $(,)?) => {
        /// What changed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EventKind { $($(#[$doc])* $name),* }

        impl EventKind {
            /// The word that is stored and sent to pages.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// The kind of that word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* _ => None }
            }
        }
    };
}

kinds! {
    /// A conversation began.
    ConversationOpened = "conversation.opened",
    /// Its state, assignee, team, tags or subject changed.
    ConversationChanged = "conversation.changed",
    /// An agent's reply is waiting for its time to be sent, and can be undone.
    MessageQueued = "message.queued",
    /// Two conversations were merged, or one was split, or that was undone: recorded in each of the two.
    ConversationMerged = "conversation.merged",
    /// A message is there for both sides to see.
    MessageSent = "message.sent",
    /// A reply was taken back before it was sent.
    MessageUndone = "message.undone",
    /// An agent wrote a note.
    NoteWritten = "note.written",
    /// An agent has read what the customer wrote.
    ReadByAgent = "conversation.read_by_agent",
    /// The customer has read what we wrote.
    ReadByCustomer = "conversation.read_by_customer",
    /// A customer, an address or a fact changed.
    CustomerChanged = "customer.changed",
    /// Two customers were merged, or that was undone: recorded for each of the two.
    CustomerMerged = "customer.merged",
    /// A customer was erased, with all that was said with them.
    CustomerErased = "customer.erased",
    /// An agent joined, left, or changed their name or availability.
    AgentChanged = "agent.changed",
    /// Teams, inboxes or the desk's own settings changed.
    SettingsChanged = "settings.changed",
    /// A call began, was picked up, held, given to somebody else, or ended.
    CallChanged = "call.changed",
    /// A promise was noticed, made, changed, kept or taken back, or its time came closer.
    PromiseChanged = "promise.changed",
    /// Something was noticed in a conversation, or somebody said what they think of it.
    MomentsChanged = "moments.changed",
    /// A standard was written, changed or retired; or in a conversation, whether one was met.
    StandardsChanged = "standards.changed",
    /// A canned reply was written, changed, removed or brought back.
    CannedRepliesChanged = "canned-replies.changed",
    /// An agent's draft was saved.
    DraftSaved = "draft.saved",
    /// An agent is to be told something, was told, or has seen it.
    NotificationsChanged = "notifications.changed",
}

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Its place in the order of commits: a later event has a greater id, on every node.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// What changed.
    pub kind: EventKind,
    /// In which conversation.
    pub conversation_id: Option<ConversationId>,
    /// With which customer.
    pub customer_id: Option<CustomerId>,
    /// Which message.
    pub message_id: Option<MessageId>,
    /// Which agent did it.
    pub agent_id: Option<AgentId>,
}

/// Where a change happened: an [`Event`] before it has its place in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What changed.
    pub kind: EventKind,
    /// In which conversation.
    pub conversation_id: Option<ConversationId>,
    /// With which customer.
    pub customer_id: Option<CustomerId>,
    /// Which message.
    pub message_id: Option<MessageId>,
    /// Which agent did it.
    pub agent_id: Option<AgentId>,
}

impl Change {
    /// A change that concerns the whole desk.
    pub fn new(kind: EventKind) -> Self {
        Self { kind, conversation_id: None, customer_id: None, message_id: None, agent_id: None }
    }

    /// … in that conversation with that customer.
    #[must_use]
    pub fn in_conversation(mut self, id: ConversationId, customer: CustomerId) -> Self {
        self.conversation_id = Some(id);
        self.customer_id = Some(customer);
        self
    }

    /// … of that customer.
    #[must_use]
    pub fn of_customer(mut self, customer: CustomerId) -> Self {
        self.customer_id = Some(customer);
        self
    }

    /// … of that message.
    #[must_use]
    pub fn of_message(mut self, message: MessageId) -> Self {
        self.message_id = Some(message);
        self
    }

    /// … done by that agent, or by nobody.
    #[must_use]
    pub fn by(mut self, agent: Option<AgentId>) -> Self {
        self.agent_id = agent;
        self
    }
}
