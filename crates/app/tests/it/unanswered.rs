//! Calls that nobody picks up: each becomes one promise to call back, whatever happens in between.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    calls::{asks, at_the_desk, calls, picks_up, told},
    support::{Clock, Shop, Visitor, unescaped, until},
};

/// A Monday, at ten.
const MONDAY: &str = "2026-11-23T10:00[Europe/Berlin]";
const OPEN: &str = "SELECT COUNT(*) FROM promise WHERE kept_at IS NULL AND cancelled_at IS NULL";

async fn shop() -> Shop {
    Shop::open_by(Clock::at(MONDAY), |_| {}).await
}

/// Time goes by, and something happens at the desk, so that the jobs look at the clock.
async fn passes(shop: &Shop, minutes: i64) {
    shop.clock.passes(minutes);
    asks(&shop.visitor(), "somebody else").await;
}

/// What a caller is told once their call is over.
async fn ended(visitor: &Visitor, call: i64) -> Value {
    until("the call to be over", async || {
        let call = told(visitor, call).await;
        (call["state"] == "ended").then_some(call)
    })
    .await
}

#[tokio::test]
async fn a_call_that_nobody_picks_up_becomes_one_promise_to_call_back() {
    let shop = shop().await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let ana = shop.visitor();
    let call = calls(&ana).await;
    passes(&shop, 14).await;
    assert_eq!(told(&ana, call).await["state"], "waiting", "not after fourteen minutes");
    assert_eq!(shop.database.number(OPEN), 0);

    passes(&shop, 2).await;
    let over = ended(&ana, call).await;
    assert_eq!(over["reason"], "unanswered");
    // The next slot, at eleven in Berlin.
    assert_eq!(over["call_back_at"], "2026-11-23T10:00:00Z");
    assert_eq!(shop.database.number(OPEN), 1);
    let desk = unescaped(&shop.mia.page("/promises").await);
    for words in ["Call back, for nobody picked up", "Ana", "nobody yet", "today at 11:00"] {
        assert!(desk.contains(words), "{words}: {desk}");
    }

    // They ring again in vain: they are promised one call and not two.
    let again = asks(&ana, "k2").await["id"].as_i64().unwrap();
    let offer = json!({ "sdp": include_str!("fixtures/offer.sdp") });
    let request = ana.request(Method::PUT, &format!("calls/{again}/leg")).json(&offer);
    ana.send(request).await.is(200);
    passes(&shop, 16).await;
    assert_eq!(ended(&ana, again).await["reason"], "unanswered");
    assert_eq!(shop.database.number(OPEN), 1);

    // They choose a time: it is the same promise, at that time.
    let third = asks(&ana, "k3").await["id"].as_i64().unwrap();
    let chosen = json!({ "at": "2026-11-23T14:00:00Z", "phone": "+49 30 1234567" });
    let request = ana.request(Method::POST, &format!("calls/{third}/call-back")).json(&chosen);
    ana.send(request).await.is(200);
    assert_eq!(shop.database.number(OPEN), 1);
    let desk = unescaped(&shop.mia.page("/promises").await);
    for words in ["today at 15:00", "+49301234567", "Moved by the customer"] {
        assert!(desk.contains(words), "{words}: {desk}");
    }
}

#[tokio::test]
async fn whoever_never_rang_or_was_picked_up_is_promised_nothing() {
    let shop = shop().await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let (ana, ben) = (shop.visitor(), shop.visitor());
    let wish = asks(&ana, "k1").await["id"].as_i64().unwrap();
    let call = calls(&ben).await;
    picks_up(&shop.aiko, call).await.is(200);
    passes(&shop, 20).await;
    assert_eq!(ended(&ana, wish).await["reason"], "lost");
    assert_eq!(told(&ben, call).await["state"], "talking");
    assert_eq!(shop.database.number(OPEN), 0);
}

#[tokio::test]
async fn a_restart_while_it_rings_is_a_promise_too_and_one_that_was_made_is_not_made_again() {
    let mut shop = shop().await;
    let page = at_the_desk(&shop, &shop.aiko).await;
    let (ana, ben, cleo) = (shop.visitor(), shop.visitor(), shop.visitor());
    let unanswered = calls(&ana).await;
    passes(&shop, 16).await;
    ended(&ana, unanswered).await;
    let rings = calls(&ben).await;
    let wish = asks(&cleo, "k1").await["id"].as_i64().unwrap();
    drop(page);

    // The server is down for an hour.
    let clock = shop.clock.clone();
    shop.server.restart(|_| clock.passes(60)).await;
    let over = ended(&ben, rings).await;
    assert_eq!(over["reason"], "restart");
    // It is a quarter past eleven: from a quarter to twelve on, and the first slot after that.
    assert_eq!(over["call_back_at"], "2026-11-23T11:00:00Z");
    assert_eq!(ended(&cleo, wish).await["call_back_at"], Value::Null, "it never rang");
    assert_eq!(shop.database.number(OPEN), 2);
    let history = "SELECT COUNT(*) FROM promise_change WHERE what = 'made'";
    assert_eq!(shop.database.number(history), 2);

    // Another restart makes no third one.
    shop.server.restart(|_| {}).await;
    assert_eq!(shop.database.number(OPEN), 2);
    let desk = unescaped(&shop.mia.page("/promises").await);
    assert_eq!(desk.matches("Call back, for nobody picked up</p>").count(), 2, "{desk}");
}

#[tokio::test]
async fn where_no_slot_is_free_it_is_promised_within_a_day() {
    let shop = shop().await;
    // Open on no day but the one that is over.
    shop.mia.sets_up("0", &[("mon_from", "08:00"), ("mon_to", "09:00")]).await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let ana = shop.visitor();
    let call = calls(&ana).await;
    passes(&shop, 16).await;
    assert_eq!(ended(&ana, call).await["call_back_at"], "2026-11-24T09:16:00Z");
}
