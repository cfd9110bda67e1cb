//! What visitors of the chat do. A visitor is known by a secret that their own browser made, so
//! that their very first message can be sent again without becoming two; its hash is kept.

use domain::{
    AttachmentId, ConversationId, CustomerId, EventId, VisitorId,
    conversation::{Channel, REOPEN_HOURS, Standing, State},
    customer::{AddressKind, Customer, normalise_address},
    event::{Change, EventKind},
    inbox::Inbox,
    message::{ATTACHMENTS_MAX, Author, Kind, Message, clean_text},
    text,
};
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use language::say;
use sha2::Sha256;
use store::{Tx, visitor::Visitor};

use crate::{
    Desk, Error, Result,
    conversation::{SUBJECT_CHARS, change_standing},
    customer::looks_like_language,
    invitation::known_time_zone,
    message::preview_of,
    token,
};

/// Most characters of an id by which the owner's site knows somebody.
const USER_ID_CHARS_MAX: usize = 200;
/// Most characters of a key that a browser gives a message.
const KEY_CHARS_MAX: usize = 64;
/// Most characters of a page's address.
const PAGE_CHARS_MAX: usize = 500;

/// The hash of a visitor's secret, where it is one: 32 random bytes in 43 characters.
pub fn secret_hash(secret: &str) -> Option<String> {
    let bytes = sealed::from_text(secret)?;
    (bytes.len() == 32).then(|| token::hash(secret))
}

/// What a browser tells about the person who uses it.
#[derive(Debug, Clone, Default)]
pub struct Introduction {
    /// The name that they gave.
    pub name: Option<String>,
    /// The email address that they gave.
    pub email: Option<String>,
    /// Their browser's language.
    pub language: Option<String>,
    /// Their browser's time zone.
    pub time_zone: Option<String>,
}

/// What a visitor sends.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The hash of their secret.
    pub secret_hash: String,
    /// Their browser's name for the message.
    pub key: String,
    /// What it says.
    pub text: String,
    /// The files with it.
    pub attachments: Vec<AttachmentId>,
    /// Who they say they are.
    pub introduction: Introduction,
    /// The address and the title of the page that they write from.
    pub page: Option<(String, String)>,
}

/// An identity that the owner's own server signed.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The id by which that site knows them.
    pub user_id: String,
    /// HMAC-SHA256 (RFC 2104) of the id under the inbox's secret, in hexadecimal.
    pub hash: String,
}

impl Desk {
    /// The visitor of that secret.
    pub async fn visitor(&self, inbox: &Inbox, secret_hash: String) -> Result<Option<Visitor>> {
        let inbox = inbox.id;
        Ok(self.store.read(move |db| store::visitor::by_secret(db, inbox, &secret_hash)).await?)
    }

    /// Takes a visitor's message; with a key that came before, the same message again. It is
    /// returned once it is durably kept; the flag says whether it is new.
    pub async fn receive(&self, inbox: &Inbox, arrival: Arrival) -> Result<(Message, bool)> {
        if arrival.key.is_empty() || arrival.key.len() > KEY_CHARS_MAX {
            return Err(Error::refused(format!(
                "A message needs a key of 1 to {KEY_CHARS_MAX} characters."
            )));
        }
        if arrival.attachments.len() > ATTACHMENTS_MAX {
            return Err(Error::refused(say("visitor-too-many-files").with("max", ATTACHMENTS_MAX)));
        }
        let text = clean_text(&arrival.text, arrival.attachments.len()).map_err(Error::refused)?;
        let inbox = inbox.clone();
        self.store.write(move |tx| receive(tx, &inbox, &arrival, &text)).await
    }

    /// Notes a name or an address that a visitor gave later.
    pub async fn introduce(
        &self,
        inbox: &Inbox,
        secret_hash: String,
        introduction: Introduction,
    ) -> Result<()> {
        let email = check_email(introduction.email.as_deref())?;
        let inbox = inbox.id;
        self.store
            .write(move |tx| {
                let visitor = store::visitor::by_secret(tx, inbox, &secret_hash)?
                    .ok_or_else(|| Error::not_found("chat"))?;
                if introduce(tx, visitor.origin_id, &introduction, email.as_deref())? {
                    let change = Change::new(EventKind::CustomerChanged);
                    tx.record(change.of_customer(visitor.customer_id))?;
                }
                Ok(())
            })
            .await
    }

    /// Takes a signed identity: this browser is that person's from now on, and sees what they
    /// wrote elsewhere. What they wrote here before becomes part of their story.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a wrong signature; [`Error::Conflict`] where this secret belongs to
    /// another identity, so that who signs in next on a shared machine begins anew.
    pub async fn identify(
        &self,
        inbox: &Inbox,
        secret_hash: String,
        identity: Identity,
        introduction: Introduction,
    ) -> Result<Customer> {
        let id = text::clean_line(&identity.user_id);
        if id.is_empty() || id.chars().count() > USER_ID_CHARS_MAX {
            return Err(Error::refused(format!(
                "An identity needs a user_id of 1 to {USER_ID_CHARS_MAX} characters."
            )));
        }
        if !is_signed(&inbox.identity_secret, &identity) {
            return Err(Error::Forbidden(
                "The identity's hash is wrong. It is the HMAC-SHA256 of user_id under the secret in \
                 Settings → Chat, in hexadecimal."
                    .into(),
            ));
        }
        // What the page says beside the signed id is kept, but proves nothing.
        let email = check_email(introduction.email.as_deref()).unwrap_or(None);
        let inbox = inbox.id;
        self.store
            .write(move |tx| {
                let now = tx.now();
                let known = store::customer::by_external_id(tx, &id)?.map(|customer| customer.id);
                let visitor = store::visitor::by_secret(tx, inbox, &secret_hash)?;
                let customer = match (visitor, known) {
                    (None, known) => {
                        let customer = match known {
                            Some(customer) => customer,
                            None => store::customer::insert(tx, "", None, None, now)?,
                        };
                        store::visitor::insert(tx, inbox, customer, &secret_hash, now)?;
                        customer
                    }
                    (Some(visitor), Some(customer)) if visitor.origin_id == customer => customer,
                    (Some(visitor), known) => {
                        let before = store::customer::find(tx, visitor.origin_id)?;
                        if before.is_some_and(|customer| customer.external_id.is_some()) {
                            return Err(Error::Conflict(
                                "This chat belongs to somebody else who signed in here.".into(),
                            ));
                        }
                        if let Some(customer) = known {
                            store::customer_merge::absorb(tx, visitor.origin_id, customer, now)?;
                            customer
                        } else {
                            visitor.origin_id
                        }
                    }
                };
                store::customer::set_external_id(tx, customer, &id)?;
                introduce(tx, customer, &introduction, email.as_deref())?;
                let kept = store::customer::kept_id(tx, customer)?;
                tx.record(Change::new(EventKind::CustomerChanged).of_customer(kept))?;
                store::customer::find(tx, customer)?.ok_or_else(|| Error::not_found("customer"))
            })
            .await
    }

    /// Notes up to which place somebody has read who came as that customer.
    pub async fn read_by_customer(
        &self,
        inbox: &Inbox,
        origin: CustomerId,
        sequence: EventId,
    ) -> Result<()> {
        let inbox = inbox.id;
        self.store
            .write(move |tx| {
                let latest = store::conversation::latest_of_customer(tx, origin, inbox)?;
                let Some(conversation) = latest else { return Ok(()) };
                if store::conversation::set_read_by_customer(tx, conversation.id, sequence)? {
                    let change = Change::new(EventKind::ReadByCustomer);
                    tx.record(change.in_conversation(conversation.id, conversation.customer_id))?;
                }
                Ok(())
            })
            .await
    }
}

fn is_signed(secret: &str, identity: &Identity) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(identity.user_id.as_bytes());
    let given: Option<Vec<u8>> = (0..identity.hash.len() / 2)
        .map(|i| {
            let digits = identity.hash.get(2 * i..2 * i + 2)?;
            u8::from_str_radix(digits, 16).ok()
        })
        .collect();
    // Compared in constant time.
    given.is_some_and(|given| identity.hash.len() == 64 && mac.verify_slice(&given).is_ok())
}

fn check_email(given: Option<&str>) -> Result<Option<String>> {
    match given.map(str::trim) {
        None | Some("") => Ok(None),
        Some(given) => {
            normalise_address(AddressKind::Email, given).map(Some).map_err(Error::refused)
        }
    }
}

/// Adds what a browser tells to what we know of whom it came as; what an agent wrote is not overwritten. Where they
/// were merged into another, that one takes over what nobody knew. Whether anything was new.
fn introduce(
    tx: &mut Tx<'_>,
    id: CustomerId,
    introduction: &Introduction,
    email: Option<&str>,
) -> Result<bool> {
    let customer = store::customer::find(tx, id)?.ok_or_else(|| Error::not_found("customer"))?;
    let given = introduction.name.as_deref().unwrap_or_default();
    let given = text::excerpt(given, text::LINE_CHARS_MAX - 1);
    let name = if customer.name.is_empty() { &given } else { &customer.name };
    let language = customer.language.as_deref().or_else(|| {
        introduction.language.as_deref().filter(|language| looks_like_language(language))
    });
    let zone = introduction.time_zone.as_deref().and_then(known_time_zone);
    let time_zone = zone.as_deref().or(customer.time_zone.as_deref());
    let differs = *name != customer.name
        || language != customer.language.as_deref()
        || time_zone != customer.time_zone.as_deref();
    if differs {
        store::customer::update(tx, id, name, language, time_zone)?;
        let kept = store::customer::find_kept(tx, id)?.filter(|kept| kept.id != id);
        if let Some(kept) = kept {
            let name = if kept.name.is_empty() { name } else { &kept.name };
            let language = kept.language.as_deref().or(language);
            let time_zone = kept.time_zone.as_deref().or(time_zone);
            store::customer::update(tx, kept.id, name, language, time_zone)?;
        }
    }
    if let Some(email) = email {
        let now = tx.now();
        store::customer::add_address(tx, id, AddressKind::Email, email, None, now)?;
    }
    Ok(differs || email.is_some())
}

/// The visitor of that secret, and as whom they came; somebody new, where nobody has it yet.
pub(crate) fn known_or_new(
    tx: &mut Tx<'_>,
    inbox: &Inbox,
    secret_hash: &str,
) -> Result<(VisitorId, CustomerId)> {
    if let Some(visitor) = store::visitor::by_secret(tx, inbox.id, secret_hash)? {
        return Ok((visitor.id, visitor.origin_id));
    }
    let now = tx.now();
    let origin = store::customer::insert(tx, "", None, None, now)?;
    Ok((store::visitor::insert(tx, inbox.id, origin, secret_hash, now)?, origin))
}

/// Notes who they say they are and where they are, as far as that is new.
pub(crate) fn arrive(
    tx: &mut Tx<'_>,
    inbox: &Inbox,
    secret_hash: &str,
    (visitor, origin): (VisitorId, CustomerId),
    introduction: &Introduction,
    page: Option<&(String, String)>,
) -> Result<()> {
    let email = check_email(introduction.email.as_deref())?;
    introduce(tx, origin, introduction, email.as_deref())?;
    if let Some((url, title)) = page {
        let page = (text::excerpt(url, PAGE_CHARS_MAX), text::excerpt(title, 100));
        let before = store::visitor::by_secret(tx, inbox.id, secret_hash)?;
        if before.and_then(|visitor| visitor.page).as_ref() != Some(&page) {
            store::visitor::set_page(tx, visitor, &page.0, &page.1)?;
        }
    }
    Ok(())
}

/// The conversation that goes on when somebody turns to us: the latest that came as the same, unless it has been
/// closed for long; else a new one. Which, and with whom it is.
pub(crate) fn conversation_of(
    tx: &mut Tx<'_>,
    inbox: &Inbox,
    origin: CustomerId,
    channel: Channel,
    subject: &str,
) -> Result<(ConversationId, CustomerId)> {
    let now = tx.now();
    let reopens = SignedDuration::from_hours(REOPEN_HOURS);
    let latest = store::conversation::latest_of_customer(tx, origin, inbox.id)?.filter(|c| {
        c.standing.state != State::Closed || now.duration_since(c.state_since) < reopens
    });
    if let Some(conversation) = latest {
        change_standing(tx, &conversation, conversation.standing.customer_wrote(now), None)?;
        return Ok((conversation.id, conversation.customer_id));
    }
    let new = store::conversation::New {
        customer: origin,
        inbox: Some(inbox.id),
        channel,
        subject,
        standing: Standing::opened(now),
        by: None,
        at: now,
    };
    let id = store::conversation::insert(tx, &new)?;
    let customer = store::customer::kept_id(tx, origin)?;
    tx.record(Change::new(EventKind::ConversationOpened).in_conversation(id, customer))?;
    Ok((id, customer))
}

fn receive(
    tx: &mut Tx<'_>,
    inbox: &Inbox,
    arrival: &Arrival,
    text: &str,
) -> Result<(Message, bool)> {
    let now = tx.now();
    let (visitor, origin) = known_or_new(tx, inbox, &arrival.secret_hash)?;
    if let Some(same) = store::message::by_customers_key(tx, origin, inbox.id, &arrival.key)? {
        return Ok((same, false));
    }
    let page = arrival.page.as_ref();
    let secret = &arrival.secret_hash;
    arrive(tx, inbox, secret, (visitor, origin), &arrival.introduction, page)?;
    let files = store::attachment::of_visitor(tx, &arrival.secret_hash, &arrival.attachments)?;
    if files.len() < arrival.attachments.len() {
        return Err(Error::refused(say("visitor-file-gone")));
    }

    let subject = text::excerpt(text, SUBJECT_CHARS);
    let (conversation, customer) = conversation_of(tx, inbox, origin, Channel::Chat, &subject)?;
    let new = store::message::New {
        conversation,
        author: Author::Customer,
        kind: Kind::Reply,
        text,
        at: now,
        queued: false,
        key: Some(&arrival.key),
    };
    let message = store::message::insert(tx, &new)?;
    for file in &files {
        store::attachment::attach(tx, file.id, message, conversation)?;
    }
    let change = Change::new(EventKind::MessageSent).of_message(message);
    let sequence = tx.record(change.in_conversation(conversation, customer))?;
    store::message::set_sent(tx, message, sequence, now, None)?;
    let preview = preview_of(text, files.len());
    store::conversation::set_customers_last_message(tx, conversation, &preview, now, sequence)?;
    let kept = store::message::find(tx, message)?.ok_or_else(|| Error::not_found("message"))?;
    Ok((kept, true))
}
