//! What a moment is called, what it means, and what we did, as people say it.

use language::{Wording, say};
use words::What;

/// "Asked again".
pub(super) fn title(what: What) -> Wording {
    match what {
        What::Greeting => say("moment-greeting"),
        What::OwnName => say("moment-own-name"),
        What::CustomerName => say("moment-customer-name"),
        What::HowAreYou => say("moment-how-are-you"),
        What::OfferOfHelp => say("moment-offer-of-help"),
        What::Empathy => say("moment-empathy"),
        What::EmpathyMissing => say("moment-empathy-missing"),
        What::Apology => say("moment-apology"),
        What::RepeatedApology => say("moment-repeated-apology"),
        What::Thanks => say("moment-thanks"),
        What::NextStep => say("moment-next-step"),
        What::Explanation => say("moment-explanation"),
        What::Question => say("moment-question"),
        What::Unanswered => say("moment-unanswered"),
        What::Alternative => say("moment-alternative"),
        What::Refusal => say("moment-refusal"),
        What::RefusalAlone => say("moment-refusal-alone"),
        What::Scarcity => say("moment-scarcity"),
        What::Blame => say("moment-blame"),
        What::Condescension => say("moment-condescension"),
        What::Hurry => say("moment-hurry"),
        What::Jargon => say("moment-jargon"),
        What::Label => say("moment-label"),
        What::AskedAgain => say("moment-asked-again"),
        What::Generosity => say("moment-generosity"),
        What::Promise => say("moment-promise"),
        What::PromiseWithoutTime => say("moment-promise-without-time"),
        What::Closing => say("moment-closing"),
        What::Upset => say("moment-upset"),
        What::Relief => say("moment-relief"),
        What::Repeat => say("moment-repeat"),
        What::Waiting => say("moment-waiting"),
        What::Leave => say("moment-leave"),
        What::Public => say("moment-public"),
        What::Praise => say("moment-praise"),
        What::Resolved => say("moment-resolved"),
        What::Abuse => say("moment-abuse"),
        What::Urgency => say("moment-urgency"),
        What::CallWish => say("moment-call-wish"),
    }
}

/// What it means, for who has not seen it before.
pub(super) fn meaning(what: What) -> Wording {
    match what {
        What::Greeting => say("moment-greeting-meaning"),
        What::OwnName => say("moment-own-name-meaning"),
        What::CustomerName => say("moment-customer-name-meaning"),
        What::HowAreYou => say("moment-how-are-you-meaning"),
        What::OfferOfHelp => say("moment-offer-of-help-meaning"),
        What::Empathy => say("moment-empathy-meaning"),
        What::EmpathyMissing => say("moment-empathy-missing-meaning"),
        What::Apology => say("moment-apology-meaning"),
        What::RepeatedApology => say("moment-repeated-apology-meaning"),
        What::Thanks => say("moment-thanks-meaning"),
        What::NextStep => say("moment-next-step-meaning"),
        What::Explanation => say("moment-explanation-meaning"),
        What::Question => say("moment-question-meaning"),
        What::Unanswered => say("moment-unanswered-meaning"),
        What::Alternative => say("moment-alternative-meaning"),
        What::Refusal => say("moment-refusal-meaning"),
        What::RefusalAlone => say("moment-refusal-alone-meaning"),
        What::Scarcity => say("moment-scarcity-meaning"),
        What::Blame => say("moment-blame-meaning"),
        What::Condescension => say("moment-condescension-meaning"),
        What::Hurry => say("moment-hurry-meaning"),
        What::Jargon => say("moment-jargon-meaning"),
        What::Label => say("moment-label-meaning"),
        What::AskedAgain => say("moment-asked-again-meaning"),
        What::Generosity => say("moment-generosity-meaning"),
        What::Promise => say("moment-promise-meaning"),
        What::PromiseWithoutTime => say("moment-promise-without-time-meaning"),
        What::Closing => say("moment-closing-meaning"),
        What::Upset => say("moment-upset-meaning"),
        What::Relief => say("moment-relief-meaning"),
        What::Repeat => say("moment-repeat-meaning"),
        What::Waiting => say("moment-waiting-meaning"),
        What::Leave => say("moment-leave-meaning"),
        What::Public => say("moment-public-meaning"),
        What::Praise => say("moment-praise-meaning"),
        What::Resolved => say("moment-resolved-meaning"),
        What::Abuse => say("moment-abuse-meaning"),
        What::Urgency => say("moment-urgency-meaning"),
        What::CallWish => say("moment-call-wish-meaning"),
    }
}

/// What we did, as a sentence begins: "We asked for what had been told already"; for what of ours costs trust.
pub(super) fn ours(what: What) -> Wording {
    match what {
        What::EmpathyMissing => say("moment-empathy-missing-ours"),
        What::RepeatedApology => say("moment-repeated-apology-ours"),
        What::Unanswered => say("moment-unanswered-ours"),
        What::Refusal => say("moment-refusal-ours"),
        What::RefusalAlone => say("moment-refusal-alone-ours"),
        What::Scarcity => say("moment-scarcity-ours"),
        What::Blame => say("moment-blame-ours"),
        What::Condescension => say("moment-condescension-ours"),
        What::Hurry => say("moment-hurry-ours"),
        What::Jargon => say("moment-jargon-ours"),
        What::Label => say("moment-label-ours"),
        What::AskedAgain => say("moment-asked-again-ours"),
        What::PromiseWithoutTime => say("moment-promise-without-time-ours"),
        what => title(what),
    }
}
