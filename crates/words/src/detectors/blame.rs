//! Blame, of the customer or of a colleague: *you should have read the terms first*, *billing always does
//! this*, and not *you should have received an email by now* or *I should have called you*.
//!
//! A plain fact about what the customer did is blame where it is put as the cause, or with a word of
//! reproach beside it (*wrong*, *forgot*, *too late*); *you left your glasses at table five* is none.

use super::{Detector, found, one_a_sentence};
use crate::{
    finding::{By, Finding, What},
    scene::{Hit, Scene},
};

/// Blame.
pub const DETECTOR: Detector = Detector {
    what: What::Blame,
    by: &[By::Us, By::Note],
    rules: "
= says what they should have done
you (really|surely|clearly|obviously|probably|perhaps|maybe|simply|just) should|ought|could (really|probably|simply|just|surely) (to) have (at) (least) (really|first|just|simply) !been|received|got|gotten|a|an|the|no|it|your|this|that|two|three|one|another|any|some|to|all|both|access|everything|now|already|option|enough|more|many|up|in|our|seen|had|heard|left|such|breakfast|something|somebody|someone|#|hopefully|at|least|really|first|just|simply _
you should (really) have known|seen better|more|it|that|the
you should have left earlier|sooner
you should have been (more) careful|aware|home|there|quicker|faster|clearer
you should (really) have been more|home|there|aware
you should (really) not|never have !had|been|to|needed|received|got|heard _
you ought not to have
you should|ought (to) have thought|known|checked|read|told|called|asked|kept|brought|noticed|realised
you were supposed|meant|obliged|expected|required to !be|have|get|receive|hear|arrive
you were (also) clearly|already|repeatedly|duly|explicitly|expressly|specifically|twice reminded|warned|advised|informed|told|instructed
you were reminded|warned
you were informed|told|instructed several|twice|three|repeatedly|clearly|not to|before|when|at|on|in
you (do|did|have) need|have|had to (have) read|check|tell|inform|notify|call|cancel|register ..4 before|earlier|first|in|yourself
next time (please|just|maybe|perhaps|you|try|do|make|could|to) (you|and|to|sure) read|check|remember|be|make|do|try|bring|keep|tell|call|listen|look|follow|think|pay|plan|book|come|set (_) (_) (_) (_) sooner|careful|carefully|earlier|attention|properly|first|before|sure|ahead|early
next time (please|maybe|perhaps|do|just) read|check|listen|remember|pay
maybe|perhaps (you|try|just) read|check|look ..4 before|first|next
in (the) future (please|try|kindly) (to) read|check|make|be|pay ..3 more|sure|careful|carefully|before|attention
please|kindly read|check (the|your|our|it|all) (_) (_) more carefully|closely|attentively
read|check (the|your|our|it|all) (_) (_) (more) properly|thoroughly !and
read ..3 more carefully|properly
if you had|would|did (only|just|ever|actually|properly|simply) (only|just|properly) read|been|told|called|checked|given|listened|bothered|followed|kept|looked|used|paid|turned|taken|cancelled|informed|warned|registered|filled|entered|written|booked|signed|gone|noticed|reported|returned|responded|answered|replied|acted|applied|ticked|packed|waited|come|arrived|saved|backed !in|here|there
if you had|would (only|just|actually) paid|been|read|checked|told|given|listened|followed
if only you
had you (only|just|actually|properly|not|simply|given|read) (_) (_) (_) (_) (_) (_) (_) (_) <we>|you|it|this|they|there|that would|could|might
had you (only|just|actually|properly|simply) read|checked|told|given|listened|bothered|followed|waited|called|informed|asked|looked|paid
you would not|never (have|be|need|had) ..8 if you
you would have (_) (_) (_) (_) (_) if you (had|would|did)
would not have (been|happened|_) (_) (_) (_) (_) if|had you !<we>
none of this would have happened if|had

you (clearly|just|simply|also) needed to read|check|register|tell|inform|bring|call|cancel|pay|send|sign|confirm|follow|wait|keep|do|apply|return|submit|ask|notify
all you had|needed to do
you only|just had|needed to
you were supposed|meant|required|expected|obliged|asked|told|instructed|advised|reminded|warned to !be|have|get|receive|hear|arrive|land|see|wait|speak _
you were (clearly) told this|clearly|twice|so|about|when|at|in|on|several|three|not|exactly|already|before
<we> (clearly|specifically|explicitly|already|also|have|even|did) (clearly|specifically|explicitly|even|did) warned|warn|reminded you !again
<we> (have) clearly|specifically|explicitly|already|even|repeatedly told|asked|informed|instructed|advised|warned|reminded you
<we> told|warned you so|not|this|to|about|clearly|repeatedly|last|twice|exactly
<we> did tell|warn|say|mention|ask|inform|remind|explain|advise
<we> sent|gave you (_) reminders|warnings|notices|several|three|two|four|many|plenty
what did you think|expect (would|that|will|to|happens)
what were you (thinking|expecting|doing)
nobody|noone|one told|asked|forced|made you to
who told you to
how hard is|can it
is it (so|really|that) hard|difficult to
common sense
any reasonable|normal|sensible|other person|customer|adult|driver
even a child
you can not|hardly (just|simply|really|seriously) expect
do not expect us|me to
you can not (just|simply) _ (_) (_) (_) (_) (_) and (then) expect|complain|blame|demand
what happens when|if you (do|did|just|only|ignore|use|leave|_) (not)
this|that is what you get (for|when)
one|nobody|noone to blame but
do not blame us|me|our|it
you are|were the one|person who|that
it is|was you who|that
you did (this|that|it|all) to yourself|yourselves
you chose|did|broke|picked|ordered|signed|set|changed|installed|opened|deleted|entered|typed|wrote|cancelled|agreed|wanted|decided|put|made|caused|requested|selected ..4 yourself|yourselves
look at the|your (own) mirror
you made (your|the) bed
clearly|plainly|explicitly|expressly|specifically stated|states|state|says|said|say|marked|written|mentioned|mentions|shows|shown|explained|explains|indicated|printed|labelled|visible|told
stated|says|said|written|marked|printed|explained (very|quite) clearly|plainly
written|printed|stated|marked right|there|everywhere|all (there|over|on)
it says so|right|there|clearly
in black and white|bold|red|capital|large
fine|ok|correct|perfect|working|right|wrong on|at|from our (own) side|end|part
it is not us
you mixed|confused|mistook|swapped|muddled
you got|have|had ..3 mixed|muddled (up)
you got|have (it|that|them|this|the|your) (_) (_) wrong (way)
you keep|kept (on) entering|typing|using|making|forgetting|putting|giving|sending|doing|missing|breaking|losing|ordering|pressing|booking
how did you (even|ever|manage|possibly) (manage|even) (to) break|lose|manage|miss|forget|do|get|damage|crack|scratch
what did you do to
what have you done
why (would|did|do|were|have|are) (anyone|anybody|on) you (even|ever|then|still|just|only|suddenly|now) (even) click|press|delete|open|sign|order|wait|throw|pay|buy|put|use|leave|cancel|touch|take|go|keep|remove|agree|complain|waiting|complaining|sending|telling
you (have|simply|clearly|obviously|then|just|also|yourself|probably) (have) misunderstood|misread|mistyped|misheard|misjudged|misplaced|miscounted|miscalculated|overlooked|mishandled|ruined|spilled|dropped|broke|cracked|scratched|wrecked|exceeded|overdid|violated|tampered|meddled|fiddled|jumped|rushed|hesitated|dawdled|skimmed|assumed|disregarded|lied|withheld|concealed|deleted|erased|unplugged|disconnected|flushed|overfed|overwatered|overcooked|burnt|burned|shrunk|bent|tore|ripped|soaked|delayed (a|the|your|it|this|that|our|what|how|and|on|with|at|to|one|too|them|from|in|every|all|my|wrong|so|when|before|after|something|that's|any) !weight|kilos|sleep|loved|family|contact
you (have|simply|just|also) wasted|caused|triggered
you lost the|it|your|that receipt|key|keys|card|form|ticket|code|cable|remote|paper
you missed your|the|our|that|it|this|every|out (_) appointment|slot|payment|payments|deadline|collection|delivery|step|window|turn|chance|notice|reminder|cut|instalment
you missed it|out
you missed it|out|this
you left it|that|them|everything|things
you have|had (simply|just|also|only|clearly) not (yet|even|actually|properly|really|fully|correctly|once|ever) !been|missed|yet|got|gotten|received|heard|had|lost|forgotten|used|met|won|seen|chosen|decided|broken|done|even|actually|properly|really|fully|correctly|once|ever _
you have|had not done your|the|what
you would|could (then) have ..6 if|had you
because you !are|have|asked|called|mentioned|told|said|wanted|need|deserve|were|paid|can|may|might|will|would|never|trusted|wrote|let|kindly|helped|know|like|love|do|did|had|must|could|live|use|work|should|always|also|bought|get|travel|has|now|own|already|only|both|look|find|play|just|want|joined|reported|came _
because|since you were not|late|using|too|away|in|busy|careless|speeding|impatient
because|cause|cuz you let|put|left|gave|used|forgot|waited|dropped|chose|ignored|moved|changed|insisted|refused|opened
due|owing|thanks|down to your (own) (_) (_) delay|late|lateness|mistake|error|failure|lack|negligence|carelessness|inaction|misuse|oversight|choice|decision|forgetfulness|incorrect|missing|wrong|misunderstanding|impatience|silence|refusal|behaviour|absence|cancellation|handling|actions|non-payment|slow|poor|not
your (own) (_) carelessness|negligence|recklessness|forgetfulness|impatience|ignorance|inattention|sloppiness|laziness|inaction|misuse|mishandling
not (been|being) used|installed|stored|handled|maintained|connected|charged|packed as|correctly|properly|according
used|installed|stored|handled|maintained|connected|washed|opened incorrectly|improperly|wrongly|carelessly
what happens when|if you do not|ignore|forget|lose|skip|leave|use|rush
perhaps|maybe (you|just|try) read|check|look ..4 before|first|next (you|time)
other|most|all customers|people|users|guests|clients|tenants|passengers|buyers (do) (not|seem|just|simply|usually) manage|understand|read|know|managed|complain|remember
you must be doing|pressing|using|mistaken|confusing|entering|typing|holding|putting|misreading|imagining (something|it|the|a|them|wrong)
you (only|really) have (only|really) (got) (only) yourself|yourselves
you signed (for|off) (for|off|up) it|that|this|the
sorry (but) you did|should|signed|agreed|chose|ordered|left|forgot|knew|accepted
well|but|look|sir|madam (then) you signed|agreed|chose|ordered|accepted|clicked|ticked|confirmed|knew|approved|wanted
you agreed|consented|committed to
according to our|the|my (_) you (did|were|have|had|clearly|actually) not|never|opened|changed|cancelled|deleted|entered|read|left|refused|signed
our|the records|log|logs|system|notes|data|camera|cameras show|shows|say|says (that) you (did|were|have|had|clearly|actually) not|never|opened|changed|cancelled|deleted|entered|read|left|refused|typed
you (really|just) (have|need) need|have to learn|start (to)
you should|need|must|have|ought (to) be|pay (more|better|closer) careful|attention
pay more|better|closer|some attention
be more careful|attentive|organised
you might|may (at|have) (least|have) told|thought|mentioned|said|called|checked|let|informed|read
if you had !a|any|the|time|an|another|your|some|no|questions|more|enough|it|trouble|problems|that|this|to|two|one|other|further|been|received|got|preferred|wanted|chosen|not _
if you had been paying|listening|there|home|at|more|careful|on|in|honest|clearer|quicker|earlier|following|here|reading
if you had not _
had you not !been _
^ next time (you|please|just|maybe|perhaps|do) (_) (_) read|check|make|be|think|remember|bring|tell|book|try|plan|pay|listen|follow|keep|ask|use|look|let|set|write
never writes|passes|logs|tells|checks|reads|listens|answers|updates|informs|bothers|follows|finishes|cleans|replies
always forgets|messes|loses|breaks|promises|complains|blames|leaves|screws|mixes|confuses
keeps|kept (on) forgetting|messing|losing|making|breaking|ignoring|sending|getting|promising|confusing|mixing !us|you
do|did|does not (even|ever) bother (to|with|reading|telling|checking|calling)
<colleague>|someone|somebody|they|he|she|person (_) (_) (_) must have messed|forgotten|entered|mistyped|given|told|made|put|mixed|lost|misread|ignored|clicked|pressed|deleted|misheard|got
<colleague>|someone|somebody|they|he|she|person|whoever (_) (_) (_) should|could|ought (at|really|to) (least) have checked|told|known|asked|noticed|warned|explained|logged|read|seen|mentioned|called|passed|done|informed|caught|realised|said
not|never (do|doing|done|did) their|his|her job|homework|work
you put|typed|wrote|entered|did|had|used|connected|inserted|read|understood|took|went|picked|ordered|clicked|filled|plugged|set|fitted|spelled|spelt|calculated|measured|counted|copied|sent|gave|provided|selected|chose|booked|parked|turned|dialled|called|came|turned|quoted|installed|assembled|placed ..8 wrong|incorrectly|wrongly|incorrect
you have|had (been) (_) _ it|that|this|them wrong|incorrectly
wrong on|at your side|end|part
you (also|then|even|still) managed|insisted|refused to|that|not|on
you (just|simply|wrongly) assumed|presumed
you thought (that) you|it|we could|would
your own idea|decision|choice|doing|wish|request
it was your (own) idea|decision|choice|wish
you can not have (_) read|checked|looked|listened|followed|tried|turned|plugged|been|pressed|set|called|tried
you seem|appear to have (_) forgotten|missed|misread|misunderstood|ignored|overlooked|confused|lost|mixed|skipped|entered|deleted|pressed|broken|used|left|failed|neglected
you seem|appear to be confusing|forgetting|ignoring|mistaken|misreading|missing|unaware
you are forgetting|ignoring|overlooking|exceeding|causing|wasting|making it|the|this|things|that|us|our|my|a
your haste|impatience|carelessness|ignorance|negligence
you ..6 without (even) reading|checking|asking|telling|informing|waiting|thinking|looking|calling|notifying|consulting
instead of (just|simply) reading|checking|asking|telling|waiting|calling|following|complaining|blaming|shouting|writing
surely you
you of all people
do you ever|even|always|actually (ever|even) read|check|listen|look|think|pay|follow|test|open|bother
who|what else is to blame|responsible
your fault|lookout
= says what they failed to do
you (have|had|simply|just|obviously|clearly|actually|also|again|still|repeatedly) (clearly|also|simply|obviously|again|still|repeatedly) failed|neglected|omitted|forgot|forgotten|refused|ignored|overlooked|misread|misunderstood|mistyped|misspelt|misspelled|misplaced|mishandled|misused|skipped|disregarded|damaged|broke|broken|overloaded|overfilled|overcharged|botched|messed|violated|breached !to win|to mention|something|anything|your|a
you (have|had|simply|just|obviously|clearly|actually|also|again) (clearly|also|simply|obviously|again) forgot|forgotten|damaged|broke|broken|ignored|skipped|misread|overlooked to|your|the|our|it|them|one|all|every|step|my|that|this !umbrella|jacket|glasses|scarf|bag|keys|phone|coat|hat|wallet
you (have|had|also|simply) failed|neglected|omitted|refused to|in !win
failure on your|the part|customer's
failure to disclose|notify|inform|pay|comply|return|cancel|respond|provide|report (_) (_) (_) (_) (_) lies|is|was|means|led|resulted
your|the failure to disclose|notify|inform|pay|comply|return|cancel|respond|read|provide|report|meet
you missed|miss the bit|part|deadline|appointment|cut|payment|flight|point|sign|note|line|step|notice|email|cutoff|train|slot|date|window
you (have|had|then|simply|clearly) did not (actually|even|properly|really|also|correctly|fully|simply|once) (bother) !to|need|miss|do|receive|get|mind|deserve|win|lose|hear|want|ask|like|sleep|find|have|worry|enjoy|say|expect|feel|see|cause|even|know|order|request|hear|realise|mean|break|cancel|consent|authorise|go|receive|actually|properly|really|also|fully|simply|break _
you did|have|had not (actually|even|properly|really|also|correctly|fully|simply|once|ever|yet|clearly|personally) (to) attach|attached|follow|followed|listen|listened|meet|met|turn|turned|respond|responded|reply|replied|read|pay|paid|tell|told|give|gave|given|check|checked|keep|kept|wait|waited|inform|informed|notify|notified|register|registered|cancel|cancelled|return|returned|send|sent|fill|filled|enter|entered|plug|plugged|close|closed|lock|locked|show|showed|bring|brought|complete|completed|confirm|confirmed|provide|provided|include|included|sign|signed|bother|bothered|pick|picked|answer|answered|update|updated|use|used|install|installed|back|save|saved|comply|complied|tick|ticked|look|looked|notice|noticed|pack|packed|collect|collected|report|reported|set|call|called|book|booked|mention|mentioned|specify|specified|state|stated|submit|submitted|select|selected|choose|write|wrote|clean|cleaned|take|taken|make|made|put|switch|turn|press|pressed|seal|sealed|secure|secured|speak|come|apply|applied|act|say|said|open|opened|think|thought|try|tried|bother|understand|do|done|aired|disclose|disclosed|declare|declared|object|objected|renew|renewed|change|changed|activate|activated|verify|verified|read|bear|care|leave|left|stick|arrive|appear !anything|wrong|it|mind|worry
youd have|not|been
you did not|never do|did yours|your
if youd
you (do|did|have) not (do|done|keep|kept|attach|attached) yours|homework|attach|attached
you did|do not do yours|your
you never (actually|even|really|once) !know|got|get|received|have|had|need|knew|miss|mind|been|forget|see|guess|fail|heard|met|ever|actually|even|really|once|disappoint|stop|cease|_smile _
you (do|did|have|had) not (even|actually|properly|really|fully) turn|turned|show|showed up
you switched|changed|moved|left|cancelled|ordered|travelled|opened|drove|used ..4 without|despite|against
you put|used|poured|filled|washed ..4 in|into|on|at|with a|the|your|an (_) (_) that|thats (is) hardly|not|why|what|no
no record that|of (you|your)
you were not (simply|just) there|home|in|paying|listening|present|around|reachable|careful
you were not at (home|the)
you just|simply were not
nobody|noone was (at) home
no one was (at) home
do|did|could|can|have not you (even|ever) see|read|check|listen|notice|know|think|look|realise|understand|bother|pay|follow|remember|tell|call|cancel|seen|checked|noticed !say
did|do|have|could|can you (even|ever|really|actually|seriously|honestly) not (even|ever|actually|really) see|read|check|listen|notice|know|think|look|realise|understand|hear|bother|pay|follow|remember|tell|call|cancel|seen|wait|set|save|keep|back !from
did|do|have|can|could not you (even|ever|actually|really|at|not) (least) see|read|check|listen|notice|think|look|realise|understand|bother|pay|follow|remember|tell|call|cancel|wait|save|keep
did|have you even|actually|ever|really|bother (bother) (to) (even|ever) read|reading|check|checking|checked|look|looked|try|bother|listen|plug|switch|follow|think|listening
did you bother
are you (even|actually|really) listening|deaf|blind|reading|kidding
why|how do|did|could|would|have|come (on) (earth) not you
why|how (on) (earth) did|do|could|would|have|come you not|never|possibly|just|simply (possibly) !get|receive|like|want|need|feel|find|hear
why did you not
why have you not
why would|did you (even|ever|just) do|order|sign|agree|wait|press|open|delete|throw|buy|put|use|leave
how could you (not|possibly|have)
how come you (did|have|never|do) (not)
what were you (thinking|expecting)
what did|do you expect
you only|just now notice|noticed|realise|tell
you have only (just|now) noticed|realised|told|mentioned|seen|found
you have only|just now
you have only (just|now) noticed|realised|told|mentioned
only now (you|do)
it took you ..4 to notice|tell|call|reply|respond|report|answer|contact|realise

= says that it is their doing
you (yourself|have|had|clearly|obviously|apparently|actually|simply|also|probably|just) (have) put|gave|given|entered|typed|filled|ordered|wrote|sent|used|booked|chose|selected|provided|bought|took|dialled|ticked|picked|quoted|clicked|pressed|supplied|installed|inserted|connected|did ..6 wrong|incorrect|incorrectly|wrongly|backwards|inaccurate
you are|have (been) using|doing|holding|reading|measuring|installing it|them|this|that (all|the|completely|_) (_) wrong|incorrectly|wrongly|improperly
you (have|clearly|simply) made a|an|the|several (clear|simple|small|big) mistake|error|typo
you clearly|obviously|evidently|apparently|plainly did|do|have|had|were not
you obviously|clearly|evidently|plainly misread|misunderstood|forgot|pressed|put|entered|left|ignored|thought|used|confused|ordered|chose|dropped|broke|typed
you must have (accidentally|_) pressed|deleted|clicked|entered|dropped|misread|misunderstood|typed|done|changed|turned|opened|forgotten|broken|used|missed|ignored|confused|set|mixed|bent|spilled|shared|lost|put|given|thrown|left|removed|switched|misheard|overlooked|cancelled !hope|confidence|trust|sleep|out|patience|count|track
you are|were (just|simply|clearly|obviously) confusing|mixing|misunderstanding|misreading|exaggerating|overreacting|imagining|careless|lying|negligent|irresponsible|unreasonable
you are (simply|clearly|obviously) mistaken|wrong
you are (clearly|solely|yourself) responsible|liable|accountable for (the) this|that|any|not|your|checking|keeping|reading|it|damage|returning|cancelling !own
you left|let|waited|took|kept|cooked|ran|called|came|arrived|applied|booked|responded|replied|paid|ordered ..4 too long|late|early|soon
you did not (_) (long|early|soon) enough
you waited|took so long
you let the|your|it ..3 run|go|dry|expire|lapse|flat|freeze|overheat|drop|fall|out|die
you left (it|the|your|them|a) (_) open|unlocked|unattended|running|switched
you left the safe|door|lights|window|windows|tap|oven|gate|water|heating (on|open|unlocked|unattended|running)
you (have) opened|changed|switched|dropped|removed|deleted|moved|closed|modified|altered|cut|shook|washed|spilled|bent|forced|unplugged|exceeded|signed|insisted|ignored|overloaded ..6 so the|now|it|that|we|there|you|i|of|dont|do
you (have) opened|changed|switched|dropped|removed|deleted|moved|closed|modified|altered|shook|washed|spilled|bent|forced|unplugged|exceeded|overloaded|ordered|picked|chose|signed|bought|broke|put|left|let|used ..10 that|this|thats|which is what|why|hardly|how
you (have) opened|changed|switched|dropped|removed|deleted|ordered|picked|chose|signed|bought|broke|put|overloaded|signed|agreed|booked|typed|entered ..8 hence|therefore|thus
you signed|agreed|accepted|ordered|chose|bought|picked|wanted|booked|insisted|clicked|ticked ..3 (so|now) you have|must|can|cannot (to|not|now)
you signed|ordered|chose|bought|wanted|booked|broke|picked|made it|this|that !for|in|from|on|at|and|with|last|online|yesterday|under|through
you chose|decided|elected|opted|preferred|insisted (to|on|not) (to) ignore|disregard|take|wait|skip|cancel|go|leave|use|buy|the|not|keep|ignoring|waiting|book|travel|open|accept|early|late !care|for|lovely|great|beautiful
you picked|chose|took|bought|booked|wanted (for) the cheapest|basic|cheap|lowest|smallest|cheaper
you (all) knew (that|the|what|about|this|it|when|full|how|from|very|perfectly)
you knew
you did know|agree|sign|accept
you (have|had) agreed|consented to this|that|it|these
you agreed|consented to (the|our) (_) terms|conditions|contract|price|rules|deductible|charge|charges
as you should|ought (to) know|have
you should|ought (to) know that|better|by
your (own) negligence|carelessness|misuse|inaction|forgetfulness|neglect
your (own) (late|_) delay|mistake|error|misunderstanding|oversight|misreading ..2 caused|led|resulted|is|was|means|cost|triggered|created|that
your own lack|failure|delay|mistake|error|fault|doing|misunderstanding|choice|decision|oversight
your lack of
your late|missing|incorrect|wrong|missed|incomplete|careless payment|reply|response|cancellation|notice|return|entry|input|use|handling|data|arrival ..2 caused|led|resulted|is|means|meant|triggered|created
because|since|as you (have|had|simply|clearly|only|also) (clearly) insisted|refused|failed|forgot|kept|chose|changed|left|ignored|waited|wanted|delayed|misread|entered|gave|missed|opened|cancelled|neglected|put|used|told|broke|typed|ordered|moved|came|arrived|never
because|since|as you did|have|were|had not
because of your own|mistake|negligence|late|delay|error|failure|lack|misuse|carelessness|missing|wrong|incorrect
caused|damaged|triggered by (your|incorrect|improper|the) (own|incorrect|improper) misuse|negligence|customer|tenant|user|customer's|handling|use|mistake|error|carelessness|incorrect|improper|ventilation|installation|you !ours
due|owing to (your|the|a|an) (own|user|non) (customer|user) negligence|carelessness|misuse|lack|failure|error|mistake|late|non|improper|incorrect|inadequate|customer|misunderstanding|inaction|user|non-payment|non-submission (_) (_) (_) (_) (from|on|by) (your|you|customer|payment|use|submission|side)
from your side|end only
non (_) submission|payment|receipt ..3 from|by your|you
results|resulted|resulting|comes|came from (your) inadequate|insufficient|improper|incorrect|wrong|poor|careless
inadequate|improper|incorrect|careless|inappropriate|excessive (_) use|usage|handling|ventilation|installation|storage|care (on|by|from|of)
incorrectly|improperly (used|stored|installed|handled|washed) by
ventilation|error|mistake|oversight|negligence|failure|fault on your (own) part|side|end
entirely|solely|completely|totally|simply|partly|clearly|purely|probably|is|was (still|just|entirely|actually|also|really|simply|definitely|likely|entirely|purely) your (own) fault|mistake|error|doing|negligence|oversight|job|carelessness|misunderstanding|lookout
is|was|remains|still (still|just|entirely|actually|also|really|simply|solely) your (own) (own) responsibility|duty|obligation|problem to|not|im|that|and|alone|sorry|if|when|as
your own responsibility|duty|obligation|problem|fault|choice
it is|was (simply|entirely|clearly|also|really) (the) your (own) responsibility|duty|obligation|fault|mistake|error|problem|job
your (own) fault|negligence|carelessness
user|customer|operator error
mistake|error|fault|problem|issue|blame|responsibility|failure|delay is|lies|was|must|rests|occurred|sits|comes|happened|remains (be|lie|clearly|entirely|solely|only|simply|purely|probably) (be) on|with|at|from your (own) side|end|part|device
mistake|error|fault|blame|responsibility|failure lies|rests|is|sits (clearly|entirely|squarely|solely) with|on you
responsibility|fault|blame is (all|entirely) yours
one is (all|entirely|completely|squarely|really) on you
one 's (all|entirely) on you
you need|have|must|should|ought (to) (start) take|taking responsibility
one is on you
that|this|it is|was (all|entirely|completely|squarely|really|very) (much) on you (im|sorry|i|not|and|then|really)
not|hardly on us
not|hardly our (fault|mistake|error|doing|problem) fault|mistake|error|doing|problem
through|by no fault of ours
no fault of ours|our|mine
<we> can|could|will not be (held) responsible|liable|accountable|blamed
<we> are|am not (be) responsible|liable|accountable for (what|how) (your|customers|customer) mistakes|customers|you|what|your|customer|how|lost|user
not liable
onus
incumbent upon|on you
up|down to you to know|check|read|make|tell|cancel|keep|inform|notify|ensure|look|remember|update|verify|return|report
is|was your|customer's|tenant's|user's|passenger's|client's|parent's (own) job|duty|responsibility|obligation|task to
the customer's|tenant's|user's|passenger's|client's|buyer's|parent's|guest's (own) duty|responsibility|job|obligation|fault
take|accept|bear some|your|own (own|of|the) (own|the) responsibility|consequences
yourself|yourselves to blame
you are to blame
you brought (this|it|that)
you (have) asked for it|this
you get what you pay
you reap what
you reap
serves you right
you (will|have|need|must|just|now) (to) (now) (have) (to) live with it|that|the
ample|plenty|every|sufficient (of) opportunity|opportunities|warning|notice|chances|chance (to)
reminded|warned (you) several|repeatedly|many|three|two|twice|multiple
you did nothing
you are|were|have always|constantly|forever changing|pressing|asking|calling|cancelling|moving|interrupting|ignoring|complaining|forgetting|losing|switching|late
you keep|kept (on) changing|pressing|asking|calling|cancelling|interrupting|ignoring|complaining|forgetting|losing|switching|repeating|making
everyone|everybody (else) manages|managed|understands|understood|reads (it|this|that|them|to)
everyone|everybody else gets|got
nobody|noone|one (other|else) (else) (customer|customers) (has|have|had|ever) (ever) complained|complains
nobody|one else has|seems|ever|complained|complains (to) (ever|had|has|this|a|any)
no other customer|customers|client|clients|guest has|have|had|ever
works (fine|perfectly|well) for everybody|everyone|all (else|other)
something (that) you are|did|must|were|have (be|have) doing|done|changed|wrong|did|do
what you are|were|did doing wrong
you overloaded|mishandled|misused|neglected|abused|tampered
can not (even) read (a|the|an) (simple) sign|signs|instructions|manual|calendar|clock|email|properly
not done your homework
not (do|done|doing) done|do your homework

your husband|wife|son|daughter|partner|father|mother|child|kid|children|dog|neighbour|roommate|friend|assistant|secretary gave|broke|ordered|signed|cancelled|damaged|entered|spilled|pressed|put
tenant|customer|client|user|passenger|guest|caller meaning you
tenant|customer|client|user|passenger|guest|caller (_) (_) has|have|did (clearly|obviously|simply) not (_) aired|read|followed|paid|returned|cleaned|read|bother|listen|understand|provide|provided|sent|follow|reply|replied|respond|responded
you did know|see|read|open|sign|get
can see|tell (from|that|by|you) (_) (_) (_) (_) you opened|read|received|were|skipped|did|ignored|never|have
= says that it was said before
<we> (have) (just|already|now|repeatedly) (already|just) explained|told|said|answered|informed|stated ..4 twice|already|three|repeatedly
<we> have explained|told|said|been|gone|answered|repeated (this|that|it|you|through|over|all) (this|that|to|it|through) (_) (_) (_) twice|already|before|three|several|times|repeatedly
<we> have already|just|repeatedly explained|told|said|been|gone|answered|stated|informed|clarified|mentioned !the|our
have been through|over this|it|that|all (_) with you
as|like <we> (have) already|repeatedly|clearly told|explained|said|stated|mentioned|informed|written
as|like <we> (have) said|told|explained|mentioned|stated (you|to|it|this) (you) before|already|times|twice|repeatedly|several|clearly
how many (more) times (do|must|have|did|should|will|are|can)
<we> (have) told|telling|explained|said|tell|explain ..4 for the third|second|fourth|last|fifth time
am telling|explaining|saying (you) (this) for the
for the third|fourth|fifth|last|umpteenth|hundredth|tenth|nth time <we>|the|it|you|that|this|please|no
made it|this|that|myself (very|perfectly|quite|abundantly|absolutely) clear
say it again
you are not listening|paying|reading (to)

= blames a colleague
<colleague>|they always|never|constantly|forever (just|ever) does|do|gets|get|forgets|forget|writes|write|logs|log|loses|lose|promise|promises|give|gives|mess|messes|makes|make|scan|scans|tell|tells|read|reads|listen|listens|pass|passes|say|says|put|puts|send|sends|check|checks|answer|answers|pick|reply|replies|know|knows|did|told|care|bother|bothers|update|follow|got
<colleague>|they keep|keeps (on) doing|making|messing|forgetting|sending|losing|putting|getting|giving|promising
<colleague>|he|she|they (guys|guy|people|lot|team|department|folks) (guys|people) always|never|constantly does|do|forgets|forget|writes|write|gets|get|messes|mess|loses|lose|logs|log|scan|tells|tell|listens|listen|gives|give|reads|read|answers|answer|checks|check|promises|makes
always|constantly doing|does|do (this|that|it) this|that|it
do|does|did that|this|it all (of) the|his|her|their time|customers
do|does that|this|it to all|everyone|everybody
<colleague>|whoever|someone|somebody|they|he|she|person|one (_) (_) (_) (_) messed|screwed|botched|bungled|mucked|stuffed|cocked|fouled|butchered
<colleague>|whoever|someone|somebody|they|he|she (guys|guy|team|people|lot|in|at|_) (guys|_) (_) (have|has|simply|clearly|just|again|must|obviously) (have) forgot|forgotten|dropped|ignored|neglected|failed|overlooked to|about|it|your|the|again|that
<colleague>|predecessor|whoever|guy|person|they|he|she|one|staff|those (_) (_) (_) (_) lazy|useless|hopeless|incompetent|clueless|careless|sloppy|idiot|idiots|stupid|dumb|disaster|unreliable|disorganised|disorganized|amateurs|rubbish|nightmare|liar|liars|lying|asleep|unprofessional|slackers
lazy|useless|hopeless|incompetent|clueless|idiots|sloppy|idiot|bloody <colleague>|people|lot|department
whoever ..6 wrong|mistaken|not|lying|misinformed|incorrect|idea|clue|clearly|mistake|should|messed|forgot
person|colleague|agent|guy|lady|one|rep|clerk|man|woman who|that|you ..6 wrong|mistaken|lying|misinformed|incorrect|trained|clearly|idea|clue|new|mistake
person|colleague|agent|guy|lady|rep|clerk who|that ..4 does|did not (even|really|actually) (know|speak|read|check|listen|understand|write|note|tell) (much)
<colleague>|predecessor|person|whoever|they|he|she|who (in|at|_) (_) should (really|clearly) not have told|said|sold|promised|given|done|offered|sent|agreed|let|made
<colleague>|predecessor|whoever|he|she should (really|clearly) have told|checked|known|asked|written|noted|explained|noticed|read|caught|logged|warned|done|informed
in (reading|_) should not have sold|told|given|promised
<colleague>|predecessor|person|whoever|they|he|she should|ought (really|clearly) (to) be fired|sacked|trained|ashamed
should|ought (to) be fired|sacked
<colleague>|predecessor|person|whoever|they|he|she (_) (_) (_) (clearly|obviously|really|simply) (has|have|had|got|having) (got) (absolutely|really|clearly) no idea|clue
has|have got no clue|idea
has|have (absolutely|really) no clue
she|he|they|<colleague> have|has|is (got) (got) (absolutely) no idea|clue
do|does|did not (even|really) know (their|his|her) (own) stock|job|products|doing|prices|business
not know what (he|she|they) (is|are) doing|talking
do|does not know their|his|her
<colleague>|they (guys|people|lot|_) do|does|did not (even|ever) bother|listen|think|care|communicate
<colleague> (guys|people|lot) do|does|did not (even|ever) tell|read|write|check|log|pass|inform|update|note|understand
<colleague>|he|she|they|who (_) (_) (clearly|obviously|must|has|just|have) gave|given|told|sold|sent|got|made|put|entered|booked|written|wrote|typed|filled ..3 wrong|wrongly|mistake|rubbish|nonsense|incorrect|bad|incorrectly !colour|size|one|parcel|item
<colleague>|they|he|she got (it|this|that|everything|things|your) (_) wrong
giving|gives|give|gave (out|you) wrong|bad|false|rubbish|incorrect information|advice|info
^ blame the|our|them|it|him|her|that|those|billing|sales !on me|us
you can blame
blame (it) on !me|us|<we>|our|you
i blame
<colleague>|they|wrong|anything|again|he|she as usual
as usual (so|they|the|nobody|he|she)
clean|cleaning|clear|clearing|tidy|tidying|mopping (up) (up) after|behind him|her|them|my|that|sales|everyone
you (are|will|have) (now|to) (be) paying|suffering|pay|suffer for it|that|their|his|her
his|her|their (own) mess|screw|screw-up|fault
is|was (clearly|entirely|all|totally|really) his|her|their|billing's|warehouse's fault|mistake|doing|error
is|was (clearly|entirely|all|totally|really) the (_) courier's|warehouse's|driver's|department's|colleague's|manufacturer's|supplier's|agent's|shop's|seller's|bank's fault|mistake|error|problem
sick|tired of them|cleaning|fixing|covering|apologising
not trained properly|well|enough|for
never tell|tells|told|inform|informs us (anything)
forgot|forget|forgets to tell|inform|mention|log|write|note|pass|update|send us|anything|me|it|that|this|the
sales (people|guys|team|department) (_) promise|promised|promises (you) (the) moon|everything|anything|things|stuff|you
promise|promises|promised (you) the moon|earth|world
nothing to do with me

slipped|cocked|messed|screwed|mucked|stuffed|fouled|balled up !if
dropped the ball
made a (real|right|complete|total|huge) mess|hash|blunder
<colleague>|he|she|they (_) (_) (_) made (a|the|this|another) (_) mistake|error|mess|blunder
forgot|forgets|forgotten to !mention
failed|neglected|omitted to tell|inform|update|pass|log|note|send|book|process|record|mention|check|write|do|read|return|pay|notify|disclose|provide|respond|reply|register|cancel|follow|attach|sign|include|collect|appear|attend|act|complete|meet|observe|keep|take|give|call|report|bring
's (own) fault|mess|blunder|negligence|oversight
's (own) mistake|error|doing (not|again|and|so|really)
told|tell|tells|telling you (a|the|something|complete|total|utter) wrong|nonsense|rubbish|lies|lie|crap|rot|bullshit|fairy
who told you that|this|such
why he|she|they|the|my (_) (_) told|said|promised|gave|did|sent|sold you|that|it|this|them
should not|never have (ever) told|said|promised|sold|offered|agreed|approved|quoted
had no business|right telling|promising|to|saying|selling|giving
no business telling|promising|saying|selling|giving|offering
he|she is (only|still|quite|very|rather|just) (a|the|our) new|trainee|intern|learning|temp|beginner|junior
other|previous|last|first|former|earlier|new|old|night|day|late|weekend team|shift|agent|branch|department|colleague|rep|guy|office|technician|lady|person|girl|boy|lot|crew|operator|engineer ..6 not|never|wrong|wrongly|forgot|messed|mistake|nothing|lost|mess|incorrect|careless|lazy|misinformed|misled !only|in
was|were not me|us (who|that|it)
do not look at me|us
clean|clear|sort|fix|tidy up|out (_) mess|after (they|he|she|that|the|of)
their|his|her (own) mess
typical of|for|billing|logistics|sales|them|him|her|that|marketing|accounts
<colleague> as always|usual
wrong as always|usual
always|never|again as always|usual|ever
<colleague> (people|guys|team|lot|department|folks) (just|simply|really|clearly|obviously|still) do|does|did not (even|ever|really|properly|just) know|bother|care|read|listen|talk|communicate|tell|understand|check|work|answer|reply|think|pass|update|write|log|note|do|pay|respond
<colleague> (people|guys|team|lot|department|folks) (just|simply|really|clearly|obviously|still) have|has|had not (even|ever|properly|yet) told|informed|updated|done|bothered|logged|passed|sent|read|answered|replied
i (would|do) (personally) blame the|our|my|billing|sales|logistics|them|him|her|marketing|it
it was|is ..4 who|that forgot|broke|failed|messed|lost|caused|screwed
incompetence|laziness|sloppiness|stupidity
nobody|noone|one in|at|from|over ..4 ever|bothers|bothered|tells|told|knows|does|reads|read|answers|cares|listens|talks
@note <customer_word>|cust|cx|caller|he|she|they|tenant|patient|guest (_) (simply|just|clearly|obviously|again|still|also) did|does|has|have|was|is not (read|follow|listen|bother|pay|understand|check|provide|respond|reply|answer|know|attach|bring|cancel|show|tell|keep|return|want|at|home|pick|call|use|charge|plug) !receive|get|got|received|yet
@note <customer_word>|cust|cx|caller|he|she|they|tenant|patient|guest (_) (simply|just|clearly|obviously|again|still|also) ignored|ignores|forgot|forgets|refused|refuses|failed|fails|missed|misses|broke|dropped|misread|misunderstood|damaged|lost|neglected|admitted|insisted|caused|chose
@note own|customers|cust's|customer's|user's|her|his|their fault|mistake|error|doing|problem|negligence
@note user|operator|customer error|fault|mistake
@note pebkac|layer
@note entered|gave|typed|ordered|put|used|chose|booked ..3 wrong|incorrectly|incorrect
@note should have read|checked|known|told|called|asked|kept|cancelled|listened
= is no blame
- <we>|please|not|never|if|i (have|also|simply|nearly|almost|completely|totally|just|had|did|always) forgot|forget|forgotten|failed|neglected|omitted|messed|slipped|screwed|mixed|misread|misunderstood|overlooked|dropped (to)
- someone|somebody|one here|of|from|on (us|our|the) (team|side) forgot|failed|messed
- <we> told you <we>
- as|like <we> said <we>
- as|like <we> told you (on|yesterday) (the) (phone|monday)
- yours to
- it is|was not|never you|your
- not because|since (of) you|your
- because you (have|had) been
- on our (own) side|end|part (not|and|sorry)
- wrong on our
- you have not (used|been|missed|yet) (your|the|any|a) free|second|points|voucher|discount
- you have not ..4 yet
- mistake|error of|on ours|mine|our|my
- you never have|had|need|needed to
- you only|just have|need to
- after|when|before|once|until|sorry|happened|while you (have|had) _ (the|your|it|our)
- sorry (that) you
- if you (have|accidentally|ever) lost|lose|missed|miss|forgot|forget|dropped|broke|deleted|misplaced|made|damaged|damage
- because of us
- if|had you (had) not (been|told) received|got|seen|heard|told|called|noticed|written|mentioned|reported|been
- <we>|it|they|driver|warehouse (have|had) sent you
- not your fault|problem|mistake
- you can not have known
- who told you about
- not (be|been|at|all|in|really|entirely) (any|at) (way|all) your (own) fault|mistake|doing|error|job
- not your (own) fault|mistake|doing|error|responsibility|problem|job !to
- never your fault
- not (any) fault of yours
- you should (not) have (had) to
- you should not have been|had|to|needed|heard|received|got|waited
- <we> should|could|ought
- if you would like|prefer|rather|love|be|mind|kindly|please|care|need
- you did not (do|say|miss|break|cause) anything|miss|break|cause|wrong
- you did nothing|well|right|great|brilliantly|everything|absolutely
- you have (not) done (nothing|everything|well|anything|right|exactly)
- you never know|knew|have|need
- not forget to
- everyone|everybody else $
- blame (is|lies) (entirely) ours|mine|our|with
- blame (it) on me|us
- blame me
- (to) blame $
- nobody|nobody's|no (one) (is) (to) blame
- please blame
- <we>|me|who (have|also) forgot|forgotten|messed|missed|failed|overlooked|made (to)
- me who
- <we> (have) (also) put|gave|sent|got|entered|broke|mixed ..3 wrong
- my|our (own) mistake|bad|error|responsibility|doing|oversight
- is|are|was on us
- no need to (read|check)
- at-fault|no-fault
- as <we> promised
- did you not say|receive|get
",
    judge: blame,
    example: "You should have read the terms first.",
    counter_example: "You should have received an email by now.",
};

fn blame(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    one_a_sentence(scene, findings);
    // To a colleague, the customer is "she" or "cust.".
    let said = findings.iter().any(|finding| finding.what == What::Blame);
    if scene.by == By::Note
        && !said
        && let Some(tokens) = scene.named("note").into_iter().next()
    {
        let hit = Hit { reason: "blames the customer to a colleague", tokens };
        findings.push(found(scene, &hit, 0.8));
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
us yes You should have read the terms first.
us yes You shouldn't have opened the box.
us yes You ought to have told us.
us yes You failed to return it in time.
us yes You didn't read the email.
us yes You never told us about the change.
us yes If you had called us sooner this would not have happened.
us yes Had you read the letter, you would know.
us yes Why didn't you call us?
us yes Did you even read it?
us yes That's your own fault.
us yes The mistake is on your side.
us yes You entered the wrong address.
us yes It was your responsibility to cancel.
us yes As I already told you, it is closed.
us yes I've explained this twice already.
us yes You must have pressed the wrong button.
us yes You waited too long.
us yes Billing always does this.
us yes My colleague should not have told you that.
us yes Whoever told you that was wrong.
us yes The driver forgot to ring, as usual.
note yes Sales never tell us anything.
us no You should have received an email by now.
us no You should have a key in the box.
us no You should have been told, and I'm sorry.
us no It's not your fault.
us no I should have called you.
us no We forgot to send it, I'm sorry.
us no You must have been worried.
us no You didn't miss the deadline.
us no If you'd like, I can check.
us no That's on us.
us no Did you receive our letter?
us no As I promised, here is the form.
us no My colleague will call you.
us no Thank you for waiting.
customer no You should have told me!
",
        );
    }
}
