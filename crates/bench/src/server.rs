//! The server, as a process of its own.

use std::{
    fs::File,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// With what it is started, so that it does not take us for somebody who floods it.
pub(crate) const OPTIONS: &str =
    "--chat-messages-per-minute 1000000 --chat-starts-per-minute 1000000";
/// What it says goes to this file.
const LOG: &str = "server.log";
/// How long it may take to start.
const START_WITHIN: Duration = Duration::from_secs(30);

/// What is started, and where it keeps everything.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) program: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) database: Option<String>,
}

/// The server's program.
pub(crate) fn find(given: Option<PathBuf>, beside: &Path) -> Result<PathBuf> {
    let program = given.unwrap_or_else(|| beside.join("bliss"));
    if !program.exists() {
        bail!(
            "There is no server at {}. Build it with `cargo build --release -p app`, or name it \
             with --server.",
            program.display()
        );
    }
    Ok(program)
}

/// The last lines of what it said.
pub(crate) fn log(place: &Place) -> String {
    let said = std::fs::read_to_string(place.folder.join(LOG)).unwrap_or_default();
    let lines: Vec<&str> = said.lines().collect();
    lines[lines.len().saturating_sub(10)..].join("\n")
}

/// A server that runs. It ends when this is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    /// The path of the link by which a fresh desk is opened.
    pub(crate) set_up: Option<String>,
    process: Child,
    /// Kept, for a program whose output nobody takes ends.
    output: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Starts it, and looks whether it is new.
    pub(crate) async fn start(place: &Place) -> Result<Self> {
        let mut server = Self::start_quickly(place).await?;
        // Where there is a link, it was written together with the address.
        while let Ok(Ok(Some(line))) =
            timeout(Duration::from_millis(300), server.output.next_line()).await
        {
            if let Some(at) = line.find("/invitations/") {
                server.set_up = Some(line[at..].trim().to_owned());
                break;
            }
        }
        Ok(server)
    }

    /// Starts it, and waits for its address alone.
    pub(crate) async fn start_quickly(place: &Place) -> Result<Self> {
        let log = place.folder.join(LOG);
        let mut command = Command::new(&place.program);
        command
            .args(OPTIONS.split(' '))
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(place.folder.join("data"))
            .env("BLISS_LOG", "warn");
        // By the environment, for it may hold a password, which a command line shows to all.
        match &place.database {
            Some(url) => command.env("BLISS_DATABASE", url),
            None => command.env_remove("BLISS_DATABASE"),
        };
        let (process, address, output) = begin(command, &log).await?;
        Ok(Self { address, set_up: None, process, output })
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> Result<u32> {
        self.process.id().context("the server has ended")
    }

    /// Ends it without warning: what it acknowledged has to be kept all the same.
    pub(crate) async fn stop(mut self) -> Result<()> {
        Ok(self.process.kill().await?)
    }
}

/// Starts a program that says its address in the first line that it prints.
pub(crate) async fn begin(
    mut command: Command,
    log: &Path,
) -> Result<(Child, SocketAddr, Lines<BufReader<ChildStdout>>)> {
    let mut process = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(File::options().create(true).append(true).open(log)?)
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(process.stdout.take().context("no output")?).lines();
    let first = timeout(START_WITHIN, lines.next_line()).await.context("it did not start")??;
    let address = first.as_deref().and_then(|line| line.rsplit_once("http://")?.1.parse().ok());
    let Some(address) = address else {
        bail!("The server did not start. {}", std::fs::read_to_string(log)?.trim());
    };
    Ok((process, address, lines))
}
