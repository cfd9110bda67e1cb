//! One of us says their own name: *my name is Tom*, *Acme, Ana speaking*, *this is Yusuf from claims*.
//!
//! Where the desk knows the agent's name, that name counts after *I'm* and under a letter too. *What is
//! your name?* and *this is not from us* name nobody.

use super::{Detector, found};
use crate::{
    finding::{By, Finding, What},
    scene::{Hit, Scene},
    token::{Break, Kind},
};

/// How many tokens from the end of the message a signature may begin.
const SIGNATURE_TOKENS_MAX: usize = 6;

/// One of us says their own name.
pub const DETECTOR: Detector = Detector {
    what: What::OwnName,
    by: &[By::Us],
    rules: "
= says who they are
my name is|was !not|on|in|spelled|spelt|wrong|the|already|correct
my name 's
<we> <be> called
^ (hi|hello|and|yes|good|oh|hey) (there|morning|evening|afternoon) this is !not|the|a|an|what|how|why|just|only|because|due|about|our|your|my|it|for|to|in|on|where|when|who|really|very|so|all|very|that|now|still|also|part|normal|fine|ok|okay|good|great|too|free|possible|done|correct|wrong|right|from|included|something|one|no|as|at|of|her|his|their|with _ (_) from|at|in|with|on|calling|speaking|here|again|and
^ (hi|hello) (there) this is !not|the|a|an|what|how|why|just|about|our|your|my|from _ (_) $
you are (now) speaking|talking|chatting|through|connected with|to !us|me|our|the|your|a|an|somebody|someone|right|wrong|to _
@speaking speaking|here
@am <we> am !not|a|an|the|in|on|here|so|very|sorry|afraid|happy|glad|sure
",
    judge,
    example: "My name is Tom.",
    counter_example: "What is your name?",
};

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut hits = scene.hits();
    hits.retain(|hit| !hit.tokens.is_empty());
    // \"Ana speaking\": a name that nothing knows as a word, said right before.
    for speaking in scene.named("speaking") {
        let at = speaking.start;
        let named = at > 0 && scene.tokens.all[at].before == Break::None && {
            let before = &scene.tokens.all[at - 1];
            before.kind == Kind::Word
                && scene.text[before.span()].len() > 1
                && !scene.text[before.span()].ends_with("ly")
                && !scene.is(at - 1, "be")
                && !scene.is(at - 1, "person")
                && !["native", "english", "about", "of", "not"]
                    .contains(&scene.text[before.span()].to_lowercase().as_str())
        };
        if named
            && ends(scene, at + 1)
            && !scene.text[scene.tokens.all[at].span()].eq_ignore_ascii_case("here")
            || named && is_agent(scene, at - 1)
        {
            hits.push(Hit { reason: "says who they are", tokens: at - 1..at + 1 });
        }
    }
    let count = scene.tokens.all.len();
    for at in 0..count {
        if is_agent(scene, at) {
            let said = at >= 2 && scene.named("am").iter().any(|am| am.end == at);
            let signs = at + SIGNATURE_TOKENS_MAX >= count
                && scene.tokens.all[at].before >= Break::Comma
                && ends(scene, at + 1)
                && at > 0;
            if said || signs {
                hits.push(Hit { reason: "says who they are", tokens: at..at + 1 });
            }
        }
    }
    hits.sort_by_key(|hit| hit.tokens.start);
    if let Some(hit) = hits.first() {
        findings.push(found(scene, hit, 0.9));
    }
}

/// Whether that token is a part of the agent's name.
fn is_agent(scene: &Scene<'_>, at: usize) -> bool {
    let word = &scene.text[scene.tokens.all[at].span()];
    scene.message.agent.is_some_and(|agent| {
        agent
            .split_whitespace()
            .any(|part| part.len() > 1 && part.to_lowercase() == word.to_lowercase())
    })
}

/// Whether a sentence or clause ends before that token.
fn ends(scene: &Scene<'_>, at: usize) -> bool {
    scene.tokens.all.get(at).is_none_or(|token| token.before > Break::None)
        || scene.is(at, "we")
        || scene.is(at, "and")
        || ["how", "what", "can", "may"]
            .iter()
            .any(|word| scene.text[scene.tokens.all[at].span()].eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::DETECTOR;
    use crate::{By, Message, Reader, What, detectors::table};

    #[test]
    fn a_table_of_lines() {
        table(
            &DETECTOR,
            "
us yes My name is Tom.
us yes my name is beatriz how can i help
us yes Hello, my name's Yusuf.
us yes Good morning, Hotel Aurora, my name is Beatriz.
us yes Good evening, night desk, Pavel speaking.
us yes Acme support, Ana speaking, how can I help?
us yes This is Yusuf from the claims desk.
us yes Hi, this is Ravi from Acme.
us yes hello this is leila from the bank
us yes Good morning, this is Ana Duarte at the front desk.
us yes This is Omar calling about your order.
us yes Hi, this is Priya.
us yes You're speaking with Marta.
us yes You are chatting with Deepak today.
us yes you are through to colm in billing
us yes This is Ines again.
us yes I'm called Bea.
us no What is your name?
us no May I have your name, please?
us no The name is spelled wrong.
us no This is not from us.
us no This is the right form.
us no This is what we can do.
us no This is a copy from March.
us no Generally speaking, it takes a week.
us no Ms Duarte was speaking with our lawyer.
us no Here is the form.
us no The parcel is here.
us no You are speaking to the right person.
us no I am happy to help.
us no Your name is on the list.
us no Could you spell your name?
us no My name was already on it.
us no This is because the card expired.
us no This is for your records.
us no Is this number from your bill?
us no You are connected to the internet.
us no You have reached the limit.
us no We moved here in May.
us no Your driver is called Ben.
us no Kind regards
customer no My name is Tom.
",
        );
    }

    #[test]
    fn the_agents_own_name_counts_where_it_is_known() {
        let reader = Reader::new();
        let said = |text| {
            let message = Message { agent: Some("Tom Osei"), ..Message::new(text, By::Us) };
            reader.read(&message).findings.iter().any(|finding| finding.what == What::OwnName)
        };
        assert!(said("Hi Ana, I'm Tom."));
        assert!(said("hi im tom how can i help"));
        assert!(said("It's on its way.\n\nKind regards,\nTom"));
        assert!(said("Tom here, the parcel has left."));
        assert!(!said("Tom will call you at nine about it."));
        assert!(!said("Hello Tom, your key is ready."));
    }
}
