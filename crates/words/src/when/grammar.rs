//! How parts make an expression: a preposition, what it governs, and more parts of the same time beside it
//! ("on Friday, between 2 and 4") or apart from it ("On Friday somebody will come between 2 and 4").

use super::{
    clock::Look,
    lexeme::{Kind, Lexemes},
    names::tomorrow,
    part::{Alone, Amount, Bound, Clock, Day, Draft, PartOfDay, Position, Stretch, Time, Which},
};

/// What may stand between two parts of one expression.
const GLUE: [&str; 9] = ["then", "so", "of", "itself", "only", "say", "maybe", "again", "sharp"];

impl Lexemes<'_> {
    /// All drafts in order; what stands apart in a sentence is joined.
    pub(super) fn drafts(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let mut at = 0;
        while at < self.len() {
            if let Some(draft) = self.draft(at) {
                at = draft.to.max(at + 1);
                if !self.fools(&draft) {
                    drafts.push(draft);
                }
            } else {
                at += 1;
            }
        }
        self.join_apart(drafts)
    }

    /// "On Thursday somebody will come by between 2 and 4": a day and a time of one sentence.
    fn join_apart(&self, drafts: Vec<Draft>) -> Vec<Draft> {
        let mut joined: Vec<Draft> = Vec::with_capacity(drafts.len());
        for draft in drafts {
            if let Some(last) = joined.last_mut() {
                let fits =
                    last.only_day() && draft.only_time() || last.only_time() && draft.only_day();
                let parted = (last.to..=draft.from)
                    .any(|at| self.sentence_ends(at) && at > last.to || self.mark(at, ';'));
                if fits && !parted && last.join(&draft) {
                    continue;
                }
            }
            joined.push(draft);
        }
        joined
    }

    /// The expression that begins there.
    fn draft(&self, at: usize) -> Option<Draft> {
        let mut draft = self.phrase_of_time(at, false)?;
        loop {
            let mut next = draft.to;
            let mut glued = 0;
            while glued < 4
                && (self.is(next, &GLUE)
                    || matches!(self.kind(next), Some(Kind::Mark(',' | '(' | '-' | '–'))))
            {
                (next, glued) = (next + 1, glued + 1);
            }
            let dayed = draft.day.is_some() || draft.part.is_some();
            let Some(more) = self.phrase_of_time(next, dayed) else { break };
            // A day that begins a list: "on Monday, Tuesday at 3".
            if !draft.join(&more) {
                break;
            }
        }
        if let Some(to) = self.one_of(
            draft.to,
            &[
                "at the latest",
                "at the very latest",
                "latest",
                "or sooner",
                "or earlier",
                "or before",
            ],
        ) {
            if draft.bound.is_none()
                && draft.alone.is_none_or(|alone| matches!(alone, Alone::Stretch(..)))
                && self.word(draft.to) != "or"
            {
                draft.bound = Some(Bound::By);
            }
            draft.to = to;
        }
        if let Some(to) =
            self.phrase(draft.to, "or so").or_else(|| self.phrase(draft.to, "or thereabouts"))
        {
            draft.to = to;
        }
        Some(draft)
    }

    /// A preposition and what it governs. `dayed`: a day stands before, so that a bare number is a time.
    fn phrase_of_time(&self, at: usize, dayed: bool) -> Option<Draft> {
        if !matches!(self.kind(at)?, Kind::Word | Kind::Number | Kind::Mark('@')) {
            return None;
        }
        let (bound, before, mut core) = self.preposition(at);
        // At about four; by around 3; on or before.
        if core > at && !matches!(before, "between" | "from") {
            let hedge = self.one_of(
                core,
                &[
                    "approximately",
                    "approx",
                    "roughly",
                    "around",
                    "about",
                    "circa",
                    "say",
                    "exactly",
                ],
            );
            core = hedge.unwrap_or(core);
        }
        let mut draft = self.core(core, before, bound, dayed)?;
        draft.from = at;
        draft.bound = draft.bound.or(bound);
        Some(draft)
    }

    /// What the preposition makes of it, its word, and where it ends.
    fn preposition(&self, at: usize) -> (Option<Bound>, &'static str, usize) {
        let by = Some(Bound::By);
        if self.mark(at, '@') {
            return (None, "at", at + 1);
        }
        match self.word(at) {
            "by" => {
                let to = self
                    .one_of(at, &["by no later than", "by the latest", "by sometime"])
                    .unwrap_or(at + 1);
                (by, "by", to)
            }
            "before" | "b" if self.word(at) == "before" => (by, "before", at + 1),
            "ahead" if self.word(at + 1) == "of" => (by, "before", at + 2),
            "prior" if self.word(at + 1) == "to" => (by, "before", at + 2),
            "until" | "untill" => (by, "until", at + 1),
            "till" | "til" => (by, "till", at + 1),
            "no" | "not" => {
                if let Some(to) =
                    self.one_of(at, &["no later than", "not later than", "no latter than"])
                {
                    let to = self.one_of(to, &["by", "on"]).unwrap_or(to);
                    (by, "by", to)
                } else if let Some(to) = self.one_of(
                    at,
                    &[
                        "not before",
                        "no earlier than",
                        "not earlier than",
                        "no sooner than",
                        "not until",
                        "not till",
                    ],
                ) {
                    (Some(Bound::NotBefore), "before", to)
                } else {
                    (None, "", at)
                }
            }
            "latest" if self.is(at + 1, &["by", "on", "at"]) => (by, "by", at + 2),
            "after" => (Some(Bound::After), "after", at + 1),
            "any" if self.phrase(at, "any time after").is_some() => {
                (Some(Bound::After), "after", at + 3)
            }
            "anytime" if self.word(at + 1) == "after" => (Some(Bound::After), "after", at + 2),
            "on" => {
                let to = self
                    .phrase(at, "on or before")
                    .map_or((None, "on", at + 1), |to| (by, "on", to));
                let of_day = self
                    .one_of(at, &["on the morning of", "on the afternoon of", "on the evening of"]);
                if of_day.is_some() { (None, "in", at + 1) } else { to }
            }
            "at" => {
                (None, "at", self.one_of(at, &["at sometime", "at some time"]).unwrap_or(at + 1))
            }
            "in" => (None, "in", at + 1),
            "around" => (None, "around", at + 1),
            "about" | "abt" => (None, "about", at + 1),
            "approximately" | "approx" | "roughly" | "circa" => (None, "around", at + 1),
            "sometime" => self.within_sometime(at + 1),
            "some" if self.word(at + 1) == "time" => self.within_sometime(at + 2),
            "over" => (None, "over", at + 1),
            "during" => (None, "during", at + 1),
            "within" | "inside" => {
                let to = if self.word(at + 1) == "of" { at + 2 } else { at + 1 };
                (None, "within", to)
            }
            "between" => {
                (None, "between", self.one_of(at + 1, &["around", "about"]).unwrap_or(at + 1))
            }
            "from" => (None, "from", self.one_of(at + 1, &["around", "about"]).unwrap_or(at + 1)),
            _ => (None, "", at),
        }
    }

    fn within_sometime(&self, at: usize) -> (Option<Bound>, &'static str, usize) {
        let (bound, before, to) = self.preposition(at);
        if before.is_empty() { (bound, "sometime", at) } else { (bound, before, to) }
    }

    /// What a preposition governs.
    fn core(&self, at: usize, before: &str, bound: Option<Bound>, dayed: bool) -> Option<Draft> {
        let alone = |(alone, to)| {
            let mut draft = Draft::new(at, to);
            draft.alone = Some(alone);
            draft
        };
        if let Some(found) = self.soon(at, before) {
            return Some(alone(found));
        }
        if let Some(draft) = self.counted(at, before) {
            return Some(draft);
        }
        if !matches!(before, "about" | "around" | "within" | "between")
            && let Some(found) = self.stretch(at, before)
        {
            return Some(alone(found));
        }
        if let Some(draft) = self.part_of_day(at, before) {
            return Some(draft);
        }
        if let Some(found) = self.days(at, before) {
            return Some(alone(found));
        }
        if !matches!(before, "about" | "in" | "within" | "between" | "over" | "at" | "around")
            && let Some((day, to)) = self.day(at, before)
        {
            let mut draft = Draft::new(at, to);
            draft.day = Some(day);
            if let Day::Date { .. } = day
                && self.word(to) == "t"
                && self.glued(to)
                && let Some((clock, Look::Clear, to)) = self.clock(to + 1)
            {
                (draft.time, draft.to) = (Some(Time::At(clock)), to);
            }
            return Some(draft);
        }
        self.time(at, before, bound, dayed)
    }

    /// Clock times and ranges of them, with their zone.
    fn time(&self, at: usize, before: &str, bound: Option<Bound>, dayed: bool) -> Option<Draft> {
        if matches!(before, "in" | "on" | "over" | "during" | "within") {
            return None;
        }
        let same = self.one_of(at, &["this time", "the same time", "same time"]).filter(|&to| {
            tomorrow(self.word(to))
                || self.is(to, &["next", "on"])
                || super::names::weekday(self.word(to)).is_some()
        });
        if let Some(to) = same {
            let mut draft = Draft::new(at, to);
            draft.time = Some(Time::Same);
            return Some(draft);
        }
        let prepared = matches!(
            before,
            "at" | "by" | "before" | "until" | "till" | "around" | "about" | "after"
        );
        let look_wanted = if prepared || dayed { Look::Bare } else { Look::Clear };
        let range =
            if matches!(before, "at" | "by") { None } else { self.range(at, before, dayed) };
        let (time, mut to) = if let Some(found) = range {
            found
        } else {
            if before == "between" {
                return None;
            }
            let (clock, look, to) = self.clock(at)?;
            if look < look_wanted {
                return None;
            }
            // A bare number after a day is a time where nothing follows that it may count.
            if !prepared && look == Look::Bare && !self.bare_after_day(at, to) {
                return None;
            }
            // "from 3" alone is where something begins.
            if before == "from" && look < Look::Clear {
                return None;
            }
            (Time::At(clock), to)
        };
        let _ = bound;
        let mut draft = Draft::new(at, to);
        draft.time = Some(time);
        if let Some((zone, end)) = self.zone(to) {
            draft.zone = Some(zone);
            to = end;
        }
        draft.to = to;
        Some(draft)
    }

    fn bare_after_day(&self, at: usize, to: usize) -> bool {
        if self.digits(at).is_some_and(|(_, digits)| digits == 4)
            && self.digits(at).is_some_and(|(value, _)| (1900..2100).contains(&value))
        {
            return false;
        }
        self.clause_ends(to)
            || self.is(
                to,
                &[
                    "and", "or", "if", "ok", "okay", "please", "then", "so", "for", "with", "at",
                    "on", "by", "to", "but", "i", "we", "works", "is", "about", "when", "sharp",
                    "sir", "your", "my", "our", "in",
                ],
            )
            || self.zone(to).is_some()
    }

    /// *2-4pm*, *between 2 and 4*, *from 1:30 to 2:30*.
    fn range(&self, at: usize, before: &str, dayed: bool) -> Option<(Time, usize)> {
        let opened = matches!(before, "between" | "from");
        // "10 to 4" is a range here, not ten minutes to four.
        let (from, first_look, mut next) = self.start_of_range(at)?;
        let mut zoned = next;
        if let Some((_, to)) = self.zone(next) {
            zoned = to;
        }
        next = zoned;
        let joined = match self.word(next) {
            "and" => before == "between",
            "to" | "til" | "till" | "until" => true,
            _ => self.dash(next),
        };
        if !joined {
            return None;
        }
        let (to, second_look, end) = self.clock(next + 1)?;
        let clear = first_look == Look::Clear || second_look == Look::Clear;
        // "3 - 4" and "3 to 2" say nothing of a clock.
        let written = clear
            && (from.half.is_some()
                || to.half.is_some()
                || from.certain
                    && to.certain
                    && first_look == Look::Clear
                    && second_look == Look::Clear
                || first_look == Look::Clear && second_look == Look::Clear);
        if !(opened || dayed || written) {
            return None;
        }
        if !opened && !written && dayed && !self.bare_after_day(next + 1, end) {
            return None;
        }
        Some((Time::Between(from, to), end))
    }

    fn start_of_range(&self, at: usize) -> Option<(Clock, Look, usize)> {
        // The first number of "10 to 4" by itself.
        let (value, after) = self.number(at).unwrap_or((0, at));
        if (1..=12).contains(&value) && (self.is(after, &["to", "till", "and"]) || self.dash(after))
        {
            #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // 1 to 12
            let hour = value as i8;
            let padded = self.digits(at).is_some_and(|(value, digits)| digits == 2 && value < 10);
            return Some((
                Clock { hour, minute: 0, half: None, certain: padded },
                Look::Bare,
                after,
            ));
        }
        self.clock(at)
    }

    /// Amounts: in two hours, within two days, two weeks from now, give me ten minutes.
    fn counted(&self, at: usize, before: &str) -> Option<Draft> {
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
                self.phrase(at, "the").filter(|&at| super::names::unit(self.word(at)).is_some())
            && let Some((amount, to)) = self.amount_of_one(unit_at)
        {
            return Some(within(amount, to));
        }
        // The next two days; the next hour.
        let article = if self.word(at) == "the" { at + 1 } else { at };
        if matches!(before, "in" | "over" | "within" | "during" | "sometime" | "")
            && self.is(article, &["next", "coming", "following"])
            && (article > at || before == "within" || before == "in" || !before.is_empty())
        {
            let next = article + 1;
            let found = self.amount(next).or_else(|| {
                let unit = super::names::unit(self.word(next))?;
                matches!(unit, super::names::Unit::Hour | super::names::Unit::Minute)
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
                    &[
                        "about",
                        "around",
                        "approximately",
                        "roughly",
                        "a maximum of",
                        "at most",
                        "max",
                    ],
                )
                .unwrap_or(at);
            return self.amount(next).map(|(amount, to)| within(amount, to));
        }
        if before == "in" {
            if let Some(next) = self.one_of(
                at,
                &["under", "less than", "no more than", "at most", "not more than", "max"],
            ) {
                return self.amount(next).map(|(amount, to)| within(amount, to));
            }
            let next = self
                .one_of(
                    at,
                    &[
                        "about",
                        "around",
                        "approximately",
                        "approx",
                        "roughly",
                        "just",
                        "only",
                        "another",
                        "maybe",
                        "exactly",
                        "say",
                        "as little as",
                        "just over",
                        "just under",
                    ],
                )
                .unwrap_or(at);
            if let Some((amount, to)) = self.amount(next) {
                // In ten minutes' time.
                let time = if self.suffix(to, "s") || self.mark(to, '\'') { to + 1 } else { to };
                let to = if self.word(time) == "time" { time + 1 } else { to };
                let to = self.one_of(to, &["from now", "from today"]).unwrap_or(to);
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
            if let Some(to) = self.one_of(to, &["from now", "from today", "hence"]) {
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
        use super::names::Unit;
        let amount = match super::names::unit(self.word(unit_at))? {
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
        if self.is(unit_at, &["week", "month", "year"]) {
            let to = unit_at + 1;
            return Some((amount, to));
        }
        let to = self
            .one_of(unit_at, &["hour or two", "minute or two", "day or two"])
            .unwrap_or(unit_at + 1);
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
            && self.is(
                before - 1,
                &["just", "about", "another", "only", "like", "maybe", "around", "say"],
            )
        {
            before -= 1;
        }
        before >= 2
            && self.is(before - 1, &["me", "us", "him", "her", "them"])
            && self.is(before - 2, &["give", "gimme", "allow", "giving"])
            || self.word_before(before) == "gimme"
    }

    /// A clause that is an amount and then tells what comes: "twenty minutes and I'll have it".
    fn awaited(&self, at: usize, to: usize) -> bool {
        let comes =
            |at: usize| self.is(at, &["i", "we", "he", "she", "they", "it", "you", "the", "your"]);
        let begins = self.sentence_ends(at)
            || matches!(
                self.kind(at.wrapping_sub(1)),
                Some(Kind::Mark(',' | ':' | '-' | '–' | '('))
            );
        begins && self.is(to, &["and", "then"]) && comes(to + 1)
            || begins && self.clause_ends(to) && self.is(to + 1, &["then"])
            || self.is(at.wrapping_sub(1), &["me", "says", "us"])
                && (self.is(at.wrapping_sub(2), &["told", "tells"])
                    || self.word_before(at) == "says")
                && comes(to)
    }

    /// From Monday to Wednesday, Monday or Tuesday.
    fn days(&self, at: usize, before: &str) -> Option<(Alone, usize)> {
        if !matches!(before, "between" | "from" | "on" | "by" | "") {
            return None;
        }
        let (first, next) = self.day(at, before)?;
        let joined = match self.word(next) {
            "and" => before == "between",
            "or" | "to" | "till" | "until" | "through" => true,
            _ => self.dash(next),
        };
        let dated = |day| {
            matches!(
                day,
                Day::Weekday(..) | Day::After(0 | 1) | Day::Date { .. } | Day::OfMonth(..)
            )
        };
        if !joined || !dated(first) {
            return None;
        }
        let second = if self.is(next + 1, &["on", "by"]) { next + 2 } else { next + 1 };
        let (last, to) = self.day(second, "on")?;
        let clock_follows = self.is(to, &["at", "between", "from"]);
        (dated(last) && !clock_follows).then_some((Alone::Days(first, last), to))
    }

    /// Right away, shortly, soon, when I can.
    fn soon(&self, at: usize, before: &str) -> Option<(Alone, usize)> {
        const NOW: i64 = 15;
        const HOUR: i64 = 60;
        let found = |minutes, to| Some((Alone::Soon(minutes), to));
        let vague = |to| Some((Alone::Vague, to));
        let previous = if before.is_empty() { self.word_before(at) } else { "" };
        if before == "in" {
            if let Some(to) = self.one_of(
                at,
                &[
                    "a moment or two",
                    "a moment",
                    "a second or two",
                    "a second",
                    "a sec",
                    "a tick",
                    "a mo",
                    "a jiffy",
                    "a jiff",
                    "a flash",
                    "no time",
                    "just a moment",
                    "just a second",
                    "just a sec",
                    "just a mo",
                    "a few moments",
                    "a couple of seconds",
                    "a few seconds",
                    "a few secs",
                    "two ticks",
                    "a heartbeat",
                    "just a tick",
                    "one moment",
                    "one second",
                    "two shakes",
                    "the blink of an eye",
                    "one sec",
                ],
            ) {
                return found(NOW, to);
            }
            if let Some(to) = self.one_of(
                at,
                &[
                    "a bit",
                    "a little bit",
                    "a wee bit",
                    "a while",
                    "a little while",
                    "a short while",
                    "a wee while",
                    "just a bit",
                    "a little",
                    "due time",
                ],
            ) {
                return if self.word(to) == "of" || self.word(at) == "due" {
                    self.phrase(at, "due time").and_then(vague)
                } else {
                    found(HOUR, to)
                };
            }
            return self
                .one_of(
                    at,
                    &[
                        "due course",
                        "the near future",
                        "the future",
                        "the foreseeable future",
                        "good time",
                        "time",
                    ],
                )
                .filter(|&to| self.word(at) != "time" && to > at)
                .and_then(vague);
        }
        if before == "at" {
            if let Some(to) = self.phrase(at, "once") {
                return if self.word_before(at - 1) == "all" { None } else { found(NOW, to) };
            }
            return self
                .one_of(
                    at,
                    &[
                        "some point",
                        "some stage",
                        "a later date",
                        "a later time",
                        "a later point",
                        "some time",
                        "my earliest convenience",
                        "our earliest convenience",
                        "the earliest opportunity",
                        "the first opportunity",
                        "a later stage",
                    ],
                )
                .and_then(vague);
        }
        if before == "before" {
            return self.phrase(at, "long").and_then(|to| found(HOUR, to));
        }
        if !before.is_empty() && before != "sometime" {
            return None;
        }
        if before == "sometime" {
            return self.phrase(at, "soon").and_then(vague);
        }
        match self.word(at) {
            "right" | "straight" | "str" => {
                let to = self.one_of(
                    at,
                    &[
                        "right away",
                        "right now",
                        "right back",
                        "right this minute",
                        "right this second",
                        "right off",
                        "right this moment",
                        "straight away",
                        "straight back",
                        "straight off",
                    ],
                )?;
                return if self.is(to, &["from"]) { None } else { found(NOW, to) };
            }
            "straightaway" | "rightaway" | "immediately" | "immediatly" | "imediately"
            | "instantly" | "momentarily" | "asap" | "shortly" | "presently" | "pronto" => {
                if self.is(
                    at + 1,
                    &[
                        "after",
                        "before",
                        "following",
                        "upon",
                        "on",
                        "when",
                        "available",
                        "visible",
                        "once",
                    ],
                ) || matches!(previous, "effective" | "almost")
                {
                    return None;
                }
                let minutes =
                    if matches!(self.word(at), "asap" | "shortly" | "presently" | "pronto") {
                        HOUR
                    } else {
                        NOW
                    };
                return found(minutes, at + 1);
            }
            "a" => {
                // a.s.a.p.
                let letters = ["a", "s", "a", "p"];
                if letters.iter().enumerate().all(|(i, letter)| {
                    self.word(at + 2 * i) == *letter && (i == 3 || self.mark(at + 2 * i + 1, '.'))
                }) {
                    return found(
                        HOUR,
                        if self.mark(at + 7, '.') && self.glued(at + 7) { at + 8 } else { at + 7 },
                    );
                }
            }
            "now" => {
                let ends = self.clause_ends(at + 1) || self.phrase(at + 1, "for you").is_some();
                let held = matches!(
                    previous,
                    "right"
                        | "just"
                        | "by"
                        | "until"
                        | "for"
                        | "from"
                        | "up"
                        | "of"
                        | "and"
                        | "or"
                        | "till"
                        | "than"
                        | "before"
                        | "even"
                        | "now"
                );
                let to_come = self.going_to(at);
                return if ends && !held && to_come { found(NOW, at + 1) } else { None };
            }
            "this" => {
                return self
                    .one_of(
                        at,
                        &[
                            "this minute",
                            "this instant",
                            "this very minute",
                            "this second",
                            "this very moment",
                        ],
                    )
                    .and_then(|to| found(NOW, to));
            }
            "any" => {
                return self
                    .one_of(
                        at,
                        &[
                            "any minute now",
                            "any moment now",
                            "any minute",
                            "any moment",
                            "any second now",
                            "any second",
                        ],
                    )
                    .and_then(|to| found(NOW, to));
            }
            "as" => {
                if let Some(to) = self.one_of(
                    at,
                    &[
                        "as soon as possible",
                        "as quickly as possible",
                        "as soon as humanly possible",
                        "as soon as we possibly can",
                        "as soon as i possibly can",
                        "as fast as possible",
                    ],
                ) {
                    return if self.word(to - 1) == "can" { vague(to) } else { found(HOUR, to) };
                }
                return self
                    .one_of(
                        at,
                        &[
                            "as soon as i can",
                            "as soon as we can",
                            "as soon as he can",
                            "as soon as she can",
                            "as soon as they can",
                            "as soon as i am able",
                            "as soon as we are able",
                            "as and when",
                            "as quickly as i can",
                            "as quickly as we can",
                            "as fast as i can",
                            "as fast as we can",
                            "as soon as im able",
                            "as soon as one is free",
                        ],
                    )
                    .and_then(vague);
            }
            "when" | "whenever" => {
                let who = at + 1;
                if self.is(who, &["i", "we", "he", "she", "they"]) {
                    let verb =
                        if self.is(who + 1, &["next", "possibly"]) { who + 2 } else { who + 1 };
                    if self.is(verb, &["can"])
                        && (self.clause_ends(verb + 1) || self.is(verb + 1, &["and", "but"]))
                    {
                        return vague(verb + 1);
                    }
                    return self
                        .one_of(
                            verb,
                            &[
                                "get a minute",
                                "get a moment",
                                "get a chance",
                                "get the chance",
                                "have a minute",
                                "have a moment",
                                "have a chance",
                                "have the chance",
                                "have time",
                                "get time",
                                "get round to it",
                                "get around to it",
                                "get a sec",
                                "get a second",
                                "have a second",
                                "get to it",
                                "find time",
                                "find the time",
                                "have a free moment",
                            ],
                        )
                        .and_then(vague);
                }
                return self
                    .one_of(
                        at,
                        &[
                            "when possible",
                            "whenever possible",
                            "when time allows",
                            "when time permits",
                        ],
                    )
                    .and_then(vague);
            }
            "soon" | "sooner" => {
                if let Some(to) = self.one_of(at, &["sooner or later", "soon enough"]) {
                    return vague(to);
                }
                let kept = matches!(
                    previous,
                    "as" | "too" | "so" | "how" | "well" | "the" | "that" | "no"
                );
                return if self.word(at) == "sooner" || kept || self.is(at + 1, &["as", "after"]) {
                    None
                } else if matches!(previous, "very" | "pretty" | "real") {
                    None
                } else {
                    vague(at + 1)
                };
            }
            "very" | "pretty" | "real" => {
                let to =
                    self.one_of(at, &["very soon", "pretty soon", "real soon", "very shortly"])?;
                return if self.word(to - 1) == "shortly" { found(HOUR, to) } else { vague(to) };
            }
            "later" => {
                let kept = matches!(
                    previous,
                    "a" | "the"
                        | "no"
                        | "not"
                        | "or"
                        | "see"
                        | "any"
                        | "sooner"
                        | "much"
                        | "even"
                        | "than"
                        | "days"
                        | "day"
                        | "hours"
                        | "hour"
                        | "minutes"
                        | "weeks"
                        | "week"
                        | "months"
                        | "month"
                        | "years"
                        | "year"
                        | "far"
                );
                let ends = self.clause_ends(at + 1)
                    || self.is(
                        at + 1,
                        &[
                            "on",
                            "about",
                            "with",
                            "to",
                            "and",
                            "for",
                            "regarding",
                            "when",
                            "if",
                            "then",
                            "but",
                            "ok",
                            "okay",
                            "so",
                            "via",
                            "by",
                        ],
                    );
                if kept || !ends {
                    return None;
                }
                return vague(
                    if self.word(at + 1) == "on"
                        && (self.clause_ends(at + 2)
                            || !self.is(
                                at + 2,
                                &["today", "this", "tonight", "in", "the", "friday", "monday"],
                            ))
                    {
                        at + 2
                    } else {
                        at + 1
                    },
                )
                .filter(|_| self.part_of_day(at, "").is_none() && self.stretch(at, "").is_none());
            }
            "eventually" => return vague(at + 1),
            "one" => {
                return self
                    .one_of(at, &["one of these days", "one day soon", "one day"])
                    .filter(|_| !self.is(at + 2, &["of", "or"]) || self.word(at + 1) == "of")
                    .filter(|&to| self.clause_ends(to))
                    .and_then(vague);
            }
            "some" => {
                return self
                    .one_of(at, &["some time soon", "some day", "some other time"])
                    .and_then(vague);
            }
            "someday" => return vague(at + 1),
            _ => {}
        }
        None
    }

    /// Whether somebody is going to do something, in this clause before it.
    fn going_to(&self, at: usize) -> bool {
        (at.saturating_sub(12)..at).rev().take_while(|&i| !self.sentence_ends(i + 1)).any(|i| {
            self.is(i, &["will", "shall", "ill", "gonna", "let", "lemme"])
                || matches!(self.kind(i), Some(Kind::Suffix))
                    && matches!(self.all[i].word, "ll" | "m" | "re")
                || self.is(i, &["am", "are", "im"]) && self.word(i + 1).ends_with("ing")
        })
    }

    /// Parts of the day, with the day that they say: this morning, tonight, in the morning, first thing, end of
    /// day, after lunch, later today.
    fn part_of_day(&self, at: usize, before: &str) -> Option<Draft> {
        let draft = |day, part, to| {
            let mut draft = Draft::new(at, to);
            (draft.day, draft.part) = (day, Some(part));
            draft
        };
        let today = Some(Day::After(0));
        let word = self.word(at);
        let named = |at: usize| match self.word(at) {
            "morning" | "morn" | "mornin" => Some(PartOfDay::Morning),
            "afternoon" | "arvo" | "avo" | "aft" | "afternon" => Some(PartOfDay::Afternoon),
            "evening" | "eve" | "evenin" => Some(PartOfDay::Evening),
            "night" | "nite" => Some(PartOfDay::Night),
            _ => None,
        };
        let free = |to: usize| !self.suffix(to, "s");
        match word {
            "tonight" | "tonite" | "tonights" => {
                return free(at + 1).then(|| draft(today, PartOfDay::Night, at + 1));
            }
            "eod" | "cob" | "eob" | "cop" => {
                return (!matches!(before, "in" | "on") || word == "eod")
                    .then(|| draft(None, PartOfDay::Close, at + 1));
            }
            "lunchtime" | "lunch" => {
                let said = word == "lunchtime"
                    || matches!(
                        before,
                        "at" | "over" | "before" | "by" | "after" | "during" | "until" | "around"
                    );
                let to = if self.phrase(at, "lunch time").is_some() { at + 2 } else { at + 1 };
                let part = if before == "after" { PartOfDay::AfterLunch } else { PartOfDay::Lunch };
                let mut found = draft(None, part, to);
                if before == "after" {
                    found.from = at;
                }
                return (said || to > at + 1).then_some(found);
            }
            "this" => {
                if let Some(part) = named(at + 1) {
                    return free(at + 2).then(|| draft(today, part, at + 2));
                }
                if self.word(at + 1) == "lunchtime" {
                    return Some(draft(today, PartOfDay::Lunch, at + 2));
                }
                if let Some(part) = self.phrase(at, "this very").and_then(named) {
                    return Some(draft(today, part, at + 3));
                }
                if self.phrase(at, "this late").is_some() || self.phrase(at, "this early").is_some()
                {
                    return named(at + 2).map(|part| draft(today, part, at + 3));
                }
                return None;
            }
            "the" => {
                // In the morning, in the late afternoon; at the end of the day; the close of business.
                let noun = if self.is(at + 1, &["early", "late", "mid"]) { at + 2 } else { at + 1 };
                let noun = if self.mark(noun, '-') { noun + 1 } else { noun };
                if let Some(part) = named(noun)
                    && matches!(before, "in" | "by" | "during" | "until" | "till" | "before")
                    && free(noun + 1)
                {
                    let mut found = draft(None, part, noun + 1);
                    found.next_morning = part == PartOfDay::Morning;
                    if self.word(noun + 1) == "of" {
                        let (day, to) = self.day(noun + 2, "on")?;
                        (found.day, found.to, found.next_morning) = (Some(day), to, false);
                    }
                    return Some(found);
                }
                return self
                    .close(at + 1)
                    .or_else(|| self.close(at))
                    .map(|(day, to)| draft(day, PartOfDay::Close, to));
            }
            "first" => {
                let to = self.phrase(at, "first thing")?;
                let to = self
                    .one_of(to, &["in the morning", "in the day"])
                    .filter(|_| self.word(to + 1) == "the")
                    .map_or(to, |end| end);
                let mut found = draft(None, PartOfDay::Opening, to);
                found.next_morning = self.word(to - 1) == "morning";
                return Some(found);
            }
            "early" | "late" | "mid" => {
                let next = if self.mark(at + 1, '-') { at + 2 } else { at + 1 };
                if let Some(part) = named(next)
                    && !matches!(before, "on")
                    && (matches!(before, "in" | "by") || self.word_before(at) != "the")
                {
                    return Some(draft(None, part, next + 1));
                }
            }
            "later" => {
                let next = if self.word(at + 1) == "on" { at + 2 } else { at + 1 };
                let mut found = match self.word(next) {
                    "today" => draft(today, PartOfDay::Rest, next + 1),
                    "tonight" => draft(today, PartOfDay::Night, next + 1),
                    "this" => draft(today, named(next + 1)?, next + 2),
                    "in" if self.word(next + 1) == "the" && self.word(next + 2) == "day" => {
                        draft(today, PartOfDay::Rest, next + 3)
                    }
                    "in" if self.word(next + 1) == "the" => {
                        draft(today, named(next + 2)?, next + 3)
                    }
                    _ => return None,
                };
                found.later = true;
                return Some(found);
            }
            "earlier" => {
                if self.is(at + 1, &["today", "tonight", "this"]) {
                    let mut found = Draft::new(at, at + 2);
                    found.day = Some(Day::Past);
                    return Some(found);
                }
                return None;
            }
            "rest" if self.phrase(at, "rest of the day").is_some() => return None,
            _ => {}
        }
        // 1st thing tomorrow
        if let Some((1, 1)) = self.digits(at)
            && let Some(to) = self.phrase(at + 1, "st thing")
        {
            return Some(draft(None, PartOfDay::Opening, to));
        }
        if let Some((day, to)) = self.close(at) {
            return Some(draft(day, PartOfDay::Close, to));
        }
        // Friday morning, tomorrow night: the bare noun only right after a day.
        let part = named(at)?;
        let after_day = at > 0 && before.is_empty() && {
            let back = self.word(at - 1);
            tomorrow(back)
                || super::names::weekday(back).is_some()
                || matches!(back, "today" | "yesterday" | "th" | "st" | "nd" | "rd")
                || self.digits(at - 1).is_some()
                || super::names::month(back).is_some()
        };
        (after_day && free(at + 1) || before == "at" && part == PartOfDay::Night && false)
            .then(|| draft(None, part, at + 1))
    }

    /// End of day, close of business, end of play: and the day, where it is said in it.
    fn close(&self, at: usize) -> Option<(Option<Day>, usize)> {
        let to = self.one_of(
            at,
            &[
                "end of the business day",
                "end of the working day",
                "end of business day",
                "end of business hours",
                "end of working day",
                "end of the work day",
                "end of the workday",
                "end of the day",
                "end of this day",
                "end of business",
                "end of play",
                "end of day",
                "close of the business day",
                "close of business day",
                "close of business",
                "close of play",
                "close of day",
                "close of trading",
                "close of trade",
                "end of trading",
                "end of work",
                "end of office hours",
                "end of the shift",
                "end of my shift",
                "end of our day",
                "end of your day",
                "end of today",
                "closing time",
                "close of office",
                "end of my day",
                "end of the morning",
                "end of the afternoon",
            ],
        );
        if let Some(to) = to {
            return match self.word(to - 1) {
                "today" => Some((Some(Day::After(0)), to)),
                "morning" | "afternoon" => None,
                _ => Some((None, to)),
            };
        }
        if let Some(of) = self.one_of(at, &["end of", "close of", "close on"])
            && let Some((day @ (Day::After(_) | Day::Weekday(..)), to)) = self.day(of, "on")
        {
            return Some((Some(day), to));
        }
        // By close today, by close.
        if self.word(at) == "close"
            && matches!(self.word_before(at), "by" | "before" | "at" | "until")
            && (self.clause_ends(at + 1) || self.is(at + 1, &["today", "tomorrow", "on"]))
        {
            return Some((None, at + 1));
        }
        None
    }

    /// Whether it looks like a stretch that is only an idiom: kept here for what needs the whole draft.
    pub(super) fn idiom(&self, draft: &Draft) -> bool {
        // "At the end of the day, it's only money."
        let begins = self.sentence_ends(draft.from);
        if draft.part == Some(PartOfDay::Close)
            && begins
            && self.word(draft.from) == "at"
            && self.word(draft.to - 1) == "day"
            && draft.day.is_none()
        {
            return self.mark(draft.to, ',') || !self.is(draft.to, &["i", "we", "our", "my"]);
        }
        matches!(draft.alone, Some(Alone::Stretch(Stretch::Week(_), Position::Whole)))
            && self.word(draft.to) == "end"
            || matches!(draft.day, Some(Day::Weekday(_, Which::This, _)))
                && self.suffix(draft.to, "s")
    }
}
