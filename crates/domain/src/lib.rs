//! What a customer-service desk is made of: people, conversations, messages, and the rules of
//! time that hold between them.
//!
//! This crate does no I/O, has no async and no serialisation, and never reads the clock: `now` is
//! always an argument. Storage, the web and the jobs are written in terms of what is defined here.

#[macro_use]
mod word;

pub mod access;
pub mod agent;
pub mod api_token;
pub mod assignment;
pub mod attachment;
pub mod audit;
pub mod bulk_change;
pub mod call;
pub mod canned_reply;
pub mod certificate;
pub mod check_in;
pub mod conversation;
pub mod cue;
pub mod customer;
pub mod customer_import;
pub mod customer_merge;
pub mod draft;
pub mod erasure;
pub mod event;
pub mod export;
pub mod first_words;
pub mod greeting;
pub mod hint;
pub mod hours;
pub mod id;
pub mod identity_provider;
pub mod inbox;
pub mod intention;
pub mod mail;
pub mod merge;
pub mod message;
pub mod moment;
pub mod notification;
pub mod passkey;
pub mod promise;
pub mod push;
pub mod retention;
pub mod rule;
pub mod saved_view;
pub mod schedule;
pub mod search;
pub mod second_factor;
pub mod security;
pub mod snooze;
pub mod spreadsheet;
pub mod standard;
pub mod story;
pub mod tag;
pub mod team;
pub mod text;
pub mod wait;
pub mod webhook;

pub use id::{
    AgentId, ApiTokenId, AttachmentId, BulkChangeId, CallBackLinkId, CallId, CallPartId,
    CannedReplyId, ContactId, ConversationId, CornerId, CornerNoteId, CustomerId, CustomerImportId,
    CustomerMergeId, ErasureId, EventId, ExportId, FactId, HolidayId, IdentityId,
    IdentityProviderId, InboxId, InvitationId, MailId, MergeId, MessageId, MomentId,
    MomentRulingId, NodeId, NotificationId, NotificationSeeingId, PasskeyId, PromiseId,
    PromiseReminderId, PromiseSuggestionId, PushSubscriptionId, RuleId, SavedViewId, SessionId,
    SharedMomentId, StandardId, StandardRulingId, StandardVersionId, TagChangeId, TagId, TeamId,
    VisitorId, WebhookDeliveryId, WebhookId,
};
pub use jiff::Timestamp;
