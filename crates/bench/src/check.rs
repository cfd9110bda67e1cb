//! The check of a draft before it is sent, as the page asks for it while somebody writes: in a conversation
//! of a few turns, and in one of five thousand.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::{
    cast::{self, words},
    desk::Desk,
    http::{Connection, request},
    server::Server,
    table::{Row, Table},
    timing::Times,
};

/// Messages of the conversations in which it is measured.
const LENGTHS: [usize; 2] = [10, 5_000];
/// Sentences that a draft grows by, over and over, as people write.
const DRAFT: [&str; 6] = [
    "Hello Tom, thank you for writing. ",
    "I am sorry about the wait, that must have been annoying. ",
    "Unfortunately we can't change the address any more. ",
    "You should have told us before it went out. ",
    "Could you share your order number? ",
    "I'll get back to you. ",
];
/// Standards for the start of a chat, of the starter set.
const STANDARDS: [&str; 3] = ["chat-soon", "chat-greeting", "chat-how"];
/// The longest that a draft grows to, in sentences.
const SENTENCES_MAX: usize = 24;

pub(crate) async fn measure(
    server: &Server,
    desk: &Desk,
    length: Duration,
    table: &mut Table,
) -> Result<()> {
    table.group("Check: what is said of a draft while it is written, one after the other");
    let agent = desk.agents.first().context("nobody is on the desk")?;
    let mut connection = Connection::open(server.address).await?;
    // Those that stand beside a first answer, and are ticked off as it is written.
    let mut starters = vec![("channel", "chat")];
    starters.extend(STANDARDS.map(|key| ("take", key)));
    let take = request("POST", "/standards/starter", &desk.owner.cookie, &starters);
    connection.ask(&take).await?.expect(303).context("standards")?;
    for (number, messages) in LENGTHS.into_iter().enumerate() {
        let visitor = cast::visitors(&format!("check{number}"), 1).remove(0);
        let mark = format!("CHECK-{number}");
        for message in 0..messages {
            let text = if message == 0 { words(&mark) } else { words(&message.to_string()) };
            let send = visitor.message(&desk.inbox, &format!("check-{number}-{message:08}"), &text);
            connection.ask(&send).await?.expect(201)?;
        }
        // The list begins with who has waited longest, and this one has not.
        let find = request("GET", &format!("/palette?q={mark}"), &agent.cookie, &[]);
        let page = connection.ask(&find).await?.expect(200)?.text()?;
        let found = page
            .split_once("id=\"palette-m")
            .and_then(|(_, item)| item.split_once("/conversations/"));
        let (_, id) = found.with_context(|| format!("no conversation with {mark}"))?;
        let id = id.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let path = format!("/conversations/{id}/check");
        let mut times = Times::default();
        let mut errors = 0;
        let mut round = 0;
        let begin = Instant::now();
        while begin.elapsed() < length {
            let sentences = round % SENTENCES_MAX + 1;
            let draft: String = DRAFT.iter().cycle().take(sentences).copied().collect();
            let ask = request("POST", &path, &agent.cookie, &[("kind", "reply"), ("text", &draft)]);
            let from = Instant::now();
            let answer = connection.ask(&ask).await?;
            // The first finds a conversation that nobody has read yet.
            if round > 0 {
                times.add(from.elapsed());
            }
            errors += u64::from(answer.status != 200);
            round += 1;
        }
        let spread = times.spread();
        let row = Row::new(format!("in a conversation of {messages} messages"));
        table.add(row.times(spread).errors(errors).note(format!("{} checks", spread.count)));
        let show = request("GET", &format!("/conversations/{id}"), &agent.cookie, &[]);
        let mut shown = Times::default();
        for _ in 0..50 {
            let from = Instant::now();
            connection.ask(&show).await?.expect(200)?;
            shown.add(from.elapsed());
        }
        let row = Row::new("… its page, with the line of trust");
        table.add(row.times(shown.spread()).errors(0));
    }
    Ok(())
}
