//! Calls that were held elsewhere: what is brought is heard as `bliss listen` hears it, and is the agent's own.

use std::{f32::consts::TAU, path::Path, time::Duration};

use listen::{
    report::json,
    session::{Inputs, Options, listen},
};
use reqwest::{Method, multipart};
use serde_json::Value;

use crate::support::{Answer, Person, Shop};

/// Samples a second.
const RATE: u16 = 8_000;

/// Somebody who speaks in syllables, in some of the seconds.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn voice(hertz: f32, speaks: impl Fn(f32) -> bool) -> Vec<i16> {
    let mut phase = 0.0_f32;
    (0..usize::from(RATE) * 24)
        .map(|i| {
            let at = i as f32 / f32::from(RATE);
            phase += hertz * (1.0 + 0.2 * (TAU * 0.7 * at).sin()) / f32::from(RATE);
            let loud = if speaks(at) { (TAU * 2.0 * at).sin().abs().sqrt() } else { 0.0 };
            // Each syllable has its own vowel: other overtones are loud.
            let vowel = (at * 4.0) as usize * 5 % 7;
            let wave: f32 = (1..12_usize)
                .map(|n| (TAU * phase * n as f32).sin() / (1 + n.abs_diff(1 + vowel)) as f32)
                .sum();
            (7_000.0 * loud * wave) as i16
        })
        .collect()
}

/// A wave file of one channel, or of two.
fn wav(channels: &[&[i16]]) -> Vec<u8> {
    let count = channels.len();
    let data: Vec<u8> = (0..channels[0].len())
        .flat_map(|i| channels.iter().flat_map(move |channel| channel[i].to_le_bytes()))
        .collect();
    let bytes_each = u16::try_from(2 * count).unwrap();
    let rate = u32::from(RATE);
    let length = u32::try_from(data.len()).unwrap();
    let mut file = b"RIFF".to_vec();
    file.extend((36 + length).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(u16::try_from(count).unwrap().to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate * u32::from(bytes_each)).to_le_bytes());
    file.extend(bytes_each.to_le_bytes());
    file.extend(16_u16.to_le_bytes());
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(data);
    file
}

fn call() -> (Vec<i16>, Vec<i16>) {
    let agent = voice(120.0, |at| (1.0..4.0).contains(&at) || (14.0..19.0).contains(&at));
    let customer = voice(160.0, |at| {
        (4.5..7.5).contains(&at) || (8.5..11.5).contains(&at) || (19.5..22.0).contains(&at)
    });
    (agent, customer)
}

async fn brings(person: &Person, files: Vec<(&str, Vec<u8>)>, more: &[(&str, &str)]) -> Answer {
    let mut form = multipart::Form::new().text("who", "Ana").text("at", "2026-11-20T14:05");
    for (name, bytes) in files {
        form = form.part("files", multipart::Part::bytes(bytes).file_name(name.to_owned()));
    }
    for (name, value) in more {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    let request = person.request(Method::POST, "/recordings").multipart(form);
    person.send(request.timeout(Duration::from_mins(2))).await
}

/// What `bliss listen --json` writes, but for the names of files.
fn listened(inputs: &Inputs) -> Value {
    let heard = listen(inputs, &Options::default(), &mut |_| {}).unwrap();
    but_for_names(json::of(&heard))
}

fn but_for_names(mut told: Value) -> Value {
    told.as_object_mut().unwrap().remove("sources");
    told
}

async fn figures(person: &Person, answer: &Answer) -> Value {
    let replay = answer.header("location").to_owned();
    assert!(replay.starts_with("/replays/"), "{replay}: {}", answer.text());
    but_for_names(person.get(&format!("{replay}/figures.json")).await.is(200).json())
}

fn kept(folder: &Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test]
async fn what_is_brought_is_heard_as_bliss_listen_hears_it() {
    let shop = Shop::open().await;
    let folder = tempfile::tempdir().unwrap();
    let (agent, customer) = call();

    // One file with a side in each channel.
    let both = wav(&[&agent, &customer]);
    let path = kept(folder.path(), "both.wav", &both);
    let answer = brings(&shop.aiko, vec![("both.wav", both)], &[]).await.is(303);
    let told = figures(&shop.aiko, &answer).await;
    assert_eq!(told, listened(&Inputs::One(path)));
    assert!(told["customer"]["talk_s"].as_f64().unwrap() > 1.0, "{told}");

    // Its sound is there, for whoever talked.
    let sound = format!("{}/audio", answer.header("location"));
    let bytes = shop.aiko.get(&sound).await.is(200).bytes.clone();
    let flac = kept(folder.path(), "both.flac", &bytes);
    assert_eq!(told, listened(&Inputs::One(flac)), "nothing is lost in what is kept");
    for other in [&shop.mia, &shop.jonas] {
        other.get(&sound).await.is(404);
        other.get(answer.header("location")).await.is(404);
    }

    // A file for each side.
    let (agent, customer) = (wav(&[&agent]), wav(&[&customer]));
    let inputs = Inputs::Two {
        agent: kept(folder.path(), "a.wav", &agent),
        customer: kept(folder.path(), "c.wav", &customer),
    };
    let files = vec![("a.wav", agent), ("c.wav", customer)];
    let answer = brings(&shop.aiko, files, &[("subject", "The blue teapot")]).await.is(303);
    assert_eq!(figures(&shop.aiko, &answer).await, listened(&inputs));
    let conversation = shop.jonas.finds("The blue teapot").await;
    assert!(shop.jonas.opens(conversation).await.contains("A recorded call with Aiko"));
}

#[tokio::test]
async fn a_lead_brings_others_calls_and_cannot_open_them() {
    let shop = Shop::open().await;
    let (agent, customer) = call();
    let both = wav(&[&agent, &customer]);
    let aiko = shop.aiko.id().await.to_string();
    let answer = brings(&shop.jonas, vec![("b.wav", both.clone())], &[("whose", &aiko)]).await;
    assert!(answer.is(303).header("location").starts_with("/conversations/"));
    let replays = shop.aiko.page("/replays").await;
    let replay = replays.split("href=\"/replays/").nth(1).unwrap().split('"').next().unwrap();
    shop.aiko.get(&format!("/replays/{replay}/figures.json")).await.is(200);
    shop.jonas.get(&format!("/replays/{replay}/figures.json")).await.is(404);

    let jonas = shop.jonas.id().await.to_string();
    brings(&shop.aiko, vec![("b.wav", both)], &[("whose", &jonas)]).await.is(403);
}

#[tokio::test]
async fn what_is_no_recording_is_refused_in_words() {
    let shop = Shop::open().await;
    let (agent, _) = call();
    let one = wav(&[&agent]);
    for (files, words) in [
        (vec![("letter.wav", b"Dear all, this is a letter.".to_vec())], "letter"),
        (vec![("empty.wav", Vec::new())], "empty"),
        (vec![], "Choose one recording"),
        (vec![("a.wav", one.clone()), ("b.wav", one.clone()), ("c.wav", one.clone())], "Two files"),
        (vec![("picture.png", crate::support::PNG.to_vec())], "recording"),
    ] {
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        let answer = brings(&shop.aiko, files.clone(), &[]).await;
        assert_eq!(answer.status, 422, "{names:?}");
        let page = answer.text();
        assert!(page.contains("role=\"alert\"") && page.contains("value=\"Ana\""), "{names:?}");
        let said = page.contains(words) || page.contains("recording-1");
        assert!(said, "{names:?}: {page}");
    }
    let folder = shop.config.calls();
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0, "nothing is left of them");
}
