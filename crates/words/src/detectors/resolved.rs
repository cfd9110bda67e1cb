//! The customer confirms that it is made right: *"it works now, thank you"*; not *"it worked yesterday
//! but not now"*, and not thanks alone.
use std::ops::Range;

use super::{Detector, found};
use crate::{
    finding::{By, Finding, What},
    scene::{Hit, Scene},
    token::Mood,
};
/// The customer confirms that it is made right.
pub const DETECTOR: Detector = Detector {
    what: What::Resolved,
    by: &[By::Customer],
    rules: RULES,
    judge,
    example: "It works now, thank you.",
    counter_example: "It worked yesterday but not now.",
};
const RULES: &str = "
= works now
[it / that / this / everything / all / internet / wifi / app / phone / printer / key / code / login / card / which / and] (is|all) (_) (_) works|working|worked [now / again / fine / perfectly / great / better / well / like / as it should / beautifully / properly / ok / thanks / thank / $]
works|working [now / again / fine / perfectly / like a / a treat / as it should / as expected / beautifully / better than / properly / great / well now / ok / smoothly] !if|when|with|until|i
^ works $
^ it|that worked [thanks|perfectly|like|great|_smile / $]
that|it worked [thanks / thank / perfectly / like a / great / straight away / first time / $]
it opened|worked|loaded|printed [it|straight|thanks|perfectly / $]
and it opened|worked|started|loaded|connected|went|installed|printed straight|immediately|right|fine|at|without|through (away|once|first)
[is / are / am / got / have / has] back [on / up / online / in my / in our / up and running / to normal / and running / and working / in business / in action / where] !order|touch|front
[up and running / good as new / right as rain / running again / humming / running smoothly / going again / running like / back to normal / back in business]
[now / finally / can / could / able to / managed to / lets me / letting me / let me / got / and now] (<we>) (can|am) (to) [log in / sign in / get in / login / log on / see it / see the / open it / access / print / pay / hear you / download / watch / play / connect / use it / make calls / sign with] again|now|fine|thanks|loud|it|my|the !not
ok|and|so|now now <we> can log|see|open|access|use|print|get|hear|make|pay|sign|watch|connect|download
<we> can [log in / see / hear / access / open / print / get in / use / sign in] .. now|again !not|but|hear|when
[it / app / site / gate / door / system] [is letting / lets / is allowing / let] me|us in|through|pay|log|back|print|sign|use|do|again|now !not
was|were able to log|sign|open|get|access|download|pay|print|complete|connect|book 
[accepts / accepted / recognises / recognizes / recognised / takes / reads] (my|the|it) card|code|password|form|payment|it|pin|ticket|documents [now|again|since / $]
now it accepts|takes|recognises|shows|works|opens|loads|prints|connects|says|looks|reads
the code|password|link|card|payment|voucher is|was|has|has been|went|now|finally (now|finally) accepted|works|through|worked
no more error|errors|crashes|noise|leaks|worries|problems|issues|message|drips|dropped|trouble|complaints (message)
not a single dropped|error|crash|problem|issue|drop
has not [crashed / dropped / failed / leaked / happened / come back] once|a|since|again|any|at
the|my|our _ has|have|is|are (now|finally|all) stopped|gone|silent|ended|history|quiet|cured|disappeared|vanished !down|out|off|again
drip|noise|leak|smell|error|problem|issue|fault|crashing|beeping (from|_) (_) has|have|is|are stopped|gone|ended|history|away|over|cured
is history
(all) there|here again
all|everything there again
is|are activated|active|unlocked|restored|reconnected|reinstated|reactivated [and|now|again|thanks|in / $]
network|signal|picture|sound|water|power|hot is coming|back|on|here|strong (again|now)
lets|let me|us in|through|pay|back|use|log|sign|do
[is / has] gone from|since
looks as|like it should
^ looks great|perfect|right (now|again)
received|got the corrected|right|new|correct|revised .. everything as|is|in|correct
everything|all as agreed|ordered|promised|it should
has|have been|is|was withdrawn|dropped|cancelled|waived|reversed|lifted|corrected|amended|updated .. in writing|thanks|thank|my statement|now|i see
the key|lock|lift|heating|boiler|wifi|internet|shower|light|tap|app|site|printer|scanner|camera|screen|speaker|battery|link|code|phone works now|and|again|the|fine|perfectly|thanks !only|when|if|not
heating|power|water|internet|light|electricity|wifi|phone|line|tv|signal|site|app|account|service is back on|up|online|working|in|again|and
light|lamp|led has|is gone|turned|went|now green
that is us|me fixed|sorted|done|good|happy
yep|yes|yeah that fixed|solved|did|sorted|worked|helped (it|the)
that fixed|solved|sorted it|the|my|that
code|card|password|document|form|application|payment|claim is|was|has|been|got accepted|approved|recognised
bank|system|school|they|it|office has|have|now|finally accepted|approved|processed|confirmed them|it|the|my|everything
went|gone smoothly|perfectly|fine|well without|and|the|thanks|thank
so [<we> are / am /] all set (for)
is|are in her|his|my|our|the _ record now
as it|they should be|now|again|thanks|thank
= is settled
[all / everything / it / that / this / issue / problem / which / matter / ticket / case / now / is / been / am / are] is|has|got|am|been all|now|finally|completely|fully been|got|all|now [sorted / sorted out / resolved / fixed / solved / settled / cleared up / taken care of / rectified / dealt with / put right / set up / straightened out / working now] !price|it on|rate|by
all|fully|totally|completely sorted|fixed|resolved|solved|settled|done
^ sorted|resolved|fixed|solved [thanks|thank|now|it / $]
[that / you / it / which / he / she / reset / update / engineer / technician / plumber / restart / fix] seems|have|has|did (to) (have|really|just) fixed|solved|resolved|sorted|cured|cracked|done|did it|that|the|my|everything !shelf|have|not|by|?
[did / does / done] the trick|job
that did it
that has|is got it
that has|is got it
that was it the|it|<we>
that is|was exactly|just (_) what <we> needed|wanted|asked
that is all <we> wanted|asked
that answers my|our|the|all|everything
answered|answers|answer (all) my question|questions thanks|completely|perfectly|thank|fully
[you / thank you for / thanks for / and] (have) made|put|making|putting it|things|this (all) right 
problem|issue|question|mystery|matter|case is|was|now|has|been all|now|finally|been solved|resolved|sorted|fixed|closed|gone|over|history|answered|settled
consider|call|mark|close the|this|it|my matter|ticket|case|issue (as|now|is) closed|solved|resolved|done|settled|cured
[close / tick] (the|this|my) (ticket|case|one) off|now|thanks|as|please|it|then
[as far as i am concerned] (that|it) is the end of it
case closed
we|i (are|am) (all|now|so) (all|now) good|set|sorted|square|happy [now|thanks|appreciate|thank|here|with / $] !to|for|time
^ all good now|thanks|here|thank|again
^ all set (now|thanks|thank)
[mission complete / mission accomplished / hurrah / hooray / yay / eureka / happy bunny / job done / we are live / we are square / we are good / all is well / end well / ends well / sorted thanks]
no further action|questions|help|worries|issues|problems|assistance needed|required|is|from|for
no more worries|issues|problems
[it / everything / all / that / this] (is|seems|looks) all|now|absolutely|perfectly|back fine|ok|good|perfect|correct|right|well|great now|again|with|thanks|since|thank !but|to|for
it|everything|all (is) fine|ok|good|correct|perfect|right now
everything ok now
good|great|happy|pleased|delighted|glad [news / to report / to say / to confirm / to tell / to let you know] .. works|working|fixed|arrived|back|sorted|resolved|history|accepted|recognises|gone|came|here|solved|through|received
can|i confirm (that|it) .. correct|fixed|working|received|resolved|arrived|works|sorted|right|fine|now
looks|look as|like|exactly|just (it|they|as) should (now|look|be)
invoice|balance|amount|bill|name|address|statement|order|total|figure is|are|has|been|looks|shows (now|been) (now|been) [correct / corrected / right / changed / updated / fixed / accurate / as agreed] [now|to|on|thanks|in|and / $]
name|surname|address|error|typo|charge|fee .. [has been / is / was / been / have been] [changed / gone / corrected / reversed / removed / refunded / withdrawn / cancelled / taken off] [from|on|i|in|now|thanks|that|and|to / $]
problem|issue|mystery|case solved|resolved|sorted|fixed
[can / may / please] close (the|this|my) ticket|case|complaint|issue|matter
= has what they asked for
got|have|received|see|seen|has my|the|our|it|a money|refund|credit|deposit|payment|replacement|parcel|package|email|points|order|documents|contract|screws|part|parts|pills|card|voucher|code|link|certificate|letter|report|right (back) in|on|today|now|of|this|thanks|thank|and|at|everything|here !but|is|was|damaged|how|where|when
my|the|our money|refund|credit|deposit|payment|replacement is|has|came|arrived|hit|was|landed|went|appeared|showed now|been|in|just|back in|on|arrived|received|come|landed|through|credited|back|paid|here|my|today|this|now|reached|safely !when|not
replacement|parcel|pills|part|package|order|screws|card|luggage|suitcase|ring|bag|documents has|have|was|were|came|arrived|got finally|just|today|been|now|an|safely [today|found|arrived|here|delivered|come|this|hour|exchanged|and|safely|back / $] !broken|damaged|but|without
was|were|been exchanged|replaced|found|repaired|swapped|refunded|returned|delivered today|yesterday|by|without|under|this|now|at|thanks|and !not|by_
(it) [was / has been] fixed today|this|by|now|thanks
swap|repair|transfer|installation|delivery|exchange|switch|move|change [went / was / has gone] smoothly|fine|well|perfectly|without|through|great
[at last / finally] (the) right|correct|working|real|proper 
finally [fixed / works / working / solved / arrived / got it / through / it works / the correct / the right]
[thanks to / thank you for] (you|your) .. [has stopped / is fixed / works / is gone / is back / is solved / running]
it fits like|perfectly|now|great
exactly|just [the right / what i / the correct / as it]
(third) time is a charm
you (have) saved|fixed my|it|the|us
you fixed it
yesterday's fix
yes|yep|yeah|great|perfect (i) (got|received) [it / the email / them / that / the code / everything / my] [this|now|thanks|just / $]
got|received it [now / this time / thanks / thank / today / at last]
report (has) (received|arrived) at last
got [full / the full / normal] speed|signal|service|access|refund
is|are (in|on) my|her|his|our account|record|statement|hands (now|again)
i am (content|satisfied) [with|now / $]
tree|graffiti|rubbish|car|mould|stain|pothole|noise is gone|cleared|removed|fixed
we|i (can) sleep [again / at night]
account unlocked
as of this morning (we|i|it) (have|is|has)
= it is not
! still|does|do|did|is|are|will|has|have|would|can|could not (yet|really) work|works|working|fixed|help|helped|solved|resolved|accept|log|arrive|arrived|in|there|open|what|been|mine|see|ours|fit|right
! it is not
! but .. not|now|still|only|then|again|the|how|where|black|never
! hope|hopefully|maybe|perhaps|thought|supposed|should|would|might|if|until|almost|unless|half
! however|though|except
! need|needs|want it|you|to|this|them|that
! same error|problem|issue|as
! on anything mine
! ours|mine is|has|does|not (not|been|_)
! friend|neighbour|neighbor|wife|husband|mum|son (s) (_) [arrived / is back / works / phone / last]
! when will|does
! you are saying
! never worked
! lasted an|a|one
- fixed rate|price|the
! <we> fixed the
! only with
! then at midnight|night
! if you hold
! works if|on my
! everything ready|set (here) for
! we are all set to
! is|are missing
- pizza with the works
- that works for me
- works on|of|are|is
- all good things|time
- not|never working|worked|works
- that is all|it|everything for|my|thanks|thank|today|now|bye|i|finish
- no more help|questions
- you my friend
@state works|working|worked|fixed|sorted|solved|resolved|arrived|came|correct|corrected|accepted|refunded|credited|updated|restored|repaired|replaced|unlocked|reconnected|removed|delivered|settled|cleared|cured|opens|opened|loads|running|runs|succeeded|success|landed|activated|reinstated|changed|reversed|approved|confirmed|received|reached
@state [is / are / am / was / got / have it / it] back
@state (went|gone|going|come|came|got) through
@state [has stopped / have stopped / stopped / is gone / are gone / has gone / has disappeared / has vanished / went away / is over / has ended / found it / was found / turned up / showed up / as new / as promised / as it should / like new / in my account / on my account / all good / all fine / is fine / is perfect / are fine / did it / made it right / put it right / put right / no problems / no issues / no complaints / no error / can see / can log / got in / got my / got the / have my / have the / fits / was able / were able / looks good / looks right / looks fine / looks great / all there / all clear]
@mark now|again|finally|thanks|thank|cheers|grateful|appreciate|appreciated|perfectly|perfect|great|brilliant|fantastic|excellent|happy|pleased|glad|delighted|smoothly|properly|hurray|yay|hooray|last|lovely|wonderful|immediately|instantly|safely
@mark [this morning / this time / at last / after your / after the / since your / since the / since you / thanks to / today / just now / last night / yesterday / so far / first time / straight away / right away / confirm / let you know / no need / no longer / not need / nothing more / close / closed / that is all / all i / good news / to report / to say / of a charm]
@open not|never|no|but|however|except|although|though|still|if|when|until|unless|should|hope|hopefully|maybe|perhaps|might|wrong|broken|damaged|missing|almost|nearly|half|only|yesterday|please|need|want|would|could|can|will|waiting|worse|twice|another|does|did|how|what|where|why|instead|same
@fine no longer|more|need|problem|problems|issue|issues|further|trouble|error|errors|complaints
@fine not need
@fine can [log / see / hear / access / open / use / close / print / sleep / finally / now / confirm / pay / get / sign]
@fine could not be
@fine not a single
";
fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut last = usize::MAX;
    for hit in scene.hits() {
        let sentence = scene.sentence_of(hit.tokens.start);
        let asked =
            scene.sentence(hit.tokens.start).is_none_or(|sentence| sentence.mood == Mood::Question);
        let denied = scene.before(hit.tokens.start, 3, "neg");
        if sentence == last || asked || denied {
            continue;
        }
        last = sentence;
        findings.push(found(scene, &hit, 0.9));
    }
    if last == usize::MAX
        && let Some(tokens) = quietly(scene)
    {
        let hit = Hit { reason: "says how it is now", tokens };
        findings.push(found(scene, &hit, 0.75));
    }
}

/// A state as it should be and a sign that it is new or welcome, and nothing that leaves it open.
fn quietly(scene: &Scene<'_>) -> Option<Range<usize>> {
    if scene.tokens.sentences.iter().any(|sentence| sentence.mood == Mood::Question) {
        return None;
    }
    let fine = scene.named("fine");
    let open = scene
        .named("open")
        .into_iter()
        .any(|open| !fine.iter().any(|fine| fine.start <= open.start && open.end <= fine.end));
    let undone = scene.undone();
    let state = scene.named("state").into_iter().next()?;
    let mark = scene.named("mark").into_iter().next()?;
    (!open && !undone).then(|| state.start.min(mark.start)..state.end.max(mark.end))
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
customer yes It works now, thank you.
customer yes All sorted.
customer yes The money is back in my account.
customer yes Problem solved.
customer yes that fixed it
customer yes everything is fine now
customer yes I can log in again.
customer yes The heating is back on.
customer yes You can close the ticket.
customer yes the replacement arrived today
customer no It worked yesterday but not now.
customer no It still doesn't work.
customer no Has it been fixed?
customer no Thanks for your help.
customer no I hope it works.
customer no That's all.
customer no Please fix it.
customer no It should work now.
",
        );
    }
}
