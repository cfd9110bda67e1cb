//! The names of times: numbers, units, weekdays, months and zones, as people write them.

use jiff::civil::Weekday;

/// What an amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    BusinessDay,
    Week,
    Fortnight,
    Month,
    Year,
}

pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "second" | "seconds" | "sec" | "secs" => Unit::Second,
        "minute" | "minutes" | "min" | "mins" | "minuets" | "minute's" => Unit::Minute,
        "hour" | "hours" | "hr" | "hrs" | "h" => Unit::Hour,
        "day" | "days" => Unit::Day,
        "weekday" | "weekdays" | "workday" | "workdays" => Unit::BusinessDay,
        "week" | "weeks" | "wk" | "wks" => Unit::Week,
        "fortnight" | "fortnights" => Unit::Fortnight,
        "month" | "months" | "mth" | "mths" => Unit::Month,
        "year" | "years" | "yr" | "yrs" => Unit::Year,
        _ => return None,
    })
}

/// Zero to nineteen, and the tens.
pub(super) fn number(word: &str) -> Option<u32> {
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" | "fourty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// First to thirtieth, but for what is made with *twenty* and *thirty*.
pub(super) fn ordinal(word: &str) -> Option<u32> {
    Some(match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        "eleventh" => 11,
        "twelfth" => 12,
        "thirteenth" => 13,
        "fourteenth" => 14,
        "fifteenth" => 15,
        "sixteenth" => 16,
        "seventeenth" => 17,
        "eighteenth" => 18,
        "nineteenth" => 19,
        "twentieth" => 20,
        "thirtieth" => 30,
        _ => return None,
    })
}

/// How a weekday is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// In full, or so that it is nothing else.
    Clear,
    /// *sat*, *sun*, *mon*, *wed*: other words as well.
    Doubtful,
}

pub(super) fn weekday(word: &str) -> Option<(Weekday, Writing)> {
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    Some(match word {
        "monday" | "munday" | "monay" => (Monday, Writing::Clear),
        "tuesday" | "tues" | "tue" | "teusday" | "tuseday" => (Tuesday, Writing::Clear),
        "wednesday" | "weds" | "wensday" | "wednsday" | "wendsday" | "wedensday" | "wednesay" => {
            (Wednesday, Writing::Clear)
        }
        "thursday" | "thurs" | "thur" | "thu" | "thursay" | "thurday" | "thrusday" => {
            (Thursday, Writing::Clear)
        }
        "friday" | "fri" | "firday" | "fryday" => (Friday, Writing::Clear),
        "saturday" | "saterday" | "satuday" | "saturady" => (Saturday, Writing::Clear),
        "sunday" | "sundy" => (Sunday, Writing::Clear),
        "mon" => (Monday, Writing::Doubtful),
        "wed" => (Wednesday, Writing::Doubtful),
        "sat" => (Saturday, Writing::Doubtful),
        "sun" => (Sunday, Writing::Doubtful),
        _ => return None,
    })
}

pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" | "febuary" | "feburary" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" | "septemeber" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

pub(super) fn tomorrow(word: &str) -> bool {
    matches!(
        word,
        "tomorrow"
            | "tmrw"
            | "tmr"
            | "tmrow"
            | "tmw"
            | "tomorow"
            | "tommorow"
            | "tommorrow"
            | "tomorro"
            | "tomoro"
            | "tomorrw"
            | "tomoz"
            | "tomorrows"
            | "morrow"
            | "tmoro"
    )
}

/// Where a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// So many minutes east of Greenwich.
    Fixed(i32),
    /// By its name in the database.
    Named(&'static str),
    /// The customer's.
    Yours,
    /// The reference's own.
    Ours,
}

/// A zone by its letters. Those that are words as well have to be written in capitals.
#[allow(clippy::match_same_arms)] // a table
pub(super) fn zone(word: &str, capitals: bool) -> Option<Zone> {
    let named = |name| Some(Zone::Named(name));
    let fixed = |hours: i32, minutes: i32| Some(Zone::Fixed(hours * 60 + minutes));
    match word {
        "utc" | "gmt" => fixed(0, 0),
        "est" => fixed(-5, 0),
        "edt" => fixed(-4, 0),
        "cst" => fixed(-6, 0),
        "cdt" => fixed(-5, 0),
        "mst" => fixed(-7, 0),
        "mdt" => fixed(-6, 0),
        "pst" => fixed(-8, 0),
        "pdt" => fixed(-7, 0),
        "akst" => fixed(-9, 0),
        "akdt" => fixed(-8, 0),
        "hst" => fixed(-10, 0),
        "nst" => fixed(-3, -30),
        "ndt" => fixed(-2, -30),
        "adt" => fixed(-3, 0),
        "brt" => fixed(-3, 0),
        "bst" => fixed(1, 0),
        "ist" => fixed(5, 30),
        "cet" => named("Europe/Paris"),
        "cest" => fixed(2, 0),
        "eet" => named("Europe/Athens"),
        "eest" => fixed(3, 0),
        "msk" => fixed(3, 0),
        "sast" => fixed(2, 0),
        "pkt" => fixed(5, 0),
        "npt" => fixed(5, 45),
        "sgt" | "hkt" | "awst" | "pht" => fixed(8, 0),
        "wib" => fixed(7, 0),
        "jst" | "kst" => fixed(9, 0),
        "aest" => fixed(10, 0),
        "aedt" => fixed(11, 0),
        "acst" => fixed(9, 30),
        "acdt" => fixed(10, 30),
        "nzst" => fixed(12, 0),
        "nzdt" => fixed(13, 0),
        "gst" => fixed(4, 0),
        "ict" => fixed(7, 0),
        "et" if capitals => named("America/New_York"),
        "ct" if capitals => named("America/Chicago"),
        "mt" if capitals => named("America/Denver"),
        "pt" if capitals => named("America/Los_Angeles"),
        "ast" if capitals => fixed(-4, 0),
        "art" if capitals => fixed(-3, 0),
        "wet" if capitals => named("Europe/Lisbon"),
        "west" if capitals => fixed(1, 0),
        "cat" if capitals => fixed(2, 0),
        "eat" if capitals => fixed(3, 0),
        "wat" if capitals => fixed(1, 0),
        "z" if capitals => fixed(0, 0),
        _ => None,
    }
}

/// The zone of a place of which people say "3 pm London time".
#[allow(clippy::match_same_arms)] // a table
pub(super) fn place(words: &str) -> Option<&'static str> {
    Some(match words {
        "london" | "uk" | "british" | "england" => "Europe/London",
        "dublin" | "irish" => "Europe/Dublin",
        "lisbon" => "Europe/Lisbon",
        "paris" | "french" => "Europe/Paris",
        "berlin" | "german" => "Europe/Berlin",
        "central european" | "european" => "Europe/Paris",
        "madrid" | "spanish" => "Europe/Madrid",
        "rome" | "italian" => "Europe/Rome",
        "amsterdam" | "dutch" => "Europe/Amsterdam",
        "zurich" | "swiss" => "Europe/Zurich",
        "vienna" => "Europe/Vienna",
        "athens" => "Europe/Athens",
        "helsinki" => "Europe/Helsinki",
        "istanbul" => "Europe/Istanbul",
        "moscow" => "Europe/Moscow",
        "new york" | "eastern" | "boston" | "east coast" => "America/New_York",
        "toronto" => "America/Toronto",
        "chicago" | "central" => "America/Chicago",
        "denver" | "mountain" => "America/Denver",
        "los angeles" | "pacific" | "west coast" | "california" => "America/Los_Angeles",
        "mumbai" | "delhi" | "india" | "indian" => "Asia/Kolkata",
        "dubai" | "gulf" => "Asia/Dubai",
        "singapore" => "Asia/Singapore",
        "hong kong" => "Asia/Hong_Kong",
        "tokyo" | "japan" => "Asia/Tokyo",
        "manila" => "Asia/Manila",
        "nairobi" => "Africa/Nairobi",
        "johannesburg" => "Africa/Johannesburg",
        "sydney" => "Australia/Sydney",
        "melbourne" => "Australia/Melbourne",
        "auckland" => "Pacific/Auckland",
        _ => return None,
    })
}
