//! Numbers and lists as languages write them (Unicode CLDR).

use fluent_bundle::FluentValue;
use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
use icu_list::{
    ListFormatter,
    options::{ListFormatterOptions, ListLength},
};
use intl_memoizer::{Memoizable, concurrent::IntlLangMemoizer};
use unic_langid::LanguageIdentifier;

use crate::{each::Each, say};

static NUMBERS: Each<DecimalFormatter> = Each::new(|locale| {
    DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).ok()
});

/// A number as the language of whoever is answered writes it: "1,234".
pub fn number(number: i64) -> String {
    match NUMBERS.spoken() {
        Some(way) => way.format(&Decimal::from(number)).to_string(),
        None => number.to_string(),
    }
}

/// A number with decimals, such as "0.45", as the language writes it; anything else stays as it is.
pub fn decimal(plain: &str) -> String {
    match (NUMBERS.spoken(), plain.parse()) {
        (Some(way), Ok(number)) => way.format(&number).to_string(),
        _ => plain.to_owned(),
    }
}

/// Several as one enumeration: "Mia, Jonas and Aiko".
pub fn list(items: &[String]) -> String {
    static WAYS: Each<ListFormatter> = Each::new(|locale| {
        let options = ListFormatterOptions::default().with_length(ListLength::Wide);
        ListFormatter::try_new_and(locale.into(), options).ok()
    });
    match WAYS.spoken() {
        Some(way) => way.format(items.iter()).to_string(),
        None => items.join(", "),
    }
}

/// Several, one after the other, of which nothing says that they are all: "name, phone number".
pub fn series(items: impl IntoIterator<Item = String>) -> String {
    let added =
        |all: String, next: String| say("series").with("all", all).with("next", next).to_string();
    items.into_iter().reduce(added).unwrap_or_default()
}

/// How a language writes numbers; made once for each.
struct Figures(DecimalFormatter);

impl Memoizable for Figures {
    type Args = ();
    type Error = ();

    fn construct(language: LanguageIdentifier, (): ()) -> Result<Self, ()> {
        let locale: icu_locale_core::Locale = language.to_string().parse().map_err(|_| ())?;
        let figures = DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default());
        figures.map(Self).map_err(|_| ())
    }
}

/// A number within a message; anything else stands there as it is.
pub(crate) fn formatted(value: &FluentValue<'_>, made: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let number: Decimal = number.as_string().parse().ok()?;
    made.with_try_get::<Figures, _, _>((), |figures| figures.0.format(&number).to_string()).ok()
}
