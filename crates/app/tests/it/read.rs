//! `bliss read` as a person uses it: files and streams in, words and JSON out.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

const TALK: &str = "\
Agent: Hello, my name is Tom. How can I help you?
Customer: I've been waiting three weeks for my refund and this is the third time I'm writing. My order \
number is 48213-AB.
Agent: Could you share your order number?
Customer: I just told you! If this isn't sorted today I'm going to the ombudsman.
Agent: I'm so sorry, three weeks is awful. I'll call you tomorrow at three.
Customer: Thank you, that works.
";

/// What comes of these bytes on stdin.
fn read(bytes: &[u8], arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bliss"))
        .args(["read", "-"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap()
}

fn json(bytes: &[u8]) -> Value {
    let output = read(bytes, &["--json", "--zone", "Europe/Berlin"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The names of what was found in a turn.
fn found(reading: &Value, turn: usize) -> Vec<String> {
    let findings = reading["turns"][turn]["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["what"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_talk_is_annotated_with_what_moved_trust() {
    let reading = json(TALK.as_bytes());
    for (turn, what) in [
        (0, "greeting"),
        (0, "own_name"),
        (0, "offer_of_help"),
        (1, "waiting"),
        (1, "repeat"),
        (2, "asked_again"),
        (3, "public"),
        (4, "empathy"),
        (4, "promise"),
        (5, "thanks"),
    ] {
        assert!(
            found(&reading, turn).contains(&what.to_owned()),
            "{what} in turn {turn}: {reading}"
        );
    }
    // Every span is the text that it says, and trust has a value after each turn.
    for turn in reading["turns"].as_array().unwrap() {
        let text = turn["text"].as_str().unwrap();
        for finding in turn["findings"].as_array().unwrap() {
            let place = |end: &str| usize::try_from(finding[end].as_u64().unwrap()).unwrap();
            assert_eq!(text.get(place("start")..place("end")), finding["text"].as_str());
        }
    }
    let line = reading["trust"]["line"].as_array().unwrap();
    assert_eq!(line.len(), 6);
    assert!(line[3].as_f64() < line[1].as_f64() && line[3].as_f64() < line[5].as_f64(), "{line:?}");

    let output = read(TALK.as_bytes(), &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    for says in ["asked again", "Trust", "Promised", "tomorrow at three"] {
        assert!(text.contains(says), "{says}: {text}");
    }
}

#[test]
fn a_promise_is_due_where_the_file_says_when_it_was_made() {
    let reading = json(
        br#"[{"role": "agent", "at": "2026-03-05T10:00:00Z", "text": "I'll call you tomorrow at three."}]"#,
    );
    let promise = &reading["turns"][0]["findings"].as_array().unwrap();
    let due: Vec<_> = promise.iter().filter_map(|finding| finding["due"].as_str()).collect();
    // Three in the afternoon in Berlin, in winter.
    assert_eq!(due, ["2026-03-06T14:00:00Z"]);
}

#[test]
fn contact_lens_and_vcon_are_read_with_their_sides() {
    let lens = json(
        br#"{"Version": "1.1.0", "Participants": [{"ParticipantId": "a", "ParticipantRole": "AGENT"},
            {"ParticipantId": "b", "ParticipantRole": "CUSTOMER"}],
            "Transcript": [{"ParticipantId": "b", "Content": "Where is my parcel?", "BeginOffsetMillis": 900},
            {"ParticipantId": "a", "Content": "Good morning!", "BeginOffsetMillis": 10}]}"#,
    );
    assert_eq!(
        (&lens["turns"][0]["by"], &lens["turns"][1]["by"]),
        (&"us".into(), &"customer".into())
    );
    let vcon = json(
        br#"{"vcon": "0.0.1", "parties": [{"name": "Ana", "role": "customer"}, {"name": "Tom", "role": "agent"}],
            "dialog": [{"type": "text", "start": "2026-03-05T10:00:00Z", "parties": [0, 1], "body": "Hi!"},
            {"type": "text", "start": "2026-03-05T10:01:00Z", "parties": [1, 0], "body": "Hello Ana!"}]}"#,
    );
    assert_eq!(
        (&vcon["turns"][0]["by"], &vcon["turns"][1]["by"]),
        (&"customer".into(), &"us".into())
    );
}

#[test]
fn what_is_no_conversation_is_said_and_nothing_panics() {
    for nothing in [&b""[..], b"\n\n \n", b"{}", b"[]"] {
        let output = read(nothing, &[]);
        assert!(!output.status.success());
        let says = String::from_utf8(output.stderr).unwrap();
        assert!(says.contains("nothing to read") || says.contains("no list of turns"), "{says}");
    }
    let strange = "Customer: ".to_owned() + &"x".repeat(100_000) + " 👩‍👧 مرحبا <b>hi</b>\nAgent:\n";
    assert_eq!(json(strange.as_bytes())["turns"].as_array().unwrap().len(), 1);
    let broken = json(b"Customer: caf\xe9 is closed?\nAgent: No, it is open.\n");
    assert!(broken["remarks"].to_string().contains("UTF-8"), "{broken}");
    let german =
        json("Customer: Ich warte seit drei Wochen auf meine Rechnung, wo ist sie?\n".as_bytes());
    assert_eq!(german["turns"][0]["language"], "German");
    assert_eq!(found(&german, 0), ["question"]);
}
