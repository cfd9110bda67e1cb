//! Rules: the list of them, writing one, what it would have done and what it did.

use std::collections::HashMap;

use ::language::Wording;
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use desk::rule::{self, Touched};
use domain::{
    AgentId, CannedReplyId, InboxId, RuleId, TeamId,
    conversation::{Channel, State as Standing},
    rule::{Content, Hours, Names, Only, Rule, Then, Turn, When, domain, phrases},
};
use serde::Deserialize;
use store::Db;

use crate::{
    Web,
    customers::LANGUAGES,
    error::Result,
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
    wording,
};

/// Where the page is.
const PLACE: &str = "/settings/rules";
/// What one did that the page of it shows.
const RUNS_MAX: i64 = 100;

/// One in the list.
struct Row {
    rule: Rule,
    /// "When the customer writes and it says “refund”"; and what it does.
    when: Wording,
    then: Wording,
    /// "Ran 12 times, last today".
    ran: Wording,
    first: bool,
    last: bool,
}

fn when_words(content: &Content, names: &Names) -> Wording {
    let when =
        content.only.to_words(names).into_iter().fold(content.when.to_words(), |when, next| {
            crate::t("rule-when-and").with("when", when).with("next", next)
        });
    crate::t("rule-when").with("when", when)
}

/// What is done, one thing after the other.
fn things(words: Vec<Wording>) -> Wording {
    let one = |thing: Wording, next: Wording| {
        crate::t("rule-then-and").with("thing", thing).with("next", next)
    };
    words.into_iter().reduce(one).unwrap_or_else(|| "".into())
}

#[derive(Template)]
#[template(path = "rules/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    rows: Vec<Row>,
    saved: Option<Wording>,
    /// One that was just removed, and can be brought back.
    removed: Option<(RuleId, String)>,
}

/// All of them, in their order.
pub(crate) async fn index(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let removed = asked(&query, "removed").and_then(|id| id.parse().ok()).map(RuleId);
    let (now, tz) = (web.desk.store().now(), shell.me.tz());
    let read = move |db: &mut Db| {
        let counts: HashMap<_, _> = store::rule::counts(db)?
            .into_iter()
            .map(|(id, count, last)| (id, (count, last)))
            .collect();
        let removed = match removed {
            Some(id) => store::rule::find(db, id)?.filter(|rule| rule.removed_at.is_some()),
            None => None,
        };
        let removed = removed.map(|rule| (rule.id, rule.name));
        Ok::<_, desk::Error>((rule::all(db)?, rule::names(db)?, counts, removed))
    };
    let (rules, names, counts, removed) = web.desk.store().read(read).await?;
    let count = rules.len();
    let row = |(number, rule): (usize, Rule)| {
        let (when, then) = match &rule.content {
            Some(content) => (when_words(content, &names), things(content.then.to_words(&names))),
            None => (crate::t("rule-of-newer-version"), "".into()),
        };
        let then = crate::t("rule-then").with("things", then);
        let ran = match counts.get(&rule.id) {
            None => crate::t("rule-not-run"),
            Some((1, last)) => {
                crate::t("rule-ran-once").with("day", wording::on_day(*last, now, &tz))
            }
            Some((count, last)) => crate::t("rule-ran")
                .with("count", count)
                .with("day", wording::on_day(*last, now, &tz)),
        };
        Row { rule, when, then, ran, first: number == 0, last: number + 1 == count }
    };
    let rows: Vec<Row> = rules.into_iter().enumerate().map(row).collect();
    let saved = asked(&query, "saved").map(|what| match what {
        "back" => crate::t("rule-saved-back"),
        "on" => crate::t("rule-saved-on"),
        "off" => crate::t("rule-saved-off"),
        "order" => crate::t("rule-saved-order"),
        _ => crate::t("rule-saved"),
    });
    page(&Index { shell, nav: Nav::Settings, rows, saved, removed })
}

/// What was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    name: String,
    when: String,
    when_tag: String,
    when_minutes: String,
    channel: String,
    inbox: String,
    team: String,
    nobodys: String,
    tag: String,
    phrases: String,
    language: String,
    domain: String,
    hours: String,
    waited: String,
    to_team: String,
    to_agent: String,
    add_tag: String,
    remove_tag: String,
    turn: String,
    until: String,
    note: String,
    reply: String,
    sent: String,
    notify: String,
    /// Whether it is only tried.
    r#try: String,
}

fn id<T>(given: &str, of: fn(i64) -> T) -> Option<T> {
    given.parse().ok().map(of)
}

fn text(given: &str) -> Option<String> {
    let given = given.trim();
    (!given.is_empty()).then(|| given.to_owned())
}

fn shown<T>(id: Option<T>, number: fn(T) -> i64) -> String {
    id.map(|id| number(id).to_string()).unwrap_or_default()
}

impl Given {
    fn of(rule: &Rule) -> Self {
        let Some(Content { when, only, then }) = rule.content.clone() else {
            return Self { name: rule.name.clone(), ..Self::default() };
        };
        let (what, when_tag, minutes) = match when {
            When::Opened => ("opened", String::new(), None),
            When::CustomerWrote => ("wrote", String::new(), None),
            When::Tagged(tag) => ("tagged", tag, None),
            When::Became(Standing::WaitingOnUs) => ("waiting", String::new(), None),
            When::Became(Standing::WaitingOnCustomer) => ("answered", String::new(), None),
            When::Became(Standing::Snoozed) => ("snoozed", String::new(), None),
            When::Became(Standing::Closed) => ("closed", String::new(), None),
            When::Waits(minutes) => ("waits", String::new(), Some(minutes)),
            When::PromiseDue(minutes) => ("promise", String::new(), Some(minutes)),
        };
        let (turn, until) = match then.turn {
            None => ("", String::new()),
            Some(Turn::Close) => ("close", String::new()),
            Some(Turn::Open) => ("open", String::new()),
            Some(Turn::Snooze(until)) => ("snooze", until),
        };
        let yes = |on: bool| if on { "yes".to_owned() } else { String::new() };
        Self {
            name: rule.name.clone(),
            when: what.to_owned(),
            when_tag,
            when_minutes: minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            channel: only.channel.map(Channel::as_str).unwrap_or_default().to_owned(),
            inbox: shown(only.inbox, |id| id.0),
            team: shown(only.team, |id| id.0),
            nobodys: yes(only.nobodys),
            tag: only.tag.unwrap_or_default(),
            phrases: only.phrases.join(", "),
            language: only.language.unwrap_or_default(),
            domain: only.domain.unwrap_or_default(),
            hours: only.hours.map(Hours::as_str).unwrap_or_default().to_owned(),
            waited: only.waited_minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            to_team: shown(then.team, |id| id.0),
            to_agent: shown(then.agent, |id| id.0),
            add_tag: then.tag.unwrap_or_default(),
            remove_tag: then.untag.unwrap_or_default(),
            turn: turn.to_owned(),
            until,
            note: then.note.unwrap_or_default(),
            reply: shown(then.reply.map(|(id, _)| id), |id| id.0),
            sent: yes(then.reply.is_some_and(|(_, sent)| sent)),
            notify: shown(then.notify, |id| id.0),
            r#try: String::new(),
        }
    }

    fn content(&self) -> desk::Result<Content> {
        // What is no number is out of range, and says so.
        let minutes = |given: &str| given.trim().parse().unwrap_or(-1);
        let when = match self.when.as_str() {
            "opened" => When::Opened,
            "wrote" => When::CustomerWrote,
            "tagged" => When::Tagged(self.when_tag.clone()),
            "waiting" => When::Became(Standing::WaitingOnUs),
            "answered" => When::Became(Standing::WaitingOnCustomer),
            "snoozed" => When::Became(Standing::Snoozed),
            "closed" => When::Became(Standing::Closed),
            "waits" => When::Waits(minutes(&self.when_minutes)),
            "promise" => When::PromiseDue(minutes(&self.when_minutes)),
            _ => return Err(desk::Error::refused(crate::t("rule-choose-when"))),
        };
        let at = match text(&self.domain) {
            Some(given) => Some(
                domain(&given).ok_or_else(|| desk::Error::refused(crate::t("rule-bad-domain")))?,
            ),
            None => None,
        };
        let turn = match self.turn.as_str() {
            "close" => Some(Turn::Close),
            "open" => Some(Turn::Open),
            "snooze" => Some(Turn::Snooze(self.until.clone())),
            _ => None,
        };
        Ok(Content {
            when,
            only: Only {
                channel: Channel::parse(&self.channel),
                inbox: id(&self.inbox, InboxId),
                team: id(&self.team, TeamId),
                nobodys: !self.nobodys.is_empty(),
                tag: text(&self.tag),
                phrases: phrases(&self.phrases),
                language: text(&self.language),
                domain: at,
                hours: Hours::parse(&self.hours),
                waited_minutes: text(&self.waited).as_deref().map(minutes),
            },
            then: Then {
                team: id(&self.to_team, TeamId),
                agent: id(&self.to_agent, AgentId),
                tag: text(&self.add_tag),
                untag: text(&self.remove_tag),
                turn,
                note: text(&self.note),
                reply: id(&self.reply, CannedReplyId).map(|id| (id, !self.sent.is_empty())),
                notify: id(&self.notify, AgentId),
            },
        })
    }
}

/// A conversation that a rule would have touched.
struct Would {
    id: i64,
    subject: String,
    words: Wording,
}

/// What a rule did.
struct Did {
    conversation: i64,
    subject: String,
    outcome: String,
    when: String,
}

/// What a form offers to choose from.
struct Choices {
    names: Names,
    /// Those who are on the desk.
    agents: Vec<(AgentId, String)>,
    tags: Vec<String>,
    languages: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "rules/form.html")]
struct Form {
    shell: Shell,
    nav: Nav,
    /// The one that is changed; none for a new one.
    id: Option<RuleId>,
    given: Given,
    choices: Choices,
    paused: Option<String>,
    runs: Vec<Did>,
    /// What it would have done, and with how many conversations it was tried.
    would: Option<(Vec<Would>, usize)>,
    error: Option<String>,
}

impl Form {
    async fn new(
        web: &Web,
        shell: Shell,
        id: Option<RuleId>,
        given: Option<Given>,
    ) -> Result<Self> {
        let read = move |db: &mut Db| {
            let names = rule::names(db)?;
            let agents = store::agent::active(db)?.into_iter();
            let agents: Vec<_> = agents.map(|agent| (agent.id, agent.name)).collect();
            let (tags, mut paused) = (store::tag::all(db)?, None);
            let (mut kept, mut runs) = (Given::default(), Vec::new());
            if let Some(id) = id {
                let rule = rule::find(db, id)?;
                kept = Given::of(&rule);
                paused = rule.paused;
                runs = store::rule::runs(db, id, RUNS_MAX)?;
            }
            Ok::<_, desk::Error>((names, agents, tags, kept, runs, paused))
        };
        let (names, agents, tags, kept, runs, paused) = web.desk.store().read(read).await?;
        let (now, tz) = (web.desk.store().now(), shell.me.tz());
        let runs = runs.into_iter().map(|run| {
            let conversation = run.conversation_id.0;
            let subject = match run.subject.as_str() {
                "" => {
                    crate::t("rule-conversation").with("id", conversation.to_string()).to_string()
                }
                subject => subject.to_owned(),
            };
            let when = wording::soon(run.at, now, &tz);
            Did { conversation, subject, outcome: run.outcome, when }
        });
        let runs = runs.collect();
        let mut languages: Vec<_> =
            LANGUAGES.into_iter().map(|tag| (tag, wording::language(tag))).collect();
        languages.sort_by(|(_, one), (_, other)| one.cmp(other));
        let choices = Choices { names, agents, tags, languages };
        let (given, nav) = (given.unwrap_or(kept), Nav::Settings);
        Ok(Self { shell, nav, id, given, choices, paused, runs, would: None, error: None })
    }

    /// Whether a choice is the one that was made.
    #[expect(clippy::unused_self, reason = "templates call it as a method")]
    fn is<T: std::fmt::Display>(&self, given: &str, choice: T) -> bool {
        given == choice.to_string()
    }
}

/// What sets a rule off: the word, and how it is called.
pub(crate) fn whens() -> [(&'static str, Wording); 9] {
    [
        ("opened", crate::t("rule-choice-opened")),
        ("wrote", crate::t("rule-choice-wrote")),
        ("tagged", crate::t("rule-choice-tagged")),
        ("waits", crate::t("rule-choice-waits")),
        ("promise", crate::t("rule-choice-promise")),
        ("waiting", crate::t("rule-choice-waiting")),
        ("answered", crate::t("rule-choice-answered")),
        ("snoozed", crate::t("rule-choice-snoozed")),
        ("closed", crate::t("rule-choice-closed")),
    ]
}

/// A new one.
pub(crate) async fn new(State(web): State<Web>, shell: Shell) -> Result {
    page(&Form::new(&web, shell, None, None).await?)
}

/// One that is changed, and what it did.
pub(crate) async fn edit(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    page(&Form::new(&web, shell, Some(RuleId(id)), None).await?)
}

/// The form once more, with what was wrong.
async fn again(
    web: &Web,
    shell: Shell,
    id: Option<RuleId>,
    given: Given,
    error: desk::Error,
) -> Result<Response> {
    let error = Some(wrong(error)?);
    let form = Form::new(web, shell, id, Some(given)).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &Form { error, ..form })
}

/// What it would have done, in the form from which it was tried.
async fn tried(
    web: &Web,
    shell: Shell,
    id: Option<RuleId>,
    given: Given,
    content: Content,
) -> Result<Response> {
    let name = if given.name.trim().is_empty() {
        crate::t("rule-a-rule").to_string()
    } else {
        given.name.clone()
    };
    let (touched, looked_at) = match web.desk.try_rule(&name, content).await {
        Ok(tried) => tried,
        Err(error) => return again(web, shell, id, given, error).await,
    };
    let would = |Touched { conversation, words }| Would {
        id: conversation.id.0,
        subject: conversation.display_subject(),
        words: things(words),
    };
    let would = Some((touched.into_iter().map(would).collect(), looked_at));
    let form = Form::new(web, shell, id, Some(given)).await?;
    page(&Form { would, ..form })
}

/// Writes one, or tries it.
pub(crate) async fn create(
    State(web): State<Web>,
    shell: Shell,
    Filled(given): Filled<Given>,
) -> Result {
    keep(&web, shell, None, given).await
}

/// Changes one, or tries it.
pub(crate) async fn update(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(given): Filled<Given>,
) -> Result {
    keep(&web, shell, Some(RuleId(id)), given).await
}

async fn keep(web: &Web, shell: Shell, id: Option<RuleId>, given: Given) -> Result {
    let content = match given.content() {
        Ok(content) => content,
        Err(error) => return again(web, shell, id, given, error).await,
    };
    if !given.r#try.is_empty() {
        return tried(web, shell, id, given, content).await;
    }
    let kept = match id {
        Some(id) => web.desk.change_rule(&shell.me, id, &given.name, content).await,
        None => web.desk.write_rule(&shell.me, &given.name, content).await.map(drop),
    };
    match kept {
        Ok(()) => on_to(&format!("{PLACE}?saved")),
        Err(error) => again(web, shell, id, given, error).await,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Switch {
    on: String,
}

/// Turns one on or off.
pub(crate) async fn switch(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(Switch { on }): Filled<Switch>,
) -> Result {
    let on = !on.is_empty();
    web.desk.switch_rule(&shell.me, RuleId(id), on).await?;
    on_to(&format!("{PLACE}?saved={}", if on { "on" } else { "off" }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Place {
    up: String,
}

/// Moves one up or down.
pub(crate) async fn reorder(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(Place { up }): Filled<Place>,
) -> Result {
    web.desk.move_rule(&shell.me, RuleId(id), !up.is_empty()).await?;
    on_to(&format!("{PLACE}?saved=order"))
}

/// Removes one.
pub(crate) async fn remove(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    web.desk.remove_rule(&shell.me, RuleId(id)).await?;
    on_to(&format!("{PLACE}?removed={id}"))
}

/// Brings it back.
pub(crate) async fn restore(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    web.desk.restore_rule(&shell.me, RuleId(id)).await?;
    on_to(&format!("{PLACE}?saved=back"))
}
