//! Days and times as languages write them (Unicode CLDR), in the calendar of Gregory.

use icu_calendar::cal::Gregorian;
use icu_calendar::{Date, Iso};
use icu_datetime::{
    FixedCalendarDateTimeFormatter, NoCalendarFormatter,
    fieldsets::{E, MD, MDE, T, YM, YMD},
    input::Time,
};
use jiff::civil;
use jiff_icu::ConvertFrom as _;

use crate::Language;

macro_rules! days {
    ($($(#[$about:meta])* $name:ident: $fields:expr;)*) => {$(
        $(#[$about])*
        pub fn $name(day: civil::Date) -> String {
            let locale = Language::spoken().locale().into();
            match FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(locale, $fields) {
                Ok(formatter) => {
                    let day = Date::<Iso>::convert_from(day).to_calendar(Gregorian);
                    formatter.format(&day).to_string()
                }
                // It is readable by everybody.
                Err(_) => day.to_string(),
            }
        }
    )*};
}

days! {
    /// A day of the week: "Tuesday".
    weekday: E::long();
    /// … in short: "Tue".
    weekday_in_short: E::short();
    /// A day of this year: "3 March".
    day: MD::long();
    /// … in short: "3 Mar".
    day_in_short: MD::medium();
    /// A day of any year: "3 March 2024".
    date: YMD::long();
    /// … in short: "3 Mar 2024".
    date_in_short: YMD::medium();
    /// A day of this year and what day of the week it is: "Tuesday 3 March".
    weekday_and_day: MDE::long();
    /// … in short: "Tue, 3 Mar".
    weekday_and_day_in_short: MDE::medium();
    /// A month: "March 2024".
    month: YM::long();
}

macro_rules! times {
    ($($(#[$about:meta])* $name:ident: $fields:expr;)*) => {$(
        $(#[$about])*
        pub fn $name(time: civil::Time) -> String {
            match NoCalendarFormatter::try_new(Language::spoken().locale().into(), $fields) {
                Ok(formatter) => formatter.format(&Time::convert_from(time)).to_string(),
                Err(_) => time.to_string(),
            }
        }
    )*};
}

times! {
    /// A time of day: "09:05".
    time_of_day: T::hm();
    /// … to the second: "09:05:30".
    time_to_the_second: T::hms();
}
