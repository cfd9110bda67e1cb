//! What Today shows to one agent alone: the intention of the day, how it is going, a kind word, one's best
//! moment, and another way to look at a hard one.

use ::language::Wording;
use askama::Template;
use axum::extract::{Query, State};
use desk::{
    corner::Corner,
    intention::{Intention, day_of},
    kind_word::KindWord,
};
use domain::{
    Timestamp,
    agent::{Agent, Availability},
    check_in::{Going, reframing},
    customer::first_name,
    intention::offered,
};
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::Db;

use crate::{
    Web,
    access::SignedIn,
    error::Result,
    form::{Asked, asked},
    page::page,
    replays::{self, Best},
    wording::{self, Day},
};

/// How long after a check-in its answer is shown, in minutes.
const ANSWER_MINUTES: i64 = 30;

/// Something kind, with its place.
pub(super) struct Kind {
    pub(super) words: String,
    name: String,
    day: String,
    pub(super) href: String,
}

impl Kind {
    fn new(kind: KindWord, now: Timestamp, tz: &TimeZone) -> Self {
        let written = kind.written;
        Self {
            words: kind.words,
            name: first_name(&written.name),
            day: wording::on_day(written.at, now, tz),
            href: format!("/conversations/{}#message-{}", written.conversation, written.message),
        }
    }
}

impl Kind {
    /// From whom it is, and of which day.
    pub(super) fn told(&self) -> Wording {
        crate::t("today-kind-word-from").with("name", &self.name).with("day", &self.day)
    }

    /// … where it followed one's answer.
    pub(super) fn after_your_answer(&self) -> Wording {
        crate::t("today-best-moment-from").with("name", &self.name).with("day", &self.day)
    }
}

/// A kind word, and which comes after it.
#[derive(Template)]
#[template(path = "today/kind_word.html")]
pub(super) struct KindWords {
    kind: Option<Kind>,
    /// Which one it is.
    number: usize,
    /// Whether there are more.
    more: bool,
}

impl KindWords {
    /// Whether there is one.
    pub(super) fn is_some(&self) -> bool {
        self.kind.is_some()
    }

    /// The kind word of that number; each day one begins with another.
    pub(super) fn read(
        db: &mut Db,
        me: &Agent,
        number: usize,
        now: Timestamp,
    ) -> desk::Result<Self> {
        let tz = me.tz();
        let mut found = desk::kind_word::kind_words(db, now)?;
        // One's best moment stands on the page by itself.
        let best = desk::kind_word::best_moment(db, me, now)?.map(|best| best.written.message);
        found.retain(|kind| Some(kind.written.message) != best);
        let count = found.len();
        let day = now.to_zoned(tz.clone()).day_of_year().unsigned_abs();
        let kind = if count == 0 {
            None
        } else {
            Some(found.swap_remove((usize::from(day) + number) % count))
        };
        Ok(Self { kind: kind.map(|kind| Kind::new(kind, now, &tz)), number, more: count > 1 })
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    after: usize,
}

/// Another kind word.
pub(crate) async fn kind_word(
    State(web): State<Web>,
    SignedIn { agent: me, .. }: SignedIn,
    Query(Which { after }): Query<Which>,
) -> Result {
    let number = after.saturating_add(1) % 1_000;
    let now = web.desk.store().now();
    let words = web.desk.store().read(move |db| KindWords::read(db, &me, number, now)).await?;
    page(&words)
}

/// A contact that was hard, and another way to look at it.
pub(super) struct Hard {
    pub(super) name: String,
    pub(super) ago: String,
    pub(super) href: String,
    pub(super) reframing: Wording,
}

/// What belongs to the one who looks at the page.
pub(super) struct Own {
    /// Today's intention; one without words where they would rather have none.
    pub(super) intention: Option<Intention>,
    /// What one can begin with, where one was not asked yet today.
    pub(super) offered: Option<[Wording; 3]>,
    /// Whether one is changing it.
    pub(super) changes: bool,
    /// What was just given, and what was wrong with it.
    pub(super) typed: Option<String>,
    pub(super) error: Option<String>,
    pub(super) kind: KindWords,
    /// The day of one's best moment, as a title says it, and the moment.
    pub(super) best: Option<(Wording, Kind)>,
    /// The best moment of one's calls, which one's corner opens.
    pub(super) in_a_call: Option<Best>,
    pub(super) hard: Option<Hard>,
    /// What one answered a short while ago.
    pub(super) going: Option<Going>,
    pub(super) reframing: Wording,
    /// Whether the corner is open, in which answers are kept.
    pub(super) open: bool,
    /// Until when one is away, if one is and said so; and whether that is over.
    pub(super) away: Option<(String, bool)>,
}

impl Own {
    pub(super) async fn read(
        web: &Web,
        me: &Agent,
        corner: Option<&Corner>,
        query: &Asked,
        now: Timestamp,
    ) -> Result<Self> {
        let (intention, last) = match corner {
            Some(corner) => (
                web.desk.intention(corner, &day_of(me, now)).await?,
                web.desk.last_check_in(corner).await?,
            ),
            None => (None, None),
        };
        let in_a_call = match corner {
            Some(corner) => replays::best(web, me, corner, now).await?,
            None => None,
        };
        let tz = me.tz();
        let changes = asked(query, "intention").is_some();
        let asks = corner.is_some() && (intention.is_none() || changes);
        let reader = me.clone();
        let (kind, best, hard) = web
            .desk
            .store()
            .read(move |db| {
                Ok::<_, desk::Error>((
                    KindWords::read(db, &reader, 0, now)?,
                    desk::kind_word::best_moment(db, &reader, now)?,
                    desk::kind_word::hard_contact(db, &reader, now)?,
                ))
            })
            .await?;
        let looked_at = last.as_ref().map(|last| last.at);
        let hard = hard.filter(|hard| looked_at.is_none_or(|at| at < hard.at)).map(|hard| Hard {
            name: first_name(&hard.name),
            ago: wording::since(hard.at, now),
            href: format!("/conversations/{}#message-{}", hard.conversation, hard.message),
            reframing: reframing(hard.message.0),
        });
        let recent = last.filter(|last| now.duration_since(last.at).as_mins() < ANSWER_MINUTES);
        Ok(Self {
            offered: asks.then(|| offered(now.to_zoned(tz.clone()).date())),
            intention,
            changes,
            typed: None,
            error: None,
            best: best.map(|best| {
                let day = match Day::of(best.written.at, now, &tz) {
                    Day::Today | Day::Yesterday => crate::t("today-best-moment-yesterday"),
                    _ => crate::t("today-best-moment"),
                };
                (day, Kind::new(best, now, &tz))
            }),
            in_a_call,
            kind,
            hard: hard.filter(|_| corner.is_some()),
            reframing: reframing(recent.as_ref().map_or(0, |last| last.id.0)),
            going: recent.map(|last| last.going),
            open: corner.is_some(),
            away: match me.availability {
                Availability::Away { back_at: Some(at) } => {
                    Some((wording::soon(at, now, &tz), at <= now))
                }
                _ => None,
            },
        })
    }

    /// The words of today's intention.
    pub(super) fn intends(&self) -> Option<&str> {
        let words = self.intention.as_ref().map(|intention| intention.words.as_str());
        words.filter(|words| !words.is_empty())
    }

    /// The words to begin with in the form: today's own, or the first that is offered.
    pub(super) fn begins_with(&self) -> String {
        let first =
            || self.offered.as_ref().map_or(String::new(), |offered| offered[0].to_string());
        self.typed.as_deref().or(self.intends()).map_or_else(first, ToOwned::to_owned)
    }

    pub(super) fn is_shared(&self) -> bool {
        self.intention.as_ref().is_some_and(|intention| intention.shared)
    }

    pub(super) fn needs_a_moment(&self) -> bool {
        self.going.is_some_and(Going::is_hard)
    }
}
