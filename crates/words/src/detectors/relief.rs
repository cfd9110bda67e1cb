//! The customer is relieved: *"phew, that's a relief"*; not a relief valve, nor what would be a relief.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// The customer is relieved.
pub const DETECTOR: Detector = Detector {
    what: What::Relief,
    by: &[By::Customer],
    rules: "
= says that it is a relief
phew|hallelujah
a|such|huge|big|great|enormous|massive relief !valve|teacher|map|driver|fund|worker|package|road|that you
[what a / such a / huge / big / enormous / massive / real / bit of a / so much / it is a / that is a] (_) relief
relieved [that|to|now|and|by|you|it|about / $]
<we> am|was|feel|are (so|very|really|just|quite|hugely|immensely|incredibly|much|greatly) (so|very|much) relieved
[thank god / thank goodness / thank heavens / thank heaven / thank the lord / thank gawd / thanks god / praise the lord]
[weight off / load off / stone off / burden off / off my mind / off our minds / off my chest / off my shoulders / weight has been lifted / weight lifted / stone from my heart]
[sleep / breathe / relax / rest] (so|much) [again / easy / easier / easily / better / now / tonight / at last / well tonight] !cannot
can now|finally|all|stop (finally|now) [breathe / relax / sleep / rest / stop worrying / worrying]
[stop / stopped / quit / no longer / do not have to / need not / not have to] (be) [worrying / worry / worried / panicking / stressing] [about|now|any|so / $]
sigh of relief
[put / puts / set / sets / putting / setting / puts my / rest] (_) my|our|her|his mind (s) at|to rest|ease
feel|feeling (so|much|a) (lot|so|much|way) better|calmer|reassured|easier|lighter (now|already|about|after|knowing|that)
that is (very|so) (really|most|quite) reassuring
reassured|reassuring [now|that|to / $]
[was / were / am / been] so|really|very|getting|starting|quite|already|beginning (to) worried|scared|afraid|worry|panic|panicking|stressed|nervous .. [but now / until now / glad / thanks to you / now i / now we / good to / it is fine / thankfully / no longer]
[so / very / really / just / oh / i am / we are] (so|very|just|really) glad|pleased|happy (that) [it is / that is / this is / you found / you caught / nothing / it was / everything is / is all / has been / we got / i got / it all / i did not lose / did not lose / it worked] (_) .. [sorted / over / found / safe / back / fine / resolved / ok / wrong / lost / solved / settled / out / done / there]
thankfully it|that|everything|all|you|they|the is|was|worked|found|has
crisis averted
panic over
all is not lost
had|have been worried|worrying|dreading .. [but / until / now]
feared the worst
not (as) bad|lost|gone (as) (i|we) feared|thought
you have no idea how (much) relieved|happy|glad|better
dodged a bullet
oh good|thank|phew|excellent|wonderful .. worried|scared|thought|feared|afraid
<we> (already) thought .. but luckily|fortunately|thankfully
can (finally) stop (_) worrying
that takes a|the|some weight|load|pressure|worry|stress
how relieved <we> am|are
minds (at|to) ease|rest
<we> can (now|finally|all) sleep|breathe|relax|rest (at|well|easy|again|tonight)
= has no more fear
[back from the dead / i could cry / could have cried / tears of joy / nearly cried]
- no|not|without|any|for|some|little a|any|much|really|immediate relief|relieved
- [would / could / might / will / should] be (such|so) (a|very) (huge|great|big|_) relief|relieved
- will sleep|relax|rest
- [would / could / might / will / should / may / when / if / until / cannot / not] (<we>) be|can|feel|finally .. relieved|reassured|better|sleep|breathe|relax|rest
- not sleep|breathe|relax|rest
- [pain / tax / debt / stress / rate / flood / disaster / mortgage / hay fever / allergy / back / cough / muscle / bas / comic / light / strain] relief
- relieved of
- relief teacher|valve|driver|worker|fund|map|road|efforts|package|cream|spray|tablets|from
- thank god|goodness it is friday
- how (do|can) <we> relax|sleep|breathe
! thank god <we> (did|am) not a|buy|order|pay|recommend|listen
",
    judge: one_a_sentence,
    example: "Phew, that's a relief!",
    counter_example: "A relief valve is leaking.",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::table;

    #[test]
    fn lines_of_all_kinds() {
        table(
            &DETECTOR,
            r"
customer yes Phew, that's a relief!
customer yes What a relief.
customer yes I'm so relieved that you found it.
customer yes Thank goodness, the bag is there.
customer yes Thank god it wasn't lost.
customer yes That's a weight off my mind.
customer yes That's a load off my shoulders.
customer yes I can finally breathe again.
customer yes Now I can sleep at night.
customer yes You've put my mind at rest.
customer yes I was so worried, but now everything is clear.
customer yes Oh thank heavens.
customer yes Such a relief to hear from you.
customer yes I can stop worrying now.
customer yes A huge relief, thank you.
customer yes we are all so relieved
customer yes I breathed a sigh of relief when I read your mail.
customer yes I'm so glad it is sorted.
customer yes Thankfully everything worked out.
customer yes I feel much better now.
customer yes That's very reassuring, thanks.
customer yes Crisis averted!
customer yes I feared the worst.
customer yes Good, then I don't have to worry about it.
customer yes You can't imagine how relieved I am.
customer yes My mother was relieved to get her pills.
customer yes Hallelujah, it is back.
customer yes I had been worried until you rang.
customer yes that sets our minds at ease
customer yes I feel a lot calmer after your call.
customer yes Panic over, I found the code.
customer no A relief valve is leaking.
customer no It would be a relief to get an answer.
customer no I'd be relieved if you could confirm.
customer no Do you sell pain relief patches?
customer no The tax relief form is missing.
customer no No relief so far, the knee still hurts.
customer no Can I get debt relief?
customer no The relief teacher starts Monday.
customer no Thank god it's Friday.
customer no Thank you very much.
customer no I already booked a ticket but I want to change my seat.
customer no I can't sleep because of the noise.
customer no I will be relieved when it is over.
customer no How can I relax the strap?
customer no He was relieved of his duties.
customer no We're glad to be your customers.
customer no I'm worried about the delivery.
customer no Everything is fine, thanks.
customer no That's good to know.
customer no Over and out.
customer no I can't relax until it is fixed.
customer no Put me through to sales.
customer no The relief road is closed, can you still deliver?
",
        );
    }
}
