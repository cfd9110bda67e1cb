//! What it costs to search a large desk, and what one message more costs for being found:
//! `cargo run --release -p desk --example search -- 100000`, with the number of conversations.
//!
//! Half of all messages say "tea"; of the other words few are common and most are rare, as in any language
//! (Zipf's law).

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use desk::{
    Desk,
    search::{Order, find},
};
use domain::{
    AgentId, Timestamp,
    access::Role,
    agent::Agent,
    conversation::{Channel, Standing},
    message::{Author, Kind},
    search::Query,
};
use jiff::{SignedDuration, tz::TimeZone};
use store::{Location, Store, agent, conversation, customer, message};

/// Conversations, where nothing else is said.
const CONVERSATIONS: i64 = 20_000;
/// Messages in each.
const MESSAGES: i64 = 5;
/// Words in a message.
const WORDS: u64 = 25;
/// Different words.
const VOCABULARY: f64 = 50_000.0;
/// Conversations that are added in one transaction.
const AT_ONCE: i64 = 200;
/// How often each search is measured.
const ROUNDS: usize = 100;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let conversations = match std::env::args().nth(1) {
        Some(number) => number.parse()?,
        None => CONVERSATIONS,
    };
    let folder = std::env::temp_dir().join(format!("bliss-search-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("bliss.db");
    let store = tokio::task::spawn_blocking(|| Store::open(Location::Sqlite(file))).await??;
    let desk = Desk::new(store, folder.join("attachments"))?;
    let measured = measure(&desk, conversations).await;
    let size = std::fs::metadata(folder.join("bliss.db"))?.len() / 1_000_000;
    println!("the database                            {size} MB");
    drop(desk);
    std::fs::remove_dir_all(&folder)?;
    measured
}

async fn measure(desk: &Desk, conversations: i64) -> Outcome<()> {
    let now = Timestamp::now();
    let me = add_agent(desk, now).await?;
    let begun = Instant::now();
    let mut number = 0;
    while number < conversations {
        let by = me.id;
        let next = (number + AT_ONCE).min(conversations);
        desk.store()
            .write(move |tx| {
                for number in number..next {
                    add(tx, by, number, now - SignedDuration::from_mins(conversations - number))?;
                }
                Ok::<_, store::Error>(())
            })
            .await?;
        number = next;
    }
    let each = begun.elapsed() / u32::try_from(conversations * MESSAGES)?;
    println!("{conversations} conversations, {} messages", conversations * MESSAGES);
    println!("added, each message                     {each:.0?}");

    let floor = async |_: usize| {
        desk.store().read(|db| conversation::of_ids(db, &[domain::ConversationId(1)])).await?;
        Ok(())
    };
    tell("floor: one conversation by its number", floor).await?;
    for (typed, order) in [
        ("tea", Order::Best),
        ("tea", Order::Newest),
        ("te", Order::Best),
        ("w1", Order::Best),
        ("\"tea w1\"", Order::Best),
        ("w40", Order::Best),
        ("w40000", Order::Best),
        ("tea w7 w9", Order::Best),
        ("tea -w1", Order::Best),
        ("tea from:customer", Order::Best),
        ("tea is:waiting", Order::Best),
        ("tea is:closed", Order::Best),
        ("is:answered", Order::Newest),
        ("tea before:2026-01-01", Order::Best),
        ("tea tag:none", Order::Best),
        ("nothing of the kind", Order::Best),
    ] {
        let search = async |_: usize| {
            let me = me.clone();
            let query = Query::read(typed, now, &TimeZone::UTC);
            desk.store().read(move |db| find(db, &me, &query, order, None, 20)).await?;
            Ok(())
        };
        tell(&format!("{typed}, {order:?}"), search).await?;
    }
    Ok(())
}

/// Measures something, and prints how long it took.
async fn tell(name: &str, run: impl AsyncFn(usize) -> Outcome<()>) -> Outcome<()> {
    let mut times: Vec<Duration> = Vec::new();
    for round in 0..ROUNDS {
        let begun = Instant::now();
        run(round).await?;
        times.push(begun.elapsed());
    }
    let first = times[0];
    times.sort();
    let (p50, p99) = (times[ROUNDS / 2], times[ROUNDS - 1 - ROUNDS / 100]);
    println!("{name:<40}p50 {p50:.2?}, p99 {p99:.2?}, the first time {first:.2?}");
    Ok(())
}

async fn add_agent(desk: &Desk, now: Timestamp) -> Outcome<Agent> {
    let found = desk
        .store()
        .write(move |tx| {
            let new = agent::New {
                name: "Mia Hartmann",
                email: "mia@tea.example",
                password_hash: "",
                role: Role::Owner,
                time_zone: "UTC",
            };
            let id = agent::insert(tx, &new, now)?;
            agent::find(tx, id)
        })
        .await?;
    Ok(found.ok_or("nobody is on the desk")?)
}

/// A conversation of a customer and an agent, who speak in turn.
fn add(
    tx: &mut store::Tx<'_>,
    by: AgentId,
    number: i64,
    at: Timestamp,
) -> Result<(), store::Error> {
    let customer = customer::insert(tx, &format!("Customer {number}"), Some("en"), None, at)?;
    let seed = number.unsigned_abs();
    let new = conversation::New {
        customer,
        inbox: None,
        channel: Channel::Chat,
        subject: &text(seed, 6),
        standing: Standing::opened(at),
        by: None,
        at,
    };
    let id = conversation::insert(tx, &new)?;
    for turn in 0..MESSAGES {
        let author = if turn % 2 == 0 { Author::Customer } else { Author::Agent(by) };
        let at = at + SignedDuration::from_secs(turn);
        let new = message::New {
            conversation: id,
            author,
            kind: Kind::Reply,
            text: &text(seed * 31 + turn.unsigned_abs(), WORDS),
            at,
            queued: false,
            key: None,
        };
        let message = message::insert(tx, &new)?;
        message::set_sent(tx, message, domain::EventId(number * MESSAGES + turn + 1), at, None)?;
    }
    if number % 100 != 0 {
        let standing = Standing::opened(at).we_answered();
        let standing = if number % 3 == 0 { standing } else { standing.closed() };
        conversation::set_standing(tx, id, standing, Some(by), at)?;
    }
    Ok(())
}

/// Words that follow from a number: always the same for the same one (Knuth's multiplicative generator, MMIX).
fn text(seed: u64, words: u64) -> String {
    let mut state =
        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let mut text = if next() % 2 == 0 { "tea".to_owned() } else { "coffee".to_owned() };
    for _ in 1..words {
        // Evenly in the logarithm: so the nth word is n times as rare as the first.
        #[expect(clippy::cast_precision_loss, reason = "31 bits")]
        let share = next() as f64 / (1_u64 << 31) as f64;
        let _ = write!(text, " w{:.0}", VOCABULARY.powf(share));
    }
    text
}
