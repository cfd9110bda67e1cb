//! Being told: what an agent is told of, in which way, and when. What is new is bundled, so that nobody is told more
//! often than they chose, and waits while they want to be left alone; nothing that is unseen is forgotten for it.
//!
//! What somebody did themselves they are never told.

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Time, Weekday},
    tz::TimeZone,
};
use language::{Wording, say};

use crate::{
    AgentId, ConversationId, EventId, NotificationId,
    hours::{Hours, Opening, WEEKDAYS, parse_time},
    schedule::{Now, Schedule},
};

/// Days for which what was seen is kept.
pub const KEEP_DAYS: i64 = 30;
/// Seconds between two bundles at the least, where one is told at once.
pub const GAP_SECONDS: i64 = 10;
/// Minutes between two bundles at the least, where they are gathered.
pub const GATHERED_MINUTES: i64 = 15;
/// Seconds before a conversation that waits for a team is told of: in most teams somebody has taken it by then.
pub const PATIENCE_SECONDS: i64 = 5;
/// Minutes before an email is sent: what is seen in the page by then is not told once more.
pub const EMAIL_PATIENCE_MINUTES: i64 = 5;
/// Seconds before a browser is told in which no page may be open: what is seen in a page by then is not told once more.
pub const PUSH_PATIENCE_SECONDS: i64 = 30;
/// The hour at which a day begins for whoever has no hours.
const MORNING_HOUR: i8 = 9;

words! {
    /// What an agent is told of.
    Kind {
        /// A colleague named them in a note.
        Mention = "mention",
        /// A conversation was given to them.
        Given = "given",
        /// The customer wrote in a conversation that is theirs.
        Wrote = "wrote",
        /// Something waits that nobody has, for one of their teams or for everybody.
        Waiting = "waiting",
        /// A promise of theirs comes due, or was missed.
        Promise = "promise",
        /// A promise was handed over to them.
        Handed = "handed",
        /// A customer asked to be called back.
        CallBack = "call back",
        /// A standard was written, changed or retired.
        Standard = "standard",
        /// A webhook was switched off by itself.
        Webhook = "webhook",
        /// A rule ran too often, and was paused.
        Rule = "rule",
    }
}

impl Kind {
    /// All of them, in the order in which they are chosen.
    pub const ALL: [Self; 10] = [
        Self::Mention,
        Self::Given,
        Self::Wrote,
        Self::Waiting,
        Self::Promise,
        Self::Handed,
        Self::CallBack,
        Self::Standard,
        Self::Webhook,
        Self::Rule,
    ];

    /// Those of what is one's own: what is told beyond the page unless somebody chose otherwise.
    pub const OF_ONES_OWN: [Self; 6] =
        [Self::Mention, Self::Given, Self::Wrote, Self::Promise, Self::Handed, Self::CallBack];

    /// Whether it is always told in the page: what a colleague asks of one is told until it is seen.
    pub fn is_always_told(self) -> bool {
        matches!(self, Self::Mention | Self::Given | Self::Handed)
    }

    /// How long after it happened it is told, at the earliest.
    pub fn patience(self) -> SignedDuration {
        match self {
            Self::Waiting => SignedDuration::from_secs(PATIENCE_SECONDS),
            _ => SignedDuration::ZERO,
        }
    }

    /// What it tells of, in words.
    pub fn means(self) -> Wording {
        match self {
            Self::Mention => say("notifications-kind-mention"),
            Self::Given => say("notifications-kind-given"),
            Self::Wrote => say("notifications-kind-wrote"),
            Self::Waiting => say("notifications-kind-waiting"),
            Self::Promise => say("notifications-kind-promise"),
            Self::Handed => say("notifications-kind-handed"),
            Self::CallBack => say("notifications-kind-call-back"),
            Self::Standard => say("notifications-kind-standard"),
            Self::Webhook => say("notifications-kind-webhook"),
            Self::Rule => say("notifications-kind-rule"),
        }
    }
}

words! {
    /// How somebody is told what is new. Each way has its own bundles.
    Way {
        /// In the page, by the bell.
        Page = "page",
        /// By email.
        Email = "email",
        /// By a notice of one's browser, also while no page is open.
        Push = "push",
    }
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Page, Self::Email, Self::Push];
    /// Those beyond the page, for each of which one chooses.
    pub const BEYOND: [Self; 2] = [Self::Email, Self::Push];

    /// How long after something happened it is told, at the earliest.
    pub fn patience(self) -> SignedDuration {
        match self {
            Self::Page => SignedDuration::ZERO,
            Self::Email => SignedDuration::from_mins(EMAIL_PATIENCE_MINUTES),
            Self::Push => SignedDuration::from_secs(PUSH_PATIENCE_SECONDS),
        }
    }
}

words! {
    /// How often somebody is told what is new.
    Bundling {
        /// As it comes, with [`GAP_SECONDS`] in between.
        AtOnce = "at once",
        /// Gathered, with [`GATHERED_MINUTES`] in between.
        Gathered = "gathered",
        /// All in one, when the next day of work begins.
        Shift = "shift",
    }
}

/// When somebody wants to be left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quiet {
    /// Never.
    Never,
    /// When none of their teams is there, by its hours or else by those of the desk.
    Team,
    /// Each day between these times of their own clock; over midnight where it ends before it begins.
    Own {
        /// From when on.
        from: Time,
        /// Until when.
        to: Time,
        /// Whether also all of Saturday and Sunday.
        weekend: bool,
    },
}

/// What somebody is told beyond the page, in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// Of what.
    pub kinds: Vec<Kind>,
    /// Whether it names customers, and says what it is about.
    pub named: bool,
}

/// What somebody chose about being told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// Kinds that they do not want.
    pub off: Vec<Kind>,
    /// How often.
    pub bundling: Bundling,
    /// When not.
    pub quiet: Quiet,
    /// Whether a sound is made.
    pub sound: bool,
    /// What they are told by email, too.
    pub email: Beyond,
    /// What their browsers tell them, too, where they let them.
    pub push: Beyond,
}

impl Default for Choices {
    /// Everything, as it comes, with a sound, in the hours of one's teams; nothing by email, and in the browsers that one
    /// lets what is one's own.
    fn default() -> Self {
        Self {
            off: Vec::new(),
            bundling: Bundling::AtOnce,
            quiet: Quiet::Team,
            sound: true,
            email: Beyond { kinds: Vec::new(), named: false },
            push: Beyond { kinds: Kind::OF_ONES_OWN.to_vec(), named: false },
        }
    }
}

impl Choices {
    /// Whether they are told of that.
    pub fn wants(&self, kind: Kind) -> bool {
        kind.is_always_told() || !self.off.contains(&kind)
    }

    /// Whether they are told of that in that way. What is not told in the page is told nowhere.
    pub fn wants_by(&self, way: Way, kind: Kind) -> bool {
        self.wants(kind) && self.beyond(way).is_none_or(|beyond| beyond.kinds.contains(&kind))
    }

    /// What they are told in that way; nothing is to be said of the page.
    pub fn beyond(&self, way: Way) -> Option<&Beyond> {
        match way {
            Way::Page => None,
            Way::Email => Some(&self.email),
            Way::Push => Some(&self.push),
        }
    }

    /// When bundles may be told, given the hours of their teams and their own clock: whenever one of these is open. Where
    /// none is known there is no quiet.
    pub fn hours(&self, teams: Vec<Schedule>, tz: &TimeZone) -> Vec<Schedule> {
        match self.quiet {
            Quiet::Never => Vec::new(),
            Quiet::Team if teams.iter().any(|team| team.hours.is_empty()) => Vec::new(),
            Quiet::Team => teams,
            Quiet::Own { from, to, weekend } => {
                let days = WEEKDAYS.iter().map(|(weekday, ..)| *weekday).filter(|weekday| {
                    !weekend || !matches!(weekday, Weekday::Saturday | Weekday::Sunday)
                });
                // The rest of the day is open: its middle, or else its beginning and its end.
                let midnight = Time::midnight();
                let open = days.flat_map(|weekday| {
                    if to < from {
                        return vec![Opening { weekday, from: to, to: from }];
                    }
                    let night = Opening { weekday, from: midnight, to: from };
                    let day = Opening { weekday, from: to, to: midnight };
                    if from == midnight { vec![day] } else { vec![night, day] }
                });
                vec![Schedule::new(Hours::new(open), tz.clone())]
            }
        }
    }

    /// When what first happened at `since` may be told, where the last bundle was at `told`: not before `now`, not too
    /// soon after the last, and not in quiet `hours`.
    pub fn ready_at(
        &self,
        now: Timestamp,
        since: Timestamp,
        told: Option<Timestamp>,
        hours: &[Schedule],
        tz: &TimeZone,
    ) -> Timestamp {
        let after = |gap: SignedDuration| told.map_or(now, |told| now.max(told + gap));
        let ready = match self.bundling {
            Bundling::AtOnce => after(SignedDuration::from_secs(GAP_SECONDS)),
            Bundling::Gathered => after(SignedDuration::from_mins(GATHERED_MINUTES)),
            Bundling::Shift => {
                let start = next_start(hours, since, tz);
                now.max(start)
            }
        };
        opens_at(hours, ready)
    }
}

/// When quiet `hours` are next over: at `at` itself where it is not quiet then, or where no hours are known.
pub fn opens_at(hours: &[Schedule], at: Timestamp) -> Timestamp {
    hours.iter().filter_map(|schedule| schedule.next_opening(at)).min().unwrap_or(at)
}

/// When the first stretch begins after `at`; the next morning where no hours are known.
fn next_start(hours: &[Schedule], at: Timestamp, tz: &TimeZone) -> Timestamp {
    let start = |schedule: &Schedule| match schedule.at(at) {
        Now::Open { until } => schedule.next_opening(until),
        Now::Closed { next } => next,
    };
    hours.iter().filter_map(start).min().unwrap_or_else(|| next_morning(at, tz))
}

fn next_morning(at: Timestamp, tz: &TimeZone) -> Timestamp {
    let local = at.to_zoned(tz.clone());
    [0, 1]
        .into_iter()
        .filter_map(|days| local.date().checked_add(days.days()).ok())
        .filter_map(|date| date.at(MORNING_HOUR, 0, 0, 0).to_zoned(tz.clone()).ok())
        .map(|morning| morning.timestamp())
        .find(|morning| *morning > at)
        .unwrap_or(at)
}

/// Why quiet times cannot be kept as they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadQuiet;

impl BadQuiet {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        say("notifications-bad-quiet")
    }
}

language::says_why!(BadQuiet);

/// Quiet hours from what was typed.
///
/// # Errors
/// [`BadQuiet`], which says how to write them.
pub fn own_quiet(from: &str, to: &str, weekend: bool) -> Result<Quiet, BadQuiet> {
    match (parse_time(from), parse_time(to)) {
        (Some(from), Some(to)) if from != to => Ok(Quiet::Own { from, to, weekend }),
        _ => Err(BadQuiet),
    }
}

/// One thing that an agent is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// Who is told.
    pub agent_id: AgentId,
    /// Of what.
    pub kind: Kind,
    /// The id of what it is about: of a conversation, a promise, a team, a webhook or a rule, as its kind has it; zero
    /// where it is about none of them.
    pub about: i64,
    /// In which conversation.
    pub conversation_id: Option<ConversationId>,
    /// Who did it last.
    pub by_id: Option<AgentId>,
    /// How often it happened since it was seen.
    pub count: i64,
    /// The last event that added to it.
    pub place: EventId,
    /// When it last happened.
    pub at: Timestamp,
    /// When it was seen.
    pub seen_at: Option<Timestamp>,
}

/// Something unseen of which an agent was told nothing yet in one way, or not of all that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// Of what.
    pub kind: Kind,
    /// When the first of it happened that they were not told: whoever writes on and on holds nothing up.
    pub since: Timestamp,
    /// The last event that added to it.
    pub place: EventId,
}

impl Untold {
    /// When it may be told in that way, at the earliest: whoever looks at the page in time is not told once more.
    fn patient_until(&self, way: Way) -> Timestamp {
        self.since + self.kind.patience().max(way.patience())
    }
}

/// How far an agent was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bundle {
    /// When it is looked at next; never where nothing is new.
    pub next_at: Option<Timestamp>,
    /// When the last bundle was told.
    pub told_at: Option<Timestamp>,
    /// Up to which event it told.
    pub told_to: EventId,
}

impl Bundle {
    /// What becomes of it at `now`, when `untold` is what is unseen, wanted in that way and came after what it told; and
    /// whether it is told now.
    pub fn looked_at(
        self,
        way: Way,
        now: Timestamp,
        untold: &[Untold],
        choices: &Choices,
        hours: &[Schedule],
        tz: &TimeZone,
    ) -> (Self, bool) {
        // What still has to be patient does not hold up what has not.
        let patient_until = untold.iter().map(|one| one.patient_until(way)).min();
        let since = untold.iter().map(|one| one.since).min();
        let (Some(patient_until), Some(since)) = (patient_until, since) else {
            return (Self { next_at: None, ..self }, false);
        };
        let ready = choices.ready_at(now.max(patient_until), since, self.told_at, hours, tz);
        if ready > now {
            return (Self { next_at: Some(ready), ..self }, false);
        }
        let told_to = untold.iter().map(|one| one.place).max().unwrap_or(self.told_to);
        (Self { next_at: None, told_at: Some(now), told_to }, true)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn at(when: &str) -> Timestamp {
        when.parse::<jiff::civil::DateTime>().unwrap().to_zoned(berlin()).unwrap().timestamp()
    }

    fn shop() -> Schedule {
        Schedule::new(Hours::from_text("mon 09:00-18:00;tue 09:00-18:00"), berlin())
    }

    fn one(place: i64, since: Timestamp, kind: Kind) -> Untold {
        Untold { kind, since, place: EventId(place) }
    }

    #[test]
    fn when_a_bundle_may_be_told() {
        // 2026-11-23 is a Monday.
        let (noon, told) = (at("2026-11-23T12:00"), at("2026-11-23T11:59:55"));
        let evening = at("2026-11-23T20:00");
        for (bundling, quiet, now, told, ready) in [
            (Bundling::AtOnce, Quiet::Team, noon, None, "2026-11-23T12:00"),
            (Bundling::AtOnce, Quiet::Team, noon, Some(told), "2026-11-23T12:00:05"),
            (Bundling::AtOnce, Quiet::Team, evening, None, "2026-11-24T09:00"),
            (Bundling::AtOnce, Quiet::Never, evening, None, "2026-11-23T20:00"),
            (Bundling::Gathered, Quiet::Team, noon, None, "2026-11-23T12:00"),
            (Bundling::Gathered, Quiet::Team, noon, Some(told), "2026-11-23T12:14:55"),
            (Bundling::Shift, Quiet::Team, noon, None, "2026-11-24T09:00"),
            (Bundling::Shift, Quiet::Team, evening, None, "2026-11-24T09:00"),
            (Bundling::Shift, Quiet::Never, evening, None, "2026-11-24T09:00"),
        ] {
            let choices = Choices { bundling, quiet, ..Choices::default() };
            let hours = choices.hours(vec![shop()], &berlin());
            let found = choices.ready_at(now, now, told, &hours, &berlin());
            assert_eq!(found, at(ready), "{bundling:?} {quiet:?} {now}");
        }
    }

    #[test]
    fn quiet_hours_of_ones_own() {
        let quiet = own_quiet("18:00", "08:00", true).unwrap();
        let choices = Choices { quiet, ..Choices::default() };
        let hours = choices.hours(vec![shop()], &berlin());
        for (now, ready) in [
            ("2026-11-23T17:59", "2026-11-23T17:59"),
            ("2026-11-23T18:00", "2026-11-24T08:00"),
            ("2026-11-24T07:00", "2026-11-24T08:00"),
            ("2026-11-27T18:30", "2026-11-30T08:00"),
        ] {
            let now = at(now);
            assert_eq!(choices.ready_at(now, now, None, &hours, &berlin()), at(ready), "{now}");
        }
        // Quiet at noon, and the night open but for the weekend's.
        let choices = Choices { quiet: own_quiet("12:00", "13:00", true).unwrap(), ..choices };
        let hours = choices.hours(Vec::new(), &berlin());
        for (now, ready) in [
            ("2026-11-27T12:30", "2026-11-27T13:00"),
            ("2026-11-27T03:00", "2026-11-27T03:00"),
            ("2026-11-28T03:00", "2026-11-30T00:00"),
        ] {
            let now = at(now);
            assert_eq!(choices.ready_at(now, now, None, &hours, &berlin()), at(ready), "{now}");
        }
        assert_eq!(own_quiet("18:00", "", false), Err(BadQuiet));
        assert_eq!(own_quiet("18:00", "18:00", false), Err(BadQuiet));
    }

    #[test]
    fn where_no_hours_are_known_nobody_is_left_alone() {
        let choices = Choices::default();
        let never = Schedule::new(Hours::default(), TimeZone::UTC);
        assert!(choices.hours(vec![shop(), never], &berlin()).is_empty());
        assert_eq!(choices.hours(vec![shop()], &berlin()).len(), 1);
    }

    #[test]
    fn what_a_colleague_asks_cannot_be_switched_off() {
        let choices = Choices { off: Kind::ALL.to_vec(), ..Choices::default() };
        let wanted: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| choices.wants(*kind)).collect();
        assert_eq!(wanted, [Kind::Mention, Kind::Given, Kind::Handed]);
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn what_has_to_be_patient_does_not_hold_up_the_rest() {
        let now = at("2026-11-23T12:00");
        let begun = Bundle { next_at: Some(now), told_at: None, told_to: EventId(0) };
        let (choices, tz) = (Choices::default(), berlin());
        let waits = one(1, now, Kind::Waiting);
        let look = |untold: &[Untold]| begun.looked_at(Way::Page, now, untold, &choices, &[], &tz);
        let (later, told) = look(std::slice::from_ref(&waits));
        assert!(!told);
        assert_eq!(later.next_at, Some(now + Kind::Waiting.patience()));
        let (_, told) = look(&[waits, one(2, now, Kind::Mention)]);
        assert!(told);
        assert!(!look(&[]).1, "it was seen meanwhile");
    }

    #[test]
    fn an_email_waits_for_whoever_looks_at_the_page() {
        let now = at("2026-11-23T12:00");
        let begun = Bundle { next_at: Some(now), told_at: None, told_to: EventId(0) };
        let email = Beyond { kinds: vec![Kind::Mention, Kind::Wrote], named: false };
        let choices = Choices { off: vec![Kind::Wrote], email, ..Choices::default() };
        for (way, kind, wanted) in [
            (Way::Page, Kind::Mention, true),
            (Way::Email, Kind::Mention, true),
            (Way::Page, Kind::Given, true),
            (Way::Email, Kind::Given, false),
            // What is not told in the page is told nowhere.
            (Way::Email, Kind::Wrote, false),
            (Way::Push, Kind::Wrote, false),
            // A browser that is let tells what is one's own.
            (Way::Push, Kind::Given, true),
            (Way::Push, Kind::Waiting, false),
        ] {
            assert_eq!(choices.wants_by(way, kind), wanted, "{way:?} {kind:?}");
        }
        let asked = [one(1, now, Kind::Mention)];
        let look = |now| begun.looked_at(Way::Email, now, &asked, &choices, &[], &berlin());
        let (later, told) = look(now);
        assert_eq!((later.next_at, told), (Some(now + Way::Email.patience()), false));
        // What came meanwhile goes with it.
        let later = now + Way::Email.patience();
        let both = [asked[0].clone(), one(2, later, Kind::Mention)];
        let (told, tells) = begun.looked_at(Way::Email, later, &both, &choices, &[], &berlin());
        assert_eq!((told.told_to, told.next_at, tells), (EventId(2), None, true));
    }

    #[test]
    fn what_comes_just_before_the_morning_is_told_in_it() {
        let choices =
            Choices { bundling: Bundling::Shift, quiet: Quiet::Team, ..Choices::default() };
        let hours = choices.hours(vec![shop()], &berlin());
        let begun = Bundle { next_at: None, told_at: None, told_to: EventId(0) };
        for (way, since, told) in [
            (Way::Page, "2026-11-24T08:59:59", "2026-11-24T09:00"),
            (Way::Push, "2026-11-24T08:59:50", "2026-11-24T09:00:20"),
            (Way::Email, "2026-11-24T08:58", "2026-11-24T09:03"),
            (Way::Email, "2026-11-24T08:00", "2026-11-24T09:00"),
            (Way::Page, "2026-11-23T09:00", "2026-11-24T09:00"),
        ] {
            let mention = [one(1, at(since), Kind::Mention)];
            let (later, _) = begun.looked_at(way, at(since), &mention, &choices, &hours, &berlin());
            assert_eq!(later.next_at, Some(at(told)), "{way:?} {since}");
        }
    }

    /// What happens in a simulated stretch of time: after so many seconds, something more of a kind, or all is seen.
    fn happening() -> impl Strategy<Value = (i64, usize, bool)> {
        let soon_or_later = prop_oneof![0i64..60, 0i64..20_000];
        (soon_or_later, 0..Kind::ALL.len(), prop::bool::weighted(0.2))
    }

    /// All that is unseen: for each kind its happenings, which add up in one row.
    type Unseen = BTreeMap<usize, Vec<(EventId, Timestamp)>>;

    /// What of it was not told yet, where all up to `told_to` was.
    fn untold(unseen: &Unseen, told_to: EventId) -> Vec<Untold> {
        let rows = unseen.iter().filter_map(|(kind, happened)| {
            let mut new = happened.iter().filter(|(place, _)| *place > told_to);
            let (_, since) = *new.next()?;
            Some(Untold { kind: Kind::ALL[*kind], since, place: happened.last()?.0 })
        });
        rows.collect()
    }

    proptest! {
        #[test]
        fn typed_times_never_panic(from in "\\PC{0,8}", to in "\\PC{0,8}") {
            let _ = own_quiet(&from, &to, true);
        }

        #[test]
        fn nothing_is_told_twice_nothing_is_forgotten_and_nobody_is_flooded(
            happenings in prop::collection::vec(happening(), 1..80),
            bundling in prop::sample::select(vec![Bundling::AtOnce, Bundling::Gathered, Bundling::Shift]),
            quiet in prop::sample::select(vec![Quiet::Never, Quiet::Team]),
            way in prop::sample::select(Way::ALL.to_vec()),
        ) {
            let tz = berlin();
            let choices = Choices { bundling, quiet, ..Choices::default() };
            let hours = choices.hours(vec![shop()], &tz);
            let mut bundle = Bundle { next_at: None, told_at: None, told_to: EventId(0) };
            let gap = match bundling {
                Bundling::AtOnce => SignedDuration::from_secs(GAP_SECONDS),
                Bundling::Gathered => SignedDuration::from_mins(GATHERED_MINUTES),
                Bundling::Shift => SignedDuration::from_hours(8),
            };
            let waits_at_most = gap.max(way.patience()).max(Kind::Waiting.patience());
            let is_prompt = bundling != Bundling::Shift && quiet == Quiet::Never;
            let mut unseen = Unseen::new();
            let mut told: Vec<(Timestamp, EventId, EventId)> = Vec::new();
            let mut look = |bundle: &mut Bundle, unseen: &Unseen, until: Timestamp| {
                while let Some(now) = bundle.next_at.filter(|next| *next <= until) {
                    let before = bundle.told_to;
                    let news = untold(unseen, before);
                    let (next, tells) = bundle.looked_at(way, now, &news, &choices, &hours, &tz);
                    assert!(next.next_at.is_none_or(|next| next > now), "it stands still");
                    if tells {
                        assert!(next.told_to > before, "it was told before");
                        if quiet == Quiet::Team {
                            assert!(hours[0].is_open(now), "told at {now}");
                        }
                        let since = news.iter().map(|one| one.since).min().unwrap();
                        let waited = now.duration_since(since);
                        assert!(!is_prompt || waited <= waits_at_most, "it waited for {waited}");
                        told.push((now, before, next.told_to));
                    }
                    *bundle = next;
                }
            };
            let mut now = at("2026-11-23T08:00");
            for (place, (seconds, kind, seen)) in (1..).zip(happenings) {
                let then = now + SignedDuration::from_secs(seconds);
                look(&mut bundle, &unseen, then);
                now = then;
                if seen {
                    unseen.clear();
                } else {
                    unseen.entry(kind).or_default().push((EventId(place), now));
                    bundle.next_at = Some(bundle.next_at.map_or(now, |next| next.min(now)));
                }
            }
            look(&mut bundle, &unseen, now + SignedDuration::from_hours(24 * 30));
            prop_assert!(bundle.next_at.is_none());
            prop_assert!(untold(&unseen, bundle.told_to).is_empty(), "one was forgotten");
            for pair in told.windows(2) {
                prop_assert!(pair[1].0.duration_since(pair[0].0) >= gap, "{:?}", pair);
                prop_assert!(pair[0].2 <= pair[1].1, "{:?}", pair);
            }
        }
    }
}
