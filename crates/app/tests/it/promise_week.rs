//! A week of promises by a clock of its own: fifty agents, five thousand contacts, twenty times at which the
//! server was down. A model that knows nothing of the desk says how each promise stands and what was said
//! about it, and the desk must agree.

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use desk::{
    Desk,
    promise::{Promising, When},
};
use domain::{
    ConversationId, PromiseId, Timestamp,
    access::Role,
    agent::Agent,
    conversation::{Channel, Standing},
    promise::{Status, Step},
};
use store::{Location, Store, promise::Owner};
use tokio::task::JoinSet;

const AGENTS: usize = 50;
const CONTACTS: usize = 5_000;
const RESTARTS: usize = 20;
/// Everything happens at whole ticks of five minutes; the jobs look at the clock at each.
const TICK_MS: i64 = 5 * 60_000;
const DAY: i64 = 24 * 12;
/// Contacts come for a week, and three days later all is over.
const LAST: i64 = 10 * DAY;
const MONDAY_MS: i64 = 1_795_392_000_000;

/// Numbers that are the same in every run (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    /// From zero up to `below`.
    fn roll(&mut self, below: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % u64::try_from(below).unwrap()).unwrap()
    }
}

fn ms(tick: i64) -> i64 {
    MONDAY_MS + tick * TICK_MS
}

fn at(tick: i64) -> Timestamp {
    Timestamp::from_millisecond(ms(tick)).unwrap()
}

/// The ticks at which the server is down, each from and until.
struct Outages(Vec<(i64, i64)>);

impl Outages {
    fn new(dice: &mut Dice) -> Self {
        let every = LAST / i64::try_from(RESTARTS).unwrap();
        let begins = (0..LAST).step_by(usize::try_from(every).unwrap());
        Self(
            begins
                .map(|from| {
                    let from = from + 1 + dice.roll(every / 2);
                    // From a moment to six hours.
                    (from, from + 1 + dice.roll(6 * 12))
                })
                .collect(),
        )
    }

    /// The first tick from that one on at which the server runs.
    fn up(&self, tick: i64) -> i64 {
        let down = self.0.iter().find(|(from, until)| (*from..*until).contains(&tick));
        down.map_or(tick, |&(_, until)| self.up(until))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Kept,
    Cancelled,
}

/// What happens about one promise, all in ticks at which the server runs.
struct Plan {
    by: usize,
    stand_in: Option<usize>,
    made: i64,
    due: i64,
    /// When it is moved, and to when.
    moved: Option<(i64, i64)>,
    end: Option<(i64, End)>,
}

impl Plan {
    fn new(dice: &mut Dice, outages: &Outages) -> Self {
        let made = outages.up(dice.roll(7 * DAY));
        // Soon, or within two days.
        let ahead = |dice: &mut Dice| {
            1 + if dice.roll(2) == 0 { dice.roll(24) } else { dice.roll(2 * DAY) }
        };
        let due = made + ahead(dice);
        let by = usize::try_from(dice.roll(50)).unwrap();
        let stand_in = (dice.roll(2) == 0).then_some((by + 1) % AGENTS);
        // Most are kept, some of them late; some are taken back, some forgotten.
        let end = match dice.roll(20) {
            0..12 => Some((outages.up(made + 1 + dice.roll(due - made)), End::Kept)),
            12..16 => Some((outages.up(due + 1 + dice.roll(2 * DAY)), End::Kept)),
            16 => Some((outages.up(made + 1 + dice.roll(DAY)), End::Cancelled)),
            _ => None,
        };
        let again = outages.up(made + 1 + dice.roll(DAY));
        let moved = (dice.roll(5) == 0).then(|| (again, again + ahead(dice)));
        let moved =
            moved.filter(|(moves, to)| *to != due && end.is_none_or(|(end, _)| *moves < end));
        Self { by, stand_in, made, due, moved, end }
    }

    /// By when it is due at a tick.
    fn due_at(&self, tick: i64) -> i64 {
        self.moved.filter(|(moves, _)| *moves <= tick).map_or(self.due, |(_, due)| due)
    }

    /// How it stands after all that happened at that tick; none before it was made.
    fn stands(&self, tick: i64) -> Option<Status> {
        if tick < self.made {
            return None;
        }
        let due = self.due_at(tick);
        let set = self.moved.filter(|(moves, _)| *moves <= tick).map_or(self.made, |(at, _)| at);
        let missed = self.moved.is_some_and(|(moves, _)| moves <= tick && self.due < moves);
        Some(match self.end.filter(|(end, _)| *end <= tick) {
            Some((_, End::Cancelled)) => Status::Cancelled,
            Some((end, End::Kept)) if end <= due && !missed => Status::Kept,
            Some((_, End::Kept)) => Status::KeptLate,
            None if tick >= due + DAY => Status::Broken,
            None if tick > due => Status::Late,
            None if ms(tick) >= ms(due) - (600_000).min((due - set) * TICK_MS / 4) => {
                Status::AtRisk
            }
            None => Status::Open,
        })
    }

    /// What has to have been said about it at the end, each for the time at which it was due.
    fn said(&self, outages: &Outages) -> Vec<(Step, i64)> {
        let over = self.end.map_or(LAST, |(end, _)| end);
        let mut times = vec![(self.made, self.due, self.moved.map_or(over, |(moves, _)| moves))];
        times.extend(self.moved.map(|(moves, due)| (moves, due, over)));
        let mut said = Vec::new();
        for (set, due, until) in times {
            let there_was = (due - set) * TICK_MS;
            let before =
                |minutes: i64, part: i64| ms(due) - (minutes * 60_000).min(there_was / part);
            let mut steps = vec![
                (Step::Owner, before(30, 2)),
                (Step::Word, before(5, 8)),
                (Step::Late, ms(due)),
                (Step::Broken, ms(due + DAY)),
            ];
            // Nobody is at the desk in this test, so the stand-in is asked first.
            if self.stand_in.is_some() {
                steps.extend([(Step::StandIn, before(10, 4)), (Step::Team, ms(due))]);
            } else {
                steps.push((Step::Team, before(10, 4)));
            }
            for (step, at) in steps {
                let tick = (at - MONDAY_MS + TICK_MS - 1).div_euclid(TICK_MS);
                // The jobs look before anything else happens at a tick, and first after the one at which it
                // was promised.
                if outages.up(tick.max(set + 1)) <= until {
                    said.push((step, ms(due)));
                }
            }
        }
        said.sort_by_key(|(step, due)| (*due, step.as_str()));
        said
    }
}

/// The desk over that file, by that clock.
fn open(folder: &Path, clock: &Arc<AtomicI64>) -> Desk {
    let clock = Arc::clone(clock);
    let store = Store::open(Location::Sqlite(folder.join("bliss.db"))).unwrap();
    let store = store
        .with_clock(move || Timestamp::from_millisecond(clock.load(Ordering::SeqCst)).unwrap());
    Desk::new(store, folder.join("attachments")).unwrap()
}

/// Fifty agents and five thousand customers with a conversation each.
async fn cast(desk: &Desk) -> (Vec<Agent>, Vec<ConversationId>) {
    desk.store()
        .write(|tx| {
            let now = tx.now();
            for number in 0..AGENTS {
                let (name, email) = (format!("Agent {number}"), format!("a{number}@tea.example"));
                let new = store::agent::New {
                    name: &name,
                    email: &email,
                    password_hash: "-",
                    role: Role::Agent,
                    time_zone: "Europe/Berlin",
                };
                store::agent::insert(tx, &new, now)?;
            }
            let mut conversations = Vec::new();
            for number in 0..CONTACTS {
                let name = format!("Customer {number}");
                let customer =
                    store::customer::insert(tx, &name, None, Some("Europe/Lisbon"), now)?;
                let new = store::conversation::New {
                    customer,
                    inbox: None,
                    channel: Channel::InPerson,
                    subject: "A contact",
                    standing: Standing::opened(now),
                    by: None,
                    at: now,
                };
                conversations.push(store::conversation::insert(tx, &new)?);
            }
            Ok::<_, store::Error>((store::agent::active(tx)?, conversations))
        })
        .await
        .unwrap()
}

/// All promises and how each stands now.
async fn stands(desk: &Desk) -> HashMap<PromiseId, Status> {
    let now = desk.store().now();
    desk.store()
        .read(move |db| {
            let most = i64::try_from(CONTACTS).unwrap() + 1;
            let (first, last) = (Timestamp::MIN, Timestamp::MAX);
            let mut all = store::promise::open_between(db, Owner::Any, first, last, most)?;
            all.extend(store::promise::over_since(db, Owner::Any, Timestamp::UNIX_EPOCH, most)?);
            let status = |promise: domain::promise::Promise| (promise.id, promise.status(now));
            Ok::<_, store::Error>(all.into_iter().map(status).collect())
        })
        .await
        .unwrap()
}

/// How all promises stand at a tick is what the model says.
async fn compare_standing(desk: &Desk, plans: &[Plan], ids: &HashMap<usize, PromiseId>, tick: i64) {
    let desks = stands(desk).await;
    for (number, plan) in plans.iter().enumerate() {
        let desks = ids.get(&number).and_then(|id| desks.get(id)).copied();
        assert_eq!(desks, plan.stands(tick), "contact {number} at tick {tick}");
    }
}

/// What was said about all promises, each step once, is what the model says.
async fn compare_what_was_said(
    desk: &Desk,
    plans: &[Plan],
    ids: &HashMap<usize, PromiseId>,
    outages: &Outages,
) {
    let said: HashMap<PromiseId, Vec<(Step, Timestamp)>> = {
        let all: Vec<PromiseId> = ids.values().copied().collect();
        let read = desk.store().read(move |db| {
            let of = |id| Ok::<_, store::Error>((id, store::promise_reminder::of_promise(db, id)?));
            all.into_iter().map(of).collect()
        });
        read.await.unwrap()
    };
    for (number, plan) in plans.iter().enumerate() {
        let mut desks: Vec<_> =
            said[&ids[&number]].iter().map(|(step, due)| (*step, due.as_millisecond())).collect();
        desks.sort_by_key(|(step, due)| (*due, step.as_str()));
        assert_eq!(desks, plan.said(outages), "contact {number}, made at {}", plan.made);
    }
}

#[tokio::test]
async fn a_week_of_promises_is_as_the_model_says_through_twenty_restarts() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let outages = Outages::new(&mut dice);
    let plans: Vec<Plan> = (0..CONTACTS).map(|_| Plan::new(&mut dice, &outages)).collect();
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(AtomicI64::new(MONDAY_MS));
    let mut desk = open(folder.path(), &clock);
    let (agents, conversations) = cast(&desk).await;
    let mut ids: HashMap<usize, PromiseId> = HashMap::new();
    let mut restarts = 0;

    let mut tick = 0;
    while tick <= LAST {
        clock.store(ms(tick), Ordering::SeqCst);
        if outages.up(tick) != tick {
            drop(desk);
            tick = outages.up(tick);
            clock.store(ms(tick), Ordering::SeqCst);
            desk = open(folder.path(), &clock);
            restarts += 1;
            if tick > LAST {
                break;
            }
        }
        let next = desk.do_due().await.unwrap();
        assert!(next.is_none_or(|next| next > at(tick)), "what was due is done");

        // All at once, as people do things.
        let mut made = JoinSet::new();
        for (number, plan) in plans.iter().enumerate().filter(|(_, plan)| plan.made == tick) {
            let (desk, by) = (desk.clone(), agents[plan.by].clone());
            let promising = Promising {
                conversation: conversations[number],
                what: "Call back".into(),
                when: When::At(at(plan.due)),
                owner: Some(by.id),
                stand_in: plan.stand_in.map(|stand_in| agents[stand_in].id),
            };
            made.spawn(async move { (number, desk.promise(&by, promising).await.unwrap().id) });
        }
        while let Some(done) = made.join_next().await {
            let (number, id) = done.unwrap();
            ids.insert(number, id);
        }
        let mut changed = JoinSet::new();
        for (number, plan) in plans.iter().enumerate() {
            let moves = plan.moved.filter(|(moves, _)| *moves == tick);
            let ends = plan.end.filter(|(end, _)| *end == tick);
            if moves.is_none() && ends.is_none() {
                continue;
            }
            let (desk, by, id) = (desk.clone(), agents[plan.by].clone(), ids[&number]);
            changed.spawn(async move {
                if let Some((_, due)) = moves {
                    desk.move_promise(&by, id, When::At(at(due))).await.unwrap();
                }
                match ends {
                    Some((_, End::Kept)) => drop(desk.keep_promise(&by, id).await.unwrap()),
                    Some((_, End::Cancelled)) => {
                        drop(desk.cancel_promise(&by, id, "It is done already.").await.unwrap());
                    }
                    None => {}
                }
            });
        }
        while let Some(done) = changed.join_next().await {
            done.unwrap();
        }

        if tick % (DAY / 4) == 0 || outages.up(tick + 1) != tick + 1 || tick == LAST {
            compare_standing(&desk, &plans, &ids, tick).await;
        }
        tick += 1;
    }
    assert_eq!(restarts, RESTARTS);
    assert_eq!(ids.len(), CONTACTS);

    compare_what_was_said(&desk, &plans, &ids, &outages).await;
}
