//! Tags as a whole: what they are called, which are offered, and two that become one.

use domain::{
    TagChangeId, TagId,
    agent::Agent,
    conversation::{TAG_CHARS_MAX, normalise_tag},
    event::{Change, EventKind},
    tag::{COLOURS, Kind, Tag},
};
use language::say;
use store::Tx;

use crate::{Desk, Error, Result, rule};

impl Desk {
    /// Changes what a tag is called and its colour, a place in [`domain::tag::colours`].
    pub async fn change_tag(&self, by: &Agent, id: TagId, given: &str, colour: i64) -> Result<()> {
        let name = normalise_tag(given)
            .ok_or_else(|| Error::refused(say("tag-bad-name").with("most", TAG_CHARS_MAX)))?;
        let known = usize::try_from(colour).is_ok_and(|colour| colour < COLOURS);
        if !known {
            return Err(Error::refused(say("tag-bad-colour")));
        }
        self.alter_tag(by, id, move |tx, tag| {
            let other = store::tag::by_name(tx, &name)?.filter(|other| other.id != tag.id);
            if other.is_some() {
                return Err(Error::refused(say("tag-name-taken").with("name", name)));
            }
            rule::rename_tag(tx, &tag.name, &name)?;
            Ok(Tag { name, colour, ..tag })
        })
        .await
    }

    /// Offers a tag no more. It stays where it is.
    pub async fn archive_tag(&self, by: &Agent, id: TagId) -> Result<()> {
        self.alter_tag(by, id, |tx, tag| Ok(Tag { archived_at: Some(tx.now()), ..tag })).await
    }

    /// Offers it again.
    pub async fn offer_tag(&self, by: &Agent, id: TagId) -> Result<()> {
        self.alter_tag(by, id, |_, tag| Ok(Tag { archived_at: None, ..tag })).await
    }

    async fn alter_tag(
        &self,
        by: &Agent,
        id: TagId,
        alter: impl FnOnce(&mut Tx<'_>, Tag) -> Result<Tag> + Send + 'static,
    ) -> Result<()> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let tag = store::tag::find(tx, id)?.ok_or_else(|| Error::not_found("tag"))?;
                let tag = alter(tx, tag)?;
                store::tag::update(tx, &tag)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                Ok(())
            })
            .await
    }

    /// Gives all conversations with a tag another one in its place; or with none just takes it off them. What can be
    /// undone by, and how many conversations had it.
    pub async fn replace_tag(
        &self,
        by: &Agent,
        id: TagId,
        target: Option<TagId>,
    ) -> Result<(TagChangeId, u64)> {
        if target == Some(id) {
            return Err(Error::refused(say("tag-merge-with-itself")));
        }
        let by = by.id;
        self.store
            .write(move |tx| {
                let tag = store::tag::find(tx, id)?.ok_or_else(|| Error::not_found("tag"))?;
                let into = match target {
                    Some(target) => {
                        Some(store::tag::find(tx, target)?.ok_or_else(|| Error::not_found("tag"))?)
                    }
                    None => None,
                };
                let (kind, now) =
                    (if into.is_some() { Kind::Merge } else { Kind::Delete }, tx.now());
                let name = into.as_ref().map(|into| into.name.as_str());
                let change = store::tag::insert_change(tx, (kind, &tag), name, by, now)?;
                let count = store::tag::replace(tx, change, id, target)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                Ok((change, count))
            })
            .await
    }

    /// Undoes that: the tag is back on the conversations that had it.
    pub async fn undo_tag_change(&self, by: &Agent, id: TagChangeId) -> Result<(String, u64)> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let change =
                    store::tag::find_change(tx, id)?.ok_or_else(|| Error::not_found("change"))?;
                let now = tx.now();
                if !store::tag::set_change_undone(tx, id, now)? {
                    return Err(Error::Conflict(say("tag-undone-already")));
                }
                // Somebody may have made one of that name since.
                let tag = match store::tag::by_name(tx, &change.name)? {
                    Some(tag) => tag.id,
                    None => store::tag::insert(tx, &change.name, change.colour)?,
                };
                let target = match &change.target {
                    Some(name) => store::tag::by_name(tx, name)?.map(|target| target.id),
                    None => None,
                };
                let count = store::tag::put_back(tx, id, tag, target)?;
                tx.record(Change::new(EventKind::SettingsChanged).by(Some(by)))?;
                Ok((change.name, count))
            })
            .await
    }
}
