//! Merging conversations and splitting them: nothing is lost, and all of it can be undone, also later.

use serde_json::json;

use crate::{
    calls::{asks, at_the_desk},
    support::{Answer, Shop, Visitor, all_between, between, unescaped, until},
};

/// A customer who wrote in two browsers before we knew that it is one person; and the two conversations.
async fn two_of_one(shop: &Shop) -> ((Visitor, Visitor), (i64, i64)) {
    let hash = shop.signs("nora").await;
    let (home, first) = shop.visitor_says("Where is my teapot?").await;
    home.identifies("nora", &hash).await.is(200);
    let (work, second) = shop.visitor_says("I wrote before: the invoice is wrong too.").await;
    work.identifies("nora", &hash).await.is(200);
    ((home, work), (first, second))
}

/// Opens a conversation at the counter with the customer of that one.
async fn at_the_counter(shop: &Shop, conversation: i64, said: &str) -> i64 {
    let sql = format!("SELECT customer_id FROM conversation WHERE id = {conversation}");
    let customer = shop.database.number(&sql).to_string();
    let form = [("customer", customer.as_str()), ("who", ""), ("subject", "At the counter")];
    let form = [&form[..], &[("said", said)]].concat();
    shop.mia.post("/conversations", &form).await.is(303);
    shop.database.number("SELECT MAX(id) FROM conversation")
}

async fn merges(shop: &Shop, id: i64, with: i64) -> Answer {
    shop.mia.does(id, "merge", &[("with", &with.to_string())]).await
}

/// The merges and splits that the page of a conversation offers to undo.
async fn undoable(shop: &Shop, conversation: i64) -> Vec<i64> {
    let page = shop.mia.opens(conversation).await;
    all_between(&page, "hx-delete=\"/merges/", "\"").map(|id| id.parse().unwrap()).collect()
}

async fn undoes(shop: &Shop, id: i64) -> Answer {
    shop.mia.delete(&format!("/merges/{id}")).await
}

/// Whatever belongs to a message is where the message is.
fn all_is_together(shop: &Shop) {
    for noun in ["attachment", "promise_suggestion", "moment", "moment_ruling", "moment_reading"] {
        let apart = format!(
            "SELECT COUNT(*) FROM {noun} JOIN message ON message.id = {noun}.message_id \
             WHERE {noun}.conversation_id <> message.conversation_id"
        );
        assert_eq!(shop.database.number(&apart), 0, "{noun}");
    }
}

fn count(shop: &Shop, what: &str, conversation: i64) -> i64 {
    shop.database
        .number(&format!("SELECT COUNT(*) FROM {what} WHERE conversation_id = {conversation}"))
}

#[tokio::test]
async fn two_become_one_and_an_undo_restores_both() {
    let shop = Shop::open().await;
    let ((home, work), (first, second)) = two_of_one(&shop).await;
    shop.aiko.does(second, "tags", &[("tag", "invoice")]).await.is(200);
    shop.aiko.does(first, "tags", &[("tag", "parcel")]).await.is(200);
    shop.aiko.does(second, "assignment", &[("assignee", "me")]).await.is(200);
    shop.mia.replies(first, "Good morning! It left on Monday.").await.is(201);
    shop.aiko.attaches(second, "invoice.txt", b"12.00").await.is(201);
    let draft = json!({ "text": "I am looking at the invoice", "revision": 0 });
    let path = format!("/conversations/{second}/drafts/reply");
    shop.aiko.put_json(&path, &draft).await.is(200);

    let offered = unescaped(&shop.mia.page(&format!("/conversations/{second}/merge")).await);
    assert!(offered.contains("Where is my teapot?") && offered.contains("waiting on customer"));
    merges(&shop, second, first).await.leads_to(&format!("/conversations/{first}"));

    // One conversation, with everything; the customer waits since the older of what is not answered.
    assert_eq!(shop.mia.conversations("/desk").await, [first]);
    let page = unescaped(&shop.mia.opens(first).await);
    for words in [
        "Where is my teapot?",
        "the invoice is wrong too",
        "It left on Monday",
        "Mia Hartmann merged",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for tag in ["invoice", "parcel"] {
        assert!(shop.mia.conversations(&format!("/desk?tag={tag}")).await == [first], "{tag}");
    }
    assert_eq!(shop.mia.conversations("/desk?view=closed").await, [0; 0]);
    // Who has the one that is kept goes on with it.
    assert_eq!(shop.mia.conversations("/desk?view=yours").await, [first]);
    let composer = shop.aiko.composer(first, "reply").await;
    assert_eq!(composer.text, "I am looking at the invoice");
    assert!(shop.aiko.opens(first).await.contains("invoice.txt"));
    // An address that somebody kept leads there.
    let old = shop.mia.get(&format!("/conversations/{second}")).await;
    old.leads_to(&format!("/conversations/{first}"));
    all_is_together(&shop);

    // It goes on there in whichever browser the customer writes, and both read the answer.
    work.says("Are you there?").await;
    assert_eq!(shop.mia.conversations("/desk").await, [first]);
    shop.mia.replies(first, "Yes, both are on my desk.").await.is(201);
    for browser in [&home, &work] {
        assert!(browser.texts().await.contains(&"Yes, both are on my desk.".to_owned()));
    }

    let [merge] = undoable(&shop, first).await[..] else { panic!("one can be undone") };
    undoes(&shop, merge).await.leads_to(&format!("/conversations/{first}"));
    let (one, two) =
        (unescaped(&shop.mia.opens(first).await), unescaped(&shop.mia.opens(second).await));
    assert!(one.contains("It left on Monday") && one.contains("Yes, both are on my desk."));
    assert!(two.contains("the invoice is wrong too") && !two.contains("It left on Monday"));
    // What came since stays where it came.
    assert!(one.contains("Are you there?") && !two.contains("Are you there?"));
    assert_eq!(shop.mia.conversations("/desk").await, [second], "it waits again, as before");
    assert_eq!(shop.mia.conversations("/desk?tag=invoice").await, [second]);
    assert_eq!(shop.mia.conversations("/desk?view=answered&tag=parcel").await, [first]);
    assert_eq!(shop.aiko.conversations("/desk?view=yours").await, [second]);
    assert_eq!(undoable(&shop, first).await, [0; 0]);
    assert_eq!(undoes(&shop, merge).await.status, 409, "it is undone once");
    all_is_together(&shop);
}

#[tokio::test]
async fn the_one_in_which_the_customer_reads_us_is_kept() {
    let shop = Shop::open().await;
    let (visitor, chat) = shop.visitor_says("Where is my teapot?").await;
    let counter = at_the_counter(&shop, chat, "I have come to ask about it.").await;
    merges(&shop, counter, chat).await.leads_to(&format!("/conversations/{chat}"));
    let page = shop.mia.opens(chat).await;
    assert!(page.contains("I have come to ask about it."));
    shop.mia.replies(chat, "It is at your door.").await.is(201);
    assert_eq!(visitor.texts().await.last().unwrap(), "It is at your door.");
    // Merged in turn, both can be undone in any order.
    let another = at_the_counter(&shop, chat, "And a question about oolong.").await;
    merges(&shop, chat, another).await.leads_to(&format!("/conversations/{chat}"));
    let merged = undoable(&shop, chat).await;
    assert_eq!(merged.len(), 2);
    undoes(&shop, merged[0]).await.is(303);
    assert_eq!(undoable(&shop, chat).await, [merged[1]]);
    undoes(&shop, merged[1]).await.is(303);
    for (id, words) in [(counter, "come to ask"), (another, "about oolong")] {
        assert!(shop.mia.opens(id).await.contains(words));
        assert_eq!(count(&shop, "message", id), 1);
    }
}

#[tokio::test]
async fn what_cannot_be_merged_is_said_in_words() {
    let shop = Shop::open().await;
    let (_, nora) = shop.visitor_says("I am Nora.").await;
    let (_, karim) = shop.visitor_says("I am Karim.").await;
    let same = merges(&shop, nora, nora).await.is(422);
    assert!(same.words().contains("one conversation already"), "{}", same.words());
    let other = merges(&shop, nora, karim).await.is(422);
    assert!(other.words().contains("two different customers"), "{}", other.words());
    assert_eq!(merges(&shop, nora, 4711).await.status, 404);
    assert_eq!(undoes(&shop, 4711).await.status, 404);
    assert_eq!(shop.mia.does(nora, "merge", &[("with", "x")]).await.status, 422);
    assert!(
        unescaped(&shop.mia.page(&format!("/conversations/{nora}/merge")).await)
            .contains("There is no other one")
    );

    // In a circle: what is merged already is one with where it went.
    let counter = at_the_counter(&shop, nora, "Hello again.").await;
    merges(&shop, nora, counter).await.is(303);
    assert_eq!(merges(&shop, counter, nora).await.status, 422);
    assert_eq!(shop.mia.conversations("/desk").await, [nora, karim]);
}

#[tokio::test]
async fn a_call_is_let_to_end_first() {
    let shop = Shop::open().await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let (visitor, chat) = shop.visitor_says("Where is my teapot?").await;
    let counter = at_the_counter(&shop, chat, "Hello again.").await;
    asks(&visitor, "k1").await;
    let refused = merges(&shop, counter, chat).await.is(409);
    assert!(refused.words().contains("on the phone"), "{}", refused.words());
    assert_eq!(count(&shop, "message", counter), 1);
}

#[tokio::test]
async fn a_page_that_was_open_goes_on_in_the_one_that_is_kept() {
    let shop = Shop::open().await;
    let (_, (first, second)) = two_of_one(&shop).await;
    let seen = shop.aiko.composer(second, "reply").await.seen;
    merges(&shop, first, second).await.is(303);
    let told = shop.aiko.page(&format!("/conversations/{second}/talk")).await;
    assert!(told.contains(&format!("href=\"/conversations/{first}\"")), "{told}");
    // Words that were being written are kept where it goes on, and sent there.
    let draft = json!({ "text": "Good morning Nora", "revision": 0 });
    let path = format!("/conversations/{second}/drafts/reply");
    shop.aiko.put_json(&path, &draft).await.is(200);
    assert_eq!(shop.aiko.composer(first, "reply").await.text, "Good morning Nora");
    let words = "Good morning Nora, I am on both.";
    let sent = shop.aiko.replies_having_seen(second, words, &seen).await.is(201);
    assert_eq!(sent.header("hx-redirect"), format!("/conversations/{first}"));
    shop.aiko.does(second, "tags", &[("tag", "both")]).await.is(200);
    assert!(shop.mia.opens(first).await.contains("I am on both."));
    assert_eq!(count(&shop, "message", second), 0);
    assert_eq!(shop.mia.conversations("/desk?view=answered&tag=both").await, [first]);
}

#[tokio::test]
async fn another_matter_is_split_off_and_put_back() {
    let shop = Shop::open().await;
    let (visitor, whole) = shop.visitor_says("Where is my teapot?").await;
    shop.aiko.replies(whole, "Good morning! It left on Monday.").await.is(201);
    visitor.says("And the invoice is wrong.").await;
    shop.aiko.notes(whole, "She means number 12.").await.is(201);
    let id_of = |words: &str| {
        let sql = format!("SELECT id FROM message WHERE text LIKE '%{words}%'");
        shop.database.number(&sql)
    };
    let invoice = id_of("invoice is wrong");
    let asked = unescaped(&shop.mia.page(&format!("/messages/{invoice}/split")).await);
    assert!(asked.contains("This message and the 1 message after it"), "{asked}");
    let split = format!("/messages/{invoice}/split");
    let form = [("which", "from"), ("subject", "Invoice 12")];
    shop.mia.post(&split, &form).await.is(303);
    let part = shop.database.number("SELECT MAX(id) FROM conversation");
    assert_eq!(shop.mia.conversations("/desk").await, [part], "what is left was answered");
    assert_eq!(shop.mia.conversations("/desk?view=answered").await, [whole]);
    let page = unescaped(&shop.mia.opens(part).await);
    for words in
        ["Invoice 12", "invoice is wrong", "She means number 12.", "Mia Hartmann split this at"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(unescaped(&shop.mia.opens(whole).await).contains("Mia Hartmann split this off at"));
    all_is_together(&shop);
    // The customer notices nothing, and both can be answered.
    shop.mia.replies(part, "The invoice is right now.").await.is(201);
    assert_eq!(visitor.texts().await.last().unwrap(), "The invoice is right now.");
    assert_eq!(visitor.texts().await.len(), 4);

    let [undo] = undoable(&shop, part).await[..] else { panic!("it can be undone") };
    undoes(&shop, undo).await.leads_to(&format!("/conversations/{whole}"));
    assert_eq!(count(&shop, "message", part), 0);
    assert_eq!(count(&shop, "message", whole), 5);
    assert_eq!(shop.mia.conversations("/desk?view=answered").await, [whole]);
    // An undo can be undone as well.
    let [again] = undoable(&shop, whole).await[..] else { panic!("the undo is a merge") };
    undoes(&shop, again).await.is(303);
    assert_eq!(count(&shop, "message", part), 3);
    all_is_together(&shop);
}

#[tokio::test]
async fn nothing_is_split_so_that_nothing_is_left() {
    let shop = Shop::open().await;
    let (visitor, whole) = shop.visitor_says("Where is my teapot?").await;
    let first = shop.database.number("SELECT MIN(id) FROM message");
    let split = format!("/messages/{first}/split");
    for which in ["from", "alone"] {
        let refused = shop.mia.post(&split, &[("which", which)]).await.is(422);
        assert!(refused.words().contains("Nothing would be left here"), "{}", refused.words());
    }
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM conversation"), 1);
    visitor.says("And my cup?").await;
    shop.mia.post(&split, &[("which", "alone")]).await.is(303);
    assert_eq!(count(&shop, "message", whole), 1);
    assert_eq!(shop.mia.conversations("/desk").await.len(), 2);
    let long = "x".repeat(300);
    let refused = shop.mia.post(&split, &[("subject", &long)]).await.is(422);
    assert!(refused.words().contains("too long"));
    assert_eq!(shop.mia.post("/messages/4711/split", &[]).await.status, 404);
}

#[tokio::test]
async fn what_was_noticed_goes_along_and_is_read_in_its_new_place() {
    let shop = Shop::open().await;
    let (_, (first, second)) = two_of_one(&shop).await;
    let read = format!("SELECT COUNT(*) FROM moment WHERE conversation_id = {second}");
    let own = until("it to be read", async || {
        let found = shop.database.number(&read);
        (found > 0).then_some(found)
    })
    .await;
    merges(&shop, second, first).await.is(303);
    until("its moments to be beside it", async || {
        let page = unescaped(&shop.mia.opens(first).await);
        (shop.database.number(&read) == 0 && page.contains("noticed")).then_some(())
    })
    .await;
    let [merge] = undoable(&shop, first).await[..] else { panic!("one can be undone") };
    undoes(&shop, merge).await.is(303);
    until("them to be back", async || (shop.database.number(&read) == own).then_some(())).await;
    all_is_together(&shop);
}

#[tokio::test]
async fn whatever_is_merged_and_split_every_message_comes_back() {
    let shop = Shop::open().await;
    let (visitor, chat) = shop.visitor_says("One.").await;
    for words in ["Two.", "Three.", "Four."] {
        visitor.says(words).await;
    }
    let mut conversations = vec![chat];
    for words in ["Five.", "Six.", "Seven."] {
        conversations.push(at_the_counter(&shop, chat, words).await);
    }
    let places = || {
        let at = |id: i64| {
            shop.database.number(&format!("SELECT conversation_id FROM message WHERE id = {id}"))
        };
        (1..=7).map(at).collect::<Vec<_>>()
    };
    let before = places();
    // Numbers that follow no pattern, and are the same in every run.
    let mut seed = 20_261_123_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let mut done = Vec::new();
    for _ in 0..24 {
        let answer = if next(3) == 0 {
            let message = next(7) + 1;
            let which = if next(2) == 0 { "alone" } else { "from" };
            shop.mia.post(&format!("/messages/{message}/split"), &[("which", which)]).await
        } else {
            let (one, other) = (next(conversations.len()), next(conversations.len()));
            merges(&shop, conversations[one], conversations[other]).await
        };
        assert!([303, 422].contains(&answer.status), "{}", answer.status);
        if answer.status == 303 {
            done.push(shop.database.number("SELECT MAX(id) FROM conversation_merge"));
            let newest = shop.database.number("SELECT MAX(id) FROM conversation");
            if !conversations.contains(&newest) {
                conversations.push(newest);
            }
        }
        assert_eq!(shop.database.number("SELECT COUNT(*) FROM message"), 7);
        all_is_together(&shop);
    }
    assert!(done.len() > 8, "{done:?}");
    let empty = "SELECT COUNT(*) FROM conversation WHERE merged_into IS NULL AND NOT EXISTS \
                 (SELECT 1 FROM message WHERE message.conversation_id = conversation.id)";
    assert_eq!(shop.database.number(empty), 0, "none stands empty on the desk");
    for id in done.iter().rev() {
        undoes(&shop, *id).await.is(303);
    }
    assert_eq!(places(), before);
    let desk = shop.mia.conversations("/desk").await;
    assert_eq!(desk.len(), 4, "{desk:?}");
    assert!(between(&shop.mia.opens(chat).await, "talk__title", "</h1>").contains("One."));
}
