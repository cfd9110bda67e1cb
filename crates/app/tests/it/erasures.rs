//! Erasing a customer: after it nothing of them is found anywhere, in no table and in no file; figures stay, and nobody
//! else loses a word.

use reqwest::{Method, multipart};
use serde_json::{Value, json};

use crate::{
    calls::{asks, at_the_desk},
    replays::{call, moment},
    support::{
        Client, PNG, Receiver, Shop, Visitor, between, contains, files_in, unescaped, until,
    },
};

/// Words that stand nowhere but in what is kept of one customer, each of them in a place of its own.
const TRACES: [&str; 18] = [
    "Norella",
    "Quintessa",
    "norella.q@zinnia.example",
    "9876543",
    "nora-4711",
    "xylophonic",
    "gladiolus",
    "marzipan",
    "turmeric",
    "vermilion",
    "kumquat",
    "quince",
    "persimmon",
    "saffron",
    "zebra-passport",
    "zebra-stripes",
    "ocelot",
    "halibut",
];
/// … and what an agent said of a call, which is sealed to them or shared with the team.
const SHARED: &str = "pomegranate";

fn customer_of(shop: &Shop, conversation: i64) -> i64 {
    let sql = format!("SELECT customer_id FROM conversation WHERE id = {conversation}");
    shop.database.number(&sql)
}

/// All bytes of all files, and what the database keeps, in small letters.
fn kept(shop: &Shop) -> Vec<u8> {
    let mut kept = [files_in(shop.data.path()), shop.database.dump()].concat();
    kept.make_ascii_lowercase();
    kept
}

fn found<'a>(kept: &[u8], words: &[&'a str]) -> Vec<&'a str> {
    let there = |word: &&&str| contains(kept, word.to_lowercase());
    words.iter().filter(there).copied().collect()
}

/// Waits until all files are gone, and the last traces from the database's own.
async fn cleared(shop: &Shop, customer: i64) -> String {
    let path = format!("/customers/{customer}/erasure");
    until("what was erased to be gone from the disk", async || {
        let page = unescaped(&shop.mia.page(&path).await);
        page.contains("Their files are deleted").then_some(page)
    })
    .await
}

/// Norella, with something of hers in every place that there is; and her conversation.
async fn norella(shop: &Shop) -> (Visitor, i64, i64) {
    let visitor = shop.visitor();
    let hash = shop.signs("nora-4711").await;
    visitor.identifies("nora-4711", &hash).await.is(200);
    let file = visitor.attaches("zebra-passport.txt", b"the bytes of zebra-stripes").await;
    let file = file.is(201).json()["id"].as_i64().unwrap();
    let said = json!({
        "key": "first",
        "text": "Hello! The lid is xylophonic, and I am furious. Thank you anyway, you are wonderful.",
        "attachments": [file],
        "name": "Norella Quintessa",
        "email": "norella.q@zinnia.example",
        "time_zone": "Europe/Lisbon",
        "page": { "url": "https://shop.example/saffron", "title": "Saffron and more" },
    });
    visitor.posts(&said).await.is(201);
    // One that was brought and not sent.
    visitor.attaches("ocelot.png", PNG).await.is(201);
    let conversation = shop.mia.finds("xylophonic").await;
    let customer = customer_of(shop, conversation);
    shop.mia.does(conversation, "subject", &[("subject", "The kumquat pot")]).await.is(200);
    let said =
        "Thank you, Norella! I will call you back about the gladiolus pot tomorrow at 10:00.";
    shop.mia.replies(conversation, said).await.is(201);
    shop.mia
        .notes(conversation, "@Jonas She likes marzipan, and no other customer does.")
        .await
        .is(201);
    let draft = json!({ "text": "Half a word of turmeric", "revision": 0 });
    shop.aiko
        .put_json(&format!("/conversations/{conversation}/drafts/reply"), &draft)
        .await
        .is(200);
    shop.aiko.attaches(conversation, "halibut.txt", b"not sent yet").await.is(201);
    let page = format!("/customers/{customer}");
    shop.mia.post(&format!("{page}/facts"), &[("fact", "Collects vermilion cups")]).await.is(303);
    let phone = [("kind", "phone"), ("value", "+49 30 9876543")];
    shop.mia.post(&format!("{page}/addresses"), &phone).await.is(303);
    let mia = shop.mia.id().await.to_string();
    let promise =
        [("what", "Look into the quince"), ("words", "tomorrow at 12:00"), ("owner", &mia)];
    shop.mia.does(conversation, "promises", &promise).await.is(200);
    (visitor, conversation, customer)
}

/// A call that Aiko brings, one moment of which she shares with its sound.
async fn shares_a_call(shop: &Shop, customer: i64) {
    let file = multipart::Part::bytes(call(shop.data.path())).file_name("call.wav");
    std::fs::remove_file(shop.data.path().join("call.wav")).unwrap();
    let form = multipart::Form::new()
        .part("files", file)
        .text("customer", customer.to_string())
        .text("at", "2026-11-20T14:05")
        .text("subject", "Persimmon on the phone");
    let request = shop.aiko.request(Method::POST, "/recordings").multipart(form);
    let replay = shop.aiko.send(request).await.is(303).location().to_owned();
    let one = moment(&shop.aiko, &replay, "interruption").await;
    let form = [("note", "Here pomegranate would have helped."), ("sound", "yes")];
    shop.aiko.post(&format!("{one}/sharing"), &form).await.is(200);
}

async fn erases(shop: &Shop, customer: i64) {
    let path = format!("/customers/{customer}/erasure");
    let form = [("name", "norella  quintessa")];
    shop.jonas.post(&path, &form).await.leads_to(&path);
}

#[tokio::test]
async fn nothing_of_a_customer_is_left_in_any_table_or_file() {
    let shop = Shop::open_with(|config| config.private_webhooks = true).await;
    let receiver = Receiver::listens().await;
    let kinds = ["message.created", "customer.updated", "customer.erased"].map(|it| ("kind", it));
    let form = [&[("name", "The till"), ("url", receiver.url.as_str())][..], &kinds].concat();
    shop.mia.post("/settings/webhooks", &form).await.is(303);
    let form = [("channel", "chat"), ("take", "chat-soon"), ("take", "chat-greeting")];
    shop.mia.post("/standards/starter", &form).await.is(303);

    let (karim, others) = shop.visitor_says("My own pot is a rhubarb one").await;
    let (visitor, conversation, customer) = norella(&shop).await;
    shares_a_call(&shop, customer).await;
    let program = Client::of_all(&shop.mia).await;
    let fact = json!({ "text": "Collects vermilion saucers, too" });
    let path = format!("/api/v1/customers/{customer}/facts");
    program.posts_under("key-1", &path, &fact).await.is(201);
    receiver.hears("customer.updated", 4).await;
    receiver.hears("message.created", 3).await;
    // A conversation that was merged into hers, and one whose customer was not known at first.
    let more = [("customer", customer.to_string()), ("subject", "The kumquat again".to_owned())];
    let more: Vec<(&str, &str)> =
        more.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let more = [&more[..], &[("who", ""), ("said", "And the quince, please.")]].concat();
    shop.mia.post("/conversations", &more).await.is(303);
    let second = shop.database.number("SELECT MAX(id) FROM conversation");
    shop.mia.does(second, "merge", &[("with", &conversation.to_string())]).await.is(303);
    for noun in ["moment", "moment_reading", "promise_suggestion", "contact"] {
        let sql = format!("SELECT COUNT(*) FROM {noun} WHERE conversation_id = {conversation}");
        let said = format!("a {noun} to be there");
        until(&said, async || (shop.database.number(&sql) > 0).then_some(())).await;
    }

    // All of it is there to be found, or there would be nothing to look for.
    let before = kept(&shop);
    assert_eq!(found(&before, &TRACES), TRACES);
    assert!(contains(&before, SHARED));
    let figures = |shop: &Shop| {
        [
            "SELECT COUNT(*) FROM message",
            "SELECT COALESCE(SUM(waited_ms), 0) FROM message",
            "SELECT COUNT(*) FROM call",
            "SELECT COUNT(*) FROM contact",
            "SELECT COUNT(*) FROM promise",
            "SELECT COUNT(*) FROM conversation",
            "SELECT COUNT(*) FROM standard_outcome",
        ]
        .map(|sql| shop.database.number(sql))
    };
    let counted = figures(&shop);

    let asked = unescaped(&shop.jonas.page(&format!("/customers/{customer}/erasure")).await);
    for words in ["2 messages of theirs", "3 files", "2 things worth remembering", "1 call"] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    erases(&shop, customer).await;
    cleared(&shop, customer).await;

    let after = kept(&shop);
    assert_eq!(found(&after, &TRACES), [""; 0]);
    assert!(!contains(&after, SHARED));
    assert!(!contains(&after, visitor.secret.as_str()));
    assert_eq!(figures(&shop), counted, "figures stay as they were");
    // Nothing was taken from anybody else.
    assert!(karim.texts().await.contains(&"My own pot is a rhubarb one".to_owned()));
    assert!(shop.aiko.opens(others).await.contains("rhubarb"));
    assert_eq!(shop.mia.finds("rhubarb").await, others);

    // Other programs are told whom to erase, and no more; what they were told and answered before is gone.
    let told = receiver.hears("customer.erased", 1).await.remove(0).json();
    assert_eq!(told["data"]["customer"], json!({ "id": customer }));
    let request = program.request(Method::POST, &path).header("idempotency-key", "key-1");
    let again = shop.mia.send(request.json(&fact)).await;
    assert!(!again.text().contains("vermilion"), "{}", again.text());

    // The page of a restarted desk says the same, and the log names nobody.
    let log = unescaped(&shop.mia.page("/settings/audit").await);
    assert!(log.contains("erased a customer") && log.contains(&format!("customer {customer}: ")));
}

#[tokio::test]
async fn whoever_was_erased_is_met_anew() {
    let shop = Shop::open().await;
    let (visitor, conversation, customer) = norella(&shop).await;
    let mut open = visitor.listens(0).await;
    open.so_far().await;
    erases(&shop, customer).await;
    // The chat that is open is told.
    assert_eq!(open.closed().await, Some(4410));
    assert!(visitor.texts().await.is_empty());

    for gone in [
        format!("/conversations/{conversation}"),
        format!("/customers/{customer}"),
        format!("/customers/{customer}/edit"),
        format!("/customers/{customer}/data.zip"),
    ] {
        shop.mia.get(&gone).await.is(404);
    }
    shop.mia.replies_having_seen(conversation, "Hello?", "0").await.is(404);
    for list in ["/desk", "/desk?view=closed", "/customers", "/promises", "/today"] {
        let page = shop.mia.page(list).await;
        assert_eq!(found(page.to_lowercase().as_bytes(), &TRACES), [""; 0], "{list}");
        assert!(!page.contains(&format!("/conversations/{conversation}\"")), "{list}");
    }
    let whoever_looks = shop.mia.page(&format!("/conversations/{conversation}/talk")).await;
    assert!(whoever_looks.contains("This was erased"), "{whoever_looks}");
    let program = Client::of_all(&shop.mia).await;
    for gone in [format!("customers/{customer}"), format!("conversations/{conversation}")] {
        program.gets(&format!("/api/v1/{gone}")).await.is(404);
    }
    let all = program.gets("/api/v1/promises?over=true").await;
    assert!(!all.text().contains("quince"));

    // The same browser and the same name are somebody new.
    visitor.says("Good morning, do you have green tea?").await;
    let fresh = customer_of(&shop, shop.mia.finds("green tea").await);
    assert!(fresh > customer);
    let hash = shop.signs("nora-4711").await;
    visitor.identifies("nora-4711", &hash).await.is(200);
    assert_eq!(customer_of(&shop, shop.mia.finds("green tea").await), fresh);
    assert_eq!(visitor.texts().await, ["Good morning, do you have green tea?"]);
    // Nobody is erased twice.
    let path = format!("/customers/{customer}/erasure");
    shop.mia.post(&path, &[("name", "Norella Quintessa")]).await.is(404);
    assert!(shop.mia.page(&path).await.contains("This customer was erased"));
}

#[tokio::test]
async fn only_who_may_and_who_means_it_erases_somebody() {
    let shop = Shop::open().await;
    let (visitor, conversation, customer) = norella(&shop).await;
    let path = format!("/customers/{customer}/erasure");
    let right = [("name", "Norella Quintessa")];
    shop.aiko.get(&path).await.is(403);
    shop.aiko.post(&path, &right).await.is(403);
    shop.aiko.get(&format!("/customers/{customer}/data.zip")).await.is(403);
    assert!(!shop.aiko.page(&format!("/customers/{customer}")).await.contains("/erasure"));
    assert!(shop.jonas.page(&format!("/customers/{customer}")).await.contains(&path));

    for typed in ["", "Norella", "erase"] {
        let page = shop.mia.post(&path, &[("name", typed)]).await.is(422).text();
        let page = unescaped(&page);
        assert!(page.contains("This is another name. Type “Norella Quintessa”"), "{page}");
        assert_eq!(between(&page, "name=\"name\" value=\"", "\""), typed);
    }
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let call: Value = asks(&visitor, "k1").await;
    let page = unescaped(&shop.mia.post(&path, &right).await.is(422).text());
    assert!(page.contains("They are on the phone at the moment"), "{page}");
    let id = call["id"].as_i64().unwrap();
    visitor.send(visitor.request(Method::DELETE, &format!("calls/{id}"))).await.is(200);
    assert!(shop.mia.opens(conversation).await.contains("xylophonic"));
    shop.mia.post(&path, &right).await.leads_to(&path);
}

#[tokio::test]
async fn a_program_erases_in_the_name_of_whoever_may() {
    let shop = Shop::open().await;
    let (_, conversation, customer) = norella(&shop).await;
    let path = format!("/api/v1/customers/{customer}");
    let refused = Client::of_all(&shop.aiko).await.deletes(&path).await.is(403);
    assert!(refused.words().contains("Only an owner or a lead"), "{}", refused.words());
    Client::of(&shop.mia, &["customers:read"]).await.deletes(&path).await.is(403);
    assert!(shop.mia.opens(conversation).await.contains("xylophonic"));
    let program = Client::of(&shop.mia, &["customers:write"]).await;
    program.deletes(&path).await.is(204);
    program.deletes(&path).await.is(404);
    assert!(cleared(&shop, customer).await.contains("Mia Hartmann did it"));
}

#[tokio::test]
async fn what_a_stop_interrupted_is_cleared_after_the_start() {
    let mut shop = Shop::open().await;
    let (_, _, customer) = norella(&shop).await;
    erases(&shop, customer).await;
    cleared(&shop, customer).await;
    let left = shop.config.attachments().join("left");
    std::fs::write(&left, "zebra-stripes").unwrap();
    let sql = "UPDATE erasure SET cleared_at = NULL; \
               INSERT INTO erased_file (erasure_id, place, file) SELECT id, 'attachments', 'left' \
               FROM erasure";
    shop.server.restart(|database| sql.split("; ").for_each(|sql| database.run(sql))).await;
    cleared(&shop, customer).await;
    assert!(!left.exists());
}

#[tokio::test]
async fn whoever_was_merged_is_erased_together() {
    let shop = Shop::open().await;
    let program = Client::of_all(&shop.mia).await;
    let meets = async |name: &str, email: &str| {
        let customer = json!({ "name": name, "email": email });
        program.posts("/api/v1/customers", &customer).await.is(201).json()["id"].as_i64().unwrap()
    };
    let kept = meets("Norella Quintessa", "norella@quintessa.example").await;
    let gone = meets("Norella Q. Halibut", "halibut@ocelot.example").await;
    let fact = json!({ "text": "Has a pot of vermilion" });
    program.posts(&format!("/api/v1/customers/{gone}/facts"), &fact).await.is(201);
    let merges = format!("/api/v1/customers/{kept}/merges");
    program.posts(&merges, &json!({ "with": gone })).await.is(201);
    let words = ["quintessa", "halibut", "ocelot", "vermilion"];
    assert_eq!(found(&self::kept(&shop), &words), words);

    erases(&shop, kept).await;
    cleared(&shop, kept).await;
    assert_eq!(found(&self::kept(&shop), &words), [""; 0]);
    for customer in [kept, gone] {
        program.gets(&format!("/api/v1/customers/{customer}")).await.is(404);
    }
    let parted = shop.database.number("SELECT MAX(id) FROM customer_merge");
    program.deletes(&format!("/api/v1/customer-merges/{parted}")).await.is(404);
}

#[tokio::test]
async fn who_has_no_name_is_called_and_erased_in_the_language_of_whoever_does_it() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    let path = format!("/customers/{}/erasure", customer_of(&shop, conversation));
    let arabic = [("name", "Mia Hartmann"), ("time_zone", "Europe/Berlin"), ("language", "ar")];
    shop.mia.post("/settings/profile", &arabic).await.leads_to("/settings/profile?saved");
    // What the page asks for may be copied out of it, with the marks that keep its direction apart.
    shop.mia.post(&path, &[("name", "A visitor")]).await.is(422);
    shop.mia.post(&path, &[("name", "\u{2068}زائر\u{2069}")]).await.leads_to(&path);
}
