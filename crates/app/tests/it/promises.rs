//! Promises: noticed in what is written, made by hand, kept, moved, handed over, taken back; and what time
//! does about them.

use reqwest::Method;

use crate::support::{Person, Shop, all_between, between, unescaped, until};

/// What was asked about in a conversation: the questions' ids.
fn questions(page: &str) -> Vec<i64> {
    all_between(page, "id=\"suggestion-", "\"").filter_map(|id| id.parse().ok()).collect()
}

/// Waits until something that was written is asked about.
async fn asked(person: &Person, conversation: i64) -> i64 {
    until("a promise to be noticed", async || {
        questions(&person.opens(conversation).await).first().copied()
    })
    .await
}

/// The promises that a page shows, in its order.
fn shown(page: &str) -> Vec<i64> {
    all_between(page, "<li class=\"promise\" id=\"promise-", "\"")
        .map(|id| id.parse().unwrap())
        .collect()
}

async fn promises(person: &Person, asking: &str) -> Vec<i64> {
    shown(&person.page(&format!("/promises{asking}")).await)
}

/// Makes a promise by hand; its id.
async fn promise(person: &Person, conversation: i64, what: &str, by: &str) -> i64 {
    let form = [("what", what), ("words", by), ("owner", &person.id().await.to_string())];
    let answer = person.does(conversation, "promises", &form).await.is(200).text();
    between(&answer, "hx-delete=\"/promises/", "\"").parse().unwrap()
}

async fn delete(person: &Person, path: &str) -> u16 {
    person.send(person.request(Method::DELETE, path)).await.status
}

/// Moves everything that a promise is measured by into the past, and lets the jobs look at it anew.
fn as_if_made_before(promise: i64, minutes: i64) -> String {
    let ms = minutes * 60_000;
    format!(
        "UPDATE promise SET due_at = due_at - {ms}, due_set_at = due_set_at - {ms}, \
         made_at = made_at - {ms}, next_at = made_at - {ms} WHERE id = {promise}"
    )
}

#[tokio::test]
async fn what_is_written_is_noticed_and_one_press_makes_it_a_promise() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Where is my teapot?").await;
    shop.mia.replies(conversation, "Hello! I'll call you tomorrow at three. Bye").await.is(201);
    let question = asked(&shop.mia, conversation).await;
    let page = unescaped(&shop.mia.opens(conversation).await);
    assert!(page.contains("You said “"), "{page}");
    assert!(page.contains("due tomorrow at 15:00"), "{page}");
    // Whoever looks sees whose words they are.
    assert!(unescaped(&shop.aiko.opens(conversation).await).contains("Mia said “"));

    let yes = format!("/promise-suggestions/{question}/promise");
    let told = shop.mia.post(&yes, &[]).await.is(200).text();
    assert!(told.contains("A promise, due tomorrow at 15:00."), "{told}");
    assert_eq!(shop.aiko.post(&yes, &[]).await.status, 409, "it is asked once");
    let made = promises(&shop.mia, "?owner=me").await;
    assert_eq!(made.len(), 1);
    assert!(promises(&shop.aiko, "?owner=me").await.is_empty());
    assert!(questions(&shop.mia.opens(conversation).await).is_empty());
    let page = unescaped(&shop.mia.page("/promises").await);
    for words in ["Call you tomorrow at three", "Due tomorrow at 15:00", "with you"] {
        assert!(page.contains(words), "{words}: {page}");
    }

    // A mistake: it is asked again, and no promise.
    assert_eq!(delete(&shop.mia, &format!("/promises/{}", made[0])).await, 200);
    assert_eq!(questions(&shop.mia.opens(conversation).await), [question]);
    assert!(promises(&shop.mia, "").await.is_empty());
    let no = format!("/promise-suggestions/{question}/refusal");
    shop.mia.post(&no, &[]).await.is(200);
    assert!(questions(&shop.mia.opens(conversation).await).is_empty());
    assert_eq!(delete(&shop.mia, &no).await, 200);
    assert_eq!(questions(&shop.mia.opens(conversation).await), [question]);
}

#[tokio::test]
async fn a_promise_without_a_time_asks_for_one() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Where is my teapot?").await;
    shop.mia.replies(conversation, "I'll look into it and let you know.").await.is(201);
    let question = asked(&shop.mia, conversation).await;
    let yes = format!("/promise-suggestions/{question}/promise");
    assert!(unescaped(&shop.mia.opens(conversation).await).contains("Then choose by when"));
    for (words, why) in [
        ("", "Choose by when"),
        ("30 february", "There is no such day"),
        ("2020-01-01", "has passed"),
        ("whenever", "could not read that time"),
    ] {
        let refused = shop.mia.post(&yes, &[("words", words)]).await.is(422);
        assert!(refused.words().contains(why), "{words}: {}", refused.words());
    }
    let told = shop.mia.post(&yes, &[("choice", "tomorrow-noon")]).await.is(200).text();
    assert!(told.contains("due tomorrow at 12:00"), "{told}");
    assert_eq!(promises(&shop.mia, "?view=later").await.len(), 1);
}

#[tokio::test]
async fn neither_a_restart_nor_a_second_reading_asks_twice() {
    let mut shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Where is my teapot?").await;
    shop.mia.replies(conversation, "I'll call you tomorrow at three.").await.is(201);
    let first = asked(&shop.mia, conversation).await;
    // As if the server had died before it kept the place up to which it had read.
    shop.server
        .restart(|database| database.run("DELETE FROM event_place WHERE follower = 'promises'"))
        .await;
    shop.mia.replies(conversation, "And I'll post you a new one on Friday.").await.is(201);
    let all = until("the second to be noticed", async || {
        let all = questions(&shop.mia.opens(conversation).await);
        (all.len() >= 2).then_some(all)
    })
    .await;
    assert_eq!((all.len(), all[0]), (2, first));
}

#[tokio::test]
async fn a_promise_is_kept_and_every_step_can_be_undone() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Where is my teapot?").await;
    let form = [("what", ""), ("words", "tomorrow 15:00"), ("owner", "")];
    assert!(shop.mia.does(conversation, "promises", &form).await.is(422).words().contains("what"));
    let id = promise(&shop.mia, conversation, "call about the teapot.", "tomorrow 15:00").await;
    let page = shop.mia.opens(conversation).await;
    assert!(page.contains("What we promised") && page.contains("Call about the teapot"), "{page}");

    let keeping = format!("/promises/{id}/keeping");
    shop.mia.post(&keeping, &[]).await.is(200);
    assert_eq!(promises(&shop.mia, "?view=over").await, [id]);
    assert!(promises(&shop.mia, "").await.is_empty());
    shop.mia.post(&keeping, &[]).await.is(200);
    assert_eq!(delete(&shop.mia, &keeping).await, 200);
    assert_eq!(delete(&shop.mia, &keeping).await, 409, "it stands already");
    assert_eq!(promises(&shop.mia, "").await, [id]);

    // Another time, another keeper.
    let moved = shop.mia.post(&format!("/promises/{id}/time"), &[("words", "in 3 days")]).await;
    assert!(moved.is(200).text().contains("Now due on"));
    let (aiko, mia) = (shop.aiko.id().await.to_string(), shop.mia.id().await.to_string());
    let owner = format!("/promises/{id}/owner");
    let same = shop.mia.post(&owner, &[("owner", &aiko), ("stand_in", &aiko)]).await.is(422);
    assert!(same.words().contains("Somebody else has to stand in"), "{}", same.words());
    shop.mia.post(&owner, &[("owner", &aiko), ("stand_in", &mia)]).await.is(200);
    assert_eq!(promises(&shop.aiko, "?owner=me").await, [id]);
    let page = unescaped(&shop.jonas.page("/promises").await);
    assert!(page.contains("with Aiko") && page.contains("(Mia stands in)"), "{page}");
    for step in ["Made by Mia", "Kept by Mia", "Taken up again", "Moved by Mia", "Given to Aiko"] {
        assert!(page.contains(step), "{step}: {page}");
    }

    // Taken back: the customer reads why. It can stand again.
    let cancelling = format!("/promises/{id}/cancellation");
    let silent = shop.aiko.post(&cancelling, &[("why", " ")]).await.is(422);
    assert!(silent.words().contains("why"), "{}", silent.words());
    let why = "Your teapot is on its way already, so there is no need for a call.";
    shop.aiko.post(&cancelling, &[("why", why)]).await.is(200);
    assert!(visitor.texts().await.contains(&why.to_owned()));
    assert_eq!(shop.aiko.post(&cancelling, &[("why", why)]).await.status, 409);
    assert_eq!(shop.aiko.post(&keeping, &[]).await.status, 409, "it was taken back");
    assert_eq!(delete(&shop.aiko, &cancelling).await, 200);
    assert_eq!(promises(&shop.mia, "").await, [id]);
}

#[tokio::test]
async fn what_fell_due_while_the_server_was_down_is_said_at_the_start() {
    let mut shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Where is my teapot?").await;
    let id = promise(&shop.mia, conversation, "Call back", "in 2 hours").await;
    assert!(!shop.mia.page("/promises/reminders").await.contains("reminder-"));

    let sql = as_if_made_before(id, 180);
    shop.server.restart(|database| database.run(&sql)).await;
    let reminded = until("a reminder", async || {
        let page = unescaped(&shop.mia.page("/promises/reminders").await);
        page.contains("Was due").then_some(page)
    })
    .await;
    assert!(reminded.contains("Late") && reminded.contains("Tell them"), "{reminded}");
    // One for each promise, however many steps were due, and everybody is asked.
    assert_eq!(all_between(&reminded, "class=\"reminder\"", ">").count(), 1);
    assert_eq!(promises(&shop.mia, "?view=late").await, [id]);
    assert!(shop.mia.page("/today").await.contains("today-promises"));
    let steps = "SELECT COUNT(*) FROM promise_reminder";
    assert_eq!(shop.database.number(steps), 4, "owner, team, word, late");

    // Nothing of it is said again after another start; what was seen stays away.
    let put_away = between(&reminded, "hx-post=\"/promises/reminders/", "\"").to_owned();
    shop.server.restart(|_| {}).await;
    assert_eq!(shop.database.number(steps), 4);
    let left = shop.mia.post(&format!("/promises/reminders/{put_away}"), &[]).await.is(200).text();
    assert!(!left.contains("class=\"reminder\""), "{left}");

    // The word to the customer is proposed, and goes out once.
    assert_eq!(visitor.texts().await.len(), 1);
    shop.mia.post(&format!("/promises/{id}/word"), &[]).await.is(200);
    assert_eq!(shop.mia.post(&format!("/promises/{id}/word"), &[]).await.status, 409);
    let texts = visitor.texts().await;
    assert_eq!(texts.len(), 2);
    assert!(texts[1].contains("we have not forgotten"), "{texts:?}");

    // Moved after its time had passed, it stays one that was missed.
    shop.mia.post(&format!("/promises/{id}/time"), &[("words", "in 1 hour")]).await.is(200);
    shop.mia.post(&format!("/promises/{id}/keeping"), &[]).await.is(200);
    assert!(unescaped(&shop.mia.page("/promises?view=over").await).contains("Kept, late"));
}

#[tokio::test]
async fn the_word_goes_out_by_itself_where_the_desk_wishes_so() {
    let mut shop = Shop::open().await;
    let form = [
        ("name", "The Tea Shop"),
        ("time_zone", "Europe/Berlin"),
        ("undo_seconds", "0"),
        ("sends_words", "yes"),
        ("mon_closed", "yes"),
        ("tue_closed", "yes"),
        ("wed_closed", "yes"),
        ("thu_closed", "yes"),
        ("fri_closed", "yes"),
        ("sat_closed", "yes"),
        ("sun_closed", "yes"),
    ];
    shop.mia.post("/settings/workspace", &form).await.leads_to("/settings/workspace?saved");
    assert!(shop.mia.page("/settings/workspace").await.contains("value=\"yes\" checked"));
    let (visitor, conversation) = shop.visitor_says("Where is my teapot?").await;
    let id = promise(&shop.mia, conversation, "Call back", "in 2 hours").await;
    // Three minutes before it is due.
    let sql = as_if_made_before(id, 117);
    shop.server.restart(|database| database.run(&sql)).await;
    let texts = until("the word", async || {
        let texts = visitor.texts().await;
        (texts.len() > 1).then_some(texts)
    })
    .await;
    assert!(texts[1].contains("we have not forgotten what we promised you for today at"));
    assert!(unescaped(&shop.mia.page("/promises").await).contains("Due very soon"));
    shop.server.restart(|_| {}).await;
    assert_eq!(visitor.texts().await.len(), 2, "it is said once");
}

#[tokio::test]
async fn the_share_that_was_kept_is_the_teams() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Where is my teapot?").await;
    assert!(shop.jonas.page("/promises").await.contains("nothing came due yet"));
    for (what, keeps) in [("one", true), ("two", true), ("three", false)] {
        let id = promise(&shop.mia, conversation, what, "in 2 hours").await;
        if keeps {
            shop.mia.post(&format!("/promises/{id}/keeping"), &[]).await.is(200);
        }
        let day = 24 * 3_600_000;
        shop.database.run(&format!(
            "UPDATE promise SET due_at = due_at - {day}, made_at = made_at - {day}, \
             due_set_at = due_set_at - {day}, kept_at = kept_at - {day} WHERE id = {id}"
        ));
    }
    let page = unescaped(&shop.jonas.page("/promises").await);
    assert!(page.contains("<b>66 %</b> 2 of 3"), "{page}");
    assert!(page.contains("It is counted for nobody alone."));
}

#[tokio::test]
async fn whoever_promises_says_who_keeps_it_and_sees_who_is_away() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Where is my teapot?").await;
    let (aiko, jonas) = (shop.aiko.id().await, shop.jonas.id().await);
    let away = [("online", "false"), ("back", "tomorrow 09:00")];
    shop.aiko.post("/availability", &away).await;
    shop.mia.post(&format!("/settings/people/{jonas}/deactivation"), &[]).await;
    let page = unescaped(&shop.mia.opens(conversation).await);
    let form = between(&page, "Who keeps it</label>", "</form>");
    assert!(form.contains("selected>Mia Hartmann (you)"), "{form}");
    assert!(form.contains(">Aiko Tanaka (away, back tomorrow at 09:00)<"), "{form}");
    assert!(!form.contains("Jonas"), "{form}");

    let (aiko, jonas) = (aiko.to_string(), jonas.to_string());
    let mia = shop.mia.id().await.to_string();
    for (owner, stand_in, status) in
        [(&jonas, "", 404), (&mia, jonas.as_str(), 404), (&mia, &mia, 422), (&aiko, &mia, 200)]
    {
        let form = [
            ("what", "Post it"),
            ("words", "tomorrow 15:00"),
            ("owner", owner),
            ("stand_in", stand_in),
        ];
        shop.mia.does(conversation, "promises", &form).await.is(status);
    }
    let page = unescaped(&shop.mia.page("/promises").await);
    assert!(page.contains("with Aiko (Mia stands in)"), "{page}");
}
