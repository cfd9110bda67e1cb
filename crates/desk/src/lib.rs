//! What people do at the desk: every verb that changes something, and the jobs that time brings.
//!
//! A verb checks what it was given, makes its change in one transaction, and records the event that
//! live pages follow. Whether somebody may use a verb at all is decided by the route table in
//! `web`; rules about *whom* they may use it on are here. Reads go from the pages straight to the
//! store, through [`Desk::store`].

pub mod agent;
pub mod attachment;
pub mod baseline;
pub mod call;
pub mod conversation;
pub mod corner;
pub mod customer;
pub mod draft;
mod error;
mod files;
pub mod inbox;
pub mod invitation;
pub mod jobs;
pub mod message;
pub mod password;
pub mod promise;
pub mod reception;
pub mod recording;
pub mod replay;
pub mod session;
pub mod shared_moment;
pub mod switchboard;
pub mod team;
pub mod team_figure;
pub mod token;
pub mod visitor;
pub mod warm_up;
pub mod workspace;

use std::{path::PathBuf, sync::Arc};

use store::Store;
use tokio::sync::Notify;

pub use crate::{
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
    calls: Option<PathBuf>,
    /// The phone, where there is one.
    switchboard: Option<Arc<switchboard::Switchboard>>,
}

impl Desk {
    /// A desk over that store, with the files of its attachments in that folder.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn new(store: Store, files: PathBuf) -> Result<Self> {
        let put_off = Arc::new(Notify::new());
        Ok(Self { store, files: Files::open(files)?, put_off, calls: None, switchboard: None })
    }

    /// A desk for a command that is given while a server may be running: what that one is just
    /// taking in is left alone.
    pub fn beside(store: Store, files: PathBuf) -> Self {
        let put_off = Arc::new(Notify::new());
        Self { store, files: Files::beside(files), put_off, calls: None, switchboard: None }
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
