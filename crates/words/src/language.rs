//! Which language a message is in, so that what is not English is not judged as if it were.

use whatlang::{Lang, Script, detect, detect_script};

use crate::latin;

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
const SURE: f64 = 0.8;
/// So much of a text says which language it is in, in bytes.
const LOOKED_AT: usize = 2_000;
/// A text with this share of words that only English has is English, however it is spelt.
const ENGLISH_SHARE: f64 = 0.2;

/// Whether it is one of the words that are frequent in English and words of hardly any other language, in
/// whatever letters. They have six letters at most.
fn frequent(word: &str) -> bool {
    let mut small = [0; 6];
    let Some(small) = small.get_mut(..word.len()) else { return false };
    small.copy_from_slice(word.as_bytes());
    small.make_ascii_lowercase();
    matches!(
        &*small,
        b"the"
            | b"and"
            | b"you"
            | b"your"
            | b"is"
            | b"are"
            | b"was"
            | b"were"
            | b"have"
            | b"has"
            | b"i"
            | b"my"
            | b"we"
            | b"our"
            | b"it"
            | b"this"
            | b"that"
            | b"with"
            | b"for"
            | b"not"
            | b"can"
            | b"can't"
            | b"don't"
            | b"please"
            | b"thanks"
            | b"thank"
            | b"would"
            | b"what"
            | b"when"
            | b"how"
            | b"why"
            | b"which"
            | b"who"
            | b"been"
            | b"but"
            | b"they"
            | b"there"
            | b"will"
            | b"i'm"
            | b"it's"
            | b"of"
            | b"to"
            | b"me"
            | b"hello"
            | b"yes"
            | b"sorry"
            | b"from"
            | b"get"
            | b"still"
    )
}

/// Small words of languages that are close to English in their letters, and are words of no other here.
const SMALL: [(&str, &[&str]); 8] = [
    (
        "French",
        &[
            "je", "ne", "pas", "vous", "votre", "vos", "est", "les", "des", "une", "mais", "avec",
            "nous", "ma", "mon", "suis", "pour", "sur", "bonjour", "merci",
        ],
    ),
    (
        "Spanish",
        &[
            "el", "los", "las", "una", "por", "para", "pero", "mi", "muy", "hola", "gracias",
            "usted", "está", "estoy", "del", "todavía", "nadie", "cuando", "pedido",
        ],
    ),
    (
        "German",
        &[
            "ich", "und", "nicht", "ist", "das", "der", "die", "ein", "eine", "mit", "auf", "für",
            "sie", "wir", "bitte", "danke", "habe", "wurde", "noch", "meine",
        ],
    ),
    (
        "Italian",
        &[
            "il",
            "non",
            "è",
            "della",
            "che",
            "sono",
            "ho",
            "mio",
            "mia",
            "per",
            "grazie",
            "buongiorno",
            "ancora",
            "ciao",
            "questo",
            "ordine",
        ],
    ),
    (
        "Portuguese",
        &[
            "não", "meu", "minha", "você", "obrigado", "obrigada", "olá", "uma", "está", "com",
            "ainda", "pelo", "os", "um",
        ],
    ),
    (
        "Dutch",
        &[
            "ik", "niet", "het", "een", "mijn", "maar", "met", "nog", "jullie", "heb", "bedankt",
            "geen", "wordt", "naar", "dank",
        ],
    ),
    (
        "Polish",
        &[
            "nie",
            "się",
            "jest",
            "na",
            "proszę",
            "moje",
            "dziękuję",
            "czy",
            "dzień",
            "dobry",
            "mam",
            "przez",
            "jeszcze",
        ],
    ),
    (
        "Swedish",
        &[
            "jag",
            "och",
            "inte",
            "har",
            "är",
            "min",
            "det",
            "som",
            "hej",
            "tack",
            "från",
            "mitt",
            "fortfarande",
            "ni",
        ],
    ),
];

/// The language whose small words a text has: two of them at least, and none as often.
fn small_words(text: &str) -> Option<&'static str> {
    let mut counts = [0_u32; SMALL.len()];
    for word in
        text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty() && word.len() <= 16)
    {
        let word = word.to_lowercase();
        for (count, (_, words)) in counts.iter_mut().zip(SMALL) {
            *count += u32::from(words.contains(&&*word));
        }
    }
    let (best, &most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let alone = counts.iter().filter(|&&count| count == most).count() == 1;
    (most >= 2 && alone).then_some(SMALL[best].0)
}

/// The language of a text.
pub fn language(text: &str) -> Language {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let english = english(text);
    if text.is_ascii() && (text.len() < LETTERS_MIN || english) {
        return Language::English;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let latin = detect_script(text).is_none_or(|script| script == Script::Latin);
    if latin && (letters < LETTERS_MIN || english) || letters < 2 {
        return Language::English;
    }
    if let Some(name) = small_words(text).filter(|_| latin) {
        return Language::Other(name);
    }
    if latin::plain(text) {
        return match latin::other_than_english(text) {
            Some((name, sure)) if sure > SURE => Language::Other(name),
            _ => Language::English,
        };
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
    let mut count = |word: &str| {
        if !word.is_empty() {
            all += 1;
            known += u32::from(frequent(word));
        }
    };
    if text.is_ascii() {
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'').for_each(&mut count);
    } else {
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').for_each(&mut count);
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
