//! What an agent does with the moments of their part: contests them, writes about them, shares them.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use desk::shared_moment::{AROUND_MS, Sharing};
use domain::{CallPartId, agent::Agent, call::Call, text};
use language::{Wording, say};
use listen::report::{kind::Kind, lanes::Mark, words};
use serde::Deserialize;
use serde_json::Value;
use store::shared_moment::SharedMoment;
use voice::Side;

use super::{
    figures::{self, Row},
    heard::Heard,
    lanes,
    moment::{self, Chip, Moment},
    open, shared,
    standards::Own,
};
use crate::{
    Web,
    access::{MyCorner, SignedIn},
    error::{Error, Result},
    form::{At, Filled},
    page::{fragments, page},
    shell::Assets,
};

/// Most characters of a note for oneself.
const NOTE_CHARS_MAX: usize = 4_000;

/// Which moment of which part: `/replays/7/moments/12340/interruption/…`.
type Place = At<(i64, u64, String)>;

/// What depends on what the agent says to the moments.
pub(super) struct Parts {
    pub(super) assets: Assets,
    pub(super) id: CallPartId,
    pub(super) moments: Vec<Moment>,
    pub(super) backchannels: Vec<Moment>,
    pub(super) chips: Vec<Chip>,
    pub(super) rows: Vec<Row>,
    /// With whether it is contested.
    pub(super) marks: Vec<(Mark, bool)>,
    pub(super) mixed: bool,
    /// Whether there is a recording to play them from.
    pub(super) sound: bool,
}

impl Parts {
    pub(super) fn new(
        id: CallPartId,
        heard: Option<&Heard>,
        notes: &Value,
        shared: &[SharedMoment],
        sound: bool,
    ) -> Self {
        let all = heard.map_or_else(Vec::new, |heard| moment::list(heard, notes, shared));
        let rows = heard.map_or_else(Vec::new, |heard| figures::rows(heard, &all));
        let marks = heard.map_or_else(Vec::new, |heard| lanes::marks(&all, heard.length_ms()));
        let chips = moment::chips(&all);
        let (moments, backchannels) =
            all.into_iter().partition(|one: &Moment| one.kind != Kind::Backchannel);
        let mixed = heard.is_some_and(|heard| heard.mixed);
        Self { assets: Assets, id, moments, backchannels, chips, rows, marks, mixed, sound }
    }

    /// "3 “mm-hm”s by you, 1 by the customer".
    pub(super) fn backchannels_words(&self) -> Wording {
        let of = |side| self.backchannels.iter().filter(|one| one.by == Some(side)).count();
        match (of(Side::Agent), of(Side::Customer)) {
            (yours, 0) => say("replay-backchannels-yours").with("count", yours),
            (0, theirs) => say("replay-backchannels-theirs").with("count", theirs),
            (yours, theirs) => {
                say("replay-backchannels-both").with("yours", yours).with("theirs", theirs)
            }
        }
    }
}

#[derive(Template)]
#[template(path = "replays/changed.html")]
struct Changed {
    parts: Parts,
    standards: Vec<Own>,
}

/// A moment of one's own part, with all that belongs to it.
struct Found {
    me: Agent,
    corner: desk::corner::Corner,
    id: CallPartId,
    call: Call,
    figures: Value,
    heard: Heard,
    notes: Value,
    moment: Moment,
    customer: String,
    sound: bool,
}

async fn find(
    web: &Web,
    SignedIn { agent: me, .. }: SignedIn,
    corner: Option<MyCorner>,
    At((id, from_ms, what)): Place,
) -> Result<Found> {
    let id = CallPartId(id);
    let corner = open(web, &me, corner, id).await?;
    let replay = web.desk.replay(&me, &corner, id).await?;
    let missing = || Error::not_found("moment");
    let figures = replay.figures.ok_or_else(missing)?;
    let heard = Heard::read(figures.clone()).ok_or_else(missing)?;
    let shared = shared(web, id).await?;
    let moments = moment::list(&heard, &replay.notes, &shared);
    let key = format!("{from_ms}/{what}");
    let moment = moments.into_iter().find(|moment| moment.key() == key).ok_or_else(missing)?;
    let call = replay.call;
    let customer = call.customer_id;
    let customer = web.desk.store().read(move |db| store::customer::find(db, customer)).await?;
    let customer = customer.map_or_else(String::new, |one| one.display_name());
    let sound = replay.part.recording.is_some();
    Ok(Found { me, corner, id, call, figures, heard, notes: replay.notes, moment, customer, sound })
}

impl Found {
    /// Keeps a word on the moment, and shows everything that follows from it.
    async fn keep(mut self, web: &Web, what: &str, words: Option<&str>) -> Result {
        let key = self.moment.key();
        let set = |notes: &mut Value| {
            moment::set(notes, what, &key, words);
            Ok(())
        };
        self.notes = web.desk.change_notes(&self.me, &self.corner, self.id, set).await?;
        self.show(web).await
    }

    async fn show(self, web: &Web) -> Result {
        let shared = shared(web, self.id).await?;
        let parts = Parts::new(self.id, Some(&self.heard), &self.notes, &shared, self.sound);
        let standards = Own::all(web, &self.call, &self.figures, &self.notes).await?;
        Ok(fragments(StatusCode::OK, Changed { parts, standards }.render()?))
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Ruling {
    ruling: String,
}

/// Contests a moment.
pub(crate) async fn contest(
    State(web): State<Web>,
    me: SignedIn,
    corner: Option<MyCorner>,
    place: Place,
    Filled(given): Filled<Ruling>,
) -> Result {
    let found = find(&web, me, corner, place).await?;
    let known = found.moment.rulings().iter().copied().find(|known| *known == given.ruling);
    let ruling = known.ok_or_else(crate::form::unreadable)?;
    found.keep(&web, "rulings", Some(ruling)).await
}

/// Lets it stand after all.
pub(crate) async fn uncontest(
    State(web): State<Web>,
    me: SignedIn,
    corner: Option<MyCorner>,
    place: Place,
) -> Result {
    find(&web, me, corner, place).await?.keep(&web, "rulings", None).await
}

#[derive(Template)]
#[template(path = "replays/note.html")]
struct NoteDialog {
    assets: Assets,
    id: CallPartId,
    moment: Moment,
}

/// The form in which one writes about a moment.
pub(crate) async fn note(
    State(web): State<Web>,
    me: SignedIn,
    corner: Option<MyCorner>,
    place: Place,
) -> Result {
    let Found { id, moment, .. } = find(&web, me, corner, place).await?;
    page(&NoteDialog { assets: Assets, id, moment })
}

#[derive(Debug, Deserialize)]
pub(crate) struct Note {
    #[serde(default)]
    note: String,
}

/// Keeps what one writes about a moment, for oneself.
pub(crate) async fn write_note(
    State(web): State<Web>,
    me: SignedIn,
    corner: Option<MyCorner>,
    place: Place,
    Filled(given): Filled<Note>,
) -> Result {
    let note = text::clean(&given.note);
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(desk::Error::refused(say("replay-note-too-long")).into());
    }
    let words = (!note.is_empty()).then_some(note.as_str());
    find(&web, me, corner, place).await?.keep(&web, "notes", words).await
}

#[derive(Template)]
#[template(path = "replays/sharing.html")]
struct SharingDialog {
    assets: Assets,
    id: CallPartId,
    moment: Moment,
    customer: String,
    me: String,
    /// From when to when its sound would be heard, where there is a recording.
    stretch: Option<(String, String)>,
}

/// What would become visible to whom, before it does.
pub(crate) async fn share_what(
    State(web): State<Web>,
    me: SignedIn,
    corner: Option<MyCorner>,
    place: Place,
) -> Result {
    let Found { id, moment, customer, me, sound, .. } = find(&web, me, corner, place).await?;
    let from = words::clock(moment.from_ms.saturating_sub(AROUND_MS));
    let longest = moment.from_ms.saturating_sub(AROUND_MS) + desk::shared_moment::CLIP_MS_MAX;
    let to = words::clock((moment.to_ms() + AROUND_MS).min(longest).next_multiple_of(1_000));
    let stretch = sound.then_some((from, to));
    let me = me.first_name().to_owned();
    page(&SharingDialog { assets: Assets, id, moment, customer, me, stretch })
}

#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    #[serde(default)]
    note: String,
    /// Set where the sound is shared, too.
    sound: Option<String>,
}

/// Shares a moment with the team.
pub(crate) async fn share(
    State(web): State<Web>,
    me: SignedIn,
    corner: Option<MyCorner>,
    place: Place,
    Filled(given): Filled<Shown>,
) -> Result {
    let found = find(&web, me, corner, place).await?;
    let sharing = Sharing {
        what: found.moment.for_others(),
        from_ms: found.moment.from_ms,
        length_ms: found.moment.length_ms,
        note: given.note,
        sound: given.sound.is_some(),
    };
    web.desk.share_moment(&found.me, &found.corner, found.id, sharing).await?;
    found.show(&web).await
}

/// Takes it back.
pub(crate) async fn take_back(
    State(web): State<Web>,
    me: SignedIn,
    corner: Option<MyCorner>,
    place: Place,
) -> Result {
    let found = find(&web, me, corner, place).await?;
    let all = shared(&web, found.id).await?;
    let one = all.iter().find(|one| moment::is_of(one, &found.moment));
    let one = one.ok_or_else(|| Error::not_found("moment"))?;
    web.desk.take_back_moment(&found.me, one.id).await?;
    found.show(&web).await
}
