//! What an agent looks for: words, phrases and operators, as they are typed into one field.
//!
//! ```text
//! teapot "cracked lid" -refund from:nora is:open before:2026-11-24
//! ```
//!
//! Reading never fails. What looks like an operator and is none is searched as the words that it is made of, and
//! said.

pub mod fold;
mod line;

use std::ops::Range;

use jiff::{
    Span, Timestamp,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use language::{Wording, say};

use self::fold::Part;
pub use self::line::{Piece, excerpt, relevance};
use crate::{
    conversation::State,
    snooze::{month, number, weekday},
};

/// Most characters that are read.
pub const QUERY_CHARS_MAX: usize = 500;
/// Most words, phrases and operators together.
pub const ITEMS_MAX: usize = 20;
/// Most words of which a day is made, such as "24 december 2026".
const DAY_WORDS_MAX: usize = 3;

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Words and phrases.
    pub phrases: Vec<Phrase>,
    /// What the operators say.
    pub clauses: Vec<Clause>,
    /// What looked like an operator and was searched as words.
    pub misread: Vec<Misread>,
    /// Whether it was longer than what is read.
    pub shortened: bool,
}

/// Words that have to stand together, or may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Its words, folded; never empty.
    pub words: Vec<String>,
    /// Whether the last of them may go on.
    pub begins: bool,
    /// Whether it is what is not wanted.
    pub not: bool,
}

/// One operator.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// What it asks for.
    pub filter: Filter,
    /// Whether it asks for the contrary.
    pub not: bool,
    /// Where it was typed, in bytes of what was read.
    pub typed: Range<usize>,
}

/// What an operator asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Written by a customer or an agent of that name or address.
    From(String),
    /// In one of those states.
    States(&'static [State]),
    /// With nobody.
    Unassigned,
    /// With whoever asks.
    Mine,
    /// With that tag.
    Tag(String),
    /// With that team.
    Team(String),
    /// With that agent.
    Assignee(String),
    /// Earlier than that moment.
    Before(Timestamp),
    /// At that moment or later.
    After(Timestamp),
    /// With a file.
    Attachment,
    /// In notes.
    Notes,
}

/// What looked like an operator and was searched as words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// What was typed.
    pub typed: String,
    /// What to try.
    pub instead: Wording,
}

impl Misread {
    /// What was done with it, and what to try.
    pub fn wording(&self) -> Wording {
        say("search-misread").with("typed", &self.typed).with("instead", &self.instead)
    }
}

language::says_why!(Misread);

impl Query {
    /// Reads what was typed. Days are those of `tz`, seen from `now`.
    pub fn read(typed: &str, now: Timestamp, tz: &TimeZone) -> Self {
        let end = typed.char_indices().nth(QUERY_CHARS_MAX).map(|(end, _)| end);
        let typed = &typed[..end.unwrap_or(typed.len())];
        let items = items(typed);
        let mut query = Self { shortened: end.is_some(), ..Self::default() };
        let (mut at, mut going_on) = (0, false);
        while let Some(item) = items.get(at) {
            if query.phrases.len() + query.clauses.len() >= ITEMS_MAX {
                query.shortened = true;
                break;
            }
            at += 1;
            match item.name.map(|name| filter(name, &items[at - 1..], now, tz)) {
                Some(Ok((filter, used))) => {
                    at += used - 1;
                    let typed = item.span.start..items[at - 1].span.end;
                    query.clauses.push(Clause { filter, not: item.not, typed });
                    continue;
                }
                Some(Err(instead)) => {
                    let typed = typed[item.span.clone()].to_owned();
                    query.misread.push(Misread { typed, instead });
                }
                None => {}
            }
            if let Some(phrase) = phrase(item) {
                query.phrases.push(phrase);
                going_on = !item.quoted && !item.not;
            }
        }
        // The last word may be one that is still being typed.
        if let Some(last) = query.phrases.last_mut() {
            last.begins |= going_on;
        }
        query
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.clauses.is_empty()
    }

    /// The words and phrases that have to be there.
    pub fn wanted(&self) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter().filter(|phrase| !phrase.not)
    }
}

/// The words of a name that was typed, of which the last may go on.
pub fn name(typed: &str) -> Option<Phrase> {
    let words = whole(typed);
    (!words.is_empty()).then_some(Phrase { words, begins: true, not: false })
}

/// The digits of a telephone number that was typed, without what only matters for dialling; `None` where it is
/// none.
pub fn phone_digits(typed: &str) -> Option<String> {
    let plain = typed.chars().all(|c| c.is_ascii_digit() || "+-()/. ".contains(c));
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    // 00 dials another country, 0 another town.
    let digits = digits.trim_start_matches('0');
    (plain && digits.len() >= PHONE_DIGITS_MIN).then(|| digits.to_owned())
}

/// Fewest digits by which a telephone number is looked for.
pub const PHONE_DIGITS_MIN: usize = 4;

/// An operator's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    From,
    Is,
    Tag,
    Team,
    Assignee,
    Before,
    After,
    Has,
    In,
}

impl Name {
    fn parse(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "from" => Self::From,
            "is" => Self::Is,
            "tag" => Self::Tag,
            "team" => Self::Team,
            "assignee" => Self::Assignee,
            "before" => Self::Before,
            "after" => Self::After,
            "has" => Self::Has,
            "in" => Self::In,
            _ => return None,
        })
    }

    /// What to try where it was not understood.
    fn instead(self) -> Wording {
        match self {
            Self::From => say("search-try-from"),
            Self::Is => say("search-try-is"),
            Self::Tag => say("search-try-tag"),
            Self::Team => say("search-try-team"),
            Self::Assignee => say("search-try-assignee"),
            Self::Before => say("search-try-before"),
            Self::After => say("search-try-after"),
            Self::Has => say("search-try-has"),
            Self::In => say("search-try-in"),
        }
    }
}

/// One thing that was typed: a word, a phrase in quotes, or an operator with its value.
struct Item<'a> {
    not: bool,
    name: Option<Name>,
    /// With the operator's name, where there is one: all that is searched if it is none.
    whole: &'a str,
    value: &'a str,
    quoted: bool,
    span: Range<usize>,
}

const QUOTES: [char; 4] = ['"', '“', '”', '„'];

fn items(typed: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut at = 0;
    loop {
        let rest = &typed[at..];
        let start = at + rest.len() - rest.trim_start().len();
        let mut rest = &typed[start..];
        if rest.is_empty() {
            return items;
        }
        let not = rest.strip_prefix('-').filter(|rest| !rest.starts_with(char::is_whitespace));
        rest = not.unwrap_or(rest);
        let whole_start = typed.len() - rest.len();
        let name = rest.split_once(':').and_then(|(name, value)| Some((Name::parse(name)?, value)));
        let value = name.map_or(rest, |(_, value)| value);
        let value_start = typed.len() - value.len();
        let quoted = value.strip_prefix(QUOTES);
        let (value, end) = if let Some(inside) = quoted {
            let inside_start = typed.len() - inside.len();
            // A quote that is not closed goes on to the end.
            let close = inside.find(QUOTES).unwrap_or(inside.len());
            let after = inside[close..].chars().next().map_or(0, char::len_utf8);
            (&inside[..close], inside_start + close + after)
        } else {
            let end = value.find(char::is_whitespace).unwrap_or(value.len());
            (&value[..end], value_start + end)
        };
        items.push(Item {
            not: not.is_some(),
            name: name.map(|(name, _)| name),
            whole: &typed[whole_start..end],
            value,
            quoted: quoted.is_some(),
            span: start..end,
        });
        at = end;
    }
}

/// What the operator at the beginning of `items` asks for, and of how many items it is made; else what to try.
fn filter(
    name: Name,
    items: &[Item<'_>],
    now: Timestamp,
    tz: &TimeZone,
) -> Result<(Filter, usize), Wording> {
    let item = &items[0];
    let plain = |item: &&Item<'_>| item.name.is_none() && !item.not && !item.quoted;
    // "from: nora" is meant like "from:nora".
    let apart = usize::from(item.value.is_empty() && !item.quoted);
    let value = match items.get(apart) {
        Some(next) if apart == 0 || plain(&next) => next.value,
        _ => return Err(name.instead()),
    };
    let used = apart + 1;
    let named = || match whole(value) {
        words if words.is_empty() => Err(name.instead()),
        _ => Ok(value.to_owned()),
    };
    let filter = match name {
        Name::From => Filter::From(named()?),
        Name::Tag => Filter::Tag(named()?),
        Name::Team => Filter::Team(named()?),
        Name::Assignee => match value.to_lowercase().as_str() {
            "me" => Filter::Mine,
            "nobody" | "none" => Filter::Unassigned,
            _ => Filter::Assignee(named()?),
        },
        Name::Is => match value.to_lowercase().as_str() {
            "waiting" => Filter::States(&[State::WaitingOnUs]),
            "open" => Filter::States(&[State::WaitingOnUs, State::WaitingOnCustomer]),
            "answered" => Filter::States(&[State::WaitingOnCustomer]),
            "snoozed" => Filter::States(&[State::Snoozed]),
            "closed" => Filter::States(&[State::Closed]),
            "unassigned" => Filter::Unassigned,
            "mine" => Filter::Mine,
            _ => return Err(name.instead()),
        },
        Name::Has => match value.to_lowercase().as_str() {
            "attachment" | "attachments" | "file" | "files" => Filter::Attachment,
            _ => return Err(name.instead()),
        },
        Name::In => match value.to_lowercase().as_str() {
            "note" | "notes" => Filter::Notes,
            _ => return Err(name.instead()),
        },
        Name::Before | Name::After => {
            let (day, words) =
                longest_day(value, &items[used..], plain, now, tz).ok_or_else(|| name.instead())?;
            let at = day.to_zoned(tz.clone()).map_err(|_| name.instead())?.timestamp();
            let filter = if name == Name::Before { Filter::Before(at) } else { Filter::After(at) };
            return Ok((filter, used + words));
        }
    };
    Ok((filter, used))
}

/// The day that begins with `first`, with as many of the next words as belong to it.
fn longest_day(
    first: &str,
    next: &[Item<'_>],
    plain: impl Fn(&&Item<'_>) -> bool,
    now: Timestamp,
    tz: &TimeZone,
) -> Option<(Date, usize)> {
    let mut words = vec![first.to_lowercase()];
    words.extend(next.iter().take_while(plain).map(|item| item.value.to_lowercase()));
    words.truncate(DAY_WORDS_MAX);
    let today = now.to_zoned(tz.clone()).date();
    (1..=words.len()).rev().find_map(|count| {
        let words: Vec<&str> = words[..count].iter().flat_map(|w| w.split_whitespace()).collect();
        Some((day(&words, today)?, count - 1))
    })
}

/// "2026-11-24", "yesterday", "monday", "24 december", "december 24 2025": a day that was, where the words leave
/// it open.
fn day(words: &[&str], today: Date) -> Option<Date> {
    let of = |day: &str, name: &str, year: Option<&str>| {
        let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let (day, month) = (i8::try_from(number(day).ok()?).ok()?, month(name)?);
        if let Some(year) = year {
            let year = Some(year).filter(|year| year.len() == 4)?.parse().ok()?;
            return Date::new(year, month, day).ok();
        }
        let this = Date::new(today.year(), month, day).ok().filter(|date| *date <= today);
        this.or_else(|| Date::new(today.year() - 1, month, day).ok())
    };
    match words {
        ["today"] => Some(today),
        ["yesterday"] => today.yesterday().ok(),
        [iso] if iso.len() == 10 && iso.as_bytes()[4] == b'-' => iso.parse().ok(),
        [name] => last(today, weekday(name)?),
        [count, "day" | "days", "ago"] => ago(today, number(count).ok()?, 1),
        [count, "week" | "weeks", "ago"] => ago(today, number(count).ok()?, 7),
        [a, b] => of(a, b, None).or_else(|| of(b, a, None)),
        [a, b, year] => of(a, b, Some(year)).or_else(|| of(b, a, Some(year))),
        _ => None,
    }
}

/// The day that was so many times so many days before.
fn ago(today: Date, count: i64, days: i64) -> Option<Date> {
    let days = Span::new().try_days(count.checked_mul(days)?).ok()?;
    today.checked_sub(days).ok()
}

/// The last such day that has begun.
fn last(today: Date, weekday: Weekday) -> Option<Date> {
    if today.weekday() == weekday { Some(today) } else { today.nth_weekday(-1, weekday).ok() }
}

/// The words by which something is looked for: what stands for the end of a run by itself is left out where the
/// pairs before it say as much.
fn whole(text: &str) -> Vec<String> {
    let mut words = fold::words(text);
    if let [.., pair, last] = words.as_slice()
        && (pair.part, last.part) == (Part::Pair, Part::Last)
        && pair.span.end == last.span.end
    {
        words.pop();
    }
    words.into_iter().map(|word| word.text).collect()
}

/// What is searched of an item: nothing, where it has neither a letter nor a digit.
fn phrase(item: &Item<'_>) -> Option<Phrase> {
    let text = if item.name.is_some() { item.whole } else { item.value };
    let words = whole(text);
    // A single character of a script without spaces is the beginning of a pair, too.
    let single = fold::words(text).last().is_some_and(|word| word.part == Part::Last)
        && words.len() == 1
        && words[0].chars().count() == 1;
    (!words.is_empty()).then_some(Phrase { words, begins: single, not: item.not })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str) -> Query {
        // A Monday.
        let now: jiff::Zoned = "2026-11-23T10:30[Europe/Berlin]".parse().unwrap();
        Query::read(typed, now.timestamp(), now.time_zone())
    }

    fn start_of(day: &str) -> Timestamp {
        format!("{day}T00:00[Europe/Berlin]").parse::<jiff::Zoned>().unwrap().timestamp()
    }

    /// As a line: `-` for what is not wanted, `_` between the words of a phrase, `*` where it may go on.
    fn words(typed: &str) -> String {
        let phrase = |phrase: &Phrase| {
            let not = if phrase.not { "-" } else { "" };
            let begins = if phrase.begins { "*" } else { "" };
            format!("{not}{}{begins}", phrase.words.join("_"))
        };
        read(typed).phrases.iter().map(phrase).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_and_phrases() {
        for (typed, expected) in [
            ("", ""),
            ("  ", ""),
            ("Teapot", "teapot*"),
            ("cracked Teapot", "cracked teapot*"),
            ("\"cracked lid\"", "cracked_lid"),
            ("„Gebrochener Deckel“ tea", "gebrochener_deckel tea*"),
            ("\"cracked lid", "cracked_lid"),
            ("a\"b", "a_b*"),
            ("tea -milk", "tea -milk"),
            ("teap from:nora", "teap*"),
            ("tea -\"no sugar\"", "tea -no_sugar"),
            ("tea - milk", "tea milk*"),
            ("FK-1234", "fk_1234*"),
            ("nora@tea.example", "nora_tea_example*"),
            ("http://tea.example", "http_tea_example*"),
            ("subject:tea", "subject_tea*"),
            ("茶壺", "茶壺*"),
            ("茶壺が 茶", "茶壺_壺が 茶*"),
            ("茶 pot", "茶* pot*"),
            ("\"お茶 tea\"", "お茶_茶_tea"),
            ("*", ""),
            ("\" OR 1", "or_1"),
            ("NEAR(tea, 5)", "near_tea 5*"),
            ("☕", "☕*"),
        ] {
            assert_eq!(words(typed), expected, "{typed}");
        }
    }

    #[test]
    fn operators() {
        use Filter::{
            After, Assignee, Attachment, Before, From, Mine, Notes, States, Tag, Team, Unassigned,
        };
        for (typed, expected) in [
            ("from:nora", From("nora".into())),
            ("FROM:nora@tea.example", From("nora@tea.example".into())),
            ("from: nora", From("nora".into())),
            ("from:\"Nora Lind\"", From("Nora Lind".into())),
            ("is:waiting", States(&[State::WaitingOnUs])),
            ("is:Closed", States(&[State::Closed])),
            ("is:unassigned", Unassigned),
            ("assignee:nobody", Unassigned),
            ("is:mine", Mine),
            ("assignee:me", Mine),
            ("assignee:mia", Assignee("mia".into())),
            ("tag:delivery", Tag("delivery".into())),
            ("team:\"Late shift\"", Team("Late shift".into())),
            ("has:attachment", Attachment),
            ("in:notes", Notes),
            ("before:2026-11-01", Before(start_of("2026-11-01"))),
            ("after:yesterday", After(start_of("2026-11-22"))),
            ("after:monday", After(start_of("2026-11-23"))),
            ("after:sunday", After(start_of("2026-11-22"))),
            ("before:24 december", Before(start_of("2025-12-24"))),
            ("before: 3rd march", Before(start_of("2026-03-03"))),
            ("before:\"december 24 2024\"", Before(start_of("2024-12-24"))),
            ("after:2 weeks ago", After(start_of("2026-11-09"))),
        ] {
            let query = read(typed);
            assert_eq!(query.clauses.len(), 1, "{typed}: {query:?}");
            assert_eq!(query.clauses[0].filter, expected, "{typed}");
            assert_eq!(query.clauses[0].typed, 0..typed.len(), "{typed}");
            assert!(query.phrases.is_empty() && query.misread.is_empty(), "{typed}: {query:?}");
            let not = read(&format!("tea -{typed}"));
            assert!(not.clauses[0].not, "{typed}");
            assert_eq!(not.clauses[0].typed, 4..5 + typed.len(), "{typed}");
        }
        let query = read("after:1 november tea is:open");
        assert_eq!(query.clauses.len(), 2);
        assert_eq!(query.phrases[0].words, ["tea"]);
    }

    #[test]
    fn what_is_not_understood_is_searched_and_said() {
        for (typed, misread, searched) in [
            ("is:happy", "is:happy", "is_happy*"),
            ("before:30 february", "before:30", "before_30 february*"),
            ("before:2026-02-30", "before:2026-02-30", "before_2026_02_30*"),
            ("after:99999999999 days ago", "after:99999999999", "after_99999999999 days ago*"),
            ("has:milk in:tea", "has:milk", "has_milk in_tea*"),
            ("from:", "from:", "from*"),
            ("tag:***", "tag:***", "tag*"),
            ("from:\"\" tea", "from:\"\"", "from tea*"),
        ] {
            let query = read(typed);
            assert_eq!(query.misread[0].typed, misread, "{query:?}");
            assert!(!query.misread[0].instead.to_string().is_empty());
            assert_eq!(words(typed), searched);
        }
        assert!(read(&"tea ".repeat(5_000)).shortened);
        assert!(read(&"tea ".repeat(21)).shortened);
        assert!(!read(&"tea ".repeat(20)).shortened);
    }

    #[test]
    fn telephone_numbers_are_looked_for_by_their_digits() {
        assert_eq!(phone_digits("+49 (30) 123-45").as_deref(), Some("493012345"));
        assert_eq!(phone_digits("030 123").as_deref(), Some("30123"));
        assert_eq!(phone_digits("123"), None);
        assert_eq!(phone_digits("FK-1234"), None);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read(typed: String) {
            check(&typed)?;
        }

        #[test]
        fn whatever_is_made_of_the_grammar_is_read(
            typed in prop::collection::vec(prop::sample::select(vec![
                "from:", "is:", "is:open", "before:", "after:", "30", "february", "2026-11-01", "\"", "“", "-",
                " ", " ", "tea", "*", "(", "NEAR", "OR", "tag:x", "茶壺", "☕", "\u{0}", "ago", "days", ":", "99999999999999",
                "weeks", "24 december",
            ]), 0..12),
        ) {
            check(&typed.concat())?;
        }
    }

    fn check(typed: &str) -> Result<(), TestCaseError> {
        let query = read(typed);
        prop_assert!(query.phrases.len() + query.clauses.len() <= ITEMS_MAX);
        for phrase in &query.phrases {
            prop_assert!(
                !phrase.words.is_empty() && phrase.words.iter().all(|word| !word.is_empty())
            );
        }
        let mut end = 0;
        for clause in &query.clauses {
            prop_assert!(clause.typed.start >= end && typed.get(clause.typed.clone()).is_some());
            end = clause.typed.end;
        }
        // What has words is found among them.
        let pieces = excerpt(typed, &query.phrases, 60);
        prop_assert!(pieces.iter().map(|piece| piece.text.chars().count()).sum::<usize>() <= 70);
        Ok(())
    }
}
