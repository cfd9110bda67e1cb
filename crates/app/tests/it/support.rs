//! What the tests have in common: a server of their own, the people of the shop, and their tools.

mod answer;
mod authenticator;
mod authority;
mod browser;
mod client;
mod clock;
mod database;
mod device;
mod loud;
mod mail_server;
mod mount;
mod nats;
mod pebble;
mod person;
mod postgres;
mod program;
mod provider;
mod proxy;
mod push_service;
mod receiver;
mod shop;
mod socket;
mod visitor;

use std::time::Duration;

pub use self::{
    answer::{Answer, all_between, between, unescaped},
    authenticator::{Authenticator, Factor},
    authority::{AUTHORITY, Pair, connects, presented},
    browser::Browser,
    client::Client,
    clock::Clock,
    database::Database,
    device::{ADDRESS, Answering, Device, PRESENT, VERIFIED, asked_of_device},
    loud::{contains, files_in},
    mail_server::{Email, MailServer, Trouble as MailTrouble},
    mount::Mount,
    nats::Nats,
    pebble::{Lie as PebbleLie, Pebble, free_port},
    person::{Composer, PASSWORD, Person},
    postgres::Postgres,
    program::Program,
    provider::{CLIENT_ID, Lie, Provider, SECRET, Signer},
    proxy::Proxy,
    push_service::{PushBrowser, PushService},
    receiver::{Answers, Receiver, Told},
    shop::{Shop, TestApp},
    socket::Socket,
    visitor::{PNG, Visitor},
};

/// How long anything may take before its test has failed.
pub const DEADLINE: Duration = Duration::from_mins(1);

/// Asks again until the answer is there.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            // Only so as not to ask without a pause; what is waited for is the answer.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    match tokio::time::timeout(DEADLINE, looking).await.ok() {
        Some(found) => found,
        None => panic!("waited in vain for {what}"),
    }
}
