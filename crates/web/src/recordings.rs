//! Bringing recordings of calls that were held elsewhere.

use std::path::{Path, PathBuf};

use askama::Template;
use axum::{
    extract::{
        Multipart, State,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
};
use desk::{conversation::With, customer::Described, recording::Recorded};
use domain::{AgentId, CustomerId, Timestamp, access::Permission};
use jiff::{civil::DateTime, tz::TimeZone};
use language::{Wording, say};
use listen::session::Inputs;
use tokio::{fs, io::AsyncWriteExt};

use crate::{
    Web,
    error::{Error, Result},
    form::{Asked, asked},
    page::{on_to, page, page_with},
    shell::{Nav, Shell},
};

/// Most bytes of one recording: six hours of two channels at 16 kHz.
pub(crate) const RECORDING_BYTES_MAX: usize = 1 << 30;
/// Most characters of a field beside the files.
const FIELD_BYTES_MAX: usize = 4_096;

#[derive(Template)]
#[template(path = "recordings/new.html")]
struct New {
    shell: Shell,
    nav: Nav,
    /// The customer, where the page was opened from theirs.
    customer: Option<(i64, String)>,
    who: String,
    subject: String,
    at: String,
    swap: bool,
    /// Colleagues whose calls one may bring, for leads.
    agents: Vec<(i64, String)>,
    whose: i64,
    error: Option<String>,
}

/// What was filled in.
#[derive(Debug, Default, Clone)]
struct Filled {
    files: Vec<PathBuf>,
    customer: Option<i64>,
    who: String,
    subject: String,
    at: String,
    swap: bool,
    whose: Option<i64>,
}

async fn show_with(web: &Web, shell: Shell, filled: Filled, error: Option<String>) -> Result<New> {
    let leads = shell.me.role.may(Permission::ManagePeople);
    let known = filled.customer.map(CustomerId);
    let (customer, agents) = web
        .desk
        .store()
        .read(move |db| {
            let customer = match known {
                Some(id) => store::customer::find(db, id)?,
                None => None,
            };
            Ok::<_, desk::Error>((customer, store::agent::active(db)?))
        })
        .await?;
    let now = Timestamp::now().to_zoned(shell.me.tz()).strftime("%Y-%m-%dT%H:%M").to_string();
    Ok(New {
        nav: Nav::Customers,
        customer: customer.map(|c| (c.id.0, c.display_name())),
        who: filled.who,
        subject: filled.subject,
        at: if filled.at.is_empty() { now } else { filled.at },
        swap: filled.swap,
        agents: agents
            .into_iter()
            .filter(|agent| leads || agent.id == shell.me.id)
            .map(|agent| (agent.id.0, agent.name))
            .collect(),
        whose: filled.whose.unwrap_or(shell.me.id.0),
        error,
        shell,
    })
}

/// The form.
pub(crate) async fn new(State(web): State<Web>, shell: Shell, query: Asked) -> Result {
    let customer = asked(&query, "customer").and_then(|id| id.parse().ok());
    page(&show_with(&web, shell, Filled { customer, ..Filled::default() }, None).await?)
}

/// Takes a recording, hears it, and goes on to its replay; or to the conversation, where it is somebody
/// else's.
pub(crate) async fn create(State(web): State<Web>, shell: Shell, form: Multipart) -> Result {
    let folder = tempfile::tempdir().map_err(desk::Error::File)?;
    let mut filled = Filled::default();
    let taken = match fill(&mut filled, folder.path(), form).await {
        Ok(()) => Box::pin(take(&web, &shell, &filled)).await,
        Err(error) => Err(error),
    };
    match taken {
        Ok(taken) if filled.whose.is_none_or(|whose| whose == shell.me.id.0) => {
            on_to(&format!("/replays/{}", taken.part))
        }
        Ok(taken) => on_to(&format!("/conversations/{}", taken.conversation)),
        Err(error) if error.status().is_client_error() => {
            let status = error.status();
            let error = Some(error.detail().to_owned());
            page_with(status, &show_with(&web, shell, filled, error).await?)
        }
        Err(error) => Err(error),
    }
}

async fn take(web: &Web, shell: &Shell, filled: &Filled) -> Result<desk::recording::Taken> {
    let inputs = match filled.files.as_slice() {
        [one] => Inputs::One(one.clone()),
        [agent, customer] => Inputs::Two { agent: agent.clone(), customer: customer.clone() },
        _ => {
            return Err(unprocessable(say("recording-choose-one-or-two")));
        }
    };
    let with = if let Some(id) = filled.customer {
        With::Known(CustomerId(id))
    } else {
        let name = filled.who.clone();
        With::New(Described { name, ..Described::default() }, Vec::new())
    };
    let at = moment(&filled.at, &shell.me.tz())
        .ok_or_else(|| unprocessable(say("recording-say-when")))?;
    let recorded =
        Recorded { inputs, swap: filled.swap, at, with, subject: filled.subject.clone() };
    let whose = filled.whose.map_or(shell.me.id, AgentId);
    Ok(Box::pin(web.desk.take_recording(&shell.me, whose, recorded)).await?)
}

fn unprocessable(why: Wording) -> Error {
    Error::new(StatusCode::UNPROCESSABLE_ENTITY, why)
}

/// A time as a form field gives it, in that zone.
fn moment(given: &str, tz: &TimeZone) -> Option<Timestamp> {
    let civil: DateTime = given.trim().parse().ok()?;
    let at = civil.to_zoned(tz.clone()).ok()?.timestamp();
    // A call that is still to come was not recorded.
    (at <= Timestamp::now() + jiff::SignedDuration::from_hours(24)).then_some(at)
}

/// Reads the form; files go to a folder that is removed with all in it.
async fn fill(filled: &mut Filled, folder: &Path, mut form: Multipart) -> Result<()> {
    while let Some(mut field) = form.next_field().await.map_err(|e| unreadable(&e))? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file) = field.file_name().map(ToOwned::to_owned) {
            if file.is_empty() {
                continue;
            }
            if filled.files.len() == 2 {
                return Err(unprocessable(say("recording-two-are-enough")));
            }
            // Its own name is for people; the ending helps to tell what it is.
            let ending = Path::new(&file).extension().and_then(|end| end.to_str()).unwrap_or("");
            let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).collect();
            let path = folder.join(format!("recording-{}.{ending}", filled.files.len() + 1));
            write(&mut field, &path).await?;
            filled.files.push(path);
            continue;
        }
        let mut value = String::new();
        while let Some(bytes) = field.chunk().await.map_err(|e| unreadable(&e))? {
            value.push_str(&String::from_utf8_lossy(&bytes));
            if value.len() > FIELD_BYTES_MAX {
                return Err(unprocessable(say("recording-field-too-long")));
            }
        }
        match name.as_str() {
            "customer" => filled.customer = value.parse().ok(),
            "who" => filled.who = value,
            "subject" => filled.subject = value,
            "at" => filled.at = value,
            "swap" => filled.swap = value == "yes",
            "whose" => filled.whose = value.parse().ok(),
            _ => {}
        }
    }
    Ok(())
}

async fn write(field: &mut Field<'_>, path: &Path) -> Result<()> {
    let mut file = fs::File::create_new(path).await.map_err(desk::Error::File)?;
    while let Some(bytes) = field.chunk().await.map_err(|e| unreadable(&e))? {
        file.write_all(&bytes).await.map_err(desk::Error::File)?;
    }
    file.flush().await.map_err(desk::Error::File)?;
    Ok(())
}

fn unreadable(error: &MultipartError) -> Error {
    let detail = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        say("recording-too-large")
    } else {
        say("recording-not-whole")
    };
    Error::new(error.status(), detail)
}
