//! What Bliss says, in the languages that it speaks.
//!
//! A language is one file in `locales`: messages in Fluent's syntax (Project Fluent, version 1.0), each with an id and,
//! where a count or a name is in it, variables. English is complete by definition; what another language lacks is said
//! in English, and a test names it. Plurals, dates, numbers and lists are those of Unicode's CLDR, by ICU4X.
//!
//! Something that is to be said is a [`Wording`]: an id with its values, in no language yet. It is put into words where it
//! is shown, in the language of whoever looks: the task that answers them says which ([`speaking`]).

mod each;
mod figures;
mod script;
mod time;
mod wording;

use std::{fmt, future::Future, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use icu_locale_core::Locale;
use unic_langid::{CharacterDirection, LanguageIdentifier};

pub use crate::{
    figures::{decimal, list, number, series},
    time::{
        date, date_in_short, day, day_in_short, month, time_of_day, time_to_the_second, weekday,
        weekday_and_day, weekday_and_day_in_short, weekday_in_short,
    },
    wording::{Value, Wording, say},
};

/// Tags and texts of all files.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
/// The language in which everything is said that another lacks.
const ENGLISH: &str = "en";
/// English as it is written where days come before months and clocks have 24 hours; the messages are written so, too.
const ENGLISH_DATES: &str = "en-GB";
/// Most languages that are looked at of those that a browser names.
const ACCEPTED_MAX: usize = 32;
/// What a language calls itself.
const OWN_NAME: &str = "language-own-name";

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| FILES.iter().filter_map(|(tag, text)| Language::read(tag, text)).collect());
static ENGLISH_ITSELF: LazyLock<Option<&Language>> = LazyLock::new(|| Language::named(ENGLISH));

tokio::task_local! {
    /// The language of whoever a task answers. It is kept beside the task and not handed on, because every word of a
    /// page, and every error on the way to it, would have to carry it.
    static SPOKEN: &'static Language;
}

/// A language that Bliss speaks.
pub struct Language {
    tag: &'static str,
    id: LanguageIdentifier,
    locale: Locale,
    right_to_left: bool,
    messages: FluentBundle<FluentResource>,
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag)
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

impl Eq for Language {}

impl Language {
    /// Reads a file. A message that cannot be read is left out, and the test of the files says so.
    fn read(tag: &'static str, text: &str) -> Option<Self> {
        let id: LanguageIdentifier = tag.parse().ok()?;
        let locale = if tag == ENGLISH { ENGLISH_DATES } else { tag }.parse().ok()?;
        let resource =
            FluentResource::try_new(text.to_owned()).unwrap_or_else(|(readable, _)| readable);
        let mut messages = FluentBundle::new_concurrent(vec![id.clone()]);
        // The first of two messages with one id holds; the test of the files names the other.
        let _ = messages.add_resource(resource);
        let right_to_left = id.character_direction() == CharacterDirection::RTL;
        // Names in letters of the other direction would turn the order of the words around them (UAX #9, 2.7).
        messages.set_use_isolating(right_to_left);
        messages.set_formatter(Some(figures::formatted));
        Some(Self { tag, id, locale, right_to_left, messages })
    }

    /// All, by their tags.
    pub fn all() -> &'static [Self] {
        &LANGUAGES
    }

    /// The one with that tag (BCP 47), if Bliss speaks it.
    pub fn named(tag: &str) -> Option<&'static Self> {
        LANGUAGES.iter().find(|language| language.tag == tag)
    }

    /// The one that somebody understands best, of those that they name in the header `Accept-Language` (RFC 9110,
    /// section 12.5.4) or that a browser lists; English, where Bliss speaks none of them.
    pub fn understood(accepted: &str) -> &'static Self {
        let wanted = by_weight(accepted);
        let there: Vec<&LanguageIdentifier> =
            LANGUAGES.iter().map(|language| &language.id).collect();
        let best = negotiate_languages(&wanted, &there, None, NegotiationStrategy::Lookup);
        best.first()
            .and_then(|id| LANGUAGES.iter().find(|language| language.id == ***id))
            .unwrap_or_else(|| Self::english())
    }

    /// English.
    ///
    /// # Panics
    ///
    /// Never: its file is part of the program, and a test reads it.
    pub fn english() -> &'static Self {
        ENGLISH_ITSELF.expect("English is there")
    }

    /// The language of whoever is answered now; English where nobody said.
    pub fn spoken() -> &'static Self {
        SPOKEN.try_with(|language| *language).unwrap_or_else(|_| Self::english())
    }

    /// Its tag (BCP 47): `de`.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// What it calls itself: `Deutsch`.
    pub fn own_name(&self) -> String {
        self.message(OWN_NAME, None).unwrap_or_else(|| self.tag.to_owned())
    }

    /// In which direction it is written, as the attribute `dir` of a page has it.
    pub fn direction(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }

    pub(crate) fn locale(&self) -> &Locale {
        &self.locale
    }

    /// The message of that id, if it has it.
    pub(crate) fn message(&self, id: &str, values: Option<&FluentArgs<'_>>) -> Option<String> {
        let message = self.messages.get_message(id)?.value()?;
        // A variable that is not given stands in braces; the test of the files finds it.
        Some(self.messages.format_pattern(message, values, &mut Vec::new()).into_owned())
    }
}

/// What the header `Accept-Language` names, what is wanted most first (RFC 9110, section 12.4.2: a weight from 0 to 1,
/// which is 1 where none is given; 0 is what somebody does not want).
fn by_weight(accepted: &str) -> Vec<LanguageIdentifier> {
    let named = accepted.split(',').take(ACCEPTED_MAX).filter_map(|one| {
        let (tag, parameters) = one.split_once(';').unwrap_or((one, ""));
        let weight = parameters.trim().strip_prefix("q=");
        let weight = weight.map_or(Some(1.0), |weight| weight.trim().parse::<f32>().ok())?;
        (weight > 0.0).then_some((weight, tag.trim().parse().ok()?))
    });
    let mut named: Vec<(f32, LanguageIdentifier)> = named.collect();
    named.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    named.into_iter().map(|(_, id)| id).collect()
}

/// The same work, for somebody who is answered in that language.
pub fn speaking<T>(
    language: &'static Language,
    work: impl Future<Output = T>,
) -> impl Future<Output = T> {
    SPOKEN.scope(language, work)
}

/// What `work` gives, said in that language.
pub fn said_in<T>(language: &'static Language, work: impl FnOnce() -> T) -> T {
    SPOKEN.sync_scope(language, work)
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    #[test]
    fn somebody_is_answered_in_the_language_that_they_understand_best() {
        for (accepted, tag) in [
            ("", "en"),
            ("en-US,en;q=0.9", "en"),
            ("xx, *;q=0.1", "en"),
            ("fr;q=0.4, es;q=0.8, de;q=0", "es"),
            ("de;q=0, ar-EG", "ar"),
            ("ja ; q=0.5 , zh-Hant", "ja"),
            ("de;q=nonsense, fr;q=0.001", "fr"),
            ("\u{0}, ;;q=, de-", "en"),
        ] {
            assert_eq!(Language::understood(accepted).tag(), tag, "{accepted}");
        }
    }

    #[test]
    fn english_writes_days_before_months_and_hours_up_to_24() {
        assert_eq!(day(civil::date(2026, 3, 3)), "3 March");
        assert_eq!(date(civil::date(2026, 3, 3)), "3 March 2026");
        assert_eq!(weekday(civil::date(2026, 3, 3)), "Tuesday");
        assert_eq!(time_of_day(civil::time(21, 5, 0, 0)), "21:05");
        assert_eq!(number(1_234_567), "1,234,567");
        let names = ["Mia", "Jonas", "Aiko"].map(str::to_owned);
        assert_eq!(list(&names), "Mia, Jonas and Aiko");
    }

    #[test]
    fn a_message_is_said_with_its_values() {
        let throttled = |minutes: i64| say("error-throttled").with("minutes", minutes).to_string();
        assert_eq!(throttled(1), "Too many tries. Wait a minute and try again.");
        assert_eq!(throttled(12), "Too many tries. Wait 12 minutes and try again.");
        let unknown = "no-such-message";
        assert_eq!(say(unknown).to_string(), unknown);
        assert_eq!(Wording::from("<b>as it is</b>").to_string(), "<b>as it is</b>");
    }
}
