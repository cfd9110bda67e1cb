//! What agents say: replies that can be taken back, notes, mentions.

use serde_json::{Value, json};

use crate::support::{Composer, PNG, Shop, all_between, between, unescaped};

fn is_from_us(message: &Value) -> bool {
    message["from"] == "us"
}

#[tokio::test]
async fn a_reply_reaches_the_visitors_socket() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Do you have green tea?").await;
    let mut socket = visitor.listens(0).await;
    assert_eq!(socket.message().await["text"], "Do you have green tea?");

    shop.aiko.replies(conversation, "We do, three kinds.").await.is(201);
    let reply = socket.message().await;
    assert_eq!(reply["text"], "We do, three kinds.");
    assert_eq!((&reply["from"], &reply["author"]["name"]), (&"us".into(), &"Aiko".into()));
    assert_eq!(shop.mia.conversations("/desk?view=answered").await, [conversation]);
    // Whoever answers first has it.
    assert!(shop.mia.opens(conversation).await.contains("Aiko Tanaka took this at"));
}

#[tokio::test]
async fn a_reply_waits_for_the_time_to_take_it_back_and_then_goes_out() {
    let shop = Shop::open().await;
    shop.mia.sets_up("1", &[]).await;
    let (visitor, conversation) = shop.visitor_says("Is it open on Sunday?").await;
    let mut socket = visitor.listens(0).await;
    socket.message().await;

    let page = shop.aiko.replies(conversation, "Yes, from ten.").await.is(201).text();
    assert!(page.contains("message--pending"), "{page}");
    let reply = socket.message().await;
    assert_eq!(reply["text"], "Yes, from ten.");
    assert!(!shop.aiko.opens(conversation).await.contains("message--pending"));
    assert_eq!(visitor.texts().await, ["Is it open on Sunday?", "Yes, from ten."]);
}

#[tokio::test]
async fn a_reply_that_is_taken_back_is_a_draft_again_with_its_files() {
    let shop = Shop::open().await;
    shop.mia.sets_up("60", &[]).await;
    let (visitor, conversation) = shop.visitor_says("Which one is it?").await;
    shop.aiko.attaches(conversation, "tea.png", PNG).await.is(201);
    let page = shop.aiko.replies(conversation, "This <one>.").await.is(201).text();
    let message = all_between(&page, "hx-delete=\"/messages/", "\"").next().unwrap().to_owned();
    let composer = shop.aiko.composer(conversation, "reply").await;
    assert_eq!((composer.text.as_str(), composer.files.len()), ("", 0));

    let nobody_elses = shop.jonas.delete(&format!("/messages/{message}")).await.is(403);
    assert_eq!(nobody_elses.words(), "Only its writer can take a reply back.");
    let page = shop.aiko.delete(&format!("/messages/{message}")).await.is(200).text();
    let composer = Composer::read(&page);
    assert_eq!((composer.text.as_str(), composer.files.len()), ("This <one>.", 1));
    shop.aiko.delete(&format!("/messages/{message}")).await.is(404);

    // Nothing of it was ever seen; and sent again, it has its file.
    assert_eq!(visitor.texts().await, ["Which one is it?"]);
    shop.mia.sets_up("0", &[]).await;
    shop.aiko.replies(conversation, &composer.text).await.is(201);
    let messages = visitor.messages().await;
    assert_eq!(messages[1]["attachments"][0]["name"], "tea.png");
}

#[tokio::test]
async fn a_reply_that_has_gone_out_cannot_be_taken_back() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Hello?").await;
    shop.aiko.attaches(conversation, "tea.png", PNG).await.is(201);
    shop.aiko.replies(conversation, "Hello!").await.is(201);
    let sent = visitor.messages().await.remove(1);
    let undo = shop.aiko.delete(&format!("/messages/{}", sent["id"])).await.is(409);
    assert!(undo.words().contains("gone out already"), "{}", undo.words());
    assert_eq!(visitor.messages().await[1]["attachments"], sent["attachments"]);
}

#[tokio::test]
async fn the_same_reply_sent_twice_is_one() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Hello?").await;
    let Composer { seen, key, .. } = shop.aiko.composer(conversation, "reply").await;
    let form = [("kind", "reply"), ("text", "Hello!"), ("seen", &*seen), ("key", &*key)];
    let path = format!("/conversations/{conversation}/messages");
    let (one, two) = tokio::join!(shop.aiko.post(&path, &form), shop.aiko.post(&path, &form));
    assert_eq!((one.status, two.status), (201, 201));
    assert_eq!(visitor.texts().await, ["Hello?", "Hello!"]);
}

#[tokio::test]
async fn words_that_were_changed_after_a_lost_answer_are_not_taken_for_the_ones_before() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Hello?").await;
    let Composer { seen, key, .. } = shop.aiko.composer(conversation, "reply").await;
    let path = format!("/conversations/{conversation}/messages");
    let form = |text, key| [("kind", "reply"), ("text", text), ("seen", &*seen), ("key", key)];
    shop.aiko.post(&path, &form("Hello!", &*key)).await.is(201);

    let held = shop.aiko.post(&path, &form("Hello! It is on its way.", &*key)).await.is(409);
    let held = unescaped(&held.text());
    assert!(held.contains("What you sent before has arrived after all"), "{held}");
    let composer = Composer::read(&held);
    assert_eq!(composer.text, "Hello! It is on its way.");
    assert_eq!(visitor.texts().await, ["Hello?", "Hello!"]);
    let again = form(&composer.text, &composer.key);
    shop.aiko.post(&path, &again).await.is(201);
    assert_eq!(visitor.texts().await, ["Hello?", "Hello!", "Hello! It is on its way."]);
}

#[tokio::test]
async fn what_came_between_a_page_and_its_socket_is_told() {
    let shop = Shop::open().await;
    let page = shop.aiko.page("/desk").await;
    let seen: i64 = between(&page, "data-seen=\"", "\"").parse().unwrap();
    shop.visitor_says("Hello?").await;
    let mut socket = shop.aiko.comes_to_the_desk().await;
    socket.send(&json!({ "open": null, "typing": false, "seen": seen })).await;
    socket.next(|frame| (frame["event"] == "catch_up").then_some(())).await;

    // Whoever has seen everything is told nothing.
    let mut socket = shop.aiko.comes_to_the_desk().await;
    socket.send(&json!({ "open": null, "typing": false, "seen": i64::MAX })).await;
    assert!(!socket.so_far().await.iter().any(|frame| frame["event"] == "catch_up"));
}

#[tokio::test]
async fn a_reply_is_held_while_something_has_arrived() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("I want to send it back.").await;
    let seen = shop.aiko.composer(conversation, "reply").await.seen;
    visitor.says("No, I keep it!").await;

    let held = shop.aiko.replies_having_seen(conversation, "Here is how.", &seen).await.is(409);
    let held = held.text();
    assert!(held.contains("While you wrote, this arrived"), "{held}");
    assert!(
        held.contains("No, I keep it!") && !held.contains("<blockquote><p dir=\"auto\">I want")
    );
    assert_eq!(Composer::read(&held).text, "Here is how.");
    assert_eq!(visitor.texts().await.len(), 2);

    let form = [("kind", "reply"), ("text", "Here is how."), ("seen", &seen), ("anyway", "yes")];
    shop.aiko.post(&format!("/conversations/{conversation}/messages"), &form).await.is(201);
    assert_eq!(visitor.texts().await.last().unwrap(), "Here is how.");
}

#[tokio::test]
async fn a_reply_is_held_for_a_colleagues_words_and_not_for_ones_own() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Where is my parcel?").await;
    let seen = shop.aiko.composer(conversation, "reply").await.seen;
    shop.aiko.replies_having_seen(conversation, "I am looking.", &seen).await.is(201);
    shop.aiko.replies_having_seen(conversation, "It is in Kiel.", &seen).await.is(201);
    let held = shop.jonas.replies_having_seen(conversation, "Let me see.", &seen).await.is(409);
    assert!(held.text().contains("It is in Kiel."));
}

#[tokio::test]
async fn notes_never_reach_the_visitor() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("The cup is broken.").await;
    let mut socket = visitor.listens(0).await;
    socket.message().await;
    shop.aiko.attaches(conversation, "not-yet.png", PNG).await.is(201);
    shop.aiko.notes(conversation, "Third time this week.").await.is(201);

    assert!(shop.jonas.opens(conversation).await.contains("Third time this week."));
    let frames = serde_json::to_string(&socket.so_far().await).unwrap();
    assert!(!frames.contains("Third time"), "{frames}");
    assert_eq!(visitor.texts().await, ["The cup is broken."]);
    // Nor do they stand in a list, which shows what both sides see.
    assert!(!shop.jonas.page("/desk").await.contains("Third time"));
    // What comes next in the socket is what was said to them.
    shop.aiko.replies(conversation, "A new one is on its way.").await.is(201);
    assert_eq!(socket.message().await["text"], "A new one is on its way.");
    assert!(visitor.messages().await.iter().filter(|m| is_from_us(m)).count() == 1);
}

#[tokio::test]
async fn a_mention_is_on_todays_page_until_it_is_opened() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Can I pay later?").await;
    shop.aiko.notes(conversation, "@jonas what do you think?").await.is(201);
    shop.aiko.notes(conversation, "ask jonas@tea.example").await.is(201);

    let today = shop.jonas.page("/today").await;
    assert!(today.contains("what do you think?") && !today.contains("ask jonas"), "{today}");
    assert!(!shop.mia.page("/today").await.contains("what do you think?"));
    assert!(!shop.aiko.page("/today").await.contains("what do you think?"));

    let page = shop.jonas.opens(conversation).await;
    let sequence = all_between(&page, "data-sequence=\"", "\"").next().unwrap();
    let reading = format!("/conversations/{conversation}/reading");
    shop.jonas.put(&reading, &[("sequence", sequence)]).await.is(204);
    assert!(!shop.jonas.page("/today").await.contains("what do you think?"));
}

#[tokio::test]
async fn a_reply_of_a_megabyte_is_refused_in_words_and_its_text_is_still_there() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Tell me everything.").await;
    let long = "tea ".repeat(250_000);
    let refused = shop.aiko.replies(conversation, &long).await.is(422);
    let words = refused.words();
    assert!(words.contains("too long") && words.contains("Shorten it"), "{words}");
    assert_eq!(Composer::read(&refused.text()).text, long);
    assert_eq!(visitor.texts().await.len(), 1);

    // As the page saves it while one types.
    let draft = format!("/conversations/{conversation}/drafts/reply");
    let body = serde_json::json!({ "text": long, "revision": 0 });
    shop.aiko.put_json(&draft, &body).await.is(200);
    assert_eq!(shop.aiko.composer(conversation, "reply").await.text, long);
}

#[tokio::test]
async fn an_empty_reply_is_refused_in_words() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    for nothing in ["", " \n\t", "\u{200b}\u{202e}"] {
        let refused = shop.aiko.replies(conversation, nothing).await.is(422);
        assert!(refused.words().contains("Write a few words"), "{nothing:?}");
    }
}
