//! Blame, of the customer or of a colleague: *you should have read the terms first*, *billing always does
//! this*, and not *you should have received an email by now* or *I should have called you*.
//!
//! A plain fact about what the customer did is blame where it is put as the cause, or with a word of
//! reproach beside it (*wrong*, *forgot*, *too late*); *you left your glasses at table five* is none.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// Blame.
pub const DETECTOR: Detector = Detector {
    what: What::Blame,
    by: &[By::Us, By::Note],
    rules: "
= says what they should have done
you (really|surely|clearly|obviously|probably|perhaps|maybe|simply|just) should|ought|could (really|probably|simply|just|surely) (to) have (to) (really|at|first|just|simply|better) (least) !been|received|got|gotten|a|an|the|no|it|your|this|that|two|three|one|another|any|some|to|all|both|access|everything|now|already|option|enough|more|many|up|in|our|seen|had|heard|left|such|breakfast|something|#|hopefully _
you should have (really) (known|seen|had|left|been) known|better|more|seen|had|been|left (better|careful|it|that|your|the|there|here|aware) (coming|home|careful|earlier|a) !met|offered|told|given|asked|treated|home|sent|informed|called
you should (really) have been more|home|there|aware
you should (really) (not|never) have (done|opened|_)
you ought not to have
you should|ought (to) have thought|known|checked|read|told|called|asked|kept|brought|noticed|realised
you (were|are) (clearly|actually|also) supposed|meant|required|obliged|expected|asked|told|advised|instructed|warned|reminded to (_) (_) (_) (_) (_) (_) (and|but|which|so|not) (you) (did|have) not
you were supposed|meant|obliged|expected|required to !be|have|get|receive|hear|arrive
you were (clearly|already|repeatedly|duly|explicitly|expressly|specifically) reminded|warned|informed|told|instructed|advised (several|many|twice|three|about|of|in|by|not|when|that|before|at|to|on|clearly|repeatedly)
you (do|did|have) need|have|had to (have) read|check|tell|inform|notify|call|cancel|register ..4 before|earlier|first|in|yourself
next time (please|just|maybe|perhaps|you|try|do|make|read|check|remember|be) !you|<we>|come|visit|are|call|will|!_
in (the) future please|try|be|make|do|read|check (_) (_) (more|sure|carefully|before)
(please|maybe|perhaps|try) read|reading|check|checking (the|your|our|it|all) (_) (_) (_) (more) (carefully|properly|before|first|thoroughly|attention) !next|our
read ..3 (more|next) carefully|properly|before (next|you)
if you (only|just|had|would|did|have|actually|really|ever) (only|just|ever|actually|had) (actually|properly|simply|just|ever) read|been|told|called|checked|given|listened|bothered|followed|waited|kept|come|looked|asked|done|used|paid|turned|taken|cancelled|informed|warned|registered|filled|entered|written|sent|booked|ordered|signed|gone|made|noticed|reported|returned|responded|answered|replied|paying|acted|applied|stayed|left|ticked|packed !?
if you had|would (only|just|actually) paid|been|read|checked|told|given|listened|followed
if only you
had you (only|just|actually|properly|not|simply|given|read) (_) (_) (_) (_) (_) (_) (_) (_) <we>|you|it|this|they|there|that would|could|might
had you (only|just|actually|properly|simply) read|checked|told|given|listened|bothered|followed|waited|called|informed|asked|looked|paid
you would (not|never) (have|be) (_) (_) (_) (_) (_) (_) (_) if you had|would|did
would not have (been|happened|_) (_) (_) (_) (_) if|had you !<we>
none of this would have happened if|had
unless you (learn|start)

= says what they failed to do
you (have|had|simply|just|obviously|clearly|actually|also|again|still|repeatedly) (clearly|also|simply|obviously|again|still|repeatedly) failed|neglected|omitted|forgot|forgotten|refused|ignored|overlooked|misread|misunderstood|mistyped|misspelt|misspelled|misplaced|mishandled|misused|skipped|disregarded|damaged|broke|broken|overloaded|overfilled|overcharged|botched|messed|violated|breached !to win|to mention|something|anything|your|a
you (have|had|simply|just|obviously|clearly|actually|also|again) (clearly|also|simply|obviously|again) forgot|forgotten|damaged|broke|broken|ignored|skipped|misread|overlooked to|your|the|our|it|them|one|all|every|step|my|that|this !umbrella|jacket|glasses|scarf|bag|keys|phone|coat|hat|wallet
you (have|had|also|simply) failed|neglected|omitted|refused to|in !win
failure on your|the|to (_) (part|customer's|disclose|notify|inform|pay|comply|return|cancel|respond|read|provide)
(your) failure to
you missed|miss the bit|part|deadline|appointment|cut|payment|flight|point|sign|note|line|step|notice|email|cutoff|train|slot|date|window
you (have|had) (then|now|clearly|simply|just|still|also|only|already|even|really|again) (clearly|simply|just|still) did|do|have|had|were|was not (actually|even|properly|really|also|bother|correctly|in|fully|simply|once) (to|properly|fully|actually) (follow|_) !to|need|need|miss|anything|receive|get|got|know|mind|deserve|do|done|win|lose|lost|hear|want|ask|like|sleep|yet|received|find|have|worry|enjoy|been|say|expect|alone|at|supposed|able|late|feel|see|charged|billed|sure|obliged|required|happy|wrong|missed|gotten|born|meant|cause
you did|have|had not (actually|even|properly|really|also|correctly|fully|simply|once|ever|yet|clearly|personally) (to) attach|attached|follow|followed|listen|listened|meet|met|turn|turned|respond|responded|reply|replied|read|pay|paid|tell|told|give|gave|given|check|checked|keep|kept|wait|waited|inform|informed|notify|notified|register|registered|cancel|cancelled|return|returned|send|sent|fill|filled|enter|entered|plug|plugged|close|closed|lock|locked|show|showed|bring|brought|complete|completed|confirm|confirmed|provide|provided|include|included|sign|signed|bother|bothered|pick|picked|answer|answered|update|updated|use|used|install|installed|back|save|saved|comply|complied|tick|ticked|look|looked|notice|noticed|pack|packed|collect|collected|report|reported|set|call|called|book|booked|mention|mentioned|specify|specified|state|stated|submit|submitted|select|selected|choose|write|wrote|clean|cleaned|take|taken|make|made|put|switch|turn|press|pressed|seal|sealed|secure|secured|speak|come|apply|applied|act|say|said|open|opened|think|thought|try|tried|bother|understand|do|done|aired|disclose|disclosed|declare|declared|object|objected|renew|renewed|change|changed|activate|activated|verify|verified|read|bear|care|leave|left|stick|arrive|appear !anything|wrong|it|mind|worry
you did|do not (do|make|meet|play|hold|keep) yours|yours|use|your
you never (actually|even|really|once) (told|_) !know|got|received|have|had|need|knew|miss|mind|been|forget|get|see|guess|fail|have|heard|met|ever _
you were not (there|home|at|in|available|present|paying|listening|careful|aware|reachable) (there|home|in|available|present|attention|at|reachable|paying|listening|careful|around)
you just|simply were not
(nobody|no one) (was) (home|answered) (when|at) your
(do|did|could|can|have) not you (_) (not) (see|read|check|listen|notice|know|think|look|realise|understand|hear|bother|pay|follow|get|remember|tell|call|cancel) !receive|say
did|do|have|could|can you (even|ever|really|actually|seriously|honestly) not (even|ever|actually|really) see|read|check|listen|notice|know|think|look|realise|understand|hear|bother|pay|follow|remember|tell|call|cancel|seen|wait|set|save|keep|back
did|do|have|can|could not you (even|ever|actually|really|at|not) (least) see|read|check|listen|notice|think|look|realise|understand|bother|pay|follow|remember|tell|call|cancel|wait|save|keep
did|have you even|actually|ever|bother|really (bother) (to) (even|ever) read|check|checked|look|looked|try|tried|bother|listen|plug|switch|follow|think
are you (even|actually|deaf|really) listening|paying|deaf|blind|reading|sure you
why|how did|do|could|would|have|come|can (on) (earth) (you|not) not|you|never|possibly (you|not|possibly|never|even) (not) (call|tell|read|check|say|ask|notice|wait|cancel|inform|let|mention|come|report|bring|keep|use|look|know|miss|forget|think|sign|order|book|press|open|delete|buy|do|go|pay|follow|see|just|simply) !us|<we>|like|want|need|feel|find|hear
why did you not
why have you not
why would you
how could you (not|possibly|have)
how come you (did|have|never|do) (not)
what (did|do|were|else|on) (you|did|earth|do) (you|did) (expect|expecting|thinking)
what did|do you expect
you only|just (now|have|only) (noticed|now|realised|tell) (now|this)
you have only (just|now) noticed|realised|told|mentioned
only now (you|do)
it took you (_) (_) (_) to

= says that it is their doing
you (yourself|have|had|clearly|obviously|evidently|apparently|actually|simply|also|probably|just) (have|obviously|clearly|probably|simply) (put|gave|given|entered|typed|filled|ordered|wrote|sent|used|booked|chose|selected|provided|bought|took|dialled|ticked|picked|quoted|clicked|pressed|supplied|installed|plugged|paid|spelt|spelled|set|made) (us|in|down|out|it|up|on|me|to|for|your) (the|a|an|your|it|them|in|with) (_) (_) wrong|incorrect|incorrectly|wrongly|false|mistake|error|mistakes|invalid|backwards|twice !?
you put|gave|entered|typed|filled|ordered|wrote|sent|used|booked|chose|selected|provided|bought|took|dialled|ticked|picked|quoted|clicked|pressed|supplied|installed|did|have ..6 wrong|incorrect|incorrectly|wrongly|backwards|inaccurate !?
you (have) (been) (clearly|obviously|simply) using|doing|holding|reading|measuring|installing it|them|this|that (_) (_) wrong|incorrectly|wrongly|improperly
you (made|have) (made) (a|an|the|several) (clear|simple) mistake|error|typo
you (clearly|obviously|evidently|apparently|simply|plainly) (did|do|have|had|were|are|can) (not) (_) !right|upset|frustrated|love|care|know|unhappy|disappointed|busy|happy|been|put|deserve|entitled _
you obviously|clearly|evidently|apparently did|do|have|were not
you obviously|clearly|evidently|plainly misread|misunderstood|forgot|pressed|put|entered|left|ignored|thought|used|confused|ordered|chose|dropped|broke|typed
you must have (accidentally|_) !been|had|felt|waited|received|seen|heard|gone|a|an|the|your|thought|got|wondered|worried|love|loved|had|missed us _
you must (have) (accidentally|inadvertently) pressed|deleted|clicked|entered|dropped|misread|misunderstood|typed|done|changed|turned|opened|forgotten|broken|given|put|used|missed|ignored|confused|set|mixed|bent|spilled|shared|lost
you are|were (just|simply|clearly|obviously) confusing|mixing|misunderstanding|mistaken|misreading|misinformed|exaggerating|overreacting|imagining|careless|lying|wrong|negligent|responsible|liable|irresponsible|late|impatient|unreasonable
you (have|had|were|are) (clearly) responsible|liable|accountable for (the|this|that|any|not|your|checking|keeping|reading|it) !?
you left|let|waited|took|kept|cooked|ran|leave ..4 too long|late|early|short|hot
you (left|came|called|arrived|applied|booked|responded|replied|paid|waited|took|ordered|checked) (it|the|us|in|_) (_) too|so late|long|early
you let the|your|it
you left (it|the|your|them) (_) (safe|door|lights|window|windows|car|tap|oven|gate|unlocked|open|unattended|running|switched|plugged|out|lying|on) (open|unlocked|unattended|running|on|in|out)
you (opened|changed|switched|dropped|removed|deleted|moved|closed|overrode|modified|altered|cut|shook|washed|spilled|bent|forced|tampered|unplugged|exceeded|signed|agreed|accepted|ordered|bought|chose|picked|selected|decided|insisted|wanted|booked|asked|knew|clicked|ticked|confirmed|ignored|approved) (to|it|the|this|that|on|these|your|a) (_) (_) (_) (_) (_) (_) so|hence|therefore
you (have) opened|changed|switched|dropped|removed|deleted|moved|closed|modified|altered|shook|washed|spilled|bent|forced|tampered|unplugged|exceeded|overloaded|ordered|picked|chose|signed|bought|broke|put|left|let|wanted ..10 (and|so|which|hence|therefore|thus) that|this|thats|which|hence|therefore|why|so is (what|why|hardly|not|the|how) (brought|killed|caused|hardly|reason|it|broke|your|our|cause|you|the|<we>)
you (have) opened|changed|switched|dropped|removed|deleted|ordered|picked|chose|signed|bought|broke|put|overloaded|signed|agreed|booked|typed|entered ..8 hence|therefore|thus
you (signed|agreed|accepted|ordered|chose|bought|picked|wanted|booked|insisted|clicked|ticked) (it|this|to|on|that|them|for) (_) (_) (so|now) (now|you) (you) (have|must|can|cannot) (to|not)
you signed|ordered|chose|bought|wanted|booked|broke|picked|made it|this|that !for|in|from|on|at|and|with|last|online|yesterday|under|through
you chose|decided|elected|opted|preferred|insisted|wanted to|on|not !stay|come|celebrate|let|know|see
you (picked|chose|took|bought|booked|went) (for) the (cheapest|basic|cheap|lowest|smallest|wrong)
you (do) (fully) (knew|know) (the|very|perfectly|full|exactly|about|all) (well|the|conditions|terms|rules|price|risk|risks|that|what) !?
you knew
you did know|agree|sign|accept
you agreed|consented to (this|that|it|the|our|these) !?
as you (should|ought) (to) know|have
your (own) (late|lack|failure|negligence|carelessness|delay|mistake|error|misuse|inaction|forgetfulness|fault|neglect|doing|misunderstanding|oversight|misreading) (_) (_) (caused|led|resulted|is|was|means|cost|triggered|created|that|and|,|here|not|of|payment|notice)
your late|missing|incorrect|wrong|missed|incomplete|careless payment|reply|response|cancellation|notice|return|entry|input|use|handling|data|arrival ..2 caused|led|resulted|is|means|meant|triggered|created
(because|since|as) (of) (you|your) (_) (_) (insisted|refused|failed|forgot|kept|chose|changed|left|ignored|waited|did|did|have|were|wanted|would|own|mistake|carelessness|negligence|late|changing) (_) !?
because|since|as you (have|had|simply|clearly|only|also) (clearly) insisted|refused|failed|forgot|kept|chose|changed|left|ignored|waited|wanted|delayed|misread|entered|gave|missed|opened|cancelled|neglected|put|used|told|broke|typed|ordered|moved|came|arrived|never
because|since|as you did|have|were|had not !?
because of your|you (own) !call|help|patience|feedback|kind|loyalty
caused|damaged|triggered by your|you|incorrect|improper|misuse|negligence|the customer|tenant|user|customer's
due|owing to (your|non|incorrect|improper|the|user|a|an) (own) (negligence|carelessness|misuse|lack|failure|delay|error|mistake|late|non|improper|submission|user|incorrect|inadequate|customer|misunderstanding|inaction|wrong) (submission|error|payment|of|use|usage|handling)
from your side|end|part only|itself|and|alone|so|which
results|resulted|resulting|comes|came from (inadequate|insufficient|improper|incorrect|wrong|your|poor|lack|a) (own) (lack) (ventilation|use|handling|installation|care|of|mistake|error|usage|maintenance)
inadequate|improper|incorrect|careless|inappropriate|excessive (_) (use|usage|handling|ventilation|installation|storage|care) (on|by|from) (your|the|you) (part|side|customer|tenant)
on|by your part (is|was|and|only|alone|$)
<be> (_) on your (own) part
(entirely|solely|completely|totally|all|simply|partly|clearly|is|was|are|purely|probably) (still|just|entirely|actually|also|really|simply|definitely|likely) your (own) (own) fault|mistake|error|doing|negligence|responsibility|problem|oversight|job|duty|carelessness|choice|decision|obligation|misunderstanding|task|lookout !ours|to choose|as
it is|was (simply|entirely|clearly|also|really) your (own) responsibility|job|duty|obligation|fault|mistake|error|problem|decision|choice|doing
your (own) fault|negligence|carelessness
user|customer|operator error
the|this|a|that mistake|error|fault|problem|issue|blame|responsibility|failure|delay is|lies|was|must|are|rests|occurred|sits|comes|happened (be|lie|clearly|entirely|solely|only|simply|purely|probably) (be) (on|with|at|from|due) (to) (you|your) (own) (side|end|part|device|computer)
lies|lie|rests|rest|lay (entirely|solely|squarely|clearly) with|on you|your
(responsibility|fault|blame) (is|was|lies) (on|with|entirely) you|yours
that (one) (is|was) (all|entirely|completely|squarely|really) on you
(one|thats|it|this|is) (is|all|entirely) on you (im|sorry|i|not|and|$|then|really|now|not)
(is|thats|was) (not|hardly|never) (on|our|my|due) (to) (us|fault|mistake|error|doing|problem)
not (really|exactly|our|because) (our|because) (own) (fault|of|mistake|error|doing) (us|<we>) !?
(is|was|are|am) not (really|exactly) our|my (fault|mistake|error|doing|problem)
(through|by|due) (no) (to) fault of ours|our|mine
no fault of ours|our|mine
<we> (am|are|was|were|will|can) (also) not (be) (held) (responsible|liable|accountable|blame) (for) (what|your|how|the|customers|other|mistakes|this|that|any|it) !?
<we> are|am|can not (be) (held) responsible|liable for (what|how|your|customers|mistakes|that|lost|you|the|other|things)
not liable (you|when|if|for)
(the) onus is|was|lies|were (on|with|clearly) (you|on)
onus
incumbent upon|on you
(was|is|were) (up|down) to you (to|and|not)
(up|down) to you to (know|check|read|make|tell|cancel|keep|inform|notify|ensure|look|remember|update|find|verify|call|return|report|bring)
(is|was) (your|the|customer's|tenant's|user's|passenger's) (customer's|own) (job|duty|responsibility|obligation|task) (to)
(it) is the customer's|tenant's|user's|passenger's|client's|buyer's|parent's duty|responsibility|job|obligation|own
(have|got|need|should|must|to|learn) (to|to) (take|accept|bear) (some|the|your|full|own) (_) responsibility|consequences !?
take (some|more) responsibility
you (only|can|just|have|really) (only|have) (yourself|yourselves|to) (to|yourself) blame
yourself|yourselves to blame
you are to blame
you brought (this|it|that)
you (have) asked for it|this
you get what you pay
you reap
serves you right
live with it|that|the
ample|plenty|every|enough|sufficient (of) opportunity|opportunities|time|warning|notice|chance|chances (to|and|but) !?
(reminded|warned|told|informed|notified|asked) (you|several|repeatedly|many|three|two|twice|multiple|of) (times|repeatedly|several|twice|and|but|enough|before|about|in|often)
you did nothing
you (kept|keep|were|always) (constantly|always) (changing|pressing|asking|calling|cancelling|moving|interrupting|ignoring|complaining|forgetting|making|repeating|losing|getting|switching) (your|the|it|everything|these|us|on|same) (mind|order|over)
you kept changing|pressing|asking|calling|cancelling|moving|interrupting|ignoring
(nobody|no one|everyone|everybody|no|works|all) (one|else|other|for|our) (has|customer|customers|everyone|everybody|complained|complains|manages|understands|had|got|reads|gets|seems|seem|ever) (else|has|ever|complained|had|complains|a|it|to) (ever|complained|problem|problems|this|it|manage|understand)
nobody|noone|no (one) (other) else|customer|other (customer|customers) (has|have|had|ever) (ever|had) (complained|complains|had|has|mentioned|noticed|problem|this|a|any|seems)
works (fine|perfectly|well) for everybody|everyone|all (else|other)
something|anything (that|wrong) you (are|did|must|were|have) (doing|done|have|did|do|been|at) (wrong|on)
something you are|did|have|must|were doing|done|wrong|yourself|changed|ate
you overloaded|mishandled|misused|neglected|abused|tampered
(cannot|can|not|to|even|able|unable) (not|even|to) read (a|the|simple|signs|instructions|properly|an|english) (simple|sign|manual|instructions|properly|email|clock|calendar)
can not (even) read (a|the|an) (simple) sign|signs|instructions|manual|calendar|clock|email|properly
not done your homework
(do|did|done|have|doing) (not) (your) homework
you (have) not done your

= says that it was said before
<we> have|had (already|just|now|clearly|repeatedly) (already|just|clearly|now) (told|explained|said|been|answered|mentioned|gone|informed|stated|repeated|written|covered|discussed) (you|this|that|it|to|through|over|all|the) (to|this|that|you|it|through|over|with|all) (_) (_) (_) twice|before|already|times|yesterday|monday|repeatedly|again|enough !?
<we> (have|just|already) (just|already) (explained|told|said|answered|been) (this|that|it|you|so|through|over) (_) (_) (_) (_) (twice|already|times|before|three|clearly)
<we> (have) (just|already|now|repeatedly) (already|just) (told|explained|said|answered|informed|stated) (this|that|it|you|to|so) (to) (you|this|that|it) (_) (twice|already|times|before|three|repeatedly) (times)
<we> have explained|told|said|been|gone|answered|repeated (this|that|it|you|through|over|all) (this|that|to|it|through) (_) (_) (_) twice|already|before|three|several|times|repeatedly
<we> have already|just|repeatedly explained|told|said|been|gone|answered|stated|informed|clarified|mentioned !the|our
have been (through|over) (this|it|that|all) with you
as|like <we> (have) (already|repeatedly|clearly|just|previously|told|explained) (already|clearly|repeatedly) (told|explained|said|stated|mentioned|informed|wrote|written) (you|to|before|already|twice|several|in|it|many|clearly|repeatedly|this) (you|before|already|times|twice|times|in) !on|on the phone|yesterday|promised
as|like <we> (have) already|repeatedly|clearly told|explained|said|stated|mentioned|informed|written
as|like <we> (have) said|told|explained|mentioned|stated (you|to|it|this) (you) before|already|times|twice|repeatedly|several|clearly
how many (more) times (do|must|have|did|should|will|are|can)
for the (second|third|fourth|fifth|last|umpteenth|hundredth|tenth|nth) time
once again you|<we> have|did
(made|make|been|was|were) (it|myself|this|that|ourselves) (very|perfectly|quite|abundantly|absolutely) clear (to|that|in|when|on|from|already) !?
made it|this|that|myself (very|perfectly|quite|abundantly|absolutely) clear
(will|to|shall) say it again
let me be (very|perfectly|absolutely) clear
you (are|were) not listening (to)
listen (to) (me) (carefully) (this) time

= blames a colleague
<colleague>|they (always|never|constantly|usually|just|simply|often|keep|kept|really|all|people) (just|never|always) always|never|constantly|keep|keeps|usually|forever (do|does|_) !happy|glad|here|pleased|open|available|fresh|on|been|there|free|ask|asks|be|share|store|leave|call|miss|let|ring|answers|checks|in _
<colleague> (guys|guy|people|lot|team|department|folks|boys|ladies|office) (always|never|constantly|keep|keeps) (does|do|forgets|forget|messes|mess|gets|get|writes|loses|lose|promise|gives|give|making|making|messing|forgetting|sending|losing|putting|scan|log|logs|tell|tells|read|reads|listen|listens) (this|that|it|_)
always|never|constantly (do|does|doing|did) this|that|it to|with|all|dont|do|i|sorry|honestly|every|again|you
do|does|did that|this|it (to) (all) (the|his|her|their|all) (_) (time|customers|always|constantly|often|everyone|everybody)
<colleague>|whoever|someone|somebody|they|he|she|person|one (_) (_) (_) (_) (clearly|obviously|really|just|simply|must|probably|has|have|had|totally|completely|again) (have|has|clearly|just) messed|screwed|botched|bungled|mucked|stuffed|cocked|fouled|butchered|forgot|forgotten|blew (up|to|it|that|this|the|your|again|things|everything|about|all) !password|login|codes
<colleague>|predecessor|whoever|guy|person|they|he|she|one|staff (_) (_) (_) (_) (_) (is|are|was|were|so|really|just|just) (just|so|a|really|totally|completely|absolutely|bit|always|too|simply|such|pretty|being|very|quite|utterly|plain|a) lazy|useless|hopeless|incompetent|clueless|careless|sloppy|idiot|idiots|stupid|dumb|disaster|inexperienced|mess|joke|slow|unreliable|terrible|chaotic|disorganised|disorganized|amateurs|rubbish|nightmare !?
lazy|useless|hopeless|incompetent|clueless|idiots|sloppy (colleague|colleagues|people|lot|team|department)
(whoever|person|colleague|agent|guy|one|rep|clerk|lady) (who|that|you) (you|took|served|told|sold|spoke|handled|did|dealt|talked) (spoke|to|you|your|with|dealt|it|this|order|talked) (_) (_) (_) (was|is|should|did|does|made|got|must|clearly|gave|has|had|obviously) (wrong|mistaken|not|a|clearly|lying|misinformed|incorrect|have|no|it|you|totally|completely) !wonderful|right
whoever (you|told|took|did|sold|served|handled|set) ..6 wrong|mistaken|not|lying|misinformed|incorrect|idea|clue|clearly|mistake
the person|colleague|agent|guy|lady|one|rep who|that ..6 does|did|made|was|should|is (not|have|a|wrong|clearly) (_) (speak|know|understand|wrong|mistake|mistaken|trained|been|have|lying)
<colleague>|predecessor|person|whoever|they|he|she should (really|clearly) (not|never) have !been called|sent|arrived|the|your|a|it|received|an
<colleague>|predecessor|person|whoever|they|he|she should|ought (really|clearly) (to) be fired|sacked|trained|ashamed
should|ought (to) be fired|sacked
<colleague>|predecessor|person|whoever|they|he|she (_) (_) (_) (clearly|obviously|really|simply) (has|have|had|got|having) (got) (absolutely|really|clearly) no (idea|clue)
(has|have|having) (got) no clue
she|he|they have|has|is (got) (absolutely) no idea|clue
does|do|did not know (their|his|her|what) (own|he|she|they) (stock|job|products|are|is|doing|system|work|prices)
<colleague>|they (_) (_) (do|does|did|can|could|have) not (even|ever) (bother|know|understand|read|listen|think|care|pay|tell|write|check|pass|do|log|note) (to|what|how|their|the|about|his|it|anything|attention|this|us|properly|on) !?
<colleague>|branch|he|she (_) (_) (clearly|obviously|must|has|just) (have) gave|given|told|sold|sent|got|made|put|entered|booked|written|wrote|typed (you|it|in|your|us|a|the|him|her|this) (_) (_) wrong|wrongly|mistake|rubbish|nonsense|incorrect|bad|incorrectly !colour|size|one
<colleague>|they|he|she got (it|this|that|everything|things|your) (_) wrong
giving|gives|give out (wrong|bad|false) (information|advice|info)
blame (the|it|them|that|our|him|her|those|billing|sales) (on|guys|people|lot|_) (the|our|billing|sales|them|him|her|_) !me|us|<we>|our
as usual
(clean|cleaning|clear|clearing|tidy|tidying|fixing|fix|mopping) (up) (after|behind) (him|her|them|my|the|that|sales|others|everyone|other)
(up) after|for (him|her|them) (again|all|the|every|as)
(paying|suffering|pay|suffer) for it
pass|passing|passed the buck
his|her|their (own) (fault|mess|mistake|job|screw) (not|again|and|i|as|that|really) (mine|ours|my|our)
(is|was|were) (clearly|entirely|all|totally|really) (his|her|their|billing's|sales's|warehouse's) (fault|mistake|mess|doing|error|screw)
is|was (clearly|entirely|all|totally|really) (the) (courier's|warehouse's|driver's|department's|colleague's|manufacturer's|supplier's|agent's|shop's|seller's|bank's) fault|mistake|error|problem
sick (and) (tired) of (them|this|that|those|him|her|cleaning)
(dont|do|does) (ask|not) (not) me why (they|he|she|it)
not trained (properly|well|enough|for)
never tell|tells|told|inform|informs us (anything)
(do|does|did) not|never|forgot (tell|to|inform) (tell|us|inform) (us) (anything) (as|i|so|again)
sales (people|guys|team|department) (_) promise|promises|promised
promise|promises|promised (you) the moon|earth|world
nothing to do with me

= is no blame
- not (be|been|at|all|in|really|your|entirely) (any|at) (way|all) your (own) fault|mistake|doing|error
- not your (own) fault|mistake|doing|error|responsibility|problem|job
- never your fault
- (was|is) not (any) fault of yours
- you should (not) have (had) to
- you should not have been|had|to|needed|heard|received|got|waited
- <we> should|could|ought
- if you would (like|prefer|rather|love|be|mind|kindly|please|care|need)
- you did not (do|say|miss|break|cause) (anything|it|that|wrong|the|a)
- you did (nothing|well|right|great|brilliantly|everything|the|absolutely)
- you have (not) done (nothing|everything|well|anything|right|exactly)
- you never know|knew|have|need
- (the|all) blame (is|lies) (entirely) (ours|mine|our|with us)
- blame (it) (on) (me|us)
- (to) blame $
- nobody|nobody's|no (one) (is) (to) blame
- please blame
- <we> (have) (forgot|messed|missed|failed|overlooked|put|gave|sent|got|made|should|did|entered|broke)
- (my|our) (own) (fault|mistake|bad|error|responsibility|doing)
- on us
- no need to (read|check)
- at-fault|no-fault
- as (<we>) promised
- did you not (say|receive|get)
",
    judge: one_a_sentence,
    example: "You should have read the terms first.",
    counter_example: "You should have received an email by now.",
};
