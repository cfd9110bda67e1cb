//! Numbers and names as bytes: how what was made of the rules, when the program was built, comes back.
//!
//! Everything is a flat list, little endian, with its length before it, so that reading it is copying.
//! `write.rs` is the other half.

use std::borrow::Cow;

/// Reads lists, in the order in which they were written. `None` where there is less.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) rest: &'static [u8],
}

impl Stored {
    fn take(&mut self, width: usize) -> Option<&'static [u8]> {
        let (length, rest) = self.rest.split_first_chunk()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (taken, rest) = rest.split_at_checked(length.checked_mul(width)?)?;
        self.rest = rest;
        Some(taken)
    }

    pub(crate) fn text(&mut self) -> Option<&'static str> {
        std::str::from_utf8(self.take(1)?).ok()
    }

    pub(crate) fn small(&mut self) -> Option<Vec<u16>> {
        self.each().map(|each| each.map(u16::from_le_bytes).collect())
    }

    pub(crate) fn numbers(&mut self) -> Option<Vec<u32>> {
        self.each().map(|each| each.map(u32::from_le_bytes).collect())
    }

    pub(crate) fn large(&mut self) -> Option<Vec<u128>> {
        self.each().map(|each| each.map(u128::from_le_bytes).collect())
    }

    /// The elements of a list, as wide as they were written.
    pub(crate) fn each<const WIDTH: usize>(
        &mut self,
    ) -> Option<impl ExactSizeIterator<Item = [u8; WIDTH]> + use<WIDTH>> {
        Some(self.take(WIDTH)?.as_chunks().0.iter().copied())
    }
}

/// The parts of an element.
pub(crate) fn parts<const PARTS: usize>(element: &[u8]) -> [u32; PARTS] {
    let mut parts = [0; PARTS];
    for (part, bytes) in parts.iter_mut().zip(element.as_chunks().0) {
        *part = u32::from_le_bytes(*bytes);
    }
    parts
}

/// Names with numbers from one on, found by a table without pointers.
#[derive(Debug)]
pub(crate) struct Names {
    /// All of them, one after another.
    pub(crate) text: Cow<'static, str>,
    /// Where each ends; the first is nobody's.
    pub(crate) ends: Vec<u32>,
    /// A power of two, at most half of them taken: a name is looked for from the place that its hash says,
    /// up to the first place that is free (0).
    /// The number is in the low half; in the high half are other bits of the hash, as names are far away.
    pub(crate) slots: Vec<u32>,
    longest: usize,
}

impl Default for Names {
    fn default() -> Self {
        Self { text: Cow::Borrowed(""), ends: vec![0], slots: vec![0; 64], longest: 0 }
    }
}

/// FNV-1a, with its high bits brought down.
pub(crate) fn hash(name: &str) -> u32 {
    let hash = name
        .bytes()
        .fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash ^ hash >> 15
}

impl Names {
    /// How many numbers are taken; the first is nobody's.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The name with that number; nothing for nobody's.
    pub(crate) fn name(&self, number: u16) -> &str {
        let number = usize::from(number);
        let start = self.ends[number.saturating_sub(1)];
        &self.text[start as usize..self.ends[number] as usize]
    }

    /// The number of a name.
    pub(crate) fn get(&self, name: &str) -> Option<u16> {
        if name.len() > self.longest {
            return None;
        }
        self.hashed(name, hash(name))
    }

    /// The number of a name that has this hash.
    pub(crate) fn hashed(&self, name: &str, hash: u32) -> Option<u16> {
        let mut place = hash as usize;
        loop {
            let slot = self.slots[place & (self.slots.len() - 1)];
            #[allow(clippy::cast_possible_truncation)] // the low half
            let number = slot as u16;
            match number {
                0 => return None,
                _ if slot >> 16 == hash >> 16 && self.name(number) == name => return Some(number),
                _ => place += 1,
            }
        }
    }

    /// The number of a name, new if it has none yet. `None` where there are no more.
    pub(crate) fn insert(&mut self, name: &str) -> Option<u16> {
        if let Some(number) = self.get(name) {
            return Some(number);
        }
        let number = u16::try_from(self.ends.len()).ok().filter(|_| !name.is_empty())?;
        self.text.to_mut().push_str(name);
        self.ends.push(u32::try_from(self.text.len()).ok()?);
        self.longest = self.longest.max(name.len());
        if 2 * self.ends.len() > self.slots.len() {
            self.slots = vec![0; 2 * self.slots.len()];
            for number in 1..=number {
                self.place(number);
            }
        } else {
            self.place(number);
        }
        Some(number)
    }

    fn place(&mut self, number: u16) {
        let hash = hash(self.name(number));
        let mut place = hash as usize;
        let mask = self.slots.len() - 1;
        while self.slots[place & mask] != 0 {
            place += 1;
        }
        self.slots[place & mask] = hash >> 16 << 16 | u32::from(number);
    }

    pub(crate) fn read(from: &mut Stored) -> Option<Self> {
        let (text, ends, slots) = (from.text()?, from.numbers()?, from.numbers()?);
        let longest = ends.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).max()? as usize;
        let whole = ends.is_sorted()
            && ends.iter().all(|&end| text.is_char_boundary(end as usize))
            && slots.len().is_power_of_two()
            && slots.len() > ends.len()
            && slots.iter().all(|&slot| ((slot & 0xFFFF) as usize) < ends.len());
        whole.then_some(Self { text: Cow::Borrowed(text), ends, slots, longest })
    }
}
