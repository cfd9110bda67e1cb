//! Messages and notes, for other programs.

use axum::extract::State;
use desk::message::{Origin, Writing, Written};
use domain::{
    AttachmentId, ConversationId, MessageId,
    message::{self, Author, Kind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Db;

use super::{
    Body, Named, Problem,
    files::Attachment,
    list::{List, Page, Unfiltered},
    wire::{By, Done, Made, Time, Told, Word},
};
use crate::{Web, access::Caller};

/// What was said or noted in a conversation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Message {
    id: i64,
    conversation_id: i64,
    /// A reply is seen by both sides, a note by agents alone.
    kind: Word<Kind>,
    by: Word<By>,
    /// The agent who wrote it; null for the customer's.
    agent_id: Option<i64>,
    text: String,
    /// When it was sent, or for one that waits, when it will be.
    at: Time,
    /// Whether it waits for its time, and can be taken back until then.
    queued: bool,
    /// The name that its sender gave it.
    key: Option<String>,
    attachments: Vec<Attachment>,
}

impl Message {
    fn of(message: message::Message, attachments: Vec<Attachment>) -> Self {
        Self {
            id: message.id.0,
            conversation_id: message.conversation_id.0,
            kind: message.kind.into(),
            by: message.author.into(),
            agent_id: match message.author {
                Author::Customer => None,
                Author::Agent(id) => Some(id.0),
            },
            queued: message.queued(),
            text: message.text,
            at: message.at.into(),
            key: message.key,
            attachments,
        }
    }

    pub(crate) fn read(db: &mut Db, message: message::Message) -> desk::Result<Self> {
        let (conversation, id) = (message.conversation_id, message.id);
        let files = store::attachment::of_messages(db, conversation, id, id)?;
        Ok(Self::of(message, files.into_iter().map(|(_, file)| file.into()).collect()))
    }
}

pub(crate) async fn index(
    State(web): State<Web>,
    Named(id): Named<i64>,
    list: List<Unfiltered>,
) -> Result<Page<Message>, Problem> {
    let id = ConversationId(id);
    let after = list.time()?.map(|(at, id)| (at, MessageId(id)));
    let limit = list.one_more();
    let read = move |db: &mut Db| {
        if store::conversation::find(db, id)?.is_none() {
            return Err(desk::Error::not_found("conversation"));
        }
        let found = store::message::after(db, id, after, limit)?;
        let found = found.into_iter().map(|message| {
            let place = (message.at.as_millisecond(), message.id.0);
            Ok((Message::read(db, message)?, place))
        });
        found.collect::<desk::Result<Vec<_>>>()
    };
    let found = web.desk.store().read(read).await?;
    Ok(list.page(found, |(_, place)| *place).told(|(told, _)| told))
}

pub(crate) async fn show(
    State(web): State<Web>,
    Named(id): Named<i64>,
) -> Result<Told<Message>, Problem> {
    let read = move |db: &mut Db| {
        let found = store::message::find(db, MessageId(id))?;
        Message::read(db, found.ok_or_else(|| desk::Error::not_found("message"))?)
    };
    Ok(Told::new(web.desk.store().read(read).await?))
}

/// A reply or a note that is about to be written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "kind": "reply", "text": "Thank you, Nora. Another pot is on its way." }]))]
pub(crate) struct NewMessage {
    kind: Word<Kind>,
    #[serde(default)]
    text: String,
    /// A name of your own for it: under the same one it is sent once, however often it is asked for.
    key: Option<String>,
    /// The id of the newest message that you have read. Where something came since, nothing is sent and you are
    /// told what came.
    seen: Option<i64>,
    /// Ids of files that you brought to this conversation.
    #[serde(default)]
    attachment_ids: Vec<i64>,
}

/// Most characters of a message's name.
const KEY_CHARS_MAX: usize = 255;

pub(crate) async fn create(
    State(web): State<Web>,
    Caller { agent, token }: Caller,
    Named(id): Named<i64>,
    Body(new): Body<NewMessage>,
) -> Result<Made<Message>, Problem> {
    let Word(kind) = new.kind;
    let is_key = |key: &str| {
        (1..=KEY_CHARS_MAX).contains(&key.chars().count()) && !key.chars().any(char::is_control)
    };
    if new.key.as_deref().is_some_and(|key| !is_key(key)) {
        return Err(Problem::refused(format!(
            "A key has 1 to {KEY_CHARS_MAX} characters, none of which are control characters."
        )));
    }
    let writing = Writing {
        conversation: ConversationId(id),
        kind,
        text: new.text,
        seen: MessageId(new.seen.unwrap_or_default()),
        anyway: new.seen.is_none(),
        key: new.key,
        origin: Origin::Program(
            token.id,
            new.attachment_ids.into_iter().map(AttachmentId).collect(),
        ),
    };
    match web.desk.write(&agent, writing).await? {
        Written::Kept(message) => {
            let place = format!("/api/v1/messages/{}", message.id);
            let read = move |db: &mut Db| Message::read(db, message);
            Ok(Made { place, told: Told::new(web.desk.store().read(read).await?) })
        }
        Written::Held(came) => {
            let what = "Something came since the message that you have read, so nothing was sent. Read it, and send \
                        again with seen as it is now.";
            let came: Vec<i64> = came.iter().map(|message| message.id.0).collect();
            Err(Problem::from(desk::Error::Conflict(what.into())).with("came", json!(came)))
        }
        Written::OtherWords => Err(Problem::refused(
            "Something else was sent under this key already. Use another for other words.",
        )),
    }
}

/// Takes a reply back before it goes out: its text and files are its writer's draft.
pub(crate) async fn undo(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Done, Problem> {
    web.desk.undo(&agent, MessageId(id)).await?;
    Ok(Done)
}
