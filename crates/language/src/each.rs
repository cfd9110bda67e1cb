//! What is made once for each language, because making it takes far longer than using it.

use std::sync::OnceLock;

use icu_locale_core::Locale;

use crate::Language;

/// A way to write something, in each language that Bliss speaks.
pub(crate) struct Each<T: 'static> {
    made: OnceLock<Vec<Option<T>>>,
    make: fn(&Locale) -> Option<T>,
}

impl<T> Each<T> {
    pub(crate) const fn new(make: fn(&Locale) -> Option<T>) -> Self {
        Self { made: OnceLock::new(), make }
    }

    /// The one of whoever is answered now; none where Unicode's data have none.
    pub(crate) fn spoken(&self) -> Option<&T> {
        let all = Language::all();
        let made = self
            .made
            .get_or_init(|| all.iter().map(|language| (self.make)(language.locale())).collect());
        let spoken = Language::spoken();
        made.get(all.iter().position(|language| language == spoken)?)?.as_ref()
    }
}
