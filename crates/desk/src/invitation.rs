//! How people join: by a link that somebody made for them. The owner's own is printed at the start.

use domain::{
    AgentId, InvitationId,
    access::Role,
    agent::Agent,
    audit::Action,
    customer::{AddressKind, normalise_address},
    event::{Change, EventKind},
    mail::Purpose,
    text,
};
use jiff::{SignedDuration, tz::TimeZone};
use store::invitation::Invitation;

use crate::{
    Desk, Error, Result,
    corner::{Made, Opened},
    mail, password, token,
};
use language::say;

/// How long an invitation lasts.
const LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Who somebody who joins says they are.
#[derive(Debug, Clone)]
pub struct Joining {
    /// Their name.
    pub name: String,
    /// The address that they will sign in with.
    pub email: String,
    /// The password that they chose.
    pub password: String,
    /// The time zone of their browser.
    pub time_zone: String,
}

impl Desk {
    /// Makes the owner's link, while nobody is on the desk yet. One made before stops working.
    pub async fn make_set_up_link(&self) -> Result<Option<String>> {
        let token = token::new();
        let hash = token::hash(&token);
        let made = self
            .store
            .write(move |tx| -> Result<bool> {
                if store::agent::count(tx)? > 0 {
                    return Ok(false);
                }
                let now = tx.now();
                store::invitation::revoke_set_up(tx, now)?;
                let until = now + LASTS;
                store::invitation::insert(tx, &hash, Role::Owner, None, None, now, until)?;
                Ok(true)
            })
            .await?;
        Ok(made.then_some(token))
    }

    /// Whether nobody is on the desk yet.
    pub async fn needs_set_up(&self) -> Result<bool> {
        Ok(self.store.read(store::agent::count).await? == 0)
    }

    /// Makes a link by which somebody joins; it goes to them by email, too, where their address is known and there is a
    /// mail server.
    pub async fn invite(&self, by: &Agent, role: Role, email: &str) -> Result<String> {
        if !by.role.may_manage(role) {
            return Err(Error::Forbidden(say("invitation-owner-invites-owner")));
        }
        let email = match email.trim() {
            "" => None,
            given => Some(normalise_address(AddressKind::Email, given).map_err(Error::refused)?),
        };
        let token = token::new();
        let hash = token::hash(&token);
        let mailed = self.mailer().map(|_| self.mail_secret(&token)).transpose()?;
        let by = by.id;
        let entry = self.audit(Action::Invited).by(by);
        self.store
            .write(move |tx| {
                if let Some(email) = &email
                    && store::agent::by_email(tx, email)?.is_some()
                {
                    return Err(Error::Conflict(say("invitation-on-desk").with("email", email)));
                }
                let now = tx.now();
                let email = email.as_deref();
                store::invitation::insert(tx, &hash, role, email, Some(by), now, now + LASTS)?;
                if let (Some(email), Some(secret)) = (email, mailed) {
                    let purpose = Purpose::Invitation;
                    mail::queue(tx, purpose, None, email, |new| new.secret = Some(secret))?;
                }
                let whom = email.unwrap_or("whoever has the link");
                entry.detail(format!("for {whom}, as {}", role.as_str())).keep(tx)
            })
            .await?;
        self.to_mail.notify_one();
        Ok(token)
    }

    /// The invitation of that link.
    pub async fn invitation(&self, token: &str) -> Result<Invitation> {
        let (hash, now) = (token::hash(token), self.store.now());
        self.store
            .read(move |db| store::invitation::by_token(db, &hash, now)?.ok_or_else(gone))
            .await
    }

    /// The invitations that can still be used.
    pub async fn invitations(&self) -> Result<Vec<Invitation>> {
        let now = self.store.now();
        Ok(self.store.read(move |db| store::invitation::open(db, now)).await?)
    }

    /// Takes an invitation back.
    pub async fn revoke_invitation(&self, by: &Agent, id: InvitationId) -> Result<()> {
        let entry = self.audit(Action::InvitationRevoked).by(by.id);
        self.store
            .write(move |tx| {
                let now = tx.now();
                if store::invitation::revoke(tx, id, now)? {
                    entry.keep(tx)
                } else {
                    Err(Error::not_found("invitation"))
                }
            })
            .await
    }

    /// Joins by a link; who they are now, and their corner.
    pub async fn join(&self, token: &str, joining: Joining) -> Result<(AgentId, Opened)> {
        self.invitation(token).await?;
        let name = text::clean_line(&joining.name);
        check_name(&name)?;
        let email =
            normalise_address(AddressKind::Email, &joining.email).map_err(Error::refused)?;
        let password_hash = password::hash(joining.password.clone()).await?;
        let corner = Made::new(joining.password).await?;
        let time_zone = known_time_zone(&joining.time_zone).unwrap_or_else(|| "UTC".into());
        let token_hash = token::hash(token);
        let entry = self.audit(Action::Joined);
        self.store
            .write(move |tx| {
                let now = tx.now();
                let invitation =
                    store::invitation::by_token(tx, &token_hash, now)?.ok_or_else(gone)?;
                if store::agent::by_email(tx, &email)?.is_some() {
                    return Err(Error::Conflict(
                        say("invitation-sign-in-instead").with("email", email),
                    ));
                }
                let new = store::agent::New {
                    name: &name,
                    email: &email,
                    password_hash: &password_hash,
                    role: invitation.role,
                    time_zone: &time_zone,
                };
                let id = store::agent::insert(tx, &new, now)?;
                store::invitation::accept(tx, invitation.id, now)?;
                tx.record(Change::new(EventKind::AgentChanged).by(Some(id)))?;
                entry.by(id).detail(format!("as {}", invitation.role.as_str())).keep(tx)?;
                let corner = corner.keep(tx, id)?;
                Ok((id, corner))
            })
            .await
    }
}

fn gone() -> Error {
    Error::NotFound(say("invitation-gone"))
}

/// Checks a person's, a team's or the desk's name.
pub(crate) fn check_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::refused(say("name-missing")));
    }
    if name.chars().count() > text::LINE_CHARS_MAX {
        return Err(Error::refused(say("name-too-long").with("most", text::LINE_CHARS_MAX)));
    }
    Ok(())
}

/// The time zone of that IANA name, if there is one.
pub(crate) fn known_time_zone(name: &str) -> Option<String> {
    let name = name.trim();
    TimeZone::get(name).ok().map(|_| name.to_owned())
}
