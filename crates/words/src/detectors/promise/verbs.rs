//! Verbs after "I'll" that promise nothing: "I'll need your name", "I'll transfer you", "I'll be honest".

use super::{Look, Who};
use crate::token::Break;

impl Look<'_> {
    /// Verbs after "I'll" that promise nothing.
    #[allow(clippy::too_many_lines)] // an arm for each word
    pub(super) fn idle(&self, who: Who, verb: usize, word: &str) -> bool {
        let speech = self.speech;
        let next = |words: &str| speech.is(verb + 1, words);
        // "We will be launching": as launch.
        if let Some(stem) = word.strip_suffix("ing")
            && (self.idle(who, verb, stem) || self.idle(who, verb, &[stem, "e"].concat()))
        {
            return true;
        }
        // "I'll just check", said while it is done.
        let at_once = matches!(
            word,
            "check"
                | "grab"
                | "look"
                | "pull"
                | "get"
                | "take"
                | "see"
                | "have"
                | "open"
                | "bring"
                | "find"
        ) && speech.word(verb.wrapping_sub(1)) == "just";
        let quickly = matches!(
            word,
            "check" | "look" | "see" | "have" | "read" | "pull" | "open" | "search" | "find" | "go"
        ) && self.only_now(verb);
        if quickly || next("any") {
            return true;
        }
        if at_once && !self.timed_after(verb) {
            return true;
        }
        match word {
            "need" | "want" | "love" | "like" | "hope" | "miss" | "bet" | "admit" | "confess"
            | "say" | "wait" | "waiting" | "prefer" | "thank" | "wish" | "know" | "think"
            | "believe" | "appreciate" | "understand" | "agree" | "disagree" | "assume"
            | "guess" | "charge" | "charging" | "expire" | "begin" | "start" | "regret"
            | "needing" | "continue" | "require" | "remain" | "stay" | "try" | "trying"
            | "accept" | "become" | "remember" | "forget" | "welcome" | "invite" | "lose"
            | "feel" | "never" | "able" | "happy" | "too" | "struggle" | "apologise"
            | "imagine" | "pretend" | "grant" | "spare" | "repeat" | "summarise" | "spell"
            | "launch" | "introduce" | "discontinue" | "celebrate" | "raising" | "closing"
            | "opening" | "store" | "own" | "suggest" | "recommend" | "propose" | "warn"
            | "remind" | "mean" | "cost" | "depend" | "end" | "cease" | "last" | "win" | "sell"
            | "stick" | "cross" | "bear" | "look forward" | "gladly" | "enjoy" | "expect"
            | "insist" | "consider" | "respect" | "treat" | "rely" | "allow" | "assist"
            | "serve" | "soon" | "treasure" | "cherish" | "learn" | "manage" | "claim" | "deny"
            | "refuse" | "decline" | "stand" | "rest" | "find"
                if word != "find" || next("that it them") && who != Who::We =>
            {
                true
            }
            "have" => {
                next("to no a had been")
                    && !speech.is(
                        verb + 2,
                        "look word chat new full proper think dig go quick replacement \
                                courier technician translator colleague member specialist \
                                plumber driver manager refund read poke rummage",
                    )
                    && !self.timed_after(verb)
                    || speech.is(verb + 1, "to")
            }
            "see" => {
                next("you how a the it")
                    || next("what if") && speech.is(verb + 2, "happens they the it that")
                    || speech.parted(verb + 1) >= Break::Comma
                    || verb + 1 >= self.sentence.end
            }
            "let" => {
                !next("you them him her the my our your everyone everybody")
                    || next("you") && !speech.is(verb + 2, "know have see in")
            }
            "take" => {
                next("that it") && speech.is(verb + 2, "as from")
                    || next("a") && speech.is(verb + 2, "note moment minute few second")
                    || next("your some")
                        && speech.is(verb + 2, "name details number word address time")
            }
            "ask" => next("you"),
            "get" => next("straight there used"),
            "use" => !next("the your our my a it"),
            "offer" => next("a new more"),
            "put" | "place" | "pop" | "pass" | "hand" | "patch" => {
                next("you")
                    && !(speech.is(verb + 2, "on in down") && speech.is(verb + 3, "the our a"))
                    || next("your this") && speech.word(verb + 2) == "call"
            }
            "transfer" | "connect" | "redirect" | "transferring" | "connecting" => {
                next("you your u the")
                    && !speech.is(verb + 2, "money amount balance refund file points money")
            }
            "tell" => {
                next("you")
                    && speech.is(verb + 2, "one the a something that now straight honestly what")
                    && !speech.is(verb + 3, "moment minute outcome result answer date")
            }
            "do" => {
                next("my our everything what whatever all the")
                    && !speech.is(verb + 2, "same paperwork work transfer rest")
            }
            "go" => next("with for dark away up down blank") || verb + 1 >= self.sentence.end,
            "hold" => {
                next("while")
                    || next("on the") && speech.is(verb + 2, "line on a i")
                    || verb + 1 >= self.sentence.end
                    || next("on")
            }
            "give" => {
                next("you")
                    && (speech.is(verb + 2, "credit an some")
                        && speech.is(verb + 3, "example idea advice")
                        || speech.word(verb + 2) == "that"
                            && (verb + 3 >= self.sentence.end
                                || speech.parted(verb + 3) >= Break::Comma))
            }
            "leave" => {
                next("you it the that")
                    && speech.is(verb + 2, "to at there decision choice up with for")
            }
            "come" => next("straight clean"),
            "make" => next("it") && speech.is(verb + 2, "short quick brief clear"),
            "keep" => {
                next("it my your")
                    && speech.is(
                        verb + 2,
                        "short brief simple fingers data details information personal",
                    )
            }
            "move" | "open" | "close" | "raise" => {
                who == Who::We
                    && next("to our the on prices")
                    && speech.is(
                        verb + 2,
                        "new offices branch premises shop store prices price doors on at",
                    )
            }
            "explain" | "read" | "describe" | "guide" | "teach" | "walk" | "help" => {
                !self.timed_after(verb)
            }
            "be" => true,
            "show" => {
                next("you") && speech.is(verb + 2, "how where what") && !self.timed_after(verb)
            }
            _ => false,
        }
    }
}
