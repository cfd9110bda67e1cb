//! The kinds of moments that reports list and draw, and what they are called.

/// What is listed, each with a shape of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The customer's opening turn.
    Opening,
    /// A smile in the agent's voice.
    Smile,
    /// Somebody took the floor while the other spoke.
    Interruption,
    /// A voice that was louder and higher than on average.
    Raised,
    /// What sounds like laughter.
    Laughter,
    /// Nobody spoke.
    Silence,
    /// The line carried music, or nothing.
    Hold,
    /// Somebody supported the other without taking the floor.
    Backchannel,
}

impl Kind {
    /// All of them, in the order of their chips.
    pub const ALL: [Self; 8] = [
        Self::Opening,
        Self::Smile,
        Self::Interruption,
        Self::Raised,
        Self::Laughter,
        Self::Silence,
        Self::Hold,
        Self::Backchannel,
    ];

    /// Its name in the JSON of reports, in addresses and in notes.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Opening => "turn",
            Self::Smile => "smile",
            Self::Interruption => "interruption",
            Self::Raised => "raised_voice",
            Self::Laughter => "laughter",
            Self::Silence => "silence",
            Self::Hold => "hold",
            Self::Backchannel => "backchannel",
        }
    }

    /// The name of its shape, and of its chip.
    pub const fn shape(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Raised => "raised",
            other => other.what(),
        }
    }

    /// What it is called in a list.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Opening => "Opening turn",
            Self::Smile => "Smile heard",
            Self::Interruption => "Interruption",
            Self::Raised => "Raised voice",
            Self::Laughter => "Laughter-like",
            Self::Silence => "Silence",
            Self::Hold => "Hold",
            Self::Backchannel => "“Mm-hm”",
        }
    }

    /// What one of them, and several, are called behind a number.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Opening => ("opening turn", "opening turns"),
            Self::Smile => ("smile", "smiles"),
            Self::Interruption => ("interruption", "interruptions"),
            Self::Raised => ("raised voice", "raised voices"),
            Self::Laughter => ("laughter-like", "laughter-like"),
            Self::Silence => ("silence", "silences"),
            Self::Hold => ("hold", "holds"),
            Self::Backchannel => ("“mm-hm”", "“mm-hm”s"),
        }
    }

    /// What happened, in words: `who` did it, and it took `length`.
    pub fn detail(self, who: &str, length: &str) -> String {
        match self {
            Self::Interruption => format!("{who} took the floor, {length} of overlap"),
            Self::Silence => format!("nobody spoke for {length}"),
            Self::Hold => format!("on hold, or a line that carried nothing, for {length}"),
            Self::Opening => format!("{who} spoke for {length}"),
            Self::Raised => format!("{who}, louder and higher than on average, {length}"),
            Self::Laughter | Self::Backchannel | Self::Smile => who.to_owned(),
        }
    }
}
