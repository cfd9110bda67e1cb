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

use crate::{
    Web,
    error::Result,
    form::{Asked, At, asked},
    page::{on_to, page},
    shell::{Assets, Nav, Shell},
    wording::{count, on_day, time},
};

/// How one stands: the style of its badge, its icon, its word.
type Badge = (&'static str, &'static str, &'static str);

fn badge(mail: &Mail) -> Badge {
    match mail.state {
        Stands::Sent => ("badge--closed", "check", "Sent"),
        Stands::Failed => ("badge--failed", "warning", "Given up"),
        Stands::Settled => ("", "check", "Not needed"),
        Stands::Waiting if mail.tries == 0 => ("badge--customer", "clock", "On its way"),
        Stands::Waiting => ("badge--us", "clock", "Trying again"),
    }
}

fn what(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Notifications => "What is new",
        Purpose::Invitation => "An invitation",
        Purpose::PasswordLink => "A link for a new password",
        Purpose::Test => "A test",
    }
}

/// What stood in the way of an email, and what to do about it.
pub(crate) fn why(trouble: Trouble, answer: &str, server: &str) -> String {
    let answer = answer.trim_end_matches('.');
    match trouble {
        Trouble::Unreachable => format!(
            "There was no connection to {server} ({answer}). See whether it runs, and whether --smtp-url is right."
        ),
        Trouble::Slow => format!("{server} did not answer within {answer}."),
        Trouble::Unencrypted => format!(
            "No encrypted connection to {server} came about ({answer}). Port 465 wants smtps://, port 587 smtp://."
        ),
        Trouble::Account => {
            format!("{server} did not take the name and the password of --smtp-url ({answer}).")
        }
        Trouble::NotNow => format!("{server} did not take it for now ({answer})."),
        Trouble::Refused => format!("{server} refused it for good ({answer})."),
        Trouble::Unwritable => format!("It could not be written: {answer}."),
    }
}

/// How emails go out.
struct Out {
    server: String,
    encrypted: &'static str,
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
                Encryption::Tls => "From the first byte on",
                Encryption::StartTls => "By STARTTLS, and never without",
                Encryption::None => "No",
            },
            from: mailer.from(),
            is_local: links.starts_with("http://127.") || links.starts_with("http://[::1]"),
            links,
        }
    }
}

/// One that was sent, or is to be.
struct Row {
    what: &'static str,
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
    format!("{} at {}", on_day(at, now, tz), time(at, tz))
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
    waiting: Option<String>,
    /// When the mail server last took one.
    sent: Option<String>,
    rows: Vec<Row>,
    saved: Option<&'static str>,
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
    let waiting = (overview.waiting > 0).then(|| match overview.waiting {
        1 => "It is tried again by itself.".to_owned(),
        many => {
            format!("{} wait, and are tried again by themselves.", count(many, "email", "emails"))
        }
    });
    let rows = overview.latest.into_iter().map(|mail| Row::new(mail, &server, now, &tz)).collect();
    let saved = asked(&query, "test")
        .map(|_| "A test is on its way to you. Below it says what became of it.");
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
