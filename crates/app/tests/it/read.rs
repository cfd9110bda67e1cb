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
    // A transcript's own time has no zone: it is the desk's.
    let reading = json(b"[2026-11-22 09:00] Agent: I'll call you tomorrow at three.\n");
    assert_eq!(reading["turns"][0]["at"], "2026-11-22T08:00:00Z");
    let promise = &reading["turns"][0]["findings"].as_array().unwrap();
    let due: Vec<_> = promise.iter().filter_map(|finding| finding["due"].as_str()).collect();
    assert_eq!(due, ["2026-11-23T14:00:00Z"]);
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

/// The page of these bytes.
fn page(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talk.html");
    let output = read(bytes, &["--zone", "Europe/Berlin", "--html", path.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // The page comes besides the words.
    assert!(String::from_utf8(output.stdout).unwrap().contains("Trust"));
    std::fs::read_to_string(path).unwrap()
}

/// The words of a page that show findings of a kind, by the places of `--json`.
fn shown<'p>(page: &'p str, reading: &Value, turn: usize, what: &str) -> Vec<&'p str> {
    let place = found(reading, turn).iter().position(|found| found == what).unwrap();
    let id = format!("finding-{}-{}", turn + 1, place + 1);
    assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    page.split("data-of=\"")
        .skip(1)
        .filter_map(|rest| {
            let (of, rest) = rest.split_once("\">")?;
            of.split(' ').any(|one| one == id).then(|| rest.split('<').next())?
        })
        .collect()
}

#[test]
fn a_page_has_the_talk_with_lines_under_what_was_noticed() {
    let (page, reading) = (page(TALK.as_bytes()), json(TALK.as_bytes()));
    assert_eq!(page.matches("class=\"turn turn--").count(), 6);
    for (turn, what) in [(2, "asked_again"), (3, "public"), (4, "empathy"), (4, "promise")] {
        let place = found(&reading, turn).iter().position(|found| found == what).unwrap();
        let words = &reading["turns"][turn]["findings"][place]["text"];
        // As the page writes an apostrophe.
        let words = words.as_str().unwrap().replace('\'', "&#39;");
        assert_eq!(shown(&page, &reading, turn, what).concat(), words, "{what}");
    }
    for says in
        ["Trust fell by", "we asked for what had been told already", "sounds upset", "Promised"]
    {
        assert!(page.contains(says), "{says}");
    }
}

#[test]
fn a_page_needs_nothing_else_and_no_words_are_markup() {
    let page = page(
        "Customer: <script>alert(1)</script> <img src=https://example.com/x.png> why?\n\
         Agent: See https://example.com/ & \"that\". مرحبا 👩‍👧\n\
         Customer: Ich warte seit drei Wochen auf meine Rechnung, wo ist sie denn?\n"
            .as_bytes(),
    );
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("<script").count(), 1);
    for elsewhere in ["src=\"", "href=\"http", "url(", "@import", "<img", "<link", "fetch("] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
    // Addresses only where they were written.
    assert_eq!(page.matches("https://example.com/").count(), 2);
    assert_eq!(page.matches("http").count(), 3, "{page}");
    assert!(page.contains("Turn 3 is in German, and not judged"));
    assert!(page.contains("مرحبا 👩‍👧"));
}

#[test]
fn a_page_that_cannot_be_written_is_told_in_words() {
    let output = read(TALK.as_bytes(), &["--html", "/nowhere/at/all.html"]);
    assert!(!output.status.success());
    let says = String::from_utf8(output.stderr).unwrap();
    assert!(says.contains("/nowhere/at/all.html could not be written"), "{says}");
}

/// What `docs/read-json.md` says of the JSON.
const FIELDS: &str = include_str!("../../../../docs/read-json.md");

/// What a fenced block of the documentation holds.
fn block(of: &str) -> &'static str {
    let (_, rest) = FIELDS.split_once(&format!("```{of}\n")).unwrap();
    rest.split("```").next().unwrap()
}

/// Whether what is told is what comes out, but for what models and weights make of it: numbers are
/// numbers, and more may be found.
fn fits(told: &Value, is: &Value) -> bool {
    match (told, is) {
        (Value::Object(told), Value::Object(is)) => {
            told.keys().eq(is.keys()) && told.iter().all(|(name, told)| fits(told, &is[name]))
        }
        (Value::Array(told), Value::Array(is)) => {
            told.iter().all(|told| is.iter().any(|is| fits(told, is)))
        }
        (Value::Number(told), Value::Number(is)) => told.is_f64() == is.is_f64(),
        _ => told == is,
    }
}

#[test]
fn the_example_of_the_documentation_is_what_comes_out() {
    let is = json(block("text").as_bytes());
    let told: Value = serde_json::from_str(block("json")).unwrap();
    assert!(fits(&told, &is), "{is:#}");
    // Bytes of the text, as it is said there.
    for turn in told["turns"].as_array().unwrap() {
        for finding in turn["findings"].as_array().unwrap() {
            let place = |name: &str| usize::try_from(finding[name].as_u64().unwrap()).unwrap();
            let words = &turn["text"].as_str().unwrap()[place("start")..place("end")];
            assert_eq!(finding["text"], words);
        }
    }
}

#[test]
fn every_field_and_every_finding_is_described() {
    fn names(value: &Value, all: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    all.push(name.clone());
                    names(value, all);
                }
            }
            Value::Array(list) => list.iter().for_each(|value| names(value, all)),
            _ => {}
        }
    }
    let mut all: Vec<String> = words::What::ALL.iter().map(|what| what.name().to_owned()).collect();
    names(&json(TALK.as_bytes()), &mut all);
    for name in all {
        let told = [format!("`{name}`"), format!("`{name}[]`"), format!("\"{name}\"")];
        let before = FIELDS.split("## An example").next().unwrap();
        assert!(told.iter().any(|told| before.contains(told.as_str())), "{name}");
    }
}
