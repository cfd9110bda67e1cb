//! The ear from outside: sound in, measures out.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "signals are indexed by small numbers and computed in single precision"
)]

mod sound;

use proptest::prelude::*;
use sound::{Vowel, at_gain, pulses, vowel};
use voice::{
    AXES, Axis, Baseline, Call, Ear, Frame, Gatherer, Impression, PARTS_MAX, Part, Rate, Unsure,
};

const RATES: [Rate; 3] = [Rate::Hz8000, Rate::Hz16000, Rate::Hz48000];

fn frames(rate: Rate, samples: &[f32]) -> Vec<Frame> {
    let mut ear = Ear::new(rate);
    let mut frames = Vec::new();
    ear.hear(samples, |frame| frames.push(*frame));
    ear.finish(|frame| frames.push(*frame));
    frames
}

fn impression(rate: Rate, samples: &[f32]) -> Impression {
    let mut gatherer = Gatherer::default();
    let mut impression = Impression::default();
    for frame in frames(rate, samples) {
        gatherer.add(&frame, &mut impression);
    }
    impression
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values[values.len() / 2]
}

/// Something like talk: vowels that glide, with pauses.
fn talk(rate: Rate, seed: u32, lift: f32) -> Vec<f32> {
    let mut sound = Vec::new();
    for i in 0..24 {
        let place = ((i * 7 + seed * 5) % 11) as f32 / 11.0;
        let hz = (120.0 + 30.0 * place) * lift;
        let shape = Vowel {
            from_hz: hz,
            to_hz: hz * if i % 2 == 0 { 0.8 } else { 1.25 },
            formants: [300.0 + 400.0 * place, 900.0 + 1_200.0 * (1.0 - place), 2_600.0],
            seconds: 0.12 + 0.1 * place,
        };
        sound.extend(vowel(rate, &shape));
        sound.extend(vec![0.0; rate.hz() as usize / if i % 5 == 4 { 4 } else { 20 }]);
    }
    sound
}

#[test]
fn a_frame_is_told_for_each_ten_milliseconds() {
    for rate in RATES {
        let samples = talk(rate, 1, 1.0);
        let whole = samples.len() / (rate.hz() as usize / 100);
        let frames = frames(rate, &samples);
        assert!(frames.len().abs_diff(whole) <= 1, "{rate:?}: {} of {whole}", frames.len());
        assert!(frames.iter().enumerate().all(|(i, frame)| frame.index == i as u64));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Telephone peers send 20 ms, 30 ms and ragged frames.
    #[test]
    fn the_same_bits_in_pieces_of_any_size(
        which in 0_usize..3,
        pieces in prop::collection::vec(0_usize..2_000, 1..40),
    ) {
        let rate = RATES[which];
        let samples = talk(rate, 2, 1.0);
        let mut ear = Ear::new(rate);
        let mut told = Vec::new();
        let mut rest = samples.as_slice();
        for piece in pieces.iter().cycle().take(100_000) {
            let (now, later) = rest.split_at((*piece).min(rest.len()));
            ear.hear(now, |frame| told.push(*frame));
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        ear.hear(rest, |frame| told.push(*frame));
        ear.finish(|frame| told.push(*frame));
        prop_assert!(told == frames(rate, &samples));
    }

    /// Whatever a line carries, every number that is told is one.
    #[test]
    fn no_sound_makes_a_number_that_is_none(
        which in 0_usize..3,
        samples in prop::collection::vec(
            prop_oneof![any::<f32>(), -1.0_f32..1.0, Just(0.0), Just(1.0), Just(f32::NAN)],
            0..6_000,
        ),
    ) {
        for frame in frames(RATES[which], &samples) {
            prop_assert!(frame.level_db.is_finite() && frame.relative_db.is_finite());
            prop_assert!((0.0..=1.0).contains(&frame.periodicity), "{}", frame.periodicity);
            prop_assert!(frame.bands_db.iter().all(|band| band.is_finite()));
            if let Some(voiced) = frame.voiced {
                prop_assert!((75.0..=600.0).contains(&voiced.pitch_hz));
                prop_assert!(voiced.hnr_db.is_finite() && voiced.crest_db.is_finite());
                let balance = voiced.balance;
                prop_assert!(balance.centroid_hz.is_finite() && balance.slope_low_db_per_khz.is_finite());
                if let Some(formants) = voiced.formants {
                    prop_assert!(formants.hz.is_sorted() && formants.hz[0] > 0.0);
                }
            }
        }
    }

    /// A baseline survives being kept, and being put together in any order is the same.
    #[test]
    fn a_baseline_is_kept_and_put_together(a in 0_u32..20, b in 0_u32..20) {
        let [first, second] = [a, b].map(|seed| impression(Rate::Hz8000, &talk(Rate::Hz8000, seed, 1.0)));
        let mut one = Baseline::default();
        one.learn(&first);
        let mut other = Baseline::default();
        other.learn(&second);
        let kept = Baseline::from_values(&one.values()).expect("its own numbers");
        prop_assert_eq!(kept, one);
        let (mut ab, mut ba) = (one, other);
        ab.merge(&other);
        ba.merge(&one);
        prop_assert!((ab.voiced_s() - one.voiced_s() - other.voiced_s()).abs() < 1e-3);
        let now = impression(Rate::Hz8000, &talk(Rate::Hz8000, a + b, 1.2));
        let [x, y] = [ab, ba].map(|baseline| Axis::Lively.hear(&now, &baseline).unwrap().value);
        prop_assert!((x - y).abs() < 1e-3, "{x} {y}");
    }
}

#[test]
fn the_pitch_of_a_pulse_train_is_within_half_a_percent() {
    for rate in RATES {
        for hz in [80.0, 100.0, 123.4, 180.0, 220.0, 311.0, 440.0, 560.0] {
            let heard = frames(rate, &pulses(rate, hz, 1.5));
            let pitch: Vec<f32> =
                heard[20..130].iter().filter_map(|f| f.voiced.map(|v| v.pitch_hz)).collect();
            assert!(pitch.len() > 100, "{rate:?} {hz} Hz: {} voiced", pitch.len());
            let off = pitch.iter().fold(0.0_f32, |most, p| most.max((p / hz - 1.0).abs()));
            assert!(off < 0.005, "{rate:?} {hz} Hz: off by {off}");
        }
    }
}

#[test]
fn the_formants_of_a_vowel_are_within_three_percent() {
    // Peterson & Barney (1952), means of men: i, ɪ, ɛ, æ, ɑ, ʌ, u.
    let vowels = [
        [270.0, 2_290.0, 3_010.0],
        [390.0, 1_990.0, 2_550.0],
        [530.0, 1_840.0, 2_480.0],
        [660.0, 1_720.0, 2_410.0],
        [730.0, 1_090.0, 2_440.0],
        [640.0, 1_190.0, 2_390.0],
        [300.0, 870.0, 2_240.0],
    ];
    for rate in RATES {
        for formants in vowels {
            let shape = Vowel { from_hz: 100.0, to_hz: 104.0, formants, seconds: 1.0 };
            let heard = frames(rate, &vowel(rate, &shape));
            for (i, expected) in formants.into_iter().enumerate() {
                let found = heard[15..85]
                    .iter()
                    .filter_map(|f| f.voiced?.formants)
                    .map(|f| f.hz[i])
                    .collect::<Vec<_>>();
                assert!(found.len() > 60, "{rate:?} {formants:?}: {}", found.len());
                let off = median(found) / expected - 1.0;
                // Where a first formant lies between the second and the fourth harmonic, linear
                // prediction is drawn to the stronger one.
                let most = if expected < 4.0 * shape.from_hz { 0.045 } else { 0.03 };
                assert!(off.abs() < most, "{rate:?} {formants:?} F{}: off by {off}", i + 1);
            }
        }
    }
}

#[test]
fn the_gain_of_a_line_changes_no_axis() {
    let ordinary = talk(Rate::Hz8000, 3, 1.0);
    let lively = talk(Rate::Hz8000, 4, 1.3);
    let mut baseline = Baseline::default();
    baseline.learn(&impression(Rate::Hz8000, &ordinary));
    let as_it_is = impression(Rate::Hz8000, &lively);
    for db in [-20.0, -7.0, 7.0, 20.0] {
        let louder = impression(Rate::Hz8000, &at_gain(&lively, db));
        for axis in AXES {
            let [here, there] = [&as_it_is, &louder]
                .map(|stretch| axis.hear(stretch, &baseline).map(|reading| reading.value));
            match (here, there) {
                (Ok(here), Ok(there)) => {
                    assert!((here - there).abs() < 0.02, "{} {db} dB: {here} {there}", axis.name());
                }
                (here, there) => assert_eq!(here, there, "{} {db} dB", axis.name()),
            }
        }
    }
}

#[test]
fn a_lifted_voice_is_livelier_and_the_parts_say_why() {
    let mut baseline = Baseline::default();
    baseline.learn(&impression(Rate::Hz8000, &talk(Rate::Hz8000, 3, 1.0)));
    let lifted = impression(Rate::Hz8000, &talk(Rate::Hz8000, 3, 1.35));
    let reading = Axis::Lively.hear(&lifted, &baseline).unwrap();
    assert!(reading.low > 0.0, "{reading:?}");
    for axis in [Axis::Lively, Axis::Pressed, Axis::Bright, Axis::Smile] {
        let nothing = Part { measure: voice::Measure::Pitch, deviation: 0.0, weight: 0.0 };
        let mut parts = [nothing; PARTS_MAX];
        let count = axis.explain(&lifted.measures(), &baseline, &mut parts);
        let sum: f32 = parts[..count].iter().map(Part::contribution).sum();
        let Ok(reading) = axis.hear(&lifted, &baseline) else { continue };
        let rest = reading.value - sum;
        if axis == Axis::Smile {
            assert!((-0.21..=1.1).contains(&rest), "{rest}");
        } else {
            assert!(rest.abs() < 1e-4, "{}: {rest}", axis.name());
        }
    }
}

#[test]
fn too_little_is_not_judged() {
    let short = impression(Rate::Hz8000, &talk(Rate::Hz8000, 3, 1.0)[..2_000]);
    let long = impression(Rate::Hz8000, &talk(Rate::Hz8000, 3, 1.0));
    let nobody = Baseline::default();
    let mut somebody = Baseline::default();
    somebody.learn(&long);
    assert_eq!(Axis::Smile.hear(&short, &somebody), Err(Unsure::TooLittle));
    assert_eq!(Axis::Smile.hear(&long, &nobody), Err(Unsure::NoBaseline));
    assert!(somebody.sureness() > 0.0 && somebody.sureness() <= 1.0);
    somebody.reset();
    assert_eq!(somebody, nobody);
    assert_eq!(Baseline::from_values(&[]), None);
    assert_eq!(Baseline::from_values(&vec![f64::NAN; Impression::VALUES]), None);
}

#[test]
fn silence_hum_and_offset_are_no_speech() {
    let second = 8_000;
    let silence = vec![0.0; 3 * second];
    let offset = vec![0.3; 3 * second];
    let mut seed = 1_u32;
    let hiss: Vec<f32> = (0..3 * second)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed as f32 / u32::MAX as f32 - 0.5) * 0.02
        })
        .collect();
    for (name, sound) in [("silence", silence), ("offset", offset), ("hiss", hiss)] {
        let speech = frames(Rate::Hz8000, &sound).iter().filter(|f| f.speech).count();
        assert!(speech <= 6, "{name}: {speech} frames of speech");
    }
}

/// Keeps what is told, in words: it borrows.
fn note(told: &mut Vec<String>) -> impl FnMut(voice::Heard<'_>) {
    |heard| told.push(format!("{heard:?}"))
}

/// Ears on threads of their own give their frames in blocks; what is told must not depend on it.
#[test]
fn frames_heard_elsewhere_make_the_same_call() {
    let rates = [Rate::Hz8000, Rate::Hz48000];
    let agent = talk(rates[0], 1, 1.6);
    let customer = talk(rates[1], 2, 1.0);
    let mut together = Vec::new();
    let mut call = Call::new(rates[0], rates[1]);
    call.hear(&agent, &customer, note(&mut together));
    call.finish(note(&mut together));

    let [to_agent, to_customer] = voice::missing([agent.len(), customer.len()], [80, 480]);
    let listen = |rate: Rate, sound: &[f32], silence: usize| {
        let (mut ear, mut frames) = (Ear::new(rate), Vec::new());
        ear.hear(sound, |frame| frames.push(*frame));
        ear.silence(silence, |frame| frames.push(*frame));
        ear.finish(|frame| frames.push(*frame));
        frames
    };
    let agent = listen(rates[0], &agent, to_agent);
    let customer = listen(rates[1], &customer, to_customer);
    let mut apart = Vec::new();
    let mut taking = Call::new(rates[0], rates[1]);
    for (agent, customer) in agent.iter().zip(&customer) {
        taking.take(agent, customer, note(&mut apart));
    }
    taking.finish(note(&mut apart));
    assert!(together.len() > 1_000 && together == apart);
    assert_eq!(format!("{:?}", call.figures()), format!("{:?}", taking.figures()));
}

#[test]
fn two_sides_are_heard_apart() {
    let agent = talk(Rate::Hz8000, 1, 1.6);
    let customer = talk(Rate::Hz16000, 2, 1.0);
    // The customer speaks when the agent is done.
    let pause = vec![0.0; agent.len() * 2];
    let customer: Vec<f32> = pause.into_iter().chain(customer).collect();
    let mut call = Call::new(Rate::Hz8000, Rate::Hz16000);
    // The agent's side simply ends: it counts as silent.
    call.hear(&agent, &customer, |_| {});
    call.finish(|_| {});
    let figures = call.figures();
    let [a, c] = figures.sides.map(|side| side.talk);
    assert!(a.first_word_ms.unwrap() < 100, "{a:?}");
    let end = agent.len() as u64 / 8;
    assert!(c.first_word_ms.unwrap().abs_diff(end) < 100, "{c:?} {end}");
    assert_eq!((a.turns, c.turns), (1, 1));
    assert_eq!((a.interruptions, c.interruptions), (0, 0));
    assert!((figures.length_ms as f32 / 1_000.0 - customer.len() as f32 / 16_000.0).abs() < 0.03);
}

/// The same over the faint noise of a line, at −70 dB of full scale.
fn over_a_line(mut sound: Vec<f32>) -> Vec<f32> {
    let mut seed = 1_u32;
    for sample in &mut sound {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *sample += (seed as f32 / u32::MAX as f32 - 0.5) * 1e-3;
    }
    sound
}

/// Chords that change each half-second.
fn chords(seconds: u32, amplitude: f32) -> Vec<f32> {
    (0..seconds * 8_000)
        .map(|i| {
            let root = [262.0, 294.0, 330.0, 220.0][(i / 4_000) as usize % 4];
            let t = f64::from(i) / 8_000.0;
            let sum: f64 = [1.0, 1.26, 1.5]
                .iter()
                .map(|ratio| (std::f64::consts::TAU * root * ratio * t).sin())
                .sum();
            sum as f32 / 3.0 * amplitude
        })
        .collect()
}

/// A voice that never leaves its pitch: syllables of 200 ms on one note that open and close, and a breath
/// after every eighth.
fn monotone(syllables: usize) -> Vec<f32> {
    let mut sound = Vec::new();
    for i in 0..syllables {
        let place = (i * 7 % 11) as f32 / 11.0;
        let shape = Vowel {
            from_hz: 120.0,
            to_hz: 120.0,
            formants: [350.0 + 350.0 * place, 900.0 + 1_200.0 * (1.0 - place), 2_600.0],
            seconds: 0.2,
        };
        let flat = vowel(Rate::Hz8000, &shape);
        let length = flat.len() as f32;
        let open = |i: usize| (std::f32::consts::PI * i as f32 / length).sin().powi(2);
        sound.extend(flat.iter().enumerate().map(|(i, sample)| sample * open(i)));
        sound.extend(vec![0.0; if i % 8 == 7 { 3_200 } else { 0 }]);
    }
    sound
}

/// Seconds that count as music, of these frames.
fn music_s(frames: &[Frame]) -> f32 {
    frames.iter().filter(|frame| frame.music).count() as f32 / 100.0
}

#[test]
fn music_and_ringing_are_told_from_voices() {
    let rate = Rate::Hz8000;
    assert!(music_s(&frames(rate, &over_a_line(chords(20, 0.3)))) > 17.0);
    // One second on and four off; twice 0.4 s on, and two off.
    for rhythm in [&[(8_000, 32_000)][..], &[(3_200, 1_600), (3_200, 16_000)][..]] {
        let mut ringing = Vec::new();
        while ringing.len() < 40 * 8_000 {
            for (on, off) in rhythm {
                ringing.extend((0..*on).map(|i| (i as f32 * 0.3338).sin() * 0.3));
                ringing.extend(vec![0.0; *off]);
            }
        }
        assert!(music_s(&frames(rate, &over_a_line(ringing))) > 0.9 * 40.0, "{rhythm:?}");
    }
    let speech: Vec<f32> = (0..5).flat_map(|seed| talk(rate, seed, 1.0)).collect();
    assert!(music_s(&frames(rate, &over_a_line(speech))) < 0.01);
    assert!(music_s(&frames(rate, &over_a_line(monotone(120)))) < 0.01);
}

#[test]
fn a_vowel_that_is_held_does_not_become_a_hold() {
    let rate = Rate::Hz8000;
    // "Ummm", for three seconds, with the pitch and the timbre of somebody who thinks.
    let mut sound = talk(rate, 1, 1.0);
    for i in 0..12 {
        let (from_hz, to_hz) = if i % 2 == 0 { (112.0, 126.0) } else { (126.0, 112.0) };
        let formants = [480.0, 1_000.0, 2_500.0];
        sound.extend(vowel(rate, &Vowel { from_hz, to_hz, formants, seconds: 0.25 }));
    }
    sound.extend(vec![0.0; 32_000]);
    sound.extend(talk(rate, 2, 1.0));
    let (figures, _) = hears(&sound, &[]);
    assert_eq!(figures.hold_ms, 0);
    assert!(figures.silence_ms.abs_diff(4_000) < 300, "{}", figures.silence_ms);
}

#[test]
fn soon_after_music_a_voice_is_a_voice() {
    let rate = Rate::Hz8000;
    let speech: Vec<f32> = (0..3).flat_map(|seed| talk(rate, seed, 1.0)).collect();
    for (name, voice) in [("talk", speech), ("monotone", monotone(60))] {
        for db in [-20.0, -10.0, 0.0] {
            let mut sound = chords(15, 0.5);
            sound.extend(at_gain(&voice, db));
            let heard = frames(rate, &over_a_line(sound));
            assert!(heard[1_499].music, "{name} {db} dB");
            let late = heard[1_500..].iter().rposition(|frame| frame.music);
            // The memory of three seconds, and one more look.
            assert!(late.is_none_or(|late| late < 350), "{name} {db} dB: {late:?}");
        }
    }
}

/// Hears a call at 8 kHz: its figures, whose voice was said to begin later than at first, and when.
fn hears(agent: &[f32], customer: &[f32]) -> (voice::Figures, Vec<(voice::Side, u64)>) {
    let [agent, customer] = [agent, customer].map(|side| over_a_line(side.to_vec()));
    let mut call = Call::new(Rate::Hz8000, Rate::Hz8000);
    let (mut begins, mut at) = (Vec::new(), 0);
    call.hear(&agent, &customer, |heard| match heard {
        voice::Heard::Begins(side) if at > 100 => begins.push((side, at)),
        voice::Heard::Frame(_, frame) => at = frame.index,
        _ => {}
    });
    call.finish(|_| {});
    (call.figures(), begins)
}

#[test]
fn loud_music_does_not_make_a_soft_voice_unheard() {
    let agent: Vec<f32> = at_gain(&talk(Rate::Hz8000, 1, 1.6), -24.0);
    let opening = agent.len();
    for db in [0.0, 6.0] {
        let mut sound = agent.clone();
        sound.extend(vec![0.0; 8_000]);
        let music_from = sound.len() as u64 / 80;
        sound.extend(at_gain(&chords(12, 0.4), db));
        let again = sound.len() / 8;
        sound.extend(&agent);
        sound.extend(vec![0.0; 8_000]);
        let (figures, begins) = hears(&sound, &[]);
        assert!(begins.is_empty(), "{db} dB: {begins:?}, music from {music_from}");
        let talk = figures.sides[0].talk;
        assert!(talk.first_word_ms.unwrap() < 200, "{db} dB: {talk:?}");
        // It is heard again afterwards, however much louder the music was.
        let last = talk.last_word_ms.unwrap();
        assert!(last.abs_diff((again + opening / 8) as u64) < 500, "{db} dB: {talk:?} {again}");
        assert!(talk.talk_ms > (opening / 8) as u64 * 5 / 4, "{db} dB: {talk:?}");
        assert!(figures.hold_ms > 10_000, "{db} dB: {}", figures.hold_ms);
    }
}

#[test]
fn an_echo_before_the_voice_is_forgotten() {
    let agent: Vec<f32> = [1, 2].iter().flat_map(|&seed| talk(Rate::Hz8000, seed, 1.6)).collect();
    // The agent's words come back 26 dB fainter and 150 ms later, then the customer speaks.
    let mut customer = vec![0.0; 1_200];
    customer.extend(at_gain(&agent, -26.0));
    let from = customer.len() + 8_000;
    customer.resize(from, 0.0);
    customer.extend(talk(Rate::Hz8000, 3, 1.0));
    let (figures, begins) = hears(&agent, &customer);
    assert_eq!(begins.len(), 1, "{begins:?}");
    let talk = figures.sides[1].talk;
    assert!(talk.first_word_ms.unwrap().abs_diff(from as u64 / 8) < 200, "{talk:?} {from}");
}
