//! What a browser is told, written when it is sent, as the service worker (`static/service-worker.js`) reads it.

use std::sync::Arc;

use desk::{
    Desk,
    notification::{UNSEEN_MAX, begun_between},
    push::Write,
    workspace::Workspace,
};
use domain::{
    AgentId, EventId,
    notification::{Notification, Way},
    push::Subscription,
    text::excerpt,
};
use language::{Language, Wording, say, speaking};
use serde_json::{Value, json};

use crate::{
    letters::language_of,
    notifications::shown::{Shown, Telling, address, show},
};

/// Most lines of a notice: browsers show few.
const LINES_MAX: usize = 4;
/// Most characters in one of them: all of them fit into a message, whatever they are.
const LINE_CHARS_MAX: usize = 110;
/// Most things that a notice knows itself to be about.
const IDS_MAX: usize = 50;

/// Who writes what browsers are told.
pub fn notices() -> Write {
    Arc::new(|desk, browser| {
        Box::pin(async move {
            let reads = language_of(&desk, Some(browser.agent_id)).await?;
            let written = speaking(reads, write(&desk, &browser)).await?;
            Ok(written.map(|notice| notice.to_string()))
        })
    })
}

async fn write(desk: &Desk, browser: &Subscription) -> desk::Result<Option<Value>> {
    match browser.told {
        _ if browser.test => test(desk).await.map(Some),
        Some(told) => news(desk, browser.agent_id, told).await,
        None => Ok(None),
    }
}

/// What is the same in all of them: under a tag, so that the next takes its place.
fn notice(tag: &str, title: &str, body: &str, url: &str) -> Value {
    let language = Language::spoken();
    json!({
        "tag": tag,
        "title": title,
        "body": body,
        "url": url,
        "lang": language.tag(),
        "dir": language.direction(),
    })
}

fn line(words: &(impl ToString + ?Sized)) -> String {
    excerpt(&words.to_string(), LINE_CHARS_MAX)
}

async fn test(desk: &Desk) -> desk::Result<Value> {
    let title = say("push-notice-test").with("desk", desk.workspace().await?.name);
    let body = say("push-notice-test-body");
    Ok(notice("test", &line(&title), &line(&body), "/settings/notifications"))
}

/// Tells an agent all that is new and unseen, unless nothing of what was to be told is.
async fn news(
    desk: &Desk,
    agent: AgentId,
    told: (EventId, EventId),
) -> desk::Result<Option<Value>> {
    let now = desk.store().now();
    let found = desk
        .store()
        .read(move |db| {
            let has_news = !begun_between(db, agent, Way::Push, told)?.0.is_empty();
            let Some(agent) = store::agent::find(db, agent)?.filter(|_| has_news) else {
                return Ok(None);
            };
            // It takes the place of the last one, so it says once more what that said and nobody has seen.
            let all = (EventId(0), told.1);
            let (mut unseen, choices) = begun_between(db, agent.id, Way::Push, all)?;
            unseen.retain(|one| one.count > 0);
            let telling = if choices.push.named { Telling::All } else { Telling::Little };
            let shown = show(db, unseen.clone(), &agent, now, telling)?;
            Ok::<_, desk::Error>(Some((unseen, shown, Workspace::read(db)?.name)))
        })
        .await?;
    Ok(found.and_then(|(unseen, shown, desk)| put(&unseen, &shown, &desk)))
}

/// They in one notice, which leads to what it is about: to all, where that is more than one matter.
fn put(unseen: &[Notification], shown: &[Shown], desk: &str) -> Option<Value> {
    let newest = unseen.first()?;
    let page = address(newest);
    let about_one = unseen.iter().all(|one| address(one) == page);
    let url = if about_one {
        format!("/notifications/{}", newest.id)
    } else {
        "/notifications".to_owned()
    };
    let count = i64::try_from(shown.len()).unwrap_or(UNSEEN_MAX);
    let (title, body) = match shown {
        [one] => (line(&one.says), line(&one.matter)),
        several => {
            let title = say("letter-news-subject").with("count", count).with("desk", desk);
            (line(&title), lines(several))
        }
    };
    let mut notice = notice("news", &title, &body, &url);
    notice["page"] = if about_one { page } else { url }.into();
    notice["count"] = count.into();
    let ids = unseen.iter().take(IDS_MAX).map(|one| Value::from(one.id.0));
    notice["ids"] = ids.collect();
    Some(notice)
}

/// The first of several, a line each, and how many there are beside these.
fn lines(shown: &[Shown]) -> String {
    let room = if shown.len() > LINES_MAX { LINES_MAX - 1 } else { LINES_MAX };
    let said = shown.iter().take(room).map(|one| match one.matter.as_str() {
        "" => line(&one.says),
        matter => {
            let both = say("push-notice-line").with("matter", matter);
            line(&both.with("what", one.says.to_string()))
        }
    });
    let beside = i64::try_from(shown.len().saturating_sub(room)).unwrap_or(UNSEEN_MAX);
    let more: Option<Wording> = (beside > 0).then(|| say("letter-news-more").with("count", beside));
    said.chain(more.as_ref().map(line)).collect::<Vec<_>>().join("\n")
}
