//! A promise: we say that we, or one of us, will do something.
//!
//! "Let me look this over and call you tomorrow at three" is one, and says by when; "I'll be happy to help" is
//! none. A promise without a time, or with "soon", is found a second time as what it lacks. Rules find what
//! makes a future ("will", "going to", "I'm sending", "you'll hear from us"); who does what is decided here
//! with `promise/speech.rs`, and by when in [`crate::when`].

mod speech;
mod subject;
mod verbs;

use std::ops::Range;

use super::Detector;
use crate::{
    finding::{By, Finding, Source, What},
    scene::Scene,
    token::{Break, Mood},
    when::{self, Expression},
};
use speech::{Speech, is_adverb};

/// A promise: who, what, and by when.
pub const DETECTOR: Detector = Detector {
    what: What::Promise,
    by: &[By::Us],
    rules: "
@will will|shall
@will ill
@going am|is|are (just|also|now|still|not|all) going to
@going ^ going to
@doing am|are|is (just|also|now|still|personally|already) <deed>
@doing ^ <deed> you|it|this|that|your|the|our|a|over|round|out
@present i|we (just|then|also) <deed>
@let let me|us
@let ^ let is
@receive you will|are (soon|also|then) [have / get / see / hear / be hearing / receive / getting / going to get / going to hear / be getting / find]
@expect expect|await
@expect ^ update|updates|more|news|answer|reply|word|call from
@expect ^ (will) (be) back to|with|at you
@vow consider it|that|this done|sorted|fixed|booked|gone
@vow leave it|that|this with|to me|us
@called you will be <contact>|refunded|reimbursed|credited|compensated|paid
@vow i|we (hereby|do|can) [promise to / promise you to / undertake to / pledge to / commit to / guarantee to]
@vow count|rely|depend on me|us to
@vow i|we (am|are) [about to / plan to / intend to / mean to]
@vow you have my|our (solemn) word|promise
@vow will be|get _ (and) (_) by me|us|our|myself
@vow gets|get _ by me|us|our|myself
@vow my|our job|priority is to
",
    judge,
    example: "I'll call you back tomorrow at three.",
    counter_example: "I'll be happy to help.",
};

/// A clause that promises.
struct Promised {
    /// From its subject to the end of what is said of it.
    tokens: Range<usize>,
    /// Where the deed begins.
    deed: usize,
}

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let named = ["will", "going", "doing", "present", "let", "receive", "expect", "vow", "called"]
        .map(|name| scene.named(name));
    if named.iter().all(Vec::is_empty) {
        return;
    }
    let speech = Speech::new(scene);
    for sentence in &scene.tokens.sentences {
        let here = &sentence.tokens;
        let inside = |hits: &[Range<usize>]| {
            hits.iter().filter(|hit| here.contains(&hit.start)).cloned().collect::<Vec<_>>()
        };
        let [will, going, doing, present, letting, receive, expect, vow, called] =
            named.each_ref().map(|hits| inside(hits));
        if [&will, &going, &doing, &present, &letting, &receive, &expect, &vow, &called]
            .iter()
            .all(|hits| hits.is_empty())
        {
            continue;
        }
        let times = times(scene, sentence.span.clone());
        let question = sentence.mood == Mood::Question;
        let look = Look { speech: &speech, sentence: here, times: &times, scene, question };
        let mut found: Vec<Promised> = Vec::new();
        found.extend(will.iter().filter_map(|hit| look.will(hit.start)));
        found.extend(going.iter().filter_map(|hit| look.going(hit)));
        found.extend(letting.iter().filter_map(|hit| look.let_me(hit)));
        found.extend(receive.iter().filter_map(|hit| look.receive(hit)));
        found.extend(called.iter().filter_map(|hit| look.called(hit)));
        found.extend(expect.iter().filter_map(|hit| look.expect(hit)));
        found.extend(vow.iter().filter_map(|hit| look.vow(hit)));
        if found.is_empty() {
            found.extend(doing.iter().filter_map(|hit| look.doing(hit)));
        }
        if found.is_empty() {
            found.extend(present.iter().filter_map(|hit| look.present(hit)));
        }
        found.sort_by_key(|promised| promised.tokens.start);
        tell(scene, &times, found, sentence.tokens.end, findings);
    }
}

/// The times that are said in a sentence, and whether they are times at all.
struct Times {
    said: Vec<(Range<usize>, bool)>,
    meant: Vec<Expression>,
}

fn times(scene: &Scene<'_>, part: Range<usize>) -> Times {
    match &scene.message.reference {
        Some(reference) => {
            let meant = when::expressions(scene.text, part, reference);
            let said = meant.iter().map(|time| (time.span.clone(), time.due.is_none())).collect();
            Times { said, meant }
        }
        None => Times { said: when::said(scene.text, part), meant: Vec::new() },
    }
}

/// Promises of one sentence, each with the time that stands in its part of it.
fn tell(
    scene: &Scene<'_>,
    times: &Times,
    found: Vec<Promised>,
    end: usize,
    findings: &mut Vec<Finding>,
) {
    let byte = |token: usize| scene.span(token..token + 1).start;
    let mut parts: Vec<Promised> = Vec::new();
    for promised in found {
        // One promise with two deeds, where the first has no time of its own.
        if let Some(last) = parts.last() {
            let between = byte(last.tokens.start)..byte(promised.tokens.start);
            let own_time =
                times.said.iter().any(|(span, vague)| !vague && between.contains(&span.start));
            if !own_time || promised.tokens.start < last.deed + 1 {
                if let Some(last) = parts.last_mut() {
                    last.tokens.end = last.tokens.end.max(promised.tokens.end);
                }
                continue;
            }
        }
        parts.push(promised);
    }
    for (number, promised) in parts.iter().enumerate() {
        let next = parts.get(number + 1).map_or(end, |next| next.tokens.start);
        let own = byte(promised.tokens.start)..scene.span(next.saturating_sub(1)..next).end;
        let first = number == 0;
        let before = |span: &Range<usize>| first && span.end <= own.start;
        let within = |span: &Range<usize>| own.contains(&span.start);
        // A time before the subject belongs to the first promise, where nothing stands after it.
        let place = (times.said.iter().position(|(span, vague)| !vague && within(span)))
            .or_else(|| times.said.iter().rposition(|(span, vague)| !vague && before(span)));
        let mut span = scene.span(promised.tokens.clone());
        let due = place
            .and_then(|place| times.meant.get(place))
            .and_then(|time| time.due.as_ref())
            .map(jiff::Zoned::timestamp);
        if let Some(place) = place {
            let said = &times.said[place].0;
            span = span.start.min(said.start)..span.end.max(said.end);
        }
        let finding = Finding {
            what: What::Promise,
            by: scene.by,
            span: span.clone(),
            confidence: 0.9,
            source: Source::Rule,
            reason: scene.text
                [scene.span(promised.deed..promised.tokens.end.max(promised.deed + 1))]
            .to_owned()
            .into(),
            due,
        };
        if place.is_none() {
            findings.push(finding.clone());
            findings.push(Finding { what: What::PromiseWithoutTime, ..finding });
        } else {
            findings.push(finding);
        }
    }
}

/// Who is said to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// I, we, or nobody at the beginning of a sentence.
    We,
    /// One of us.
    Ours,
    /// He, she or they.
    Them,
    Nobody,
}

struct Look<'s> {
    speech: &'s Speech<'s>,
    sentence: &'s Range<usize>,
    times: &'s Times,
    scene: &'s Scene<'s>,
    question: bool,
}

impl Look<'_> {
    fn promised(&self, subject: usize, deed: usize) -> Option<Promised> {
        let speech = self.speech;
        // "So I'll book the three o'clock, shall I?" asks.
        let asks = self.question && !speech.is(self.sentence.end - 1, "ok okay alright right");
        if asks
            || speech.quoted(deed)
            || speech.conditional(self.sentence, subject, deed)
            || speech.reported(self.sentence, subject)
        {
            return None;
        }
        let mut end = deed + 1;
        while end < self.sentence.end
            && speech.parted(end) < Break::Comma
            && !(speech.is(end, "and but because which")
                && speech.is(end + 1, "i we you it he she"))
        {
            end += 1;
        }
        Some(Promised { tokens: subject..end, deed })
    }

    /// A time with a due after that word in the sentence.
    fn timed_after(&self, at: usize) -> bool {
        let Some(token) = self.scene.token(at) else { return false };
        self.times.said.iter().any(|(span, vague)| !vague && span.start >= token.span().start)
    }

    /// "Will": a subject before it, a deed after it.
    fn will(&self, at: usize) -> Option<Promised> {
        let speech = self.speech;
        if speech.word(at) == "ill" && !self.ill(at) {
            return None;
        }
        let (who, subject) =
            if speech.word(at) == "ill" { (Who::We, at) } else { self.subject(at)? };
        // A noun: "your uncle's will", "the will to change"; a question: "will you …".
        let inverted = speech.is(
            at + 1,
            "i we you u he she it they the our your that this there somebody someone to my",
        );
        if inverted {
            return None;
        }
        self.deed(who, subject, at + 1)
    }

    /// "ill call you" of somebody in a hurry.
    fn ill(&self, at: usize) -> bool {
        let speech = self.speech;
        let begins = at == self.sentence.start
            || speech.parted(at) >= Break::Comma
            || speech.is(
                at.wrapping_sub(1),
                "and so or then what ok okay mate n no worries yes now u but this here \
                        yep sure thanks sorry gone noted that",
            );
        let sick = speech.is(
            at.wrapping_sub(1),
            "am is are was were be been feel feeling felt fall fell very so really quite \
                    too seriously terminally taken got an the mentally s",
        ) || speech.is(
            at + 1,
            "and with at health since for from or but will effects feeling today again in",
        );
        let object =
            speech.is(at + 2, "the you u your ur it this that them him her a up out my our to in");
        !sick && (begins || scene_deed(self.scene, at + 1) || object)
    }

    /// "Going to", with a form of "be" before it.
    fn going(&self, hit: &Range<usize>) -> Option<Promised> {
        let speech = self.speech;
        let bare = speech.word(hit.start) == "going";
        if bare && hit.start != self.sentence.start {
            return None;
        }
        let (who, subject) = if bare { (Who::We, hit.start) } else { self.subject(hit.start)? };
        if speech.is(hit.start + 1, "not") || speech.is(hit.start + 1, "i you we he she they") {
            return None;
        }
        if speech.is(hit.end, "the a my your our this that work bed") {
            return None;
        }
        self.deed(who, subject, hit.end)
    }

    /// "I'm sending", "our plumber is coming": a deed that is under way, to the customer or at a time.
    #[allow(clippy::too_many_lines)] // one exception after another
    fn doing(&self, hit: &Range<usize>) -> Option<Promised> {
        let speech = self.speech;
        let verb = (hit.start..hit.end).find(|&at| speech.word(at).ends_with("ing"))?;
        if speech.parted(hit.start) >= Break::Paragraph && self.question {
            return None;
        }
        let bare = verb == hit.start;
        let (who, subject) = if bare { (Who::We, verb) } else { self.subject(hit.start)? };
        if who == Who::Nobody || self.question && !bare {
            return None;
        }
        let word = speech.word(verb);
        let to_somebody = speech.is(
            verb + 1,
            "you your it this that them him her someone somebody the a an our my u ur me",
        );
        // "We are closing at six", "the form is attached, I'm sending it".
        if !to_somebody
            && matches!(
                word,
                "closing"
                    | "opening"
                    | "leaving"
                    | "working"
                    | "moving"
                    | "holding"
                    | "charging"
                    | "offering"
                    | "changing"
                    | "serving"
                    | "training"
                    | "testing"
                    | "seeing"
                    | "making"
                    | "helping"
                    | "talking"
                    | "keeping"
            )
            || matches!(
                word,
                "closing"
                    | "opening"
                    | "holding"
                    | "having"
                    | "changing"
                    | "charging"
                    | "offering"
                    | "serving"
            ) && !speech.is(verb + 1, "your you it this that")
            || (verb..self.sentence.end)
                .any(|at| speech.is(at, "attached enclosed herewith moment because"))
            || self.only_now(verb)
                && !matches!(
                    word,
                    "sending"
                        | "posting"
                        | "mailing"
                        | "emailing"
                        | "forwarding"
                        | "refunding"
                        | "crediting"
                        | "escalating"
                        | "raising"
                        | "ordering"
                        | "calling"
                        | "ringing"
                        | "getting"
                        | "bringing"
                        | "fixing"
                        | "sorting"
                        | "booking"
                        | "shipping"
                        | "putting"
                        | "cancelling"
                        | "chasing"
                        | "passing"
                        | "issuing"
                        | "resending"
                )
        {
            return None;
        }
        if word == "going" && speech.is(verb + 1, "to") {
            return None;
        }
        if matches!(
            word,
            "looking"
                | "having"
                | "reading"
                | "checking"
                | "asking"
                | "working"
                | "seeing"
                | "trying"
                | "holding"
                | "finding"
                | "talking"
                | "speaking"
                | "doing"
                | "making"
                | "going"
                | "taking"
                | "keeping"
                | "following"
                | "being"
                | "transferring"
                | "telling"
                | "explaining"
                | "adding"
        ) && !self.timed_after(verb)
            && !matches!(word, "adding" | "taking" | "keeping")
        {
            return None;
        }
        // "I'm calling about your order", "I'm putting you through", "I'm looking at it right now".
        if speech.is(verb + 1, "you")
            && speech.is(verb + 2, "about regarding because to from")
            && !self.timed_after(verb)
            || speech.is(verb + 1, "about regarding from because to on in")
                && matches!(
                    word,
                    "calling"
                        | "ringing"
                        | "writing"
                        | "phoning"
                        | "emailing"
                        | "contacting"
                        | "getting"
                        | "looking"
                )
                && speech.word(verb + 1) != "in"
            || matches!(word, "putting" | "popping" | "placing" | "passing" | "transferring")
                && speech.is(verb + 1, "you")
            || matches!(
                word,
                "looking"
                    | "having"
                    | "reading"
                    | "checking"
                    | "getting"
                    | "taking"
                    | "seeing"
                    | "pulling"
                    | "working"
                    | "doing"
                    | "going"
            ) && self.only_now(verb)
                && word != "getting"
            || bare && !self.timed_after(verb)
            || who == Who::Them && !self.timed_after(verb)
        {
            return None;
        }
        self.promised(subject, verb)
    }

    /// The only time said is now.
    fn only_now(&self, at: usize) -> bool {
        (at..self.sentence.end).any(|at| self.speech.word(at) == "now")
    }

    /// "Let me ask around and get back to you".
    fn let_me(&self, hit: &Range<usize>) -> Option<Promised> {
        let speech = self.speech;
        if hit.start > self.sentence.start
            && speech.is(hit.start - 1, "please not to will would you could")
            || speech.is(hit.end, "know not see") && !speech.is(hit.end + 1, "what if")
        {
            return None;
        }
        let deed = self.coordinated(hit.end)?;
        self.promised(hit.start, deed)
    }

    /// After a first verb, "and call you".
    fn coordinated(&self, from: usize) -> Option<usize> {
        let speech = self.speech;
        (from..self.sentence.end.min(from + 30)).find_map(|at| {
            if !speech.is(at, "and then & n") {
                return None;
            }
            let verb = speech.skip_adverbs(at + 1);
            let named = scene_contact(self.scene, verb)
                || speech
                    .one_of(
                        verb,
                        "get back / come back / let you know / give you / revert / \
                                be back / go and / get it / drop you / tell you / knock on / \
                                update",
                    )
                    .is_some();
            named.then_some(verb)
        })
    }

    /// "I'll stay late and get your file straight".
    fn second_deed(&self, verb: usize, word: &str) -> Option<usize> {
        let speech = self.speech;
        if matches!(
            word,
            "wait"
                | "hold"
                | "say"
                | "put"
                | "pop"
                | "place"
                | "transfer"
                | "connect"
                | "love"
                | "like"
                | "see"
        ) {
            return None;
        }
        (verb + 1..self.sentence.end.min(verb + 8))
            .find(|&at| speech.word(at) == "and" && scene_deed(self.scene, at + 1))
            .map(|at| at + 1)
    }

    /// "You'll hear from us", "you'll have an answer from me by noon".
    fn receive(&self, hit: &Range<usize>) -> Option<Promised> {
        let speech = self.speech;
        if speech.is(hit.start + 1, "not")
            || speech.is(hit.start.wrapping_sub(1), "will are if when once that")
        {
            return None;
        }
        let last = (hit.end + 14).min(self.sentence.end);
        let from_us = (hit.end..last).any(|at| {
            speech.is(at, "from by")
                && (speech.is(at + 1, "me us our my one somebody someone")
                    || speech.is(at + 1, "a the") && scene_crew(self.scene, at + 2)
                    || speech.capital(at + 1)
                        && speech.word(at) == "from"
                        && scene_call(self.scene, hit.end, at))
        });
        let timed = speech.is(hit.end - 1, "have")
            && !speech.is(hit.end, "to noticed seen received got until till")
            && self.timed_after(hit.end);
        (from_us || timed).then(|| self.promised(hit.start, hit.end - 1)).flatten()
    }

    /// "You will be contacted by our team", "you'll be refunded by Friday".
    fn called(&self, hit: &Range<usize>) -> Option<Promised> {
        let speech = self.speech;
        let done = hit.end - 1;
        if !speech.word(done).ends_with("ed") && !speech.is(done, "rung paid") {
            return None;
        }
        let by_us = (hit.end..(hit.end + 3).min(self.sentence.end)).any(|at| {
            speech.word(at) == "by"
                && (speech.is(at + 1, "me us our my") || scene_crew(self.scene, at + 2))
        });
        (by_us || self.timed_after(done)).then(|| self.promised(hit.start, done)).flatten()
    }

    /// "Expect our electrician at four", "expect a call from me".
    fn expect(&self, hit: &Range<usize>) -> Option<Promised> {
        let speech = self.speech;
        let at = hit.end;
        if speech.is(at - 1, "you") {
            return self.timed_after(at).then(|| self.promised(hit.start, hit.start)).flatten();
        }
        if hit.end - hit.start > 1 {
            return (speech.is(at, "me us") && self.timed_after(at))
                .then(|| self.promised(hit.start, hit.start))
                .flatten();
        }
        let asked = hit.start == self.sentence.start
            || speech.parted(hit.start) >= Break::Comma
            || speech.is(hit.start - 1, "and can please so");
        let ours = speech.is(at, "our my me us")
            || speech.is(at, "a an the")
                && (at..(at + 6).min(self.sentence.end)).any(|at| {
                    speech.word(at) == "from" && speech.is(at + 1, "me us our my the")
                        || scene_crew(self.scene, at)
                });
        let tokens = hit.start..self.sentence.end.min(at + 6);
        (asked && ours && !speech.is(hit.start.wrapping_sub(1), "not"))
            .then_some(Promised { tokens, deed: hit.start })
    }

    /// "We undertake to repair the fence", "count on me to follow this up".
    fn vow(&self, hit: &Range<usize>) -> Option<Promised> {
        let speech = self.speech;
        let words = speech.is(hit.end - 1, "to");
        if self.question || speech.is(hit.end, "not be") || words && hit.end >= self.sentence.end {
            return None;
        }
        self.promised(hit.start, if words { hit.end } else { hit.end - 1 })
    }

    /// "I ask the depot and phone you tomorrow": the present, of a time to come or of a call to the customer.
    fn present(&self, hit: &Range<usize>) -> Option<Promised> {
        let speech = self.speech;
        let verb = hit.end - 1;
        let word = speech.word(verb);
        if word.ends_with("ing")
            || word.ends_with("ed")
            || matches!(word, "sent" | "made" | "got" | "told" | "gave" | "came" | "took" | "rang" | "wrote" | "spoke" | "brought" | "found" | "paid" | "kept" | "put" | "let" | "have" | "see" | "look" | "do" | "need" | "be" | "hear" | "hold" | "ask" if word != "ask")
        {
            return None;
        }
        if matches!(
            word,
            "open"
                | "close"
                | "leave"
                | "work"
                | "serve"
                | "offer"
                | "charge"
                | "hold"
                | "keep"
                | "join"
                | "try"
                | "help"
                | "go"
                | "get"
                | "take"
                | "make"
                | "cover"
                | "match"
                | "stop"
                | "change"
        ) && !speech.is(verb + 1, "you your it this that the")
        {
            return None;
        }
        let begins = hit.start == self.sentence.start
            || speech.parted(hit.start) >= Break::Comma
            || speech.is(hit.start - 1, "and then so is but tomorrow today ok");
        if !begins
            || self.question
            || speech.is(hit.start.wrapping_sub(1), "do if when that did shall")
        {
            return None;
        }
        let to_customer = scene_contact(self.scene, verb)
            && speech.is(verb + 1, "you u")
            && !matches!(word, "ask" | "tell" | "see");
        let joined = speech.is(hit.start.wrapping_sub(1), "and then so");
        if self.timed_after(verb)
            && !(verb..self.sentence.end).any(|at| speech.is(at, "every always usually"))
            || to_customer && joined
        {
            return self.promised(hit.start, verb);
        }
        None
    }

    /// What is done, from the first word after the auxiliary.
    fn deed(&self, who: Who, subject: usize, at: usize) -> Option<Promised> {
        let speech = self.speech;
        if (at..at + 3).any(|at| {
            speech
                .is(at, "not never no only always hardly probably hopefully perhaps maybe possibly")
        }) && !(at..at + 3).any(|at| speech.phrase(at, "not only").is_some())
            && (at..at + 3)
                .take_while(|&at| {
                    is_adverb(speech.word(at))
                        || speech.is(
                            at,
                            "not never no only always hardly probably hopefully perhaps \
                                    maybe possibly be hereby",
                        )
                })
                .any(|at| !is_adverb(speech.word(at)) && speech.word(at) != "be")
        {
            return None;
        }
        let mut verb = speech.skip_adverbs(at);
        if verb >= self.sentence.end || speech.parted(verb) >= Break::Sentence {
            return None;
        }
        let mut word = speech.word(verb);
        if word == "be" {
            let next = speech.skip_adverbs(verb + 1);
            if speech.word(next).ends_with("ing") && speech.word(next).len() > 4 {
                verb = next;
                word = speech.word(verb);
            } else {
                return self.be(who, subject, verb, next);
            }
        }
        if who == Who::Nobody || self.idle(who, verb, word) {
            // "I'll try it here and get back to you."
            let deed = (who != Who::Nobody && !matches!(word, "need" | "charge" | "expire"))
                .then(|| self.coordinated(verb).or_else(|| self.second_deed(verb, word)))
                .flatten()?;
            return self.promised(subject, deed);
        }
        if who != Who::We && !self.does(verb) {
            return None;
        }
        self.promised(subject, verb)
    }

    /// "I'll be in touch", "our plumber will be at the flat between 2 and 4".
    fn be(&self, who: Who, subject: usize, verb: usize, next: usize) -> Option<Promised> {
        let speech = self.speech;
        if who == Who::Nobody {
            return None;
        }
        let touches = speech
            .one_of(
                next,
                "in touch / in contact / onto it / on to them / onto them / on to it / \
                        back to you / back in touch / sure to / the one to / round / over / \
                        back with you / on hand at / on the phone to",
            )
            .is_some()
            || speech.is(next, "at with outside by round along there")
                && self.timed_after(next)
                && !(next..self.sentence.end).any(|at| speech.is(at, "until till from"));
        // "I'll be with you in a moment" is said on the line.
        let here = who == Who::We && speech.is(next, "with");
        let out = speech.is(next, "out") && speech.word(next + 1) == "to";
        ((touches || out) && !here).then(|| self.promised(subject, verb)).flatten()
    }

    /// Third persons do what is done for a customer, and not what things do.
    fn does(&self, verb: usize) -> bool {
        scene_deed(self.scene, verb)
            || scene_contact(self.scene, verb)
            || self.speech.word(verb).ends_with("ing") && self.timed_after(verb)
    }
}

fn scene_deed(scene: &Scene<'_>, at: usize) -> bool {
    scene.is(at, "deed")
}

fn scene_contact(scene: &Scene<'_>, at: usize) -> bool {
    scene.is(at, "contact")
}

fn scene_crew(scene: &Scene<'_>, at: usize) -> bool {
    scene.is(at, "crew")
}

/// "A call from Dolores": what comes from somebody by name is a call or an answer.
fn scene_call(scene: &Scene<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| scene.is(at, "call") || scene.is(at, "contact"))
}

#[cfg(test)]
mod tests {
    use domain::hours::Hours;

    use super::*;
    use crate::{Message, Reader};

    /// Said on Wednesday 2026-11-18 at 10:00 in Berlin: what is promised by when, `-` without a time; nothing
    /// where nothing is promised.
    #[test]
    fn promises_and_what_looks_like_them() {
        let lines = [
            ("I'll call you back tomorrow at three.", "11-19 15:00"),
            ("We will post you a new card by Friday.", "11-20 17:00"),
            ("I'm going to look into this and write to you within two hours.", "11-18 12:00"),
            ("Our plumber is coming to you on Monday morning.", "11-23 12:00"),
            ("Dr Meyer has your message and will phone you between 5 and 6.", "11-18 18:00"),
            ("Let me look this over and call you right back.", "11-18 10:15"),
            ("You'll hear from us in two weeks.", "12-02 17:00"),
            ("Expect our electrician at about four.", "11-18 16:00"),
            ("I'm posting the cheque on Thursday.", "11-19 17:00"),
            ("will send u the link in 5 mins", "11-18 10:05"),
            ("ok i ask the depot and phone you tomorrow at 9", "11-19 09:00"),
            ("Somebody will be in touch.", "-"),
            ("I'll look into it and let you know.", "-"),
            ("We'll get back to you soon.", "-"),
            ("ill chase the team n get back to u", "-"),
            ("My colleague Sanne will write to you.", "-"),
            ("You have my word that we will repair it.", "-"),
            ("We undertake to make good the lawn.", "-"),
            ("I'll keep you in the loop.", "-"),
            ("I'll stay late and get your file straight this evening.", "11-18 22:00"),
            ("I'll be happy to help.", ""),
            ("I won't be calling you back.", ""),
            ("The app will update itself overnight.", ""),
            ("Your parcel will arrive on Monday.", ""),
            ("You will receive an email shortly.", ""),
            ("If you send it back, we'll refund you.", ""),
            ("Just reply YES and I'll book it.", ""),
            ("I'll refund it once the parcel is here.", ""),
            ("You said that you'd call, and nobody will pay me.", ""),
            ("Will you be in on Thursday?", ""),
            ("Shall I send it to you?", ""),
            ("I told you that we would find it.", ""),
            ("I hope we will be able to change your mind.", ""),
            ("Let me see.", ""),
            ("I'll transfer you to billing.", ""),
            ("I'll need your date of birth.", ""),
            ("Our promise is printed on the bag.", ""),
            ("I'm having a look at your order right now.", ""),
            ("We called you on Monday.", ""),
            ("The letter says \"we will refund you by Friday\".", ""),
        ];
        let hours = Hours::default();
        let now: jiff::Zoned = "2026-11-18T10:00[Europe/Berlin]".parse().unwrap();
        let reader = Reader::by_rules();
        let mut wrong = Vec::new();
        for (text, wanted) in lines {
            let stripped: String =
                text.to_lowercase().chars().filter(|c| !matches!(c, '.' | ',')).collect();
            for text in [text, &stripped] {
                let mut message = Message::new(text, By::Us);
                message.reference =
                    Some(when::Reference { now: &now, hours: &hours, customer_zone: None });
                let findings = reader.read(&message).findings;
                let without = findings.iter().any(|found| found.what == What::PromiseWithoutTime);
                let due = findings
                    .iter()
                    .find(|found| found.what == What::Promise)
                    .map(|found| found.due);
                let got = match due {
                    None => String::new(),
                    Some(None) => "-".to_owned(),
                    Some(Some(due)) => {
                        due.to_zoned(now.time_zone().clone()).strftime("%m-%d %H:%M").to_string()
                    }
                };
                if got != wanted || without != (wanted == "-") {
                    wrong.push(format!("{text}: {got}, not {wanted}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_time_that_is_said_counts_without_a_moment_too() {
        let reader = Reader::by_rules();
        let read = |text| reader.read(&Message::new(text, By::Us)).findings;
        let found = read("I'll call you tomorrow.");
        assert_eq!(found.iter().filter(|found| found.what == What::Promise).count(), 1);
        assert!(
            found.iter().all(|found| found.what != What::PromiseWithoutTime && found.due.is_none())
        );
        let found = read("Sorry! I'll call you on Friday about the lamp. Bye");
        let promise = found.iter().find(|found| found.what == What::Promise).unwrap();
        assert_eq!(promise.span, 7..45);
        assert_eq!(promise.reason, "call you on Friday about the lamp");
    }
}
