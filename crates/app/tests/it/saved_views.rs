//! Lists of the desk: narrowed by their address, and kept at hand under a name.

use crate::support::{Answer, Person, Shop, all_between, unescaped};

async fn saves(who: &Person, name: &str, query: &str, everybody: &str) -> Answer {
    who.post("/saved-views", &[("name", name), ("query", query), ("everybody", everybody)]).await
}

/// The views above the list: where they lead, and their names.
async fn views(who: &Person) -> Vec<(String, String)> {
    let page = unescaped(&who.page("/desk").await);
    all_between(&page, "<a class=\"filter\" href=\"", "</a>")
        .map(|link| {
            let (href, name) = link.split_once('"').unwrap();
            let name = name.split_once('>').unwrap().1.split(" <span").next().unwrap();
            (href.to_owned(), name.to_owned())
        })
        .collect()
}

#[tokio::test]
async fn a_list_is_narrowed_by_its_address() {
    let shop = Shop::open().await;
    let (_, ann) = shop.visitor_says("I am Ann.").await;
    let (_, bert) = shop.visitor_says("I am Bert.").await;
    let form = [("who", "Cleo"), ("customer", ""), ("subject", "A cup"), ("to", "")];
    shop.mia.post("/conversations", &form).await.is(303);
    let cleo = shop.database.number("SELECT MAX(id) FROM conversation");
    let aiko = shop.aiko.id().await;
    shop.aiko.does(ann, "assignment", &[("assignee", "me")]).await.is(200);
    shop.aiko.does(bert, "tags", &[("tag", "late parcel")]).await.is(200);
    let cases = [
        (format!("?assignee={aiko}"), vec![ann]),
        ("?channel=in+person".into(), vec![cleo]),
        ("?channel=chat".into(), vec![ann, bert]),
        ("?tag=late%20parcel&channel=chat".into(), vec![bert]),
        ("?tag=late%20parcel&channel=phone".into(), vec![]),
        ("?view=closed&assignee=nobody".into(), vec![]),
        // What makes no sense is left aside.
        ("?channel=pigeon&assignee=x&team=y&page=-3".into(), vec![ann, bert, cleo]),
    ];
    for (query, found) in cases {
        assert_eq!(shop.mia.conversations(&format!("/desk{query}")).await, found, "{query}");
    }
    assert_eq!(shop.aiko.conversations("/desk?assignee=me").await, [ann]);
    let page = unescaped(&shop.mia.page(&format!("/desk?assignee={aiko}&channel=chat")).await);
    assert!(page.contains("<b dir=\"auto\">Aiko Tanaka’s</b> <b>Chat</b>"), "{page}");
}

#[tokio::test]
async fn a_view_is_kept_for_oneself_or_for_everybody() {
    let shop = Shop::open().await;
    let told = saves(&shop.aiko, " Late  parcels ", "?tag=late&page=3&x=1", "").await.is(200);
    assert!(told.text().contains("Kept above the list."));
    saves(&shop.jonas, "At the counter", "?channel=in%20person", "yes").await.is(200);
    let counter = ("/desk?channel=in%20person".to_owned(), "At the counter".to_owned());
    let parcels = ("/desk?tag=late".to_owned(), "Late parcels".to_owned());
    assert_eq!(views(&shop.aiko).await[6..], [counter.clone(), parcels.clone()]);
    assert_eq!(views(&shop.mia).await[6..], std::slice::from_ref(&counter)[..]);
    let page = unescaped(&shop.aiko.page("/desk?tag=late").await);
    assert!(page.contains("href=\"/desk?tag=late\" aria-current=\"page\">Late parcels"), "{page}");
    assert!(page.contains("Remove it"));

    // Everybody's is removed by whoever leads; one's own by oneself alone.
    let newest = shop.database.number("SELECT MAX(id) FROM saved_view");
    let own = newest - 1;
    assert!(!shop.aiko.page("/desk?channel=in%20person").await.contains("Remove it"));
    let refused = shop.aiko.delete(&format!("/saved-views/{newest}")).await.is(409);
    assert!(refused.words().contains("everybody’s"), "{}", refused.words());
    assert_eq!(shop.mia.delete(&format!("/saved-views/{own}")).await.status, 404);
    shop.mia.delete(&format!("/saved-views/{newest}")).await.is(200);
    assert_eq!(views(&shop.aiko).await[6..], std::slice::from_ref(&parcels)[..]);
    shop.mia.delete(&format!("/saved-views/{newest}/removal")).await.is(200);
    assert_eq!(views(&shop.aiko).await[6..], [counter, parcels]);
}

#[tokio::test]
async fn what_is_no_view_is_refused_in_words() {
    let shop = Shop::open().await;
    let long = "x".repeat(41);
    for (name, query, words) in [
        ("", "?tag=late", "name of 1 to 40"),
        (long.as_str(), "?tag=late", "name of 1 to 40"),
        ("All", "", "plain list"),
        ("All", "?page=7", "plain list"),
    ] {
        let refused = saves(&shop.aiko, name, query, "").await.is(422);
        assert!(refused.words().contains(words), "{name}: {}", refused.words());
    }
    saves(&shop.aiko, "Café", "?tag=late", "").await.is(200);
    let twice = saves(&shop.aiko, "CAFÉ", "?tag=late", "").await.is(422);
    assert!(twice.words().contains("There is a view of that name"), "{}", twice.words());
    // Somebody else may have one of the same name.
    saves(&shop.jonas, "Café", "?tag=late", "").await.is(200);
    // Nothing of an address but what lists are made of is kept.
    saves(&shop.mia, "Odd", "?tag=%22%3E%3Cscript%3E&next=//evil", "").await.is(200);
    let page = shop.mia.page("/desk").await;
    assert!(!page.contains("<script>\"") && !page.contains("evil"), "{page}");
    for number in 0..29 {
        saves(&shop.mia, &format!("View {number}"), "?tag=late", "").await.is(200);
    }
    let many = saves(&shop.mia, "One more", "?tag=late", "").await.is(422);
    assert!(many.words().contains("30 views are enough"), "{}", many.words());
}
