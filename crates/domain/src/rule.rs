//! Rules: when something happens in a conversation, and it is one of those, then something is done. What a rule is made
//! of, whether a conversation fits it, and how it reads in words.

use language::{Wording, say};

use crate::{
    AgentId, CannedReplyId, InboxId, RuleId, TeamId, Timestamp,
    conversation::{Channel, State},
    text,
};

/// Most characters of a rule's name.
pub const NAME_CHARS_MAX: usize = 60;
/// Most rules of a desk.
pub const RULES_MAX: usize = 100;
/// Most words or phrases that one looks for.
pub const PHRASES_MAX: usize = 20;
/// Longest time that one waits for: four weeks, in minutes.
pub const MINUTES_MAX: i64 = 28 * 24 * 60;
/// Most characters of a note that one writes.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// How many rules may follow from each other: what the last of them does sets off no more.
pub const DEPTH_MAX: i64 = 3;
/// A rule that has done something so often in one conversation within [`STORM_MINUTES`] is paused when it would again.
pub const STORM_RUNS: i64 = 10;
/// The time over which runs are counted.
pub const STORM_MINUTES: i64 = 10;
/// What came of a rule where all was so already: that does not make a storm, and nobody has to be told.
pub const AS_BEFORE: &str = "Nothing: it was so already";
/// For how many days it is kept what rules did.
pub const LOG_DAYS: i64 = 90;
/// How many conversations are looked at to see what a rule would have done.
pub const TRIED_MAX: i64 = 200;

/// What sets a rule off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// A conversation began.
    Opened,
    /// The customer wrote, the first time or again.
    CustomerWrote,
    /// That tag was put on it.
    Tagged(String),
    /// It came into that state.
    Became(State),
    /// The customer has waited for an answer for so many minutes.
    Waits(i64),
    /// An open promise is due within so many minutes.
    PromiseDue(i64),
}

words! {
    /// Whether somebody is there, by the hours of the conversation's team.
    Hours {
        /// Within the hours.
        Within = "within",
        /// Outside of them.
        Outside = "outside",
    }
}

/// Which conversations a rule is for: those that fit all that is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Only {
    /// How they came.
    pub channel: Option<Channel>,
    /// To which address.
    pub inbox: Option<InboxId>,
    /// Which team has them.
    pub team: Option<TeamId>,
    /// Whether nobody may have them yet.
    pub nobodys: bool,
    /// With that tag.
    pub tag: Option<String>,
    /// With one of these words or phrases in the subject or in what the customer wrote last.
    pub phrases: Vec<String>,
    /// Of customers who speak that language.
    pub language: Option<String>,
    /// Of customers with an address at that domain.
    pub domain: Option<String>,
    /// Whether somebody is there.
    pub hours: Option<Hours>,
    /// Where the customer has waited for so many minutes at least.
    pub waited_minutes: Option<i64>,
}

/// What becomes of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It is closed.
    Close,
    /// It is taken up again.
    Open,
    /// It is put aside until a time in plain words.
    Snooze(String),
}

/// What a rule does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Then {
    /// Gives it to a team, which gives it out as it does.
    pub team: Option<TeamId>,
    /// Gives it to somebody.
    pub agent: Option<AgentId>,
    /// Puts a tag on it.
    pub tag: Option<String>,
    /// Takes one off.
    pub untag: Option<String>,
    /// Closes it, opens it or puts it aside.
    pub turn: Option<Turn>,
    /// Writes a note.
    pub note: Option<String>,
    /// Answers with a canned reply, and whether that is sent or only laid out as a draft.
    pub reply: Option<(CannedReplyId, bool)>,
    /// Asks somebody to look at it.
    pub notify: Option<AgentId>,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What sets it off.
    pub when: When,
    /// For which conversations.
    pub only: Only,
    /// What it does.
    pub then: Then,
}

impl Content {
    /// The tags that it speaks of.
    pub fn tags(&self) -> Vec<&str> {
        let Self { when, only, then } = self;
        let set_off = if let When::Tagged(tag) = when { Some(tag) } else { None };
        let rest = [only.tag.as_ref(), then.tag.as_ref(), then.untag.as_ref()];
        set_off.into_iter().chain(rest.into_iter().flatten()).map(String::as_str).collect()
    }

    /// The same, where the tag `from` is called `to`.
    #[must_use]
    pub fn with_tag_renamed(self, from: &str, to: &str) -> Self {
        let name = |tag: String| if tag == from { to.to_owned() } else { tag };
        let Self { when, only, then } = self;
        let when = match when {
            When::Tagged(tag) => When::Tagged(name(tag)),
            when => when,
        };
        let only = Only { tag: only.tag.map(name), ..only };
        let then = Then { tag: then.tag.map(name), untag: then.untag.map(name), ..then };
        Self { when, only, then }
    }
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// What it is called.
    pub name: String,
    /// What it says; nothing where a newer version of Bliss wrote it.
    pub content: Option<Content>,
    /// Whether it is on.
    pub on: bool,
    /// Why it was paused, where it was.
    pub paused: Option<String>,
    /// Who wrote or changed it last: its notes and replies are in their name where nobody has the conversation.
    pub changed_by: AgentId,
    /// Since when it holds as it is: it does nothing about what was before.
    pub since: Timestamp,
}

/// What a rule asks of a conversation.
#[derive(Debug, Clone)]
pub struct Facts {
    /// How it came.
    pub channel: Channel,
    /// To which address.
    pub inbox: Option<InboxId>,
    /// Which team has it.
    pub team: Option<TeamId>,
    /// Who has it.
    pub assignee: Option<AgentId>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its subject, and what the customer wrote last.
    pub texts: Vec<String>,
    /// The customer's language.
    pub language: Option<String>,
    /// The customer's email addresses.
    pub emails: Vec<String>,
    /// Whether somebody is there.
    pub open: bool,
    /// For how many minutes the customer has waited; zero where they do not.
    pub waited_minutes: i64,
}

impl Only {
    /// Whether a conversation is one of those.
    pub fn fits(&self, facts: &Facts) -> bool {
        let is =
            |wanted: &Option<_>, found| wanted.as_ref().is_none_or(|wanted| Some(*wanted) == found);
        let language = |wanted: &String| {
            let found = facts.language.as_deref().unwrap_or_default();
            found.split('-').next() == wanted.split('-').next()
        };
        self.channel.is_none_or(|channel| channel == facts.channel)
            && self.inbox.is_none_or(|inbox| Some(inbox) == facts.inbox)
            && is(&self.team, facts.team)
            && (!self.nobodys || facts.assignee.is_none())
            && self.tag.as_ref().is_none_or(|tag| facts.tags.contains(tag))
            && (self.phrases.is_empty()
                || self.phrases.iter().any(|phrase| says(&facts.texts, phrase)))
            && self.language.as_ref().is_none_or(language)
            && self.domain.as_ref().is_none_or(|domain| is_of_domain(&facts.emails, domain))
            && self.hours.is_none_or(|hours| (hours == Hours::Within) == facts.open)
            && self.waited_minutes.is_none_or(|minutes| facts.waited_minutes >= minutes)
    }
}

impl Then {
    /// Whether it does nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether one of the texts has a phrase in it, word for word, in whatever case and with whatever marks.
fn says(texts: &[String], phrase: &str) -> bool {
    let phrase = words_of(phrase);
    !phrase.is_empty()
        && texts.iter().any(|text| {
            words_of(text).windows(phrase.len()).any(|window| window == phrase.as_slice())
        })
}

fn words_of(given: &str) -> Vec<String> {
    let plain = text::plain(given);
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(ToOwned::to_owned).collect()
}

/// Whether one of the addresses is at a domain or under it.
fn is_of_domain(emails: &[String], domain: &str) -> bool {
    emails.iter().any(|email| {
        let at = email.rsplit('@').next().unwrap_or_default().to_lowercase();
        at == domain || at.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
    })
}

/// Words and phrases as they are typed, parted by commas: folded to one form, none twice.
pub fn phrases(given: &str) -> Vec<String> {
    let mut phrases: Vec<String> = Vec::new();
    for phrase in
        given.split('\n').flat_map(|line| line.split(text::SEPARATORS)).map(text::clean_line)
    {
        if !words_of(&phrase).is_empty() && !phrases.contains(&phrase) {
            phrases.push(phrase);
        }
    }
    phrases
}

/// A domain as it is typed: `@Example.com` is `example.com`.
pub fn domain(given: &str) -> Option<String> {
    let domain = text::clean_line(given).to_lowercase();
    let domain = domain.rsplit('@').next().unwrap_or_default().trim_matches('.').to_owned();
    let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    (!domain.is_empty() && domain.contains('.') && domain.chars().all(fits)).then_some(domain)
}

/// The names of what rules speak of.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Teams.
    pub teams: Vec<(TeamId, String)>,
    /// Everybody who is or was on the desk.
    pub agents: Vec<(AgentId, String)>,
    /// Inboxes.
    pub inboxes: Vec<(InboxId, String)>,
    /// Canned replies.
    pub replies: Vec<(CannedReplyId, String)>,
}

/// What something is called, or that it is gone.
fn name<Id: PartialEq>(names: &[(Id, String)], id: &Id, gone: Wording) -> Wording {
    names.iter().find(|(one, _)| one == id).map_or(gone, |(_, name)| name.as_str().into())
}

/// Minutes as one says them: "2 hours".
pub fn minutes(minutes: i64) -> Wording {
    match minutes {
        m if m > 0 && m % 1440 == 0 => say("rule-days").with("count", m / 1440),
        m if m > 0 && m % 60 == 0 => say("rule-hours").with("count", m / 60),
        m => say("rule-minutes").with("count", m),
    }
}

impl When {
    /// In words that follow "When".
    pub fn to_words(&self) -> Wording {
        match self {
            Self::Opened => say("rule-when-opened"),
            Self::CustomerWrote => say("rule-when-customer-wrote"),
            Self::Tagged(tag) => say("rule-when-tagged").with("tag", tag),
            Self::Became(State::WaitingOnUs) => say("rule-when-waiting"),
            Self::Became(State::WaitingOnCustomer) => say("rule-when-answered"),
            Self::Became(State::Snoozed) => say("rule-when-snoozed"),
            Self::Became(State::Closed) => say("rule-when-closed"),
            Self::Waits(minutes) => say("rule-when-waits").with("time", self::minutes(*minutes)),
            Self::PromiseDue(minutes) => {
                say("rule-when-promise-due").with("time", self::minutes(*minutes))
            }
        }
    }
}

impl Only {
    /// In words that follow "and"; empty where it is for all.
    pub fn to_words(&self, names: &Names) -> Vec<Wording> {
        let mut words = Vec::new();
        words.extend(self.channel.map(|channel| match channel {
            Channel::Chat => say("rule-only-by-chat"),
            Channel::Phone => say("rule-only-by-phone"),
            Channel::InPerson => say("rule-only-in-person"),
            Channel::Api => say("rule-only-by-api"),
        }));
        words.extend(self.inbox.map(|id| {
            let inbox = name(&names.inboxes, &id, say("rule-inbox-gone"));
            say("rule-only-to-inbox").with("inbox", inbox)
        }));
        words.extend(self.team.map(|id| {
            let team = name(&names.teams, &id, say("rule-team-gone"));
            say("rule-only-of-team").with("team", team)
        }));
        words.extend(self.nobodys.then(|| say("rule-only-nobodys")));
        words.extend(self.tag.as_ref().map(|tag| say("rule-only-tagged").with("tag", tag)));
        let phrases = self.phrases.iter().map(|one| say("rule-phrase").with("phrase", one));
        let either = phrases
            .reduce(|before, next| say("rule-phrase-or").with("before", before).with("next", next));
        words.extend(either.map(|phrases| say("rule-only-says").with("phrases", phrases)));
        words.extend(
            self.language.as_ref().map(|tag| say("rule-only-language").with("language", tag)),
        );
        words.extend(
            self.domain.as_ref().map(|domain| say("rule-only-domain").with("domain", domain)),
        );
        words.extend(self.hours.map(|hours| match hours {
            Hours::Within => say("rule-only-within-hours"),
            Hours::Outside => say("rule-only-outside-hours"),
        }));
        words.extend(self.waited_minutes.map(|m| say("rule-only-waited").with("time", minutes(m))));
        words
    }
}

impl Then {
    /// In words of what it does, each such as "give it to Parcels".
    pub fn to_words(&self, names: &Names) -> Vec<Wording> {
        let agent = |id: &AgentId| name(&names.agents, id, say("rule-person-gone"));
        let mut words = Vec::new();
        words.extend(self.team.map(|id| {
            let team = name(&names.teams, &id, say("rule-team-gone"));
            say("rule-then-give").with("whom", team)
        }));
        words.extend(self.agent.as_ref().map(|id| say("rule-then-give").with("whom", agent(id))));
        words.extend(self.tag.as_ref().map(|tag| say("rule-then-tag").with("tag", tag)));
        words.extend(self.untag.as_ref().map(|tag| say("rule-then-untag").with("tag", tag)));
        words.extend(self.turn.as_ref().map(|turn| match turn {
            Turn::Close => say("rule-then-close"),
            Turn::Open => say("rule-then-open"),
            Turn::Snooze(until) => say("rule-then-snooze").with("until", until),
        }));
        words.extend(self.note.as_ref().map(|_| say("rule-then-note")));
        words.extend(self.reply.map(|(id, sent)| {
            let reply = name(&names.replies, &id, say("rule-reply-gone"));
            if sent {
                say("rule-then-send").with("reply", reply)
            } else {
                say("rule-then-draft").with("reply", reply)
            }
        }));
        words
            .extend(self.notify.as_ref().map(|id| say("rule-then-notify").with("whom", agent(id))));
        words
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn facts() -> Facts {
        Facts {
            channel: Channel::Chat,
            inbox: Some(InboxId(1)),
            team: Some(TeamId(2)),
            assignee: None,
            tags: vec!["late".into()],
            texts: vec!["My parcel".into(), "Where is my Päckchen? I want a REFUND now.".into()],
            language: Some("de-AT".into()),
            emails: vec!["nora@Mail.Example.com".into()],
            open: false,
            waited_minutes: 30,
        }
    }

    #[test]
    fn a_conversation_fits_all_or_not() {
        let fits = |only: Only| only.fits(&facts());
        assert!(fits(Only::default()));
        assert!(fits(Only { channel: Some(Channel::Chat), ..Only::default() }));
        assert!(!fits(Only { channel: Some(Channel::Phone), ..Only::default() }));
        assert!(!fits(Only { inbox: Some(InboxId(2)), ..Only::default() }));
        assert!(!fits(Only { team: Some(TeamId(3)), ..Only::default() }));
        assert!(fits(Only { nobodys: true, tag: Some("late".into()), ..Only::default() }));
        assert!(!fits(Only { tag: Some("lat".into()), ..Only::default() }));
        for (phrase, found) in [
            ("refund", true),
            ("packchen", true),
            ("a refund now", true),
            ("fund", false),
            ("parcel where", false),
        ] {
            assert_eq!(
                fits(Only { phrases: phrases(phrase), ..Only::default() }),
                found,
                "{phrase}"
            );
        }
        assert!(fits(Only { phrases: phrases("kettle, refund"), ..Only::default() }));
        assert!(fits(Only { language: Some("de".into()), ..Only::default() }));
        assert!(!fits(Only { language: Some("en".into()), ..Only::default() }));
        assert!(fits(Only { domain: domain("@example.com"), ..Only::default() }));
        assert!(!fits(Only { domain: domain("ample.com"), ..Only::default() }));
        assert!(fits(Only { hours: Some(Hours::Outside), ..Only::default() }));
        assert!(!fits(Only { hours: Some(Hours::Within), ..Only::default() }));
        assert!(fits(Only { waited_minutes: Some(30), ..Only::default() }));
        assert!(!fits(Only { waited_minutes: Some(31), ..Only::default() }));
    }

    #[test]
    fn rules_read_as_one_says_them() {
        let names = Names { teams: vec![(TeamId(2), "Parcels".into())], ..Names::default() };
        let said = |words: Vec<Wording>| -> Vec<String> {
            words.iter().map(ToString::to_string).collect()
        };
        assert_eq!(When::Waits(120).to_words().to_string(), "somebody has waited for 2 hours");
        let only = Only {
            team: Some(TeamId(2)),
            phrases: phrases("refund, money back"),
            ..Only::default()
        };
        assert_eq!(
            said(only.to_words(&names)),
            ["Parcels has it", "it says “refund” or “money back”"]
        );
        let then = Then { team: Some(TeamId(3)), tag: Some("late".into()), ..Then::default() };
        assert_eq!(
            said(then.to_words(&names)),
            ["give it to a team that is gone", "tag it “late”"]
        );
        let lengths = [1, 90, 1440].map(|m| minutes(m).to_string());
        assert_eq!(lengths, ["1 minute", "90 minutes", "1 day"]);
    }

    #[test]
    fn a_tag_is_renamed_wherever_a_rule_speaks_of_it() {
        let of = |tag: &str| Content {
            when: When::Tagged(tag.into()),
            only: Only { tag: Some(tag.into()), ..Only::default() },
            then: Then { tag: Some("other".into()), untag: Some(tag.into()), ..Then::default() },
        };
        assert_eq!(of("late").with_tag_renamed("late", "delay"), of("delay"));
        assert_eq!(of("late").with_tag_renamed("lat", "delay"), of("late"));
        assert_eq!(of("late").tags(), ["late", "late", "other", "late"]);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_the_same_again(given: String) {
            let once = phrases(&given);
            prop_assert_eq!(phrases(&once.join(",")), once);
            if let Some(found) = domain(&given) {
                prop_assert_eq!(domain(&found), Some(found.clone()));
            }
        }
    }
}
