//! Who takes what waits for a team: pure rules over who is free, who has how much, and whose turn it is. Nothing in them
//! asks what a customer pays.

use std::collections::HashMap;

use crate::{
    AgentId, ConversationId, CustomerId, Timestamp,
    agent::{Agent, Availability},
};

words! {
    /// How a team's conversations are given out.
    Way {
        /// Whoever likes takes one.
        ByHand = "by hand",
        /// One after the other.
        ByTurn = "by turn",
        /// To whoever has the fewest.
        LeastBusy = "least busy",
    }
}

impl Way {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::ByHand, Self::ByTurn, Self::LeastBusy];
}

words! {
    /// Why somebody has a conversation, where no colleague gave it to them; or why nobody has it any more.
    Reason {
        /// It was their turn.
        Turn = "turn",
        /// They had the fewest.
        LeastBusy = "least busy",
        /// Another conversation of the same customer is with them.
        SameCustomer = "same customer",
        /// Whoever had it went off duty before they answered.
        OffDuty = "off duty",
        /// A rule said so.
        Rule = "rule",
    }
}

/// Greatest limit of open conversations that can be set.
pub const OPEN_MAX: i64 = 500;
/// For how long somebody's page may be closed before they count as off duty: a train goes through a tunnel.
pub const OFF_DUTY_MINUTES: i64 = 15;

/// A member of a team who may be given a conversation: somebody who is at the desk now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub agent: AgentId,
    /// How many conversations they have that are neither closed nor put aside.
    pub open: i64,
    /// How many of these they take at the most; as many as come where it is not set.
    pub open_max: Option<i64>,
    /// The number of the last turn that was theirs; whoever has the least is next.
    pub turn: i64,
}

impl Candidate {
    fn has_room(&self) -> bool {
        self.open_max.is_none_or(|most| self.open < most)
    }
}

/// Who is given the next one; nobody where nobody has room. By turn it is whoever waits longest for theirs. By load it
/// is whoever has the fewest, and among those the same; but nobody gets two in a row while a colleague has room, so that
/// whoever comes late and has nothing yet is not flooded.
pub fn next(way: Way, candidates: &[Candidate]) -> Option<(AgentId, Reason)> {
    let last = candidates.iter().map(|one| one.turn).max().filter(|turn| *turn > 0);
    let free = || candidates.iter().filter(|one| one.has_room());
    match way {
        Way::ByHand => None,
        Way::ByTurn => {
            free().min_by_key(|one| (one.turn, one.agent)).map(|one| (one.agent, Reason::Turn))
        }
        Way::LeastBusy => {
            let key = |one: &&Candidate| (Some(one.turn) == last, one.open, one.turn, one.agent);
            free().min_by_key(key).map(|one| (one.agent, Reason::LeastBusy))
        }
    }
}

/// A conversation that waits to be given to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub conversation: ConversationId,
    /// Whose.
    pub customer: CustomerId,
    /// Since when they wait.
    pub since: Timestamp,
}

/// The order in which those who wait are taken: whoever has waited longest comes first, through whatever channel, and
/// nobody's second matter before somebody else's first.
pub fn in_order(mut waiting: Vec<Waiting>) -> Vec<Waiting> {
    waiting.sort_by_key(|one| (one.since, one.conversation));
    let mut seen: HashMap<CustomerId, usize> = HashMap::new();
    let mut numbered: Vec<(usize, Waiting)> = Vec::with_capacity(waiting.len());
    for one in waiting {
        let before = seen.entry(one.customer).or_default();
        numbered.push((*before, one));
        *before += 1;
    }
    // The sort is stable: among those of one number the order by time stays.
    numbered.sort_by_key(|(number, _)| *number);
    numbered.into_iter().map(|(_, one)| one).collect()
}

/// Whether somebody who has conversations is off duty at `now`: gone, away, or without a page of the desk for
/// [`OFF_DUTY_MINUTES`].
pub fn is_off_duty(agent: &Agent, now: Timestamp) -> bool {
    let gone = |seen: Timestamp| now.duration_since(seen).as_secs() >= OFF_DUTY_MINUTES * 60;
    agent.deactivated_at.is_some()
        || agent.availability != Availability::Online
        || agent.seen_at.is_none_or(gone)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn candidate(agent: i64, open: i64, open_max: Option<i64>, turn: i64) -> Candidate {
        Candidate { agent: AgentId(agent), open, open_max, turn }
    }

    #[test]
    fn turns_go_round_past_those_who_have_enough() {
        let [aiko, jonas, mia] = [(1, 0, None, 3), (2, 9, Some(9), 1), (3, 5, Some(6), 2)]
            .map(|(agent, open, most, turn)| candidate(agent, open, most, turn));
        assert_eq!(next(Way::ByTurn, &[aiko, jonas, mia]), Some((AgentId(3), Reason::Turn)));
        assert_eq!(next(Way::ByTurn, &[aiko, jonas]), Some((AgentId(1), Reason::Turn)));
        assert_eq!(next(Way::ByTurn, &[jonas]), None);
        assert_eq!(next(Way::ByHand, &[aiko]), None);
        assert_eq!(next(Way::LeastBusy, &[mia, jonas]), Some((AgentId(3), Reason::LeastBusy)));
    }

    #[test]
    fn whoever_comes_late_gets_no_flood() {
        // Aiko has nothing and had the last turn: the next one is somebody else's, and then hers again.
        let (aiko, jonas) = (candidate(1, 1, None, 7), candidate(2, 8, None, 6));
        assert_eq!(next(Way::LeastBusy, &[aiko, jonas]), Some((AgentId(2), Reason::LeastBusy)));
        assert_eq!(next(Way::LeastBusy, &[aiko]), Some((AgentId(1), Reason::LeastBusy)));
    }

    #[test]
    fn nobodys_second_matter_comes_before_somebody_elses_first() {
        let waiting = |conversation, customer, second| Waiting {
            conversation: ConversationId(conversation),
            customer: CustomerId(customer),
            since: Timestamp::from_second(second).unwrap(),
        };
        let order = in_order(vec![
            waiting(1, 7, 10),
            waiting(2, 7, 20),
            waiting(3, 8, 30),
            waiting(4, 9, 5),
            waiting(5, 7, 21),
        ]);
        let order: Vec<i64> = order.iter().map(|one| one.conversation.0).collect();
        assert_eq!(order, [4, 1, 3, 2, 5]);
    }

    proptest! {
        /// Against a plain model: conversations come and end, people come, go and come back.
        #[test]
        fn nobody_goes_past_their_limit_and_turns_are_shared(
            way in prop::sample::select(vec![Way::ByTurn, Way::LeastBusy]),
            steps in prop::collection::vec((0..10_u8, 0..5_usize), 1..200),
            most in 1..6_i64,
        ) {
            let mut people: Vec<(Candidate, bool)> =
                (0..5).map(|id| (candidate(id, 0, Some(most), 0), id != 4)).collect();
            let mut turn = 0;
            let mut given: Vec<usize> = Vec::new();
            for (what, who) in steps {
                match what {
                    0 => {
                        people[who].1 ^= true;
                        // Whoever comes takes their place behind those who are there.
                        given.clear();
                    }
                    1 | 2 => people[who].0.open = (people[who].0.open - 1).max(0),
                    _ => {
                        let here: Vec<Candidate> =
                            people.iter().filter(|(_, here)| *here).map(|(one, _)| *one).collect();
                        let room = here.iter().any(|one| one.open < most);
                        let found = next(way, &here);
                        prop_assert_eq!(found.is_some(), room);
                        let Some((agent, _)) = found else { continue };
                        let agent = usize::try_from(agent.0).unwrap();
                        turn += 1;
                        if given.last() == Some(&agent) {
                            let others = here.iter().filter(|one| one.agent.0 != people[agent].0.agent.0);
                            prop_assert!(others.into_iter().all(|one| one.open >= most), "two in a row");
                        }
                        given.push(agent);
                        people[agent].0.open += 1;
                        people[agent].0.turn = turn;
                        prop_assert!(people[agent].0.open <= most);
                    }
                }
            }
        }
    }
}
