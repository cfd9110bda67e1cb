//! How much one visitor, and one network address, may ask for.

use std::{
    num::NonZeroU32,
    sync::{Arc, Weak},
    time::Duration,
};

use domain::ApiTokenId;
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
};

/// How much one visitor, and one network address, may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Messages, files and the like of one visitor in a minute.
    pub chat_messages_per_minute: u32,
    /// New chats, sign-ins and other requests of nobody in particular from one network address in
    /// a minute.
    pub chat_starts_per_minute: u32,
    /// Requests of one other program, by its token, in a minute.
    pub api_requests_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            chat_messages_per_minute: 60,
            chat_starts_per_minute: 30,
            api_requests_per_minute: 120,
        }
    }
}

/// Reads from one network address for each write that it may make: an office behind one address
/// opens many pages.
const READS_PER_START: u32 = 10;

/// Counts what was asked for, by visitor and by network address.
pub(crate) struct Limiters {
    by_visitor: DefaultKeyedRateLimiter<String>,
    starts: DefaultKeyedRateLimiter<String>,
    reads: DefaultKeyedRateLimiter<String>,
    by_token: DefaultKeyedRateLimiter<i64, StateInformationMiddleware>,
    per_token: u32,
    clock: DefaultClock,
}

/// Seconds over which requests of a program are counted.
const WINDOW_SECONDS: u32 = 60;

/// What a program may still ask for, as it is told in headers (IETF draft `ratelimit-headers`, version 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Requests in a minute.
    limit: u32,
    /// Those that are left now.
    remaining: u32,
    /// Seconds until there may be one more, where there may be none now.
    pub(crate) wait_seconds: Option<i64>,
}

impl Allowance {
    /// `RateLimit-Policy`: how much there is.
    pub(crate) fn policy(self) -> String {
        format!("\"token\";q={};w={WINDOW_SECONDS}", self.limit)
    }

    /// `RateLimit`: how much is left, and in how many seconds all of it is there again.
    pub(crate) fn left(self) -> String {
        let used = u64::from(self.limit.saturating_sub(self.remaining));
        let whole = (used * u64::from(WINDOW_SECONDS)).div_ceil(u64::from(self.limit.max(1)));
        format!("\"token\";r={};t={whole}", self.remaining)
    }
}

impl Limiters {
    pub(crate) fn new(limits: Limits) -> Self {
        let quota = |per_minute: u32| {
            Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN))
        };
        let keyed = |per_minute: u32| RateLimiter::keyed(quota(per_minute));
        Self {
            by_visitor: keyed(limits.chat_messages_per_minute),
            starts: keyed(limits.chat_starts_per_minute),
            reads: keyed(limits.chat_starts_per_minute.saturating_mul(READS_PER_START)),
            by_token: RateLimiter::keyed(quota(limits.api_requests_per_minute)).with_middleware(),
            per_token: limits.api_requests_per_minute.max(1),
            clock: DefaultClock::default(),
        }
    }

    /// Whether a visitor may send one more thing.
    pub(crate) fn visitor(&self, secret_hash: &str) -> bool {
        self.by_visitor.check_key(&secret_hash.to_owned()).is_ok()
    }

    /// What another program may ask for, this one request counted.
    pub(crate) fn api(&self, token: ApiTokenId) -> Allowance {
        let limit = self.per_token;
        match self.by_token.check_key(&token.0) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                Allowance { limit, remaining, wait_seconds: None }
            }
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.clock.now());
                let seconds = i64::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(i64::MAX);
                Allowance { limit, remaining: 0, wait_seconds: Some(seconds.max(1)) }
            }
        }
    }

    /// Whether a network address may begin one more chat, try one more sign-in.
    pub(crate) fn start(&self, ip: &str) -> bool {
        self.starts.check_key(&ip.to_owned()).is_ok()
    }

    /// Whether a network address may read one more thing that is open to all.
    pub(crate) fn read(&self, ip: &str) -> bool {
        self.reads.check_key(&ip.to_owned()).is_ok()
    }
}

/// Forgets, from time to time, those who ask for nothing any more, for as long as the desk is open.
pub(crate) fn forget_the_idle(limiters: Weak<Limiters>) {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_mins(1)).await;
            let Some(limiters): Option<Arc<Limiters>> = limiters.upgrade() else { return };
            for limiter in [&limiters.by_visitor, &limiters.starts, &limiters.reads] {
                limiter.retain_recent();
            }
            limiters.by_token.retain_recent();
        }
    });
}
