//! Merges of customers, for other programs.

use axum::extract::State;
use desk::customer_merge::Merging;
use domain::{
    CustomerId, CustomerMergeId,
    customer_merge::{self, Field},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Db;

use super::{
    Body, Named, Problem,
    list::{List, Page, Unfiltered},
    wire::{Done, Made, Time, Told, Word},
};
use crate::{Web, access::Caller};

/// Two customers who were made one.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CustomerMerge {
    id: i64,
    /// Who went into the other one.
    gone_id: i64,
    /// Who was kept.
    kept_id: i64,
    /// Who did it.
    agent_id: i64,
    at: Time,
    /// When they were parted again; null while they are one.
    undone_at: Option<Time>,
}

impl From<customer_merge::CustomerMerge> for CustomerMerge {
    fn from(merge: customer_merge::CustomerMerge) -> Self {
        Self {
            id: merge.id.0,
            gone_id: merge.gone_id.0,
            kept_id: merge.kept_id.0,
            agent_id: merge.agent_id.0,
            at: merge.at.into(),
            undone_at: merge.undone_at.map(Time),
        }
    }
}

pub(crate) async fn index(
    State(web): State<Web>,
    Named(id): Named<i64>,
    list: List<Unfiltered>,
) -> Result<Page<CustomerMerge>, Problem> {
    let id = CustomerId(id);
    let before = match list.id()? {
        0 => i64::MAX,
        before => before,
    };
    let limit = list.one_more();
    let read = move |db: &mut Db| {
        if store::customer::find(db, id)?.is_none() {
            return Err(desk::Error::not_found("customer"));
        }
        let before = CustomerMergeId(before);
        Ok(store::customer_merge::of_customer(db, id, before, limit)?)
    };
    let found = web.desk.store().read(read).await?;
    Ok(list.page(found, |merge| (0, merge.id.0)).told(CustomerMerge::from))
}

/// A merge as it is now.
async fn now(web: &Web, id: CustomerMergeId) -> Result<Told<CustomerMerge>, Problem> {
    let found = web.desk.store().read(move |db| store::customer_merge::find(db, id)).await;
    let found = found.map_err(desk::Error::from)?;
    Ok(Told::new(found.ok_or_else(|| desk::Error::not_found("merge"))?.into()))
}

pub(crate) async fn show(
    State(web): State<Web>,
    Named(id): Named<i64>,
) -> Result<Told<CustomerMerge>, Problem> {
    now(&web, CustomerMergeId(id)).await
}

/// A customer who is the same person as another.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{ "with": 12, "take": ["name"] }]))]
pub(crate) struct NewCustomerMerge {
    /// The other one.
    with: i64,
    /// What is taken of the one who is not kept, where both have something to say. What only one has is kept anyhow.
    #[serde(default)]
    take: Vec<Word<Field>>,
}

pub(crate) async fn create(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
    Body(NewCustomerMerge { with, take }): Body<NewCustomerMerge>,
) -> Result<Made<CustomerMerge>, Problem> {
    let merging = Merging {
        one: CustomerId(id),
        other: CustomerId(with),
        chosen: take.into_iter().map(|Word(field)| field).collect(),
        seen: None,
    };
    let merge = web.desk.merge_customers(&agent, merging).await?;
    let place = format!("/api/v1/customer-merges/{}", merge.id);
    Ok(Made { place, told: Told::new(merge.into()) })
}

pub(crate) async fn undo(
    State(web): State<Web>,
    Caller { agent, .. }: Caller,
    Named(id): Named<i64>,
) -> Result<Done, Problem> {
    web.desk.undo_customer_merge(&agent, CustomerMergeId(id)).await?;
    Ok(Done)
}
