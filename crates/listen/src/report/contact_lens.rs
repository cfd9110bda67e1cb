//! What was heard in the shape of Amazon Connect's Contact Lens (conversational analytics, version
//! 1.1.0), so that what reads those files reads these.
//!
//! What is not known is left out: sentiment, words a minute, the language, and what was said
//! (`Content` is empty). In a recording where the sides cannot be told apart, so is everything that is
//! told by participant.

use serde_json::{Map, Value, json};
use voice::{Moment, Side, What};

use crate::{heard::Heard, session::PEAK_MS};

/// Waveform bytes in a second.
const PEAKS_A_SECOND: usize = 20;
const _: () = assert!(PEAKS_A_SECOND as u64 * PEAK_MS == 1_000, "the waveform has another step");

/// Everything that Contact Lens has a place for.
pub fn of(heard: &Heard) -> Value {
    let mut characteristics = Map::new();
    let mut put = |name: &str, value: Value| characteristics.insert(name.into(), value);
    put("TotalConversationDurationMillis", json!(heard.figures.length_ms));
    if !heard.mixed {
        put("Interruptions", interruptions(heard));
    }
    put("NonTalkTime", non_talk_time(heard));
    put("TalkTime", talk_time(heard));
    let sides: &[Side] = if heard.mixed { &[] } else { &Side::BOTH };
    json!({
        "Version": "1.1.0",
        "Channel": "VOICE",
        "ContentMetadata": { "Output": "Raw" },
        "JobStatus": "COMPLETED",
        "Participants": sides.iter().map(|&side| json!({
            "ParticipantId": role(side),
            "ParticipantRole": role(side),
        })).collect::<Vec<_>>(),
        "Categories": { "MatchedCategories": [], "MatchedDetails": {} },
        "ConversationCharacteristics": characteristics,
        "CustomModels": [],
        "Transcript": if heard.mixed { json!([]) } else { transcript(heard) },
    })
}

const fn role(side: Side) -> &'static str {
    match side {
        Side::Agent => "AGENT",
        Side::Customer => "CUSTOMER",
    }
}

fn stretch(moment: &Moment) -> Value {
    json!({
        "BeginOffsetMillis": moment.from_ms,
        "DurationMillis": moment.length_ms,
        "EndOffsetMillis": moment.from_ms + moment.length_ms,
    })
}

/// A role that does not interrupt is absent.
fn interruptions(heard: &Heard) -> Value {
    let mut by = Map::new();
    for side in Side::BOTH {
        let theirs: Vec<_> = of_kind(heard, What::Interruption)
            .filter(|moment| moment.by == Some(side))
            .map(stretch)
            .collect();
        if !theirs.is_empty() {
            by.insert(role(side).into(), theirs.into());
        }
    }
    json!({
        "InterruptionsByInterrupter": by,
        "TotalCount": of_kind(heard, What::Interruption).count(),
        "TotalTimeMillis": of_kind(heard, What::Interruption).map(|one| one.length_ms).sum::<u64>(),
    })
}

/// Contact Lens counts holds to the silence.
fn non_talk_time(heard: &Heard) -> Value {
    let quiet =
        || heard.moments.iter().filter(|moment| matches!(moment.what, What::Silence | What::Hold));
    json!({
        "TotalTimeMillis": quiet().map(|moment| moment.length_ms).sum::<u64>(),
        "Instances": quiet().map(stretch).collect::<Vec<_>>(),
    })
}

fn talk_time(heard: &Heard) -> Value {
    let talk_ms = |side: Side| heard.figures.sides[side.index()].talk.talk_ms;
    let mut details = Map::new();
    if !heard.mixed {
        for side in Side::BOTH {
            details.insert(role(side).into(), json!({ "TotalTimeMillis": talk_ms(side) }));
        }
    }
    json!({
        "TotalTimeMillis": Side::BOTH.map(talk_ms).iter().sum::<u64>(),
        "DetailsByParticipant": details,
    })
}

fn transcript(heard: &Heard) -> Value {
    of_kind(heard, What::Turn)
        .filter_map(|turn| Some((turn, turn.by?)))
        .enumerate()
        .map(|(number, (turn, side))| {
            json!({
                "Id": format!("turn-{}", number + 1),
                "ParticipantId": role(side),
                "BeginOffsetMillis": turn.from_ms,
                "EndOffsetMillis": turn.from_ms + turn.length_ms,
                "Content": "",
                "LoudnessScore": loudness(heard, side, turn),
            })
        })
        .collect()
}

fn of_kind(heard: &Heard, what: What) -> impl Iterator<Item = &Moment> {
    heard.moments.iter().filter(move |moment| moment.what == what)
}

/// One score for each second of the clock that a turn touches. Contact Lens does not say what its
/// scores from 0 to 100 are; here, 100 is full scale, each dB below is 1 less, and 0 is nothing at all.
fn loudness(heard: &Heard, side: Side, turn: &Moment) -> Vec<f64> {
    let peaks = &heard.sides[side.index()].peaks;
    let second = |ms: u64| usize::try_from(ms / 1_000).unwrap_or(usize::MAX);
    let last = second((turn.from_ms + turn.length_ms).saturating_sub(1));
    (second(turn.from_ms)..=last)
        .map(|second| {
            let from = second.saturating_mul(PEAKS_A_SECOND).min(peaks.len());
            let to = from.saturating_add(PEAKS_A_SECOND).min(peaks.len());
            score(&peaks[from..to])
        })
        .collect()
}

fn score(peaks: &[u8]) -> f64 {
    let power: f64 = peaks.iter().map(|&peak| (f64::from(peak) / 255.0).powi(2)).sum();
    if power <= 0.0 {
        return 0.0;
    }
    #[allow(clippy::cast_precision_loss)] // at most 20
    let level_db = 10.0 * (power / peaks.len() as f64).log10();
    ((100.0 + level_db).clamp(0.0, 100.0) * 100.0).round() / 100.0
}
