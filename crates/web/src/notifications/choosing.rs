//! One's own choice: of what one is told, how often, and when not.

use askama::Template;
use axum::{Form, extract::State, http::StatusCode};
use desk::mail::Mailer;
use domain::{
    mail::State as Stands,
    notification::{
        BadQuiet, Beyond, Bundling, Choices, EMAIL_PATIENCE_MINUTES, GATHERED_MINUTES, Kind,
        PUSH_PATIENCE_SECONDS, Quiet, Way, own_quiet,
    },
};
use language::Wording;

use crate::{
    Web,
    access::SignedIn,
    error::Result,
    form::{Asked, asked},
    mails::why,
    page::{on_to, page, page_with},
    pushes::Browsers,
    shell::{Nav, Shell},
};

/// Quiet hours that are proposed: after work, until the next morning.
const QUIET_FROM: &str = "18:00";
/// … and when they end.
const QUIET_TO: &str = "08:00";

/// One kind to choose.
struct Choice {
    name: &'static str,
    means: Wording,
    wanted: bool,
    always: bool,
    /// The ways in which it is told beyond the page.
    beyond: Vec<Way>,
}

impl Choice {
    fn by_email(&self) -> bool {
        self.beyond.contains(&Way::Email)
    }

    fn by_push(&self) -> bool {
        self.beyond.contains(&Way::Push)
    }
}

/// A way of being told, to choose one of.
struct Offer {
    word: &'static str,
    name: Wording,
    /// More about it, where that is needed.
    means: Option<Wording>,
    chosen: bool,
}

/// What there is to say of emails, where the desk can send them.
struct ByEmail {
    /// Whether they name customers.
    named: bool,
    /// Why the last one did not get through.
    undelivered: Option<String>,
}

#[derive(Template)]
#[template(path = "notifications/settings.html")]
struct Settings {
    shell: Shell,
    nav: Nav,
    kinds: Vec<Choice>,
    bundlings: Vec<Offer>,
    quiets: Vec<Offer>,
    from: String,
    to: String,
    weekend: bool,
    sound: bool,
    by_email: Option<ByEmail>,
    browsers: Browsers,
    /// Whether these name customers.
    push_named: bool,
    error: Option<BadQuiet>,
    saved: Option<Wording>,
}

impl Settings {
    async fn new(
        web: &Web,
        shell: Shell,
        choices: &Choices,
        quiet: &str,
        times: (String, String, bool),
    ) -> Result<Self> {
        let is_told = |way: Way, kind: Kind| {
            choices.beyond(way).is_some_and(|beyond| beyond.kinds.contains(&kind))
        };
        let kinds = Kind::ALL.into_iter().map(|kind| Choice {
            name: kind.as_str(),
            means: kind.means(),
            wanted: choices.wants(kind),
            always: kind.is_always_told(),
            beyond: Way::BEYOND.into_iter().filter(|way| is_told(*way, kind)).collect(),
        });
        let (from, to, weekend) = times;
        let me = SignedIn { agent: shell.me.clone(), session: shell.session.clone() };
        Ok(Self {
            by_email: by_email(web, &shell, choices.email.named).await?,
            browsers: Browsers::of(web, &me).await?,
            push_named: choices.push.named,
            shell,
            nav: Nav::Settings,
            kinds: kinds.collect(),
            bundlings: bundlings(choices.bundling),
            quiets: quiets(quiet),
            from,
            to,
            weekend,
            sound: choices.sound,
            error: None,
            saved: None,
        })
    }
}

/// What there is to say of emails, where the desk can send them.
async fn by_email(web: &Web, shell: &Shell, named: bool) -> Result<Option<ByEmail>> {
    let Some(server) = web.desk.mailer().map(Mailer::server) else { return Ok(None) };
    let me = shell.me.id;
    let last = web.desk.store().read(move |db| store::mail::last_of(db, me)).await?;
    let failed = last.filter(|mail| mail.state == Stands::Failed);
    let trouble = failed.and_then(|mail| mail.trouble);
    let undelivered = trouble.map(|(trouble, answer)| why(trouble, &answer, &server));
    Ok(Some(ByEmail { named, undelivered }))
}

fn bundlings(chosen: Bundling) -> Vec<Offer> {
    let offers = [
        (
            Bundling::AtOnce,
            crate::t("notifications-at-once"),
            crate::t("notifications-at-once-means"),
        ),
        (
            Bundling::Gathered,
            crate::t("notifications-gathered"),
            crate::t("notifications-gathered-means").with("minutes", GATHERED_MINUTES),
        ),
        (
            Bundling::Shift,
            crate::t("notifications-in-the-morning"),
            crate::t("notifications-in-the-morning-means"),
        ),
    ];
    offers
        .into_iter()
        .map(|(it, name, means)| Offer {
            word: it.as_str(),
            name,
            means: Some(means),
            chosen: it == chosen,
        })
        .collect()
}

fn quiets(chosen: &str) -> Vec<Offer> {
    let offers = [
        (
            "team",
            crate::t("notifications-quiet-team"),
            Some(crate::t("notifications-quiet-team-means")),
        ),
        ("own", crate::t("notifications-quiet-own"), None),
        ("never", crate::t("notifications-quiet-never"), None),
    ];
    offers
        .into_iter()
        .map(|(word, name, means)| Offer { word, name, means, chosen: word == chosen })
        .collect()
}

fn usual_times() -> (String, String, bool) {
    (QUIET_FROM.to_owned(), QUIET_TO.to_owned(), true)
}

/// What one is told of, and when.
pub(crate) async fn settings(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let me = shell.me.id;
    let choices = web.desk.store().read(move |db| desk::notification::choices(db, me)).await?;
    let (quiet, times) = match choices.quiet {
        Quiet::Team => ("team", usual_times()),
        Quiet::Never => ("never", usual_times()),
        Quiet::Own { from, to, weekend } => {
            let words = [from, to].map(|at| at.strftime("%H:%M").to_string());
            let [from, to] = words;
            ("own", (from, to, weekend))
        }
    };
    let saved = asked(&query, "saved").map(|_| crate::t("notifications-saved"));
    let settings = Settings::new(&web, shell, &choices, quiet, times).await?;
    page(&Settings { saved, ..settings })
}

/// Chooses it: the form names the kinds that are wanted.
pub(crate) async fn choose(
    State(web): State<Web>,
    shell: Shell,
    Form(given): Form<Vec<(String, String)>>,
) -> Result {
    let field = |name: &str| {
        given.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    };
    let ticked = |field: &str, kind: &Kind| {
        given.iter().any(|(name, value)| name == field && value == kind.as_str())
    };
    let (from, to) = (field("from"), field("to"));
    let weekend = !field("weekend").is_empty();
    let (quiet, wrong) = match field("quiet") {
        "never" => (Quiet::Never, None),
        "own" => match own_quiet(from, to, weekend) {
            Ok(quiet) => (quiet, None),
            Err(error) => (Quiet::Team, Some(error)),
        },
        _ => (Quiet::Team, None),
    };
    let beyond = |kinds: &str, named: &str| Beyond {
        kinds: Kind::ALL.into_iter().filter(|kind| ticked(kinds, kind)).collect(),
        named: !field(named).is_empty(),
    };
    let choices = Choices {
        off: Kind::ALL
            .into_iter()
            .filter(|kind| !kind.is_always_told() && !ticked("kind", kind))
            .collect(),
        bundling: Bundling::parse(field("bundling")).unwrap_or(Bundling::AtOnce),
        quiet,
        sound: !field("sound").is_empty(),
        email: beyond("email", "named"),
        push: beyond("push", "push_named"),
    };
    // Without a mail server nothing was asked about emails.
    let choices = if web.desk.mailer().is_some() {
        choices
    } else {
        let me = shell.me.id;
        let kept = web.desk.store().read(move |db| desk::notification::choices(db, me)).await?;
        Choices { email: kept.email, ..choices }
    };
    if wrong.is_some() {
        let times = (from.to_owned(), to.to_owned(), weekend);
        let again = Settings::new(&web, shell, &choices, field("quiet"), times).await?;
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &Settings { error: wrong, ..again });
    }
    web.desk.choose_notifications(&shell.me, choices).await?;
    on_to("/settings/notifications?saved")
}
