//! Tokens for other programs: made, used and revoked. The secret is shown once; a hash of it is kept.

use domain::{
    ApiTokenId,
    access::Permission,
    agent::Agent,
    api_token::{ApiToken, Lasting, PREFIX, Scope, TOKENS_MAX, day_of},
    audit::Action,
    event::{Change, EventKind},
    text,
};

use language::say;

use crate::{Desk, Error, Result, token};

/// A token that is about to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// For how long.
    pub lasting: Lasting,
}

impl Desk {
    /// The tokens that were not revoked, the newest first: one's own, or everybody's for whoever owns the desk.
    pub async fn api_tokens(&self, by: &Agent) -> Result<Vec<ApiToken>> {
        let mut tokens = self.store.read(store::api_token::all).await?;
        tokens.retain(|token| is_seen_by(token, by));
        Ok(tokens)
    }

    /// Makes a token, which does what it does in its maker's name; its secret, which is told this once.
    ///
    /// # Errors
    /// [`Error::Refused`] where it has no name or may do nothing.
    pub async fn make_api_token(&self, by: &Agent, new: NewToken) -> Result<String> {
        let name = text::clean_line(&new.name);
        if name.is_empty() || name.chars().count() > text::LINE_CHARS_MAX {
            return Err(Error::refused(
                say("api-token-name-bad").with("most", text::LINE_CHARS_MAX),
            ));
        }
        if new.scopes.is_empty() {
            return Err(Error::refused(say("api-token-no-scopes")));
        }
        let secret = format!("{PREFIX}{}", token::new());
        let hash = token::hash(&secret);
        let by = by.id;
        let entry = self.audit(Action::TokenMade).by(by).detail(&name);
        self.store
            .write(move |tx| {
                let all = store::api_token::all(tx)?;
                if all.iter().filter(|token| token.made_by == by).count() >= TOKENS_MAX {
                    return Err(Error::refused(say("api-token-too-many").with("most", TOKENS_MAX)));
                }
                let made_at = tx.now();
                let new = store::api_token::New {
                    token_hash: &hash,
                    name: &name,
                    scopes: &new.scopes,
                    made_by: by,
                    made_at,
                    expires_at: new.lasting.until(made_at),
                };
                store::api_token::insert(tx, &new)?;
                let event = tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                entry.keep_beside(tx, event)
            })
            .await?;
        Ok(secret)
    }

    /// Revokes a token: from now on it opens nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none that they see, or it was revoked before.
    pub async fn revoke_api_token(&self, by: &Agent, id: ApiTokenId) -> Result<()> {
        let by = by.clone();
        let entry = self.audit(Action::TokenRevoked).by(by.id);
        self.store
            .write(move |tx| {
                let (all, now) = (store::api_token::all(tx)?, tx.now());
                let seen = all.into_iter().find(|token| token.id == id && is_seen_by(token, &by));
                let token = seen.ok_or_else(|| Error::not_found("token"))?;
                if !store::api_token::revoke(tx, id, now)? {
                    return Err(Error::not_found("token"));
                }
                let event = tx.record(Change::new(EventKind::SettingsChanged).by(Some(by.id)))?;
                entry.detail(token.name).keep_beside(tx, event)
            })
            .await
    }

    /// The token of that secret, while it can be used, and whoever made it. Also notes the day on which it was.
    pub async fn use_api_token(&self, secret: &str) -> Result<Option<(ApiToken, Agent)>> {
        if !secret.starts_with(PREFIX) {
            return Ok(None);
        }
        let (hash, now) = (token::hash(secret), self.store.now());
        let read = move |db: &mut store::Db| {
            let Some(token) = store::api_token::by_hash(db, &hash)? else { return Ok(None) };
            let maker = store::agent::find(db, token.made_by)?;
            Ok::<_, Error>(maker.map(|maker| (token, maker)))
        };
        let found = self.store.read(read).await?;
        let found = found.filter(|(token, _)| token.is_good(now));
        if let Some((token, _)) = &found
            && token.used_on != Some(day_of(now))
        {
            let id = token.id;
            self.store.write(move |tx| store::api_token::set_used(tx, id, day_of(now))).await?;
        }
        Ok(found)
    }
}

/// Whether somebody sees a token, and may revoke it.
fn is_seen_by(token: &ApiToken, agent: &Agent) -> bool {
    token.made_by == agent.id || agent.role.may(Permission::ManageWorkspace)
}
