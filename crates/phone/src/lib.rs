//! The room of the phone: calls between browsers, relayed, heard and recorded.
//!
//! A customer's and an agent's browser each have a *leg* to us (WebRTC, Opus). A *call* is a room with seats
//! (`room.rs`: who hears whom), and a *part* is the stretch of a call in which one agent and the customer
//! hear each other. Packets are relayed as they come; while a part runs, each side is also decoded onto a
//! timeline of 20 ms steps (`timeline.rs`), and exactly those samples are heard (`hearing.rs`) and recorded
//! (`flac.rs`, `recording.rs`).
//!
//! What decides is given the time and the datagrams and does no I/O (`leg.rs`, `exchange.rs`, `timeline.rs`);
//! sockets and threads are in `socket.rs`, `hearers.rs` and `recording.rs`. Nothing here knows a desk, a
//! store or a customer: whoever is who is numbers.

#[cfg(test)]
#[path = "../tests/client/mod.rs"]
mod client;
mod decoder;
mod directory;
mod echo;
mod event;
mod exchange;
pub mod flac;
mod hearers;
mod hearing;
mod hold;
mod leg;
mod outlet;
mod packet;
mod part;
mod phone;
mod recording;
mod room;
mod socket;
mod stun;
mod timeline;

pub use event::{CallNumber, Event, Events, Mirror, Seat};
pub use exchange::Exchange;
pub use part::{Part, Recorder};
pub use phone::{Config, OpenError, Phone, Refused};
pub use str0m::net::Protocol;
