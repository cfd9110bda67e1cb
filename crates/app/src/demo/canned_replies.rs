//! The canned replies of the demo shop: the starters, which are everybody's, one of a team's and one of Aiko's own,
//! and how often they were used.

use anyhow::{Context, Result};
use domain::{
    AgentId,
    canned_reply::{Whose, Written, starter},
};
use jiff::SignedDuration;
use store::Tx;

use super::story::Stage;

/// How often each starter was used, by Mia, by Jonas and by Aiko.
const USES: [[i64; 3]; 6] = [[4, 9, 17], [2, 12, 21], [0, 1, 8], [3, 6, 5], [9, 14, 30], [6, 2, 0]];

/// Writes them down.
pub(super) fn write(tx: &mut Tx<'_>, stage: &Stage) -> Result<()> {
    let (mia, jonas, aiko) = (stage.agent("mia")?, stage.agent("jonas")?, stage.agent("aiko")?);
    for (starter, uses) in starter::ALL.iter().zip(USES) {
        let by = [mia, jonas, aiko].into_iter().zip(uses);
        keep(tx, stage, &starter.written(Whose::Everybody), mia, by)?;
    }
    let team = stage.teams.get("Counter").copied().context("there is no team “Counter”")?;
    let booked = Written {
        title: "You are booked in".to_owned(),
        code: "booked".to_owned(),
        text: "{{greeting}}\n\nyour place at the wheel is kept for you. Bring an apron if you have one, and \
               come ten minutes early: there is tea.\n\nSee you at {{workspace.name}}!\n{{agent.first_name}}"
            .to_owned(),
        language: "en".to_owned(),
        whose: Whose::Team(team),
    };
    keep(tx, stage, &booked, jonas, [(jonas, 11)])?;
    let lid = Written {
        title: "Der Deckel ist unterwegs".to_owned(),
        code: "deckel".to_owned(),
        text: "{{greeting}}\n\nein neuer Deckel ist auf dem Weg zu Ihnen. Den alten behalten Sie einfach.\n\n\
               Herzliche Grüße\n{{agent.first_name}}"
            .to_owned(),
        language: "de".to_owned(),
        whose: Whose::Agent(aiko),
    };
    keep(tx, stage, &lid, aiko, [(aiko, 3)])
}

fn keep(
    tx: &mut Tx<'_>,
    stage: &Stage,
    written: &Written,
    by: AgentId,
    uses: impl IntoIterator<Item = (AgentId, i64)>,
) -> Result<()> {
    let content = written.read()?;
    let id = store::canned_reply::insert(tx, &content, by)?;
    for (agent, count) in uses {
        for hours in (1..=count).rev() {
            let at = stage.now.timestamp() - SignedDuration::from_hours(5 * hours);
            store::canned_reply::add_use(tx, id, agent, at)?;
        }
    }
    Ok(())
}
