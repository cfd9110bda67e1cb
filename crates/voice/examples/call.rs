//! x
use std::io::Read;
fn load(p: &str) -> Vec<f32> {
    let mut bytes = Vec::new();
    std::fs::File::open(p).unwrap().read_to_end(&mut bytes).unwrap();
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (x, y) = (load(&a[1]), load(&a[2]));
    let mut call = voice::Call::new(voice::Rate::Hz8000, voice::Rate::Hz8000);
    let mut points = vec![];
    let mut moments = vec![];
    let t = std::time::Instant::now();
    let mut tell = |h: voice::Heard<'_>| match h {
        voice::Heard::Point(p) => points.push(*p),
        voice::Heard::Moment(m) => moments.push(*m),
        _ => {}
    };
    for (a, b) in x.chunks(1600).zip(y.chunks(1600)) {
        call.hear(a, b, &mut tell);
    }
    call.finish(&mut tell);
    let e = t.elapsed();
    let f = call.figures();
    println!("{:?} for {} s", e, f.length_ms / 1000);
    for s in voice::Side::BOTH {
        let w = &f.sides[s.index()];
        println!(
            "{s:?} share {:.2} pace {:?} {:?} response {:?}",
            f.talk_share(s),
            w.pace,
            w.talk,
            w.talk.response_ms()
        );
    }
    println!("opening {:?} silence {} hold {}", f.opening_ms, f.silence_ms, f.hold_ms);
    moments.sort_by_key(|m| m.from_ms);
    for m in &moments {
        println!(
            "{:7.2} {:5.2} {:?} {:?}",
            m.from_ms as f32 / 1e3,
            m.length_ms as f32 / 1e3,
            m.by,
            m.what
        );
    }
    let mut b = voice::Baseline::default();
    b.learn(&f.sides[0].whole);
    for p in &points {
        if p.side == voice::Side::Agent {
            let r = |a: voice::Axis| {
                a.judge(&p.measures, &b).map_or("-".to_string(), |r| {
                    format!("{:.2}[{:.1},{:.1}]", r.value, r.low, r.high)
                })
            };
            println!(
                "{:6.1} smile {} lively {} pressed {} bright {}",
                p.at_ms as f32 / 1e3,
                r(voice::Axis::Smile),
                r(voice::Axis::Lively),
                r(voice::Axis::Pressed),
                r(voice::Axis::Bright)
            );
        }
    }
}
