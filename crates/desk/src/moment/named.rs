//! Moments that a person names: words of a message that the reader passed over, or took for something else.
//! They are sure, count as all others do, and no reading forgets them; whoever named one takes it back.

use domain::{
    MessageId, MomentId,
    agent::Agent,
    message::{Author, Kind, Message},
    moment::{Moment, Noticed, Side, Source, Verdict, place_of},
};
use language::say;
use store::Tx;
use words::What;

use super::{changed, moment};
use crate::{Desk, Error, Result};

/// Moments that people may name in one message.
const NAMED_MAX: usize = 20;

/// Words of a message, and what somebody sees in them.
#[derive(Debug, Clone)]
pub struct Naming {
    /// Of which message.
    pub message: MessageId,
    /// What is in them.
    pub what: What,
    /// The words, as they stand there.
    pub words: String,
    /// Which of them, where they stand there more than once; from 0 on.
    pub nth: usize,
}

/// The kinds of moments that words of that side can be: what only several messages together show is told by
/// the reader alone.
pub fn kinds(side: Side) -> Vec<What> {
    let may_be = |what: What| match what {
        What::Unanswered | What::EmpathyMissing | What::RepeatedApology => false,
        What::Thanks | What::Question | What::Closing | What::Greeting => side != Side::Note,
        What::Label | What::Blame => side != Side::Customer,
        What::Upset
        | What::Relief
        | What::Repeat
        | What::Waiting
        | What::Leave
        | What::Public
        | What::Praise
        | What::Resolved
        | What::Abuse
        | What::Urgency
        | What::CallWish => side == Side::Customer,
        _ => side == Side::Us,
    };
    What::ALL.iter().copied().filter(|what| may_be(*what)).collect()
}

/// Whose words a message is.
pub fn side_of(message: &Message) -> Side {
    match (message.author, message.kind) {
        (Author::Customer, _) => Side::Customer,
        (Author::Agent(_), Kind::Note) => Side::Note,
        (Author::Agent(_), Kind::Reply) => Side::Us,
    }
}

impl Desk {
    /// Names a moment. Where the reader noticed the same in these words, it is said to be so; the flag says
    /// whether the moment is new.
    ///
    /// # Errors
    /// [`Error::Refused`] where these words are not in the message, or cannot be that.
    pub async fn name_moment(&self, by: &Agent, naming: Naming) -> Result<(Moment, bool)> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let message = store::message::find(tx, naming.message)?
                    .filter(|message| !message.queued())
                    .ok_or_else(|| Error::not_found("message"))?;
                let side = side_of(&message);
                if !kinds(side).contains(&naming.what) {
                    return Err(Error::refused(say("naming-choose-from-list")));
                }
                let span = place_of(&message.text, &naming.words, naming.nth)
                    .ok_or_else(|| Error::refused(say("naming-words-not-there")))?;
                let kept = of_message(tx, &message)?;
                let same = kept.iter().find(|moment| {
                    let other = &moment.noticed;
                    other.what == naming.what.name()
                        && other.span.start < span.end
                        && span.start < other.span.end
                });
                let now = tx.now();
                if let Some(same) = same {
                    store::moment::rule(tx, same, Verdict::So, by, now)?;
                    changed(tx, same, by)?;
                    return Ok((same.clone(), false));
                }
                let named = kept.iter().filter(|one| one.noticed.source == Source::Person).count();
                if named >= NAMED_MAX {
                    return Err(Error::refused(say("naming-enough").with("most", NAMED_MAX)));
                }
                let noticed = Noticed {
                    side,
                    what: naming.what.name().to_owned(),
                    span,
                    confidence_thousandths: 1000,
                    source: Source::Person,
                    reason: "Somebody on this desk named it".to_owned(),
                };
                store::moment::insert(tx, message.id, &noticed, Some(by), now)?;
                let made = of_message(tx, &message)?.into_iter().find(|m| m.noticed == noticed);
                let made = made.ok_or_else(|| Error::not_found("moment"))?;
                changed(tx, &made, by)?;
                Ok((made, true))
            })
            .await
    }

    /// Takes back a moment that one named oneself. What others named can be contested.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for somebody else's, or the reader's.
    pub async fn take_moment_back(&self, by: &Agent, id: MomentId) -> Result<Moment> {
        let by = by.id;
        self.store
            .write(move |tx| {
                let moment = moment(tx, id)?;
                if moment.named_by != Some(by) {
                    return Err(Error::Forbidden(say("naming-of-another")));
                }
                store::moment::delete(tx, id)?;
                changed(tx, &moment, by)?;
                Ok(moment)
            })
            .await
    }
}

fn of_message(tx: &mut Tx<'_>, message: &Message) -> Result<Vec<Moment>> {
    let mut kept = store::moment::from_message(tx, message.conversation_id, message.id)?;
    kept.retain(|moment| moment.message_id == message.id);
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_side_has_kinds_and_each_kind_but_those_of_several_messages_a_side() {
        let all: Vec<What> =
            [Side::Us, Side::Customer, Side::Note].into_iter().flat_map(kinds).collect();
        for &what in What::ALL {
            let together =
                [What::Unanswered, What::EmpathyMissing, What::RepeatedApology].contains(&what);
            assert_eq!(all.contains(&what), !together, "{what:?}");
        }
        assert!(!kinds(Side::Customer).contains(&What::Refusal));
        assert!(!kinds(Side::Us).contains(&What::Leave));
        assert_eq!(kinds(Side::Note), [What::Blame, What::Label]);
    }
}
