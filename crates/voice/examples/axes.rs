//! x
use std::io::Read;
fn impression(line: &str, rate: voice::Rate) -> voice::Impression {
    let mut bytes = Vec::new();
    std::fs::File::open(line).unwrap().read_to_end(&mut bytes).unwrap();
    let s: Vec<f32> =
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
    let mut ear = voice::Ear::new(rate);
    let mut g = voice::Gatherer::default();
    let mut im = voice::Impression::default();
    ear.hear(&s, |f| g.add(f, &mut im));
    ear.finish(|f| g.add(f, &mut im));
    im
}
fn main() {
    let mut by: std::collections::BTreeMap<String, Vec<voice::Impression>> = Default::default();
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let who = line.split("__").next().unwrap().to_string();
        by.entry(who).or_default().push(impression(&line, voice::Rate::Hz8000));
    }
    for (who, list) in by {
        let mut all = voice::Baseline::default();
        for im in &list {
            all.learn(im);
        }
        for axis in voice::AXES {
            // value * sqrt(voiced) is stationary if error ~ 1/sqrt(voiced)
            let v: Vec<(f32, f32)> = list
                .iter()
                .filter(|i| i.voiced_s() > 0.8)
                .filter_map(|i| Some((axis.hear(i, &all).ok()?.value, i.voiced_s())))
                .collect();
            let mean = v.iter().map(|x| x.0).sum::<f32>() / v.len() as f32;
            let sd = (v.iter().map(|x| (x.0 - mean).powi(2)).sum::<f32>() / v.len() as f32).sqrt();
            let sd1 =
                (v.iter().map(|x| (x.0 - mean).powi(2) * x.1).sum::<f32>() / v.len() as f32).sqrt();
            print!(
                "{} {} n{} mean {mean:.2} sd {sd:.2} at1s {sd1:.2} | ",
                who.rsplit('/').next().unwrap(),
                axis.name(),
                v.len()
            );
        }
        println!();
    }
}
