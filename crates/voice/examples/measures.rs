//! x
use std::io::Read;
fn main() {
    // list of f32 files on argv[2..]; rate argv[1]
    let rate = voice::Rate::from_hz(std::env::args().nth(1).unwrap().parse().unwrap()).unwrap();
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let mut bytes = Vec::new();
        std::fs::File::open(&line).unwrap().read_to_end(&mut bytes).unwrap();
        let s: Vec<f32> =
            bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
        let mut ear = voice::Ear::new(rate);
        let mut g = voice::Gatherer::default();
        let mut im = voice::Impression::default();
        ear.hear(&s, |f| g.add(f, &mut im));
        ear.finish(|f| g.add(f, &mut im));
        let m: Vec<String> = voice::MEASURES
            .iter()
            .map(|&m| im.measure(m).map_or("nan".into(), |v| v.to_string()))
            .chain([im.voiced_s().to_string()])
            .chain(im.bands_db().unwrap_or([f32::NAN; 20]).map(|b| b.to_string()))
            .collect();
        println!("{line},{}", m.join(","));
    }
}
