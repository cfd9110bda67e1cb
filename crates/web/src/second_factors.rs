//! Second factors: one's own page, the two pages between the password and the desk, and taking one away from somebody
//! who has lost it.

use std::fmt::Write;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use desk::{
    password::not_yours,
    second_factor::{SetUp, Standing},
    session::{Half, Origin, Proof},
};
use domain::{AgentId, passkey::NAME_CHARS_MAX, second_factor::in_groups, security::Needs};
use language::Wording;
use qrcode::{Color, EcLevel, QrCode};
use serde::Deserialize;

use crate::{
    Web,
    access::{self, Here, Ip},
    error::{Error, Result},
    form::{Asked, At, Filled, asked, wrong},
    page::{on_to, page, page_with},
    passkeys::{self, Card},
    sessions::{self, onward, origin},
    shell::{Assets, Nav, Shell},
    wording,
};

/// A square of dark and light, to be drawn: how many modules its side has, and the dark ones as a path in SVG.
struct Picture {
    side: usize,
    path: String,
}

impl Picture {
    /// The QR code of a text; nothing where that is too long for one.
    fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let (side, colours) = (code.width(), code.to_colors());
        let mut path = String::new();
        for (y, row) in colours.chunks(side).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    // Writing to a string cannot fail.
                    let _ = write!(path, "M{x} {y}h{0}v1h-{0}z", run.len());
                }
                x += run.len();
            }
        }
        Some(Self { side, path })
    }
}

/// What is shown of a second factor that is being set up.
struct Offered {
    picture: Option<Picture>,
    /// The address that an app on the same device opens.
    address: String,
    /// The secret in groups, to be typed.
    secret: String,
}

impl Offered {
    /// In the form that apps read ("Key Uri Format", Google Authenticator), which says whose it is, and where.
    fn new(set_up: &SetUp, desk: &str, email: &str) -> Self {
        let (issuer, account) = (wording::percent_encoded(desk), wording::percent_encoded(email));
        let secret = &set_up.secret;
        let address = format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}");
        Self { picture: Picture::of(&address), secret: in_groups(secret, ' '), address }
    }
}

#[derive(Default)]
struct Errors {
    password: Option<String>,
    code: Option<String>,
    /// Of the form that makes new recovery codes.
    renew: Option<String>,
    /// Of the form that switches it off.
    off_password: Option<String>,
    off_code: Option<String>,
}

/// One's own page.
#[derive(Template)]
#[template(path = "second_factors/show.html")]
pub(crate) struct Show {
    shell: Shell,
    nav: Nav,
    /// The day since which it is asked for.
    since: Option<String>,
    codes_left: i64,
    /// Whether everybody needs one.
    needed: bool,
    passkeys: Card,
    offered: Option<Offered>,
    /// Recovery codes that were just made. They are shown once: they are not kept.
    codes: Option<Vec<String>>,
    errors: Errors,
    saved: Option<Wording>,
}

impl Show {
    pub(crate) async fn new(web: &Web, shell: Shell, passkeys: Card) -> Result<Self> {
        let Standing { since, codes_left } = web.desk.second_factor(shell.me.id).await?;
        let (now, tz) = (web.desk.store().now(), shell.me.tz());
        Ok(Self {
            nav: Nav::Settings,
            since: since.map(|at| wording::on_day(at, now, &tz)),
            codes_left,
            needed: web.desk.security().await?.needs_factor && passkeys.listed.is_empty(),
            passkeys,
            offered: None,
            codes: None,
            errors: Errors::default(),
            saved: None,
            shell,
        })
    }

    /// The page again, with what was wrong in what was filled in.
    async fn refused(web: &Web, shell: Shell, card: Card, errors: Errors) -> Result {
        let again = Self { errors, ..Self::new(web, shell, card).await? };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
    }

    /// … with recovery codes that were just made.
    pub(crate) fn with_codes(self, codes: Vec<String>) -> Self {
        Self { codes: Some(codes), ..self }
    }

    fn offers(mut self, set_up: &SetUp) -> Self {
        let (desk, email) = (&self.shell.workspace.name, &self.shell.me.email);
        self.offered = Some(Offered::new(set_up, desk, email));
        self
    }
}

pub(crate) async fn show(State(web): State<Web>, shell: Shell, card: Card, query: Asked) -> Result {
    let saved = asked(&query, "saved").map(|what| match what {
        "passkey" => crate::t("passkey-saved"),
        "passkey-name" => crate::t("passkey-saved-name"),
        "passkey-removal" => crate::t("passkey-saved-removal"),
        _ if card.listed.is_empty() => crate::t("second-factor-saved-off"),
        _ => crate::t("passkey-saved-app-off"),
    });
    page(&Show { saved, ..Show::new(&web, shell, card).await? })
}

/// What is filled in on all of these pages.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Given {
    password: String,
    code: String,
    next: String,
}

impl Given {
    /// Where to go on to.
    fn next(&self) -> &str {
        onward(&self.next)
    }
}

/// Begins to set one up.
pub(crate) async fn begin(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    card: Card,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let from = origin(ip, &headers);
    match desk.begin_second_factor(&shell.me, given.password, &from).await {
        Ok(set_up) => page(&Show::new(&web, shell, card).await?.offers(&set_up)),
        Err(error) => {
            let errors = Errors { password: Some(wrong(error)?), ..Errors::default() };
            Show::refused(&web, shell, card, errors).await
        }
    }
}

/// Confirms it by a code of the app, and shows the recovery codes.
pub(crate) async fn confirm(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    card: Card,
    Filled(given): Filled<Given>,
) -> Result {
    let me = shell.me.id;
    match desk.confirm_second_factor(me, &given.code).await {
        Ok(codes) => page(&Show { codes: Some(codes), ..Show::new(&web, shell, card).await? }),
        Err(error) => {
            let errors = Errors { code: Some(wrong(error)?), ..Errors::default() };
            let again = Show { errors, ..Show::new(&web, shell, card).await? };
            let again = match desk.second_factor_being_set_up(me).await? {
                Some(set_up) => again.offers(&set_up),
                None => again,
            };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

/// Makes new recovery codes.
pub(crate) async fn renew_codes(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    card: Card,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let from = origin(ip, &headers);
    match desk.renew_recovery_codes(&shell.me, given.password, &from).await {
        Ok(codes) => page(&Show { codes: Some(codes), ..Show::new(&web, shell, card).await? }),
        Err(error) => {
            let errors = Errors { renew: Some(wrong(error)?), ..Errors::default() };
            Show::refused(&web, shell, card, errors).await
        }
    }
}

/// Switches one's own off.
pub(crate) async fn remove(
    State(web): State<Web>,
    Here(desk): Here,
    shell: Shell,
    card: Card,
    ip: Ip,
    headers: HeaderMap,
    Filled(Given { password, code, .. }): Filled<Given>,
) -> Result {
    let (from, session) = (origin(ip, &headers), shell.session.id);
    let party = card.party.as_ref();
    match desk.remove_second_factor(&shell.me, session, password, &code, &from, party).await {
        Ok(()) => on_to("/settings/second-factor?saved"),
        Err(error) => {
            let error = wrong(error)?;
            let mut errors = Errors::default();
            if error == not_yours().to_string() {
                errors.off_password = Some(error);
            } else {
                errors.off_code = Some(error);
            }
            Show::refused(&web, shell, card, errors).await
        }
    }
}

/// Takes away somebody else's, who has lost it.
pub(crate) async fn reset(Here(desk): Here, shell: Shell, At(id): At<i64>) -> Result {
    desk.reset_second_factor(Some(&shell.me), AgentId(id)).await?;
    on_to("/settings/people?saved=second-factor")
}

/// One knows that somebody took away one's own.
pub(crate) async fn put_reset_away(Here(desk): Here, shell: Shell) -> Result {
    desk.put_factor_reset_away(shell.me.id).await?;
    on_to("/today")
}

// Between the password and the desk.

/// The page that asks for a code.
#[derive(Template)]
#[template(path = "second_factors/ask.html")]
struct Ask {
    assets: Assets,
    first_name: String,
    /// Whether it was not the password that was given before.
    by_provider: bool,
    /// Whether they have an app for codes.
    has_app: bool,
    /// Whether they have passkeys, be they for this address or not.
    has_passkeys: bool,
    /// What the browser is asked for a passkey, in JSON, where there is one for this address.
    passkey: Option<String>,
    /// What was wrong with it.
    passkey_error: Option<String>,
    next: String,
    error: Option<String>,
}

impl Ask {
    async fn new(
        web: &Web,
        headers: &HeaderMap,
        token: &str,
        half: &Half,
        next: &str,
    ) -> Result<Self> {
        let passkey = match passkeys::party(web, headers) {
            Some(party) => web.desk.begin_passkey_factor(token, &party).await?,
            None => None,
        };
        Ok(Self {
            assets: Assets,
            first_name: half.agent.first_name().to_owned(),
            by_provider: half.proof == Proof::Provider,
            has_app: web.desk.second_factor(half.agent.id).await?.since.is_some(),
            has_passkeys: !web.desk.passkeys(half.agent.id).await?.is_empty(),
            passkey,
            passkey_error: None,
            next: next.to_owned(),
            error: None,
        })
    }
}

/// The pages on which somebody sets one up who needs one to get in.
#[derive(Template)]
#[template(path = "second_factors/ask_for_one.html")]
pub(crate) struct AskForOne {
    assets: Assets,
    first_name: String,
    desk_name: String,
    next: String,
    offered: Option<Offered>,
    /// What the browser is asked for a passkey, where it makes them at this address.
    passkey: Option<passkeys::Offered>,
    pub(crate) codes: Option<Vec<String>>,
    pub(crate) error: Option<String>,
}

impl AskForOne {
    pub(crate) async fn new(
        web: &Web,
        headers: &HeaderMap,
        token: &str,
        half: &Half,
        next: &str,
    ) -> Result<Self> {
        let passkey = match passkeys::party(web, headers) {
            Some(party) => {
                let options = web.desk.begin_passkey_at_sign_in(token, &party).await?;
                let name = sessions::browser(&half.session.browser);
                Some(passkeys::Offered { options, name })
            }
            None => None,
        };
        Ok(Self {
            assets: Assets,
            first_name: half.agent.first_name().to_owned(),
            desk_name: web.desk.workspace().await?.name,
            next: next.to_owned(),
            offered: None,
            passkey,
            codes: None,
            error: None,
        })
    }

    fn offers(mut self, set_up: &SetUp, half: &Half) -> Self {
        self.offered = Some(Offered::new(set_up, &self.desk_name, &half.agent.email));
        self
    }
}

/// The token of a sign-in that was begun in this browser, and who began it, where they need that.
async fn begun(web: &Web, headers: &HeaderMap, needs: Needs) -> Result<Option<(String, Half)>> {
    let Some(token) = access::cookie(headers) else { return Ok(None) };
    let half = web.desk.half_session(token).await?.filter(|half| half.needs == needs);
    Ok(half.map(|half| (token.to_owned(), half)))
}

/// … where they need a code, or a passkey.
pub(crate) async fn needs_code(web: &Web, headers: &HeaderMap) -> Result<Option<(String, Half)>> {
    begun(web, headers, Needs::Code).await
}

/// … where they need a second factor at all.
pub(crate) async fn needs_factor(web: &Web, headers: &HeaderMap) -> Result<Option<(String, Half)>> {
    begun(web, headers, Needs::Factor).await
}

/// The page that asks for a code again, with what was wrong with a passkey.
pub(crate) async fn ask_again(
    web: &Web,
    headers: &HeaderMap,
    token: &str,
    half: &Half,
    next: &str,
    error: Error,
) -> Result {
    let shown = Ask::new(web, headers, token, half, next).await?;
    let again = Ask { passkey_error: Some(error.detail().to_owned()), ..shown };
    page_with(error.status(), &again)
}

/// Back to the beginning, where nothing was begun or that was too long ago.
pub(crate) fn from_the_beginning(next: &str) -> Result {
    on_to(&format!("/sign-in?next={}", wording::percent_encoded(next)))
}

fn next_of(query: &Asked) -> &str {
    onward(asked(query, "next").unwrap_or_default())
}

pub(crate) async fn ask(State(web): State<Web>, headers: HeaderMap, query: Asked) -> Result {
    let next = next_of(&query);
    let Some((token, half)) = begun(&web, &headers, Needs::Code).await? else {
        return from_the_beginning(next);
    };
    page(&Ask::new(&web, &headers, &token, &half, next).await?)
}

pub(crate) async fn prove(
    State(web): State<Web>,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let next = given.next();
    let Some((token, half)) = begun(&web, &headers, Needs::Code).await? else {
        return from_the_beginning(next);
    };
    let error = match web.desk.prove_second_factor(&token, &given.code, origin(ip, &headers)).await
    {
        Ok(()) => return on_to(next),
        Err(
            error @ (desk::Error::Refused(_)
            | desk::Error::Conflict(_)
            | desk::Error::Throttled { .. }),
        ) => Error::from(error),
        Err(desk::Error::NotFound(_)) => return from_the_beginning(next),
        Err(error) => return Err(error.into()),
    };
    let shown = Ask::new(&web, &headers, &token, &half, next).await?;
    let again = Ask { error: Some(error.detail().to_owned()), ..shown };
    page_with(error.status(), &again)
}

pub(crate) async fn ask_for_one(
    State(web): State<Web>,
    headers: HeaderMap,
    query: Asked,
) -> Result {
    let next = next_of(&query);
    let Some((token, half)) = begun(&web, &headers, Needs::Factor).await? else {
        return from_the_beginning(next);
    };
    page(&AskForOne::new(&web, &headers, &token, &half, next).await?)
}

pub(crate) async fn begin_at_sign_in(
    State(web): State<Web>,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let next = given.next();
    let Some((token, half)) = begun(&web, &headers, Needs::Factor).await? else {
        return from_the_beginning(next);
    };
    let set_up = web.desk.begin_second_factor_at_sign_in(&token).await?;
    page(&AskForOne::new(&web, &headers, &token, &half, next).await?.offers(&set_up, &half))
}

pub(crate) async fn confirm_at_sign_in(
    State(web): State<Web>,
    ip: Ip,
    headers: HeaderMap,
    Filled(given): Filled<Given>,
) -> Result {
    let next = given.next();
    let Some((token, half)) = begun(&web, &headers, Needs::Factor).await? else {
        return from_the_beginning(next);
    };
    let from: Origin = origin(ip, &headers);
    let shown = AskForOne::new(&web, &headers, &token, &half, next).await?;
    match web.desk.confirm_second_factor_at_sign_in(&token, &given.code, from).await {
        Ok(codes) => page(&AskForOne { codes: Some(codes), ..shown }),
        Err(error) => {
            let again = AskForOne { error: Some(wrong(error)?), ..shown };
            let again = match web.desk.second_factor_being_set_up(half.agent.id).await? {
                Some(set_up) => again.offers(&set_up, &half),
                None => again,
            };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_within_its_square() {
        let picture = Picture::of("otpauth://totp/Tea:mia?secret=JBSWY3DPEHPK3PXP").unwrap();
        // The corner of a QR code: seven dark modules (ISO/IEC 18004, 6.3.3).
        assert!(picture.path.starts_with("M0 0h7v1h-7z"), "{}", picture.path);
        assert_eq!((picture.side - 17) % 4, 0);
        for part in picture.path.split('M').skip(1) {
            let (x, rest) = part.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (run, _) = rest.split_once('v').unwrap();
            let number = |text: &str| text.parse::<usize>().unwrap();
            assert!(number(x) + number(run) <= picture.side && number(y) < picture.side);
        }
        assert!(Picture::of(&"x".repeat(5000)).is_none());
    }

    #[test]
    fn apps_are_told_whose_it_is() {
        let set_up = SetUp { secret: "JBSWY3DPEHPK3PXP".into() };
        let offered = Offered::new(&set_up, "Tea & Cake", "mia@tea.example");
        assert_eq!(
            offered.address,
            "otpauth://totp/Tea%20%26%20Cake:mia%40tea.example?secret=JBSWY3DPEHPK3PXP&issuer=Tea%20%26%20Cake"
        );
        assert_eq!(offered.secret, "JBSW Y3DP EHPK 3PXP");
    }
}
