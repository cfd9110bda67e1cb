//! What was heard, told in each form: as text for a terminal, as JSON, in the shape of Contact Lens,
//! and as a page to look at and listen to.

pub mod contact_lens;
pub mod json;
pub mod kind;
pub mod lanes;
pub mod page;
pub mod text;
pub mod words;
