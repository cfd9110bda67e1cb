//! What they want, by their own words; and sentences that tell of something that was tried, or that
//! give a number.

use super::{Kind, Line, QUOTE_CHARS, Record, Said, Side, What};
use crate::text::excerpt;

/// A request begins or goes on like this; each is looked for between spaces.
const REQUESTS: [&str; 18] = [
    "i would like",
    "i'd like",
    "we would like",
    "we'd like",
    "i want",
    "i need",
    "we need",
    "could you",
    "can you",
    "would you",
    "will you",
    "can i",
    "could i",
    "may i",
    "i am looking for",
    "i'm looking for",
    "i wonder",
    "please",
];
/// A matter begins or goes on like this, though nothing is asked.
const TROUBLES: [&str; 13] = [
    "does not work",
    "doesn't work",
    "do not work",
    "don't work",
    "not working",
    "has not arrived",
    "hasn't arrived",
    "never arrived",
    "nothing arrived",
    "not arrived",
    "broken",
    "cracked",
    "damaged",
];
/// Questions that only open a talk.
const COURTESIES: [&str; 6] = [
    "how are you",
    "how is it going",
    "how's it going",
    "are you there",
    "anybody",
    "anyone there",
];
/// What somebody did to help themselves or the other, between "I" or "we" and what they did it to.
const TRIES: [&str; 24] = [
    "tried",
    "restarted",
    "rebooted",
    "reset",
    "reinstalled",
    "replaced",
    "cleaned",
    "checked",
    "updated",
    "unplugged",
    "switched",
    "cancelled",
    "called",
    "rang",
    "phoned",
    "repotted",
    "watered",
    "moved",
    "measured",
    "tested",
    "followed",
    "looked",
    "searched",
    "contacted",
];
/// Whoever did it.
const DOERS: [&str; 8] = ["i", "we", "i've", "we've", "i’ve", "we’ve", "i'd", "we'd"];
/// What may stand between the two.
const BETWEEN: [&str; 10] =
    ["have", "had", "already", "also", "just", "even", "then", "now", "did", "twice"];
/// Fewest words of a question or request that say something.
const WORDS_MIN: usize = 3;
/// Questions that ask back, and offer nothing.
const ASK_BACK: [&str; 7] = ["what", "which", "when", "where", "who", "how", "why"];

/// What they asked first since the matter began, and what they ask now where that is something else.
pub(super) fn find(record: &Record<'_>) -> (Option<Line>, Option<Line>) {
    let said = || {
        record.said.iter().filter(|said| {
            said.conversation == record.at_hand
                && said.side == Side::Customer
                && said.at >= record.since
        })
    };
    let first = said().find_map(|said| asks(said).or_else(|| troubles(said)));
    let first = first.or_else(|| said().find_map(begins));
    // What we have answered since is not asked now.
    let answered = record
        .said
        .iter()
        .rev()
        .find(|said| said.conversation == record.at_hand && matches!(said.side, Side::Us(_)));
    let mut open = said().rev().take_while(|said| answered.is_none_or(|ours| ours.at < said.at));
    let last = open.find_map(asks);
    let asked = first.as_ref().map(|first| line(Kind::Asked, first));
    let now =
        last.filter(|last| Some(last) != first.as_ref()).map(|last| line(Kind::AsksNow, &last));
    (asked, now)
}

type Found<'s> = (&'s Said, &'s str);

fn line(kind: Kind, (said, words): &Found<'_>) -> Line {
    Line { kind, words: excerpt(words, QUOTE_CHARS), source: said.place(), at: said.at, by: None }
}

/// The first sentence that asks for something.
fn asks(said: &Said) -> Option<Found<'_>> {
    let asks = said.sentences().find(|(span, words)| {
        let low = lower(words);
        let long = words.split_whitespace().count() >= WORDS_MIN;
        let courtesy = COURTESIES.iter().any(|courtesy| low.contains(courtesy));
        let requests = || REQUESTS.iter().any(|request| low.contains(&format!(" {request} ")));
        long && !courtesy && (said.shows(What::Question, span) || requests())
    });
    asks.map(|(_, words)| (said, words))
}

/// The first sentence that tells what is wrong.
fn troubles(said: &Said) -> Option<Found<'_>> {
    let told = said.sentences().find(|(_, words)| {
        let low = lower(words);
        TROUBLES.iter().any(|trouble| low.contains(trouble))
    });
    told.map(|(_, words)| (said, words))
}

/// The first sentence that is more than a greeting.
fn begins(said: &Said) -> Option<Found<'_>> {
    let sentences = || said.sentences().map(|(_, words)| words).filter(|words| !words.is_empty());
    let first = sentences().next()?;
    let long = sentences().find(|words| words.split_whitespace().count() > WORDS_MIN);
    Some((said, long.unwrap_or(first)))
}

/// In lower case, with a space at both ends and in the place of each mark that ends a word.
fn lower(words: &str) -> String {
    let plain = words.to_lowercase().replace('’', "'");
    let plain: Vec<&str> = plain
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|w| !w.is_empty())
        .collect();
    format!(" {} ", plain.join(" "))
}

/// Whether a sentence asks back, and offers nothing.
pub(super) fn asks_back(sentence: &str) -> bool {
    let low = lower(sentence);
    low.split_whitespace().next().is_some_and(|first| ASK_BACK.contains(&first))
}

/// Whether a sentence tells that its writer did something about it.
pub(super) fn tells_of_a_try(sentence: &str) -> bool {
    let low = lower(sentence);
    let words: Vec<&str> = low.split_whitespace().collect();
    words.iter().enumerate().any(|(at, word)| {
        DOERS.contains(word)
            && words[at + 1..]
                .iter()
                .take(3)
                .find(|word| !BETWEEN.contains(word))
                .is_some_and(|next| TRIES.contains(next))
    })
}

/// Whether a sentence gives an order's or an account's number, an address or a telephone number.
pub(super) fn gives_a_number(sentence: &str) -> bool {
    let words = sentence.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')'));
    words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+')).any(|word| {
        let has = |c: char| word.contains(c);
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let signs = word.chars().filter(|c| c.is_alphanumeric()).count();
        let mail =
            word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        let year = signs == 4 && digits == 4 && (word.starts_with("19") || word.starts_with("20"));
        let ordinal = signs <= 4 && word.ends_with(|c: char| c.is_ascii_lowercase());
        let else_ =
            has(':') || has('%') || has('€') || has('$') || has('£') || has('/') || has('.');
        mail || digits >= 2 && signs >= 4 && !year && !ordinal && !else_
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_try_is_something_that_its_writer_did() {
        for (sentence, is) in [
            ("I tried another socket.", true),
            ("I've already restarted it twice.", true),
            ("We have also checked the fuse.", true),
            ("I’ve watered it every day.", true),
            ("Have you tried another socket?", false),
            ("It was tried before.", false),
            ("I have a kettle.", false),
        ] {
            assert_eq!(tells_of_a_try(sentence), is, "{sentence}");
        }
    }

    #[test]
    fn numbers_are_those_of_orders_and_people() {
        for (sentence, is) in [
            ("My order is FK-2291.", true),
            ("It is 48213", true),
            ("Write to ana@example.com.", true),
            ("Ring me on +49 3023125033.", true),
            ("In 2026 at 10:30, on the 24th.", false),
            ("It cost €49.90 or 20%.", false),
            ("I bought 2 pots.", false),
        ] {
            assert_eq!(gives_a_number(sentence), is, "{sentence}");
        }
    }
}
