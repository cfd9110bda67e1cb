//! What has been said before an answer that is still being written: what the customer gave and asked, whether
//! they told of something hard, and what we said already.
//!
//! It is kept from turn to turn, so that looking at a draft costs the draft and not the conversation.

use std::{collections::HashSet, ops::Range};

use super::{
    Turn,
    asked_again::Given,
    empathy, repeated_apology,
    unanswered::{ANSWERS_MAX, Asked},
};
use crate::{
    finding::{By, Finding, What},
    reader::Reading,
};

/// Questions that are kept open at once; of more, the newest.
const OPEN_MAX: usize = 20;

/// A question of the customer's that nothing of ours took up yet.
#[derive(Debug, Clone)]
pub struct Open {
    /// In which turn.
    pub turn: usize,
    /// The bytes of that turn's text.
    pub span: Range<usize>,
    /// How many answers have passed it over.
    pub passed_over: usize,
    asked: Asked,
}

/// What has been said so far.
#[derive(Debug, Clone, Default)]
pub struct Before {
    turns: usize,
    answers: usize,
    given: Given,
    open: Vec<Open>,
    apologies: HashSet<String>,
    hard: bool,
}

impl Before {
    /// Takes the next turn, as it was read.
    pub fn take(&mut self, turn: &Turn, reading: &Reading) {
        match turn.by {
            By::Customer => {
                self.given.hear(&turn.text);
                self.hard |= empathy::needed(reading);
                for question in &reading.findings {
                    if question.what == What::Question
                        && let Some(asked) = Asked::of(&turn.text[question.span.clone()])
                    {
                        let span = question.span.clone();
                        self.open.push(Open { turn: self.turns, span, passed_over: 0, asked });
                    }
                }
                let over = self.open.len().saturating_sub(OPEN_MAX);
                self.open.drain(..over);
            }
            By::Us => {
                self.answers += 1;
                self.given.ask(&turn.text, &reading.sentences);
                let answer = turn.text.to_lowercase();
                self.open.retain_mut(|open| {
                    open.passed_over += 1;
                    open.passed_over < ANSWERS_MAX && !open.asked.answered_by(&answer)
                });
                self.apologies.extend(
                    repeated_apology::formulas(&turn.text, reading)
                        .into_iter()
                        .map(|(words, _)| words),
                );
                self.hard &= !empathy::given(reading);
            }
            By::Note => {}
        }
        self.turns += 1;
    }

    /// Whether the next answer is our first.
    pub fn is_first_answer(&self) -> bool {
        self.answers == 0
    }

    /// The questions that this answer would leave open, in the order in which they were asked.
    pub fn left_open(&self, answer: &str) -> Vec<&Open> {
        let answer = answer.to_lowercase();
        self.open.iter().filter(|open| !open.asked.answered_by(&answer)).collect()
    }

    /// What only the conversation shows in this answer: what is asked for again, an apology that was said
    /// before, empathy that is missing.
    pub fn findings(&self, answer: &str, reading: &Reading) -> Vec<Finding> {
        let mut found = self.given.clone().ask(answer, &reading.sentences);
        let formulas = repeated_apology::formulas(answer, reading);
        found.extend(
            formulas
                .into_iter()
                .filter(|(words, _)| self.apologies.contains(words))
                .map(|(_, sentence)| repeated_apology::again(sentence)),
        );
        if self.hard && !empathy::given(reading) {
            found.push(empathy::missing(reading));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Known, Message, Reader};

    fn before(reader: &Reader, said: &[(By, &str)]) -> Before {
        let mut before = Before::default();
        for &(by, text) in said {
            let turn = Turn { by, text: text.to_owned(), at: None };
            before.take(&turn, &reader.read_turn(&turn, &Known::default()));
        }
        before
    }

    fn found(before: &Before, reader: &Reader, draft: &str) -> Vec<What> {
        let reading = reader.read(&Message::new(draft, By::Us));
        before.findings(draft, &reading).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_question_is_open_until_an_answer_takes_it_up() {
        let reader = Reader::new();
        let asked = [(By::Customer, "When will the kettle arrive? Can I change the colour?")];
        let before_it = before(&reader, &asked);
        assert!(before_it.is_first_answer());
        assert_eq!(before_it.left_open("").len(), 2);
        assert_eq!(before_it.left_open("It arrives on Friday.").len(), 1);
        assert!(before_it.left_open("It arrives on Friday, and any colour is fine.").is_empty());
        let said = [asked[0], (By::Us, "It arrives on Friday.")];
        let after = before(&reader, &said);
        assert_eq!(after.left_open("Bye!").len(), 1);
        assert_eq!(after.left_open("Bye!")[0].passed_over, 1);
    }

    #[test]
    fn what_was_given_is_not_to_be_asked_for_again() {
        let reader = Reader::new();
        let given = before(&reader, &[(By::Customer, "My order number is 48213.")]);
        let ask = "Could you share your order number?";
        assert_eq!(found(&given, &reader, ask), [What::AskedAgain]);
        assert_eq!(found(&Before::default(), &reader, ask), []);
    }

    #[test]
    fn something_hard_asks_for_a_word_of_empathy() {
        let reader = Reader::new();
        let hard =
            before(&reader, &[(By::Customer, "I'm furious, this is the third time it fails!")]);
        assert_eq!(found(&hard, &reader, "Please send a photo."), [What::EmpathyMissing]);
        assert_eq!(found(&hard, &reader, "I'm so sorry, three times is awful."), []);
    }
}
