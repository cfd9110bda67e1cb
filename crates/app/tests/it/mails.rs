//! Emails that the desk sends: what is not seen in the page comes to whoever chose so, once, and says little; and a mail
//! server in trouble loses nothing.

use reqwest::Method;
use serde_json::json;

use crate::support::{
    Answer, Browser, Clock, Email, MailServer, MailTrouble, Person, Shop, all_between, between,
    contains, unescaped, until,
};

const CHOICES: &str = "/settings/notifications";
const EMAIL: &str = "/settings/email";

/// A Monday at noon.
fn noon() -> Clock {
    Clock::at("2026-11-23T12:00[Europe/Berlin]")
}

/// The shop with a mail server; Aiko is told everything by email that is told in the page, too, and never left alone.
async fn open(clock: Clock) -> (Shop, MailServer) {
    let mail = MailServer::listens().await;
    let shop = Shop::open_by(clock, |config| mail.serves(config)).await;
    chooses(&shop.aiko, &[("quiet", "never")]).await;
    (shop, mail)
}

/// Chooses to be told everything by email, and that besides.
async fn chooses(person: &Person, also: &[(&str, &str)]) {
    let page = person.page(CHOICES).await;
    let kinds: Vec<&str> = all_between(&page, "name=\"kind\" value=\"", "\"").collect();
    let mut form = also.to_vec();
    for kind in kinds {
        form.extend([("kind", kind), ("email", kind)]);
    }
    person.post(CHOICES, &form).await.leads_to(&format!("{CHOICES}?saved"));
}

/// What the owner reads about emails, once it says that.
async fn told(shop: &Shop, words: &str) -> String {
    until(words, async || {
        Some(unescaped(&shop.mia.page(EMAIL).await)).filter(|page| page.contains(words))
    })
    .await
}

/// Follows an address of an email, as at a browser of that person or nobody.
fn path<'a>(shop: &Shop, address: &'a str) -> &'a str {
    address.strip_prefix(&shop.base).unwrap_or_else(|| panic!("{address} is not at {}", shop.base))
}

/// What a mail program sends to stop emails (RFC 8058, section 3.2).
async fn one_click(browser: &Browser, address: &str) -> Answer {
    browser.post(address, &[("List-Unsubscribe", "One-Click")]).await
}

#[tokio::test]
async fn what_is_not_seen_in_the_page_comes_by_email_once() {
    let (shop, mail) = open(noon()).await;
    let id = shop.begins("The lid of my teapot is broken.").await;
    shop.jonas.notes(id, "@aiko could you look at this?").await.is(201);
    shop.jonas.notes(id, "@aiko it is the blue one.").await.is(201);
    shop.aiko.has_new(1).await;
    assert!(mail.emails().is_empty(), "who looks at the page in time gets no email");
    shop.clock.passes(6);
    let [email] = &mail.gets(1).await[..] else { unreachable!() };
    assert_eq!((email.from.as_str(), email.to.as_str()), ("desk@tea.example", "aiko@tea.example"));
    let read = email.read();
    let from = read.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("The Tea Shop"), Some("desk@tea.example")));
    let to = read.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some("Aiko Tanaka"), Some("aiko@tea.example")));
    assert_eq!(email.subject(), "2 notes ask for you, the last by Jonas");
    assert_eq!(read.date().unwrap().to_rfc3339(), "2026-11-23T11:06:00Z");
    assert!(read.message_id().unwrap().ends_with("@tea.example"));
    assert_eq!(email.header("Auto-Submitted"), "auto-generated");
    assert_eq!(email.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    // It says nothing of the customer, in both of its parts, and leads to what it is about.
    let (text, html) = (email.text(), unescaped(&email.html()));
    for part in [&text, &html] {
        assert!(part.contains("2 notes ask for you, the last by Jonas."), "{part}");
        assert!(part.contains("New for you at The Tea Shop"), "{part}");
        assert!(!part.contains("teapot") && !part.contains("blue"), "{part}");
        assert!(part.contains(&email.stop()), "{part}");
    }
    let link = between(&html, "href=\"", "\"");
    assert!(text.contains(link), "{text}");
    shop.aiko.get(path(&shop, link)).await.leads_to(&format!("/conversations/{id}"));

    // What she sees in the page by then is not sent; what comes afterwards is, alone.
    let other = shop.begins("Do you have oolong?").await;
    shop.jonas.notes(other, "@aiko do we?").await.is(201);
    shop.aiko.has_new(1).await;
    shop.aiko.reads(other).await;
    shop.aiko.has_new(0).await;
    shop.clock.passes(60);
    let third = shop.begins("And green tea?").await;
    shop.mia
        .does(third, "assignment", &[("assignee", &shop.aiko.id().await.to_string())])
        .await
        .is(200);
    shop.aiko.has_new(1).await;
    shop.clock.passes(6);
    let emails = mail.gets(2).await;
    assert_eq!(emails[1].subject(), "Mia gave you this conversation");
    assert!(!emails[1].text().contains("Jonas"), "{}", emails[1].text());
    assert_ne!(emails[0].header("Message-ID"), emails[1].header("Message-ID"));
}

#[tokio::test]
async fn an_email_names_customers_for_whoever_chose_so() {
    let (shop, mail) = open(noon()).await;
    chooses(&shop.aiko, &[("quiet", "never"), ("named", "yes")]).await;
    let (visitor, id) = shop.visitor_says("Where is my <b>parcel</b>?").await;
    let body = json!({ "name": "Nora Lind" });
    visitor.send(visitor.request(Method::PUT, "visitor").json(&body)).await.is(200);
    // What was said before she takes it is nothing new for her.
    shop.all_is_told(id).await;
    shop.aiko.does(id, "assignment", &[("assignee", "me")]).await.is(200);
    shop.aiko.has_new(0).await;
    visitor.says("It is for Friday.").await;
    shop.aiko.has_new(1).await;
    shop.jonas.notes(id, "@aiko it is in the back.").await.is(201);
    shop.aiko.has_new(2).await;
    shop.clock.passes(6);
    let [email] = &mail.gets(1).await[..] else { unreachable!() };
    assert_eq!(email.subject(), "2 things are new for you at The Tea Shop");
    let text = email.text();
    assert!(text.contains("Nora Lind: Where is my <b>parcel</b>?"), "{text}");
    assert!(text.contains("New message from Nora Lind."), "{text}");
    assert!(email.html().contains("&#60;b&#62;parcel"), "{}", email.html());

    // Little is said from the moment on that she chooses it, also of what waits to be sent.
    visitor.says("Hello?").await;
    until("it joins what was new before", async || {
        let page = shop.aiko.page("/notifications").await;
        page.contains("2 new messages from Nora Lind.").then_some(())
    })
    .await;
    chooses(&shop.aiko, &[("quiet", "never")]).await;
    shop.clock.passes(6);
    let email = &mail.gets(2).await[1];
    assert_eq!(email.subject(), "2 new messages in what is yours");
    assert!(!email.text().contains("Nora"), "{}", email.text());
}

#[tokio::test]
async fn one_click_stops_emails_of_that_kind() {
    let (shop, mail) = open(noon()).await;
    let id = shop.begins("Good morning!").await;
    shop.jonas.notes(id, "@aiko hello!").await.is(201);
    shop.aiko.has_new(1).await;
    shop.clock.passes(6);
    let address = mail.gets(1).await[0].stop();
    let link = path(&shop, &address);
    let nobody = Browser::new(&shop.base);
    let emails_of = async |kind: &str| {
        let page = shop.aiko.page(CHOICES).await;
        page.contains(&format!("name=\"email\" value=\"{kind}\" checked"))
    };

    // A program that looks at all links stops nothing.
    let page = unescaped(&nobody.page(link).await);
    assert!(page.contains("Stop these emails?") && page.contains("aiko@tea.example"), "{page}");
    assert!(page.contains("A colleague asks for you in a note"), "{page}");
    assert!(emails_of("mention").await && emails_of("given").await);
    let stopped = one_click(&nobody, link).await.is(200).text();
    assert!(stopped.contains("They have stopped"), "{stopped}");
    assert!(!emails_of("mention").await && emails_of("given").await, "of that kind alone");
    one_click(&nobody, link).await.is(200);
    assert!(nobody.page(link).await.contains("They have stopped"));

    // It is told in the page as before, and not by email.
    shop.jonas.notes(id, "@aiko are you there?").await.is(201);
    shop.mia
        .does(id, "assignment", &[("assignee", &shop.aiko.id().await.to_string())])
        .await
        .is(200);
    shop.aiko.has_new(2).await;
    shop.clock.passes(6);
    assert_eq!(mail.gets(2).await[1].subject(), "Mia gave you this conversation");

    nobody.post(&format!("{link}/return"), &[]).await.is(200);
    assert!(emails_of("mention").await);
    // What was altered opens nothing.
    for wrong in ["x", &link["/email-stops/".len()..link.len() - 1]] {
        let refused = one_click(&nobody, &format!("/email-stops/{wrong}")).await.is(404);
        assert!(refused.words().contains("Settings → Notifications"), "{}", refused.words());
    }
    assert!(emails_of("mention").await);
}

#[tokio::test]
async fn what_stood_in_the_way_is_told_and_tried_again_under_the_same_name() {
    let (shop, mail) = open(noon()).await;
    assert!(shop.mia.page(EMAIL).await.contains("Nothing was sent yet"));
    let server = mail.address.to_string();
    let troubles = [
        (MailTrouble::Account, "did not take the name and the password of --smtp-url (535 "),
        (MailTrouble::Recipient("451 4.3.0 Come back later"), "did not take it for now (451 "),
        (MailTrouble::HangsUp, "There was no connection to"),
        (MailTrouble::GoesAway, "There was no connection to"),
        (MailTrouble::Email("452 4.2.2 The box is full"), "did not take it for now (452 "),
    ];
    mail.will(&troubles.map(|(trouble, _)| trouble));
    shop.mia.post(&format!("{EMAIL}/tests"), &[]).await.leads_to(&format!("{EMAIL}?test"));
    for (count, (_, words)) in (1..).zip(troubles) {
        until(words, async || (mail.connections() == count).then_some(())).await;
        let page = told(&shop, words).await;
        assert!(page.contains(&server) && page.contains("Trying again"), "{page}");
        assert!(!page.contains("p@ss"), "{page}");
        shop.clock.passes(70);
    }
    let [email] = &mail.gets(1).await[..] else { unreachable!() };
    assert_eq!(email.subject(), "A test of the email of The Tea Shop");
    assert!(email.text().contains("It arrives, Mia"), "{}", email.text());
    assert_eq!(email.stop(), "", "a test is no list");
    let page = told(&shop, "The mail server last took an email").await;
    assert!(!page.contains("did not go out"), "{page}");

    // It has one and does not say so: it comes again, and whoever reads it knows it by its name.
    mail.will(&[MailTrouble::TakesAndGoesAway, MailTrouble::Slow]);
    shop.mia.post(&format!("{EMAIL}/tests"), &[]).await.is(303);
    told(&shop, "Trying again").await;
    shop.clock.passes(2);
    let emails: Vec<Email> = mail.gets(3).await;
    let names = emails.iter().map(|email| email.header("Message-ID")).collect::<Vec<_>>();
    assert!(names[0] != names[1] && names[1] == names[2], "{names:?}");
}

#[tokio::test]
async fn what_is_refused_for_good_is_not_tried_again_and_said() {
    let (shop, mail) = open(noon()).await;
    let id = shop.begins("Is it open today?").await;
    mail.will(&[MailTrouble::Recipient("550 5.1.1 No such person here")]);
    shop.jonas.notes(id, "@aiko is it?").await.is(201);
    shop.aiko.has_new(1).await;
    shop.clock.passes(6);
    let page = told(&shop, "Given up").await;
    assert!(page.contains("refused it for good (550 5.1.1 No such person here)"), "{page}");
    assert!(page.contains("What is new") && page.contains("To aiko@tea.example"), "{page}");
    let page = unescaped(&shop.aiko.page(CHOICES).await);
    assert!(page.contains("The last email to aiko@tea.example did not get through."), "{page}");
    shop.clock.passes(24 * 60);
    // What comes later is tried anew, and tells what is new since.
    shop.jonas.notes(id, "@aiko it is.").await.is(201);
    until("the second note", async || {
        shop.aiko.page("/notifications/bell").await.contains("2 notes ask").then_some(())
    })
    .await;
    shop.clock.passes(6);
    assert_eq!(mail.gets(1).await[0].subject(), "2 notes ask for you, the last by Jonas");
    assert_eq!(mail.connections(), 2);
    let page = shop.aiko.page(CHOICES).await;
    assert!(!page.contains("did not get through"), "{page}");
}

#[tokio::test]
async fn while_the_mail_server_is_away_what_is_new_becomes_one_email() {
    let (mut shop, mail) = open(noon()).await;
    let id = shop.begins("Anybody?").await;
    mail.will(&[MailTrouble::HangsUp; 3]);
    shop.jonas.notes(id, "@aiko one").await.is(201);
    shop.aiko.has_new(1).await;
    shop.clock.passes(6);
    told(&shop, "There was no connection to").await;
    let given = [("assignee", &*shop.aiko.id().await.to_string())];
    shop.mia.does(id, "assignment", &given).await.is(200);
    shop.aiko.has_new(2).await;
    for tries in 2..=3 {
        shop.clock.passes(20);
        until("the next try", async || (mail.connections() >= tries).then_some(())).await;
    }
    let waiting = "SELECT COUNT(*) FROM mail WHERE next_at IS NOT NULL";
    assert_eq!(shop.database.number(waiting), 1);
    until("what came of it", async || {
        let tries = "SELECT MAX(tries) FROM mail";
        (shop.database.number(tries) == 3).then_some(())
    })
    .await;

    // A server that was begun anew tries again at once: perhaps it was begun for that.
    shop.server.restart(|_| {}).await;
    assert_eq!(mail.gets(1).await[0].subject(), "Jonas asks for you in a note");
    shop.clock.passes(2);
    assert_eq!(mail.gets(2).await[1].subject(), "Mia gave you this conversation");

    // What she has seen by the time that it gets through is not sent at all.
    mail.will(&[MailTrouble::HangsUp]);
    let other = begins_with_news(&shop, "Hello again").await;
    shop.clock.passes(6);
    told(&shop, "There was no connection to").await;
    shop.aiko.reads(other).await;
    shop.clock.passes(2);
    let page = told(&shop, "Not needed").await;
    assert_eq!(mail.emails().len(), 2, "{page}");
}

/// … in which Aiko is asked for.
async fn begins_with_news(shop: &Shop, words: &str) -> i64 {
    let (_, id) = shop.visitor_says(words).await;
    shop.mia.does(id, "assignment", &[("assignee", "me")]).await.is(200);
    shop.jonas.notes(id, "@aiko have a look").await.is(201);
    until("the note", async || {
        shop.aiko.page("/notifications/bell").await.contains(words).then_some(())
    })
    .await;
    id
}

#[tokio::test]
async fn emails_keep_to_the_pace_and_the_quiet_hours_that_were_chosen() {
    let (shop, mail) = open(Clock::at("2026-11-23T20:00[Europe/Berlin]")).await;
    let quiet = [("quiet", "own"), ("from", "18:00"), ("to", "08:00"), ("bundling", "gathered")];
    chooses(&shop.aiko, &quiet).await;
    chooses(&shop.jonas, &[("quiet", "never")]).await;
    let id = shop.begins("Good evening!").await;
    for person in ["aiko", "jonas"] {
        shop.mia.notes(id, &format!("@{person} for tomorrow, please.")).await.is(201);
    }
    shop.aiko.has_new(1).await;
    shop.jonas.has_new(1).await;
    shop.clock.passes(60);
    // Jonas is told in the evening, after whom Aiko would have been.
    assert_eq!(mail.gets(1).await[0].to, "jonas@tea.example");
    shop.mia.notes(id, "@aiko and the lid.").await.is(201);
    until("the second note", async || {
        shop.aiko.page("/notifications/bell").await.contains("2 notes ask").then_some(())
    })
    .await;
    shop.clock.passes(11 * 60);
    let emails = mail.gets(2).await;
    assert_eq!(emails[1].subject(), "2 notes ask for you, the last by Mia");
}

#[tokio::test]
async fn what_waits_is_told_by_email_also_where_more_comes_all_the_time() {
    let (shop, mail) = open(noon()).await;
    shop.visitor_says("Number 1").await;
    for count in 2..=4 {
        shop.clock.passes(2);
        shop.visitor_says(&format!("Number {count}")).await;
        let words = format!("{count} new conversations wait");
        until(&words, async || {
            shop.aiko.page("/notifications/bell").await.contains(&words).then_some(())
        })
        .await;
    }
    // Six minutes after the first, though the last has just come.
    let subject = mail.gets(1).await[0].subject();
    assert!(subject.contains("new conversations wait"), "{subject}");
}

#[tokio::test]
async fn invitations_and_links_for_new_passwords_go_by_email_too() {
    let (shop, mail) = open(noon()).await;
    let form = [("email", "ella@tea.example"), ("role", "lead")];
    let made = unescaped(&shop.mia.post("/settings/invitations", &form).await.is(200).text());
    assert!(made.contains("It goes to ella@tea.example by email, too"), "{made}");
    let [email] = &mail.gets(1).await[..] else { unreachable!() };
    assert_eq!(email.subject(), "Mia Hartmann invites you to the desk of The Tea Shop");
    assert!(email.text().contains("You join as a lead."), "{}", email.text());
    let html = email.html();
    let link = path(&shop, between(&html, "href=\"", "\""));
    assert!(made.contains(link), "the same link");
    let ella = Person::joins(&shop.base, link, "Ella", "ella@tea.example").await;
    assert!(ella.is_in().await);
    // The link was sealed while it waited, and is gone now that it was sent.
    let token = link.rsplit('/').next().unwrap();
    assert!(!contains(&shop.database.dump(), token.as_bytes()));
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM mail WHERE secret IS NOT NULL"), 0);

    let id = shop.aiko.id().await;
    let reset = format!("/settings/people/{id}/password-reset");
    let made = unescaped(&shop.mia.post(&reset, &[]).await.is(200).text());
    assert!(made.contains("It goes to Aiko Tanaka by email, too"), "{made}");
    let email = mail.gets(2).await[1].clone();
    assert_eq!((email.to.as_str(), email.stop().as_str()), ("aiko@tea.example", ""));
    let html = email.html();
    let link = path(&shop, between(&html, "href=\"", "\""));
    assert!(Browser::new(&shop.base).page(link).await.contains("Good to have you back, Aiko"));

    // One that was taken back while it waited is not sent.
    mail.will(&[MailTrouble::HangsUp]);
    let form = [("email", "tom@tea.example"), ("role", "agent")];
    shop.mia.post("/settings/invitations", &form).await.is(200);
    told(&shop, "Trying again").await;
    let people = shop.mia.page("/settings/people").await;
    let revoke = between(&people, "action=\"/settings/invitations/", "\"").to_owned();
    shop.mia.post(&format!("/settings/invitations/{revoke}"), &[]).await.is(303);
    shop.clock.passes(2);
    told(&shop, "Not needed").await;
    assert_eq!(mail.emails().len(), 2);
}

#[tokio::test]
async fn without_a_mail_server_it_is_said_plainly_and_nothing_leads_nowhere() {
    let shop = Shop::open().await;
    let page = unescaped(&shop.mia.page(EMAIL).await);
    assert!(page.contains("Not set up yet") && page.contains("BLISS_SMTP_URL="), "{page}");
    assert!(!page.contains("Send a test to me"), "{page}");
    let refused = shop.mia.post(&format!("{EMAIL}/tests"), &[]).await.is(409);
    assert!(refused.words().contains("--smtp-url"), "{}", refused.words());
    for (person, words) in
        [(&shop.mia, "See how it is set up"), (&shop.aiko, "An owner of the desk")]
    {
        let page = person.page(CHOICES).await;
        assert!(page.contains("cannot send email yet") && page.contains(words), "{page}");
        assert!(!page.contains("name=\"email\""), "{page}");
    }
    let made =
        shop.mia.post("/settings/invitations", &[("email", "ella@tea.example"), ("role", "agent")]);
    assert!(made.await.is(200).text().contains("Give this link to ella@tea.example"));
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM mail"), 0);
    shop.aiko.get(EMAIL).await.is(403);
}
