//! The customer says that they have to say it again: *"this is the third time I explain this"*; not
//! *"could you repeat that?"*, and not what happens again without being told again.

use super::{Detector, found, one_a_sentence};
use crate::{
    finding::{By, Finding, What},
    scene::{Hit, Scene},
};

/// The customer says that they have to say it again.
pub const DETECTOR: Detector = Detector {
    what: What::Repeat,
    by: &[By::Customer],
    rules: RULES,
    judge,
    example: "This is the third time I explain this.",
    counter_example: "Could you repeat that?",
};

const RULES: &str = "
= says how often they said it
[second / third / fourth / fifth / sixth / tenth / # / hundredth / umpteenth / nth / last / millionth] time now|today|that|in|this (_) (_) (<we>) am|have|be|had (now|been|already) (to) <tells>
(for) the second|third|fourth|fifth|sixth|seventh|tenth|umpteenth|nth|hundredth|millionth time (now|today|already) <we> do|am|did|have|want|moved|need|said !order+|buy|bought|use|use+|visit+|stay|stayed|got
(for) the umpteenth|nth|hundredth|millionth time
the second|third|fourth|fifth|sixth|tenth person|one|agent|colleague|doctor's|member|rep (_) (of) (receptionist|staff|people) i|we|to|that|whom|who (_) (_) (<we>) (am|have|had) (to) talked|speak+|spoken|spoke|<tells>
the first (one|two|three) times !it|you
[twice / three times / four times / five times / many times / several times / # times / countless times / repeatedly / times now / over and over] .. [<we> (have|already) <tells> / telling you / tell you / told you / explained / asked you / asking]
<we> (have|had) already|now|just|been|also told|explain+|explaining|described|describing|reported|mentioned|complained|asked|asking|said|saying|contact+|written|sent|gave|given|spelled (_) (_) (_) (_) .. twice|times|before|already|repeatedly
that is three|four|two|five times <we>
how often|many (times) .. [do|must|should|will|would|have|need <we>] .. send|tell|say|explain|repeat|scan|ask|call|write|give|spell !a|per|can
do <we> (really|honestly) (have|need) to say|tell|explain|repeat|start|go|do|give|send .. again|all|over|twice|beginning
(why) (do|must|should) <we> (always|really) (have|need) to repeat|verify|explain|tell|say|start|go .. [every time / each time / again / all over]
every|each time <we> call|ring|phone|write|chat|speak|talk|am|get .. [again / all over / over / different / somebody new / someone new / transferred / from scratch / from the start / new person / repeat / explain]
[someone / somebody] new .. [all over / again / the story / from]
= said it before
like|as <we> have|had|was|am|were|already|just|previously|also|first already|just|previously|also|trying|been|now [said / told / mentioned / explained / wrote / written / stated / indicated / reported / described / telling / say / tell+ / saying / pointed out / outlined / noted] !to my|agreed
(like|as) already|previously|repeatedly|i|just|stated|mentioned|said|described|explained|noted [mentioned / said / stated / advised / explained / told / described / noted / discussed / reported / indicated / above] before|above|earlier|already|previously|on|in|to|it|and|that
as [stated / mentioned / said / explained / described / written / noted / advised / outlined] above|before|earlier|in|below|previously|already|on|to|several|many
(just) like|as in my tweet|last|previous|first|email|mail|dm|subject|message|earlier|original|chat|letter
<we> already told|said|explained|answered|mentioned|gave|sent|wrote|described|reported|provided|did|spelled|confirmed|spoke|did|tried that|you|this|all|it|your|the|to|my !cleaned
<we> (have|did) already told|said|explained|answered|mentioned|given|sent|written|described|reported|provided|confirmed|spoken|gone|done|asked|called|contact+ that|you|this|all|it|your|the|to|my|through|been !called
<we> (have|did|had) answered|told|say|said|explained|mentioned|asked|written|write that|this|it|you already|twice|before|all
<we> (have|believe|think) .. said|answered|explained|told|mentioned|covered (that|this|it) (question|_) [already / before / twice / in my]
(have) (told|tell) you|them|him|your already|before|that|all|this|it|and|about|since|#|three|last|five|ten .. already|before|times|ago|yesterday|week|earlier|since|morning|monday|tuesday|wednesday|thursday|friday
<we> told the|your|another|every (_) (_) first|last|other|previous|lady|person|colleague|colleagues|guy|fella|man|gentleman|woman|agent|agents|rep|operator|bot|reception|receptionist|assistant|two|girl|team|people (_) (_) all|this|that|yesterday|already|before|everything|same|on|my
<we> (have) told|explained|said|described|gave|spelled|mentioned it|this|that|all|everything|them|my|the|you (_) (_) (to|for) the|your|a|several|three|two|every|#|my (_) (colleague|colleagues|agent|agents|lady|person|people|reps|rep|bot|operator|gentleman|manager|supervisor|department|departments|_) 
like|as <we> was|were telling|saying|explaining (to) your|the|you
<we> told you|him|her|them already|before|so|that|this|five|ten|#|last|yesterday|on|in|all|my|guys|the (minutes|minute|days|week|ago|on|in|already|_) 
<we> (have) told you|u|ur|your|the|reception .. told
<we> am (now) telling|informing|asking|telling you since|for|again|now
<we> (did|have) clearly|already|just|specifically say|said|tell|told|write|written|mention|explain that|so|it|you|this $
(all) this|that|it|which (was|has) (been) (all|already|clearly) explained|described|stated|mentioned|told|answered|said|discussed in|already|to|on|before|at
(that) (is) (what|exactly) (what) <we> (have) (just|already) said|wrote|told|told|been|explained|asked (you) [trying|in|the|read|yesterday|last|before|already / $] 
trying to (tell|explain) (to) (you|it|this) (_) [for / since / all / again / the past]
<we> (have) been trying|saying|telling|asking|explaining (to) tell|explain|say|you .. for|since|all|half|past the|past|last|half|weeks|hour|day|days|an
answered .. answered
<we> said .. <we> said
second|third|fourth|fifth|sixth|seventh|tenth|#|umpteenth time (that|now|today|already) <we> (have|am|had) (to|had) (to) <tells>
<we> (have) <tells> .. two|three|four|five|six|several|many times already|about|now|before|this
= does it again
repeat|repeating myself|ourselves
(i|we) [hate / do not / am / are / have / had / keep] .. repeat|repeating myself|ourselves|this|that|it|everything|the
i repeat !customer|order|the|my|it
(not) to repeat myself
it bears repeating
broken record
[tell / telling / explain / explaining / say / saying / describe / describing / recite / repeat / repeating / go through / going through / went through / go over / going over / start / starting / give / giving / spell / repeat] this|it|you|my|the|everything|all|them|him|that|someone|somebody|details|whole|entire (_) (_) (_) everything|all|this|story|details|problem|issue|over (_) [all over / again / once / yet / anew / for] (over|more|again)
start|starting|go|begin|explain|tell|story|issue|everything (_) (all) over (again|from)
start+ (all) over again|from
start+ again from
from [the beginning / scratch / the start / the top] again|once|all
must|have|need <we> (_) tell|explain|repeat|say|spell|describe|go|recite|give you|all|it|this|that|the|my|everything (_) (_) (_) again|twice|everything|already
not .. make (me|us) go|repeat|explain|tell|say|start|do .. again|over|through|all|it
<we> will|shall|must|have|had|can|let|need|am (me) (to) say|tell|explain|ask|spell|asking|telling|saying|write|put|try it|this|you|that (_) (_) again|once|in|slowly|simple|one|capitals more|time|again|capitals|capital|terms|one|english
let me say|explain|repeat|tell|spell|put (it|this|that|you) again|one|once (more) (time)
ask|asking|say|saying|tell|telling|explain|explaining|problem|issue|story|repeat|write|writing|question|describe|fault (you|it|this|that) (_) (one|once|yet) more|another|again time|again !please
here|so (i|we) (go|am|are) again
(yet|once) again (i|we) am|have|must|would|will|had|need|want|do
yet again
^ again my|the|i|we (_) order|number|talking|am|name|problem|is|do|said|asking|told|have|had|mean 
once again (_) (i|we) would|am|ask|want|like|have|must
to recap (what)
copy (and) (paste|pasting) my|the|this|what
[say / said / saying] it in capitals
how much clearer
not (know) how else to (put|say|explain)
(perhaps|maybe) (i|we) did|was|were|have not (been) express|clear|make|explain (myself) (_) (the|enough|before)
come back to my (_) (a|for|again) second|third|the|time
i correct (it|this|that) (at|every|each)
asking|asked|ask one|once more time (nicely|politely|again)
my (problem|question|issue|story|request|order|name|number) one|once more|again time|again
<we> have told reception|them|everyone|everybody|somebody|sales .. times|already|twice|before
as|like (previously|already) advised|indicated|stated|mentioned|explained|discussed|requested (we|i|by|in|on|the|before|already) !by
as|like <we> (have) (already|just|previously) indicated|advised|told|informed|requested (you|your|at|in|before|_) .. and|now|already|before|times
as <we> have told you
<we> informed|told|notified .. <we> informed|told|notified
asked me .. asking|asked|asks me
you are asking|asking me to describe|explain|tell|repeat
have described|explained|told|answered (_) (_) twice
let me say|tell|explain|put (it|this|that|you) (one|once|again) more|again
in each|all|every of them|those|my
described the (_) (<we>) .. twice
how often do|must <we> (have) (to) send|give|explain|tell|repeat|call|write|ask
= wrote it already
[mentioned / written / stated / reported / explained / described] (it|this|that|the) (_) (_) in each|all|every|v
<we> have reported|mentioned|raised the same
read|look|see|check|refer|scroll|reading|consult|through (at|to|back|up|again|through|the) my|our|what (own|_) (_) message|messages|email|emails|mail|mails|chat|chats|history|letter|letters|ticket|tickets|notes|correspondence|wrote|said|thread|previous|earlier|original|first
refer|scroll (you) (back|up) to (the|my|our)
read what <we> wrote|said|sent
read what i (wrote|said|sent)
did|have (not) you (not) (even|actually) read|see|look|check|get (at) my|our|what (_) (_) first|last|previous|notes|history|ticket|letter|wrote|said
did|have (not) you (not) (even|actually) read my|our|the message|email|mail|letter|chat|thread|notes
every|each|all|one (of|single) my|message|our|email (_) message|messages|mails|emails|letters|of|ever|i
in my|all|every|each (_) previous|last|earlier|first|initial|original|mails|emails|messages|letters (_) message|messages|email|emails|mail|letter|call|correspondence|post|reply|ticket|chat !was|reached
my previous answer|request stands|still
nobody|nothing|noone (_) to|has|have|there|ever|at|gets|seems (_) looked|read|written|wrote|know|knows|record|passed|pass|noted|noting|it at|it|it|this|anything|i|my|of|on|down 
(no|any) record|note|notes|trace of my|our|any|the (_) call|calls|email|emails|conversation|complaint|request|message|messages|previous
is|are it|that|this|they|there not|no all|noted|written|anywhere|on|record (in|down) (my|your|the) file|record|records|screen|system|notes|history|of
is it|that not on (my|the|your) file|record|records|screen|system|notes
not (that|this|it) get|getting|written|noted|write|recorded|passed|pass|saved written|noted|down|on|recorded|passed|anywhere 
(can|could) (not) (you) (not) see (_) on|in|what|that (_) (_) screen|file|system|told|notes|history|other 
can you not see .. told|said|already
finally write|note|put|get it|this|that|my down
he|she|they evidently|obviously|clearly|apparently (did|has|have) not tell|told|pass|passed|write (you|it|this)
amnesia
has|have|got all (the|my|our) (details|information|info) .. giving|gave|spent|told|already
<we> (have) just spelled|explained|told|said|given|gave|went|gone|been|described|done|answered my|all|that|this|it|the|through|to (_) (_) (_) (_) previous|last|other|colleague|lady|gentleman|person|agent|email|that|all|man|through
= contacts us again about it
[it is me again / just me again / me again]
<we> (have|am|had) called|phoned|rung|contacted|written|emailed|messaged|complained|spoken|asked|calling|writing|contact+|spoke you|in|to|about|on|with|your|already (_) (_) (_) (_) before|already|twice|times|several|many|three|four|by|again|chat|earlier !and|other|two|garages
called|spoke|rang|phoned|emailed|wrote|messaged|talked|contacted to|with|you|in|your|somebody|someone|like (_) (_) (_) (_) [earlier / yesterday / before / ago / already / morning / last / and then / hour] same|about|and|the|again|day|they|who|she|he|week|this issue|problem|thing|same|it|garage|nothing|the|that|before
same issue|problem|thing|question|fault|story|complaint again|as|still|that (_) like|this|last|ticket|before|told|yesterday|morning|week|earlier|#
it is the same thing|problem|issue|question that <we>
nobody (there) knows (i|we|that) called|rang|phoned|wrote|told
calling|ringing|phoning|writing (back|again|you|in) about|again|for|regarding|on (_) (_) (_) (_) i|we|same|third|second|and phoned|called|rang|wrote|again|already|morning|they|time
only calling|writing|ringing because|as (the|your) (colleague|_) (then|_) said|told
have to|having to|should not have to write|call|ring|open|phone|chase|email|contact|explain|chase|repeat|ask .. again|twice|third|second|another|about|same|repeatedly|everything|in|every|myself !if|or
had|have|having|made (me|us|to) (_) give|do|tell|explain|go|repeat|spell|answer|fill|verify (_) (_) (_) (_) again|twice|second|over|once
<we> (will|shall|do) not do|repeat|explain|answer|give|go them|this|it|that|through (_) a|again|second|twice|once (second|time|_)
went|gone|been over|through this|that|these|it|all (_) (_) already|before|with|ten|yesterday|last|#|several|many|times
[you have / you already / you / your engineer|colleague|bot|system / she / he / they] (_) (already|just) asked me [that / this / the same / already / twice / for]
you keep asking me|for|us|the
(have) asked|asking|ask me|us that|this|for|the (_) (_) before|already|again|twice|times|third
asked|asks|ask|asking me .. asked|asking me
another time (it|is)
now you (also) want|ask|would|need|are it|me|asking|to|like|the (_) as|too|again|also|it (well|_)
now .. asks me what|who|where|which
i (have|had) to give|tell|explain|repeat|spell|send|provide|enter|upload|show (_) (_) (_) (_) (_) again because|as|since|to|for|and
i (have) described|sent|explained|told|asked|said|answered|sent the|you|that|it|this (_) (_) twice|repeatedly
<we> (have) sent (you|it|this|that|the|them|him) (_) (_) (_) (_) twice|already|three|before|times|several
by chat by phone
by|via chat|phone|email|letter|post .. by|via|and phone|chat|email|post|letter now|and
complained about this|it|that|the|my|your (_) (_) before|already|times|several|many|twice|again|repeatedly
- (a|the) wrong|incorrect
- model of|wrong
! oh wait|sorry
- noted it
- sent it $
- make a note
- need to tell all
- go over the contract|plan|details
- explain+|told (to) the insurance|insurer|police|council
- pattern repeat
- <we> say|always
- not|never need to (have) (say|tell|repeat|explain)
! (can|could|would) (you) (please) say (that|it|the|your) (_) again|one
- never again
- told|explained (my|our|the) police|council|wife|husband|kids|children|insurance|mum|family|friend+
- said to my wife|husband|kids|mum|friend
- not need to say|explain|tell|repeat (it|this|that) twice|again
! remembered me
! glad (i|we) did not
! no need to explain|repeat|tell
! first time <we> (call|contact|ask|write)
! do not repeat this|that|it
- (when|before) <we> come|sign|decide
- will <we> have to
- do <we> have to give my|our details again when
- one more question
@told <we> (have|had|did|do|am|was|were|just|only|clearly|specifically) (already|just|now|been|also|even|clearly|previously|personally|have) (already|just|now|been) told|said|say|explained|explain|explaining|mentioned|described|reported|gave|given|sent|wrote|written|asked|asking|answered|called|calling|phoned|rang|rung|emailed|messaged|contacted|complained|spoke|spoken|telling|saying|provided|spelled|confirmed|informed|stated|submitted|filled|typed|entered|tell|raised|went|gone|been
@told (to|me|us|must|again) repeat|repeating|explain|explaining|retell|retype|restate|reiterate
@again again|already|twice|thrice|before|earlier|previously|repeatedly|yesterday|ago|times|colleague|colleagues|predecessor|somebody|everyone|everybody
@again [last week / last month / last time / this morning / on monday / on tuesday / on wednesday / on thursday / on friday / on saturday / on sunday / the first / my first / my last / the last / every time / each time / once more / one more / all over / over and over / the other / another person / someone else / somebody else / third time / fourth time / fifth time / second time / last person / first person / previous agent / the lady / the man / the guy / the girl / the gentleman / your engineer / your agent / the bot / the chatbot / on the phone / in the chat / on the form / in my / in the first / several people / three people / two people / same thing / same question / same story / same information / same details / how many / for the / from scratch / from the top / from the beginning / first message / last message / last email / first email / to everyone / and again / the robot]
@mild will|would|could|shall|may|might|please|if|when|wife|husband|police|insurance|friend|mum|kids|neighbour|boss|sorry|wrong|thanks|thank|great|lovely|happy|love|order|ordered|cleaned|tried|booked|bought|council|restarted|paid
";

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let before = findings.len();
    one_a_sentence(scene, findings);
    if findings.len() > before || scene.undone() || !scene.named("mild").is_empty() {
        return;
    }
    if let Some(tokens) = scene.together("told", "again") {
        let hit = Hit { reason: "told it, and not for the first time", tokens };
        findings.push(found(scene, &hit, 0.75));
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
customer yes This is the third time I explain this.
customer yes As I said before, the code is wrong.
customer yes I already told your colleague.
customer yes how many times do i have to say it
customer yes I don't want to repeat myself.
customer yes read my last email
customer yes I've called three times already about this.
customer yes like i said it's the left one
customer yes Why do I have to start all over again?
customer yes It's me again about the leak.
customer no Could you repeat that?
customer no I'll call again tomorrow.
customer no I'd like to order the same again.
customer no I told my wife.
customer no I gave you the wrong number.
customer no It is the first time I call.
customer no Please send it again.
customer no I tried it twice.
",
        );
    }
}
