//! What is said of drafts, and that it can be said of any.

use domain::hours::Hours;
use proptest::prelude::*;
use words::{Known, Turn};

use super::*;

fn thread(said: &[(By, &str)]) -> Thread {
    let mut thread = Thread::default();
    for (number, &(by, text)) in said.iter().enumerate() {
        let turn = Turn { by, text: text.to_owned(), at: None };
        let reading = READER.read_turn(&turn, &Known::default());
        thread.before.take(&turn, &reading);
        thread.messages.push(MessageId(i64::try_from(number).unwrap_or_default()));
        thread.turns.push(turn);
        thread.readings.push(reading);
    }
    thread
}

fn about() -> About {
    About {
        start: Vec::new(),
        preferences: Preferences::default(),
        desk: Schedule::new(
            Hours::default(),
            jiff::tz::TimeZone::get("Europe/Berlin").unwrap_or(jiff::tz::TimeZone::UTC),
        ),
        customer: "Tom Okafor".into(),
    }
}

/// A Wednesday morning.
fn now() -> Zoned {
    "2026-11-18T10:00[Europe/Berlin]".parse().unwrap_or_default()
}

fn of(said: &[(By, &str)], draft: &str) -> Checked {
    check(&thread(said), &about(), "Mia Hartmann", Kind::Reply, draft, &now())
}

fn kinds(checked: &Checked) -> Vec<hint::Kind> {
    checked.hints.iter().map(|hint| hint.kind).collect()
}

/// What comes out where an offer is taken.
fn taken(draft: &str, offer: &Offer) -> String {
    format!("{}{}{}", &draft[..offer.span.start], offer.text, &draft[offer.span.end..])
}

const ASKED: &[(By, &str)] = &[
    (By::Customer, "Hello, what does the blue teapot cost?"),
    (By::Us, "Hello Tom, the blue teapot is 38 euros. Enjoy your day!"),
];

#[test]
fn a_hasty_answer_is_told_from_a_good_one() {
    use hint::Kind::{AskedAgain, Empathy, Greeting, Question, Refusal, Time, Wording};
    let upset = [(
        By::Customer,
        "I am furious, this is the third time! My order number is 48213. When will you send the teapot?",
    )];
    let hasty = of(&upset, "Calm down. Could you share your order number?");
    assert_eq!(kinds(&hasty), [Wording, Empathy, Question, AskedAgain]);
    assert_eq!(hasty.more, 1, "the greeting");
    let good = of(
        &upset,
        "Hello Tom, I am so sorry, three times is awful. I will send the new teapot by tomorrow noon.",
    );
    assert_eq!(kinds(&good), []);
    for (draft, expected) in [
        ("We can't refund that.", &[Refusal][..]),
        ("I'll get back to you.", &[Time]),
        ("I'll get back to you by Friday at 17:00.", &[]),
        ("You should have read the page.", &[Wording]),
        ("It is in the post, Tom.", &[]),
    ] {
        assert_eq!(kinds(&of(ASKED, draft)), expected, "{draft}");
    }
    assert_eq!(kinds(&of(&ASKED[..1], "The blue teapot costs 38 euros.")), [Greeting]);
}

#[test]
fn what_is_offered_reads_well_and_settles_it() {
    for (draft, expected) in [
        ("Please calm down.", "I can hear how upsetting this is."),
        ("I'll get back to you.", "I'll get back to you by the end of today."),
    ] {
        let checked = of(ASKED, draft);
        let offer = checked.hints.first().and_then(|hint| hint.offers.first());
        let better = offer.map(|offer| taken(draft, offer)).unwrap_or_default();
        assert_eq!(better, expected);
        assert_eq!(kinds(&of(ASKED, &better)), []);
    }
    // Each of the times is one that the reader knows for a time.
    for hint in of(ASKED, "I will call you back").hints {
        assert_eq!(hint.offers.len(), 3);
        for offer in &hint.offers {
            let better = taken("I will call you back", offer);
            assert_eq!(kinds(&of(ASKED, &better)), [], "{better}");
        }
    }
}

#[test]
fn a_label_in_a_note_asks_what_happened_before() {
    let checked = check(
        &thread(ASKED),
        &about(),
        "Mia Hartmann",
        Kind::Note,
        "Difficult customer, be careful.",
        &now(),
    );
    assert_eq!(kinds(&checked), [hint::Kind::Label]);
    assert!(checked.hints[0].why.to_string().starts_with("What happened to them before this?"));
}

#[test]
fn what_somebody_does_not_want_to_see_is_not_said() {
    let mut about = about();
    about.preferences.hints_off = vec![hint::Kind::Time];
    let draft = "I'll get back to you.";
    let checked = check(&thread(ASKED), &about, "Mia", Kind::Reply, draft, &now());
    assert_eq!(checked, Checked::default());
}

#[test]
fn what_is_in_another_language_is_judged_by_nobody_and_said_by_name() {
    let draft = "Das tut mir leid, wir können das leider nicht erstatten, das ist so geregelt.";
    let checked = of(ASKED, draft);
    assert_eq!((checked.foreign, checked.hints.len()), (Some("German"), 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_can_be_checked_and_every_place_is_between_characters(
        draft in prop_oneof![
            "\\PC{0,200}",
            "(calm down|we can't|I'll call you back|your order number|please|sorry|é|👏|\u{202E}|\n|\\.|\\?|!| |“|’|ß|İ|\r\n|\u{0}){0,40}",
        ],
        question in "\\PC{0,60}",
        note: bool,
    ) {
        let thread = thread(&[(By::Customer, &question), (By::Customer, "My order number is 48213")]);
        let kind = if note { Kind::Note } else { Kind::Reply };
        let checked = check(&thread, &about(), "Mia", kind, &draft, &now());
        prop_assert!(checked.hints.len() <= HINTS_MAX);
        for hint in &checked.hints {
            if let Some(span) = &hint.span {
                prop_assert!(draft.get(span.clone()).is_some(), "{hint:?}");
            }
            for offer in &hint.offers {
                prop_assert!(draft.get(offer.span.clone()).is_some(), "{hint:?}");
            }
        }
    }
}

#[test]
fn a_very_long_draft_is_read_to_a_whole_character() {
    let checked = of(ASKED, &"é".repeat(20_000));
    assert!(checked.cut);
}
