//! What is done with tables, by the server that leads: looking through them, taking their lines, and taking back what
//! they did. Each step keeps how far it came in the same transaction, so it goes on there after a restart.

use std::{
    io::BufReader,
    time::{Duration, Instant},
};

use domain::{
    CustomerId, CustomerImportId,
    customer::AddressKind,
    customer_import::{
        Change, Counts, CustomerImport, Field, KEEP_DAYS, Line as Known, Outcome, State, WAIT_HOURS,
    },
    event::{Change as Happened, EventKind},
};
use jiff::SignedDuration;
use language::say;
use store::{
    Tx,
    customer_import::{Changed, Line},
};
use tokio::sync::mpsc;
use tokio_util::io::SyncIoBridge;

use super::{
    book::{Book, Plan},
    find,
    table::{self, Row},
};
use crate::{Desk, Error, Result, token};

/// Lines that are looked at in one go.
const CHUNK_LENGTH: usize = 200;
/// How long one transaction may take, so that whoever else writes does not wait for longer.
const WRITE_WITHIN: Duration = Duration::from_millis(15);
/// Rows that are forgotten in one transaction.
const FORGOTTEN_MAX: i64 = 500;
/// How often it is looked without being told: for tables that were brought to another server, and for old ones.
const LOOK_EVERY: Duration = Duration::from_mins(1);
const LOOK_EVERY_SHARED: Duration = Duration::from_secs(2);
/// How long it is waited after the store or a file failed.
const RETRY_AFTER: Duration = Duration::from_secs(2);

impl Desk {
    /// Works on tables that were brought, for as long as the desk is open.
    pub(crate) async fn run_imports(&self) {
        let look_every = if self.store.is_shared() { LOOK_EVERY_SHARED } else { LOOK_EVERY };
        let trouble = "an import of customers stands still";
        self.at_leader(&self.to_import, RETRY_AFTER, trouble, || async {
            self.work_on_imports().await?;
            Ok(look_every)
        })
        .await;
    }

    async fn work_on_imports(&self) -> Result<()> {
        while let Some(import) = self.store.read(store::customer_import::under_way).await? {
            let id = import.id;
            let worked = match import.state {
                State::Undoing => self.take_back_lines(id).await,
                State::Running => self.take_lines(import).await,
                _ => self.look_through(import).await,
            };
            match worked {
                Err(Error::NotFound(_)) => {
                    tracing::error!(import = id.0, "the file of an import is gone");
                    self.store.write(move |tx| store::customer_import::forget_file(tx, id)).await?;
                }
                worked => worked?,
            }
        }
        self.tidy_imports().await
    }

    /// The lines of a table after the first `skipped`, some at a time.
    async fn rows_of(
        &self,
        import: &CustomerImport,
        skipped: i64,
    ) -> Result<mpsc::Receiver<Result<Vec<Row>>>> {
        let file = import.file.as_deref().ok_or_else(|| Error::not_found("file"))?;
        let reading = SyncIoBridge::new(self.files.open_file(file).await?);
        let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
        let (sender, receiver) = mpsc::channel(1);
        tokio::task::spawn_blocking(move || {
            let mut rows = table::rows(BufReader::new(reading)).skip(skipped);
            loop {
                let chunk: Result<Vec<Row>> = rows.by_ref().take(CHUNK_LENGTH).collect();
                let is_last = chunk.as_ref().map_or(true, Vec::is_empty);
                // Where nobody waits for them any more, they are not read.
                if sender.blocking_send(chunk).is_err() || is_last {
                    return;
                }
            }
        });
        Ok(receiver)
    }

    /// Looks what would come of each line.
    async fn look_through(&self, import: CustomerImport) -> Result<()> {
        self.forget_lines(import.id).await?;
        // What was looked at before a restart is looked at once more: what it would bring is known here alone.
        let mut import = import;
        if import.lines_done > 0 {
            (import.lines_done, import.counts) = (0, Counts::default());
            let id = import.id;
            self.store
                .write(move |tx| {
                    let none = Counts::default();
                    store::customer_import::set_progress(tx, id, State::Looking, 0, none)
                })
                .await?;
        }
        let mut rows = self.rows_of(&import, 0).await?;
        let mut book = Book::default();
        while let Some(chunk) = rows.recv().await {
            let chunk = chunk?;
            let (looked, of) = (chunk.len(), import.clone());
            let (again, found) = self
                .store
                .read(move |db| {
                    let mut found = Vec::with_capacity(chunk.len());
                    for row in &chunk {
                        found.push((row.line, book.look(db, &of, row)?));
                    }
                    Ok::<_, Error>((book, found))
                })
                .await?;
            book = again;
            let before = import.clone();
            if looked == 0 {
                import.state = State::Ready;
            }
            import.lines_done += i64::try_from(looked).unwrap_or(i64::MAX);
            let mut wrong = Vec::new();
            for (line, plan) in found {
                count(&mut import.counts, &plan);
                if let Plan::Wrong(why) = plan {
                    let outcome = Outcome::Wrong;
                    let (customer, made, why) = (None, None, Some(why));
                    wrong.push(Line { line, outcome, customer, made, wrong: why });
                }
            }
            let now = import.clone();
            let goes_on = self
                .store
                .write(move |tx| {
                    // Somebody may have said meanwhile what the columns mean, or put it away.
                    if find(tx, before.id)? != before {
                        return Ok::<_, Error>(false);
                    }
                    for line in &wrong {
                        store::customer_import::insert_line(tx, now.id, line)?;
                    }
                    let (state, done) = (now.state, now.lines_done);
                    store::customer_import::set_progress(tx, now.id, state, done, now.counts)?;
                    Ok(true)
                })
                .await?;
            if !goes_on {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Takes the lines of a table, from where it stands.
    async fn take_lines(&self, import: CustomerImport) -> Result<()> {
        if import.lines_done == 0 {
            self.forget_lines(import.id).await?;
        }
        let id = import.id;
        let mut rows = self.rows_of(&import, import.lines_done).await?;
        let mut done = import.lines_done;
        while let Some(chunk) = rows.recv().await {
            let mut chunk = chunk?;
            if chunk.is_empty() {
                let over = move |tx: &mut Tx<'_>| {
                    let import = find(tx, id)?;
                    if import.state == State::Running && import.lines_done == done {
                        store::customer_import::set_state(tx, id, State::Done)?;
                    }
                    Ok::<_, Error>(())
                };
                return self.store.write(over).await;
            }
            while !chunk.is_empty() {
                let (rest, now_done) =
                    self.store.write(move |tx| take_some(tx, id, done, chunk)).await?;
                (chunk, done) = (rest, now_done);
            }
        }
        Ok(())
    }

    /// Takes back what the lines of a table did, the last first.
    async fn take_back_lines(&self, id: CustomerImportId) -> Result<()> {
        let take_back = move |tx: &mut Tx<'_>| {
            let began = Instant::now();
            let import = find(tx, id)?;
            if import.state != State::Undoing {
                return Ok::<_, Error>(false);
            }
            let lines = store::customer_import::lines_to_undo(tx, id, 50)?;
            if lines.is_empty() {
                store::customer_import::set_state(tx, id, State::Undone)?;
                return Ok(false);
            }
            for line in &lines {
                let outcome = take_back(tx, &import, line)?;
                store::customer_import::set_outcome(tx, id, line.line, outcome)?;
                if began.elapsed() > WRITE_WITHIN {
                    break;
                }
            }
            Ok(true)
        };
        while self.store.write(take_back).await? {}
        Ok(())
    }

    async fn forget_lines(&self, id: CustomerImportId) -> Result<()> {
        let forget =
            move |tx: &mut Tx<'_>| store::customer_import::forget_lines(tx, id, FORGOTTEN_MAX);
        while self.store.write(forget).await? {}
        Ok(())
    }

    /// Puts away files that are needed no more, and forgets what came of tables that are old.
    async fn tidy_imports(&self) -> Result<()> {
        let now = self.store.now();
        let waited = now - SignedDuration::from_hours(WAIT_HOURS);
        let needless = self
            .store
            .read(move |db| store::customer_import::with_needless_file(db, waited))
            .await?;
        for import in needless {
            if let Some(file) = &import.file {
                self.files.remove(file).await?;
            }
            let id = import.id;
            self.store.write(move |tx| store::customer_import::forget_file(tx, id)).await?;
        }
        let before = now - SignedDuration::from_hours(24 * KEEP_DAYS);
        let old = self.store.read(move |db| store::customer_import::old(db, before)).await?;
        for import in old {
            self.forget_lines(import.id).await?;
            let id = import.id;
            self.store.write(move |tx| store::customer_import::delete(tx, id)).await?;
        }
        Ok(())
    }
}

fn count(counts: &mut Counts, plan: &Plan) {
    match plan {
        Plan::Add(_) => counts.added += 1,
        Plan::Change(..) => counts.updated += 1,
        Plan::Nothing => counts.unchanged += 1,
        Plan::Wrong(_) => counts.wrong += 1,
    }
}

/// Takes lines as long as there is time; those that are left, and how many were taken in all. Where another server was
/// quicker, nothing is left.
fn take_some(
    tx: &mut Tx<'_>,
    id: CustomerImportId,
    done: i64,
    mut rows: Vec<Row>,
) -> Result<(Vec<Row>, i64)> {
    let began = Instant::now();
    let mut import = find(tx, id)?;
    if import.state != State::Running || import.lines_done != done {
        return Err(Error::Conflict(say("import-elsewhere")));
    }
    let mut taken = 0;
    for row in &rows {
        take(tx, &mut import, row)?;
        taken += 1;
        if began.elapsed() > WRITE_WITHIN {
            break;
        }
    }
    let done = done + i64::try_from(taken).unwrap_or(i64::MAX);
    store::customer_import::set_progress(tx, id, State::Running, done, import.counts)?;
    Ok((rows.split_off(taken), done))
}

fn take(tx: &mut Tx<'_>, import: &mut CustomerImport, row: &Row) -> Result<()> {
    let plan = Book::default().plan(tx, import, row)?;
    count(&mut import.counts, &plan);
    let line = row.line;
    let kept = match plan {
        Plan::Nothing => return Ok(()),
        Plan::Wrong(why) => {
            let (customer, made) = (None, None);
            Line { line, outcome: Outcome::Wrong, customer, made, wrong: Some(why) }
        }
        Plan::Add(new) => {
            let id = add(tx, import, &new)?;
            let made = Some(made(&store::customer_import::known(tx, id)?));
            Line { line, outcome: Outcome::Added, customer: Some(id), made, wrong: None }
        }
        Plan::Change(id, known, change) => {
            make(tx, import, line, id, &known, &change)?;
            let (made, wrong) = (None, None);
            Line { line, outcome: Outcome::Updated, customer: Some(id), made, wrong }
        }
    };
    Ok(store::customer_import::insert_line(tx, import.id, &kept)?)
}

/// What tells what we know of somebody apart from what we knew: sixteen hexadecimal digits of its hash.
fn made(known: &Known) -> String {
    let mut hash = token::hash(&format!("{known:?}"));
    hash.truncate(16);
    hash
}

fn add(tx: &mut Tx<'_>, import: &CustomerImport, new: &Known) -> Result<CustomerId> {
    let now = tx.now();
    let (language, time_zone) = (new.language.as_deref(), new.time_zone.as_deref());
    let id = store::customer::insert(tx, &new.name, language, time_zone, now)?;
    for (kind, value) in &new.addresses {
        store::customer::add_address(tx, id, *kind, value, Some(now), now)?;
    }
    for fact in &new.facts {
        store::customer::add_fact(tx, id, fact, import.agent_id, now)?;
    }
    tell(tx, import, EventKind::CustomerChanged, id)?;
    Ok(id)
}

/// Makes a change, and keeps what it was before.
fn make(
    tx: &mut Tx<'_>,
    import: &CustomerImport,
    line: i64,
    id: CustomerId,
    known: &Known,
    change: &Change,
) -> Result<()> {
    let now = tx.now();
    let mut kept = Vec::new();
    let mut keep = |field, before: Option<&str>, after: &str| {
        let before = before.unwrap_or_default().to_owned();
        kept.push(Changed { field, before, after: after.to_owned() });
    };
    if let Some(name) = &change.name {
        keep(Field::Name, Some(&known.name), name);
    }
    if let Some(language) = &change.language {
        keep(Field::Language, known.language.as_deref(), language);
    }
    if let Some(time_zone) = &change.time_zone {
        keep(Field::TimeZone, known.time_zone.as_deref(), time_zone);
    }
    for (kind, value) in &change.addresses {
        keep(field_of(*kind), None, value);
    }
    for fact in &change.facts {
        keep(Field::Fact, None, fact);
    }
    if change.name.is_some() || change.language.is_some() || change.time_zone.is_some() {
        let name = change.name.as_ref().unwrap_or(&known.name);
        let language = change.language.as_deref().or(known.language.as_deref());
        let time_zone = change.time_zone.as_deref().or(known.time_zone.as_deref());
        store::customer::update(tx, id, name, language, time_zone)?;
    }
    for (kind, value) in &change.addresses {
        store::customer::add_address(tx, id, *kind, value, Some(now), now)?;
    }
    for fact in &change.facts {
        store::customer::add_fact(tx, id, fact, import.agent_id, now)?;
    }
    for changed in &kept {
        store::customer_import::insert_change(tx, import.id, line, id, changed)?;
    }
    tell(tx, import, EventKind::CustomerChanged, id)
}

fn tell(tx: &mut Tx<'_>, import: &CustomerImport, kind: EventKind, id: CustomerId) -> Result<()> {
    tx.record(Happened::new(kind).of_customer(id).by(Some(import.agent_id)))?;
    Ok(())
}

fn field_of(kind: AddressKind) -> Field {
    match kind {
        AddressKind::Email => Field::Email,
        AddressKind::Phone => Field::Phone,
    }
}

/// Takes back what a line did, as far as nothing came after it.
fn take_back(tx: &mut Tx<'_>, import: &CustomerImport, line: &Line) -> Result<Outcome> {
    let Some(id) = line.customer else { return Ok(Outcome::Left) };
    let known = store::customer::find(tx, id)?;
    // Of two who are one now nothing is taken.
    let Some(customer) = known.filter(|known| known.merged_into.is_none()) else {
        return Ok(Outcome::Left);
    };
    if line.outcome == Outcome::Added {
        let is_as_made = line.made == Some(made(&store::customer_import::known(tx, id)?));
        if !is_as_made || store::customer_import::has_a_past(tx, id)? {
            return Ok(Outcome::Left);
        }
        store::customer_import::delete_customer(tx, id)?;
        tell(tx, import, EventKind::CustomerErased, id)?;
        return Ok(Outcome::Undone);
    }
    let mut now = customer.clone();
    let (mut undone, mut left) = (false, false);
    for Changed { field, before, after } in
        store::customer_import::changes(tx, import.id, line.line)?
    {
        let before = Some(before).filter(|before| !before.is_empty());
        let is_as_made = match field {
            Field::Name => now.name == after,
            Field::Language => now.language.as_ref() == Some(&after),
            Field::TimeZone => now.time_zone.as_ref() == Some(&after),
            Field::Email => {
                store::customer_import::take_address(tx, id, AddressKind::Email, &after)?
            }
            Field::Phone => {
                store::customer_import::take_address(tx, id, AddressKind::Phone, &after)?
            }
            Field::Fact => store::customer_import::take_fact(tx, id, &after)?,
            Field::Leave | Field::FirstName | Field::LastName => false,
        };
        if is_as_made {
            match field {
                Field::Name => now.name = before.unwrap_or_default(),
                Field::Language => now.language = before,
                Field::TimeZone => now.time_zone = before,
                _ => {}
            }
        }
        undone |= is_as_made;
        left |= !is_as_made;
    }
    if now != customer {
        let (language, time_zone) = (now.language.as_deref(), now.time_zone.as_deref());
        store::customer::update(tx, id, &now.name, language, time_zone)?;
    }
    if undone {
        tell(tx, import, EventKind::CustomerChanged, id)?;
    }
    Ok(if left || !undone { Outcome::Left } else { Outcome::Undone })
}
