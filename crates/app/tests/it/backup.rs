//! Everything that is kept, in one file and back again: also while people write, and never half.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::Output,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use tempfile::TempDir;
use tokio::{process::Command, task::JoinSet};

use crate::support::{Browser, Database, Mount, PNG, Program, Shop};

/// A desk with something in it, as a program of its own.
struct Desk {
    folder: TempDir,
    data: PathBuf,
    database: Database,
}

impl Desk {
    async fn open() -> (Self, Shop<Program>) {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let database = Database::new(&data);
        let log = folder.path().join("log");
        let program = Program::start(&log, &data, &database, "127.0.0.1:0").await;
        let (base, link) = (program.base.clone(), program.set_up_link.clone().unwrap());
        let shop = Shop::staffed(program, &base, &link).await;
        shop.mia.sets_up("0", &[]).await;
        (Self { folder, data, database }, shop)
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Program::command(&self.data, &self.database);
        command.args(arguments);
        command
    }

    async fn backs_up(&self, to: &Path) -> String {
        well(&Program::runs(self.command(&["backup", text(to)])).await)
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What it said when it was done.
#[track_caller]
fn well(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What it said in one sentence for people, when it did nothing.
#[track_caller]
fn ill(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{output:?}");
    assert!(!said.contains("panicked") && output.stdout.is_empty(), "{output:?}");
    said.trim_end().to_owned()
}

async fn restores(from: &Path, data: &Path, database: &Database) -> Output {
    let mut command = Program::command(data, database);
    command.args(["restore", text(from)]);
    Program::runs(command).await
}

async fn checks(archive: &Path, desk: &Desk) -> Output {
    Program::runs(desk.command(&["backup", "--check", text(archive)])).await
}

/// What is in a folder, at its top.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn what_was_acknowledged_before_a_backup_of_a_running_desk_is_there_after_it() {
    let (desk, shop) = Desk::open().await;
    let address = shop.server.address().to_owned();
    // Some who wrote, with a file; and some who go on writing all the while.
    let nora = shop.visitor();
    nora.says("Here is a picture of it.").await;
    let file = nora.attaches("teapot.png", PNG).await.is(201).json()["id"].as_i64();
    let file = file.unwrap();
    let body = serde_json::json!({ "key": "with the file", "text": "Do you see it?", "attachments": [file] });
    nora.posts(&body).await.is(201);
    let conversation = shop.aiko.finds("Here is a picture").await;
    shop.aiko.replies(conversation, "I see it, and a new one is on its way.").await.is(201);
    let before = nora.texts().await;
    assert_eq!(before.len(), 3);

    let enough = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for writer in 0..4 {
        let (visitor, enough) = (shop.visitor(), Arc::clone(&enough));
        writers.spawn(async move {
            let mut said = 0;
            while !enough.load(Ordering::SeqCst) {
                visitor.says(&format!("{writer}: message {said}")).await;
                visitor.attaches("note.txt", format!("{writer} {said}").as_bytes()).await.is(201);
                said += 1;
                if said == 20 {
                    // No more files may wait than that.
                    break;
                }
            }
            said
        });
    }
    let archive = desk.place("bliss.tar.gz");
    let said = desk.backs_up(&archive).await;
    enough.store(true, Ordering::SeqCst);
    writers.join_all().await;
    assert!(said.contains("3 agents, "), "{said}");
    // It is nobody else's to read, and nothing is beside it.
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&archive).unwrap().permissions())
            & 0o777,
        0o600
    );
    assert_eq!(names(desk.folder.path()), ["bliss.tar.gz", "data", "log"]);
    // The server went on.
    nora.says("And one more thing.").await;
    let said = well(&checks(&archive, &desk).await);
    assert!(said.contains("bliss.tar.gz is whole. It was made on "), "{said}");

    let Shop { mia, aiko, server, .. } = shop;
    server.kill().await;
    let elsewhere = desk.place("elsewhere");
    let database = Database::new(&elsewhere);
    let said = well(&restores(&archive, &elsewhere, &database).await);
    assert!(said.contains("All of it is as it was.") && said.contains("3 agents, "), "{said}");
    assert!(
        !names(&elsewhere).iter().any(|name| name.starts_with("restoring")),
        "{:?}",
        names(&elsewhere)
    );

    let _program = Program::start(&desk.place("log"), &elsewhere, &database, &address).await;
    assert_eq!(nora.texts().await, before);
    assert_eq!(nora.file(file).await.is(200).bytes, PNG);
    assert!(mia.is_in().await, "a session is kept, too");
    aiko.elsewhere().signs_in().await.leads_to("/today");
    assert_eq!(aiko.finds("Here is a picture").await, conversation);
    // Whatever the copy names is there.
    let waiting = database.number("SELECT COUNT(*) FROM attachment");
    let kept = files_below(&elsewhere.join("attachments"));
    assert!(kept >= usize::try_from(waiting).unwrap(), "{kept} files for {waiting} rows");
    nora.says("It is as if nothing had happened.").await;
}

fn files_below(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

/// An archive, unpacked.
fn unpacked(archive: &Path) -> Vec<u8> {
    let mut tar = Vec::new();
    GzDecoder::new(fs::File::open(archive).unwrap()).read_to_end(&mut tar).unwrap();
    tar
}

/// The same files and others after them, as an archive.
fn with(archive: &Path, more: impl Fn(&mut tar::Builder<Vec<u8>>, &str, &[u8]) -> bool) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let bytes = unpacked(archive);
    let mut from = tar::Archive::new(bytes.as_slice());
    for entry in from.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if more(&mut builder, &name, &bytes) {
            put(&mut builder, &name, &bytes);
        }
    }
    packed(&builder.into_inner().unwrap())
}

fn packed(tar: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(tar).unwrap();
    encoder.finish().unwrap()
}

/// Adds a file under a name, whatever that is.
fn put(builder: &mut tar::Builder<Vec<u8>>, name: &str, bytes: &[u8]) {
    put_as(builder, name, bytes, tar::EntryType::Regular);
}

fn put_as(builder: &mut tar::Builder<Vec<u8>>, name: &str, bytes: &[u8], kind: tar::EntryType) {
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    if kind == tar::EntryType::Symlink {
        header.set_link_name("/etc").unwrap();
    }
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    builder.append(&header, bytes).unwrap();
}

/// Archives that are not whole or not ours, and what is said of each.
fn bad_ones(
    archive: &Path,
    database_name: &'static str,
) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let whole = fs::read(archive).unwrap();
    let evil = |name: &'static str, kind: tar::EntryType| {
        with(archive, move |builder, before, _| {
            if before == "manifest.json" {
                put_as(
                    builder,
                    name,
                    if kind == tar::EntryType::Regular { b"evil" } else { b"" },
                    kind,
                );
            }
            true
        })
    };
    let changed = with(archive, |builder, name, bytes| {
        let is_file = name.starts_with("attachments/");
        if is_file {
            let mut bytes = bytes.to_vec();
            bytes[20] ^= 1;
            put(builder, name, &bytes);
        }
        !is_file
    });
    let recounted = with(archive, |builder, name, bytes| {
        let is_manifest = name == "manifest.json";
        if is_manifest {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            put(builder, name, text.replace("\"agent\": 3", "\"agent\": 4").as_bytes());
        }
        !is_manifest
    });
    let newer = with(archive, |builder, name, bytes| {
        let is_head = name == "bliss-backup.json";
        if is_head {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            put(builder, name, text.replace("\"format\": 1", "\"format\": 2").as_bytes());
        }
        !is_head
    });
    // Some bits say the same in another way, such as from where in a row of zeros the next ones are copied.
    let flipped = (whole.len() / 2..whole.len())
        .map(|place| {
            let mut bytes = whole.clone();
            bytes[place] ^= 0x10;
            bytes
        })
        .find(|bytes| {
            let mut tar = Vec::new();
            GzDecoder::new(bytes.as_slice()).read_to_end(&mut tar).is_err()
        });
    let flipped = flipped.unwrap();
    let cut = |part: usize| whole[..whole.len() * part / 8].to_vec();
    let foreign = {
        let mut builder = tar::Builder::new(Vec::new());
        put(&mut builder, "letters/grandmother.txt", b"Dear Nora");
        packed(&builder.into_inner().unwrap())
    };
    let only = |skipped: &'static str| with(archive, move |_, name, _| name != skipped);

    vec![
        ("a letter", b"Dear Nora, how are you?".to_vec(), "is not a backup of Bliss"),
        ("nothing", Vec::new(), "is not a backup of Bliss"),
        ("somebody else's archive", foreign, "is not a backup of Bliss"),
        ("a quarter of it", cut(2), ""),
        ("half of it", cut(4), ""),
        ("all but its end", whole[..whole.len() - 5].to_vec(), "is not whole"),
        ("no manifest", only("manifest.json"), "is not whole: it ends too early"),
        ("no database", only(database_name), "lacks"),
        ("a bit that fell over", flipped, ""),
        ("another picture", changed, "is not as it was when the backup was made"),
        ("a row too few", recounted, "agent has 3 rows, and had 4"),
        ("a name that leads out", evil("../evil", tar::EntryType::Regular), "not a plain file"),
        ("a name from the root", evil("/tmp/evil", tar::EntryType::Regular), "not a plain file"),
        ("a link", evil("attachments/link", tar::EntryType::Symlink), "not a plain file"),
        ("a stranger", evil("attachments/stranger", tar::EntryType::Regular), "does not name"),
        ("a newer form", newer, "made by a newer Bliss"),
    ]
}

#[tokio::test]
async fn what_is_not_whole_or_not_ours_is_refused_and_leaves_nothing() {
    let (desk, shop) = Desk::open().await;
    let nora = shop.visitor();
    nora.says("Keep this.").await;
    nora.attaches("teapot.png", PNG).await.is(201);
    let archive = desk.place("bliss.tar.gz");
    desk.backs_up(&archive).await;
    let database_name = if desk.database.url().is_some() { "database.pgdump" } else { "bliss.db" };

    let bad = desk.place("bad.tar.gz");
    let database = Database::new(&desk.place("nowhere"));
    for (what, bytes, words) in bad_ones(&archive, database_name) {
        fs::write(&bad, &bytes).unwrap();
        for elsewhere in [desk.place("new/elsewhere"), desk.place("empty")] {
            let is_new = !elsewhere.ends_with("empty");
            if !is_new {
                fs::create_dir_all(&elsewhere).unwrap();
            }
            let output = restores(&bad, &elsewhere, &database).await;
            assert!(!output.status.success(), "{what}: {output:?}");
            let said = ill(&output);
            assert!(said.contains(words) && said.ends_with('.'), "{what}: {said}");
            assert_eq!((elsewhere.exists(), names(&elsewhere).len()), (!is_new, 0), "{what}");
        }
        // On PostgreSQL a check does not go into the database, so it does not count its rows.
        if what != "a row too few" || desk.database.url().is_none() {
            ill(&checks(&bad, &desk).await);
        }
        assert!(!desk.place("evil").exists() && !Path::new("/tmp/evil").exists());
    }
    let missing = desk.place("nowhere.tar.gz");
    assert!(ill(&checks(&missing, &desk).await).contains("cannot be read"));
    // And what is whole finds everything empty.
    well(&restores(&archive, &desk.place("empty"), &database).await);
}

#[tokio::test]
async fn nothing_is_overwritten_neither_a_desk_nor_a_backup() {
    let (desk, shop) = Desk::open().await;
    let nora = shop.visitor();
    nora.says("Keep this.").await;
    let archive = desk.place("bliss.tar.gz");
    desk.backs_up(&archive).await;
    let whole = fs::read(&archive).unwrap();
    let said = ill(&restores(&archive, &desk.data, &desk.database).await);
    assert!(said.contains("is not empty, and nothing in it is overwritten"), "{said}");
    let said = ill(&Program::runs(desk.command(&["backup", text(&archive)])).await);
    assert!(said.contains("is there already, and is not overwritten"), "{said}");
    let within = desk.data.join("bliss.tar.gz");
    let said = ill(&Program::runs(desk.command(&["backup", text(&within)])).await);
    assert!(said.contains("would be lost with what it is a backup of"), "{said}");
    assert_eq!(fs::read(&archive).unwrap(), whole);
    assert_eq!(nora.texts().await, ["Keep this."]);

    // In a folder it is named by its time.
    let shelf = desk.place("shelf");
    fs::create_dir(&shelf).unwrap();
    desk.backs_up(&shelf).await;
    let named = names(&shelf);
    assert!(
        named.len() == 1 && named[0].starts_with("bliss-20") && named[0].ends_with(".tar.gz"),
        "{named:?}"
    );
}

#[tokio::test]
async fn where_there_is_no_room_nothing_half_written_is_left() {
    let (desk, shop) = Desk::open().await;
    let nora = shop.visitor();
    nora.says("Keep this.").await;
    // As large as it is, and as small as it gets.
    let mut noise: u64 = 1;
    let film: Vec<u8> = (0..3 * 1024 * 1024)
        .map(|_| {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            b' ' + u8::try_from(noise >> 58).unwrap()
        })
        .collect();
    nora.attaches("film.txt", &film).await.is(201);
    let archive = desk.place("bliss.tar.gz");
    desk.backs_up(&archive).await;

    let small = desk.place("small");
    fs::create_dir(&small).unwrap();
    let Some(_mount) = Mount::new(&small, "size=1m") else { return };
    let said = ill(&Program::runs(desk.command(&["backup", text(&small)])).await);
    assert!(said.contains("There is not enough room for "), "{said}");
    assert_eq!(names(&small), [""; 0]);
    let data = small.join("data");
    let said = ill(&restores(&archive, &data, &Database::new(&data)).await);
    assert!(said.contains("There is not enough room for "), "{said}");
    assert_eq!(names(&small), [""; 0]);
    assert_eq!(nora.texts().await, ["Keep this."]);
}

#[tokio::test]
async fn a_desk_that_is_not_there_and_tools_that_are_not_there_are_said_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let database = Database::Sqlite(data.join("bliss.db"));
    let to = folder.path().join("bliss.tar.gz");
    let mut command = Program::command(&data, &database);
    command.args(["backup", text(&to)]);
    let said = ill(&Program::runs(command).await);
    assert!(said.contains("There is no desk in the folder"), "{said}");
    assert!(!data.exists() && !to.exists());

    let (desk, shop) = Desk::open().await;
    if desk.database.url().is_some() {
        let archive = desk.place("bliss.tar.gz");
        let mut command = desk.command(&["backup", text(&archive)]);
        command.env("PATH", "");
        let said = ill(&Program::runs(command).await);
        assert!(said.contains("pg_dump is not on this machine"), "{said}");
        assert_eq!(names(desk.folder.path()), ["data", "log"]);
        // What is in PostgreSQL stays there; the embedded database takes none of it.
        desk.backs_up(&archive).await;
        let elsewhere = desk.place("elsewhere");
        let said = ill(&restores(&archive, &elsewhere, &Database::Sqlite(elsewhere.clone())).await);
        assert!(said.contains("Say with --database"), "{said}");
        // Nor does one that has something in it.
        let said = ill(&restores(&archive, &elsewhere, &desk.database).await);
        assert!(said.contains("is not empty, and nothing in it is overwritten"), "{said}");
        assert!(!elsewhere.exists());
    }
    Browser::new(&shop.base).get("/readyz").await.is(200);
}
