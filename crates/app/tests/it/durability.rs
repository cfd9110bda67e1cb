//! What was acknowledged is kept, once: the program is killed while many write.

use std::{collections::BTreeMap, time::Duration};

use serde_json::json;
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use crate::support::{Database, Person, Program, Shop, Visitor};

const VISITORS: usize = 20;
const MESSAGES_EACH: usize = 50;
/// Visitors who get a reply just before the kill.
const ANSWERED: usize = 5;
/// Long enough that no reply goes out before the kill.
const UNDO_SECONDS: &str = "10";

fn text(number: usize) -> String {
    format!("message {number}")
}

/// Sends all messages of a visitor, one after the other, each again until it is acknowledged; the
/// ids under which they were.
async fn writes(
    visitor: Visitor,
    acknowledged: mpsc::UnboundedSender<()>,
    mut open: watch::Receiver<bool>,
) -> Vec<i64> {
    let mut ids = Vec::new();
    for number in 1..MESSAGES_EACH {
        let body = json!({ "key": format!("key-{number}"), "text": text(number) });
        let id = loop {
            open.wait_for(|open| *open).await.unwrap();
            // No answer, or half of one: the visitor does not know whether it was kept.
            let Ok(answer) = visitor.tries(&body).await else {
                // The kill is told a moment after it is felt.
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            };
            assert!(matches!(answer.status, 200 | 201), "{} {}", answer.status, answer.text());
            break answer.json()["message"]["id"].as_i64().unwrap();
        };
        ids.push(id);
        // The counting may be over.
        let _ = acknowledged.send(());
    }
    ids
}

/// Kills the program after so many acknowledged messages, starts it again, and looks.
async fn survives_a_kill_after(acknowledged_before: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let database = Database::new(&data);
    let program = Program::start(&log, &data, &database, "127.0.0.1:0").await;
    let (base, address) = (program.base.clone(), program.address().to_owned());
    let link = program.set_up_link.clone().unwrap();
    let shop = Shop::staffed((), &base, &link).await;
    shop.mia.sets_up(UNDO_SECONDS, &[]).await;

    // Everybody says who they are first, so that the desk can tell them apart.
    let mut visitors = Vec::new();
    for number in 0..VISITORS {
        let visitor = shop.visitor();
        let name = format!("Visitor number {number}.");
        let first = json!({ "key": "key-0", "text": text(0), "name": name });
        visitor.posts(&first).await.is(201);
        visitors.push((visitor, shop.aiko.finds(&name).await));
    }

    let (acknowledged, mut counted) = mpsc::unbounded_channel();
    let (set_open, open) = watch::channel(true);
    let mut writers = JoinSet::new();
    for (number, (visitor, _)) in visitors.iter().enumerate() {
        let writing = writes(visitor.clone(), acknowledged.clone(), open.clone());
        writers.spawn(async move { (number, writing.await) });
    }
    drop(acknowledged);
    for _ in 0..acknowledged_before {
        counted.recv().await.unwrap();
    }
    for (_, conversation) in &visitors[..ANSWERED] {
        replies_at_once(&shop.aiko, *conversation).await;
    }
    set_open.send(false).unwrap();
    program.kill().await;
    let program = Program::start(&log, &data, &database, &address).await;
    set_open.send(true).unwrap();

    let ids: BTreeMap<usize, Vec<i64>> = writers.join_all().await.into_iter().collect();
    for (number, (visitor, _)) in visitors.iter().enumerate() {
        if number < ANSWERED {
            let mut socket = visitor.listens(0).await;
            socket.next(|frame| (frame["message"]["from"] == "us").then_some(())).await;
        }
        let (ours, theirs): (Vec<_>, Vec<_>) =
            visitor.messages().await.into_iter().partition(|message| message["from"] == "us");
        let texts: Vec<_> =
            theirs.iter().map(|message| message["text"].as_str().unwrap()).collect();
        let expected: Vec<String> = (0..MESSAGES_EACH).map(text).collect();
        assert_eq!(texts, expected, "each once and in order, of visitor {number}");
        let kept: Vec<i64> = theirs[1..].iter().map(|m| m["id"].as_i64().unwrap()).collect();
        assert_eq!(kept, ids[&number], "as they were acknowledged to visitor {number}");
        assert_eq!(ours.len(), usize::from(number < ANSWERED), "replies to visitor {number}");
    }
    // Nothing else is waiting to go out.
    assert_eq!(database.number("SELECT COUNT(*) FROM message WHERE send_at IS NOT NULL"), 0);
    assert_eq!(database.number("SELECT COUNT(*) FROM message WHERE agent_id IS NOT NULL"), 5);
    drop(program);
}

async fn replies_at_once(who: &Person, conversation: i64) {
    let form = [("kind", "reply"), ("text", "We are on it."), ("anyway", "yes")];
    who.post(&format!("/conversations/{conversation}/messages"), &form).await.is(201);
}

#[tokio::test]
async fn a_kill_soon_after_the_start_loses_and_doubles_nothing() {
    survives_a_kill_after(60).await;
}

#[tokio::test]
async fn a_kill_in_the_middle_loses_and_doubles_nothing() {
    survives_a_kill_after(500).await;
}

#[tokio::test]
async fn a_kill_near_the_end_loses_and_doubles_nothing() {
    survives_a_kill_after(850).await;
}

#[tokio::test]
async fn two_kills_in_a_row_lose_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let database = Database::new(&data);
    let program = Program::start(&log, &data, &database, "127.0.0.1:0").await;
    let (base, address) = (program.base.clone(), program.address().to_owned());
    let link = program.set_up_link.clone().unwrap();
    let shop = Shop::staffed((), &base, &link).await;
    let visitor = shop.visitor();
    let mut kept = vec!["before".to_owned()];
    visitor.says("before").await;
    program.kill().await;
    for round in 0..2 {
        let program = Program::start(&log, &data, &database, &address).await;
        let text = format!("round {round}");
        visitor.says(&text).await;
        kept.push(text);
        program.kill().await;
    }
    let _program = Program::start(&log, &data, &database, &address).await;
    assert_eq!(visitor.texts().await, kept);
    // Whoever was signed in still is.
    assert!(shop.mia.is_in().await);
}
