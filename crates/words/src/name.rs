//! What a finding is called, what it means, and what we did, as people say it: one set of names for every page.

use crate::What;

/// How people speak of a kind of finding.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    /// "Asked again".
    pub title: &'static str,
    /// What it means, for who has not seen it before.
    pub meaning: &'static str,
    /// "we asked for what had been told already"; for what of ours costs trust.
    pub ours: Option<&'static str>,
}

/// The name of a kind of finding.
#[allow(clippy::too_many_lines, reason = "a table")]
pub fn of(what: What) -> Name {
    let (title, meaning, ours) = match what {
        What::Greeting => ("Greeting", "A greeting at the start.", ""),
        What::OwnName => ("Own name", "One of us says their own name.", ""),
        What::CustomerName => ("Customer’s name", "We say the customer’s name.", ""),
        What::HowAreYou => ("How are you", "We ask how the customer is.", ""),
        What::OfferOfHelp => ("Offer of help", "We offer to help.", ""),
        What::Empathy => ("Empathy", "We say what it was like for the customer.", ""),
        What::EmpathyMissing => (
            "No word of empathy",
            "The customer told of something hard, and our answer passes over it.",
            "we passed over what had been hard",
        ),
        What::Apology => ("Apology", "We say sorry.", ""),
        What::RepeatedApology => (
            "The same apology again",
            "We say sorry in the very words that we used before.",
            "we said sorry in the same words as before",
        ),
        What::Thanks => ("Thanks", "Somebody says thank you.", ""),
        What::NextStep => ("Next step", "We say what happens next.", ""),
        What::Explanation => ("Explanation", "We explain how or why.", ""),
        What::Question => ("Question", "Somebody asks something.", ""),
        What::Unanswered => {
            ("Unanswered", "A question of the customer’s that nothing of ours answered.", "")
        }
        What::Alternative => ("Another way", "We offer another way.", ""),
        What::Refusal => ("Refusal", "We refuse something.", "we refused"),
        What::RefusalAlone => (
            "Refusal alone",
            "We refuse, and leave it there: no other way, no next step.",
            "we refused and left it there",
        ),
        What::Scarcity => (
            "Scarcity",
            "Policy, rules, the system or a lack stand in the way.",
            "we put a rule or a lack in the way",
        ),
        What::Blame => {
            ("Blame", "We put it on the customer or on a colleague.", "we put it on somebody")
        }
        What::Condescension => ("Talking down", "We talk down.", "we talked down"),
        What::Hurry => ("Hurry", "We hurry the customer.", "we hurried the customer"),
        What::Jargon => ("Jargon", "Words of the trade.", "we used words of the trade"),
        What::Label => ("Label", "A name put on a person.", "we put a label on a person"),
        What::AskedAgain => (
            "Asked again",
            "We ask for what the customer told us already.",
            "we asked for what had been told already",
        ),
        What::Generosity => ("Generosity", "We give something of our own accord.", ""),
        What::Promise => ("Promise", "We say that we will do something.", ""),
        What::PromiseWithoutTime => (
            "Promise without a time",
            "It does not say by when.",
            "we promised without saying by when",
        ),
        What::Closing => ("Goodbye", "Somebody says goodbye.", ""),
        What::Upset => ("Upset words", "The customer’s words sound upset.", ""),
        What::Relief => ("Relieved words", "The customer’s words sound relieved.", ""),
        What::Repeat => ("Had to repeat", "The customer says that they had to say it again.", ""),
        What::Waiting => ("Waiting", "The customer waits, or waited, for us.", ""),
        What::Leave => ("Leaving", "The customer speaks of leaving us.", ""),
        What::Public => {
            ("Going public", "The customer speaks of making it public, or official.", "")
        }
        What::Praise => ("Praise", "The customer praises us.", ""),
        What::Resolved => ("Resolved", "The customer confirms that it is made right.", ""),
        What::Abuse => ("Insult or threat", "The words insult or threaten somebody.", ""),
        What::Urgency => ("Urgent", "The words say that it is urgent.", ""),
        What::CallWish => ("Call wished", "When the customer would like to be called.", ""),
    };
    Name { title, meaning, ours: Some(ours).filter(|ours| !ours.is_empty()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What ours the table of trust counts against us.
    const AGAINST_US: [What; 11] = [
        What::PromiseWithoutTime,
        What::Refusal,
        What::RefusalAlone,
        What::Scarcity,
        What::Blame,
        What::Condescension,
        What::Hurry,
        What::Jargon,
        What::Label,
        What::AskedAgain,
        What::RepeatedApology,
    ];

    #[test]
    fn what_we_did_can_be_said_and_no_two_have_one_name() {
        for what in AGAINST_US {
            assert!(of(what).ours.is_some(), "{what:?}");
        }
        let mut titles: Vec<&str> = What::ALL.iter().map(|what| of(*what).title).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), What::ALL.len());
    }
}
