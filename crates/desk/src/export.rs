//! Copies of all that is kept, to be taken along. One is made in the background, as everything was at one moment, so
//! that whatever is written meanwhile is wholly in it or not at all; it can be fetched for a day. After a restart it is
//! begun anew.

mod packing;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::{
    ErasureId, ExportId,
    access::Permission,
    agent::Agent,
    audit::Action,
    export::{Export, LASTS_HOURS, State},
};
use jiff::SignedDuration;
use language::say;
use tokio::runtime::Handle;

use self::packing::pack;
use crate::{Desk, Error, Reading, Result};

/// How often it is looked without being told: for those that were asked for at another server, and whose time is over.
const LOOK_EVERY: Duration = Duration::from_mins(1);
const LOOK_EVERY_SHARED: Duration = Duration::from_secs(2);
/// How long it is waited after one could not be made.
const RETRY_AFTER: Duration = Duration::from_secs(10);
/// After how many rows it is told how far it is.
const TOLD_EVERY: i64 = 5_000;

/// What was written, and what had been erased by then.
struct Packed {
    rows: i64,
    erased: ErasureId,
}

/// Ends what is being written when nobody waits for it any more.
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn may(by: &Agent) -> Result<()> {
    if by.role.may(Permission::ManageWorkspace) {
        return Ok(());
    }
    Err(Error::Forbidden(say("export-owner-only")))
}

impl Desk {
    /// Begins a copy of all that is kept.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for whoever does not own the desk, [`Error::Conflict`] while another one is made.
    pub async fn begin_export(&self, by: &Agent, with_files: bool) -> Result<ExportId> {
        may(by)?;
        let (agent, entry) = (by.id, self.audit(Action::DeskExported).by(by.id));
        let id = self
            .store
            .write(move |tx| {
                if store::export::making(tx)?.is_some() {
                    return Err(Error::Conflict(say("export-one-already")));
                }
                let now = tx.now();
                let id = store::export::insert(tx, with_files, agent, now)?;
                entry.detail(if with_files { "with files" } else { "without files" }).keep(tx)?;
                Ok(id)
            })
            .await?;
        self.to_export.notify_one();
        Ok(id)
    }

    /// A copy, as it is now.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for whoever does not own the desk.
    pub async fn export(&self, by: &Agent, id: ExportId) -> Result<Export> {
        may(by)?;
        let found = self.store.read(move |db| store::export::find(db, id)).await?;
        found.ok_or_else(|| Error::not_found("copy"))
    }

    /// A copy, and its bytes as they come.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not there, or not there any more; [`Error::Conflict`] until it is made.
    pub async fn open_export(&self, by: &Agent, id: ExportId) -> Result<(Export, Reading)> {
        let (now, export) = (self.store.now(), self.export(by, id).await?);
        if export.state == State::Making {
            return Err(Error::Conflict(say("export-not-ready")));
        }
        let is_over = export.expires_at.is_none_or(|at| at <= now);
        let file = export.file.as_deref().filter(|_| export.state == State::Ready && !is_over);
        let reading = self.files.open_file(file.ok_or_else(|| Error::not_found("copy"))?).await?;
        let entry = self.audit(Action::ExportFetched).by(by.id);
        self.store.write(move |tx| entry.keep(tx)).await?;
        Ok((export, reading))
    }

    /// Deletes a copy before its time, or ends the making of it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for whoever does not own the desk.
    pub async fn remove_export(&self, by: &Agent, id: ExportId) -> Result<()> {
        may(by)?;
        self.store
            .write(move |tx| {
                store::export::find(tx, id)?.ok_or_else(|| Error::not_found("copy"))?;
                Ok::<_, Error>(store::export::set_gone(tx, id)?)
            })
            .await?;
        self.to_export.notify_one();
        Ok(())
    }

    /// Writes a copy of all that is kept to a file that is not there yet; how many rows.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn write_export(&self, to: &Path, with_files: bool) -> Result<i64> {
        let packed = self.pack_to(to, with_files, |_| Ok(())).await?;
        let entry = self.audit(Action::DeskExported).detail("at the command line");
        self.store.write(move |tx| entry.keep(tx)).await?;
        Ok(packed.rows)
    }

    /// Makes the copies that were asked for, for as long as the desk is open.
    pub(crate) async fn run_exports(&self) {
        let look_every = if self.store.is_shared() { LOOK_EVERY_SHARED } else { LOOK_EVERY };
        let trouble = "a copy of all that is kept could not be made";
        self.at_leader(&self.to_export, RETRY_AFTER, trouble, || async {
            self.make_exports().await?;
            Ok(look_every)
        })
        .await;
    }

    async fn make_exports(&self) -> Result<()> {
        let now = self.store.now();
        for export in self.store.read(move |db| store::export::expired(db, now)).await? {
            if let Some(file) = &export.file {
                self.files.remove(file).await?;
            }
            let id = export.id;
            self.store.write(move |tx| store::export::forget_file(tx, id)).await?;
        }
        while let Some(export) = self.store.read(store::export::making).await? {
            self.make_export(&export).await?;
        }
        Ok(())
    }

    async fn make_export(&self, export: &Export) -> Result<()> {
        let (id, store, runtime) = (export.id, self.store.clone(), Handle::current());
        let mut told = 0;
        let tell = move |rows: i64| {
            if rows - told < TOLD_EVERY {
                return Ok(());
            }
            told = rows;
            let write = store.write(move |tx| store::export::set_rows_done(tx, id, rows));
            if runtime.block_on(write)? { Ok(()) } else { Err(stopped()) }
        };
        let making = self.files.make();
        let packed = match self.pack_to(making.path(), export.with_files, tell).await {
            Ok(packed) => packed,
            // Somebody put it away meanwhile.
            Err(Error::Conflict(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let size_bytes = tokio::fs::metadata(making.path()).await?.len();
        let size_bytes = i64::try_from(size_bytes).unwrap_or(i64::MAX);
        let file = making.keep().await?;
        let kept = file.clone();
        let is_kept = self
            .store
            .write(move |tx| {
                let found = store::export::find(tx, id)?;
                let is_wanted = found.is_some_and(|export| export.state == State::Making);
                // Whoever was erased meanwhile is in it: it is made once more.
                if !is_wanted || store::erasure::last(tx)? != packed.erased {
                    return Ok::<_, Error>(false);
                }
                let now = tx.now();
                let until = now + SignedDuration::from_hours(LASTS_HOURS);
                store::export::set_rows_done(tx, id, packed.rows)?;
                store::export::set_ready(tx, id, (&kept, size_bytes), now, until)?;
                Ok(true)
            })
            .await?;
        if !is_kept {
            self.files.remove(&file).await?;
        }
        Ok(())
    }

    /// Writes a copy to that file, as everything is at one moment; `tell` is told how many rows are written.
    async fn pack_to(
        &self,
        to: &Path,
        with_files: bool,
        mut tell: impl FnMut(i64) -> Result<()> + Send + 'static,
    ) -> Result<Packed> {
        let to = std::fs::File::create_new(to)?;
        let files = with_files.then(|| (self.files.clone(), Handle::current()));
        let stop = Stop(Arc::default());
        let stops = Arc::clone(&stop.0);
        let packed = self.store.snapshot(move |db| {
            let erased = store::erasure::last(db)?;
            let mut tell = |rows| {
                if stops.load(Ordering::Relaxed) { Err(stopped()) } else { tell(rows) }
            };
            let rows = pack(db, to, files, &mut tell)?;
            Ok(Packed { rows, erased })
        });
        packed.await
    }
}

fn stopped() -> Error {
    Error::Conflict(say("export-unwanted"))
}
