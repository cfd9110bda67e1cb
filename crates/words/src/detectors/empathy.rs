//! We acknowledge what it was like for the customer: *that must be so frustrating*, *you have every
//! right to be upset*, *three weeks without heating, that's awful*.
//!
//! An excuse is no empathy (*sorry for the delay*), nor is a fact (*I see that you ordered two*), a
//! guess (*that must be the blue one*), or a sorry that blames (*I'm sorry you feel that way*).

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We acknowledge what it was like for the customer.
pub const DETECTOR: Detector = Detector {
    what: What::Empathy,
    by: &[By::Us],
    rules: include_str!("../../rules/empathy.txt"),
    judge: one_a_sentence,
    example: "That must be so frustrating.",
    counter_example: "The delay is due to the snow.",
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
us yes That must be so frustrating.
us yes I can imagine how worried you were.
us yes I completely understand your frustration.
us yes i would be upset too
us yes You have every right to be angry.
us yes I'm so sorry to hear about your father.
us yes What a horrible way to start a holiday.
us yes No wonder you're annoyed.
us yes That sounds really stressful.
us yes I'm sorry you had to go through that.
us yes I can hear how upsetting this is.
us yes It's not okay that you waited so long.
us no I understand that you need two rooms.
us no That must be the blue one.
us no I'm sorry for the delay.
us no I'm sorry you feel that way.
us no I see that the parcel came on Monday.
us no Sorry, that seat is taken.
us no Thank you for your patience.
us no You have the right to cancel.
us no How awful that paint looks in the sample!
us no I heard back from finance.
us no The weather is awful today.
customer no That must be so frustrating.
",
        );
    }
}
