//! The running server: what is opened at the start, in which order, and how all of it ends.
//!
//! It lives on a runtime of its own. So when it ends, everything ends that it began, live sockets
//! too, which the web server itself lets go of; and a test that starts one can stop it again.

use std::{fs::DirBuilder, io, net::SocketAddr, path::Path, time::Duration};

use anyhow::{Result, anyhow, bail};
use axum::serve::ListenerExt;
use desk::{Desk, mail::Mailer};
use domain::Timestamp;
use futures_util::FutureExt;
use store::{Location, Store};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    runtime::{self, Runtime},
    sync::oneshot,
    task::{JoinHandle, spawn_blocking},
    time::{sleep, timeout},
};

use crate::{config::Config, demo, lock::Lock, log, nats, tls::Tls};

/// Connections that may wait to be accepted: after a restart all open chats come back at once.
const BACKLOG_MAX: u32 = 4096;
/// How long requests that are under way have to finish when the server ends.
const FINISH_WITHIN: Duration = Duration::from_secs(5);

/// How long the database has after that, to write what it was asked for before.
const WRITE_WITHIN: Duration = Duration::from_secs(30);

/// A server that is running. Dropped, it ends at once.
pub struct Running {
    /// The address that it listens on.
    pub address: SocketAddr,
    /// What links to it begin with, without a slash at the end.
    pub base: String,
    /// Where figures of how it runs are told, if anywhere.
    pub metrics_address: Option<SocketAddr>,
    /// Where browsers are led to the encrypted pages, if anywhere.
    pub plain_address: Option<SocketAddr>,
    /// The link by which the owner sets the desk up, while nobody is on it yet.
    pub set_up_link: Option<String>,
    /// The agents of the demo shop, and the link by which each of them chooses a password.
    pub links: Vec<(String, String)>,
    served: JoinHandle<io::Result<()>>,
    closing: web::Closing,
    closing_notice: Duration,
    stop: Option<oneshot::Sender<()>>,
    store_ended: store::Ended,
    runtime: OwnRuntime,
    /// The last to be let go of.
    _lock: Lock,
}

/// A runtime that may be dropped within another one's task.
struct OwnRuntime(Option<Runtime>);

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// What was opened at the start.
struct Opened {
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    plain_address: Option<SocketAddr>,
    base: String,
    set_up_link: Option<String>,
    links: Vec<(String, String)>,
    served: JoinHandle<io::Result<()>>,
    store_ended: store::Ended,
    lock: Lock,
}

/// Starts a server.
///
/// # Errors
/// One sentence for the person who starts it, which says what to do.
pub async fn start(config: Config) -> Result<Running> {
    start_by(config, Timestamp::now).await
}

/// Starts a server that goes by another clock, for a test in which days go by.
///
/// # Errors
/// As [`start`].
pub async fn start_by(
    config: Config,
    clock: impl Fn() -> Timestamp + Send + Sync + 'static,
) -> Result<Running> {
    let runtime = runtime::Builder::new_multi_thread().thread_name("bliss").enable_all().build()?;
    let (stop, stopped) = oneshot::channel();
    let (closing, closing_notice) = (web::Closing::default(), config.closing_notice());
    let opening = runtime.spawn(open(config, clock, closing.clone(), stopped));
    let runtime = OwnRuntime(Some(runtime));
    let opened = opening.await??;
    Ok(Running {
        address: opened.address,
        base: opened.base,
        metrics_address: opened.metrics_address,
        plain_address: opened.plain_address,
        set_up_link: opened.set_up_link,
        links: opened.links,
        served: opened.served,
        closing,
        closing_notice,
        stop: Some(stop),
        store_ended: opened.store_ended,
        runtime,
        _lock: opened.lock,
    })
}

impl Running {
    /// Waits until the server ends, which by itself it only does when something went wrong.
    pub async fn wait(&mut self) -> Result<()> {
        Ok((&mut self.served).await??)
    }

    /// Ends the server: whoever asks is told that it is not ready any more, for as long as was chosen; then nobody new is let in, requests under way may finish for five seconds, and
    /// then all that is still open is closed. What was to be kept by then is kept, and nothing of it is
    /// written any more when this returns.
    pub async fn stop(mut self) -> Result<()> {
        self.closing.begin();
        sleep(self.closing_notice).await;
        // It may have ended by itself.
        let _ = self.stop.take().map(|stop| stop.send(()));
        // What took longer is ended with the runtime.
        let _ = timeout(FINISH_WITHIN, &mut self.served).await;
        if let Some(runtime) = self.runtime.0.take() {
            spawn_blocking(move || runtime.shutdown_timeout(FINISH_WITHIN)).await?;
        }
        if timeout(WRITE_WITHIN, self.store_ended.wait()).await.is_err() {
            tracing::warn!("the database takes its time; what it had not written yet may be lost");
        }
        Ok(())
    }
}

/// The ports that are listened on.
struct Ports {
    desk: TcpListener,
    metrics: Option<TcpListener>,
    plain: Option<TcpListener>,
}

impl Ports {
    fn open(config: &Config) -> Result<Self> {
        Ok(Self {
            desk: listen(config.listen, "--listen")?,
            metrics: config
                .metrics_listen()?
                .map(|at| listen(at, "--metrics-listen"))
                .transpose()?,
            plain: config.http_listen()?.map(|at| listen(at, "--http-listen")).transpose()?,
        })
    }
}

async fn open(
    config: Config,
    clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    closing: web::Closing,
    stopped: oneshot::Receiver<()>,
) -> Result<Opened> {
    let public_url = config.public_url()?;
    let encryption = config.encryption()?;
    // The ports first: where one is taken, nothing else has been touched.
    let ports = Ports::open(&config)?;
    let address = ports.desk.local_addr()?;
    let metrics_address = ports.metrics.as_ref().map(TcpListener::local_addr).transpose()?;
    let plain_address = ports.plain.as_ref().map(TcpListener::local_addr).transpose()?;
    let base = config.base(address)?;
    let mailer = config.mailer(&base)?;

    make_folder(&config.data)?;
    let lock = Lock::take(&config.data)?;
    let store = open_store(&config).await?.with_clock(clock);
    let store_ended = store.ended();
    let store = nats::join(store, config.nats()?).await?;
    let registry = web::Registry::new();
    let tls = match encryption {
        None => None,
        Some(chosen) => Some(Tls::open(chosen, store.now(), &registry)?),
    };
    let desk = open_desk(&config, store, address, mailer)?;
    // Push services take an address by which whoever runs the desk is found, and one on the internet alone.
    let contact = Some(base.clone()).filter(|base| base.starts_with("https://"));
    let desk = desk.with_push(contact, config.private_push);
    desk.ensure_chat().await?;
    for other in desk.serve_as(name(address)).await? {
        tracing::warn!(
            other = other.name,
            folder = %config.attachments().display(),
            "another server has this desk open, too: each finds what the other took in only in a --bucket, or \
             attachments where their folders are the same disk"
        );
        if tls.as_ref().is_some_and(Tls::is_ordered) {
            tracing::warn!(
                other = other.name,
                "a certificate authority may ask another server than the one that orders: let one order for all and \
                 bring its certificate to the others with --tls-cert, or let a proxy before them encrypt"
            );
        }
    }
    let links = if config.demo {
        demo::fill(&desk).await?;
        demo::links(&desk, &base).await?
    } else {
        Vec::new()
    };
    let set_up_link =
        desk.make_set_up_link().await?.map(|token| format!("{base}/invitations/{token}"));

    if let Some(lines) = log::lines() {
        registry.register(Box::new(lines))?;
    }
    let routers = web::routers(
        desk.clone(),
        web::Config {
            public_url,
            trusted_proxies: config.trusted_proxy,
            limits: web::Limits {
                chat_messages_per_minute: config.chat_messages_per_minute,
                chat_starts_per_minute: config.chat_starts_per_minute,
                api_requests_per_minute: config.api_requests_per_minute,
            },
            ice_servers: config.ice_server,
            demo: config.demo.then_some(demo::PAGE),
            registry,
            closing,
            certificate: tls.as_ref().map(Tls::certificate),
            encrypted_port: address.port(),
        },
    )?;
    work(&desk);
    let served = serve(ports, routers, tls, desk.store(), stopped)?;
    Ok(Opened {
        address,
        metrics_address,
        plain_address,
        base,
        set_up_link,
        links,
        served,
        store_ended,
        lock,
    })
}

/// Opens the desk over its store, with all that it has beside that.
fn open_desk(
    config: &Config,
    store: Store,
    address: SocketAddr,
    mailer: Option<Mailer>,
) -> Result<Desk> {
    let desk = Desk::new(store, config.attachments())
        .map_err(|error| cannot_write(&config.data, &error))?;
    let key = config.server_key();
    let desk = desk.with_server_key(&key).map_err(|error| {
        anyhow!(
            "Bliss cannot use its own key in {} ({error}). Allow it to, or choose another file with \
             --server-key.",
            key.display()
        )
    })?;
    let bucket = config.bucket()?;
    let desk = desk
        .with_bucket(bucket.clone())
        .with_calls(config.calls(), bucket)
        .map_err(|error| cannot_write(&config.data, &error))?;
    let desk = desk.with_private_webhooks(config.private_webhooks);
    let desk = desk.with_private_identity_provider(config.private_identity_provider);
    let desk = desk.with_mailer(mailer);
    let Some(phone) = config.phone(address)? else { return Ok(desk) };
    let phone = open_phone(config, phone)?;
    tracing::info!(address = %phone.address(), "calls are taken, over UDP and TCP");
    Ok(desk.with_phone(phone))
}

/// Begins what a desk does by itself.
fn work(desk: &Desk) {
    tokio::spawn({
        let desk = desk.clone();
        async move { desk.run_switchboard().await }
    });
    tokio::spawn({
        let desk = desk.clone();
        async move { desk.run_reader().await }
    });
    tokio::spawn({
        let desk = desk.clone();
        async move { desk.run_mail(web::letters()).await }
    });
    tokio::spawn({
        let desk = desk.clone();
        async move { desk.run_push(web::notices()).await }
    });
    let desk = desk.clone();
    tokio::spawn(async move { desk.run_jobs().await });
}

/// Begins to serve, each router at its port; the end of this is that of the desk's.
fn serve(
    ports: Ports,
    routers: web::Routers,
    tls: Option<Tls>,
    store: &Store,
    stopped: oneshot::Receiver<()>,
) -> Result<JoinHandle<io::Result<()>>> {
    // These two go on while the server closes, and end with its runtime.
    if let Some(listener) = ports.metrics {
        tokio::spawn(async move { axum::serve(listener, routers.operator).await });
    }
    if let Some(listener) = ports.plain {
        let router = routers.plain.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    let router = routers.desk.into_make_service_with_connect_info::<SocketAddr>();
    // An error means that the server was dropped, which ends it too.
    let stopped = stopped.map(drop);
    let Some(tls) = tls else {
        let serving = axum::serve(ports.desk.tap_io(send_at_once), router);
        let serving = serving.with_graceful_shutdown(stopped);
        return Ok(tokio::spawn(async move { serving.await }));
    };
    // What is tapped tells from where a connection comes.
    let serving = axum::serve(tls.listener(ports.desk).tap_io(|_| ()), router);
    let serving = serving.with_graceful_shutdown(stopped);
    let store = store.clone();
    tokio::spawn(tls.keep(move || store.now())?);
    Ok(tokio::spawn(async move { serving.await }))
}

/// Messages are small, and each is awaited by a person: none waits for another to fill a packet.
pub(crate) fn send_at_once(socket: &mut TcpStream) {
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a connection sends its packets late");
    }
}

/// What this server calls itself where several have the same desk open: its machine and its port.
fn name(address: SocketAddr) -> String {
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    match machine.trim() {
        "" => address.to_string(),
        machine => format!("{machine}, port {}", address.port()),
    }
}

/// Opens the phone. Where nobody chose its port and that is taken, any other will do: browsers are told.
fn open_phone(config: &Config, phone: phone::Config) -> Result<phone::Phone> {
    let chosen = config.phone_listen.is_some();
    let anywhere = SocketAddr::new(phone.listen.ip(), 0);
    phone::Phone::open(phone.clone())
        .or_else(|error| match error {
            phone::OpenError::Listen(..) if !chosen => {
                tracing::warn!(%error, "another port is taken for calls");
                phone::Phone::open(phone::Config { listen: anywhere, ..phone })
            }
            error => Err(error),
        })
        .map_err(|error| anyhow!("Bliss {error}. Choose another with --phone-listen."))
}

/// Begins to listen there, as that option chose.
fn listen(address: SocketAddr, option: &str) -> Result<TcpListener> {
    let open = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // A restart need not wait for the last connections of the one before to be forgotten.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG_MAX)
    };
    open().map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => anyhow!(
            "Port {} of {} is in use already, perhaps by another Bliss. Stop that one, or choose \
             another with {option}.",
            address.port(),
            address.ip()
        ),
        io::ErrorKind::PermissionDenied => anyhow!(
            "Bliss may not listen on port {}: ports below 1024 are kept for the system. Choose a \
             higher one with {option}.",
            address.port()
        ),
        io::ErrorKind::AddrNotAvailable => anyhow!(
            "This machine does not have the address {}. Choose one that it has with {option}.",
            address.ip()
        ),
        _ => anyhow!("Bliss cannot listen on {address} ({error}). Choose another with {option}."),
    })
}

/// Makes the folder of everything that is kept, readable by nobody else.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| cannot_write(folder, &error))
}

pub(crate) fn cannot_write(folder: &Path, error: &dyn std::fmt::Display) -> anyhow::Error {
    anyhow!(
        "Bliss cannot write to the folder {} ({error}). Allow it to, or choose another with --data.",
        folder.display()
    )
}

/// Opens the store. On a thread that may block, for it blocks; and `PostgreSQL`'s client waits on a
/// runtime of its own, which no asynchronous task may do.
pub(crate) async fn open_store(config: &Config) -> Result<Store> {
    let location = config.location()?;
    let sqlite = matches!(location, Location::Sqlite(_));
    match spawn_blocking(move || Store::open(location)).await? {
        Ok(store) => Ok(store),
        Err(error @ (store::Error::Open(_) | store::Error::Sqlite(_))) if sqlite => bail!(
            "Bliss cannot use the database in the folder {} ({error}). Check that Bliss may write \
             there, or choose another with --data.",
            config.data.display()
        ),
        Err(error @ (store::Error::Open(_) | store::Error::Postgres { .. })) => bail!(
            "Bliss {error}. Check that it is running, and that the address, the name and the \
             password in --database are right."
        ),
        Err(error) => bail!("Bliss cannot start: {error}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_a_free_port(data: &Path) -> Config {
        Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: data.join("new/data"),
            ..Config::default()
        }
    }

    #[tokio::test]
    async fn what_was_started_can_be_stopped_and_started_again() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let config = at_a_free_port(folder.path());
        let first = start(config.clone()).await?;
        let address = first.address;
        assert_eq!(first.base, format!("http://{address}"));
        let link = first.set_up_link.clone().unwrap_or_default();
        assert!(link.starts_with(&format!("http://{address}/invitations/")), "{link}");
        TcpStream::connect(address).await?;
        #[cfg(unix)]
        {
            let mode =
                std::os::unix::fs::PermissionsExt::mode(&config.data.metadata()?.permissions());
            assert_eq!(mode & 0o777, 0o700);
        }

        let taken = start(Config { listen: address, ..config.clone() }).await.err();
        let said = taken.map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains("is in use already"), "{said}");

        first.stop().await?;
        assert!(TcpStream::connect(address).await.is_err());
        let again = start(Config { listen: address, ..config }).await?;
        assert!(again.set_up_link.is_some_and(|new| new != link));
        Ok(())
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_made_is_said_kindly() -> Result<()> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("new"), "a file, where the folder should be")?;
        let failed = start(at_a_free_port(folder.path())).await.err();
        let said = failed.map(|error| error.to_string()).unwrap_or_default();
        assert!(said.starts_with("Bliss cannot write to the folder"), "{said}");
        Ok(())
    }

    #[tokio::test]
    async fn a_database_that_cannot_be_reached_is_said_kindly() -> Result<()> {
        let folder = tempfile::tempdir()?;
        // Nothing listens on the port of a listener that is gone.
        let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
        let database = Some(format!("postgres://bliss:secret@127.0.0.1:{port}/bliss"));
        let config = Config { database, ..at_a_free_port(folder.path()) };
        let failed = start(config).await.err();
        let said = failed.map(|error| error.to_string()).unwrap_or_default();
        assert!(said.starts_with("Bliss cannot reach PostgreSQL"), "{said}");
        assert!(!said.contains("secret") && !said.contains('\n'), "{said}");
        Ok(())
    }
}
