//! Many calls at once, and what they cost: `cargo run --release -p phone --example load -- --calls 100 --seconds 30`.
//!
//! Browsers are a process of their own, so that what they cost is told apart. Each packet carries the time at which
//! it was said in its padding (RFC 6716, section 3.2.5), which we pass on as it is: the delay is measured from before
//! one browser's socket to after the other's, and so is no less than what we add. `--floor` does without ears and
//! recordings: then a call costs what its packets cost.

use std::{
    collections::{HashMap, VecDeque},
    fs, io,
    io::{BufRead as _, BufReader, Write as _},
    net::{Ipv4Addr, SocketAddr, UdpSocket},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use phone::{CallNumber, Config, Event, Part, Phone, Recorder, Seat};
use str0m::net::Protocol;

#[path = "../tests/client/mod.rs"]
mod client;

use client::{Client, packets, talk};

/// Bytes of padding: how many there are, and the time in ns.
const STAMP: usize = 8;
/// Threads on which browsers run.
const THREADS: usize = 2;

type Failure = Box<dyn std::error::Error>;

struct Wanted {
    calls: u64,
    seconds: u64,
    floor: bool,
    /// The browsers of these calls, which join over stdin and stdout.
    browsers: bool,
}

impl Wanted {
    fn read() -> Self {
        let words: Vec<String> = std::env::args().collect();
        let number = |name: &str, usual| {
            let at = words.iter().position(|word| word == name);
            at.and_then(|at| words.get(at + 1)?.parse().ok()).unwrap_or(usual)
        };
        let is = |name: &str| words.iter().any(|word| word == name);
        Self {
            calls: number("--calls", 100),
            seconds: number("--seconds", 30),
            floor: is("--floor"),
            browsers: is("--browsers"),
        }
    }
}

fn main() -> Result<(), Failure> {
    let wanted = Wanted::read();
    if wanted.browsers { browsers(&wanted) } else { server(&wanted) }
}

/// Counts what is recorded.
struct Count(Arc<AtomicU64>);

impl Recorder for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Ok(())
    }

    fn finish(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How far behind the sound the mirrors were.
fn tell_behind(behind: &Mutex<Vec<f64>>) {
    let mut behind = std::mem::take(&mut *locked(behind));
    behind.sort_by(f64::total_cmp);
    if let (Some(last), Some(typical)) = (behind.len().checked_sub(1), behind.get(behind.len() / 2))
    {
        let slow = behind[last * 95 / 100];
        println!("mirrors are behind the sound by {typical:.0} ms (p50), {slow:.0} ms (p95)");
    }
}

fn server(wanted: &Wanted) -> Result<(), Failure> {
    let listen = (Ipv4Addr::LOCALHOST, 0).into();
    let phone = Phone::open(Config { listen, ..Config::default() })?;
    let mut child = child(wanted)?;
    let (Some(mut to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("no pipes".into());
    };
    let mut from = BufReader::new(from).lines();
    let [recorded, connected, mirrors, heard, talked_ms] =
        [(); 5].map(|()| Arc::new(AtomicU64::new(0)));
    // When each part began, and how far behind the sound each mirror was, in ms.
    let began_at = Arc::new(Mutex::new(HashMap::<u64, Instant>::new()));
    let behind = Arc::new(Mutex::new(Vec::<f64>::new()));
    let events: phone::Events = {
        let (connected, mirrors, heard, talked) =
            (connected.clone(), mirrors.clone(), heard.clone(), talked_ms.clone());
        let (began_at, behind) = (began_at.clone(), behind.clone());
        Arc::new(move |call, event| {
            let count = match event {
                Event::Connected(_) => &connected,
                Event::Mirror(mirror) => {
                    if let Some(began) = locked(&began_at).get(&call.0) {
                        let heard = Duration::from_millis(mirror.at_ms);
                        let ms = began.elapsed().saturating_sub(heard).as_secs_f64() * 1_000.0;
                        locked(&behind).push(ms);
                    }
                    &mirrors
                }
                Event::Heard(one) => {
                    let sides = one.figures.sides.iter().map(|side| side.talk.talk_ms);
                    talked.fetch_add(sides.sum(), Ordering::Relaxed);
                    &heard
                }
                _ => return,
            };
            count.fetch_add(1, Ordering::Relaxed);
        })
    };
    (0..wanted.calls).for_each(|call| phone.begin(CallNumber(call), events.clone()));
    writeln!(to, "{}", phone.address())?;
    for leg in 0..2 * wanted.calls {
        let mut offer = String::new();
        while let Some(line) = from.next().transpose()?.filter(|line| line != ".") {
            offer += &line;
            offer += "\r\n";
        }
        let seat = if leg % 2 == 0 { Seat::Customer } else { Seat::Agent };
        let answer = phone.join(CallNumber(leg / 2), seat, &offer)?;
        writeln!(to, "{}.", answer.replace('\r', ""))?;
    }
    while connected.load(Ordering::Relaxed) < 2 * wanted.calls {
        thread::sleep(Duration::from_millis(50));
    }
    for call in 0..wanted.calls {
        let recording: Option<Box<dyn Recorder>> = Some(Box::new(Count(recorded.clone())));
        let part = Part { recording, relayed_only: wanted.floor, ..Part::default() };
        locked(&began_at).insert(call, Instant::now());
        phone.connect(CallNumber(call), part);
    }
    // What it takes to begin is left out.
    thread::sleep(Duration::from_secs(2));
    writeln!(to, "measure")?;
    let (ours, theirs, began) = (cpu("self"), cpu(&child.id().to_string()), Instant::now());
    let (threads, before) = (threads(), mirrors.load(Ordering::Relaxed));
    locked(&behind).clear();
    thread::sleep(Duration::from_secs(wanted.seconds));
    let passed = began.elapsed().as_secs_f64();
    let share = |from: f64, to: f64| (to - from) / passed * 100.0;
    println!(
        "{} calls for {passed:.0} s{}",
        wanted.calls,
        if wanted.floor { ", relayed only" } else { "" }
    );
    println!("server: {:.1} % of a core", share(ours, cpu("self")));
    for (name, until) in self::threads() {
        let from = threads.iter().find(|(one, _)| *one == name).map_or(0.0, |(_, from)| *from);
        if until - from > 0.1 {
            println!("  {name}: {:.1} %", share(from, until));
        }
    }
    println!("browsers: {:.1} % of a core", share(theirs, cpu(&child.id().to_string())));
    #[allow(clippy::cast_precision_loss)]
    let told = (mirrors.load(Ordering::Relaxed) - before) as f64 / passed;
    println!(
        "mirrors: {told:.0} a second; recorded: {} kB",
        recorded.load(Ordering::Relaxed) / 1_000
    );
    tell_behind(&behind);
    writeln!(to, "stop")?;
    for line in from {
        println!("{}", line?);
    }
    for call in 0..wanted.calls {
        phone.end(CallNumber(call));
    }
    while !wanted.floor && heard.load(Ordering::Relaxed) < wanted.calls {
        thread::sleep(Duration::from_millis(50));
    }
    println!("heard: {} s of talk", talked_ms.load(Ordering::Relaxed) / 1_000);
    println!("memory: {}", status("VmHWM"));
    child.wait()?;
    Ok(())
}

fn child(wanted: &Wanted) -> io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .args(["--browsers", "--calls", &wanted.calls.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
}

/// CPU seconds that a process took so far.
fn cpu(process: &str) -> f64 {
    ticks(&format!("/proc/{process}/stat"))
}

fn ticks(path: &str) -> f64 {
    let stat = fs::read_to_string(path).unwrap_or_default();
    // Fields 14 and 15, in hundredths; names may have spaces, but not behind the last bracket.
    let after = stat.rsplit(')').next().unwrap_or_default();
    after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

/// The threads of this process, and what they took.
fn threads() -> Vec<(String, f64)> {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let thread = |task: fs::DirEntry| {
        let path = task.path();
        let name = fs::read_to_string(path.join("comm")).unwrap_or_default();
        (name.trim().to_owned(), ticks(&path.join("stat").to_string_lossy()))
    };
    tasks.map(thread).collect()
}

fn status(name: &str) -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.unwrap_or("unknown").trim().to_owned()
}

/// A browser on its socket.
struct Browser {
    client: Client,
    socket: UdpSocket,
    /// What it says, and where in it it is.
    says: Arc<Vec<Arc<[u8]>>>,
    at: usize,
    due: Instant,
}

fn browsers(wanted: &Wanted) -> Result<(), Failure> {
    let mut input = io::stdin().lines();
    let mut line = move || input.next().transpose().map(Option::unwrap_or_default);
    let _server: SocketAddr = line()?.parse()?;
    let voice = |hz: f32| Arc::new(packets(&talk(hz, 20, 0)));
    let voices = [voice(210.0), voice(120.0)];
    let mut lanes: Vec<Vec<Browser>> = (0..THREADS).map(|_| Vec::new()).collect();
    for leg in 0..2 * wanted.calls {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_nonblocking(true)?;
        let (mut client, offer) =
            Client::offer(socket.local_addr()?, Protocol::Udp, Instant::now());
        println!("{}.", offer.replace('\r', ""));
        io::stdout().flush()?;
        let mut answer = String::new();
        loop {
            let line = line()?;
            if line == "." {
                break;
            }
            answer += &line;
            answer += "\r\n";
        }
        client.accept(&answer, Instant::now());
        let which = usize::try_from(leg)?;
        let says = voices[which % 2].clone();
        // They talk in turn, and not all at the same time.
        let at = (which / 2 * 71 + which % 2 * 500) % says.len();
        let due = Instant::now() + Duration::from_micros(leg * 97 % 20_000);
        lanes[which / 2 % THREADS].push(Browser { client, socket, says, at, due });
    }
    let began = Instant::now();
    let phase = Arc::new(AtomicU64::new(0));
    let running: Vec<_> = lanes
        .into_iter()
        .map(|lane| {
            let phase = phase.clone();
            thread::spawn(move || run(lane, began, &phase))
        })
        .collect();
    while line()? != "measure" {}
    phase.store(1, Ordering::Relaxed);
    while line()? != "stop" {}
    phase.store(2, Ordering::Relaxed);
    let (mut delays, mut said) = (Vec::new(), 0_u64);
    for thread in running {
        let (more, number) = thread.join().map_err(|_| "a browser fell")?;
        delays.extend(more);
        said += number;
    }
    delays.sort_unstable();
    let at = |share: usize| {
        #[allow(clippy::cast_precision_loss)]
        let ms = delays
            .get((delays.len() * share / 1_000).min(delays.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0) as f64
            / 1e6;
        ms
    };
    println!(
        "from browser to browser: p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, most {:.1} ms; {} of {said} packets",
        at(500),
        at(950),
        at(990),
        at(1_000),
        delays.len(),
    );
    Ok(())
}

/// Runs browsers until the measure is over: the delays of what they heard, and how many packets they said.
fn run(mut lane: Vec<Browser>, began: Instant, phase: &AtomicU64) -> (Vec<u64>, u64) {
    let (mut delays, mut said) = (Vec::new(), 0);
    let mut buffer = [0; 2_000];
    loop {
        let measured = match phase.load(Ordering::Relaxed) {
            0 => false,
            1 => true,
            _ => return (delays, said),
        };
        let mut soonest = Instant::now() + Duration::from_millis(1);
        for browser in &mut lane {
            while let Ok((length, source)) = browser.socket.recv_from(&mut buffer) {
                browser.client.receive(source, &buffer[..length], Instant::now());
            }
            let now = Instant::now();
            for heard in browser.client.heard.drain(..) {
                if let (true, Some(at)) = (measured, said_at(&heard.opus)) {
                    let at = began + Duration::from_nanos(at);
                    delays.push(
                        u64::try_from(heard.at.saturating_duration_since(at).as_nanos())
                            .unwrap_or(u64::MAX),
                    );
                }
            }
            browser.client.pass_time(now);
            if now >= browser.due {
                browser.due += Duration::from_millis(20);
                browser.at = (browser.at + 1) % browser.says.len();
                if browser.client.connected {
                    let now = Instant::now();
                    let at = u64::try_from((now - began).as_nanos()).unwrap_or(0);
                    browser.client.say(&stamped(&browser.says[browser.at], at), now);
                    said += u64::from(measured);
                }
            }
            soonest = soonest.min(browser.due);
            for (to, bytes) in browser.client.sent.drain(..) {
                let _ = browser.socket.send_to(&bytes, to);
            }
        }
        thread::sleep(
            soonest.saturating_duration_since(Instant::now()).min(Duration::from_micros(500)),
        );
    }
}

/// A packet of one frame with a time in its padding: any number of frames, one of them, padded.
fn stamped(packet: &[u8], at: u64) -> Arc<[u8]> {
    let (toc, frame) = packet.split_first().unwrap_or((&0, &[]));
    let mut stamped = VecDeque::from([toc | 3, 0x40 | 1, 8]);
    stamped.extend(frame);
    stamped.extend(at.to_be_bytes());
    Vec::from(stamped).into()
}

fn said_at(packet: &[u8]) -> Option<u64> {
    // Music has no such time.
    if packet.len() < 3 + STAMP || packet[0] & 3 != 3 || packet[1..3] != [0x41, 8] {
        return None;
    }
    packet.last_chunk::<STAMP>().map(|at| u64::from_be_bytes(*at))
}
