//! Speaks with the mail server (RFC 5321), by lettre: one connection for each email, step by step, so that it can be said
//! at which one something stood in the way.

use std::{error::Error as _, fmt, time::Duration};

use domain::mail::{Mail, Trouble};
use domain::{Timestamp, text};
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};
use percent_encoding::percent_decode_str;
use reqwest::Url;
use tokio::time::timeout;

use super::Letter;

/// How long the mail server has until it has said who it is, and until it has taken name and password.
const GREET_WITHIN: Duration = Duration::from_secs(20);
/// How long it has to take an email. RFC 5321, section 4.5.3.2, gives it longer for each step; who sends sooner again risks
/// that it comes twice.
const TAKE_WITHIN: Duration = Duration::from_mins(5);
/// How long is waited for its farewell, when it has taken everything.
const PART_WITHIN: Duration = Duration::from_secs(2);
/// Most characters of what it said that are kept.
const ANSWER_CHARS_MAX: usize = 300;

/// How it is made sure that nobody on the way reads along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// From the first byte on (RFC 8314).
    Tls,
    /// Once both have said hello (STARTTLS, RFC 3207), and never without.
    StartTls,
    /// Not at all: for a mail server on this machine, or in a network of one's own.
    None,
}

/// Where emails go out, and from whom.
#[derive(Clone)]
pub struct Mailer {
    host: String,
    port: u16,
    encryption: Encryption,
    account: Option<(String, String)>,
    from: Mailbox,
    links: String,
}

impl fmt::Debug for Mailer {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailer({:?} {}, from {})", self.encryption, self.server(), self.from)
    }
}

/// Why an email did not go out, and what the mail server said.
pub(super) type Failed = (Trouble, String);
/// Whether it did.
pub(super) type Sent = Result<(), Failed>;

impl Mailer {
    /// The mail server of an address such as `smtps://name:password@mail.example:465` (encrypted from the first byte on) or
    /// `smtp://name:password@mail.example:587` (by STARTTLS); `?tls=none` after that of one that is not spoken to encrypted.
    /// `from` is a mailbox such as `The Tea Shop <desk@tea.example>`, and `links` what addresses of the desk begin with.
    ///
    /// # Errors
    /// A sentence that says what is wrong. It does not repeat the address, which may hold a password.
    pub fn open(url: &str, from: &str, links: &str) -> Result<Self, String> {
        const WRONG: &str = "--smtp-url takes the address of a mail server, such as smtps://name:password@mail.example:465 or \
                             smtp://name:password@mail.example:587. In a name or a password write @ as %40, : as %3A \
                             and / as %2F.";
        let url = Url::parse(url.trim()).map_err(|_| WRONG)?;
        let (encryption, usual) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Encryption::Tls, 465),
            ("smtp", None | Some("tls=required")) => (Encryption::StartTls, 587),
            ("smtp", Some("tls=none")) => (Encryption::None, 25),
            _ => return Err(WRONG.into()),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(WRONG)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(WRONG.into());
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(Into::into);
        let account = match (url.username(), url.password()) {
            ("", None) => None,
            (name, password) => {
                let name: String = decoded(name).map_err(|_| WRONG)?;
                Some((name, decoded(password.unwrap_or_default()).map_err(|_| WRONG)?))
            }
        };
        let from: Mailbox = from.trim().parse().map_err(|_| {
            "--mail-from takes the address that emails come from, such as desk@tea.example or \
             \"The Tea Shop <desk@tea.example>\"."
                .to_owned()
        })?;
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(usual),
            encryption,
            account,
            from,
            links: links.trim_end_matches('/').to_owned(),
        })
    }

    /// The mail server with its port.
    pub fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// How it is spoken to.
    pub fn encryption(&self) -> Encryption {
        self.encryption
    }

    /// From whom emails come.
    pub fn from(&self) -> String {
        self.from.to_string()
    }

    /// What links in emails begin with.
    pub fn links(&self) -> &str {
        &self.links
    }

    /// Sends it once.
    pub(super) async fn send(
        &self,
        mail: &Mail,
        to_name: Option<&str>,
        letter: Letter,
        now: Timestamp,
    ) -> Sent {
        let unwritable = |error: String| (Trouble::Unwritable, error);
        let to: Address = mail.address.parse().map_err(|_| unwritable(mail.address.clone()))?;
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![to.clone()])
            .map_err(|error| unwritable(error.to_string()))?;
        let to = Mailbox::new(to_name.map(ToOwned::to_owned), to);
        let message = self.message(mail, to, letter, now);
        let bytes = message.map_err(|error| unwritable(error.to_string()))?.formatted();

        let mut connection = within(GREET_WITHIN, self.greet()).await?;
        let taken = within(TAKE_WITHIN, async {
            connection.send(&envelope, &bytes).await.map_err(|error| failed(&error))
        })
        .await;
        // Whoever has taken it has it, also where they go without a farewell.
        let _ = timeout(PART_WITHIN, connection.abort()).await;
        taken.map(drop)
    }

    /// Connects, encrypted as was chosen, and says who is there.
    async fn greet(&self) -> Result<AsyncSmtpConnection, Failed> {
        let hello = ClientId::Domain(self.from.email.domain().to_owned());
        let tls = || {
            TlsParameters::new(self.host.clone())
                .map_err(|error| (Trouble::Unencrypted, innermost(&error)))
        };
        let from_the_start = match self.encryption {
            Encryption::Tls => Some(tls()?),
            Encryption::StartTls | Encryption::None => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            None,
            &hello,
            from_the_start,
            None,
        )
        .await
        // Whatever it says before it was asked for anything is said to everybody.
        .map_err(|error| match failed(&error) {
            (Trouble::Refused | Trouble::NotNow, said) => (Trouble::Unreachable, said),
            other => other,
        })?;
        if self.encryption == Encryption::StartTls {
            let tls = tls()?;
            let encrypted = connection.starttls(tls, &hello).await;
            encrypted.map_err(|error| (Trouble::Unencrypted, innermost(&error)))?;
        }
        if let Some((name, password)) = &self.account {
            let account = Credentials::new(name.clone(), password.clone());
            let let_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &account).await;
            let_in.map_err(|error| match failed(&error) {
                (Trouble::Refused | Trouble::NotNow, said) => (Trouble::Account, said),
                // It knows no way to let anybody in.
                _ if error.is_client() => (Trouble::Account, innermost(&error)),
                other => other,
            })?;
        }
        Ok(connection)
    }

    fn message(
        &self,
        mail: &Mail,
        to: Mailbox,
        letter: Letter,
        now: Timestamp,
    ) -> Result<Message, lettre::error::Error> {
        let raw =
            |name, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
        let id = format!("<{}@{}>", mail.key, self.from.email.domain());
        let mut message = Message::builder()
            .message_id(Some(id))
            .date(now.into())
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject)
            // Nobody's automatic answer is wanted (RFC 3834, section 5).
            .raw_header(raw("Auto-Submitted", "auto-generated".into()));
        if let Some(stop) = letter.stop {
            message = message
                .raw_header(raw("List-Unsubscribe", format!("<{stop}>")))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()));
        }
        message.multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
    }
}

async fn within<T>(
    limit: Duration,
    step: impl Future<Output = Result<T, Failed>>,
) -> Result<T, Failed> {
    let slow = |_| (Trouble::Slow, format!("{} seconds", limit.as_secs()));
    timeout(limit, step).await.map_err(slow)?
}

/// What an error of lettre's means.
fn failed(error: &SmtpError) -> Failed {
    let trouble = match error.status() {
        Some(code) => Trouble::of_reply(u16::from(code)),
        None if error.is_tls() => Trouble::Unencrypted,
        None => Trouble::Unreachable,
    };
    let said = match error.status() {
        Some(code) => format!("{code} {}", innermost(error)),
        None => innermost(error),
    };
    (trouble, text::excerpt(&said, ANSWER_CHARS_MAX))
}

/// The innermost reason, which is the one that a person can do something about.
fn innermost(error: &SmtpError) -> String {
    let mut reason = error.source();
    while let Some(further) = reason.and_then(|reason| reason.source()) {
        reason = Some(further);
    }
    let said = reason.map_or_else(|| error.to_string(), ToString::to_string);
    text::excerpt(&text::clean_line(&said), ANSWER_CHARS_MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn open(url: &str) -> Result<Mailer, String> {
        Mailer::open(url, "The Tea Shop <desk@tea.example>", "https://desk.example/")
    }

    #[test]
    fn an_address_says_how_the_mail_server_is_spoken_to() {
        use Encryption::{None as Plain, StartTls, Tls};
        for (url, server, encryption) in [
            ("smtps://mail.example", "mail.example:465", Tls),
            ("smtps://mia:secret@mail.example:1465/", "mail.example:1465", Tls),
            ("smtp://mail.example", "mail.example:587", StartTls),
            ("smtp://mail.example:25?tls=required", "mail.example:25", StartTls),
            ("smtp://127.0.0.1?tls=none", "127.0.0.1:25", Plain),
            (" smtp://[::1]:2525?tls=none ", "::1:2525", Plain),
        ] {
            let mailer = open(url).unwrap();
            assert_eq!((mailer.server().as_str(), mailer.encryption()), (server, encryption));
            assert_eq!(mailer.links(), "https://desk.example");
        }
        for wrong in [
            "",
            "mail.example:465",
            "https://mail.example",
            "smtp://",
            "smtps://mail.example?tls=none",
            "smtp://mail.example?tls=maybe",
            "smtps://mia:secret@mail.example/inbox",
        ] {
            let why = open(wrong).unwrap_err();
            assert!(why.contains("smtps://") && !why.contains("secret"), "{wrong}: {why}");
        }
        let mailer = open("smtps://mia%40tea.example:p%40ss%3A%2Fword@mail.example").unwrap();
        let account = Some(("mia@tea.example".to_owned(), "p@ss:/word".to_owned()));
        assert_eq!(mailer.account, account);
        assert!(!format!("{mailer:?}").contains("p@ss"), "{mailer:?}");
        for from in ["", "desk", "The Tea Shop", "a@b.example, c@d.example"] {
            let why = Mailer::open("smtps://mail.example", from, "").unwrap_err();
            assert!(why.contains("--mail-from"), "{from}: {why}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_taken_or_refused_in_words(url in "\\PC{0,40}", from in "\\PC{0,40}") {
            for url in [url.clone(), format!("smtps://{url}"), format!("smtp://{url}?tls=none")] {
                if let Err(why) = Mailer::open(&url, &from, "") {
                    prop_assert!(why.ends_with('.'), "{}", why);
                }
            }
        }
    }
}
