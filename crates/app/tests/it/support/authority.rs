//! A certificate authority of the tests' own. All of their browsers trust it, and no other.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, ServerName},
};
use tokio::net::{TcpStream, ToSocketAddrs};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// The one that all trust.
pub static AUTHORITY: LazyLock<Authority> = LazyLock::new(Authority::new);

pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub certificate: CertificateDer<'static>,
    pub pem: String,
}

/// A certificate and its key, as PEM.
pub struct Pair {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let made = params.self_signed(&key).unwrap();
        let (certificate, pem) = (made.der().clone(), made.pem());
        Self { issuer: Issuer::new(params, key), certificate, pem }
    }

    /// A new certificate for those names, which holds from the first day of one year to that of another.
    pub fn makes(&self, names: &[&str], from: i32, until: i32) -> Pair {
        let key = KeyPair::generate().unwrap();
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).unwrap();
        (params.not_before, params.not_after) =
            (date_time_ymd(from, 1, 1), date_time_ymd(until, 1, 1));
        let made = params.signed_by(&key, &self.issuer).unwrap();
        Pair { certificate: made.pem(), key: key.serialize_pem() }
    }
}

impl Pair {
    /// For this machine, and good for as long as anybody runs these tests.
    pub fn new() -> Self {
        AUTHORITY.makes(&["127.0.0.1", "desk.example"], 2020, 2090)
    }

    /// Puts it into two files of that folder.
    pub fn put(&self, folder: &Path) -> (PathBuf, PathBuf) {
        let files = (folder.join("desk.pem"), folder.join("desk.key"));
        std::fs::write(&files.0, &self.certificate).unwrap();
        std::fs::write(&files.1, &self.key).unwrap();
        files
    }
}

/// Connects to that address as `name`, trusting `roots` alone.
pub async fn connects(
    address: impl ToSocketAddrs,
    name: &str,
    roots: &[CertificateDer<'static>],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut trusted = RootCertStore::empty();
    for root in roots {
        trusted.add(root.clone()).unwrap();
    }
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, TcpStream::connect(address).await?).await
}

/// What is presented there to whoever asks for `name`; none where nobody comes in.
pub async fn presented(
    address: impl ToSocketAddrs,
    name: &str,
    roots: &[CertificateDer<'static>],
) -> Option<CertificateDer<'static>> {
    let stream = connects(address, name, roots).await.ok()?;
    Some(stream.get_ref().1.peer_certificates()?.first()?.clone().into_owned())
}
