//! What is kept, as other programs read it: the JSON objects that webhooks tell, the same as those of the API (a test
//! holds them against its document). Nothing that is one agent's alone has a place in them, and no secret. Times are
//! RFC 3339 in UTC.

use domain::{
    Timestamp,
    agent::Agent,
    attachment::Attachment,
    call::Call,
    conversation::Conversation,
    customer::{Address, Customer, Fact},
    message::{Author, Message},
    promise::Promise,
};
use serde_json::{Value, json};

fn time(at: Timestamp) -> String {
    at.to_string()
}

fn times(at: Option<Timestamp>) -> Option<String> {
    at.map(time)
}

/// A conversation with its tags.
pub(crate) fn conversation(it: &Conversation, tags: &[String]) -> Value {
    json!({
        "id": it.id.0,
        "customer_id": it.customer_id.0,
        "inbox_id": it.inbox_id.map(|id| id.0),
        "channel": it.channel.as_str(),
        "subject": it.subject,
        "state": it.standing.state.as_str(),
        "state_since": time(it.state_since),
        "waiting_since": times(it.standing.waiting_since),
        "snoozed_until": times(it.standing.snoozed_until),
        "assignee_id": it.assignee_id.map(|id| id.0),
        "team_id": it.team_id.map(|id| id.0),
        "tags": tags,
        "opened_at": time(it.opened_at),
        "last_message_at": time(it.last_message_at),
        "preview": it.preview,
        "merged_into": it.merged_into.map(|id| id.0),
    })
}

/// A customer with their addresses and what is worth remembering.
pub(crate) fn customer(it: &Customer, addresses: &[Address], facts: &[Fact]) -> Value {
    let addresses = addresses.iter().map(|address| {
        json!({
            "kind": address.kind.as_str(),
            "value": address.value,
            "verified_at": times(address.verified_at),
        })
    });
    let facts = facts.iter().map(|fact| {
        json!({
            "id": fact.id.0,
            "text": fact.text,
            "agent_id": fact.agent_id.0,
            "created_at": time(fact.created_at),
        })
    });
    json!({
        "id": it.id.0,
        "name": it.name,
        "language": it.language,
        "time_zone": it.time_zone,
        "external_id": it.external_id,
        "created_at": time(it.created_at),
        "merged_into": it.merged_into.map(|id| id.0),
        "addresses": addresses.collect::<Vec<_>>(),
        "facts": facts.collect::<Vec<_>>(),
    })
}

/// A message or a note, with what its files are called.
pub(crate) fn message(it: &Message, files: &[Attachment]) -> Value {
    let files = files.iter().map(|file| {
        json!({
            "id": file.id.0,
            "name": file.name,
            "media_type": file.media_type,
            "size_bytes": file.size_bytes,
            "width": file.pixels.map(|(width, _)| width),
            "height": file.pixels.map(|(_, height)| height),
        })
    });
    let (by, agent) = match it.author {
        Author::Customer => ("customer", None),
        Author::Agent(id) => ("agent", Some(id.0)),
    };
    json!({
        "id": it.id.0,
        "conversation_id": it.conversation_id.0,
        "kind": it.kind.as_str(),
        "by": by,
        "agent_id": agent,
        "text": it.text,
        "at": time(it.at),
        "queued": it.queued(),
        "key": it.key,
        "attachments": files.collect::<Vec<_>>(),
    })
}

/// A call, as it is at `now`: who, when and how it ended. What was said in it is no part of this.
pub(crate) fn call(it: &Call, now: Timestamp) -> Value {
    json!({
        "id": it.id.0,
        "conversation_id": it.conversation_id.0,
        "customer_id": it.customer_id.0,
        "inbox_id": it.inbox_id.map(|id| id.0),
        "source": it.source.as_str(),
        "state": it.state().as_str(),
        "agent_id": it.agent_id.map(|id| id.0),
        "asked_at": time(it.asked_at),
        "answered_at": times(it.answered_at),
        "ended_at": times(it.ended_at),
        "reason": it.reason.map(domain::call::Reason::as_str),
        "connected_seconds": it.talked_seconds(now),
    })
}

/// A promise, as it stands at `now`.
pub(crate) fn promise(it: &Promise, now: Timestamp) -> Value {
    json!({
        "id": it.id.0,
        "conversation_id": it.conversation_id.0,
        "customer_id": it.customer_id.0,
        "owner_id": it.owner_id.map(|id| id.0),
        "stand_in_id": it.stand_in_id.map(|id| id.0),
        "source": it.source.as_str(),
        "what": it.what,
        "phone": it.phone,
        "status": it.status(now).as_str(),
        "due_at": time(it.due_at),
        "made_at": time(it.made_at),
        "missed_at": times(it.missed_at),
        "kept_at": times(it.kept_at),
        "cancelled_at": times(it.cancelled_at),
    })
}

/// Somebody who serves, as far as it is of any use to others.
pub(crate) fn agent(it: &Agent) -> Value {
    json!({ "id": it.id.0, "name": it.name })
}
