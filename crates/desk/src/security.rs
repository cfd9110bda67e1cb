//! How people prove who they are, for how long that holds, and for how long the audit log is kept.

use domain::{
    agent::Agent,
    audit::Action,
    event::{Change, EventKind},
    security::{AUDIT_DAYS_DEFAULT, AUDIT_DAYS_MAX, AUDIT_DAYS_MIN, Idle, Lasting, Lifetime},
};
use language::{Language, say};
use store::Db;

use crate::{Desk, Error, Result};

/// What holds for everybody who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Security {
    /// Whether everybody needs a second factor. Who has none sets one up at their next sign-in.
    pub needs_factor: bool,
    /// For how long sessions last.
    pub lasting: Lasting,
    /// For how many days the audit log is kept.
    pub audit_days: i64,
}

impl Security {
    /// As it is kept.
    pub fn read(db: &mut Db) -> Result<Self> {
        let settings = store::setting::all(db)?;
        let get = |key: &str| settings.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
        let fallback = Lasting::default();
        Ok(Self {
            needs_factor: get("needs_factor") == Some("yes"),
            lasting: Lasting {
                idle: get("session_idle").and_then(Idle::parse).unwrap_or(fallback.idle),
                lifetime: get("session_lifetime")
                    .and_then(Lifetime::parse)
                    .unwrap_or(fallback.lifetime),
            },
            audit_days: get("audit_days")
                .and_then(|days| days.parse().ok())
                .unwrap_or(AUDIT_DAYS_DEFAULT),
        })
    }

    /// What is another than in `before`, in words; nothing where all is the same.
    fn changes_from(self, before: Self) -> String {
        let mut changes = Vec::new();
        if self.needs_factor != before.needs_factor {
            changes.push(if self.needs_factor {
                "everybody needs a second factor".to_owned()
            } else {
                "a second factor is everybody’s own choice".to_owned()
            });
        }
        let label = |idle: Idle| idle.label().in_language(Language::english()).to_lowercase();
        if self.lasting.idle != before.lasting.idle {
            let (from, to) = (label(before.lasting.idle), label(self.lasting.idle));
            changes.push(format!("unused sessions last {to}, not {from}"));
        }
        let label =
            |lifetime: Lifetime| lifetime.label().in_language(Language::english()).to_lowercase();
        if self.lasting.lifetime != before.lasting.lifetime {
            let (from, to) = (label(before.lasting.lifetime), label(self.lasting.lifetime));
            changes.push(format!("sessions last {to} at most, not {from}"));
        }
        if self.audit_days != before.audit_days {
            let (from, to) = (before.audit_days, self.audit_days);
            changes.push(format!("this log is kept for {to} days, not {from}"));
        }
        changes.join("; ")
    }
}

impl Desk {
    /// What holds for everybody who signs in.
    pub async fn security(&self) -> Result<Security> {
        self.store.read(Security::read).await
    }

    /// Changes it. Sessions that would last too long end sooner, at once where they should have ended already.
    pub async fn change_security(&self, by: &Agent, to: Security) -> Result<()> {
        if !(AUDIT_DAYS_MIN..=AUDIT_DAYS_MAX).contains(&to.audit_days) {
            return Err(Error::refused(
                say("security-audit-days-bad")
                    .with("least", AUDIT_DAYS_MIN.to_string())
                    .with("most", AUDIT_DAYS_MAX.to_string()),
            ));
        }
        let (by, entry) = (by.id, self.audit(Action::SecurityChanged));
        self.store
            .write(move |tx| {
                let changes = to.changes_from(Security::read(tx)?);
                if changes.is_empty() {
                    return Ok(());
                }
                let needs_factor = if to.needs_factor { "yes" } else { "no" };
                store::setting::set(tx, "needs_factor", needs_factor)?;
                store::setting::set(tx, "session_idle", to.lasting.idle.as_str())?;
                store::setting::set(tx, "session_lifetime", to.lasting.lifetime.as_str())?;
                store::setting::set(tx, "audit_days", &to.audit_days.to_string())?;
                store::session::shorten(tx, to.lasting)?;
                let event = tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                entry.by(by).detail(changes).keep_beside(tx, event)
            })
            .await
    }
}
