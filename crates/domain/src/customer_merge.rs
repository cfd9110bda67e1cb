//! Merging two customers who are one person. Nothing of either is changed by it but what the kept one takes over, so it
//! can be undone at any time, in any order.

use jiff::Timestamp;
use language::{Wording, say};

use crate::{AgentId, CustomerId, CustomerMergeId, customer::Customer};

words! {
    /// Something that is known of a customer, and of which there can be only one.
    Field {
        /// What they are called.
        Name = "name",
        /// BCP 47 tag of their language.
        Language = "language",
        /// IANA name of their time zone.
        TimeZone = "time_zone",
    }
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Name, Self::Language, Self::TimeZone];

    /// What it says of a customer; empty where nobody knows.
    pub fn of(self, customer: &Customer) -> &str {
        match self {
            Self::Name => &customer.name,
            Self::Language => customer.language.as_deref().unwrap_or_default(),
            Self::TimeZone => customer.time_zone.as_deref().unwrap_or_default(),
        }
    }

    /// Lets it say something else; empty where nobody knows.
    pub fn set(self, customer: &mut Customer, value: String) {
        let known = Some(value.clone()).filter(|value| !value.is_empty());
        match self {
            Self::Name => customer.name = value,
            Self::Language => customer.language = known,
            Self::TimeZone => customer.time_zone = known,
        }
    }
}

/// What the kept one took over from the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What it is.
    pub field: Field,
    /// What it said of the kept one before.
    pub before: String,
    /// What it said of the other, and since then of both.
    pub after: String,
}

/// A merge of two customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerMerge {
    /// Its id.
    pub id: CustomerMergeId,
    /// Who went into the other one.
    pub gone_id: CustomerId,
    /// Who was kept.
    pub kept_id: CustomerId,
    /// Who did it.
    pub agent_id: AgentId,
    /// When.
    pub at: Timestamp,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
}

/// Two customers who are one already: the same, or merged before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneAlready;

impl OneAlready {
    /// What to do, in words.
    pub fn wording(self) -> Wording {
        say("customer-merge-one-already")
    }
}

language::says_why!(OneAlready);

/// Which of two customers is kept when they are merged, and who goes into them: the one whom we met first is kept.
///
/// # Errors
/// [`OneAlready`], where there are no two.
pub fn kept<'c>(
    one: &'c Customer,
    other: &'c Customer,
) -> Result<(&'c Customer, &'c Customer), OneAlready> {
    if one.id == other.id {
        return Err(OneAlready);
    }
    let one_first = (one.created_at, one.id) < (other.created_at, other.id);
    Ok(if one_first { (one, other) } else { (other, one) })
}

/// What the kept one takes over from the other: what nobody knew of them, and what was `chosen` of the other where both
/// have something to say.
pub fn taken(kept: &Customer, gone: &Customer, chosen: &[Field]) -> Vec<Taken> {
    let goes_over = |field: &Field| {
        let (before, after) = (field.of(kept), field.of(gone));
        !after.is_empty() && before != after && (before.is_empty() || chosen.contains(field))
    };
    Field::ALL
        .into_iter()
        .filter(goes_over)
        .map(|field| Taken {
            field,
            before: field.of(kept).to_owned(),
            after: field.of(gone).to_owned(),
        })
        .collect()
}

/// What becomes of something that was taken over, when that merge is undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restored {
    /// It says again what it said before.
    Before,
    /// Another one was taken over since: an undo of that later merge is to lead to what was before this one.
    Later,
    /// Somebody wrote something else since, which holds.
    Left,
}

/// What becomes of something that was taken over, when that merge is undone: `now` is what it says, `next` what the
/// next later merge took over in its place, which is not undone.
pub fn restored(undone: &Taken, now: &str, next: Option<&Taken>) -> Restored {
    match next {
        Some(next) if next.before == undone.after => Restored::Later,
        None if now == undone.after => Restored::Before,
        _ => Restored::Left,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(id: i64, name: &str, language: Option<&str>) -> Customer {
        Customer {
            id: CustomerId(id),
            name: name.to_owned(),
            language: language.map(ToOwned::to_owned),
            time_zone: None,
            external_id: None,
            created_at: Timestamp::constant(1_000 - id, 0),
            merged_into: None,
        }
    }

    #[test]
    fn the_one_whom_we_met_first_is_kept() {
        let (nora, karim) = (customer(1, "Nora", None), customer(2, "Karim", None));
        for (one, other) in [(&nora, &karim), (&karim, &nora)] {
            assert_eq!(
                kept(one, other).map(|(kept, gone)| (kept.id, gone.id)),
                Ok((karim.id, nora.id))
            );
        }
        assert_eq!(kept(&nora, &nora), Err(OneAlready));
    }

    #[test]
    fn what_nobody_knew_is_taken_over_and_what_was_chosen() {
        let (kept, gone) = (customer(1, "Nora", None), customer(2, "Nora Lindqvist", Some("sv")));
        let fields = |chosen: &[Field]| {
            taken(&kept, &gone, chosen).into_iter().map(|taken| taken.field).collect::<Vec<_>>()
        };
        assert_eq!(fields(&[]), [Field::Language]);
        assert_eq!(fields(&[Field::Name]), [Field::Name, Field::Language]);
        assert_eq!(fields(&Field::ALL), [Field::Name, Field::Language], "a zone that neither has");
        assert_eq!(taken(&gone, &kept, &[Field::Language]), []);
        for field in Field::ALL {
            let mut changed = kept.clone();
            field.set(&mut changed, field.of(&gone).to_owned());
            assert_eq!(field.of(&changed), field.of(&gone));
            assert_eq!(Field::parse(field.as_str()), Some(field));
        }
    }

    #[test]
    fn an_undo_restores_what_nobody_changed_since() {
        let took = |before: &str, after: &str| Taken {
            field: Field::Name,
            before: before.into(),
            after: after.into(),
        };
        let undone = took("N", "Nora");
        for (now, next, becomes) in [
            ("Nora", None, Restored::Before),
            ("Nora B", None, Restored::Left),
            ("Nora Berg", Some(took("Nora", "Nora Berg")), Restored::Later),
            ("Nora Berg", Some(took("Nora B", "Nora Berg")), Restored::Left),
        ] {
            assert_eq!(restored(&undone, now, next.as_ref()), becomes, "{now}");
        }
    }
}
