//! We offer another way: *what I can do is send you a voucher*, *how about Thursday?*, *we do have it
//! in blue*, and not *what I can do about it I do not know*.
//!
//! These are the ways that say so in any message. What is an alternative only because something was
//! refused before it (*... our partner on Mill Street does*) is noticed by `refusal`.

use super::{Detector, one_a_sentence};
use crate::finding::{By, What};

/// We offer another way.
pub const DETECTOR: Detector = Detector {
    what: What::Alternative,
    by: &[By::Us],
    rules: "
= says what we can do
what <we> can|could|will (<softly>) do|offer|suggest|propose|try !about|with
(thing|things) <we> can|could (<softly>) do|offer ..4 is to|a|an|give|send|book|put|keep|move|offer
the best|least|most <we> can|could do is
one thing <we> can|could
all is not lost

= offers something instead
<we> can|could|will|would|have|do ..8 instead
<we> will ..6 instead
you can|could|may|might ..8 instead
would ..6 instead
how|what about ..6 instead
instead <we> can|could|will|would|have
instead you can|could|may|might
instead of (that|this|it|the) ..5 <we> can|could|will
in its|their place <we>
in the meantime <we>|you can|could
as a|an replacement|substitute|workaround|alternative|stopgap|compromise
in|by way of compensation <we>

= names another way
alternatively (you|<we>|please|there|if|it|that|just|the)
<other> option|options|way|ways|possibility|route|solution|idea is|are|would|could|might
there is|are (also|still|always) (a|an|one|some|several|two|three|plenty) (of) <other>|few (good|easier|cheaper|quicker|similar|great|very|faster|better) option|options|way|ways|possibility|possibilities|route|solution|model|models|room|rooms|table|slot|slots|plan|plans|size|branch|time|times
there is (also|still|always) (a|another) (good|simple|easier|cheaper|quicker|faster|better|second) way|workaround|alternative|option
(a|an|one|another|the|good|best|closest|possible) <other>|nearest|closest|possible alternative|option|solution|workaround|substitute|way is|would|could|might
(a|one|good|possible|easy|simple|quick) workaround is|would|might|could
<we> have <other> (similar|great|good|nice) option|options|room|rooms|model|models|size|sizes|colour|colours|slot|slots|date|dates|way|ways|table|branch|plan
your options are
you have two|three|several|some|a|other options|possibilities|choices|couple
either ..8 or <we>|you
or (else|alternatively|if) (you|that|it) prefer|prefers|rather|like|would|suits
or <we>|you can|could|may (also|just|always|simply)
or would you prefer|rather|like
otherwise (you|<we>) can|could|may|will|would
failing that
if (that|this|it|neither|none) (of) (those|these|them) do|does|is|will not work|suit|fit|help|convenient|possible|appeal ..4 (you|<we>|please|let|there|try|how)
if you (would) prefer|rather ..8 (<we>|you) can|could|will|would

= proposes it
how about
what about (maybe|perhaps) <day>|#|a|an|another|next|trying|having|using|taking|coming|going|ten|nine|eleven|two|three|four
what about the|this (_) (_) one|ones|model|size|colour|table|room|slot|flight|train|plan|branch|afternoon|evening
why not try|go|come|take|use|let|have|book
why do|don't not <we>|you try|go|come|take|use|let|have|book|say|meet|make|look|start|split
would ..6 work|suit|do|be|help (for) (you|better|fine|ok|any|instead|of|as|all) (better|ok|right|use|good) $
would (that|it|this|you|a|an|the|any|another) ..6 work|suit for|you|better|instead
would it help (you) if <we>
would you settle|consider|accept|be
would you like|want|prefer ..2 (me|us|to) ..3 instead|another|different
can|could|may|might <we> (perhaps|maybe) interest|tempt|suggest|propose|recommend|offer
<we> can|could|would|may|might|will|do (<softly>) (warmly|strongly|instead) suggest|propose|recommend|advise !against|not|that
may|might <we> suggest
can|could|shall <we> (perhaps|maybe|instead) try|say ..5 (instead|rather|<day>)
could|can|shall <we> (perhaps|maybe) say|do|make (it) <day>|#|ten|nine|three|two|four|noon
have you (ever) thought|considered|tried|looked (about|of|at)
did you know (that) you can
you might|may|could (also|want|like|always|perhaps|consider|well) (to) (want|like|wish|consider) (to) try|consider|like|want|look|check|use|ask|go|call|book
you might|may|could (also|always|perhaps|instead) try|consider|ask|use|go|visit|choose|opt|take|pick|switch|pay|apply|book
you are welcome|free to (also|instead) try|use|apply|come|bring|take|choose|pick|visit|switch|pay|join|wait|ask
you would be better off
you are better off
a better|cheaper|faster|quicker|easier|simpler|safer option|way|choice|bet|idea|route|solution
your best bet|option|choice is|would

= has something close to it
<we> do (still|also|however) have !to|not|any
<we> have got ..3 instead|left|available|free
<we> still have !not|to|no
but|however <we> (do|still|also) have !to|not|no|been|had
the next (available|free|one|best|size|plan|model) ..4 is|would
the nearest|closest ..6 is|are|would
the nearest|closest <we>|thing
next (available|free) one|slot|date|appointment|flight|train|delivery is|would
is|are (still|also|all) (free|available) instead
very|quite|almost|just|equally similar (one|model|product|item|room)
is just as good
will do the same job|thing

= says what we can do though
but|however|though|although|yet|still (what|i|we|you) (<softly>|happily) can|could|may (<softly>|happily|always|of|course) !not|see|understand|only|assure|imagine|hear|appreciate|tell|confirm|say|be
but|however <we> would be happy|glad|delighted to
but|however <we> will (<softly>|happily) !not|have|be|never|need
but|however if you
but|however <we> (<softly>) am|are (<softly>) (happy|able|willing|glad|prepared) to
but|however you are welcome|free to
nevertheless|nonetheless <we> can|could|will
let us|me (<softly>) try ..4 instead|another|different
let us|me (<softly>) find|offer|suggest|propose|look ..2 another|different|alternative|other|solution|way
let us|me see|check|find|look if|whether|what ..4 another|other|else|alternative|different
<we> will find (you) another|a|some|other (other) way|solution|one
in exchange|return <we>
swap|switch|exchange|change (it|this|that|them|yours) for|to (a|an|the|another)

= is no offer
- what <we> can do about|with
- nothing|anything else <we>|you can do
- what <we> can do about|with
- there is no|not ..4 other|alternative|another
- no other|alternative|<other> (option|way|solution)
- no|not ..3 other|else|alternative|another option|way|options|solution
- do|did|have not ..3 other|another|alternative
- how about your|you|yours
- what|how about you|yourself
- beyond|outside|all|best|everything what|that <we> can|could
- how about that
- what would <we> do
- do|did <we> ..3 instead of
",
    judge: one_a_sentence,
    example: "What I can do is send you a voucher.",
    counter_example: "What I can do about it I do not know.",
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
us yes What I can do is send you a voucher.
us yes What we could do is move you to Thursday.
us yes The thing I can do is put you on the list.
us yes The best I can do is Friday at nine.
us yes We could send it to a shop near you instead.
us yes Would a call on Friday work instead?
us yes How about Thursday at ten?
us yes What about the blue one?
us yes Why don't we try the morning?
us yes Alternatively, you can collect it at the shop.
us yes Another option would be the train at six.
us yes There is another way to do this.
us yes There are other rooms on the same floor.
us yes A good workaround is to print it from the phone.
us yes Either you come in on Monday or we send it by post.
us yes Or if you prefer, I can ring you tomorrow.
us yes If that doesn't suit you, please tell me another day.
us yes If you'd rather wait, we can hold the room.
us yes Have you thought about the smaller model?
us yes May I suggest the later train?
us yes I would recommend the bigger one.
us yes You might want to try the branch in Leeds.
us yes You could also pay in three parts.
us yes You're welcome to use the gym next door.
us yes A cheaper way is the bus.
us yes We do have it in green.
us yes But we have two tables at six.
us yes The next available appointment is on the ninth.
us yes The nearest shop that has it is in York.
us yes We can't do Monday, but we can do Tuesday.
us yes I can't refund it, however I can exchange it.
us yes However, you are welcome to bring it in.
us yes Let me look for another solution.
us yes We will find another way.
us yes There's a very similar model in stock.
us yes You'd be better off with the day ticket.
us yes Could we make it Friday?
us yes Did you know that you can change it online?
us yes I'd be glad to swap it for the larger one.
us yes Failing that, the office in Park Road opens at eight.
us yes as a replacement we can send the new model
us no What I can do about it I do not know.
us no There is nothing else we can do.
us no There is no other way.
us no We don't have another one.
us no How about you?
us no What about your order number?
us no How are you today?
us no I can see your order here.
us no May I have your name, please?
us no Would you like a receipt?
us no Your parcel is on its way.
us no Thank you for calling.
us no I'm sorry, we can't do that.
us no The other driver has your bag.
us no It was the other way round.
us no You can see the bill in the app.
us no Is there anything else I can help you with?
customer no Could you send me another one instead?
customer no What about Thursday?
us no We have sent it to you on Monday.
us no I'll call you tomorrow at three.
us no Your new card should be with you by Tuesday.
",
        );
    }
}
