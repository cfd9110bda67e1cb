//! What waits for a team is given out by itself: by turn, by load, within limits, and taken back from whoever goes.

use crate::support::{Person, Shop, Socket, until};

/// The form of a team of those people, whose conversations go out that way.
async fn team(shop: &Shop, members: &[&Person], way: &str, takes_back: bool) -> String {
    let mut ids = Vec::new();
    for member in members {
        ids.push(member.id().await.to_string());
    }
    let mut form: Vec<(&str, &str)> = vec![("name", "Parcels")];
    form.extend(ids.iter().map(|id| ("member", id.as_str())));
    if shop.database.number("SELECT COUNT(*) FROM team") == 0 {
        shop.mia.post("/settings/teams", &form).await.leads_to("/settings/teams?saved");
    }
    let id = shop.database.number("SELECT MIN(id) FROM team").to_string();
    form.push(("way", way));
    if takes_back {
        form.push(("takes_back", "yes"));
    }
    let path = format!("/settings/teams/{id}");
    shop.mia.post(&path, &form).await.leads_to("/settings/teams?saved");
    id
}

async fn all_come(people: &[&Person]) -> Vec<Socket> {
    let mut pages = Vec::new();
    for person in people {
        let mut page = person.comes_to_the_desk().await;
        page.next(|frame| (frame["event"] == "agent.changed").then_some(())).await;
        pages.push(page);
    }
    pages
}

/// Somebody new writes, and somebody gives it to the team.
async fn comes(shop: &Shop, team: &str, words: &str) -> i64 {
    let (_, conversation) = shop.visitor_says(words).await;
    shop.mia.does(conversation, "assignment", &[("team", team)]).await.is(200);
    conversation
}

/// Who has it, once somebody has.
async fn has(shop: &Shop, conversation: i64) -> i64 {
    let look =
        format!("SELECT COALESCE(assignee_id, 0) FROM conversation WHERE id = {conversation}");
    until("somebody to be given it", async || {
        Some(shop.database.number(&look)).filter(|id| *id > 0)
    })
    .await
}

fn with_nobody(shop: &Shop) -> i64 {
    shop.database.number("SELECT COUNT(*) FROM conversation WHERE assignee_id IS NULL")
}

#[tokio::test]
async fn turns_go_round_also_after_a_restart() {
    let mut shop = Shop::open().await;
    let (jonas, aiko) = (shop.jonas.id().await, shop.aiko.id().await);
    let parcels = team(&shop, &[&shop.jonas, &shop.aiko], "by turn", false).await;
    // Nobody is there: it waits.
    let first = comes(&shop, &parcels, "The first.").await;
    assert_eq!(with_nobody(&shop), 1);
    let pages = all_come(&[&shop.jonas, &shop.aiko]).await;
    let mut order = vec![has(&shop, first).await];
    for words in ["The second.", "The third."] {
        let id = comes(&shop, &parcels, words).await;
        order.push(has(&shop, id).await);
    }
    assert!(order == [jonas, aiko, jonas] || order == [aiko, jonas, aiko], "{order:?}");
    let page = shop.mia.opens(first).await;
    assert!(page.contains("Given to ") && page.contains(" by turn at "), "{page}");

    drop(pages);
    shop.server.restart(|_| {}).await;
    // They were there a moment ago, so that nobody is told of their coming back.
    let _pages = [shop.jonas.comes_to_the_desk().await, shop.aiko.comes_to_the_desk().await];
    let fourth = comes(&shop, &parcels, "The fourth.").await;
    assert_eq!(has(&shop, fourth).await, order[1]);
}

#[tokio::test]
async fn nobody_goes_past_their_limit_however_much_comes_at_once() {
    let shop = Shop::open().await;
    let (jonas, aiko) = (shop.jonas.id().await, shop.aiko.id().await);
    for (id, most) in [(jonas, "3"), (aiko, "2")] {
        let path = format!("/settings/people/{id}/limit");
        shop.mia.post(&path, &[("open_max", most)]).await.is(303);
        shop.mia.post(&path, &[("open_max", "none")]).await.is(422);
    }
    let parcels = team(&shop, &[&shop.jonas, &shop.aiko], "least busy", false).await;
    let _pages = all_come(&[&shop.jonas, &shop.aiko]).await;
    let mut all = Vec::new();
    for round in 0..4 {
        let words = ["one", "two", "three"].map(|one| format!("Question {one} of {round}"));
        let [one, two, three] = words.each_ref().map(|words| comes(&shop, &parcels, words));
        let (one, two, three) = tokio::join!(one, two, three);
        all.extend([one, two, three]);
    }
    until("as much to be given out as fits", async || (with_nobody(&shop) == 7).then_some(()))
        .await;
    let of = |agent| {
        let count = "SELECT COUNT(*) FROM conversation WHERE assignee_id";
        shop.database.number(&format!("{count} = {agent} AND state <> 'closed'"))
    };
    assert_eq!((of(jonas), of(aiko)), (3, 2));

    // Whoever has waited longest comes when there is room again.
    let longest = "SELECT MIN(id) FROM conversation WHERE assignee_id IS NULL AND waiting_since = \
                   (SELECT MIN(waiting_since) FROM conversation WHERE assignee_id IS NULL)";
    let next = shop.database.number(longest);
    let own = "SELECT MIN(id) FROM conversation WHERE assignee_id";
    let done = shop.database.number(&format!("{own} = {aiko}"));
    assert!(all.contains(&done));
    shop.aiko.does(done, "closure", &[]).await.is(200);
    assert_eq!(has(&shop, next).await, aiko);
    assert_eq!((of(jonas), of(aiko), with_nobody(&shop)), (3, 2, 6));
}

#[tokio::test]
async fn what_is_not_answered_goes_back_when_somebody_goes_off_duty() {
    let shop = Shop::open().await;
    let jonas = shop.jonas.id().await;
    let parcels = team(&shop, &[&shop.jonas, &shop.aiko], "by turn", true).await;
    let _page = all_come(&[&shop.aiko]).await;
    let open = comes(&shop, &parcels, "Where is my parcel?").await;
    let answered = comes(&shop, &parcels, "And mine?").await;
    has(&shop, open).await;
    let aiko = has(&shop, answered).await;
    shop.aiko.replies(answered, "It is on its way to you.").await.is(201);

    shop.aiko.post("/availability", &[("online", "false")]).await.is(303);
    until("it to go back", async || (with_nobody(&shop) == 1).then_some(())).await;
    let page = shop.mia.opens(open).await;
    assert!(page.contains("for Aiko Tanaka went off duty before answering"), "{page}");
    assert_eq!(has(&shop, answered).await, aiko, "whoever has answered keeps it");
    let _page = all_come(&[&shop.jonas]).await;
    assert_eq!(has(&shop, open).await, jonas);
}

#[tokio::test]
async fn a_customers_second_matter_goes_to_whoever_has_the_first() {
    let shop = Shop::open().await;
    let parcels = team(&shop, &[&shop.jonas, &shop.aiko], "by turn", false).await;
    let _pages = all_come(&[&shop.jonas, &shop.aiko]).await;
    let first = comes(&shop, &parcels, "Where is my parcel?").await;
    let who = has(&shop, first).await;
    let whose = "SELECT customer_id FROM conversation WHERE id";
    let customer = shop.database.number(&format!("{whose} = {first}")).to_string();
    for number in 0..3 {
        let subject = format!("Another matter {number}");
        let form =
            [("who", ""), ("customer", customer.as_str()), ("subject", &subject), ("to", "")];
        shop.mia.post("/conversations", &form).await.is(303);
        let id = shop.database.number("SELECT MAX(id) FROM conversation");
        shop.mia.does(id, "assignment", &[("assignee", ""), ("team", &parcels)]).await.is(200);
        assert_eq!(has(&shop, id).await, who);
    }
}

#[tokio::test]
async fn a_word_goes_with_what_is_handed_over() {
    let shop = Shop::open().await;
    let (_, id) = shop.visitor_says("My kettle has arrived broken.").await;
    let aiko = shop.aiko.id().await.to_string();
    let form = [("assignee", aiko.as_str()), ("words", "She needs it by Friday.\nBe kind.")];
    shop.jonas.does(id, "assignment", &form).await.is(200);
    let page = shop.aiko.opens(id).await;
    assert!(page.contains("Jonas handed this to you at"), "{page}");
    assert!(page.contains("“She needs it by Friday.\nBe kind.”"), "{page}");
    assert!(shop.aiko.page("/today").await.contains("She needs it by Friday"), "she is asked for");
    // It is a note: the customer does not see it.
    let notes = shop.database.number("SELECT COUNT(*) FROM message WHERE kind = 'note'");
    assert_eq!(notes, 1);
    let long = "x".repeat(30_000);
    let form = [("assignee", ""), ("words", long.as_str())];
    shop.aiko.does(id, "assignment", &form).await.is(422);
    assert_eq!(shop.aiko.conversations("/desk?view=yours").await, [id], "nothing was done");
}
