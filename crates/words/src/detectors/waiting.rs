//! The customer waits, or waited, for us: *"I'm still waiting for an answer"*, *"any news?"*; not *"I
//! can't wait to try it"*, and not who waits for somebody else.

use super::{Detector, found, one_a_sentence};
use crate::{
    finding::{By, Finding, What},
    scene::{Hit, Scene},
};

/// The customer waits or waited for us.
pub const DETECTOR: Detector = Detector {
    what: What::Waiting,
    by: &[By::Customer],
    rules: RULES,
    judge,
    example: "I'm still waiting for an answer.",
    counter_example: "I can't wait to try it.",
};

const RULES: &str = "
= waits
still [waiting / holding / on hold / expecting / awaiting / in the queue / in line / sat here / sitting here / standing here / here]
still not|no .. [arrived / here / received / reply / answer / response / news / word / refund / sign / heard / got / come / had / been / delivered / shipped / dispatched / on the / showing / moved / update]
[am / are / have been / been / was / were / kept / keep / keeps / left / be] (still) (just) [waiting / awaiting] (here) (for) [for / since / on / over / in front / outside / all / # / ages / forever / on hold / weeks / days / months / hours / nearly / almost / more / so long / too long / a / the / your / my / an / to hear / and waiting]
^ (still) [waiting / awaiting] (for) [your / my / a reply / an answer / since / # / over / weeks / days / the refund / the delivery / $]
[waited / waiting] (in) (for) over|nearly|about|almost|more|than|around|at (least|than) a|an|#|two|three|four|five|six|ten|all|half|several|most|twenty|thirty|forty week+|weeks|days|hours|hour|months|month|minutes|mins|day|morning|afternoon|ages
waited in (all)
then|and waited and|then|some|again
waiting since
[long / never ending / endless] wait|queue (time) (is|was) ridiculous|unacceptable|too|so|over|an|#
[on hold / in the queue / in a queue / in line / queuing / queueing / holding / in this waiting] room|for|since|already|here|with|on the|you|phone|line now|for|since|about|over|nearly # 
<we> am|have|was|were (been) [on hold / in the queue / holding / queuing / queueing] [for|since|with|ever|forever|now|and|almost|over / $]
am i still in the queue
in the queue for ever|forever|ages|hours|over
<we> am holding
[sitting / sat / standing / stuck / stood / been] (here|by|there) by|in|at|with|since|for the|this|my|your|no phone|cold|rain|sleet|car|waiting|door|window|snow|heat|station|airport|platform
[sat / sitting / stood / standing / stuck] [here / in this] for|since|with|waiting|in|and|like
been here (for|since) half|over|nearly|an|#|ten|nine|two|more
here since half|#|ten|nine|eight|seven|six|noon|this
when is it my turn
everybody|everyone|people behind|after me has|have been|already served|called
<we> (am|are) outside .. supposed|said|meant|nobody|since
= no answer yet
[not / never / nothing] (yet|ever) had|have|got|received|heard|hear|seen|been [heard / hear / hearing / received / had / got / gotten / seen] back|anything|a|any|the|from|word .. [from you / yet / since / back / answer / reply / response / callback / call / update / confirmation / from anyone / about / report / offer / refund / anything]
[heard / hearing / have / had] (back) nothing [back|yet|since|from|so / $]
heard nothing|no
nothing [back / heard / yet / so far / has / happened / came / since] [from you / yet / since / so far / has happened]
[not / never] heard (back) (from) you
not (yet|ever) had the|a|any|my .. report|letter|reply|answer|response|email|call|confirmation|refund
no one|nobody|noone|none (of) (you) (has|have|ever) (yet|ever|even) called|call|calls|rung|ring|rang|phoned|replied|reply|answered|answers|answering|responded|responding|responds|came|come|turned|showed|shown|got|gotten|contacted|bothered|picks|picked|been back|up|me|us|to|my|our !quiz|the|correctly
no one|nobody has $
nobody (is) (has) got|answering|calling|called|rang|come|came|turned|answers|picks
why is|does nobody|no (one) answering|answer|reply|replying|calling|responding|picking
no reply|response|answer|callback|email|call|word|update|text|refund|delivery|technician|confirmation|sign [yet|since|for|in|after|from|still|until|despite|whatsoever|today / has come / to my / so far / at all / $]
no email|call|reply|text|technician|delivery|message|card|one|bag|driver|parcel|news no|nothing|nor|and (no) (_)
and (no|nor) bag|parcel|call|driver|technician|reply|response|delivery
there is|has been no sign|news|reply|response|word|update|answer|movement of|from|on|yet|since
there|it has been|is (been) nothing|silence|quiet|silent [since|from|for / $]
[radio silence / very quiet since / deafening silence / total silence / complete silence / only silence / silence from]
not|did (yet) (responded|replied|answered) (to) my|any|our|either|one|me|us (_) (_) two|emails|email|mails|messages|calls|letter|letters|message|question|questions|request
since you have|did not respond+|repl+|replied|answer+
you have|did|do not (yet|ever|even) responded|replied|answered|called|rung|respond|reply|answer|call|returned|got|sent|sent to|me|us|back|my|yet|since 
[when / are / do / will / would / could] you|somebody|someone|anyone|anybody are|ever|going|intend|plan (you) (to) (ever|going|at) (to) answer|reply|respond [to|at|my|me|our / $] [my|all|our|question / $]
please respond $
please reply|answer|respond me|asap|soon|urgently|now
[anyone / anybody / someone / somebody] is|are|actually|even there $
[is / are] (there) [anyone / anybody / no one / somebody / someone / you] (there|on) there|duty|home|still|alive 
hello hello|is|anyone|anybody|are|still there|anyone|anybody|you|here
hello|knock anyone $
knock knock
^ ping (_smile) $
any news|update|updates|progress|movement|word|response|reply|luck|sign|joy [yet|on|about|from|regarding|for|please|today|as / $] !the summer
[is / are / was] there (any) (an|any|some) news|update|updates|progress|movement|word yet|on|with|from|regarding|for|in !programme|the summer|new
following|follow|circling|circle|checking|checking|chasing|chase|touching|bumping|nudging (just) up|back|in|on|this|base|my|you on|about|again|to|regarding|with|up|this the|my|this|our|see|below|it|a !instructions
^ (just) (a) gentle|kind|friendly|quick|polite|small|final|second|little reminder [about|that|of|on|to|regarding|for|:|my / $]
[what / how] (has|is) happened|happening|going|become|the|my|coming on|to|of|with|status|along (with|of|on) my|our|the|this|your (_) claim|order|refund|parcel|delivery|application|case|request|ticket|complaint|estimate|repair|package|return|quote|letter|visa|appointment|installation|replacement
[how / where] is|do|does|are my|our|the|things|we (_) complaint|claim|application|things|we coming|stand|standing|going (along|on)
where do|does things|we|it|my|this stand
what is (taking) (so) (the) long|hold|holdup|delay|taking [so|up|with|on / $]
taking so long
why it|this|does|is (it|this|taking) (takes|take|taking) so|this|#|twelve|forever|that|weeks|months|you (long|weeks|months|days|_)
= it is late
[when / where] will|can|do|may|should|am|could|might <we> expect|receive|get|have|hear|going|see to|my|the|back|an|a|from|hear (get|have|_) my|the|from|money|refund|answer|parcel|order|reply (courtesy|_) (_) seeing|given|as|since|considering|it|that|of|answer|you
i|we wonder when (i|we) may|might|will|can (expect|hear|get)
when (i|we) may expect
[where / wheres] is|are (my|our|the) (_) card|order|parcel|refund|money|package|delivery|driver|food|technician|engineer|plumber|drinks|food|taxi|shuttle|bus|replacement|luggage|suitcase|bag|reply|answer|answers|pizza|curry|meal|statement|invoice|cheque|payment|letter|stuff|items|certificate|voucher
where are they|you $
not|isn't here|arrived|moved|come|turned|there yet|still|for|since|on|in|up !decided
not|never [turned / showed / shown / show / turn / came / come / materialised / materialized / took place] (up|place) [as|on|today|yesterday|at|yet|and|to|either|for|again|when|second / $]
has|have|had|is|was not (yet) (been|even) dispatched|delivered|arrived|shipped|sent|credited|processed|received|answered|moved|refunded|paid|confirmed|come|reached|started|turned [yet|for|since|to|by|on|though|and|today|what / $]
not been dispatched|delivered|shipped|sent|refunded|credited yet
still|is|was not on the|my account|way
is|are|was|were [now / already / running / still / over / at least / only] (_) (_) late [and|there|again|already|for|now / $] !fee
#|two|three|several|ten|five days|weeks|hours|minutes|mins|months late|overdue|delayed|behind|ago|later|past
overdue|past due|deadline
overdue by|for|and|since|now
day # 
you|your|he|she|they|nurse|shop|website|text|chat|was|were|been (_) said|told|promised|quoted|assured|guaranteed me|us|it|that|a|it'd|one|within|in|by|five|two|#|a .. [and it is / it is now / today is / it has been / that was / and nobody / nothing / and now / i count / is not / there is / is nowhere / is still / not on / it has / has not / was # / was two]
i|we|was|were was|were|told|been (told|promised|assured) that|someone|a|somebody|you|it|to|i|within|by .. nobody|nothing|no|still|not|never|and|but
you said .. it is now|already|still|#|friday|monday|tuesday|wednesday|thursday|saturday|sunday|the
said|promised [you would / to / somebody would / someone would / he would / she would / they would] call|ring|phone|come|be|get|reply|send .. [and|but / nobody / never / did not / have not / all day / still]
because you said you would call|ring|phone
promised|said .. ago
that|this was #|two|three|an|a|last|over|several|at|ten|twenty|in|five|on hours|hour|weeks|days|minutes|lunchtime|march|monday|week|tuesday|wednesday|thursday|friday|month|months (ago|and)
it (has|is) been|now|already|taken been|over|nearly|like|almost|more|already|at|about (than|least) a|#|an|two|three|four|five|six|ten|twenty|fifty|thirty|eleven|twelve|ages|weeks|months|days|hours|forever hours|hour|week|weeks|month|months|days|minutes|now|since|fortnight|business|working|already !we|opened|pleasure|together|married
third|second|fourth|fifth|sixth (week|day|month) [now / and / running / already / without / of waiting]
it took you #|a|two|three|nine|six|over|several|nearly|weeks|days
takes|taking (you|them) #|two|three|six|several|nine|twelve|ten weeks|days|months|hours
took you #|two|three|six|several|nine|twelve|ten weeks|days|months|hours
[under review / looking into it / in progress / out for delivery / processing / pending / on its way / in transit] (for|since|_) #|weeks|days|the|eleven|two|three|months|over
looking into it since
tick tock
ages on (the) phone|hold
ages on the phone
but a month|week $
and counting
[it / this / that / deadline / date / is] (has) (long) [gone by / passed / come and gone / been and gone / lapsed / expired] (and|,|now)
none the wiser
[been / for / already / waiting] #|two|three|four|five|six|several|many|ten weeks|days|months|hours [now / already / and counting / nothing / still / no]
#|two|three|four|five|six|several|ten weeks|days|months|hours|minutes|years [now / already / and counting / later / for a / without]
for # days|weeks|months|hours|minutes|mins now
last|first (thing) (<we>|i) heard was|from
since then (i|we) (have|had) heard|had|no|nothing|not
nothing since
sign of life
any news|update|updates|progress|word|movement (yet|please) $
ping _smile
my complaint|claim|application|request is coming (along)
how come .. no|not .. yet
nobody has|is got|gotten|back
told (that) someone|somebody|you|he|she|they would .. nobody|nothing|and no
who was to come .. did not
[said / told me] # (minutes|hours|days) it is|has|took (been) #|twenty|fifty|an|now
[said / told me / promised] (me) (two|three|five|ten|an) (working) minutes|hours|hour|days .. it is|has (been) (#|twenty|thirty|fifty|now|an)
(your) automatic reply .. today is
said .. in march|may|april|january|february .. it is june|july|may|august|september
= asks what became of it
did|have|has (you) get|got|receive|received|see|seen|read my email|message|mail|letter|application|request|form $
has|have (my|our|the) request|order|application|email|claim|refund|complaint|ticket|form (_) (been|got|gotten) lost|forgotten|processed|looked|received|approved|sent|ignored|shipped
has (anything|something) happened (with|on|to)
any movement
is|are missing from your side
should have been|arrived|come|happened (_) (confirmed|here|delivered|sent|paid|at|in|on|by|_) (_) in|at|on|by|yesterday|last|ago|weeks|monday|tuesday|and 
was|were supposed|meant|due|scheduled|expected (to) meet|arrive|come|be|call|get|have|deliver|ring|start|on|at|here|yesterday|last|in|by (_) (_) .. at|yesterday|last|ago|monday|tuesday|and|by|but|on|this|is|hours
who was to come .. not
i took the (whole) day off
took (the|a) (whole) day off
not .. (get|got) through (to) anybody|anyone|you|somebody|the
you are never|always|forever (there|busy|engaged)
keeps|keep telling me (that) my call
not one of the callbacks|calls|emails|promises
delayed|delay again|by|for|since|of
(how) (much) (longer) do|must|will|is|does|am|are (<we>|it|this) have|going|take|supposed|need|expected (to) (wait|take|be) [still|until|for / $]
how much longer
does|will (it|this) ever end|come|arrive|happen|work
gave you until
two|three|four|last winters|summers|months|weeks|years ago .. where|still|nothing|not
!! my|the bank|airline|insurance|employer|doctor's|school|wife|husband|boss|boyfriend .. [not / waiting / hold / answered / with you]
- not|hardly wait (to|for)
- wait staff|time|list|lists|times|room|period|a|i|until
- on hold with my|the|his|her bank|airline|doctor
- <third> has|had|was|is|am|are .. waiting|hold
- <we> waited at the bus|in the shop
- look|looking forward
- we opened our account
- awaiting|waiting (on|for) (my|the) (new) passport|payslip|bank|husband|wife|results
- nobody called for me
- (will|may|might) be (about) (_) minutes late
- waited # (_) weeks|days for a line
- waiting (ages) at the doctor's
- years ago
- until <day>
- sorry <we>
- <we> waited in the shop
- is his|her|my favourite
- <we> was|am|were late
- tram|train|bus did not
- drove|straight past
- straight past
- at home for me
@span (#|a|an|two|three|four|five|six|seven|eight|nine|ten|twelve|several|many|few|another|half|whole|over|couple|of|the|past|last|entire|twenty|thirty|forty|fifty|fourteen) (more|working|business|full|long|solid|whole) minutes|mins|hours|hour|days|weeks|week|months|month|fortnight|years !old
@span since <day>|january|february|march|april|may|june|july|august|september|october|november|december|last|the|then|this|noon|yesterday|morning|easter|christmas|#|half
@span ages|forever|yesterday|eternity|weeks|months|hours
@span [on / by / for / until / before / last / at / this / between] <day>|morning|noon|week|month|#|four|five|six|nine|ten|eight|eleven|twelve|two|three|one|half
@span all day|morning|afternoon|week|evening|night
@span [so long / too long / that long / this long / how long / long time / long ago]
@unmet still|nothing|nobody|noone|yet|waiting|waited|awaiting|queue|queuing|overdue|late|delayed|delay|silence|ignored|pending|chasing|chased|ringing|nowhere|unanswered|unresolved|outstanding|promised
@unmet no one|word|sign|reply|answer|response|news|update|call|callback|refund|parcel|delivery|engineer|technician|email|message|confirmation|progress|result|results|show|taxi|food
@unmet [not heard / not arrived / not come / not received / not been / not had / not got / not seen / not replied / not answered / not responded / not called / not turned / not here / not moved / not shown / not showed / on hold / did not answer / did not reply / never came / never called / never arrived / never rang / never got / never heard / never showed / was supposed / were supposed / was meant / were meant / was due / should have / was told / were told / you said / you told / said you / said he / said she / said it / said they / told me / told us / told it / where is / where are / when will / when is / when do / what is happening / what happened / what is going / any news / any update / any idea when / taking so / takes so / stood here / sat here / sitting here / standing here / been sitting / been standing / stuck here / been trying]
@other bank|airline|insurance|husband|wife|mum|son|daughter|boyfriend|doctor's|passport|payslip|mother|dad|friend|council|boss
@fine thanks|thank|wonderful|lovely|great|beautiful|perfect|already|quickly|fast|pleasure|happy|enjoyed|love|pretty
@fine [no hurry / no rush / take your time / whenever / worth the wait / can not wait / not wait to / no problem / in no rush / no need / next week / next month / how long / how much]
";

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let before = findings.len();
    one_a_sentence(scene, findings);
    if findings.len() > before
        || scene.undone()
        || !scene.named("fine").is_empty()
        || !scene.named("other").is_empty()
    {
        return;
    }
    if let Some(tokens) = scene.together("span", "unmet") {
        let hit = Hit { reason: "how long it is, and what did not come", tokens };
        findings.push(found(scene, &hit, 0.8));
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
customer yes I'm still waiting for an answer.
customer yes Any news?
customer yes Nobody has called me back.
customer yes I've been on hold for an hour.
customer yes where is my refund
customer yes It has been three weeks now.
customer yes You said Monday, it is Thursday.
customer yes just following up on my ticket
customer yes no reply since tuesday
customer yes why is it taking so long
customer no I can't wait to try it.
customer no I'll wait, no hurry.
customer no How long is the waiting list?
customer no My husband is waiting in the car.
customer no The waiter was lovely.
customer no I look forward to your reply.
customer no Take your time.
customer no I'll be ten minutes late.
",
        );
    }
}
