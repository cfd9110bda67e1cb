//! The first minutes: a desk that nobody is at, and the link that its owner uses.

use crate::support::{Browser, PASSWORD, Person, Shop, TestApp};

fn filled<'a>(name: &'a str, email: &'a str, password: &'a str) -> Vec<(&'a str, &'a str)> {
    let desk_name = ("desk_name", "The Tea Shop");
    vec![desk_name, ("name", name), ("email", email), ("password", password), ("time_zone", "UTC")]
}

#[tokio::test]
async fn before_the_set_up_every_page_leads_to_it() {
    let app = TestApp::start().await;
    let browser = Browser::new(&app.base);
    for page in ["/", "/today", "/desk", "/conversations/1", "/settings/people"] {
        browser.get(page).await.leads_to("/set-up");
    }
    browser.get("/sign-in").await.leads_to("/set-up");
    let page = browser.page("/set-up").await;
    assert!(page.contains("it printed a link for its owner"), "{page}");
    // The link itself is nowhere to be had there.
    assert!(!page.contains("/invitations/"), "{page}");
}

#[tokio::test]
async fn the_printed_link_makes_one_owner() {
    let app = TestApp::start().await;
    let link = app.set_up_link.clone().unwrap();
    assert!(link.starts_with(&app.base), "{link}");
    let mia = Person::joins(&app.base, &link, "Mia Hartmann", "mia@tea.example").await;
    assert!(mia.page("/settings/chat?welcome").await.contains("Your desk is open, Mia."));
    assert!(mia.page("/settings/profile").await.contains("Owner"));

    let second = Browser::new(&app.base);
    let gone = second.get(&link).await.is(404);
    assert!(gone.words().contains("not valid any more"), "{}", gone.words());
    second.post(&link, &filled("Eve", "eve@tea.example", PASSWORD)).await.is(404);
    second.get("/set-up").await.leads_to("/sign-in");
    assert!(!mia.page("/settings/people").await.contains("eve@tea.example"));
}

#[tokio::test]
async fn two_who_use_the_link_at_once_do_not_both_become_owners() {
    let app = TestApp::start().await;
    let link = app.set_up_link.clone().unwrap();
    let (one, two) = (Browser::new(&app.base), Browser::new(&app.base));
    let mia = filled("Mia", "mia@tea.example", PASSWORD);
    let eve = filled("Eve", "eve@tea.example", PASSWORD);
    let (one, two) = tokio::join!(one.post(&link, &mia), two.post(&link, &eve));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
    assert_eq!(app.database.number("SELECT COUNT(*) FROM agent"), 1);
}

#[tokio::test]
async fn what_is_missing_is_said_beside_it_and_the_link_still_works() {
    let app = TestApp::start().await;
    let link = app.set_up_link.clone().unwrap();
    let browser = Browser::new(&app.base);
    for (name, email, password, advice) in [
        ("", "mia@tea.example", PASSWORD, "Write it, please"),
        ("Mia", "no address", PASSWORD, "address"),
        ("Mia", "mia@tea.example", "short", "at least 10 characters"),
        ("Mia", "mia@tea.example", &"x".repeat(201), "at most 200"),
        (&"M".repeat(201), "mia@tea.example", PASSWORD, "at most 200"),
    ] {
        let refused = browser.post(&link, &filled(name, email, password)).await.is(422);
        assert!(refused.words().contains(advice), "{name:?} {email:?}: {}", refused.words());
        // What was right need not be written again; a password is never sent back.
        let page = refused.text();
        assert!(page.contains(&format!("value=\"{email}\"")), "{page}");
        assert!(!page.contains(&format!("\"{password}\"")), "{page}");
    }
    browser.post(&link, &filled("Mia", "mia@tea.example", PASSWORD)).await.is(303);
}

#[tokio::test]
async fn a_restart_prints_a_new_link_and_the_old_one_stops_working() {
    let mut app = TestApp::start().await;
    let old = app.set_up_link.clone().unwrap();
    app.restart(|_| {}).await;
    let browser = Browser::new(&app.base);
    browser.get(&old).await.is(404);
    browser.get("/").await.leads_to("/set-up");
}

#[tokio::test]
async fn an_invitation_works_once_and_can_be_taken_back() {
    let shop = Shop::open().await;
    let link = shop.jonas.invites("agent").await;
    let page = shop.jonas.page("/settings/people").await;
    assert!(!page.contains(&link), "a link is shown once");
    let id = crate::support::between(&page, "/settings/invitations/", "/revocation").to_owned();
    shop.jonas.post(&format!("/settings/invitations/{id}/revocation"), &[]).await.is(303);
    Browser::new(&shop.base).get(&link).await.is(404);

    let link = shop.jonas.invites("agent").await;
    Person::joins(&shop.base, &link, "Nora Berg", "nora@tea.example").await;
    Browser::new(&shop.base).get(&link).await.is(404);
    // An address is on the desk once.
    let link = shop.jonas.invites("agent").await;
    let form = filled("Nora Two", "NORA@tea.example", PASSWORD);
    let refused = Browser::new(&shop.base).post(&link, &form).await.is(422);
    assert!(refused.words().contains("on the desk already"), "{}", refused.words());
}
