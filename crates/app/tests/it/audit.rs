//! The audit log: it tells of all that was done to the desk, in the order of time, and nobody can change it.

use reqwest::header;

use crate::support::{Browser, Clock, Person, Program, Shop, all_between, between, unescaped};

const MONDAY: &str = "2026-11-23T08:00[Europe/Berlin]";

async fn shop() -> Shop {
    Shop::open_by(Clock::at(MONDAY), |_| {}).await
}

/// What a page of the log says, the newest first: "Mia Hartmann changed the role of Aiko Tanaka from agent to lead".
async fn told(shop: &Shop, path: &str) -> Vec<String> {
    let page = unescaped(&shop.mia.page(path).await);
    let rows = all_between(&page, "<th scope=\"row\">", "</th>");
    let plain = |row: &str| {
        let mut text = String::new();
        for part in row.split('<') {
            text.push_str(part.split_once('>').map_or(part, |(_, words)| words));
        }
        text
    };
    rows.map(plain).collect()
}

#[tokio::test]
async fn it_tells_of_all_that_is_done_to_the_desk() {
    let shop = shop().await;
    let (jonas, aiko) = (shop.jonas.id().await, shop.aiko.id().await);
    let last = async |count: usize| {
        let mut found = told(&shop, "/settings/audit").await;
        found.truncate(count);
        found
    };
    // How it began.
    let all = told(&shop, "/settings/audit").await;
    assert_eq!(all.last().unwrap(), "Mia Hartmann joined the desk as owner");
    assert!(
        all.contains(&"Mia Hartmann made an invitation for whoever has the link, as lead".into())
    );
    assert!(all.contains(&"Aiko Tanaka signed in by an invitation".into()), "{all:?}");
    assert!(all.contains(&"Mia Hartmann changed the workspace name, time zone".into()), "{all:?}");

    // Coming in and going out.
    let phone = shop.aiko.elsewhere();
    phone.signs_in_with("not my password").await.is(422);
    let nobody = [("email", "nobody@tea.example"), ("password", "a guess at it")];
    Browser::new(&shop.base).post("/sign-in", &nobody).await.is(422);
    phone.signs_in().await.is(303);
    phone.post("/sign-out", &[]).await.is(303);
    shop.aiko.post("/settings/sessions/revocation", &[]).await.is(303);
    assert_eq!(
        last(5).await,
        [
            "Aiko Tanaka signed out everywhere else",
            "Aiko Tanaka signed out",
            "Aiko Tanaka signed in with a password",
            "Somebody could not sign in nobody@tea.example",
            "Somebody could not sign in Aiko Tanaka aiko@tea.example",
        ]
    );

    // Passwords and second factors.
    let new = "a kinder new password";
    let form = [("old", crate::support::PASSWORD), ("new", new)];
    shop.jonas.post("/settings/password", &form).await.is(303);
    let page =
        shop.mia.post(&format!("/settings/people/{jonas}/password-reset"), &[]).await.is(200);
    let link = between(&page.text(), "<code>", "</code>").to_owned();
    shop.jonas.post(&link, &[("password", crate::support::PASSWORD)]).await.is(303);
    let factor = shop.aiko.sets_up_a_factor(&shop.clock).await;
    shop.clock.passes(1);
    phone.signs_in().await.is(303);
    phone.gives("000000").await.is(422);
    phone.gives(&factor.recovery_codes[0]).await.is(303);
    shop.mia.post(&format!("/settings/people/{aiko}/second-factor/removal"), &[]).await.is(303);
    assert_eq!(
        last(9).await,
        [
            "Mia Hartmann took away the second factor of Aiko Tanaka",
            "Aiko Tanaka signed in with a password and a recovery code",
            "Somebody gave a wrong code after the password of Aiko Tanaka",
            "Aiko Tanaka set up a second factor",
            "Jonas Okafor signed in by a link for a new password",
            "Jonas Okafor chose a new password by a link",
            "Mia Hartmann made a link for a new password for Jonas Okafor",
            "Jonas Okafor changed their password",
            "Aiko Tanaka signed out everywhere else",
        ]
    );

    // People, tokens, settings.
    let path = |what: &str| format!("/settings/people/{aiko}/{what}");
    shop.mia.post(&path("role"), &[("role", "lead")]).await.is(303);
    shop.mia.post(&path("deactivation"), &[]).await.is(303);
    shop.mia.post(&path("reactivation"), &[]).await.is(303);
    shop.mia.invites("agent").await;
    let people = shop.mia.page("/settings/people").await;
    let invitation = all_between(&people, "/settings/invitations/", "/").next().unwrap().to_owned();
    shop.mia.post(&format!("/settings/invitations/{invitation}/revocation"), &[]).await.is(303);
    let form = [("name", "The form on our site"), ("scope", "read"), ("lasting", "month")];
    shop.mia.post("/settings/api-tokens", &form).await.is(200);
    let token = shop.database.number("SELECT MAX(id) FROM api_token");
    shop.mia.post(&format!("/settings/api-tokens/{token}/revocation"), &[]).await.is(303);
    shop.mia.post("/settings/chat/secret", &[("sure", "yes")]).await.is(303);
    let chat = [("greeting", "Hello!"), ("colour", "#b45309")];
    // Of the same moment, events stand below: here they are a minute apart.
    shop.clock.passes(1);
    shop.jonas.post("/settings/chat", &chat).await.is(303);
    shop.clock.passes(1);
    let form = [("idle", "day"), ("lifetime", "week"), ("audit_days", "90")];
    shop.mia.post("/settings/security", &form).await.is(303);
    assert_eq!(
        last(10).await,
        [
            "Mia Hartmann changed how people sign in unused sessions last a day, not 30 days; sessions last 7 days at most, not 30 days; this log is kept for 90 days, not 365",
            "Jonas Okafor changed a setting or a list that is kept at hand",
            "Mia Hartmann made a new secret for the chat",
            "Mia Hartmann revoked a token The form on our site",
            "Mia Hartmann made a token for another program The form on our site",
            "Mia Hartmann took back an invitation",
            "Mia Hartmann made an invitation for whoever has the link, as agent",
            "Mia Hartmann put back on the desk Aiko Tanaka",
            "Mia Hartmann took off the desk Aiko Tanaka",
            "Mia Hartmann changed the role of Aiko Tanaka from agent to lead",
        ]
    );
}

#[tokio::test]
async fn it_says_from_where() {
    let shop = shop().await;
    shop.aiko.elsewhere().signs_in().await.is(303);
    let page = shop.mia.page("/settings/audit?what=sign-ins").await;
    assert!(page.contains("<span>127.0.0.1<small>Firefox on Linux</small></span>"), "{page}");
    let role = format!("/settings/people/{}/role", shop.aiko.id().await);
    shop.mia.post(&role, &[("role", "lead")]).await.is(303);
    let page = shop.mia.page("/settings/audit?what=people").await;
    let newest = between(&page, "<th scope=\"row\">", "</tr>");
    assert!(newest.contains("changed the role") && newest.contains("127.0.0.1"), "{newest}");
}

#[tokio::test]
async fn it_is_filtered_by_the_address() {
    let shop = shop().await;
    shop.clock.passes(24 * 60);
    shop.aiko.elsewhere().signs_in().await.is(303);
    shop.jonas.elsewhere().signs_in_with("not my password").await.is(422);
    let aiko = shop.aiko.id().await;

    let signed_in = told(&shop, "/settings/audit?from=2026-11-24&to=2026-11-24").await;
    assert_eq!(
        signed_in,
        [
            "Somebody could not sign in Jonas Okafor jonas@tea.example",
            "Aiko Tanaka signed in with a password"
        ]
    );
    let hers = told(&shop, &format!("/settings/audit?who={aiko}")).await;
    assert!(hers.len() >= 3 && hers.iter().all(|line| line.contains("Aiko Tanaka")), "{hers:?}");
    let about_jonas = format!("/settings/audit?who={}&from=2026-11-24", shop.jonas.id().await);
    assert_eq!(told(&shop, &about_jonas).await.len(), 1, "what was done as him is about him");
    let people = told(&shop, "/settings/audit?what=people&to=2026-11-23").await;
    assert!(
        people.iter().all(|line| line.contains("joined") || line.contains("invitation")),
        "{people:?}"
    );
    assert_eq!(told(&shop, "/settings/audit?what=programs").await, [""; 0]);
    assert!(shop.mia.page("/settings/audit?what=programs").await.contains("Nothing of that kind"));

    let page = shop.mia.page("/settings/audit?from=yesterday&what=nonsense&who=me&before=x").await;
    assert!(page.contains("such as 2026-11-23") && page.contains("value=\"yesterday\""), "{page}");
}

#[tokio::test]
async fn it_goes_back_page_by_page_and_misses_nothing() {
    let shop = shop().await;
    // At the same moment, some of them told by events and some by rows of the log's own.
    for number in 0..40 {
        let greeting = format!("Hello number {number}!");
        let chat = [("greeting", greeting.as_str()), ("colour", "#b45309")];
        shop.jonas.post("/settings/chat", &chat).await.is(303);
        shop.jonas.elsewhere().signs_in().await.is(303);
    }
    let whole = shop.database.number("SELECT COUNT(*) FROM audit_entry") + 40;
    let (mut path, mut all) = ("/settings/audit".to_owned(), Vec::new());
    loop {
        let page = unescaped(&shop.mia.page(&path).await);
        let found: Vec<String> = told(&shop, &path).await;
        assert!(found.len() <= 50);
        all.extend(found);
        match page.split_once("rel=\"next\"") {
            None => break,
            Some((before, _)) => {
                let (_, link) = before.rsplit_once("href=\"").unwrap();
                path = link.trim_end_matches(['"', ' ']).to_owned();
            }
        }
    }
    assert_eq!(i64::try_from(all.len()).unwrap(), whole, "each once");
    assert_eq!(all.iter().filter(|line| line.contains("a setting or a list")).count(), 40);
}

#[tokio::test]
async fn it_is_for_owners_and_nobody_can_change_it() {
    let shop = shop().await;
    for person in [&shop.jonas, &shop.aiko] {
        person.get("/settings/audit").await.is(403);
        person.get("/settings/audit.csv").await.is(403);
        assert!(!person.page("/settings/profile").await.contains("/settings/audit"));
    }
    for (method, path, _) in web::route_table() {
        assert!(method == "GET" || !path.contains("audit"), "{method} {path}");
    }
}

/// The lines of the table, without its head.
async fn table(who: &Person, path: &str) -> Vec<String> {
    let answer = who.get(path).await.is(200);
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(
        answer.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"audit-")
    );
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    answer
        .text()
        .split("\r\n")
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

#[tokio::test]
async fn it_is_taken_along_as_a_table_that_computes_nothing() {
    let shop = shop().await;
    let formula = [("email", "=HYPERLINK(\"http://evil.example\")"), ("password", "a guess at it")];
    Browser::new(&shop.base).post("/sign-in", &formula).await.is(422);
    let evil = Browser::new(&shop.base);
    let request = evil.request(reqwest::Method::POST, "/sign-in").form(&formula);
    evil.send(request.header(header::USER_AGENT, "@SUM(1+1)|cmd")).await.is(422);

    let lines = table(&shop.mia, "/settings/audit.csv?what=sign-ins").await;
    assert_eq!(
        lines[0],
        "\"2026-11-23T07:00:00Z\",\"Somebody\",\"could not sign in\",\"\",\
         \"'=hyperlink(\"\"http://evil.example\"\")\",\"127.0.0.1\",\"'@SUM(1+1)|cmd\",\"session.refused\""
    );
    assert!(
        lines
            .iter()
            .all(|line| line.ends_with("session.began\"") || line.ends_with("session.refused\""))
    );
    // That it was taken along is told as well.
    let told = told(&shop, "/settings/audit?what=data").await;
    assert_eq!(told, ["Mia Hartmann downloaded the audit log what=sign-ins"]);
    let all = table(&shop.mia, "/settings/audit.csv").await;
    assert!(all.len() > lines.len());
}

#[tokio::test]
async fn old_entries_go_when_their_time_is_over_and_not_before() {
    let mut shop = shop().await;
    let form = [("idle", "month"), ("lifetime", "quarter"), ("audit_days", "30")];
    shop.mia.post("/settings/security", &form).await.is(303);
    let began = shop.database.number("SELECT COUNT(*) FROM audit_entry");
    shop.clock.passes(29 * 24 * 60);
    shop.server.restart(|_| {}).await;
    shop.mia.signs_in().await.is(303);
    let told_now = told(&shop, "/settings/audit").await.len();
    assert_eq!(i64::try_from(told_now).unwrap(), began + 1);
    shop.clock.passes(2 * 24 * 60);
    shop.mia.signs_in().await.is(303);
    // They are not shown, before they are dropped and after.
    assert_eq!(told(&shop, "/settings/audit").await.len(), 2);
    shop.server.restart(|_| {}).await;
    crate::support::until("the old entries are dropped", async || {
        let left = shop.database.number("SELECT COUNT(*) FROM audit_entry");
        (left == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_was_done_at_the_command_line_is_told_too() {
    let shop = Shop::open().await;
    let mut command = Program::command(shop.data.path(), &shop.database);
    command.args(["reset-link", "mia@tea.example"]);
    assert!(command.output().await.unwrap().status.success());
    let told = told(&shop, "/settings/audit?what=proofs").await;
    assert_eq!(told, ["Whoever runs the server made a link for a new password for Mia Hartmann"]);
}
