//! The ways in which a corner's secret key is closed, and opened again.
//!
//! Each seals it in a context of its own, in which its public key is named: so that the row of one
//! corner, or one column, cannot stand in for another.

use domain::{AgentId, CornerId, SessionId};
use sealed::{Key, Salt, SecretKey, from_text, to_text};
use store::{Tx, corner::Corner as Kept};
use zeroize::Zeroizing;

use crate::{Result, password};

/// A way of opening a secret key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// With a key that follows from a session's token.
    Session,
    /// With a key that follows from the password.
    Password,
    /// With the key on paper.
    Recovery,
    /// With the corner that came after.
    Corner,
}

impl By {
    /// The context in which the secret key of that public key is sealed.
    fn context(self, public_key: &str) -> String {
        let way = match self {
            Self::Session => "session",
            Self::Password => "password",
            Self::Recovery => "recovery key",
            Self::Corner => "corner",
        };
        format!("secret of {public_key} by {way}")
    }

    /// Closes a secret key. `seal` is given the context and the key's bytes.
    pub(super) fn seal(
        self,
        secret: &SecretKey,
        seal: impl FnOnce(&str, &[u8]) -> Vec<u8>,
    ) -> String {
        to_text(&seal(&self.context(&secret.public().to_text()), secret.bytes()))
    }

    /// Opens a corner's secret key, if what is opened is the key of its public one. `open` is given
    /// the context and the sealed bytes.
    pub(super) fn open(
        self,
        kept: &Kept,
        sealed: &str,
        open: impl FnOnce(&str, &[u8]) -> Option<Vec<u8>>,
    ) -> Option<SecretKey> {
        let bytes = Zeroizing::new(open(&self.context(&kept.public_key), &from_text(sealed)?)?);
        let secret = SecretKey::from_slice(&bytes)?;
        (secret.public().to_text() == kept.public_key).then_some(secret)
    }
}

/// The key of a session, which follows from its token and not from the token's hash.
pub(super) fn session_key(token: &str) -> Key {
    Key::from_token(token, "session")
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
        let key = session_key(token);
        let text = By::Session.seal(&self.secret, |context, bytes| key.seal(context, bytes));
        SealedSecret { corner: self.id, text }
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
        let secret = By::Password.seal(secret, |context, bytes| key.seal(context, bytes));
        Ok(Self { secret, salt: to_text(&salt) })
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
    let salt: Option<Salt> = from_text(&kept.password_salt).and_then(|salt| salt.try_into().ok());
    let Some(salt) = salt else { return Ok(None) };
    let key = password::key(password, salt).await?;
    let open = |context: &str, sealed: &[u8]| key.open(context, sealed);
    Ok(By::Password.open(kept, &kept.secret_by_password, open))
}

/// Opens a corner with its password; nothing where that is another one.
pub(super) async fn opened_with_password(kept: &Kept, password: String) -> Result<Option<Opened>> {
    let secret = open_with_password(kept, password).await?;
    Ok(secret.map(|secret| Opened { id: kept.id, secret }))
}
