//! Measures a running Bliss from outside, as visitors and agents use it, beside what the machine
//! itself can do. What each row means is in this crate's README.
//!
//! The server is a process of its own, so that its time and memory can be told from ours. Ours is
//! one thread, for both share the machine.

#![allow(clippy::cast_precision_loss, reason = "what is counted here is far below 2^52")]

mod cast;
mod check;
mod desk;
mod durable;
mod floor;
mod growth;
mod http;
mod live;
mod machine;
mod past;
mod server;
mod table;
mod timing;
mod usage;

use std::{path::PathBuf, sync::Mutex, sync::MutexGuard, sync::PoisonError, time::Duration};

use anyhow::{Context, Result, ensure};
use clap::{Parser, ValueEnum};
use tokio::runtime;

use crate::{
    machine::Machine,
    server::{Place, Server},
    table::Table,
};

/// What is to be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// What a handler without a desk, and the disk by itself, can do
    Floor,
    /// Visitors' messages that are durably kept, as many as go
    Durable,
    /// Visitors and agents who talk with each other, at a given rate
    Live,
    /// What connected visitors weigh, without load
    Memory,
    /// Drafts that are checked while they are written
    Check,
    /// Pages and search with years of conversations; only where it is named, for writing them takes minutes
    Growth,
}

/// Measures Bliss: messages a second, the time until a message is in the other's page, memory.
#[derive(Debug, Parser)]
#[command(
    name = "bench",
    after_help = "Build first, so that the server is there too: cargo build --release -p bench -p \
                  app. Everything is kept in a fresh folder, which is removed at the end.\n\n\
                  For PostgreSQL make an empty database, and let --database name it:\n  \
                  createdb bliss_bench\n  \
                  cargo run --release -p bench -- --database postgres://user:password@localhost/bliss_bench\n\
                  It has to be empty at each run: dropdb bliss_bench && createdb bliss_bench."
)]
struct Arguments {
    /// How many visitors are connected; several numbers are measured one after the other
    #[arg(long, value_delimiter = ',', default_value = "200,2000", value_name = "NUMBERS")]
    visitors: Vec<usize>,
    /// Agents, each with a page that shows one conversation
    #[arg(long, default_value_t = 20, value_name = "NUMBER")]
    agents: usize,
    /// Messages a second in the live part, half of them by visitors and half by agents
    #[arg(long, default_value_t = 500, value_name = "NUMBER")]
    messages_per_second: u32,
    /// How long each row is measured
    #[arg(long, default_value_t = 20, value_name = "SECONDS")]
    seconds: u64,
    /// An empty `PostgreSQL` database to use in place of SQLite
    #[arg(
        long,
        value_name = "URL",
        help = "An empty PostgreSQL database in place of SQLite: postgres://user:password@host/name"
    )]
    database: Option<String>,
    /// Measure only this part
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// Conversations of the past that is written for the growth part; several are measured one after the other
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "10000,100000,1000000",
        value_name = "NUMBERS"
    )]
    sizes: Vec<usize>,
    /// Draw the growth part into this SVG file
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Where the fresh folder is made; on the disk that is to be measured [default: beside this
    /// program]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// The server [default: bliss beside this program]
    #[arg(long, value_name = "PROGRAM")]
    server: Option<PathBuf>,
    /// Be the bare handler of the floor.
    #[arg(long, hide = true)]
    floor_server: bool,
}

impl Arguments {
    fn part(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }

    fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

/// What is kept in a mutex here stays whole where a task panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if arguments.floor_server {
        let runtime = runtime::Builder::new_multi_thread().enable_all().build()?;
        return runtime.block_on(floor::serve());
    }
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(prepare(&arguments))
}

async fn prepare(arguments: &Arguments) -> Result<()> {
    ensure!(arguments.seconds > 0 && arguments.messages_per_second > 0, "Measure something.");
    let most = arguments.visitors.iter().copied().max().unwrap_or(0);
    let fewest = arguments.visitors.iter().copied().min().unwrap_or(0);
    ensure!(
        arguments.agents > 0 && fewest >= 2 * arguments.agents,
        "Have at least one agent, and twice as many visitors as agents: --visitors, --agents."
    );
    machine::check_open_files(most + 3 * arguments.agents + 600)?;
    let beside = std::env::current_exe()?;
    let beside = beside.parent().context("this program is in no folder")?;
    let program = server::find(arguments.server.clone(), beside)?;
    let folder = tempfile::Builder::new()
        .prefix("bench-data-")
        .tempdir_in(arguments.data.as_deref().unwrap_or(beside))?;
    let place =
        Place { program, folder: folder.path().to_owned(), database: arguments.database.clone() };

    let machine = Machine::look(folder.path())?;
    let mut table = Table::new();
    if let Err(error) = measure(arguments, &place, &mut table).await {
        let said = server::log(&place);
        return Err(error.context(format!("The measuring ended early. The server said: {said}")));
    }
    println!("{}", machine.describe(&place)?);
    println!("{table}");
    Ok(())
}

async fn measure(arguments: &Arguments, place: &Place, table: &mut Table) -> Result<()> {
    if arguments.only == Some(Part::Growth) {
        let plot = arguments.plot.as_deref();
        return growth::measure(place, &arguments.sizes, arguments.length(), plot, table).await;
    }
    let mut floor = None;
    if arguments.part(Part::Floor) {
        floor = Some(floor::measure(&place.folder, arguments.length(), table).await?);
    }
    let mut desk = None;
    if arguments.part(Part::Durable) {
        let server = Server::start(place).await?;
        let desk = &*desk.insert(desk::open(&server, arguments.agents).await?);
        durable::measure(&server, desk, floor.as_ref(), arguments.length(), table).await?;
        server.stop().await?;
    }
    if arguments.part(Part::Check) {
        let server = Server::start(place).await?;
        let desk = match &desk {
            Some(desk) => desk,
            None => &*desk.insert(desk::open(&server, arguments.agents).await?),
        };
        check::measure(&server, desk, arguments.length(), table).await?;
        server.stop().await?;
    }
    for &visitors in &arguments.visitors {
        if !arguments.part(Part::Live) && !arguments.part(Part::Memory) {
            break;
        }
        // A fresh process each time, so that its memory is that of these visitors.
        let server = Server::start(place).await?;
        let desk = match &desk {
            Some(desk) => desk,
            None => &*desk.insert(desk::open(&server, arguments.agents).await?),
        };
        let load = live::Load {
            visitors,
            messages_per_second: u64::from(arguments.messages_per_second),
            seconds: arguments.seconds,
            memory_only: arguments.only == Some(Part::Memory),
        };
        live::measure(&server, desk, load, table).await?;
        server.stop().await?;
    }
    Ok(())
}
