//! Whether a contact meets a check: a pure function of the facts of the contact.

use std::ops::Range;

use jiff::Timestamp;

use super::{
    Role,
    check::{Check, Length, Mark, Phrase, Place},
};
use crate::{AgentId, MessageId};

words! {
    /// Whether a standard was met.
    Outcome {
        /// It was.
        Met = "met",
        /// It was not.
        NotMet = "not met",
        /// There was no occasion to meet it, or nobody can tell.
        NoOccasion = "no occasion",
    }
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Met, Self::NotMet, Self::NoOccasion];
}

/// How long the customer waited for our first words, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wait {
    /// On the clock.
    pub seconds: i64,
    /// Of that within the desk’s hours.
    pub open_seconds: i64,
}

impl Wait {
    /// By that clock.
    fn by(self, length: Length) -> i64 {
        if length.open_hours { self.open_seconds } else { self.seconds }
    }
}

/// Something that was noticed in an answer, and that nobody says is not so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What.
    pub mark: Mark,
    /// Where, in bytes of the message.
    pub span: Range<usize>,
}

/// One of our answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Which message.
    pub message: MessageId,
    /// Who wrote it.
    pub by: AgentId,
    /// Whether it was read yet.
    pub read: bool,
    /// The language that it is in, where the reader does not know it.
    pub foreign: Option<String>,
    /// What was noticed in it, in the order of its words.
    pub found: Vec<Found>,
}

/// What was heard of the agent’s side of a call. It is theirs alone.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Voice {
    /// The smile in the first seconds of talk: its interval, where it can be told.
    pub smile_first: Option<(f32, f32)>,
    /// … and in the last.
    pub smile_last: Option<(f32, f32)>,
    /// How often they interrupted.
    pub interruptions: Option<u32>,
    /// How much of all talk was theirs, in percent.
    pub talk_percent: Option<f64>,
    /// How long the customer spoke at first, in milliseconds.
    pub opening_ms: Option<u64>,
}

/// What is known of a contact.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// Whether it is a call.
    pub call: bool,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// Whether the customer began it; else they waited for nothing.
    pub customer_began: bool,
    /// How long they waited until our first words.
    pub waited: Option<Wait>,
    /// How long they have waited where there are none, or had until it was over.
    pub waiting: Wait,
    /// Whether we know what they are called.
    pub customer_is_named: bool,
    /// Our answers, in order.
    pub answers: Vec<Answer>,
    /// Where the customer asked something, the first.
    pub question: Option<(MessageId, Range<usize>)>,
    /// Where they asked something that nothing answered, in order.
    pub unanswered: Vec<(MessageId, Range<usize>)>,
    /// What was heard, where somebody may know it.
    pub voice: Option<Voice>,
}

/// Where it can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// In which message.
    pub message: MessageId,
    /// At which words, in bytes; nothing where it is all of it.
    pub span: Option<Range<usize>>,
}

/// Whether a check is met, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Whether.
    pub outcome: Outcome,
    /// Why, in a sentence or two.
    pub why: String,
    /// Where it can be seen.
    pub evidence: Option<Evidence>,
    /// Whether nothing that may still happen in the contact changes it.
    pub settled: bool,
}

impl Judged {
    fn new(outcome: Outcome, why: impl Into<String>, settled: bool) -> Self {
        Self { outcome, why: why.into(), evidence: None, settled }
    }

    fn at(self, message: MessageId, span: Option<Range<usize>>) -> Self {
        Self { evidence: Some(Evidence { message, span }), ..self }
    }
}

/// A length of time as people say it.
fn said(seconds: i64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    let plural =
        |count: i64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    match (days, hours, minutes) {
        (0, 0, 0) => plural(seconds.max(0), "second"),
        (0, 0, minutes) => plural(minutes, "minute"),
        (0, hours, _) if minutes % 60 == 0 => plural(hours, "hour"),
        (0, hours, _) => format!("{} {}", plural(hours, "hour"), plural(minutes % 60, "minute")),
        (days, ..) => plural(days, "day"),
    }
}

/// Those of our answers that a role is about.
fn answers_of(facts: &Facts, role: Role) -> Vec<&Answer> {
    let first = facts.answers.first().map(|answer| answer.by);
    let counts = |answer: &&Answer| role == Role::Anybody || Some(answer.by) == first;
    facts.answers.iter().filter(counts).collect()
}

struct Judge<'f> {
    facts: &'f Facts,
    answers: Vec<&'f Answer>,
    over: bool,
}

/// Judges a contact by a check. The same facts are always judged the same.
pub fn judge(check: &Check, role: Role, facts: &Facts) -> Judged {
    let judge = Judge { facts, answers: answers_of(facts, role), over: facts.ended_at.is_some() };
    let ways: Vec<Judged> = check.ways().iter().map(|way| judge.way(way)).collect();
    one_of(&ways)
}

/// One of them has to be met.
fn one_of(ways: &[Judged]) -> Judged {
    let of = |outcome| ways.iter().filter(move |way| way.outcome == outcome);
    let settled = ways.iter().all(|way| way.settled);
    // A way that is settled is no longer a hope.
    let met = of(Outcome::Met).max_by_key(|way| way.settled);
    if let Some(met) = met {
        return met.clone();
    }
    let mut failed = of(Outcome::NotMet);
    let Some(first) = failed.next() else {
        return merge(Outcome::NoOccasion, ways.iter(), settled);
    };
    let mut judged = merge(Outcome::NotMet, std::iter::once(first).chain(failed), settled);
    judged.evidence.clone_from(&first.evidence);
    judged
}

/// What several say together.
fn merge<'j>(outcome: Outcome, parts: impl Iterator<Item = &'j Judged>, settled: bool) -> Judged {
    let mut why: Vec<&str> = Vec::new();
    let mut evidence = None;
    for part in parts {
        if !part.why.is_empty() && !why.contains(&part.why.as_str()) {
            why.push(&part.why);
        }
        evidence = evidence.or_else(|| part.evidence.clone());
    }
    Judged { outcome, why: why.join(" "), evidence, settled }
}

impl Judge<'_> {
    /// All of a way have to be met; what had no occasion asks for nothing.
    fn way(&self, way: &[Phrase]) -> Judged {
        let parts: Vec<Judged> = way.iter().map(|&phrase| self.phrase(phrase)).collect();
        let all = parts.iter().all(|part| part.settled);
        let of = |outcome| parts.iter().filter(move |part| part.outcome == outcome);
        if of(Outcome::NotMet).next().is_some() {
            let for_good = of(Outcome::NotMet).any(|part| part.settled);
            return merge(Outcome::NotMet, of(Outcome::NotMet), for_good);
        }
        let outcome =
            if of(Outcome::Met).next().is_some() { Outcome::Met } else { Outcome::NoOccasion };
        merge(outcome, parts.iter(), all)
    }

    fn none(&self, why: impl Into<String>) -> Judged {
        Judged::new(Outcome::NoOccasion, why, self.over)
    }

    fn phrase(&self, phrase: Phrase) -> Judged {
        match phrase {
            Phrase::Within(length) => self.within(length),
            Phrase::NotBefore(length) => self.not_before(length),
            phrase if phrase.is_voice() => self.heard(phrase),
            _ if self.facts.call => Judged::new(
                Outcome::NoOccasion,
                "What is said in a call is not written down, so its words are not judged.",
                true,
            ),
            Phrase::EveryQuestion => self.every_question(),
            Phrase::Has(place, mark) => self.has(place, mark),
            Phrase::No(mark) => self.no(mark),
            Phrase::HasNo(place, mark) => self.has_no(place, mark),
            _ => self.none(""),
        }
    }

    fn wait_is_none(&self) -> Option<Judged> {
        (!self.facts.customer_began)
            .then(|| Judged::new(Outcome::NoOccasion, "We began it ourselves.", true))
    }

    fn first_words(&self, judged: Judged) -> Judged {
        match self.facts.answers.first() {
            Some(answer) => judged.at(answer.message, None),
            None => judged,
        }
    }

    fn within(&self, length: Length) -> Judged {
        if let Some(none) = self.wait_is_none() {
            return none;
        }
        let hours = if length.open_hours { " of open hours" } else { "" };
        let limit = length.seconds();
        match self.facts.waited {
            Some(waited) => {
                let took = waited.by(length);
                let outcome = if took <= limit { Outcome::Met } else { Outcome::NotMet };
                let why = format!("Our first words came after {}{hours}.", said(took));
                self.first_words(Judged::new(outcome, why, true))
            }
            None if self.facts.waiting.by(length) > limit => {
                let why = format!("Nobody answered within {length}.");
                Judged::new(Outcome::NotMet, why, true)
            }
            None if self.over => {
                Judged::new(Outcome::NoOccasion, "It was over before an answer was due.", true)
            }
            None => Judged::new(Outcome::NotMet, "Nobody has answered yet.", false),
        }
    }

    fn not_before(&self, length: Length) -> Judged {
        if let Some(none) = self.wait_is_none() {
            return none;
        }
        match self.facts.waited {
            Some(waited) => {
                let took = waited.by(length);
                let outcome = if took >= length.seconds() { Outcome::Met } else { Outcome::NotMet };
                let why = format!("Our first words came after {}.", said(took));
                self.first_words(Judged::new(outcome, why, true))
            }
            None => self.none("Nobody answered."),
        }
    }

    fn every_question(&self) -> Judged {
        let facts = self.facts;
        if let Some((message, span)) = facts.unanswered.first() {
            let why = match facts.unanswered.len() {
                1 => "A question of theirs was left open.".to_owned(),
                more => format!("{more} questions of theirs were left open."),
            };
            return Judged::new(Outcome::NotMet, why, self.over).at(*message, Some(span.clone()));
        }
        match &facts.question {
            Some((message, span)) if !self.answers.is_empty() => {
                Judged::new(Outcome::Met, "Nothing that they asked was left open.", self.over)
                    .at(*message, Some(span.clone()))
            }
            Some((message, span)) => {
                Judged::new(Outcome::NotMet, "Their question has no answer yet.", self.over)
                    .at(*message, Some(span.clone()))
            }
            None => self.none("They asked nothing."),
        }
    }

    /// Why nothing can be said of an answer.
    fn unreadable(answer: &Answer) -> Option<Judged> {
        if !answer.read {
            let why = "It has not been read yet.";
            return Some(Judged::new(Outcome::NoOccasion, why, false));
        }
        let language = answer.foreign.as_ref()?;
        let why = format!("It is in {language}, and the reader knows English only.");
        Some(Judged::new(Outcome::NoOccasion, why, true))
    }

    fn at_place(&self, place: Place) -> Result<&Answer, Judged> {
        let answer = match place {
            Place::Last => self.answers.last(),
            Place::First | Place::Any => self.answers.first(),
        };
        let answer = *answer.ok_or_else(|| {
            if self.over {
                self.none("There was no answer of ours.")
            } else {
                Judged::new(Outcome::NotMet, "Nobody has answered yet.", false)
            }
        })?;
        match Self::unreadable(answer) {
            // The last answer may be another one by the end.
            Some(judged) if place == Place::Last => {
                Err(Judged { settled: judged.settled && self.over, ..judged })
            }
            Some(judged) => Err(judged),
            None => Ok(answer),
        }
    }

    fn find(answer: &Answer, mark: Mark) -> Option<&Found> {
        answer.found.iter().find(|found| found.mark == mark)
    }

    fn has(&self, place: Place, mark: Mark) -> Judged {
        if mark == Mark::CustomerName && !self.facts.customer_is_named {
            return self.none("We do not know what they are called.");
        }
        if place == Place::Any {
            return self.some_answer_has(mark);
        }
        let answer = match self.at_place(place) {
            Ok(answer) => answer,
            Err(judged) => return judged,
        };
        let settled = place == Place::First || self.over;
        let which = if place == Place::First { "first" } else { "last" };
        if let Some(found) = Self::find(answer, mark) {
            let why = format!("Our {which} answer {}.", mark.has());
            let span = Some(found.span.clone());
            return Judged::new(Outcome::Met, why, settled).at(answer.message, span);
        }
        let why = format!("Our {which} answer has no {}.", mark.noun());
        Judged::new(Outcome::NotMet, why, settled).at(answer.message, None)
    }

    fn some_answer_has(&self, mark: Mark) -> Judged {
        let found =
            self.answers.iter().find_map(|answer| Some((answer, Self::find(answer, mark)?)));
        if let Some((answer, found)) = found {
            let why = format!("An answer of ours {}.", mark.has());
            let span = Some(found.span.clone());
            return Judged::new(Outcome::Met, why, true).at(answer.message, span);
        }
        match self.readable() {
            Ok(_) => {
                let why = format!("No answer of ours {}.", mark.has());
                Judged::new(Outcome::NotMet, why, self.over)
            }
            Err(judged) => judged,
        }
    }

    /// That something can be said of our answers; what is to be said of those that cannot be read.
    fn readable(&self) -> Result<String, Judged> {
        if self.answers.is_empty() {
            return self.at_place(Place::First).map(|_| String::new());
        }
        if let Some(unread) = self.answers.iter().find(|answer| !answer.read) {
            return Err(Self::unreadable(unread).unwrap_or_else(|| self.none("")));
        }
        let mut foreign = self.answers.iter().filter(|answer| answer.foreign.is_some());
        let count = foreign.clone().count();
        match foreign.next().and_then(|answer| Some((answer, Self::unreadable(answer)?))) {
            Some((_, judged)) if count == self.answers.len() => {
                Err(Judged { settled: self.over, ..judged })
            }
            Some((answer, _)) => {
                let language = answer.foreign.as_deref().unwrap_or_default();
                Ok(format!(" What is in {language} was not judged."))
            }
            None => Ok(String::new()),
        }
    }

    fn no(&self, mark: Mark) -> Judged {
        let found =
            self.answers.iter().find_map(|answer| Some((answer, Self::find(answer, mark)?)));
        if let Some((answer, found)) = found {
            let why = format!("An answer of ours {}.", mark.has());
            let span = Some(found.span.clone());
            return Judged::new(Outcome::NotMet, why, true).at(answer.message, span);
        }
        if self.answers.is_empty() {
            return self.none("There was no answer of ours.");
        }
        let but = match self.readable() {
            Ok(but) => but,
            Err(judged) => return judged,
        };
        let occasions = mark.occasions();
        let occasion =
            |answer: &&Answer| answer.found.iter().any(|found| occasions.contains(&found.mark));
        if !occasions.is_empty() && !self.answers.iter().copied().any(|answer| occasion(&answer)) {
            let why = match mark {
                Mark::RefusalAlone => "Nothing was refused.",
                Mark::PromiseWithoutTime => "Nothing was promised.",
                _ => "There was no occasion for it.",
            };
            return self.none(format!("{why}{but}"));
        }
        let why = format!("No answer of ours {}.{but}", mark.has());
        Judged::new(Outcome::Met, why, self.over)
    }

    fn has_no(&self, place: Place, mark: Mark) -> Judged {
        let judged = self.has(place, mark);
        let outcome = match judged.outcome {
            Outcome::Met => Outcome::NotMet,
            Outcome::NotMet if judged.evidence.is_some() => Outcome::Met,
            other => other,
        };
        Judged { outcome, ..judged }
    }

    fn heard(&self, phrase: Phrase) -> Judged {
        let settled = |outcome, why: String| Judged::new(outcome, why, true);
        let no = |why: &str| Judged::new(Outcome::NoOccasion, why, true);
        if !self.facts.call {
            return no("This is not a call.");
        }
        let Some(voice) = self.facts.voice else {
            return no("What was heard in this call belongs to whoever talked.");
        };
        let met = |met: bool| if met { Outcome::Met } else { Outcome::NotMet };
        match phrase {
            Phrase::SmileFirst => smile(voice.smile_first, "first"),
            Phrase::SmileLast => smile(voice.smile_last, "last"),
            Phrase::Interruptions(most) => match voice.interruptions {
                Some(count) => {
                    let times = if count == 1 { "once".into() } else { format!("{count} times") };
                    settled(met(count <= most), format!("You interrupted {times}."))
                }
                None => no("Both sides could not be told apart."),
            },
            Phrase::TalkShare(most) => match voice.talk_percent {
                Some(percent) => settled(
                    met(percent <= f64::from(most)),
                    format!("{percent:.0} % of all talk was yours."),
                ),
                None => no("Both sides could not be told apart."),
            },
            Phrase::SpeaksFirst(seconds) => match voice.opening_ms {
                Some(ms) => settled(
                    met(ms >= u64::from(seconds) * 1_000),
                    format!("They spoke for {} seconds at first.", ms / 1_000),
                ),
                None => no("They did not begin with something to tell."),
            },
            _ => no(""),
        }
    }
}

/// A smile is there where its interval lies above the usual, and is not where it lies below; between them nobody
/// can tell.
fn smile(interval: Option<(f32, f32)>, which: &str) -> Judged {
    let seconds = super::check::SMILE_SECONDS;
    let (outcome, why) = match interval {
        None => (Outcome::NoOccasion, "There was too little of your speech to tell.".to_owned()),
        Some((low, _)) if low > 0.0 => {
            (Outcome::Met, format!("A smile is heard in your {which} {seconds} seconds."))
        }
        Some((_, high)) if high < 0.0 => (
            Outcome::NotMet,
            format!("Less smile than usual is heard in your {which} {seconds} seconds."),
        ),
        Some((low, high)) => (
            Outcome::NoOccasion,
            format!("It cannot be told: the smile lies between {low:.1} and {high:.1}."),
        ),
    };
    Judged::new(outcome, why, true)
}
