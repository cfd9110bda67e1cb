//! Figures that are honest about themselves: each with the interval that its sample allows.
//!
//! Used wherever Bliss says how good it is, of voices (`listen`) and of words (`read`).

#![allow(clippy::cast_precision_loss, reason = "counts of what people labelled are far below 2⁵²")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod auc;
pub mod bootstrap;

pub use bootstrap::Estimate;
