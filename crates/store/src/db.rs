//! One connection, to either database, and the little that statements need of it: bind, run, read.
//!
//! A verb of the desk is one job on one thread that owns its connection, so its statements follow
//! each other without a hop between threads; asynchronous drivers pay one for each statement.

use std::{collections::HashMap, time::Duration};

use domain::Timestamp;
use postgres::{
    fallible_iterator::FallibleIterator,
    types::{IsNull, ToSql, Type},
};

use crate::{Error, dialect::Dialect};

/// The lock of whoever brings a database up to date: "bliss" in a telephone's letters, and a number beside that of
/// whoever leads.
const MIGRATING: &str = "25477, 1";

/// A connection.
pub struct Db(Engine);

enum Engine {
    Sqlite(Box<rusqlite::Connection>),
    Postgres { client: Box<postgres::Client>, prepared: HashMap<String, postgres::Statement> },
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A number, an id, or a time in milliseconds.
    Int(i64),
    /// Words.
    Text(&'a str),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.as_millisecond())
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! ids_as_values {
    ($($id:ident),*) => {$(
        impl From<domain::$id> for Value<'_> {
            fn from(id: domain::$id) -> Self {
                Self::Int(id.0)
            }
        }

        impl Column for domain::$id {
            fn read(row: &Row<'_>, column: usize) -> Result<Self, Error> {
                i64::read(row, column).map(Self)
            }
        }
    )*};
}

ids_as_values!(
    AgentId,
    ApiTokenId,
    AttachmentId,
    BulkChangeId,
    CallBackLinkId,
    CallId,
    CallPartId,
    CannedReplyId,
    ContactId,
    ConversationId,
    CornerId,
    CornerNoteId,
    CustomerId,
    CustomerImportId,
    CustomerMergeId,
    ErasureId,
    EventId,
    ExportId,
    FactId,
    HolidayId,
    IdentityId,
    IdentityProviderId,
    InboxId,
    InvitationId,
    MailId,
    MergeId,
    MessageId,
    MomentId,
    MomentRulingId,
    NodeId,
    NotificationId,
    NotificationSeeingId,
    PasskeyId,
    PromiseId,
    PromiseReminderId,
    PromiseSuggestionId,
    PushSubscriptionId,
    RuleId,
    SavedViewId,
    SessionId,
    SharedMomentId,
    StandardId,
    StandardRulingId,
    StandardVersionId,
    TagChangeId,
    TagId,
    TeamId,
    VisitorId,
    WebhookDeliveryId,
    WebhookId
);

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
        }))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::INT4 | Type::TEXT | Type::VARCHAR)
    }

    postgres::types::to_sql_checked!();
}

/// One row of an answer.
pub enum Row<'a> {
    /// From SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Postgres(&'a postgres::Row),
}

/// What can be read from a column.
pub trait Column: Sized {
    /// Reads it.
    fn read(row: &Row<'_>, column: usize) -> Result<Self, Error>;
}

impl Row<'_> {
    /// The value in that column, counted from zero.
    pub fn get<T: Column>(&self, column: usize) -> Result<T, Error> {
        T::read(self, column)
    }

    /// A value that is kept as a word, read by `parse`.
    pub fn parse<T>(&self, column: usize, parse: fn(&str) -> Option<T>) -> Result<T, Error> {
        let value: String = self.get(column)?;
        parse(&value).ok_or(Error::Unknown { column, value })
    }

    fn is_null(&self, column: usize) -> Result<bool, Error> {
        match self {
            Row::Sqlite(row) => Ok(row.get_ref(column)? == rusqlite::types::ValueRef::Null),
            Row::Postgres(row) => Ok(row.try_get::<_, Option<NotNull>>(column)?.is_none()),
        }
    }
}

/// Any value at all, of which only its presence matters.
struct NotNull;

impl<'a> postgres::types::FromSql<'a> for NotNull {
    fn from_sql(_: &Type, _: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Column for i64 {
    fn read(row: &Row<'_>, column: usize) -> Result<Self, Error> {
        match row {
            Row::Sqlite(row) => Ok(row.get(column)?),
            Row::Postgres(row) if *row.columns()[column].type_() == Type::INT4 => {
                Ok(i64::from(row.try_get::<_, i32>(column)?))
            }
            Row::Postgres(row) => Ok(row.try_get(column)?),
        }
    }
}

impl Column for String {
    fn read(row: &Row<'_>, column: usize) -> Result<Self, Error> {
        match row {
            Row::Sqlite(row) => Ok(row.get(column)?),
            Row::Postgres(row) => Ok(row.try_get(column)?),
        }
    }
}

impl Column for Timestamp {
    fn read(row: &Row<'_>, column: usize) -> Result<Self, Error> {
        let ms: i64 = row.get(column)?;
        Self::from_millisecond(ms).map_err(|_| Error::Unknown { column, value: ms.to_string() })
    }
}

impl<T: Column> Column for Option<T> {
    fn read(row: &Row<'_>, column: usize) -> Result<Self, Error> {
        if row.is_null(column)? { Ok(None) } else { row.get(column).map(Some) }
    }
}

impl Db {
    pub(crate) fn sqlite(connection: rusqlite::Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(256);
        Self(Engine::Sqlite(Box::new(connection)))
    }

    pub(crate) fn postgres(client: postgres::Client) -> Self {
        Self(Engine::Postgres { client: Box::new(client), prepared: HashMap::new() })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.0 {
            Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// Whether the connection was lost.
    pub(crate) fn is_closed(&self) -> bool {
        match &self.0 {
            Engine::Sqlite(_) => false,
            Engine::Postgres { client, .. } => client.is_closed(),
        }
    }

    /// What other connections have told. Waits for that long at most until there is some.
    pub(crate) fn hear(&mut self, within: Duration) -> Result<Vec<String>, Error> {
        let Engine::Postgres { client, .. } = &mut self.0 else { return Ok(Vec::new()) };
        let mut heard = Vec::new();
        heard.extend(client.notifications().timeout_iter(within).next()?);
        while let Some(notice) = client.notifications().iter().next()? {
            heard.push(notice);
        }
        if client.is_closed() {
            return Err(Error::Lost);
        }
        Ok(heard.iter().map(|notice| notice.payload().to_owned()).collect())
    }

    /// Runs statements that take no parameters and give no rows.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        match &mut self.0 {
            Engine::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Engine::Postgres { client, .. } => Ok(client.batch_execute(sql)?),
        }
    }

    /// Brings the database up to date.
    pub(crate) fn migrate(&mut self, runner: &refinery::Runner) -> Result<(), Error> {
        match &mut self.0 {
            Engine::Sqlite(connection) => runner.run(connection.as_mut())?,
            Engine::Postgres { client, .. } => {
                // One server after the other, where several begin at once.
                client.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATING})"))?;
                let ran = runner.run(client.as_mut());
                client.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATING})"))?;
                ran?
            }
        };
        Ok(())
    }

    /// Runs a statement that gives no rows; how many rows it changed.
    pub fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Error> {
        match &mut self.0 {
            Engine::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let changed = statement.execute(rusqlite::params_from_iter(values))?;
                Ok(changed as u64)
            }
            Engine::Postgres { client, prepared } => {
                let statement = prepare(client, prepared, sql)?;
                Ok(client.execute(&statement, &borrowed(values))?)
            }
        }
    }

    /// Runs a statement and reads each row of its answer.
    pub fn query<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        match &mut self.0 {
            Engine::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(read(&Row::Sqlite(row))?);
                }
                Ok(found)
            }
            Engine::Postgres { client, prepared } => {
                let statement = prepare(client, prepared, sql)?;
                let rows = client.query(&statement, &borrowed(values))?;
                rows.iter().map(|row| read(&Row::Postgres(row))).collect()
            }
        }
    }

    /// Runs a statement and reads the first row of its answer, if it has one.
    pub fn find<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        Ok(self.query(sql, values, read)?.into_iter().next())
    }

    /// Inserts a row with a statement that ends in `RETURNING id`; its id.
    pub fn insert<Id: Column>(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Id, Error> {
        self.find(sql, values, |row| row.get(0))?
            .ok_or(Error::Unknown { column: 0, value: "no id returned".into() })
    }

    /// The number in the first column of the first row; zero where there is none.
    pub fn count(&mut self, sql: &str, values: &[Value<'_>]) -> Result<i64, Error> {
        Ok(self.find(sql, values, |row| row.get(0))?.unwrap_or(0))
    }
}

fn prepare(
    client: &mut postgres::Client,
    prepared: &mut HashMap<String, postgres::Statement>,
    sql: &str,
) -> Result<postgres::Statement, Error> {
    if let Some(statement) = prepared.get(sql) {
        return Ok(statement.clone());
    }
    let statement = client.prepare(&Dialect::Postgres.statement(sql))?;
    prepared.insert(sql.to_owned(), statement.clone());
    Ok(statement)
}

fn borrowed<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// The values of a statement's parameters, each of a type that [`Value`] is made from.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] };
}
