//! What is heard in a call, against the standards for it: for its agent when they look back, and for the team once
//! so many calls of so many agents have come together that nobody can be told apart. No row tells how one agent’s
//! call was judged.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{
    AgentId, StandardId, StandardVersionId, Timestamp,
    call::Call,
    conversation::Channel,
    standard::{
        Content, Judged, Outcome, Version,
        judge::{Facts, Voice, judge},
    },
};
use serde_json::Value;
use store::{Db, call_part::CallPart, team_figure::TeamFigure};

use super::all;
use crate::{
    Desk, Error, Result,
    team_figure::{enough, monday},
};

/// Outcomes of one version that wait for others, at the most; then the oldest go.
const WAITING_MAX: usize = 2_000;

/// Outcomes that wait in memory until they are enough, by version: whose, and whether it was met.
pub(crate) type Pools = Mutex<HashMap<StandardVersionId, Vec<(AgentId, bool)>>>;

/// One standard in one’s own call.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Which.
    pub standard: StandardId,
    /// What it says.
    pub content: Content,
    /// How it was judged.
    pub judged: Judged,
}

/// How often a voice standard was met by the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TeamShare {
    /// How often it was met.
    pub met: i64,
    /// Over how many calls.
    pub calls: i64,
}

/// The name of a version among the team’s figures.
fn measure(version: StandardVersionId) -> String {
    format!("standard version {version}")
}

/// What was heard of the agent’s side, from the report that is kept in their corner. `contested` says which
/// interruptions are none, by where they begin in seconds.
fn voice(heard: &Value, contested: impl Fn(f64) -> bool) -> Voice {
    #[expect(clippy::cast_possible_truncation, reason = "a reading has few digits")]
    let interval =
        |smile: &Value| Some((smile["low"].as_f64()? as f32, smile["high"].as_f64()? as f32));
    let agent = &heard["agent"];
    let mixed = heard["mixed"].as_bool().unwrap_or(false);
    let interruptions = heard["moments"].as_array().map(|moments| {
        let own = moments.iter().filter(|one| {
            one["what"] == "interruption"
                && one["by"] == "agent"
                && !one["from_s"].as_f64().is_some_and(&contested)
        });
        u32::try_from(own.count()).unwrap_or(u32::MAX)
    });
    let talk = agent["talk_s"].as_f64().zip(heard["customer"]["talk_s"].as_f64());
    let share = talk.filter(|(ours, theirs)| ours + theirs > 0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "no call is that long"
    )]
    let opening_ms = heard["opening_turn_s"].as_f64().map(|s| (s * 1_000.0).max(0.0) as u64);
    Voice {
        smile_first: interval(&agent["first_10_s"]["smile"]),
        smile_last: interval(&agent["last_10_s"]["smile"]),
        interruptions: interruptions.filter(|_| !mixed),
        talk_percent: share.map(|(ours, theirs)| 100.0 * ours / (ours + theirs)),
        opening_ms,
    }
}

/// The voice standards that were in force when a call began.
fn in_force(db: &mut Db, at: Timestamp) -> Result<Vec<(Version, Content)>> {
    let standards = all(db)?;
    let found = standards.iter().filter_map(|standard| standard.in_force(at));
    Ok(found
        .filter(|(_, content)| content.check.is_voice() && content.reach.covers(Channel::Phone))
        .map(|(version, content)| (version.clone(), content.clone()))
        .collect())
}

fn judged(
    contents: Vec<(Version, Content)>,
    call: &Call,
    voice: Voice,
) -> Vec<(StandardVersionId, Heard)> {
    let facts = Facts {
        call: true,
        ended_at: call.ended_at,
        customer_began: true,
        voice: Some(voice),
        ..Facts::default()
    };
    contents
        .into_iter()
        .map(|(version, content)| {
            let judged = judge(&content.check, content.role, &facts);
            (version.id, Heard { standard: version.standard_id, content, judged })
        })
        .collect()
}

/// One more outcome: how many of how many were met, once they are enough, after which the pool is empty.
fn gather(pool: &mut Vec<(AgentId, bool)>, agent: AgentId, met: bool) -> Option<(i64, i64)> {
    if pool.len() >= WAITING_MAX {
        pool.remove(0);
    }
    pool.push((agent, met));
    if !enough(pool.iter().map(|(agent, _)| *agent)) {
        return None;
    }
    let all = std::mem::take(pool);
    let met = all.iter().filter(|(_, met)| *met).count();
    Some((i64::try_from(met).ok()?, i64::try_from(all.len()).ok()?))
}

impl Desk {
    /// The voice standards of one’s own part of a call, from what was opened of one’s corner: `heard` as the report
    /// is kept there, and which interruptions one contested, by where they begin in seconds.
    pub async fn own_voice_standards(
        &self,
        call: &Call,
        heard: &Value,
        contested: impl Fn(f64) -> bool,
    ) -> Result<Vec<Heard>> {
        let at = call.asked_at;
        let contents = self.store.read(move |db| in_force(db, at)).await?;
        let voice = voice(heard, contested);
        Ok(judged(contents, call, voice).into_iter().map(|(_, heard)| heard).collect())
    }

    /// Lets a part count for the team, together with others, once they are enough.
    pub(crate) async fn share_outcomes(
        &self,
        pools: &Pools,
        part: domain::CallPartId,
        agent: AgentId,
        heard: &Value,
    ) -> Result<()> {
        let found = self.store.read(move |db| {
            let Some(CallPart { call_id, .. }) = store::call_part::find(db, part)? else {
                return Ok::<_, Error>(None);
            };
            let Some(call) = store::call::find(db, call_id)? else { return Ok(None) };
            let contents = in_force(db, call.asked_at)?;
            Ok(Some((call, contents)))
        });
        let Some((call, contents)) = found.await? else { return Ok(()) };
        let mut sums: Vec<(StandardVersionId, i64, i64)> = Vec::new();
        {
            let mut pools = pools.lock().unwrap_or_else(PoisonError::into_inner);
            for (version, heard) in judged(contents, &call, voice(heard, |_| false)) {
                if heard.judged.outcome == Outcome::NoOccasion {
                    continue;
                }
                // Each standard by itself: where few calls give an occasion, those few tell of nobody either.
                let pool = pools.entry(version).or_default();
                let met = heard.judged.outcome == Outcome::Met;
                sums.extend(gather(pool, agent, met).map(|(met, calls)| (version, met, calls)));
            }
        }
        if sums.is_empty() {
            return Ok(());
        }
        self.store
            .write(move |tx| {
                let week = monday(tx.now());
                for (version, met, parts) in sums {
                    let thousandths = met * 1_000;
                    let figure = TeamFigure {
                        week,
                        measure: measure(version),
                        parts,
                        sum_thousandths: thousandths,
                        squares_thousandths: thousandths,
                    };
                    store::team_figure::add(tx, &figure)?;
                }
                Ok::<_, Error>(())
            })
            .await
    }
}

/// How often the team met a voice standard’s version since `since`; nothing before enough calls came together.
pub fn team_share(
    db: &mut Db,
    version: StandardVersionId,
    since: Timestamp,
) -> Result<Option<TeamShare>> {
    let measure = measure(version);
    let mut share = TeamShare::default();
    for figure in store::team_figure::since(db, since)? {
        if figure.measure == measure {
            share.met += figure.sum_thousandths / 1_000;
            share.calls += figure.parts;
        }
    }
    Ok((share.calls > 0).then_some(share))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_is_told_of_few_calls_or_few_agents() {
        let mut pool = Vec::new();
        // Four agents never are enough, however long they talk.
        for call in 0..500 {
            assert_eq!(gather(&mut pool, AgentId(call % 4), call % 2 == 0), None);
        }
        assert_eq!(gather(&mut pool, AgentId(4), false), Some((250, 501)));
        assert!(pool.is_empty());
        for call in 0..49 {
            assert_eq!(gather(&mut pool, AgentId(call % 7), true), None);
        }
        assert_eq!(gather(&mut pool, AgentId(0), true), Some((50, 50)));
    }

    #[test]
    fn what_is_kept_of_a_call_is_read_for_its_standards() {
        let heard = json!({
            "mixed": false,
            "opening_turn_s": 21.4,
            "agent": {
                "talk_s": 30.0,
                "first_10_s": { "smile": { "value": 0.8, "low": 0.2, "high": 1.4 } },
                "last_10_s": { "smile": { "unsure": "too_little" } },
            },
            "customer": { "talk_s": 70.0 },
            "moments": [
                { "what": "interruption", "by": "agent", "from_s": 3.5, "length_s": 0.4 },
                { "what": "interruption", "by": "agent", "from_s": 9.0, "length_s": 0.4 },
                { "what": "interruption", "by": "customer", "from_s": 5.0, "length_s": 0.4 },
            ],
        });
        let found = voice(&heard, |from_s| (from_s - 9.0).abs() < 0.001);
        assert_eq!(found.smile_first, Some((0.2, 1.4)));
        assert_eq!((found.smile_last, found.interruptions), (None, Some(1)));
        assert_eq!((found.talk_percent, found.opening_ms), (Some(30.0), Some(21_400)));
        let mixed = voice(&json!({ "mixed": true, "moments": [] }), |_| false);
        assert_eq!((mixed.interruptions, mixed.talk_percent), (None, None));
    }
}
