//! Standards: the page on which everybody reads what good looks like, writing them, and how a contact stands to them.

mod consistency;
mod form;
mod here;

use std::collections::HashMap;

use ::language::Wording;
use askama::Template;
use axum::extract::State;
use desk::standard::{self, Standard, team_share};
use domain::{
    StandardId, StandardVersionId, Timestamp,
    agent::Agent,
    standard::{
        Content, Reach, Role, Stage, Version,
        consistency::{DAYS, Share},
        starter,
    },
};
use jiff::{SignedDuration, tz::TimeZone};
use store::Db;

pub(crate) use self::{
    consistency::show as consistency,
    form::{change, create, edit, new, retire, retirement, take, take_back, understanding},
    here::{Here, rule, withdraw},
};
use crate::{
    Web,
    error::Result,
    form::{Asked, At, asked},
    page::page,
    shell::{Nav, Shell},
    wording,
};

/// Contacts in which a standard was not met that are listed, at the most.
const NOT_MET_MAX: i64 = 20;

/// How often a standard was met, in words.
pub(crate) struct Met {
    /// "82 % met".
    percent: Wording,
    /// "41 of 50, between 70 and 90 %".
    count: Wording,
}

impl Met {
    /// Nothing where there are too few to tell.
    fn of(share: Share, calls: bool) -> Option<Self> {
        let (low, high) = share.interval().filter(|_| share.is_told())?;
        let percent = format!("{:.0}", share.percent()?);
        let count = if calls {
            crate::t("standard-met-count-calls")
        } else {
            crate::t("standard-met-count")
        };
        Some(Self {
            percent: crate::t("standard-met-percent").with("percent", percent),
            count: count
                .with("met", share.met)
                .with("all", share.all)
                .with("low", format!("{low:.0}"))
                .with("high", format!("{high:.0}")),
        })
    }
}

/// One standard on the page.
struct Card {
    id: i64,
    title: String,
    words: String,
    theme: Wording,
    role: Option<Wording>,
    /// Where it stands for all channels and not only for this one.
    all_channels: bool,
    check: String,
    voice: bool,
    /// "since 3 November"; or when it begins. With another version that is to come, or the end: "another version
    /// from 1 December".
    since: Wording,
    met: Option<Met>,
    /// Outcomes so far, where they are too few.
    few: i64,
    /// Standards that ask for the opposite, in words.
    against: Option<Wording>,
}

/// Standards of one stage.
struct Group {
    id: &'static str,
    title: Wording,
    lead: Wording,
    cards: Vec<Card>,
}

/// A starter that can be taken.
struct Offered {
    key: &'static str,
    title: &'static str,
    words: &'static str,
    check: &'static str,
    stage: Wording,
    theme: Wording,
}

#[derive(Template)]
#[template(path = "standards/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    reach: Reach,
    groups: Vec<Group>,
    offered: Vec<Offered>,
    /// Standards that were retired: their id and what they were called.
    retired: Vec<(i64, String)>,
    saved: Option<Wording>,
}

impl Index {
    fn tabs(&self) -> impl Iterator<Item = (String, Wording, bool)> + use<'_> {
        Reach::ALL.into_iter().map(|reach| (address(reach), reach.title(), reach == self.reach))
    }

    fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.cards.is_empty())
    }
}

/// The address of a channel’s standards.
fn address(reach: Reach) -> String {
    format!("/standards?channel={}", wording::percent_encoded(reach.as_str()))
}

/// The channel that an address asks for.
fn reach_of(query: &Asked) -> Reach {
    asked(query, "channel").and_then(Reach::parse).unwrap_or(Reach::Chat)
}

/// A day in a sentence, with the time where it is not the beginning of the day.
fn when(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    let local = at.to_zoned(tz.clone());
    let day = wording::on_day(at, now, tz);
    if local.time() == jiff::civil::Time::midnight() {
        day
    } else {
        crate::t("standard-day-and-time")
            .with("day", day)
            .with("time", wording::time(at, tz))
            .to_string()
    }
}

/// That some standards ask for the opposite of one; nothing where none does.
fn against(titles: Vec<String>) -> Option<Wording> {
    let quoted = |title: String| crate::t("standard-quoted").with("title", title).to_string();
    let quoted: Vec<String> = titles.into_iter().map(quoted).collect();
    let said = crate::t("standard-against").with("standards", ::language::list(&quoted));
    (!quoted.is_empty()).then_some(said)
}

/// What is known of all standards.
pub(crate) struct Known {
    pub(crate) standards: Vec<Standard>,
    shares: HashMap<StandardVersionId, Share>,
    now: Timestamp,
    tz: TimeZone,
}

impl Known {
    pub(crate) fn read(db: &mut Db, now: Timestamp) -> desk::Result<Self> {
        let since = now - SignedDuration::from_hours(24 * DAYS);
        let standards = standard::all(db)?;
        let mut shares: HashMap<_, _> =
            store::standard_outcome::shares(db, since)?.into_iter().collect();
        for (version, content) in standards.iter().filter_map(|known| known.in_force(now)) {
            if content.check.is_voice()
                && let Some(team) = team_share(db, version.id, since)?
            {
                shares.insert(version.id, Share { met: team.met, all: team.calls });
            }
        }
        let tz = desk::workspace::Workspace::read(db)?.tz();
        Ok(Self { standards, shares, now, tz })
    }

    /// How often the version that is in force was met.
    pub(crate) fn share(&self, standard: &Standard) -> Share {
        let in_force = standard.in_force(self.now);
        in_force.and_then(|(version, _)| self.shares.get(&version.id)).copied().unwrap_or_default()
    }

    fn card(&self, standard: &Standard, tab: Reach) -> Option<Card> {
        let (now, tz) = (self.now, &self.tz);
        let content = standard.content(now)?;
        let in_force = standard.in_force(now);
        let share = self.share(standard);
        let coming = standard.coming(now);
        let day = |version: &Version| when(version.effective_at, now, tz);
        let since = match (in_force, coming) {
            (Some((version, _)), _) => crate::t("standard-since").with("day", day(version)),
            (None, Some(version)) => crate::t("standard-begins").with("day", day(version)),
            (None, None) => crate::t("standard-is-retired"),
        };
        let since = match coming.filter(|_| in_force.is_some()) {
            Some(version) if version.content.is_some() => crate::t("standard-since-and-version")
                .with("since", since)
                .with("day", day(version)),
            Some(version) => crate::t("standard-since-and-retired")
                .with("since", since)
                .with("day", day(version)),
            None => since,
        };
        Some(Card {
            id: standard.id.0,
            title: content.title.clone(),
            words: content.words.clone(),
            theme: content.theme.title(),
            role: (content.role == Role::FirstResponder).then(|| content.role.title()),
            all_channels: content.reach == Reach::Any && tab != Reach::Any,
            check: content.check.to_string(),
            voice: content.check.is_voice(),
            since,
            met: Met::of(share, content.check.is_voice()),
            few: share.all,
            against: against(standard::against(&self.standards, content, Some(standard.id), now)),
        })
    }
}

pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let (now, reach) = (web.desk.store().now(), reach_of(&query));
    let known = web.desk.store().read(move |db| Known::read(db, now)).await?;
    let of_tab = |content: &Content| content.reach == reach || content.reach == Reach::Any;
    let kept: Vec<&Standard> = known.standards.iter().filter(|one| one.is_kept(now)).collect();
    let groups = Stage::ALL.into_iter().map(|stage| Group {
        id: stage.as_str(),
        title: stage.title(),
        lead: match stage {
            Stage::Start => crate::t("standard-stage-start-lead"),
            Stage::During => crate::t("standard-stage-during-lead"),
            Stage::End => crate::t("standard-stage-end-lead"),
        },
        cards: kept
            .iter()
            .filter(|one| one.content(now).is_some_and(|c| c.stage == stage && of_tab(c)))
            .filter_map(|one| known.card(one, reach))
            .collect(),
    });
    let groups: Vec<Group> = groups.collect();
    let there = |starter: &&starter::Starter| {
        let same = |one: &&&Standard| {
            one.content(now).is_some_and(|c| c.title == starter.title && c.reach == starter.reach)
        };
        !kept.iter().any(|one| same(&one))
    };
    let offered = starter::ALL.iter().filter(|starter| starter.reach == reach).filter(there);
    let offered = offered
        .map(|starter| Offered {
            key: starter.key,
            title: starter.title,
            words: starter.words,
            check: starter.check,
            stage: starter.stage.title(),
            theme: starter.theme.title(),
        })
        .collect();
    let retired = known.standards.iter().filter(|one| !one.is_kept(now));
    let retired = retired
        .filter_map(|one| Some((one.id.0, one.content(now).filter(|c| of_tab(c))?.title.clone())))
        .collect();
    let saved = asked(&query, "saved").map(|what| match what {
        "taken" => crate::t("standards-saved-taken"),
        "retired" => crate::t("standards-saved-retired"),
        _ => crate::t("standards-saved"),
    });
    page(&Index { shell, nav: Nav::Standards, reach, groups, offered, retired, saved })
}

/// One version, as the history tells it.
struct Told {
    id: StandardVersionId,
    /// "Version 2, in force, from 3 November".
    about: Wording,
    /// "by Mia Hartmann, 1 November".
    by: Wording,
    /// What is not as in the version before.
    changes: Vec<(Wording, String)>,
    coming: bool,
}

fn changes(version: &Version, before: Option<&Content>) -> Vec<(Wording, String)> {
    let Some(content) = &version.content else {
        return vec![(crate::t("standard-part-retired"), String::new())];
    };
    let fields = |content: &Content| {
        [
            (crate::t("standard-part-title"), content.title.clone()),
            (crate::t("standard-part-words"), content.words.clone()),
            (crate::t("standard-part-check"), content.check.to_string()),
            (crate::t("standard-part-for"), content.reach.title().to_string()),
            (crate::t("standard-part-when"), content.stage.title().to_string()),
            (crate::t("standard-part-theme"), content.theme.title().to_string()),
            (crate::t("standard-part-role"), content.role.title().to_string()),
        ]
    };
    let old = before.map(fields);
    let new = fields(content).into_iter().enumerate();
    new.filter(|(place, field)| {
        old.as_ref().is_none_or(|old| old[*place] != *field) && !field.1.is_empty()
    })
    .map(|(_, field)| field)
    .collect()
}

fn history(standard: &Standard, agents: &[Agent], now: Timestamp, tz: &TimeZone) -> Vec<Told> {
    let in_force = standard.in_force(now).map(|(version, _)| version.id);
    let mut before: Option<&Content> = None;
    let mut told = Vec::new();
    for version in &standard.versions {
        let by = agents.iter().find(|agent| agent.id == version.made_by);
        let state = match () {
            () if version.withdrawn_at.is_some() => "taken-back",
            () if version.is_coming(now) => "to-come",
            () if in_force == Some(version.id) => "in-force",
            () => "before",
        };
        let by = match by {
            Some(agent) => crate::t("standard-version-by").with("name", &agent.name),
            None => crate::t("standard-version-by-somebody"),
        };
        told.push(Told {
            id: version.id,
            about: crate::t("standard-version")
                .with("state", state)
                .with("number", version.number)
                .with("day", when(version.effective_at, now, tz)),
            by: by.with("day", when(version.made_at, now, tz)),
            changes: changes(version, before),
            coming: version.is_coming(now),
        });
        if version.withdrawn_at.is_none() {
            before = version.content.as_ref().or(before);
        }
    }
    told.reverse();
    told
}

/// A contact in which a standard was not met. Nobody is named.
struct Missed {
    href: String,
    when: String,
    subject: String,
}

#[derive(Template)]
#[template(path = "standards/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    card: Card,
    back: String,
    reach: Wording,
    stage: Wording,
    history: Vec<Told>,
    missed: Vec<Missed>,
    /// Whether it can still be changed: it is in force or to come, and nothing else waits.
    changeable: bool,
    kept: bool,
}

/// One standard, with its history and where it was not met.
pub(crate) async fn show(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    let (id, now) = (StandardId(id), web.desk.store().now());
    let read = move |db: &mut Db| {
        let known = Known::read(db, now)?;
        let standard = standard::find(db, id)?;
        let agents = store::agent::all(db)?;
        let since = now - SignedDuration::from_hours(24 * DAYS);
        let mut missed = Vec::new();
        for (conversation, began, message) in
            store::standard_outcome::not_met(db, id, since, NOT_MET_MAX)?
        {
            let Some(found) = store::conversation::find(db, conversation)? else { continue };
            let place = message.map(|message| format!("#message-{message}")).unwrap_or_default();
            let href = format!("/conversations/{conversation}{place}");
            missed.push((href, began, found.display_subject()));
        }
        Ok::<_, desk::Error>((known, standard, agents, missed))
    };
    let (known, standard, agents, missed) = web.desk.store().read(read).await?;
    let missed = missed.into_iter().map(|(href, began, subject)| {
        let when = crate::t("standard-missed-when")
            .with("day", wording::day(began, now, &known.tz))
            .with("time", wording::time(began, &known.tz));
        Missed { href, when: when.to_string(), subject }
    });
    let content = standard.content(now).ok_or_else(|| desk::Error::not_found("standard"))?;
    let card =
        known.card(&standard, content.reach).ok_or_else(|| desk::Error::not_found("standard"))?;
    page(&Show {
        nav: Nav::Standards,
        back: address(content.reach),
        reach: content.reach.title(),
        stage: content.stage.title(),
        history: history(&standard, &agents, now, &known.tz),
        missed: missed.collect(),
        changeable: standard.coming(now).is_none(),
        kept: standard.is_kept(now),
        card,
        shell,
    })
}
