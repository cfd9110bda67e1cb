//! What hearing costs, beside its arithmetic floor and beside openSMILE, all in one run on the same
//! files:
//!
//! ```sh
//! pip install opensmile soundfile   # for the comparison; without it that row says so
//! cargo bench -p listen --bench ear -- FOLDER-OR-FILES…
//! ```
//!
//! Every row is the best of five rounds, one thread, so that what else runs on the machine disturbs it
//! least. *Floor* is nothing but the two transforms that each hop needs: 512 samples into a spectrum,
//! and 512 bins into an autocorrelation at half samples.

#![allow(clippy::cast_precision_loss, reason = "what is counted here is far below 2^52")]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use listen::recording::Recording;
use rustfft::{FftPlanner, num_complex::Complex};
use voice::{Ear, Gatherer, Impression, Rate};

const ROUNDS: usize = 5;
/// Enough sound for a stable figure, in seconds at 8 kHz.
const SECONDS_MAX: usize = 600;

fn main() {
    let places: Vec<PathBuf> =
        std::env::args().skip(1).filter(|a| !a.starts_with("--")).map(PathBuf::from).collect();
    if places.is_empty() {
        println!("Say which recordings to hear: cargo bench -p listen --bench ear -- FOLDER");
        return;
    }
    let files = files(&places);
    let (sound, heard) = sound(&files);
    let seconds = sound.len() as f64 / 8_000.0;
    let frames = sound.len() / 80;
    println!("{} files, {seconds:.0} s of sound, {frames} frames of 10 ms\n", heard.len());

    let floor = best(|| transforms(frames));
    let mut voiced = 0;
    let ear = best(|| voiced = hear(Rate::Hz8000, &sound));
    let per_frame = |seconds: f64| seconds * 1e6 / frames as f64;
    println!("| | µs per frame | × floor | two-sided calls a core |");
    println!("|---|--:|--:|--:|");
    row("floor: two FFTs a hop", per_frame(floor), floor, floor);
    row("the ear at 8 kHz, all features", per_frame(ear), ear, floor);
    for (name, rate, times) in
        [("… at 16 kHz", Rate::Hz16000, 2), ("… at 48 kHz", Rate::Hz48000, 6)]
    {
        let faster: Vec<f32> = sound.iter().flat_map(|&s| std::iter::repeat_n(s, times)).collect();
        let time = best(|| voiced = hear(rate, &faster));
        row(name, per_frame(time), time, floor);
    }
    println!(
        "\n{:.0} % of the frames are voiced, where it has most to do.",
        voiced as f64 * 100.0 / frames as f64
    );
    println!("{:.0} × faster than the sound at 8 kHz.", seconds / ear);
    open_smile(&heard, ear);
}

fn row(name: &str, us: f64, time: f64, floor: f64) {
    println!("| {name} | {us:.2} | {:.1} | {:.0} |", time / floor, 10_000.0 / us / 2.0);
}

/// Files in folders, in their order.
fn files(places: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for place in places {
        if place.is_dir() {
            let mut inside: Vec<PathBuf> =
                fs::read_dir(place).into_iter().flatten().flatten().map(|e| e.path()).collect();
            inside.sort();
            files.extend(self::files(&inside));
        } else {
            files.push(place.clone());
        }
    }
    files
}

/// The sound of the files at 8 kHz, first channel, one after the other; and which files these were.
fn sound(files: &[PathBuf]) -> (Vec<f32>, Vec<&Path>) {
    let (mut sound, mut heard) = (Vec::new(), Vec::new());
    let mut block = Vec::new();
    for file in files {
        if sound.len() >= SECONDS_MAX * 8_000 {
            break;
        }
        let Ok(mut recording) = Recording::open(file, None) else { continue };
        // Plain decimation by leaving samples out: what is heard does not matter here, only how much.
        let keep = (recording.rate_hz() / 8_000) as usize;
        while let Ok(count) = recording.read(&mut block) {
            if count == 0 {
                break;
            }
            sound.extend(block[0].iter().step_by(keep));
        }
        heard.push(file.as_path());
    }
    sound.truncate(sound.len() / 80 * 80);
    (sound, heard)
}

fn best(mut round: impl FnMut()) -> f64 {
    (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            round();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

/// Two transforms for each frame, and nothing else.
fn transforms(frames: usize) {
    let transform = FftPlanner::<f32>::new().plan_fft_forward(512);
    let nothing = Complex::<f32>::default();
    let mut room = vec![nothing; 512];
    let mut scratch = vec![nothing; transform.get_inplace_scratch_len()];
    for i in 0..frames {
        room.fill(nothing);
        room[i % 512].re = 1.0;
        transform.process_with_scratch(&mut room, &mut scratch);
        transform.process_with_scratch(&mut room, &mut scratch);
        std::hint::black_box(&room);
    }
}

/// All that is done with one side of a call, in frames of 20 ms; how many frames are voiced.
fn hear(rate: Rate, sound: &[f32]) -> usize {
    let mut ear = Ear::new(rate);
    let mut gatherer = Gatherer::default();
    let mut impression = Impression::default();
    let mut voiced = 0;
    for packet in sound.chunks(rate.hz() as usize / 50) {
        ear.hear(packet, |frame| {
            gatherer.add(frame, &mut impression);
            voiced += usize::from(frame.voiced.is_some());
        });
    }
    std::hint::black_box(&impression);
    voiced
}

/// The same sound through openSMILE's eGeMAPS, one thread, if it is there.
fn open_smile(files: &[&Path], ear: f64) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../voice/oracles/opensmile_speed.py");
    let list: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let run = Command::new("python3")
        .arg(script)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .and_then(|mut child| {
            if let Some(mut stdin) = child.stdin.take() {
                stdin.write_all(list.join("\n").as_bytes())?;
            }
            child.wait_with_output()
        });
    let told = run.ok().filter(|out| out.status.success()).and_then(|out| {
        let text = String::from_utf8(out.stdout).ok()?;
        let mut numbers = text.split_whitespace().map(str::parse::<f64>);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    });
    match told {
        Some((seconds, sound_s)) => {
            let per_second = seconds / sound_s;
            let ours = ear / (sound_s.min(SECONDS_MAX as f64));
            println!(
                "\nopenSMILE eGeMAPS, the same files, one thread: {seconds:.1} s for {sound_s:.0} s of \
                 sound; the ear is {:.0} × faster.",
                per_second / ours
            );
        }
        None => {
            println!("\nopenSMILE is not there to compare with: pip install opensmile soundfile");
        }
    }
}
