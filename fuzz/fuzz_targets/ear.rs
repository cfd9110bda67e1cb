//! Whatever a line carries, in pieces of any size: a call is heard to its end, and every figure is a
//! number.

#![no_main]

use libfuzzer_sys::fuzz_target;
use voice::{AXES, Baseline, Call, Heard, Impression, Rate};

const RATES: [Rate; 3] = [Rate::Hz8000, Rate::Hz16000, Rate::Hz48000];

fuzz_target!(|data: &[u8]| {
    let [how, pieces, rest @ ..] = data else { return };
    let (agent, customer) = (RATES[usize::from(how % 3)], RATES[usize::from(how / 3 % 3)]);
    let piece = usize::from(*pieces) * 4 + 1;
    // Half of the time any bits at all, half of the time plausible sound, several times over, because
    // a call of a few kilobytes is a blink.
    let samples: Vec<f32> = if how & 128 == 0 {
        rest.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    } else {
        let once = rest.as_chunks::<2>().0.iter().map(|b| f32::from(i16::from_le_bytes(*b)) / 32_768.0);
        once.cycle().take(rest.len().min(2_000) * 20).collect()
    };
    let mut call = Call::new(agent, customer);
    let mut last = None;
    let mut tell = |heard: Heard<'_>| match heard {
        Heard::Frame(side, frame) => {
            assert!(frame.level_db.is_finite() && frame.relative_db.is_finite());
            assert!(frame.bands_db.iter().all(|band| band.is_finite()));
            if let Some(voiced) = frame.voiced {
                assert!((75.0..=600.0).contains(&voiced.pitch_hz));
            }
            last = Some((side, frame.index));
        }
        Heard::Moment(moment) => assert!(moment.length_ms < 1_000_000_000),
        Heard::Point(_) | Heard::Begins(_) => {}
    };
    for (i, piece) in samples.chunks(piece).enumerate() {
        match i % 3 {
            0 => call.hear(piece, &[], &mut tell),
            1 => call.hear(&[], piece, &mut tell),
            _ => call.hear(piece, piece, &mut tell),
        }
    }
    call.finish(&mut tell);
    let figures = call.figures();
    let mut baseline = Baseline::default();
    for side in &figures.sides {
        baseline.learn(&side.whole);
    }
    for axis in AXES {
        for stretch in figures.sides.iter().flat_map(|side| [&side.first, &side.last, &side.whole]) {
            if let Ok(reading) = axis.hear(stretch, &baseline) {
                assert!(reading.low <= reading.value && reading.value <= reading.high);
            }
        }
    }
    // A baseline that somebody edited.
    let numbers: Vec<f64> = rest
        .as_chunks::<8>()
        .0
        .iter()
        .map(|bytes| f64::from_le_bytes(*bytes))
        .cycle()
        .take(Impression::VALUES)
        .collect();
    if let Some(edited) = Baseline::from_values(&numbers) {
        for axis in AXES {
            let _ = axis.hear(&figures.sides[0].whole, &edited);
        }
    }
});
