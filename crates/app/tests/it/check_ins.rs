//! Check-ins: how it is going is known to oneself alone.

use crate::support::{PASSWORD, Shop, between, contains, unescaped};

const WORDS: &str = "I was close to tears after that call.";
const INTENTION: &str = "Gently does it, with marmalade.";

#[tokio::test]
async fn a_check_in_offers_a_break_and_is_erased_when_one_likes() {
    let shop = Shop::open().await;
    let page = unescaped(&shop.aiko.page("/today").await);
    assert!(page.contains("How is it going?") && !page.contains("Ten minutes away"), "{page}");
    let form = [("going", "hard"), ("words", WORDS)];
    shop.aiko.post("/check-ins", &form).await.leads_to("/today#check-in");
    let page = unescaped(&shop.aiko.page("/today").await);
    assert!(page.contains("Ten minutes away") && page.contains("Or another look: "), "{page}");

    shop.aiko.post("/break", &[]).await.leads_to("/today#check-in");
    let page = unescaped(&shop.aiko.page("/today").await);
    // Close to midnight, ten minutes away are tomorrow.
    let back = |page: &str, before: &str| {
        ["at", "tomorrow at"].iter().any(|day| page.contains(&format!("{before}, back {day} ")))
    };
    assert!(back(&page, "You are away") && page.contains("I am back"), "{page}");
    let others = unescaped(&shop.jonas.page("/today").await);
    assert!(back(&others, "Away"), "{others}");
    shop.aiko.post("/availability", &[("online", "true")]).await.is(303);
    assert!(!shop.aiko.page("/today").await.contains("I am back"));

    let list = unescaped(&shop.aiko.page("/check-ins").await);
    assert!(list.contains("It is hard") && list.contains(WORDS), "{list}");
    let id = between(&list, "action=\"/check-ins/", "/removal\"").to_owned();
    let id = if id == "removal" { panic!("{list}") } else { id };
    let erase = format!("/check-ins/{}/removal", id.rsplit('/').next().unwrap());
    // Nobody else can, nor see that there is one.
    assert_eq!(shop.mia.post(&erase, &[]).await.status, 404);
    shop.aiko.post(&erase, &[]).await.leads_to("/check-ins?saved=gone");
    assert!(!shop.aiko.page("/check-ins").await.contains(WORDS));
    for going in ["well", "all right"] {
        shop.aiko.post("/check-ins", &[("going", going)]).await.is(303);
    }
    shop.aiko.post("/check-ins/removal", &[]).await.leads_to("/check-ins?saved=gone");
    let list = unescaped(&shop.aiko.page("/check-ins").await);
    assert!(list.contains("Nothing is kept"), "{list}");
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM corner_note"), 0);
    shop.aiko.post("/check-ins", &[("going", "splendid")]).await.is(422);
    let long = "x".repeat(2_001);
    let refused =
        shop.aiko.post("/check-ins", &[("going", "hard"), ("words", &long)]).await.is(422);
    assert!(refused.text().contains("the most is 2,000"), "{}", refused.text());
}

#[tokio::test]
async fn after_a_hard_contact_there_is_another_way_to_look_at_it() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Where is my kettle?").await;
    shop.aiko.replies(conversation, "It is on its way.").await;
    visitor.says("You are liars and thieves, you idiots! I want my money back NOW!!").await;
    let page = unescaped(&shop.aiko.page("/today").await);
    let hard = between(&page, "id=\"today-hard\"", "</section>");
    assert!(hard.contains("They have the right to be upset"), "{hard}");
    assert!(hard.contains(&format!("/conversations/{conversation}#message-")), "{hard}");
    // It was Aiko's: nobody else is told.
    for other in [&shop.mia, &shop.jonas] {
        assert!(!other.page("/today").await.contains("id=\"today-hard\""));
    }
    let form = [("going", "reframed"), ("words", "He had waited for six weeks.")];
    shop.aiko.post("/check-ins", &form).await.is(303);
    assert!(!shop.aiko.page("/today").await.contains("id=\"today-hard\""), "it was looked at");
    assert!(shop.aiko.page("/check-ins").await.contains("He had waited for six weeks."));
}

#[tokio::test]
async fn no_owner_no_colleague_no_copy_and_no_log_shows_it() {
    let shop = Shop::open_loud().await;
    shop.aiko.post("/check-ins", &[("going", "break"), ("words", WORDS)]).await.is(303);
    shop.aiko.post("/intention", &[("words", INTENTION)]).await.is(303);
    let own = unescaped(&shop.aiko.page("/check-ins").await);
    assert!(
        own.contains(WORDS) && own.contains(INTENTION) && own.contains("I need a moment"),
        "{own}"
    );

    // The owner and the lead, on every page that has to do with people.
    for other in [&shop.mia, &shop.jonas] {
        for path in ["/check-ins", "/today", "/settings/people", "/intention", "/team-figures"] {
            let page = unescaped(&other.page(path).await);
            for words in [WORDS, INTENTION] {
                assert!(!page.contains(words), "{path}: {page}");
            }
        }
    }
    // A link for a new password that the owner makes and uses opens nothing.
    let path = format!("/settings/people/{}/password-reset", shop.aiko.id().await);
    let made = shop.mia.post(&path, &[]).await.is(200).text();
    let link = between(&made, "<code>", "</code>").to_owned();
    let owner = shop.aiko.elsewhere();
    owner.post(&link, &[("password", "the owner’s own choice")]).await.leads_to("/today");
    let page = unescaped(&owner.page("/check-ins").await);
    assert!(page.contains("Nothing is kept") && !page.contains(INTENTION), "{page}");

    let (kept, said) = (shop.server.kept(), shop.server.said());
    assert!(
        contains(&kept, "aiko@tea.example") && !said.is_empty(),
        "looked for in the wrong place"
    );
    for secret in [WORDS, INTENTION, "I need a moment", "\"going\"", "marmalade", PASSWORD] {
        assert!(!contains(&kept, secret), "{secret} is in what is kept");
        assert!(!contains(&said, secret), "{secret} is in the log");
    }
    shop.server.program.kill().await;
}
