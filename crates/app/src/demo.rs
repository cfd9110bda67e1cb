//! `--demo`: a small, made-up shop with three weeks behind it, for trying Bliss out.
//!
//! The shop is told in `demo/shop.toml`; its past is written into a fresh database as the desk's
//! verbs would have, only at times that have passed. Nobody in it has a password that anybody
//! knows: whoever starts the demo gets a link for each agent, by which to choose one.

mod canned_replies;
mod shop;
mod standards;
mod story;

use std::collections::HashMap;

use anyhow::{Context, Result};
use desk::{Desk, password, token, workspace::Workspace};
use domain::{
    CustomerId, Timestamp,
    agent::{Availability, handle},
    attachment::Attachment,
    customer::normalise_address,
    hours::{Hours, Opening, weekday},
    message::UNDO_SECONDS_DEFAULT,
};
use jiff::tz::TimeZone;
use store::{Db, Tx};

use self::{
    shop::Content,
    story::{Stage, tell},
};

/// The shop's own page, with the chat on it.
pub(crate) const PAGE: web::DemoPage = web::DemoPage {
    html: include_str!("../demo/page.html"),
    css: include_str!("../demo/page.css"),
};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// The attachments that the stories name.
        const FILES: &[(&str, &[u8])] =
            &[$(($name, include_bytes!(concat!("../demo/files/", $name)))),*];
    };
}

files!(
    "cracked-lid.jpg",
    "glaze-tiles.jpg",
    "invoice-1047.pdf",
    "mums-planter.jpg",
    "new-frond.jpg",
    "parcel-label.png",
    "receipt.png",
    "teapot-on-table.jpg",
    "wedding-list.csv",
    "wrong-tea.jpg",
    "yellowing-fern.jpg",
);

fn content() -> Result<Content> {
    toml::from_str(include_str!("../demo/shop.toml")).context("the demo shop cannot be read")
}

/// Fills a fresh database with the shop, dated back from now. One in which there is anybody is
/// left alone.
pub(crate) async fn fill(desk: &Desk) -> Result<()> {
    if desk.store().read(is_fresh).await? {
        fill_at(desk, Timestamp::now()).await
    } else {
        tracing::info!("there are people in this database already: the demo leaves it as it is");
        Ok(())
    }
}

/// For each agent of the shop who is in the database: who they are, and a link by which to choose
/// their password.
pub(crate) async fn links(desk: &Desk, base: &str) -> Result<Vec<(String, String)>> {
    let mut links = Vec::new();
    for told in content()?.agents {
        let email = told.email;
        let found = desk.store().read(move |db| store::agent::by_email(db, &email)).await?;
        if let Some(agent) = found.filter(|agent| agent.deactivated_at.is_none()) {
            let token = desk.make_password_reset(agent.id, None).await?;
            let who = format!("{}, {}", agent.name, agent.role.as_str());
            links.push((who, format!("{base}/password-resets/{token}")));
        }
    }
    Ok(links)
}

fn is_fresh(db: &mut Db) -> Result<bool, store::Error> {
    Ok(store::agent::count(db)? == 0 && store::customer::list(db, "", 1, 0)?.is_empty())
}

async fn fill_at(desk: &Desk, now: Timestamp) -> Result<()> {
    let content = content()?;
    let shop = &content.shop;
    let now = now.to_zoned(TimeZone::get(&shop.time_zone)?);
    let hours = hours(&shop.hours)?;
    let inbox = desk.inboxes().await?.into_iter().next().context("there is no chat")?.id;
    desk.change_inbox(None, inbox, &shop.greeting, &shop.colour).await?;
    let workspace = Workspace {
        name: shop.name.clone(),
        time_zone: shop.time_zone.clone(),
        hours,
        undo_seconds: UNDO_SECONDS_DEFAULT,
        sends_words: false,
    };
    desk.change_workspace(None, workspace).await?;
    let files = keep_files(desk).await?;
    let mut password_hashes = Vec::new();
    for _ in &content.agents {
        // Of a password that is forgotten here and now.
        password_hashes.push(password::hash(token::new()).await?);
    }
    // All people and all stories in one transaction: there is a whole shop, or none.
    desk.store()
        .write(move |tx| {
            let mut stage = Stage {
                now,
                inbox,
                agents: HashMap::new(),
                handles: HashMap::new(),
                customers: HashMap::new(),
                teams: HashMap::new(),
                files,
            };
            employ(tx, &mut stage, &content, &password_hashes)?;
            for customer in &content.customers {
                let id = meet(tx, &stage, &content, customer)
                    .with_context(|| format!("in the demo's customer {}", customer.key))?;
                stage.customers.insert(customer.key.clone(), id);
            }
            for story in &content.conversations {
                tell(tx, &stage, story)
                    .with_context(|| format!("in the demo's story “{}”", story.subject))?;
            }
            standards::write(tx, &stage).context("in the demo's standards")?;
            canned_replies::write(tx, &stage).context("in the demo's canned replies")?;
            Ok::<_, anyhow::Error>(())
        })
        .await?;
    tracing::info!("the database was fresh: the demo shop is in it now");
    Ok(())
}

fn hours(told: &[shop::Opening]) -> Result<Hours> {
    let mut openings = Vec::new();
    for &shop::Opening { ref days, from, to } in told {
        for day in days {
            let weekday = weekday(day).with_context(|| format!("there is no day “{day}”"))?;
            openings.push(Opening { weekday, from, to });
        }
    }
    Ok(Hours::new(openings))
}

async fn keep_files(desk: &Desk) -> Result<HashMap<String, Attachment>> {
    let mut kept = HashMap::new();
    for &(name, bytes) in FILES {
        let mut upload = desk.files().begin(name).await?;
        upload.write(bytes).await?;
        kept.insert(name.to_owned(), upload.finish().await?);
    }
    Ok(kept)
}

/// Puts the agents on the desk, and into their teams.
fn employ(
    tx: &mut Tx<'_>,
    stage: &mut Stage,
    content: &Content,
    password_hashes: &[String],
) -> Result<()> {
    let first = content.conversations.first().and_then(|story| story.messages.first());
    let began = first.context("the demo tells nothing")?.at.at(&stage.now)?;
    for (agent, password_hash) in content.agents.iter().zip(password_hashes) {
        let new = store::agent::New {
            name: &agent.name,
            email: &agent.email,
            password_hash,
            role: agent.role,
            time_zone: &agent.time_zone,
        };
        let id = store::agent::insert(tx, &new, began)?;
        if agent.availability == shop::Availability::Away {
            let now = stage.now.timestamp();
            store::agent::set_availability(tx, id, Availability::Away { back_at: None }, now)?;
        }
        stage.agents.insert(agent.key.clone(), id);
        stage.handles.insert(handle(&agent.name), id);
    }
    for team in &content.teams {
        let members: Result<Vec<_>> = team.members.iter().map(|key| stage.agent(key)).collect();
        let id = store::team::insert(tx, &team.name)?;
        store::team::set_members(tx, id, &members?)?;
        stage.teams.insert(team.name.clone(), id);
    }
    Ok(())
}

/// Adds a customer, whom we met with their first words.
fn meet(
    tx: &mut Tx<'_>,
    stage: &Stage,
    content: &Content,
    customer: &shop::Customer,
) -> Result<CustomerId> {
    let messages = || {
        let stories = content.conversations.iter().filter(|told| told.customer == customer.key);
        stories.flat_map(|story| &story.messages)
    };
    let first = messages().next().context("nothing is told of them")?;
    let met = first.at.at(&stage.now)?;
    let (language, time_zone) = (Some(customer.language.as_str()), Some(&*customer.time_zone));
    let id = store::customer::insert(tx, &customer.name, language, time_zone, met)?;
    for address in &customer.addresses {
        let value = normalise_address(address.kind, &address.value)?;
        let verified_at = address.verified.then_some(met);
        store::customer::add_address(tx, id, address.kind, &value, verified_at, met)?;
    }
    for fact in &customer.facts {
        // Known for certain when its writer last spoke with them.
        let last = messages().rfind(|m| m.agent() == Some(&fact.by));
        let at = last.map_or(Ok(met), |message| message.at.at(&stage.now))?;
        store::customer::add_fact(tx, id, &fact.text, stage.agent(&fact.by)?, at)?;
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use domain::{
        AgentId,
        conversation::{Channel, State},
    };
    use jiff::Zoned;
    use store::{
        Location, Store,
        conversation::{Filter, Listed},
    };

    use super::*;

    /// The filled shop at a fixed moment, in a folder that lasts as long as the test.
    async fn filled() -> Result<(Desk, Timestamp, tempfile::TempDir)> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("bliss.db");
        let store = tokio::task::spawn_blocking(|| Store::open(Location::Sqlite(file))).await??;
        let desk = Desk::new(store, folder.path().join("attachments"))?;
        desk.ensure_chat().await?;
        let now = "2026-11-18T14:30[Europe/Berlin]".parse::<Zoned>()?.timestamp();
        assert!(desk.store().read(is_fresh).await?);
        fill_at(&desk, now).await?;
        assert!(!desk.store().read(is_fresh).await?);
        Ok((desk, now, folder))
    }

    fn in_state(db: &mut Db, state: State) -> Result<Vec<Listed>, store::Error> {
        let filter = Filter::all(state);
        store::conversation::list(db, &filter, 100, 0)
    }

    #[tokio::test]
    async fn forty_conversations_stand_as_the_file_says() -> Result<()> {
        let (desk, ..) = filled().await?;
        desk.store()
            .read(|db| {
                for (state, count) in [
                    (State::WaitingOnUs, 9),
                    (State::WaitingOnCustomer, 7),
                    (State::Snoozed, 3),
                    (State::Closed, 21),
                ] {
                    assert_eq!(in_state(db, state)?.len(), count, "{}", state.as_str());
                }
                let mut told: Vec<_> =
                    content()?.conversations.into_iter().map(|c| (c.subject, c.state)).collect();
                let mut kept = Vec::new();
                for state in State::ALL {
                    for listed in in_state(db, state)? {
                        kept.push((listed.conversation.subject, state));
                    }
                }
                told.sort_by(|a, b| a.0.cmp(&b.0));
                kept.sort_by(|a, b| a.0.cmp(&b.0));
                assert_eq!(told, kept);
                Ok(())
            })
            .await
    }

    #[tokio::test]
    async fn whoever_waits_longest_comes_first_and_the_newest_words_are_unread() -> Result<()> {
        let (desk, now, _folder) = filled().await?;
        let waiting = desk.store().read(|db| in_state(db, State::WaitingOnUs)).await?;
        let rows: Vec<_> = waiting
            .iter()
            .map(|listed| {
                let standing = listed.conversation.standing;
                let waits = standing.waiting_since.map(|since| now.duration_since(since).as_mins());
                (&*listed.conversation.subject, waits.unwrap_or_default(), listed.unread)
            })
            .collect();
        assert_eq!(
            rows,
            [
                // Since 08:50 two days before.
                ("What is in the gift tin?", 2 * 1440 + 5 * 60 + 40, false),
                ("The tea for the clinic", 2 * 1440 + 60 + 16, false),
                ("A hole in the bottom of a pot", 1440 - 39, false),
                ("Le pot est tombé", 240, false),
                ("Invoice again in my private name", 180, false),
                ("Bitte um Anruf", 75, false),
                ("Kettle arrived with a cracked lid", 38, true),
                ("Present for the whole office", 16, true),
                ("gerald has visitors", 4, true),
            ]
        );
        Ok(())
    }

    #[tokio::test]
    async fn a_story_is_told_as_it_happened() -> Result<()> {
        let (desk, ..) = filled().await?;
        desk.store()
            .read(|db| {
                let found = store::conversation::of_subject(db, "where is my mum's", 2)?;
                let [listed] = &found[..] else { panic!("{} found", found.len()) };
                let conversation = &listed.conversation;
                let messages = store::message::last(db, conversation.id, None, 100)?;
                assert_eq!(messages.len(), 14);
                assert_eq!(conversation.opened_at, messages[0].at);
                assert_eq!(conversation.last_message_at, messages[13].at);
                assert!(conversation.preview.starts_with("She rang me."));
                assert_eq!(listed.assignee_name.as_deref(), Some("Mia Hartmann"));

                // Jonas answered first; Mia took it with her first answer.
                let since = Timestamp::UNIX_EPOCH;
                let names: HashMap<AgentId, String> =
                    store::agent::all(db)?.into_iter().map(|a| (a.id, a.name)).collect();
                let held: Vec<_> = store::conversation::assignments(db, conversation.id, since)?
                    .into_iter()
                    .filter_map(|a| names.get(&a.assignee_id?).cloned())
                    .collect();
                assert_eq!(held, ["Jonas Weidner", "Mia Hartmann"]);

                let steps = store::conversation::steps(db, conversation.id, since)?;
                let states: Vec<_> = steps.iter().map(|step| step.state).collect();
                assert_eq!(states.first(), Some(&State::WaitingOnUs));
                assert_eq!(states.last(), Some(&State::Closed));
                assert!(steps.iter().all(|step| step.at >= conversation.opened_at));

                let (first, last) = (messages[0].id, messages[13].id);
                let files = store::attachment::of_messages(db, conversation.id, first, last)?;
                let names: Vec<_> = files.iter().map(|(_, file)| &*file.name).collect();
                assert_eq!(names, ["parcel-label.png"]);
                assert!(files[0].1.is_picture());
                Ok(())
            })
            .await
    }

    #[tokio::test]
    async fn notes_mention_those_who_have_something_left_to_do() -> Result<()> {
        let (desk, ..) = filled().await?;
        let counts: Vec<_> = desk
            .store()
            .read(|db| {
                let agents = store::agent::all(db)?;
                agents
                    .iter()
                    .map(|agent| {
                        let unseen = store::message::unseen_mentions(db, agent.id)?;
                        Ok::<_, store::Error>((handle(&agent.name), unseen.len()))
                    })
                    .collect::<Result<_, _>>()
            })
            .await?;
        let expected = [("aiko", 2), ("jonas", 3), ("mia", 0)];
        assert_eq!(counts, expected.map(|(handle, unseen)| (handle.to_owned(), unseen)));
        Ok(())
    }

    #[tokio::test]
    async fn the_shop_is_set_up_and_left_alone_the_second_time() -> Result<()> {
        let (desk, ..) = filled().await?;
        fill(&desk).await?;
        let workspace = desk.workspace().await?;
        assert_eq!((&*workspace.name, &*workspace.time_zone), ("Fern & Kettle", "Europe/Berlin"));
        let week = "mon 09:00-18:00;tue 09:00-18:00;wed 09:00-18:00;thu 09:00-18:00;\
                    fri 09:00-18:00;sat 10:00-14:00";
        assert_eq!(workspace.hours.to_text(), week);
        let teams = desk.teams().await?;
        let sizes: Vec<_> = teams.iter().map(|team| (&*team.name, team.members.len())).collect();
        assert_eq!(sizes, [("Counter", 2), ("Online shop", 3)]);
        let (customers, channels) = desk
            .store()
            .read(|db| {
                let mut channels = Vec::new();
                for state in State::ALL {
                    channels.extend(in_state(db, state)?.iter().map(|l| l.conversation.channel));
                }
                Ok::<_, store::Error>((store::customer::list(db, "", 100, 0)?, channels))
            })
            .await?;
        assert_eq!(customers.len(), 12);
        assert_eq!(channels.len(), 40);
        assert!(channels.contains(&Channel::InPerson) && channels.contains(&Channel::Chat));

        let links = links(&desk, "https://desk.example").await?;
        let who: Vec<_> = links.iter().map(|(who, _)| &**who).collect();
        assert_eq!(who, ["Mia Hartmann, owner", "Jonas Weidner, lead", "Aiko Mori, agent"]);
        assert!(links.iter().all(|(_, l)| l.starts_with("https://desk.example/password-resets/")));
        Ok(())
    }

    /// Whatever the hour at which somebody starts it: nothing is told before what came before it,
    /// and nothing is still to come.
    #[tokio::test]
    async fn the_stories_hold_at_every_hour_of_the_day() -> Result<()> {
        let content = content()?;
        // The day after the clocks went forward, minute by minute at the turn of the day.
        let midnight = "2026-03-30T00:00[Europe/Berlin]".parse::<Zoned>()?;
        for minutes in (0..24 * 60).step_by(7) {
            let now = midnight.checked_add(jiff::SignedDuration::from_mins(minutes))?;
            for story in &content.conversations {
                let times: Result<Vec<_>, _> =
                    story.messages.iter().map(|m| m.at.at(&now)).collect();
                let times = times?;
                assert!(times.is_sorted(), "“{}” at {now}", story.subject);
                assert!(times.iter().all(|&at| at <= now.timestamp()));
                if let Some(until) = story.snoozed_until {
                    assert!(until.at(&now)? > now.timestamp(), "“{}” at {now}", story.subject);
                }
            }
        }
        Ok(())
    }
}
