//! The moments of a part: what was noticed, what its agent says to it, and what they shared of it.

use language::{Wording, say};
use listen::report::{kind::Kind, words};
use serde_json::{Map, Value};
use store::shared_moment::SharedMoment;
use voice::Side;

use super::{heard::Heard, told};
use crate::wording;

/// What can be said against one, of that side, as it is kept.
const fn rulings(kind: Kind, by: Option<Side>) -> &'static [&'static str] {
    match (kind, by) {
        (Kind::Interruption, Some(Side::Agent)) => {
            &["not an interruption", "I was quoting", "not me"]
        }
        (Kind::Interruption, _) => &["not an interruption"],
        (Kind::Smile, _) => &["not a smile", "I was quoting", "not me"],
        (Kind::Raised, Some(Side::Agent)) => &["not raised", "I was quoting", "not me"],
        (Kind::Raised, _) => &["not raised", "not the customer"],
        (Kind::Laughter, Some(Side::Agent)) => &["not laughter", "I was quoting", "not me"],
        (Kind::Laughter, _) => &["not laughter", "not the customer"],
        (Kind::Backchannel, Some(Side::Agent)) => &["not an “mm-hm”", "not me"],
        (Kind::Backchannel, _) => &["not an “mm-hm”"],
        (Kind::Opening, _) => &["not their opening"],
        (Kind::Silence, _) => &["not a silence"],
        (Kind::Hold, _) => &["not a hold"],
    }
}

/// … in words; what was kept in other ones stays as it is.
fn ruled(kept: &str) -> Wording {
    match kept {
        "not an interruption" => say("replay-not-an-interruption"),
        "I was quoting" => say("replay-i-was-quoting"),
        "not me" => say("replay-not-me"),
        "not a smile" => say("replay-not-a-smile"),
        "not raised" => say("replay-not-raised"),
        "not the customer" => say("replay-not-the-customer"),
        "not laughter" => say("replay-not-laughter"),
        "not an “mm-hm”" => say("replay-not-a-backchannel"),
        "not their opening" => say("replay-not-their-opening"),
        "not a silence" => say("replay-not-a-silence"),
        "not a hold" => say("replay-not-a-hold"),
        other => other.into(),
    }
}

/// What was shared of a moment.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) note: String,
    pub(super) sound: bool,
}

/// A moment of the list.
#[derive(Debug)]
pub(super) struct Moment {
    pub(super) kind: Kind,
    pub(super) by: Option<Side>,
    pub(super) from_ms: u64,
    pub(super) length_ms: u64,
    /// Who, and how long.
    pub(super) detail: String,
    /// What its agent says against it.
    pub(super) ruling: Option<String>,
    /// What they wrote about it, for themselves.
    pub(super) note: String,
    pub(super) shared: Option<Shared>,
}

impl Moment {
    pub(super) fn at(&self) -> String {
        words::clock(self.from_ms)
    }

    pub(super) fn to_ms(&self) -> u64 {
        self.from_ms + self.length_ms
    }

    pub(super) fn title(&self) -> Wording {
        told::title(self.kind)
    }

    pub(super) fn shape(&self) -> &'static str {
        self.kind.shape()
    }

    pub(super) fn rulings(&self) -> &'static [&'static str] {
        rulings(self.kind, self.by)
    }

    /// What can be said against it: as it is kept, and in words.
    pub(super) fn objections(&self) -> Vec<(&'static str, Wording)> {
        let quoted = |kept| say("replay-objection").with("objection", ruled(kept));
        self.rulings().iter().map(|&kept| (kept, quoted(kept))).collect()
    }

    /// What its agent says against it, in words.
    pub(super) fn said_against(&self) -> Option<Wording> {
        let kept = self.ruling.as_deref()?;
        Some(say("replay-you-said").with("objection", ruled(kept)))
    }

    /// Its place in addresses and in notes: `12340/interruption`.
    pub(super) fn key(&self) -> String {
        format!("{}/{}", self.from_ms, self.kind.what())
    }

    /// The same as the name of an element.
    pub(super) fn id(&self) -> String {
        format!("moment-{}-{}", self.from_ms, self.kind.what())
    }

    /// In words for everybody, who do not know whose "you" it is: those in which it is kept where it is shared.
    pub(super) fn for_others(&self) -> String {
        let who = match self.by {
            Some(Side::Agent) => ", by the agent",
            Some(Side::Customer) => ", by the customer",
            None => "",
        };
        match self.kind {
            Kind::Opening => {
                format!("the customer’s opening turn, {}", words::length(self.length_ms))
            }
            Kind::Smile => format!("a smile heard, {}", words::length(self.length_ms)),
            Kind::Interruption => {
                format!("an interruption{who}, {} of overlap", words::length(self.length_ms))
            }
            Kind::Raised => format!("a raised voice{who}, {}", words::length(self.length_ms)),
            Kind::Laughter => format!("what sounds like laughter{who}"),
            Kind::Silence => format!("a silence of {}", words::length(self.length_ms)),
            Kind::Hold => format!("a hold of {}", words::length(self.length_ms)),
            Kind::Backchannel => format!("an “mm-hm”{who}"),
        }
    }

    /// … in the language of whoever looks.
    pub(super) fn for_others_said(&self) -> Wording {
        told::shared(&self.for_others())
    }
}

/// All moments of a part that are listed, in the order of time.
pub(super) fn list(heard: &Heard, notes: &Value, shared: &[SharedMoment]) -> Vec<Moment> {
    let mut opening = heard.opening_ms();
    let noticed = heard.moments.iter().filter_map(|told| {
        let kind = match told.what.as_str() {
            "turn" if told.by() == Some(Side::Customer) && opening == Some(told.length_ms()) => {
                opening = None;
                Kind::Opening
            }
            "interruption" => Kind::Interruption,
            "backchannel" => Kind::Backchannel,
            "silence" => Kind::Silence,
            "hold" => Kind::Hold,
            "raised_voice" => Kind::Raised,
            "laughter" => Kind::Laughter,
            _ => return None,
        };
        let detail = detail(kind, told.by(), told.length_ms());
        Some((kind, told.by(), told.begins_ms(), told.length_ms(), detail))
    });
    let mut found: Vec<_> = noticed.collect();
    // How a customer's voice sounds is theirs: only the agent's own smile is told.
    for smile in heard.smiles.iter().filter(|smile| smile.is_agents() && !heard.mixed) {
        let said = match smile.peak.reading() {
            Ok(peak) => say("replay-detail-smile-at-most")
                .with("peak", wording::signed(peak.value))
                .with("low", wording::signed(peak.low))
                .with("high", wording::signed(peak.high)),
            Err(_) => say("replay-detail-smile"),
        };
        let detail = said.with("length", told::length(smile.length_ms())).to_string();
        found.push((Kind::Smile, Some(Side::Agent), smile.begins_ms(), smile.length_ms(), detail));
    }
    found.sort_by_key(|(_, _, from_ms, ..)| *from_ms);
    found
        .into_iter()
        .map(|(kind, by, from_ms, length_ms, detail)| {
            let mut moment = Moment {
                kind,
                by,
                from_ms,
                length_ms,
                detail,
                ruling: None,
                note: String::new(),
                shared: None,
            };
            let key = moment.key();
            let said = |what: &str| notes[what][&key].as_str().map(ToOwned::to_owned);
            moment.ruling = said("rulings");
            moment.note = said("notes").unwrap_or_default();
            moment.shared = shared
                .iter()
                .find(|one| is_of(one, &moment))
                .map(|one| Shared { note: one.note.clone(), sound: one.clip.is_some() });
            moment
        })
        .collect()
}

/// Whether that was shared of this moment.
pub(super) fn is_of(shared: &SharedMoment, moment: &Moment) -> bool {
    u64::try_from(shared.from_ms) == Ok(moment.from_ms) && shared.what == moment.for_others()
}

fn detail(kind: Kind, by: Option<Side>, length_ms: u64) -> String {
    let who = match by {
        Some(Side::Agent) => "agent",
        Some(Side::Customer) => "customer",
        None => "nobody",
    };
    let said = match kind {
        Kind::Interruption => say("replay-detail-interruption"),
        Kind::Silence => say("replay-detail-silence"),
        Kind::Hold => say("replay-detail-hold"),
        Kind::Opening => say("replay-detail-opening"),
        Kind::Raised => say("replay-detail-raised"),
        Kind::Laughter | Kind::Backchannel | Kind::Smile => say("replay-detail-who"),
    };
    said.with("who", who).with("length", told::length(length_ms)).to_string()
}

/// Whether there is any of a kind, contested or not.
pub(super) fn is_there(moments: &[Moment], kind: Kind) -> bool {
    moments.iter().any(|moment| moment.kind == kind)
}

/// How many of a kind there are, without those that are contested: "2, one contested".
pub(super) fn count(moments: &[Moment], kind: Kind, by: Option<Side>) -> Wording {
    let of = |moment: &&Moment| moment.kind == kind && (by.is_none() || moment.by == by);
    let (contested, kept): (Vec<_>, Vec<_>) =
        moments.iter().filter(of).partition(|moment| moment.ruling.is_some());
    let number = say("replay-so-many").with("count", kept.len());
    and_contested(number, contested.len())
}

fn and_contested(said: Wording, contested: usize) -> Wording {
    match contested {
        0 => said,
        count => say("replay-and-contested").with("what", said).with("count", count),
    }
}

/// How long those of a kind are together, in ms, without those that are contested.
pub(super) fn sum_ms(moments: &[Moment], kind: Kind, by: Option<Side>) -> u64 {
    let of = |moment: &&Moment| {
        moment.kind == kind && (by.is_none() || moment.by == by) && moment.ruling.is_none()
    };
    moments.iter().filter(of).map(|moment| moment.length_ms).sum()
}

/// A chip that shows moments of one kind.
#[derive(Debug)]
pub(super) struct Chip {
    pub(super) shape: &'static str,
    pub(super) label: Wording,
}

/// A chip for each kind that there is; backchannels are listed apart.
pub(super) fn chips(moments: &[Moment]) -> Vec<Chip> {
    let chip = |kind: &Kind| {
        let all = moments.iter().filter(|moment| moment.kind == *kind);
        let (contested, kept): (Vec<_>, Vec<_>) = all.partition(|moment| moment.ruling.is_some());
        if *kind == Kind::Backchannel || contested.len() + kept.len() == 0 {
            return None;
        }
        let label = and_contested(told::so_many(*kind, kept.len()), contested.len());
        Some(Chip { shape: kind.shape(), label })
    };
    Kind::ALL.iter().filter_map(chip).collect()
}

/// Keeps a word of the agent on a moment in the notes on a part, or takes it away.
pub(super) fn set(notes: &mut Value, what: &str, key: &str, words: Option<&str>) {
    let Some(notes) = notes.as_object_mut() else { return };
    let said = notes.entry(what).or_insert_with(|| Value::Object(Map::new()));
    if !said.is_object() {
        *said = Value::Object(Map::new());
    }
    if let Some(said) = said.as_object_mut() {
        match words {
            Some(words) => drop(said.insert(key.to_owned(), words.into())),
            None => drop(said.remove(key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interruption(by: Side, from_ms: u64, ruling: Option<&str>) -> Moment {
        Moment {
            kind: Kind::Interruption,
            by: Some(by),
            from_ms,
            length_ms: 1_500,
            detail: String::new(),
            ruling: ruling.map(ToOwned::to_owned),
            note: String::new(),
            shared: None,
        }
    }

    #[test]
    fn what_is_contested_does_not_count() {
        let agents = |rulings: &[Option<&str>]| -> Vec<Moment> {
            let of = |(i, ruling): (u64, Option<&str>)| interruption(Side::Agent, i, ruling);
            (0..).zip(rulings.iter().copied()).map(of).collect()
        };
        let not = Some("not an interruption");
        for (rulings, expected, ms) in [
            (&[][..], "none", 0),
            (&[None, None], "2", 3_000),
            (&[None, not, None], "2, one contested", 3_000),
            (&[not], "none, one contested", 0),
            (&[not, Some("not me"), None], "1, 2 contested", 1_500),
        ] {
            let moments = agents(rulings);
            let found = count(&moments, Kind::Interruption, Some(Side::Agent));
            assert_eq!(found.to_string(), expected);
            assert_eq!(sum_ms(&moments, Kind::Interruption, Some(Side::Agent)), ms);
        }
        let customers = [interruption(Side::Customer, 0, None)];
        let found = count(&customers, Kind::Interruption, Some(Side::Agent));
        assert_eq!(found.to_string(), "none");
    }

    #[test]
    fn what_was_shared_is_said_again_from_what_is_kept() {
        for kind in Kind::ALL {
            for by in [None, Some(Side::Agent), Some(Side::Customer)] {
                for length_ms in [430, 12_000, 245_000] {
                    let moment =
                        Moment { kind, by, length_ms, ..interruption(Side::Agent, 0, None) };
                    assert_eq!(moment.for_others_said().to_string(), moment.for_others());
                }
            }
        }
        assert_eq!(told::shared("something else").to_string(), "something else");
    }

    #[test]
    fn words_on_a_moment_are_kept_beside_all_others() {
        let mut notes = serde_json::json!({ "reflection": { "worked": "x" }, "rulings": 7 });
        set(&mut notes, "rulings", "10/smile", Some("not me"));
        set(&mut notes, "rulings", "20/hold", Some("not a hold"));
        set(&mut notes, "rulings", "10/smile", None);
        assert_eq!(notes["rulings"], serde_json::json!({ "20/hold": "not a hold" }));
        assert_eq!(notes["reflection"]["worked"], "x");
    }
}
