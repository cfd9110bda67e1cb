//! Conversations on the desk: who waits longest, whose turn it is, who has it.

use serde_json::json;

use crate::support::{Shop, all_between, until};

/// Events of a thread, in words.
fn events(page: &str) -> Vec<String> {
    let lines = all_between(page, "<li class=\"event\">", "</li>");
    lines.map(|line| all_between(line, "<span>", "</span>").next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn whoever_has_waited_longest_is_on_top() {
    let shop = Shop::open().await;
    let (ann, first) = shop.visitor_says("I am Ann.").await;
    let (_, second) = shop.visitor_says("I am Bert.").await;
    let (_, third) = shop.visitor_says("I am Cleo.").await;
    assert_eq!(shop.aiko.conversations("/desk").await, [first, second, third]);

    // Who writes again has waited since their first words.
    ann.says("Still here.").await;
    assert_eq!(shop.aiko.conversations("/desk").await, [first, second, third]);
    // Who was answered and writes again waits since then.
    shop.aiko.replies(first, "Hello Ann.").await.is(201);
    assert_eq!(shop.aiko.conversations("/desk").await, [second, third]);
    ann.says("One more thing.").await;
    assert_eq!(shop.aiko.conversations("/desk").await, [second, third, first]);

    assert_eq!(shop.aiko.conversations("/desk?view=yours").await, [first]);
    assert_eq!(shop.aiko.conversations("/desk?view=nobodys").await, [second, third]);
}

#[tokio::test]
async fn two_who_close_at_once_close_it_once_and_one_is_told() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Thank you, that is all.").await;
    let (one, two) = tokio::join!(
        shop.aiko.does(conversation, "closure", &[]),
        shop.jonas.does(conversation, "closure", &[])
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let told = if one.status == 409 { one } else { two };
    assert!(told.words().contains("closed a moment ago by somebody else"), "{}", told.words());
    // The page is brought up to date all the same.
    assert!(told.text().contains("badge--closed"));

    let page = shop.mia.opens(conversation).await;
    let closed = events(&page).into_iter().filter(|line| line.contains("closed this")).count();
    assert_eq!(closed, 1, "{:?}", events(&page));
}

#[tokio::test]
async fn the_thread_tells_who_did_what() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("It is broken.").await;
    shop.aiko.does(conversation, "closure", &[]).await.is(200);
    assert_eq!(shop.mia.conversations("/desk?view=closed").await, [conversation]);
    shop.jonas.delete(&format!("/conversations/{conversation}/closure")).await.is(200);
    assert_eq!(shop.mia.conversations("/desk").await, [conversation]);
    shop.jonas.delete(&format!("/conversations/{conversation}/closure")).await.is(409);
    shop.mia.does(conversation, "closure", &[]).await.is(200);
    visitor.says("No, it is not!").await;
    assert_eq!(shop.mia.conversations("/desk").await, [conversation]);

    let events = events(&shop.mia.opens(conversation).await);
    let told =
        ["Aiko Tanaka closed this", "Jonas Okafor took this up again", "Mia Hartmann closed"];
    assert_eq!(events.len(), 3, "{events:?}");
    for (event, told) in events.iter().zip(told) {
        assert!(event.starts_with(told), "{events:?}");
    }
}

#[tokio::test]
async fn a_snooze_is_said_in_plain_words() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("When is it here?").await;
    for bad in ["", "whenever", "yesterday", "in 3 years", "25:99", "\u{202e}"] {
        let refused = shop.aiko.does(conversation, "snooze", &[("words", bad)]).await.is(422);
        let words = refused.words();
        assert!(words.contains("Try") || words.contains("Choose"), "{bad:?}: {words}");
    }
    assert_eq!(shop.aiko.conversations("/desk").await, [conversation]);

    for good in ["in 1 minute", "tomorrow 9:00", "next week"] {
        shop.aiko.does(conversation, "snooze", &[("words", good)]).await.is(200);
        assert_eq!(shop.aiko.conversations("/desk?view=snoozed").await, [conversation], "{good}");
    }
    assert_eq!(shop.aiko.conversations("/desk").await, [0; 0]);
    let page = shop.aiko.opens(conversation).await;
    assert!(page.contains("Aiko Tanaka put this aside until"), "{page}");

    // Who writes is not kept waiting by it.
    visitor.says("Any news?").await;
    assert_eq!(shop.aiko.conversations("/desk").await, [conversation]);
}

#[tokio::test]
async fn a_snoozed_conversation_is_woken_by_hand() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("When is it here?").await;
    shop.aiko.does(conversation, "snooze", &[("until", "tomorrow 9:00")]).await.is(200);
    shop.jonas.delete(&format!("/conversations/{conversation}/snooze")).await.is(200);
    assert_eq!(shop.aiko.conversations("/desk").await, [conversation]);
}

#[tokio::test]
async fn what_fell_due_while_the_desk_was_closed_is_done_at_the_start() {
    let mut shop = Shop::open().await;
    shop.mia.sets_up("60", &[]).await;
    let (_, snoozed) = shop.visitor_says("When is it here?").await;
    let (visitor, answered) = shop.visitor_says("Is it open?").await;
    shop.aiko.does(snoozed, "snooze", &[("words", "in 3 days")]).await.is(200);
    shop.aiko.replies(answered, "It is.").await.is(201);
    assert_eq!(visitor.texts().await.len(), 1);

    let a_week = 7 * 24 * 3_600_000;
    shop.server
        .restart(|database| {
            for table in ["conversation", "conversation_state"] {
                let earlier = format!("snoozed_until = snoozed_until - {a_week}");
                database.run(&format!("UPDATE {table} SET {earlier}"));
            }
            database.run(&format!("UPDATE message SET send_at = send_at - {a_week}"));
        })
        .await;
    let mut socket = visitor.listens(0).await;
    socket.message().await;
    assert_eq!(socket.message().await["text"], "It is.");
    until("the snoozed one to come back", async || {
        let page = shop.aiko.opens(snoozed).await;
        events(&page).iter().any(|event| event.starts_with("Came back at")).then_some(())
    })
    .await;
    assert_eq!(shop.aiko.conversations("/desk").await, [snoozed]);
}

#[tokio::test]
async fn a_conversation_is_given_to_people_and_to_teams() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("A question.").await;
    let (mia, aiko) = (shop.mia.id().await.to_string(), shop.aiko.id().await.to_string());
    shop.mia.post("/settings/teams", &[("name", "Parcels"), ("member", &aiko)]).await.is(303);
    let page = shop.aiko.opens(conversation).await;
    let team = all_between(&page, "name=\"team\" value=\"", "\"").next().unwrap().to_owned();

    let gives =
        async |form: &[(&str, &str)]| shop.aiko.does(conversation, "assignment", form).await.status;
    assert_eq!(gives(&[("assignee", "me")]).await, 200);
    assert_eq!(shop.aiko.conversations("/desk?view=yours").await, [conversation]);
    assert_eq!(gives(&[("assignee", &mia)]).await, 200);
    assert_eq!(shop.mia.conversations("/desk?view=yours").await, [conversation]);
    assert_eq!(gives(&[("team", &team)]).await, 200);
    // Giving it to a team leaves it with whoever has it.
    assert_eq!(shop.mia.conversations("/desk?view=yours").await, [conversation]);
    assert_eq!(shop.mia.conversations(&format!("/desk?team={team}")).await, [conversation]);
    assert_eq!(gives(&[("assignee", "")]).await, 200);
    assert_eq!(shop.mia.conversations("/desk?view=nobodys").await, [conversation]);
    assert_eq!(gives(&[("assignee", "4711")]).await, 404);
    assert_eq!(gives(&[("team", "4711")]).await, 404);

    let events = events(&shop.jonas.opens(conversation).await);
    let told = [
        "Aiko Tanaka took this at",
        "Aiko Tanaka gave this to Mia Hartmann at",
        "Aiko Tanaka gave this to Mia Hartmann at",
        "Aiko Tanaka gave this to the team Parcels at",
    ];
    assert_eq!(events.len(), told.len(), "{events:?}");
    for (event, told) in events.iter().zip(told) {
        assert!(event.starts_with(told), "{events:?}");
    }
}

#[tokio::test]
async fn tags_and_the_subject_are_kept() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("A question.").await;
    let does = async |what: &str, name: &str, value: &str| {
        shop.aiko.does(conversation, what, &[(name, value)]).await
    };
    does("subject", "subject", "The blue pot").await.is(200);
    does("tags", "tag", "#Late  Parcel").await.is(200);
    does("tags", "tag", "late parcel").await.is(200);
    does("tags", "tag", "pots").await.is(200);
    let page = shop.jonas.opens(conversation).await;
    let head = all_between(&page, "<div class=\"talk__meta\">", "</div>").next().unwrap();
    let tags: Vec<_> = all_between(head, "<span class=\"tag\" dir=\"auto\">", "<").collect();
    assert_eq!(tags, ["late parcel", "pots"]);
    assert!(page.contains("id=\"talk-title\">The blue pot</h1>"));
    assert_eq!(shop.jonas.conversations("/desk?tag=late%20parcel").await, [conversation]);
    assert_eq!(shop.jonas.conversations("/desk?tag=other").await, [0; 0]);

    does("tags/removal", "tag", "pots").await.is(200);
    assert!(!shop.jonas.page("/desk").await.contains(">pots<"));
    for (what, name, value) in [
        ("tags", "tag", "#".to_owned()),
        ("tags", "tag", "x".repeat(41)),
        ("subject", "subject", "x".repeat(201)),
    ] {
        assert!(!does(what, name, &value).await.is(422).words().is_empty());
    }
}

#[tokio::test]
async fn the_page_of_a_colleague_is_told_what_changed() {
    let shop = Shop::open().await;
    let mut desk = shop.jonas.comes_to_the_desk().await;
    let (visitor, conversation) = shop.visitor_says("Hello?").await;
    let of_this = |kind: &'static str| {
        move |frame: &serde_json::Value| {
            (frame["event"] == kind && frame["conversation"] == conversation).then_some(())
        }
    };
    desk.next(of_this("message.sent")).await;
    shop.aiko.does(conversation, "closure", &[]).await.is(200);
    desk.next(of_this("conversation.changed")).await;

    // Who looks at it.
    let mut other = shop.aiko.comes_to_the_desk().await;
    other.send(&json!({ "open": conversation })).await;
    let here = desk.next(|frame| frame.get("presence").cloned()).await;
    assert_eq!(here["conversation"], conversation);
    assert_eq!(
        (&here["people"][0]["name"], &here["people"][0]["typing"]),
        (&"Aiko".into(), &false.into())
    );
    drop(other);
    desk.next(|frame| (frame["presence"]["people"] == json!([])).then_some(())).await;
    // The visitor is told nothing of all that.
    let frames = visitor.listens(0).await.so_far().await;
    assert!(!serde_json::to_string(&frames).unwrap().contains("presence"), "{frames:?}");
}

#[tokio::test]
async fn a_conversation_that_is_not_there_is_told_kindly() {
    let shop = Shop::open().await;
    let missing = shop.aiko.get("/conversations/4711").await.is(404);
    assert_eq!(missing.words(), "This conversation is not here. It may have been removed.");
    shop.aiko.does(4711, "closure", &[]).await.is(404);
    shop.aiko.replies_having_seen(4711, "Hello?", "0").await.is(404);
}
