//! Somebody on the desk, at their browser.

use std::ops::Deref;

use super::{Answer, Browser, Socket, all_between, answer::unescaped, between, until};

/// Everybody's password.
pub const PASSWORD: &str = "a smile is heard";

pub struct Person {
    pub email: &'static str,
    browser: Browser,
}

impl Deref for Person {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

/// What one writes in, as the page shows it.
#[derive(Debug)]
pub struct Composer {
    pub text: String,
    pub revision: i64,
    pub seen: String,
    pub key: String,
    pub files: Vec<i64>,
}

impl Composer {
    pub fn read(html: &str) -> Self {
        let after = html.split_once("class=\"composer__text\"").unwrap().1;
        let text = between(after, ">", "</textarea>");
        let files = all_between(html, "id=\"draft-file-", "\"");
        Self {
            text: unescaped(text),
            revision: between(html, "data-revision=\"", "\"").parse().unwrap(),
            seen: between(html, "name=\"seen\" value=\"", "\"").to_owned(),
            key: between(html, "name=\"key\" value=\"", "\"").to_owned(),
            files: files.map(|id| id.parse().unwrap()).collect(),
        }
    }
}

impl Person {
    /// Joins the desk by a link, and fills in the form that it leads to.
    pub async fn joins(base: &str, link: &str, name: &'static str, email: &'static str) -> Self {
        let browser = Browser::new(base);
        let form = browser.page(link).await;
        assert!(form.contains("name=\"password\""), "{form}");
        let mut filled = vec![
            ("name", name),
            ("email", email),
            ("password", PASSWORD),
            ("time_zone", "Europe/Berlin"),
        ];
        if form.contains("name=\"desk_name\"") {
            filled.push(("desk_name", "The Tea Shop"));
        }
        browser.post(link, &filled).await.is(303);
        Self { email, browser }
    }

    /// Somebody who is not on the desk yet, at a browser of theirs.
    pub fn at_browser(base: &str, email: &'static str) -> Self {
        Self { email, browser: Browser::new(base) }
    }

    /// The same person at another browser, where nobody is signed in yet.
    pub fn elsewhere(&self) -> Self {
        Self { browser: Browser::new(&self.base), ..*self }
    }

    /// The same person at the same browser, at another server of the desk.
    pub fn at(&self, base: &str) -> Self {
        Self { browser: self.browser.at(base), ..*self }
    }

    pub async fn signs_in(&self) -> Answer {
        self.signs_in_with(PASSWORD).await
    }

    pub async fn signs_in_with(&self, password: &str) -> Answer {
        self.post("/sign-in", &[("email", self.email), ("password", password)]).await
    }

    /// Whether pages of the desk are open to them.
    pub async fn is_in(&self) -> bool {
        self.get("/today").await.status == 200
    }

    /// A link by which somebody joins.
    pub async fn invites(&self, role: &str) -> String {
        let page = self.post("/settings/invitations", &[("email", ""), ("role", role)]).await;
        between(&page.is(200).text(), "<code>", "</code>").to_owned()
    }

    /// The id of a colleague, as the page of the people tells it; one's own stands in the body.
    pub async fn id_of(&self, other: &Self) -> i64 {
        between(&other.page("/settings/profile").await, "data-me=\"", "\"").parse().unwrap()
    }

    pub async fn id(&self) -> i64 {
        self.id_of(self).await
    }

    /// The conversations that a list shows, in its order.
    pub async fn conversations(&self, list: &str) -> Vec<i64> {
        let page = self.page(list).await;
        all_between(&page, "<li id=\"row-", "\"").map(|id| id.parse().unwrap()).collect()
    }

    /// The conversation that some list shows with those words.
    pub async fn finds(&self, words: &str) -> i64 {
        for view in ["", "answered", "snoozed", "closed"] {
            let page = self.page(&format!("/desk?view={view}")).await;
            let mut rows = page.split("<li id=\"row-").skip(1);
            if let Some(row) = rows.find(|row| unescaped(row).contains(words)) {
                return row.split('"').next().unwrap().parse().unwrap();
            }
        }
        panic!("no list shows {words:?}")
    }

    /// The page of a conversation.
    pub async fn opens(&self, conversation: i64) -> String {
        self.page(&format!("/conversations/{conversation}")).await
    }

    /// Looks at a conversation, as its page does once it is shown.
    pub async fn reads(&self, conversation: i64) {
        let page = self.opens(conversation).await;
        let sequence = all_between(&page, "data-sequence=\"", "\"").next().unwrap().to_owned();
        let reading = format!("/conversations/{conversation}/reading");
        self.put(&reading, &[("sequence", &sequence)]).await.is(204);
    }

    /// Waits until so many things are new for them.
    pub async fn has_new(&self, count: usize) {
        until(&format!("{count} things for {}", self.email), async || {
            let bell = self.page("/notifications/bell").await;
            (between(&bell, "data-unseen=\"", "\"") == count.to_string()).then_some(())
        })
        .await;
    }

    pub async fn composer(&self, conversation: i64, kind: &str) -> Composer {
        let path = format!("/conversations/{conversation}/composer?kind={kind}");
        Composer::read(&self.page(&path).await)
    }

    /// Replies to what is on the page now.
    pub async fn replies(&self, conversation: i64, text: &str) -> Answer {
        let seen = self.composer(conversation, "reply").await.seen;
        self.replies_having_seen(conversation, text, &seen).await
    }

    pub async fn replies_having_seen(&self, conversation: i64, text: &str, seen: &str) -> Answer {
        let form = [("kind", "reply"), ("text", text), ("seen", seen)];
        self.post(&format!("/conversations/{conversation}/messages"), &form).await
    }

    pub async fn notes(&self, conversation: i64, text: &str) -> Answer {
        let form = [("kind", "note"), ("text", text)];
        self.post(&format!("/conversations/{conversation}/messages"), &form).await
    }

    /// Does something to a conversation: `closure`, `snooze` and the like.
    pub async fn does(&self, conversation: i64, what: &str, form: &[(&str, &str)]) -> Answer {
        self.post(&format!("/conversations/{conversation}/{what}"), form).await
    }

    pub async fn attaches(&self, conversation: i64, name: &str, bytes: &[u8]) -> Answer {
        let path = format!("/conversations/{conversation}/drafts/reply/attachments");
        self.upload(&path, name, bytes).await
    }

    /// Chooses for how many seconds a reply can be taken back; the hours are as given, such as
    /// `[("mon_from", "09:00"), …]`, and days that are not given are closed.
    pub async fn sets_up(&self, undo_seconds: &str, hours: &[(&str, &str)]) {
        let mut form = vec![
            ("name", "The Tea Shop"),
            ("time_zone", "Europe/Berlin"),
            ("undo_seconds", undo_seconds),
        ];
        let closed = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .map(|day| (day, format!("{day}_closed")));
        for (day, name) in &closed {
            if !hours.iter().any(|(given, _)| given.starts_with(day)) {
                form.push((name, "yes"));
            }
        }
        form.extend(hours);
        self.post("/settings/workspace", &form).await.leads_to("/settings/workspace?saved");
    }

    /// Opens a page of the desk, which from then on is told what changes.
    pub async fn comes_to_the_desk(&self) -> Socket {
        self.socket("/live", &[]).await.unwrap()
    }
}
