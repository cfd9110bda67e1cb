//! Who a visitor is, where the shop's own site says so; and that nobody else can say it.

use serde_json::json;

use crate::support::Shop;

#[tokio::test]
async fn a_signed_identity_joins_two_browsers() {
    let shop = Shop::open().await;
    let hash = shop.signs("customer-7").await;
    let (laptop, phone) = (shop.visitor(), shop.visitor());
    laptop.identifies("customer-7", &hash).await.is(200);
    laptop.says("I wrote this at home.").await;
    phone.identifies("customer-7", &hash).await.is(200);
    assert_eq!(phone.texts().await, ["I wrote this at home."]);
    phone.says("And this on the train.").await;
    assert_eq!(laptop.texts().await, ["I wrote this at home.", "And this on the train."]);
    assert_eq!(shop.mia.conversations("/desk").await.len(), 1);

    // Live, too.
    let mut socket = laptop.listens(0).await;
    socket.message().await;
    socket.message().await;
    phone.says("Are you there?").await;
    assert_eq!(socket.message().await["text"], "Are you there?");
}

#[tokio::test]
async fn a_wrong_signature_is_refused_and_shows_nothing() {
    let shop = Shop::open().await;
    let hash = shop.signs("customer-7").await;
    let owner = shop.visitor();
    owner.identifies("customer-7", &hash).await.is(200);
    owner.says("For your eyes only.").await;

    let stranger = shop.visitor();
    let of_another = shop.signs("customer-8").await;
    let bad = [of_another, String::new(), "zz".repeat(32), hash[..62].to_owned(), "é".repeat(32)];
    for bad in &bad {
        let refused = stranger.identifies("customer-7", bad).await.is(403);
        assert!(refused.words().contains("HMAC-SHA256"), "{}", refused.words());
    }
    assert_eq!(stranger.texts().await, [""; 0]);
    stranger.identifies("", &hash).await.is(422);

    // A new secret ends what was signed with the old one.
    shop.mia.post("/settings/chat/secret", &[("sure", "yes")]).await.is(303);
    stranger.identifies("customer-7", &hash).await.is(403);
    stranger.identifies("customer-7", &shop.signs("customer-7").await).await.is(200);
    assert_eq!(stranger.texts().await, ["For your eyes only."]);
}

#[tokio::test]
async fn the_next_one_at_a_shared_machine_does_not_get_the_story_of_the_one_before() {
    let shop = Shop::open().await;
    let (seven, eight) = (shop.signs("customer-7").await, shop.signs("customer-8").await);
    let machine = shop.visitor();
    machine.identifies("customer-7", &seven).await.is(200);
    machine.says("I am Seven.").await;
    machine.identifies("customer-7", &seven).await.is(200);
    let refused = machine.identifies("customer-8", &eight).await.is(409);
    assert!(refused.words().contains("somebody else"), "{}", refused.words());
    assert_eq!(machine.texts().await, ["I am Seven."]);
    // Their own browser is not affected.
    let own = shop.visitor();
    own.identifies("customer-8", &eight).await.is(200);
    assert_eq!(own.texts().await, [""; 0]);
}

#[tokio::test]
async fn what_was_written_before_signing_in_becomes_part_of_the_story() {
    let shop = Shop::open().await;
    let hash = shop.signs("customer-7").await;
    let known = shop.visitor();
    known.identifies("customer-7", &hash).await.is(200);
    known.says("Long ago.").await;

    let browser = shop.visitor();
    browser
        .posts(
            &json!({ "key": "1", "text": "Who am I?", "name": "Ann", "email": "ann@lee.example" }),
        )
        .await
        .is(201);
    let anonymous = shop.mia.finds("Who am I?").await;
    let mut open = browser.listens(0).await;
    open.message().await;
    browser.identifies("customer-7", &hash).await.is(200);
    // What was open as nobody's ends, to begin anew as theirs.
    open.closed().await;
    assert_eq!(browser.texts().await, ["Long ago.", "Who am I?"]);
    assert_eq!(known.texts().await, ["Long ago.", "Who am I?"]);
    // The desk has one customer with both, and what they told of themselves.
    let left = "SELECT COUNT(*) FROM customer WHERE merged_into IS NULL";
    assert_eq!(shop.database.number(left), 1);
    let page = shop.mia.opens(anonymous).await;
    assert!(page.contains("2 conversations") && page.contains("ann@lee.example"), "{page}");
    // And the next words of either go on.
    let mut socket = browser.listens(0).await;
    shop.aiko.replies(anonymous, "You are Ann.").await.is(201);
    socket.next(|frame| (frame["message"]["text"] == "You are Ann.").then_some(())).await;
}

#[tokio::test]
async fn an_address_that_somebody_types_opens_nobodys_story() {
    let shop = Shop::open().await;
    let ann = shop.visitor();
    ann.posts(&json!({ "key": "1", "text": "It is my birthday.", "email": "ann@lee.example" }))
        .await
        .is(201);
    let hash = shop.signs("ann").await;
    ann.identifies("ann", &hash).await.is(200);

    let other = shop.visitor();
    other
        .posts(
            &json!({ "key": "1", "text": "Me, too.", "email": "ann@lee.example", "name": "Ann" }),
        )
        .await
        .is(201);
    assert_eq!(other.texts().await, ["Me, too."]);
    assert_eq!(ann.texts().await, ["It is my birthday."]);
    assert_eq!(shop.mia.conversations("/desk").await.len(), 2);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer"), 2);
}
