//! What a time expression is made of. Parts are what was said; what they mean is for `resolve.rs`.

use jiff::civil::Weekday;

use super::names::Zone;

/// A word that makes a limit of what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// By, before, until, no later than.
    By,
    /// After.
    After,
    /// Not before, no earlier than.
    NotBefore,
}

/// So much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amount {
    /// Hours, minutes and seconds, as elapsed seconds.
    Elapsed(i64),
    Days(i64),
    BusinessDays(i64),
    Months(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
}

/// A time on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: i8,
    pub(super) minute: i8,
    pub(super) half: Option<Half>,
    /// Written so that it has 24 hours: `15:00`, `08:00`, noon; 24 is the midnight that ends the day.
    pub(super) certain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// The next one after today.
    Coming,
    /// The one of this week.
    This,
    /// The one of next week.
    Next,
}

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// So many days after today.
    After(i64),
    AfterMonths(i64),
    /// The so manieth business day after today.
    Business(i64),
    /// A weekday, and so many days after it.
    Weekday(Weekday, Which, i64),
    /// A weekday of the week that begins so many weeks after this one.
    OfWeek(Weekday, i64),
    Date {
        year: Option<i16>,
        month: i8,
        day: i8,
    },
    /// The 15th; Friday the 13th.
    OfMonth(i8, Option<Weekday>),
    /// The 15th of the month that begins so many months after this one.
    OfMonthAfter(i8, i64),
    /// One that is over.
    Past,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartOfDay {
    Morning,
    Afternoon,
    Evening,
    Night,
    Lunch,
    AfterLunch,
    /// First thing.
    Opening,
    /// End of day, close of business.
    Close,
    /// The whole day that is left: later today.
    Rest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    At(Clock),
    Between(Clock, Clock),
    /// The same time as now.
    Same,
}

/// Several days that have a name, counted from the one that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stretch {
    Week(i64),
    Weekend(i64),
    Month(i64),
    NamedMonth(i8),
    Quarter(i64),
    Year(i64),
}

/// Where in a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Whole,
    Beginning,
    Middle,
    Late,
    End,
    /// What is left of it: later this week.
    Rest,
    /// Before it begins: before the weekend.
    Before,
    /// After it ends: after the weekend.
    After,
}

/// What stands alone and takes neither a day nor a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    /// In two hours.
    In(i64),
    /// Within two hours, within two days.
    Within(Amount),
    Stretch(Stretch, Position),
    /// Right away, shortly: within so many minutes.
    Soon(i64),
    /// Soon, at some point, when I can.
    Vague,
    /// From one day to another.
    Days(Day, Day),
}

/// An expression as it was said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft {
    /// First lexeme, and the one after the last.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) bound: Option<Bound>,
    pub(super) day: Option<Day>,
    pub(super) part: Option<PartOfDay>,
    pub(super) time: Option<Time>,
    pub(super) zone: Option<Zone>,
    pub(super) alone: Option<Alone>,
    /// "Later today": begins now.
    pub(super) later: bool,
    /// "In the morning" without a day: the next one.
    pub(super) next_morning: bool,
}

impl Draft {
    pub(super) fn new(from: usize, to: usize) -> Self {
        Self {
            from,
            to,
            bound: None,
            day: None,
            part: None,
            time: None,
            zone: None,
            alone: None,
            later: false,
            next_morning: false,
        }
    }

    /// A day and nothing else.
    pub(super) fn only_day(&self) -> bool {
        self.day.is_some() && self.part.is_none() && self.time.is_none() && self.alone.is_none()
    }

    /// A time or a part of the day, of no day.
    pub(super) fn only_time(&self) -> bool {
        self.day.is_none()
            && (self.part.is_some() || self.time.is_some())
            && self.alone.is_none()
            && !self.later
    }

    /// Takes in what another says of the same time. Not where both say something of the same kind.
    pub(super) fn join(&mut self, other: &Draft) -> bool {
        // First thing in the morning.
        let first_thing =
            self.part == Some(PartOfDay::Opening) && other.part == Some(PartOfDay::Morning);
        if self.bound.is_some() && other.bound.is_some()
            || self.time.is_some() && other.time.is_some()
            || self.part.is_some() && other.part.is_some() && !first_thing
            || self.zone.is_some() && other.zone.is_some()
        {
            return false;
        }
        let day = match (self.day, other.day) {
            (Some(Day::Past), _) | (_, Some(Day::Past)) => Some(Day::Past),
            (Some(day), None) | (None, Some(day)) => Some(day),
            (None, None) => None,
            // Sunday 5 April; tomorrow, Thursday; Friday the 13th.
            (Some(Day::Weekday(weekday, Which::Coming, 0)), Some(Day::OfMonth(day, None)))
            | (Some(Day::OfMonth(day, None)), Some(Day::Weekday(weekday, Which::Coming, 0))) => {
                Some(Day::OfMonth(day, Some(weekday)))
            }
            (
                Some(Day::Weekday(_, Which::Coming, 0)),
                Some(other @ (Day::Date { .. } | Day::After(0 | 1))),
            ) => Some(other),
            (
                Some(first @ (Day::Date { .. } | Day::After(0 | 1))),
                Some(Day::Weekday(_, Which::Coming, 0)),
            ) => Some(first),
            _ => return false,
        };
        // Tuesday of next week; next week on Tuesday.
        let (day, alone) = match (day, self.alone, other.alone) {
            (day, None, None) => (day, None),
            (
                Some(Day::Weekday(weekday, Which::Coming, 0)),
                Some(Alone::Stretch(Stretch::Week(weeks), Position::Whole)),
                None,
            )
            | (
                Some(Day::Weekday(weekday, Which::Coming, 0)),
                None,
                Some(Alone::Stretch(Stretch::Week(weeks), Position::Whole)),
            ) => (Some(Day::OfWeek(weekday, weeks)), None),
            // Same time next week.
            (None, None, Some(Alone::Stretch(Stretch::Week(weeks), Position::Whole)))
                if self.time == Some(Time::Same) =>
            {
                (Some(Day::After(7 * weeks)), None)
            }
            _ => return false,
        };
        self.day = day;
        self.alone = alone;
        self.bound = self.bound.or(other.bound);
        self.time = self.time.or(other.time);
        self.part = self.part.or(other.part);
        self.zone = self.zone.or(other.zone);
        self.later |= other.later;
        self.next_morning |= other.next_morning;
        self.from = self.from.min(other.from);
        self.to = self.to.max(other.to);
        true
    }
}
