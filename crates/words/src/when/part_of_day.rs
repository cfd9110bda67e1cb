//! Parts of the day: *this morning*, *tonight*, *first thing*, *end of play*, *later today*.

use super::{
    lexeme::Lexemes,
    names::{self, tomorrow},
    part::{Day, Draft, PartOfDay},
};

impl Lexemes<'_> {
    /// Parts of the day, with the day that they say: this morning, tonight, in the morning, first thing, end of
    /// day, after lunch, later today.
    #[allow(clippy::too_many_lines)] // an arm for each word
    pub(super) fn part_of_day(&self, at: usize, before: &str) -> Option<Draft> {
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
                let noun = if self.is(at + 1, "early late mid") { at + 2 } else { at + 1 };
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
                    .one_of(to, "in the morning / in the day")
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
                if self.is(at + 1, "today tonight this") {
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
                || names::weekday(back).is_some()
                || matches!(back, "today" | "yesterday" | "th" | "st" | "nd" | "rd")
                || self.digits(at - 1).is_some()
                || names::month(back).is_some()
        };
        (after_day && free(at + 1)).then(|| draft(None, part, at + 1))
    }

    /// End of day, close of business, end of play: and the day, where it is said in it.
    fn close(&self, at: usize) -> Option<(Option<Day>, usize)> {
        if !self.is(at, "end close closing") {
            return None;
        }
        let to = self.one_of(
            at,
            "end of the business day / end of the working day / end of business day / \
                    end of business hours / end of working day / end of the work day / \
                    end of the workday / end of the day / end of this day / end of business / \
                    end of play / end of day / close of the business day / \
                    close of business day / close of business / close of play / close of day / \
                    close of trading / close of trade / end of trading / end of work / \
                    end of office hours / end of the shift / end of my shift / end of our day / \
                    end of your day / end of today / closing time / close of office / \
                    end of my day / end of the morning / end of the afternoon",
        );
        if let Some(to) = to {
            return match self.word(to - 1) {
                "today" => Some((Some(Day::After(0)), to)),
                "morning" | "afternoon" => None,
                _ => Some((None, to)),
            };
        }
        if let Some(of) = self.one_of(at, "end of / close of / close on")
            && let Some((day @ (Day::After(_) | Day::Weekday(..)), to)) = self.day(of, "on")
        {
            return Some((Some(day), to));
        }
        // By close today, by close.
        if self.word(at) == "close"
            && matches!(self.word_before(at), "by" | "before" | "at" | "until")
            && (self.clause_ends(at + 1) || self.is(at + 1, "today tomorrow on"))
        {
            return Some((None, at + 1));
        }
        None
    }
}
