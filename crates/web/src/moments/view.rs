//! What was noticed, as a page shows it.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use desk::{
    moment::{Overview, Seen, TrustLine},
    preference::Preferences,
};
use domain::{
    AgentId,
    agent::Agent,
    message::Message,
    moment::{Side, Source, Verdict},
    text,
};
use language::{Wording, say};
use words::What;

use super::{
    name,
    picture::{Dot, Picture, in_words},
};
use crate::{replays::figure, wording};

/// Characters of the words that a moment is in.
const QUOTE_CHARS: usize = 80;
/// Steps of the line of trust that are listed, the last.
const STEPS_MAX: usize = 24;
/// Moments that are told as having come before.
pub(crate) const BEFORE_MAX: usize = 5;
/// Something that came before, in a list.
pub(crate) struct Before {
    pub(crate) message: i64,
    /// "We asked for what had been told already".
    pub(crate) what: Wording,
    pub(crate) quote: String,
    pub(crate) moved: Option<String>,
}

/// What one can say of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Say {
    /// One named it oneself.
    TakeBack,
    /// One has said how one sees it.
    TakeRulingBack,
    /// Somebody else says that it is not so.
    So,
    /// Nobody contests it.
    SoOrNot,
}

/// A moment beside its message.
pub(crate) struct Chip {
    pub(crate) id: i64,
    pub(crate) title: Wording,
    /// None where nobody knows what it is.
    pub(crate) meaning: Option<Wording>,
    pub(crate) quote: String,
    pub(crate) reason: String,
    /// "90 in 100".
    pub(crate) sure: Wording,
    pub(crate) source: Wording,
    pub(crate) moved: Option<String>,
    /// `lost`, `gained` or `plain`.
    pub(crate) class: &'static str,
    pub(crate) contested: bool,
    /// What somebody says of it.
    pub(crate) ruled: Option<Wording>,
    /// What one can do about it oneself.
    pub(crate) say: Say,
    /// For a label on a person: what happened to them before.
    pub(crate) label: bool,
    pub(crate) before: Vec<Before>,
}

/// What is shown beside one message.
#[derive(Default)]
pub(crate) struct Beside {
    pub(crate) chips: Vec<Chip>,
    /// The words that show it, in bytes, and what it moved.
    pub(crate) marks: Vec<(Range<usize>, &'static str)>,
}

/// One step of the line of trust.
pub(crate) struct Step {
    pub(crate) message: i64,
    pub(crate) who: Wording,
    pub(crate) title: Wording,
    pub(crate) quote: String,
    pub(crate) moved: String,
    pub(crate) after: String,
    pub(crate) gains: bool,
}

/// Where trust fell.
pub(crate) struct Fall {
    pub(crate) message: i64,
    /// Whether our own words lost it: then they say themselves what came before.
    pub(crate) ours: bool,
    pub(crate) by: String,
    /// "Trust fell by 1.2 when they said “…”.", with its link.
    pub(crate) told: Wording,
    pub(crate) before: Vec<Before>,
}

/// The line of trust.
pub(crate) struct TrustView {
    pub(crate) path: String,
    pub(crate) middle: String,
    pub(crate) end: Option<Dot>,
    pub(crate) dots: Vec<Dot>,
    /// The picture in words.
    pub(crate) words: Wording,
    pub(crate) now: String,
    pub(crate) brought: String,
    pub(crate) steps: Vec<Step>,
    /// How many steps came before those that are listed.
    pub(crate) steps_before: usize,
    pub(crate) falls: Vec<Fall>,
}

/// Messages in a language that nobody judges.
pub(crate) struct Foreign {
    /// "2 messages are in German".
    pub(crate) short: Wording,
    /// … and what follows from that.
    pub(crate) long: Wording,
}

/// All that was noticed in a conversation.
#[derive(Default)]
pub(crate) struct Noticed {
    pub(crate) trust: Option<TrustView>,
    /// "Their last words sound 2.4 of 4 upset (1.3 to 3.5), by their words alone."
    pub(crate) mood: Option<Wording>,
    /// Languages that nobody judges.
    pub(crate) foreign: Vec<Foreign>,
    /// Whether all moments are shown.
    pub(crate) all: bool,
    /// How many are not shown.
    pub(crate) hidden: usize,
    /// Tags that put a label on the customer, each with what happened to them before.
    pub(crate) labels: Vec<(String, Vec<Before>)>,
    by_message: HashMap<i64, Beside>,
}

/// What is needed to show it.
pub(crate) struct Showing<'a> {
    pub(crate) messages: &'a [Message],
    pub(crate) agents: &'a [Agent],
    pub(crate) me: AgentId,
    pub(crate) tags: &'a [String],
    pub(crate) preferences: &'a Preferences,
}

fn title(seen: &Seen) -> Wording {
    seen.what.map_or_else(|| say("moment-noticed"), name::title)
}

/// What we did, as a sentence begins.
fn ours(seen: &Seen) -> Wording {
    seen.what.map_or_else(|| say("moment-noticed"), name::ours)
}

/// In the order of the text; words that moved trust are not hidden by others.
fn weightiest(marks: &mut Vec<(Range<usize>, &'static str)>) {
    let touch =
        |one: &Range<usize>, other: &Range<usize>| one.start < other.end && other.start < one.end;
    let moving: Vec<Range<usize>> =
        marks.iter().filter(|(_, class)| *class != "plain").map(|(span, _)| span.clone()).collect();
    marks.retain(|(span, class)| {
        *class != "plain" || !moving.iter().any(|other| touch(span, other))
    });
    marks.sort_by_key(|(span, _)| (span.start, span.end));
}

fn moved(seen: &Seen) -> Option<String> {
    (seen.moved.abs() >= 0.05).then(|| wording::signed(seen.moved))
}

fn class(seen: &Seen) -> &'static str {
    match seen.moved {
        lost if lost <= -0.05 => "lost",
        gained if gained >= 0.05 => "gained",
        _ => "plain",
    }
}

impl Showing<'_> {
    fn quote(&self, seen: &Seen) -> String {
        let message = self.messages.iter().find(|message| message.id == seen.moment.message_id);
        let words = message.and_then(|message| message.text.get(seen.moment.noticed.span.clone()));
        words.map(|words| text::excerpt(words, QUOTE_CHARS)).unwrap_or_default()
    }

    /// Whether a moment's words are most of their message, which stands beside it: nobody need read them twice.
    fn is_most_of_it(&self, seen: &Seen) -> bool {
        let message = self.messages.iter().find(|message| message.id == seen.moment.message_id);
        message.is_some_and(|message| 10 * seen.moment.noticed.span.len() > 7 * message.text.len())
    }

    /// Those of the numbered moments that are told as having come before: the last.
    pub(crate) fn before(&self, overview: &Overview, numbers: &[usize]) -> Vec<Before> {
        // The last are nearest to what came of them.
        let numbers = &numbers[numbers.len().saturating_sub(BEFORE_MAX)..];
        numbers
            .iter()
            .map(|&number| {
                let seen = &overview.seen[number];
                let message = seen.moment.message_id.0;
                Before { message, what: ours(seen), quote: self.quote(seen), moved: moved(seen) }
            })
            .collect()
    }

    fn chip(&self, overview: &Overview, number: usize) -> Chip {
        let seen = &overview.seen[number];
        let noticed = &seen.moment.noticed;
        let ruling = seen.ruling.as_ref();
        let who = |agent: AgentId| {
            let found = self.agents.iter().find(|known| known.id == agent);
            found.map_or_else(|| say("person-unknown"), |agent| agent.first_name().into())
        };
        let label = seen.what == Some(What::Label);
        Chip {
            id: seen.moment.id.0,
            title: title(seen),
            meaning: seen.what.map(name::meaning),
            quote: if self.is_most_of_it(seen) { String::new() } else { self.quote(seen) },
            reason: noticed.reason.clone(),
            sure: say("moment-sure").with("count", format!("{:.0}", seen.confidence() * 100.0)),
            source: match (ruling, noticed.source) {
                (Some(ruling), _) if ruling.verdict == Verdict::So => who(ruling.agent_id),
                (_, Source::Rule) => say("moment-source-rule"),
                (_, Source::Model) => say("moment-source-model"),
                (_, Source::Person) if seen.moment.named_by == Some(self.me) => {
                    say("moment-source-you")
                }
                (_, Source::Person) => {
                    seen.moment.named_by.map_or_else(|| say("moment-source-person"), who)
                }
            },
            moved: moved(seen),
            class: class(seen),
            contested: seen.contested(),
            ruled: ruling.map(|ruling| match (ruling.verdict, ruling.agent_id == self.me) {
                (Verdict::So, true) => say("moment-you-say-so"),
                (Verdict::NotSo, true) => say("moment-you-say-not-so"),
                (Verdict::So, false) => {
                    say("moment-somebody-says-so").with("name", who(ruling.agent_id))
                }
                (Verdict::NotSo, false) => {
                    say("moment-somebody-says-not-so").with("name", who(ruling.agent_id))
                }
            }),
            say: if seen.moment.named_by == Some(self.me) {
                Say::TakeBack
            } else if ruling.is_some_and(|ruling| ruling.agent_id == self.me) {
                Say::TakeRulingBack
            } else if seen.contested() {
                Say::So
            } else {
                Say::SoOrNot
            },
            label,
            before: if label && !seen.contested() {
                self.before(overview, &overview.before(number))
            } else {
                Vec::new()
            },
        }
    }

    fn trust(&self, overview: &Overview, trust: &TrustLine) -> TrustView {
        let steps_before = trust.steps.len().saturating_sub(STEPS_MAX);
        let steps = trust.steps[steps_before..].iter().map(|&number| {
            let seen = &overview.seen[number];
            Step {
                message: seen.moment.message_id.0,
                who: match seen.moment.noticed.side {
                    Side::Customer => say("trust-they"),
                    Side::Us | Side::Note => say("trust-we"),
                },
                title: title(seen),
                quote: self.quote(seen),
                moved: wording::signed(seen.moved),
                after: wording::signed(seen.after),
                gains: seen.moved > 0.0,
            }
        });
        let falls = trust.falls.iter().rev().map(|fall| {
            let mut before = fall.before.clone();
            before.sort_unstable();
            let last = overview
                .seen
                .iter()
                .filter(|seen| seen.moment.message_id == fall.message && seen.moved < 0.0)
                .min_by(|a, b| a.moved.total_cmp(&b.moved));
            let ours = last.is_some_and(|seen| seen.moment.noticed.side == Side::Us);
            let quote = last.map(|seen| self.quote(seen)).unwrap_or_default();
            let told = match (ours, quote.is_empty()) {
                (true, false) => say("trust-fell-with-what-we-said"),
                (true, true) => say("trust-fell-with-this-of-ours"),
                (false, false) => say("trust-fell-when-they-said"),
                (false, true) => say("trust-fell-when-they-said-this"),
            };
            let by = figure(&format!("{:.1}", fall.by));
            Fall {
                message: fall.message.0,
                ours,
                told: told.with("by", &by).with("quote", quote),
                by,
                before: if ours { Vec::new() } else { self.before(overview, &before) },
            }
        });
        let picture = Picture::of(trust);
        TrustView {
            path: picture.path,
            middle: picture.middle,
            end: picture.end,
            dots: picture.dots,
            words: in_words(trust),
            now: wording::signed(trust.now()),
            brought: wording::signed(trust.brought),
            steps: steps.collect(),
            steps_before,
            falls: falls.collect(),
        }
    }
}

impl Noticed {
    /// What is shown of an overview.
    pub(crate) fn of(overview: &Overview, showing: &Showing<'_>) -> Self {
        let all = showing.preferences.all_moments;
        let mut by_message: HashMap<i64, Beside> = HashMap::new();
        let shown: HashSet<_> = showing.messages.iter().map(|message| message.id).collect();
        let mut hidden = 0;
        for (number, seen) in overview.seen.iter().enumerate() {
            let message = seen.moment.message_id;
            if !shown.contains(&message) {
                continue;
            }
            if !all && !seen.stands_out() {
                hidden += 1;
                continue;
            }
            let beside = by_message.entry(message.0).or_default();
            if !seen.contested() {
                let span = seen.moment.noticed.span.clone();
                beside.marks.push((span, class(seen)));
            }
            // The same again in one message is underlined, and told once.
            let told = beside.chips.iter().any(|chip| chip.title == title(seen));
            if all || !told || seen.ruling.is_some() {
                beside.chips.push(showing.chip(overview, number));
            }
        }
        for beside in by_message.values_mut() {
            weightiest(&mut beside.marks);
        }
        let everything = overview.before(overview.seen.len());
        let labels = showing.tags.iter().filter(|tag| desk::moment::labels_a_person(tag));
        let labels =
            labels.map(|tag| (tag.clone(), showing.before(overview, &everything))).collect();
        let mood = overview.mood.as_ref().and_then(|mood| mood.upset_hundredths);
        Self {
            trust: overview.trust.as_ref().map(|trust| showing.trust(overview, trust)),
            mood: mood.map(|(upset, low, high)| {
                let [upset, low, high] = [upset, low, high].map(wording::hundredths);
                say("trust-mood").with("upset", upset).with("low", low).with("high", high)
            }),
            foreign: overview
                .foreign
                .iter()
                .map(|(language, count)| {
                    let language = wording::language_by_english_name(language);
                    let of = |said: Wording| said.with("count", count).with("language", &language);
                    Foreign { short: of(say("trust-foreign")), long: of(say("trust-foreign-why")) }
                })
                .collect(),
            all,
            hidden,
            labels,
            by_message,
        }
    }

    /// What is shown beside a message.
    pub(crate) fn beside(&mut self, message: i64) -> Beside {
        self.by_message.remove(&message).unwrap_or_default()
    }

    /// Whether there is anything to say of the whole.
    pub(crate) fn is_empty(&self) -> bool {
        self.trust.is_none() && self.foreign.is_empty() && self.labels.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_moved_trust_are_not_hidden_by_others() {
        let mut marks = vec![(8..9, "lost"), (0..5, "plain"), (3..7, "gained"), (7..8, "plain")];
        weightiest(&mut marks);
        assert_eq!(marks, [(3..7, "gained"), (7..8, "plain"), (8..9, "lost")]);
    }
}
