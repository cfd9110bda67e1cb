//! What is presented to whoever connects: the certificate, and to an authority what proves that a name leads here.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use anyhow::Result;
use domain::{Timestamp, certificate::Standing};
use prometheus::{IntCounter, IntCounterVec, IntGauge, Opts, Registry};
use rustls::{
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

use super::{ACME, pair::Pair};

/// What is presented. Clones present the same.
#[derive(Debug, Clone)]
pub(super) struct Presented(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pair: RwLock<Option<Pair>>,
    /// By name, what an authority is shown that looks at it (RFC 8737).
    proofs: RwLock<HashMap<String, Arc<CertifiedKey>>>,
    told: web::Certificate,
    /// How it stood when that was last said in the log.
    said: Mutex<Option<Standing>>,
    ends_at: IntGauge,
    failures: IntCounter,
    handshakes: IntCounterVec,
}

impl Presented {
    /// Nothing yet.
    pub(super) fn new(registry: &Registry) -> Result<Self> {
        let told = web::Certificate::default();
        told.is_missing("There is no certificate yet; the log says why.".into());
        let inner = Inner {
            pair: RwLock::default(),
            proofs: RwLock::default(),
            told,
            said: Mutex::default(),
            ends_at: IntGauge::new(
                "bliss_certificate_ends_at_seconds",
                "Until when the server's own certificate holds, in seconds since 1970; 0 where there is none yet.",
            )?,
            failures: IntCounter::new(
                "bliss_certificate_failures_total",
                "New certificates that could not be ordered, or not be used.",
            )?,
            handshakes: IntCounterVec::new(
                Opts::new(
                    "bliss_tls_handshakes_total",
                    "Connections that were to be encrypted, by what became of them.",
                ),
                &["outcome"],
            )?,
        };
        registry.register(Box::new(inner.ends_at.clone()))?;
        registry.register(Box::new(inner.failures.clone()))?;
        registry.register(Box::new(inner.handshakes.clone()))?;
        Ok(Self(Arc::new(inner)))
    }

    /// Presents that one from now on.
    pub(super) fn take(&self, pair: Pair) {
        self.0.ends_at.set(pair.validity.until.as_second());
        *self.0.pair.write().unwrap_or_else(PoisonError::into_inner) = Some(pair);
    }

    /// The one that is presented.
    pub(super) fn pair(&self) -> Option<Pair> {
        self.0.pair.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A new one could not be had.
    pub(super) fn failed(&self) {
        self.0.failures.inc();
    }

    /// Shows an authority that certificate for a name, until the proof is dropped.
    pub(super) fn prove(&self, name: &str, shown: CertifiedKey) -> Proof {
        let mut proofs = self.0.proofs.write().unwrap_or_else(PoisonError::into_inner);
        proofs.insert(name.to_owned(), Arc::new(shown));
        Proof { presented: self.clone(), of: Of::Name(name.to_owned()) }
    }

    /// Answers an authority that asks for a token over HTTP, until the proof is dropped.
    pub(super) fn answer(&self, token: &str, answer: &str) -> Proof {
        self.0.told.proves(token, answer);
        Proof { presented: self.clone(), of: Of::Token(token.to_owned()) }
    }

    /// How it stands is told to whoever asks, and in the log where it changed. `remedy` is a sentence that says what is to be
    /// done about one that ends.
    pub(super) fn look(&self, now: Timestamp, remedy: &str) {
        let Some(pair) = self.pair() else { return };
        let standing = pair.validity.standing(now);
        let (from, until) = (spoken(pair.validity.from), spoken(pair.validity.until));
        let trouble = match standing {
            Standing::Good => None,
            Standing::Early => Some(format!(
                "The certificate holds from {from} on. See whether the clock of this machine is right."
            )),
            Standing::Ending => Some(format!("The certificate ends on {until}. {remedy}")),
            Standing::Ended => {
                Some(format!("The certificate ended on {until}, and browsers refuse it. {remedy}"))
            }
        };
        let mut said = self.0.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.replace(standing) != Some(standing) {
            match (&trouble, standing) {
                (None, _) => tracing::info!("the certificate holds until {until}"),
                (Some(trouble), Standing::Ended) => tracing::error!("{trouble}"),
                (Some(trouble), _) => tracing::warn!("{trouble}"),
            }
        }
        self.0.told.is_held(trouble);
    }

    /// How it stands, as it is told to whoever asks.
    pub(super) fn told(&self) -> &web::Certificate {
        &self.0.told
    }

    /// Where connections are counted.
    pub(super) fn handshakes(&self) -> IntCounterVec {
        self.0.handshakes.clone()
    }
}

impl ResolvesServerCert for Presented {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // An authority speaks of nothing else, and of one name (RFC 8737, section 3).
        if hello.alpn().is_some_and(|mut spoken| spoken.any(|word| word == ACME)) {
            let proofs = self.0.proofs.read().unwrap_or_else(PoisonError::into_inner);
            return proofs.get(&hello.server_name()?.to_ascii_lowercase()).cloned();
        }
        let pair = self.0.pair.read().unwrap_or_else(PoisonError::into_inner);
        pair.as_ref().map(|pair| Arc::clone(&pair.key))
    }
}

/// What an authority is shown, until this is dropped.
pub(super) struct Proof {
    presented: Presented,
    of: Of,
}

enum Of {
    Name(String),
    Token(String),
}

impl Drop for Proof {
    fn drop(&mut self) {
        let Inner { proofs, told, .. } = &*self.presented.0;
        match &self.of {
            Of::Name(name) => {
                proofs.write().unwrap_or_else(PoisonError::into_inner).remove(name);
            }
            Of::Token(token) => told.proves_no_more(token),
        }
    }
}

/// A moment, as it is said to whoever runs Bliss, wherever they are.
pub(super) fn spoken(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
