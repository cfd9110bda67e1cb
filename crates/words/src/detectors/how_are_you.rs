//! *How are you?*, in its many forms: *how's your day going*, *hope you are well*, *how have you been*.
//!
//! *How are you getting to the airport?* asks for something else.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// *How are you?*
pub const DETECTOR: Detector = Detector {
    what: What::HowAreYou,
    by: &[By::Us],
    rules: "
= asks how they are
how are|is you|everybody|everyone|yourself (all|both) (doing|feeling|keeping|holding|today|this|tonight|my|sir|madam|and|bearing|going) !getting|planning|paying|using|connected|connecting|with|able|so|sure|supposed|to|finding|logging|trying|accessing|calling|travelling|sending|set
how are things (with|going|today|at|on|over|in) !connected
how are we (doing|feeling|today|all) (today|this) !going|supposed|to|with
how do you do $
how you doing|going|been|keeping
how have you been (doing|keeping|since|lately|all) !using|paying|trying|connecting|getting|able|charged|accessing
how is|was|are|has your day|morning|afternoon|evening|week|weekend|everything|things|life|monday|tuesday|wednesday|thursday|friday|family|year (going|been|so|today|treating|started|been)
how is|are it|everything|life|things|business|all (going|with|today|treating|been) (you|so|today|there|on|going|over|with) (far|today|there|you) $
how is everything|life|it going
how goes it
how did you sleep
how are|is the|your family|kids|children|little|baby
what is up $
you (doing|feeling|keeping) (ok|well|alright|okay) today
are you (doing|feeling|keeping|all) ok|well|alright|okay|better|good (today|now|there) $
^ (you) alright|ok mate|there $
= hopes that they are well
hope|trust|hoping|wish|wishing (that) you|this|all|everything|your|everyone (are|is|finds|find|have|had|and|day|weekend|week|morning|been|family|email|message|mail|note|holiday) (you|is|been|your|are|all|had|having|doing|keeping|going|family) (are|in|having|very|doing|keeping|going|all|you|been|a|the|had|safe|really|both) (a|good|great|very|well|best|really|in|having|the|had|your) well|good|great|fine|lovely|nice|wonderful|safe|best|restful|relaxing|better|pleasant|fantastic|amazing|health|spirits
hope|trust (that) you <be> (all|both|doing|keeping|feeling) well|good|great|fine|safe|ok|okay|better
hope you enjoyed|enjoy your|the (day|weekend|holiday|holidays|trip|break|christmas|summer|bank)
hope|trust (that) this (email|mail|message|letter|note) finds|find you
hope you slept
nice|lovely|good|great to see|hear|have you|from (again|back)
- how are you (going|planning|supposed|able) to
- how do you do that|this|it
- how is it that|possible|connected|set|wired|labelled
- how are things connected|set|arranged
- said|asked|ask|asks me|us|him|her how
",
    judge: one_a_sentence,
    example: "How are you today?",
    counter_example: "How are you getting to the airport?",
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
us yes How are you today?
us yes How are you?
us yes how are you doing today sir
us yes Hi Ana, how are you doing?
us yes How are you feeling now?
us yes How are you keeping?
us yes How have you been?
us yes How's your day going?
us yes How is your day so far?
us yes How's it going?
us yes How are things?
us yes How are things with you?
us yes How is everything going?
us yes How was your weekend?
us yes How are you this morning?
us yes How do you do?
us yes I hope you are well.
us yes I hope you're doing well today.
us yes Hope you had a lovely weekend!
us yes I hope this email finds you well.
us yes Trust you are keeping well.
us yes Hope all is well with you.
us yes Hope you are having a great day.
us yes hello how r u
us yes How's life treating you?
us yes Are you feeling better today?
us yes how you doing
us yes How are we today?
us yes What's up?
us yes Nice to hear from you again!
us no How are you getting to the airport?
us no How are you paying?
us no How are you planning to travel?
us no How do you do that?
us no How is it connected?
us no How are things connected in the cellar?
us no How have you been paying so far?
us no How is the cable labelled?
us no How long have you had it?
us no How was it delivered?
us no I hope the part fits.
us no I hope that helps.
us no You are well covered by this plan.
us no How old is the router?
us no How are the photos stored?
customer no How are you?
",
        );
    }
}
