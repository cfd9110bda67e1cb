//! Webhooks: another program is told what happens, signed, again where it did not take it, and nowhere where nobody
//! outside has any business.

use domain::webhook::Kind;
use reqwest::Method;

use crate::calls;
use crate::support::{
    Answers, Client, Clock, Receiver, Shop, Told, all_between, between, unescaped, until,
};

async fn shop() -> Shop {
    Shop::open_with(|config| config.private_webhooks = true).await
}

/// Makes one that is told of these; where its page is.
async fn makes(shop: &Shop, url: &str, kinds: &[&str]) -> String {
    let mut form = vec![("name", "The till"), ("url", url)];
    form.extend(kinds.iter().map(|kind| ("kind", *kind)));
    let made = shop.mia.post("/settings/webhooks", &form).await.is(303);
    made.location().strip_suffix("?made").unwrap().to_owned()
}

async fn secret(shop: &Shop, place: &str) -> String {
    between(&shop.mia.page(place).await, "data-copy=\"", "\"").to_owned()
}

/// Sends a test; the page that says what comes of it.
async fn tests(shop: &Shop, place: &str) -> String {
    let sent = shop.mia.post(&format!("{place}/tests"), &[]).await.is(303);
    sent.location().to_owned()
}

/// Waits until a page says that.
async fn says(shop: &Shop, page: &str, words: &str) -> String {
    until(&format!("{page} to say {words:?}"), async || {
        Some(unescaped(&shop.mia.page(page).await)).filter(|page| page.contains(words))
    })
    .await
}

fn kinds(told: &[Told]) -> Vec<String> {
    told.iter().map(Told::kind).collect()
}

#[tokio::test]
async fn a_test_arrives_signed_by_the_book_and_by_both_secrets_while_they_change() {
    let clock = Clock::at("2026-11-23T08:00[Europe/Berlin]");
    let shop = Shop::open_by(clock.clone(), |config| config.private_webhooks = true).await;
    let receiver = Receiver::listens().await;
    let place = makes(&shop, &receiver.url, &["message.created"]).await;
    let first = secret(&shop, &place).await;
    let sent = tests(&shop, &place).await;
    let told = receiver.hears("webhook.test", 1).await.remove(0);
    assert_eq!(told.signed_by(&first), 1);
    assert_eq!(told.header("content-type"), "application/json");
    assert_eq!(told.header("webhook-timestamp"), "1795417200");
    assert!(told.header("webhook-id").starts_with("msg_"), "{}", told.header("webhook-id"));
    let json = told.json();
    assert_eq!(json["timestamp"], "2026-11-23T07:00:00Z");
    assert_eq!(json["data"]["by"]["name"], "Mia Hartmann");
    let page = says(&shop, &sent, "Taken").await;
    assert!(page.contains("200 in ") && page.contains(told.header("webhook-id")), "{page}");

    shop.mia.post(&format!("{place}/secret"), &[]).await.leads_to(&format!("{place}?renewed"));
    let second = secret(&shop, &place).await;
    assert_ne!(first, second);
    tests(&shop, &place).await;
    let told = receiver.hears("webhook.test", 2).await.remove(1);
    assert_eq!((told.signed_by(&second), told.signed_by(&first)), (1, 1));
    // While both sign there is no third.
    assert!(!shop.mia.page(&place).await.contains("Make a new secret"));
    clock.passes(24 * 60);
    tests(&shop, &place).await;
    let told = receiver.hears("webhook.test", 3).await.remove(2);
    assert_eq!((told.signed_by(&second), told.signed_by(&first)), (1, 0));
}

#[tokio::test]
async fn what_happens_is_told_as_it_was_chosen_and_nothing_else() {
    let shop = shop().await;
    shop.visitor_says("Before there was a webhook").await;
    let (all, few) = (Receiver::listens().await, Receiver::listens().await);
    let every = Kind::ALL.map(Kind::as_str);
    makes(&shop, &all.url, &every).await;
    makes(&shop, &few.url, &["note.created"]).await;

    let (visitor, conversation) = shop.visitor_says("Where is my tea?").await;
    let created = all.hears("conversation.created", 1).await.remove(0).json();
    assert_eq!(created["data"]["conversation"]["id"], conversation);
    let message = all.hears("message.created", 1).await.remove(0).json();
    assert_eq!(message["data"]["message"]["text"], "Where is my tea?");
    assert_eq!(message["data"]["message"]["by"], "customer");
    assert_eq!(message["data"]["conversation"]["state"], "waiting on us");
    assert!(message["data"]["by"].is_null());

    // What is typed, drafted and read is nobody else's business.
    let draft = [("text", "Half a th"), ("revision", "0")];
    shop.aiko.put(&format!("/conversations/{conversation}/drafts/reply"), &draft).await;
    shop.aiko.post("/check-ins", &[("level", "3")]).await;
    shop.aiko.notes(conversation, "She ordered by phone.").await.is(201);
    let note = few.hears("note.created", 1).await.remove(0).json();
    assert_eq!(note["data"]["message"]["text"], "She ordered by phone.");
    assert_eq!(note["data"]["by"]["name"], "Aiko Tanaka");
    shop.aiko.replies(conversation, "It left this morning.").await;
    let reply = all.hears("message.created", 2).await.remove(1).json();
    assert_eq!(reply["data"]["message"]["agent_id"], shop.aiko.id().await);
    visitor.says("Thank you!").await;
    shop.aiko.does(conversation, "tags", &[("tag", "late parcel")]).await.is(200);
    until("the tag", async || {
        let told = all.hears("conversation.updated", 1).await;
        let tags = |told: &Told| told.json()["data"]["conversation"]["tags"][0] == "late parcel";
        told.iter().any(tags).then_some(())
    })
    .await;
    shop.mia.post("/customers", &[("name", "Nora Berg"), ("email", "nora@example.com")]).await;
    let customers = all.hears("customer.updated", 1).await;
    let nora = customers.last().unwrap().json();
    assert_eq!(nora["data"]["customer"]["addresses"][0]["value"], "nora@example.com");
    let promise = [("what", "Send another pot"), ("words", "tomorrow 15:00"), ("owner", "")];
    shop.aiko.does(conversation, "promises", &promise).await.is(200);
    all.hears("promise.updated", 1).await;
    assert!(calls::asks(&visitor, "k").await["id"].is_i64());
    all.hears("call.updated", 1).await;

    // What is told is what the interface tells, field for field.
    let program = Client::of(&shop.mia, &["read"]).await;
    for told in all.told() {
        for (name, value) in told.json()["data"].as_object().unwrap() {
            let (schema, told) = match name.as_str() {
                "conversation" => ("Conversation", vec![value]),
                "customer" => ("Customer", vec![value]),
                "message" => ("Message", vec![value]),
                "call" => ("Call", vec![value]),
                "promises" => ("Promise", value.as_array().unwrap().iter().collect()),
                _ => continue,
            };
            for value in told {
                program.document.has(schema, value);
            }
        }
    }

    assert_eq!(kinds(&few.told()), ["note.created"]);
    let everything: String = all.told().iter().map(|told| told.body.clone()).collect();
    for not_told in ["Half a th", "Before there was", "secret", "password"] {
        assert!(!everything.contains(not_told), "{not_told} in {everything}");
    }
    let mut names: Vec<_> = all.told().iter().map(|t| t.header("webhook-id").to_owned()).collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "each has a name of its own");
}

#[tokio::test]
async fn what_was_not_taken_is_told_again_under_its_name_also_by_another_server() {
    let mut shop = shop().await;
    let receiver = Receiver::listens().await;
    let place = makes(&shop, &receiver.url, &["message.created"]).await;
    receiver.will(&[Answers::Status(500)]);
    shop.visitor_says("Hello?").await;
    let first = receiver.hears("message.created", 1).await.remove(0);
    let log = says(&shop, &place, "try 1 of 10").await;
    assert!(log.contains("500 in ") && log.contains("It has taken nothing since"), "{log}");
    shop.server.restart(|_| {}).await;
    let again = receiver.hears("message.created", 2).await.remove(1);
    assert_eq!(first.header("webhook-id"), again.header("webhook-id"));
    assert_eq!(first.body, again.body);
    let seconds = |told: &Told| told.header("webhook-timestamp").parse::<i64>().unwrap();
    assert!(seconds(&again) - seconds(&first) >= 5);
    assert_eq!(again.signed_by(&secret(&shop, &place).await), 1);
    let log = says(&shop, &place, "Taken").await;
    assert!(!log.contains("It has taken nothing since"), "{log}");
    assert_eq!(receiver.told().len(), 2);
}

#[tokio::test]
async fn what_nobody_looked_at_before_the_server_ended_is_told_when_it_is_back() {
    let mut shop = shop().await;
    shop.visitor_says("Hello?").await;
    let receiver = Receiver::listens().await;
    makes(&shop, &receiver.url, &["conversation.created"]).await;
    // As if the server had ended right after it was committed.
    let opened = "INSERT INTO event (at, kind, conversation_id, customer_id) \
                  SELECT webhook.made_at, 'conversation.opened', conversation.id, \
                  conversation.customer_id FROM webhook, conversation";
    shop.server.restart(|database| database.run(opened)).await;
    let told = receiver.hears("conversation.created", 1).await.remove(0);
    assert_eq!(told.json()["data"]["conversation"]["channel"], "chat");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_a_long_answer_not_read() {
    let shop = shop().await;
    let receiver = Receiver::listens().await;
    let place = makes(&shop, &receiver.url, &["message.created"]).await;
    receiver.will(&[Answers::Redirect]);
    let sent = tests(&shop, &place).await;
    let page = says(&shop, &sent, "302 in ").await;
    assert!(page.contains("a redirect, which is not followed"), "{page}");
    receiver.will(&[Answers::Bytes(5_000_000)]);
    let sent = tests(&shop, &place).await;
    let page = says(&shop, &sent, "Taken").await;
    let answer = all_between(&page, "The beginning of the answer\"><code>", "<").next().unwrap();
    assert_eq!(answer.len(), 1024);
    receiver.will(&[Answers::Never]);
    let sent = tests(&shop, &place).await;
    says(&shop, &sent, "No answer came within 15 seconds").await;
    // Whoever is slow holds up nobody else.
    let other = Receiver::listens().await;
    receiver.will(&[Answers::Never; 8]);
    makes(&shop, &other.url, &["message.created"]).await;
    for _ in 0..8 {
        shop.visitor_says("Is anybody there?").await;
    }
    other.hears("message.created", 8).await;
}

#[tokio::test]
async fn whoever_is_gone_or_takes_nothing_is_switched_off_and_said_so() {
    let shop = shop().await;
    let receiver = Receiver::listens().await;
    let place = makes(&shop, &receiver.url, &["message.created"]).await;
    receiver.will(&[Answers::Status(410)]);
    tests(&shop, &place).await;
    says(&shop, &place, "gone for good (410)").await;
    assert!(unescaped(&shop.mia.page("/settings/webhooks").await).contains("Switched off"));
    let today = "The webhook “The till” was switched off";
    assert!(unescaped(&shop.mia.page("/today").await).contains(today));
    assert!(!unescaped(&shop.aiko.page("/today").await).contains(today));
    // Nothing is sent while it is off, and a test cannot be.
    shop.mia.post(&format!("{place}/tests"), &[]).await.is(409);
    shop.visitor_says("While it was off").await;
    shop.mia.delete(&format!("{place}/pause")).await.leads_to(&format!("{place}?on"));
    assert!(!unescaped(&shop.mia.page("/today").await).contains(today));
    shop.visitor_says("When it was on").await;
    let told = receiver.hears("message.created", 1).await;
    assert_eq!(told[0].json()["data"]["message"]["text"], "When it was on");
    let noted = "SELECT COUNT(*) FROM webhook WHERE taken_at IS NOT NULL";
    until("it is noted", async || (shop.database.number(noted) == 1).then_some(())).await;

    // Three days without one success.
    receiver.will(&[Answers::Status(503)]);
    shop.database.run("UPDATE webhook SET failing_since = 1");
    tests(&shop, &place).await;
    says(&shop, &place, "It took nothing for 3 days").await;
    shop.mia.delete(&format!("{place}/pause")).await.is(303);
    // What was given up is told again by one press, all of it or one.
    says(&shop, &place, "Tell again what was given up").await;
    let again = shop.mia.post(&format!("{place}/replays"), &[("days", "1")]).await;
    again.leads_to(&format!("{place}?replayed=1"));
    receiver.hears("webhook.test", 3).await;
    let log = shop.mia.page(&place).await;
    let one = between(&log, "/settings/webhook-deliveries/", "\"");
    let one = format!("/settings/webhook-deliveries/{one}");
    let before = receiver.told().len();
    shop.mia.post(&format!("{one}/replays"), &[]).await.leads_to(&one);
    until("it once more", async || (receiver.told().len() > before).then_some(())).await;
}

#[tokio::test]
async fn nothing_goes_to_this_machine_unless_its_owner_says_so() {
    let shop = Shop::open().await;
    let receiver = Receiver::listens().await;
    let port = receiver.address.port();
    for (url, why) in [
        (receiver.url.clone(), "has to begin with https://"),
        (format!("https://127.0.0.1:{port}/"), "not on the internet"),
        (format!("https://0x7f000001:{port}/"), "not on the internet"),
        ("https://[::1]/".into(), "not on the internet"),
        ("https://169.254.169.254/latest/meta-data/".into(), "not on the internet"),
        ("https://mia:pass@till.example/".into(), "Leave the name and the password out"),
        ("the till".into(), "should be like"),
    ] {
        let form = [("name", "Inside"), ("url", &*url), ("kind", "message.created")];
        let refused = shop.mia.post("/settings/webhooks", &form).await.is(422);
        assert!(refused.words().contains(why), "{url}: {}", refused.words());
        let page = unescaped(&refused.text());
        assert!(page.contains(&format!("value=\"{url}\"")), "what was typed is lost: {page}");
    }
    // A name is looked up when it is gone to, and where it leads then is what counts.
    let place = makes(&shop, &format!("https://localhost:{port}/"), &["message.created"]).await;
    let sent = tests(&shop, &place).await;
    says(&shop, &sent, "which is not on the internet, so nothing was sent there").await;
    assert!(receiver.told().is_empty());
    for (form, why) in [
        (
            &[("url", "https://till.example/"), ("kind", "note.created")][..],
            "what the webhook is for",
        ),
        (&[("name", "Till"), ("url", "https://till.example/")], "at least one thing"),
    ] {
        let refused = shop.mia.post("/settings/webhooks", form).await.is(422);
        assert!(refused.words().contains(why), "{}", refused.words());
    }
}

#[tokio::test]
async fn one_is_changed_removed_and_brought_back() {
    let shop = shop().await;
    let (one, other) = (Receiver::listens().await, Receiver::listens().await);
    let place = makes(&shop, &one.url, &["message.created"]).await;
    let form = [("name", "The cellar"), ("url", &*other.url), ("kind", "message.created")];
    shop.mia.post(&place, &form).await.leads_to(&format!("{place}?saved"));
    shop.visitor_says("First").await;
    other.hears("message.created", 1).await;
    // The secret is nobody's but the owner's.
    shop.jonas.get(&place).await.is(403);
    shop.aiko.get("/settings/webhooks").await.is(403);
    let id = place.rsplit('/').next().unwrap();
    let list = format!("/settings/webhooks?removed={id}");
    shop.mia.post(&format!("{place}/removal"), &[]).await.leads_to(&list);
    assert!(unescaped(&shop.mia.page(&list).await).contains("“The cellar” is removed"));
    shop.mia.get(&place).await.is(404);
    shop.visitor_says("Second").await;
    shop.mia.delete(&format!("{place}/removal")).await.is(303);
    shop.mia.delete(&format!("{place}/removal")).await.is(404);
    shop.visitor_says("Third").await;
    let told = other.hears("message.created", 2).await;
    assert_eq!(told[1].json()["data"]["message"]["text"], "Third");
    assert!(one.told().is_empty());
    let request = shop.mia.request(Method::GET, &place).header("hx-request-type", "partial");
    let log = shop.mia.send(request).await.is(200).text();
    assert!(log.trim_start().starts_with("<div class=\"stack\" id=\"log\""), "{log}");
}

#[test]
fn every_kind_is_described() {
    let described = include_str!("../../../../docs/webhooks.md");
    for kind in Kind::ALL.into_iter().chain([Kind::Test]) {
        assert!(described.contains(&format!("| `{}` |", kind.as_str())), "{}", kind.as_str());
    }
}
