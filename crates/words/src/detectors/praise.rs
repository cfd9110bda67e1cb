//! The customer praises us: people, service, product: *"brilliant service, thank you"*; not *"great, it
//! broke again"*, and not thanks alone.

use super::{Detector, found};
use crate::{
    finding::{By, Finding, What},
    scene::Scene,
    token::Mood,
};

/// The customer praises us.
pub const DETECTOR: Detector = Detector {
    what: What::Praise,
    by: &[By::Customer],
    rules: RULES,
    judge,
    example: "Brilliant service, thank you!",
    counter_example: "Great, it broke again.",
};

const RULES: &str = "
= praises the service
<good>|good|nice|top|quick|fast|friendly|helpful|kind|prompt|best|professional|first-rate|speedy|efficient|super (and) (<kind>) (customer|online|technical|phone) service|support|work|job|help|assistance|communication|response|experience|team|staff|company|people|product|app|shop|store|value|quality|care|advice|attitude|treatment|stay|hotel|driver|agent|guy+|lady|crew|colleague+|effort|turnaround !is|would|needed|please|do|can|to|was|number
service|support|work|help|staff|team|communication|experience|food|product|quality|app|stay|delivery|response|room|crew|driver|colleague|agent|installer|technician|engineer|everyone|everything|hotel|website|care was|were|is|are|has|have (been) (all|both|always|just|so|very) (so|very|absolutely|really|just|truly|always|simply|extremely|incredibly|super|such) <good>|<kind>|first-rate|faultless|unbelievable|unmatched
the best (_) service|support|company|app|product|customer|experience|team|shop|hotel|help|purchase|decision|bank|provider|airline [<we> have / <we> ever / ever / in / around / anywhere / by far / out there / $]
best service|support|company|app|shop|product|team|hotel|bank ever|in|around|anywhere|by|of|out|on
second to none
[above and beyond / extra mile / beyond the call / out of your way / out of his way / out of her way / out of their way / exceeded my / exceeded our / exceeded expectations / exceeds expectations / could not be happier / could not be better / could not fault / cannot fault / can not fault / could not ask for / can not ask for / top notch / top marks / first class service / first rate / world class service / gold standard / five star service / 5 star service / spot on / hats off / chapeau / kudos / bravo / props to / keep up the good / keep up the great / keep it up / keep up the excellent / pleasure to deal / pleasure dealing / pleasure doing business / pleasure to work / joy to deal / a credit to / a pleasure to speak / pleasure talking / made my day / made our day / made my week / makes my day / restored my faith / faith in humanity / in good hands / ten out of ten / 10 out of / full marks / a plus / thumbs up]
how (customer) service should|ought (to) be
(never) had|experienced|received|seen|known|met (such) [better / a better / great / good / kind / friendly / helpful / excellent / wonderful] service|support|help|care|people|staff
never had (_) better
<we> have never been treated|served|looked so|this|better well|kindly
= praises somebody
you guys|all|people|lot|two|folks|ladies [are / is / have been / were] (been|all|just|so|really|truly|absolutely|simply|an|a|the|such|always) (so|really|truly|an|a|the|absolute|very|real|total|complete) <good>|<kind>|star+|legend+|lifesaver+|hero+|angel+|best|gem+|gems|treasure|godsend|rock|genius|champion+|champ|brilliant|saint+|darling !at|way|to
you guys|all rock|rule
<kind>|<good> he|she|they|you was|were|is|are
such|what a|an (_) (helpful|kind|lovely|nice|patient|professional|polite|friendly|sweet|wonderful|great|brilliant|amazing|fantastic) person|man|woman|lady|guy|gentleman|team|agent|company|bunch|service|human|soul|shop|place|hotel
(a|an) (real|absolute|total|true) legend|lifesaver|angel|gem|godsend|superstar !says
(are|is|was) a star
she|he|they|who|person|lady|guy|man|woman|colleague|agent|technician|engineer|driver|nurse|doctor|team|receptionist|assistant|crew|plumber|installer|courier|rep was|were|is|are|has|have (been) (both|all|always|just) (so|very|absolutely|really|just|truly|extremely|incredibly|super|such|unbelievably|exceptionally|always) (a|an) <good>|<kind>|nice|star|legend|angel|gem|credit !at|time
was (so|very|absolutely|really|extremely|incredibly|super|unbelievably|exceptionally|truly) helpful|kind|patient|professional|polite|friendly|lovely|courteous|efficient|knowledgeable|understanding|attentive|sweet|thorough|wonderful|brilliant|amazing|fantastic|superb|excellent
could not have been more|nicer|kinder|better|easier
so|very|really|extremely|incredibly|super|most|exceptionally helpful|kind|patient|professional|polite|friendly|courteous|knowledgeable|attentive|thorough|understanding|thoughtful !please|if|enough
how|so kind|thoughtful|nice|sweet|lovely|generous|good of you|him|her|them|your
that is (so|very|really|most) kind|nice|sweet|thoughtful|generous (of) (you)
deserves a|an|every|the raise|bonus|promotion|medal|pay|award|praise|credit|pat|rise
give him|her|them|that a (_) raise|bonus|promotion|medal|pat
[employee of the / please pass on my thanks / compliments to / compliment your / want to compliment / like to compliment / like to praise / like to commend / want to praise / sing your praises / shout out to / shoutout to / credit where]
patience|kindness|professionalism|help|attitude|manner|honesty|expertise .. outstanding|exceptional|wonderful|remarkable|amazing|incredible|admirable|second|appreciated|impressed
handled|dealt|treated|looked (with|after) (it|this|me|us|everything) so|very|really|extremely|brilliantly|wonderfully|beautifully|superbly|exceptionally|perfectly|kindly (well|professionally|kindly)
beautifully|brilliantly|superbly|perfectly|wonderfully done|handled|made|organised|explained|packed|wrapped
well done to|everyone|you|team|guys|all !steak
^ well done $
great|good|fantastic|brilliant|amazing|excellent|nice|awesome|super job|work|stuff|going [guys|team|everyone|to|by|on|thanks|thank|again|you|there|everybody|all / $]
= is impressed
am|was|are|were|been (so|very|really|most|thoroughly|extremely|seriously|truly|totally|genuinely|absolutely|quite|super|beyond|always) (so|very|much|really) impressed|delighted|thrilled|amazed|blown|chuffed|happy|pleased|satisfied with|by|away|at|how (how|your|the|this|it|my|you|all|everything) !booking
[impressed / delighted / thrilled / blown away / chuffed] by|with|at|that
very|so|extremely|really|thoroughly happy|pleased|satisfied customer|client|camper|with|bunny
what (a|an) <good>|lovely|beautiful|great (_) service|team|company|product|experience|stay|app|hotel|shop|job|idea|day|place|evening|meal
<we> (really|absolutely|simply|just|totally|genuinely) love|loved|adore|adored your|this|the|how (new|_) (service|app|shop|product|company|team|store|work|hotel|website|place|support|attitude)
<we> (really|absolutely) love|loved it
^ love your|the|this|it 
worth every penny|cent|pound
would|will|can (definitely|certainly|highly|gladly|happily|always) recommend (you|your|this|to|it|the|him|her)
highly|strongly|thoroughly recommend
recommend|recommended|recommending you|your (to|company|shop|service|guys)
five|5|six|5-star|five-star|ten star|stars !hotel|resort|energy
10|ten out of 10|ten
happy|satisfied customer
customer for life
leave|leaving|write|writing|give|giving|post (you|your) (a|_) five|5|great|good|glowing|positive|excellent|nice|brilliant|lovely|fantastic|raving|rave|wonderful|five-star (star) review|feedback|rating|stars
leave|leaving|write|give you (a) nice|kind|good|great
telling|tell|told all|everyone|everybody (my) (friends|_) how great|good|wonderful|kind|brilliant|helpful
keep up the
fits|looks|tastes|is|are so|really|absolutely|just|simply beautiful|gorgeous|stunning|amazing|fantastic|superb|delicious|perfect|lovely
works|work (so|really|absolutely|just) brilliantly|perfectly|wonderfully|beautifully
delicious|gorgeous|stunning|superb|fantastic|excellent|amazing|wonderful|brilliant|outstanding food|meal|breakfast|pizza|room|view|quality|app|product|coffee|bed|cake|tea|book|shoes|dress
(better) than (i|we) expected|hoped|imagined|thought
nothing but praise|good|kindness|great|positive
you (really) helped|saved me|us|my so much|a|day|life|wedding|bacon
you saved|made my|our day|life|week|holiday|wedding|weekend|bacon|year|christmas|trip
[lifesaver / life saver / godsend / legend / superstar / rockstar]
could|can kiss|hug you
= no praise
- not|never|no|hardly|isn't|without|less a|an|so|very|the|that|been|exactly|really|particularly|as|all|any|too|what|much <good>|<kind>|good|nice|impressed|happy|satisfied|pleased|recommend|best|well
- not (_) recommend|impressed|happy|pleased|satisfied|love
- good|great|nice|lovely|wonderful|fantastic|excellent day|morning|afternoon|evening|night|weekend|time|week|holiday|christmas|year
- would|could|might|will|should|may be (so|very|really|a|an|even|much) <good>|<kind>|good|nice|happy
- need|needs|want|wants|looking|expect|expected|hoped|hope|deserve|provide|prefer (for) (a|an|to|some|your|the|that) <good>|good|best|quick|fast|nice|better
- used to be|have|love (so|a|an|such) (_)
- be patient|kind|honest|quick|polite
- at best|least
- best regards|wishes|price|way|time|before|plan|one|option|deal|fit|contact|number|day|suited|package|for
- please be
- good luck|news|point|idea|question|for|enough|as
- thanks for nothing
- good for nothing
! oh|yeah|well great|wonderful|fantastic|brilliant|lovely|perfect another|now|so|just|again|the|it|that|my
! just great|wonderful|fantastic|brilliant|perfect|lovely|what
! if|wish|supposed|unlike|until|instead|pretend|claims|claim|advertised|advertise|promised|promise|sarcasm|sarcastic|irony|joke
- los angel|angeles
! only had|took|waited|cost
! weeks|months|hours late|later|waiting|on|to|without
! again|broke|broken|crashed|lost|wrong|failed|failing|worse|ruined|ignored|useless|smashed|wasted|overcharged|cancelled|leaking|dead|faulty|missing|damaged|rude|refused|hung|disaster|disappointed|stopped|terrible|worst|awful|zero|nothing|nobody|bugs|lies|still !waiting
";

/// Faces that turn praise around.
const IRONY: [char; 5] = ['🙄', '😒', '👎', '😡', '🤡'];

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    if scene.text.contains(IRONY) {
        return;
    }
    let mut last = usize::MAX;
    for hit in scene.hits() {
        let sentence = scene.sentence_of(hit.tokens.start);
        let asked =
            scene.sentence(hit.tokens.start).is_none_or(|sentence| sentence.mood == Mood::Question);
        if sentence == last || asked {
            continue;
        }
        last = sentence;
        findings.push(found(scene, &hit, 0.9));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::table;

    #[test]
    fn lines_of_all_kinds() {
        table(
            &DETECTOR,
            r"
customer yes Brilliant service, thank you!
customer yes Your team is amazing.
customer yes You are so helpful.
customer yes You guys rock!
customer yes Marta was very kind and patient with me.
customer yes Best customer service I have ever had.
customer yes* I'll leave you a five-star review!
customer yes Couldn't be happier with the sofa.
customer yes You went above and beyond.
customer yes I can't fault the service.
customer yes Keep up the good work.
customer yes I'm very impressed with how fast this was.
customer yes We love your shop.
customer yes You're a star.
customer yes You are an absolute legend!
customer yes What a lovely person Amina is.
customer yes The food was delicious and the staff were lovely.
customer yes I would highly recommend you to anyone.
customer yes Top notch support.
customer yes He was really professional.
customer yes Great job, guys.
customer yes Well done to everybody.
customer yes Please give her a raise.
customer yes Dilek deserves a medal.
customer yes You made my day.
customer yes 10 out of 10.
customer yes Five stars from me.
customer yes I've never had such good service.
customer yes The technician was very polite.
customer yes So kind of you.
customer yes You couldn't have been more helpful.
customer yes A pleasure to deal with you.
customer yes i really love this app
customer yes hats off to the driver
customer yes Your service is second to none.
customer yes excellent work as always
customer yes your support is always so quick
customer yes thanks for your wonderful help
customer yes I'm delighted with the kitchen.
customer yes You've been incredibly helpful, thank you.
customer yes The room was wonderful.
customer no Great, it broke again.
customer no Well done, you lost my parcel.
customer no Brilliant service: three weeks and nothing.
customer no Thanks for nothing.
customer no Just great.
customer no Oh wonderful, another delay.
customer no Thank you.
customer no Have a nice day.
customer no Good morning.
customer no It would be great if you could call.
customer no I need good service for once.
customer no Your service used to be great.
customer no The support was not helpful at all.
customer no I'm not impressed.
customer no Is your support good?
customer no What's the best time to call?
customer no That works, great.
customer no I want a 5 star hotel in Rome.
customer no Please be patient with me.
customer no You call that excellent service? It's a joke.
customer no Could you please help me?
customer no Okay good.
customer no Your driver was rude.
customer no 10 gb please
customer no Fantastic service, I only had to wait six weeks.
customer no I was promised excellent service.
customer no Who is the best person to ask?
customer no Best regards, Tom
",
        );
    }
}
