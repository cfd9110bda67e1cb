//! Files that never change while the desk runs: styles, scripts, icons, the chat's script. They are
//! part of the binary, and their address carries the hash of all of them, so that browsers keep them for good.

use std::sync::LazyLock;

use axum::{
    extract::{Path, Query},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::token;
use language::Language;
use serde::Deserialize;

macro_rules! css {
    ($($name:literal),* $(,)?) => {
        concat!($(include_str!(concat!("../static/css/", $name, ".css")), "\n"),*)
    };
}

/// The media type of scripts.
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// All style sheets in one: tokens and base first, then one a component.
const CSS: &str = css!(
    "00-tokens",
    "01-base",
    "api",
    "audit",
    "auth",
    "avatar",
    "badge",
    "button",
    "call",
    "canned-reply",
    "card",
    "check",
    "composer",
    "customer",
    "definition",
    "dialog",
    "empty",
    "field",
    "identity-provider",
    "import",
    "list",
    "mail",
    "menu",
    "merging",
    "moment",
    "notice",
    "notification",
    "passkey",
    "presence",
    "promise",
    "recovery",
    "replay",
    "search",
    "second-factor",
    "settings",
    "shell",
    "skeleton",
    "standard",
    "story",
    "table",
    "thread",
    "today",
    "utilities",
    "warm-up",
    "webhook",
);

const FILES: &[(&str, &str, &str)] = &[
    ("bliss.css", "text/css; charset=utf-8", CSS),
    ("icons.svg", "image/svg+xml", include_str!("../static/icons.svg")),
    ("favicon.svg", "image/svg+xml", include_str!("../static/favicon.svg")),
    ("htmx.js", SCRIPT, include_str!("../static/vendor/htmx-4.0.1.min.js")),
    ("desk.js", SCRIPT, include_str!("../static/js/desk.js")),
    ("live.js", SCRIPT, include_str!("../static/js/live.js")),
    ("check.js", SCRIPT, include_str!("../static/js/check.js")),
    ("choosing.js", SCRIPT, include_str!("../static/js/choosing.js")),
    ("moments.js", SCRIPT, include_str!("../static/js/moments.js")),
    ("composer.js", SCRIPT, include_str!("../static/js/composer.js")),
    ("standards.js", SCRIPT, include_str!("../static/js/standards.js")),
    ("notifications.js", SCRIPT, include_str!("../static/js/notifications.js")),
    ("push.js", SCRIPT, include_str!("../static/js/push.js")),
    ("phone.js", SCRIPT, include_str!("../static/js/phone.js")),
    ("ring.js", SCRIPT, include_str!("../static/js/ring.js")),
    ("mirror.js", SCRIPT, include_str!("../static/js/mirror.js")),
    ("microphone.js", SCRIPT, include_str!("../static/js/microphone.js")),
    ("remember.js", SCRIPT, include_str!("../static/js/remember.js")),
    ("player.js", SCRIPT, listen::report::page::PLAYER),
    ("phone-settings.js", SCRIPT, include_str!("../static/js/phone-settings.js")),
    ("replay.js", SCRIPT, include_str!("../static/js/replay.js")),
    ("greeting.js", SCRIPT, include_str!("../static/js/greeting.js")),
    ("canned-replies.js", SCRIPT, include_str!("../static/js/canned-replies.js")),
    ("canned-reply-form.js", SCRIPT, include_str!("../static/js/canned-reply-form.js")),
    ("story.js", SCRIPT, include_str!("../static/js/story.js")),
    ("warm-up.js", SCRIPT, include_str!("../static/js/warm-up.js")),
    ("call-back.js", SCRIPT, include_str!("../static/js/call-back.js")),
    ("keys.js", SCRIPT, include_str!("../static/js/keys.js")),
    ("forms.js", SCRIPT, include_str!("../static/js/forms.js")),
    ("passkeys.js", SCRIPT, include_str!("../static/js/passkeys.js")),
];

/// The chat's script, which pages elsewhere load by its plain name.
const WIDGET: &str = include_str!("../static/widget/widget.js");

/// The script of a call, which the chat's script loads when somebody calls.
const WIDGET_CALL: &str = include_str!("../static/widget/call.js");

/// What a browser runs when it is told something while no page is open. It is at the root, for it is there for all pages.
const SERVICE_WORKER: &str = include_str!("../static/service-worker.js");

/// What begins and ends the words of such a script, which are English there.
const WORDS: (&str, &str) = ("// Words, made of the languages' files.\n", "// End of words.\n");

/// A script in each language that Bliss speaks.
type Spoken = LazyLock<Vec<(&'static Language, String)>>;

fn spoken(script: impl Fn(&'static Language) -> String) -> Vec<(&'static Language, String)> {
    Language::all().iter().map(|language| (language, script(language))).collect()
}

/// What the desk's scripts say.
static SCRIPT_WORDS: Spoken = LazyLock::new(|| {
    spoken(|language| {
        let (words, formats) = (language.script("words", "script-"), language.formats());
        format!("{words}const locale = '{formats}';\nexport {{ words, locale }};\n")
    })
});
static WIDGETS: Spoken = LazyLock::new(|| spoken(|language| in_words(WIDGET, language, "widget-")));
static WIDGET_CALLS: Spoken =
    LazyLock::new(|| spoken(|language| in_words(WIDGET_CALL, language, "talk-")));

/// A script with its words in that language.
fn in_words(script: &str, language: &Language, prefix: &str) -> String {
    let (begins, ends) = WORDS;
    let parts = script
        .split_once(begins)
        .and_then(|(before, rest)| Some((before, rest.split_once(ends)?.1)));
    let Some((before, after)) = parts else { return script.to_owned() };
    format!("{before}{begins}{}{ends}{after}", language.script("T", prefix))
}

/// The hash of all of them, for their addresses.
pub(crate) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut all: String = FILES.iter().map(|(.., content)| *content).collect();
    all.extend(SCRIPT_WORDS.iter().map(|(_, words)| words.as_str()));
    token::hash(&all)[..12].to_owned()
});

/// One of the desk's own files. What its scripts say is in the folder's language.
pub(crate) async fn show(Path((folder, name)): Path<(String, String)>) -> Response {
    const FOR_GOOD: &str = "public, max-age=31536000, immutable";
    if name == "words.js" {
        let tag = folder.rsplit_once('-').map_or("", |(_, tag)| tag);
        let words = SCRIPT_WORDS.iter().find(|(language, _)| language.tag() == tag);
        return match words {
            Some((_, words)) => file(SCRIPT, FOR_GOOD, words),
            None => StatusCode::NOT_FOUND.into_response(),
        };
    }
    match FILES.iter().find(|(known, ..)| *known == name) {
        Some((_, media_type, content)) => file(media_type, FOR_GOOD, content),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The icon that browsers ask for by themselves.
pub(crate) async fn favicon() -> Response {
    show(Path((String::new(), "favicon.svg".to_owned()))).await
}

/// The script that browsers run without a page. They ask for it by its plain name, and anew each time.
pub(crate) async fn service_worker() -> Response {
    file(SCRIPT, "no-cache", SERVICE_WORKER)
}

/// Which language a page elsewhere asks for, where it does not leave that to whoever visits it.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    language: Option<String>,
}

impl Asked {
    fn language(&self) -> &'static Language {
        let named = self.language.as_deref().map(Language::understood);
        named.unwrap_or_else(Language::spoken)
    }
}

/// The chat's script. Pages name it without a version, so browsers ask again after a while.
pub(crate) async fn widget(Query(asked): Query<Asked>) -> Response {
    for_pages_elsewhere(&WIDGETS, &asked)
}

/// The script of a call.
pub(crate) async fn widget_call(Query(asked): Query<Asked>) -> Response {
    for_pages_elsewhere(&WIDGET_CALLS, &asked)
}

fn for_pages_elsewhere(scripts: &'static Spoken, asked: &Asked) -> Response {
    let language = asked.language();
    let script = scripts.iter().find(|(there, _)| *there == language);
    let script = script.map_or("", |(_, script)| script.as_str());
    let mut response = file(SCRIPT, "public, max-age=300", script);
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

pub(crate) fn file(
    media_type: &'static str,
    cache: &'static str,
    content: &'static str,
) -> Response {
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, cache)], content).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So they can be tried as they are, without a server.
    #[test]
    fn the_scripts_of_the_chat_stand_there_in_english() {
        assert_eq!(in_words(WIDGET, Language::english(), "widget-"), WIDGET);
        assert_eq!(in_words(WIDGET_CALL, Language::english(), "talk-"), WIDGET_CALL);
    }
}
