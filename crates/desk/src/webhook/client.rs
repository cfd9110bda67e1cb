//! Tells addresses of other programs what happened, and notes what they answer.

use domain::webhook::{ANSWER_BYTES_KEPT, ANSWER_BYTES_MAX, ANSWER_SECONDS_MAX};
use language::{Language, Wording};
use reqwest::{Method, Response};
use tokio::time::{Duration, Instant, timeout_at};

use crate::outside::{Outside, why};

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
    /// Why is kept, and so in the one language that everybody who looks at it shares.
    fn none(why: &Wording) -> Self {
        Self { error: Some(why.in_language(Language::english())), ..Self::default() }
    }
}

/// Goes to the addresses.
#[derive(Clone)]
pub(super) struct Client(Outside);

impl Client {
    /// One that goes to the internet, and where `private_too` says so to one's own network.
    ///
    /// # Errors
    /// Where nothing can be encrypted on this machine.
    pub(super) fn new(private_too: bool) -> reqwest::Result<Self> {
        Outside::new(private_too).map(Self)
    }

    /// Sends it, and waits for an answer for as long as anything is waited for.
    pub(super) async fn post(&self, request: Request) -> Answer {
        let to = match self.0.request(Method::POST, &request.url) {
            Ok(to) => to,
            Err(why) => return Answer::none(&why),
        };
        let until = Instant::now() + Duration::from_secs(ANSWER_SECONDS_MAX);
        let sent = to
            .header("content-type", "application/json")
            .header("webhook-id", request.key)
            .header("webhook-timestamp", request.at_seconds)
            .header("webhook-signature", request.signature)
            .body(request.body)
            .send();
        let response = match timeout_at(until, sent).await {
            Err(_) => {
                return Answer::none(&Wording::from(format!(
                    "No answer came within {ANSWER_SECONDS_MAX} seconds."
                )));
            }
            Ok(Err(error)) => return Answer::none(&why(&error)),
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

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

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
