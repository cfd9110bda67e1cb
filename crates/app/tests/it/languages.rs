//! Everybody reads their own language: what their profile says, else what their browser asks for.

use reqwest::{Method, header::ACCEPT_LANGUAGE};
use serde_json::json;

use crate::support::{Answer, Browser, Person, Shop, all_between, unescaped};

const ARABIC_FIRST: &str = "ar-EG, ar;q=0.9, en;q=0.5";

async fn asks_in(browser: &Browser, languages: &str, path: &str) -> Answer {
    browser.send(browser.request(Method::GET, path).header(ACCEPT_LANGUAGE, languages)).await
}

async fn chooses(person: &Person, name: &str, language: &str) -> Answer {
    let profile = [("name", name), ("time_zone", "Europe/Berlin"), ("language", language)];
    person.post("/settings/profile", &profile).await
}

#[tokio::test]
async fn a_page_speaks_the_language_that_a_browser_asks_for() {
    let shop = Shop::open().await;
    let nobody = Browser::new(&shop.base);
    for (languages, html, says) in [
        ("de-AT, en;q=0.5", "<html lang=\"de\" dir=\"ltr\">", "Schön, dich zu sehen"),
        ("fr;q=0.4, es;q=0.8", "<html lang=\"es\" dir=\"ltr\">", "Qué gusto verte"),
        (ARABIC_FIRST, "<html lang=\"ar\" dir=\"rtl\">", "تسجيل الدخول"),
        ("ja", "<html lang=\"ja\" dir=\"ltr\">", "ようこそ"),
        ("tlh, *;q=0.1", "<html lang=\"en\" dir=\"ltr\">", "Sign in"),
        (";;q=, \u{9}de-, 💡", "<html lang=\"en\" dir=\"ltr\">", "Sign in"),
    ] {
        let Ok(asked) = reqwest::header::HeaderValue::from_bytes(languages.as_bytes()) else {
            continue;
        };
        let request = nobody.request(Method::GET, "/sign-in").header(ACCEPT_LANGUAGE, asked);
        let page = unescaped(&nobody.send(request).await.is(200).text());
        assert!(page.contains(html) && page.contains(says), "{languages}: {page}");
    }
    // What is not there is said so, too.
    let missing = asks_in(&nobody, "de", "/nowhere").await.is(404).text();
    assert!(missing.contains("<html lang=\"de\""), "{missing}");
}

#[tokio::test]
async fn what_somebody_chose_goes_before_their_browser() {
    let shop = Shop::open().await;
    let (visitor, id) = shop.visitor_says("Hello?").await;
    visitor
        .send(visitor.request(Method::PUT, "visitor").json(&json!({ "name": "" })))
        .await
        .is(200);
    chooses(&shop.aiko, "Aiko Tanaka", "de").await.leads_to("/settings/profile?saved");

    let page = asks_in(&shop.aiko, ARABIC_FIRST, "/desk").await.is(200).text();
    assert!(page.contains("<html lang=\"de\" dir=\"ltr\">") && page.contains("Versprechen"));
    // What is refused is said in it, somebody without a name is called in it, and scripts speak it.
    let refused = shop.aiko.replies(id, " ").await.is(422);
    assert!(refused.words().contains("ein paar Worte"), "{}", refused.words());
    assert!(page.contains(">Gast<"), "{page}");
    let mut scripts = all_between(&page, "src=\"", "\"");
    let script = scripts.find(|src| src.ends_with("/desk.js")).unwrap();
    let words = script.replace("desk.js", "words.js");
    let words = shop.aiko.get(&words).await.is(200);
    assert!(words.text().contains("lang: 'de'") && words.text().contains("Kopiert"));
    assert!(words.header("cache-control").contains("immutable"));
    shop.aiko.get(&script.replace("-de/desk.js", "-xx/words.js")).await.is(404);

    // Nobody else's page changes by that; and the browser's is taken again.
    assert!(shop.jonas.page("/desk").await.contains("<html lang=\"en\" dir=\"ltr\">"));
    chooses(&shop.aiko, "Aiko Tanaka", "").await.leads_to("/settings/profile?saved");
    let page = asks_in(&shop.aiko, ARABIC_FIRST, "/desk").await.is(200).text();
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{page}");

    let refused = chooses(&shop.aiko, "Aiko Tanaka", "tlh").await.is(422);
    assert!(refused.words().contains("Bliss does not speak that language"), "{}", refused.words());
}

#[tokio::test]
async fn visitors_are_spoken_to_in_theirs_or_in_that_of_the_page() {
    let shop = Shop::open().await;
    let anybody = Browser::new(&shop.base);
    for script in ["/widget.js", "/widget-call.js"] {
        let english = anybody.get(script).await.is(200);
        assert!(english.text().contains("lang: 'en', dir: 'ltr'"), "{script}");
        assert!(english.header("vary").contains("accept-language"), "{}", english.header("vary"));
        let arabic = asks_in(&anybody, ARABIC_FIRST, script).await.is(200).text();
        assert!(arabic.contains("lang: 'ar', dir: 'rtl'"), "{script}");
        let page = format!("{script}?language=ja");
        let japanese = asks_in(&anybody, ARABIC_FIRST, &page).await.is(200).text();
        assert!(japanese.contains("lang: 'ja', dir: 'ltr'"), "{script}");
        let odd = anybody.get(&format!("{script}?language=%00%F0%9F%92%A1&1")).await.is(200);
        assert!(odd.text().contains("lang: 'en', dir: 'ltr'"), "{script}");
    }
    // What goes wrong is told in it; what others read of it stays as it is.
    let visitor = shop.visitor();
    let body = json!({ "key": "1", "text": " " });
    let empty = visitor.request(Method::POST, "messages").header(ACCEPT_LANGUAGE, "de").json(&body);
    let refused = visitor.send(empty).await.is(422).json();
    assert!(refused["detail"].as_str().unwrap().contains("ein paar Worte"), "{refused}");
}
