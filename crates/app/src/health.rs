//! `bliss health`: asks the server that runs here whether it is ready, for containers, which have no other program
//! to ask with.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::config::Config;

/// How long an answer may take; it is as quick as the database.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// More than the answer is long.
const ANSWER_BYTES_MAX: u64 = 16 * 1024;

/// What the server says at the address of `--listen`.
///
/// # Errors
/// One sentence, where it is not ready, or not there.
pub fn health(config: &Config) -> Result<&'static str> {
    let address = within_reach(config.listen);
    let answer = ask(address).with_context(|| format!("Nothing answers at {address}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    match head.split(' ').nth(1) {
        Some("200") => Ok("Bliss is ready."),
        Some("503") => {
            let problem: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
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

fn ask(address: SocketAddr) -> Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, ANSWER_WITHIN)?;
    stream.set_read_timeout(Some(ANSWER_WITHIN))?;
    // 1.0, so that the end of the answer is the end of the connection.
    write!(stream, "GET /readyz HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(ANSWER_BYTES_MAX).read_to_string(&mut answer)?;
    Ok(answer)
}
