//! The one tree of migrations, run at start.

use refinery::{Migration, Runner, error::Kind};

use crate::{Db, Error};

/// Each migration's name and text, in order. A migration that has been released is never changed.
const MIGRATIONS: &[(&str, &str)] = &[
    ("V1__desk", include_str!("migrations/0001_desk.sql")),
    ("V2__corner", include_str!("migrations/0002_corner.sql")),
    ("V3__call", include_str!("migrations/0003_call.sql")),
    ("V4__promise", include_str!("migrations/0004_promise.sql")),
    ("V5__moment", include_str!("migrations/0005_moment.sql")),
    ("V6__today", include_str!("migrations/0006_today.sql")),
    ("V7__standard", include_str!("migrations/0007_standard.sql")),
    ("V8__api", include_str!("migrations/0008_api.sql")),
    ("V9__event_place", include_str!("migrations/0009_event_place.sql")),
    ("V10__canned_reply", include_str!("migrations/0010_canned_reply.sql")),
    ("V11__search", include_str!("migrations/0011_search.sql")),
    ("V12__merge", include_str!("migrations/0012_merge.sql")),
    ("V13__bulk_change", include_str!("migrations/0013_bulk_change.sql")),
    ("V14__saved_view", include_str!("migrations/0014_saved_view.sql")),
    ("V15__access", include_str!("migrations/0015_access.sql")),
    ("V17__api_request", include_str!("migrations/0017_api_request.sql")),
    ("V18__webhook", include_str!("migrations/0018_webhook.sql")),
    ("V20__assignment", include_str!("migrations/0020_assignment.sql")),
    ("V21__tag", include_str!("migrations/0021_tag.sql")),
    ("V22__rule", include_str!("migrations/0022_rule.sql")),
    ("V23__node", include_str!("migrations/0023_node.sql")),
    ("V25__erasure", include_str!("migrations/0025_erasure.sql")),
    ("V26__notification", include_str!("migrations/0026_notification.sql")),
    ("V27__door", include_str!("migrations/0027_door.sql")),
    ("V28__webhook_place", include_str!("migrations/0028_webhook_place.sql")),
    ("V29__customer_merge", include_str!("migrations/0029_customer_merge.sql")),
    ("V30__in_and_out", include_str!("migrations/0030_in_and_out.sql")),
    ("V32__mail", include_str!("migrations/0032_mail.sql")),
    ("V33__language", include_str!("migrations/0033_language.sql")),
    ("V34__push_subscription", include_str!("migrations/0034_push_subscription.sql")),
    ("V35__passkey", include_str!("migrations/0035_passkey.sql")),
    ("V36__push_removal", include_str!("migrations/0036_push_removal.sql")),
];

/// Brings a database up to date, or refuses one that a newer version made.
pub(crate) fn run(db: &mut Db) -> Result<(), Error> {
    let (migrations, known) = all(db)?;
    let runner = Runner::new(&migrations);
    db.migrate(&runner).map_err(|error| match &error {
        // One that was run and that we do not have was run by a newer version. This is found before
        // anything is changed, and also says nothing of a database in which nothing was run yet.
        Error::Migration(failed) => match failed.kind() {
            Kind::MissingVersion(newer) => Error::Newer { found: newer.version(), known },
            _ => error,
        },
        _ => error,
    })
}

/// Refuses a database that a newer version made, and changes nothing in it.
pub(crate) fn check(db: &mut Db) -> Result<(), Error> {
    let (_, known) = all(db)?;
    let found = db.count("SELECT MAX(version) FROM refinery_schema_history", &[])?;
    match i32::try_from(found).unwrap_or(i32::MAX) {
        found if found > known => Err(Error::Newer { found, known }),
        _ => Ok(()),
    }
}

/// All migrations as that database reads them, and the number of the last.
fn all(db: &Db) -> Result<(Vec<Migration>, i32), Error> {
    let dialect = db.dialect();
    let migrations = MIGRATIONS
        .iter()
        .map(|(name, sql)| Migration::unapplied(name, &dialect.migration(sql)))
        .collect::<Result<Vec<_>, _>>()?;
    let known = migrations.iter().map(Migration::version).max().unwrap_or(0);
    Ok((migrations, known))
}
