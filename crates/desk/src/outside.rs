//! Goes to addresses that somebody typed, and to none that lead where nobody outside has any business: a name is looked
//! up once, all that it leads to is checked, and exactly that is connected to, so a name that leads elsewhere a moment
//! later changes nothing. Redirects are not followed, and no proxy is asked.

use std::{
    error::Error as _,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use domain::webhook::{URL_CHARS_MAX, reach::Reach};
use language::{Wording, say};
use reqwest::{
    Method, RequestBuilder, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};

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

impl Refused {
    /// Why nothing is sent there, in words.
    fn wording(&self) -> Wording {
        let Self(address, allowed) = self;
        match allowed {
            Allowed::Http => say("outside-only-https"),
            Allowed::Https { .. } => say("outside-not-on-the-internet"),
        }
        .with("address", address.to_string())
    }
}

language::says_why!(Refused);

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

/// Goes there.
#[derive(Clone)]
pub(crate) struct Outside {
    private_too: bool,
    https: reqwest::Client,
    http: reqwest::Client,
}

impl Outside {
    /// One that goes to the internet, and where `private_too` says so to one's own network.
    ///
    /// # Errors
    /// Where nothing can be encrypted on this machine.
    pub(crate) fn new(private_too: bool) -> reqwest::Result<Self> {
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

    /// Whether it goes to one's own network too.
    pub(crate) fn private_too(&self) -> bool {
        self.private_too
    }

    /// A request to that address.
    ///
    /// # Errors
    /// A sentence, where it is none that may be gone to.
    pub(crate) fn request(&self, method: Method, url: &str) -> Result<RequestBuilder, Wording> {
        let url = check_url(url, self.private_too)?;
        let client = if url.scheme() == "https" { &self.https } else { &self.http };
        Ok(client.request(method, url))
    }
}

/// Why no answer came: the innermost reason, which is the one that a person can do something about.
pub(crate) fn why(error: &reqwest::Error) -> Wording {
    if error.is_timeout() {
        return say("outside-no-connection-in-time").with("seconds", CONNECT_WITHIN.as_secs());
    }
    let mut innermost = error.source();
    while let Some(source) = innermost {
        if let Some(refused) = source.downcast_ref::<Refused>() {
            return refused.wording();
        }
        match source.source() {
            Some(further) => innermost = Some(further),
            None => return no_connection(source),
        }
    }
    no_connection(error)
}

fn no_connection(why: &dyn std::error::Error) -> Wording {
    say("outside-no-connection").with("why", why.to_string())
}

/// An address as it was typed, where it may be gone to. What a name leads to is only known when it is gone to.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub(crate) fn check_url(given: &str, private_too: bool) -> Result<Url, Wording> {
    let given = given.trim();
    let wrong = || say("outside-no-address");
    if given.chars().count() > URL_CHARS_MAX {
        return Err(say("outside-too-long").with("most", URL_CHARS_MAX));
    }
    let url = Url::parse(given).map_err(|_| wrong())?;
    let allowed = match url.scheme() {
        "https" => Allowed::Https { private_too },
        "http" if private_too => Allowed::Http,
        "http" => {
            return Err(say("outside-https"));
        }
        _ => return Err(wrong()),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(say("outside-no-password"));
    }
    let host = url.host_str().ok_or_else(wrong)?;
    if let Ok(address) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
        allowed.check(address).map_err(|refused| refused.wording())?;
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
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
}
