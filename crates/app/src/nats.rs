//! NATS in the place of PostgreSQL's notifications: servers that have one desk open tell each other by it what happens.
//!
//! It brings news sooner and keeps PostgreSQL free of them; it carries nothing that is kept nowhere else but who types and
//! who looks. While it is away the servers read what happened from the database, a second later at the most.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use async_nats::{Client, ConnectOptions, Event, Subject};
use futures_util::StreamExt;
use store::{Relay, Relayed, Store};
use tokio::sync::mpsc;

/// The subject where none was chosen.
const SUBJECT: &str = "bliss";
/// News that may wait to be told. What is more than that is read from the database.
const NEWS_MAX: usize = 4096;

/// Where NATS is, and under which subject the servers of this desk talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nats {
    /// Addresses of its servers, separated by commas, as its own tools take them.
    pub servers: String,
    /// The subject.
    pub subject: String,
}

impl Nats {
    /// Reads `nats://user:password@host:4222/subject`, or several of these separated by commas. Each desk that uses the same
    /// NATS has a subject of its own.
    ///
    /// # Errors
    /// A sentence that says what is wrong. It does not repeat the address, which may hold a password.
    pub fn parse(given: &str) -> Result<Self> {
        let mut subject = None;
        let mut servers = Vec::new();
        for one in given.split(',').map(str::trim) {
            let Some((scheme @ ("nats" | "tls"), place)) = one.split_once("://") else {
                bail!(
                    "--nats takes the address of a NATS server, such as nats://host:4222/subject."
                );
            };
            let (server, named) = place.split_once('/').unwrap_or((place, ""));
            if !named.is_empty() {
                subject = Some(named.to_owned());
            }
            servers.push(format!("{scheme}://{server}"));
        }
        let subject = subject.unwrap_or_else(|| SUBJECT.to_owned());
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !subject.chars().all(is_word) || subject.split('.').any(str::is_empty) {
            bail!(
                "--nats: {subject} cannot be a subject. Use letters, digits, hyphens, and dots between \
                 them."
            );
        }
        Ok(Self { servers: servers.join(","), subject })
    }
}

/// Tells what a store has to tell.
struct Told(mpsc::Sender<String>);

impl Relay for Told {
    fn tell(&self, notice: String) {
        // What does not fit is read from the database.
        let _ = self.0.try_send(notice);
    }
}

/// Lets a store's servers tell each other by NATS, where one was chosen. It need not be there yet.
///
/// # Errors
/// Where the addresses cannot be understood.
pub(crate) async fn join(store: Store, nats: Option<Nats>) -> Result<Store> {
    let Some(nats) = nats else { return Ok(store) };
    let relayed = store.relayed();
    let wakes = relayed.clone();
    let client = ConnectOptions::new()
        .name("bliss")
        .retry_on_initial_connect()
        .event_callback(move |event| {
            note(&event, &wakes);
            async {}
        })
        .connect(nats.servers.split(',').collect::<Vec<_>>())
        .await
        .map_err(|error| anyhow!("--nats: {error}"))?;
    let subject = Subject::from(nats.subject);
    let mut told = client.subscribe(subject.clone()).await.context("--nats")?;
    tokio::spawn(async move {
        while let Some(message) = told.next().await {
            relayed.hear(String::from_utf8_lossy(&message.payload).into_owned());
        }
    });
    let (news, to_tell) = mpsc::channel(NEWS_MAX);
    tokio::spawn(tell(client, subject, to_tell));
    Ok(store.with_relay(Arc::new(Told(news))))
}

async fn tell(client: Client, subject: Subject, mut to_tell: mpsc::Receiver<String>) {
    while let Some(notice) = to_tell.recv().await {
        if let Err(error) = client.publish(subject.clone(), notice.into()).await {
            tracing::debug!(%error, "NATS takes no news");
        }
    }
}

fn note(event: &Event, wakes: &Relayed) {
    match event {
        Event::Connected => {
            tracing::info!("the servers of this desk tell each other by NATS");
            // Whatever was told while nobody heard it.
            wakes.wake();
        }
        Event::Disconnected => tracing::warn!(
            "NATS is away: what happens at other servers is read from the database, a second later, and who types \
             there is not seen; it is tried again"
        ),
        other => tracing::debug!(%other, "NATS"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_servers_and_a_subject() {
        for (given, servers, subject) in [
            ("nats://10.0.0.1:4222", "nats://10.0.0.1:4222", "bliss"),
            ("nats://a/tea-shop", "nats://a", "tea-shop"),
            (
                "tls://u:p@a:4222/shops.tea, tls://u:p@b",
                "tls://u:p@a:4222,tls://u:p@b",
                "shops.tea",
            ),
        ] {
            let nats = Nats { servers: servers.into(), subject: subject.into() };
            assert_eq!(Nats::parse(given).ok(), Some(nats), "{given}");
        }
        for given in ["", "host", "http://host", "nats://a/tea shop", "nats://a/>", "nats://a/b..c"]
        {
            assert!(Nats::parse(given).is_err(), "{given}");
        }
        let secret = Nats::parse("http://u:secret@a").map_err(|error| error.to_string());
        assert!(secret.is_err_and(|error| !error.contains("secret")));
    }
}
