//! What is told from page to page, where the pages are open at several servers: who looks at what, and who types. It is
//! kept nowhere, so whatever is missed is told again half a minute later.

use std::time::Duration;

use domain::{AgentId, ConversationId, CustomerId, NodeId};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{broadcast::error::RecvError, mpsc},
    time::Instant,
};

use super::{HERE, Live, Looking, WakeUp, lock};

/// What servers tell each other of pages.
const PAGES: &str = "pages";
/// How long it holds that a page at another server shows something, unless it is told again: twice as long as it
/// takes until it is, and a little.
const HOLDS_FOR: Duration = Duration::from_secs(75);

/// Something that one server tells the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Word {
    /// It has begun, and knows nothing yet.
    Begun,
    /// An agent's page shows a conversation.
    Looks { page: u64, agent: i64, name: String, conversation: i64, customer: i64, typing: bool },
    /// … and does not any more.
    Left { page: u64 },
    /// A customer types, or does not any more.
    CustomerTypes { customer: i64, typing: bool },
    /// A customer proved to be another; their sockets are to begin anew.
    Moved { customer: i64 },
}

/// As many words as one notice takes, as a JSON list; those after them wait.
fn next_notice(words: &mut Vec<Word>) -> Option<String> {
    let mut notice = String::from("[");
    let mut taken = 0;
    for word in words.iter() {
        let Ok(word) = serde_json::to_string(word) else { break };
        if taken > 0 && notice.len() + word.len() + 2 > store::node::WORDS_BYTES_MAX {
            break;
        }
        if taken > 0 {
            notice.push(',');
        }
        notice.push_str(&word);
        taken += 1;
    }
    words.drain(..taken);
    notice.push(']');
    (taken > 0).then_some(notice)
}

impl Live {
    /// Tells the other servers something, soon.
    pub(super) fn tell_nodes(&self, word: Word) {
        if let Some(others) = &self.0.others {
            // Where so many wait already, this is told again later.
            let _ = others.try_send(word);
        }
    }

    /// Tells the other servers what waits to be told, for as long as pages are open.
    pub(super) async fn tell_on(self, mut waiting: mpsc::Receiver<Word>) {
        while let Some(first) = waiting.recv().await {
            let mut words = vec![first];
            while let Ok(word) = waiting.try_recv() {
                words.push(word);
            }
            while let Some(notice) = next_notice(&mut words) {
                if let Err(error) = self.0.desk.store().tell_nodes(PAGES, notice).await {
                    tracing::warn!(%error, "the other servers were not told who looks and who types");
                }
            }
        }
    }

    /// Hears what the others tell.
    pub(super) async fn hear_nodes(self) {
        let mut told = self.0.desk.store().hear_nodes();
        self.tell_nodes(Word::Begun);
        loop {
            match told.recv().await {
                Ok(told) if told.topic == PAGES => {
                    // What is not understood may be a newer server's.
                    let words: Vec<Word> = serde_json::from_str(&told.text).unwrap_or_default();
                    for word in words {
                        self.hear(told.by, word);
                    }
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }

    fn hear(&self, by: NodeId, word: Word) {
        match word {
            Word::Begun => {
                let pages: Vec<u64> = {
                    let looking = lock(&self.0.looking);
                    looking
                        .keys()
                        .filter(|(node, _)| *node == HERE)
                        .map(|(_, page)| *page)
                        .collect()
                };
                for page in pages {
                    self.tell_again(page);
                }
            }
            Word::Looks { page, agent, name, conversation, customer, typing } => {
                let looking = Looking {
                    agent: AgentId(agent),
                    name,
                    conversation: ConversationId(conversation),
                    customer: CustomerId(customer),
                    typing,
                    told_at: Instant::now(),
                };
                self.note((by, page), Some(&looking));
            }
            Word::Left { page } => self.note((by, page), None),
            Word::CustomerTypes { customer, typing } => {
                self.tell_customer_types(CustomerId(customer), typing);
            }
            Word::Moved { customer } => self.wake(CustomerId(customer), &WakeUp::Moved),
        }
    }

    /// Tells the others again what a page of this server shows.
    pub(super) fn tell_again(&self, page: u64) {
        let looking = lock(&self.0.looking).get(&(HERE, page)).cloned();
        if let Some(looking) = looking {
            self.tell_nodes(looking.told_of(page));
        }
    }

    /// Forgets pages at servers that are gone, and those that were not told of for too long.
    pub(super) async fn forget_the_gone(&self) {
        let theirs: Vec<(NodeId, u64, Instant)> = {
            let looking = lock(&self.0.looking);
            let theirs = looking.iter().filter(|((node, _), _)| *node != HERE);
            theirs.map(|((node, page), looking)| (*node, *page, looking.told_at)).collect()
        };
        if theirs.is_empty() {
            return;
        }
        match self.0.desk.nodes().await {
            Ok(alive) => {
                for (node, page, told_at) in theirs {
                    let lives = alive.iter().any(|alive| alive.id == node);
                    if !lives || told_at.elapsed() > HOLDS_FOR {
                        self.note((node, page), None);
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "it was not looked which servers live"),
        }
    }
}

impl Looking {
    pub(super) fn told_of(&self, page: u64) -> Word {
        Word::Looks {
            page,
            agent: self.agent.0,
            name: self.name.clone(),
            conversation: self.conversation.0,
            customer: self.customer.0,
            typing: self.typing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_in_notices_that_fit() {
        let word = |page| Word::Looks {
            page,
            agent: 1,
            name: "ü".repeat(200),
            conversation: 2,
            customer: 3,
            typing: true,
        };
        let mut waiting: Vec<Word> = (0..100).map(word).chain([Word::Begun]).collect();
        let all = waiting.clone();
        let mut heard: Vec<Word> = Vec::new();
        let mut notices = 0;
        while let Some(notice) = next_notice(&mut waiting) {
            assert!(notice.len() <= store::node::WORDS_BYTES_MAX, "{} bytes", notice.len());
            heard.extend(serde_json::from_str::<Vec<Word>>(&notice).unwrap_or_default());
            notices += 1;
        }
        assert_eq!(heard, all);
        assert!(notices > 1);
        assert_eq!(next_notice(&mut waiting), None);
    }
}
