//! A query with its names looked up: which words lines have to have, and which conversations are wanted.

use domain::{
    AgentId, ConversationId, TagId, TeamId, Timestamp,
    agent::Agent,
    conversation::State,
    search::{Filter, Query, fold, name, phone_digits},
};
use language::{Wording, say};
use store::{
    Db,
    search::{Terms, Wanted},
};

use super::without;
use crate::Result;

/// What counts as few conversations, of which each can be named in a search.
const FEW: usize = 300;
/// Most customers whose words `from:` looks for.
const AUTHORS_MAX: i64 = 100;

/// A query with its names looked up.
pub(super) struct Asked {
    /// What lines have to have; `None` where any conversation will do.
    pub(super) terms: Option<Terms>,
    pub(super) wanted: Wanted,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) unknown: Vec<Wording>,
    pub(super) too_many_authors: bool,
}

impl Asked {
    pub(super) fn of(db: &mut Db, me: &Agent, query: &Query) -> Result<Self> {
        let mut asked = Self {
            terms: None,
            wanted: Wanted::default(),
            from: Timestamp::MIN,
            until: Timestamp::MAX,
            unknown: Vec::new(),
            too_many_authors: false,
        };
        let mut has: Vec<Terms> = query.wanted().map(Terms::from).collect();
        let mut not: Vec<Terms> =
            query.phrases.iter().filter(|phrase| phrase.not).map(Terms::from).collect();
        for clause in &query.clauses {
            let mut signs = |terms| if clause.not { not.push(terms) } else { has.push(terms) };
            match &clause.filter {
                Filter::Attachment => signs(Terms::file()),
                Filter::Notes => signs(Terms::note()),
                Filter::From(typed) => match asked.authors(db, typed)? {
                    Some(terms) => signs(terms),
                    None => asked.unknown.push(say("search-nobody").with("typed", typed)),
                },
                Filter::Before(at) if clause.not => asked.from = asked.from.max(*at),
                Filter::After(at) if clause.not => asked.until = asked.until.min(*at),
                Filter::Before(at) => asked.until = asked.until.min(*at),
                Filter::After(at) => asked.from = asked.from.max(*at),
                Filter::States(states) => {
                    asked.wanted.states.retain(|state| states.contains(state) != clause.not);
                }
                Filter::Unassigned => asked.with_agents(db, &[None], clause.not)?,
                Filter::Mine => asked.with_agents(db, &[Some(me.id)], clause.not)?,
                Filter::Assignee(typed) => match agents(db, typed)?.as_slice() {
                    [] => asked.unknown.push(say("search-nobody-on-desk").with("typed", typed)),
                    found => {
                        let found: Vec<_> = found.iter().copied().map(Some).collect();
                        asked.with_agents(db, &found, clause.not)?;
                    }
                },
                Filter::Team(typed) => asked.with_team(db, typed, clause.not)?,
                Filter::Tag(typed) => match tag(db, typed)? {
                    None => asked.unknown.push(say("search-no-tag").with("typed", typed)),
                    Some(tag) => {
                        let wanted = &mut asked.wanted;
                        let tags =
                            if clause.not { &mut wanted.without_tags } else { &mut wanted.tags };
                        if !tags.contains(&tag) {
                            tags.push(tag);
                        }
                    }
                },
            }
        }
        if !has.is_empty() || !not.is_empty() {
            let has = if has.is_empty() { vec![Terms::any_line()] } else { has };
            asked.terms = Some(without(Terms::All(has), not));
        }
        Ok(asked)
    }

    /// Lines that somebody of that name wrote.
    fn authors(&mut self, db: &mut Db, typed: &str) -> Result<Option<Terms>> {
        let mut any: Vec<Terms> = agents(db, typed)?.into_iter().map(Terms::by_agent).collect();
        let terms = match phone_digits(typed) {
            Some(digits) => Some(Terms::Phrase(vec![digits], true)),
            None => name(typed).as_ref().map(Terms::from),
        };
        let customers = match terms {
            Some(terms) => store::search::customers(db, &terms, AUTHORS_MAX)?,
            None => Vec::new(),
        };
        if !customers.is_empty() {
            let mut ids: Vec<Terms> = Vec::new();
            self.too_many_authors |= i64::try_from(customers.len()) == Ok(AUTHORS_MAX);
            for customer in customers {
                let most = i64::try_from(FEW - ids.len()).unwrap_or(0);
                let own = store::search::of_customer(db, customer, most)?;
                ids.extend(own.into_iter().map(Terms::conversation));
                if ids.len() >= FEW {
                    self.too_many_authors = true;
                    break;
                }
            }
            if ids.is_empty() {
                // They are known and never wrote.
                ids.push(Terms::conversation(ConversationId(0)));
            }
            any.push(Terms::All(vec![Terms::by_customer(), Terms::Any(ids)]));
        }
        Ok((!any.is_empty()).then_some(Terms::Any(any)))
    }

    fn with_agents(&mut self, db: &mut Db, ids: &[Option<AgentId>], not: bool) -> Result<()> {
        let all = if let Some(all) = self.wanted.assignees.take() {
            all
        } else {
            let all = store::agent::all(db)?;
            all.into_iter().map(|agent| Some(agent.id)).chain([None]).collect()
        };
        let wanted = all.into_iter().filter(|id| ids.contains(id) != not).collect();
        self.wanted.assignees = Some(wanted);
        Ok(())
    }

    fn with_team(&mut self, db: &mut Db, typed: &str, not: bool) -> Result<()> {
        let teams = store::team::all(db)?;
        let named = |team: &domain::team::Team| is_called(&team.name, typed);
        let ids: Vec<TeamId> =
            teams.iter().filter(|team| named(team)).map(|team| team.id).collect();
        if ids.is_empty() {
            self.unknown.push(say("search-no-team").with("typed", typed));
        }
        let all = match self.wanted.teams.take() {
            Some(all) => all,
            None => teams.iter().map(|team| Some(team.id)).chain([None]).collect(),
        };
        let is_one = |id: &Option<TeamId>| id.is_some_and(|id| ids.contains(&id));
        self.wanted.teams = Some(all.into_iter().filter(|id| is_one(id) != not).collect());
        Ok(())
    }
}

/// Whether somebody of that name is meant: each word that was typed begins one of theirs.
fn is_called(name: &str, typed: &str) -> bool {
    let own = fold::words(name);
    let begins = |word: &fold::Word| own.iter().any(|own| own.text.starts_with(&word.text));
    fold::words(typed).iter().all(begins)
}

/// The agents of that name or address, also those who have left.
fn agents(db: &mut Db, typed: &str) -> Result<Vec<AgentId>> {
    let all = store::agent::all(db)?;
    let meant =
        |agent: &Agent| is_called(&agent.name, typed) || agent.email == typed.trim().to_lowercase();
    Ok(all.iter().filter(|agent| meant(agent)).map(|agent| agent.id).collect())
}

fn tag(db: &mut Db, typed: &str) -> Result<Option<TagId>> {
    let words =
        |text: &str| fold::words(text).into_iter().map(|word| word.text).collect::<Vec<_>>();
    let typed = words(typed);
    let all = store::tag::all_with_ids(db)?;
    Ok(all.into_iter().find(|(_, name)| words(name) == typed).map(|(id, _)| id))
}

/// The few conversations among which all that are wanted are, where they are few; each is then looked at by itself.
pub(super) fn few(db: &mut Db, wanted: &Wanted) -> Result<Option<Vec<ConversationId>>> {
    let most = i64::try_from(FEW).unwrap_or(i64::MAX) + 1;
    for &tag in &wanted.tags {
        let found = store::search::with_tag(db, tag, most)?;
        if found.len() <= FEW {
            return Ok(Some(found));
        }
    }
    if let Some([Some(agent)]) = wanted.assignees.as_deref() {
        let found = store::search::of_assignee(db, *agent, most)?;
        if found.len() <= FEW {
            return Ok(Some(found));
        }
    }
    if wanted.states.len() < State::ALL.len() {
        let mut all = Vec::new();
        for &state in &wanted.states {
            all.extend(store::search::in_state(db, state, most)?);
        }
        if all.len() <= FEW {
            return Ok(Some(all));
        }
    }
    Ok(None)
}

/// The same terms, in few conversations where those that are wanted are few.
pub(super) fn narrowed(db: &mut Db, terms: Terms, wanted: &Wanted) -> Result<Terms> {
    let Some(few) = few(db, wanted)? else { return Ok(terms) };
    let none = [ConversationId(0)];
    let few = if few.is_empty() { &none } else { few.as_slice() };
    let few = few.iter().copied().map(Terms::conversation).collect();
    Ok(match terms {
        // What is not wanted stays the last to be looked at.
        Terms::Without(has, not) => {
            Terms::Without(Box::new(Terms::All(vec![*has, Terms::Any(few)])), not)
        }
        terms => Terms::All(vec![terms, Terms::Any(few)]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_meant_by_the_beginnings_of_their_names() {
        assert!(is_called("Mia Hartmann", "mia"));
        assert!(is_called("Mia Hartmann", "hart mi"));
        assert!(is_called("José Ñandú", "jose"));
        assert!(!is_called("Mia Hartmann", "mia x"));
    }
}
