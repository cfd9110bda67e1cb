//! To whom a datagram goes: by where it comes from, or by the name that a connectivity check asks for.

use std::{collections::HashMap, net::SocketAddr};

use str0m::net::Protocol;

use crate::stun;

/// Addresses from which one browser may come, at most.
const SOURCES_MAX: usize = 16;

/// Where a datagram comes from.
pub(crate) type Source = (Protocol, SocketAddr);

/// Who was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Their datagrams come from there.
    Known(u64),
    /// It asks for them, and has yet to show that it may.
    Asked(u64),
}

/// All legs by their sources and names.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    sources: HashMap<Source, u64>,
    names: HashMap<String, u64>,
    legs: HashMap<u64, Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    sources: Vec<Source>,
}

impl Directory {
    /// A leg by its name.
    pub(crate) fn add(&mut self, leg: u64, name: String) {
        self.names.insert(name.clone(), leg);
        self.legs.insert(leg, Entry { name, sources: Vec::new() });
    }

    pub(crate) fn remove(&mut self, leg: u64) {
        let Some(entry) = self.legs.remove(&leg) else { return };
        self.names.remove(&entry.name);
        for source in &entry.sources {
            if self.sources.get(source) == Some(&leg) {
                self.sources.remove(source);
            }
        }
    }

    /// To whom a datagram goes. What strangers send is thrown away almost unread.
    pub(crate) fn find(&self, source: Source, datagram: &[u8]) -> Option<Found> {
        let asked = stun::wants(datagram).and_then(|name| self.names.get(name));
        let known = self.sources.get(&source);
        asked.map(|leg| Found::Asked(*leg)).or_else(|| known.map(|leg| Found::Known(*leg)))
    }

    /// From there comes a leg, from now on.
    pub(crate) fn know(&mut self, leg: u64, source: Source) {
        if self.sources.get(&source) == Some(&leg) {
            return;
        }
        let Some(entry) = self.legs.get_mut(&leg) else { return };
        if entry.sources.len() == SOURCES_MAX {
            let oldest = entry.sources.remove(0);
            if self.sources.get(&oldest) == Some(&leg) {
                self.sources.remove(&oldest);
            }
        }
        entry.sources.push(source);
        self.sources.insert(source, leg);
    }

    #[cfg(test)]
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    #[cfg(test)]
    pub(crate) fn sources(&self) -> usize {
        self.sources.len()
    }
}
