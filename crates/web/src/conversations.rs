//! The desk: the list of who waits, one conversation, and its customer.

mod change;
mod list;
mod so_far;
mod talk;
mod view;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
};
use domain::{ConversationId, EventId, MessageId, Timestamp, agent::Agent, message::Kind};
use serde::Deserialize;
use store::Db;

pub(crate) use self::{
    change::{assign, change_subject, close, reopen, snooze, tag, untag, with_toast},
    list::{Row, channel_icon, channel_label, list, rows},
    so_far::{Mark, Teller, Told},
    talk::{Talk, TalkFragments},
    view::View,
};
use self::{
    list::List,
    so_far::SoFar,
    talk::{Line, THREAD_PAGE, earlier, earlier_address, lines, mark_repeats, notice, put_beside},
};
use crate::{
    Web,
    access::SignedIn,
    erasures,
    error::{Error, Result},
    form::At,
    merges::Gone,
    messages::{Composer, Showing},
    page::{fragments, nothing, on_to, page},
    shell::{Assets, Nav, Shell},
};

/// The desk.
#[derive(Template)]
#[template(path = "conversations/desk.html")]
struct DeskPage {
    shell: Shell,
    nav: Nav,
    list: List,
    open: Option<(Talk, Composer)>,
}

/// The desk with nothing open.
pub(crate) async fn index(
    State(web): State<Web>,
    shell: Shell,
    Query(view): Query<View>,
) -> Result {
    let me = shell.me.clone();
    let list = web.desk.store().read(move |db| List::read(db, &me, view, None)).await?;
    page(&DeskPage { shell, nav: Nav::Desk, list, open: None })
}

/// The desk with a conversation open.
pub(crate) async fn show(
    State(web): State<Web>,
    shell: Shell,
    At(id): At<i64>,
    Query(view): Query<View>,
) -> Result {
    let me = shell.me.clone();
    let id = ConversationId(id);
    let shown = web
        .desk
        .store()
        .read(move |db| {
            if let Some(kept) = merged_into(db, id)? {
                return Ok(Err((kept, view.query())));
            }
            let talk = Talk::read(db, &me, id)?;
            let composer = Composer::read(db, &me, id, Kind::Reply)?;
            Ok::<_, desk::Error>(Ok((List::read(db, &me, view, Some(id))?, (talk, composer))))
        })
        .await?;
    match shown {
        Ok((list, open)) => page(&DeskPage { shell, nav: Nav::Desk, list, open: Some(open) }),
        Err((kept, query)) => on_to(&format!("/conversations/{kept}{query}")),
    }
}

/// A conversation as it is now.
pub(crate) async fn talk(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
) -> Result {
    up_to_date(&web, agent, ConversationId(id)).await
}

/// The fragments of a conversation as it is now.
pub(crate) async fn up_to_date(web: &Web, agent: Agent, id: ConversationId) -> Result {
    let read = move |db: &mut Db| {
        if let Some(erased) = erasures::Gone::read(db, id)? {
            return Ok(Err(erased.render()));
        }
        Ok::<_, desk::Error>(match merged_into(db, id)? {
            Some(kept) => Err(Gone { assets: Assets, id: id.0, kept: kept.0 }.render()),
            None => Ok(Talk::read(db, &agent, id)?),
        })
    };
    let html = match web.desk.store().read(read).await? {
        Ok(talk) => TalkFragments { talk, composer: None }.render()?,
        Err(gone) => gone?,
    };
    Ok(fragments(StatusCode::OK, html))
}

/// The conversation into which that one was merged, where it was.
pub(crate) fn merged_into(db: &mut Db, id: ConversationId) -> desk::Result<Option<ConversationId>> {
    let kept = store::conversation::find_kept(db, id)?;
    Ok(kept.map(|kept| kept.id).filter(|kept| *kept != id))
}

/// Messages before those that are shown.
#[derive(Template)]
#[template(path = "conversations/earlier.html")]
struct Earlier {
    assets: Assets,
    lines: Vec<Line>,
    earlier: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Before {
    at: i64,
    before: i64,
    /// The message that is looked for, from which on all are shown.
    to: Option<i64>,
}

/// Most messages that are shown at once for one that is looked for.
const FOUND_MAX: i64 = 2_000;

/// Messages before a place.
pub(crate) async fn earlier_messages(
    State(web): State<Web>,
    SignedIn { agent: me, .. }: SignedIn,
    At(id): At<i64>,
    Query(Before { at, before, to }): Query<Before>,
) -> Result {
    let id = ConversationId(id);
    let at = Timestamp::from_millisecond(at).map_err(|_| Error::not_found("page"))?;
    let found = web
        .desk
        .store()
        .read(move |db| {
            let tz = me.tz();
            let conversation = store::conversation::find(db, id)?
                .ok_or_else(|| desk::Error::not_found("conversation"))?;
            let customer = store::customer::find(db, conversation.customer_id)?
                .ok_or_else(|| desk::Error::not_found("customer"))?;
            let agents = store::agent::all(db)?;
            let place = (at, MessageId(before));
            let wanted =
                to.map_or(Ok(0), |to| store::message::count_from(db, id, MessageId(to), place))?;
            let count = wanted.clamp(THREAD_PAGE, FOUND_MAX);
            let messages = store::message::last(db, id, Some(place), count)?;
            let next = earlier(&messages);
            let showing = Showing {
                customer_name: &customer.display_name(),
                agents: &agents,
                me: me.id,
                read_by_customer: store::conversation::read_marks(db, id)?.0,
                now: Timestamp::now(),
                tz: &tz,
            };
            let mut noticed = notice(db, &me, id, &messages, &agents, &[])?;
            let mut lines = lines(db, &conversation, messages, &showing, next.is_none())?;
            put_beside(&mut lines, &mut noticed);
            // What happened later is shown with the later messages.
            let teller = Teller { agents: &agents, now: showing.now, tz: &tz };
            mark_repeats(&mut lines, &SoFar::read(db, &conversation, &me, &teller)?);
            let last = lines.iter().rposition(|line| matches!(line, Line::Message(_)));
            lines.truncate(last.map_or(0, |last| last + 1));
            let earlier = next.map(|(at, before)| earlier_address(id, at, before));
            Ok::<_, desk::Error>(Earlier { assets: Assets, lines, earlier })
        })
        .await?;
    page(&found)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Reading {
    sequence: i64,
}

/// Notes up to where an agent has read.
pub(crate) async fn read(
    State(web): State<Web>,
    SignedIn { agent, .. }: SignedIn,
    At(id): At<i64>,
    Form(Reading { sequence }): Form<Reading>,
) -> Result {
    web.desk.read_by_agent(agent.id, ConversationId(id), EventId(sequence)).await?;
    nothing()
}
