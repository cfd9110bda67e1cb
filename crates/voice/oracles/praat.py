"""The ear's pitch and formants beside Praat's, on recordings of speech.

    pip install -r crates/voice/oracles/requirements.txt
    cargo build --release -p app
    python3 crates/voice/oracles/praat.py INDEX.csv [--telephone] [--clips 300] [--bliss target/release/bliss]

INDEX.csv has a column `file` (relative to it). Every clip is brought to 8 kHz, given to `bliss voice
frames` and to Praat, with Praat's own settings (To Pitch (ac): 10 ms, 75-600 Hz; To Formant (burg): 10 ms,
4 formants below 4000 Hz, 25 ms, pre-emphasis from 50 Hz). The length is cut so that both look at the same
places: hop k of the ear is centred at 10 k + 5 ms, and so are Praat's frames then.

Intervals are 95 % by bootstrap over clips.
"""

import argparse
import csv
import io
import os
import subprocess
import tempfile

import numpy as np
import parselmouth
import soundfile
from scipy.signal import butter, resample_poly, sosfiltfilt


def telephone(sound):
    """280-3500 Hz, -26 dB below full scale, mu-law."""
    band = butter(4, [280, 3500], "bandpass", fs=8000, output="sos")
    sound = sosfiltfilt(band, sound)
    sound = sound / np.sqrt(np.mean(sound**2)) * 10 ** (-26 / 20)
    mu = 255
    sound = np.clip(sound, -1, 1)
    small = np.round(np.sign(sound) * np.log1p(mu * abs(sound)) / np.log1p(mu) * 127) / 127
    return np.sign(small) * np.expm1(abs(small) * np.log1p(mu)) / mu


def ear(bliss, sound):
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        soundfile.write(file.name, sound, 8000, subtype="FLOAT")
        out = subprocess.run(
            [bliss, "voice", "frames", file.name], capture_output=True, text=True, check=True
        ).stdout
    number = lambda text: float(text) if text else np.nan
    rows = list(csv.DictReader(io.StringIO(out)))
    return {
        name: np.array([number(row[name]) for row in rows])
        for name in ("pitch_hz", "f1_hz", "f2_hz", "f3_hz")
    }


def compare(bliss, sound):
    """Of one clip: agreement on voicing, pitch errors in semitones, formant errors as ratios."""
    hops = (len(sound) - 79) // 80
    sound = sound[: 80 * hops + 79]
    ours = ear(bliss, sound)
    theirs = parselmouth.Sound(sound, 8000.0)
    pitch = theirs.to_pitch_ac(time_step=0.01, pitch_floor=75, pitch_ceiling=600)
    hop = np.round((pitch.xs() - 0.005) / 0.01).astype(int)
    inside = (hop >= 0) & (hop < len(ours["pitch_hz"]))
    hop, praat = hop[inside], pitch.selected_array["frequency"][inside]
    mine = np.nan_to_num(ours["pitch_hz"][hop])
    agree = (praat > 0) == (mine > 0)
    both = (praat > 0) & (mine > 0)
    errors = 12 * np.log2(mine[both] / praat[both])
    formants = theirs.to_formant_burg(
        time_step=0.01,
        max_number_of_formants=4,
        maximum_formant=4000,
        window_length=0.025,
        pre_emphasis_from=50,
    )
    ratios = []
    for i in (1, 2, 3):
        their = np.array([formants.get_value_at_time(i, k * 0.01 + 0.005) for k in hop[both]])
        ratios.append(ours[f"f{i}_hz"][hop[both]] / their - 1 if both.any() else np.array([]))
    return agree, errors, ratios


def interval(clips, figure, seed=1):
    rng = np.random.default_rng(seed)
    draws = [
        figure(np.concatenate([clips[i] for i in rng.integers(0, len(clips), len(clips))]))
        for _ in range(500)
    ]
    low, high = np.percentile(draws, [2.5, 97.5])
    return f"{figure(np.concatenate(clips)):.4f} [{low:.4f}-{high:.4f}]"


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("index")
    options.add_argument("--telephone", action="store_true")
    options.add_argument("--clips", type=int, default=300)
    options.add_argument("--bliss", default="target/release/bliss")
    options = options.parse_args()
    with open(options.index, newline="", encoding="utf-8") as file:
        files = [row["file"] for row in csv.DictReader(file)]
    rng = np.random.default_rng(7)
    chosen = rng.permutation(len(files))[: options.clips]
    agree, errors, formants = [], [], ([], [], [])
    for i in sorted(chosen):
        sound, rate = soundfile.read(os.path.join(os.path.dirname(options.index), files[i]))
        if sound.ndim > 1:
            sound = sound.mean(axis=1)
        if rate != 8000:
            sound = resample_poly(sound, 8000, rate)
        sound = sound / abs(sound).max() * 0.5
        if options.telephone:
            sound = telephone(sound)
        a, e, f = compare(options.bliss, sound)
        agree.append(a)
        errors.append(e)
        for kept, ratios in zip(formants, f):
            kept.append(ratios)
    print(f"{len(chosen)} clips, {sum(map(len, errors))} frames that both call voiced")
    print("voicing agreement            ", interval(agree, np.mean))
    print("pitch, median error, semitones", interval(errors, lambda e: np.median(abs(e))))
    print("pitch, errors > 1 semitone    ", interval(errors, lambda e: np.mean(abs(e) > 1)))
    for i, kept in enumerate(formants, 1):
        print(f"F{i}, median error             ", interval(kept, lambda e: np.nanmedian(abs(e))))


if __name__ == "__main__":
    main()
