//! What makes a time no expression of one to come: it is over, it is a habit, a duration, opening hours, a
//! greeting.

use super::{
    lexeme::{Kind, Lexemes},
    part::{Alone, Day, Draft, PartOfDay, Time, Which},
};

/// Verbs in the past that are nothing else.
const PAST: [&str; 60] = [
    "was",
    "were",
    "wasn",
    "weren",
    "did",
    "didn",
    "had",
    "hadn",
    "went",
    "came",
    "told",
    "said",
    "took",
    "gave",
    "rang",
    "wrote",
    "spoke",
    "sent",
    "paid",
    "bought",
    "began",
    "broke",
    "chose",
    "drove",
    "fell",
    "felt",
    "flew",
    "forgot",
    "knew",
    "left",
    "lost",
    "made",
    "meant",
    "met",
    "rose",
    "saw",
    "sat",
    "sold",
    "stood",
    "thought",
    "threw",
    "waited",
    "woke",
    "won",
    "caught",
    "held",
    "kept",
    "ran",
    "heard",
    "spent",
    "brought",
    "froze",
    "slept",
    "swore",
    "called",
    "rung",
    "promised",
    "emailed",
    "phoned",
    "complained",
];

/// Verbs of now and of what comes.
const TO_COME: [&str; 39] = [
    "will", "shall", "ll", "can", "could", "may", "might", "must", "should", "would", "is", "are",
    "am", "s", "m", "re", "be", "going", "gonna", "let", "please", "gets", "get", "has", "have",
    "ve", "to", "want", "wants", "need", "needs", "expect", "expected", "won", "shan", "lets",
    "ill", "well", "d",
];

impl Lexemes<'_> {
    /// Whether what was said there is no time to come.
    pub(super) fn fools(&self, draft: &Draft) -> bool {
        if draft.day == Some(Day::Past) {
            return true;
        }
        self.past(draft)
            || self.habit(draft)
            || self.opening_hours(draft)
            || self.greeting(draft)
            || self.idiom(draft)
    }

    /// The word there, be it a word of its own or the end of a contraction.
    fn verb(&self, at: usize) -> &str {
        self.all
            .get(at)
            .filter(|lexeme| matches!(lexeme.kind, Kind::Word | Kind::Suffix))
            .map_or("", |lexeme| lexeme.word)
    }

    /// Told as over: "my plan ended on the 1st", "On Monday I called".
    fn past(&self, draft: &Draft) -> bool {
        let before = self.word_before(draft.from);
        let dated = matches!(draft.day, Some(Day::Date { .. } | Day::OfMonth(..)));
        if matches!(before, "since" | "dated" | "ago") || before == "of" && dated {
            return true;
        }
        // What can only be to come.
        let to_come = matches!(
            draft.day,
            Some(Day::After(1..) | Day::Weekday(_, Which::Next, _) | Day::OfWeek(_, 1..))
        ) && !matches!(draft.alone, Some(Alone::In(_)))
            || draft.later
            || matches!(draft.day, Some(Day::Business(1)) if self.is(draft.to - 1, "day") && self.word_before(draft.to - 1) != "one");
        if to_come {
            return false;
        }
        if self.is(draft.to, "was were had did") {
            return true;
        }
        // "For Friday", "to Monday", "a window of 2 to 4", "told me 20 minutes": what was said of a time to come.
        if matches!(before, "for" | "to" | "of" | "says" | "me") {
            return false;
        }
        self.past_before(draft.from) || self.past_after(draft)
    }

    fn past_before(&self, from: usize) -> bool {
        let mut maybe = false;
        for at in (from.saturating_sub(14)..from).rev() {
            if self.sentence_ends(at + 1)
                || matches!(self.all[at].kind, Kind::Mark(';' | ':' | ',' | '(' | ')'))
            {
                return maybe;
            }
            let verb = self.verb(at);
            if matches!(verb, "and" | "but" | "so" | "because" | "then" | "while" | "or")
                && at + 1 < from
            {
                // "I called and asked, and on Monday …": another clause.
                return maybe;
            }
            if verb == "won" && self.suffix(at + 1, "t") {
                return false;
            }
            if TO_COME.contains(&verb) {
                return false;
            }
            let helped = matches!(
                self.verb(at.wrapping_sub(1)),
                "have"
                    | "has"
                    | "ve"
                    | "be"
                    | "been"
                    | "being"
                    | "is"
                    | "are"
                    | "get"
                    | "gets"
                    | "got"
                    | "getting"
                    | "having"
                    | "s"
                    | "re"
                    | "not"
                    | "already"
                    | "just"
                    | "the"
                    | "a"
                    | "your"
                    | "our"
                    | "my"
            ) || matches!(self.verb(at.wrapping_sub(1)), "d" | "it");
            if PAST.contains(&verb) && !helped {
                return true;
            }
            if verb.len() > 3
                && verb.ends_with("ed")
                && !matches!(
                    verb,
                    "need"
                        | "feed"
                        | "speed"
                        | "indeed"
                        | "wed"
                        | "bed"
                        | "shed"
                        | "red"
                        | "weed"
                        | "seed"
                        | "proceed"
                        | "concerned"
                        | "supposed"
                        | "scheduled"
                        | "reserved"
                        | "booked"
                        | "planned"
                )
            {
                let subject = self.verb(at.wrapping_sub(1));
                if matches!(
                    subject,
                    "i" | "we" | "he" | "she" | "they" | "who" | "was" | "were" | "wasn" | "weren"
                ) {
                    return true;
                }
                if !helped {
                    maybe = true;
                }
            }
        }
        maybe
    }

    fn past_after(&self, draft: &Draft) -> bool {
        if !self.sentence_ends(draft.from)
            && !self.clause_ends(draft.from)
            && !matches!(self.word_before(draft.from), "and" | "but")
        {
            return false;
        }
        let start = if self.mark(draft.to, ',') { draft.to + 1 } else { draft.to };
        for at in start..(start + 6).min(self.len()) {
            if self.clause_ends(at) && at > start {
                return false;
            }
            let verb = self.verb(at);
            if TO_COME.contains(&verb) {
                return false;
            }
            if PAST.contains(&verb) {
                return true;
            }
            if verb.len() > 3
                && verb.ends_with("ed")
                && matches!(
                    self.verb(at.wrapping_sub(1)),
                    "i" | "we" | "he" | "she" | "they" | "you" | "it"
                )
            {
                return true;
            }
        }
        false
    }

    /// Every Tuesday, for two days, until further notice.
    fn habit(&self, draft: &Draft) -> bool {
        let before = self.word_before(draft.from);
        if matches!(before, "every" | "each" | "per" | "most" | "usually" | "always") {
            return true;
        }
        // Since: "I have waited since Monday".
        if matches!(before, "since" | "until") && draft.bound.is_none() {
            return true;
        }
        let counted = matches!(draft.alone, Some(Alone::Within(_)));
        if counted && before == "for" {
            return true;
        }
        // "The last train is at 9", no; "the Friday after", no matter. "A Monday", "some Tuesdays".
        draft.only_day()
            && matches!(draft.day, Some(Day::Weekday(..)))
            && matches!(before, "a" | "god" | "any")
    }

    /// "We are open from 9 to 5", "visiting hours are noon to eight".
    fn opening_hours(&self, draft: &Draft) -> bool {
        let timed = matches!(draft.time, Some(Time::Between(..) | Time::At(_)))
            || matches!(draft.part, Some(PartOfDay::Lunch));
        let timed = timed || matches!(draft.alone, Some(Alone::Days(..)));
        if !timed || draft.day.is_some_and(|day| !matches!(day, Day::Weekday(..))) {
            return false;
        }
        for at in (draft.from.saturating_sub(10)..draft.from).rev() {
            if self.sentence_ends(at + 1) {
                break;
            }
            let verb = self.verb(at);
            if matches!(
                verb,
                "open"
                    | "closes"
                    | "opens"
                    | "closed"
                    | "hours"
                    | "hotline"
                    | "staffed"
                    | "daily"
                    | "normally"
                    | "usually"
                    | "every"
            ) && !(draft.day.is_some() && matches!(verb, "open" | "opens" | "closes"))
            {
                // "The driver can open the gate at 3."
                return !(verb == "open"
                    && matches!(self.verb(at.wrapping_sub(1)), "will" | "ll" | "to" | "can"))
                    || self.is(at + 1, "from until till");
            }
        }
        // "Nine to five, Monday to Friday."
        self.word(draft.to) == "hours"
            || self.is(draft.to, "daily weekdays everyday")
            || self.is(draft.to + 1, "weekdays saturdays sundays mondays")
    }

    /// "How are you today", "have a good weekend", "happy Friday".
    fn greeting(&self, draft: &Draft) -> bool {
        let back = |words: &str, reach: usize| {
            (draft.from.saturating_sub(reach)..draft.from)
                .rev()
                .take_while(|&at| !self.sentence_ends(at + 1))
                .any(|at| self.is(at, words))
        };
        let today = matches!(draft.day, Some(Day::After(0)));
        today && draft.only_day()
            && (back("how happy glad doing", 6) && back("are you help assist", 6)
                || self.phrase(draft.from.saturating_sub(2), "help you").is_some()
                || back("help assist", 5) && back("happy how glad can may could", 9) && back("you", 5))
            || back("happy merry lovely great nice good", 1)
            || back("have enjoy", 4) && back("good great nice lovely wonderful fantastic", 2)
            || draft.only_time() && matches!(draft.part, Some(PartOfDay::Morning | PartOfDay::Afternoon | PartOfDay::Evening)) && back("good", 1)
            // "It's 3 pm here", "The 5 o'clock shadow".
            || draft.only_time() && draft.time.is_some() && self.verb(draft.from.wrapping_sub(1)).len() <= 2 && matches!(self.verb(draft.from.wrapping_sub(1)), "s" | "is") && self.word(draft.from.wrapping_sub(2)) == "it"
            || matches!(draft.time, Some(Time::At(_))) && draft.day.is_none() && matches!(self.word_before(draft.from), "the" | "a") && self.digits(draft.from).is_some()
            || matches!(draft.time, Some(Time::At(_))) && draft.day.is_none() && self.word_before(draft.from) == "the" && self.is(draft.to, "appointment slot train bus flight news meeting")
    }
}
