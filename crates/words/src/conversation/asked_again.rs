//! We ask for what the customer told us already.
//!
//! Example: "My order number is 48213." … "Could you share your order number?" Counter-example: the
//! customer never said it, or we ask to have it confirmed ("is that order 48213?").

use std::ops::Range;

use super::Thread;
use crate::finding::{By, Finding, Source, What};

/// A thing: what it is called, how it is named, and whether a text looks as if it gives it.
type Thing = (&'static str, &'static [&'static str], fn(&str) -> bool);

/// What people are asked for: what it is called, and how one sees that it was given.
const THINGS: [Thing; 8] = [
    (
        "order number",
        &["order number", "order id", "order no", "order reference", "purchase number"],
        has_code,
    ),
    (
        "booking number",
        &[
            "booking number",
            "booking reference",
            "booking confirmation",
            "reservation number",
            "confirmation number",
            "pnr",
        ],
        has_code,
    ),
    (
        "account number",
        &[
            "account number",
            "customer number",
            "account id",
            "policy number",
            "member number",
            "membership number",
            "case number",
            "ticket number",
        ],
        has_code,
    ),
    (
        "email address",
        &["email address", "e-mail address", "your email", "email id", "mail id"],
        has_mail,
    ),
    (
        "phone number",
        &[
            "phone number",
            "mobile number",
            "contact number",
            "telephone number",
            "number we can reach you",
        ],
        has_phone,
    ),
    (
        "name",
        &["your name", "your full name", "first and last name", "name please", "whom am i"],
        says_name,
    ),
    ("postcode", &["postcode", "post code", "zip code", "postal code"], has_code),
    (
        "address",
        &["delivery address", "shipping address", "home address", "your address", "postal address"],
        has_address,
    ),
];
/// We ask when one of these stands in the sentence.
const ASKS: [&str; 22] = [
    "can you",
    "could you",
    "would you",
    "may i have",
    "can i have",
    "could i have",
    "can i get",
    "could i get",
    "may i know",
    "may i ask",
    "please provide",
    "please share",
    "please send",
    "please confirm your",
    "please give",
    "what is your",
    "what's your",
    "provide me",
    "provide us",
    "share your",
    "tell me your",
    "need your",
];

/// What the customer gave so far, and what we asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    given: [bool; THINGS.len()],
    told: [bool; THINGS.len()],
    /// What our last turn asked for: an answer that looks like it gives it.
    asked: [bool; THINGS.len()],
}

impl Given {
    /// Hears what the customer says.
    pub(super) fn hear(&mut self, text: &str) {
        let lower = text.to_lowercase();
        for (thing, (_, names, looks)) in THINGS.iter().enumerate() {
            let named = names.iter().any(|name| lower.contains(name.trim_start_matches("your ")));
            if (named || self.asked[thing]) && looks(&lower) || thing == 3 && has_mail(&lower) {
                self.given[thing] = true;
            }
        }
        self.asked = [false; THINGS.len()];
    }

    /// Hears what we say; what of it had been given.
    pub(super) fn ask(&mut self, text: &str, sentences: &[Range<usize>]) -> Vec<Finding> {
        let mut found = Vec::new();
        for sentence in sentences {
            let said = text[sentence.clone()].to_lowercase();
            if !ASKS.iter().any(|ask| said.contains(ask)) || other_one(&said) {
                continue;
            }
            for (thing, (name, names, _)) in THINGS.iter().enumerate() {
                if !names.iter().any(|name| said.contains(name)) {
                    continue;
                }
                self.asked[thing] = true;
                if self.given[thing] && !self.told[thing] {
                    self.told[thing] = true;
                    found.push(Finding {
                        what: What::AskedAgain,
                        by: By::Us,
                        span: sentence.clone(),
                        confidence: 0.8,
                        source: Source::Rule,
                        reason: format!("the customer gave the {name} already").into(),
                        due: None,
                    });
                }
            }
        }
        found
    }
}

pub(super) fn notice(thread: &Thread<'_>, found: &mut Vec<(usize, Finding)>) {
    let mut given = Given::default();
    for (number, (turn, reading)) in thread.turns.iter().zip(thread.readings).enumerate() {
        match turn.by {
            By::Customer => given.hear(&turn.text),
            By::Us => {
                let asked = given.ask(&turn.text, &reading.sentences);
                found.extend(asked.into_iter().map(|finding| (number, finding)));
            }
            By::Note => {}
        }
    }
}

/// Another one than the one given is asked for: "your new address", "the old order number".
fn other_one(said: &str) -> bool {
    [
        "new ",
        "another ",
        "other ",
        "different ",
        "alternative ",
        "second ",
        "old ",
        "is it ",
        "is that ",
    ]
    .iter()
    .any(|other| said.contains(other))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')'))
}

/// A word of four or more letters and digits with at least two digits.
fn has_code(text: &str) -> bool {
    words(text).any(|word| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
        digits >= 2 && letters >= 4
    })
}

fn has_mail(text: &str) -> bool {
    words(text).any(|word| {
        word.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.trim_end_matches('.').contains('.')
        })
    })
}

fn has_phone(text: &str) -> bool {
    let mut run = 0;
    for c in text.chars() {
        if c.is_ascii_digit() {
            run += 1;
            if run >= 7 {
                return true;
            }
        } else if !matches!(c, ' ' | '-' | '(' | ')' | '+' | '.' | '/') {
            run = 0;
        }
    }
    false
}

fn says_name(text: &str) -> bool {
    ["my name is ", "name is ", "i am ", "i'm ", "this is "]
        .iter()
        .any(|start| text.contains(start))
        || (1..=3).contains(&text.split_whitespace().count())
}

fn has_address(text: &str) -> bool {
    [
        "street", "road", "avenue", " st ", " rd ", " ave", "lane", "drive", "square", "court",
        "flat ", "apt ",
    ]
    .iter()
    .any(|part| text.contains(part))
        && text.contains(|c: char| c.is_ascii_digit())
}
