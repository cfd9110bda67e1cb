//! The facts of contacts, gathered from what is kept: what was said and when, what was noticed in it, by
//! everybody’s word, and calls. It costs as much as there is, once.

use std::{collections::HashMap, ops::Range};

use domain::{
    ContactId, ConversationId, MessageId, Timestamp,
    call::Source,
    conversation::{Channel, Conversation, State},
    message::Author,
    moment::{Moment, Ruling, Side, Verdict, holding},
    schedule::Schedule,
    standard::{
        Contact,
        check::Mark,
        judge::{Answer, Facts, Found, Wait},
    },
};
use store::{Db, contact::Said};

use crate::{Error, Result, schedule};

/// What is less sure than this and confirmed by nobody is no fact, in thousandths.
const SURE_MIN: i64 = 500;
/// A contact that is not kept yet.
const NEW: ContactId = ContactId(0);

/// What was noticed in the messages of a conversation.
struct Noticed {
    ours: HashMap<MessageId, Vec<Found>>,
    questions: HashMap<MessageId, Range<usize>>,
    unanswered: HashMap<MessageId, Vec<Range<usize>>>,
}

impl Noticed {
    fn of(moments: &[Moment], rulings: Vec<Ruling>) -> Self {
        let mut by_message: HashMap<MessageId, Vec<Ruling>> = HashMap::new();
        for ruling in rulings {
            by_message.entry(ruling.message_id).or_default().push(ruling);
        }
        let holds = |moment: &Moment| {
            let rulings = by_message.get(&moment.message_id).map_or(&[][..], Vec::as_slice);
            match holding(moment, rulings) {
                Some(ruling) => ruling.verdict == Verdict::So,
                None => moment.noticed.confidence_thousandths >= SURE_MIN,
            }
        };
        let mut noticed =
            Self { ours: HashMap::new(), questions: HashMap::new(), unanswered: HashMap::new() };
        for moment in moments.iter().filter(|moment| holds(moment)) {
            let (message, span) = (moment.message_id, moment.noticed.span.clone());
            match (moment.noticed.side, moment.noticed.what.as_str()) {
                (Side::Us, what) => {
                    if let Some(&mark) = Mark::ALL.iter().find(|mark| mark.name() == what) {
                        noticed.ours.entry(message).or_default().push(Found { mark, span });
                    }
                }
                (Side::Customer, "question") => {
                    noticed.questions.entry(message).or_insert(span);
                }
                (Side::Customer, "unanswered") => {
                    noticed.unanswered.entry(message).or_default().push(span);
                }
                _ => {}
            }
        }
        noticed
    }
}

/// The stretches in which a conversation was open: from when to when. What was said after it was closed and before
/// it was taken up again belongs to the stretch before.
fn stretches(
    db: &mut Db,
    conversation: &Conversation,
) -> Result<Vec<(Timestamp, Option<Timestamp>)>> {
    let mut stretches: Vec<(Timestamp, Option<Timestamp>)> = Vec::new();
    for step in store::conversation::steps(db, conversation.id, Timestamp::UNIX_EPOCH)? {
        match (step.state, stretches.last_mut()) {
            (State::Closed, Some((_, ended @ None))) => *ended = Some(step.at),
            (State::Closed, _) | (_, Some((_, None))) => {}
            _ => stretches.push((step.at, None)),
        }
    }
    if stretches.is_empty() {
        stretches.push((conversation.opened_at, None));
    }
    Ok(stretches)
}

/// The contacts of a conversation with their facts, in the order in which they began. Those that are kept have
/// their ids.
pub(super) fn gather(
    db: &mut Db,
    id: ConversationId,
    now: Timestamp,
) -> Result<Vec<(Contact, Facts)>> {
    let conversation =
        store::conversation::find(db, id)?.ok_or_else(|| Error::not_found("conversation"))?;
    let schedule = schedule::of_team(db, conversation.team_id)?;
    let kept = store::contact::of_conversation(db, id)?;
    let customer = store::customer::find(db, conversation.customer_id)?;
    let named = customer.is_some_and(|customer| !customer.name.trim().is_empty());
    let moments = store::moment::of_conversation(db, id)?;
    let rulings = if moments.is_empty() { Vec::new() } else { store::moment::rulings(db, id)? };
    let noticed = Noticed::of(&moments, rulings);
    let clock = Clock { schedule: &schedule, now };
    let stretches = stretches(db, &conversation)?;
    let mut gathered = Vec::new();
    for (number, &(began_at, ended_at)) in stretches.iter().enumerate() {
        // The very first words come at the moment at which it was opened, or, with a clock that was set, before.
        let from = if number == 0 { Timestamp::UNIX_EPOCH } else { began_at };
        let until = stretches.get(number + 1).map(|(next, _)| *next);
        let said = store::contact::said(db, id, from, until)?;
        if said.is_empty() {
            continue;
        }
        let known = kept.iter().find(|one| one.call_id.is_none() && one.began_at == began_at);
        let mut contact = known.cloned().unwrap_or(Contact {
            id: NEW,
            conversation_id: id,
            call_id: None,
            // What is written after a call is written in the chat.
            channel: match conversation.channel {
                Channel::Phone => Channel::Chat,
                channel => channel,
            },
            began_at,
            ended_at: None,
            waited: None,
        });
        contact.ended_at = ended_at;
        let facts = written(&said, &noticed, &mut contact, named, &clock);
        gathered.push((contact, facts));
    }
    gathered.extend(calls(db, id, &kept, &clock)?);
    gathered.sort_by_key(|(contact, _)| contact.began_at);
    Ok(gathered)
}

/// What tells how long somebody waited.
struct Clock<'w> {
    schedule: &'w Schedule,
    now: Timestamp,
}

impl Clock<'_> {
    fn wait(&self, from: Timestamp, to: Timestamp) -> Wait {
        Wait {
            seconds: to.duration_since(from).as_secs().max(0),
            open_seconds: self.schedule.open_seconds(from, to),
        }
    }
}

fn written(
    said: &[Said],
    noticed: &Noticed,
    contact: &mut Contact,
    customer_is_named: bool,
    clock: &Clock<'_>,
) -> Facts {
    let asked = said.iter().find(|one| one.author == Author::Customer);
    let first = said.first();
    let customer_began = first.is_some_and(|first| first.author == Author::Customer);
    let mut facts =
        Facts { ended_at: contact.ended_at, customer_began, customer_is_named, ..Facts::default() };
    let mut answered_at = None;
    for one in said {
        match one.author {
            Author::Agent(by) => {
                answered_at = answered_at.or(Some(one.at));
                facts.answers.push(Answer {
                    message: one.message,
                    by,
                    read: one.read,
                    foreign: one.foreign.clone(),
                    found: noticed.ours.get(&one.message).cloned().unwrap_or_default(),
                });
            }
            Author::Customer => {
                if let Some(span) = noticed.questions.get(&one.message) {
                    facts.question.get_or_insert_with(|| (one.message, span.clone()));
                }
                let open = noticed.unanswered.get(&one.message);
                let open = open.into_iter().flatten();
                facts.unanswered.extend(open.map(|span| (one.message, span.clone())));
            }
        }
    }
    if let Some(asked) = asked.filter(|_| customer_began) {
        match answered_at {
            Some(at) => {
                contact.waited = contact.waited.or_else(|| Some(clock.wait(asked.at, at)));
                facts.waited = contact.waited;
            }
            None => {
                facts.waiting = clock.wait(asked.at, contact.ended_at.unwrap_or(clock.now));
            }
        }
    }
    facts
}

fn calls(
    db: &mut Db,
    id: ConversationId,
    kept: &[Contact],
    clock: &Clock<'_>,
) -> Result<Vec<(Contact, Facts)>> {
    let calls = store::call::of_conversation(db, id, Timestamp::UNIX_EPOCH)?;
    // A recording of a call that was held elsewhere tells nothing of how it was picked up here.
    let ours = calls.into_iter().filter(|call| call.source == Source::Web);
    Ok(ours
        .map(|call| {
            let known = kept.iter().find(|one| one.call_id == Some(call.id));
            let mut contact = known.cloned().unwrap_or(Contact {
                id: NEW,
                conversation_id: id,
                call_id: Some(call.id),
                channel: Channel::Phone,
                began_at: call.asked_at,
                ended_at: None,
                waited: None,
            });
            contact.ended_at = call.ended_at;
            let rang = call.joined_at.unwrap_or(call.asked_at);
            if let Some(at) = call.answered_at {
                contact.waited = contact.waited.or_else(|| Some(clock.wait(rang, at)));
            }
            let facts = Facts {
                call: true,
                ended_at: call.ended_at,
                customer_began: true,
                waited: contact.waited,
                waiting: clock.wait(rang, call.ended_at.unwrap_or(clock.now)),
                ..Facts::default()
            };
            (contact, facts)
        })
        .collect())
}
