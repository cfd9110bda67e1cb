//! The switchboard: the sound of calls, and what is heard in it.
//!
//! Who is in which call is decided by the verbs of [`crate::call`]; here lines are opened and connected as
//! they say, and what the phone tells comes back as verbs. What is heard while an agent talks is passed on
//! to that agent alone ([`Desk::mirror`]) and put away sealed to their corner.

mod recorder;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{
    AgentId, CallId, CallPartId, InboxId,
    agent::Agent,
    call::{Call, Reason, State},
};
use language::say;
use listen::{heard::Heard, report::json};
use phone::{CallNumber, Event, Events, Mirror, Part, Phone, Seat};
use serde_json::{Value, json};
use tokio::sync::{broadcast, mpsc};
use voice::Baseline;

pub(crate) use self::recorder::Recorder;
use crate::{
    Desk, Error, Result,
    call::number,
    team_figure::{Share, Waiting},
    token,
};

/// What an agent's mirror may fall behind before it misses some: a few seconds.
const MIRRORS_MAX: usize = 32;
/// In what a recording is sealed, with the name of its file.
pub(crate) const RECORDING: &str = "recording of call part";
/// In what the key of a recording is sealed.
pub(crate) const RECORDING_KEY: &str = "key of the recording of call part";
/// In what the figures of a part are sealed.
pub(crate) const FIGURES: &str = "figures of call part";

/// Told of a call to the agent who has it.
#[derive(Debug, Clone)]
pub enum Told {
    /// How it goes, five times a second.
    Mirror(Box<Mirror>),
    /// The line to somebody is lost, or back.
    Line {
        /// Whose.
        seat: Seat,
        /// Whether it is there.
        there: bool,
    },
    /// Somebody has been connected for a while, and never made a sound.
    Quiet(Seat),
    /// The recording could not go on, and why.
    RecordingStopped(String),
}

/// A call whose line is open.
#[derive(Default)]
struct Line {
    /// The part that runs, and to whom its mirror goes: to that part's agent, and to nobody after it.
    part: Option<(CallPartId, broadcast::Sender<Told>)>,
    /// Whose browsers are lost at the moment.
    lost: Vec<Seat>,
}

/// What the phone tells of a call, or of one part of it, on its way to the verbs.
struct Report {
    call: CallNumber,
    part: Option<(CallPartId, AgentId)>,
    event: Event,
}

pub(crate) struct Switchboard {
    phone: Phone,
    lines: Mutex<HashMap<u64, Line>>,
    report: mpsc::UnboundedSender<Report>,
    reports: Mutex<Option<mpsc::UnboundedReceiver<Report>>>,
    /// What the team will know of calls, once they are enough.
    shares: Waiting,
}

impl Switchboard {
    fn new(phone: Phone) -> Self {
        let (report, reports) = mpsc::unbounded_channel();
        Self {
            phone,
            lines: Mutex::default(),
            report,
            reports: Mutex::new(Some(reports)),
            shares: Waiting::default(),
        }
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<u64, Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells that a line is there or not, and remembers it for whoever begins to follow later.
    fn tell_line(&self, call: CallNumber, seat: Seat, there: bool) {
        if let Some(line) = self.lines().get_mut(&call.0) {
            line.lost.retain(|&lost| lost != seat);
            if !there {
                line.lost.push(seat);
            }
        }
        self.tell(call, Told::Line { seat, there });
    }

    /// Tells whoever has the call now.
    fn tell(&self, call: CallNumber, told: Told) {
        if let Some((_, mirror)) = self.lines().get(&call.0).and_then(|line| line.part.as_ref()) {
            // The agent's page may be closed.
            let _ = mirror.send(told);
        }
    }

    /// Tells the agent of a part, while they have the call. What comes of it later is for nobody.
    fn tell_part(&self, call: CallNumber, part: CallPartId, told: Told) {
        if let Some((running, mirror)) =
            self.lines().get(&call.0).and_then(|line| line.part.as_ref())
            && *running == part
        {
            let _ = mirror.send(told);
        }
    }

    /// A part runs from now on, or none does: whoever followed the one before is told no more.
    fn set_part(&self, call: CallNumber, part: Option<CallPartId>) {
        if let Some(line) = self.lines().get_mut(&call.0) {
            line.part = part.map(|part| (part, broadcast::channel(MIRRORS_MAX).0));
        }
    }

    /// Takes what the phone tells, of a part or of a call as a whole.
    fn events(&self, part: Option<(CallPartId, AgentId)>) -> Events {
        let report = self.report.clone();
        Arc::new(move |call, event| {
            // The desk is closing where nobody takes it.
            let _ = report.send(Report { call, part, event });
        })
    }
}

impl Desk {
    /// The same desk with a phone.
    #[must_use]
    pub fn with_phone(self, phone: Phone) -> Self {
        Self { switchboard: Some(Arc::new(Switchboard::new(phone))), ..self }
    }

    /// Whether there is a phone.
    pub fn takes_calls(&self) -> bool {
        self.switchboard.is_some()
    }

    /// How many calls there are now, from their first ring to their end.
    pub fn open_lines(&self) -> usize {
        self.switchboard.as_ref().map_or(0, |switchboard| switchboard.lines().len())
    }

    pub(crate) fn tell_phone(&self, tell: impl FnOnce(&Phone)) {
        if let Some(switchboard) = &self.switchboard {
            tell(&switchboard.phone);
        }
    }

    fn switchboard(&self) -> Result<&Switchboard> {
        self.switchboard.as_deref().ok_or_else(|| Error::Conflict(say("phone-start-with-listen")))
    }

    /// Opens the line of a call: whoever joins it hears something from then on.
    pub(crate) fn open_line(&self, id: CallId) {
        let Some(switchboard) = &self.switchboard else { return };
        switchboard.lines().insert(number(id).0, Line::default());
        switchboard.phone.begin(number(id), switchboard.events(None));
    }

    /// Closes the lines of all calls but those that run.
    pub(crate) fn close_lines_but(&self, running: &[CallNumber]) {
        let Some(switchboard) = &self.switchboard else { return };
        let open: Vec<u64> = switchboard.lines().keys().copied().collect();
        for call in open.into_iter().map(CallNumber).filter(|call| !running.contains(call)) {
            switchboard.phone.end(call);
        }
    }

    /// Whether a browser's offer can be accepted: asked before anybody's row is changed for it.
    pub async fn check_offer(&self, offer: String) -> Result<()> {
        let phone = self.switchboard()?.phone.clone();
        answered(tokio::task::spawn_blocking(move || phone.check(&offer)).await)
    }

    /// Connects the caller's browser: the answer to its offer. Again after the line was lost.
    pub async fn connect_customer(&self, call: &Call, offer: &str) -> Result<String> {
        if call.state() == State::Ended {
            return Err(Error::Conflict(say("call-over")));
        }
        self.is_here(call.id).await?;
        let answer = self.take_seat(call.id, Seat::Customer, offer.to_owned()).await?;
        if call.joined_at.is_none() {
            self.let_ring(call.id).await?;
        }
        Ok(answer)
    }

    /// Connects an agent who has just picked up, and begins their part. `baseline` is how they ordinarily
    /// sound, out of their own corner. Where that does not work, the call rings again.
    pub async fn connect_agent(
        &self,
        by: &Agent,
        id: CallId,
        part: CallPartId,
        baseline: Option<Baseline>,
        offer: &str,
    ) -> Result<String> {
        let connected = self.begin_part(by, id, part, baseline.map(Box::new), offer).await;
        if connected.is_err() {
            self.ring_again(id).await?;
        }
        connected
    }

    async fn begin_part(
        &self,
        by: &Agent,
        id: CallId,
        part: CallPartId,
        baseline: Option<Box<Baseline>>,
        offer: &str,
    ) -> Result<String> {
        let call = self.call(id).await?;
        let answer = self.take_seat(id, Seat::Coming, offer.to_owned()).await?;
        let recording =
            if call.recorded { self.begin_recording(by, &call, part).await? } else { None };
        let switchboard = self.switchboard()?;
        switchboard.set_part(number(id), Some(part));
        let part = Part {
            name: "call".into(),
            baselines: [baseline.map(|usual| *usual), None],
            recording: recording.map(|recorder| Box::new(recorder) as Box<dyn phone::Recorder>),
            events: Some(switchboard.events(Some((part, by.id)))),
            ..Part::default()
        };
        // A guest was asked in by the agent before.
        switchboard.phone.leave(number(id), Seat::Guest);
        switchboard.phone.connect(number(id), part);
        Ok(answer)
    }

    /// Connects the browser of the agent who has a call again, after a reload or when the line was lost.
    pub async fn reconnect_agent(&self, by: &Agent, id: CallId, offer: &str) -> Result<String> {
        self.is_here(id).await?;
        let call = self.call(id).await?;
        let seat = if call.agent_id == Some(by.id) {
            Seat::Agent
        } else if call.guest_id == Some(by.id) {
            Seat::Guest
        } else {
            return Err(Error::Forbidden(say("call-with-somebody-else")));
        };
        if call.state() == State::Ended {
            return Err(Error::Conflict(say("call-over")));
        }
        self.take_seat(id, seat, offer.to_owned()).await
    }

    /// Mutes the agent who has a call, or lets them be heard again.
    pub async fn mute(&self, by: &Agent, id: CallId, on: bool) -> Result<()> {
        let call = self.call(id).await?;
        if call.agent_id != Some(by.id) {
            return Err(Error::Forbidden(say("call-with-somebody-else")));
        }
        self.is_here(id).await?;
        self.tell_phone(|phone| phone.mute(number(id), Seat::Agent, on));
        Ok(())
    }

    /// The echo test: what is said comes back.
    pub async fn echo(&self, offer: String) -> Result<String> {
        let phone = self.switchboard()?.phone.clone();
        answered(tokio::task::spawn_blocking(move || phone.echo(&offer)).await)
    }

    async fn take_seat(&self, id: CallId, seat: Seat, offer: String) -> Result<String> {
        let phone = self.switchboard()?.phone.clone();
        answered(tokio::task::spawn_blocking(move || phone.join(number(id), seat, &offer)).await)
    }

    /// Follows a call, for the agent who has it and nobody else: what is so now, and what follows.
    pub async fn mirror(
        &self,
        by: &Agent,
        id: CallId,
    ) -> Result<(Vec<Told>, broadcast::Receiver<Told>)> {
        let call = self.call(id).await?;
        if call.agent_id != Some(by.id) || call.state() == State::Ended {
            return Err(Error::not_found("call"));
        }
        self.is_here(id).await?;
        let switchboard = self.switchboard()?;
        let lines = switchboard.lines();
        let line = lines.get(&number(id).0).ok_or_else(|| Error::not_found("call"))?;
        let (_, mirror) = line.part.as_ref().ok_or_else(|| Error::not_found("call"))?;
        let lost = line.lost.iter().map(|&seat| Told::Line { seat, there: false });
        Ok((lost.collect(), mirror.subscribe()))
    }

    async fn begin_recording(
        &self,
        by: &Agent,
        call: &Call,
        part: CallPartId,
    ) -> Result<Option<Recorder>> {
        let archive = self.place_for_calls()?;
        let keep_days = self.keep_days(call.inbox_id).await?;
        let key = sealed::Key::new();
        let file = token::hex(&token::random::<16>());
        if !self.put_away_recording(by.id, part, &key, file.clone(), keep_days).await? {
            // Without a corner nobody could ever hear it, or everybody could.
            tracing::warn!(%part, "not recorded: its agent has no corner yet");
            return Ok(None);
        }
        Ok(Some(Recorder::new(&key, &format!("{RECORDING} {file}"), &archive.path(&file))?))
    }

    pub(crate) async fn keep_days(&self, inbox: Option<InboxId>) -> Result<i64> {
        let inboxes = self.inboxes().await?;
        // What was recorded elsewhere is kept for as long as what visitors say.
        let known = inboxes.iter().find(|known| Some(known.id) == inbox);
        Ok(known
            .or(inboxes.first())
            .map_or(domain::inbox::KEEP_DAYS_DEFAULT, |inbox| inbox.keep_days))
    }

    /// Does what the phone's reports ask for, for as long as the desk is open.
    pub async fn run_switchboard(&self) {
        let Some(switchboard) = &self.switchboard else { return };
        let reports = switchboard.reports.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut reports) = reports else { return };
        while let Some(report) = reports.recv().await {
            let call = report.call;
            if let Err(error) = self.take_report(switchboard, report).await {
                tracing::error!(%error, %call, "what the phone reported could not be done");
            }
        }
    }

    async fn take_report(
        &self,
        switchboard: &Switchboard,
        Report { call, part, event }: Report,
    ) -> Result<()> {
        let id = CallId(call.0.cast_signed());
        match (event, part) {
            (Event::Mirror(mirror), Some((part, _))) => {
                switchboard.tell_part(call, part, Told::Mirror(mirror));
            }
            (Event::RecordingStopped(why), Some((part, _))) => {
                tracing::error!(%call, "the recording stopped; the call goes on");
                switchboard.tell_part(call, part, Told::RecordingStopped(why));
            }
            (Event::Heard(heard), Some((part, agent))) => {
                self.put_away(switchboard, part, agent, &heard).await?;
            }
            (Event::Lost(seat), _) => switchboard.tell_line(call, seat, false),
            (Event::Back(seat), _) => switchboard.tell_line(call, seat, true),
            (Event::Quiet(seat), _) => switchboard.tell(call, Told::Quiet(seat)),
            (Event::Gone(Seat::Customer), _) => {
                self.end_call(id, Reason::Lost).await?;
            }
            (Event::Gone(Seat::Agent), _) => {
                switchboard.set_part(call, None);
                self.ring_again(id).await?;
            }
            (Event::Gone(Seat::Guest), _) => self.guest_goes(id).await?,
            (Event::Over, _) => drop(switchboard.lines().remove(&call.0)),
            // What is told of a part has its part; and nobody waits for the rest.
            (
                Event::Connected(_)
                | Event::Gone(Seat::Coming)
                | Event::Mirror(_)
                | Event::RecordingStopped(_)
                | Event::Heard(_),
                _,
            ) => {}
        }
        Ok(())
    }

    /// Puts what was heard in a part into its agent's corner.
    async fn put_away(
        &self,
        switchboard: &Switchboard,
        part: CallPartId,
        agent: AgentId,
        heard: &Heard,
    ) -> Result<()> {
        self.share_with_team(&switchboard.shares, Share::of(agent, heard)).await?;
        let figures = figures(heard);
        self.share_outcomes(&self.outcomes, part, agent, &figures["heard"]).await?;
        let bytes = figures.to_string();
        self.keep_figures(part, agent, bytes.as_bytes()).await
    }

    pub(crate) async fn keep_figures(
        &self,
        part: CallPartId,
        agent: AgentId,
        bytes: &[u8],
    ) -> Result<()> {
        let archive = self.place_for_calls()?;
        let Some(sealed) = self.seal_for(agent, &format!("{FIGURES} {part}"), bytes).await? else {
            return Ok(());
        };
        let corner = sealed.corner;
        let file = token::hex(&token::random::<16>());
        archive.write(&file, &sealed.bytes).await?;
        self.store
            .write(move |tx| {
                Ok::<_, Error>(store::call_part::set_figures(tx, part, corner, &file)?)
            })
            .await?;
        archive.finished();
        Ok(())
    }
}

/// What was heard, as it is kept: the report that `bliss listen --json` writes, and the waveform of both sides,
/// the loudest sample of each 50 ms from 0 to 255.
pub(crate) fn figures(heard: &Heard) -> Value {
    json!({
        "heard": json::of(heard),
        "peaks": heard.sides.each_ref().map(|side| &side.peaks),
    })
}

fn answered<T>(
    answer: std::result::Result<std::result::Result<T, phone::Refused>, tokio::task::JoinError>,
) -> Result<T> {
    match answer {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(phone::Refused::NoCall)) => Err(Error::Conflict(say("call-is-over"))),
        Ok(Err(phone::Refused::Unreadable)) => Err(Error::refused(say("call-offer-unreadable"))),
        Ok(Err(phone::Refused::NoSound)) => Err(Error::refused(say("call-offer-without-sound"))),
        Ok(Err(phone::Refused::Busy)) => Err(Error::refused(say("call-too-many-at-once"))),
        Err(_) => Err(Error::refused(say("call-line-not-opened"))),
    }
}
