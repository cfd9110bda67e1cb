//! How evenly standards are met: by theme, channel, day and hour, as a spread and not only as a mean. Of people it
//! tells nothing.

use std::collections::BTreeMap;

use ::language::Wording;
use askama::Template;
use axum::extract::State;
use domain::{
    Timestamp,
    standard::{
        Reach, Theme,
        consistency::{DAYS, GROUP_MIN, GROUPS_MIN, OUTCOMES_MIN, Share, Spread, spread},
    },
};
use jiff::{SignedDuration, tz::TimeZone};

use super::Known;
use crate::{
    Web,
    error::Result,
    page::page,
    shell::{Nav, Shell},
};

/// Outcomes that are looked at, the newest.
const OUTCOMES_MAX: i64 = 20_000;
/// Units of a picture: its width, and its height for 100 %.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 120.0;

/// One group of contacts.
struct Group {
    label: String,
    share: Share,
    /// In percent, where there are enough.
    percent: Option<Wording>,
    between: Wording,
}

impl Group {
    fn new(label: String, share: Share) -> Self {
        let told = share.interval().filter(|_| share.is_told());
        Self {
            label,
            percent: share
                .percent()
                .filter(|_| told.is_some())
                .map(|p| crate::t("consistency-percent").with("percent", format!("{p:.0}"))),
            between: match told {
                Some((low, high)) => crate::t("consistency-between")
                    .with("low", format!("{low:.0}"))
                    .with("high", format!("{high:.0}")),
                None => crate::t("consistency-too-few-to-say"),
            },
            share,
        }
    }
}

/// A group in a picture.
struct Dot {
    x: String,
    y: String,
    low: String,
    high: String,
}

/// Groups of one kind.
struct Kind {
    id: &'static str,
    title: Wording,
    groups: Vec<Group>,
    spread: Option<Wording>,
    dots: Vec<Dot>,
    /// The picture in words.
    words: Wording,
}

/// The values of a spread, in what says them.
fn with_values(said: Wording, spread: &Spread) -> Wording {
    let percent = |value: f64| format!("{value:.0}");
    said.with("lower", percent(spread.lower))
        .with("upper", percent(spread.upper))
        .with("least", percent(spread.least))
        .with("most", percent(spread.most))
}

/// A spread in words.
fn told(spread: &Spread) -> Wording {
    with_values(crate::t("consistency-spread"), spread)
        .with("median", format!("{:.0}", spread.median))
}

#[allow(clippy::cast_precision_loss)] // a place in a picture
fn dots(groups: &[Group]) -> Vec<Dot> {
    let step = WIDTH / groups.len().max(1) as f64;
    let y = |percent: f64| format!("{:.1}", HEIGHT * (1.0 - percent / 100.0) + 4.0);
    groups
        .iter()
        .enumerate()
        .filter(|(_, group)| group.share.all >= GROUP_MIN)
        .filter_map(|(place, group)| {
            let (low, high) = group.share.interval()?;
            Some(Dot {
                x: format!("{:.1}", step * (place as f64 + 0.5)),
                y: y(group.share.percent()?),
                low: y(low),
                high: y(high),
            })
        })
        .collect()
}

impl Kind {
    fn new(id: &'static str, title: Wording, groups: Vec<(String, Share)>) -> Self {
        let shares: Vec<Share> = groups.iter().map(|(_, share)| *share).collect();
        let spread = spread(&shares);
        let groups: Vec<Group> =
            groups.into_iter().map(|(label, share)| Group::new(label, share)).collect();
        let words = match &spread {
            Some(spread) => with_values(crate::t("consistency-picture-in-words"), spread)
                .with("groups", spread.groups),
            None => crate::t("consistency-picture-of-few"),
        };
        Self { id, title, dots: dots(&groups), groups, spread: spread.as_ref().map(told), words }
    }
}

#[derive(Template)]
#[template(path = "standards/consistency.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    all: Group,
    kinds: Vec<Kind>,
}

/// "Tue 3 Mar".
fn short_day(day: jiff::civil::Date) -> String {
    crate::t("consistency-day")
        .with("weekday", ::language::weekday_in_short(day))
        .with("day", ::language::day_in_short(day))
        .to_string()
}

/// "09:00".
fn hour_of_day(hour: i8) -> String {
    ::language::time_of_day(jiff::civil::time(hour, 0, 0, 0))
}

fn local_day(at: Timestamp, tz: &TimeZone) -> (jiff::civil::Date, i8) {
    let local = at.to_zoned(tz.clone());
    (local.date(), local.hour())
}

pub(crate) async fn show(State(web): State<Web>, shell: Shell) -> Result {
    let now = web.desk.store().now();
    let since = now - SignedDuration::from_hours(24 * DAYS);
    let (known, counted) = web
        .desk
        .store()
        .read(move |db| {
            let counted = store::standard_outcome::counted(db, since, OUTCOMES_MAX)?;
            Ok::<_, desk::Error>((Known::read(db, now)?, counted))
        })
        .await?;
    let theme_of = |version| {
        let versions = known.standards.iter().flat_map(|standard| &standard.versions);
        versions
            .clone()
            .find(|one| one.id == version)?
            .content
            .as_ref()
            .map(|content| content.theme)
    };
    let themes: std::collections::HashMap<_, _> = counted
        .iter()
        .map(|one| one.version)
        .collect::<std::collections::HashSet<_>>()
        .into_iter()
        .filter_map(|version| Some((version, theme_of(version)?)))
        .collect();
    let mut all = Share::default();
    let mut by_theme: BTreeMap<usize, Share> = BTreeMap::new();
    let mut by_channel: BTreeMap<&'static str, Share> = BTreeMap::new();
    let mut by_day: BTreeMap<jiff::civil::Date, Share> = BTreeMap::new();
    let mut by_hour: BTreeMap<i8, Share> = BTreeMap::new();
    for one in &counted {
        let (day, hour) = local_day(one.began_at, &known.tz);
        all.add(one.met);
        let theme = themes.get(&one.version);
        if let Some(place) = Theme::ALL.iter().position(|known| Some(known) == theme) {
            by_theme.entry(place).or_default().add(one.met);
        }
        by_channel.entry(one.channel.as_str()).or_default().add(one.met);
        by_day.entry(day).or_default().add(one.met);
        by_hour.entry(hour).or_default().add(one.met);
    }
    let channel = |word: &'static str| {
        Reach::parse(word).map_or_else(|| word.to_owned(), |reach| reach.title().to_string())
    };
    let kinds = vec![
        Kind::new(
            "theme",
            crate::t("consistency-by-theme"),
            by_theme
                .into_iter()
                .map(|(place, s)| (Theme::ALL[place].title().to_string(), s))
                .collect(),
        ),
        Kind::new(
            "channel",
            crate::t("consistency-by-channel"),
            by_channel.into_iter().map(|(word, share)| (channel(word), share)).collect(),
        ),
        Kind::new(
            "day",
            crate::t("consistency-by-day"),
            by_day.into_iter().map(|(day, s)| (short_day(day), s)).collect(),
        ),
        Kind::new(
            "hour",
            crate::t("consistency-by-hour"),
            by_hour.into_iter().map(|(hour, share)| (hour_of_day(hour), share)).collect(),
        ),
    ];
    page(&Show { shell, nav: Nav::Standards, all: Group::new(String::new(), all), kinds })
}
