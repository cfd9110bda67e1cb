//! How one greets somebody by name, in their language and at their time of day.

use crate::agent::first_name;

/// A greeting, and the language that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// "Good morning Ana,".
    pub text: String,
    /// Its tag in BCP 47: `en`.
    pub language: &'static str,
}

/// The part of a day by which people greet each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    Morning,
    Noon,
    Afternoon,
    Evening,
    /// At night, or where we do not know what time it is for them.
    Any,
}

/// A language: its tag; from which hour noon, the afternoon and the evening are greeted; and the
/// words for morning, noon, afternoon, evening, and at any time.
struct Language {
    tag: &'static str,
    noon: i8,
    afternoon: i8,
    evening: i8,
    words: [&'static str; 5],
}

/// Morning begins at this hour.
const MORNING: i8 = 5;
/// From this hour on nobody is greeted by the time of day.
const NIGHT: i8 = 23;

const LANGUAGES: [Language; 6] = [
    Language {
        tag: "en",
        noon: 12,
        afternoon: 12,
        evening: 18,
        words: ["Good morning", "Good afternoon", "Good afternoon", "Good evening", "Hello"],
    },
    Language {
        tag: "de",
        noon: 10,
        afternoon: 12,
        evening: 18,
        words: ["Guten Morgen", "Guten Tag", "Guten Tag", "Guten Abend", "Hallo"],
    },
    Language {
        tag: "fr",
        noon: 12,
        afternoon: 12,
        evening: 18,
        words: ["Bonjour", "Bonjour", "Bonjour", "Bonsoir", "Bonjour"],
    },
    Language {
        tag: "es",
        noon: 12,
        afternoon: 14,
        evening: 20,
        words: ["Buenos días", "Buenos días", "Buenas tardes", "Buenas noches", "Hola"],
    },
    Language {
        tag: "ja",
        noon: 11,
        afternoon: 12,
        evening: 18,
        words: ["おはようございます", "こんにちは", "こんにちは", "こんばんは", "こんにちは"],
    },
    Language {
        tag: "ar",
        noon: 12,
        afternoon: 12,
        evening: 17,
        words: ["صباح الخير", "مساء الخير", "مساء الخير", "مساء الخير", "مرحبًا"],
    },
];

/// A greeting for somebody of that name (empty where they gave none), in their language (a BCP 47 tag;
/// English where it is unknown or none of ours), at that hour where they are, if that is known.
pub fn greeting(name: &str, language: Option<&str>, hour: Option<i8>) -> Greeting {
    let tag = language.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or_default();
    let language = LANGUAGES.iter().find(|language| language.tag.eq_ignore_ascii_case(tag));
    let language = language.unwrap_or(&LANGUAGES[0]);
    let words = language.words[language.time(hour) as usize];
    let text = match (language.tag, name) {
        ("ja", "") => format!("{words}。"),
        // Whole names, with the respect that is due.
        ("ja", name) => format!("{name}様、{words}。"),
        ("ar", "") => format!("{words}،"),
        ("ar", name) => format!("{words} {}،", first_name(name)),
        ("es", "") => format!("{words}:"),
        ("es", name) => format!("{words}, {}:", first_name(name)),
        (_, "") => format!("{words},"),
        (_, name) => format!("{words} {},", first_name(name)),
    };
    Greeting { text, language: language.tag }
}

impl Language {
    fn time(&self, hour: Option<i8>) -> Time {
        match hour {
            None => Time::Any,
            Some(hour) if !(MORNING..NIGHT).contains(&hour) => Time::Any,
            Some(hour) if hour >= self.evening => Time::Evening,
            Some(hour) if hour >= self.afternoon => Time::Afternoon,
            Some(hour) if hour >= self.noon => Time::Noon,
            Some(_) => Time::Morning,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_greeted_in_their_language_at_their_time() {
        for (name, language, hour, text) in [
            ("Ana Duarte", Some("en-GB"), Some(9), "Good morning Ana,"),
            ("Ana", Some("en"), Some(12), "Good afternoon Ana,"),
            ("Ana", None, Some(18), "Good evening Ana,"),
            ("Ana", Some("xx"), Some(2), "Hello Ana,"),
            ("", Some("en"), None, "Hello,"),
            ("Gerda Brandt", Some("de"), Some(9), "Guten Morgen Gerda,"),
            ("Gerda", Some("de-AT"), Some(10), "Guten Tag Gerda,"),
            ("Gerda", Some("DE"), Some(19), "Guten Abend Gerda,"),
            ("", Some("de"), None, "Hallo,"),
            ("Lucía Vega", Some("es"), Some(13), "Buenos días, Lucía:"),
            ("Lucía", Some("es-MX"), Some(15), "Buenas tardes, Lucía:"),
            ("", Some("es"), Some(21), "Buenas noches:"),
            ("Chloé", Some("fr"), Some(15), "Bonjour Chloé,"),
            ("Chloé", Some("fr-CA"), Some(20), "Bonsoir Chloé,"),
            ("森 愛子", Some("ja"), Some(8), "森 愛子様、おはようございます。"),
            ("", Some("ja-JP"), Some(20), "こんばんは。"),
            ("ليلى حداد", Some("ar"), Some(9), "صباح الخير ليلى،"),
            ("", Some("ar"), Some(20), "مساء الخير،"),
        ] {
            assert_eq!(greeting(name, language, hour).text, text);
        }
    }
}
