//! A full disk: what cannot be kept is refused in words, and all is well when there is room again.

use crate::support::{Database, Mount, Program, Shop};

/// Little more than an empty desk needs.
const DISK: &str = "size=6m";
/// What somebody else keeps on it, and takes away at last.
const FILLER_BYTES: usize = 2 * 1024 * 1024;

#[tokio::test]
async fn a_full_disk_refuses_in_words_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    std::fs::create_dir(&data).unwrap();
    let Some(_mount) = Mount::new(&data, DISK) else { return };
    let database = Database::Sqlite(data.join("bliss.db"));
    let program = Program::start(&log, &data, &database, "127.0.0.1:0").await;
    let (base, link) = (program.base.clone(), program.set_up_link.clone().unwrap());
    let shop = Shop::staffed((), &base, &link).await;
    let visitor = shop.visitor();
    visitor.says("before").await;
    let conversation = shop.aiko.finds("before").await;
    let filler = data.join("filler");
    std::fs::write(&filler, vec![0; FILLER_BYTES]).unwrap();

    let mut kept = vec!["before".to_owned()];
    let refused = loop {
        let text = format!("{} {}", kept.len(), "x".repeat(8_000));
        let answer = visitor.sends(&format!("key {}", kept.len()), &text).await;
        if answer.status != 201 {
            break answer.is(507);
        }
        kept.push(text);
        assert!(kept.len() < 1_000, "the disk was never full");
    };
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let words = refused.words();
    assert!(words.contains("disk is full") && words.contains("Nothing that was kept"), "{words}");
    // An agent is told, too; and so is who brings a file.
    let reply = shop.aiko.replies(conversation, &"y".repeat(8_000)).await.is(507);
    assert!(reply.words().contains("disk is full"), "{}", reply.words());
    let file = visitor.attaches("film.txt", &vec![b'x'; 3 * 1024 * 1024]).await.is(507);
    assert!(file.words().contains("disk is full"), "{}", file.words());
    // What is there can be read meanwhile.
    assert_eq!(visitor.texts().await, kept);

    std::fs::remove_file(&filler).unwrap();
    visitor.sends(&format!("key {}", kept.len()), "after").await.is(201);
    kept.push("after".to_owned());
    assert_eq!(visitor.texts().await, kept);
    shop.aiko.replies(conversation, "There is room again.").await.is(201);

    // And after a kill, as it was acknowledged.
    let address = program.address().to_owned();
    program.kill().await;
    let _program = Program::start(&log, &data, &database, &address).await;
    let texts = visitor.texts().await;
    assert_eq!(texts[..kept.len()], kept);
}
