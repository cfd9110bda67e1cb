//! The reading as JSON; `docs/read-json.md` says what each field means.

use serde_json::{Value, json};
use words::{By, Language, Source, wording::WordingKind};

use super::Told;

/// A number as it is told: nobody knows more of it than three places.
fn rounded(number: f32) -> f64 {
    (f64::from(number) * 1_000.0).round() / 1_000.0
}

/// The whole reading.
pub fn value(told: &Told) -> Value {
    let turns: Vec<Value> = (0..told.script.turns.len()).map(|number| turn(told, number)).collect();
    let trust = &told.conversation.trust;
    json!({
        "version": 1,
        "turns": turns,
        "trust": {
            "brought": rounded(trust.brought),
            "line": trust.line.iter().copied().map(rounded).collect::<Vec<_>>(),
            "steps": trust.steps.iter().map(|step| json!({
                "turn": step.turn,
                "finding": step.finding,
                "by": rounded(step.by),
                "after": rounded(step.after),
            })).collect::<Vec<_>>(),
            "falls": trust.falls.iter().map(|fall| json!({
                "turn": fall.turn, "by": rounded(fall.by), "set_off_by": fall.set_off_by,
            })).collect::<Vec<_>>(),
        },
        "remarks": told.script.remarks,
    })
}

fn turn(told: &Told, number: usize) -> Value {
    let turn = &told.script.turns[number];
    let reading = &told.conversation.turns[number];
    let findings: Vec<Value> = reading
        .findings
        .iter()
        .zip(&told.wordings[number])
        .map(|(finding, wording)| {
            json!({
                "what": finding.what.name(),
                "start": finding.span.start,
                "end": finding.span.end,
                "text": turn.text.get(finding.span.clone()),
                "confidence": rounded(finding.confidence),
                "source": match finding.source { Source::Rule => "rule", Source::Model => "model" },
                "reason": finding.reason,
                "due": finding.due.map(|due| due.to_string()),
                "better": wording.as_ref().map(|wording| json!({
                    "start": wording.span.start,
                    "end": wording.span.end,
                    "instead": wording.instead,
                    "kind": match wording.kind {
                        WordingKind::Rewrite => "rewrite",
                        WordingKind::Prompt => "prompt",
                    },
                })),
            })
        })
        .collect();
    json!({
        "by": match turn.by { By::Us => "us", By::Customer => "customer", By::Note => "note" },
        "name": turn.name,
        "at": turn.at.map(|at| at.to_string()),
        "text": turn.text,
        "language": match reading.language { Language::English => "English", Language::Other(name) => name },
        "upset": reading.mood.map(|mood| json!({
            "value": rounded(mood.upset),
            "low": rounded(mood.interval.0),
            "high": rounded(mood.interval.1),
        })),
        "politeness": reading.politeness.map(rounded),
        "ease": reading.ease.map(rounded),
        "findings": findings,
    })
}
