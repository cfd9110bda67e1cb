//! Drafts, saved as an agent types.

use serde_json::json;

use crate::support::{Answer, Person, Shop};

async fn saves(who: &Person, conversation: i64, kind: &str, text: &str, revision: i64) -> Answer {
    let path = format!("/conversations/{conversation}/drafts/{kind}");
    who.put_json(&path, &json!({ "text": text, "revision": revision })).await
}

#[tokio::test]
async fn a_draft_is_there_again_in_the_next_browser() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    let first = saves(&shop.aiko, conversation, "reply", "Dear", 0).await.is(200).json();
    let revision = first["revision"].as_i64().unwrap();
    saves(&shop.aiko, conversation, "reply", "Dear you", revision).await.is(200);

    let phone = shop.aiko.elsewhere();
    phone.signs_in().await.leads_to("/today");
    let composer = phone.composer(conversation, "reply").await;
    assert_eq!((composer.text.as_str(), composer.revision), ("Dear you", revision + 1));
    assert!(phone.page("/today").await.contains("Dear you"));
}

#[tokio::test]
async fn what_was_written_elsewhere_is_not_written_over() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    saves(&shop.aiko, conversation, "reply", "on the desk", 0).await.is(200);
    let phone = saves(&shop.aiko, conversation, "reply", "on the phone", 0).await.is(409).json();
    assert_eq!(phone["text"], "on the desk");
    assert_eq!(shop.aiko.composer(conversation, "reply").await.text, "on the desk");
    let seen = phone["revision"].as_i64().unwrap();
    saves(&shop.aiko, conversation, "reply", "on both", seen).await.is(200);
    assert_eq!(shop.aiko.composer(conversation, "reply").await.text, "on both");
}

#[tokio::test]
async fn everybody_has_drafts_of_their_own_and_one_of_each_kind() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Hello?").await;
    saves(&shop.aiko, conversation, "reply", "a reply of Aiko's", 0).await.is(200);
    saves(&shop.aiko, conversation, "note", "a note of Aiko's", 0).await.is(200);
    saves(&shop.jonas, conversation, "reply", "a reply of Jonas's", 0).await.is(200);
    for (who, kind, text) in [
        (&shop.aiko, "reply", "a reply of Aiko's"),
        (&shop.aiko, "note", "a note of Aiko's"),
        (&shop.jonas, "reply", "a reply of Jonas's"),
        (&shop.jonas, "note", ""),
    ] {
        assert_eq!(who.composer(conversation, kind).await.text, text);
    }
    assert_eq!(visitor.texts().await, ["Hello?"]);

    // A note that is kept leaves the reply as it was.
    shop.aiko.notes(conversation, "a note of Aiko's").await.is(201);
    assert_eq!(shop.aiko.composer(conversation, "note").await.text, "");
    assert_eq!(shop.aiko.composer(conversation, "reply").await.text, "a reply of Aiko's");
}

#[tokio::test]
async fn a_draft_needs_a_conversation_and_a_kind() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    saves(&shop.aiko, 4711, "reply", "x", 0).await.is(404);
    saves(&shop.aiko, conversation, "poem", "x", 0).await.is(404);
    let too_long =
        saves(&shop.aiko, conversation, "reply", &"x".repeat(1_200_000), 0).await.is(422);
    assert!(too_long.words().contains("Attach it"), "{}", too_long.words());
}
