//! Several servers that have one desk open, on `PostgreSQL`: they act as one, and go on when one of them is killed or
//! the database is gone for a while. With SQLite there is one server for a folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    os::unix::fs::symlink,
    path::Path,
    time::{Duration, Instant},
};

use domain::{
    EventId,
    event::{Change, EventKind},
};
use reqwest::Method;
use serde_json::{Value, json};
use store::{Location, Store};
use tempfile::TempDir;
use tokio::{sync::watch, task::JoinSet, time::timeout};

use crate::{
    calls,
    support::{
        Browser, DEADLINE, Database, Nats, PNG, Postgres, Program, Proxy, Shop, Visitor, until,
    },
};

/// How many visitors have their chats open when a server is killed, and how much each of them writes.
const VISITORS: usize = 500;
const MESSAGES_EACH: usize = 5;
/// Longest that a chat may be cut off when its server is killed, on a slow machine.
const BACK_WITHIN: Duration = Duration::from_secs(20);

/// Two servers on one database, each with a folder of its own.
struct Two {
    first: Program,
    second: Program,
    shop: Shop<()>,
    // Dropped after the servers are.
    database: Database,
    folder: TempDir,
}

impl Two {
    /// None on SQLite, which has one server.
    async fn open(undo_seconds: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::new(folder.path());
        database.url()?;
        Some(Self::open_on(database, folder, undo_seconds).await)
    }

    async fn open_on(database: Database, folder: TempDir, undo_seconds: &str) -> Self {
        Self::open_by(database, folder, undo_seconds, &[]).await
    }

    async fn open_by(
        database: Database,
        folder: TempDir,
        undo_seconds: &str,
        options: &[&str],
    ) -> Self {
        // They share a disk for attachments.
        let attachments = folder.path().join("attachments");
        std::fs::create_dir(&attachments).unwrap();
        for name in ["first", "second"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            symlink(&attachments, folder.path().join(name).join("attachments")).unwrap();
        }
        let first = server(folder.path(), "first", &database, options).await;
        let link = first.set_up_link.clone().unwrap();
        let shop = Shop::staffed((), &first.base, &link).await;
        shop.mia.sets_up(undo_seconds, &[]).await;
        let second = server(folder.path(), "second", &database, options).await;
        Self { first, second, shop, database, folder }
    }
}

async fn server(folder: &Path, name: &str, database: &Database, options: &[&str]) -> Program {
    let mut command = Program::command(&folder.join(name), database);
    command.args(["--phone-listen", "127.0.0.1:0"]).args(options);
    let log = folder.join(format!("{name}.log"));
    Program::start_as(command, &log, database, "127.0.0.1:0").await
}

fn on_postgres(database: &Database) -> Option<Location> {
    database.url().map(Location::Postgres)
}

async fn store_at(location: Location) -> Store {
    tokio::task::spawn_blocking(|| Store::open(location).unwrap()).await.unwrap()
}

#[tokio::test]
async fn every_server_is_told_of_every_change_once_and_in_the_same_order() {
    const EACH: usize = 400;
    let folder = tempfile::tempdir().unwrap();
    let database = Database::new(folder.path());
    let Some(location) = on_postgres(&database) else { return };
    let stores = [store_at(location.clone()).await, store_at(location).await];
    let mut follow = stores.each_ref().map(Store::follow);

    let mut writing = JoinSet::new();
    for store in &stores {
        // Eight at once, so that transactions of both begin before those of the other have ended.
        for _ in 0..8 {
            let store = store.clone();
            writing.spawn(async move {
                for _ in 0..EACH / 8 {
                    let change = Change::new(EventKind::SettingsChanged);
                    let kept = store.write(move |tx| tx.record(change).map(drop));
                    Result::<(), store::Error>::unwrap(kept.await);
                }
            });
        }
    }
    let mut told = Vec::new();
    for news in &mut follow {
        let mut ids = Vec::new();
        while ids.len() < 2 * EACH {
            ids.extend(news.recv().await.unwrap().iter().map(|event| event.id));
        }
        assert!(ids.is_sorted_by(|a, b| a < b), "in the order of their commits");
        told.push(ids);
    }
    writing.join_all().await;
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0].len(), 2 * EACH, "each once");
}

#[tokio::test]
async fn whoever_follows_from_a_place_that_another_has_passed_keeps_nothing() {
    let shop = Shop::open().await;
    let location = on_postgres(&shop.database)
        .unwrap_or_else(|| Location::Sqlite(shop.data.path().join("bliss.db")));
    let store = store_at(location).await;
    let moves = async |from: i64, to: i64| -> bool {
        let move_place = move |tx: &mut store::Tx<'_>| {
            store::event::move_place(tx, "a test", EventId(from), EventId(to))
        };
        store.write(move_place).await.unwrap()
    };
    assert!(moves(0, 10).await, "the first time there is no place yet");
    assert!(moves(10, 20).await);
    assert!(!moves(10, 30).await, "another one has passed it");
    assert!(!moves(0, 15).await, "and it never goes back");
    assert!(moves(20, 30).await);
}

#[tokio::test]
async fn what_happens_at_one_server_is_seen_at_the_other() {
    let Some(two) = Two::open("0").await else { return };
    let (here, there) = (&two.first.base, &two.second.base);
    let shop = &two.shop;

    // A visitor writes at the one; their chat and an agent's page are open at the other.
    let visitor = shop.visitor();
    visitor.sends("key-0", "Is the blue teapot back?").await.is(201);
    let conversation = shop.aiko.finds("Is the blue teapot back?").await;
    let aiko = shop.aiko.at(there);
    let mut page = aiko.socket("/live", &[]).await.unwrap();
    page.so_far().await;
    let mut chat = visitor.at(there).listens(0).await;
    assert_eq!(chat.message().await["text"], "Is the blue teapot back?");
    visitor.says("It was gone last week.").await;
    assert_eq!(chat.message().await["text"], "It was gone last week.");
    let changed = |frame: &Value| (frame["event"] == "message.sent").then(|| frame.clone());
    assert_eq!(page.next(changed).await["conversation"], conversation);
    assert!(aiko.opens(conversation).await.contains("It was gone last week."));

    // Who types is seen, and who looks.
    let mut chat_here = visitor.listens(0).await;
    chat_here.next(|frame| frame.get("welcome").map(drop)).await;
    page.send(&json!({ "open": conversation, "typing": true })).await;
    let typing = chat_here.next(|frame| frame.get("typing").cloned()).await;
    assert_eq!(typing["name"], "Aiko");
    let mut jonas = shop.jonas.at(here).socket("/live", &[]).await.unwrap();
    jonas.send(&json!({ "open": conversation })).await;
    let both = |frame: &Value| {
        let people = frame["presence"]["people"].as_array()?;
        (people.len() == 2).then(|| people.clone())
    };
    for looking in [page.next(both).await, jonas.next(both).await] {
        let names: Vec<_> = looking.iter().map(|who| who["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Jonas", "Aiko"]);
    }
    chat_here.send(&json!({ "typing": true })).await;
    page.next(|frame| (frame["customer_typing"]["typing"] == true).then_some(())).await;

    // An answer at the one is in the chat at the other.
    aiko.replies(conversation, "It came in this morning.").await;
    let reply = |frame: &Value| (frame["message"]["from"] == "us").then(|| frame.clone());
    assert_eq!(chat_here.next(reply).await["message"]["text"], "It came in this morning.");

    // A setting is changed at the one and holds at the other.
    let before = shop.mia.at(there).page("/settings/workspace").await;
    shop.mia.sets_up("10", &[]).await;
    assert_ne!(shop.mia.at(there).page("/settings/workspace").await, before);

    // What was brought to the one is given by the other, for they share a disk; they were told that they have to.
    let file = visitor.attaches("teapot.png", PNG).await.is(201).json()["id"].as_i64().unwrap();
    assert_eq!(visitor.at(there).file(file).await.is(200).bytes, PNG);
    let log = std::fs::read_to_string(two.folder.path().join("second.log")).unwrap();
    assert!(log.contains("another server has this desk open, too"), "{log}");

    // Whoever signs out here is not signed in there, nor does their page stay open.
    let elsewhere = shop.aiko.elsewhere();
    elsewhere.signs_in().await.is(303);
    let there_too = elsewhere.at(there);
    let mut open = there_too.socket("/live", &[]).await.unwrap();
    open.so_far().await;
    assert!(there_too.is_in().await);
    elsewhere.post("/sign-out", &[]).await.is(303);
    assert!(!there_too.is_in().await, "at once");
    open.closed().await;
}

#[tokio::test]
async fn servers_tell_each_other_by_nats_and_miss_nothing_while_it_is_away() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::new(folder.path());
    if database.url().is_none() {
        return;
    }
    let mut nats = Nats::start();
    let url = nats.url();
    let two = Two::open_by(database, folder, "0", &["--nats", &url]).await;
    let (shop, there) = (&two.shop, &two.second.base);
    let log = || std::fs::read_to_string(two.folder.path().join("second.log")).unwrap();
    until("it to be joined", async || log().contains("by NATS").then_some(())).await;

    let visitor = shop.visitor();
    visitor.sends("key-0", "Is the blue teapot back?").await.is(201);
    let conversation = shop.aiko.finds("Is the blue teapot back?").await;
    let mut page = shop.aiko.at(there).socket("/live", &[]).await.unwrap();
    page.so_far().await;
    page.send(&json!({ "open": conversation })).await;
    let mut chat = visitor.at(there).listens(0).await;
    assert_eq!(chat.message().await["text"], "Is the blue teapot back?");
    // Who types is told by nothing else.
    let mut chat_here = visitor.listens(0).await;
    chat_here.next(|frame| frame.get("welcome").map(drop)).await;
    chat_here.send(&json!({ "typing": true })).await;
    page.next(|frame| (frame["customer_typing"]["typing"] == true).then_some(())).await;
    visitor.says("It was gone last week.").await;
    assert_eq!(chat.message().await["text"], "It was gone last week.");

    nats.stop();
    until("that to be said", async || log().contains("NATS is away").then_some(())).await;
    visitor.says("Or the green one?").await;
    assert_eq!(chat.message().await["text"], "Or the green one?");

    nats.go_on();
    until("it to be joined again", async || {
        chat_here.send(&json!({ "typing": false })).await;
        chat_here.send(&json!({ "typing": true })).await;
        let typing = |frame: &Value| (frame["customer_typing"]["typing"] == true).then_some(());
        timeout(Duration::from_millis(500), page.next(typing)).await.ok()
    })
    .await;
    visitor.says("Thank you!").await;
    assert_eq!(chat.message().await["text"], "Thank you!");
}

#[tokio::test]
async fn what_is_due_is_done_once_and_by_the_next_when_the_leader_dies() {
    let Some(two) = Two::open("1").await else { return };
    let shop = &two.shop;
    let bases = [two.first.base.clone(), two.second.base.clone()];
    let mut visitors = Vec::new();
    for number in 0..10 {
        let text = format!("Visitor {number} asks.");
        visitors.push(shop.visitor_says(&text).await);
    }
    let replies = async |round: usize, bases: &[String]| {
        for (number, (_, conversation)) in visitors.iter().enumerate() {
            let aiko = shop.aiko.at(&bases[number % bases.len()]);
            let text = format!("I will call you tomorrow at 10:00, round {round}.");
            let form = [("kind", "reply"), ("text", &text), ("anyway", "yes")];
            aiko.post(&format!("/conversations/{conversation}/messages"), &form).await.is(201);
        }
    };
    let done = async |rounds: i64| {
        until("all replies to have gone out, and to be read", async || {
            let waiting = "SELECT COUNT(*) FROM message WHERE send_at IS NOT NULL";
            let noticed = "SELECT COUNT(*) FROM promise_suggestion";
            (two.database.number(waiting) == 0 && two.database.number(noticed) >= 10 * rounds)
                .then_some(())
        })
        .await;
        let sent = "SELECT COUNT(*) FROM event JOIN message ON message.id = event.message_id \
                    WHERE event.kind = 'message.sent' AND message.agent_id IS NOT NULL";
        assert_eq!(two.database.number(sent), 10 * rounds, "each is sent once");
        let noticed = two.database.number("SELECT COUNT(*) FROM promise_suggestion");
        assert_eq!(noticed, 10 * rounds, "each is read once");
    };
    replies(1, &bases).await;
    done(1).await;

    let killed = Instant::now();
    two.first.kill().await;
    replies(2, &bases[1..]).await;
    done(2).await;
    eprintln!("the other server did what was due {:?} after the kill", killed.elapsed());
    drop(two.folder);
}

#[tokio::test]
async fn a_call_is_at_one_server_and_ends_with_it() {
    let Some(two) = Two::open("0").await else { return };
    let shop = &two.shop;
    let there = shop.aiko.at(&two.second.base);
    let _page = there.comes_to_the_desk().await;
    until("somebody to be at the desk", async || {
        (shop.visitor().looks().await["calls"]["open"] == true).then_some(())
    })
    .await;

    // It rings at both; the other one says where it cannot be picked up, and ends it all the same.
    let visitor = shop.visitor();
    let call = calls::calls(&visitor).await;
    assert!(there.page("/calls/dock").await.contains("dock-who"));
    let refused = calls::picks_up(&there, call).await.is(503).json();
    assert!(refused["detail"].as_str().unwrap().contains("another of the desk’s servers"));
    calls::picks_up(&shop.aiko, call).await.is(200);
    assert_eq!(calls::told(&visitor.at(&two.second.base), call).await["state"], "talking");
    let end = there.request(Method::DELETE, &format!("/calls/{call}"));
    assert!(there.send(end).await.status < 300);
    assert_eq!(calls::told(&visitor, call).await["state"], "ended");

    // Whoever still waits when its server dies is promised a call back.
    let visitor = shop.visitor();
    let call = calls::calls(&visitor).await;
    let promises = "SELECT COUNT(*) FROM promise";
    assert_eq!(two.database.number(promises), 0);
    two.first.kill().await;
    let visitor = visitor.at(&two.second.base);
    until("the other server to end the call", async || {
        let call = calls::told(&visitor, call).await;
        (call["state"] == "ended").then(|| assert_eq!(call["reason"], "restart"))
    })
    .await;
    assert_eq!(two.database.number(promises), 1);
}

/// A chat that stays open whatever happens, as the widget's does.
struct Chat {
    visitor: Visitor,
    /// The ids of the messages that came, and how often each did.
    came: BTreeMap<i64, usize>,
    after: i64,
    /// The longest time from being cut off to being back.
    longest_away: Duration,
}

impl Chat {
    fn of(visitor: Visitor) -> Self {
        Self { visitor, came: BTreeMap::new(), after: 0, longest_away: Duration::ZERO }
    }

    /// Follows until so many messages have come.
    async fn follows(mut self, messages: usize) -> Self {
        // Before the first message nobody knows the visitor, and the chat is closed again.
        let mut was_in = false;
        let mut cut_off: Option<Instant> = None;
        while self.came.len() < messages {
            if let Some(mut socket) = self.visitor.tries_to_listen(self.after).await {
                while let Some(frame) = socket.frame().await {
                    was_in = true;
                    if let Some(since) = cut_off.take() {
                        self.longest_away = self.longest_away.max(since.elapsed());
                    }
                    if let Some(message) = frame.get("message") {
                        *self.came.entry(message["id"].as_i64().unwrap()).or_default() += 1;
                        self.after = message["seq"].as_i64().unwrap();
                        if self.came.len() >= messages {
                            return self;
                        }
                    }
                }
            }
            if was_in {
                cut_off.get_or_insert_with(Instant::now);
            }
            // As the widget does, though sooner.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self
    }
}

/// Sends the messages of a visitor, each again until it is acknowledged; the ids under which they were.
async fn writes(visitor: Visitor, messages: usize, told: watch::Sender<usize>) -> Vec<i64> {
    let mut ids = Vec::new();
    for number in 0..messages {
        let body = json!({ "key": format!("key-{number}"), "text": format!("message {number}") });
        let id = loop {
            match visitor.tries(&body).await {
                Ok(answer) if matches!(answer.status, 200 | 201) => {
                    break answer.json()["message"]["id"].as_i64().unwrap();
                }
                // Told that it was not kept, or cut off in the middle: the visitor tries again.
                Ok(answer) => assert_eq!(answer.status, 503, "{}", answer.text()),
                Err(_) => {}
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        ids.push(id);
        told.send_modify(|acknowledged| *acknowledged += 1);
    }
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_killed_while_five_hundred_visitors_write_and_nothing_is_lost() {
    let Some(two) = Two::open("0").await else { return };
    let servers = vec![two.first.address().to_owned(), two.second.address().to_owned()];
    let proxy = Proxy::before(servers).await;

    // An agent's page at the server that lives, which is told of every message.
    let aiko = two.shop.aiko.at(&two.second.base);
    let mut page = aiko.socket("/live", &[]).await.unwrap();
    page.so_far().await;
    // Those of the visitors, and at the end a question and an answer.
    let messages = VISITORS * MESSAGES_EACH;
    let told_of = tokio::spawn(async move {
        let (mut told, mut catch_ups) = (0, 0);
        // As pages do: one that says nothing is taken to be gone.
        let mut signs_of_life = tokio::time::interval(Duration::from_secs(25));
        while told < messages + 2 {
            tokio::select! {
                frame = page.frame() => {
                    let Some(frame) = frame else { break };
                    told += usize::from(frame["event"] == "message.sent");
                    catch_ups += usize::from(frame["event"] == "catch_up");
                }
                _ = signs_of_life.tick() => page.send(&json!({ "ping": 1 })).await,
            }
        }
        (told, catch_ups)
    });

    let (acknowledged, mut counted) = watch::channel(0);
    let somebody = two.shop.visitor().at(&proxy.base);
    let (mut writers, mut chats) = (JoinSet::new(), JoinSet::new());
    let began = Instant::now();
    for number in 0..VISITORS {
        let mut visitor = somebody.clone();
        visitor.secret = desk::token::new();
        let chat = Chat::of(visitor.clone());
        chats.spawn(async move { (number, chat.follows(MESSAGES_EACH).await) });
        let writing = writes(visitor, MESSAGES_EACH, acknowledged.clone());
        writers.spawn(async move { (number, writing.await) });
    }
    counted.wait_for(|acknowledged| *acknowledged >= VISITORS * MESSAGES_EACH / 3).await.unwrap();
    let before = *counted.borrow();
    two.first.kill().await;
    let killed = Instant::now();

    let ids: BTreeMap<usize, Vec<i64>> = writers.join_all().await.into_iter().collect();
    let written = began.elapsed();
    let chats: BTreeMap<usize, Chat> = chats.join_all().await.into_iter().collect();
    let after = killed.elapsed();
    let mut all: BTreeSet<i64> = BTreeSet::new();
    for (number, chat) in &chats {
        let own = &ids[number];
        all.extend(own);
        let came: Vec<i64> = chat.came.keys().copied().collect();
        assert_eq!(&came, own, "what was acknowledged to visitor {number} came to their chat");
        assert!(chat.came.values().all(|&times| times == 1), "each once, to visitor {number}");
    }
    assert_eq!(all.len(), messages);
    let kept = two.database.number("SELECT COUNT(*) FROM message");
    assert_eq!(usize::try_from(kept), Ok(messages), "nothing is kept twice, or unasked");
    let mut away: Vec<Duration> = chats.values().map(|chat| chat.longest_away).collect();
    away.sort();
    let longest = away.last().copied().unwrap();
    assert!(longest < BACK_WITHIN, "a chat was cut off for {longest:?}");

    // The server that lives does from then on what is to be done once.
    let visitor = two.shop.visitor().at(&two.second.base);
    visitor.says("Are you still there?").await;
    // So many wait that the list does not show it yet.
    let conversation = two.database.number("SELECT MAX(id) FROM conversation");
    let mut chat = visitor.listens(0).await;
    aiko.replies(conversation, "We are.").await;
    chat.next(|frame| (frame["message"]["from"] == "us").then_some(())).await;
    let (told, catch_ups) = timeout(DEADLINE, told_of).await.expect("not told of all").unwrap();
    assert_eq!(told, messages + 2, "an agent’s page was told of each once");
    let cut_off = away.iter().filter(|away| !away.is_zero()).count();
    eprintln!(
        "{messages} messages in {written:?}, {before} before the kill; {cut_off} chats were cut off, \
         and back after {:?} (median), {longest:?} (longest); all was there {after:?} after the kill; \
         the agent’s page was told of {told} and had to catch up {catch_ups} times",
        away[away.len() - cut_off.max(1) / 2 - 1]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_is_gone_for_a_while_and_nothing_that_was_acknowledged_is_lost() {
    const VISITORS: usize = 30;
    const MESSAGES_EACH: usize = 40;
    let folder = tempfile::tempdir().unwrap();
    if Database::new(folder.path()).url().is_none() {
        return;
    }
    let Some(postgres) = Postgres::start() else { return };
    let two = Two::open_on(Database::at(postgres.url.clone()), folder, "0").await;
    let (acknowledged, mut counted) = watch::channel(0);
    let somebody = two.shop.visitor();
    let (mut writers, mut chats) = (JoinSet::new(), JoinSet::new());
    for number in 0..VISITORS {
        let mut visitor = somebody.clone();
        visitor.secret = desk::token::new();
        // Each writes at the one server, and is told by the other.
        let chat = Chat::of(visitor.at(&two.second.base));
        chats.spawn(async move { (number, chat.follows(MESSAGES_EACH).await) });
        let writing = writes(visitor, MESSAGES_EACH, acknowledged.clone());
        writers.spawn(async move { (number, writing.await) });
    }
    counted.wait_for(|acknowledged| *acknowledged >= VISITORS * MESSAGES_EACH / 4).await.unwrap();
    postgres.stop();
    let nobody = [&two.first.base, &two.second.base].map(|base| Browser::new(base));
    let answers = async |status: u16| {
        for browser in &nobody {
            until(&format!("/readyz to be {status}"), async || {
                (browser.get("/readyz").await.status == status).then_some(())
            })
            .await;
        }
    };
    answers(503).await;
    nobody[0].get("/healthz").await.is(200);
    postgres.go_on();
    let back = Instant::now();
    answers(200).await;
    eprintln!("both servers were ready {:?} after the database was back", back.elapsed());

    let ids: BTreeMap<usize, Vec<i64>> = writers.join_all().await.into_iter().collect();
    let chats: BTreeMap<usize, Chat> = chats.join_all().await.into_iter().collect();
    for (number, chat) in &chats {
        let came: Vec<i64> = chat.came.keys().copied().collect();
        assert_eq!(came, ids[number], "what was acknowledged to visitor {number} came");
        assert!(chat.came.values().all(|&times| times == 1), "each once, to visitor {number}");
    }
    let kept = two.database.number("SELECT COUNT(*) FROM message");
    assert_eq!(usize::try_from(kept), Ok(VISITORS * MESSAGES_EACH));
    // One of them leads again.
    let (_, conversation) = two.shop.visitor_says("Are you back?").await;
    two.shop.aiko.replies(conversation, "We are.").await;
    let sent = "SELECT COUNT(*) FROM message WHERE agent_id IS NOT NULL AND send_at IS NULL";
    until("the reply to go out", async || (two.database.number(sent) == 1).then_some(())).await;
    drop(two);
    drop(postgres);
}

#[tokio::test]
async fn a_second_server_does_not_get_the_folder_of_the_first() {
    let shop = Shop::open().await;
    let mut command = Program::command(shop.data.path(), &shop.database);
    command.args(["--listen", "127.0.0.1:0"]);
    let refused = Program::fails(command).await;
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    let folder = shop.data.path().display();
    assert!(said.contains(&format!("Another Bliss serves the folder {folder} already.")), "{said}");
    shop.visitor_says("The first one goes on.").await;
}
