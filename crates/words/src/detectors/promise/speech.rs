//! A message word by word, as a promise is looked for in it: what the words are, where clauses end, what is
//! only quoted, reported or on a condition.

use std::ops::Range;

use crate::{scene::Scene, token::Break};

/// The words of a message in small letters, contractions taken apart.
pub(super) struct Speech<'s> {
    scene: &'s Scene<'s>,
    small: String,
    quoted: Vec<Range<usize>>,
}

impl<'s> Speech<'s> {
    pub(super) fn new(scene: &'s Scene<'s>) -> Self {
        Self { scene, small: scene.text.to_ascii_lowercase(), quoted: quoted(scene.text) }
    }

    /// The word there; nothing beyond the ends.
    pub(super) fn word(&self, at: usize) -> &str {
        match self.scene.tokens.all.get(at) {
            Some(token) => {
                self.scene.lexicon.written(token.word).unwrap_or(&self.small[token.span()])
            }
            None => "",
        }
    }

    /// Whether the word there is one of those, parted by spaces.
    pub(super) fn is(&self, at: usize, words: &str) -> bool {
        let word = self.word(at);
        let known = |known: &[u8]| known == word.as_bytes();
        !word.is_empty() && words.as_bytes().split(|&byte| byte == b' ').any(known)
    }

    /// What parts that word from the one before.
    pub(super) fn parted(&self, at: usize) -> Break {
        self.scene.tokens.all.get(at).map_or(Break::Paragraph, |token| token.before)
    }

    pub(super) fn capital(&self, at: usize) -> bool {
        self.scene.tokens.all.get(at).is_some_and(|token| token.capital && !token.shouted)
    }

    pub(super) fn quoted(&self, at: usize) -> bool {
        let Some(token) = self.scene.tokens.all.get(at) else { return false };
        self.quoted.iter().any(|quote| quote.contains(&(token.start as usize)))
    }

    /// These words, one after another.
    pub(super) fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut at = at;
        for word in phrase.split(' ') {
            if self.word(at) != word {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The first that stands there of phrases that are parted by ` / `.
    pub(super) fn one_of(&self, at: usize, phrases: &str) -> Option<usize> {
        phrases.split(" / ").find_map(|phrase| self.phrase(at, phrase))
    }

    /// The first word at or after `at` that is no adverb.
    pub(super) fn skip_adverbs(&self, mut at: usize) -> usize {
        while is_adverb(self.word(at))
            || self.is(at, "of") && self.word(at + 1) == "course"
            || self.word(at) == "course"
        {
            at += 1;
        }
        at
    }

    /// Whether what is promised there hangs on something: "once it is here", "reply YES and I'll …".
    pub(super) fn conditional(&self, sentence: &Range<usize>, subject: usize, verb: usize) -> bool {
        let reach = subject.saturating_sub(18).max(sentence.start)..(verb + 20).min(sentence.end);
        reach.clone().any(|at| self.condition(at, sentence, subject))
            || self.after_request(sentence, subject)
    }

    fn condition(&self, at: usize, sentence: &Range<usize>, subject: usize) -> bool {
        let ours = self.is(at + 1, "i we he she");
        match self.word(at) {
            "assuming" | "depending" | "otherwise" => true,
            "upon" | "on" => self.one_of(at, "upon receipt / on receipt / upon arrival / upon payment / on condition").is_some(),
            "the" => self.one_of(at, "the moment you / the minute you / the moment the / the minute the / the moment it / the second you / the minute it / the day you / the day the").is_some(),
            "with" => self.one_of(at, "with your permission / with your consent / with your agreement / with your approval / with your ok / with your okay").is_some(),
            "subject" => self.word(at + 1) == "to",
            "in" if self.one_of(at, "in that case / in such a case / in the event / in such cases").is_some() => true,
            "or" => at + 1 == subject && at < subject,
            "if" => {
                let indirect = (at.saturating_sub(5).max(sentence.start)..at).any(|before| {
                    self.is(
                        before,
                        "ask asking see check checking know find tell wonder look \
                                confirm hear even as remember clarify verify",
                    )
                });
                // "Could you tell me if" and what follows it is another matter.
                !indirect && !self.is(at + 1, "possible necessary")
            }
            "unless" | "provided" | "whenever" => !ours,
            "once" => {
                (!ours || self.is(at + 3, "your"))
                    && !self.is(at + 1, "more again and for a")
                    && !self.is(at.wrapping_sub(1), "at for than")
                    && at + 1 < sentence.end
            }
            "when" => {
                let begins = at == sentence.start
                    || self.parted(at) >= Break::Comma
                    || self.is(at.wrapping_sub(1), "only and but so");
                let indirect = self.is(at.wrapping_sub(1), "know you ask of on see out exactly");
                !ours
                    && (begins && at < subject
                        || at > subject
                            && !indirect
                            && self.is(at + 1, "you the it they your that")
                            && !self.past(at + 2..at + 4))
            }
            "as" => {
                self.phrase(at, "as soon as")
                    .is_some_and(|to| !self.is(to, "i we he she possible humanly one"))
                    || self.phrase(at, "as long as").is_some_and(|to| self.is(to, "you the"))
            }
            "in" => self.phrase(at, "in case").is_some(),
            "after" => at < subject && self.is(at + 1, "you"),
            "should" => at == sentence.start && !self.is(at + 1, "i we"),
            _ => false,
        }
    }

    fn past(&self, mut range: Range<usize>) -> bool {
        range.any(|at| {
            self.word(at).len() > 4 && self.word(at).ends_with("ed")
                || self
                    .is(at, "got was were had came bought did went left rang wrote paid told broke")
        })
    }

    /// "Just reply YES and I'll book the slot": what the customer is asked for comes first.
    fn after_request(&self, sentence: &Range<usize>, subject: usize) -> bool {
        let joint = subject.wrapping_sub(1);
        if !self.is(joint, "and then") || subject < sentence.start + 2 {
            return false;
        }
        let mut at = sentence.start;
        while at < joint
            && (self.is(
                at,
                "please just pls ok so then first yes sure great simply kindly hi well \
                        right you can could go and if",
            ) || is_adverb(self.word(at)))
        {
            at += 1;
        }
        // The clause right before counts: "Sorry about that, send it to me and I'll look".
        for begin in
            [at].into_iter().chain((at..joint).filter(|&at| self.parted(at) >= Break::Comma))
        {
            let asks = self.is(
                begin,
                "one another come go keep add change open check take use plug unplug turn switch swap note move look see enter swipe scroll pay \
                        send reply stay hold hang drop fill sign click answer ring email text \
                        upload return confirm choose pick say show pop dm message read type \
                        tell press attach forward scan share bring post enter provide try \
                        restart let give write call",
            ) && !self.is(begin + 1, "warm safe calm well an your") | self.is(begin, "enter add change");
            let lets_us = match self.word(begin) {
                "let" => {
                    self.is(begin + 1, "me us")
                        && self.word(begin + 2) != "know"
                        && !(self.word(begin + 2) == "have" && self.is(begin + 3, "your the"))
                }
                "leave" => self.is(begin + 1, "it that this me us"),
                "give" => {
                    self.is(begin + 1, "it that this")
                        || self.is(begin + 1, "me us")
                            && !self.is(begin + 2, "your the consent his her")
                            && !self.is(begin + 3, "call ring shout bell buzz photo picture number")
                }
                _ => false,
            };
            let asks = asks || self.is(begin, "leave any") || self.word(begin + 1) == "more";
            if asks && !lets_us {
                return true;
            }
        }
        false
    }

    /// Whether the words before the subject only report, hope or doubt what follows.
    pub(super) fn reported(&self, sentence: &Range<usize>, subject: usize) -> bool {
        // "I don't know when he will come", "ask whether we'll …".
        if subject > sentence.start
            && self.is(subject - 1, "when whether how why where until till before while whenever")
            && self.parted(subject) < Break::Comma
        {
            return true;
        }
        // "I see that we will", "the deposit that we will return": only what vouches for it promises.
        if subject > sentence.start
            && self.word(subject - 1) == "that"
            && self.parted(subject) < Break::Comma
        {
            let vouched = (subject.saturating_sub(6).max(sentence.start)..subject).any(|at| {
                self.is(at, "promise word assure assured ensure confirm note guarantee agreed decided inform advise so pleased happy sorry afraid rest certain tell")
            });
            if !vouched {
                return true;
            }
        }
        let start = subject.saturating_sub(5).max(sentence.start);
        for at in (start..subject).rev() {
            let word = self.word(at);
            let ours = (at.saturating_sub(3).max(sentence.start)..at)
                .any(|before| self.is(before, "i we my our"));
            match word {
                // "I promise that we will", "you have my word that".
                "promise" | "guarantee" | "assure" | "word" | "assured" => {
                    return (at.saturating_sub(4).max(sentence.start)..at)
                        .any(|before| self.is(before, "not never cannot did no you their his a"))
                        && !self.is(at.wrapping_sub(1), "my our i we to")
                        && !self.is(at.wrapping_sub(2), "my our");
                }
                "said" | "say" | "says" | "told" | "tells" | "promised" | "claimed"
                | "mentioned" | "hope" | "hoping" | "hopefully" | "hoped" | "doubt" | "chance"
                | "talk" | "wish" | "rumour" | "likely" | "thought" | "possible" | "suppose"
                | "bet" | "guess" | "imagine" | "assume" | "think" | "believe" | "whether"
                | "probably" | "perhaps" | "maybe" | "possibly" | "prefer" | "saying"
                | "states" | "stated" | "writes" | "reads" | "announced" | "announces"
                | "insists" | "estimate" | "reckon" | "sure" | "confident" | "hint" | "claims"
                | "assumed" | "understood" | "whatever" | "unsure" | "worry" | "fear"
                | "usually" | "normally" | "typically" | "generally" => {
                    // "What I said: I'll call", "as I said, I'll call".
                    let parted = (at + 1..=subject).any(|after| self.parted(after) >= Break::Comma);
                    let joined = (at + 1..subject).any(|after| self.is(after, "and but so"));
                    // "Sure, I'll …"; "I'm sure that we will …" is no more than hope.
                    if matches!(word, "sure" | "understood" | "claims")
                        && (parted
                            || !self.is(
                                at.wrapping_sub(1),
                                "am are is be quite pretty i we they not have",
                            ))
                        || word == "sure" && self.is(at.wrapping_sub(1), "make making be")
                    {
                        return false;
                    }
                    return !(parted
                        && word != "hopefully"
                        && word != "perhaps"
                        && word != "maybe"
                        || joined
                        || ours && word == "believe");
                }
                _ => {}
            }
            if self.parted(at) >= Break::Clause {
                return false;
            }
        }
        false
    }
}

/// Adverbs and the like that may stand between a subject, its auxiliary and its verb.
pub(super) fn is_adverb(word: &str) -> bool {
    matches!(
        word,
        "also"
            | "now"
            | "then"
            | "just"
            | "personally"
            | "certainly"
            | "definitely"
            | "gladly"
            | "happily"
            | "surely"
            | "quickly"
            | "really"
            | "myself"
            | "ourselves"
            | "himself"
            | "herself"
            | "still"
            | "today"
            | "tomorrow"
            | "first"
            | "again"
            | "immediately"
            | "shortly"
            | "soon"
            | "actually"
            | "hereby"
            | "absolutely"
            | "simply"
            | "promptly"
            | "either"
            | "both"
            | "all"
            | "instead"
            | "kindly"
            | "even"
            | "of course"
            | "quietly"
            | "naturally"
            | "obviously"
            | "duly"
            | "urgently"
            | "directly"
            | "separately"
            | "defo"
            | "totally"
            | "asap"
            | "straightaway"
            | "therefore"
            | "meanwhile"
            | "tonight"
            | "once"
            | "later"
            | "carefully"
            | "please"
    )
}

/// What stands in double quotation marks, at most a few lines of it.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut quoted = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        match c {
            '“' => open = Some(at),
            '”' | '"' => match open.take() {
                Some(from) => quoted.push(from..at),
                None if c == '"' => open = Some(at),
                None => {}
            },
            '\n' => open = None,
            _ => {}
        }
    }
    quoted
}
