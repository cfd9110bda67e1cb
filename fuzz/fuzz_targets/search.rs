//! A search, and a text in which it looks, made of any characters at all.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run search -- -max_total_time=600`

#![no_main]

use domain::search::{ITEMS_MAX, Query, excerpt, fold, phone_digits, relevance};
use jiff::{Timestamp, tz::TimeZone};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|given: (&str, &str)| {
    let (typed, text) = given;
    let now = Timestamp::constant(1_795_000_000, 0);
    let query = Query::read(typed, now, &TimeZone::UTC);
    assert!(query.phrases.len() + query.clauses.len() <= ITEMS_MAX);
    for clause in &query.clauses {
        assert!(typed.get(clause.typed.clone()).is_some());
    }
    for word in fold::words(text) {
        assert!(!word.text.is_empty() && text.get(word.span).is_some());
        // What is looked for is put between quotes as it is.
        assert!(!word.text.contains(['"', '\'', '\\', ' ', '¤', '\0']));
    }
    assert!(relevance(text, query.wanted()).is_finite());
    let _ = (excerpt(text, &query.phrases, 40), phone_digits(typed));
});
