//! Files for messages that are being written.

use domain::{
    AgentId, ApiTokenId, AttachmentId, ConversationId,
    attachment::Attachment,
    message::{ATTACHMENTS_MAX, Kind},
};
use language::say;
use store::{Tx, attachment::Uploader};

use crate::{Desk, Error, Result, conversation::find};

/// Most files that a visitor may have brought without sending them.
const WAITING_OF_VISITOR_MAX: i64 = 20;
/// … that a program may have brought.
const WAITING_OF_PROGRAM_MAX: i64 = 100;

impl Desk {
    /// Adds a file to an agent's draft.
    pub async fn attach_to_draft(
        &self,
        agent: AgentId,
        conversation: ConversationId,
        kind: Kind,
        attachment: Attachment,
    ) -> Result<Attachment> {
        self.keep(attachment, move |tx, attachment| {
            let conversation = find(tx, conversation)?.id;
            let there = store::attachment::of_draft(tx, agent, conversation, kind)?;
            if there.len() >= ATTACHMENTS_MAX {
                return Err(Error::refused(
                    say("draft-too-many-files").with("most", ATTACHMENTS_MAX),
                ));
            }
            insert(tx, attachment, &Uploader::Agent(agent, conversation, kind), None)
        })
        .await
    }

    /// Takes a file out of an agent's draft.
    pub async fn remove_from_draft(
        &self,
        agent: AgentId,
        conversation: ConversationId,
        id: AttachmentId,
    ) -> Result<()> {
        let removed = self
            .store
            .write(move |tx| {
                let conversation = find(tx, conversation)?.id;
                store::attachment::remove_from_draft(tx, id, agent, conversation)?
                    .ok_or_else(|| Error::not_found("file"))
            })
            .await?;
        // What cannot be removed is only in the way.
        let _ = self.files.remove(&removed.file).await;
        Ok(())
    }

    /// Keeps a file that a visitor is about to send; with a key that came before, the same one.
    pub async fn attach_for_visitor(
        &self,
        secret_hash: String,
        key: Option<String>,
        attachment: Attachment,
    ) -> Result<Attachment> {
        self.keep(attachment, move |tx, attachment| {
            if let Some(key) = &key
                && let Some(same) = store::attachment::by_key(tx, &secret_hash, key)?
            {
                return Ok(same);
            }
            if store::attachment::waiting_of_visitor(tx, &secret_hash)? >= WAITING_OF_VISITOR_MAX {
                return Err(Error::refused(say("chat-too-many-files")));
            }
            insert(tx, attachment, &Uploader::Visitor(secret_hash), key.as_deref())
        })
        .await
    }

    /// Keeps a file that a program is about to send in a conversation.
    pub async fn attach_for_program(
        &self,
        program: ApiTokenId,
        conversation: ConversationId,
        attachment: Attachment,
    ) -> Result<Attachment> {
        self.keep(attachment, move |tx, attachment| {
            let conversation = find(tx, conversation)?.id;
            if store::attachment::waiting_of_program(tx, program)? >= WAITING_OF_PROGRAM_MAX {
                return Err(Error::refused(
                    say("file-too-many-brought").with("most", WAITING_OF_PROGRAM_MAX),
                ));
            }
            insert(tx, attachment, &Uploader::Program(program, conversation), None)
        })
        .await
    }

    /// Keeps a file whose bytes are here, as `write` does that. Where it is not kept, for it was refused or is there
    /// already, its bytes are removed again.
    async fn keep(
        &self,
        brought: Attachment,
        write: impl FnOnce(&mut Tx<'_>, Attachment) -> Result<Attachment> + Send + 'static,
    ) -> Result<Attachment> {
        let attachment = brought.clone();
        let kept = self.store.write(move |tx| write(tx, attachment)).await;
        let stays = match &kept {
            Ok(kept) => kept.file == brought.file,
            // A store that cannot be reached any more may have kept it all the same.
            Err(Error::Store(error)) => !error.is_disk_full(),
            Err(_) => false,
        };
        if !stays {
            // What cannot be removed is only in the way.
            let _ = self.files.remove(&brought.file).await;
        }
        kept
    }
}

/// Writes that it is there.
fn insert(
    tx: &mut Tx<'_>,
    attachment: Attachment,
    uploader: &Uploader,
    key: Option<&str>,
) -> Result<Attachment> {
    let now = tx.now();
    let id = store::attachment::insert(tx, &attachment, uploader, key, now)?;
    Ok(Attachment { id, ..attachment })
}
