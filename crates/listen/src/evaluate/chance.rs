//! Randomness that is the same every time: from a seed and the names of what it is for.

use fastrand::Rng;

/// A generator for this purpose. Names, not places in a list, so that a corpus has the same figures
/// whatever else is in the index.
pub(super) fn generator(seed: u64, names: &[&str], number: u64) -> Rng {
    // FNV-1a (Fowler, Noll & Vo; RFC 9923), 64 bits.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut take = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for name in names {
        name.bytes().for_each(&mut take);
        // Between names, what is in no text.
        take(0xff);
    }
    number.to_le_bytes().into_iter().for_each(&mut take);
    seed.to_le_bytes().into_iter().for_each(&mut take);
    Rng::with_seed(hash)
}
