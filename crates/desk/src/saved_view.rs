//! Keeping lists at hand.

use domain::{
    SavedViewId,
    access::Permission,
    agent::Agent,
    event::{Change, EventKind},
    saved_view::{NAME_CHARS_MAX, SavedView, VIEWS_MAX},
    text,
};
use language::say;
use store::Tx;

use crate::{Desk, Error, Result};

impl Desk {
    /// Keeps a list under a name, for oneself or for everybody. `query` is that of the desk's address.
    pub async fn save_view(
        &self,
        by: &Agent,
        name: &str,
        query: String,
        for_everybody: bool,
    ) -> Result<SavedViewId> {
        let name = text::clean_line(name);
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return Err(Error::refused(say("saved-view-wrong-name").with("most", NAME_CHARS_MAX)));
        }
        if query.is_empty() {
            return Err(Error::refused(say("saved-view-plain-list")));
        }
        let by = by.id;
        self.store
            .write(move |tx| {
                let there = store::saved_view::of_agent(tx, by)?;
                if there.iter().any(|view| text::fold(&view.name) == text::fold(&name)) {
                    return Err(Error::refused(say("saved-view-name-taken")));
                }
                if there.len() >= VIEWS_MAX {
                    return Err(Error::refused(say("saved-view-too-many").with("most", VIEWS_MAX)));
                }
                let now = tx.now();
                let agent = (!for_everybody).then_some(by);
                let id = store::saved_view::insert(tx, (&name, &query), agent, by, now)?;
                tell(tx, by)?;
                Ok(id)
            })
            .await
    }

    /// Removes a view: one's own, or everybody's where one leads the desk.
    pub async fn remove_view(&self, by: &Agent, id: SavedViewId) -> Result<SavedView> {
        self.set_view_removed(by, id, true).await
    }

    /// Brings a view back that was removed.
    pub async fn restore_view(&self, by: &Agent, id: SavedViewId) -> Result<SavedView> {
        self.set_view_removed(by, id, false).await
    }

    async fn set_view_removed(
        &self,
        by: &Agent,
        id: SavedViewId,
        removed: bool,
    ) -> Result<SavedView> {
        let (me, leads) = (by.id, by.role.may(Permission::ManageTeams));
        self.store
            .write(move |tx| {
                let view = store::saved_view::find(tx, id)?;
                let view = view.filter(|view| view.agent_id.is_none_or(|agent| agent == me));
                let view = view.ok_or_else(|| Error::not_found("view"))?;
                if view.agent_id.is_none() && !leads {
                    return Err(Error::Conflict(say("saved-view-of-everybody")));
                }
                let now = tx.now();
                store::saved_view::set_removed(tx, id, removed.then_some(now))?;
                tell(tx, me)?;
                Ok(view)
            })
            .await
    }
}

fn tell(tx: &mut Tx<'_>, by: domain::AgentId) -> Result<()> {
    tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
    Ok(())
}
