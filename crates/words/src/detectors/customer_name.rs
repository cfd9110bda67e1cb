//! We say the customer's name: *Hi Ana*, *Thanks, Mrs Duarte!*
//!
//! The name is what the desk knows; any of its parts counts, without regard to capitals and accents.
//! Parts that are common words (*Will*, *May*) or particles (*de*, *van*) count only after a greeting or
//! a title.

use super::{Detector, found};
use crate::{
    finding::{By, Finding, What},
    scene::{Hit, Scene},
    token::Kind,
};

/// Parts of names that are words of every day, or of other names.
const COMMON: [&str; 60] = [
    "will", "may", "mark", "art", "an", "in", "so", "do", "my", "me", "he", "we", "us", "on", "to",
    "be", "by", "van", "von", "de", "der", "den", "di", "da", "la", "le", "el", "al", "bin", "van",
    "the", "mr", "mrs", "ms", "dr", "and", "can", "for", "is", "it", "you", "long", "young",
    "small", "good", "best", "day", "hope", "joy", "grace", "rose", "bill", "rich", "case",
    "price", "sue", "pat", "page", "park", "love",
];
/// What stands before a name, so that a common word is one.
const BEFORE: [&str; 12] =
    ["hi", "hello", "hey", "dear", "mr", "mrs", "ms", "miss", "dr", "thanks", "morning", "mx"];

/// We say the customer's name.
pub const DETECTOR: Detector = Detector {
    what: What::CustomerName,
    by: &[By::Us],
    rules: "",
    judge,
    example: "Hi Ana, your bike is ready.",
    counter_example: "Hi there, your bike is ready.",
};

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let Some(name) = scene.message.customer else { return };
    let parts: Vec<String> = name
        .split(|c: char| c.is_whitespace() || c == '-' || c == ',')
        .map(plain)
        .filter(|part| part.chars().count() >= 2)
        .collect();
    let mut told = usize::MAX;
    for (at, token) in scene.tokens.all.iter().enumerate() {
        if !matches!(token.kind, Kind::Word) || told == scene.sentence_of(at) {
            continue;
        }
        let word = plain(&scene.text[token.span()]);
        let owned = word.strip_suffix('s').filter(|_| {
            let written = &scene.text[token.span()];
            written.ends_with("'s") || written.ends_with("’s")
        });
        let named = parts.iter().any(|part| *part == word || owned == Some(part.as_str()));
        let clear = !COMMON.contains(&word.as_str()) || {
            let before = at.checked_sub(1).map(|before| &scene.tokens.all[before]);
            before.is_some_and(|before| {
                BEFORE.contains(&scene.text[before.span()].to_lowercase().as_str())
            })
        };
        if named && clear {
            told = scene.sentence_of(at);
            let hit = Hit { reason: "says the customer's name", tokens: at..at + 1 };
            findings.push(found(scene, &hit, 0.97));
        }
    }
}

/// Lower case, without accents and apostrophes.
fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => plain.push('a'),
            'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => plain.push('c'),
            'ď' | 'đ' | 'ð' => plain.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => plain.push('e'),
            'ğ' | 'ģ' | 'ĝ' | 'ġ' => plain.push('g'),
            'ì'..='ï' | 'ī' | 'į' | 'ı' => plain.push('i'),
            'ł' | 'ľ' | 'ĺ' | 'ļ' => plain.push('l'),
            'ñ' | 'ń' | 'ň' | 'ņ' => plain.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => plain.push('o'),
            'ř' | 'ŕ' => plain.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => plain.push('s'),
            'ť' | 'ţ' | 'ț' => plain.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => plain.push('u'),
            'ý' | 'ÿ' => plain.push('y'),
            'ź' | 'ż' | 'ž' => plain.push('z'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            '\u{300}'..='\u{36f}' | '\'' | '’' | 'ʼ' | '.' => {}
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Message, Reader};

    #[test]
    fn a_table_of_lines() {
        let reader = Reader::new();
        let cases = [
            ("Ana Duarte", "Hi Ana, your bike is ready.", Some("Ana")),
            ("Ana Duarte", "thanks for the photos ms duarte", Some("duarte")),
            ("Ana Duarte", "Anabel from billing will call you.", None),
            ("Ana Duarte", "Hi there!", None),
            ("Ana Duarte", "Is ANA's address still right?", Some("ANA's")),
            ("José Núñez", "Hello Jose, it is done.", Some("Jose")),
            ("Jose Nunez", "Dear Mr Núñez,", Some("Núñez")),
            ("Zoë", "Good morning, Zoe!", Some("Zoe")),
            ("Siobhán O’Neill", "Dear Ms O'Neill", Some("O'Neill")),
            ("Anne-Marie Roth", "Hi Anne-Marie", Some("Anne")),
            ("Will May", "We will call you in May.", None),
            ("Will May", "Hi Will, it's ready.", Some("Will")),
            ("Jan van der Berg", "It is in the van.", None),
            ("Jan van der Berg", "Mr Berg, it is in the van.", Some("Berg")),
            ("Łukasz Müller", "hi lukasz", Some("lukasz")),
            ("Łukasz Müller", "Dear Mr Mueller", None),
            ("J Li", "Ms Li, thank you.", Some("Li")),
            ("J Li", "Option J is free.", None),
            ("", "Hi Ana", None),
        ];
        for (customer, text, name) in cases {
            let message = Message { customer: Some(customer), ..Message::new(text, By::Us) };
            let found = reader
                .read(&message)
                .findings
                .into_iter()
                .find(|finding| finding.what == What::CustomerName);
            assert_eq!(found.map(|finding| &text[finding.span]), name, "{customer}: {text}");
        }
    }
}
