//! The words that patterns know, and how people write them.
//!
//! A word becomes a small number, so that a pattern compares numbers. What no pattern knows is
//! [`UNKNOWN`]. Contractions and abbreviations are taken apart here, by one table and a few suffixes;
//! classes (`<we>`, `<call>`) are lists of words in `rules/classes.txt`.

use crate::stored::{Names, Stored, hash};

/// Which word: an index into the [`Lexicon`].
pub type WordId = u16;

/// A word that no pattern knows.
pub const UNKNOWN: WordId = 0;

/// A token becomes at most so many words.
const PARTS_MAX: usize = 3;

/// The words of one token.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ids {
    pub(crate) ids: [WordId; PARTS_MAX],
    pub(crate) count: usize,
}

impl Ids {
    fn push(&mut self, id: WordId) {
        if self.count < PARTS_MAX {
            self.ids[self.count] = id;
            self.count += 1;
        }
    }

    /// The first word.
    pub(crate) fn first(&self) -> WordId {
        self.ids[0]
    }

    /// The last word alone.
    pub(crate) fn last(&self) -> Self {
        let mut last = Self::default();
        last.push(self.as_slice().last().copied().unwrap_or(UNKNOWN));
        last
    }

    fn read([one, two, three, count]: [u16; PARTS_MAX + 1]) -> Self {
        Self { ids: [one, two, three], count: usize::from(count).min(PARTS_MAX) }
    }

    /// One to three words.
    pub fn as_slice(&self) -> &[WordId] {
        &self.ids[..self.count]
    }
}

/// How people write it, and what it stands for.
const WRITTEN: &str = include_str!("../rules/written.txt");
/// Lists of words that patterns name.
const CLASSES: &str = include_str!("../rules/classes.txt");
/// Words that end in a full stop within a sentence.
const ABBREVIATIONS: [&str; 24] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "nr", "vs", "etc", "e.g", "i.e", "approx", "ref",
    "tel", "inc", "ltd", "co", "dept", "est", "jr", "sr", "min", "max",
];

/// What chats glue to the word before, *okthanks*, *daybye*: no other English word ends like this.
const GLUED: [&str; 4] = ["thank", "thanks", "thankyou", "bye"];

/// All words that are known.
#[derive(Debug)]
pub struct Lexicon {
    pub(crate) words: Names,
    /// The classes of each word, a bit each.
    pub(crate) classes: Vec<u128>,
    pub(crate) class_names: Names,
    pub(crate) written: Names,
    /// What each of those stands for.
    pub(crate) meant: Vec<Ids>,
    pub(crate) emoticons: Names,
    /// The word of each of those.
    pub(crate) felt: Vec<WordId>,
    endings: Endings,
}

/// What the endings of contractions stand for.
#[derive(Debug, Default, Clone, Copy)]
struct Endings {
    will: WordId,
    not: WordId,
    have: WordId,
    are: WordId,
    am: WordId,
    would: WordId,
    possessive: WordId,
}

/// See [`Endings`], in its order.
const ENDINGS: [&str; 7] = ["will", "not", "have", "are", "am", "would", "'s"];

impl Default for Lexicon {
    fn default() -> Self {
        Self::new()
    }
}

impl Lexicon {
    /// The tables, before any pattern was read.
    pub fn new() -> Self {
        let mut lexicon = Self {
            words: Names::default(),
            classes: vec![0],
            class_names: Names::default(),
            written: Names::default(),
            meant: vec![Ids::default()],
            emoticons: Names::default(),
            felt: vec![UNKNOWN],
            endings: Endings::default(),
        };
        for line in lines(CLASSES) {
            let Some((name, words)) = line.split_once(':') else { continue };
            lexicon.make_class(name.trim(), words);
        }
        for line in lines(WRITTEN) {
            let Some((written, meant)) = line.split_once('=') else { continue };
            let mut ids = Ids::default();
            for word in meant.split_whitespace() {
                ids.push(lexicon.intern(word));
            }
            for written in written.split_whitespace() {
                if written.chars().all(|c| c.is_ascii_alphanumeric() || c == '\'') {
                    let Some(number) = lexicon.written.insert(written) else { continue };
                    lexicon.meant.resize(lexicon.written.len(), ids);
                    lexicon.meant[usize::from(number)] = ids;
                } else {
                    let Some(number) = lexicon.emoticons.insert(written) else { continue };
                    lexicon.felt.resize(lexicon.emoticons.len(), ids.first());
                    lexicon.felt[usize::from(number)] = ids.first();
                }
            }
        }
        for word in ENDINGS {
            lexicon.intern(word);
        }
        lexicon.endings = lexicon.endings();
        lexicon
    }

    fn endings(&self) -> Endings {
        let [will, not, have, are, am, would, possessive] = ENDINGS.map(|word| self.one(word));
        Endings { will, not, have, are, am, would, possessive }
    }

    /// From bytes. `None` where they are none of a lexicon.
    pub(crate) fn read(from: &mut Stored) -> Option<Self> {
        let mut names = || Names::read(from);
        let (words, class_names, written, emoticons) = (names()?, names()?, names()?, names()?);
        let classes = from.large()?;
        let meant: Vec<Ids> = from.small()?.as_chunks().0.iter().copied().map(Ids::read).collect();
        let felt = from.small()?;
        let mut lexicon = Self {
            words,
            classes,
            class_names,
            written,
            meant,
            emoticons,
            felt,
            endings: Endings::default(),
        };
        lexicon.endings = lexicon.endings();
        let mut meant =
            lexicon.meant.iter().flat_map(|ids| ids.ids).chain(lexicon.felt.iter().copied());
        let whole = lexicon.classes.len() == lexicon.words.len()
            && lexicon.meant.len() == lexicon.written.len()
            && lexicon.felt.len() == lexicon.emoticons.len()
            && meant.all(|word| usize::from(word) < lexicon.words.len());
        whole.then_some(lexicon)
    }

    fn make_class(&mut self, name: &str, words: &str) {
        self.class_names.insert(name);
        let Some(class) = self.class_named(name) else { return };
        for word in words.split_whitespace() {
            if let Some(other) = word.strip_prefix('<').and_then(|word| word.strip_suffix('>')) {
                let Some(other) = self.class_named(other) else { continue };
                for classes in &mut self.classes {
                    *classes |= ((*classes >> other) & 1) << class;
                }
                continue;
            }
            for form in forms(word) {
                let id = self.intern(&form);
                self.classes[usize::from(id)] |= 1 << class;
            }
        }
    }

    /// The number of a class, below 128.
    pub(crate) fn class_named(&self, name: &str) -> Option<usize> {
        self.class_names
            .get(name)
            .map(|number| usize::from(number) - 1)
            .filter(|&class| class < 128)
    }

    /// The number of a word, made if it has none yet.
    pub(crate) fn intern(&mut self, word: &str) -> WordId {
        let id = self.words.insert(word).unwrap_or(UNKNOWN);
        self.classes.resize(self.words.len(), 0);
        id
    }

    /// A word as it is written here.
    pub fn written(&self, word: WordId) -> Option<&str> {
        (word != UNKNOWN).then(|| self.words.name(word))
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.classes.len()
    }

    /// The classes of a word, a bit each.
    pub(crate) fn classes(&self, word: WordId) -> u128 {
        self.classes[usize::from(word)]
    }

    /// Whether a word is in the class of that name.
    pub(crate) fn is(&self, word: WordId, class: &str) -> bool {
        // Most words are in none.
        let classes = self.classes(word);
        classes != 0 && classes & self.class(class) != 0
    }

    /// The bit of the class of that name; none where there is none.
    pub(crate) fn class(&self, name: &str) -> u128 {
        self.class_named(name).map_or(0, |class| 1 << class)
    }

    pub(crate) fn emoticon(&self, written: &str) -> Option<WordId> {
        self.emoticons.get(written).map(|number| self.felt[usize::from(number)])
    }

    fn one(&self, word: &str) -> WordId {
        self.words.get(word).unwrap_or(UNKNOWN)
    }

    /// The words of a token, folded to lower case.
    pub(crate) fn ids(&self, folded: &str) -> Ids {
        let hash = hash(folded);
        if let Some(number) = self.written.hashed(folded, hash) {
            return self.meant[usize::from(number)];
        }
        let mut ids = Ids::default();
        let known = self.words.hashed(folded, hash).unwrap_or(UNKNOWN);
        if known != UNKNOWN {
            ids.push(known);
            return ids;
        }
        if let Some(apostrophe) = folded.rfind('\'') {
            let (word, suffix) = folded.split_at(apostrophe);
            let Endings { will, not, have, are, am, would, possessive } = self.endings;
            let (word, suffix) = match suffix {
                "'ll" => (word, will),
                "'ve" => (word, have),
                "'re" => (word, are),
                "'m" => (word, am),
                "'d" => (word, would),
                "'t" => (word.strip_suffix('n').unwrap_or(word), not),
                _ => (word, possessive),
            };
            ids.push(self.one(word));
            ids.push(suffix);
            return ids;
        }
        let short = self.shortened(folded);
        match GLUED.iter().find_map(|end| Some((folded.strip_suffix(end)?, end))) {
            Some((word, end)) if short == UNKNOWN && word.len() > 1 => {
                ids.push(self.one(word));
                ids.push(self.one(end));
            }
            _ => ids.push(short),
        }
        ids
    }

    /// "Sooooo" is "so", "pleeease" is "please": a letter said three times or more is tried twice, then
    /// once.
    fn shortened(&self, folded: &str) -> WordId {
        let bytes = folded.as_bytes();
        if !bytes.windows(3).any(|three| three[0] == three[1] && three[1] == three[2]) {
            return UNKNOWN;
        }
        for most in [2, 1] {
            let mut short = String::with_capacity(folded.len());
            let mut run = 0;
            let mut last = None;
            for c in folded.chars() {
                run = if last == Some(c) { run + 1 } else { 1 };
                last = Some(c);
                if run <= most {
                    short.push(c);
                }
            }
            let id = self.one(&short);
            if id != UNKNOWN {
                return id;
            }
        }
        UNKNOWN
    }
}

/// Whether a full stop after this word ends no sentence.
pub(crate) fn abbreviation(word: &str) -> bool {
    word.len() <= 6 && ABBREVIATIONS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The lines of a table: no comments, none empty.
pub(crate) fn lines(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter_map(rule_line)
}

/// What a line of a table says; nothing where it is a comment or empty.
pub(crate) fn rule_line(line: &str) -> Option<&str> {
    Some(line.trim()).filter(|line| !line.is_empty() && !line.starts_with("# ") && *line != "#")
}

/// The forms of a word in a table: `call+` is *call, calls, called, calling*; without a plus, itself.
/// Where English doubles a last letter or not, both are made: more forms than exist do no harm.
pub(crate) fn forms(word: &str) -> Vec<String> {
    let Some(base) = word.strip_suffix('+') else { return vec![word.to_owned()] };
    let mut forms = vec![base.to_owned()];
    let vowel = |c: Option<char>| c.is_some_and(|c| "aeiou".contains(c));
    let mut from_end = base.chars().rev();
    let (last, second, third) = (from_end.next(), from_end.next(), from_end.next());
    match last {
        Some('e') => {
            forms.push(format!("{base}s"));
            forms.push(format!("{base}d"));
            forms.push(format!("{}ing", &base[..base.len() - 1]));
        }
        Some('y') if !vowel(second) => {
            let stem = &base[..base.len() - 1];
            forms.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{base}ing")]);
        }
        _ => {
            let es = matches!(last, Some('s' | 'x' | 'z' | 'o'))
                || base.ends_with("ch")
                || base.ends_with("sh");
            forms.push(format!("{base}{}", if es { "es" } else { "s" }));
            forms.extend([format!("{base}ed"), format!("{base}ing")]);
            if let (Some(last), true, false) = (
                last,
                vowel(second),
                vowel(third) || vowel(last) || matches!(last, Some('w' | 'x' | 'y')),
            ) {
                forms.extend([format!("{base}{last}ed"), format!("{base}{last}ing")]);
            }
        }
    }
    forms
}
