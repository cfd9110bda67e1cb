//! What an expression means at a reference: its span of time, and the instant at which it is due.
//!
//! Days are calendar days, hours and minutes are elapsed time, and a wall-clock time that the zone skips
//! moves forward by what is skipped. Whatever runs out of the calendar has no due.

use domain::hours::Hours;
use jiff::{
    SignedDuration, ToSpan, Zoned,
    civil::{Date, DateTime, Time as Civil, Weekday},
    tz::{Offset, TimeZone, TimeZoneDatabase},
};

use super::{
    Kind, Reference,
    names::Zone,
    part::{
        Alone, Amount, Bound, Clock, Day, Draft, Half, PartOfDay, Position, Stretch, Time, Which,
    },
};

/// Nobody counts further in business days.
const BUSINESS_DAYS_MAX: i64 = 1000;

/// What an expression means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Meaning {
    pub(super) from: DateTime,
    pub(super) until: Option<DateTime>,
    pub(super) due: Option<Zoned>,
    pub(super) kind: Kind,
}

/// A reference with what is asked of it again and again.
struct Now<'r> {
    now: &'r Zoned,
    hours: &'r Hours,
    customer: Option<&'r TimeZone>,
    here: DateTime,
    today: Date,
}

/// What a draft means. `None` where it is over.
pub(super) fn meaning(draft: &Draft, reference: &Reference<'_>) -> Option<Meaning> {
    let here = reference.now.datetime();
    let now = Now {
        now: reference.now,
        hours: reference.hours,
        customer: reference.customer_zone,
        here,
        today: here.date(),
    };
    let beyond = Meaning { from: here, until: None, due: None, kind: Kind::Vague };
    let meant = now.plain(draft);
    let Some(meant) = meant else {
        return (!now.over(draft)).then_some(beyond);
    };
    let meant = now.bounded(meant, draft);
    // The beginning of this week, said on its Friday; by nine this morning, said at noon.
    let over = meant.due.as_ref().is_some_and(|due| {
        now.local(due).date() < now.today || meant.kind == Kind::Deadline && due < now.now
    });
    (!over).then_some(meant)
}

impl Now<'_> {
    /// A date with a year that is past, and a morning that is over, are no times to come.
    fn over(&self, draft: &Draft) -> bool {
        if let Some(Day::Date { year: Some(year), month, day }) = draft.day {
            return Date::new(year, month, day).is_ok_and(|date| date < self.today);
        }
        draft.day == Some(Day::After(0)) && draft.part.is_some()
    }

    /// By X: from now until it is due. Not before X: no due.
    fn bounded(&self, meant: Meaning, draft: &Draft) -> Meaning {
        match draft.bound {
            Some(Bound::By) if meant.kind != Kind::Vague => Meaning {
                from: self.here,
                until: meant.due.as_ref().map(|due| self.local(due)),
                due: meant.due,
                kind: Kind::Deadline,
            },
            Some(Bound::NotBefore) => {
                Meaning { from: meant.from, until: None, due: None, kind: Kind::NotBefore }
            }
            // After five: from then until the day is over.
            Some(Bound::After) if meant.kind == Kind::Point => {
                let close = self.close(meant.from.date()).unwrap_or(evening(22));
                let close = if meant.from.time() < close { close } else { evening(22) };
                let until = meant.from.date().to_datetime(close);
                if until <= meant.from {
                    return meant;
                }
                let due = self.zoned(until);
                Meaning { until: Some(until), due, kind: Kind::Span, ..meant }
            }
            _ => meant,
        }
    }

    fn plain(&self, draft: &Draft) -> Option<Meaning> {
        if let Some(alone) = draft.alone {
            return self.alone(alone);
        }
        if let Some(time) = draft.time {
            return self.timed(draft, time);
        }
        if let Some(part) = draft.part {
            return self.part(draft, part);
        }
        self.whole_day(self.date(draft.day?)?)
    }

    // Days.

    fn plus(&self, days: i64) -> Option<Date> {
        plus(self.today, days)
    }

    fn monday(&self, weeks: i64) -> Option<Date> {
        let back = i64::from(self.today.weekday().to_monday_zero_offset());
        plus(self.today, weeks.checked_mul(7)? - back)
    }

    fn open(&self, weekday: Weekday) -> bool {
        if self.hours.is_empty() {
            !matches!(weekday, Weekday::Saturday | Weekday::Sunday)
        } else {
            self.hours.on(weekday).is_some()
        }
    }

    fn opening(&self, date: Date) -> Civil {
        self.hours.on(date.weekday()).map_or(Civil::constant(9, 0, 0, 0), |opening| opening.from)
    }

    /// When business closes that day; none where it never opens.
    fn close(&self, date: Date) -> Option<Civil> {
        let weekday = date.weekday();
        if self.hours.is_empty() && self.open(weekday) {
            return Some(Civil::constant(17, 0, 0, 0));
        }
        self.hours.closing(weekday)
    }

    /// The first business day on or after a date.
    fn business_from(&self, date: Date) -> Option<Date> {
        (0..7).filter_map(|days| plus(date, days)).find(|date| self.open(date.weekday()))
    }

    fn date(&self, day: Day) -> Option<Date> {
        match day {
            Day::After(days) => self.plus(days),
            Day::AfterMonths(months) => {
                let months = i32::try_from(months).ok()?;
                self.today.checked_add(months_of(months)?).ok()
            }
            Day::Business(number) => {
                let mut date = self.today;
                if number > BUSINESS_DAYS_MAX {
                    return None;
                }
                for _ in 0..number {
                    date = self.business_from(plus(date, 1)?)?;
                }
                Some(date)
            }
            Day::Weekday(weekday, which, days) => {
                let offset = i64::from(weekday.to_monday_zero_offset());
                let date = match which {
                    Which::Next => plus(self.monday(1)?, offset)?,
                    Which::This => {
                        let date = plus(self.monday(0)?, offset)?;
                        if date < self.today { plus(date, 7)? } else { date }
                    }
                    Which::Coming => {
                        let date = plus(self.monday(0)?, offset)?;
                        if date <= self.today { plus(date, 7)? } else { date }
                    }
                };
                plus(date, days)
            }
            Day::OfWeek(weekday, weeks) => {
                let date = plus(self.monday(weeks)?, i64::from(weekday.to_monday_zero_offset()))?;
                (date >= self.today).then_some(date)
            }
            Day::Date { year: Some(year), month, day } => {
                Date::new(year, month, day).ok().filter(|&date| date >= self.today)
            }
            Day::Date { year: None, month, day } => (0..9)
                .filter_map(|years| {
                    Date::new(self.today.year().checked_add(years)?, month, day).ok()
                })
                .find(|&date| date >= self.today),
            Day::OfMonth(day, weekday) => {
                let mut months = (0..60).filter_map(|months| {
                    let first = self.first_of_month(months)?;
                    Date::new(first.year(), first.month(), day).ok()
                });
                let fits = |date: &Date| {
                    *date >= self.today && weekday.is_none_or(|weekday| date.weekday() == weekday)
                };
                months.find(fits)
            }
            Day::OfMonthAfter(day, months) => {
                let first = self.first_of_month(months)?;
                Date::new(first.year(), first.month(), day).ok()
            }
            Day::Past => None,
        }
    }

    fn first_of_month(&self, months: i64) -> Option<Date> {
        self.today.first_of_month().checked_add(months_of(i32::try_from(months).ok()?)?).ok()
    }

    /// By the close of business, or by the end of a day on which there is none.
    fn day_due(&self, date: Date) -> DateTime {
        let close = self.close(date).map(|close| date.to_datetime(close));
        match close {
            Some(close) if date != self.today || close > self.here => close,
            _ => date.at(23, 59, 0, 0),
        }
    }

    fn whole_day(&self, date: Date) -> Option<Meaning> {
        self.days(date, date, self.day_due(date), Kind::Day)
    }

    fn days(&self, first: Date, last: Date, due: DateTime, kind: Kind) -> Option<Meaning> {
        let until = last.tomorrow().map_or(DateTime::MAX, |after| after.at(0, 0, 0, 0));
        Some(Meaning { from: first.at(0, 0, 0, 0), until: Some(until), due: self.zoned(due), kind })
    }

    /// The last business day of some days; the last of them where there is none.
    fn last_business(&self, first: Date, last: Date) -> Date {
        let mut date = last;
        for _ in 0..7 {
            if self.open(date.weekday()) {
                return date;
            }
            match date.yesterday() {
                // At the end of the month that has but a weekend left, Friday is over.
                Ok(before) if before >= first.max(self.today) => date = before,
                _ => break,
            }
        }
        last
    }

    // Instants.

    fn zoned(&self, at: DateTime) -> Option<Zoned> {
        at.to_zoned(self.now.time_zone().clone()).ok()
    }

    fn local(&self, at: &Zoned) -> DateTime {
        at.with_time_zone(self.now.time_zone().clone()).datetime()
    }

    fn elapsed(&self, seconds: i64) -> Option<Zoned> {
        self.now.checked_add(SignedDuration::from_secs(seconds)).ok()
    }

    fn up_to(&self, due: Zoned, kind: Kind) -> Meaning {
        Meaning { from: self.here, until: Some(self.local(&due)), due: Some(due), kind }
    }

    fn until(&self, due: DateTime) -> Option<Meaning> {
        self.zoned(due).map(|due| self.up_to(due, Kind::Deadline))
    }

    // What stands alone.

    fn alone(&self, alone: Alone) -> Option<Meaning> {
        match alone {
            Alone::In(seconds) => {
                let due = self.elapsed(seconds)?;
                let from = self.local(&due);
                Some(Meaning { from, until: None, due: Some(due), kind: Kind::Point })
            }
            Alone::Within(Amount::Elapsed(seconds)) => {
                Some(self.up_to(self.elapsed(seconds)?, Kind::Deadline))
            }
            Alone::Within(amount) => {
                let day = match amount {
                    Amount::Months(months) => Day::AfterMonths(months),
                    Amount::BusinessDays(days) => Day::Business(days),
                    Amount::Days(days) | Amount::Elapsed(days) => Day::After(days),
                };
                self.until(self.day_due(self.date(day)?))
            }
            Alone::Soon(minutes) => Some(self.up_to(self.elapsed(minutes * 60)?, Kind::Soon)),
            Alone::Vague => {
                Some(Meaning { from: self.here, until: None, due: None, kind: Kind::Vague })
            }
            Alone::Days(first, last) => {
                let (first, mut last) = (self.date(first)?, self.date(last)?);
                if last < first {
                    last = (1..=4)
                        .filter_map(|weeks| plus(last, 7 * weeks))
                        .find(|&date| date >= first)?;
                }
                self.days(first, last, self.day_due(last), Kind::Days)
            }
            Alone::Stretch(stretch, position) => self.stretch(stretch, position),
        }
    }

    fn stretch(&self, stretch: Stretch, position: Position) -> Option<Meaning> {
        let (first, last) = match stretch {
            Stretch::Week(weeks) => {
                let monday = self.monday(weeks)?;
                return self.week(monday, position);
            }
            Stretch::Weekend(weeks) => {
                let saturday = plus(self.monday(weeks)?, 5)?;
                return self.weekend(saturday, position);
            }
            Stretch::Month(months) => {
                let first = self.first_of_month(months)?;
                (first, first.last_of_month())
            }
            Stretch::NamedMonth(month) => {
                let year = self.today.year();
                let first = Date::new(year, month, 1).ok()?;
                let ahead = i32::from(month < self.today.month());
                let first = first.checked_add(months_of(12 * ahead)?).ok()?;
                (first, first.last_of_month())
            }
            Stretch::Quarter(quarters) => {
                let into = i64::from((self.today.month() - 1) % 3);
                let first = self.first_of_month(3 * quarters - into)?;
                (first, first.checked_add(months_of(2)?).ok()?.last_of_month())
            }
            Stretch::Year(years) => {
                let into = i64::from(self.today.month() - 1);
                let first = self.first_of_month(12 * years - into)?;
                (first, first.last_of_year())
            }
        };
        let business = |first, last| self.day_due(self.last_business(first, last));
        match position {
            Position::Whole => self.days(first, last, business(first, last), Kind::Days),
            Position::Beginning => {
                let end = plus(first, 4)?;
                self.days(first, end, business(first, end), Kind::Days)
            }
            Position::Middle if matches!(stretch, Stretch::Month(_) | Stretch::NamedMonth(_)) => {
                self.whole_day(plus(first, 14)?)
            }
            Position::Middle => {
                self.whole_day(plus(first, (last - first).get_days().into()).unwrap_or(last))
            }
            Position::Late => {
                let begin = plus(last, -9)?;
                self.days(begin, last, business(begin, last), Kind::Days)
            }
            Position::End => self.days(last, last, business(first, last), Kind::Day),
            Position::Rest => self.until(business(first, last)),
            Position::Before => {
                self.until(self.day_due(self.last_business(self.today, first.yesterday().ok()?)))
            }
            Position::After => self.whole_day(last.tomorrow().ok()?),
        }
    }

    fn week(&self, monday: Date, position: Position) -> Option<Meaning> {
        let day = |days| plus(monday, days);
        let (mut friday, sunday) = (day(4)?, day(6)?);
        match position {
            Position::Whole => {
                let due = if friday < self.today { sunday } else { friday };
                self.days(monday, sunday, self.day_due(due), Kind::Days)
            }
            Position::Beginning => self.days(monday, day(1)?, self.day_due(day(1)?), Kind::Days),
            Position::Middle => self.whole_day(day(2)?),
            Position::Late => self.days(day(3)?, friday, self.day_due(friday), Kind::Days),
            Position::End => {
                if friday < self.today {
                    friday = plus(friday, 7)?;
                }
                self.whole_day(friday)
            }
            Position::Rest => {
                self.until(self.day_due(if friday < self.today { sunday } else { friday }))
            }
            Position::Before => {
                let (friday, sunday) = (plus(monday, -3)?, plus(monday, -1)?);
                self.until(self.day_due(if friday < self.today { sunday } else { friday }))
            }
            Position::After => self.whole_day(plus(monday, 7)?),
        }
    }

    fn weekend(&self, saturday: Date, position: Position) -> Option<Meaning> {
        let sunday = plus(saturday, 1)?;
        match position {
            Position::Before => {
                let mut friday = plus(saturday, -1)?;
                let closed =
                    self.close(friday).is_none_or(|close| friday.to_datetime(close) <= self.here);
                if friday < self.today || friday == self.today && closed {
                    friday = plus(friday, 7)?;
                }
                self.until(self.day_due(friday))
            }
            Position::After => self.whole_day(plus(saturday, 2)?),
            _ => self.days(saturday, sunday, sunday.at(23, 59, 0, 0), Kind::Days),
        }
    }

    // Parts of the day.

    fn part(&self, draft: &Draft, part: PartOfDay) -> Option<Meaning> {
        let clock = |hour| Civil::constant(hour, 0, 0, 0);
        let (begins, ends) = match part {
            PartOfDay::Morning => (clock(9), clock(12)),
            PartOfDay::Afternoon => (clock(12), clock(17)),
            PartOfDay::Evening | PartOfDay::Night => (clock(17), clock(22)),
            PartOfDay::Lunch => (clock(12), clock(13)),
            PartOfDay::AfterLunch => (clock(13), clock(17)),
            PartOfDay::Opening => return self.first_thing(draft),
            PartOfDay::Close => return self.at_close(draft),
            PartOfDay::Rest => return self.until(self.day_due(self.today)),
        };
        let date = match draft.day {
            Some(day) => self.date(day)?,
            None if draft.next_morning => self.plus(1)?,
            None if self.here.time() < ends => self.today,
            None => self.plus(1)?,
        };
        let until = date.to_datetime(ends);
        if until < self.here {
            return None;
        }
        let due = self.zoned(until)?;
        if draft.later {
            return Some(self.up_to(due, Kind::Deadline));
        }
        let from = date.to_datetime(begins);
        Some(Meaning { from, until: Some(until), due: Some(due), kind: Kind::Span })
    }

    /// Opening, and an hour.
    fn first_thing(&self, draft: &Draft) -> Option<Meaning> {
        let date = if let Some(day) = draft.day {
            self.date(day)?
        } else {
            let opens = self.today.to_datetime(self.opening(self.today));
            let today =
                self.open(self.today.weekday()) && self.here <= opens && !draft.next_morning;
            self.business_from(if today { self.today } else { self.plus(1)? })?
        };
        let from = date.to_datetime(self.opening(date));
        let until = from.checked_add(1.hour()).ok()?;
        if until < self.here {
            return None;
        }
        Some(Meaning { from, until: Some(until), due: self.zoned(until), kind: Kind::Span })
    }

    /// Close of business.
    fn at_close(&self, draft: &Draft) -> Option<Meaning> {
        let date = match draft.day {
            Some(day) if day != Day::After(0) => self.date(day)?,
            _ => {
                let over = self
                    .close(self.today)
                    .is_none_or(|close| self.today.to_datetime(close) <= self.here);
                self.business_from(if over { self.plus(1)? } else { self.today })?
            }
        };
        let from = self.day_due(date);
        Some(Meaning { from, until: None, due: self.zoned(from), kind: Kind::Point })
    }

    // The clock.

    fn timed(&self, draft: &Draft, time: Time) -> Option<Meaning> {
        let zone = match draft.zone {
            None | Some(Zone::Ours) => self.now.time_zone().clone(),
            Some(Zone::Yours) => self.customer.unwrap_or(self.now.time_zone()).clone(),
            Some(Zone::Fixed(minutes)) => Offset::from_seconds(minutes * 60).ok()?.to_time_zone(),
            Some(Zone::Named(name)) => TimeZoneDatabase::bundled().get(name).ok()?,
        };
        let there = self.now.with_time_zone(zone.clone());
        let said = match draft.day {
            Some(day) => Some(self.date(day)?),
            None if draft.next_morning && there.hour() >= 12 => Some(plus(there.date(), 1)?),
            None => None,
        };
        let at = |date: Date, (days, time): (i64, Civil)| {
            let date = plus(date, days)?;
            date.to_datetime(time).to_zoned(zone.clone()).ok()
        };
        let (first, last) = match time {
            Time::Same => {
                let time = self.here.time();
                ((0, time), None)
            }
            Time::At(clock) => (read(clock, draft.part), None),
            Time::Between(from, to) => {
                let (first, last) = read_range(from, to, draft.part);
                (first, Some(last))
            }
        };
        // A time that is past and of no day is tomorrow's.
        let today = said.unwrap_or(there.date());
        let mut begins = at(today, first)?;
        let mut ends = last.map(|last| at(today, last));
        let late = ends.clone().flatten().unwrap_or_else(|| begins.clone());
        let of_today = said.is_none() || draft.day == Some(Day::After(0)) && draft.zone.is_some();
        if of_today && late < *self.now && draft.day.is_none() {
            let tomorrow = plus(today, 1)?;
            begins = at(tomorrow, first)?;
            ends = last.map(|last| at(tomorrow, last));
        }
        let from = self.local(&begins);
        match ends {
            None => Some(Meaning {
                from,
                until: None,
                due: Some(begins.with_time_zone(self.now.time_zone().clone())),
                kind: Kind::Point,
            }),
            Some(ends) => {
                let ends = ends?.with_time_zone(self.now.time_zone().clone());
                Some(Meaning {
                    from,
                    until: Some(ends.datetime()),
                    due: Some(ends),
                    kind: Kind::Span,
                })
            }
        }
    }
}

fn evening(hour: i8) -> Civil {
    Civil::constant(hour, 0, 0, 0)
}

fn plus(date: Date, days: i64) -> Option<Date> {
    // Beyond this no span of days is made, and no calendar goes.
    if days.abs() > 7_000_000 {
        return None;
    }
    date.checked_add(days.days()).ok()
}

fn months_of(months: i32) -> Option<jiff::Span> {
    jiff::Span::new().try_months(months).ok()
}

/// A clock time as days and a time. Without am or pm it is the one between 07:00 and 18:59.
fn read(clock: Clock, part: Option<PartOfDay>) -> (i64, Civil) {
    let Clock { mut hour, minute, half, certain } = clock;
    if hour == 24 {
        return (1, Civil::midnight());
    }
    if !certain {
        let afternoon = match (half, part) {
            (Some(half), _) => half == Half::Pm,
            (None, Some(PartOfDay::Morning | PartOfDay::Opening)) => hour == 12,
            (None, Some(PartOfDay::Night)) if hour == 12 => {
                return (1, Civil::constant(0, minute, 0, 0));
            }
            (None, Some(_)) => true,
            (None, None) => !(7..12).contains(&hour),
        };
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    (0, Civil::new(hour, minute, 0, 0).unwrap_or(Civil::midnight()))
}

/// The end of a range follows its start; of two that say am or pm once, it holds for both where it can.
fn read_range(from: Clock, to: Clock, part: Option<PartOfDay>) -> ((i64, Civil), (i64, Civil)) {
    let with = |clock: Clock, half| read(Clock { half: Some(half), ..clock }, None);
    let free = |clock: Clock| clock.half.is_none() && !clock.certain;
    let other = |half| if half == Half::Am { Half::Pm } else { Half::Am };
    let later = |first: (i64, Civil), mut last: (i64, Civil)| {
        if last <= first {
            last.0 += 1;
        }
        (first, last)
    };
    match (from.half, to.half) {
        (None, Some(half)) if free(from) => {
            let last = read(to, part);
            let same = with(from, half);
            later(if same < last { same } else { with(from, other(half)) }, last)
        }
        (Some(half), None) if free(to) => {
            let first = read(from, part);
            let same = with(to, half);
            later(first, if same > first { same } else { with(to, other(half)) })
        }
        _ => {
            let (first, last) = (read(from, part), read(to, part));
            if last > first || !free(to) {
                return later(first, last);
            }
            let turned = with(to, if last.1.hour() < 12 { Half::Pm } else { Half::Am });
            later(first, turned)
        }
    }
}
