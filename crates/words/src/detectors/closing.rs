//! A goodbye, by either side: *Goodbye*, *have a lovely day*, *take care*, *kind regards*.
//!
//! *Take care of the bill* and *say goodbye to my money* part nobody. Of a customer's clause that
//! thanks or declines and says goodbye in one breath (*no thanks bye*) the goodbye is left out: it is
//! for the thanks or for the no, as those who label chats hold too. With us, it counts: our last words
//! are part of the standard.

use super::{Detector, one_a_sentence};
use crate::{
    finding::{By, Finding, What},
    scene::Scene,
    token::Break,
};

/// A goodbye, by either side.
pub const DETECTOR: Detector = Detector {
    what: What::Closing,
    by: &[By::Us, By::Customer],
    rules: "
= says goodbye
goodbye|bye|cheerio|ciao|adios|tata|farewell|sayonara|ttyl|toodles
good|ok bye|by|buy $
good bye
^ ta ta $
good night
^ so long $
(i|we) (will) see|c|catch you|u|ya (guys|all|again|around|there|next|then|later|soon|on) (<day>|week|time|morning|then|later|soon|around|again) $
(i|we) (will) talk|speak (to|with) (you) (again) soon|later|then|<day>
until|till next time|<day>|then $
till|until we meet|speak|talk
= wishes them well
(i|we) (hope|wish) (you|u) (to) have|hav|had|enjoy|having|ve (a|an|the) (<very>|really|super) <fine> (and) (<fine>|safe) (rest) (of) (the|your) (new|bank) day|days|evening|weekend|week|afternoon|morning|night|one|holiday|holidays|trip|journey|flight|time|stay|christmas|year|summer|sunday|saturday|friday|monday|tuesday|wednesday|thursday|vacation|life|meal|break|ahead|easter|diwali
have|enjoy|hav a|the|your (lovely|nice) rest of
enjoy|love your|the (rest) (of) (your|the) day|evening|weekend|week|afternoon|morning|night|holiday|holidays|trip|journey|flight|stay|vacation|sunday|saturday|break|honeymoon|summer
have|hav a|an <fine> (and) (<fine>) $
have|hav|ave (a|an) _ (<fine>) day|weekend|evening (ahead|sir|bye|madam) $
have fun $
^ (a) (<very>) <fine>|good|happy day|weekend|holidays|christmas|diwali (ahead) to|for you|u|both|all
^ (a) (<very>) <fine> day|weekend (ahead|to|you|bye|for) $
^ wish|wishing you
^ (you|stay|keep|be) take|stay|keep|be care|safe|well|blessed|warm|healthy|calm (and|of|now|yourself|both|all|out|sir|everyone|<we>|there|bye|dear|then) (yourself|safe|there) $
take care bye|goodbye|of yourself|and
safe travels|journey|trip|flight|home|drive
get well soon
all the (very) best
best wishes|regards
(kind|best|warm|warmest|kindest) regards $
kind|best|warm|warmest|kindest|many regards|greetings
^ regards
^ (yours) sincerely|faithfully
^ yours (truly|sincerely|faithfully) $
= answers a goodbye
^ (ok) you are (most) welcome bye
^ (ok|thanks|yeah|yes|and|oh|thank|you) you|u too|to|as (well) (sir|mate|bye|then|have) $
^ you too have
^ (ok|thanks|yeah|yes|and|the) same to you
= ends the chat
(you) (can|may) (now|please) end|close the|this chat|conversation|session
- say|said|says|saying|kiss|wave|kissed|waved|no|a|the|without|her|his|their|my (a) goodbye|bye|farewell
- goodbye|bye|farewell to|pork|week|law|laws|then|gift|letter|party|email !you|all|everyone|now|and|have
- bye to
- with regards to|for
- when|what|which|if|where|did|do|to|will|would|had|has|having|should|must|could|we|they|he|she|supposed (to) (you|i|we) have|had (a) (<very>) (<fine>) (time|day)
- i have (a)
- have a|no|any other|free|bad|busy|hard|long|terrible|horrible|rough|few|couple
- have a good time|day for|to !you|u|chat
- good night|day 's|sleep|rate|rest
- close|end the|this|your chat|conversation window|button|icon
- take care of !yourself|yourselves|you
- why|did|cannot|not .. close|end the|this chat
@thanks thank|thanks|thanking
@no no|nope|nah|noo|not|nothing|nothin|noting|none !problem|worries|issue|issues
",
    judge,
    example: "Goodbye, and have a lovely day!",
    counter_example: "Close the window on the left.",
};

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let first = findings.len();
    one_a_sentence(scene, findings);
    if scene.by != By::Customer {
        return;
    }
    let mut others = scene.named("thanks");
    others.extend(scene.named("no"));
    let mut place = first;
    while place < findings.len() {
        let at = scene
            .tokens
            .all
            .partition_point(|token| (token.start as usize) < findings[place].span.start);
        if others.iter().any(|other| one_breath(scene, other.start, at)) {
            findings.remove(place);
        } else {
            place += 1;
        }
    }
}

/// Whether one token comes before the other, with nothing that parts them.
fn one_breath(scene: &Scene<'_>, one: usize, other: usize) -> bool {
    one < other && scene.tokens.all[one + 1..=other].iter().all(|token| token.before == Break::None)
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
us yes Goodbye, and have a lovely day!
us yes thanks for calling bye
us yes Enjoy the rest of your weekend.
us yes I'll see you on Tuesday.
us yes Take care of yourself, Ana.
us yes take care
us yes Kind regards,
us yes Speak soon!
us yes All the best for the operation.
us yes Safe travels, Mr Osei.
us yes have a good one
customer yes bye
customer yes byee see you
customer yes have a amazing day
customer yes* Thanks, bye!
customer yes bye and thanks
customer yes have a nice daybye
customer yes you too
customer yes ok gud bye
us no Close the window on the left.
us no We'll take care of the bill.
us no With regards to your order, it left today.
customer no I can say goodbye to my deposit.
customer no no thanks bye
customer no we had a nice day until the bill came
us no When do you have a good time to talk?
us no Have you tried the other door?
customer no Please stand by.
us no See you have two accounts here.
",
        );
    }
}
