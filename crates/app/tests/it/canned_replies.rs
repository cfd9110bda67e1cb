//! Canned replies: written once, found where one writes, and filled in for whoever is written to.

use crate::support::{Answer, Person, Shop, all_between, between, unescaped, until};

const PLACE: &str = "/settings/canned-replies";

/// The fields of the form, those that are given before those that are not.
fn form<'a>(given: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let rest = [
        ("title", "Sorry for the delay"),
        ("code", "delay"),
        ("text", "{{greeting}}\n\nit is on its way."),
        ("language", ""),
        ("whose", "everybody"),
        ("revision", "0"),
    ];
    let field = |(name, value): (&'a str, &'a str)| {
        let given = given.iter().find(|(own, _)| *own == name);
        (name, given.map_or(value, |(_, value)| *value))
    };
    rest.into_iter().map(field).collect()
}

async fn writes(who: &Person, given: &[(&str, &str)]) -> Answer {
    who.post(PLACE, &form(given)).await
}

/// Writes one; its id.
async fn keeps(who: &Person, given: &[(&str, &str)]) -> i64 {
    writes(who, given).await.leads_to("/settings/canned-replies?saved");
    // The newest has the greatest id.
    ids(who).await.into_iter().max().unwrap()
}

async fn ids(who: &Person) -> Vec<i64> {
    let page = who.page(PLACE).await;
    all_between(&page, "id=\"canned-", "\"").map(|id| id.parse().unwrap()).collect()
}

/// The list where one writes, as it is for what was typed.
async fn typed(who: &Person, conversation: i64, q: &str) -> String {
    let path = format!("/conversations/{conversation}/canned-replies");
    let request = who.request(reqwest::Method::GET, &path).query(&[("q", q)]);
    unescaped(&who.send(request).await.is(200).text())
}

fn titles(html: &str) -> Vec<&str> {
    all_between(html, "<b dir=\"auto\">", "</b>").collect()
}

/// What would be put in of the first.
fn words(html: &str) -> &str {
    between(html, "data-text=\"", "\"")
}

#[tokio::test]
async fn what_is_written_once_is_at_hand_in_every_conversation() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Where is my teapot?").await;
    assert!(shop.mia.page(PLACE).await.contains("What do you write again and again?"));
    assert!(typed(&shop.aiko, conversation, "").await.contains("There are no canned replies yet"));

    let id = keeps(&shop.mia, &[]).await;
    let page = shop.aiko.page(PLACE).await;
    assert!(page.contains("/delay") && page.contains("Not used yet"), "{page}");
    let list = typed(&shop.aiko, conversation, "delay").await;
    assert_eq!(titles(&list), ["Sorry for the delay"]);
    assert_eq!(words(&list), "Hello,\n\nit is on its way.");
    assert!(typed(&shop.aiko, conversation, "teapot").await.contains("has “teapot” in it"));

    // How often it was used is counted, and is no event.
    let events = shop.database.number("SELECT COUNT(*) FROM event");
    for who in [&shop.aiko, &shop.aiko, &shop.jonas] {
        who.post(&format!("/canned-replies/{id}/uses"), &[]).await.is(204);
    }
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM event"), events);
    let page = shop.mia.page(PLACE).await;
    assert!(page.contains("Used 3 times, last today"), "{page}");

    // It is found by whatever it says, with or without marks.
    keeps(&shop.mia, &[("title", "Café crème"), ("code", ""), ("text", "It is back.")]).await;
    assert_eq!(titles(&typed(&shop.aiko, conversation, "cafe").await), ["Café crème"]);
    // What one used oneself stands first.
    assert_eq!(
        titles(&typed(&shop.aiko, conversation, "is").await),
        ["Sorry for the delay", "Café crème"]
    );
    assert!(shop.aiko.page("/settings/canned-replies?q=creme").await.contains("Café crème"));
    let none = shop.aiko.page("/settings/canned-replies?q=strudel").await;
    assert!(none.contains("Nothing found for “strudel”"), "{none}");
}

#[tokio::test]
async fn variables_are_filled_in_for_this_customer_and_what_is_not_known_is_a_gap() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Where is my teapot?").await;
    let text = "👏{{customer.first_name|there}}/{{customer.name}}/{{agent.first_name}}/\
                {{agent.name}}/{{workspace.name}}/{{conversation.subject}}/{{promise.due}}";
    keeps(&shop.mia, &[("text", text)]).await;
    let list = typed(&shop.aiko, conversation, "").await;
    assert_eq!(
        words(&list),
        "👏there/[customer’s name]/Aiko/Aiko Tanaka/The Tea Shop/Where is my teapot?/[by when]"
    );
    // The first gap is where browsers count it.
    let from: usize = between(&list, "data-from=\"", "\"").parse().unwrap();
    let to: usize = between(&list, "data-to=\"", "\"").parse().unwrap();
    assert_eq!((from, to), (8, 25));

    // Now they say who they are, and we promise something.
    let customer =
        between(&shop.mia.opens(conversation).await, "data-customer=\"", "\"").to_owned();
    let described = [("name", "Gerda Brandt"), ("language", "de"), ("time_zone", "Europe/Berlin")];
    shop.mia.post(&format!("/customers/{customer}"), &described).await.is(303);
    let mia = shop.mia.id().await.to_string();
    let promise = [("what", "A new lid"), ("words", "friday 17:00"), ("owner", &mia)];
    shop.mia.does(conversation, "promises", &promise).await.is(200);
    let list = typed(&shop.aiko, conversation, "").await;
    let filled = words(&list);
    assert!(filled.starts_with("👏Gerda/Gerda Brandt/Aiko/"), "{filled}");
    assert!(filled.ends_with(", at 17:00") || filled.ends_with("/today at 17:00"), "{filled}");
    assert!(!list.contains("data-from"), "{list}");

    // A greeting is in the language of the words that follow it; a date among them in figures.
    keeps(
        &shop.mia,
        &[
            ("title", "Auf dem Weg"),
            ("code", "weg"),
            ("language", "de"),
            ("text", "{{greeting}} bis {{promise.due}}."),
        ],
    )
    .await;
    let list = typed(&shop.aiko, conversation, "weg").await;
    let filled = words(&list);
    assert!(filled.contains("Gerda, bis 20") && filled.ends_with(", 17:00."), "{filled}");
    // … and those in the customer's language stand before those in another.
    keeps(&shop.mia, &[("title", "A"), ("code", "a"), ("language", "fr"), ("text", "x")]).await;
    assert_eq!(titles(&typed(&shop.aiko, conversation, "").await).last(), Some(&"A"));
}

#[tokio::test]
async fn ones_own_are_nobody_elses_and_a_teams_are_the_teams() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    let team = [("name", "Workshop"), ("member", &shop.jonas.id().await.to_string())];
    shop.mia.post("/settings/teams", &team).await.leads_to("/settings/teams?saved");
    let whose =
        between(&shop.mia.page(&format!("{PLACE}/new")).await, "value=\"team-", "\"").to_owned();
    let whose = format!("team-{whose}");

    let own = keeps(&shop.aiko, &[("title", "Aiko's"), ("whose", "own")]).await;
    // The same code is free for others: it is theirs.
    let teams = keeps(&shop.mia, &[("title", "Workshop's"), ("whose", &whose)]).await;
    let all = keeps(&shop.jonas, &[("title", "Everybody's")]).await;

    for (who, seen) in [
        (&shop.aiko, vec!["Aiko's", "Everybody's"]),
        (&shop.jonas, vec!["Everybody's", "Workshop's"]),
        (&shop.mia, vec!["Everybody's", "Workshop's"]),
    ] {
        assert_eq!(titles(&typed(who, conversation, "").await), seen);
    }
    // A guessed id leads nowhere, whoever guesses.
    for (who, id) in [(&shop.mia, own), (&shop.jonas, own), (&shop.aiko, teams), (&shop.mia, 4711)]
    {
        who.get(&format!("{PLACE}/{id}/edit")).await.is(404);
        who.get(&format!("{PLACE}/new?copy={id}")).await.is(404);
        who.post(&format!("{PLACE}/{id}"), &form(&[("revision", "1")])).await.is(404);
        who.post(&format!("{PLACE}/{id}/removal"), &[]).await.is(404);
        who.delete(&format!("{PLACE}/{id}/removal")).await.is(404);
        who.post(&format!("/canned-replies/{id}/uses"), &[]).await.is(404);
        let page = who.page(&format!("{PLACE}?removed={id}")).await;
        assert!(!page.contains("is removed."), "{page}");
    }
    // An agent uses what is shared, copies it, and does not change it.
    let copy = format!("{PLACE}/new?copy={all}");
    shop.aiko.get(&format!("{PLACE}/{all}/edit")).await.leads_to(&copy);
    assert!(shop.aiko.page(&copy).await.contains("value=\"Everybody&#39;s\""));
    let change = form(&[("revision", "1"), ("whose", "own")]);
    shop.aiko.post(&format!("{PLACE}/{all}"), &change).await.is(403);
    shop.aiko.post(&format!("{PLACE}/{all}/removal"), &[]).await.is(403);
    for whose in ["everybody", &whose] {
        let refused = writes(&shop.aiko, &[("code", "x"), ("whose", whose)]).await.is(422);
        assert!(refused.words().contains("Keep this one as yours alone"), "{}", refused.words());
    }
    assert_eq!(ids(&shop.aiko).await.len(), 2);
}

#[tokio::test]
async fn what_cannot_be_kept_is_said_beside_the_words() {
    let shop = Shop::open().await;
    keeps(&shop.mia, &[]).await;
    let long = "x".repeat(10_001);
    for (given, why) in [
        (("title", " "), "Give it a title"),
        (("title", &long[..81]), "at most 80 characters"),
        (("code", "two words"), "one word of letters"),
        (("code", "/Delay"), "The short code “delay” is that of “Sorry for the delay”"),
        (("text", " \n "), "Write the words"),
        (("text", &long), "10,001 characters"),
        (("text", "Dear {{customer.frist_name}}"), "Did you mean “{{customer.first_name}}”?"),
        (("text", "Dear {{weather}}"), "There is no “{{weather}}”"),
        (("text", "Dear {{customer.name"), "is opened and never closed"),
        (("language", "<script>"), "Choose the language"),
        (("whose", "team-4711"), "That team is gone"),
        (("whose", "the-queen"), "Choose whose it is"),
    ] {
        let mut fields = vec![("code", "other")];
        fields.insert(0, given);
        let answer = writes(&shop.mia, &fields).await.is(422);
        let words = answer.words();
        assert!(words.contains(why), "{given:?}: {words}");
        // What was typed is still there.
        let page = unescaped(&answer.text());
        assert!(page.contains(given.1) || given.0 != "text", "{given:?}");
    }
    assert_eq!(ids(&shop.mia).await.len(), 1);

    // What was pasted from a page stays words, wherever it is shown.
    let html = "<p onclick=\"alert(1)\">Hello</p><script>alert(1)</script>";
    let id = keeps(&shop.mia, &[("code", "html"), ("title", html), ("text", html)]).await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    let path = format!("/conversations/{conversation}/canned-replies?q=html");
    for page in [PLACE, &format!("{PLACE}/{id}/edit"), &path] {
        let page = shop.mia.page(page).await;
        assert!(!page.contains("<script>alert") && !page.contains("<p onclick"), "{page}");
    }
    assert_eq!(
        between(&shop.mia.page(&format!("{PLACE}/{id}/edit")).await, "rows=\"8\"", "</textarea>")
            .matches("&#60;")
            .count(),
        4
    );
    // Whatever is typed, there is a list for it.
    for q in ["", "%", "_", "'", "\u{0}", "\u{202E}", "a\u{301}", &long[..3000]] {
        typed(&shop.mia, conversation, q).await;
    }
    shop.mia.get("/conversations/4711/canned-replies").await.is(404);
}

#[tokio::test]
async fn whoever_is_second_is_told_and_keeps_their_words() {
    let shop = Shop::open().await;
    let id = keeps(&shop.mia, &[]).await;
    let path = format!("{PLACE}/{id}");
    let change = form(&[("text", "Jonas's words"), ("revision", "1")]);
    shop.jonas.post(&path, &change).await.leads_to("/settings/canned-replies?saved");
    let change = form(&[("text", "Mia's words"), ("revision", "1")]);
    let answer = shop.mia.post(&path, &change).await.is(409);
    let page = unescaped(&answer.text());
    assert!(page.contains("Jonas changed it while you wrote"), "{page}");
    assert!(
        page.contains("Jonas's words</p>") && page.contains("Mia's words</textarea>"),
        "{page}"
    );
    // Now they know.
    let revision = between(&page, "name=\"revision\" value=\"", "\"").to_owned();
    let change = form(&[("text", "Mia's words"), ("revision", &revision)]);
    shop.mia.post(&path, &change).await.leads_to("/settings/canned-replies?saved");
    assert!(unescaped(&shop.aiko.page(PLACE).await).contains("Mia's words"));

    // What was removed meanwhile can be kept as a new one.
    shop.jonas.post(&format!("{path}/removal"), &[]).await.is(303);
    shop.mia.get(&format!("{path}/edit")).await.is(404);
    let change = form(&[("text", "Mia's last words"), ("revision", "3")]);
    let page = unescaped(&shop.mia.post(&path, &change).await.is(409).text());
    assert!(page.contains("It was removed while you wrote"), "{page}");
    assert!(page.contains(&format!("action=\"{PLACE}\"")), "{page}");
    assert!(page.contains("Mia's last words</textarea>"), "{page}");
}

#[tokio::test]
async fn what_was_removed_comes_back_by_an_undo() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    let id = keeps(&shop.mia, &[]).await;
    let removal = format!("{PLACE}/{id}/removal");
    let removed = format!("{PLACE}?removed={id}");
    shop.mia.post(&removal, &[]).await.leads_to(&removed);
    assert!(shop.mia.page(&removed).await.contains("“Sorry for the delay” is removed."));
    // Twice is once; and nobody is offered the undo who may not.
    shop.mia.post(&removal, &[]).await.leads_to(&removed);
    assert!(!shop.aiko.page(&removed).await.contains("is removed."));
    assert!(typed(&shop.aiko, conversation, "").await.contains("There are no canned replies yet"));
    shop.mia.delete(&removal).await.leads_to("/settings/canned-replies?saved=back");
    assert_eq!(titles(&typed(&shop.aiko, conversation, "").await), ["Sorry for the delay"]);

    // Its code went to another meanwhile: it comes back without.
    shop.mia.post(&removal, &[]).await.leads_to(&removed);
    keeps(&shop.mia, &[("title", "The new one")]).await;
    let back = shop.mia.delete(&removal).await.is(303);
    let page = shop.mia.page(back.location()).await;
    assert!(
        page.contains("without its short code: that is the one of “The new one” now"),
        "{page}"
    );
    assert_eq!(
        titles(&typed(&shop.aiko, conversation, "delay").await),
        ["The new one", "Sorry for the delay"]
    );
}

#[tokio::test]
async fn a_starter_is_a_beginning_and_is_kept_by_nobody_but_whoever_writes_it() {
    let shop = Shop::open().await;
    let page = shop.aiko.page(PLACE).await;
    let starters: Vec<&str> = all_between(&page, "new?starter=", "\"").collect();
    assert_eq!(starters.len(), 6, "{page}");
    for key in starters {
        let page = shop.aiko.page(&format!("{PLACE}/new?starter={key}")).await;
        let title = between(between(&page, "id=\"title\"", ">"), "value=\"", "\"");
        assert!(!title.is_empty(), "{page}");
        assert!(!page.contains("field__error"), "{page}");
    }
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM canned_reply"), 0);

    // How it reads is told as it is written.
    let given = [("text", "Dear {{customer.first_name}}, by {{promise.due}}")];
    let preview = shop.aiko.post(&format!("{PLACE}/preview"), &given).await.is(200).text();
    assert!(preview.contains("Dear Nora, by <mark>[by when]</mark>"), "{preview}");
    let given = [("text", "Dear {{nobody.frist_name}}")];
    let preview = shop.aiko.post(&format!("{PLACE}/preview"), &given).await.is(200).text();
    assert!(preview.contains("There is no"), "{preview}");
}

#[tokio::test]
async fn a_gap_that_is_left_is_told_before_it_is_sent_in_any_language() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Hello, is the teapot back?").await;
    let check = |text: &'static str| {
        let path = format!("/conversations/{conversation}/check");
        let aiko = &shop.aiko;
        async move {
            let form = [("kind", "reply"), ("text", text)];
            unescaped(&aiko.post(&path, &form).await.is(200).text())
        }
    };
    let gap = "Hello 👏 [customer’s first name], the teapot is back. Goodbye!";
    let html = check(gap).await;
    assert!(
        html.contains("data-hint=\"gap\"")
            && html.contains("<q dir=\"auto\">[customer’s first name]</q>"),
        "{html}"
    );
    let place = between(&html, "data-go-to data-from=\"", "\"");
    assert_eq!(place, "9");
    let html = check("Vielen Dank für Ihre Geduld, die Kanne kommt [by when] bei Ihnen an.").await;
    assert!(html.contains("data-hint=\"gap\"") && html.contains("This is in German"), "{html}");
    let html = check("Hello [sic], the teapot is back. Goodbye!").await;
    assert!(!html.contains("data-hint=\"gap\""), "{html}");
    // It is no gate.
    shop.aiko.replies(conversation, gap).await.is(201);
    until("the reply", async || visitor.texts().await.contains(&gap.to_owned()).then_some(()))
        .await;
}

#[tokio::test]
async fn what_changes_is_an_event_and_what_is_full_is_said() {
    let shop = Shop::open().await;
    let id = keeps(&shop.mia, &[]).await;
    shop.mia.post(&format!("{PLACE}/{id}"), &form(&[("revision", "1")])).await.is(303);
    shop.mia.post(&format!("{PLACE}/{id}/removal"), &[]).await.is(303);
    shop.mia.delete(&format!("{PLACE}/{id}/removal")).await.is(303);
    assert_eq!(
        shop.database.number("SELECT COUNT(*) FROM event WHERE kind = 'canned-replies.changed'"),
        4
    );
    shop.database.run(
        "INSERT INTO canned_reply (title, words, revision, changed_by) \
         SELECT 'more', 'x', 1, 1 FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL \
         SELECT i + 1 FROM n WHERE i < 499) SELECT i FROM n) AS numbers",
    );
    let refused = writes(&shop.mia, &[("code", "x")]).await.is(422);
    assert!(refused.words().contains("There are 500 of them already"), "{}", refused.words());
    writes(&shop.mia, &[("code", "x"), ("whose", "own")]).await.is(303);
    let (_, conversation) = shop.visitor_says("Hello?").await;
    let list = typed(&shop.aiko, conversation, "").await;
    assert_eq!(titles(&list).len(), 6);
    assert!(list.contains("494 more"), "{list}");
}
