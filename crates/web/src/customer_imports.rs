//! Bringing customers from a table: choosing the file, saying what its columns mean, seeing what would come of it, and
//! what came of it.

use std::path::Path;

use askama::Template;
use axum::{
    extract::{
        Multipart, State,
        multipart::{Field as Part, MultipartError},
    },
    http::{StatusCode, header},
    response::IntoResponse,
};
use desk::customer_import::{Plan, Row};
use domain::{
    CustomerId, CustomerImportId,
    customer::AddressKind,
    customer_import::{
        Change, CustomerImport, FILE_BYTES_MAX, Field, KEEP_DAYS, Outcome, State as Stands,
        WAIT_HOURS, Wrong,
    },
    spreadsheet,
    text::excerpt,
};
use language::{Language, Wording, say};
use tokio::{fs, io::AsyncWriteExt};

use crate::{
    Web,
    access::Here,
    error::{Error, Result},
    form::{At, Filled, wrong},
    page::{on_to, page, page_with},
    shell::{Assets, Nav, Shell},
    wording,
};

/// Where the page is.
const PLACE: &str = "/settings/import";
/// Largest body: somewhat more than the largest table.
pub(crate) const BODY_BYTES_MAX: usize = 72 * 1024 * 1024;
/// Imports that are listed.
const LISTED_MAX: i64 = 20;
/// Lines that cannot be taken of which a page says why; all of them are in the table beside it.
const WRONG_SHOWN: i64 = 10;
/// Most characters of a cell that a page shows.
const CELL_CHARS_MAX: usize = 60;
/// Lines that are read at a time for the table of all.
const TABLE_CHUNK: i64 = 2_000;

/// How one stands: the look of its badge, a sign and words.
type Badge = (&'static str, &'static str, Wording);

fn badge(state: Stands) -> Badge {
    match state {
        Stands::Looking => ("badge--customer", "clock", say("import-state-looking")),
        Stands::Ready => ("badge--us", "clock", say("import-state-ready")),
        Stands::Running => ("badge--customer", "clock", say("import-state-running")),
        Stands::Done => ("badge--closed", "check", say("import-state-done")),
        Stands::Undoing => ("badge--customer", "clock", say("import-state-undoing")),
        Stands::Undone => ("badge--customer", "undo", say("import-state-undone")),
        Stands::Lost => ("badge--customer", "moon", say("import-state-lost")),
    }
}

/// What a column is taken for, as it is chosen.
fn label(field: Field) -> Wording {
    match field {
        Field::Leave => say("import-column-leave"),
        Field::Name => say("customer-name"),
        Field::FirstName => say("import-column-first-name"),
        Field::LastName => say("import-column-last-name"),
        Field::Email => say("import-column-email"),
        Field::Phone => say("import-column-phone"),
        Field::Language => say("customer-language"),
        Field::TimeZone => say("customer-time-zone"),
        Field::Fact => say("customer-facts"),
    }
}

/// Why a line cannot be taken, in words for whoever has the table before them.
fn why(wrong: Wrong, header: &[String]) -> Wording {
    let (said, column) = match wrong {
        Wrong::Nobody => return say("import-wrong-nobody"),
        Wrong::OfTwo(one, other) => return of_two(one, other),
        Wrong::Unreadable(column) => (say("import-wrong-unreadable"), column),
        Wrong::Email(column) => (say("import-wrong-email"), column),
        Wrong::Phone(column) => (say("import-wrong-phone"), column),
        Wrong::Language(column) => (say("import-wrong-language"), column),
        Wrong::TimeZone(column) => (say("import-wrong-time-zone"), column),
        Wrong::LongName => return say("import-wrong-long-name"),
        Wrong::LongFact(column) => (say("import-wrong-long-fact"), column),
        Wrong::ManyFacts => return say("import-wrong-many-facts"),
        Wrong::ManyColumns => return say("import-wrong-many-columns"),
        Wrong::LongLine => return say("import-wrong-long-line"),
    };
    said.with("column", header.get(column).map_or("", String::as_str))
}

/// … where its addresses are of two customers; those below zero come from other lines.
fn of_two(CustomerId(one): CustomerId, CustomerId(other): CustomerId) -> Wording {
    if one < 0 && other < 0 {
        let said = say("import-wrong-of-two-lines");
        said.with("one", (-one).to_string()).with("other", (-other).to_string())
    } else if one < 0 || other < 0 {
        let said = say("import-wrong-of-customer-and-line");
        let (number, line) = (one.max(other), -one.min(other));
        said.with("number", number.to_string()).with("line", line.to_string())
    } else {
        let said = say("import-wrong-of-two");
        said.with("one", one.to_string()).with("other", other.to_string())
    }
}

/// What a line would do, in words.
fn would(plan: &Plan, header: &[String]) -> Wording {
    match plan {
        Plan::Add(_) => say("import-would-add"),
        Plan::Nothing => say("import-would-nothing"),
        Plan::Wrong(wrong) => why(*wrong, header),
        Plan::Change(id, _, change) if id.0 < 0 => say("import-would-add-to-line")
            .with("line", (-id.0).to_string())
            .with("what", what_is_new(change)),
        Plan::Change(id, known, change) => say("import-would-add-to")
            .with("name", domain::customer::display_name(&known.name))
            .with("number", id.to_string())
            .with("what", what_is_new(change)),
    }
}

/// "name, phone number"
fn what_is_new(change: &Change) -> String {
    let has = |kind| change.addresses.iter().any(|(own, _)| *own == kind);
    let all = [
        (change.name.is_some(), say("import-adds-name")),
        (has(AddressKind::Email), say("import-adds-email")),
        (has(AddressKind::Phone), say("import-adds-phone")),
        (change.language.is_some(), say("import-adds-language")),
        (change.time_zone.is_some(), say("import-adds-time-zone")),
        (!change.facts.is_empty(), say("import-adds-fact")),
    ];
    language::series(all.into_iter().filter_map(|(is_new, said)| is_new.then(|| said.to_string())))
}

/// One in the list.
struct Listed {
    id: i64,
    name: String,
    about: Wording,
    badge: Badge,
}

#[derive(Template)]
#[template(path = "customer_imports/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    imports: Vec<Listed>,
    error: Option<String>,
}

async fn index_with(web: &Web, shell: Shell, error: Option<String>) -> Result<Index> {
    let read = |db: &mut store::Db| {
        let imports = store::customer_import::latest(db, LISTED_MAX)?;
        Ok::<_, desk::Error>((imports, store::agent::all(db)?))
    };
    let (imports, agents) = web.desk.store().read(read).await?;
    let (now, tz) = (web.desk.store().now(), shell.me.tz());
    let imports = imports.into_iter().map(|import| {
        let by = agents.iter().find(|agent| agent.id == import.agent_id);
        let by = by.map_or_else(
            || say("person-unknown-within"),
            |agent| Wording::from(agent.name.as_str()),
        );
        Listed {
            id: import.id.0,
            about: say("import-about")
                .with("lines", import.lines)
                .with("who", by)
                .with("day", wording::on_day(import.at, now, &tz)),
            badge: badge(import.state),
            name: import.name,
        }
    });
    Ok(Index { imports: imports.collect(), nav: Nav::Settings, error, shell })
}

/// Where a table is chosen, and those that were brought.
pub(crate) async fn index(State(web): State<Web>, shell: Shell) -> Result {
    page(&index_with(&web, shell, None).await?)
}

/// Takes a table.
pub(crate) async fn create(State(web): State<Web>, shell: Shell, form: Multipart) -> Result {
    let folder = tempfile::tempdir().map_err(desk::Error::File)?;
    let path = folder.path().join("table");
    let brought = match receive(form, &path).await {
        Ok(name) => {
            Box::pin(web.desk.bring_customers(&shell.me, &name, path)).await.map_err(Error::from)
        }
        Err(error) => Err(error),
    };
    match brought {
        Ok(id) => on_to(&format!("{PLACE}/{id}")),
        Err(error) if error.status().is_client_error() => {
            let (status, words) = (error.status(), error.detail().to_owned());
            page_with(status, &index_with(&web, shell, Some(words)).await?)
        }
        Err(error) => Err(error),
    }
}

/// Writes the file of a form down; what it was called.
async fn receive(mut form: Multipart, path: &Path) -> Result<String> {
    while let Some(mut part) = form.next_field().await.map_err(|error| unreadable(&error))? {
        let name = part.file_name().unwrap_or_default().to_owned();
        if !name.is_empty() {
            write(&mut part, path).await?;
            return Ok(name);
        }
    }
    Err(Error::new(StatusCode::UNPROCESSABLE_ENTITY, say("import-no-file")))
}

async fn write(part: &mut Part<'_>, path: &Path) -> Result<()> {
    let mut file = fs::File::create_new(path).await.map_err(desk::Error::File)?;
    let mut bytes = 0;
    while let Some(chunk) = part.chunk().await.map_err(|error| unreadable(&error))? {
        bytes += chunk.len() as u64;
        if bytes > FILE_BYTES_MAX {
            return Err(too_large());
        }
        file.write_all(&chunk).await.map_err(desk::Error::File)?;
    }
    file.flush().await.map_err(desk::Error::File)?;
    Ok(())
}

fn too_large() -> Error {
    Error::new(StatusCode::PAYLOAD_TOO_LARGE, say("import-too-large"))
}

fn unreadable(error: &MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Error::new(StatusCode::UNPROCESSABLE_ENTITY, say("import-not-whole"))
}

/// One column, and what it is taken for.
struct Column {
    name: String,
    /// What stands in it first.
    example: String,
    field: Field,
}

impl Column {
    /// What it can be taken for, and whether it is.
    fn choices(&self) -> [(&'static str, Wording, bool); Field::ALL.len()] {
        Field::ALL.map(|field| (field.as_str(), label(field), field == self.field))
    }
}

/// A line as it is shown: its place, its cells, and what would come of it.
struct Sample {
    line: i64,
    cells: Vec<String>,
    would: Wording,
    is_wrong: bool,
}

/// What is shown of an import beside what its columns mean; looked at again while something is done with it.
#[derive(Template)]
#[template(path = "customer_imports/part.html")]
struct Outcomes {
    assets: Assets,
    import: CustomerImport,
    /// What is taken of the table: the names of its columns.
    taken: Vec<String>,
    sample: Vec<Sample>,
    /// Lines that cannot be taken, and why.
    wrong: Vec<Wording>,
    undone: i64,
    left: i64,
}

impl Outcomes {
    async fn new(web: &Web, shell: &Shell, import: CustomerImport) -> Result<Self> {
        let id = import.id;
        let read = move |db: &mut store::Db| {
            let wrong = store::customer_import::lines(db, id, true, 0, WRONG_SHOWN)?;
            let count =
                |db: &mut store::Db, outcome| store::customer_import::count_lines(db, id, outcome);
            Ok::<_, desk::Error>((wrong, count(db, Outcome::Undone)?, count(db, Outcome::Left)?))
        };
        let (wrong, undone, left) = web.desk.store().read(read).await?;
        let sample = if import.state == Stands::Ready {
            web.desk.customer_import_sample(&import).await?
        } else {
            Vec::new()
        };
        let is_taken =
            |place: &usize| import.columns.get(*place).is_some_and(|field| *field != Field::Leave);
        let taken: Vec<usize> = (0..import.header.len()).filter(is_taken).collect();
        let sample = sample.into_iter().map(|(row, plan)| Sample {
            line: row.line,
            cells: taken.iter().map(|place| cell(&row, *place)).collect(),
            would: would(&plan, &import.header),
            is_wrong: matches!(plan, Plan::Wrong(_)),
        });
        Ok(Self {
            assets: shell.assets,
            sample: sample.collect(),
            taken: taken.iter().map(|place| import.header[*place].clone()).collect(),
            wrong: wrong
                .into_iter()
                .filter_map(|line| Some((line.line.to_string(), why(line.wrong?, &import.header))))
                .map(|(line, why)| say("import-wrong-line").with("line", line).with("why", why))
                .collect(),
            undone,
            left,
            import,
        })
    }

    fn said_undone(&self) -> Wording {
        if self.left == 0 {
            say("import-undone-words").with("undone", self.undone)
        } else {
            say("import-undone-in-part").with("undone", self.undone).with("left", self.left)
        }
    }

    /// How much of it is done, from 0 to 100.
    fn percent(&self) -> i64 {
        self.import.lines_done * 100 / self.import.lines.max(1)
    }

    /// Whether its file was lost while its lines were taken.
    fn is_cut_short(&self) -> bool {
        self.import.state == Stands::Done && self.import.lines_done < self.import.lines
    }
}

fn cell(row: &Row, place: usize) -> String {
    row.cells.get(place).map_or(String::new(), |cell| excerpt(cell, CELL_CHARS_MAX))
}

#[derive(Template)]
#[template(path = "customer_imports/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    columns: Vec<Column>,
    overwrites: bool,
    error: Option<String>,
    outcomes: Outcomes,
}

impl Show {
    /// Whether it can still be said what its columns mean.
    fn is_open(&self) -> bool {
        matches!(self.outcomes.import.state, Stands::Looking | Stands::Ready)
    }
}

async fn find(web: &Web, id: i64) -> Result<CustomerImport> {
    let id = CustomerImportId(id);
    let found = web.desk.store().read(move |db| store::customer_import::find(db, id)).await?;
    found.ok_or_else(|| Error::not_found("import"))
}

async fn show_with(web: &Web, shell: Shell, import: CustomerImport) -> Result<Show> {
    let first = match import.state {
        Stands::Looking | Stands::Ready => web.desk.customer_import_sample(&import).await?,
        _ => Vec::new(),
    };
    let columns = import.header.iter().zip(&import.columns).enumerate();
    let columns = columns.map(|(place, (name, field))| {
        let cells = first.iter().map(|(row, _)| cell(row, place));
        let example = cells.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default();
        Column { name: name.clone(), example, field: *field }
    });
    Ok(Show {
        nav: Nav::Settings,
        columns: columns.collect(),
        overwrites: import.overwrites,
        error: None,
        outcomes: Outcomes::new(web, &shell, import).await?,
        shell,
    })
}

/// One table: what its columns mean, and what would come, comes or came of it.
pub(crate) async fn show(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    let import = find(&web, id).await?;
    page(&show_with(&web, shell, import).await?)
}

/// What the columns mean, each under its place, and whether the table is right where we know something else.
type Chosen = Vec<(String, String)>;

/// Says what the columns mean.
pub(crate) async fn choose(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(chosen): Filled<Chosen>,
) -> Result {
    let mut import = find(&web, id).await?;
    let given = |name: &str| chosen.iter().find(|(own, _)| own == name).map(|(_, value)| value);
    import.columns = (0..import.header.len())
        .map(|place| given(&format!("column-{place}")).and_then(|word| Field::parse(word)))
        .map(|field| field.unwrap_or(Field::Leave))
        .collect();
    import.overwrites = given("overwrites").is_some();
    let (columns, overwrites) = (import.columns.clone(), import.overwrites);
    match web.desk.choose_columns(import.id, columns, overwrites).await {
        Ok(()) => on_to(&format!("{PLACE}/{id}")),
        Err(error) => {
            let error = Some(wrong(error)?);
            let again = Show { error, ..show_with(&web, shell, import).await? };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// Takes its lines.
pub(crate) async fn begin(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    desk.begin_customer_import(&shell.me, CustomerImportId(id)).await?;
    on_to(&format!("{PLACE}/{id}"))
}

/// Puts it away.
pub(crate) async fn discard(Here(desk): Here, At(id): At<i64>) -> Result {
    desk.discard_customer_import(CustomerImportId(id)).await?;
    on_to(PLACE)
}

/// Takes back what it did.
pub(crate) async fn undo(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    desk.undo_customer_import(&shell.me, CustomerImportId(id)).await?;
    on_to(&format!("{PLACE}/{id}"))
}

/// What became of each line that changed something or could not be taken, as a table.
pub(crate) async fn csv(State(web): State<Web>, At(id): At<i64>) -> Result {
    let import = find(&web, id).await?;
    let mut table = spreadsheet::line(["line", "what came of it", "customer", "why not"]);
    let (id, mut after) = (import.id, 0);
    loop {
        let read = move |db: &mut store::Db| {
            store::customer_import::lines(db, id, false, after, TABLE_CHUNK)
        };
        let lines = web.desk.store().read(read).await?;
        let Some(last) = lines.last() else { break };
        after = last.line;
        for line in lines {
            let customer = line.customer.map(|id| id.to_string()).unwrap_or_default();
            // A table is read by programs, too: it is in English, as the names of its columns are.
            let why = line.wrong.map(|wrong| why(wrong, &import.header));
            let why = why.map(|why| why.in_language(Language::english())).unwrap_or_default();
            let came = match line.outcome {
                Outcome::Added => "somebody new",
                Outcome::Updated => "told us more",
                Outcome::Wrong => "not taken",
                Outcome::Undone => "undone",
                Outcome::Left => "stays",
            };
            table += &spreadsheet::line([&*line.line.to_string(), came, &customer, &why]);
        }
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"import-{id}.csv\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, format!("{}{table}", spreadsheet::MARK)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_a_sentence_that_names_its_column() {
        let header = ["Name".to_owned(), "E-Mail".to_owned()];
        for (wrong, said) in [
            (Wrong::Email(1), "“E-Mail” does not look like an email address"),
            (Wrong::OfTwo(CustomerId(3), CustomerId(-7)), "number 3 and the one of line 7."),
            (Wrong::OfTwo(CustomerId(-2), CustomerId(-7)), "lines 2 and 7."),
            (Wrong::OfTwo(CustomerId(3), CustomerId(4)), "merge them first."),
            (Wrong::LongLine, "quotation mark"),
        ] {
            let words = why(wrong, &header).to_string();
            assert!(words.contains(said) && words.ends_with('.'), "{words}");
        }
    }
}
