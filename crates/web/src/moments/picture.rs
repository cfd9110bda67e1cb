//! The line of trust as a small picture, and the same in words.

use std::fmt::Write as _;

use desk::moment::TrustLine;
use language::{Wording, say};

use crate::wording;

/// The picture of the line, in its own units.
const WIDTH: f32 = 160.0;
/// See [`WIDTH`].
const HEIGHT: f32 = 36.0;
/// Room for the marks at its ends.
const MARGIN: f32 = 4.0;
/// Trust that stays within this is drawn taller.
const NEAR: f32 = 5.0;
/// Beyond this there is no trust and no mistrust.
const BOUND: f32 = 10.0;

/// A mark in the picture of the line.
pub(crate) struct Dot {
    pub(crate) x: String,
    pub(crate) y: String,
}

/// "Trust went from −2.0 to +0.8. It fell twice."
pub(super) fn in_words(trust: &TrustLine) -> Wording {
    say("trust-picture")
        .with("from", wording::signed(trust.brought))
        .with("to", wording::signed(trust.now()))
        .with("falls", trust.falls.len())
}

/// The line as it is drawn.
pub(super) struct Picture {
    pub(super) path: String,
    /// Where trust is nought.
    pub(super) middle: String,
    pub(super) end: Option<Dot>,
    /// Where it fell.
    pub(super) dots: Vec<Dot>,
}

impl Picture {
    pub(super) fn of(trust: &TrustLine) -> Self {
        let most =
            trust.line.iter().fold(trust.brought.abs(), |most, (_, trust)| most.max(trust.abs()));
        let scale = if most <= NEAR { NEAR } else { BOUND };
        let inner = HEIGHT - 2.0 * MARGIN;
        let y = |trust: f32| MARGIN + inner * (0.5 - trust / scale / 2.0);
        #[expect(clippy::cast_precision_loss, reason = "messages of a conversation")]
        let x = |place: usize| {
            let steps = trust.line.len().max(1) as f32;
            MARGIN + (WIDTH - 2.0 * MARGIN) * place as f32 / steps
        };
        let dot = |place: usize, trust: f32| Dot {
            x: format!("{:.1}", x(place)),
            y: format!("{:.1}", y(trust)),
        };
        let mut path = format!("M{:.1} {:.1}", x(0), y(trust.brought));
        for (place, (_, trust)) in trust.line.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(path, "L{:.1} {:.1}", x(place + 1), y(*trust));
        }
        let fell = |message| trust.falls.iter().any(|fall| fall.message == message);
        let dots = trust.line.iter().enumerate().filter(|(_, (message, _))| fell(*message));
        let dots = dots.map(|(place, (_, trust))| dot(place + 1, *trust)).collect();
        let end = trust.line.last().map(|(_, now)| dot(trust.line.len(), *now));
        Self { path, middle: format!("{:.1}", y(0.0)), end, dots }
    }
}

#[cfg(test)]
mod tests {
    use domain::MessageId;

    use super::*;

    #[test]
    fn the_picture_stays_in_its_frame() {
        let line = [(MessageId(1), -10.0), (MessageId(2), 10.0), (MessageId(3), 0.0)];
        let trust = TrustLine { brought: -4.0, line: line.to_vec(), ..TrustLine::default() };
        let picture = Picture::of(&trust);
        assert_eq!(picture.path, "M4.0 23.6L54.7 32.0L105.3 4.0L156.0 18.0");
        assert_eq!(picture.middle, "18.0");
        assert_eq!(in_words(&trust).to_string(), "Trust went from −4.0 to 0.0. It did not fall.");
    }
}
