//! A past: years of conversations, written into a desk's database while its server does not run, by the same
//! statements as those of the desk's own verbs. The same number of conversations gives the same past.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result};
use domain::{
    AgentId, CustomerId, EventId, InboxId, Timestamp,
    conversation::{Channel, Standing},
    customer::AddressKind,
    event::{Change, EventKind},
    message::{Author, Kind},
    moment::{Noticed, Side, Source},
    text,
};
use store::{Location, Store, Tx};

/// Messages of each conversation: asked, answered, asked again, answered, thanked.
pub(crate) const MESSAGES_EACH: usize = 5;
/// Conversations of each customer.
const CONVERSATIONS_EACH: usize = 3;
/// How far back it goes.
const YEARS: i64 = 3;
const MS_PER_YEAR: i64 = 365 * 24 * 3_600_000;
/// One in so many of the newest conversations is still open, …
const OPEN_ONE_IN: u64 = 2;
/// … and so many of all are those newest, in thousandths.
const NEWEST_THOUSANDTHS: usize = 20;
/// Different words that people use.
const WORDS: u32 = 20_000;
/// Tags that conversations have.
const TAGS: u64 = 40;
/// Conversations in one transaction.
const BATCH: usize = 250;
/// Characters of a message that a list shows.
const PREVIEW_CHARS: usize = 140;
/// Whoever follows the events: they have read this past.
const FOLLOWERS: [&str; 5] = ["moments", "promises", "standards", "webhooks", "rules"];

/// Random numbers that are the same each time: `SplitMix64` (Steele, Lea and Flood, 2014, doi:10.1145/2714064.2660195).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// A word as people use them: the n-th most frequent one is used 1/n times as often as the first (Zipf's law).
    fn word(&mut self) -> String {
        let share = f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / f64::from(u32::MAX);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to WORDS")]
        let rank = f64::from(WORDS).powf(share) as u64;
        word(rank)
    }
}

/// The word of that rank, the most frequent one being 1.
pub(crate) fn word(rank: u64) -> String {
    const FIRST: [&str; 12] = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t"];
    const THEN: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut word = String::new();
    let mut left = rank;
    loop {
        let syllable = usize::try_from(left % 60).unwrap_or(0);
        word.push_str(FIRST[syllable / 5]);
        word.push_str(THEN[syllable % 5]);
        left /= 60;
        if left == 0 {
            return word;
        }
    }
}

/// The number of the order that a conversation is about.
pub(crate) fn order(conversation: usize) -> String {
    format!("T{:07}", conversation * 7 + 13)
}

/// What a customer is called.
pub(crate) fn name(customer: usize) -> String {
    let dice = &mut Dice(customer as u64);
    let mut capital = |rank: u64| {
        let word = word(dice.below(rank) + 60);
        word[..1].to_uppercase() + &word[1..]
    };
    format!("{} {}", capital(300), capital(3_000))
}

/// What the `number`-th message of a conversation says.
fn says(dice: &mut Dice, conversation: usize, number: usize) -> String {
    let order = order(conversation);
    let first = match number {
        0 => format!("Good morning! My order {order} should have been here on Monday."),
        1 => format!("Hello, thank you for writing. I have order {order} in front of me."),
        2 => "It still says on its way, could you please have a look?".into(),
        3 => "It left this morning and will be with you tomorrow.".into(),
        _ => "Wonderful, thank you very much!".into(),
    };
    let more: Vec<String> = (0..4 + dice.below(20)).map(|_| dice.word()).collect();
    format!("{first} {}.", more.join(" "))
}

/// Who is in it.
#[derive(Clone)]
struct Cast {
    inbox: InboxId,
    agents: Arc<[AgentId]>,
    from_ms: i64,
    step_ms: i64,
    conversations: usize,
}

/// Writes a past of so many conversations, up to now.
pub(crate) async fn write(location: Location, conversations: usize) -> Result<()> {
    let clock = Arc::new(AtomicI64::new(0));
    let now_ms = Timestamp::now().as_millisecond();
    let reads = clock.clone();
    let store = Store::open(location)?.with_clock(move || {
        Timestamp::from_millisecond(reads.load(Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH)
    });
    let (agents, inbox) = store
        .read(|db| Ok::<_, store::Error>((store::agent::active(db)?, store::inbox::all(db)?)))
        .await?;
    let cast = Cast {
        inbox: inbox.first().context("the desk has no chat")?.id,
        agents: agents.iter().map(|agent| agent.id).collect(),
        from_ms: now_ms - YEARS * MS_PER_YEAR,
        step_ms: YEARS * MS_PER_YEAR / i64::try_from(conversations.max(1))?,
        conversations,
    };
    let mut customer = None;
    for first in (0..conversations).step_by(BATCH) {
        clock.store(cast.at(first)?.as_millisecond(), Ordering::Relaxed);
        let cast = cast.clone();
        let batch = first..(first + BATCH).min(conversations);
        customer = store
            .write(move |tx| {
                let mut known = customer;
                for number in batch {
                    known = Some(cast.tell(tx, number, known)?);
                }
                Ok::<_, anyhow::Error>(known)
            })
            .await?;
        if first % 100_000 < BATCH {
            eprintln!("… {first} conversations are written");
        }
    }
    clock.store(now_ms, Ordering::Relaxed);
    store
        .write(|tx| {
            let last = store::event::last(tx)?;
            for follower in FOLLOWERS {
                let from = store::event::place(tx, follower)?.unwrap_or(last);
                store::event::move_place(tx, follower, from, last)?;
            }
            Ok::<_, store::Error>(())
        })
        .await?;
    let ended = store.ended();
    drop(store);
    tokio::time::timeout(Duration::from_mins(10), ended.wait()).await?;
    Ok(())
}

impl Cast {
    /// When a conversation began.
    fn at(&self, number: usize) -> Result<Timestamp> {
        Ok(Timestamp::from_millisecond(self.from_ms + self.step_ms * i64::try_from(number)?)?)
    }

    /// One conversation, of the customer before or of another; whose it is.
    fn tell(
        &self,
        tx: &mut Tx<'_>,
        number: usize,
        known: Option<CustomerId>,
    ) -> Result<CustomerId> {
        let dice = &mut Dice(number as u64 ^ 0x0b11_55ed);
        let at = self.at(number)?;
        let customer = match known.filter(|_| !number.is_multiple_of(CONVERSATIONS_EACH)) {
            Some(known) => known,
            None => self.meet(tx, number / CONVERSATIONS_EACH, at)?,
        };
        let id = store::conversation::insert(
            tx,
            &store::conversation::New {
                customer,
                inbox: Some(self.inbox),
                channel: Channel::Chat,
                subject: "",
                standing: Standing::opened(at),
                by: None,
                at,
            },
        )?;
        tx.record(Change::new(EventKind::ConversationOpened).in_conversation(id, customer))?;
        let agent = self.agents[number % self.agents.len()];
        let newest = number >= self.conversations - self.conversations * NEWEST_THOUSANDTHS / 1000;
        let open = newest && dice.below(OPEN_ONE_IN) == 0;
        // Of those that are open half wait for us.
        let messages = if open { MESSAGES_EACH - number % 2 } else { MESSAGES_EACH };
        let (mut standing, mut last) = (Standing::opened(at), EventId(0));
        let mut at = at;
        for number_there in 0..messages {
            let by = (number_there % 2 == 1).then_some(agent);
            let words = says(dice, number, number_there);
            let new = store::message::New {
                conversation: id,
                author: by.map_or(Author::Customer, Author::Agent),
                kind: Kind::Reply,
                text: &words,
                at,
                queued: false,
                key: None,
            };
            let message = store::message::insert(tx, &new)?;
            let change = Change::new(EventKind::MessageSent).of_message(message);
            last = tx.record(change.in_conversation(id, customer).by(by))?;
            let waited = by.and(standing.waiting_since);
            store::message::set_sent(tx, message, last, at, waited)?;
            let preview = text::excerpt(&words, PREVIEW_CHARS);
            let next = if by.is_some() {
                store::conversation::set_last_message(tx, id, &preview, at)?;
                standing.we_answered()
            } else {
                store::conversation::set_customers_last_message(tx, id, &preview, at, last)?;
                standing.customer_wrote(at)
            };
            if next != standing {
                standing = next;
                store::conversation::set_standing(tx, id, standing, by, at)?;
            }
            let noticed = match number_there {
                0 | 1 => Some("greeting"),
                4 => Some("thanks"),
                _ => None,
            };
            if let Some(what) = noticed {
                let noticed = Noticed {
                    side: if by.is_some() { Side::Us } else { Side::Customer },
                    what: what.into(),
                    span: 0..5,
                    confidence_thousandths: 950,
                    source: Source::Rule,
                    reason: String::new(),
                };
                store::moment::insert(tx, message, &noticed, None, at)?;
            }
            at = Timestamp::from_millisecond(
                at.as_millisecond() + 60_000 * i64::try_from(1 + dice.below(20))?,
            )?;
        }
        store::conversation::assign(tx, id, Some(agent), None, Some(agent), at)?;
        if dice.below(4) == 0 {
            store::tag::add(tx, id, &word(60 + dice.below(TAGS)), Some(agent), at)?;
        }
        if !open {
            store::conversation::set_standing(tx, id, standing.closed(), Some(agent), at)?;
        }
        store::conversation::set_read_by_agent(tx, id, last)?;
        store::conversation::set_read_by_customer(tx, id, last)?;
        Ok(customer)
    }

    /// Somebody who writes for the first time.
    fn meet(&self, tx: &mut Tx<'_>, number: usize, at: Timestamp) -> Result<CustomerId> {
        let name = name(number);
        let id = store::customer::insert(tx, &name, Some("en"), Some("Europe/Berlin"), at)?;
        let address = format!("{}.{number}@example.com", name.to_lowercase().replace(' ', "."));
        let proven = number.is_multiple_of(2).then_some(at);
        store::customer::add_address(tx, id, AddressKind::Email, &address, proven, at)?;
        store::visitor::insert(tx, self.inbox, id, &format!("past-{number}"), at)?;
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_words_are_frequent_and_each_rank_has_its_own() {
        let dice = &mut Dice(1);
        let said: Vec<String> = (0..10_000).map(|_| dice.word()).collect();
        let share = |rank| {
            let word = word(rank);
            said.iter().filter(|one| **one == word).count()
        };
        // ln(2)/ln(20,000) and ln(101/100)/ln(20,000) of all.
        assert!((600..800).contains(&share(1)) && share(100) < 30);
        let mut words: Vec<String> = (1..=u64::from(WORDS)).map(word).collect();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), usize::try_from(WORDS).unwrap_or(0));
    }
}
