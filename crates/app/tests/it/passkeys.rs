//! Passkeys: made, called something, used in place of a password and after one, removed, and taken away.

use crate::support::{
    ADDRESS, Answering, Authenticator, Clock, Device, MailServer, PASSWORD, PRESENT, Person,
    Program, Shop, VERIFIED, all_between, asked_of_device, between, unescaped,
};

/// A Monday morning, at the beginning of a step of thirty seconds.
const MONDAY: &str = "2026-11-23T08:00[Europe/Berlin]";
const PAGE: &str = "/settings/second-factor";
const ASKED: &str = "/sign-in/code?next=%2Ftoday";
const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// What is said of an answer that is not as it should be, and how it is made so.
type Lie = (&'static str, fn(&mut Answering));

async fn shop() -> Shop {
    Shop::open_by(Clock::at(MONDAY), |config| config.public_url = Some(ADDRESS.into())).await
}

/// A device with a passkey of Aiko's in it, and her recovery codes.
async fn shop_with_a_passkey() -> (Shop, Device, Vec<String>) {
    let shop = shop().await;
    let mut device = Device::of(ES256);
    let page = shop.aiko.makes_a_passkey(&mut device, "Telephone").await.is(200).text();
    (shop, device, codes_on(&page))
}

fn codes_on(page: &str) -> Vec<String> {
    let list = between(page, "id=\"recovery-codes\">", "</ol>");
    all_between(list, "<code>", "</code>").map(ToOwned::to_owned).collect()
}

async fn needs_factors(shop: &Shop) {
    let security =
        [("needs_factor", "yes"), ("idle", "month"), ("lifetime", "month"), ("audit_days", "365")];
    shop.mia.post("/settings/security", &security).await.leads_to("/settings/security?saved");
}

/// The id of the only passkey that there is.
fn only_id(shop: &Shop) -> i64 {
    shop.database.number("SELECT MAX(id) FROM passkey")
}

#[tokio::test]
async fn it_is_made_with_the_password_and_listed() {
    let shop = shop().await;
    let begin = "/settings/passkeys/beginning";
    let wrong = shop.aiko.post(begin, &[("password", "not it, surely")]).await.is(422);
    assert!(wrong.words().contains("not your present password"), "{}", wrong.words());

    let options = shop.aiko.begins_a_passkey().await;
    assert_eq!(options["rp"]["id"], "desk.example");
    assert_eq!(options["rp"]["name"], "The Tea Shop");
    assert_eq!(options["user"]["name"], "aiko@tea.example");
    assert_eq!(options["attestation"], "none");
    let selection = &options["authenticatorSelection"];
    assert_eq!(selection["residentKey"], "required");
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), 0);

    // The first one brings recovery codes, which are shown this once.
    let mut telephone = Device::of(ES256);
    let made = telephone.makes(&options, |_| {});
    let form = [("credential", made.as_str()), ("name", " My  telephone ")];
    let page = shop.aiko.post("/settings/passkeys", &form).await.is(200).text();
    let codes = codes_on(&page);
    assert_eq!(codes.len(), 10);
    assert!(page.contains("My telephone") && page.contains("Made today, not used yet"), "{page}");
    let page = shop.aiko.page(PAGE).await;
    assert!(page.contains("Left: 10") && !page.contains(&codes[0]), "{page}");
    // What was signed once is not taken again.
    shop.aiko.post("/settings/passkeys", &form).await.is(422);

    // More of them, of every way of signing; the device is told which are there.
    for (algorithm, name) in [(EDDSA, "Key on the ring"), (RS256, "Counter")] {
        let options = shop.aiko.begins_a_passkey().await;
        let there = options["excludeCredentials"].as_array().unwrap();
        assert_eq!(there[0]["id"], telephone.id().as_str());
        assert_eq!(there[0]["transports"][1], "hybrid");
        assert_eq!(options["user"]["id"], telephone.handle().as_str());
        let made = Device::of(algorithm).makes(&options, |_| {});
        let form = [("credential", made.as_str()), ("name", name)];
        let saved = shop.aiko.post("/settings/passkeys", &form).await;
        saved.leads_to("/settings/second-factor?saved=passkey");
    }
    let page = shop.aiko.page("/settings/second-factor?saved=passkey").await;
    for name in ["My telephone", "Key on the ring", "Counter", "lets you in from now on"] {
        assert!(page.contains(name), "{name} in {page}");
    }
    assert!(!shop.jonas.page(PAGE).await.contains("Key on the ring"));
    assert!(shop.mia.page("/settings/people").await.contains("has a second factor"));
    let log = shop.mia.page("/settings/audit.csv").await;
    assert_eq!(log.matches("made a passkey").count(), 3, "{log}");
    // Nothing that proves anything is kept in the open.
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM passkey_challenge"), 0);
}

#[tokio::test]
async fn what_does_not_hold_is_not_kept() {
    let shop = shop().await;
    let lies: [Lie; 11] = [
        ("another address", |how| how.origin = "https://desk.example.evil.example"),
        ("another address", |how| how.rp_id = "evil.example".into()),
        ("another address", |how| how.cross_origin = true),
        ("could not take", |how| how.kind = "webauthn.get"),
        ("make sure that it is you", |how| how.flags = PRESENT),
        ("could not take", |how| how.flags = VERIFIED),
        ("could not take", |how| how.flags = PRESENT | VERIFIED | 16),
        ("could not take", |how| how.format = "fido-u2f"),
        ("could not take", |how| {
            how.format = "packed";
            how.spoils_signature = true;
        }),
        ("longer than the desk waits", |how| how.challenge.make_ascii_lowercase()),
        ("longer than the desk waits", |how| how.challenge.clear()),
    ];
    for (words, lie) in lies {
        let made = Device::of(ES256).makes(&shop.aiko.begins_a_passkey().await, lie);
        let form = [("credential", made.as_str())];
        let refused = shop.aiko.post("/settings/passkeys", &form).await.is(422);
        assert!(refused.words().contains(words), "{words}: {}", refused.words());
    }
    for credential in ["", "{}", "[]", "{\"type\":\"public-key\",\"response\":{}}"] {
        let form = [("credential", credential)];
        let refused = shop.aiko.post("/settings/passkeys", &form).await.is(422);
        assert!(refused.words().contains("could not take"), "{}", refused.words());
    }
    // What somebody else was asked, or what was asked too long ago.
    let made = Device::of(ES256).makes(&shop.jonas.begins_a_passkey().await, |_| {});
    shop.aiko.post("/settings/passkeys", &[("credential", &made)]).await.is(422);
    let made = Device::of(ES256).makes(&shop.aiko.begins_a_passkey().await, |_| {});
    shop.clock.passes(11);
    shop.aiko.post("/settings/passkeys", &[("credential", &made)]).await.is(422);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM passkey"), 0);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM recovery_code"), 0);

    // Somebody has it already.
    let mut device = Device::of(ES256);
    shop.aiko.makes_a_passkey(&mut device, "Telephone").await.is(200);
    let again = shop.jonas.makes_a_passkey(&mut device, "Telephone").await.is(422);
    assert!(again.words().contains("here already"), "{}", again.words());
    // A device that vouches for itself with the key itself is taken.
    let mut own = Device::of(ES256);
    let made = own.makes(&shop.jonas.begins_a_passkey().await, |how| how.format = "packed");
    shop.jonas.post("/settings/passkeys", &[("credential", &made), ("name", "")]).await.is(200);
    assert!(shop.jonas.page(PAGE).await.contains(">Passkey</div>"));
}

#[tokio::test]
async fn it_signs_in_alone_and_opens_no_corner() {
    let shop = shop().await;
    shop.aiko.sets_up_a_factor(&shop.clock).await;
    for (algorithm, flags) in [(ES256, 5), (EDDSA, 5 | 8 | 16), (RS256, 5 | 8)] {
        let mut device = Device::of(algorithm);
        let saved = shop.aiko.makes_a_passkey(&mut device, "Telephone").await;
        saved.leads_to("/settings/second-factor?saved=passkey");
        let browser = shop.aiko.elsewhere();
        browser.signs_in_by_lying(&mut device, |how| how.flags = flags).await.leads_to("/today");
        assert!(browser.is_in().await);
        let profile = browser.page("/settings/profile").await;
        assert!(profile.contains("aiko@tea.example"), "{profile}");
        assert!(profile.contains("Closed in this browser"), "the password alone opens it");
        let form = [("password", PASSWORD)];
        browser.post("/settings/corner/password", &form).await.is(303);
        assert!(browser.page("/settings/profile").await.contains("Open in this browser"));
        assert!(browser.page(PAGE).await.contains("last used today"));
    }
    let log = shop.mia.page("/settings/audit.csv").await;
    assert_eq!(log.matches("with a passkey").count(), 3, "{log}");

    // To the page that was asked for; and nobody is led elsewhere.
    let mut device = Device::of(ES256);
    shop.jonas.makes_a_passkey(&mut device, "Telephone").await.is(200);
    for (next, to) in [("/promises", "/promises"), ("//evil.example", "/today")] {
        let browser = shop.jonas.elsewhere();
        let used = device.uses(&browser.is_asked_for_a_passkey().await, |_| {});
        let form = [("credential", used.as_str()), ("next", next)];
        browser.post("/sign-in/passkey", &form).await.leads_to(to);
    }
}

#[tokio::test]
async fn what_was_not_asked_or_is_not_signed_lets_in_nobody() {
    let (shop, mut device, _) = shop_with_a_passkey().await;
    let mut other = Device::of(ES256);
    shop.jonas.makes_a_passkey(&mut other, "Telephone").await.is(200);
    let browser = shop.aiko.elsewhere();
    let options = browser.is_asked_for_a_passkey().await;
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["rpId"], "desk.example");
    assert_eq!(options["allowCredentials"].as_array().unwrap().len(), 0, "whoever is there");

    let lies: [Lie; 11] = [
        ("another address", |how| how.origin = "https://evil.example"),
        ("another address", |how| how.rp_id = "evil.example".into()),
        ("another address", |how| how.cross_origin = true),
        ("could not take", |how| how.kind = "webauthn.create"),
        ("make sure that it is you", |how| how.flags = PRESENT),
        ("could not take", |how| how.flags = VERIFIED),
        ("could not take", |how| how.flags |= 16),
        ("could not take", |how| how.spoils_signature = true),
        ("does not know this passkey", |how| how.handle = None),
        ("does not know this passkey", |how| how.handle = Some("AAAA".into())),
        ("longer than the desk waits", |how| how.challenge.make_ascii_uppercase()),
    ];
    for (words, lie) in lies {
        let refused = browser.signs_in_by_lying(&mut device, lie).await.is(422);
        assert!(refused.words().contains(words), "{words}: {}", refused.words());
        assert!(!browser.is_in().await);
    }
    // As Jonas, by what is Aiko's.
    let handle = other.handle();
    browser.signs_in_by_lying(&mut device, |how| how.handle = Some(handle)).await.is(422);
    // One that nobody has here.
    let refused = browser.signs_in_by(&mut Device::of(EDDSA)).await;
    assert!(refused.is(422).words().contains("does not know this passkey"));
    for credential in ["", "{}", "null", "\u{1f642}"] {
        browser.post("/sign-in/passkey", &[("credential", credential)]).await.is(422);
    }
    // What was answered once, or was asked for something else, or too long ago.
    let used = device.uses(&browser.is_asked_for_a_passkey().await, |_| {});
    let form = [("credential", used.as_str())];
    browser.post("/sign-in/passkey", &form).await.leads_to("/today");
    let again = shop.aiko.elsewhere();
    again.post("/sign-in/passkey", &form).await.is(422);
    again.signs_in().await.leads_to(ASKED);
    let used = device.uses(&asked_of_device(&again.page(ASKED).await), |_| {});
    let stranger = shop.aiko.elsewhere();
    stranger.post("/sign-in/passkey", &[("credential", &used)]).await.is(422);
    let used = device.uses(&stranger.is_asked_for_a_passkey().await, |_| {});
    shop.clock.passes(11);
    stranger.post("/sign-in/passkey", &[("credential", &used)]).await.is(422);
    assert!(!again.is_in().await && !stranger.is_in().await);
    let log = shop.mia.page("/settings/audit.csv").await;
    assert!(log.contains("brought a passkey that was not taken for"), "{log}");
    assert!(log.contains("it was signed by another key"), "{log}");

    // Whoever was taken off the desk is not let in.
    let id = shop.aiko.id().await;
    shop.mia.post(&format!("/settings/people/{id}/deactivation"), &[]).await.is(303);
    stranger.signs_in_by(&mut device).await.is(422);
}

#[tokio::test]
async fn after_the_password_it_is_the_second_factor() {
    let (shop, mut device, codes) = shop_with_a_passkey().await;
    let browser = shop.aiko.elsewhere();
    browser.signs_in().await.leads_to(ASKED);
    assert!(!browser.is_in().await, "the password alone opens nothing");
    let page = browser.page(ASKED).await;
    assert!(page.contains("Now your passkey") && page.contains("Use a recovery code"), "{page}");
    let options = asked_of_device(&page);
    assert_eq!(options["allowCredentials"][0]["id"], device.id().as_str());

    // Somebody else's is none, and neither is one that was not signed.
    let mut other = Device::of(ES256);
    shop.jonas.makes_a_passkey(&mut other, "Telephone").await.is(200);
    let refused = browser.gives_passkey(&mut other, |_| {}).await.is(422);
    assert!(refused.words().contains("does not know this passkey"), "{}", refused.words());
    browser.gives_passkey(&mut device, |how| how.spoils_signature = true).await.is(422);
    assert!(!browser.is_in().await);
    // Who they are is known by then: that they have it is enough.
    let given = browser
        .gives_passkey(&mut device, |how| {
            how.flags = PRESENT;
            how.handle = None;
        })
        .await;
    given.leads_to("/today");
    assert!(browser.page("/settings/profile").await.contains("Open in this browser"));

    // A recovery code stands in for it, once; a code of an app that nobody has does not.
    let lost = shop.aiko.elsewhere();
    lost.signs_in().await.leads_to(ASKED);
    lost.gives("123456").await.is(422);
    lost.gives(&codes[0]).await.leads_to("/today");
    lost.elsewhere().signs_in().await.leads_to(ASKED);
    assert!(lost.page(PAGE).await.contains("Left: 9"));
    let form = [("password", PASSWORD)];
    let renewed = lost.post("/settings/second-factor/recovery-codes", &form).await.is(200).text();
    assert_eq!(codes_on(&renewed).len(), 10);

    // With an app besides, either will do.
    let factor = shop.aiko.sets_up_a_factor(&shop.clock).await;
    shop.clock.passes(1);
    let one = shop.aiko.elsewhere();
    one.signs_in().await.leads_to(ASKED);
    assert!(one.page(ASKED).await.contains("your passkey, or the code"));
    one.gives(&factor.app.shows()).await.leads_to("/today");
    let other = shop.aiko.elsewhere();
    other.signs_in().await.leads_to(ASKED);
    other.gives_passkey(&mut device, |_| {}).await.leads_to("/today");
    let log = shop.mia.page("/settings/audit.csv").await;
    assert!(log.contains("with a password and a passkey"), "{log}");

    // A link for a new password does not go past it.
    let id = shop.aiko.id().await;
    let page = shop.jonas.post(&format!("/settings/people/{id}/password-reset"), &[]).await.is(200);
    let link = between(&page.text(), "<code>", "</code>").to_owned();
    let path = link.strip_prefix(ADDRESS).unwrap_or(&link);
    let by_link = shop.aiko.elsewhere();
    by_link.post(path, &[("password", "a kinder new password")]).await.leads_to(ASKED);
    by_link.gives_passkey(&mut device, |_| {}).await.leads_to("/today");
}

#[tokio::test]
async fn an_app_that_is_being_set_up_is_not_asked_for() {
    let (shop, ..) = shop_with_a_passkey().await;
    let page = shop.aiko.post(PAGE, &[("password", PASSWORD)]).await.is(200).text();
    let app = Authenticator::reads(&unescaped(&page), &shop.clock);
    let browser = shop.aiko.elsewhere();
    browser.signs_in().await.leads_to(ASKED);
    browser.gives(&app.shows()).await.is(422);
    assert!(!browser.is_in().await);
}

#[tokio::test]
async fn a_counter_that_goes_back_tells_of_a_copy() {
    let (shop, mut device, _) = shop_with_a_passkey().await;
    let browser = shop.aiko.elsewhere();
    // It does not count, and then it does.
    for (count, taken) in [(0, true), (0, true), (7, true), (8, true), (8, false), (3, false)] {
        device.counts_from(count);
        let answer = browser.signs_in_by(&mut device).await;
        assert_eq!(answer.status, if taken { 303 } else { 422 }, "{count}");
        if !taken {
            assert!(answer.words().contains("a copy of this passkey"), "{}", answer.words());
        }
    }
    device.counts_from(0);
    browser.signs_in_by(&mut device).await.is(422);
    device.counts_from(9);
    browser.signs_in_by(&mut device).await.leads_to("/today");
    let log = shop.mia.page("/settings/audit.csv").await;
    assert!(log.contains("its counter went back"), "{log}");
}

#[tokio::test]
async fn it_is_called_something_and_removed_with_the_password() {
    let (shop, mut device, _) = shop_with_a_passkey().await;
    let id = only_id(&shop);
    let one = format!("/settings/passkeys/{id}");
    let too_much = "x".repeat(61);
    for (name, status) in [("", 422), ("  ", 422), (too_much.as_str(), 422), ("My ring", 303)] {
        shop.aiko.post(&one, &[("name", name)]).await.is(status);
    }
    assert!(shop.aiko.page(PAGE).await.contains("My ring"));
    shop.jonas.post(&one, &[("name", "Mine")]).await.is(404);
    let removal = format!("{one}/removal");
    shop.jonas.post(&removal, &[("password", PASSWORD)]).await.is(404);

    let elsewhere = shop.aiko.elsewhere();
    elsewhere.signs_in_by(&mut device).await.leads_to("/today");
    let wrong = shop.aiko.post(&removal, &[("password", "not it, surely")]).await.is(422);
    assert!(wrong.words().contains("not your present password"), "{}", wrong.words());
    let removed = shop.aiko.post(&removal, &[("password", PASSWORD)]).await;
    removed.leads_to("/settings/second-factor?saved=passkey-removal");
    assert!(shop.aiko.is_in().await && !elsewhere.is_in().await);
    elsewhere.signs_in_by(&mut device).await.is(422);
    elsewhere.signs_in().await.leads_to("/today");
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM recovery_code"), 0);
    shop.aiko.post(&removal, &[("password", PASSWORD)]).await.is(404);
    let log = shop.mia.page("/settings/audit.csv").await;
    assert!(log.contains("removed a passkey of theirs") && log.contains("My ring"), "{log}");

    // Where there is an app too, its recovery codes stay; and where that goes, those of the passkey do.
    let factor = shop.aiko.sets_up_a_factor(&shop.clock).await;
    shop.clock.passes(1);
    let saved = shop.aiko.makes_a_passkey(&mut device, "Telephone").await;
    saved.leads_to("/settings/second-factor?saved=passkey");
    let form = [("password", PASSWORD), ("code", &factor.app.shows())];
    shop.aiko.post("/settings/second-factor/removal", &form).await.is(303);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM recovery_code"), 10);
    let browser = shop.aiko.elsewhere();
    browser.signs_in().await.leads_to(ASKED);
    browser.gives(&factor.recovery_codes[0]).await.leads_to("/today");
}

#[tokio::test]
async fn where_everybody_needs_a_second_factor_a_passkey_is_one() {
    let (shop, mut device, _) = shop_with_a_passkey().await;
    needs_factors(&shop).await;
    let page = shop.mia.page("/settings/security").await;
    assert!(page.contains("Jonas Okafor, Mia Hartmann") && !page.contains("Aiko Tanaka,"));
    shop.aiko.elsewhere().signs_in_by(&mut device).await.leads_to("/today");
    shop.aiko.elsewhere().signs_in().await.leads_to(ASKED);
    // The last one stays.
    let removal = format!("/settings/passkeys/{}/removal", only_id(&shop));
    let refused = shop.aiko.post(&removal, &[("password", PASSWORD)]).await.is(422);
    assert!(refused.words().contains("your last passkey stays"), "{}", refused.words());
    shop.aiko.elsewhere().signs_in_by(&mut device).await.leads_to("/today");

    // Who has none makes one at the door.
    let door = "/sign-in/second-factor?next=%2Ftoday";
    let browser = shop.jonas.elsewhere();
    browser.signs_in().await.leads_to(door);
    let mut own = Device::of(EDDSA);
    let path = "/sign-in/second-factor/passkey";
    let made = own.makes(&asked_of_device(&browser.page(door).await), |how| how.flags = PRESENT);
    let refused = browser.post(path, &[("credential", &made)]).await.is(422);
    assert!(refused.words().contains("make sure that it is you"), "{}", refused.words());
    assert!(!browser.is_in().await);
    let made = own.makes(&asked_of_device(&refused.text()), |_| {});
    let form = [("credential", made.as_str()), ("name", "Firefox on Linux"), ("next", "/desk")];
    let page = browser.post(path, &form).await.is(200).text();
    assert_eq!(codes_on(&page).len(), 10);
    assert!(page.contains("You are in, Jonas") && page.contains("href=\"/desk\""), "{page}");
    assert!(browser.is_in().await);
    browser.elsewhere().signs_in_by(&mut own).await.leads_to("/today");

    // Whoever knows the password alone makes none beside one that came meanwhile, and sets no app up.
    let (thief, mia) = (shop.mia.elsewhere(), &shop.mia);
    thief.signs_in().await.leads_to(door);
    let asked = asked_of_device(&thief.page(door).await);
    let page = thief.post("/sign-in/second-factor", &[]).await.is(200).text();
    let app = Authenticator::reads(&unescaped(&page), &shop.clock);
    mia.makes_a_passkey(&mut Device::of(ES256), "Telephone").await.is(200);
    let made = Device::of(ES256).makes(&asked, |_| {});
    let refused = thief.post(path, &[("credential", &made)]).await.is(422);
    assert!(refused.words().contains("You have a second factor already"), "{}", refused.words());
    let code = app.shows();
    thief.post("/sign-in/second-factor/confirmation", &[("code", &code)]).await.is(422);
    assert!(!thief.is_in().await);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM passkey"), 3);
    assert_eq!(
        shop.database.number("SELECT COUNT(*) FROM second_factor WHERE confirmed_at IS NOT NULL"),
        0
    );
}

/// Takes away Aiko's second factor, as that person.
async fn resets(shop: &Shop, by: &Person, status: u16) {
    let id = shop.aiko.id().await;
    by.post(&format!("/settings/people/{id}/second-factor/removal"), &[]).await.is(status);
}

#[tokio::test]
async fn what_was_lost_is_taken_away() {
    let (shop, mut device, _) = shop_with_a_passkey().await;
    resets(&shop, &shop.jonas, 403).await;
    resets(&shop, &shop.mia, 303).await;
    assert!(!shop.aiko.is_in().await);
    shop.aiko.elsewhere().signs_in_by(&mut device).await.is(422);
    shop.aiko.signs_in().await.leads_to("/today");
    let today = shop.aiko.page("/today").await;
    assert!(today.contains("Mia took away your second factor today"), "{today}");
    // It goes when she makes another.
    shop.aiko.makes_a_passkey(&mut Device::of(ES256), "Telephone").await.is(200);
    assert!(!shop.aiko.page("/today").await.contains("took away"));
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM recovery_code"), 10);

    // The only owner goes to the server.
    let mut owners = Device::of(ES256);
    shop.mia.makes_a_passkey(&mut owners, "Telephone").await.is(200);
    let mut command = Program::command(shop.data.path(), &shop.database);
    command.args(["reset-link", "mia@tea.example", "--without-second-factor"]);
    let said = command.output().await.unwrap();
    assert!(said.status.success(), "{said:?}");
    shop.mia.elsewhere().signs_in_by(&mut owners).await.is(422);
    shop.mia.elsewhere().signs_in().await.leads_to("/today");
}

#[tokio::test]
async fn where_the_provider_is_the_only_way_in_owners_alone_have_another() {
    let (shop, mut device, _) = shop_with_a_passkey().await;
    let mut owners = Device::of(ES256);
    shop.mia.makes_a_passkey(&mut owners, "Telephone").await.is(200);
    shop.database.run(
        "INSERT INTO identity_provider (name, issuer, client_id, secret, joins, joins_as, only_way, \
         trusts_factor, used_since) VALUES ('Tea ID', 'https://id.example', 'desk', '', '', 'agent', \
         1, 0, 1)",
    );
    let refused = shop.aiko.elsewhere().signs_in_by(&mut device).await.is(422);
    assert!(refused.words().contains("everybody signs in with Tea ID"), "{}", refused.words());
    shop.mia.elsewhere().signs_in_by(&mut owners).await.leads_to("/today");
}

#[tokio::test]
async fn it_is_for_one_address_of_the_desk() {
    let (mut shop, mut device, codes) = shop_with_a_passkey().await;
    shop.server.config.public_url = Some("https://new.example".into());
    shop.server.restart(|_| {}).await;
    let page = shop.aiko.page(PAGE).await;
    assert!(page.contains("It is for another address of the desk"), "{page}");
    let browser = shop.aiko.elsewhere();
    let answer = browser.signs_in_by_lying(&mut device, |how| how.origin = "https://new.example");
    // No device signs for a name that it did not make it for; and that is looked at besides.
    answer.await.is(422);
    let door = shop.aiko.elsewhere();
    door.signs_in().await.leads_to(ASKED);
    let page = door.page(ASKED).await;
    assert!(page.contains("Your passkeys are for another address"), "{page}");
    door.gives(&codes[0]).await.leads_to("/today");
    // It goes on being asked for, so what can be given stays.
    let factor = door.sets_up_a_factor(&shop.clock).await;
    shop.clock.passes(1);
    let code = factor.app.shows();
    let form = [("password", PASSWORD), ("code", code.as_str())];
    let refused = door.post("/settings/second-factor/removal", &form).await.is(422);
    assert!(
        refused.words().contains("Add a passkey for this address first"),
        "{}",
        refused.words()
    );

    // Where browsers make none, the page says what is missing, and nothing asks for one.
    shop.server.config.public_url = None;
    shop.server.restart(|_| {}).await;
    let page = shop.aiko.page(PAGE).await;
    assert!(page.contains("Passkeys need an encrypted address with a name"), "{page}");
    assert!(!page.contains("Add another passkey"), "{page}");
    let form = [("password", PASSWORD)];
    shop.aiko.post("/settings/passkeys/beginning", &form).await.is(409);
    shop.aiko.post("/sign-in/passkey/options", &[]).await.is(409);
    let page = shop.aiko.elsewhere().page("/sign-in").await;
    assert!(!page.contains("Use a passkey") && !page.contains("webauthn"), "{page}");
}

#[tokio::test]
async fn nobody_has_more_than_they_can_use() {
    let (shop, ..) = shop_with_a_passkey().await;
    for _ in 1..19 {
        shop.aiko.makes_a_passkey(&mut Device::of(EDDSA), "Ring").await.is(303);
    }
    // Two are begun while there is room for one.
    let begun = [shop.aiko.begins_a_passkey().await, shop.aiko.begins_a_passkey().await];
    for (options, status) in begun.iter().zip([303, 422]) {
        let made = Device::of(EDDSA).makes(options, |_| {});
        shop.aiko.post("/settings/passkeys", &[("credential", &made)]).await.is(status);
    }
    let form = [("password", PASSWORD)];
    let refused = shop.aiko.post("/settings/passkeys/beginning", &form).await.is(422);
    assert!(refused.words().contains("You have 20 passkeys already"), "{}", refused.words());
}

#[tokio::test]
async fn one_answer_lets_in_one_of_two_who_bring_it_at_once() {
    let (shop, mut device, _) = shop_with_a_passkey().await;
    let (one, other) = (shop.aiko.elsewhere(), shop.aiko.elsewhere());
    let used = device.uses(&one.is_asked_for_a_passkey().await, |_| {});
    let form = [("credential", used.as_str())];
    let (a, b) =
        tokio::join!(one.post("/sign-in/passkey", &form), other.post("/sign-in/passkey", &form));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
}

#[tokio::test]
async fn whose_it_is_hears_of_it_by_email() {
    let mails = MailServer::listens().await;
    let shop = Shop::open_by(Clock::at(MONDAY), |config| {
        config.public_url = Some(ADDRESS.into());
        mails.serves(config);
    });
    let shop = shop.await;
    let mut device = Device::of(ES256);
    shop.aiko.makes_a_passkey(&mut device, "Not <b>hers</b>").await.is(200);
    let email = mails.gets(1).await.remove(0);
    assert_eq!(email.to, shop.aiko.email);
    assert_eq!(email.subject(), "A new passkey for your account at the desk of The Tea Shop");
    let text = email.text();
    assert!(text.contains("Not <b>hers</b>"), "{text}");
    assert!(text.contains("https://desk.example/settings/second-factor"), "{text}");
    assert!(!email.html().contains("<b>hers"), "{}", email.html());
    let page = shop.mia.page("/settings/email").await;
    assert!(page.contains("A new passkey"), "{page}");

    // A new password signs out, and leaves them as they are: that is said where there are any.
    let form = [("old", PASSWORD), ("new", "another long password")];
    let saved = shop.aiko.post("/settings/password", &form).await;
    saved.leads_to("/settings/profile?saved=password-passkeys");
    let page = shop.aiko.page("/settings/profile?saved=password-passkeys").await;
    assert!(page.contains("Passkeys do not change with it"), "{page}");
}

#[tokio::test]
async fn who_brings_many_that_do_not_hold_has_to_wait() {
    let (shop, mut device, _) = shop_with_a_passkey().await;
    let browser = shop.aiko.elsewhere();
    for _ in 0..30 {
        browser.signs_in_by(&mut Device::of(EDDSA)).await.is(422);
    }
    browser.signs_in_by(&mut device).await.is(429);
    let log = shop.mia.page("/settings/audit.csv").await;
    assert_eq!(log.matches("brought a passkey that was not taken").count(), 30, "{log}");
    shop.clock.passes(16);
    browser.signs_in_by(&mut device).await.leads_to("/today");
}
