//! How parts make an expression: a preposition, what it governs, and more parts of the same time beside it
//! ("on Friday, between 2 and 4") or apart from it ("On Friday somebody will come between 2 and 4").

use super::{
    clock::Look,
    lexeme::{Kind, Lexemes},
    names::{self, tomorrow},
    part::{Alone, Bound, Clock, Day, Draft, PartOfDay, Position, Stretch, Time, Which},
};

/// What may stand between two parts of one expression.
const GLUE: &str = "then so of itself only say maybe again sharp";

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
                && (self.is(next, GLUE)
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
            "at the latest / at the very latest / latest / or sooner / or earlier / \
                    or before",
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
        if !self.may_begin(at) {
            return None;
        }
        let (bound, before, mut core) = self.preposition(at);
        // At about four; by around 3; on or before.
        if core > at && !matches!(before, "between" | "from") {
            let hedge = self.one_of(
                core,
                "approximately / approx / roughly / around / about / circa / say / exactly",
            );
            core = hedge.unwrap_or(core);
        }
        let mut draft = self.core(core, before, bound, dayed)?;
        draft.from = at;
        draft.bound = draft.bound.or(bound);
        Some(draft)
    }

    /// Whether an expression may begin with that lexeme: most words of a text begin none.
    fn may_begin(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Number | Kind::Mark('@')) => true,
            Some(Kind::Word) => {
                let word = self.word(at);
                begins(word)
                    || names::weekday(word).is_some()
                    || names::month(word).is_some()
                    || names::number(word).is_some()
                    || names::ordinal(word).is_some()
                    || tomorrow(word)
            }
            _ => false,
        }
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
                    .one_of(at, "by no later than / by the latest / by sometime")
                    .unwrap_or(at + 1);
                (by, "by", to)
            }
            "before" | "b" if self.word(at) == "before" => (by, "before", at + 1),
            "ahead" if self.word(at + 1) == "of" => (by, "before", at + 2),
            "prior" if self.word(at + 1) == "to" => (by, "before", at + 2),
            "until" | "untill" => (by, "until", at + 1),
            "till" | "til" => (by, "till", at + 1),
            "no" | "not" => {
                if let Some(to) = self.one_of(at, "no later than / not later than / no latter than")
                {
                    let to = self.one_of(to, "by / on").unwrap_or(to);
                    (by, "by", to)
                } else if let Some(to) = self.one_of(
                    at,
                    "not before / no earlier than / not earlier than / no sooner than / \
                            not until / not till",
                ) {
                    (Some(Bound::NotBefore), "before", to)
                } else {
                    (None, "", at)
                }
            }
            "latest" if self.is(at + 1, "by on at") => (by, "by", at + 2),
            "after" => (Some(Bound::After), "after", at + 1),
            "any" if self.phrase(at, "any time after").is_some() => {
                (Some(Bound::After), "after", at + 3)
            }
            "anytime" if self.word(at + 1) == "after" => (Some(Bound::After), "after", at + 2),
            "on" => {
                let to = self
                    .phrase(at, "on or before")
                    .map_or((None, "on", at + 1), |to| (by, "on", to));
                let of_day =
                    self.one_of(at, "on the morning of / on the afternoon of / on the evening of");
                if of_day.is_some() { (None, "in", at + 1) } else { to }
            }
            "at" => (None, "at", self.one_of(at, "at sometime / at some time").unwrap_or(at + 1)),
            "in" => (None, "in", at + 1),
            "about" | "abt" => (None, "about", at + 1),
            "around" | "approximately" | "approx" | "roughly" | "circa" => (None, "around", at + 1),
            "sometime" => self.within_sometime(at + 1),
            "some" if self.word(at + 1) == "time" => self.within_sometime(at + 2),
            "over" => (None, "over", at + 1),
            "during" => (None, "during", at + 1),
            "within" | "inside" => {
                let to = if self.word(at + 1) == "of" { at + 2 } else { at + 1 };
                (None, "within", to)
            }
            "between" => (None, "between", self.one_of(at + 1, "around / about").unwrap_or(at + 1)),
            "from" => (None, "from", self.one_of(at + 1, "around / about").unwrap_or(at + 1)),
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
        let same = self.one_of(at, "this time / the same time / same time").filter(|&to| {
            tomorrow(self.word(to))
                || self.is(to, "next on")
                || names::weekday(self.word(to)).is_some()
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
                "and or if ok okay please then so for with at on by to but i we works is \
                        about when sharp sir your my our in",
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
        if (1..=12).contains(&value) && (self.is(after, "to till and") || self.dash(after)) {
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

    /// From Monday to Wednesday, Monday or Tuesday.
    fn days(&self, at: usize, before: &str) -> Option<(Alone, usize)> {
        if !matches!(before, "between" | "from" | "on" | "by" | "") {
            return None;
        }
        let (first, next) = self.day(at, before)?;
        if !self.is(next, "and or to till until through") && !self.dash(next) {
            return None;
        }
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
        let second = if self.is(next + 1, "on by") { next + 2 } else { next + 1 };
        let (last, to) = self.day(second, "on")?;
        let clock_follows = self.is(to, "at between from");
        (dated(last) && !clock_follows).then_some((Alone::Days(first, last), to))
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
            return self.mark(draft.to, ',') || !self.is(draft.to, "i we our my");
        }
        matches!(draft.alone, Some(Alone::Stretch(Stretch::Week(_), Position::Whole)))
            && self.word(draft.to) == "end"
            || matches!(draft.day, Some(Day::Weekday(_, Which::This, _)))
                && self.suffix(draft.to, "s")
    }
}

/// Words that begin an expression, but for the names of numbers, days and months.
#[allow(clippy::too_many_lines)] // a list
fn begins(word: &str) -> bool {
    matches!(
        word,
        "by" | "before"
            | "ahead"
            | "prior"
            | "until"
            | "untill"
            | "till"
            | "til"
            | "no"
            | "not"
            | "latest"
            | "after"
            | "any"
            | "anytime"
            | "on"
            | "at"
            | "in"
            | "around"
            | "about"
            | "abt"
            | "approximately"
            | "approx"
            | "roughly"
            | "circa"
            | "sometime"
            | "some"
            | "over"
            | "during"
            | "within"
            | "inside"
            | "between"
            | "from"
            | "couple"
            | "coupla"
            | "few"
            | "several"
            | "half"
            | "quarter"
            | "a"
            | "an"
            | "another"
            | "noon"
            | "midday"
            | "midnight"
            | "mid"
            | "the"
            | "day"
            | "today"
            | "tody"
            | "todays"
            | "yesterday"
            | "yday"
            | "ystdy"
            | "overmorrow"
            | "last"
            | "past"
            | "previous"
            | "this"
            | "coming"
            | "next"
            | "following"
            | "eow"
            | "eom"
            | "week"
            | "month"
            | "year"
            | "early"
            | "earlier"
            | "late"
            | "later"
            | "middle"
            | "beginning"
            | "start"
            | "end"
            | "very"
            | "back"
            | "same"
            | "right"
            | "straight"
            | "straightaway"
            | "rightaway"
            | "immediately"
            | "immediatly"
            | "imediately"
            | "instantly"
            | "momentarily"
            | "asap"
            | "shortly"
            | "presently"
            | "pronto"
            | "now"
            | "as"
            | "when"
            | "whenever"
            | "soon"
            | "sooner"
            | "pretty"
            | "real"
            | "eventually"
            | "someday"
            | "tonight"
            | "tonite"
            | "tonights"
            | "eod"
            | "cob"
            | "eob"
            | "cop"
            | "lunch"
            | "lunchtime"
            | "close"
            | "closing"
            | "morning"
            | "morn"
            | "mornin"
            | "afternoon"
            | "arvo"
            | "avo"
            | "aft"
            | "afternon"
            | "evening"
            | "eve"
            | "evenin"
            | "night"
            | "nite"
            | "b"
    )
}
