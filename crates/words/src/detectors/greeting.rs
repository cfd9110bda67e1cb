//! A greeting at the start of what somebody says: *Hello Ana*, *good mrng sir*, *Dear Ms Roth*,
//! *welcome to Acme*.
//!
//! A greeting begins a sentence or a clause: *say hello to the team* and *have a good morning* greet
//! nobody.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// A greeting at the start.
pub const DETECTOR: Detector = Detector {
    what: What::Greeting,
    by: &[By::Us, By::Customer],
    rules: "
= says hello
^ (oh|ok|well|yes|and|so|a|ah|um) (very) hello|hi|hey|howdy|greetings|hola|namaste|namaskar|salam|vanakkam|yo|heyy !kitty|fresh|world|res|fi|end|tech|vis
= says good morning
^ (oh|ok|well|yes|and|so|a|the|wish) (you) (a) (very) good|happy|lovely|warm|fine morning|afternoon|evening !slot|slots|flight|flights|appointment|appointments|is|are|price|prices|would|works|suits
^ morning|afternoon|evening $
^ morning|evening all|everyone|everybody|team|sir|madam|mam|ma'am|folks|mate|there|guys|ladies|mr|mrs|ms|miss
^ good day (to) (you) (sir|madam|mr|mrs|ms|all|everyone|mate|to) _
^ top of the morning
= opens a letter
^ dear|dearest _ $
^ dear|dearest sir|sirs|madam|mr|mrs|ms|miss|mx|dr|prof|all|team|customer|client|colleagues|neighbour|guest|friend|member|valued|support
= welcomes them
^ (and|a|hi|hello) (you|very|warm|are) (very) (most) welcome|wilkommen to|back|aboard|home|on
- good day|bye (and) good bye|goodbye|bye
- good day to you
- (<very>) welcome to try|use|call|contact|ask|come|bring|stay|keep|visit|send|write|return|reply|join|take
",
    judge: one_a_sentence,
    example: "Hello Ana!",
    counter_example: "Say hello to the team.",
};

#[cfg(test)]
mod tests {
    use super::DETECTOR;
    use crate::detectors::table;

    #[test]
    fn a_table_of_lines() {
        table(
            &DETECTOR,
            "
us yes Hello Ana!
us yes Good morning, this is the night desk.
us yes* Thank you for calling Acme. Good afternoon!
us yes Dear Mrs Petrakis, your claim is settled.
us yes Dear Mr Osei
us yes Welcome to the team plan! Eight seats are active.
us yes welcome back ms hadley
us yes hi there thanks for holding
us yes Oh hello again, Mr Costa.
us yes Morning all,
customer yes gud mrng sir
customer yes hai
customer yes hii i want to book a ticket
customer yes helo
customer yes higood morning
customer yes hello are you there
us no Say hello to the team.
us no Have a good morning!
us no You're welcome.
us no You are welcome to try another size.
us no Good morning slots are gone, I can offer the afternoon.
us no Your Hello Kitty bag is in stock.
us no The good day rate is 40 euros.
us no The wifi password is on the card.
customer no nobody even said hello to me
customer no i need it tomorrow morning
us no Yes, dear lady, leave it to us.
us no My dear lady, leave it to us.
customer no high rise
",
        );
    }
}
