//! All that is kept of a customer, in one file for them.

use std::io::{Cursor, Read};

use serde_json::{Value, json};
use zip::ZipArchive;

use crate::support::{Answer, Shop, unescaped};

/// A file of the archive, as text.
fn inside(answer: &Answer, name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(&answer.bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut text = String::new();
    let file = archive.by_name(name);
    file.unwrap_or_else(|_| panic!("no {name} among {names:?}")).read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn a_customer_gets_all_that_is_kept_of_them_and_nothing_of_others() {
    let shop = Shop::open().await;
    shop.visitor_says("Somebody else asks for rhubarb").await;
    let visitor = shop.visitor();
    let file = visitor.attaches("receipt (1).txt", b"12.00 for a lid").await.is(201);
    let file = file.json()["id"].as_i64().unwrap();
    let said = json!({
        "key": "k", "text": "My <b>lid</b> is cracked.", "attachments": [file],
        "name": "Nora Lindqvist", "email": "nora@tea.example", "time_zone": "Europe/Stockholm",
        "page": { "url": "https://shop.example/lids", "title": "Lids" },
    });
    visitor.posts(&said).await.is(201);
    let conversation = shop.mia.finds("lid").await;
    let sql = format!("SELECT customer_id FROM conversation WHERE id = {conversation}");
    let customer = shop.database.number(&sql);
    shop.mia.replies(conversation, "A new one is on its way.").await.is(201);
    shop.mia.notes(conversation, "She was very kind about it.").await.is(201);
    let mia = shop.mia.id().await.to_string();
    let promise =
        [("what", "Look where the lid is"), ("words", "tomorrow at 12:00"), ("owner", &mia)];
    shop.mia.does(conversation, "promises", &promise).await.is(200);
    let facts = format!("/customers/{customer}/facts");
    shop.mia.post(&facts, &[("fact", "Calls before nine")]).await.is(303);

    let answer = shop.jonas.get(&format!("/customers/{customer}/data.zip")).await.is(200);
    assert_eq!(answer.header("content-type"), "application/zip");
    assert!(answer.header("content-disposition").contains("Nora%20Lindqvist"));
    let data: Value = serde_json::from_str(&inside(&answer, "data.json")).unwrap();
    assert_eq!(data["customer"]["name"], "Nora Lindqvist");
    assert_eq!(data["customer"]["addresses"][0]["value"], "nora@tea.example");
    assert_eq!(data["customer"]["facts"][0]["text"], "Calls before nine");
    assert_eq!(data["browsers"][0]["page_url"], "https://shop.example/lids");
    let thread = &data["conversations"][0];
    let texts: Vec<&str> = thread["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        ["My <b>lid</b> is cracked.", "A new one is on its way.", "She was very kind about it."]
    );
    assert_eq!(thread["promises"][0]["what"], "Look where the lid is");
    assert_eq!(data["conversations"].as_array().unwrap().len(), 1);
    assert_eq!(inside(&answer, &format!("files/{file}-receipt (1).txt")), "12.00 for a lid");

    let page = inside(&answer, "index.html");
    for words in ["Nora Lindqvist", "Calls before nine", "A new one is on its way.", "Look where"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // What somebody wrote stays what it is: words.
    assert!(!page.contains("<b>lid</b>") && unescaped(&page).contains("<b>lid</b>"), "{page}");
    assert!(!page.contains("rhubarb") && !data.to_string().contains("rhubarb"));

    let log = unescaped(&shop.mia.page("/settings/audit").await);
    assert!(log.contains("downloaded all that is kept of a customer"), "{log}");
    assert!(!log.contains("Nora"), "{log}");
    shop.mia.get("/customers/4711/data.zip").await.is(404);
}
