//! What is logged, and how: to stderr, one line each. Lines of a request carry its number; none says what somebody
//! wrote, nor who they are.

use std::{
    io::{self, IsTerminal},
    panic,
    sync::LazyLock,
};

use prometheus::{IntCounterVec, Opts};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer, fmt, layer::Context, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::config::{Config, LogFormat};

/// Under this name the requests are logged.
const ACCESS: &str = "access=debug";

/// Lines that say that something is wrong, of the whole program: there is one log in it.
static LINES: LazyLock<Option<IntCounterVec>> = LazyLock::new(|| {
    let what =
        Opts::new("bliss_log_lines_total", "Lines of the log that say that something is wrong.");
    let lines = IntCounterVec::new(what, &["level"]).ok()?;
    // Told from the start, so that the first one is seen as a change.
    for level in ["error", "warn"] {
        lines.with_label_values(&[level]).reset();
    }
    Some(lines)
});

/// What was logged, to be told with the other figures.
pub(crate) fn lines() -> Option<IntCounterVec> {
    LINES.clone()
}

/// Whether that says what is to be logged.
pub(crate) fn check(given: &str) -> Result<String, String> {
    match EnvFilter::builder().parse(given) {
        Ok(_) => Ok(given.to_owned()),
        Err(_) => Err(
            "write error, warn, info, debug or trace, or of a part alone, such as info,store=debug"
                .into(),
        ),
    }
}

/// Begins to log as was chosen.
pub fn begin(config: &Config) {
    let filter = EnvFilter::builder().with_default_directive(Level::INFO.into());
    let mut chosen = config.log.clone();
    if config.access_log {
        chosen = format!("{chosen},{ACCESS}");
    }
    // It was checked when it was chosen.
    let filter = filter.parse_lossy(chosen);
    let lines = match config.log_format {
        LogFormat::Human => {
            fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal()).boxed()
        }
        LogFormat::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_writer(io::stderr)
            .boxed(),
    };
    tracing_subscriber::registry().with(filter).with(Counted).with(lines).init();
    panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        // A message that was put together may quote what somebody wrote; one in the program's own text cannot.
        let what =
            panic.payload().downcast_ref::<&str>().copied().unwrap_or("(its words are not logged)");
        tracing::error!(at, what, "a mistake of ours: something panicked");
    }));
}

/// Counts the lines.
struct Counted;

impl<S: Subscriber> Layer<S> for Counted {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let level = match *event.metadata().level() {
            Level::ERROR => "error",
            Level::WARN => "warn",
            _ => return,
        };
        if let Some(lines) = &*LINES {
            lines.with_label_values(&[level]).inc();
        }
    }
}
