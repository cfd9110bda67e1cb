//! The page on which a customer chooses when to be called back: a link that an agent sent opens it, and
//! whoever has the link may choose, change and cancel. No time is promised to more people than can call.

use domain::{
    ConversationId, PromiseId, Timestamp,
    agent::Agent,
    call::check_phone,
    customer::AddressKind,
    promise::{Change as Did, Promise, Source},
};
use jiff::SignedDuration;
use store::{Db, Tx, call_back_link::CallBackLink};

use super::{Making, changed, find, make};
use crate::{
    Desk, Error, Result,
    call::free_slots,
    conversation,
    invitation::known_time_zone,
    message::{Saying, say},
    token,
    workspace::Workspace,
};

/// Days for which a link opens.
const LINK_DAYS: i64 = 14;

/// What somebody who has the link sees.
#[derive(Debug, Clone)]
pub struct Booking {
    /// The name of the desk.
    pub desk: String,
    /// The first name of the customer; empty where nobody knows it.
    pub first_name: String,
    /// The customer's time zone, where it is known.
    pub time_zone: Option<String>,
    /// The number that we would call, where one is known.
    pub phone: String,
    /// When we have promised to call.
    pub chosen: Option<Timestamp>,
    /// Whether what was chosen was taken back since, so that it should go from calendars too.
    pub taken_back: bool,
    /// The times that are free.
    pub slots: Vec<Timestamp>,
}

impl Desk {
    /// Sends a link by which the customer of a conversation chooses when to be called back. `address` is that
    /// of the desk, without a slash at its end.
    pub async fn send_call_back_link(
        &self,
        by: &Agent,
        id: ConversationId,
        address: &str,
    ) -> Result<()> {
        let (by, token) = (by.id, token::new());
        let text = format!(
            "When may we call you? Choose a time that suits you, and we will call you then: \
             {address}/call-back/{token}"
        );
        self.store
            .write(move |tx| {
                conversation::find(tx, id)?;
                let (now, hash) = (tx.now(), token::hash(&token));
                let expires_at = now + SignedDuration::from_hours(24 * LINK_DAYS);
                let link = store::call_back_link::insert(tx, &hash, id, by, now, expires_at)?;
                let key = format!("call-back-link-{link}");
                say(tx, &Saying { conversation: id, by, text: &text, key: &key })
            })
            .await?;
        self.tell_jobs();
        Ok(())
    }

    /// What the link of that token shows.
    pub async fn booking(&self, token: &str) -> Result<Booking> {
        let (hash, now) = (token::hash(token), self.store.now());
        self.store
            .read(move |db| {
                let link = by_token(db, &hash, now)?;
                look(db, &link, now)
            })
            .await
    }

    /// Promises to call at one of the free times, or moves the call back that was chosen before. `zone` is
    /// where the customer's browser is.
    pub async fn book(
        &self,
        token: &str,
        at: Timestamp,
        phone: &str,
        zone: &str,
    ) -> Result<Promise> {
        let phone = check_phone(phone).map_err(Error::refused)?;
        let (hash, zone) = (token::hash(token), known_time_zone(zone));
        let promise = self
            .store
            .write(move |tx| {
                let now = tx.now();
                let link = by_token(tx, &hash, now)?;
                choose(tx, &link, at, &phone, zone.as_deref())
            })
            .await?;
        self.tell_jobs();
        Ok(promise)
    }

    /// The customer does not want to be called any more.
    pub async fn cancel_booking(&self, token: &str) -> Result<()> {
        let hash = token::hash(token);
        self.store
            .write(move |tx| {
                let now = tx.now();
                let link = by_token(tx, &hash, now)?;
                if let Some(promise) = chosen(tx, &link)?
                    && store::promise::set_cancelled(tx, promise.id, now)?
                {
                    let note = "The customer cancelled it";
                    changed(tx, &promise, Did::Cancelled, None, note)?;
                }
                Ok(())
            })
            .await
    }
}

pub(super) fn by_token(db: &mut Db, hash: &str, now: Timestamp) -> Result<CallBackLink> {
    store::call_back_link::by_token(db, hash, now)?
        .ok_or_else(|| Error::NotFound(language::say("call-back-link-over")))
}

/// The call back that was chosen by a link, while it is still to come.
fn chosen(db: &mut Db, link: &CallBackLink) -> Result<Option<Promise>> {
    let promise: Option<PromiseId> = link.promise_id;
    let promise = promise.map(|id| find(db, id)).transpose()?;
    Ok(promise.filter(Promise::is_open))
}

fn look(db: &mut Db, link: &CallBackLink, now: Timestamp) -> Result<Booking> {
    let conversation = store::conversation::find(db, link.conversation_id)?
        .ok_or_else(|| Error::not_found("conversation"))?;
    // Whoever has the link is told what they said themselves, and nothing of whoever was merged with them.
    let customer = store::customer::find(db, conversation.origin_id)?
        .ok_or_else(|| Error::not_found("customer"))?;
    let last = link.promise_id.map(|id| find(db, id)).transpose()?;
    let taken_back = last.as_ref().is_some_and(|promise| promise.cancelled_at.is_some());
    let promise = last.filter(Promise::is_open);
    let known = store::customer::own_addresses(db, customer.id)?;
    let known = known.into_iter().find(|address| address.kind == AddressKind::Phone);
    let phone = promise.as_ref().and_then(|promise| promise.phone.clone());
    Ok(Booking {
        desk: Workspace::read(db)?.name,
        first_name: super::first_name(&customer).unwrap_or_default().to_owned(),
        time_zone: customer.time_zone.clone(),
        phone: phone.or(known.map(|address| address.value)).unwrap_or_default(),
        chosen: promise.as_ref().map(|promise| promise.due_at),
        taken_back,
        slots: free_slots(db, now, promise.map(|promise| promise.id))?,
    })
}

fn choose(
    tx: &mut Tx<'_>,
    link: &CallBackLink,
    at: Timestamp,
    phone: &str,
    zone: Option<&str>,
) -> Result<Promise> {
    let now = tx.now();
    let before = chosen(tx, link)?;
    let but = before.as_ref().map(|promise| promise.id);
    if !free_slots(tx, now, but)?.contains(&at) {
        return Err(Error::Conflict(language::say("call-back-time-taken-these-are-free")));
    }
    let conversation = conversation::find(tx, link.conversation_id)?;
    let customer = store::customer::find(tx, conversation.origin_id)?
        .ok_or_else(|| Error::not_found("customer"))?;
    store::customer::add_address(tx, customer.id, AddressKind::Phone, phone, None, now)?;
    if customer.time_zone.is_none() && zone.is_some() {
        let language = customer.language.as_deref();
        store::customer::update(tx, customer.id, &customer.name, language, zone)?;
    }
    let Some(promise) = before else {
        let making = Making {
            conversation: &conversation,
            message: None,
            owner: conversation.assignee_id,
            stand_in: None,
            source: Source::CallBack,
            what: "Call back",
            phone: Some(phone),
            due_at: at,
        };
        let promise = make(tx, &making, None)?;
        store::call_back_link::set_promise(tx, link.id, promise.id)?;
        return Ok(promise);
    };
    if promise.phone.as_deref() != Some(phone) {
        store::promise::set_phone(tx, promise.id, phone)?;
    }
    if promise.due_at != at {
        store::promise::set_due(tx, promise.id, at, now)?;
    }
    changed(tx, &promise, Did::Moved, None, "The customer chose another time")?;
    find(tx, promise.id)
}
