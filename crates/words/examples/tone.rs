//! Tries a way of training on a corpus (five folds): `cargo run --release -p words --example tone -- politeness FILE`.
#![allow(clippy::pedantic, clippy::unwrap_used, clippy::expect_used, missing_docs)]
use words::{
    model::{Features, Rarity},
    train::{Example, Loss, train},
};

fn auc(scores: &[(f32, bool)]) -> f64 {
    let mut s = scores.to_vec();
    s.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut rank, mut pos) = (0.0, 0.0);
    for (i, x) in s.iter().enumerate() {
        if x.1 {
            rank += i as f64 + 1.0;
            pos += 1.0;
        }
    }
    (rank - pos * (pos + 1.0) / 2.0) / (pos * (s.len() as f64 - pos))
}

fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let text = std::fs::read_to_string(&a[1]).unwrap();
    let mut rows: Vec<(f32, String)> = text
        .lines()
        .filter_map(|l| {
            let (v, t) = l.split_once('\t')?;
            Some((v.parse().ok()?, t.to_owned()))
        })
        .collect();
    if a[0] == "politeness" {
        let mut v: Vec<f32> = rows.iter().map(|r| r.0).collect();
        v.sort_by(f32::total_cmp);
        let (lo, hi) = (v[v.len() / 4], v[v.len() * 3 / 4]);
        rows.retain(|r| r.0 <= lo || r.0 >= hi);
        for r in &mut rows {
            r.0 = f32::from(u8::from(r.0 >= hi));
        }
    }
    let cost = a.get(2).map_or(5.0, |x| x.parse().unwrap());
    let loss = if a[0] == "value" { Loss::Squared } else { Loss::Logistic };
    let ex: Vec<Example> = rows
        .iter()
        .map(|r| Example { features: Features::of(&r.1), target: r.0, weight: 1.0 })
        .collect();
    let mut out = Vec::new();
    let t = std::time::Instant::now();
    for fold in 0..5 {
        let tr: Vec<Example> =
            ex.iter().enumerate().filter(|(i, _)| i % 5 != fold).map(|(_, e)| e.clone()).collect();
        let rarity = Rarity::over(tr.iter().map(|e| &e.features));
        let head = train("x", &tr, &rarity, loss, cost);
        for (i, e) in ex.iter().enumerate() {
            if i % 5 == fold {
                out.push((head.score(&e.features, &rarity), e.target));
            }
        }
    }
    let s: Vec<(f32, bool)> = out.iter().map(|o| (o.0, o.1 > 0.5)).collect();
    let acc = s.iter().filter(|x| (x.0 > 0.0) == x.1).count() as f64 / s.len() as f64;
    let (n, mx, my) = (
        out.len() as f64,
        out.iter().map(|o| f64::from(o.0)).sum::<f64>() / out.len() as f64,
        out.iter().map(|o| f64::from(o.1)).sum::<f64>() / out.len() as f64,
    );
    let c = out.iter().map(|o| (f64::from(o.0) - mx) * (f64::from(o.1) - my)).sum::<f64>() / n;
    let (vx, vy) = (
        out.iter().map(|o| (f64::from(o.0) - mx).powi(2)).sum::<f64>() / n,
        out.iter().map(|o| (f64::from(o.1) - my).powi(2)).sum::<f64>() / n,
    );
    println!(
        "n {} acc {acc:.3} auc {:.3} r {:.3}  {:?}",
        out.len(),
        auc(&s),
        c / (vx * vy).sqrt(),
        t.elapsed()
    );
}
