//! The customer is upset, or the words say that they are not: what of tone can be said by rules.
//!
//! *Great, another three hours on hold* praises what went wrong; *No worries, take your time* has a worry
//! in it and is calm. Word counts get these wrong, and the linear models nearly so ([`crate::mood`]).
//! Every rule here belongs to a family, which has a weight, in the units of [`crate::mood::Mood`]'s 0 to 4, and
//! a reason. What is above nought is a finding of [`What::Upset`]; what is below speaks for calm, and
//! only moves the mood. The families:
//!
//! - of hits that overlap, the longest speaks: *not bad at all* is no *bad*;
//! - what is good or bad is turned round by a negation before it (*hardly lovely*, *never unhelpful*);
//! - bare praise beside something that went wrong is sarcasm;
//! - what stands before a *but* counts for less than what follows it.

use std::ops::Range;

use super::Detector;
use crate::{
    finding::{By, Finding, Source, What},
    scene::Scene,
    token::{Break, Kind, Mood as Ends},
};

/// The customer is upset.
pub const DETECTOR: Detector = Detector {
    what: What::Upset,
    by: &[By::Customer],
    rules: include_str!("../../rules/tone.txt"),
    judge,
    example: "Great, another three hours on hold.",
    counter_example: "No worries, take your time.",
};

/// What words of one kind say of the mood.
#[derive(Debug, PartialEq)]
pub struct Family {
    /// Its name in `rules/tone.txt`.
    pub name: &'static str,
    /// How much they move the mood.
    pub said: f32,
    /// It tells what happened, rather than how the customer takes it.
    pub told: bool,
    /// Why, for people.
    pub reason: &'static str,
}

/// How sure a finding of this kind is.
const CONFIDENCE: f32 = 0.8;
/// What stands before a *but* counts for so much.
const BEFORE_BUT: f32 = 0.3;
/// A negation reaches so many words, to turn what is good,
const REACH_OF_GOOD: usize = 4;
/// and what is bad: "I can't say that it is bad" leaves it open.
const REACH_OF_BAD: usize = 2;
/// A wish or a condition reaches so many words.
const WISH_REACH: usize = 4;
/// Bare praise is followed by so many words at most before its clause ends.
const BARE_WORDS_MAX: usize = 2;

/// What went wrong beside the praise has such a weight at least.
const WRONG_MIN: f32 = 0.5;
/// And nothing that speaks for calm as much as this stands there, but other praise.
const RIGHT_MOST: f32 = -0.8;

const fn family(name: &'static str, said: f32, reason: &'static str) -> Family {
    Family { name, said, told: false, reason }
}

const fn told(name: &'static str, said: f32, reason: &'static str) -> Family {
    Family { name, said, told: true, reason }
}

/// All families. The weights were set by hand, in steps of a tenth.
const FAMILIES: &[Family] = &[
    family("sarcasm", 1.5, "praises what went wrong"),
    family("insult", 1.5, "insults us"),
    family("threat", 1.2, "says what will follow"),
    family("cross", 1.2, "says that they are angry or disappointed"),
    family("bad", 1.1, "strong words"),
    family("not_good", 1.0, "is not what it should be"),
    told("accuse", 1.0, "says that we did them wrong"),
    family("rhetoric", 1.0, "asks what is no question"),
    told("again", 1.0, "it happened again"),
    told("silence", 1.0, "nobody answers or comes"),
    told("wait", 0.9, "waits"),
    family("resigned", 1.0, "gives up on us"),
    family("demand", 0.8, "demands"),
    told("order", 0.8, "tells us what to stop"),
    family("quotes", 0.7, "puts it in quotation marks"),
    told("broken", 0.7, "it does not work"),
    told("trouble", 0.5, "something went wrong"),
    family("plain", 0.0, "plain words"),
    family("ask", -0.6, "a plain question"),
    family("not_bad", -0.9, "not bad"),
    family("formula", -1.0, "a polite formula"),
    told("surprise", 1.0, "is shocked"),
    family("sense", -0.5, "another sense of the word"),
    family("own", -1.0, "their own mistake or wish"),
    family("good", -0.8, "kind words"),
    family("praise", -0.8, "praise"),
    family("thanks", -0.8, "thanks"),
    family("solved", -1.2, "it is made right"),
    family("delight", -1.4, "delighted"),
];

fn named(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.name == name)
}

/// Something that was said for or against calm.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What kind of thing.
    pub family: &'static Family,
    /// Which tokens.
    pub tokens: Range<usize>,
    /// How much it moves the mood here.
    pub weight: f32,
}

/// Single words that rules look for around what they judge, by name and place.
#[derive(Debug, Default)]
struct Marks(Vec<(&'static str, usize)>);

/// What such words are called in `rules/tone.txt`: a *but*, a wish or condition, the beginning of a question,
/// what shows or is called something, and what goes on with another.
#[cfg(test)]
const MARKS: [&str; 5] = ["but", "wish", "asks", "shows", "onward"];

impl Marks {
    fn is(&self, token: usize, name: &str) -> bool {
        self.0.contains(&(name, token))
    }

    /// Whether such a word stands within `reach` tokens before, in the same clause.
    fn before(&self, scene: &Scene<'_>, token: usize, reach: usize, name: &str) -> bool {
        let start = scene.sentence(token).map_or(0, |sentence| sentence.tokens.start);
        (token.saturating_sub(reach).max(start)..token)
            .rev()
            .take_while(|&at| scene.token(at + 1).is_some_and(|token| token.before < Break::Clause))
            .any(|at| self.is(at, name))
    }
}

/// All that is said of the mood, in the order of the text.
pub(crate) fn said(scene: &Scene<'_>) -> Vec<Said> {
    let mut all = Vec::new();
    let mut marks = Marks::default();
    for (name, tokens) in scene.all_named() {
        match named(name) {
            Some(family) => all.push(Said { family, tokens, weight: family.said }),
            None => marks.0.push((name, tokens.start)),
        }
    }
    quotes(scene, &marks, &mut all);
    longest(&mut all);
    negation(scene, &mut all);
    wishes(scene, &marks, &mut all);
    sarcasm(scene, &marks, &mut all);
    surprise(&mut all);
    but(scene, &marks, &mut all);
    questions(scene, &marks, &mut all);
    all.retain(|said| said.weight != 0.0);
    all
}

/// A word alone in quotation marks: *your "service"*. What a screen or a person says is quoted plainly.
fn quotes(scene: &Scene<'_>, marks: &Marks, all: &mut Vec<Said>) {
    let Some(family) = named("quotes") else { return };
    for at in 0..scene.tokens.all.len() {
        let span = scene.span(at..at + 1);
        let before = scene.text[..span.start].chars().next_back();
        let after = scene.text[span.end..].chars().next();
        let quoted = matches!(before, Some('"' | '“')) && matches!(after, Some('"' | '”'));
        if quoted
            && scene.token(at).is_some_and(|token| token.kind == Kind::Word)
            && !scene.before(at, 2, "say")
            && !marks.before(scene, at, 3, "shows")
        {
            all.push(Said { family, tokens: at..at + 1, weight: family.said });
        }
    }
}

/// A sentence that only asks: it begins as a question and ends as one, and nothing in the message says
/// more.
fn questions(scene: &Scene<'_>, marks: &Marks, all: &mut Vec<Said>) {
    let Some(ask) = named("ask") else { return };
    if all.iter().any(|said| said.weight > 0.0) {
        return;
    }
    for sentence in &scene.tokens.sentences {
        let first = sentence
            .tokens
            .clone()
            .find(|&at| scene.token(at).is_some_and(|token| token.kind != Kind::Tag));
        let Some(first) = first.filter(|_| sentence.mood == Ends::Question) else { continue };
        if marks.is(first, "asks")
            && !all.iter().any(|said| {
                said.family.name == "ask" && sentence.tokens.contains(&said.tokens.start)
            })
        {
            all.push(Said { family: ask, tokens: sentence.tokens.clone(), weight: ask.said });
        }
    }
    all.sort_by_key(|said| said.tokens.start);
}

/// Of those that overlap, the longest stay.
fn longest(all: &mut Vec<Said>) {
    // A question is what is left when nothing else is said.
    let rank = |said: &Said| {
        (said.family.name == "ask", usize::MAX - said.tokens.len(), said.tokens.start)
    };
    all.sort_by_key(rank);
    let mut kept: Vec<Said> = Vec::with_capacity(all.len());
    for said in all.drain(..) {
        let apart = |other: &Said| {
            other.tokens.end <= said.tokens.start || said.tokens.end <= other.tokens.start
        };
        if kept.iter().all(apart) {
            kept.push(said);
        }
    }
    kept.sort_by_key(|said| said.tokens.start);
    *all = kept;
}

/// Good is bad after a negation, and bad is not.
fn negation(scene: &Scene<'_>, all: &mut [Said]) {
    for at in 0..all.len() {
        let (turned, reach) = match all[at].family.name {
            "good" | "praise" | "delight" => (named("not_good"), REACH_OF_GOOD),
            "solved" => (named("broken"), REACH_OF_GOOD),
            "bad" | "cross" | "broken" => (named("not_bad"), REACH_OF_BAD),
            _ => continue,
        };
        let first = all[at].tokens.start;
        if scene.token(first).is_some_and(|token| token.kind == Kind::Emoji) {
            continue;
        }
        let (Some(turned), Some(not)) = (turned, negated(scene, first, reach)) else { continue };
        // What another family took is its own.
        if all.iter().any(|other| other.tokens.contains(&not)) {
            continue;
        }
        let said = &mut all[at];
        (said.family, said.weight) = (turned, turned.said);
        said.tokens.start = not;
    }
}

/// The negation before a token, in its clause.
fn negated(scene: &Scene<'_>, token: usize, reach: usize) -> Option<usize> {
    let start = scene.sentence(token)?.tokens.start;
    let mut at = token;
    for _ in 0..reach {
        if at <= start || scene.token(at)?.before >= Break::Comma {
            return None;
        }
        at -= 1;
        if scene.is(at, "neg") {
            return Some(at);
        }
        if scene.is(at, "and") {
            return None;
        }
    }
    None
}

/// What would be good, or is to be made right, is neither yet.
fn wishes(scene: &Scene<'_>, marks: &Marks, all: &mut [Said]) {
    for said in
        all.iter_mut().filter(|said| matches!(said.family.name, "good" | "praise" | "solved"))
    {
        if marks.before(scene, said.tokens.start, WISH_REACH, "wish") {
            said.weight = 0.0;
        }
    }
}

/// Shocked by what is good is delighted.
fn surprise(all: &mut [Said]) {
    let good = all.iter().any(|said| said.weight < 0.0 && said.family.said <= -0.8);
    for said in all.iter_mut().filter(|said| good && said.family.name == "surprise") {
        said.weight = -said.weight;
    }
}

/// Bare praise beside something that went wrong, in the same sentence or the next to it, is meant
/// otherwise.
fn sarcasm(scene: &Scene<'_>, marks: &Marks, all: &mut [Said]) {
    let sarcasm = named("sarcasm");
    for at in 0..all.len() {
        let praise = &all[at];
        if praise.family.name != "praise" || !bare(scene, marks, &praise.tokens) {
            continue;
        }
        let sentence = scene.sentence_of(praise.tokens.start);
        let near = |said: &&Said| scene.sentence_of(said.tokens.start).abs_diff(sentence) <= 1;
        let mut others = all.iter().enumerate().filter(|(other, said)| *other != at && near(said));
        let wrong = others.clone().any(|(_, said)| said.weight >= WRONG_MIN);
        let right =
            others.any(|(_, said)| said.weight <= RIGHT_MOST && said.family.name != "praise");
        let but = (praise.tokens.end..scene.tokens.all.len())
            .take_while(|&token| scene.sentence_of(token) == sentence)
            .any(|token| marks.is(token, "but"));
        if let (true, false, false, Some(family)) = (wrong, right, but, sarcasm) {
            let said = &mut all[at];
            (said.family, said.weight) = (family, family.said);
        }
    }
}

/// Whether praise stands by itself: near the beginning of its sentence, and its clause ends soon.
fn bare(scene: &Scene<'_>, marks: &Marks, tokens: &Range<usize>) -> bool {
    let Some(sentence) = scene.sentence(tokens.start) else { return false };
    let ends = (tokens.end..sentence.tokens.end)
        .take_while(|&token| scene.token(token).is_some_and(|token| token.before == Break::None))
        .count();
    // Without marks, as a recogniser writes: *lovely now the tap leaks*.
    let goes_on = marks.is(tokens.end, "onward");
    tokens.start - sentence.tokens.start <= BARE_WORDS_MAX && (ends <= BARE_WORDS_MAX || goes_on)
}

/// What stands before a *but* counts for less, where something follows it.
fn but(scene: &Scene<'_>, marks: &Marks, all: &mut [Said]) {
    for at in 0..scene.tokens.all.len() {
        if !marks.is(at, "but") {
            continue;
        }
        let sentence = scene.sentence_of(at);
        let here = |said: &Said| scene.sentence_of(said.tokens.start) == sentence;
        if all.iter().any(|said| here(said) && said.tokens.start > at && said.weight != 0.0) {
            for said in all.iter_mut().filter(|said| here(said) && said.tokens.end <= at) {
                said.weight *= BEFORE_BUT;
            }
        }
    }
}

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for said in said(scene) {
        if said.weight >= 0.5 {
            findings.push(Finding {
                what: What::Upset,
                by: scene.by,
                span: scene.span(said.tokens),
                confidence: CONFIDENCE,
                source: Source::Rule,
                reason: said.family.reason.into(),
                due: None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{By, Message, Reader, mood::UNHAPPY};

    /// Whether the turn is unhappy, and what it says.
    const LINES: &[(bool, &str)] = &[
        (true, "Super, my fridge is broken again."),
        (true, "Lovely. Now the other tap leaks as well and nobody answers me."),
        (true, "Thanks for wasting my morning."),
        (true, "Cheers for nothing"),
        (true, "Not exactly what I had hoped for."),
        (true, "I'm not impressed."),
        (true, "Hardly helpful."),
        (true, "How many times do I have to explain this?"),
        (true, "Does anybody even work there?"),
        (true, "You call that a repair?"),
        (true, "Nobody has called me back."),
        (true, "I give up."),
        (true, "One more delay and I'll cancel."),
        (true, "Your driver threw it over the fence."),
        (true, "My bag is still missing and you tell me to be patient."),
        (true, "It used to be good."),
        (true, "the \"express\" service took nine days"),
        (false, "No rush at all, Thursday is fine."),
        (false, "Sorry to bother you, where do I find the invoice?"),
        (false, "Not bad at all!"),
        (false, "I can't fault them."),
        (false, "Couldn't be happier with it."),
        (false, "Never had any trouble with you."),
        (false, "How do I kill a stuck process?"),
        (false, "I was livid this morning but Rosa sorted it within minutes."),
        (false, "My mistake, I ordered the wrong size."),
        (false, "I dropped my phone, do you do repairs?"),
        (false, "Wow, that was quick, thank you."),
        (false, "This cake is to die for."),
        (false, "No complaints here."),
        (false, "Do you deliver on Sundays?"),
        (false, "It works perfectly now."),
    ];

    fn spoken(text: &str) -> String {
        text.to_lowercase().replace(|c: char| !c.is_alphanumeric() && !" '".contains(c), "")
    }

    #[test]
    fn what_sounds_unhappy_and_what_only_looks_so() {
        let reader = Reader::new();
        let mut wrong = Vec::new();
        for (unhappy, text) in LINES {
            for form in [(*text).to_owned(), spoken(text)] {
                let tone = reader.read(&Message::new(&form, By::Customer)).tone.unwrap_or_default();
                let upset = tone.mood().upset;
                if (upset >= UNHAPPY) != *unhappy {
                    wrong.push(format!("{upset:.2} {form}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_family_has_rules_and_every_rule_a_family() {
        let names: Vec<&str> = crate::lexicon::lines(DETECTOR.rules)
            .filter_map(|line| line.strip_prefix('@')?.split_once(' '))
            .map(|(name, _)| name)
            .collect();
        for name in &names {
            assert!(named(name).is_some() || MARKS.contains(name), "{name}");
        }
        for family in FAMILIES.iter().filter(|family| family.name != "quotes") {
            assert!(names.contains(&family.name), "{}", family.name);
        }
    }
}
