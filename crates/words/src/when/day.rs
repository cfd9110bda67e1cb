//! Days and stretches of days: *tomorrow*, *next Friday*, *Friday the 13th*, *3 March*, *a week on Monday*.

use jiff::civil::Weekday;

use super::{
    lexeme::{Kind, Lexemes, among},
    names::{Writing, month, tomorrow, weekday},
    part::{Amount, Day, Which},
};

/// What may follow a bare "the 15th" so that it is a day and not the fifteenth of something.
const AFTER_ORDINAL: &str = "at by on in and or but so as if for to with from between i we you he she they it our \
        your my the a an is will at of around about before after when because then please works \
        suits that who which this next latest morning afternoon evening instead once via not \
        until till sir madam ok okay through without while since too now again onwards his her \
        their can someone";

/// Nouns that a weekday before them only describes: *the Sunday roast*.
const DESCRIBED: &str = "brunch lunch dinner roast shift service market group crew team paper edition class \
        classes meeting special league club supplement slot run collection rate rates delivery \
        deliveries blues mass school session offer sale menu opening driver";

/// Before a doubtful *sat*, *sun*, *mon*, *wed*.
const BEFORE_DOUBTFUL: &str = "on by this next thing before until till for coming cob eod or til";

impl Lexemes<'_> {
    /// A weekday, and whether it was written so that it is one.
    fn plain_weekday(&self, at: usize) -> Option<(Weekday, usize)> {
        let (found, writing) = weekday(self.word(at))?;
        let before = self.word_before(at);
        if matches!(before, "mr" | "mrs" | "ms" | "miss" | "mister")
            || self.mark(at.wrapping_sub(1), '.')
                && matches!(self.word_before(at.saturating_sub(1)), "mr" | "mrs" | "ms")
        {
            return None;
        }
        let mut next = at + 1;
        if self.mark(next, '.')
            && self.word(at).len() <= 5
            && !self.sentence_ends(next + 1)
            && next + 1 < self.len()
        {
            next += 1;
        }
        if writing == Writing::Doubtful {
            let after = self.is(
                next,
                "morning afternoon evening night at lunchtime am pm the week between \
                        around by",
            ) || self.clause_ends(next)
                && !matches!(before, "the" | "i" | "he" | "she" | "we" | "and" | "they" | "in")
                || self.digits(next).is_some();
            if !among(before, BEFORE_DOUBTFUL)
                && (!after
                    || matches!(before, "the" | "i" | "he" | "she" | "we" | "they" | "in" | "just"))
            {
                return None;
            }
        }
        // "Tuesday Bakewell, customer no 3300": a name.
        let begins = at == 0 || self.sentence_ends(at);
        if begins
            && self.capital(next)
            && !self.clause_ends(next)
            && (self.mark(next + 1, ',') || self.mark(next + 1, '.'))
            && next == at + 1
            && month(self.word(next)).is_none()
            && self.word(next).len() > 2
            && self.kind(next) == Some(Kind::Word)
            && !self.is(next, "morning afternoon evening")
        {
            return None;
        }
        if self.is(next, DESCRIBED) {
            return None;
        }
        Some((found, next))
    }

    /// Whether the `'s` there is "is": *Wednesday's a goer*, not *Wednesday's delivery*.
    fn possessive(&self, at: usize) -> bool {
        self.suffix(at, "s")
            && !self.is(
                at + 1,
                "a an the fine good ok okay no not best better when perfect looking out \
                        possible my your our great free busy",
            )
    }

    /// A day, where `before` is the preposition that stands there.
    pub(super) fn day(&self, at: usize, before: &str) -> Option<(Day, usize)> {
        let (day, to) = self.day_itself(at, before)?;
        (!self.possessive(to)).then_some((day, to))
    }

    #[allow(clippy::too_many_lines)] // an arm for each word
    fn day_itself(&self, at: usize, before: &str) -> Option<(Day, usize)> {
        let word = self.word(at);
        if let Some((2, 1)) = self.digits(at)
            && self.glued(at + 1)
        {
            match self.word(at + 1) {
                "day" => return Some((Day::After(0), at + 2)),
                "moro" | "morrow" | "morow" | "mro" | "mrw" => {
                    return Some((Day::After(1), at + 2));
                }
                _ => {}
            }
        }
        if tomorrow(word) {
            return Some(match self.word(at + 1) {
                "week" => (Day::After(8), at + 2),
                "fortnight" => (Day::After(15), at + 2),
                _ => (Day::After(1), at + 1),
            });
        }
        match word {
            "today" | "tody" | "todays" => {
                return Some(match self.word(at + 1) {
                    "week" => (Day::After(7), at + 2),
                    "fortnight" => (Day::After(14), at + 2),
                    _ => (Day::After(0), at + 1),
                });
            }
            "yesterday" | "yday" | "ystdy" => return Some((Day::Past, at + 1)),
            "overmorrow" => return Some((Day::After(2), at + 1)),
            "the" | "day" => {
                let day = if word == "the" { at + 1 } else { at };
                if let Some(after) = self.phrase(day, "day after")
                    && (tomorrow(self.word(after))
                        || matches!(self.digits(after), Some((2, 1))) && self.glued(after + 1))
                {
                    return self.day(after, "").map(|(_, to)| (Day::After(2), to));
                }
                if word == "day" {
                    return None;
                }
                if let Some(to) = self.one_of(at, "the day before yesterday / the other day") {
                    return Some((Day::Past, to));
                }
                if self.is(at + 1, "next following coming last past previous") {
                    return self.day(at + 1, before);
                }
                return self.day_with_article(at, before);
            }
            "last" | "past" | "previous" => {
                let to = at + 2;
                return (weekday(self.word(at + 1)).is_some()
                    || month(self.word(at + 1)).is_some()
                    || self.is(
                        at + 1,
                        "night week month year weekend spring summer autumn winter time",
                    ))
                .then_some((Day::Past, to));
            }
            "this" => {
                if self.is(at + 1, "past last") && weekday(self.word(at + 2)).is_some() {
                    return Some((Day::Past, at + 3));
                }
                if self.word(at + 1) == "coming" {
                    return self
                        .plain_weekday(at + 2)
                        .map(|(day, to)| (Day::Weekday(day, Which::Coming, 0), to));
                }
                return self
                    .plain_weekday(at + 1)
                    .map(|(day, to)| (Day::Weekday(day, Which::This, 0), to));
            }
            "coming" => {
                return self
                    .plain_weekday(at + 1)
                    .map(|(day, to)| (Day::Weekday(day, Which::Coming, 0), to));
            }
            "next" | "following" => {
                if let Some(to) =
                    self.one_of(at + 1, "business day / working day / workday / weekday / work day")
                {
                    return Some((Day::Business(1), to));
                }
                return self
                    .plain_weekday(at + 1)
                    .map(|(day, to)| (Day::Weekday(day, Which::Next, 0), to));
            }
            _ => {}
        }
        if let Some((found, to)) = self.plain_weekday(at) {
            let coming = |days, to| Some((Day::Weekday(found, Which::Coming, days), to));
            return match self.word(to) {
                // "Monday week": but not "Monday week 3".
                "week" => coming(7, to + 1),
                "fortnight" => coming(14, to + 1),
                "last" | "gone" => Some((Day::Past, to + 1)),
                "next" if self.clause_ends(to + 1) => {
                    Some((Day::Weekday(found, Which::Next, 0), to + 1))
                }
                "the" if self.day_of_month(to + 1).is_some_and(|(_, ordinal, _)| ordinal) => {
                    let (day, _, after) = self.day_of_month(to + 1)?;
                    // Tuesday the 13th of May
                    if let Some((date, end)) = self.date(to + 1, "on") {
                        return Some((date, end));
                    }
                    Some((Day::OfMonth(day, Some(found)), after))
                }
                _ => {
                    // Sunday 5 April; Thursday, March 12; Monday (14/3).
                    let date = if self.mark(to, ',') || self.mark(to, '(') { to + 1 } else { to };
                    if let Some((date, end)) = self.date(date, "on") {
                        return Some((date, end));
                    }
                    // Monday 14th
                    if let Some((day, true, after)) = self.day_of_month(to) {
                        return Some((Day::OfMonth(day, Some(found)), after));
                    }
                    coming(0, to)
                }
            };
        }
        if let Some(found) = self.date(at, before) {
            return Some(found);
        }
        self.week_from(at)
    }

    /// The 15th; the first of March; on the twenty seventh.
    fn day_with_article(&self, at: usize, before: &str) -> Option<(Day, usize)> {
        if let Some(found) = self.date(at + 1, "on").filter(|_| {
            self.digits(at + 1).is_none() || !matches!(self.kind(at + 2), Some(Kind::Mark(_)))
        }) {
            return Some(found);
        }
        let (day, ordinal, to) = self.day_of_month(at + 1)?;
        let prepared = matches!(
            before,
            "on" | "by" | "before" | "until" | "till" | "around" | "after" | "for" | "about"
        );
        let ends = self.clause_ends(to) || self.is(to, AFTER_ORDINAL);
        let digits = self.digits(at + 1).is_some();
        (ordinal && ends && (prepared || digits && !self.is(to, "of time that")))
            .then_some((Day::OfMonth(day, None), to))
    }

    /// A week on Monday, two weeks from today, a fortnight today, three days from now.
    fn week_from(&self, at: usize) -> Option<(Day, usize)> {
        let (amount, next) = self.amount(at)?;
        let step = |days: i64| match amount {
            Amount::Days(more) => Some(Day::After(days + more)),
            Amount::Months(months) if days == 0 => Some(Day::AfterMonths(months)),
            Amount::BusinessDays(number) if days == 0 => Some(Day::Business(number)),
            _ => None,
        };
        let joint = match self.word(next) {
            "from" | "on" | "after" | "this" => next + 1,
            "hence" => return step(0).map(|day| (day, next + 1)),
            "ago" | "back" | "earlier" => return Some((Day::Past, next + 1)),
            _ => next,
        };
        let named = joint > next;
        if matches!(self.word(joint), "now" | "today")
            && (named || matches!(amount, Amount::Days(7 | 14 | 21 | 28)))
        {
            return step(0).map(|day| (day, joint + 1));
        }
        if tomorrow(self.word(joint)) && (named || matches!(amount, Amount::Days(7 | 14))) {
            return step(1).map(|day| (day, joint + 1));
        }
        if named && let (Some((day, to)), Amount::Days(days)) = (self.plain_weekday(joint), amount)
        {
            return Some((Day::Weekday(day, Which::Coming, days), to));
        }
        None
    }
}
