//! Conversations in JSON: plain lists of turns, Contact Lens, vCon.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;
use words::By;

use super::{Named, Script, side, sides};

/// `None` where it is no JSON.
pub(super) fn read(text: &str) -> Option<Script> {
    let start = text.trim_start();
    if !start.starts_with(['{', '[']) {
        return None;
    }
    let value: Value = if let Ok(value) = serde_json::from_str(text) {
        value
    } else {
        // A line each, as logs have it.
        {
            let lines: Option<Vec<Value>> = text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| serde_json::from_str(line).ok())
                .collect();
            Value::Array(lines.filter(|lines| !lines.is_empty())?)
        }
    };
    if value.get("Transcript").is_some() {
        return Some(contact_lens(&value));
    }
    if value.get("dialog").is_some() {
        return Some(vcon(&value));
    }
    let list = [
        "turns",
        "messages",
        "conversation",
        "transcript",
        "utterances",
        "events",
        "comments",
        "entries",
        "dialogue",
    ]
    .iter()
    .find_map(|key| value.get(key).and_then(Value::as_array))
    .or_else(|| value.as_array());
    Some(list.map_or_else(
        || Script {
            turns: Vec::new(),
            remarks: vec![
                "This JSON has no list of turns (`turns`, `messages`, `Transcript` or `dialog`).".to_owned(),
            ],
        },
        |list| sides(list.iter().filter_map(turn).collect()),
    ))
}

fn turn(value: &Value) -> Option<Named> {
    if let Value::String(text) = value {
        return Some((None, None, None, text.clone()));
    }
    let text = first(value, &["text", "content", "body", "message", "utterance", "Content"])?;
    let role = first(
        value,
        &["role", "by", "from", "speaker", "author", "participant", "sender", "side", "user"],
    );
    let name = first(value, &["name", "author_name"]).or_else(|| role.clone());
    let private = value.get("private").and_then(Value::as_bool).unwrap_or(false);
    let by = if private { Some(By::Note) } else { role.as_deref().and_then(side) };
    Some((by, name, time(value), text))
}

fn first(value: &Value, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match value.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => ["role", "name", "text", "type"]
            .iter()
            .find_map(|key| Some(object.get(*key)?.as_str()?.to_owned())),
        _ => None,
    })
}

fn time(value: &Value) -> Option<Timestamp> {
    ["at", "time", "timestamp", "created_at", "date", "AbsoluteTime", "start"].iter().find_map(
        |key| {
            match value.get(key)? {
                Value::String(text) => moment(text),
                // Seconds or milliseconds since 1970.
                Value::Number(number) => {
                    let number = number.as_i64()?;
                    if number > 100_000_000_000 {
                        Timestamp::from_millisecond(number).ok()
                    } else {
                        Timestamp::from_second(number).ok()
                    }
                }
                _ => None,
            }
        },
    )
}

/// RFC 3339, or without a zone: UTC.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let local: jiff::civil::DateTime = text.parse().ok()?;
        Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

/// Contact Lens: `Participants[{ParticipantId, ParticipantRole}]`, `Transcript[{ParticipantId, Content,
/// BeginOffsetMillis}]`.
fn contact_lens(value: &Value) -> Script {
    let role = |id: &str| {
        value.get("Participants")?.as_array()?.iter().find_map(|participant| {
            (participant.get("ParticipantId")?.as_str()? == id)
                .then(|| participant.get("ParticipantRole")?.as_str().map(str::to_owned))?
        })
    };
    let mut lines: Vec<(u64, Named)> = Vec::new();
    for line in value.get("Transcript").and_then(Value::as_array).into_iter().flatten() {
        let Some(text) = line.get("Content").and_then(Value::as_str) else { continue };
        let id = line.get("ParticipantId").and_then(Value::as_str).unwrap_or_default();
        let role = line
            .get("ParticipantRole")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .or_else(|| role(id))
            .unwrap_or_else(|| id.to_owned());
        let begin = line.get("BeginOffsetMillis").and_then(Value::as_u64).unwrap_or(u64::MAX);
        lines.push((begin, (side(&role), Some(role), time(line), text.to_owned())));
    }
    // In the order in which they began; those that do not say stay where they are, at the end.
    lines.sort_by_key(|(begin, _)| *begin);
    sides(lines.into_iter().map(|(_, line)| line).collect())
}

/// vCon: `parties[{name, role}]`, `dialog[{type: "text", start, parties, originator, body}]`.
fn vcon(value: &Value) -> Script {
    let party = |number: u64| {
        let number = usize::try_from(number).ok()?;
        value.get("parties")?.as_array()?.get(number)
    };
    let mut turns: Vec<Named> = Vec::new();
    for part in value.get("dialog").and_then(Value::as_array).into_iter().flatten() {
        let body = match part.get("body") {
            Some(Value::String(body)) => body.clone(),
            _ => continue,
        };
        if part.get("type").and_then(Value::as_str).is_some_and(|kind| kind != "text") {
            continue;
        }
        let number = part.get("originator").and_then(Value::as_u64).or_else(|| {
            match part.get("parties")? {
                Value::Array(parties) => parties.first()?.as_u64(),
                number => number.as_u64(),
            }
        });
        let party = number.and_then(party);
        let role = party.and_then(|party| first(party, &["role"]));
        let name = party.and_then(|party| first(party, &["name", "mailto", "tel", "role"]));
        let by = role.as_deref().and_then(side).or_else(|| name.as_deref().and_then(side));
        turns.push((by, name, time(part), body));
    }
    sides(turns)
}
