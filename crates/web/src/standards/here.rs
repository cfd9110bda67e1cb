//! How the contact of a conversation stands to its standards, and saying that one sees it otherwise.

use ::language::Wording;
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
    pub(crate) stage: Wording,
    pub(crate) title: String,
    pub(crate) words: String,
    pub(crate) check: String,
    /// `met`, `missed`, `open` or `none`: the class of its mark.
    pub(crate) class: &'static str,
    /// "Met", "Not yet".
    pub(crate) state: Wording,
    pub(crate) why: String,
    pub(crate) message: Option<i64>,
    /// What somebody says of it.
    pub(crate) ruled: Option<Wording>,
    pub(crate) mine: bool,
    pub(crate) voice: bool,
    /// What one click makes of it: the stored words of an outcome.
    pub(crate) flipped: &'static str,
}

impl Row {
    /// What that click says.
    pub(crate) fn not_so(&self) -> Wording {
        let said = if self.flipped == Outcome::Met.as_str() {
            crate::t("standard-not-so-met")
        } else {
            crate::t("standard-not-so-not-met")
        };
        said.with("title", &self.title)
    }
}

/// The standards of the contact that a conversation is in.
pub(crate) struct Here {
    pub(crate) contact: i64,
    pub(crate) rows: Vec<Row>,
    /// "3 of 4 met": of those that were met or were not.
    pub(crate) summary: Wording,
}

fn ruled(held: &Held, me: AgentId, agents: &[Agent]) -> Option<Wording> {
    let ruling = held.ruling.as_ref()?;
    let outcome = match ruling.outcome {
        Outcome::Met => "met",
        Outcome::NotMet => "not-met",
        Outcome::NoOccasion => "no-occasion",
    };
    let said = match (ruling.agent_id == me, ruling.reason.is_empty()) {
        (true, true) => crate::t("standard-ruled-by-you"),
        (true, false) => crate::t("standard-ruled-by-you-why"),
        (false, true) => crate::t("standard-ruled"),
        (false, false) => crate::t("standard-ruled-why"),
    };
    let who = agents.iter().find(|agent| agent.id == ruling.agent_id);
    let who = who.map_or(crate::t("somebody"), |agent| agent.first_name().into());
    Some(said.with("outcome", outcome).with("name", who).with("reason", &ruling.reason))
}

impl Row {
    fn of(held: &Held, me: AgentId, agents: &[Agent]) -> Self {
        let voice = held.content.check.is_voice();
        let settled = held.judged.as_ref().is_some_and(|judged| judged.settled);
        let said = held.ruling.is_some();
        let (class, state) = match held.outcome() {
            _ if voice => ("none", crate::t("standard-state-voice")),
            None => ("open", crate::t("standard-state-open")),
            Some(Outcome::Met) if settled || said => ("met", crate::t("standard-state-met")),
            Some(Outcome::Met) => ("met", crate::t("standard-state-met-so-far")),
            Some(Outcome::NotMet) if settled || said => {
                ("missed", crate::t("standard-state-not-met"))
            }
            Some(Outcome::NotMet) => ("open", crate::t("standard-state-not-yet")),
            Some(Outcome::NoOccasion) if settled || said => {
                ("none", crate::t("standard-state-no-occasion"))
            }
            Some(Outcome::NoOccasion) => ("none", crate::t("standard-state-no-occasion-yet")),
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
            0 => crate::t("standards-here-none"),
            judged => crate::t("standards-here-met").with("met", met).with("judged", judged),
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
