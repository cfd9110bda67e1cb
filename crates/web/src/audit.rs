//! The audit log, as an owner reads it: by whom, what and when, page by page, and as a table to take along.

use askama::Template;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    AgentId, Timestamp,
    agent::Agent,
    audit::{Action, Group},
    spreadsheet,
};
use jiff::{
    ToSpan,
    civil::{self, Date},
    tz::TimeZone,
};
use language::{Language, Wording, said_in};
use store::audit::{Entry, Filter, Place};

use crate::{
    Web,
    access::Here,
    error::Result,
    form::{Asked, asked},
    page::page,
    sessions::browser,
    shell::{Nav, Shell},
    wording::percent_encoded,
};

/// Entries on one page.
const PAGE_LENGTH: i64 = 50;
/// Most entries in one table: some twenty megabytes.
const TABLE_LENGTH: i64 = 100_000;

/// What is chosen in the address.
#[derive(Default)]
struct Choice {
    who: Option<AgentId>,
    what: Option<Group>,
    /// Days as they were given.
    from: String,
    to: String,
    from_error: Option<String>,
    to_error: Option<String>,
    filter: Filter,
    /// All of it as the part of an address behind the question mark; empty where nothing is chosen.
    query: String,
}

impl Choice {
    fn read(query: &Asked, tz: &TimeZone) -> Self {
        let given = |name: &str| asked(query, name).unwrap_or_default().trim().to_owned();
        let who = given("who").parse().ok().map(AgentId);
        let what = Group::parse(&given("what"));
        let (from, to) = (given("from"), given("to"));
        let (first, from_error) = day(&from);
        let (last, to_error) = day(&to);
        let begins = |day: Date| day.to_zoned(tz.clone()).ok().map(|at| at.timestamp());
        let after = |day: Date| day.checked_add(1.day()).ok();
        let filter = Filter {
            who,
            actions: what.map(|what| what.actions().collect()).unwrap_or_default(),
            from: first.and_then(begins),
            until: last.and_then(after).and_then(begins),
        };
        let parts = [
            ("who", who.map(|who| who.to_string())),
            ("what", what.map(|what| what.as_str().to_owned())),
            ("from", first.map(|day| day.to_string())),
            ("to", last.map(|day| day.to_string())),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", percent_encoded(&value?))))
            .collect();
        Self { who, what, from, to, from_error, to_error, filter, query: parts.join("&") }
    }
}

/// The day of that field, and what is wrong with it.
fn day(given: &str) -> (Option<Date>, Option<String>) {
    match given.parse() {
        Ok(day) => (Some(day), None),
        Err(_) if given.is_empty() => (None, None),
        Err(_) => (None, Some(crate::t("audit-bad-day").to_string())),
    }
}

/// A place in the log as it stands in an address, and back.
fn place_to_text(place: Place) -> String {
    format!("{}-{}-{}", place.at.as_millisecond(), place.source, place.id)
}

fn place(text: &str) -> Option<Place> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let at = Timestamp::from_millisecond(parts.next()??).ok()?;
    Some(Place { at, source: parts.next()??, id: parts.next()?? })
}

/// An entry as it is read.
struct Row {
    /// In the reader's own zone.
    local: civil::DateTime,
    /// In UTC, as machines read it.
    iso: String,
    who: String,
    /// What they did, in English, as the table has it.
    says: &'static str,
    about: Option<String>,
    detail: String,
    ip: Option<String>,
    browser: Option<String>,
    action: Action,
}

impl Row {
    fn new(entry: Entry, agents: &[Agent], tz: &TimeZone) -> Self {
        let name = |id: Option<AgentId>| {
            let agent = agents.iter().find(|agent| Some(agent.id) == id);
            agent.map(|agent| agent.name.clone())
        };
        let at = entry.place.at;
        let who = name(entry.agent).unwrap_or_else(|| nobody(&entry).to_string());
        let about = name(entry.about);
        Self {
            local: at.to_zoned(tz.clone()).datetime(),
            iso: at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            who,
            says: entry.action.says(),
            about,
            detail: entry.detail,
            ip: entry.ip,
            browser: entry.browser.map(|name| browser(&name)),
            action: entry.action,
        }
    }

    /// When it was, on the clock of whoever looks.
    fn when(&self) -> Wording {
        crate::t("audit-when")
            .with("day", language::date_in_short(self.local.date()))
            .with("time", language::time_to_the_second(self.local.time()))
    }

    /// Who did what to whom: words, and whether they are bold.
    fn said(&self) -> Vec<(String, bool)> {
        pieces(&said(self.action, &self.who, self.about.as_deref()).to_string())
    }

    fn cells(&self) -> [&str; 8] {
        [
            &self.iso,
            &self.who,
            self.says,
            self.about.as_deref().unwrap_or_default(),
            &self.detail,
            self.ip.as_deref().unwrap_or_default(),
            self.browser.as_deref().unwrap_or_default(),
            self.action.as_str(),
        ]
    }
}

/// Who did what no agent did.
fn nobody(entry: &Entry) -> Wording {
    match entry.action {
        Action::RecordingsExpired | Action::OldErased => crate::t("audit-by-the-desk"),
        Action::FactorReset | Action::PasswordLinkMade | Action::DeskExported => {
            crate::t("audit-by-the-server")
        }
        _ => crate::t("audit-by-somebody"),
    }
}

/// The words of a sentence, and whether they are marked as bold in it.
fn pieces(said: &str) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut rest = said;
    while let Some((plain, (bold, after))) =
        rest.split_once("<b>").and_then(|(plain, rest)| Some((plain, rest.split_once("</b>")?)))
    {
        pieces.extend([(plain.to_owned(), false), (bold.to_owned(), true)]);
        rest = after;
    }
    pieces.push((rest.to_owned(), false));
    pieces.retain(|(words, _)| !words.is_empty());
    pieces
}

/// Who did what, and to whom.
fn said(action: Action, who: &str, whom: Option<&str>) -> Wording {
    let said = match action {
        Action::SignedIn => crate::t("audit-signed-in"),
        Action::SignInRefused if whom.is_some() => crate::t("audit-sign-in-refused-of"),
        Action::SignInRefused => crate::t("audit-sign-in-refused"),
        Action::CodeRefused => crate::t("audit-code-refused"),
        Action::SignedOut => crate::t("audit-signed-out"),
        Action::SignedOutThere => crate::t("audit-signed-out-there"),
        Action::SignedOutElsewhere => crate::t("audit-signed-out-elsewhere"),
        Action::PasswordChanged => crate::t("audit-password-changed"),
        Action::PasswordLinkMade => crate::t("audit-password-link-made"),
        Action::PasswordLinkUsed => crate::t("audit-password-link-used"),
        Action::FactorSetUp => crate::t("audit-factor-set-up"),
        Action::FactorRemoved => crate::t("audit-factor-removed"),
        Action::FactorReset => crate::t("audit-factor-reset"),
        Action::RecoveryCodesMade => crate::t("audit-recovery-codes-made"),
        Action::PasskeyMade => crate::t("audit-passkey-made"),
        Action::PasskeyRemoved => crate::t("audit-passkey-removed"),
        Action::PasskeyRefused if whom.is_some() => crate::t("audit-passkey-refused-of"),
        Action::PasskeyRefused => crate::t("audit-passkey-refused"),
        Action::IdentityLinked => crate::t("audit-identity-linked"),
        Action::IdentityUnlinked => crate::t("audit-identity-unlinked"),
        Action::Invited => crate::t("audit-invited"),
        Action::InvitationRevoked => crate::t("audit-invitation-revoked"),
        Action::Joined => crate::t("audit-joined"),
        Action::RoleChanged => crate::t("audit-role-changed"),
        Action::Deactivated => crate::t("audit-deactivated"),
        Action::Reactivated => crate::t("audit-reactivated"),
        Action::TokenMade => crate::t("audit-token-made"),
        Action::TokenRevoked => crate::t("audit-token-revoked"),
        Action::WebhookMade => crate::t("audit-webhook-made"),
        Action::WebhookChanged => crate::t("audit-webhook-changed"),
        Action::WebhookSecretRenewed => crate::t("audit-webhook-secret-renewed"),
        Action::WebhookSwitchedOn => crate::t("audit-webhook-switched-on"),
        Action::WebhookSwitchedOff => crate::t("audit-webhook-switched-off"),
        Action::WebhookRemoved => crate::t("audit-webhook-removed"),
        Action::WebhookBroughtBack => crate::t("audit-webhook-brought-back"),
        Action::WorkspaceChanged => crate::t("audit-workspace-changed"),
        Action::SecurityChanged => crate::t("audit-security-changed"),
        Action::ProviderChanged => crate::t("audit-provider-changed"),
        Action::ChatSecretRenewed => crate::t("audit-chat-secret-renewed"),
        Action::SettingsChanged => crate::t("audit-settings-changed"),
        Action::StandardsChanged => crate::t("audit-standards-changed"),
        Action::CannedRepliesChanged => crate::t("audit-canned-replies-changed"),
        Action::LogExported => crate::t("audit-log-exported"),
        Action::CustomerExported => crate::t("audit-customer-exported"),
        Action::CustomerErased => crate::t("audit-customer-erased"),
        Action::DeskExported => crate::t("audit-desk-exported"),
        Action::ExportFetched => crate::t("audit-export-fetched"),
        Action::RetentionChanged => crate::t("audit-retention-changed"),
        Action::OldErased => crate::t("audit-old-erased"),
        Action::CustomersImported => crate::t("audit-customers-imported"),
        Action::ImportUndone => crate::t("audit-import-undone"),
        Action::RecordingDeleted => crate::t("audit-recording-deleted"),
        Action::RecordingsExpired => crate::t("audit-recordings-expired"),
    };
    said.with("who", who).with("whom", whom.unwrap_or_default())
}

#[derive(Template)]
#[template(path = "audit/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    days: i64,
    /// The id and the name of everybody who ever was on the desk, and whether they are chosen.
    people: Vec<(i64, String, bool)>,
    choice: Choice,
    rows: Vec<Row>,
    /// Whether newer entries are on a page before this.
    earlier: bool,
    /// The address of the page after this.
    next: Option<String>,
}

pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let tz = shell.me.tz();
    let (choice, before) = (Choice::read(&query, &tz), asked(&query, "before").and_then(place));
    let agents = web.desk.store().read(store::agent::all).await?;
    // One more than is shown tells whether there are more.
    let mut found = web.desk.audit_entries(choice.filter.clone(), before, PAGE_LENGTH + 1).await?;
    let length = usize::try_from(PAGE_LENGTH).unwrap_or(usize::MAX);
    let more = found.len() > length;
    found.truncate(length);
    let next = found.last().filter(|_| more).map(|last| {
        let query =
            if choice.query.is_empty() { String::new() } else { format!("{}&", choice.query) };
        format!("/settings/audit?{query}before={}", place_to_text(last.place))
    });
    page(&Index {
        nav: Nav::Settings,
        days: web.desk.security().await?.audit_days,
        people: agents
            .iter()
            .map(|agent| (agent.id.0, agent.name.clone(), choice.who == Some(agent.id)))
            .collect(),
        rows: found.into_iter().map(|entry| Row::new(entry, &agents, &tz)).collect(),
        choice,
        earlier: before.is_some(),
        next,
        shell,
    })
}

/// The same as a table, all pages of it. That somebody took it along is an entry, too.
pub(crate) async fn csv(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    query: Asked,
) -> Result {
    let tz = shell.me.tz();
    let choice = Choice::read(&query, &tz);
    let agents = web.desk.store().read(store::agent::all).await?;
    let found = desk.audit_entries(choice.filter, None, TABLE_LENGTH).await?;
    desk.note_audit_export(&shell.me, &choice.query).await?;
    let head =
        ["time (UTC)", "who", "what", "whom", "detail", "network address", "browser", "action"];
    // Programs read it, too: it is the same for everybody.
    let table = said_in(Language::english(), || {
        let mut table = spreadsheet::line(head);
        for entry in found {
            table.push_str(&spreadsheet::line(Row::new(entry, &agents, &tz).cells()));
        }
        table
    });
    let today = desk.store().now().to_zoned(tz).date();
    Ok(download(&format!("audit-{today}.csv"), table))
}

fn download(name: &str, table: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, table).into_response()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_chooses_days_in_the_readers_zone() {
        let asked = |pairs: &[(&str, &str)]| {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            axum::extract::Query(pairs.iter().map(own).collect::<Vec<_>>())
        };
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let query = asked(&[
            ("who", "3"),
            ("what", "sign-ins"),
            ("from", "2026-11-23"),
            ("to", "2026-11-23"),
        ]);
        let choice = Choice::read(&query, &berlin);
        assert_eq!(choice.filter.from, Some("2026-11-22T23:00:00Z".parse().unwrap()));
        assert_eq!(choice.filter.until, Some("2026-11-23T23:00:00Z".parse().unwrap()));
        assert!(
            choice.who == Some(AgentId(3)) && choice.filter.actions.contains(&Action::SignedIn)
        );
        assert_eq!(choice.query, "who=3&what=sign-ins&from=2026-11-23&to=2026-11-23");

        let choice =
            Choice::read(&asked(&[("who", "x"), ("what", "magic"), ("from", "soon")]), &berlin);
        assert!(choice.from_error.is_some() && choice.to_error.is_none());
        assert_eq!((choice.query.as_str(), choice.from.as_str()), ("", "soon"));
        assert!(choice.filter.actions.is_empty() && choice.filter.from.is_none());
    }

    proptest! {
        #[test]
        fn a_place_is_found_again(ms in 0_i64..4_000_000_000_000, source in 0_i64..2, id in 0..i64::MAX) {
            let at = Timestamp::from_millisecond(ms).unwrap();
            let there = Place { at, source, id };
            prop_assert_eq!(place(&place_to_text(there)), Some(there));
        }

        #[test]
        fn whatever_stands_in_an_address_is_read(text in "\\PC{0,30}") {
            let _ = (place(&text), day(&text));
        }
    }
}
