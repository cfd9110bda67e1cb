//! The chat as its visitors meet it: every message once, in order, and nobody else's.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Shop, Visitor, until};

fn sequence(message: &Value) -> i64 {
    message["seq"].as_i64().unwrap()
}

#[tokio::test]
async fn the_same_message_sent_again_is_the_same_message() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let first = visitor.sends("key-1", "Hello?").await.is(201).json();
    let again = visitor.sends("key-1", "Hello?").await.is(200).json();
    assert_eq!(first, again);
    assert_eq!(
        (&first["message"]["key"], &first["message"]["from"]),
        (&"key-1".into(), &"you".into())
    );
    assert_eq!(visitor.texts().await, ["Hello?"]);
}

#[tokio::test]
async fn messages_keep_their_order() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let texts: Vec<String> = (0..120).map(|number| format!("{number}")).collect();
    for text in &texts {
        visitor.sends(text, text).await.is(201);
    }
    assert_eq!(visitor.texts().await, texts);
    let sequences: Vec<i64> = visitor.messages().await.iter().map(sequence).collect();
    assert!(sequences.is_sorted(), "{sequences:?}");
}

#[tokio::test]
async fn fifty_tries_at_once_are_one_message_of_one_customer() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let mut sends = JoinSet::new();
    for _ in 0..50 {
        let visitor = visitor.clone();
        sends.spawn(async move { visitor.sends("key", "Hello?").await });
    }
    let answers = sends.join_all().await;
    let new = answers.iter().filter(|answer| answer.status == 201).count();
    let same = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((new, same), (1, 49));
    let ids: BTreeSet<i64> =
        answers.iter().map(|answer| answer.json()["message"]["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(visitor.texts().await, ["Hello?"]);
    assert_eq!(shop.mia.conversations("/desk").await.len(), 1);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer"), 1);
}

#[tokio::test]
async fn different_messages_at_once_are_all_there_once() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let mut sends = JoinSet::new();
    for number in 0..50 {
        let visitor = visitor.clone();
        sends.spawn(async move {
            visitor.sends(&format!("k{number}"), &format!("{number}")).await.is(201)
        });
    }
    sends.join_all().await;
    let texts: BTreeSet<String> = visitor.texts().await.into_iter().collect();
    assert_eq!(texts, (0..50).map(|number| number.to_string()).collect());
    assert_eq!(shop.mia.conversations("/desk").await.len(), 1);
}

#[tokio::test]
async fn a_stranger_sees_nothing_of_a_chat() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("My address is 5 Rose Lane.").await;
    let text = visitor.attaches("bill.txt", b"my bill").await.is(201).json();
    let file = text["id"].as_i64().unwrap();
    visitor.posts(&json!({ "key": "f", "attachments": [file] })).await.is(201);
    shop.aiko.attaches(conversation, "ours.txt", b"our answer").await.is(201);
    shop.aiko.replies(conversation, "Thank you.").await.is(201);
    let ours = visitor.messages().await[2]["attachments"][0]["id"].as_i64().unwrap();
    assert_eq!(visitor.file(file).await.is(200).text(), "my bill");
    assert_eq!(visitor.file(ours).await.is(200).text(), "our answer");

    let stranger = shop.visitor();
    assert_eq!(stranger.texts().await, [""; 0]);
    assert_eq!(stranger.listens(0).await.closed().await, Some(4401));
    for known in [false, true] {
        if known {
            stranger.says("Hello?").await;
        }
        for id in [file, ours] {
            assert!(!stranger.file(id).await.is(404).words().is_empty());
        }
        // Nor can they send it as theirs.
        let body = json!({ "key": "stolen", "text": "look", "attachments": [file] });
        stranger.posts(&body).await.is(422);
    }
    assert_eq!(stranger.texts().await, ["Hello?"]);
    let frames = {
        let mut socket = stranger.listens(0).await;
        socket.message().await;
        serde_json::to_string(&socket.so_far().await).unwrap()
    };
    assert!(!frames.contains("Rose Lane"), "{frames}");
}

#[tokio::test]
async fn a_chat_needs_a_secret_that_is_one() {
    let shop = Shop::open().await;
    for secret in ["", "short", &"x".repeat(44), "*".repeat(43).as_str()] {
        let mut visitor = shop.visitor();
        secret.clone_into(&mut visitor.secret);
        let refused = visitor.sends("key", "Hello?").await.is(401);
        assert_eq!(refused.header("content-type"), "application/problem+json");
        visitor.send(visitor.request(Method::GET, "messages")).await.is(401);
    }
    let elsewhere = Visitor::new(&shop.base, "no-such-chat");
    let missing = elsewhere.sends("key", "Hello?").await.is(404);
    assert!(missing.words().contains("There is no chat of that name"), "{}", missing.words());
}

#[tokio::test]
async fn an_unsent_file_is_its_visitors_alone() {
    let shop = Shop::open().await;
    let (visitor, _) = shop.visitor_says("Hello?").await;
    let file =
        visitor.attaches("bill.txt", b"my bill").await.is(201).json()["id"].as_i64().unwrap();
    visitor.file(file).await.is(200);
    shop.visitor().file(file).await.is(404);
    shop.aiko.get(&format!("/attachments/{file}/bill.txt")).await.is(404);
    // And what an agent has not sent is not the visitor's.
    let conversation = shop.aiko.finds("Hello?").await;
    shop.aiko.attaches(conversation, "ours.txt", b"not yet").await.is(201);
    let ours = shop.aiko.composer(conversation, "reply").await.files[0];
    visitor.file(ours).await.is(404);
    shop.jonas.get(&format!("/attachments/{ours}/ours.txt")).await.is(404);
    shop.aiko.get(&format!("/attachments/{ours}/ours.txt")).await.is(200);
    // Nor is a note's, once it is kept.
    shop.aiko
        .upload(
            &format!("/conversations/{conversation}/drafts/note/attachments"),
            "note.txt",
            b"for us",
        )
        .await
        .is(201);
    let note = shop.aiko.composer(conversation, "note").await.files[0];
    shop.aiko.notes(conversation, "See this.").await.is(201);
    visitor.file(note).await.is(404);
    shop.jonas.get(&format!("/attachments/{note}/note.txt")).await.is(200);
}

#[tokio::test]
async fn whoever_comes_back_gets_exactly_what_they_missed_in_order() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("0").await;
    for number in 1..40 {
        visitor.says(&number.to_string()).await;
    }
    let after = sequence(&visitor.messages().await[24]);
    shop.mia.sets_up("60", &[]).await;
    shop.aiko.replies(conversation, "not yet").await.is(201);
    shop.aiko.notes(conversation, "never").await.is(201);
    shop.mia.sets_up("0", &[]).await;
    // More than are read at a time.
    for number in 40..110 {
        if number % 2 == 0 {
            let reply = shop.aiko.replies(conversation, &number.to_string()).await;
            reply.is(201);
        } else {
            visitor.says(&number.to_string()).await;
        }
    }

    let mut socket = visitor.listens(after).await;
    let mut texts = Vec::new();
    let mut last = after;
    for frame in socket.so_far().await {
        if let Some(message) = frame.get("message") {
            assert!(sequence(message) > last);
            last = sequence(message);
            texts.push(message["text"].as_str().unwrap().parse::<u32>().unwrap());
        }
    }
    assert_eq!(texts, (25..110).collect::<Vec<_>>());

    // And then what comes, once each.
    visitor.says("110").await;
    assert_eq!(socket.message().await["text"], "110");
    let nothing_new =
        visitor.listens(sequence(visitor.messages().await.last().unwrap())).await.so_far().await;
    assert!(nothing_new.iter().all(|frame| frame.get("message").is_none()), "{nothing_new:?}");
}

#[tokio::test]
async fn both_sides_see_that_the_other_types() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Hello?").await;
    let mut chat = visitor.listens(0).await;
    chat.message().await;
    let mut desk = shop.aiko.comes_to_the_desk().await;
    // It listens from the moment at which it answers.
    desk.so_far().await;

    chat.send(&json!({ "typing": true })).await;
    let typing =
        |is: bool| move |frame: &Value| (frame["customer_typing"]["typing"] == is).then_some(());
    desk.next(typing(true)).await;
    chat.send(&json!({ "typing": false })).await;
    desk.next(typing(false)).await;

    desk.send(&json!({ "open": conversation, "typing": true })).await;
    let name = chat.next(|frame| frame.get("typing").cloned()).await;
    assert_eq!(name, json!({ "name": "Aiko" }));
    desk.send(&json!({ "open": conversation, "typing": false })).await;
    assert_eq!(chat.next(|frame| frame.get("typing").cloned()).await, Value::Null);

    // Who goes is not typing any more.
    desk.send(&json!({ "open": conversation, "typing": true })).await;
    chat.next(|frame| frame["typing"]["name"].as_str().map(drop)).await;
    drop(desk);
    assert_eq!(chat.next(|frame| frame.get("typing").cloned()).await, Value::Null);
}

#[tokio::test]
async fn both_sides_see_what_the_other_has_read() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Hello?").await;
    let asked = sequence(&visitor.messages().await[0]);
    let mut chat = visitor.listens(0).await;
    let seen = chat.next(|frame| frame["welcome"]["seen"].as_i64()).await;
    assert_eq!(seen, 0);
    chat.message().await;

    assert!(shop.aiko.page("/desk").await.contains("row--unread"));
    let reading = format!("/conversations/{conversation}/reading");
    shop.aiko.put(&reading, &[("sequence", &asked.to_string())]).await.is(204);
    assert!(chat.next(|frame| frame["seen"].as_i64()).await >= asked);
    assert!(!shop.aiko.page("/desk").await.contains("row--unread"));

    shop.aiko.replies(conversation, "Hello!").await.is(201);
    let reply = sequence(&chat.message().await);
    assert!(shop.aiko.opens(conversation).await.contains("</svg>Sent</div>"));
    chat.send(&json!({ "seen": reply })).await;
    until("the reply to be seen", async || {
        shop.aiko.opens(conversation).await.contains("</svg>Seen</div>").then_some(())
    })
    .await;
    let seen = visitor.listens(0).await.next(|frame| frame["welcome"]["seen"].as_i64()).await;
    assert!(seen >= asked && seen <= reply, "{seen}");
}

#[tokio::test]
async fn a_name_and_an_address_can_be_given_with_the_first_message_and_later() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let introduce = |body: Value| visitor.send(visitor.request(Method::PUT, "visitor").json(&body));
    introduce(json!({ "name": "Ann" })).await.is(404);
    visitor
        .posts(&json!({
            "key": "1", "text": "Hello?", "name": "Ann Lee", "time_zone": "America/New_York",
            "language": "es", "page": { "url": "https://tea.example/pots", "title": "Pots" },
        }))
        .await
        .is(201);
    let wrong = introduce(json!({ "email": "not an address" })).await.is(422);
    assert!(!wrong.words().is_empty());
    introduce(json!({ "email": "ann@lee.example" })).await.is(200);

    let page = shop.aiko.opens(shop.aiko.finds("Ann Lee").await).await;
    for told in
        ["ann@lee.example", "as they told us", "New York", "Spanish", "https://tea.example/pots"]
    {
        assert!(page.contains(told), "{told} is not on {page}");
    }
    let welcome = visitor.listens(0).await.next(|frame| frame.get("welcome").cloned()).await;
    assert_eq!(
        (&welcome["name"], &welcome["email"]),
        (&"Ann Lee".into(), &"ann@lee.example".into())
    );
}

#[tokio::test]
async fn a_page_elsewhere_may_call_the_chat() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let preflight =
        visitor.request(Method::OPTIONS, "messages").header("origin", "https://tea.example");
    let answer = visitor.send(preflight).await.is(204);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let body = json!({ "key": "1", "text": "Hello?" });
    let from_elsewhere = visitor
        .request(Method::POST, "messages")
        .header("origin", "https://tea.example")
        .header("sec-fetch-site", "cross-site")
        .json(&body);
    let answer = visitor.send(from_elsewhere).await.is(201);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    // Errors, too, can be read there.
    let bad = visitor.sends("", "Hello?").await.is(422);
    assert_eq!(bad.header("access-control-allow-origin"), "*");
}
