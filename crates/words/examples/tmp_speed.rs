use std::time::Instant;
use words::*;
fn main() {
    let hours = domain::hours::Hours::default();
    let now: jiff::Zoned = "2026-11-18T10:00[Europe/Berlin]".parse().unwrap();
    let reference = when::Reference { now: &now, hours: &hours, customer_zone: None };
    let reader = Reader::new();
    for (name, text, by) in [
        ("plain us", "Thank you for the photo, I can see the crack in the lid now.", By::Us),
        ("promise", "I'll look into the matter and call you tomorrow at three pm.", By::Us),
        (
            "plain customer",
            "My order number is 77-10482 and the mug is chipped at the rim",
            By::Customer,
        ),
        ("wish", "Please call me on Tuesday between 2 and 4, I am at home then.", By::Customer),
    ] {
        let mut message = Message::new(text, by);
        message.reference = Some(reference);
        let start = Instant::now();
        for _ in 0..20000 {
            std::hint::black_box(reader.read(&message));
        }
        let all = start.elapsed() / 20000;
        let start = Instant::now();
        for _ in 0..20000 {
            std::hint::black_box(when::expressions(text, 0..text.len(), &reference));
        }
        println!("{name}: read {all:?}, expressions {:?}", start.elapsed() / 20000);
    }
}
