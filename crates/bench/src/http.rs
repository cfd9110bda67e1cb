//! As much HTTP/1.1 (RFC 9112) as measuring needs: connections that stay open, requests whose bytes
//! were made before, and answers read whole. A full client would cost more than the server does.

use std::{net::SocketAddr, sync::Mutex, time::Duration};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::lock;

/// An answer that takes longer than this is an error.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut values = headers.filter(|(found, _)| found.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value.trim())
    }

    /// Bytes of the body, as they came.
    pub(crate) fn size(&self) -> usize {
        self.body.len()
    }

    /// Whether it is what was asked for.
    pub(crate) fn expect_well(self) -> Result<()> {
        if matches!(self.status, 200 | 201) { Ok(()) } else { self.expect(200).map(drop) }
    }

    /// The body as text.
    pub(crate) fn text(self) -> Result<String> {
        if self.header("content-encoding") != Some("br") {
            return Ok(String::from_utf8(self.body)?);
        }
        let mut plain = Vec::new();
        brotli_decompressor::BrotliDecompress(&mut self.body.as_slice(), &mut plain)?;
        Ok(String::from_utf8(plain)?)
    }

    /// This answer, if it has that status.
    pub(crate) fn expect(self, status: u16) -> Result<Self> {
        if self.status == status {
            return Ok(self);
        }
        let found = self.status;
        let head = self.head.lines().next().unwrap_or_default().to_owned();
        let text = self.text().unwrap_or_default();
        let text: String = text.chars().take(400).collect();
        bail!("asked for {status} and got {found}: {head} {text}")
    }
}

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.context("no connection to the server")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(4096) })
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        timeout(ANSWER_WITHIN, self.ask_and_wait(request)).await.context("no answer in time")?
    }

    async fn ask_and_wait(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        let end = loop {
            match find(&self.buffer, b"\r\n\r\n") {
                Some(at) => break at + 4,
                None => self.fill().await?,
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        self.buffer.drain(..end);
        let status = head.get(9..12).and_then(|digits| digits.parse().ok());
        let status = status.context("that is no answer of HTTP/1.1")?;
        let mut answer = Answer { status, head, body: Vec::new() };
        answer.body = self.body(&answer).await?;
        Ok(answer)
    }

    async fn body(&mut self, answer: &Answer) -> Result<Vec<u8>> {
        if matches!(answer.status, 204 | 304) {
            return Ok(Vec::new());
        }
        if let Some(length) = answer.header("content-length") {
            let length = length.parse()?;
            return self.take(length).await;
        }
        ensure!(answer.header("transfer-encoding") == Some("chunked"), "an answer without length");
        let mut body = Vec::new();
        loop {
            let line = loop {
                match find(&self.buffer, b"\r\n") {
                    Some(at) => break self.take(at + 2).await?,
                    None => self.fill().await?,
                }
            };
            let length = usize::from_str_radix(str::from_utf8(&line)?.trim(), 16)?;
            let chunk = self.take(length + 2).await?;
            if length == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&chunk[..length]);
        }
    }

    async fn take(&mut self, length: usize) -> Result<Vec<u8>> {
        while self.buffer.len() < length {
            self.fill().await?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    async fn fill(&mut self) -> Result<()> {
        self.buffer.reserve(16 * 1024);
        ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the server hung up");
        Ok(())
    }
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|window| window == what)
}

/// Connections that are taken as they are needed: where all are busy, one more is opened, so that
/// nobody waits for somebody else's answer.
pub(crate) struct Pool {
    address: SocketAddr,
    idle: Mutex<Vec<Connection>>,
}

impl Pool {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, idle: Mutex::default() }
    }

    /// Sends a request over a connection that is idle, or a new one.
    pub(crate) async fn ask(&self, request: &[u8]) -> Result<Answer> {
        let idle = lock(&self.idle).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => Connection::open(self.address).await?,
        };
        let answer = connection.ask(request).await?;
        lock(&self.idle).push(connection);
        Ok(answer)
    }
}

/// A request of somebody who is signed in, as their browser would send it.
pub(crate) fn request(method: &str, path: &str, cookie: &str, form: &[(&str, &str)]) -> Vec<u8> {
    let body: Vec<String> =
        form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let body = body.join("&");
    let length = if method == "GET" {
        String::new()
    } else {
        format!(
            "content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
            body.len()
        )
    };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: bench\r\ncookie: {cookie}\r\n\
         sec-fetch-site: same-origin\r\n{length}\r\n{body}"
    )
    .into_bytes()
}

/// The same request, by a browser that takes compressed answers.
pub(crate) fn compressed(request: &[u8]) -> Vec<u8> {
    let line = find(request, b"\r\n").map_or(0, |at| at + 2);
    let (first, rest) = request.split_at(line);
    [first, b"accept-encoding: gzip, deflate, br\r\n", rest].concat()
}

fn encoded(value: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    value.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_encoded() {
        let bytes = request("POST", "/sign-in", "a=b", &[("name", "Mia & Co"), ("x", "1")]);
        let text = String::from_utf8(bytes).unwrap_or_default();
        assert!(text.ends_with("content-length: 23\r\n\r\nname=Mia%20%26%20Co&x=1"), "{text}");
    }

    #[test]
    fn browsers_take_compressed_answers() {
        let text = String::from_utf8(compressed(&request("GET", "/", "", &[]))).unwrap_or_default();
        assert!(text.starts_with("GET / HTTP/1.1\r\naccept-encoding: gzip, deflate, br\r\nhost:"));
    }
}
