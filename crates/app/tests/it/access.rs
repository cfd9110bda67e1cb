//! Requests that another site makes in an agent's browser (cross-site request forgery).

use reqwest::Method;

use crate::support::{Browser, PASSWORD, Shop};

/// What a browser says when a page of another site sends something.
const FOREIGN: [(&str, &str); 5] = [
    ("origin", "https://evil.example"),
    ("origin", "null"),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("origin", "http://127.0.0.1:1"),
];

#[tokio::test]
async fn nothing_is_changed_for_another_site() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello?").await;
    let aiko = shop.aiko.id().await;
    let requests = [
        (Method::POST, format!("/conversations/{conversation}/closure"), ""),
        (Method::POST, format!("/conversations/{conversation}/messages"), "kind=note&text=forged"),
        (Method::PUT, format!("/conversations/{conversation}/drafts/reply"), ""),
        (Method::DELETE, format!("/conversations/{conversation}/snooze"), ""),
        (Method::POST, format!("/settings/people/{aiko}/deactivation"), ""),
        (
            Method::POST,
            "/settings/workspace".to_owned(),
            "name=Forged&time_zone=UTC&undo_seconds=1",
        ),
        (Method::POST, "/sign-out".to_owned(), ""),
    ];
    for (name, value) in FOREIGN {
        for (method, path, form) in &requests {
            let request = shop.mia.request(method.clone(), path).header(name, value);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let refused = shop.mia.send(request.body(*form)).await;
            let refused = refused.is(403);
            assert!(refused.words().contains("nothing was done"), "{}", refused.words());
        }
        assert_eq!(shop.mia.socket("/live", &[(name, value)]).await.err(), Some(403), "{name}");
    }
    assert!(shop.mia.is_in().await && shop.aiko.is_in().await);
    assert_eq!(shop.mia.conversations("/desk").await, [conversation]);
    assert!(!shop.mia.opens(conversation).await.contains("forged"));
    assert!(shop.mia.page("/settings/workspace").await.contains("The Tea Shop"));
}

#[tokio::test]
async fn nobody_is_signed_in_by_another_site() {
    let shop = Shop::open().await;
    for (name, value) in FOREIGN {
        let browser = Browser::new(&shop.base);
        let form = [("email", "aiko@tea.example"), ("password", PASSWORD)];
        let request = browser.request(Method::POST, "/sign-in").header(name, value).form(&form);
        let refused = browser.send(request).await.is(403);
        assert_eq!(refused.header("set-cookie"), "");
    }
}

#[tokio::test]
async fn our_own_pages_may() {
    let shop = Shop::open_at(Some("https://desk.tea.example")).await;
    let own = shop.base.clone();
    let browser = Browser::new(&shop.base);
    let form = [("email", "aiko@tea.example"), ("password", PASSWORD)];
    for (name, value) in [
        ("origin", own.as_str()),
        ("origin", "https://desk.tea.example"),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
    ] {
        let request = browser.request(Method::POST, "/sign-in").header(name, value).form(&form);
        browser.send(request).await.is(303);
    }
}
