#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::unwrap_used)]
use read::{corpus::*, heads::*};
use words::{model::*, mood::*, train::*, *};
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
    let turns: Vec<Turn> = frustration(&root.join("frustration.dev.txt"))
        .unwrap()
        .into_iter()
        .filter(|t| t.customer && !t.ratings.is_empty())
        .collect();
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
                    match kind {
                        2 if l == "neutral" || l == "curiosity" || l == "confusion" => -0.3,
                        2 if l == "sadness" => 0.5,
                        _ => t - c,
                    }
                };
                let ex: Vec<Example> = comments
                    .iter()
                    .zip(&said)
                    .map(|(c, f)| {
                        let mut v: f32 = c.labels.iter().map(|&l| w(l)).sum();
                        if kind == 0 {
                            v = v.clamp(-1., 1.)
                        }
                        Example { features: f.clone(), target: v, weight: 1.0 }
                    })
                    .collect();
                let h = train("v", &ex, &rar, Loss::Squared, cost);
                let p: Vec<f64> = tf.iter().map(|f| h.score(f, &rar) as f64).collect();
                println!("kind {kind} cost {cost} r {:.4}", r(&p, &y));
            }
        }
    }
    if mode == "own" {
        let lines = std::path::PathBuf::from("/work/main/crates/words/data/lines");
        let ex = upset(&lines).unwrap();
        for (n, rar) in [
            ("own", Rarity::over(ex.iter().map(|e| &e.features))),
            ("all", Rarity::over(said.iter().chain(ex.iter().map(|e| &e.features)))),
        ] {
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
            let e: Vec<Example> = comments
                .iter()
                .zip(&said)
                .map(|(c, f)| Example {
                    features: f.clone(),
                    target: c.labels.contains(&i) as u8 as f32,
                    weight: 1.0,
                })
                .collect();
            go.push(train("g", &e, &rar, Loss::Squared, 0.3));
        }
        for (t, f) in turns.iter().zip(&tf) {
            print!(
                "{}\t{}\t{}\t{}",
                t.dialogue,
                t.rating().unwrap(),
                up.score(f, &rar),
                po.score(f, &rar)
            );
            for h in &go {
                print!("\t{}", h.score(f, &rar));
            }
            println!("\t{}", t.text.replace('\t', " "));
        }
    }
    if mode == "rules" {
        let reader = Reader::new();
        let lines = std::path::PathBuf::from("/work/main/crates/words/data/lines");
        let mut t: Vec<(String, f32, String)> = Vec::new();
        for (x, u) in tricky(&root.join("tricky_mood.dev.csv")).unwrap() {
            t.push(("T48".into(), u as u8 as f32, x));
        }
        for (g, x) in graded(&lines.join("tricky.dev.tsv")).unwrap() {
            t.push(("T380".into(), g, x));
        }
        for (g, x) in graded(&lines.join("upset.dev.tsv")).unwrap() {
            t.push(("U".into(), g, x));
        }
        for (g, x) in graded(&lines.join("upset2.dev.tsv")).unwrap() { t.push(("V".into(), g, x)); }
        for t_ in &turns {
            t.push((format!("F{}", t_.dialogue), t_.rating().unwrap() as f32, t_.text.clone()));
        }
        // Folds for the head.
        let own: Vec<(f32, String)> = {
            let mut o = Vec::new();
            for n in ["upset.dev", "upset.test", "upset2.dev", "upset2.test"] {
                let p = lines.join(format!("{n}.tsv"));
                if p.exists() {
                    o.extend(graded(&p).unwrap());
                }
            }
            o
        };
        let trick: Vec<(f32, String)> = graded(&lines.join("tricky.dev.tsv")).unwrap();
        let mk = |o: &[(f32, String)], scale: f32, skip: usize| -> Vec<Example> {
            o.iter()
                .enumerate()
                .filter(|(i, _)| i % 5 != skip)
                .flat_map(|(_, (g, x))| {
                    [
                        Example { features: Features::of(x), target: scale * g, weight: 1.0 },
                        Example {
                            features: Features::of(&spoken(x)),
                            target: scale * g,
                            weight: 0.5,
                        },
                    ]
                })
                .collect()
        };
        let m = Model::shipped();
        let folds: Vec<Head> = (0..6)
            .map(|k| {
                let mut e = mk(&own, 1.0, 9);
                if k == 5 {
                    e.extend(mk(&trick, 2.2, 9));
                } else {
                    e.extend(mk(&trick, 2.2, k));
                }
                train("u", &e, &m.rarity, Loss::Squared, 1.0)
            })
            .collect();
        let ufolds: Vec<Head> = (0..5)
            .map(|k| {
                let mut e = mk(&own, 1.0, k);
                e.extend(mk(&trick, 2.2, 9));
                train("u", &e, &m.rarity, Loss::Squared, 1.0)
            })
            .collect();
        let mut k = 0;
        let mut ku = 0;
        for (src, g, x) in t {
            let rd = reader.read(&Message::new(&x, By::Customer));
            let tone = rd.tone.unwrap();
            let f = Features::of(&x);
            let head = if src == "T380" {
                k += 1;
                &folds[(k - 1) % 5]
            } else if src == "U" {
                ku += 1;
                &ufolds[(ku - 1) % 5]
            } else {
                &folds[5]
            };
            println!(
                "{src}\t{g}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                head.score(&f, &m.rarity),
                tone.valence,
                tone.rules,
                Tone { upset: head.score(&f, &m.rarity), ..tone }.sum(),
                tone.style,
                tone.words,
                reader.told(&x),
                x.replace(['\t', '\n'], " ")
            );
        }
    }
    if mode == "grat" {
        let gi = labels.iter().position(|l| l == "gratitude").unwrap();
        let dev = goemotions(&root.join("goemotions"), "dev").unwrap();
        let test = goemotions(&root.join("goemotions"), "test").unwrap();
        let rar = Rarity::over(said.iter());
        for &cost in &costs {
            let e: Vec<Example> = comments
                .iter()
                .zip(&said)
                .map(|(c, f)| Example {
                    features: f.clone(),
                    target: c.labels.contains(&gi) as u8 as f32,
                    weight: 1.0,
                })
                .collect();
            let h = train("g", &e, &rar, Loss::Logistic, cost);
            let sc = |cs: &[Comment]| -> Vec<(f32, bool)> {
                cs.iter()
                    .map(|c| (h.score(&Features::of(&c.text), &rar), c.labels.contains(&gi)))
                    .collect()
            };
            let f1 = |v: &[(f32, bool)], t: f32| {
                let tp = v.iter().filter(|x| x.0 >= t && x.1).count() as f64;
                let a = v.iter().filter(|x| x.0 >= t).count() as f64;
                let b = v.iter().filter(|x| x.1).count() as f64;
                2. * tp / (a + b)
            };
            let (d, t) = (sc(&dev), sc(&test));
            let best = (-100..60)
                .map(|i| i as f32 / 20.)
                .max_by(|a, b| f1(&d, *a).total_cmp(&f1(&d, *b)))
                .unwrap();
            println!(
                "cost {cost} bias {} scale {} thr {best} dev {:.3} test {:.3}",
                h.bias,
                h.scale,
                f1(&d, best),
                f1(&t, best)
            );
        }
    }
    if mode == "pol" {
        let pol = polite(&politeness(&root.join("politeness_wikipedia.train.csv")).unwrap());
        for &cost in &costs {
            let mut v = Vec::new();
            for k in 0..5 {
                let o: Vec<Example> = pol
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| i % 5 != k)
                    .map(|(_, e)| e.clone())
                    .collect();
                let rar = Rarity::over(o.iter().map(|e| &e.features));
                let h = train("p", &o, &rar, Loss::Logistic, cost);
                v.extend(
                    pol.iter()
                        .enumerate()
                        .filter(|(i, _)| i % 5 == k)
                        .map(|(_, e)| (h.score(&e.features, &rar), e.target > 0.5)),
                );
            }
            let acc = v.iter().filter(|x| (x.0 > 0.) == x.1).count() as f64 / v.len() as f64;
            let mut no: Vec<f32> = v.iter().filter(|x| !x.1).map(|x| x.0).collect();
            no.sort_by(f32::total_cmp);
            let yes: Vec<f32> = v.iter().filter(|x| x.1).map(|x| x.0).collect();
            println!(
                "pol cost {cost} acc {acc:.4} auc {:.4}",
                figures::auc::area(&yes, &no).unwrap()
            );
        }
    }
    if mode == "time" {
        let t = std::time::Instant::now();
        let mut reader = Reader::new();
        for _ in 0..20 {
            reader = Reader::new();
        }
        println!("new {:?}", t.elapsed() / 21);
        let t = std::time::Instant::now();
        for _ in 0..20 {
            std::hint::black_box(Model::shipped());
        }
        println!("model {:?}", t.elapsed() / 20);
        let bytes: usize = turns.iter().map(|t| t.text.len()).sum();
        let t = std::time::Instant::now();
        let mut n = 0;
        for _ in 0..20 {
            for x in &turns {
                n += reader.read(&Message::new(&x.text, By::Customer)).findings.len();
            }
        }
        println!(
            "{n} read {:?} per message of {} bytes",
            t.elapsed() / (20 * turns.len() as u32),
            bytes / turns.len()
        );
        let t = std::time::Instant::now();
        for _ in 0..20 {
            for x in &turns {
                n += Features::of(&x.text).buckets().len();
            }
        }
        println!("{n} features {:?}", t.elapsed() / (20 * turns.len() as u32));
        let f: Vec<Features> = turns.iter().map(|x| Features::of(&x.text)).collect();
        let m = Model::shipped();
        let mut z = 0.;
        let t = std::time::Instant::now();
        for _ in 0..20 {
            for x in &f {
                z += m.score("upset", x);
            }
        }
        println!("{z} head {:?}", t.elapsed() / (20 * turns.len() as u32));
    }
}
