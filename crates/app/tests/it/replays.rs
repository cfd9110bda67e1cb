//! Looking back at one's own calls: for whose they are and nobody else, and letting go of them.

use std::{fs, path::Path};

use reqwest::{Method, multipart};
use serde_json::json;

use crate::{
    listen::scene::{Side, wav},
    support::{Answer, Browser, Clock, Person, Shop, all_between, between, unescaped},
};

/// Half a minute in which each side speaks, the agent takes the floor once, and nobody speaks for a while.
pub fn call(folder: &Path) -> Vec<u8> {
    let agent =
        Side::new(30.0).speaks(0.5, 5.0, 190.0).speaks(9.5, 14.0, 200.0).speaks(22.0, 27.0, 190.0);
    let customer = Side::new(30.0).speaks(5.5, 11.5, 120.0).speaks(14.5, 16.0, 120.0);
    let path = folder.join("call.wav");
    wav(&path, &[&agent, &customer]);
    fs::read(path).unwrap()
}

/// A shop in which Aiko has brought a recorded call: the address of its replay.
async fn shop_with_a_call() -> (Shop, String) {
    let shop = Shop::open().await;
    let replay = brings(&shop, &shop.aiko, "Gerda Lindqvist").await;
    (shop, replay)
}

async fn brings(shop: &Shop, who: &Person, with: &str) -> String {
    brings_file(who, call(shop.data.path()), with).await
}

async fn brings_file(who: &Person, bytes: Vec<u8>, with: &str) -> String {
    let file = multipart::Part::bytes(bytes).file_name("call.wav");
    let form = multipart::Form::new()
        .part("files", file)
        .text("who", with.to_owned())
        .text("at", "2026-11-20T14:05")
        .text("subject", "Broken teapot");
    let request = who.request(Method::POST, "/recordings").multipart(form);
    let answer = who.send(request).await.is(303);
    assert!(answer.location().starts_with("/replays/"), "{}", answer.location());
    answer.location().to_owned()
}

/// The first moment of a kind: what stands in its addresses.
pub async fn moment(who: &Browser, replay: &str, kind: &str) -> String {
    let page = who.page(replay).await;
    let mut keys = all_between(&page, "/moments/", "/note\"");
    let found = keys.find(|key| key.ends_with(&format!("/{kind}")));
    format!("{replay}/moments/{}", found.unwrap_or_else(|| panic!("no {kind} in {page}")))
}

async fn range(who: &Browser, path: &str, range: &str) -> Answer {
    let request = who.request(Method::GET, path).header("range", range);
    who.send(request).await
}

/// Files that are kept of calls.
fn kept(shop: &Shop) -> usize {
    fs::read_dir(shop.config.calls()).unwrap().count()
}

/// Files of attachments, among them what was shared of calls.
fn clips(shop: &Shop) -> usize {
    fn files(folder: &Path) -> usize {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
    }
    files(&shop.config.attachments())
}

#[tokio::test]
async fn nobody_else_opens_a_replay_whatever_their_role() {
    let (shop, replay) = shop_with_a_call().await;
    let smiling = moment(&shop.aiko, &replay, "interruption").await;
    let page = shop.aiko.page(&replay).await;
    assert!(page.contains("Your call with Gerda Lindqvist"), "{page}");

    for other in [&shop.mia, &shop.jonas] {
        for path in ["", "/audio", "/figures.json"] {
            other.get(&format!("{replay}{path}")).await.is(404);
        }
        for path in ["note", "sharing"] {
            other.get(&format!("{smiling}/{path}")).await.is(404);
            other.post(&format!("{smiling}/{path}"), &[("note", "x")]).await.is(404);
        }
        let ruling = format!("{smiling}/ruling");
        other.post(&ruling, &[("ruling", "not an interruption")]).await.is(404);
        other.delete(&ruling).await.is(404);
        other.delete(&format!("{smiling}/sharing")).await.is(404);
        let words = json!({ "worked": "x", "next": "y" });
        other.put_json(&format!("{replay}/reflection"), &words).await.is(404);
        other.post(&format!("{replay}/recording/removal"), &[]).await.is(404);
        other.post(&format!("{replay}/removal"), &[]).await.is(404);
        let list = other.page("/replays").await;
        assert!(!list.contains("Gerda"), "{list}");
        assert!(list.contains("No calls yet"), "{list}");
    }
    assert!(shop.aiko.page("/replays").await.contains("Gerda Lindqvist"));
    shop.aiko.get(&format!("{replay}/audio")).await.is(200);
    assert_eq!(kept(&shop), 2);
}

#[tokio::test]
async fn where_the_corner_is_closed_one_is_asked_to_sign_in_and_nothing_is_shown() {
    let (shop, replay) = shop_with_a_call().await;
    // A session from before there were corners.
    shop.database.run("UPDATE session SET corner_id = NULL, corner = NULL");
    let page = shop.aiko.page(&replay).await;
    assert!(page.contains("Open your corner to see what is yours alone"), "{page}");
    assert!(!page.contains("curve__line"), "{page}");
    shop.aiko.get(&format!("{replay}/audio")).await.is(409);
    shop.aiko.get(&format!("{replay}/figures.json")).await.is(409);
    // For others there is nothing to sign in for.
    shop.mia.get(&replay).await.is(404);
}

#[tokio::test]
async fn the_recording_is_played_from_any_place() {
    let (shop, replay) = shop_with_a_call().await;
    let path = format!("{replay}/audio");
    let whole = shop.aiko.get(&path).await.is(200);
    assert_eq!(whole.header("content-type"), "audio/flac");
    assert_eq!(whole.header("cache-control"), "no-store, private");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(&whole.bytes[..4], b"fLaC");
    let length = whole.bytes.len();

    let some = range(&shop.aiko, &path, "bytes=100-199").await.is(206);
    assert_eq!(some.header("content-range"), format!("bytes 100-199/{length}"));
    assert_eq!(some.bytes, whole.bytes[100..200]);
    let rest = range(&shop.aiko, &path, "bytes=100-").await.is(206);
    assert_eq!(rest.bytes, whole.bytes[100..]);
    let last = range(&shop.aiko, &path, "bytes=-10").await.is(206);
    assert_eq!(last.bytes, whole.bytes[length - 10..]);
    let beyond = range(&shop.aiko, &path, &format!("bytes={length}-")).await.is(416);
    assert_eq!(beyond.header("content-range"), format!("bytes */{length}"));

    let figures = shop.aiko.get(&format!("{replay}/figures.json")).await.is(200);
    assert_eq!(figures.json()["version"], 1);
    assert_eq!(figures.header("cache-control"), "no-store, private");
}

#[tokio::test]
async fn what_is_contested_is_struck_through_and_counts_no_more_until_it_is_undone() {
    let (shop, replay) = shop_with_a_call().await;
    let one = moment(&shop.aiko, &replay, "interruption").await;
    let counts = async || {
        let page = shop.aiko.page(&replay).await;
        let row = between(&page, "<th scope=\"row\">Interruptions</th>", "</tr>").to_owned();
        (
            between(&row, "data-side=\"You\">", "</td>").to_owned(),
            page.contains("<s><b>Interruption"),
        )
    };
    let before = counts().await;
    assert!(before.0.starts_with("1 ("), "{before:?}");

    let path = format!("{one}/ruling");
    shop.aiko.post(&path, &[("ruling", "whatever I please")]).await.is(422);
    let changed = shop.aiko.post(&path, &[("ruling", "not an interruption")]).await.is(200).text();
    assert!(changed.contains("You said: not an interruption"), "{changed}");
    assert_eq!(counts().await, ("none, one contested".to_owned(), true));
    shop.aiko.delete(&path).await.is(200);
    assert_eq!(counts().await, before);
    shop.aiko
        .post(&format!("{replay}/moments/1/interruption/ruling"), &[("ruling", "not me")])
        .await
        .is(404);
}

#[tokio::test]
async fn words_about_a_call_stay_and_are_readable_in_nothing_that_is_kept() {
    let (shop, replay) = shop_with_a_call().await;
    let one = moment(&shop.aiko, &replay, "interruption").await;
    let note = "I should have let her finish ü <b>";
    shop.aiko.post(&format!("{one}/note"), &[("note", note)]).await.is(200);
    let words = json!({ "worked": "The greeting, quite so.", "next": "Wait a breath longer." });
    shop.aiko.put_json(&format!("{replay}/reflection"), &words).await.is(204);
    let long = json!({ "worked": "x".repeat(10_001), "next": "" });
    shop.aiko.put_json(&format!("{replay}/reflection"), &long).await.is(422);

    let page = unescaped(&shop.aiko.page(&replay).await);
    for words in [note, "The greeting, quite so.", "Wait a breath longer."] {
        assert!(page.contains(words), "{words}");
    }
    let dump = shop.database.dump();
    for words in ["let her finish", "quite so", "a breath longer"] {
        assert!(!dump.windows(words.len()).any(|at| at == words.as_bytes()), "{words}");
    }
    shop.aiko.post(&format!("{one}/note"), &[("note", "  ")]).await.is(200);
    assert!(!shop.aiko.page(&replay).await.contains("let her finish"));
}

#[tokio::test]
async fn others_see_what_was_shared_and_nothing_more_and_no_longer_than_that() {
    let (shop, replay) = shop_with_a_call().await;
    let one = moment(&shop.aiko, &replay, "interruption").await;
    let conversation = shop.jonas.finds("Broken teapot").await;
    assert!(!shop.jonas.opens(conversation).await.contains("class=\"shared\""));

    // It is said before what everybody would see.
    let before = shop.aiko.page(&format!("{one}/sharing")).await;
    assert!(before.contains("an interruption, by the agent"), "{before}");
    assert!(before.contains("Everybody on this desk will see it"), "{before}");
    shop.aiko.post(&format!("{one}/note"), &[("note", "for me alone")]).await.is(200);
    let form = [("note", "Here I should have waited."), ("sound", "yes")];
    shop.aiko.post(&format!("{one}/sharing"), &form).await.is(200);
    shop.aiko.post(&format!("{one}/sharing"), &form).await.is(409);

    let thread = shop.jonas.opens(conversation).await;
    let line = between(&thread, "class=\"shared\"", "</li>");
    assert!(line.contains("shared a moment of this call: an interruption, by the agent"), "{line}");
    assert!(line.contains("Here I should have waited."), "{line}");
    assert!(!line.contains("Take it back"), "{line}");
    assert!(!thread.contains("for me alone"));
    let sound = between(line, "src=\"", "\"").to_owned();
    let clip = shop.jonas.get(&sound).await.is(200);
    assert_eq!((&clip.bytes[..4], clip.header("content-type")), (&b"RIFF"[..], "audio/wav"));
    // Two seconds around it, of half a minute.
    let whole = 30 * 8_000 * 4;
    assert!(clip.bytes.len() < whole / 3, "{}", clip.bytes.len());
    range(&shop.jonas, &sound, "bytes=0-3").await.is(206);
    assert_eq!(clips(&shop), 1);
    for path in ["", "/audio", "/figures.json"] {
        shop.jonas.get(&format!("{replay}{path}")).await.is(404);
    }

    // Nobody else takes it back; its agent does, and then it is gone.
    let id = between(&sound, "/shared-moments/", "/");
    shop.jonas.delete(&format!("/shared-moments/{id}")).await.is(404);
    shop.mia.delete(&format!("/shared-moments/{id}")).await.is(404);
    shop.aiko.delete(&format!("/shared-moments/{id}")).await.is(204);
    assert!(!shop.jonas.opens(conversation).await.contains("class=\"shared\""));
    shop.jonas.get(&sound).await.is(404);
    assert_eq!(clips(&shop), 0);

    // The same in its replay, this time without the sound.
    shop.aiko.post(&format!("{one}/sharing"), &[("note", "")]).await.is(200);
    assert!(!shop.jonas.opens(conversation).await.contains("<audio"));
    shop.aiko.delete(&format!("{one}/sharing")).await.is(200);
    assert!(!shop.jonas.opens(conversation).await.contains("class=\"shared\""));
}

#[tokio::test]
async fn what_is_deleted_is_gone_from_the_disk_and_from_everybody() {
    let (shop, replay) = shop_with_a_call().await;
    let one = moment(&shop.aiko, &replay, "interruption").await;
    let conversation = shop.jonas.finds("Broken teapot").await;
    shop.aiko
        .post(&format!("{one}/sharing"), &[("note", "a kind word"), ("sound", "yes")])
        .await
        .is(200);
    assert_eq!((kept(&shop), clips(&shop)), (2, 1));

    // The recording, and the sound that was shared of it.
    shop.aiko.post(&format!("{replay}/recording/removal"), &[]).await.leads_to(&replay);
    assert_eq!((kept(&shop), clips(&shop)), (1, 0));
    shop.aiko.get(&format!("{replay}/audio")).await.is(404);
    let page = shop.aiko.page(&replay).await;
    assert!(page.contains("There is no recording to listen to"), "{page}");
    assert!(page.contains("curve__line"), "what was heard is still there");
    let thread = shop.jonas.opens(conversation).await;
    assert!(thread.contains("a kind word") && !thread.contains("<audio"));

    // Everything.
    shop.aiko.post(&format!("{replay}/removal"), &[]).await.leads_to("/replays");
    assert_eq!((kept(&shop), clips(&shop)), (0, 0));
    assert!(!shop.jonas.opens(conversation).await.contains("a kind word"));
    let page = shop.aiko.page(&replay).await;
    assert!(page.contains("Nothing was kept"), "{page}");
    shop.aiko.get(&format!("{replay}/figures.json")).await.is(404);
}

fn spoken(path: &str, bytes: Vec<u8>, who: &Browser) -> reqwest::RequestBuilder {
    let part = multipart::Part::bytes(bytes).file_name("warm-up");
    who.request(Method::POST, path).multipart(multipart::Form::new().part("sound", part))
}

#[tokio::test]
async fn a_warm_up_is_heard_and_only_kept_where_one_says_so() {
    let shop = Shop::open().await;
    let path = shop.data.path().join("greeting.wav");
    let greeting = |length_s: f64, pitch_hz: f64| {
        wav(&path, &[&Side::new(length_s).speaks(0.2, length_s - 0.2, pitch_hz)]);
        fs::read(&path).unwrap()
    };
    let hears = async |bytes: Vec<u8>| shop.aiko.send(spoken("/warm-up", bytes, &shop.aiko)).await;

    let first = hears(greeting(10.0, 190.0)).await.is(200).text();
    assert!(first.contains("This was your first"), "{first}");
    assert!(hears(greeting(10.0, 190.0)).await.text().contains("This was your first"));

    let keep = spoken("/warm-up/baseline", greeting(10.0, 190.0), &shop.aiko);
    let kept = shop.aiko.send(keep).await.is(201).text();
    assert!(kept.contains("this is now what is usual for you"), "{kept}");
    let lively = hears(greeting(10.0, 240.0)).await.is(200).text();
    assert!(lively.contains("smile than usual") || lively.contains("as usual"), "{lively}");
    assert!(!lively.contains("This was your first"), "{lively}");
    // Hers alone.
    let jonas = shop.jonas.send(spoken("/warm-up", greeting(10.0, 120.0), &shop.jonas)).await;
    assert!(jonas.text().contains("This was your first"));

    for (what, bytes, advice) in [
        ("no recording", b"<html>".to_vec(), "could not be heard as a recording"),
        ("nothing", Vec::new(), "could not be heard as a recording"),
        ("half a minute", greeting(30.0, 190.0), "more than twenty seconds"),
        ("two megabytes and more", vec![0; 2 * 1024 * 1024 + 1], "more than twenty seconds"),
    ] {
        let answer = hears(bytes).await.is(422);
        assert!(answer.words().contains(advice), "{what}: {}", answer.words());
    }
    let quiet = spoken("/warm-up/baseline", greeting(1.0, 190.0), &shop.aiko);
    assert!(shop.aiko.send(quiet).await.is(422).words().contains("too little speech"));
    // None of it is in any file.
    assert_eq!((kept_if_any(&shop), clips(&shop)), (0, 0));
}

fn kept_if_any(shop: &Shop) -> usize {
    fs::read_dir(shop.config.calls()).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_good_moment_in_a_call_is_shown_the_next_day_to_one_alone() {
    // The call was on a Friday; this is the day after.
    let shop = Shop::open_by(Clock::at("2026-11-21T09:00[Europe/Berlin]"), |_| {}).await;
    let cut_in = brings(&shop, &shop.jonas, "Gerda Lindqvist").await;
    assert!(!cut_in.is_empty());
    let none = shop.jonas.page("/today").await;
    assert!(!none.contains("today-best-call"), "whom one cut short was not heard out");

    // They speak for twenty seconds, and nobody takes the floor from them.
    let agent = Side::new(40.0).speaks(0.5, 4.0, 190.0).speaks(28.0, 36.0, 190.0);
    let mut customer = Side::new(40.0);
    for from in [5.0, 10.5, 16.0, 21.5] {
        customer = customer.speaks(from, from + 5.0, 120.0);
    }
    let path = shop.data.path().join("heard-out.wav");
    wav(&path, &[&agent, &customer]);
    let replay = brings_file(&shop.aiko, fs::read(path).unwrap(), "Gerda Lindqvist").await;
    let opening = moment(&shop.aiko, &replay, "turn").await;
    let page = unescaped(&shop.aiko.page("/today").await);
    let best = between(&page, "id=\"today-best-call\"", "</section>");
    for words in ["You heard them out", "Gerda Lindqvist", "yesterday", &replay] {
        assert!(best.contains(words), "{words}: {best}");
    }
    for other in [&shop.mia, &shop.jonas] {
        assert!(!other.page("/today").await.contains("today-best-call"));
    }
    // What one contests is no best moment, and what is closed is not opened.
    let opening = format!("{opening}/ruling");
    shop.aiko.post(&opening, &[("ruling", "not their opening")]).await.is(200);
    assert!(!shop.aiko.page("/today").await.contains("today-best-call"));
    shop.aiko.delete(&opening).await.is(200);
    assert!(shop.aiko.page("/today").await.contains("today-best-call"));
    shop.database.run("UPDATE session SET corner_id = NULL, corner = NULL");
    assert!(!shop.aiko.page("/today").await.contains("today-best-call"));
}
