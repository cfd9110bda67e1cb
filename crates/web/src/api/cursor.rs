//! Where the next page of a list begins: a place in its order, which a program hands back as it got it.
//!
//! A cursor belongs to the list and the filters that it was told with. It carries a part of the hash of all three,
//! so that one that was cut off, changed, or brought to another list is told apart, and not read as some other place.
//! It opens nothing: whoever asks is asked for their token as always.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use desk::token;

/// Characters of the hash: enough to tell mistakes, of which there are few.
const HASH_CHARS: usize = 8;
/// Longest cursor that is looked at; ours are shorter.
const CHARS_MAX: usize = 400;

/// The cursor of a place in a list. `of` names the list and its filters.
pub(crate) fn seal(of: &str, place: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}{place}", mark(of, place)))
}

/// The place that a cursor of that list names; `None` for anything else.
pub(crate) fn open(of: &str, cursor: &str) -> Option<String> {
    if cursor.len() > CHARS_MAX {
        return None;
    }
    let opened = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (found, place) = opened.split_at_checked(HASH_CHARS)?;
    (found == mark(of, place)).then(|| place.to_owned())
}

fn mark(of: &str, place: &str) -> String {
    let mut mark = token::hash(&format!("{of}\n{place}"));
    mark.truncate(HASH_CHARS);
    mark
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_comes_back_from_its_own_list_alone(of in ".{0,40}", other in ".{0,40}", place in ".{0,60}") {
            let cursor = seal(&of, &place);
            prop_assert_eq!(open(&of, &cursor), Some(place));
            if of != other {
                prop_assert_eq!(open(&other, &cursor), None);
            }
        }

        #[test]
        fn what_is_no_cursor_is_none(garbage in ".{0,500}") {
            prop_assert_eq!(open("/api/v1/customers?", &garbage), None);
        }

        #[test]
        fn a_letter_that_was_changed_is_noticed(place in "-?[0-9]{1,18}\\.[0-9]{1,18}", at in any::<usize>(), letter in "[A-Za-z0-9_-]") {
            let cursor = seal("/api/v1/customers?", &place);
            let at = at % cursor.len();
            let changed = format!("{}{letter}{}", &cursor[..at], &cursor[at + 1..]);
            if changed != cursor {
                prop_assert_eq!(open("/api/v1/customers?", &changed), None);
            }
        }
    }
}
