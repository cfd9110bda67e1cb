//! The second factor: a code of six digits that changes every thirty seconds (TOTP, RFC 6238), and recovery codes for
//! whoever has lost the device that shows it.

/// Bytes in a secret: as many as the hash of HMAC-SHA-1 has (RFC 4226, section 4).
pub const SECRET_BYTES: usize = 20;
/// Digits in a code.
pub const CODE_DIGITS: usize = 6;
/// Recovery codes that are made at once.
pub const RECOVERY_CODES: usize = 10;
/// Letters in a recovery code. Five bits each make 80, which nobody guesses, not with a copy of their hashes either.
pub const RECOVERY_LETTERS: usize = 16;
/// How many of them stand together.
const GROUP: usize = 4;
/// Crockford's base 32, in which no letter is taken for another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What somebody typed who was asked for a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Six digits, without the space that apps show in their middle.
    Code(String),
    /// A recovery code, as it is hashed: small letters and digits alone.
    Recovery(String),
}

impl Typed {
    /// Reads what was typed; nothing where it can be neither.
    pub fn read(typed: &str) -> Option<Self> {
        let plain: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_lowercase())
            .take(RECOVERY_LETTERS + 1)
            .collect();
        if plain.len() == CODE_DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Code(plain));
        }
        let meant = plain.replace('o', "0").replace(['i', 'l'], "1");
        let fits =
            meant.len() == RECOVERY_LETTERS && meant.bytes().all(|byte| ALPHABET.contains(&byte));
        fits.then_some(Self::Recovery(meant))
    }
}

/// A recovery code made of random bytes, as it is shown: `4m7k-q2xt-9zrb-07cd`.
pub fn recovery_code(random: [u8; RECOVERY_LETTERS]) -> String {
    let letters: Vec<u8> =
        random.iter().map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()]).collect();
    in_groups(&String::from_utf8_lossy(&letters), '-')
}

/// A text in groups of four, as people copy it: a secret, or a recovery code.
pub fn in_groups(text: &str, between: char) -> String {
    let mut grouped = String::with_capacity(text.len() + text.len() / GROUP);
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place % GROUP == 0 {
            grouped.push(between);
        }
        grouped.push(letter);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_typed_is_read_as_it_was_meant() {
        let code = |digits: &str| Some(Typed::Code(digits.into()));
        let recovery = |letters: &str| Some(Typed::Recovery(letters.into()));
        for (typed, read) in [
            ("123456", code("123456")),
            (" 123 456 ", code("123456")),
            ("123-456", code("123456")),
            ("12345", None),
            ("1234567", None),
            ("12345a", None),
            ("١٢٣٤٥٦", None),
            ("4m7k-q2xt-9zrb-07cd", recovery("4m7kq2xt9zrb07cd")),
            ("4M7K Q2XT 9ZRB O7CD", recovery("4m7kq2xt9zrb07cd")),
            ("4m7k-q2xt-9zrb-07c", None),
            ("4m7k-q2xt-9zrb-07cu", None),
            ("", None),
        ] {
            assert_eq!(Typed::read(typed), read, "{typed:?}");
        }
    }

    #[test]
    fn secrets_are_shown_in_groups() {
        assert_eq!(in_groups("JBSWY3DPEH", ' '), "JBSW Y3DP EH");
        assert_eq!(in_groups("", ' '), "");
    }

    proptest! {
        #[test]
        fn every_recovery_code_is_read_again(random: [u8; RECOVERY_LETTERS]) {
            let shown = recovery_code(random);
            prop_assert_eq!(shown.len(), RECOVERY_LETTERS + 3);
            let plain = shown.replace('-', "");
            prop_assert_eq!(Typed::read(&shown), Some(Typed::Recovery(plain.clone())));
            prop_assert_eq!(Typed::read(&shown.to_uppercase()), Some(Typed::Recovery(plain)));
        }

        #[test]
        fn whatever_is_typed_is_read_or_not(typed in "\\PC{0,40}") {
            match Typed::read(&typed) {
                Some(Typed::Code(code)) => prop_assert_eq!(code.len(), CODE_DIGITS),
                Some(Typed::Recovery(code)) => prop_assert_eq!(code.len(), RECOVERY_LETTERS),
                None => {}
            }
        }
    }
}
