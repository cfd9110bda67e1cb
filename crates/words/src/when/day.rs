//! Days and stretches of days: *tomorrow*, *next Friday*, *Friday the 13th*, *3 March*, *a week on Monday*,
//! *early next week*, *the end of March*.

use jiff::civil::Weekday;

use super::{
    lexeme::{Kind, Lexemes},
    names::{Writing, month, ordinal, tomorrow, weekday},
    part::{Alone, Amount, Day, Position, Stretch, Which},
};

/// What may follow a bare "the 15th" so that it is a day and not the fifteenth of something.
const AFTER_ORDINAL: [&str; 74] = [
    "at",
    "by",
    "on",
    "in",
    "and",
    "or",
    "but",
    "so",
    "as",
    "if",
    "for",
    "to",
    "with",
    "from",
    "between",
    "i",
    "we",
    "you",
    "he",
    "she",
    "they",
    "it",
    "our",
    "your",
    "my",
    "the",
    "a",
    "an",
    "is",
    "will",
    "at",
    "of",
    "around",
    "about",
    "before",
    "after",
    "when",
    "because",
    "then",
    "please",
    "works",
    "suits",
    "that",
    "who",
    "which",
    "this",
    "next",
    "latest",
    "morning",
    "afternoon",
    "evening",
    "instead",
    "once",
    "via",
    "not",
    "until",
    "till",
    "sir",
    "madam",
    "ok",
    "okay",
    "through",
    "without",
    "while",
    "since",
    "too",
    "now",
    "again",
    "onwards",
    "his",
    "her",
    "their",
    "can",
    "someone",
];

/// Nouns that a weekday before them only describes: *the Sunday roast*.
const DESCRIBED: [&str; 35] = [
    "brunch",
    "lunch",
    "dinner",
    "roast",
    "shift",
    "service",
    "market",
    "group",
    "crew",
    "team",
    "paper",
    "edition",
    "class",
    "classes",
    "meeting",
    "special",
    "league",
    "club",
    "supplement",
    "slot",
    "run",
    "collection",
    "rate",
    "rates",
    "delivery",
    "deliveries",
    "blues",
    "mass",
    "school",
    "session",
    "offer",
    "sale",
    "menu",
    "opening",
    "driver",
];

/// Before a doubtful *sat*, *sun*, *mon*, *wed*.
const BEFORE_DOUBTFUL: [&str; 14] = [
    "on", "by", "this", "next", "thing", "before", "until", "till", "for", "coming", "cob", "eod",
    "or", "til",
];

impl Lexemes<'_> {
    /// A day of the month: *3*, *3rd*, *third*, *twenty seventh*. Tells whether it is an ordinal.
    fn day_of_month(&self, at: usize) -> Option<(i8, bool, usize)> {
        let small = |value: u32| i8::try_from(value).ok().filter(|day| (1..=31).contains(day));
        if let Some((value, digits)) = self.digits(at) {
            let day = small(value).filter(|_| digits <= 2)?;
            if self.is(at + 1, &["st", "nd", "rd", "th"]) && self.glued(at + 1) {
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

    fn year(&self, at: usize) -> Option<(i16, usize)> {
        let next = if self.mark(at, ',') { at + 1 } else { at };
        let (value, digits) = self.digits(next)?;
        let clock = self.mark(next + 1, ':') && self.glued(next + 1);
        (digits == 4 && (1900..2200).contains(&value) && !clock)
            .then(|| i16::try_from(value).ok().map(|year| (year, next + 1)))
            .flatten()
    }

    /// A date: *3 March*, *March 3rd, 2026*, *2026-03-03*, *3/14*, *27.10.*.
    fn date(&self, at: usize, before: &str) -> Option<(Day, usize)> {
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
                &[
                    "at", "between", "by", "from", "if", "around", "about", "and", "or", "in",
                    "hope", "please", "ok", "works", "is", "for", "so", "with", "then", "because",
                ],
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
                &[
                    "morning",
                    "afternoon",
                    "evening",
                    "night",
                    "at",
                    "lunchtime",
                    "am",
                    "pm",
                    "the",
                    "week",
                    "between",
                    "around",
                    "by",
                ],
            ) || self.clause_ends(next)
                && !matches!(before, "the" | "i" | "he" | "she" | "we" | "and" | "they" | "in")
                || self.digits(next).is_some();
            if !BEFORE_DOUBTFUL.contains(&before)
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
            && !self.is(next, &["morning", "afternoon", "evening"])
        {
            return None;
        }
        if self.is(next, &DESCRIBED) {
            return None;
        }
        Some((found, next))
    }

    /// Whether the `'s` there is "is": *Wednesday's a goer*, not *Wednesday's delivery*.
    fn possessive(&self, at: usize) -> bool {
        self.suffix(at, "s")
            && !self.is(
                at + 1,
                &[
                    "a", "an", "the", "fine", "good", "ok", "okay", "no", "not", "best", "better",
                    "when", "perfect", "looking", "out", "possible", "my", "your", "our", "great",
                    "free", "busy",
                ],
            )
    }

    /// A day, where `before` is the preposition that stands there.
    pub(super) fn day(&self, at: usize, before: &str) -> Option<(Day, usize)> {
        let (day, to) = self.day_itself(at, before)?;
        (!self.possessive(to)).then_some((day, to))
    }

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
                if let Some(to) = self.one_of(at, &["the day before yesterday", "the other day"]) {
                    return Some((Day::Past, to));
                }
                if self.is(at + 1, &["next", "following", "coming", "last", "past", "previous"]) {
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
                        &[
                            "night", "week", "month", "year", "weekend", "spring", "summer",
                            "autumn", "winter", "time",
                        ],
                    ))
                .then_some((Day::Past, to));
            }
            "this" => {
                if self.is(at + 1, &["past", "last"]) && weekday(self.word(at + 2)).is_some() {
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
                if let Some(to) = self.one_of(
                    at + 1,
                    &["business day", "working day", "workday", "weekday", "work day"],
                ) {
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
        let ends = self.clause_ends(to) || self.is(to, &AFTER_ORDINAL);
        let digits = self.digits(at + 1).is_some();
        (ordinal && ends && (prepared || digits && !self.is(to, &["of", "time", "that"])))
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

    /// This week, early next week, the end of the month, mid-March, over the weekend.
    pub(super) fn stretch(&self, at: usize, before: &str) -> Option<(Alone, usize)> {
        let whole = |stretch, to| Some((Alone::Stretch(stretch, Position::Whole), to));
        match self.word(at) {
            "eow" => return Some((Alone::Stretch(Stretch::Week(0), Position::End), at + 1)),
            "eom" => return Some((Alone::Stretch(Stretch::Month(0), Position::End), at + 1)),
            "week" | "month" | "year" | "quarter" => {
                let end = if self.suffix(at + 1, "s") { at + 2 } else { at + 1 };
                if self.word(end) == "end"
                    && matches!(before, "by" | "before" | "at" | "until" | "on")
                {
                    let stretch = match self.word(at) {
                        "week" => Stretch::Week(0),
                        "month" => Stretch::Month(0),
                        "year" => Stretch::Year(0),
                        _ => Stretch::Quarter(0),
                    };
                    return Some((Alone::Stretch(stretch, Position::End), end + 1));
                }
                return None;
            }
            _ => {}
        }
        let after_article = if self.word(at) == "the" { at + 1 } else { at };
        let (position, next) = match self.word(after_article) {
            "early" | "earlier" => (Position::Beginning, after_article + 1),
            "late" => (Position::Late, after_article + 1),
            "later" => {
                // Later in the week.
                let next = self
                    .phrase(after_article, "later in")
                    .or_else(|| self.phrase(after_article, "later on"))
                    .unwrap_or(after_article + 1);
                (Position::Rest, next)
            }
            "mid" | "middle" => (Position::Middle, after_article + 1),
            "beginning" | "start" => (Position::Beginning, after_article + 1),
            "end" => (Position::End, after_article + 1),
            "very" if self.word(after_article + 1) == "end" => (Position::End, after_article + 2),
            "back" if self.word(after_article + 1) == "end" => (Position::Late, after_article + 2),
            _ => (Position::Whole, at),
        };
        let next = if position != Position::Whole
            && (self.word(next) == "of" || self.mark(next, '-') || self.word(next) == "in")
        {
            next + 1
        } else {
            next
        };
        let named = position != Position::Whole;
        // March
        if let Some(month) = month(self.word(next)) {
            let prepared = matches!(
                before,
                "in" | "by" | "until" | "till" | "before" | "during" | "this" | "next" | "sometime"
            );
            let clear = named && position != Position::Rest || prepared;
            // In March 2025: over, or for others to say.
            return (clear
                && !self.counts(next + 1)
                && self.year(next + 1).is_none()
                && (!matches!(self.word(next), "may" | "march")
                    || before != "by"
                    || self.capital(next)))
            .then_some((Alone::Stretch(Stretch::NamedMonth(month), position), next + 1));
        }
        let (ahead, noun) = match self.word(next) {
            "this" if self.word(next + 1) == "coming" => (1, next + 2),
            "this" => (0, next + 1),
            "next" => (1, next + 1),
            "the" => match self.word(next + 1) {
                "coming" | "following" | "next" => (1, next + 2),
                _ => (0, next + 1),
            },
            "coming" | "following" => (1, next + 1),
            "week" if self.phrase(next, "week after next").is_some() => (0, next),
            _ if named && position != Position::Rest => (0, next),
            _ => return None,
        };
        let article =
            !matches!(self.word(next), "this" | "next" | "coming" | "following") && ahead == 0;
        if let Some(to) = self.one_of(noun, &["week after next", "wk after next"]) {
            return Some((Alone::Stretch(Stretch::Week(2), position), to));
        }
        if let Some(to) = self.phrase(noun, "weekend after next") {
            return Some((Alone::Stretch(Stretch::Weekend(2), position), to));
        }
        let (stretch, to) = match self.word(noun) {
            "week" | "wk"
                if self.word(noun + 1) == "end"
                    || self.mark(noun + 1, '-') && self.word(noun + 2) == "end" =>
            {
                let to = if self.word(noun + 1) == "end" { noun + 2 } else { noun + 3 };
                (Stretch::Weekend(ahead), to)
            }
            "weekend" | "wkend" | "wknd" => (Stretch::Weekend(ahead), noun + 1),
            "week" | "wk" => (Stretch::Week(ahead), noun + 1),
            "month" => (Stretch::Month(ahead), noun + 1),
            "quarter" => (Stretch::Quarter(ahead), noun + 1),
            "year" => (Stretch::Year(ahead), noun + 1),
            _ => return None,
        };
        if self.suffix(to, "s") {
            return None;
        }
        if let Stretch::Weekend(_) = stretch {
            let stretch = if self.phrase(next, "this coming").is_some() {
                Stretch::Weekend(0)
            } else {
                stretch
            };
            let position = match before {
                "before" | "by" | "ahead" => Position::Before,
                "after" => Position::After,
                "until" | "till" if article => Position::Before,
                _ => position,
            };
            let said = !article
                || matches!(
                    before,
                    "over"
                        | "on"
                        | "at"
                        | "during"
                        | "in"
                        | "before"
                        | "by"
                        | "after"
                        | "until"
                        | "till"
                );
            return said.then_some((Alone::Stretch(stretch, position), to));
        }
        if let Stretch::Year(0) | Stretch::Quarter(0) | Stretch::Week(0) | Stretch::Month(0) =
            stretch
            && article
            && position == Position::Whole
        {
            return None;
        }
        if position == Position::Whole {
            whole(stretch, to)
        } else {
            Some((Alone::Stretch(stretch, position), to))
        }
    }
}

fn before_date(before: &str) -> bool {
    matches!(before, "on" | "by" | "before" | "until" | "till" | "after" | "between")
}
