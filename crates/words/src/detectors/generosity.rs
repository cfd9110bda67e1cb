//! We give something, of our own accord: *I've added a free month to say sorry*, and not *the first month
//! is free for new customers*.
//!
//! A gift is given to this customer, now: an offer to everybody, a condition, and what we are asked for
//! are none.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We give something, of our own accord.
pub const DETECTOR: Detector = Detector {
    what: What::Generosity,
    by: &[By::Us],
    rules: "
= takes a cost away
<we> ..3 waive|waived|waiving
<we> have|will|am|are|can (<softly>|happy|glad|already|going) (to) refund|refunded|refunding|reimburse|reimbursed|reimbursing|compensate|compensated|credit|credited|crediting !card
<we> refunded|reimbursed|credited|waived
<we> have|will|am|are|can|could|would (<softly>|already) knock|knocked|knocking|take|taken|taking ..4 off
<we> knocked|took ..3 off the|your
<we> have|will|am|are|can (<softly>|already) remove|removed|removing|cancel|cancelled|cancelling|drop|dropped|dropping|scrap|scrapped|reverse|reversed|write|written|wipe|wiped|delete|deleted|lift|lifted|forget ..3 fee|fees|charge|charges|penalty|fine|surcharge|interest|debt|cost|costs
<we> have|will|can written|write ..4 off
<we> will|can|would not (even|be) charge|charging|bill|billing|take you|for|it|anything|any|a
<we> have|am|are not charged|charging you
you will not|never be|have|get (to) (be) charged|pay|billed|owe
you do not|no (have|need) (longer) (to) owe|pay (us|for|anything|a|me) (a|for|anything|penny|cent|that|this|it|us)
no charge for|on|from you|this|us|our|that|the|your|it
no charge (at) (all) (this) time|all
there is no|nothing (charge|to) charge|pay (for|at|this|on) !if
(that|this) fee|charge|penalty|fine|surcharge|invoice is gone|waived|cancelled|off
<we> will|can|would|are|have (<softly>|also|already) (happily|be) pay|paying|paid|cover|covering|covered|absorb|foot|settle|settled (for) the|your|all|that|this|half|any|it (_) (_) (bill|cost|costs|shipping|taxi|postage|difference|hotel|repair|fee|for) !rest
pick|picking|picked up the|your bill|tab|cost|taxi
(will|have) (got|get) (your) money back in full
full refund is|on|and|has|straight
<we> have|will|am|are ..3 full refund
refund|refunded ..6 out|because of goodwill|kindness|our

= gives something
<we> have|will|would|can|could|am|are (<softly>|already|going|like|happy|glad|delighted) (to) (<softly>) give|given|giving|grant|granted|gift|gifted|offer|offered|offering|award|awarded|throw|throwing|thrown|add|added|adding|send|sent|sending|put|include|included|issue|issued|slip|slipped|apply|applied|attach|attached|enclose|enclosed|pop|popped|tuck|tucked|load|loaded|arrange|arranged|deposit|deposited|place|placed|leave|left|pack|packed|treat|treated|reserve|reserved|book|booked|order|ordered ..6 free|complimentary|gift|gifts|voucher|vouchers|discount|upgrade|bonus|gratis|points|miles|chocolate|chocolates|flowers|champagne|coupon|coupons|goodwill|token|present|treat|surprise|cake|biscuits|cookies|loyalty|extras|freebie
<we> gave|added|threw|sent|put|slipped|popped|applied|enclosed|included|granted ..6 free|complimentary|gift|voucher|vouchers|discount|upgrade|bonus|gratis|points|chocolate|chocolates|flowers|coupon|goodwill|treat|surprise|extra
<we> have|will|would|can|could|am|are (<softly>|already|going) (to) (<softly>) give|given|giving|grant|granted|offer|offered|add|added|adding|throw|thrown|put|credit|credited|apply|applied|load|loaded|extend|extended (you|your|on|it|the|to|a|an|in) (_) (_) (_) (extra|additional|free) extra|month|months|credit|%|percent (free|extra|to|on|onto|for|of|at|off)
<we> have|will|would|can|could (<softly>|already) (just) throw|thrown in a|the|an|some|two|another|your
<we> have|will|would|can|am|are (<softly>|already|going|happily) (to) (<softly>) upgrade|upgraded|upgrading you|your|this|the|it !when|if
you have been upgraded
<we> have extended your|the|it ..5 free|no|without|month|months|weeks|year
please|just|can|may|should|do|and|so (<softly>|just) keep the|both|it|them|this|that|those (_) (_) (_) (as|for|with|on|at|too|anyway|item|one|parcel|order|and) (a|our|free|us|no|my|nothing|all) (gift|charge|compliments|apology|costs|free)
keep it|them|the|both (_) (_) (_) with|as|on|for us|our|a|free|nothing|my
^ keep the|it|both|them
it|that|this|they|these|dinner|breakfast|lunch|coffee|coffees|drinks|dessert|shipping|delivery|postage|wine|parking|taxi|everything|visit|repair|room|month|replacement|meal|night is|are|will (be) (all|both|completely) on us|me !to
dinner|breakfast|lunch|coffee|coffees|drinks|dessert|shipping|delivery|postage|wine|parking|taxi|month|meal|night|round|# (is|are|will) (be) on us|me
on the house
with our|my compliments
compliments of the|our
at our (own) expense|cost
at no (extra|additional|further) cost|charge to|for|as|because|whatsoever|since|and
free of charge for|as|because|since|to|of (you|this|a|we|it|our|me)
(goodwill) gesture of goodwill|ours
goodwill gesture|credit !will|can|is
as a small|little|modest|token|goodwill|gesture|sign|kind|personal (of) (gesture|thank|sorry|apology|token|gift|sign) of|gesture|thank|sorry|apology|token|gift|to
as a thank (you)
as an|our apology|thank-you|treat|gift|present
token of our|my|appreciation|apology|thanks
by way of apology|an|apologising|saying|thanks|sorry
my|our treat
(please) accept|enjoy (a|an|the|this|these|our|enclosed) (_) (_) (_) voucher|gift|discount|credit|upgrade|free|complimentary|points|token|coupon|dessert|bottle|chocolates
here is|are (a|an|your|some|#|two) (_) (_) (_) voucher|gift|discount|free|coupon|upgrade|vouchers
have|enjoy|choose|pick (a|your|another|the|any|one) (_) (_) (_) on us|me|the
next|first|second|this|whole|last month|order|visit|coffee|night|bill|delivery|one|meal|three|two|months|year|week|stay|session|lesson|class (_) (_) is|are|will|comes (be|also|completely|now) free|complimentary|gratis|on (us|me|of|the)
you will|can (<softly>) get|have|find (a|your|the|one|another|that|it|this|an|our) (_) (_) (_) free|complimentary (as|to|because|of) (a|say|charge|this|an|sorry)
<we> have|will|can|would|am|are ..6 free|free of charge (for|as|and|because|to)
<we> have|will|can|would ..8 for free|nothing|gratis
<we> have|will|can|would ..6 without (any) charge|charging|cost
out of my|our own pocket
not (to) worry about the (_) payment|paying|bill|fee|cost|price|charge|money

= gives time or care
<we> will|can|am|have (<softly>|happily) (stay|keep|open|come|wait) stay|staying|stayed|open|opening|come|wait|keep ..3 late|longer|early|after|especially|lunch
in|on|during my|our (own) lunch|free (time|break|hour|off)
take all the time (that) you need
<we> will|can|have (<softly>|happily) drive|driven|carry|walk|bring|deliver|drop (it|them|this|that|you|the) (_) (_) (over|round|home|myself|personally|ourselves) myself|personally|ourselves|home|round|door

= is no gift
- if|when|once|whether|unless you ..8 free|refund|refunded|voucher|discount|upgrade|upgraded
- customers|members (can|will) get|earn|buy|collect|receive
- you (can|will) earn|collect
- not (able) (to) (be) (get) refund|refunded|credited|offer|give|waive|upgrade|reimburse|reimbursed|cover|compensate
- <we> can|could|will|would|do|did|am|are|have not (<softly>) (be) refund|waive|give|offer|credit|compensate|cover|pay|reimburse|upgrade|send|issue|able|add
- would you like|want|prefer
- how|when|what|which|why do|did|would|will|can|is
! new customers|members|users
! students|seniors only
- free delivery|shipping on|from|over
- free time|slot|slots|day|moment|appointment|room|rooms|place|seat|seats|table|tables|line|space
- is|are free (now|today|tomorrow) at|from|then|between|on
- feel|is free to
- free to !say|make
- are you free
- sugar|gluten|dairy|hands|toll|lactose|fat|nut|duty|alcohol|smoke|stress free
- free wifi|wi|trial|parking|version|app|newsletter|toll|number|call
- credit|debit card|note|score|check|history|limit|report|agreement|union|rating
- before|once|after|when <we> (have|can|will) (receive|received|get|got|refund|credit|credited|refunded)
- take|taken|taking (_) day|time|week|shoes|hat|coat|monday|friday off
- take|taken|taking off
- please enter|use|apply (your|the|a) voucher|discount|coupon
- your|the voucher|discount|gift|coupon (code|card) is|was|has|expired|expires|ran
- double charge|charged
- no charge|damage to the
- place|put|add|send|sent|book|order ..4 gift wrap|wrapped|wrapping|shop|card|list|receipt
- gift|points (card|list|wrap|shop|to|balance)
- not (be) charged (yet|until|twice|before)
- until|before you
- cash-free|free-range
",
    judge: one_a_sentence,
    example: "I've added a free month to say sorry.",
    counter_example: "The first month is free for new customers.",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::table;

    #[test]
    fn its_lines() {
        table(
            &DETECTOR,
            "
us yes I've waived the late fee for you.
us yes We have refunded both nights, you should not have had to ask.
us yes I'll knock twenty percent off your bill.
us yes I've taken the delivery charge off.
us yes I have removed the penalty from your account.
us yes We won't charge you for the visit.
us yes There is no charge for this repair, it should have worked the first time.
us yes You won't have to pay for the second lens.
us yes We'll cover the taxi home.
us yes I'm happy to refund the postage too.
us yes I'll throw in the case and a screen protector.
us yes I've added a free month to say sorry.
us yes We would like to give you a voucher of 20 pounds.
us yes I've put a complimentary bottle in your room.
us yes We have upgraded you to a sea view.
us yes Please keep the wrong one as a gift.
us yes keep both, with our compliments
us yes Dinner is on us tonight.
us yes The coffee's on the house.
us yes As a small thank you I attached a discount code.
us yes By way of apology your next order ships at our expense.
us yes Please accept this voucher with our apologies.
us yes I've credited 15 euros to your account.
us yes We've extended your subscription by two months, free.
us yes I'll stay late so that you can collect it after work.
us yes I'll bring it round to you myself.
us yes We will send you a replacement free of charge.
us yes we'll fix it for free
us yes The fee is gone, I cancelled it.
us yes I've given you three extra months.
us yes My treat!
us yes Your next month is free.
us no The first month is free for new customers.
us no Is tomorrow at ten free for you?
us no Feel free to call me at any time.
us no We can't refund the ticket.
us no I'm afraid we are not able to waive the fee.
us no Would you like to buy a gift card?
us no Have you got a voucher code?
us no If you return it unopened, you will get a refund.
us no The doctor is free at three.
us no Free delivery on all orders over 50 pounds.
us no What is the number on your credit card?
us no Your voucher expired in March.
us no How much was the fee?
us no We charge a fee for late returns.
us no The salad is gluten free.
us no There is free parking behind the shop.
us no The discount applies to students only.
us no You will be charged on the first of the month.
us no Members earn points on every stay.
us no May I have your account number?
us no The cake is three pounds.
us no Take off the cover and press the button.
customer no I'd like a refund for the second night.
customer no You gave me a free month last year.
",
        );
    }
}
