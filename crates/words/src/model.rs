//! The linear models: what tone decides, where no rule can say it.
//!
//! A message becomes a set of hashed features: its words and pairs of words, the runs of three to five
//! characters within words, and those of up to six from word to word (the hashing trick: Weinberger et al.
//! 2009, ICML, 1113–1120; character n-grams within words: Bojanowski et al. 2017, TACL 5, 135–146, without
//! their vectors; from word to word: Cavnar & Trenkle 1994, SDAIR, 161–175). Each *head*
//! has a weight of 8 bits for each feature and a scale; its score is the weighted sum over the root of
//! the number of features, so that long messages do not shout.
//!
//! Weights are made by [`crate::train`] and shipped as `model/heads.bin`; `model/SOURCES.md` says from what.

/// Hash buckets of each of the three kinds of features; a power of two.
pub const BUCKETS: usize = 1 << 15;
/// Kinds of features: of words, of runs within words, of runs from word to word.
const KINDS: usize = 3;
/// All buckets.
pub const FEATURES: usize = KINDS * BUCKETS;
/// Bytes of a run from word to word, at most.
const RUN_MAX: usize = 6;
/// Characters of a word that are looked at; what is longer is no word.
const WORD_MAX: usize = 40;
/// A message is looked at up to so many bytes: a page of text says its tone.
const TEXT_MAX: usize = 16_384;

/// A text whose score of *gratitude* is this or more thanks somebody: the threshold with the best F1 on the
/// dev part of `GoEmotions`.
pub const GRATEFUL: f32 = -1.0;

/// What the file begins with: name, version.
const MAGIC: &[u8; 8] = b"blisshd3";

/// Which features a head looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Words, pairs of them, and runs within words: how somebody sounds.
    Within,
    /// Runs from word to word, too: what they say, in whatever forms of the words.
    Across,
}

impl Reach {
    /// Features below this are looked at.
    pub fn end(self) -> usize {
        match self {
            Self::Within => 2 * BUCKETS,
            Self::Across => FEATURES,
        }
    }
}

/// The features of a message: bucket numbers below [`FEATURES`], sorted, each once; first those of words, then
/// those of runs within words, then those of runs from word to word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    buckets: Vec<u32>,
    /// How many of them are of words.
    of_words: usize,
    /// How many of them are of words or within words.
    within: usize,
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
        // Marks stand by themselves: most texts become a little longer.
        let mut written = String::with_capacity(text.len() + text.len() / 4 + 2);
        written.push(' ');
        let mut seen = Seen { bits: [0; ROWS], rows: [0; ROWS / 64], adds: 0, written };
        let mut word = String::with_capacity(WORD_MAX + 2);
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
                word.push_str(" url");
                seen.word(&mut word, &mut last);
            } else if c.is_alphanumeric() {
                word.push(' ');
                let mut now = Some(c);
                while let Some(c) = now {
                    if c.is_alphanumeric() {
                        if word.len() < WORD_MAX {
                            if c.is_ascii_alphabetic() {
                                word.push(c.to_ascii_lowercase());
                            } else if c.is_numeric() {
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
                seen.word(&mut word, &mut last);
            } else if !c.is_whitespace() {
                word.push(' ');
                word.push(c);
                // "!!!" is another word than "!".
                while rest.next_if(|&(_, next)| next == c).is_some() {
                    if word.len() < 5 {
                        word.push(c);
                    }
                }
                if c == '@' {
                    // Whom a handle names is no tone.
                    while rest.next_if(|&(_, c)| c.is_alphanumeric() || c == '_').is_some() {}
                }
                seen.word(&mut word, &mut last);
            }
        }
        seen.pair(last, hash(b"$", 0));
        seen.runs();
        seen.all(&mut self.buckets);
        let below = |end: usize| self.buckets.partition_point(|&bucket| (bucket as usize) < end);
        (self.of_words, self.within) = (below(BUCKETS), below(2 * BUCKETS));
    }

    /// The buckets.
    pub fn buckets(&self) -> &[u32] {
        &self.buckets
    }

    /// The buckets by kind: of words, of runs within words, of runs from word to word.
    fn kinds(&self) -> [&[u32]; KINDS] {
        let (within, across) = self.buckets.split_at(self.within);
        let (words, runs) = within.split_at(self.of_words);
        [words, runs, across]
    }

    /// The buckets with what each is worth: rarer ones more, each of the three kinds in all the same.
    pub fn worth<'f>(&'f self, rarity: &'f Rarity) -> impl Iterator<Item = (usize, f32)> + 'f {
        let [words, runs, across] = self.kinds();
        let each = |buckets: &'f [u32]| {
            let of = move |&bucket: &u32| (bucket as usize, rarity.of(bucket));
            let squares: f32 = buckets.iter().map(of).map(|(_, worth)| worth * worth).sum();
            let norm = if squares > 0.0 { 1.0 / squares.sqrt() } else { 0.0 };
            buckets.iter().map(of).map(move |(bucket, worth)| (bucket, worth * norm))
        };
        each(words).chain(each(runs)).chain(each(across))
    }
}

/// Words of bits, one bit a bucket.
const ROWS: usize = FEATURES / 64;

/// Which buckets a message has, while it is read: a bit each, so that they come out sorted and once.
struct Seen {
    bits: [u64; ROWS],
    /// A bit for each word of `bits` that has any.
    rows: [u64; ROWS / 64],
    /// How many were told, some more than once.
    adds: usize,
    /// The folded words so far, with a space about each.
    written: String,
}

impl Seen {
    fn add(&mut self, bucket: u32) {
        let row = bucket as usize / 64 % ROWS;
        self.bits[row] |= 1 << (bucket % 64);
        self.rows[row / 64] |= 1 << (row % 64);
        self.adds += 1;
    }

    /// One word, with a space before it.
    fn word(&mut self, word: &mut String, last: &mut u32) {
        word.push(' ');
        let now = hash(word.trim().as_bytes(), 1);
        #[allow(clippy::cast_possible_truncation)] // 32,768
        let buckets = BUCKETS as u32;
        self.add(now % buckets);
        self.pair(*last, now);
        *last = now;
        let bytes = word.as_bytes();
        for start in 0..bytes.len().saturating_sub(2) {
            // The hash of three is on the way to that of five.
            let mut state = begun(2);
            for (at, &byte) in bytes[start..].iter().take(5).enumerate() {
                state = with(state, byte);
                if at >= 2 {
                    self.add(buckets + mixed(state) % buckets);
                }
            }
        }
        self.written.push_str(&word[1..]);
        word.clear();
    }

    /// The runs of three to six bytes that have a space within: "give up" and "gave up" have some in common.
    fn runs(&mut self) {
        #[allow(clippy::cast_possible_truncation)] // 32,768
        let buckets = BUCKETS as u32;
        let written = std::mem::take(&mut self.written);
        // The outermost spaces are within nothing.
        let bytes = written.as_bytes();
        let inner = bytes.len().saturating_sub(1);
        let mut space = 0;
        for start in 0..inner {
            if space <= start {
                let next = bytes[start + 1..inner].iter().position(|&byte| byte == b' ');
                let Some(next) = next else { break };
                space = start + 1 + next;
            }
            let within = space - start;
            if within > RUN_MAX - 2 {
                continue;
            }
            let mut state = begun(3);
            for (at, &byte) in bytes[start..].iter().take(RUN_MAX).enumerate() {
                state = with(state, byte);
                if at > within {
                    self.add(2 * buckets + mixed(state) % buckets);
                }
            }
        }
    }

    fn pair(&mut self, last: u32, now: u32) {
        #[allow(clippy::cast_possible_truncation)] // 32,768
        let buckets = BUCKETS as u32;
        self.add((last.rotate_left(5) ^ now).wrapping_mul(0x9E37_79B1) % buckets);
    }

    /// All of them, sorted.
    fn all(&self, buckets: &mut Vec<u32>) {
        buckets.clear();
        buckets.reserve(self.adds);
        for (high, &rows) in (0_u32..).zip(&self.rows) {
            for middle in ones(rows) {
                let row = high * 64 + middle;
                buckets.extend(ones(self.bits[row as usize]).map(|low| row * 64 + low));
            }
        }
    }
}

/// The numbers of the bits that are set.
fn ones(mut bits: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = bits.trailing_zeros();
        bits &= bits.checked_sub(1)?;
        Some(bit)
    })
}

/// How rare each feature is: the inverse document frequency 1 + ln((1 + n) ÷ (1 + n with it)) (Spärck
/// Jones 1972, *Journal of Documentation* 28, 11–21), in steps of 1/16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rarity {
    sixteenths: Vec<u8>,
}

impl Default for Rarity {
    fn default() -> Self {
        Self { sixteenths: vec![16; FEATURES] }
    }
}

impl Rarity {
    /// Counted over texts.
    pub fn over<'f>(texts: impl Iterator<Item = &'f Features>) -> Self {
        let mut counts = vec![0_u32; FEATURES];
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
    mixed(bytes.iter().fold(begun(seed), |hash, &byte| with(hash, byte)))
}

fn begun(seed: u32) -> u32 {
    0x811C_9DC5 ^ seed.wrapping_mul(0x85EB_CA6B)
}

fn with(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn mixed(mut hash: u32) -> u32 {
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0x2C1B_3C6D);
    hash ^ hash >> 12
}

/// What a step weighs, before the scale: its square, with its sign.
fn weight(step: i8) -> i16 {
    let step = i16::from(step);
    step * step.abs()
}

/// What a head hears in the features of each kind: the sum of rarity times weight, and of squared rarity.
///
/// Both are whole numbers, in the steps of [`Rarity`]: they are the same in whatever order they are summed.
type Heard = [(i64, i64); KINDS];

/// What a head makes of what it hears: each kind of features weighs the same, however many there are of it.
#[allow(clippy::cast_precision_loss)] // a score
fn score(bias: f32, scale: f32, heard: Heard) -> f32 {
    let kinds = heard.map(|(sum, squares)| match squares {
        0 => 0.0,
        squares => sum as f32 / (squares as f32).sqrt(),
    });
    bias + scale * kinds.iter().sum::<f32>()
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
    /// The score: log odds where the head was trained on yes and no, else the value itself.
    pub fn score(&self, features: &Features, rarity: &Rarity) -> f32 {
        let heard = features.kinds().map(|buckets| {
            buckets.iter().fold((0, 0), |(sum, squares), &bucket| {
                let rarity = i64::from(rarity.sixteenths[bucket as usize]);
                let weight = i64::from(weight(self.weights[bucket as usize]));
                (sum + rarity * weight, squares + rarity * rarity)
            })
        });
        score(self.bias, self.scale, heard)
    }
}

/// Several heads, as they are made and kept in a file; a [`Model`] has them laid out to be asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heads {
    heads: Vec<Head>,
}

impl Heads {
    /// These heads.
    pub fn new(heads: Vec<Head>) -> Self {
        Self { heads }
    }

    /// What is built in, with the rarity of its features; nothing, where the form of the file changed.
    pub fn shipped() -> (Rarity, Self) {
        Self::from_bytes(SHIPPED).unwrap_or_default()
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
        let (rarity, heads) = file(bytes)?;
        let rarity = Rarity { sixteenths: rarity.to_vec() };
        let head = |(told, weights): Kept<'_>| {
            let Told { name, bias, scale } = told;
            let weights = weights.iter().map(|&byte| byte.cast_signed()).collect();
            Head { name, bias, scale, weights }
        };
        Some((rarity, Self { heads: heads.into_iter().map(head).collect() }))
    }
}

/// A head of a file, with its weights where they stand in it.
type Kept<'f> = (Told, &'f [u8]);

/// What is in a file: the rarity of the features, and the heads.
fn file(bytes: &[u8]) -> Option<(&[u8], Vec<Kept<'_>>)> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at_checked(count)?;
        rest = left;
        Some(taken)
    };
    let rarity = take(FEATURES)?;
    let count = take(1)?[0];
    let mut heads = Vec::new();
    for _ in 0..count {
        let length = usize::from(take(1)?[0]);
        let name = std::str::from_utf8(take(length)?).ok()?.to_owned();
        let bias = f32::from_le_bytes(take(4)?.try_into().ok()?);
        let scale = f32::from_le_bytes(take(4)?.try_into().ok()?);
        heads.push((Told { name, bias, scale }, take(FEATURES)?));
    }
    Some((rarity, heads))
}

/// The heads that ship, in a file.
pub const SHIPPED: &[u8] = include_bytes!("../model/heads.bin");

/// Bytes of a bucket in a [`Model`]: its rarity, and the steps of as many heads as are left.
const ROW: usize = 12;
/// So many heads can be asked together.
pub const HEADS_MAX: usize = ROW - 1;
/// What is summed of so many buckets is below 2³¹: a rarity is at most 255, a weight at most 128².
const AT_ONCE: usize = 256;

/// What there is of a bucket: its rarity, then the step of each head, and noughts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(align(4))]
struct Row([u8; ROW]);

/// What heads say, in their order; of those that are not there, nought.
pub type Scores = [f32; HEADS_MAX];

/// Heads that are asked together, with the rarity of their features.
///
/// All that there is of a feature lies side by side, as a message has some hundred features, far apart: what
/// asking costs is the way there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    heads: Vec<Told>,
    /// One a bucket.
    rows: Vec<Row>,
}

/// What there is of a head besides its weights.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    name: String,
    bias: f32,
    scale: f32,
}

impl Model {
    /// The heads of these names from a file, [`HEADS_MAX`] at most; those that it has not are left out. `None`
    /// where it is no file of heads.
    pub fn from_bytes(bytes: &[u8], names: &[&str]) -> Option<Self> {
        let (rarity, mut heads) = file(bytes)?;
        heads.retain(|(told, _)| names.contains(&told.name.as_str()));
        heads.truncate(HEADS_MAX);
        let mut rows = vec![Row::default(); FEATURES];
        // A stretch at a time, so that it stays near while all heads are laid out.
        for (stretch, rows) in rows.chunks_mut(AT_ONCE).enumerate() {
            let columns = std::iter::once(rarity).chain(heads.iter().map(|&(_, weights)| weights));
            for (place, column) in columns.enumerate() {
                for (Row(row), &byte) in rows.iter_mut().zip(&column[stretch * AT_ONCE..]) {
                    row[place] = byte;
                }
            }
        }
        Some(Self { heads: heads.into_iter().map(|(told, _)| told).collect(), rows })
    }

    /// The place of the head of that name in what [`Self::scores`] says.
    pub fn head(&self, name: &str) -> Option<usize> {
        self.heads.iter().position(|head| head.name == name)
    }

    /// What every head says of these features: see [`Head::score`].
    pub fn scores(&self, features: &Features) -> Scores {
        let mut scores = [0.0; HEADS_MAX];
        if self.heads.is_empty() {
            return scores;
        }
        let heard = features.kinds().map(|buckets| self.hear(buckets));
        for (place, (head, scored)) in self.heads.iter().zip(&mut scores).enumerate() {
            let heard = heard.each_ref().map(|(sums, squares)| (sums[place + 1], *squares));
            *scored = score(head.bias, head.scale, heard);
        }
        scores
    }

    /// The sums of rarity times weight, in the places of a row, and that of squared rarity.
    fn hear(&self, buckets: &[u32]) -> ([i64; ROW], i64) {
        let (mut all, mut squares) = ([0_i64; ROW], 0_i64);
        for buckets in buckets.chunks(AT_ONCE) {
            // The rarities first, of all of them: with so little to do for each, a machine fetches many rows at
            // a time, and they are near when their weights are asked for.
            let rarities = buckets.iter().map(|&bucket| i64::from(self.rows[bucket as usize].0[0]));
            squares += rarities.map(|rarity| rarity * rarity).sum::<i64>();
            for (all, sum) in all.iter_mut().zip(self.sums(buckets)) {
                *all += i64::from(sum);
            }
        }
        (all, squares)
    }

    /// The sums of [`AT_ONCE`] buckets or fewer. By itself, as a compiler then sees that four sums at a time
    /// are what is wanted.
    #[inline(never)]
    fn sums(&self, buckets: &[u32]) -> [i32; ROW] {
        let mut sums = [0; ROW];
        for &bucket in buckets {
            let Row(row) = self.rows[bucket as usize];
            let rarity = i32::from(row[0]);
            let weights = row.map(|step| weight(step.cast_signed()));
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += rarity * i32::from(weight);
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_side_by_side_say_what_each_says() {
        let head = |name: &str, factor: usize| Head {
            name: name.to_owned(),
            bias: 0.5,
            scale: 0.01,
            weights: (0..FEATURES)
                .map(|bucket| i8::try_from(bucket * factor % 255).unwrap_or(-7))
                .collect(),
        };
        let heads = Heads::new((1..=11).map(|number| head(&number.to_string(), number)).collect());
        let features = Features::of("Why is it late AGAIN?! See www.example.org, @bliss.");
        let rarity = Rarity::over([&features, &Features::of("It is late.")].into_iter());
        let model = Model::from_bytes(&heads.to_bytes(&rarity), &["11", "2", "7", "none"]).unwrap();
        let scores = model.scores(&features);
        assert_eq!(model.head("none"), None);
        assert_eq!(model.head("1"), None);
        for name in ["2", "7", "11"] {
            let alone = heads.head(name).unwrap().score(&features, &rarity);
            assert_eq!(scores[model.head(name).unwrap()].to_bits(), alone.to_bits(), "{name}");
        }
    }

    #[test]
    fn features_are_sorted_and_each_once() {
        let features = Features::of("the the THE end, ends 42");
        assert!(features.buckets().is_sorted_by(|a, b| a < b));
        assert!(features.buckets().contains(&(hash(b"the", 1) % (1 << 15))));
        assert!(features.buckets().contains(&((1 << 15) + hash(b" 00 ", 2) % (1 << 15))));
        assert!(features.buckets().contains(&((1 << 16) + hash(b"nds 00", 3) % (1 << 15))));
    }
}
