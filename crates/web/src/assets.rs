//! Files that never change while the desk runs: styles, scripts, icons, the chat's script. They are
//! part of the binary, and their address carries the hash of all of them, so that browsers keep them for good.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use desk::token;

macro_rules! css {
    ($($name:literal),* $(,)?) => {
        concat!($(include_str!(concat!("../static/css/", $name, ".css")), "\n"),*)
    };
}

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
    (
        "htmx.js",
        "text/javascript; charset=utf-8",
        include_str!("../static/vendor/htmx-4.0.1.min.js"),
    ),
    ("desk.js", "text/javascript; charset=utf-8", include_str!("../static/js/desk.js")),
    ("live.js", "text/javascript; charset=utf-8", include_str!("../static/js/live.js")),
    ("check.js", "text/javascript; charset=utf-8", include_str!("../static/js/check.js")),
    ("choosing.js", "text/javascript; charset=utf-8", include_str!("../static/js/choosing.js")),
    ("moments.js", "text/javascript; charset=utf-8", include_str!("../static/js/moments.js")),
    ("composer.js", "text/javascript; charset=utf-8", include_str!("../static/js/composer.js")),
    ("standards.js", "text/javascript; charset=utf-8", include_str!("../static/js/standards.js")),
    (
        "notifications.js",
        "text/javascript; charset=utf-8",
        include_str!("../static/js/notifications.js"),
    ),
    ("phone.js", "text/javascript; charset=utf-8", include_str!("../static/js/phone.js")),
    ("ring.js", "text/javascript; charset=utf-8", include_str!("../static/js/ring.js")),
    ("mirror.js", "text/javascript; charset=utf-8", include_str!("../static/js/mirror.js")),
    ("microphone.js", "text/javascript; charset=utf-8", include_str!("../static/js/microphone.js")),
    ("remember.js", "text/javascript; charset=utf-8", include_str!("../static/js/remember.js")),
    ("player.js", "text/javascript; charset=utf-8", listen::report::page::PLAYER),
    (
        "phone-settings.js",
        "text/javascript; charset=utf-8",
        include_str!("../static/js/phone-settings.js"),
    ),
    ("replay.js", "text/javascript; charset=utf-8", include_str!("../static/js/replay.js")),
    ("greeting.js", "text/javascript; charset=utf-8", include_str!("../static/js/greeting.js")),
    (
        "canned-replies.js",
        "text/javascript; charset=utf-8",
        include_str!("../static/js/canned-replies.js"),
    ),
    (
        "canned-reply-form.js",
        "text/javascript; charset=utf-8",
        include_str!("../static/js/canned-reply-form.js"),
    ),
    ("story.js", "text/javascript; charset=utf-8", include_str!("../static/js/story.js")),
    ("warm-up.js", "text/javascript; charset=utf-8", include_str!("../static/js/warm-up.js")),
    ("call-back.js", "text/javascript; charset=utf-8", include_str!("../static/js/call-back.js")),
    ("keys.js", "text/javascript; charset=utf-8", include_str!("../static/js/keys.js")),
    ("forms.js", "text/javascript; charset=utf-8", include_str!("../static/js/forms.js")),
];

/// The chat's script, which pages elsewhere load by its plain name.
const WIDGET: &str = include_str!("../static/widget/widget.js");

/// The script of a call, which the chat's script loads when somebody calls.
const WIDGET_CALL: &str = include_str!("../static/widget/call.js");

/// The hash of all of them, for their addresses.
pub(crate) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let all: String = FILES.iter().map(|(.., content)| *content).collect();
    token::hash(&all)[..12].to_owned()
});

/// One of the desk's own files.
pub(crate) async fn show(Path((_, name)): Path<(String, String)>) -> Response {
    match FILES.iter().find(|(known, ..)| *known == name) {
        Some((_, media_type, content)) => {
            file(media_type, "public, max-age=31536000, immutable", content)
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The icon that browsers ask for by themselves.
pub(crate) async fn favicon() -> Response {
    show(Path((String::new(), "favicon.svg".to_owned()))).await
}

/// The chat's script. Pages name it without a version, so browsers ask again after a while.
pub(crate) async fn widget() -> Response {
    for_pages_elsewhere(WIDGET)
}

/// The script of a call.
pub(crate) async fn widget_call() -> Response {
    for_pages_elsewhere(WIDGET_CALL)
}

fn for_pages_elsewhere(script: &'static str) -> Response {
    let mut response = file("text/javascript; charset=utf-8", "public, max-age=300", script);
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
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
