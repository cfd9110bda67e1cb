#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::unwrap_used)]
use read::{corpus::*, heads::*};
use words::{model::*, train::*};
fn r(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let c: f64 = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum();
    let va: f64 = a.iter().map(|x| (x - ma).powi(2)).sum();
    let vb: f64 = b.iter().map(|x| (x - mb).powi(2)).sum();
    c / (va * vb).sqrt()
}
fn main() {
    let root = std::path::PathBuf::from("/work/shared/cases/words");
    let mode = std::env::args().nth(1).unwrap();
    let costs: Vec<f32> = std::env::args().skip(2).map(|a| a.parse().unwrap()).collect();
    let turns: Vec<Turn> = frustration(&root.join("frustration.dev.txt")).unwrap().into_iter().filter(|t| t.customer && !t.ratings.is_empty()).collect();
    let y: Vec<f64> = turns.iter().map(|t| t.rating().unwrap()).collect();
    let tf: Vec<Features> = turns.iter().map(|t| Features::of(&t.text)).collect();
    let labels = goemotions_labels(&root.join("goemotions")).unwrap();
    let comments = goemotions(&root.join("goemotions"), "train").unwrap();
    let said: Vec<Features> = comments.iter().map(|c| Features::of(&c.text)).collect();
    if mode == "go" {
        let rar = Rarity::over(said.iter());
        for &cost in &costs {
            for kind in 0..3 {
                let w = |l: usize| -> f32 {
                    let l = labels[l].as_str();
                    let t = TROUBLED.contains(&l) as u8 as f32;
                    let c = CONTENT.contains(&l) as u8 as f32;
                    match kind { 2 if l == "neutral" || l == "curiosity" || l=="confusion" => -0.3 , 2 if l == "sadness" => 0.5, _ => t - c }
                };
                let ex: Vec<Example> = comments.iter().zip(&said).map(|(c, f)| {
                    let mut v: f32 = c.labels.iter().map(|&l| w(l)).sum();
                    if kind == 0 { v = v.clamp(-1., 1.) }
                    Example { features: f.clone(), target: v, weight: 1.0 }
                }).collect();
                let h = train("v", &ex, &rar, Loss::Squared, cost);
                let p: Vec<f64> = tf.iter().map(|f| h.score(f, &rar) as f64).collect();
                println!("kind {kind} cost {cost} r {:.4}", r(&p, &y));
            }
        }
    }
    if mode == "own" {
        let lines = std::path::PathBuf::from("/work/main/crates/words/data/lines");
        let ex = upset(&lines).unwrap();
        for (n, rar) in [("own", Rarity::over(ex.iter().map(|e| &e.features))), ("all", Rarity::over(said.iter().chain(ex.iter().map(|e| &e.features))))] {
            for &cost in &costs {
                let h = train("u", &ex, &rar, Loss::Squared, cost);
                let p: Vec<f64> = tf.iter().map(|f| h.score(f, &rar) as f64).collect();
                println!("{n} {} cost {cost} r {:.4}", ex.len(), r(&p, &y));
            }
        }
    }
    if mode == "dump" {
        let lines = std::path::PathBuf::from("/work/main/crates/words/data/lines");
        let ex = upset(&lines).unwrap();
        let pol = polite(&politeness(&root.join("politeness_wikipedia.train.csv")).unwrap());
        let rar = Rarity::over(said.iter().chain(pol.iter().chain(&ex).map(|e| &e.features)));
        let up = train("u", &ex, &rar, Loss::Squared, 1.0);
        let po = train("p", &pol, &rar, Loss::Logistic, 1.0);
        let mut go = Vec::new();
        for (i, _) in labels.iter().enumerate() {
            let e: Vec<Example> = comments.iter().zip(&said).map(|(c, f)| Example { features: f.clone(), target: c.labels.contains(&i) as u8 as f32, weight: 1.0 }).collect();
            go.push(train("g", &e, &rar, Loss::Squared, 0.3));
        }
        for (t, f) in turns.iter().zip(&tf) {
            print!("{}\t{}\t{}\t{}", t.dialogue, t.rating().unwrap(), up.score(f, &rar), po.score(f, &rar));
            for h in &go { print!("\t{}", h.score(f, &rar)); }
            println!("\t{}", t.text.replace('\t', " "));
        }
    }
}
