use std::io::Cursor;

use listen::recording::{Decoding, Recording};
use proptest::prelude::*;

use super::*;

fn encode(left: &[i16], right: &[i16], step: usize) -> Vec<u8> {
    let mut encoder = Encoder::default();
    let mut frames = Vec::new();
    for (left, right) in left.chunks(step).zip(right.chunks(step)) {
        encoder.push(left, right, &mut frames);
    }
    encoder.finish(&mut frames);
    assert_eq!(encoder.samples(), left.len() as u64);
    [&header(encoder.samples())[..], &frames].concat()
}
