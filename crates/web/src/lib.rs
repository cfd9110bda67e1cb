//! The desk's pages and the chat's interface, over HTTP and WebSocket.
//!
//! Every address is a row of the table in `routes`, with who may use it; every request passes
//! `access`. A handler extracts, calls one verb of `desk` or reads from the store, and renders a
//! template of the same noun. What changes live goes through `live`.

mod access;
mod agents;
mod api;
mod api_tokens;
mod assets;
mod attachments;
mod audit;
mod bulk_changes;
mod call_backs;
mod calls;
mod canned_replies;
mod certificate;
mod chat;
mod check_ins;
mod checks;
mod conversations;
mod corners;
mod customer_imports;
mod customer_merges;
mod customers;
mod definition;
mod demo;
mod design;
mod drafts;
mod erasures;
mod error;
mod exports;
mod first_words;
mod form;
mod health;
mod holidays;
mod identity_providers;
mod inboxes;
mod intentions;
mod invitations;
mod letters;
mod limits;
mod live;
mod mails;
mod merges;
mod messages;
mod metrics;
mod moments;
mod notifications;
mod opening;
mod page;
mod palette;
mod passkeys;
mod passwords;
mod personal_data;
mod phone_settings;
mod promises;
mod provider_sign_ins;
mod pushes;
mod recordings;
mod replays;
mod request;
mod retention;
mod routes;
mod rules;
mod saved_views;
mod search;
mod second_factors;
mod security;
mod sessions;
mod shared_moments;
mod shell;
mod sound;
mod standards;
mod tags;
mod team_figures;
mod teams;
mod today;
mod warm_up;
mod webhooks;
mod wording;
mod workspace;

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::Router;
use desk::Desk;
pub use prometheus::Registry;

pub use crate::{certificate::Certificate, letters::letters, limits::Limits, pushes::notices};
use crate::{limits::Limiters, live::Live, metrics::Metrics};

/// What the templates say; short, for they say it often.
pub(crate) use ::language::say as t;

/// The language in which a page is made.
pub(crate) fn language() -> &'static ::language::Language {
    ::language::Language::spoken()
}

/// How the front of the desk is set up.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The address that people use, such as `https://desk.example`, where it differs from the one
    /// that is listened on.
    pub public_url: Option<String>,
    /// Proxies whose word for the visitor's network address is taken.
    pub trusted_proxies: Vec<IpAddr>,
    /// How much one visitor, and one network address, may ask for.
    pub limits: Limits,
    /// Where browsers find their way to the phone through other networks (RFC 8835).
    pub ice_servers: Vec<IceServer>,
    /// The page of the demo shop, in demo mode.
    pub demo: Option<DemoPage>,
    /// Figures that are counted elsewhere, and told with those of the desk.
    pub registry: Registry,
    /// Whether the server is closing.
    pub closing: Closing,
    /// How its certificate stands, where it encrypts by itself.
    pub certificate: Option<Certificate>,
    /// The port at which it does.
    pub encrypted_port: u16,
}

/// The end of the server, as it is told to whoever asks whether it is ready. Clones tell the same.
#[derive(Debug, Clone, Default)]
pub struct Closing(Arc<AtomicBool>);

impl Closing {
    /// From now on nobody should be sent here.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A STUN or TURN server, as a browser's `RTCIceServer` (W3C WebRTC) names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IceServer {
    /// Its address, such as `turn:turn.example:3478?transport=tcp`.
    pub url: String,
    /// Name and password, where it wants them.
    pub credentials: Option<(String, String)>,
}

/// The page of a shop on which the chat can be tried.
#[derive(Debug, Clone, Copy)]
pub struct DemoPage {
    /// The page; the chat's script stands in for the comment `<!-- widget -->`.
    pub html: &'static str,
    /// Its style sheet.
    pub css: &'static str,
}

/// What every handler has at hand.
#[derive(Clone)]
pub(crate) struct Web {
    desk: Desk,
    config: Arc<Config>,
    live: Live,
    limiters: Arc<Limiters>,
    metrics: Metrics,
}

impl Web {
    /// The servers that help browsers to find their way here, as browsers take them.
    fn ice_servers(&self) -> serde_json::Value {
        self.config
            .ice_servers
            .iter()
            .map(|server| match &server.credentials {
                Some((username, credential)) => serde_json::json!({
                    "urls": server.url, "username": username, "credential": credential,
                }),
                None => serde_json::json!({ "urls": server.url }),
            })
            .collect()
    }
}

/// What is served, each at an address of its own.
pub struct Routers {
    /// All pages and interfaces of the desk.
    pub desk: Router,
    /// What is only for whoever runs it.
    pub operator: Router,
    /// What is served unencrypted, beside a desk that is not: the way there.
    pub plain: Router,
}

/// Opens the front of the desk. Call it within a Tokio runtime: it begins to follow the store's events.
///
/// # Errors
/// Where `config.registry` counts already what is counted here.
pub fn routers(desk: Desk, config: Config) -> Result<Routers, prometheus::Error> {
    let web = Web {
        live: Live::follow(desk.clone()),
        limiters: Arc::new(Limiters::new(config.limits)),
        metrics: Metrics::begin(config.registry.clone(), &desk)?,
        desk,
        config: Arc::new(config),
    };
    limits::forget_the_idle(Arc::downgrade(&web.limiters));
    let (operator, plain) = (routes::operator(&web), routes::plain(&web));
    Ok(Routers { operator, plain, desk: routes::router(web) })
}

/// The method, the path and who may use it, of every row of the route table: for the test that
/// walks along it.
#[doc(hidden)]
pub fn route_table() -> Vec<(String, &'static str, String)> {
    let row = |route: routes::Route| {
        (route.method.to_string(), route.path, format!("{:?}", route.access))
    };
    routes::table().into_iter().map(row).collect()
}
