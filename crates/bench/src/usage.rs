//! What processes took of the machine, as Linux counts it in /proc (see proc(5)).

use std::{collections::BTreeMap, fmt, fs, time::Instant};

use anyhow::{Context, Result};

/// Linux counts in hundredths of a second, on every architecture that we run on (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;

/// Ticks that were taken up to a moment.
pub(crate) struct Usage {
    at: Instant,
    server: BTreeMap<String, u64>,
    client: u64,
    machine: u64,
}

impl Cores {
    /// Milliseconds that the server computed for each message, when there were so many a second.
    /// This says most where other programs take their share of the machine.
    pub(crate) fn server_ms_each(&self, per_second: f64) -> f64 {
        1000.0 * self.server / per_second.max(0.001)
    }
}

/// How many cores were busy, on average, between two moments.
pub(crate) struct Cores {
    server: f64,
    /// … of it by the kind of thread.
    threads: BTreeMap<String, f64>,
    client: f64,
    /// Everything else: `PostgreSQL`, other programs, what the kernel does for nobody.
    rest: f64,
}

impl Usage {
    pub(crate) fn read(server: u32) -> Result<Self> {
        Ok(Self {
            at: Instant::now(),
            server: threads(server)?,
            client: process(std::process::id())?,
            machine: machine()?,
        })
    }

    /// What was taken since `before`.
    pub(crate) fn since(&self, before: &Self) -> Cores {
        let seconds = self.at.duration_since(before.at).as_secs_f64().max(0.001);
        let cores = |ticks: u64| {
            f64::from(u32::try_from(ticks).unwrap_or(u32::MAX)) / TICKS_PER_SECOND / seconds
        };
        let mut threads = BTreeMap::new();
        for (name, ticks) in &self.server {
            let took = ticks.saturating_sub(before.server.get(name).copied().unwrap_or(0));
            *threads.entry(kind(name).to_owned()).or_insert(0.0) += cores(took);
        }
        let server = threads.values().sum();
        let client = cores(self.client.saturating_sub(before.client));
        let machine = cores(self.machine.saturating_sub(before.machine));
        Cores { server, threads, client, rest: (machine - server - client).max(0.0) }
    }
}

impl fmt::Display for Cores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cores: server {:.2}", self.server)?;
        if self.threads.len() > 1 {
            let shares: Vec<_> =
                self.threads.iter().map(|(name, share)| format!("{name} {share:.2}")).collect();
            write!(f, " ({})", shares.join(", "))?;
        }
        write!(f, ", client {:.2}, all else {:.2}", self.client, self.rest)
    }
}

/// What a thread is for, from its name.
fn kind(name: &str) -> &str {
    if name.starts_with("store-read") {
        "readers"
    } else if name.starts_with("store-write") {
        "writer"
    } else {
        "web"
    }
}

fn threads(process: u32) -> Result<BTreeMap<String, u64>> {
    let mut found = BTreeMap::new();
    for thread in fs::read_dir(format!("/proc/{process}/task")).context("the server is gone")? {
        // One may end while we look.
        let Ok(stat) = fs::read_to_string(thread?.path().join("stat")) else { continue };
        let (name, ticks) = parse(&stat).context("/proc has changed")?;
        *found.entry(name.to_owned()).or_insert(0) += ticks;
    }
    Ok(found)
}

fn process(id: u32) -> Result<u64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    parse(&stat).map(|(_, ticks)| ticks).context("/proc has changed")
}

/// The name and the ticks, in user and kernel mode, in a line of `stat`. The name is in brackets and
/// may have some itself.
fn parse(stat: &str) -> Option<(&str, u64)> {
    let (before, after) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    let mut fields = after.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let kernel: u64 = fields.next()?.parse().ok()?;
    Some((name, user + kernel))
}

/// Ticks in which the machine was not idle.
fn machine() -> Result<u64> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().context("/proc has changed")?;
    let ticks: Vec<u64> =
        line.split_whitespace().skip(1).take(8).filter_map(|field| field.parse().ok()).collect();
    let idle: u64 = ticks.iter().skip(3).take(2).sum();
    Ok(ticks.iter().sum::<u64>() - idle)
}

/// Memory that a process has in RAM.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    pub(crate) all_kb: u64,
    /// … without files that are mapped, such as the database's, which the kernel can take back.
    pub(crate) own_kb: u64,
}

pub(crate) fn memory(process: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let field = |name| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kb = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
        kb.context("/proc has changed")
    };
    Ok(Memory { all_kb: field("VmRSS:")?, own_kb: field("RssAnon:")? })
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mb = |kb: u64| kb as f64 / 1024.0;
        write!(f, "{:.1} MB ({:.1} its own)", mb(self.all_kb), mb(self.own_kb))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_found_behind_any_name() {
        let fields = "S 1 2 3 4 5 6 7 8 9 10 250 50 0 0";
        for name in ["bliss", "store-read-0", "a) (b c"] {
            assert_eq!(parse(&format!("42 ({name}) {fields}")), Some((name, 300)));
        }
    }
}
