//! How the program starts, and how it says that it cannot.

use std::{net::TcpListener, path::Path, process::Output};

use crate::support::{Database, Mount, Program, Shop};

/// What it said in one sentence for people, when it ended.
#[track_caller]
fn sentence(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(!said.contains("Error") && !said.contains("panicked"), "{said}");
    assert!(output.stdout.is_empty(), "{output:?}");
    said
}

async fn fails(data: &Path, database: &Database, listen: &str) -> String {
    let mut command = Program::command(data, database);
    command.args(["--listen", listen]);
    sentence(&Program::fails(command).await)
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let database = Database::new(&data);
    let program = Program::start(&log, &data, &database, "127.0.0.1:0").await;
    let (base, link) = (program.base.clone(), program.set_up_link.clone().unwrap());
    let shop = Shop::staffed((), &base, &link).await;
    let visitor = shop.visitor();
    visitor.says("Keep this.").await;
    let address = program.address().to_owned();
    program.kill().await;
    database.run(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
         VALUES (999, 'from_later', '2030-01-01T00:00:00Z', '1')",
    );
    let counts = || {
        ["agent", "message", "event", "refinery_schema_history", "invitation"]
            .map(|table| database.number(&format!("SELECT COUNT(*) FROM {table}")))
    };
    let before = counts();

    let said = fails(&data, &database, "127.0.0.1:0").await;
    assert!(said.contains("newer than this Bliss") && said.contains("999"), "{said}");
    assert!(said.contains("Start the newer version"), "{said}");
    assert_eq!(counts(), before);

    // With the version that knows it, all is there.
    database.run("DELETE FROM refinery_schema_history WHERE version = 999");
    let _program = Program::start(&log, &data, &database, &address).await;
    assert_eq!(visitor.texts().await, ["Keep this."]);
}

#[tokio::test]
async fn a_port_in_use_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let database = Database::new(&data);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let said = fails(&data, &database, &address.to_string()).await;
    assert!(said.contains(&format!("Port {} of 127.0.0.1 is in use", address.port())), "{said}");
    assert!(said.contains("choose another with --listen"), "{said}");
    assert!(!data.exists(), "nothing else was touched");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::new(folder.path());
    // A file where the folder should be.
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let said = fails(&file, &database, "127.0.0.1:0").await;
    assert!(said.contains("cannot write to the folder") && said.contains("--data"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "x");
    // A file system that nothing may be written to.
    let at = folder.path().join("read-only");
    std::fs::create_dir(&at).unwrap();
    let Some(_mount) = Mount::new(&at, "ro,size=1m") else { return };
    for data in [at.clone(), at.join("data")] {
        let said = fails(&data, &Database::Sqlite(data.join("bliss.db")), "127.0.0.1:0").await;
        assert!(said.contains("--data") && said.contains("write"), "{said}");
    }
}

#[tokio::test]
async fn a_database_that_is_none_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bliss.db");
    std::fs::write(&file, "This is not a database, but somebody's letter. ".repeat(100)).unwrap();
    let database = Database::Sqlite(file.clone());
    let said = fails(folder.path(), &database, "127.0.0.1:0").await;
    assert!(said.contains("cannot use the database"), "{said}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("This is not a database"));
}

#[tokio::test]
async fn what_was_open_is_open_again_after_a_restart() {
    let mut shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Hello?").await;
    shop.server.restart(|_| {}).await;
    assert!(shop.aiko.is_in().await);
    let mut socket = visitor.listens(0).await;
    socket.message().await;
    shop.aiko.replies(conversation, "Hello again.").await.is(201);
    assert_eq!(socket.message().await["text"], "Hello again.");
}
