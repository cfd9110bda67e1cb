//! Call backs in calendars: one entry that moves and goes with its promise, read back as a calendar reads it.

use icalendar::{Calendar, CalendarComponent, Component, Event};

use crate::support::{Answer, Browser, Clock, Shop, all_between, unescaped};

/// The one entry of a file, and what the file wants done with it.
#[track_caller]
fn imported(file: &Answer) -> (String, Event) {
    assert!(file.header("content-type").starts_with("text/calendar; charset=utf-8"));
    let text = file.text();
    // Lines end as the standard wants, and none is longer than it allows.
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
    let calendar: Calendar = text.parse().unwrap();
    let method = calendar.property_value("METHOD").unwrap().to_owned();
    assert_eq!(calendar.property_value("VERSION"), Some("2.0"));
    let mut events = calendar.components.iter().filter_map(CalendarComponent::as_event);
    let event = events.next().unwrap().clone();
    assert!(events.next().is_none());
    assert!(event.property_value("ORGANIZER").is_none());
    (method, event)
}

fn value<'a>(event: &'a Event, name: &str) -> &'a str {
    event.property_value(name).unwrap_or_default()
}

/// The first time that a page offers on that day.
fn on_day(page: &str, day: &str) -> String {
    let found = all_between(page, "name=\"at\" value=\"", "\"").find(|at| at.starts_with(day));
    found.unwrap().to_owned()
}

#[tokio::test]
async fn an_entry_moves_over_the_end_of_summer_time_and_goes() {
    // A Friday; on Sunday the clocks of Berlin and Lisbon are put back.
    let shop = Shop::open_by(Clock::at("2026-10-23T08:00[Europe/Berlin]"), |_| {}).await;
    let (visitor, conversation) = shop.visitor_says("Can you call me?").await;
    shop.mia.does(conversation, "call-back-link", &[]).await.is(200);
    let texts = visitor.texts().await;
    let link = texts.last().unwrap().split_whitespace().last().unwrap();
    let calendar = format!("{link}/calendar.ics");
    let browser = Browser::new(&shop.base);
    let page = browser.page(&format!("{link}?zone=Europe/Lisbon")).await;
    browser.get(&calendar).await.is(404);
    assert!(!page.contains("calendar.ics"));

    let phone = ("phone", "+49 30 1234567");
    let form = async |at: String| {
        let form = [("at", at.as_str()), phone, ("zone", "Europe/Lisbon")];
        browser.post(link, &form).await.is(303)
    };
    form(on_day(&page, "2026-10-23")).await;
    assert!(browser.page(link).await.contains("Add to calendar"));
    let (method, first) = imported(&browser.get(&calendar).await.is(200));
    assert_eq!((method.as_str(), value(&first, "STATUS")), ("PUBLISH", "CONFIRMED"));
    // Nine in the morning of Berlin's summer.
    assert_eq!(value(&first, "DTSTART"), "20261023T070000Z");
    assert_eq!(value(&first, "DTEND"), "20261023T073000Z");
    assert_eq!(first.get_summary(), Some("The Tea Shop calls you"));
    assert!(first.get_description().unwrap().contains("+49301234567"));
    assert!(value(&first, "URL").ends_with(link.strip_prefix(&shop.base).unwrap()));

    shop.clock.passes(30);
    form(on_day(&page, "2026-10-26")).await;
    let (method, moved) = imported(&browser.get(&calendar).await.is(200));
    assert_eq!((method.as_str(), value(&moved, "STATUS")), ("PUBLISH", "CONFIRMED"));
    assert_eq!(moved.get_uid(), first.get_uid());
    assert!(moved.get_sequence() > first.get_sequence());
    assert!(value(&moved, "LAST-MODIFIED") > value(&first, "LAST-MODIFIED"));
    // Nine in the morning of Berlin's winter.
    assert_eq!(value(&moved, "DTSTART"), "20261026T080000Z");

    // The agent's entry is that promise too.
    let promise = shop.database.number("SELECT id FROM promise");
    let desk = shop.mia.page("/promises").await;
    assert!(desk.contains(&format!("/promises/{promise}/calendar.ics")));
    let file = shop.mia.get(&format!("/promises/{promise}/calendar.ics")).await.is(200);
    let (_, ours) = imported(&file);
    assert_eq!((ours.get_uid(), ours.get_sequence()), (moved.get_uid(), moved.get_sequence()));
    assert!(ours.get_summary().unwrap().starts_with("Call back"));
    assert!(value(&ours, "URL").ends_with(&format!("/conversations/{conversation}")));

    browser.post(&format!("{link}/cancellation"), &[]).await.is(303);
    assert!(unescaped(&browser.page(link).await).contains("takes it out again"));
    let (method, gone) = imported(&browser.get(&calendar).await.is(200));
    assert_eq!((method.as_str(), value(&gone, "STATUS")), ("CANCEL", "CANCELLED"));
    assert_eq!(gone.get_uid(), first.get_uid());
    assert!(gone.get_sequence() > moved.get_sequence());

    // Another call is another entry.
    form(on_day(&page, "2026-10-27")).await;
    let (method, another) = imported(&browser.get(&calendar).await.is(200));
    assert_eq!(method, "PUBLISH");
    assert_ne!(another.get_uid(), first.get_uid());
}
