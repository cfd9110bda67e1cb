//! A folder of calls, heard several at a time and told in the order of their names.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver},
    },
    thread,
};

use ::listen::{
    heard::Heard,
    report::{contact_lens, json, words},
    session::{self, Options},
};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use voice::Side;

use super::{
    Listen,
    pairs::{self, Call},
    show::{self, Progress},
};

/// What a call in a folder comes to.
enum Told {
    /// A line for a program.
    Json(Value),
    /// A line of the table, and what the sums need.
    Line { line: String, sums: Sums },
    /// Why it could not be heard.
    Unheard(String),
}

/// What the sums at the end are made of.
#[derive(Debug, Default, Clone)]
struct Sums {
    calls: u32,
    mixed: u32,
    remarked: u32,
    length_ms: u64,
    interruptions: [u32; 2],
    /// Of calls with two sides.
    shares: [Vec<f32>; 2],
    responses_ms: Vec<u64>,
}

pub(super) fn listen(asked: &Listen, options: &Options, folder: &Path) -> Result<()> {
    if asked.html.is_some() || asked.save_baseline.is_some() {
        bail!("--html and --save-baseline are for one call; {} is a folder.", folder.display());
    }
    let calls = pairs::of(folder, asked.raw.is_some())
        .with_context(|| format!("The folder {} could not be read", folder.display()))?;
    if calls.is_empty() {
        bail!("There is no recording in the folder {}.", folder.display());
    }
    let jobs = asked.jobs.map_or_else(
        || thread::available_parallelism().map_or(1, std::num::NonZero::get),
        std::num::NonZero::get,
    );
    let mut unheard = Vec::new();
    let mut sums = Sums::default();
    let next = AtomicUsize::new(0);
    let (done, told) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs.min(calls.len()) {
            let (done, next, calls) = (done.clone(), &next, &calls);
            scope.spawn(move || {
                while let Some((place, call)) = take(next, calls) {
                    if done.send((place, hear(asked, options, call))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        in_order(asked, &calls, &told, &mut sums, &mut unheard)
    })?;
    if !asked.is_json() {
        show::out(|out| out.write_all(summary(&sums, &unheard).as_bytes()))?;
    }
    if unheard.len() == calls.len() {
        bail!("Not one of the recordings in {} could be heard.", folder.display());
    }
    Ok(())
}

fn take<'a>(next: &AtomicUsize, calls: &'a [Call]) -> Option<(usize, &'a Call)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    calls.get(place).map(|call| (place, call))
}

fn hear(asked: &Listen, options: &Options, call: &Call) -> Told {
    match session::listen(&call.inputs, options, &mut |_| {}) {
        // Of two recordings, it is to be said which.
        Err(error) if call.inputs.paths().len() == 1 => Told::Unheard(error.why.to_string()),
        Err(error) => Told::Unheard(error.to_string()),
        Ok(heard) if heard.figures.length_ms == 0 => {
            Told::Unheard("There is no sound in it, not one sample.".into())
        }
        Ok(heard) if asked.contact_lens => Told::Json(named(call, contact_lens::of(&heard))),
        Ok(heard) if asked.json => Told::Json(named(call, json::of(&heard))),
        Ok(heard) => Told::Line { line: line(call, &heard), sums: sums(&heard) },
    }
}

/// With the name of the call in the folder.
fn named(call: &Call, mut value: Value) -> Value {
    value["call"] = json!(call.name);
    value
}

/// Tells what comes in any order in the order of the calls.
fn in_order(
    asked: &Listen,
    calls: &[Call],
    told: &Receiver<(usize, Told)>,
    sums: &mut Sums,
    unheard: &mut Vec<String>,
) -> Result<()> {
    let mut progress = Progress::new();
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (count, (place, one)) in told.iter().enumerate() {
        early.insert(place, one);
        while let Some(one) = early.remove(&next) {
            progress.end();
            tell(asked, &calls[next], one, sums, unheard)?;
            next += 1;
        }
        progress.say(&format!("listening… {} of {}", count + 1, calls.len()));
    }
    progress.end();
    Ok(())
}

fn tell(
    asked: &Listen,
    call: &Call,
    told: Told,
    sums: &mut Sums,
    unheard: &mut Vec<String>,
) -> Result<()> {
    match told {
        Told::Json(value) => show::json(&value),
        Told::Line { line, sums: of } => {
            sums.add(of);
            show::out(|out| writeln!(out, "{line}"))
        }
        Told::Unheard(why) => {
            unheard.push(format!("{}: {why}", call.name));
            if asked.is_json() {
                return show::json(&json!({ "call": call.name, "error": why }));
            }
            show::out(|out| writeln!(out, "{:<36} could not be heard", call.name))
        }
    }
}

/// A call in a line.
fn line(call: &Call, heard: &Heard) -> String {
    let figures = &heard.figures;
    let smile = |side: Side| {
        let of = &heard.sides[side.index()];
        let value = |stretch: &::listen::heard::Impression| {
            stretch.axes[0].reading.map_or_else(|_| "…".into(), |found| words::signed(found.value))
        };
        format!("{} → {}", value(&of.first), value(&of.last))
    };
    let share = |side: Side| format!("{:.0} %", figures.talk_share(side) * 100.0);
    let length = words::clock(figures.length_ms);
    let mark = if heard.remarks.is_empty() { "" } else { "  !" };
    if heard.mixed {
        let (talk, smile) = (share(Side::Agent), smile(Side::Agent));
        return format!(
            "{:<36} {length:>8}  one channel: talk {talk}, smile {smile}{mark}",
            call.name
        );
    }
    let interruptions: u32 = figures.sides.iter().map(|side| side.talk.interruptions).sum();
    format!(
        "{:<36} {length:>8}  talk {:>4} : {:<4}  {:<17} smile {} : {}{mark}",
        call.name,
        share(Side::Agent),
        share(Side::Customer),
        words::count(interruptions, "interruption", "interruptions"),
        smile(Side::Agent),
        smile(Side::Customer),
    )
}

fn sums(heard: &Heard) -> Sums {
    let mut sums = Sums {
        calls: 1,
        mixed: u32::from(heard.mixed),
        remarked: u32::from(!heard.remarks.is_empty()),
        length_ms: heard.figures.length_ms,
        ..Sums::default()
    };
    if !heard.mixed {
        for side in Side::BOTH {
            let talk = &heard.figures.sides[side.index()].talk;
            sums.interruptions[side.index()] = talk.interruptions;
            sums.shares[side.index()].push(heard.figures.talk_share(side));
        }
        sums.responses_ms.extend(heard.figures.sides[0].talk.response_ms());
    }
    sums
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.mixed += other.mixed;
        self.remarked += other.remarked;
        self.length_ms += other.length_ms;
        self.responses_ms.extend(other.responses_ms);
        for (i, shares) in other.shares.into_iter().enumerate() {
            self.interruptions[i] += other.interruptions[i];
            self.shares[i].extend(shares);
        }
    }
}

fn median<T: PartialOrd + Copy>(values: &[T]) -> Option<T> {
    let mut values = values.to_vec();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    values.get(values.len() / 2).copied()
}

fn summary(sums: &Sums, unheard: &[String]) -> String {
    let mut lines = vec![String::new()];
    let mut row = |what: &str, told: String| lines.push(format!("{what:<28}{told}"));
    row("Calls", format!("{}, {}", sums.calls, words::clock(sums.length_ms)));
    if sums.mixed > 0 {
        row("  with one channel alone", sums.mixed.to_string());
    }
    for (who, i) in [("agent", 0), ("customer", 1)] {
        if let Some(share) = median(&sums.shares[i]) {
            let count = words::count(sums.interruptions[i], "interruption", "interruptions");
            row(&format!("Talk of the {who}"), format!("{:.0} % (median), {count}", share * 100.0));
        }
    }
    if let Some(response_ms) = median(&sums.responses_ms) {
        row("The agent answers after", format!("{} (median)", words::length(response_ms)));
    }
    if sums.remarked > 0 {
        row("With a remark (!)", format!("{}; listen to one alone to read it", sums.remarked));
    }
    if !unheard.is_empty() {
        row("Could not be heard", unheard.len().to_string());
        lines.extend(unheard.iter().map(|one| format!("  {one}")));
    }
    lines.push(String::new());
    lines.join("\n")
}
