//! What people typed, made safe to keep and to compare. Nothing visible is ever taken away.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Most characters in a name, a subject, a tag's or a team's name.
pub const LINE_CHARS_MAX: usize = 200;
/// What parts one thing from the next where several are typed into one line: commas and semicolons of Latin, Arabic and
/// East Asian scripts.
pub const SEPARATORS: [char; 7] = [',', ';', '،', '؛', '、', '，', '；'];

/// Whether `c` turns the direction of the text that follows: the explicit formatting characters
/// of Unicode UAX #9. In a line they can make one name look like another.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// A text of many lines: line ends become `\n`; control characters that no keyboard writes (NUL
/// among them, which `PostgreSQL` cannot keep) go; white space at both ends of the whole goes.
pub fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    clean.push('\n');
                }
            }
            '\n' | '\t' => clean.push(c),
            c if c.is_control() => {}
            c => clean.push(c),
        }
    }
    let end = clean.trim_end().len();
    clean.truncate(end);
    let start = clean.len() - clean.trim_start_matches(['\n', '\t', ' ']).len();
    clean.drain(..start);
    clean
}

/// A text of one line, such as a name: runs of white space become one space, control characters
/// and those that turn the direction go.
pub fn clean_line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word = word.chars().filter(|&c| !turns_direction(c));
        let before = clean.len();
        if before > 0 {
            clean.push(' ');
        }
        let start = clean.len();
        clean.extend(word);
        if clean.len() == start {
            clean.truncate(before);
        }
    }
    clean
}

/// The first `chars_max` characters of a text in one line, with an ellipsis where it goes on.
pub fn excerpt(text: &str, chars_max: usize) -> String {
    let line = clean_line(text);
    match line.char_indices().nth(chars_max) {
        None => line,
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
    }
}

/// The form in which names and subjects are searched: in lower case.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// The form in which texts are compared with what somebody types in a hurry: in lower case and without marks
/// over and under letters, so that "cafe" finds "Café".
pub fn plain(text: &str) -> String {
    text.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase).collect()
}

/// How many letters have to be changed, put in, taken out or exchanged with their neighbour to make one word of
/// the other (optimal string alignment; Damerau 1964).
pub fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=other.len()).collect();
    for i in 1..=one.len() {
        for j in 1..=other.len() {
            let change = usize::from(one[i - 1] != other[j - 1]);
            let mut least =
                (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn controls_go_and_lines_stay() {
        assert_eq!(clean("a\r\nb\rc\0\u{7}d\n\n"), "a\nb\ncd");
        assert_eq!(clean("\n\n  indented"), "indented");
        assert_eq!(clean(" \0 "), "");
        assert_eq!(clean("\u{202E}evil"), "\u{202E}evil");
    }

    #[test]
    fn a_line_cannot_turn_its_direction() {
        assert_eq!(clean_line("  Ann \u{202E}\n Lee\t"), "Ann Lee");
        assert_eq!(clean_line("سمير"), "سمير");
    }

    #[test]
    fn an_excerpt_says_that_it_goes_on() {
        assert_eq!(excerpt("one two", 7), "one two");
        assert_eq!(excerpt("one two three", 7), "one two…");
        assert_eq!(excerpt("one two", 4), "one…");
    }

    #[test]
    fn what_is_typed_in_a_hurry_is_found() {
        assert_eq!(plain("Café CRÈME, Æther ﬁn"), "cafe creme, æther fin");
        assert_eq!(plain("Überfällig"), "uberfallig");
        assert_eq!(plain("שָׁלוֹם"), "שלום");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text: String) {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once.clone());
            let line = clean_line(&text);
            prop_assert_eq!(clean_line(&line), line.clone());
            prop_assert!(!line.contains('\n') && !once.contains('\0'));
        }
    }
}
