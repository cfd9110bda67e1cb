//! A key on paper, for whoever forgot their password.

use std::fmt;

use zeroize::Zeroizing;

use crate::{Key, random};

/// Crockford's base 32 (<https://www.crockford.com/base32.html>): no I, L, O or U, so that it can be
/// read from paper and said over the telephone.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Digits of a code: 160 random bits, which nobody can guess, so that making a key from it need not
/// be slow.
const DIGITS_COUNT: usize = 32;
/// Digits between two hyphens.
const GROUP: usize = 4;

/// A code such as `7KQ2-M0XV-…`, eight groups of four.
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    /// A new, random one.
    #[expect(clippy::new_without_default, reason = "no code is a matter of course")]
    pub fn new() -> Self {
        // A byte has eight times as many values as there are digits: each digit is as likely.
        let bytes = Zeroizing::new(random::<DIGITS_COUNT>());
        Self(Zeroizing::new(
            bytes.iter().map(|byte| char::from(DIGITS[usize::from(byte % 32)])).collect(),
        ))
    }

    /// Reads what somebody typed: large or small, with whatever between the groups, and with the
    /// letters that look like digits taken for those.
    pub fn read(typed: &str) -> Option<Self> {
        let mut digits = Zeroizing::new(String::with_capacity(DIGITS_COUNT));
        for letter in typed.chars() {
            let digit = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                '-' | '–' | '_' | '.' => continue,
                space if space.is_whitespace() => continue,
                digit => digit,
            };
            if digits.len() == DIGITS_COUNT
                || !DIGITS.iter().any(|known| char::from(*known) == digit)
            {
                return None;
            }
            digits.push(digit);
        }
        (digits.len() == DIGITS_COUNT).then_some(Self(digits))
    }

    /// As it is shown, once: in groups with hyphens between them.
    pub fn to_text(&self) -> String {
        let digits: Vec<char> = self.0.chars().collect();
        let groups: Vec<String> =
            digits.chunks(GROUP).map(|group| group.iter().collect()).collect();
        groups.join("-")
    }

    /// The key that follows from it.
    pub fn key(&self) -> Key {
        Key::from_token(&self.0, "recovery")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = RecoveryCode::new();
        let shown = code.to_text();
        assert_eq!((shown.len(), shown.split('-').count()), (39, 8), "{shown}");
        let typed = [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', ""),
            format!("  {}\n", shown.replace('-', " - ")),
            shown.replace('0', "o").replace('1', "L"),
            shown.replace('0', "O").replace('1', "i"),
        ];
        for typed in typed {
            let read = RecoveryCode::read(&typed).unwrap();
            assert_eq!(read.key().bytes(), code.key().bytes(), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_told() {
        let shown = RecoveryCode::new().to_text();
        let wrong = [
            String::new(),
            "hello".to_owned(),
            shown[1..].to_owned(),
            format!("{shown}0"),
            format!("U{}", &shown[1..]),
            format!("é{}", &shown[1..]),
            "0".repeat(100_000),
        ];
        for typed in wrong {
            assert!(RecoveryCode::read(&typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn codes_differ_and_are_not_printed() {
        let (one, other) = (RecoveryCode::new(), RecoveryCode::new());
        assert_ne!(one.to_text(), other.to_text());
        assert_eq!(format!("{one:?}"), "RecoveryCode(…)");
    }
}
