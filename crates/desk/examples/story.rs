//! What it costs to tell the story so far of a conversation of 5,000 messages:
//! `cargo run --release -p desk --example story`.

use std::time::{Duration, Instant};

use desk::Desk;
use domain::{
    AgentId, Timestamp,
    access::Role,
    conversation::{Channel, Standing},
    message::{Author, Kind},
};
use jiff::SignedDuration;
use store::{Location, Store, agent, conversation, customer, message};

/// Messages in the conversation.
const MESSAGES: i64 = 5_000;
/// How often each is measured.
const ROUNDS: usize = 50;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("bliss-story-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("bliss.db");
    let store = tokio::task::spawn_blocking(|| Store::open(Location::Sqlite(file))).await??;
    let desk = Desk::new(store, folder.join("attachments"))?;
    let measured = measure(&desk).await;
    drop(desk);
    std::fs::remove_dir_all(&folder)?;
    measured
}

async fn measure(desk: &Desk) -> Result<(), Box<dyn std::error::Error>> {
    let now = Timestamp::now();
    let (customer, id, by) = desk
        .store()
        .write(move |tx| {
            let new = agent::New {
                name: "Mia Hartmann",
                email: "mia@tea.example",
                password_hash: "",
                role: Role::Owner,
                time_zone: "UTC",
            };
            let by = agent::insert(tx, &new, now)?;
            let customer = customer::insert(tx, "Ana Duarte", Some("en"), None, now)?;
            let new = conversation::New {
                customer,
                inbox: None,
                channel: Channel::Chat,
                subject: "Teapots",
                standing: Standing::opened(now),
                by: None,
                at: now,
            };
            let id = conversation::insert(tx, &new)?;
            for number in 0..MESSAGES {
                say(tx, id, by, number, now)?;
            }
            Ok::<_, desk::Error>((customer, id, by))
        })
        .await?;
    let tell = || async {
        let begun = Instant::now();
        let told = desk.store().read(move |db| desk::story::read(db, customer, id)).await?;
        assert!(!told.story.lines.is_empty());
        Ok::<Duration, desk::Error>(begun.elapsed())
    };
    let first = tell().await?;
    let mut again = Vec::new();
    let mut after = Vec::new();
    for round in 0..ROUNDS {
        again.push(tell().await?);
        let number = MESSAGES + i64::try_from(round)?;
        desk.store()
            .write(move |tx| say(tx, id, by, number, now).map_err(desk::Error::from))
            .await?;
        after.push(tell().await?);
    }
    again.sort();
    after.sort();
    println!("a conversation of {MESSAGES} messages, the story so far:");
    println!("for the first time           {first:.1?}");
    println!("again, in the median         {:.1?}", again[ROUNDS / 2]);
    println!("after a new message, median  {:.1?}", after[ROUNDS / 2]);
    Ok(())
}

/// The customer and the agent speak in turn, a second apart.
fn say(
    tx: &mut store::Tx<'_>,
    id: domain::ConversationId,
    by: AgentId,
    number: i64,
    begun: Timestamp,
) -> Result<(), store::Error> {
    let customers = number % 2 == 0;
    let text = if customers {
        format!("I tried the link again, and where is order FK-{number} now?")
    } else {
        format!("Thank you for asking: number {number} left on Monday, and I could send another.")
    };
    let author = if customers { Author::Customer } else { Author::Agent(by) };
    let at = begun + SignedDuration::from_secs(number);
    let new = message::New {
        conversation: id,
        author,
        kind: Kind::Reply,
        text: &text,
        at,
        queued: false,
        key: None,
    };
    let message = message::insert(tx, &new)?;
    message::set_sent(tx, message, domain::EventId(number + 1), at, None)
}
