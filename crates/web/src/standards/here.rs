//! How the contact of a conversation stands to its standards, and saying that one sees it otherwise.

use axum::{Form, extract::State};
use desk::standard::{Held, Saying};
use domain::{AgentId, ContactId, ConversationId, StandardId, agent::Agent, standard::Outcome};
use serde::Deserialize;
use store::Db;

use crate::{
    Web,
    access::SignedIn,
    conversations::up_to_date,
    error::{Error, Result},
    form::At,
};

/// One standard of a contact.
pub(crate) struct Row {
    pub(crate) standard: i64,
    pub(crate) stage: &'static str,
    pub(crate) title: String,
    pub(crate) words: String,
    pub(crate) check: String,
    /// `met`, `missed`, `open` or `none`: the class of its mark.
    pub(crate) class: &'static str,
    /// "Met", "Not yet".
    pub(crate) state: &'static str,
    pub(crate) why: String,
    pub(crate) message: Option<i64>,
    /// What somebody says of it.
    pub(crate) ruled: Option<String>,
    pub(crate) mine: bool,
    pub(crate) voice: bool,
    /// What one click makes of it: the stored words of an outcome.
    pub(crate) flipped: &'static str,
}

/// The standards of the contact that a conversation is in.
pub(crate) struct Here {
    pub(crate) contact: i64,
    pub(crate) rows: Vec<Row>,
    /// "3 of 4 met": of those that were met or were not.
    pub(crate) summary: String,
}

fn ruled(held: &Held, me: AgentId, agents: &[Agent]) -> Option<String> {
    let ruling = held.ruling.as_ref()?;
    let who = agents.iter().find(|agent| agent.id == ruling.agent_id);
    let who = if ruling.agent_id == me {
        "You say".to_owned()
    } else {
        format!("{} says", who.map_or("Somebody", |agent| agent.first_name()))
    };
    let what = match ruling.outcome {
        Outcome::Met => "that it was met",
        Outcome::NotMet => "that it was not met",
        Outcome::NoOccasion => "that there was no occasion",
    };
    let why =
        if ruling.reason.is_empty() { ".".to_owned() } else { format!(": {}", ruling.reason) };
    Some(format!("{who} {what}{why}"))
}

impl Row {
    fn of(held: &Held, me: AgentId, agents: &[Agent]) -> Self {
        let voice = held.content.check.is_voice();
        let settled = held.judged.as_ref().is_some_and(|judged| judged.settled);
        let said = held.ruling.is_some();
        let (class, state) = match held.outcome() {
            _ if voice => ("none", "Heard by whoever talked"),
            None => ("open", "Not judged yet"),
            Some(Outcome::Met) => ("met", if settled || said { "Met" } else { "Met so far" }),
            Some(Outcome::NotMet) if settled || said => ("missed", "Not met"),
            Some(Outcome::NotMet) => ("open", "Not yet"),
            Some(Outcome::NoOccasion) if settled || said => ("none", "No occasion"),
            Some(Outcome::NoOccasion) => ("none", "No occasion yet"),
        };
        let flipped = match held.outcome() {
            Some(Outcome::Met) => Outcome::NotMet,
            _ => Outcome::Met,
        };
        let judged = held.judged.as_ref();
        Self {
            standard: held.version.standard_id.0,
            stage: held.content.stage.title(),
            title: held.content.title.clone(),
            words: held.content.words.clone(),
            check: held.content.check.to_string(),
            class,
            state,
            why: judged.map(|judged| judged.why.clone()).unwrap_or_default(),
            message: judged
                .and_then(|judged| judged.evidence.as_ref())
                .map(|evidence| evidence.message.0),
            ruled: ruled(held, me, agents),
            mine: held.ruling.as_ref().is_some_and(|ruling| ruling.agent_id == me),
            voice,
            flipped: flipped.as_str(),
        }
    }
}

impl Here {
    /// Of a conversation; nothing where no standard is in force for it.
    pub(crate) fn read(
        db: &mut Db,
        id: ConversationId,
        me: AgentId,
        agents: &[Agent],
    ) -> desk::Result<Option<Self>> {
        let Some((contact, held)) = desk::standard::of_conversation(db, id)? else {
            return Ok(None);
        };
        if held.is_empty() {
            return Ok(None);
        }
        let rows: Vec<Row> = held.iter().map(|held| Row::of(held, me, agents)).collect();
        let count = |class| rows.iter().filter(|row: &&Row| row.class == class).count();
        let (met, missed) = (count("met"), count("missed"));
        let summary = match met + missed {
            0 => "none yet".to_owned(),
            judged => format!("{met} of {judged} met"),
        };
        Ok(Some(Self { contact: contact.id.0, rows, summary }))
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    reason: String,
}

/// Says how one sees a standard in a contact.
pub(crate) async fn rule(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At((contact, standard)): At<(i64, i64)>,
    Form(Said { outcome, reason }): Form<Said>,
) -> Result {
    let outcome = Outcome::parse(&outcome).ok_or_else(|| Error::not_found("answer"))?;
    let saying =
        Saying { contact: ContactId(contact), standard: StandardId(standard), outcome, reason };
    let conversation = web.desk.rule_on_standard(&agent, saying).await?;
    up_to_date(&web, agent, conversation).await
}

/// Takes back what one said of it.
pub(crate) async fn withdraw(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At((contact, standard)): At<(i64, i64)>,
) -> Result {
    let (contact, standard) = (ContactId(contact), StandardId(standard));
    let conversation = web.desk.withdraw_standard_ruling(&agent, contact, standard).await?;
    up_to_date(&web, agent, conversation).await
}
