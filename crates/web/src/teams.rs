//! Teams: what they are called and who is in them.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use domain::{AgentId, TeamId, agent::Agent, team::Team};

use crate::{
    Web,
    error::Result,
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
};

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
    error: Option<String>,
}

impl Shown {
    fn new(team: &Team, agents: &[Agent]) -> Self {
        let with = |agent: &Agent| (agent.clone(), team.members.contains(&agent.id));
        Self {
            id: Some(team.id),
            form: format!("team-{}", team.id),
            name: team.name.clone(),
            given: team.name.clone(),
            members: agents.iter().map(with).collect(),
            error: None,
        }
    }

    /// Who is in it.
    fn people(&self) -> Vec<&Agent> {
        self.members.iter().filter(|(_, with)| *with).map(|(agent, _)| agent).collect()
    }

    /// Their names: "Jonas Okafor and Aiko Tanaka".
    fn names(&self) -> String {
        let names: Vec<&str> = self.people().iter().map(|agent| agent.name.as_str()).collect();
        match names.as_slice() {
            [] => "Nobody yet".to_owned(),
            [one] => (*one).to_owned(),
            [some @ .., last] => format!("{} and {last}", some.join(", ")),
        }
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
        let (teams, agents) = (web.desk.teams().await?, web.desk.agents().await?);
        let new = Team { id: TeamId(0), name: String::new(), members: Vec::new() };
        Ok(Self {
            shell,
            nav: Nav::Settings,
            teams: teams.iter().map(|team| Shown::new(team, &agents)).collect(),
            new: Shown { id: None, ..Shown::new(&new, &agents) },
            saved: false,
        })
    }
}

pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let saved = asked(&query, "saved").is_some();
    page(&Index { saved, ..Index::new(&web, shell).await? })
}

/// The name and the members in a form.
struct Given {
    name: String,
    members: Vec<AgentId>,
}

impl Given {
    fn new(filled: Vec<(String, String)>) -> Self {
        let mut given = Self { name: String::new(), members: Vec::new() };
        for (key, value) in filled {
            match key.as_str() {
                "name" => given.name = value,
                "member" => given.members.extend(value.parse().ok().map(AgentId)),
                _ => {}
            }
        }
        given
    }

    /// Puts what was filled in back into the form, with what was wrong.
    fn put_back(self, form: &mut Shown, error: String) {
        for (agent, with) in &mut form.members {
            *with = self.members.contains(&agent.id);
        }
        form.given = self.name;
        form.error = Some(error);
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
            given.put_back(&mut again.new, wrong(error)?);
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
    match web.desk.change_team(id, &given.name, members).await {
        Ok(()) => on_to("/settings/teams?saved"),
        Err(error) => {
            let error = wrong(error)?;
            if let Some(team) = again.teams.iter_mut().find(|team| team.id == Some(id)) {
                given.put_back(team, error);
            }
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
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
