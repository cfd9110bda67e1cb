//! Rules: what they do by themselves, once for each thing that happens, and what is told of it.

use crate::support::{Answer, Clock, Person, Shop, unescaped, until};

const PLACE: &str = "/settings/rules";

async fn writes(who: &Person, form: &[(&str, &str)]) -> Answer {
    who.post(PLACE, form).await
}

/// Writes one; its id.
async fn keeps(shop: &Shop, form: &[(&str, &str)]) -> i64 {
    writes(&shop.jonas, form).await.leads_to("/settings/rules?saved");
    shop.database.number("SELECT MAX(id) FROM rule")
}

fn runs(shop: &Shop, rule: i64) -> i64 {
    shop.database.number(&format!("SELECT COUNT(*) FROM rule_run WHERE rule_id = {rule}"))
}

async fn has_run(shop: &Shop, rule: i64, times: i64) {
    until("the rule to run", async || (runs(shop, rule) >= times).then_some(())).await;
    assert_eq!(runs(shop, rule), times);
}

/// What it did, as its page tells it.
async fn log(shop: &Shop, rule: i64) -> String {
    let page = unescaped(&shop.mia.page(&format!("{PLACE}/{rule}")).await);
    page.split("What it did").nth(1).unwrap().to_owned()
}

async fn tagged(shop: &Shop, tag: &str) -> Vec<i64> {
    shop.mia.conversations(&format!("/desk?tag={tag}")).await
}

/// Some other rule that runs after all before it: once it has, these have had their turn.
async fn last_of_all(shop: &Shop) -> i64 {
    keeps(shop, &[("name", "Afterwards"), ("when", "opened"), ("add_tag", "afterwards")]).await
}

#[tokio::test]
async fn what_says_refund_goes_to_those_who_know_once() {
    let mut shop = Shop::open().await;
    shop.mia.post("/settings/teams", &[("name", "Refunds")]).await.is(303);
    let team = shop.database.number("SELECT MAX(id) FROM team").to_string();
    let rule = keeps(
        &shop,
        &[
            ("name", "Money back"),
            ("when", "wrote"),
            ("phrases", "refund, money back"),
            ("channel", "chat"),
            ("to_team", &team),
            ("add_tag", "#Refund"),
            ("note", "Be generous."),
        ],
    )
    .await;
    let after = last_of_all(&shop).await;
    let (_, other) = shop.visitor_says("Do you have jasmine tea?").await;
    let (_, refund) = shop.visitor_says("I want my MONEY back!").await;
    has_run(&shop, rule, 1).await;
    has_run(&shop, after, 2).await;
    assert_eq!(tagged(&shop, "refund").await, [refund]);
    assert_eq!(shop.mia.conversations(&format!("/desk?team={team}")).await, [refund]);
    let page = unescaped(&shop.aiko.opens(refund).await);
    assert!(page.contains("By the rule “Money back” at"), "{page}");
    assert!(page.contains("gave it to Refunds, tagged it “refund”, wrote a note"), "{page}");
    assert!(page.contains("By the rule “Money back”: Be generous."), "{page}");
    assert!(!shop.aiko.opens(other).await.contains("Money back"));
    let told = log(&shop, rule).await;
    assert!(told.contains(&format!("/conversations/{refund}")), "{told}");

    // A restart does nothing a second time, and misses nothing.
    shop.server.restart(|_| {}).await;
    let (_, again) = shop.visitor_says("A refund, please.").await;
    has_run(&shop, rule, 2).await;
    assert_eq!(tagged(&shop, "refund").await, [refund, again]);
    let notes = "SELECT COUNT(*) FROM message WHERE kind = 'note'";
    assert_eq!(shop.database.number(notes), 2);
    // What was there before a rule is left alone.
    let new = keeps(&shop, &[("name", "New"), ("when", "wrote"), ("add_tag", "new")]).await;
    let (_, newest) = shop.visitor_says("Hello!").await;
    has_run(&shop, new, 1).await;
    assert_eq!(tagged(&shop, "new").await, [newest]);
}

#[tokio::test]
async fn whoever_waits_for_too_long_is_looked_at_once() {
    let clock = Clock::at("2026-11-23T09:00[Europe/Berlin]");
    let shop = Shop::open_by(clock.clone(), |_| {}).await;
    let aiko = shop.aiko.id().await.to_string();
    let (_, before) = shop.visitor_says("I was here before the rule.").await;
    clock.passes(31);
    let form = [("name", "Too long"), ("when", "waits"), ("when_minutes", "30"), ("notify", &aiko)];
    let rule = keeps(&shop, &form).await;
    let (_, waits) = shop.visitor_says("Is anybody there?").await;
    clock.passes(20);
    let (_, fresh) = shop.visitor_says("And I have just come.").await;
    clock.passes(11);
    has_run(&shop, rule, 1).await;
    let told = log(&shop, rule).await;
    assert!(told.contains("asked Aiko Tanaka to look"), "{told}");
    for (id, there) in [(before, false), (waits, true), (fresh, false)] {
        assert_eq!(told.contains(&format!("/conversations/{id}\"")), there, "{told}");
    }
    assert!(shop.aiko.page("/today").await.contains("Please look at this."), "she is asked for");
    // When the next one has waited as long it is about that one alone.
    clock.passes(20);
    has_run(&shop, rule, 2).await;
    assert!(log(&shop, rule).await.contains(&format!("/conversations/{fresh}\"")));
}

#[tokio::test]
async fn what_goes_round_in_a_circle_ends_and_says_so() {
    let shop = Shop::open().await;
    let to_and_fro = [("here", "there"), ("there", "here")];
    let mut rules = Vec::new();
    for (from, to) in to_and_fro {
        let form = [
            ("name", from),
            ("when", "tagged"),
            ("when_tag", from),
            ("remove_tag", from),
            ("add_tag", to),
        ];
        rules.push(keeps(&shop, &form).await);
    }
    let (_, id) = shop.visitor_says("Where do I belong?").await;
    shop.aiko.does(id, "tags", &[("tag", "here")]).await.is(200);
    has_run(&shop, rules[1], 2).await;
    has_run(&shop, rules[0], 2).await;
    let told = log(&shop, rules[1]).await;
    assert!(told.contains("3 rules had followed from each other"), "{told}");
    assert_eq!(tagged(&shop, "there").await, [id]);

    // One that runs again and again is paused.
    let form = [("name", "Calm"), ("when", "wrote"), ("add_tag", "calm")];
    let calm = keeps(&shop, &form).await;
    let form = [("name", "Storm"), ("when", "wrote"), ("note", "They have written.")];
    let storm = keeps(&shop, &form).await;
    let (visitor, id) = shop.visitor_says("One").await;
    for number in 2..12 {
        visitor.says(&format!("And {number}")).await;
    }
    has_run(&shop, storm, 11).await;
    let page = unescaped(&shop.mia.page(PLACE).await);
    has_run(&shop, calm, 11).await;
    assert_eq!(page.matches("It is paused.").count(), 1, "whoever changes nothing is no storm");
    assert!(!shop.mia.opens(id).await.contains("it was so already"));
    assert!(page.contains("It is paused. It ran more than 10 times in conversation"), "{page}");
    assert!(log(&shop, storm).await.contains("it ran too often here, and is paused"));
    // Turned on again it goes on.
    let switch = format!("{PLACE}/{storm}/switch");
    shop.mia.post(&switch, &[("on", "yes")]).await.leads_to("/settings/rules?saved=on");
    assert!(!shop.mia.page(PLACE).await.contains("It is paused"));
    shop.visitor_says("Somebody else.").await;
    has_run(&shop, storm, 12).await;
}

#[tokio::test]
async fn it_is_tried_before_it_is_kept() {
    let shop = Shop::open().await;
    let (_, one) = shop.visitor_says("A refund, please.").await;
    let (_, two) = shop.visitor_says("Do you have jasmine tea?").await;
    let form = [
        ("name", ""),
        ("when", "wrote"),
        ("phrases", "refund"),
        ("add_tag", "money"),
        ("turn", "close"),
        ("try", "yes"),
    ];
    let tried = unescaped(&writes(&shop.jonas, &form).await.is(200).text());
    assert!(tried.contains("It would touch 1 of the last 2 conversations"), "{tried}");
    assert!(tried.contains("tag it “money”, close it"), "{tried}");
    assert!(tried.contains(&format!("/conversations/{one}\"")), "{tried}");
    assert!(!tried.contains(&format!("/conversations/{two}\"")), "{tried}");
    assert!(tried.contains("value=\"refund\""), "nothing typed is lost");
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM rule"), 0);
    assert!(tagged(&shop, "money").await.is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_rule_is_said_in_words() {
    let shop = Shop::open().await;
    let form = [("name", "Refunds"), ("when", "wrote"), ("add_tag", "refund")];
    for (given, words) in [
        (("name", " "), "Give the rule a name"),
        (("when", "never"), "Choose what sets the rule off"),
        (("add_tag", ""), "choose at least one thing"),
        (("domain", "nowhere"), "Write a domain such as example.com"),
        (("waited", "soon"), "Write a number of minutes"),
        (("to_team", "4711"), "That team is gone"),
        (("notify", "4711"), "not on the desk any more"),
        (("reply", "4711"), "That canned reply is gone"),
    ] {
        let rest = form.iter().filter(|(name, _)| *name != given.0).copied();
        let all: Vec<_> = [given].into_iter().chain(rest).collect();
        let refused = writes(&shop.mia, &all).await.is(422);
        assert!(refused.words().contains(words), "{given:?}: {}", refused.words());
        assert!(refused.text().contains("It is not kept yet."), "{given:?}");
    }
    assert_eq!(writes(&shop.aiko, &form).await.status, 403, "leads write rules");
    assert_eq!(shop.aiko.get(PLACE).await.status, 403);
    assert_eq!(shop.mia.get(&format!("{PLACE}/4711")).await.status, 404);
}

#[tokio::test]
async fn rules_run_in_their_order_and_come_back_turned_off() {
    let shop = Shop::open().await;
    let one = keeps(&shop, &[("name", "First"), ("when", "opened"), ("add_tag", "a")]).await;
    // What the one before it has done counts for the next.
    let form = [("name", "Second"), ("when", "opened"), ("tag", "a"), ("add_tag", "b")];
    let two = keeps(&shop, &form).await;
    shop.visitor_says("Hello!").await;
    has_run(&shop, two, 1).await;
    shop.mia.post(&format!("{PLACE}/{two}/place"), &[("up", "yes")]).await.is(303);
    let page = shop.mia.page(PLACE).await;
    assert!(page.find(">Second</a>").unwrap() < page.find(">First</a>").unwrap(), "{page}");
    shop.visitor_says("Good morning!").await;
    has_run(&shop, one, 2).await;
    assert_eq!(runs(&shop, two), 1, "it came too early");

    // Renamed, the tag is another word for both.
    let tag = shop.database.number("SELECT id FROM tag WHERE name = 'a'");
    let removal = shop.mia.page(&format!("/settings/tags/{tag}/removal")).await;
    assert!(removal.contains("<b dir=\"auto\">First</b>"), "{removal}");
    let renamed = [("name", "alpha"), ("colour", "0")];
    shop.mia.post(&format!("/settings/tags/{tag}"), &renamed).await.is(303);
    let page = unescaped(&shop.mia.page(PLACE).await);
    assert!(page.contains("tag it “alpha”") && page.contains("it has the tag “alpha”"), "{page}");

    let removal = format!("{PLACE}/{one}/removal");
    shop.mia.post(&removal, &[]).await.leads_to(&format!("{PLACE}?removed={one}"));
    shop.mia.delete(&removal).await.leads_to(&format!("{PLACE}?saved=back"));
    let page = shop.mia.page(PLACE).await;
    assert!(page.contains("<span class=\"badge\">off</span>"), "{page}");
    let after = last_of_all(&shop).await;
    shop.visitor_says("Nobody tags me.").await;
    has_run(&shop, after, 1).await;
    assert_eq!(runs(&shop, one), 2);
}

#[tokio::test]
async fn a_canned_reply_is_sent_or_laid_out() {
    let shop = Shop::open().await;
    for (title, text) in [("Thanks", "Thank you for writing."), ("Gap", "Back {{promise.due}}.")] {
        let form = [
            ("title", title),
            ("code", ""),
            ("text", text),
            ("language", ""),
            ("whose", "everybody"),
            ("revision", "0"),
        ];
        shop.mia.post("/settings/canned-replies", &form).await.is(303);
    }
    let id = |title: &str| {
        let found = format!("SELECT MAX(id) FROM canned_reply WHERE title = '{title}'");
        shop.database.number(&found).to_string()
    };
    let (thanks, gap) = (id("Thanks"), id("Gap"));
    let aiko = shop.aiko.id().await.to_string();
    let form = [("name", "Thank"), ("when", "opened"), ("reply", &thanks), ("sent", "yes")];
    let sends = keeps(&shop, &form).await;
    let form = [
        ("name", "Lay out"),
        ("when", "opened"),
        ("to_agent", &aiko),
        ("reply", &gap),
        ("sent", "yes"),
    ];
    let lays_out = keeps(&shop, &form).await;
    let (visitor, id) = shop.visitor_says("Hello!").await;
    has_run(&shop, lays_out, 1).await;
    assert!(log(&shop, sends).await.contains("sent “Thanks”"));
    assert!(log(&shop, lays_out).await.contains("laid out “Gap” as a draft for Aiko"));
    assert_eq!(visitor.texts().await, ["Hello!", "Thank you for writing."]);
    let page = shop.aiko.opens(id).await;
    assert!(page.contains("Back [by when]."), "{page}");
}
