//! `bliss listen` and `bliss voice` as a person uses them: the program, its files and its words.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "sound is made here, of lengths that are known"
)]

pub mod scene;

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use scene::{Side, broken_wav, pcm, wav};

/// Their voices, in Hz.
const AGENT: f64 = 205.0;
const CUSTOMER: f64 = 118.0;

/// Thirty seconds: the agent greets, the customer tells for ten seconds and is interrupted with 1.5 s
/// of overlap; four and a half seconds of silence; the agent explains, the customer says "mm-hm".
fn call() -> [Side; 2] {
    let agent =
        Side::new(30.0).speaks(0.5, 4.5, AGENT).speaks(13.5, 19.0, AGENT).speaks(23.5, 29.0, AGENT);
    let customer = Side::new(30.0).speaks(5.0, 15.0, CUSTOMER).speaks(26.0, 26.5, CUSTOMER);
    [agent, customer]
}

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn wav(&self, name: &str, channels: &[&Side]) {
        wav(&self.path(name), channels);
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bliss"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BLISS_")) {
            command.env_remove(name);
        }
        command.current_dir(&self.0).args(arguments).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    #[track_caller]
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.says(arguments)).unwrap()
    }

    /// What is said where nothing can be heard.
    #[track_caller]
    fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        text(&output.stderr)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn near(value: &Value, expected: f64, tolerance: f64) {
    let found = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((found - expected).abs() <= tolerance, "{found}, not {expected} ± {tolerance}");
}

/// The moments of a kind: whose, from when, how long.
fn moments(heard: &Value, what: &str) -> Vec<(String, f64, f64)> {
    let all = heard["moments"].as_array().unwrap().iter().filter(|one| one["what"] == what);
    all.map(|one| {
        let by = one["by"].as_str().unwrap_or("nobody").to_owned();
        (by, one["from_s"].as_f64().unwrap(), one["length_s"].as_f64().unwrap())
    })
    .collect()
}

#[track_caller]
fn remarks(heard: &Value, words: &str) {
    let remarks = &heard["remarks"];
    let found = remarks.as_array().unwrap().iter().any(|one| one.as_str().unwrap().contains(words));
    assert!(found, "{words}: {remarks}");
}

#[test]
fn the_figures_of_a_call_are_those_of_its_turns() {
    let desk = Desk::new();
    let [agent, customer] = call();
    desk.wav("call.wav", &[&agent, &customer]);
    let heard = desk.json(&["listen", "call.wav", "--json"]);
    near(&heard["length_s"], 30.0, 0.02);
    near(&heard["agent"]["talk_s"], 15.0, 0.6);
    near(&heard["agent"]["talk_share"], 0.5, 0.02);
    near(&heard["customer"]["talk_s"], 10.5, 0.6);
    assert_eq!(heard["first_speaker"], "agent");
    near(&heard["agent"]["first_word_s"], 0.5, 0.15);
    near(&heard["customer"]["first_word_s"], 5.0, 0.15);
    near(&heard["customer"]["response_s"], 0.5, 0.25);
    near(&heard["opening_turn_s"], 10.0, 0.5);
    let interruptions = moments(&heard, "interruption");
    assert_eq!(interruptions.len(), 1, "{interruptions:?}");
    assert_eq!(interruptions[0].0, "agent");
    assert!((interruptions[0].1 - 13.5).abs() < 0.2 && (interruptions[0].2 - 1.5).abs() < 0.3);
    assert_eq!(heard["agent"]["interruptions"], 1);
    assert_eq!(heard["customer"]["interruptions"], 0);
    assert_eq!(heard["customer"]["backchannels"], 1);
    let silences = moments(&heard, "silence");
    assert_eq!(silences.len(), 1, "{silences:?}");
    assert!((silences[0].1 - 19.0).abs() < 0.3 && (silences[0].2 - 4.5).abs() < 0.4);
    assert_eq!(heard["hold_s"], 0.0);
    assert_eq!(heard["mixed"], false);
    assert!(heard["agent"]["first_10_s"]["smile"]["value"].is_number());
}

#[test]
fn two_recordings_are_as_one_with_two_channels() {
    let desk = Desk::new();
    let [agent, customer] = call();
    desk.wav("a.wav", &[&agent]);
    desk.wav("c.wav", &[&customer]);
    desk.wav("both.wav", &[&customer, &agent]);
    let two = desk.json(&["listen", "a.wav", "c.wav", "--json"]);
    let one = desk.json(&["listen", "both.wav", "--swap", "--json"]);
    for place in ["agent", "customer", "moments", "smiles", "curve", "silence_s"] {
        assert_eq!(two[place], one[place], "{place}");
    }
    let text = desk.says(&["listen", "a.wav", "c.wav"]);
    assert!(text.contains("of the whole call, 0:30"), "{text}");
    assert!(text.contains("The agent spoke first, at 0:00."), "{text}");
    assert!(text.lines().count() <= 45 && !text.contains('\x1b'), "{text}");
    // The shorter one is silent for the rest.
    desk.wav("short.wav", &[&Side(customer.0[..8_000 * 20].to_vec())]);
    let uneven = desk.json(&["listen", "a.wav", "short.wav", "--json"]);
    near(&uneven["length_s"], 30.0, 0.02);
    remarks(&uneven, "not equally long");
}

#[test]
fn music_is_a_hold() {
    let desk = Desk::new();
    let agent = Side::new(36.0).speaks(0.5, 6.0, AGENT).music(8.0, 28.0);
    let customer = Side::new(36.0).speaks(6.3, 7.8, CUSTOMER).speaks(30.0, 34.0, CUSTOMER);
    desk.wav("call.wav", &[&agent, &customer]);
    let heard = desk.json(&["listen", "call.wav", "--json"]);
    near(&heard["hold_s"], 22.0, 1.0);
    near(&heard["agent"]["talk_s"], 5.5, 0.5);
    near(&heard["customer"]["talk_s"], 5.5, 0.5);
}

#[test]
fn what_cannot_be_told_apart_is_not_told() {
    let desk = Desk::new();
    let [agent, customer] = call();
    let mixed = Side(agent.0.iter().zip(&customer.0).map(|(a, c)| a + c).collect());
    desk.wav("mono.wav", &[&mixed]);
    desk.wav("twice.wav", &[&mixed, &mixed]);
    for file in ["mono.wav", "twice.wav"] {
        let heard = desk.json(&["listen", file, "--json"]);
        assert_eq!((&heard["mixed"], &heard["customer"]), (&Value::Bool(true), &Value::Null));
        assert_eq!(heard["agent"]["interruptions"], Value::Null);
        remarks(&heard, "tell the agent from the customer");
        let text = desk.says(&["listen", file]);
        assert!(!text.contains("Interruptions") && text.contains("everybody"), "{text}");
        let lens = desk.json(&["listen", file, "--contact-lens"]);
        assert_eq!(lens["Participants"].as_array().unwrap().len(), 0);
    }
}

#[test]
fn what_is_wrong_with_a_recording_is_said() {
    let desk = Desk::new();
    let [agent, customer] = call();
    desk.wav("silent.wav", &[&agent, &Side(vec![0.0; 8_000 * 30])]);
    let heard = desk.json(&["listen", "silent.wav", "--json"]);
    remarks(&heard, "The customer's channel is silent from beginning to end.");
    broken_wav(&desk.path("nan.wav"), &agent);
    remarks(&desk.json(&["listen", "nan.wav", "--json"]), "not numbers");
    let loud = Side(agent.0.iter().map(|sample| (sample * 60.0).clamp(-1.0, 1.0)).collect());
    desk.wav("loud.wav", &[&loud, &customer]);
    remarks(&desk.json(&["listen", "loud.wav", "--json"]), "agent's channel is recorded too loud");
    // Who answers greets, and who called tells at length.
    let greets = Side::new(20.0).speaks(0.5, 4.0, AGENT).speaks(16.0, 19.0, AGENT);
    let tells = Side::new(20.0).speaks(4.5, 15.5, CUSTOMER);
    desk.wav("swapped.wav", &[&tells, &greets]);
    remarks(&desk.json(&["listen", "swapped.wav", "--json"]), "run again with --swap");
    let right = desk.json(&["listen", "swapped.wav", "--swap", "--json"]);
    assert_eq!(right["remarks"].as_array().unwrap().len(), 0, "{}", right["remarks"]);
}

#[test]
fn what_is_no_recording_is_refused_in_words() {
    let desk = Desk::new();
    fs::write(desk.path("text.wav"), "Dear diary, today nobody called.\n").unwrap();
    fs::write(desk.path("empty.wav"), "").unwrap();
    for (arguments, words) in [
        (&["listen", "nowhere.wav"][..], "nowhere.wav: There is no such file."),
        (&["listen", "empty.wav"], "empty.wav: The file is empty."),
        (
            &["listen", "text.wav"],
            "text.wav: This is not a recording in a format that Bliss knows.",
        ),
        (&["listen"], "Say what to listen to"),
        (&["listen", "text.wav", "--agent-baseline", "text.wav"], "text.wav is not a baseline."),
        (&["voice", "frames", "nowhere.wav"], "nowhere.wav: There is no such file."),
    ] {
        let said = desk.refuses(arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert_eq!(said.matches(words).count(), 1, "{said}");
    }
    assert!(!desk.path("bliss-data").exists());
}

#[test]
fn a_folder_is_heard_call_by_call() {
    let desk = Desk::new();
    let [agent, customer] = call();
    fs::create_dir_all(desk.path("calls/monday")).unwrap();
    desk.wav("calls/first_agent.wav", &[&agent]);
    desk.wav("calls/first_caller.wav", &[&customer]);
    desk.wav("calls/monday/second.wav", &[&agent, &customer]);
    fs::write(desk.path("calls/broken.wav"), "no sound").unwrap();
    fs::write(desk.path("calls/notes.txt"), "not a recording").unwrap();
    let text = desk.says(&["listen", "calls", "--jobs", "2"]);
    assert!(text.contains("Calls                       2, 1:00"), "{text}");
    assert!(text.contains("broken.wav: This is not a recording"), "{text}");
    let lines = desk.says(&["listen", "calls", "--json"]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<_> = lines.iter().map(|line| line["call"].as_str().unwrap()).collect();
    assert_eq!(names, ["broken.wav", "first", "monday/second.wav"]);
    assert!(lines[0]["error"].is_string());
    assert_eq!(lines[1]["moments"], lines[2]["moments"]);
    fs::create_dir(desk.path("bad")).unwrap();
    fs::write(desk.path("bad/broken.wav"), "no sound").unwrap();
    assert!(desk.refuses(&["listen", "bad"]).contains("Not one of the recordings"));
}

#[test]
fn a_stream_is_told_while_it_comes() {
    let desk = Desk::new();
    let [agent, customer] = call();
    desk.wav("call.wav", &[&agent, &customer]);
    let mut child = desk
        .command(&["listen", "--stdin", "--rate", "8000", "--channels", "2", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let sound = pcm(&[&agent, &customer]);
    let writer = std::thread::spawn(move || stdin.write_all(&sound).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (report, so_far) = lines.split_last().unwrap();
    assert!((25..=30).contains(&so_far.len()), "{}", so_far.len());
    assert_eq!(so_far[10]["floor"]["by"], "customer");
    let whole = desk.json(&["listen", "call.wav", "--json"]);
    for place in ["agent", "customer", "moments"] {
        assert_eq!(report[place], whole[place], "{place}");
    }
}

#[test]
fn contact_lens_readers_find_what_they_look_for() {
    let desk = Desk::new();
    let [agent, customer] = call();
    desk.wav("call.wav", &[&agent, &customer]);
    let lens = desk.json(&["listen", "call.wav", "--contact-lens"]);
    assert_eq!((&lens["Version"], &lens["Channel"]), (&"1.1.0".into(), &"VOICE".into()));
    let told = &lens["ConversationCharacteristics"];
    near(&told["TotalConversationDurationMillis"], 30_000.0, 20.0);
    assert_eq!(told["Interruptions"]["TotalCount"], 1);
    let by = &told["Interruptions"]["InterruptionsByInterrupter"];
    near(&by["AGENT"][0]["BeginOffsetMillis"], 13_500.0, 200.0);
    assert!(by.get("CUSTOMER").is_none());
    near(&told["NonTalkTime"]["Instances"][0]["DurationMillis"], 4_500.0, 400.0);
    near(&told["TalkTime"]["DetailsByParticipant"]["CUSTOMER"]["TotalTimeMillis"], 10_500.0, 600.0);
    assert!(told.get("Sentiment").is_none());
    let first = &lens["Transcript"][0];
    assert_eq!((&first["ParticipantId"], &first["Content"]), (&"AGENT".into(), &"".into()));
    let seconds = first["EndOffsetMillis"].as_u64().unwrap().div_ceil(1_000);
    assert_eq!(first["LoudnessScore"].as_array().unwrap().len() as u64, seconds);
}

#[test]
fn a_baseline_is_kept_and_used() {
    let desk = Desk::new();
    let [agent, customer] = call();
    desk.wav("call.wav", &[&agent, &customer]);
    desk.says(&["listen", "call.wav", "--save-baseline", "mia.json"]);
    let heard = desk.json(&["listen", "call.wav", "--agent-baseline", "mia.json", "--json"]);
    assert_eq!(heard["agent"]["usual_from"], "given");
    assert_eq!(heard["customer"]["usual_from"], "this_call");
    let said = desk.says(&["voice", "baseline", "call.wav", "-o", "mia-2.json"]);
    assert!(said.contains("mia-2.json: from"), "{said}");
    let [first, second] = ["mia.json", "mia-2.json"].map(|name| fs::read(desk.path(name)).unwrap());
    assert_eq!(first, second);
}

#[test]
fn files_without_a_header_are_what_is_said() {
    let desk = Desk::new();
    let [agent, customer] = call();
    fs::write(desk.path("call.raw"), pcm(&[&agent, &customer])).unwrap();
    let heard = desk.json(&["listen", "call.raw", "--raw", "s16le:8000:2", "--json"]);
    near(&heard["customer"]["talk_s"], 10.5, 0.6);
}

#[test]
fn frames_are_told_one_by_one() {
    let desk = Desk::new();
    let [agent, customer] = call();
    desk.wav("call.wav", &[&agent, &customer]);
    let csv = desk.says(&["voice", "frames", "call.wav", "--channel", "2"]);
    let mut lines = csv.lines();
    let columns = lines.next().unwrap().split(',').count();
    assert!(csv.starts_with("index,time_s,speech,level_db"));
    assert!(lines.all(|line| line.split(',').count() == columns));
    assert_eq!(csv.lines().count(), 3_001);
    let row: Vec<&str> = csv.lines().nth(1_001).unwrap().split(',').collect();
    assert_eq!((row[0], row[2]), ("1000", "1"));
    assert!(desk.refuses(&["voice", "frames", "call.wav", "--channel", "3"]).contains("has 2"));
}

#[test]
fn a_page_is_written() {
    let desk = Desk::new();
    let [agent, customer] = call();
    desk.wav("call.wav", &[&agent, &customer]);
    desk.says(&["listen", "call.wav", "--html", "call.html"]);
    assert!(fs::read_to_string(desk.path("call.html")).unwrap().contains("</html>"));
}

/// A call that was made: needs the recordings, which are not in the repository.
#[test]
fn a_call_between_people() {
    let Some(folder) = std::env::var_os("BLISS_CASES") else {
        eprintln!("not run: set BLISS_CASES to the folder of recorded cases");
        return;
    };
    let calls = Path::new(&folder).join("calls");
    let desk = Desk::new();
    let lines = desk.says(&["listen", calls.to_str().unwrap(), "--json"]);
    for line in lines.lines() {
        let heard: Value = serde_json::from_str(line).unwrap();
        let shares = ["agent", "customer"].map(|who| heard[who]["talk_share"].as_f64().unwrap());
        assert!(
            shares.iter().all(|share| (0.1..0.9).contains(share)),
            "{}: {shares:?}",
            heard["call"]
        );
    }
}
