//! Being told: what somebody is told, once, until they have seen it; bundled, in the hours that they chose, and nothing
//! of it lost.

use crate::support::{
    Answers, Clock, Person, Receiver, Shop, all_between, between, unescaped, until,
};

/// What the bell tells somebody.
struct Bell {
    unseen: i64,
    /// Up to which event they were told.
    told: i64,
    says: Vec<String>,
    page: String,
}

impl Bell {
    async fn of(person: &Person) -> Self {
        let page = unescaped(&person.page("/notifications/bell").await);
        let number = |name: &str| between(&page, &format!("{name}=\""), "\"").parse().unwrap();
        let lines = all_between(&page, "<a class=\"told__one told__one--new\"", "<time");
        Self {
            unseen: number("data-unseen"),
            told: number("data-told"),
            says: lines
                .map(|line| line.split("New: </span>").nth(1).unwrap().replace("</span>", ""))
                .collect(),
            page,
        }
    }

    /// Waits until somebody is told just that, the newest first.
    async fn says(person: &Person, words: &[&str]) -> Self {
        until(&format!("{} to be told {words:?}", person.email), async || {
            Some(Self::of(person).await).filter(|bell| bell.says == words)
        })
        .await
    }
}

#[tokio::test]
async fn what_waits_is_told_to_all_until_somebody_has_it() {
    let shop = Shop::open().await;
    let (visitor, first) = shop.visitor_says("Is my teapot there?").await;
    for person in [&shop.mia, &shop.jonas, &shop.aiko] {
        Bell::says(person, &["A new conversation waits, and nobody has it yet."]).await;
    }
    // More in the same one is nothing new that waits; another one is.
    visitor.says("Hello?").await;
    let (_, second) = shop.visitor_says("Do you have oolong?").await;
    Bell::says(&shop.aiko, &["2 new conversations wait, and nobody has them yet."]).await;

    // Whoever looks at one has seen it; whoever takes it, takes it off everybody's list.
    shop.aiko.reads(first).await;
    Bell::says(&shop.aiko, &["A new conversation waits, and nobody has it yet."]).await;
    Bell::says(&shop.jonas, &["2 new conversations wait, and nobody has them yet."]).await;
    shop.mia.does(second, "assignment", &[("assignee", "me")]).await.is(200);
    Bell::says(&shop.aiko, &[]).await;
    Bell::says(&shop.jonas, &["A new conversation waits, and nobody has it yet."]).await;
    shop.mia.replies(first, "It comes tomorrow.").await.is(201);
    Bell::says(&shop.jonas, &[]).await;

    // Given back, it waits again, also for those who had seen it.
    shop.mia.does(second, "assignment", &[("assignee", "")]).await.is(200);
    Bell::says(&shop.jonas, &["A new conversation waits, and nobody has it yet."]).await;
    assert!(Bell::of(&shop.mia).await.says.is_empty(), "Mia did it herself");
}

#[tokio::test]
async fn what_is_yours_is_told_once_and_together() {
    let mut shop = Shop::open().await;
    let (visitor, id) = shop.visitor_says("The lid is broken.").await;
    let aiko = shop.aiko.id().await.to_string();
    let form = [("assignee", aiko.as_str()), ("words", "She needs it by Friday.")];
    shop.mia.does(id, "assignment", &form).await.is(200);
    // The words of a hand-over are no second thing.
    Bell::says(&shop.aiko, &["Mia gave you this conversation."]).await;
    for words in ["It is the blue one.", "And the spout.", "Sorry!"] {
        visitor.says(words).await;
    }
    let told = ["3 new messages from A visitor.", "Mia gave you this conversation."];
    let bell = Bell::says(&shop.aiko, &told).await;
    assert_eq!(bell.unseen, 2);
    assert!(bell.page.contains(&format!("data-conversations=\"{id}\"")), "{}", bell.page);
    assert!(Bell::of(&shop.mia).await.says.is_empty());

    shop.jonas.notes(id, "@aiko have you seen the second lid?").await.is(201);
    shop.jonas.notes(id, "@aiko it is under the till.").await.is(201);
    let asked = ["2 notes ask for you, the last by Jonas.", told[0], told[1]];
    Bell::says(&shop.aiko, &asked).await;

    // A restart tells nothing twice and forgets nothing.
    shop.server.restart(|_| {}).await;
    shop.all_is_told(id).await;
    Bell::says(&shop.aiko, &asked).await;
    let page = unescaped(&shop.aiko.page("/notifications").await);
    assert!(page.contains("Today") && page.contains(asked[0]) && page.contains("Mark all as seen"));

    // Her open pages hear that it is seen, wherever she has seen it.
    let mut socket = shop.aiko.comes_to_the_desk().await;
    let elsewhere = shop.aiko.elsewhere();
    elsewhere.signs_in().await.is(303);
    elsewhere.reads(id).await;
    let me = shop.aiko.id().await;
    socket
        .next(|frame| {
            (frame["event"] == "notifications.changed" && frame["agent"] == me).then_some(())
        })
        .await;
    assert!(Bell::of(&shop.aiko).await.says.is_empty());
    let page = unescaped(&shop.aiko.page("/notifications").await);
    assert!(page.contains(asked[0]) && !page.contains("Mark all as seen"), "{page}");

    // What comes afterwards is new again, and what is given to somebody else is not hers any more.
    visitor.says("One more thing.").await;
    Bell::says(&shop.aiko, &["New message from A visitor."]).await;
    shop.mia.does(id, "assignment", &[("assignee", "me")]).await.is(200);
    Bell::says(&shop.aiko, &[]).await;
}

#[tokio::test]
async fn all_is_marked_as_seen_and_that_is_undone() {
    let shop = Shop::open().await;
    let (visitor, id) = shop.visitor_says("Where is my parcel?").await;
    shop.aiko.does(id, "assignment", &[("assignee", "me")]).await.is(200);
    shop.jonas.notes(id, "@aiko it is here.").await.is(201);
    Bell::says(&shop.aiko, &["Jonas asks for you in a note."]).await;
    visitor.says("It is for Friday.").await;
    let both = ["New message from A visitor.", "Jonas asks for you in a note."];
    let bell = Bell::says(&shop.aiko, &both).await;

    let marked = shop.aiko.post("/notifications/seeings", &[]).await.is(200).text();
    assert!(marked.contains("Marked 2 as seen."), "{marked}");
    let undo = between(&marked, "hx-delete=\"", "\"").to_owned();
    assert!(Bell::of(&shop.aiko).await.says.is_empty());
    assert!(shop.aiko.post("/notifications/seeings", &[]).await.text().contains("nothing new"));
    // What happened once more since is told by the newer one.
    visitor.says("Hello?").await;
    Bell::says(&shop.aiko, &["New message from A visitor."]).await;
    assert!(shop.jonas.delete(&undo).await.text().contains("Undone"), "it is nothing of his");
    assert_eq!(Bell::of(&shop.aiko).await.unseen, 1);
    shop.aiko.delete(&undo).await.is(200);
    Bell::says(&shop.aiko, &both).await;

    // One leads to what it is about, and is seen then; nobody follows another one's.
    let first = between(&bell.page, "href=\"/notifications/", "\"").to_owned();
    let jonas = shop.jonas.get(&format!("/notifications/{first}")).await;
    assert_eq!(jonas.status, 404);
    let place = all_between(&bell.page, "href=\"/notifications/", "\"").last().unwrap().to_owned();
    let answer = shop.aiko.get(&format!("/notifications/{place}")).await;
    answer.leads_to(&format!("/conversations/{id}"));
    Bell::says(&shop.aiko, &both[..1]).await;
}

#[tokio::test]
async fn promises_are_told_to_those_who_keep_them() {
    let mut shop = Shop::open().await;
    let (_, id) = shop.visitor_says("Call me, please.").await;
    shop.mia.does(id, "assignment", &[("assignee", "me")]).await.is(200);
    let (mia, aiko) = (shop.mia.id().await.to_string(), shop.aiko.id().await.to_string());
    let form = [("what", "Call about the teapot"), ("words", "in 2 hours"), ("owner", &mia)];
    let made = shop.mia.does(id, "promises", &form).await.is(200).text();
    let promise = between(&made, "hx-delete=\"/promises/", "\"").to_owned();
    let owner = format!("/promises/{promise}/owner");
    shop.mia.post(&owner, &[("owner", &aiko)]).await.is(200);
    let bell = until("the promise to be handed over", async || {
        Some(Bell::of(&shop.aiko).await).filter(|bell| bell.unseen == 1)
    })
    .await;
    assert!(bell.says[0].starts_with("Mia handed you a promise, due "), "{:?}", bell.says);
    assert!(bell.says[0].ends_with(": Call about the teapot."), "{:?}", bell.says);
    assert!(Bell::of(&shop.mia).await.says.is_empty(), "she did it herself");

    // It fell due while the server was down.
    let ms = 3 * 60 * 60_000;
    let sql = format!(
        "UPDATE promise SET due_at = due_at - {ms}, due_set_at = due_set_at - {ms}, \
         made_at = made_at - {ms}, next_at = made_at - {ms}"
    );
    shop.server.restart(|database| database.run(&sql)).await;
    let late = "Your promise is late: Call about the teapot.";
    let bell = until("the promise to be late", async || {
        Some(Bell::of(&shop.aiko).await).filter(|bell| bell.unseen == 2)
    })
    .await;
    assert_eq!(bell.says[0], late);
    // Kept, there is nothing left to tell.
    shop.mia.post(&format!("/promises/{promise}/keeping"), &[]).await.is(200);
    Bell::says(&shop.aiko, &[]).await;
}

#[tokio::test]
async fn what_changes_for_the_desk_is_told_to_whom_it_concerns() {
    let shop = Shop::open_with(|config| config.private_webhooks = true).await;
    let take = [("take", "chat-soon")];
    shop.jonas.post("/standards/starter", &take).await.is(303);
    Bell::says(&shop.aiko, &["A standard has changed."]).await;
    assert!(Bell::of(&shop.jonas).await.says.is_empty(), "he did it himself");

    let receiver = Receiver::listens().await;
    let form = [("name", "The till"), ("url", &receiver.url), ("kind", "message.created")];
    let made = shop.mia.post("/settings/webhooks", &form).await.is(303);
    let place = made.location().strip_suffix("?made").unwrap().to_owned();
    receiver.will(&[Answers::Status(410)]);
    shop.mia.post(&format!("{place}/tests"), &[]).await.is(303);
    let off = "The webhook “The till” was switched off, because nothing gets through to it.";
    let bell = Bell::says(&shop.mia, &[off, "A standard has changed."]).await;
    assert!(!Bell::of(&shop.jonas).await.page.contains("The till"), "owners alone");
    let first = between(&bell.page, "href=\"/notifications/", "\"");
    shop.mia.get(&format!("/notifications/{first}")).await.leads_to(&place);

    let storm = [("name", "Storm"), ("when", "wrote"), ("note", "They have written.")];
    shop.jonas.post("/settings/rules", &storm).await.leads_to("/settings/rules?saved");
    let (visitor, id) = shop.visitor_says("One").await;
    shop.mia.does(id, "assignment", &[("assignee", "me")]).await.is(200);
    for number in 2..13 {
        visitor.says(&format!("And {number}")).await;
    }
    let paused = "The rule “Storm” ran too often, and is paused.";
    Bell::says(&shop.jonas, &[paused]).await;
    assert!(!Bell::of(&shop.aiko).await.page.contains("Storm"), "those who may change it alone");
}

#[tokio::test]
async fn everybody_chooses_what_they_are_told() {
    let shop = Shop::open().await;
    let place = "/settings/notifications";
    let page = shop.aiko.page(place).await;
    assert_eq!(page.matches("name=\"kind\"").count(), 10);
    // Only mentions, and with them what cannot be switched off.
    let chosen = [("kind", "mention"), ("bundling", "gathered"), ("quiet", "never")];
    shop.aiko.post(place, &chosen).await.leads_to(&format!("{place}?saved"));
    let page = shop.aiko.page(place).await;
    assert!(
        page.contains("value=\"gathered\" checked") && page.contains("value=\"never\" checked")
    );
    assert!(
        !page.contains("value=\"waiting\" checked") && page.contains("value=\"given\" checked")
    );
    assert!(shop.aiko.page("/notifications/bell").await.contains("data-sound=\"no\""));
    assert!(shop.mia.page("/notifications/bell").await.contains("data-sound=\"yes\""));

    let (visitor, id) = shop.visitor_says("Anybody there?").await;
    Bell::says(&shop.jonas, &["A new conversation waits, and nobody has it yet."]).await;
    let aiko = shop.aiko.id().await.to_string();
    shop.jonas.does(id, "assignment", &[("assignee", &aiko)]).await.is(200);
    visitor.says("Hello?").await;
    shop.jonas.notes(id, "@aiko she is back.").await.is(201);
    let told = ["Jonas asks for you in a note.", "Jonas gave you this conversation."];
    Bell::says(&shop.aiko, &told).await;
    // Whoever is away is told, and hears nothing.
    shop.mia.post("/availability", &[("online", "false")]).await.is(303);
    assert!(shop.mia.page("/notifications/bell").await.contains("data-sound=\"no\""));

    // Quiet hours that are none are refused in words, and what was typed stays.
    for (from, to) in [("18:00", ""), ("", ""), ("07:30", "07:30"), ("x", "25:99")] {
        let form = [("quiet", "own"), ("from", from), ("to", to), ("kind", "wrote")];
        let refused = shop.aiko.post(place, &form).await.is(422).text();
        assert!(refused.contains("two different times"), "{refused}");
        assert!(refused.contains(&format!("name=\"from\" type=\"time\" value=\"{from}\"")));
        assert!(refused.contains("value=\"own\" checked"), "{refused}");
    }
    let own = [
        ("quiet", "own"),
        ("from", "18:00"),
        ("to", "08:00"),
        ("weekend", "yes"),
        ("sound", "yes"),
    ];
    shop.aiko.post(place, &own).await.is(303);
    let page = shop.aiko.page(place).await;
    assert!(page.contains("value=\"18:00\"") && page.contains("value=\"08:00\""), "{page}");
    assert!(page.contains("name=\"weekend\" value=\"yes\" checked"), "{page}");
}

#[tokio::test]
async fn what_comes_while_it_is_quiet_waits_and_is_one() {
    // A Monday evening.
    let clock = Clock::at("2026-11-23T20:00[Europe/Berlin]");
    let shop = Shop::open_by(clock.clone(), |_| {}).await;
    let quiet = [("quiet", "own"), ("from", "18:00"), ("to", "08:00"), ("sound", "yes")];
    shop.aiko.post("/settings/notifications", &quiet).await.is(303);
    let (_, id) = shop.visitor_says("Good evening!").await;
    shop.jonas.notes(id, "@aiko for tomorrow, please.").await.is(201);
    shop.jonas.notes(id, "@mia for you, too.").await.is(201);
    // It is there for whoever looks, and nobody is called: Mia has no quiet hours, and comes after her.
    let mia = until("Mia to be told", async || {
        Some(Bell::of(&shop.mia).await).filter(|bell| bell.told > 0)
    })
    .await;
    assert!(mia.page.contains("Jonas asks for you in a note."), "{}", mia.page);
    let bell = Bell::says(&shop.aiko, &["Jonas asks for you in a note."]).await;
    assert_eq!(bell.told, 0);
    let next = "SELECT MAX(next_at) FROM notification_bundle";
    let morning: jiff::Zoned = "2026-11-24T08:00[Europe/Berlin]".parse().unwrap();
    let morning = morning.timestamp().as_millisecond();
    until("it to wait for the morning", async || {
        Some(shop.database.number(next)).filter(|next| *next == morning)
    })
    .await;
    shop.jonas.notes(id, "@aiko and the lid.").await.is(201);
    Bell::says(&shop.aiko, &["2 notes ask for you, the last by Jonas."]).await;
    assert_eq!(Bell::of(&shop.aiko).await.told, 0);

    clock.passes(12 * 60);
    let bell = until("the morning", async || {
        Some(Bell::of(&shop.aiko).await).filter(|bell| bell.told > 0)
    })
    .await;
    assert_eq!(bell.unseen, 1);
    until("nothing more to wait", async || {
        let waiting = "SELECT COUNT(*) FROM notification_bundle WHERE next_at > 0";
        (shop.database.number(waiting) == 0).then_some(())
    })
    .await;
}
