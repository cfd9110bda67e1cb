//! Bliss as one program: what can be chosen, how everything is wired, and the demo shop.
//!
//! The binary is thin, so that tests start the same server in-process: [`start`] with a [`Config`]
//! whose port is 0 and whose folder is a temporary one, then [`Running::address`].

pub mod backup;
mod beside;
pub mod config;
mod demo;
pub mod export;
mod health;
pub mod import;
pub mod listen;
mod lock;
pub mod log;
pub mod nats;
pub mod read;
mod reset_link;
pub mod restore;
mod server;
mod tls;
pub mod voice;
pub mod words;

pub use crate::{
    config::Config,
    health::health,
    import::import,
    reset_link::reset_link,
    server::{Running, start, start_by},
};
