//! What a detector sees: one message in tokens, and what its rules found there.

use std::ops::Range;

use crate::{
    compile::{Effect, Rule},
    finding::{By, What},
    lexicon::Lexicon,
    pattern::Match,
    reader::Message,
    token::{Break, Sentence, Token, Tokens},
};

/// What a line of a detector's rules found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Why, as the rules say.
    pub reason: &'static str,
    /// Which tokens.
    pub tokens: Range<usize>,
}

/// A message, for one detector.
#[derive(Debug)]
pub struct Scene<'t> {
    /// The message, with what is known of it.
    pub message: &'t Message<'t>,
    /// The whole text, with the parts that are not judged.
    pub text: &'t str,
    /// Who says it.
    pub by: By,
    /// What is looked for.
    pub what: What,
    /// The tokens of what is judged.
    pub tokens: &'t Tokens,
    pub(crate) lexicon: &'t Lexicon,
    pub(crate) rules: &'t [Rule<'static>],
    /// All matches of this detector's rules.
    pub(crate) matches: &'t [Match],
}

impl<'t> Scene<'t> {
    fn rule(&self, found: Match) -> &'t Rule<'static> {
        &self.rules[usize::from(found.rule)]
    }

    fn with(&self, effect: Effect) -> impl Iterator<Item = Match> {
        self.matches.iter().copied().filter(move |&found| self.rule(found).effect == effect)
    }

    /// What was found and not undone, in the order of the text; of several that overlap, the longest.
    pub fn hits(&self) -> Vec<Hit> {
        let mut hits: Vec<Match> = Vec::new();
        if self.with(Effect::UndoMessage).next().is_some() {
            return Vec::new();
        }
        for found in self.with(Effect::Find) {
            let touches = |other: Match| other.from < found.to && found.from < other.to;
            let sentence = self.sentence_of(found.from);
            if self.with(Effect::UndoTouched).any(touches)
                || self
                    .with(Effect::UndoSentence)
                    .any(|other| self.sentence_of(other.from) == sentence)
            {
                continue;
            }
            match hits.iter_mut().find(|hit| hit.from < found.to && found.from < hit.to) {
                Some(hit) if found.to - found.from > hit.to - hit.from => *hit = found,
                Some(_) => {}
                None => hits.push(found),
            }
        }
        hits.sort_by_key(|hit| hit.from);
        hits.iter()
            .map(|&hit| Hit { reason: self.rule(hit).reason, tokens: hit.from..hit.to })
            .collect()
    }

    /// What the rules found under a name (`@name`).
    pub fn named(&self, name: &str) -> Vec<Range<usize>> {
        self.matches
            .iter()
            .filter(|&&found| {
                self.rule(found).effect == Effect::Named && self.rule(found).reason == name
            })
            .map(|found| found.from..found.to)
            .collect()
    }

    /// All that the rules found under names, with the names.
    pub fn all_named(&self) -> impl Iterator<Item = (&'static str, Range<usize>)> {
        self.with(Effect::Named).map(|found| (self.rule(found).reason, found.from..found.to))
    }

    /// The bytes of these tokens. An empty range has the place of the token that it stands before.
    pub fn span(&self, tokens: Range<usize>) -> Range<usize> {
        let all = &self.tokens.all;
        match (all.get(tokens.start), tokens.end.checked_sub(1).and_then(|last| all.get(last))) {
            (Some(first), Some(last)) if tokens.start < tokens.end => {
                first.span().start..last.span().end
            }
            (Some(first), _) => first.span().start..first.span().start,
            _ => self.text.len()..self.text.len(),
        }
    }

    /// The number of the sentence of a token.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.tokens.sentences.partition_point(|sentence| sentence.tokens.end <= token)
    }

    /// The number of the sentence at a byte.
    pub fn sentence_at(&self, byte: usize) -> usize {
        self.tokens.sentences.partition_point(|sentence| sentence.span.end <= byte)
    }

    /// The sentence of a token.
    pub fn sentence(&self, token: usize) -> Option<&'t Sentence> {
        self.tokens.sentences.get(self.sentence_of(token))
    }

    /// Whether that word stands within `reach` tokens before `token`, in the same clause.
    pub fn before(&self, token: usize, reach: usize, class: &str) -> bool {
        let start = self.sentence(token).map_or(0, |sentence| sentence.tokens.start);
        let mut at = token;
        for _ in 0..reach {
            if at <= start || self.tokens.all[at].before >= Break::Clause {
                return false;
            }
            at -= 1;
            if self.lexicon.is(self.tokens.all[at].word, class) {
                return true;
            }
        }
        false
    }

    /// The token.
    pub fn token(&self, at: usize) -> Option<&'t Token> {
        self.tokens.all.get(at)
    }

    /// Whether that token is a word of that class.
    pub fn is(&self, at: usize, class: &str) -> bool {
        self.token(at).is_some_and(|token| self.lexicon.is(token.word, class))
    }

    /// Whether what is said from that token on is said of the speaker, and not denied: the nearest
    /// subject before it in the clause is *I* or *we*, or there is none, and nothing negates it.
    pub fn meant(&self, token: usize) -> bool {
        let start = self.sentence(token).map_or(0, |sentence| sentence.tokens.start);
        if self.is(token, "we") {
            return true;
        }
        let mut at = token;
        for _ in 0..8 {
            if at <= start || self.tokens.all[at].before >= Break::Comma {
                return true;
            }
            at -= 1;
            let word = self.tokens.all[at].word;
            if self.lexicon.is(word, "we") {
                return true;
            }
            if self.lexicon.is(word, "neg") || self.lexicon.is(word, "third") {
                return false;
            }
        }
        true
    }

    /// The first of what was found under one name that has something of another name in its sentence;
    /// from the one to the other, if neither is undone.
    pub fn together(&self, one: &str, other: &str) -> Option<Range<usize>> {
        let others = self.named(other);
        self.named(one).into_iter().find_map(|one| {
            let sentence = self.sentence_of(one.start);
            let other = others.iter().find(|other| {
                self.sentence_of(other.start) == sentence
                    && (other.start >= one.end || one.start >= other.end)
            })?;
            Some(one.start.min(other.start)..one.end.max(other.end))
        })
    }

    /// Whether any line that undoes matched, anywhere.
    pub fn undone(&self) -> bool {
        self.matches.iter().any(|&found| {
            matches!(
                self.rule(found).effect,
                Effect::UndoTouched | Effect::UndoSentence | Effect::UndoMessage
            )
        })
    }
}
