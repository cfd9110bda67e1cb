//! The room that listens: it reads recordings and tells what is heard in them.
//!
//! It knows nothing of desks, customers or what is stored.

pub mod baseline;
pub mod evaluate;
pub mod frames;
pub mod heard;
pub mod recording;
pub mod report;
pub mod session;
