//! Standards: the page on which everybody reads what good looks like, writing them, and how a contact stands to them.

mod consistency;
mod form;
mod here;

use std::collections::HashMap;

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
    /// "82 %".
    percent: String,
    /// "between 70 and 90 %".
    between: String,
    /// "41 of 50".
    count: String,
}

impl Met {
    /// Nothing where there are too few to tell.
    fn of(share: Share) -> Option<Self> {
        let (low, high) = share.interval().filter(|_| share.is_told())?;
        Some(Self {
            percent: format!("{:.0} %", share.percent()?),
            between: format!("between {low:.0} and {high:.0} %"),
            count: format!("{} of {}", share.met, share.all),
        })
    }
}

/// One standard on the page.
struct Card {
    id: i64,
    title: String,
    words: String,
    theme: &'static str,
    role: Option<&'static str>,
    /// Where it stands for all channels and not only for this one.
    all_channels: bool,
    check: String,
    voice: bool,
    /// "since 3 November"; or when it begins.
    since: String,
    /// Another version that is to come, or the end: "another version from 1 December".
    coming: Option<String>,
    met: Option<Met>,
    /// Outcomes so far, where they are too few.
    few: i64,
    /// Standards that ask for the opposite.
    against: Vec<String>,
}

/// Standards of one stage.
struct Group {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    cards: Vec<Card>,
}

/// A starter that can be taken.
struct Offered {
    key: &'static str,
    title: &'static str,
    words: &'static str,
    check: &'static str,
    stage: &'static str,
    theme: &'static str,
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
    saved: Option<&'static str>,
}

impl Index {
    fn tabs(&self) -> impl Iterator<Item = (String, &'static str, bool)> + use<'_> {
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
        day.replace("Tomorrow", "tomorrow")
    } else {
        format!("{}, {}", day.replace("Tomorrow", "tomorrow"), local.strftime("%H:%M"))
    }
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
        let since = match (in_force, coming) {
            (Some((version, _)), _) => format!("since {}", when(version.effective_at, now, tz)),
            (None, Some(version)) => format!("begins {}", when(version.effective_at, now, tz)),
            (None, None) => "retired".to_owned(),
        };
        Some(Card {
            id: standard.id.0,
            title: content.title.clone(),
            words: content.words.clone(),
            theme: content.theme.title(),
            role: (content.role == Role::FirstResponder).then_some("First responder"),
            all_channels: content.reach == Reach::Any && tab != Reach::Any,
            check: content.check.to_string(),
            voice: content.check.is_voice(),
            since,
            coming: coming.filter(|_| in_force.is_some()).map(|version| {
                let what = if version.content.is_some() { "another version" } else { "retired" };
                format!("{what} from {}", when(version.effective_at, now, tz))
            }),
            met: Met::of(share),
            few: share.all,
            against: standard::against(&self.standards, content, Some(standard.id), now),
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
            Stage::Start => "The first words decide how the whole contact goes.",
            Stage::During => "While we help.",
            Stage::End => "The last impression counts like the first.",
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
        "taken" => "Standards to begin with are in force. Change or retire whatever does not fit.",
        "retired" => "It is retired. Contacts that began before are still judged by it.",
        _ => "It is kept. Contacts that began before are not judged by it.",
    });
    page(&Index { shell, nav: Nav::Standards, reach, groups, offered, retired, saved })
}

/// One version, as the history tells it.
struct Told {
    id: StandardVersionId,
    number: i64,
    /// "in force", "to come", "before", "taken back".
    state: &'static str,
    from: String,
    by: String,
    made: String,
    /// What is not as in the version before.
    changes: Vec<(&'static str, String)>,
    coming: bool,
}

fn changes(version: &Version, before: Option<&Content>) -> Vec<(&'static str, String)> {
    let Some(content) = &version.content else { return vec![("Retired", String::new())] };
    let fields = |content: &Content| {
        [
            ("Title", content.title.clone()),
            ("Words", content.words.clone()),
            ("Check", content.check.to_string()),
            ("For", content.reach.title().to_owned()),
            ("When", content.stage.title().to_owned()),
            ("Theme", content.theme.title().to_owned()),
            ("Whose words", content.role.title().to_owned()),
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
        told.push(Told {
            id: version.id,
            number: version.number,
            state: match () {
                () if version.withdrawn_at.is_some() => "taken back",
                () if version.is_coming(now) => "to come",
                () if in_force == Some(version.id) => "in force",
                () => "before",
            },
            from: when(version.effective_at, now, tz),
            by: by.map_or("somebody", |agent| agent.name.as_str()).to_owned(),
            made: when(version.made_at, now, tz),
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
    reach: &'static str,
    stage: &'static str,
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
            missed.push(Missed {
                href: format!("/conversations/{conversation}{place}"),
                when: format!(
                    "{}, {}",
                    wording::day(began, now, &known.tz),
                    wording::time(began, &known.tz)
                ),
                subject: found.display_subject(),
            });
        }
        Ok::<_, desk::Error>((known, standard, agents, missed))
    };
    let (known, standard, agents, missed) = web.desk.store().read(read).await?;
    let content = standard.content(now).ok_or_else(|| desk::Error::not_found("standard"))?;
    let card =
        known.card(&standard, content.reach).ok_or_else(|| desk::Error::not_found("standard"))?;
    page(&Show {
        nav: Nav::Standards,
        back: address(content.reach),
        reach: content.reach.title(),
        stage: content.stage.title(),
        history: history(&standard, &agents, now, &known.tz),
        missed,
        changeable: standard.coming(now).is_none(),
        kept: standard.is_kept(now),
        card,
        shell,
    })
}
