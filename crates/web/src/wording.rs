//! Times, waits, sizes and names in words.

use std::ops::Range;

use domain::{Timestamp, customer::Customer};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use language::say;

/// Colours of avatars.
const COLOURS: u32 = 8;

/// The colour of a name's avatar, from 1 to 8: always the same for the same name (FNV-1a).
pub(crate) fn colour(name: &str) -> i64 {
    let hash = name
        .bytes()
        .fold(2_166_136_261_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619));
    i64::from(hash % COLOURS) + 1
}

/// A length of time, to its two greatest units: "2 h 5 min", "3 days".
pub(crate) fn duration(seconds: i64) -> String {
    let minutes = seconds.max(0) / 60;
    let said = match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, 0) => say("duration-under-a-minute"),
        (0, 0, minutes) => say("duration-minutes").with("minutes", minutes),
        (0, hours, 0) => say("duration-hours").with("hours", hours),
        (0, hours, minutes) => {
            say("duration-hours-and-minutes").with("hours", hours).with("minutes", minutes)
        }
        (1, hours, _) if hours > 0 => say("duration-a-day-and-hours").with("hours", hours),
        (days, ..) => say("duration-days").with("days", days),
    };
    said.to_string()
}

/// How long somebody talked: "40 s", "4 min", "1 h 5 min".
pub(crate) fn talked(seconds: i64) -> String {
    if seconds < 60 {
        say("duration-seconds").with("seconds", seconds.max(0)).to_string()
    } else {
        duration(seconds)
    }
}

/// How long ago, from `then` to `now`.
pub(crate) fn since(then: Timestamp, now: Timestamp) -> String {
    duration(now.duration_since(then).as_secs())
}

/// A time of day: "09:05".
pub(crate) fn time(at: Timestamp, tz: &TimeZone) -> String {
    language::time_of_day(at.to_zoned(tz.clone()).time())
}

/// How a day lies to today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Day {
    Today,
    Yesterday,
    Tomorrow,
    /// One of the last six days, which is told by its name.
    OfThisWeek(Date),
    OfThisYear(Date),
    Other(Date),
}

impl Day {
    pub(crate) fn of(at: Timestamp, now: Timestamp, tz: &TimeZone) -> Self {
        let (date, today) = (at.to_zoned(tz.clone()).date(), now.to_zoned(tz.clone()).date());
        match today.since(date).map_or(0, |span| i64::from(span.get_days())) {
            0 => Self::Today,
            1 => Self::Yesterday,
            -1 => Self::Tomorrow,
            2..=6 => Self::OfThisWeek(date),
            _ if date.year() == today.year() => Self::OfThisYear(date),
            _ => Self::Other(date),
        }
    }
}

/// A day seen from today: "Today", "Yesterday", "Tuesday", "3 March", "3 March 2024".
pub(crate) fn day(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    match Day::of(at, now, tz) {
        Day::Today => say("day-today").to_string(),
        Day::Yesterday => say("day-yesterday").to_string(),
        Day::Tomorrow => say("day-tomorrow").to_string(),
        Day::OfThisWeek(date) => language::weekday(date),
        Day::OfThisYear(date) => language::day(date),
        Day::Other(date) => language::date(date),
    }
}

/// A day in the middle of a sentence: "today", "Tuesday", "3 March".
pub(crate) fn on_day(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    match Day::of(at, now, tz) {
        Day::Today => say("day-today-within").to_string(),
        Day::Yesterday => say("day-yesterday-within").to_string(),
        Day::Tomorrow => say("day-tomorrow-within").to_string(),
        _ => day(at, now, tz),
    }
}

/// A time to come: "at 14:00", "tomorrow at 09:00", "on Monday at 09:00", "on 3 March at 09:00".
pub(crate) fn soon(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    let local = at.to_zoned(tz.clone());
    let today = now.to_zoned(tz.clone()).date();
    let time = language::time_of_day(local.time());
    let is = |days: i64| today.checked_add(days.days()).is_ok_and(|date| date == local.date());
    let said = if is(0) {
        say("soon-today").with("time", time)
    } else if is(1) {
        say("soon-tomorrow").with("time", time)
    } else if (2..7).any(is) {
        say("soon-on-weekday").with("weekday", language::weekday(local.date())).with("time", time)
    } else {
        say("soon-on-day").with("day", language::day(local.date())).with("time", time)
    };
    said.to_string()
}

/// A day of any year and a time, as something that was agreed on has them: "3 March, 14:00".
pub(crate) fn day_and_time(at: Timestamp, tz: &TimeZone) -> String {
    let local = at.to_zoned(tz.clone());
    say("day-and-time")
        .with("day", language::day(local.date()))
        .with("time", language::time_of_day(local.time()))
        .to_string()
}

/// Tenths as a number with one decimal, as the language writes it: 24 is "2.4".
fn tenths(value: i64) -> String {
    language::decimal(&format!("{}.{}", value / 10, value % 10))
}

/// A number that moves something up or down, with its sign and a true minus: "+0.8", "−1.2", "0.0".
pub(crate) fn signed(value: f32) -> String {
    let figures = format!("{:.1}", value.abs());
    let number = language::decimal(&figures);
    match (figures == "0.0", value > 0.0) {
        (true, _) => number,
        (false, true) => format!("+{number}"),
        (false, false) => format!("−{number}"),
    }
}

/// Hundredths with one decimal: 240 is "2.4".
pub(crate) fn hundredths(value: i64) -> String {
    tenths((value + 5).div_euclid(10))
}

/// How large a file is: "84 KB", "2.5 MB".
pub(crate) fn size(bytes: i64) -> String {
    let said = match bytes {
        ..1024 => say("size-bytes").with("bytes", bytes),
        1024..1_048_576 => say("size-kilobytes").with("kilobytes", (bytes + 512) / 1024),
        _ => {
            let megabytes = tenths((bytes * 10 + 524_288) / 1_048_576);
            say("size-megabytes").with("megabytes", megabytes)
        }
    };
    said.to_string()
}

/// The time where a customer is, seen from `tz`: "09:42", and "Lisbon, 1 hour behind you".
pub(crate) fn local_time(
    customer: &Customer,
    now: Timestamp,
    tz: &TimeZone,
) -> Option<(String, String)> {
    let theirs = customer.tz()?;
    let minutes = (theirs.to_offset(now).seconds() - tz.to_offset(now).seconds()) / 60;
    let (ahead, minutes) = (minutes > 0, i64::from(minutes.abs()));
    let said = match (minutes / 60, minutes % 60) {
        (0, 0) => say("local-time-same"),
        (hours, 0) if ahead => say("local-time-hours-ahead").with("hours", hours),
        (hours, 0) => say("local-time-hours-behind").with("hours", hours),
        (hours, minutes) if ahead => {
            say("local-time-ahead").with("hours", hours).with("minutes", minutes)
        }
        (hours, minutes) => say("local-time-behind").with("hours", hours).with("minutes", minutes),
    };
    let place = customer.time_zone.as_deref().unwrap_or_default();
    let place = place.rsplit('/').next().unwrap_or_default().replace('_', " ");
    Some((time(now, &theirs), said.with("place", place).to_string()))
}

/// What the language of a tag is called, for the languages that we know by name.
pub(crate) fn language(tag: &str) -> String {
    let name = match tag.split('-').next().unwrap_or_default().to_lowercase().as_str() {
        "ar" => say("language-ar"),
        "cs" => say("language-cs"),
        "da" => say("language-da"),
        "de" => say("language-de"),
        "el" => say("language-el"),
        "en" => say("language-en"),
        "es" => say("language-es"),
        "fi" => say("language-fi"),
        "fr" => say("language-fr"),
        "he" => say("language-he"),
        "hi" => say("language-hi"),
        "hu" => say("language-hu"),
        "it" => say("language-it"),
        "ja" => say("language-ja"),
        "ko" => say("language-ko"),
        "nb" | "no" | "nn" => say("language-no"),
        "nl" => say("language-nl"),
        "pl" => say("language-pl"),
        "pt" => say("language-pt"),
        "ro" => say("language-ro"),
        "ru" => say("language-ru"),
        "sv" => say("language-sv"),
        "tr" => say("language-tr"),
        "uk" => say("language-uk"),
        "vi" => say("language-vi"),
        "zh" => say("language-zh"),
        _ => return tag.to_owned(),
    };
    if tag.contains('-') {
        say("language-of-place").with("language", name).with("tag", tag).to_string()
    } else {
        name.to_string()
    }
}

/// What a language is called whose English name is known, as whoever reads texts tells it.
pub(crate) fn language_by_english_name(name: &str) -> String {
    let tag = match name {
        "Arabic" => "ar",
        "Czech" => "cs",
        "Danish" => "da",
        "German" => "de",
        "Greek" => "el",
        "Spanish" => "es",
        "Finnish" => "fi",
        "French" => "fr",
        "Hebrew" => "he",
        "Hindi" => "hi",
        "Hungarian" => "hu",
        "Italian" => "it",
        "Japanese" => "ja",
        "Korean" => "ko",
        "Norwegian" => "no",
        "Dutch" => "nl",
        "Polish" => "pl",
        "Portuguese" => "pt",
        "Romanian" => "ro",
        "Russian" => "ru",
        "Swedish" => "sv",
        "Turkish" => "tr",
        "Ukrainian" => "uk",
        "Vietnamese" => "vi",
        "Chinese" => "zh",
        other => return other.to_owned(),
    };
    language(tag)
}

/// A telephone number as a link dials it (RFC 3966): digits and a leading plus.
pub(crate) fn dialled(number: &str) -> String {
    number.chars().filter(|&c| c.is_ascii_digit() || c == '+').collect()
}

/// Bytes as an address or a header holds them (RFC 3986 section 2.1, RFC 8187 section 3.2).
pub(crate) fn percent_encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, UNRESERVED).to_string()
}

/// All but the unreserved characters of RFC 3986.
const UNRESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A piece of a message's text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Words.
    Text(&'a str),
    /// A web address.
    Link(&'a str),
    /// A colleague who is mentioned.
    Mention(&'a str),
    /// Words in which something was noticed, and what it moved: `lost`, `gained` or `plain`.
    Noticed(&'a str, &'static str),
}

/// The same pieces, with a mark where something was noticed. Marks are bytes of the text; where they overlap,
/// the first holds.
pub(crate) fn marked<'a>(
    text: &'a str,
    paragraphs: Vec<Vec<Vec<Piece<'a>>>>,
    marks: &[(Range<usize>, &'static str)],
) -> Vec<Vec<Vec<Piece<'a>>>> {
    if marks.is_empty() {
        return paragraphs;
    }
    let mark = |line: Vec<Piece<'a>>| {
        let pieces = line.into_iter().flat_map(|piece| match piece {
            // A piece is a part of the text: where it begins there is where it lies in memory.
            Piece::Text(words) => {
                let from = (words.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
                noticed(words, from, marks)
            }
            piece => vec![piece],
        });
        pieces.collect()
    };
    paragraphs.into_iter().map(|lines| lines.into_iter().map(mark).collect()).collect()
}

fn noticed<'a>(
    words: &'a str,
    from: usize,
    marks: &[(Range<usize>, &'static str)],
) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for (span, class) in marks {
        let start = span.start.saturating_sub(from).max(done);
        let end = span.end.saturating_sub(from).min(words.len());
        let (Some(before), Some(inside)) = (words.get(done..start), words.get(start..end)) else {
            continue;
        };
        if inside.is_empty() {
            continue;
        }
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Noticed(inside, class));
        done = end;
    }
    if done < words.len() {
        pieces.push(Piece::Text(&words[done..]));
    }
    pieces
}

/// The paragraphs of a text, each in lines, each in pieces. Only `http` and `https` addresses
/// become links; everything is escaped by the template.
pub(crate) fn paragraphs<'a>(text: &'a str, handles: &[String]) -> Vec<Vec<Vec<Piece<'a>>>> {
    text.split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| {
            paragraph.trim_matches('\n').split('\n').map(|line| pieces(line, handles)).collect()
        })
        .collect()
}

fn pieces<'a>(line: &'a str, handles: &[String]) -> Vec<Piece<'a>> {
    let mut finder = linkify::LinkFinder::new();
    finder.kinds(&[linkify::LinkKind::Url]);
    let mut pieces = Vec::new();
    for span in finder.spans(line) {
        let text = span.as_str();
        let lower = text.to_ascii_lowercase();
        if span.kind().is_some() && (lower.starts_with("http://") || lower.starts_with("https://"))
        {
            pieces.push(Piece::Link(text));
        } else {
            mentioned(text, handles, &mut pieces);
        }
    }
    pieces
}

fn mentioned<'a>(text: &'a str, handles: &[String], pieces: &mut Vec<Piece<'a>>) {
    let mut start = 0;
    for (at, _) in text.match_indices('@') {
        let after = &text[at + 1..];
        let length = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        let handle = after[..length].to_lowercase();
        let begins = !text[..at].ends_with(char::is_alphanumeric);
        if at >= start && begins && handles.contains(&handle) {
            if at > start {
                pieces.push(Piece::Text(&text[start..at]));
            }
            start = at + 1 + length;
            pieces.push(Piece::Mention(&text[at..start]));
        }
    }
    if start < text.len() {
        pieces.push(Piece::Text(&text[start..]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_said_as_people_say_them() {
        for (seconds, words) in [
            (-5, "under a minute"),
            (59, "under a minute"),
            (60, "1 min"),
            (7500, "2 h 5 min"),
            (7200, "2 h"),
            (90_000, "1 day 1 h"),
            (86_400, "1 day"),
            (200_000, "2 days"),
        ] {
            assert_eq!(duration(seconds), words);
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(size(12), "12 bytes");
        assert_eq!(size(86_016), "84 KB");
        assert_eq!(size(2_621_440), "2.5 MB");
    }

    #[test]
    fn days_and_times_to_come() {
        let tz = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-11-22T10:00:00Z");
        assert_eq!(day(at("2026-11-21T23:30:00Z"), now, &tz), "Today");
        assert_eq!(day(at("2026-11-21T12:00:00Z"), now, &tz), "Yesterday");
        assert_eq!(day(at("2026-11-18T12:00:00Z"), now, &tz), "Wednesday");
        assert_eq!(day(at("2026-03-03T12:00:00Z"), now, &tz), "3 March");
        assert_eq!(day(at("2025-03-03T12:00:00Z"), now, &tz), "3 March 2025");
        assert_eq!(on_day(at("2026-11-23T12:00:00Z"), now, &tz), "tomorrow");
        assert_eq!(day_and_time(at("2026-11-23T12:00:00Z"), &tz), "23 November, 13:00");
        assert_eq!(soon(at("2026-11-22T11:05:00Z"), now, &tz), "at 12:05");
        assert_eq!(soon(at("2026-11-23T08:00:00Z"), now, &tz), "tomorrow at 09:00");
        assert_eq!(soon(at("2026-11-25T08:00:00Z"), now, &tz), "on Wednesday at 09:00");
        assert_eq!(soon(at("2026-12-25T08:00:00Z"), now, &tz), "on 25 December at 09:00");
    }

    #[test]
    fn what_moved_something_has_a_sign_and_hundredths_are_rounded() {
        assert_eq!([-1.26, 0.04, -0.04, 2.0].map(signed), ["−1.3", "0.0", "0.0", "+2.0"]);
        assert_eq!([0, 4, 5, 244, 400].map(hundredths), ["0.0", "0.0", "0.1", "2.4", "4.0"]);
    }

    #[test]
    fn words_in_which_something_was_noticed_are_marked_once() {
        let text = "Hi!\n\nThat’s our policy, see https://a.example now";
        let marks = [(5..22, "lost"), (13..30, "gained"), (40..51, "plain"), (90..99, "lost")];
        let found = marked(text, paragraphs(text, &[]), &marks);
        assert_eq!(found[0], [[Piece::Text("Hi!")]]);
        assert_eq!(
            found[1],
            [[
                Piece::Noticed("That’s our poli", "lost"),
                Piece::Noticed("cy, see ", "gained"),
                Piece::Link("https://a.example"),
                Piece::Noticed(" now", "plain"),
            ]]
        );
        // What begins or ends within a character is left alone.
        assert_eq!(noticed("é", 0, &[(1..2, "lost")]), [Piece::Text("é")]);
    }

    #[test]
    fn only_web_addresses_become_links() {
        let found = pieces(
            "see https://a.example/x, javascript:alert(1) and @mia @nobody",
            &["mia".into()],
        );
        assert_eq!(
            found,
            [
                Piece::Text("see "),
                Piece::Link("https://a.example/x"),
                Piece::Text(", javascript:alert(1) and "),
                Piece::Mention("@mia"),
                Piece::Text(" @nobody"),
            ]
        );
    }
}
