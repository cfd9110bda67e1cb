//! Signing in at an identity provider, which may lie.

use serde_json::{Value, json};

use crate::support::{
    Answer, Browser, CLIENT_ID, Clock, Lie, PASSWORD, Person, Provider, SECRET, Shop, Signer,
    all_between, between, unescaped,
};

const MONDAY: &str = "2026-11-23T08:00[Europe/Berlin]";
const IN: &str = "/sign-in/provider";
const ACCOUNT: &str = "/sign-in/provider/account";
/// What is said of a way back that nobody may go.
const GONE: &str = "was gone already, took too long, or was begun in another browser";
const SETTINGS: &str = "/settings/identity-provider";

/// A shop whose provider may be beside it.
async fn shop() -> Shop {
    Shop::open_by(Clock::at(MONDAY), |config| config.private_identity_provider = true).await
}

/// … and is in use.
async fn shop_with(more: &[(&str, &str)]) -> (Shop, Provider) {
    let shop = shop().await;
    let provider = Provider::opens(&shop.clock).await;
    shop.mia.opens_the_door_by(&provider, more).await;
    (shop, provider)
}

/// Aiko's account is connected with the one here.
async fn connected(shop: &Shop, provider: &Provider) {
    provider.knows("Aiko", "Aiko@tea.example");
    let aiko = shop.aiko.elsewhere();
    aiko.goes_through(IN).await.leads_to(ACCOUNT);
    aiko.post("/sign-in/provider/link", &[("password", PASSWORD)]).await.leads_to("/today");
    assert!(aiko.is_in().await);
}

#[track_caller]
fn says(answer: Answer, status: u16, words: &str) {
    let answer = answer.is(status);
    assert!(answer.words().contains(words), "{:?}, not {words:?}", answer.words());
}

async fn log(shop: &Shop) -> String {
    unescaped(&shop.mia.page("/settings/audit").await)
}

#[tokio::test]
async fn a_provider_is_tried_before_anybody_signs_in_there() {
    let shop = shop().await;
    let provider = Provider::opens(&shop.clock).await;
    assert!(!shop.mia.page("/sign-in").await.contains(IN));
    Browser::new(&shop.base).get(IN).await.leads_to("/sign-in");

    shop.mia.sets_up_provider(&provider, &[]).await.leads_to(&format!("{SETTINGS}?saved=trial"));
    let page = shop.mia.page(SETTINGS).await;
    assert!(page.contains("Not in use yet") && page.contains("Sign in there once"), "{page}");
    assert!(page.contains(&format!("{}/sign-in/provider/callback", shop.base)), "{page}");
    Browser::new(&shop.base).get(IN).await.leads_to("/sign-in");
    says(shop.mia.post(&format!("{SETTINGS}/use"), &[]).await, 422, "Try it first");

    provider.knows("Mia", "mia@tea.example");
    provider.lies(&[Lie::Claims(json!({"aud": "till"}))]);
    let failed = shop.mia.goes_through(&format!("{SETTINGS}/trial")).await;
    says(failed, 422, "made for another program");
    says(shop.mia.post(&format!("{SETTINGS}/use"), &[]).await, 422, "Try it first");
    provider.lies(&[]);
    let tried = shop.mia.goes_through(&format!("{SETTINGS}/trial")).await;
    tried.leads_to(&format!("{SETTINGS}?saved=tried"));
    let page = shop.mia.page(SETTINGS).await;
    assert!(page.contains("took you for Mia, mia@tea.example"), "{page}");
    shop.mia.post(&format!("{SETTINGS}/use"), &[]).await.is(303);
    let door = unescaped(&Browser::new(&shop.base).page("/sign-in?next=/desk").await);
    assert!(door.contains("Sign in with The Kettle"), "{door}");
    assert!(door.contains("/sign-in/provider?next=%2Fdesk"), "{door}");

    // The secret is told to nobody again.
    assert!(!shop.mia.page(SETTINGS).await.contains(SECRET));
    assert!(!String::from_utf8_lossy(&shop.database.dump()).contains(SECRET));
    let log = log(&shop).await;
    assert!(log.contains("is to be tried") && log.contains("is in use"), "{log}");

    // It can be let go of, and brought back by trying it.
    shop.mia.post(&format!("{SETTINGS}/removal"), &[]).await.is(303);
    Browser::new(&shop.base).get(IN).await.leads_to("/sign-in");
    shop.mia.post(&format!("{SETTINGS}/use"), &[]).await.leads_to(&format!("{SETTINGS}?saved=use"));
    shop.mia.post(&format!("{SETTINGS}/removal"), &[]).await.is(303);
    shop.mia.post(&format!("{SETTINGS}/trial/removal"), &[]).await.is(303);
    shop.mia.get(&format!("{SETTINGS}/trial")).await.is(404);
    shop.jonas.get(SETTINGS).await.is(403);
}

#[tokio::test]
async fn what_is_filled_in_is_checked_and_nothing_of_it_is_lost() {
    let shop = shop().await;
    let provider = Provider::opens(&shop.clock).await;
    for (field, value, said) in [
        ("name", " ", "what stands on the button"),
        ("issuer", "the firm", "not an address"),
        ("issuer", "ftp://id.example", "not an address"),
        ("issuer", "http://169.254.169.254/", "outside your own network only https"),
        ("issuer", "https://169.254.169.254/", "not on the internet"),
        ("client_id", "", "client’s id is missing"),
        ("joins", "tea.example\nlocalhost", "“localhost”"),
        ("joins_as", "owner", "Nobody becomes an owner"),
    ] {
        let mut form = vec![
            ("name", "The Kettle"),
            ("issuer", &*provider.issuer),
            ("client_id", CLIENT_ID),
            ("secret", SECRET),
            ("joins", "tea.example"),
        ];
        form.retain(|(name, _)| *name != field);
        form.push((field, value));
        let refused = shop.mia.post(SETTINGS, &form).await.is(422);
        assert!(refused.words().contains(said), "{field}: {}", refused.words());
        assert!(field == "client_id" || refused.text().contains(CLIENT_ID), "{field}");
        assert!(!refused.text().contains(SECRET));
    }
    for (lie, said) in [
        (
            Lie::Discovery(json!({"issuer": "https://evil.example"})),
            "calls itself https://evil.example",
        ),
        (Lie::Discovery(json!({"token_endpoint": null})), "names no token_endpoint"),
        (Lie::Discovery(json!({"jwks_uri": "keys"})), "names no jwks_uri"),
        (Lie::Long(5_000_000), "far too much"),
        (Lie::Broken, "status 502"),
    ] {
        provider.lies(std::slice::from_ref(&lie));
        let refused = shop.mia.sets_up_provider(&provider, &[]).await.is(422);
        assert!(refused.words().contains(said), "{lie:?}: {}", refused.words());
    }
    let page = shop.mia.page(SETTINGS).await;
    assert!(!page.contains("Not in use yet"), "{page}");
}

#[tokio::test]
async fn another_provider_changes_nothing_until_it_was_tried() {
    let (shop, provider) = shop_with(&[]).await;
    connected(&shop, &provider).await;
    let other = Provider::opens(&shop.clock).await;
    // Not with the secret that is for another.
    let form = [("name", "Other"), ("issuer", &*other.issuer), ("client_id", CLIENT_ID)];
    shop.mia.post(SETTINGS, &form).await.leads_to(&format!("{SETTINGS}?saved=trial"));
    other.knows("Mia", "mia@tea.example");
    let tried = shop.mia.goes_through(&format!("{SETTINGS}/trial")).await;
    says(tried, 422, "does not take the client’s id and secret");
    shop.aiko.elsewhere().goes_through(IN).await.leads_to("/today");

    // Whoever is on the way to one does not arrive at another.
    let aiko = shop.aiko.elsewhere();
    let there = aiko.get(IN).await;
    let back = aiko.get(there.location()).await.is(302);
    shop.mia.opens_the_door_by(&other, &[]).await;
    says(aiko.get(back.location()).await, 422, "");
    assert!(!aiko.is_in().await);
    // An account is one at its own provider alone.
    other.knows("Aiko", "nora@mail.example");
    says(aiko.goes_through(IN).await, 422, "this desk does not yet");

    // What concerns the desk alone holds at once, also without the secret.
    let form = [
        ("name", "The Pot"),
        ("issuer", &*other.issuer),
        ("client_id", CLIENT_ID),
        ("joins", "mail.example"),
    ];
    shop.mia.post(SETTINGS, &form).await.leads_to(&format!("{SETTINGS}?saved"));
    assert!(shop.mia.page("/sign-in").await.contains("Sign in with The Pot"));
    aiko.goes_through(IN).await.leads_to(ACCOUNT);
}

#[tokio::test]
async fn somebody_here_connects_their_account_once_and_is_let_in_from_then_on() {
    let (shop, provider) = shop_with(&[]).await;
    provider.knows("Aiko", "Aiko@tea.example");
    let aiko = shop.aiko.elsewhere();
    aiko.goes_through("/sign-in/provider?next=%2Fdesk").await.leads_to(ACCOUNT);
    assert!(!aiko.is_in().await, "that the addresses are the same is not enough");
    let page = aiko.page(ACCOUNT).await;
    assert!(page.contains("Is this you, Aiko?"), "{page}");
    let wrong = aiko.post("/sign-in/provider/link", &[("password", "not it, surely")]).await;
    says(wrong, 422, "not your present password");
    assert!(!aiko.is_in().await);
    aiko.post("/sign-in/provider/link", &[("password", PASSWORD)]).await.leads_to("/desk");
    assert!(aiko.is_in().await);
    assert!(aiko.page("/settings/profile").await.contains("Open in this browser"));
    aiko.get(ACCOUNT).await.is(404);

    let again = shop.aiko.elsewhere();
    again.goes_through(IN).await.leads_to("/today");
    assert!(again.is_in().await);
    // It is she who is known, not her address.
    provider.knows_as(json!({"sub": "id-of-Aiko", "email": "tanaka@tea.example"}));
    shop.aiko.elsewhere().goes_through(IN).await.leads_to("/today");
    provider.knows_as(json!({"sub": "4711", "email": "aiko@tea.example", "email_verified": true}));
    shop.aiko.elsewhere().goes_through(IN).await.leads_to(ACCOUNT);

    // What is hers alone is closed with her password, which was not given.
    let profile = again.page("/settings/profile").await;
    assert!(profile.contains("Closed in this browser"), "{profile}");
    assert!(profile.contains("aiko@tea.example</div>"), "{profile}");
    let corner = "/settings/corner/password";
    says(again.post(corner, &[("password", "not it, surely")]).await, 422, "not your present");
    let opened = again.post(corner, &[("password", PASSWORD)]).await;
    opened.leads_to("/settings/profile?saved=corner-open");
    assert!(again.page("/settings/profile").await.contains("Open in this browser"));

    let log = log(&shop).await;
    for words in ["connected an account at the identity provider", "at the identity provider"] {
        assert!(log.contains(words), "{words}: {log}");
    }
    again.post("/sign-out", &[]).await.leads_to("/sign-in");
    assert!(!again.is_in().await);
}

#[tokio::test]
async fn guesses_of_a_password_are_counted_as_at_the_door() {
    let (shop, provider) = shop_with(&[]).await;
    provider.knows("Aiko", "aiko@tea.example");
    let aiko = shop.aiko.elsewhere();
    aiko.goes_through(IN).await.leads_to(ACCOUNT);
    for _ in 0..5 {
        aiko.post("/sign-in/provider/link", &[("password", "not it, surely")]).await.is(422);
    }
    aiko.post("/sign-in/provider/link", &[("password", PASSWORD)]).await.is(429);
    shop.aiko.elsewhere().signs_in().await.is(429);
}

#[tokio::test]
async fn whoever_is_named_joins_and_nobody_else() {
    let (shop, provider) = shop_with(&[("joins", "tea.example\nnora@mail.example")]).await;
    for (account, words) in [
        (json!({"sub": "1", "email": "karim@mail.example", "email_verified": true}), true),
        (json!({"sub": "2", "email": "karim@tea.example", "email_verified": false}), true),
        (json!({"sub": "3", "email": "karim@tea.example"}), false),
        (json!({"sub": "4", "email": "karim@evil-tea.example", "email_verified": true}), true),
    ] {
        provider.knows_as(account.clone());
        let browser = Browser::new(&shop.base);
        let refused = browser.goes_through(IN).await.is(422);
        assert!(!words || refused.words().contains("this desk does not yet"), "{account}");
        browser.get(ACCOUNT).await.is(404);
        let form = [("name", "Karim"), ("password", PASSWORD)];
        browser.post("/sign-in/provider/joining", &form).await.is(404);
    }

    provider.knows("Nora Lindqvist", "nora@mail.example");
    let nora = Person::at_browser(&shop.base, "nora@mail.example");
    nora.goes_through(IN).await.leads_to(ACCOUNT);
    let page = nora.page(ACCOUNT).await;
    assert!(page.contains("Welcome to The Tea Shop"), "{page}");
    assert!(page.contains("value=\"Nora Lindqvist\""), "{page}");
    let short = [("name", "Nora L."), ("password", "short")];
    let refused = nora.post("/sign-in/provider/joining", &short).await.is(422);
    assert!(refused.words().contains("too short"), "{}", refused.words());
    assert!(refused.text().contains("value=\"Nora L.\""));
    let form = [("name", "Nora L."), ("password", PASSWORD), ("time_zone", "Europe/Oslo")];
    nora.post("/sign-in/provider/joining", &form).await.leads_to("/today");
    let profile = nora.page("/settings/profile").await;
    assert!(profile.contains("Agent, signs in with nora@mail.example"), "{profile}");
    assert!(profile.contains("Europe/Oslo") && profile.contains("Open in this browser"));
    nora.post("/sign-in/provider/joining", &form).await.is(404);
    assert!(log(&shop).await.contains("as agent, by the identity provider"));

    nora.elsewhere().goes_through(IN).await.leads_to("/today");
    // Whoever was taken off the desk stays off it.
    let id = shop.mia.id_of(&nora).await;
    shop.mia.post(&format!("/settings/people/{id}/deactivation"), &[]).await.is(303);
    says(nora.elsewhere().goes_through(IN).await, 422, "not on this desk any more");
}

#[tokio::test]
async fn a_lead_joins_where_the_owner_says_so_and_an_owner_never_does() {
    let (shop, provider) = shop_with(&[("joins", "tea.example"), ("joins_as", "lead")]).await;
    provider.knows("Karim", "karim@tea.example");
    let karim = Person::at_browser(&shop.base, "karim@tea.example");
    karim.goes_through(IN).await.leads_to(ACCOUNT);
    let form = [("name", "Karim"), ("password", PASSWORD)];
    karim.post("/sign-in/provider/joining", &form).await.leads_to("/today");
    karim.get("/team-figures").await.is(200);
    karim.get(SETTINGS).await.is(403);
}

#[tokio::test]
async fn every_common_kind_of_key_signs_and_a_new_one_holds_at_once() {
    let shop = shop().await;
    let provider = Provider::opens_with(&shop.clock, Signer::rs256()).await;
    shop.mia.opens_the_door_by(&provider, &[]).await;
    connected(&shop, &provider).await;
    for (kid, signer) in
        [("second", Signer::es256()), ("third", Signer::eddsa()), ("fourth", Signer::rs256())]
    {
        provider.changes_its_key(kid, signer);
        shop.aiko.elsewhere().goes_through(IN).await.leads_to("/today");
    }
}

#[tokio::test]
async fn no_lie_lets_anybody_in() {
    let (shop, provider) = shop_with(&[]).await;
    connected(&shop, &provider).await;
    let now = shop.clock.now().as_second();
    let claims = |name: &str, value: Value| {
        let mut claims = serde_json::Map::new();
        claims.insert(name.into(), value);
        Lie::Claims(claims.into())
    };
    for (lie, said) in [
        (claims("nonce", json!("another")), "belongs to another sign-in"),
        (claims("nonce", Value::Null), "belongs to another sign-in"),
        (claims("aud", json!("till")), "made for another program"),
        (claims("aud", json!(["till", "shop"])), "made for another program"),
        (claims("aud", json!([CLIENT_ID, "till"])), "Another program asked"),
        (claims("azp", json!("till")), "Another program asked"),
        (claims("iss", json!("https://evil.example")), "speaks for another provider"),
        (claims("exp", json!(now - 61)), "too old"),
        (claims("exp", Value::Null), "too old"),
        (claims("iat", json!(now + 3600)), "from the future"),
        (claims("sub", json!("")), "names nobody"),
        (Lie::Unsigned, "not signed"),
        (Lie::PublicKeyAsSecret, "anybody could have signed it"),
        (Lie::UnknownKey, "none of its keys"),
        (Lie::Altered, "none of its keys"),
        (Lie::Broken, "status 502"),
        (Lie::Long(5_000_000), "far too much"),
        (Lie::Discovery(json!({"issuer": "https://evil.example"})), "calls itself"),
        (Lie::Discovery(json!({"jwks_uri": "http://169.254.169.254/keys"})), "169.254.169.254"),
        (
            Lie::Discovery(json!({"token_endpoint": "https://169.254.169.254/"})),
            "not on the internet",
        ),
    ] {
        let aiko = shop.aiko.elsewhere();
        // What it tells before anybody goes there is right: it lies when they come back.
        let there = aiko.get(IN).await.is(303);
        let back = aiko.get(there.location()).await.is(302);
        provider.lies(std::slice::from_ref(&lie));
        let refused = aiko.get(back.location()).await.is(422);
        provider.lies(&[]);
        assert!(refused.words().contains(said), "{lie:?}: {}", refused.words());
        assert!(refused.text().contains("name=\"password\""), "the other way is there: {lie:?}");
        assert!(!aiko.is_in().await, "{lie:?}");
    }
    assert!(log(&shop).await.contains("could not sign in"));
    shop.aiko.elsewhere().goes_through(IN).await.leads_to("/today");
}

#[tokio::test]
async fn a_provider_that_never_answers_is_waited_for_ten_seconds() {
    let (shop, provider) = shop_with(&[]).await;
    connected(&shop, &provider).await;
    provider.lies(&[Lie::Silent]);
    let aiko = shop.aiko.elsewhere();
    says(aiko.goes_through(IN).await, 422, "did not answer within 10 seconds");
    assert!(!aiko.is_in().await);
}

#[tokio::test]
async fn one_comes_back_once_in_time_and_in_the_browser_that_went() {
    let (shop, provider) = shop_with(&[]).await;
    connected(&shop, &provider).await;
    let (aiko, karim) = (shop.aiko.elsewhere(), Browser::new(&shop.base));
    let went = async |browser: &Browser| {
        let there = browser.get(IN).await.is(303);
        browser.get(there.location()).await.is(302).location().to_owned()
    };

    // Another browser, which has been there as well, does not come in by her way back.
    let back = went(&aiko).await;
    went(&karim).await;
    says(karim.get(&back).await, 422, GONE);
    says(Browser::new(&shop.base).get(&back).await, 422, GONE);
    aiko.get(&back).await.leads_to("/today");
    says(aiko.get(&back).await, 422, GONE);

    // Two tabs of hers, one after the other.
    let aiko = shop.aiko.elsewhere();
    let (one, other) = (went(&aiko).await, went(&aiko).await);
    aiko.get(&one).await.leads_to("/today");
    aiko.get(&other).await.leads_to("/today");

    // The code of one way with the state of another: the provider finds that it is not hers.
    let aiko = shop.aiko.elsewhere();
    let (one, other) = (went(&aiko).await, went(&aiko).await);
    let state = between(&one, "state=", "&");
    let mixed = other.replace(between(&other, "state=", "&"), state);
    says(aiko.get(&mixed).await, 422, "was used already");
    assert!(!aiko.is_in().await);

    // From another provider, or without saying from which.
    for (from, to) in [("127.0.0.1", "evil.example"), ("iss=", "was=")] {
        let back = went(&aiko).await;
        let (before, issuer) = back.split_once("&iss=").unwrap();
        let back = format!("{before}{}", format!("&iss={issuer}").replace(from, to));
        says(aiko.get(&back).await, 422, "not from the identity provider that was asked");
    }
    // It says no.
    for (error, said) in [
        ("access_denied", "did not let you in"),
        ("server_error", "in trouble"),
        ("invalid_scope", "does not take how this desk asks"),
    ] {
        let back = went(&aiko).await;
        let code = between(&back, "code=", "&");
        let back = back.replace(&format!("code={code}"), &format!("error={error}"));
        says(aiko.get(&back).await, 422, said);
    }
    for path in ["", "?", "?state=x&code=y", "?state=&code="] {
        says(aiko.get(&format!("/sign-in/provider/callback{path}")).await, 422, GONE);
    }
    let late = went(&aiko).await;
    shop.clock.passes(15);
    says(aiko.get(&late).await, 422, GONE);
    assert!(!aiko.is_in().await);
}

#[tokio::test]
async fn a_second_factor_is_asked_for_unless_the_providers_word_for_it_is_taken() {
    let (shop, provider) = shop_with(&[]).await;
    connected(&shop, &provider).await;
    let factor = shop.aiko.sets_up_a_factor(&shop.clock).await;
    shop.clock.passes(1);
    let with = |ways: Value| Lie::Claims(json!({ "amr": ways }));
    let asked = "/sign-in/code?next=%2Ftoday";
    // Whatever it says.
    provider.lies(&[with(json!(["pwd", "mfa"]))]);
    let aiko = shop.aiko.elsewhere();
    aiko.goes_through(IN).await.leads_to(asked);
    assert!(!aiko.is_in().await);
    assert!(aiko.page(asked).await.contains("The identity provider knows you"));
    aiko.gives(&factor.app.shows()).await.leads_to("/today");
    assert!(log(&shop).await.contains("at the identity provider and a code"));

    let trusting = [
        ("name", "The Kettle"),
        ("issuer", &*provider.issuer),
        ("client_id", CLIENT_ID),
        ("trusts_factor", "yes"),
    ];
    shop.mia.post(SETTINGS, &trusting).await.leads_to(&format!("{SETTINGS}?saved"));
    shop.aiko.elsewhere().goes_through(IN).await.leads_to("/today");
    assert!(log(&shop).await.contains("at the identity provider with a second factor"));
    provider.lies(&[with(json!(["pwd"]))]);
    shop.aiko.elsewhere().goes_through(IN).await.leads_to(asked);

    // Where everybody needs one, its word counts as well.
    let form =
        [("needs_factor", "yes"), ("idle", "day"), ("lifetime", "week"), ("audit_days", "90")];
    shop.mia.post("/settings/security", &form).await.is(303);
    provider.knows("Jonas", "jonas@tea.example");
    let jonas = shop.jonas.elsewhere();
    jonas.goes_through(IN).await.leads_to(ACCOUNT);
    let linked = jonas.post("/sign-in/provider/link", &[("password", PASSWORD)]).await;
    linked.leads_to("/sign-in/second-factor?next=%2Ftoday");
    provider.lies(&[with(json!(["mfa"]))]);
    shop.jonas.elsewhere().goes_through(IN).await.leads_to("/today");
}

#[tokio::test]
async fn as_the_only_way_in_it_keeps_passwords_out_but_those_of_owners() {
    let (shop, provider) = shop_with(&[("only_way", "yes")]).await;
    connected(&shop, &provider).await;
    let door = Browser::new(&shop.base).page("/sign-in").await;
    assert!(door.contains("Owners sign in with their password, too"), "{door}");
    says(shop.aiko.elsewhere().signs_in().await, 422, "everybody signs in with The Kettle");
    shop.mia.elsewhere().signs_in().await.leads_to("/today");
    shop.aiko.elsewhere().goes_through(IN).await.leads_to("/today");

    // A link for a new password lets nobody in either, though the password is another from then on.
    let id = shop.mia.id_of(&shop.aiko).await;
    let made = shop.mia.post(&format!("/settings/people/{id}/password-reset"), &[]).await.is(200);
    let made = made.text();
    let link =
        all_between(&made, "<code>", "</code>").find(|text| text.contains("/password-resets/"));
    let aiko = shop.aiko.elsewhere();
    let new = [("password", "a kinder new password")];
    aiko.post(link.unwrap(), &new).await.leads_to("/sign-in?password-kept");
    assert!(aiko.page("/sign-in?password-kept").await.contains("Your new password is kept"));
    assert!(!aiko.is_in().await);
    aiko.goes_through(IN).await.leads_to("/today");
    let opening = aiko.post("/settings/corner/password", &new).await;
    opening.leads_to("/settings/profile?saved=corner-open");
    // The only way in is not let go of.
    let profile = aiko.page("/settings/profile").await;
    let account = between(&profile, "/settings/identities/", "/removal");
    let account = account.rsplit('/').next().unwrap();
    let removal = format!("/settings/identities/{account}/removal");
    says(aiko.post(&removal, &[]).await, 422, "your only way in");
    shop.jonas.post(&removal, &[]).await.is(422);
    assert!(aiko.page("/settings/profile").await.contains(&removal));

    // Somebody who is invited has a first step, and takes the next with the password of it.
    let invited = shop.mia.invites("agent").await;
    let nora = Person::joins(&shop.base, &invited, "Nora", "nora@tea.example").await;
    assert!(nora.is_in().await);
    nora.elsewhere().signs_in().await.is(422);
    provider.knows("Nora", "nora@tea.example");
    let elsewhere = nora.elsewhere();
    elsewhere.goes_through(IN).await.leads_to(ACCOUNT);
    elsewhere.post("/sign-in/provider/link", &[("password", PASSWORD)]).await.leads_to("/today");
}

#[tokio::test]
async fn a_provider_that_is_away_leaves_the_other_way_open() {
    let (shop, provider) = shop_with(&[]).await;
    drop(provider);
    let aiko = shop.aiko.elsewhere();
    let refused = aiko.get("/sign-in/provider?next=%2Fdesk").await.is(422);
    assert!(refused.words().contains("cannot be reached"), "{}", refused.words());
    assert!(refused.text().contains("name=\"next\" value=\"/desk\""));
    aiko.signs_in().await.leads_to("/today");
}

#[tokio::test]
async fn a_provider_beside_the_desk_has_to_be_allowed() {
    let shop = Shop::open().await;
    let provider = Provider::opens(&shop.clock).await;
    says(shop.mia.sets_up_provider(&provider, &[]).await, 422, "https://");
    let https = provider.issuer.replace("http:", "https:");
    let form = [("name", "The Kettle"), ("issuer", &*https), ("client_id", CLIENT_ID)];
    says(shop.mia.post(SETTINGS, &form).await, 422, "not on the internet");
    let named = https.replace("127.0.0.1", "localhost");
    let form = [("name", "The Kettle"), ("issuer", &*named), ("client_id", CLIENT_ID)];
    says(shop.mia.post(SETTINGS, &form).await, 422, "not on the internet");
    assert!(provider.asked().is_empty());
}

#[tokio::test]
async fn an_account_is_connected_from_inside_whatever_its_address() {
    let (shop, provider) = shop_with(&[]).await;
    provider.knows_as(json!({"sub": "4711", "name": "Aiko T.", "email": "a@elsewhere.example"}));
    let (connect, saved) = ("/settings/identities/new", "/settings/profile?saved=identity");
    shop.aiko.goes_through(connect).await.leads_to(ACCOUNT);
    shop.aiko.post("/sign-in/provider/link", &[("password", "not it, surely")]).await.is(422);
    shop.aiko.post("/sign-in/provider/link", &[("password", PASSWORD)]).await.leads_to(saved);
    shop.aiko.elsewhere().goes_through(IN).await.leads_to("/today");
    // It is hers, and not also Jonas's.
    says(shop.jonas.goes_through(connect).await, 409, "connected already");
    let profile = shop.aiko.page("/settings/profile").await;
    let path = format!(
        "/settings/identities{}/removal",
        between(
            profile.split_once("An account without an address").unwrap().1,
            "/settings/identities",
            "/removal",
        )
    );
    shop.jonas.post(&path, &[]).await.is(404);
    let removed = shop.aiko.post(&path, &[]).await;
    removed.leads_to("/settings/profile?saved=identity-removal");
    shop.aiko.elsewhere().goes_through(IN).await.is(422);
    assert!(log(&shop).await.contains("disconnected an account at the identity provider"));
}

#[tokio::test]
async fn what_the_token_does_not_tell_is_asked_for_of_the_same_person() {
    let (shop, provider) = shop_with(&[("joins", "tea.example")]).await;
    provider.knows_as(json!({"sub": "1"}));
    provider.lies(&[Lie::SomebodyElse("2")]);
    says(Browser::new(&shop.base).goes_through(IN).await, 422, "somebody else");
    provider.lies(&[]);
    let karim = Browser::new(&shop.base);
    karim.goes_through(IN).await.leads_to(ACCOUNT);
    assert!(karim.page(ACCOUNT).await.contains("karim@tea.example"));
}
