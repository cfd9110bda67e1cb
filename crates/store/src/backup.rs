//! Copies of the whole database, made while others write to it, and what is in them. SQLite makes its copy itself;
//! PostgreSQL's is made and brought back by its own tools, which have to be on this machine.

use std::{collections::BTreeMap, ffi::OsStr, io, path::Path, process::Command};

use crate::{Db, Error, Location, Opener, migration};

/// Where rows name files: table, column, and the folder in which the desk keeps them.
const FILES: [(&str, &str, &str); 4] = [
    ("attachment", "file", "attachments"),
    ("shared_moment", "clip", "attachments"),
    ("call_part", "recording", "calls"),
    ("call_part", "figures", "calls"),
];

/// The variable by which PostgreSQL's tools are told which database.
const NAME: &str = "PGDATABASE";

/// What is in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Rows, by the table's name.
    pub tables: BTreeMap<String, i64>,
    /// The files that its rows name, from the folder of everything that is kept.
    pub files: Vec<String>,
}

/// Copies the database as it is at one moment to the file `to`, which is not there yet; what is in the copy. Whoever
/// writes meanwhile is not kept waiting.
///
/// # Errors
/// [`Error::Copy`] where the copy cannot be made, in words for a person.
pub fn copy(location: &Location, to: &Path) -> Result<Contents, Error> {
    match location {
        Location::Sqlite(_) => {
            let mut db = open(location)?;
            let file = to
                .to_str()
                .ok_or_else(|| Error::Copy(format!("The name {} cannot be used.", to.display())))?;
            db.execute("VACUUM INTO ?1", crate::values![file])?;
            drop(db);
            contents(&mut Opener(Location::Sqlite(to.to_owned())).open()?)
        }
        Location::Postgres(url) => {
            let mut db = open(location)?;
            // What is counted is what the tool sees: it looks at the same moment.
            db.batch("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
            let snapshot: Option<String> =
                db.find("SELECT pg_export_snapshot()", &[], |row| row.get(0))?;
            let arguments = [
                "--format=custom".into(),
                "--no-owner".into(),
                "--no-privileges".into(),
                format!("--snapshot={}", snapshot.unwrap_or_default()).into(),
                [OsStr::new("--file="), to.as_os_str()].into_iter().collect(),
            ];
            run("pg_dump", url, arguments)?;
            let contents = contents(&mut db)?;
            db.batch("COMMIT")?;
            Ok(contents)
        }
    }
}

/// Looks at a copy that SQLite made: whether it is sound, and what is in it.
///
/// # Errors
/// [`Error::Copy`] where it is not sound, [`Error::Newer`] where a newer Bliss made it.
pub fn look(copy: &Path) -> Result<Contents, Error> {
    let mut db = open(&Location::Sqlite(copy.to_owned())).map_err(|error| match error {
        newer @ Error::Newer { .. } => newer,
        error => Error::Copy(format!("The database in it cannot be read ({error}).")),
    })?;
    let found: Vec<String> = db.query("PRAGMA integrity_check", &[], |row| row.get(0))?;
    if found != ["ok"] {
        let first = found.first().map_or("", String::as_str);
        return Err(Error::Copy(format!("The database in it is damaged ({first}).")));
    }
    let astray: Vec<String> = db.query("PRAGMA foreign_key_check", &[], |row| row.get(0))?;
    if let Some(table) = astray.first() {
        return Err(Error::Copy(format!(
            "The database in it is damaged (rows of {table} belong to nothing)."
        )));
    }
    contents(&mut db)
}

/// Brings a copy that was made of PostgreSQL into the empty database at `url`; what is in it then. Where that fails,
/// the database is as empty as before.
///
/// # Errors
/// [`Error::Copy`] where the database is not empty, or does not take it.
pub fn load(url: &str, copy: &Path) -> Result<Contents, Error> {
    let mut db = Opener(Location::Postgres(url.to_owned())).open()?;
    if !tables(&mut db)?.is_empty() {
        return Err(Error::Copy(
            "The database at --database is not empty, and nothing in it is overwritten. Choose one \
             that is."
                .into(),
        ));
    }
    let database = environment(url)?.remove(NAME).unwrap_or_default();
    let arguments = [
        "--exit-on-error".into(),
        "--single-transaction".into(),
        "--no-owner".into(),
        "--no-privileges".into(),
        format!("--dbname={database}").into(),
        copy.as_os_str().to_owned(),
    ];
    run("pg_restore", url, arguments)?;
    contents(&mut db)
}

/// Takes away again what [`load`] brought into a database that was empty.
///
/// # Errors
/// Where the database does not do it; it is not empty then.
pub fn unload(url: &str) -> Result<(), Error> {
    let mut db = Opener(Location::Postgres(url.to_owned())).open()?;
    let tables = tables(&mut db)?;
    let named: Vec<String> = tables.iter().map(|table| format!("\"{table}\"")).collect();
    if named.is_empty() {
        Ok(())
    } else {
        db.batch(&format!("DROP TABLE {} CASCADE", named.join(", ")))
    }
}

/// Opens a database that is there and that this version knows, without changing it.
fn open(location: &Location) -> Result<Db, Error> {
    if let Location::Sqlite(path) = location
        && !path.exists()
    {
        // Opening it would make a new, empty one.
        return Err(Error::Copy(format!("There is no database at {}.", path.display())));
    }
    let mut db = Opener(location.clone()).open()?;
    migration::check(&mut db)?;
    Ok(db)
}

fn contents(db: &mut Db) -> Result<Contents, Error> {
    let mut counts = BTreeMap::new();
    for table in tables(db)? {
        let rows = db.count(&format!("SELECT COUNT(*) FROM \"{table}\""), &[])?;
        counts.insert(table, rows);
    }
    // An older database lacks some of them.
    let there = FILES.iter().filter(|(table, ..)| counts.contains_key(*table));
    let named: Vec<String> = there
        .map(|(table, column, folder)| {
            format!("SELECT '{folder}/' || {column} FROM {table} WHERE {column} IS NOT NULL")
        })
        .collect();
    let files = if named.is_empty() {
        Vec::new()
    } else {
        db.query(&format!("{} ORDER BY 1", named.join(" UNION ")), &[], |row| row.get(0))?
    };
    Ok(Contents { tables: counts, files })
}

fn tables(db: &mut Db) -> Result<Vec<String>, Error> {
    db.query(db.dialect().tables(), &[], |row| row.get(0))
}

/// Runs one of PostgreSQL's own tools on a database. Its password goes by the environment: what stands on a command
/// line is seen by everybody on the machine.
fn run<const N: usize>(
    tool: &str,
    url: &str,
    arguments: [std::ffi::OsString; N],
) -> Result<(), Error> {
    let ended = Command::new(tool).args(arguments).envs(environment(url)?).output();
    let ended = ended.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::Copy(format!(
            "PostgreSQL's {tool} is not on this machine, and without it its database cannot be \
             copied. Install PostgreSQL's client tools, of the server's version or newer."
        )),
        _ => Error::Copy(format!("{tool} cannot be run ({error}).")),
    })?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    let said = said.lines().find(|line| line.contains("error:")).unwrap_or("it did not say why");
    let said = said.trim_start_matches(tool).trim_start_matches(": ");
    Err(Error::Copy(format!("{tool} could not do it ({said}).")))
}

/// What PostgreSQL's tools are told of a database by the environment; its name is one of them.
fn environment(url: &str) -> Result<BTreeMap<&'static str, String>, Error> {
    let config: postgres::Config = url.parse()?;
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            postgres::config::Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            postgres::config::Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    let ports: Vec<String> = config.get_ports().iter().map(u16::to_string).collect();
    let user = config.get_user().unwrap_or_default().to_owned();
    let database = config.get_dbname().map_or_else(|| user.clone(), ToOwned::to_owned);
    let password = config.get_password().map(|word| String::from_utf8_lossy(word).into_owned());
    let told = [
        ("PGHOST", hosts.join(",")),
        ("PGPORT", ports.join(",")),
        ("PGUSER", user),
        ("PGPASSWORD", password.unwrap_or_default()),
        (NAME, database),
    ];
    Ok(told.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_on_no_command_line() -> Result<(), Error> {
        let told = environment("postgres://mia:s%40cret@db.example:5433/desk")?;
        let expected = [
            ("PGHOST", "db.example"),
            ("PGPORT", "5433"),
            ("PGUSER", "mia"),
            ("PGPASSWORD", "s@cret"),
            (NAME, "desk"),
        ];
        assert_eq!(told, expected.map(|(name, value)| (name, value.to_owned())).into());
        Ok(())
    }
}
