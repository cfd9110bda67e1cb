//! When somebody is there: a team's own hours on its own clock, and the holidays.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::Value;

use crate::support::{Clock, Shop, unescaped};

#[tokio::test]
async fn a_team_has_hours_of_its_own_on_its_own_clock() {
    let clock = Clock::at("2026-11-23T08:30[Europe/Berlin]");
    let shop = Shop::open_by(clock.clone(), |_| {}).await;
    shop.mia.post("/settings/teams", &[("name", "Tokyo")]).await.is(303);
    let path = format!("/settings/teams/{}", shop.database.number("SELECT MAX(id) FROM team"));
    let form = [
        ("name", "Tokyo"),
        ("hours", "own"),
        ("time_zone", "Asia/Tokyo"),
        ("mon", "9-12:30, 13:30-18"),
        ("fri", "22:00 to 6"),
    ];
    shop.jonas.post(&path, &form).await.leads_to("/settings/teams?saved");
    // In Tokyo it is 16:30, and six o’clock there is ten in Berlin.
    let page = unescaped(&shop.mia.page("/settings/teams").await);
    assert!(page.contains("There until 10:00"), "{page}");
    assert!(page.contains("value=\"09:00–12:30, 13:30–18:00\""), "{page}");
    clock.passes(120);
    assert!(
        shop.mia.page("/settings/teams").await.contains("Back on Friday at 14:00"),
        "the night of Friday"
    );

    for (key, value, words) in [
        ("mon", "nine to five", "Write times such as 9:00–12:30"),
        ("tue", "9-12, 11-13", "in each other’s way: one that begins on Tuesday at 09:00"),
        ("time_zone", "Middle/Earth", "There is no such time zone"),
    ] {
        let mut wrong = form.to_vec();
        wrong.retain(|(given, _)| *given != key);
        wrong.push((key, value));
        let refused = shop.mia.post(&path, &wrong).await.is(422);
        assert!(refused.words().contains(words), "{}", refused.words());
        assert!(unescaped(&refused.text()).contains(value), "nothing typed is lost");
    }
    // Back to the desk’s.
    shop.mia.post(&path, &[("name", "Tokyo"), ("hours", "desk")]).await.is(303);
    assert!(shop.mia.page("/settings/teams").await.contains("No hours are set"));
}

#[tokio::test]
async fn a_holiday_closes_the_desk() {
    let shop = Shop::open().await;
    let visitor = shop.visitor();
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let tomorrow = Timestamp::now().to_zoned(zone.clone()).date().checked_add(1.day()).unwrap();
    let day = tomorrow.strftime("%a").to_string().to_lowercase();
    let (from, to) = (format!("{day}_from"), format!("{day}_to"));
    shop.mia.sets_up("0", &[(&from, "09:00"), (&to, "17:00")]).await;
    let nine = |weeks: i64| {
        let date = tomorrow.checked_add(weeks.weeks()).unwrap();
        date.at(9, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp().to_string()
    };
    let back = async || visitor.looks().await["desk"]["back_at"].clone();
    assert_eq!(back().await, Value::String(nine(0)));
    let date = tomorrow.to_string();
    let form = [("date", date.as_str()), ("name", "Inventory")];
    shop.jonas.post("/settings/holidays", &form).await.leads_to("/settings/holidays?saved");
    assert_eq!(back().await, Value::String(nine(1)));
    let slots = visitor.looks().await;
    assert!(!slots.to_string().contains(&nine(0)));
    let refused = shop.jonas.post("/settings/holidays", &form).await.is(422);
    assert!(refused.words().contains("a holiday already: Inventory"), "{}", refused.words());
    for (form, words) in [
        ([("date", "30 February"), ("name", "x")], "Choose the day"),
        ([("date", "2026-12-24"), ("name", " ")], "Give the holiday a name"),
    ] {
        let refused = shop.jonas.post("/settings/holidays", &form).await.is(422);
        assert!(refused.words().contains(words), "{}", refused.words());
    }

    let id = shop.database.number("SELECT MAX(id) FROM holiday");
    let removal = format!("/settings/holidays/{id}/removal");
    shop.mia.post(&removal, &[]).await.leads_to(&format!("/settings/holidays?removed={id}"));
    assert_eq!(back().await, Value::String(nine(0)));
    let page = shop.mia.page(&format!("/settings/holidays?removed={id}")).await;
    assert!(page.contains(&removal), "{page}");
    shop.mia.delete(&removal).await.is(303);
    assert_eq!(back().await, Value::String(nine(1)));
}
