//! First words of the whole team, by channel: how soon somebody hears from one of us. Nobody is named.

use askama::Template;
use axum::extract::State;
use domain::{
    Timestamp,
    conversation::Channel,
    first_words::{ANSWERS_MIN, DAYS, Spread, spread},
};
use jiff::ToSpan;
use language::{Wording, say};

use crate::{
    Web,
    error::Result,
    page::page,
    replays::figure,
    shell::{Nav, Shell},
    wording,
};

/// A channel's first words.
struct Row {
    channel: Wording,
    icon: &'static str,
    spread: Option<Figures>,
    /// Those whom nobody has answered.
    unanswered: usize,
    /// All of them.
    all: usize,
}

/// A spread in words.
struct Figures {
    median: String,
    ninetieth: String,
    answered: usize,
}

impl From<Spread> for Figures {
    fn from(spread: Spread) -> Self {
        Self {
            median: wording::talked(spread.median),
            ninetieth: wording::talked(spread.ninetieth),
            answered: spread.answered,
        }
    }
}

#[derive(Template)]
#[template(path = "first_words/show.html")]
struct Show {
    shell: Shell,
    nav: Nav,
    rows: Vec<Row>,
    /// Of how many messages of customers, and in how many they said something again.
    said: desk::story::SaidAgain,
}

impl Show {
    /// How many of a hundred messages said something again: "3.5".
    fn percent(&self) -> String {
        let thousandths = self.said.again * 1000 / self.said.messages.max(1);
        figure(&format!("{}.{}", thousandths / 10, thousandths % 10))
    }
}

pub(crate) async fn show(State(web): State<Web>, shell: Shell) -> Result {
    let since = Timestamp::now() - (24 * DAYS).hours();
    let rows = web
        .desk
        .store()
        .read(move |db| {
            let chat = store::story::first_words_seconds(db, Channel::Chat.as_str(), since)?;
            let calls = store::story::pick_ups_seconds(db, since)?;
            let (chats, phone) = (say("first-words-chat"), say("first-words-phone"));
            Ok::<_, desk::Error>([(chats, "chat", chat), (phone, "phone", calls)])
        })
        .await?;
    let rows = rows
        .into_iter()
        .map(|(channel, icon, seconds)| {
            let (spread, unanswered) = spread(&seconds);
            let spread = spread.map(Figures::from);
            Row { channel, icon, spread, unanswered, all: seconds.len() }
        })
        .collect();
    let said = web.desk.said_again(since).await?;
    page(&Show { shell, nav: Nav::Settings, rows, said })
}
