//! Tags as a whole: renamed, coloured, put away, merged and deleted, and back.

use crate::support::{Person, Shop, between, unescaped};

async fn tagged(shop: &Shop) -> [i64; 3] {
    let mut made = [0; 3];
    for (number, tags) in [vec!["late"], vec!["late", "delay"], vec!["delay"]].iter().enumerate() {
        made[number] = shop.visitor_says(&format!("Question {number}")).await.1;
        for tag in tags {
            shop.aiko.does(made[number], "tags", &[("tag", tag)]).await.is(200);
        }
    }
    made
}

fn id(shop: &Shop, name: &str) -> i64 {
    shop.database.number(&format!("SELECT COALESCE(MAX(id), 0) FROM tag WHERE name = '{name}'"))
}

async fn with(who: &Person, tag: &str) -> Vec<i64> {
    who.conversations(&format!("/desk?tag={tag}")).await
}

#[tokio::test]
async fn a_tag_is_renamed_coloured_and_put_away() {
    let shop = Shop::open().await;
    let [one, two, _] = tagged(&shop).await;
    let page = shop.aiko.page("/settings/tags").await;
    assert!(page.contains("on 2 conversations, 2 of them open"), "{page}");
    assert!(!page.contains("Merge or delete"), "whoever serves looks");
    let path = format!("/settings/tags/{}", id(&shop, "late"));
    let form = [("name", "#Late  Parcel"), ("colour", "7")];
    shop.jonas.post(&path, &form).await.leads_to("/settings/tags?saved");
    assert_eq!(with(&shop.mia, "late%20parcel").await, [one, two]);
    assert!(shop.mia.opens(one).await.contains("tag tag--7"));
    for (form, words) in [
        ([("name", "delay"), ("colour", "1")], "There is a tag “delay” already"),
        ([("name", " # "), ("colour", "1")], "Write a tag"),
        ([("name", "fine"), ("colour", "9")], "Choose one of the colours"),
    ] {
        let refused = shop.jonas.post(&path, &form).await.is(422);
        assert!(refused.words().contains(words), "{}", refused.words());
    }
    shop.mia.post(&format!("{path}/archive"), &[]).await.is(303);
    let offered = |page: String| page.contains("<option value=\"late parcel\"");
    assert!(!offered(shop.aiko.opens(one).await));
    assert_eq!(with(&shop.mia, "late%20parcel").await, [one, two], "it stays where it is");
    // It has a colour, so it is kept also when it is on nothing.
    for conversation in [one, two] {
        shop.aiko.does(conversation, "tags/removal", &[("tag", "late parcel")]).await.is(200);
    }
    shop.mia.post(&format!("{path}/return"), &[]).await.is(303);
    assert!(offered(shop.aiko.opens(one).await));
}

#[tokio::test]
async fn two_become_one_and_come_apart_again() {
    let shop = Shop::open().await;
    let [one, two, three] = tagged(&shop).await;
    let (late, delay) = (id(&shop, "late"), id(&shop, "delay").to_string());
    let path = format!("/settings/tags/{late}/removal");
    let asks = unescaped(&shop.mia.page(&path).await);
    assert!(asks.contains("It is on 2 conversations, 2 of them open."), "{asks}");
    let refused = shop.mia.post(&path, &[("merge", "yes"), ("into", "")]).await.is(422);
    assert!(refused.words().contains("Choose the tag"), "{}", refused.words());
    let done = shop.mia.post(&path, &[("merge", "yes"), ("into", &delay)]).await.is(303);
    assert_eq!(with(&shop.mia, "delay").await, [one, two, three]);
    assert_eq!(id(&shop, "late"), 0);
    let page = shop.mia.page(done.location()).await;
    let undo = between(&page, "hx-delete=\"", "\"").to_owned();
    shop.mia.delete(&undo).await.leads_to("/settings/tags?saved=undone");
    assert_eq!(with(&shop.mia, "late").await, [one, two]);
    assert_eq!(with(&shop.mia, "delay").await, [two, three]);
    assert_eq!(shop.mia.delete(&undo).await.status, 409);
}

#[tokio::test]
async fn a_tag_is_taken_off_everything_and_comes_back() {
    let shop = Shop::open().await;
    let [one, two, three] = tagged(&shop).await;
    let view = [("name", "Delays"), ("query", "?tag=delay"), ("everybody", "yes")];
    shop.mia.post("/saved-views", &view).await.is(200);
    let path = format!("/settings/tags/{}/removal", id(&shop, "delay"));
    assert!(shop.mia.page(&path).await.contains("<b dir=\"auto\">Delays</b>"), "what it touches");
    let done = shop.jonas.post(&path, &[]).await.is(303);
    assert!(with(&shop.mia, "delay").await.is_empty());
    assert_eq!(with(&shop.mia, "late").await, [one, two]);
    // Somebody makes one of that name meanwhile.
    shop.aiko.does(one, "tags", &[("tag", "delay")]).await.is(200);
    let page = shop.mia.page(done.location()).await;
    let undo = between(&page, "hx-delete=\"", "\"").to_owned();
    shop.mia.delete(&undo).await.is(303);
    assert_eq!(with(&shop.mia, "delay").await, [one, two, three]);
    assert_eq!(shop.mia.get("/settings/tags/4711/removal").await.status, 404);
}
