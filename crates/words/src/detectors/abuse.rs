//! The customer insults or threatens somebody: *"you idiot"*, *"I know where you work"*; not *"I'm such an
//! idiot"*, not what is said of a thing, and not what others were called.

use super::{Detector, found, one_a_sentence};
use crate::{
    finding::{By, Finding, What},
    scene::{Hit, Scene},
};

/// The customer insults or threatens somebody.
pub const DETECTOR: Detector = Detector {
    what: What::Abuse,
    by: &[By::Customer],
    rules: RULES,
    judge,
    example: "You idiot!",
    counter_example: "I'm such an idiot, I forgot my password.",
};

const RULES: &str = "
= insults
you (are) all|a|an|absolute|complete|total|utter|bunch|real|such|some|little|bloody|pack (of|an|a) (_) (<nasty>) (<nasty>) <insult> !loach|you|party|costume|bag
you (are) (all|just|a|so|too|really|very|such|absolutely|completely|utterly|totally|either|an) very|special|complete|total (kind) (of|_) stupid|dumb|useless|pathetic|incompetent|worthless|brainless|clueless|spineless|heartless|moronic|idiotic|illiterate|retarded|disgusting|despicable|braindead|scum|trash|garbage|vermin|crooked|foolish|thick|lazy|ignorant|vile|arrogant !question|mistake|of|not|form|thing|app
you are all|absolute|complete|total|such|just|nothing a|an|but|absolute|complete|total <nasty>|<insult> !of|thing
your a|an (_) <insult>
your (_) (and) so is your
(what) a complete|total|utter|bunch|load|pack|bunch|right|real|absolute (of) (<nasty>) (<nasty>) <insult> (you|the) !of
what a bunch|load|pack|shower of (_) <insult>
bunch|pack|load of (_) (<nasty>) <insult>|monkeys|clowns
what an|a utter|absolute|complete|total <insult> you
<insult> (all) of you
<insult> (the) lot of you|ya
<insult> that is what you
(to) the <nasty> <insult> who|that
listen here|up you
listen you (little|_) <insult>
hey einstein|genius|dumbass|moron|idiot|stupid
<nasty> <nasty> <insult>
<nasty> woman|man|girl|boy|cow|bitch|people|muppets|idiots|morons|clowns put|get|shut|stop|like|you
little|silly|stupid|foolish (little) man|woman|girl
waste of space|oxygen|air
joke of a human|person|company
[you / your team / than you / as you] .. brains|brain|sense|monkey|ape|goldfish|bricks|dog than|would (you|your|do)
more brains|sense than you
would do [your / a better] job
monkey|chimp|dog|child|parrot|goldfish|toddler would|could|can|has (do|have) your|a|better|more|this job|better|sense better|than
(how) stupid|dumb|thick|dense (do|can|are) you
how does it feel to be
are you all|really|just|completely|even|that|high|either|too high|stupid|dumb|deaf|blind|thick|retarded|drunk|illiterate|brain|braindead|mental|incompetent|idiots|insane
can you (not) (even) read $
(even) able to read
fail geography|school|maths|english
somebody|someone with a brain|functioning
get a grown
shame on (you|your)
you make|disgust me (sick)
<we> pity whoever|you|your|the
too stupid|dumb|lazy|thick to
you (do) not deserve that|your|a|this job
you smell|stink|suck $
you must be the (dumbest|stupidest|thickest|laziest|worst|_) (person|people|_) who|ever|in|alive|kind
you must be a (very) (special|_) kind of
dumbest|stupidest|thickest person|people|man|woman|idiot
you (<nasty>) (<nasty>) <insult>
you (lot|guys|people) would|are|is charge|trash|garbage|scum|clowns|idiots|morons|muppets|crooks
(are) (all) absolute|complete|total|utter trash|garbage|scum|clowns|muppets at|the
bloodsucker+|scumbag+|numpties $
bloodsuckers you
you (people|lot|guys|all) are (so|just|too|all|really|absolutely|completely|utterly|totally|such|both) useless|pathetic|stupid|dumb|incompetent|worthless|hopeless|brainless|clueless|spineless|moronic|disgusting|crooked|braindead|lying !form|thing
are you stupid|dumb|deaf|blind|thick|retarded|mental|high
(you) lazy|lying|stupid|bloody|useless|dirty|thieving sods|gits|cow|pig|pigs|bastards|crooks|liars|thieves
you <insult> $
= swears at us
shut (the|your) up|hell|fuck|mouth|face|trap (up) !down
[shut up / shut it / shut your mouth / stfu / gtfo / kys / drop dead / go to hell / get stuffed / get bent / get knotted / piss off / sod off / bugger off / fuck off / fuck you / f off / eff off / screw you / up yours / kiss my / shove it / shove your / stick it up / get lost you / bite me / eat shit / rot in hell / burn in hell / go die / go kill / kill yourself / son of a bitch / go hang]
^ get lost [you / $]
get off your (_) ass|arse|backside|butt|behind
fuck|fucking|fkn|f'ing you|your|off|useless|idiot|idiots|morons|joke|clowns|muppets
fking|effing|fn|fucking useless|stupid|idiot|idiots|moron|morons|clown|clowns|muppet|muppets
do not you sir me
wipe that
= threatens
<we> know where (you|your) live|work|lives|family|kids|park|are
<we> will|would|could|am|going (to) smash|break|punch|kick|slap|beat|knock|kill|hurt|strangle|hit|stab|shoot|find|hunt|burn|bash your|you|him|her|them|every !out
knock your (_) teeth|head|block|lights
smash|break|punch|kick|bash your face|head|teeth|nose|legs|car|windows|skull|kneecaps
come down|over|round|to there|your|here .. [knock / see how / sort you / show you / beat / smash / make you / find you / hurt / drag / deal with you]
i|we will find|hunt|get out|you who|where|and|down|for|no you|are|matter
will find out who|where you are|live|work
we will see how brave
(if) <we> (ever) see you on|in|outside the street|road|car|pub|town
visit each|every one of you
you will regret this|it|that
you will be sorry $
going to regret this
(you) (will) be sorry $
watch your back
make your life (a|miserable|hell|_)
[i / we] hope (that) you|your|u|ur (all|_) (_) (_) [die / burn / burns / rot / get fired / lose / loses / fired / choke / suffer / sacked / crash / cancer / starve / go hungry / get sacked / dies / bankrupt / never]
hope you|u (all) die|rot|burn|choke|suffer|lose|get !well|the|it|this|my|better|some
eating through a straw
blow|burn|shoot|bomb up|down|this|your (your|the|_) office|place|shop|building|house|up
bring|have (a|my) gun|knife|bat|baseball
i swear i will make|find|hurt|kill|come|get|break
someone (is) [going to] get|will hurt
- you clever|genius|lucky
- drop dead gorgeous
- told|tell the driver to go to hell
- called me|him|her|the|a|one|my (_) (a|an) (_) <insult>
- was called a|an <insult>
- <we> am|feel|was|look|felt|looked|are so|such|like|a|an|the|being|really|just complete|total|right|an|a (<nasty>) <nasty>|<insult>
- made a (complete|total|_) <insult> of
- you are not (_) <nasty>|<insult>
- no <nasty>
- <nasty> question|mistake|app|form|thing|machine|printer|website|system|weather|error|bot|password|code|car|phone|boiler|company|policy|old|bit
- stupid of me
- believe it or not
- a bit <nasty>
- shut (the|that) window|door|valve|gate
- shut down|off
- fed up
- kill switch|time|two
- you old|little dog|darling
- mum thinks
- a little|old
- you a little|dog|tool|robot|cow|old
- you are (a|an|absolute) genius|right|welcome|correct|star|angel
- explained who you are
- you are the best|helpful|kind
- <we> said
- little bit|one|while|time|more|help|girl|boy|dog
@you you|your|u|yourself|yourselves|youre
@slur idiot|idiots|moron|morons|imbecile|imbeciles|cretin|halfwit|twit|twerp|prat|numpty|muppet|muppets|clown|clowns|weasel|parasite|parasites|leech|leeches|bloodsuckers|crook|crooks|thief|thieves|liar|liars|scum|scumbag|scumbags|coward|cowards|jerk|jerks|oaf|dimwit|dunce|dumbass|jackass|asshole|assholes|arsehole|arseholes|wanker|tosser|bastard|bastards|bitch|buffoon|buffoons|vermin|loser|losers|lowlife|conman|fraudsters|scammer|scammers|dickhead|prick|twat|cunt|retard|retards|shithead|pigs|swine|vultures|rats|airhead|simpleton|simpletons|bonehead|blockhead|dipstick|wazzock|plank|lemon|doughnut|pea-brained|peabrain|brain-dead|nincompoop|dullard|ignoramus|troglodyte|neanderthal|ape|apes|baboon|chimps|cockroach|maggot|snakes|swindler|swindlers|charlatan|charlatans|robbers|criminals|crackpot|lunatic|psycho|freak|filth|lowlives|degenerate|tw*t
@slur brainless|spineless|gutless|heartless|braindead|pathetic|moronic|idiotic|worthless|incompetent|useless|stupid|dumb|thick|dim|clueless|ignorant|illiterate|disgusting|despicable|loathsome|repulsive|fking|fucking|effing|fecking
@slur [screw you / damn you / hate you / to hell / brain cell / brain cells / half a brain / a brain / iq / room temperature / sense of / common sense / rot in / your mother / your face / your neck / your throat / your head / your kneecaps / your legs / break you / hurt you / kill you / punch you / slap you / strangle you / find you / hunt you / get you / coming for / where you live / your address / your family / your kids / your children / burn down / burn it / blow up / bomb / gun / a knife / baseball bat / you will pay / you will suffer / you will regret / make you pay / teach you / lesson / beat you / smack you / watch yourself / sleep with one / waiting for you / outside your / lose your job / get fired / get sacked / be fired / be ashamed]
@thing app|website|site|system|machine|printer|form|policy|rule|error|update|password|code|question|mistake|phone|car|button|menu|bot|weather|cat|dog|costume|film|movie|book|i|my|me|myself|sorry|not|genius|love|he|she|they|him|party|called|boss|ref|referee|lovely|great
";

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let before = findings.len();
    one_a_sentence(scene, findings);
    if findings.len() > before {
        return;
    }
    if !scene.undone()
        && let Some(tokens) = scene.together("you", "slur")
        && !scene
            .named("thing")
            .iter()
            .any(|thing| scene.sentence_of(thing.start) == scene.sentence_of(tokens.start))
    {
        let hit = Hit { reason: "insults or threatens", tokens };
        findings.push(found(scene, &hit, 0.75));
        return;
    }
    // Letters starred out: "a**hole". The stars are no word, so the text is asked.
    if let Some(at) = scene.text.find("**")
        && scene.text[..at].ends_with(char::is_alphabetic)
    {
        let tokens = &scene.tokens.all;
        let near = tokens.partition_point(|token| (token.end as usize) < at);
        let from = near.saturating_sub(4);
        if (from..near + 6).any(|at| scene.is(at, "you")) && near < tokens.len() {
            let hit = Hit { reason: "swears at us", tokens: near..near + 1 };
            findings.push(found(scene, &hit, 0.8));
        }
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
customer yes You idiot!
customer yes you are useless
customer yes Shut up and refund me.
customer yes what a bunch of clowns
customer yes I know where you live.
customer yes You people are pathetic.
customer yes go to hell
customer yes are you stupid
customer yes I hope you get fired.
customer yes you lying little crook
customer no I'm such an idiot.
customer no This stupid app crashed.
customer no You are a genius!
customer no Shut the door please.
customer no You are welcome.
customer no My boss called me an idiot.
customer no The dog is sick.
customer no This is a joke.
customer no I'll be there, you will see.
",
        );
    }
}
