//! Following what happens: whoever reads what was said goes through the events of the store from a place that is
//! kept, so that a restart misses nothing and does nothing twice. Nobody waits for a follower. Where several servers
//! have the desk open, the one that leads follows; when it dies, the next goes on from the place that it kept.

use std::time::Duration;

use domain::{EventId, Timestamp, event::Event};
use store::{Db, Tx};
use tokio::sync::broadcast::error::RecvError;

use crate::{Desk, Error, Result};

/// Events that are looked at in one go, and most that are gone through again after a restart because there was
/// nothing to keep for them.
const EVENTS_MAX: i64 = 500;
/// How long a follower waits after the store failed.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Somebody who follows the events.
pub(crate) struct Follower {
    /// Under which its place is kept.
    pub(crate) name: &'static str,
    /// Which events it does something about.
    pub(crate) concerns: fn(&Event) -> bool,
    /// After which event it begins when it comes for the first time.
    pub(crate) first: fn(&mut Db, Timestamp) -> Result<EventId>,
    /// Told how far it has come, for those who go after it.
    pub(crate) came_to: fn(&Desk, EventId),
}

/// How far a follower has come.
#[derive(Clone, Copy)]
struct Place {
    /// Up to this event it has done everything.
    to: EventId,
    /// This one is kept.
    kept: EventId,
}

/// How far a follower comes with the events that it is given.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    follower: &'static str,
    from: EventId,
    to: EventId,
}

impl Step {
    /// The step in two: up to an event that is given, and from there on. For a follower that keeps its place with
    /// each of them.
    pub(crate) fn split(self, at: EventId) -> (Self, Self) {
        (Self { to: at, ..self }, Self { from: at, ..self })
    }

    /// Keeps the place, in the transaction of what is written about these events.
    ///
    /// # Errors
    /// [`Error::Conflict`] where another server has gone on from there meanwhile: nothing of the transaction is to
    /// hold, for it would be done twice.
    pub(crate) fn keep(self, tx: &mut Tx<'_>) -> Result<()> {
        if store::event::move_place(tx, self.follower, self.from, self.to)? {
            Ok(())
        } else {
            Err(Error::Conflict("Another server has followed these events.".into()))
        }
    }
}

impl Desk {
    /// Gives a follower the events that concern it, in their order, while this server leads and for as long as the
    /// store is open. Where `take` writes something it [keeps](Step::keep) the step that it is given, in the same
    /// transaction, and says so; where it fails it gets the same events again.
    pub(crate) async fn follow<F: Future<Output = Result<bool>>>(
        &self,
        follower: &Follower,
        take: impl Fn(Self, Vec<Event>, Step) -> F,
    ) {
        let mut leads = self.store.leads();
        // Followed from before the place is asked for, so that nothing falls between the two.
        let mut news = self.store.follow();
        let mut place = None;
        loop {
            if !*leads.borrow_and_update() {
                // Others go on meanwhile.
                place = None;
                if leads.wait_for(|leads| *leads).await.is_err() {
                    return;
                }
            }
            match self.go_on(follower, place, &take).await {
                Ok((now, more)) => {
                    place = Some(now);
                    (follower.came_to)(self, now.to);
                    if more {
                        continue;
                    }
                }
                Err(error) => {
                    tracing::error!(%error, follower = follower.name, "what happened could not be followed; it is tried again");
                    place = None;
                    tokio::time::sleep(RETRY_AFTER).await;
                    continue;
                }
            }
            loop {
                tokio::select! {
                    batch = news.recv() => match batch {
                        Ok(batch) if batch.iter().any(follower.concerns) => break,
                        Ok(_) => {}
                        Err(RecvError::Lagged(_)) => break,
                        Err(RecvError::Closed) => return,
                    },
                    changed = leads.changed() => match changed {
                        Ok(()) => break,
                        Err(_) => return,
                    },
                }
            }
        }
    }

    /// Takes the next events: where it is then, and whether there may be more.
    async fn go_on<F: Future<Output = Result<bool>>>(
        &self,
        follower: &Follower,
        place: Option<Place>,
        take: &impl Fn(Self, Vec<Event>, Step) -> F,
    ) -> Result<(Place, bool)> {
        let (name, first) = (follower.name, follower.first);
        let now = self.store.now();
        let (mut place, mut events) = self
            .store
            .read(move |db| {
                let place = if let Some(place) = place {
                    place
                } else {
                    let kept = store::event::place(db, name)?;
                    let to = kept.map_or_else(|| first(db, now), Ok)?;
                    Place { to, kept: to }
                };
                Ok::<_, Error>((place, store::event::after(db, place.to, EVENTS_MAX)?))
            })
            .await?;
        let Some(last) = events.last().map(|event| event.id) else { return Ok((place, false)) };
        let full = i64::try_from(events.len()) == Ok(EVENTS_MAX);
        events.retain(follower.concerns);
        let step = Step { follower: name, from: place.kept, to: last };
        if !events.is_empty() && take(self.clone(), events, step).await? {
            place.kept = last;
        } else if last.0 - place.kept.0 >= EVENTS_MAX {
            self.store.write(move |tx| step.keep(tx)).await?;
            place.kept = last;
        }
        place.to = last;
        Ok((place, full))
    }
}
