//! Figures of how the desk runs, in the text format of Prometheus (0.0.4). They count and name nobody: labels are
//! methods, rows of the route table, statuses and kinds, so that there is an end to them.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::State,
    http::{Method, StatusCode, header},
    response::IntoResponse,
};
use desk::Desk;
use domain::event::{Event, EventKind};
use prometheus::{
    Gauge, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TextEncoder, core::Collector,
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{
    Web,
    error::{Error, Result},
};

/// Upper bounds, in seconds, of the classes by which answers are counted: up to what feels like nothing, and to what
/// nobody waits for.
const ANSWER_SECONDS: [f64; 11] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// What is counted. Clones count together.
#[derive(Clone)]
pub(crate) struct Metrics(Arc<Figures>);

struct Figures {
    registry: Registry,
    requests: IntCounterVec,
    answer_seconds: HistogramVec,
    messages: IntCounterVec,
    sockets: IntGaugeVec,
    calls: IntGauge,
    waiting_changes: IntGauge,
    jobs_lag_seconds: Gauge,
    uptime_seconds: Gauge,
    began: Instant,
}

impl Metrics {
    /// Begins to count, along with what `registry` has already. Call it within a Tokio runtime: it begins to follow
    /// the store's events.
    ///
    /// # Errors
    /// Where something of the same name is counted already.
    pub(crate) fn begin(registry: Registry, desk: &Desk) -> prometheus::Result<Self> {
        let histogram = HistogramOpts::new(
            "bliss_http_answer_seconds",
            "How long requests took, to the beginning of their answer, by row of the route table.",
        );
        let figures = Figures {
            requests: IntCounterVec::new(
                Opts::new(
                    "bliss_http_requests_total",
                    "Requests, by row of the route table, method and status.",
                ),
                &["route", "method", "status"],
            )?,
            answer_seconds: HistogramVec::new(
                histogram.buckets(ANSWER_SECONDS.into()),
                &["route", "method"],
            )?,
            messages: IntCounterVec::new(
                Opts::new(
                    "bliss_messages_total",
                    "Messages that came from customers and that the desk sent.",
                ),
                &["from"],
            )?,
            sockets: IntGaugeVec::new(
                Opts::new(
                    "bliss_open_sockets",
                    "Open pages of agents, and open chats of visitors.",
                ),
                &["whose"],
            )?,
            calls: IntGauge::new("bliss_calls", "Calls now, from the first ring to the end.")?,
            waiting_changes: IntGauge::new(
                "bliss_waiting_changes",
                "Changes that wait to be written.",
            )?,
            jobs_lag_seconds: Gauge::new(
                "bliss_jobs_lag_seconds",
                "For how long something has been due that is not done yet.",
            )?,
            uptime_seconds: Gauge::new("bliss_uptime_seconds", "Since Bliss was started.")?,
            began: Instant::now(),
            registry,
        };
        figures.register(desk)?;
        for from in ["customer", "desk"] {
            figures.messages.with_label_values(&[from]).reset();
        }
        let metrics = Self(Arc::new(figures));
        tokio::spawn(metrics.clone().count_messages(desk.store().follow()));
        Ok(metrics)
    }

    /// A request was answered.
    pub(crate) fn answered(&self, method: &Method, route: &str, status: u16, took: Duration) {
        // Anything can stand where a method should; what is none of the table's is one label.
        let method = match *method {
            Method::GET
            | Method::HEAD
            | Method::POST
            | Method::PUT
            | Method::DELETE
            | Method::OPTIONS => method.as_str(),
            _ => "other",
        };
        self.0.requests.with_label_values(&[route, method, &status.to_string()]).inc();
        self.0.answer_seconds.with_label_values(&[route, method]).observe(took.as_secs_f64());
    }

    /// Counts messages as they are told to everybody, by whatever channel they come, until the store is closed.
    async fn count_messages(self, mut events: Receiver<Arc<[Event]>>) {
        loop {
            match events.recv().await {
                Ok(batch) => {
                    for event in batch.iter().filter(|event| event.kind == EventKind::MessageSent) {
                        let from = if event.agent_id.is_some() { "desk" } else { "customer" };
                        self.0.messages.with_label_values(&[from]).inc();
                    }
                }
                // Those are not counted; a rate that is a little low is better than one that is kept waiting.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// All of it, as it is now.
    fn tell(&self, web: &Web) -> prometheus::Result<String> {
        let Figures { sockets, calls, waiting_changes, jobs_lag_seconds, uptime_seconds, .. } =
            &*self.0;
        let (agents, visitors) = web.live.open_sockets();
        sockets.with_label_values(&["agents"]).set(whole(agents));
        sockets.with_label_values(&["visitors"]).set(whole(visitors));
        calls.set(whole(web.desk.open_lines()));
        waiting_changes.set(whole(web.desk.store().waiting_changes()));
        jobs_lag_seconds.set(web.desk.jobs_lag().as_secs_f64());
        uptime_seconds.set(self.0.began.elapsed().as_secs_f64());
        TextEncoder::new().encode_to_string(&self.0.registry.gather())
    }
}

impl Figures {
    fn register(&self, desk: &Desk) -> prometheus::Result<()> {
        let build = IntGaugeVec::new(
            Opts::new("bliss_build_info", "Always 1; which Bliss this is."),
            &["version"],
        )?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        let own: [Box<dyn Collector>; 9] = [
            Box::new(self.requests.clone()),
            Box::new(self.answer_seconds.clone()),
            Box::new(self.messages.clone()),
            Box::new(self.sockets.clone()),
            Box::new(self.calls.clone()),
            Box::new(self.waiting_changes.clone()),
            Box::new(self.jobs_lag_seconds.clone()),
            Box::new(self.uptime_seconds.clone()),
            Box::new(build),
        ];
        // The memory, the time and the open files of the process are Linux's to tell.
        #[cfg(target_os = "linux")]
        self.registry
            .register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        own.into_iter()
            .chain(desk.store().vitals().collectors())
            .try_for_each(|collector| self.registry.register(collector))
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Tells all figures.
pub(crate) async fn show(State(web): State<Web>) -> Result {
    let text = web.metrics.tell(&web).map_err(|error| {
        tracing::error!(%error, "the figures could not be told");
        Error::new(StatusCode::INTERNAL_SERVER_ERROR, "The figures could not be told.")
    })?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}
