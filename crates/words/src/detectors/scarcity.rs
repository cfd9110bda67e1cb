//! Policy, rules, the system or a lack stand in the way of what the customer asks for: *I'm sorry, that's
//! our policy*, and not *your policy number is on the first page*.
//!
//! It is not the rule that hurts but standing behind it. Who names a rule and then a way round it
//! (*I can't change the fare in the system, so I've written it by hand*) does not.

use super::{Detector, one_a_sentence};
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

our|these|those|the|company|my|such|any|house|store|hotel|bank|strict|internal (_) (_) <rule> (_) (_) (_) (_) (_) not|no|never|nobody|none|nothing|must|unable !problem|longer|need|worry
<rule> (here|we|that|simply|just|clearly) do|does|will|would|can not !apply|worry
<rule> is|are (still|just|simply|always) <rule>|sacred|law|binding|final|paramount
<rule> sorry|afraid $
<rule> <we> am|are afraid
^ (company|house|store|our|hotel|franchise|strict|internal|school|bank) <rule> $
break|breaking|bend|bending|broke|circumvent|ignore|waive|relax|change|stretch|skip (the|our|my|any|these|all) (_) <rule>
follow|following|obey|respect|apply|enforce|stick|adhere|abide|comply|observe|uphold|go (to|with|by) (the|our|my|these|those|company|what|strict) (_) (_) <rule>|script|orders|book|letter
against|per|outside|contrary|within|violates|breaches (to) (the|our|company|all|any|my|hotel|store) (_) <rule> !number|if
because|due|owing|thanks of|to (our|the|company|strict|internal|new|current) (_) (_) <rule>
<rule> is|are (all|very|quite|perfectly|pretty|just|really|crystal|rather) (very) clear|specific|strict|firm|explicit|rigid|final|unambiguous|tight
our|the policy|terms|rules|contract|regulations|guidelines on|about|for|regarding (this|that|it|returns|refunds) is|are (very|quite|perfectly|crystal) clear|strict|firm|specific
<we> have|operate|got (a|an|very|the) (a|an|very) strict|clear|firm|rigid|fixed|tight|no|zero|tough|set (_) (_) <rule>|limit|rule
terms|conditions|contract|policy|agreement|rules (that) you (have) signed|agreed|accepted|ticked
contractually|legally (not) obliged|required|bound|tied|allowed|permitted|entitled
<we> am|are not (legally|contractually) obliged|required|bound (to)
under|according|by (to) section|clause|article|paragraph|rule (_) (_) (_) (_) (_) not|no|never|only|must
in|says the contract|terms|rules|agreement|brochure|conditions|manual|handbook|lease (on|and) clause|page|section|you|so
clause|section|paragraph|article # (_) (_) (_) not|no|says|states|clearly|must
written on|in the wall|contract|terms|door|sign|rules
no receipt no
those|these are (just) (the|our|my) requirements|conditions|limits|instructions|orders
for (data|legal|security|safety|compliance|regulatory|insurance|liability|privacy|hygiene|tax) (and) (protection|security) reasons (_) <we> can|could|am|are not
for (data|legal|security|safety|compliance|regulatory|insurance|liability|privacy|hygiene|tax) (and) (protection|security) reasons it|this|that|nobody|no
gdpr|privacy|protection|law|legislation|regulator (_) (_) do|does|will|would|can not (let|allow|permit)
gdpr (_) (_) (_) not|no|sorry
health and safety (_) (_) do|does|will|would|can not
the law is|says|forbids|prohibits|ties
(our|the|my|a) limit|maximum|cap is|of #|one|two|three|four (per|and|no|for|coupon|each|a|kilos|euros|pounds) (_) (_) (_) not|no|matter|cannot|never|sorry|without
no matter who|whose
no matter what $
it is what it is
set a precedent
please everyone|everybody
can not (just|simply|keep) go|keep|start|be (around|round) giving|handing|making|changing|waiving|refunding
would|will|have everybody|everyone (else) asking|want|doing|wanting|coming
same treatment|rules|conditions|terms for|as everyone|everybody|all|others
everyone|everybody gets (exactly) the same
one rule for
if everyone|everybody|all (customer|guest|one|else|our) (_) did|asked|wanted|got|came|started
where would (it|that|we) (end|be|stop)
<rule> ..8 not|never|nobody|nothing|unable|impossible|cannot !matter|load|need
not|never|unable|nobody|impossible|unless ..8 <rule> !number|holder
no (refunds|returns|exceptions|exchanges|_) ..5 our|the|company|store|these (_) <rule>
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

my|our|the|this|your|that <machine> (simply|just|also|automatically|unfortunately|has|have|is|will|keeps) (simply|just|already|automatically) block|blocks|blocking|blocked|reject|rejects|rejecting|rejected|kicked|kicks|locks|locked|stops|stopping|prevents|preventing|refuses|refusing|limits|forces|cancels|requires|insists
<machine> (simply|just|really|unfortunately|sadly|only|on|at) (my|this|end|here) do|does|will|would|can|could not (just|simply) let|allow|permit|accept|have|give|support|take|offer|recognise|show
<machine> (_) only lets|allows|accepts|gives|takes|shows
no option|button|field|box|function|setting|code (for|to) ..6 <machine>|screen
<machine>|screen (that) (there) has|have|is no option|button|field|box|way|function|setting|code|category
all|fully|completely|entirely automated|automatic
<we> have no control|influence|power|way|say|access (over|on|to|of|in)
<we> do not have (any|the|full|direct) access|rights|permissions|clearance (to|for) (that|this|it|the|your|change|those)
<machine> has|have (a|an|its) (own|hard|fixed|built) limit|limitation|restriction|cap|limits|limitations
<machine> decides|calculates|assigns|determines
how|way the|our|this|it (_) <machine> (is|was|has|works)
how|way <machine> is|was|works|has
generates|generated|sends|created|sent (those|these|the|them|it|by) (_) automatically
computer said|says
not|never|unable|impossible ..6 in|through|by|with|on|from (the|our|my|this) <machine> !see|find|yet
system|systems|computer|software|till|database|register ..4 not|never (just|simply|even) !load|loads|work|working|responding|respond|show|showing|open|available|connect|connecting|down|start|starting|updating|update|updated|seeing|recognise|running|run|on|up|installed|yet|have|been|being|sure|found|slow|ok _
<machine> ..4 refuse|refuses|rejects|reject|prevents|prevent|restricts|forces|insists|requires|demands|stops|blocks|blocked|locked
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
management|boss|bosses|higher-ups|ups|upstairs|director|directors|board|owner|owners (have|has|just|only|simply) says|said|say|decides|decide|decided|insists|forbids|forbid|want|wants !yes|i|ok|you|hello
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

only a|the|my (_) manager|supervisor|director|boss|owner|board|headquarters|management|management's can|could|may|has
need|needs|without a|the|my|your (_) manager's|supervisor's|director's signature|approval|ok|okay|permission
<above> told|tells|instructed|forbids|forbade|insists|insist|ordered (us|me|that|to|it|not)
management|manager|supervisor|boss|bosses|headquarters|hq|corporate|directors|board|owner|owners|legal|compliance|finance|accounting|insurers will|would|do|does|did|can not|never let|allow|approve|want|accept|permit|agree|sign|like
<above> has|have (strictly|explicitly|clearly|just|already) forbidden|instructed|told|ordered|decided|tied|ruled|banned|capped|set
^ (my|our|the) <above> says|said|say (that) no|it|we|not|nothing
decision|decisions|call|choice ..4 higher|above|head|management|headquarters|board|upstairs
lies with head|the|our|my|them (_) office|management|board|owner|manager|bank|airline|headquarters
taken|made|decided|comes|came|come (by|from|in|at) (the) (_) higher|above|upstairs|headquarters
<we> was|were|am|are|have (been) told|instructed|ordered|forbidden (strictly|clearly) not|to|no
<we> have strict|clear orders|instructions
they (really|just|simply) will|would|do|did not (even|really) let|allow|pay me|us
handled|dealt|decided|managed|processed|done|run|controlled (with) by (a|another|the|our|your|someone) (completely|entirely) different|separate|head|external|third|other|else|another (_) (team|department|office|company|people|party)
you will|would|should (just) have|need (to) speak|talk|contact|call|ask|write|complain|turn|go|ring|phone|take (to|with|it|that|this|up) (to|up|with|the) (with|the) sales|billing|someone|else|them|whoever|accounts|seller|airline|courier|head|manufacturer|supplier|landlord|bank|insurer
<we> only|just handle|do|deal|cover|sell|take|process (with) billing|sales|bookings|orders|deliveries|refunds|accounts|technical|reservations|tickets|the
wrong department|desk|office|team|counter|extension
not something|anything (that) (my|our|this|i|we|the) (team|department|desk|office|side) does|do|handle|handles|deal|deals|decide|control
<colleague>|airline|airport|courier|manufacturer|landlord|hotel|supplier|seller 's responsibility|job|problem|business|decision|call not|sorry|so|im
courier's|warehouse's|driver's|department's|supplier's|agent's|shop's|seller's|bank's|manufacturer's responsibility|job|problem|business|decision|call
airline|airport|courier|manufacturer|landlord|supplier|carrier|seller|bank|council|government makes|make|sets|set|decides|decide the|that|it
<we> just|only|simply|merely follow|read|repeat|pass|sell|do (on) (the|what|it|orders|tickets|instructions)
following orders|instructions|procedure|protocol|rules
do as|what <we> am|are told
do as told
not in|part (of) my|our job description|contract|brief
<we> do not set|decide|control|choose (the) prices|price|fees|rates|schedule|schedules|rules|times|law|laws
not our|my problem|concern|business
there is no manager|supervisor|boss (here|in|on|available|around)
not my|our call|decision
boss|bosses|manager|management|supervisor|owner|headquarters|directors (_) (_) not|never|no|refuses|refused|forbids|vetoed !available|here|in|need|problem|charge|longer|only|yet|able
<we> am|are just|only|merely|simply a|an|the|here|in|doing|following|passing|covering|filling|new|helping (to|the|up|for|my) !call|click|minute|few|checking|email|message|about|team|step|phone
<we> am|are (quite|still|only|very|just) new here|to|at
up to the (_) department|bank|airline|manager|landlord|council|insurer|insurance|courier|owner|board|manufacturer|doctor|school|office
department|office|team|people|company ..3 handles|decides|deals|takes|does that|it|this|those|these (not|we|i|and|so|sorry)
not (really|exactly|actually|strictly) what <we> do|handle|cover|deal
not what <we> are|am (here|paid|for|trained) (for|here|to)
ask|try|call|contact|ring|phone (the|a|your|someone|somebody|another) (_) (_) department|somebody|someone|else|airline|manufacturer|landlord|courier not|we|i|that
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

not (just|simply|even|currently|really|possibly) have|got|enough|sufficient (the|any|enough|that|many|much|sufficient) (many|much|of|free|spare) <means> (to|for|in|at|on) !lose|waste
no|zero|few|fewer|little|less|limited|insufficient|minimal|reduced (extra|spare|more|available) staff|resources|resource|capacity|manpower|personnel|funds|budget|funding|bandwidth|staffing (for|to|left|until|at|so|and|this|here|today)
half|most|part of the|my|our team|staff|people|colleagues|office|crew is|are|has|have
only|just one|two|a|three (_) technician|driver|engineer|van|nurse|doctor|person|agent|colleague|mechanic|plumber|clerk|cashier for|on|in|at|until|who|working|here|left (the|whole|all|today|shift|duty)
half|most|two|three|several|many (of) (the|my|our) team|staff|people|colleagues|office|us|nurses|drivers is|are|have|has|on|off|down|away (off|on|called|out|down|away)
called in sick
off sick|ill
covering for all|two|three|everyone|them|colleagues|everybody
thin on the ground
<means> is|are|has|have (been) (very|so|too|quite|all|now|really|extremely|already) (very) limited|tight|cut|slashed|gone|spent|exhausted|stretched|scarce|frozen|short|busy|precious|maxed
cut|cuts|cutting|slashed|reduced|trimmed (our|the|my|in|to) (_) budget|staff|team|hours|funding|headcount
#|ten|twelve|five|six|twenty|thirty|forty|fifty|hundred|hundreds|thousands|dozens (other) people|customers|callers|tickets|calls|emails|cases|requests|others (in|ahead|before|waiting|to|behind|still|open) front|of|me|you|line|queue
in my|our queue|inbox|backlog !if
not (our|the|my) only customer|guest|patient|client|caller|case
<we> get|receive|have|see|handle|got hundreds|thousands|dozens
<we> get|receive|have|see|handle so|too many
not|never (got|have) all day
only do so much
do only so much
only so much (that) (<we>|one|a) (can|could)
only (one|a) human|pair
one person doing|team|against
work|job|jobs of two|three|four|five people|men|persons|others
doing two|three|four|several jobs|people's|shifts
christmas|holiday|summer|lunch|morning|end|monday|weekend rush
rush hour|period
running|run (very|so|way|a) (bit) behind|late because|due|with|today
pay (me|us) enough
best <we> can do (with|at|right|given|under)
with|given the <means> (that) <we> have|got
all hands are
no free <means>|hands|slots|lines|capacity
at|over|beyond (full|our|maximum) capacity
under (so|huge|great|heavy|extreme|enormous) (much) pressure|strain
we are (completely|totally|absolutely|really|so|very|just|all|utterly) overloaded|overwhelmed|slammed|flooded|drowning|buried|stretched|maxed|stuffed|rammed|packed|snowed|run
<we> am|are (completely|totally|absolutely|really|so|very|just|all|utterly|currently|a|bit) (bit) overloaded|overwhelmed|slammed|flooded|drowning|buried|maxed|rammed
not be|clone everywhere|myself
a million|thousand|hundred (other) things
crazy|mad|manic|hectic|chaos|mayhem|bedlam|madhouse|zoo (here|in|at|around|right) here|today|at|week|around|now|moment
high season
<we>|it|here|office|shop|kitchen|team|everyone|everybody|phones|clinic|desk|lab|workshop|garage|staff|technicians|drivers|engineers am|are|is|have|has|gets (_) (_) busy !<day>|until|on|line|street
too much|many work|orders|calls|requests|tickets|emails|people|customers|patients|cases
too|so|very little time
time is money|limited|short|tight
only have|got|get # minutes|seconds
# minutes per|each call|customer|patient|case|ticket
<we> (simply|just) can not cope
<we> (simply|just) can not keep|manage up|with
can not|unable (possibly|to|always) answer|read|check|look|respond|reply|see|help|call|attend (to|at|after|into) each|every|all|everyone|everybody|individual
cope with|anymore
urgent|priority|vip|important customers|cases|clients|jobs|patients come|first|have|take|go
priority is|goes to|over
emergencies first|come|take|have
this|that time of (the) year|day|month
do|does not grow on trees
made of money
not a charity|hotel|taxi|bakery|magician|miracle|wonder
= does not stand behind it
!! but|so|therefore|hence <we> have|will (<softly>|gladly) !to|not|no|never|be|have|only|need|strict|got|had|a|an|the|another|<softly>|two|three|one|many|other|# _
!! but|so <we> am|are (<softly>|gladly) putting|asking|getting|calling|sending|making|going|happy|passing|transferring|connecting
!! but|so|instead let me
!! but|so <we> can|could (<softly>|gladly) !not|never|only|no|see|understand|just|<softly> _
!! said yes
!! they|he|she|office|boss|manager agreed|approved
- no problem
- not|no (a|any) problem
- high demand for
- busy on|until|from <day>|#|the
- policy|procedure|rule|rules is|are (very|quite) simple
- simple|easy procedure|rule|rules
- simple if you do|are not
- your (_) policy|insurance|plan|cover|warranty|guarantee
- exactly|yes|right|correct that is
- nothing changes
- add|added|adding ..2 to the policy
- not (so|too|that|very|really|at|all) busy
!! not (going) (to) hide|hiding behind
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
    // Who goes on to a way round, or to what happens next, does not hide behind it.
    let goes_on =
        findings.iter().any(|finding| matches!(finding.what, What::Alternative | What::NextStep));
    if !goes_on {
        one_a_sentence(scene, findings);
    }
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
