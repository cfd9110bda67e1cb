//! We hurry the customer: *I only have a minute*, *could you get to the point*, *there's a queue behind
//! you*.
//!
//! Being quick for them is no hurry (*I'll be quick*, *give me a second*), nor is a deadline or an
//! opening time, nor leave to take one's time (*I don't want to hurry you*).

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We hurry the customer.
pub const DETECTOR: Detector = Detector {
    what: What::Hurry,
    by: &[By::Us],
    rules: include_str!("../../rules/hurry.txt"),
    judge: one_a_sentence,
    example: "I only have a minute.",
    counter_example: "Take your time.",
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
us yes I only have a minute.
us yes Could you make it quick?
us yes Please be brief, I have other customers waiting.
us yes can you be quick
us yes there is a long queue behind you maam
us yes Get to the point, please.
us yes I don't have time for this.
us yes My shift ends in five minutes, so what is it?
us yes We haven't got all day.
us yes Hurry up, please.
us yes i got other calls coming in so just tell me the number
us yes Can we wrap this up?
us yes Just answer yes or no.
us yes I have to go now, bye.
us yes Let's move on, we're running out of time.
us yes What's your point?
us no Take your time.
us no I'll be quick: it's on its way.
us no Give me a minute, I'll look it up.
us no There's no rush at all.
us no I don't want to rush you.
us no We have a long queue today, sorry to keep you waiting.
us no Could you hold for a minute?
us no We'll hurry the parcel along for you.
us no The offer ends on Sunday.
us no I have another idea for you.
us no My shift ends at six, and Ana takes over from me then.
us no The quick fix is to restart it.
us no Please send the form before Friday.
us no let me quickly check that for you
us no Can I put you on hold for two minutes?
us no I have all the time you need.
customer no I don't have all day.
note no cust in a rush
",
        );
    }
}
