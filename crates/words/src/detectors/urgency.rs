//! It is urgent: *"this is urgent, my flight leaves in an hour"*; not *"nothing urgent"*, and not the
//! emergency exit.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// It is urgent.
pub const DETECTOR: Detector = Detector {
    what: What::Urgency,
    by: &[By::Customer],
    rules: "
= says that it is urgent
urgent|urgently|urgency|urgnt|urgant !care
[asap / a.s.a.p / as soon as possible / as soon as you can / soon as possible / as quickly as possible / as fast as possible / at the earliest / earliest convenience / at your earliest / as early as possible / sooner the better / the sooner the] 
immediately|immediate !after|following|before|family|effect|below|left|right|disconnects|crashes|closes|goes|fell|broke
[right away / straight away / right this minute / this instant / this minute / this very minute / without delay / without further delay / pronto / at once / high priority / top priority / priority one / p1 / sev1 / red alert / code red]
need|fix|help|call|send|sort|please|resolve .. [right now / today itself / now now / this second]
time [critical / sensitive / is running / is short / is tight / is of the essence / is ticking]
time-critical|time-sensitive|emergency !exit|contact|number|numbers|lights|lighting|services|kit|brake|fund|call-out|exits|room|stop|button
running (out) (of) time|short
[clock is ticking / no time to lose / no time to waste / out of time / not have time / do not have much time / have no time / not have long / only have until / hours left / minutes left / hour left / last minute]
[life or death / life and death / matter of life / matter of hours / matter of minutes / critical situation / desperate / desperately]
[cannot / can not / could not] (_) wait (any|until|till|that|for|another|much|_) longer|tomorrow|monday|more|next|long|week|days|the
not (_) wait (any) longer
hurry [up|please|it / $] !no
(please) (be) quick [please|about / $]
[please / me / be / really / very / us] quickly
please quickly
production is|site|system|server|database is|down|stopped|offline
whole|entire office|company|team|site|shop|system|floor|building is|has|cannot|down down|stopped|standing|offline|no|not
losing|lose|cost|costing (us|me|_) money|thousands|sales|customers|orders every|by|each|per|right|a minute|hour|the|second|now|day
every minute|hour|second counts
= says by when
need|needs|needed|must|want|require|required .. [by / before] (the) (end) (of) today|tonight|tomorrow|noon|midnight|five|six|three|eod|cob|morning|evening|lunch|then|#|friday|monday|tuesday|wednesday|thursday
[by / before] (the) [eod / cob / close of business / end of business / end of the day / end of day / end of play / end of today / tonight]
need|needs|needed|must .. today|tonight|now [please|or|because|as|otherwise|at|not|for|before|itself / $] !available
today itself
today not tomorrow
within the|an|one|two|next|half (next|an|few) hour|hours|minutes !thank
in [an hour / half an hour / # minutes / # mins / # hours / one hour / two hours / three hours / twenty minutes / ten minutes / a few hours / five minutes] !ago
[flight / train / plane / meeting / wedding / event / exam / interview / surgery / operation / party / funeral / presentation / guests / visa / deadline / ferry / boat / court / launch / closing / audit / conference / ceremony / concert / bus / taxi / ship] (_) (_) [leaves / is / starts / boards / departs / expires / begins / arrive / ends / on / leaving / goes / departing / are / boarding / takes off / runs / due] in|today|tomorrow|tonight|this|within|coming|due|here|now
<we> [leave / fly / travel / am leaving / depart / board / move / am flying / are leaving / go / present / launch] (for|on|to|out|live|_) (_) today|tonight|tomorrow|in
deadline|due is|by|date today|tomorrow|tonight|in|at|#|this|midnight|noon
standing|stuck|stranded|waiting|sitting|am|here (_) at (the) airport|gate|border|checkout|till|station|counter|hospital
stuck in|on|outside|inside (the|a|my) lift|elevator|house|car|snow|motorway|middle|roadside|tunnel
stranded
locked out|in (of|in|and|on|my|_) my|the|house|flat|car|account|cold|kids|baby|children|outside
baby|child|kids|children|mother|dad|grandmother|elderly|husband .. no|without heating|heat|water|power|insulin|oxygen|food|medicine
[out / run out / short] of insulin|medicine|medication|oxygen|pills|tablets|inhaler|milk|food
without insulin|medicine|medication|oxygen|heating|water|power
smell|leaking (of) gas
water|sewage|gas (is) pouring|gushing|flooding|leaking|everywhere|coming|running|smell|dripping through|down|into|from|out|in|everywhere|all
flooding|flooded the|my|our|right|now|into
on fire|sparks|sparking|smoke coming|smoking
being|been drained|stolen|hacked (right) now
someone is using|spending|withdrawing my
sos|mayday
- no|not|nothing|never|hardly (an|a|that|very|really|too|at|all|so|super|terribly) (that|so|all|bit) urgent|emergency|hurry|urgency|rush|deadline|desperate
- is|was it|this|that urgent
- not [urgent / an emergency / a hurry / in a hurry / immediately / immediate / right away / asap / time critical / need it today / need this today]
- no hurry
- non urgent|emergency
- if (it|this) is (not) urgent|an
- [reply / replied / replies / answered / answer / helped / responded / arrived / came / worked / fixed / solved / sorted / dispatched / received / delivered / refunded] (me|it|this|the|us|_) (almost|so|very|_) immediately|quickly|straight
- [replied / answered / responded / arrived / came / worked / fixed / solved / sorted / helped] .. [right away / straight away / at once / within / in #]
- in case of (an|_) emergency
- emergency contact|exit|number|phone|lighting|doctor|dentist|services
- an urgent care
- urgent care|treatment|message|delivery option
- at once [a|per|several / $]
- two|all|both|many|several|everything|once at once
- not smoking|flooded
- no smoking
- last minute deals|offers|booking|holiday|trip
- in # minutes|hours walk|drive|and|from
! when|whenever you have|get time|a
! whenever you
! no rush|hurry|stress
! take your time
! thank you|thanks for .. quick|quickly|immediately|immediate|fast
",
    judge: one_a_sentence,
    example: "This is urgent, my flight leaves in an hour.",
    counter_example: "Nothing urgent, whenever you can.",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::table;

    #[test]
    fn lines_of_all_kinds() {
        table(
            &DETECTOR,
            r"
customer yes This is urgent, please call me.
customer yes I need this ASAP.
customer yes Please reply as soon as possible.
customer yes It's an emergency, the water is coming through the ceiling!
customer yes My flight leaves in two hours and I have no boarding pass.
customer yes I need the documents by tomorrow, the notary closes at noon.
customer yes We're locked out of the house with the baby inside.
customer yes Could you fix this right away please
customer yes The wedding is tomorrow and the dress is not here.
customer yes Kindly resolve today itself.
customer yes Our production server is down, every minute counts.
customer yes I am stranded at the airport.
customer yes It must be here before Friday, it can't wait until Monday.
customer yes Need an answer within the hour.
customer yes He is without insulin since this morning.
customer yes I'm running out of time.
customer yes Time is of the essence here.
customer yes Please hurry.
customer yes It's a matter of life and death.
customer yes Someone is using my card right now, block it!
customer yes The meeting starts in 20 minutes.
customer yes urgently need the invoice
customer yes We need the van back by the end of today.
customer yes I can't wait any longer, I need it today.
customer yes Please send it immediately.
customer yes* This is time-sensitive.
customer yes The deadline is midnight.
customer yes Our whole office is down.
customer yes I have to leave for the station in half an hour, please be quick.
customer yes We are losing money every hour.
customer yes could somebody help me quickly please
customer yes My visa expires tomorrow.
customer yes High priority please, the exam is on in an hour.
customer no Nothing urgent, whenever you can.
customer no It's not urgent.
customer no No rush at all.
customer no There is no hurry.
customer no Where is the emergency exit?
customer no Please update my emergency contact.
customer no Is the urgent care open on Sunday?
customer no Thanks for replying so quickly.
customer no You answered immediately, great.
customer no Take your time.
customer no The train leaves at 7.40, breakfast at half past six would be fine.
customer no Have a great day!
customer no I need a window seat.
customer no I want to book a table for tomorrow.
customer no My parcel came today.
customer no Do you have last minute deals?
customer no It's no emergency, I just wondered.
customer no The order arrived within the hour, thank you.
customer no He left immediately after breakfast.
customer no I'm not in a hurry.
customer no What is the deadline for the early bird price?
customer no I will need one help.
customer no Can I see all my bookings at once?
",
        );
    }
}
