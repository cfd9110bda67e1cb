//! Everything that is noticed in one message: a file each, listed in [`all`].
//!
//! A detector is a few lines of rules, patterns (see [`crate::pattern`]) with a reason above them, and
//! a function that decides over what they found. In the rules of a detector,
//!
//! - `= because` gives the reason of the patterns below it,
//! - `pattern` finds,
//! - `pattern = because` finds with a reason of its own,
//! - `- pattern` undoes whatever was found in the words that it touches,
//! - `! pattern` undoes whatever was found in the same sentence,
//! - `!! pattern` undoes whatever was found in the whole message,
//! - `@name pattern` finds something that the detector's own function asks for by that name.

mod abuse;
mod alternative;
mod apology;
mod blame;
mod call_wish;
mod closing;
mod condescension;
mod customer_name;
mod empathy;
mod explanation;
mod generosity;
mod greeting;
mod how_are_you;
mod hurry;
mod jargon;
mod label;
mod leave;
mod next_step;
mod offer_of_help;
mod own_name;
mod praise;
mod promise;
mod public;
mod question;
mod refusal;
mod relief;
mod repeat;
mod resolved;
mod scarcity;
mod thanks;
pub mod upset;
mod urgency;
mod waiting;

use crate::{
    finding::{By, Finding, Source, What},
    scene::{Hit, Scene},
};

/// Notices one kind of thing in a message.
#[derive(Debug, Clone, Copy)]
pub struct Detector {
    /// What it notices.
    pub what: What,
    /// Who has to say it.
    pub by: &'static [By],
    /// Its rules.
    pub rules: &'static str,
    /// Decides over what the rules found.
    pub judge: fn(&Scene<'_>, &mut Vec<Finding>),
    /// A message in which it finds something,
    pub example: &'static str,
    /// and one that looks like it.
    pub counter_example: &'static str,
}

/// Every detector, in the order in which they run.
pub fn all() -> &'static [Detector] {
    &[
        greeting::DETECTOR,
        own_name::DETECTOR,
        customer_name::DETECTOR,
        how_are_you::DETECTOR,
        offer_of_help::DETECTOR,
        empathy::DETECTOR,
        apology::DETECTOR,
        thanks::DETECTOR,
        next_step::DETECTOR,
        explanation::DETECTOR,
        alternative::DETECTOR,
        generosity::DETECTOR,
        refusal::DETECTOR,
        scarcity::DETECTOR,
        blame::DETECTOR,
        condescension::DETECTOR,
        hurry::DETECTOR,
        jargon::DETECTOR,
        label::DETECTOR,
        promise::DETECTOR,
        closing::DETECTOR,
        upset::DETECTOR,
        relief::DETECTOR,
        repeat::DETECTOR,
        waiting::DETECTOR,
        leave::DETECTOR,
        public::DETECTOR,
        praise::DETECTOR,
        resolved::DETECTOR,
        abuse::DETECTOR,
        urgency::DETECTOR,
        call_wish::DETECTOR,
        question::DETECTOR,
    ]
}

/// Each thing found is a finding.
pub(crate) fn each(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for hit in scene.hits() {
        findings.push(found(scene, &hit, 0.9));
    }
}

/// What the rules hit, as a finding that is that sure.
pub(crate) fn found(scene: &Scene<'_>, hit: &Hit, confidence: f32) -> Finding {
    Finding {
        what: scene.what,
        by: scene.by,
        span: scene.span(hit.tokens.clone()),
        confidence,
        source: Source::Rule,
        reason: hit.reason.into(),
        due: None,
    }
}

/// The first thing found in each sentence is a finding.
pub(crate) fn one_a_sentence(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let before = findings.len();
    each(scene, findings);
    let mut last = usize::MAX;
    let mut place = before;
    while place < findings.len() {
        let sentence = scene.sentence_at(findings[place].span.start);
        if sentence == last {
            findings.remove(place);
        } else {
            last = sentence;
            place += 1;
        }
    }
}

/// A detector's own lines: who says it, `yes` or `no`, and the words, each as it stands and as a
/// recogniser would write it. All that are wrong are told.
#[cfg(test)]
pub(crate) fn table(detector: &Detector, lines: &str) {
    use crate::{Message, Reader};
    let reader = Reader::by_rules();
    let mut wrong = Vec::new();
    for line in lines.lines().filter(|line| !line.is_empty()) {
        let mut columns = line.splitn(3, ' ');
        let (by, told, text) = (columns.next(), columns.next(), columns.next().unwrap_or_default());
        let by = match by {
            Some("us") => By::Us,
            Some("note") => By::Note,
            _ => By::Customer,
        };
        let bare: String = text
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '\'' | '’'))
            .collect();
        // Without punctuation some lines say something else: they are told to be read as they stand.
        let both = [text, bare.as_str()];
        let readings =
            if told.is_some_and(|told| told.ends_with('*')) { &both[..1] } else { &both };
        for text in readings {
            let found = reader
                .read(&Message::new(text, by))
                .findings
                .into_iter()
                .find(|finding| finding.what == detector.what);
            if found.is_some() != told.is_some_and(|told| told.starts_with("yes")) {
                wrong.push(format!("{text}: {:?}", found.map(|found| found.reason)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Message, Reader};

    #[test]
    fn each_finds_its_example_and_not_its_counter_example() {
        let reader = Reader::new();
        for detector in all() {
            let found = |text: &str| {
                let by = detector.by[0];
                reader
                    .read(&Message { customer: Some("Ana Duarte"), ..Message::new(text, by) })
                    .findings
                    .into_iter()
                    .any(|finding| finding.what == detector.what)
            };
            assert!(found(detector.example), "{:?}: {}", detector.what, detector.example);
            assert!(
                !found(detector.counter_example),
                "{:?}: {}",
                detector.what,
                detector.counter_example
            );
        }
    }
}
