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
either ..8 or <we>|you can|could
or (else|alternatively|if) (you|that|it) prefer|prefers|rather|like|would|suits
or <we>|you can|could|may (also|just|always|simply)
or would you prefer|rather|like
otherwise (you|<we>) can|could|may|will|would
failing that
if (that|this|it|neither|none) (of) (those|these|them) do|does|is|will not work|suit|fit|help|convenient|possible|appeal ..4 (you|<we>|please|let|there|try|how)
if you (would) prefer|rather ..8 (<we>|you) can|could|will|would

= proposes it
how about
what about !your|the|you|it|that|this
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
can|could|shall <we> (perhaps|maybe|instead) try|make|say|do ..5 instead|rather
could|can <we> say|do|make <day>|#
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
- what|nothing|anything else <we>|you can do
- there is no|not ..4 other|alternative|another
- no other|alternative|<other> (option|way|solution)
- no|not ..3 other|else|alternative|another option|way|options|solution
- do|did|have not ..3 other|another|alternative
- how about (your|the|that|you) (day|weather|weekend|family|self)
- what|how about you|yourself
- how about that
- what would <we> do
- do|did <we> ..3 instead of
",
    judge: one_a_sentence,
    example: "What I can do is send you a voucher.",
    counter_example: "What I can do about it I do not know.",
};
