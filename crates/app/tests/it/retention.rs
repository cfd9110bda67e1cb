//! What is old goes by itself, where an owner wants it so: what would go is seen first, and nothing else goes.

use crate::support::{Clock, Shop, unescaped, until};

const MONDAY: &str = "2026-11-23T08:00[Europe/Berlin]";
const PLACE: &str = "/settings/retention";

/// How many days go by.
fn days_pass(shop: &Shop, days: i64) {
    shop.clock.passes(days * 24 * 60);
}

#[tokio::test]
async fn conversations_that_were_closed_long_ago_go_and_nothing_else() {
    let mut shop = Shop::open_by(Clock::at(MONDAY), |_| {}).await;
    let (old, closed) = shop.visitor_says("About rhubarb").await;
    shop.aiko.replies(closed, "We have rhubarb.").await.is(201);
    shop.aiko.does(closed, "closure", &[]).await;
    let (_, waiting) = shop.visitor_says("Still waiting for oolong").await;
    let (_, promised) = shop.visitor_says("Will you send lapsang?").await;
    let mia = shop.mia.id().await.to_string();
    let promise = [("what", "Send lapsang"), ("words", "tomorrow at 12:00"), ("owner", &mia)];
    shop.mia.does(promised, "promises", &promise).await.is(200);
    shop.aiko.does(promised, "closure", &[]).await;
    let customer =
        shop.database.number(&format!("SELECT customer_id FROM conversation WHERE id = {closed}"));

    days_pass(&shop, 50);
    shop.server.restart(|_| {}).await;
    for person in [&shop.mia, &shop.aiko] {
        person.signs_in().await.is(303);
    }
    let (_, young) = shop.visitor_says("Just now, about sencha").await;
    shop.aiko.does(young, "closure", &[]).await;

    // What is no number of days is said; what would go is shown, and nothing goes.
    let wrong = shop.mia.get(&format!("{PLACE}?conversations=7&files=")).await.is(422);
    assert!(wrong.words().contains("from 30 to"), "{}", wrong.words());
    shop.mia.post(PLACE, &[("conversations", "soon"), ("files", "")]).await.is(422);
    let page = unescaped(&shop.mia.page(&format!("{PLACE}?conversations=40&files=")).await);
    assert!(page.contains("1 conversation<") && page.contains("2 messages and notes"), "{page}");
    let page = unescaped(&shop.mia.page(&format!("{PLACE}?conversations=90&files=")).await);
    assert!(page.contains("no conversation was closed that long ago"), "{page}");
    assert!(shop.aiko.opens(closed).await.contains("We have rhubarb."));

    shop.mia
        .post(PLACE, &[("conversations", "40"), ("files", "")])
        .await
        .leads_to("/settings/retention?saved");
    until("it is gone", async || {
        let page = shop.aiko.get(&format!("/conversations/{closed}")).await;
        (!page.text().contains("We have rhubarb.")).then_some(())
    })
    .await;
    for (id, words) in [(waiting, "oolong"), (promised, "lapsang"), (young, "sencha")] {
        assert!(shop.aiko.opens(id).await.contains(words), "{words}");
    }
    let log = until("it is noted", async || {
        let log = unescaped(&shop.mia.page("/settings/audit?what=data").await);
        log.contains("erased what was old").then_some(log)
    })
    .await;
    assert!(log.contains("The desk</b> erased what was old"), "{log}");
    assert!(log.contains("1 conversations, 2 messages, 0 files, 0 recordings"), "{log}");
    // Their customer stays, and sees nothing of it in their chat; search finds nothing of it.
    shop.aiko.get(&format!("/customers/{customer}")).await.is(200);
    assert_eq!(old.texts().await, [""; 0]);
    assert!(!shop.aiko.page("/search?q=rhubarb").await.contains("We have rhubarb"));
    until("nothing of it is left", async || {
        let dump = shop.database.dump();
        (!dump.windows(7).any(|part| part == b"rhubarb")).then_some(())
    })
    .await;

    // Day by day the next.
    days_pass(&shop, 41);
    shop.server.restart(|_| {}).await;
    shop.mia.signs_in().await.is(303);
    shop.aiko.signs_in().await.is(303);
    until("the next is gone", async || {
        let left =
            format!("SELECT COUNT(*) FROM conversation WHERE id = {young} AND erasure_id IS NULL");
        (shop.database.number(&left) == 0).then_some(())
    })
    .await;
    assert!(shop.aiko.opens(promised).await.contains("lapsang"));
    // And nothing more once it is switched off.
    shop.mia.post(PLACE, &[]).await.leads_to("/settings/retention?saved");
    let page = unescaped(&shop.mia.page(PLACE).await);
    assert!(page.contains("Everything stays until somebody erases it."), "{page}");
    for person in [&shop.jonas, &shop.aiko] {
        person.signs_in().await.is(303);
        person.get(PLACE).await.is(403);
    }
}

#[tokio::test]
async fn files_may_go_before_what_was_written() {
    let mut shop = Shop::open_by(Clock::at(MONDAY), |_| {}).await;
    let visitor = shop.visitor();
    let file = visitor.attaches("receipt.txt", b"12.00 for a lid").await.is(201);
    let file = file.json()["id"].as_i64().unwrap();
    let said =
        serde_json::json!({ "key": "k", "text": "My lid is cracked.", "attachments": [file] });
    visitor.posts(&said).await.is(201);
    let conversation = shop.mia.finds("lid").await;
    shop.aiko.does(conversation, "closure", &[]).await;
    days_pass(&shop, 35);
    shop.server.restart(|_| {}).await;
    shop.mia.signs_in().await.is(303);
    let page = unescaped(&shop.mia.page(&format!("{PLACE}?conversations=&files=30")).await);
    assert!(page.contains("1 file (15 bytes)") && !page.contains("1 conversation<"), "{page}");
    shop.mia.post(PLACE, &[("conversations", ""), ("files", "30")]).await.is(303);
    let attachments = "SELECT COUNT(*) FROM attachment";
    until("the file is gone", async || (shop.database.number(attachments) == 0).then_some(()))
        .await;
    let files = shop.data.path().join("attachments");
    until("its bytes are deleted", async || {
        let folders = std::fs::read_dir(&files).unwrap().map(|folder| folder.unwrap().path());
        let left: usize = folders.map(|folder| std::fs::read_dir(folder).unwrap().count()).sum();
        (left == 0).then_some(())
    })
    .await;
    let page = shop.mia.opens(conversation).await;
    assert!(page.contains("My lid is cracked.") && !page.contains("receipt.txt"), "{page}");
}
