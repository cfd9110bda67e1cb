//! Today: an intention, a kind word, one's best moment; and what of it others see.

use crate::support::{Shop, between, unescaped};

#[tokio::test]
async fn the_day_is_asked_for_an_intention_once() {
    let shop = Shop::open().await;
    let page = unescaped(&shop.aiko.page("/today").await);
    assert!(page.contains("What do you want to bring today?"), "{page}");
    let empty = shop.aiko.post("/intention", &[("words", "  ")]).await.is(422).text();
    assert!(empty.contains("Write a few words, or choose some of those above."), "{empty}");
    shop.aiko.post("/intention", &[("words", "I listen first.")]).await.leads_to("/today");

    let page = unescaped(&shop.aiko.page("/today").await);
    assert!(!page.contains("What do you want to bring today?"), "{page}");
    assert!(page.contains("“I listen first.”"), "{page}");
    assert!(unescaped(&shop.aiko.page("/intention").await).contains("“I listen first.”"));
    // Elsewhere too, once one has signed in there; and it can be changed.
    let phone = shop.aiko.elsewhere();
    phone.signs_in().await.leads_to("/today");
    assert!(phone.page("/today").await.contains("I listen first."));
    let changes = phone.page("/today?intention").await;
    assert!(changes.contains("value=\"I listen first.\""), "{changes}");
    phone.post("/intention", &[("words", "I listen twice.")]).await.leads_to("/today");
    let page = shop.aiko.page("/check-ins").await;
    assert!(page.contains("I listen twice.") && !page.contains("I listen first."), "{page}");

    // Whoever would rather have none is not asked again.
    shop.jonas.post("/intention", &[("none", "yes")]).await.leads_to("/today");
    assert!(!shop.jonas.page("/today").await.contains("What do you want to bring today?"));
}

#[tokio::test]
async fn colleagues_see_an_intention_that_was_shared_and_none_else() {
    let shop = Shop::open().await;
    shop.aiko.post("/intention", &[("words", "Tea before trouble.")]).await.is(303);
    for other in [&shop.mia, &shop.jonas] {
        assert!(!other.page("/today").await.contains("Tea before trouble."));
    }
    let shares = [("words", "Tea before trouble."), ("share", "yes")];
    shop.aiko.post("/intention", &shares).await.is(303);
    assert!(unescaped(&shop.jonas.page("/today").await).contains("“Tea before trouble.”"));
    // Taken back by erasing it.
    let page = shop.aiko.page("/check-ins").await;
    let id = between(&page, "action=\"/intentions/", "/removal\"");
    shop.aiko.post(&format!("/intentions/{id}/removal"), &[]).await.leads_to("/check-ins");
    assert!(!shop.jonas.page("/today").await.contains("Tea before trouble."));
    assert!(!shop.aiko.page("/check-ins").await.contains("Tea before trouble."));
    let other = shop.mia.post(&format!("/intentions/{id}/removal"), &[]).await;
    assert_eq!(other.status, 404);
}

#[tokio::test]
async fn a_kind_word_is_shown_with_its_place_and_another_one() {
    let shop = Shop::open().await;
    assert!(!shop.aiko.page("/today").await.contains("id=\"kind-word\""), "there is none yet");
    let kind = [
        "Brilliant service, thank you! You made my day.",
        "Your team is so helpful and kind, I will tell everybody.",
    ];
    for words in kind {
        shop.visitor_says(words).await;
    }
    shop.visitor_says("Thanks for nothing, this is the worst service ever!").await;
    shop.visitor_says("Where is my kettle?").await;
    let page = unescaped(&shop.aiko.page("/today").await);
    let word = between(&page, "id=\"kind-word\"", "</footer>");
    let one = kind
        .iter()
        .position(|words| word.contains(&words[..20]))
        .unwrap_or_else(|| panic!("{word}"));
    assert!(word.contains("#message-") && word.contains("Another one"), "{word}");
    let next = unescaped(&shop.aiko.page("/today/kind-word?after=0").await);
    assert!(next.contains(&kind[1 - one][..20]), "{next}");
    let round = unescaped(&shop.aiko.page("/today/kind-word?after=1").await);
    assert!(round.contains(&kind[one][..20]), "{round}");
}

#[tokio::test]
async fn the_best_moment_of_yesterday_is_one_s_own() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Can you mend a cup?").await;
    shop.aiko.replies(conversation, "Yes, and we have just done it.").await;
    visitor.says("That is so kind of you, you are wonderful!").await;
    assert!(!shop.aiko.page("/today").await.contains("today-best"), "today is not over");
    // A day goes by.
    shop.database.run("UPDATE message SET at = at - 86400000");
    let page = unescaped(&shop.aiko.page("/today").await);
    let best = between(&page, "id=\"today-best\"", "</section>");
    assert!(best.contains("Your best moment yesterday"), "{best}");
    assert!(best.contains("“That is so kind of you, you are wonderful!”"), "{best}");
    assert!(!shop.jonas.page("/today").await.contains("today-best"));
}
