//! Visitors' messages, as many as go: each connection sends the next one when the one before is
//! acknowledged, which it is only once it is durably on disk.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::{
    cast::{self, Visitor, words},
    desk::Desk,
    floor::Floor,
    http::Connection,
    server::Server,
    table::{Row, Table},
    timing::Times,
    usage::Usage,
};

/// How many at once.
const CONNECTIONS: [usize; 4] = [1, 16, 64, 256];
/// Visitors who take turns, so that conversations stay as long as conversations are.
const VISITORS: usize = 1024;

pub(crate) async fn measure(
    server: &Server,
    desk: &Desk,
    floor: Option<&Floor>,
    length: Duration,
    table: &mut Table,
) -> Result<()> {
    table.group("Durable: visitors' messages a second, each acknowledged once it is on disk");
    let visitors: Arc<[Visitor]> = cast::visitors("durable", VISITORS).into();
    let inbox: Arc<str> = desk.inbox.as_str().into();
    // Nobody is new: their first message opens their conversation, which is another thing.
    rush(server, &inbox, &visitors, 16, Until::Messages(VISITORS / 16), "first").await?;
    for connections in CONNECTIONS {
        let id = server.id()?;
        let before = Usage::read(id)?;
        let start = Instant::now();
        let name = format!("of{connections}");
        let until = Until::Time(length);
        let (mut times, errors) =
            rush(server, &inbox, &visitors, connections, until, &name).await?;
        let seconds = start.elapsed().as_secs_f64();
        let cores = Usage::read(id)?.since(&before);
        let spread = times.spread();
        let rate = spread.count as f64 / seconds;
        let beside = floor.map_or_else(String::new, |floor| {
            format!(
                "{:.2} messages per sync of (b), {:.0} % of (a); ",
                rate / floor.syncs,
                100.0 * rate / floor.requests
            )
        });
        table.add(
            Row::new(format!("{connections} at once"))
                .rate(format!("{rate:.0} messages/s"))
                .times(spread)
                .errors(errors)
                .note(format!(
                    "{beside}{:.2} ms of the server for each; {cores}",
                    cores.server_ms_each(rate)
                )),
        );
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Until {
    Time(Duration),
    /// … of each connection.
    Messages(usize),
}

/// Sends messages over that many connections; how long each took, and how many were refused.
async fn rush(
    server: &Server,
    inbox: &Arc<str>,
    visitors: &Arc<[Visitor]>,
    connections: usize,
    until: Until,
    name: &str,
) -> Result<(Times, u64)> {
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for worker in 0..connections {
        let mut connection = Connection::open(server.address).await?;
        let (inbox, visitors, name) = (inbox.clone(), visitors.clone(), name.to_owned());
        tasks.spawn(async move {
            let (mut times, mut errors) = (Times::default(), 0);
            for number in 0.. {
                let ends = match until {
                    Until::Time(length) => start.elapsed() >= length,
                    Until::Messages(count) => number >= count,
                };
                if ends {
                    break;
                }
                let visitor = &visitors[(number * connections + worker) % visitors.len()];
                let key = format!("{name}-{worker}-{number}");
                let request = visitor.message(&inbox, &key, &words(&key));
                let sent = Instant::now();
                let answer = connection.ask(&request).await?;
                if answer.status == 201 {
                    times.add(sent.elapsed());
                } else {
                    errors += 1;
                }
            }
            anyhow::Ok((times, errors))
        });
    }
    let (mut times, mut errors) = (Times::default(), 0);
    while let Some(found) = tasks.join_next().await {
        let (theirs, refused) = found??;
        times.join(theirs);
        errors += refused;
    }
    Ok((times, errors))
}
