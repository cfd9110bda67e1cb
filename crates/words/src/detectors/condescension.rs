//! We talk down: *calm down*, *as I already told you*, *it's not rocket science*, *sweetheart*, *you
//! should know that*.
//!
//! Plain words are no condescension (*just press the button*, *simply keep the letter*), nor is taking
//! the fault on us (*I should have explained it better*).

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We talk down.
pub const DETECTOR: Detector = Detector {
    what: What::Condescension,
    by: &[By::Us],
    rules: include_str!("../../rules/condescension.txt"),
    judge: one_a_sentence,
    example: "Please calm down.",
    counter_example: "Take it slowly, there is no rush.",
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
us yes You need to calm down, sir.
us yes please relax its just a bill
us yes As I already told you, it's on the website.
us yes It's not rocket science.
us yes even a child can do it
us yes Did you even read the manual?
us yes You obviously didn't plug it in.
us yes Listen, sweetheart, that's how it is.
us yes Let me explain it in simple terms so you understand.
us yes Do you even know what a browser is?
us yes You're overreacting.
us yes What part of no don't you understand?
us yes Anyone with common sense knows that.
us yes Perhaps your son can help you with the computer.
us no Just press the green button.
us no Take it slowly, there's no rush.
us no I should have explained that better.
us no As you already told us, it arrived late.
us no The set-up is easy and takes five minutes.
us no Everyone struggles with that lock.
us no You can relax on the sun deck.
us no The sea is calm today.
us no Did you receive the manual?
us no Obviously this is our fault.
us no Dear Mrs Tan, your order is ready.
us no To be clear, you owe nothing.
us no Do you know where the fuse box is?
us no Let me explain how it works.
customer no Please calm down.
",
        );
    }
}
