use std::{sync::Arc, time::Instant};

use proptest::prelude::*;

use super::*;
use crate::client;

/// A network: for each packet of 20 ms, when it arrives after it was sent, in ms; or never.
type Network<'a> = &'a mut dyn FnMut(u64) -> Option<u64>;

struct Sent {
    opus: Vec<Arc<[u8]>>,
    /// By how much the sender's clock is fast.
    fast: f64,
    /// Packets that are not sent: transmission pauses.
    pause: std::ops::Range<u64>,
}

impl Sent {
    fn tone() -> Self {
        Self { opus: client::tone(440.0), fast: 0.0, pause: 0..0 }
    }

    /// Plays some seconds over a network; the steps that came out.
    fn play(&self, seconds: u64, network: Network<'_>) -> Vec<[i16; STEP]> {
        self.play_as(seconds, false, network).0
    }

    /// The same, with each step given as soon as it is there, looked for every 10 ms, or at the latest time only; and
    /// by how many ms each was behind.
    fn play_as(
        &self,
        seconds: u64,
        eager: bool,
        network: Network<'_>,
    ) -> (Vec<[i16; STEP]>, Vec<u64>) {
        let mut arriving = Vec::new();
        let mut number = 0;
        for i in 0..seconds * 50 {
            if self.pause.contains(&i) {
                continue;
            }
            number += 1;
            if let Some(late_ms) = network(i) {
                #[allow(
                    clippy::cast_precision_loss,
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss
                )]
                let sent = ((i * 960) as f64 / (1.0 + self.fast)) as u64;
                arriving.push((sent + late_ms * 48, number, i));
            }
        }
        arriving.sort_unstable();
        let mut timeline = Timeline::default();
        let mut arriving = arriving.into_iter().peekable();
        let (mut steps, mut behind) = (Vec::new(), Vec::new());
        for tick in 0..=(seconds * 1_000 + DELAY_MS) / 10 {
            let now = tick * STEP_CLOCK / 2;
            while let Some((at, number, i)) = arriving.next_if(|(at, ..)| *at < now) {
                let opus = self.opus[usize::try_from(i).unwrap_or(0) % self.opus.len()].clone();
                let (stream, time, at_time) = (1, 7_000 + i * 960, Instant::now());
                let packet = Packet {
                    stream,
                    number,
                    time,
                    marker: false,
                    level_db: None,
                    opus,
                    at: at_time,
                };
                timeline.push(&packet, at);
            }
            let given = steps.len() as u64;
            let due = (now + STEP_CLOCK).saturating_sub(DELAY_MS * 48) / STEP_CLOCK;
            let there = if eager { timeline.there_until(now / STEP_CLOCK) } else { 0 };
            for step in given..due.max(there).min(seconds * 50) {
                let mut samples = [0; STEP];
                timeline.step(&mut samples);
                steps.push(samples);
                behind.push((now / 48).saturating_sub(step * 20));
            }
        }
        (steps, behind)
    }
}

fn loud(step: &[i16; STEP]) -> bool {
    step.iter().any(|sample| sample.unsigned_abs() > 2_000)
}

fn silent(steps: &[[i16; STEP]]) -> usize {
    steps.iter().filter(|step| !loud(step)).count()
}

fn purity(steps: &[[i16; STEP]]) -> (f32, f32) {
    let sound: Vec<f32> =
        steps.iter().flatten().map(|&sample| f32::from(sample) / 32_768.0).collect();
    client::pitch(&sound)
}

#[test]
fn what_arrives_in_time_is_played_as_it_was_said() {
    let steps = Sent::tone().play(10, &mut |_| Some(30));
    assert!(silent(&steps[..2]) == 2 && silent(&steps[4..]) == 0);
    let (hz, share) = purity(&steps[100..500]);
    assert!((hz - 440.0).abs() < 1.0 && share > 0.99, "{hz} {share}");
}

#[test]
fn what_is_there_need_not_wait() {
    let (steps, behind) = Sent::tone().play_as(10, true, &mut |_| Some(19));
    let waited = Sent::tone().play(10, &mut |_| Some(19));
    let other: Vec<_> = (0..waited.len()).filter(|&step| steps[step] != waited[step]).collect();
    assert!(other.is_empty(), "{other:?} are not as they would have been");
    // The step itself, and at most until it is looked for again.
    assert!(behind[10..].iter().all(|&ms| ms <= 60), "{behind:?}");
    // What is lost is waited for, and then no longer.
    let lost = |i: u64| (i != 100).then_some(19);
    let (_, behind) = Sent::tone().play_as(10, true, &mut |i| lost(i));
    assert_eq!(behind[60..].iter().max(), Some(&DELAY_MS));
    assert!(behind[120..].iter().all(|&ms| ms <= 60), "{behind:?}");
}

#[test]
fn jitter_and_disorder_are_not_heard() {
    let mut random = fastrand::Rng::with_seed(1);
    let steps = Sent::tone().play(20, &mut |_| Some(20 + random.u64(0..200)));
    // The first packet may have been the slowest; once that is known, nothing is missing.
    let (hz, share) = purity(&steps[300..]);
    assert!((hz - 440.0).abs() < 1.0 && share > 0.99, "{hz} {share}");
    assert_eq!(silent(&steps[300..]), 0);
}

#[test]
fn what_is_lost_is_concealed_for_a_moment() {
    // One packet of ten, and then a second.
    let lost = |i: u64| i % 10 == 7 || (250..300).contains(&i);
    let steps = Sent::tone().play(10, &mut |i| (!lost(i)).then_some(30));
    assert_eq!(silent(&steps[10..240]), 0);
    let in_gap = silent(&steps[252..302]);
    assert!((44..=50).contains(&in_gap), "{in_gap}");
    assert_eq!(silent(&steps[305..]), 0);
}

#[test]
fn what_was_not_sent_is_silence_and_time_goes_on() {
    let sent = Sent { pause: 200..300, ..Sent::tone() };
    let steps = sent.play(10, &mut |_| Some(0));
    let first = steps.iter().skip(210).position(loud).map(|at| at + 210);
    assert_eq!(first, Some(300));
    assert!(silent(&steps[200..300]) >= 96);
}

#[test]
fn clocks_that_run_apart_do_not_take_the_sides_apart() {
    for fast in [-0.001, 0.001] {
        // A phrase of tone and a pause in turn, so that there is room to move.
        let mut opus = client::tone(440.0);
        opus.truncate(50);
        let quiet = client::packets(&vec![0.0; 48_000]);
        opus.extend(quiet);
        let sent = Sent { opus, fast, pause: 0..0 };
        let steps = sent.play(200, &mut |_| Some(40));
        // Over 200 s, a clock that is off by a thousandth is off by ten steps. Where does the last phrase begin?
        let phrases: Vec<_> =
            (1..steps.len()).filter(|&i| loud(&steps[i]) && !loud(&steps[i - 1])).collect();
        let last = *phrases.last().expect("phrases");
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
        let said = (9_900.0 / (1.0 + fast)).round() as i64 + 2;
        let off = i64::try_from(last).expect("small") - said;
        assert!(off.abs() <= 2, "{fast}: {last} for {said}");
    }
}

#[test]
fn a_slower_way_through_the_network_is_followed() {
    let steps = Sent::tone().play(40, &mut |i| Some(if i < 500 { 20 } else { 400 }));
    assert_eq!(silent(&steps[1_500..]), 0);
}

#[test]
fn a_stream_that_begins_anew_is_played_where_it_arrives() {
    let opus = client::tone(440.0);
    let mut timeline = Timeline::default();
    let say = |timeline: &mut Timeline, stream, time, at| {
        let packet = Packet {
            stream,
            number: time / 960,
            time,
            marker: false,
            level_db: None,
            opus: opus[9].clone(),
            at: Instant::now(),
        };
        timeline.push(&packet, at);
    };
    let mut steps = Vec::new();
    for step in 0..300 {
        match step {
            0..100 => say(&mut timeline, 1, step * 960, step * 960),
            // Another browser, with times of its own; then the same with times far away.
            100..200 => say(&mut timeline, 2, (1 << 33) + step * 960, step * 960),
            _ => say(&mut timeline, 2, 77 + step * 960, step * 960),
        }
        if step >= 12 {
            let mut samples = [0; STEP];
            timeline.step(&mut samples);
            steps.push(samples);
        }
    }
    assert_eq!(
        steps.iter().skip(2).filter(|step| step.iter().all(|&sample| sample == 0)).count(),
        0
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever comes, a step comes out of a step.
    #[test]
    fn anything_may_come(
        packets in prop::collection::vec(
            (0..3_u64, any::<u16>(), prop_oneof![0..200_000_u64, any::<u64>()],
                prop::collection::vec(any::<u8>(), 0..40), 0..300_000_u64),
            0..60,
        )
    ) {
        let mut timeline = Timeline::default();
        for (stream, number, time, opus, at) in packets {
            let number = u64::from(number);
            let packet = Packet {
                stream, number, time: time >> 8, marker: false, level_db: None, opus: opus.into(), at: Instant::now(),
            };
            timeline.push(&packet, at);
            let there = timeline.there_until(at / STEP_CLOCK);
            prop_assert!(there <= (at / STEP_CLOCK).max(timeline.step));
            let mut samples = [0; STEP];
            timeline.step(&mut samples);
        }
        for _ in 0..500 {
            timeline.step(&mut [0; STEP]);
        }
        prop_assert_eq!(timeline.waiting(), 0);
    }
}
