//! Datagrams to a phone on which somebody talks: from them and from strangers, anything, and what they really sent
//! with a few bytes changed. Their call goes on.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run packet -- -max_total_time=600`

#![no_main]

use std::{
    cell::RefCell,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use libfuzzer_sys::fuzz_target;
use phone::{CallNumber, Exchange, Part, Seat};
use str0m::net::Protocol;

#[path = "../../crates/phone/tests/client/mod.rs"]
mod client;

use client::Client;

struct World {
    exchange: Exchange,
    client: Client,
    now: Instant,
    runs: u32,
}

/// Parts datagrams.
const PARTS: u8 = 0xfe;

impl World {
    fn us() -> SocketAddr {
        ([192, 0, 2, 1], 9).into()
    }

    fn them() -> SocketAddr {
        ([192, 0, 2, 9], 9).into()
    }

    fn new() -> Self {
        let now = Instant::now();
        let mut exchange = Exchange::open(&[Self::us()], now);
        let call = CallNumber(1);
        exchange.begin(call, Arc::new(|_, _| {}));
        let (mut client, offer) = Client::offer(Self::them(), Protocol::Udp, now);
        let answer = exchange.seat(call, Seat::Customer, &offer, now).expect("an answer");
        client.accept(&answer, now);
        exchange.connect(call, Part::default(), now);
        let mut world = Self { exchange, client, now, runs: 0 };
        while !world.client.connected {
            world.step(|_| {});
        }
        world
    }

    /// Ten ms, in which `change` may happen to what they send.
    fn step(&mut self, change: impl Fn(&mut Vec<u8>)) {
        self.now += Duration::from_millis(10);
        for (_, mut bytes) in std::mem::take(&mut self.client.sent) {
            change(&mut bytes);
            self.exchange.receive(Protocol::Udp, Self::them(), &bytes, self.now);
        }
        self.exchange.pass_time(self.now);
        for (_, _, bytes) in self.exchange.sent().collect::<Vec<_>>() {
            self.client.receive(Self::us(), &bytes, self.now);
        }
        self.client.pass_time(self.now);
    }
}

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

fuzz_target!(|data: &[u8]| {
    WORLD.with_borrow_mut(|world| {
        if world.as_ref().is_some_and(|world| world.runs > 500) {
            *world = None;
        }
        let world = world.get_or_insert_with(World::new);
        world.runs += 1;
        for datagram in data.split(|byte| *byte == PARTS) {
            let Some((how, bytes)) = datagram.split_first() else { continue };
            match how % 4 {
                0 => world.exchange.receive(Protocol::Udp, World::them(), bytes, world.now),
                1 => {
                    let stranger = (World::them().ip(), 1_000 + u16::from(*how)).into();
                    world.exchange.receive(Protocol::Udp, stranger, bytes, world.now);
                }
                2 => {
                    let opus: Arc<[u8]> = bytes.into();
                    if !opus.is_empty() {
                        world.client.say(&opus, world.now);
                    }
                    world.step(|_| {});
                }
                _ => world.step(|sent| {
                    for change in bytes.chunks_exact(2) {
                        if let Some(byte) = sent.get_mut(usize::from(change[0])) {
                            *byte ^= change[1];
                        }
                    }
                }),
            }
        }
        world.step(|_| {});
    });
});
