//! `bliss health`: asks the server that runs here whether it is ready, for containers, which have no other program
//! to ask with.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tokio::runtime;

use crate::config::Config;

/// How long an answer may take; it is as quick as the database.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// What the server says at the address of `--listen`.
///
/// # Errors
/// One sentence, where it is not ready, or not there.
pub fn health(config: &Config) -> Result<&'static str> {
    let address = within_reach(config.listen);
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let asked = runtime.block_on(ask(address, config.encrypts()));
    let (status, body) = asked.with_context(|| format!("Nothing answers at {address}"))?;
    match status {
        200 => Ok("Bliss is ready."),
        503 => {
            let problem: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
            bail!(
                "Bliss is not ready: {}",
                problem["detail"].as_str().unwrap_or("it did not say why.")
            )
        }
        _ => bail!("Something else than Bliss answers at {address}."),
    }
}

/// The address at which a server that listens on `listen` is reached from this machine.
fn within_reach(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// The status and the text of its answer.
async fn ask(address: SocketAddr, is_encrypted: bool) -> Result<(u16, String)> {
    let scheme = if is_encrypted { "https" } else { "http" };
    let client = reqwest::Client::builder()
        // Its certificate is for the name that people use. Whoever answers here is told nothing that matters.
        .tls_danger_accept_invalid_certs(true)
        .no_proxy()
        .timeout(ANSWER_WITHIN)
        .build()?;
    let answer = client.get(format!("{scheme}://{address}/readyz")).send().await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}
