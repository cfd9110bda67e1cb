//! Any bytes as a message of anybody's: what is found in it lies in it, whole and in order.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run words -- -max_total_time=600`

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use words::{By, Message, Reader, Wordings};

static READER: LazyLock<Reader> = LazyLock::new(Reader::new);
static WORDINGS: LazyLock<Wordings> = LazyLock::new(Wordings::new);

fuzz_target!(|data: &[u8]| {
    let [how, rest @ ..] = data else { return };
    let text = String::from_utf8_lossy(rest);
    let by = [By::Us, By::Customer, By::Note][usize::from(how % 3)];
    let mut message = Message::new(&text, by);
    if how & 0x80 != 0 {
        (message.agent, message.customer) = (Some("Tom"), Some("Ana María"));
    }
    let reading = READER.read(&message);

    // The parts are all of the text, in its order.
    let mut end = 0;
    for part in &reading.parts {
        assert!(part.span.start == end && text.get(part.span.clone()).is_some(), "{part:?}");
        end = part.span.end;
    }
    assert_eq!(end, text.len());

    let mut end = 0;
    for sentence in &reading.sentences {
        assert!(sentence.start >= end && sentence.start < sentence.end, "{sentence:?}");
        assert!(text.get(sentence.clone()).is_some(), "{sentence:?}");
        end = sentence.end;
    }

    for finding in &reading.findings {
        assert!(text.get(finding.span.clone()).is_some(), "{finding:?}");
        assert!((0.0..=1.0).contains(&finding.confidence), "{finding:?}");
        assert!(finding.by == by && !finding.reason.is_empty(), "{finding:?}");
        // Nobody said when it was.
        assert_eq!(finding.due, None);
        if let Some(better) = WORDINGS.better(&text, finding) {
            assert!(text.get(better.span.clone()).is_some(), "{better:?}");
        }
    }
    assert!(reading.politeness.is_none_or(|politeness| (0.0..=1.0).contains(&politeness)));
    if let Some(mood) = reading.mood {
        let (low, high) = mood.interval;
        assert!(0.0 <= low && low <= mood.upset && mood.upset <= high && high <= 4.0, "{mood:?}");
    }
});
