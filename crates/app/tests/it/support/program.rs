//! The `bliss` program itself, as a process that can be killed.

use std::{
    fs::File,
    path::Path,
    process::{Output, Stdio},
};

use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use super::{DEADLINE, Database};

pub struct Program {
    child: Child,
    /// Kept open, for the program writes to it.
    _said: Lines<BufReader<ChildStdout>>,
    pub base: String,
    pub set_up_link: Option<String>,
}

impl Program {
    /// The program over that folder and that database.
    pub fn command(data: &Path, database: &Database) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bliss"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BLISS_")) {
            command.env_remove(name);
        }
        command.arg("--data").arg(data);
        if let Some(url) = database.url() {
            command.arg("--database").arg(url);
        }
        command.args(["--chat-messages-per-minute", "10000000"]);
        command.args(["--chat-starts-per-minute", "10000000"]);
        command.stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    /// Starts it, and waits until it is open. What it logs goes to a file beside the data.
    pub async fn start(log: &Path, data: &Path, database: &Database, listen: &str) -> Self {
        Self::start_as(Self::command(data, database), log, database, listen).await
    }

    /// … as that command says.
    pub async fn start_as(
        mut command: Command,
        log: &Path,
        database: &Database,
        listen: &str,
    ) -> Self {
        let log = File::options().create(true).append(true).open(log).unwrap();
        let mut child =
            command.args(["--listen", listen]).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = async || {
            let line = timeout(DEADLINE, said.next_line()).await.unwrap().unwrap();
            line.expect("the program ended at its start")
        };
        let base = line().await.strip_prefix("Bliss is open at ").unwrap().to_owned();
        let mut set_up_link = None;
        if line().await.is_empty() {
            // A blank line is the end, unless the link follows.
            let fresh = database.number("SELECT COUNT(*) FROM agent") == 0;
            while fresh && set_up_link.is_none() {
                let line = line().await;
                set_up_link = line.contains("/invitations/").then(|| line.trim().to_owned());
            }
        }
        Self { child, _said: said, base, set_up_link }
    }

    /// The address that it listens on.
    pub fn address(&self) -> &str {
        self.base.split_once("://").unwrap().1
    }

    /// Sends it a signal, such as `TERM`.
    pub async fn signal(&self, name: &str) {
        let id = self.child.id().expect("it has ended").to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().await.unwrap();
        assert!(sent.success());
    }

    /// Waits for its end; its exit code.
    pub async fn ends(mut self) -> Option<i32> {
        timeout(DEADLINE, self.child.wait()).await.expect("the program went on").unwrap().code()
    }

    /// Kills it as a loss of power would (SIGKILL).
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Runs a command of it to its end.
    pub async fn runs(mut command: Command) -> Output {
        timeout(DEADLINE, command.output()).await.expect("the command went on").unwrap()
    }

    /// Starts it where it is not expected to open; what it said at its end.
    pub async fn fails(mut command: Command) -> Output {
        timeout(DEADLINE, command.output()).await.expect("the program went on").unwrap()
    }
}
