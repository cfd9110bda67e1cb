//! The index of a corpus: which clips there are, who speaks, and how they are labelled.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::clip::Clip;
use super::{EvaluateError, Remarked};

/// One line of the index.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) corpus: String,
    pub(super) speaker: String,
    pub(super) sex: String,
    /// In lower case.
    pub(super) label: String,
    pub(super) text: String,
    /// The file as the index names it.
    pub(super) file: String,
    pub(super) path: PathBuf,
}

/// The index, read.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) rows: Vec<Row>,
    /// Lines that cannot be used.
    pub(super) unusable: Vec<Remarked>,
}

/// What was heard of one corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Corpus {
    /// Its name.
    pub name: String,
    /// Speakers.
    pub speakers: usize,
    /// Clips.
    pub clips: usize,
    /// How long they are together, in seconds.
    pub seconds: f64,
    /// Clips whose file has 8 kHz only: there the “16 kHz” band has no more than 4 kHz.
    pub narrow: usize,
    /// Clips by label.
    pub labels: BTreeMap<String, usize>,
}

/// Reads the index.
pub(super) fn read(path: &Path) -> Result<Index, EvaluateError> {
    let failed = |source| EvaluateError::Index { path: path.into(), source };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(failed)?;
    let header = reader.headers().map_err(failed)?.clone();
    // Spreadsheets put a byte order mark before the first name.
    let column = |name: &str| {
        header
            .iter()
            .position(|column| column.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name))
    };
    let needed = |name: &'static str| column(name).ok_or(EvaluateError::Column { column: name });
    let (speaker, label, file) = (needed("speaker")?, needed("label")?, needed("file")?);
    let (corpus, sex, text) = (column("corpus"), column("sex"), column("text"));
    let folder = path.parent().unwrap_or(Path::new(""));
    let (mut rows, mut unusable) = (Vec::new(), Vec::new());
    let line = |position: Option<&csv::Position>| {
        position.map_or_else(|| "a line".into(), |position| format!("line {}", position.line()))
    };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) if error.is_io_error() => return Err(failed(error)),
            Err(error) => {
                let clip = line(error.position());
                unusable.push(Remarked { clip, why: format!("{error}.") });
                continue;
            }
        };
        let field = |at: usize| record.get(at).unwrap_or_default().to_owned();
        let optional = |at: Option<usize>| at.map(field).unwrap_or_default();
        let row = Row {
            corpus: Some(optional(corpus)).filter(|name| !name.is_empty()).unwrap_or("—".into()),
            speaker: field(speaker),
            sex: optional(sex).to_lowercase(),
            label: field(label).to_lowercase(),
            text: optional(text),
            path: folder.join(field(file)),
            file: field(file),
        };
        let missing = [("speaker", &row.speaker), ("label", &row.label), ("file", &row.file)]
            .into_iter()
            .find(|(_, value)| value.is_empty());
        match missing {
            Some((name, _)) => {
                let clip = line(record.position());
                unusable.push(Remarked { clip, why: format!("It has no {name}.") });
            }
            None => rows.push(row),
        }
    }
    Ok(Index { rows, unusable })
}

/// What was heard, by corpus.
pub(super) fn corpora(clips: &[Clip<'_>]) -> Vec<Corpus> {
    let mut corpora: BTreeMap<&str, (Corpus, BTreeSet<&str>)> = BTreeMap::new();
    for (row, heard) in clips {
        let (corpus, speakers) = corpora.entry(&row.corpus).or_insert_with(|| {
            let corpus = Corpus {
                name: row.corpus.clone(),
                speakers: 0,
                clips: 0,
                seconds: 0.0,
                narrow: 0,
                labels: BTreeMap::new(),
            };
            (corpus, BTreeSet::new())
        });
        speakers.insert(&row.speaker);
        corpus.clips += 1;
        corpus.seconds += heard.seconds;
        corpus.narrow += usize::from(heard.narrow);
        *corpus.labels.entry(row.label.clone()).or_default() += 1;
    }
    corpora
        .into_values()
        .map(|(corpus, speakers)| Corpus { speakers: speakers.len(), ..corpus })
        .collect()
}
