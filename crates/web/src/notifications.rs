//! What one is told: the bell in every page, the page of all of it, and what one chose about it.

mod choosing;
pub(crate) mod shown;

use askama::Template;
use axum::extract::State;
use desk::notification;
use domain::{
    NotificationId, NotificationSeeingId,
    agent::Availability,
    notification::{KEEP_DAYS, Kind},
};
use language::Wording;

pub(crate) use self::choosing::{choose, settings};
use self::shown::{Day, Group, Telling, by_day, by_matter, show};
use crate::{
    Web,
    access::SignedIn,
    error::Result,
    form::At,
    page::{done, on_to, page},
    shell::{Assets, Nav, Shell},
};

/// Most matters in the panel that the bell opens.
const PANEL_MAX: usize = 8;
/// Most lines on the page of all.
const PAGE_MAX: i64 = 200;
/// The greatest count that a bell shows as it is.
const COUNT_SHOWN_MAX: usize = 99;

#[derive(Template)]
#[template(path = "notifications/bell.html")]
struct Bell {
    assets: Assets,
    unseen: usize,
    /// Up to which event one was told: what comes after makes a sound.
    told: i64,
    /// The last event that added something.
    latest: i64,
    sound: bool,
    /// The conversations that something is about, for the page that shows one of them.
    conversations: String,
    /// What is unseen: what the browser tells besides is seen by now.
    ids: String,
    /// Whether this browser tells what is new while no page is open.
    told_here: bool,
    groups: Vec<Group>,
    /// How many matters there are beside those that are shown, in words.
    more: Option<Wording>,
}

impl Bell {
    /// The count as it is shown: "99+" where there are more.
    fn shown(&self) -> String {
        if self.unseen > COUNT_SHOWN_MAX {
            format!("{COUNT_SHOWN_MAX}+")
        } else {
            self.unseen.to_string()
        }
    }

    /// The count as it is said.
    fn words(&self) -> Wording {
        crate::t("notifications-new-for-you").with("count", self.unseen)
    }
}

/// Ids with spaces between them, as an attribute has them.
fn words(ids: &[i64]) -> String {
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
}

/// What is new, for every page.
pub(crate) async fn bell(State(web): State<Web>, SignedIn { agent, session }: SignedIn) -> Result {
    let now = web.desk.store().now();
    let bell = web
        .desk
        .store()
        .read(move |db| {
            let (unseen, choices, told) = notification::unseen(db, agent.id)?;
            // Of several that wait, each is seen by itself.
            let single = unseen.iter().filter(|one| one.kind != Kind::Waiting || one.count <= 1);
            let mut about: Vec<i64> =
                single.filter_map(|one| one.conversation_id).map(|id| id.0).collect();
            let ids: Vec<i64> = unseen.iter().map(|one| one.id.0).collect();
            let latest = unseen.iter().map(|one| one.place.0).max().unwrap_or(0);
            about.sort_unstable();
            about.dedup();
            let count_unseen = unseen.len();
            let mut groups = by_matter(show(db, unseen, &agent, now, Telling::All)?);
            let more = i64::try_from(groups.len().saturating_sub(PANEL_MAX)).unwrap_or(0);
            groups.truncate(PANEL_MAX);
            Ok::<_, desk::Error>(Bell {
                assets: Assets,
                unseen: count_unseen,
                told: told.0,
                latest,
                sound: choices.sound && agent.availability == Availability::Online,
                conversations: words(&about),
                ids: words(&ids),
                told_here: store::push::is_told(db, session.id)?,
                groups,
                more: (more > 0).then(|| crate::t("notifications-more").with("count", more)),
            })
        })
        .await?;
    page(&bell)
}

#[derive(Template)]
#[template(path = "notifications/index.html")]
struct Index {
    shell: Shell,
    nav: Nav,
    days: Vec<Day>,
    any_unseen: bool,
    keep_days: i64,
}

/// All that one was told, seen or not, by day and matter.
pub(crate) async fn index(State(web): State<Web>, shell: Shell) -> Result {
    let now = web.desk.store().now();
    let me = shell.me.clone();
    let (days, any_unseen) = web
        .desk
        .store()
        .read(move |db| {
            let choices = notification::choices(db, me.id)?;
            let mut told = store::notification::latest(db, me.id, PAGE_MAX)?;
            told.retain(|one| choices.wants(one.kind) && one.count > 0);
            let shown = show(db, told, &me, now, Telling::All)?;
            let any = shown.iter().any(|one| one.unseen);
            Ok::<_, desk::Error>((by_day(shown, now, &me.tz()), any))
        })
        .await?;
    page(&Index { shell, nav: Nav::Notifications, days, any_unseen, keep_days: KEEP_DAYS })
}

/// Goes to what one is about, which is seen then.
pub(crate) async fn follow(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    let seen = web.desk.see_notification(&agent, NotificationId(id)).await?;
    on_to(&shown::address(&seen))
}

/// All is seen.
pub(crate) async fn see_all(State(web): State<Web>, SignedIn { agent, .. }: SignedIn) -> Result {
    let (id, seen) = web.desk.see_all_notifications(&agent).await?;
    match seen {
        0 => done(crate::t("notifications-seen-none"), None),
        many => {
            let words = crate::t("notifications-seen").with("count", many);
            done(words, Some(format!("/notifications/seeings/{id}")))
        }
    }
}

/// It is unseen again.
pub(crate) async fn unsee(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    web.desk.unsee_notifications(&agent, NotificationSeeingId(id)).await?;
    done(crate::t("notifications-unseen"), None)
}
