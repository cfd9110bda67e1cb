//! The heads of findings, and how they are weighed with the rules.
//!
//! Learned from lines of many hands (`data/contacts`) and from the lines of one finding each (`data/lines`);
//! what MultiDoGO's customers (CDLA-Permissive) and GoEmotions' commenters (Apache-2.0) say stands for ordinary
//! words. How a head
//! and the rules are weighed is learned from contacts alone, which no rule was written from, each scored by
//! heads that saw nothing of its hand.

use std::path::Path;

use words::{
    By, Message, Reader, Verdict, What,
    model::{Features, Head, Rarity, Reach},
    train::{Example, Loss, train},
    verdict::{JUDGED, heard, of_customer},
};

use super::spoken;
use crate::corpus::{self, Unreadable};

/// What an example's loss weighs against the weights; from 3 to 30, recall moves by a hundredth.
const COST: f32 = 10.0;
/// A line as a recogniser writes it, beside the line as it was written.
const SPOKEN: f32 = 0.5;
/// Hands are parted into so many folds.
pub(crate) const FOLDS: usize = 3;
/// One of so many of MultiDoGO's sentences, and of GoEmotions' comments, is learned from.
const ORDINARY_EVERY: usize = 12;

/// A labelled line, ready to learn from.
#[derive(Debug, Clone)]
pub(crate) struct Labelled {
    /// Whose lines are kept apart together: the fold, or none of those that are never scored.
    pub fold: Option<usize>,
    /// From contacts: nobody wrote a rule from it, and everything in it is labelled.
    pub contact: bool,
    pub by: By,
    pub text: String,
    /// The only finding that the label is about, where it is about one.
    about: Option<What>,
    found: Vec<What>,
    whole: Features,
    written: Form,
    /// As a recogniser of speech would write it.
    spoken: Form,
}

/// A line in one form: what is to be heard in it, and what the rules find.
#[derive(Debug, Clone)]
struct Form {
    rules: Vec<What>,
    stretches: Vec<Features>,
}

impl Form {
    fn of(reader: &Reader, by: By, text: &str) -> Self {
        let reading = reader.read(&Message::new(text, by));
        Self {
            rules: reading.findings.iter().map(|finding| finding.what).collect(),
            stretches: heard(text, &reading.sentences),
        }
    }

    fn judged(&self, what: What, head: &Head, rarity: &Rarity, is: bool) -> Judged {
        let scores = self.stretches.iter().map(|features| head.score(features, rarity));
        let score = scores.max_by(f32::total_cmp).unwrap_or(f32::NEG_INFINITY);
        (score, self.rules.contains(&what), is)
    }
}

impl Labelled {
    fn new(reader: &Reader, by: By, text: &str, about: Option<What>, found: Vec<What>) -> Self {
        Self {
            fold: None,
            contact: false,
            by,
            text: text.to_owned(),
            about,
            found,
            whole: Features::of(text),
            written: Form::of(reader, by, text),
            spoken: Form::of(reader, by, &spoken(text)),
        }
    }

    /// What it is made of.
    pub fn features(&self) -> &Features {
        &self.whole
    }

    /// Whether a finding is in it, if its label tells.
    pub fn has(&self, what: What) -> Option<bool> {
        let told = self.about.is_none_or(|about| about == what)
            && of_customer(what) == (self.by == By::Customer);
        told.then(|| self.found.contains(&what))
    }
}

/// The fold of the lines that were kept from whoever wrote the rules.
pub(crate) const KEPT: usize = FOLDS;

/// Reads all lines: contacts with the fold of their hand, the kept halves in a fold of their own, and the
/// others in none.
pub(crate) fn labelled(data: &Path) -> Result<Vec<Labelled>, Unreadable> {
    let reader = Reader::by_rules();
    let mut all = Vec::new();
    let mut hands: Vec<String> = Vec::new();
    for contact in corpus::contacts(&data.join("contacts"))? {
        if hands.last() != Some(&contact.hand) {
            hands.push(contact.hand.clone());
        }
        let line = Labelled::new(&reader, contact.by, &contact.text, None, contact.found);
        all.push(Labelled { fold: Some((hands.len() - 1) % FOLDS), contact: true, ..line });
    }
    for what in JUDGED {
        for (half, fold) in [("dev", None), ("test", Some(KEPT))] {
            let path = data.join(format!("lines/{}.{half}.tsv", what.name()));
            if !path.exists() {
                continue;
            }
            for line in corpus::lines(&path)? {
                let found = if line.label == "yes" { vec![what] } else { Vec::new() };
                let line = Labelled::new(&reader, line.by, &line.text, Some(what), found);
                all.push(Labelled { fold, ..line });
            }
        }
    }
    Ok(all)
}

/// Words in which nothing that is looked for is said: what is there in life beside what anybody wrote to
/// mislead.
#[derive(Debug)]
pub(crate) struct Ordinary {
    /// A sentence of a service chat, and whether it is but a greeting, a goodbye or thanks.
    chats: Vec<(Features, bool)>,
    /// Comments on anything under the sun.
    comments: Vec<Features>,
}

/// Reads them.
pub(crate) fn ordinary(corpora: &Path) -> Result<Ordinary, Unreadable> {
    const COURTESIES: [&str; 3] = ["openinggreeting", "closinggreeting", "thankyou"];
    let chats = corpus::multidogo(&corpora.join("multidogo"), "train")?;
    let comments = corpus::goemotions(&corpora.join("goemotions"), "train")?;
    let chat = |said: &corpus::Utterance| {
        let courtesy = said.intents.iter().all(|intent| COURTESIES.contains(&intent.as_str()));
        (Features::of(&said.text), courtesy)
    };
    Ok(Ordinary {
        chats: chats.iter().step_by(ORDINARY_EVERY).map(chat).collect(),
        comments: comments
            .iter()
            .step_by(ORDINARY_EVERY)
            .map(|comment| Features::of(&comment.text))
            .collect(),
    })
}

impl Ordinary {
    /// What of it has none of that finding.
    fn without(&self, what: What) -> impl Iterator<Item = &Features> {
        // Customers wait, repeat themselves and say that it works in any chat; but not by a greeting.
        let all_chats = !matches!(what, What::Repeat | What::Waiting | What::Resolved);
        // People promise and console each other anywhere, and insult each other, too.
        let comments = !matches!(what, What::Promise | What::Empathy | What::Abuse | What::Label);
        let chats = self.chats.iter().filter(move |(_, courtesy)| all_chats || *courtesy);
        chats.map(|(features, _)| features).chain(self.comments.iter().filter(move |_| comments))
    }
}

/// Makes the head of a finding from all lines but those of a fold.
pub(crate) fn head(
    what: What,
    lines: &[Labelled],
    ordinary: &Ordinary,
    rarity: &Rarity,
    without: Option<usize>,
) -> Head {
    let mut examples = Vec::new();
    for line in lines.iter().filter(|line| without.is_none() || line.fold != without) {
        let Some(has) = line.has(what) else { continue };
        let target = f32::from(u8::from(has));
        examples.push(Example { features: line.whole.clone(), target, weight: 1.0 });
        // Without punctuation there is one sentence.
        for spoken in &line.spoken.stretches {
            examples.push(Example { features: spoken.clone(), target, weight: SPOKEN });
        }
    }
    examples.extend(ordinary.without(what).map(|features| Example {
        features: features.clone(),
        target: 0.0,
        weight: 1.0,
    }));
    train(what.name(), &examples, rarity, Reach::Across, Loss::Logistic, COST)
}

/// Asks of every finding that has a model, two at a time, in their order.
pub(crate) fn each<T: Send>(of: impl Fn(What) -> T + Sync) -> Vec<T> {
    let (first, second) = JUDGED.split_at(JUDGED.len() / 2);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| second.iter().map(|&what| of(what)).collect::<Vec<_>>());
        let mut all: Vec<T> = first.iter().map(|&what| of(what)).collect();
        match second.join() {
            Ok(second) => all.extend(second),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        all
    })
}

/// Lines that no rule was written from, and a head that saw nothing of them.
pub(crate) struct Fold<'l> {
    pub head: Head,
    /// Each line with what the head and the rules make of it.
    pub lines: Vec<(&'l Labelled, Judged)>,
}

/// All lines that no rule was written from, each scored by a head that saw nothing of its fold.
pub(crate) fn unseen<'l>(
    what: What,
    lines: &'l [Labelled],
    ordinary: &Ordinary,
    rarity: &Rarity,
) -> Vec<Fold<'l>> {
    let mut unseen = Vec::new();
    for fold in 0..=KEPT {
        let mut inside = lines.iter().filter(|line| line.fold == Some(fold)).peekable();
        if inside.peek().is_none() {
            continue;
        }
        let head = head(what, lines, ordinary, rarity, Some(fold));
        let judged = inside.filter_map(|line| {
            Some((line, line.written.judged(what, &head, rarity, line.has(what)?)))
        });
        unseen.push(Fold { lines: judged.collect(), head });
    }
    unseen
}

/// How often a finding that is told has to be right, on contacts: half of what looks like one there was
/// written to mislead, so elsewhere it is right more often.
fn right_min(what: What) -> f64 {
    match what {
        What::Promise => 0.90,
        What::Leave | What::Public => 0.80,
        _ => 0.85,
    }
}

/// A line's score by a head that saw nothing of its hand, whether the rules find it, and whether it is there.
pub(crate) type Judged = (f32, bool, bool);

/// Weighs the heads with the rules, on contacts.
pub(crate) fn weigh(what: What, unseen: &[Fold<'_>]) -> Verdict {
    let lines = unseen.iter().flat_map(|fold| &fold.lines);
    let judged: Vec<Judged> =
        lines.filter(|(line, _)| line.contact).map(|&(_, judged)| judged).collect();
    let [bias, score, rule] = logistic(&judged);
    let mut verdict = Verdict { what, score, rule, bias, least: 0.0 };
    verdict.least = least(&verdict, &judged, right_min(what));
    verdict
}

/// The lowest probability from which on findings are right as often as they must be.
fn least(verdict: &Verdict, judged: &[Judged], right_min: f64) -> f32 {
    let mut sure: Vec<(f32, bool)> =
        judged.iter().map(|&(score, rule, is)| (verdict.probability(score, rule), is)).collect();
    sure.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut least) = (0.0, 1.0);
    for (number, &(probability, is)) in sure.iter().enumerate() {
        right += f64::from(u8::from(is));
        #[allow(clippy::cast_precision_loss)] // a few thousand lines
        if right / (number + 1) as f64 >= right_min {
            least = probability;
        }
    }
    // As it is written in the table.
    (least * 1000.0).floor() / 1000.0
}

/// Logistic regression of three weights (bias, score, rule) by Newton's method.
fn logistic(judged: &[Judged]) -> [f32; 3] {
    const ROUNDS: usize = 20;
    let mut weights = [0.0_f64; 3];
    for _ in 0..ROUNDS {
        // The slope, and the matrix of second derivatives beside it; a little is held back, so that what is
        // never seen stays at nought.
        let mut rows = [[0.0_f64; 4]; 3];
        for (i, row) in rows.iter_mut().enumerate() {
            row[i] = 1e-3;
            row[3] = -1e-3 * weights[i];
        }
        for &(score, rule, is) in judged {
            let x = [1.0, f64::from(score), f64::from(u8::from(rule))];
            let sum: f64 = weights.iter().zip(x).map(|(w, x)| w * x).sum();
            let p = 1.0 / (1.0 + libm::exp(-sum));
            for i in 0..3 {
                for j in 0..3 {
                    rows[i][j] += p * (1.0 - p) * x[i] * x[j];
                }
                rows[i][3] += (f64::from(u8::from(is)) - p) * x[i];
            }
        }
        for (weight, step) in weights.iter_mut().zip(solved(rows)) {
            *weight += step;
        }
    }
    #[allow(clippy::cast_possible_truncation)] // weights
    weights.map(|weight| weight as f32)
}

/// Solves three equations, each with its right side last, by elimination: the matrix is positive definite,
/// so nothing has to be exchanged.
fn solved(mut rows: [[f64; 4]; 3]) -> [f64; 3] {
    for i in 0..3 {
        for j in 0..3 {
            if i != j {
                let share = rows[j][i] / rows[i][i];
                let row = rows[i];
                for (to, from) in rows[j].iter_mut().zip(row) {
                    *to -= share * from;
                }
            }
        }
    }
    std::array::from_fn(|i| rows[i][3] / rows[i][i])
}
