//! Bliss encrypts by itself, with a certificate in files.

use std::{net::SocketAddr, path::Path, slice};

use reqwest::Method;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::support::{
    AUTHORITY, Browser, Clock, DEADLINE, Database, Pair, Program, Shop, TestApp, connects,
    presented, until,
};

/// The shop, which encrypts by itself, with its certificate in that folder.
async fn encrypted(folder: &Path) -> Shop {
    let (certificate, key) = Pair::new().put(folder);
    Shop::open_with(|config| {
        (config.tls_cert, config.tls_key) = (Some(certificate), Some(key));
        config.http_listen = Some("127.0.0.1:0".into());
        config.metrics_listen = Some("127.0.0.1:0".into());
    })
    .await
}

fn roots() -> &'static [CertificateDer<'static>] {
    slice::from_ref(&AUTHORITY.certificate)
}

fn certificate(pair: &Pair) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pair.certificate.as_bytes()).unwrap()
}

/// The figure of that name.
async fn figure(shop: &Shop, name: &str) -> u64 {
    let text = Browser::new(shop.metrics.as_deref().unwrap()).page("/metrics").await;
    let line = text.lines().find(|line| line.rsplit_once(' ').is_some_and(|(at, _)| at == name));
    line.unwrap_or_else(|| panic!("no {name}")).rsplit_once(' ').unwrap().1.parse().unwrap()
}

#[tokio::test]
async fn a_desk_and_its_chat_go_over_an_encrypted_connection() {
    let folder = tempfile::tempdir().unwrap();
    let mut shop = encrypted(folder.path()).await;
    assert!(shop.base.starts_with("https://"));
    let (nora, conversation) = shop.visitor_says("The blue teapot leaks.").await;
    let mut chat = nora.listens(0).await;
    let mut desk = shop.aiko.comes_to_the_desk().await;
    shop.aiko.replies(conversation, "Oh no, Nora. A new one is on its way.").await.is(201);
    let message = chat.next(|frame| {
        let message = frame.get("message")?;
        (message["text"] == "Oh no, Nora. A new one is on its way.").then_some(())
    });
    message.await;
    desk.so_far().await;

    let answer = shop.mia.get("/today").await.is(200);
    assert_eq!(answer.header("strict-transport-security"), "max-age=15552000");
    let form = [("email", "mia@tea.example"), ("password", crate::support::PASSWORD)];
    let answer = Browser::new(&shop.base).post("/sign-in", &form).await.is(303);
    assert!(answer.header("set-cookie").contains("; Secure"), "{}", answer.header("set-cookie"));
    assert_eq!(Browser::new(&shop.base).page("/readyz").await, "ready\n");

    // After a restart all come back to the same address.
    shop.server.restart(|_| {}).await;
    assert_eq!(chat.closed().await, None);
    shop.aiko.opens(conversation).await;
    nora.listens(0).await.so_far().await;
}

#[tokio::test]
async fn whoever_asks_unencrypted_is_led_to_the_same_page() {
    let folder = tempfile::tempdir().unwrap();
    let shop = encrypted(folder.path()).await;
    let plain = Browser::new(shop.plain.as_deref().unwrap());
    let port = shop.base.rsplit(':').next().unwrap();
    let at = async |host: &str, path: &str| {
        let request = plain.request(Method::GET, path).header("host", host);
        let answer = plain.send(request).await.is(308);
        assert_eq!(answer.header("strict-transport-security"), "");
        answer.location().to_owned()
    };
    for (host, path, led) in [
        ("desk.example", "/desk?x=1%202", "/desk?x=1%202"),
        ("desk.example:8080", "/", "/"),
        ("desk.example", "//elsewhere.example/", "//elsewhere.example/"),
        ("desk.example", "/sign-in", "/sign-in"),
    ] {
        assert_eq!(at(host, path).await, format!("https://desk.example:{port}{led}"));
    }
    assert_eq!(at("[::1]:80", "/x").await, format!("https://[::1]:{port}/x"));
    // What is sent there is not done there.
    let sent = plain.request(Method::POST, "/sign-in").form(&[("email", "mia@tea.example")]);
    plain.send(sent).await.is(308);
    // Whoever watches over it is answered, and nobody finds out what is asked of authorities.
    assert_eq!(plain.page("/readyz").await, "ready\n");
    assert_eq!(plain.page("/healthz").await, "alive\n");
    plain.get("/.well-known/acme-challenge/x").await.is(404);
    shop.mia.get("/.well-known/acme-challenge/x").await.is(404);

    // And where people use another address, they are led to that.
    let (certificate, key) = Pair::new().put(folder.path());
    let change = |config: &mut app::Config| {
        (config.tls_cert, config.tls_key) = (Some(certificate), Some(key));
        config.http_listen = Some("127.0.0.1:0".into());
        config.public_url = Some("https://desk.example/".into());
    };
    let other = TestApp::start_with(change, Clock::default()).await;
    let plain = Browser::new(other.plain.as_deref().unwrap());
    let answer = plain.get("/today?x=1").await.is(308);
    assert_eq!(answer.location(), "https://desk.example/today?x=1");
}

#[tokio::test]
async fn a_new_certificate_is_taken_while_people_are_connected_and_a_bad_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let shop = encrypted(folder.path()).await;
    let address: SocketAddr = shop.base.strip_prefix("https://").unwrap().parse().unwrap();
    let (nora, _) = shop.visitor_says("Hello?").await;
    let mut chat = nora.listens(0).await;
    let shows = async |pair: &Pair| {
        let wanted = certificate(pair);
        until("the new certificate", async || {
            let shown = presented(address, "desk.example", roots()).await.unwrap();
            (shown == wanted).then_some(())
        })
        .await;
    };
    let second = AUTHORITY.makes(&["desk.example"], 2021, 2091);
    second.put(folder.path());
    shows(&second).await;
    // 1 January 2091.
    assert_eq!(figure(&shop, "bliss_certificate_ends_at_seconds").await, 3_818_448_000);
    assert_eq!(figure(&shop, "bliss_certificate_failures_total").await, 0);

    // Its key is that of another; then there is none; then it is no certificate at all.
    for (failures, bad) in [(1, Some(Pair::new().key)), (2, None), (3, Some("a key".to_owned()))] {
        let key = folder.path().join("desk.key");
        match bad {
            Some(bad) => std::fs::write(key, bad).unwrap(),
            None => std::fs::remove_file(key).unwrap(),
        }
        until("the bad one to be told", async || {
            let told = figure(&shop, "bliss_certificate_failures_total").await;
            (told == failures).then_some(())
        })
        .await;
        shows(&second).await;
    }
    let third = AUTHORITY.makes(&["desk.example"], 2022, 2092);
    third.put(folder.path());
    shows(&third).await;
    // Whoever was there all the while noticed nothing.
    chat.so_far().await;
}

#[tokio::test]
async fn asked_by_the_system_it_looks_at_once_and_says_what_it_found() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let (certificate, key) = Pair::new().put(folder.path());
    let database = Database::new(&data);
    let mut command = Program::command(&data, &database);
    command.arg("--tls-cert").arg(&certificate).arg("--tls-key").arg(&key);
    let program = Program::start_as(command, &log, &database, "127.0.0.1:0").await;
    assert!(program.base.starts_with("https://127.0.0.1:"), "{}", program.base);
    let logged = async |words: &str| {
        let look = async || std::fs::read_to_string(&log).unwrap().contains(words).then_some(());
        until(words, look).await;
    };
    logged("the certificate holds until 2090-01-01 00:00 UTC").await;
    // A pair of which one half is there yet is said to be none only to whoever asks.
    std::fs::write(&key, Pair::new().key).unwrap();
    program.signal("HUP").await;
    logged("its key is that of another certificate").await;
    logged("The certificate that was there before is kept.").await;
    AUTHORITY.makes(&["127.0.0.1"], 2021, 2091).put(folder.path());
    program.signal("HUP").await;
    logged("a new certificate was read, which holds until 2091-01-01 00:00 UTC").await;
    program.signal("HUP").await;
    logged("the certificate is the same as before").await;

    // Whoever asks on this machine whether it is ready is not kept out by a certificate for another name.
    let mut health = Program::command(&data, &database);
    health.args(["--listen", program.address(), "health", "--tls-cert"]).arg(&certificate);
    let output = Program::runs(health).await;
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!((output.status.code(), &*said), (Some(0), "Bliss is ready.\n"));
    program.signal("TERM").await;
    assert_eq!(program.ends().await, Some(0));
}

#[tokio::test]
async fn what_cannot_be_used_at_the_start_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (certificate, key) = Pair::new().put(folder.path());
    let other = folder.path().join("other.key");
    std::fs::write(&other, Pair::new().key).unwrap();
    let missing = folder.path().join("missing.pem");
    let database = Database::new(&data);
    for (certificate, key, said) in [
        (&certificate, &other, "its key is that of another certificate"),
        (&certificate, &missing, "Let it be there, and allow Bliss to."),
        (&key, &key, "there is no certificate in it"),
    ] {
        let mut command = Program::command(&data, &database);
        command.args(["--listen", "127.0.0.1:0", "--phone-listen", "off"]);
        command.arg("--tls-cert").arg(certificate).arg("--tls-key").arg(key);
        let output = Program::fails(command).await;
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.lines().last().unwrap().contains(said), "{said}: {error}");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[tokio::test]
async fn whoever_is_silent_or_slow_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let shop = encrypted(folder.path()).await;
    let address = shop.base.strip_prefix("https://").unwrap();
    let mut silent = Vec::new();
    for place in 0..200_u8 {
        let mut socket = TcpStream::connect(address).await.unwrap();
        if place % 2 == 0 {
            // The beginning of a first message (RFC 8446, section 5.1), and no more.
            socket.write_all(&[0x16, 0x03, 0x01, 0x02, 0x00, 0x01]).await.unwrap();
        }
        silent.push(socket);
    }
    // What speaks another language is told so, and is counted apart.
    let mut stranger = TcpStream::connect(address).await.unwrap();
    stranger.write_all(b"GET / HTTP/1.1\r\nhost: desk.example\r\n\r\n").await.unwrap();
    let mut said = Vec::new();
    timeout(DEADLINE, stranger.read_to_end(&mut said)).await.unwrap().ok();
    assert!(!said.starts_with(b"HTTP"), "{said:?}");
    // A new connection each time.
    for _ in 0..5 {
        assert_eq!(Browser::new(&shop.base).page("/readyz").await, "ready\n");
    }
    // And after a while they are let go of.
    for mut socket in silent {
        let mut rest = Vec::new();
        timeout(DEADLINE, socket.read_to_end(&mut rest)).await.expect("it stayed").ok();
    }
    let slow = figure(&shop, "bliss_tls_handshakes_total{outcome=\"slow\"}").await;
    let failed = figure(&shop, "bliss_tls_handshakes_total{outcome=\"failed\"}").await;
    assert_eq!((slow, failed), (200, 1));
}

#[tokio::test]
async fn the_end_of_a_certificate_is_told_before_it_comes_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = AUTHORITY.makes(&["127.0.0.1"], 2027, 2028).put(folder.path());
    let clock = Clock::at("2027-12-10T12:00[UTC]");
    let change = |config: &mut app::Config| {
        (config.tls_cert, config.tls_key) = (Some(certificate), Some(key));
        config.http_listen = Some("127.0.0.1:0".into());
    };
    let app = TestApp::start_with(change, clock.clone()).await;
    let plain = Browser::new(app.plain.as_deref().unwrap());
    let says = async |words: &str| {
        let look =
            async || (plain.page("/readyz").await == format!("ready\n{words}")).then_some(());
        until(words, look).await;
    };
    let remedy = "Bring a new one to its file; it is read by itself.\n";
    says("").await;
    clock.passes(8 * 24 * 60);
    says(&format!("The certificate ends on 2028-01-01 00:00 UTC. {remedy}")).await;
    clock.passes(14 * 24 * 60);
    says(&format!(
        "The certificate ended on 2028-01-01 00:00 UTC, and browsers refuse it. {remedy}"
    ))
    .await;
    // A new one is all that it takes.
    AUTHORITY.makes(&["127.0.0.1"], 2020, 2090).put(folder.path());
    says("").await;
}

#[tokio::test]
async fn requests_under_way_are_finished_when_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = Pair::new().put(folder.path());
    let data = folder.path().join("data");
    let database = Database::new(&data);
    let mut command = Program::command(&data, &database);
    command.arg("--tls-cert").arg(&certificate).arg("--tls-key").arg(&key);
    let program =
        Program::start_as(command, &folder.path().join("log"), &database, "127.0.0.1:0").await;
    let mut line = connects(program.address(), "127.0.0.1", roots()).await.unwrap();
    let head = "POST /sign-in HTTP/1.1\r\nhost: desk.example\r\ncontent-length: 7\r\nconnection: close\r\n\
                content-type: application/x-www-form-urlencoded\r\n\r\nemail";
    line.write_all(head.as_bytes()).await.unwrap();
    // Once it is answered elsewhere, what was sent before has come.
    Browser::new(&program.base).get("/healthz").await.is(200);
    program.signal("TERM").await;
    let refused = async || TcpStream::connect(program.address()).await.is_err().then_some(());
    until("nobody new to be let in", refused).await;
    line.write_all(b"=x").await.unwrap();
    let mut answer = String::new();
    timeout(DEADLINE, line.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(program.ends().await, Some(0));
}
