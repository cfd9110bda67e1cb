//! Findings that have a model beside their rules: how often one that is told is right, and how many are found.
//!
//! On lines that neither the rules' writers nor the model saw: *kept* lines, the half of each finding's own
//! lines that was never shown, and *contacts*, where each hand's lines are scored by models that learned from
//! the others. Each as written, and as a recogniser of speech would write it; and each through a whole reader, so
//! that what is judged is what is told, with all that a reader asks before it tells.

use std::path::Path;

use figures::Estimate;
use words::{
    By, Message, Reader, What,
    model::{Heads, Rarity},
};

use super::{Row, share};
use crate::{
    corpus::{self, Unreadable},
    heads::{
        findings::{self, Labelled, Ordinary, ordinary, unseen, weigh},
        spoken,
    },
};

/// What precision and recall on kept lines must reach.
fn must(what: What) -> Option<(f64, f64)> {
    match what {
        What::RefusalAlone | What::Scarcity | What::Blame | What::Label | What::Hurry => {
            Some((0.90, 0.80))
        }
        What::Promise => Some((0.95, 0.90)),
        What::Leave | What::Public => Some((0.80, 0.70)),
        _ => None,
    }
}

/// Precision and recall of all of them.
///
/// # Errors
/// When a file cannot be read.
pub fn findings(corpora: &Path, data: &Path) -> Result<Vec<Row>, Unreadable> {
    let lines = findings::labelled(data)?;
    let ordinary = ordinary(corpora)?;
    let rarity = Rarity::over(lines.iter().map(Labelled::features));
    // The models are made anew for each fold.
    Ok(findings::each(|what| rows(what, &lines, &ordinary, &rarity)).concat())
}

/// Whether a finding is told of a line, and whether it is there.
type Judged = (bool, bool);

fn rows(what: What, lines: &[Labelled], ordinary: &Ordinary, rarity: &Rarity) -> Vec<Row> {
    let unseen = unseen(what, lines, ordinary, rarity);
    let verdict = weigh(what, &unseen);
    // Whether it is a contact, and what is made of it as written and as spoken.
    let mut all: Vec<(bool, [Judged; 2])> = Vec::new();
    for fold in unseen {
        let reader = Reader::with(&Heads::new(vec![fold.head]).to_bytes(rarity), &[verdict]);
        let told = |by: By, text: &str| {
            let findings = reader.read(&Message::new(text, by)).findings;
            findings.iter().any(|finding| finding.what == what)
        };
        all.extend(fold.lines.iter().map(|&(line, (.., is))| {
            let forms = [line.text.clone(), spoken(&line.text)];
            (line.contact, forms.map(|text| (told(line.by, &text), is)))
        }));
    }
    let part = |contact: bool, spoken: bool| -> Vec<Judged> {
        let part = all.iter().filter(|(of_contact, _)| *of_contact == contact);
        part.map(|(_, forms)| forms[usize::from(spoken)]).collect()
    };
    let name = what.name();
    let least = must(what);
    let mut rows = Vec::new();
    for (on, contact, least) in [("kept lines", false, least), ("contacts", true, None)] {
        for (how, spoken) in [("", false), (", as spoken", true)] {
            let judged = part(contact, spoken);
            let [precision, recall] = shares(&judged);
            let least = if spoken { None } else { least };
            let (told, there) = (precision.len(), recall.len());
            rows.push(Row::new(
                &format!("{name}: precision on {on}{how}"),
                share(&precision),
                least.map(|least| least.0),
                told,
            ));
            rows.push(Row::new(
                &format!("{name}: recall on {on}{how}"),
                share(&recall),
                least.map(|least| least.1),
                there,
            ));
        }
    }
    rows
}

/// Whether each that is told is right, and whether each that is there is told.
fn shares(judged: &[Judged]) -> [Vec<bool>; 2] {
    [
        judged.iter().filter(|(told, _)| *told).map(|&(_, is)| is).collect(),
        judged.iter().filter(|(_, is)| *is).map(|&(told, _)| told).collect(),
    ]
}

/// Of a thousand of MultiDoGO's sentences (dev and test), so many may be taken for what they are not.
const FALSE_ALARMS_OURS: f64 = 3.0;
const FALSE_ALARMS_CUSTOMERS: f64 = 2.0;

/// False alarms in a thousand of `MultiDoGO`'s sentences, which customers say: of what customers say, as it
/// is, and of what we say, as if one of us said it.
///
/// # Errors
/// When a file cannot be read.
pub fn false_alarms(corpora: &Path) -> Result<Vec<Row>, Unreadable> {
    let folder = corpora.join("multidogo");
    let mut said = corpus::multidogo(&folder, "dev")?;
    said.extend(corpus::multidogo(&folder, "test")?);
    let reader = Reader::new();
    let mut rows = Vec::new();
    for (by, whats, most) in [
        (
            By::Us,
            [What::RefusalAlone, What::Scarcity, What::Blame, What::Label, What::Hurry].as_slice(),
            FALSE_ALARMS_OURS,
        ),
        (By::Customer, &[What::Leave, What::Public, What::Abuse], FALSE_ALARMS_CUSTOMERS),
    ] {
        let mut found = vec![vec![false; said.len()]; whats.len()];
        for (i, sentence) in said.iter().enumerate() {
            for finding in reader.read(&Message::new(&sentence.text, by)).findings {
                if let Some(place) = whats.iter().position(|&what| what == finding.what) {
                    found[place][i] = true;
                }
            }
        }
        for (what, found) in whats.iter().zip(&found) {
            let name = format!("{}: found in a thousand of MultiDoGO's sentences", what.name());
            rows.push(Row::at_most(&name, share(found).map(per_thousand), most, said.len()));
        }
    }
    Ok(rows)
}

fn per_thousand(share: Estimate) -> Estimate {
    let interval = share.interval.map(|(low, high)| (low * 1000.0, high * 1000.0));
    Estimate { value: share.value * 1000.0, interval }
}
