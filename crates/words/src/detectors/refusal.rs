//! We refuse something: *I'm sorry, we can't do that*, and not *I can't thank you enough*. Alone, if the
//! message has no alternative and no next step: *I can't do Tuesday, but what I can do is Wednesday* is a
//! refusal and is not alone.
//!
//! After a refusal much is an alternative that would be none elsewhere: *our partner on Mill Street
//! does*. Such ways (`@way`) are looked for here, after the first refusal, and become findings too.

use super::Detector;
use crate::{
    finding::{By, Finding, Source, What},
    scene::{Hit, Scene},
    token::Mood,
};

/// We refuse something; alone, if there is no alternative and no next step in the message.
pub const DETECTOR: Detector = Detector {
    what: What::RefusalAlone,
    by: &[By::Us],
    rules: "
= says that we can not
can|could not (possibly|really|just|simply|actually|currently|unfortunately|ever|even|sadly|legally|physically|personally) !possibly|really|just|simply|actually|currently|unfortunately|ever|even|wait|believe|imagine|thank|thanks|complain|agree|recommend|apologise|stress|emphasise|overstate|say|find|see|hear|locate|view|reach|remember|recall|think|argue|blame|begin|fault|express|quite|seem|stand|fathom|understand|describe|miss|be|you|i|we|it|they|he|she|this|that|load|connect|imagine|hope|praise|wish|fail|praise|tell|have|been|promise|hurt|read|go|ask|feel|identify|work|start|log|verify|get|care|and|but|wrong|resist _
can|could not (really|just|simply|currently|unfortunately) tell you !how
can|could not (really|just|simply|currently|unfortunately) promise (you) !how|_ _ _
can|could not (really|just|simply|currently|unfortunately) promise
<we>|you can not (really|just|simply|currently|unfortunately) have (it|this|that|both|a|an|the|any|two|more|your|dogs|pets) !sleeping|waiting|sitting|leaving
<we> can not (really|just|simply|currently|unfortunately) get !hold|through|to|into|enough|over|it|a|past
<we> can not get (you) it|this|them|a|any|your|those|these
you can not get !lost|it|enough|through
<we>|doctor|dentist|nurse|anybody|anyone can not see you|him|her|them|anyone|anybody
can not go ahead|back|below|lower|above|beyond|over|against|into|further|any
can|could not (possibly|really|just|simply) be !happier|sure|certain|more|prouder|better|easier|simpler|sorrier|clearer|helped|without|too|worse|truer|nicer|kinder|found|read|opened|displayed|loaded|seen|reached|expected|bothered|any|that|a|the|right|responsible|closer|beaten|wrong|blamed
can|could not be any !happier|easier|clearer|sorrier|better|more|prouder
<we> can not ask|let|have our|my|him|her|them|the|anyone
no can do
can neither
can no longer !wait|see|find|hear|reach|remember|stand|believe|say
could|would never <serve>
can in no way
nobody|none|noone (here|at|of|in) (us|this|our|the|all) (office|team|desk|company|branch) (is|are|can|could|will|would|be) (be) able|allowed
nobody|none|noone (here|else) can|could|will|would
no one (here|else) (is|can|could|will|would) can|could|will|would|able|allowed

can|could not be of (any) (further|more|much) assistance|help|service|use
as|however much as|<we> (<we>) would|do (like|love|want|wish|sympathise|regret)
<we> (really|so|do) wish (that) <we> could
would if <we> could
would (really|so|dearly|have) love|loved|like|liked to ..4 but
can|could hardly|scarcely <serve>
= says that we will not
<we>|he|she|they|team|department|company|insurer|insurers|insurance|bank|council|hotel|airline|landlord|school|board|committee|manager|management|office|shop|store|policy|insurance|plan|system|courier|driver|claim|order|request|deposit|fee|payment|refund|compensation|reimbursement|tenancy|contract|application|limit|this|it|that will not (simply|just|currently|ever|longer|be|also|now|therefore) (be) <serve>
<we>|he|she|they will not (be) able|going|calling|getting|accepting|sending|paying|replying|changing|moving|compensating|doing
<we> will not (also|ever) !be|charge|bill|close|let|share|forget|keep|ask|bother|sell|give|rest|stop|need|have|hesitate|disappoint|spam|lose|cost|hurt|judge|interrupt|touch|take|go|leave|know|open|send|pass|store|disclose|see|do|use|contact|call|cancel|start|bore|pretend|tell|lie|say|hold|rush|only|just|make|until|<serve> _
<we> will not (be) (longer) go|going|do|doing ahead|further|there|beyond|that|this|it|so|anything
<we> will not (be) (longer) give|giving|send|sending|hold|holding|open|opening|tell|telling|keep|keeping|make|making|store|storing|change|changing|share|sharing !up|in|on|you|your
<we>|bank|council|insurer|insurers|company|hotel|airline|they will not pay|reimburse|refund|compensate|replace|cover|waive|budge
will not be possible|able|available|permitted|allowed|tolerated|reconsidered|reviewed|revisited|repeated|accepted|accommodated|approved|granted|given|made|paid|refunded|reimbursed|returned|replaced|renewed|raised|issued|extended|sent|honoured|changed|reopened|compensated|covered|reversed|waived|restored|removed|lifted|offered|processed|reinstated|considered|entertained|answered|doing|making|sending|taking|accepting|paying|offering|giving|resurfacing|getting|held|admitted|rescheduled|reissued|any|calling|discussing|coming
no (more|further) _ (replacements|refunds) will be <served>|made|sent
no (more|further|such|money|cash) refund|refunds|compensation|reimbursement|replacement|replacements|exception|exceptions|credit|extension|extensions|payment|exchange|exchanges|discount|discounts|return|returns|further|goodwill|change|changes|voucher|vouchers|rebate|claims|part ..3 will|can|could|is|are|was|shall|may (be) <served>|due|paid|given|made|allowed
no (more|further) (free|extra|additional) _ will be <served>
will never be <served>
would not be able|possible|allowed|willing|prepared|permitted|appropriate|fair
<we> would (much) rather not !have|lose
would not <serve>
<we> never <serve>
<we>|they|he|she|team|it|company|bank|council|hotel|chef|insurer|insurers|landlord refuse|refuses|decline|declines|reject|rejects|deny|denies to|any|all|the|your|it|this|responsibility|liability
<we> (<softly>) (have|had|must|am|are|will|would|need|do) (to|therefore|hereby|now|afraid) (<softly>|regretfully|respectfully|sadly) decline|declined|refuse|reject|deny|declining|rejecting|refusing|denying|turn|turning !anyone|no|nobody|anybody

will not pay|reimburse|refund|compensate|budge
not going to happen|work|be|get|change|budge|give|accept|approve|sign
<we> am|are (definitely|certainly|simply|just|really) not (be) <serve>
<we> will not be _
<we> will (definitely|certainly|simply|just|sadly|unfortunately|therefore) not
will|would|does|do not work for us|me|our
you would|will never get|receive|see|have
you will not (be) getting|get|receiving|receive|have|having !to|trouble|charged
you are not (going) (to) getting|get|having|have|receiving|receive|entitled|allowed|permitted|coming|going
you may|must|shall not (_) <serve>|bring|take|park|enter|use|smoke|eat|go|swim|drive|leave|cook|feed|touch|cancel|keep|come|board|access|have|transfer|sublet|work
you must|may not !be|worry|have|know|realise|feel|need _
you will (simply|just) (have|need) to wait|live|accept|make
you will have to live with|accept|wait like|until|your
this|that|the|our conversation|chat|call|discussion|matter|case|thread|file is (now|hereby|therefore) over|closed|finished|ended
case|matter closed
case closed
end of (the) story|discussion|matter
final response|offer|word|position|answer
the price is|stays|remains the price|fixed|final
no further action|correspondence|discussion|comment|reduction
= says that it is not done here
<we>|they|team|company|bank|council|hotel|airline|shop|store|garage|office|school|library|museum|landlord|firm|board|chef|kitchen|operator|clinic|restaurant|department|insurer|insurance|policy|plan|tariff|warranty|guarantee|tour|code|voucher|coupon|contract|lease|version|product|model|package|account|card|it|that|this|ticket|fare|branch|practice|machine|system|app|service do|does|did not (currently|usually|normally|generally|actually|really|ever|even|just|simply|unfortunately|also|sadly|typically|ordinarily|in) <serve> !about|that|like|on|as
do|does not <serve> it|this|that|those|these|them|such|any|anything|all|every|other|late|third|refunds|substitutions|exceptions|returns|exchanges|liability|coupons|money|losses|out|foreign|cash|cards !about
<we> do not (currently|usually|normally|generally|actually|really|ever|even|just|simply|unfortunately|also|sadly) ship|deliver|price|offer|sell|accept|allow|permit|provide|support|rent|hire|reimburse|refund|honour|negotiate|lend
<we> do not take|do|give|make|keep|hold|open|have|put|let|serve|carry|stock any|a|an|those|these|that|it|them|this|such|bookings|orders|walk|returns|cards|cash|cheques|reservations|refunds|exceptions|applications|out|on|one|more|dogs|pets|same|enough|breakfast|vegan
<we> do not (do|take|make|give|serve|stock|keep|hold) ..2 (here|sorry|any|exceptions|anymore) here|anymore|sorry|longer
<we> no longer <serve>
do|does|did|would not (currently|actually|unfortunately) qualify|meet !you|anyone|anybody
<we>|it have|has no option|choice|way|possibility|means|authority|intention|plans|obligation|room|rooms|availability|space|spaces|vacancies|vacancy|tables|slots|appointments|places|access !for|but
<we> have no other (room|rooms|way|option|choice) !but
have|has no intention|plans|plan|right|claim|authority|entitlement of|to
<we> have (already) tried|exhausted|done everything|all
(now) nothing (more|else|further|that|which|whatsoever) (that) <we>|anyone|anybody|one|can|to can|could|be|do ..3 do|done|offer|add
nothing (more|else|further|that) (that) anyone|anybody ..4 can do
nothing <we> can do
nothing is|are left|available|free
nothing left
nothing left|free|available on|for|in|at|that|this|<day>|tonight|until
there is|are (absolutely|sadly|unfortunately|currently|simply|really) (no|not) no|not (any) (more|further|longer|other|a|free|such) way|ways|chance|possibility|possibilities|option|options|availability|room|rooms|space|spaces|refund|refunds|exception|exceptions|vacancy|vacancies|appointments|appointment|slots|slot|tables|table|tickets|ticket|seats|seat|places|place|provision|solution|alternative|choice|discount|compensation|stock|spares|replacement|hope|prospect|right|scope|question
no way|chance|possibility|prospect|hope of|that|for|<we> _
absolutely no way|chance|possibility|exceptions|refunds
there is no way|chance|possibility
not (currently|really|quite|just|simply|actually|yet|presently|unfortunately|here|physically|technically|legally) (a) (an) possible|permitted|allowed|negotiable|refundable|transferable|returnable|permissible|doable|feasible|eligible|entitled
not (currently|really|just|simply|actually|yet|presently|unfortunately) supported|covered|offered|included|accepted|granted|approved|compensated|reimbursed|marked|insured|served|provided|issued|replaced|refunded|authorised|successful|willing|prepared|authorized
is|are|am|was not (currently|now|yet|presently|really|also|simply|just|actually|unfortunately) (able|willing|prepared|allowed|authorised|authorized|permitted|obliged|required|supposed|ready|inclined) to <serve>|tell|say|look|let|see|go|have|get|comment|work|come
<we> am|are not (currently|really|actually|just|simply|unfortunately) (in) (a) able|willing|prepared|allowed|authorised|authorized|permitted|inclined|position|liberty|obliged !to
<we> am|are not (currently|really|actually|just|simply|unfortunately) (in) (a|at) able|willing|prepared|allowed|authorised|authorized|permitted|inclined|position|liberty|obliged to !find|see|locate|reach|hear|open|view|connect|read
not (in) (a) position to
nobody|none is able|allowed
is|are|am|was (still|currently|unfortunately|sadly|simply|really|also|just) unable to !view|find|locate|see|reach|hear|open|connect|read|load|verify|log|make
unable to <serve>
<we> am|are not (currently|now|yet|just) (be) taking|accepting|hiring|offering|doing|selling|refunding|cancelling|changing|going|giving|paying|sending|shipping|delivering|making|open|allowing|moving|replacing|planning|considering|running|stocking|producing|providing|issuing|extending|removing|waiving !anywhere|to|care|you
<we> am|are not (currently|now|just) going|planning|willing|looking to <serve>|let|change
are|is not (currently|now|yet) (being|be) available|in|taking|offered|provided|eligible|something|a|part|on|willing|made|due|covered|sold|stocked ..4 (service|<we>) offer|offers|provide|provides|do|does|sell|support|policy|postcode|country|region|area|market|list|sale|stock|patients|households|bookings|customers|members|users|clients|anymore|longer|to
(is|are|it|that) not (a) (service|something|thing|product) (that) (<we>|the) (library|hotel|council|company|we|shop|team) (<we>) (can) provides|offers|provide|offer|do|sell|support
not in the|our area
no longer made|available|produced|sold|offered|valid|supported|possible|stocked|accepted|covered|manufactured|eligible
no longer available|made|produced|sold|offered|supported|possible|stocked|accepted|covered|manufactured|taking
not (currently) available to|for|in|on|at|from|under|with|outside
not (currently) in stock
(has|have|was|were|is|are) (been) (now|unfortunately) discontinued
is|are excluded|non-refundable|non-transferable|final|sealed|impossible|closed|unavailable (from|for|limits|sorry|to|now|and)
out of the question
(that|thats|it|this|simply|quite|just) (is|be) impossible
^ impossible
not up for|open to discussion|negotiation|debate
beyond our|my control|power|remit|scope
not within our|my power|remit|control
is|are out of stock|print
sold out
(is|are) fully|completely|all|totally booked|reserved (out|up|tonight|today|until|on|for)
(hands) are tied
(is|are|am) (already) too late
too late now|to|for
past|after|missed the cut|cutoff (off)
offer|promotion|sale|deal|discount|deadline|enrolment|registration|applications|entries|entry|bookings ..2 ended|expired|closed|over
been destroyed|deleted|erased|shredded
lost for good|ever
flight|gate|boarding|kitchen|booking|sale|check-in has|is closed|finished|over|ended

<we> do not !have|need|mind|know|think|want|charge|see|ask|believe|understand|expect|worry|like|doubt|care|remember|recall|even|really|hide|get|close|bite|hesitate|feel|judge|blame|say|just|normally|usually|always|only|actually|ever|yet|share|find|hear|wish|open|make|do|take|give|keep|hold|put|let|serve|carry|stock|own|you|use|live|speak|agree|mean|read|look|tell|work|send _
<we> do not (even|really|normally|usually|ever|actually) do|serve|carry|stock|use|work|agree|send|tolerate|cater|speak|own !anything|it
<we> have|had not got (any|a|the|that|it|one) (_) (left|in|for)
<we> do not have any|a|the|that|those|such|it|them|one|enough|anything ..3 left|available|stock|size|colour|anymore|today|tonight|spare|for|sorry
<we> do not have it|that|them|those|one|any (in|left|sorry|anymore|here) $
<we> have no (more|other|free|further) room|rooms|tables|table|tickets|seats|spaces|space|appointments|slots|vacancies|stock|spares|copies|places|parking|record
offer|offers|deadline|warranty|guarantee|promotion|period|window|code|voucher|coupon|ticket|tickets|pass|points|miles|sale|discount|cover ..2 (have|has|had|is|are) (all|already|now|just|sadly) expired|lapsed|passed|ended|over
<we> (have|had|are) (just|now|already|completely) ran|run|sold|fresh out
they|all|everything|tickets|rooms|tables|seats|places is|are (all|now|already|sadly|completely) gone|taken|full|booked|sold|reserved|occupied
all (the|our|of) (the|our|_) (_) is|are (now|already|completely) gone|taken|full|booked|sold|reserved|occupied
is|are (now|already|completely|all|totally) full !of
no one|nobody|none (is) available|free|here|left to
only members|adults|guests|residents|customers|ticket|passengers|staff|patients|students|holders (holders) may|can|are
members|adults|cash|residents|guests|staff only
you are (far|much|simply|a|just) (bit) too young|old|late|heavy|tall|short|far
beyond|outside what <we> can|could|am|are (do|allowed|able)
no way (that) <we> can|could|will|would
can not be of (any) (further|more|much) assistance|help|service|use
beyond|outside what <we>
have|has|had|need|going to say no|nope
have to pass on (that|this|it)
have to decline|refuse|disappoint
unwilling|disinclined to
^ no way|chance|luck|dice|deal|can|go $
not a chance|hope
not (really) an option
not for sale|hire|rent|children|loan
non refundable|transferable|returnable|negotiable|exchangeable|changeable
is|are not (currently|yet|now|presently|unfortunately|sadly) available|offered|possible|included|permitted|allowed $
there is|are no parking|room|space|refund|discount|wifi|lift|delivery|service|food|seat|ticket|bed|place|way (for|in|at|on|we|i|left)
reserve the right to refuse
declined|refused|rejected|denied by (us|our|the) (us|committee|board|bank|team|system|underwriters|insurer|manager|council)
been awarded|given|offered|assigned|let to another|someone|somebody|other
been filled
gone with another|someone|somebody
not (been) selected|chosen|shortlisted|admitted|upheld
on this occasion
at this (moment|time|stage|point) (in) (time) (<we>|it|this|there) (can|could|will|is|are) not
unfortunately|sadly|regrettably|afraid|alas|regret ..8 not !arrived|received|left|reached|working|come|delivered|find|found|hear|heard|seen|well|so|been|yet|too|sure|know|always|happy|fair|right|good|tell|only|just|as|load|show|open|work|enough|recognised|picked|gone|going|here|there _
unfortunately|sadly|regrettably|afraid|alas ..8 unable|closed|full|taken|unsuccessful|impossible|rejected|declined|denied|expired|cancelled|ended|discontinued|ineligible|invalid
sorry (but) (<we>|this|that|it|the|your|you|there) (_) (_) can|could|will|would not !find|see|hear|reach|be|load|open|tell|wait|believe|imagine|get _
regret to (inform|tell|advise|say) inform|tell|advise|say
<we> must (regretfully|therefore) inform|advise you
<we> can only !imagine|apologise|hope|guess|say|thank|see|assume|agree|suppose|wonder _
only available|valid|possible|offered|open|applicable|meant|intended|for to|for|in|on|with|from|at|if|during|existing|new|members
reserved|restricted|confined|limited to|for existing|new|members|business|residents|customers|guests|staff|students|adults|subscribers|account
excluded from
do|does|did not apply|extend|include|entitle|qualify
is|are|was|were|be|been (now|hereby|therefore|automatically) forfeited|forfeit|void|voided|nullified|revoked|withdrawn|barred|banned|terminated|dismissed
charge|charges|fee|fees|bill|fine|invoice|price|penalty|amount|decision|ruling|assessment stands|stand|remains|remain|stays|stay (unchanged|payable|due|valid|as)
you (will|would) still|nevertheless|nonetheless (have|need|must) (to) pay|owe
still|nevertheless|remains|remain payable|due
that|this is all <we> can
is (already) the (very) best|most|maximum|lowest (price) (that) <we> can|could|have
rather|prefer|choose|chosen|opted|elected not to
would rather|prefer not
not (feel) comfortable
no means no
said no $
<we> have never <serve>
permanently closed|suspended|terminated|banned|blocked|removed|deleted
too far|big|large|heavy|small|old|damaged|risky|dangerous for|to|away
short notice
not in|on|within|under|part (of) (the|your|our|this) plan|package|menu|contract|programme|scope|offer|tariff|deal|rate|range|catalogue|catchment|remit
can not and will not
please stop|refrain|desist
<we> do|can not see (any|a) reason|need|grounds|basis|cause|scope|possibility
<we> see no reason|need|grounds|basis|scope|possibility
no grounds|basis|scope|legal for|to|basis
not legally
not liable|obliged|required to
not responsible|liable|accountable for
<we> accept|take|assume|bear no (liability|responsibility)
no liability|responsibility (for|is|will|whatsoever)
= says no
^ (well|um|uh|so|ok|yes|oh|hmm|sorry) (and|but|then) (sorry|sadly|unfortunately|regrettably|alas) (but) no (sorry|i|am|not|afraid|we|you|it|the) $
^ absolutely|definitely|certainly|unfortunately|sadly|sorry|regrettably|probably|afraid (of|course) not $
^ of course not $
^ absolutely|definitely|certainly not (_) (_) (_) $
^ no $
^ nope
<we> am|are afraid (that|the|so) (is) not|no
afraid not|no
(the|our|my) (final) answer|decision|outcome is|remains|stays|stands|will|has (remain|still|to|be|therefore|unfortunately|sadly|negative) (be) no|negative|final|not|unchanged
decision stands|stays
decision is|has (already) final|made|been
the answer (is) (still|a|simply|unfortunately) no
(is|was|get|be|got) (still|just|only|sadly|unfortunately|regrettably|simply) a (firm|flat|clear|big|hard) no (from|on|to|i|sorry|for|and) !problem|brainer|go|one|show|longer|questions|fuss|fault|claims
no from|on our|my|us|me|this|the|them side|end|us|part|one|them|front|extra
have|has|had|must|going|need to (<softly>|regretfully|respectfully) say|answer no|nope
said no to
would (really|so|dearly) love|like to (help) (but) no $
would (really|so|dearly) love|like to (help) but no
would (really|so|dearly) love|like to (help) (but) <we> can|could|am|are not
sorry|sadly|unfortunately|afraid|regrettably no !problem|worries|need|idea|no|rush|one|more|doubt|trouble|offence|bother|longer|hard
^ no refunds|returns|exchanges|exceptions|cancellations|dogs|pets|prams|bikes|children|food|cash|cards|credit|discounts|tickets|rooms|seats|vacancies|availability|compensation|refund|reimbursement|entry|visitors|smoking|parking|guests|waiting|transfers|substitutions|extensions
your|the|this|my|her|his|our|their (_) (_) (_) (_) has|have|is|was|were|been|be|hereby|therefore (been|be|now|unfortunately|sadly|therefore|hereby|also) declined|rejected|refused|denied|dismissed|unsuccessful|disallowed|void|ineligible|invalid|forfeited|negative|lapsed !by
(has|have|was|were|is) (been|now|unfortunately|sadly) turned down
came|comes|come back negative|unsuccessful|declined
not (been) able|possible to <serve>|approve
not (been|get|yet|pass) approved|successful|selected|accepted|granted|upheld|authorised|authorized|shortlisted
decided|chosen|elected|resolved not to
decided|chosen|chose against|not
it does not change (the|our|my) outcome|decision|answer
(the|our|my) decision is final
request|requests|application|applications|claim|claims|proposal|appeal|complaint|demand ..4 not|cannot (be) (been) accommodated|granted|approved|accepted|met|honoured|considered|upheld|supported|processed|valid|eligible|covered
is|are|was refused|declined|denied|rejected|dismissed !by
permission|entry|access|admission|boarding|entrance|parking ..6 is|are|was (not) (strictly) refused|denied|prohibited|forbidden|permitted|allowed
(strictly|is|are|expressly) forbidden|prohibited|banned
you do not (currently|actually|yet|unfortunately|sadly) meet|have|fall|fulfil the|our|a|any|within|under|enough (eligibility|right) !idea|questions|need
you are not (currently|actually|yet|unfortunately|sadly) eligible|entitled|qualified|covered|insured|allowed|permitted|authorised
not (actually|currently) eligible|entitled
wrong person|people|department|place|number|team|company|shop (we|i|for|to)
<we> do not deal|handle|work with|that|this|those|it|anything
can not help|assist (you) $
can not help|assist (you) with|there|you|here|further|any|sorry|in|at|without

= is no refusal
- can|could not wait|thank|believe|imagine|complain|recommend|praise|apologise|stress|agree|fault
- can|could not say|express|tell|describe (you) how|enough
- can|could not do|give|help you|it|but|feeling|thinking|noticing|myself|enough justice|enough|feeling
- can|could not help but|feeling|thinking|noticing|wondering|smiling|myself
- can not go|get wrong|lost
- can not have you|your
- you can not go wrong
- can not be too careful|sure
- could not be happier|easier|simpler
- will not let|leave you|it down|alone|happen
- will not take|be long|much|more|a|any
- will not be (a) charged|billed|long|late|disappointed|alone|problem|trouble|bother|needed|necessary|affected|any
- do|does not let you down
- if|when|whenever|whether|why|unless|case|until|once (the|your|it|this|that|a) (_) (_) can|could|will|would|do|does|is|are|am|was not (<serve>|possible|able|available|supported|allowed|_)
- if|when|whenever|whether|why|unless|case (the|your|it|this|that|a|you|we|i|they) (_) is|are|was|were|been (been) unable|declined|rejected|refused|denied|unsuccessful
- if|when|whenever|whether|why|unless|case you|the|your ..3 can not (log|sign|open|see|find|access|make|attend|come|_)
- which|who|what you|we|i|they can not _
- that you can not _
- anything|something|anyone|someone|food|dishes|days|times (that) you|we|i|they can not _
- what|which|how|where ..2 you can not _
- you do|did|does not need|have|owe|want (to) (do|pay|send|bring|cancel|change|give|return|_)
- so|and|but|please|if|you|they do not worry|hesitate|send|pay|return|forget|apologise|let|give|open|share|take|delete|do|move|change|cancel|bring|fill|make|reply|answer|remove|buy|keep|hold
- you do|did not (even|actually|really) <serve> !the|our|requirements
- ^ do not <serve>|worry|hesitate|let
- it does|do|did not change|cost|take|matter !the
- message|error|says|read|reads|saying|notice|code|banner|status|quote|word|words ..4 declined|rejected|refused|denied|supported|available|valid|unavailable
- not|never (at|all) too late
- not too late
- can not be easy|right|fun|true|nice
- it is|was never
- password|name|field|username|code can not
- has|have not (yet) arrived|come
- train|bus|lift does|do not stop|work
- nobody|noone|one could have
- <we> (have) passed (it|this|that|your)
- like|as <we> wish
- you are not responsible|liable
- if (it|that|this) do|does not apply|include
- does not matter|count|cost
- will not regret|need|hurt
- not (be) disappointed|sorry|regret
- not charge
- not mind
- can not have <serve>|been
- <we> did not do
- not only|before|tomorrow|ours|necessarily
- nothing has been
- not supposed to pay
- no guarantees|promises|waiting|issues
- not (even) complain
- ^ do not change|keep
- application|app|software|page|site|website|screen|laptop|server (is|are|was|do|does|did|have|has) not (currently) load|work|working|open|opening|respond|responding|show|showing|loading|available
- do|does|is|are|have not you|they
- no doubt|problem|worries|rush|hurry|need|trouble|bother|fuss|charge|obligation|pressure|matter|idea|stress|hassle|better|wonder|need
- not only|necessarily|possible|able to thank|praise|say enough|how
- used to
- in the past
- previously|earlier|before|yesterday|formerly <we> could not|were|did _
- nothing (that|which) (<we>) would rather|sooner
- nothing i would
- there is nothing|no reason|wrong|need|rush|charge|shame|harm|hurry|stupid
- not allowed|possible|able to miss|forget
- not a|an problem|issue|bother|trouble
- will not <serve> (your|it|this|a|the) (_) until
- will not close|stop|rest
- do not have any (more|other|further) questions
- not going anywhere|to let|forget|give|leave
- not entitled or

@way <we> will|would (<softly>|happily|therefore|perhaps|instead) !not|never|have|love|like|like|be|need|only|wish|remain|hold|stand|lose|appreciate|advise|<softly>|if|rather|note _
@way <we> would be happy|glad|delighted|pleased|able
@way <we> will be happy|glad|delighted|able|there|here|back|sending|calling|with|in|having|doing
@way <we> can|could|may (<softly>|happily|perhaps|instead|of|offer) (course) !not|never|only|see|understand|imagine|appreciate|assure|hear|tell|confirm|relate|sympathise|empathise|say|<softly>|no _
@way you can|could|may|might (<softly>|instead|perhaps|simply|of) (course) !not|never|only|see|imagine|understand|know|no|have|be|rest|<softly> _
@way you (can|could) have !been|had|a|an
@way <we> have (<softly>|already|therefore) asked|arranged|ordered|booked|reserved|posted|sent|emailed|put|left|attached|copied|credited|opened|added|applied|forwarded|moved|found|passed|set|given|saved|kept|ordered|packed|contacted|messaged|refunded|upgraded|replaced|raised|escalated|enclosed
@way <we> (<softly>) asked|arranged|booked|reserved|approved
@way <we> have told|sent ..4 coming|you
@way <we> am|are (<softly>|now) copying|connecting|sending|putting|transferring|forwarding|arranging|asking|calling|booking|passing|escalating|checking|looking|trying|working|issuing|giving|posting|handing|raising|getting|ordering|happy|glad|adding|crediting|refunding|moving|emailing|texting
@way (he|she|they|it|who|that|one|slots|slot|colleague|team|manager|engineer|technician|fitter|doctor|partner|branch|office|someone|somebody|this|place) will (<softly>) !not|never|remain|be|have|no|stay|<softly> _
@way who|he|she|they will be able|there|with|happy|glad|in|back|round
@way (he|she|they|one|someone|somebody|neighbour|husband|wife|son|friend|partner|branch|shop|office|colleague|doctor|pharmacy|kitchen|station|embassy) (<softly>) can|could|may (<softly>) !not|never|only|be|no|<softly> _
@way would|could|can|do|may|might you (please|kindly|be|perhaps) like|prefer|mind|send|try|call|use|consider|tell|give|let|come|bring|provide|confirm|happy|able|able|wait|dm|want|check|accept|make|take|have
@way (do|would) you want|like me|us|to|another
@way want|like|need (me|us) to _ $
@way shall|may|can|could|should (i|we) !not|be|help|assist _
@way how|what about
@way have you thought|considered|tried
@way would ..6 work|do|suit|help
@way please !note|be|understand|accept|don|do|remember|bear|see|find|refer|respect|know|appreciate|stop|rest|forgive|excuse|keep|kindly|call|contact|not|advise|advised|consider|take|leave|have _
@way please (<softly>) call|contact|take|leave|bring|keep
@way ^ (so|and|just|or|then|but|instead) (please|just|simply) send|bring|call|ring|press|hold|click|visit|pop|drop|refuse|try|use|ask|choose|order|email|dm|reply|text|knock|sign|pick|restart|reinstall|switch|download|upload|register|apply|go|come|check|contact|leave|give|let|tell|speak|talk|message|swap|look|take|book|pay|collect|keep !it|that|than|note|no|you|up|care|one|part
@way ^ (<softly>) here is|are !what|how|why
@way if you|your|someone|somebody|anyone (<softly>|do|can|could) !have|feel|felt|say|were|need|want|require|know|ask|read|look|think|see|had|could|said|insist|continue _
@way if you (do|can|could) (would) need|want|have|know _ (_) (_) (_) (_) (_) (i|we|call|please|let|just|you|can|will|ring|send|it|there)
@way if you ask|want|wanted|need (me|it|to|one) !any|anything|further
@way unless you|someone|somebody|your|there|we
@way but|however|although|though|whereas|yet (the|our|a|there|your|my|his|her|for|in|on|at|with|next|<day>|#|from|other|another|online|we|i|you|it|that|those|these|one|they|some|any|if|in|any) (_) (_) (_) (_) (_) (can|could|do|does|did|is|are|will|would|have|has|may|might|should|works|arrives|opens|includes|costs|takes|goes|stocks|sells|offers|delivers) !not|no|never|only|really|sorry|final|afraid
@way <we>|they|he|she (<softly>) do|does|did have !not|no|to|any|a
@way <we>|they (<softly>|always) do $
@way instead|alternatively|elsewhere|workaround|doable
@way otherwise <we>|you|they|there|it|the|please|try
@way the nearest|closest|next|smaller|bigger|larger|cheaper|later|earlier|following|standard one|size|plan|flight|train|branch|office|town|street|road|model|slot|date|version|is|are|does|has
@way another !reason|time|question|matter
@way there is|are (still|also|always) (of) room|space|a|an|some|one|two|three|another|others|plenty|seats|places|availability !policy|reason|rule|limit|difference|lot|queue|cost|fee|charge
@way these days <we>
@way now <we> can|do|take|have|offer
@way is|are (still|also|all|always|now|even) (much|a|even|quite|usually) free|open|yours|happy|nicer|cheaper|better|quicker|faster|easier|fine|doable|welcome|possible|available|included|delicious
@way one|ones|grey|other|blue|red|green|black|white could|can|is|are|would|has|have|comes (be|still|also) !not|no|gone|out|sold|full|all
@way could be with you
@way arrives|reopens|resumes|restarts
@way it takes (about|only|just|around) #|a|an|one|two|three|five|ten
@way <day>|morning|afternoon|week is|are|works|would|has|should (also|still|all) fine|ok|free|open|available|possible
@way <day> there is|are
@way should be fine|with|there|back|ok|able|good|in|ready
@way goes up to
@way link|number|address|details|form below|here|attached
@way <we> (<softly>) recommend|suggest|propose
@way on the house
@way on us $
@way free of charge
@end is|are|does|has|will $
@closes anything|something|nothing else|more|further
@closes did <we> answer|help|resolve
@closes did that|this answer|help
@closes have <we> answered
@closes how|what else
@closes understood|understand|ok|okay|right|clear|agreed|why
@closes what do you expect|want
@closes what did you expect
@closes any <other> questions|question|queries
@closes any (more|further) questions|question|queries
",
    judge: refusal,
    example: "I'm sorry, we can't do that.",
    counter_example: "I can't do Tuesday, but what I can do is Wednesday at ten.",
};

fn refusal(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let said: Vec<Hit> = scene.hits().into_iter().filter(|hit| !asked(scene, hit)).collect();
    let Some(first) = said.first() else { return };
    let finding = |what, tokens, confidence, reason: &'static str| Finding {
        what,
        by: scene.by,
        span: scene.span(tokens),
        confidence,
        source: Source::Rule,
        reason: reason.into(),
        due: None,
    };
    let mut last = usize::MAX;
    for hit in &said {
        let sentence = scene.sentence_of(hit.tokens.start);
        if sentence != last {
            findings.push(finding(What::Refusal, hit.tokens.clone(), 0.9, hit.reason));
            last = sentence;
        }
    }
    let offered = findings.iter().any(|finding| {
        matches!(finding.what, What::Alternative | What::NextStep | What::Generosity)
    });
    if offered {
        return;
    }
    let way = scene
        .named("way")
        .into_iter()
        .chain(scene.named("end").into_iter().filter(|end| {
            end.start > 0 && !scene.is(end.start - 1, "person") && !scene.is(end.start - 1, "neg")
        }))
        .find(|way| way.start >= first.tokens.end)
        .or_else(|| question_after(scene, first.tokens.end));
    match way {
        Some(way) => {
            findings.push(finding(What::Alternative, way, 0.75, "names a way after a refusal"));
        }
        None => findings.push(finding(
            What::RefusalAlone,
            first.tokens.clone(),
            0.9,
            "refuses, with no other way and no next step",
        )),
    }
}

/// A question is no refusal: *do you have any food that you can't eat?*
fn asked(scene: &Scene<'_>, hit: &Hit) -> bool {
    scene.sentence(hit.tokens.start).is_some_and(|sentence| sentence.mood == Mood::Question)
}

/// A question of ours after a refusal asks what else would do, unless it only closes: *anything else?*
fn question_after(scene: &Scene<'_>, token: usize) -> Option<std::ops::Range<usize>> {
    let closes = scene.named("closes");
    scene
        .tokens
        .sentences
        .iter()
        .filter(|sentence| sentence.mood == Mood::Question && sentence.tokens.start >= token)
        .map(|sentence| sentence.tokens.clone())
        .find(|tokens| !closes.iter().any(|close| tokens.contains(&close.start)))
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
us yes I'm sorry, we can't do that.
us yes Unfortunately we are unable to refund the ticket.
us yes We don't ship to Norway.
us yes That's not possible.
us yes There is nothing we can do.
us yes Your claim was rejected.
us yes I'm afraid not.
us yes You can't bring the dog.
us yes We're not able to change the date.
us yes The fee cannot be waived.
us yes No refunds on sale items.
us yes The deposit will not be returned.
us yes It's out of the question.
us yes You are not entitled to compensation.
us yes The offer ended on Sunday, so no.
us yes We have decided not to renew the contract.
us no I can't thank you enough.
us no I can't wait to meet you.
us no We couldn't agree more.
us no We won't let you down.
us no Don't worry, it's all there.
us no If you can't log in, call us.
us no You can't go wrong with the blue one.
us no I can't do Tuesday, but what I can do is Wednesday at ten.
us no We can't send it abroad. I could post it to your sister instead.
us no We don't repair phones, our partner next door does.
us no* We can't take cash. Would a card work for you?
us no I'm not able to do it, so I've asked Marta and she will do it today.
us no We can't refund it but I'll send you a new one.
us no No problem at all.
us no You don't need an appointment.
us no The page won't load at the moment, we're looking into it.
us no Not at all, take your time.
customer no You can't do that!
",
        );
    }
}
