//! The shape of `demo/shop.toml`, which holds the shop in its people's own words, and its times.

use domain::{
    access::Role,
    conversation::{Channel, State},
    customer::AddressKind,
    hours::parse_time,
};
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned, civil::Time};
use serde::{Deserialize, Deserializer, de::Error};

/// Who wrote a message of the customer's; agents have keys of their own.
const CUSTOMER: &str = "customer";

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    pub(super) shop: Shop,
    pub(super) teams: Vec<Team>,
    pub(super) agents: Vec<Agent>,
    pub(super) customers: Vec<Customer>,
    pub(super) conversations: Vec<Conversation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shop {
    pub(super) name: String,
    pub(super) time_zone: String,
    pub(super) greeting: String,
    pub(super) colour: String,
    pub(super) hours: Vec<Opening>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    pub(super) days: Vec<String>,
    #[serde(deserialize_with = "time")]
    pub(super) from: Time,
    #[serde(deserialize_with = "time")]
    pub(super) to: Time,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Team {
    pub(super) name: String,
    pub(super) members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agent {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) email: String,
    #[serde(deserialize_with = "role")]
    pub(super) role: Role,
    pub(super) time_zone: String,
    pub(super) availability: Availability,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Availability {
    Online,
    Away,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Customer {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) language: String,
    pub(super) time_zone: String,
    pub(super) addresses: Vec<Address>,
    pub(super) facts: Vec<Fact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    #[serde(deserialize_with = "address_kind")]
    pub(super) kind: AddressKind,
    pub(super) value: String,
    pub(super) verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    pub(super) text: String,
    pub(super) by: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Conversation {
    pub(super) customer: String,
    #[serde(deserialize_with = "channel")]
    pub(super) channel: Channel,
    pub(super) subject: String,
    pub(super) team: String,
    pub(super) assignee: Option<String>,
    pub(super) tags: Vec<String>,
    /// How it stands after its last message.
    #[serde(deserialize_with = "state")]
    pub(super) state: State,
    pub(super) snoozed_until: Option<When>,
    pub(super) messages: Vec<Message>,
    /// What somebody has begun to answer.
    pub(super) draft: Option<Draft>,
    #[serde(default)]
    pub(super) promises: Vec<Promise>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Draft {
    pub(super) by: String,
    pub(super) text: String,
}

/// Something that was promised in a conversation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Promise {
    pub(super) by: String,
    pub(super) what: String,
    pub(super) made: When,
    pub(super) due: When,
    pub(super) kept: Option<When>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    pub(super) at: When,
    pub(super) by: String,
    pub(super) text: String,
    #[serde(default)]
    pub(super) note: bool,
    #[serde(default)]
    pub(super) attachments: Vec<String>,
}

impl Message {
    /// The key of the agent who wrote it; none where the customer did.
    pub(super) fn agent(&self) -> Option<&str> {
        (self.by != CUSTOMER).then_some(self.by.as_str())
    }
}

/// A time that moves with the moment at which the demo is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// So many days from today, at a time of day in the shop's zone.
    Day(i64, Time),
    /// So long from now.
    FromNow(SignedDuration),
}

impl When {
    /// Reads `-2d 09:12`, `-35m`, `-3h` or `+1d 09:00`.
    fn parse(text: &str) -> Option<Self> {
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+')?),
        };
        let number = |digits: &str| digits.parse::<u16>().ok().map(|n| sign * i64::from(n));
        if let Some((days, time)) = rest.split_once("d ") {
            return Some(Self::Day(number(days)?, parse_time(time)?));
        }
        let from_now = match rest.strip_suffix('h') {
            Some(hours) => SignedDuration::from_hours(number(hours)?),
            None => SignedDuration::from_mins(number(rest.strip_suffix('m')?)?),
        };
        Some(Self::FromNow(from_now))
    }

    /// The time that it is at `now`, which is in the shop's zone.
    pub(super) fn at(self, now: &Zoned) -> Result<Timestamp, jiff::Error> {
        match self {
            Self::Day(days, time) => {
                let date = now.date().checked_add(days.days())?;
                Ok(date.to_datetime(time).to_zoned(now.time_zone().clone())?.timestamp())
            }
            Self::FromNow(duration) => now.timestamp().checked_add(duration),
        }
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        word(from, Self::parse)
    }
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
    word(from, parse_time)
}

fn role<'de, D: Deserializer<'de>>(from: D) -> Result<Role, D::Error> {
    word(from, Role::parse)
}

fn address_kind<'de, D: Deserializer<'de>>(from: D) -> Result<AddressKind, D::Error> {
    word(from, AddressKind::parse)
}

fn state<'de, D: Deserializer<'de>>(from: D) -> Result<State, D::Error> {
    word(from, State::parse)
}

/// The shop's people say "counter" where the desk says "in person".
fn channel<'de, D: Deserializer<'de>>(from: D) -> Result<Channel, D::Error> {
    word(from, |word| match word {
        "counter" => Some(Channel::InPerson),
        "chat" => Some(Channel::Chat),
        _ => None,
    })
}

fn word<'de, D: Deserializer<'de>, T>(
    from: D,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let word = String::deserialize(from)?;
    parse(&word).ok_or_else(|| D::Error::custom(format!("“{word}” means nothing here")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_move_with_the_moment_of_the_start() -> anyhow::Result<()> {
        // The day after the clocks went back: noon is 49 hours after the noon before the last.
        let now: Zoned = "2026-10-26T12:00[Europe/Berlin]".parse()?;
        for (when, expected) in [
            ("-2d 09:12", "2026-10-24T09:12[Europe/Berlin]"),
            ("+1d 09:00", "2026-10-27T09:00[Europe/Berlin]"),
            ("-35m", "2026-10-26T11:25[Europe/Berlin]"),
            ("-3h", "2026-10-26T09:00[Europe/Berlin]"),
        ] {
            let at = When::parse(when).map(|when| when.at(&now)).transpose()?;
            assert_eq!(at, Some(expected.parse::<Zoned>()?.timestamp()), "{when}");
        }
        for bad in ["", "2d 09:12", "-2d", "-2d 25:00", "-m", "--3h", "-3 h", "yesterday"] {
            assert_eq!(When::parse(bad), None, "{bad}");
        }
        Ok(())
    }
}
