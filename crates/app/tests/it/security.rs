//! For how long sessions last, and what the owner chooses of that.

use crate::support::{Clock, PASSWORD, Shop};

const MONDAY: &str = "2026-11-23T08:00[Europe/Berlin]";

async fn shop() -> Shop {
    Shop::open_by(Clock::at(MONDAY), |_| {}).await
}

async fn chooses(shop: &Shop, idle: &str, lifetime: &str) {
    let form = [("idle", idle), ("lifetime", lifetime), ("audit_days", "365")];
    shop.mia.post("/settings/security", &form).await.leads_to("/settings/security?saved");
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it() {
    let shop = shop().await;
    chooses(&shop, "hour", "month").await;
    for _ in 0..3 {
        shop.clock.passes(50);
        assert!(shop.aiko.is_in().await, "it is used");
    }
    // A page that brings itself up to date is no use of it.
    for _ in 0..3 {
        shop.clock.passes(20);
        let request = shop.aiko.request(reqwest::Method::GET, "/desk/list");
        shop.aiko.send(request.header("hx-request", "true")).await;
    }
    shop.clock.passes(1);
    shop.aiko.get("/today").await.leads_to("/sign-in?next=%2Ftoday");
    shop.aiko.signs_in().await.leads_to("/today");
}

#[tokio::test]
async fn a_session_ends_however_much_it_is_used() {
    let shop = shop().await;
    chooses(&shop, "shift", "shift").await;
    for _ in 0..11 {
        shop.clock.passes(60);
        assert!(shop.aiko.is_in().await);
    }
    shop.clock.passes(61);
    assert!(!shop.aiko.is_in().await);
    // Where nothing was chosen it is thirty days.
    let fresh = self::shop().await;
    for _ in 0..29 {
        fresh.clock.passes(24 * 60);
        assert!(fresh.aiko.is_in().await);
    }
    fresh.clock.passes(24 * 60 + 1);
    assert!(!fresh.aiko.is_in().await);
}

#[tokio::test]
async fn a_shorter_time_holds_for_those_who_are_in_already() {
    let shop = shop().await;
    shop.clock.passes(90);
    assert!(shop.mia.is_in().await);
    chooses(&shop, "hour", "month").await;
    assert!(shop.mia.is_in().await);
    assert!(!shop.aiko.is_in().await, "nobody has used it for an hour and a half");
    shop.aiko.signs_in().await.leads_to("/today");
}

#[tokio::test]
async fn only_the_owner_chooses_and_within_bounds() {
    let shop = shop().await;
    shop.jonas.get("/settings/security").await.is(403);
    for days in ["0", "29", "3651", "", "a year"] {
        let form = [("idle", "day"), ("lifetime", "week"), ("audit_days", days)];
        let refused = shop.mia.post("/settings/security", &form).await.is(422);
        assert!(refused.words().contains("30 to 3650 days"), "{}", refused.words());
        assert!(
            refused.text().contains("value=\"day\" selected"),
            "what was chosen is still there"
        );
    }
    // What is none of the choices changes nothing.
    chooses(&shop, "for ever", "and ever").await;
    let page = shop.mia.page("/settings/security").await;
    assert_eq!(page.matches("value=\"month\" selected").count(), 2, "{page}");
}

#[tokio::test]
async fn another_password_ends_all_other_sessions_also_those_that_are_only_begun() {
    let shop = shop().await;
    let factor = shop.aiko.sets_up_a_factor(&shop.clock).await;
    shop.clock.passes(1);
    let phone = shop.aiko.elsewhere();
    phone.signs_in().await.leads_to("/sign-in/code?next=%2Ftoday");
    let form = [("old", PASSWORD), ("new", "a kinder new password")];
    shop.aiko.post("/settings/password", &form).await.is(303);
    phone.gives(&factor.app.shows()).await.leads_to("/sign-in?next=%2Ftoday");
    assert!(shop.aiko.is_in().await && !phone.is_in().await);
}
