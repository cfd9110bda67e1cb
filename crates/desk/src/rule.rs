//! Rules: writing, ordering and trying them. What they do as things happen is in `running.rs`, how they are kept in
//! `json.rs`.

mod json;
mod running;

use domain::{
    ConversationId, RuleId, Timestamp,
    agent::Agent,
    canned_reply::{CannedReply, Whose},
    conversation::{Conversation, TAG_CHARS_MAX, normalise_tag},
    customer::AddressKind,
    event::{Change, EventKind},
    rule::{
        Content, Facts, MINUTES_MAX, NAME_CHARS_MAX, NOTE_CHARS_MAX, Names, Only, PHRASES_MAX,
        RULES_MAX, Rule, TRIED_MAX, Then, Turn, When,
    },
    snooze, text,
};
use language::{Wording, say};
use store::{Db, Tx, rule::Kept};

use crate::{
    Desk, Error, Result,
    conversation::{check_assignee, check_team},
    schedule,
};

/// What a rule would do with a conversation.
#[derive(Debug, Clone)]
pub struct Touched {
    /// Which.
    pub conversation: Conversation,
    /// What it would do, each such as "give it to Parcels".
    pub words: Vec<Wording>,
}

fn of(kept: Kept) -> Rule {
    Rule {
        content: json::read(&kept.content),
        id: kept.id,
        name: kept.name,
        on: kept.on,
        paused: kept.paused,
        changed_by: kept.changed_by,
        since: kept.since,
    }
}

/// All rules, in their order.
pub fn all(db: &mut Db) -> Result<Vec<Rule>> {
    Ok(store::rule::all(db)?.into_iter().map(of).collect())
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] where there is none, or it was removed.
pub fn find(db: &mut Db, id: RuleId) -> Result<Rule> {
    let kept = store::rule::find(db, id)?.filter(|kept| kept.removed_at.is_none());
    kept.map(of).ok_or_else(|| Error::not_found("rule"))
}

/// Whether rules may answer with it: what is one agent's or one team's alone is said by them alone.
fn is_everybodys(reply: &CannedReply) -> bool {
    reply.content.whose == Whose::Everybody && reply.removed_at.is_none()
}

/// The names of what rules speak of.
pub fn names(db: &mut Db) -> Result<Names> {
    let teams = store::team::all(db)?.into_iter().map(|team| (team.id, team.name));
    let agents = store::agent::all(db)?.into_iter().map(|agent| (agent.id, agent.name));
    let inboxes = store::inbox::all(db)?.into_iter();
    let inboxes =
        inboxes.map(|inbox| (inbox.id, format!("{} {}", inbox.channel.as_str(), inbox.id)));
    let (teams, agents, inboxes) = (teams.collect(), agents.collect(), inboxes.collect());
    let replies = store::canned_reply::everybodys(db)?.into_iter();
    let replies = replies.map(|reply| (reply.id, reply.content.title)).collect();
    Ok(Names { teams, agents, inboxes, replies })
}

/// What a rule asks of a conversation, as it is at `now`.
fn facts(db: &mut Db, conversation: &Conversation, now: Timestamp) -> Result<Facts> {
    let id = conversation.id;
    let customer = store::customer::find(db, conversation.customer_id)?;
    let addresses = store::customer::addresses(db, conversation.customer_id)?;
    let emails = addresses.into_iter().filter(|address| address.kind == AddressKind::Email);
    let schedule = schedule::of_team(db, conversation.team_id)?;
    let waited = conversation.standing.waiting_since.map(|since| now.duration_since(since));
    let words = store::rule::last_words(db, id)?;
    Ok(Facts {
        channel: conversation.channel,
        inbox: conversation.inbox_id,
        team: conversation.team_id,
        assignee: conversation.assignee_id,
        tags: store::tag::of_conversation(db, id)?,
        texts: [conversation.subject.clone()].into_iter().chain(words).collect(),
        language: customer.and_then(|customer| customer.language),
        emails: emails.map(|address| address.value).collect(),
        // Where no hours were set nobody can be outside of them.
        open: schedule.hours.is_empty() || schedule.is_open(now),
        waited_minutes: waited.map_or(0, |waited| waited.as_mins().max(0)),
    })
}

/// Whether a rule would have been set off in a conversation as it is at `now`.
fn would_begin(
    db: &mut Db,
    when: &When,
    facts: &Facts,
    it: &Conversation,
    now: Timestamp,
) -> Result<bool> {
    Ok(match when {
        When::Opened => true,
        When::CustomerWrote => facts.texts.len() > 1,
        When::Tagged(tag) => facts.tags.contains(tag),
        When::Became(state) => it.standing.state == *state,
        When::Waits(minutes) => facts.waited_minutes >= *minutes,
        When::PromiseDue(minutes) => {
            let promises = store::promise::of_conversation(db, it.id, Timestamp::UNIX_EPOCH)?;
            promises.iter().any(|promise| {
                promise.is_open() && promise.due_at.duration_since(now).as_mins() <= *minutes
            })
        }
    })
}

/// What was written of a rule, made right.
fn check(name: &str, content: Content, now: Timestamp) -> Result<(String, Content)> {
    let name = text::clean_line(name);
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(Error::refused(say("rule-bad-name").with("most", NAME_CHARS_MAX)));
    }
    let tag = |given: &str| {
        normalise_tag(given)
            .ok_or_else(|| Error::refused(say("tag-bad-name").with("most", TAG_CHARS_MAX)))
    };
    let tags = |given: Option<String>| given.as_deref().map(tag).transpose();
    let minutes = |minutes: i64| {
        if (1..=MINUTES_MAX).contains(&minutes) {
            Ok(minutes)
        } else {
            Err(Error::refused(say("rule-bad-minutes").with("most", MINUTES_MAX)))
        }
    };
    let Content { when, only, then } = content;
    let when = match when {
        When::Tagged(given) => When::Tagged(tag(&given)?),
        When::Waits(given) => When::Waits(minutes(given)?),
        When::PromiseDue(given) => When::PromiseDue(minutes(given)?),
        When::Opened | When::CustomerWrote | When::Became(_) => when,
    };
    if only.phrases.len() > PHRASES_MAX {
        return Err(Error::refused(say("rule-too-many-phrases").with("most", PHRASES_MAX)));
    }
    let waited_minutes = only.waited_minutes.map(minutes).transpose()?;
    let only = Only { tag: tags(only.tag)?, waited_minutes, ..only };
    if then.is_empty() {
        return Err(Error::refused(say("rule-does-nothing")));
    }
    if let Some(Turn::Snooze(words)) = &then.turn {
        snooze::parse(words, now, &jiff::tz::TimeZone::UTC).map_err(Error::refused)?;
    }
    let note = match then.note {
        Some(note) if note.chars().count() > NOTE_CHARS_MAX => {
            return Err(Error::refused(say("rule-long-note").with("most", NOTE_CHARS_MAX)));
        }
        note => note.map(|note| text::clean(&note)),
    };
    let then = Then { tag: tags(then.tag)?, untag: tags(then.untag)?, note, ..then };
    Ok((name, Content { when, only, then }))
}

/// Lets rules that speak of a tag speak of it under its new name. It is no other rule for that.
pub(crate) fn rename_tag(tx: &mut Tx<'_>, from: &str, to: &str) -> Result<()> {
    for rule in all(tx)? {
        let Some(before) = rule.content else { continue };
        let content = before.clone().with_tag_renamed(from, to);
        if content != before {
            store::rule::set_content(tx, rule.id, &json::written(&content))?;
        }
    }
    Ok(())
}

/// Whether those of whom a rule speaks are there.
fn check_named(tx: &mut Tx<'_>, then: &Then) -> Result<()> {
    let there = |checked: Result<()>, gone: Wording| match checked {
        Err(Error::NotFound(_)) => Err(Error::refused(gone)),
        checked => checked,
    };
    there(check_team(tx, then.team), say("rule-team-was-removed"))?;
    for agent in [then.agent, then.notify] {
        there(check_assignee(tx, agent), say("rule-person-left"))?;
    }
    if let Some((reply, _)) = then.reply
        && !store::canned_reply::find(tx, reply)?.is_some_and(|reply| is_everybodys(&reply))
    {
        return Err(Error::refused(say("rule-reply-was-removed")));
    }
    Ok(())
}

impl Desk {
    /// Writes a rule, behind all others. It holds from now on.
    pub async fn write_rule(&self, by: &Agent, name: &str, content: Content) -> Result<RuleId> {
        let (name, content) = check(name, content, self.store.now())?;
        let by = by.id;
        self.store
            .write(move |tx| {
                check_named(tx, &content.then)?;
                if store::rule::all(tx)?.len() >= RULES_MAX {
                    return Err(Error::refused(say("rule-too-many").with("most", RULES_MAX)));
                }
                let now = tx.now();
                let id = store::rule::insert(tx, (&name, &json::written(&content)), by, now)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                Ok(id)
            })
            .await
    }

    /// Changes a rule. What it said before holds no more; it does nothing about what was before.
    pub async fn change_rule(
        &self,
        by: &Agent,
        id: RuleId,
        name: &str,
        content: Content,
    ) -> Result<()> {
        let (name, content) = check(name, content, self.store.now())?;
        self.alter_rule(by, id, move |tx, rule, by| {
            check_named(tx, &content.then)?;
            let now = tx.now();
            Ok(store::rule::update(tx, rule.id, (&name, &json::written(&content)), by.id, now)?)
        })
        .await
    }

    /// Turns a rule on, or off.
    pub async fn switch_rule(&self, by: &Agent, id: RuleId, on: bool) -> Result<()> {
        self.alter_rule(by, id, move |tx, rule, _| {
            let now = tx.now();
            Ok(store::rule::set_on(tx, rule.id, on, now)?)
        })
        .await
    }

    /// Moves a rule one place up, or down.
    pub async fn move_rule(&self, by: &Agent, id: RuleId, up: bool) -> Result<()> {
        self.alter_rule(by, id, move |tx, rule, _| {
            let mut order: Vec<RuleId> = all(tx)?.into_iter().map(|rule| rule.id).collect();
            let here = order.iter().position(|id| *id == rule.id);
            let there = here.and_then(|here| if up { here.checked_sub(1) } else { Some(here + 1) });
            if let (Some(here), Some(there)) = (here, there.filter(|there| *there < order.len())) {
                order.swap(here, there);
            }
            for (position, id) in (1..).zip(order) {
                store::rule::set_position(tx, id, position)?;
            }
            Ok(())
        })
        .await
    }

    /// Removes a rule. What it did stays.
    pub async fn remove_rule(&self, by: &Agent, id: RuleId) -> Result<()> {
        self.alter_rule(by, id, |tx, rule, _| {
            let now = tx.now();
            Ok(store::rule::set_removed(tx, rule.id, Some(now))?)
        })
        .await
    }

    /// Brings a rule back, turned off.
    pub async fn restore_rule(&self, by: &Agent, id: RuleId) -> Result<()> {
        let by = by.id;
        self.store
            .write(move |tx| {
                store::rule::find(tx, id)?.ok_or_else(|| Error::not_found("rule"))?;
                let now = tx.now();
                store::rule::set_removed(tx, id, None)?;
                store::rule::set_on(tx, id, false, now)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                Ok(())
            })
            .await
    }

    async fn alter_rule(
        &self,
        by: &Agent,
        id: RuleId,
        alter: impl FnOnce(&mut Tx<'_>, Rule, &Agent) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let by = by.clone();
        self.store
            .write(move |tx| {
                let rule = find(tx, id)?;
                alter(tx, rule, &by)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(Some(by.id)))?;
                Ok(())
            })
            .await
    }

    /// What a rule would do with the conversations that were last written in, as they are now; and how many were
    /// looked at. Nothing is changed.
    pub async fn try_rule(&self, name: &str, content: Content) -> Result<(Vec<Touched>, usize)> {
        let now = self.store.now();
        let (_, content) = check(name, content, now)?;
        self.store
            .read(move |db| {
                let names = names(db)?;
                let words = content.then.to_words(&names);
                let latest: Vec<ConversationId> = store::rule::latest(db, TRIED_MAX)?;
                let looked_at = latest.len();
                let mut touched = Vec::new();
                for id in latest {
                    let Some(conversation) = store::conversation::find(db, id)? else { continue };
                    let facts = facts(db, &conversation, now)?;
                    if content.only.fits(&facts)
                        && would_begin(db, &content.when, &facts, &conversation, now)?
                    {
                        touched.push(Touched { conversation, words: words.clone() });
                    }
                }
                Ok((touched, looked_at))
            })
            .await
    }
}
