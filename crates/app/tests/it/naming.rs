//! Moments that a person names, in words that the reader passed over.

use crate::support::{Answer, Person, Shop, all_between, between, unescaped, until};

const SAID: &str = "The pot is for my mother. It was her wedding pot, and now it is gone, gone.";

async fn names(person: &Person, message: i64, words: &str, what: &str, nth: &str) -> Answer {
    let form = [("words", words), ("what", what), ("nth", nth)];
    let request = person.request(reqwest::Method::POST, &format!("/messages/{message}/moments"));
    person.send(request.header("hx-request", "true").form(&form)).await
}

/// The number of the last message in a conversation.
fn last_message(page: &str) -> i64 {
    all_between(page, "id=\"message-", "\"").last().unwrap().parse().unwrap()
}

fn trust(page: &str) -> f32 {
    between(page, "Trust <b>", "</b>").replace('−', "-").parse().unwrap()
}

/// The id of the moment with that title, and its card.
fn card<'a>(page: &'a str, title: &str) -> Option<(&'a str, &'a str)> {
    let chips = all_between(page, "<li><button type=\"button\" class=\"remark ", "</div></li>");
    let chip = chips.into_iter().find(|chip| chip.contains(&format!("<b>{title}.</b>")))?;
    Some((between(chip, "id=\"chip-", "\""), chip))
}

#[tokio::test]
async fn a_person_names_what_the_reader_passed_over_and_it_counts() {
    let shop = Shop::open().await;
    let (visitor, conversation) = shop.visitor_says(SAID).await;
    let page = unescaped(&shop.mia.opens(conversation).await);
    let message = last_message(&page);
    assert!(page.contains(&format!("/messages/{message}/moments/new")), "{page}");
    assert!(card(&page, "Leaving").is_none());

    // The question has the words that were selected, and the kinds that a customer's words can be.
    let path = format!("/messages/{message}/moments/new?words=it%20is%20gone&nth=0");
    let form = unescaped(&shop.mia.page(&path).await);
    for words in ["Name a moment", ">it is gone</textarea>", "Upset words", "Had to repeat"] {
        assert!(form.contains(words), "{words}: {form}");
    }
    assert!(!form.contains("value=\"refusal\""), "{form}");

    for (words, what, why) in [
        ("it is broken", "waiting", "not in the message"),
        ("", "waiting", "not in the message"),
        ("it is gone", "", "Choose what it is"),
        ("it is gone", "refusal", "from the list"),
    ] {
        let refused = names(&shop.mia, message, words, what, "0").await.is(422);
        assert!(refused.words().contains(why), "{words}: {}", refused.words());
    }

    let after = unescaped(&names(&shop.mia, message, "gone", "waiting", "1").await.is(200).text());
    let (id, chip) = card(&after, "Waiting").unwrap_or_else(|| panic!("{after}"));
    for words in ["100 in 100", "<dd>you</dd>", "Take it back", "−"] {
        assert!(chip.contains(words), "{words}: {chip}");
    }
    // The second of the two, as was asked.
    let marked = "<span class=\"noticed noticed--lost\">gone</span>";
    assert!(after.contains(&format!(", {marked}.")), "{after}");
    assert_eq!(after.matches(marked).count(), 1);
    let before = trust(&after);
    let jonas = unescaped(&shop.jonas.opens(conversation).await);
    let (_, chip) = card(&jonas, "Waiting").unwrap();
    assert!(chip.contains("<dd>Mia</dd>") && chip.contains("Not so"), "{chip}");

    // Others contest it, and cannot take it back.
    let moment = format!("/moments/{id}");
    let refused = shop.jonas.delete(&moment).await.is(403);
    assert!(refused.words().contains("Only who named it"), "{}", refused.words());
    let ruling = format!("{moment}/ruling");
    let contested = shop.jonas.post(&ruling, &[("verdict", "not so")]).await.is(200).text();
    assert!(trust(&unescaped(&contested)) > before, "{contested}");
    shop.jonas.delete(&ruling).await.is(200);

    // It survives a new reading, and a restart.
    visitor.says("Are you there? I have been waiting for three weeks.").await;
    let again = until("what came to be read", async || {
        let page = unescaped(&shop.mia.opens(conversation).await);
        (page.matches("<b>Waiting.</b>").count() == 2).then_some(page)
    })
    .await;
    assert!(again.contains(&format!("id=\"chip-{id}\"")), "{again}");

    let gone = unescaped(&shop.mia.delete(&moment).await.is(200).text());
    assert_eq!(gone.matches("<b>Waiting.</b>").count(), 1, "{gone}");
    shop.mia.delete(&moment).await.is(404);
}

#[tokio::test]
async fn what_was_noticed_already_is_said_to_be_so_and_counted_once() {
    let mut shop = Shop::open().await;
    let (visitor, conversation) =
        shop.visitor_says("I have been waiting for three weeks and nobody answers.").await;
    let page = until("it to be read", async || {
        let page = unescaped(&shop.mia.opens(conversation).await);
        card(&page, "Waiting").is_some().then_some(page)
    })
    .await;
    let message = last_message(&page);
    let words = "waiting for three weeks";
    let after = unescaped(&names(&shop.mia, message, words, "waiting", "0").await.is(200).text());
    assert_eq!(after.matches("<b>Waiting.</b>").count(), 1, "{after}");
    assert!(after.contains("You say that it is so."), "{after}");
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM moment WHERE source = 'person'"), 0);

    // One that a person named first is not noticed beside it by a later reading.
    let named = "It was her wedding pot, and now it is gone.";
    visitor.says(named).await;
    let page = until("the next to be there", async || {
        let page = unescaped(&shop.mia.opens(conversation).await);
        page.contains("wedding pot").then_some(page)
    })
    .await;
    let message = last_message(&page);
    names(&shop.mia, message, "now it is gone", "upset", "0").await.is(200);
    shop.server
        .restart(|database| database.run("DELETE FROM event_place WHERE follower = 'moments'"))
        .await;
    visitor.says("Hello? Nobody has answered me yet!").await;
    until("all to be read again", async || {
        let read = "SELECT COUNT(*) FROM event_place WHERE follower = 'moments' AND \
                    event_id >= (SELECT MAX(id) FROM event WHERE kind = 'message.sent')";
        (shop.database.number(read) > 0).then_some(())
    })
    .await;
    let one =
        format!("SELECT COUNT(*) FROM moment WHERE message_id = {message} AND source = 'person'");
    assert_eq!(shop.database.number(&one), 1);
}

#[tokio::test]
async fn without_a_script_it_is_a_page_and_a_form() {
    let shop = Shop::open().await;
    let (_, conversation) = shop.visitor_says(SAID).await;
    let message = last_message(&shop.mia.opens(conversation).await);
    let path = format!("/messages/{message}/moments");
    let again = shop.mia.post(&path, &[("words", "my mother"), ("what", "")]).await.is(422);
    let page = unescaped(&again.text());
    assert!(page.contains(">my mother</textarea>") && page.contains("Choose what it is"), "{page}");
    let form = [("words", "It was\n her wedding pot"), ("what", "upset")];
    shop.mia
        .post(&path, &form)
        .await
        .leads_to(&format!("/conversations/{conversation}#message-{message}"));
    let page = unescaped(&shop.mia.opens(conversation).await);
    assert!(card(&page, "Upset words").is_some(), "{page}");

    // Not in a message that can still be taken back, and not in one that is not there.
    shop.mia.get("/messages/4711/moments/new").await.is(404);
    shop.mia.sets_up("30", &[]).await;
    shop.mia.replies(conversation, "We will send another pot.").await.is(201);
    let queued = shop.database.number("SELECT MAX(id) FROM message");
    shop.mia.get(&format!("/messages/{queued}/moments/new")).await.is(404);
    names(&shop.mia, queued, "another pot", "alternative", "0").await.is(404);
}
