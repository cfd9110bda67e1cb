//! Standards: written by leads, read by all, never applied backwards; judged with evidence, contested by one click;
//! and what is heard in a voice stays with whoever talked.

use std::fs;

use reqwest::{Method, multipart};
use serde_json::json;

use crate::{
    calls::asks,
    listen::scene::{Side, wav},
    support::{Clock, Person, Shop, all_between, between, unescaped, until},
};

/// What is filled in for a standard for the chat.
fn filled<'f>(title: &'f str, check: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("title", title),
        ("reach", "chat"),
        ("stage", "start"),
        ("theme", "attitude"),
        ("role", "anybody"),
        ("check", check),
        ("from", "now"),
    ]
}

/// Writes a standard; its id.
async fn writes(person: &Person, title: &str, check: &str) -> String {
    let saved = "/standards?channel=chat&saved";
    person.post("/standards", &filled(title, check)).await.leads_to(saved);
    id_of(person, title).await
}

async fn id_of(person: &Person, title: &str) -> String {
    let page = unescaped(&person.page("/standards?channel=chat").await);
    let before = page.split(&format!("\">{title}</a></h3>")).next().unwrap();
    before.rsplit("/standards/").next().unwrap().to_owned()
}

/// The row of a standard beside a conversation, once it is in that state.
async fn stands(person: &Person, conversation: i64, standard: &str, state: &str) -> String {
    until(state, async || {
        let page = unescaped(&person.opens(conversation).await);
        let (_, row) = page.split_once(&format!("id=\"here-{standard}\">"))?;
        let row = row.split("</li>").next()?.to_owned();
        row.contains(&format!(">{state}</span>")).then_some(row)
    })
    .await
}

/// Where its outcome can be contested.
fn ruling(row: &str) -> String {
    between(row, "hx-post=\"", "\"").to_owned()
}

const HELLO: &str = "Hello, my name is Ana. What does the blue teapot cost?";

#[tokio::test]
async fn leads_take_the_starter_set_and_everybody_reads_it() {
    let shop = Shop::open().await;
    let empty = unescaped(&shop.jonas.page("/standards").await);
    assert!(empty.contains("Take the starter set") && empty.contains("Somebody is there"));
    let aiko = unescaped(&shop.aiko.page("/standards").await);
    assert!(aiko.contains("Nothing is written down yet") && !aiko.contains("Take the starter set"));
    shop.aiko.post("/standards/starter", &[("take", "chat-soon")]).await.is(403);
    shop.aiko.get("/standards/new").await.is(403);

    // Each can be left out.
    let form = [("channel", "chat"), ("take", "chat-soon"), ("take", "chat-greeting")];
    let saved = "/standards?channel=chat&saved=taken";
    shop.jonas.post("/standards/starter", &form).await.leads_to(saved);
    let aiko = unescaped(&shop.aiko.page("/standards").await);
    assert!(aiko.contains("A greeting by name"), "{aiko}");
    assert!(!aiko.contains("Every question is answered"), "{aiko}");
    assert!(aiko.contains("first answer within 5 minutes of open hours"));
    assert!(aiko.contains("What “Standard” means"), "its definition is one click away");
    // Taken twice, it is there once.
    shop.jonas.post("/standards/starter", &form).await.leads_to(saved);
    let page = unescaped(&shop.aiko.page("/standards").await);
    assert_eq!(page.matches("Somebody is there").count(), 1);
    let id = id_of(&shop.aiko, "Somebody is there").await;
    let one = unescaped(&shop.aiko.page(&format!("/standards/{id}")).await);
    assert!(one.contains("<b>Version 1</b>, in force") && one.contains("Jonas Okafor"), "{one}");
    assert!(!one.contains(">Retire<"), "{one}");
}

#[tokio::test]
async fn a_standard_is_never_applied_backwards() {
    let shop = Shop::open().await;
    let (_, before) = shop.visitor_says(HELLO).await;
    let id = writes(&shop.jonas, "A greeting", "first answer has a greeting").await;
    let (_, after) = shop.visitor_says("Do you ship to Norway?").await;
    for conversation in [before, after] {
        shop.aiko.replies(conversation, "It costs 30 euros, I will look it up.").await.is(201);
    }
    let row = stands(&shop.aiko, after, &id, "Not met").await;
    assert!(row.contains("Our first answer has no greeting.") && row.contains("Show me"), "{row}");
    let old = shop.aiko.opens(before).await;
    assert!(!old.contains("standards-here"), "it began before the standard did");

    // A changed check holds for what begins from then on, and for nothing else.
    let path = format!("/standards/{id}/versions");
    let other = filled("A greeting", "no greeting");
    shop.jonas.post(&path, &other).await.leads_to(&format!("/standards/{id}"));
    let (visitor, third) = shop.visitor_says("Is the shop open on Sunday?").await;
    shop.aiko.replies(third, "We are closed on Sundays.").await.is(201);
    stands(&shop.aiko, third, &id, "Met so far").await;
    visitor.says("Thank you!").await;
    let row = stands(&shop.aiko, after, &id, "Not met").await;
    assert!(row.contains("first answer has a greeting"), "{row}");
    let page = unescaped(&shop.aiko.page(&format!("/standards/{id}")).await);
    assert!(
        page.contains("<b>Version 2</b>, in force") && page.contains("<b>Version 1</b>, before")
    );

    // Never from the past; from a day to come it waits, and can be taken back until then.
    let mut past = filled("A greeting", "no blame");
    past.retain(|(name, _)| *name != "from");
    past.extend([("from", "later"), ("day", "2020-01-01")]);
    let refused = shop.jonas.post(&path, &past).await.is(422);
    assert!(unescaped(&refused.text()).contains("nobody is judged by what they were not told"));
    past.pop();
    past.push(("day", "2027-06-01"));
    shop.jonas.post(&path, &past).await.leads_to(&format!("/standards/{id}"));
    let page = unescaped(&shop.aiko.page(&format!("/standards/{id}")).await);
    assert!(page.contains("<b>Version 3</b>, to come") && page.contains("1 June 2027"), "{page}");
    let lead = shop.jonas.page(&format!("/standards/{id}")).await;
    let back = format!("/standard-versions/{}", between(&lead, "/standard-versions/", "\""));
    shop.aiko.post(&back, &[]).await.is(403);
    shop.jonas.post(&back, &[]).await.leads_to(&format!("/standards/{id}"));
    assert!(shop.aiko.page(&format!("/standards/{id}")).await.contains("taken back"));
    shop.jonas.post(&back, &[]).await.is(409);

    // Retired, it judges nothing that begins afterwards.
    shop.jonas.post(&format!("/standards/{id}/retirement"), &[("from", "now")]).await.is(303);
    let (_, fourth) = shop.visitor_says("Another question: which tea is best?").await;
    shop.aiko.replies(fourth, "The green one.").await.is(201);
    stands(&shop.aiko, third, &id, "Met so far").await;
    assert!(!shop.aiko.opens(fourth).await.contains("standards-here"));
}

#[tokio::test]
async fn first_words_that_do_not_come_are_not_met_once_their_time_has_passed() {
    let shop = Shop::open_by(Clock::at("2026-11-23T10:00[Europe/Berlin]"), |_| {}).await;
    let id = writes(&shop.jonas, "Soon", "first answer within 5 minutes").await;
    let (_, conversation) = shop.visitor_says(HELLO).await;
    let row = stands(&shop.aiko, conversation, &id, "Not yet").await;
    assert!(row.contains("Nobody has answered yet."), "{row}");
    // Nothing happens in this conversation: time goes by, and somebody rings.
    shop.clock.passes(6);
    asks(&shop.visitor(), "somebody else").await;
    let row = stands(&shop.aiko, conversation, &id, "Not met").await;
    assert!(row.contains("Nobody answered within 5 minutes."), "{row}");
    // An answer that comes late stays late.
    shop.aiko.replies(conversation, "Hello Ana! It costs 30 euros.").await.is(201);
    until("the late answer", async || {
        let row = stands(&shop.aiko, conversation, &id, "Not met").await;
        row.contains("Our first words came after 6 minutes.").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_persons_word_wins_over_every_later_judgement() {
    let shop = Shop::open().await;
    let id = writes(&shop.jonas, "A greeting", "first answer has a greeting").await;
    let other = writes(&shop.jonas, "No blame", "no blame").await;
    let (visitor, conversation) = shop.visitor_says(HELLO).await;
    shop.aiko.replies(conversation, "Ana! The blue one costs 30 euros.").await.is(201);
    let row = stands(&shop.aiko, conversation, &id, "Not met").await;
    let path = ruling(&row);

    let form = [("outcome", "met"), ("reason", "“Ana!” is how we greet.")];
    let after = unescaped(&shop.aiko.post(&path, &form).await.is(200).text());
    assert!(after.contains("You say that it was met: “Ana!” is how we greet."), "{after}");
    let jonas = stands(&shop.jonas, conversation, &id, "Met").await;
    assert!(jonas.contains("Aiko says that it was met"), "{jonas}");
    // The same again changes nothing, and what is said of one says nothing of another.
    let rulings = || shop.database.number("SELECT COUNT(*) FROM standard_ruling");
    assert_eq!(rulings(), 1);
    shop.aiko.post(&path, &form).await.is(200);
    assert_eq!(rulings(), 1);
    stands(&shop.aiko, conversation, &other, "Met so far").await;

    // It holds when the contact is judged again, and over a restart.
    visitor.says("Fine. Do you ship it?").await;
    shop.aiko.replies(conversation, "Yes, within two days.").await.is(201);
    shop.aiko.does(conversation, "closure", &[]).await.is(200);
    stands(&shop.jonas, conversation, &other, "Met").await;
    stands(&shop.jonas, conversation, &id, "Met").await;

    // Nobody takes back what somebody else said, but says how they see it.
    let refused = shop.jonas.delete(&path).await.is(403);
    assert!(refused.words().contains("Only who said so can take it back"), "{}", refused.words());
    shop.jonas.post(&path, &[("outcome", "no occasion")]).await.is(200);
    stands(&shop.aiko, conversation, &id, "No occasion").await;
    shop.jonas.delete(&path).await.is(200);
    stands(&shop.jonas, conversation, &id, "Met").await;
    shop.aiko.delete(&path).await.is(200);
    stands(&shop.aiko, conversation, &id, "Not met").await;
    shop.aiko.post(&path, &[("outcome", "perhaps")]).await.is(404);
    let long = "x".repeat(301);
    shop.aiko.post(&path, &[("outcome", "met"), ("reason", &long)]).await.is(422);
    shop.aiko.post("/contacts/4711/standards/1/ruling", &[("outcome", "met")]).await.is(404);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_in_words_and_its_opposite_is_told() {
    let shop = Shop::open().await;
    for (check, words) in [
        ("first answer withn 5 minutes", "Did you mean “within”?"),
        ("first answer within 0 minutes", "can never be met"),
        ("first answer has a greeting and no greeting", "exclude each other"),
        ("call: we talk at most 120 %", "100 %"),
        ("call: at most 1 interruption", "a standard for the phone"),
        ("", "Something is missing"),
    ] {
        let refused = shop.jonas.post("/standards", &filled("Something", check)).await.is(422);
        let page = unescaped(&refused.text());
        assert!(page.contains(words), "{check}: {page}");
        assert!(page.contains(check), "what was written is still there");
    }
    let refused = shop.jonas.post("/standards", &filled("", "no blame")).await.is(422);
    assert!(unescaped(&refused.text()).contains("Give it a title"));

    writes(&shop.jonas, "Quick", "first answer within 5 minutes").await;
    let slow = filled("Slow", "first answer not before 10 minutes");
    let told = unescaped(&shop.jonas.post("/standards/understanding", &slow).await.is(200).text());
    assert!(told.contains("It asks for the opposite of “Quick”"), "{told}");
    writes(&shop.jonas, "Slow", "first answer not before 10 minutes").await;
    let page = unescaped(&shop.aiko.page("/standards").await);
    assert!(page.contains("It asks for the opposite of “Quick”"), "{page}");
    assert!(page.contains("It asks for the opposite of “Slow”"), "{page}");

    // Tried before it is kept, on what was there; and nothing of that is kept.
    let (_, conversation) = shop.visitor_says(HELLO).await;
    shop.aiko.replies(conversation, "Hello Ana, it costs 30 euros.").await.is(201);
    let tried = filled("A greeting", "first answer has a greeting");
    until("the answer to be read", async || {
        let told = shop.jonas.post("/standards/understanding", &tried).await.is(200).text();
        told.contains("met in 1 ").then_some(())
    })
    .await;
    // The form without a script: a phrase that is chosen comes back in it.
    let mut add = filled("A greeting", "first answer has a greeting");
    add.push(("add", "no blame"));
    let form = unescaped(&shop.jonas.post("/standards", &add).await.is(200).text());
    assert!(form.contains(">first answer has a greeting and no blame</textarea>"), "{form}");
    assert!(!shop.aiko.page("/standards").await.contains("A greeting"));
}

#[tokio::test]
async fn a_language_that_the_reader_does_not_know_is_no_occasion_and_said_so() {
    let shop = Shop::open().await;
    let id = writes(&shop.jonas, "No blame", "no blame").await;
    let german = "Guten Tag, ich warte seit drei Wochen auf meine Teekanne und bin sehr verärgert.";
    let (_, conversation) = shop.visitor_says(german).await;
    let answer = "Guten Tag, das tut mir sehr leid. Ihre Kanne ist heute unterwegs zu Ihnen.";
    shop.aiko.replies(conversation, answer).await.is(201);
    shop.aiko.does(conversation, "closure", &[]).await.is(200);
    let row = stands(&shop.aiko, conversation, &id, "No occasion").await;
    assert!(row.contains("It is in German, and the reader knows English only."), "{row}");
}

#[tokio::test]
async fn five_thousand_messages_are_judged_and_every_page_opens() {
    let shop = Shop::open().await;
    let id = writes(&shop.jonas, "No blame", "no blame").await;
    let (visitor, conversation) = shop.visitor_says(HELLO).await;
    shop.database.run(&format!(
        "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 5000) \
         INSERT INTO message (conversation_id, agent_id, kind, text, at, sequence) \
         SELECT {conversation}, CASE WHEN n % 2 = 0 THEN 1 END, 'reply', 'It is on its way.', \
         (SELECT opened_at FROM conversation WHERE id = {conversation}) + 1, 1000000 + n FROM number"
    ));
    visitor.says("You see how long this has become.").await;
    shop.aiko.replies(conversation, "You should have read the page.").await.is(201);
    stands(&shop.aiko, conversation, &id, "Not met").await;
    for page in
        [format!("/conversations/{conversation}"), format!("/standards/{id}"), "/standards".into()]
    {
        shop.aiko.page(&page).await;
    }
}

#[tokio::test]
async fn the_standards_for_the_start_stand_beside_a_first_answer() {
    let shop = Shop::open().await;
    writes(&shop.jonas, "A greeting", "first answer has a greeting").await;
    writes(&shop.jonas, "Soon", "first answer within 5 minutes").await;
    let (_, conversation) = shop.visitor_says(HELLO).await;
    assert!(shop.aiko.opens(conversation).await.contains("data-start"));
    let ticked = async |text: &str| {
        let form = [("kind", "reply"), ("text", text)];
        let path = format!("/conversations/{conversation}/check");
        let page = shop.aiko.post(&path, &form).await.is(200).text();
        all_between(&page, "<li data-done=\"", "\"").map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ticked("").await, ["no", "timed"]);
    assert_eq!(ticked("It costs 30 euros.").await, ["no", "timed"]);
    assert_eq!(ticked("Hello Ana, it costs 30 euros.").await, ["yes", "timed"]);
    shop.aiko.replies(conversation, "Hello Ana, it costs 30 euros.").await.is(201);
    assert_eq!(ticked("And it is blue.").await, [""; 0]);
    assert!(!shop.aiko.opens(conversation).await.contains("data-start"));
}

#[tokio::test]
async fn consistency_names_nobody_and_says_when_there_is_too_little() {
    let shop = Shop::open().await;
    let page = unescaped(&shop.aiko.page("/standards/consistency").await);
    assert!(page.contains("Too few contacts to say"), "{page}");
    let id = writes(&shop.jonas, "A greeting", "first answer has a greeting").await;
    for number in 0..12 {
        let (_, conversation) = shop.visitor_says(&format!("Question {number}: is it blue?")).await;
        let answer = if number < 9 { "Hello! Yes, it is." } else { "It is blue and quite large." };
        shop.aiko.replies(conversation, answer).await.is(201);
    }
    let page = until("all to be judged", async || {
        let page = unescaped(&shop.mia.page("/standards/consistency").await);
        page.contains("9 of 12").then_some(page)
    })
    .await;
    assert!(page.contains("between 47 and 91 %"), "{page}");
    assert!(page.contains("Attitude") && page.contains("Chat"), "{page}");
    assert!(!between(&page, "<main", "</main>").contains("Aiko"), "{page}");
    let one = unescaped(&shop.mia.page(&format!("/standards/{id}")).await);
    let missed = between(&one, "id=\"missed\"", "</section>");
    assert_eq!(missed.matches("<li>").count(), 3, "{missed}");
    assert!(!missed.contains("Aiko"), "{missed}");
}

/// Brings a recorded call in which the agent takes the floor once; the address of its replay.
async fn brings_a_call(shop: &Shop, who: &Person) -> String {
    let agent =
        Side::new(30.0).speaks(0.5, 5.0, 190.0).speaks(9.5, 14.0, 200.0).speaks(22.0, 27.0, 190.0);
    let customer = Side::new(30.0).speaks(5.5, 11.5, 120.0).speaks(14.5, 16.0, 120.0);
    let path = shop.data.path().join("call.wav");
    wav(&path, &[&agent, &customer]);
    let file = multipart::Part::bytes(fs::read(&path).unwrap()).file_name("call.wav");
    let form = multipart::Form::new()
        .part("files", file)
        .text("who", "Gerda Lindqvist")
        .text("at", "2026-11-20T14:05")
        .text("subject", "Broken teapot");
    let request = who.request(Method::POST, "/recordings").multipart(form);
    who.send(request).await.is(303).location().to_owned()
}

#[tokio::test]
async fn how_a_voice_stood_to_the_standards_is_its_agents_alone() {
    let shop = Shop::open().await;
    let keys = ["phone-soon", "phone-smile", "phone-interrupt", "phone-share"];
    let mut form = vec![("channel", "phone")];
    form.extend(keys.map(|key| ("take", key)));
    shop.jonas.post("/standards/starter", &form).await.is(303);
    // As if they had been there when the call was held.
    shop.database.run("UPDATE standard_version SET effective_at = 0");
    let replay = brings_a_call(&shop, &shop.aiko).await;
    let own = unescaped(&shop.aiko.page(&replay).await);
    let card = between(&own, "id=\"standards-title\"", "</section>");
    for words in ["Let them finish", "You interrupted once.", "They talk more than we do"] {
        assert!(card.contains(words), "{words}: {card}");
    }
    assert!(card.contains("here__state--met"), "{card}");
    assert!(!card.contains("Picked up soon"), "{card}");
    // An interruption that she contests counts no more.
    let key = all_between(&own, "/moments/", "/note\"").find(|key| key.ends_with("/interruption"));
    let path = format!("{replay}/moments/{}/ruling", key.unwrap());
    shop.aiko.post(&path, &[("ruling", "not an interruption")]).await.is(200);
    assert!(shop.aiko.page(&replay).await.contains("You interrupted 0 times."));
    // What she says of a standard holds, in her corner, until she takes it back.
    let own = unescaped(&shop.aiko.page(&replay).await);
    let met = between(&own, "id=\"own-", "\"").to_owned();
    let path = format!("{replay}/standards/{met}/ruling");
    let said = shop.aiko.post(&path, &[("outcome", "not met")]).await.is(200).text();
    assert!(unescaped(&said).contains("You say that it was not met."), "{said}");
    let again = unescaped(&shop.aiko.page(&replay).await);
    assert!(again.contains("You say that it was not met."), "{again}");
    shop.aiko.post(&path, &[("outcome", "perfect")]).await.is(422);
    let none = format!("{replay}/standards/999/ruling");
    shop.aiko.post(&none, &[("outcome", "met")]).await.is(404);
    for other in [&shop.mia, &shop.jonas] {
        other.post(&path, &[("outcome", "met")]).await.is(404);
        other.delete(&path).await.is(404);
    }
    shop.aiko.delete(&path).await.is(200);
    assert!(!shop.aiko.page(&replay).await.contains("You say that"));

    // A call that rang here is a contact of its own, and says nothing of a voice.
    let visitor = shop.visitor();
    visitor.says("Hello?").await;
    let _page = shop.aiko.comes_to_the_desk().await;
    let call = until("somebody to be at the desk", async || {
        let body = json!({ "key": "k1", "name": "Ana" });
        let request = visitor.request(Method::POST, "calls").json(&body);
        visitor.send(request).await.json()["call"]["id"].as_i64()
    })
    .await;
    visitor.send(visitor.request(Method::DELETE, &format!("calls/{call}"))).await;
    let contact = until("the call to be a contact", async || {
        let id = "SELECT COALESCE(MAX(id), 0) FROM contact WHERE call_id IS NOT NULL";
        Some(shop.database.number(id)).filter(|id| *id > 0)
    })
    .await;
    let voice = "SELECT id FROM standard_version WHERE check_words LIKE 'call:%' LIMIT 1";
    let standard = shop.database.number(&voice.replace("SELECT id", "SELECT standard_id"));
    for person in [&shop.mia, &shop.jonas, &shop.aiko] {
        person.get(&format!("/contacts/{contact}/standards/{standard}/ruling")).await.is(405);
        let path = format!("/contacts/{contact}/standards/{standard}/ruling");
        let refused = person.post(&path, &[("outcome", "met")]).await.is(403);
        assert!(refused.words().contains("between its agent"), "{}", refused.words());
    }
    // No page of anybody else tells of it, whatever their role, and no row of the database.
    let conversation = shop.mia.finds("Broken teapot").await;
    for other in [&shop.mia, &shop.jonas] {
        other.get(&replay).await.is(404);
        for page in [
            "/standards?channel=phone".to_owned(),
            format!("/standards/{standard}"),
            "/standards/consistency".to_owned(),
            "/team-figures".to_owned(),
            format!("/conversations/{conversation}"),
        ] {
            let page = unescaped(&other.page(&page).await);
            for words in ["You interrupted", "of all talk was", "smile is heard in your"] {
                assert!(!page.contains(words), "{words}: {page}");
            }
        }
    }
    let rows = "SELECT COUNT(*) FROM standard_outcome JOIN standard_version \
                ON standard_version.id = standard_outcome.version_id \
                WHERE standard_version.check_words LIKE 'call:%'";
    assert_eq!(shop.database.number(rows), 0);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM team_figure"), 0);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM standard_ruling"), 0);
}
