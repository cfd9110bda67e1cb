//! A second factor: set up, asked for after the password, switched off, lost, and taken away.

use crate::support::{Authenticator, unescaped};
use crate::support::{
    Browser, Clock, Factor, PASSWORD, Person, Program, Shop, all_between, between,
};

/// A Monday morning, at the beginning of a step of thirty seconds.
const MONDAY: &str = "2026-11-23T08:00[Europe/Berlin]";

async fn shop() -> Shop {
    Shop::open_by(Clock::at(MONDAY), |_| {}).await
}

/// Aiko's factor, a minute after she set it up.
async fn shop_with_a_factor() -> (Shop, Factor) {
    let shop = shop().await;
    let factor = shop.aiko.sets_up_a_factor(&shop.clock).await;
    shop.clock.passes(1);
    (shop, factor)
}

const ASKED: &str = "/sign-in/code?next=%2Ftoday";

#[tokio::test]
async fn it_is_set_up_with_the_password_and_a_first_code() {
    let shop = shop().await;
    assert!(shop.aiko.page("/settings/second-factor").await.contains("You have none yet"));
    let wrong = shop.aiko.post("/settings/second-factor", &[("password", "not it, surely")]).await;
    assert!(wrong.is(422).words().contains("not your present password"));

    let shown = shop.aiko.post("/settings/second-factor", &[("password", PASSWORD)]).await.is(200);
    let page = unescaped(&shown.text());
    assert_eq!(shown.header("cache-control"), "no-store");
    let address = between(&page, "<a href=\"otpauth:", "\"");
    assert!(address.starts_with("//totp/The%20Tea%20Shop:aiko%40tea.example?secret="), "{address}");
    // The same secret stands there to be typed, in groups.
    let secret = between(&page, "secret=", "&");
    assert_eq!(secret.len(), 32, "160 bits in base 32: {secret}");
    assert_eq!(between(&page, "<code>", "</code>").replace(' ', ""), secret);
    assert!(page.contains("class=\"factor__picture\""), "{page}");

    // Nothing is asked for before it is confirmed.
    shop.aiko.elsewhere().signs_in().await.leads_to("/today");
    for code in ["", "12345", "000000"] {
        let form = [("code", code)];
        let again = shop.aiko.post("/settings/second-factor/confirmation", &form).await.is(422);
        assert!(!again.words().is_empty());
        assert_eq!(between(&unescaped(&again.text()), "secret=", "&"), secret, "it is still shown");
    }
    let app = Authenticator::reads(&page, &shop.clock);
    let code = app.shows();
    let form = [("code", code.as_str())];
    let page = shop.aiko.post("/settings/second-factor/confirmation", &form).await.is(200).text();
    let factor = Factor::of(app, &page);
    assert_eq!(factor.recovery_codes.len(), 10);
    assert!(page.contains("It is on") && page.contains("Recovery codes left: 10"), "{page}");
    // They are shown this once, and neither they nor the secret can be read where they are kept.
    let again = shop.aiko.page("/settings/second-factor").await;
    assert!(again.contains("It is on") && !again.contains(&factor.recovery_codes[0]), "{again}");
    let dump = String::from_utf8_lossy(&shop.database.dump()).into_owned();
    assert!(!dump.contains(secret) && !dump.contains(&factor.recovery_codes[0]));
    assert!(!dump.contains(&factor.recovery_codes[0].replace('-', "")));

    let twice = shop.aiko.post("/settings/second-factor", &[("password", PASSWORD)]).await.is(422);
    assert!(twice.words().is_empty() && twice.text().contains("It is on"), "there is one already");
}

#[tokio::test]
async fn the_password_alone_opens_nothing() {
    let (shop, factor) = shop_with_a_factor().await;
    let browser = shop.aiko.elsewhere();
    browser.signs_in().await.leads_to(ASKED);
    assert!(!browser.is_in().await);
    assert_eq!(browser.socket("/live", &[]).await.err(), Some(401));
    browser.post("/availability", &[("online", "false")]).await.leads_to("/sign-in");
    let sessions = shop.aiko.page("/settings/sessions").await;
    assert!(!sessions.contains("Sign out everywhere else"), "{sessions}");
    let page = browser.page(ASKED).await;
    assert!(page.contains("One more thing, Aiko"), "{page}");

    let wrong = browser.gives("000000").await.is(422);
    assert!(wrong.words().contains("not right"), "{}", wrong.words());
    assert!(!browser.is_in().await);
    browser.gives(&factor.app.shows()).await.leads_to("/today");
    assert!(browser.is_in().await);
    // What is hers alone opens, for the password came first.
    assert!(browser.page("/settings/profile").await.contains("Open in this browser"));
    // Who has not given a password is not asked.
    Browser::new(&shop.base).get(ASKED).await.leads_to("/sign-in?next=%2Ftoday");
    browser.get(ASKED).await.leads_to("/sign-in?next=%2Ftoday");
}

#[tokio::test]
async fn a_code_is_taken_once_and_half_a_minute_early_or_late() {
    let (shop, factor) = shop_with_a_factor().await;
    for (steps_ago, taken) in
        [(2, false), (-2, false), (1, true), (1, false), (0, true), (0, false), (-1, true)]
    {
        let browser = shop.aiko.elsewhere();
        browser.signs_in().await.leads_to(ASKED);
        let status = browser.gives(&factor.app.showed(steps_ago)).await.status;
        assert_eq!(status, if taken { 303 } else { 422 }, "{steps_ago} steps ago");
        assert_eq!(browser.is_in().await, taken);
    }
    // One from before the last that was taken is too old.
    let browser = shop.aiko.elsewhere();
    browser.signs_in().await.leads_to(ASKED);
    browser.gives(&factor.app.shows()).await.is(422);
    shop.clock.passes(1);
    browser.gives(&factor.app.shows()).await.leads_to("/today");
}

#[tokio::test]
async fn one_code_lets_in_one_of_two_who_give_it_at_once() {
    let (shop, factor) = shop_with_a_factor().await;
    let (one, other) = (shop.aiko.elsewhere(), shop.aiko.elsewhere());
    one.signs_in().await.leads_to(ASKED);
    other.signs_in().await.leads_to(ASKED);
    let code = factor.app.shows();
    let (a, b) = tokio::join!(one.gives(&code), other.gives(&code));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
}

#[tokio::test]
async fn a_recovery_code_works_once_however_it_is_typed() {
    let (shop, factor) = shop_with_a_factor().await;
    let code = factor.recovery_codes[3].to_uppercase().replace('-', " ");
    let browser = shop.aiko.elsewhere();
    browser.signs_in().await.leads_to(ASKED);
    browser.gives(&code).await.leads_to("/today");
    assert!(browser.page("/settings/second-factor").await.contains("Recovery codes left: 9"));
    let again = shop.aiko.elsewhere();
    again.signs_in().await.leads_to(ASKED);
    again.gives(&code).await.is(422);
    again.gives(&factor.recovery_codes[0]).await.leads_to("/today");

    // New ones replace them.
    let renew = "/settings/second-factor/recovery-codes";
    shop.aiko.post(renew, &[("password", "not it, surely")]).await.is(422);
    let page = shop.aiko.post(renew, &[("password", PASSWORD)]).await.is(200).text();
    let new: Vec<&str> =
        all_between(between(&page, "id=\"recovery-codes\">", "</ol>"), "<code>", "</code>")
            .collect();
    let last = shop.aiko.elsewhere();
    last.signs_in().await.leads_to(ASKED);
    last.gives(&factor.recovery_codes[1]).await.is(422);
    last.gives(new[0]).await.leads_to("/today");
}

#[tokio::test]
async fn codes_cannot_be_guessed_and_the_password_does_not_help() {
    let (shop, factor) = shop_with_a_factor().await;
    let browser = shop.aiko.elsewhere();
    for number in 0..5 {
        // The right password in between forgives nothing.
        browser.signs_in().await.leads_to(ASKED);
        browser.gives(&format!("00000{number}")).await.is(422);
    }
    let refused = browser.gives(&factor.app.shows()).await.is(429);
    assert!(refused.words().contains("Wait 15 minutes"), "{}", refused.words());
    browser.signs_in().await.is(429);
    assert!(!browser.is_in().await);
    // Others are not kept out.
    shop.jonas.elsewhere().signs_in().await.leads_to("/today");
    shop.clock.passes(16);
    browser.signs_in().await.leads_to(ASKED);
    browser.gives(&factor.app.shows()).await.leads_to("/today");
}

#[tokio::test]
async fn whoever_takes_too_long_begins_anew() {
    let (shop, factor) = shop_with_a_factor().await;
    let browser = shop.aiko.elsewhere();
    let form = [("email", browser.email), ("password", PASSWORD), ("next", "/promises")];
    browser.post("/sign-in", &form).await.leads_to("/sign-in/code?next=%2Fpromises");
    shop.clock.passes(16);
    let form = [("code", factor.app.shows()), ("next", "/promises".to_owned())];
    let form: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post("/sign-in/code", &form).await.leads_to("/sign-in?next=%2Fpromises");
    assert!(!browser.is_in().await);
}

#[tokio::test]
async fn a_link_for_a_new_password_does_not_go_past_it() {
    let (shop, factor) = shop_with_a_factor().await;
    let id = shop.aiko.id().await;
    let page = shop.jonas.post(&format!("/settings/people/{id}/password-reset"), &[]).await.is(200);
    let link = between(&page.text(), "<code>", "</code>").to_owned();
    let browser = shop.aiko.elsewhere();
    browser.post(&link, &[("password", "a kinder new password")]).await.leads_to(ASKED);
    assert!(!browser.is_in().await);
    browser.gives(&factor.app.shows()).await.leads_to("/today");
}

#[tokio::test]
async fn it_is_switched_off_with_the_password_and_a_code() {
    let (shop, factor) = shop_with_a_factor().await;
    let phone = shop.aiko.elsewhere();
    phone.signs_in().await.leads_to(ASKED);
    phone.gives(&factor.app.shows()).await.leads_to("/today");
    shop.clock.passes(1);
    let off = async |password: &str, code: &str| {
        let form = [("password", password), ("code", code)];
        shop.aiko.post("/settings/second-factor/removal", &form).await
    };
    let wrong = off("not it, surely", &factor.app.shows()).await.is(422);
    assert!(wrong.words().contains("not your present password"), "{}", wrong.words());
    let wrong = off(PASSWORD, "000000").await.is(422);
    assert!(wrong.words().contains("not right"), "{}", wrong.words());
    off(PASSWORD, &factor.app.shows()).await.leads_to("/settings/second-factor?saved");
    assert!(shop.aiko.is_in().await && !phone.is_in().await);
    phone.signs_in().await.leads_to("/today");
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM recovery_code"), 0);
}

/// Takes away Aiko's factor, as that person.
async fn resets(shop: &Shop, by: &Person, status: u16) {
    let id = shop.aiko.id().await;
    by.post(&format!("/settings/people/{id}/second-factor/removal"), &[]).await.is(status);
}

#[tokio::test]
async fn an_owner_takes_away_what_was_lost_and_its_owner_is_told() {
    let (shop, factor) = shop_with_a_factor().await;
    assert!(shop.mia.page("/settings/people").await.contains("has a second factor"));
    assert!(!shop.jonas.page("/settings/people").await.contains("Take away the second factor"));
    resets(&shop, &shop.jonas, 403).await;
    resets(&shop, &shop.mia, 303).await;
    assert!(!shop.aiko.is_in().await, "whoever had her telephone may have been in");
    shop.aiko.signs_in().await.leads_to("/today");
    let today = shop.aiko.page("/today").await;
    assert!(today.contains("Mia took away your second factor today"), "{today}");
    assert!(!shop.jonas.page("/today").await.contains("took away"));

    // She puts it away; or it goes when she sets up another.
    shop.aiko.post("/second-factor-reset/putting-away", &[]).await.leads_to("/today");
    assert!(!shop.aiko.page("/today").await.contains("took away"));
    let another = shop.aiko.sets_up_a_factor(&shop.clock).await;
    assert_ne!(another.app.shows(), factor.app.shows());
    shop.clock.passes(1);
    let id = shop.aiko.id().await;
    resets(&shop, &shop.mia, 303).await;
    shop.aiko.signs_in().await.leads_to("/today");
    shop.aiko.sets_up_a_factor(&shop.clock).await;
    assert!(!shop.aiko.page("/today").await.contains("took away"));

    // One's own goes another way, and nothing is not taken away twice.
    shop.mia.sets_up_a_factor(&shop.clock).await;
    let mia = shop.mia.id().await;
    shop.mia.post(&format!("/settings/people/{mia}/second-factor/removal"), &[]).await.is(403);
    shop.mia.post(&format!("/settings/people/{id}/second-factor/removal"), &[]).await.is(303);
    shop.mia.post(&format!("/settings/people/{id}/second-factor/removal"), &[]).await.is(409);
}

#[tokio::test]
async fn the_command_line_takes_it_away_from_the_only_owner() {
    let shop = shop().await;
    shop.mia.sets_up_a_factor(&shop.clock).await;
    let mut command = Program::command(shop.data.path(), &shop.database);
    command.args(["reset-link", "mia@tea.example", "--without-second-factor"]);
    let said = command.output().await.unwrap();
    assert!(said.status.success(), "{said:?}");
    let said = String::from_utf8(said.stdout).unwrap();
    let token = said.split("/password-resets/").nth(1).unwrap().trim().to_owned();
    let browser = shop.mia.elsewhere();
    // The program goes by the machine's clock, and the link lasts for a day of it.
    let until = "UPDATE password_reset SET expires_at = 9000000000000";
    shop.database.run(until);
    let link = format!("/password-resets/{token}");
    browser.post(&link, &[("password", "a kinder new password")]).await.leads_to("/today");
    assert!(browser.page("/today").await.contains("Whoever runs the server took away"));
}

#[tokio::test]
async fn where_everybody_needs_one_it_is_set_up_at_the_next_sign_in() {
    let shop = shop().await;
    let security =
        [("needs_factor", "yes"), ("idle", "month"), ("lifetime", "month"), ("audit_days", "365")];
    shop.mia.post("/settings/security", &security).await.leads_to("/settings/security?saved");
    let page = shop.mia.page("/settings/security").await;
    assert!(page.contains("Aiko Tanaka, Jonas Okafor, Mia Hartmann"), "{page}");
    // Who is at work stays there.
    assert!(shop.aiko.is_in().await);

    let browser = shop.aiko.elsewhere();
    browser.signs_in().await.leads_to("/sign-in/second-factor?next=%2Ftoday");
    assert!(!browser.is_in().await);
    let page = browser.page("/sign-in/second-factor?next=%2Fdesk").await;
    assert!(page.contains("Everybody at The Tea Shop"), "{page}");
    let page = browser.post("/sign-in/second-factor", &[("next", "/desk")]).await.is(200).text();
    let app = Authenticator::reads(&unescaped(&page), &shop.clock);
    let confirm = "/sign-in/second-factor/confirmation";
    let wrong = browser.post(confirm, &[("code", "000000"), ("next", "/desk")]).await.is(422);
    assert!(wrong.text().contains("factor__picture") && !browser.is_in().await);
    let code = app.shows();
    let page = browser.post(confirm, &[("code", &code), ("next", "/desk")]).await.is(200).text();
    let factor = Factor::of(app, &page);
    assert_eq!(factor.recovery_codes.len(), 10);
    assert!(page.contains("href=\"/desk\""), "{page}");
    assert!(browser.is_in().await);
    // It cannot be switched off while everybody needs one.
    shop.clock.passes(1);
    let page = browser.page("/settings/second-factor").await;
    assert!(!page.contains("Switch it off</button>"), "{page}");
    let form = [("password", PASSWORD), ("code", &factor.app.shows())];
    let refused = browser.post("/settings/second-factor/removal", &form).await.is(422);
    assert!(refused.text().contains("Everybody at this desk needs"), "{}", refused.text());
    // The next time the code is asked for.
    shop.aiko.elsewhere().signs_in().await.leads_to(ASKED);

    // Who joins sets one up as well.
    let link = shop.mia.invites("agent").await;
    let new = Browser::new(&shop.base);
    let link = format!("/invitations/{}", link.rsplit('/').next().unwrap());
    let form = [
        ("name", "Ella Novak"),
        ("email", "ella@tea.example"),
        ("password", PASSWORD),
        ("time_zone", "Europe/Berlin"),
    ];
    new.post(&link, &form).await.leads_to("/sign-in/second-factor?next=%2Ftoday");
}

#[tokio::test]
async fn with_another_key_recovery_codes_still_open() {
    let (mut shop, factor) = shop_with_a_factor().await;
    shop.server.restart(|_| {}).await;
    let browser = shop.aiko.elsewhere();
    browser.signs_in().await.leads_to(ASKED);
    browser.gives(&factor.app.shows()).await.leads_to("/today");

    let key = shop.data.path().join("server.key");
    shop.server.restart(|_| std::fs::remove_file(&key).unwrap()).await;
    shop.clock.passes(1);
    let browser = shop.aiko.elsewhere();
    browser.signs_in().await.leads_to(ASKED);
    let said = browser.gives(&factor.app.shows()).await.is(409);
    assert!(said.words().contains("Use a recovery code"), "{}", said.words());
    browser.gives(&factor.recovery_codes[0]).await.leads_to("/today");
}
