//! Two customers who are one person: merged by an agent, with an undo that finds everything again, and without anybody's
//! browser showing what another one wrote.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    calls::{asks, at_the_desk},
    support::{Answer, Browser, Client, Receiver, Shop, Visitor, all_between, between, unescaped},
};

/// With whom a conversation is.
fn customer_of(shop: &Shop, conversation: i64) -> i64 {
    shop.database.number(&format!("SELECT customer_id FROM conversation WHERE id = {conversation}"))
}

/// Opens a conversation at the counter with a customer; which.
async fn at_the_counter(shop: &Shop, customer: i64, said: &str) -> i64 {
    let customer = customer.to_string();
    let form = [("customer", customer.as_str()), ("who", ""), ("subject", said), ("said", said)];
    shop.mia.post("/conversations", &form).await.is(303);
    shop.database.number("SELECT MAX(id) FROM conversation")
}

/// Nora, who wrote from home and left her number, and who was at the counter; and a browser in which somebody says to be
/// Nora: the visitors, and the customers that they are.
struct Two {
    home: Visitor,
    work: Visitor,
    first: i64,
    second: i64,
    /// The conversations of the first: a chat, and one at the counter.
    chat: i64,
    counter: i64,
    /// The chat of the second.
    other_chat: i64,
}

async fn two(shop: &Shop) -> Two {
    let hash = shop.signs("nora").await;
    let home = shop.visitor();
    home.identifies("nora", &hash).await.is(200);
    home.says("Where is my teapot?").await;
    let chat = shop.mia.finds("Where is my teapot?").await;
    let first = customer_of(shop, chat);
    let counter = at_the_counter(shop, first, "I have come about the cups.").await;
    let described = [("name", "Nora"), ("language", "sv"), ("time_zone", "")];
    shop.mia.post(&format!("/customers/{first}"), &described).await.is(303);
    let fact = [("fact", "Likes oolong")];
    shop.mia.post(&format!("/customers/{first}/facts"), &fact).await.is(303);
    let phone = [("kind", "phone"), ("value", "+49 30 7654321")];
    shop.mia.post(&format!("/customers/{first}/addresses"), &phone).await.is(303);

    let work = shop.visitor();
    let body = json!({
        "key": "k1", "text": "The invoice is wrong, too.", "name": "Nora Lindqvist",
        "email": "nora@example.com", "language": "en", "time_zone": "Europe/Stockholm",
    });
    work.posts(&body).await.is(201);
    let other_chat = shop.mia.finds("The invoice is wrong, too.").await;
    let second = customer_of(shop, other_chat);
    let fact = [("fact", "Has a cat")];
    shop.mia.post(&format!("/customers/{second}/facts"), &fact).await.is(303);
    let form = [("what", "Send a new invoice"), ("words", "tomorrow 15:00"), ("owner", "")];
    shop.mia.does(other_chat, "promises", &form).await.is(200);
    Two { home, work, first, second, chat, counter, other_chat }
}

/// Merges two customers from the page that shows them side by side; where it leads.
async fn merges(shop: &Shop, id: i64, with: i64, chosen: &[(&str, &str)]) -> Answer {
    let asked = shop.mia.page(&format!("/customers/{id}/merge?with={with}")).await;
    // Where they are one already, there is nothing to compare.
    let seen = all_between(&asked, "name=\"seen\" value=\"", "\"").next().unwrap_or_default();
    let with = with.to_string();
    let form = [&[("with", with.as_str()), ("seen", seen)], chosen].concat();
    shop.mia.post(&format!("/customers/{id}/merge"), &form).await
}

fn newest_merge(shop: &Shop) -> i64 {
    shop.database.number("SELECT MAX(id) FROM customer_merge")
}

async fn undoes(shop: &Shop, merge: i64) -> Answer {
    shop.mia.delete(&format!("/customer-merges/{merge}")).await
}

async fn page_of(shop: &Shop, customer: i64) -> String {
    unescaped(&shop.mia.page(&format!("/customers/{customer}")).await)
}

/// What a customer's page tells, without the merges and what they left behind.
async fn told(shop: &Shop, customer: i64) -> Vec<String> {
    let page = page_of(shop, customer).await;
    let main = between(&page, "<div class=\"customer\">", "</main>");
    let main = main.split("id=\"merges\"").next().unwrap();
    let pieces = main.split('>').map(|piece| piece.split('<').next().unwrap().trim());
    // The time where they are goes on meanwhile.
    let lasting = pieces.filter(|piece| !piece.is_empty() && !piece.ends_with("where they are"));
    lasting.map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn two_become_one_and_an_undo_finds_everything_again() {
    let shop = Shop::open().await;
    let two = two(&shop).await;
    let before = [told(&shop, two.first).await, told(&shop, two.second).await];

    // Side by side, with what there is of each, and what can be chosen.
    let asked = page_of(&shop, two.first).await;
    assert!(asked.contains(&format!("/customers/{}/merge", two.first)), "{asked}");
    let address = format!("/customers/{}/merge", two.second);
    let found = unescaped(&shop.mia.page(&format!("{address}?q=7654321")).await);
    assert!(found.contains(&format!("?with={}", two.first)), "{found}");
    let side = unescaped(&shop.mia.page(&format!("{address}?with={}", two.first)).await);
    for words in [
        "Likes oolong",
        "Has a cat",
        "2 conversations",
        "1 conversation",
        "1 promise to keep",
        "Swedish",
        "English",
        "+49 30 7654321",
        "nora@example.com",
        "is kept",
        "What are they called?",
        "Which language",
    ] {
        assert!(side.contains(words), "{words}: {side}");
    }
    assert!(!side.contains("In which time zone"), "only one of them has a time zone");

    let merged = merges(&shop, two.second, two.first, &[("name", "gone")]).await;
    let merge = newest_merge(&shop);
    merged.leads_to(&format!("/customers/{}?merged={merge}", two.first));
    let page = unescaped(&shop.mia.page(&format!("/customers/{}?merged={merge}", two.first)).await);
    for words in [
        "Nora Lindqvist",
        "Swedish",
        "Stockholm",
        "Likes oolong",
        "Has a cat",
        "Where is my teapot?",
        "The invoice is wrong, too.",
        "come about the cups",
        "nora@example.com",
        "7654321",
        "both are one customer now",
        "Mia Hartmann merged Nora Lindqvist into Nora Lindqvist today",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // Whoever had the other one's address is led here, and what is done there is done here.
    let old = format!("/customers/{}", two.second);
    shop.aiko.get(&old).await.leads_to(&format!("/customers/{}", two.first));
    shop.aiko
        .get(&format!("{old}/merge"))
        .await
        .leads_to(&format!("/customers/{}/merge", two.first));
    shop.aiko.post(&format!("{old}/facts"), &[("fact", "Sings")]).await.is(303);
    assert!(page_of(&shop, two.first).await.contains("Sings"));
    // There is one of them, found by what was known of either.
    for words in ["nora", "nora@example.com", "7654321"] {
        let list = unescaped(&shop.mia.page(&format!("/customers?q={words}")).await);
        let found: Vec<_> = all_between(&list, "id=\"customer-", "\"").collect();
        assert_eq!(found, [two.first.to_string()], "{words}");
        let palette = shop.mia.page(&format!("/search?q={words}")).await;
        assert!(palette.contains(&format!("/customers/{}\"", two.first)), "{words}: {palette}");
        assert!(!palette.contains(&format!("/customers/{}\"", two.second)), "{words}: {palette}");
    }
    // A conversation of either knows the whole of both.
    for conversation in [two.chat, two.other_chat] {
        let page = unescaped(&shop.mia.opens(conversation).await);
        for words in
            ["Nora Lindqvist", "Likes oolong", "Has a cat", "Send a new invoice", "about the cups"]
        {
            assert!(page.contains(words), "{words} in {conversation}: {page}");
        }
    }

    // What Aiko wrote down of the one who is kept stays theirs; the rest is as it was.
    let fact = shop.database.number("SELECT MAX(id) FROM fact");
    shop.aiko.post(&format!("{old}/facts/{fact}/removal"), &[]).await.is(303);
    undoes(&shop, merge).await.leads_to(&format!("/customers/{}?parted={merge}", two.first));
    assert_eq!([told(&shop, two.first).await, told(&shop, two.second).await], before);
    assert!(page_of(&shop, two.first).await.contains("It was undone today"));
    assert_eq!(undoes(&shop, merge).await.is(409).words(), "Somebody has undone this already.");
}

#[tokio::test]
async fn a_browser_reads_its_own_and_nothing_of_the_other() {
    let shop = Shop::open().await;
    let two = two(&shop).await;
    let file =
        two.home.attaches("receipt.txt", b"12.00").await.is(201).json()["id"].as_i64().unwrap();
    let body = json!({ "key": "f1", "text": "Here it is.", "attachments": [file] });
    two.home.posts(&body).await.is(201);
    let (of_home, of_work) = (two.home.texts().await, two.work.texts().await);
    let mut socket = two.work.listens(0).await;
    assert_eq!(socket.message().await["text"], "The invoice is wrong, too.");

    merges(&shop, two.first, two.second, &[("name", "gone")]).await.is(303);
    assert_eq!(two.home.texts().await, of_home);
    assert_eq!(two.work.texts().await, of_work);
    assert_eq!(two.work.file(file).await.status, 404);
    assert_eq!(two.home.file(file).await.is(200).bytes, b"12.00");

    // An open chat begins anew, is told what it said itself, and hears what is new for it alone.
    socket.closed().await;
    let mut socket = two.work.listens(0).await;
    let welcome = socket.next(|frame| frame.get("welcome").cloned()).await;
    assert_eq!(
        (&welcome["name"], &welcome["email"]),
        (&json!("Nora Lindqvist"), &json!("nora@example.com"))
    );
    assert_eq!(socket.message().await["text"], "The invoice is wrong, too.");
    let mut at_home = two.home.listens(0).await;
    let welcome = at_home.next(|frame| frame.get("welcome").cloned()).await;
    assert_eq!(welcome["email"], json!(null), "the other’s address is not told");
    shop.mia.replies(two.chat, "Your teapot left on Monday.").await.is(201);
    shop.mia.replies(two.other_chat, "The invoice is right now.").await.is(201);
    assert_eq!(socket.message().await["text"], "The invoice is right now.");
    let frames = serde_json::to_string(&at_home.so_far().await).unwrap();
    assert!(frames.contains("left on Monday") && !frames.contains("invoice"), "{frames}");

    // What either writes goes on where they wrote; a key of one is not the other's.
    two.work.says("Thank you!").await;
    two.home.sends("k1", "And the cups?").await.is(201);
    let said = |conversation: i64, words: &str| {
        shop.database.number(&format!(
            "SELECT COUNT(*) FROM message WHERE conversation_id = {conversation} AND text = '{words}'"
        ))
    };
    assert_eq!((said(two.other_chat, "Thank you!"), said(two.chat, "And the cups?")), (1, 1));

    // Nor does a link tell what the other one said.
    shop.mia.does(two.other_chat, "call-back-link", &[]).await.is(200);
    let texts = two.work.texts().await;
    let link = texts.last().unwrap().split_whitespace().last().unwrap().to_owned();
    let booking = Browser::new(&shop.base).page(&link).await;
    assert!(!booking.contains("7654321"), "{booking}");

    let (of_home, of_work) = (two.home.texts().await, two.work.texts().await);
    assert!(of_home.iter().all(|text| !of_work.contains(text)), "{of_home:?} {of_work:?}");
    undoes(&shop, newest_merge(&shop)).await.is(303);
    assert_eq!((two.home.texts().await, two.work.texts().await), (of_home, of_work));
    two.work.says("Are you there?").await;
    assert_eq!(said(two.other_chat, "Are you there?"), 1);
    assert_eq!(customer_of(&shop, two.other_chat), two.second);
}

#[tokio::test]
async fn calls_go_with_whoever_called() {
    let shop = Shop::open().await;
    let two = two(&shop).await;
    let _page = at_the_desk(&shop, &shop.aiko).await;
    let call = asks(&two.work, "c1").await["id"].as_i64().unwrap();
    merges(&shop, two.first, two.second, &[]).await.is(303);
    let own = |visitor: &Visitor, call: i64| {
        let request = visitor.request(Method::GET, &format!("calls/{call}"));
        let visitor = visitor.clone();
        async move { visitor.send(request).await.status }
    };
    assert_eq!((own(&two.work, call).await, own(&two.home, call).await), (200, 404));
    // The same key is another call at another browser, and asked again it is the same.
    let another = asks(&two.home, "c1").await["id"].as_i64().unwrap();
    assert_ne!(another, call);
    assert_eq!(asks(&two.work, "c1").await["id"], json!(call));
    let side = Client::of_all(&shop.mia).await.gets(&format!("/api/v1/calls/{call}")).await.json();
    assert_eq!(side["customer_id"], json!(two.first));
    undoes(&shop, newest_merge(&shop)).await.is(303);
    assert_eq!((own(&two.work, call).await, own(&two.home, another).await), (200, 200));
}

#[tokio::test]
async fn what_came_since_stays_with_whoever_brought_it() {
    let shop = Shop::open().await;
    let two = two(&shop).await;
    merges(&shop, two.first, two.second, &[]).await.is(303);
    let merge = newest_merge(&shop);
    let body =
        json!({ "key": "k2", "text": "My other address.", "email": "n.lindqvist@example.com" });
    two.work.posts(&body).await.is(201);
    let opened = at_the_counter(&shop, two.second, "I have come once more.").await;
    assert_eq!(
        customer_of(&shop, opened),
        two.first,
        "whom we knew as the other one is the kept one"
    );
    let described = [("name", "Nora L."), ("language", "sv"), ("time_zone", "")];
    shop.mia.post(&format!("/customers/{}", two.first), &described).await.is(303);
    undoes(&shop, merge).await.is(303);
    let (kept, gone) = (page_of(&shop, two.first).await, page_of(&shop, two.second).await);
    assert!(gone.contains("n.lindqvist@example.com") && !kept.contains("n.lindqvist@example.com"));
    assert!(
        kept.contains("Nora L.") && gone.contains("dir=\"auto\">Nora Lindqvist</h1>"),
        "what was written since holds"
    );
    // What we opened with them ourselves stays with the kept one.
    assert_eq!(customer_of(&shop, opened), two.first);
}

#[tokio::test]
async fn whoever_signs_in_after_a_merge_is_who_they_proved_to_be() {
    let shop = Shop::open().await;
    let two = two(&shop).await;
    merges(&shop, two.first, two.second, &[]).await.is(303);
    let hash = shop.signs("nora").await;
    two.work.identifies("nora", &hash).await.is(200);
    let all = ["Where is my teapot?", "The invoice is wrong, too."];
    assert_eq!(two.work.texts().await, all);
    assert_eq!(two.home.texts().await, all);
    // They are one reader now, whatever becomes of the merge.
    undoes(&shop, newest_merge(&shop)).await.is(303);
    assert_eq!(two.work.texts().await, all);
    assert_eq!(customer_of(&shop, two.other_chat), two.first);

    // Somebody who was taken for another proves to be Nora: it is she with whom they go on.
    let (stranger, chat) = shop.visitor_says("I am somebody else.").await;
    let (_, karim) = shop.visitor_says("I am Karim.").await;
    merges(&shop, customer_of(&shop, chat), customer_of(&shop, karim), &[]).await.is(303);
    let merge = newest_merge(&shop);
    assert_eq!(customer_of(&shop, chat), customer_of(&shop, karim));
    stranger.identifies("nora", &hash).await.is(200);
    assert_eq!(customer_of(&shop, chat), two.first);
    assert_eq!(stranger.texts().await.len(), 3);
    let parted = shop.database.number(&format!(
        "SELECT COUNT(*) FROM customer_merge WHERE id = {merge} AND undone_at IS NULL"
    ));
    // Who was kept is Karim or the stranger, whichever came first; either way each is with themselves.
    assert_eq!(customer_of(&shop, karim) == two.first, parted == 1);
}

#[tokio::test]
async fn conversations_of_both_hold_them_together() {
    let shop = Shop::open().await;
    let two = two(&shop).await;
    let merge_conversations = async |one: i64, other: i64| {
        shop.mia.does(one, "merge", &[("with", &other.to_string())]).await
    };
    let refused = merge_conversations(two.counter, two.other_chat).await.is(422).words();
    assert!(refused.contains("merge the customers first"), "{refused}");
    let offered = shop.mia.page(&format!("/conversations/{}/merge", two.counter)).await;
    assert!(offered.contains(&format!("/customers/{}/merge", two.first)), "{offered}");

    merges(&shop, two.first, two.second, &[]).await.is(303);
    let merge = newest_merge(&shop);
    // Two chats would leave one of the browsers without an answer.
    let refused = merge_conversations(two.chat, two.other_chat).await.is(422).words();
    assert!(refused.contains("two browsers"), "{refused}");
    // What was said at the counter can go into a chat, and the browser there does not show it.
    let texts = two.work.texts().await;
    let place = format!("/conversations/{}", two.other_chat);
    merge_conversations(two.counter, two.other_chat).await.leads_to(&place);
    assert!(shop.mia.opens(two.other_chat).await.contains("come about the cups"));
    assert_eq!(two.work.texts().await, texts);

    let refused = undoes(&shop, merge).await.is(409).words();
    assert!(refused.contains(&format!("Conversation {}, “", two.other_chat)), "{refused}");
    let page = page_of(&shop, two.first).await;
    assert!(page.contains("is one conversation of both") && page.contains(&place), "{page}");
    assert!(!page.contains(&format!("hx-delete=\"/customer-merges/{merge}\"")), "{page}");
    let conversations = shop.database.number("SELECT MAX(id) FROM conversation_merge");
    shop.mia.delete(&format!("/merges/{conversations}")).await.is(303);
    undoes(&shop, merge).await.is(303);
    let whose = [two.chat, two.counter, two.other_chat].map(|id| customer_of(&shop, id));
    assert_eq!(whose, [two.first, two.first, two.second]);
}

#[tokio::test]
async fn likely_doubles_are_suggested_and_never_merged_by_themselves() {
    let shop = Shop::open().await;
    let two = two(&shop).await;
    let form = |name: &'static str, email: &'static str, phone: &'static str| {
        [("name", name), ("email", email), ("phone", phone), ("language", ""), ("time_zone", "")]
    };
    let same_phone = form("N. Lindqvist", "", "0049 30/765 43-21");
    let by_phone = shop.mia.post("/customers", &same_phone).await.is(303);
    let same_email = form("Lindqvist", "Nora@Example.com", "");
    let by_email = shop.mia.post("/customers", &same_email).await.is(303);
    for (place, other) in [(by_phone.location(), two.first), (by_email.location(), two.second)] {
        let page = unescaped(&shop.mia.page(place).await);
        assert!(page.contains("Perhaps the same person"), "{place}: {page}");
        assert!(page.contains(&format!("{place}/merge?with={other}")), "{place}: {page}");
        let choosing = shop.mia.page(&format!("{place}/merge")).await;
        assert!(choosing.contains(&format!("?with={other}")), "{place}: {choosing}");
    }
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer_merge"), 0);
    // Once they are merged there is nothing to suggest.
    let id: i64 = by_phone.location().rsplit('/').next().unwrap().parse().unwrap();
    merges(&shop, id, two.first, &[]).await.is(303);
    assert!(!page_of(&shop, two.first).await.contains("Perhaps the same person"));
}

#[tokio::test]
async fn what_cannot_be_is_said_in_words() {
    let shop = Shop::open().await;
    let two = two(&shop).await;
    let path = format!("/customers/{}/merge", two.first);
    let tries = async |with: &str, seen: &str| {
        shop.mia.post(&path, &[("with", with), ("seen", seen)]).await
    };
    let itself = unescaped(&tries(&two.first.to_string(), "").await.is(422).text());
    assert!(itself.contains("one customer already"), "{itself}");
    tries("4711", "").await.is(404);
    tries("x", "").await.is(422);
    tries("", "").await.is(422);
    shop.mia.get("/customers/4711/merge").await.is(404);
    shop.mia.get(&format!("{path}?with=4711")).await.is(404);
    assert!(shop.mia.page(&format!("{path}?with=x")).await.contains("Find somebody else"));
    let itself = shop.mia.page(&format!("{path}?with={}", two.first)).await;
    assert!(itself.contains("one customer already"), "{itself}");
    undoes(&shop, 4711).await.is(404);

    // Changed since it was read: it is shown again, and then goes.
    let asked = shop.mia.page(&format!("{path}?with={}", two.second)).await;
    let seen = between(&asked, "name=\"seen\" value=\"", "\"").to_owned();
    let described = [("name", "Nora of the teapots"), ("language", ""), ("time_zone", "")];
    shop.aiko.post(&format!("/customers/{}", two.second), &described).await.is(303);
    let second = two.second.to_string();
    let stale = unescaped(&tries(&second, &seen).await.is(409).text());
    assert!(
        stale.contains("was changed a moment ago") && stale.contains("Nora of the teapots"),
        "{stale}"
    );
    // Two agents at once: one does it, the other one is told that it is done.
    let seen = between(&stale, "name=\"seen\" value=\"", "\"").to_owned();
    let form = [("with", second.as_str()), ("seen", seen.as_str())];
    let answers = tokio::join!(shop.aiko.post(&path, &form), shop.jonas.post(&path, &form));
    let mut statuses = [answers.0.status, answers.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer_merge"), 1);
    // In a circle: who was merged already is one with where they went.
    let circle = format!("/customers/{}/merge", two.second);
    let answer = shop.mia.post(&circle, &[("with", &two.first.to_string())]).await.is(409);
    assert!(unescaped(&answer.text()).contains("one customer already"));
    let (aiko, jonas) = (format!("/customer-merges/{}", newest_merge(&shop)), &shop.jonas);
    let answers = tokio::join!(shop.aiko.delete(&aiko), jonas.delete(&aiko));
    let mut statuses = [answers.0.status, answers.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
}

#[tokio::test]
async fn a_page_that_was_open_says_where_they_go_on() {
    let shop = Shop::open().await;
    let two = two(&shop).await;
    let mut page = shop.aiko.comes_to_the_desk().await;
    merges(&shop, two.first, two.second, &[]).await.is(303);
    for customer in [two.second, two.first] {
        page.next(|frame| {
            (frame["event"] == "customer.merged" && frame["customer"] == json!(customer))
                .then_some(())
        })
        .await;
    }
    let path = format!("/customers/{}", two.second);
    let part = shop.aiko.request(Method::GET, &path).header("hx-request", "true");
    let told = unescaped(&shop.aiko.send(part).await.is(200).text());
    assert!(
        told.contains("has been merged") && told.contains(&format!("/customers/{}\"", two.first)),
        "{told}"
    );
    let talk = shop.aiko.page(&format!("/conversations/{}/talk", two.other_chat)).await;
    assert!(talk.contains(&format!("data-customer=\"{}\"", two.first)), "{talk}");
}

/// Numbers that follow no pattern, and are the same in every run; each below what is asked for.
fn numbers() -> impl FnMut(usize) -> usize {
    let mut seed = 20_261_124_u64;
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    }
}

#[tokio::test]
async fn a_walk_of_merges_and_undos_ends_as_it_began() {
    let shop = Shop::open().await;
    let mut visitors = Vec::new();
    let mut chats = Vec::new();
    let mut counters = Vec::new();
    for n in 0..5 {
        let (visitor, chat) = shop.visitor_says(&format!("I am number {n}.")).await;
        let customer = customer_of(&shop, chat);
        let name = format!("Number {n}");
        let described = [("name", name.as_str()), ("language", ""), ("time_zone", "")];
        shop.mia.post(&format!("/customers/{customer}"), &described).await.is(303);
        counters.push(at_the_counter(&shop, customer, &format!("Number {n} was here.")).await);
        visitors.push((visitor, vec![format!("I am number {n}.")]));
        chats.push(chat);
    }
    let customers: Vec<i64> = chats.iter().map(|chat| customer_of(&shop, *chat)).collect();
    let conversations: Vec<i64> = chats.iter().chain(&counters).copied().collect();
    let standing = || {
        let of = |id: &i64| customer_of(&shop, *id);
        let name = |id: &i64| {
            let sql = "SELECT COUNT(*) FROM customer WHERE id = {id} AND name = 'Number {n}'";
            (0..5).find(|n| {
                let sql = sql.replace("{id}", &id.to_string()).replace("{n}", &n.to_string());
                shop.database.number(&sql) == 1
            })
        };
        let counted = counters.iter().map(|id| {
            shop.database
                .number(&format!("SELECT COUNT(*) FROM message WHERE conversation_id = {id}"))
        });
        (
            conversations.iter().map(of).collect::<Vec<_>>(),
            customers.iter().map(name).collect::<Vec<_>>(),
            counted.collect::<Vec<_>>(),
        )
    };
    let before = standing();

    let mut next = numbers();
    let (mut merged, mut together) = (Vec::new(), Vec::new());
    for step in 0..90 {
        match next(8) {
            0 | 1 => {
                let (one, other) = (customers[next(5)], customers[next(5)]);
                let name = if next(2) == 0 { "gone" } else { "kept" };
                let answer = merges(&shop, one, other, &[("name", name)]).await;
                assert!([303, 409, 422].contains(&answer.status), "{}", answer.status);
                if answer.status == 303 {
                    merged.push(newest_merge(&shop));
                }
            }
            2 | 6 | 7 => {
                let (one, other) = (conversations[next(10)], conversations[next(10)]);
                let answer = shop.mia.does(one, "merge", &[("with", &other.to_string())]).await;
                if answer.status == 303 {
                    together.push(shop.database.number("SELECT MAX(id) FROM conversation_merge"));
                }
            }
            3 => {
                let (visitor, said) = &mut visitors[next(5)];
                let words = format!("Step {step}.");
                visitor.says(&words).await;
                said.push(words);
            }
            4 if !merged.is_empty() => {
                let at = next(merged.len());
                if undoes(&shop, merged[at]).await.status == 303 {
                    merged.remove(at);
                }
            }
            5 if !together.is_empty() => {
                let at = next(together.len());
                shop.mia.delete(&format!("/merges/{}", together.remove(at))).await.is(303);
            }
            _ => {}
        }
        for (n, (visitor, said)) in visitors.iter().enumerate() {
            let mut texts = visitor.texts().await;
            // What they said at the counter is in their chat while both are one conversation, and nobody else’s is.
            texts.retain(|text| *text != format!("Number {n} was here."));
            assert_eq!(texts, *said, "after step {step}");
        }
    }
    assert!(newest_merge(&shop) > 6, "{}", newest_merge(&shop));
    assert!(shop.database.number("SELECT COUNT(*) FROM conversation_merge") > 2);
    while !together.is_empty() {
        let at = next(together.len());
        shop.mia.delete(&format!("/merges/{}", together.remove(at))).await.is(303);
    }
    while !merged.is_empty() {
        let at = next(merged.len());
        undoes(&shop, merged.remove(at)).await.is(303);
    }
    assert_eq!(standing(), before);
    for (visitor, said) in &visitors {
        assert_eq!(visitor.texts().await, *said);
    }
    let left = "SELECT COUNT(*) FROM customer WHERE merged_into IS NOT NULL OR kept_id IS NOT NULL";
    assert_eq!(shop.database.number(left), 0);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM message WHERE origin_id IS NOT NULL"), 0);
}

#[tokio::test]
async fn programs_merge_part_and_are_told() {
    let shop = Shop::open_with(|config| config.private_webhooks = true).await;
    let receiver = Receiver::listens().await;
    let form = [("name", "The till"), ("url", receiver.url.as_str()), ("kind", "customer.merged")];
    shop.mia.post("/settings/webhooks", &form).await.is(303);
    let two = two(&shop).await;
    let program = Client::of_all(&shop.mia).await;
    let path = |id: i64| format!("/api/v1/customers/{id}/merges");
    let body = json!({ "with": two.first, "take": ["name"] });
    let made = program.posts_under("m1", &path(two.second), &body).await.is(201);
    let merge = made.json();
    assert_eq!((&merge["kept_id"], &merge["gone_id"]), (&json!(two.first), &json!(two.second)));
    assert_eq!(program.posts_under("m1", &path(two.second), &body).await.is(201).json(), merge);
    assert_eq!(program.gets(made.location()).await.is(200).json(), merge);
    let customer = |id: i64| format!("/api/v1/customers/{id}");
    let kept = program.gets(&customer(two.first)).await.is(200).json();
    assert_eq!((&kept["name"], &kept["merged_into"]), (&json!("Nora Lindqvist"), &json!(null)));
    assert_eq!(kept["facts"].as_array().unwrap().len(), 2);
    let gone = program.gets(&customer(two.second)).await.is(200).json();
    assert_eq!(gone["merged_into"], json!(two.first));
    let listed = program.goes_through("/api/v1/customers", 1).await;
    assert!(listed.iter().all(|one| one["id"] != json!(two.second)), "{listed:?}");
    let told = receiver.hears("customer.merged", 2).await;
    let mut told: Vec<Value> =
        told.iter().map(|told| told.json()["data"]["customer"].take()).collect();
    told.sort_by_key(|customer| customer["id"].as_i64());
    let into = told.iter().map(|customer| customer["merged_into"].clone()).collect::<Vec<_>>();
    assert_eq!(into, [json!(null), json!(two.first)]);

    // What is done to the one who went is done to the one who is kept.
    let fact = json!({ "text": "Pays by card." });
    let changed = program.posts(&format!("{}/facts", customer(two.second)), &fact).await.is(201);
    assert_eq!(changed.json()["id"], json!(two.first));
    let again = program.posts(&path(two.first), &json!({ "with": two.second })).await.is(409);
    assert!(again.words().contains("one customer already"), "{}", again.words());
    program.posts(&path(two.first), &json!({ "with": two.first })).await.is(422);
    program.posts(&path(4711), &json!({ "with": two.first })).await.is(404);
    program.posts(&path(two.first), &json!({ "with": 4711 })).await.is(404);
    program.posts(&path(two.first), &json!({ "with": 1, "take": ["soul"] })).await.is(422);
    assert_eq!(program.goes_through(&path(two.first), 1).await, std::slice::from_ref(&merge));
    program.deletes(made.location()).await.is(204);
    program.deletes(made.location()).await.is(409);
    program.deletes("/api/v1/customer-merges/4711").await.is(404);
    program.gets("/api/v1/customer-merges/4711").await.is(404);
    assert_ne!(program.goes_through(&path(two.first), 1).await[0]["undone_at"], json!(null));
    receiver.hears("customer.merged", 4).await;
    let reader = Client::of(&shop.mia, &["customers:read"]).await;
    reader.gets(&path(two.first)).await.is(200);
    reader.posts(&path(two.first), &json!({ "with": two.second })).await.is(403);
}

/// What becomes of every column that names a customer when two are merged. Whoever adds one decides it here.
const DECIDED: [(&str, &str); 18] = [
    ("address.customer_id", "stays as it came; read of all who are one"),
    (
        "call.customer_id",
        "stays as it came: who may ask for the call; whose it is follows from its conversation",
    ),
    ("conversation.customer_id", "follows"),
    ("conversation.origin_id", "stays as it came: who may read it in a browser"),
    ("customer.kept_id", "is how it is said"),
    ("customer.merged_into", "is how it is said"),
    ("customer_import_change.customer_id", "stays: of one who was merged nothing is taken back"),
    ("customer_import_line.customer_id", "stays: of one who was merged nothing is taken back"),
    ("customer_merge.gone_id", "is how it is said"),
    ("customer_merge.kept_id", "is how it is said"),
    ("erasure.customer_id", "the kept one's: all who are one are erased together"),
    ("event.customer_id", "stays: what happened, happened then"),
    ("fact.customer_id", "stays as it came; read of all who are one"),
    ("message.origin_id", "stays as it came: who may not read it in a browser"),
    ("promise.customer_id", "stays as it came; whose it is follows from its conversation"),
    ("visitor.customer_id", "stays as it came: what it may read; whose it is follows from there"),
    ("customer_merge_value.merge_id", "is how it is said"),
    ("search", "customer_words is by the kept one, with what is known of all who are one"),
];

#[tokio::test]
async fn every_column_that_names_a_customer_has_been_thought_of() {
    let shop = Shop::open().await;
    let count = |sqlite: &str, postgres: &str| {
        shop.database.number(if shop.database.url().is_some() { postgres } else { sqlite })
    };
    let decided = |name: &str| DECIDED.iter().any(|(column, _)| *column == name);
    let known: Vec<String> = DECIDED.iter().map(|(column, _)| format!("'{column}'")).collect();
    let known = known.join(", ");
    // By what refers to customers, and by name, where nothing enforces it.
    let unknown = count(
        &format!(
            "SELECT COUNT(*) FROM (SELECT m.name || '.' || f.\"from\" AS place FROM sqlite_master m, \
             pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.\"table\" = 'customer' \
             UNION SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name LIKE '%customer_id%') WHERE place NOT IN ({known})"
        ),
        &format!(
            "SELECT COUNT(*) FROM (SELECT c.relname || '.' || a.attname AS place FROM pg_constraint k \
             JOIN pg_class c ON c.oid = k.conrelid JOIN pg_attribute a ON a.attrelid = k.conrelid \
             AND a.attnum = ANY (k.conkey) WHERE k.contype = 'f' AND k.confrelid = 'customer'::regclass \
             UNION SELECT table_name || '.' || column_name FROM information_schema.columns \
             WHERE table_schema = 'public' AND column_name LIKE '%customer_id%') AS places \
             WHERE place NOT IN ({known})"
        ),
    );
    assert_eq!(
        unknown, 0,
        "a column names a customer, and nobody has said what a merge does to it"
    );
    assert!(decided("conversation.customer_id") && !decided("tag.customer_id"));
}
