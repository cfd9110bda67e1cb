//! The hints themselves: what the reader found in a draft, said as something to do.

use std::ops::Range;

use domain::{
    canned_reply::variable,
    hint::{Kind, times},
    hours::Hours,
};
use jiff::Zoned;
use language::{Wording, say};
use words::{Finding, Reading, What, wording::WordingKind};

use super::{Hint, Offer};
use crate::moment::{Thread, WORDINGS};

/// What is less sure than this is left unsaid.
const SURE_MIN: f32 = 0.4;
/// Questions of the customer's that are asked after at once, the newest.
const QUESTIONS_MAX: usize = 2;
/// Better words are looked for in so many places of a draft.
const PLACES_MAX: usize = 8;
/// A draft of fewer words has only just begun: nothing is missing from it yet.
const WORDS_BEGUN: usize = 4;
/// One of fewer words is no whole answer yet.
const WORDS_WHOLE: usize = 12;
/// Characters of words that are quoted.
const QUOTE_CHARS: usize = 90;

/// A draft with all that there is to judge it by.
pub(super) struct Scene<'s> {
    pub(super) text: &'s str,
    pub(super) reading: &'s Reading,
    pub(super) thread: &'s Thread,
    pub(super) now: &'s Zoned,
    pub(super) hours: &'s Hours,
}

/// The beginning of a stretch of text, on one line.
fn quote(text: &str, span: Range<usize>) -> String {
    domain::text::excerpt(text.get(span).unwrap_or_default(), QUOTE_CHARS)
}

fn hint(kind: Kind, why: Wording) -> Hint {
    Hint { kind, said: String::new(), message: None, span: None, why, offers: Vec::new() }
}

/// What a canned reply left to be put in.
pub(super) fn gaps(text: &str) -> Vec<Hint> {
    let gaps = variable::gaps(text).into_iter();
    gaps.map(|gap| Hint {
        said: text[gap.clone()].to_owned(),
        span: Some(gap),
        ..hint(Kind::Gap, say("hint-gap-why"))
    })
    .collect()
}

/// A question with the marks that end it.
fn with_its_mark(text: &str, span: &Range<usize>) -> Range<usize> {
    let rest = text.get(span.end..).unwrap_or_default();
    span.start..span.end + rest.len() - rest.trim_start_matches(['?', '!']).len()
}

fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// The words with which a prompt would begin: of *“What I can do is …”: say …* the words within the quotes
/// up to what is to be filled in.
fn opening(prompt: &str) -> Option<&str> {
    let (_, quoted) = prompt.split_once('“')?;
    let (quoted, _) = quoted.split_once('”')?;
    let opening = quoted.split('…').next().unwrap_or_default().trim_end();
    (opening.contains(' ') && opening.len() < quoted.len()).then_some(opening)
}

impl Scene<'_> {
    /// Of a note: labels on people.
    pub(super) fn of_note(&self) -> Vec<Hint> {
        self.sure(What::Label)
            .map(|finding| Hint {
                said: quote(self.text, finding.span.clone()),
                span: Some(finding.span.clone()),
                ..hint(Kind::Label, say("hint-label-why"))
            })
            .collect()
    }

    /// Of a reply, what matters most first.
    pub(super) fn of_reply(&self) -> Vec<Hint> {
        let words = self.text.split_whitespace().count();
        let mut hints = Vec::new();
        if words >= WORDS_BEGUN {
            self.heard_first(&mut hints);
            self.questions(&mut hints);
        }
        self.known_already(&mut hints);
        self.refusals(&mut hints);
        self.better_words(&mut hints);
        self.times(&mut hints);
        self.first_answer(words, &mut hints);
        // Two hints on the same words are one.
        let mut kept: Vec<Hint> = Vec::new();
        for hint in hints {
            let touches = |other: &Hint| match (&hint.span, &other.span) {
                (Some(one), Some(other)) => one.start < other.end && other.start < one.end,
                _ => false,
            };
            if !kept.iter().any(touches) {
                kept.push(hint);
            }
        }
        kept
    }

    fn has(&self, what: What) -> bool {
        self.reading.findings.iter().any(|finding| finding.what == what)
    }

    fn sure(&self, what: What) -> impl Iterator<Item = &Finding> {
        let found = self.reading.findings.iter();
        found.filter(move |finding| finding.what == what && finding.confidence >= SURE_MIN)
    }

    fn heard_first(&self, hints: &mut Vec<Hint>) {
        let found = self.thread.before.findings(self.text, self.reading);
        if found.iter().any(|finding| finding.what == What::EmpathyMissing) {
            hints.push(hint(Kind::Empathy, say("hint-empathy-why")));
        }
    }

    fn questions(&self, hints: &mut Vec<Hint>) {
        let open = self.thread.before.left_open(self.text);
        for open in &open[open.len().saturating_sub(QUESTIONS_MAX)..] {
            let Some(turn) = self.thread.turns.get(open.turn) else { continue };
            hints.push(Hint {
                said: quote(&turn.text, with_its_mark(&turn.text, &open.span)),
                message: self.thread.messages.get(open.turn).copied(),
                ..hint(Kind::Question, say("hint-question-why"))
            });
        }
    }

    fn known_already(&self, hints: &mut Vec<Hint>) {
        for finding in self.thread.before.findings(self.text, self.reading) {
            let (kind, why) = match finding.what {
                What::AskedAgain => (
                    Kind::AskedAgain,
                    say("hint-asked-again-why").with("reason", capitalised(&finding.reason)),
                ),
                What::RepeatedApology => (Kind::Wording, say("hint-same-apology-why")),
                _ => continue,
            };
            hints.push(Hint {
                said: quote(self.text, finding.span.clone()),
                span: Some(finding.span),
                ..hint(kind, why)
            });
        }
    }

    fn refusals(&self, hints: &mut Vec<Hint>) {
        for finding in self.sure(What::RefusalAlone).take(PLACES_MAX) {
            hints.push(self.worded(Kind::Refusal, finding, say("hint-refusal-why")));
        }
    }

    fn better_words(&self, hints: &mut Vec<Hint>) {
        let mut places = 0;
        for (what, plain) in [
            (What::Blame, say("hint-blame-why")),
            (What::Condescension, say("hint-condescension-why")),
            (What::Hurry, say("hint-hurry-why")),
            (What::Scarcity, say("hint-scarcity-why")),
            (What::Label, say("hint-label-in-reply-why")),
            (What::Jargon, say("hint-jargon-why")),
        ] {
            for finding in self.sure(what) {
                places += 1;
                if places > PLACES_MAX {
                    return;
                }
                hints.push(self.worded(Kind::Wording, finding, plain.clone()));
            }
        }
    }

    /// A hint with the better words that the table has, or in the plain ones.
    fn worded(&self, kind: Kind, finding: &Finding, plain: Wording) -> Hint {
        let mut worded = Hint {
            said: quote(self.text, finding.span.clone()),
            span: Some(finding.span.clone()),
            ..hint(kind, plain)
        };
        let Some(wording) = WORDINGS.better(self.text, finding) else { return worded };
        match wording.kind {
            WordingKind::Rewrite => {
                let label = say("hint-put-instead").with("words", &wording.instead);
                worded.offers.push(Offer { label, span: wording.span, text: wording.instead });
            }
            WordingKind::Prompt => {
                if let Some(opening) = opening(&wording.instead) {
                    let end = self.end_of_sentence(finding.span.end);
                    let text = format!(" {opening} ");
                    let label = say("hint-go-on-with").with("words", opening);
                    worded.offers.push(Offer { label, span: end..end, text });
                }
                worded.why = wording.instead.into();
            }
        }
        worded
    }

    /// Behind the mark that ends the sentence at a byte.
    fn end_of_sentence(&self, byte: usize) -> usize {
        let sentence = self.reading.sentence(byte.saturating_sub(1));
        let end = sentence.map_or(byte, |sentence| sentence.end).min(self.text.len());
        let end = self.text.floor_char_boundary(end.max(byte));
        let rest = &self.text[end..];
        end + rest.len() - rest.trim_start_matches(['.', '!', '?', '…', '”', '"']).len()
    }

    fn times(&self, hints: &mut Vec<Hint>) {
        let found: Vec<&Finding> = self.sure(What::PromiseWithoutTime).take(PLACES_MAX).collect();
        if found.is_empty() {
            return;
        }
        let times = times(self.now, self.hours);
        for finding in found {
            let said = &self.text[finding.span.clone()];
            // Behind the words, and before the mark that ends them.
            let end = finding.span.start
                + said.trim_end_matches(|c: char| c.is_whitespace() || ".!,;…".contains(c)).len();
            let offers = times.iter().map(|time| {
                let label = time.strip_prefix("by ").unwrap_or(time);
                Offer { label: capitalised(label).into(), span: end..end, text: format!(" {time}") }
            });
            hints.push(Hint {
                said: quote(self.text, finding.span.clone()),
                span: Some(finding.span.clone()),
                offers: offers.collect(),
                ..hint(Kind::Time, say("hint-time-why"))
            });
        }
    }

    fn first_answer(&self, words: usize, hints: &mut Vec<Hint>) {
        if !self.thread.before.is_first_answer() {
            return;
        }
        if words >= WORDS_BEGUN && !self.has(What::Greeting) {
            hints.push(hint(Kind::Greeting, say("hint-greeting-why")));
        }
        let closes = [What::Closing, What::NextStep, What::OfferOfHelp, What::Promise];
        let ended = self.text.trim_end().ends_with(['.', '!', '?']);
        if words >= WORDS_WHOLE && ended && !closes.into_iter().any(|what| self.has(what)) {
            hints.push(hint(Kind::Closing, say("hint-closing-why")));
        }
    }
}
