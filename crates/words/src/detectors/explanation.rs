//! We explain how we work: *here is how it works: first we check the photo, then we order the part*, and
//! not *how does it work?*
//!
//! Steps in order, how long each takes, why it is so, what happens to what the customer sends.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We explain how we work.
pub const DETECTOR: Detector = Detector {
    what: What::Explanation,
    by: &[By::Us],
    rules: "
= says how it works
here is (exactly|roughly|briefly|basically|just|simply) how|what (it|this|that|we|the|our|a|happens|you) (_) (_) works|work|goes|go|do|does|happens|happen|handle|proceed|looks|with
this|that is (exactly|roughly|basically|just) how (it|this|we|the|our) (_) works|work|goes|do|handle|calculate|repair|process
the way it|this|that|we|our (_) (_) (works|work|do|does|handle|go|goes) is !to
how (it|this|we|the) (_) works|work|goes|do (it|this|these|here) is this|that|like|simple|quite|as
how <we> do it|this|that|these (here|is)
just so (that) you know|understand how|what|why
so (that) you know|understand how|what|why
it|this|that|process|system|returns|scheme works|goes like|as|in this|follows|two|three|four|stages|steps
process|procedure|routine is|goes|works|runs|looks (quite|very|usually|as|like) simple|follows|this|straightforward|like|three|two|four|always
let me (quickly|briefly|just) explain (how|what|why|the|this|our)
let me (quickly|briefly|just) walk|talk|run|take you
let me (quickly|briefly|just) tell|show you how|what|why
<we> will|can|would|should (<softly>|briefly|quickly|like|love) (to) explain|clarify|outline|describe
<we> will|can|would|should (<softly>|briefly|quickly|like|love) (to) walk|talk|take|run you|this|it (through|over) (the|it|our|each|this) (_) (steps|process|process|each|_)
to explain how|what|why|our|this
what <we> (usually|normally|typically|always|generally|first) do (first) is
what happens is (that)
what usually|normally|typically happens
what happens with|to your|the|a (_) (_) (_) is
in three|two|four|five|several simple|easy|short|few|steps|stages|phases

= goes through the steps
first (of) (all) <we>|the|your|our|a|an|it|you ..12 then|after|next|second|finally|afterwards
firstly <we>|the|your|our|you
to begin|start with <we>|the|you|our|it
<we> first ..8 then|before
<we> (usually|normally|always|typically|then) check|test|inspect|clean|look|read|measure|weigh|scan|sort|pack|print|compare|verify|review (_) (_) (_) (_) (_) then|before (that|this|<we>|the|it|they|you|your)
step (number) one|two|three|# (is|we|you)
there are two|three|four|five|#|several (simple|main|easy|short) steps|stages|phases
has|have|consists|takes (of) two|three|four|five|several steps|stages|phases|parts
once|when|after|as (soon) (as) your|the|a|it|we|an|our ..10 <we>|it|they|he|she|our|system|team|technician|you (then|usually|always|automatically|first|also) checks|check|test|tests|inspect|inspects|order|orders|print|prints|pack|packs|send|sends|ship|ships|goes|sort|sorts|review|reviews|scan|scans|forward|forwards|measure|releases|settles
every|each (_) parcel|order|request|email|message|complaint|claim|return|repair|case|ticket|device|application|bag|letter|sample|book|form (_) (_) (is|gets) goes|has|passes|starts|arrives|read|checked|tested|scanned|reviewed|opened|sorted|weighed|inspected|washed|signed
all|most (_) parcels|orders|requests|emails|messages|complaints|claims|returns|repairs|cases|tickets|applications|calls (first) (are) (first) go|get|pass|checked|start|read|reviewed|handled|sorted
is|are|gets (usually|normally|always|first|then|automatically|typically) checked|tested|inspected|read|reviewed|sorted|scanned|packed|measured|calculated|printed|weighed|cleaned by|in|at|every|each|twice|once|overnight|before
goes|go (first|then|straight|directly|automatically) to (our|the|a|two) ..8 who|which|where|before|then
usually|normally|typically|generally|always|automatically takes|take|lasts (us)
takes (us|about|around|up|between|roughly|our) (to|about) #|one|two|three|four|five|seven|ten|a|an (or|to|couple|few|business|working) (_) (minutes|hours|days|weeks|day|week|hour) because|since
on average (it|this|we|that|a|you)

= says why it is so
the|that|one|another|main reason <we>|it|you|your|this ..8 is
the|main|one|only reason for (the|this|that|your|our) (_) (_) is|was
the reason is|behind|why
reason why ..6 is
this|that|which is (also|exactly|partly) (because|why) why|because we|it|your|the|you|they|our|every !can|will
why <we> do|ask|need|check|have|keep|want|close|charge (_) (_) (_) (is|for|because)
<we> (only|also|always|usually|have|need|must) (to) ask|check|need|test|keep|charge|close|require|request|verify|hold|wait|do ..8 because|since
<we> (only|also|always|usually) (have|need|must) (to) ask|check|need|do|keep|require|test|verify ..6 so (that) nobody|no|you|your|the|it|they|someone
<we> (only|also|always|usually) ask|check|need|require|verify ..6 to make|protect|prevent|avoid|prove|ensure|be sure|your|fraud|the|that|it|mistakes|certain
it is there|meant|designed|done to protect|keep|make|prevent|avoid|help|stop|show|ensure
to protect|prevent|avoid (_) (_) <we> (always|first|also|only|usually) (have|need) (to) ask|check|need|test|do|send|call
is|are calculated|worked|counted|based|split|made (up|out) from|on|of|by|over|according|into|per
that|this|which (simply|just) means (that) you|<we>|it|your|the
in other words
what this|that|it means is
by the way <we> calculate

= is no explanation
- how does|do|did|can|could|would|will
- what happens $
- that is why <we> can|could|will|are|am|have
- let me (just|quickly) check|see|look|know|have|get|put|find
- let me take a|your|that|this|the
- could|can|would|please you explain|walk|tell|describe
- please|you explain
- if it works
- let me explain $
- does|do|did that mean
- first class|floor|name|time|aid|month|day|visit|page|line|contact|payment|night|one|impressions|half
",
    judge: one_a_sentence,
    example: "Here is how it works: first we check the photo, then we order the part.",
    counter_example: "How does it work?",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::table;

    #[test]
    fn its_lines() {
        table(
            &DETECTOR,
            "
us yes Here is how it works: first we check the photo, then we order the part.
us yes Here's what happens with your parcel once it is back.
us yes Let me explain why we ask for it.
us yes Let me walk you through it.
us yes I'll take you through the steps.
us yes The way it works is that the meter sends us a number each night.
us yes It works like this: you send the form, we stamp it.
us yes First we test the battery, then the charger, and only after that do we open the case.
us yes First the lab looks at it, then you get the report.
us yes What we usually do is call the landlord first.
us yes What happens is that the bank holds the money for two days.
us yes There are three steps.
us yes The repair has three stages.
us yes Once your parcel reaches us, we check it and send the money back.
us yes As soon as the form is here, it goes to two people who read it.
us yes Each claim is read by two people.
us yes Every return gets checked by hand.
us yes All requests go to the duty nurse first.
us yes It usually takes three days.
us yes A refund normally takes about a week because the banks settle twice.
us yes The reason we ask for your birthday is that two customers have your name.
us yes The reason for the delay is the customs check.
us yes We ask for ID so that nobody else can move your number.
us yes We only need the code to make sure that it is you.
us yes The bill is calculated from the last two readings.
us yes That means you will see two payments this month.
us yes In other words, the first bill covers six weeks.
us yes To protect your account we always ask for the code.
us yes On average it takes two days.
us yes Just so you know how it goes: the driver rings an hour before.
us yes this is how we do it here we weigh the bag twice
us yes I can explain how the fee comes about.
us yes We always test each lamp before it goes out because some break on the way.
us yes To begin with, we read every line of the report.
us no How does it work?
us no Let me check that for you.
us no Let me take a look.
us no Your table is ready.
us no Could you explain what you see?
us no First of all, I'm sorry.
us no The first class is on Monday.
us no May I have your first name?
us no It works now, I just tested it.
us no Does it work again?
us no We are on the first floor.
us no What time suits you?
us no I've booked you in for Friday.
us no Thank you for explaining.
us no Let me know when it arrives.
us no Please take a seat.
us no Every time I see your name I smile.
us no Your parcel left this morning.
us no Would you like the window or the aisle?
us no I'll call you at three.
us no You did that very well.
customer no Please explain how it works.
customer no First I called, then I wrote, and nobody answered.
",
        );
    }
}
