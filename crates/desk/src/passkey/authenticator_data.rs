//! What a device says of itself when it signs: authenticator data (Level 2, section 6.1).

use ciborium::Value;

use super::public_key::PublicKey;

/// Bytes of the hash of the name of the desk.
const HASH_BYTES: usize = 32;
/// Bytes by which a kind of device is known.
const KIND_BYTES: usize = 16;
/// Most bytes in what a device calls a passkey (Level 2, section 7.1; Level 3, section 7.1, step 25).
const CREDENTIAL_ID_BYTES_MAX: usize = 1023;

// What is set in the byte of flags (Level 3, section 6.1).
const PRESENT: u8 = 1 << 0;
const VERIFIED: u8 = 1 << 2;
const MAY_BE_BACKED_UP: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// What a device says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatorData {
    /// The SHA-256 of the name for which it signs.
    pub rp_id_hash: [u8; HASH_BYTES],
    /// How often it has signed, or zero where it does not count.
    pub sign_count: u32,
    /// The passkey that it has just made, where it has.
    pub made: Option<Made>,
    flags: u8,
}

/// A passkey that a device has just made (Level 2, section 6.5.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What the device calls it.
    pub credential_id: Vec<u8>,
    /// Its public half.
    pub public_key: PublicKey,
    /// … as it was told.
    pub public_key_bytes: Vec<u8>,
}

/// Takes so many bytes from the front.
fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}

fn take_array<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    take(bytes, N)?.try_into().ok()
}

/// Takes a value in CBOR (RFC 8949) from the front, and the bytes that it is.
fn take_value<'a>(bytes: &mut &'a [u8]) -> Option<(Value, &'a [u8])> {
    let before = *bytes;
    let value = ciborium::from_reader(&mut *bytes).ok()?;
    Some((value, before.get(..before.len() - bytes.len())?))
}

impl Made {
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        take(bytes, KIND_BYTES)?;
        let count = usize::from(u16::from_be_bytes(take_array(bytes)?));
        if !(1..=CREDENTIAL_ID_BYTES_MAX).contains(&count) {
            return None;
        }
        let credential_id = take(bytes, count)?.to_vec();
        let (value, told) = take_value(bytes)?;
        let public_key = PublicKey::of(&value)?;
        Some(Self { credential_id, public_key, public_key_bytes: told.to_vec() })
    }
}

impl AuthenticatorData {
    /// What those bytes say, all of them. Extensions are not asked for, and not looked at (Level 2, section 7.1, step 17).
    pub fn read(mut bytes: &[u8]) -> Option<Self> {
        let rp_id_hash = take_array(&mut bytes)?;
        let [flags] = take_array(&mut bytes)?;
        let sign_count = u32::from_be_bytes(take_array(&mut bytes)?);
        let made = if flags & HAS_CREDENTIAL == 0 { None } else { Some(Made::take(&mut bytes)?) };
        if flags & HAS_EXTENSIONS != 0 {
            take_value(&mut bytes).filter(|(value, _)| value.is_map())?;
        }
        bytes.is_empty().then_some(Self { rp_id_hash, sign_count, made, flags })
    }

    /// Whether somebody was there and touched it.
    pub fn is_present(&self) -> bool {
        self.flags & PRESENT != 0
    }

    /// Whether it made sure that it was its owner.
    pub fn is_verified(&self) -> bool {
        self.flags & VERIFIED != 0
    }

    /// Whether the passkey is kept in more places than one.
    pub fn is_backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }

    /// Whether what is said of that goes together: what cannot be backed up is not (Level 3, section 6.1.3).
    pub fn is_sound(&self) -> bool {
        !self.is_backed_up() || self.flags & MAY_BE_BACKED_UP != 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Of a hash of sevens, with those flags, and 258 times of signing.
    fn data(flags: u8) -> Vec<u8> {
        [&[7; 32][..], &[flags], &[0, 0, 1, 2]].concat()
    }

    #[test]
    fn it_is_read_as_it_stands_in_the_specification() {
        let read = AuthenticatorData::read(&data(0b0001_1101)).unwrap();
        assert_eq!((read.rp_id_hash, read.sign_count, &read.made), ([7; 32], 258, &None));
        assert!(read.is_present() && read.is_verified() && read.is_backed_up() && read.is_sound());
        let read = AuthenticatorData::read(&data(0b0001_0000)).unwrap();
        assert!(!read.is_present() && !read.is_verified() && !read.is_sound());
        // An empty map of extensions.
        assert!(AuthenticatorData::read(&[data(0b1000_0001), vec![0xa0]].concat()).is_some());
    }

    #[test]
    fn what_is_short_or_long_is_refused() {
        let whole = data(1);
        for end in 0..whole.len() {
            assert_eq!(AuthenticatorData::read(&whole[..end]), None, "{end} bytes");
        }
        assert_eq!(AuthenticatorData::read(&[whole, vec![0]].concat()), None);
        for (flags, rest) in [
            (0b1000_0001, &[0x01][..]),
            (0b1000_0001, &[]),
            (0b1000_0001, &[0xa0, 0xa0]),
            (0b0100_0001, &[]),
            (0b0100_0001, &[0; 18]),
            // A name of 65,535 bytes that are not there, and one that is too long.
            (0b0100_0001, &[0xff; 40]),
            (0b0100_0001, &[&[0; 16][..], &[4, 0], &[0; 1100]].concat()),
        ] {
            assert_eq!(AuthenticatorData::read(&[&data(flags), rest].concat()), None);
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(bytes: Vec<u8>, flags: u8) {
            let _ = AuthenticatorData::read(&bytes);
            let _ = AuthenticatorData::read(&[data(flags), bytes].concat());
        }
    }
}
