//! Offers of a call: any text, and the offer of a browser with anything in the place of any of its lines. They are
//! answered or refused.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run offer -- -max_total_time=600`

#![no_main]

use std::{
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use libfuzzer_sys::fuzz_target;
use phone::{CallNumber, Exchange, Seat};
use str0m::net::Protocol;

#[path = "../../crates/phone/tests/client/mod.rs"]
mod client;

static OFFER: LazyLock<Vec<String>> = LazyLock::new(|| {
    let address = ([192, 0, 2, 9], 9).into();
    let (_, offer) = client::Client::offer(address, Protocol::Udp, Instant::now());
    offer.lines().map(str::to_owned).collect()
});

fuzz_target!(|data: &[u8]| {
    let Some((how, data)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(data);
    let offer = if how % 4 == 0 {
        text.into_owned()
    } else {
        let mut lines = OFFER.clone();
        for edit in text.split('\u{1}') {
            let mut chars = edit.chars();
            let Some(at) = chars.next().map(|at| at as usize % lines.len()) else { continue };
            match chars.next() {
                Some('-') => lines[at].clear(),
                Some('+') => lines[at].extend(chars),
                Some('=') => lines[at] = chars.collect(),
                Some('/') => {
                    let keep = lines[at].floor_char_boundary(chars.count());
                    lines[at].truncate(keep);
                }
                // Behind what kind of line it is.
                _ => {
                    let keep = lines[at].find(':').unwrap_or(1);
                    let keep = lines[at].floor_char_boundary(keep);
                    lines[at].truncate(keep);
                    lines[at].extend(chars);
                }
            }
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\r\n") + "\r\n"
    };
    let now = Instant::now();
    let mut exchange = Exchange::open(&[([192, 0, 2, 1], 9).into()], now);
    exchange.begin(CallNumber(1), Arc::new(|_, _| {}));
    if let Ok(answer) = exchange.seat(CallNumber(1), Seat::Customer, &offer, now) {
        assert!(answer.contains("m=audio"), "{answer}");
    }
    exchange.pass_time(now + Duration::from_secs(1));
});
