//! Calls, as far as they can be seen without sound: who rings, who may pick up, what the caller is told,
//! and what is promised instead. The offers are those of a browser; nothing answers behind them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Person, Shop, Visitor, until};

const OFFER: &str = include_str!("fixtures/offer.sdp");

/// Asks to talk, as the widget does; the call.
pub async fn asks(visitor: &Visitor, key: &str) -> Value {
    let body = json!({ "key": key, "name": "Ana", "time_zone": "Europe/Lisbon" });
    let request = visitor.request(Method::POST, "calls").json(&body);
    visitor.send(request).await.json()["call"].take()
}

/// Asks to talk, and is connected: it rings.
pub async fn calls(visitor: &Visitor) -> i64 {
    let call = asks(visitor, "k1").await["id"].as_i64().unwrap();
    let offer = json!({ "sdp": OFFER });
    let request = visitor.request(Method::PUT, &format!("calls/{call}/leg")).json(&offer);
    let answer = visitor.send(request).await.is(200).json();
    assert!(answer["sdp"].as_str().unwrap().contains("a=ice-lite"), "{answer}");
    call
}

pub async fn told(visitor: &Visitor, call: i64) -> Value {
    let request = visitor.request(Method::GET, &format!("calls/{call}"));
    visitor.send(request).await.is(200).json()["call"].take()
}

pub async fn picks_up(person: &Person, call: i64) -> Answer {
    let request = person.request(Method::POST, &format!("/calls/{call}/pick-up"));
    person.send(request.json(&json!({ "sdp": OFFER }))).await
}

async fn does(person: &Person, method: Method, what: &str) -> Answer {
    person.send(person.request(method, what)).await
}

/// Waits until the desk knows that somebody is at it.
pub async fn at_the_desk(shop: &Shop, person: &Person) -> crate::support::Socket {
    let socket = person.comes_to_the_desk().await;
    until("somebody to be at the desk", async || {
        (shop.visitor().looks().await["calls"]["open"] == true).then_some(())
    })
    .await;
    socket
}

#[tokio::test]
async fn a_call_rings_with_its_card_and_whoever_is_first_has_it() {
    let shop = Shop::open().await;
    let mut page = at_the_desk(&shop, &shop.aiko).await;
    let visitor = shop.visitor();
    visitor.says("Where is my teapot?").await;

    // A wish alone does not ring: only once somebody can be heard.
    let call = asks(&visitor, "k1").await;
    assert_eq!((&call["state"], &call["place"]), (&json!("waiting"), &Value::Null), "{call}");
    assert!(!shop.aiko.page("/calls/dock").await.contains("dock-who"));
    let id = calls(&visitor).await;
    assert_eq!(call["id"], id, "the same key is the same call");
    page.next(|frame| (frame["event"] == "call.changed").then_some(())).await;
    assert_eq!(told(&visitor, id).await["place"], 1);

    let card = shop.aiko.page("/calls/dock").await;
    for words in ["Ana", "Smile first", "Where is my teapot?", "Lisbon", "Pick up"] {
        assert!(card.contains(words), "{words}: {card}");
    }

    let answer = picks_up(&shop.aiko, id).await.is(200).json();
    assert!(answer["sdp"].as_str().unwrap().starts_with("v=0"), "{answer}");
    let call = told(&visitor, id).await;
    assert_eq!((&call["state"], &call["agent"]["name"]), (&json!("talking"), &json!("Aiko")));
    let late = picks_up(&shop.jonas, id).await;
    assert_eq!(late.status, 409);
    assert!(late.json()["detail"].as_str().unwrap().contains("quicker"));
    assert!(!shop.jonas.page("/calls/dock").await.contains("dock-who"));

    // A promise is made without leaving it; whoever is asked to keep it has it.
    let mine = shop.aiko.page("/calls/dock").await;
    assert!(mine.contains("What do we promise?") && mine.contains("Aiko Tanaka (you)"), "{mine}");
    let conversation = shop.aiko.finds("Where is my teapot?").await;
    let jonas = shop.jonas.id().await.to_string();
    let form = [("what", "send a photo"), ("choice", "tomorrow-noon"), ("owner", jonas.as_str())];
    shop.aiko.does(conversation, "promises", &form).await.is(200);
    assert!(shop.jonas.page("/promises?owner=me").await.contains("Send a photo"));

    // Only whoever has it can do something to it.
    for (method, what) in [
        (Method::POST, "hold"),
        (Method::POST, "mute"),
        (Method::POST, "recording-pause"),
        (Method::DELETE, "transfer"),
        (Method::PUT, "leg"),
    ] {
        let request = shop.jonas.request(method, &format!("/calls/{id}/{what}"));
        let refused = shop.jonas.send(request.json(&json!({ "sdp": OFFER }))).await;
        assert_eq!(refused.status, 403, "{what}");
    }
    does(&shop.jonas, Method::DELETE, &format!("/calls/{id}")).await.is(403);
    assert_eq!(told(&visitor, id).await["state"], "talking");

    does(&shop.aiko, Method::POST, &format!("/calls/{id}/hold")).await.is(204);
    assert_eq!(told(&visitor, id).await["state"], "held");
    does(&shop.aiko, Method::DELETE, &format!("/calls/{id}/hold")).await.is(204);
    does(&shop.aiko, Method::DELETE, &format!("/calls/{id}")).await.is(204);
    let call = told(&visitor, id).await;
    assert_eq!((&call["state"], &call["reason"]), (&json!("ended"), &json!("us")));
    let conversation = shop.aiko.finds("Where is my teapot?").await;
    assert!(shop.aiko.opens(conversation).await.contains("with Aiko"));
}

#[tokio::test]
async fn a_call_is_handed_over_with_its_story_and_a_guest_is_told_of() {
    let shop = Shop::open().await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let visitor = shop.visitor();
    let id = calls(&visitor).await;
    picks_up(&shop.aiko, id).await.is(200);

    let jonas = shop.jonas.id().await.to_string();
    let guest = format!("/calls/{id}/guest");
    shop.aiko.post(&guest, &[("agent", &jonas)]).await.is(204);
    assert_eq!(told(&visitor, id).await["guest"]["name"], "Jonas");
    let listens = shop.jonas.page("/calls/dock").await;
    assert!(listens.contains("You listen to Aiko"), "{listens}");
    // Whoever listens is not told how the agent sounds.
    assert!(!listens.contains("data-phone=\"mirror\""));
    assert_eq!(shop.jonas.socket(&format!("/calls/{id}/mirror"), &[]).await.err(), Some(404));
    does(&shop.jonas, Method::DELETE, &guest).await.is(204);
    assert_eq!(told(&visitor, id).await["guest"], Value::Null);

    shop.aiko.post(&format!("/calls/{id}/transfer"), &[("agent", &jonas)]).await.is(204);
    assert!(shop.jonas.page("/calls/dock").await.contains("Aiko asks you to take this call"));
    assert_eq!(told(&visitor, id).await["agent"]["name"], "Aiko", "until somebody else has it");
    picks_up(&shop.mia, id).await.is(409);
    picks_up(&shop.jonas, id).await.is(200);
    assert_eq!(told(&visitor, id).await["agent"]["name"], "Jonas");
    assert!(!shop.aiko.page("/calls/dock").await.contains("dock-who"));
}

#[tokio::test]
async fn the_mirror_is_for_whoever_talks_alone() {
    let shop = Shop::open().await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let id = calls(&shop.visitor()).await;
    let mirror = format!("/calls/{id}/mirror");
    assert!(shop.aiko.socket(&mirror, &[]).await.is_err(), "nobody has the call yet");
    picks_up(&shop.aiko, id).await.is(200);
    let mut socket = shop.aiko.socket(&mirror, &[]).await.unwrap();
    let smile = socket.next(|frame| Some(frame["smile"].clone()).filter(|s| !s.is_null())).await;
    assert_eq!(smile["unsure"], "listening");
    for other in [&shop.mia, &shop.jonas] {
        assert_eq!(other.socket(&mirror, &[]).await.err(), Some(404));
    }
    does(&shop.jonas, Method::POST, &format!("/calls/{id}/recording-pause")).await.is(403);

    // Whoever hands the call over sees no more of it, whatever their page does.
    let jonas = shop.jonas.id().await.to_string();
    shop.aiko.post(&format!("/calls/{id}/transfer"), &[("agent", &jonas)]).await.is(204);
    picks_up(&shop.jonas, id).await.is(200);
    socket.closed().await;
    assert_eq!(shop.aiko.socket(&mirror, &[]).await.err(), Some(404));
    let mut theirs = shop.jonas.socket(&mirror, &[]).await.unwrap();
    theirs.next(|frame| Some(frame["smile"].clone()).filter(|s| !s.is_null())).await;
}

#[tokio::test]
async fn an_offer_that_makes_no_sense_picks_nothing_up() {
    let shop = Shop::open().await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let visitor = shop.visitor();
    let id = calls(&visitor).await;
    let request = shop.aiko.request(Method::POST, &format!("/calls/{id}/pick-up"));
    shop.aiko.send(request.json(&json!({ "sdp": "hello" }))).await.is(422);
    assert_eq!(told(&visitor, id).await["state"], "waiting");
    picks_up(&shop.jonas, id).await.is(200);
}

#[tokio::test]
async fn who_waits_knows_the_place_and_comes_closer() {
    let shop = Shop::open().await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let (first, second) = (shop.visitor(), shop.visitor());
    let one = calls(&first).await;
    let two = calls(&second).await;
    assert_eq!(
        (told(&first, one).await["place"].clone(), told(&second, two).await["place"].clone()),
        (json!(1), json!(2))
    );
    assert_eq!(shop.visitor().looks().await["calls"]["waiting"], 2);
    let mut chat = second.listens(0).await;
    let end = first.request(Method::DELETE, &format!("calls/{one}"));
    assert_eq!(first.send(end).await.is(200).json()["call"]["reason"], "you");
    chat.next(|frame| (frame["call"]["place"] == 1).then_some(())).await;
    // Nobody hangs up for somebody else.
    let other = first.request(Method::DELETE, &format!("calls/{two}"));
    first.send(other).await.is(404);
}

#[tokio::test]
async fn instead_of_waiting_a_time_is_promised_and_nobody_else_gets_it() {
    let shop = Shop::open().await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let mut last = None;
    // As many at a time as there are people to call: three.
    for _ in 0..3 {
        let visitor = shop.visitor();
        let id = asks(&visitor, "k").await["id"].as_i64().unwrap();
        let slots = visitor.request(Method::GET, "call-back-slots?zone=Europe/Lisbon");
        let slots = visitor.send(slots).await.is(200).json();
        let at = slots["slots"][0]["at"].clone();
        let back = format!("calls/{id}/call-back");
        for (phone, at) in [("call me", at.clone()), ("+49 30 1234567", json!("soon"))] {
            let body = json!({ "at": at, "phone": phone });
            visitor.send(visitor.request(Method::POST, &back).json(&body)).await.is(422);
        }
        let body = json!({ "at": at, "phone": "+49 30 1234567" });
        let call =
            visitor.send(visitor.request(Method::POST, &back).json(&body)).await.is(200).json();
        assert_eq!(call["call"]["reason"], "call back");
        assert_eq!(call["call"]["call_back_at"], at);
        assert!(last.replace(at.clone()).is_none_or(|before| before == at));
    }
    let visitor = shop.visitor();
    let id = asks(&visitor, "k").await["id"].as_i64().unwrap();
    let body = json!({ "at": last, "phone": "+49 30 1234567" });
    let full = visitor.request(Method::POST, &format!("calls/{id}/call-back")).json(&body);
    let full = visitor.send(full).await;
    assert_eq!(full.status, 409, "{:?}", full.text());
    assert!(full.json()["detail"].as_str().unwrap().contains("Choose another"));
}

#[tokio::test]
async fn what_is_no_offer_is_refused_in_words() {
    let shop = Shop::open().await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let visitor = shop.visitor();
    let id = asks(&visitor, "k").await["id"].as_i64().unwrap();
    let cut = OFFER.split_at(OFFER.len() / 2).0;
    let swapped = OFFER.replace("audio", "video").replace("opus", "vp8");
    let long = "a".repeat(100_000);
    for (offer, status) in [("", 422), ("hello", 422), (cut, 422), (&swapped, 422), (&long, 413)] {
        let request = visitor.request(Method::PUT, &format!("calls/{id}/leg"));
        let refused = visitor.send(request.json(&json!({ "sdp": offer }))).await;
        assert_eq!(refused.status, status, "{:.40}: {}", offer, refused.text());
        assert!(refused.json()["detail"].as_str().is_some_and(|words| words.ends_with('.')));
    }
    assert_eq!(told(&visitor, id).await["state"], "waiting");
    assert!(!shop.aiko.page("/calls/dock").await.contains("dock-who"));
}

#[tokio::test]
async fn a_restart_ends_calls_and_says_so() {
    let mut shop = Shop::open().await;
    let page = at_the_desk(&shop, &shop.aiko).await;
    let visitor = shop.visitor();
    let id = calls(&visitor).await;
    picks_up(&shop.aiko, id).await.is(200);
    drop(page);
    shop.server.restart(|_| {}).await;
    let call = told(&visitor, id).await;
    assert_eq!((&call["state"], &call["reason"]), (&json!("ended"), &json!("restart")));
}

#[tokio::test]
async fn without_a_phone_it_is_not_offered() {
    let shop = Shop::open_with(|config| config.phone_listen = Some("off".into())).await;
    let _page = shop.aiko.comes_to_the_desk().await;
    let visitor = shop.visitor();
    assert_eq!(visitor.looks().await["calls"]["open"], false);
    let request = visitor.request(Method::POST, "calls").json(&json!({ "key": "k" }));
    visitor.send(request).await.is(503);
    assert!(shop.mia.page("/settings/phone").await.contains("not connected"));
}

#[tokio::test]
async fn calls_can_be_switched_off_and_recording_has_its_limits() {
    let shop = Shop::open().await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let save =
        |form: &'static [(&'static str, &'static str)]| shop.mia.post("/settings/phone", form);
    save(&[("recording", "consent"), ("keep_days", "0"), ("calls", "yes")]).await.is(422);
    save(&[("recording", "consent"), ("keep_days", "30")]).await.leads_to("/settings/phone?saved");
    let calls = shop.visitor().looks().await["calls"].take();
    assert_eq!((&calls["open"], &calls["recording"]), (&json!(false), &json!("consent")));
    shop.aiko.post("/settings/phone", &[("recording", "on"), ("keep_days", "30")]).await.is(403);
}
