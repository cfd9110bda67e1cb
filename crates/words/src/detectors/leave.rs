//! The customer is about to leave us: *"I'm taking my business elsewhere"*; not *"I'm leaving for the
//! airport"*, and not who leaves somebody else for us.
//!
//! Two kinds of evidence. What can hardly mean anything else is found by a line of rules. Weaker signs,
//! somebody else's name, an account that is closed, something that ends, a grievance, count when two or
//! more come together in one message.

use super::{Detector, found};
use crate::{
    finding::By,
    finding::{Finding, What},
    scene::{Hit, Scene},
    token::Kind,
};

/// The customer is about to leave us.
pub const DETECTOR: Detector = Detector {
    what: What::Leave,
    by: &[By::Customer],
    rules: RULES,
    judge,
    example: "I'm taking my business elsewhere.",
    counter_example: "I am leaving for the airport.",
};

const RULES: &str = "
= takes their business elsewhere
business|custom|money|trade|account+|policy|policies|savings|salary|shopping|contract+|work|orders|patronage (and) .. elsewhere|somewhere
go|going|gone|look+|shop+|buy|book|order|bank elsewhere
take|taking|took|move|moving|moved .. elsewhere
<we> .. [elsewhere / somewhere else / anywhere else / someplace else] [from now / in future / next / $]
[go / going / gone / shop / shopping / buy / buying / look / looking / be / eat / book / stay / bank / train] (it) [somewhere else / anywhere else / someplace else / somewhere <we>]
taking|take|moving|move|pulling|pull|withdrawing|withdraw my|our|all .. money|business|custom|account+|savings|trade|pension|salary|investments|portfolio|licences .. [out of / from you / away / away from / to another / to a / to your / with <us>]
give+|giving|taking|take|move|moving my|our business|custom|money|trade to
[my / our] (next) _ will|shall|is|are (be) [somewhere else / elsewhere / with another / with somebody else / with someone else]

= goes to somebody else
[to / with / from / for / by / choose / choosing / chosen / find / finding / found / use / using / look+ for / hire / hiring / appoint / appointing / try / trying / seek / seeking / change / changing] [another / a different / a better / some other / one of the bigger / an alternative / myself another / ourselves another / me another / us another / myself a new / yourselves another] (_) (_) <firm> !ticket
[find / finding / found / look+ for / choose / choosing / looking into] a new (_) <firm> !internet|cable|insurance
[going / go / gone / went / sign / signed / signing / moving / move / switch+] (up) [with / to / over to / for] [a different / another / the other / somebody else / someone else / the next / one of the other]
change+|changing|switch+ [<firm> / to another / provider / banks] !for|the
swap+|change+|switch+ (my|our|energy|broadband|phone|mobile|car|home|internet|the|over|of) (energy|broadband|phone|mobile|car|home|internet|electricity|gas|web|letting|insurance|service) provider+|supplier+|vendor+|bank+|insurer+|insurers|carrier+|network+|operator+|dentist+|doctors|accountant+|gym+|vets|agency|agencies|company|companies|host|hosts|hosting
[somebody / someone / anyone / anybody] else [will / gets / can have / does / who / from now / to do / instead / next time / in future / $]
[go / going / gone / went / move / moving / moved / switch / switching / switched / change / changing / over / ship / back / defect / defecting / jump] (over) [to / with] (one) (of) your|the (biggest|main|nearest|direct) competitor+|competition|rival+|opposition
your (biggest|main|nearest) rival|rivals|competitors|competitor's|competition|competitor
[other / several / many / two / three / other] (other) competitor+|rivals
there are (many|plenty|other|lots) (of) (other) <firm> !in|near
plenty|lots (of) (more|other) [fish / options / companies / choice / providers / firms / suppliers]
[evaluat+ / consider+ / explore+ / compare+ / review+ / look+ at / research+ / talk+ to / talk+ with / talking with / speak+ to / approach+] (_) other|alternative|alternatives (_) (<firm>|options|quotes)
[quote / quotes / offer / offers / price / prices / deal / proposal / contract] (_) (_) from (a|an|some|two|three|the|your|one) (of|other|another|different|rival|competing) (other|_) <firm>|competitor+|rival
accept+|take|taking|sign|signing (the|their) (other|rival) (quote|offer|deal|contract) (from|with) [somebody / someone / another / a competitor / the other]
award+|give|giving|hand+ the|our|this|that (_) contract|work|job|order|business to (somebody|someone|another|a)
[i / we] (will) .. port my|our|this number|sim
<we> .. will port (out|to|it)
porting|port+|shift+|shifting (my|our|to|it|out|over) .. (to) other|another|different (network|operator|company|provider|bank)
a|my|the|our pac
going|go|shift+ in|to|into|on other|another network|company|bank|operator|provider|side
[found / got / have / seen] [a (much) better|cheaper [one / alternative / provider / place / offer / deal] / something better / somewhere better]
where (the|my|our) .. [is / are] going (from|now)
[guess / that's where / that is where] (where) <we> .. (am|are) taking|going|moving|heading|spending

= leaves
[leaving / quitting / ditching / dumping / abandoning / dropping] you (lot|guys|all|people) !<we>|a|an|the|some|my|our|this|with|alone|five|one|good|great
<we> .. [leave / quit / ditch / dump / abandon] (you|ya) (lot|guys|all|people) [for / as / because / if / unless / today / tomorrow / next / at / by / after / once / when / soon / $] !the|a
leave|leaving|quitting|left (you|your|this) (<firm>) for good
[leave / leaving / quit / quitting / ditch / ditching / exit / exiting] [your / this] (_) <firm>
leaving (you) for [<brand> / another / a different / the other / the competition]
[switch+ / go / going / moved / moving / move / change / changing / back / over / off / port / porting / ported / defect+ / transfer+ / shift+ / migrat+ / migrate+ / signed / sign / signing] (up) (back|over) (to|with|for) <brand>
<brand> [it is / here / gets / will get] !your
(then) it (is|will) (be) <brand>
[join+ / getting / get / got] <brand> !card|app|account|prime|working|on|in
get|getting|got|join+|buy|buying|order+|book|booking|use|using (with|from|it) (the) <brand> [instead / next / in future / from now / from then]
from|with|at <brand> [instead / next time / in future / from now]
<we> .. [book / buy / order / buying / ordering / booking / shop / shopping] (it) (everything) with|from|at <brand>
<we> am|are out|off [$ / of here / goodbye / for good / then / of your]
<we> am|are (so) (now) (all) (officially) out $
<we> am|are (so|now|done) out goodbye
[i am / we are / so] (so|completely|absolutely|just|officially|totally) [done / finished / through] [with / dealing with] you|your|this (_) [lot / guys / people / company / <firm> / circus / outfit / all / $]
we are done here
<we> am so|officially done $
i quit !my|the|smoking|sugar
<we> [am / are / will] (be|so|just) [gone / be gone / off / be off] [$ / the / on / by / for good / to <firm> / tomorrow / today / next / as soon / if / unless / when / once]
want|wants|like to be gone
[count me out / count us out]
[moving out / move out / moved out] !of|to
[moving / move] (all) (our|my|of) (_) account+|licences|business|fleet away|elsewhere|over
move|moving all|# (my|our|of) (_) account+|licences|business|seats|users
we|i (are|am) moving (my|our) account
(be) (well) rid of (me|us)
[see / saw] the back of (me|us)
[jump / jumping / jumped / abandon / abandoning] ship
[cut / cutting / sever+ / ending] (all|our|my) (_) ties
part ways|company
[vote / voting / voted] with (my|our) (feet|wallet|wallets)
[take / taking] my|our (leave|_) (_) (and) [leave / go / run]
walk+ away !from the|from a
hand (in) (my|our|you) notice !period
[give / gave / giving / given] (you) (my|our|a) (month|_) (s|'s|months) notice
get away [from you / from this / $]
<we> [am / are / will be] .. leaving $
or|then|otherwise|else <we> [am leaving / are leaving / leave / walk / am gone / are gone / am off / are off / go $ / am out / will leave / will be leaving / will be off / walk away / quit] [$ / for / to / and / at / by / today / tomorrow]
<we> .. (think|thinking|considering|decided|going|want|ready|have|about|tempted|threatening|close|plan|planning|intend|prepared|inclined|force+|forced) (to|of|on|about) [leave / leaving / switch / switching / quit / quitting / cancel everything / change provider / swap / defecting / defect / go to another / going to another] [$ / you / altogether / now / too / after / if / unless / because / over / to another / <firm> / this]
[thinking / considering] of|about moving|changing|switching (my|our) <firm>
considering moving|changing|switching (my|our) <firm>
talked out of leaving

= will not come back
will|would|shall not|never [ever / come back / buy / use / shop / order / book / fly / stay / eat / deal / renew / return / set / go / spend / visit / ride / drive / rent / sign / do / enrol / trust / touch / recommend / travel / ring] (_) .. [again / any more / anymore / any longer / another time / ever / in future]
will|would|shall not|never be [ordering / using / buying / booking / returning / renewing / coming back / back / flying / shopping / staying / a customer / a client / your customer / troubling / bothering / spending / doing business / giving you / dealing / visiting / needing your] !my|the|your next
not [be / being] a|your (customer|client|member|subscriber|patient|tenant) .. [much longer / any more / anymore / for long / by / after / next / of / $]
never|not [coming / come] back [here / to this / to your / $ / again / next / after]
never again [with you / <we> rather / will <we> (ever) (buy|order|book|fly|use|shop|stay|eat|deal|trust|recommend|rent) / am <we> / your / this (<firm>) / would <we>]
never again $
never (ever) [use / using / buy / buying / order / ordering / book / booking / fly / flying / shop / stay / staying / dealing / deal / trust / renewing / renew / step+ / set / do / doing / setting] .. [you / your / here / this / business]
not [staying / ordering / buying / booking / flying / shopping / eating / renewing / using / dealing / coming] .. [again / ever / any more / anymore]
no longer (want|wish|wanting|wishing|willing|prepared|intend) (to) [be / do / deal / stay / use / remain / continue / your / have] .. [with / customer / your / business / client / you / member]
no longer (going) (to) (be) [buy / use / buying / using / order / ordering / shop / shopping / renew / renewing / require your / need your / a customer / your customer / doing business]
the|your last [time / order / one / penny / month / visit / booking / year / bill / payment] (that) <we>|you [will / ever / am|are buying|using|shopping|staying|paying|ordering / buy|fly|stay|deal|shop with|here|from|at / get / am getting / see]
[be / is / was] (my|our|the) (very) last [one / order / booking / visit / stay / flight / year / month / purchase / time] [with / from / here / you / at / $ / <we> / since]
the last <we> [spend / buy / order]
will|have not|never [see / seen / hear / get / getting / hearing / seeing / be hearing / be seeing / be getting] [me / us / another penny / another cent / another pound / another dollar / another rupee / a penny / my money / it or / my business / any more money / me again / from me] (here|again|ever|more|off|from|out)
not (_) (a) (single|another|one) (more) penny|cent|pound|dollar|dime|rupee (more) [from / off / out / of / $]
this (month|one|week|order) is the (very) last [one / you / time / <we>]
not (even) (be) renew+ [my|our|the|this (_) !visa|passport / with / $ / it / and / anything / next / when / after]
will|shall not (be) extend+|renew+|prolong+ (_) agreement|contract|lease|membership|subscription|policy|it|cover
not [extending / renewing / prolonging] (my|our|the|this) [agreement / contract / lease / membership / subscription / policy / plan / cover]
let (it|my|the|our) (_) lapse !not
voting|vote|decided|advise+|decide against renewal|renewing
(you) are not getting it|my|our|any|another
not (be) ring+|call+|phoning|using|book+|bother+|troubling you again|next|any|anymore|in
will|shall not (be) troubling you
not (ever) set foot
[i / we] will not .. again $
will not any more !be
sooner|rather [shop / walk / go / use / eat / swim / fly / drive / pay] .. (anywhere|elsewhere|than|myself)
[not / neither / never] (even) [need / have / want / going] to stay with (a|you|your|this)
not [recommend / recommending] .. and will not

not (be) staying|flying|shopping|ordering|buying|booking .. ever again
somewhere|someplace <we> am|are|feel
moving|transferring|taking my|our _ (s) to [another / a different / <brand> / someone else / somebody else]
[will be / am / are] switching (back) to (the) _ [and|so|then|because / $]
<we> am|are [out / off] _smile
what a joke .. <we> am out
looking for a|an|some (_) <firm> (that|which|who)
^ switched $
because <we> can not take (it|this|one|another)
<we> leave before the (#|end)
closing the (one|ones|account) <we> (have|already)
<brand> for a quote
telling me to do the same

never again with|from this|your|you
<we> am|are leaving $

= says we lost them
lost|losing|lose (yourself|yourselves) (a|me|us|one|your|another) (very|loyal|good|long|another|as) (standing|time|loyal|good|paying|term) (a) (loyal|good|paying) customer|client|member|subscriber|patient|guest|customers
[lost / losing / lose / about to lose / going to lose] me|us [here / as / for / now / today / forever / over / because / if / unless / too / good / $]
you|have|just|company|they .. [lost / losing / lose / loses] my|our business|custom|loyalty|account|contract|patronage|trade !card|details|password
not deserve (my|our) (loyalty|business|custom|money)
my|our loyalty|patience|custom|business|partnership|relationship|cooperation|collaboration (with) (you) [is over / ends here / ends now / ends today / is finished / ends / over]
consider (this|our|my|it) (a|the|as|my|our) (_) over|cancelled|terminated|ended|closed|notice|finished
a former|ex customer
former|ex customer from|as now|of
end+ my|our|the|this patronage|partnership|relationship|business|custom|loyalty|cooperation|collaboration|agreement
[keep (me|us) as a / keep my custom / keep my business / not keep me / nothing keeps / give me a reason (not) to / one good reason / reason to stay / reason (not) to (stay|leave|accept|go) / worth staying / why should i stay / why i should stay / why (_) (_) stay] 
not want my|our money|business|custom
you can keep your|the (_) contract|subscription|plan|service|router|card|membership|package|tariff|account|deal
[pick up / collect / take back / come and get] your (box|router|equipment|stuff|kit)

= ends it, with you
[cancel / cancelling / cancelled / close / closing / closed / delete / deleting / deactivate / terminate / terminating / shut] (down) (the|my|our) [everything / the lot / all of it / all my accounts / all my services / all of my accounts / the whole thing / every one / all our]
surrender (my|our|the) policy
[strike me off / strike us off / my name off / our name off / names from the / name off / off your books / off your list]
uninstalled|uninstalling|deleted (the|your|it|this) (app) !by|accidentally|but|and
uninstalled
lost|losing (all|complete|any|our|my|the) faith|confidence|trust [in|with|and / $]
out of (the|this|our|my) contract
when|once|until|till the|my|our (_) lease|contract|term|minimum|agreement|policy is|runs|ends|expires up|out|over (in) (_) <we>
counting down|the (to) (days|hours|weeks|_) (until|till|when)
[i / we] (would) rather [leave / go / switch / cancel]
terminate (early|my|our|the) (contract|agreement|and)
close (it|everything) [altogether / down / for good / permanently]
make|made (up) (my|our) mind (up) to (leave|change|switch|go|cancel)
[strike (3|three) / (3|three|#) strikes]
the|my final|last straw
where <we> draw the line
time [for us / for me /] to [find another / find a / find someone / move on / move elsewhere / leave / switch / look elsewhere / look around / change provider / change <firm> / part ways / say goodbye / go elsewhere]
for the next (_) (of) .. chosen
has been chosen
hand+ over (the|all) (_) (and) (_) to the|our|my new|next
no more|further auto|automatic renew|renewal+|renewals

@rival <brand>
@rival competitor+|rival+|competition|elsewhere
@rival [somewhere / anywhere / somebody / someone / anyone] else
@rival [another / a different / a new / the other / other / two other / a better / alternative / the next / better] (_) <firm>|people|one
@rival [to the / at the / with the / from the / by the / the] (other) <firm> [across / next door / down / around / round / over / opposite / in town / on the / at the / in _]
@rival [two doors / next door / down the road / across the street / across the road / round the corner]
@rival [cheaper / better] (one|deal|offer|quote|price|at|elsewhere)
@rival two|three|some others
@go [switching / switch / switched / moving / move / moved / going to / going with / go with / going over / off to / port / porting / leaving / leave / changing to / change to / changes to / change over / sign / signed / signing / join / joining / transferring / transfer / migrating / buying from / buy from / shift / shifting / choose / pick / booking with / book with / looking for / asked / look around / shop around / ordering from] !off|on|language|name|address
@end [cancel / cancelling / close / closing / closure / terminate / terminating / termination / deactivate / deactivating / disconnect / end / ending / stop / delete / deleting / ends] (of|down|out) (my|our|the|this|all|it|both) (_) (_) account+|contract|subscription+|membership+|policy|policies|service+|sim|plan|broadband|internet|line|connection|card|agreement|profile|data|insurance|package|licence+|lease|tenancy|order|deposit|direct|box|parking
@end [cancellation / cancelation / closing / closure / termination / transfer] form+|statement|letter|procedure
@end [shut / close] (the|my) (_) account
@end [if / when / before] <we> leave !the|for|my|a
@end [minimum term / notice period / exit fee / exit fees / early termination / termination fee]
@end how (do|can) (<we>|to) (<we>) [cancel / leave / quit / terminate / get out] !an|order
@end (i|we) want (a|my|our) (full) (refund|deposit|money) (back) and
@final [from now on / in future / next time / never again / any more / anymore / any longer / no longer / from tomorrow / from january / next year / for good / ever again / every one after / and everything else / for ever / the last time / last one / no more / that's it / thats it / that is it / the end / goodbye / enough is enough / altogether]
@grief [nobody / no one / noone / nothing but / not one / not even] (ever) (answers|answer|answered|picks|calls|called|cared|cares|bother+|trouble|told|rings|listens|replied|responds|helped|an|works|a)
@grief enough $
@grief [had enough / enough of / enough is enough / fed up / sick of / tired of / last straw / had it / given up / give up / a joke / an insult / no point / never works / not good enough / let us down / let me down / lets me down / not happy / very unhappy / up with / too often / one time too / draw the line / hung up / hangs up / could not be overlooked / i regret / we regret / with sadness / some sadness / thanks for nothing / thx for nothing / no apology / without a word / not worth / not working properly / not at all proper / not acceptable / no signal / never get / too many]
@grief unless|unacceptable|disgusted|disgusting|disgraceful|disgrace|terrible|awful|appalling|appalled|rubbish|useless|worst|incompetence|incompetent|insult|insulted|ridiculous|rude|rudeness|lied|lies|excuses|failure+|unreliable|disappointed|disappointing|dissatisfied|frustrated|furious|angry|shocking|ripped|overcharged|pathetic|horrible|patience|ignored|unwelcome|failed|poor|broken|congratulations|joke|mould|outages|ridiculously|hopeless|cannot
@grief [third / fourth / fifth / sixth / tenth / second / umpteenth / three / four / five / six / twice] (time|times|missed|wrong|late|week) (_) (now|in|that|you|this|again|running|of)
@grief [after / because of / given / considering / seeing / thanks to / following] (all|the|this|that|what|how|your) (_) price|increase|rise|hike|happened|fiasco|mess|treatment|experience|did|treated|handled|delays|delay|shambles|disaster|outage|week|letter
@stay [not leaving|threatening|thinking|planning / not going anywhere / i am staying / we are staying / rather stay / want to stay / happy to stay / hate to lose you / no intention / come back / coming back / came back / coming over from / have not booked / like to come / join you / switched to you / moving to you / to you guys / best decision / came to you / come to yours / from my|our old|last|previous / my|our old bank|supplier|provider / accidentally / by mistake / by accident / my mistake / keep using|the / stays / wrong size]
! [my|our old|previous|former / that other / the other] <firm> (that) (lost|made|had|cost|scratched|told|went)
! <we> will not|never forget
! not threatening|going to leave
! never again (will) .. forget|miss
! the last thing <we> want
! not [leaving you / going anywhere / going to leave]
! no intention
! rather stay
! <we> (am|are) staying $
! <we> was|were about to (leave|cancel|switch) .. (then|last|and|but)
! not with you
! nowhere|never anywhere else
! nowhere else
! told (her|him|them) to (come|bring|try|stay|join|switch)
! said no .. rather
- last time <we> ordered|was|were|came
- for the|my airport|flight|holiday|weekend|trip|work|station|cruise|day|night
- passport|visa|licence
- a name|hair|phone|window <firm>
- another [agent / printer / hotel room / doctor's / tool / card / flat / doctor in / table]
- switch+ (the|my|from|our) sim|language|light|channel|room|seat|offices|office
- new (phone|mobile) (_) number
- the other shop+
@loyal [customer since / customer for / member since / member for / client since / client for / years with you / years of loyalty / loyal customer / loyal client / been with you / with you for / with you since / with you since / as a customer / after all these years / long-standing / years as a]
@final goodbye|bye|farewell|adios|adieu|riddance|finito|enough|done|over|finished|ciao|byebye
@final [so long / good riddance / parting / that is me / i am through / no further / last chance / final straw / last straw / my last / our last / the last you / final bill / final payment / final invoice / closing balance / closing statement / when it runs out / runs out / run out / as soon as / end of the month / end of the year / end of this month / month end]
@end [quit / quitting / exit / get out of / resign / resigning / withdraw / withdrawing / unsubscribe / opt out / stop paying / stop my / stop the / release me / let me go / let us go / break the contract / port out / porting / pac code / transfer code / migration code / release code] !for|the|note|message|review
@end [cancel+ / closing / close / terminate+ / terminating / deactivate+ / ending / discontinue / discontinuing / switch off / disconnect+] .. account+|contract|subscription|membership|policy|policies|service|services|plan|broadband|line|connection|agreement|partnership|cover|standing|debit|tenancy|lease|licences|seats
@grief terrible|appalling|disgraceful|shambles|farce|disgusted|cheated|lying|robbed|treated|rude|late|missed|errors|broke|broken|down|bill|price|increase|rise|mess|chaos|ruined|nightmare|worse|ashamed|sorry|trust|insulting|outrage|outrageous|rip-off|ripoff|fraud|scam|unhappy|fed|tired|sick|sad|sadly|regret|annoyed|dreadful|shocking|slow|outage|outages|downtime|crashes|bugs|mistakes|excuse
@grief [not good / not happy / not what / not worth / never again / not work / not working / does not work / waste of / too expensive / too much / no help / no response / no reply / three times / four times / for the last / one more / another week / had it / why should / what am i paying]
@never <we> ..2 [will not / shall not / would not / will never / would never / shall never / not ever / never / no longer / am not / are not / do not want to / do not intend to / do not plan to / no intention of] (be) ..2 [renew / renewing / return / returning / come back / coming back / be back / buying / buy from / order from / ordering / book with / booking / shop / shopping / recommend / recommending / stay with / staying with / continue / continuing / trust / deal / dealing / do business / doing business / spend / spending / set foot / sign / signing / use / using / give you / giving you / pay you / paying you / extend / extending / remain / remaining / fly / flying / be your / being your / visit / darken / need you / needing your / require your] .. you|your|here|again|anymore|more|longer|contract|subscription|membership|agreement|business|customer|company|future|with|money
@never [last time / last order / last penny / last booking / last visit / last purchase / last stay / last payment / final order / last job / last appointment] (that|you) (will) [with you / from me / from us / you get / you will / <we> will / ever]
@never [not get / not be getting / not see / not be seeing / not have] .. [my business / my custom / my money / our business / our custom / another penny / me again / us again / my order / my vote / a renewal / from me / our next / my next / any more of]
@go [trying / try / test / testing / give / found / find / finding / chose / chosen / picked / hired / hire / signed up / opened / open / ordered / bought / quote from / quotes from / offer from / deal with / spoken to / talking to / speaking to / talked to / in talks with / interviewing / demo with / demo of / trial of / trial with] (an|a|with|for|from|to|at|of) (account|contract) (with|at)
";

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut last = usize::MAX;
    let hits = scene.hits();
    let stays = !scene.named("stay").is_empty();
    for hit in hits {
        let sentence = scene.sentence_of(hit.tokens.start);
        if sentence == last || !scene.meant(hit.tokens.start) {
            continue;
        }
        last = sentence;
        findings.push(found(scene, &hit, if stays { 0.6 } else { 0.9 }));
    }
    if last != usize::MAX || stays {
        return;
    }
    if let Some(tokens) = signs(scene) {
        findings.push(found(scene, &Hit { reason: "signs of leaving, together", tokens }, 0.75));
    }
}

/// Weaker signs, where enough come together.
fn signs(scene: &Scene<'_>) -> Option<std::ops::Range<usize>> {
    let first = |name: &str| scene.named(name).into_iter().find(|tokens| scene.meant(tokens.start));
    let go = scene.named("go").into_iter().find(|tokens| scene.meant(tokens.start));
    let rival = scene.named("rival").into_iter().next();
    let grief = scene.named("grief").into_iter().next();
    let (end, last) = (first("end"), scene.named("final").into_iter().next());
    // "Moving to Todoist": a name that no pattern knows.
    let name = go.clone().filter(|go| {
        (go.end..go.end + 3).any(|at| {
            scene.token(at).is_some_and(|token| token.capital && token.kind == Kind::Word)
                && !scene.is(at, "person")
                && !scene.is(at, "day")
        })
    });
    let loyal = scene.named("loyal").into_iter().next();
    if let Some(never) = scene.named("never").into_iter().next() {
        return Some(never);
    }
    let (rivals, goes, grieves) = (rival.is_some(), go.is_some(), grief.is_some());
    let (ends, lasts, stayed) = (end.is_some(), last.is_some(), loyal.is_some());
    let enough = ends && (rivals || grieves || lasts || stayed)
        || rivals && (lasts || grieves && goes || stayed && goes)
        || stayed && lasts && grieves
        || name.is_some() && (grieves || lasts);
    enough.then(|| end.or(go).or(rival).or(last)).flatten()
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
customer yes I'm switching to Vodafone.
customer yes I'll find another bank.
customer yes You've just lost a customer.
customer yes We are going to your competitor.
customer yes I won't be renewing my contract.
customer yes Cancel my account, nobody ever answers.
customer yes never again with this company
customer yes that's it i'm done with you people
customer yes If this is not fixed, I'm leaving.
customer yes we're looking for a new supplier because of this
customer no I'm leaving for the airport.
customer no Please cancel my order.
customer no Can I leave my bag with you?
customer no I'm not leaving, don't worry.
customer no My sister is leaving her bank.
customer no How do I switch the language?
customer no I want a new internet connection.
customer no The shop closes at six.
",
        );
    }
}
