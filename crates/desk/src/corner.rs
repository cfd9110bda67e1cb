//! Agents' corners: what is one agent's alone, closed to everybody else.
//!
//! A corner is a pair of keys. Whatever is put into it is sealed to the public one, which takes no
//! secret, so the server can put away what it hears ([`Desk::seal_for`]) without being able to look at
//! it afterwards. The secret key is only kept sealed: with a key made from the agent's password, with
//! their recovery key if they made one, and for each session with a key that follows from its token,
//! of which the database knows the hash alone. So a corner is open in a request that brings the
//! cookie of a session that was opened with the password, and nowhere else.
//!
//! A link for a new password opens no corner, for somebody else made the link: whoever uses it gets a
//! new corner, and the one before stays closed until it is opened with its recovery key. From then on
//! its secret key is sealed to the corner in use, which so opens both.
//!
//! What is put in or taken out is nobody else's business: no event tells of it.

mod secret;

use std::fmt;

use domain::{AgentId, CornerId, CornerNoteId, SessionId, Timestamp, agent::Agent};
use language::say;
use sealed::{PublicKey, RecoveryCode, SecretKey, from_text, to_text};

pub use self::secret::Opened;
use self::secret::{By, opened_with_password, session_key};
pub(crate) use self::secret::{Made, with_other_password};
use crate::{
    Desk, Error, Result,
    session::{Origin, sessions_ended},
    token,
};

/// Most notes of one kind that are read at once.
const NOTES_MAX: i64 = 1000;

/// A corner that is open: it is only made from the token of its owner's session.
pub struct Corner {
    /// Which.
    pub id: CornerId,
    /// Whose.
    pub agent: AgentId,
    /// The session in which it is open.
    session: SessionId,
    secret: SecretKey,
    /// Those before, which it opens too.
    older: Vec<(CornerId, SecretKey)>,
}

impl Corner {
    /// Opens what was sealed for its owner in that context; nothing where that was to a corner that
    /// is closed, or it was changed.
    pub fn open(&self, sealed: &Sealed, context: &str) -> Option<Vec<u8>> {
        self.secret_of(sealed.corner)?.open(&kept_as(context), &sealed.bytes)
    }

    /// Whether it opens what was sealed to that corner: itself, or one before.
    pub fn opens(&self, corner: CornerId) -> bool {
        self.secret_of(corner).is_some()
    }

    fn secret_of(&self, corner: CornerId) -> Option<&SecretKey> {
        if corner == self.id {
            return Some(&self.secret);
        }
        self.older.iter().find(|(id, _)| *id == corner).map(|(_, secret)| secret)
    }
}

impl fmt::Debug for Corner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Corner({} of agent {})", self.id, self.agent)
    }
}

/// The outside of a corner: whoever has it can put something in, and take nothing out.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Which corner.
    pub corner: CornerId,
    key: PublicKey,
}

impl Slot {
    /// Seals bytes in a context, words that say what they are; only in the same context they open.
    pub fn seal(&self, context: &str, bytes: &[u8]) -> Sealed {
        Sealed { corner: self.corner, bytes: self.key.seal(&kept_as(context), bytes) }
    }
}

/// What was sealed for an agent. Both are to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The corner to which it was sealed.
    pub corner: CornerId,
    /// The sealed bytes.
    pub bytes: Vec<u8>,
}

/// Something short out of a corner.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: CornerNoteId,
    /// When it was put there.
    pub at: Timestamp,
    /// What it says.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Note({})", self.id)
    }
}

/// The context of things that are kept in a corner, apart from that of secret keys.
fn kept_as(context: &str) -> String {
    format!("kept as {context}")
}

impl Desk {
    /// The corner that the session of that token opens. Nothing where there is no such session, or it
    /// was begun without the password that closes the corner.
    pub async fn corner(&self, token: &str) -> Result<Option<Corner>> {
        let (hash, now) = (token::hash(token), self.store.now());
        let found = self
            .store
            .read(move |db| -> Result<_> {
                let Some(session) = store::session::by_token(db, &hash, now)? else {
                    return Ok(None);
                };
                if !store::session::lasts(db, session.id, now)? {
                    return Ok(None);
                }
                let Some((id, sealed)) = store::corner::of_session(db, session.id)? else {
                    return Ok(None);
                };
                let all = store::corner::of_agent(db, session.agent_id)?;
                Ok(Some((session.id, id, sealed, all)))
            })
            .await?;
        let Some((session, id, sealed, all)) = found else { return Ok(None) };
        let Some(kept) = all.iter().find(|kept| kept.id == id) else { return Ok(None) };
        let key = session_key(token);
        let secret = By::Session.open(kept, &sealed, |context, sealed| key.open(context, sealed));
        Ok(secret.map(|secret| {
            let mut corner =
                Corner { id, agent: kept.agent_id, session, secret, older: Vec::new() };
            // The newest first: each is kept in a later one, which is open by then.
            for older in &all {
                let kept_in = older.kept_in.and_then(|id| corner.secret_of(id));
                if let (Some(by), Some(sealed)) = (kept_in, &older.secret_by_corner)
                    && let Some(secret) =
                        By::Corner.open(older, sealed, |context, sealed| by.open(context, sealed))
                {
                    corner.older.push((older.id, secret));
                }
            }
            corner
        }))
    }

    /// Where something can be put into an agent's corner. Nothing for somebody who has none yet: it is
    /// made when they sign in.
    pub async fn slot(&self, agent: AgentId) -> Result<Option<Slot>> {
        let kept = self.store.read(move |db| store::corner::in_use(db, agent)).await?;
        Ok(kept.and_then(|kept| {
            Some(Slot { corner: kept.id, key: PublicKey::from_text(&kept.public_key)? })
        }))
    }

    /// Seals bytes for an agent, who alone can open them. Nothing where they have no corner yet:
    /// then it cannot be kept.
    pub async fn seal_for(
        &self,
        agent: AgentId,
        context: &str,
        bytes: &[u8],
    ) -> Result<Option<Sealed>> {
        Ok(self.slot(agent).await?.map(|slot| slot.seal(context, bytes)))
    }

    /// Puts something short of a kind, such as `reflection`, into an agent's corner. Nothing where
    /// they have none yet.
    pub async fn keep_in_corner(
        &self,
        agent: AgentId,
        kind: &str,
        bytes: &[u8],
    ) -> Result<Option<CornerNoteId>> {
        let Some(sealed) = self.seal_for(agent, &note_of(kind), bytes).await? else {
            return Ok(None);
        };
        let (kind, text) = (kind.to_owned(), to_text(&sealed.bytes));
        self.store
            .write(move |tx| {
                let now = tx.now();
                Ok(Some(store::corner::insert_note(tx, sealed.corner, &kind, &text, now)?))
            })
            .await
    }

    /// What is in a corner of a kind, the newest first. What was sealed to a corner that is closed is
    /// left out.
    pub async fn corner_notes(&self, corner: &Corner, kind: &str) -> Result<Vec<Note>> {
        self.newest_corner_notes(corner, kind, NOTES_MAX).await
    }

    /// The newest so many of them.
    pub async fn newest_corner_notes(
        &self,
        corner: &Corner,
        kind: &str,
        most: i64,
    ) -> Result<Vec<Note>> {
        let (agent, of) = (corner.agent, kind.to_owned());
        let kept = self.store.read(move |db| store::corner::notes(db, agent, &of, most)).await?;
        let open = |kept: store::corner::Note| {
            let sealed = Sealed { corner: kept.corner_id, bytes: from_text(&kept.sealed)? };
            let bytes = corner.open(&sealed, &note_of(kind))?;
            Some(Note { id: kept.id, at: kept.created_at, bytes })
        };
        Ok(kept.into_iter().filter_map(open).collect())
    }

    /// Takes something out of a corner for good.
    pub async fn remove_from_corner(&self, corner: &Corner, id: CornerNoteId) -> Result<()> {
        let agent = corner.agent;
        self.store
            .write(move |tx| {
                if store::corner::remove_note(tx, id, agent)? {
                    Ok(())
                } else {
                    Err(Error::not_found("note"))
                }
            })
            .await
    }

    /// Makes a recovery key for a corner, to be shown once. One made before stops working.
    pub async fn make_recovery_key(&self, corner: &Corner) -> Result<RecoveryCode> {
        let code = RecoveryCode::new();
        let key = code.key();
        let secret = By::Recovery.seal(&corner.secret, |context, bytes| key.seal(context, bytes));
        let id = corner.id;
        self.store
            .write(move |tx| -> Result<()> {
                let now = tx.now();
                Ok(store::corner::set_recovery(tx, id, &secret, now)?)
            })
            .await?;
        Ok(code)
    }

    /// Opens the corners of before with the recovery key that was made for one of them. From then on
    /// `corner` opens them too, in each session. Those that were begun until now are ended but for
    /// this one: whoever made the link for the new password may have used it.
    ///
    /// # Errors
    /// [`Error::Refused`] where it opens none.
    pub async fn open_with_recovery_key(&self, corner: &Corner, typed: &str) -> Result<()> {
        let code = RecoveryCode::read(typed)
            .ok_or_else(|| Error::refused(say("corner-recovery-key-unreadable")))?;
        let (key, public) = (code.key(), corner.secret.public());
        let agent = corner.agent;
        let all = self.store.read(move |db| store::corner::of_agent(db, agent)).await?;
        let opened: Vec<(CornerId, String)> = all
            .iter()
            .filter(|kept| !corner.opens(kept.id))
            .filter_map(|kept| {
                let sealed = kept.secret_by_recovery.as_ref()?;
                let open = |context: &str, sealed: &[u8]| key.open(context, sealed);
                let secret = By::Recovery.open(kept, sealed, open)?;
                let seal = |context: &str, bytes: &[u8]| public.seal(context, bytes);
                Some((kept.id, By::Corner.seal(&secret, seal)))
            })
            .collect();
        if opened.is_empty() {
            return Err(Error::refused(say("corner-recovery-key-wrong")));
        }
        let (by, session) = (corner.id, corner.session);
        self.store
            .write(move |tx| {
                for (id, secret) in opened {
                    store::corner::keep_in(tx, id, by, &secret)?;
                }
                let now = tx.now();
                store::session::revoke_all(tx, agent, Some(session), now)?;
                sessions_ended(tx, agent)?;
                Ok(())
            })
            .await
    }

    /// Opens an agent's corner for a session of theirs that was begun without their password, by that password.
    ///
    /// # Errors
    /// [`Error::Refused`] for a wrong one, [`Error::Throttled`] after too many.
    pub async fn open_corner(
        &self,
        agent: &Agent,
        (session, token): (SessionId, &str),
        password: String,
        from: &Origin,
    ) -> Result<()> {
        self.check_password(agent, password.clone(), from).await?;
        let id = agent.id;
        let hash = self.store.read(move |db| store::agent::password_hash(db, id)).await?;
        let opened = match hash {
            Some(hash) => self.corner_at_sign_in(id, password, hash).await?,
            None => None,
        };
        let opened = opened.ok_or_else(|| Error::Conflict(say("corner-not-opened")))?;
        let sealed = opened.for_token(token);
        self.store.write(move |tx| sealed.keep(tx, session)).await
    }

    /// The corner of somebody who has just signed in with that password, of which `hash` is kept: it
    /// is opened, or made where there is none. Besides the check of the password this is one more
    /// pass of Argon2id: the hash says whether a password is right, and a key must not follow from
    /// what is kept.
    pub(crate) async fn corner_at_sign_in(
        &self,
        agent: AgentId,
        password: String,
        hash: String,
    ) -> Result<Option<Opened>> {
        let in_use = move |db: &mut store::Db| store::corner::in_use(db, agent);
        if let Some(kept) = self.store.read(in_use).await? {
            let opened = opened_with_password(&kept, password).await?;
            if opened.is_none() {
                // Unless the password was changed in between, somebody changed the row.
                tracing::warn!(corner = kept.id.0, "a corner does not open with its password");
            }
            return Ok(opened);
        }
        let made = Made::new(password.clone()).await?;
        let kept = self
            .store
            .write(move |tx| {
                // The password was changed meanwhile, and would not open it.
                if store::agent::password_hash(tx, agent)? != Some(hash) {
                    return Ok(None);
                }
                // Another browser was quicker.
                if let Some(kept) = store::corner::in_use(tx, agent)? {
                    return Ok(Some(Err(kept)));
                }
                made.keep(tx, agent).map(Ok).map(Some)
            })
            .await?;
        match kept {
            None => Ok(None),
            Some(Ok(opened)) => Ok(Some(opened)),
            Some(Err(kept)) => opened_with_password(&kept, password).await,
        }
    }
}

/// The context of a note of that kind.
fn note_of(kind: &str) -> String {
    format!("note: {kind}")
}
