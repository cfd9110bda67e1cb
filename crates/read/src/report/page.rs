//! The page of a conversation: one file with everything in it, to read on a screen, a phone or paper
//! without a server or a network.
//!
//! It is drawn here and complete without its script, which only brings what is said of a finding to where
//! the reader looks. Its policy lets nothing in from elsewhere, and only the style and the script that were
//! written with it. It tells what the words say, and of nobody what they feel.

mod course;
mod said;

use std::{fmt::Write as _, io};

use askama::Template;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use words::{By, What, name};

use self::{
    course::{MoodCurve, Move, Tick, TrustCurve, Wheels},
    said::{Piece, Turn},
};
use super::Told;

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");
/// From so many turns that moved trust on, the list of moves is folded.
const MOVES_MAX: usize = 12;

/// Something promised.
struct Promised {
    turn: usize,
    id: String,
    words: String,
    /// None where the words do not say by when.
    due: Option<String>,
    /// The file does not say when the words were said, so nothing can be due.
    untimed: bool,
}

/// A question that nothing answered.
struct Asked {
    turn: usize,
    id: String,
    words: String,
}

/// A kind of finding that the page has, explained.
struct Explained {
    title: &'static str,
    meaning: &'static str,
}

#[derive(Template)]
#[template(path = "conversation.html")]
struct Page<'a> {
    style: &'static str,
    script: &'static str,
    policy: String,
    name: &'a str,
    lead: String,
    remarks: &'a [String],
    foreign: Vec<String>,
    turns: Vec<Turn>,
    mood: Option<MoodCurve>,
    trust: Option<TrustCurve>,
    ticks: Vec<Tick>,
    moves: Vec<Move>,
    folded: bool,
    wheels: Vec<Wheels>,
    promised: Vec<Promised>,
    unanswered: Vec<Asked>,
    explained: Vec<Explained>,
}

/// Writes the page of a conversation; `name` is the file's.
///
/// # Errors
/// When it cannot be written.
pub fn write(told: &Told, name: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let moves = course::moves(told);
    let turns = told.script.turns.len();
    Page {
        style: STYLE,
        script: SCRIPT,
        policy: policy(),
        name,
        lead: lead(told),
        remarks: &told.script.remarks,
        foreign: foreign(told),
        turns: said::turns(told),
        mood: course::mood(told),
        trust: course::trust(told),
        ticks: course::ticks(turns),
        folded: moves.len() > MOVES_MAX,
        moves,
        wheels: course::wheels(told),
        promised: promised(told),
        unanswered: unanswered(told),
        explained: explained(told),
    }
    .write_into(&mut io::BufWriter::new(out))
}

/// Nothing from elsewhere; of what is in the page, only our style and our script.
fn policy() -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// "6 turns: 3 of ours, 3 of the customer’s".
fn lead(told: &Told) -> String {
    let of = |by: By| told.script.turns.iter().filter(|turn| turn.by == by).count();
    let turns = told.script.turns.len();
    let mut lead = format!(
        "{turns} turn{}: {} of ours, {} of the customer’s",
        plural(turns),
        of(By::Us),
        of(By::Customer)
    );
    let notes = of(By::Note);
    if notes > 0 {
        // Writing to a string cannot fail.
        let _ = write!(lead, ", {notes} note{}", plural(notes));
    }
    lead
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Which turns are in which other language.
fn foreign(told: &Told) -> Vec<String> {
    let mut by: Vec<(&'static str, Vec<String>)> = Vec::new();
    for (turn, reading) in told.conversation.turns.iter().enumerate() {
        let words::Language::Other(language) = reading.language else { continue };
        match by.iter_mut().find(|(known, _)| *known == language) {
            Some((_, turns)) => turns.push((turn + 1).to_string()),
            None => by.push((language, vec![(turn + 1).to_string()])),
        }
    }
    by.into_iter()
        .map(|(language, turns)| {
            let (be, s) = if turns.len() == 1 { ("is", "") } else { ("are", "s") };
            format!(
                "Turn{s} {} {be} in {language}, and not judged: only questions with a question mark were looked for.",
                turns.join(", ")
            )
        })
        .collect()
}

fn promised(told: &Told) -> Vec<Promised> {
    each(told, What::Promise)
        .map(|(turn, place)| {
            let finding = &told.conversation.turns[turn].findings[place];
            Promised {
                turn: turn + 1,
                id: said::id(turn, place),
                words: said::words(told, turn, &finding.span),
                due: finding.due.map(|due| told.clock(due)),
                untimed: told.script.turns[turn].at.is_none(),
            }
        })
        .collect()
}

fn unanswered(told: &Told) -> Vec<Asked> {
    each(told, What::Unanswered)
        .map(|(turn, place)| {
            let finding = &told.conversation.turns[turn].findings[place];
            Asked {
                turn: turn + 1,
                id: said::id(turn, place),
                words: said::words(told, turn, &finding.span),
            }
        })
        .collect()
}

/// The findings of a kind: turn and place.
fn each(told: &Told, what: What) -> impl Iterator<Item = (usize, usize)> {
    told.conversation.turns.iter().enumerate().flat_map(move |(turn, reading)| {
        let findings = reading.findings.iter().enumerate();
        findings
            .filter(move |(_, finding)| finding.what == what)
            .map(move |(place, _)| (turn, place))
    })
}

/// What the names in this page mean.
fn explained(told: &Told) -> Vec<Explained> {
    What::ALL
        .iter()
        .filter(|what| each(told, **what).next().is_some())
        .map(|what| {
            let name = name::of(*what);
            Explained { title: name.title, meaning: name.meaning }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use words::{Known, Reader, Wordings};

    use super::*;
    use crate::script::script;

    fn page(name: &str, text: &str) -> String {
        let told = Told::of(
            &Reader::new(),
            &Wordings::new(),
            script("talk.txt", text.as_bytes(), &TimeZone::UTC),
            &Known::default(),
            &TimeZone::UTC,
        );
        let mut page = Vec::new();
        write(&told, name, &mut page).unwrap();
        String::from_utf8(page).unwrap()
    }

    #[test]
    fn names_and_words_are_never_markup() {
        let page = page(
            "<img src=x onerror=alert(1)>.txt",
            "Ana <b>: hi\nCustomer: <script>alert(1)</script> is this ok?\nAgent: \"Yes\" & 'no' </title>\n",
        );
        assert_eq!(page.matches("<script").count(), 1);
        for markup in ["<img", "<b>", "alert(1)</script>"] {
            assert!(!page.contains(markup), "{markup}");
        }
    }

    #[test]
    fn the_style_and_the_script_are_the_ones_that_its_policy_lets_in() {
        let page = page("talk.txt", "Customer: Hello?\n");
        for (kind, open, close) in
            [("style", "<style>", "</style>"), ("script", "<script>", "</script>")]
        {
            let inside = page.split(open).nth(1).unwrap().split(close).next().unwrap();
            let hash = BASE64_STANDARD.encode(Sha256::digest(inside));
            assert!(page.contains(&format!("{kind}-src 'sha256-{hash}'")), "{kind}");
        }
    }

    #[test]
    fn every_link_leads_somewhere_and_no_place_is_there_twice() {
        let page = page(
            "talk.txt",
            "Customer: I've been waiting three weeks and this is the third time I'm writing! Where is it?\n\
             Agent: That's our policy, unfortunately we can't refund this. Please calm down.\n\
             Customer: I'm going to the ombudsman, you are useless.\n\
             Agent: I'm so sorry, three weeks is awful. I'll call you tomorrow.\n\
             Customer: Thank you. What about the delivery fee?\n\
             Agent: Have a lovely day!\n",
        );
        let mut ids: Vec<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for to in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(ids.contains(&to) || to.starts_with("shape-"), "{to}");
        }
        for described in
            page.split("aria-describedby=\"").skip(1).filter_map(|rest| rest.split('"').next())
        {
            assert!(described.split(' ').all(|id| ids.contains(&id)), "{described}");
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
        for words in ["Trust fell", "Unanswered", "Promised", "class=\"better\""] {
            assert!(page.contains(words), "{words}");
        }
    }

    #[test]
    fn other_languages_are_named_and_quotes_are_apart() {
        let page = page(
            "mail.txt",
            "Customer: Ich warte seit drei Wochen auf meine Rechnung, wo ist sie denn bitte?\n\
             Agent: Thank you.\n> you are liars\n",
        );
        assert!(page.contains("Turn 1 is in German, and not judged"), "{page}");
        assert!(page.contains("Quoted, not judged"));
    }
}
