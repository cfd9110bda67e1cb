//! What all reports say in the same words.

use voice::{Moment, Part, Reading, Side, Unsure, What};

/// A reading nearer to 0 than this is as usual, where its interval says nothing surer.
const AS_USUAL: f32 = 0.3;

/// A time as minutes and seconds, with hours where there are any: 4:05, 1:02:03.
pub fn clock(ms: u64) -> String {
    let seconds = ms / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// How long something takes: 0.4 s, 12 s, 4:05.
pub fn length(ms: u64) -> String {
    match ms {
        0..9_950 => format!("{:.1} s", seconds(ms)),
        9_950..59_500 => format!("{:.0} s", seconds(ms)),
        _ => clock(ms + 500),
    }
}

/// Milliseconds as seconds.
#[allow(clippy::cast_precision_loss)] // a call is no thousand years long
pub fn seconds(ms: u64) -> f64 {
    ms as f64 / 1_000.0
}

/// So many of something: "1 pause", "3 pauses".
pub fn count(number: u32, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// Agent, or customer.
pub const fn side(side: Side) -> &'static str {
    match side {
        Side::Agent => "agent",
        Side::Customer => "customer",
    }
}

/// A value with its sign, and a real minus: +1.1, −0.4, 0.0.
pub fn signed(value: f32) -> String {
    let text = format!("{:.1}", value.abs());
    match (text.as_str(), value < 0.0) {
        ("0.0", _) => text,
        (_, true) => format!("−{text}"),
        (_, false) => format!("+{text}"),
    }
}

/// How much of something was heard: "clearly more than usual".
pub fn reading(reading: &Reading) -> &'static str {
    let Reading { value, low, high } = *reading;
    if low > 0.0 {
        "clearly more than usual"
    } else if high < 0.0 {
        "clearly less than usual"
    } else if value.abs() < AS_USUAL {
        "about as usual"
    } else if value > 0.0 {
        "perhaps more than usual"
    } else {
        "perhaps less than usual"
    }
}

/// The same with its numbers: "clearly more than usual: +1.1 (0.5 to 1.7)".
pub fn reading_with_interval(of: &Result<Reading, Unsure>) -> String {
    match of {
        Ok(found) => format!(
            "{}: {} ({} to {})",
            reading(found),
            signed(found.value),
            bare(found.low),
            bare(found.high)
        ),
        Err(why) => unsure(*why).into(),
    }
}

/// Without a plus.
fn bare(value: f32) -> String {
    signed(value).trim_start_matches('+').to_owned()
}

/// Why nothing is told.
pub const fn unsure(why: Unsure) -> &'static str {
    match why {
        Unsure::TooLittle => "listening… too little speech to tell",
        Unsure::NoBaseline => "listening… too little is known of how this voice ordinarily sounds",
        Unsure::Pressed => "not told: a pressed voice hides it",
    }
}

/// The weightiest parts of a smile in words: "your pitch moves more than usual +0.4". Several measures
/// that say the same are one.
pub fn why(parts: &[Part], of: Side, most: usize) -> Vec<String> {
    let mut said: Vec<(&'static str, f32)> = Vec::new();
    for part in parts {
        match said.iter_mut().find(|(words, _)| *words == part.words()) {
            Some((_, sum)) => *sum += part.contribution(),
            None => said.push((part.words(), part.contribution())),
        }
    }
    said.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    said.into_iter()
        .filter(|(_, sum)| sum.abs() >= 0.05)
        .take(most)
        .map(|(words, sum)| format!("{} {}", whose(words, of), signed(sum)))
        .collect()
}

/// The agent is spoken to, the customer spoken of.
fn whose(words: &str, of: Side) -> String {
    match of {
        Side::Agent => words.to_owned(),
        Side::Customer => words.replace("your ", "their ").replace("you ", "they "),
    }
}

/// A moment in words, as what follows its time: "the agent interrupts, 1.4 s of overlap".
pub fn moment(moment: &Moment) -> String {
    let Moment { what, by, length_ms, .. } = moment;
    let long = length(*length_ms);
    let who = by.map_or_else(String::new, |by| format!("the {}", side(by)));
    match what {
        What::Turn => format!("{who} speaks, {long}"),
        What::Interruption => {
            format!("{who} takes the floor while the other speaks, {long} of overlap")
        }
        What::Backchannel => format!("{who} says something like “mm-hm”"),
        What::Silence => format!("nobody speaks, {long}"),
        What::Hold => format!("hold, or a line that carries nothing, {long}"),
        What::RaisedVoice => format!("{who} speaks up, louder and higher, {long}"),
        What::Laughter => format!("what sounds like laughter from {who}"),
    }
}

/// What is told, in one sentence or two.
pub const WHAT_IT_IS: &str = "A smile here is how a voice sounds, not what anybody feels: 0 is as usual, \
    1 is as far as that voice ordinarily wanders; 90 % interval in brackets.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_write_them() {
        for (ms, expected) in [(0, "0:00"), (245_999, "4:05"), (3_723_000, "1:02:03")] {
            assert_eq!(clock(ms), expected);
        }
        for (ms, expected) in [(430, "0.4 s"), (12_000, "12 s"), (59_400, "59 s"), (59_600, "1:00")]
        {
            assert_eq!(length(ms), expected);
        }
    }

    #[test]
    fn readings_say_no_more_than_their_interval() {
        for (value, low, high, expected) in [
            (1.1, 0.5, 1.7, "clearly more than usual: +1.1 (0.5 to 1.7)"),
            (0.5, -0.1, 1.1, "perhaps more than usual: +0.5 (−0.1 to 1.1)"),
            (0.04, -0.6, 0.7, "about as usual: 0.0 (−0.6 to 0.7)"),
            (-1.1, -1.7, -0.5, "clearly less than usual: −1.1 (−1.7 to −0.5)"),
        ] {
            assert_eq!(reading_with_interval(&Ok(Reading { value, low, high })), expected);
        }
    }
}
