//! Bliss through its front door: the real server over HTTP and WebSocket, with a shop, the three
//! people on its desk, and whoever visits its chat.
//!
//! The same tests run on SQLite, in a temporary folder each, and on `PostgreSQL`: with
//! `BLISS_TEST_POSTGRES=postgres://user:password@host:port/name` each makes a database of its own
//! there and drops it at the end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test that cannot go on should say where, and its name says what it is for"
)]

mod access;
mod acme;
mod api;
mod assignment;
mod attachments;
mod audit;
mod backup;
mod bad_input;
mod bookings;
mod bulk_changes;
mod calendar;
mod calls;
mod canned_replies;
mod check;
mod check_ins;
mod conversations;
mod corner;
mod customer_imports;
mod customer_merges;
mod disk;
mod drafts;
mod durability;
mod encryption;
mod erasures;
mod exports;
mod identity;
mod identity_provider;
mod interface;
mod interface_rules;
mod languages;
mod listen;
mod mails;
mod merges;
mod merging;
mod messages;
mod moments;
mod naming;
mod nodes;
mod notifications;
mod passkeys;
mod people;
mod personal_data;
mod promise_week;
mod promises;
mod pushes;
mod read;
mod reception;
mod recordings;
mod replays;
mod retention;
mod routes;
mod rules;
mod running;
mod saved_views;
mod schedule;
mod search;
mod second_factor;
mod security;
mod sessions;
mod set_up;
mod standards;
mod start;
mod story;
mod support;
mod tags;
mod today;
mod unanswered;
mod visitors;
mod webhooks;
