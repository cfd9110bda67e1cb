//! Everything of ours that reads what people type, fed with any text at all.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run typed -- -max_total_time=600`

#![no_main]

use domain::{
    attachment::{check_kind, check_name},
    conversation::normalise_tag,
    customer::{AddressKind, normalise_address},
    hours::Hours,
    inbox::parse_colour,
    message::{clean_text, mentions},
    snooze, text,
};
use jiff::{Timestamp, tz::TimeZone};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|given: &str| {
    let now = Timestamp::constant(1_795_000_000, 0);
    if let Ok(then) = snooze::parse(given, now, &TimeZone::UTC) {
        assert!(then > now);
    }
    let clean = text::clean(given);
    assert_eq!(text::clean(&clean), clean);
    let line = text::clean_line(given);
    assert_eq!(text::clean_line(&line), line);
    assert!(text::excerpt(given, 10).chars().count() <= 11);
    let _ = clean_text(given, 0);
    for handle in mentions(given) {
        assert!(!handle.is_empty());
    }
    for kind in [AddressKind::Email, AddressKind::Phone] {
        if let Ok(kept) = normalise_address(kind, given) {
            assert_eq!(normalise_address(kind, &kept), Ok(kept));
        }
    }
    if let Ok(name) = check_name(given) {
        let _ = check_kind(&name, given.as_bytes(), None);
    }
    let hours = Hours::from_text(given);
    assert_eq!(Hours::from_text(&hours.to_text()), hours);
    let _ = (normalise_tag(given), parse_colour(given));
});
