//! The linear models: what tone decides, where no rule can say it.
//!
//! A message becomes a set of hashed features: its words and pairs of words, and the runs of three to
//! six characters, also from word to word (the hashing trick: Weinberger et al. 2009, ICML, 1113–1120;
//! runs of characters: Cavnar & Trenkle 1994, SDAIR, 161–175). Each *head*
//! has a weight of 8 bits for each feature and a scale; its score is the weighted sum over the root of
//! the number of features, so that long messages do not shout.
//!
//! Weights are made by [`crate::train`] and shipped as `model/heads.bin`; `model/SOURCES.md` says from what.

/// Hash buckets of each of the two kinds of features; a power of two.
pub const BUCKETS: usize = 1 << 15;
/// Runs of so many characters (bytes of them, to be exact) are looked at.
const RUNS: std::ops::RangeInclusive<usize> = 3..=6;
/// Characters of a word that are looked at; what is longer is no word.
const WORD_MAX: usize = 40;
/// A message is looked at up to so many bytes: a page of text says its tone.
const TEXT_MAX: usize = 16_384;

/// A text whose score of *gratitude* is this or more thanks somebody: the threshold with the best F1 on the
/// dev part of `GoEmotions`.
pub const GRATEFUL: f32 = -1.0;

/// What the file begins with: name, version.
const MAGIC: &[u8; 8] = b"blisshd2";

/// The features of a message: bucket numbers below `2 × BUCKETS`, sorted, each once; those of words come
/// first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    buckets: Vec<u32>,
    /// How many of them are of words.
    of_words: usize,
    /// The text as it is looked at: folded words, with a space about each.
    written: String,
}

impl Features {
    /// The features of a text.
    pub fn of(text: &str) -> Self {
        let mut features = Self::default();
        features.read(text);
        features
    }

    /// Takes the features of another text into the same memory.
    pub fn read(&mut self, text: &str) {
        self.buckets.clear();
        self.written.clear();
        self.written.push(' ');
        let mut word = String::with_capacity(WORD_MAX);
        let mut last = hash(b"^", 0);
        let mut end = text.len().min(TEXT_MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        let mut rest = text.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            if let 'h' | 'H' | 'w' | 'W' = c
                && address(&text[at..])
            {
                // Where somebody points is no tone; that they point may be.
                while rest.next_if(|(_, c)| !c.is_whitespace()).is_some() {}
                word.push_str("url");
                self.word(&mut word, &mut last);
            } else if c.is_alphanumeric() {
                let mut now = Some(c);
                while let Some(c) = now {
                    if c.is_alphanumeric() {
                        if word.len() < WORD_MAX {
                            if c.is_numeric() {
                                word.push('0');
                            } else {
                                word.extend(c.to_lowercase());
                            }
                        }
                    } else if !matches!(c, '\'' | '’') {
                        break;
                    }
                    now = rest
                        .next_if(|&(_, c)| c.is_alphanumeric() || matches!(c, '\'' | '’'))
                        .map(|(_, c)| c);
                }
                self.word(&mut word, &mut last);
            } else if !c.is_whitespace() {
                word.push(c);
                // "!!!" is another word than "!".
                while rest.next_if(|&(_, next)| next == c).is_some() {
                    if word.len() < 4 {
                        word.push(c);
                    }
                }
                if c == '@' {
                    // Whom a handle names is no tone.
                    while rest.next_if(|&(_, c)| c.is_alphanumeric() || c == '_').is_some() {}
                }
                self.word(&mut word, &mut last);
            }
        }
        self.pair(last, hash(b"$", 0));
        self.runs();
        self.buckets.sort_unstable();
        self.buckets.dedup();
        self.of_words = self.buckets.partition_point(|&bucket| (bucket as usize) < BUCKETS);
    }

    /// One word.
    fn word(&mut self, word: &mut String, last: &mut u32) {
        let now = hash(word.as_bytes(), 1);
        #[allow(clippy::cast_possible_truncation)] // 32,768
        let buckets = BUCKETS as u32;
        self.buckets.push(now % buckets);
        self.pair(*last, now);
        *last = now;
        self.written.push_str(word);
        self.written.push(' ');
        word.clear();
    }

    /// The runs of characters, also from word to word: "give up" and "gave up" have one in common.
    fn runs(&mut self) {
        #[allow(clippy::cast_possible_truncation)] // 32,768
        let buckets = BUCKETS as u32;
        for length in RUNS {
            for run in self.written.as_bytes().windows(length) {
                self.buckets.push(buckets + hash(run, 2) % buckets);
            }
        }
    }

    fn pair(&mut self, last: u32, now: u32) {
        #[allow(clippy::cast_possible_truncation)] // 32,768
        let buckets = BUCKETS as u32;
        self.buckets.push((last.rotate_left(5) ^ now).wrapping_mul(0x9E37_79B1) % buckets);
    }

    /// The buckets.
    pub fn buckets(&self) -> &[u32] {
        &self.buckets
    }

    /// The buckets with what each is worth: rarer ones more, words and characters in all the same.
    pub fn worth<'f>(&'f self, rarity: &'f Rarity) -> impl Iterator<Item = (usize, f32)> + 'f {
        let (words, characters) = self.buckets.split_at(self.of_words);
        let each = |buckets: &'f [u32]| {
            let of = move |&bucket: &u32| (bucket as usize, rarity.of(bucket));
            let squares: f32 = buckets.iter().map(of).map(|(_, worth)| worth * worth).sum();
            let norm = if squares > 0.0 { 1.0 / squares.sqrt() } else { 0.0 };
            buckets.iter().map(of).map(move |(bucket, worth)| (bucket, worth * norm))
        };
        each(words).chain(each(characters))
    }
}

/// How rare each feature is: the inverse document frequency 1 + ln((1 + n) ÷ (1 + n with it)) (Spärck
/// Jones 1972, *Journal of Documentation* 28, 11–21), in steps of 1/16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rarity {
    sixteenths: Vec<u8>,
}

impl Default for Rarity {
    fn default() -> Self {
        Self { sixteenths: vec![16; 2 * BUCKETS] }
    }
}

impl Rarity {
    /// Counted over texts.
    pub fn over<'f>(texts: impl Iterator<Item = &'f Features>) -> Self {
        let mut counts = vec![0_u32; 2 * BUCKETS];
        let mut all = 0_u32;
        for features in texts {
            all += 1;
            for &bucket in &features.buckets {
                counts[bucket as usize] += 1;
            }
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss
        )]
        // at most 16 × (1 + ln 2³²), below 400: cut at 255
        let sixteenths = counts
            .iter()
            .map(|&count| {
                let rarity = 1.0 + libm::logf((1 + all) as f32 / (1 + count) as f32);
                (16.0 * rarity).round().min(255.0) as u8
            })
            .collect();
        Self { sixteenths }
    }

    fn of(&self, bucket: u32) -> f32 {
        f32::from(self.sixteenths[bucket as usize]) / 16.0
    }
}

/// Whether an address of the web begins here.
fn address(text: &str) -> bool {
    ["http://", "https://", "www."]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)))
}

/// FNV-1a, 32 bit, with a seed, and a last mix so that the low bits are good.
fn hash(bytes: &[u8], seed: u32) -> u32 {
    let mut hash = 0x811C_9DC5 ^ seed.wrapping_mul(0x85EB_CA6B);
    for &byte in bytes {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0x2C1B_3C6D);
    hash ^ hash >> 12
}

/// A linear model of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// What it tells.
    pub name: String,
    /// What every message has.
    pub bias: f32,
    /// What a step of one is worth.
    pub scale: f32,
    /// The weights, one a bucket, in steps: a weight is the square of its step.
    pub weights: Vec<i8>,
}

impl Head {
    /// The weight of a bucket, before the scale: the square of its step, with the step's sign.
    fn weight(&self, bucket: usize) -> f32 {
        let step = f32::from(self.weights[bucket]);
        step * step.abs()
    }

    /// The score: log odds where the head was trained on yes and no, else the value itself.
    pub fn score(&self, features: &Features, rarity: &Rarity) -> f32 {
        let sum: f32 =
            features.worth(rarity).map(|(bucket, worth)| worth * self.weight(bucket)).sum();
        self.bias + self.scale * sum
    }
}

/// The heads that ship.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heads {
    heads: Vec<Head>,
}

impl Heads {
    /// These heads.
    pub fn new(heads: Vec<Head>) -> Self {
        Self { heads }
    }

    /// The head of that name.
    pub fn head(&self, name: &str) -> Option<&Head> {
        self.heads.iter().find(|head| head.name == name)
    }

    /// All of them.
    pub fn all(&self) -> &[Head] {
        &self.heads
    }

    /// As a file: name, rarity of the features, number of heads, and for each its name, bias, scale and
    /// weights.
    pub fn to_bytes(&self, rarity: &Rarity) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(&rarity.sixteenths);
        #[allow(clippy::cast_possible_truncation)] // a few dozen heads with short names
        bytes.push(self.heads.len() as u8);
        for head in &self.heads {
            #[allow(clippy::cast_possible_truncation)]
            bytes.push(head.name.len() as u8);
            bytes.extend(head.name.as_bytes());
            bytes.extend(head.bias.to_le_bytes());
            bytes.extend(head.scale.to_le_bytes());
            bytes.extend(head.weights.iter().map(|&weight| weight.cast_unsigned()));
        }
        bytes
    }

    /// From a file. `None` where it is none, or is cut off.
    pub fn from_bytes(bytes: &[u8]) -> Option<(Rarity, Self)> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut take = |count: usize| {
            let (taken, left) = rest.split_at_checked(count)?;
            rest = left;
            Some(taken)
        };
        let rarity = Rarity { sixteenths: take(2 * BUCKETS)?.to_vec() };
        let count = take(1)?[0];
        let mut heads = Vec::new();
        for _ in 0..count {
            let length = usize::from(take(1)?[0]);
            let name = std::str::from_utf8(take(length)?).ok()?.to_owned();
            let bias = f32::from_le_bytes(take(4)?.try_into().ok()?);
            let scale = f32::from_le_bytes(take(4)?.try_into().ok()?);
            let weights = take(2 * BUCKETS)?.iter().map(|&byte| byte.cast_signed()).collect();
            heads.push(Head { name, bias, scale, weights });
        }
        Some((rarity, Self { heads }))
    }
}

/// The heads that ship, with the rarity of their features.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// How rare each feature is.
    pub rarity: Rarity,
    /// The heads.
    pub heads: Heads,
}

impl Model {
    /// What is built in. Without heads, it says nothing of anything: so it can be made anew where the
    /// form of the file changed.
    pub fn shipped() -> Self {
        Self::from_bytes(include_bytes!("../model/heads.bin")).unwrap_or_default()
    }

    /// From a file. `None` where it is none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (rarity, heads) = Heads::from_bytes(bytes)?;
        Some(Self { rarity, heads })
    }

    /// What a head says of these features; nought where there is none of that name.
    pub fn score(&self, head: &str, features: &Features) -> f32 {
        self.heads.head(head).map_or(0.0, |head| head.score(features, &self.rarity))
    }
}
