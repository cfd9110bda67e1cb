//! A leg: the connection of one browser. Datagrams in, datagrams out; sound in, sound out; the time is given.
//!
//! It answers an offer as an ICE-lite peer (RFC 8445, section 2.5) with one line of sound, and works with packets
//! rather than with frames: what arrives is passed on at once, in whatever order, and put in order where it is
//! listened to.

use std::{
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event, IceCreds, Input, Output, Rtc,
    change::SdpOffer,
    config::DtlsCert,
    crypto::from_feature_flags,
    format::{Codec, PayloadParams},
    media::{Mid, Pt},
    net::{TcpType, Transmit},
    rtp::{Extension, ExtensionValues, RtpWrite},
};

use crate::{
    Refused,
    outlet::Outlet,
    packet::{CLOCK_HZ, Packet, new_stream},
};

/// No offer of a browser is longer, in bytes. Those with video and everything are about 8 kB.
pub(crate) const OFFER_MAX: usize = 64 << 10;
/// After a while of nothing to do, a leg is asked again.
const REST: Duration = Duration::from_secs(1);

/// What every leg of a phone has in common.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    /// The certificate of this process (its fingerprint is in every answer).
    pub(crate) certificate: Option<DtlsCert>,
    /// Where browsers reach us.
    pub(crate) candidates: Vec<Candidate>,
}

impl Terms {
    /// Those of a process that is reached at some addresses, over UDP and TCP.
    pub(crate) fn new(addresses: &[SocketAddr]) -> Self {
        let udp = addresses.iter().filter_map(|at| Candidate::host(*at, "udp").ok());
        let tcp = addresses.iter().filter_map(|at| {
            Candidate::builder().tcp().host(*at).tcptype(TcpType::Passive).build().ok()
        });
        Self {
            certificate: from_feature_flags().dtls_provider.generate_certificate(),
            candidates: udp.chain(tcp).collect(),
        }
    }
}

/// Told by a leg.
#[derive(Debug)]
pub(crate) enum Told {
    Connected,
    Packet(Packet),
}

/// What came of giving something to a leg.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) transmits: Vec<Transmit>,
    pub(crate) told: Vec<Told>,
}

/// One browser's connection.
pub(crate) struct Leg {
    rtc: Rtc,
    line: Line,
    /// When it wants to be told the time.
    due: Instant,
}

impl std::fmt::Debug for Leg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leg").field("open", &self.line.open).finish_non_exhaustive()
    }
}

/// The line of sound on it.
#[derive(Debug)]
struct Line {
    mid: Option<Mid>,
    opus: Option<Pt>,
    outlet: Outlet,
    /// The streams that come in: what the browser calls it, and what we do.
    incoming: Option<(u32, u64)>,
    open: bool,
}

impl Leg {
    /// Accepts an offer: the leg, its name in connectivity checks, and the answer.
    pub(crate) fn answer(
        offer: &str,
        terms: &Terms,
        now: Instant,
    ) -> Result<(Self, String, String), Refused> {
        if offer.len() > OFFER_MAX {
            return Err(Refused::Unreadable);
        }
        // What parses offers is other people's: should it trip, then over this offer alone.
        catch_unwind(AssertUnwindSafe(|| Self::accept(offer, terms, now)))
            .unwrap_or(Err(Refused::Unreadable))
    }

    fn accept(offer: &str, terms: &Terms, now: Instant) -> Result<(Self, String, String), Refused> {
        let offer = SdpOffer::from_sdp_string(offer).map_err(|_| Refused::Unreadable)?;
        let credentials = IceCreds::new();
        let name = credentials.ufrag.clone();
        let mut config = Rtc::builder()
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            // Nothing that makes each packet cost more: it is sound, and its way is what it is.
            .clear_extension_map()
            .set_extension(1, Extension::AudioLevel)
            .set_extension(4, Extension::RtpMid)
            .set_local_ice_credentials(credentials);
        if let Some(certificate) = &terms.certificate {
            config = config.set_dtls_cert(certificate.clone());
        }
        let mut rtc = config.build(now);
        for candidate in &terms.candidates {
            rtc.add_local_candidate(candidate.clone());
        }
        let answer = rtc.sdp_api().accept_offer(offer).map_err(|_| Refused::Unreadable)?;
        let answer = answer.to_sdp_string();
        let mid = sound_line(&answer).map(Mid::from);
        let offered = mid.and_then(|mid| rtc.media(mid)).is_some_and(|sound| !sound.disabled());
        let mut known = rtc.codec_config().params().iter();
        let opus = known.find(|one| one.spec().codec == Codec::Opus).map(PayloadParams::pt);
        if !offered || opus.is_none() {
            return Err(Refused::NoSound);
        }
        let line = Line { mid, opus, outlet: Outlet::default(), incoming: None, open: true };
        let mut leg = Self { rtc, line, due: now };
        // There is nothing to send yet, but it is to be asked after each thing given.
        leg.drain(now, &mut Outcome::default());
        Ok((leg, name, answer))
    }

    /// Whether a datagram is for this leg.
    pub(crate) fn accepts(&self, input: &Input<'_>) -> bool {
        catch_unwind(AssertUnwindSafe(|| self.rtc.accepts(input))).unwrap_or(false)
    }

    /// Takes a datagram.
    pub(crate) fn receive(&mut self, input: Input<'_>, now: Instant, outcome: &mut Outcome) {
        self.give(input, now, outcome);
    }

    /// Time has passed.
    pub(crate) fn pass_time(&mut self, now: Instant, outcome: &mut Outcome) {
        if now >= self.due {
            self.give(Input::Timeout(now), now, outcome);
        }
    }

    /// Sends a packet of sound to the browser.
    pub(crate) fn say(&mut self, packet: &Packet, now: Instant, outcome: &mut Outcome) {
        let (Some(mid), Some(opus)) = (self.line.mid, self.line.opus) else { return };
        if !self.rtc.is_connected() {
            return;
        }
        let Some(place) = self.line.outlet.place(packet, now) else { return };
        let level = ExtensionValues { audio_level: packet.level_db, ..ExtensionValues::default() };
        let write = RtpWrite::new(opus, place.number.into(), place.time, now, packet.opus.clone())
            .marker(place.marker)
            .ext_vals(level);
        let written = catch_unwind(AssertUnwindSafe(|| {
            let mut direct = self.rtc.direct_api();
            if let Some(stream) = direct.stream_tx_by_mid(mid, None) {
                stream.write_rtp(write);
            }
        }));
        self.line.open &= written.is_ok();
        self.give(Input::Timeout(now), now, outcome);
    }

    /// What is said next comes after a pause, or from somebody else.
    pub(crate) fn rest(&mut self) {
        self.line.outlet.rest();
    }

    /// Says goodbye. What it still has to send is in `outcome`.
    pub(crate) fn close(&mut self, now: Instant, outcome: &mut Outcome) {
        let closed = catch_unwind(AssertUnwindSafe(|| self.rtc.close()));
        if matches!(closed, Ok(Ok(()))) {
            self.drain(now, outcome);
        }
        self.line.open = false;
    }

    /// Whether it goes on: neither side closed it.
    pub(crate) fn is_open(&self) -> bool {
        self.line.open && self.rtc.is_alive()
    }

    fn give(&mut self, input: Input<'_>, now: Instant, outcome: &mut Outcome) {
        // One leg that trips over something falls alone; everybody else talks on.
        let taken = catch_unwind(AssertUnwindSafe(|| self.rtc.handle_input(input)));
        match taken {
            Ok(Ok(())) => self.drain(now, outcome),
            Ok(Err(error)) => tracing::debug!(%error, "a leg takes no more"),
            Err(_) => self.line.open = false,
        }
    }

    /// Takes everything that there is to take, as is due after each thing given.
    fn drain(&mut self, now: Instant, outcome: &mut Outcome) {
        let Self { rtc, line, due } = self;
        let drained = catch_unwind(AssertUnwindSafe(|| {
            loop {
                match rtc.poll_output() {
                    Ok(Output::Timeout(at)) => break *due = at.min(now + REST),
                    Ok(Output::Transmit(transmit)) => outcome.transmits.push(transmit),
                    Ok(Output::Event(event)) => line.take(event, outcome),
                    Err(error) => {
                        tracing::debug!(%error, "a leg broke");
                        break line.open = false;
                    }
                }
            }
        }));
        line.open &= drained.is_ok();
    }
}

impl Line {
    fn take(&mut self, event: Event, outcome: &mut Outcome) {
        match event {
            Event::Connected => outcome.told.push(Told::Connected),
            // Opus has no other clock, whatever a payload type claims.
            Event::RtpPacket(packet)
                if Some(packet.header.payload_type) == self.opus
                    && packet.time.denom() == CLOCK_HZ =>
            {
                let name = *packet.header.ssrc;
                let stream = match self.incoming {
                    Some((known, stream)) if known == name => stream,
                    _ => self.incoming.insert((name, new_stream())).1,
                };
                outcome.told.push(Told::Packet(Packet {
                    stream,
                    number: *packet.seq_no,
                    time: packet.time.numer(),
                    marker: packet.header.marker,
                    level_db: packet.header.ext_vals.audio_level,
                    opus: packet.payload,
                    at: packet.timestamp,
                }));
            }
            Event::Closed => self.open = false,
            _ => {}
        }
    }
}

/// What the first line of sound that was not refused is called in an answer (RFC 8866, RFC 5888).
fn sound_line(answer: &str) -> Option<&str> {
    let mut sound = false;
    for line in answer.lines() {
        if let Some(media) = line.strip_prefix("m=") {
            sound = media.starts_with("audio ") && !media.starts_with("audio 0 ");
        } else if sound && let Some(name) = line.strip_prefix("a=mid:") {
            return Some(name);
        }
    }
    None
}
