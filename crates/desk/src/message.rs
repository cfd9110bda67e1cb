//! What agents say: replies that can be taken back for a moment, and notes.

use domain::{
    AgentId, ApiTokenId, AttachmentId, ConversationId, MessageId, Timestamp,
    agent::{Agent, handle},
    attachment::Attachment,
    event::{Change, EventKind},
    message::{ATTACHMENTS_MAX, Author, Kind, Message, clean_text, mentions},
    text,
};
use jiff::SignedDuration;
use store::Tx;

use crate::{
    Desk, Error, Result,
    conversation::{PREVIEW_CHARS, change_standing, find},
    draft,
    workspace::Workspace,
};

/// Where what is sent was written.
#[derive(Debug, Clone)]
pub enum Origin {
    /// In the draft of a page: its files go with it, and it is empty afterwards.
    Draft,
    /// In a program, which names the files that it brought. The agent's own draft stays as it is.
    Program(ApiTokenId, Vec<AttachmentId>),
}

/// What an agent sends.
#[derive(Debug, Clone)]
pub struct Writing {
    /// Where.
    pub conversation: ConversationId,
    /// A reply, or a note.
    pub kind: Kind,
    /// What it says.
    pub text: String,
    /// The newest message that was on the page when they wrote it.
    pub seen: MessageId,
    /// Whether it goes out although something has come since.
    pub anyway: bool,
    /// The page's own name for it, so that sending it again changes nothing.
    pub key: Option<String>,
    /// Where it was written.
    pub origin: Origin,
}

/// What became of it.
#[derive(Debug, Clone)]
pub enum Written {
    /// It is kept; a reply goes out at its time.
    Kept(Message),
    /// It was held, for this has come since; it stays a draft.
    Held(Vec<Message>),
    /// Something with the same key was kept before, and these are other words.
    OtherWords,
}

/// What an attachment alone is called in a list.
pub(crate) fn preview_of(text: &str, attachments: usize) -> String {
    match (text::excerpt(text, PREVIEW_CHARS), attachments) {
        (preview, 0) => preview,
        (preview, _) if !preview.is_empty() => preview,
        (_, 1) => "A file".to_owned(),
        (_, count) => format!("{count} files"),
    }
}

impl Desk {
    /// Takes what an agent wrote: a note is there at once; a reply goes out after the time in which
    /// it can be taken back. A reply to a thread in which something has come since is held.
    pub async fn write(&self, by: &Agent, writing: Writing) -> Result<Written> {
        let by = by.clone();
        let written = self
            .store
            .write(move |tx| {
                let Writing { conversation: id, kind, seen, anyway, key, text, origin } = writing;
                let from_draft = matches!(origin, Origin::Draft);
                let conversation = find(tx, id)?;
                let id = conversation.id;
                if let Some(key) = key.as_deref()
                    && let Some(same) = store::message::by_key(tx, id, key)?
                {
                    if text::clean(&text) != same.text {
                        return Ok(Written::OtherWords);
                    }
                    // The page may have kept them as a draft again, for it did not hear that they are there.
                    let draft = store::draft::find(tx, id, by.id, kind)?;
                    if from_draft
                        && draft.is_some_and(|draft| text::clean(&draft.text) == same.text)
                    {
                        let now = tx.now();
                        store::draft::save(tx, id, by.id, kind, "", now)?;
                    }
                    return Ok(Written::Kept(same));
                }
                let attachments = match origin {
                    Origin::Draft => store::attachment::of_draft(tx, by.id, id, kind)?,
                    Origin::Program(program, files) => brought(tx, program, id, &files)?,
                };
                let text = clean_text(&text, attachments.len()).map_err(Error::refused)?;
                if kind == Kind::Reply && !anyway {
                    let arrived = store::message::by_others_after(tx, id, seen, by.id)?;
                    if !arrived.is_empty() {
                        return Ok(Written::Held(arrived));
                    }
                }
                let now = tx.now();
                let undo_seconds = Workspace::read(tx)?.undo_seconds;
                let queued = kind == Kind::Reply && undo_seconds > 0;
                let message = store::message::insert(
                    tx,
                    &store::message::New {
                        conversation: id,
                        author: Author::Agent(by.id),
                        kind,
                        text: &text,
                        at: if queued {
                            now + SignedDuration::from_secs(undo_seconds)
                        } else {
                            now
                        },
                        queued,
                        key: key.as_deref(),
                    },
                )?;
                for attachment in &attachments {
                    store::attachment::attach(tx, attachment.id, message, id)?;
                }
                if from_draft {
                    store::draft::save(tx, id, by.id, kind, "", now)?;
                    draft::tell(tx, &conversation, by.id)?;
                }
                // Whoever answers first has it.
                if kind == Kind::Reply && conversation.assignee_id.is_none() {
                    let team = conversation.team_id;
                    store::conversation::assign(tx, id, Some(by.id), team, Some(by.id), now)?;
                }
                let change = |kind| {
                    Change::new(kind)
                        .of_message(message)
                        .in_conversation(id, conversation.customer_id)
                        .by(Some(by.id))
                };
                match kind {
                    Kind::Note => {
                        mention(tx, &text, message, by.id)?;
                        tx.record(change(EventKind::NoteWritten))?;
                    }
                    Kind::Reply if queued => {
                        tx.record(change(EventKind::MessageQueued))?;
                    }
                    Kind::Reply => send(tx, message)?,
                }
                let kept = store::message::find(tx, message)?;
                kept.map(Written::Kept).ok_or_else(|| Error::not_found("message"))
            })
            .await?;
        if matches!(&written, Written::Kept(message) if message.queued()) {
            self.tell_jobs();
        }
        Ok(written)
    }

    /// Takes a reply back before it goes out; its text and files are the writer's draft again.
    pub async fn undo(&self, by: &Agent, id: MessageId) -> Result<ConversationId> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let message =
                    store::message::find(tx, id)?.ok_or_else(|| Error::not_found("message"))?;
                if message.author != Author::Agent(by) {
                    return Err(Error::Forbidden(language::say("message-not-yours")));
                }
                store::attachment::detach(tx, id)?;
                if !message.queued() || !store::message::delete_queued(tx, id)? {
                    return Err(Error::Conflict(language::say("message-gone-out")));
                }
                let conversation = find(tx, message.conversation_id)?;
                let draft = store::draft::find(tx, conversation.id, by, message.kind)?;
                let text = match draft.map(|draft| draft.text) {
                    Some(begun) if !begun.trim().is_empty() => {
                        format!("{}\n\n{begun}", message.text)
                    }
                    _ => message.text,
                };
                let now = tx.now();
                store::draft::save(tx, conversation.id, by, message.kind, &text, now)?;
                draft::tell(tx, &conversation, by)?;
                tx.record(
                    Change::new(EventKind::MessageUndone)
                        .of_message(id)
                        .in_conversation(conversation.id, conversation.customer_id)
                        .by(Some(by)),
                )?;
                Ok(conversation.id)
            })
            .await
    }

    /// Sends the replies whose time has come; how many.
    pub(crate) async fn send_due(&self) -> Result<usize> {
        self.store
            .write(|tx| {
                let now = tx.now();
                let due = store::message::due(tx, now)?;
                for &message in &due {
                    send(tx, message)?;
                }
                Ok(due.len())
            })
            .await
    }
}

/// The files that a program names, in the order in which it brought them.
fn brought(
    tx: &mut Tx<'_>,
    program: ApiTokenId,
    conversation: ConversationId,
    files: &[AttachmentId],
) -> Result<Vec<Attachment>> {
    if files.len() > ATTACHMENTS_MAX {
        return Err(Error::refused(
            language::say("message-too-many-files").with("most", ATTACHMENTS_MAX),
        ));
    }
    let mut there = store::attachment::of_program(tx, program, conversation)?;
    if let Some(missing) = files.iter().find(|id| there.iter().all(|file| file.id != **id)) {
        return Err(Error::refused(
            language::say("message-file-not-brought").with("file", missing.to_string()),
        ));
    }
    there.retain(|file| files.contains(&file.id));
    Ok(there)
}

/// Something said to a customer in an agent's name, in words of the desk's own.
pub(crate) struct Saying<'a> {
    /// Where.
    pub(crate) conversation: ConversationId,
    /// In whose name.
    pub(crate) by: AgentId,
    /// What.
    pub(crate) text: &'a str,
    /// The name of the message: under the same one it is never said twice.
    pub(crate) key: &'a str,
}

/// Says it, after the time in which every reply can be taken back.
pub(crate) fn say(tx: &mut Tx<'_>, saying: &Saying<'_>) -> Result<MessageId> {
    let &Saying { conversation: id, by, text, key } = saying;
    let conversation = find(tx, id)?;
    let id = conversation.id;
    if let Some(same) = store::message::by_key(tx, id, key)? {
        return Ok(same.id);
    }
    let undo_seconds = Workspace::read(tx)?.undo_seconds;
    let queued = undo_seconds > 0;
    let new = store::message::New {
        conversation: id,
        author: Author::Agent(by),
        kind: Kind::Reply,
        text,
        at: tx.now() + SignedDuration::from_secs(undo_seconds),
        queued,
        key: Some(key),
    };
    let message = store::message::insert(tx, &new)?;
    if queued {
        let change = Change::new(EventKind::MessageQueued).of_message(message).by(Some(by));
        tx.record(change.in_conversation(id, conversation.customer_id))?;
    } else {
        send(tx, message)?;
    }
    Ok(message)
}

/// Takes back what was said under that name, where it has not gone out yet.
pub(crate) fn take_back(tx: &mut Tx<'_>, id: ConversationId, key: &str) -> Result<()> {
    let Some(message) = store::message::by_key(tx, id, key)? else { return Ok(()) };
    if message.queued() && store::message::delete_queued(tx, message.id)? {
        let conversation = find(tx, id)?;
        let change = Change::new(EventKind::MessageUndone).of_message(message.id);
        tx.record(change.in_conversation(id, conversation.customer_id))?;
    }
    Ok(())
}

/// Gives a reply its place in what both sides see.
fn send(tx: &mut Tx<'_>, id: MessageId) -> Result<()> {
    let message = store::message::find(tx, id)?.ok_or_else(|| Error::not_found("message"))?;
    let conversation = find(tx, message.conversation_id)?;
    let by = match message.author {
        Author::Agent(id) => Some(id),
        Author::Customer => None,
    };
    let sequence = tx.record(
        Change::new(EventKind::MessageSent)
            .of_message(id)
            .in_conversation(conversation.id, conversation.customer_id)
            .by(by),
    )?;
    let now = tx.now();
    // Its own time, where it was due while the server was down, would put it before what came since.
    let at: Timestamp = now;
    store::message::set_sent(tx, id, sequence, at, conversation.standing.waiting_since)?;
    let files = store::attachment::of_messages(tx, conversation.id, id, id)?.len();
    let preview = preview_of(&message.text, files);
    store::conversation::set_last_message(tx, conversation.id, &preview, at)?;
    change_standing(tx, &conversation, conversation.standing.we_answered(), by)
}

fn mention(tx: &mut Tx<'_>, text: &str, message: MessageId, by: AgentId) -> Result<()> {
    let handles = mentions(text);
    if handles.is_empty() {
        return Ok(());
    }
    for agent in store::agent::active(tx)? {
        if agent.id != by && handles.contains(&handle(&agent.name)) {
            store::message::mention(tx, message, agent.id)?;
        }
    }
    Ok(())
}
