//! A label on a person, in a note or among us, or said to their face: *difficult customer*, *she's a
//! Karen*, *always complains*, *you are impossible*.
//!
//! A hard case is no hard person (*difficult case*), what somebody feels is no label (*upset because we
//! charged her twice*), and a label that is quoted, denied or taught against is none of ours.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// A label on a person.
pub const DETECTOR: Detector = Detector {
    what: What::Label,
    by: &[By::Us, By::Note],
    rules: include_str!("../../rules/label.txt"),
    judge: one_a_sentence,
    example: "Difficult customer.",
    counter_example: "Difficult case.",
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
note yes Difficult customer, be careful.
note yes She is very rude. Booked for Tuesday.
note yes Serial complainer, offered nothing.
note yes typical karen wants the manager
note yes He's one of those people who never read the manual.
note yes Pain in the backside, this one.
note yes Thinks the world revolves around him.
note yes Not the sharpest tool in the box.
note yes nothing is ever good enough for him
note yes Guest in 14 is an absolute nightmare.
note yes She's just after a discount.
note yes Customer type: awkward
us yes You're being quite unreasonable, sir.
us yes i have that awful woman on the line again
us yes Frankly you are the most stubborn client we have.
note no Difficult case, two insurers.
note no The lock is difficult to open.
note no He is not difficult at all, we kept him waiting.
note no Says our driver was rude. Apologised.
note no Upset because nobody called.
note no Karen rang about her bill.
note no She is entitled to a refund.
note no Entitled to free delivery as of March.
note no Rude reply from our bot, fixed the text.
note no Never call anybody a difficult customer in a note.
note no Pest control booked for Monday.
note no Crazy day at the desk.
us no What a horrible day you had.
us no I'm sorry that our agent was rude.
us no You are no trouble.
us no That was an idiotic mistake of mine.
us no The form is impossible to read, sorry.
",
        );
    }
}
