//! The `bliss` program: reads what was asked for, does it, and says in plain words what happened.

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use anyhow::Result;
use app::{
    Running,
    config::{Arguments, Command},
};
use clap::Parser;
use tokio::runtime;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log();
    match act(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where even that cannot be written, there is nobody to tell.
            let _ = writeln!(io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What happens goes to stderr, one line each; stdout is for what was asked for.
fn log() {
    let filter = EnvFilter::builder()
        .with_default_directive(tracing::Level::INFO.into())
        .with_env_var("BLISS_LOG")
        .from_env_lossy();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
}

fn act(Arguments { command, config }: Arguments) -> Result<()> {
    // What listens needs no desk, no database and no server.
    let command = match command {
        Some(Command::Listen(asked)) => return app::listen::run(&asked),
        Some(Command::Voice(asked)) => return app::voice::run(&asked),
        Some(Command::Read(asked)) => return app::read::run(&asked),
        Some(Command::Words(asked)) => return app::words::run(&asked),
        other => other,
    };
    // The server brings its own threads; this one waits.
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            None | Some(Command::Serve) => serve(app::start(config).await?).await,
            Some(Command::ResetLink { email }) => {
                let (name, link) = app::reset_link(&config, &email).await?;
                say(&format!(
                    "{name} can choose a new password here. \
                     The link works once, for 24 hours:\n  {link}\n"
                ))
            }
            Some(Command::ImportCalls(asked)) => app::import(&config, &asked, say).await,
            // They were done above.
            Some(Command::Listen(_) | Command::Voice(_) | Command::Read(_) | Command::Words(_)) => {
                Ok(())
            }
        }
    })
}

async fn serve(mut running: Running) -> Result<()> {
    say(&welcome(&running))?;
    tokio::select! {
        signal = asked_to_stop() => signal?,
        ended = running.wait() => return ended,
    }
    tracing::info!("closing");
    running.stop().await
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

/// Ctrl-C, or the signal by which systems ask programs to end.
#[cfg(unix)]
async fn asked_to_stop() -> io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = terminate.recv() => Ok(()),
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
async fn asked_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
