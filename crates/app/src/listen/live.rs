//! A call that is going on: told while it lasts, and reported when it is over.

use std::{
    io::{self, IsTerminal, Read, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use ::listen::{
    recording::{Raw, Recording},
    report::{json, words},
    session::{self, Gathering, Options},
};
use anyhow::{Result, anyhow, bail};
use voice::{Reading, Side, Unsure};

use super::{Listen, microphone, plain, show, tell};

/// How often a line on a terminal is renewed.
const RENEW: Duration = Duration::from_millis(200);
/// How long whoever pressed Ctrl-C waits at most.
const LOOK_UP: Duration = Duration::from_millis(50);
/// Bytes taken from a pipe at once: a tenth of a second of a telephone call, at most.
const PIECE: usize = 1_600;
/// Pieces that wait to be heard.
const PIECES: usize = 64;

pub(super) fn listen(asked: &Listen, options: &Options) -> Result<()> {
    let over = Arc::new(AtomicBool::new(false));
    ctrlc::set_handler({
        let over = Arc::clone(&over);
        // Who presses it again means it.
        move || {
            if over.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
        }
    })?;
    if asked.mic {
        let mut recorder = microphone::start()?;
        let sound = recorder.sound()?;
        let name = format!("microphone ({})", recorder.name);
        let told = hear(asked, options, &name, sound, microphone::RAW, over);
        recorder.stop();
        if told? {
            return Ok(());
        }
        bail!("No sound came from {}. Its own words are above.", recorder.name);
    }
    let raw = Raw {
        encoding: asked.encoding.into(),
        rate_hz: asked.rate,
        channels: usize::from(asked.channels),
    };
    if hear(asked, options, "stdin", io::stdin(), raw, over)? {
        return Ok(());
    }
    bail!("No sound came on standard input, not one sample.")
}

/// Hears to the end and reports; false where there was nothing to hear.
fn hear(
    asked: &Listen,
    options: &Options,
    name: &str,
    from: impl Read + Send + 'static,
    raw: Raw,
    over: Arc<AtomicBool>,
) -> Result<bool> {
    let recording = Recording::from_reader(Interruptible::new(from, over), raw).map_err(plain)?;
    let mut line = Line::new(asked, options, raw.channels == 1);
    let mut failed = Ok(());
    let heard = session::listen_live(name, recording, options, |gathering| {
        failed = line.tell(gathering);
        failed.is_ok()
    });
    line.end();
    failed?;
    let heard = heard.map_err(plain)?;
    if heard.figures.length_ms == 0 {
        return Ok(false);
    }
    tell(asked, &heard)?;
    Ok(true)
}

/// What is told while a call lasts: one line that changes on a terminal, a line a second elsewhere.
struct Line<'a> {
    asked: &'a Listen,
    options: &'a Options,
    mixed: bool,
    terminal: bool,
    shown: Option<Instant>,
    second: u64,
}

impl<'a> Line<'a> {
    fn new(asked: &'a Listen, options: &'a Options, mixed: bool) -> Self {
        let terminal = io::stdout().is_terminal() && !asked.is_json();
        Self { asked, options, mixed, terminal, shown: None, second: 0 }
    }

    fn tell(&mut self, gathering: &Gathering) -> Result<()> {
        // Contact Lens has no form for what is not over.
        if self.asked.contact_lens || !self.is_due(gathering.heard_ms()) {
            return Ok(());
        }
        let figures = gathering.figures();
        let smiles = Side::BOTH
            .map(|side| gathering.smile_now(side, self.options.baselines[side.index()].as_ref()));
        if self.asked.json {
            return show::json(&json::so_far(&figures, self.mixed, &smiles));
        }
        let mut told = vec![words::clock(figures.length_ms)];
        if self.mixed {
            told.push(format!("smile {}", arc(&smiles[0])));
            told.push(format!("talk {:.0} %", figures.talk_share(Side::Agent) * 100.0));
        } else {
            for side in Side::BOTH {
                let share = figures.talk_share(side) * 100.0;
                told.push(format!(
                    "{} {share:.0} %, smile {}",
                    words::side(side),
                    arc(&smiles[side.index()])
                ));
            }
            if let Some((side, from_ms)) = figures.floor {
                let since = words::clock(figures.length_ms.saturating_sub(from_ms));
                told.push(format!("the {} has been speaking for {since}", words::side(side)));
            }
        }
        let line = told.join(" · ");
        if self.terminal {
            return show::out(|out| write!(out, "{}{line}", show::LINE_ANEW));
        }
        show::out(|out| writeln!(out, "{line}"))
    }

    fn is_due(&mut self, heard_ms: u64) -> bool {
        if self.terminal {
            let due = self.shown.is_none_or(|shown| shown.elapsed() >= RENEW);
            if due {
                self.shown = Some(Instant::now());
            }
            return due;
        }
        let due = heard_ms / 1_000 > self.second;
        self.second = heard_ms / 1_000;
        due
    }

    fn end(&self) {
        if self.shown.is_some() {
            // Where that cannot be written, there is nobody to tell.
            let _ = write!(io::stdout(), "{}", show::LINE_ANEW);
        }
    }
}

/// The arc of a smile, wider the more there is of it, with its reading.
fn arc(reading: &Result<Reading, Unsure>) -> String {
    let Ok(reading) = reading else { return "listening…".into() };
    let width = [0.3, 0.8, 1.3, 1.8].iter().filter(|edge| reading.value.abs() > **edge).count();
    let line = "─".repeat(width);
    let drawn = match width {
        0 => "──".into(),
        _ if reading.value > 0.0 => format!("╰{line}╯"),
        _ => format!("╭{line}╮"),
    };
    format!("{drawn} {}", words::signed(reading.value))
}

/// A pipe whose end comes at once when somebody asks for it, although nothing comes through it.
struct Interruptible {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    over: Arc<AtomicBool>,
}

impl Interruptible {
    fn new(mut from: impl Read + Send + 'static, over: Arc<AtomicBool>) -> Self {
        let (full, pieces) = sync_channel(PIECES);
        // It ends with its pipe, or with the program.
        thread::spawn(move || {
            loop {
                let mut piece = vec![0; PIECE];
                let read = from.read(&mut piece).map(|length| {
                    piece.truncate(length);
                    piece
                });
                let ended = !matches!(&read, Ok(piece) if !piece.is_empty());
                if full.send(read).is_err() || ended {
                    return;
                }
            }
        });
        Self { pieces, piece: Vec::new(), over }
    }
}

impl Read for Interruptible {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            if self.over.load(Ordering::SeqCst) {
                return Ok(0);
            }
            match self.pieces.recv_timeout(LOOK_UP) {
                Ok(piece) => {
                    self.piece = piece?;
                    if self.piece.is_empty() {
                        return Ok(0);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
        let length = to.len().min(self.piece.len());
        to[..length].copy_from_slice(&self.piece[..length]);
        self.piece.drain(..length);
        Ok(length)
    }
}

/// For [`microphone`]: what no recorder gave.
pub(super) fn no_sound(name: &str) -> anyhow::Error {
    anyhow!("{name} gives no sound.")
}
