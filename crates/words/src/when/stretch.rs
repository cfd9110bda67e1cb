//! Stretches of days: *this week*, *early next week*, *the end of March*, *over the weekend*.

use super::{
    lexeme::Lexemes,
    names::month,
    part::{Alone, Position, Stretch},
};

impl Lexemes<'_> {
    /// This week, early next week, the end of the month, mid-March, over the weekend.
    #[allow(clippy::too_many_lines)] // an arm for each word
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
            "early" | "earlier" | "beginning" | "start" => (Position::Beginning, after_article + 1),
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
            "the" => match self.word(next + 1) {
                "coming" | "following" | "next" => (1, next + 2),
                _ => (0, next + 1),
            },
            "next" | "coming" | "following" => (1, next + 1),
            "week" if self.phrase(next, "week after next").is_some() => (0, next),
            _ if named && position != Position::Rest => (0, next),
            _ => return None,
        };
        let article =
            !matches!(self.word(next), "this" | "next" | "coming" | "following") && ahead == 0;
        if let Some(to) = self.one_of(noun, "week after next / wk after next") {
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
