//! Rules at work: a follower sets them off by what happens, once for each cause, and the clock by what does not. All that
//! a rule does about one cause is one transaction, together with the follower's place.

use std::time::Duration;

use domain::{
    AgentId, ConversationId, PromiseId, RuleId, Timestamp,
    assignment::Reason,
    conversation::{Conversation, State, TAGS_MAX},
    event::{Event, EventKind},
    message::{Author, Kind},
    rule::{
        AS_BEFORE, Content, DEPTH_MAX, LOG_DAYS, Names, Rule, STORM_MINUTES, STORM_RUNS, Then,
        Turn, When,
    },
    snooze,
};
use jiff::SignedDuration;
use store::{Db, Tx, conversation::Assignment};

use super::{all, facts, names};
use crate::{
    Desk, Error, Result, canned_reply,
    conversation::{change_standing, changed, check_assignee, check_team, note},
    draft,
    follower::{Follower, Step},
    message::{Saying, say},
    workspace::Workspace,
};

/// The name under which the follower's place is kept.
const NAME: &str = "rules";
/// Who follows for them.
const FOLLOWER: Follower = Follower {
    name: NAME,
    concerns: sets_off,
    first: |db, _| Ok(store::event::last(db)?),
    came_to: |_, _| {},
};
/// How often it is looked who has waited too long.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long it is waited after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// Most conversations that are looked at for a rule in one go, those first that have waited longest: more than any desk
/// has waiting at once.
const DUE_MAX: i64 = 2_000;

fn sets_off(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::ConversationOpened | EventKind::ConversationChanged | EventKind::MessageSent
    )
}

/// Something that may set off a rule: what happened, and the name under which a rule runs for it once.
struct Cause {
    what: When,
    name: String,
}

impl Cause {
    /// Whether it is what a rule waits for.
    fn sets_off(&self, when: &When) -> bool {
        self.what == *when
    }
}

/// What an event may set off.
fn causes(tx: &mut Tx<'_>, event: &Event, id: ConversationId) -> Result<Vec<Cause>> {
    let mut causes = Vec::new();
    match (event.kind, event.message_id) {
        (EventKind::ConversationOpened, _) => {
            causes.push(Cause { what: When::Opened, name: format!("opened:{id}") });
        }
        (EventKind::MessageSent, Some(message)) => {
            let found = store::message::find(tx, message)?;
            if found.is_some_and(|found| found.author == Author::Customer) {
                let name = format!("wrote:{message}");
                causes.push(Cause { what: When::CustomerWrote, name });
            }
        }
        _ => {
            for (tag, word) in store::rule::tagged_at(tx, id, event.at)? {
                let name = format!("tagged:{id}:{tag}:{}", event.at.as_millisecond());
                causes.push(Cause { what: When::Tagged(word), name });
            }
        }
    }
    for (row, state) in store::rule::became_at(tx, id, event.at)? {
        causes.push(Cause { what: When::Became(state), name: format!("became:{row}") });
    }
    Ok(causes)
}

impl Desk {
    /// Runs the rules, for as long as the desk is open.
    pub(crate) async fn run_rules(&self) {
        while let Err(error) = self.find_place().await {
            tracing::error!(%error, "rules could not begin; it is tried again");
            tokio::time::sleep(RETRY_AFTER).await;
        }
        let follow = |desk: Self, events: Vec<Event>, step: Step| async move {
            desk.rules_of(events, step).await
        };
        tokio::join!(self.follow(&FOLLOWER, follow), self.run_clock());
    }

    /// From where on rules follow is kept from the very beginning, so that a restart misses nothing.
    async fn find_place(&self) -> Result<()> {
        self.store
            .write(|tx| {
                if store::event::place(tx, NAME)?.is_none() {
                    let last = store::event::last(tx)?;
                    store::event::move_place(tx, NAME, last, last)?;
                }
                Ok(())
            })
            .await
    }

    async fn rules_of(&self, events: Vec<Event>, mut step: Step) -> Result<bool> {
        let any = self.store.read(|db| Ok::<_, Error>(all(db)?.iter().any(is_active))).await?;
        if !any {
            return Ok(false);
        }
        for event in events {
            let Some(id) = event.conversation_id else { continue };
            let (taken, rest) = step.split(event.id);
            self.store
                .write(move |tx| {
                    let depth = store::rule::depth(tx, &event)?;
                    for cause in causes(tx, &event, id)? {
                        for rule in all(tx)? {
                            let wanted =
                                rule.content.as_ref().is_some_and(|it| cause.sets_off(&it.when));
                            if is_active(&rule) && wanted && rule.since <= event.at {
                                run(tx, &rule, id, &cause.name, depth)?;
                            }
                        }
                    }
                    taken.keep(tx)
                })
                .await?;
            step = rest;
        }
        self.store.write(move |tx| step.keep(tx)).await?;
        self.tell_jobs();
        Ok(true)
    }

    async fn run_clock(&self) {
        let mut leads = self.store.leads();
        loop {
            if leads.wait_for(|leads| *leads).await.is_err() {
                return;
            }
            match self.rules_by_clock().await {
                Ok(0) => {}
                Ok(_) => self.tell_jobs(),
                Err(error) => {
                    tracing::error!(%error, "it was not looked who waits for too long");
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Runs the rules about those who have waited for too long and promises that come close; how often.
    pub async fn rules_by_clock(&self) -> Result<usize> {
        let now = self.store.now();
        let forgotten = now - SignedDuration::from_hours(LOG_DAYS * 24);
        let due: Vec<(RuleId, ConversationId, String)> = self
            .store
            .read(move |db| {
                let mut due = Vec::new();
                for rule in all(db)?.into_iter().filter(is_active) {
                    let Some(content) = &rule.content else { continue };
                    for (id, cause) in come_due(db, &rule, &content.when, now)? {
                        let Some(conversation) = store::conversation::find(db, id)? else {
                            continue;
                        };
                        if content.only.fits(&facts(db, &conversation, now)?) {
                            due.push((rule.id, id, cause));
                        }
                    }
                }
                Ok::<_, Error>(due)
            })
            .await?;
        let count = due.len();
        for (rule, id, cause) in due {
            self.store
                .write(move |tx| match all(tx)?.into_iter().find(|one| one.id == rule) {
                    Some(rule) if is_active(&rule) => run(tx, &rule, id, &cause, 0),
                    _ => Ok(()),
                })
                .await?;
        }
        let oldest = self.store.read(store::rule::oldest_run).await?;
        if oldest.is_some_and(|oldest| oldest < forgotten) {
            self.store.write(move |tx| store::rule::forget_runs(tx, forgotten)).await?;
        }
        Ok(count)
    }
}

/// The conversations for which a rule's time has come since it holds, each with the name of the cause.
fn come_due(
    db: &mut Db,
    rule: &Rule,
    when: &When,
    now: Timestamp,
) -> Result<Vec<(ConversationId, String)>> {
    Ok(match when {
        When::Waits(minutes) => {
            let wait = SignedDuration::from_mins(*minutes);
            let since = (rule.since - wait).max(now - SignedDuration::from_hours(LOG_DAYS * 24));
            let waiting = store::rule::waiting(db, rule.id, (since, now - wait), DUE_MAX)?;
            let cause = |(id, since): (ConversationId, Timestamp)| {
                (id, format!("waiting:{id}:{}", since.as_millisecond()))
            };
            waiting.into_iter().map(cause).collect()
        }
        When::PromiseDue(minutes) => {
            let span = (now, now + SignedDuration::from_mins(*minutes));
            let promised = store::rule::promised(db, rule.id, span, DUE_MAX)?;
            let cause = |(promise, id, at): (PromiseId, ConversationId, Timestamp)| {
                (id, format!("promise:{promise}:{}", at.as_millisecond()))
            };
            promised.into_iter().map(cause).collect()
        }
        _ => Vec::new(),
    })
}

fn is_active(rule: &Rule) -> bool {
    rule.on && rule.paused.is_none() && rule.content.is_some()
}

/// Runs a rule for a cause, unless it ran for it before or the conversation does not fit.
fn run(tx: &mut Tx<'_>, rule: &Rule, id: ConversationId, cause: &str, depth: i64) -> Result<()> {
    let Some(Content { only, then, .. }) = &rule.content else { return Ok(()) };
    let now = tx.now();
    let Some(conversation) = store::conversation::find_kept(tx, id)? else { return Ok(()) };
    if !only.fits(&facts(tx, &conversation, now)?) {
        return Ok(());
    }
    let id = conversation.id;
    if !store::rule::add_run(tx, rule.id, id, cause, "", now)? {
        return Ok(());
    }
    let lately = now - SignedDuration::from_mins(STORM_MINUTES);
    let outcome = if depth >= DEPTH_MAX {
        format!(
            "Nothing: {DEPTH_MAX} rules had followed from each other, and that is where it ends"
        )
    } else if store::rule::count_runs(tx, rule.id, id, lately)? > STORM_RUNS {
        let why = format!(
            "It ran more than {STORM_RUNS} times in conversation {id} within {STORM_MINUTES} minutes."
        );
        store::rule::set_paused(tx, rule.id, &why)?;
        "Nothing: it ran too often here, and is paused".to_owned()
    } else {
        let before = store::event::last(tx)?;
        let did = apply(tx, rule, then, &conversation, cause)?;
        store::rule::set_depth(tx, before, depth + 1)?;
        if did.is_empty() { AS_BEFORE.to_owned() } else { did.join(", ") }
    };
    store::rule::set_outcome(tx, rule.id, cause, &outcome)?;
    if outcome == AS_BEFORE {
        return Ok(());
    }
    // Pages show it beside what it did.
    let before = store::event::last(tx)?;
    changed(tx, &conversation, None)?;
    Ok(store::rule::set_depth(tx, before, depth + 1)?)
}

/// What could not be done is told in the log, and the rest is done all the same.
fn or_why(done: Result<Option<String>>, did: &mut Vec<String>) -> Result<()> {
    match done {
        Ok(words) => did.extend(words),
        Err(Error::NotFound(why) | Error::Refused(why) | Error::Conflict(why)) => {
            did.push(why.to_string());
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Does all that a rule says; what it did, in words.
fn apply(
    tx: &mut Tx<'_>,
    rule: &Rule,
    then: &Then,
    conversation: &Conversation,
    cause: &str,
) -> Result<Vec<String>> {
    let names = names(tx)?;
    let mut did = Vec::new();
    or_why(give(tx, then, conversation, &names), &mut did)?;
    or_why(tags(tx, then, conversation), &mut did)?;
    or_why(turn(tx, then, conversation), &mut did)?;
    or_why(write(tx, rule, then, conversation, &names), &mut did)?;
    or_why(reply(tx, rule, then, conversation, cause), &mut did)?;
    Ok(did)
}

fn named<Id: PartialEq>(names: &[(Id, String)], id: &Id) -> String {
    names.iter().find(|(one, _)| one == id).map(|(_, name)| name.clone()).unwrap_or_default()
}

fn give(
    tx: &mut Tx<'_>,
    then: &Then,
    conversation: &Conversation,
    names: &Names,
) -> Result<Option<String>> {
    check_team(tx, then.team)?;
    check_assignee(tx, then.agent)?;
    let (team, agent) =
        (then.team.or(conversation.team_id), then.agent.or(conversation.assignee_id));
    if (team, agent) == (conversation.team_id, conversation.assignee_id) {
        return Ok(None);
    }
    let to = Assignment {
        assignee_id: agent,
        team_id: team,
        agent_id: None,
        at: tx.now(),
        reason: Some(Reason::Rule),
        note_id: None,
    };
    store::conversation::assign_as(tx, conversation.id, &to)?;
    let to = [
        then.team.map(|team| named(&names.teams, &team)),
        then.agent.map(|agent| named(&names.agents, &agent)),
    ];
    let to: Vec<String> = to.into_iter().flatten().collect();
    Ok(Some(format!("gave it to {}", to.join(" and "))))
}

fn tags(tx: &mut Tx<'_>, then: &Then, conversation: &Conversation) -> Result<Option<String>> {
    let (id, now) = (conversation.id, tx.now());
    let mut did = Vec::new();
    if let Some(tag) = &then.tag {
        let full = store::tag::of_conversation(tx, id)?.len() >= TAGS_MAX;
        if !full && store::tag::add(tx, id, tag, None, now)? {
            did.push(format!("tagged it “{tag}”"));
        }
    }
    if let Some(tag) = &then.untag
        && store::tag::remove(tx, id, tag)?
    {
        did.push(format!("took off the tag “{tag}”"));
    }
    Ok((!did.is_empty()).then(|| did.join(", ")))
}

fn turn(tx: &mut Tx<'_>, then: &Then, conversation: &Conversation) -> Result<Option<String>> {
    let (now, standing) = (tx.now(), conversation.standing);
    let (next, words) = match (&then.turn, standing.state) {
        (Some(Turn::Close), State::WaitingOnUs | State::WaitingOnCustomer | State::Snoozed) => {
            (standing.closed(), "closed it".to_owned())
        }
        (Some(Turn::Open), State::Closed) => (standing.reopened(now), "opened it again".to_owned()),
        (Some(Turn::Open), State::Snoozed) => (standing.woken(now), "woke it".to_owned()),
        (Some(Turn::Snooze(until)), State::WaitingOnUs | State::WaitingOnCustomer) => {
            let tz = Workspace::read(tx)?.tz();
            let at = snooze::parse(until, now, &tz).map_err(Error::refused)?;
            (standing.snoozed(at), format!("put it aside until {until}"))
        }
        _ => return Ok(None),
    };
    change_standing(tx, conversation, next, None)?;
    Ok(Some(words))
}

/// The note of a rule, and whom it asks to look: one note for both.
fn write(
    tx: &mut Tx<'_>,
    rule: &Rule,
    then: &Then,
    conversation: &Conversation,
    names: &Names,
) -> Result<Option<String>> {
    check_assignee(tx, then.notify)?;
    let words = match (&then.note, then.notify) {
        (None, None) => return Ok(None),
        (Some(words), _) => words.as_str(),
        (None, Some(_)) => "Please look at this.",
    };
    let words = format!("By the rule “{}”: {words}", rule.name);
    let written = note(tx, conversation, rule.changed_by, &words, then.notify)?;
    if let Some(whom) = then.notify.filter(|whom| *whom == rule.changed_by) {
        // A note in one's own name asks oneself, too, where a rule wrote it.
        store::message::mention(tx, written, whom)?;
    }
    Ok(Some(match then.notify {
        Some(whom) => format!("asked {} to look", named(&names.agents, &whom)),
        None => "wrote a note".to_owned(),
    }))
}

/// Answers with a canned reply: sent where nothing is left open in it, or else laid out for whoever has it.
fn reply(
    tx: &mut Tx<'_>,
    rule: &Rule,
    then: &Then,
    conversation: &Conversation,
    cause: &str,
) -> Result<Option<String>> {
    let Some((reply, sent)) = then.reply else { return Ok(None) };
    let id = conversation.id;
    let by: AgentId = then.agent.or(conversation.assignee_id).unwrap_or(rule.changed_by);
    let agent = store::agent::find(tx, by)?.ok_or_else(|| Error::not_found("person"))?;
    let now: Timestamp = tx.now();
    let (title, filled) = canned_reply::filled(tx, &agent, reply, id, now)?;
    if sent && filled.gaps.is_empty() {
        let key = format!("rule-{}-{cause}", rule.id);
        say(tx, &Saying { conversation: id, by, text: &filled.text, key: &key })?;
        return Ok(Some(format!("sent “{title}”")));
    }
    let begun = store::draft::find(tx, id, by, Kind::Reply)?;
    if begun.is_some_and(|draft| !draft.text.trim().is_empty()) {
        return Ok(Some(format!("left “{title}” aside, for a reply is being written")));
    }
    store::draft::save(tx, id, by, Kind::Reply, &filled.text, now)?;
    draft::tell(tx, conversation, by)?;
    Ok(Some(format!("laid out “{title}” as a draft for {}", agent.first_name())))
}
