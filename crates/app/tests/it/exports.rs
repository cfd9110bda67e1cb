//! All that is kept, taken along: whole, as it was at one moment, and with nothing in it that is not to leave.

use std::io::{Cursor, Read};

use serde_json::{Value, json};
use zip::ZipArchive;

use crate::support::{Answer, Client, Clock, PASSWORD, Program, Shop, between, unescaped, until};

const MONDAY: &str = "2026-11-23T08:00[Europe/Berlin]";

/// The names of what is in a copy.
fn names(bytes: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive.file_names().map(|name| name.unwrap().into_owned()).collect()
}

/// A file of a copy, as text.
fn inside(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The rows of a noun.
fn rows(bytes: &[u8], noun: &str) -> Vec<Value> {
    let lines = inside(bytes, &format!("{noun}.jsonl"));
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Asks for a copy as Mia, and waits for it; where it is.
async fn makes(shop: &Shop, form: &[(&str, &str)]) -> String {
    shop.mia.post("/settings/export", form).await.leads_to("/settings/export");
    until("the copy is there", async || {
        let page = shop.mia.page("/settings/export").await;
        let is_there = !page.contains("Being made") && page.contains("desk.zip");
        is_there.then(|| {
            format!(
                "/settings/export/{}/desk.zip",
                between(&page, "/settings/export/", "/desk.zip")
            )
        })
    })
    .await
}

async fn fetches(shop: &Shop, place: &str) -> Answer {
    let answer = shop.mia.get(place).await.is(200);
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"desk-"));
    answer
}

#[tokio::test]
async fn all_that_is_kept_is_taken_along_and_nothing_else() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let file = visitor.attaches("receipt (1).txt", b"12.00 for a lid").await.is(201);
    let file = file.json()["id"].as_i64().unwrap();
    let said = json!({
        "key": "k", "text": "=HYPERLINK(\"http://evil.example\")", "attachments": [file],
        "name": "Nora Lindqvist", "email": "nora@tea.example",
    });
    visitor.posts(&said).await.is(201);
    let conversation = shop.mia.finds("HYPERLINK").await;
    let customer = shop.database.number("SELECT MAX(id) FROM customer");
    shop.aiko.replies(conversation, "Hello Nora, two\nlines for you.").await.is(201);
    shop.aiko.notes(conversation, "She was very kind.").await.is(201);
    shop.aiko.does(conversation, "tags", &[("tag", "lids")]).await;
    shop.aiko
        .post(&format!("/customers/{customer}/facts"), &[("fact", "Calls before nine")])
        .await
        .is(303);
    let reply = [("title", "Thanks"), ("text", "Thank you for writing."), ("whose", "everybody")];
    shop.jonas.post("/settings/canned-replies", &reply).await;
    shop.aiko.post("/intention", &[("text", "A quiet mind all day")]).await;
    shop.aiko
        .put(&format!("/conversations/{conversation}/drafts/reply"), &[("text", "half a thought")])
        .await;

    let place = makes(&shop, &[("files", "yes")]).await;
    let answer = fetches(&shop, &place).await;
    let bytes = &answer.bytes;
    let customers = rows(bytes, "customers");
    assert_eq!(customers.len(), 1);
    assert_eq!(
        (&customers[0]["name"], &customers[0]["id"]),
        (&"Nora Lindqvist".into(), &customer.into())
    );
    assert_eq!(rows(bytes, "addresses")[0]["value"], "nora@tea.example");
    assert_eq!(rows(bytes, "facts")[0]["text"], "Calls before nine");
    assert_eq!(rows(bytes, "conversations")[0]["customer_id"], customer);
    assert_eq!(rows(bytes, "conversation_tags")[0]["tags"], "lids");
    let messages = rows(bytes, "messages");
    let texts: Vec<&Value> = messages.iter().map(|message| &message["text"]).collect();
    assert_eq!(
        texts,
        [
            "=HYPERLINK(\"http://evil.example\")",
            "Hello Nora, two\nlines for you.",
            "She was very kind."
        ]
    );
    assert_eq!(messages[2]["kind"], "note");
    assert_eq!(rows(bytes, "agents").len(), 3);
    assert_eq!(rows(bytes, "agents")[0]["role"], "owner");
    assert_eq!(rows(bytes, "attachments")[0]["name"], "receipt (1).txt");
    assert_eq!(inside(bytes, &format!("files/{file}-receipt (1).txt")), "12.00 for a lid");

    // The same for spreadsheets, which compute nothing.
    let csv = inside(bytes, "messages.csv");
    assert!(csv.starts_with("\u{feff}\"id\",\"conversation_id\","), "{csv}");
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\""), "{csv}");
    assert!(csv.contains("\"Hello Nora, two\nlines for you.\"") && csv.ends_with("\r\n"), "{csv}");
    // Each column is told.
    let columns = inside(bytes, "columns.csv");
    for (noun, column) in
        [("messages", "waited_ms"), ("customers", "language"), ("rules", "content")]
    {
        assert!(columns.contains(&format!("\"{noun}\",\"{column}\",")), "{columns}");
    }
    assert!(inside(bytes, "README.txt").contains("RFC 4180"));
    // What is not to leave is nowhere.
    let hash =
        shop.database.number("SELECT COUNT(*) FROM agent WHERE password_hash LIKE '$argon2id%'");
    assert_eq!(hash, 3);
    for name in names(bytes) {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut found = Vec::new();
        archive.by_name(&name).unwrap().read_to_end(&mut found).unwrap();
        let found = String::from_utf8_lossy(&found);
        for secret in ["argon2", PASSWORD, "A quiet mind", "half a thought"] {
            assert!(!found.contains(secret), "{secret} in {name}");
        }
    }
    let log = unescaped(&shop.mia.page("/settings/audit?what=data").await);
    for words in ["made a copy of all that is kept", "downloaded a copy of all that is kept"] {
        assert!(log.contains(words), "{words}: {log}");
    }
}

#[tokio::test]
async fn a_copy_is_an_owners_for_a_day() {
    let mut shop = Shop::open_by(Clock::at(MONDAY), |_| {}).await;
    shop.visitor_says("Good morning").await;
    let place = makes(&shop, &[]).await;
    let bytes = fetches(&shop, &place).await.bytes;
    assert!(!names(&bytes).iter().any(|name| name.starts_with("files/")));
    for person in [&shop.jonas, &shop.aiko] {
        person.get(&place).await.is(403);
        person.get("/settings/export").await.is(403);
        person.post("/settings/export", &[]).await.is(403);
    }
    shop.clock.passes(23 * 60);
    shop.server.restart(|_| {}).await;
    fetches(&shop, &place).await;
    shop.clock.passes(2 * 60);
    shop.mia.get(&place).await.is(404);
    shop.server.restart(|_| {}).await;
    let files = shop.data.path().join("attachments");
    until("its file is deleted", async || {
        let folders = std::fs::read_dir(&files).unwrap().map(|folder| folder.unwrap().path());
        let left: usize = folders.map(|folder| std::fs::read_dir(folder).unwrap().count()).sum();
        (left == 0).then_some(())
    })
    .await;
    // Another one is deleted before its time.
    let place = makes(&shop, &[]).await;
    let removal = place.replace("desk.zip", "removal");
    shop.mia.post(&removal, &[]).await.leads_to("/settings/export");
    shop.mia.get(&place).await.is(404);
}

#[tokio::test]
async fn whoever_is_erased_is_in_no_copy() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let said = json!({ "key": "k", "text": "About rhubarb", "name": "Nora Lindqvist" });
    visitor.posts(&said).await.is(201);
    let customer = shop.database.number("SELECT MAX(id) FROM customer");
    let place = makes(&shop, &[]).await;
    fetches(&shop, &place).await;
    let name = [("name", "Nora Lindqvist")];
    shop.jonas.post(&format!("/customers/{customer}/erasure"), &name).await.is(303);
    shop.mia.get(&place).await.is(404);
    let place = makes(&shop, &[]).await;
    let bytes = fetches(&shop, &place).await.bytes;
    for noun in ["customers", "conversations", "messages"] {
        assert_eq!(rows(&bytes, noun), [Value::Null; 0], "{noun}");
    }
    let files = "SELECT COUNT(*) FROM erased_file";
    until("the first is deleted", async || (shop.database.number(files) == 0).then_some(())).await;
}

#[tokio::test]
async fn a_copy_is_of_one_moment_and_survives_a_restart() {
    let mut shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("The first words").await;
    for number in 0..40 {
        visitor.says(&format!("Number {number}")).await;
    }
    shop.mia.post("/settings/export", &[]).await.is(303);
    shop.server.restart(|_| {}).await;
    // What is written meanwhile is wholly in it or not at all: no message without its conversation.
    for number in 0..20 {
        shop.visitor().says(&format!("Another matter, {number}")).await;
    }
    let place = until("the copy is there", async || {
        let page = shop.mia.page("/settings/export").await;
        let is_there = page.contains("desk.zip");
        is_there.then(|| {
            format!(
                "/settings/export/{}/desk.zip",
                between(&page, "/settings/export/", "/desk.zip")
            )
        })
    })
    .await;
    let bytes = fetches(&shop, &place).await.bytes;
    let conversations: Vec<Value> =
        rows(&bytes, "conversations").into_iter().map(|row| row["id"].clone()).collect();
    assert!(conversations.contains(&conversation.into()));
    let messages = rows(&bytes, "messages");
    assert!(messages.iter().all(|message| conversations.contains(&message["conversation_id"])));
    let of_first = |message: &&Value| message["conversation_id"] == conversation;
    assert_eq!(messages.iter().filter(of_first).count(), 41);
    assert_eq!(inside(&bytes, "messages.csv").matches("\"reply\"").count(), messages.len());
}

#[tokio::test]
async fn a_copy_is_made_at_the_command_line() {
    let shop = Shop::open().await;
    shop.visitor_says("Good morning").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.zip");
    let export = || {
        let mut command = Program::command(shop.data.path(), &shop.database);
        command.arg("export").arg(&file);
        command
    };
    let done = export().output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(String::from_utf8_lossy(&done.stdout).contains("rows"));
    assert_eq!(rows(&std::fs::read(&file).unwrap(), "messages")[0]["text"], "Good morning");
    // Nothing is overwritten.
    let again = export().output().await.unwrap();
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
    let log = unescaped(&shop.mia.page("/settings/audit?what=data").await);
    assert!(log.contains("Whoever runs the server</b> made a copy of all that is kept"), "{log}");
}

#[tokio::test]
async fn a_program_of_an_owner_takes_it_along() {
    let shop = Shop::open().await;
    shop.visitor_says("Good morning").await;
    let owner = Client::of(&shop.mia, &["exports"]).await;
    let lead = Client::of(&shop.jonas, &["exports"]).await;
    let wanted = json!({ "with_files": false });
    lead.posts("/api/v1/exports", &wanted).await.is(403);
    let made = owner.posts("/api/v1/exports", &wanted).await.is(201);
    let place = made.location().to_owned();
    let told = until("the copy is there", async || {
        let told = owner.gets(&place).await.is(200).json();
        (told["state"] == "ready").then_some(told)
    })
    .await;
    assert!(told["size_bytes"].as_i64().unwrap() > 1_000, "{told}");
    for path in [place.clone(), format!("{place}/file")] {
        lead.gets(&path).await.is(403);
    }
    let file = owner.gets(&format!("{place}/file")).await.is(200);
    assert_eq!(rows(&file.bytes, "messages")[0]["text"], "Good morning");
}
