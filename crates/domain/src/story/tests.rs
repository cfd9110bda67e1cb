//! The story by tables: what was said beside what is told of it.

use proptest::prelude::*;

use super::*;
use crate::CustomerId;

const HERE: ConversationId = ConversationId(7);
const BEFORE: ConversationId = ConversationId(3);
const MIA: AgentId = AgentId(1);

/// Sentences are what ends in a mark; a question mark is a question, "again" a repeat, "urgent" urgent.
fn said(conversation: ConversationId, message: i64, side: Side, text: &str) -> Said {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['.', '?', '!']) {
        if text[at + mark.len()..].chars().next().is_none_or(char::is_whitespace) {
            sentences.push(start..at + mark.len());
            start = at + mark.len();
        }
    }
    if !text[start..].trim().is_empty() {
        sentences.push(start..text.len());
    }
    let mut signs = Vec::new();
    for span in &sentences {
        let words = &text[span.clone()];
        let shows = [
            (What::Question, words.ends_with('?')),
            (What::Again, words.contains("again")),
            (What::Urgent, words.contains("wedding")),
            (What::Offered, words.contains("instead")),
        ];
        signs.extend(
            shows.iter().filter(|(_, is)| *is).map(|&(what, _)| Sign { what, span: span.clone() }),
        );
    }
    let at = Timestamp::from_second(1_000 * message).unwrap();
    let text = text.to_owned();
    Said { conversation, message: MessageId(message), side, at, text, sentences, signs }
}

fn record(said: &[Said]) -> Record<'_> {
    let since = Timestamp::UNIX_EPOCH;
    Record { at_hand: HERE, since, said, calls: &[], promises: &[], facts: &[] }
}

/// The story's lines as a kind, the words and the message that they come from.
fn told(said: &[Said]) -> Vec<(Kind, String, i64)> {
    let story = tell(&record(said));
    let message = |source| match source {
        Source::Message(_, MessageId(id)) => id,
        _ => 0,
    };
    story.lines.into_iter().map(|line| (line.kind, line.words, message(line.source))).collect()
}

#[test]
fn what_they_want_is_in_their_own_words() {
    for (text, words) in [
        ("Hello! How are you? Where is my teapot? I ordered it in May.", "Where is my teapot?"),
        ("Hi. I would like to change my order.", "I would like to change my order."),
        ("Good morning. The lid is cracked.", "The lid is cracked."),
        ("Guten Tag. Der Deckel ist leider gesprungen", "Der Deckel ist leider gesprungen"),
        ("Hello", "Hello"),
    ] {
        let lines = told(&[said(HERE, 1, Side::Customer, text)]);
        assert_eq!(lines, [(Kind::Asked, words.to_owned(), 1)], "{text}");
    }
}

#[test]
fn what_they_ask_now_stands_beside_what_they_asked_first() {
    let lines = told(&[
        said(BEFORE, 1, Side::Customer, "Do you sell ferns?"),
        said(HERE, 2, Side::Customer, "Where is my teapot?"),
        said(HERE, 3, Side::Us(MIA), "Shall I send another one?"),
        said(HERE, 4, Side::Customer, "Thanks. Could you send it to the office?"),
    ]);
    assert_eq!(
        lines,
        [
            (Kind::Asked, "Where is my teapot?".to_owned(), 2),
            (Kind::AsksNow, "Could you send it to the office?".to_owned(), 4),
        ]
    );
}

#[test]
fn what_we_have_answered_is_not_asked_now() {
    let lines = told(&[
        said(HERE, 2, Side::Customer, "Where is my teapot?"),
        said(HERE, 3, Side::Customer, "And where is my lid?"),
        said(HERE, 4, Side::Us(MIA), "Both come tomorrow."),
        said(HERE, 5, Side::Customer, "Thanks."),
    ]);
    assert_eq!(lines, [(Kind::Asked, "Where is my teapot?".to_owned(), 2)]);
}

#[test]
fn what_is_settled_is_not_what_they_want() {
    let said = [
        said(HERE, 1, Side::Customer, "Where is my teapot?"),
        said(HERE, 5, Side::Customer, "Can you mend a cup?"),
    ];
    let since = Timestamp::from_second(3_000).unwrap();
    let story = tell(&Record { since, ..record(&said) });
    assert_eq!(story.lines.len(), 1);
    assert_eq!(story.lines[0].words, "Can you mend a cup?");
}

#[test]
fn what_was_tried_offered_and_given_is_told_over_all_conversations() {
    let lines = told(&[
        said(BEFORE, 1, Side::Customer, "My order is FK-2291. I tried another socket."),
        said(BEFORE, 2, Side::Note(MIA), "We replaced the fuse."),
        said(HERE, 3, Side::Us(MIA), "You could have a new one instead."),
        said(HERE, 4, Side::Customer, "It has to be here for the wedding. When does it come?"),
    ]);
    assert_eq!(
        lines,
        [
            (Kind::Asked, "When does it come?".to_owned(), 4),
            (Kind::Urgent, "It has to be here for the wedding.".to_owned(), 4),
            (Kind::TheyTried, "I tried another socket.".to_owned(), 1),
            (Kind::WeTried, "We replaced the fuse.".to_owned(), 2),
            (Kind::WeOffered, "You could have a new one instead.".to_owned(), 3),
            (Kind::Told, "My order is FK-2291.".to_owned(), 1),
        ]
    );
}

#[test]
fn a_repeat_stands_beside_what_they_had_said() {
    for (texts, before) in [
        (
            &["The handle of my teapot broke.", "Any news?", "I say it again, the handle broke!"][..],
            Some(1),
        ),
        (&["Nice shop.", "The kettle leaks at the lid.", "Now again: the kettle leaks."], Some(2)),
        (&["Bonjour.", "Ça ne va pas again."], Some(1)),
        (&["I have to explain it again."], None),
    ] {
        let said: Vec<Said> = (1..)
            .zip(texts)
            .map(|(number, text)| said(HERE, number, Side::Customer, text))
            .collect();
        let story = tell(&record(&said));
        let [repeat] = &story.repeats[..] else { panic!("{:?}", story.repeats) };
        assert_eq!(repeat.message.0, i64::try_from(texts.len()).unwrap());
        assert_eq!(repeat.before.as_ref().map(|(_, message, ..)| message.0), before, "{texts:?}");
    }
}

#[test]
fn the_short_story_has_a_line_of_each_kind_before_a_second_of_any() {
    let texts: Vec<String> =
        (1..9).map(|n| format!("I tried socket {n}. I ask again, number {n}?")).collect();
    let said: Vec<Said> =
        (1..).zip(&texts).map(|(n, text)| said(HERE, n, Side::Customer, text)).collect();
    let promise = |id: i64| Promise {
        id: PromiseId(id),
        conversation_id: HERE,
        customer_id: CustomerId(1),
        call_id: None,
        message_id: None,
        owner_id: Some(MIA),
        stand_in_id: None,
        source: crate::promise::Source::Hand,
        what: "Call back".into(),
        phone: None,
        due_at: Timestamp::UNIX_EPOCH,
        due_set_at: Timestamp::UNIX_EPOCH,
        made_at: Timestamp::UNIX_EPOCH,
        missed_at: None,
        kept_at: None,
        cancelled_at: None,
    };
    let promises = [promise(1), promise(2)];
    let facts = [Fact {
        id: FactId(1),
        text: "Likes oolong".into(),
        agent_id: MIA,
        created_at: Timestamp::UNIX_EPOCH,
    }];
    let story = tell(&Record { promises: &promises, facts: &facts, ..record(&said) });
    let kinds: Vec<Kind> = story.lines.iter().take(SHORT_LINES).map(|line| line.kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::Asked,
            Kind::AsksNow,
            Kind::SaidAgain,
            Kind::Promised,
            Kind::Matters,
            Kind::TheyTried
        ]
    );
    assert!(story.lines.len() > SHORT_LINES && story.lines.len() <= LINES_MAX);
    assert_eq!(story.repeats.len(), 8);
}

proptest! {
    #[test]
    fn any_words_make_a_story_that_is_short_and_has_its_places(
        texts in prop::collection::vec("\\PC{0,60}|(I tried it again|where is FK-2291\\?|[.?! ]){0,6}", 0..30),
    ) {
        let said: Vec<Said> = (1..)
            .zip(&texts)
            .map(|(n, text)| said(HERE, n, if n % 3 == 0 { Side::Us(MIA) } else { Side::Customer }, text))
            .collect();
        let story = tell(&record(&said));
        prop_assert!(story.lines.len() <= LINES_MAX);
        for line in &story.lines {
            prop_assert!(line.words.chars().count() <= QUOTE_CHARS + 1);
            let Source::Message(_, MessageId(id)) = line.source else { panic!("{line:?}") };
            prop_assert!(said.iter().any(|said| said.message.0 == id));
        }
    }
}
