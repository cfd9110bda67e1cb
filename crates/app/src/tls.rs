//! Encryption by Bliss itself, for a desk with no proxy before it: with a certificate in files, or with one that it orders
//! from a certificate authority.
//!
//! What is presented to whoever connects is in one place ([`presented`]). Files that change ([`files`]) or an order that
//! comes through ([`acme`]) put something else there, and what is connected already goes on. A new one that is no good
//! leaves the old one where it is.

mod acme;
mod files;
mod listener;
mod pair;
mod presented;

use std::{future, io, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use domain::Timestamp;
use prometheus::Registry;
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs::{Ticketer, default_provider},
};
#[cfg(unix)]
use tokio::signal::unix;
use tokio::{net::TcpListener, time::sleep};

pub(crate) use self::{
    acme::{Acme, Binding, LETS_ENCRYPT},
    files::Files,
    listener::Listener,
};
use self::{files::Found, presented::Presented};

/// How often one looks whether something changed, or is due: two small files are read, or two times are compared.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// What is spoken once it is encrypted (RFC 7301).
const HTTP: &[u8] = b"http/1.1";
/// What an authority speaks that wants to see whether a name leads here (RFC 8737, section 3).
const ACME: &[u8] = b"acme-tls/1";

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub(crate) enum Chosen {
    /// From files that somebody else renews.
    Files(Files),
    /// From an authority, at which Bliss orders it.
    Acme(Acme),
}

/// What encrypts.
pub(crate) struct Tls {
    config: Arc<ServerConfig>,
    presented: Presented,
    chosen: Chosen,
    /// What was in the files.
    found: Option<Found>,
}

impl Tls {
    /// Reads what is there. Where the certificate is ordered there may be none yet.
    ///
    /// # Errors
    /// One sentence for the person who starts Bliss.
    pub(crate) fn open(chosen: Chosen, now: Timestamp, registry: &Registry) -> Result<Self> {
        let presented = Presented::new(registry)?;
        let mut found = None;
        match &chosen {
            Chosen::Files(files) => {
                let (pair, read) = files.open()?;
                presented.take(pair);
                found = Some(read);
            }
            Chosen::Acme(acme) => {
                if let Some(pair) = acme.open()? {
                    presented.take(pair);
                }
            }
        }
        presented.look(now, chosen.remedy());
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(presented.clone()));
        config.alpn_protocols = vec![HTTP.into(), ACME.into()];
        // Whoever comes back, as all open chats do at once, need not begin anew.
        config.ticketer = Ticketer::new().context("Bliss cannot encrypt on this machine")?;
        Ok(Self { config: Arc::new(config), presented, chosen, found })
    }

    /// How the certificate stands, to be told to whoever asks.
    pub(crate) fn certificate(&self) -> web::Certificate {
        self.presented.told().clone()
    }

    /// Whether an authority is asked for it.
    pub(crate) fn is_ordered(&self) -> bool {
        matches!(self.chosen, Chosen::Acme(_))
    }

    /// What that listens to, encrypted.
    pub(crate) fn listener(&self, listener: TcpListener) -> Listener {
        Listener::new(listener, Arc::clone(&self.config), self.presented.handshakes())
    }

    /// Keeps the certificate up to date, for good. Where the system asks for it (SIGHUP), one looks at once.
    ///
    /// # Errors
    /// Where one cannot be asked.
    pub(crate) fn keep(
        self,
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> io::Result<impl Future<Output = ()> + Send + 'static> {
        let asked = Asked::listen()?;
        let remedy = self.chosen.remedy();
        Ok(async move {
            match self.chosen {
                Chosen::Files(files) => {
                    files.keep(self.found, &self.presented, asked, now, remedy).await;
                }
                Chosen::Acme(acme) => acme.keep(&self.presented, asked, now, remedy).await,
            }
        })
    }
}

impl Chosen {
    /// What is to be done about a certificate that comes to its end.
    fn remedy(&self) -> &'static str {
        match self {
            Self::Files(_) => "Bring a new one to its file; it is read by itself.",
            Self::Acme(_) => "It could not be renewed yet; the log says why.",
        }
    }
}

/// The signal by which systems ask programs to read anew what they were told (SIGHUP).
#[cfg(unix)]
struct Asked(unix::Signal);

#[cfg(unix)]
impl Asked {
    fn listen() -> io::Result<Self> {
        Ok(Self(unix::signal(unix::SignalKind::hangup())?))
    }

    async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
struct Asked;

#[cfg(not(unix))]
impl Asked {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        future::pending::<()>().await;
    }
}

impl Asked {
    /// Waits until it is time to look again; whether somebody asked for it.
    async fn or_time(&mut self) -> bool {
        tokio::select! {
            () = self.next() => true,
            () = sleep(LOOK_EVERY) => false,
        }
    }
}
