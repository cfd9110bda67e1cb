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
//! What happens here is nobody else's business: no event tells of it.

use std::fmt;

use domain::{AgentId, CornerId, CornerNoteId, SessionId, Timestamp};
use sealed::{Key, PublicKey, RecoveryCode, SecretKey, from_text, to_text};
use store::{Tx, corner::Corner as Kept};
use zeroize::Zeroizing;

use crate::{Desk, Error, Result, password, token};

/// Most notes of one kind that are read at once.
const NOTES_MAX: i64 = 1000;

/// What a session's key is for, besides which its token has no other.
const FOR_SESSIONS: &str = "session";

/// A corner that is open: it is only made from the token of its owner's session.
pub struct Corner {
    /// Which.
    pub id: CornerId,
    /// Whose.
    pub agent: AgentId,
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

/// A corner that was just opened or made, for the session that begins.
#[derive(Debug)]
pub struct Opened {
    id: CornerId,
    secret: SecretKey,
}

impl Opened {
    /// Lets a session open it: the secret key sealed with a key that follows from the token.
    pub(crate) fn for_token(&self, token: &str) -> SealedSecret {
        let key = Key::from_token(token, FOR_SESSIONS);
        SealedSecret { corner: self.id, text: seal_secret(&key, "session", &self.secret) }
    }
}

/// A corner's secret key as a session keeps it.
pub(crate) struct SealedSecret {
    corner: CornerId,
    text: String,
}

impl SealedSecret {
    pub(crate) fn keep(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<()> {
        Ok(store::corner::open_for_session(tx, session, self.corner, &self.text)?)
    }
}

/// A new corner that is not kept yet.
pub(crate) struct Made {
    secret: SecretKey,
    by_password: ByPassword,
}

impl Made {
    /// A new one, closed with that password.
    pub(crate) async fn new(password: String) -> Result<Self> {
        let secret = SecretKey::new();
        let by_password = ByPassword::new(&secret, password).await?;
        Ok(Self { secret, by_password })
    }

    /// Keeps it; from now on what is theirs is sealed to it.
    pub(crate) fn keep(self, tx: &mut Tx<'_>, agent: AgentId) -> Result<Opened> {
        let new = store::corner::New {
            agent_id: agent,
            public_key: &self.secret.public().to_text(),
            secret_by_password: &self.by_password.secret,
            password_salt: &self.by_password.salt,
        };
        let now = tx.now();
        Ok(Opened { id: store::corner::insert(tx, &new, now)?, secret: self.secret })
    }
}

/// A secret key, sealed with a key made from a password and that salt.
pub(crate) struct ByPassword {
    secret: String,
    salt: String,
}

impl ByPassword {
    async fn new(secret: &SecretKey, password: String) -> Result<Self> {
        let salt = sealed::salt();
        let key = password::key(password, salt).await?;
        Ok(Self { secret: seal_secret(&key, "password", secret), salt: to_text(&salt) })
    }

    /// Keeps it for a corner, instead of what another password opened.
    pub(crate) fn keep(&self, tx: &mut Tx<'_>, corner: CornerId) -> Result<()> {
        Ok(store::corner::set_password(tx, corner, &self.secret, &self.salt)?)
    }
}

/// Opens a corner with its password, and closes it with another; nothing where it does not open.
pub(crate) async fn with_other_password(
    kept: &Kept,
    old: String,
    new: String,
) -> Result<Option<ByPassword>> {
    let Some(secret) = open_with_password(kept, old).await? else { return Ok(None) };
    ByPassword::new(&secret, new).await.map(Some)
}

async fn open_with_password(kept: &Kept, password: String) -> Result<Option<SecretKey>> {
    let salt = from_text(&kept.password_salt).and_then(|salt| salt.try_into().ok());
    let Some(salt) = salt else { return Ok(None) };
    let key = password::key(password, salt).await?;
    Ok(open_secret(kept, &kept.secret_by_password, |context, sealed| {
        key.open(&context("password"), sealed)
    }))
}

/// The context of things that are kept in a corner, apart from that of secret keys.
fn kept_as(context: &str) -> String {
    format!("kept as {context}")
}

/// The context of a corner's secret key, as it is opened in that way: so that the row of one corner
/// or column cannot stand in for another.
fn secret_of(public_key: &str, way: &str) -> String {
    format!("secret of {public_key} by {way}")
}

fn seal_secret(key: &Key, way: &str, secret: &SecretKey) -> String {
    to_text(&key.seal(&secret_of(&secret.public().to_text(), way), secret.bytes()))
}

/// Opens a corner's secret key, if it is the one of the corner's public key. `open` is given what
/// makes a context, and the sealed bytes.
fn open_secret(
    kept: &Kept,
    sealed: &str,
    open: impl FnOnce(&dyn Fn(&str) -> String, &[u8]) -> Option<Vec<u8>>,
) -> Option<SecretKey> {
    let context = |way: &str| secret_of(&kept.public_key, way);
    let bytes = Zeroizing::new(open(&context, &from_text(sealed)?)?);
    let secret = SecretKey::from_slice(&bytes)?;
    (secret.public().to_text() == kept.public_key).then_some(secret)
}

impl Desk {
    /// The corner that the session of that token opens. Nothing where there is no such session, or it
    /// was begun without the password that closes the corner.
    pub async fn corner(&self, token: &str) -> Result<Option<Corner>> {
        let hash = token::hash(token);
        let found = self
            .store
            .read(move |db| -> Result<_> {
                let now = Timestamp::now();
                let Some(session) = store::session::by_token(db, &hash, now)? else {
                    return Ok(None);
                };
                if !store::session::lasts(db, session.id, now)? {
                    return Ok(None);
                }
                let Some((id, sealed)) = store::corner::of_session(db, session.id)? else {
                    return Ok(None);
                };
                Ok(Some((id, sealed, store::corner::of_agent(db, session.agent_id)?)))
            })
            .await?;
        let Some((id, sealed, all)) = found else { return Ok(None) };
        let Some(kept) = all.iter().find(|kept| kept.id == id) else { return Ok(None) };
        let key = Key::from_token(token, FOR_SESSIONS);
        let secret =
            open_secret(kept, &sealed, |context, sealed| key.open(&context("session"), sealed));
        Ok(secret.map(|secret| {
            let mut corner = Corner { id, agent: kept.agent_id, secret, older: Vec::new() };
            // The newest first: each is kept in a later one, which is open by then.
            for older in &all {
                let kept_in = older.kept_in.and_then(|id| corner.secret_of(id));
                if let (Some(by), Some(sealed)) = (kept_in, &older.secret_by_corner)
                    && let Some(secret) = open_secret(older, sealed, |context, sealed| {
                        by.open(&context("corner"), sealed)
                    })
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
        let (agent, of) = (corner.agent, kind.to_owned());
        let kept =
            self.store.read(move |db| store::corner::notes(db, agent, &of, NOTES_MAX)).await?;
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
        let secret = seal_secret(&code.key(), "recovery key", &corner.secret);
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
    /// `corner` opens them too, in each session.
    ///
    /// # Errors
    /// [`Error::Refused`] where it opens none.
    pub async fn open_with_recovery_key(&self, corner: &Corner, typed: &str) -> Result<()> {
        let code = RecoveryCode::read(typed).ok_or_else(|| {
            Error::refused(
                "A recovery key has eight groups of four letters and digits. Check that none is \
                 missing.",
            )
        })?;
        let key = code.key();
        let agent = corner.agent;
        let all = self.store.read(move |db| store::corner::of_agent(db, agent)).await?;
        let opened: Vec<(CornerId, String)> = all
            .iter()
            .filter(|kept| !corner.opens(kept.id))
            .filter_map(|kept| {
                let secret =
                    open_secret(kept, kept.secret_by_recovery.as_ref()?, |context, sealed| {
                        key.open(&context("recovery key"), sealed)
                    })?;
                let context = secret_of(&kept.public_key, "corner");
                Some((kept.id, to_text(&corner.secret.public().seal(&context, secret.bytes()))))
            })
            .collect();
        if opened.is_empty() {
            return Err(Error::refused(
                "This recovery key opens nothing that is closed here. Check each group, and that it \
                 is the newest one that you made.",
            ));
        }
        let by = corner.id;
        self.store
            .write(move |tx| {
                for (id, secret) in opened {
                    store::corner::keep_in(tx, id, by, &secret)?;
                }
                Ok(())
            })
            .await
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
            return opened_with_password(&kept, password).await;
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

async fn opened_with_password(kept: &Kept, password: String) -> Result<Option<Opened>> {
    let secret = open_with_password(kept, password).await?;
    Ok(secret.map(|secret| Opened { id: kept.id, secret }))
}

/// The context of a note of that kind.
fn note_of(kind: &str) -> String {
    format!("note: {kind}")
}
