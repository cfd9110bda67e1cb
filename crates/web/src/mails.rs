//! Emails that the desk sends: how they go out and what became of them, for whoever owns it; and the links that stop them.

use askama::Template;
use axum::extract::State;
use desk::mail::{Encryption, Mailer, overview};
use domain::{
    Timestamp,
    agent::Agent,
    mail::{KEEP_DAYS, Mail, Purpose, State as Stands, Trouble},
    notification::{Kind, Way},
};
use jiff::tz::TimeZone;
use language::{Wording, say};

use crate::{
    Web,
    error::Result,
    form::{Asked, At, asked},
    page::{on_to, page},
    shell::{Assets, Nav, Shell},
    wording::{on_day, time},
};

/// How one stands: the style of its badge, its icon, its word.
type Badge = (&'static str, &'static str, Wording);

fn badge(mail: &Mail) -> Badge {
    match mail.state {
        Stands::Sent => ("badge--closed", "check", say("email-state-sent")),
        Stands::Failed => ("badge--failed", "warning", say("email-state-failed")),
        Stands::Settled => ("", "check", say("email-state-settled")),
        Stands::Waiting if mail.tries == 0 => {
            ("badge--customer", "clock", say("email-state-waiting"))
        }
        Stands::Waiting => ("badge--us", "clock", say("email-state-again")),
    }
}

fn what(purpose: Purpose) -> Wording {
    match purpose {
        Purpose::Notifications => say("email-purpose-notifications"),
        Purpose::Invitation => say("email-purpose-invitation"),
        Purpose::PasswordLink => say("email-purpose-password-link"),
        Purpose::NewPasskey => say("email-purpose-new-passkey"),
        Purpose::Test => say("email-purpose-test"),
    }
}

/// What stood in the way of an email, and what to do about it.
pub(crate) fn why(trouble: Trouble, answer: &str, server: &str) -> String {
    let answer = answer.trim_end_matches('.');
    let said = match trouble {
        Trouble::Unwritable => return say("email-why-unwritable").with("why", answer).to_string(),
        Trouble::Unreachable => say("email-why-unreachable"),
        Trouble::Slow => say("email-why-slow"),
        Trouble::Unencrypted => say("email-why-unencrypted"),
        Trouble::Account => say("email-why-account"),
        Trouble::NotNow => say("email-why-not-now"),
        Trouble::Refused => say("email-why-refused"),
    };
    said.with("server", server).with("answer", answer).to_string()
}

/// How emails go out.
struct Out {
    server: String,
    encrypted: Wording,
    from: String,
    links: String,
    /// Whether links lead to nobody else's machine.
    is_local: bool,
}

impl Out {
    fn new(mailer: &Mailer) -> Self {
        let links = mailer.links().to_owned();
        Self {
            server: mailer.server(),
            encrypted: match mailer.encryption() {
                Encryption::Tls => say("email-encrypted-tls"),
                Encryption::StartTls => say("email-encrypted-starttls"),
                Encryption::None => say("email-encrypted-no"),
            },
            from: mailer.from(),
            is_local: links.starts_with("http://127.") || links.starts_with("http://[::1]"),
            links,
        }
    }
}

/// One that was sent, or is to be.
struct Row {
    what: Wording,
    to: String,
    when: String,
    why: Option<String>,
    badge: Badge,
}

impl Row {
    fn new(mail: Mail, server: &str, now: Timestamp, tz: &TimeZone) -> Self {
        let badge = badge(&mail);
        let why = mail.trouble.map(|(trouble, answer)| why(trouble, &answer, server));
        Self {
            what: what(mail.purpose),
            to: mail.address,
            when: on_day_at(mail.tried_at.unwrap_or(mail.made_at), now, tz),
            why: why.filter(|_| mail.state != Stands::Settled),
            badge,
        }
    }
}

fn on_day_at(at: Timestamp, now: Timestamp, tz: &TimeZone) -> String {
    let said = say("email-when").with("day", on_day(at, now, tz));
    said.with("time", time(at, tz)).to_string()
}

#[derive(Template)]
#[template(path = "mails/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    out: Option<Out>,
    /// When something stood in the way last, and what; where nothing went out after it.
    trouble: Option<(String, String)>,
    /// How many wait because of it, in words.
    waiting: Option<Wording>,
    /// When the mail server last took one.
    sent: Option<String>,
    rows: Vec<Row>,
    saved: Option<Wording>,
}

/// How emails go out, and what became of the last ones.
pub(crate) async fn show(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let (now, tz) = (web.desk.store().now(), shell.me.tz());
    let out = web.desk.mailer().map(Out::new);
    let server = out.as_ref().map(|out| out.server.clone()).unwrap_or_default();
    let overview = web.desk.store().read(overview).await?;
    let trouble = overview.troubled.and_then(|mail| {
        let (trouble, answer) = mail.trouble?;
        Some((on_day_at(mail.tried_at?, now, &tz), why(trouble, &answer, &server)))
    });
    let waiting =
        (overview.waiting > 0).then(|| say("email-waiting").with("count", overview.waiting));
    let rows = overview.latest.into_iter().map(|mail| Row::new(mail, &server, now, &tz)).collect();
    let saved = asked(&query, "test").map(|_| say("email-test-sent"));
    page(&Show {
        shell,
        nav: Nav::Settings,
        out,
        trouble,
        waiting,
        sent: overview.sent_at.map(|at| on_day_at(at, now, &tz)),
        rows,
        saved,
    })
}

/// Sends a test to whoever asks for it.
pub(crate) async fn test(State(web): State<Web>, shell: Shell) -> Result {
    web.desk.test_mail(&shell.me).await?;
    on_to("/settings/email?test")
}

#[derive(Template)]
#[template(path = "mails/stop.html")]
struct Stop {
    assets: Assets,
    desk: String,
    email: String,
    token: String,
    kinds: Vec<Kind>,
    stopped: bool,
}

impl Stop {
    async fn new(
        web: &Web,
        token: String,
        (agent, kinds): (Agent, Vec<Kind>),
        stopped: bool,
    ) -> Result<Self> {
        let desk = web.desk.workspace().await?.name;
        Ok(Self { assets: Assets, desk, email: agent.email, token, kinds, stopped })
    }
}

/// Which emails a link stops. To look at it changes nothing: programs follow links before people do.
pub(crate) async fn stop_what(State(web): State<Web>, At(token): At<String>) -> Result {
    let (agent, kinds) = web.desk.emails_to_stop(&token).await?;
    let id = agent.id;
    let choices = web.desk.store().read(move |db| desk::notification::choices(db, id)).await?;
    let stopped = !kinds.iter().any(|kind| choices.wants_by(Way::Email, *kind));
    page(&Stop::new(&web, token, (agent, kinds), stopped).await?)
}

/// Stops them: from that page, or by the mail program itself (RFC 8058).
pub(crate) async fn stop(State(web): State<Web>, At(token): At<String>) -> Result {
    let stopped = web.desk.stop_emails(&token, true).await?;
    page(&Stop::new(&web, token, stopped, true).await?)
}

/// Lets them come again.
pub(crate) async fn resume(State(web): State<Web>, At(token): At<String>) -> Result {
    let resumed = web.desk.stop_emails(&token, false).await?;
    page(&Stop::new(&web, token, resumed, false).await?)
}
