//! What a rule says, as it is kept: JSON with a version, so that a later form can tell what an earlier one meant.

use domain::{
    AgentId, CannedReplyId, InboxId, TeamId,
    conversation::{Channel, State},
    rule::{Content, Hours, Only, Then, Turn, When},
};
use serde_json::{Map, Value, json};

/// The version that is written.
const VERSION: i64 = 1;

/// As it is kept.
pub(super) fn written(content: &Content) -> String {
    let Content { when, only, then } = content;
    let when = match when {
        When::Opened => json!({ "what": "opened" }),
        When::CustomerWrote => json!({ "what": "wrote" }),
        When::Tagged(tag) => json!({ "what": "tagged", "tag": tag }),
        When::Became(state) => json!({ "what": "became", "state": state.as_str() }),
        When::Waits(minutes) => json!({ "what": "waits", "minutes": minutes }),
        When::PromiseDue(minutes) => json!({ "what": "promise", "minutes": minutes }),
    };
    let turn = then.turn.as_ref().map(|turn| match turn {
        Turn::Close => json!({ "to": "closed" }),
        Turn::Open => json!({ "to": "open" }),
        Turn::Snooze(until) => json!({ "to": "aside", "until": until }),
    });
    json!({
        "version": VERSION,
        "when": when,
        "only": {
            "channel": only.channel.map(Channel::as_str),
            "inbox": only.inbox.map(|id| id.0),
            "team": only.team.map(|id| id.0),
            "nobodys": only.nobodys,
            "tag": only.tag,
            "phrases": only.phrases,
            "language": only.language,
            "domain": only.domain,
            "hours": only.hours.map(Hours::as_str),
            "waited_minutes": only.waited_minutes,
        },
        "then": {
            "team": then.team.map(|id| id.0),
            "agent": then.agent.map(|id| id.0),
            "tag": then.tag,
            "untag": then.untag,
            "turn": turn,
            "note": then.note,
            "reply": then.reply.map(|(id, sent)| json!({ "id": id.0, "sent": sent })),
            "notify": then.notify.map(|id| id.0),
        },
    })
    .to_string()
}

/// From the form in which it is kept; nothing where that is of a version that is not known here.
pub(super) fn read(text: &str) -> Option<Content> {
    let value: Value = serde_json::from_str(text).ok()?;
    if value["version"] != VERSION {
        return None;
    }
    let (when, only, then) =
        (&value["when"], value["only"].as_object()?, value["then"].as_object()?);
    let when = match when["what"].as_str()? {
        "opened" => When::Opened,
        "wrote" => When::CustomerWrote,
        "tagged" => When::Tagged(when["tag"].as_str()?.to_owned()),
        "became" => When::Became(State::parse(when["state"].as_str()?)?),
        "waits" => When::Waits(when["minutes"].as_i64()?),
        "promise" => When::PromiseDue(when["minutes"].as_i64()?),
        _ => return None,
    };
    let word = |of: &Map<String, Value>, key: &str| of.get(key)?.as_str().map(ToOwned::to_owned);
    let number = |of: &Map<String, Value>, key: &str| of.get(key)?.as_i64();
    let phrases = only.get("phrases").and_then(Value::as_array);
    let phrases = phrases.into_iter().flatten().filter_map(Value::as_str);
    let turn = then.get("turn").and_then(|turn| {
        Some(match turn["to"].as_str()? {
            "closed" => Turn::Close,
            "open" => Turn::Open,
            _ => Turn::Snooze(turn["until"].as_str()?.to_owned()),
        })
    });
    let reply = then
        .get("reply")
        .and_then(|reply| Some((CannedReplyId(reply["id"].as_i64()?), reply["sent"].as_bool()?)));
    Some(Content {
        when,
        only: Only {
            channel: word(only, "channel").as_deref().and_then(Channel::parse),
            inbox: number(only, "inbox").map(InboxId),
            team: number(only, "team").map(TeamId),
            nobodys: only.get("nobodys").and_then(Value::as_bool).unwrap_or(false),
            tag: word(only, "tag"),
            phrases: phrases.map(ToOwned::to_owned).collect(),
            language: word(only, "language"),
            domain: word(only, "domain"),
            hours: word(only, "hours").as_deref().and_then(Hours::parse),
            waited_minutes: number(only, "waited_minutes"),
        },
        then: Then {
            team: number(then, "team").map(TeamId),
            agent: number(then, "agent").map(AgentId),
            tag: word(then, "tag"),
            untag: word(then, "untag"),
            turn,
            note: word(then, "note"),
            reply,
            notify: number(then, "notify").map(AgentId),
        },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn contents() -> impl Strategy<Value = Content> {
        let when = prop_oneof![
            Just(When::Opened),
            Just(When::CustomerWrote),
            ".*".prop_map(When::Tagged),
            prop::sample::select(State::ALL.to_vec()).prop_map(When::Became),
            any::<i64>().prop_map(When::Waits),
            any::<i64>().prop_map(When::PromiseDue),
        ];
        let only =
            (any::<Option<i64>>(), any::<bool>(), any::<Option<String>>(), any::<Vec<String>>());
        let then = (any::<Option<i64>>(), any::<Option<String>>(), any::<bool>());
        (when, only, then).prop_map(|(when, (number, flag, word, phrases), (id, text, sent))| {
            Content {
                when,
                only: Only {
                    channel: flag.then_some(Channel::Phone),
                    inbox: number.map(InboxId),
                    team: number.map(TeamId),
                    nobodys: flag,
                    tag: word.clone(),
                    phrases,
                    language: word.clone(),
                    domain: word,
                    hours: flag.then_some(Hours::Outside),
                    waited_minutes: number,
                },
                then: Then {
                    team: id.map(TeamId),
                    agent: id.map(AgentId),
                    tag: text.clone(),
                    untag: text.clone(),
                    turn: text.clone().map(Turn::Snooze),
                    note: text,
                    reply: id.map(|id| (CannedReplyId(id), sent)),
                    notify: id.map(AgentId),
                },
            }
        })
    }

    proptest! {
        #[test]
        fn what_is_kept_reads_back(content in contents()) {
            prop_assert_eq!(read(&written(&content)), Some(content));
        }

        #[test]
        fn whatever_else_is_kept_is_no_rule(text: String) {
            prop_assert_eq!(read(&text), None);
        }
    }

    #[test]
    fn a_later_version_is_left_alone() {
        let content = Content { when: When::Opened, only: Only::default(), then: Then::default() };
        let later = written(&content).replace("\"version\":1", "\"version\":2");
        assert_eq!(read(&later), None);
    }
}
