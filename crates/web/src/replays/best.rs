//! The best moment of one's calls on one's last day at the phone before today: a smile that was held, or a
//! customer who was heard out. It is found anew for whoever looks, with the corner that their cookie opens, and
//! kept nowhere.

use desk::corner::Corner;
use domain::{Timestamp, agent::Agent};
use jiff::SignedDuration;
use language::say;
use listen::report::kind::Kind;
use voice::Side;

use super::{
    customer_name,
    heard::Heard,
    moment::{Moment, list},
    named, told,
};
use crate::{Web, error::Result, wording};

/// Days back in which one's last day is looked for.
const BACK_DAYS: i64 = 7;
/// Calls of that day that are opened, the last.
const CALLS_MAX: i64 = 6;
/// Calls among which they are looked for: those of today come first.
const LISTED_MAX: i64 = 60;
/// A smile is held from so many ms on.
const HELD_MS: u64 = 3_000;
/// A customer is heard out who spoke first for so many ms and was not interrupted.
const HEARD_OUT_MS: u64 = 15_000;

/// A good moment of a call, as Today shows it.
pub(crate) struct Best {
    /// "Your smile was heard for 6 s".
    pub(crate) what: String,
    pub(crate) customer: String,
    /// "yesterday", "Friday".
    pub(crate) day: String,
    pub(crate) href: String,
}

/// The best of those moments: what it was, and how much of it there was, where one is enough.
fn best_of(moments: &[Moment]) -> Option<(&Moment, f64)> {
    let interrupted = |of: &Moment| {
        moments.iter().any(|other| {
            other.kind == Kind::Interruption
                && other.by == Some(Side::Agent)
                && other.ruling.is_none()
                && (of.from_ms..=of.to_ms()).contains(&other.from_ms)
        })
    };
    #[expect(clippy::cast_precision_loss, reason = "a call is no million hours long")]
    let amount = |moment: &Moment| {
        let enough = match moment.kind {
            Kind::Smile if moment.by == Some(Side::Agent) => HELD_MS,
            Kind::Opening if !interrupted(moment) => HEARD_OUT_MS,
            _ => return None,
        };
        (moment.length_ms >= enough).then(|| moment.length_ms as f64 / enough as f64)
    };
    moments
        .iter()
        .filter(|moment| moment.ruling.is_none())
        .filter_map(|moment| Some((moment, amount(moment)?)))
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
}

fn in_words(moment: &Moment) -> String {
    let said = match moment.kind {
        Kind::Opening => say("replay-best-heard-out"),
        _ => say("replay-best-smile").with("at", moment.at()),
    };
    said.with("length", told::length(moment.length_ms)).to_string()
}

/// The best moment of one's calls on one's last day before today; nothing where none was that good.
pub(crate) async fn best(
    web: &Web,
    me: &Agent,
    corner: &Corner,
    now: Timestamp,
) -> Result<Option<Best>> {
    let tz = me.tz();
    let day_of = |at: Timestamp| at.to_zoned(tz.clone()).date();
    let earliest = now - SignedDuration::from_hours(24 * BACK_DAYS);
    let mut day = None;
    let mut opened = 0;
    let mut found: Option<(f64, Best)> = None;
    for (part, call) in web.desk.replays(me, LISTED_MAX, 0).await? {
        if day_of(part.began_at) == day_of(now) || part.figures.is_none() {
            continue;
        }
        let own_day = day_of(part.began_at);
        let over = part.began_at < earliest || *day.get_or_insert(own_day) != own_day;
        if over || opened == CALLS_MAX {
            break;
        }
        opened += 1;
        let id = part.id;
        let replay = web.desk.replay(me, corner, id).await?;
        let Some(heard) = replay.figures.and_then(Heard::read) else { continue };
        let moments = list(&heard, &replay.notes, &[]);
        let Some((moment, amount)) = best_of(&moments) else { continue };
        if found.as_ref().is_none_or(|(before, _)| amount > *before) {
            let (began, customer) = (replay.part.began_at, call.customer_id);
            let name = move |db: &mut store::Db| customer_name(db, customer);
            let name = web.desk.store().read(name).await?;
            let best = Best {
                what: in_words(moment),
                customer: named(name),
                day: wording::on_day(began, now, &tz),
                href: format!("/replays/{id}#{}", moment.id()),
            };
            found = Some((amount, best));
        }
    }
    Ok(found.map(|(_, best)| best))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(kind: Kind, by: Side, from_ms: u64, length_ms: u64) -> Moment {
        Moment {
            kind,
            by: Some(by),
            from_ms,
            length_ms,
            detail: String::new(),
            ruling: None,
            note: String::new(),
            shared: None,
        }
    }

    #[test]
    fn the_best_is_what_there_was_most_of_and_nobody_contests() {
        let opening = |ms| moment(Kind::Opening, Side::Customer, 4_000, ms);
        let smile = |ms| moment(Kind::Smile, Side::Agent, 60_000, ms);
        let cuts_in = |from| moment(Kind::Interruption, Side::Agent, from, 500);
        let contested = |mut moment: Moment| {
            moment.ruling = Some("not me".to_owned());
            moment
        };
        for (moments, expected) in [
            (vec![], None),
            (vec![opening(14_000), smile(2_900)], None),
            (vec![opening(20_000), smile(3_000)], Some(Kind::Opening)),
            (vec![opening(20_000), smile(6_000)], Some(Kind::Smile)),
            (vec![opening(20_000), contested(smile(9_000))], Some(Kind::Opening)),
            (vec![opening(60_000), cuts_in(30_000), smile(3_000)], Some(Kind::Smile)),
            (vec![opening(60_000), contested(cuts_in(30_000)), smile(3_000)], Some(Kind::Opening)),
            (vec![opening(60_000), cuts_in(90_000)], Some(Kind::Opening)),
            (vec![moment(Kind::Smile, Side::Customer, 0, 9_000)], None),
        ] {
            assert_eq!(best_of(&moments).map(|(best, _)| best.kind), expected, "{moments:?}");
        }
    }
}
