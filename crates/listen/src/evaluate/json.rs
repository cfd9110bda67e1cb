//! The figures for machines.

use serde_json::{Value, json};

use super::{Estimate, Evaluation, Group, Remarked, SCORES, SNR_DB};

/// All that was found, as JSON. Areas are between 0 and 1, intervals are `[low, high]`, and what is not
/// known is null.
pub fn to_json(evaluation: &Evaluation) -> Value {
    let list = |of: &[Remarked]| -> Vec<Value> {
        of.iter().map(|one| json!({ "clip": one.clip, "why": one.why })).collect()
    };
    json!({
        "clips": evaluation.clips(),
        "speakers": evaluation.speakers(),
        "draws": evaluation.draws,
        "resamples": evaluation.resamples,
        "seed": evaluation.seed,
        "corpora": corpora(evaluation),
        "enrolments": evaluation.enrolments.iter().map(|enrolment| json!({
            "clips": enrolment.clips,
            "speakers_with_fewer": enrolment.fewer,
            "speakers_left_out": enrolment.left_out,
        })).collect::<Vec<_>>(),
        "discrimination": discrimination(evaluation),
        "pairs": pairs(evaluation),
        "unsure": unsure(evaluation),
        "activity": activity(evaluation),
        "lips": lips(evaluation),
        "unheard": list(&evaluation.unheard),
        "remarks": list(&evaluation.remarks),
    })
}

fn estimate(estimate: Option<Estimate>) -> Value {
    estimate.map_or(Value::Null, |Estimate { value, interval }| {
        json!({ "value": value, "interval": interval.map(|(low, high)| [low, high]) })
    })
}

fn corpora(evaluation: &Evaluation) -> Vec<Value> {
    evaluation
        .corpora
        .iter()
        .map(|corpus| {
            json!({
                "name": corpus.name,
                "speakers": corpus.speakers,
                "clips": corpus.clips,
                "seconds": corpus.seconds,
                "clips_at_8_khz": corpus.narrow,
                "labels": corpus.labels,
            })
        })
        .collect()
}

fn discrimination(evaluation: &Evaluation) -> Vec<Value> {
    evaluation
        .figures
        .iter()
        .map(|figure| {
            let (corpus, sex) = match &figure.group {
                Group::Everyone => (None, None),
                Group::Corpus(name) => (Some(name), None),
                Group::Sex(sex) => (None, Some(sex)),
            };
            json!({
                "contrast": figure.contrast.name(),
                "band": figure.band.name(),
                "corpus": corpus,
                "sex": sex,
                "enrolled": figure.enrolled,
                "score": figure.score.name(),
                "speakers": figure.speakers,
                "within": estimate(figure.within),
                "pooled": estimate(figure.pooled),
                "clips": figure.told,
                "unsure": figure.unsure,
            })
        })
        .collect()
}

fn pairs(evaluation: &Evaluation) -> Vec<Value> {
    evaluation
        .pairs
        .iter()
        .map(|pairs| {
            json!({
                "label": pairs.label,
                "band": pairs.band.name(),
                "enrolled": pairs.enrolled,
                "score": pairs.score.name(),
                "speakers": pairs.speakers,
                "pairs": pairs.pairs,
                "without_original": pairs.alone,
                "higher": estimate(pairs.share),
            })
        })
        .collect()
}

fn unsure(evaluation: &Evaluation) -> Vec<Value> {
    evaluation
        .unsureness
        .iter()
        .map(|row| {
            let share: serde_json::Map<String, Value> = SCORES
                .iter()
                .zip(row.share)
                .map(|(score, share)| (score.name().to_owned(), share.into()))
                .collect();
            json!({
                "band": row.band.name(),
                "enrolled": row.enrolled,
                "label": row.label,
                "clips": row.clips,
                "share": share,
            })
        })
        .collect()
}

fn activity(evaluation: &Evaluation) -> Vec<Value> {
    evaluation
        .activity
        .iter()
        .map(|row| {
            json!({
                "corpus": row.corpus,
                "snr_db": SNR_DB,
                "below_db": row.below_db,
                "speech_frames": row.speech_frames,
                "other_frames": row.other_frames,
                "true_positive": row.true_positive,
                "false_positive": row.false_positive,
            })
        })
        .collect()
}

fn lips(evaluation: &Evaluation) -> Vec<Value> {
    evaluation
        .lips
        .iter()
        .map(|row| {
            json!({
                "alpha": row.alpha,
                "axis": row.axis.name(),
                "change": estimate(row.change),
                "speakers": row.speakers,
                "clips": row.clips,
                "unsure": row.unsure,
            })
        })
        .collect()
}
