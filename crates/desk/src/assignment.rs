//! What waits for a team is given out by itself: in the order of waiting, to whoever is at the desk, has room, and has
//! the next turn. Turns are rows, so a restart changes nothing; all is decided in the transaction of the one writer, so
//! nobody goes past a limit however much comes at once.

use std::time::Duration;

use domain::{
    AgentId, ConversationId, Timestamp,
    assignment::{Candidate, Reason, Waiting, Way, in_order, is_off_duty, next},
    event::EventKind,
    team::Team,
};
use store::{Tx, conversation::Assignment};
use tokio::sync::broadcast::error::RecvError;

use crate::{
    Desk, Error, Result,
    conversation::{changed, find},
};

/// Most that are given out in one transaction; whoever is left comes with the next.
const WAITING_MAX: i64 = 200;
/// How often it is looked whether somebody has come or gone without a word.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Whether that may let somebody take something, or have to give it back.
fn concerns(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::ConversationOpened
            | EventKind::ConversationChanged
            | EventKind::ConversationMerged
            | EventKind::MessageSent
            | EventKind::AgentChanged
            | EventKind::SettingsChanged
    )
}

impl Desk {
    /// Gives out what waits, as it comes, for as long as the desk is open.
    pub(crate) async fn run_assignment(&self) {
        let (mut leads, mut news) = (self.store.leads(), self.store.follow());
        loop {
            if leads.wait_for(|leads| *leads).await.is_err() {
                return;
            }
            if let Err(error) = self.give_out().await {
                tracing::error!(%error, "what waits could not be given out; it is tried again");
            }
            let look = tokio::time::sleep(LOOK_EVERY);
            tokio::pin!(look);
            loop {
                tokio::select! {
                    () = &mut look => break,
                    batch = news.recv() => match batch {
                        Ok(batch) if batch.iter().any(|event| concerns(event.kind)) => break,
                        Ok(_) => {}
                        Err(RecvError::Lagged(_)) => break,
                        Err(RecvError::Closed) => return,
                    },
                }
            }
        }
    }

    /// Gives out what waits for the teams that do so by themselves, after taking back what whoever has it cannot
    /// answer; how many conversations changed hands.
    pub async fn give_out(&self) -> Result<usize> {
        let needed = self
            .store
            .read(|db| {
                for team in store::team::all(db)? {
                    let waits = team.way != Way::ByHand
                        && !store::conversation::nobodys_of_team(db, team.id, 1)?.is_empty();
                    let held = team.takes_back
                        && !store::conversation::waiting_of_team(db, team.id)?.is_empty();
                    if waits || held {
                        return Ok::<_, Error>(true);
                    }
                }
                Ok(false)
            })
            .await?;
        if !needed {
            return Ok(0);
        }
        self.store
            .write(|tx| {
                let mut moved = 0;
                for team in store::team::all(tx)? {
                    if team.takes_back {
                        moved += take_back(tx, &team)?;
                    }
                    if team.way != Way::ByHand {
                        moved += give_to(tx, &team)?;
                    }
                }
                Ok(moved)
            })
            .await
    }
}

/// Members who can be given something now.
pub(crate) fn candidates(tx: &mut Tx<'_>, team: &Team, now: Timestamp) -> Result<Vec<Candidate>> {
    let mut here = Vec::new();
    for (id, turn) in store::team::turns(tx, team.id)? {
        let agent = store::agent::find(tx, id)?.filter(|agent| agent.at_desk(now));
        let Some(agent) = agent else { continue };
        let open = store::conversation::open_of_agent(tx, id)?;
        here.push(Candidate { agent: id, open, open_max: agent.open_max, turn });
    }
    Ok(here)
}

/// Gives out what waits for a team; how many.
fn give_to(tx: &mut Tx<'_>, team: &Team) -> Result<usize> {
    let waiting = store::conversation::nobodys_of_team(tx, team.id, WAITING_MAX)?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let now = tx.now();
    let mut candidates = candidates(tx, team, now)?;
    let mut turn =
        store::team::turns(tx, team.id)?.iter().map(|(_, turn)| *turn).max().unwrap_or(0);
    let mut given = 0;
    for one in in_order(waiting) {
        let Some((agent, reason)) = whom(tx, team, &candidates, &one)? else { break };
        turn += 1;
        store::team::set_turn(tx, team.id, agent, turn)?;
        for candidate in candidates.iter_mut().filter(|candidate| candidate.agent == agent) {
            candidate.open += 1;
            candidate.turn = turn;
        }
        hand(tx, one.conversation, Some(agent), reason)?;
        given += 1;
    }
    Ok(given)
}

/// Who is given that one: whoever has another matter of the same customer already, or else whoever is next.
fn whom(
    tx: &mut Tx<'_>,
    team: &Team,
    candidates: &[Candidate],
    one: &Waiting,
) -> Result<Option<(AgentId, Reason)>> {
    let known = store::conversation::assignees_of_customer(tx, one.customer)?;
    let same: Vec<Candidate> =
        candidates.iter().filter(|candidate| known.contains(&candidate.agent)).copied().collect();
    Ok(match next(team.way, &same) {
        Some((agent, _)) => Some((agent, Reason::SameCustomer)),
        None => next(team.way, candidates),
    })
}

/// Takes back what waits with somebody of a team who is off duty and has not answered; how many.
fn take_back(tx: &mut Tx<'_>, team: &Team) -> Result<usize> {
    let now = tx.now();
    let mut taken = 0;
    for (id, agent) in store::conversation::waiting_of_team(tx, team.id)? {
        let gone = store::agent::find(tx, agent)?.is_none_or(|agent| is_off_duty(&agent, now));
        if !gone {
            continue;
        }
        let since = store::conversation::last_assignment(tx, id)?.map(|last| last.at);
        let since = since.unwrap_or(Timestamp::UNIX_EPOCH);
        if !store::message::wrote_since(tx, id, agent, since)? {
            hand(tx, id, None, Reason::OffDuty)?;
            taken += 1;
        }
    }
    Ok(taken)
}

fn hand(
    tx: &mut Tx<'_>,
    id: ConversationId,
    assignee: Option<AgentId>,
    reason: Reason,
) -> Result<()> {
    let conversation = find(tx, id)?;
    let to = Assignment {
        assignee_id: assignee,
        team_id: conversation.team_id,
        agent_id: None,
        at: tx.now(),
        reason: Some(reason),
        note_id: None,
    };
    store::conversation::assign_as(tx, conversation.id, &to)?;
    changed(tx, &conversation, None)
}
