//! What holds for every row of the interface: the document, scopes, keys, limits, and how errors are told.

use std::collections::BTreeSet;

use domain::api_token::Scope;
use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::support::{Browser, Client, Clock, Shop, unescaped};

const CONVERSATIONS: &str = "/api/v1/conversations";

/// The rows of the interface: method, path and scope.
fn rows() -> Vec<(String, &'static str, Scope)> {
    let scope = |access: &str| {
        let name = access.strip_prefix("Api(")?.strip_suffix(')')?.to_owned();
        Scope::ALL.into_iter().find(|scope| format!("{scope:?}") == name)
    };
    let rows = web::route_table().into_iter();
    rows.filter(|(_, path, _)| path.starts_with("/api/v1/"))
        .map(|(method, path, access)| (method, path, scope(&access).unwrap()))
        .collect()
}

/// The path with ids that are not there.
fn nowhere(path: &str) -> String {
    let part = |part: &str| match part {
        "{tag}" | "{value}" => "x".to_owned(),
        "{kind}" => "email".to_owned(),
        id if id.starts_with('{') => "4711".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn the_document_tells_every_row_and_nothing_else() {
    let shop = Shop::open().await;
    let program = Client::of_all(&shop.mia).await;
    let document = &program.document.0;
    assert_eq!(document["openapi"], "3.1.0");
    let mut told = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let scope = operation["security"][0]["token"][0].as_str().unwrap();
            told.insert((method.to_uppercase(), path.clone(), scope.to_owned()));
            assert!(names.insert(operation["operationId"].to_string()), "{operation}");
            assert!(operation["summary"].as_str().unwrap().ends_with('.'), "{operation}");
            // Whatever the path names is told, and nothing else.
            let parameters = operation["parameters"].as_array().unwrap();
            let of_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
            let of_path: BTreeSet<&str> =
                of_path.map(|one| one["name"].as_str().unwrap()).collect();
            let in_path: BTreeSet<&str> = path
                .split('/')
                .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
                .collect();
            assert_eq!(of_path, in_path, "{path}");
            // An example can be sent as it stands.
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            if !body.is_null() {
                let name = body["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
                let example = &document["components"]["schemas"][name]["examples"][0];
                assert!(example.is_object(), "{name} has no example");
                program.document.holds(body, example);
            }
        }
    }
    let there: BTreeSet<_> = rows()
        .into_iter()
        .map(|(method, path, scope)| (method, path.to_owned(), scope.as_str().to_owned()))
        .collect();
    assert_eq!(told, there);
    assert!(told.len() > 55, "{}", told.len());
    // Nothing in it is of anybody's voice.
    for schema in document["components"]["schemas"].as_object().unwrap().values() {
        for name in schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
            for word in [
                "smile",
                "voice",
                "pitch",
                "talk",
                "pace",
                "replay",
                "recording",
                "corner",
                "secret",
            ] {
                assert!(!name.contains(word), "{name}");
            }
        }
    }
    let page = unescaped(&Browser::new(&shop.base).page("/api/docs").await);
    for (_, path, says) in told.iter().map(|(method, path, scope)| (method, path, scope)) {
        assert!(page.contains(path.as_str()) && page.contains(says.as_str()), "{path}");
    }
}

#[tokio::test]
async fn a_token_opens_the_rows_of_its_scopes_and_no_others() {
    let shop = Shop::open().await;
    let all = Client::of_all(&shop.mia).await;
    for scope in Scope::ALL {
        if matches!(scope, Scope::Read | Scope::Write) {
            continue;
        }
        let others: Vec<&str> = Scope::ALL
            .iter()
            .filter(|other| **other != scope && !matches!(other, Scope::Read | Scope::Write))
            .map(|other| other.as_str())
            .collect();
        let without = Client::of(&shop.mia, &others).await;
        let mut seen = 0;
        for (method, path, needed) in rows().into_iter().filter(|(.., needed)| *needed == scope) {
            seen += 1;
            let (method, place): (Method, _) = (method.parse().unwrap(), nowhere(path));
            let refused =
                without.sends(method.clone(), &place, without.request(method.clone(), &place));
            let refused = refused.await.is(403);
            assert!(refused.words().contains(needed.as_str()), "{}", refused.words());
            let answer =
                all.sends(method.clone(), &place, all.request(method.clone(), &place)).await;
            assert!(![401, 403].contains(&answer.status), "{method} {path}: {}", answer.text());
            // Nobody without a token, and no cookie.
            let answer = shop.mia.send(shop.mia.request(method, &place)).await.is(401);
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
        assert!(seen > 0 || scope.as_str().starts_with("callbacks"), "{scope:?} opens nothing");
    }
    // A conversation with somebody new adds a customer, too.
    let writes = Client::of(&shop.mia, &["conversations:write"]).await;
    let body = json!({ "customer": { "name": "Nora" }, "subject": "Tea" });
    let refused = writes.posts(CONVERSATIONS, &body).await.is(403);
    assert!(refused.words().contains("customers:write"), "{}", refused.words());
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer"), 0);
}

#[tokio::test]
async fn agents_make_tokens_of_their_own_and_see_no_others() {
    let shop = Shop::open().await;
    let aikos = Client::of_all(&shop.aiko).await;
    Client::of_all(&shop.mia).await;
    let rows = |page: &str| page.matches("/revocation\"").count();
    assert_eq!(rows(&shop.aiko.page("/settings/api-tokens").await), 1);
    assert_eq!(rows(&shop.mia.page("/settings/api-tokens").await), 2);
    let of = |email: &str| {
        shop.database.number(&format!(
            "SELECT MAX(api_token.id) FROM api_token JOIN agent ON agent.id = agent_id WHERE email = '{email}'"
        ))
    };
    let revoke = |id: i64| format!("/settings/api-tokens/{id}/revocation");
    shop.aiko.post(&revoke(of("mia@tea.example")), &[]).await.is(404);
    shop.jonas.post(&revoke(of("aiko@tea.example")), &[]).await.is(404);
    aikos.gets("/api/v1/me").await.is(200);
    shop.mia.post(&revoke(of("aiko@tea.example")), &[]).await.is(303);
    aikos.gets("/api/v1/me").await.is(401);
}

#[tokio::test]
async fn what_is_asked_under_a_key_is_done_once() {
    let mut shop = Shop::open_by(Clock::at("2026-11-23T08:00[Europe/Berlin]"), |_| {}).await;
    let program = Client::of_all(&shop.mia).await;
    let body = json!({ "name": "Nora Lindqvist" });
    let customers = |shop: &Shop| shop.database.number("SELECT COUNT(*) FROM customer");
    let first = program.posts_under("order-17", "/api/v1/customers", &body).await.is(201);
    assert_eq!(first.header("idempotent-replayed"), "false");
    shop.server.restart(|_| {}).await;
    let again = program.posts_under("order-17", "/api/v1/customers", &body).await.is(201);
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!((again.json(), again.location()), (first.json(), first.location()));
    assert_eq!(customers(&shop), 1);
    // Something else under the same key; and the same at another address.
    let other =
        program.posts_under("order-17", "/api/v1/customers", &json!({ "name": "Karim" })).await;
    assert!(other.is(422).words().contains("Idempotency-Key"));
    let elsewhere = json!({ "customer_id": first.json()["id"], "subject": "Tea" });
    program.posts_under("order-17", CONVERSATIONS, &elsewhere).await.is(422);
    // Keys belong to their token.
    let another = Client::of_all(&shop.mia).await;
    another.posts_under("order-17", "/api/v1/customers", &body).await.is(201);
    assert_eq!(customers(&shop), 2);
    // What was refused can be put right and asked for under the same key.
    program.posts_under("order-18", "/api/v1/customers", &json!({ "name": "" })).await.is(422);
    program.posts_under("order-18", "/api/v1/customers", &json!({ "name": "Karim" })).await.is(201);
    assert_eq!(customers(&shop), 3);
    // At once: one does it, the others are told so or wait.
    let body = json!({ "name": "At once" });
    let asked = || program.posts_under("order-19", "/api/v1/customers", &body);
    let (one, two, three, four) = tokio::join!(asked(), asked(), asked(), asked());
    let mut made = BTreeSet::new();
    for answer in [one, two, three, four] {
        assert!([201, 409].contains(&answer.status), "{}", answer.text());
        if answer.status == 201 {
            made.insert(answer.json()["id"].as_i64().unwrap());
        }
    }
    assert_eq!((made.len(), customers(&shop)), (1, 4));
    // What was begun and never answered is not done again.
    shop.database.run("UPDATE api_request SET status = NULL WHERE key = 'order-19'");
    let unknown = program.posts_under("order-19", "/api/v1/customers", &body).await.is(409);
    assert!(unknown.words().contains("look whether it was done"), "{}", unknown.words());
    for key in ["", "with space", "größer", &"k".repeat(256)] {
        let request = program.request(Method::POST, "/api/v1/customers").json(&body);
        let request = request.header("idempotency-key", key.as_bytes());
        program.sends(Method::POST, "/api/v1/customers", request).await.is(422);
    }
    assert_eq!(customers(&shop), 4);
    // After a day it is forgotten.
    shop.clock.passes(24 * 60 + 1);
    let body = json!({ "name": "Nora Lindqvist" });
    let anew = program.posts_under("order-17", "/api/v1/customers", &body).await.is(201);
    assert_eq!(anew.header("idempotent-replayed"), "false");
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM api_request"), 1);
}

#[tokio::test]
async fn how_much_is_left_is_told_and_too_much_is_told_when_to_come_back() {
    let shop = Shop::open_with(|config| config.api_requests_per_minute = 3).await;
    let program = Client::of_all(&shop.mia).await;
    for left in ["\"token\";r=2;t=20", "\"token\";r=1;t=40", "\"token\";r=0;t=60"] {
        let answer = program.gets("/api/v1/me").await.is(200);
        assert_eq!(answer.header("ratelimit"), left);
        assert_eq!(answer.header("ratelimit-policy"), "\"token\";q=3;w=60");
    }
    let refused = program.gets("/api/v1/me").await.is(429);
    let wait: i64 = refused.header(header::RETRY_AFTER).parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    assert!(refused.header("ratelimit").starts_with("\"token\";r=0;"));
    // Another token has its own.
    Client::of_all(&shop.mia).await.gets("/api/v1/me").await.is(200);
}

#[tokio::test]
async fn what_cannot_be_read_is_told_in_words() {
    let shop = Shop::open().await;
    let program = Client::of_all(&shop.mia).await;
    let customers = "/api/v1/customers";
    for (body, why) in [
        (json!({ "name": "Nora", "nmae": "x" }), "unknown field `nmae`"),
        (json!({ "name": 7 }), "name: invalid type: integer `7`, expected a string"),
        (json!({}), "missing field `name`"),
        (json!([]), "could not be read"),
        (json!({ "name": "Nora", "email": "nowhere" }), "email address"),
        (json!({ "name": "Nora", "time_zone": "Europe/Atlantis" }), "no such time zone"),
    ] {
        let refused = program.posts(customers, &body).await.is(422);
        assert!(refused.words().contains(why), "{body}: {}", refused.words());
    }
    let (_, id) = shop.visitor_says("Hello?").await;
    let messages = format!("{CONVERSATIONS}/{id}/messages");
    for (body, why) in [
        (json!({ "kind": "shout", "text": "x" }), "kind: “shout” is none of: reply, note"),
        (json!({ "kind": "reply" }), "nothing to send"),
        (json!({ "kind": "reply", "text": "x", "attachment_ids": [4711] }), "No file 4711"),
    ] {
        let refused = program.posts(&messages, &body).await.is(422);
        assert!(refused.words().contains(why), "{body}: {}", refused.words());
    }
    let soon = json!({ "until": "tomorrow" });
    let refused = program.posts(&format!("{CONVERSATIONS}/{id}/snooze"), &soon).await.is(422);
    assert!(refused.words().contains("no time that there is"), "{}", refused.words());
    for (query, why) in [
        ("state=lost", "“lost” is none of"),
        ("assignee=somebody", "nobody"),
        ("team=blue", "invalid digit"),
        ("limit=0", "1 to 100"),
        ("limit=101", "1 to 100"),
        ("limit=-1", "1 to 100"),
        ("colour=red", "unknown field `colour`"),
        ("tag=a&tag=b", "duplicate field"),
        ("cursor=abc", "cursor"),
    ] {
        let refused = program.gets(&format!("{CONVERSATIONS}?{query}")).await.is(422);
        assert!(refused.words().contains(why), "{query}: {}", refused.words());
    }

    let post = || program.request(Method::POST, customers);
    let broken = post().header("content-type", "application/json").body("{\"name\":");
    program.sends(Method::POST, customers, broken).await.is(400);
    program.sends(Method::POST, customers, post().form(&[("name", "x")])).await.is(415);
    let long = json!({ "name": "x".repeat(4 * 1024 * 1024) });
    program.posts(customers, &long).await.is(413);
    program.posts_under("long", customers, &long).await.is(413);
    let html = program.request(Method::GET, customers).header("accept", "text/html");
    program.sends(Method::GET, customers, html).await.is(406);
    let any = program.request(Method::GET, customers).header("accept", "text/html, */*;q=0.1");
    program.sends(Method::GET, customers, any).await.is(200);
    // Another method is told which there are, and an address that is not there what it is.
    let refused =
        program.sends(Method::PATCH, customers, program.request(Method::PATCH, customers));
    let refused = refused.await.is(405);
    let allowed: BTreeSet<&str> = refused.header("allow").split(',').map(str::trim).collect();
    assert!(allowed.is_superset(&BTreeSet::from(["GET", "POST"])), "{allowed:?}");
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let page = shop.mia.send(shop.mia.request(Method::PUT, "/today")).await.is(405);
    assert!(page.header("allow").contains("GET") && page.text().contains("<html"));
    program.gets("/api/v1/replays").await.is(404);
    program.gets("/api/v1/customers/nora").await.is(404);
    program.gets("/api/v1/customers/99999999999999999999").await.is(404);
    let uploads = format!("{CONVERSATIONS}/{id}/attachments");
    program.posts(&uploads, &json!({})).await.is(415);
    program.uploads(&uploads, "page.html", b"<html>").await.is(422);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer"), 1);
}

/// Deterministic garbage: the same on every machine, so that what fails can be looked at.
fn garbage(seed: u64) -> impl Iterator<Item = String> {
    let pieces = [
        "limit",
        "cursor",
        "state",
        "q",
        "team",
        "=",
        "&",
        "%",
        "%00",
        "%ff",
        "%F0%9F%8D%B5",
        "null",
        "-1",
        "0",
        "9223372036854775808",
        "1e9",
        "[]",
        "'",
        "\"",
        "%27;--",
        "me",
        "closed",
        "+",
        "%2B",
        "tag:",
        "from:",
        "\\",
        "eyJhIjoxfQ",
        "..",
        "%0a",
        "before:2026-02-30",
        "(",
        "*",
    ];
    let mut state = seed;
    let mut next = move |below: usize| {
        // Knuth's multiplier (MMIX).
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    std::iter::repeat_with(move || (0..next(9)).map(|_| pieces[next(pieces.len())]).collect())
}

#[tokio::test]
async fn no_address_however_odd_is_a_failure_of_ours() {
    let shop = Shop::open_with(|config| config.api_requests_per_minute = 10_000).await;
    shop.visitor_says("Hello?").await;
    let program = Client::of_all(&shop.mia).await;
    let lists: Vec<&str> = rows()
        .into_iter()
        .filter(|(method, path, _)| method == "GET" && !path.contains('{'))
        .map(|(_, path, _)| path)
        .collect();
    assert!(lists.len() > 10);
    for (number, odd) in garbage(23).take(300).enumerate() {
        let path = lists[number % lists.len()];
        // What is no address at all is not sent.
        let whole = format!("{}{path}?{odd}", shop.base);
        if whole.parse::<reqwest::Url>().is_err() {
            continue;
        }
        let answer = program.gets(&format!("{path}?{odd}")).await;
        assert!([200, 422].contains(&answer.status), "{path}?{odd}: {}", answer.text());
    }
    let whole: Value = program.gets(CONVERSATIONS).await.json();
    assert_eq!(whole["items"].as_array().unwrap().len(), 1);
}
