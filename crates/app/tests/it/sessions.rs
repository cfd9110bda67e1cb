//! Signing in and out, and the browsers in which one is signed in.

use reqwest::Method;

use crate::support::{Browser, PASSWORD, Shop, all_between};

#[tokio::test]
async fn no_page_opens_without_signing_in() {
    let shop = Shop::open().await;
    let browser = Browser::new(&shop.base);
    browser.get("/desk?view=closed").await.leads_to("/sign-in?next=%2Fdesk%3Fview%3Dclosed");
    browser.get("/").await.leads_to("/sign-in");
    browser.get("/set-up").await.leads_to("/sign-in");
    browser.post("/availability", &[("online", "false")]).await.leads_to("/sign-in");
    assert_eq!(browser.socket("/live", &[]).await.err(), Some(401));
    // A part of a page says so to the page that asked for it.
    let part = browser.request(Method::GET, "/desk/list").header("hx-request", "true");
    let part = browser.send(part).await;
    assert!(part.location() == "/sign-in" || part.header("hx-redirect") == "/sign-in", "{part:?}");
}

#[tokio::test]
async fn one_goes_on_to_the_page_that_one_wanted_and_never_elsewhere() {
    let shop = Shop::open().await;
    for (next, to) in [
        ("/desk?view=closed", "/desk?view=closed"),
        ("", "/today"),
        ("//evil.example", "/today"),
        ("/\\evil.example", "/today"),
        ("https://evil.example", "/today"),
        ("/\t/evil.example", "/today"),
        ("javascript:alert(1)", "/today"),
    ] {
        let form = [("email", "aiko@tea.example"), ("password", PASSWORD), ("next", next)];
        Browser::new(&shop.base).post("/sign-in", &form).await.leads_to(to);
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_told_in_the_same_words() {
    let shop = Shop::open().await;
    let browser = shop.aiko.elsewhere();
    let wrong = browser.signs_in_with("not my password").await.is(422);
    let form = [("email", "nobody@tea.example"), ("password", PASSWORD)];
    let unknown = browser.post("/sign-in", &form).await.is(422);
    assert!(wrong.words().contains("do not go together"), "{}", wrong.words());
    assert_eq!(wrong.words(), unknown.words());
    let blanked = |page: String, email: &str| page.replace(email, "…");
    assert_eq!(
        blanked(wrong.text(), "aiko@tea.example"),
        blanked(unknown.text(), "nobody@tea.example")
    );
    assert!(!browser.is_in().await);
    // An address is the same in capitals.
    let form = [("email", " AIKO@Tea.Example "), ("password", PASSWORD)];
    browser.post("/sign-in", &form).await.leads_to("/today");
    assert!(browser.is_in().await);
}

#[tokio::test]
async fn after_five_wrong_tries_even_the_right_password_has_to_wait() {
    let shop = Shop::open().await;
    let browser = shop.aiko.elsewhere();
    for _ in 0..5 {
        browser.signs_in_with("not my password").await.is(422);
    }
    for password in ["not my password", PASSWORD] {
        let refused = browser.signs_in_with(password).await.is(429);
        assert!(refused.words().contains("Wait 15 minutes"), "{}", refused.words());
    }
    assert!(!browser.is_in().await);
    // Others are not kept out, nor is whoever is in.
    shop.jonas.elsewhere().signs_in().await.leads_to("/today");
    assert!(shop.aiko.is_in().await);
    // A quarter of an hour later it goes.
    shop.database.run("UPDATE failed_sign_in SET at = at - 901000");
    browser.signs_in().await.leads_to("/today");
}

#[tokio::test]
async fn wrong_tries_at_unknown_addresses_are_slowed_down_too() {
    let shop = Shop::open().await;
    let browser = Browser::new(&shop.base);
    let mut statuses = Vec::new();
    for number in 0..31 {
        let email = format!("guess{number}@tea.example");
        let form = [("email", &*email), ("password", "a guess at it")];
        statuses.push(browser.post("/sign-in", &form).await.status);
    }
    assert_eq!((statuses[29], statuses[30]), (422, 429), "{statuses:?}");
}

#[tokio::test]
async fn another_browser_is_listed_and_out_at_once_when_it_is_ended() {
    let shop = Shop::open().await;
    let phone = shop.aiko.elsewhere();
    phone.signs_in().await.leads_to("/today");
    let mut live = phone.comes_to_the_desk().await;
    live.so_far().await;
    let page = shop.aiko.page("/settings/sessions").await;
    assert_eq!(page.matches("Firefox on Linux, 127.0.0.1").count(), 1, "the other one: {page}");
    assert!(page.contains("This one"), "{page}");
    let id = all_between(&page, "/settings/sessions/", "/revocation").next().unwrap().to_owned();
    // Nobody else can end it.
    shop.jonas.post(&format!("/settings/sessions/{id}/revocation"), &[]).await.is(404);
    assert!(phone.is_in().await);

    shop.aiko.post(&format!("/settings/sessions/{id}/revocation"), &[]).await.is(303);
    phone.get("/today").await.leads_to("/sign-in?next=%2Ftoday");
    live.closed().await;
    assert!(shop.aiko.is_in().await);
}

#[tokio::test]
async fn all_other_browsers_can_be_signed_out() {
    let shop = Shop::open().await;
    let (phone, tablet) = (shop.aiko.elsewhere(), shop.aiko.elsewhere());
    phone.signs_in().await.is(303);
    tablet.signs_in().await.is(303);
    shop.aiko.post("/settings/sessions/revocation", &[]).await.is(303);
    assert!(!phone.is_in().await && !tablet.is_in().await);
    assert!(shop.aiko.is_in().await && shop.jonas.is_in().await);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie_away() {
    let shop = Shop::open().await;
    let cookie = shop.aiko.cookies();
    let out = shop.aiko.post("/sign-out", &[]).await.leads_to("/sign-in");
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    assert!(!shop.aiko.is_in().await);
    // Whoever kept the cookie has nothing of it.
    let kept = Browser::new(&shop.base);
    let request = kept.request(Method::GET, "/today").header("cookie", cookie);
    kept.send(request).await.leads_to("/sign-in?next=%2Ftoday");
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_from_other_sites() {
    for (public_url, secure) in [(None, false), (Some("https://desk.tea.example"), true)] {
        let shop = Shop::open_at(public_url).await;
        let answer = Browser::new(&shop.base)
            .post("/sign-in", &[("email", "mia@tea.example"), ("password", PASSWORD)])
            .await
            .is(303);
        let cookie = answer.header("set-cookie").to_owned();
        let flags: Vec<&str> = cookie.split("; ").skip(1).collect();
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(flags.contains(&flag), "{cookie}");
        }
        assert_eq!(flags.contains(&"Secure"), secure, "{cookie}");
        assert!(cookie.starts_with("bliss_session="), "{cookie}");
    }
}

#[tokio::test]
async fn a_made_up_cookie_is_nobody() {
    let shop = Shop::open().await;
    let browser = Browser::new(&shop.base);
    for token in ["", "x", "../../etc/passwd", &"a".repeat(43), &"a".repeat(5000)] {
        let request = browser.request(Method::GET, "/today");
        let answer = browser.send(request.header("cookie", format!("bliss_session={token}"))).await;
        answer.leads_to("/sign-in?next=%2Ftoday");
    }
}
