//! Thanks, by either side: *Thank you so much*, *thnk u*, *much appreciated*.
//!
//! *No, thanks* is a way to say no, *thanks to the storm* tells a cause, and *thanks for nothing* is
//! the opposite.

use super::{Detector, found};
use crate::{
    finding::{By, Finding, What},
    scene::Scene,
    token::Break,
};

/// How far a *no* reaches to the thanks that belong to it: *no need thanks*.
const NO_REACH: usize = 10;

/// Thanks, by either side.
pub const DETECTOR: Detector = Detector {
    what: What::Thanks,
    by: &[By::Us, By::Customer],
    rules: "
= says thank you
thank you|u|ya|yu|to
thanks
thanking you|u
thank $
^ (ok|okay) than|tank|ank|hank|nk you|u|yu !can|are|will|have|do
thank youmy|youno|youhave|youill|youkindly|youplease|youotherwise|yougreat|your|yoou|ypu|yoy|yo|yuu|yiou|ou|oyu|ypou|yoyu|a
thank so|very much
thank for
much obliged
cheers $
^ cheers
gracias|merci|danke|dhanyavad|arigato|shukriya
= says that it is appreciated
much|really|highly|greatly|very|truly|deeply appreciated
<we> (<softly>) (do) (<softly>) appreciate it|you|everything|all
<we> (<softly>) (do) (<softly>) (much|greatly) appreciate your|the (kind|quick|prompt|great|good) help|support|patience|time|business|effort|efforts|assistance|feedback|understanding|service|loyalty|trust|honesty|response|reply|call|message|information|kindness|offer
^ (really|much|greatly|do) appreciate it|you|your|that|the|all
= is grateful
<we> <be> (<very>) (so) grateful|thankful|obliged to|for|that|you
<we> can not thank you
- thank|thanks (you) #
- thank|thanks god|goodness|heavens|heaven|fully
- thanks for nothing
- thanks for .. nothing $
- thanks a bunch|million for ruining|wasting
- thanks to (<very>) (the|our|your|my|a|an|this|that|his|her|their) !you|all|everyone|everybody|sir|madam _
- say|said|says|saying|tell|pass|send|give|without|get (a) (them|him|her|my|our|your|word) (of) thanks|thank
- (would|will) thank <us> later
- <we> would .. appreciate
- would be .. appreciated
- not even a thank
- appreciate that|it when|if|is|was|but
@no no|nope|nah|noo|not|nothing|nothin|noting|none !problem|worries|issue|issues|prob|matter|wonder|one|idea
",
    judge,
    example: "Thank you so much.",
    counter_example: "Thanks for nothing.",
};

/// A *no* before it in the same breath takes it with it.
fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let refusals = scene.named("no");
    let (mut told, mut before) = (usize::MAX, 0);
    for hit in scene.hits() {
        let at = hit.tokens.start;
        let sentence = scene.sentence_of(at);
        let refused = refusals.iter().any(|no| {
            (before..at).contains(&no.start)
                && at - no.start <= NO_REACH
                && scene.sentence_of(no.start) == sentence
                && (no.start + 1 == at && !says_what_for(scene, at)
                    || scene.tokens.all[no.start + 1..=at]
                        .iter()
                        .all(|token| token.before == Break::None))
        });
        before = hit.tokens.end;
        if !refused && told != sentence {
            told = sentence;
            findings.push(found(scene, &hit, 0.95));
        }
    }
}

/// *No, thank you for …*: after a comma, thanks that say what for are thanks.
fn says_what_for(scene: &Scene<'_>, at: usize) -> bool {
    scene.tokens.all[at].before > Break::None
        && scene.tokens.all[at..]
            .iter()
            .take(5)
            .any(|token| scene.text[token.span()].eq_ignore_ascii_case("for"))
}

#[cfg(test)]
mod tests {
    use super::DETECTOR;
    use crate::detectors::table;

    #[test]
    fn a_table_of_lines() {
        table(
            &DETECTOR,
            "
us yes Thank you so much.
us yes Thanks for holding, Mrs Petrosyan.
us yes We appreciate your patience.
us yes No problem, thank you for waiting.
us yes* No, thank you for telling us!
us yes I'm so grateful that you called.
customer yes thnk u
customer yes ok thanks
customer yes tq
customer yes Much appreciated!
customer yes thats all thank you
customer yes okthanks
customer yes greatthank you so much
customer yes no thanks thank you so much
customer yes thanx a lot for ur help
customer no no thanks
customer no No, thanks.
customer no nothing else thank you
customer no no need thanks
customer no Thanks for nothing.
customer no thank god it works
customer no Thanks to your driver I missed my train.
customer no I would appreciate a call back.
customer no nobody said thank you
us no I appreciate that it was a long wait, but the desk is closed.
us no A reply by Friday would be much appreciated.
",
        );
    }
}
