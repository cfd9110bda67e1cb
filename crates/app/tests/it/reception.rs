//! What somebody sees who comes to the chat: whether anybody is there, and how long it takes.

use app::Config;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::Value;

use crate::support::Shop;

#[tokio::test]
async fn the_desk_is_open_while_somebody_is_at_it() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let desk = visitor.looks().await["desk"].take();
    assert_eq!((&desk["open"], &desk["agents"]), (&false.into(), &Value::Array(Vec::new())));

    let mut page = shop.aiko.comes_to_the_desk().await;
    page.next(|frame| (frame["event"] == "agent.changed").then_some(())).await;
    let desk = visitor.looks().await["desk"].take();
    assert_eq!((&desk["open"], &desk["agents"][0]["name"]), (&true.into(), &"Aiko".into()));
    assert!(!desk.to_string().contains("Tanaka"), "customers know us by our first names");
    assert_eq!(desk["back_at"], Value::Null);

    // Who goes away is not there, though their page is open; and the chat is told.
    visitor.says("Hello?").await;
    let mut chat = visitor.listens(0).await;
    // The welcome may have been written a moment before it was known.
    let open = |frame: &Value| {
        (frame["welcome"]["desk"]["open"] == true || frame["desk"]["open"] == true).then_some(())
    };
    chat.next(open).await;
    shop.aiko.post("/availability", &[("online", "false")]).await.is(303);
    chat.next(|frame| (frame["desk"]["open"] == false).then_some(())).await;
    assert_eq!(visitor.looks().await["desk"]["open"], false);
    shop.aiko.post("/availability", &[("online", "true")]).await.is(303);
    chat.next(|frame| (frame["desk"]["open"] == true).then_some(())).await;
}

#[tokio::test]
async fn a_closed_desk_says_when_somebody_is_back() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    assert_eq!(visitor.looks().await["desk"]["back_at"], Value::Null);

    // Tomorrow, in the desk's time zone, from nine.
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let tomorrow = Timestamp::now().to_zoned(zone.clone()).date().checked_add(1.day()).unwrap();
    let day = tomorrow.strftime("%a").to_string().to_lowercase();
    let (from, to) = (format!("{day}_from"), format!("{day}_to"));
    shop.mia.sets_up("0", &[(&from, "09:00"), (&to, "17:00")]).await;
    let nine = tomorrow.at(9, 0, 0, 0).to_zoned(zone).unwrap().timestamp();
    assert_eq!(visitor.looks().await["desk"]["back_at"], nine.to_string());

    // Somebody who says that they are back before then is.
    shop.aiko.post("/availability", &[("online", "false"), ("back", "in 5 minutes")]).await.is(303);
    let back =
        visitor.looks().await["desk"]["back_at"].as_str().unwrap().parse::<Timestamp>().unwrap();
    assert!(back < nine && back > Timestamp::now(), "{back}");
}

#[tokio::test]
async fn the_typical_wait_is_the_true_median_of_today() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let mut expected = [None, None, Some(600), Some(330), Some(600)].into_iter();
    for (number, waited_seconds) in [6000, 600, 60, 30, 1200].into_iter().enumerate() {
        let (_, conversation) = shop.visitor_says(&format!("Question {number}")).await;
        shop.database.run(&format!(
            "UPDATE conversation SET waiting_since = waiting_since - {} WHERE id = {conversation}",
            waited_seconds * 1000
        ));
        shop.aiko.replies(conversation, "An answer.").await.is(201);
        // A second answer is not waited for.
        shop.aiko.replies(conversation, "And more.").await.is(201);
        let found = visitor.looks().await["desk"]["wait_seconds"].as_i64();
        match (found, expected.next().unwrap()) {
            (None, None) => {}
            // The answer itself takes a moment.
            (Some(found), Some(expected)) => {
                assert!((expected..expected + 30).contains(&found), "{found}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_the_chat_says_first_is_what_the_settings_say() {
    let shop = Shop::open().await;
    let look = [("greeting", "Good morning!"), ("colour", "#0f766e")];
    shop.mia.post("/settings/chat", &look).await.is(303);
    let first = shop.visitor().looks().await;
    assert_eq!(
        (&first["name"], &first["greeting"]),
        (&"The Tea Shop".into(), &"Good morning!".into())
    );
    assert_eq!(
        (&first["colour"], &first["limits"]["text_chars"]),
        (&"#0f766e".into(), &20_000.into())
    );
}

#[tokio::test]
async fn a_flood_is_told_to_wait_and_others_are_not() {
    let shop = Shop::open_with(|config: &mut Config| config.chat_messages_per_minute = 5).await;
    let (eager, calm) = (shop.visitor(), shop.visitor());
    let mut statuses = Vec::new();
    for number in 0..8 {
        let answer = eager.sends(&format!("{number}"), "Now!").await;
        if answer.status == 429 {
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
            assert!(answer.words().contains("Wait a moment"), "{}", answer.words());
        }
        statuses.push(answer.status);
    }
    // One more may have been earned meanwhile.
    assert_eq!(statuses[..5], [201; 5], "{statuses:?}");
    assert!(statuses.contains(&429), "{statuses:?}");
    calm.says("When you have a moment.").await;
    assert_eq!(eager.texts().await.len(), statuses.iter().filter(|s| **s == 201).count());
}

#[tokio::test]
async fn one_address_cannot_begin_chats_without_end() {
    let shop = Shop::open_with(|config: &mut Config| config.chat_starts_per_minute = 20).await;
    let mut refused = None;
    for _ in 0..25 {
        let answer = shop.visitor().sends("1", "Hello?").await;
        if answer.status == 429 {
            refused = Some(answer);
        }
    }
    let refused = refused.expect("a limit");
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert!(!refused.header("retry-after").is_empty());
}
