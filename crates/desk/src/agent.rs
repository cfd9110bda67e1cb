//! What agents change about themselves and, as far as their role allows, about each other.

use domain::{
    AgentId,
    access::Role,
    agent::{Agent, Availability},
    assignment::OPEN_MAX,
    audit::Action,
    event::{Change, EventKind},
    snooze, text,
};

use language::{Language, say};

use crate::{
    Desk, Error, Result,
    invitation::{check_name, known_time_zone},
};

impl Desk {
    /// Everybody who is on the desk, by name.
    pub async fn agents(&self) -> Result<Vec<Agent>> {
        Ok(self.store.read(store::agent::active).await?)
    }

    /// Changes one's own name, time zone, and the language in which the desk speaks to one: its tag, or nothing for that
    /// of one's browser.
    pub async fn change_profile(
        &self,
        id: AgentId,
        name: &str,
        time_zone: &str,
        language: &str,
    ) -> Result<()> {
        let name = text::clean_line(name);
        check_name(&name)?;
        let time_zone =
            known_time_zone(time_zone).ok_or_else(|| Error::refused(say("time-zone-unknown")))?;
        let language = match language {
            "" => None,
            tag => Some(
                Language::named(tag)
                    .ok_or_else(|| Error::refused(say("profile-language-unknown")))?
                    .tag(),
            ),
        };
        self.store
            .write(move |tx| {
                store::agent::set_profile(tx, id, &name, &time_zone, language)?;
                tx.record(Change::new(EventKind::AgentChanged).by(Some(id)))?;
                Ok(())
            })
            .await
    }

    /// Takes contacts from now on.
    pub async fn come_online(&self, id: AgentId) -> Result<()> {
        self.set_availability(id, Availability::Online).await
    }

    /// Takes none; `back` says when again in plain words of the agent's own time zone, or is empty.
    pub async fn go_away(&self, agent: &Agent, back: &str) -> Result<()> {
        let back_at = match back.trim() {
            "" => None,
            words => {
                Some(snooze::parse(words, self.store.now(), &agent.tz()).map_err(Error::refused)?)
            }
        };
        self.set_availability(agent.id, Availability::Away { back_at }).await
    }

    pub(crate) async fn set_availability(
        &self,
        id: AgentId,
        availability: Availability,
    ) -> Result<()> {
        self.store
            .write(move |tx| {
                let now = tx.now();
                store::agent::set_availability(tx, id, availability, now)?;
                tx.record(Change::new(EventKind::AgentChanged).by(Some(id)))?;
                Ok(())
            })
            .await
    }

    /// Notes that a page of theirs is open. Others are told only where that changes who is there.
    pub async fn note_presence(&self, id: AgentId) -> Result<()> {
        self.store
            .write(move |tx| {
                let now = tx.now();
                let was_there = store::agent::find(tx, id)?.is_some_and(|agent| agent.at_desk(now));
                store::agent::set_seen(tx, id, now)?;
                if !was_there {
                    tx.record(Change::new(EventKind::AgentChanged).by(Some(id)))?;
                }
                Ok(())
            })
            .await
    }

    /// Changes somebody's role. The last owner stays one.
    pub async fn change_role(&self, by: &Agent, id: AgentId, role: Role) -> Result<()> {
        let by = by.clone();
        let entry = self.audit(Action::RoleChanged).by(by.id).about(id);
        self.store
            .write(move |tx| {
                let agent = managed(tx, &by, id)?;
                if !by.role.may_manage(role) {
                    return Err(Error::Forbidden(say("people-owner-makes-owner")));
                }
                keep_an_owner(tx, &agent, role == Role::Owner)?;
                store::agent::set_role(tx, id, role)?;
                tx.record(Change::new(EventKind::AgentChanged).by(Some(by.id)))?;
                let (from, to) = (agent.role.as_str(), role.as_str());
                entry.detail(format!("from {from} to {to}")).keep(tx)
            })
            .await
    }

    /// Changes how many open conversations somebody is given at the most; as many as come where nothing is said.
    pub async fn change_open_max(&self, by: &Agent, id: AgentId, given: &str) -> Result<()> {
        let most = match given.trim() {
            "" => None,
            given => {
                let most = given.parse().ok().filter(|most| (1..=OPEN_MAX).contains(most));
                Some(most.ok_or_else(|| {
                    Error::refused(say("people-limit-bad").with("most", OPEN_MAX))
                })?)
            }
        };
        let by = by.clone();
        self.store
            .write(move |tx| {
                if id != by.id {
                    managed(tx, &by, id)?;
                }
                store::agent::set_open_max(tx, id, most)?;
                tx.record(Change::new(EventKind::AgentChanged).by(Some(by.id)))?;
                Ok(())
            })
            .await
    }

    /// Takes somebody off the desk and ends their sessions. What they wrote stays.
    pub async fn deactivate(&self, by: &Agent, id: AgentId) -> Result<()> {
        let by = by.clone();
        let entry = self.audit(Action::Deactivated).by(by.id).about(id);
        self.store
            .write(move |tx| {
                let agent = managed(tx, &by, id)?;
                keep_an_owner(tx, &agent, false)?;
                let now = tx.now();
                store::agent::set_deactivated(tx, id, Some(now))?;
                store::session::revoke_all(tx, id, None, now)?;
                tx.record(Change::new(EventKind::AgentChanged).by(Some(by.id)))?;
                entry.keep(tx)
            })
            .await
    }

    /// Puts somebody back on the desk.
    pub async fn reactivate(&self, by: &Agent, id: AgentId) -> Result<()> {
        let by = by.clone();
        let entry = self.audit(Action::Reactivated).by(by.id).about(id);
        self.store
            .write(move |tx| {
                managed(tx, &by, id)?;
                store::agent::set_deactivated(tx, id, None)?;
                tx.record(Change::new(EventKind::AgentChanged).by(Some(by.id)))?;
                entry.keep(tx)
            })
            .await
    }
}

pub(crate) fn managed(tx: &mut store::Tx<'_>, by: &Agent, id: AgentId) -> Result<Agent> {
    let agent = store::agent::find(tx, id)?.ok_or_else(|| Error::not_found("person"))?;
    if by.role.may_manage(agent.role) {
        Ok(agent)
    } else {
        Err(Error::Forbidden(say("people-owner-changes-owner")))
    }
}

fn keep_an_owner(tx: &mut store::Tx<'_>, agent: &Agent, stays_owner: bool) -> Result<()> {
    if agent.role == Role::Owner && !stays_owner && store::agent::active_owners(tx)? <= 1 {
        return Err(Error::Conflict(say("people-needs-owner")));
    }
    Ok(())
}
