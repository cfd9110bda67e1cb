//! A database of a test's own, on either of the two.

use std::{
    fs,
    path::Path,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

/// Names the `PostgreSQL` server on which tests make their databases.
const SERVER: &str = "BLISS_TEST_POSTGRES";

static NEXT: AtomicU32 = AtomicU32::new(0);

pub enum Database {
    /// In this file.
    Sqlite(PathBuf),
    /// On that server, under this name; dropped at the end.
    Postgres { server: String, name: String },
}

impl Database {
    /// A new one: a file in that folder, or a database on the server.
    pub fn new(data: &Path) -> Self {
        match std::env::var(SERVER) {
            Ok(server) if !server.is_empty() => Self::at(server),
            _ => Self::Sqlite(data.join("bliss.db")),
        }
    }

    /// A new one on that server.
    pub fn at(server: String) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("bliss_it_{}_{number}", std::process::id());
        on(server.clone(), format!("CREATE DATABASE {name}"));
        Self::Postgres { server, name }
    }

    /// The address for `--database`; nothing for the file in the data folder.
    pub fn url(&self) -> Option<String> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres { server, name } => {
                Some(format!("{}/{name}", server.rsplit_once('/').unwrap().0))
            }
        }
    }

    /// Runs a statement, past the server: for what only time or another version could bring about.
    pub fn run(&self, sql: &str) {
        match self {
            Self::Sqlite(file) => sqlite(file).execute_batch(sql).unwrap(),
            Self::Postgres { .. } => drop(on(self.url().unwrap(), sql.to_owned())),
        }
    }

    /// All that is kept, as bytes in which one can look for something.
    pub fn dump(&self) -> Vec<u8> {
        match self {
            // With what was written last, and not yet moved into the file.
            Self::Sqlite(file) => ["", "-wal"]
                .iter()
                .flat_map(|end| fs::read(format!("{}{end}", file.display())).unwrap_or_default())
                .collect(),
            Self::Postgres { .. } => {
                let all = "SELECT schema_to_xml('public', true, false, '')";
                on(self.url().unwrap(), all.to_owned()).concat().into_bytes()
            }
        }
    }

    /// The number that a statement gives.
    pub fn number(&self, sql: &str) -> i64 {
        match self {
            Self::Sqlite(file) => sqlite(file).query_row(sql, [], |row| row.get(0)).unwrap(),
            Self::Postgres { .. } => {
                on(self.url().unwrap(), sql.to_owned()).first().unwrap().parse().unwrap()
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { server, name } = self {
            // What is left of a server that was just killed may still be connected.
            on(server.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn sqlite(file: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.busy_timeout(Duration::from_secs(30)).unwrap();
    connection
}

/// Runs a statement on `PostgreSQL`, on a thread of its own, for its client waits on a runtime of
/// its own; the first column of each row.
fn on(url: String, sql: String) -> Vec<String> {
    let run = move || {
        let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
        let rows = client.simple_query(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.iter()
            .filter_map(|row| match row {
                postgres::SimpleQueryMessage::Row(row) => row.get(0).map(ToOwned::to_owned),
                _ => None,
            })
            .collect()
    };
    thread::spawn(run).join().unwrap()
}
