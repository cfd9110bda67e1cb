//! What holds for the whole desk: its name, its time zone, its hours.

use domain::{
    AgentId,
    audit::Action,
    event::{Change, EventKind},
    hours::Hours,
    message::{UNDO_SECONDS_DEFAULT, UNDO_SECONDS_MAX},
    text,
};
use jiff::tz::TimeZone;
use language::say;
use store::Db;

use crate::{
    Desk, Error, Result,
    invitation::{check_name, known_time_zone},
};

/// What holds for the whole desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// The name that customers know.
    pub name: String,
    /// IANA name of the time zone of its hours.
    pub time_zone: String,
    /// When somebody is at the desk in an ordinary week.
    pub hours: Hours,
    /// For how long a reply can be taken back.
    pub undo_seconds: i64,
    /// Whether customers are told by themselves, before a promise is missed, that we have not forgotten;
    /// else its owner is asked to tell them.
    pub sends_words: bool,
}

impl Workspace {
    /// The time zone; UTC where the name means nothing to this machine.
    pub fn tz(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// What is another than in `before`, such as "name, hours".
    fn changed_from(&self, before: &Self) -> String {
        let parts = [
            ("name", self.name != before.name),
            ("time zone", self.time_zone != before.time_zone),
            ("hours", self.hours != before.hours),
            ("time to take a reply back", self.undo_seconds != before.undo_seconds),
            ("words before a promise is missed", self.sends_words != before.sends_words),
        ];
        let changed: Vec<&str> =
            parts.iter().filter(|(_, changed)| *changed).map(|(part, _)| *part).collect();
        changed.join(", ")
    }

    /// As it is kept.
    pub fn read(db: &mut Db) -> Result<Self> {
        let settings = store::setting::all(db)?;
        let get = |key: &str| settings.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
        Ok(Self {
            name: get("name").unwrap_or("Our desk").to_owned(),
            time_zone: get("time_zone").unwrap_or("UTC").to_owned(),
            hours: Hours::from_text(get("hours").unwrap_or_default()),
            undo_seconds: get("undo_seconds")
                .and_then(|seconds| seconds.parse().ok())
                .unwrap_or(UNDO_SECONDS_DEFAULT),
            sends_words: get("sends_words") == Some("yes"),
        })
    }
}

impl Desk {
    /// What holds for the whole desk.
    pub async fn workspace(&self) -> Result<Workspace> {
        self.store.read(Workspace::read).await
    }

    /// Changes it; nobody for what is set up at the start.
    pub async fn change_workspace(&self, by: Option<AgentId>, mut to: Workspace) -> Result<()> {
        to.name = text::clean_line(&to.name);
        check_name(&to.name)?;
        to.time_zone = known_time_zone(&to.time_zone)
            .ok_or_else(|| Error::refused(say("time-zone-unknown")))?;
        if !(0..=UNDO_SECONDS_MAX).contains(&to.undo_seconds) {
            return Err(Error::refused(say("workspace-undo-bad").with("most", UNDO_SECONDS_MAX)));
        }
        let entry = self.audit(Action::WorkspaceChanged).by(by);
        self.store
            .write(move |tx| {
                let changed = to.changed_from(&Workspace::read(tx)?);
                store::setting::set(tx, "name", &to.name)?;
                store::setting::set(tx, "time_zone", &to.time_zone)?;
                store::setting::set(tx, "hours", &to.hours.to_text())?;
                store::setting::set(tx, "undo_seconds", &to.undo_seconds.to_string())?;
                let sends_words = if to.sends_words { "yes" } else { "no" };
                store::setting::set(tx, "sends_words", sends_words)?;
                let event = tx.record(Change::new(EventKind::SettingsChanged).by(by))?;
                entry.detail(changed).keep_beside(tx, event)
            })
            .await
    }
}
