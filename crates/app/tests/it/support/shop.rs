//! The Tea Shop: Mia owns it, Jonas leads the team, Aiko serves; and whoever visits its chat.

use std::{net::SocketAddr, ops::Deref};

use app::{Config, Running};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tempfile::TempDir;

use super::{Clock, Database, Person, Visitor, between, until};

/// More than any test asks for in a minute.
const OFTEN: u32 = 10_000_000;

/// The server in this process, with a folder and a database of its own.
pub struct TestApp {
    running: Option<Running>,
    pub base: String,
    /// Where figures are told, if anywhere.
    pub metrics: Option<String>,
    /// Where browsers are led to the encrypted pages, if anywhere.
    pub plain: Option<String>,
    pub set_up_link: Option<String>,
    pub config: Config,
    pub database: Database,
    pub data: TempDir,
    pub clock: Clock,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(|_| {}, Clock::default()).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Config), clock: Clock) -> Self {
        let data = tempfile::tempdir().unwrap();
        let database = Database::new(data.path());
        let mut config = Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: data.path().to_owned(),
            database: database.url(),
            chat_messages_per_minute: OFTEN,
            chat_starts_per_minute: OFTEN,
            ..Config::default()
        };
        change(&mut config);
        let running = start(&config, &clock).await;
        let scheme = if config.encrypts() { "https" } else { "http" };
        let base = format!("{scheme}://{}", running.address);
        config.listen = running.address;
        let metrics = running.metrics_address.map(|address| format!("http://{address}"));
        let plain = running.plain_address.map(|address| format!("http://{address}"));
        let set_up_link = running.set_up_link.clone();
        let running = Some(running);
        Self { running, base, metrics, plain, set_up_link, config, database, data, clock }
    }

    /// Ends the server; `meanwhile`, and then starts it again at the same address.
    pub async fn restart(&mut self, meanwhile: impl FnOnce(&Database)) {
        self.running.take().unwrap().stop().await.unwrap();
        meanwhile(&self.database);
        self.running = Some(start(&self.config, &self.clock).await);
    }
}

async fn start(config: &Config, clock: &Clock) -> Running {
    let clock = clock.clone();
    app::start_by(config.clone(), move || clock.now()).await.unwrap()
}

pub struct Shop<Server = TestApp> {
    pub mia: Person,
    pub jonas: Person,
    pub aiko: Person,
    /// The public name of the chat.
    pub inbox: String,
    pub base: String,
    pub server: Server,
}

impl Deref for Shop {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.server
    }
}

impl Shop {
    /// Opens the shop: its people have joined, and nobody has written yet. Replies go out at once.
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::open_by(Clock::default(), change).await
    }

    /// … and goes by that clock.
    pub async fn open_by(clock: Clock, change: impl FnOnce(&mut Config)) -> Self {
        let app = TestApp::start_with(change, clock).await;
        let (base, link) = (app.base.clone(), app.set_up_link.clone().unwrap());
        let shop = Self::staffed(app, &base, &link).await;
        shop.mia.sets_up("0", &[]).await;
        shop
    }
}

impl Shop {
    /// Opens it with an address that people use, over https where it begins with that.
    pub async fn open_at(public_url: Option<&str>) -> Self {
        let public_url = public_url.map(ToOwned::to_owned);
        Self::open_with(|config| config.public_url = public_url).await
    }
}

impl<Server> Shop<Server> {
    /// Lets everybody join at a server that was just started.
    pub async fn staffed(server: Server, base: &str, set_up_link: &str) -> Self {
        // A link may be made for the address that people use, which only their browsers know.
        let link = |link: &str| format!("/invitations/{}", link.rsplit('/').next().unwrap());
        let set_up = link(set_up_link);
        let mia = Person::joins(base, &set_up, "Mia Hartmann", "mia@tea.example").await;
        let lead = link(&mia.invites("lead").await);
        let jonas = Person::joins(base, &lead, "Jonas Okafor", "jonas@tea.example").await;
        let agent = link(&jonas.invites("agent").await);
        let aiko = Person::joins(base, &agent, "Aiko Tanaka", "aiko@tea.example").await;
        let chat = mia.page("/settings/chat").await;
        let inbox = between(&chat, "data-inbox=&#34;", "&#34;").to_owned();
        Self { mia, jonas, aiko, inbox, base: base.to_owned(), server }
    }

    /// Somebody whom nobody knows yet.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.base, &self.inbox)
    }

    /// Somebody new who writes; and the conversation that this began.
    pub async fn visitor_says(&self, text: &str) -> (Visitor, i64) {
        let visitor = self.visitor();
        visitor.says(text).await;
        let conversation = self.mia.finds(text).await;
        (visitor, conversation)
    }

    /// Somebody writes whom Mia takes, so that it waits for nobody else.
    pub async fn begins(&self, text: &str) -> i64 {
        let (_, conversation) = self.visitor_says(text).await;
        self.mia.does(conversation, "assignment", &[("assignee", "me")]).await.is(200);
        self.aiko.has_new(0).await;
        conversation
    }

    /// Waits until all that happened has become what people are told: a note to Mia comes after everything else.
    pub async fn all_is_told(&self, conversation: i64) {
        self.aiko.notes(conversation, "@mia, this is the last.").await.is(201);
        until("the last note", async || {
            let bell = self.mia.page("/notifications/bell").await;
            bell.contains("Aiko asks for you").then_some(())
        })
        .await;
    }

    /// The hash with which the shop's own site says who somebody is.
    pub async fn signs(&self, user_id: &str) -> String {
        let page = self.mia.page("/settings/chat").await;
        let secret = between(&page, "<div class=\"copy\"><code>", "</code>");
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(user_id.as_bytes());
        desk::token::hex(&mac.finalize().into_bytes())
    }
}
