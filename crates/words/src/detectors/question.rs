//! A question, by either side: *"where is my order?"*, *"i was wondering if you deliver on saturdays"*;
//! not what only sounds like one: *"how are you?"*, *"you know?"*, *"who cares?"*.
//!
//! A question mark makes a question of its sentence. Without one, in text that has no punctuation, the
//! clause begins as questions begin: with *where is*, *can you*, *any idea*. Each question is a finding
//! with its own place, so that it can later be seen whether it was answered. One that asks for something
//! to be done says so in its reason.

use std::ops::Range;

use super::{Detector, found};
use crate::{
    finding::{By, Finding, What},
    scene::{Hit, Scene},
    token::{Break, Mood},
};

/// A question, by either side.
pub const DETECTOR: Detector = Detector {
    what: What::Question,
    by: &[By::Customer, By::Us],
    rules: RULES,
    judge,
    example: "hi where is my order",
    counter_example: "Hello, how are you?",
};

/// The reason of questions that ask for something to be done.
const REQUEST: &str = "asks for something: a request";
/// The reason of all others.
const ASKS: &str = "asks a question";

const RULES: &str = "
@direct where|when|why|how|what|who|which|whose is|are|was|were|do|does|did|can|could|will|would|shall|should|have|has|am|might|may !thing|been|better
@direct how [long / much / many / often / soon / far / big / late / early / old / fast / come / about / to] !think|thank|appreciate
@direct what|which time|date|day|size|kind|type|sort|number|one|colour|color|address|plan|price|model|room|form|documents|happened|happens|about|if is|are|do|does|did|can|could|will|would|should|have|has|happened|happens|to|my|the|with|i
@direct [what about / how about / what happened / what happens / what if / how come / what for / what else / which one / whose]
@direct is|are|was|were it|this|that|there|the|my|your|our|these|those|you|we|they|he|she|anyone|anybody|somebody|someone|all|any|breakfast
@direct do|does|did (not) i|you|we|they|he|she|it|the|my|your|this|that|anyone|anybody|somebody|these|those
@direct have|has you|i|we|they|he|she|it|my|the|anyone|anybody|your|this|that|there
@direct will|would|should|shall|may|might|am i|you|we|they|he|she|it|the|my|there|this|that|your|anyone|somebody|someone
@direct can|could i|we|it|they|the|my|this|he|she|there|anyone|anybody
@indirect any idea|chance|news|update|updates|word|suggestions|recommendations|eta|luck|clue|thoughts|discount|progress
@indirect wondering|wonder [if / whether / when / where / how / why / what / who / which / about]
@indirect [do you know / do you happen to know / could you tell me / can you tell me / would you know / can you confirm / could you confirm / can i ask / may i ask / could i ask / may i know / can i know / let me know / tell me / advise / want to know / wants to know / like to know / need to know / love to know / wanted to know / curious / interested to know / not sure / not clear / unclear / explain / clarify / check / ask / wanted to ask / want to ask / like to ask / question is / asking / find out / remind me / understand / confirm] (me|please|us|you) [if / whether / when / where / how / why / what / who / which]
@indirect [my question is / quick question / one question / one more question / i have a question / a question about / the question is]
@request can|could|would|will you (please|kindly|possibly|perhaps|just|maybe|also|not|quickly) (please|kindly|just|also) _
@request would|do you mind
@request [is there any way you could / is it possible for you to / is it possible to / any chance you could / any chance you can / any chance of / would it be possible / would it be ok / i was hoping you could / i was wondering if you could / i was wondering if you can / wonder if you could / could i have / can i have / can i get / could i get / may i have / could i please / can i please / please could / please can / could somebody / could someone / can somebody / can someone / would somebody / would someone / can we have / could we have / could we get / can we get]
@inform [do you know / could you tell me / can you tell me / can you explain / could you explain / can you confirm / could you confirm / would you know / can you advise / could you let / can you let / could you advise / would you say / can you say / could you say / would you recommend / can you recommend / can you see / could you clarify / can you ship / can you deliver / do you mind telling / would you mind telling / will you be / would you be]
@not [let me know if you / let me know if there / let me know if anything / let us know if you / how are you / how do you do / how is it going / how is everything / how is your day / how have you been / what is up / how you doing / are you well / are you ok / you know what / guess what / who cares / who knows / what the hell / what the heck / why bother / how dare you / what do you expect / what can i say / are you kidding / are you serious / are you joking / is it just me / so what / what gives / what now / need i say / isn't it / is not it / is it not / is not that / does not it / do not you / are not you / did not you / have not you / will not you / was not it / could you not / what is the point / who would have thought / how hard can it / how hard is it / what a / how nice / how kind / how lovely / how great / how funny / how awful / what kind of company / do you think i am / are you deaf / are you stupid]
@tag [right / ok / okay / yes / no / you know / eh / huh / hm / really / seriously / correct / is it / is not it / are you / do you / hello / pardon / sorry / what / why not / and / you see / know what i mean / get it / understand / clear / see / isn't it / got it / deal / fine / good / great / yeah]
";

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let (direct, indirect) = (scene.named("direct"), scene.named("indirect"));
    let (request, inform) = (scene.named("request"), scene.named("inform"));
    if direct.is_empty()
        && indirect.is_empty()
        && request.is_empty()
        && scene.tokens.sentences.iter().all(|sentence| sentence.mood != Mood::Question)
    {
        return;
    }
    let (not, tag) = (scene.named("not"), scene.named("tag"));
    for sentence in &scene.tokens.sentences {
        let all = sentence.tokens.clone();
        let within = |range: &&Range<usize>| all.contains(&range.start);
        let rhetorical = |at: usize| not.iter().any(|not| not.start <= at && at < not.end);
        let begin = |range: &&Range<usize>| {
            within(range) && begins(scene, all.start, range.start) && !rhetorical(range.start)
        };
        let asks_to_do = request
            .iter()
            .filter(within)
            .any(|range| !inform.iter().any(|inform| inform.start == range.start));
        let reason = if asks_to_do { REQUEST } else { ASKS };
        if sentence.mood == Mood::Question {
            // "…, right?" and "you know?" ask nothing of their own; alone or alone in the last clause.
            let is = |ranges: &[Range<usize>]| ranges.contains(&all);
            let small_talk = not.iter().any(|not| {
                not.start <= all.start + 2 && not.end + 3 >= all.end && all.contains(&not.start)
            });
            if !is(&tag) && !small_talk {
                let from = last_clause(scene, &all, &direct, &request, &indirect);
                push(scene, findings, from..all.end, reason, 0.95);
            }
            continue;
        }
        // Without a mark: where a clause begins as questions begin. The next one ends it.
        let mut starts: Vec<(usize, f32)> = Vec::new();
        starts.extend(direct.iter().filter(begin).map(|range| (range.start, 0.85)));
        starts.extend(request.iter().filter(begin).map(|range| (range.start, 0.9)));
        starts.extend(
            indirect
                .iter()
                .filter(within)
                .filter(|range| !rhetorical(range.start) && !told(scene, range))
                .map(|range| (range.start, 0.8)),
        );
        starts.sort_by_key(|start| start.0);
        starts.dedup_by(|next, first| next.0 < first.0 + 5);
        for (number, &(from, confidence)) in starts.iter().enumerate() {
            let to = starts.get(number + 1).map_or(all.end, |next| next.0);
            let asks_to_do = request.iter().any(|range| {
                (from..to).contains(&range.start)
                    && !inform.iter().any(|inform| inform.start == range.start)
            });
            let reason = if asks_to_do { REQUEST } else { ASKS };
            push(scene, findings, from..to, reason, confidence);
        }
    }
}

fn push(
    scene: &Scene<'_>,
    findings: &mut Vec<Finding>,
    tokens: Range<usize>,
    reason: &'static str,
    confidence: f32,
) {
    findings.push(found(scene, &Hit { reason, tokens }, confidence));
}

/// Whether a clause may begin at that token: the sentence does, after a break, or after words that open.
fn begins(scene: &Scene<'_>, first: usize, at: usize) -> bool {
    at == first
        || scene.token(at).is_some_and(|token| token.before >= Break::Comma)
        || (first..at).len() <= 3 && (first..at).all(|word| scene.is(word, "opener"))
        || scene.is(at - 1, "opener") && !scene.is(at - 1, "and")
        || scene.is(at - 1, "and") && at - 1 > first && !scene.is(at - 2, "act")
}

/// Somebody tells, and does not ask: *"I know where it is"*, *"he asked me if"*, *"let me know if you need
/// anything"*.
fn told(scene: &Scene<'_>, range: &Range<usize>) -> bool {
    scene.before(range.start, 2, "neg") || scene.before(range.start, 2, "third")
}

/// Where the question begins in a sentence that has a question mark.
fn last_clause(
    scene: &Scene<'_>,
    all: &Range<usize>,
    direct: &[Range<usize>],
    request: &[Range<usize>],
    indirect: &[Range<usize>],
) -> usize {
    direct
        .iter()
        .chain(request)
        .chain(indirect)
        .filter(|range| all.contains(&range.start) && begins(scene, all.start, range.start))
        .map(|range| range.start)
        .min()
        .unwrap_or(all.start)
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
customer yes Where is my order?
customer yes where is my order
customer yes hi what time do you close today
customer yes how long does delivery take
customer yes do you deliver to norway
customer yes can i change my seat
customer yes could you send me the invoice
customer yes is there parking at the hotel
customer yes any idea when it will be back in stock
customer yes any news on my claim
customer yes I was wondering if you deliver on Saturdays.
customer yes Do you know whether the pool is heated?
customer yes Please let me know when I can collect it.
customer yes i wonder whether this fits
customer yes tell me how to reset it please
customer yes I'd like to know what the fee is for.
customer yes ok and how much is it
customer yes my parcel is late so when will it come
customer yes what happens if i cancel
customer yes would it be possible to move the date
customer yes Is breakfast included?
customer yes* The blue one?
customer yes* You deliver on Sundays?
customer yes why was i charged twice
customer yes have you received my form
customer yes does it come with a cable
customer yes thanks but which form do i need
customer yes are you open on monday
customer yes which one is cheaper
customer yes should i bring my passport
customer yes what about the refund
customer yes will it arrive before friday
customer yes did you get my mail
customer yes i am not sure if i need a visa
customer yes can you tell me what the code means
customer yes hello can someone help me
customer yes I want to ask how the points work.
customer yes May I have your order number?
customer yes how come the price went up
customer yes am i still insured
customer yes would you mind holding for a minute
customer no Hello, how are you?
customer no You know?
customer no right?
customer no ok?
customer no Who cares?
customer no My order has not come.
customer no Thank you very much.
customer no I know where it is.
customer no That is what I wanted.
customer no I will call when I am home.
customer no Please cancel my order.
customer no the house that we can see is ours
customer no He told me how it works.
customer no i paid and the parcel came
customer no when i press the button nothing happens
customer no I have the form you sent.
customer no What a lovely day.
customer no How nice of you!
customer no you can have it back
customer no The date is fine.
customer no I do not know why.
customer no Let me know if you need anything.
customer no if you can do it that is great
customer no I'm happy with what you did.
customer no that is how it should be
",
        );
    }
}
