//! What whoever runs Bliss looks at: whether it lives and is ready, its figures, its log, and how it ends.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use crate::support::{
    Answer, Browser, Database, Mount, Program, Shop, all_between, between, contains, until,
};

const NUMBER: &str = "x-request-id";

#[tokio::test]
async fn it_says_whether_it_lives_and_whether_it_is_ready() {
    let shop = Shop::open().await;
    let nobody = Browser::new(&shop.base);
    for (path, said) in [("/healthz", "alive\n"), ("/readyz", "ready\n")] {
        let answer = nobody.get(path).await.is(200);
        assert_eq!(answer.text(), said);
        assert_eq!(answer.header("cache-control"), "no-store");
        nobody.send(nobody.request(Method::HEAD, path)).await.is(200);
    }
    // Where nothing can be written there is no sense in sending people here; it goes on all the same.
    let unready = async |words: &str| {
        let answer = until("an answer that says why it is not ready", async || {
            let answer = nobody.get("/readyz").await;
            (answer.status == 503 && answer.words().contains(words)).then_some(answer)
        });
        assert_eq!(answer.await.header("content-type"), "application/problem+json");
    };
    shop.database.run("ALTER TABLE setting RENAME TO setting_elsewhere");
    unready("keeps nothing").await;
    nobody.get("/healthz").await.is(200);
    shop.database.run("ALTER TABLE event RENAME TO event_elsewhere");
    unready("cannot be read").await;
    shop.database.run("ALTER TABLE event_elsewhere RENAME TO event");
    shop.database.run("ALTER TABLE setting_elsewhere RENAME TO setting");
    is_ready(&nobody).await;
}

async fn is_ready(browser: &Browser) {
    let look = async || (browser.get("/readyz").await.status == 200).then_some(());
    until("it to be ready again", look).await;
}

#[tokio::test]
async fn with_a_full_disk_it_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    std::fs::create_dir(&data).unwrap();
    let Some(_mount) = Mount::new(&data, "size=3m") else { return };
    let database = Database::Sqlite(data.join("bliss.db"));
    let program = Program::start(&log, &data, &database, "127.0.0.1:0").await;
    let nobody = Browser::new(&program.base);
    nobody.get("/readyz").await.is(200);
    let filler = data.join("filler");
    // What is left is less than the file is long.
    drop(std::fs::write(&filler, vec![0; 4 * 1024 * 1024]).unwrap_err());
    let answer = until("it not to be ready", async || {
        Some(nobody.get("/readyz").await).filter(|answer| answer.status == 503)
    });
    assert!(answer.await.words().contains("disk is full"));
    std::fs::remove_file(&filler).unwrap();
    is_ready(&nobody).await;
}

#[tokio::test]
async fn it_says_that_it_is_closing_before_it_closes_and_ends_at_once_when_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let database = Database::new(&data);
    let mut command = Program::command(&data, &database);
    command.args(["--closing-notice", "600"]);
    let program = Program::start_as(command, &log, &database, "127.0.0.1:0").await;
    let asks = async || {
        let mut command = Program::command(&data, &database);
        command.args(["--listen", program.address(), "health"]);
        let output = Program::runs(command).await;
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    assert_eq!(asks().await, (Some(0), "Bliss is ready.\n".into()));

    program.signal("TERM").await;
    let nobody = Browser::new(&program.base);
    let answer = until("it to say that it is closing", async || {
        Some(nobody.get("/readyz").await).filter(|answer| answer.status == 503)
    });
    assert_eq!(answer.await.words(), "Bliss is closing.");
    assert_eq!(asks().await, (Some(1), "Bliss is not ready: Bliss is closing.\n".into()));
    // Whoever is here meanwhile is served.
    nobody.get("/sign-in").await;
    nobody.get("/healthz").await.is(200);

    program.signal("TERM").await;
    assert_eq!(program.ends().await, Some(1));
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(
        said.ends_with("Bliss ended at once. Requests that were under way were cut off.\n"),
        "{said}"
    );
}

#[tokio::test]
async fn asked_once_it_ends_in_good_order() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let database = Database::new(&data);
    for signal in ["TERM", "INT"] {
        let program = Program::start(&log, &data, &database, "127.0.0.1:0").await;
        program.signal(signal).await;
        assert_eq!(program.ends().await, Some(0), "{signal}");
    }
    let mut command = Program::command(&data, &database);
    command.args(["--listen", "127.0.0.1:1", "health"]);
    let output = Program::runs(command).await;
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("Nothing answers at 127.0.0.1:1"), "{said}");
    assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1));
}

/// The figure of that name and those labels.
fn figure(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.rsplit_once(' ').is_some_and(|(at, _)| at == name));
    line.map(|line| line.rsplit_once(' ').unwrap().1.parse().unwrap())
}

#[tokio::test]
async fn figures_count_and_name_nobody() {
    let shop = Shop::open_with(|config| {
        config.metrics_listen = Some("127.0.0.1:0".into());
    })
    .await;
    let (visitor, conversation) = shop.visitor_says("The blue teapot leaks.").await;
    let visitors = visitor.listens(0).await;
    let agents = shop.aiko.comes_to_the_desk().await;
    shop.aiko.replies(conversation, "Oh no, Nora. A new one is on its way.").await.is(201);
    shop.aiko.opens(conversation).await;
    let odd = shop.aiko.request("BREW".parse().unwrap(), "/today");
    shop.aiko.send(odd).await;
    shop.aiko.get("/no/such/page?for=nora@mail.example").await.is(404);

    // At the address that people use there is no such page, also for the owner.
    shop.mia.get("/metrics").await.is(404);
    let operator = Browser::new(shop.metrics.as_deref().unwrap());
    operator.get("/today").await.is(404);
    let text = until("all to be counted", async || {
        let text = operator.page("/metrics").await;
        let sent = figure(&text, "bliss_messages_total{from=\"desk\"}")? > 0.0;
        let open = figure(&text, "bliss_open_sockets{whose=\"visitors\"}")? > 0.0;
        (sent && open).then_some(text)
    })
    .await;
    let answer = operator.get("/metrics").await.is(200);
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");

    for (name, expected) in [
        ("bliss_messages_total{from=\"customer\"}", 1.0),
        ("bliss_messages_total{from=\"desk\"}", 1.0),
        ("bliss_open_sockets{whose=\"agents\"}", 1.0),
        ("bliss_open_sockets{whose=\"visitors\"}", 1.0),
        ("bliss_calls", 0.0),
        ("bliss_failed_transactions_total", 0.0),
        ("bliss_jobs_lag_seconds", 0.0),
        ("bliss_http_requests_total{method=\"other\",route=\"/today\",status=\"405\"}", 1.0),
        // With the two before, at either address.
        ("bliss_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"}", 3.0),
        (
            "bliss_http_requests_total{method=\"POST\",route=\"/conversations/{id}/messages\",status=\"201\"}",
            1.0,
        ),
    ] {
        assert_eq!(figure(&text, name), Some(expected), "{name} in {text}");
    }
    for name in [
        "bliss_commit_seconds_count",
        "bliss_changes_total",
        "bliss_uptime_seconds",
        &format!("bliss_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")),
        "bliss_http_answer_seconds_count{method=\"GET\",route=\"/conversations/{id}\"}",
        #[cfg(target_os = "linux")]
        "process_resident_memory_bytes",
    ] {
        assert!(figure(&text, name).is_some_and(|value| value > 0.0), "{name} in {text}");
    }
    assert!(figure(&text, "bliss_waiting_changes").is_some());

    // Each line is what Prometheus reads, and is described.
    let described: BTreeSet<&str> = all_between(&text, "# HELP ", " ").collect();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split(['{', ' ']).next().unwrap();
        let of = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
        assert!(described.contains(name) || of.is_some_and(|of| described.contains(of)), "{line}");
        assert!(line.rsplit_once(' ').unwrap().1.parse::<f64>().is_ok(), "{line}");
    }
    let conversation = format!("/{conversation}");
    for personal in [
        "Nora",
        "nora",
        "Aiko",
        "Mia",
        "tea.example",
        "teapot",
        "BREW",
        "such",
        &conversation,
        &shop.inbox,
    ] {
        assert!(!text.contains(personal), "{personal} is in {text}");
    }
    drop((visitors, agents));
    until("the sockets to be closed", async || {
        let text = operator.page("/metrics").await;
        let open = ["agents", "visitors"]
            .map(|whose| figure(&text, &format!("bliss_open_sockets{{whose=\"{whose}\"}}")));
        (open == [Some(0.0); 2]).then_some(())
    })
    .await;
}

fn number(answer: &Answer) -> String {
    answer.header(NUMBER).to_owned()
}

#[tokio::test]
async fn every_request_has_a_number_and_a_proxys_is_taken() {
    let given = "0af7651916cd43dd8448eb211c80319c";
    let shop = Shop::open().await;
    let mut numbers = BTreeSet::new();
    for path in ["/today", "/sign-in", "/no/such/page", "/static/x/y", "/healthz"] {
        let answer = shop.mia.get(path).await;
        assert_eq!(number(&answer).len(), 14, "{path}");
        assert!(numbers.insert(number(&answer)));
    }
    let page = shop.mia.get("/no/such/page").await.is(404);
    assert!(page.text().contains(&format!("<code>{}</code>", number(&page))), "{}", page.text());
    let asks = async |base: &str, said: &str| {
        let nobody = Browser::new(base);
        let path = format!("/chat/{}/messages", shop.inbox);
        let answer = nobody.send(nobody.request(Method::GET, &path).header(NUMBER, said)).await;
        assert_eq!(answer.json()["request_id"], number(&answer));
        number(&answer)
    };
    assert_ne!(
        asks(&shop.base, given).await,
        given,
        "nobody in particular chooses what is in the log"
    );

    let behind = Shop::open_with(|config| config.trusted_proxy = vec![[127, 0, 0, 1].into()]).await;
    let nobody = Browser::new(&behind.base);
    let asks = async |said: &str| {
        number(&nobody.send(nobody.request(Method::GET, "/sign-in").header(NUMBER, said)).await)
    };
    assert_eq!(asks(given).await, given);
    for ill in ["short", "two words here", "{\"log\":\"forged\"}", &"a".repeat(65)] {
        assert_eq!(asks(ill).await.len(), 14, "{ill}");
    }
}

#[tokio::test]
async fn a_failure_of_ours_is_found_in_the_log_by_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let database = Database::new(&data);
    let mut command = Program::command(&data, &database);
    command.args(["--log-format", "json", "--access-log"]);
    let program = Program::start_as(command, &log, &database, "127.0.0.1:0").await;
    let (base, link) = (program.base.clone(), program.set_up_link.clone().unwrap());
    let shop = Shop::staffed(program, &base, &link).await;
    shop.visitor_says("The blue teapot leaks.").await;
    let well = number(&shop.aiko.get("/customers").await.is(200));
    database.run("ALTER TABLE customer RENAME TO customer_elsewhere");
    let ill = shop.aiko.get("/customers").await.is(500);
    database.run("ALTER TABLE customer_elsewhere RENAME TO customer");
    let words = between(&ill.text(), "data-error-number>", "</p>").to_owned();
    assert_eq!(
        words,
        format!("Say this number to whoever runs Bliss: <code>{}</code>", number(&ill))
    );

    let lines = || -> Vec<Value> {
        let text = std::fs::read_to_string(&log).unwrap();
        // The last one may be half written.
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    };
    let of = |number: &str| -> Vec<Value> {
        lines().into_iter().filter(|line| line["span"]["id"] == number).collect()
    };
    let said = until("both lines of it", async || {
        Some(of(&number(&ill))).filter(|lines| lines.len() >= 2)
    })
    .await;
    assert_eq!(
        (&said[0]["level"], &said[0]["message"]),
        (&"ERROR".into(), &"the store failed".into())
    );
    let access = said.last().unwrap();
    assert_eq!(
        (&access["target"], &access["route"], &access["method"], &access["status"]),
        (&"access".into(), &"/customers".into(), &"GET".into(), &500.into())
    );
    assert!(access["ms"].is_number());
    assert_eq!(of(&well)[0]["status"], 200);
    // Neither who they are, nor what they wrote, nor by which links they came.
    let text = std::fs::read(&log).unwrap();
    let token = link.rsplit('/').next().unwrap();
    for personal in
        ["Mia", "Aiko", "tea.example", "teapot", "127.0.0.1", token, shop.inbox.as_str()]
    {
        // Where it listens is said at the start.
        let found = lines()
            .iter()
            .any(|line| !line["span"].is_null() && line.to_string().contains(personal));
        assert!(!found, "{personal}");
    }
    assert!(!contains(&text, token));
}

#[tokio::test]
async fn what_can_be_chosen_is_told_and_a_file_that_is_wrong_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let database = Database::Sqlite(data.join("bliss.db"));
    let file = folder.path().join("bliss.toml");
    let runs = async |text: &str| {
        std::fs::write(&file, text).unwrap();
        let mut command = Program::command(&data, &database);
        command
            .env("BLISS_CONFIG", &file)
            .env("BLISS_ICE_SERVER", "turn:mia:secret@turn.example:3478");
        command.arg("config");
        let output = Program::runs(command).await;
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), said, String::from_utf8(output.stderr).unwrap())
    };
    let (code, list, _) =
        runs("public-url = \"https://desk.example\"\ndata = \"elsewhere\"\n").await;
    assert_eq!(code, Some(0));
    let place = format!("by {}, line 1", file.display());
    assert!(
        list.contains(&format!("\npublic-url = \"https://desk.example\"  # {place}\n")),
        "{list}"
    );
    // The command line goes before the file, and the environment, too.
    assert!(
        list.contains(&format!("\ndata = \"{}\"  # by the command line\n", data.display())),
        "{list}"
    );
    assert!(list.contains("\n# ice-server is chosen by BLISS_ICE_SERVER, and not shown"), "{list}");
    assert!(!list.contains("secret"), "{list}");

    let (code, list, said) = runs("\npublic_url = \"https://desk.example\"\n").await;
    assert_eq!((code, list.as_str()), (Some(1), ""));
    assert_eq!(
        said,
        format!(
            "{}, line 2: there is no option public_url. Did you mean public-url?\n",
            file.display()
        )
    );
}
