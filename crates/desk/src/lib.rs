//! What people do at the desk: every verb that changes something, and the jobs that time brings.
//!
//! A verb checks what it was given, makes its change in one transaction, and records the event that
//! live pages follow. Whether somebody may use a verb at all is decided by the route table in
//! `web`; rules about *whom* they may use it on are here. Reads go from the pages straight to the
//! store, through [`Desk::store`].

pub mod agent;
pub mod api_request;
pub mod api_token;
mod archive;
pub mod assignment;
pub mod attachment;
pub mod audit;
pub mod baseline;
mod bucket;
pub mod bulk_change;
pub mod call;
pub mod canned_reply;
pub mod check;
pub mod check_in;
pub mod conversation;
pub mod corner;
pub mod customer;
pub mod customer_import;
pub mod customer_merge;
pub mod draft;
pub mod erasure;
mod error;
pub mod export;
mod files;
mod follower;
pub mod identity_provider;
pub mod inbox;
pub mod intention;
pub mod invitation;
pub mod jobs;
pub mod kind_word;
pub mod mail;
pub mod merge;
pub mod message;
pub mod moment;
pub mod node;
pub mod notification;
mod outside;
pub mod passkey;
pub mod password;
pub mod preference;
pub mod promise;
pub mod provider_sign_in;
pub mod push;
pub mod readiness;
pub mod reading;
pub mod reception;
mod record;
pub mod recording;
pub mod replay;
pub mod retention;
pub mod rule;
pub mod saved_view;
pub mod schedule;
pub mod search;
pub mod second_factor;
pub mod security;
mod server_key;
pub mod session;
pub mod shared_moment;
pub mod standard;
pub mod story;
pub mod switchboard;
pub mod tag;
pub mod team;
pub mod team_figure;
pub mod token;
pub mod visitor;
pub mod warm_up;
pub mod webhook;
pub mod workspace;

use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicI64},
};

use domain::EventId;
use store::Store;
use tokio::sync::{Notify, watch};

pub use crate::{
    bucket::{Bucket, Reading},
    error::{Error, Result},
    files::{Files, Upload},
};

/// The desk: cheap to clone.
#[derive(Clone)]
pub struct Desk {
    store: Store,
    files: Files,
    /// Told when something was put off to a time, so that the jobs look at the clock again.
    put_off: Arc<Notify>,
    /// Where what is heard and recorded in calls is kept, sealed.
    archive: Option<archive::Archive>,
    /// The phone, where there is one.
    switchboard: Option<Arc<switchboard::Switchboard>>,
    /// What seals the few secrets that the server itself has to read.
    server_key: Option<sealed::Key>,
    /// Where it is used from, for the audit log.
    origin: Option<Arc<session::Origin>>,
    /// When the jobs have to do something next, in milliseconds; `i64::MAX` where nothing waits for its time.
    due: Arc<AtomicI64>,
    /// Whether the database answered, the last time that somebody asked.
    readiness: readiness::Last,
    /// Conversations as they were read.
    threads: Arc<moment::Threads>,
    /// Up to which event what was said has been read, for those who come after the reader.
    read_to: Arc<watch::Sender<EventId>>,
    /// How calls stood to the standards for them, until they are enough to be told.
    outcomes: Arc<standard::Pools>,
    /// Whether webhooks may go to this machine and to one's own network too.
    private_webhooks: bool,
    /// Whether the identity provider may be there.
    private_identity_provider: bool,
    /// Told when there is something to tell a webhook.
    to_tell: Arc<Notify>,
    /// What emails go out by, where there is a mail server.
    mailer: Option<Arc<mail::Mailer>>,
    /// Told when there is an email to send.
    to_mail: Arc<Notify>,
    /// How push services reach whoever runs the desk, where it has an address that they take.
    push_contact: Option<String>,
    /// Whether push services may be on this machine or in one's own network.
    private_push: bool,
    /// Told when there is something to tell a browser.
    to_push: Arc<Notify>,
    /// Told when there is something to tell a person.
    to_bundle: Arc<Notify>,
    /// Told when something was erased, of which files are left.
    to_clear: Arc<Notify>,
    /// Told when it was said what goes by its age.
    to_forget: Arc<Notify>,
    /// Told when a copy of all that is kept is asked for.
    to_export: Arc<Notify>,
    /// Told when there is something to do with a table of customers.
    to_import: Arc<Notify>,
}

impl Desk {
    /// A desk over that store, with the files of its attachments in that folder.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn new(store: Store, files: PathBuf) -> Result<Self> {
        Ok(Self::of(store, Files::open(files)?))
    }

    /// A desk for a command that is given while a server may be running: what that one is just
    /// taking in is left alone.
    pub fn beside(store: Store, files: PathBuf) -> Self {
        Self::of(store, Files::beside(files))
    }

    fn of(store: Store, files: Files) -> Self {
        Self {
            store,
            files,
            put_off: Arc::default(),
            due: Arc::new(AtomicI64::new(i64::MAX)),
            readiness: Arc::default(),
            archive: None,
            switchboard: None,
            server_key: None,
            origin: None,
            threads: Arc::default(),
            read_to: Arc::new(watch::Sender::new(EventId(0))),
            outcomes: Arc::default(),
            private_webhooks: false,
            private_identity_provider: false,
            to_tell: Arc::default(),
            mailer: None,
            to_mail: Arc::default(),
            push_contact: None,
            private_push: false,
            to_push: Arc::default(),
            to_bundle: Arc::default(),
            to_clear: Arc::default(),
            to_export: Arc::default(),
            to_forget: Arc::default(),
            to_import: Arc::default(),
        }
    }

    /// The store, to read from.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The files of attachments.
    pub fn files(&self) -> &Files {
        &self.files
    }
}
