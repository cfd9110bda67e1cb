//! The identity provider in use, and the one that is being tried.

use domain::{IdentityProviderId, Timestamp, access::Role, identity_provider::IdentityProvider};

use crate::{Db, Error, Row, values};

/// What the owner chooses of one.
#[derive(Debug, Clone)]
pub struct Chosen<'a> {
    /// What stands on the button.
    pub name: &'a str,
    /// Its address.
    pub issuer: &'a str,
    /// What it calls this desk.
    pub client_id: &'a str,
    /// The secret there, sealed.
    pub secret: &'a str,
    /// Domains and addresses whose people may join by it.
    pub joins: &'a [String],
    /// As what they join.
    pub joins_as: Role,
    /// Whether it is the only way in.
    pub only_way: bool,
    /// Whether its word for a second factor is taken.
    pub trusts_factor: bool,
}

const SELECT: &str = "SELECT id, name, issuer, client_id, secret, joins, joins_as, only_way, \
                      trusts_factor, tried_as, tried_email, used_since FROM identity_provider";

/// The one in use.
pub fn in_use(db: &mut Db) -> Result<Option<IdentityProvider>, Error> {
    db.find(&format!("{SELECT} WHERE used_since IS NOT NULL"), &[], read)
}

/// The one that is being tried.
pub fn on_trial(db: &mut Db) -> Result<Option<IdentityProvider>, Error> {
    db.find(&format!("{SELECT} WHERE used_since IS NULL"), &[], read)
}

/// The one of that id.
pub fn find(db: &mut Db, id: IdentityProviderId) -> Result<Option<IdentityProvider>, Error> {
    db.find(&format!("{SELECT} WHERE id = ?1"), values![id], read)
}

/// Keeps one to be tried, instead of another such one.
pub fn set_on_trial(db: &mut Db, chosen: &Chosen<'_>) -> Result<IdentityProviderId, Error> {
    forget_trial(db)?;
    db.insert(
        "INSERT INTO identity_provider \
         (name, issuer, client_id, secret, joins, joins_as, only_way, trusts_factor) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id",
        values![
            chosen.name,
            chosen.issuer,
            chosen.client_id,
            chosen.secret,
            &chosen.joins.join("\n"),
            chosen.joins_as.as_str(),
            i64::from(chosen.only_way),
            i64::from(chosen.trusts_factor)
        ],
    )
}

/// Changes what needs no trial: its name, and what it is good for.
pub fn update(db: &mut Db, id: IdentityProviderId, chosen: &Chosen<'_>) -> Result<(), Error> {
    db.execute(
        "UPDATE identity_provider \
         SET name = ?2, joins = ?3, joins_as = ?4, only_way = ?5, trusts_factor = ?6 WHERE id = ?1",
        values![
            id,
            chosen.name,
            &chosen.joins.join("\n"),
            chosen.joins_as.as_str(),
            i64::from(chosen.only_way),
            i64::from(chosen.trusts_factor)
        ],
    )
    .map(drop)
}

/// It was tried, and took whoever did for that account, whose address it has verified or not.
pub fn set_tried(
    db: &mut Db,
    id: IdentityProviderId,
    tried_as: &str,
    email: Option<&str>,
) -> Result<(), Error> {
    db.execute(
        "UPDATE identity_provider SET tried_as = ?2, tried_email = ?3 \
         WHERE id = ?1 AND used_since IS NULL",
        values![id, tried_as, email],
    )
    .map(drop)
}

/// People sign in there from now on, and at the one before no more.
pub fn take_into_use(db: &mut Db, id: IdentityProviderId, now: Timestamp) -> Result<(), Error> {
    db.execute("DELETE FROM identity_provider WHERE used_since IS NOT NULL", &[])?;
    db.execute("UPDATE identity_provider SET used_since = ?2 WHERE id = ?1", values![id, now])
        .map(drop)
}

/// The one in use is one to be tried again.
pub fn put_out_of_use(db: &mut Db, id: IdentityProviderId) -> Result<(), Error> {
    forget_trial(db)?;
    db.execute("UPDATE identity_provider SET used_since = NULL WHERE id = ?1", values![id])
        .map(drop)
}

/// Forgets the one that is being tried.
pub fn forget_trial(db: &mut Db) -> Result<(), Error> {
    db.execute("DELETE FROM identity_provider WHERE used_since IS NULL", &[]).map(drop)
}

fn read(row: &Row<'_>) -> Result<IdentityProvider, Error> {
    let joins: String = row.get(5)?;
    let (only_way, trusts_factor): (i64, i64) = (row.get(7)?, row.get(8)?);
    Ok(IdentityProvider {
        id: row.get(0)?,
        name: row.get(1)?,
        issuer: row.get(2)?,
        client_id: row.get(3)?,
        secret: row.get(4)?,
        joins: joins.lines().map(ToOwned::to_owned).collect(),
        joins_as: row.parse(6, Role::parse)?,
        only_way: only_way != 0,
        trusts_factor: trusts_factor != 0,
        tried_as: row.get(9)?,
        tried_email: row.get(10)?,
        used_since: row.get(11)?,
    })
}
