use std::io::{Read, Write};
fn main() {
    let rate = voice::Rate::from_hz(std::env::args().nth(1).unwrap().parse().unwrap()).unwrap();
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    let s: Vec<f32> =
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let mut ear = voice::Ear::new(rate);
    let mut tell = |f: &voice::Frame| {
        let v = f.voiced;
        let fm = v.and_then(|v| v.formants).unwrap_or_default();
        write!(
            out,
            "{},{},{},{},{},{},{},{},{},{}",
            f.index,
            u8::from(f.speech),
            f.level_db,
            f.above_noise_db,
            f.periodicity,
            v.map_or(0.0, |v| v.pitch_hz),
            v.map_or(0.0, |v| v.hnr_db),
            fm.hz[0],
            fm.hz[1],
            fm.hz[2]
        )
        .unwrap();
        let b = v.map(|v| v.balance).unwrap_or_default();
        write!(
            out,
            ",{},{},{},{},{},{},{},{},{}",
            b.alpha_ratio_db,
            b.hammarberg_db,
            b.slope_low_db_per_khz,
            b.slope_high_db_per_khz,
            b.centroid_hz,
            b.upper_share_db,
            u8::from(f.nucleus),
            u8::from(f.laughter),
            f.relative_db
        )
        .unwrap();
        for b in f.bands_db {
            write!(out, ",{b}").unwrap();
        }
        writeln!(out).unwrap();
    };
    ear.hear(&s, &mut tell);
    ear.finish(&mut tell);
}
