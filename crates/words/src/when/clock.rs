//! Times on the clock: *3*, *3 pm*, *15:00*, *3.30*, *17h00*, *1530*, *half past three*, *quarter to four*,
//! *four thirty*, *3ish*, *noon*.

use super::{
    lexeme::{Kind, Lexemes},
    names::{Zone, number, place, zone},
    part::{Clock, Half},
};

/// How much a clock time looks like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// A bare number: *3*, *1530*, *3.30*.
    Bare,
    /// *half three*, *four thirty*: with a preposition or a day.
    Weak,
    /// Nothing else.
    Clear,
}

/// What a number counts when it is no time.
const COUNTED: [&str; 66] = [
    "people", "percent", "per", "degrees", "c", "f", "cm", "mm", "km", "m", "kg", "g", "gb", "mb",
    "mbps", "kw", "kwh", "mph", "kmh", "euro", "euros", "pound", "pounds", "quid", "dollar",
    "dollars", "cents", "pence", "bucks", "grand", "k", "star", "stars", "out", "x", "times",
    "time", "of", "street", "road", "lane", "avenue", "drive", "st", "rd", "ave", "square",
    "hundred", "thousand", "million", "second", "seconds", "minute", "minutes", "mins", "min",
    "hour", "hours", "hrs", "day", "days", "week", "weeks", "month", "months", "years",
];

impl Lexemes<'_> {
    /// Whether a number that ends before `at` counts what stands there.
    pub(super) fn counts(&self, at: usize) -> bool {
        let word = self.word(at);
        if matches!(self.kind(at), Some(Kind::Mark('%' | '€' | '$' | '£' | '°' | '/')))
            && self.glued(at)
        {
            return true;
        }
        if word.is_empty() {
            return self.kind(at) == Some(Kind::Number)
                || self.mark(at, ',')
                    && self.glued(at)
                    && self.digits(at + 1).is_some()
                    && self.glued(at + 1)
                || self.mark(at, '.') && self.glued(at + 1) && self.digits(at + 1).is_some();
        }
        COUNTED.contains(&word)
            || word.len() > 4
                && word.ends_with('s')
                && !word.ends_with("ss")
                && !matches!(
                    word,
                    "unless"
                        | "works"
                        | "suits"
                        | "tomorrows"
                        | "please"
                        | "always"
                        | "perhaps"
                        | "besides"
                        | "tues"
                        | "thurs"
                        | "hours"
                        | "comes"
                        | "rings"
                        | "calls"
                        | "thanks"
                )
            || self.glued(at) && !word.is_empty()
    }

    fn half(&self, at: usize) -> Option<(Half, usize)> {
        let half = match self.word(at) {
            "am" => return Some((Half::Am, at + 1)),
            "pm" => return Some((Half::Pm, at + 1)),
            "a" => Half::Am,
            "p" => Half::Pm,
            _ => return None,
        };
        // a.m., a. m., a m
        let mut next = at + 1;
        let dotted = self.mark(next, '.');
        if dotted {
            next += 1;
        }
        if self.word(next) != "m" {
            return None;
        }
        next += 1;
        if dotted && self.mark(next, '.') {
            next += 1;
        }
        Some((half, next))
    }

    /// *ish*, *-ish*.
    fn ish(&self, at: usize) -> Option<usize> {
        if self.word(at) == "ish" {
            Some(at + 1)
        } else if self.mark(at, '-') && self.word(at + 1) == "ish" {
            Some(at + 2)
        } else {
            None
        }
    }

    /// A clock time, how much it looks like one, and where it ends.
    pub(super) fn clock(&self, at: usize) -> Option<(Clock, Look, usize)> {
        let named = |hour, to| {
            Some((Clock { hour, minute: 0, half: None, certain: true }, Look::Clear, to))
        };
        match self.word(at) {
            "noon" | "midday" => return named(12, at + 1),
            "midnight" => return named(24, at + 1),
            "mid" => return self.phrase(at, "mid day").and_then(|to| named(12, to)),
            "half" => {
                if let Some(past) = self.one_of(at, "half past / half after") {
                    return self.after_minutes(30, past, Look::Clear);
                }
                return self.after_minutes(30, at + 1, Look::Weak);
            }
            "a" if self.word(at + 1) == "quarter" => return self.clock(at + 1),
            "quarter" => {
                return match self.word(at + 1) {
                    "past" | "after" => self.after_minutes(15, at + 2, Look::Clear),
                    "to" | "of" | "till" | "before" => self.after_minutes(-15, at + 2, Look::Clear),
                    _ => None,
                };
            }
            _ => {}
        }
        if self.digits(at).is_some() { self.clock_in_digits(at) } else { self.clock_in_words(at) }
    }

    /// "Half past" was said: the hour follows.
    fn after_minutes(&self, minutes: i8, at: usize, look: Look) -> Option<(Clock, Look, usize)> {
        let (hour, next) = self.number(at)?;
        if !(1..=12).contains(&hour)
            || look == Look::Weak && self.counts(next) && self.half(next).is_none()
        {
            return None;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // 1 to 12
        let hour = hour as i8;
        let (hour, minute) = match (minutes < 0, hour) {
            (true, 1) => (12, 60 + minutes),
            (true, hour) => (hour - 1, 60 + minutes),
            (false, hour) => (hour, minutes),
        };
        Some(self.with_half(Clock { hour, minute, half: None, certain: false }, look, next))
    }

    /// am, pm, o'clock, -ish after it.
    fn with_half(&self, mut clock: Clock, mut look: Look, mut next: usize) -> (Clock, Look, usize) {
        if let Some(to) = self.oclock(next) {
            (look, next) = (Look::Clear, to);
        }
        if let Some(to) = self.ish(next) {
            (look, next) = (Look::Clear, to);
        }
        if (1..=12).contains(&clock.hour)
            && let Some((half, to)) = self.half(next)
        {
            clock.half = Some(half);
            clock.certain = false;
            (look, next) = (Look::Clear, to);
        }
        if let Some(to) = self.ish(next) {
            next = to;
        }
        // 12 noon
        if clock.hour == 12 && clock.minute == 0 {
            if self.is(next, "noon midday") {
                (clock.certain, look, next) = (true, Look::Clear, next + 1);
            } else if self.is(next, "midnight") {
                (clock.hour, clock.certain, look, next) = (24, true, Look::Clear, next + 1);
            }
        }
        (clock, look, next)
    }

    fn oclock(&self, at: usize) -> Option<usize> {
        if self.word(at) == "oclock" {
            Some(at + 1)
        } else if self.word(at) == "o"
            && (self.suffix(at + 1, "clock") || self.word(at + 1) == "clock")
        {
            Some(at + 2)
        } else {
            None
        }
    }

    fn clock_in_digits(&self, at: usize) -> Option<(Clock, Look, usize)> {
        let (value, digits) = self.digits(at)?;
        let minute_at = |at: usize| {
            self.digits(at)
                .filter(|&(minute, digits)| digits == 2 && minute < 60)
                .and_then(|(minute, _)| i8::try_from(minute).ok())
        };
        let clear_if = |clear: bool| if clear { Look::Clear } else { Look::Bare };
        let hour = i8::try_from(value).ok().filter(|&hour| hour <= 24 && digits <= 2);
        let Some(hour) = hour else {
            // 1530, 0930 hrs
            let (hour, minute) = (value / 100, value % 100);
            if digits != 4 || hour > 23 || minute > 59 {
                return None;
            }
            #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // below 60
            let clock = Clock { hour: hour as i8, minute: minute as i8, half: None, certain: true };
            return Some(if self.is(at + 1, "hrs hours h") {
                (clock, Look::Clear, at + 2)
            } else if self.counts(at + 1) {
                return None;
            } else {
                self.with_half(clock, Look::Bare, at + 1)
            });
        };
        let padded = digits == 2 && hour < 10 || hour > 12 || hour == 0;
        let clock = |minute| Clock { hour, minute, half: None, certain: padded };
        // 3:30, 17h00, 3.30
        let joint = self.kind(at + 1);
        if self.glued(at + 1)
            && self.glued(at + 2)
            && let Some(minute) = minute_at(at + 2)
        {
            let colon = joint == Some(Kind::Mark(':')) || self.word(at + 1) == "h";
            if colon || joint == Some(Kind::Mark('.')) {
                let longer = self.glued(at + 3)
                    && matches!(self.kind(at + 3), Some(Kind::Mark('.' | ':')))
                    && self.glued(at + 4)
                    && self.digits(at + 4).is_some();
                if longer {
                    return None;
                }
                let (found, look, mut next) =
                    self.with_half(clock(minute), clear_if(colon), at + 3);
                if look != Look::Clear && self.counts(next) {
                    return None;
                }
                if self.is(next, "hrs hours h uhr") {
                    next += 1;
                }
                return Some((found, look, next));
            }
        }
        // 11h
        if self.word(at + 1) == "h" && self.glued(at + 1) && hour > 0 {
            let mut clock = clock(0);
            clock.certain = true;
            return Some((clock, Look::Clear, at + 2));
        }
        // 10 15 am
        if (1..=12).contains(&hour)
            && let Some(minute) = minute_at(at + 1)
            && let (found @ Clock { half: Some(_), .. }, look, next) =
                self.with_half(clock(minute), Look::Bare, at + 2)
        {
            return Some((found, look, next));
        }
        // ten past 3, 10 minutes to 4
        if let Some(found) = self.minutes_to_or_past(value, at + 1) {
            return Some(found);
        }
        let (clock, look, next) = self.with_half(clock(0), Look::Bare, at + 1);
        (look == Look::Clear || !self.counts(next)).then_some((clock, look, next))
    }

    fn minutes_to_or_past(&self, value: u32, at: usize) -> Option<(Clock, Look, usize)> {
        let minutes = i8::try_from(value).ok().filter(|minutes| (1..=29).contains(minutes))?;
        let joint = if self.is(at, "minutes mins min") { at + 1 } else { at };
        match self.word(joint) {
            "past" => self.after_minutes(minutes, joint + 1, Look::Clear),
            // "3 to 4" is a range where it is not five, ten, twenty or so to.
            "to" | "till" if joint > at || matches!(minutes, 5 | 10 | 20 | 25) => {
                let (_, next) = self.number(joint + 1)?;
                if self.half(next).is_some() && minutes <= 12 && joint == at {
                    return None;
                }
                self.after_minutes(-minutes, joint + 1, Look::Weak)
            }
            _ => None,
        }
    }

    /// *three*, *four thirty*, *nine forty five*, *ten past three*.
    fn clock_in_words(&self, at: usize) -> Option<(Clock, Look, usize)> {
        let (value, next) = self.number(at)?;
        if let Some(found) = self.minutes_to_or_past(value, next) {
            return Some(found);
        }
        let hour = i8::try_from(value).ok().filter(|hour| (1..=24).contains(hour))?;
        let clock = |minute| Clock { hour, minute, half: None, certain: hour > 12 };
        if number(self.word(next)).is_some_and(|minutes| minutes >= 10)
            && let Some((minute, after)) = self.number(next)
            && let Some(minute) = i8::try_from(minute).ok().filter(|&minute| minute < 60)
        {
            let found = self.with_half(clock(minute), Look::Weak, after);
            return (found.1 == Look::Clear || !self.counts(after)).then_some(found);
        }
        let (clock, look, next) = self.with_half(clock(0), Look::Bare, next);
        (look == Look::Clear || !self.counts(next)).then_some((clock, look, next))
    }

    /// The zone that a clock time is in.
    pub(super) fn zone(&self, at: usize) -> Option<(Zone, usize)> {
        let at = if self.mark(at, '(') { at + 1 } else { at };
        match self.word(at) {
            "" => return None,
            "your" if self.word(at + 1) == "time" => return Some((Zone::Yours, at + 2)),
            "our" | "my" | "local" if self.word(at + 1) == "time" => {
                return Some((Zone::Ours, at + 2));
            }
            "on" if self.is(at + 1, "your") && self.word(at + 2) == "side" => {
                return Some((Zone::Yours, at + 3));
            }
            "in" if self.phrase(at, "in your time zone").is_some() => {
                return Some((Zone::Yours, at + 4));
            }
            _ => {}
        }
        let capitals = self.capital(at) && self.all[at].word.len() > 1;
        if let Some(zone) = zone(self.word(at), capitals) {
            let plain = self.word(at + 1) != "time";
            return Some((zone, if plain { at + 1 } else { at + 2 }));
        }
        if self.is(at, "eastern pacific") && self.word(at + 1) != "time" {
            return place(self.word(at)).map(|name| (Zone::Named(name), at + 1));
        }
        for words in 1..=2 {
            if self.word(at + words) == "time" {
                let name = (0..words).map(|i| self.word(at + i)).collect::<Vec<_>>().join(" ");
                return place(&name).map(|name| (Zone::Named(name), at + words + 1));
            }
        }
        None
    }
}
