//! Which frames of a clean clip are speech, by their level alone: what a person would cut out with a
//! ruler, and the truth that voice activity is held against.

/// Samples from frame to frame at 8 kHz: 10 ms, as the ear has them.
const HOP: usize = 80;
/// Samples of a frame at 8 kHz: 30 ms, centred on its hop.
const WINDOW: usize = 240;
/// The level that frames are compared with: 99 of 100 frames are fainter.
const LOUD: f64 = 0.99;
/// Fainter than this there is nothing at all: −100 dB.
const NOTHING: f64 = 1e-10;

/// Mean power of each whole hop's window, of sound at 8 kHz.
pub(super) fn powers(sound: &[f32]) -> Vec<f64> {
    (0..sound.len() / HOP)
        .map(|hop| {
            let middle = hop * HOP + HOP / 2;
            let from = middle.saturating_sub(WINDOW / 2);
            let window = &sound[from..(middle + WINDOW / 2).min(sound.len())];
            let sum: f64 = window.iter().map(|&sample| f64::from(sample).powi(2)).sum();
            sum / window.len() as f64
        })
        .collect()
}

/// The power above which a frame is speech: so many dB below the clip's loud frames. None where the
/// clip is silent.
pub(super) fn threshold(powers: &[f64], below_db: f64) -> Option<f64> {
    let mut sorted = powers.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // an index
    let at = (LOUD * sorted.len().saturating_sub(1) as f64) as usize;
    let loud = *sorted.get(at)?;
    (loud > NOTHING).then(|| loud * 10.0_f64.powf(-below_db / 10.0))
}

/// Mean power over the frames of speech.
pub(super) fn active(powers: &[f64], below_db: f64) -> Option<f64> {
    let threshold = threshold(powers, below_db)?;
    let (count, sum) = powers
        .iter()
        .filter(|&&power| power > threshold)
        .fold((0_usize, 0.0), |(count, sum), power| (count + 1, sum + power));
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_that_of_what_is_not_silence() {
        let tone = |i: usize| 0.1 * (i as f32 * 0.5).sin();
        let sound: Vec<f32> = (0..16_000).map(|i| if i < 8_000 { tone(i) } else { 0.0 }).collect();
        let powers = powers(&sound);
        assert_eq!(powers.len(), 200);
        assert!((active(&powers, 30.0).unwrap() - 0.005).abs() < 2e-4);
        let threshold = threshold(&powers, 30.0).unwrap();
        assert_eq!(powers.iter().filter(|&&power| power > threshold).count(), 101);
        assert_eq!(active(&[0.0; 50], 30.0), None);
        assert_eq!(active(&[], 30.0), None);
    }
}
