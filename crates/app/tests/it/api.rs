//! The interface for other programs: tokens, what they open and what they never do, and call backs.

use std::collections::BTreeSet;

use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, Clock, Shop, all_between, between, contains, unescaped};

const PATH: &str = "/api/v2/channels/voice/callback_requests";
const PHONE: &str = "+49 30 1234567";
/// A Monday morning: the first time that is free is at nine.
const MONDAY: &str = "2026-11-23T08:00[Europe/Berlin]";

/// A program that uses the desk.
struct Caller {
    browser: Browser,
    token: String,
}

impl Caller {
    async fn new<S>(shop: &Shop<S>, scopes: &[&str]) -> Self {
        let mut form = vec![("name", "The form on our site"), ("lasting", "month")];
        form.extend(scopes.iter().map(|scope| ("scope", *scope)));
        let page = shop.mia.post("/settings/api-tokens", &form).await.is(200);
        assert_eq!(page.header("cache-control"), "no-store");
        let token = between(&page.text(), "<code>", "</code>").to_owned();
        Self { browser: Browser::new(&shop.base), token }
    }

    async fn send(&self, method: Method, path: &str) -> Answer {
        let request = self.browser.request(method, path).bearer_auth(&self.token);
        self.browser.send(request).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path).await
    }

    async fn asks(&self, wanted: Value) -> Answer {
        self.asks_under("", wanted).await
    }

    async fn asks_under(&self, key: &str, wanted: Value) -> Answer {
        let body = json!({ "callback_request": wanted });
        let mut request = self.browser.request(Method::POST, PATH).bearer_auth(&self.token);
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        self.browser.send(request.json(&body)).await
    }
}

async fn shop_on_monday() -> Shop {
    Shop::open_by(Clock::at(MONDAY), |_| {}).await
}

fn promises(shop: &Shop) -> i64 {
    shop.database.number("SELECT COUNT(*) FROM promise WHERE cancelled_at IS NULL")
}

#[tokio::test]
async fn a_token_is_shown_once_and_opens_what_it_says_until_it_is_revoked() {
    let shop = shop_on_monday().await;
    for (form, why) in [
        (&[("scope", "read")][..], "what the token is for"),
        (&[("name", "Shop")], "at least one thing"),
        (&[("name", "Shop"), ("scope", "everything")], "at least one thing"),
    ] {
        let refused = shop.mia.post("/settings/api-tokens", form).await.is(422);
        assert!(refused.words().contains(why), "{}", refused.words());
    }
    let reader = Caller::new(&shop, &["callbacks:read"]).await;
    assert!(reader.token.starts_with("bliss_") && reader.token.len() == 49, "{}", reader.token);
    let dump = String::from_utf8_lossy(&shop.database.dump()).into_owned();
    assert!(!dump.contains(&reader.token[6..]), "only a hash is kept");
    let list = unescaped(&shop.mia.page("/settings/api-tokens").await);
    assert!(!list.contains(&reader.token) && list.contains("The form on our site"), "{list}");
    assert!(list.contains("callbacks:read") && list.contains("never used"), "{list}");
    assert!(list.contains("ends on 23 December at 08:00"), "{list}");

    reader.get(&format!("{PATH}/slots")).await.is(200);
    assert!(shop.mia.page("/settings/api-tokens").await.contains("last used today"));
    // Only the day is kept.
    let day = "SELECT COUNT(*) FROM api_token WHERE used_on % 86400000 = 0";
    assert_eq!(shop.database.number(day), 1);

    let refused = reader.asks(json!({ "requester_phone_number": PHONE })).await.is(403);
    assert!(refused.words().contains("callbacks:write"), "{}", refused.words());
    let all = Caller::new(&shop, &["read"]).await;
    all.get(&format!("{PATH}/slots")).await.is(200);
    all.asks(json!({ "requester_phone_number": PHONE })).await.is(403);

    // It ends by itself, or by a press.
    shop.clock.passes(31 * 24 * 60);
    reader.get(&format!("{PATH}/slots")).await.is(401);
    shop.mia.signs_in().await.is(303);
    let list = shop.mia.page("/settings/api-tokens").await;
    assert!(list.contains("has ended"), "{list}");
    let fresh = Caller::new(&shop, &["callbacks:read"]).await;
    fresh.get(&format!("{PATH}/slots")).await.is(200);
    let id = shop.database.number("SELECT MAX(id) FROM api_token");
    let revoke = format!("/settings/api-tokens/{id}/revocation");
    shop.mia.post(&revoke, &[]).await.is(303);
    let refused = fresh.get(&format!("{PATH}/slots")).await.is(401);
    assert_eq!(refused.header("www-authenticate"), "Bearer realm=\"Bliss\"");
    assert_eq!(refused.header("content-type"), "application/problem+json");
    shop.mia.post(&revoke, &[]).await.is(404);
}

#[tokio::test]
async fn a_token_of_somebody_who_left_opens_nothing() {
    let shop = Shop::open().await;
    let caller = Caller::new(&shop, &["callbacks:read"]).await;
    let slots = format!("{PATH}/slots");
    caller.get(&slots).await.is(200);
    shop.database.run("UPDATE agent SET deactivated_at = 1 WHERE email = 'mia@tea.example'");
    caller.get(&slots).await.is(401);
    shop.database.run("UPDATE agent SET deactivated_at = NULL");
    caller.get(&slots).await.is(200);
}

#[tokio::test]
async fn a_token_opens_nothing_but_the_interface_and_the_interface_nothing_of_anybodys_voice() {
    let shop = Shop::open().await;
    let caller = Caller::new(&shop, &["read", "write", "exports"]).await;
    let mut told = BTreeSet::new();
    for (method, path, access) in web::route_table() {
        let place = path.replace("{inbox}", &shop.inbox);
        let place: Vec<&str> =
            place.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect();
        let place = place.join("/");
        let method: Method = method.parse().unwrap();
        if access.starts_with("Api(") {
            assert!(path.starts_with("/api/"), "{path}");
            // A cookie opens none of it, not the owner's either.
            let request = shop.mia.request(method.clone(), &place);
            shop.mia.send(request.json(&json!({}))).await.is(401);
            let answer = caller.send(method, &place).await;
            assert!(![401, 403].contains(&answer.status), "{path}: {}", answer.status);
            told.extend(all_between(&answer.text(), "\"", "\":").map(ToOwned::to_owned));
        } else {
            let is_told_to_all = ["/api/openapi.json", "/api/docs"].contains(&path);
            assert!(!path.starts_with("/api/") || is_told_to_all, "{path}");
            if access.starts_with("Agent(") {
                let answer = caller.send(method.clone(), &place).await;
                assert_eq!(answer.status, 303, "{method} {path} for a token");
                assert!(answer.location().starts_with("/sign-in"), "{path}");
            } else if access == "Visitor" {
                let answer = caller.send(method.clone(), &place).await;
                assert_eq!(answer.status, 401, "{method} {path} for a token");
            }
        }
    }
    // What the interface tells is on this list, and nothing of a voice is.
    caller.asks(json!({ "requester_phone_number": PHONE })).await.is(201);
    let made = shop.database.number("SELECT MAX(id) FROM promise");
    let found = caller.get(&format!("{PATH}/{made}")).await.is(200).text();
    let slots = caller.get(&format!("{PATH}/slots")).await.is(200).text();
    for text in [found, slots] {
        told.extend(all_between(&text, "\"", "\":").map(ToOwned::to_owned));
    }
    for word in
        ["smile", "voice_", "pitch", "share", "talk", "pace", "replay", "recording", "corner"]
    {
        assert!(!told.iter().any(|name| name.contains(word)), "{word}: {told:?}");
    }
    let missing = caller.get("/api/v2/replays").await.is(404);
    assert_eq!(missing.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn too_much_at_once_is_told_to_wait() {
    let shop = Shop::open_with(|config| config.api_requests_per_minute = 3).await;
    let caller = Caller::new(&shop, &["callbacks:read"]).await;
    let slots = format!("{PATH}/slots");
    for _ in 0..3 {
        caller.get(&slots).await.is(200);
    }
    let refused = caller.get(&slots).await.is(429);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert!(!refused.header(header::RETRY_AFTER).is_empty());
    // Another program is not held up by it.
    Caller::new(&shop, &["callbacks:read"]).await.get(&slots).await.is(200);
}

#[tokio::test]
async fn no_token_is_in_a_log() {
    let shop = Shop::open_loud().await;
    let caller = Caller::new(&shop, &["callbacks:read"]).await;
    caller.get(&format!("{PATH}/slots")).await.is(200);
    caller.get(&format!("{PATH}/1")).await.is(404);
    caller.asks(json!({ "requester_phone_number": PHONE })).await.is(403);
    let said = shop.server.said();
    assert!(!said.is_empty() && !contains(&said, &caller.token[6..]));
}

#[tokio::test]
async fn a_program_asks_for_a_call_back_looks_at_it_and_cancels_it() {
    let shop = shop_on_monday().await;
    let caller = Caller::new(&shop, &["callbacks:read", "callbacks:write"]).await;
    let slots = caller.get(&format!("{PATH}/slots?from=2026-11-24&days=1")).await.is(200).json();
    assert_eq!(slots["time_zone"], "Europe/Berlin");
    assert_eq!(slots["slots"].as_array().unwrap().len(), 16);
    assert_eq!(slots["slots"][0]["at"], "2026-11-24T08:00:00Z");

    // The earliest time, where nobody said which.
    let body = json!({
        "requester_phone_number": PHONE, "phone_number_id": 1, "requester_name": "Ana Sousa",
        "subject": "My teapot leaks", "time_zone": "Europe/Lisbon",
    });
    let answer = caller.asks(body).await.is(201);
    let made = &answer.json()["callback_request"];
    let expected = [
        ("at", json!("2026-11-23T08:00:00Z")),
        ("ends_at", json!("2026-11-23T08:30:00Z")),
        ("requester_phone_number", json!("+49301234567")),
        ("requester_name", json!("Ana Sousa")),
        ("time_zone", json!("Europe/Lisbon")),
        ("phone_number_id", json!(1)),
        ("status", json!("open")),
    ];
    for (name, value) in expected {
        assert_eq!(made[name], value, "{name}: {made}");
    }
    let place = made["links"]["self"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), place);
    assert_eq!(caller.get(&place).await.is(200).json()["callback_request"], *made);
    let desk = unescaped(&shop.mia.page("/promises").await);
    assert!(desk.contains("Call back: My teapot leaks") && desk.contains("Ana Sousa"), "{desk}");

    // The same number is the same customer, however it is written; and the conversation goes on.
    let again = caller.asks(json!({
        "requester_phone_number": "+49 (30) 123-4567", "at": "2026-11-24T10:00:00+01:00",
    }));
    let again = &again.await.is(201).json()["callback_request"];
    assert_eq!(again["customer_id"], made["customer_id"]);
    assert_eq!(again["conversation_id"], made["conversation_id"]);
    assert_eq!(again["at"], "2026-11-24T09:00:00Z");

    let gone = caller.send(Method::DELETE, &place).await.is(204);
    assert!(gone.text().is_empty());
    caller.send(Method::DELETE, &place).await.is(204);
    assert_eq!(caller.get(&place).await.json()["callback_request"]["status"], "cancelled");
    assert_eq!(promises(&shop), 1);

    // Other promises are none of its business.
    let conversation = again["conversation_id"].as_i64().unwrap();
    let form = [("what", "Write"), ("words", "tomorrow 15:00"), ("owner", "")];
    shop.mia.does(conversation, "promises", &form).await.is(200);
    let other = shop.database.number("SELECT MAX(id) FROM promise");
    caller.get(&format!("{PATH}/{other}")).await.is(404);
    caller.send(Method::DELETE, &format!("{PATH}/{other}")).await.is(404);
    assert_eq!(promises(&shop), 2);
}

#[tokio::test]
async fn a_customer_whom_an_agent_wrote_down_is_known_by_their_number() {
    let shop = shop_on_monday().await;
    let form = [("name", "Ana Sousa"), ("phone", "+49 30 1234567"), ("email", "")];
    shop.mia.post("/customers", &form).await.is(303);
    let known = shop.database.number("SELECT MAX(customer_id) FROM address");
    let caller = Caller::new(&shop, &["callbacks:write"]).await;
    let body = json!({ "requester_phone_number": "+49301234567", "requester_name": "Somebody" });
    let made = caller.asks(body).await.is(201).json()["callback_request"].take();
    assert_eq!(
        (&made["customer_id"], &made["requester_name"]),
        (&json!(known), &json!("Ana Sousa"))
    );
}

#[tokio::test]
async fn what_cannot_be_done_is_told_with_what_to_do() {
    let shop = shop_on_monday().await;
    let caller = Caller::new(&shop, &["write"]).await;
    let far = "2027-11-23T10:00:00+01:00";
    for (more, status, why) in [
        (json!({ "requester_phone_number": "" }), 422, "telephone number"),
        (json!({ "requester_phone_number": "soon" }), 422, "telephone number"),
        (json!({ "at": "2026-02-30T10:00:00Z" }), 422, "no time that there is"),
        (json!({ "at": "tomorrow" }), 422, "no time that there is"),
        (json!({ "at": "2026-11-24T10:10:00+01:00" }), 422, "do not call at that time"),
        (json!({ "at": "2026-11-24T03:00:00+01:00" }), 422, "do not call at that time"),
        (json!({ "at": "2026-11-20T10:00:00+01:00" }), 422, "do not call at that time"),
        (json!({ "at": far }), 422, "too far ahead"),
        (json!({ "time_zone": "Europe/Atlantis" }), 422, "no such time zone"),
        (json!({ "phone_number_id": 4711 }), 422, "no inbox"),
        (json!({ "phone_number_id": "one" }), 422, "could not be read"),
    ] {
        let mut body = json!({ "requester_phone_number": PHONE });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let refused = caller.asks(body).await.is(status);
        assert!(refused.words().contains(why), "{more}: {}", refused.words());
    }
    let empty = caller.browser.request(Method::POST, PATH).bearer_auth(&caller.token);
    caller.browser.send(empty.json(&json!({}))).await.is(422);
    let reader = Caller::new(&shop, &["read"]).await;
    for (query, why) in [
        ("from=2026-02-30", "no time that there is"),
        ("days=0", "1 to 14"),
        ("days=many", "as a number"),
        ("from=2027-11-23", "too far ahead"),
    ] {
        let refused = reader.get(&format!("{PATH}/slots?{query}")).await.is(422);
        assert!(refused.words().contains(why), "{query}: {}", refused.words());
    }
    assert_eq!(promises(&shop), 0);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer"), 0);
}

#[tokio::test]
async fn the_same_key_is_the_same_call_back() {
    let shop = shop_on_monday().await;
    let caller = Caller::new(&shop, &["write"]).await;
    let body = json!({ "requester_phone_number": PHONE });
    let (one, two) = tokio::join!(
        caller.asks_under("order-17", body.clone()),
        caller.asks_under("order-17", body.clone())
    );
    let replayed = [one.header("idempotent-replayed"), two.header("idempotent-replayed")];
    assert_eq!(BTreeSet::from(replayed), BTreeSet::from(["false", "true"]));
    assert_eq!(one.is(201).json(), two.is(201).json());
    assert_eq!(promises(&shop), 1);
    let other = json!({ "requester_phone_number": "+49 30 7654321" });
    let refused = caller.asks_under("order-17", other.clone()).await.is(422);
    assert!(refused.words().contains("Idempotency-Key"), "{}", refused.words());
    // Keys belong to their token.
    let another = Caller::new(&shop, &["write"]).await;
    another.asks_under("order-17", other).await.is(201);
    caller.asks_under("order-18", body).await.is(201);
    assert_eq!(promises(&shop), 3);
    let long = "k".repeat(256);
    caller.asks_under(&long, json!({ "requester_phone_number": PHONE })).await.is(422);
}

#[tokio::test]
async fn of_two_who_ask_for_the_last_slot_at_once_one_gets_it() {
    let shop = shop_on_monday().await;
    let caller = Caller::new(&shop, &["write"]).await;
    let at = "2026-11-23T09:00:00Z";
    let ask =
        |phone: &'static str| caller.asks(json!({ "requester_phone_number": phone, "at": at }));
    // Three people serve: two of them have promised that time already.
    ask("+49301000001").await.is(201);
    ask("+49301000002").await.is(201);
    let (one, two) = tokio::join!(ask("+49301000003"), ask("+49301000004"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let late = if one.status == 409 { one } else { two };
    assert!(late.words().contains("Somebody else took that time"), "{}", late.words());
    assert_eq!(late.json()["free"][0], "2026-11-23T09:30:00Z");
    assert_eq!(promises(&shop), 3);
}
