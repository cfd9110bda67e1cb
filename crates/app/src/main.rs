//! The `bliss` program: reads what was asked for, does it, and says in plain words what happened.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::{Result, bail};
use app::{
    Running,
    config::{Arguments, Asked, Command},
};
use tokio::runtime;
#[cfg(unix)]
use tokio::signal::unix;

fn main() -> ExitCode {
    let done = Asked::read().and_then(|asked| {
        app::log::begin(&asked.arguments.config);
        act(asked)
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where even that cannot be written, there is nobody to tell.
            let _ = writeln!(io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn act(asked: Asked) -> Result<()> {
    let list = asked.list();
    let Arguments { command, config } = asked.arguments;
    // What is done here needs no server, nor any of its threads.
    let command = match command {
        Some(Command::Config) => return say(list.trim_end()),
        Some(Command::Health) => return say(app::health(&config)?),
        Some(Command::Backup(asked)) => return app::backup::run(&config, &asked, say),
        Some(Command::Restore(asked)) => return app::restore::run(&config, &asked, say),
        Some(Command::Listen(asked)) => return app::listen::run(&asked),
        Some(Command::Voice(asked)) => return app::voice::run(&asked),
        Some(Command::Read(asked)) => return app::read::run(&asked),
        Some(Command::Words(asked)) => return app::words::run(&asked),
        Some(Command::ResetLink { email, without_second_factor }) => {
            Waits::ResetLink(email, without_second_factor)
        }
        Some(Command::ImportCalls(asked)) => Waits::ImportCalls(asked),
        Some(Command::Export(asked)) => Waits::Export(asked),
        None | Some(Command::Serve) => Waits::Serve,
    };
    // The server brings its own threads; this one waits.
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        match command {
            Waits::Serve => serve(config).await,
            Waits::ResetLink(email, without_second_factor) => {
                let (name, link) = app::reset_link(&config, &email, without_second_factor).await?;
                say(&format!(
                    "{name} can choose a new password here. \
                     The link works once, for 24 hours:\n  {link}\n"
                ))
            }
            Waits::ImportCalls(asked) => app::import(&config, &asked, say).await,
            Waits::Export(asked) => app::export::run(&config, &asked, say).await,
        }
    });
    // Whoever ends it at once does not wait for what it waited for.
    runtime.shutdown_background();
    done
}

/// What is waited for on a runtime.
enum Waits {
    Serve,
    /// The address, and whether the second factor goes, too.
    ResetLink(String, bool),
    ImportCalls(app::import::Import),
    Export(app::export::Export),
}

/// Serves until it is asked to end, and then ends in good order; asked once more, at once.
async fn serve(config: app::Config) -> Result<()> {
    let mut running = app::start(config).await?;
    let mut signals = Signals::listen()?;
    say(&welcome(&running))?;
    tokio::select! {
        asked = signals.next() => asked?,
        ended = running.wait() => return ended,
    }
    tracing::info!("closing; asked once more, Bliss ends at once");
    tokio::select! {
        stopped = running.stop() => stopped,
        again = signals.next() => {
            again?;
            bail!("Bliss ended at once. Requests that were under way were cut off.")
        }
    }
}

/// What is said at the start.
fn welcome(running: &Running) -> String {
    use std::fmt::Write;
    let base = &running.base;
    let mut text = format!("Bliss is open at {base}\n");
    if let Some(link) = &running.set_up_link {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\nNobody is on the desk yet. Begin with this link, which works once, for 7 days:\n  \
             {link}\n"
        );
    }
    if !running.links.is_empty() {
        let _ = write!(
            text,
            "\nThe demo shop is at {base}/demo, with the chat that its visitors see.\n\
             Choose a password for one of its people, and sign in as them; each link works once, \
             for 24 hours:\n"
        );
        for (who, link) in &running.links {
            let _ = writeln!(text, "  {who}: {link}");
        }
    }
    text
}

fn say(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Ctrl-C, and the signal by which systems ask programs to end.
#[cfg(unix)]
struct Signals {
    interrupt: unix::Signal,
    terminate: unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        let interrupt = unix::signal(unix::SignalKind::interrupt())?;
        Ok(Self { interrupt, terminate: unix::signal(unix::SignalKind::terminate())? })
    }

    /// Waits for the next of them.
    async fn next(&mut self) -> io::Result<()> {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        Ok(())
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
