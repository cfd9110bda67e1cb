//! What is shown on a terminal, or given to whatever reads instead of a person.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use ::listen::{
    heard::Heard,
    report::text::{self, Style},
};
use anyhow::Result;
use serde_json::Value;

/// A line is not renewed more often than this.
const RENEW: Duration = Duration::from_millis(100);
/// What goes back to the beginning of a line and empties it (ECMA-48: CR, then EL).
pub(super) const LINE_ANEW: &str = "\r\x1b[K";

/// As a person wants it there.
pub(super) fn style() -> Style {
    Style { colour: colour() }
}

/// Whether a person wants colours there: on a terminal, unless they said no (<https://no-color.org>).
pub(crate) fn colour() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    io::stdout().is_terminal() && !refused && !dumb
}

/// Writes to stdout. Whoever reads may have seen enough.
pub(crate) fn out(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// One line of JSON.
pub(crate) fn json(value: &Value) -> Result<()> {
    out(|out| writeln!(out, "{value}"))
}

pub(super) fn report(heard: &Heard) -> Result<()> {
    out(|out| text::write(heard, style(), out))
}

/// How much is done, on a terminal; elsewhere nobody wants to know.
#[derive(Debug)]
pub(crate) struct Progress {
    renewed: Option<Instant>,
    shown: bool,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { renewed: io::stderr().is_terminal().then(Instant::now), shown: false }
    }

    /// 0 to 1.
    pub(crate) fn show(&mut self, share: f32) {
        self.say(&format!("listening… {:.0} %", share * 100.0));
    }

    pub(crate) fn say(&mut self, text: &str) {
        let Some(renewed) = &mut self.renewed else { return };
        if renewed.elapsed() < RENEW {
            return;
        }
        *renewed = Instant::now();
        self.shown = true;
        // Where that cannot be written, there is nobody to tell.
        let _ = write!(io::stderr(), "{LINE_ANEW}{text}");
    }

    pub(crate) fn end(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = write!(io::stderr(), "{LINE_ANEW}");
        }
    }
}
