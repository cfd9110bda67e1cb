//! Amounts as times: *in two hours*, *within three working days*, *the next few days*, *give me ten minutes*.

use super::{
    lexeme::{Kind, Lexemes},
    names::{self, Unit},
    part::{Alone, Amount, Day, Draft},
};

impl Lexemes<'_> {
    /// Amounts: in two hours, within two days, two weeks from now, give me ten minutes.
    #[allow(clippy::too_many_lines)] // one way to say it after another
    pub(super) fn counted(&self, at: usize, before: &str) -> Option<Draft> {
        let previous = self.word_before(at);
        let within = |amount, to| {
            let mut draft = Draft::new(at, to);
            match amount {
                Amount::BusinessDays(days) => draft.day = Some(Day::Business(days)),
                _ => draft.alone = Some(Alone::Within(amount)),
            }
            draft
        };
        let point = |amount, to| {
            let mut draft = Draft::new(at, to);
            match amount {
                Amount::Elapsed(seconds) => draft.alone = Some(Alone::In(seconds)),
                Amount::Days(days) => draft.day = Some(Day::After(days)),
                Amount::Months(months) => draft.day = Some(Day::AfterMonths(months)),
                Amount::BusinessDays(days) => draft.day = Some(Day::Business(days)),
            }
            draft
        };
        // Within the hour, the week.
        if before == "within"
            && let Some(unit_at) =
                self.phrase(at, "the").filter(|&at| names::unit(self.word(at)).is_some())
            && let Some((amount, to)) = self.amount_of_one(unit_at)
        {
            return Some(within(amount, to));
        }
        // The next two days; the next hour.
        let article = if self.word(at) == "the" { at + 1 } else { at };
        if matches!(before, "in" | "over" | "within" | "during" | "sometime" | "")
            && self.is(article, "next coming following")
            && (article > at || before == "within" || before == "in" || !before.is_empty())
        {
            let next = article + 1;
            let found = self.amount(next).or_else(|| {
                let unit = names::unit(self.word(next))?;
                matches!(unit, Unit::Hour | Unit::Minute)
                    .then(|| self.amount_of_one(next))
                    .flatten()
            });
            if let Some((amount, to)) = found
                && previous != "for"
            {
                return Some(within(amount, to));
            }
            if let Some(to) = self.phrase(next, "days").or_else(|| self.phrase(next, "day or two"))
            {
                let days = if self.word(next) == "days" { 3 } else { 2 };
                return Some(within(Amount::Days(days), to));
            }
        }
        if before == "within" {
            let next = self
                .one_of(
                    at,
                    "about / around / approximately / roughly / a maximum of / at most / \
                            max",
                )
                .unwrap_or(at);
            return self.amount(next).map(|(amount, to)| within(amount, to));
        }
        if before == "in" {
            if let Some(next) =
                self.one_of(at, "under / less than / no more than / at most / not more than / max")
            {
                return self.amount(next).map(|(amount, to)| within(amount, to));
            }
            let next = self
                .one_of(
                    at,
                    "about / around / approximately / approx / roughly / just / only / \
                            another / maybe / exactly / say / as little as / just over / \
                            just under",
                )
                .unwrap_or(at);
            if let Some((amount, to)) = self.amount(next) {
                // In ten minutes' time.
                let time = if self.suffix(to, "s") || self.mark(to, '\'') { to + 1 } else { to };
                let to = if self.word(time) == "time" { time + 1 } else { to };
                let to = self.one_of(to, "from now / from today").unwrap_or(to);
                // "In 2 days' time" is one; "in a week of rain" is none; "in two hours she had" is told elsewhere.
                return (self.word(to) != "of").then(|| point(amount, to));
            }
            // In 5.
            if let Some((minutes @ 1..=90, to)) = self.number(next)
                && self.clause_ends(to)
                && !self.mark(to, ':')
                && self.word_before(at) == "in"
            {
                return Some(point(Amount::Elapsed(i64::from(minutes) * 60), to));
            }
            return None;
        }
        if before.is_empty() || matches!(before, "about" | "around") {
            let (amount, to) = self.amount(at)?;
            if matches!(self.word(to), "ago" | "back" | "earlier" | "before")
                && !self.clause_ends(to)
            {
                let mut draft = Draft::new(at, to + 1);
                draft.day = Some(Day::Past);
                return Some(draft);
            }
            if let Some(to) = self.one_of(to, "from now / from today / hence") {
                return Some(point(amount, to));
            }
            // Give me ten minutes; twenty minutes and I'll have it; told me 20 min he is at the gate.
            let start = if before.is_empty() { at } else { at - 1 };
            if self.asked_for(start) || self.awaited(start, to) {
                return Some(point(amount, to));
            }
        }
        None
    }

    fn amount_of_one(&self, unit_at: usize) -> Option<(Amount, usize)> {
        let amount = match names::unit(self.word(unit_at))? {
            Unit::Second => Amount::Elapsed(1),
            Unit::Minute => Amount::Elapsed(60),
            Unit::Hour => Amount::Elapsed(3600),
            Unit::Day => Amount::Days(i64::from(
                self.word(unit_at.wrapping_sub(1)) != "the" || self.word(unit_at + 1) == "or",
            )),
            Unit::BusinessDay => Amount::BusinessDays(1),
            Unit::Week => Amount::Days(7),
            Unit::Fortnight => Amount::Days(14),
            Unit::Month => Amount::Months(1),
            Unit::Year => Amount::Months(12),
        };
        if self.is(unit_at, "week month year") {
            let to = unit_at + 1;
            return Some((amount, to));
        }
        let to =
            self.one_of(unit_at, "hour or two / minute or two / day or two").unwrap_or(unit_at + 1);
        let amount = match (amount, to > unit_at + 1) {
            (Amount::Elapsed(seconds), true) => Amount::Elapsed(2 * seconds),
            (Amount::Days(days), true) => Amount::Days(2 * days),
            (amount, _) => amount,
        };
        Some((amount, to))
    }

    /// "Give me", "allow us", "bear with me for".
    fn asked_for(&self, at: usize) -> bool {
        let mut before = at;
        while before > 0
            && at - before < 3
            && self.is(before - 1, "just about another only like maybe around say")
        {
            before -= 1;
        }
        before >= 2
            && self.is(before - 1, "me us him her them")
            && self.is(before - 2, "give gimme allow giving")
            || self.word_before(before) == "gimme"
    }

    /// A clause that is an amount and then tells what comes: "twenty minutes and I'll have it".
    fn awaited(&self, at: usize, to: usize) -> bool {
        let comes = |at: usize| self.is(at, "i we he she they it you the your");
        let begins = self.sentence_ends(at)
            || matches!(
                self.kind(at.wrapping_sub(1)),
                Some(Kind::Mark(',' | ':' | '-' | '–' | '('))
            );
        begins && self.is(to, "and then") && comes(to + 1)
            || begins && self.clause_ends(to) && self.is(to + 1, "then")
            || self.is(at.wrapping_sub(1), "me says us")
                && (self.is(at.wrapping_sub(2), "told tells") || self.word_before(at) == "says")
                && comes(to)
    }
}
