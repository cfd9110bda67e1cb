//! Several servers that have one desk open: which of them live, what they tell each other, and what becomes of the
//! calls of one that died.
//!
//! What happens is read by each from the events (`store::listener`), so nothing of that is here. One of them leads: it
//! does what time brings and follows what was said. The sound of a call is at one server and dies with it.

use std::{collections::HashMap, time::Duration};

use domain::{CallId, NodeId, event::EventKind};
use store::{Tx, node::Node};
use tokio::{sync::broadcast::error::RecvError, time::Instant};

use crate::{
    Desk, Error, Result,
    call::{end_cut_off, number},
};

/// How long a server may not be seen before it counts as dead: it may only have lost the database for a moment.
const DEAD_AFTER: Duration = Duration::from_secs(15);
/// How often the leader looks who lives.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// What a server tells the one that leads: something was put off to a time.
const PUT_OFF: &str = "put_off";

impl Desk {
    /// This server is one of those that have the desk open from now on, under that name. The calls of those that
    /// died are over. Which the others are.
    ///
    /// # Errors
    /// The store's own.
    pub async fn serve_as(&self, name: String) -> Result<Vec<Node>> {
        self.store.join(name).await?;
        let shared = self.store.is_shared();
        let cut_off = self
            .store
            .write(move |tx| {
                let dead = if shared { store::node::all(tx, false)? } else { Vec::new() };
                let alive = if shared { store::node::all(tx, true)? } else { Vec::new() };
                let lives = |node: NodeId| alive.iter().any(|alive| alive.id == node);
                let cut_off = end_cut_off(tx, |node| !node.is_some_and(lives))?;
                take_off(tx, &dead)?;
                Ok::<_, Error>(cut_off)
            })
            .await?;
        if cut_off > 0 {
            tracing::warn!(cut_off, "calls were cut off when their server stopped");
        }
        self.nodes().await
    }

    /// The other servers that have the desk open, and live.
    pub async fn nodes(&self) -> Result<Vec<Node>> {
        if !self.store.is_shared() {
            return Ok(Vec::new());
        }
        let me = self.store.node();
        let alive = self.store.read(|db| store::node::all(db, true)).await?;
        Ok(alive.into_iter().filter(|node| node.id != me).collect())
    }

    /// Something was put off to a time: whoever does what time brings looks at the clock again.
    pub(crate) fn tell_jobs(&self) {
        self.put_off.notify_one();
        if self.store.is_shared() && !*self.store.leads().borrow() {
            let store = self.store.clone();
            tokio::spawn(async move {
                // Whoever leads looks by themselves, too, a little later.
                if let Err(error) = store.tell_nodes(PUT_OFF, String::new()).await {
                    tracing::warn!(%error, "the leader was not told that something was put off");
                }
            });
        }
    }

    /// Does what other servers ask for, and looks after their calls when they die, for as long as the desk is open.
    pub(crate) async fn run_nodes(&self) {
        if self.store.is_shared() {
            tokio::join!(self.hear_nodes(), self.take_off_dead(), self.end_lines());
        }
    }

    async fn hear_nodes(&self) {
        let mut told = self.store.hear_nodes();
        loop {
            match told.recv().await {
                Ok(told) if told.topic == PUT_OFF => self.put_off.notify_one(),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => self.put_off.notify_one(),
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Ends the calls of servers that died, as the one that leads.
    async fn take_off_dead(&self) {
        let mut leads = self.store.leads();
        let mut missed: HashMap<NodeId, Instant> = HashMap::new();
        loop {
            if !*leads.borrow() {
                missed.clear();
            }
            if leads.wait_for(|leads| *leads).await.is_err() {
                return;
            }
            match self.store.read(|db| store::node::all(db, false)).await {
                Ok(unseen) => {
                    missed.retain(|id, _| unseen.iter().any(|node| node.id == *id));
                    let dead = |node: &Node| {
                        missed.entry(node.id).or_insert_with(Instant::now).elapsed() >= DEAD_AFTER
                    };
                    let dead: Vec<Node> = unseen.into_iter().filter(dead).collect();
                    if !dead.is_empty()
                        && let Err(error) = self.bury(dead).await
                    {
                        tracing::error!(%error, "the calls of a server that died could not be ended; it is tried again");
                    }
                }
                Err(error) => tracing::warn!(%error, "it was not looked which servers live"),
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn bury(&self, dead: Vec<Node>) -> Result<()> {
        self.store
            .write(move |tx| {
                let of_dead = |node: NodeId| dead.iter().any(|dead| dead.id == node);
                let cut_off = end_cut_off(tx, |node| node.is_some_and(of_dead))?;
                take_off(tx, &dead)?;
                for Node { name, .. } in &dead {
                    tracing::warn!(name, cut_off, "a server that has the desk open died");
                }
                Ok(())
            })
            .await
    }

    /// Closes the lines of calls that were ended at another server.
    async fn end_lines(&self) {
        let mut news = self.store.follow();
        loop {
            let changed = match news.recv().await {
                Ok(batch) => batch.iter().any(|event| event.kind == EventKind::CallChanged),
                Err(RecvError::Lagged(_)) => true,
                Err(RecvError::Closed) => return,
            };
            if !changed || self.open_lines() == 0 {
                continue;
            }
            match self.store.read(store::call::running).await {
                Ok(running) => {
                    let runs: Vec<_> = running.iter().map(|call| number(call.id)).collect();
                    self.close_lines_but(&runs);
                }
                Err(error) => tracing::warn!(%error, "it was not looked which calls are over"),
            }
        }
    }

    /// Makes sure that the line of a call is at this server.
    ///
    /// # Errors
    /// [`Error::Elsewhere`] where it is at another one.
    pub async fn is_here(&self, call: CallId) -> Result<()> {
        if !self.store.is_shared() {
            return Ok(());
        }
        let me = self.store.node();
        match self.store.read(move |db| store::node::of_call(db, call)).await? {
            Some(node) if node != me => Err(Error::Elsewhere(node)),
            _ => Ok(()),
        }
    }
}

fn take_off(tx: &mut Tx<'_>, dead: &[Node]) -> Result<()> {
    for node in dead {
        store::node::delete(tx, node.id)?;
    }
    Ok(())
}
