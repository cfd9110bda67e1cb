//! What emails say, written when they are sent.

use std::sync::Arc;

use askama::Template;
use desk::{
    Desk,
    mail::{Letter, Mailer, Write},
    notification::unseen_between,
    workspace::Workspace,
};
use domain::{
    AgentId, EventId,
    access::Role,
    agent::{Agent, first_name},
    mail::{Mail, Purpose},
    notification::{Kind, Way},
};
use language::{Language, Wording, say, speaking};

use crate::notifications::shown::{Group, Telling, by_matter, show};

/// Most lines in one email: what is more stands behind the bell.
const LINES_MAX: usize = 20;

/// Who writes the desk's emails.
pub fn letters() -> Write {
    Arc::new(|desk, mail| {
        Box::pin(async move {
            let reads = language_of(&desk, mail.agent_id).await?;
            speaking(reads, write(&desk, &mail)).await
        })
    })
}

/// The language of whom it goes to; English, where they chose none or are no agent yet.
pub(crate) async fn language_of(
    desk: &Desk,
    agent: Option<AgentId>,
) -> desk::Result<&'static Language> {
    let Some(agent) = agent else { return Ok(Language::english()) };
    let agent = desk.store().read(move |db| store::agent::find(db, agent)).await?;
    let chosen = agent.and_then(|agent| Language::named(&agent.language?));
    Ok(chosen.unwrap_or_else(Language::english))
}

/// What a link does and where it leads, in a line of plain text.
fn line(what: &Wording, link: &str) -> String {
    format!("{what}: {link}")
}

async fn write(desk: &Desk, mail: &Mail) -> desk::Result<Option<Letter>> {
    let links = desk.mailer().map(Mailer::links).unwrap_or_default().to_owned();
    match (mail.purpose, mail.agent_id, mail.told) {
        (Purpose::Notifications, Some(agent), Some(told)) => news(desk, links, agent, told).await,
        (Purpose::Test, Some(agent), _) => test(desk, links, agent).await,
        (Purpose::Invitation, ..) => invitation(desk, links, mail).await,
        (Purpose::PasswordLink, ..) => password_link(desk, links, mail).await,
        (Purpose::NewPasskey, Some(agent), _) => new_passkey(desk, links, agent, mail).await,
        (Purpose::Notifications | Purpose::Test | Purpose::NewPasskey, ..) => Ok(None),
    }
}

/// A text and a page, as one email.
fn letter(
    subject: String,
    text: &impl Template,
    html: &impl Template,
    stop: Option<String>,
) -> desk::Result<Option<Letter>> {
    let rendered = text.render().and_then(|text| Ok((text, html.render()?)));
    let (text, html) = rendered.map_err(|error| desk::Error::refused(error.to_string()))?;
    Ok(Some(Letter { subject, text, html, stop }))
}

/// What is new for somebody.
struct News {
    desk: String,
    links: String,
    groups: Vec<Group>,
    /// How many things there are beside those that are told, in words.
    more: Option<Wording>,
    stop: String,
}

impl News {
    /// What stands before, in, between and after the links by which one chooses, and stops them.
    #[expect(clippy::unused_self, reason = "templates call it as a method")]
    fn choices(&self) -> (String, String, String, String, String) {
        let (before, choose, rest) = say("letter-news-choices").around("choose");
        let (between, stop, after) = Wording::from(rest).around("stop");
        (before, choose, between, stop, after)
    }

    fn more_line(&self) -> Option<String> {
        let link = format!("{}/notifications", self.links);
        self.more.as_ref().map(|more| line(more, &link))
    }

    fn choose_line(&self) -> String {
        let link = format!("{}/settings/notifications", self.links);
        line(&say("notifications-choose"), &link)
    }

    fn stop_line(&self) -> String {
        line(&say("letter-news-stop"), &self.stop)
    }
}

#[derive(Template)]
#[template(path = "letters/news.txt", whitespace = "preserve")]
struct NewsText<'a>(&'a News);

#[derive(Template)]
#[template(path = "letters/news.html")]
struct NewsPage<'a>(&'a News);

/// Tells an agent what is new, unless they have seen it by now.
async fn news(
    desk: &Desk,
    links: String,
    agent: AgentId,
    told: (EventId, EventId),
) -> desk::Result<Option<Letter>> {
    let now = desk.store().now();
    let (shown, kinds, name) = desk
        .store()
        .read(move |db| {
            let (mut unseen, choices) = unseen_between(db, agent, Way::Email, told)?;
            let agent = store::agent::find(db, agent)?;
            let Some(agent) = agent.filter(|agent| agent.deactivated_at.is_none()) else {
                return Ok((Vec::new(), Vec::new(), String::new()));
            };
            // What was told of and is no longer so.
            unseen.retain(|one| one.count > 0);
            let mut kinds: Vec<Kind> = unseen.iter().map(|one| one.kind).collect();
            kinds.sort_unstable_by_key(|kind| kind.as_str());
            kinds.dedup();
            let telling = if choices.email.named { Telling::All } else { Telling::Little };
            let shown = show(db, unseen, &agent, now, telling)?;
            Ok::<_, desk::Error>((shown, kinds, Workspace::read(db)?.name))
        })
        .await?;
    let Some(first) = shown.first() else { return Ok(None) };
    let all = i64::try_from(shown.len()).unwrap_or(i64::MAX);
    let subject = match all {
        1 => first.says.to_string().trim_end_matches(['.', '。']).to_owned(),
        many => say("letter-news-subject").with("count", many).with("desk", &name).to_string(),
    };
    let beside = all.saturating_sub(i64::try_from(LINES_MAX).unwrap_or(i64::MAX));
    let stop = format!("{links}/email-stops/{}", desk.email_stop(agent, &kinds)?);
    let news = News {
        desk: name,
        links,
        groups: by_matter(shown.into_iter().take(LINES_MAX).collect()),
        more: (beside > 0).then(|| say("letter-news-more").with("count", beside)),
        stop,
    };
    letter(subject, &NewsText(&news), &NewsPage(&news), Some(news.stop.clone()))
}

/// A test of whoever runs the desk.
struct Test {
    first_name: String,
    desk: String,
    links: String,
}

impl Test {
    fn settings_line(&self) -> String {
        line(&say("letter-test-foot"), &format!("{}/settings/email", self.links))
    }
}

#[derive(Template)]
#[template(path = "letters/test.txt", whitespace = "preserve")]
struct TestText<'a>(&'a Test);

#[derive(Template)]
#[template(path = "letters/test.html")]
struct TestPage<'a>(&'a Test);

async fn test(desk: &Desk, links: String, agent: AgentId) -> desk::Result<Option<Letter>> {
    let agent = desk.store().read(move |db| store::agent::find(db, agent)).await?;
    let Some(agent) = agent else { return Ok(None) };
    let first_name = agent.first_name().to_owned();
    let test = Test { first_name, desk: desk.workspace().await?.name, links };
    let subject = say("letter-test-subject").with("desk", &test.desk).to_string();
    letter(subject, &TestText(&test), &TestPage(&test), None)
}

/// A link for somebody who joins.
struct Invitation {
    desk: String,
    /// The name of whoever made it.
    host: Option<String>,
    role: Role,
    link: String,
}

impl Invitation {
    fn join_line(&self) -> String {
        line(&say("join-button"), &self.link)
    }
}

#[derive(Template)]
#[template(path = "letters/invitation.txt", whitespace = "preserve")]
struct InvitationText<'a>(&'a Invitation);

#[derive(Template)]
#[template(path = "letters/invitation.html")]
struct InvitationPage<'a>(&'a Invitation);

async fn invitation(desk: &Desk, links: String, mail: &Mail) -> desk::Result<Option<Letter>> {
    let token = desk.open_mail_secret(mail)?;
    // It was used or taken back by now.
    let Some(invitation) = still_there(desk.invitation(&token).await)? else { return Ok(None) };
    let by = invitation.invited_by;
    let host = desk.store().read(move |db| match by {
        Some(id) => store::agent::find(db, id),
        None => Ok(None),
    });
    let invitation = Invitation {
        host: host.await?.map(|agent| agent.name),
        desk: desk.workspace().await?.name,
        role: invitation.role,
        link: format!("{links}/invitations/{token}"),
    };
    let subject = match &invitation.host {
        Some(host) => say("letter-invitation-subject-by").with("host", host),
        None => say("letter-invitation-subject"),
    };
    let subject = subject.with("desk", &invitation.desk).to_string();
    letter(subject, &InvitationText(&invitation), &InvitationPage(&invitation), None)
}

/// A link for somebody who chooses a new password.
struct PasswordLink {
    first_name: String,
    desk: String,
    link: String,
}

impl PasswordLink {
    /// What stands before the link in plain text.
    fn before_link(&self) -> Wording {
        say("letter-password-lead-link").with("desk", &self.desk)
    }
}

#[derive(Template)]
#[template(path = "letters/password_link.txt", whitespace = "preserve")]
struct PasswordLinkText<'a>(&'a PasswordLink);

#[derive(Template)]
#[template(path = "letters/password_link.html")]
struct PasswordLinkPage<'a>(&'a PasswordLink);

async fn password_link(desk: &Desk, links: String, mail: &Mail) -> desk::Result<Option<Letter>> {
    let token = desk.open_mail_secret(mail)?;
    let found = still_there(desk.password_reset(&token).await)?;
    let Some(Agent { name, .. }) = found else { return Ok(None) };
    let made = PasswordLink {
        first_name: first_name(&name).to_owned(),
        desk: desk.workspace().await?.name,
        link: format!("{links}/password-resets/{token}"),
    };
    let subject = say("letter-password-subject").with("desk", &made.desk).to_string();
    letter(subject, &PasswordLinkText(&made), &PasswordLinkPage(&made), None)
}

/// Tells somebody that a passkey was made for them, which may have been somebody else.
struct NewPasskey {
    first_name: String,
    desk: String,
    /// What it was called.
    passkey: String,
    link: String,
}

impl NewPasskey {
    fn link_line(&self) -> String {
        line(&say("letter-passkey-button"), &self.link)
    }
}

#[derive(Template)]
#[template(path = "letters/new_passkey.txt", whitespace = "preserve")]
struct NewPasskeyText<'a>(&'a NewPasskey);

#[derive(Template)]
#[template(path = "letters/new_passkey.html")]
struct NewPasskeyPage<'a>(&'a NewPasskey);

async fn new_passkey(
    desk: &Desk,
    links: String,
    agent: AgentId,
    mail: &Mail,
) -> desk::Result<Option<Letter>> {
    let passkey = desk.open_mail_secret(mail)?;
    let agent = desk.store().read(move |db| store::agent::find(db, agent)).await?;
    let Some(agent) = agent else { return Ok(None) };
    let made = NewPasskey {
        first_name: agent.first_name().to_owned(),
        desk: desk.workspace().await?.name,
        passkey,
        link: format!("{links}/settings/second-factor"),
    };
    let subject = say("letter-passkey-subject").with("desk", &made.desk).to_string();
    letter(subject, &NewPasskeyText(&made), &NewPasskeyPage(&made), None)
}

/// What was found, or nothing where it is gone.
fn still_there<T>(found: desk::Result<T>) -> desk::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(desk::Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
