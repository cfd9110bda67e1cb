//! Canned replies: the page on which they are found, written and removed, and the list of them where one writes.

mod form;
mod offered;

use ::language::Wording;
use askama::Template;
use axum::{extract::State, http::HeaderMap};
use desk::canned_reply::{self, Restored};
use domain::{
    CannedReplyId, Timestamp,
    agent::Agent,
    canned_reply::{
        CannedReply, Uses, Whose, found,
        starter::{self, Starter},
    },
    team::Team,
    text::excerpt,
};
use jiff::tz::TimeZone;
use store::Db;

pub(crate) use self::{
    form::{create, edit, new, preview, update},
    offered::{count_use, offered},
};
use crate::{
    Web,
    customers::searched,
    error::Result,
    form::{Asked, At, asked},
    page::{on_to, page, wants_part},
    shell::{Assets, Nav, Shell},
    wording,
};

/// Where the page is.
const PLACE: &str = "/settings/canned-replies";
/// Characters of the words of one that the list shows.
const EXCERPT_CHARS: usize = 220;

/// The word for whose one is, in addresses and forms.
fn word(whose: Whose) -> String {
    match whose {
        Whose::Everybody => "everybody".to_owned(),
        Whose::Team(team) => format!("team-{team}"),
        Whose::Agent(_) => "own".to_owned(),
    }
}

/// Whose one is, in words.
fn label(whose: Whose, teams: &[Team]) -> String {
    match whose {
        Whose::Everybody => crate::t("canned-reply-everybodys").to_string(),
        Whose::Team(id) => match teams.iter().find(|team| team.id == id) {
            Some(team) => team.name.clone(),
            None => crate::t("team-gone").to_string(),
        },
        Whose::Agent(_) => crate::t("canned-reply-yours-alone").to_string(),
    }
}

/// One in the list.
struct Row {
    id: CannedReplyId,
    title: String,
    code: Option<String>,
    whose: String,
    language: Option<String>,
    text: String,
    /// "Used 12 times, last today".
    used: String,
    /// Whether whoever looks may change it.
    mine: bool,
}

/// How often one was used, in words.
fn used(uses: Uses, now: Timestamp, tz: &TimeZone) -> String {
    let Some(last) = uses.last_at else {
        return crate::t("canned-reply-not-used").to_string();
    };
    let often = match uses.count {
        1 => crate::t("canned-reply-used-once"),
        2 => crate::t("canned-reply-used-twice"),
        count => crate::t("canned-reply-used").with("count", count),
    };
    often.with("day", wording::on_day(last, now, tz)).to_string()
}

/// What the page finds.
struct Found {
    q: String,
    /// Whose alone are shown; empty for all.
    of: String,
    /// What can be chosen: the word, how it is called, and how many there are.
    filters: Vec<(String, String, usize)>,
    rows: Vec<Row>,
    /// Starters that are not among them yet.
    starters: Vec<&'static Starter>,
    /// Whether there are any at all.
    any: bool,
}

impl Found {
    fn new(
        seen: Vec<(CannedReply, Uses)>,
        teams: &[Team],
        me: &Agent,
        (q, of): (String, String),
        now: Timestamp,
    ) -> Self {
        let mut filters =
            vec![(String::new(), crate::t("canned-replies-all").to_string(), seen.len())];
        let every = [Whose::Everybody, Whose::Agent(me.id)].into_iter();
        for whose in every.chain(teams.iter().map(|team| Whose::Team(team.id))) {
            let count = seen.iter().filter(|(reply, _)| reply.content.whose == whose).count();
            if count > 0 {
                filters.push((word(whose), label(whose, teams), count));
            }
        }
        let there = |title| seen.iter().any(|(reply, _)| reply.content.title == title);
        let starters = starter::ALL.iter().filter(|starter| !there(starter.title)).collect();
        let any = !seen.is_empty();
        let mut shown = found(seen, &q, None);
        shown.retain(|(reply, _)| of.is_empty() || word(reply.content.whose) == of);
        let tz = me.tz();
        let row = |(reply, uses): (CannedReply, Uses)| Row {
            id: reply.id,
            whose: label(reply.content.whose, teams),
            language: reply.content.language.as_deref().map(wording::language),
            text: excerpt(&reply.content.text, EXCERPT_CHARS),
            used: used(uses, now, &tz),
            mine: reply.content.whose.is_changed_by(me),
            title: reply.content.title,
            code: reply.content.code,
        };
        Self { q, of, filters, rows: shown.into_iter().map(row).collect(), starters, any }
    }

    /// The filters with their addresses, and whether they are chosen.
    fn tabs(&self) -> impl Iterator<Item = (String, &str, usize, bool)> {
        let q = wording::percent_encoded(&self.q);
        self.filters.iter().map(move |(word, label, count)| {
            let href = format!("{PLACE}?q={q}&of={word}");
            (href, label.as_str(), *count, *word == self.of)
        })
    }
}

#[derive(Template)]
#[template(path = "canned_replies/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    found: Found,
    saved: Option<Wording>,
    /// One that was just removed, and can be brought back.
    removed: Option<(CannedReplyId, String)>,
    /// The title of the one that has the short code of what was brought back.
    code_of: Option<String>,
}

#[derive(Template)]
#[template(path = "canned_replies/found.html")]
struct FoundPart {
    assets: Assets,
    found: Found,
}

/// All that one sees.
pub(crate) async fn index(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    query: Asked,
) -> Result {
    let saved = asked(&query, "saved").map(|what| match what {
        "back" => crate::t("canned-reply-back"),
        _ => crate::t("canned-reply-kept"),
    });
    let code_of = asked(&query, "code-of").map(ToOwned::to_owned);
    let q = searched(asked(&query, "q").unwrap_or_default());
    let of = asked(&query, "of").unwrap_or_default().to_owned();
    let removed = asked(&query, "removed").and_then(|id| id.parse().ok()).map(CannedReplyId);
    let (me, now) = (shell.me.clone(), web.desk.store().now());
    let read = move |db: &mut Db| {
        let removed = match removed {
            Some(id) => canned_reply::find(db, &me, id).ok(),
            None => None,
        };
        let removed = removed
            .filter(|reply| reply.removed_at.is_some() && reply.content.whose.is_changed_by(&me))
            .map(|reply| (reply.id, reply.content.title));
        let seen = canned_reply::seen_by(db, &me)?;
        Ok::<_, desk::Error>((removed, seen, store::team::all(db)?))
    };
    let (removed, seen, teams) = web.desk.store().read(read).await?;
    let found = Found::new(seen, &teams, &shell.me, (q, of), now);
    if wants_part(&headers) {
        return page(&FoundPart { assets: shell.assets, found });
    }
    page(&Index { shell, nav: Nav::Settings, found, saved, removed, code_of })
}

/// Removes one.
pub(crate) async fn remove(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    web.desk.remove_canned_reply(&shell.me, CannedReplyId(id)).await?;
    on_to(&format!("{PLACE}?removed={id}"))
}

/// Brings it back.
pub(crate) async fn restore(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    match web.desk.restore_canned_reply(&shell.me, CannedReplyId(id)).await? {
        Restored::Whole => on_to(&format!("{PLACE}?saved=back")),
        Restored::WithoutCode(title) => {
            let title = wording::percent_encoded(&title);
            on_to(&format!("{PLACE}?saved=back&code-of={title}"))
        }
    }
}
