//! Verbs after "I'll" that promise nothing: "I'll need your name", "I'll transfer you", "I'll be honest".

use super::{Look, Who};
use crate::token::Break;

impl Look<'_> {
    /// Verbs after "I'll" that promise nothing.
    pub(super) fn idle(&self, who: Who, verb: usize, word: &str) -> bool {
        let speech = self.speech;
        let next = |words: &str| speech.is(verb + 1, words);
        match word {
            "need" | "want" | "love" | "like" | "hope" | "miss" | "bet" | "admit" | "confess"
            | "say" | "wait" | "waiting" | "prefer" | "thank" | "wish" | "know" | "think"
            | "believe" | "appreciate" | "understand" | "agree" | "disagree" | "assume"
            | "guess" | "charge" | "charging" | "expire" | "begin" | "start" | "regret"
            | "needing" | "continue" | "require" | "remain" | "stay" | "try" | "trying"
            | "accept" | "become" | "remember" | "forget" | "welcome" | "invite" | "lose"
            | "feel" | "never" | "able" | "happy" | "too" | "struggle" | "apologise"
            | "imagine" | "find"
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
                    || speech.word(verb + 2) == "go"
            }
            "take" => {
                next("that it") && speech.is(verb + 2, "as from")
                    || next("a") && speech.is(verb + 2, "note moment minute few second")
                    || next("your some")
                        && speech.is(verb + 2, "name details number word address time")
            }
            "ask" => next("you"),
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
                next("on the while") && speech.is(verb + 2, "line on a i")
                    || verb + 1 >= self.sentence.end
                    || next("on")
            }
            "give" => {
                next("you")
                    && speech.is(verb + 2, "that credit an some")
                    && speech.is(verb + 3, "example idea advice")
            }
            "leave" => next("you") && speech.word(verb + 2) == "to",
            "be" => true,
            "show" => next("you") && speech.word(verb + 2) == "how" && !self.timed_after(verb),
            _ => false,
        }
    }
}
