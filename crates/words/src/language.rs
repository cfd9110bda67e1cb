//! Which language a message is in, so that what is not English is not judged as if it were.

use whatlang::{Lang, Script, detect, detect_script};

/// The language of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English, or too little to tell.
    English,
    /// Another, by its English name.
    Other(&'static str),
}

/// Letters below which nothing is said of a text in the Latin script: a name or "ok" is in every language.
const LETTERS_MIN: usize = 24;
/// How sure the library must be.
const SURE: f64 = 0.85;
/// So much of a text says which language it is in, in bytes.
const LOOKED_AT: usize = 2_000;
/// A text with this share of words that only English has is English, however it is spelt.
const ENGLISH_SHARE: f64 = 0.2;

/// Words that are frequent in English and are words of hardly any other language.
const ENGLISH: [&str; 48] = [
    "the", "and", "you", "your", "is", "are", "was", "were", "have", "has", "i", "my", "we", "our",
    "it", "this", "that", "with", "for", "not", "can", "can't", "don't", "please", "thanks",
    "thank", "would", "what", "when", "how", "why", "which", "who", "been", "but", "they", "there",
    "will", "i'm", "it's", "of", "to", "hello", "yes", "sorry", "from", "get", "still",
];

/// The language of a text.
pub fn language(text: &str) -> Language {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    if text.is_ascii() && (text.len() < LETTERS_MIN || english(text)) {
        return Language::English;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let latin = detect_script(text).is_none_or(|script| script == Script::Latin);
    if latin && (letters < LETTERS_MIN || english(text)) || letters < 2 {
        return Language::English;
    }
    match detect(text) {
        Some(found) if found.lang() != Lang::Eng && (!latin || found.confidence() > SURE) => {
            Language::Other(found.lang().eng_name())
        }
        _ => Language::English,
    }
}

/// Whether enough of its words are English ones.
fn english(text: &str) -> bool {
    let (mut all, mut known) = (0_u32, 0_u32);
    for word in
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty())
    {
        all += 1;
        known += u32::from(
            word.len() <= 6 && ENGLISH.iter().any(|english| english.eq_ignore_ascii_case(word)),
        );
    }
    f64::from(known) >= ENGLISH_SHARE * f64::from(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_where_it_is_clear_and_english_where_it_is_not() {
        for (text, expected) in [
            (
                "Guten Tag, ich warte seit drei Wochen auf meine Rechnung und niemand meldet sich.",
                "German",
            ),
            ("Bonjour, je n'ai toujours pas reçu ma commande, pouvez-vous m'aider ?", "French"),
            ("Hola, todavía no he recibido mi pedido y nadie me contesta.", "Spanish"),
            ("注文した商品がまだ届いていません。", "Japanese"),
            ("لم يصل طلبي بعد، هل يمكنكم المساعدة؟", "Arabic"),
            ("Мой заказ до сих пор не пришёл.", "Russian"),
        ] {
            assert_eq!(language(text), Language::Other(expected), "{text}");
        }
        for text in [
            "ok",
            "Müller",
            "3 x iPhone 14 Pro Max",
            "I am stil waiting for my oder from München",
            "can u pls chek my acct asap thx",
            "",
            "😀😀",
            "order 12345 ABCDEF",
            "still waiting for refund!!!!",
            "AXB-1234-Q serial number",
            "cancel order wrong size",
        ] {
            assert_eq!(language(text), Language::English, "{text}");
        }
    }
}
