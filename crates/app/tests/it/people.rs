//! People look after each other: roles, leaving, coming back, and new passwords.

use std::path::Path;

use crate::support::{Browser, PASSWORD, Person, Program, Shop, between};

const NEW: &str = "a kinder new password";

async fn makes_a_link(who: &Person, id: i64) -> String {
    let page = who.post(&format!("/settings/people/{id}/password-reset"), &[]).await;
    between(&page.is(200).text(), "<code>", "</code>").to_owned()
}

#[tokio::test]
async fn a_link_for_a_new_password_works_once_and_ends_what_was_open() {
    let shop = Shop::open().await;
    let id = shop.aiko.id().await;
    let link = makes_a_link(&shop.mia, id).await;
    let browser = shop.aiko.elsewhere();
    let form = browser.page(&link).await;
    assert!(form.contains("Aiko") && form.contains("aiko@tea.example"), "{form}");
    let short = browser.post(&link, &[("password", "short")]).await.is(422);
    assert!(short.words().contains("at least 10"), "{}", short.words());
    assert!(shop.aiko.is_in().await);

    browser.post(&link, &[("password", NEW)]).await.leads_to("/today");
    assert!(browser.is_in().await);
    assert!(!shop.aiko.is_in().await, "the sessions of before have ended");
    browser.get(&link).await.is(404);
    browser.post(&link, &[("password", PASSWORD)]).await.is(404);
    shop.aiko.signs_in().await.is(422);
    shop.aiko.signs_in_with(NEW).await.leads_to("/today");
}

#[tokio::test]
async fn a_link_lets_in_again_who_tried_too_often() {
    let shop = Shop::open().await;
    let browser = shop.aiko.elsewhere();
    for _ in 0..6 {
        browser.signs_in_with("not my password").await;
    }
    let link = makes_a_link(&shop.jonas, shop.aiko.id().await).await;
    browser.post(&link, &[("password", NEW)]).await.is(303);
    browser.elsewhere().signs_in_with(NEW).await.leads_to("/today");
}

#[tokio::test]
async fn a_lead_cannot_act_on_the_owner() {
    let shop = Shop::open().await;
    let (mia, aiko) = (shop.mia.id().await, shop.aiko.id().await);
    for (path, form) in [
        (format!("/settings/people/{mia}/password-reset"), vec![]),
        (format!("/settings/people/{mia}/deactivation"), vec![]),
        (format!("/settings/people/{mia}/role"), vec![("role", "agent")]),
        (format!("/settings/people/{aiko}/role"), vec![("role", "owner")]),
        ("/settings/invitations".to_owned(), vec![("email", ""), ("role", "owner")]),
    ] {
        let refused = shop.jonas.post(&path, &form).await.is(403);
        assert!(refused.words().contains("owner"), "{path}: {}", refused.words());
    }
    assert!(shop.mia.is_in().await);
    shop.mia.elsewhere().signs_in().await.leads_to("/today");
    // A colleague who is no owner, they can.
    shop.jonas.post(&format!("/settings/people/{aiko}/role"), &[("role", "lead")]).await.is(303);
    assert!(shop.aiko.page("/settings/profile").await.contains("Lead"));
}

#[tokio::test]
async fn whoever_is_taken_off_the_desk_is_out_at_once() {
    let shop = Shop::open().await;
    let id = shop.aiko.id().await;
    let (visitor, conversation) = shop.visitor_says("Hello?").await;
    shop.aiko.replies(conversation, "Hello!").await.is(201);
    let mut live = shop.aiko.comes_to_the_desk().await;
    live.so_far().await;

    shop.jonas.post(&format!("/settings/people/{id}/deactivation"), &[]).await.is(303);
    shop.aiko.get("/today").await.leads_to("/sign-in?next=%2Ftoday");
    live.closed().await;
    assert_eq!(shop.aiko.elsewhere().socket("/live", &[]).await.err(), Some(401));
    shop.aiko.signs_in().await.is(422);
    shop.jonas.post(&format!("/settings/people/{id}/password-reset"), &[]).await.is(404);
    // What they wrote stays.
    assert_eq!(visitor.messages().await[1]["author"]["name"], "Aiko");
    assert!(shop.mia.opens(conversation).await.contains("Aiko Tanaka"));

    shop.jonas.delete(&format!("/settings/people/{id}/deactivation")).await.is(303);
    assert!(!shop.aiko.is_in().await, "coming back does not open old sessions");
    shop.aiko.signs_in().await.leads_to("/today");
}

#[tokio::test]
async fn there_is_always_an_owner() {
    let shop = Shop::open().await;
    let (mia, jonas) = (shop.mia.id().await, shop.jonas.id().await);
    let demote = format!("/settings/people/{mia}/role");
    let refused = shop.mia.post(&demote, &[("role", "agent")]).await.is(422);
    assert!(refused.words().contains("needs an owner"), "{}", refused.words());
    shop.mia.post(&format!("/settings/people/{mia}/deactivation"), &[]).await.is(422);
    assert!(shop.mia.page("/settings/workspace").await.contains("Workspace"));

    // With two, one may go; and of two who take each other off at once, one stays.
    shop.mia.post(&format!("/settings/people/{jonas}/role"), &[("role", "owner")]).await.is(303);
    let (off_jonas, off_mia) = (
        format!("/settings/people/{jonas}/deactivation"),
        format!("/settings/people/{mia}/deactivation"),
    );
    let (_, _) = tokio::join!(shop.mia.post(&off_jonas, &[]), shop.jonas.post(&off_mia, &[]));
    let owners = "SELECT COUNT(*) FROM agent WHERE role = 'owner' AND deactivated_at IS NULL";
    assert_eq!(shop.database.number(owners), 1);
}

#[tokio::test]
async fn a_new_role_holds_from_the_next_request() {
    let shop = Shop::open().await;
    let jonas = shop.jonas.id().await;
    shop.jonas.page("/settings/chat").await;
    shop.mia.post(&format!("/settings/people/{jonas}/role"), &[("role", "agent")]).await.is(303);
    shop.jonas.get("/settings/chat").await.is(403);
}

#[tokio::test]
async fn changing_ones_password_ends_ones_other_sessions() {
    let shop = Shop::open().await;
    let phone = shop.aiko.elsewhere();
    phone.signs_in().await.is(303);
    let wrong = [("old", "not it, surely"), ("new", NEW)];
    assert!(!shop.aiko.post("/settings/password", &wrong).await.is(422).words().is_empty());
    let short = [("old", PASSWORD), ("new", "short")];
    shop.aiko.post("/settings/password", &short).await.is(422);
    assert!(phone.is_in().await);
    shop.aiko.post("/settings/password", &[("old", PASSWORD), ("new", NEW)]).await.is(303);
    assert!(shop.aiko.is_in().await && !phone.is_in().await);
    phone.signs_in().await.is(422);
    phone.signs_in_with(NEW).await.is(303);
}

#[tokio::test]
async fn the_command_line_lets_in_whom_nobody_can_help() {
    let shop = Shop::open().await;
    let command = |data: &Path, email: &str| {
        let mut command = Program::command(data, &shop.database);
        command.args(["reset-link", email]);
        command
    };
    // The desk is open meanwhile.
    let said = Program::fails(command(shop.data.path(), " MIA@tea.example")).await;
    assert!(said.status.success(), "{said:?}");
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("Mia Hartmann can choose a new password"), "{said}");
    let token = said.split("/password-resets/").nth(1).unwrap().split_whitespace().next().unwrap();
    let browser = Browser::new(&shop.base);
    let link = format!("/password-resets/{token}");
    browser.post(&link, &[("password", NEW)]).await.leads_to("/today");
    assert!(!shop.mia.is_in().await);
    browser.get(&link).await.is(404);

    let unknown = Program::fails(command(shop.data.path(), "nobody@tea.example")).await;
    assert_eq!(unknown.status.code(), Some(1));
    let said = String::from_utf8(unknown.stderr).unwrap();
    assert!(said.contains("Nobody on this desk signs in with nobody@tea.example"), "{said}");
}
