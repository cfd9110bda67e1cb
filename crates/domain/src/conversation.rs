//! Conversations: one matter with a customer, and whose turn it is.
//!
//! Whose turn it is follows from what happened, by the functions of [`Standing`]; each step is
//! kept as a row with who and when, so the history is never lost.

use jiff::Timestamp;
use language::{Wording, say};

use crate::{AgentId, ConversationId, CustomerId, InboxId, TeamId};

/// How a conversation came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Through the chat on a web page.
    Chat,
    /// Somebody called.
    Phone,
    /// Somebody stood at the counter, or was met.
    InPerson,
    /// Another program brought it, such as a form on the owner's own site.
    Api,
}

impl Channel {
    /// The word that is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Phone => "phone",
            Self::InPerson => "in person",
            Self::Api => "api",
        }
    }

    /// All channels.
    pub const ALL: [Self; 4] = [Self::Chat, Self::Phone, Self::InPerson, Self::Api];

    /// The channel of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The customer waits for us.
    WaitingOnUs,
    /// We answered and wait for the customer.
    WaitingOnCustomer,
    /// Put aside until a time.
    Snoozed,
    /// Over, until the customer says otherwise.
    Closed,
}

impl State {
    /// All states, in the order of a conversation's life.
    pub const ALL: [Self; 4] =
        [Self::WaitingOnUs, Self::WaitingOnCustomer, Self::Snoozed, Self::Closed];

    /// The words that are stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WaitingOnUs => "waiting on us",
            Self::WaitingOnCustomer => "waiting on customer",
            Self::Snoozed => "snoozed",
            Self::Closed => "closed",
        }
    }

    /// The state of those words.
    pub fn parse(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == words)
    }
}

/// Where a conversation stands: whose turn it is, since when somebody waits, until when it sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whose turn it is.
    pub state: State,
    /// When the customer began to wait for us: their first words that are not answered yet. It is
    /// kept while a conversation is snoozed, for they wait all the same.
    pub waiting_since: Option<Timestamp>,
    /// When a snoozed conversation wakes.
    pub snoozed_until: Option<Timestamp>,
}

impl Standing {
    /// Of a conversation that begins with words of the customer's at `at`.
    pub fn opened(at: Timestamp) -> Self {
        Self { state: State::WaitingOnUs, waiting_since: Some(at), snoozed_until: None }
    }

    /// After the customer wrote: they wait, since their first words that are not answered.
    #[must_use]
    pub fn customer_wrote(self, at: Timestamp) -> Self {
        Self { waiting_since: self.waiting_since.or(Some(at)), ..Self::opened(at) }
    }

    /// After we answered: nobody waits for us. What was put aside or closed stays so, for an answer
    /// goes out a moment after it was written, and many are written and closed in one go.
    #[must_use]
    pub fn we_answered(self) -> Self {
        let state = match self.state {
            State::WaitingOnUs | State::WaitingOnCustomer => State::WaitingOnCustomer,
            State::Snoozed | State::Closed => self.state,
        };
        Self { state, waiting_since: None, ..self }
    }

    /// Put aside until `until`.
    #[must_use]
    pub fn snoozed(self, until: Timestamp) -> Self {
        Self { state: State::Snoozed, snoozed_until: Some(until), ..self }
    }

    /// Back from a snooze: it is our turn, whoever spoke last.
    #[must_use]
    pub fn woken(self, at: Timestamp) -> Self {
        self.customer_wrote(at)
    }

    /// Over.
    #[must_use]
    pub fn closed(self) -> Self {
        Self { state: State::Closed, waiting_since: None, snoozed_until: None }
    }

    /// Together with another one that is about the same: whatever asks for something of us in either still does.
    /// What somebody put aside comes back when the first of the two would have.
    #[must_use]
    pub fn together(self, other: Self) -> Self {
        let state = [State::WaitingOnUs, State::Snoozed, State::WaitingOnCustomer]
            .into_iter()
            .find(|state| [self.state, other.state].contains(state))
            .unwrap_or(State::Closed);
        let first =
            |one: Option<Timestamp>, two: Option<Timestamp>| one.into_iter().chain(two).min();
        Self {
            state,
            waiting_since: first(self.waiting_since, other.waiting_since)
                .filter(|_| matches!(state, State::WaitingOnUs | State::Snoozed)),
            snoozed_until: first(self.snoozed_until, other.snoozed_until)
                .filter(|_| state == State::Snoozed),
        }
    }

    /// Of a conversation in which that was said, in this order: whether by the customer, and when.
    pub fn after(said: impl IntoIterator<Item = (bool, Timestamp)>) -> Self {
        let begin =
            Self { state: State::WaitingOnCustomer, waiting_since: None, snoozed_until: None };
        said.into_iter().fold(begin, |standing, (by_customer, at)| {
            if by_customer { standing.customer_wrote(at) } else { standing.we_answered() }
        })
    }

    /// Taken up again by an agent.
    #[must_use]
    pub fn reopened(self, at: Timestamp) -> Self {
        Self::opened(at)
    }
}

/// For how long after it was closed new words of the customer take the same conversation up again;
/// later ones begin a new one.
pub const REOPEN_HOURS: i64 = 7 * 24;

/// One matter with a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id, which people also say aloud.
    pub id: ConversationId,
    /// With whom.
    pub customer_id: CustomerId,
    /// As whom they came, which no merge of customers changes: a browser reads what is of its own origin.
    pub origin_id: CustomerId,
    /// To which address it came; none for one that an agent began at the counter.
    pub inbox_id: Option<InboxId>,
    /// How it came.
    pub channel: Channel,
    /// What it is about; empty until somebody says so.
    pub subject: String,
    /// Whose turn it is.
    pub standing: Standing,
    /// Since when it is in this state.
    pub state_since: Timestamp,
    /// Who has it.
    pub assignee_id: Option<AgentId>,
    /// Which team has it.
    pub team_id: Option<TeamId>,
    /// When it began.
    pub opened_at: Timestamp,
    /// When anybody last wrote in it.
    pub last_message_at: Timestamp,
    /// The beginning of the last message that both sides see.
    pub preview: String,
    /// The conversation into which it was merged, where it was: all that was in it is there.
    pub merged_into: Option<ConversationId>,
}

impl Conversation {
    /// What it is called: what it is about, or its number where nobody has said so yet.
    pub fn called(&self) -> Wording {
        if self.subject.is_empty() {
            say("conversation-of-number").with("number", self.id.to_string())
        } else {
            Wording::from(self.subject.as_str())
        }
    }

    /// … in the language of whoever is answered now.
    pub fn display_subject(&self) -> String {
        self.called().to_string()
    }
}

/// How a conversation stood before something was done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// Whose turn it was.
    pub standing: Standing,
    /// Who had it.
    pub assignee_id: Option<AgentId>,
    /// Which team had it.
    pub team_id: Option<TeamId>,
}

impl Before {
    /// How it stands now.
    pub fn of(conversation: &Conversation) -> Self {
        Self {
            standing: conversation.standing,
            assignee_id: conversation.assignee_id,
            team_id: conversation.team_id,
        }
    }

    /// How two stand together: who has the one that is kept goes on with it, or else who had the other.
    #[must_use]
    pub fn together(self, gone: Self) -> Self {
        Self {
            standing: self.standing.together(gone.standing),
            assignee_id: self.assignee_id.or(gone.assignee_id),
            team_id: self.team_id.or(gone.team_id),
        }
    }
}

/// Most tags on one conversation.
pub const TAGS_MAX: usize = 20;
/// Most characters in a tag.
pub const TAG_CHARS_MAX: usize = 40;

/// A tag in the form in which it is kept: one line, lower case, without a `#` before it.
/// `None` where nothing is left or it is longer than [`TAG_CHARS_MAX`].
pub fn normalise_tag(given: &str) -> Option<String> {
    let tag = crate::text::clean_line(given.trim().trim_start_matches('#')).to_lowercase();
    (!tag.is_empty() && tag.chars().count() <= TAG_CHARS_MAX).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::constant(second, 0)
    }

    #[test]
    fn somebody_waits_since_their_first_unanswered_words() {
        let standing = Standing::opened(at(10)).customer_wrote(at(20));
        assert_eq!(standing.waiting_since, Some(at(10)));
        assert_eq!(standing.we_answered().waiting_since, None);
        assert_eq!(standing.we_answered().customer_wrote(at(30)).waiting_since, Some(at(30)));
    }

    #[test]
    fn a_snooze_does_not_make_the_wait_shorter() {
        let woken = Standing::opened(at(10)).snoozed(at(100)).woken(at(100));
        assert_eq!(woken, Standing::opened(at(10)));
        let answered = Standing::opened(at(10)).we_answered().snoozed(at(100)).woken(at(100));
        assert_eq!(answered, Standing::opened(at(100)));
    }

    #[test]
    fn an_answer_leaves_closed_what_was_closed() {
        let closed = Standing::opened(at(10)).closed();
        assert_eq!(closed.we_answered(), closed);
        let snoozed = Standing::opened(at(10)).snoozed(at(50)).we_answered();
        assert_eq!(snoozed.state, State::Snoozed);
        assert_eq!(snoozed.waiting_since, None);
    }

    #[test]
    fn a_customer_who_writes_wakes_and_reopens() {
        let snoozed = Standing::opened(at(1)).we_answered().snoozed(at(100));
        assert_eq!(snoozed.customer_wrote(at(50)), Standing::opened(at(50)));
        assert_eq!(snoozed.closed().customer_wrote(at(60)), Standing::opened(at(60)));
    }

    #[test]
    fn together_nothing_that_asks_for_something_is_lost() {
        let waits = Standing::opened(at(20));
        let answered = Standing::opened(at(10)).we_answered();
        let put_aside = Standing::opened(at(5)).snoozed(at(100));
        let closed = Standing::opened(at(1)).closed();
        assert_eq!(waits.together(Standing::opened(at(10))), Standing::opened(at(10)));
        assert_eq!(answered.together(waits), waits);
        assert_eq!(closed.together(waits), waits);
        assert_eq!(put_aside.together(waits), Standing::opened(at(5)));
        assert_eq!(put_aside.together(answered), put_aside);
        assert_eq!(
            put_aside.together(Standing::opened(at(7)).snoozed(at(50))).snoozed_until,
            Some(at(50))
        );
        assert_eq!(closed.together(answered), answered);
        assert_eq!(closed.together(closed), closed);
    }

    #[test]
    fn whose_turn_it_is_follows_from_what_was_said() {
        assert_eq!(Standing::after([]).state, State::WaitingOnCustomer);
        let asked = Standing::after([(true, at(1)), (false, at(2)), (true, at(3)), (true, at(4))]);
        assert_eq!(asked, Standing::opened(at(3)));
        let answered = Standing::after([(true, at(1)), (false, at(2))]);
        assert_eq!((answered.state, answered.waiting_since), (State::WaitingOnCustomer, None));
    }

    #[test]
    fn tags_are_kept_in_one_form() {
        assert_eq!(normalise_tag(" #Late  Parcel "), Some("late parcel".into()));
        assert_eq!(normalise_tag("#"), None);
        assert_eq!(normalise_tag(&"x".repeat(41)), None);
    }
}
