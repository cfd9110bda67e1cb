//! Bliss orders its certificate by itself, from an authority of the tests' own.

use std::{net::SocketAddr, path::Path, slice};

use rustls::pki_types::CertificateDer;

use crate::support::{
    Browser, Clock, Database, Pebble, PebbleLie as Lie, Program, TestApp, free_port, presented,
    until,
};

/// With which the authority knows whoever made an account with it before.
const SECRET: &str = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

/// Where Bliss listens, encrypted and not; the authority has to know before.
struct Ports {
    encrypted: u16,
    plain: u16,
}

impl Ports {
    fn new() -> Self {
        Self { encrypted: free_port(), plain: free_port() }
    }

    fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.encrypted))
    }

    fn plain(&self) -> String {
        format!("127.0.0.1:{}", self.plain)
    }

    async fn pebble(&self) -> Pebble {
        Pebble::start(self.plain, self.encrypted).await
    }

    /// A server that orders a certificate there.
    async fn server(&self, pebble: &Pebble, clock: Clock, by_http: bool) -> TestApp {
        let change = |config: &mut app::Config| {
            config.listen = self.address();
            config.http_listen = by_http.then(|| self.plain());
            config.metrics_listen = Some("127.0.0.1:0".into());
            config.acme_domain = vec!["desk.example".into(), "tea.example".into()];
            config.acme_contact = vec!["mia@tea.example".into()];
            config.acme_accept_terms = true;
            config.acme_directory.clone_from(&pebble.directory);
            config.acme_root = Some(pebble.trusted_by());
        };
        TestApp::start_with(change, clock).await
    }

    /// What is presented to whoever asks for that name, once there is something else than `before`.
    async fn shows(
        &self,
        name: &str,
        root: &CertificateDer<'static>,
        before: Option<&CertificateDer<'static>>,
    ) -> CertificateDer<'static> {
        until("a new certificate", async || {
            let shown = presented(self.address(), name, slice::from_ref(root)).await;
            shown.filter(|shown| Some(shown) != before)
        })
        .await
    }
}

/// The figure of that name.
async fn figure(app: &TestApp, name: &str) -> u64 {
    let text = Browser::new(app.metrics.as_deref().unwrap()).page("/metrics").await;
    let line = text.lines().find(|line| line.rsplit_once(' ').is_some_and(|(at, _)| at == name));
    line.unwrap_or_else(|| panic!("no {name}")).rsplit_once(' ').unwrap().1.parse().unwrap()
}

/// The files below that folder, and who may read them.
fn modes(folder: &Path) -> Vec<(String, u32)> {
    use std::os::unix::fs::PermissionsExt;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.push(("folder".into(), mode));
            found.extend(modes(&path));
        } else {
            found.push((name, mode));
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn a_certificate_is_ordered_kept_and_renewed_in_time() {
    for by_http in [true, false] {
        let ports = Ports::new();
        let pebble = ports.pebble().await;
        let clock = Clock::at(&jiff::Zoned::now().to_string());
        let mut app = ports.server(&pebble, clock.clone(), by_http).await;
        // Links are for the name that people use, and not for the address that is listened on.
        let link = app.set_up_link.clone().unwrap();
        assert!(link.starts_with("https://desk.example/invitations/"), "{link}");
        let root = pebble.root().await;
        let first = ports.shows("desk.example", &root, None).await;
        assert_eq!(ports.shows("tea.example", &root, None).await, first);
        assert_eq!(figure(&app, "bliss_certificate_failures_total").await, 0);
        let proved = figure(&app, "bliss_tls_handshakes_total{outcome=\"proved\"}").await;
        assert_eq!(proved > 0, !by_http, "{proved}");
        let kept = modes(&app.data.path().join("acme"));
        let wanted = [("account.json", 0o600), ("certificate.pem", 0o600), ("folder", 0o700)]
            .map(|(name, mode)| (name.to_owned(), mode));
        assert_eq!(kept, wanted);

        // Started again, it has what it had.
        app.restart(|_| {}).await;
        assert_eq!(ports.shows("desk.example", &root, None).await, first);
        assert_eq!(pebble.asked_for("POST /order-plz"), 1);

        // Pebble's certificates hold for five years: with three of them gone nothing is due, with four it is.
        clock.passes(3 * 365 * 24 * 60);
        app.restart(|_| {}).await;
        assert_eq!(ports.shows("desk.example", &root, None).await, first);
        clock.passes(365 * 24 * 60);
        ports.shows("desk.example", &root, Some(&first)).await;
        assert_eq!(
            (pebble.asked_for("POST /order-plz"), pebble.asked_for("POST /sign-me-up")),
            (2, 1)
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_and_tried_again() {
    let ports = Ports::new();
    let account = Some(("kid-1", SECRET));
    let mut pebble = Pebble::away(ports.plain, ports.encrypted, account).await;
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let database = Database::new(&data);
    let (directory, root) = (pebble.directory.clone(), pebble.trusted_by());
    let command = || {
        let mut command = Program::command(&data, &database);
        command.args(["--acme-domain", "desk.example", "--acme-accept-terms"]);
        command.args(["--acme-directory", &directory, "--http-listen", &ports.plain()]);
        command.arg("--acme-root").arg(&root);
        command
    };
    let listen = ports.address().to_string();
    let program = Program::start_as(command(), &log, &database, &listen).await;
    assert_eq!(program.base, "https://desk.example");
    let logged = async |words: &str| {
        let look = async || std::fs::read_to_string(&log).unwrap().contains(words).then_some(());
        until(words, look).await;
    };
    // The authority is away: nobody can come in, and whoever watches is told.
    logged("answered with something else than ACME").await;
    logged("It is tried again at ").await;
    let plain = Browser::new(&format!("http://{}", ports.plain()));
    let answer = plain.get("/readyz").await.is(503);
    assert_eq!(answer.words(), "There is no certificate yet; the log says why.");
    plain.get("/healthz").await.is(200);
    let mut health = Program::command(&data, &database);
    health.args(["--listen", &listen, "health", "--acme-domain", "desk.example"]);
    assert_eq!(Program::runs(health).await.status.code(), Some(1));

    // It is there, and wants an account that was made with it before.
    pebble.comes().await;
    program.signal("HUP").await;
    logged("name it with --acme-binding").await;
    program.kill().await;
    let with_account = || {
        let mut command = command();
        command.env("BLISS_ACME_BINDING", format!("kid-1:{SECRET}"));
        command
    };
    // It has one, and the authority cannot reach the name.
    pebble.leads("desk.example", "127.0.0.99").await;
    let program = Program::start_as(with_account(), &log, &database, &listen).await;
    logged("Let port 80 of the name lead to the address of --http-listen").await;
    // It is asked too often, and says for how long it wants to be left alone.
    pebble.lies(&[Lie::Limited(100_000)]);
    program.signal("HUP").await;
    logged("wants to be left alone: too many certificates").await;
    let text = std::fs::read_to_string(&log).unwrap();
    let again = text.rsplit("It is tried again at ").next().unwrap();
    let again = again.split(" UTC").next().unwrap().replace(' ', "T");
    let again: jiff::civil::DateTime = again.parse().unwrap();
    let wait = again.in_tz("UTC").unwrap().timestamp().duration_since(jiff::Timestamp::now());
    assert!((99_000..=100_000).contains(&wait.as_secs()), "{wait}");

    // The name leads here, and all is well.
    pebble.lies(&[]);
    pebble.leads("desk.example", "127.0.0.1").await;
    program.signal("HUP").await;
    let root = pebble.root().await;
    let first = ports.shows("desk.example", &root, None).await;
    assert_eq!(plain.page("/readyz").await, "ready\n");

    // Another name joins it. The authority was started anew, and knows nobody any more.
    program.kill().await;
    pebble.goes();
    pebble.comes().await;
    let root = pebble.root().await;
    let mut command = with_account();
    command.args(["--acme-domain", "tea.example"]);
    let program = Program::start_as(command, &log, &database, &listen).await;
    let second = ports.shows("tea.example", &root, Some(&first)).await;
    assert_eq!(ports.shows("desk.example", &root, None).await, second);
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(!text.contains("PRIVATE KEY") && !text.contains(SECRET), "{text}");
    program.signal("TERM").await;
    assert_eq!(program.ends().await, Some(0));
}

#[tokio::test]
async fn a_renewal_that_fails_keeps_the_old_one_and_is_told() {
    let ports = Ports::new();
    let mut pebble = ports.pebble().await;
    let clock = Clock::at(&jiff::Zoned::now().to_string());
    let app = ports.server(&pebble, clock.clone(), true).await;
    let root = pebble.root().await;
    let first = ports.shows("desk.example", &root, None).await;
    pebble.goes();
    clock.passes(4 * 365 * 24 * 60);
    let failures = async |count: u64| {
        let look = async || {
            (figure(&app, "bliss_certificate_failures_total").await >= count).then_some(())
        };
        until("the renewal to fail", look).await;
    };
    failures(1).await;
    // It is tried again once it is time.
    clock.passes(10);
    failures(2).await;
    assert_eq!(ports.shows("desk.example", &root, None).await, first);
    // With its end near, whoever watches is told.
    clock.passes(360 * 24 * 60);
    let plain = Browser::new(app.plain.as_deref().unwrap());
    let look = async || {
        let said = plain.page("/readyz").await;
        said.contains("It could not be renewed yet; the log says why.").then_some(())
    };
    until("it to be told", look).await;
    pebble.comes().await;
    clock.passes(24 * 60);
    let root = pebble.root().await;
    ports.shows("desk.example", &root, Some(&first)).await;
}

#[tokio::test]
async fn it_is_renewed_when_its_authority_suggests_it() {
    let ports = Ports::new();
    let pebble = ports.pebble().await;
    pebble.lies(&[Lie::Suggests("2090-01-01T00:00:00Z".into(), "2090-01-02T00:00:00Z".into())]);
    let clock = Clock::at(&jiff::Zoned::now().to_string());
    let _app = ports.server(&pebble, clock.clone(), false).await;
    let root = pebble.root().await;
    let first = ports.shows("desk.example", &root, None).await;
    let asked = async || (pebble.asked_for("GET /renewal-info/") > 0).then_some(());
    until("the authority to be asked", asked).await;
    assert!(pebble.replaced().is_empty());
    // Something is wrong with it, so it should be replaced at once.
    pebble.lies(&[Lie::Suggests("2026-01-01T00:00:00Z".into(), "2026-01-02T00:00:00Z".into())]);
    clock.passes(13 * 60);
    ports.shows("desk.example", &root, Some(&first)).await;
    // It names the one in whose place it comes: its authority's key and its own number (RFC 9773, section 4.1).
    let replaced = pebble.replaced();
    assert!(replaced.iter().all(|id| id.split('.').count() == 2), "{replaced:?}");
    assert!(!replaced.is_empty());
}
