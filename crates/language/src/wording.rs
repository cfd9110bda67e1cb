//! Something that is to be said, in no language yet.

use std::{borrow::Cow, fmt};

use fluent_bundle::{FluentArgs, FluentValue};

use crate::Language;

/// Something that is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording(What);

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// The message of an id, with the values of its variables.
    Message(&'static str, Vec<(&'static str, Value)>),
    /// Words of somebody else, which are the same in all languages.
    Words(String),
}

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Somebody's words or a name, as they are.
    Text(String),
    /// A count, which chooses the plural and is written as the language writes numbers.
    Count(i64),
    /// Something that is said itself.
    Wording(Box<Wording>),
}

/// The message of that id.
pub fn say(id: &'static str) -> Wording {
    Wording(What::Message(id, Vec::new()))
}

impl Wording {
    /// With the value of a variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        if let What::Message(_, values) = &mut self.0 {
            values.push((name, value.into()));
        }
        self
    }

    /// In words of a language; in English ones, where it lacks them.
    pub fn in_language(&self, language: &'static Language) -> String {
        let (id, given) = match &self.0 {
            What::Message(id, given) => (id, given),
            What::Words(words) => return words.clone(),
        };
        let mut values = FluentArgs::with_capacity(given.len());
        for (name, value) in given {
            values.set(*name, value.fluent(language));
        }
        language
            .message(id, Some(&values))
            .or_else(|| Language::english().message(id, Some(&values)))
            .unwrap_or_else(|| (*id).to_owned())
    }

    /// What stands before, in and after the place that the message marks as `<tag>…</tag>`, so that a page can make a
    /// link of it: languages put it where they want. Without such a place, all is before it.
    pub fn around(&self, tag: &str) -> (String, String, String) {
        let said = self.to_string();
        let (opens, closes) = (format!("<{tag}>"), format!("</{tag}>"));
        let parts = said
            .split_once(&opens)
            .and_then(|(before, rest)| Some((before, rest.split_once(&closes)?)));
        match parts {
            Some((before, (inside, after))) => (before.into(), inside.into(), after.into()),
            None => (said, String::new(), String::new()),
        }
    }
}

/// In the language of whoever is answered now.
impl fmt::Display for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(Language::spoken()))
    }
}

/// Words of somebody else.
impl From<String> for Wording {
    fn from(words: String) -> Self {
        Self(What::Words(words))
    }
}

impl From<&str> for Wording {
    fn from(words: &str) -> Self {
        Self::from(words.to_owned())
    }
}

impl Value {
    fn fluent(&self, language: &'static Language) -> FluentValue<'_> {
        match self {
            Self::Text(text) => FluentValue::String(Cow::Borrowed(text)),
            Self::Count(count) => FluentValue::from(*count),
            Self::Wording(said) => FluentValue::String(Cow::Owned(said.in_language(language))),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&&str> for Value {
    fn from(text: &&str) -> Self {
        Self::Text((*text).to_owned())
    }
}

impl From<&&String> for Value {
    fn from(text: &&String) -> Self {
        Self::Text((*text).clone())
    }
}

impl From<&Wording> for Value {
    fn from(wording: &Wording) -> Self {
        Self::from(wording.clone())
    }
}

impl From<Wording> for Value {
    fn from(said: Wording) -> Self {
        Self::Wording(Box::new(said))
    }
}

macro_rules! counts {
    ($($number:ty),*) => {$(
        impl From<$number> for Value {
            fn from(count: $number) -> Self {
                Self::Count(count.try_into().unwrap_or(i64::MAX))
            }
        }

        // Templates hand on what they have, which is often borrowed.
        impl From<&$number> for Value {
            fn from(count: &$number) -> Self {
                Self::from(*count)
            }
        }
    )*};
}

counts!(i8, i16, i32, i64, u8, u16, u32, u64, usize);

/// What an error says is a message: `error.wording()` is what `Display` shows, in the language of whoever is answered, and
/// what becomes of it where it is handed on.
#[macro_export]
macro_rules! says_why {
    ($($error:ty),*) => {$(
        impl ::std::fmt::Display for $error {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.wording(), f)
            }
        }

        impl ::std::error::Error for $error {}

        impl ::std::convert::From<$error> for $crate::Wording {
            fn from(error: $error) -> Self {
                error.wording()
            }
        }
    )*};
}
