//! Calls between browsers over a network in memory, whose time is ours and whose badness is seeded.

use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    sync::{Mutex, PoisonError},
};

use proptest::prelude::*;

use super::*;
use crate::hearing::Note;

use crate::{
    Part,
    client::{self, Client, Heard, pitch, sound, tone},
};

const CALL: CallNumber = CallNumber(7);
const STEP: Duration = Duration::from_millis(5);

/// What a network does to a datagram.
#[derive(Debug, Clone, Copy, Default)]
struct Bad {
    /// Of a hundred, how many are lost.
    lost: u32,
    /// How much later they come, at most, in ms.
    jitter_ms: u64,
}

/// A browser on the network, and what it says.
struct Browser {
    client: Client,
    address: SocketAddr,
    says: Option<Vec<Arc<[u8]>>>,
    /// Its network is gone.
    gone: bool,
}

/// On its way: to a browser, or to us.
type OnTheWay = (Option<usize>, SocketAddr, Vec<u8>);

/// The exchange, browsers, and the network between them.
struct World {
    exchange: Exchange,
    browsers: Vec<Browser>,
    way: BTreeMap<(Instant, u64), OnTheWay>,
    sent: u64,
    bad: Bad,
    random: fastrand::Rng,
    began: Instant,
    now: Instant,
    hearings: Vec<Hearing>,
    heard: Vec<(listen::heard::Heard, u64)>,
    mirrors: Vec<crate::Mirror>,
    told: Arc<Mutex<Vec<String>>>,
}

impl World {
    fn new() -> Self {
        hold::music();
        let now = Instant::now();
        let us = SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 3478));
        let mut world = Self {
            exchange: Exchange::open(&[us], now),
            browsers: Vec::new(),
            way: BTreeMap::new(),
            sent: 0,
            bad: Bad::default(),
            random: fastrand::Rng::with_seed(42),
            began: now,
            now,
            hearings: Vec::new(),
            heard: Vec::new(),
            mirrors: Vec::new(),
            told: Arc::default(),
        };
        let told = world.told.clone();
        world.exchange.begin(
            CALL,
            Arc::new(move |_, event| {
                let event = match event {
                    Event::Heard(_) => "Heard".to_owned(),
                    event => format!("{event:?}"),
                };
                told.lock().unwrap_or_else(PoisonError::into_inner).push(event);
            }),
        );
        world
    }

    /// Somebody takes a seat and is connected.
    fn join(&mut self, seat: Seat, says: Option<f32>) -> usize {
        let host = u8::try_from(self.browsers.len()).expect("few") + 1;
        let address = SocketAddr::from((Ipv4Addr::new(198, 51, 100, host), 50_000));
        let (mut client, offer) = Client::offer(address, Protocol::Udp, self.now);
        let answer = self.exchange.seat(CALL, seat, &offer, self.now).expect("a seat");
        client.accept(&answer, self.now);
        self.browsers.push(Browser { client, address, says: says.map(tone), gone: false });
        let which = self.browsers.len() - 1;
        let bad = std::mem::take(&mut self.bad);
        while !self.browsers[which].client.connected {
            self.step();
            assert!(self.now < self.began + Duration::from_mins(10), "{seat:?} cannot connect");
        }
        self.bad = bad;
        which
    }

    fn part(&mut self) {
        self.exchange.connect(CALL, Part::default(), self.now);
    }

    fn run(&mut self, seconds: f32) {
        let until = self.now + Duration::from_secs_f32(seconds);
        while self.now < until {
            self.step();
        }
    }

    fn step(&mut self) {
        self.now += STEP;
        let now = self.now;
        while let Some(first) = self.way.first_entry()
            && first.key().0 <= now
        {
            let (to, from, bytes) = first.remove();
            match to {
                Some(browser) if self.browsers[browser].gone => {}
                Some(browser) => self.browsers[browser].client.receive(from, &bytes, now),
                None => self.exchange.receive(Protocol::Udp, from, &bytes, now),
            }
        }
        let tick = now.saturating_duration_since(self.began).as_millis();
        for browser in self.browsers.iter_mut().filter(|browser| !browser.gone) {
            browser.client.pass_time(now);
            if let Some(says) = &browser.says
                && browser.client.connected
                && tick.is_multiple_of(20)
            {
                let which = usize::try_from(tick / 20).unwrap_or(0) % says.len();
                browser.client.say(&says[which].clone(), now);
            }
        }
        self.exchange.pass_time(now);
        self.carry();
        self.effects();
        for mut hearing in std::mem::take(&mut self.hearings) {
            let (mut mixes, mut samples) = (Vec::new(), 0);
            let over = hearing.advance(now, |note| match note {
                Note::Mirror(mirror) => self.mirrors.push(*mirror),
                Note::Mix(packet) => mixes.push(packet),
                Note::Recorded(_, until) => samples = until,
            });
            for packet in mixes {
                self.exchange.mixed(CALL, packet, now);
            }
            if over {
                let heard = hearing.finish(|note| {
                    if let Note::Recorded(_, until) = note {
                        samples = until;
                    }
                });
                self.heard.push((heard, samples));
            } else {
                self.hearings.push(hearing);
            }
        }
    }

    fn carry(&mut self) {
        let us = self.exchange.addresses[0].1;
        let mut way = Vec::new();
        for (i, browser) in self.browsers.iter_mut().enumerate() {
            way.extend(
                browser.client.sent.drain(..).map(|(_, bytes)| (None, browser.address, bytes)),
            );
            for datagram in self.exchange.outbox.extract_if(.., |one| one.to == browser.address) {
                way.push((Some(i), us, datagram.bytes.to_vec()));
            }
        }
        for one in way {
            if self.random.u32(0..100) < self.bad.lost {
                continue;
            }
            let late = Duration::from_millis(5 + self.random.u64(0..=self.bad.jitter_ms));
            self.sent += 1;
            self.way.insert((self.now + late, self.sent), one);
        }
    }

    fn effects(&mut self) {
        for effect in std::mem::take(&mut self.exchange.effects) {
            match effect {
                Effect::Tell(events, call, event) => events(call, event),
                Effect::Over(call, events) => events(call, Event::Over),
                Effect::Hear(part) => self.hearings.push(part.hearing),
            }
        }
    }

    fn told(&self) -> Vec<String> {
        std::mem::take(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What a browser hears in the next two seconds.
    fn hears(&mut self, browser: usize) -> Option<f32> {
        self.browsers[browser].client.heard.clear();
        self.run(2.0);
        let heard = &self.browsers[browser].client.heard;
        // A packet or two may still have been on their way.
        (heard.len() > 5).then(|| pitch(&sound(&heard[heard.len() / 4..])).0)
    }
}

fn near(hz: Option<f32>, expected: f32) -> bool {
    hz.is_some_and(|hz| (hz - expected).abs() < 2.0)
}

#[test]
fn customer_and_agent_hear_each_other() {
    let mut world = World::new();
    let ana = world.join(Seat::Customer, Some(440.0));
    let tom = world.join(Seat::Agent, Some(700.0));
    assert_eq!(world.told(), ["Connected(Customer)", "Connected(Agent)"]);
    assert_eq!(world.hears(tom), None);
    world.part();
    world.run(0.5);
    assert!(near(world.hears(tom), 440.0));
    assert!(near(world.hears(ana), 700.0));
    // Packets are passed on as they are.
    let said = tone(700.0);
    assert!(world.browsers[ana].client.heard.iter().all(|one| said.contains(&one.opus)));

    world.exchange.end(CALL, world.now);
    world.run(1.0);
    assert_eq!(world.told(), ["Over"]);
    assert!(world.browsers.iter().all(|browser| browser.client.is_closed()));
    assert_eq!(world.heard.len(), 1);
    let told = &world.mirrors;
    assert!(told.len() > 40 && told.windows(2).all(|two| two[1].at_ms == two[0].at_ms + 100));
}

#[test]
fn whoever_waits_hears_music_and_so_does_who_is_held() {
    let mut world = World::new();
    let ana = world.join(Seat::Customer, Some(440.0));
    let music = |world: &World| {
        let heard = &world.browsers[ana].client.heard;
        heard.len() > 90 && heard.iter().all(|one| hold::music().contains(&one.opus))
    };
    world.hears(ana);
    assert!(music(&world));
    let tom = world.join(Seat::Agent, Some(700.0));
    world.part();
    assert!(near(world.hears(tom), 440.0));

    world.exchange.hold(CALL, true, world.now);
    world.run(0.1);
    assert_eq!(world.hears(tom), None);
    world.hears(ana);
    assert!(music(&world));
    assert!(world.mirrors.last().is_some_and(|mirror| mirror.held));
    assert_eq!(world.mirrors.last().map(|mirror| mirror.level_db), Some([-100.0; 2]));

    world.exchange.hold(CALL, false, world.now);
    world.run(0.1);
    assert!(near(world.hears(tom), 440.0));
    assert!(near(world.hears(ana), 700.0));
    // For the browser it was one stream all along: nothing was lost in it.
    let numbers: Vec<_> = world.browsers[ana].client.heard.iter().map(|one| one.number).collect();
    assert!(numbers.windows(2).all(|two| two[1] == two[0] + 1));
}

#[test]
fn who_is_muted_is_not_heard_by_anybody() {
    let mut world = World::new();
    let ana = world.join(Seat::Customer, Some(440.0));
    let tom = world.join(Seat::Agent, Some(700.0));
    world.part();
    world.run(1.0);
    world.exchange.mute(CALL, Seat::Agent, true);
    world.run(1.0);
    assert_eq!(world.hears(ana), None);
    assert!(near(world.hears(tom), 440.0));
    let level = world.mirrors.last().map(|mirror| mirror.level_db);
    assert!(level.is_some_and(|[agent, customer]| agent < -99.0 && customer > -20.0), "{level:?}");
    world.exchange.mute(CALL, Seat::Agent, false);
    world.run(0.1);
    assert!(near(world.hears(ana), 700.0));
}

#[test]
fn what_is_said_in_a_pause_of_the_recording_is_not_heard_by_us() {
    let mut world = World::new();
    let ana = world.join(Seat::Customer, Some(440.0));
    world.join(Seat::Agent, Some(700.0));
    world.part();
    world.run(1.0);
    world.exchange.pause_recording(CALL, true, world.now);
    world.run(1.0);
    assert!(near(world.hears(ana), 700.0));
    let last = world.mirrors.last().map(|mirror| (mirror.paused, mirror.level_db));
    assert_eq!(last, Some((true, [-100.0; 2])));
}

#[test]
fn a_guest_hears_both_and_is_heard_by_nobody() {
    let mut world = World::new();
    let ana = world.join(Seat::Customer, Some(440.0));
    let tom = world.join(Seat::Agent, None);
    let eva = world.join(Seat::Guest, Some(1_000.0));
    world.part();
    world.run(1.0);
    assert!(near(world.hears(eva), 440.0));
    assert!(near(world.hears(tom), 440.0));
    assert_eq!(world.hears(ana), None);
    world.browsers[tom].says = Some(tone(900.0));
    world.browsers[ana].says = None;
    world.run(1.0);
    assert!(near(world.hears(eva), 900.0));
    world.exchange.leave(CALL, Seat::Guest, world.now);
    world.run(0.5);
    assert!(world.browsers[eva].client.is_closed());
}

#[test]
fn a_call_is_handed_over() {
    let mut world = World::new();
    let ana = world.join(Seat::Customer, Some(440.0));
    let tom = world.join(Seat::Agent, Some(700.0));
    world.part();
    world.run(2.0);
    world.exchange.hold(CALL, true, world.now);
    let eva = world.join(Seat::Coming, Some(900.0));
    // They talk it over while the customer waits.
    assert!(near(world.hears(tom), 900.0));
    assert!(near(world.hears(eva), 700.0));
    world.exchange.part_over(CALL, world.now);
    world.run(0.1);
    assert_eq!(world.heard.len(), 1);
    world.part();
    world.run(0.5);
    assert!(world.browsers[tom].client.is_closed());
    assert!(near(world.hears(ana), 900.0));
    assert!(near(world.hears(eva), 440.0));
    let connected = ["Connected(Customer)", "Connected(Agent)", "Connected(Coming)"];
    assert_eq!(world.told(), connected);
}

#[test]
fn who_is_lost_may_come_back() {
    let mut world = World::new();
    let ana = world.join(Seat::Customer, Some(440.0));
    let tom = world.join(Seat::Agent, Some(700.0));
    world.part();
    world.run(1.0);
    world.told();
    world.browsers[ana].gone = true;
    world.run(2.5);
    assert_eq!(world.told(), Vec::<String>::new());
    world.run(1.0);
    assert_eq!(world.told(), ["Lost(Customer)"]);
    // The page is loaded again.
    let ana = world.join(Seat::Customer, Some(500.0));
    assert_eq!(world.told(), ["Back(Customer)"]);
    world.run(0.5);
    assert!(near(world.hears(tom), 500.0));
    assert!(near(world.hears(ana), 700.0));

    // A page that is left says so.
    let now = world.now;
    world.browsers[ana].client.close(now);
    world.run(0.5);
    assert_eq!(world.told(), ["Lost(Customer)"]);
    world.run(15.0);
    assert_eq!(world.told(), ["Gone(Customer)"]);
}

#[test]
fn who_never_makes_a_sound_is_told() {
    let mut world = World::new();
    world.join(Seat::Customer, Some(440.0));
    let tom = world.join(Seat::Agent, None);
    world.browsers[tom].says = Some(client::packets(&vec![0.0; 48_000]));
    world.run(19.0);
    let connected = ["Connected(Customer)", "Connected(Agent)"];
    assert_eq!(world.told(), connected);
    world.run(5.0);
    assert_eq!(world.told(), ["Quiet(Agent)"]);
}

#[test]
fn a_call_goes_on_over_a_terrible_network() {
    let mut world = World::new();
    let ana = world.join(Seat::Customer, Some(440.0));
    let tom = world.join(Seat::Agent, Some(700.0));
    world.bad = Bad { lost: 30, jitter_ms: 200 };
    world.part();
    world.run(60.0);
    let told = world.told();
    assert_eq!(told.len(), 2, "{told:?}");
    for (who, hz) in [(ana, 700.0), (tom, 440.0)] {
        world.hears(who);
        let heard: Vec<Heard> = world.browsers[who].client.heard.clone();
        // Of a hundred packets, seventy reach us, and seventy of these the other side.
        assert!((25..75).contains(&heard.len()), "{}", heard.len());
        let (loudest, _) = pitch(&sound(&heard));
        assert!((loudest - hz).abs() < 20.0, "{loudest}");
    }
    world.bad = Bad::default();
    world.exchange.end(CALL, world.now);
    world.run(1.0);
    let (heard, _) = &world.heard[0];
    // A tenth of a second may be missing at the end: what was not 20 ms yet.
    assert!(heard.figures.length_ms.abs_diff(64_000) <= 40, "{}", heard.figures.length_ms);
    let level = world.mirrors[250..].iter().map(|mirror| mirror.level_db[1]);
    assert!(level.clone().fold(0.0, f32::min) > -40.0, "{:?}", level.collect::<Vec<_>>());
}

#[test]
fn an_echo_says_what_was_said_and_ends() {
    let mut world = World::new();
    let address = SocketAddr::from((Ipv4Addr::new(198, 51, 100, 9), 50_000));
    let (mut client, offer) = Client::offer(address, Protocol::Udp, world.now);
    let (answered, answer) =
        Answered::new(&offer, &world.exchange.terms, world.now).expect("an answer");
    world.exchange.echo(answered, world.now).expect("an echo");
    client.accept(&answer, world.now);
    world.browsers.push(Browser { client, address, says: Some(tone(600.0)), gone: false });
    world.run(1.0);
    let early = world.browsers[0].client.heard.len();
    world.run(2.0);
    assert!(early < 5, "{early}");
    assert!(near(world.hears(0), 600.0));
    world.run(60.0);
    assert!(world.browsers[0].client.is_closed());
}

#[test]
fn strangers_are_not_let_in() {
    let mut world = World::new();
    world.join(Seat::Customer, None);
    let stranger = SocketAddr::from((Ipv4Addr::new(203, 0, 113, 1), 9));
    // A check with the right name and no password.
    let name = world.exchange.directory.names().next().expect("a leg").to_owned();
    let mut check =
        vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 6];
    let user = format!("{name}:them");
    check.extend(u16::try_from(user.len()).expect("short").to_be_bytes());
    check.extend(user.as_bytes());
    check.resize(check.len().next_multiple_of(4), 0);
    let length = u16::try_from(check.len() - 20).expect("short");
    check[2..4].copy_from_slice(&length.to_be_bytes());
    let known = world.exchange.directory.sources();
    world.exchange.receive(Protocol::Udp, stranger, &check, world.now);
    world.exchange.receive(Protocol::Udp, stranger, &[0x80; 200], world.now);
    assert_eq!(world.exchange.directory.sources(), known);
    assert!(world.exchange.outbox.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// From whom it may come, whatever it is: nobody falls.
    #[test]
    fn any_datagram_may_come(
        datagrams in prop::collection::vec(
            (any::<bool>(), 0..256_u16, prop::collection::vec(any::<u8>(), 0..120)), 0..200
        )
    ) {
        let mut world = World::new();
        let ana = world.join(Seat::Customer, Some(440.0));
        let source = world.browsers[ana].address;
        for (known, first, mut bytes) in datagrams {
            if let (Some(byte), Ok(first)) = (bytes.first_mut(), u8::try_from(first)) {
                *byte = first;
            }
            let from = if known { source } else { (source.ip(), 1).into() };
            world.exchange.receive(Protocol::Udp, from, &bytes, world.now);
        }
        world.run(0.5);
        prop_assert!(world.browsers[ana].client.heard.len() > 10);
    }

    /// An offer that was damaged is refused, or answered.
    #[test]
    fn any_offer_may_be_made(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<char>()), 1..12),
        cut: prop::sample::Index,
    ) {
        let now = Instant::now();
        let (_, offer) = Client::offer("192.0.2.9:9".parse().expect("an address"), Protocol::Udp, now);
        let mut offer: Vec<char> = offer.chars().collect();
        for (at, char) in damage {
            let at = at.index(offer.len());
            offer[at] = char;
        }
        offer.truncate(cut.index(2 * offer.len()).max(1));
        let mut exchange = Exchange::open(&["192.0.2.1:9".parse().expect("an address")], now);
        exchange.begin(CALL, Arc::new(|_, _| {}));
        let offer: String = offer.into_iter().collect();
        let _ = exchange.seat(CALL, Seat::Customer, &offer, now);
        exchange.pass_time(now + Duration::from_secs(1));
    }
}

#[test]
fn offers_without_sound_are_refused() {
    let now = Instant::now();
    let terms = Exchange::open(&["192.0.2.1:9".parse().expect("an address")], now).terms;
    let (_, offer) = Client::offer("192.0.2.9:9".parse().expect("an address"), Protocol::Udp, now);
    let refused = |offer: &str| Answered::new(offer, &terms, now).map(|_| ()).err();
    assert_eq!(refused(&offer), None);
    assert_eq!(refused(""), Some(Refused::Unreadable));
    assert_eq!(refused(&"v=0\r\n".repeat(20_000)), Some(Refused::Unreadable));
    let other = offer.replace("opus/48000/2", "speex/16000");
    assert_eq!(refused(&other), Some(Refused::NoSound), "{other}");
}
