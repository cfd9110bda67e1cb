//! The figures as tables for a terminal of 100 columns.

use std::fmt::Write as _;
use std::io;

use super::activity::Activity;
use super::lips::{ALPHAS, Lips};
use super::{
    Band, Contrast, ENROLMENTS, Estimate, Evaluation, Figure, Group, Pairs, Remarked, SCORES,
    SNR_DB, Score,
};

/// Clips with something wrong that are named; more are counted.
const NAMED_MAX: usize = 20;
/// Labels on a line.
const LABELS_MAX: usize = 6;
/// The enrolment of the figures at a glance.
const GLANCE: usize = 3;

/// Writes all that was found.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_text(evaluation: &Evaluation, out: &mut dyn io::Write) -> io::Result<()> {
    heard(evaluation, out)?;
    glance(evaluation, out)?;
    how(evaluation, out)?;
    let mut rest = evaluation.figures.as_slice();
    while let Some(first) = rest.first() {
        let same = |figure: &Figure| (figure.contrast, figure.band) == (first.contrast, first.band);
        let (block, others) =
            rest.split_at(rest.iter().position(|figure| !same(figure)).unwrap_or(rest.len()));
        discrimination(block, out)?;
        rest = others;
    }
    pairs(&evaluation.pairs, out)?;
    unsureness(evaluation, out)?;
    activity(&evaluation.activity, out)?;
    lips(&evaluation.lips, out)?;
    named("Not heard", &evaluation.unheard, out)?;
    named("Heard, but", &evaluation.remarks, out)
}

/// A number for people: 2,835.
fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// “1 clip”, “2,835 clips”.
fn several(count: usize, of: &str) -> String {
    let count = count as u64;
    if count == 1 { format!("1 {of}") } else { format!("{} {of}s", number(count)) }
}

/// Of corpora.
fn corpora(count: usize) -> String {
    if count == 1 { "1 corpus".into() } else { format!("{count} corpora") }
}

/// “0.826 [0.788–0.864]”.
fn estimate(estimate: Option<Estimate>) -> String {
    match estimate {
        None => "–".into(),
        Some(Estimate { value, interval: None }) => format!("{value:.3}"),
        Some(Estimate { value, interval: Some((low, high)) }) => {
            format!("{value:.3} [{low:.3}–{high:.3}]")
        }
    }
}

/// “+0.42 [+0.31 to +0.53]”.
fn change(change: Option<Estimate>) -> String {
    match change {
        None => "–".into(),
        Some(Estimate { value, interval: None }) => format!("{value:+.2}"),
        Some(Estimate { value, interval: Some((low, high)) }) => {
            format!("{value:+.2} [{low:+.2}…{high:+.2}]")
        }
    }
}

/// A line of a table: its name, and up to four columns with intervals, or more without.
fn line(name: &str, columns: &[String], out: &mut dyn io::Write) -> io::Result<()> {
    let mut text = format!("{name:<14}");
    let width = if columns.len() > 4 { 14 } else { 20 };
    for column in columns {
        write!(text, " {column:<width$}").map_err(io::Error::other)?;
    }
    writeln!(out, "{}", text.trim_end())
}

fn heading(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "\n{text}\n{}", "─".repeat(text.chars().count()))
}

fn heard(evaluation: &Evaluation, out: &mut dyn io::Write) -> io::Result<()> {
    let seconds: f64 = evaluation.corpora.iter().map(|corpus| corpus.seconds).sum();
    writeln!(
        out,
        "{} of {} in {}, {:.1} h; {} could not be heard.",
        several(evaluation.clips(), "clip"),
        several(evaluation.speakers(), "speaker"),
        corpora(evaluation.corpora.len()),
        seconds / 3_600.0,
        several(evaluation.unheard.len(), "clip"),
    )?;
    writeln!(out)?;
    for corpus in &evaluation.corpora {
        let labels: Vec<String> =
            corpus.labels.iter().map(|(label, count)| format!("{count} {label}")).collect();
        writeln!(
            out,
            "{:<12} {:>13}  {:>12}  {:>5.2} h{}",
            corpus.name,
            several(corpus.speakers, "speaker"),
            several(corpus.clips, "clip"),
            corpus.seconds / 3_600.0,
            match corpus.narrow {
                0 => String::new(),
                all if all == corpus.clips => ", at 8 kHz only".into(),
                some => format!(", {some} of them at 8 kHz only"),
            },
        )?;
        for labels in labels.chunks(LABELS_MAX) {
            writeln!(out, "    {}", labels.join(", "))?;
        }
    }
    if evaluation.corpora.iter().any(|corpus| corpus.narrow > 0) {
        writeln!(
            out,
            "\nClips at 8 kHz are in “16 kHz” as they are: they have nothing above 4 kHz."
        )?;
    }
    Ok(())
}

fn glance(evaluation: &Evaluation, out: &mut dyn io::Write) -> io::Result<()> {
    let columns = [
        (Score::Axis(voice::Axis::Smile), Band::AsIs),
        (Score::Axis(voice::Axis::Smile), Band::Telephone),
        (Score::Pitch, Band::AsIs),
        (Score::Pitch, Band::Telephone),
    ];
    let mut contrasts: Vec<Contrast> =
        evaluation.figures.iter().map(|figure| figure.contrast).collect();
    contrasts.dedup();
    if contrasts.is_empty() {
        heading("No figures", out)?;
        return writeln!(
            out,
            "No speaker has clips of two kinds that are told apart, and a neutral one besides."
        );
    }
    heading(
        "At a glance: area under the ROC curve within speakers, 3 neutral clips enrolled",
        out,
    )?;
    line("", &columns.map(|(score, band)| format!("{}, {}", score.name(), band.name())), out)?;
    for contrast in contrasts {
        let cells = columns.map(|(score, band)| {
            estimate(evaluation.figure(contrast, band, GLANCE, score).and_then(|f| f.within))
        });
        line(contrast.name(), &cells, out)?;
    }
    Ok(())
}

fn how(evaluation: &Evaluation, out: &mut dyn io::Write) -> io::Result<()> {
    heading("How to read this", out)?;
    writeln!(
        out,
        "A figure is how often a clip of the first kind scores higher than one of the second: 0.5 is\n\
         chance, ties count half. “Within a speaker” compares each speaker's clips with one another and\n\
         is the mean over speakers; “one threshold” compares everybody's with everybody's. Brackets are\n\
         95 % intervals ({} resamples of speakers, seed {}). Columns are how many of a speaker's neutral\n\
         clips told how they ordinarily sound; those are not in the test, drawn {} times. With none,\n\
         nobody in particular is the measure, and F0 is in semitones as it is.",
        number(u64::from(evaluation.resamples)),
        evaluation.seed,
        evaluation.draws,
    )?;
    for enrolment in &evaluation.enrolments {
        if enrolment.fewer > 0 {
            writeln!(
                out,
                "{} (or all but one): {} had no more than that.",
                several(enrolment.clips, "clip"),
                several(enrolment.fewer, "speaker"),
            )?;
        }
    }
    let left_out = evaluation.enrolments.iter().map(|enrolment| enrolment.left_out).max();
    if let Some(left_out @ 1..) = left_out {
        writeln!(
            out,
            "Left out wherever clips are enrolled, with fewer than two neutral ones: {}.",
            several(left_out, "speaker"),
        )?;
    }
    Ok(())
}

/// The names of the columns of a table by enrolment.
fn by_enrolment() -> [String; ENROLMENTS.len()] {
    ENROLMENTS.map(|clips| match clips {
        0 => "nobody enrolled".into(),
        10 => "10 (or all but one)".into(),
        clips => several(clips, "clip"),
    })
}

/// All groups of one contrast in one band.
fn discrimination(block: &[Figure], out: &mut dyn io::Write) -> io::Result<()> {
    let Some(first) = block.first() else { return Ok(()) };
    heading(&format!("{}, {}", first.contrast.name(), first.band.name()), out)?;
    let mut groups: Vec<&Group> = block.iter().map(|figure| &figure.group).collect();
    groups.dedup();
    for group in groups {
        let of = |enrolled: usize, score: Score| {
            block.iter().find(|figure| {
                figure.group == *group && figure.enrolled == enrolled && figure.score == score
            })
        };
        let rows = |cell: &dyn Fn(&Figure) -> String, out: &mut dyn io::Write| {
            SCORES.into_iter().try_for_each(|score| {
                let cells =
                    ENROLMENTS.map(|enrolled| of(enrolled, score).map_or_else(|| "–".into(), cell));
                line(&format!("  {}", score.name()), &cells, out)
            })
        };
        let most = block.iter().filter(|figure| figure.group == *group);
        let speakers = several(most.map(|figure| figure.speakers).max().unwrap_or(0), "speaker");
        let name = match group {
            Group::Everyone => "all".to_owned(),
            Group::Corpus(name) => name.clone(),
            Group::Sex(sex) => format!("sex: {sex}"),
        };
        writeln!(out, "{name}, {speakers}")?;
        line("  within", &by_enrolment(), out)?;
        rows(&|figure| estimate(figure.within), out)?;
        line("  one threshold", &[], out)?;
        rows(&|figure| estimate(figure.pooled), out)?;
        let unsure = |score: Score| {
            block.iter().any(|figure| {
                figure.group == *group && figure.score == score && figure.unsure >= 0.5
            })
        };
        if SCORES.into_iter().any(unsure) {
            line("  unsure, and so left out", &[], out)?;
        }
        for score in SCORES.into_iter().filter(|&score| unsure(score)) {
            let cells = ENROLMENTS.map(|enrolled| {
                of(enrolled, score).map_or_else(
                    || "–".into(),
                    |f| format!("{:.0} of {:.0} clips", f.unsure, f.unsure + f.told),
                )
            });
            line(&format!("  {}", score.name()), &cells, out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn pairs(all: &[Pairs], out: &mut dyn io::Write) -> io::Result<()> {
    let mut rest = all;
    while let Some(first) = rest.first() {
        let same = |other: &Pairs| (&other.label, other.band) == (&first.label, first.band);
        let (block, others) =
            rest.split_at(rest.iter().position(|pairs| !same(pairs)).unwrap_or(rest.len()));
        rest = others;
        heading(&format!("{} over its own original, {}", first.label, first.band.name()), out)?;
        let most = block.iter().fold(0.0_f64, |most, pairs| most.max(pairs.pairs));
        let speakers = block.iter().map(|pairs| pairs.speakers).max().unwrap_or(0);
        writeln!(
            out,
            "Share of pairs in which the manipulated clip scores higher: {most:.0} pairs of {}; {}\n\
             without an original.",
            several(speakers, "speaker"),
            several(first.alone, "clip"),
        )?;
        line("", &by_enrolment(), out)?;
        for score in SCORES {
            let cells = ENROLMENTS.map(|enrolled| {
                let found =
                    block.iter().find(|pairs| pairs.enrolled == enrolled && pairs.score == score);
                estimate(found.and_then(|pairs| pairs.share))
            });
            line(&format!("  {}", score.name()), &cells, out)?;
        }
    }
    Ok(())
}

fn unsureness(evaluation: &Evaluation, out: &mut dyn io::Write) -> io::Result<()> {
    heading("Unsure: share of clips of which nothing is told", out)?;
    for band in [Band::AsIs, Band::Telephone] {
        for enrolled in [0, GLANCE] {
            writeln!(out, "{}, {} enrolled", band.name(), several(enrolled, "clip"))?;
            line("", &SCORES.map(|score| score.name().to_owned()), out)?;
            let rows = evaluation
                .unsureness
                .iter()
                .filter(|row| row.band == band && row.enrolled == enrolled);
            for row in rows {
                let cells = row.share.map(|share| format!("{:.1} %", 100.0 * share));
                line(&format!("  {}", row.label), &cells[..], out)?;
            }
        }
    }
    Ok(())
}

fn activity(all: &[Activity], out: &mut dyn io::Write) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    heading(&format!("Voice activity in pink noise, {SNR_DB} dB below the speech, at 8 kHz"), out)?;
    writeln!(out, "Speech is what is within so many dB of the clean clip's loud frames (30 ms).")?;
    line(
        "",
        &["within".into(), "speech heard".into(), "other heard".into(), "frames".into()],
        out,
    )?;
    for row in all {
        line(
            &format!("  {}", row.corpus.as_deref().unwrap_or("all")),
            &[
                format!("{} dB", row.below_db),
                format!("{:.1} %", 100.0 * row.true_positive),
                format!("{:.1} %", 100.0 * row.false_positive),
                number(row.speech_frames + row.other_frames),
            ],
            out,
        )?;
    }
    Ok(())
}

fn lips(all: &[Lips], out: &mut dyn io::Write) -> io::Result<()> {
    let Some(first) = all.first() else { return Ok(()) };
    heading("Lips: how far each axis moves when only the formants do", out)?;
    let speakers = all.iter().map(|row| row.speakers).max().unwrap_or(0);
    writeln!(
        out,
        "{} of {} at 16 kHz. α above 1 moves formants up, as\n\
         spread lips do. Change against α = 1, in units of the speaker's ordinary variation.",
        several(first.clips, "ordinary clip"),
        several(speakers, "speaker"),
    )?;
    let axes: Vec<voice::Axis> = SCORES
        .into_iter()
        .filter_map(|score| if let Score::Axis(axis) = score { Some(axis) } else { None })
        .collect();
    let names: Vec<String> = axes.iter().map(|axis| axis.name().to_owned()).collect();
    line("  α", &names, out)?;
    for alpha in ALPHAS {
        let row = |axis: &voice::Axis| {
            all.iter().find(|row| row.axis == *axis && (row.alpha - alpha).abs() < 1e-9)
        };
        let cells: Vec<String> =
            axes.iter().map(|axis| change(row(axis).and_then(|row| row.change))).collect();
        line(&format!("  {alpha:.2}"), &cells, out)?;
    }
    if all.iter().any(|row| row.unsure > 0) {
        let unsure: Vec<String> = axes
            .iter()
            .map(|axis| all.iter().filter(|row| row.axis == *axis).map(|row| row.unsure))
            .map(|unsure| format!("{} at most", several(unsure.max().unwrap_or(0), "clip")))
            .collect();
        line("  unsure", &unsure, out)?;
    }
    Ok(())
}

fn named(what: &str, all: &[Remarked], out: &mut dyn io::Write) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    heading(&format!("{what}: {}", several(all.len(), "clip")), out)?;
    for Remarked { clip, why } in all.iter().take(NAMED_MAX) {
        writeln!(out, "{clip}: {why}")?;
    }
    if let Some(more @ 1..) = all.len().checked_sub(NAMED_MAX) {
        writeln!(out, "… and {more} more, all of which are in the JSON.")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(
            [0, 12, 999, 1_000, 2_835, 1_234_567].map(number),
            ["0", "12", "999", "1,000", "2,835", "1,234,567"]
        );
        let of = Estimate { value: 0.826, interval: Some((0.788, 0.8641)) };
        assert_eq!(estimate(Some(of)), "0.826 [0.788–0.864]");
        assert_eq!(several(1, "clip"), "1 clip");
    }
}
