//! Kind words of customers, one's best moment of the day before, and contacts that were hard.

use domain::{
    Timestamp,
    agent::Agent,
    check_in::{HARD_MINUTES, HARD_UPSET},
    text::excerpt,
};
use jiff::{SignedDuration, ToSpan, tz::TimeZone};
use store::{Db, kind_word::Written};
use words::{By, What};

use crate::{Result, reading};

/// Days in which kind words are looked for.
pub const KIND_DAYS: i64 = 14;
/// Messages among which they are looked for.
const WRITTEN_MAX: i64 = 300;
/// Days back in which one's last day at the desk is looked for.
const BACK_DAYS: i64 = 7;
/// Most characters of a kind word.
const WORDS_CHARS: usize = 240;
/// Shorter ones say too little to begin a day with: "lovely!";
const WORDS_CHARS_MIN: usize = 24;
/// and thanks alone have to say for what.
const THANKS_CHARS_MIN: usize = 48;
/// From here up words are warm; the others are shown where there are none of these.
const WARM: u8 = 3;

/// Something kind that a customer wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindWord {
    /// What they wrote, and where.
    pub written: Written,
    /// The kind part of it.
    pub words: String,
    /// The kinder, the greater.
    warmth: u8,
}

/// What is kind, and how much of it there is in it.
const KIND: [(What, u8); 4] =
    [(What::Praise, 4), (What::Relief, 3), (What::Resolved, 2), (What::Thanks, 1)];

fn kind(written: Written) -> Option<KindWord> {
    let read = reading::message(By::Customer, &written.text);
    let unkind = [What::Upset, What::Abuse, What::Repeat, What::Waiting, What::Leave, What::Public];
    if unkind.iter().any(|what| read.has(*what)) {
        return None;
    }
    let kind_at = |from: usize, to: usize| {
        let here = read.findings.iter().filter(|(_, span)| span.start < to && from < span.end);
        here.filter_map(|(what, _)| KIND.iter().find(|(kind, _)| kind == what))
            .map(|(_, warmth)| *warmth)
            .max()
    };
    let sentences = read.sentences.iter().filter_map(|span| {
        let warmth = kind_at(span.start, span.end)?;
        Some((warmth, written.text.get(span.clone())?.trim()))
    });
    let (warmths, kinds): (Vec<u8>, Vec<&str>) = sentences.unzip();
    let warmth = warmths.into_iter().max()?;
    let words = excerpt(&kinds.join(" "), WORDS_CHARS);
    let least = if warmth == 1 { THANKS_CHARS_MIN } else { WORDS_CHARS_MIN };
    (words.chars().count() >= least).then_some(KindWord { written, words, warmth })
}

/// Kind words of the last two weeks, the newest first; where some of them are warm, those alone.
///
/// # Errors
/// Where the store cannot be read.
pub fn kind_words(db: &mut Db, now: Timestamp) -> Result<Vec<KindWord>> {
    let since = now - (24 * KIND_DAYS).hours();
    let written = store::kind_word::written_since(db, since, WRITTEN_MAX)?;
    let mut found: Vec<KindWord> = written.into_iter().filter_map(kind).collect();
    if found.iter().any(|kind| kind.warmth >= WARM) {
        found.retain(|kind| kind.warmth >= WARM);
    }
    Ok(found)
}

/// The best moment of somebody's last day at the desk before today: the kindest that a customer wrote whom
/// they had answered.
///
/// # Errors
/// Where the store cannot be read.
pub fn best_moment(db: &mut Db, me: &Agent, now: Timestamp) -> Result<Option<KindWord>> {
    let tz = me.tz();
    let Some(today) = start_of_day(now, &tz) else { return Ok(None) };
    let last = store::kind_word::last_reply_before(db, me.id, today)?;
    let earliest = now - (24 * BACK_DAYS).hours();
    let Some(last) = last.filter(|last| *last >= earliest) else { return Ok(None) };
    let Some(from) = start_of_day(last, &tz) else { return Ok(None) };
    // Thanks often come in the evening, or the next day before one is there again.
    let written = store::kind_word::written_to(db, me.id, from, today, WRITTEN_MAX)?;
    Ok(written.into_iter().filter_map(kind).max_by_key(|kind| (kind.warmth, kind.words.len())))
}

fn start_of_day(at: Timestamp, tz: &TimeZone) -> Option<Timestamp> {
    Some(at.to_zoned(tz.clone()).start_of_day().ok()?.timestamp())
}

/// The last contact of the past hour in which a customer of theirs was very upset or insulting.
///
/// # Errors
/// Where the store cannot be read.
pub fn hard_contact(db: &mut Db, me: &Agent, now: Timestamp) -> Result<Option<Written>> {
    let since = now - SignedDuration::from_mins(HARD_MINUTES);
    let written = store::kind_word::written_in_conversations_of(db, me.id, since, WRITTEN_MAX)?;
    let hard = |written: &Written| {
        let read = reading::message(By::Customer, &written.text);
        read.has(What::Abuse) || read.upset >= HARD_UPSET
    };
    Ok(written.into_iter().find(hard))
}
