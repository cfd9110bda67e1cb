//! A message as mail has it (RFC 5322).

use jiff::Timestamp;
use mail_parser::MessageParser;
use words::By;

use super::{Script, ScriptTurn};

/// Whether a text begins as mail does: a header of a name that mail has, and another.
pub(super) fn looks_like_it(text: &str) -> bool {
    const NAMES: [&str; 9] = [
        "received",
        "return-path",
        "from",
        "delivered-to",
        "date",
        "message-id",
        "mime-version",
        "subject",
        "to",
    ];
    let mut lines = text.lines().take_while(|line| !line.is_empty());
    let header = |line: &str| {
        line.split_once(':').is_some_and(|(name, _)| NAMES.contains(&&*name.to_ascii_lowercase()))
    };
    lines.next().is_some_and(header) && lines.filter(|line| header(line)).count() >= 2
}

/// The sender's words, as the customer's: what is quoted below is told apart when it is read.
pub(super) fn read(bytes: &[u8]) -> Script {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Script {
            turns: Vec::new(),
            remarks: vec!["This is no message that can be read.".to_owned()],
        };
    };
    let from = message.from().and_then(|from| from.first());
    let name = from.and_then(|from| from.name().or_else(|| from.address())).map(str::to_owned);
    let text = message.body_text(0).map(std::borrow::Cow::into_owned).unwrap_or_default();
    let at = message.date().and_then(|date| Timestamp::from_second(date.to_timestamp()).ok());
    Script {
        turns: vec![ScriptTurn { by: By::Customer, name, at, text }],
        remarks: vec!["A single message: its sender was taken to be the customer.".to_owned()],
    }
}
