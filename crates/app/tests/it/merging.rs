//! Two customers who prove to be one person: nothing of either is lost.

use reqwest::Method;
use serde_json::json;

use crate::{
    calls::{asks, at_the_desk},
    support::{Browser, Shop, all_between, unescaped, until},
};

#[tokio::test]
async fn whatever_was_promised_said_and_noticed_goes_along() {
    let shop = Shop::open().await;
    let hash = shop.signs("customer-7").await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let home = shop.visitor();
    home.identifies("customer-7", &hash).await.is(200);
    home.says("Do you have green tea?").await;
    asks(&home, "k1").await;
    let known = shop.database.number("SELECT MAX(customer_id) FROM visitor");

    // At another browser nobody knows them yet.
    let (work, conversation) =
        shop.visitor_says("This is the third time I ask: where is my teapot?").await;
    let of_conversation = format!("SELECT customer_id FROM conversation WHERE id = {conversation}");
    let stranger = shop.database.number(&of_conversation);
    assert_ne!(stranger, known);
    // Both browsers gave their calls the same name.
    let call = asks(&work, "k1").await["id"].as_i64().unwrap();
    let fact = [("fact", "Likes oolong")];
    shop.aiko.post(&format!("/customers/{stranger}/facts"), &fact).await;
    let phone = [("kind", "phone"), ("value", "+49 30 1234567")];
    shop.mia.post(&format!("/customers/{known}/addresses"), &phone).await;

    shop.mia.does(conversation, "call-back-link", &[]).await.is(200);
    let texts = work.texts().await;
    let link = texts.last().unwrap().split_whitespace().last().unwrap().to_owned();
    let browser = Browser::new(&shop.base);
    let slots = browser.page(&link).await;
    let times: Vec<&str> = all_between(&slots, "name=\"at\" value=\"", "\"").collect();
    let choose = |at: &str| {
        let form = [("at", at.to_owned()), ("phone", "+49301234567".to_owned())];
        let request = browser.request(Method::POST, &link).form(&form);
        browser.send(request)
    };
    choose(times[0]).await.is(303);
    let form = [("what", "Post a new teapot"), ("words", "tomorrow 15:00"), ("owner", "")];
    shop.mia.does(conversation, "promises", &form).await.is(200);
    shop.mia.replies(conversation, "I'll write to you tomorrow at three.").await.is(201);
    let counts = ["moment", "promise_suggestion"].map(|t| format!("SELECT COUNT(*) FROM {t}"));
    until("it to be read", async || {
        counts.iter().all(|count| shop.database.number(count) > 0).then_some(())
    })
    .await;
    let moments = shop.database.number(&counts[0]);

    work.identifies("customer-7", &hash).await.is(200);
    for table in ["conversation", "visitor", "call"] {
        let left = format!("SELECT COUNT(*) FROM {table} WHERE customer_id = {stranger}");
        assert_eq!(shop.database.number(&left), 0, "{table}");
    }
    // Whoever still has their address is led on.
    let old = shop.aiko.get(&format!("/customers/{stranger}")).await;
    old.leads_to(&format!("/customers/{known}"));
    assert_eq!(shop.database.number(&of_conversation), known);

    // Their page has all of it, and so has the conversation.
    let page = unescaped(&shop.aiko.page(&format!("/customers/{known}")).await);
    for words in ["green tea", "where is my teapot", "oolong", "1234567"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let page = unescaped(&shop.aiko.opens(conversation).await);
    for words in ["Post a new teapot", "Call back", "oolong", "Noticed here", "Mia said"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains("green tea"), "the story so far knows the other conversation");
    // More may have been read meanwhile.
    assert!(shop.database.number(&counts[0]) >= moments);

    // What had begun goes on: the link, the question, the call.
    choose(times[4]).await.is(303);
    let open = "SELECT COUNT(*) FROM promise WHERE cancelled_at IS NULL";
    assert_eq!(shop.database.number(open), 2);
    let question = all_between(&page, "id=\"suggestion-", "\"").next().unwrap().to_owned();
    shop.mia.post(&format!("/promise-suggestions/{question}/promise"), &[]).await.is(200);
    let of_them = format!(
        "SELECT COUNT(*) FROM promise JOIN conversation ON conversation.id = conversation_id \
         WHERE conversation.customer_id = {known}"
    );
    assert_eq!(shop.database.number(&of_them), 3);
    let request = work.request(Method::GET, &format!("calls/{call}"));
    assert_eq!(work.send(request).await.is(200).json()["call"]["id"], json!(call));
}
