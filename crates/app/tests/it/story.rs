//! The story so far: nobody has to tell it twice, and whoever has to is noticed.

use reqwest::Method;
use serde_json::json;

use crate::{
    moments::{moment, shows},
    support::{Shop, all_between, between, unescaped},
};

const OFFER: &str = include_str!("fixtures/offer.sdp");

/// The story at the top of a conversation's page, as people read it.
fn story(page: &str) -> String {
    unescaped(
        between(page, "id=\"so-far\"", "</section>").split("id=\"talk-scroll\"").next().unwrap(),
    )
}

/// The messages that a part of a page leads to.
fn places(part: &str) -> Vec<&str> {
    all_between(part, "#message-", "\"").collect()
}

#[tokio::test]
async fn the_story_is_told_over_all_conversations_with_its_places() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let first = visitor.says("Where is my teapot? My order is FK-2291.").await;
    let conversation = shop.aiko.finds("Where is my teapot").await;
    shop.aiko
        .replies(conversation, "It left on Monday. I could send you another one instead.")
        .await;
    visitor.says("I already tried the post office, and they have nothing.").await;
    shop.aiko.notes(conversation, "I called the depot: lost.").await.is(201);
    let customer =
        between(&shop.aiko.opens(conversation).await, "data-customer=\"", "\"").to_owned();
    let fact = [("fact", "The pot is for her mother’s birthday.")];
    shop.aiko.post(&format!("/customers/{customer}/facts"), &fact).await;

    let page = shop.jonas.opens(conversation).await;
    let told = story(&page);
    for words in [
        "They ask",
        "“Where is my teapot?”",
        "They told us",
        "“My order is FK-2291.”",
        "They tried",
        "“I already tried the post office, and they have nothing.”",
        "We tried",
        "“I called the depot: lost.”",
        "The pot is for her mother’s birthday.",
        "First words after",
        "by Aiko",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    // Each line leads to where it comes from.
    let id = first["id"].as_i64().unwrap().to_string();
    for place in places(&told) {
        assert!(page.contains(&format!("id=\"message-{place}\"")), "{place}");
    }
    assert!(places(&told).contains(&id.as_str()), "{told}");
    assert!(told.contains(&format!("/customers/{customer}#fact-")), "{told}");
    let customers = shop.jonas.page(&format!("/customers/{customer}")).await;
    assert!(customers.contains("<li id=\"fact-"), "{customers}");

    // Once it is settled, what they want next is what they want; the rest is not forgotten.
    shop.aiko.does(conversation, "closure", &[]).await;
    visitor.says("Do you also sell saucers?").await;
    let told = story(&shop.jonas.opens(conversation).await);
    let asked = between(&told, "They ask", "</li>");
    assert!(asked.contains("“Do you also sell saucers?”") && told.contains("FK-2291"), "{told}");
}

#[tokio::test]
async fn whoever_has_to_say_it_again_is_marked_with_what_they_had_said() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let first = visitor.says("The handle of my teapot broke off.").await["id"].as_i64().unwrap();
    let conversation = shop.aiko.finds("The handle of my teapot").await;
    shop.aiko.replies(conversation, "Hello! What can I do for you?").await;
    let again = visitor
        .says("This is the third time I explain this: the handle of my teapot broke off.")
        .await["id"]
        .as_i64()
        .unwrap();

    let page = shop.jonas.opens(conversation).await;
    let told = story(&page);
    assert!(told.contains("said again") && told.contains("That counts against us"), "{told}");
    let mark = between(&page, &format!("id=\"message-{again}\""), "</li>");
    let mark = unescaped(mark);
    assert!(mark.contains("They had to say this again."), "{mark}");
    assert!(mark.contains("“The handle of my teapot broke off.”"), "{mark}");
    assert!(mark.contains(&format!("#message-{first}")), "{mark}");
    let first = between(&page, &format!("id=\"message-{first}\""), "</li>");
    assert!(!first.contains("They had to say this again"), "{first}");
    // It stands there too when the page brings itself up to date.
    let fresh = shop.jonas.page(&format!("/conversations/{conversation}/talk")).await;
    assert!(fresh.contains("They had to say this again.") && fresh.contains("id=\"so-far\""));

    // And it is counted for all of us, with nobody's name.
    let figures = unescaped(&shop.jonas.page("/first-words").await);
    assert!(figures.contains("<b>1</b> of the last 2 messages"), "{figures}");
    assert!(figures.contains("50.0 %"), "{figures}");

    // Where somebody sees that it is not so, it is neither told nor counted.
    let page = shows(&shop.jonas, conversation, "</span>Had to repeat<").await;
    let ruling = format!("/moments/{}/ruling", moment(&page, "Had to repeat"));
    shop.jonas.post(&ruling, &[("verdict", "not so")]).await.is(200);
    let page = unescaped(&shop.jonas.opens(conversation).await);
    assert!(!page.contains("They had to say this again."), "{page}");
    let figures = unescaped(&shop.jonas.page("/first-words").await);
    assert!(figures.contains("<b>0</b> of the last 2 messages"), "{figures}");
}

#[tokio::test]
async fn a_hand_over_carries_the_story() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Can you mend a cracked cup?").await;
    shop.aiko.replies(conversation, "Let me ask Jonas, he knows.").await;
    let jonas = shop.jonas.id().await.to_string();
    shop.aiko.does(conversation, "assignment", &[("assignee", &jonas)]).await;

    let page = unescaped(&shop.jonas.opens(conversation).await);
    assert!(page.contains("Aiko Tanaka gave this to Jonas Okafor at"), "{page}");
    assert!(page.contains("; the story so far went with it"), "{page}");
    assert!(page.contains("Aiko handed this to you at"), "{page}");
    assert!(story(&page).contains("“Can you mend a cracked cup?”"), "{page}");
    // To others it was not handed; and once he has answered, it is his.
    assert!(!shop.mia.opens(conversation).await.contains("handed this to you"));
    visitor.says("That would be kind.").await;
    shop.jonas.replies(conversation, "Yes, bring it in.").await;
    assert!(!shop.jonas.opens(conversation).await.contains("handed this to you"));
}

#[tokio::test]
async fn a_caller_s_card_has_their_story() {
    let shop = Shop::open().await;
    let _page = shop.aiko.comes_to_the_desk().await;
    let visitor = shop.visitor();
    visitor.says("Could you tell me when the kettle comes? I tried the tracking page.").await;
    let body = json!({ "key": "k1", "name": "Ana", "time_zone": "Europe/Lisbon" });
    let asked = visitor.send(visitor.request(Method::POST, "calls").json(&body)).await;
    let call = asked.json()["call"]["id"].as_i64().unwrap();
    let offer = json!({ "sdp": OFFER });
    let leg = visitor.request(Method::PUT, &format!("calls/{call}/leg")).json(&offer);
    visitor.send(leg).await.is(200);
    let card = unescaped(&shop.aiko.page("/calls/dock").await);
    for words in [
        "They ask: ",
        "“Could you tell me when the kettle comes?”",
        "They tried: ",
        "“I tried the tracking page.”",
    ] {
        assert!(card.contains(words), "{words}: {card}");
    }
}

#[tokio::test]
async fn of_five_thousand_messages_the_first_of_the_matter_is_a_click_away() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Where is my teapot?").await;
    shop.database.run(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) \
         INSERT INTO message (conversation_id, kind, text, at, sequence) \
         SELECT {conversation}, 'reply', 'It is number ' || i || ' of the things I wrote.', \
         (SELECT at FROM message WHERE conversation_id = {conversation}) + i, 1000000 + i FROM n"
    ));
    let page = shop.aiko.opens(conversation).await;
    let told = story(&page);
    assert!(told.contains("“Where is my teapot?”"), "{told}");
    let first = visitor.messages().await[0]["id"].as_i64().unwrap();
    assert!(!page.contains(&format!("id=\"message-{first}\"")));
    let earlier =
        unescaped(between(&page, "hx-get=\"/conversations/", "\" hx-target=\"#earlier\""));
    let earlier = earlier.rsplit("hx-get=\"").next().unwrap().to_owned();
    let earlier = earlier.trim_start_matches("/conversations/");
    // At most two thousand at once: whoever looks for it is there in three steps.
    let mut next = format!("/conversations/{earlier}");
    let mut found = false;
    for _ in 0..4 {
        let part = shop.aiko.page(&format!("{next}&to={first}")).await;
        found = part.contains(&format!("id=\"message-{first}\""));
        if found {
            break;
        }
        next = unescaped(between(&part, "hx-get=\"", "\""));
    }
    assert!(found, "{next}");
}

#[tokio::test]
async fn a_first_answer_can_begin_with_a_greeting_by_name() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Wo ist meine Kanne?").await;
    let body = json!({ "name": "Gerda Brandt", "language": "de-DE", "time_zone": "Europe/Berlin" });
    visitor.send(visitor.request(Method::PUT, "visitor").json(&body)).await;
    let path = format!("/conversations/{conversation}/composer?kind=reply");
    let composer = shop.aiko.page(&path).await;
    let greeting = between(&composer, "data-greeting=\"", "\"");
    assert!(greeting.ends_with(" Gerda,"), "{greeting}");
    assert!(["Guten", "Hallo"].iter().any(|word| greeting.starts_with(word)), "{greeting}");
    // It is offered, and not a draft.
    assert_eq!(shop.aiko.composer(conversation, "reply").await.text, "");
    assert!(!shop.aiko.page("/today").await.contains("Drafts you left"));
    let note = shop.aiko.page(&format!("/conversations/{conversation}/composer?kind=note")).await;
    assert!(!note.contains("data-greeting"), "{note}");
    shop.aiko.replies(conversation, "Guten Tag Gerda, sie ist unterwegs.").await;
    assert!(!shop.aiko.page(&path).await.contains("data-greeting"));
}

#[tokio::test]
async fn first_words_are_counted_for_the_team_once_there_are_enough() {
    let shop = Shop::open().await;
    for number in 0..9 {
        let (_, conversation) = shop.visitor_says(&format!("Question {number}?")).await;
        shop.aiko.replies(conversation, "Hello, and here is the answer.").await;
    }
    shop.visitor_says("Is anybody there?").await;
    let page = shop.aiko.page("/first-words").await;
    assert!(page.contains("too few to say"), "{page}");
    let (_, conversation) = shop.visitor_says("And question 10?").await;
    shop.jonas.replies(conversation, "Hello!").await;
    let page = shop.aiko.page("/first-words").await;
    let chat = between(&page, "Chat</span>", "</tr>");
    let cells: Vec<&str> = all_between(chat, "class=\"number\">", "</td>").collect();
    let [half, most, answered, not] = cells[..] else { panic!("{chat}") };
    assert!(half.ends_with(" s") && most.ends_with(" s"), "{chat}");
    assert_eq!((answered, not), ("10", "1"));
    assert!(!page.contains("Aiko") || page.contains("data-me"), "nobody is named");
    let rows = between(&page, "<tbody>", "</tbody>");
    assert!(!rows.contains("Jonas") && !rows.contains("Aiko"), "{rows}");
}
