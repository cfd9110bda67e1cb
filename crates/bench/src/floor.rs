//! What the machine can do at the most: a handler that does nothing, and the disk by itself. Every
//! other number is to be read beside these.

use std::{
    fs::File,
    io::Write,
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use axum::{Json, Router, http::StatusCode, routing::post, serve::ListenerExt};
use serde_json::Value;
use tokio::{net::TcpListener, process::Command, task::JoinSet};

use crate::{
    http::Connection,
    server,
    table::{Row, Table},
    timing::Times,
    usage::Usage,
};

const CONNECTIONS: usize = 64;
/// About what one message is in a log of what is to be kept.
const RECORD_BYTES: usize = 512;

/// The best that is possible here, a second.
pub(crate) struct Floor {
    pub(crate) requests: f64,
    pub(crate) syncs: f64,
}

pub(crate) async fn measure(folder: &Path, length: Duration, table: &mut Table) -> Result<Floor> {
    table.group("Floor: what this machine can do without a desk");
    let requests = handler(folder, length, table).await?;
    let syncs = disk(folder, length, table)?;
    Ok(Floor { requests, syncs })
}

/// The bare handler, in the process that [`handler`] starts.
pub(crate) async fn serve() -> Result<()> {
    let answer = async |Json(body): Json<Value>| (StatusCode::CREATED, Json(body));
    let router = Router::new().route("/", post(answer));
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    println!("http://{}", listener.local_addr()?);
    // As the server does.
    let listener = listener.tap_io(|socket| drop(socket.set_nodelay(true)));
    Ok(axum::serve(listener, router).await?)
}

async fn handler(folder: &Path, length: Duration, table: &mut Table) -> Result<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--floor-server");
    let (process, address, _output) = server::begin(command, &folder.join("floor.log")).await?;
    let body = r#"{"key":"0123456789abcdef","text":"Good morning! Where is my order?"}"#;
    let request = format!(
        "POST / HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address).await?);
    }
    let id = process.id().unwrap_or_default();
    let before = Usage::read(id)?;
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for mut connection in connections {
        let request = request.clone();
        tasks.spawn(async move {
            let mut times = Times::default();
            while start.elapsed() < length {
                let sent = Instant::now();
                connection.ask(request.as_bytes()).await?.expect(201)?;
                times.add(sent.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Times::default();
    while let Some(found) = tasks.join_next().await {
        times.join(found??);
    }
    let cores = Usage::read(id)?.since(&before);
    let spread = times.spread();
    let rate = spread.count as f64 / start.elapsed().as_secs_f64();
    table.add(
        Row::new(format!("(a) a bare axum handler, {CONNECTIONS} connections"))
            .rate(format!("{rate:.0} requests/s"))
            .times(spread)
            .errors(0)
            .note(cores.to_string()),
    );
    Ok(rate)
}

fn disk(folder: &Path, length: Duration, table: &mut Table) -> Result<f64> {
    let mut file = File::create(folder.join("floor.bin"))?;
    let record = [0x5a; RECORD_BYTES];
    let mut times = Times::default();
    let start = Instant::now();
    while start.elapsed() < length {
        let sent = Instant::now();
        file.write_all(&record)?;
        file.sync_data()?;
        times.add(sent.elapsed());
    }
    let spread = times.spread();
    let rate = spread.count as f64 / start.elapsed().as_secs_f64();
    table.add(
        Row::new(format!("(b) the disk: append {RECORD_BYTES} bytes, fdatasync"))
            .rate(format!("{rate:.0} syncs/s"))
            .times(spread)
            .note("one after the other"),
    );
    Ok(rate)
}
