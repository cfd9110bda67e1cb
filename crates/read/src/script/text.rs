//! Chats and transcripts as text: `Name: words`, a date or a time before the name perhaps.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use super::{Named, Script, side, sides};

/// A name has at most so many characters and words.
const NAME_MAX: usize = 40;
const NAME_WORDS_MAX: usize = 4;

pub(super) fn read(text: &str, zone: &TimeZone) -> Script {
    let mut turns: Vec<Named> = Vec::new();
    let known = names(text);
    let mut clock = Clock { zone, last: None };
    for line in text.lines() {
        if let Some((name, stamp, words)) =
            speaker(line).filter(|(name, ..)| known.contains(&name.to_lowercase()))
        {
            let at = stamp.and_then(|stamp| clock.moment(stamp));
            turns.push((side(&name), Some(name), at, words.to_owned()));
        } else if line.trim_matches(['-', '=', '*', ' ', '_']).is_empty() {
            // A rule parts nothing of what somebody says, unless it is an empty line of their own.
            if let (true, Some((.., words))) = (line.trim().is_empty(), turns.last_mut()) {
                words.push('\n');
            }
        } else if let Some((.., words)) = turns.last_mut() {
            words.push('\n');
            words.push_str(line);
        } else {
            turns.push((None, None, None, line.to_owned()));
        }
    }
    for (.., words) in &mut turns {
        words.truncate(words.trim_end().len());
    }
    sides(turns)
}

/// The names that speak: known roles, and whatever stands before a colon at the beginning of two lines or more.
fn names(text: &str) -> Vec<String> {
    let mut counts = std::collections::HashMap::<String, usize>::new();
    for (name, ..) in text.lines().filter_map(speaker) {
        let known = usize::from(side(&name).is_some()) * 2;
        *counts.entry(name.to_lowercase()).or_default() += 1 + known;
    }
    counts.retain(|_, count| *count >= 2);
    counts.into_keys().collect()
}

/// A time that is so much earlier than the one before it is of the next day: what is less is out of order.
const NEXT_DAY_HOURS: i64 = 12;

/// What the times of a file mean.
struct Clock<'z> {
    /// Where they were read off a clock, if they do not say.
    zone: &'z TimeZone,
    /// The last date and time, as they were there.
    last: Option<DateTime>,
}

impl Clock<'_> {
    /// The moment of `2026-11-22T09:00:00Z`; of `2026-11-22 09:00` and `22.11.2026 09:00`, in the zone; and of
    /// `09:00`, where a date was told before.
    fn moment(&mut self, stamp: &str) -> Option<Timestamp> {
        let stamp = stamp.trim().replace(',', "");
        if let Ok(moment) = stamp.parse::<Timestamp>() {
            self.last = Some(moment.to_zoned(self.zone.clone()).datetime());
            return Some(moment);
        }
        let local = local(&stamp).or_else(|| self.of_day(stamp.parse().ok()?))?;
        self.last = Some(local);
        Some(local.to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    /// That time, on the day of the one before or, past midnight, on the next.
    fn of_day(&self, time: Time) -> Option<DateTime> {
        let last = self.last?;
        let local = last.date().to_datetime(time);
        let past_midnight = local.checked_add(NEXT_DAY_HOURS.hours()).ok()? < last;
        if past_midnight { local.checked_add(1.day()).ok() } else { Some(local) }
    }
}

/// A date and a time of day, without a zone. A date alone is no moment.
fn local(stamp: &str) -> Option<DateTime> {
    let (date, time) = stamp.split_once(['T', 't', ' '])?;
    let date: Date = date.parse().or_else(|_| Date::strptime("%d.%m.%Y", date)).ok()?;
    Some(date.to_datetime(time.trim().parse().ok()?))
}

/// `[10:32] Ana (agent): words` in its parts: the name, the stamp before it, and the words.
fn speaker(line: &str) -> Option<(String, Option<&str>, &str)> {
    let line = line.trim_start();
    let (stamp, rest) = match line.strip_prefix('[').or_else(|| line.strip_prefix('(')) {
        Some(inside) => {
            let end = inside.find([']', ')'])?;
            (Some(&inside[..end]), inside[end + 1..].trim_start())
        }
        None => match unbracketed(line) {
            Some((stamp, rest)) => (Some(stamp), rest.trim_start_matches(['-', ' '])),
            None => (None, line),
        },
    };
    let (name, words) = rest.split_once(':')?;
    let name = name.trim().trim_matches(['*', '_']);
    let fits = !name.is_empty()
        && name.chars().count() <= NAME_MAX
        && name.split_whitespace().count() <= NAME_WORDS_MAX
        && name.starts_with(char::is_alphabetic)
        && !name.contains(['?', '!', ',', ';', '"', '/']);
    // "https://…", "10:30"
    let address = words.starts_with("//");
    (fits && !address).then(|| (name.to_owned(), stamp, words.trim_start_matches('*').trim()))
}

/// A time, or a date and a time, with which a line begins; and what comes after it.
fn unbracketed(line: &str) -> Option<(&str, &str)> {
    let digit = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let (first, rest) = line.split_once(' ').filter(|(first, _)| digit(first))?;
    if first.contains(':') {
        return Some((first, rest));
    }
    let (time, _) = rest.split_once(' ').filter(|(time, _)| digit(time) && time.contains(':'))?;
    Some(line.split_at(first.len() + 1 + time.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::script;

    /// When each turn was said, as a file of these lines tells it in Berlin.
    fn told(lines: &str) -> Vec<Option<String>> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let turns = script("talk.txt", lines.as_bytes(), &zone).turns;
        turns.into_iter().map(|turn| turn.at.map(|at| at.to_string())).collect()
    }

    #[test]
    fn times_without_a_zone_are_those_of_the_desk() {
        for stamp in [
            "[2026-11-22 09:00]",
            "(2026-11-22T09:00)",
            "[2026-11-22T09:00:00]",
            "[22.11.2026 09:00]",
            "[22.11.2026, 09:00:00]",
            "2026-11-22T09:00",
            "2026-11-22 09:00",
            "22.11.2026, 09:00 -",
            "[2026-11-22T08:00:00Z]",
            "[2026-11-22T10:00+02:00]",
        ] {
            let at = told(&format!("{stamp} Customer: Hello.\n"));
            assert_eq!(at, [Some("2026-11-22T08:00:00Z".to_owned())], "{stamp}");
        }
        // In summer, it is another hour.
        assert_eq!(
            told("[2026-07-22 09:00] Customer: Hello."),
            [Some("2026-07-22T07:00:00Z".to_owned())]
        );
        for stamp in ["[2026-11-22]", "[09:00]", "09:00", "[at nine]", "[2026-13-22 09:00]", ""] {
            assert_eq!(told(&format!("{stamp} Customer: Hello.")), [None], "{stamp}");
        }
    }

    #[test]
    fn a_time_alone_is_of_the_day_that_was_told() {
        let at = told(
            "[23:50] Agent: Hello.\n[2026-11-22 23:58] Customer: Hi.\n[23:57:30] Agent: Yes?\n\
             [00:02] Customer: It is late.\n00:03 Agent: It is.\n",
        );
        let at: Vec<&str> = at.iter().map(|at| at.as_deref().unwrap_or("none")).collect();
        let day = [
            "none",
            "2026-11-22T22:58:00Z",
            "2026-11-22T22:57:30Z",
            "2026-11-22T23:02:00Z",
            "2026-11-22T23:03:00Z",
        ];
        assert_eq!(at, day);
    }

    #[test]
    fn what_begins_with_a_number_is_not_a_time() {
        let zone = TimeZone::UTC;
        let script = script("a.txt", b"Agent: Which?\nCustomer: Two:\n12 Elm: 3\n", &zone);
        assert_eq!(script.turns.last().map(|turn| &*turn.text), Some("Two:\n12 Elm: 3"));
    }
}
