//! Customers from a table: what would come of it is seen first, nothing is overwritten that nobody meant to, and all of it
//! can be taken back as far as nothing came after it.

use std::fmt::Write;

use crate::support::{Answer, Clock, Person, Shop, all_between, between, unescaped, until};

const MONDAY: &str = "2026-11-23T08:00[Europe/Berlin]";

/// The four figures: new, telling more, nothing new, not taken.
type Counts = [i64; 4];

fn counts(page: &str) -> Counts {
    let figures = between(page, "import__counts", "</dl>");
    let figures: Vec<i64> =
        all_between(figures, "<dd>", "</dd>").map(|count| count.parse().unwrap()).collect();
    figures.try_into().unwrap()
}

/// The page of an import, once nothing is done with it any more.
async fn settled(who: &Person, place: &str) -> String {
    until("an import stands still", async || {
        let page = who.page(place).await;
        (!page.contains("every 1s")).then(|| unescaped(&page))
    })
    .await
}

/// Brings a table; where it is.
async fn brings(who: &Person, table: &[u8]) -> String {
    let brought = who.upload("/settings/import", "our customers.csv", table).await.is(303);
    brought.location().to_owned()
}

/// Brings a table and takes its lines; where it is, and what came of it.
async fn takes(who: &Person, table: &[u8]) -> (String, Counts) {
    let place = brings(who, table).await;
    settled(who, &place).await;
    who.post(&format!("{place}/beginning"), &[]).await.leads_to(&place);
    let page = settled(who, &place).await;
    assert!(page.contains("All lines were gone through"), "{page}");
    (place, counts(&page))
}

/// Undoes an import; how it stands then.
async fn undoes(who: &Person, place: &str) -> String {
    who.post(&format!("{place}/undoing"), &[]).await.leads_to(place);
    settled(who, place).await
}

fn customers(shop: &Shop) -> i64 {
    shop.database.number("SELECT COUNT(*) FROM customer")
}

/// The number of the customer of that name.
fn named(shop: &Shop, name: &str) -> i64 {
    shop.database.number(&format!("SELECT id FROM customer WHERE name = '{name}'"))
}

async fn adds(who: &Person, name: &str, email: &str) -> i64 {
    let form = [("name", name), ("email", email)];
    let added = who.post("/customers", &form).await.is(303);
    added.location().rsplit('/').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn what_would_come_of_a_table_is_seen_before_anything_is_changed() {
    let shop = Shop::open().await;
    let nora = adds(&shop.jonas, "Nora Lindqvist", "nora@tea.example").await;
    adds(&shop.jonas, "Karim Aziz", "karim@tea.example").await;
    let before = customers(&shop);
    let table = "First name;Last name;E-Mail;Phone;Language;Remarks;Shoe size\n\
         Priya;Raman;Priya@Example.com;+91 22 1234;en;Likes Assam;38\n\
         N.;L.;NORA@tea.example;0046 8 123 45;sv;\"Comes\non Fridays\";\n\
         Karim;Aziz;karim@tea.example;;;;44\n\
         Tom;Brown;tom at example;;;;\n\
         ;;;;;;41\n\
         Priya;Raman;priya@example.com;;;;\n\
         Two;People;nora@tea.example;0091 22 1234;;;\n";
    let place = brings(&shop.jonas, table.as_bytes()).await;
    let page = settled(&shop.jonas, &place).await;
    assert_eq!(counts(&page), [1, 1, 2, 3], "{page}");
    for words in [
        "our customers.csv",
        "read as UTF-8",
        "Somebody new",
        "Adds to Nora Lindqvist",
        "phone number, language, something worth remembering",
        "Line 6: “E-Mail” does not look like an email address",
        "Line 7: It has neither a name nor an address.",
        &format!(
            "Line 9: Its addresses are of two customers: number {nora} and the one of line 2."
        ),
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(customers(&shop), before, "it was only looked");
    let csv = shop.jonas.get(&format!("{place}/lines.csv")).await.is(200);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let lines = csv.text();
    assert!(lines.starts_with("\u{feff}\"line\","), "{lines}");
    assert!(lines.contains("\"7\",\"not taken\",\"\",\"It has neither"), "{lines}");

    shop.jonas.post(&format!("{place}/beginning"), &[]).await.leads_to(&place);
    let page = settled(&shop.jonas, &place).await;
    assert_eq!(counts(&page), [1, 1, 2, 3]);
    assert!(page.contains("two customers, numbers"), "{page}");
    let page = unescaped(&shop.aiko.page(&format!("/customers/{nora}")).await);
    // What we know stays; what we did not know is there.
    for words in ["Nora Lindqvist", "0046 8 123 45", "Comes on Fridays", "Swedish"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("N. L."));
    let page = shop.aiko.page("/customers?q=priya").await;
    assert!(page.contains("Priya Raman") && page.contains("+91 22 1234"), "{page}");
    // Nothing is left of the file.
    until("the file is put away", async || {
        (shop.database.number("SELECT COUNT(*) FROM customer_import WHERE file IS NOT NULL") == 0)
            .then_some(())
    })
    .await;
    let log = unescaped(&shop.mia.page("/settings/audit?what=data").await);
    assert!(log.contains("took customers from a table"), "{log}");
    // The same table once more says nothing new.
    let again = brings(&shop.mia, table.as_bytes()).await;
    let page = settled(&shop.mia, &again).await;
    assert_eq!(counts(&page), [0, 0, 4, 3]);
    let refused = shop.mia.post(&format!("{again}/beginning"), &[]).await.is(422);
    assert!(refused.words().contains("nothing in this table"), "{}", refused.words());
}

#[tokio::test]
async fn columns_can_be_chosen_and_the_table_can_be_right() {
    let shop = Shop::open().await;
    let nora = adds(&shop.jonas, "Nora", "nora@tea.example").await;
    let table = "Who;Where;Known as\nNora Lindqvist;nora@tea.example;x\nTom;tom@tea.example;y\n";
    let place = brings(&shop.jonas, table.as_bytes()).await;
    settled(&shop.jonas, &place).await;
    let columns = format!("{place}/columns");
    let choose = async |columns_are: &[(&str, &str)]| -> Answer {
        shop.jonas.post(&columns, columns_are).await
    };
    let refused = choose(&[("column-0", "fact")]).await.is(422);
    assert!(refused.words().contains("Say which column"), "{}", refused.words());
    let refused = choose(&[("column-0", "name"), ("column-1", "name")]).await.is(422);
    assert!(refused.words().contains("one name"), "{}", refused.words());
    let right = [("column-0", "name"), ("column-1", "email"), ("column-2", "-")];
    choose(&right).await.leads_to(&place);
    let page = settled(&shop.jonas, &place).await;
    assert_eq!(counts(&page), [1, 0, 1, 0], "{page}");
    let overwrites = [right[0], right[1], ("overwrites", "yes")];
    choose(&overwrites).await.leads_to(&place);
    let page = settled(&shop.jonas, &place).await;
    assert_eq!(counts(&page), [1, 1, 0, 0], "{page}");
    shop.jonas.post(&format!("{place}/beginning"), &[]).await.is(303);
    settled(&shop.jonas, &place).await;
    assert_eq!(named(&shop, "Nora Lindqvist"), nora);
    // It is too late to choose again, or to put it away.
    choose(&right).await.is(422);
    shop.jonas.post(&format!("{place}/removal"), &[]).await.is(409);
    // And all is as it was.
    let page = undoes(&shop.jonas, &place).await;
    assert!(page.contains("What 2 lines did was taken back."), "{page}");
    assert_eq!(named(&shop, "Nora"), nora);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer WHERE name = 'Tom'"), 0);
    shop.jonas.post(&format!("{place}/undoing"), &[]).await.is(409);
}

#[tokio::test]
async fn an_undo_leaves_what_came_after() {
    let shop = Shop::open().await;
    let nora = adds(&shop.jonas, "Nora Lindqvist", "nora@tea.example").await;
    let mut table = "Name,Email,Phone,Language,Note\n".to_owned();
    table += "Nora,nora@tea.example,+46 8 1,sv,Likes Assam\n";
    for name in ["Priya", "Karim", "Tom", "Zoë"] {
        writeln!(table, "{name},{name}@example.com,,de,Comes on Fridays").unwrap();
    }
    // Somebody who stands there twice, with more the second time.
    table += "Priya,priya@example.com,+91 22 1,,\n";
    let (place, found) = takes(&shop.jonas, table.as_bytes()).await;
    assert_eq!(found, [4, 2, 0, 0]);
    let [karim, tom] = ["Karim", "Tom"].map(|name| named(&shop, name));

    // Karim is somebody with whom a conversation is begun; of Tom more is remembered; Nora’s language is another one.
    let number = karim.to_string();
    let opening = [("customer", &*number), ("subject", "Tea"), ("said", "He came by.")];
    shop.aiko.post("/conversations", &opening).await.is(303);
    shop.aiko.post(&format!("/customers/{tom}/facts"), &[("fact", "Is left-handed")]).await.is(303);
    let form = [("name", "Nora Lindqvist"), ("language", "en"), ("time_zone", "")];
    shop.aiko.post(&format!("/customers/{nora}"), &form).await.is(303);

    let page = undoes(&shop.mia, &place).await;
    assert!(page.contains("What 3 lines did was taken back."), "{page}");
    assert!(page.contains("What 3 lines did stays at least in part"), "{page}");
    let left = "SELECT COUNT(*) FROM customer WHERE name IN ('Priya', 'Zoë')";
    assert_eq!(shop.database.number(left), 0);
    assert_eq!([named(&shop, "Karim"), named(&shop, "Tom")], [karim, tom]);
    let page = unescaped(&shop.aiko.page(&format!("/customers/{nora}")).await);
    assert!(
        page.contains("English") && !page.contains("+46 8 1") && !page.contains("Assam"),
        "{page}"
    );
    // Nobody finds whoever was never there.
    assert!(!shop.aiko.page("/customers?q=priya").await.contains("priya@example.com"));
    let lines = shop.mia.get(&format!("{place}/lines.csv")).await.is(200).text();
    assert_eq!(lines.matches("\"undone\"").count(), 3, "{lines}");
    assert_eq!(lines.matches("\"stays\"").count(), 3, "{lines}");
    let log = unescaped(&shop.mia.page("/settings/audit?what=data").await);
    assert!(log.contains("took back what a table of customers did"), "{log}");
}

#[tokio::test]
async fn a_table_is_read_however_it_was_written() {
    let shop = Shop::open().await;
    let text = "Name\tE-Mail\nJörg Müller\tjoerg@example.com\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let western: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let marked = ["\u{feff}", text].concat().into_bytes();
    for (bytes, encoding) in [(utf16, "UTF-16LE"), (western, "windows-1252"), (marked, "UTF-8")] {
        let place = brings(&shop.mia, &bytes).await;
        let page = settled(&shop.mia, &place).await;
        assert!(page.contains(&format!("read as {encoding}")), "{page}");
        assert!(page.contains("Jörg Müller"), "{page}");
        assert_eq!(counts(&page), [1, 0, 0, 0]);
    }
    let bytes = b"Name,Email\nNora,nora@example.com\nBr\xffnd,brand@example.com\n\
                  J\xc3\xb6rg,j@example.com\n\xc3\x84nne,a@example.com\n";
    let place = brings(&shop.mia, bytes).await;
    let page = settled(&shop.mia, &place).await;
    assert!(page.contains("Line 3: “Name” has bytes that are no text."), "{page}");
    for (bytes, words) in [
        (&b""[..], "no customers in this file"),
        (&b"Name,Email\n"[..], "no customers in this file"),
        (&b"a,".repeat(70)[..], "71 columns"),
    ] {
        let refused = shop.mia.upload("/settings/import", "x.csv", bytes).await.is(422);
        assert!(refused.words().contains(words), "{}", refused.words());
    }
    let nothing = shop.mia.upload("/settings/import", "", b"").await.is(422);
    assert!(nothing.words().contains("Choose the file"), "{}", nothing.words());
    // What was put away is gone, with its file.
    shop.mia.post(&format!("{place}/removal"), &[]).await.leads_to("/settings/import");
    until("it is gone", async || (shop.mia.get(&place).await.status == 404).then_some(())).await;
}

#[tokio::test]
async fn many_lines_come_in_small_steps_and_survive_a_restart() {
    const LINES: i64 = 500;
    let mut shop = Shop::open_by(Clock::at(MONDAY), |_| {}).await;
    let mut table = "Name;Email;Phone\n".to_owned();
    for number in 0..LINES {
        writeln!(table, "Customer {number};c{number}@example.com;+49 30 {number:06}").unwrap();
    }
    let place = brings(&shop.mia, table.as_bytes()).await;
    assert_eq!(counts(&settled(&shop.mia, &place).await), [LINES, 0, 0, 0]);
    shop.mia.post(&format!("{place}/beginning"), &[]).await.is(303);
    let taken = || shop.database.number("SELECT COUNT(*) FROM customer");
    until("some are taken", async || (taken() > 20).then_some(())).await;
    shop.server.restart(|_| {}).await;
    let page = settled(&shop.mia, &place).await;
    assert_eq!(counts(&page), [LINES, 0, 0, 0]);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer"), LINES);
    assert_eq!(shop.database.number("SELECT COUNT(DISTINCT compared) FROM address"), 2 * LINES);
    // Undoing goes on after a restart, too.
    shop.mia.post(&format!("{place}/undoing"), &[]).await.is(303);
    shop.server.restart(|_| {}).await;
    let page = settled(&shop.mia, &place).await;
    assert!(page.contains(&format!("What {LINES} lines did was taken back.")), "{page}");
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer"), 0);
    // A month later nobody knows what came of it.
    shop.clock.passes(31 * 24 * 60);
    shop.server.restart(|_| {}).await;
    until("it is forgotten", async || {
        let left = "SELECT (SELECT COUNT(*) FROM customer_import) + \
                    (SELECT COUNT(*) FROM customer_import_line)";
        (shop.database.number(left) == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn whoever_is_erased_is_in_no_import_either() {
    let shop = Shop::open().await;
    let nora = adds(&shop.jonas, "Nora Lindqvist", "nora@tea.example").await;
    let table = "Name,Email,Note\nNora,nora@tea.example,Likes Lapsang\n";
    let (place, _) = takes(&shop.jonas, table.as_bytes()).await;
    let name = [("name", "Nora Lindqvist")];
    shop.jonas.post(&format!("/customers/{nora}/erasure"), &name).await.is(303);
    assert_eq!(shop.database.number("SELECT COUNT(*) FROM customer_import_change"), 0);
    let page = undoes(&shop.jonas, &place).await;
    assert!(page.contains("What 1 line did stays"), "{page}");
    until("nothing of her is left", async || {
        let dump = shop.database.dump();
        let is_there = |words: &[u8]| dump.windows(words.len()).any(|part| part == words);
        (!is_there(b"Lapsang") && !is_there(b"nora@tea")).then_some(())
    })
    .await;
}
