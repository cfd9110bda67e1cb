//! Policy, rules, the system or a lack stand in the way of what the customer asks for: *I'm sorry, that's
//! our policy*, and not *your policy number is on the first page*.
//!
//! It is not the rule that hurts but standing behind it. Who names a rule and then a way round it
//! (*I can't change the fare in the system, so I've written it by hand*) does not.

use super::Detector;
use crate::{
    finding::{By, Finding, What},
    scene::Scene,
};

/// Hiding behind policy, rules, the system, a lack of people or of time.
pub const DETECTOR: Detector = Detector {
    what: What::Scarcity,
    by: &[By::Us],
    rules: "
= puts it on policy
that|it|this|thats|those|these|they is|was|are|were (just|simply|only|sadly|unfortunately|still|all) (the|a) our|company|store|shop|house|hotel|school|bank|branch|airline|clinic|library|museum|corporate|internal|strict|standard|official|general|usual|normal|club|office|council|franchise|group (standard|official|internal|company|usual) policy|policies|rule|rules|procedure|procedures|practice|process|protocol|regulation|regulations|guideline|guidelines
that|it|this|thats|those|these is|was|are|were (just|simply|only|sadly|unfortunately|still|all) (the|our|company|my) policy|policies|rule|rules|procedure|protocol|regulation|regulations|guidelines|conditions|orders|instructions (<we>|and|sorry|for|here|so|you|that|i|but|from|says|im|today|around|at) !number
that|it|this|those|these is|are (just|simply|sadly) the|our|my policy|policies|rule|rules|procedure|conditions|orders|instructions|regulations|terms (sorry|sir|madam|maam|here|everywhere) $
^ (sorry|company|house|store|our) policy (sorry|reasons) $
house|company rule|rules $
rules is|are rules
a rule is|are a rule
policy is policy
law is (the) law
the|our|your terms|contract|conditions (of|and) (_) is|are the|clear|very|final|what|unambiguous
policy|policies|rule|rules|terms|conditions|procedure|procedures|protocol|process|guidelines|guideline|regulation|regulations|contract|clause|charter|manual|statutes|handbook|agreement|bylaws|law|compliance|t&cs|standards (of|and) (_) (_) (clearly|simply|just|only|explicitly|expressly|unfortunately|sadly|strictly) do|does|did|can|could|will|would not (just|simply|really|unfortunately|currently|actually) allow|permit|let|provide|foresee|support|include|give|leave|say|mention|apply|have|make|cater|extend|distinguish|entitle|recognise
policy|policies|rule|rules|terms|conditions|procedure|procedures|protocol|guidelines|guideline|regulation|regulations|contract|clause|charter|manual|handbook|agreement|compliance|t&cs (of|and) (_) (_) (clearly|very|simply|only|just|explicitly|expressly|unfortunately|sadly|strictly|also) state|states|stated|stipulate|stipulates|specify|specifies|dictate|dictates|forbid|forbids|prohibit|prohibits|prevent|prevents|preclude|precludes|exclude|excludes|tie|ties|bind|binds|restrict|restricts|mandate|mandates|prescribe|prescribes|oblige|obliges !you
policy|policies|rule|rules|terms|conditions|procedure|procedures|protocol|guidelines|regulation|regulations|contract|clause|charter|manual|t&cs|handbook|agreement (of|and) (_) (_) (clearly|very|simply|only|just|explicitly|expressly|strictly) say|says|said|require|requires|demands !may|can|could|<we>|you|your|#
rules|policy|policies|procedure|terms that|which <we>|you have|must|need|agreed|accepted|signed
policy is|are (very|quite|unfortunately|sadly) clear|strict|not|no|firm|fixed|we
policy is|are (very|quite|unfortunately|sadly) that (<we>|you|no|the|all|there|it) (_) (_) (_) not|no|cannot|only|must
rule|rules is|are (the|very|quite|that) same|clear|strict|there|fixed|not|firm
rule is one|no|not|two|only|that
rule exists for
as|in per|accordance|line|keeping (with|to) (our|the|company|store|hotel|bank|standard) (_) (_) (_) policy|policies|rules|terms|guidelines|regulations|procedure|procedures|protocol|contract|t&cs|process|agreement !number
per (our|the|company|store|hotel) (_) (_) policy|policies|rules|terms|guidelines|regulations|procedure|conditions|contract|t&cs
because|due|owing of|to (our|the|company|strict|internal) (_) (_) policy|policies|rules|guidelines|regulations|procedures|procedure|gdpr|compliance|protocol|bureaucracy
under|according|by|within (to) the|our|company (_) (_) policy|rules|terms|guidelines|regulations|conditions|contract|procedure ..3 not|no|unable|forbidden|cannot
against (our|the|company|all|my) (_) policy|policies|rules|regulations|guidelines|protocol|procedure|terms
breach|violation|violate|violates|contrary|violating (of|to) (our|company|the) (_) policy|policies|rules|terms|guidelines|regulations|procedure
not in|within|part|covered|allowed (of|by|under) (our|the|company) (_) policy|rules|procedure|process|terms|guidelines|regulations !number
says|stated|mentioned|written|laid|described|outlined|specified|stipulated|said (clearly|out|down|so|right) in|by|under (the|our|your) (_) (_) (_) guidelines|terms|conditions|policy|t&cs|contract|rules|manual|print|regulations|agreement|procedure
small|fine print says|states|clearly
terms|conditions|contract|rules|agreement|policy|t&cs (that) you (have|had) (already) accepted|agreed|signed|ticked|confirmed
<we> have|must|need|can|just|only|am|are|simply (to|got|just|only|simply|bound) (to|by) follow|obey|respect|stick|adhere|comply|go|abide|apply|enforce|read (to|with|by|out) (the|our|my|company|these|those) (_) rules|rule|script|policy|policies|guidelines|procedure|procedures|protocol|process|instructions|regulations|regulation|terms|orders
<we> am|are bound|governed|restricted by (the|our|company|strict) (_) (_) rules|policy|policies|guidelines|procedure|procedures|regulations|terms|law|contract
<we> go by the|our book|rules|regulation|regulations|policy|terms
by the book
process|procedure|procedures|rules|rule|policy|protocol|instructions has|have|must|needs|need (to|got) (to) be (strictly) followed|respected|observed|obeyed|applied|kept
not how|the (way) (the|our) process|procedure|system|things works|work|goes|is|done
<we> do|did not make|write|set|invent (up) the rules|rule|policy|policies|prices|terms
do not depart|deviate from it|the|our|that|this|them
what the|our policy|rules|terms|regulation|guidelines|procedure|contract|manual says|say|states|requires
that|thats|this is (just|simply|sadly|unfortunately|only|all) how <we>|it|they|things do|does|works|work|goes|is|are|operate|handle|always !is
that|thats|this is (just|simply|sadly|unfortunately|only) the way <we>|it|they|things do|does|works|work|goes|is|are|operate|handle|always
always (have) (been) done it
instructions (that) <we> (have) (been) given|got|have
standard|usual|normal|common|established|official practice|procedure|process|protocol across|here|for|at|in|with|excludes|requires|everywhere|and
not foreseen|envisaged (for) in|by (the|our) (_) rules|tariff|procedure|system|policy|process|contract
red tape
health and safety (says|rules|regulations|reasons|will|would|do|does|sorry) $
health and safety says|rules|regulations|reasons|forbids
for (legal|compliance|regulatory|insurance|liability) (and) legal|compliance|regulatory|insurance|liability|policy reasons
compliance rules|reasons|says|will|would
<we> have (very|such|our|a) (very) strict|clear|fixed|firm|our (strict) rules|rule|policy|policies|guidelines|procedures|instructions|orders|rules
no can do (sorry) (its) health|company|policy|rules

terms|rules|policy|contract|conditions (clearly|simply) say|says|said #
(as) mentioned|stated|written|said in our (_) t&cs|ts|t|tcs
<we> simply|just|really do|have not have|got (the|any|enough|that) (_) staff|people|resources|capacity|manpower|time|funds|budget|money

= makes no exceptions
not (just|simply|really|ever) make|making|allow|grant|start (making) (an|any) exception|exceptions
never (make|making|grant) exceptions
exceptions is|are (against|not|never) not|impossible|against|never
no (more|further) exceptions !is|are
^ (there) (is|are) no exceptions
if <we> did|do|made|make|gave|give|allow|allowed (it|this|that|an|one) (exception) for you|one|everyone|everybody|each
if <we> did|do|made|make|gave|give|allow|allowed (_) (_) (_) <we> would|will have to
then <we> would|will have to (do) (it|give|make|for)
for everyone|everybody (else) (that|who) who|that asks|asked|comes|calls|wants
then everyone|everybody (else) would|will want
not do|offer|give|make|allow (it|this|that|them|one) for|to (them) all|everyone|everybody|each
the same for all|everyone|everybody|each
applies|apply to all|everyone|everybody
treat you|anyone|one|anybody (any) differently|better|specially
how many people ask|want|call|try
everyone|everybody (else) has|have|must (to) wait|follow|queue|pay|accept
wait (for) your|their|his|her|our turn
first come (is) (the) (first) first served

= puts it on the system
system|systems|computer|software|engine|programme|program|till|machine|tool|app|screen|database|website|platform|portal|crm (just|simply|unfortunately|sadly|also|currently|here) do|does|did|will|can|could|would not (just|simply|even|currently|actually) let|allow|permit|accept|support|have|give|recognise|offer|foresee|take|provide|open|show
system|systems|computer|software|till|machine is|was not set|built|designed|made|able (up) (to)
system|systems|computer|software|till|machine|tool|program (just|simply) says|said no
system|systems|computer|software|engine|machine|algorithm|program (has|have|already|automatically|just|simply) (already) picks|decides|decided|assigns|assigned|calculates|closed|closes|blocks|blocked|locked|rejects|rejected|prevents|stops|generates|refuses|forces|chooses|determines|sets !?
limit|amount|price|option|options|slots (that) the|my|our system|computer|software|screen|tool gives|allows|shows|sets
override|overrule|bypass|alter (round|around|past) (what) the system|computer|software|settings|programme
no way round|around (it|the|this|that)
not (able) (to) get round|around|past it|that|this
(only|just) a system|computer|software|technical thing|limitation|restriction
system|computer|software|technical thing|limitation|limitations|restriction|restrictions
limitation|restriction|limitations|restrictions of|in the|our system|software|platform|tool
the|our|my system|screen|computer|software has no|not
in the system (so|and) (that|it|nothing|i|we) is|it|that|can (it|that|not|final|done)
how it is (all) set|built|designed|programmed (up)
not see|find (that|it|this|anything) on|in my screen
not fit|belong into|in|with (any|one|our|the|my) (of) (our|the|my) categories|boxes|fields|category|form|system
hands are|is (completely|a|pretty|bit|really|rather|fully) (bit) tied
automatically (and|so) <we> can not
computer says no

= says that it is not theirs
not|never (really|actually|just|strictly) (in|within|part|a) (of|for) my|our|this department|area|job|responsibility|remit|role|field|problem|concern|business|call|decision|desk|division|task|duty|line|hands|power !if
not (really|actually) the right department|person|desk|team
outside|beyond (of) my|our|the control|remit|power|scope|authority|responsibility|department|area
(a|completely|totally) different department
sorry (that|thats|it|this) (is) for|with the billing|accounts|finance|sales|technical|legal|warehouse|claims|shipping|booking people|department|team|guys|lot|folks
that|this|it is (up|a|something) (to|matter|question|job|one|decision) for|to (the) (_) billing|accounts|finance|department|airport|sales|airline|landlord|manufacturer|courier|head|legal|claims|bank|insurer|council|management|hq !is|who|that
matter for (the|your) (_) department|team|airport|airline|bank|courier|landlord|office|manufacturer
you will|would (just) have|need to (take|ask|contact|call|speak|talk|raise|bring|complain|check|go|sort) (that|it|this|to|with|up|about) (up|to|with) (with) (the|a|your) airport|else|someone|somebody|manufacturer|airline|department|billing|courier|seller|them|supplier|landlord
you ..3 take it|that|this up with
<we> am|are only|just|merely|simply (in|a|an|the|one|here|doing) (the|a|of|to|on) support|receptionist|temp|trainee|intern|bookings|reception|sales|cashier|clerk|messenger|middleman|agent|operator|volunteer|assistant|student|secretary|porter|driver|apprentice|reseller|first|front|call|part|technician|nurse|cog|phones|job|answer|junior|waiter|salesman|helper
<we> just|only take|do|answer|handle|deal|sell|book|pass (with|on) (the) messages|bookings|calls|phones|orders|sales|billing|tickets|appointments|reservations|deliveries|message !for|now
<we> am|are not a|an technician|doctor|lawyer|expert|engineer|manager|mechanic|charity|magician|accountant|bank|decision
<we> only|just work here
above|over my pay|level|head|station
pay grade
not|never (really|actually|always) up|down to me|us
if|were|was (it) (was|were|is) (only) up|down to me|us
decision|decisions is|are not (made) mine|ours|by|up|me
head|main|central office decides|decide|decided|says|said|sets|wants|insists|makes|wont|will|does (not)
headquarters|hq|corporate decides|decide|decided|says|said|sets|wants|insists|makes
management|boss|bosses|higher-ups|ups|upstairs|director|directors|board|owner|owners (have|has|just|only|simply) says|said|say|decides|decide|decided|insists|forbids|forbid|do|does|want|wants !yes|i|ok|you|hello
people|guys|ones|bosses|powers upstairs|above do|does|decide|have|make|say|want|decided|said
the powers that be
from above|upstairs
from higher up
<we> do|did not (get|really|actually|personally) (to) decide|determine|set|control !that you
<we> do not (get|have) a|any say|influence|control|choice|input|voice
nothing (that) (is) (for|left) me|us to decide
<we> have|had|has (got) (absolutely|really) no (real) say|influence|control|authority|power|leverage|choice|discretion|way
nothing to do with us|me
<we> am|are not (really|actually) at liberty
<we> am|are not (really|actually|personally) allowed|authorised|authorized|permitted|empowered
not have (the) (necessary|required) authority|authorisation|authorization|permission|rights|clearance|power
need|needs|without (a|my|the) (manager) authorisation|authorization|approval|permission|clearance|sign-off (for|from) (it|this|that|above|head|management) !you|your
have my head|job
(more) than my job is worth
more than my job
do not ask me why
do not shoot the messenger
take it or leave|not
like it or not

= is short of people or money
short|under staffed|handed
understaffed|short-staffed|shortstaffed|shorthanded|overworked|overstretched|swamped|snowed|overrun|inundated
short on|of staff|people|hands|drivers|nurses|personnel|agents|time
staff|staffing|personnel|labour|driver|nurse|crew|doctor shortage|shortages|cuts|problems|illness|sickness|issues|constraints|absence|levels
shortage of (_) staff|people|drivers|nurses|personnel|hands|technicians|time|doctors
lack of (the|enough|any) (_) staff|people|resources|capacity|manpower|personnel|time|funds|budget|funding|hands|bandwidth
lack the (_) staff|people|resources|capacity|manpower|personnel|time|funds|budget|funding|hands|bandwidth
skeleton crew|staff
do|does (just|simply) not (just|simply|really|currently|actually|even) have (got) (the|any|enough|that|much|a|many|sufficient) (_) staff|people|resources|resource|capacity|manpower|personnel|time|funds|budget|funding|money|hands|bandwidth|drivers|means|luxury !to lose|waste
not got (the|any|enough|that) (_) staff|people|resources|capacity|manpower|personnel|time|funds|budget|funding|money|hands|bandwidth
not enough (of) (_) staff|people|resources|capacity|manpower|personnel|time|funds|budget|funding|money|hands|bandwidth|us|drivers|nurses
have|has|got|is|are|with (just|simply|really|currently|absolutely) no (more|other|extra|spare) staff|people|resources|capacity|manpower|personnel|funds|budget|funding|money|hands|bandwidth !waste|lose|limit|is
<we>|department|council|school|team|hotel have|has (really|absolutely|simply|just|got) no time
no staff|people|resources|capacity|manpower|personnel|funds|budget|funding|bandwidth for|to|left|available|no|this|at|right|so|today
no time to|for !lose|waste|like
nobody|no (one) (is|else) here|in|at|available (the|office|work|today|to|who) (the|office|this|can) sign|do|help|take|cover|desk|office|can
<we> have|had (got) only|just (got) (a|the) one|two|three|four|single|few|couple|handful|half|#
<we> only|just have|got|had (got) (a|the) one|two|three|four|single|few|couple|handful|half|# (_) person|people|van|vans|staff|technician|technicians|driver|drivers|engineer|engineers|agent|agents|nurse|nurses|doctor|line|cook|waiter|mechanic|hands|pair|man|woman|clerk|of|in|on|working
only|just (the) one|two|three|four|# of us
only (one|person) on|at|working (shift|duty|the|here|today|tonight)
am|is|are (all) (here|left|working) (here) by myself|himself|herself|ourselves
am|is|are|here|working (all) (here) on my|his|her|our own (here|today|at|tonight|this|in)
<we> am|are all alone
i only have (got) two hands
i have (only|just) (got) (only) two hands
budget|cost|staff|funding|spending|service|job cuts|cutbacks|constraints|freeze|restrictions|savings
cutbacks|cut-backs|downsizing|layoffs
limited|insufficient|scarce resources|capacity|staff|staffing|manpower|budget|funds|means|personnel
resources|capacity|staff|budget|funds|means|time is|are (very|so|too|quite|rather|all|now|sadly) limited|tight|used|exhausted|stretched|scarce|finite|low
budget (for|_) (_) (_) is|has|was (been|already) used|spent|exhausted|gone|tight|finished
not in (our|the|my) budget
<we> can|could not afford to|it|that|this|another|more
<we> do|am|are not (get|getting) paid (enough|for|to)
asking|waiting|begging for (another|more|extra|new) person|people|staff|hands
stretched (too|very|so|really) thin|the
too|very|really|terribly|extremely|so|quite|incredibly|pretty|awfully busy right|today|now|at|to|for|here|with|this|just|period|time|day|week|month|season|moment|tonight
<we> am|are (very|really|extremely|so|just|incredibly|quite|always|pretty|too|currently|rather|all|terribly) (very|a) busy
a busy restaurant|hotel|office|shop|clinic|practice|surgery|desk|store|kitchen|hospital
it is|gets|has (been) (always|just|very|really|so|a|quite|extremely|too|our) (very|crazy|really|so|a) busy|busiest|hectic|manic|crazy|chaos|chaotic|packed|madness|mayhem (on|in|at|around|here|today|now)
busiest time|day|month|season|period|week
high|heavy|unusual (_) volume|volumes|demand
high|large|unusual|huge|heavy|record number|amount|numbers of calls|requests|tickets|emails|enquiries|messages|orders
backlog
peak season|period
rushed off our|my|their feet
up to our|my neck|ears|eyes|eyeballs|necks
lot|much|enough|plenty on (of) our|my plate|desk|hands
on our|my plate
bigger fish to fry
more urgent|important|pressing things|cases|matters|customers|tickets|work
full waiting room
waiting room is (already) full|packed
queue|line|queues (right|going|is|of) out|behind|waiting|down|round !to
long queue|queues|line|lines here|today|behind|at|of
line|queue of people|customers|callers|others
people|customers|others|callers|patients|guests|folks (are|also|still|else|in) waiting|queuing|queueing
people|customers|others|callers|patients|guests|folks (waiting) behind you
other people|customers|callers|patients|guests|clients|tickets|calls|cases|tables|things to|are|also|who|open|waiting|too|besides|in
another|other|more|next call|calls|caller|callers|customer (is|are|already) waiting|holding|coming
you are (just|only) one of (about|around|over|many) (_) hundred|thousand|people|customers|#|many|hundreds|thousands
not the only one|customer|person|patient|guest|caller|client|ones|people
#|hundred|hundreds|thousands|thousand|dozens|forty|fifty|twenty|thirty|sixty (of) other tickets|emails|calls|cases|requests|people|messages|customers|orders
any idea how many
how many emails|calls|tickets|messages|requests <we> get|have|receive|handle
can not (chat|talk|stay|speak) talk|chat|stay|speak long
have|has to let you go
full|booked (up) till|until|through (_) everyone|everybody
you will (just) (have|need) (to) be patient
so (just) please be patient
as a small team|company|shop|business|charity|firm|office <we>
this is a charity
one man show|band
<we> have (got) better|other things to do
not (have) (the) time to|for

= does not stand behind it
- not (so|too|that|very|really|at|all) busy
- not hide|hiding behind
- hide|hiding behind
- policy number|holder|holders|document|documents|schedule|certificate|excess|lapsed
- no policy|rule|limit|restriction against|on
- privacy|cookie|insurance|open policy
- the best policy
- used to have
- dress code
- no exceptions is|are
- exceptions is|are what
- under (the|your) (_) warranty|guarantee (terms)
- plenty of time
- not short of
- in your|the favour
- no longer
- was not his|her|their
- you said|mentioned|told
- they|he|she|clerk|colleague told you
- to be brief
- not (going) to hide
- if your|you|the ..4 system|rule
- which|what|whose department|system|policy|rule
- (is|are) busy with
- busy street|line|signal|tone
",
    judge: scarcity,
    example: "I'm sorry, that's our policy.",
    counter_example: "Your policy number is on the first page.",
};

fn scarcity(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    super::one_a_sentence(scene, findings);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::table;

    #[test]
    fn its_lines() {
        table(
            &DETECTOR,
            "
us yes I'm sorry, that's our policy.
us yes Those are the rules.
us yes Company policy does not allow refunds.
us yes As per our terms and conditions there is no refund.
us yes It's against the rules to swap seats.
us yes The system won't let me.
us yes The computer doesn't allow that.
us yes That's not my department.
us yes It's not up to me.
us yes I don't make the rules.
us yes My hands are tied.
us yes We can't make an exception.
us yes If I did it for you I'd have to do it for everyone.
us yes We're short-staffed today.
us yes We don't have the time to check each parcel.
us yes There are only two of us here.
us yes We're too busy right now.
us yes There are other customers waiting.
us yes It's above my pay grade.
us yes I'm only the receptionist.
us yes Head office decides that.
us no Your policy number is on the first page.
us no We're not busy at all, tell me everything.
us no The operating system is up to date.
us no There's no rule against it, go ahead.
us no Which department did you speak to?
us no The solar system show starts at three.
us no I have plenty of time for you.
us no What's your budget?
us no The street is busy on market days.
us no Our privacy policy is at the bottom of the page.
us no Could you please share the booking number?
customer no Don't tell me that's your policy.
",
        );
    }
}
