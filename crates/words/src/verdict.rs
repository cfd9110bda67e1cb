//! What a detector's rules and a linear model say together.
//!
//! Rules know the ways of saying a thing that somebody thought of; a model trained on lines of many hands
//! (`data/contacts`) knows how the others sound, and where the words are there and the sense is not. For each
//! finding that has a model, logistic regression weighs the two (stacking: Wolpert 1992, *Neural Networks* 5,
//! 241–259), on scores of lines that the model was not trained on; so what comes out is a probability, which
//! the finding tells as its confidence. The weights are a table that can be read, `model/verdicts.txt`.

use std::{fmt, ops::Range};

use crate::{
    finding::{Finding, Source, What},
    model::{Features, Model, Scores},
    reader::Message,
    when,
};

/// What a rule found is taken away only below this: whoever wrote the rule thought of ways to be misled by it,
/// and lines that were written to mislead are rarer in life than among those that the weights come from.
const KEPT_FROM: f32 = 0.35;

/// Everything that has a model beside its rules.
pub const JUDGED: [What; 14] = [
    What::RefusalAlone,
    What::Scarcity,
    What::Blame,
    What::Condescension,
    What::Hurry,
    What::Label,
    What::Empathy,
    What::Promise,
    What::Leave,
    What::Public,
    What::Abuse,
    What::Repeat,
    What::Waiting,
    What::Resolved,
];

/// Whether it is the customer who says it.
pub fn of_customer(what: What) -> bool {
    matches!(
        what,
        What::Leave | What::Public | What::Abuse | What::Repeat | What::Waiting | What::Resolved
    )
}

/// A message of more sentences is judged a stretch of so many at a time: the models learned from lines.
const SENTENCES_AT_ONCE: usize = 3;

/// How a finding is decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// What is decided.
    pub what: What,
    /// What the model's score weighs.
    pub score: f32,
    /// What it weighs that the rules found it.
    pub rule: f32,
    /// Log odds where the model's score is nought and the rules found nothing.
    pub bias: f32,
    /// It is told from this probability up, where no rule found it.
    pub least: f32,
}

impl Verdict {
    /// Whether it is told.
    pub fn told(&self, score: f32, found: bool) -> bool {
        let least = if found { self.least.min(KEPT_FROM) } else { self.least };
        self.probability(score, found) >= least
    }

    /// How likely it is, 0 to 1.
    pub fn probability(&self, score: f32, found: bool) -> f32 {
        let rule = if found { self.rule } else { 0.0 };
        1.0 / (1.0 + libm::expf(-(self.score * score + rule + self.bias)))
    }
}

/// A line of the table: name, score, rule, bias, least.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, score, rule, bias, least } = self;
        write!(f, "{:<14} {score:>6.3} {rule:>6.3} {bias:>7.3} {least:>6.3}", what.name())
    }
}

/// Reads the table. Lines that are none are left out: there are none in what ships.
pub fn table(text: &str) -> Vec<Verdict> {
    crate::lexicon::lines(text)
        .filter_map(|line| {
            let mut columns = line.split_whitespace();
            let what = What::named(columns.next()?)?;
            let mut number = || columns.next()?.parse().ok();
            Some(Verdict {
                what,
                score: number()?,
                rule: number()?,
                bias: number()?,
                least: number()?,
            })
        })
        .collect()
}

/// What ships.
pub(crate) fn shipped() -> Vec<Verdict> {
    table(include_str!("../model/verdicts.txt"))
}

/// The sentences that are judged together, and their words; `None` stands for the whole message.
fn stretches<'t>(
    text: &'t str,
    sentences: &'t [Range<usize>],
) -> impl Iterator<Item = (Range<usize>, Option<String>)> {
    let count = sentences.len().min(SENTENCES_AT_ONCE);
    (0..=sentences.len() - count).map(move |first| {
        let stretch = first..first + count;
        let said = (count < sentences.len()).then(|| {
            let said: Vec<&str> =
                sentences[stretch.clone()].iter().map(|sentence| &text[sentence.clone()]).collect();
            said.join(" ")
        });
        (stretch, said)
    })
}

/// What the models hear in a message of these sentences: they are asked of each, and the highest score counts.
pub fn heard(text: &str, sentences: &[Range<usize>]) -> Vec<Features> {
    stretches(text, sentences)
        .map(|(_, said)| Features::of(said.as_deref().unwrap_or(text)))
        .collect()
}

/// The heads that are asked of everything that customers say, beside those of findings.
const OF_CUSTOMERS: [&str; 2] = ["upset", "valence"];
/// And of everything that we say.
const OF_US: [&str; 1] = ["polite"];

/// What is decided of the words of one side: the heads that are asked, and all verdicts, each with the place of
/// its head.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bench {
    model: Model,
    verdicts: Vec<(Verdict, usize)>,
}

impl Bench {
    /// The heads of a file that are asked of customers' words or of ours, and the verdicts of whose findings
    /// there is one. Without a head, it says nothing of anything.
    pub(crate) fn new(heads: &[u8], verdicts: &[Verdict], customers: bool) -> Self {
        let mine = || verdicts.iter().filter(|verdict| of_customer(verdict.what) == customers);
        let tone: &[&str] = if customers { &OF_CUSTOMERS } else { &OF_US };
        let names: Vec<&str> =
            tone.iter().copied().chain(mine().map(|verdict| verdict.what.name())).collect();
        let model = Model::from_bytes(heads, &names).unwrap_or_default();
        let seated =
            mine().filter_map(|&verdict| Some((verdict, model.head(verdict.what.name())?)));
        Self { verdicts: seated.collect(), model }
    }

    /// What the heads say of a text.
    pub(crate) fn scores(&self, text: &str) -> Scores {
        self.model.scores(&Features::of(text))
    }

    /// What the head of that name says; nought where there is none.
    pub(crate) fn score(&self, scores: &Scores, name: &str) -> f32 {
        self.model.head(name).map_or(0.0, |head| scores[head])
    }

    /// Decides over what the rules found: takes away what is too unlikely, adds what they missed, and says how
    /// sure each is. `whole` is what the heads say of `own`, all that is the writer's own.
    pub(crate) fn judge(
        &self,
        message: &Message<'_>,
        sentences: &[Range<usize>],
        own: &str,
        whole: &Scores,
        findings: &mut Vec<Finding>,
    ) {
        let Message { text, by, .. } = *message;
        let heard: Vec<(Range<usize>, Scores)> = stretches(text, sentences)
            .map(|(stretch, said)| (stretch, said.map_or(*whole, |said| self.scores(&said))))
            .collect();
        let mut each = Sentences { bench: self, text, sentences, own, whole, scored: Vec::new() };
        for &(verdict, head) in &self.verdicts {
            let what = verdict.what;
            let loudest = heard.iter().max_by(|(_, a), (_, b)| a[head].total_cmp(&b[head]));
            let Some((stretch, scores)) = loudest else { continue };
            let by_rule = findings.iter().any(|finding| finding.what == what);
            let mut score = scores[head];
            if by_rule && !verdict.told(score, true) {
                // What stands beside it may be harmless: its own sentence is asked before it is taken away.
                let alone =
                    findings.iter().filter(|finding| finding.what == what).filter_map(|hit| {
                        let own = |sentence: &Range<usize>| sentence.contains(&hit.span.start);
                        Some(each.scores(sentences.iter().position(own)?)[head])
                    });
                score = alone.fold(score, f32::max);
            }
            let probability = verdict.probability(score, by_rule);
            let told = verdict.told(score, by_rule);
            if by_rule && !told {
                findings.retain(|finding| !goes_with(finding.what, what));
            } else if by_rule {
                for finding in findings.iter_mut().filter(|finding| goes_with(finding.what, what)) {
                    finding.confidence = probability;
                }
            } else if told
                && let Some(loudest) = each.loudest(stretch.clone(), head)
                && let span = sentences[loudest].clone()
                && !(what == What::Promise && asked_or_quoted(&span, text, findings))
            {
                let finding = Finding {
                    what,
                    by,
                    span,
                    confidence: probability,
                    source: Source::Model,
                    reason: sounds_like(what).into(),
                    due: None,
                };
                if what == What::Promise {
                    promise(finding, message, findings);
                } else {
                    findings.push(finding);
                }
            }
        }
    }
}

/// What the heads say of each sentence by itself, asked when it is needed.
struct Sentences<'t> {
    bench: &'t Bench,
    text: &'t str,
    sentences: &'t [Range<usize>],
    own: &'t str,
    whole: &'t Scores,
    /// Of those that were asked about.
    scored: Vec<(usize, Scores)>,
}

impl Sentences<'_> {
    /// What they say of the sentence of that number.
    fn scores(&mut self, number: usize) -> Scores {
        let known = self.scored.iter().find(|&&(scored, _)| scored == number);
        if let Some(&(_, scores)) = known {
            return scores;
        }
        let said = &self.text[self.sentences[number].clone()];
        let scores = if said == self.own.trim() { *self.whole } else { self.bench.scores(said) };
        self.scored.push((number, scores));
        scores
    }

    /// Which of some sentences a head hears most in.
    fn loudest(&mut self, some: Range<usize>, head: usize) -> Option<usize> {
        if some.len() == 1 {
            return Some(some.start);
        }
        let scored = some.map(|number| (number, self.scores(number)[head]));
        scored.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(number, _)| number)
    }
}

/// Whether a sentence asks or quotes: who asks or quotes promises nothing.
fn asked_or_quoted(sentence: &Range<usize>, text: &str, findings: &[Finding]) -> bool {
    let asked = findings.iter().any(|finding| {
        finding.what == What::Question
            && finding.span.start < sentence.end
            && sentence.start < finding.span.end
    });
    asked || text[sentence.clone()].contains(['"', '“', '”', '«', '„'])
}

/// A promise that no rule found: by when it is, if its sentence says so.
fn promise(promise: Finding, message: &Message<'_>, findings: &mut Vec<Finding>) {
    let Message { text, reference, .. } = *message;
    let sentence = promise.span.clone();
    let (timed, due) = match reference {
        Some(reference) => {
            let times = when::expressions(text, sentence, &reference);
            let due = times.iter().find_map(|time| time.due.as_ref());
            (due.is_some(), due.map(jiff::Zoned::timestamp))
        }
        None => (when::said(text, sentence).iter().any(|(_, vague)| !vague), None),
    };
    if !timed {
        findings.push(Finding { what: What::PromiseWithoutTime, ..promise.clone() });
    }
    findings.push(Finding { due, ..promise });
}

/// What falls when a finding falls.
fn goes_with(what: What, fallen: What) -> bool {
    what == fallen || fallen == What::Promise && what == What::PromiseWithoutTime
}

/// Why, where no rule says it.
fn sounds_like(what: What) -> &'static str {
    match what {
        What::RefusalAlone => "sounds like a no with nothing beside it",
        What::Scarcity => "sounds as if a rule or a lack settled it",
        What::Blame => "sounds as if it were put on somebody",
        What::Condescension => "sounds like talking down",
        What::Hurry => "sounds like hurrying them",
        What::Label => "sounds like a name put on a person",
        What::Empathy => "says what it was like for them",
        What::Promise => "sounds like something that we will do",
        What::Leave => "sounds like leaving us",
        What::Public => "sounds like making it public or official",
        What::Abuse => "sounds like an insult or a threat",
        What::Repeat => "sounds like having to say it again",
        What::Waiting => "sounds like waiting for us",
        What::Resolved => "sounds as if it were made right",
        _ => "sounds like it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{By, Reader};

    #[test]
    fn the_table_reads_what_it_writes() {
        let verdict =
            Verdict { what: What::Leave, score: 1.062, rule: 1.588, bias: -0.5, least: 0.45 };
        assert_eq!(table(&format!("# a remark\n{verdict}\n")), [verdict]);
        let names: Vec<What> = shipped().iter().map(|verdict| verdict.what).collect();
        assert_eq!(names, JUDGED);
    }

    #[test]
    fn in_a_long_message_the_sentence_is_shown() {
        let reader = Reader::new();
        let text = "Good morning Mrs Hale. Your order left us on Monday. It has two boxes. \
                    As I have already told you twice, madam, it is really not that hard. The blue box holds the \
                    lamp. The other one holds the shade.";
        let findings = reader.read(&Message::new(text, By::Us)).findings;
        let found = findings.iter().find(|finding| finding.what == What::Condescension);
        let shown = found.map(|finding| &text[finding.span.clone()]);
        assert!(shown.is_some_and(|shown| shown.contains("told you")), "{findings:?}");
    }

    #[test]
    fn harmless_words_beside_it_do_not_hide_what_a_rule_found() {
        let reader = Reader::new();
        let text = "You should have read the terms. I'll call you tomorrow at three.";
        let findings = reader.read(&Message::new(text, By::Us)).findings;
        assert!(findings.iter().any(|finding| finding.what == What::Blame), "{findings:?}");
    }

    #[test]
    fn what_is_told_is_as_sure_as_it_must_be() {
        let reader = Reader::new();
        let least = |what| shipped().iter().find(|verdict| verdict.what == what).map(|v| v.least);
        for (by, text) in [
            (By::Customer, "I have told your colleague all this on Monday. Cancel my account."),
            (By::Us, "That's our policy, madam, and you should have read it."),
        ] {
            for finding in reader.read(&Message::new(text, by)).findings {
                assert!((0.0..=1.0).contains(&finding.confidence));
                let least = least(finding.what).map(|least| least.min(KEPT_FROM));
                assert!(least.is_none_or(|least| finding.confidence >= least), "{finding:?}");
            }
        }
    }
}
