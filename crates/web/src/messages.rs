//! Messages and notes: how they look, and writing them.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use desk::message::{Origin, Writing, Written};
use domain::{
    AgentId, ConversationId, MessageId, Timestamp,
    agent::{Agent, first_name, handle},
    attachment::Attachment,
    conversation::Channel,
    customer::Customer,
    greeting::{self, Greeting},
    message::{Author, Kind, Message},
};
use jiff::tz::TimeZone;
use language::{Wording, say};
use serde::Deserialize;
use store::Db;

use crate::{
    Web,
    access::SignedIn,
    conversations::{Mark, Talk, TalkFragments, merged_into},
    error::{Error, Result},
    form::At,
    merges::leading_to,
    moments::Beside,
    page::{fragments, page},
    shell::Assets,
    wording::{self, Piece},
};

/// A file as a page shows it.
pub(crate) struct File {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) href: String,
    /// "PDF, 84 KB".
    pub(crate) about: String,
    pub(crate) pixels: Option<(i64, i64)>,
}

impl From<Attachment> for File {
    fn from(file: Attachment) -> Self {
        let ending = file.name.rsplit_once('.').map(|(_, ending)| ending.to_uppercase());
        let ending = ending.unwrap_or_else(|| say("file-without-ending").to_string());
        Self {
            id: file.id.0,
            href: format!("/attachments/{}/{}", file.id, wording::percent_encoded(&file.name)),
            about: format!("{ending}, {}", wording::size(file.size_bytes)),
            name: file.name,
            pixels: file.pixels,
        }
    }
}

/// A message as a page shows it. Its text is cut into pieces by the template's own call.
pub(crate) struct Shown {
    pub(crate) id: i64,
    /// The class of its side: `message--customer`, `message--us` or `message--note`.
    pub(crate) class: &'static str,
    pub(crate) from: String,
    pub(crate) note: bool,
    /// Whether another agent than the reader wrote it.
    pub(crate) by_other_agent: bool,
    pub(crate) time: String,
    pub(crate) datetime: String,
    text: String,
    handles: Vec<String>,
    /// What was noticed in it.
    pub(crate) beside: Beside,
    pub(crate) files: Vec<File>,
    /// Seconds in which it can still be taken back, by the reader or by somebody else.
    pub(crate) undo_seconds: Option<i64>,
    pub(crate) mine: bool,
    /// What became of it: "Sent", "Seen".
    pub(crate) state: Option<Wording>,
    /// Of a message in which the customer had to say something again.
    pub(crate) repeat: Option<Mark>,
}

impl Shown {
    pub(crate) fn paragraphs(&self) -> Vec<Vec<Vec<Piece<'_>>>> {
        let paragraphs = wording::paragraphs(&self.text, &self.handles);
        wording::marked(&self.text, paragraphs, &self.beside.marks)
    }
}

/// What is needed to show messages.
pub(crate) struct Showing<'a> {
    pub(crate) customer_name: &'a str,
    pub(crate) agents: &'a [Agent],
    pub(crate) me: AgentId,
    pub(crate) read_by_customer: domain::EventId,
    pub(crate) now: Timestamp,
    pub(crate) tz: &'a TimeZone,
}

impl Showing<'_> {
    pub(crate) fn show(&self, message: Message, files: Vec<File>) -> Shown {
        let (class, from, author) = match message.author {
            Author::Customer => ("message--customer", self.customer_name.to_owned(), None),
            Author::Agent(id) => {
                let agent = self.agents.iter().find(|agent| agent.id == id);
                let name = agent
                    .map_or_else(|| say("person-unknown").to_string(), |agent| agent.name.clone());
                let class =
                    if message.kind == Kind::Note { "message--note" } else { "message--us" };
                (class, name, Some(id))
            }
        };
        let note = message.kind == Kind::Note;
        let undo_seconds =
            message.queued().then(|| message.at.duration_since(self.now).as_secs().max(0));
        let state = match (author, message.sequence) {
            (Some(_), Some(sequence)) if sequence <= self.read_by_customer => {
                Some(say("message-seen"))
            }
            (Some(_), Some(_)) => Some(say("message-sent")),
            _ => None,
        };
        Shown {
            id: message.id.0,
            class,
            from,
            note,
            by_other_agent: author.is_some_and(|id| id != self.me),
            time: wording::time(message.at, self.tz),
            datetime: message.at.to_string(),
            text: message.text,
            handles: if note {
                self.agents.iter().map(|a| handle(&a.name)).collect()
            } else {
                Vec::new()
            },
            beside: Beside::default(),
            files,
            undo_seconds,
            mine: author == Some(self.me),
            state,
            repeat: None,
        }
    }
}

/// What an agent writes in.
#[derive(Template)]
#[template(path = "messages/composer.html")]
pub(crate) struct Composer {
    pub(crate) assets: Assets,
    pub(crate) conversation: i64,
    /// The name under which customers know the desk.
    pub(crate) desk_name: String,
    /// Empty of somebody who gave no name.
    pub(crate) customer_first_name: String,
    /// How it goes to them.
    pub(crate) to: Wording,
    pub(crate) note: bool,
    pub(crate) text: String,
    pub(crate) revision: i64,
    pub(crate) files: Vec<File>,
    /// The newest message that the page shows.
    pub(crate) seen: i64,
    /// The name of what will be sent next.
    pub(crate) key: String,
    /// What has come since, for a reply that was held.
    pub(crate) held: Vec<Shown>,
    pub(crate) error: Option<Wording>,
    pub(crate) agents: Vec<(String, String)>,
    /// How a first answer could begin.
    pub(crate) greeting: Option<Greeting>,
    /// Whether there are standards for the start of this, to be shown beside the draft.
    pub(crate) start: bool,
    /// Whether the writer was writing, so that they can go on.
    pub(crate) focus: bool,
}

impl Composer {
    /// What an agent has begun to write in a conversation.
    pub(crate) fn read(
        db: &mut Db,
        me: &Agent,
        id: ConversationId,
        kind: Kind,
    ) -> desk::Result<Self> {
        let conversation = store::conversation::find(db, id)?
            .ok_or_else(|| desk::Error::not_found("conversation"))?;
        let customer = store::customer::find(db, conversation.customer_id)?
            .ok_or_else(|| desk::Error::not_found("customer"))?;
        let draft = store::draft::find(db, id, me.id, kind)?;
        let files = store::attachment::of_draft(db, me.id, id, kind)?;
        let agents = store::agent::active(db)?;
        Ok(Self {
            assets: Assets,
            conversation: id.0,
            desk_name: desk::workspace::Workspace::read(db)?.name,
            customer_first_name: first_name(&customer.name).to_owned(),
            to: match conversation.channel {
                Channel::Chat | Channel::Phone => say("composer-to-chat"),
                Channel::InPerson => say("composer-to-person"),
                Channel::Api => say("composer-to-program"),
            },
            note: kind == Kind::Note,
            revision: draft.as_ref().map_or(0, |draft| draft.revision),
            text: draft.map(|draft| draft.text).unwrap_or_default(),
            files: files.into_iter().map(File::from).collect(),
            seen: store::message::newest(db, id)?.0,
            key: desk::token::new(),
            held: Vec::new(),
            error: None,
            agents: agents.into_iter().map(|agent| (handle(&agent.name), agent.name)).collect(),
            greeting: match (kind, conversation.channel) {
                (Kind::Reply, Channel::Chat | Channel::Phone) => greeting(db, &customer, id)?,
                _ => None,
            },
            start: kind == Kind::Reply
                && !desk::standard::before_first_answer(db, &conversation, Timestamp::now())?
                    .is_empty(),
            focus: false,
        })
    }
}

/// How a first answer to somebody could begin: by name, in their language, at their time of day. Nothing
/// once they were answered.
fn greeting(
    db: &mut Db,
    customer: &Customer,
    id: ConversationId,
) -> desk::Result<Option<Greeting>> {
    let Some(since) = store::story::began(db, id)? else { return Ok(None) };
    if store::story::is_answered(db, id, since)? {
        return Ok(None);
    }
    let hour = customer.tz().map(|tz| Timestamp::now().to_zoned(tz).hour());
    Ok(Some(greeting::greeting(&customer.name, customer.language.as_deref(), hour)))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    kind: String,
}

/// The composer for a reply or a note.
pub(crate) async fn composer(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Query(Which { kind }): Query<Which>,
) -> Result {
    let kind = Kind::parse(&kind).unwrap_or(Kind::Reply);
    let id = ConversationId(id);
    let mut composer =
        web.desk.store().read(move |db| Composer::read(db, &agent, id, kind)).await?;
    composer.focus = true;
    page(&composer)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Body {
    kind: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    seen: i64,
    #[serde(default)]
    key: String,
    #[serde(default)]
    anyway: String,
}

/// Takes what an agent wrote. The answer brings the thread up to date and an empty composer; or,
/// where it was held or refused, the composer with the text and why.
pub(crate) async fn create(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(body): Form<Body>,
) -> Result {
    let id = ConversationId(id);
    let kind = Kind::parse(&body.kind).ok_or_else(|| Error::not_found("kind of message"))?;
    let key = Some(body.key.clone()).filter(|key| !key.is_empty() && key.len() <= 64);
    let writing = Writing {
        origin: Origin::Draft,
        conversation: id,
        kind,
        text: body.text.clone(),
        seen: MessageId(body.seen),
        anyway: !body.anyway.is_empty(),
        key,
    };
    // Whether these words need a key of their own.
    let mut again = false;
    let (status, held, error) = match web.desk.write(&agent, writing).await {
        Ok(Written::Kept(_)) => (StatusCode::CREATED, Vec::new(), None),
        Ok(Written::Held(arrived)) => (StatusCode::CONFLICT, arrived, None),
        Ok(Written::OtherWords) => {
            again = true;
            (StatusCode::CONFLICT, Vec::new(), Some(say("composer-other-words")))
        }
        Err(desk::Error::Refused(why)) => (StatusCode::UNPROCESSABLE_ENTITY, Vec::new(), Some(why)),
        Err(error) => return Err(error.into()),
    };
    let kept = status == StatusCode::CREATED;
    let shown = web
        .desk
        .store()
        .read(move |db| {
            if let Some(into) = merged_into(db, id)? {
                return Ok(Err(into));
            }
            let talk = Talk::read(db, &agent, id)?;
            // After a note one goes on with the reply.
            let kind = if kept { Kind::Reply } else { kind };
            let mut composer = Composer::read(db, &agent, id, kind)?;
            composer.focus = true;
            if !kept {
                composer.text = body.text;
                if !again {
                    composer.key = body.key;
                }
                composer.held = talk.show_held(held);
                composer.error = error;
            }
            Ok::<_, desk::Error>(Ok(TalkFragments::with_composer(talk, composer)))
        })
        .await?;
    match shown {
        Ok(shown) => Ok(fragments(status, shown.render()?)),
        // What was not sent is a draft there.
        Err(into) => Ok((status, leading_to(into)).into_response()),
    }
}

/// Takes a reply back before it goes out: its text is in the composer again.
pub(crate) async fn undo(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let id = web.desk.undo(&agent, MessageId(id)).await?;
    let html = web
        .desk
        .store()
        .read(move |db| {
            let talk = Talk::read(db, &agent, id)?;
            let mut composer = Composer::read(db, &agent, id, Kind::Reply)?;
            composer.focus = true;
            Ok::<_, desk::Error>(TalkFragments::with_composer(talk, composer))
        })
        .await?
        .render()?;
    Ok(fragments(StatusCode::OK, html))
}
