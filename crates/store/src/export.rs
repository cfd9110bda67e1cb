//! Copies of all that is kept, and what goes into them: a sheet for each noun, whose columns say what they are. Nothing
//! that is secret or one agent's alone has a column here, and whoever was erased has no row.

use domain::{
    AgentId, ExportId, Timestamp,
    export::{Export, State},
};

use self::Kind::{Flag, Json, Number, Text, Time};
use crate::{Db, Error, Row, values};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// Words.
    Text,
    /// A time.
    Time,
    /// Yes or no.
    Flag,
    /// JSON.
    Json,
}

/// A column: what it is called, what it holds, and what it means.
pub type Column = (&'static str, Kind, &'static str);

/// One noun.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// What its files are called.
    pub name: &'static str,
    /// What a row of it is.
    pub about: &'static str,
    /// Its columns, in their order. The first is a number by which rows follow each other.
    pub columns: &'static [Column],
    from: From,
}

/// Where its rows come from.
#[derive(Debug, Clone, Copy)]
enum From {
    /// What is selected: the columns, from rows whose number is above `?1`, in their order, at most `?2`.
    Rows(&'static str),
    /// How often versions of standards were met.
    Outcomes,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    None,
    /// A number.
    Number(i64),
    /// Words, or JSON.
    Text(String),
    /// A time.
    Time(Timestamp),
    /// Yes or no.
    Flag(bool),
}

/// All sheets.
pub const SHEETS: [Sheet; 16] = [
    Sheet {
        name: "customers",
        about: "A person you serve.",
        columns: &[
            ("id", Number, "Their number"),
            ("name", Text, "What they are called; empty until they say so"),
            ("language", Text, "BCP 47 tag of their language"),
            ("time_zone", Text, "IANA name of their time zone"),
            ("external_id", Text, "The id under which your own site knows them"),
            ("created_at", Time, "When you first met them"),
            ("merged_into", Number, "The customer into whom they were merged"),
        ],
        from: From::Rows(
            "SELECT id, name, language, time_zone, external_id, created_at, merged_into \
              FROM customer WHERE id > ?1 AND erasure_id IS NULL ORDER BY id LIMIT ?2",
        ),
    },
    Sheet {
        name: "addresses",
        about: "A way to reach a customer.",
        columns: &[
            ("id", Number, "Its number"),
            ("customer_id", Number, "Whose it is"),
            ("kind", Text, "email or phone"),
            ("value", Text, "The address or the number"),
            (
                "verified_at",
                Time,
                "Since when you know that it is theirs; none where they merely typed it",
            ),
            ("created_at", Time, "Since when it is known"),
        ],
        from: From::Rows(
            "SELECT id, customer_id, kind, value, verified_at, created_at FROM address \
              WHERE id > ?1 ORDER BY id LIMIT ?2",
        ),
    },
    Sheet {
        name: "facts",
        about: "Something worth remembering about a customer.",
        columns: &[
            ("id", Number, "Its number"),
            ("customer_id", Number, "About whom"),
            ("text", Text, "In plain words"),
            ("agent_id", Number, "Who wrote it down"),
            ("created_at", Time, "When"),
            ("removed_at", Time, "When it was forgotten"),
        ],
        from: From::Rows(
            "SELECT id, customer_id, text, agent_id, created_at, removed_at FROM fact \
              WHERE id > ?1 ORDER BY id LIMIT ?2",
        ),
    },
    Sheet {
        name: "conversations",
        about: "One matter with a customer.",
        columns: &[
            ("id", Number, "Its number"),
            ("customer_id", Number, "With whom"),
            ("channel", Text, "How it came: chat, phone, in person or api"),
            ("subject", Text, "What it is about; empty where nobody said so"),
            ("state", Text, "waiting on us, waiting on customer, snoozed or closed"),
            ("state_since", Time, "Since when"),
            ("waiting_since", Time, "Since when the customer waits for an answer"),
            ("snoozed_until", Time, "Until when it is put aside"),
            ("assignee_id", Number, "Which agent has it"),
            ("team_id", Number, "Which team has it"),
            ("opened_at", Time, "When it began"),
            ("last_message_at", Time, "When somebody last wrote"),
            ("merged_into", Number, "The conversation into which it was merged"),
        ],
        from: From::Rows(
            "SELECT id, customer_id, channel, subject, state, state_since, waiting_since, \
              snoozed_until, assignee_id, team_id, opened_at, last_message_at, merged_into \
              FROM conversation WHERE id > ?1 AND erasure_id IS NULL ORDER BY id LIMIT ?2",
        ),
    },
    Sheet {
        name: "messages",
        about: "What was said in a conversation, and what was noted.",
        columns: &[
            ("id", Number, "Its number"),
            ("conversation_id", Number, "In which conversation"),
            ("kind", Text, "reply, or note where only the desk sees it"),
            ("agent_id", Number, "Which agent wrote it; none where it was the customer"),
            ("text", Text, "The words"),
            ("at", Time, "When"),
            ("is_waiting", Flag, "Whether it has not gone out yet"),
            ("waited_ms", Number, "How long the customer had waited for it, in milliseconds"),
        ],
        from: From::Rows(
            "SELECT message.id, conversation_id, kind, agent_id, text, at, \
              CASE WHEN send_at IS NULL OR sequence IS NOT NULL THEN 0 ELSE 1 END, waited_ms \
              FROM message JOIN conversation ON conversation.id = message.conversation_id \
              WHERE message.id > ?1 AND erasure_id IS NULL ORDER BY message.id LIMIT ?2",
        ),
    },
    Sheet {
        name: "attachments",
        about: "A file that came with a message. Where files were asked for, they are in the folder files, each under its number and its name.",
        columns: &[
            ("id", Number, "Its number"),
            ("message_id", Number, "With which message it came"),
            ("name", Text, "What its sender called it"),
            ("media_type", Text, "What it is, as told from its bytes"),
            ("size_bytes", Number, "How large it is"),
            ("width", Number, "In pixels, of a picture"),
            ("height", Number, "In pixels, of a picture"),
        ],
        from: From::Rows(
            "SELECT attachment.id, message_id, name, media_type, size_bytes, width, height \
              FROM attachment JOIN message ON message.id = attachment.message_id \
              WHERE attachment.id > ?1 ORDER BY attachment.id LIMIT ?2",
        ),
    },
    Sheet {
        name: "conversation_tags",
        about: "A tag on a conversation.",
        columns: &[
            ("conversation_id", Number, "On which conversation"),
            ("tags", Text, "The tags, with commas between them"),
        ],
        from: From::Rows(
            "SELECT conversation_tag.conversation_id, {LIST}(tag.name, ', ') \
              FROM conversation_tag JOIN tag ON tag.id = conversation_tag.tag_id \
              JOIN conversation ON conversation.id = conversation_tag.conversation_id \
              WHERE conversation_tag.conversation_id > ?1 AND erasure_id IS NULL \
              GROUP BY conversation_tag.conversation_id \
              ORDER BY conversation_tag.conversation_id LIMIT ?2",
        ),
    },
    Sheet {
        name: "tags",
        about: "A word that can be put on conversations.",
        columns: &[
            ("id", Number, "Its number"),
            ("name", Text, "The word"),
            ("archived_at", Time, "Since when it is offered no more"),
        ],
        from: From::Rows(
            "SELECT id, name, archived_at FROM tag WHERE id > ?1 ORDER BY id LIMIT ?2",
        ),
    },
    Sheet {
        name: "agents",
        about: "Somebody who serves, or once did.",
        columns: &[
            ("id", Number, "Their number"),
            ("name", Text, "Their name"),
            ("email", Text, "The address with which they sign in"),
            ("role", Text, "owner, lead or agent"),
            ("time_zone", Text, "IANA name of their time zone"),
            ("created_at", Time, "When they joined"),
            ("deactivated_at", Time, "When they were taken off the desk"),
        ],
        from: From::Rows(
            "SELECT id, name, email, role, time_zone, created_at, deactivated_at FROM agent \
              WHERE id > ?1 ORDER BY id LIMIT ?2",
        ),
    },
    Sheet {
        name: "teams",
        about: "Agents who share work.",
        columns: &[
            ("id", Number, "Its number"),
            ("name", Text, "What it is called"),
            ("members", Text, "The numbers of its agents, with commas between them"),
            ("time_zone", Text, "IANA name of its time zone, where it has hours of its own"),
            ("way", Text, "How it gives out what comes"),
        ],
        from: From::Rows(
            "SELECT team.id, team.name, (SELECT {LIST}(CAST(agent_id AS TEXT), ', ') \
              FROM team_member WHERE team_id = team.id), team.time_zone, team.way \
              FROM team WHERE team.id > ?1 ORDER BY team.id LIMIT ?2",
        ),
    },
    Sheet {
        name: "promises",
        about: "Something that you said you would do, by a time.",
        columns: &[
            ("id", Number, "Its number"),
            ("conversation_id", Number, "In which conversation"),
            ("customer_id", Number, "To whom"),
            ("owner_id", Number, "Which agent keeps it"),
            ("stand_in_id", Number, "Which agent stands in"),
            ("what", Text, "What was promised"),
            ("phone", Text, "The number to call back"),
            ("due_at", Time, "By when"),
            ("made_at", Time, "When it was made"),
            ("kept_at", Time, "When it was kept"),
            ("missed_at", Time, "When its time was over without that"),
            ("cancelled_at", Time, "When it was taken back"),
        ],
        from: From::Rows(
            "SELECT promise.id, conversation_id, promise.customer_id, owner_id, stand_in_id, what, \
              phone, due_at, made_at, kept_at, missed_at, cancelled_at \
              FROM promise JOIN conversation ON conversation.id = promise.conversation_id \
              WHERE promise.id > ?1 AND erasure_id IS NULL ORDER BY promise.id LIMIT ?2",
        ),
    },
    Sheet {
        name: "calls",
        about: "One talk: who, when and how it ended. What was heard in it is its agent’s alone, and not here.",
        columns: &[
            ("id", Number, "Its number"),
            ("conversation_id", Number, "In which conversation"),
            ("customer_id", Number, "With whom"),
            ("source", Text, "How it came"),
            ("agent_id", Number, "Which agent had it"),
            ("asked_at", Time, "When the customer called"),
            ("answered_at", Time, "When it was picked up"),
            ("ended_at", Time, "When it ended"),
            ("reason", Text, "Why"),
        ],
        from: From::Rows(
            "SELECT call.id, conversation_id, call.customer_id, source, call.agent_id, asked_at, \
              answered_at, ended_at, reason \
              FROM call JOIN conversation ON conversation.id = call.conversation_id \
              WHERE call.id > ?1 AND erasure_id IS NULL ORDER BY call.id LIMIT ?2",
        ),
    },
    Sheet {
        name: "rules",
        about: "Something that is done by itself when something happens.",
        columns: &[
            ("id", Number, "Its number"),
            ("name", Text, "What it is called"),
            ("position", Number, "Its place among the others"),
            ("is_on", Flag, "Whether it is switched on"),
            ("content", Json, "What it does, and when"),
        ],
        from: From::Rows(
            "SELECT id, name, position, is_on, content FROM rule \
              WHERE id > ?1 AND removed_at IS NULL ORDER BY id LIMIT ?2",
        ),
    },
    Sheet {
        name: "canned_replies",
        about: "A text that is written once and used often: everybody’s or a team’s. Those of one agent alone are not here.",
        columns: &[
            ("id", Number, "Its number"),
            ("title", Text, "What it is called"),
            ("code", Text, "Its short code"),
            ("words", Text, "The words"),
            ("language", Text, "BCP 47 tag of its language"),
            ("team_id", Number, "The team whose it is; none where it is everybody’s"),
        ],
        from: From::Rows(
            "SELECT id, title, code, words, language, team_id FROM canned_reply \
              WHERE id > ?1 AND agent_id IS NULL AND removed_at IS NULL ORDER BY id LIMIT ?2",
        ),
    },
    Sheet {
        name: "standards",
        about: "What good looks like: each version of each standard.",
        columns: &[
            ("id", Number, "The number of the version"),
            ("standard_id", Number, "Of which standard"),
            ("number", Number, "Which version it is"),
            ("title", Text, "What it is called; none where the version retires the standard"),
            ("words", Text, "What it means"),
            ("stage", Text, "When in a contact"),
            ("theme", Text, "What it is about"),
            ("reach", Text, "For which channels"),
            ("whose_words", Text, "Whose words are looked at"),
            ("check", Text, "How it is checked"),
            ("effective_at", Time, "From when on it holds"),
            ("withdrawn_at", Time, "When it was taken back before that"),
        ],
        from: From::Rows(
            "SELECT id, standard_id, number, title, words, stage, theme, reach, role, check_words, \
              effective_at, withdrawn_at FROM standard_version WHERE id > ?1 ORDER BY id LIMIT ?2",
        ),
    },
    Sheet {
        name: "standard_outcomes",
        about: "How often a version of a standard was met, of the contacts in which there was an occasion. Where they are too few to tell nobody apart, there is no row.",
        columns: &[
            ("version_id", Number, "Which version"),
            ("met", Number, "In how many contacts it was met"),
            ("of", Number, "Of how many"),
        ],
        from: From::Outcomes,
    },
];

/// Rows of a sheet after that number, at most `limit`; each with its number first.
pub fn rows(db: &mut Db, sheet: &Sheet, after: i64, limit: i64) -> Result<Vec<Vec<Cell>>, Error> {
    let From::Rows(sql) = sheet.from else { return outcomes(db, after, limit) };
    let sql = sql.replace("{LIST}", db.dialect().list());
    db.query(&sql, values![after, limit], |row| {
        let cells = sheet.columns.iter().enumerate();
        cells.map(|(place, (_, kind, _))| cell(row, place, *kind)).collect()
    })
}

fn outcomes(db: &mut Db, after: i64, limit: i64) -> Result<Vec<Vec<Cell>>, Error> {
    let mut shares = crate::standard_outcome::shares(db, Timestamp::UNIX_EPOCH)?;
    shares.retain(|(version, share)| version.0 > after && share.is_told());
    shares.sort_by_key(|(version, _)| version.0);
    let rows = shares.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows
        .map(|(version, share)| [version.0, share.met, share.all].map(Cell::Number).to_vec())
        .collect())
}

fn cell(row: &Row<'_>, place: usize, kind: Kind) -> Result<Cell, Error> {
    let found = match kind {
        Number => row.get::<Option<i64>>(place)?.map(Cell::Number),
        Text | Json => row.get::<Option<String>>(place)?.map(Cell::Text),
        Time => row.get::<Option<Timestamp>>(place)?.map(Cell::Time),
        Flag => row.get::<Option<i64>>(place)?.map(|flag| Cell::Flag(flag != 0)),
    };
    Ok(found.unwrap_or(Cell::None))
}

/// Files of messages after that number, at most `limit`: their number, their name, and where their bytes are.
pub fn files(db: &mut Db, after: i64, limit: i64) -> Result<Vec<(i64, String, String)>, Error> {
    db.query(
        "SELECT id, name, file FROM attachment WHERE id > ?1 AND message_id IS NOT NULL \
         ORDER BY id LIMIT ?2",
        values![after, limit],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

const SELECT: &str = "SELECT id, with_files, agent_id, at, state, rows_done, file, size_bytes, \
                      ready_at, expires_at FROM export";

/// Adds one, which is to be made.
pub fn insert(
    db: &mut Db,
    with_files: bool,
    by: AgentId,
    at: Timestamp,
) -> Result<ExportId, Error> {
    db.insert(
        "INSERT INTO export (with_files, agent_id, at, state, rows_done) \
         VALUES (?1, ?2, ?3, 'making', 0) RETURNING id",
        values![i64::from(with_files), by, at],
    )
}

/// The one of that id.
pub fn find(db: &mut Db, id: ExportId) -> Result<Option<Export>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1"), values![id], read)
}

/// The newest first, at most `limit`.
pub fn latest(db: &mut Db, limit: i64) -> Result<Vec<Export>, Error> {
    db.query(&format!("{SELECT} ORDER BY id DESC LIMIT ?1"), values![limit], read)
}

/// The first that is to be made.
pub fn making(db: &mut Db) -> Result<Option<Export>, Error> {
    db.find(&format!("{SELECT} WHERE state = 'making' ORDER BY id LIMIT 1"), &[], read)
}

/// Those whose time is over, and whose file is still there.
pub fn expired(db: &mut Db, now: Timestamp) -> Result<Vec<Export>, Error> {
    db.query(
        &format!("{SELECT} WHERE file IS NOT NULL AND (expires_at <= ?1 OR state = 'gone')"),
        values![now],
        read,
    )
}

/// How many rows are written; whether it is still being made.
pub fn set_rows_done(db: &mut Db, id: ExportId, rows: i64) -> Result<bool, Error> {
    let made = db.execute(
        "UPDATE export SET rows_done = ?2 WHERE id = ?1 AND state = 'making'",
        values![id, rows],
    )?;
    Ok(made > 0)
}

/// It is made: where its bytes are, how many, and until when.
pub fn set_ready(
    db: &mut Db,
    id: ExportId,
    (file, size_bytes): (&str, i64),
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    db.execute(
        "UPDATE export SET state = 'ready', file = ?2, size_bytes = ?3, ready_at = ?4, \
         expires_at = ?5 WHERE id = ?1",
        values![id, file, size_bytes, at, expires_at],
    )
    .map(drop)
}

/// It is not to be fetched any more, or not to be made.
pub fn set_gone(db: &mut Db, id: ExportId) -> Result<(), Error> {
    db.execute("UPDATE export SET state = 'gone' WHERE id = ?1", values![id]).map(drop)
}

/// Its file is deleted.
pub fn forget_file(db: &mut Db, id: ExportId) -> Result<(), Error> {
    db.execute("UPDATE export SET state = 'gone', file = NULL WHERE id = ?1", values![id]).map(drop)
}

fn read(row: &Row<'_>) -> Result<Export, Error> {
    Ok(Export {
        id: row.get(0)?,
        with_files: row.get::<i64>(1)? == 1,
        agent_id: row.get(2)?,
        at: row.get(3)?,
        state: row.parse(4, State::parse)?,
        rows_done: row.get(5)?,
        file: row.get(6)?,
        size_bytes: row.get(7)?,
        ready_at: row.get(8)?,
        expires_at: row.get(9)?,
    })
}
