//! Writing a canned reply, and how it reads while it is written.

use ::language::Wording;
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use desk::canned_reply::{self, Changed};
use domain::{
    AgentId, CannedReplyId, TeamId, Timestamp,
    agent::Agent,
    canned_reply::{
        CannedReply, Content, Whose, Written,
        starter::Starter,
        variable::{Filled as FilledIn, Variable, understand},
    },
    greeting::greeting,
    team::Team,
};
use serde::Deserialize;

use super::{PLACE, label, word};
use crate::{
    Web,
    customers::LANGUAGES,
    error::{Error, Result},
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Assets, Nav, Shell},
    wording,
};

/// Whose name stands in the example.
const EXAMPLE: &str = "Nora Berg";

/// What was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    title: String,
    code: String,
    text: String,
    language: String,
    whose: String,
    /// The revision that the writer has read.
    revision: i64,
}

impl Given {
    fn of(reply: CannedReply) -> Self {
        let Content { title, code, text, language, whose } = reply.content;
        Self {
            title,
            code: code.unwrap_or_default(),
            text,
            language: language.unwrap_or_default(),
            whose: word(whose),
            revision: reply.revision,
        }
    }

    fn of_starter(starter: &Starter) -> Self {
        let Written { title, code, text, language, whose } = starter.written(Whose::Everybody);
        Self { title, code, text, language, whose: word(whose), revision: 0 }
    }

    fn written(&self, me: AgentId) -> desk::Result<Written> {
        let team = || self.whose.strip_prefix("team-")?.parse().ok().map(TeamId);
        let whose = match self.whose.as_str() {
            "everybody" => Whose::Everybody,
            "own" => Whose::Agent(me),
            _ => Whose::Team(
                team()
                    .ok_or_else(|| desk::Error::refused(crate::t("canned-reply-choose-whose")))?,
            ),
        };
        Ok(Written {
            title: self.title.clone(),
            code: self.code.clone(),
            text: self.text.clone(),
            language: self.language.clone(),
            whose,
        })
    }
}

/// How the words would read to somebody: cut where something is still to be put in.
struct Preview {
    pieces: Vec<(String, bool)>,
    /// What is not understood in them.
    error: Option<String>,
}

impl Preview {
    fn new(given: &Given, shell: &Shell, now: Timestamp) -> Self {
        let example = |variable| example(variable, given, shell, now);
        match understand(&given.text) {
            Ok(template) => Self { pieces: cut(&template.fill(example)), error: None },
            Err(why) => Self { pieces: Vec::new(), error: Some(why.to_string()) },
        }
    }
}

/// What a variable would be for the customer of the example.
fn example(variable: Variable, given: &Given, shell: &Shell, now: Timestamp) -> Option<String> {
    let language = Some(given.language.as_str()).filter(|tag| !tag.is_empty());
    match variable {
        Variable::CustomerFirstName => Some(domain::agent::first_name(EXAMPLE).to_owned()),
        Variable::CustomerName => Some(EXAMPLE.to_owned()),
        Variable::AgentFirstName => Some(shell.me.first_name().to_owned()),
        Variable::AgentName => Some(shell.me.name.clone()),
        Variable::WorkspaceName => Some(shell.workspace.name.clone()),
        Variable::Greeting => {
            let hour = now.to_zoned(shell.workspace.tz()).hour();
            Some(greeting(EXAMPLE, language, Some(hour)).text)
        }
        // What nobody can know of a conversation that is none.
        Variable::ConversationSubject | Variable::PromiseDue => None,
    }
}

fn cut(filled: &FilledIn) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut end = 0;
    for gap in &filled.gaps {
        pieces.push((filled.text[end..gap.start].to_owned(), false));
        pieces.push((filled.text[gap.clone()].to_owned(), true));
        end = gap.end;
    }
    pieces.push((filled.text[end..].to_owned(), false));
    pieces
}

/// What somebody else made of it while it was written.
struct Meanwhile {
    by: Wording,
    title: String,
    text: String,
    removed: bool,
}

#[derive(Template)]
#[template(path = "canned_replies/form.html")]
struct Form {
    shell: Shell,
    nav: Nav,
    /// The one that is changed; none for a new one.
    id: Option<CannedReplyId>,
    given: Given,
    /// Whose it may be: the word, and how it is called. An agent's is theirs alone.
    whose: Vec<(String, String)>,
    languages: Vec<(&'static str, String)>,
    preview: Preview,
    error: Option<String>,
    meanwhile: Option<Meanwhile>,
}

impl Form {
    async fn new(web: &Web, shell: Shell, id: Option<CannedReplyId>, given: Given) -> Result<Self> {
        let teams = web.desk.teams().await?;
        let whose = choices(&shell.me, &teams);
        let mut languages: Vec<_> =
            LANGUAGES.into_iter().map(|tag| (tag, wording::language(tag))).collect();
        languages.sort_by(|(_, one), (_, other)| one.cmp(other));
        let preview = Preview::new(&given, &shell, web.desk.store().now());
        Ok(Self {
            shell,
            nav: Nav::Settings,
            id,
            given,
            whose,
            languages,
            preview,
            error: None,
            meanwhile: None,
        })
    }
}

/// What can be filled in, as it is written, and what it stands for.
fn variables() -> [(String, Wording); 8] {
    Variable::ALL.map(|one| (format!("{{{{{}}}}}", one.as_str()), one.means()))
}

/// Whose one may be that an agent writes.
fn choices(me: &Agent, teams: &[Team]) -> Vec<(String, String)> {
    let teams_of = teams.iter().map(|team| Whose::Team(team.id));
    let all = [Whose::Everybody].into_iter().chain(teams_of).chain([Whose::Agent(me.id)]);
    all.filter(|whose| whose.is_changed_by(me))
        .map(|whose| (word(whose), label(whose, teams)))
        .collect()
}

/// A new one: empty, or as a starter or another one has it.
pub(crate) async fn new(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let copied = asked(&query, "copy").and_then(|id| id.parse().ok()).map(CannedReplyId);
    let given = match (asked(&query, "starter").and_then(Starter::find), copied) {
        (Some(starter), _) => Given::of_starter(starter),
        (None, Some(id)) => {
            let me = shell.me.clone();
            let reply = web.desk.store().read(move |db| canned_reply::find(db, &me, id)).await?;
            // A copy is one's own until one says otherwise.
            Given { whose: "own".to_owned(), ..Given::of(reply) }
        }
        (None, None) => Given::default(),
    };
    page(&Form::new(&web, shell, None, given).await?)
}

/// One that is changed.
pub(crate) async fn edit(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    let (me, id) = (shell.me.clone(), CannedReplyId(id));
    let reply = web.desk.store().read(move |db| canned_reply::find(db, &me, id)).await?;
    if reply.removed_at.is_some() {
        return Err(Error::not_found("canned reply"));
    }
    if !reply.content.whose.is_changed_by(&shell.me) {
        return on_to(&format!("{PLACE}/new?copy={id}"));
    }
    page(&Form::new(&web, shell, Some(id), Given::of(reply)).await?)
}

/// The form once more, with what was wrong.
async fn again(
    web: &Web,
    shell: Shell,
    id: Option<CannedReplyId>,
    given: Given,
    error: String,
) -> Result<Response> {
    let form = Form::new(web, shell, id, given).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &Form { error: Some(error), ..form })
}

/// Writes a new one.
pub(crate) async fn create(
    State(web): State<Web>,
    shell: Shell,
    Filled(given): Filled<Given>,
) -> Result {
    let done = match given.written(shell.me.id) {
        Ok(written) => web.desk.write_canned_reply(&shell.me, &written).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => on_to(&format!("{PLACE}?saved")),
        Err(error) => again(&web, shell, None, given, wrong(error)?).await,
    }
}

/// Changes one. Where somebody else was faster, the words stay in the form beside what it says now.
pub(crate) async fn update(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(given): Filled<Given>,
) -> Result {
    let id = CannedReplyId(id);
    let done = match given.written(shell.me.id) {
        Ok(written) => web.desk.change_canned_reply(&shell.me, id, given.revision, &written).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(Changed::Kept) => on_to(&format!("{PLACE}?saved")),
        Ok(Changed::Meanwhile(reply)) => changed_meanwhile(&web, shell, reply, given).await,
        Err(error) => again(&web, shell, Some(id), given, wrong(error)?).await,
    }
}

async fn changed_meanwhile(
    web: &Web,
    shell: Shell,
    reply: CannedReply,
    given: Given,
) -> Result<Response> {
    let agents = web.desk.store().read(store::agent::all).await?;
    let by = agents.iter().find(|agent| agent.id == reply.changed_by);
    let meanwhile = Meanwhile {
        by: by.map_or(crate::t("somebody"), |agent| agent.first_name().into()),
        removed: reply.removed_at.is_some(),
        title: reply.content.title,
        text: reply.content.text,
    };
    // What was removed can only be written anew; what was changed is written over knowingly.
    let id = Some(reply.id).filter(|_| !meanwhile.removed);
    let given = Given { revision: reply.revision, ..given };
    let form = Form::new(web, shell, id, given).await?;
    page_with(StatusCode::CONFLICT, &Form { meanwhile: Some(meanwhile), ..form })
}

#[derive(Template)]
#[template(path = "canned_replies/preview.html")]
struct PreviewPart {
    assets: Assets,
    preview: Preview,
}

/// How the words read, while they are written.
pub(crate) async fn preview(
    State(web): State<Web>,
    shell: Shell,
    Filled(given): Filled<Given>,
) -> Result {
    let preview = Preview::new(&given, &shell, web.desk.store().now());
    page(&PreviewPart { assets: shell.assets, preview })
}
