//! From the file's rate to one that the ears are made for, by `rubato`: by Fourier transforms, or
//! by a windowed sinc where the two rates have so little in common that the transforms would be
//! huge. The delay of the filter is taken away, and the length is that of the sound.

use audioadapter_buffers::direct::SequentialSliceOfVecs;
use rubato::{
    Async, Fft, FixedAsync, FixedSync, Indexing, SincInterpolationParameters,
    SincInterpolationType, WindowFunction,
};

use super::Unreadable;

/// Frames that go into one transform, at least: at 44.1 kHz 46 ms, of which the filter keeps the
/// band up to about 0.97 of half the lower rate.
const CHUNK_FRAMES: usize = 2048;

/// Frames of one transform, at most: beyond, the sinc filter takes less time and memory.
const TRANSFORM_FRAMES_MAX: u32 = 4800;

/// Length of the sinc in samples of the lower rate.
const SINC_LENGTH: u32 = 256;

/// Changes the rate of a stream that comes in blocks. What it gives does not depend on how its
/// input is cut into blocks: it goes in in chunks of one size.
pub(super) struct Resampler {
    filter: Box<dyn rubato::Resampler<f32>>,
    from_hz: u32,
    to_hz: u32,
    /// Frames that wait until they make a chunk.
    waiting: Vec<Vec<f32>>,
    /// What the filter gave last, room made once.
    filtered: Vec<Vec<f32>>,
    /// Frames that the filter gives before the first of the sound.
    delay_left: usize,
    taken: u64,
    given: u64,
}

impl Resampler {
    pub(super) fn new(from_hz: u32, to_hz: u32, channels: usize) -> Result<Self, Unreadable> {
        let failed = |error| Unreadable::damaged(format!("its rate cannot be changed ({error})"));
        let (from, to) = (from_hz as usize, to_hz as usize);
        // The two rates' common beat: so many frames of the one last as long as whole ones of the other.
        let beat = from_hz / greatest_common_divisor(from_hz, to_hz);
        let filter: Box<dyn rubato::Resampler<f32>> = if beat <= TRANSFORM_FRAMES_MAX {
            // An even number of beats, so that half of it, the delay, is a whole number of frames.
            let chunk = CHUNK_FRAMES.next_multiple_of(2 * beat as usize);
            let window = WindowFunction::BlackmanHarris2;
            let sync = FixedSync::Both;
            Box::new(Fft::new_custom(from, to, chunk, 1, channels, window, sync).map_err(failed)?)
        } else {
            let length = SINC_LENGTH * from_hz.div_ceil(to_hz);
            let sinc =
                SincInterpolationParameters::new(length as usize, WindowFunction::BlackmanHarris2)
                    .oversampling_factor(128)
                    .interpolation(SincInterpolationType::Cubic);
            let ratio = f64::from(to_hz) / f64::from(from_hz);
            let fixed = FixedAsync::Input;
            Box::new(
                Async::new_sinc(ratio, 1.0, &sinc, CHUNK_FRAMES, channels, fixed)
                    .map_err(failed)?,
            )
        };
        Ok(Self {
            waiting: vec![Vec::new(); channels],
            filtered: vec![vec![0.0; filter.output_frames_max()]; channels],
            delay_left: filter.output_delay(),
            filter,
            from_hz,
            to_hz,
            taken: 0,
            given: 0,
        })
    }

    /// Takes `sound` (one vector per channel, all of the same length), appends to `block` what has
    /// become complete, and says how many frames.
    pub(super) fn push(
        &mut self,
        sound: &[Vec<f32>],
        block: &mut [Vec<f32>],
    ) -> Result<usize, Unreadable> {
        self.taken += sound.first().map_or(0, Vec::len) as u64;
        for (waiting, sound) in self.waiting.iter_mut().zip(sound) {
            waiting.extend_from_slice(sound);
        }
        let (mut used, mut given) = (0, 0);
        while self.waiting[0].len() - used >= self.filter.input_frames_next() {
            let (taken, gave) = self.filter(used, None, u64::MAX, block)?;
            used += taken;
            given += gave;
        }
        self.waiting.iter_mut().for_each(|waiting| drop(waiting.drain(..used)));
        Ok(given)
    }

    /// The input is over: appends what is left of it, so that in all there is as much as there was
    /// sound, and says how many frames.
    pub(super) fn finish(&mut self, block: &mut [Vec<f32>]) -> Result<usize, Unreadable> {
        let (from_hz, to_hz) = (u64::from(self.from_hz), u64::from(self.to_hz));
        // In this order no recording is long enough to overflow.
        let (seconds, rest) = (self.taken / from_hz, self.taken % from_hz);
        let length = seconds * to_hz + (rest * to_hz + from_hz / 2) / from_hz;
        let mut given = 0;
        while self.given < length {
            let left = self.waiting[0].len();
            given += self.filter(0, Some(left), length - self.given, block)?.1;
            self.waiting.iter_mut().for_each(Vec::clear);
        }
        Ok(given)
    }

    /// One chunk through the filter, from frame `at` of those that wait: `partial` of them and then
    /// silence, or as many as a chunk has. At most `limit` frames are given. Returns the frames
    /// taken and given.
    fn filter(
        &mut self,
        at: usize,
        partial: Option<usize>,
        limit: u64,
        block: &mut [Vec<f32>],
    ) -> Result<(usize, usize), Unreadable> {
        let failed = |error: &dyn std::error::Error| {
            Unreadable::damaged(format!("its rate cannot be changed ({error})"))
        };
        let channels = self.waiting.len();
        let room = self.filtered[0].len();
        let mut indexing = Indexing::new().input_offset(at);
        if let Some(frames) = partial {
            indexing = indexing.partial_len(frames);
        }
        let input = SequentialSliceOfVecs::new(&self.waiting, channels, self.waiting[0].len())
            .map_err(|error| failed(&error))?;
        let mut output = SequentialSliceOfVecs::new_mut(&mut self.filtered, channels, room)
            .map_err(|error| failed(&error))?;
        let (taken, gave) = self
            .filter
            .process_into_buffer(&input, &mut output, Some(&indexing))
            .map_err(|error| failed(&error))?;
        let skipped = gave.min(self.delay_left);
        self.delay_left -= skipped;
        let kept = usize::try_from(limit).map_or(gave - skipped, |limit| limit.min(gave - skipped));
        for (channel, filtered) in block.iter_mut().zip(&self.filtered) {
            channel.extend_from_slice(&filtered[skipped..skipped + kept]);
        }
        self.given += kept as u64;
        Ok((taken, kept))
    }
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
