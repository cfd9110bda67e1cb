//! A mail server that a test runs: it speaks SMTP (RFC 5321) on this machine, lets one account in, keeps what comes, and is
//! in trouble as a test says.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use app::Config;
use base64::{Engine, engine::general_purpose::STANDARD};
use mail_parser::{Message, MessageParser};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use super::until;

/// The name and the password that it lets in; both hold what has to be encoded in an address.
const ACCOUNT: (&str, &str) = ("desk@tea.example", "p@ss:/word");
/// How long it takes for each answer where it is slow.
const SLOW: Duration = Duration::from_millis(300);

/// What happens on the next connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It lets nobody in.
    Account,
    /// It answers that to the recipient.
    Recipient(&'static str),
    /// It answers that when it has all of the email.
    Email(&'static str),
    /// It takes its time for each answer.
    Slow,
    /// It goes away before it has said a word.
    HangsUp,
    /// It goes away in the middle of the email.
    GoesAway,
    /// It takes the email, and goes away before it says so.
    TakesAndGoesAway,
}

/// An email that came.
#[derive(Debug, Clone)]
pub struct Email {
    pub from: String,
    pub to: String,
    raw: Vec<u8>,
}

impl Email {
    /// By somebody else's reading of RFC 5322 and MIME.
    pub fn read(&self) -> Message<'_> {
        MessageParser::default().parse(&self.raw).unwrap()
    }

    pub fn subject(&self) -> String {
        self.read().subject().unwrap().to_owned()
    }

    pub fn text(&self) -> String {
        self.read().body_text(0).unwrap().replace("\r\n", "\n")
    }

    pub fn html(&self) -> String {
        self.read().body_html(0).unwrap().into_owned()
    }

    pub fn header(&self, name: &str) -> String {
        self.read().header_raw(name).unwrap_or_default().trim().to_owned()
    }

    /// The address that stops emails like it.
    pub fn stop(&self) -> String {
        self.header("List-Unsubscribe").trim_matches(['<', '>']).to_owned()
    }
}

#[derive(Clone, Default)]
struct Kept {
    emails: Arc<Mutex<Vec<Email>>>,
    troubles: Arc<Mutex<VecDeque<Trouble>>>,
    connections: Arc<Mutex<usize>>,
}

pub struct MailServer {
    kept: Kept,
    pub address: SocketAddr,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl MailServer {
    /// One that takes everything.
    pub async fn listens() -> Self {
        let kept = Kept::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn({
            let kept = kept.clone();
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let trouble = kept.troubles.lock().unwrap().pop_front();
                    *kept.connections.lock().unwrap() += 1;
                    // Whoever goes away is gone.
                    tokio::spawn(serve(kept.clone(), stream, trouble));
                }
            }
        });
        Self { kept, address, serving }
    }

    /// Lets a desk send by it.
    pub fn serves(&self, config: &mut Config) {
        let account = "desk%40tea.example:p%40ss%3A%2Fword";
        config.smtp_url = Some(format!("smtp://{account}@{}?tls=none", self.address));
        config.mail_from = Some("The Tea Shop <desk@tea.example>".into());
    }

    /// The next connections meet with that, and those after them with no trouble.
    pub fn will(&self, troubles: &[Trouble]) {
        self.kept.troubles.lock().unwrap().extend(troubles);
    }

    pub fn emails(&self) -> Vec<Email> {
        self.kept.emails.lock().unwrap().clone()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        *self.kept.connections.lock().unwrap()
    }

    /// All that came, once there are so many.
    pub async fn gets(&self, count: usize) -> Vec<Email> {
        let what = format!("{count} emails");
        let emails =
            until(&what, async || Some(self.emails()).filter(|emails| emails.len() >= count)).await;
        assert_eq!(emails.len(), count, "{emails:?}");
        emails
    }
}

/// Goes through one connection; nothing where the other side, or this one, went away.
async fn serve(kept: Kept, stream: TcpStream, trouble: Option<Trouble>) -> Option<()> {
    if trouble == Some(Trouble::HangsUp) {
        return None;
    }
    let mut stream = BufReader::new(stream);
    let (mut from, mut to, mut is_in) = (String::new(), String::new(), false);
    say(&mut stream, trouble, "220 mail.tea.example ESMTP").await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let answer = match word.to_ascii_uppercase().as_str() {
            "EHLO" => "250-mail.tea.example\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
            "AUTH" => {
                let (name, password) = ACCOUNT;
                let right = STANDARD.encode(format!("\0{name}\0{password}"));
                is_in = rest == format!("PLAIN {right}") && trouble != Some(Trouble::Account);
                if is_in { "235 Welcome" } else { "535 5.7.8 Authentication credentials invalid" }
            }
            "MAIL" if !is_in => "530 5.7.0 Authentication required",
            "MAIL" => {
                from = bare(rest);
                "250 OK"
            }
            "RCPT" => {
                to = bare(rest);
                if let Some(Trouble::Recipient(answer)) = trouble { answer } else { "250 OK" }
            }
            "DATA" => {
                say(&mut stream, trouble, "354 Go on").await?;
                let raw = read_email(&mut stream, trouble).await?;
                let taken = Email { from: from.clone(), to: to.clone(), raw };
                match trouble {
                    Some(Trouble::Email(answer)) => answer,
                    Some(Trouble::TakesAndGoesAway) => {
                        kept.emails.lock().unwrap().push(taken);
                        return None;
                    }
                    _ => {
                        kept.emails.lock().unwrap().push(taken);
                        "250 2.0.0 Queued"
                    }
                }
            }
            "QUIT" => {
                say(&mut stream, trouble, "221 Bye").await?;
                return Some(());
            }
            _ => "502 5.5.1 What?",
        };
        say(&mut stream, trouble, answer).await?;
    }
}

async fn say(
    stream: &mut BufReader<TcpStream>,
    trouble: Option<Trouble>,
    answer: &str,
) -> Option<()> {
    if trouble == Some(Trouble::Slow) {
        tokio::time::sleep(SLOW).await;
    }
    stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await.ok()
}

/// All lines up to the dot that stands alone, without the dots that were put before others (section 4.5.2).
async fn read_email(
    stream: &mut BufReader<TcpStream>,
    trouble: Option<Trouble>,
) -> Option<Vec<u8>> {
    let mut raw = Vec::new();
    if trouble == Some(Trouble::GoesAway) {
        stream.read_exact(&mut [0; 100]).await.ok()?;
        return None;
    }
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await.ok()? == 0 {
            return None;
        }
        assert!(line.len() <= 1000, "a line is longer than section 4.5.3.1.6 allows");
        if line == b".\r\n" {
            return Some(raw);
        }
        raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

/// The address between `<` and `>`.
fn bare(given: &str) -> String {
    let address = given.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    address.map_or_else(String::new, |(address, _)| address.to_owned())
}
