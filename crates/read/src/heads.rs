//! Which linear models there are, and from what each is made.
//!
//! Only from texts whose licence allows it: the Stanford politeness corpus (CC BY 4.0), GoEmotions
//! (Apache-2.0), MultiDoGO (CDLA-Permissive), and our own lines in `crates/words/data`. Nothing is made from
//! the frustration dialogues.

pub(crate) mod findings;

use std::path::{Path, PathBuf};

use words::{
    Verdict,
    model::{Features, Head, Heads, Rarity, Reach},
    train::{Example, Loss, train},
};

use crate::corpus::{self, Unreadable};

/// GoEmotions' labels that a customer in trouble shows, and those that one well served shows.
pub const TROUBLED: [&str; 5] = ["anger", "annoyance", "disappointment", "disapproval", "disgust"];
/// See [`TROUBLED`].
pub const CONTENT: [&str; 7] =
    ["admiration", "amusement", "excitement", "gratitude", "joy", "love", "relief"];

/// What an example's loss weighs against the weights, by head. Chosen by five folds on the training part
/// of each corpus; a factor of three either way changes little.
pub(crate) const COST_POLITE: f32 = 1.0;
const COST_GRATITUDE: f32 = 3.0;
const COST_VALENCE: f32 = 0.3;
const COST_UPSET: f32 = 1.0;
/// A line of a contact counts for so much beside one that was written for its grade: there are many more.
const CONTACT: f32 = 0.3;
/// A line of which it is said only that the customer is unhappy is so upset, of 4.
const UNHAPPY: f32 = 2.2;

/// Where the texts are.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The folder with the published corpora.
    pub corpora: PathBuf,
    /// The folder with our own lines: `contacts/` and `lines/`.
    pub data: PathBuf,
}

/// What is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The heads.
    pub heads: Heads,
    /// How rare each feature is.
    pub rarity: Rarity,
    /// How findings are decided with them.
    pub verdicts: Vec<Verdict>,
}

/// Makes all heads. `say` is told what is done.
///
/// # Errors
/// When a text cannot be read.
pub fn make(sources: &Sources, say: &mut dyn FnMut(&str)) -> Result<Made, Unreadable> {
    let requests = corpus::politeness(&sources.corpora.join("politeness_wikipedia.train.csv"))?;
    let folder = sources.corpora.join("goemotions");
    let labels = corpus::goemotions_labels(&folder)?;
    let comments = corpus::goemotions(&folder, "train")?;
    let upset = upset(&sources.data)?;
    let lines = findings::labelled(&sources.data)?;
    let ordinary = findings::ordinary(&sources.corpora)?;
    let polite = polite(&requests);
    let gratitude = labels.iter().position(|label| label == "gratitude");
    let said: Vec<Features> = comments.iter().map(|comment| Features::of(&comment.text)).collect();
    let of = |target: &dyn Fn(&[usize]) -> f32| -> Vec<Example> {
        said.iter()
            .zip(&comments)
            .map(|(features, comment)| Example {
                features: features.clone(),
                target: target(&comment.labels),
                weight: 1.0,
            })
            .collect()
    };
    let has = |names: &[&str], given: &[usize]| {
        given.iter().any(|&label| labels.get(label).is_some_and(|label| names.contains(&&**label)))
    };
    let thanks =
        of(&|given| f32::from(u8::from(gratitude.is_some_and(|label| given.contains(&label)))));
    let valence = of(&|given| {
        f32::from(u8::from(has(&TROUBLED, given))) - f32::from(u8::from(has(&CONTENT, given)))
    });
    let rarity = Rarity::over(
        said.iter()
            .chain(polite.iter().chain(&upset).map(|example| &example.features))
            .chain(lines.iter().map(findings::Labelled::features)),
    );
    let mut heads = Vec::new();
    let mut add = |name: &str, examples: &[Example], loss: Loss, cost: f32| {
        say(&format!("{name}: {} texts", examples.len()));
        heads.push(train(name, examples, &rarity, Reach::Within, loss, cost));
    };
    add("polite", &polite, Loss::Logistic, COST_POLITE);
    add("gratitude", &thanks, Loss::Logistic, COST_GRATITUDE);
    add("valence", &valence, Loss::Squared, COST_VALENCE);
    add("upset", &upset, Loss::Squared, COST_UPSET);
    let mut verdicts = Vec::new();
    for (verdict, head) in findings::each(|what| {
        let unseen = findings::unseen(what, &lines, &ordinary, &rarity);
        let head = findings::head(what, &lines, &ordinary, &rarity, None);
        (findings::weigh(what, &unseen), head)
    }) {
        say(&verdict.to_string());
        verdicts.push(verdict);
        heads.push(head);
    }
    let heads: Vec<Head> = heads;
    Ok(Made { heads: Heads::new(heads), rarity, verdicts })
}

/// The requests of the politest quarter and of the least polite.
pub fn polite(requests: &[corpus::Request]) -> Vec<Example> {
    let mut scores: Vec<f64> = requests.iter().map(|request| request.score).collect();
    scores.sort_by(f64::total_cmp);
    let (Some(&low), Some(&high)) =
        (scores.get(scores.len() / 4), scores.get(scores.len() * 3 / 4))
    else {
        return Vec::new();
    };
    requests
        .iter()
        .filter(|request| request.score <= low || request.score >= high)
        .map(|request| Example {
            features: Features::of(&request.text),
            target: f32::from(u8::from(request.score >= high)),
            weight: 1.0,
        })
        .collect()
}

/// Our own customer lines, graded from 0 to 4: each as it stands, and as a recogniser would write it.
fn upset(data: &Path) -> Result<Vec<Example>, Unreadable> {
    let mut lines = Vec::new();
    for name in ["upset.dev", "upset.test", "upset2.dev", "upset2.test"] {
        let path = data.join(format!("lines/{name}.tsv"));
        if path.exists() {
            lines.extend(corpus::graded(&path)?);
        }
    }
    for (unhappy, text) in corpus::graded(&data.join("lines/tricky.dev.tsv"))? {
        lines.push((UNHAPPY * unhappy, text));
    }
    let mut examples = Vec::new();
    let mut add = |text: &str, target: f32, weight: f32| {
        examples.push(Example { features: Features::of(text), target, weight });
        let features = Features::of(&spoken(text));
        examples.push(Example { features, target, weight: weight / 2.0 });
    };
    for (target, text) in lines {
        add(&text, target, 1.0);
    }
    for contact in corpus::contacts(&data.join("contacts"))? {
        if let Some(upset) = contact.upset {
            add(&contact.text, upset, CONTACT);
        }
    }
    Ok(examples)
}

/// A text as a recogniser of speech writes it: lower case, no punctuation.
pub fn spoken(text: &str) -> String {
    let kept = |c: char| {
        if c.is_alphanumeric() || c.is_whitespace() || matches!(c, '\'' | '’') { c } else { ' ' }
    };
    let lower: String = text.chars().map(kept).flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_texts_make_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write(
            "politeness_wikipedia.train.csv",
            "Request,Normalized Score\nCould you please help?,1.2\nThanks for your work!,0.8\n\
             Why did you do that?,-0.7\nStop it.,-1.4\n",
        );
        write("multidogo/media.train.tsv", "header\na\t0\t0\tu\ti need internet\tO\tcontentonly\n");
        write(
            "contacts/a/shop.tsv",
            "us\t-\trefusal_alone\tNo refunds.\nus\t-\t-\tIt is on its way.\n\
             customer\t3\tleave\tI am off.\ncustomer\t0\t-\tIs it blue?\n",
        );
        write("goemotions/labels.txt", "anger\ngratitude\njoy\n");
        write(
            "goemotions/train.tsv",
            "Thanks a lot!\t1\ta\nI hate this\t0\tb\nWhat a day\t2\tc\nIt is there\t3\td\n",
        );
        write("lines/upset.dev.tsv", "4\tcustomer\tYou liars!\n0\tcustomer\tAll fine, thanks\n");
        write("lines/tricky.dev.tsv", "1\tcustomer\tStill waiting.\n0\tcustomer\tNo hurry.\n");
        let sources = Sources { corpora: folder.path().to_owned(), data: folder.path().to_owned() };
        let bytes = || {
            let Made { heads, rarity, .. } = make(&sources, &mut |_| {}).unwrap();
            heads.to_bytes(&rarity)
        };
        let first = bytes();
        assert_eq!(first, bytes());
        let (rarity, heads) = Heads::from_bytes(&first).unwrap();
        let names: Vec<&str> = heads.all().iter().map(|head| &*head.name).collect();
        assert_eq!(names[..5], ["polite", "gratitude", "valence", "upset", "refusal_alone"]);
        let upset = |text: &str| heads.head("upset").unwrap().score(&Features::of(text), &rarity);
        assert!(upset("You liars!") > upset("All fine, thanks"));
    }

    #[test]
    fn speech_has_no_marks() {
        assert_eq!(spoken("It's LATE — again?!  No."), "it's late again no");
    }
}
