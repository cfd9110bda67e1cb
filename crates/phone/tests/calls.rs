//! Calls over real sockets: two people talk, are held, come back, are handed over, and what was heard is what was
//! recorded.

#![allow(clippy::expect_used, clippy::panic, reason = "what a test needs is there, or it fails")]

use std::{
    io,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpStream, UdpSocket},
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

use listen::{
    heard::Heard,
    session::{Inputs, Options, listen},
};
use phone::flac::HEADER_BYTES;
use phone::{CallNumber, Config, Event, Part, Phone, Recorder, Refused, Seat};
use str0m::net::Protocol;

#[path = "client/browser.rs"]
mod browser;
mod client;

use browser::Browser;
use client::{packets, talk, tone};

const CALL: CallNumber = CallNumber(3);

/// A phone with one call, and what is told of it.
struct Desk {
    phone: Phone,
    told: mpsc::Receiver<Event>,
}

impl Desk {
    fn open() -> Self {
        let listen = (Ipv4Addr::LOCALHOST, 0).into();
        let echo_delay = Duration::from_millis(500);
        let phone = Phone::open(Config { listen, echo_delay, ..Config::default() });
        let phone = phone.expect("a phone");
        let (tell, told) = mpsc::channel();
        let tell = Mutex::new(tell);
        phone.begin(
            CALL,
            Arc::new(move |call, event| {
                assert_eq!(call, CALL);
                let _ = tell.lock().expect("a desk").send(event);
            }),
        );
        Self { phone, told }
    }

    fn join(&self, seat: Seat, protocol: Protocol, hz: f32) -> Browser {
        self.join_saying(seat, protocol, tone(hz))
    }

    fn join_saying(&self, seat: Seat, protocol: Protocol, says: Vec<Arc<[u8]>>) -> Browser {
        let join = |offer: &str| self.phone.join(CALL, seat, offer).expect("an answer");
        Browser::call(self.phone.address(), protocol, Some(says), join).connected()
    }

    /// The next event that is no mirror.
    fn next(&self) -> Event {
        loop {
            let event = self.told.recv_timeout(Duration::from_mins(1)).expect("an event");
            if !matches!(event, Event::Mirror(_)) {
                return event;
            }
        }
    }

    fn next_is(&self, expected: &str) {
        assert_eq!(format!("{:?}", self.next()), expected);
    }

    fn heard(&self) -> Box<Heard> {
        match self.next() {
            Event::Heard(heard) => heard,
            event => panic!("{event:?}"),
        }
    }
}

/// Keeps a recording in memory.
#[derive(Clone, Default)]
struct Tape(Arc<Mutex<Vec<u8>>>);

impl Recorder for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().expect("a tape").extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self, header: &[u8]) -> io::Result<()> {
        self.0.lock().expect("a tape")[..HEADER_BYTES].copy_from_slice(header);
        Ok(())
    }
}

/// What is heard in a recording as a file.
fn replay(tape: &Tape) -> Heard {
    let file = tempfile::Builder::new().suffix(".flac").tempfile().expect("a file");
    std::fs::write(file.path(), &*tape.0.lock().expect("a tape")).expect("written");
    let inputs = Inputs::One(file.path().to_owned());
    listen(&inputs, &Options::default(), &mut |_| {}).expect("a recording")
}

/// Everything that was heard, but for what its source is called.
fn figures(heard: &Heard) -> String {
    let Heard { sources, figures, sides, points, moments, smiles, mixed, remarks } = heard;
    assert_eq!((sources[0].channels, sources[0].rate_hz), (2, 16_000));
    format!("{figures:#?}{sides:#?}{points:#?}{moments:#?}{smiles:#?}{mixed}{remarks:#?}")
}

#[test]
fn two_people_talk_over_udp_and_tcp() {
    let desk = Desk::open();
    let ana = desk.join(Seat::Customer, Protocol::Udp, 440.0);
    desk.next_is("Connected(Customer)");
    let tom = desk.join(Seat::Agent, Protocol::Tcp, 700.0);
    desk.next_is("Connected(Agent)");
    desk.phone.connect(CALL, Part::default());
    ana.hears(700.0);
    tom.hears(440.0);

    // Ana goes from one network to another: a new offer for the same seat.
    let ana_again = desk.join(Seat::Customer, Protocol::Tcp, 500.0);
    tom.hears(500.0);
    ana_again.hears(700.0);
    ana.until("closed", |client| client.is_closed().then_some(()));

    // Tom hands over to Eva.
    let eva = desk.join(Seat::Coming, Protocol::Udp, 900.0);
    desk.next_is("Connected(Coming)");
    desk.phone.part_over(CALL);
    assert!(desk.heard().figures.length_ms > 1_000);
    desk.phone.connect(CALL, Part::default());
    ana_again.hears(900.0);
    eva.hears(500.0);
    tom.until("closed", |client| client.is_closed().then_some(()));

    desk.phone.end(CALL);
    desk.heard();
    desk.next_is("Over");
    eva.until("closed", |client| client.is_closed().then_some(()));
    let (_, offer) =
        client::Client::offer(([127, 0, 0, 1], 9).into(), Protocol::Udp, Instant::now());
    assert_eq!(desk.phone.join(CALL, Seat::Customer, &offer), Err(Refused::NoCall));
}

#[test]
fn what_is_heard_is_what_is_recorded() {
    let desk = Desk::open();
    // Ana and Tom take turns, of four seconds each.
    let turns = |voice: f32, first: bool| {
        let mut sound = talk(voice, 4, 0);
        let quiet = vec![0.0; 4 * 48_000];
        sound = if first { [sound, quiet].concat() } else { [quiet, sound].concat() };
        packets(&sound)
    };
    let tape = Tape::default();
    let ana = desk.join_saying(Seat::Customer, Protocol::Udp, turns(210.0, true));
    let tom = desk.join_saying(Seat::Agent, Protocol::Udp, turns(120.0, false));
    let recording: Option<Box<dyn Recorder>> = Some(Box::new(tape.clone()));
    desk.phone.connect(CALL, Part { recording, ..Part::default() });
    let until = |at_ms| loop {
        match desk.told.recv_timeout(Duration::from_mins(1)).expect("an event") {
            Event::Mirror(mirror) if mirror.at_ms >= at_ms => break *mirror,
            _ => {}
        }
    };
    let mirror = until(9_000);
    assert!(mirror.talk_share.iter().all(|share| *share > 0.1), "{mirror:?}");
    desk.phone.pause_recording(CALL, true);
    until(10_000);
    desk.phone.pause_recording(CALL, false);
    desk.phone.hold(CALL, true);
    until(14_500);
    desk.phone.hold(CALL, false);
    until(16_000);
    desk.phone.end(CALL);
    let heard = desk.heard();
    desk.next_is("Over");
    assert!(heard.figures.hold_ms > 3_000, "{}", heard.figures.hold_ms);
    assert!(heard.figures.length_ms > 15_900);
    assert!(
        heard.figures.sides.iter().all(|side| side.talk.talk_ms > 1_000),
        "{:?}",
        heard.figures
    );
    assert_eq!(figures(&heard), figures(&replay(&tape)));
    drop((ana, tom));
}

#[test]
fn a_full_disk_ends_the_recording_and_not_the_call() {
    struct Full(Tape, usize);
    impl Recorder for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.1 += 1;
            if self.1 > 3 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0.write(bytes)
        }

        fn finish(&mut self, header: &[u8]) -> io::Result<()> {
            self.0.finish(header)
        }
    }
    let desk = Desk::open();
    let ana = desk.join(Seat::Customer, Protocol::Udp, 440.0);
    let tom = desk.join(Seat::Agent, Protocol::Udp, 700.0);
    desk.next_is("Connected(Customer)");
    desk.next_is("Connected(Agent)");
    let tape = Tape::default();
    let recording: Option<Box<dyn Recorder>> = Some(Box::new(Full(tape.clone(), 0)));
    desk.phone.connect(CALL, Part { recording, ..Part::default() });
    desk.next_is("RecordingStopped(\"the disk is full\")");
    ana.hears(700.0);
    desk.phone.end(CALL);
    let heard = desk.heard();
    let kept = replay(&tape).figures.length_ms;
    assert!((1_000..3_000).contains(&kept) && heard.figures.length_ms > kept, "{kept}");
    drop(tom);
}

#[test]
fn an_echo_comes_back_over_tcp() {
    let desk = Desk::open();
    let join = |offer: &str| desk.phone.echo(offer).expect("an answer");
    let me =
        Browser::call(desk.phone.address(), Protocol::Tcp, Some(tone(600.0)), join).connected();
    me.hears(600.0);
}

#[test]
fn the_phone_hangs_up_when_it_is_dropped() {
    let Desk { phone, told } = Desk::open();
    let address = phone.address();
    let join = |offer: &str| phone.join(CALL, Seat::Customer, offer).expect("an answer");
    let ana = Browser::call(address, Protocol::Udp, Some(tone(440.0)), join).connected();
    phone.connect(CALL, Part::default());
    drop(phone);
    let told: Vec<_> = told.iter().map(|event| format!("{event:?}")).collect();
    assert_eq!(told.first().map(String::as_str), Some("Connected(Customer)"));
    assert_eq!(told.last().map(String::as_str), Some("Over"));
    ana.until("closed", |client| client.is_closed().then_some(()));
}

#[test]
fn noise_on_the_port_disturbs_nobody() {
    let desk = Desk::open();
    let ana = desk.join(Seat::Customer, Protocol::Udp, 440.0);
    let tom = desk.join(Seat::Agent, Protocol::Tcp, 700.0);
    desk.phone.connect(CALL, Part::default());
    let mut random = fastrand::Rng::with_seed(1);
    let stranger = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
    for _ in 0..20_000 {
        let mut bytes = vec![0; random.usize(0..300)];
        random.fill(&mut bytes);
        let _ = stranger.send_to(&bytes, desk.phone.address());
    }
    for _ in 0..20 {
        let mut stream = TcpStream::connect(desk.phone.address()).expect("a connection");
        let mut bytes = vec![0; random.usize(0..300)];
        random.fill(&mut bytes);
        let _ = stream.write_all(&bytes);
    }
    // A frame that is larger than any of ours ends the connection.
    let mut stream = TcpStream::connect(desk.phone.address()).expect("a connection");
    stream.write_all(&[0xff, 0xff]).expect("written");
    assert_eq!(stream.read(&mut [0; 1]).ok(), Some(0));
    ana.hears(700.0);
    tom.hears(440.0);
}
