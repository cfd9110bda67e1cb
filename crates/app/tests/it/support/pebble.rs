//! A certificate authority that speaks ACME: Let's Encrypt's own test server, Pebble, with a DNS of the tests' own. What
//! is asked of it goes through a front that a test can make refuse, or say more than Pebble knows of.

use std::{
    collections::HashMap,
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    serve::{Listener, ListenerExt},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Client;
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::{AUTHORITY, until};

/// How the front departs from what Pebble says.
#[derive(Debug, Clone)]
pub enum Lie {
    /// It is asked too often, and wants to be left alone for so many seconds.
    Limited(u32),
    /// It suggests to renew within that time (RFC 9773).
    Suggests(String, String),
}

#[derive(Default)]
struct Kept {
    lies: Mutex<Vec<Lie>>,
    /// What came, by method and path, and orders with what they replace.
    asked: Mutex<Vec<String>>,
    replaced: Mutex<Vec<String>>,
    port: u16,
    client: Client,
}

pub struct Pebble {
    processes: Vec<Child>,
    kept: Arc<Kept>,
    folder: TempDir,
    management: u16,
    dns: u16,
    dns_management: u16,
    front: JoinHandle<()>,
    /// The address of its directory.
    pub directory: String,
}

/// A port at which nobody listens.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Pebble {
    /// One that asks for names at these two ports, wants an account that was made with it before, and is not there yet.
    pub async fn away(http_port: u16, tls_port: u16, account: Option<(&str, &str)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pair = AUTHORITY.makes(&["127.0.0.1", "localhost"], 2020, 2090);
        let (certificate, key) = pair.put(folder.path());
        std::fs::write(folder.path().join("root.pem"), &AUTHORITY.pem).unwrap();
        let [port, management, dns, dns_management] = std::array::from_fn(|_| free_port());
        let config = json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{port}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": certificate, "privateKey": key,
            "httpPort": http_port, "tlsPort": tls_port,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": account.is_some(),
            "externalAccountMACKeys": account.into_iter().collect::<HashMap<_, _>>(),
        }});
        std::fs::write(folder.path().join("pebble.json"), config.to_string()).unwrap();
        let client = Client::builder()
            // The host that was asked for is passed on, which later versions of HTTP do not know.
            .http1_only()
            .tls_certs_only([reqwest::Certificate::from_der(&AUTHORITY.certificate).unwrap()])
            .build()
            .unwrap();
        let kept = Arc::new(Kept { port, client, ..Kept::default() });
        let tcp = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        let router = Router::new().fallback(pass_on).with_state(Arc::clone(&kept));
        let listener = Encrypted(tcp, acceptor(&pair.certificate, &pair.key)).tap_io(|_| ());
        let front = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            processes: Vec::new(),
            kept,
            folder,
            management,
            dns,
            dns_management,
            front,
            directory: format!("https://{address}/dir"),
        }
    }

    /// … and is there.
    pub async fn start(http_port: u16, tls_port: u16) -> Self {
        let mut pebble = Self::away(http_port, tls_port, None).await;
        pebble.comes().await;
        pebble
    }

    /// It is there now, and has forgotten all that was before.
    pub async fn comes(&mut self) {
        let at = |port: u16| format!("127.0.0.1:{port}");
        let mut dns = Command::new("pebble-challtestsrv");
        dns.args(["-dns01", &at(self.dns), "-management", &at(self.dns_management)]);
        dns.args(["-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv6", ""]);
        let mut pebble = Command::new("pebble");
        pebble.args(["-dnsserver", &at(self.dns), "-config"]);
        pebble.arg(self.folder.path().join("pebble.json")).env("PEBBLE_VA_NOSLEEP", "1");
        // Otherwise it refuses one request of twenty, and now and then one too often.
        pebble.env("PEBBLE_WFE_NONCEREJECT", "0");
        for mut command in [dns, pebble] {
            let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            self.processes.push(process.expect("pebble, which ./check tools installs"));
        }
        for port in [self.kept.port, self.management, self.dns_management] {
            until("Pebble", async || TcpStream::connect(("127.0.0.1", port)).ok()).await;
        }
    }

    /// It goes away.
    pub fn goes(&mut self) {
        for mut process in self.processes.drain(..) {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// That name leads to that address of this machine from now on.
    pub async fn leads(&self, name: &str, address: &str) {
        // What is added does not take the place of what was there before.
        for change in ["clear-a", "add-a"] {
            let url = format!("http://127.0.0.1:{}/{change}", self.dns_management);
            let record = json!({ "host": format!("{name}."), "addresses": [address] });
            let said = self.kept.client.post(url).body(record.to_string()).send().await.unwrap();
            assert!(said.status().is_success());
        }
    }

    /// The root of the certificates that it makes.
    pub async fn root(&self) -> CertificateDer<'static> {
        let url = format!("https://127.0.0.1:{}/roots/0", self.management);
        let pem = self.kept.client.get(url).send().await.unwrap().bytes().await.unwrap();
        CertificateDer::from_pem_slice(&pem).unwrap()
    }

    /// The file with the certificate of whoever vouches for its directory.
    pub fn trusted_by(&self) -> std::path::PathBuf {
        self.folder.path().join("root.pem")
    }

    /// From now on it says this, too, or nothing but the truth.
    pub fn lies(&self, lies: &[Lie]) {
        *self.kept.lies.lock().unwrap() = lies.to_vec();
    }

    /// How often it was asked for that.
    pub fn asked_for(&self, what: &str) -> usize {
        self.kept.asked.lock().unwrap().iter().filter(|asked| asked.contains(what)).count()
    }

    /// The certificates in whose place others were ordered.
    pub fn replaced(&self) -> Vec<String> {
        self.kept.replaced.lock().unwrap().clone()
    }
}

impl Drop for Pebble {
    fn drop(&mut self) {
        self.goes();
        self.front.abort();
    }
}

struct Encrypted(tokio::net::TcpListener, TlsAcceptor);

impl Listener for Encrypted {
    type Io = tokio_rustls::server::TlsStream<tokio::net::TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (socket, peer) = Listener::accept(&mut self.0).await;
            if let Ok(stream) = self.1.accept(socket).await {
                return (stream, peer);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

fn acceptor(certificate: &str, key: &str) -> TlsAcceptor {
    let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn pass_on(State(kept): State<Arc<Kept>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1024 * 1024).await.unwrap();
    kept.asked.lock().unwrap().push(format!("{} {}", head.method, head.uri.path()));
    let lies = kept.lies.lock().unwrap().clone();
    let is_order = head.uri.path() == "/order-plz";
    for lie in &lies {
        match lie {
            Lie::Limited(seconds) if is_order => {
                let problem = json!({
                    "type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many certificates",
                });
                let headers = [(header::RETRY_AFTER, seconds.to_string())];
                return (StatusCode::TOO_MANY_REQUESTS, headers, problem.to_string())
                    .into_response();
            }
            Lie::Suggests(start, end) if head.uri.path().starts_with("/renewal-info/") => {
                let window = json!({ "suggestedWindow": { "start": start, "end": end } });
                return ([(header::RETRY_AFTER, "21600")], window.to_string()).into_response();
            }
            _ => {}
        }
    }
    let replaced = is_order.then(|| replaced(&body)).flatten();
    let Ok((status, mut headers, mut bytes)) =
        ask(&kept, &head.method, &head.uri, &head.headers, body).await
    else {
        return (StatusCode::BAD_GATEWAY, "").into_response();
    };
    let mut change = |name: &str, value: String| {
        let mut told: Value = serde_json::from_slice(&bytes).unwrap();
        told[name] = value.into();
        bytes = told.to_string().into();
    };
    if head.uri.path() == "/dir" && lies.iter().any(|lie| matches!(lie, Lie::Suggests(..))) {
        let host = head.headers[header::HOST].to_str().unwrap();
        change("renewalInfo", format!("https://{host}/renewal-info"));
    }
    if let Some(id) = replaced {
        change("replaces", id.clone());
        kept.replaced.lock().unwrap().push(id);
    }
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::TRANSFER_ENCODING);
    let mut response = Response::new(Body::from(bytes));
    (*response.status_mut(), *response.headers_mut()) = (status, headers);
    response
}

/// Asks Pebble itself.
async fn ask(
    kept: &Kept,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: Bytes,
) -> reqwest::Result<(StatusCode, HeaderMap, Bytes)> {
    let url = format!("https://127.0.0.1:{}{uri}", kept.port);
    // Its addresses begin with the host that was asked for, so that all goes through here.
    let request = kept.client.request(method.clone(), url).headers(headers.clone()).body(body);
    let answer = request.timeout(Duration::from_secs(20)).send().await?;
    Ok((answer.status(), answer.headers().clone(), answer.bytes().await?))
}

/// The certificate in whose place something is ordered, as the order says that is signed.
fn replaced(body: &[u8]) -> Option<String> {
    let signed: Value = serde_json::from_slice(body).ok()?;
    let order = URL_SAFE_NO_PAD.decode(signed["payload"].as_str()?).ok()?;
    let order: Value = serde_json::from_slice(&order).ok()?;
    Some(order["replaces"].as_str()?.to_owned())
}
