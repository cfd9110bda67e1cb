//! What is understood, what contradicts what, and how contacts are judged.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{
    check::{Length, Mark, PHRASES_MAX, Phrase, Place, Unit},
    consistency::{Share, spread},
    judge::{Answer, Facts, Found, Voice, Wait, judge},
    *,
};
use crate::{MessageId, StandardId, StandardVersionId};

fn check(words: &str) -> Check {
    understand(words).unwrap_or_else(|unread| panic!("{words}: {unread}"))
}

fn wrong(words: &str) -> String {
    understand(words).expect_err(words).to_string()
}

#[test]
fn a_check_is_understood_and_said_back() {
    for (written, said) in [
        (
            "First answer within 5 minutes of open hours.",
            "first answer within 5 minutes of open hours",
        ),
        ("first answer within 1 min", "first answer within 1 minute"),
        ("first answer not before 10 sec", "first answer not before 10 seconds"),
        ("first answer has greeting", "first answer has a greeting"),
        ("first answer names customer", "first answer names the customer"),
        ("first answer asks how they are", "first answer asks how they are"),
        ("first answer offers help", "first answer offers help"),
        ("every question is answered", "every question is answered"),
        ("no refusal alone", "no refusal alone"),
        ("no blame and no hurry", "no blame and no hurry"),
        ("no blame and hurry", "no blame and no hurry"),
        ("last answer names the next step", "last answer names the next step"),
        (
            "last answer has thanks or closing",
            "last answer has thanks or last answer has a goodbye",
        ),
        ("call: smile in the first 10 seconds", "call: smile in the first 10 seconds"),
        ("at most 1 interruption", "call: at most 1 interruption"),
        ("call: we talk at most 60%", "call: we talk at most 60 %"),
        (
            "call: the customer speaks first 20 seconds undisturbed",
            "call: the customer speaks first 20 seconds undisturbed",
        ),
        ("an answer has another way", "an answer offers another way"),
        ("no promise without a time", "every promise has a time"),
    ] {
        assert_eq!(check(written).to_string(), said, "{written}");
    }
}

#[test]
fn what_is_not_understood_is_pointed_at() {
    for (written, expected) in [
        ("", "Something is missing."),
        (
            "first answer withn 5 minutes",
            "“withn” is not understood after “first answer”. Did you mean “within”?",
        ),
        ("frist answer within 5 minutes", "“frist” is not understood. Did you mean “first”?"),
        ("first answer within 5", "Something is missing after “first answer within 5”."),
        (
            "first answer within five minutes",
            "“five” is not understood after “first answer within”.",
        ),
        ("no blam", "“blam” is not understood after “no”. Did you mean “blame”?"),
        ("no blame but kind", "“but” is not understood after “no blame”."),
        ("call: smile in the first 8 seconds", "“8” is not understood after “smile in the first”."),
        ("no blame and", "Something is missing after “no blame and”."),
        ("(no blame)", "“(” is not understood."),
    ] {
        let said = wrong(written);
        assert!(said.starts_with(expected), "{written}: {said}");
    }
    let long = ["no blame"; PHRASES_MAX + 1].join(" and ");
    assert!(wrong(&long).contains("Make two standards of it"));
    assert!(wrong(&"no blame ".repeat(1_000)).contains("Make two standards of it"));
    let unread = understand("no blame and first answr within 5 minutes").unwrap_err();
    assert_eq!((unread.span, unread.word.as_str()), (19..24, "answr"));
}

#[test]
fn what_can_never_be_met_is_told() {
    for (written, reach, never) in [
        ("first answer within 0 minutes", Reach::Any, true),
        ("call: we talk at most 120 %", Reach::Phone, true),
        ("call: we talk at most 0 %", Reach::Phone, true),
        ("call: we talk at most 60 %", Reach::Phone, false),
        ("call: we talk at most 60 %", Reach::Any, false),
        ("call: we talk at most 60 %", Reach::Chat, true),
        ("first answer within 5 minutes and first answer not before 10 minutes", Reach::Chat, true),
        (
            "first answer within 10 minutes and first answer not before 5 minutes",
            Reach::Chat,
            false,
        ),
        ("first answer has a greeting and no greeting", Reach::Chat, true),
        ("first answer has a greeting or no greeting", Reach::Chat, false),
        ("first answer has a greeting and call: at most 1 interruption", Reach::Phone, true),
        ("first answer within 90 days", Reach::Chat, true),
    ] {
        assert_eq!(never_met(&check(written), reach).is_some(), never, "{written}");
    }
}

#[test]
fn contradictions_are_found_in_all_ways() {
    for (one, other, exclude) in [
        ("first answer within 5 minutes", "first answer not before 10 minutes", true),
        ("first answer within 10 minutes", "first answer not before 10 minutes", false),
        (
            "first answer within 5 minutes of open hours",
            "first answer not before 10 minutes",
            false,
        ),
        ("first answer within 5 minutes", "first answer not before 10 minutes of open hours", true),
        ("first answer has a greeting", "no greeting", true),
        ("first answer has a greeting", "first answer has no greeting", true),
        ("first answer has a greeting", "last answer has no greeting", false),
        ("first answer has a greeting or no blame", "no greeting", false),
        ("first answer has a greeting", "no greeting or first answer has no greeting", true),
        ("no blame", "no hurry", false),
    ] {
        let (one, other) = (check(one), check(other));
        assert_eq!(contradicts(&one, &other), exclude, "{one} / {other}");
        assert_eq!(contradicts(&other, &one), exclude, "{other} / {one}");
    }
}

#[test]
fn every_starter_is_a_standard_and_none_excludes_another() {
    let read = |starter: &starter::Starter| {
        starter.written().read().unwrap_or_else(|bad| panic!("{}: {bad}", starter.key))
    };
    for starter in starter::ALL {
        let content = read(starter);
        assert_eq!(content.check.to_string(), starter.check, "{}", starter.key);
        let against = starter::ALL.iter().find(|other| conflict(&content, &read(other)));
        assert_eq!(against, None, "{}", starter.key);
    }
    let mut keys: Vec<&str> = starter::ALL.iter().map(|starter| starter.key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), starter::ALL.len());
}

#[test]
fn what_is_offered_is_understood() {
    for words in phrases().concat() {
        assert_eq!(check(&words).to_string(), words);
    }
}

fn at(day: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day)
}

fn version(number: i64, day: i64, retires: bool) -> Version {
    let written = starter::ALL[0].written();
    Version {
        id: StandardVersionId(number),
        standard_id: StandardId(1),
        number,
        content: (!retires).then(|| written.read().unwrap()),
        effective_at: at(day),
        made_by: AgentId(1),
        made_at: at(0),
        withdrawn_at: None,
    }
}

#[test]
fn the_version_in_force_is_the_last_that_began() {
    let mut versions = vec![version(1, 1, false), version(2, 5, false), version(3, 9, true)];
    let number = |versions: &[Version], day| in_force(versions, at(day)).map(|v| v.number);
    for (day, expected) in
        [(0, None), (1, Some(1)), (4, Some(1)), (5, Some(2)), (8, Some(2)), (9, None), (99, None)]
    {
        assert_eq!(number(&versions, day), expected, "day {day}");
    }
    versions[2].withdrawn_at = Some(at(8));
    assert_eq!(number(&versions, 9), Some(2));
    // Two that begin at once: the later one holds.
    versions.push(version(4, 5, false));
    assert_eq!(number(&versions, 5), Some(4));
}

#[test]
fn a_version_never_begins_in_the_past() {
    let now = at(100);
    assert_eq!(effective(None, now), Ok(now));
    assert_eq!(effective(Some(at(101)), now), Ok(at(101)));
    assert_eq!(effective(Some(at(99)), now), Err(BadStandard::Past));
    assert_eq!(effective(Some(at(100_000)), now), Err(BadStandard::TooFar));
}

fn answer(message: i64, by: i64, marks: &[Mark]) -> Answer {
    let found = marks.iter().map(|&mark| Found { mark, span: 0..5 }).collect();
    Answer { message: MessageId(message), by: AgentId(by), read: true, foreign: None, found }
}

fn facts(answers: Vec<Answer>) -> Facts {
    Facts {
        ended_at: Some(at(1)),
        customer_began: true,
        waited: Some(Wait { seconds: 240, open_seconds: 60 }),
        customer_is_named: true,
        answers,
        ..Facts::default()
    }
}

fn outcome(words: &str, facts: &Facts) -> (&'static str, bool) {
    let judged = judge(&check(words), Role::Anybody, facts);
    (judged.outcome.as_str(), judged.settled)
}

#[test]
fn a_contact_is_judged_by_its_facts() {
    let good = facts(vec![
        answer(2, 1, &[Mark::Greeting, Mark::CustomerName, Mark::Refusal, Mark::Alternative]),
        answer(4, 2, &[Mark::Thanks]),
    ]);
    for (words, expected) in [
        ("first answer within 4 minutes", "met"),
        ("first answer within 3 minutes", "not met"),
        ("first answer within 1 minute of open hours", "met"),
        ("first answer not before 5 minutes", "not met"),
        ("first answer has a greeting", "met"),
        ("first answer has a greeting and first answer offers help", "not met"),
        ("first answer has a greeting or first answer offers help", "met"),
        ("last answer has a greeting", "not met"),
        ("an answer offers another way", "met"),
        ("first answer has no thanks", "met"),
        ("no thanks", "not met"),
        ("no refusal alone", "met"),
        ("every promise has a time", "no occasion"),
        ("every question is answered", "no occasion"),
        ("call: at most 1 interruption", "no occasion"),
    ] {
        assert_eq!(outcome(words, &good), (expected, true), "{words}");
    }
    // Somebody else’s thanks are not the first responder’s.
    let thanks = check("last answer has thanks");
    assert_eq!(judge(&thanks, Role::FirstResponder, &good).outcome, Outcome::NotMet);
    let judged = judge(&check("first answer has a greeting"), Role::Anybody, &good);
    let evidence = judged.evidence.unwrap();
    assert_eq!((evidence.message, evidence.span), (MessageId(2), Some(0..5)));
}

#[test]
fn what_may_still_happen_is_not_settled() {
    let open = Facts { ended_at: None, waited: None, ..facts(vec![]) };
    assert_eq!(outcome("first answer has a greeting", &open), ("not met", false));
    assert_eq!(outcome("first answer within 5 minutes", &open), ("not met", false));
    let late = Facts { waiting: Wait { seconds: 301, open_seconds: 301 }, ..open.clone() };
    assert_eq!(outcome("first answer within 5 minutes", &late), ("not met", true));
    let begun = Facts { ended_at: None, ..facts(vec![answer(2, 1, &[Mark::Greeting])]) };
    assert_eq!(outcome("first answer has a greeting", &begun), ("met", true));
    assert_eq!(outcome("last answer has a greeting", &begun), ("met", false));
    assert_eq!(outcome("no blame", &begun), ("met", false));
    assert_eq!(outcome("an answer has empathy", &begun), ("not met", false));
}

#[test]
fn what_cannot_be_read_is_not_judged() {
    let mut german = facts(vec![answer(2, 1, &[])]);
    german.answers[0].foreign = Some("German".to_owned());
    for words in ["first answer has a greeting", "no blame", "an answer has empathy"] {
        let judged = judge(&check(words), Role::Anybody, &german);
        assert_eq!(judged.outcome, Outcome::NoOccasion, "{words}");
        assert!(judged.why.contains("It is in German"), "{}", judged.why);
    }
    // How soon it came can be told all the same.
    assert_eq!(outcome("first answer within 5 minutes", &german).0, "met");
    let unnamed = Facts { customer_is_named: false, ..facts(vec![answer(2, 1, &[])]) };
    assert_eq!(outcome("first answer names the customer", &unnamed).0, "no occasion");
    let ours = Facts { customer_began: false, ..facts(vec![answer(2, 1, &[])]) };
    assert_eq!(outcome("first answer within 5 minutes", &ours).0, "no occasion");
}

#[test]
fn a_call_is_judged_by_what_was_heard() {
    let heard = |voice| Facts { call: true, voice, ..facts(vec![]) };
    let voice = Voice {
        smile_first: Some((0.1, 1.4)),
        smile_last: Some((-0.5, 0.5)),
        interruptions: Some(2),
        talk_percent: Some(41.5),
        opening_ms: Some(19_900),
    };
    for (words, expected) in [
        ("call: smile in the first 10 seconds", "met"),
        ("call: smile in the last 10 seconds", "no occasion"),
        ("call: at most 1 interruption", "not met"),
        ("call: at most 2 interruptions", "met"),
        ("call: we talk at most 41 %", "not met"),
        ("call: we talk at most 60 %", "met"),
        ("call: the customer speaks first 20 seconds undisturbed", "not met"),
        ("call: the customer speaks first 19 seconds undisturbed", "met"),
        ("first answer has a greeting", "no occasion"),
        ("first answer within 5 minutes", "met"),
    ] {
        assert_eq!(outcome(words, &heard(Some(voice))).0, expected, "{words}");
        if check(words).is_voice() {
            assert_eq!(outcome(words, &heard(None)).0, "no occasion", "{words}");
        }
    }
}

#[test]
fn shares_have_their_interval_and_groups_their_spread() {
    // Wilson's interval of 8 of 10 is 49.0 to 94.3 %.
    let (low, high) = Share { met: 8, all: 10 }.interval().unwrap();
    assert!((low - 49.0).abs() < 0.1 && (high - 94.3).abs() < 0.1, "{low} {high}");
    assert_eq!(Share::default().interval(), None);
    let group = |met| Share { met, all: 10 };
    assert_eq!(spread(&[group(1), group(2), group(3)]), None);
    let four =
        spread(&[group(10), group(4), group(2), group(8), Share { met: 0, all: 1 }]).unwrap();
    assert!((four.median - 60.0).abs() < 1e-9 && (four.lower - 35.0).abs() < 1e-9, "{four:?}");
    assert_eq!((four.groups, four.least, four.most), (4, 20.0, 100.0));
}

fn marks() -> impl Strategy<Value = Mark> {
    prop::sample::select(Mark::ALL)
}

fn places() -> impl Strategy<Value = Place> {
    prop::sample::select(&Place::ALL[..])
}

fn lengths() -> impl Strategy<Value = Length> {
    (0..500_u32, prop::sample::select(&Unit::ALL[..]), any::<bool>())
        .prop_map(|(amount, unit, open_hours)| Length { amount, unit, open_hours })
}

fn any_phrase() -> impl Strategy<Value = Phrase> {
    prop_oneof![
        lengths().prop_map(Phrase::Within),
        lengths().prop_map(Phrase::NotBefore),
        (places(), marks()).prop_map(|(place, mark)| Phrase::Has(place, mark)),
        (prop_oneof![Just(Place::First), Just(Place::Last)], marks())
            .prop_map(|(place, mark)| Phrase::HasNo(place, mark)),
        marks().prop_map(Phrase::No),
        Just(Phrase::EveryQuestion),
        Just(Phrase::SmileFirst),
        Just(Phrase::SmileLast),
        (0..30_u32).prop_map(Phrase::Interruptions),
        (0..120_u32).prop_map(Phrase::TalkShare),
        (0..700_u32).prop_map(Phrase::SpeaksFirst),
    ]
}

fn any_check() -> impl Strategy<Value = Check> {
    prop::collection::vec(prop::collection::vec(any_phrase(), 1..4), 1..3)
        .prop_filter_map("too many phrases", Check::of)
        .prop_filter("too long", |check| check.to_string().chars().count() <= check::CHARS_MAX)
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let answers = prop::collection::vec((prop::collection::vec(marks(), 0..4), 1..3_i64), 0..5);
    (answers, any::<bool>(), 0..1_000_i64, any::<bool>()).prop_map(|(answers, over, wait, call)| {
        let answers: Vec<Answer> =
            (1..).zip(answers).map(|(message, (marks, by))| answer(message, by, &marks)).collect();
        let waited =
            (!answers.is_empty()).then_some(Wait { seconds: wait, open_seconds: wait / 2 });
        Facts { ended_at: over.then(|| at(1)), waited, call, ..facts(answers) }
    })
}

proptest! {
    #[test]
    fn what_is_said_is_understood_as_it_was_meant(check in any_check()) {
        let said = check.to_string();
        let read = understand(&said);
        prop_assert_eq!(read.as_ref().ok(), Some(&check), "{}: {:?}", said, read);
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,80}") {
        match understand(&text) {
            Ok(check) => prop_assert_eq!(understand(&check.to_string()), Ok(check)),
            Err(unread) => {
                prop_assert!(text.get(unread.span.clone()).is_some());
                prop_assert!(!unread.to_string().is_empty());
            }
        }
    }

    #[test]
    fn a_check_excludes_itself_only_where_it_can_never_be_met(check in any_check()) {
        if never_met(&check, Reach::Any).is_none() && check.ways().len() == 1 {
            prop_assert!(!contradicts(&check, &check), "{}", check);
        }
    }

    /// One more way makes nothing worse, one more phrase nothing better.
    #[test]
    fn judging_is_monotone(check in any_check(), more in any_phrase(), facts in any_facts()) {
        let rank = |ways: Vec<Vec<Phrase>>| {
            Check::of(ways).map(|check| judge(&check, Role::Anybody, &facts).outcome)
        };
        let now = rank(check.ways().to_vec());
        let mut wider = check.ways().to_vec();
        wider.push(vec![more]);
        if now == Some(Outcome::Met) && let Some(wider) = rank(wider) {
            prop_assert_eq!(wider, Outcome::Met);
        }
        let stricter: Vec<Vec<Phrase>> =
            check.ways().iter().map(|way| [way.clone(), vec![more]].concat()).collect();
        if check.ways().len() == 1 && now == Some(Outcome::NotMet) && let Some(stricter) = rank(stricter) {
            prop_assert_eq!(stricter, Outcome::NotMet);
        }
    }

    /// Whoever answers sooner does not miss what they met before.
    #[test]
    fn sooner_is_never_later(length in lengths(), wait in 0..2_000_i64, sooner in 0..2_000_i64) {
        let within = Check::of(vec![vec![Phrase::Within(length)]]).unwrap();
        let met = |seconds: i64| {
            let facts = Facts {
                waited: Some(Wait { seconds, open_seconds: seconds }),
                ..facts(vec![answer(1, 1, &[])])
            };
            judge(&within, Role::Anybody, &facts).outcome == Outcome::Met
        };
        prop_assert!(!met(wait) || met(wait.min(sooner)));
    }
}
