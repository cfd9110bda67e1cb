//! Every row of the route table lets in exactly those whom it names.

use domain::access::{Permission, Role};
use reqwest::Method;

use crate::support::{Answer, Browser, Person, Shop};

/// What a row asks of an agent.
fn permission(access: &str) -> Option<Permission> {
    let name = access.strip_prefix("Agent(")?.strip_suffix(')')?;
    Some(match name {
        "Serve" => Permission::Serve,
        "ManagePeople" => Permission::ManagePeople,
        "ManageTeams" => Permission::ManageTeams,
        "ManageInboxes" => Permission::ManageInboxes,
        "ManageData" => Permission::ManageData,
        "ManageWorkspace" => Permission::ManageWorkspace,
        unknown => panic!("{unknown} is not known here: add it"),
    })
}

/// The row's path, with things in it that are there or are not.
fn filled(path: &str, id: i64) -> String {
    path.split('/')
        .map(|part| match part {
            "{kind}" => "reply".to_owned(),
            "{name}" | "{version}" | "{token}" | "{inbox}" | "{*rest}" => "x".to_owned(),
            id_of if id_of.starts_with('{') => id.to_string(),
            part => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

async fn asks(browser: &Browser, method: &str, path: &str) -> Answer {
    let method: Method = method.parse().unwrap();
    let request = browser.request(method.clone(), path);
    browser.send(if method == Method::GET { request } else { request.form(&[("x", "")]) }).await
}

/// Whether an answer says that the role does not include it.
fn is_kept_out(answer: &Answer) -> bool {
    answer.status == 403 && answer.words().contains("Your role does not include this")
}

#[tokio::test]
async fn every_row_lets_in_exactly_whom_it_names() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    let nobody = Browser::new(&shop.base);
    let rows = web::route_table();
    assert!(rows.len() > 70, "{}", rows.len());
    let people: [(&Person, Role); 3] =
        [(&shop.mia, Role::Owner), (&shop.jonas, Role::Lead), (&shop.aiko, Role::Agent)];
    for (method, path, access) in rows {
        let Some(permission) = permission(&access) else { continue };
        // Ids that are there are for looking at: what is changed is not there.
        let id = if method == "GET" { conversation } else { 4711 };
        let there = filled(path, id);
        let answer = asks(&nobody, &method, &there).await;
        assert_eq!(answer.status, 303, "{method} {path} for nobody");
        assert!(
            answer.location().starts_with("/sign-in"),
            "{method} {path}: {}",
            answer.location()
        );

        for (person, role) in people {
            // The door that leads out is gone through at a browser of its own.
            let own;
            let person = if path == "/sign-out" {
                own = person.elsewhere();
                own.signs_in().await.is(303);
                &own
            } else {
                person
            };
            let answer = asks(person, &method, &there).await;
            let words =
                format!("{method} {path} for {role:?}: {} {}", answer.status, answer.location());
            assert_eq!(is_kept_out(&answer), !role.may(permission), "{words}");
            if role.may(permission) {
                assert!(answer.status != 401 && answer.status < 500, "{words}");
                assert!(
                    path == "/sign-out" || !answer.location().starts_with("/sign-in"),
                    "{words}"
                );
            }
        }
    }
    for (person, _) in people {
        assert!(person.is_in().await);
    }
}

#[tokio::test]
async fn rows_of_the_chat_need_a_visitors_secret_and_no_cookie() {
    let shop = Shop::open().await;
    for (method, path, access) in web::route_table() {
        let path = path.replace("{inbox}", &shop.inbox).replace("{id}", "1");
        let answer = match access.as_str() {
            "Visitor" => asks(&shop.mia, &method, &path).await.is(401),
            "VisitorSocket" => {
                // Anybody may open it, and is let go who does not say the secret.
                let mut socket = shop.mia.socket(&path, &[]).await.unwrap();
                socket.send(&serde_json::json!({ "hello": { "secret": "x" } })).await;
                assert_eq!(socket.closed().await, Some(4401));
                continue;
            }
            _ => continue,
        };
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}

#[tokio::test]
async fn every_answer_says_that_nothing_foreign_may_run_or_be_guessed() {
    let shop = Shop::open().await;
    let chat = format!("/chat/{}", shop.inbox);
    for path in ["/today", "/desk", "/sign-in", "/no/such/page", &chat] {
        let answer = shop.mia.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(
            answer.header("content-security-policy").contains("frame-ancestors 'none'"),
            "{path}"
        );
    }
    // What only one person may see stays in no cache.
    for path in ["/today", "/desk", "/settings/chat", "/sign-in"] {
        assert_eq!(shop.mia.get(path).await.is_cached_nowhere(), Ok(()), "{path}");
    }
}

impl Answer {
    fn is_cached_nowhere(&self) -> Result<(), String> {
        let given = self.header("cache-control").to_owned();
        if given == "no-store" { Ok(()) } else { Err(given) }
    }
}
