//! Search: whatever is acknowledged is found, by whoever is on the desk, in the same way on both databases.

use domain::search::QUERY_CHARS_MAX;
use reqwest::Url;
use serde_json::json;

use crate::support::{Clock, Person, Shop, all_between, between, unescaped, until};

/// The page of a search.
async fn search(person: &Person, q: &str) -> String {
    unescaped(&person.page(&address(&person.base, q)).await)
}

fn address(base: &str, q: &str) -> String {
    Url::parse_with_params(&format!("{base}/search"), [("q", q)]).unwrap().to_string()
}

/// The conversations that a page shows, in its order.
fn rows(page: &str) -> Vec<i64> {
    all_between(page, "<li id=\"row-", "\"").map(|id| id.parse().unwrap()).collect()
}

/// The conversations that a search finds, in its order.
async fn found(person: &Person, q: &str) -> Vec<i64> {
    rows(&search(person, q).await)
}

async fn subject(person: &Person, conversation: i64, subject: &str) {
    person.does(conversation, "subject", &[("subject", subject)]).await.is(200);
}

#[tokio::test]
async fn what_is_acknowledged_is_found_at_once() {
    let shop = Shop::open().await;
    let (nora, teapot) = shop.visitor_says("The lid of my Café teapot is cracked.").await;
    let (_, kettle) = shop.visitor_says("When does the kettle come?").await;
    for (q, expected) in [
        ("cracked", vec![teapot]),
        ("CAFE", vec![teapot]),
        ("teap", vec![teapot]),
        ("lid cracked", vec![teapot]),
        ("\"café teapot\"", vec![teapot]),
        ("\"teapot café\"", vec![]),
        ("teap cracked", vec![]),
        ("the -kettle", vec![teapot]),
        ("-kettle", vec![teapot]),
        ("kettle or", vec![]),
        ("nothing of the kind", vec![]),
    ] {
        let mut found = found(&shop.aiko, q).await;
        found.sort_unstable();
        assert_eq!(found, expected, "{q}");
    }
    // The line that answers, where it is, and what of it.
    let page = search(&shop.aiko, "cracked lid").await;
    assert!(page.contains("<mark>cracked</mark>") && page.contains("<mark>lid</mark>"), "{page}");
    let message = format!("href=\"/conversations/{teapot}#message-");
    let subject_too = format!("href=\"/conversations/{teapot}\"");
    assert!(page.contains(&message) || page.contains(&subject_too), "{page}");

    // What we say, and what the team notes.
    shop.aiko.replies(kettle, "It left the warehouse this morning.").await.is(201);
    shop.aiko.notes(kettle, "The parcel number is ZX-4711.").await.is(201);
    assert_eq!(found(&shop.jonas, "warehouse").await, [kettle]);
    let page = search(&shop.jonas, "zx-4711").await;
    assert!(page.contains("Aiko, in a note:") && page.contains("<mark>ZX-4711</mark>"), "{page}");
    assert_eq!(found(&shop.jonas, "4711 in:notes").await, [kettle]);
    assert_eq!(found(&shop.jonas, "warehouse in:notes").await, [0; 0]);

    // A subject is found as it is now.
    subject(&shop.mia, teapot, "Broken lid").await;
    assert_eq!(found(&shop.mia, "broken").await, [teapot]);
    subject(&shop.mia, teapot, "Chipped spout").await;
    assert_eq!(found(&shop.mia, "broken").await, [0; 0]);
    assert_eq!(found(&shop.mia, "spout").await, [teapot]);

    // A number is the conversation's own.
    assert_eq!(found(&shop.mia, &format!("#{kettle}")).await[0], kettle);

    // A file by its name.
    let body = nora.attaches("Rechnung März.txt", b"one teapot").await.is(201).json();
    let with = json!({ "key": "f", "text": "", "attachments": [body["id"]] });
    nora.posts(&with).await.is(201);
    assert_eq!(found(&shop.mia, "rechnung marz").await, [teapot]);
    assert_eq!(found(&shop.mia, "has:attachment").await, [teapot]);
    assert_eq!(found(&shop.mia, "-has:attachment kettle").await, [kettle]);
}

#[tokio::test]
async fn scripts_without_spaces_are_found_by_any_part() {
    let shop = Shop::open().await;
    let (_, japanese) = shop.visitor_says("急須の蓋が割れてしまいました").await;
    let (_, korean) = shop.visitor_says("찻주전자가 깨졌어요").await;
    let (_, german) = shop.visitor_says("Die Straße ist falsch, und der Käse auch ☕").await;
    let (_, thai) = shop.visitor_says("กาน้ำชาแตก").await;
    for (q, expected) in [
        ("急須", japanese),
        ("割れて", japanese),
        ("蓋", japanese),
        ("た", japanese),
        ("주전자", korean),
        ("strasse kase", german),
        ("☕", german),
        ("น้ำชา", thai),
    ] {
        assert_eq!(found(&shop.aiko, q).await, [expected], "{q}");
    }
    assert_eq!(found(&shop.aiko, "須蓋").await, [0; 0]);
    let page = search(&shop.aiko, "割れて").await;
    assert!(page.contains("<mark>割れて</mark>"), "{page}");
}

#[tokio::test]
async fn operators_narrow_a_search_and_can_be_taken_away() {
    let shop = Shop::open_by(Clock::at("2026-11-23T10:00[Europe/Berlin]"), |_| {}).await;
    let nora = shop.visitor();
    let body = |text: &str, name: &str, email: &str| json!({ "key": text, "text": text, "name": name, "email": email });
    nora.posts(&body("Green tea, please", "Nora Lind", "nora@tea.example")).await.is(201);
    let green = shop.mia.finds("Green tea").await;
    shop.clock.passes(24 * 60);
    let karim = shop.visitor();
    karim.posts(&body("Black tea, please", "Karim Öz", "karim@post.example")).await.is(201);
    let black = shop.mia.finds("Black tea").await;
    shop.clock.passes(60);
    shop.aiko.replies(black, "Which tea would that be, Nora?").await.is(201);
    shop.mia.does(green, "tags", &[("tag", "spät dran")]).await.is(200);
    let team = [("name", "Repairs"), ("members", "")];
    shop.mia.post("/settings/teams", &team).await;
    let aiko = shop.aiko.id().await.to_string();
    shop.mia.does(green, "assignment", &[("assignee", &aiko), ("team", "")]).await.is(200);

    for (q, expected) in [
        ("tea from:nora", vec![green]),
        ("tea from:nora@tea.example", vec![green]),
        ("tea from:\"nora lind\"", vec![green]),
        ("from: karim", vec![black]),
        ("from:oz tea", vec![black]),
        ("tea from:aiko", vec![black]),
        ("tea -from:aiko", vec![black, green]),
        ("tea is:waiting", vec![green]),
        ("tea is:answered", vec![black]),
        ("is:answered", vec![black]),
        ("is:open", vec![black, green]),
        ("is:closed", vec![]),
        ("tea -is:waiting", vec![black]),
        ("is:unassigned", vec![]),
        ("assignee:aiko", vec![black, green]),
        ("tea assignee:hartmann", vec![]),
        ("-assignee:aiko", vec![]),
        ("tag:\"spat dran\"", vec![green]),
        ("tea -tag:\"spät dran\"", vec![black]),
        ("after:2026-11-24", vec![black]),
        ("tea after:today", vec![black]),
        ("tea before:today", vec![green]),
        ("before:24 november tea", vec![green]),
        ("tea before:2026-11-23", vec![]),
        ("tea after:yesterday before:tuesday from:nora", vec![green]),
        ("is:waiting is:closed", vec![]),
    ] {
        let mut rows = found(&shop.mia, q).await;
        rows.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(rows, expected, "{q}");
    }
    assert_eq!(found(&shop.aiko, "is:mine").await.len(), 2);

    let page = search(&shop.mia, "tea is:waiting from:nora").await;
    assert!(page.contains("href=\"/search?q=tea%20from%3Anora\""), "{page}");
    assert!(page.contains("href=\"/search?q=tea%20is%3Awaiting\""), "{page}");
    assert!(page.contains("is:waiting") && page.contains("take it away"), "{page}");

    for (q, said) in [
        ("is:happy", "“is:happy” was searched as plain words. Try is:waiting"),
        ("before:30 february", "“before:30” was searched as plain words. Try a day"),
        ("tag:nowhere", "There is no tag “nowhere”."),
        ("team:nobody", "There is no team “nobody”."),
        ("assignee:zoe", "Nobody on the desk is called “zoe”."),
        ("from:zoe", "Nobody is called “zoe”."),
    ] {
        let page = search(&shop.mia, q).await;
        assert!(page.contains(said), "{q}: {page}");
        assert!(page.contains("Nothing found"), "{q}: {page}");
    }
}

#[tokio::test]
async fn customers_are_found_by_any_name_or_address_that_they_have_now() {
    let shop = Shop::open().await;
    let form =
        [("name", "Zoë Çelik"), ("email", "zoe@tea.example"), ("phone", "+49 (30) 123-4567")];
    let page = shop.aiko.post("/customers", &form).await.is(303);
    let zoe = page.header("location").to_owned();
    let here = format!("href=\"{zoe}\"");
    for q in ["zoe", "celik", "ZOE CELIK", "zoe@tea.example", "030 1234567", "1234567", "+4930123"]
    {
        let page = search(&shop.mia, q).await;
        assert!(page.contains(&here), "{q}: {page}");
        let palette =
            Url::parse_with_params(&format!("{}/palette", shop.base), [("q", q)]).unwrap();
        assert!(shop.mia.page(palette.as_str()).await.contains(&here), "{q}");
    }
    let gone = async |q: &str| {
        let page = search(&shop.mia, q).await;
        assert!(!page.contains(&here), "{q}: {page}");
    };
    gone("9999").await;
    let email = [("kind", "email"), ("value", "zoe@tea.example")];
    shop.aiko.post(&format!("{zoe}/addresses/removal"), &email).await;
    gone("zoe@tea.example").await;
    shop.aiko.post(&zoe, &[("name", "Zora Demir")]).await.is(303);
    gone("celik").await;
    assert!(search(&shop.mia, "zora").await.contains(&here));
}

#[tokio::test]
async fn what_is_taken_back_is_no_longer_found() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Is it still warm?").await;
    shop.mia.sets_up("60", &[]).await;
    shop.aiko.replies(conversation, "A marvellous mistake").await.is(201);
    let page = search(&shop.mia, "marvellous").await;
    assert_eq!(rows(&page), [conversation]);
    let message = between(&page, "#message-", "\"").to_owned();
    shop.aiko.delete(&format!("/messages/{message}")).await.is(200);
    assert_eq!(found(&shop.mia, "marvellous").await, [0; 0]);
    // What else was said is still there.
    assert_eq!(found(&shop.mia, "warm").await, [conversation]);
}

#[tokio::test]
async fn what_was_merged_is_found_where_it_is_now() {
    let shop = Shop::open().await;
    let hash = shop.signs("nora").await;
    let (home, kept) = shop.visitor_says("Where is my samovar?").await;
    home.identifies("nora", &hash).await.is(200);
    let (work, gone) = shop.visitor_says("It was the copper one.").await;
    work.identifies("nora", &hash).await.is(200);
    shop.mia.does(gone, "merge", &[("with", &kept.to_string())]).await.is(303);
    for q in ["copper", "samovar", "copper is:waiting", "is:waiting"] {
        assert_eq!(found(&shop.mia, q).await, [kept], "{q}");
    }
    let page = shop.mia.opens(kept).await;
    let merge = between(&page, "hx-delete=\"/merges/", "\"").to_owned();
    shop.mia.delete(&format!("/merges/{merge}")).await.is(303);
    assert_eq!(found(&shop.mia, "copper").await, [gone]);
    assert_eq!(found(&shop.mia, "samovar").await, [kept]);
}

#[tokio::test]
async fn pages_follow_each_other_with_nothing_twice_and_nothing_lost() {
    const CONVERSATIONS: usize = 50;
    let shop = Shop::open().await;
    let mut all = Vec::new();
    for number in 0..CONVERSATIONS {
        let visitor = shop.visitor();
        visitor.says(&format!("Parcel {number}: where is it?")).await;
        // Many lines of one conversation, which is shown once.
        visitor.says(&format!("I mean parcel {number}.")).await;
    }
    for view in ["/desk", "/desk?page=1"] {
        all.extend(shop.mia.conversations(view).await);
    }
    all.sort_unstable();
    assert_eq!(all.len(), CONVERSATIONS);
    for order in ["", "&order=newest"] {
        for q in ["parcel", "is:waiting", "-nothing"] {
            let mut seen = Vec::new();
            let mut path = format!("{}{order}", address(&shop.base, q));
            for number in 0.. {
                assert!(number < 10, "it goes on without an end");
                let page = unescaped(&shop.mia.page(&path).await);
                seen.extend(rows(&page));
                // What comes meanwhile does not push what was seen to the next page.
                shop.visitor().says("Another parcel").await;
                match page.split_once("rel=\"next\" href=\"") {
                    Some((_, rest)) => path = rest.split('"').next().unwrap().to_owned(),
                    None => break,
                }
            }
            let shown = seen.len();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), shown, "{q}{order}: something twice");
            let lost: Vec<_> = all.iter().filter(|id| !seen.contains(id)).collect();
            assert!(lost.is_empty(), "{q}{order}: {lost:?} are lost");
        }
    }
}

#[tokio::test]
async fn the_best_answer_is_first_or_the_newest() {
    let shop = Shop::open().await;
    let (_, best) = shop.visitor_says("Oolong, oolong and more oolong.").await;
    let long = format!("{} oolong {}", "So it went on. ".repeat(20), "And so on. ".repeat(20));
    shop.visitor().says(&long).await;
    let newest = shop.mia.finds("So it went on.").await;
    assert_eq!(found(&shop.aiko, "oolong").await, [best, newest]);
    let path = format!("{}&order=newest", address(&shop.base, "oolong"));
    assert_eq!(rows(&shop.aiko.page(&path).await), [newest, best]);
}

#[tokio::test]
async fn whatever_is_typed_is_answered() {
    let shop = Shop::open().await;
    let (_, tea) = shop.visitor_says("Tea for 1 or 2, near the window (5)").await;
    let long = "tea ".repeat(2_500);
    for q in [
        "",
        " ",
        "\"",
        "\"\"",
        "“",
        "-",
        "--",
        "*",
        "te*",
        "\" OR 1",
        "NEAR(tea, 5)",
        "tea NEAR",
        "AND",
        "NOT tea",
        "words:tea",
        "^tea",
        "{words}: tea",
        "tea) OR (tea",
        "tea & !tea",
        "'tea' <-> 'x'",
        "tea:*",
        "\\",
        "%",
        "_",
        "¤",
        "¤k1",
        "¤c tea",
        "☕",
        "👩‍👩‍👧",
        "\u{202e}tea",
        "is:",
        "is:is:",
        "from:",
        "from:\"",
        "from:***",
        "before:30 february",
        "after:99999999999999 days ago",
        "before:-1-1-1",
        "after:9999-12-31",
        "before:0000-01-01",
        "is:open is:closed tag:x team:y assignee:z",
        "-from:nobody",
        "-is:waiting",
        "99999999999999999999",
        "#-1",
        "０１２",
        "SELECT 1; DROP TABLE message; --",
        long.as_str(),
    ] {
        for order in ["", "&order=newest"] {
            let answer = shop.aiko.get(&format!("{}{order}", address(&shop.base, q))).await;
            assert_eq!(answer.status, 200, "{q}: {}", answer.text());
        }
        let palette =
            Url::parse_with_params(&format!("{}/palette", shop.base), [("q", q)]).unwrap();
        shop.aiko.get(palette.as_str()).await.is(200);
    }
    // Nobody types the signs that only the index has.
    let mut with_text = vec!["tea\0", "\u{7}tea", "tea\u{1F}"];
    with_text.push("\" tea");
    for q in with_text {
        assert_eq!(found(&shop.aiko, q).await, [tea], "{q:?}");
    }
    for from in ["", "x", "l", "r1.2", "l99999999999999999999", "c9223372036854775807.1", "l1 OR 1"]
    {
        let path = format!("/search?q=tea&from={from}");
        shop.aiko.get(&path).await.is(200);
    }
    let page = search(&shop.aiko, &long).await;
    assert!(page.contains("only its beginning was searched"), "{page}");
    assert!(long.len() > QUERY_CHARS_MAX);
    // What was typed is still there, as far as it is read.
    let payload = "\"><script>alert(1)</script>";
    let page = shop.aiko.page(&address(&shop.base, payload)).await;
    assert!(!page.contains("<script>alert"), "{page}");
    // Whoever is not on the desk finds nothing.
    shop.aiko.elsewhere().get("/search?q=tea").await.leads_to("/sign-in?next=%2Fsearch%3Fq%3Dtea");
}

#[tokio::test]
async fn what_was_there_before_the_search_is_found_after_the_update() {
    let mut shop = Shop::open().await;
    let (nora, teapot) = shop.visitor_says("An heirloom teapot").await;
    let form = [("name", "Zoë Çelik"), ("email", ""), ("phone", "")];
    shop.aiko.post("/customers", &form).await.is(303);
    for number in 0..250 {
        nora.says(&format!("Message number {number}")).await;
    }
    // As the migration leaves it where nothing was indexed before.
    let migration = include_str!("../../../store/src/migrations/0011_search.sql");
    let (_, places) = migration.split_once("INSERT INTO search_place").unwrap();
    shop.server
        .restart(|database| {
            database.run(&format!(
                "DELETE FROM search_line; DELETE FROM line_words; DELETE FROM customer_words; \
                 INSERT INTO search_place{places}"
            ));
        })
        .await;
    until("all of it to be found", async || {
        let page = search(&shop.mia, "heirloom").await;
        (rows(&page) == [teapot] && !page.contains("is still being made ready")).then_some(())
    })
    .await;
    assert!(search(&shop.mia, "celik").await.contains("Zoë Çelik"));
    assert_eq!(found(&shop.mia, "\"number 0\"").await, [teapot]);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM search_place"), 0);
    // Each message once, and the subject.
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM search_line"), 252);

    // It goes on where it stopped, and does again what it had done without doing it twice.
    let again = "INSERT INTO search_place (what, below, total) SELECT 'messages', MAX(id) + 1, MAX(id) FROM message";
    shop.server.restart(|database| database.run(again)).await;
    until("the rest to be done", async || {
        (shop.database.number("SELECT COUNT(*) FROM search_place") == 0).then_some(())
    })
    .await;
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM search_line"), 252);
    assert_eq!(found(&shop.mia, "heirloom").await, [teapot]);
}

#[tokio::test]
async fn while_it_is_not_finished_the_page_says_so() {
    let mut shop = Shop::open().await;
    let (_, tea) = shop.visitor_says("Some tea").await;
    // Nothing comes of a kind that no version knows: so it is never finished.
    let stuck = "INSERT INTO search_place (what, below, total) VALUES ('customers', 1000000000, 2000000000)";
    shop.server.restart(|database| database.run(stuck)).await;
    let page = search(&shop.mia, "tea").await;
    assert!(page.contains("is still being made ready to be found: 50 % is done"), "{page}");
    // What comes in now is found at once.
    assert_eq!(rows(&page), [tea]);
    shop.database.run("DELETE FROM search_place");
}
