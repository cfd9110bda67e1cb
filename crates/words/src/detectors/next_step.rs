//! We say what happens next: who does what, by when. *The next step is a call from our technician*, and
//! not *What is the next step?*

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We say what happens next.
pub const DETECTOR: Detector = Detector {
    what: What::NextStep,
    by: &[By::Us],
    rules: "
= names the next step
(the|your|our|my) next step|steps (for|in|now|here|from) (you|us|me|this|that) (is|are|will|would) !is|are
the next thing|stage|part|phase (that|to|for) (you|us) is|will|happens|happen
what comes next is
what (is|will) happen|happens|happening next|now|from|after|then
here is what (will|is) (happen|happens|happening|<we>|you)
what|thing <we> will do (now|next|first|then) is
from here (on) (<we>|you|it|the|our)
first (of) (all) <we> will ..8 then

= says what we will do
<we> will (<softly>|both|first|then|immediately|be) !be|not|never|have|need|love|like|like|miss|only|see|know|wish|remember|hate|say|admit|appreciate|never|no|<softly>|assume|hope|rather|bet|hold|stay|pretend|die|guess|begin|lie|take|think <act>|transfer+|return+|report+|inquire+|ask|inform|notify|note|be|start|begin|look|pass|put|write|forward|hand|copy|drop|deliver|collect|pick|meet|wait|remind|ship|dispatch|repair|test|correct|change|move|cancel|remove|reset|unlock|approve|review|apply|waive|reimburse|transfer|connect|register|extend|reopen|document|log|file|submit|print|prepare|share|show|post|credit|send
<we> will be calling|sending|ringing|back|in|emailing|writing|checking|working|looking|getting|reviewing|there|round|posting
they|he|she|someone|somebody|team|technician|technicians|engineer|engineers|driver|courier|colleague|colleagues|manager|specialist|specialists|department|fitter|plumber|doctor|nurse|office|billing|warehouse|parcel|order|refund|replacement|money|card|letter|package|supervisor|agent|representative|electrician|delivery|payment|voucher|credit will (then|be|now|also|personally|still|first) be|call|ring|contact|email|write|reply|visit|come|arrive|get|send|reach|text|let|phone|look|check|review|investigate|appear|show|land|do|answer|leave|go|bring|collect|pick|deliver|repair|replace|restart|take|post|issue|process|follow|update|confirm|decide !not|able|no|closed|charged|available|declined|rejected|refused|cancelled|final
you will (then|also|soon|shortly|now|automatically) find|see ..4 in|on|under|your
you will (then|also|soon|shortly|now|automatically) be able to
you will (then|also|soon|shortly|now|automatically) (be) receive|receiving|hear|hearing|contacted|called|notified|informed|emailed|refunded|credited|transferred|connected|redirected|seen|met
you will get|have|see (a|an|the|your|it|another|our) (_) (_) (_) (_) (_) by|on|in|within|before|today|tomorrow|<day>|shortly|soon|from|when|once
you should|shall (then|soon|also) (receive|hear|see|get|have|be) (it|a|an|the|your|our|from|back|contacted) (_) (_) (_) (_) (_) by|on|in|within|before|today|tomorrow|<day>|shortly|soon|from|minutes|hours
expect (a|an|our|the|your|to) (hear|receive|call|email|letter|reply|answer|message|refund|visit|technician|engineer|update|us) (_) (_) (_) (_) by|on|in|within|before|today|tomorrow|<day>|shortly|soon|from|between|at

= says what we are doing
<we> am|are (<softly>|now|also|just) (be) connecting|transferring|forwarding|passing|escalating|sending|posting|copying|raising|opening|arranging|booking|ordering|dispatching|handing|contacting|processing|issuing|crediting|refunding|investigating|chasing|putting|emailing|looking !for|forward|to|no|up|with|yourself|as
<we> am|are (<softly>|now|also|just) (be) looking into
<we> am|are (<softly>|now|also|just) asking (the|our|my|them|him|her|billing|a|somebody|someone)
<we> am|are (<softly>|now) (going) going to !have|be|not|say|decline|refuse|need <act>|transfer|forward|pass|put|write|contact|review|look|refund|replace|deliver|connect|move|change|log|escalate
<we> have (<softly>|already|now|also) asked|arranged|ordered|booked|forwarded|passed|escalated|raised|opened|scheduled|logged|requested|notified|informed|reported|messaged|contacted|dispatched|reserved|submitted|filed|transferred|alerted|flagged|instructed !you|it|for|exactly
<we> have (<softly>|already|now|also) put|left|sent|posted|set|emailed|mailed|written|handed you|him|her|them|it|in|to|a|an|the|your|up|this|that|on !down|behind|me|us
<we> have (<softly>|already|now|also) told him|her|them|the|our|my (_) (_) (_) (to|that|you) are|call|will|coming|ring|send
our|the|my team|engineers|engineer|technicians|technician|developers|specialists|colleagues|colleague|department|people is|are (now|already|currently|still) (on|working|looking|investigating|checking|fixing|preparing|aware|at) !hold|holiday|strike|leave|break|a|call
on it is way
on the way to you
on its|his|her|their way
<we> have (<softly>|already|now|also) booked|scheduled|signed|put|registered you|it|this|that|him|her in|for|on|down|up
already on it
it|this|that|request|case|ticket|complaint|matter is (now|already) with|being (our|the|reviewed|processed|investigated|looked|dealt|handled) (team|engineers|specialists|technicians|manager|billing|department)
has|have been (now|already) forwarded|escalated|passed|assigned|dispatched|scheduled|transferred|submitted
is|are (now|already|currently) being (now) processed|reviewed|prepared|investigated|escalated|dispatched|checked

= says when it is done
is|are (now) scheduled|booked|planned|due (in) for|on|to|at <day>|#|arrive|your|tomorrow|next|leave
leaves|arrives|ships|goes (out|on|by|our|first) out|<day>|thing|#|tonight
within|in (the) next # (to|or|business|working) (#) (business|working) hours|days|minutes|weeks
within # (to|or|business|working) (#) (business|working) hours|days|minutes|weeks !of
take|takes|allow|within (up|about|around) (to) #|one|two|three|five|seven|ten (to|or) (#|two|three|four|five|seven|ten) (business|working) days|hours|weeks (to|for|before|until|from)
(as) soon as <we> hear|know|have|get|receive
once|when|after (that|this|it|you|we|the|they|i|your|our) (is|has|have|been|_) (_) (_) (_) (_) (_) <we>|you|it|they|he|she|will will
once|after that|this is|has (been)
then|after (that|then) <we>|you|it|they will

= says what the customer does next
need|have to do (now|next|then) is
all you need|have to do
please (then|now|just|simply|kindly) reply|call|ring|send|email|fill|complete|sign|return|upload|download|click|follow|restart|visit|bring|confirm|provide|check|log|open|enter|choose|select|try|come|use|register|apply|forward|dm|message|text|press|hold|contact|share|tell|give|let|unplug|turn|switch|reset|install|update|scan|print|attach|collect !note|me|hold|us|that|a
please (then|now|just|simply|kindly) send|email|give|tell|share|dm|message|text|forward us|me (a|the|your|it|that|which|_)
please let us|me know (which|when|if|what|whether|how|where|by) (you|time|day|date|one|works|suits|that|it|option)
please hold the line|on while|whilst|for (<we>|i|a|one)
please stay on the line

= is no step
- <we> will not be|do|have|let
- <we> will have|need to
- what (is|are|will|would) (the|be|my|our|your) (the) next step|steps
- what happens next $
- <we> will <act> ..2 nothing
- <we> will see
- <we> will be (so|very) sorry|unable|closing|closed|forced|afraid
- if|unless|before|when <we> will
- as planned
- not (be|been|being) sent|arranged
- as|like <we> told
",
    judge: one_a_sentence,
    example: "The next step is a call from our technician.",
    counter_example: "What is the next step?",
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
us yes The next step is a call from our technician.
us yes What happens next is that the lab calls you.
us yes Here's what I'll do: I ring the courier now.
us yes I'll send you the form this afternoon.
us yes We will look into it and get back to you.
us yes I will forward this to billing.
us yes I'll be in touch on Friday.
us yes Our technician will call you before he comes.
us yes Someone will contact you within two days.
us yes You will receive a confirmation by email.
us yes You'll hear from us by Thursday.
us yes You'll get the refund within five days.
us yes You should receive it by Monday.
us yes I'm connecting you with Farid now.
us yes I'm transferring you to the right team.
us yes We are looking into it.
us yes I'm going to check with the driver.
us yes I've asked the warehouse to look for it.
us yes I have passed this on to our engineers.
us yes I've booked you in for Tuesday.
us yes I've sent you the link.
us yes We have ordered the part.
us yes Our engineers are working on it.
us yes Your complaint is now with the manager.
us yes The case has been escalated.
us yes Your request is being reviewed.
us yes The visit is scheduled for Monday.
us yes Please reply to this mail with the picture.
us yes Please send us a photo of the label.
us yes Please fill in the form and send it back.
us yes All you need to do is sign it.
us yes As soon as we hear from them I'll ring you.
us yes Once it is here, we will test it.
us yes Your refund will arrive on Friday.
us yes A new card is on its way.
us yes Please let me know which day suits you.
us yes I'll put you through.
us yes The courier will collect it tomorrow.
us yes i'll check it and call you back
us yes We're sending a new one today.
us yes Expect a call from us on Friday.
us yes I'm escalating this to my manager.
us no What is the next step?
us no What happens next?
us no We will not send it again.
us no I'm sorry, we can't do that.
us no Thank you for your call.
us no How can I help you today?
us no We open at nine.
us no That was not right of us.
us no I'm looking forward to meeting you.
us no You have been with us for ten years.
us no The room is on the second floor.
us no Your bill was forty pounds.
us no I see two orders here.
us no It's a lovely place.
us no We sell lamps and chairs.
us no We won't be sending anyone.
us no You will not get a refund.
us no The next train is full.
us no I understand how you feel.
customer no I will send you the form tonight.
customer no Please send me the invoice.
us no Is there anything else?
us no No worries at all.
",
        );
    }
}
