//! The customer is about to make it public, or official: *"I'm going to the ombudsman"*, *"see you on
//! Trustpilot"*; not *"please review the document"*, nor five stars.
//!
//! What can hardly mean anything else is found by a line of rules. The name of an office, of a lawyer or
//! of a place to publish counts where its sentence also says that the customer goes there, or else.

use std::ops::Range;

use super::{Detector, found};
use crate::{
    finding::{By, Finding, What},
    scene::{Hit, Scene},
};

/// The customer is about to make it public, or official.
pub const DETECTOR: Detector = Detector {
    what: What::Public,
    by: &[By::Customer],
    rules: RULES,
    judge,
    example: "I'm going to the ombudsman.",
    counter_example: "Please review the document.",
};

const RULES: &str = "
= takes it to the law
<we> .. sue+|sueing [you|your|this|them|the|for / $]
[will / going to / gonna / shall / to / or i / and] sue [you|your|the|for|over / $] !from
see you in court
court it is
[take / taking / bring / bringing] you|this|it|them|the|your (_) (_) to the|a|small|consumer|civil|county|high claims|small|consumer|county court|tribunal|court's|arbitration
[consumer / county / small claims / civil / district / high / federal] court|courts|forum|commission|tribunal|protection|claims
small claims
[in|to|through|use|before] (the) court|courts [over|about|if|unless|with|and|or|for / $]
go+|going to court !to|as
[legal / court / class / civil / formal / regulatory] (and) (_) action|proceedings|steps|route|remedies|notice !from|on
take it further (with|legally)
[issue / issuing / start / starting / commence / begin / initiate / initiating] (_) (_) proceedings
[letter before action / letter before claim / notice of claim / address for service / statement of claim / notice before action / cease and desist / statutory demand / court papers / court documents / court claim]
[let / leave it to] (a|the) judge|jury|court|courts decide
[meet / in front of / before] the|a|an judge|jury|arbitrator|court|magistrate
[press / bring / file+] charges [against / $]
[claim / claiming / compensation / damages] .. [in court / through the court / through the courts / against you]
[hear / hearing / letter / call / contact+] from my|our|a|the (_) <counsel>
[my / our / your] (_) <counsel> [will / says / said / thinks / advises / advised / has / have / is / are / would / gets / get / when / to take / instead] !not|sign|asked|needs|need|wrote
[to / in / with / on to / get / getting / involve / hire / hiring / instruct+ / talk to / ask / consult+ / seek / see / call / calling / phone / speak to / speak with / got / have / retain+ / through / engage] my|our|a|the|an (barrister+|_) <counsel> s|'s|involved|on|hands|take|deal|who|letter|and|about|if|unless|now|for
legal advice
seek+ advice
take+ (_) advice (from) !on
[in / a / clear / serious] breach of the|your|my|our|contract
enforce (my|our|the) rights
(know|aware) (of) my (consumer|legal|statutory) rights
under (the) consumer rights act
the law is on (my|our) side
answer (for|to) (this) (in|to) (a|the) court|judge

= takes it to an authority
<we> .. [report / reporting] you|your|this|it|the (_) .. [to / as fraud / as a scam]
[report / reporting / reported] you|your|this|them (_) (_) to !you|me|us|reception|the manager|your
[file / filing / filed / lodge+ / lodging / submit+ / raise / raising / make / making / drafting / drafted / write / register+] a|an|my|our|formal|official|another (_) (_) complaint|grievance|report|claim|case|suit|lawsuit|dispute [with / to / against / in / at] !you|your|us|me|my
lawsuit
[complain / complaint / complaining / escalate / escalating / take this / taking this / take it / taking it / bring this / bring my case / refer / referring / referred / go / going / off / goes / turn / write / writing / wrote / written / writing / talk / speak / report / hand / forward / approach+ / contact+ / informed / inform / told / tell / call / involve / involving / straight / raise it / raise this / will be / hear from / hear / before] this|it|directly|straight|that|everything to|with|from|in the|my|our|your|a (_) (_) [<body> / trading standards / citizens advice / better business bureau / consumer affairs / consumer helpline / consumer forum / consumer council / consumer protection / consumer rights / attorney general / authorities / authority / regulator's / commissioner / council / mp / senator / congressman / minister / ministry / commission / inspector / inspectorate / licensing / health department / health and safety / environmental health / labour board / labor board / union / aviation authority / tax office]
[ombudsman / trading standards / better business bureau / watchdog] [next / or / will / gets / get / on / first / and / if / unless / today / tomorrow / now / about / has / have / is / are / complaint / opens]
the|financial|housing|legal|energy|pensions|property|communications (services) ombudsman
deadlock letter
[going to / off to / straight to / go to / next stop / next step is] (the) <body>|authorities|authority
police (about|for) you|your
to the police (tomorrow|today) (morning) with|about|if|unless the|a|this|your|you|fraud
[dispute / disputing / disputed / reverse / reversing / reverse] the|all|this|every|it|these|my|those (_) charge|charges|payment|payments|transaction|transactions|it|all (with|through|via) (my|the|our) bank|credit|card|paypal
[do / file / filing / start / raise / issue / open / request / requesting / want / or / call / get / initiate / initiating / ask+] (a|the|for) chargeback !form
ill do a chargeback
refund or chargeback
chargeback
(my|the) (bank|card|credit) (company) [pulls / pull / take / takes / claw+ / will claw / will pull / get / reverse / reverses] (the|my) money|it|payment|charge back
paypal claim|dispute|case
dispute form

would be a pity|shame if (_) (_) told
[love / enjoy / like] the|my|our|your (photos|pictures|video|story|_) (of) (my|our|your|the) (_) (_) .. they will have them
when (the|my) _ (department|office) hears about|of
[the|then <body> / the|then newspapers / my mp] [then / next] (the|my) (newspapers|mp|papers|press|lawyers)
lawyer|solicitor|attorney .. [take the case / case for free / taken the case / on the case]
going to video|film this|it|you
my (_) tweet about
writing this|it|you (one) up
they would like to feature
do you [really want / want] me to post|write|tell|go|tweet|report|publish|share

= makes it public
(a) one|1|zero|two star|stars review+|rating
[everyone / everybody / people / others] [will / should / deserve to / is going to / are going to] know|hear|see (how|what|about)
[go / going / went / take this / take it / make this / making this / make it / put it / put this / be] (a|all) public !transport|holiday|school
in public then
name|naming (you) and shame|shaming
[go / goes / going / went / make this go / make it go] viral
[the / every] (whole|entire|rest) world|town|city|internet|neighbourhood|village|country (of|will|to|is|gets|should|would|whatsapp|_) know|hear|read|see|find|going|know+|get
let|tell|telling|warn|warning|make|making (_) [everyone / everybody / people / others / the world / all] .. [not to / to avoid / to stay away / stay away / about this / about you / what you / how you / exactly why / know what / know about / know how / never to / i know]
[tell / telling / warn / warning] (absolutely) everyone|everybody|people|others|anyone (<we>) know|can|on|who|that|will|about|not|exactly|at
tell the internet|world|press|media|papers|newspapers
[will / going to / gonna / to / am / are / or] (_) make|making|ensure|see sure|to (it) (that) everyone|everybody|people|others|nobody|all .. know|knows|hears|hear|reads|sees|avoid|buys|buy|comes
spread (the) word|this
word (will|of) spreads|spread|mouth|gets
post|posting|posted|publish|publishing|upload|uploading|share|sharing|put|putting|tweet|tweeting|blast|blasting|plaster+|splash+|stick|slap this|it|that|these|everything|all|you|your|the|my|our|about|screenshots|photos|pictures|the|a (_) (_) (_) on|over|to|all|across|in|with|about|everywhere (over) the|every|my|all (_) <outlet>|social|everywhere|web|platform|site
blast you
[post / posting / posted / upload / share] (the) video|recording|photos|screenshots|pictures|chat|conversation|emails|story|transcript of|on|online|everywhere|if|unless|shouting
on the internet !is|was|connection
[hit / press] publish
[leave / leaving / write / writing / give / giving / post / posting / drop / dropping / get / getting / expect / deserve / submit / put] you|your|them|up|for|a|the|with|another|this (_) (a|an|my) (nice|very|really|_) (_) bad|negative|one-star|scathing|honest|terrible|long|horrible|awful|damning|nasty|truthful|detailed|brutal|poor|1 (_) (star) review+|rating+|feedback
bad|negative|scathing|honest|terrible|horrible|awful|damning|nasty|brutal|poor|worst|blistering|stinking review+ [on / everywhere / coming / about / if / unless / of / from / will / $]
[leave / give / giving / leaving / write / post / get / rate / rating / be] you|a|it|this|your|the|for (_) [one star / 1 star / zero stars / zero star / no stars / one-star / minus]
[one star / 1 star / zero stars] and|review|rating|from|on|for|everywhere|it the|me|is|coming
it is one star
before <we> write (my|a|our) review
[wait / waiting] (for|until|till) my|<outlet>|the|you (_) review|reads|see|hears
my (_) tripadvisor|google|trustpilot|yelp|amazon|honest|online review !has|is|was|not
writing|write a review|song|column|book|piece about|of|on|right|now|if|unless|telling|that|as
reviews [everywhere / on every]
dropping|drop|post|posting a review on
review on (<outlet>) and|or|if|unless|because|about
see you on <outlet>
read (about) (this|it|you) (in|on) (_) (_) <outlet>|gazette|herald|news
[read / see / find] (from|of) me (_) (_) on <outlet>
[wait / see / imagine / bet / wonder] .. <outlet> [reads / hears / thinks / says / sees / finds / will think / would think / gets]
[go / going / to / straight / tell / call / contact+ / write / writing / talk / off / inform / involve / bring / bringing / speak / hear / alert / tip / ring] to|in|off|with the|a|every|my|our|local (local|national|_) newspaper+|press|media|papers|paper|journalist+|reporter+|bbc|cnn|news|tv|radio|watchdog|daily
[hear / call+ / visit] from (a|the) reporter|journalist|press|media
if a (reporter|journalist) calls
on the|tv|local|national (evening|local|six|_) news !that|i|letter
internet famous
see how you like it when|if
this close to [putting / posting / publishing / going / sharing / tweeting / writing / calling / contacting / reporting]
[yourself / yourselves / your name / your face] (all) (over|on|in) the (front|evening) news|papers|page
neighbourhood|neighborhood|village|class|parents|street|community whatsapp|group|chat|forum gets|will|hears|knows
put|putting the (whole|entire) (_) (chain|story|exchange) online
<outlet> [will / is going to / are going to / would] (_) [hear / hear about / love / know / be told / be interested / find out / see]
[followers / subscribers] will|on|who|are|and hear|see|know|love|going|instagram|tiktok|would
[people / subscribers / followers] follow my
make|making|film|record|do|doing|be a video|tiktok|reel|thread|stitch|vlog|podcast about|of|on|out|if|unless|ur|your|telling|with|by 
in my next tweet|post|video|column|blog
tagging|tag you|your|them|the|<body>|everyone
[stand / protest+ / picket+ / standing] [outside / in front] (of) (your) (shop|office|store|headquarters|door|branch|_) (with|on|until)
open|public letter
petition against|about you|this|your
expose you
[ruin / destroy / damage] your reputation|name|business|rating
hurt your reputation
[google|googles|googling] (you|your) .. (find|see|read)
[consumer / bbc / local / my] (_) newspaper|paper|programme|program|journalist|reporter|magazine|tv is|are|would|will|wants|has (very|_) interested|curious|writing|hear|love|picked
<we> (am|are) (_) (a) journalist|blogger|youtuber|influencer|reporter .. [column / story / article / will / piece / video / by the way]
featur+ my|this|our case|story
this [will / is going to] (look|make|read) good|great|nice|a (in|on|for) (the|_)
next (stop|step) <outlet>|<body>

@place <body>
@place <counsel>
@place trustpilot|tripadvisor|yelp|glassdoor|facebook|instagram|insta|twitter|tiktok|youtube|reddit|linkedin|nextdoor|mumsnet|checkatrade|newspaper|newspapers|press|journalist+|reporter+|gazette|bbc|cnn
@place [trading standards / citizens advice / better business bureau / consumer court / consumer forum / consumer affairs / consumer helpline / consumer rights / attorney general / small claims / social media / one star / review on / my review / a review / information commissioner / rental board / health ministry / labour inspectorate / workers compensation / dental council / quality commission / advertising authority / enforcement body / data protection / licensing authority / recall authority / veterinary surgeons / council leader / council meeting / environmental health / fire brigade / prevention office / tax office / our union / the union / my mp / app store / class action / legal / lawsuit / judge / courts / a song / parents council / council's newsletter / newsletter]
@else [or / or else / otherwise / unless / if not / if you do not / if you will not / if i do not / if it is not / if this is not / if nobody / if nothing / if no one / if my / if the / last chance / last warning / final warning / by friday / by monday / before you / within # / until friday / do i have to / do not make me / you have until / would you prefer / do you want me / do you really want / hours to / days to / guess who / guess what / let us see / we will see / see how you / believe me / be surprised / enjoy it / you better / you had better / just wait / congratulations / illegal / fraud / theft / shouting / ignored / refuse+ / refusing]
@intend <we> [will / shall / am going / are going / am about / am writing / am contacting / am calling / am reporting / am taking / am posting / am filing / am telling / am sending / am copying / am ready / am off / am forced / have already / have written / have contacted / have reported / have filed / have lodged / have submitted / have sent / have spoken / have told / have got / have taken / have had / have a / plan / intend / would hate / might / may / am this close / am gonna / am drafting / have drafted / am done / am entitled / have the right / know / run / moderate / am getting / am in touch / do not mind / am tempted / am prepared / am not afraid]
@intend [they will / you will hear / you will be hearing / you will find / you will see / you will read / gets / get / getting / is getting / are getting / goes to / goes straight / will hear / will be told / has been told / been told / will be sent / will be informed / will love / would love / hears about / will know / will read / next stop / are next / comes next / is next / in touch with / is curious / very curious / will be reading / will be / going to be / next thing / opens at / will contact]
@kind [five star / five stars / 5 star / 5 stars / six stars / good review / great review / nice review / positive review / glowing review / lovely review / ten out of / kind review / raving / rave review / nothing but praise / something nice / how great / how good / how wonderful / how well / how kind / best i have / thank you / well done / highly recommend / recommend you / recommended you / so happy / great service / hidden gem / apple pie / how lovely / deserves it / you are great / you were great / love it / love the / delicious / been fair / nothing but kindness]
@kind fivestar|wonderful|brilliant|fantastic|amazing|lovely|kindness|perfect|delighted|glowing|praise|congratulations !you
@calm [not want to make this / not want to go / would not dream / no need for / no need to / not intend / not going to / do not think / never put / rather not / not involved / is not involved / not here to / i would never / all that's water / water under / just between us / do not worry / not threatening / without going / without having to / not about / nothing to do with / power of attorney / not a threat / law firm / considered / as my insurer / legal cover / legal expenses / studying law / need legal / sue from / sue in / my landlord business / who is the / have the right to a]
! power of attorney
! police station|report
- report the police
- report to police
- get it back
- with|at|to the police (station|department)
- claim to have
! <we> considered
! water under the bridge
! must <we> appear
! (do) (you) sponsor
- hard to judge
! on your platform
- sons solicitors
- who <we> am|are
- can not log
! <we> (would|will|do) not|never (_) dream|intend|want|wish|report|sue|mean|think|plan|put of|to|anything|anyone
! i would never|rather
! rather not
! no need for|to
! not (is) involved
! please do not think
- sue from|in|at|will
- on our behalf
! threatens to sue me
! shouting that (he|she|they)
! customer|client threatens|threatened
! (one) of our customers
! not (only) (a|here) threat
! (never|not) (put|post|write) (something|anything) like
! told all my friends
! telling everyone|everybody (about) (how|your) great|good|kind|customer|excellent|lovely
! best <we> have had
! (formal|power) attorney (will|shall) sign
- legal team|department|fees|cover|expenses|age|name
@wide court|tribunal|legally|litigation|proceedings|sue|suing|lawsuit|injunction|subpoena|damages|compensation|prosecute|prosecution|authority|authorities|commission|commissioner|inspectorate|licensing|minister|ministry|senator|congressman|councillor|mp|mep|parliament|helpline|association|federation|union|guild|institute|agency|auditor|accreditation|regulatory|enforcement|officials|chamber|council|inspector|inspectors|bureau|dispute|complaint|grievance
@wide review|reviews|post|posts|story|video|videos|screenshot|screenshots|recording|recordings|photos|pictures|footage|tweet|tweets|thread|followers|subscribers|readers|listeners|viewers|friends|neighbours|everyone|everybody|public|publicly|publish|broadcast|podcast|channel|page|group|forum|column|article|editor|magazine|viral|hashtag|rating|stars|star|world|town|village|networks|platform|platforms|comments|expose|shame|warn|headline|headlines
@dare <we> .. [will / shall / am going to / are going to / am about to / have already / will have to / will be / am ready to / am happy to / may have to / might have to / might just / intend to / plan to] ..2 [go public / post / posting / publish / publishing / tell / telling / share / sharing / warn / warning / write / writing / report / reporting / complain / complaining / file / filing / lodge / lodging / sue / suing / contact / contacting / involve / involving / escalate / escalating / take / taking / expose / exposing / upload / uploading / tweet / tweeting / film / filming / review / reviewing / leave / leaving / claim / dispute / disputing / inform / informing / pursue / pursuing / refer / name / put / speak / talk / call / submit / raise / notify / alert / send / forward / make / see to it / ensure / drop / hand / pass / seek / bring / go to / speaking / talking / sending / forwarding / raising / consulting / instructing / write]
@dare [or / otherwise / unless / if not / else] (<we>) .. [post / publish / tell / share / warn / write / report / complain / file / lodge / sue / contact / involve / go to / expose / upload / tweet / review / leave / claim / dispute / inform / see you]
@nice lovely|great|wonderful|love|loved|brilliant|thank|thanks|happy|best|amazing|kind|five|perfect|beautiful|fantastic|delicious|recommend|congratulations|pleased|praise|recommended
";

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let kind = !scene.named("kind").is_empty();
    let mut last = usize::MAX;
    for hit in scene.hits() {
        let sentence = scene.sentence_of(hit.tokens.start);
        if sentence == last || kind && hit.reason == "makes it public" {
            continue;
        }
        last = sentence;
        findings.push(found(scene, &hit, 0.9));
    }
    if last == usize::MAX
        && !kind
        && scene.named("calm").is_empty()
        && let Some(tokens) = together(scene).or_else(|| dares(scene))
    {
        findings.push(found(scene, &Hit { reason: "names who will hear of it", tokens }, 0.75));
    }
}

/// Somebody who could hear of it, and in the same sentence that they will.
fn together(scene: &Scene<'_>) -> Option<Range<usize>> {
    let (or_else, intends) = (scene.named("else"), scene.named("intend"));
    scene.named("place").into_iter().find(|place| {
        let sentence = scene.sentence_of(place.start);
        let near = |others: &[Range<usize>]| {
            others.iter().any(|other| scene.sentence_of(other.start) == sentence)
        };
        near(&intends) || near(&or_else)
    })
}

/// The customer announces a step, and in the same sentence who or what will carry it further.
fn dares(scene: &Scene<'_>) -> Option<Range<usize>> {
    if scene.undone() || !scene.named("nice").is_empty() {
        return None;
    }
    scene.named("dare").into_iter().find_map(|dare| {
        let sentence = scene.sentence_of(dare.start);
        let mut wide = scene.named("wide").into_iter().chain(scene.named("place"));
        let place = wide.find(|place| {
            scene.sentence_of(place.start) == sentence && place.end + 1 >= dare.end
        })?;
        Some(dare.start.min(place.start)..place.end.max(dare.end))
    })
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
customer yes I'm going to the ombudsman.
customer yes You will hear from my lawyer.
customer yes I'll post this on Facebook.
customer yes See you in court.
customer yes expect a one star review
customer yes I have filed a complaint with the BBB.
customer yes i will dispute the charge with my bank
customer yes Everyone will know how you treat people.
customer yes Unless you pay, I'm contacting Trading Standards.
customer yes my solicitor says i have a case
customer no Please review the document.
customer no I'll leave you a five-star review!
customer no No need for lawyers.
customer no I found you on Facebook.
customer no I posted the letter on Monday.
customer no My lawyer asked for a copy.
customer no I have filed a report with the police.
customer no The press release is wrong.
",
        );
    }
}
