//! The dock: the corner of every page where the phone rings, and where one's own call is.

use askama::Template;
use axum::extract::State;
use domain::{
    AgentId, Timestamp,
    agent::{Agent, Availability},
    call::{Call, State as Stands},
    conversation::{Channel, State as Standing},
    customer::Customer,
    story::{Kind, Line},
};
use jiff::tz::TimeZone;
use language::{Wording, say};
use store::Db;

use crate::{
    Web,
    access::SignedIn,
    conversations::{Teller, Told},
    error::Result,
    page::page,
    promises::Making,
    shell::Assets,
    wording,
};

/// Earlier conversations on the card, at the most.
const STORY_MAX: i64 = 4;
/// Things worth remembering on the card, at the most.
const FACTS_MAX: usize = 4;

/// Standards for the start on the card, at the most.
const START_MAX: usize = 4;
/// Lines of the story so far on the card, at the most.
const SO_FAR_MAX: usize = 4;

/// Who is calling, and their story so far.
pub(super) struct Card {
    pub(super) call: i64,
    pub(super) conversation: i64,
    pub(super) name: String,
    /// "09:42", and "Lisbon, one hour behind you".
    pub(super) local_time: Option<(String, String)>,
    pub(super) facts: Vec<String>,
    /// What they want, what they had to say again, what was tried.
    pub(super) so_far: Vec<Told>,
    /// Subject, day and state of earlier conversations.
    pub(super) story: Vec<(String, String, Wording)>,
    /// What we promised and when it is due.
    pub(super) promises: Vec<(String, String)>,
    /// The title and the address of the page that they call from.
    pub(super) page: Option<(String, String)>,
    pub(super) recorded: bool,
}

/// A call that one could pick up.
pub(super) struct Ringing {
    pub(super) card: Card,
    pub(super) waited_seconds: i64,
    /// Who asks to hand it over, for a call that is somebody's.
    pub(super) from: Option<String>,
    /// How many more wait behind it.
    pub(super) more: usize,
    /// What a good start has.
    pub(super) start: Vec<String>,
}

/// The call that one is in.
pub(super) struct Mine {
    pub(super) card: Card,
    /// "talking" or "held".
    pub(super) state: &'static str,
    pub(super) talked_seconds: i64,
    pub(super) paused: bool,
    /// Whom one asked to take it.
    pub(super) asked: Option<String>,
    /// Who listens.
    pub(super) guest: Option<String>,
    /// Whether one only listens oneself, and to whom.
    pub(super) listening_to: Option<String>,
    /// Colleagues who could take it, and whether they are free.
    pub(super) colleagues: Vec<(i64, String, bool)>,
    /// How many wait meanwhile.
    pub(super) waiting: usize,
    /// To promise something without leaving the call.
    pub(super) making: Making,
}

#[derive(Template)]
#[template(path = "calls/dock.html")]
struct Dock {
    assets: Assets,
    mine: Option<Mine>,
    ringing: Option<Ringing>,
}

/// What the dock shows at the moment.
pub(crate) async fn dock(State(web): State<Web>, SignedIn { agent, .. }: SignedIn) -> Result {
    let now = web.desk.store().now();
    let dock = web.desk.store().read(move |db| Dock::read(db, &agent, now)).await?;
    page(&dock)
}

impl Dock {
    fn read(db: &mut Db, me: &Agent, now: Timestamp) -> desk::Result<Self> {
        let running = store::call::running(db)?;
        let waiting = || running.iter().filter(|call| call.rings());
        let mine = running.iter().find(|call| {
            call.state() != Stands::Waiting
                && (call.agent_id == Some(me.id) || call.guest_id == Some(me.id))
        });
        if let Some(call) = mine {
            let mine = Mine::read(db, me, call, &running, now)?;
            return Ok(Self { assets: Assets, mine: Some(mine), ringing: None });
        }
        let for_me = running.iter().find(|call| call.transfer_to == Some(me.id));
        let here = me.availability == Availability::Online;
        let next = for_me.or_else(|| waiting().next().filter(|_| here));
        let ringing = match next {
            Some(call) => Some(Ringing {
                card: Card::read(db, me, call, now)?,
                waited_seconds: now.duration_since(call.asked_at).as_secs().max(0),
                from: match (for_me, call.agent_id) {
                    (Some(_), Some(from)) => name(db, from)?,
                    _ => None,
                },
                start: start(db, now)?,
                more: waiting().count().saturating_sub(usize::from(for_me.is_none())),
            }),
            None => None,
        };
        Ok(Self { assets: Assets, mine: None, ringing })
    }
}

/// The standards for the start of a call, in a few words each.
fn start(db: &mut Db, now: Timestamp) -> desk::Result<Vec<String>> {
    let standards = desk::standard::at_the_start(db, Channel::Phone, now)?;
    Ok(standards.into_iter().take(START_MAX).map(|standard| standard.title).collect())
}

fn name(db: &mut Db, id: AgentId) -> desk::Result<Option<String>> {
    Ok(store::agent::find(db, id)?.map(|agent| agent.first_name().to_owned()))
}

fn name_of(db: &mut Db, id: Option<AgentId>) -> desk::Result<Option<String>> {
    id.map_or(Ok(None), |id| name(db, id))
}

impl Mine {
    fn read(
        db: &mut Db,
        me: &Agent,
        call: &Call,
        running: &[Call],
        now: Timestamp,
    ) -> desk::Result<Self> {
        let busy = |agent: &Agent| running.iter().any(|call| call.agent_id == Some(agent.id));
        let mut colleagues: Vec<(i64, String, bool)> = store::agent::active(db)?
            .into_iter()
            .filter(|agent| agent.id != me.id)
            .map(|agent| (agent.id.0, agent.name.clone(), agent.at_desk(now) && !busy(&agent)))
            .collect();
        // Whoever could take it first.
        colleagues.sort_by_key(|(.., free)| !free);
        let customer = store::customer::find(db, call.customer_id)?
            .ok_or_else(|| desk::Error::not_found("customer"))?;
        let listens = call.agent_id != Some(me.id);
        Ok(Self {
            card: Card::read(db, me, call, now)?,
            state: call.state().as_str(),
            talked_seconds: call.talked_seconds(now).unwrap_or(0),
            paused: call.paused_since.is_some(),
            asked: name_of(db, call.transfer_to)?,
            guest: name_of(db, call.guest_id)?,
            listening_to: if listens { name_of(db, call.agent_id)? } else { None },
            colleagues,
            waiting: running.iter().filter(|call| call.rings()).count(),
            making: Making::read(db, call.conversation_id, &customer, me, now, "call")?,
        })
    }
}

impl Card {
    fn read(db: &mut Db, me: &Agent, call: &Call, now: Timestamp) -> desk::Result<Self> {
        let tz = me.tz();
        let customer = store::customer::find(db, call.customer_id)?
            .ok_or_else(|| desk::Error::not_found("customer"))?;
        let facts = store::customer::facts(db, customer.id)?;
        Ok(Self {
            call: call.id.0,
            conversation: call.conversation_id.0,
            name: customer.display_name(),
            local_time: wording::local_time(&customer, now, &tz),
            facts: facts.into_iter().take(FACTS_MAX).map(|fact| fact.text).collect(),
            so_far: so_far(db, call, now, &tz)?,
            story: story(db, call, &customer, now, &tz)?,
            promises: store::promise::open_of_customer(db, customer.id)?
                .into_iter()
                .map(|promise| (promise.what, wording::soon(promise.due_at, now, &tz)))
                .collect(),
            page: store::visitor::last_page(db, customer.id)?
                .filter(|(url, _)| url.starts_with("https://") || url.starts_with("http://"))
                .map(|(url, title)| (if title.is_empty() { url.clone() } else { title }, url)),
            recorded: call.recorded,
        })
    }
}

/// The story so far, but for what stands on the card by itself.
fn so_far(db: &mut Db, call: &Call, now: Timestamp, tz: &TimeZone) -> desk::Result<Vec<Told>> {
    let agents = store::agent::all(db)?;
    let story = desk::story::read(db, call.customer_id, call.conversation_id)?.story;
    let apart = |line: &Line| matches!(line.kind, Kind::Matters | Kind::Promised);
    let lines = story.lines.into_iter().filter(|line| !apart(line));
    let lines: Vec<Line> = lines.take(SO_FAR_MAX).collect();
    let teller = Teller { agents: &agents, now, tz };
    teller.lines(db, call.customer_id, &lines, &story.repeats)
}

/// Their earlier conversations; the one of the call itself where more was said in it.
fn story(
    db: &mut Db,
    call: &Call,
    customer: &Customer,
    now: Timestamp,
    tz: &TimeZone,
) -> desk::Result<Vec<(String, String, Wording)>> {
    let listed = store::conversation::of_customer(db, customer.id, STORY_MAX + 1)?;
    Ok(listed
        .into_iter()
        .map(|listed| listed.conversation)
        .filter(|c| c.id != call.conversation_id || c.opened_at < call.asked_at)
        .take(usize::try_from(STORY_MAX).unwrap_or(usize::MAX))
        .map(|c| {
            let day = wording::day(c.last_message_at, now, tz);
            (c.display_subject(), day, state(c.standing.state))
        })
        .collect())
}

/// How a conversation stands, in the middle of a line.
fn state(standing: Standing) -> Wording {
    match standing {
        Standing::WaitingOnUs => say("dock-waiting-on-us"),
        Standing::WaitingOnCustomer => say("dock-waiting-on-customer"),
        Standing::Snoozed => say("dock-snoozed"),
        Standing::Closed => say("dock-closed"),
    }
}
