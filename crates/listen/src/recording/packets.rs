//! Files whose sound comes in packets: FLAC, MP3, AAC, Vorbis, Opus and ADPCM, in containers of
//! their own, Ogg, MP4, Matroska, AIFF or WAV. `symphonia` takes them apart and decodes all but Opus.

use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::audio::Channels;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::well_known as codec;
use symphonia::core::codecs::audio::{
    AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions,
};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known as container;
use symphonia::core::formats::{FormatId, FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::TimeBase;
use symphonia::default::{get_codecs, get_probe};

use super::opus::Opus;
use super::{BLOCK_FRAMES, Decode, Facts, Remark, Unreadable, check_shape};

/// Silence in the place of a packet that cannot be decoded, at most, in seconds: no codec has
/// longer packets.
const PACKET_SECONDS_MAX: f64 = 1.0;

/// A time stamp that is further from where the sound has come to than this is a pause, in seconds.
/// Matroska counts in milliseconds, and recorders of live calls are some tens of them off.
const PAUSE_SECONDS_MIN: f64 = 0.1;

/// A pause that is longer than this is a time stamp that makes no sense, in seconds.
const PAUSE_SECONDS_MAX: f64 = 3600.0;

/// A shortfall of the sound against the header from which on the file is called cut off, in
/// seconds: encoders' padding is less.
const SHORTFALL_SECONDS_MIN: f64 = 0.2;

/// A file being read packet by packet.
pub(super) struct PacketReader {
    format: Box<dyn FormatReader>,
    decoder: Decoder,
    track: u32,
    time_base: Option<TimeBase>,
    facts: Facts,
    /// The sound of the last packet.
    planes: Vec<Vec<f32>>,
    /// `planes` has been decoded but not given yet.
    ready: bool,
    /// Frames of silence that come before `planes`.
    silence: u64,
    /// Where the sound has come to by the file's own clock, in seconds; unknown at first.
    clock_s: Option<f64>,
    given: u64,
    undecodable: u64,
    pauses_s: f64,
    cut: bool,
    /// Frames that the header states for this track, where it is no guess.
    stated: Option<u64>,
    stopped: Option<String>,
    others: usize,
    over: bool,
}

enum Decoder {
    Opus(Opus),
    Other(Box<dyn AudioDecoder>),
}

/// Why the sound of a packet could not be had.
enum Trouble {
    /// This packet cannot be decoded; the next may.
    Packet,
    /// The sound changes its shape.
    Shape(String),
}

impl PacketReader {
    /// Finds out what is in `stream`, which begins with `head`, and decodes its first sound.
    /// `extension` is a hint.
    pub(super) fn open(
        stream: MediaSourceStream<'static>,
        head: &[u8],
        extension: Option<&str>,
    ) -> Result<Self, Unreadable> {
        let mut hint = Hint::new();
        if let Some(extension) = extension {
            hint.with_extension(extension);
        }
        let format = shielded(|| {
            get_probe().probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
        })
        .map_err(|error| foreign_ogg(head).unwrap_or_else(|| unreadable(error)))?;
        let container = format.format_info().format;
        let (track, params) = audio_track(format.as_ref()).ok_or_else(|| {
            Unreadable::unsupported(format!("{} files without sound", container_name(container)))
        })?;
        let decoder = Decoder::new(container, params, None)?;
        let (id, time_base) = (track.id, track.time_base);
        let (channels, rate_hz, source_rate_hz) = match &decoder {
            Decoder::Opus(opus) => (opus.channels(), opus.rate_hz(), opus.source_rate_hz()),
            Decoder::Other(_) => {
                let rate_hz = params.sample_rate.unwrap_or(0);
                (params.channels.as_ref().map_or(0, Channels::count), rate_hz, rate_hz)
            }
        };
        let frames_hint = frames_hint(format.as_ref(), track, rate_hz);
        // MP3 and raw AAC have no header for the whole; symphonia guesses from the first frames,
        // unless the encoder (LAME, and all that learnt from it) left a note.
        let guessed = matches!(container, container::FORMAT_ID_MP3 | container::FORMAT_ID_ADTS)
            && track.delay.is_none();
        let stated = frames_hint.filter(|_| track.duration.is_some() && !guessed);
        let facts = Facts {
            channels,
            source_rate_hz,
            decoded_rate_hz: rate_hz,
            frames_hint,
            format: format_name(container, params),
            lossless: is_lossless(params.codec),
        };
        let others = format
            .tracks()
            .iter()
            .filter(|other| other.id != id && other.track_type() == Some(TrackType::Audio))
            .count();
        let mut reader = Self {
            format,
            decoder,
            track: id,
            time_base,
            facts,
            planes: Vec::new(),
            ready: false,
            silence: 0,
            clock_s: None,
            given: 0,
            undecodable: 0,
            pauses_s: 0.0,
            cut: false,
            stated,
            stopped: None,
            others,
            over: false,
        };
        // Headers of AAC and MP3 do not tell the shape for certain; the sound does.
        reader.advance()?;
        if reader.over && (reader.undecodable > 0 || reader.stopped.is_some()) {
            let why = reader.stopped.as_deref().unwrap_or("none of its sound can be decoded");
            return Err(Unreadable::damaged(why));
        }
        check_shape(reader.facts.channels, reader.facts.source_rate_hz)?;
        Ok(reader)
    }

    /// Decodes up to the next packet that has sound, into `planes`; or comes to the end.
    fn advance(&mut self) -> Result<(), Unreadable> {
        while !self.ready && !self.over {
            match shielded(|| self.format.next_packet()) {
                Ok(None) => self.over = true,
                Ok(Some(packet)) if packet.track_id != self.track => {}
                Ok(Some(packet)) => self.take(&packet),
                Err(Error::ResetRequired) => self.begin_anew()?,
                Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    (self.cut, self.over) = (true, true);
                }
                Err(Error::IoError(error)) => return Err(error.into()),
                Err(error) => self.stop(format!("from there on it is damaged ({error})")),
            }
        }
        Ok(())
    }

    /// Decodes `packet` into `planes`, and sees whether it is where it should be in time.
    fn take(&mut self, packet: &Packet) {
        let channels = self.facts.channels;
        match self.decoder.decode(packet, &mut self.planes, &mut self.facts, self.given == 0) {
            Ok(()) => {}
            Err(Trouble::Packet) => {
                self.undecodable += 1;
                let seconds = self.seconds(packet.dur.get()).min(PACKET_SECONDS_MAX);
                let frames = frames(seconds, self.facts.decoded_rate_hz);
                self.planes.resize_with(channels, Vec::new);
                for plane in &mut self.planes {
                    plane.clear();
                    plane.resize(usize::try_from(frames).unwrap_or(0), 0.0);
                }
            }
            Err(Trouble::Shape(what)) => return self.stop(what),
        }
        self.follow_the_clock(packet);
        self.ready = self.planes.first().is_some_and(|plane| !plane.is_empty());
    }

    /// Puts silence where the time stamps of a file say that there was a pause, or that something
    /// was lost. Only Matroska, MP4 and Ogg have them; the others know no pauses.
    #[allow(clippy::cast_precision_loss)] // times of hours to a millisecond
    fn follow_the_clock(&mut self, packet: &Packet) {
        let container = self.format.format_info().format;
        if !matches!(
            container,
            container::FORMAT_ID_MKV | container::FORMAT_ID_ISOMP4 | container::FORMAT_ID_OGG
        ) {
            return;
        }
        let Some(base) = self.time_base else { return };
        let scale = f64::from(base.numer.get()) / f64::from(base.denom.get());
        let at_s = packet.pts.get() as f64 * scale;
        let frames_here = self.planes.first().map_or(0, Vec::len);
        let length_s = frames_here as f64 / f64::from(self.facts.decoded_rate_hz.max(1));
        let pause_s = at_s - self.clock_s.unwrap_or(at_s);
        if (PAUSE_SECONDS_MIN..PAUSE_SECONDS_MAX).contains(&pause_s) {
            self.silence = frames(pause_s, self.facts.decoded_rate_hz);
            self.pauses_s += pause_s;
        }
        // Small differences are the clock's own coarseness and must not add up to drift.
        let drifted = pause_s.abs() >= PAUSE_SECONDS_MIN;
        let start_s = if drifted { at_s } else { self.clock_s.unwrap_or(at_s) };
        self.clock_s = Some(start_s + length_s);
    }

    /// A new stream begins in the same file (“chained” Ogg): as long as it has the same shape, it
    /// is the same recording.
    fn begin_anew(&mut self) -> Result<(), Unreadable> {
        let container = self.format.format_info().format;
        let Some((track, params)) = audio_track(self.format.as_ref()) else {
            self.stop("no more sound follows".to_owned());
            return Ok(());
        };
        self.track = track.id;
        self.time_base = track.time_base;
        self.decoder = Decoder::new(container, params, Some(self.facts.decoded_rate_hz))?;
        self.clock_s = None;
        Ok(())
    }

    fn stop(&mut self, why: String) {
        self.stopped = Some(why);
        self.over = true;
    }

    /// Seconds of `ticks` of the track's clock.
    #[allow(clippy::cast_precision_loss)] // of a packet
    fn seconds(&self, ticks: u64) -> f64 {
        let scale =
            self.time_base.map_or(1.0 / f64::from(self.facts.decoded_rate_hz.max(1)), |base| {
                f64::from(base.numer.get()) / f64::from(base.denom.get())
            });
        ticks as f64 * scale
    }
}

impl Decode for PacketReader {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn read(&mut self, block: &mut [Vec<f32>]) -> Result<usize, Unreadable> {
        self.advance()?;
        if !self.ready {
            return Ok(0);
        }
        let given = if self.silence > 0 {
            let given = self.silence.min(BLOCK_FRAMES as u64);
            self.silence -= given;
            let given = usize::try_from(given).unwrap_or(BLOCK_FRAMES);
            for channel in block.iter_mut() {
                channel.resize(channel.len() + given, 0.0);
            }
            given
        } else {
            self.ready = false;
            for (channel, plane) in block.iter_mut().zip(&self.planes) {
                channel.extend_from_slice(plane);
            }
            self.planes[0].len()
        };
        self.given += given as u64;
        Ok(given)
    }

    #[allow(clippy::cast_precision_loss)] // for people
    fn remarks(&self) -> Vec<Remark> {
        let rate_hz = f64::from(self.facts.decoded_rate_hz.max(1));
        let mut remarks = Vec::new();
        let short_s =
            self.stated.map_or(0.0, |stated| stated.saturating_sub(self.given) as f64 / rate_hz);
        if let Some(why) = &self.stopped {
            let (at_s, why) = (self.given as f64 / rate_hz, why.clone());
            remarks.push(Remark::StoppedAt { at_s, why });
        } else if self.over && short_s >= SHORTFALL_SECONDS_MIN {
            remarks.push(Remark::Truncated { missing_s: Some(short_s) });
        } else if self.cut {
            remarks.push(Remark::Truncated { missing_s: None });
        }
        if self.undecodable > 0 {
            remarks.push(Remark::Undecodable { parts: self.undecodable });
        }
        if self.pauses_s > 0.0 {
            remarks.push(Remark::Pauses { silence_s: self.pauses_s });
        }
        if self.others > 0 {
            remarks.push(Remark::OtherTracks { tracks: self.others });
        }
        remarks
    }
}

impl Decoder {
    /// `rate_hz`: what to decode Opus at, where that is already settled.
    fn new(
        container: FormatId,
        params: &AudioCodecParameters,
        rate_hz: Option<u32>,
    ) -> Result<Self, Unreadable> {
        if params.codec == codec::CODEC_ID_OPUS {
            let mp4 = container == container::FORMAT_ID_ISOMP4;
            let channels = params.channels.as_ref().map_or(2, Channels::count);
            return Opus::new(params.extra_data.as_deref(), mp4, channels, rate_hz).map(Self::Opus);
        }
        let options = AudioDecoderOptions::default();
        match shielded(|| get_codecs().make_audio_decoder(params, &options)) {
            Ok(decoder) => Ok(Self::Other(decoder)),
            Err(Error::Unsupported(_)) => Err(Unreadable::unsupported(format!(
                "{} in {} files",
                codec_name(params),
                container_name(container)
            ))),
            Err(error) => Err(unreadable(error)),
        }
    }

    /// Decodes `packet` into `planes`. With `first`, what comes out settles the shape of the sound
    /// in `facts`; later on it must be the same.
    fn decode(
        &mut self,
        packet: &Packet,
        planes: &mut Vec<Vec<f32>>,
        facts: &mut Facts,
        first: bool,
    ) -> Result<(), Trouble> {
        match self {
            Self::Opus(opus) => {
                if opus.channels() != facts.channels {
                    return Err(changed(opus.channels(), facts.decoded_rate_hz));
                }
                planes.resize_with(facts.channels, Vec::new);
                shielded(|| Ok(opus.decode(&packet.data, packet.trim_end.get(), planes)))
                    .ok()
                    .flatten()
                    .ok_or(Trouble::Packet)
            }
            Self::Other(decoder) => {
                let mut shape = (facts.channels, facts.decoded_rate_hz);
                shielded(|| {
                    let sound = decoder.decode(packet)?;
                    if sound.frames() > 0 {
                        shape = (sound.num_planes(), sound.spec().rate());
                    }
                    if sound.num_planes() <= super::CHANNELS_MAX {
                        sound.copy_to_vecs_planar(planes);
                    }
                    Ok(())
                })
                .map_err(|_| Trouble::Packet)?;
                if shape != (facts.channels, facts.decoded_rate_hz) {
                    if !first {
                        return Err(changed(shape.0, shape.1));
                    }
                    (facts.channels, facts.decoded_rate_hz) = shape;
                    facts.source_rate_hz = shape.1;
                }
                Ok(())
            }
        }
    }
}

fn changed(channels: usize, rate_hz: u32) -> Trouble {
    Trouble::Shape(format!("from there on it has {channels} channels at {rate_hz} Hz"))
}

/// Decoders of compressed sound are large and meet files that nobody has tried them with; one that
/// panics has found a damaged file, and must not take Bliss with it.
fn shielded<T>(
    work: impl FnOnce() -> symphonia::core::errors::Result<T>,
) -> symphonia::core::errors::Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or(Err(Error::DecodeError("the decoder lost its way in it")))
}

fn unreadable(error: Error) -> Unreadable {
    match error {
        Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Unreadable::damaged("it ends before its sound begins")
        }
        Error::IoError(error) => Unreadable::Io(error),
        Error::Unsupported(what) if what.starts_with("core (probe)") => Unreadable::Unknown,
        // Recorders write it last, when they are told to stop.
        Error::Unsupported("isomp4: missing moov atom") => {
            Unreadable::damaged("its recorder was stopped before it could finish the file")
        }
        Error::Unsupported("mkv: missing segment element") => {
            Unreadable::damaged("it ends before its header says that it does")
        }
        Error::Unsupported(what) => Unreadable::unsupported(format!("this kind of file ({what})")),
        error => Unreadable::damaged(error.to_string()),
    }
}

/// Symphonia looks for sound that it knows up to the end of an Ogg file, and then says that it ended
/// too early. The first packet names the codec (RFC 3533, section 6: after a header of 28 bytes).
fn foreign_ogg(head: &[u8]) -> Option<Unreadable> {
    if !head.starts_with(b"OggS") {
        return None;
    }
    let packet = head.get(28..)?;
    let name = match packet.get(..8)? {
        b"Speex   " => "Speex in Ogg files".to_owned(),
        b"fishead\0" | b"\x80theora\x03" => "Ogg files with pictures".to_owned(),
        b"OpusHead" if !matches!(packet.get(18), Some(0 | 1)) => {
            "Ogg files with Opus in channels without a place (mapping family 255)".to_owned()
        }
        _ => return None,
    };
    Some(Unreadable::unsupported(name))
}

fn audio_track(format: &dyn FormatReader) -> Option<(&Track, &AudioCodecParameters)> {
    let track = format.default_track(TrackType::Audio)?;
    match track.codec_params.as_ref()? {
        CodecParameters::Audio(params) => Some((track, params)),
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss)] // a hint
fn frames_hint(format: &dyn FormatReader, track: &Track, rate_hz: u32) -> Option<u64> {
    let seconds = |ticks: u64, base: TimeBase| {
        ticks as f64 * f64::from(base.numer.get()) / f64::from(base.denom.get())
    };
    let media = format.media_info();
    let length_s = match (track.duration, track.time_base, media.duration, media.time_base) {
        (Some(duration), Some(base), ..) | (_, _, Some(duration), Some(base)) => {
            seconds(duration.get(), base)
        }
        _ => return None,
    };
    Some(frames(length_s, rate_hz))
}

/// Frames in so many seconds.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates
fn frames(seconds: f64, rate_hz: u32) -> u64 {
    (seconds * f64::from(rate_hz)).round() as u64
}

fn container_name(format: FormatId) -> &'static str {
    match format {
        container::FORMAT_ID_WAVE => "WAV",
        container::FORMAT_ID_AIFF => "AIFF",
        container::FORMAT_ID_MP3 => "MP3",
        container::FORMAT_ID_ADTS => "AAC",
        container::FORMAT_ID_OGG => "Ogg",
        container::FORMAT_ID_FLAC => "FLAC",
        container::FORMAT_ID_ISOMP4 => "MP4",
        container::FORMAT_ID_MKV => "Matroska",
        _ => "such",
    }
}

fn codec_name(params: &AudioCodecParameters) -> String {
    let name = match params.codec {
        codec::CODEC_ID_ADPCM_MS => "Microsoft ADPCM",
        codec::CODEC_ID_ADPCM_IMA_WAV | codec::CODEC_ID_ADPCM_IMA_QT => "IMA ADPCM",
        codec::CODEC_ID_VORBIS => "Vorbis",
        codec::CODEC_ID_OPUS => "Opus",
        codec::CODEC_ID_SPEEX => "Speex",
        codec::CODEC_ID_MP1 | codec::CODEC_ID_MP2 => "MPEG layer 1 or 2",
        codec::CODEC_ID_MP3 => "MP3",
        codec::CODEC_ID_AAC => "AAC",
        codec::CODEC_ID_AC3 | codec::CODEC_ID_EAC3 => "Dolby Digital",
        codec::CODEC_ID_FLAC => "FLAC",
        codec::CODEC_ID_ALAC => "Apple Lossless",
        codec::CODEC_ID_WMA => "Windows Media Audio",
        codec::CODEC_ID_PCM_MULAW => "G.711 µ-law",
        codec::CODEC_ID_PCM_ALAW => "G.711 A-law",
        _ => {
            return match params.bits_per_sample {
                Some(bits) => format!("{bits}-bit PCM"),
                None => "a codec that it does not know".to_owned(),
            };
        }
    };
    name.to_owned()
}

/// For people: “Ogg, Vorbis”, or the codec alone where the file is nothing else.
fn format_name(container: FormatId, params: &AudioCodecParameters) -> String {
    let (container, codec) = (container_name(container), codec_name(params));
    if container == codec { codec } else { format!("{container}, {codec}") }
}

fn is_lossless(id: AudioCodecId) -> bool {
    !matches!(
        id,
        codec::CODEC_ID_VORBIS
            | codec::CODEC_ID_OPUS
            | codec::CODEC_ID_MP1
            | codec::CODEC_ID_MP2
            | codec::CODEC_ID_MP3
            | codec::CODEC_ID_AAC
            | codec::CODEC_ID_ADPCM_MS
            | codec::CODEC_ID_ADPCM_IMA_WAV
            | codec::CODEC_ID_ADPCM_IMA_QT
    )
}
