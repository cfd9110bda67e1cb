//! Amounts: *ten minutes*, *two and a half hours*, *an hour and fifteen minutes*, *3-5 business days*, *a
//! day or two*. Of several numbers the greatest counts.

use super::{
    lexeme::Lexemes,
    names::{Unit, number, unit as unit_named},
    part::Amount,
};

/// An amount of more than that many units is not meant as a time.
const UNITS_MAX: u32 = 1_000_000;

/// How many, in quarters.
#[derive(Debug, Clone, Copy)]
enum Count {
    Quarters(u32),
    Few,
}

impl Lexemes<'_> {
    /// A whole number in digits or words.
    pub(super) fn number(&self, at: usize) -> Option<(u32, usize)> {
        if let Some((value, _)) = self.digits(at) {
            return Some((value, at + 1));
        }
        let first = number(self.word(at))?;
        let next = if self.mark(at + 1, '-') && self.glued(at + 1) { at + 2 } else { at + 1 };
        if first >= 20
            && let Some(ones @ 1..=9) = number(self.word(next))
        {
            return Some((first + ones, next + 1));
        }
        Some((first, at + 1))
    }

    /// *a couple of*, *a few*, *half an*, *2.5*, *two or three*.
    fn count(&self, at: usize) -> Option<(Count, usize)> {
        use Count::{Few, Quarters};
        let word = self.word(at);
        match word {
            "couple" | "coupla" | "cupla" => {
                return Some((Quarters(8), self.phrase(at, "couple of").unwrap_or(at + 1)));
            }
            "few" | "several" => return Some((Few, at + 1)),
            "half" => {
                let next = if self.is(at + 1, "a an") { at + 2 } else { at + 1 };
                return Some((Quarters(2), next));
            }
            "quarter" => {
                return self.one_of(at, "quarter of an / quarter of a").map(|to| (Quarters(1), to));
            }
            "three" => {
                if let Some(to) = self.one_of(at, "three quarters of an / three quarters of a") {
                    return Some((Quarters(3), to));
                }
            }
            "a" | "an" | "another" => {
                let next = if self.is(at + 1, "good further wee full") { at + 2 } else { at + 1 };
                if self.is(next, "couple coupla few half quarter") {
                    return self.count(next);
                }
                if word == "another" && self.number(next).is_some() {
                    return self.count(next);
                }
                return Some((Quarters(4), next));
            }
            _ => {}
        }
        let (mut value, mut next) = self.number(at)?;
        // 2.5 hours
        if self.mark(next, '.')
            && self.glued(next)
            && self.glued(next + 1)
            && let Some((tenths, 1)) = self.digits(next + 1)
        {
            let quarters = value.min(UNITS_MAX) * 4 + (tenths * 4).div_ceil(10);
            return Some((Quarters(quarters), next + 2));
        }
        // 3-5 days, two or three, 3 to 5
        let joint = if self.dash(next) || self.is(next, "to or") { Some(next + 1) } else { None };
        if let Some((other, after)) = joint.and_then(|joint| self.number(joint)) {
            (value, next) = (value.max(other), after);
        }
        let mut quarters = value.min(UNITS_MAX) * 4;
        if let Some(to) = self.phrase(next, "and a half") {
            (quarters, next) = (quarters + 2, to);
        }
        Some((Quarters(quarters), next))
    }

    /// An amount of time.
    pub(super) fn amount(&self, at: usize) -> Option<(Amount, usize)> {
        let (count, mut next) = self.count(at)?;
        if self.mark(next, '-') {
            next += 1;
        }
        let business = self.is(next, "business working work bank banking office weekday");
        let unit_of = |at: usize| {
            // 30m, 2d
            let short = match self.word(at) {
                "m" if self.glued(at) => Some(Unit::Minute),
                "d" if self.glued(at) => Some(Unit::Day),
                word => unit_named(word),
            };
            let unit = short?;
            (unit != Unit::Day || !business).then_some(unit).or(Some(Unit::BusinessDay))
        };
        let (unit, mut end) = if business {
            match unit_of(next + 1)? {
                Unit::BusinessDay => (Unit::BusinessDay, next + 2),
                other => (other, next + 2),
            }
        } else {
            (unit_of(next)?, next + 1)
        };
        let mut quarters = match count {
            Count::Quarters(quarters) => quarters,
            Count::Few if unit == Unit::Minute => 20,
            Count::Few => 12,
        };
        // A minute or two; a week and a half; an hour and a quarter.
        if self.is(end, "or")
            && let Some((value, after)) = self.number(end + 1)
            && unit_named(self.word(after)).is_none()
            && value < 20
        {
            (quarters, end) = (quarters.max(value * 4), after);
        } else if let Some(to) = self.phrase(end, "and a half") {
            (quarters, end) = (quarters + 2, to);
        } else if let Some(to) = self.one_of(end, "and a quarter / and quarter") {
            (quarters, end) = (quarters + 1, to);
        }
        let quarters = i64::from(quarters);
        let whole = (quarters + 3) / 4;
        let mut amount = match unit {
            Unit::Second => Amount::Elapsed(quarters / 4),
            Unit::Minute => Amount::Elapsed(quarters * 15),
            Unit::Hour => Amount::Elapsed(quarters * 900),
            Unit::Day => Amount::Days(whole),
            Unit::BusinessDay => Amount::BusinessDays(whole),
            Unit::Week => Amount::Days((quarters * 7 + 3) / 4),
            Unit::Fortnight => Amount::Days((quarters * 14 + 3) / 4),
            Unit::Month => Amount::Months(whole),
            Unit::Year => Amount::Months(quarters * 3),
        };
        // An hour and fifteen minutes; 1 hour 30 minutes.
        if unit == Unit::Hour {
            let joint = if self.is(end, "and") { end + 1 } else { end };
            if let Some((minutes, after)) = self.number(joint)
                && unit_named(self.word(after)) == Some(Unit::Minute)
                && let Amount::Elapsed(seconds) = &mut amount
            {
                *seconds += i64::from(minutes.min(UNITS_MAX)) * 60;
                end = after + 1;
            }
        }
        if let Some(to) = self.phrase(end, "or so") {
            end = to;
        }
        Some((amount, end))
    }
}
