//! Goes to addresses that somebody typed, and to none that lead where nobody outside has any business: a name is looked
//! up once, all that it leads to is checked, and exactly that is connected to, so a name that leads elsewhere a moment
//! later changes nothing. Redirects are not followed, and no proxy is asked.

use std::{
    error::Error as _,
    fmt,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use domain::webhook::{
    ANSWER_BYTES_KEPT, ANSWER_BYTES_MAX, ANSWER_SECONDS_MAX, URL_CHARS_MAX, reach::Reach,
};
use reqwest::{
    Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};
use tokio::time::{Instant, timeout_at};

/// How long an address has to be connected to.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// How long a connection that is not used is kept.
const IDLE: Duration = Duration::from_secs(30);

/// Which addresses may be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Allowed {
    /// The internet's, encrypted; and one's own where that was allowed.
    Https { private_too: bool },
    /// One's own alone: what is not encrypted goes through no network of others.
    Http,
}

/// An address leads where nothing is sent.
#[derive(Debug)]
struct Refused(IpAddr, Allowed);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(address, allowed) = self;
        match allowed {
            Allowed::Http => write!(
                f,
                "It leads to {address}, and outside your own network only https is gone to."
            ),
            Allowed::Https { .. } => write!(
                f,
                "It leads to {address}, which is not on the internet, so nothing was sent there."
            ),
        }
    }
}

impl std::error::Error for Refused {}

impl Allowed {
    fn check(self, address: IpAddr) -> Result<(), Refused> {
        let reach = Reach::of(address);
        let allowed = match self {
            Self::Https { private_too } => reach.is_allowed(private_too),
            Self::Http => reach == Reach::Private,
        };
        if allowed { Ok(()) } else { Err(Refused(address, self)) }
    }
}

impl Resolve for Allowed {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.collect();
            for address in &found {
                allowed.check(address.ip())?;
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// What is sent.
pub(super) struct Request {
    pub(super) url: String,
    pub(super) key: String,
    pub(super) at_seconds: i64,
    pub(super) signature: String,
    pub(super) body: String,
}

/// What came of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: Option<u16>,
    /// The beginning of what it said.
    pub(super) text: String,
    /// Why no answer came, or why it does not count.
    pub(super) error: Option<String>,
}

impl Answer {
    fn none(why: String) -> Self {
        Self { error: Some(why), ..Self::default() }
    }
}

/// Goes to the addresses.
#[derive(Clone)]
pub(super) struct Client {
    private_too: bool,
    https: reqwest::Client,
    http: reqwest::Client,
}

impl Client {
    /// One that goes to the internet, and where `private_too` says so to one's own network.
    ///
    /// # Errors
    /// Where nothing can be encrypted on this machine.
    pub(super) fn new(private_too: bool) -> reqwest::Result<Self> {
        let client = |allowed: Allowed| {
            reqwest::Client::builder()
                .dns_resolver(allowed)
                .redirect(redirect::Policy::none())
                .no_proxy()
                .connect_timeout(CONNECT_WITHIN)
                .pool_idle_timeout(IDLE)
                .user_agent(concat!("Bliss/", env!("CARGO_PKG_VERSION")))
                .build()
        };
        let https = client(Allowed::Https { private_too })?;
        Ok(Self { private_too, https, http: client(Allowed::Http)? })
    }

    /// Sends it, and waits for an answer for as long as anything is waited for.
    pub(super) async fn post(&self, request: Request) -> Answer {
        let url = match check_url(&request.url, self.private_too) {
            Ok(url) => url,
            Err(why) => return Answer::none(why),
        };
        let client = if url.scheme() == "https" { &self.https } else { &self.http };
        let until = Instant::now() + Duration::from_secs(ANSWER_SECONDS_MAX);
        let sent = client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", request.key)
            .header("webhook-timestamp", request.at_seconds)
            .header("webhook-signature", request.signature)
            .body(request.body)
            .send();
        let response = match timeout_at(until, sent).await {
            Err(_) => {
                return Answer::none(format!(
                    "No answer came within {ANSWER_SECONDS_MAX} seconds."
                ));
            }
            Ok(Err(error)) => return Answer::none(why(&error)),
            Ok(Ok(response)) => response,
        };
        let status = response.status();
        // Whoever says that they have it has it, whatever comes after.
        let text = read(response, until).await;
        let error = status.is_redirection().then(|| {
            "It answered with a redirect, which is not followed. Give the address that it leads to."
                .to_owned()
        });
        Answer { status: Some(status.as_u16()), text, error }
    }
}

/// The beginning of what an answer says. No more of it is read than [`ANSWER_BYTES_MAX`].
async fn read(mut response: Response, until: Instant) -> String {
    let (mut kept, mut all) = (Vec::new(), 0);
    while all < ANSWER_BYTES_MAX
        && let Ok(Ok(Some(bytes))) = timeout_at(until, response.chunk()).await
    {
        all += bytes.len();
        let room = (ANSWER_BYTES_KEPT - kept.len()).min(bytes.len());
        kept.extend_from_slice(&bytes[..room]);
    }
    domain::text::clean(&String::from_utf8_lossy(&kept))
}

/// Why no answer came: the innermost reason, which is the one that a person can do something about.
fn why(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "No connection within 10 seconds.".to_owned();
    }
    let mut innermost = error.source();
    while let Some(source) = innermost {
        if let Some(refused) = source.downcast_ref::<Refused>() {
            return refused.to_string();
        }
        match source.source() {
            Some(further) => innermost = Some(further),
            None => return format!("No connection: {source}."),
        }
    }
    format!("No connection: {error}.")
}

/// An address as it was typed, where it can be one of a webhook. What a name leads to is only known when it is gone to.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub(super) fn check_url(given: &str, private_too: bool) -> Result<Url, String> {
    let given = given.trim();
    let wrong = || {
        "That is not an address that can be gone to. It should be like \
         https://example.com/bliss."
            .to_owned()
    };
    if given.chars().count() > URL_CHARS_MAX {
        return Err(format!("The address is too long: the most is {URL_CHARS_MAX} characters."));
    }
    let url = Url::parse(given).map_err(|_| wrong())?;
    let allowed = match url.scheme() {
        "https" => Allowed::Https { private_too },
        "http" if private_too => Allowed::Http,
        "http" => {
            return Err("The address has to begin with https://, so that nobody on the way can \
                        read what is sent."
                .to_owned());
        }
        _ => return Err(wrong()),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Leave the name and the password out of the address: the signature says who \
                    sends it."
            .to_owned());
    }
    let host = url.host_str().ok_or_else(wrong)?;
    if let Ok(address) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
        allowed.check(address).map_err(|refused| refused.to_string())?;
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn addresses_are_checked_before_they_are_kept() {
        for (given, outside, own) in [
            ("https://till.example/hook?x=1", true, true),
            (" https://till.example ", true, true),
            ("https://93.184.215.14:8443/", true, true),
            ("http://till.example/", false, true),
            ("http://127.0.0.1:8080/", false, true),
            ("https://127.0.0.1/", false, true),
            // In other ways of writing it down.
            ("https://0x7f.1/", false, true),
            ("https://2130706433/", false, true),
            ("https://[::ffff:127.0.0.1]/", false, true),
            ("https://[::1]:1/", false, true),
            ("http://93.184.215.14/", false, false),
            ("https://169.254.169.254/latest/meta-data", false, false),
            ("https://[fe80::1]/", false, false),
            ("https://mia:secret@till.example/", false, false),
            ("ftp://till.example/", false, false),
            ("till.example", false, false),
            ("https://", false, false),
            ("", false, false),
        ] {
            assert_eq!(check_url(given, false).is_ok(), outside, "{given}");
            assert_eq!(check_url(given, true).is_ok(), own, "{given} with one's own network");
        }
        assert!(check_url(&format!("https://x.example/{}", "x".repeat(2_000)), true).is_err());
    }

    fn request(url: String) -> Request {
        Request {
            url,
            key: "msg_1".into(),
            at_seconds: 1,
            signature: "v1,x".into(),
            body: "{}".into(),
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_connected_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let outside = Client::new(false).unwrap();
        let answer = outside.post(request(format!("https://localhost:{port}/"))).await;
        let said = answer.error.unwrap_or_default();
        assert!(said.contains("not on the internet"), "{said}");
        tokio::select! {
            biased;
            _ = listener.accept() => panic!("it was connected to"),
            () = std::future::ready(()) => {}
        }
    }
}
