//! A certificate in files, which somebody else renews: read anew when they change.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use domain::Timestamp;
use tokio::task::spawn_blocking;

use super::{
    Asked,
    pair::Pair,
    presented::{Presented, spoken},
};

/// Where they are. It may be one and the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Files {
    /// The certificate, and those between it and its authority.
    pub(crate) certificate: PathBuf,
    /// Its key.
    pub(crate) key: PathBuf,
}

/// What was in them, or why they could not be read.
#[derive(PartialEq, Eq)]
pub(super) struct Found(Result<(Vec<u8>, Vec<u8>), String>);

impl Files {
    /// Reads them.
    ///
    /// # Errors
    /// One sentence for whoever brought them.
    pub(super) fn open(&self) -> Result<(Pair, Found)> {
        let found = self.find();
        Ok((self.understand(&found)?, found))
    }

    /// On a thread that may wait, for a file may be on another machine.
    async fn look(&self) -> Found {
        let files = self.clone();
        let found = spawn_blocking(move || files.find()).await;
        found.unwrap_or_else(|error| {
            Found(Err(format!("The certificate was not looked at ({error}).")))
        })
    }

    fn find(&self) -> Found {
        let read = |path: &Path| {
            std::fs::read(path).map_err(|error| {
                format!(
                    "Bliss cannot read {} ({error}). Let it be there, and allow Bliss to.",
                    path.display()
                )
            })
        };
        Found(read(&self.certificate).and_then(|certificate| Ok((certificate, read(&self.key)?))))
    }

    fn understand(&self, Found(found): &Found) -> Result<Pair> {
        let (certificate, key) = found.as_ref().map_err(|why| anyhow!("{why}"))?;
        Pair::parse(certificate, key).map_err(|why| {
            let which = if self.certificate == self.key {
                self.certificate.display().to_string()
            } else {
                format!("{} with {}", self.certificate.display(), self.key.display())
            };
            anyhow!(
                "Bliss cannot use {which}: {why}. Bring a certificate and the key that it was made for, \
                 both as PEM."
            )
        })
    }

    /// Looks again and again, and presents what is new. What is no good is told once, and the one before is kept.
    pub(super) async fn keep(
        self,
        // What is presented now.
        mut known: Option<Found>,
        presented: &Presented,
        mut asked: Asked,
        now: impl Fn() -> Timestamp,
        remedy: &str,
    ) {
        // Of two files one changes first: only what is no good twice is told.
        let mut doubted: Option<Found> = None;
        loop {
            let is_asked = asked.or_time().await;
            let found = self.look().await;
            if known.as_ref() == Some(&found) {
                doubted = None;
                if is_asked {
                    tracing::info!("the certificate is the same as before");
                }
            } else {
                match self.understand(&found) {
                    Ok(pair) => {
                        tracing::info!(
                            "a new certificate was read, which holds until {}",
                            spoken(pair.validity.until)
                        );
                        presented.take(pair);
                        (known, doubted) = (Some(found), None);
                    }
                    Err(why) if is_asked || doubted.as_ref() == Some(&found) => {
                        presented.failed();
                        tracing::error!("{why} The certificate that was there before is kept.");
                        (known, doubted) = (Some(found), None);
                    }
                    Err(_) => doubted = Some(found),
                }
            }
            presented.look(now(), remedy);
        }
    }
}
