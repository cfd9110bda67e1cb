//! A small corpus of made voices, from end to end.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;

use super::*;

/// A voice of pulses through two resonances, for a second and a half, at 16 kHz.
fn vowels(pitch_hz: f32, movement: f32, up: f32, variant: u8) -> Vec<f32> {
    let rate = 16_000.0_f32;
    let mut rng = fastrand::Rng::with_seed(u64::from(variant));
    let (mut phase, mut state) = (0.0_f32, [0.0_f32; 4]);
    (0..24_000_u16)
        .map(|i| {
            let t = f32::from(i) / rate;
            let hz = pitch_hz * (1.0 + movement * (2.0 * std::f32::consts::TAU * t).sin());
            phase += hz / rate;
            let pulse = if phase >= 1.0 { 0.2 } else { 0.0 };
            phase -= phase.floor();
            // Syllables, four a second, with pauses between.
            let open = ((4.0 * t + 0.1 * f32::from(variant)).fract() - 0.5).abs() < 0.38;
            let mut sound = if open { pulse } else { 0.0 } + 0.001 * (rng.f32() - 0.5);
            for (pair, resonance_hz) in [520.0, 1_600.0 * up].into_iter().enumerate() {
                let radius = 0.97;
                let a = 2.0 * radius * (std::f32::consts::TAU * resonance_hz / rate).cos();
                let (one, two) = (state[2 * pair], state[2 * pair + 1]);
                sound = 0.3 * sound + a * one - radius * radius * two;
                (state[2 * pair], state[2 * pair + 1]) = (sound, one);
            }
            0.1 * sound
        })
        .collect()
}

#[allow(clippy::cast_possible_truncation)]
fn write_wav(path: &Path, sound: &[f32], rate_hz: u32) {
    let bytes: Vec<u8> = sound
        .iter()
        .flat_map(|sample| ((sample.clamp(-1.0, 1.0) * 32_767.0) as i16).to_le_bytes())
        .collect();
    let mut file = Vec::new();
    file.extend(b"RIFF");
    file.extend((36 + bytes.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend([1, 0, 1, 0]);
    file.extend(rate_hz.to_le_bytes());
    file.extend((2 * rate_hz).to_le_bytes());
    file.extend([2, 0, 16, 0]);
    file.extend(b"data");
    file.extend((bytes.len() as u32).to_le_bytes());
    file.extend(bytes);
    std::fs::write(path, file).unwrap();
}

/// Three speakers of one corpus; one of another with two clips only; a manipulated voice; and a file
/// that is none.
fn corpus(folder: &Path) -> PathBuf {
    let mut index = String::from("corpus,speaker,sex,label,text,intensity,file,rate\n");
    let mut add = |corpus: &str, speaker: &str, label: &str, text: &str, name: &str| {
        writeln!(index, "{corpus},{speaker},f,{label},{text},,{name},16000").unwrap();
    };
    for (speaker, pitch_hz) in [("ada", 120.0), ("ben", 170.0), ("cem", 220.0)] {
        for variant in 0..4 {
            for (label, lift, movement, up) in
                [("neutral", 1.0, 0.03, 1.0), ("happy", 1.4, 0.2, 1.05), ("sad", 0.9, 0.02, 0.97)]
            {
                let name = format!("{speaker}-{label}-{variant}.wav");
                let pitch_hz = pitch_hz * lift * (1.0 + 0.01 * f32::from(variant));
                write_wav(&folder.join(&name), &vowels(pitch_hz, movement, up, variant), 16_000);
                add("made", speaker, label, "", &name);
            }
        }
    }
    for variant in 0..3 {
        for (label, up) in [("original", 1.0), ("smile", 1.12), ("unsmile", 0.88)] {
            let name = format!("dee_{variant}_{label}.wav");
            write_wav(&folder.join(&name), &vowels(200.0, 0.05, up, variant), 16_000);
            add("lips", "dee", label, &format!("sentence {variant}"), &name);
        }
    }
    for label in ["neutral", "Happy"] {
        let name = format!("few-{label}.wav");
        write_wav(&folder.join(&name), &vowels(150.0, 0.05, 1.0, 9)[..16_000], 8_000);
        add("few", "eve", label, "", &name);
    }
    std::fs::write(folder.join("broken.wav"), b"not a recording at all").unwrap();
    add("few", "eve", "happy", "", "broken.wav");
    add("few", "eve", "happy", "", "missing.wav");
    add("few", "", "happy", "", "nobody.wav");
    let path = folder.join("index.csv");
    std::fs::write(&path, index).unwrap();
    path
}

fn options(index: impl Into<PathBuf>) -> Options {
    Options { draws: 3, resamples: 200, ..Options::new(index) }
}

#[test]
fn a_small_corpus_from_end_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let index = corpus(folder.path());
    let (mut last, mut calls) = ((0, 0), 0);
    let evaluation = run(&options(&index), &mut |done, total| {
        last = (done, total);
        calls += 1;
    })
    .unwrap();

    // 36 + 9 + 2 clips heard, 2 files not, and a line that names no speaker.
    assert_eq!((evaluation.clips(), evaluation.speakers()), (47, 5));
    let unheard: Vec<&str> = evaluation.unheard.iter().map(|one| one.clip.as_str()).collect();
    assert_eq!(unheard, ["line 51", "broken.wav", "missing.wav"]);
    assert_eq!((last.0, last.1, calls), (57, 57, 57));
    assert_eq!(evaluation.corpora.iter().map(|corpus| corpus.narrow).sum::<usize>(), 2);

    // A voice made 40 % higher is told by pitch alone.
    let pitch = |band| evaluation.figure(Contrast::HappyNeutral, band, 3, Score::Pitch).unwrap();
    for band in [Band::AsIs, Band::Telephone] {
        let figure = pitch(band);
        assert_eq!(figure.speakers, 3, "eve has nothing left to be enrolled with");
        assert!(figure.within.unwrap().value > 0.99, "{figure:?}");
        assert!(figure.pooled.unwrap().value > 0.99, "{figure:?}");
    }
    // Without enrolment, eve is there, and one threshold for all is worse.
    let raw = evaluation.figure(Contrast::HappyNeutral, Band::Telephone, 0, Score::Pitch).unwrap();
    assert_eq!(raw.speakers, 4);
    assert!(raw.pooled.unwrap().value < 0.99, "{raw:?}");
    assert!(evaluation.figure(Contrast::HappyAngry, Band::AsIs, 0, Score::Pitch).is_none());

    // Four neutral clips: ten are all but one. Dee is enrolled with originals, eve not at all.
    assert_eq!(evaluation.enrolments[0], Enrolment { clips: 0, fewer: 0, left_out: 0 });
    assert_eq!(evaluation.enrolments[1], Enrolment { clips: 1, fewer: 0, left_out: 1 });
    assert_eq!(evaluation.enrolments[2], Enrolment { clips: 3, fewer: 1, left_out: 1 });
    assert_eq!(evaluation.enrolments[3], Enrolment { clips: 10, fewer: 4, left_out: 1 });

    // Each of dee's clips finds its original.
    let smile = evaluation.pairs.iter().find(|pairs| pairs.label == "smile").unwrap();
    assert_eq!((smile.speakers, smile.alone), (1, 0));
    assert!((smile.pairs - 3.0).abs() < 1e-9);
    assert!(evaluation.figure(Contrast::SmileUnsmile, Band::Telephone, 1, Score::Pitch).is_some());

    assert!(evaluation.activity.iter().all(|row| row.true_positive <= 1.0));
    assert_eq!(evaluation.activity.len(), 3 * 4);
    // 12 neutral clips and 3 originals at 16 kHz, six α, four axes.
    assert_eq!(evaluation.lips.len(), 24);
    assert_eq!(evaluation.lips[0].clips, 15);
    // A line of the table holds 100 columns but for names of files.
    let text = evaluation.to_string();
    for line in text.lines().take_while(|line| !line.starts_with("Not heard")) {
        assert!(line.chars().count() <= 100, "{line}");
    }
    assert!(text.contains("3 clips could not be heard"), "{text}");
    let json = to_json(&evaluation);
    assert_eq!(json["clips"], 47);
    assert_eq!(json["discrimination"].as_array().unwrap().len(), evaluation.figures.len());

    // The same again, to the digit.
    let again = run(&options(&index), &mut |_, _| ()).unwrap();
    assert_eq!(again.to_string(), text);
    assert_eq!(to_json(&again), json);
}

#[test]
fn an_index_may_be_short_of_columns_but_not_of_those_that_are_needed() {
    let folder = tempfile::tempdir().unwrap();
    write_wav(&folder.path().join("a.wav"), &vowels(150.0, 0.1, 1.0, 1), 16_000);
    let with = |text: &str| {
        let path = folder.path().join("index.csv");
        std::fs::write(&path, text).unwrap();
        run(&options(path), &mut |_, _| ())
    };
    let one = with("\u{feff}File,Label,Speaker\na.wav,fear,x\n").unwrap();
    assert_eq!((one.clips(), one.figures.len()), (1, 0));
    assert!(one.to_string().contains("No figures"));
    assert!(one.to_string().starts_with("1 clip of 1 speaker in 1 corpus"));
    assert!(matches!(
        with("file,speaker\na.wav,x\n"),
        Err(EvaluateError::Column { column: "label" })
    ));
    assert!(matches!(with("file,speaker,label\n"), Err(EvaluateError::Nothing { .. })));
    let nothing = with("file,speaker,label\nb.wav,x,happy\n").unwrap_err().to_string();
    assert!(nothing.contains("b.wav: There is no such file"), "{nothing}");
    assert!(matches!(
        run(&options(folder.path().join("none.csv")), &mut |_, _| ()),
        Err(EvaluateError::Index { .. })
    ));
}

proptest! {
    /// Whatever an index says, nothing panics.
    #[test]
    fn any_index_is_read(text in "(speaker,label,file(,corpus)?\n)?([a-z,\"\n]{0,80})") {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.csv");
        std::fs::write(&path, text).unwrap();
        let _ = run(&options(path), &mut |_, _| ());
    }
}
