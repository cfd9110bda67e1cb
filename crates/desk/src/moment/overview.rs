//! What was noticed in a conversation, as it stands by everybody's word, and the line of trust that it adds
//! up to.

use domain::{
    ConversationId, MessageId,
    moment::{MessageReading, Moment, Ruling, Side, Verdict, holding},
};
use store::Db;
use words::{
    By, What,
    conversation::{Said, trust::brought},
};

use super::READER;
use crate::Result;

/// What moved trust down by so much is shown to everybody,
const LOST_MIN: f32 = 0.2;
/// and what moved it up by so much.
const GAINED_MIN: f32 = 0.5;
/// What of ours cost less is not told as having come before a fall.
const CAUSE_MIN: f32 = 0.05;

/// A moment with what people say of it, and what it moved trust by.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The moment.
    pub moment: Moment,
    /// What was noticed; `None` for what a newer reader found.
    pub what: Option<What>,
    /// What somebody says of it.
    pub ruling: Option<Ruling>,
    /// What it moved trust by.
    pub moved: f32,
    /// Trust after it, where it moved it.
    pub after: f32,
}

impl Seen {
    /// Whether somebody says that it is not so.
    pub fn contested(&self) -> bool {
        self.ruling.as_ref().is_some_and(|ruling| ruling.verdict == Verdict::NotSo)
    }

    /// How sure, 0 to 1. What a person confirmed is sure.
    pub fn confidence(&self) -> f32 {
        if self.ruling.as_ref().is_some_and(|ruling| ruling.verdict == Verdict::So) {
            return 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "between 0 and 1000")]
        let thousandths = self.moment.noticed.confidence_thousandths as f32;
        thousandths / 1000.0
    }

    /// Whether it asks for something, moved trust, or is contested: what is shown without being asked for.
    pub fn stands_out(&self) -> bool {
        self.ruling.is_some()
            || self.moved <= -LOST_MIN
            || self.moved >= GAINED_MIN
            || self.moment.named_by.is_some()
            || self.what.is_some_and(asks_for_something)
    }
}

/// Whether it wants something of us.
fn asks_for_something(what: What) -> bool {
    matches!(
        what,
        What::Unanswered
            | What::CallWish
            | What::Urgency
            | What::Upset
            | What::Repeat
            | What::Waiting
            | What::Leave
            | What::Public
            | What::Abuse
            | What::Label
            | What::AskedAgain
            | What::EmpathyMissing
            | What::PromiseWithoutTime
            | What::Resolved
            | What::Relief
    )
}

/// Where trust fell, and what of ours came before.
#[derive(Debug, Clone, PartialEq)]
pub struct Fall {
    /// In which message.
    pub message: MessageId,
    /// By how much.
    pub by: f32,
    /// What of ours came before, the weightiest first: numbers of [`Overview::seen`].
    pub before: Vec<usize>,
}

/// How the customer's trust went.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrustLine {
    /// What they came with.
    pub brought: f32,
    /// Trust after each message in which something was noticed.
    pub line: Vec<(MessageId, f32)>,
    /// What moved it, in order: numbers of [`Overview::seen`].
    pub steps: Vec<usize>,
    /// Where it fell.
    pub falls: Vec<Fall>,
}

impl TrustLine {
    /// Trust now, between −10 and 10.
    pub fn now(&self) -> f32 {
        self.line.last().map_or(self.brought, |&(_, trust)| trust)
    }
}

/// What was noticed in a conversation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overview {
    /// The moments, in the order in which things were said.
    pub seen: Vec<Seen>,
    /// How trust went; `None` while nothing was noticed.
    pub trust: Option<TrustLine>,
    /// The customer's last message whose words were judged.
    pub mood: Option<MessageReading>,
    /// Languages that nobody judges, each with how many messages are in it.
    pub foreign: Vec<(String, i64)>,
}

fn by(side: Side) -> By {
    match side {
        Side::Us => By::Us,
        Side::Customer => By::Customer,
        Side::Note => By::Note,
    }
}

impl Overview {
    /// Of a conversation, as it is now.
    pub fn read(db: &mut Db, id: ConversationId) -> Result<Self> {
        let moments = store::moment::of_conversation(db, id)?;
        let rulings = if moments.is_empty() { Vec::new() } else { store::moment::rulings(db, id)? };
        let moods = store::moment::first_and_last_mood(db, id)?;
        let foreign = store::moment::foreign(db, id)?;
        let (first, mood) = moods.unzip();
        let upset = first.and_then(|first| first.upset_hundredths).map_or(0, |(upset, ..)| upset);
        #[expect(clippy::cast_precision_loss, reason = "between 0 and 400")]
        let came_with = brought(upset as f32 / 100.0);
        let mut overview = Self::of(moments, &rulings, came_with);
        overview.mood = mood;
        overview.foreign = foreign;
        Ok(overview)
    }

    /// Of these moments, in the order in which things were said, by these rulings. What a customer came with
    /// is `came_with`.
    pub fn of(moments: Vec<Moment>, rulings: &[Ruling], came_with: f32) -> Self {
        let mut seen: Vec<Seen> = moments
            .into_iter()
            .map(|moment| Seen {
                what: What::named(&moment.noticed.what),
                ruling: holding(&moment, rulings).cloned(),
                moment,
                moved: 0.0,
                after: 0.0,
            })
            .collect();
        if seen.is_empty() {
            return Self::default();
        }
        let mut said: Vec<Said> = Vec::new();
        let mut messages: Vec<MessageId> = Vec::new();
        // The number in `seen` of each finding of each turn.
        let mut numbers: Vec<Vec<usize>> = Vec::new();
        for (number, one) in seen.iter().enumerate() {
            if messages.last() != Some(&one.moment.message_id) {
                messages.push(one.moment.message_id);
                said.push(Said { by: by(one.moment.noticed.side), findings: Vec::new() });
                numbers.push(Vec::new());
            }
            // What somebody says is not so moves nothing.
            if let Some(what) = one.what.filter(|_| !one.contested())
                && let (Some(said), Some(numbers)) = (said.last_mut(), numbers.last_mut())
            {
                said.findings.push((what, one.confidence()));
                numbers.push(number);
            }
        }
        let trust = READER.trust(came_with, &said);
        let steps: Vec<usize> =
            trust.steps.iter().map(|step| numbers[step.turn][step.finding]).collect();
        for (step, &number) in trust.steps.iter().zip(&steps) {
            seen[number].moved = step.by;
            seen[number].after = step.after;
        }
        let falls = trust
            .falls
            .iter()
            .map(|fall| Fall {
                message: messages[fall.turn],
                by: fall.by,
                before: fall
                    .set_off_by
                    .iter()
                    .map(|&step| steps[step])
                    .filter(|&number| seen[number].moved <= -CAUSE_MIN)
                    .collect(),
            })
            .collect();
        let line = messages.into_iter().zip(trust.line).collect();
        let trust = Some(TrustLine { brought: trust.brought, line, steps, falls });
        Self { seen, trust, ..Self::default() }
    }

    /// What of ours lost trust before that moment: the answer to "what happened to them before this?".
    /// Numbers of [`Overview::seen`], in the order in which things were said.
    pub fn before(&self, number: usize) -> Vec<usize> {
        (0..number.min(self.seen.len()))
            .filter(|&at| {
                let seen = &self.seen[at];
                seen.moved <= -CAUSE_MIN || seen.what == Some(What::Unanswered) && !seen.contested()
            })
            .filter(|&at| {
                let seen = &self.seen[at];
                seen.moment.noticed.side == Side::Us || seen.what == Some(What::Unanswered)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        AgentId, MomentId, MomentRulingId, Timestamp,
        moment::{Noticed, Source},
    };

    use super::*;

    fn moment(id: i64, message: i64, side: Side, what: What) -> Moment {
        Moment {
            id: MomentId(id),
            conversation_id: ConversationId(1),
            message_id: MessageId(message),
            noticed: Noticed {
                side,
                what: what.name().to_owned(),
                span: 0..10,
                confidence_thousandths: 1000,
                source: Source::Rule,
                reason: String::new(),
            },
            named_by: None,
            noticed_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn story() -> Vec<Moment> {
        vec![
            moment(1, 1, Side::Customer, What::Waiting),
            moment(2, 2, Side::Us, What::Blame),
            moment(3, 3, Side::Customer, What::Leave),
            moment(4, 4, Side::Us, What::Empathy),
            moment(5, 5, Side::Customer, What::Resolved),
        ]
    }

    #[test]
    fn trust_falls_and_rises_and_says_what_moved_it() {
        let overview = Overview::of(story(), &[], -2.0);
        let trust = overview.trust.clone().unwrap_or_default();
        let line: Vec<f32> = trust.line.iter().map(|(_, trust)| *trust).collect();
        assert!(line[2] < line[1] && line[1] < line[0] && line[0] < -2.0, "{line:?}");
        assert!(line[4] > line[3] && line[3] > line[2], "{line:?}");
        assert_eq!(trust.steps, [0, 1, 2, 3, 4]);
        let last = trust.falls.iter().find(|fall| fall.message == MessageId(3));
        assert_eq!(last.map(|fall| fall.before.clone()), Some(vec![1]));
        assert_eq!(overview.before(4), [1]);
        assert!(overview.seen.iter().all(Seen::stands_out));
    }

    #[test]
    fn what_is_not_so_moves_nothing_and_what_is_so_is_sure() {
        let before = Overview::of(story(), &[], 0.0);
        let ruling = |verdict| Ruling {
            id: MomentRulingId(1),
            message_id: MessageId(2),
            what: "blame".into(),
            span: 0..10,
            verdict,
            agent_id: AgentId(1),
            at: Timestamp::UNIX_EPOCH,
        };
        let contested = Overview::of(story(), &[ruling(Verdict::NotSo)], 0.0);
        assert!(contested.seen[1].contested() && contested.seen[1].moved == 0.0);
        let now = |overview: &Overview| overview.trust.as_ref().map_or(0.0, TrustLine::now);
        assert!(now(&contested) > now(&before));
        assert!(contested.before(4).is_empty());
        let mut unsure = story();
        unsure[1].noticed.confidence_thousandths = 500;
        let unsure = Overview::of(unsure, &[ruling(Verdict::So)], 0.0);
        assert!((now(&unsure) - now(&before)).abs() < 0.001);
    }

    #[test]
    fn nothing_noticed_is_no_line() {
        assert_eq!(Overview::of(Vec::new(), &[], -1.0), Overview::default());
    }
}
