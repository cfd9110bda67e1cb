//! Visitors and agents who talk with each other, each with an open socket: how long until what one
//! writes is in the other's page, at a given rate, and what connected visitors weigh.
//!
//! The load is open: messages are sent by the clock, whether or not those before have been answered,
//! and a time begins when the message should have been sent. So a server that stands still for a
//! second shows as a second, and not as fewer messages.

mod agent;
mod round;
mod visitor;

use std::{
    mem::take,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};

use self::round::{Doing, Room, Round};
use crate::{
    cast::{self, words},
    desk::Desk,
    http::Pool,
    lock,
    server::Server,
    table::{Row, Table},
    timing::Times,
    usage::{Cores, Usage, memory},
};

/// Visitors who open their conversations at the same time: few, so that no page falls behind.
const OPENING: usize = 8;
/// Visitors who connect at the same time, as after a restart.
const CONNECTING: usize = 64;
/// How long what was sent last may take to arrive.
const ARRIVE_WITHIN: Duration = Duration::from_secs(10);

/// What is asked of the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) visitors: usize,
    pub(crate) messages_per_second: u64,
    pub(crate) seconds: u64,
    pub(crate) memory_only: bool,
}

/// A visitor with a conversation.
struct Placed {
    visitor: cast::Visitor,
    conversation: i64,
    /// The place of the last message that their page has.
    after: i64,
}

pub(crate) async fn measure(
    server: &Server,
    desk: &Desk,
    load: Load,
    table: &mut Table,
) -> Result<()> {
    let (visitors, agents) = (load.visitors, desk.agents.len());
    table.group(format!("Live: {visitors} visitors and {agents} agents, all connected"));
    let room = Arc::new(Room::default());
    // What runs in here ends with it.
    let mut pages = JoinSet::new();
    for (number, agent) in desk.agents.iter().enumerate() {
        let place = agent::Place { number, agents };
        pages.spawn(agent::page(room.clone(), server.address, agent.clone(), place).await?);
    }
    let placed: Arc<[Placed]> = open_conversations(server, desk, visitors, &room).await?.into();
    for (agent, placed) in room.agents().iter().zip(placed.iter()) {
        agent.show(placed.conversation);
    }
    sleep(Duration::from_secs(2)).await;

    let id = server.id()?;
    let (usage, before, start) = (Usage::read(id)?, memory(id)?, Instant::now());
    let mut times = connect(server, desk, &room, &placed, &mut pages).await?;
    let rate = visitors as f64 / start.elapsed().as_secs_f64();
    let cores = Usage::read(id)?.since(&usage);
    sleep(Duration::from_secs(2)).await;
    let after = memory(id)?;
    table.add(
        Row::new(format!("{visitors} visitors connect, {CONNECTING} at once"))
            .rate(format!("{rate:.0} visitors/s"))
            .times(times.spread())
            .errors(room.ended())
            .note(cores.to_string()),
    );
    let each = after.own_kb.saturating_sub(before.own_kb) as f64 / visitors as f64;
    table.add(Row::new("memory for each of them").rate(format!("{each:.1} KB")).note(format!(
        "server {before} before, {after} after; without the kernel's own for the sockets"
    )));
    if load.memory_only {
        return Ok(());
    }

    let pool = Arc::new(Pool::new(server.address));
    for doing in [Doing::Messages, Doing::Everything] {
        let round = Arc::new(Round::new(load, agents, doing));
        run(server, desk, &pool, &room, &round, &placed, table).await?;
    }
    Ok(())
}

/// Lets each visitor write for the first time, and finds out which conversation is whose.
async fn open_conversations(
    server: &Server,
    desk: &Desk,
    count: usize,
    room: &Arc<Room>,
) -> Result<Vec<Placed>> {
    let pool = Arc::new(Pool::new(server.address));
    let turns = Arc::new(Semaphore::new(OPENING));
    let mut tasks = JoinSet::new();
    for visitor in cast::visitors(&format!("live{count}"), count) {
        let turn = turns.clone().acquire_owned().await?;
        let pool = pool.clone();
        let request = visitor.message(&desk.inbox, "first", &words("4711"));
        tasks.spawn(async move {
            let answer = pool.ask(&request).await?.expect(201)?.text()?;
            drop(turn);
            let answer: serde_json::Value = serde_json::from_str(&answer)?;
            let number = |name: &str| answer["message"][name].as_i64().context("no message");
            anyhow::Ok((number("id")?, number("seq")?, visitor))
        });
    }
    let mut written = Vec::new();
    while let Some(found) = tasks.join_next().await {
        written.push(found??);
    }
    let all = timeout(ARRIVE_WITHIN, async {
        while lock(&room.opened).len() < count {
            sleep(Duration::from_millis(10)).await;
        }
    });
    if all.await.is_err() {
        let opened = lock(&room.opened).len();
        bail!("Of {count} conversations that were opened, the agents' pages heard of {opened}.");
    }
    // One writes at a time, so the order of the messages is that of their conversations.
    written.sort_by_key(|(message, ..)| *message);
    let mut opened = lock(&room.opened).clone();
    opened.sort_unstable();
    ensure!(opened.len() == count, "Others use this desk meanwhile.");
    let placed = written.into_iter().zip(opened);
    Ok(placed
        .map(|((_, after, visitor), conversation)| Placed { visitor, conversation, after })
        .collect())
}

/// Connects all visitors; how long each took until they were welcome.
async fn connect(
    server: &Server,
    desk: &Desk,
    room: &Arc<Room>,
    placed: &[Placed],
    pages: &mut JoinSet<()>,
) -> Result<Times> {
    let turns = Arc::new(Semaphore::new(CONNECTING));
    let mut connecting = JoinSet::new();
    for (number, placed) in placed.iter().enumerate() {
        let turn = turns.clone().acquire_owned().await?;
        let (address, inbox) = (server.address, desk.inbox.clone());
        let (secret, after) = (placed.visitor.secret.clone(), placed.after);
        connecting.spawn(async move {
            let start = Instant::now();
            let socket = visitor::connect(address, &inbox, &secret, after).await?;
            drop(turn);
            anyhow::Ok((number, socket, start.elapsed()))
        });
    }
    let mut times = Times::default();
    while let Some(connected) = connecting.join_next().await {
        let (number, socket, took) = connected??;
        times.add(took);
        pages.spawn(visitor::page(room.clone(), number, socket));
    }
    Ok(times)
}

async fn run(
    server: &Server,
    desk: &Desk,
    pool: &Arc<Pool>,
    room: &Arc<Room>,
    round: &Arc<Round>,
    placed: &Arc<[Placed]>,
    table: &mut Table,
) -> Result<()> {
    let id = server.id()?;
    let before = Usage::read(id)?;
    room.begin(round);
    let mut sending = JoinSet::new();
    for number in 0..round.total() {
        let due = round.due(number);
        tokio::time::sleep_until(due.into()).await;
        lock(&round.tally).late.add(due.elapsed());
        let (pool, room, round) = (pool.clone(), room.clone(), round.clone());
        let request = if let Some(to) = round.by_visitor(number) {
            let to = &placed[to];
            room.expect(to.conversation, number);
            to.visitor.message(&desk.inbox, &round.mark(number), &words(&round.mark(number)))
        } else {
            let (by, to) = round.by_agent(number);
            agent::message(&desk.agents[by], placed[to].conversation, &round, number)
        };
        sending.spawn(async move {
            let answer = pool.ask(&request).await.and_then(|answer| answer.expect(201));
            round.kept(number, answer.err());
        });
        while sending.try_join_next().is_some() {}
    }
    while sending.join_next().await.is_some() {}
    // Nothing is lost silently: what does not arrive is an error.
    let all = async {
        while round.missing() > 0 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let _ = timeout(ARRIVE_WITHIN, all).await;
    let cores = Usage::read(id)?.since(&before);
    room.end();
    report(room, round, &cores, table);
    Ok(())
}

fn report(room: &Room, round: &Round, cores: &Cores, table: &mut Table) {
    let missing = round.missing();
    let mut tally = take(&mut *lock(&round.tally));
    let elapsed = tally.last_kept.map_or(Duration::ZERO, |last| last.duration_since(round.due(0)));
    let seconds = elapsed.as_secs_f64().max(0.001);
    let kept = tally.kept_of_visitors.spread().count + tally.kept_of_agents.spread().count;
    table.add(
        Row::new(format!("{} messages/s, {}", round.per_second(), round.doing.name()))
            .rate(format!("{:.1} messages/s", kept as f64 / seconds))
            .errors(tally.errors + missing + room.ended())
            .note(format!(
                "{:.2} ms of the server for each; {cores}",
                cores.server_ms_each(kept as f64 / seconds)
            )),
    );
    for error in tally.first_errors.drain(..) {
        eprintln!("  {error:#}");
    }
    if missing > 0 || room.ended() > 0 {
        eprintln!("  {missing} did not arrive, {} sockets ended", room.ended());
    }
    let caught_up = room.caught_up();
    let heard = format!("pages that fell behind and fetched everything anew: {caught_up}");
    for (what, times, note) in [
        ("  visitor → in the agent's page", &mut tally.in_page, heard.as_str()),
        ("  visitor → named to the agents", &mut tally.named, ""),
        ("  agent → in the visitor's page", &mut tally.at_visitor, ""),
        ("  visitor's message acknowledged", &mut tally.kept_of_visitors, ""),
        ("  agent's message acknowledged", &mut tally.kept_of_agents, "with the whole thread"),
        ("  agents' lists fetched anew", &mut tally.lists, ""),
        ("  sent by us too late by", &mut tally.late, "part of all times above"),
    ] {
        let spread = times.spread();
        if spread.count > 0 {
            let rate = format!("{:.1}/s", spread.count as f64 / seconds);
            table.add(Row::new(what).rate(rate).times(spread).note(note));
        }
    }
}
