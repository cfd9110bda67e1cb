//! Writing a standard: the form, what is understood of it while it is written, and taking the starter set.

use ::language::Wording;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use desk::standard::{self, Standard, Tried};
use domain::{
    StandardId, StandardVersionId, Timestamp,
    standard::{
        BadStandard, Reach, Role, Stage, Theme, Unread, Written, check::CHARS_MAX, phrases,
    },
};
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;

use super::{address, reach_of};
use crate::{
    Web,
    error::Result,
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with},
    shell::{Assets, Nav, Shell},
};

/// What was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    title: String,
    words: String,
    reach: String,
    stage: String,
    theme: String,
    role: String,
    check: String,
    /// `now` or `later`.
    from: String,
    /// The day from which it holds, where it is later.
    day: String,
    /// A phrase to put behind the check.
    add: String,
    /// Set where only a look at what is understood is asked for.
    look: String,
    /// The standard that is changed, for what contradicts it.
    standard: String,
}

impl Given {
    fn of(content: &domain::standard::Content) -> Self {
        Self {
            title: content.title.clone(),
            words: content.words.clone(),
            reach: content.reach.as_str().to_owned(),
            stage: content.stage.as_str().to_owned(),
            theme: content.theme.as_str().to_owned(),
            role: content.role.as_str().to_owned(),
            check: content.check.to_string(),
            ..Self::default()
        }
    }

    fn written(&self) -> Written {
        Written {
            title: self.title.clone(),
            words: self.words.clone(),
            reach: Reach::parse(&self.reach).unwrap_or(Reach::Chat),
            stage: Stage::parse(&self.stage).unwrap_or(Stage::Start),
            theme: Theme::parse(&self.theme).unwrap_or(Theme::Attitude),
            role: Role::parse(&self.role).unwrap_or(Role::Anybody),
            check: self.check.clone(),
        }
    }

    /// From when it holds: the beginning of a day on the desk’s clock, or now.
    fn effective(&self, tz: &TimeZone) -> desk::Result<Option<Timestamp>> {
        if self.from != "later" {
            return Ok(None);
        }
        let day: Option<Date> = self.day.trim().parse().ok();
        let begins = day.and_then(|day| Some(day.to_zoned(tz.clone()).ok()?.timestamp()));
        begins.map(Some).ok_or_else(|| desk::Error::refused(crate::t("standard-no-day")))
    }

    /// Puts the phrase behind the check that was chosen.
    fn with_addition(mut self) -> Self {
        if !self.add.is_empty() {
            let before = self.check.trim();
            self.check = match before {
                "" => self.add.clone(),
                before => format!("{before} and {}", self.add),
            };
        }
        self
    }

    /// Whether the form is only shown again, with what is understood of it.
    fn only_looks(&self) -> bool {
        !self.add.is_empty() || !self.look.is_empty()
    }
}

/// For which contacts a standard may hold: the word, and how it is called.
fn reaches() -> [(&'static str, Wording); 5] {
    Reach::ALL.map(|reach| (reach.as_str(), reach.title()))
}

/// When in a contact.
fn stages() -> [(&'static str, Wording); 3] {
    Stage::ALL.map(|stage| {
        let title = match stage {
            Stage::Start => crate::t("standard-at-the-start"),
            Stage::During => crate::t("standard-during"),
            Stage::End => crate::t("standard-at-the-end"),
        };
        (stage.as_str(), title)
    })
}

/// Of which theme.
fn themes() -> [(&'static str, Wording); 4] {
    Theme::ALL.map(|theme| (theme.as_str(), theme.title()))
}

/// Whose words it is about.
fn roles() -> [(&'static str, Wording); 2] {
    Role::ALL.map(|role| {
        let title = match role {
            Role::Anybody => crate::t("standard-anybodys"),
            Role::FirstResponder => crate::t("standard-first-responders"),
        };
        (role.as_str(), title)
    })
}

/// What is understood of a check.
pub(super) struct Understood {
    /// As it is understood; nothing where it is not.
    said: Option<String>,
    /// What is wrong with it: the words before, those that are not understood, those after, and why.
    wrong: Option<(String, String, String, String)>,
    /// Standards that ask for the opposite.
    against: Vec<String>,
    /// How the last contacts would have stood.
    tried: Option<Tried>,
    voice: bool,
}

impl Understood {
    fn nothing() -> Self {
        Self { said: None, wrong: None, against: Vec::new(), tried: None, voice: false }
    }

    fn unread(check: &str, unread: &Unread) -> Self {
        let cut = |range: std::ops::Range<usize>| check.get(range).unwrap_or_default().to_owned();
        let span = unread.span.clone();
        Self {
            wrong: Some((
                cut(0..span.start),
                cut(span.clone()),
                cut(span.end..check.len()),
                unread.to_string(),
            )),
            ..Self::nothing()
        }
    }

    /// Reads what is written, tries it on the last contacts, and looks for its opposite.
    async fn read(web: &Web, given: &Given) -> Result<Self> {
        if given.check.trim().is_empty() {
            return Ok(Self::nothing());
        }
        // What it is called does not matter to its check.
        let written = Written { title: "…".to_owned(), words: String::new(), ..given.written() };
        let content = match written.read() {
            Ok(content) => content,
            Err(BadStandard::Unread(unread)) => return Ok(Self::unread(&given.check, &unread)),
            Err(bad) => {
                let wrong =
                    Some((given.check.clone(), String::new(), String::new(), bad.to_string()));
                return Ok(Self { wrong, ..Self::nothing() });
            }
        };
        let now = web.desk.store().now();
        let standards = web.desk.store().read(standard::all).await?;
        let this = given.standard.parse().ok().map(StandardId);
        let voice = content.check.is_voice();
        let tried = web.desk.try_standard(content.clone()).await?;
        Ok(Self {
            said: Some(content.check.to_string()),
            against: standard::against(&standards, &content, this, now),
            tried: (tried.contacts() > 0).then_some(tried),
            voice,
            ..Self::nothing()
        })
    }
}

#[derive(Template)]
#[template(path = "standards/understood.html")]
struct Fragment {
    assets: Assets,
    understood: Understood,
}

#[derive(Template)]
#[template(path = "standards/form.html")]
struct Form {
    shell: Shell,
    nav: Nav,
    /// The standard that is changed; none for a new one.
    id: Option<i64>,
    given: Given,
    understood: Understood,
    phrases: [Vec<String>; 2],
    error: Option<String>,
    back: String,
}

impl Form {
    async fn new(web: &Web, shell: Shell, id: Option<i64>, given: Given) -> Result<Self> {
        let mut given = given;
        given.standard = id.map(|id| id.to_string()).unwrap_or_default();
        let understood = Understood::read(web, &given).await?;
        let back = match id {
            Some(id) => format!("/standards/{id}"),
            None => address(given.written().reach),
        };
        let phrases = phrases();
        Ok(Self { shell, nav: Nav::Standards, id, given, understood, phrases, error: None, back })
    }
}

/// A new standard.
pub(crate) async fn new(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let reach = reach_of(&query).as_str().to_owned();
    let stage = asked(&query, "stage").unwrap_or("start").to_owned();
    page(&Form::new(&web, shell, None, Given { reach, stage, ..Given::default() }).await?)
}

/// A standard that is changed.
pub(crate) async fn edit(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    let standard = standard_of(&web, id).await?;
    let content = standard.content(web.desk.store().now());
    let given = content.map(Given::of).unwrap_or_default();
    page(&Form::new(&web, shell, Some(id), given).await?)
}

async fn standard_of(web: &Web, id: i64) -> Result<Standard> {
    Ok(web.desk.store().read(move |db| standard::find(db, StandardId(id))).await?)
}

/// The form once more, with what was wrong with it, if anything.
async fn again(
    web: &Web,
    shell: Shell,
    id: Option<i64>,
    given: Given,
    error: Option<String>,
) -> Result<Response> {
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(status, &Form { error, ..Form::new(web, shell, id, given).await? })
}

/// Writes a new standard.
pub(crate) async fn create(
    State(web): State<Web>,
    shell: Shell,
    Filled(given): Filled<Given>,
) -> Result {
    let given = given.with_addition();
    if given.only_looks() {
        return again(&web, shell, None, given, None).await;
    }
    let written = given.written();
    let done = match given.effective(&shell.workspace.tz()) {
        Ok(from) => web.desk.write_standard(&shell.me, &written, from).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => on_to(&format!("{}&saved", address(written.reach))),
        Err(error) => again(&web, shell, None, given, Some(wrong(error)?)).await,
    }
}

/// Changes a standard by a new version.
pub(crate) async fn change(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(given): Filled<Given>,
) -> Result {
    let given = given.with_addition();
    if given.only_looks() {
        return again(&web, shell, Some(id), given, None).await;
    }
    let written = given.written();
    let done = match given.effective(&shell.workspace.tz()) {
        Ok(from) => web.desk.change_standard(&shell.me, StandardId(id), &written, from).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => on_to(&format!("/standards/{id}")),
        Err(error) => again(&web, shell, Some(id), given, Some(wrong(error)?)).await,
    }
}

/// What is understood of a check that is being written.
pub(crate) async fn understanding(State(web): State<Web>, Filled(given): Filled<Given>) -> Result {
    page(&Fragment { assets: Assets, understood: Understood::read(&web, &given).await? })
}

#[derive(Template)]
#[template(path = "standards/retirement.html")]
struct Retirement {
    shell: Shell,
    nav: Nav,
    id: i64,
    title: String,
    given: Given,
    error: Option<String>,
}

/// Asks from when a standard is retired.
pub(crate) async fn retirement(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    let title = title_of(&web, id).await?;
    let given = Given::default();
    page(&Retirement { shell, nav: Nav::Standards, id, title, given, error: None })
}

async fn title_of(web: &Web, id: i64) -> Result<String> {
    let standard = standard_of(web, id).await?;
    let content = standard.content(web.desk.store().now());
    Ok(content.map(|content| content.title.clone()).unwrap_or_default())
}

/// Retires a standard.
pub(crate) async fn retire(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Filled(given): Filled<Given>,
) -> Result {
    let done = match given.effective(&shell.workspace.tz()) {
        Ok(from) => web.desk.retire_standard(&shell.me, StandardId(id), from).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let standard = standard_of(&web, id).await?;
            let reach = standard.content(web.desk.store().now()).map(|content| content.reach);
            on_to(&format!("{}&saved=retired", address(reach.unwrap_or(Reach::Chat))))
        }
        Err(error) => {
            let (error, title) = (Some(wrong(error)?), title_of(&web, id).await?);
            let retirement = Retirement { shell, nav: Nav::Standards, id, title, given, error };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &retirement)
        }
    }
}

/// Takes back the version that is to come.
pub(crate) async fn take_back(State(web): State<Web>, shell: Shell, At(id): At<i64>) -> Result {
    let standard = web.desk.take_back_version(&shell.me, StandardVersionId(id)).await?;
    on_to(&format!("/standards/{standard}"))
}

/// Takes standards of the starter set: the form names those that are wanted.
pub(crate) async fn take(
    State(web): State<Web>,
    shell: Shell,
    Filled(filled): Filled<Vec<(String, String)>>,
) -> Result {
    let value = |name: &str| {
        filled.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    };
    let keys: Vec<String> = value("take");
    let channel: Vec<String> = value("channel");
    let reach = channel.first().and_then(|word| Reach::parse(word)).unwrap_or(Reach::Chat);
    if keys.is_empty() {
        return on_to(&address(reach)).map(IntoResponse::into_response);
    }
    web.desk.take_starters(&shell.me, keys).await?;
    on_to(&format!("{}&saved=taken", address(reach)))
}
