//! The check of a draft before it is sent.

use crate::support::{Person, Shop, all_between, between, unescaped};

const UPSET: &str = "I am furious, this is the third time! My order number is 48213. When will you send the teapot?";

async fn checks(person: &Person, conversation: i64, kind: &str, text: &str) -> String {
    let form = [("kind", kind), ("text", text)];
    let path = format!("/conversations/{conversation}/check");
    unescaped(&person.post(&path, &form).await.is(200).text())
}

fn kinds(html: &str) -> Vec<&str> {
    all_between(html, "data-hint=\"", "\"").collect()
}

#[tokio::test]
async fn a_hasty_answer_is_caught_before_it_is_sent() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says(UPSET).await;
    let hasty = "Calm down. Could you share your order number?";
    let html = checks(&shop.mia, conversation, "reply", hasty).await;
    assert_eq!(kinds(&html), ["wording", "empathy", "question", "asked-again"], "{html}");
    assert!(html.contains("When will you send the teapot?"), "{html}");
    assert!(html.contains("The customer gave the order number already"), "{html}");
    let better = between(&html, "data-text=\"", "\"");
    assert_eq!(better, "I can hear how upsetting this is.");
    assert_eq!(
        (between(&html, "data-from=\"", "\""), between(&html, "data-to=\"", "\"")),
        ("0", "10")
    );
    assert!(html.contains("1 more after these"), "{html}");

    // It is no gate: what is sent goes out as it is.
    shop.mia.replies(conversation, hasty).await.is(201);
    assert_eq!(visitor.texts().await, [UPSET, hasty]);
    // What was answered meanwhile is known at the next check.
    let html = checks(&shop.mia, conversation, "reply", "It goes out on Friday, Tom.").await;
    assert!(!kinds(&html).contains(&"question") && !kinds(&html).contains(&"greeting"), "{html}");
}

#[tokio::test]
async fn a_promise_can_be_given_a_time() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello, is the blue teapot back?").await;
    shop.mia.replies(conversation, "Hello! The blue teapot is not back yet.").await.is(201);
    // Places are counted as browsers count them: the face is two units.
    let html = checks(&shop.mia, conversation, "reply", "👏 I'll get back to you.").await;
    assert_eq!(kinds(&html), ["time"], "{html}");
    assert_eq!(between(&html, "data-from=\"", "\""), "23", "{html}");
    assert!(html.contains("data-text=\" by noon"), "{html}");
    assert!(html.contains("aria-keyshortcuts=\"Alt+Enter\""), "{html}");
}

#[tokio::test]
async fn a_hint_can_be_switched_off_and_on_again() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello, is the blue teapot back?").await;
    let draft = "The blue teapot is back on the shelf.";
    assert_eq!(kinds(&checks(&shop.mia, conversation, "reply", draft).await), ["greeting"]);
    shop.mia.post("/settings/hints/greeting/silence", &[]).await.is(204);
    assert_eq!(checks(&shop.mia, conversation, "reply", draft).await.trim(), "");
    assert_eq!(kinds(&checks(&shop.aiko, conversation, "reply", draft).await), ["greeting"]);
    let page = shop.mia.page("/settings/hints").await;
    assert!(page.contains("name=\"greeting\" value=\"yes\">"), "{page}");
    assert!(page.contains("name=\"time\" value=\"yes\" checked>"), "{page}");
    shop.mia
        .post("/settings/hints", &[("greeting", "yes"), ("time", "yes")])
        .await
        .leads_to("/settings/hints?saved");
    assert_eq!(kinds(&checks(&shop.mia, conversation, "reply", draft).await), ["greeting"]);
    let hurry = "Hello! Make it quick please, others are waiting for me.";
    assert_eq!(kinds(&checks(&shop.mia, conversation, "reply", hurry).await), Vec::<&str>::new());
    shop.mia.delete("/settings/hints/wording/silence").await.is(204);
    assert_eq!(kinds(&checks(&shop.mia, conversation, "reply", hurry).await), ["wording"]);
    shop.mia.post("/settings/hints/smile/silence", &[]).await.is(404);
}

#[tokio::test]
async fn a_label_in_a_note_asks_what_happened_before() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Where is my parcel?").await;
    let html = checks(&shop.mia, conversation, "note", "Difficult customer, be careful.").await;
    assert_eq!(kinds(&html), ["label"], "{html}");
    assert!(html.contains("What happened to them before this?"), "{html}");
    assert_eq!(
        kinds(&checks(&shop.mia, conversation, "note", "Parcel is in Kiel.").await),
        Vec::<&str>::new()
    );
}

#[tokio::test]
async fn whatever_is_written_the_check_has_an_answer() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("¿👏? When?").await;
    let long = "We can't do that. I'll call you back. ".repeat(3000);
    for text in
        ["", " ", "\u{0}", "👏👏👏", "\u{202E}“…”", "<script>alert(1)</script> calm down", &long]
    {
        let path = format!("/conversations/{conversation}/check");
        let html = shop.mia.post(&path, &[("kind", "reply"), ("text", text)]).await.is(200).text();
        assert!(!html.contains("<script"), "{html}");
    }
    checks(&shop.mia, conversation, "letter", "Hello").await;
    let german = "Das tut mir leid, wir können das leider nicht erstatten, das ist so geregelt.";
    let html = checks(&shop.mia, conversation, "reply", german).await;
    assert!(html.contains("This is in German"), "{html}");
    let gone = [("kind", "reply"), ("text", "Hello")];
    shop.mia.post("/conversations/4711/check", &gone).await.is(404);
}

#[tokio::test]
async fn the_composer_shows_what_a_customer_would_share() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    let page = unescaped(&shop.mia.opens(conversation).await);
    assert!(page.contains("Would we be proud to see this shared?"), "{page}");
    assert!(between(&page, "class=\"shared-post__by\"", "</p>").contains("The Tea Shop"));
}
