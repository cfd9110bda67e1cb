//! Being told by one's browser while no page is open: sealed, once, saying little; by the browsers that one lets and is
//! signed in at, and by nobody else's.

use std::fs;

use reqwest::Method;
use sealed::{Key, to_text};
use serde_json::{Value, json};

use crate::support::{
    Answer, Clock, Person, PushBrowser, PushService, Shop, all_between, between, unescaped, until,
};

const CHOICES: &str = "/settings/notifications";
const BROWSERS: &str = "/settings/notifications/browsers";

/// The shop on a Monday at noon, where push services may be beside it; Aiko is never left alone.
async fn open() -> (Shop, PushService) {
    let clock = Clock::at("2026-11-23T12:00[Europe/Berlin]");
    let shop = Shop::open_by(clock, |config| config.private_push = true).await;
    chooses(&shop.aiko, &[]).await;
    (shop, PushService::listens().await)
}

/// Chooses to be told everything, everywhere, at all times, but what waits for all; and that besides or instead.
async fn chooses(person: &Person, also: &[(&str, &str)]) {
    let page = person.page(CHOICES).await;
    let mut form = also.to_vec();
    form.push(("quiet", "never"));
    let kinds = all_between(&page, "name=\"kind\" value=\"", "\"");
    for kind in kinds.filter(|kind| *kind != "waiting") {
        form.extend([("kind", kind), ("push", kind)]);
    }
    person.post(CHOICES, &form).await.leads_to(&format!("{CHOICES}?saved"));
}

async fn lets(person: &Person, browser: &PushBrowser) -> Answer {
    person.send(person.request(Method::POST, BROWSERS).json(&browser.subscription())).await
}

/// What somebody reads of their browsers, once it says that.
async fn says(person: &Person, words: &str) -> String {
    until(words, async || {
        Some(unescaped(&person.page(BROWSERS).await)).filter(|page| page.contains(words))
    })
    .await
}

/// Tries somebody's newest browser.
async fn tries(person: &Person) {
    let removal = removals(person).await.remove(0);
    person.post(&format!("{removal}/tests"), &[]).await.is(200);
}

/// Waits until so many tries of what a browser is told have failed.
async fn has_failed(shop: &Shop, tries: i64) {
    let failed = "SELECT MAX(tries) FROM push_subscription";
    until(&format!("{tries} tries"), async || {
        (shop.database.number(failed) == tries).then_some(())
    })
    .await;
}

/// A conversation of Mia's in which Jonas asks for Aiko, who is at that browser and for whom so many things are new then.
async fn begins_with_news(shop: &Shop, aiko: &Person, words: &str, count: usize) -> i64 {
    let (_, id) = shop.visitor_says(words).await;
    shop.mia.does(id, "assignment", &[("assignee", "me")]).await.is(200);
    shop.jonas.notes(id, "@aiko have a look").await.is(201);
    aiko.has_new(count).await;
    id
}

/// Waits until somebody's bell says that.
async fn is_told(person: &Person, words: &str) {
    until(words, async || {
        unescaped(&person.page("/notifications/bell").await).contains(words).then_some(())
    })
    .await;
}

/// The addresses of what can be done to each of somebody's browsers.
async fn removals(person: &Person) -> Vec<String> {
    let page = person.page(BROWSERS).await;
    all_between(&page, "hx-delete=\"", "\"").map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn what_is_not_seen_in_the_page_is_told_by_the_browser_and_opened_by_it_alone() {
    let (shop, service) = open().await;
    let browser = PushBrowser::at(&service, "aiko");
    lets(&shop.aiko, &browser).await.is(201);
    let page = says(&shop.aiko, "Firefox on Linux").await;
    let never = "Since today, and nothing was told yet";
    assert!(page.contains("This browser") && page.contains(never), "{page}");
    let id = shop.begins("The lid of my teapot is broken.").await;
    shop.jonas.notes(id, "@aiko could you look at this?").await.is(201);
    shop.jonas.notes(id, "@aiko it is the blue one.").await.is(201);
    shop.aiko.has_new(1).await;
    assert!(service.pushed().is_empty(), "who looks at the page in time is not told once more");
    shop.clock.passes(1);

    let pushed = service.gets(1).await.remove(0);
    let [ttl, topic, urgency] = ["ttl", "topic", "urgency"].map(|name| pushed.header(name));
    assert_eq!((ttl, topic, urgency), ("7200", "news", "normal"));
    let (claims, key) = pushed.signed();
    assert_eq!(claims["aud"], service.base);
    // 2026-11-23T11:01Z, and twelve hours.
    assert_eq!(claims["exp"], 1_795_431_660 + 43_200);
    assert_eq!(key, between(&page, "data-key=\"", "\""), "the browser lets this key alone send");
    let notice = browser.opens(&pushed);
    assert_eq!(notice["title"], "2 notes ask for you, the last by Jonas.");
    assert_eq!((&notice["body"], &notice["count"]), (&json!(""), &json!(1)));
    assert_eq!((&notice["lang"], &notice["dir"]), (&json!("en"), &json!("ltr")));
    assert_eq!(notice["page"], format!("/conversations/{id}"));
    let url = notice["url"].as_str().unwrap();
    says(&shop.aiko, "Told just now").await;

    // The next takes its place, and so says both.
    let other = begins_with_news(&shop, &shop.aiko, "Do you have oolong?", 2).await;
    shop.clock.passes(1);
    let notice = browser.opens(&service.gets(2).await[1]);
    assert_eq!(notice["title"], "2 things are new for you at The Tea Shop");
    let body = "Jonas asks for you in a note.\n2 notes ask for you, the last by Jonas.";
    assert_eq!((&notice["body"], &notice["url"]), (&json!(body), &json!("/notifications")));
    assert_eq!(notice["ids"].as_array().unwrap().len(), 2);

    // A click leads to what it is about, which is seen then; what she sees in time is not told.
    shop.aiko.get(url).await.leads_to(&format!("/conversations/{id}"));
    shop.aiko.reads(id).await;
    shop.aiko.reads(other).await;
    shop.aiko.has_new(0).await;
    let third = begins_with_news(&shop, &shop.aiko, "And green tea?", 1).await;
    shop.aiko.reads(third).await;
    shop.aiko.has_new(0).await;
    shop.clock.passes(60);
    let fourth = shop.begins("Good morning!").await;
    let aiko = shop.aiko.id().await.to_string();
    shop.mia.does(fourth, "assignment", &[("assignee", &aiko)]).await.is(200);
    shop.aiko.has_new(1).await;
    shop.clock.passes(1);
    let notice = browser.opens(&service.gets(3).await[2]);
    assert_eq!(notice["title"], "Mia gave you this conversation.");
}

#[tokio::test]
async fn a_notice_names_customers_for_whoever_chose_so() {
    let (shop, service) = open().await;
    let browser = PushBrowser::at(&service, "aiko");
    lets(&shop.aiko, &browser).await.is(201);
    let (visitor, id) = shop.visitor_says("Where is my <b>parcel</b>?").await;
    let body = json!({ "name": "Nora Lind" });
    visitor.send(visitor.request(Method::PUT, "visitor").json(&body)).await.is(200);
    // What was said before she takes it is nothing new for her.
    shop.all_is_told(id).await;
    shop.aiko.does(id, "assignment", &[("assignee", "me")]).await.is(200);
    shop.aiko.has_new(0).await;
    visitor.says("It is for Friday.").await;
    shop.aiko.has_new(1).await;
    shop.clock.passes(1);
    let little = browser.opens(&service.gets(1).await[0]).to_string();
    assert!(!little.contains("Nora") && !little.contains("parcel"), "{little}");

    chooses(&shop.aiko, &[("push_named", "yes")]).await;
    let page = shop.aiko.page(CHOICES).await;
    assert!(page.contains("name=\"push_named\" value=\"yes\" checked"), "{page}");
    visitor.says("Hello?").await;
    is_told(&shop.aiko, "2 new messages").await;
    shop.clock.passes(1);
    let all = browser.opens(&service.gets(2).await[1]);
    assert_eq!(all["title"], "2 new messages from Nora Lind.");
    assert_eq!(all["body"], "Nora Lind: Where is my <b>parcel</b>?");
}

#[tokio::test]
async fn what_is_ones_own_is_told_unless_one_chose_otherwise() {
    let (shop, _) = open().await;
    let page = shop.jonas.page(CHOICES).await;
    let is_told =
        |page: &str, kind: &str| page.contains(&format!("name=\"push\" value=\"{kind}\" checked"));
    assert!(is_told(&page, "mention") && is_told(&page, "promise") && !is_told(&page, "waiting"));
    for kinds in [&["waiting"][..], &[]] {
        let form: Vec<_> = kinds.iter().map(|kind| ("push", *kind)).collect();
        shop.jonas.post(CHOICES, &form).await.leads_to(&format!("{CHOICES}?saved"));
        let page = shop.jonas.page(CHOICES).await;
        assert_eq!(is_told(&page, "waiting"), kinds.len() == 1);
        assert!(!is_told(&page, "mention"), "{page}");
    }
}

#[tokio::test]
async fn what_a_push_service_does_not_take_is_tried_again_and_told_where_one_sees_it() {
    let (shop, service) = open().await;
    let browser = PushBrowser::at(&service, "aiko");
    lets(&shop.aiko, &browser).await.is(201);
    let removal = removals(&shop.aiko).await.remove(0);
    service.will(&[503]);
    tries(&shop.aiko).await;
    service.gets(1).await;
    let page = says(&shop.aiko, "did not take it for now (503 Service Unavailable)").await;
    assert!(page.contains("It is tried again."), "{page}");
    // It asked to be left alone for half an hour.
    shop.clock.passes(20);
    let waits = "SELECT COUNT(*) FROM push_subscription WHERE tries = 1 AND next_at IS NOT NULL";
    assert_eq!(shop.database.number(waits), 1);
    shop.clock.passes(11);
    let pushed = service.gets(2).await.remove(1);
    assert_eq!(pushed.header("topic"), "test");
    let notice = browser.opens(&pushed);
    assert_eq!(notice["title"], "It works: The Tea Shop tells you here");
    assert_eq!(notice["url"], CHOICES);
    says(&shop.aiko, "Told just now").await;

    // What it refuses is not tried again; what comes later is.
    service.will(&[403]);
    tries(&shop.aiko).await;
    let page = says(&shop.aiko, "refused it (403 Forbidden)").await;
    assert!(page.contains("let it tell you anew"), "{page}");
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM push_subscription WHERE tries > 1"), 0);
    tries(&shop.aiko).await;
    service.gets(4).await;
    says(&shop.aiko, "Told just now").await;

    // It says that this browser wants nothing any more.
    service.will(&[410]);
    tries(&shop.aiko).await;
    until("it to be gone", async || removals(&shop.aiko).await.is_empty().then_some(())).await;
    shop.aiko.delete(&removal).await.is(404);
}

#[tokio::test]
async fn a_browser_tells_whoever_is_signed_in_there_and_nobody_else() {
    let (shop, service) = open().await;
    let browser = PushBrowser::at(&service, "counter");
    lets(&shop.aiko, &browser).await.is(201);
    let elsewhere = shop.aiko.elsewhere();
    elsewhere.signs_in().await.is(303);
    shop.aiko.post("/sign-out", &[]).await.is(303);
    says(&elsewhere, "Signed out there").await;
    let id = begins_with_news(&shop, &elsewhere, "Anybody?", 1).await;
    shop.clock.passes(1);
    until("what is left out", async || {
        let done = "SELECT COUNT(*) FROM notification_bundle WHERE way = 'push' AND next_at IS NULL \
                    AND told_to > 0";
        let idle = "SELECT COUNT(*) FROM push_subscription WHERE next_at IS NULL";
        (shop.database.number(done) == 1 && shop.database.number(idle) == 1).then_some(())
    })
    .await;
    assert!(service.pushed().is_empty());

    // Signed in anew, it goes on by itself.
    shop.aiko.signs_in().await.is(303);
    let bell = shop.aiko.page("/notifications/bell").await;
    assert!(bell.contains("data-told-here=\"no\""), "{bell}");
    shop.aiko.put_json(BROWSERS, &browser.subscription()).await.is(204);
    let bell = shop.aiko.page("/notifications/bell").await;
    assert!(bell.contains("data-told-here=\"yes\""), "{bell}");
    shop.jonas.notes(id, "@aiko once more").await.is(201);
    is_told(&shop.aiko, "2 notes ask").await;
    shop.clock.passes(1);
    let notice = browser.opens(&service.gets(1).await[0]);
    assert_eq!(notice["title"], "2 notes ask for you, the last by Jonas.");

    // Others can neither try it nor remove it; but whoever lets the same browser tell them has it from then on.
    let removal = removals(&shop.aiko).await.remove(0);
    shop.jonas.delete(&removal).await.is(404);
    shop.jonas.post(&format!("{removal}/tests"), &[]).await.is(404);
    shop.jonas.put_json(BROWSERS, &browser.subscription()).await.is(404);
    lets(&shop.jonas, &browser).await.is(201);
    assert!(removals(&shop.aiko).await.is_empty());
    // What was removed does not come back by itself.
    let removal = removals(&shop.jonas).await.remove(0);
    let removed = shop.jonas.delete(&removal).await.is(200);
    assert!(removed.text().contains("Firefox on Linux tells you nothing"), "{}", removed.text());
    shop.jonas.put_json(BROWSERS, &browser.subscription()).await.is(409);
    // Unless he lets it again. What is not known for another reason may be let anew by itself.
    lets(&shop.jonas, &browser).await.is(201);
    shop.jonas.put_json(BROWSERS, &browser.subscription()).await.is(204);
    service.will(&[410]);
    tries(&shop.jonas).await;
    until("it to be gone", async || removals(&shop.jonas).await.is_empty().then_some(())).await;
    shop.jonas.put_json(BROWSERS, &browser.subscription()).await.is(404);
}

#[tokio::test]
async fn whoever_writes_on_and_on_is_told_of() {
    let (shop, service) = open().await;
    let browser = PushBrowser::at(&service, "aiko");
    lets(&shop.aiko, &browser).await.is(201);
    let (visitor, id) = shop.visitor_says("The lid is broken.").await;
    shop.all_is_told(id).await;
    shop.aiko.does(id, "assignment", &[("assignee", "me")]).await.is(200);
    shop.aiko.has_new(0).await;
    visitor.says("Hello?").await;
    is_told(&shop.aiko, "New message").await;
    for count in 2..5 {
        shop.clock.passes_seconds(12);
        visitor.says(&format!("Hello, for the {count}th time?")).await;
        is_told(&shop.aiko, &format!("{count} new messages")).await;
    }
    let notice = browser.opens(&service.gets(1).await[0]);
    let title = notice["title"].as_str().unwrap();
    assert!(title.contains("new messages"), "{title}");
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_within_a_quarter_of_an_hour_and_when_the_server_begins() {
    let (mut shop, service) = open().await;
    let browser = PushBrowser::at(&service, "aiko");
    lets(&shop.aiko, &browser).await.is(201);
    service.will(&[500; 9]);
    begins_with_news(&shop, &shop.aiko, "Anybody?", 1).await;
    for count in 1..8 {
        shop.clock.passes(17);
        service.gets(count).await;
        has_failed(&shop, i64::try_from(count).unwrap()).await;
    }
    shop.server.restart(|_| {}).await;
    service.gets(8).await;
    has_failed(&shop, 8).await;
    says(&shop.aiko, "(500 Internal Server Error). It is tried again.").await;

    // After a day it is given up, and said so; what is new next is told.
    shop.database.run("UPDATE push_subscription SET tries = 99");
    shop.clock.passes(17);
    service.gets(9).await;
    says(&shop.aiko, "It is not tried again").await;
    begins_with_news(&shop, &shop.aiko, "Hello again!", 2).await;
    shop.clock.passes(1);
    let notice = browser.opens(&service.gets(10).await[9]);
    assert_eq!(notice["title"], "2 things are new for you at The Tea Shop");
    assert!(!says(&shop.aiko, "Told just now").await.contains("did not get through"));
}

#[tokio::test]
async fn what_is_tried_again_keeps_to_the_quiet_hours_and_what_one_tries_oneself_comes_at_once() {
    let clock = Clock::at("2026-11-23T17:50[Europe/Berlin]");
    let shop = Shop::open_by(clock, |config| config.private_push = true).await;
    chooses(&shop.aiko, &[("quiet", "own"), ("from", "18:00"), ("to", "08:00")]).await;
    let service = PushService::listens().await;
    let browser = PushBrowser::at(&service, "aiko");
    lets(&shop.aiko, &browser).await.is(201);
    service.will(&[500]);
    begins_with_news(&shop, &shop.aiko, "Anybody?", 1).await;
    shop.clock.passes(1);
    service.gets(1).await;
    has_failed(&shop, 1).await;
    shop.clock.passes(20);
    let morning: jiff::Zoned = "2026-11-24T08:00[Europe/Berlin]".parse().unwrap();
    let morning = morning.timestamp().as_millisecond();
    let waits = async || {
        until("it to wait for the morning", async || {
            let next = "SELECT MAX(next_at) FROM push_subscription";
            (shop.database.number(next) == morning).then_some(())
        })
        .await;
    };
    waits().await;
    assert_eq!(service.pushed().len(), 1);

    tries(&shop.aiko).await;
    let pushed = service.gets(2).await.remove(1);
    assert_eq!(pushed.header("topic"), "test");
    assert_eq!(browser.opens(&pushed)["title"], "It works: The Tea Shop tells you here");
    waits().await;
    shop.clock.passes(14 * 60);
    let pushed = service.gets(3).await.remove(2);
    assert_eq!(pushed.header("topic"), "news");
    assert_eq!(browser.opens(&pushed)["title"], "Jonas asks for you in a note.");
}

#[tokio::test]
async fn what_becomes_new_while_a_push_service_ponders_is_told_next_whatever_it_says() {
    let (shop, service) = open().await;
    let browser = PushBrowser::at(&service, "aiko");
    lets(&shop.aiko, &browser).await.is(201);
    service.will(&[403]);
    let ponders = service.ponders().await;
    let id = begins_with_news(&shop, &shop.aiko, "Anybody?", 1).await;
    shop.clock.passes(1);
    service.gets(1).await;
    let upto = "SELECT told_upto FROM push_subscription";
    let before = shop.database.number(upto);
    shop.jonas.notes(id, "@aiko it is the blue one.").await.is(201);
    is_told(&shop.aiko, "2 notes ask").await;
    shop.clock.passes(1);
    until("it to be told, too", async || (shop.database.number(upto) > before).then_some(())).await;
    drop(ponders);
    // Where it pondered for too long, it is asked again.
    shop.clock.passes(2);
    let notice = browser.opens(&service.gets(2).await[1]);
    assert_eq!(notice["title"], "2 notes ask for you, the last by Jonas.");
}

#[tokio::test]
async fn what_one_tries_arrives_also_where_all_that_was_to_be_told_was_seen() {
    let (shop, service) = open().await;
    let browser = PushBrowser::at(&service, "aiko");
    lets(&shop.aiko, &browser).await.is(201);
    service.will(&[500]);
    let id = begins_with_news(&shop, &shop.aiko, "Anybody?", 1).await;
    shop.clock.passes(1);
    service.gets(1).await;
    has_failed(&shop, 1).await;
    shop.aiko.reads(id).await;
    shop.aiko.has_new(0).await;
    tries(&shop.aiko).await;
    let pushed = service.gets(2).await.remove(1);
    assert_eq!(pushed.header("topic"), "test");
    assert!(browser.opens(&pushed)["title"].as_str().unwrap().starts_with("It works"));
    assert!(!says(&shop.aiko, "Told just now").await.contains("did not get through"));
    until("nothing to be left", async || {
        let left = "SELECT COUNT(*) FROM push_subscription WHERE next_at IS NOT NULL";
        (shop.database.number(left) == 0).then_some(())
    })
    .await;
    assert_eq!(service.pushed().len(), 2);
}

#[tokio::test]
async fn where_the_key_of_the_server_is_another_one_nothing_is_thrown_away() {
    let (mut shop, service) = open().await;
    let (browser, renewal) = (PushBrowser::at(&service, "aiko"), "/settings/notifications/key");
    lets(&shop.aiko, &browser).await.is(201);
    let file = shop.server.data.path().join("server.key");
    let own = fs::read_to_string(&file).unwrap();
    let other = to_text(Key::new().bytes());
    shop.server.restart(|_| fs::write(&file, &other).unwrap()).await;
    let lost = "the desk cannot read its key for push services";
    let page = unescaped(&shop.aiko.page(CHOICES).await);
    assert!(page.contains(lost) && !page.contains("Make a new key"), "{page}");
    assert!(unescaped(&shop.mia.page(BROWSERS).await).contains("Make a new key"), "she owns it");
    shop.aiko.post(renewal, &[]).await.is(403);
    let refused = lets(&shop.aiko, &PushBrowser::at(&service, "other")).await.is(409);
    assert!(refused.words().contains("server.key"), "{}", refused.words());
    assert_eq!(removals(&shop.aiko).await.len(), 1);

    // With the old file back all is as before, and no new key is made.
    shop.server.restart(|_| fs::write(&file, &own).unwrap()).await;
    shop.mia.post(renewal, &[]).await.is(409);
    let page = unescaped(&shop.aiko.page(BROWSERS).await);
    assert!(!page.contains(lost), "{page}");
    tries(&shop.aiko).await;
    assert_eq!(service.gets(1).await[0].signed().1, between(&page, "data-key=\"", "\""));

    // Where it is lost for good a new key is made, and each browser is let anew.
    shop.server.restart(|_| fs::write(&file, &other).unwrap()).await;
    shop.mia.post(renewal, &[]).await.is(200);
    let page = unescaped(&shop.aiko.page(BROWSERS).await);
    assert!(!page.contains(lost) && !page.contains("hx-delete"), "{page}");
    shop.aiko.put_json(BROWSERS, &browser.subscription()).await.is(404);
    lets(&shop.aiko, &browser).await.is(201);
    tries(&shop.aiko).await;
    assert_eq!(service.gets(2).await[1].signed().1, between(&page, "data-key=\"", "\""));
}

#[tokio::test]
async fn a_browser_says_where_it_is_told_and_nobody_looks_around_inside_with_that() {
    let shop = Shop::open().await;
    let service = PushService::listens().await;
    let good = PushBrowser::at(&service, "x").subscription();
    let with = |endpoint: &str| {
        let mut other = good.clone();
        other["endpoint"] = endpoint.into();
        other
    };
    let mut keyless = with("https://push.example/x");
    keyless["keys"]["p256dh"] = "AAAA".into();
    let lets = async |given: &Value| {
        shop.aiko.send(shop.aiko.request(Method::POST, BROWSERS).json(given)).await
    };
    for (given, words) in [
        (good.clone(), "https"),
        (with("https://169.254.169.254/latest"), "not on the internet"),
        (with("https://127.0.0.1/"), "not on the internet"),
        (with("x"), "address"),
        (keyless, "how to encrypt"),
    ] {
        let refused = lets(&given).await.is(422);
        assert!(refused.words().contains(words), "{given}: {}", refused.words());
    }
    // A name that leads inside is found out when it is gone to; where it leads is not told.
    let port = service.base.rsplit(':').next().unwrap();
    lets(&with(&format!("https://localhost:{port}/"))).await.is(201);
    tries(&shop.aiko).await;
    let page = says(&shop.aiko, "could not be reached (no connection)").await;
    assert!(!page.contains("127.0.0.1") && !page.contains("::1"), "{page}");
    assert!(service.pushed().is_empty());
    // The address is nothing that a copy of the database tells.
    let plain = "SELECT COUNT(*) FROM push_subscription WHERE secret LIKE '%localhost%'";
    assert_eq!(shop.database.number(plain), 0);
    // The script that browsers run without a page is there for all pages.
    let script = shop.mia.get("/service-worker.js").await.is(200);
    assert_eq!(script.header("cache-control"), "no-cache");
    assert!(script.header("content-type").starts_with("text/javascript"));
}
