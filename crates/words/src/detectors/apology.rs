//! We say sorry: *I'm so sorry*, *apologies for the wait*, *our mistake, forgive us*.
//!
//! *Sorry?* asks, *sorry to hear* feels with them, *I'm sorry you feel that way* is none, and *better
//! safe than sorry* is a saying.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We say sorry.
pub const DETECTOR: Detector = Detector {
    what: What::Apology,
    by: &[By::Us],
    rules: "
= says sorry
<we> <be> (<softly>) (<very>) (<very>) sorry !to
sorry (<softly>) (<very>) about|for|that|again
(<very>|deeply|sincerely) sorry we|i
^ (<very>|oh|ah|im|and|ok|okay|yes|no|hi|please|again|oops|ouch|once|more) (<very>|so|really) sorry !to|you|sir
<we> <be> (<very>) sorry to (have|say|tell|inform|disappoint|keep|bother|trouble|disturb|interrupt|let|read|hear)
sorry to (have) keep|kept|keeping|bother|bothered|trouble|disturb|disappoint|put|make|made|let|mess
= apologises
<we> (<softly>|must|would|do|want|can|like|only|<very>|sincerely|wholeheartedly|unreservedly) (<softly>|like|to|sincerely) (to|<softly>|sincerely) apologise|apologize|apologised
(my|our|sincere|many|deepest|please|full|humble|heartfelt|a|thousand) (sincere|sincerest|deepest|humble|heartfelt|full) apologies
apologise|apologies for|about|again|that|to
(<we>) owe you an apology
accept (my|our) (sincere|sincerest|deepest|humble|heartfelt|full|unreserved) apology|apologies
offer (my|our|you|an|a) (sincere|sincerest|deepest|humble|heartfelt|full|unreserved) apology|apologies
= asks to be forgiven
forgive me|us !if
(please|beg|do) pardon (me|us|the) (delay|mistake|error|mess|slip) $
excuse (the|our|my) delay|mistake|mess|error|confusion|typo|slip|mix
= takes the fault
(that|this|it) is|was (entirely|all|completely|totally|purely) my|our (own) fault|mistake|error|bad|slip|oversight
^ (oops|oh|ah|sorry|yes) my|our bad|mistake|fault|error !report|reports|rate|log|message|list|code|is|was
<we> regret (<very>|the|any|that|this|our|what) (the|inconvenience|delay|mistake|error|trouble|we|confusion|happened)
- safe than sorry
- sorry that|if (you) feel|see|took|misunderstood|think|are|were
- sorry you feel|see|think|took|did|do|are
- (not|nothing|never) sorry|apologise for yourself|nothing
- no need|reason to apologise|be (sorry)
- not (have|need|has) to apologise
- not need an apology
- feel|feels|felt sorry
- sorry state|sight|excuse
- if (you|anyone) <be> sorry
- accept your apology|apologies
- he|she|they|you apologised|apologise|apologises
- you <be> sorry
- <we> regret to (inform|say|tell)
",
    judge: one_a_sentence,
    example: "I am sorry for the delay.",
    counter_example: "Better safe than sorry.",
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
us yes I am sorry for the delay.
us yes I'm so sorry, Ana.
us yes We're very sorry about the mix-up.
us yes Sorry for the wait!
us yes Sorry about that.
us yes sorry about the confusion sir
us yes My apologies.
us yes Our sincere apologies for the wrong bill.
us yes Please accept our apologies for the misprint.
us yes I apologise for keeping you on hold.
us yes We apologize for any inconvenience.
us yes I want to apologise to you in person.
us yes I'd like to apologise for yesterday.
us yes We owe you an apology.
us yes That was our mistake.
us yes My bad, wrong link.
us yes Oops, my mistake, it's 18:30.
us yes it is entirely our fault
us yes Please forgive me for the late reply.
us yes I'm terribly sorry that nobody called.
us yes So sorry, that should not have happened.
us yes Again, sorry for all the trouble.
us yes Sorry to have kept you waiting.
us yes Sorry to keep you waiting, Mr Osei!
us yes We regret the inconvenience.
us yes Please excuse the delay in our reply.
us yes apologies for that
us yes I do apologise.
us yes I can only apologise for how this was handled.
us yes I'm really sorry.
us no Better safe than sorry.
us no I'm sorry you feel that way.
us no There's no need to apologise.
us no You don't have to apologise for calling.
us no The driver was in a sorry state.
us no He apologised for shouting.
us no Thank you, I accept your apology.
us no The delay is due to the snow.
us no We regret to inform you that the offer has ended.
us no Everything is fine on our side.
us no The mistake is fixed now.
us no No worries at all.
us no If you are sorry you bought it, send it back.
us no Our fault reports are on page two.
us no Excuse me, which room?
customer no I'm sorry to bother you.
",
        );
    }
}
