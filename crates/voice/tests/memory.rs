//! Nothing is allocated after construction, and a channel takes no more than 64 KB.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "signals are indexed by small numbers and computed in single precision"
)]

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use voice::{Call, Rate};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The whole budget of a channel, in bytes.
const CHANNEL_MAX: usize = 64 * 1_024;

#[test]
fn an_ear_takes_little_and_then_nothing_more() {
    // The tables that all ears share are made with the first.
    drop(Call::new(Rate::Hz8000, Rate::Hz8000));
    let before = Region::new(GLOBAL);
    let mut call = Call::new(Rate::Hz8000, Rate::Hz48000);
    let made = before.change();
    let kept = made.bytes_allocated - made.bytes_deallocated + size_of::<Call>();
    println!("{} bytes a channel", kept / 2);
    assert!(kept / 2 <= CHANNEL_MAX, "{} bytes a channel", kept / 2);

    let agent: Vec<f32> =
        (0..80_000).map(|i| (i as f32 * 0.09).sin() * (i as f32 * 0.001).sin() * 0.4).collect();
    let customer: Vec<f32> = (0..480_000).map(|i| (i as f32 * 0.013).sin() * 0.2).collect();
    let (mut frames, mut others) = (0, 0);
    let listening = Region::new(GLOBAL);
    for (a, c) in agent.chunks(160).zip(customer.chunks(960)) {
        call.hear(a, c, |heard| match heard {
            voice::Heard::Frame(..) => frames += 1,
            _ => others += 1,
        });
    }
    call.finish(|_| others += 1);
    let _ = call.figures();
    let grew = listening.change();
    assert_eq!((grew.allocations, grew.reallocations), (0, 0), "{grew:?}");
    assert!(frames > 1_900 && others > 0);
}
