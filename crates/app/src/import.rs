//! `bliss import-calls`: a folder of recorded calls becomes conversations, heard as `bliss listen` hears them.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use desk::{conversation::With, customer::Described, recording::Recorded};
use domain::Timestamp;

use crate::{beside, config::Config, listen::pairs};

/// What is to be imported.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// The folder: a file with a side in each channel for each call, or two files named alike
    pub folder: PathBuf,

    /// Whose calls they are: the address with which the agent signs in
    #[arg(long, value_name = "EMAIL")]
    pub agent: String,

    /// The customer comes first
    #[arg(long)]
    pub swap: bool,
}

/// Imports a folder; what became of each call, a line each, through `say`.
///
/// # Errors
/// One sentence for the person who asked. A recording that cannot be heard is a line, and the next follows.
pub async fn import(
    config: &Config,
    asked: &Import,
    mut say: impl FnMut(&str) -> Result<()>,
) -> Result<()> {
    let desk = beside::desk(config)
        .await?
        .with_calls(config.calls(), config.bucket()?)
        .with_context(|| format!("{} cannot be written to", config.data.display()))?;
    let agent = beside::agent(&desk, &asked.agent).await?;
    let calls = pairs::of(&asked.folder, false)
        .with_context(|| format!("The folder {} could not be read", asked.folder.display()))?;
    ensure!(!calls.is_empty(), "There is no recording in the folder {}.", asked.folder.display());
    let mut unheard = 0;
    for call in &calls {
        let recorded = Recorded {
            inputs: call.inputs.clone(),
            swap: asked.swap,
            at: written_at(&call.inputs),
            with: With::New(
                Described { name: call.name.clone(), ..Described::default() },
                Vec::new(),
            ),
            subject: call.name.clone(),
        };
        match Box::pin(desk.take_recording(&agent, agent.id, recorded)).await {
            Ok(taken) => {
                say(&format!("{}: conversation {}", call.name, taken.conversation))?;
                for remark in taken.remarks {
                    say(&format!("  {remark}"))?;
                }
            }
            Err(desk::Error::Refused(why)) => {
                unheard += 1;
                say(&format!("{}: not taken. {why}", call.name))?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    ensure!(unheard < calls.len(), "None of them could be heard.");
    Ok(())
}

/// When its recording was written, as far as the disk knows.
fn written_at(inputs: &::listen::session::Inputs) -> Timestamp {
    let first = inputs.paths().first().and_then(|path| path.metadata().ok()?.modified().ok());
    first.and_then(|at| Timestamp::try_from(at).ok()).unwrap_or_else(Timestamp::now)
}
