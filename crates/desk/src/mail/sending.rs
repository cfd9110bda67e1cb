//! Goes through the queue, one email after the other: there is but one mail server, and where it does not answer nothing
//! else would get through either. What was under way when the server ended is sent again under the same Message-ID.

use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};

use domain::{
    Timestamp,
    mail::{KEEP_DAYS, Mail, State, Trouble, retry_after},
};
use jiff::SignedDuration;
use store::{Tx, mail::Tried};

use super::{Letter, Mailer, Write, mailer::Sent};
use crate::{
    Desk, Error, Result,
    jobs::{Every, sleep_for},
    token,
};

/// Longest that it is slept, in case the clock was set or another server died before it told.
const SLEEP_MAX: Duration = Duration::from_secs(3);
/// How long it is waited after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How long nobody else takes an email that is under way: longer than any mail server has to take it.
const HOLD: SignedDuration = SignedDuration::from_mins(8);
/// How often what is old is forgotten.
const TIDY_EVERY: SignedDuration = SignedDuration::from_hours(1);

impl Desk {
    /// Sends what is to be sent, for as long as the desk is open. Without a mail server there is nothing to do.
    pub async fn run_mail(&self, write: Write) {
        let (write, is_fresh, tidy) = (&write, &AtomicBool::new(true), &Every::new(TIDY_EVERY));
        self.at_leader(&self.to_mail, RETRY_AFTER, "emails could not be sent", || async move {
            if tidy.comes(self.store.now())
                && let Err(error) = self.forget_mails().await
            {
                tracing::error!(%error, "emails of long ago could not be forgotten");
            }
            let Some(mailer) = &self.mailer else { return Ok(TIDY_EVERY.unsigned_abs()) };
            let next = self.send_mails(mailer, write, is_fresh.swap(false, Relaxed)).await?;
            Ok(sleep_for(self.store.now(), next).min(SLEEP_MAX))
        })
        .await;
    }

    /// Sends all that is due; when the next is. A server that has just begun tries again what failed before: perhaps
    /// it was begun anew for just that.
    async fn send_mails(
        &self,
        mailer: &Mailer,
        write: &Write,
        is_fresh: bool,
    ) -> Result<Option<Timestamp>> {
        if is_fresh {
            let again = |tx: &mut Tx<'_>| {
                let now = tx.now();
                store::mail::retry_all(tx, now)
            };
            self.store.write(again).await?;
        }
        while let Some(mail) = self.take_mail().await? {
            self.try_mail(mailer, write, mail).await?;
        }
        Ok(self.store.read(store::mail::next_due).await?)
    }

    /// What is due, held so that nobody else takes it.
    async fn take_mail(&self) -> Result<Option<Mail>> {
        let now = self.store.now();
        if self.store.read(move |db| store::mail::due(db, now)).await?.is_none() {
            return Ok(None);
        }
        // Looked at once more where nobody else writes: another server may have been faster.
        self.store
            .write(|tx| {
                let now = tx.now();
                let due = store::mail::due(tx, now)?;
                if let Some(mail) = &due {
                    store::mail::hold(tx, mail.id, now + HOLD)?;
                }
                Ok(due)
            })
            .await
    }

    /// Tries to send one, and keeps what came of it.
    async fn try_mail(&self, mailer: &Mailer, write: &Write, mail: Mail) -> Result<()> {
        let id = mail.id;
        let letter = match write(self.clone(), mail.clone()).await {
            Ok(Some(letter)) => Ok(letter),
            Ok(None) => {
                return self.store.write(move |tx| Ok(store::mail::set_settled(tx, id)?)).await;
            }
            // The store failed: it is held for a while, and then tried again.
            Err(error @ Error::Store(_)) => return Err(error),
            Err(error) => Err((Trouble::Unwritable, error.to_string())),
        };
        let at = self.store.now();
        let sent = match letter {
            Ok(letter) => self.send_letter(mailer, &mail, letter).await,
            Err(failed) => Err(failed),
        };
        let spread = u16::from_be_bytes(token::random()) % 1001;
        self.store.write(move |tx| conclude(tx, &mail, at, sent, spread)).await
    }

    async fn send_letter(&self, mailer: &Mailer, mail: &Mail, letter: Letter) -> Sent {
        let agent = mail.agent_id;
        let found = self.store.read(move |db| match agent {
            Some(agent) => store::agent::find(db, agent),
            None => Ok(None),
        });
        // Without a name it gets there as well.
        let name = found.await.ok().flatten().map(|agent| agent.name);
        mailer.send(mail, name.as_deref(), letter, self.store.now()).await
    }

    async fn forget_mails(&self) -> Result<()> {
        self.store
            .write(|tx| {
                let before = tx.now() - SignedDuration::from_hours(24 * KEEP_DAYS);
                Ok(store::mail::forget(tx, before)?)
            })
            .await
    }
}

/// Keeps what came of a try: it was taken, is tried again, or is given up.
fn conclude(tx: &mut Tx<'_>, mail: &Mail, at: Timestamp, sent: Sent, spread: u16) -> Result<()> {
    let (now, tries) = (tx.now(), mail.tries + 1);
    let Err((trouble, answer)) = sent else {
        let taken = Tried { state: State::Sent, tries, next_at: None, at, trouble: None };
        return Ok(store::mail::set_tried(tx, mail.id, taken)?);
    };
    tracing::warn!(mail = mail.id.0, trouble = trouble.as_str(), answer, "an email did not go out");
    let next_at = retry_after(tries, spread).filter(|_| !trouble.is_final()).map(|wait| now + wait);
    let state = if next_at.is_some() { State::Waiting } else { State::Failed };
    let trouble_said = Some((trouble, answer.as_str()));
    let kept = Tried { state, tries, next_at, at, trouble: trouble_said };
    store::mail::set_tried(tx, mail.id, kept)?;
    if trouble.is_of_server() {
        // Whatever else is sent now would meet with the same.
        let until = now + retry_after(1, spread).unwrap_or_default();
        store::mail::hold_all(tx, next_at.unwrap_or(until).min(until))?;
    }
    Ok(())
}
