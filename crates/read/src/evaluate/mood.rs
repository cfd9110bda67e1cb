//! Mood, against what three readers said of the customers' turns in support dialogues: as they are
//! written, and as a recogniser of speech would have written them.

use std::path::Path;

use words::{By, Message, Reader, mood::Moods};

use super::{Row, area, correlation};
use crate::{
    corpus::{self, Turn, Unreadable},
    heads::spoken,
};

/// What the figures must reach: the correlation with the readers' mean, and the area for the upset.
const CORRELATION_MIN: f64 = 0.72;
const AREA_MIN: f64 = 0.85;
/// A turn of this mean rating is upset.
const UPSET: f64 = 2.5;

/// A rated turn of a customer's.
struct Rated {
    dialogue: usize,
    upset: f32,
    within: bool,
    ratings: Vec<f64>,
    mean: f64,
}

/// Correlation and area on the frustration dialogues (`frustration.dev.txt`).
///
/// # Errors
/// When the file cannot be read.
pub fn mood(path: &Path) -> Result<Vec<Row>, Unreadable> {
    let turns = corpus::frustration(path)?;
    let reader = Reader::new();
    let written = rated(&turns, &reader, str::to_owned);
    let said = rated(&turns, &reader, spoken);
    let count = written.len();
    let within = written.iter().map(|turn| turn.within).collect::<Vec<_>>();
    Ok(vec![
        Row::new("mood: r", with_mean(&written), Some(CORRELATION_MIN), count),
        Row::new("mood: area, mean ≥ 2.5", of_upset(&written), Some(AREA_MIN), count),
        Row::new("mood, as spoken: r", with_mean(&said), None, count),
        Row::new("mood, as spoken: area", of_upset(&said), None, count),
        Row::new("mood: readers' mean within the interval", super::share(&within), None, count),
        Row::new(
            "readers themselves: r, each with the others",
            among_readers(&written),
            None,
            count,
        ),
    ])
}

/// Every rated turn with the mood of it, in the light of the turns before it in its dialogue.
fn rated(turns: &[Turn], reader: &Reader, form: impl Fn(&str) -> String) -> Vec<Rated> {
    let mut rated = Vec::new();
    let (mut dialogue, mut moods) = (usize::MAX, Moods::default());
    for turn in turns.iter().filter(|turn| turn.customer) {
        if turn.dialogue != dialogue {
            (dialogue, moods) = (turn.dialogue, Moods::default());
        }
        let text = form(&turn.text);
        let Some(tone) = reader.read(&Message::new(&text, By::Customer)).tone else { continue };
        let mood = moods.turn(&tone);
        let Some(mean) = turn.rating() else { continue };
        let (low, high) = mood.interval;
        rated.push(Rated {
            dialogue,
            upset: mood.upset,
            within: (f64::from(low)..=f64::from(high)).contains(&mean),
            ratings: turn.ratings.clone(),
            mean,
        });
    }
    rated
}

/// By dialogue: the turns of one are no independent sample.
fn dialogues<T>(turns: &[&Rated], of: impl Fn(&Rated) -> T) -> Vec<Vec<T>> {
    turns
        .chunk_by(|one, next| one.dialogue == next.dialogue)
        .map(|turns| turns.iter().map(|turn| of(turn)).collect())
        .collect()
}

fn with_mean(turns: &[Rated]) -> Option<figures::Estimate> {
    correlation(&dialogues(&turns.iter().collect::<Vec<_>>(), |turn| {
        (f64::from(turn.upset), turn.mean)
    }))
}

fn of_upset(turns: &[Rated]) -> Option<figures::Estimate> {
    area(&dialogues(&turns.iter().collect::<Vec<_>>(), |turn| (turn.upset, turn.mean >= UPSET)))
}

/// Each reader against the mean of the others, the mean of that over the readers.
fn among_readers(turns: &[Rated]) -> Option<figures::Estimate> {
    let readers = turns.iter().map(|turn| turn.ratings.len()).max().filter(|&count| count > 1)?;
    let by_all: Vec<&Rated> = turns.iter().filter(|turn| turn.ratings.len() == readers).collect();
    let each: Vec<figures::Estimate> = (0..readers)
        .filter_map(|reader| {
            correlation(&dialogues(&by_all, |turn| {
                let others = turn.ratings.iter().sum::<f64>() - turn.ratings[reader];
                #[allow(clippy::cast_precision_loss)] // three readers
                let others = others / (turn.ratings.len() - 1) as f64;
                (turn.ratings[reader], others)
            }))
        })
        .collect();
    #[allow(clippy::cast_precision_loss)] // three readers
    let count = each.len() as f64;
    let value = each.iter().map(|reader| reader.value).sum::<f64>() / count;
    Some(figures::Estimate { value, interval: None })
}
