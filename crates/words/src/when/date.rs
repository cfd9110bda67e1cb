//! Dates: *3 March*, *March 3rd, 2026*, *2026-03-03*, *3/14*, *27.10.*.

use super::{
    lexeme::{Kind, Lexemes},
    names::{month, ordinal},
    part::Day,
};

impl Lexemes<'_> {
    /// A day of the month: *3*, *3rd*, *third*, *twenty seventh*. Tells whether it is an ordinal.
    pub(super) fn day_of_month(&self, at: usize) -> Option<(i8, bool, usize)> {
        let small = |value: u32| i8::try_from(value).ok().filter(|day| (1..=31).contains(day));
        if let Some((value, digits)) = self.digits(at) {
            let day = small(value).filter(|_| digits <= 2)?;
            if self.is(at + 1, "st nd rd th") && self.glued(at + 1) {
                return Some((day, true, at + 2));
            }
            return (!self.glued(at + 1) || !matches!(self.kind(at + 1), Some(Kind::Word)))
                .then_some((day, false, at + 1));
        }
        if let Some(value) = ordinal(self.word(at)) {
            return small(value).map(|day| (day, true, at + 1));
        }
        let tens = match self.word(at) {
            "twenty" => 20,
            "thirty" => 30,
            _ => return None,
        };
        let next = if self.mark(at + 1, '-') { at + 2 } else { at + 1 };
        let ones = ordinal(self.word(next)).filter(|&ones| ones < 10)?;
        small(tens + ones).map(|day| (day, true, next + 1))
    }

    pub(super) fn year(&self, at: usize) -> Option<(i16, usize)> {
        let next = if self.mark(at, ',') { at + 1 } else { at };
        let (value, digits) = self.digits(next)?;
        let clock = self.mark(next + 1, ':') && self.glued(next + 1);
        (digits == 4 && (1900..2200).contains(&value) && !clock)
            .then(|| i16::try_from(value).ok().map(|year| (year, next + 1)))
            .flatten()
    }

    /// A date: *3 March*, *March 3rd, 2026*, *2026-03-03*, *3/14*, *27.10.*.
    pub(super) fn date(&self, at: usize, before: &str) -> Option<(Day, usize)> {
        let dated = |year, month, day, to| Some((Day::Date { year, month, day }, to));
        // March 3
        if let Some(named) = month(self.word(at)) {
            let mut next = at + 1;
            if self.mark(next, '.') && self.word(at).len() <= 4 {
                next += 1;
            }
            if self.word(next) == "the" {
                next += 1;
            }
            let (day, ordinal, to) = self.day_of_month(next)?;
            let doubtful = matches!(self.word(at), "may" | "march" | "mar") && !ordinal;
            if !ordinal && self.counts(to) || doubtful && !self.capital(at) && !before_date(before)
            {
                return None;
            }
            // April 2019 is no day.
            let (year, to) = self.year(to).map_or((None, to), |(year, to)| (Some(year), to));
            return dated(year, named, day, to);
        }
        // 3 March, the third of March
        if let Some((day, ordinal, next)) = self.day_of_month(at) {
            let of = if self.word(next) == "of" { next + 1 } else { next };
            if let Some(named) = month(self.word(of)) {
                let to = if self.mark(of + 1, '.')
                    && self.word(of).len() <= 4
                    && !self.sentence_ends(of + 2)
                {
                    of + 2
                } else {
                    of + 1
                };
                let (year, to) = self
                    .year(if self.mark(to, ',') { of + 1 } else { to })
                    .map_or((None, of + 1), |(year, to)| (Some(year), to));
                return dated(year, named, day, to);
            }
            if ordinal && of > next {
                let months = match (self.word(of), self.word(of + 1)) {
                    ("next", "month") => Some(1),
                    ("this" | "the", "month") => Some(0),
                    ("the", "following") if self.word(of + 2) == "month" => {
                        return Some((Day::OfMonthAfter(day, 1), of + 3));
                    }
                    _ => None,
                };
                if let Some(months) = months {
                    return Some((Day::OfMonthAfter(day, months), of + 2));
                }
            }
        }
        self.date_in_digits(at, before)
    }

    fn date_in_digits(&self, at: usize, before: &str) -> Option<(Day, usize)> {
        let (first, digits) = self.digits(at)?;
        let Some(Kind::Mark(mark @ ('-' | '/' | '.'))) = self.kind(at + 1) else { return None };
        let (second, second_digits) = self.digits(at + 2)?;
        if !self.glued(at + 1)
            || !self.glued(at + 2)
            || second_digits > 2
            || at > 0 && self.glued(at) && self.kind(at - 1) != Some(Kind::Mark('('))
        {
            return None;
        }
        let third = (self.kind(at + 3) == Some(Kind::Mark(mark))
            && self.glued(at + 3)
            && self.glued(at + 4))
        .then(|| self.digits(at + 4))
        .flatten();
        let small = |value: u32| i8::try_from(value).ok();
        let valid = |year: Option<i16>, month: i8, day: i8, to: usize| {
            ((1..=12).contains(&month) && (1..=31).contains(&day))
                .then_some((Day::Date { year, month, day }, to))
        };
        // 2026-05-12
        if digits == 4 && (1900..2200).contains(&first) {
            let (day, _) = third?;
            // 2026-05-12T14:00
            return valid(i16::try_from(first).ok(), small(second)?, small(day)?, at + 5);
        }
        if digits > 2 || mark == '-' {
            return None;
        }
        let (month, day) = if first > 12 { (second, first) } else { (first, second) };
        let (month, day) = (small(month)?, small(day)?);
        if let Some((year, year_digits)) = third {
            let year = match year_digits {
                2 => i16::try_from(2000 + year).ok(),
                4 => i16::try_from(year).ok().filter(|year| (1900..2200).contains(year)),
                _ => None,
            }?;
            return valid(Some(year), month, day, at + 5);
        }
        if mark == '.' {
            let stop = self.mark(at + 3, '.') && self.glued(at + 3);
            let ends = stop && !self.sentence_ends(at + 4);
            let dated =
                ends || before == "on" || stop && matches!(before, "by" | "before" | "until");
            return if dated {
                valid(None, month, day, if stop && ends { at + 4 } else { at + 3 })
            } else {
                None
            };
        }
        // 12/5: a date where a preposition or the end of the clause says so, no fraction or house number.
        let follows = at + 3;
        let plain = self.clause_ends(follows)
            || self.is(
                follows,
                "at between by from if around about and or in hope please ok works is \
                        for so with then because",
            );
        let always_open = first == 24 && second == 7;
        if always_open && !matches!(before, "on" | "by")
            || self.capital(follows) && !self.clause_ends(follows) && self.word(follows) != "i"
        {
            return None;
        }
        if before_date(before)
            || matches!(before, "for" | "to" | "is" | "due" | "of") && plain
            || plain && !matches!(before, "a" | "an" | "about" | "at" | "only")
        {
            return valid(None, month, day, follows);
        }
        None
    }
}

fn before_date(before: &str) -> bool {
    matches!(before, "on" | "by" | "before" | "until" | "till" | "after" | "between")
}
