//! What happened becomes what is told: a follower of the events writes one row into the queue for each address that
//! wants to hear of one, with what is so at that moment.

use domain::{
    event::Event,
    webhook::{Kind, Webhook},
};
use serde_json::{Map, Value, json};
use store::{Db, Tx, webhook_delivery::New};

use crate::{
    Desk, Error, Result,
    follower::{Follower, Step},
    record, token,
};

/// Who tells.
const FOLLOWER: Follower = Follower {
    name: "webhooks",
    concerns: |event| Kind::of(event.kind).is_some(),
    // Nobody is told of what happened before there were webhooks; the first of them keeps this place.
    first: |db, _| Ok(store::event::last(db)?),
    came_to: |_, _| {},
};

impl Desk {
    /// Writes what happens into the queue, for as long as the desk is open.
    pub(super) async fn run_telling(&self) {
        self.follow(&FOLLOWER, |desk, events, step| async move { desk.tell(events, step).await })
            .await;
    }

    async fn tell(&self, events: Vec<Event>, step: Step) -> Result<bool> {
        // Read before it is written, so that no change waits while this is put into words.
        let (told, erased) = self
            .store
            .read(move |db| {
                let erased = store::erasure::last(db)?;
                Ok::<_, Error>((told(db, &events)?, erased))
            })
            .await?;
        if told.is_empty() {
            return Ok(false);
        }
        self.store
            .write(move |tx| {
                let now = tx.now();
                if store::erasure::last(tx)? != erased {
                    return Err(Error::Conflict("Somebody was erased meanwhile.".into()));
                }
                for new in &told {
                    store::webhook_delivery::insert(tx, new, now)?;
                }
                step.keep(tx)
            })
            .await?;
        self.to_tell.notify_one();
        Ok(true)
    }
}

/// Keeps from where on events are told, unless that is kept already: what happens right after the first webhook is
/// made is told also where the server ends before it was looked at.
pub(super) fn begin(tx: &mut Tx<'_>) -> Result<()> {
    if store::event::place(tx, FOLLOWER.name)?.is_none() {
        let last = store::event::last(tx)?;
        store::event::move_place(tx, FOLLOWER.name, last, last)?;
    }
    Ok(())
}

/// What each address is told of these events.
fn told(db: &mut Db, events: &[Event]) -> Result<Vec<New>> {
    let webhooks = store::webhook::all(db)?;
    let mut all = Vec::new();
    for event in events {
        let hearing: Vec<(&Webhook, Kind)> =
            webhooks.iter().filter_map(|webhook| Some((webhook, webhook.hears(event)?))).collect();
        let Some(&(_, kind)) = hearing.first() else { continue };
        let Some(data) = data(db, event, kind)? else { continue };
        let body = body(kind, event.at, &data);
        all.extend(hearing.iter().map(|(webhook, _)| New {
            webhook: webhook.id,
            key: new_key(),
            event: Some(event.id),
            kind,
            body: body.clone(),
            at: event.at,
        }));
    }
    Ok(all)
}

/// A name for something that is told.
pub(super) fn new_key() -> String {
    format!("msg_{}", token::new())
}

/// What is sent.
pub(super) fn body(kind: Kind, at: domain::Timestamp, data: &Value) -> String {
    json!({ "type": kind.as_str(), "timestamp": at.to_string(), "data": data }).to_string()
}

/// What is told of an event; nothing where what it was about is not there any more.
fn data(db: &mut Db, event: &Event, kind: Kind) -> Result<Option<Value>> {
    let mut data = Map::new();
    if kind == Kind::CustomerErased {
        // Nobody knows more of them.
        data.insert("customer".into(), json!({ "id": event.customer_id.map(|id| id.0) }));
        return Ok(Some(Value::Object(data)));
    }
    if let Some(id) = event.conversation_id {
        let Some(conversation) = store::conversation::find(db, id)? else { return Ok(None) };
        let tags = store::tag::of_conversation(db, id)?;
        data.insert("conversation".into(), record::conversation(&conversation, &tags));
        match kind {
            Kind::CallUpdated => {
                let calls = store::call::of_conversation(db, id, domain::Timestamp::MIN)?;
                let Some(call) = calls.last() else { return Ok(None) };
                data.insert("call".into(), record::call(call, event.at));
            }
            Kind::PromiseUpdated => {
                let promises = store::promise::of_conversation(db, id, domain::Timestamp::MIN)?;
                // Something that may be one was noticed, and nobody has said yet that it is.
                if promises.is_empty() {
                    return Ok(None);
                }
                let promises = promises.iter().map(|it| record::promise(it, event.at));
                data.insert("promises".into(), promises.collect());
            }
            _ => {}
        }
    }
    if let Some(id) = event.message_id
        && matches!(kind, Kind::MessageCreated | Kind::NoteCreated)
    {
        let Some(message) = store::message::find(db, id)? else { return Ok(None) };
        // It may have been merged into another conversation meanwhile.
        let files = store::attachment::of_messages(db, message.conversation_id, id, id)?;
        let files: Vec<_> = files.into_iter().map(|(_, file)| file).collect();
        data.insert("message".into(), record::message(&message, &files));
    }
    if let Some(id) = event.customer_id {
        // They may have been merged into another customer meanwhile; of a merge itself each of the two is told.
        let customer = match kind {
            Kind::CustomerMerged => store::customer::find(db, id)?,
            _ => store::customer::find_kept(db, id)?,
        };
        let Some(customer) = customer else { return Ok(None) };
        let addresses = store::customer::addresses(db, customer.id)?;
        let facts = store::customer::facts(db, customer.id)?;
        data.insert("customer".into(), record::customer(&customer, &addresses, &facts));
    }
    if let Some(id) = event.agent_id
        && let Some(agent) = store::agent::find(db, id)?
    {
        data.insert("by".into(), record::agent(&agent));
    }
    Ok(Some(Value::Object(data)))
}
