//! What expressions mean, in a table, and what holds for any text at any moment.

use domain::hours::Hours;
use jiff::{Timestamp, ToSpan, Zoned, tz::TimeZone};
use proptest::prelude::*;

use super::*;

/// As the table writes it: a day, days, a point or a span; `-` for none.
fn told(expression: &Expression) -> String {
    let Expression { from, until, kind, .. } = expression;
    let short = "%m-%d %H:%M";
    match (kind, until) {
        (Kind::Vague, _) => "-".into(),
        (Kind::Day, _) => from.strftime("%m-%d").to_string(),
        (Kind::Days, Some(until)) => {
            let last = until.date().checked_sub(1.day()).unwrap();
            format!("{}/{}", from.strftime("%m-%d"), last.strftime("%m-%d"))
        }
        (_, Some(until)) => format!("{}/{}", from.strftime(short), until.strftime(short)),
        (_, None) => from.strftime(short).to_string(),
    }
}

/// Said on Wednesday 2026-11-18 at 10:00 in Berlin.
#[allow(clippy::too_many_lines)] // a table
#[test]
fn times_that_are_said_and_what_they_mean() {
    let lines = [
        ("I'll call you tomorrow.", "tomorrow", "11-19", "11-19 17:00"),
        ("see u tmrw", "tmrw", "11-19", "11-19 17:00"),
        ("We deliver on Saturday.", "on Saturday", "11-21", "11-21 23:59"),
        ("It'll be done by Friday", "by Friday", "11-18 10:00/11-20 17:00", "11-20 17:00"),
        ("by 3", "by 3", "11-18 10:00/11-18 15:00", "11-18 15:00"),
        ("He comes at quarter to four.", "at quarter to four", "11-18 15:45", "11-18 15:45"),
        ("at ten past two tomorrow", "at ten past two tomorrow", "11-19 14:10", "11-19 14:10"),
        ("at 9", "at 9", "11-19 09:00", "11-19 09:00"),
        ("at twenty to four", "at twenty to four", "11-18 15:40", "11-18 15:40"),
        (
            "I'll ring at four thirty pm today",
            "at four thirty pm today",
            "11-18 16:30",
            "11-18 16:30",
        ),
        ("Monday at noon", "Monday at noon", "11-23 12:00", "11-23 12:00"),
        ("this Monday", "this Monday", "11-23", "11-23 17:00"),
        ("next Monday", "next Monday", "11-23", "11-23 17:00"),
        ("next Friday at 8am", "next Friday at 8am", "11-27 08:00", "11-27 08:00"),
        ("Friday week", "Friday week", "11-27", "11-27 17:00"),
        ("a week on Monday", "a week on Monday", "11-30", "11-30 17:00"),
        ("two weeks from tomorrow", "two weeks from tomorrow", "12-03", "12-03 17:00"),
        ("on Tuesday of next week", "on Tuesday of next week", "11-24", "11-24 17:00"),
        ("in an hour and a half", "in an hour and a half", "11-18 11:30", "11-18 11:30"),
        ("in 90 minutes or so", "in 90 minutes or so", "11-18 11:30", "11-18 11:30"),
        ("in one and a half hours", "in one and a half hours", "11-18 11:30", "11-18 11:30"),
        ("in 2-3 hours", "in 2-3 hours", "11-18 13:00", "11-18 13:00"),
        ("in 3-5 business days", "in 3-5 business days", "11-25", "11-25 17:00"),
        ("within five working days", "within five working days", "11-25", "11-25 17:00"),
        ("within a week", "within a week", "11-18 10:00/11-25 17:00", "11-25 17:00"),
        ("in six weeks", "in six weeks", "12-30", "12-30 17:00"),
        ("a month from now", "a month from now", "12-18", "12-18 17:00"),
        (
            "in the next hour or two",
            "in the next hour or two",
            "11-18 10:00/11-18 12:00",
            "11-18 12:00",
        ),
        (
            "over the next 48 hours",
            "over the next 48 hours",
            "11-18 10:00/11-20 10:00",
            "11-20 10:00",
        ),
        (
            "by close of business tomorrow",
            "by close of business tomorrow",
            "11-18 10:00/11-19 17:00",
            "11-19 17:00",
        ),
        ("EOD Friday", "EOD Friday", "11-20 17:00", "11-20 17:00"),
        (
            "first thing on Thursday",
            "first thing on Thursday",
            "11-19 09:00/11-19 10:00",
            "11-19 10:00",
        ),
        ("late next week", "late next week", "11-26/11-27", "11-27 17:00"),
        ("the week after next", "the week after next", "11-30/12-06", "12-04 17:00"),
        (
            "by the end of the week",
            "by the end of the week",
            "11-18 10:00/11-20 17:00",
            "11-20 17:00",
        ),
        ("after the weekend", "after the weekend", "11-23", "11-23 17:00"),
        ("next weekend", "next weekend", "11-28/11-29", "11-29 23:59"),
        (
            "at the beginning of December",
            "at the beginning of December",
            "12-01/12-05",
            "12-04 17:00",
        ),
        ("by mid-December", "by mid-December", "11-18 10:00/12-15 17:00", "12-15 17:00"),
        ("on the 1st", "on the 1st", "12-01", "12-01 17:00"),
        (
            "on the first of December at 3",
            "on the first of December at 3",
            "12-01 15:00",
            "12-01 15:00",
        ),
        ("December 4th, 2026", "December 4th, 2026", "12-04", "12-04 17:00"),
        ("by 12/4", "by 12/4", "11-18 10:00/12-04 17:00", "12-04 17:00"),
        ("on 24.11. at 14.30", "on 24.11. at 14.30", "11-24 14:30", "11-24 14:30"),
        (
            "between five and seven",
            "between five and seven",
            "11-18 17:00/11-18 19:00",
            "11-18 19:00",
        ),
        (
            "from 11 to 1 on Friday",
            "from 11 to 1 on Friday",
            "11-20 11:00/11-20 13:00",
            "11-20 13:00",
        ),
        ("Friday 9-11am", "Friday 9-11am", "11-20 09:00/11-20 11:00", "11-20 11:00"),
        ("at 3 pm GMT", "at 3 pm GMT", "11-18 16:00", "11-18 16:00"),
        ("at 9 New York time", "at 9 New York time", "11-18 15:00", "11-18 15:00"),
        ("at 4pm your time", "at 4pm your time", "11-18 17:00", "11-18 17:00"),
        ("tonight at eight", "tonight at eight", "11-18 20:00", "11-18 20:00"),
        ("later this afternoon", "later this afternoon", "11-18 10:00/11-18 17:00", "11-18 17:00"),
        ("later tonight", "later tonight", "11-18 10:00/11-18 22:00", "11-18 22:00"),
        (
            "sometime this afternoon",
            "sometime this afternoon",
            "11-18 12:00/11-18 17:00",
            "11-18 17:00",
        ),
        (
            "tomorrow at the latest",
            "tomorrow at the latest",
            "11-18 10:00/11-19 17:00",
            "11-19 17:00",
        ),
        ("as soon as possible", "as soon as possible", "11-18 10:00/11-18 11:00", "11-18 11:00"),
        ("in a moment", "in a moment", "11-18 10:00/11-18 10:15", "11-18 10:15"),
        ("not before Friday", "not before Friday", "11-20 00:00", "-"),
        ("I'll do it as soon as I can", "as soon as I can", "-", "-"),
        (
            "On Friday our man will come between 2 and 4",
            "On Friday our man will come between 2 and 4",
            "11-20 14:00/11-20 16:00",
            "11-20 16:00",
        ),
        ("tomorrow or Friday", "tomorrow or Friday", "11-19/11-20", "11-20 17:00"),
        ("I called you yesterday at 3", "", "", ""),
        ("two days ago", "", "", ""),
        ("We are open from 9 to 5", "", "", ""),
        ("every Tuesday at 9", "", "", ""),
        ("It takes 3 hours", "", "", ""),
        ("for two days", "", "", ""),
        ("version 4.5 costs 3.50", "", "", ""),
        ("order 20261118", "", "", ""),
        ("May I ask April to march on?", "", "", ""),
        ("mon ami", "", "", ""),
        ("Wait a second, I sat in the sun", "", "", ""),
        ("How are you today?", "", "", ""),
        ("Have a nice weekend!", "", "", ""),
        ("the summer of 2019", "", "", ""),
        ("room 1530, 24/7", "", "", ""),
        ("since last Friday", "", "", ""),
    ];
    let hours = Hours::default();
    let now: Zoned = "2026-11-18T10:00[Europe/Berlin]".parse().unwrap();
    let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
    let reference = Reference { now: &now, hours: &hours, customer_zone: Some(&lisbon) };
    let mut wrong = Vec::new();
    for (text, expression, meaning, due) in lines {
        let found = expressions(text, 0..text.len(), &reference);
        let got = match &found[..] {
            [] => (String::new(), String::new(), String::new()),
            [first, ..] => (
                text[first.span.clone()].to_owned(),
                told(first),
                first
                    .due
                    .as_ref()
                    .map_or("-".into(), |due| due.strftime("%m-%d %H:%M").to_string()),
            ),
        };
        if (&*got.0, &*got.1, &*got.2) != (expression, meaning, due) || found.len() > 1 {
            wrong.push(format!("{text}: {got:?}, {} found", found.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hours_of_a_desk_that_works_on_saturdays() {
    let hours = Hours::from_text("wed 08:00-12:00;wed 13:00-18:30;sat 10:00-14:00");
    let now: Zoned = "2026-11-18T10:00[Europe/Berlin]".parse().unwrap();
    let reference = Reference { now: &now, hours: &hours, customer_zone: None };
    for (text, due) in [
        ("today", "11-18 18:30"),
        ("on Saturday", "11-21 14:00"),
        ("tomorrow", "11-19 23:59"),
        ("within two business days", "11-25 18:30"),
        ("first thing", "11-21 11:00"),
    ] {
        let found = expressions(text, 0..text.len(), &reference);
        let got = found[0].due.as_ref().unwrap().strftime("%m-%d %H:%M").to_string();
        assert_eq!(got, due, "{text}");
    }
}

/// The grammar's own words, to make what only looks like sense.
const WORDS: [&str; 96] = [
    "in",
    "on",
    "at",
    "by",
    "before",
    "until",
    "within",
    "between",
    "from",
    "to",
    "and",
    "or",
    "the",
    "a",
    "an",
    "next",
    "this",
    "last",
    "coming",
    "tomorrow",
    "today",
    "tonight",
    "day after tomorrow",
    "Monday",
    "Fri",
    "sat",
    "weekend",
    "week",
    "month",
    "year",
    "end of",
    "early",
    "mid-",
    "late",
    "beginning of",
    "3",
    "12",
    "31",
    "15:30",
    "3.30",
    "1530",
    "99999999999",
    "4294967295",
    "1000000 years",
    "half",
    "past",
    "quarter",
    "noon",
    "midnight",
    "pm",
    "am",
    "o'clock",
    "ish",
    "two",
    "twenty",
    "second",
    "third",
    "of",
    "March",
    "May",
    "29 February",
    "2026-12-31",
    "9999-12-31",
    "12/5",
    "27.10.",
    "hours",
    "minutes",
    "days",
    "business days",
    "fortnight",
    "couple of",
    "few",
    "later",
    "soon",
    "asap",
    "right away",
    "first thing",
    "EOD",
    "close of business",
    "not",
    "no later than",
    "at the latest",
    "EST",
    "your time",
    "London time",
    "UTC",
    "every",
    "ago",
    "since",
    "-",
    ",",
    ".",
    "'s",
    "for",
    "give me",
    "same time",
];

fn references() -> impl Strategy<Value = Zoned> {
    let zones = [
        "UTC",
        "Europe/London",
        "Pacific/Apia",
        "America/St_Johns",
        "Asia/Kathmandu",
        "Pacific/Kiritimati",
    ];
    let seconds = prop_oneof![
        Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(),
        1_700_000_000..1_900_000_000_i64,
        Timestamp::MAX.as_second() - 4_000_000..=Timestamp::MAX.as_second(),
        Timestamp::MIN.as_second()..=Timestamp::MIN.as_second() + 4_000_000,
    ];
    (seconds, 0..zones.len()).prop_map(move |(second, zone)| {
        Timestamp::from_second(second).unwrap().to_zoned(TimeZone::get(zones[zone]).unwrap())
    })
}

fn holds(text: &str, now: &Zoned) {
    let hours = Hours::default();
    let reference = Reference { now, hours: &hours, customer_zone: None };
    let mut last = 0;
    for found in expressions(text, 0..text.len(), &reference) {
        assert!(
            text.get(found.span.clone()).is_some_and(|said| !said.is_empty()),
            "{text}: {found:?}"
        );
        assert!(found.span.start >= last, "{text}: {found:?}");
        last = found.span.start;
    }
}

proptest! {
    #[test]
    fn any_text_is_read_at_any_moment(text in any::<String>(), now in references()) {
        holds(&text, &now);
    }

    #[test]
    fn any_words_of_the_grammar_are_read_at_any_moment(
        words in prop::collection::vec(0..WORDS.len(), 0..14), now in references(), joint in prop_oneof![Just(" "), Just("")],
    ) {
        let text: Vec<&str> = words.iter().map(|&word| WORDS[word]).collect();
        holds(&text.join(joint), &now);
    }
}

#[test]
fn long_texts_take_no_longer_than_their_length() {
    let now: Zoned = "2026-11-18T10:00[Europe/Berlin]".parse().unwrap();
    for word in [
        "tomorrow ",
        "at 3 ",
        "in two ",
        "on Monday ",
        "not before ",
        "a quarter ",
        "3-4-5-",
        "(",
        "next ",
        "within the ",
    ] {
        holds(&word.repeat(20_000 / word.len()), &now);
    }
}
