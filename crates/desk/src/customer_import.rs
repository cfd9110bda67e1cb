//! Bringing customers from a table made elsewhere. It is looked first what would come of each line; somebody says that
//! it is right; then lines are taken a few at a time, so that nobody at the desk waits for them. What a table did can be
//! taken back for a month, as far as nothing came after it.

mod book;
mod running;
pub mod table;

use std::{
    fs::File,
    io::{BufReader, BufWriter},
    path::PathBuf,
};

use domain::{
    CustomerImportId,
    agent::Agent,
    audit::Action,
    customer_import::{CustomerImport, Field, State},
    text,
};
use language::say;
use store::Tx;
use tokio_util::io::SyncIoBridge;

use self::book::Book;
pub use self::{
    book::Plan,
    table::{Row, Table},
};
use crate::{Desk, Error, Result};

/// Lines that are shown with what would come of them.
const SAMPLE_LENGTH: usize = 8;

impl Desk {
    /// Takes a table that lies in that file, and begins to look what would come of it.
    ///
    /// # Errors
    /// [`Error::Refused`] where there is no table in it.
    pub async fn bring_customers(
        &self,
        by: &Agent,
        name: &str,
        path: PathBuf,
    ) -> Result<CustomerImportId> {
        let making = self.files.make();
        let to = making.path().to_owned();
        let read = tokio::task::spawn_blocking(move || {
            table::read(File::open(path)?, BufWriter::new(File::create_new(to)?))
        });
        let table = read.await.map_err(std::io::Error::other)??;
        let file = making.keep().await?;
        let (name, by) = (text::excerpt(name, text::LINE_CHARS_MAX), by.id);
        let id = self
            .store
            .write(move |tx| {
                let new = store::customer_import::New {
                    name: &name,
                    file: &file,
                    encoding: table.encoding,
                    header: &table.header,
                    columns: &table.columns,
                    lines: table.lines,
                    by,
                };
                let now = tx.now();
                Ok::<_, Error>(store::customer_import::insert(tx, &new, now)?)
            })
            .await?;
        self.to_import.notify_one();
        Ok(id)
    }

    /// Says what the columns of a table mean, and whether it is right where we know something else; it is looked anew
    /// what would come of it.
    ///
    /// # Errors
    /// [`Error::Refused`] where nobody can be known by those columns, [`Error::Conflict`] once it was begun.
    pub async fn choose_columns(
        &self,
        id: CustomerImportId,
        columns: Vec<Field>,
        overwrites: bool,
    ) -> Result<()> {
        check_columns(&columns)?;
        self.store
            .write(move |tx| {
                let import = find(tx, id)?;
                if !matches!(import.state, State::Looking | State::Ready) {
                    return Err(already_begun());
                }
                if columns.len() != import.header.len() {
                    return Err(Error::refused(say("import-other-table")));
                }
                Ok(store::customer_import::set_columns(tx, id, &columns, overwrites)?)
            })
            .await?;
        self.to_import.notify_one();
        Ok(())
    }

    /// Takes the lines of a table.
    ///
    /// # Errors
    /// [`Error::Conflict`] where it was begun before, or it is still looked at.
    pub async fn begin_customer_import(&self, by: &Agent, id: CustomerImportId) -> Result<()> {
        let entry = self.audit(Action::CustomersImported).by(by.id);
        self.store
            .write(move |tx| {
                let import = find(tx, id)?;
                match import.state {
                    State::Ready if import.counts.added + import.counts.updated > 0 => {}
                    State::Ready => {
                        return Err(Error::refused(say("import-nothing-new")));
                    }
                    State::Looking => {
                        return Err(Error::Conflict(say("import-still-looking")));
                    }
                    _ => return Err(already_begun()),
                }
                let nothing = domain::customer_import::Counts::default();
                store::customer_import::set_progress(tx, id, State::Running, 0, nothing)?;
                entry.detail(format!("{}, {} lines", import.name, import.lines)).keep(tx)
            })
            .await?;
        self.to_import.notify_one();
        Ok(())
    }

    /// Puts away a table of which nothing was taken.
    ///
    /// # Errors
    /// [`Error::Conflict`] once it was begun.
    pub async fn discard_customer_import(&self, id: CustomerImportId) -> Result<()> {
        self.store
            .write(move |tx| {
                if !find(tx, id)?.state.is_before() {
                    return Err(already_begun());
                }
                Ok(store::customer_import::set_state(tx, id, State::Lost)?)
            })
            .await?;
        self.to_import.notify_one();
        Ok(())
    }

    /// Takes back what a table did, as far as nothing came after it.
    ///
    /// # Errors
    /// [`Error::Conflict`] where there is nothing to be taken back, or not yet.
    pub async fn undo_customer_import(&self, by: &Agent, id: CustomerImportId) -> Result<()> {
        let entry = self.audit(Action::ImportUndone).by(by.id);
        self.store
            .write(move |tx| {
                let import = find(tx, id)?;
                match import.state {
                    State::Done => {}
                    State::Running => {
                        return Err(Error::Conflict(say("import-still-running")));
                    }
                    _ => return Err(Error::Conflict(say("import-nothing-to-undo"))),
                }
                store::customer_import::set_state(tx, id, State::Undoing)?;
                entry.detail(import.name).keep(tx)
            })
            .await?;
        self.to_import.notify_one();
        Ok(())
    }

    /// The first lines of a table, with what would come of each.
    pub async fn customer_import_sample(
        &self,
        import: &CustomerImport,
    ) -> Result<Vec<(Row, Plan)>> {
        let Some(file) = &import.file else { return Ok(Vec::new()) };
        let lines = match self.files.open_file(file).await {
            Ok(reading) => SyncIoBridge::new(reading),
            // It was put away a moment ago.
            Err(Error::NotFound(_)) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let first = tokio::task::spawn_blocking(move || {
            table::rows(BufReader::new(lines)).take(SAMPLE_LENGTH).collect::<Result<Vec<Row>>>()
        });
        let first = first.await.map_err(std::io::Error::other)??;
        let import = import.clone();
        self.store
            .read(move |db| {
                let mut book = Book::default();
                let look = |row: Row| Ok((row.clone(), book.look(db, &import, &row)?));
                first.into_iter().map(look).collect()
            })
            .await
    }
}

fn already_begun() -> Error {
    Error::Conflict(say("import-begun"))
}

fn find(tx: &mut Tx<'_>, id: CustomerImportId) -> Result<CustomerImport> {
    store::customer_import::find(tx, id)?.ok_or_else(|| Error::not_found("import"))
}

fn check_columns(columns: &[Field]) -> Result<()> {
    let twice = columns
        .iter()
        .enumerate()
        .any(|(place, field)| !field.is_of_many() && columns[..place].contains(field));
    if twice {
        return Err(Error::refused(say("import-column-twice")));
    }
    let tells = [Field::Name, Field::FirstName, Field::LastName, Field::Email, Field::Phone];
    if !columns.iter().any(|field| tells.contains(field)) {
        return Err(Error::refused(say("import-column-missing")));
    }
    Ok(())
}
