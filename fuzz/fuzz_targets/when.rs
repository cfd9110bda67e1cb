//! Any text at moments in several zones: a time that is said to come is not over, and ends after it begins.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run when -- -max_total_time=600`

#![no_main]

use std::sync::LazyLock;

use domain::hours::Hours;
use jiff::{ToSpan, Zoned, tz::TimeZone};
use libfuzzer_sys::fuzz_target;
use words::when::{Kind, Reference, expressions, said};

/// Ordinary days, the hours around a change of clocks, a leap day, a day that never was, and the ends of
/// the calendar.
const MOMENTS: [&str; 12] = [
    "2026-11-18T10:00[Europe/Berlin]",
    "2026-03-28T23:30[Europe/Berlin]",
    "2026-10-25T02:30[Europe/Berlin]",
    "2026-11-01T01:30[America/New_York]",
    "2028-02-29T12:00[Asia/Kathmandu]",
    "2011-12-29T18:00[Pacific/Apia]",
    "2026-12-31T23:59:59[Pacific/Kiritimati]",
    "2026-07-13T00:00[America/St_Johns]",
    "2026-04-05T01:45[Australia/Lord_Howe]",
    "2026-06-06T16:59[UTC]",
    "9999-12-28T10:00[UTC]",
    "-009999-01-04T10:00[UTC]",
];

static NOW: LazyLock<Vec<Zoned>> =
    LazyLock::new(|| MOMENTS.iter().filter_map(|moment| moment.parse().ok()).collect());
static HOURS: LazyLock<[Hours; 3]> = LazyLock::new(|| {
    [
        Hours::default(),
        Hours::from_text("mon 09:00-12:00;mon 13:00-18:30;sat 10:00-14:00"),
        Hours::from_text("sun 00:00-23:59"),
    ]
});
static CUSTOMER: LazyLock<Option<TimeZone>> = LazyLock::new(|| TimeZone::get("Asia/Tokyo").ok());

fuzz_target!(|data: &[u8]| {
    let [how, rest @ ..] = data else { return };
    let text = String::from_utf8_lossy(rest);
    assert_eq!(NOW.len(), MOMENTS.len());
    let now = &NOW[usize::from(how % 12)];
    let hours = &HOURS[usize::from(how / 12 % 3)];
    let customer_zone = CUSTOMER.as_ref().filter(|_| *how >= 128);
    let reference = Reference { now, hours, customer_zone };

    let places = said(&text, 0..text.len());
    let mut end = 0;
    for found in expressions(&text, 0..text.len(), &reference) {
        let words = text.get(found.span.clone());
        assert!(words.is_some_and(|words| !words.is_empty()), "{found:?}");
        assert!(found.span.start >= end, "{found:?}");
        end = found.span.end;
        assert!(places.iter().any(|(span, _)| *span == found.span), "{found:?}");
        // Both are as the clock on the wall shows them, which is put back an hour once a year.
        let ends = found.until.and_then(|until| until.checked_add(1.hour()).ok());
        assert!(ends.is_none_or(|ends| found.from <= ends), "{words:?}: {found:?}");
        if let Some(due) = &found.due {
            // It may be due at nine today, said at ten; but not on a day that is over.
            assert!(due.date() >= now.date(), "{words:?} at {now}: {found:?}");
            assert_eq!(due.time_zone(), now.time_zone());
            assert!(!matches!(found.kind, Kind::Vague | Kind::NotBefore), "{found:?}");
        }
    }
});
