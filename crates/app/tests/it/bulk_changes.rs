//! One thing done to many conversations at once, and undone.

use crate::support::{Answer, Person, Shop, between};

/// Does something to those conversations.
async fn does(who: &Person, conversations: &[i64], form: &[(&str, &str)]) -> Answer {
    let ids: Vec<String> = conversations.iter().map(ToString::to_string).collect();
    let ids = ids.iter().map(|id| ("id", id.as_str()));
    let form: Vec<(&str, &str)> = form.iter().copied().chain(ids).collect();
    who.post("/bulk-changes", &form).await
}

/// The way back that an answer offers.
fn undo(told: &Answer) -> String {
    between(&told.text(), "hx-delete=\"", "\"").to_owned()
}

async fn three(shop: &Shop) -> [i64; 3] {
    let mut made = [0; 3];
    for (number, words) in ["I am Ann.", "I am Bert.", "I am Cleo."].into_iter().enumerate() {
        made[number] = shop.visitor_says(words).await.1;
    }
    made
}

#[tokio::test]
async fn many_are_closed_and_come_back_as_they_were() {
    let shop = Shop::open().await;
    let [ann, bert, cleo] = three(&shop).await;
    shop.aiko.does(bert, "snooze", &[("words", "tomorrow 9:00")]).await.is(200);
    let told = does(&shop.aiko, &[ann, bert], &[("do", "close")]).await.is(200);
    assert!(told.text().contains("2 conversations closed."), "{}", told.text());
    assert_eq!(shop.mia.conversations("/desk").await, [cleo]);
    assert_eq!(shop.mia.conversations("/desk?view=closed").await.len(), 2);
    // Those that are closed already are nobody's change.
    let again = does(&shop.aiko, &[ann, bert, cleo], &[("do", "close")]).await.is(200);
    assert!(again.text().contains("1 conversation closed."), "{}", again.text());

    // An undo is whoever's it is, and comes once.
    let back = undo(&told);
    assert_eq!(shop.mia.delete(&back).await.status, 404);
    let undone = shop.aiko.delete(&back).await.is(200);
    assert!(undone.text().contains("Undone: 2 conversations as before."), "{}", undone.text());
    assert_eq!(shop.mia.conversations("/desk").await, [ann]);
    assert_eq!(shop.mia.conversations("/desk?view=snoozed").await, [bert]);
    assert_eq!(shop.aiko.delete(&back).await.status, 409);
}

#[tokio::test]
async fn what_was_done_since_holds() {
    let shop = Shop::open().await;
    let [ann, bert, _] = three(&shop).await;
    let told = does(&shop.aiko, &[ann, bert], &[("do", "close")]).await.is(200);
    shop.jonas.delete(&format!("/conversations/{ann}/closure")).await.is(200);
    shop.jonas.does(ann, "snooze", &[("words", "next week")]).await.is(200);
    let undone = shop.aiko.delete(&undo(&told)).await.is(200);
    assert!(undone.text().contains("With 1 conversation something else"), "{}", undone.text());
    assert_eq!(shop.mia.conversations("/desk?view=snoozed").await, [ann]);
}

#[tokio::test]
async fn many_are_given_tagged_and_put_aside() {
    let shop = Shop::open().await;
    let [ann, bert, cleo] = three(&shop).await;
    let all = [ann, bert, cleo];
    let jonas = shop.jonas.id().await.to_string();
    does(&shop.aiko, &all, &[("do", "assign"), ("value", "me")]).await.is(200);
    assert_eq!(shop.aiko.conversations("/desk?view=yours").await, all);
    let told = does(&shop.aiko, &[ann, bert], &[("do", "assign"), ("value", &jonas)]).await;
    assert_eq!(shop.jonas.conversations("/desk?view=yours").await, [ann, bert]);
    shop.aiko.delete(&undo(&told.is(200))).await.is(200);
    assert_eq!(shop.aiko.conversations("/desk?view=yours").await, all);
    does(&shop.aiko, &all, &[("do", "assign"), ("value", "")]).await.is(200);
    assert_eq!(shop.mia.conversations("/desk?view=nobodys").await, all);

    shop.aiko.does(ann, "tags", &[("tag", "late")]).await.is(200);
    let told = does(&shop.aiko, &all, &[("do", "tag"), ("tag", "#Late")]).await.is(200);
    assert!(told.text().contains("2 conversations tagged."), "{}", told.text());
    assert_eq!(shop.mia.conversations("/desk?tag=late").await, all);
    shop.aiko.delete(&undo(&told)).await.is(200);
    assert_eq!(shop.mia.conversations("/desk?tag=late").await, [ann], "it had it before");
    does(&shop.aiko, &all, &[("do", "untag"), ("tag", "late")]).await.is(200);
    assert_eq!(shop.mia.conversations("/desk?tag=late").await, [0; 0]);

    does(&shop.aiko, &all, &[("do", "snooze"), ("words", "tomorrow 9:00")]).await.is(200);
    assert_eq!(shop.mia.conversations("/desk?view=snoozed").await.len(), 3);
    does(&shop.aiko, &all, &[("do", "reopen")]).await.is(200);
    assert_eq!(shop.mia.conversations("/desk").await, all);
}

#[tokio::test]
async fn all_of_a_list_are_chosen_by_what_it_shows() {
    let shop = Shop::open().await;
    let [ann, bert, cleo] = three(&shop).await;
    shop.aiko.does(bert, "tags", &[("tag", "late")]).await.is(200);
    let form = [("do", "close"), ("all", "?tag=late")];
    let told = shop.aiko.post("/bulk-changes", &form).await.is(200);
    assert!(told.text().contains("1 conversation closed."), "{}", told.text());
    assert_eq!(shop.mia.conversations("/desk").await, [ann, cleo]);
    let form = [("do", "close"), ("all", "?")];
    shop.aiko.post("/bulk-changes", &form).await.is(200);
    assert_eq!(shop.mia.conversations("/desk").await, [0; 0]);
}

#[tokio::test]
async fn nothing_is_done_by_halves() {
    let shop = Shop::open().await;
    let [ann, bert, _] = three(&shop).await;
    for (form, status, words) in [
        (vec![("do", "close")], 422, "Choose a conversation first"),
        (vec![("do", "dance"), ("id", "1")], 422, "could not be read"),
        (vec![("do", "close"), ("id", "x")], 422, "could not be read"),
        (vec![("do", "snooze"), ("words", "30 february"), ("id", "1")], 422, "There is no such"),
        (vec![("do", "tag"), ("tag", " # "), ("id", "1")], 422, "Write a tag"),
        (vec![("do", "assign"), ("value", "4711"), ("id", "1")], 404, ""),
        (vec![("do", "team"), ("value", "4711"), ("id", "1")], 404, ""),
    ] {
        let answer = shop.aiko.post("/bulk-changes", &form).await;
        assert_eq!(answer.status, status, "{form:?}");
        assert!(answer.words().contains(words), "{form:?}: {}", answer.words());
    }
    // One that is not there, and none is closed.
    assert_eq!(does(&shop.aiko, &[ann, 4711, bert], &[("do", "close")]).await.status, 404);
    assert_eq!(shop.mia.conversations("/desk").await.len(), 3);
    let many: Vec<i64> = vec![ann; 501];
    let refused = does(&shop.aiko, &many, &[("do", "close")]).await.is(422);
    assert!(refused.words().contains("more than 500"), "{}", refused.words());
    // One that is named twice is one.
    let told = does(&shop.aiko, &[ann, ann], &[("do", "close")]).await.is(200);
    assert!(told.text().contains("1 conversation closed."), "{}", told.text());
}
