//! Teams: what they are called, who is in them, when they are there and who takes what comes.

use ::language::Wording;
use askama::Template;
use axum::{extract::State, http::StatusCode};
use domain::{
    AgentId, TeamId, Timestamp,
    agent::Agent,
    assignment::Way,
    hours::{Hours, WEEKDAYS, parse_day, weekday_name},
    schedule::{Now, Schedule},
    team::{Clock, Team},
};
use jiff::{ToSpan, tz::TimeZone};
use store::Db;

use crate::{
    Web,
    error::Result,
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
    wording,
};

/// A day of a team's week as its form has it.
struct Day {
    short: &'static str,
    name: Wording,
    given: String,
    error: Option<String>,
}

/// The days of a week.
fn days(hours: &Hours) -> Vec<Day> {
    let day = |&(day, short, _)| Day {
        short,
        name: weekday_name(day),
        given: hours.day_words(day),
        error: None,
    };
    WEEKDAYS.iter().map(day).collect()
}

/// A way to give out conversations, as a form offers it.
pub(crate) struct Choice {
    pub(crate) word: &'static str,
    pub(crate) name: Wording,
    pub(crate) means: Wording,
}

/// All ways.
pub(crate) fn ways() -> [Choice; 3] {
    Way::ALL.map(|way| {
        let (name, means) = match way {
            Way::ByHand => (crate::t("team-by-hand"), crate::t("team-by-hand-means")),
            Way::ByTurn => (crate::t("team-by-turn"), crate::t("team-by-turn-means")),
            Way::LeastBusy => (crate::t("team-least-busy"), crate::t("team-least-busy-means")),
        };
        Choice { word: way.as_str(), name, means }
    })
}

/// Whether a team is there, in words on the reader's clock.
fn open_words(schedule: &Schedule, now: Timestamp, tz: &TimeZone) -> Wording {
    match schedule.at(now) {
        Now::Open { until } => {
            let local = until.to_zoned(tz.clone());
            let today = now.to_zoned(tz.clone()).date();
            let is =
                |days: i64| today.checked_add(days.days()).is_ok_and(|date| date == local.date());
            let said = if is(0) {
                crate::t("team-there-until-today")
            } else if is(1) {
                crate::t("team-there-until-tomorrow")
            } else if (2..7).any(is) {
                crate::t("team-there-until").with("day", ::language::weekday(local.date()))
            } else {
                crate::t("team-there-until").with("day", ::language::day(local.date()))
            };
            said.with("time", wording::time(until, tz))
        }
        Now::Closed { next: Some(next) } => {
            crate::t("team-back").with("time", wording::soon(next, now, tz))
        }
        Now::Closed { next: None } => crate::t("team-no-hours"),
    }
}

/// How what comes is given out, and who is next.
fn given_out(team: &Team, agents: &[Agent], turns: &[AgentId], now: Timestamp) -> Wording {
    let agent = |id: &AgentId| agents.iter().find(|agent| agent.id == *id);
    let here = turns.iter().filter_map(agent).find(|agent| agent.at_desk(now));
    match (team.way, here) {
        (Way::ByHand, _) => crate::t("team-taken-by-hand"),
        (_, None) => crate::t("team-nobody-at-desk"),
        (Way::ByTurn, Some(next)) => crate::t("team-next").with("name", next.first_name()),
        (Way::LeastBusy, Some(_)) => crate::t("team-to-least-busy"),
    }
}

/// A team as it is shown, and as its form is filled in.
struct Shown {
    /// Nothing for a team that is about to be made.
    id: Option<TeamId>,
    /// What the ids in its form begin with.
    form: String,
    name: String,
    /// The name in the form.
    given: String,
    /// Everybody on the desk, and whether they are in it.
    members: Vec<(Agent, bool)>,
    /// Whether its hours are its own.
    own_hours: bool,
    time_zone: String,
    days: Vec<Day>,
    way: &'static str,
    takes_back: bool,
    /// Whether it is there now, in words.
    open: Wording,
    /// How what comes is given out, and who is next.
    given_out: Wording,
    error: Option<String>,
}

impl Shown {
    fn new(team: &Team, agents: &[Agent], desk: &Schedule) -> Self {
        let with = |agent: &Agent| (agent.clone(), team.members.contains(&agent.id));
        let own = team.clock.as_ref();
        let hours = own.map_or(&desk.hours, |clock| &clock.hours);
        let zone = desk.tz.iana_name().unwrap_or("UTC");
        Self {
            id: Some(team.id),
            form: format!("team-{}", team.id),
            name: team.name.clone(),
            given: team.name.clone(),
            members: agents.iter().map(with).collect(),
            own_hours: own.is_some(),
            time_zone: own.map_or(zone, |clock| clock.time_zone.as_str()).to_owned(),
            days: days(hours),
            way: team.way.as_str(),
            takes_back: team.takes_back,
            open: "".into(),
            given_out: "".into(),
            error: None,
        }
    }

    /// Whether something in its form has to be put right.
    fn is_wrong(&self) -> bool {
        self.error.is_some() || self.days.iter().any(|day| day.error.is_some())
    }

    /// Whether that way is the one that is chosen.
    fn has_way(&self, word: &str) -> bool {
        self.way == word
    }

    /// Who is in it.
    fn people(&self) -> Vec<&Agent> {
        self.members.iter().filter(|(_, with)| *with).map(|(agent, _)| agent).collect()
    }

    /// Their names: "Jonas Okafor and Aiko Tanaka".
    fn names(&self) -> String {
        let names: Vec<String> = self.people().iter().map(|agent| agent.name.clone()).collect();
        if names.is_empty() {
            return crate::t("team-nobody-yet").to_string();
        }
        ::language::list(&names)
    }
}

#[derive(Template)]
#[template(path = "teams/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    teams: Vec<Shown>,
    /// The form for another team.
    new: Shown,
    saved: bool,
}

impl Index {
    async fn new(web: &Web, shell: Shell) -> Result<Self> {
        let (tz, now) = (shell.me.tz(), web.desk.store().now());
        let read = |db: &mut Db| {
            let mut teams = Vec::new();
            for team in store::team::all(db)? {
                let schedule = desk::schedule::of_team(db, Some(team.id))?;
                let turns = store::team::turns(db, team.id)?;
                let turns: Vec<AgentId> = turns.into_iter().map(|(id, _)| id).collect();
                teams.push((team, schedule, turns));
            }
            let desk = desk::schedule::of_team(db, None)?;
            Ok::<_, desk::Error>((store::agent::active(db)?, teams, desk))
        };
        let (agents, teams, desk) = web.desk.store().read(read).await?;
        let shown = |(team, schedule, turns): &(Team, Schedule, Vec<AgentId>)| Shown {
            open: open_words(schedule, now, &tz),
            given_out: given_out(team, &agents, turns, now),
            ..Shown::new(team, &agents, &desk)
        };
        let teams = teams.iter().map(shown).collect();
        let new = Team {
            id: TeamId(0),
            name: String::new(),
            members: Vec::new(),
            clock: None,
            way: Way::ByHand,
            takes_back: false,
        };
        let new = Shown { id: None, ..Shown::new(&new, &agents, &desk) };
        Ok(Self { shell, nav: Nav::Settings, teams, new, saved: false })
    }
}

pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let saved = asked(&query, "saved").is_some();
    page(&Index { saved, ..Index::new(&web, shell).await? })
}

/// What was filled in.
#[derive(Default)]
struct Given {
    name: String,
    members: Vec<AgentId>,
    own_hours: bool,
    time_zone: String,
    /// The words for each day.
    days: Vec<(String, String)>,
    way: Option<Way>,
    takes_back: bool,
}

impl Given {
    fn new(filled: Vec<(String, String)>) -> Self {
        let mut given = Self::default();
        for (key, value) in filled {
            match key.as_str() {
                "name" => given.name = value,
                "member" => given.members.extend(value.parse().ok().map(AgentId)),
                "hours" => given.own_hours = value == "own",
                "time_zone" => given.time_zone = value,
                "way" => given.way = Way::parse(&value),
                "takes_back" => given.takes_back = true,
                _ => given.days.push((key, value)),
            }
        }
        given
    }

    fn day(&self, short: &str) -> &str {
        self.days.iter().find(|(key, _)| key == short).map_or("", |(_, words)| words.as_str())
    }

    /// The days as they were filled in, and the week that they make where nothing is wrong with them.
    fn week(&self) -> (Vec<Day>, Option<Hours>) {
        let mut openings = Vec::new();
        let day = |&(day, short, _)| {
            let given = self.day(short).to_owned();
            let error = match parse_day(day, &given) {
                Ok(of_day) => {
                    openings.extend(of_day);
                    None
                }
                Err(why) => Some(why.to_string()),
            };
            Day { short, name: weekday_name(day), given, error }
        };
        let days: Vec<Day> = WEEKDAYS.iter().map(day).collect();
        let right = days.iter().all(|day| day.error.is_none());
        (days, right.then(|| Hours::new(openings)))
    }

    /// Puts what was filled in back into the form, with what was wrong.
    fn put_back(self, form: &mut Shown, error: Option<String>) {
        for (agent, with) in &mut form.members {
            *with = self.members.contains(&agent.id);
        }
        if form.id.is_some() {
            form.days = self.week().0;
            form.own_hours = self.own_hours;
            form.way = self.way.unwrap_or(Way::ByHand).as_str();
            form.takes_back = self.takes_back;
            form.time_zone = self.time_zone;
        }
        form.given = self.name;
        form.error = error;
    }
}

pub(crate) async fn create(
    State(web): State<Web>,
    shell: Shell,
    Filled(filled): Filled<Vec<(String, String)>>,
) -> Result {
    let given = Given::new(filled);
    let mut again = Index::new(&web, shell).await?;
    let members = chosen(&again.new, &given);
    match web.desk.make_team(&given.name, members).await {
        Ok(_) => on_to("/settings/teams?saved"),
        Err(error) => {
            given.put_back(&mut again.new, Some(wrong(error)?));
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

pub(crate) async fn update(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(filled): Filled<Vec<(String, String)>>,
) -> Result {
    let (id, given) = (TeamId(id), Given::new(filled));
    let mut again = Index::new(&web, shell).await?;
    let mut members = chosen(&again.new, &given);
    members.extend(off_the_desk(&web, id, &again.new).await?);
    let hours = if given.own_hours { given.week().1 } else { Some(Hours::default()) };
    // A day that cannot be read says so itself.
    let error = if let Some(hours) = hours {
        let clock = Clock { time_zone: given.time_zone.clone(), hours };
        let to = Team {
            id,
            name: given.name.clone(),
            members,
            clock: given.own_hours.then_some(clock),
            way: given.way.unwrap_or(Way::ByHand),
            takes_back: given.takes_back,
        };
        match web.desk.change_team(to).await {
            Ok(()) => return on_to("/settings/teams?saved"),
            Err(error) => Some(wrong(error)?),
        }
    } else {
        None
    };
    if let Some(team) = again.teams.iter_mut().find(|team| team.id == Some(id)) {
        given.put_back(team, error);
    }
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// Those who were chosen and are on the desk.
fn chosen(form: &Shown, given: &Given) -> Vec<AgentId> {
    let on_the_desk = form.members.iter().map(|(agent, _)| agent.id);
    on_the_desk.filter(|id| given.members.contains(id)).collect()
}

/// Members whom the form does not show: they are in their team again when they come back.
async fn off_the_desk(web: &Web, id: TeamId, form: &Shown) -> Result<Vec<AgentId>> {
    let shown = |id: &AgentId| form.members.iter().any(|(agent, _)| agent.id == *id);
    let teams = web.desk.teams().await?;
    let team = teams.into_iter().find(|team| team.id == id);
    Ok(team.map_or(Vec::new(), |team| team.members.into_iter().filter(|id| !shown(id)).collect()))
}
