//! The interface for other programs, noun by noun: each answer is also held against the document by the client.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Client, Clock, PNG, Shop, unescaped};

fn ids(list: &[Value]) -> Vec<i64> {
    list.iter().map(|one| one["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_contact_is_brought_answered_and_closed() {
    let shop = Shop::open().await;
    let program = Client::of_all(&shop.mia).await;
    let body = json!({
        "customer": { "name": "Nora Lindqvist", "email": "Nora@example.com", "time_zone": "Europe/Stockholm" },
        "subject": "My teapot leaks", "text": "It arrived today, and there is a crack in it.",
    });
    let made = program.posts("/api/v1/conversations", &body).await.is(201);
    let conversation = made.json();
    let id = conversation["id"].as_i64().unwrap();
    let place = format!("/api/v1/conversations/{id}");
    assert_eq!(made.location(), place);
    assert_eq!(conversation["channel"], "api");
    assert_eq!(conversation["state"], "waiting on us");
    assert_eq!(conversation["assignee_id"], json!(null));
    assert_eq!(program.gets(&place).await.is(200).json(), conversation);

    // At the desk it is there like any other, and unread.
    let page = unescaped(&shop.mia.opens(id).await);
    assert!(page.contains("there is a crack in it") && page.contains("Nora Lindqvist"), "{page}");
    assert_eq!(shop.aiko.conversations("/desk").await, [id]);

    // A note, and a reply with a file.
    let messages = format!("{place}/messages");
    let note = json!({ "kind": "note", "text": "@Aiko has a spare pot." });
    program.posts(&messages, &note).await.is(201);
    let files = format!("{place}/attachments");
    let file = program.uploads(&files, "pot.png", PNG).await.is(201);
    let file_id = file.json()["id"].clone();
    program.gets(file.location()).await.is(404);
    let reply = json!({
        "kind": "reply", "text": "Another pot is on its way.", "key": "order-17", "attachment_ids": [file_id],
    });
    let sent = program.posts(&messages, &reply).await.is(201);
    let again = program.posts(&messages, &reply).await.is(201);
    assert_eq!(sent.json(), again.json(), "the same key is the same message");
    let other = json!({ "kind": "reply", "text": "Never mind.", "key": "order-17" });
    let refused = program.posts(&messages, &other).await.is(422);
    assert!(refused.words().contains("under this key"), "{}", refused.words());
    assert_eq!(program.gets(file.location()).await.is(200).bytes, PNG);
    assert_eq!(program.gets(sent.location()).await.is(200).json(), sent.json());

    let said = program.goes_through(&messages, 2).await;
    let told: Vec<(&str, &str)> = said
        .iter()
        .map(|message| (message["by"].as_str().unwrap(), message["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("customer", "reply"), ("agent", "note"), ("agent", "reply")]);
    assert_eq!(said[2]["attachments"][0]["name"], "pot.png");
    // Whoever answers first has it: it is done in the name of whoever made the token.
    let now = program.gets(&place).await.json();
    assert_eq!(now["assignee_id"], shop.mia.id().await);
    assert_eq!(now["state"], "waiting on customer");

    // Tags, subject, assignment, snooze, closure.
    let tagged = program.puts(&format!("{place}/tags/Late%20Parcel"), &json!({})).await.is(200);
    assert_eq!(tagged.json()["tags"], json!(["late parcel"]));
    assert_eq!(program.goes_through("/api/v1/tags", 1).await[0]["name"], "late parcel");
    let found = "/api/v1/conversations?state=waiting%20on%20customer&tag=late%20parcel&assignee=me";
    assert_eq!(ids(&program.goes_through(found, 5).await), [id]);
    let other = "/api/v1/conversations?state=waiting%20on%20customer&assignee=nobody";
    assert!(program.goes_through(other, 5).await.is_empty());
    let untagged = program.deletes(&format!("{place}/tags/late%20parcel")).await.is(200);
    assert_eq!(untagged.json()["tags"], json!([]));
    let subject = json!({ "subject": "The green teapot" });
    let renamed = program.puts(&format!("{place}/subject"), &subject).await.is(200);
    assert_eq!(renamed.json()["subject"], "The green teapot");
    let aiko = shop.mia.id_of(&shop.aiko).await;
    let to = json!({ "assignee_id": aiko, "team_id": null });
    let given = program.puts(&format!("{place}/assignment"), &to).await.is(200).json();
    assert_eq!((&given["assignee_id"], &given["team_id"]), (&json!(aiko), &json!(null)));
    let until = shop.clock.now() + Duration::from_hours(24);
    let snoozed = json!({ "until": until.to_string() });
    let snoozed = program.posts(&format!("{place}/snooze"), &snoozed).await.is(200).json();
    assert_eq!(snoozed["state"], "snoozed");
    let past = json!({ "until": "2001-01-01T00:00:00Z" });
    program.posts(&format!("{place}/snooze"), &past).await.is(422);
    let woken = program.deletes(&format!("{place}/snooze")).await.is(200).json();
    assert_eq!(woken["state"], "waiting on us");
    let closed = program.posts(&format!("{place}/closure"), &json!({})).await.is(200).json();
    assert_eq!(closed["state"], "closed");
    program.posts(&format!("{place}/closure"), &json!({})).await.is(409);
    let open = program.deletes(&format!("{place}/closure")).await.is(200).json();
    assert_eq!(open["state"], "waiting on us");
}

#[tokio::test]
async fn a_reply_waits_for_its_time_and_leaves_its_writers_own_draft_alone() {
    let shop = Shop::open().await;
    shop.mia.sets_up("60", &[]).await;
    let (visitor, id) = shop.visitor_says("Where is my tea?").await;
    let program = Client::of_all(&shop.mia).await;
    let place = format!("/api/v1/conversations/{id}");
    let draft = format!("/conversations/{id}/drafts/reply");
    shop.mia.put_json(&draft, &json!({ "text": "Let me look", "revision": 0 })).await.is(200);
    shop.mia.attaches(id, "mine.png", PNG).await.is(201);
    let file = program.uploads(&format!("{place}/attachments"), "its.png", PNG).await.is(201);
    let file = file.json()["id"].clone();
    let composer = shop.mia.composer(id, "reply").await;
    assert_eq!((composer.text.as_str(), composer.files.len()), ("Let me look", 1));

    // Somebody's file goes with nobody else's message.
    let other = Client::of_all(&shop.aiko).await;
    let stolen = json!({ "kind": "reply", "text": "x", "attachment_ids": [file] });
    let refused = other.posts(&format!("{place}/messages"), &stolen).await.is(422);
    assert!(refused.words().contains("No file"), "{}", refused.words());

    let seen = program.gets(&format!("{place}/messages")).await.json()["items"][0]["id"].clone();
    let reply =
        json!({ "kind": "reply", "text": "It is here.", "seen": seen, "attachment_ids": [file] });
    let sent = program.posts(&format!("{place}/messages"), &reply).await.is(201);
    assert_eq!(sent.json()["queued"], true);
    let composer = shop.mia.composer(id, "reply").await;
    assert_eq!((composer.text.as_str(), composer.files.len()), ("Let me look", 1));

    // Something came since: nothing is sent, and it is told what came.
    let came = visitor.says("Hello?").await["id"].clone();
    let refused = program.posts(&format!("{place}/messages"), &reply).await;
    assert_eq!(refused.status, 422, "that file is in a message: {}", refused.text());
    let reply = json!({ "kind": "reply", "text": "It is there.", "seen": seen });
    let held = program.posts(&format!("{place}/messages"), &reply).await.is(409).json();
    assert_eq!(held["came"].as_array().unwrap().len(), 1, "{held} {came}");

    // Taken back, it is its writer's draft, with its file. Only they can.
    other.deletes(sent.location()).await.is(403);
    program.deletes(sent.location()).await.is(204);
    program.gets(sent.location()).await.is(404);
    let composer = shop.mia.composer(id, "reply").await;
    assert!(composer.text.contains("It is here.") && composer.text.contains("Let me look"));
    assert_eq!(composer.files.len(), 2);
}

#[tokio::test]
async fn lists_are_gone_through_in_the_order_of_the_desk() {
    let shop = Shop::open_by(Clock::at("2026-11-23T08:00[Europe/Berlin]"), |_| {}).await;
    let program = Client::of_all(&shop.mia).await;
    let mut made = Vec::new();
    for number in 0..7 {
        let body = json!({
            "customer": { "name": format!("Customer {number}") }, "subject": format!("Matter {number}"),
        });
        made.push(program.posts("/api/v1/conversations", &body).await.is(201).json());
        // Some begin at the same moment.
        if number % 2 == 0 {
            shop.clock.passes(1);
        }
    }
    let all = ids(&made);
    assert_eq!(ids(&program.goes_through("/api/v1/conversations", 2).await), all);
    assert_eq!(shop.mia.conversations("/desk").await, all);
    for id in &all[..5] {
        let until = shop.clock.now() + Duration::from_hours(1);
        let place = format!("/api/v1/conversations/{id}");
        if id % 2 == 0 {
            program.posts(&format!("{place}/closure"), &json!({})).await.is(200);
        } else {
            let until = json!({ "until": until.to_string() });
            program.posts(&format!("{place}/snooze"), &until).await.is(200);
        }
    }
    for (state, view) in [("closed", "closed"), ("snoozed", "snoozed"), ("waiting%20on%20us", "")] {
        let list = format!("/api/v1/conversations?state={state}");
        let desk = shop.mia.conversations(&format!("/desk?view={view}")).await;
        for limit in [1, 2, 100] {
            assert_eq!(ids(&program.goes_through(&list, limit).await), desk, "{state} by {limit}");
        }
    }

    // Whoever comes while a list is gone through moves nothing in it.
    let first = program.gets("/api/v1/customers?limit=3").await.json();
    let next = first["next"].as_str().unwrap();
    program.posts("/api/v1/customers", &json!({ "name": "Aaron" })).await.is(201);
    let second = program.gets(&format!("/api/v1/customers?limit=3&cursor={next}")).await.json();
    assert_eq!(second["items"][0]["name"], "Customer 3");
    // A cursor belongs to its list and its filters.
    for elsewhere in ["/api/v1/tags?", "/api/v1/customers?q=Customer&", "/api/v1/conversations?"] {
        let refused = program.gets(&format!("{elsewhere}cursor={next}")).await.is(422);
        assert!(refused.words().contains("cursor"), "{}", refused.words());
    }
    let found = program.goes_through("/api/v1/customers?q=customer%205", 3).await;
    assert_eq!(found.len(), 1);
    assert_eq!(program.goes_through("/api/v1/customers", 3).await.len(), 8);
}

#[tokio::test]
async fn a_customer_is_known_and_nobody_writes_over_what_they_have_not_read() {
    let shop = Shop::open().await;
    let program = Client::of_all(&shop.aiko).await;
    let new = json!({ "name": "Karim Haddad", "phone": "+49 30 1234567", "language": "de" });
    let made = program.posts("/api/v1/customers", &new).await.is(201);
    let place = made.location().to_owned();
    let read = program.gets(&place).await.is(200);
    let tag = read.header("etag").to_owned();
    assert_eq!((made.header("etag"), made.json()), (tag.as_str(), read.json()));
    let to = json!({ "name": "Karim Haddad", "language": "de", "time_zone": "Europe/Berlin" });
    let refused = program.puts(&place, &to).await.is(428);
    assert!(refused.words().contains("If-Match"), "{}", refused.words());
    let changed = program.puts_having_read(&tag, &place, &to).await.is(200);
    assert_ne!(changed.header("etag"), tag);
    // What is written on the old page is not kept.
    let late = json!({ "name": "K. Haddad", "language": null, "time_zone": null });
    program.puts_having_read(&tag, &place, &late).await.is(412);
    assert_eq!(program.gets(&place).await.json()["time_zone"], "Europe/Berlin");
    program.puts_having_read("*", &place, &late).await.is(200);
    program.puts_having_read("*", &place, &json!({ "name": "x" })).await.is(422);

    let address = json!({ "kind": "email", "value": "Karim@Example.com" });
    let known = program.posts(&format!("{place}/addresses"), &address).await.is(200).json();
    assert_eq!(known["addresses"][1]["value"], "karim@example.com");
    let gone = format!("{place}/addresses/email/karim@example.com");
    program.deletes(&gone).await.is(200);
    program.deletes(&gone).await.is(404);
    let fact = json!({ "text": "Prefers green tea." });
    let known = program.posts(&format!("{place}/facts"), &fact).await.is(201).json();
    let fact = &known["facts"][0];
    assert_eq!(fact["agent_id"], shop.aiko.id().await);
    let gone = format!("{place}/facts/{}", fact["id"]);
    program.deletes(&gone).await.is(204);
    assert_eq!(program.gets(&place).await.json()["facts"], json!([]));
    program.gets("/api/v1/customers/4711").await.is(404);
}

#[tokio::test]
async fn a_promise_is_made_moved_kept_and_taken_back() {
    let shop = Shop::open().await;
    let (_, id) = shop.visitor_says("Can you send another?").await;
    let program = Client::of_all(&shop.mia).await;
    let mia = shop.mia.id().await;
    let at = |days: u64| {
        let at = shop.clock.now() + Duration::from_hours(24 * days);
        json!(at.to_string())
    };
    let new = json!({ "what": "Send another pot", "due_at": at(2), "owner_id": mia });
    let made = program.posts(&format!("/api/v1/conversations/{id}/promises"), &new).await.is(201);
    let place = made.location().to_owned();
    assert_eq!(made.json()["status"], "open");
    let moved = program.puts(&format!("{place}/time"), &json!({ "due_at": at(3) })).await.is(200);
    assert_ne!(moved.json()["due_at"], made.json()["due_at"]);
    let nobody = json!({ "owner_id": null, "stand_in_id": null });
    let handed = program.puts(&format!("{place}/owner"), &nobody).await.is(200).json();
    assert_eq!(handed["owner_id"], json!(null));
    let list = "/api/v1/promises?owner=nobody";
    assert_eq!(ids(&program.goes_through(list, 1).await), [made.json()["id"].as_i64().unwrap()]);
    program.posts(&format!("{place}/keeping"), &json!({})).await.is(200);
    assert!(program.goes_through("/api/v1/promises", 5).await.is_empty());
    assert_eq!(program.goes_through("/api/v1/promises?over=true", 5).await.len(), 1);
    assert_eq!(program.deletes(&format!("{place}/keeping")).await.is(200).json()["status"], "open");
    let why = json!({ "why": "The pots come on Friday." });
    let cancelled = program.posts(&format!("{place}/cancellation"), &why).await.is(200).json();
    assert_eq!(cancelled["status"], "cancelled");
    program.deletes(&format!("{place}/cancellation")).await.is(200);
    program.deletes(&place).await.is(204);
    program.gets(&place).await.is(404);
}

#[tokio::test]
async fn canned_replies_and_views_are_whose_they_are() {
    let shop = Shop::open().await;
    let (mia, aiko) = (Client::of_all(&shop.mia).await, Client::of_all(&shop.aiko).await);
    let list = "/api/v1/canned-replies";
    let everybodys = json!({ "title": "On its way", "code": "way", "text": "It is on its way.", "whose": "everybody" });
    let made = mia.posts(list, &everybodys).await.is(201);
    let place = made.location().to_owned();
    let own = json!({ "title": "Mine", "text": "Only mine.", "whose": "mine" });
    let mine = mia.posts(list, &own).await.is(201);
    // An agent's token does no more than the agent may.
    aiko.posts(list, &everybodys).await.is(422);
    aiko.gets(mine.location()).await.is(404);
    aiko.deletes(&place).await.is(403);
    assert_eq!(aiko.goes_through(list, 1).await.len(), 1);
    assert_eq!(mia.goes_through(list, 1).await.len(), 2);
    let tag = aiko.gets(&place).await.is(200).header("etag").to_owned();
    let changed =
        json!({ "title": "On its way", "text": "It is nearly there.", "whose": "everybody" });
    let now = mia.puts_having_read(&tag, &place, &changed).await.is(200);
    assert_eq!((now.header("etag"), &now.json()["code"]), ("\"2\"", &json!(null)));
    mia.puts_having_read(&tag, &place, &changed).await.is(412);
    mia.puts_having_read("\"x\"", &place, &changed).await.is(412);
    mia.posts(list, &json!({ "title": "t", "text": "t", "whose": "team" })).await.is(422);
    mia.deletes(&place).await.is(204);
    mia.gets(&place).await.is(404);

    let view =
        json!({ "name": "Late parcels", "query": "?view=nobodys&tag=late", "everybody": true });
    let made = mia.posts("/api/v1/saved-views", &view).await.is(201);
    assert_eq!(aiko.gets(made.location()).await.is(200).json()["query"], "?view=nobodys&tag=late");
    aiko.deletes(made.location()).await.is(409);
    mia.deletes(made.location()).await.is(204);
    assert!(mia.goes_through("/api/v1/saved-views", 5).await.is_empty());
}

#[tokio::test]
async fn the_desk_itself_is_told_without_its_secrets() {
    let shop = Shop::open().await;
    let program = Client::of_all(&shop.aiko).await;
    let me = program.gets("/api/v1/me").await.is(200).json();
    assert_eq!(me["agent"]["email"], "aiko@tea.example");
    assert_eq!(me["token"]["scopes"], json!(["read", "write", "exports"]));
    let people = program.goes_through("/api/v1/agents", 2).await;
    assert_eq!(people.len(), 3);
    for person in people {
        program.gets(&format!("/api/v1/agents/{}", person["id"])).await.is(200);
    }
    let form = [("name", "Chai"), ("member", &shop.aiko.id().await.to_string())];
    shop.mia.post("/settings/teams", &form).await.is(303);
    let teams = program.goes_through("/api/v1/teams", 5).await;
    assert_eq!(program.gets(&format!("/api/v1/teams/{}", teams[0]["id"])).await.json(), teams[0]);
    let inboxes = program.goes_through("/api/v1/inboxes", 5).await;
    assert_eq!(inboxes[0]["key"], shop.inbox);
    program.gets(&format!("/api/v1/inboxes/{}", inboxes[0]["id"])).await.is(200);
    let chat = shop.mia.page("/settings/chat").await;
    let secret = crate::support::between(&chat, "<div class=\"copy\"><code>", "</code>");
    assert!(!json!(inboxes).to_string().contains(secret));

    // Standards as the page tells them; outcomes are null while there are too few.
    let starters = [("channel", "chat"), ("starter", "chat-first-words")];
    shop.mia.post("/standards/starter", &starters).await;
    for standard in program.goes_through("/api/v1/standards", 3).await {
        assert_eq!(standard["outcomes"], json!(null));
        program.gets(&format!("/api/v1/standards/{}", standard["id"])).await.is(200);
    }
    program.gets("/api/v1/standards/4711").await.is(404);
    assert!(program.goes_through("/api/v1/calls", 5).await.is_empty());
    program.gets("/api/v1/calls/4711").await.is(404);
}

#[tokio::test]
async fn what_was_said_is_searched() {
    let shop = Shop::open().await;
    let program = Client::of_all(&shop.mia).await;
    for number in 0..5 {
        let body = json!({
            "customer": { "name": format!("Customer {number}") }, "subject": format!("Matter {number}"),
            "text": format!("My kettle whistles, and so does number {number}."),
        });
        program.posts("/api/v1/conversations", &body).await.is(201);
    }
    for order in ["", "&newest=true"] {
        let found = program.goes_through(&format!("/api/v1/search?q=kettle{order}"), 2).await;
        let mut conversations: Vec<i64> =
            found.iter().map(|hit| hit["conversation"]["id"].as_i64().unwrap()).collect();
        conversations.sort_unstable();
        conversations.dedup();
        assert_eq!(conversations.len(), 5, "{order}");
        assert!(found[0]["message"]["text"].as_str().unwrap().contains("kettle"));
    }
    for (asked, why) in [
        ("q=", "what to look for"),
        ("", "missing field"),
        ("q=tag:nowhere-at-all", "nowhere-at-all"),
        ("q=tea&order=newest", "unknown field"),
    ] {
        let refused = program.gets(&format!("/api/v1/search?{asked}")).await.is(422);
        assert!(refused.words().contains(why), "{asked}: {}", refused.words());
    }
    let odd = program.gets("/api/v1/search?q=%ff").await;
    assert!([200, 422].contains(&odd.status), "{}", odd.text());
}
