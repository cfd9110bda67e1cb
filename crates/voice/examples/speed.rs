//! x
fn main() {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    let s: Vec<f32> =
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
    for _ in 0..3 {
        let mut ear = voice::Ear::new(voice::Rate::Hz8000);
        let mut n = 0u64;
        let mut v = 0u64;
        let mut sum = 0.0f32;
        let t = std::time::Instant::now();
        ear.hear(&s, |f| {
            n += 1;
            sum += f.level_db;
            v += u64::from(f.voiced.is_some());
        });
        let e = t.elapsed();
        println!("{n} frames {v} voiced {:.2} us/frame {sum}", e.as_secs_f64() * 1e6 / n as f64);
    }
}
