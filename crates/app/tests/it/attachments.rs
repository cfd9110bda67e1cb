//! Files: which are taken, how they are served, and that nothing of the others is kept.

use std::{
    fs::File,
    path::Path,
    time::{Duration, SystemTime},
};

use serde_json::json;

use crate::support::{Answer, PNG, Shop};

/// Files below a folder.
fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

/// A file that is taken for a reason of its own.
fn refused() -> Vec<(&'static str, String, Vec<u8>, &'static str)> {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    let exe = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec();
    let named = |name: &str| name.to_owned();
    vec![
        ("an SVG", named("logo.svg"), svg.to_vec(), "Pictures, PDF"),
        ("an SVG that says it is a picture", named("logo.png"), svg.to_vec(), "Rename it"),
        ("a web page", named("page.html"), b"<script>alert(1)</script>".to_vec(), "Pictures, PDF"),
        (
            "a web page that says it is a picture",
            named("page.jpg"),
            b"<html>".to_vec(),
            "Rename it",
        ),
        ("a program", named("setup.exe"), exe.clone(), "Pictures, PDF"),
        ("a program that says it is a picture", named("cat.png"), exe, "Rename it"),
        ("a picture that says it is a text", named("cat.txt"), PNG.to_vec(), "Rename it"),
        ("nothing", named("empty.txt"), Vec::new(), "Choose it again"),
        ("a name without a kind", named("README"), b"x".to_vec(), "Pictures, PDF"),
        ("a name that leads elsewhere", named("../../bliss.txt"), b"x".to_vec(), "Rename it"),
        (
            "a name that leads elsewhere on Windows",
            named(r"..\bliss.txt"),
            b"x".to_vec(),
            "Rename it",
        ),
        (
            "a name of 4000 characters",
            format!("{}.txt", "x".repeat(3996)),
            b"x".to_vec(),
            "Rename it",
        ),
        ("a name that turns around", named("photo\u{202e}gpj.txt"), b"x".to_vec(), "Rename it"),
        ("a name that isolates", named("a\u{2066}b.txt"), b"x".to_vec(), "Rename it"),
        (
            "a byte more than 25 MB",
            named("film.txt"),
            vec![b'x'; 25 * 1024 * 1024 + 1],
            "Send a smaller one",
        ),
    ]
}

#[track_caller]
fn is_refused(answer: &Answer, what: &str, advice: &str) {
    assert!((400..500).contains(&answer.status), "{what}: {} {}", answer.status, answer.text());
    let words = answer.words();
    assert!(words.contains(advice), "{what}: {words}");
}

#[tokio::test]
async fn bad_files_of_visitors_are_refused_kindly_and_not_kept() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    for (what, name, bytes, advice) in refused() {
        let answer = visitor.attaches(&name, &bytes).await;
        assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
        is_refused(&answer, what, advice);
    }
    assert_eq!(files(&shop.data.path().join("attachments")), 0);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM attachment"), 0);
}

#[tokio::test]
async fn bad_files_of_agents_are_refused_kindly_and_not_kept() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Send me everything.").await;
    for (what, name, bytes, advice) in refused() {
        let answer = shop.aiko.attaches(conversation, &name, &bytes).await;
        is_refused(&answer, what, advice);
    }
    assert_eq!(files(&shop.data.path().join("attachments")), 0);
    assert!(shop.aiko.composer(conversation, "reply").await.files.is_empty());
}

#[tokio::test]
async fn a_file_of_exactly_25_mb_is_taken() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let film = vec![b'x'; 25 * 1024 * 1024];
    let kept = visitor.attaches("film.txt", &film).await.is(201).json();
    assert_eq!(kept["size"], film.len());
    assert_eq!(visitor.file(kept["id"].as_i64().unwrap()).await.is(200).bytes, film);
}

#[tokio::test]
async fn nothing_in_a_file_can_run_on_the_desks_pages() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let text = visitor.attaches("a \"bill\" ü.txt", b"see <script>").await.is(201).json();
    let picture = visitor.attaches("cat.png", PNG).await.is(201).json();
    assert_eq!((&picture["width"], &picture["media_type"]), (&1.into(), &"image/png".into()));
    let ids = [text["id"].as_i64().unwrap(), picture["id"].as_i64().unwrap()];
    visitor.posts(&json!({ "key": "1", "text": "Here.", "attachments": ids })).await.is(201);
    let page = shop.aiko.opens(shop.aiko.finds("Here.").await).await;
    assert!(page.contains(&format!("/attachments/{}/", ids[0])), "{page}");

    for (id, disposition, media_type) in
        [(ids[0], "attachment; ", "text/plain"), (ids[1], "inline; ", "image/png")]
    {
        for file in [visitor.file(id).await, shop.aiko.get(&format!("/attachments/{id}/x")).await] {
            let file = file.is(200);
            assert_eq!(file.header("x-content-type-options"), "nosniff");
            assert_eq!(file.header("content-security-policy"), "default-src 'none'; sandbox");
            assert_eq!(file.header("content-type"), media_type);
            let given = file.header("content-disposition");
            assert!(given.starts_with(disposition), "{given}");
        }
    }
    let given = visitor.file(ids[0]).await;
    let given = given.header("content-disposition");
    assert!(given.ends_with("filename*=UTF-8''a%20%22bill%22%20%C3%BC.txt"), "{given}");
}

#[tokio::test]
async fn what_an_upload_left_is_cleared_and_what_is_being_brought_stays() {
    let mut shop = Shop::open().await;
    let unfinished = shop.data.path().join("attachments/unfinished");
    for (name, ago) in [("left", Duration::from_hours(2)), ("coming", Duration::ZERO)] {
        let file = File::create_new(unfinished.join(name)).unwrap();
        file.set_modified(SystemTime::now() - ago).unwrap();
    }
    shop.server.restart(|_| {}).await;
    assert!(!unfinished.join("left").exists());
    assert!(unfinished.join("coming").exists());
}

#[tokio::test]
async fn the_same_file_brought_again_is_the_same_file() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let bring = async || {
        let request = visitor.request(reqwest::Method::POST, "attachments");
        let form = reqwest::multipart::Form::new()
            .part("file", reqwest::multipart::Part::bytes(PNG.to_vec()).file_name("cat.png"));
        let request = request.header("bliss-key", "once").multipart(form);
        visitor.send(request).await.is(201).json()["id"].as_i64().unwrap()
    };
    let (first, again) = (bring().await, bring().await);
    assert_eq!(first, again);
    assert_eq!(files(&shop.data.path().join("attachments")), 1);
}

#[tokio::test]
async fn a_message_has_at_most_ten_files_each_sent_once() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let mut ids = Vec::new();
    for number in 0..11 {
        let file = visitor.attaches(&format!("{number}.txt"), b"x").await.is(201).json();
        ids.push(file["id"].as_i64().unwrap());
    }
    let all = json!({ "key": "1", "attachments": ids });
    assert!(visitor.posts(&all).await.is(422).words().contains("at most 10"));
    visitor.posts(&json!({ "key": "2", "attachments": ids[..10] })).await.is(201);
    let again = visitor.posts(&json!({ "key": "3", "attachments": ids[..1] })).await.is(422);
    assert!(again.words().contains("Choose it again"), "{}", again.words());
    assert_eq!(visitor.messages().await.len(), 1);
}

#[tokio::test]
async fn a_file_is_taken_out_of_a_draft_by_its_writer_alone() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    shop.aiko.attaches(conversation, "cat.png", PNG).await.is(201);
    let id = shop.aiko.composer(conversation, "reply").await.files[0];
    let path = format!("/conversations/{conversation}/attachments/{id}");
    shop.jonas.delete(&path).await.is(404);
    shop.aiko.delete(&path).await.is(204);
    assert!(shop.aiko.composer(conversation, "reply").await.files.is_empty());
}
