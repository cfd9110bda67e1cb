//! A browser, as far as a call is concerned: datagrams in, datagrams out, and the time is given.

#![allow(dead_code, reason = "whoever includes it needs a part of it")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::{
    f32::consts::TAU,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use ruopus::{OpusDecoder, OpusEncoder};
use str0m::{
    Candidate, Event, Input, Output, Rtc,
    change::{SdpAnswer, SdpPendingOffer},
    format::Codec,
    media::{Direction, MediaKind, Mid, Pt},
    net::{Protocol, Receive, TcpType},
    rtp::RtpWrite,
};

/// A packet that was heard.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Its number and its time at 48 kHz, as they came.
    pub number: u64,
    pub time: u64,
    pub opus: Arc<[u8]>,
    pub at: Instant,
}

/// A browser with a microphone and a loudspeaker.
pub struct Client {
    rtc: Rtc,
    pending: Option<SdpPendingOffer>,
    local: SocketAddr,
    protocol: Protocol,
    mid: Mid,
    opus: Pt,
    /// The packet that it says next.
    number: u64,
    pub connected: bool,
    pub heard: Vec<Heard>,
    /// What it sends, and to whom.
    pub sent: Vec<(SocketAddr, Vec<u8>)>,
    due: Instant,
}

impl Client {
    /// Wants to call from an address: its offer.
    pub fn offer(local: SocketAddr, protocol: Protocol, now: Instant) -> (Self, String) {
        let mut rtc = Rtc::builder().set_rtp_mode(true).build(now);
        let candidate = if protocol == Protocol::Udp {
            Candidate::host(local, "udp").expect("a candidate")
        } else {
            let tcp = Candidate::builder().tcp().host(local).tcptype(TcpType::Active);
            tcp.build().expect("a candidate")
        };
        rtc.add_local_candidate(candidate);
        let mut changes = rtc.sdp_api();
        let mid = changes.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) = changes.apply().expect("an offer");
        let opus = rtc.codec_config().iter().find(|one| one.spec().codec == Codec::Opus);
        let opus = opus.expect("Opus").pt();
        let client = Self {
            rtc,
            pending: Some(pending),
            local,
            protocol,
            mid,
            opus,
            number: 1,
            connected: false,
            heard: Vec::new(),
            sent: Vec::new(),
            due: now,
        };
        (client, offer.to_sdp_string())
    }

    /// Takes the answer.
    pub fn accept(&mut self, answer: &str, now: Instant) {
        let answer = SdpAnswer::from_sdp_string(answer).expect("an answer that can be read");
        let pending = self.pending.take().expect("an offer that was made");
        self.rtc.sdp_api().accept_answer(pending, answer).expect("an answer that fits");
        self.drain(now);
    }

    /// Takes a datagram.
    pub fn receive(&mut self, source: SocketAddr, bytes: &[u8], now: Instant) {
        if let Ok(received) = Receive::new(self.protocol, source, self.local, bytes) {
            let input = Input::Receive(now, received);
            if self.rtc.accepts(&input) {
                let _ = self.rtc.handle_input(input);
                self.drain(now);
            }
        }
    }

    pub fn pass_time(&mut self, now: Instant) {
        if now >= self.due {
            let _ = self.rtc.handle_input(Input::Timeout(now));
            self.drain(now);
        }
    }

    /// Says a packet of 20 ms.
    pub fn say(&mut self, opus: &Arc<[u8]>, now: Instant) {
        self.number += 1;
        self.say_as(opus, self.number, now);
    }

    /// Says nothing for 20 ms, on purpose: the next packet follows the one before.
    pub fn say_as(&mut self, opus: &Arc<[u8]>, number: u64, now: Instant) {
        #[allow(clippy::cast_possible_truncation)]
        let write =
            RtpWrite::new(self.opus, number.into(), (number * 960) as u32, now, opus.clone());
        if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(self.mid, None) {
            stream.write_rtp(write);
        }
        let _ = self.rtc.handle_input(Input::Timeout(now));
        self.drain(now);
    }

    /// Closes the connection as a page that is left does.
    pub fn close(&mut self, now: Instant) {
        let _ = self.rtc.close();
        self.drain(now);
    }

    /// The other side closed it.
    pub fn is_closed(&self) -> bool {
        !self.rtc.is_alive()
    }

    fn drain(&mut self, now: Instant) {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => break self.due = at.min(now + Duration::from_secs(1)),
                Ok(Output::Transmit(one)) => {
                    self.sent.push((one.destination, one.contents.to_vec()));
                }
                Ok(Output::Event(Event::Connected)) => self.connected = true,
                Ok(Output::Event(Event::RtpPacket(packet))) => self.heard.push(Heard {
                    number: *packet.seq_no,
                    time: packet.time.numer(),
                    opus: packet.payload,
                    at: now,
                }),
                Ok(Output::Event(_)) => {}
                Err(_) => break,
            }
        }
    }

    /// What was heard last, decoded at 16 kHz, in order.
    pub fn sound(&self, packets: usize) -> Vec<f32> {
        sound(&self.heard[self.heard.len().saturating_sub(packets)..])
    }
}

/// Packets decoded at 16 kHz, in order.
pub fn sound(heard: &[Heard]) -> Vec<f32> {
    let mut heard = heard.to_vec();
    heard.sort_by_key(|one| one.number);
    let mut decoder = OpusDecoder::with_rate(16_000, 1);
    heard.iter().flat_map(|one| decoder.decode_packet(&one.opus).unwrap_or_default()).collect()
}

/// Sound at 48 kHz as packets of 20 ms.
pub fn packets(sound: &[f32]) -> Vec<Arc<[u8]>> {
    let mut encoder = OpusEncoder::new(1);
    encoder.set_bitrate(Some(32_000));
    let packets = sound.chunks_exact(960).map(|pcm| encoder.encode_auto(pcm, 1_000));
    packets.map(|packet| packet.expect("a packet").into()).collect()
}

/// A tone of two seconds, which goes on where it began.
pub fn tone(hz: f32) -> Vec<Arc<[u8]>> {
    #[allow(clippy::cast_precision_loss)]
    let sample = |i: usize| 0.3 * (TAU * hz * i as f32 / 48_000.0).sin();
    packets(&(0..96_000).map(sample).collect::<Vec<_>>())
}

/// Somebody who talks, for so many seconds: vowels with a melody, in syllables and phrases. `voice` is their pitch
/// in Hz.
pub fn talk(voice: f32, seconds: usize, from: usize) -> Vec<f32> {
    let mut phase = 0.0_f32;
    #[allow(clippy::cast_precision_loss)]
    let sample = |i: usize| {
        let at = i as f32 / 48_000.0;
        let syllable = (TAU * 4.0 * at).sin().max(0.0).sqrt();
        let breath = if (at * 0.4).fract() < 0.75 { 1.0 } else { 0.0 };
        let hz = voice * (1.0 + 0.12 * (TAU * 0.7 * at).sin() + 0.03 * (TAU * 2.3 * at).sin());
        phase = (phase + hz / 48_000.0).fract();
        let formant = |hz_of: f32, f: f32| 1.0 / (1.0 + ((hz_of - f) / 180.0).powi(2));
        let harmonics = (1..24).map(|n| {
            let of = hz * n as f32;
            let first = 500.0 + 200.0 * (TAU * 1.3 * at).sin();
            let loud = (formant(of, first) + 0.5 * formant(of, 1_500.0)) / n as f32;
            loud * (TAU * phase * n as f32).sin()
        });
        let noise = ((i.wrapping_mul(2_654_435_761) >> 7) % 2_001) as f32 / 1_000.0 - 1.0;
        0.5 * syllable * breath * harmonics.sum::<f32>() + 0.0006 * noise
    };
    (from * 48_000..(from + seconds) * 48_000).map(sample).collect()
}

/// The loudest frequency in some sound at 16 kHz, in Hz, and its share of all of it.
pub fn pitch(sound: &[f32]) -> (f32, f32) {
    let mut spectrum: Vec<_> =
        sound.iter().map(|&sample| rustfft::num_complex::Complex::new(sample, 0.0)).collect();
    rustfft::FftPlanner::new().plan_fft_forward(spectrum.len()).process(&mut spectrum);
    let powers: Vec<f32> =
        spectrum[..sound.len() / 2].iter().map(rustfft::num_complex::Complex::norm_sqr).collect();
    let all: f32 = powers.iter().sum();
    let (bin, _) = powers.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).expect("some sound");
    let near: f32 = powers[bin.saturating_sub(8)..(bin + 9).min(powers.len())].iter().sum();
    #[allow(clippy::cast_precision_loss)]
    let hz = bin as f32 * 16_000.0 / sound.len() as f32;
    (hz, near / all.max(1e-9))
}
