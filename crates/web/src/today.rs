//! Today: the first page of the day. Who waits, what comes back, what one left half done, and who
//! else is here.

mod own;

use ::language::Wording;
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use desk::{corner::Corner, intention::day_of};
use domain::{
    AgentId, Timestamp, WebhookId,
    access::Permission,
    agent::{Agent, Availability},
    conversation::State as Stands,
    message::{Author, Message},
    text,
    webhook::Webhook,
};
use jiff::{ToSpan, tz::TimeZone};
use store::{
    Db,
    conversation::{Assignee, Filter, Listed},
    promise::Owner,
};

use self::own::Own;
pub(crate) use self::own::kind_word;
use crate::{
    Web,
    access::MyCorner,
    conversations::{Row, rows},
    error::Result,
    form::Asked,
    page::{on_to, page_with},
    promises::{self, Keepers, Shown, due_until},
    shell::{Assets, COUNT_MAX, Nav, Shell},
    wording,
};

/// Of those who wait the longest, so many are shown.
const LONGEST_MAX: i64 = 5;
/// Most snoozed conversations that are shown as coming back today.
const BACK_MAX: i64 = 20;
/// Most promises that are shown.
const PROMISES_MAX: i64 = 20;
/// Characters of a draft or a note that are shown.
const EXCERPT_CHARS: usize = 120;

/// One line with its time: something that comes back, a draft, a mention.
struct Line {
    at: Timestamp,
    /// How its time is said.
    time: String,
    href: String,
    title: Wording,
    about: Wording,
}

/// A colleague, and whether they are here.
struct Colleague {
    name: String,
    here: bool,
    away: bool,
    /// When they are back, where they said so.
    back: Option<String>,
    /// What they mean to bring today, where they share it.
    intends: Option<String>,
}

impl Colleague {
    fn where_about(&self) -> Wording {
        match (&self.back, self.away, self.here) {
            (Some(back), ..) => crate::t("today-colleague-back").with("time", back),
            (None, true, _) => crate::t("today-colleague-away"),
            (None, false, true) => crate::t("today-colleague-here"),
            (None, false, false) => crate::t("today-colleague-not-here"),
        }
    }
}

#[derive(Template)]
#[template(path = "today/show.html")]
struct Today {
    shell: Shell,
    nav: Nav,
    parts: Parts,
    own: Own,
    /// Whether calls are taken here, for which one warms up.
    calls: bool,
}

struct Parts {
    now: Timestamp,
    tz: TimeZone,
    longest: Vec<Row>,
    promises: Vec<Shown>,
    keepers: Keepers,
    back: Vec<Line>,
    drafts: Vec<Line>,
    mentions: Vec<Line>,
    yours: i64,
    nobodys: i64,
    everyones: i64,
    team: Vec<Colleague>,
    /// That somebody took away one's second factor, while one was not told.
    factor_reset: Option<FactorReset>,
    /// Webhooks that were switched off by themselves, for whoever can do something about it.
    troubled: Vec<(WebhookId, String)>,
}

impl Parts {
    fn read(db: &mut Db, me: &Agent, now: Timestamp) -> desk::Result<Self> {
        let tz = me.tz();
        let everyones = count(db, Assignee::Any)?;
        let yours = count(db, Assignee::Agent(me.id))?;
        let listed = store::conversation::list(db, &waiting(Assignee::Any), LONGEST_MAX, 0)?;
        let agents = store::agent::all(db)?;
        Ok(Self {
            now,
            longest: rows(db, listed, now, &tz)?,
            promises: promised(db, me, &agents, now)?,
            keepers: Keepers::read(db)?,
            back: coming_back(db, now, &tz)?,
            drafts: drafts(db, me, now)?,
            mentions: mentions(db, me, &agents, now)?,
            yours,
            nobodys: count(db, Assignee::Nobody)?,
            everyones,
            factor_reset: factor_reset(db, me, &agents)?,
            team: team(&agents, &store::intention::shared(db)?, me, now),
            troubled: troubled(db, me)?,
            tz,
        })
    }

    fn summary(&self) -> Wording {
        let day = self.now.to_zoned(self.tz.clone()).date();
        crate::t("today-summary")
            .with("weekday", ::language::weekday(day))
            .with("day", ::language::day(day))
            .with("waiting", who_waits(self.everyones, self.yours))
    }

    /// "Mia took away your second factor today."
    fn factor_reset(&self) -> Option<Wording> {
        let FactorReset { by, at } = self.factor_reset.as_ref()?;
        let said = match by {
            Some(name) => crate::t("today-factor-reset").with("name", name),
            None => crate::t("today-factor-reset-by-server"),
        };
        Some(said.with("day", wording::on_day(*at, self.now, &self.tz)))
    }
}

/// That a second factor was taken away: by whom, where it was somebody of the desk, and when.
struct FactorReset {
    by: Option<String>,
    at: Timestamp,
}

fn factor_reset(db: &mut Db, me: &Agent, agents: &[Agent]) -> desk::Result<Option<FactorReset>> {
    let reset = store::second_factor::reset_of(db, me.id)?;
    Ok(reset.map(|reset| {
        let by = agents.iter().find(|agent| Some(agent.id) == reset.by);
        FactorReset { by: by.map(|agent| agent.first_name().to_owned()), at: reset.at }
    }))
}

/// Webhooks that were switched off by themselves.
fn troubled(db: &mut Db, me: &Agent) -> desk::Result<Vec<(WebhookId, String)>> {
    if !me.role.may(Permission::ManageWorkspace) {
        return Ok(Vec::new());
    }
    let webhooks = store::webhook::all(db)?.into_iter().filter(Webhook::is_in_trouble);
    Ok(webhooks.map(|webhook| (webhook.id, webhook.name)).collect())
}

fn waiting(assignee: Assignee) -> Filter {
    Filter { assignee, ..Filter::all(Stands::WaitingOnUs) }
}

fn count(db: &mut Db, assignee: Assignee) -> desk::Result<i64> {
    Ok(store::conversation::count(db, &waiting(assignee), COUNT_MAX)?)
}

/// How people greet each other at that hour.
fn greeting(hour: i8) -> Wording {
    match hour {
        4..12 => crate::t("today-good-morning"),
        12..18 => crate::t("today-good-afternoon"),
        _ => crate::t("today-good-evening"),
    }
}

/// "Seven people are waiting, two of them for you."
fn who_waits(everyones: i64, yours: i64) -> Wording {
    let said = match (everyones, yours) {
        (0, _) => return crate::t("today-waiting-nobody"),
        (1, 0) => return crate::t("today-waiting-one"),
        (1, _) => return crate::t("today-waiting-one-for-you"),
        (_, 0) => crate::t("today-waiting"),
        (all, yours) if all == yours => crate::t("today-waiting-all-for-you"),
        (_, yours) => crate::t("today-waiting-some-for-you")
            .with("mine", yours)
            .with("yours", in_words(yours)),
    };
    said.with("count", everyones).with("all", in_words_first(everyones))
}

/// A small number in words, as people write it.
fn in_words(number: i64) -> Wording {
    match number {
        1 => crate::t("number-one"),
        2 => crate::t("number-two"),
        3 => crate::t("number-three"),
        4 => crate::t("number-four"),
        5 => crate::t("number-five"),
        6 => crate::t("number-six"),
        7 => crate::t("number-seven"),
        8 => crate::t("number-eight"),
        9 => crate::t("number-nine"),
        10 => crate::t("number-ten"),
        11 => crate::t("number-eleven"),
        12 => crate::t("number-twelve"),
        _ => ::language::number(number).into(),
    }
}

/// … with which a sentence begins: two at the least.
fn in_words_first(number: i64) -> Wording {
    match number {
        2 => crate::t("number-two-first"),
        3 => crate::t("number-three-first"),
        4 => crate::t("number-four-first"),
        5 => crate::t("number-five-first"),
        6 => crate::t("number-six-first"),
        7 => crate::t("number-seven-first"),
        8 => crate::t("number-eight-first"),
        9 => crate::t("number-nine-first"),
        10 => crate::t("number-ten-first"),
        11 => crate::t("number-eleven-first"),
        12 => crate::t("number-twelve-first"),
        _ => ::language::number(number).into(),
    }
}

/// A moment in a narrow column: the time of today, or the day.
fn moment(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    let (local, today) = (at.to_zoned(tz.clone()), now.to_zoned(tz.clone()).date());
    let is_recent = today.checked_sub(6.days()).is_ok_and(|first| local.date() >= first);
    if local.date() == today {
        ::language::time_of_day(local.time())
    } else if is_recent {
        ::language::weekday_in_short(local.date())
    } else {
        ::language::day_in_short(local.date())
    }
}

/// Snoozed conversations that wake before this day ends where the agent is.
fn coming_back(db: &mut Db, now: Timestamp, tz: &TimeZone) -> desk::Result<Vec<Line>> {
    let filter = Filter::all(Stands::Snoozed);
    let today = now.to_zoned(tz.clone()).date();
    let listed = store::conversation::list(db, &filter, BACK_MAX, 0)?;
    let line = |listed: &Listed| {
        let at = listed.conversation.standing.snoozed_until?;
        let customer = domain::customer::display_name(&listed.customer_name);
        let about = match &listed.assignee_name {
            Some(name) => crate::t("today-back-with").with("name", name),
            None => crate::t("today-back-with-nobody"),
        };
        (at.to_zoned(tz.clone()).date() <= today).then(|| Line {
            at,
            time: wording::time(at, tz),
            href: format!("/conversations/{}", listed.conversation.id),
            title: listed.conversation.display_subject().into(),
            about: about.with("customer", customer),
        })
    };
    Ok(listed.iter().map_while(line).collect())
}

/// What we promised for today, and what is late: one's own first, each in the order in which it is due.
fn promised(db: &mut Db, me: &Agent, agents: &[Agent], now: Timestamp) -> desk::Result<Vec<Shown>> {
    let until = due_until(now, &me.tz());
    let open = store::promise::open_between(db, Owner::Any, Timestamp::MIN, until, PROMISES_MAX)?;
    let mut shown = Vec::new();
    for promise in open {
        shown.push(promises::show(db, promise, agents, me, now)?);
    }
    shown.sort_by_key(|promise| !promise.mine);
    if let Some(next) = shown.first_mut() {
        next.primary = true;
    }
    Ok(shown)
}

/// What the agent began to write and left.
fn drafts(db: &mut Db, me: &Agent, now: Timestamp) -> desk::Result<Vec<Line>> {
    let ids = store::draft::conversations(db, me.id)?;
    let mut lines = Vec::new();
    for listed in store::conversation::of_ids(db, &ids)? {
        let id = listed.conversation.id;
        let left = store::draft::of_agent(db, id, me.id)?;
        let left = left.into_iter().filter(|draft| !draft.text.is_empty());
        let Some(draft) = left.max_by_key(|draft| draft.updated_at) else { continue };
        lines.push(Line {
            at: draft.updated_at,
            time: moment(draft.updated_at, now, &me.tz()),
            href: format!("/conversations/{id}"),
            title: crate::t("today-draft")
                .with("customer", domain::customer::display_name(&listed.customer_name))
                .with("subject", listed.conversation.display_subject()),
            about: text::excerpt(&draft.text, EXCERPT_CHARS).into(),
        });
    }
    Ok(lines)
}

/// Notes in which the agent was mentioned and that they have not opened.
fn mentions(db: &mut Db, me: &Agent, agents: &[Agent], now: Timestamp) -> desk::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for Message { conversation_id, author, text, at, .. } in
        store::message::unseen_mentions(db, me.id)?
    {
        let Some(listed) = store::conversation::of_ids(db, &[conversation_id])?.pop() else {
            continue;
        };
        let by = agents.iter().find(|agent| author == Author::Agent(agent.id));
        let by = by.map_or(crate::t("somebody"), |agent| agent.first_name().into());
        lines.push(Line {
            at,
            time: moment(at, now, &me.tz()),
            href: format!("/conversations/{conversation_id}"),
            title: crate::t("today-mention")
                .with("name", by)
                .with("subject", listed.conversation.display_subject()),
            about: text::excerpt(&text, EXCERPT_CHARS).into(),
        });
    }
    Ok(lines)
}

/// The others on the desk: those who are here first.
fn team(
    agents: &[Agent],
    shared: &[(AgentId, String, String)],
    me: &Agent,
    now: Timestamp,
) -> Vec<Colleague> {
    let intends = |agent: &Agent| {
        let today = day_of(agent, now);
        let shared = shared.iter().find(|(of, day, _)| *of == agent.id && *day == today);
        shared.map(|(.., words)| words.clone())
    };
    let others = agents.iter().filter(|a| a.id != me.id && a.deactivated_at.is_none());
    let mut team: Vec<_> = others
        .map(|agent| Colleague {
            name: agent.name.clone(),
            here: agent.at_desk(now),
            intends: intends(agent),
            away: matches!(agent.availability, Availability::Away { .. }),
            back: match agent.availability {
                Availability::Away { back_at: Some(at) } if at > now => {
                    Some(wording::soon(at, now, &me.tz()))
                }
                _ => None,
            },
        })
        .collect();
    team.sort_by_key(|colleague| !colleague.here);
    team
}

impl Today {
    async fn read(web: &Web, shell: Shell, corner: Option<&Corner>, query: &Asked) -> Result<Self> {
        let me = shell.me.clone();
        let now = web.desk.store().now();
        let own = Own::read(web, &me, corner, query, now).await?;
        let parts = web.desk.store().read(move |db| Parts::read(db, &me, now)).await?;
        Ok(Self { shell, nav: Nav::Today, parts, own, calls: web.desk.takes_calls() })
    }

    fn assets(&self) -> Assets {
        self.shell.assets
    }

    fn greeting(&self) -> Wording {
        let hour = self.parts.now.to_zoned(self.parts.tz.clone()).hour();
        greeting(hour).with("name", self.shell.me.first_name())
    }
}

pub(crate) async fn home() -> Result {
    on_to("/today")
}

pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    corner: Option<MyCorner>,
    query: Asked,
) -> Result {
    let corner = corner.map(|MyCorner(corner)| corner);
    page_with(StatusCode::OK, &Today::read(&web, shell, corner.as_ref(), &query).await?)
}

/// The page again, with what was wrong with an intention.
pub(crate) async fn with_bad_intention(
    web: &Web,
    shell: Shell,
    corner: Corner,
    typed: String,
    error: String,
) -> Result {
    let asked = Query(vec![("intention".to_owned(), String::new())]);
    let mut again = Today::read(web, shell, Some(&corner), &asked).await?;
    again.own.typed = Some(typed);
    again.own.error = Some(error);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_is_said_as_people_say_it() {
        for (everyones, yours, words) in [
            (0, 0, "Nobody is waiting."),
            (1, 0, "One person is waiting."),
            (1, 1, "One person is waiting, for you."),
            (7, 0, "Seven people are waiting."),
            (7, 2, "Seven people are waiting, two of them for you."),
            (2, 2, "Two people are waiting, all of them for you."),
            (31, 12, "31 people are waiting, twelve of them for you."),
        ] {
            assert_eq!(who_waits(everyones, yours).to_string(), words);
        }
    }

    #[test]
    fn the_greeting_follows_the_hour() {
        for (hour, words) in [
            (3, "Good evening"),
            (4, "Good morning"),
            (11, "Good morning"),
            (12, "Good afternoon"),
            (17, "Good afternoon"),
            (18, "Good evening"),
        ] {
            let greeting = greeting(hour).with("name", "Mia").to_string();
            assert_eq!(greeting, format!("{words}, Mia"));
        }
    }

    #[test]
    fn a_moment_is_a_time_today_and_a_day_before() {
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        for (at, words) in [
            ("2026-11-22T08:05:00Z", "08:05"),
            ("2026-11-20T08:05:00Z", "Fri"),
            ("2026-11-16T08:05:00Z", "Mon"),
            ("2026-11-15T08:05:00Z", "15 Nov"),
        ] {
            assert_eq!(moment(at.parse().unwrap(), now, &TimeZone::UTC), words);
        }
    }
}
