//! What people typed, made safe to keep and to compare. Nothing visible is ever taken away.

/// Most characters in a name, a subject, a tag's or a team's name.
pub const LINE_CHARS_MAX: usize = 200;

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
