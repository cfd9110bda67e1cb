//! Turns of any bytes by anybody, with and without times: every move of trust is accounted for, and it stays
//! within its bounds.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run conversation -- -max_total_time=600`

#![no_main]

use std::sync::LazyLock;

use jiff::{ToSpan, Zoned};
use libfuzzer_sys::fuzz_target;
use words::{By, Known, Reader, Turn, conversation::trust::BOUND};

static READER: LazyLock<Reader> = LazyLock::new(Reader::new);
static BEGAN: LazyLock<Option<Zoned>> =
    LazyLock::new(|| "2026-03-27T10:00[Europe/Berlin]".parse().ok());

/// Parts turns: no UTF-8 has it.
const PARTS: u8 = 0xff;

fuzz_target!(|data: &[u8]| {
    let mut now = BEGAN.clone();
    let turns: Vec<Turn> = data
        .split(|&byte| byte == PARTS)
        .filter_map(|turn| {
            let (how, words) = turn.split_first()?;
            now = now.take().and_then(|now| now.checked_add(i64::from(*how).hours()).ok());
            Some(Turn {
                by: [By::Us, By::Customer, By::Note][usize::from(how % 3)],
                text: String::from_utf8_lossy(words).into_owned(),
                at: now.clone().filter(|_| how & 0x40 == 0),
            })
        })
        .collect();
    let known = Known { agent: Some("Tom"), customer: Some("Ana"), ..Known::default() };
    let read = READER.read_conversation(&turns, &known);
    assert_eq!(read.turns.len(), turns.len());
    for (turn, reading) in turns.iter().zip(&read.turns) {
        assert_eq!(reading.mood.is_some(), reading.tone.is_some());
        for finding in &reading.findings {
            assert!(turn.text.get(finding.span.clone()).is_some(), "{finding:?}");
            assert!((0.0..=1.0).contains(&finding.confidence), "{finding:?}");
            assert!(finding.by == turn.by, "{finding:?}");
            assert!(finding.due.is_none() || turn.at.is_some(), "{finding:?}");
        }
    }

    let trust = &read.trust;
    assert!((-4.0..=0.0).contains(&trust.brought), "{trust:?}");
    assert_eq!(trust.line.len(), turns.len());
    let mut sum = trust.brought;
    let mut turn = 0;
    for step in &trust.steps {
        assert!(step.turn >= turn && step.finding < read.turns[step.turn].findings.len());
        turn = step.turn;
        sum = (sum + step.by).clamp(-BOUND, BOUND);
        assert!((sum - step.after).abs() < 1e-3 && step.after.abs() <= BOUND, "{trust:?}");
    }
    assert!(trust.line.iter().all(|trust| trust.abs() <= BOUND), "{trust:?}");
    assert!(trust.line.last().is_none_or(|last| (last - sum).abs() < 1e-3), "{trust:?}");
    for fall in &trust.falls {
        assert!(fall.turn < turns.len() && fall.by > 0.0);
        for &step in &fall.set_off_by {
            let step = trust.steps[step];
            assert!(step.turn <= fall.turn && step.by < 0.0 && turns[step.turn].by == By::Us);
        }
    }
});
