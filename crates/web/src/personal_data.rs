//! All that is kept of a customer, in one file for them (GDPR, articles 15 and 20): as a page that anybody can read, as
//! JSON for programs, and the files that were sent.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Seek, Write},
};

use askama::Template;
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use desk::Files;
use domain::{
    AgentId, ConversationId, CustomerId, Timestamp,
    agent::Agent,
    attachment::Attachment,
    conversation::Channel,
    customer::AddressKind,
    message::{Author, Kind},
};
use jiff::tz::TimeZone;
use language::Wording;
use serde::Serialize;
use store::Db;
use tokio::runtime::Handle;
use tokio_util::io::{ReaderStream, SyncIoBridge};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    access::Here,
    api::{
        calls::Call, conversations::Conversation, customers::Customer, messages::Message,
        promises::Promise, wire::Time,
    },
    error::Result,
    form::At,
    shell::Shell,
    wording,
};

/// Bytes of the file that are read and sent at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// What programs read of it.
#[derive(Serialize)]
struct Portrait {
    /// Whose desk keeps it.
    desk: String,
    made_at: Time,
    customer: Customer,
    /// What was worth remembering once and was forgotten since.
    forgotten_facts: Vec<String>,
    browsers: Vec<Visit>,
    conversations: Vec<Thread>,
}

/// A browser in which they chatted.
#[derive(Serialize)]
struct Visit {
    since: Time,
    /// The page that they last wrote from.
    page_url: Option<String>,
    page_title: Option<String>,
}

/// One matter, with all that was said in it.
#[derive(Serialize)]
struct Thread {
    #[serde(flatten)]
    conversation: Conversation,
    messages: Vec<Message>,
    /// What was noticed in the words.
    moments: Vec<Moment>,
    calls: Vec<Call>,
    recordings: Vec<Recording>,
    shared_moments: Vec<Shared>,
    promises: Vec<Promised>,
}

#[derive(Serialize)]
struct Moment {
    message_id: i64,
    /// Whose words show it: `customer`, `us`, or `note`.
    side: &'static str,
    what: String,
    /// The words that show it.
    words: String,
    why: String,
    /// How sure, from 0 to 1.
    confidence: f64,
    /// What says so: `rule`, `model` or `person`.
    source: &'static str,
    noticed_at: Time,
}

/// One agent's part of a call. What was heard in it is sealed to them, so that nobody else can give it out.
#[derive(Serialize)]
struct Recording {
    call_id: i64,
    agent_id: i64,
    began_at: Time,
    ended_at: Option<Time>,
    is_recorded: bool,
    deleted_at: Option<Time>,
}

/// A moment of a call that an agent told the team of.
#[derive(Serialize)]
struct Shared {
    what: String,
    note: String,
    with_sound: bool,
    at: Time,
}

#[derive(Serialize)]
struct Promised {
    #[serde(flatten)]
    promise: Promise,
    changes: Vec<Changed>,
}

/// What was done about a promise.
#[derive(Serialize)]
struct Changed {
    what: &'static str,
    note: String,
    at: Time,
}

/// What people read of it.
#[derive(Template)]
#[template(path = "personal_data/readable.html")]
struct Readable {
    desk: String,
    made: String,
    name: String,
    known: Vec<(Wording, String)>,
    facts: Vec<String>,
    chapters: Vec<Chapter>,
}

struct Chapter {
    title: String,
    about: String,
    lines: Vec<Line>,
    promises: Vec<String>,
}

struct Line {
    who: String,
    when: String,
    note: bool,
    text: String,
    /// Where each file is, and what it is called.
    files: Vec<(String, String)>,
}

/// All of it, and where the bytes of its files are.
struct Found {
    name: String,
    json: String,
    html: String,
    files: Vec<(String, Attachment)>,
}

/// The name that a file has beside the others.
fn place(file: &Attachment) -> String {
    format!("files/{}-{}", file.id, file.name)
}

/// Reads all that is kept of somebody.
struct Teller<'a> {
    db: &'a mut Db,
    agents: HashMap<AgentId, Agent>,
    customer: String,
    tz: TimeZone,
    now: Timestamp,
    files: Vec<(String, Attachment)>,
}

impl Teller<'_> {
    fn when(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.tz.clone());
        crate::t("personal-data-when")
            .with("day", language::date(at.date()))
            .with("time", language::time_of_day(at.time()))
            .to_string()
    }

    fn who(&self, author: Author) -> String {
        match author {
            Author::Customer => self.customer.clone(),
            Author::Agent(id) => self.agents.get(&id).map_or_else(
                || crate::t("personal-data-one-of-us").to_string(),
                |it| it.name.clone(),
            ),
        }
    }

    fn thread(
        &mut self,
        conversation: domain::conversation::Conversation,
    ) -> desk::Result<(Thread, Chapter)> {
        let id = conversation.id;
        let mut chapter = Chapter {
            title: conversation.display_subject(),
            about: match conversation.channel {
                Channel::Chat => crate::t("personal-data-chat"),
                Channel::Phone => crate::t("personal-data-call"),
                Channel::InPerson => crate::t("personal-data-in-person"),
                Channel::Api => crate::t("personal-data-other-program"),
            }
            .with("day", self.when(conversation.opened_at))
            .to_string(),
            lines: Vec::new(),
            promises: Vec::new(),
        };
        let mut messages = Vec::new();
        let mut texts = HashMap::new();
        for message in store::message::after(self.db, id, None, i64::MAX)? {
            let files = store::attachment::of_messages(self.db, id, message.id, message.id)?;
            let files: Vec<(String, String)> = files
                .into_iter()
                .map(|(_, file)| {
                    let told = (place(&file), file.name.clone());
                    self.files.push((place(&file), file));
                    told
                })
                .collect();
            chapter.lines.push(Line {
                who: self.who(message.author),
                when: self.when(message.at),
                note: message.kind == Kind::Note,
                text: message.text.clone(),
                files,
            });
            texts.insert(message.id, message.text.clone());
            messages.push(Message::read(self.db, message)?);
        }
        let moments = store::moment::of_conversation(self.db, id)?.into_iter().map(|moment| {
            let it = moment.noticed;
            let text = texts.get(&moment.message_id).map_or("", String::as_str);
            #[expect(clippy::cast_precision_loss, reason = "between 0 and 1000")]
            let confidence = it.confidence_thousandths as f64 / 1_000.0;
            Moment {
                message_id: moment.message_id.0,
                side: it.side.as_str(),
                words: text.get(it.span).unwrap_or_default().to_owned(),
                what: it.what,
                why: it.reason,
                confidence,
                source: it.source.as_str(),
                noticed_at: moment.noticed_at.into(),
            }
        });
        let moments = moments.collect();
        let (calls, recordings) = self.calls(id, &mut chapter)?;
        let shared = store::shared_moment::of_conversation(self.db, id, Timestamp::MIN)?;
        let shared_moments = shared.into_iter().map(|shared| Shared {
            what: shared.what,
            note: shared.note,
            with_sound: shared.clip.is_some(),
            at: shared.at.into(),
        });
        let shared_moments = shared_moments.collect();
        let mut promises = Vec::new();
        for promise in store::promise::of_conversation(self.db, id, Timestamp::MIN)? {
            let line = crate::t("personal-data-promise")
                .with("what", &promise.what)
                .with("day", self.when(promise.due_at));
            chapter.promises.push(line.to_string());
            let changes = store::promise_change::of_promise(self.db, promise.id)?;
            let changes = changes.into_iter().map(|change| Changed {
                what: change.what.as_str(),
                note: change.note,
                at: change.at.into(),
            });
            let changes = changes.collect();
            promises.push(Promised { promise: Promise::of(promise, self.now), changes });
        }
        let conversation = Conversation::of(self.db, conversation)?;
        let thread =
            Thread { conversation, messages, moments, calls, recordings, shared_moments, promises };
        Ok((thread, chapter))
    }

    /// The calls of a conversation, and what was recorded of them.
    fn calls(
        &mut self,
        id: ConversationId,
        chapter: &mut Chapter,
    ) -> desk::Result<(Vec<Call>, Vec<Recording>)> {
        let (mut calls, mut recordings) = (Vec::new(), Vec::new());
        for call in store::call::of_conversation(self.db, id, Timestamp::MIN)? {
            chapter.lines.push(Line {
                who: self.customer.clone(),
                when: self.when(call.asked_at),
                note: false,
                text: match call.talked_seconds(self.now) {
                    Some(seconds) => crate::t("personal-data-talked")
                        .with("time", wording::talked(seconds))
                        .to_string(),
                    None => crate::t("personal-data-not-answered").to_string(),
                },
                files: Vec::new(),
            });
            calls.push(Call::of(&call, self.now));
            for part in store::call_part::of_call(self.db, call.id)? {
                recordings.push(Recording {
                    call_id: call.id.0,
                    agent_id: part.agent_id.0,
                    began_at: part.began_at.into(),
                    ended_at: part.ended_at.map(Time),
                    is_recorded: part.recording.is_some(),
                    deleted_at: part.delete_at.map(Time),
                });
            }
        }
        Ok((calls, recordings))
    }
}

fn read(db: &mut Db, id: CustomerId, shell: &Shell, now: Timestamp) -> desk::Result<Found> {
    let customer =
        store::customer::find(db, id)?.ok_or_else(|| desk::Error::not_found("customer"))?;
    let name = customer.display_name();
    let tz = shell.me.tz();
    let mut known = vec![(crate::t("customer-name"), customer.name.clone())];
    let language = customer.language.as_deref();
    known.extend(language.map(|tag| (crate::t("customer-language"), wording::language(tag))));
    known.extend(customer.time_zone.clone().map(|zone| (crate::t("customer-time-zone"), zone)));
    known.extend(customer.external_id.clone().map(|id| (crate::t("personal-data-known-as"), id)));
    for address in store::customer::addresses(db, id)? {
        let label = match address.kind {
            AddressKind::Email => crate::t("customer-email"),
            AddressKind::Phone => crate::t("customer-phone"),
        };
        known.push((label, address.value));
    }
    let facts = store::customer::facts(db, id)?.into_iter().map(|fact| fact.text).collect();
    let visits = store::visitor::of_customer(db, id)?;
    let pages = visits.iter().filter_map(|(_, visitor)| visitor.page.clone());
    known.extend(pages.map(|(url, _)| (crate::t("personal-data-last-page"), url)));
    let agents = store::agent::all(db)?.into_iter().map(|agent| (agent.id, agent)).collect();
    let customer_name = name.clone();
    let mut teller = Teller { db, agents, customer: customer_name, tz, now, files: Vec::new() };
    let (mut conversations, mut chapters) = (Vec::new(), Vec::new());
    for listed in store::conversation::of_customer(teller.db, id, i64::MAX)? {
        let (thread, chapter) = teller.thread(listed.conversation)?;
        conversations.push(thread);
        chapters.push(chapter);
    }
    let readable = Readable {
        desk: shell.workspace.name.clone(),
        made: teller.when(now),
        name: name.clone(),
        known,
        facts,
        chapters,
    };
    let files = std::mem::take(&mut teller.files);
    let portrait = Portrait {
        desk: shell.workspace.name.clone(),
        made_at: now.into(),
        customer: Customer::of(teller.db, customer)?,
        forgotten_facts: store::customer::forgotten_facts(teller.db, id)?,
        browsers: visits
            .into_iter()
            .map(|(since, visitor)| {
                let (page_url, page_title) = visitor.page.unzip();
                Visit { since: since.into(), page_url, page_title }
            })
            .collect(),
        conversations,
    };
    let json = serde_json::to_string_pretty(&portrait).map_err(io::Error::from)?;
    let html = readable.render().map_err(io::Error::other)?;
    Ok(Found { name, json, html, files })
}

/// Packs it into a file that has no name, and is gone once it was sent.
fn pack(found: &Found, kept: &Files) -> desk::Result<File> {
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    // Pictures and documents are packed already.
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(tempfile::tempfile()?);
    let runtime = Handle::current();
    zip.start_file("index.html", packed).map_err(io::Error::from)?;
    zip.write_all(found.html.as_bytes())?;
    zip.start_file("data.json", packed).map_err(io::Error::from)?;
    zip.write_all(found.json.as_bytes())?;
    for (name, file) in &found.files {
        match runtime.block_on(kept.open_attachment(file)) {
            Ok(bytes) => {
                zip.start_file(name.as_str(), plain).map_err(io::Error::from)?;
                io::copy(&mut SyncIoBridge::new_with_handle(bytes, runtime.clone()), &mut zip)?;
            }
            // It is gone, and that was logged.
            Err(desk::Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let mut file = zip.finish().map_err(io::Error::from)?;
    file.rewind()?;
    Ok(file)
}

/// All that is kept of a customer.
pub(crate) async fn download(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    let id = CustomerId(id);
    let me = shell.me.clone();
    let now = desk.store().now();
    let found = desk.store().read(move |db| read(db, id, &shell, now)).await?;
    desk.note_customer_export(&me, id).await?;
    let today = now.to_zoned(me.tz()).date();
    let name = format!("{} {today}.zip", found.name);
    let kept = desk.files().clone();
    let packed = tokio::task::spawn_blocking(move || pack(&found, &kept));
    let file = packed.await.map_err(|error| desk::Error::from(io::Error::other(error)))??;
    let length = file.metadata().map_err(desk::Error::from)?.len();
    let file = tokio::fs::File::from_std(file);
    let body = Body::from_stream(ReaderStream::with_capacity(file, CHUNK_BYTES));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let disposition = format!(
        "attachment; filename=\"customer-{id}.zip\"; filename*=UTF-8''{}",
        wording::percent_encoded(&name)
    );
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
