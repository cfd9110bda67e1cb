//! What is noticed in conversations: beside the words, in the line of trust, and by people's own word.

use crate::support::{Person, Shop, all_between, between, unescaped, until};

const FURIOUS: &str = "I am furious! I have been waiting for three weeks and nobody answers.";

/// As it stands beside a message.
const WAITING: &str = "</span>Waiting<";

/// The conversation's page once it shows that.
pub(crate) async fn shows(person: &Person, conversation: i64, words: &str) -> String {
    until(words, async || {
        let page = unescaped(&person.opens(conversation).await);
        page.contains(words).then_some(page)
    })
    .await
}

/// The id of the moment with that title.
pub(crate) fn moment(page: &str, title: &str) -> String {
    let chip = page.split("<button type=\"button\" class=\"remark ").skip(1);
    let chip = chip.map(|chip| chip.split("</button>").next().unwrap());
    let chip =
        chip.into_iter().find(|chip| chip.ends_with(title) || chip.contains(&format!("{title}<")));
    between(chip.unwrap_or_else(|| panic!("no {title}: {page}")), "id=\"chip-", "\"").to_owned()
}

/// Trust, as the line says it.
fn trust(page: &str) -> f32 {
    between(page, "Trust <b>", "</b>").replace('−', "-").parse().unwrap()
}

#[tokio::test]
async fn what_is_noticed_stands_beside_the_words_with_its_evidence() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says(FURIOUS).await;
    let page = shows(&shop.mia, conversation, WAITING).await;
    assert!(page.contains("<span class=\"noticed noticed--lost\">"), "{page}");
    let id = moment(&page, "Waiting");
    let card = between(&page, &format!("id=\"moment-{id}\""), "</form>");
    for words in
        ["The customer waits, or waited, for us.", "Why", "in 100", "Says who", "Not so", "−"]
    {
        assert!(card.contains(words), "{words}: {card}");
    }
    // What they came with is told from their words, with its interval, and what it all means is a click away.
    assert!(trust(&page) < -1.0);
    let mood = between(&page, "Their last words sound ", ", by their words alone");
    assert!(mood.contains(" of 4 upset (") && mood.contains(" to "), "{mood}");
    assert!(page.contains("What “Trust” means") && page.contains("href=\"/trust-weights\""));
    let weights = shop.aiko.page("/trust-weights").await;
    assert!(weights.contains("Had to repeat") && weights.contains("−1.5"), "{weights}");
}

#[tokio::test]
async fn a_moment_is_contested_by_one_click_and_the_click_undone_by_another() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says(FURIOUS).await;
    let before = shows(&shop.mia, conversation, WAITING).await;
    let ruling = format!("/moments/{}/ruling", moment(&before, "Waiting"));

    let after = shop.mia.post(&ruling, &[("verdict", "not so")]).await.is(200).text();
    let after = unescaped(&after);
    assert!(after.contains("You say that it is not so"), "{after}");
    assert!(trust(&after) > trust(&before), "it moves no trust any more");
    let jonas = unescaped(&shop.jonas.opens(conversation).await);
    assert!(jonas.contains("Mia says that it is not so: it moves no trust."), "{jonas}");

    // It holds when the conversation is read again.
    visitor.says("Are you there? I am still waiting for an answer.").await;
    let again = shows(&shop.mia, conversation, "I am still waiting for an answer.").await;
    assert!(again.contains("You say that it is not so"), "{again}");

    // Nobody takes back what somebody else said, but says how they see it.
    let refused = shop.jonas.delete(&ruling).await.is(403);
    assert!(refused.words().contains("Only who said so can take it back"), "{}", refused.words());
    let so = unescaped(&shop.jonas.post(&ruling, &[("verdict", "so")]).await.is(200).text());
    assert!(so.contains("You say that it is so.") && so.contains("100 in 100"), "{so}");
    let back = unescaped(&shop.jonas.delete(&ruling).await.is(200).text());
    assert!(back.contains("Mia says that it is not so"), "{back}");

    let undone = unescaped(&shop.mia.delete(&ruling).await.is(200).text());
    assert!(!undone.contains("not so: it moves no trust"), "{undone}");
    shop.mia.post(&ruling, &[("verdict", "perhaps")]).await.is(404);
    shop.mia.post("/moments/4711/ruling", &[("verdict", "so")]).await.is(404);
}

#[tokio::test]
async fn trust_falls_and_tells_what_of_ours_came_before() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Hello, my teapot is late. Order 48213.").await;
    let blame = "You should have read the delivery times. That is our policy.";
    shop.aiko.replies(conversation, blame).await.is(201);
    visitor.says("This is outrageous! I will cancel and never order from you again.").await;
    let page = shows(&shop.mia, conversation, "when they said").await;
    let before = between(&page, "What happened before</h2>", "</section>");
    assert!(
        before.contains("put it on somebody") && before.contains("You should have"),
        "{before}"
    );
    let step = all_between(before, "data-message=\"", "\"").last().unwrap();
    assert!(page.contains(&format!("id=\"message-{step}\"")), "each step leads to its message");
    let low = trust(&page);

    let good = "Hello, I am so sorry, that was our mistake and I understand how annoying it is. \
                I will send a new teapot today, free of charge.";
    shop.aiko.replies(conversation, good).await.is(201);
    visitor.says("Thank you so much, that is wonderful. All good now!").await;
    shows(&shop.mia, conversation, "</span>Resolved<").await;
    let page = unescaped(&shop.mia.opens(conversation).await);
    assert!(trust(&page) > low + 1.0, "{} {low}", trust(&page));
}

#[tokio::test]
async fn a_label_in_a_note_or_a_tag_asks_what_happened_before() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says("Where is my parcel?").await;
    shop.aiko.replies(conversation, "You should have read the page.").await.is(201);
    shop.aiko.notes(conversation, "Difficult customer, be careful.").await.is(201);
    let page = shows(&shop.mia, conversation, "What happened to them before this?").await;
    let before = between(&page, "What happened to them before this?", "</div>");
    assert!(before.contains("We put it on somebody"), "{before}");
    // The customer sees nothing of all this.
    assert_eq!(visitor.texts().await.len(), 2);

    let (_, other) = shop.visitor_says("What does it cost?").await;
    let tagged = shop.mia.does(other, "tags", &[("tag", "angry customer")]).await.is(200).text();
    shows(&shop.mia, other, "Trust <b>").await;
    let page = unescaped(&shop.mia.opens(other).await);
    assert!(page.contains("speaks of the person"), "{tagged}");
    assert!(page.contains("Nothing of ours that we know of. Ask them, and listen."), "{page}");
}

#[tokio::test]
async fn all_that_was_noticed_is_shown_to_whoever_asks_for_it() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says("Hello! What does the blue teapot cost?").await;
    shows(&shop.mia, conversation, "Show all that was noticed").await;
    let few = shop.mia.opens(conversation).await;
    assert!(!few.contains("id=\"chip-"), "{few}");
    let path = format!("/conversations/{conversation}/all-moments");
    let all = shop.mia.post(&path, &[]).await.is(200).text();
    assert!(all.contains("id=\"chip-") && all.contains("Question"), "{all}");
    // It is remembered for her, and for nobody else.
    assert!(shop.mia.opens(conversation).await.contains("id=\"chip-"));
    assert!(!shop.aiko.opens(conversation).await.contains("id=\"chip-"));
    let few = shop.mia.delete(&path).await.is(200).text();
    assert!(!few.contains("id=\"chip-"), "{few}");
}

#[tokio::test]
async fn what_was_said_while_the_reader_was_away_is_read_when_it_is_back() {
    let mut shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says(FURIOUS).await;
    let page = shows(&shop.mia, conversation, WAITING).await;
    let ruling = format!("/moments/{}/ruling", moment(&page, "Waiting"));
    shop.mia.post(&ruling, &[("verdict", "not so")]).await.is(200);
    shop.server.restart(|_| {}).await;
    let (_, other) = shop.visitor_says("I have been waiting for a month!").await;
    shows(&shop.mia, other, WAITING).await;
    let page = unescaped(&shop.mia.opens(conversation).await);
    assert_eq!(all_between(&page, "id=\"chip-", "\"").count(), {
        let mut ids: Vec<&str> = all_between(&page, "id=\"chip-", "\"").collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    });
    assert!(page.contains("You say that it is not so"), "{page}");
}

#[tokio::test]
async fn a_language_that_the_reader_does_not_know_is_named_and_not_judged() {
    let shop = Shop::open().await;
    let german = "Guten Tag, ich warte seit drei Wochen auf meine Teekanne und bin sehr verärgert.";
    let (_, conversation) = shop.visitor_says(german).await;
    let page = shows(&shop.mia, conversation, "1 message is in German").await;
    assert!(page.contains("knows English only") && !page.contains("id=\"chip-"), "{page}");
}
