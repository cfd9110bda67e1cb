//! `bliss voice`: what the ear hears, for whoever wants to check it.

use std::path::{Path, PathBuf};

use ::listen::{
    baseline, evaluate, frames,
    recording::Raw,
    session::{self, Inputs, Options},
};
use ::voice::{Baseline, ENOUGH_S};
use anyhow::{Result, bail};
use clap::Subcommand;

use crate::listen::{files, plain, raw, show};

/// What `bliss voice` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum Voice {
    /// Write what is heard in each 10 ms of a channel as CSV
    Frames {
        /// A recording
        file: PathBuf,
        /// Which channel, from 1
        #[arg(long, default_value_t = 1, value_name = "NUMBER")]
        channel: usize,
        /// What is in a file without a header, such as mulaw:8000:1
        #[arg(long, value_name = "ENCODING:RATE:CHANNELS", value_parser = raw)]
        raw: Option<Raw>,
    },
    /// Learn from recordings of one person how they ordinarily sound
    Baseline {
        /// Recordings of that person: of one channel, or with the person in the first
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Where to keep it
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// The person is in the second channel
        #[arg(long)]
        swap: bool,
        /// What is in files without a header, such as mulaw:8000:1
        #[arg(long, value_name = "ENCODING:RATE:CHANNELS", value_parser = raw)]
        raw: Option<Raw>,
    },
    /// Tell how well labelled clips of speech are told apart
    Evaluate {
        /// A CSV file with the columns speaker, label and file
        index: PathBuf,
        /// Tell it as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Does what was asked.
///
/// # Errors
/// One sentence for the person who asked.
pub fn run(asked: &Voice) -> Result<()> {
    match asked {
        Voice::Frames { file, channel, raw } => {
            let mut failed = None;
            show::out(|out| match frames::write(file, *raw, *channel, out) {
                Err(frames::FramesError::Write(error)) => Err(error),
                Err(error) => {
                    failed = Some(error);
                    Ok(())
                }
                Ok(()) => Ok(()),
            })?;
            failed.map_or(Ok(()), |error| bail!("{}: {error}", file.display()))
        }
        Voice::Baseline { files, output, swap, raw } => {
            let options = Options { swap: *swap, raw: *raw, ..Options::default() };
            learn(files, &options, output)
        }
        Voice::Evaluate { index, json } => evaluate(index, *json),
    }
}

fn learn(from: &[PathBuf], options: &Options, output: &Path) -> Result<()> {
    let mut usual = Baseline::default();
    for file in from {
        let inputs = Inputs::One(file.clone());
        let heard = session::listen(&inputs, options, &mut |_| {}).map_err(plain)?;
        usual.merge(&heard.sides[0].baseline);
    }
    if usual.voiced_s() <= 0.0 {
        bail!("No voice was heard, so nothing was kept.");
    }
    files::write(output, &format!("{}\n", baseline::to_json(&usual)))?;
    let heard_s = usual.voiced_s();
    let enough = if usual.sureness() < 1.0 {
        format!(" At least {ENOUGH_S:.0} s are better: readings against this one are less sure.")
    } else {
        String::new()
    };
    show::out(|out| {
        writeln!(out, "{}: from {heard_s:.1} s of voiced speech.{enough}", output.display())
    })
}

fn evaluate(index: &Path, json: bool) -> Result<()> {
    let options = evaluate::Options::new(index);
    let mut progress = show::Progress::new();
    let found = evaluate::run(&options, &mut |done, of| {
        progress.say(&format!("listening… {done} of {of}"));
    });
    progress.end();
    let found = found.map_err(plain)?;
    if json {
        return show::json(&evaluate::to_json(&found));
    }
    show::out(|out| evaluate::write_text(&found, out))
}
