//! Names for rows. One type a noun, so that a customer's id never stands where a team's should.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// Somebody who serves.
    AgentId,
    /// A token by which another program uses the desk.
    ApiTokenId,
    /// A file that came with a message.
    AttachmentId,
    /// One thing that was done to many conversations in one go.
    BulkChangeId,
    /// A link by which a customer chooses when to be called back.
    CallBackLinkId,
    /// One talk by telephone or over a web page.
    CallId,
    /// One agent's part of a call.
    CallPartId,
    /// A text that is written once and used often.
    CannedReplyId,
    /// One contact: a call, or what was written until a conversation was closed.
    ContactId,
    /// One matter with a customer.
    ConversationId,
    /// What is one agent's alone.
    CornerId,
    /// Something short in a corner.
    CornerNoteId,
    /// A person we serve.
    CustomerId,
    /// A table of customers that somebody brought.
    CustomerImportId,
    /// A merge of two customers.
    CustomerMergeId,
    /// One erasure of a customer, or of conversations that were old.
    ErasureId,
    /// One change, in the order in which changes were committed.
    EventId,
    /// A copy of all that is kept, to be taken along.
    ExportId,
    /// Something worth remembering about a customer.
    FactId,
    /// A day on which nobody is there who else would be.
    HolidayId,
    /// Somebody's account at an identity provider.
    IdentityId,
    /// Where people may sign in besides here.
    IdentityProviderId,
    /// The address to which conversations come.
    InboxId,
    /// A link by which somebody joins the desk.
    InvitationId,
    /// One email that the desk sends.
    MailId,
    /// A merge of two conversations, or a split of one.
    MergeId,
    /// One message or note in a conversation.
    MessageId,
    /// One thing noticed in a conversation.
    MomentId,
    /// A person's word on a moment.
    MomentRulingId,
    /// One of the servers that have the desk open.
    NodeId,
    /// Something that one agent is to be told.
    NotificationId,
    /// One time that an agent has seen all that they were to be told.
    NotificationSeeingId,
    /// A key on a device of an agent, which proves who they are.
    PasskeyId,
    /// Something that we said we would do, by a time.
    PromiseId,
    /// Something that was said about a promise, to an agent or to all of them, before it was due.
    PromiseReminderId,
    /// A promise that was noticed in a message, before anybody said that it is one.
    PromiseSuggestionId,
    /// One browser in which an agent is told what is new when no page is open.
    PushSubscriptionId,
    /// Something that is done by itself when something happens.
    RuleId,
    /// A list of conversations that somebody keeps at hand.
    SavedViewId,
    /// One signed-in browser of an agent.
    SessionId,
    /// A moment of a call that an agent shared with the team.
    SharedMomentId,
    /// What good looks like.
    StandardId,
    /// A person’s word on whether a standard was met.
    StandardRulingId,
    /// One version of a standard.
    StandardVersionId,
    /// Something that was done to a tag on all conversations.
    TagChangeId,
    /// A word put on conversations.
    TagId,
    /// Agents who share work.
    TeamId,
    /// One browser in which a customer chats.
    VisitorId,
    /// One thing that is told to the address of another program.
    WebhookDeliveryId,
    /// The address of another program that is told what happens.
    WebhookId,
}
