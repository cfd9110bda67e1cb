//! `bliss read`: what was said in a conversation, and how it went.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use ::read::{
    report::{Told, json, page, text},
    script::script,
};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;

use jiff::tz::TimeZone;
use words::{Known, Reader, wording::Wordings};

use crate::listen::show;

/// Longer files are not read.
const BYTES_MAX: u64 = 64 << 20;

/// What to read, and how to tell it.
#[derive(Debug, Clone, Args)]
pub struct Read {
    /// A conversation: a chat or transcript as text, JSON, Contact Lens, vCon, or a message (.eml); - for stdin
    file: PathBuf,
    /// Tell it as JSON; docs/read-json.md says what is in it
    #[arg(long)]
    json: bool,
    /// Write a page to read: the conversation with what was noticed in it
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// The time zone of the desk, such as Europe/Berlin, in which times without a zone are read; this machine's
    /// where it is not given
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    zone: Option<TimeZone>,
    /// The agent's name
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// The customer's name
    #[arg(long, value_name = "NAME")]
    customer: Option<String>,
}

fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name)
        .map_err(|_| format!("{name} is no time zone; one is called Europe/Berlin, say"))
}

/// Does what was asked.
///
/// # Errors
/// One sentence for the person who asked.
pub fn run(asked: &Read) -> Result<()> {
    let (name, bytes) = bytes(&asked.file)?;
    let known = Known {
        agent: asked.agent.as_deref(),
        customer: asked.customer.as_deref(),
        hours: None,
        customer_zone: None,
    };
    let zone = asked.zone.clone().unwrap_or_else(TimeZone::system);
    let script = script(&name, &bytes, &zone);
    let told = Told::of(&Reader::new(), &Wordings::new(), script, &known, &zone);
    if told.script.turns.is_empty() {
        bail!("{name}: {}", told.script.remarks.join(" "));
    }
    if asked.json {
        show::json(&json::value(&told))?;
    } else {
        show::out(|out| text::write(&told, text::Style { colour: show::colour() }, out))?;
    }
    if let Some(path) = &asked.html {
        write_page(&told, &asked.file, path)?;
    }
    Ok(())
}

/// The page has the file's name, without its folders.
fn write_page(told: &Told, file: &Path, path: &Path) -> Result<()> {
    let name = file.file_name().filter(|_| file != Path::new("-"));
    let name = name.map_or("A conversation".into(), std::ffi::OsStr::to_string_lossy);
    std::fs::File::create(path)
        .and_then(|mut file| page::write(told, &name, &mut file))
        .map_err(|error| anyhow!("{} could not be written: {error}.", path.display()))
}

fn bytes(file: &Path) -> Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    } else {
        let opened = std::fs::File::open(file);
        opened
            .and_then(|file| file.take(BYTES_MAX + 1).read_to_end(&mut bytes))
            .with_context(|| file.display().to_string())?;
    }
    if bytes.len() as u64 > BYTES_MAX {
        bail!("{}: longer than {} MB, which is no conversation", file.display(), BYTES_MAX >> 20);
    }
    Ok((file.display().to_string(), bytes))
}
