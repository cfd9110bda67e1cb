//! We offer to help: *how can I help you*, *is there anything else*, *let me know if you need more*.
//!
//! *You can help us by filling in the form* asks for help, and *how can this help?* asks what for.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We offer to help.
pub const DETECTOR: Detector = Detector {
    what: What::OfferOfHelp,
    by: &[By::Us],
    rules: "
= asks how to help
how|what|where|which can|may|might|could|shall|will <we> (best) (be) help|assist|serve|of|support|helping|assisting
how|what can|may <we> do for you
can|may|could|shall|might <we> (<softly>) help|assist|support|serve
can|may|could|shall <we> be of (any|some|further|more) (further|more) help|assistance|service
what brings you (here|to|in)
= asks whether there is more
anything|something (else|more|other|further) (that) <we> can
(is|was) there anything|something (else|more|at|other|further)
anything|something else (that|which|with) (<we>|you) (can|could|may|need|would|want|like)
any|some other|further|more questions|question|concerns|issues (for|today|i|we|that|please|or) 
anything else (today|for|sir|madam|please|at) $
anything else $
= offers it
give <us> a call|shout|ring (if|when|whenever)
let me|us know if|should|when|whenever|how you|there|anything|i|we
shout|holler|call|write|ring|ask|reply|message|contact (me|us|back|out|to) if|whenever|when you need|get|have|run|want|are
if|should|whenever you need|have|want (any|some) more|further|other|help|anything|questions
<we> <be> (<softly>|<very>) here|available|around (to|for|if|whenever) (you|help|to)
(<very>|more|<softly>) happy|glad|pleased|delighted (than|<softly>) (happy) to help|assist|serve|support|walk|go|show|explain
<we> would (be) (<very>|happy|glad|like|love) to help|assist
here|ready|standing|available|want|love|glad|pleased|keen (by) to help|assist|support
at your (service|disposal)
feel free to (contact|call|ask|reach|write|ring|reply|message|email|get|come|send|drop|shout)
(do|please) (do) not hesitate to
let|allow <us> (to) help|assist (you|with)
let me see what <we> can
<we> can (<softly>) help|assist (you|with|out)
would you like <us> to
would you like (some|any|a) help|hand|assistance
you need|want|like (any|some|a|more) help|assistance !from
lend (you) a hand
what would you like <us> to
do you want|need (me|us) to (help|walk|take|show|check|look|send|call)
shall|should <we> help|walk|show|check|look|set|take
- help|assist us
- you can help
- <we> can|could (<softly>) not (help|assist|be)
- can not (<softly>|be) help|assist|of
- how can|could|will|would (this|that|it|they|he|she) help
- thank|thanks for (your|the|all) help
- can you (please) help
- not <be> able to help|assist
- what can <we> say|tell
- unable to help|assist
- (cannot|only|just) help yourself
",
    judge: one_a_sentence,
    example: "How can I help you?",
    counter_example: "You can help us by filling in the form.",
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
us yes How can I help you?
us yes How may I help you today?
us yes How can we assist you?
us yes What can I do for you?
us yes How may I be of service?
us yes how can i help
us yes Can I help you with anything else?
us yes May I help you, sir?
us yes Is there anything else I can help you with?
us yes Is there anything else?
us yes Anything else I can do for you today?
us yes Was there something else that you needed?
us yes Let me know if you need anything.
us yes Please let us know if there's anything else.
us yes If you have any more questions, just call.
us yes I'm here to help.
us yes We're always happy to help.
us yes I'd be glad to help you with that.
us yes Happy to help, Ravi.
us yes I'm happy to walk you through it.
us yes Feel free to call me.
us yes Please don't hesitate to contact us.
us yes Shout if you get stuck.
us yes I am at your service.
us yes I can help you with that.
us yes Would you like me to walk you through it?
us yes Do you need any help with the form?
us yes Let me see what I can do.
us yes what brings you here today
us yes Do you have any other questions for me?
us no I'll call you tomorrow.
us no You can help us by filling in the form.
us no Thanks for your help.
us no Could you help us with a photo of the box?
us no How can this help?
us no I'm afraid I can't help you with that.
us no We are unable to help.
us no The help page is down.
us no Your order is ready.
us no What did the screen say?
us no Anything with a red label is half price.
us no The app lets you know when it's there.
us no The assistant sent it on Monday.
us no Self-help groups meet on Tuesdays.
us no The service desk opens at eight.
us no I called the warehouse.
us no He asked me to help his colleague first.
customer no How can I help you?
",
        );
    }
}
