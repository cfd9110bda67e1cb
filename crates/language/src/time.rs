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

use crate::each::Each;

macro_rules! days {
    ($($(#[$about:meta])* $name:ident: $fields:ident, $length:ident;)*) => {$(
        $(#[$about])*
        pub fn $name(day: civil::Date) -> String {
            static WAYS: Each<FixedCalendarDateTimeFormatter<Gregorian, $fields>> =
                Each::new(|locale| {
                    FixedCalendarDateTimeFormatter::try_new(locale.into(), $fields::$length()).ok()
                });
            match WAYS.spoken() {
                Some(way) => {
                    let day = Date::<Iso>::convert_from(day).to_calendar(Gregorian);
                    way.format(&day).to_string()
                }
                // It is readable by everybody.
                None => day.to_string(),
            }
        }
    )*};
}

days! {
    /// A day of the week: "Tuesday".
    weekday: E, long;
    /// … in short: "Tue".
    weekday_in_short: E, short;
    /// A day of this year: "3 March".
    day: MD, long;
    /// … in short: "3 Mar".
    day_in_short: MD, medium;
    /// A day of any year: "3 March 2024".
    date: YMD, long;
    /// … in short: "3 Mar 2024".
    date_in_short: YMD, medium;
    /// A day of this year and what day of the week it is: "Tuesday 3 March".
    weekday_and_day: MDE, long;
    /// … in short: "Tue, 3 Mar".
    weekday_and_day_in_short: MDE, medium;
    /// A month: "March 2024".
    month: YM, long;
}

macro_rules! times {
    ($($(#[$about:meta])* $name:ident: $precision:ident;)*) => {$(
        $(#[$about])*
        pub fn $name(time: civil::Time) -> String {
            static WAYS: Each<NoCalendarFormatter<T>> = Each::new(|locale| {
                NoCalendarFormatter::try_new(locale.into(), T::$precision()).ok()
            });
            match WAYS.spoken() {
                Some(way) => way.format(&Time::convert_from(time)).to_string(),
                None => time.to_string(),
            }
        }
    )*};
}

times! {
    /// A time of day: "09:05".
    time_of_day: hm;
    /// … to the second: "09:05:30".
    time_to_the_second: hms;
}
