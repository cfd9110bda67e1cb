//! The page on which a customer chooses when to be called back.

use crate::support::{Answer, Browser, Person, Shop, Visitor, all_between, unescaped};

const PHONE: &str = "+49 30 1234567";

/// Sends somebody the link; where it leads.
async fn link(shop: &Shop, by: &Person, visitor: &Visitor, conversation: i64) -> String {
    by.does(conversation, "call-back-link", &[]).await.is(200);
    let texts = visitor.texts().await;
    let link = texts.last().and_then(|text| text.split_whitespace().last()).unwrap();
    link.strip_prefix(&shop.base).unwrap().to_owned()
}

/// The times that a page offers.
fn offered(page: &str) -> Vec<String> {
    all_between(page, "name=\"at\" value=\"", "\"").map(ToOwned::to_owned).collect()
}

async fn chooses(browser: &Browser, link: &str, at: &str) -> Answer {
    browser.post(link, &[("at", at), ("phone", PHONE), ("zone", "Europe/Lisbon")]).await
}

#[tokio::test]
async fn a_customer_chooses_changes_and_cancels() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Can you call me?").await;
    let link = link(&shop, &shop.mia, &visitor, conversation).await;
    let browser = Browser::new(&shop.base);
    let page = unescaped(&browser.page(&format!("{link}?zone=Europe/Lisbon")).await);
    assert!(page.contains("When may we call you") && page.contains("The Tea Shop"), "{page}");
    assert!(page.contains("value=\"Europe/Lisbon\" selected"), "{page}");
    let times = offered(&page);
    assert!(times.len() > 10, "{times:?}");

    for (at, phone, why) in [
        ("", PHONE, "Choose one of the times"),
        (times[0].as_str(), "soon", "telephone number"),
        ("2020-01-01T10:00:00Z", PHONE, "took that time"),
    ] {
        let refused = browser.post(&link, &[("at", at), ("phone", phone)]).await;
        assert!(matches!(refused.status, 409 | 422), "{}", refused.status);
        let page = unescaped(&refused.text());
        assert!(page.contains(why) && !offered(&page).is_empty(), "{why}: {page}");
    }

    let to = format!("{link}?zone=Europe%2FLisbon&booked");
    chooses(&browser, &link, &times[0]).await.leads_to(&to);
    let page = browser.page(&to).await;
    assert!(page.contains("We will call you") && page.contains("+49301234567"), "{page}");
    let count = "SELECT COUNT(*) FROM promise WHERE cancelled_at IS NULL";
    assert_eq!(shop.database.number(count), 1);
    let desk = unescaped(&shop.mia.page("/promises").await);
    assert!(desk.contains("Call back") && desk.contains("+49301234567"), "{desk}");

    // Another time: the same promise moves.
    chooses(&browser, &link, &times[4]).await.leads_to(&to);
    assert_eq!(shop.database.number(count), 1);
    assert!(unescaped(&shop.mia.page("/promises").await).contains("Moved by the customer"));

    let cancel = format!("{link}/cancellation");
    browser.post(&cancel, &[("zone", "Europe/Lisbon")]).await.is(303);
    assert_eq!(shop.database.number(count), 0);
    assert!(browser.page(&link).await.contains("When may we call you"));
    browser.post(&cancel, &[]).await.is(303);
    chooses(&browser, &link, &times[4]).await.leads_to(&to);
}

#[tokio::test]
async fn of_two_who_take_the_last_slot_at_once_one_gets_it() {
    let shop = Shop::open().await;
    let (ana, first) = shop.visitor_says("Can you call me?").await;
    let (ben, second) = shop.visitor_says("And me, please?").await;
    let ana = link(&shop, &shop.mia, &ana, first).await;
    let ben = link(&shop, &shop.mia, &ben, second).await;
    let browser = Browser::new(&shop.base);
    let at = offered(&browser.page(&ana).await)[0].clone();
    // Three people serve: two of them have promised that time already.
    for _ in 0..2 {
        let (other, conversation) = shop.visitor_says(&desk::token::new()).await;
        let link = link(&shop, &shop.mia, &other, conversation).await;
        chooses(&browser, &link, &at).await.is(303);
    }
    let (one, two) = tokio::join!(chooses(&browser, &ana, &at), chooses(&browser, &ben, &at));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let late = if one.status == 409 { one } else { two };
    let page = unescaped(&late.text());
    assert!(page.contains("Somebody else took that time a moment ago"), "{page}");
    let next = offered(&page);
    assert!(!next.contains(&at) && !next.is_empty());
    let ms: i64 = at.parse::<domain::Timestamp>().unwrap().as_millisecond();
    let taken = format!("SELECT COUNT(*) FROM promise WHERE due_at = {ms}");
    assert_eq!(shop.database.number(&taken), 3);
}

#[tokio::test]
async fn a_link_that_was_never_made_or_is_over_opens_nothing() {
    let shop = Shop::open().await;
    let browser = Browser::new(&shop.base);
    let unknown = browser.get("/call-back/nobody-made-this").await.is(404);
    assert!(unknown.words().contains("does not open any more"), "{}", unknown.words());
    let (visitor, conversation) = shop.visitor_says("Can you call me?").await;
    let link = link(&shop, &shop.mia, &visitor, conversation).await;
    // Only its hash is kept.
    let token = link.rsplit('/').next().unwrap();
    let hashes = format!("SELECT COUNT(*) FROM call_back_link WHERE token_hash = '{token}'");
    assert_eq!(shop.database.number(&hashes), 0);
    shop.database.run("UPDATE call_back_link SET expires_at = 1");
    browser.get(&link).await.is(404);
    chooses(&browser, &link, "2030-01-01T10:00:00Z").await.is(404);
}
