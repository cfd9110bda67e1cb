//! What is one agent's alone: nobody else opens it, whatever they have in their hands.

use std::{path::Path, thread};

use desk::{
    Desk,
    corner::{Corner, Sealed},
    token,
};
use domain::AgentId;
use sealed::Key;
use store::{Location, Store};

use crate::support::{
    Browser, Database, PASSWORD, Person, Shop, TestApp, between, contains, files_in,
};

const KIND: &str = "reflection";
const MARKER: &[u8] = b"Today I was short with him, and I know why.";
const NEW: &str = "a kinder new password";

/// The verbs of the desk beside the running server: nothing that is here shows on a page yet.
fn beside(data: &Path, database: &Database) -> Desk {
    let location = match database.url() {
        Some(url) => Location::Postgres(url),
        None => Location::Sqlite(data.join("bliss.db")),
    };
    // The store opens its connections on this thread, and waits for them.
    let store = thread::spawn(move || Store::open(location).unwrap()).join().unwrap();
    Desk::beside(store, data.join("attachments"))
}

fn desk_of(app: &TestApp) -> Desk {
    beside(app.data.path(), &app.database)
}

/// The token in a browser's cookie.
fn token_of(browser: &Browser) -> String {
    browser.cookies().strip_prefix("bliss_session=").unwrap().to_owned()
}

async fn corner_of(desk: &Desk, browser: &Browser) -> Option<Corner> {
    desk.corner(&token_of(browser)).await.unwrap()
}

/// What a browser's session finds in its corner, the newest first.
async fn reads(desk: &Desk, browser: &Browser) -> Vec<Vec<u8>> {
    let corner = corner_of(desk, browser).await.expect("it is open");
    let notes = desk.corner_notes(&corner, KIND).await.unwrap();
    notes.into_iter().map(|note| note.bytes).collect()
}

/// Puts something into Aiko's corner, as the server does it by itself.
async fn keeps(desk: &Desk, who: &Person, words: &[u8]) {
    let agent = AgentId(who.id().await);
    desk.keep_in_corner(agent, KIND, words).await.unwrap().expect("they have a corner");
}

async fn makes_a_recovery_key(who: &Browser) -> String {
    let page = who.post("/settings/corner/recovery-key", &[]).await.is(200).text();
    between(between(&page, "id=\"recovery-key\"", "</section>"), "data-copy=\"", "\"").to_owned()
}

async fn makes_a_link(who: &Person, whose: &Person) -> String {
    let path = format!("/settings/people/{}/password-reset", whose.id().await);
    between(&who.post(&path, &[]).await.is(200).text(), "<code>", "</code>").to_owned()
}

async fn opens_with(who: &Browser, recovery_key: &str) -> crate::support::Answer {
    who.post("/settings/corner/opening", &[("recovery_key", recovery_key)]).await
}

#[tokio::test]
async fn what_is_in_a_corner_can_be_read_in_nothing_that_is_kept() {
    let shop = Shop::open().await;
    let desk = desk_of(&shop);
    keeps(&desk, &shop.aiko, MARKER).await;
    let recovery_key = makes_a_recovery_key(&shop.aiko).await;
    let token = token_of(&shop.aiko);

    // With the cookie it opens, and so this is the secret key.
    assert_eq!(reads(&desk, &shop.aiko).await, [MARKER]);
    let hash = token::hash(&token);
    let (kept, sealed) = desk
        .store()
        .read(move |db| {
            let now = domain::Timestamp::now();
            let session = store::session::by_token(db, &hash, now)?.unwrap();
            let kept = store::corner::in_use(db, session.agent_id)?.unwrap();
            Ok::<_, store::Error>((kept, store::corner::of_session(db, session.id)?.unwrap().1))
        })
        .await
        .unwrap();
    let context = format!("secret of {} by session", kept.public_key);
    let sealed = sealed::from_text(&sealed).unwrap();
    let secret = Key::from_token(&token, "session").open(&context, &sealed).unwrap();

    let everything = [files_in(shop.data.path()), shop.database.dump()].concat();
    for there in ["aiko@tea.example", &kept.public_key, &token::hash(&token)] {
        assert!(contains(&everything, there), "{there} is looked for in the wrong place");
    }
    let from_session = *Key::from_token(&token, "session").bytes();
    let typed = recovery_key.replace('-', "");
    let secrets: [(&str, &[u8]); 7] = [
        ("what was kept", MARKER),
        ("the secret key", &secret),
        ("the key of the session", &from_session),
        ("the token", token.as_bytes()),
        ("the password", PASSWORD.as_bytes()),
        ("the recovery key", recovery_key.as_bytes()),
        ("the recovery key", typed.as_bytes()),
    ];
    for (what, bytes) in secrets {
        for form in [bytes.to_vec(), sealed::to_text(bytes).into(), token::hex(bytes).into()] {
            assert!(!contains(&everything, &form), "{what} is in what is kept");
        }
    }
}

#[tokio::test]
async fn whoever_makes_and_uses_a_link_for_a_new_password_finds_nothing_of_before() {
    let shop = Shop::open().await;
    let desk = desk_of(&shop);
    keeps(&desk, &shop.aiko, MARKER).await;
    let recovery_key = makes_a_recovery_key(&shop.aiko).await;
    assert!(!shop.aiko.page("/settings/profile").await.contains(&recovery_key), "shown once");

    let link = makes_a_link(&shop.mia, &shop.aiko).await;
    let owner = shop.aiko.elsewhere();
    owner.post(&link, &[("password", NEW)]).await.leads_to("/today");
    assert_eq!(reads(&desk, &owner).await, Vec::<Vec<u8>>::new());
    let page = owner.page("/settings/profile").await;
    assert!(page.contains("Open with your recovery key"), "{page}");
    let wrong = ["", "no key at all", &"0000-".repeat(8), &makes_a_recovery_key(&shop.mia).await];
    for wrong in wrong {
        assert!(!opens_with(&owner, wrong).await.is(422).words().is_empty(), "{wrong}");
    }
    assert_eq!(reads(&desk, &owner).await, Vec::<Vec<u8>>::new());
}

#[tokio::test]
async fn the_recovery_key_opens_again_what_a_new_password_closed() {
    let shop = Shop::open().await;
    let desk = desk_of(&shop);
    keeps(&desk, &shop.aiko, MARKER).await;
    let first = makes_a_recovery_key(&shop.aiko).await;
    let link = makes_a_link(&shop.mia, &shop.aiko).await;
    shop.aiko.post(&link, &[("password", NEW)]).await.leads_to("/today");
    keeps(&desk, &shop.aiko, b"later").await;
    assert_eq!(reads(&desk, &shop.aiko).await, [b"later"]);

    let (guest, lower) = (shop.aiko.elsewhere(), first.to_lowercase().replace('-', " "));
    guest.signs_in_with(NEW).await.is(303);
    opens_with(&shop.aiko, &lower).await.leads_to("/settings/profile?saved=corner");
    assert_eq!(reads(&desk, &shop.aiko).await, [b"later".as_slice(), MARKER]);
    let page = shop.aiko.page("/settings/profile").await;
    assert!(!page.contains("Open with your recovery key"), "{page}");
    // Whoever used the password before is out; who signs in with it now has it all.
    assert!(!guest.is_in().await);
    guest.signs_in_with(NEW).await.is(303);
    assert_eq!(reads(&desk, &guest).await, [b"later".as_slice(), MARKER]);

    // Lost and found once more: the newest recovery key opens both of before.
    let second = makes_a_recovery_key(&shop.aiko).await;
    let link = makes_a_link(&shop.jonas, &shop.aiko).await;
    shop.aiko.post(&link, &[("password", PASSWORD)]).await.leads_to("/today");
    assert_eq!(reads(&desk, &shop.aiko).await, Vec::<Vec<u8>>::new());
    opens_with(&shop.aiko, &second).await.is(303);
    assert_eq!(reads(&desk, &shop.aiko).await, [b"later".as_slice(), MARKER]);
}

#[tokio::test]
async fn without_a_recovery_key_the_page_says_what_stays_closed() {
    let shop = Shop::open().await;
    let page = shop.aiko.page("/settings/profile").await;
    assert!(page.contains("Open in this browser") && !page.contains("stays closed:"), "{page}");
    let link = makes_a_link(&shop.mia, &shop.aiko).await;
    shop.aiko.post(&link, &[("password", NEW)]).await.leads_to("/today");
    let page = shop.aiko.page("/settings/profile").await;
    assert!(page.contains("stays closed: there was no recovery key"), "{page}");
    assert!(!page.contains("Open with your recovery key"), "{page}");
}

#[tokio::test]
async fn nobody_elses_session_opens_it() {
    let shop = Shop::open().await;
    let desk = desk_of(&shop);
    let aiko = AgentId(shop.aiko.id().await);
    keeps(&desk, &shop.aiko, MARKER).await;
    let sealed = desk.seal_for(aiko, "a replay", MARKER).await.unwrap().unwrap();
    let own = corner_of(&desk, &shop.aiko).await.unwrap();
    assert_eq!(own.open(&sealed, "a replay").as_deref(), Some(MARKER));
    assert_eq!(own.open(&sealed, "a reflection"), None);
    for other in [&shop.mia, &shop.jonas] {
        let corner = corner_of(&desk, other).await.unwrap();
        assert_eq!(corner.open(&sealed, "a replay"), None);
        let as_theirs = Sealed { corner: corner.id, ..sealed.clone() };
        assert_eq!(corner.open(&as_theirs, "a replay"), None);
        assert_eq!(reads(&desk, other).await, Vec::<Vec<u8>>::new());
    }
    // Nor does an owner's, who can write to the database: what Aiko's session has does not open with
    // another token, and what was sealed to Aiko not as if it were another's.
    let mia = shop.mia.id().await;
    shop.database.run(&format!(
        "UPDATE corner_note SET corner_id = (SELECT id FROM corner WHERE agent_id = {mia})"
    ));
    assert_eq!(reads(&desk, &shop.mia).await, Vec::<Vec<u8>>::new());
    let aiko = aiko.0;
    shop.database.run(&format!(
        "UPDATE session SET \
         corner_id = (SELECT corner_id FROM session WHERE agent_id = {aiko}), \
         corner = (SELECT corner FROM session WHERE agent_id = {aiko}) WHERE agent_id = {mia}"
    ));
    assert!(corner_of(&desk, &shop.mia).await.is_none());
    // A key that somebody put in the place of Aiko's is not taken for hers.
    shop.database.run(&format!(
        "UPDATE corner SET public_key = (SELECT public_key FROM corner WHERE agent_id = {mia}) \
         WHERE agent_id = {aiko}"
    ));
    assert!(corner_of(&desk, &shop.aiko).await.is_none());
}

#[tokio::test]
async fn changing_ones_password_keeps_what_is_there_and_any_browser_opens_it() {
    let shop = Shop::open().await;
    let desk = desk_of(&shop);
    keeps(&desk, &shop.aiko, MARKER).await;
    let phone = shop.aiko.elsewhere();
    phone.signs_in().await.leads_to("/today");
    assert_eq!(reads(&desk, &phone).await, [MARKER]);

    let kept = token_of(&phone);
    shop.aiko.post("/settings/password", &[("old", PASSWORD), ("new", NEW)]).await.is(303);
    assert_eq!(reads(&desk, &shop.aiko).await, [MARKER]);
    assert!(desk.corner(&kept).await.unwrap().is_none(), "the phone is signed out");
    phone.signs_in_with(NEW).await.leads_to("/today");
    assert_eq!(reads(&desk, &phone).await, [MARKER]);

    // What was signed out leaves nothing behind that its cookie would open.
    let kept = token_of(&phone);
    phone.post("/sign-out", &[]).await.is(303);
    assert!(desk.corner(&kept).await.unwrap().is_none());
    let ended = "SELECT COUNT(*) FROM session WHERE revoked_at IS NOT NULL AND corner IS NOT NULL";
    assert_eq!(shop.database.number(ended), 0);
}

#[tokio::test]
async fn whoever_was_here_before_there_were_corners_signs_in_again() {
    let shop = Shop::open().await;
    let desk = desk_of(&shop);
    let aiko = AgentId(shop.aiko.id().await);
    shop.database.run("UPDATE session SET corner_id = NULL, corner = NULL");
    shop.database.run("DELETE FROM corner");
    assert!(desk.seal_for(aiko, "a replay", MARKER).await.unwrap().is_none());
    let page = shop.aiko.page("/settings/profile").await;
    assert!(page.contains("Open it with your password"), "{page}");
    let refused = shop.aiko.post("/settings/corner/recovery-key", &[]).await.is(409);
    assert!(refused.words().contains("Open your corner first"), "{}", refused.words());
    opens_with(&shop.aiko, "0").await.is(409);
    // Two browsers at once make one corner.
    let phone = shop.aiko.elsewhere();
    let (one, other) = tokio::join!(shop.aiko.signs_in(), phone.signs_in());
    one.is(303);
    other.is(303);
    keeps(&desk, &shop.aiko, MARKER).await;
    assert_eq!(reads(&desk, &shop.aiko).await, [MARKER]);
    assert_eq!(reads(&desk, &phone).await, [MARKER]);
}

#[tokio::test]
async fn the_log_tells_no_secrets_however_much_it_tells() {
    let shop = Shop::open_loud().await;
    let (data, database) = (&shop.server.data, &shop.server.database);
    let desk = beside(data, database);
    keeps(&desk, &shop.aiko, MARKER).await;
    let recovery_key = makes_a_recovery_key(&shop.aiko).await;
    let before = token_of(&shop.aiko);
    shop.aiko.post("/settings/password", &[("old", PASSWORD), ("new", NEW)]).await.is(303);
    let link = makes_a_link(&shop.mia, &shop.aiko).await;
    shop.aiko.post(&link, &[("password", "yet another password")]).await.is(303);
    opens_with(&shop.aiko, &recovery_key).await.is(303);
    assert_eq!(reads(&desk, &shop.aiko).await, [MARKER]);
    let after = token_of(&shop.aiko);
    // Something to say: somebody else's key in the place of hers.
    let (aiko, mia) = (shop.aiko.id().await, shop.mia.id().await);
    database.run(&format!(
        "UPDATE corner SET public_key = (SELECT public_key FROM corner WHERE agent_id = {mia}) \
         WHERE agent_id = {aiko}"
    ));
    shop.aiko.elsewhere().signs_in_with("yet another password").await.is(303);

    let said = shop.server.said();
    assert!(contains(&said, b"a corner does not open with its password"), "nothing was logged");
    let secrets: [&[u8]; 7] = [
        MARKER,
        recovery_key.as_bytes(),
        before.as_bytes(),
        after.as_bytes(),
        PASSWORD.as_bytes(),
        NEW.as_bytes(),
        b"yet another password",
    ];
    for secret in secrets {
        assert!(!contains(&said, secret), "{}", String::from_utf8_lossy(secret));
    }
    shop.server.program.kill().await;
}
