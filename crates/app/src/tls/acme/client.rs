//! Asks an authority over https, and remembers how long it wants to be left alone.

use std::{
    future::Future,
    path::Path,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result, anyhow, ensure};
use axum::{
    body::{self, Body, Bytes},
    http::{Request, Response, StatusCode, header},
};
use instant_acme::{BodyWrapper, BytesResponse, HttpClient};
use jiff::SignedDuration;
use reqwest::Certificate;

/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// More than any answer is long: a chain of certificates is some ten thousand bytes.
const BYTES_MAX: usize = 1024 * 1024;

/// Asks an authority. Clones remember the same.
#[derive(Clone)]
pub(super) struct Client {
    http: reqwest::Client,
    wait: Arc<Mutex<Option<SignedDuration>>>,
}

impl Client {
    /// One that trusts whom this machine trusts, and whoever is in the file `root`.
    ///
    /// # Errors
    /// One sentence, where nothing can be asked so.
    pub(super) fn new(root: Option<&Path>) -> Result<Self> {
        let roots = root.map(read).transpose()?.unwrap_or_default();
        let http = reqwest::Client::builder()
            .tls_certs_merge(roots)
            .https_only(true)
            .timeout(ANSWER_WITHIN)
            .build()
            .context("Bliss cannot ask a certificate authority: nothing can be encrypted on this machine.")?;
        Ok(Self { http, wait: Arc::default() })
    }

    /// How long the authority wants to be left alone, as it said when it last refused something.
    pub(super) fn wait(&self) -> Option<SignedDuration> {
        *self.wait.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&self, request: Request<BodyWrapper<Bytes>>) -> Result<BytesResponse> {
        let (head, body) = request.into_parts();
        let body = body::to_bytes(Body::new(body), BYTES_MAX).await?;
        let request = self.http.request(head.method, head.uri.to_string());
        let mut answer = request.headers(head.headers).body(body).send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            // Seconds, as authorities write it (RFC 8555, section 6.6); a date is as good as nothing here.
            let seconds = headers
                .get(header::RETRY_AFTER)
                .and_then(|value| value.to_str().ok()?.parse().ok());
            *self.wait.lock().unwrap_or_else(PoisonError::into_inner) =
                seconds.map(|seconds: u32| SignedDuration::from_secs(seconds.into()));
        }
        let mut bytes = Vec::new();
        while let Some(more) = answer.chunk().await? {
            ensure!(bytes.len() + more.len() <= BYTES_MAX, "the answer is too long");
            bytes.extend_from_slice(&more);
        }
        let mut response = Response::new(Body::from(bytes));
        (*response.status_mut(), *response.headers_mut()) = (status, headers);
        Ok(BytesResponse::from(response))
    }
}

impl HttpClient for Client {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, instant_acme::Error>> + Send>> {
        let client = self.clone();
        Box::pin(async move {
            client.send(request).await.map_err(|error| instant_acme::Error::Other(error.into()))
        })
    }
}

fn read(root: &Path) -> Result<Vec<Certificate>> {
    let text = std::fs::read(root).map_err(|error| anyhow!("{error}"));
    let read = text.and_then(|text| Ok(Certificate::from_pem_bundle(&text)?));
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(anyhow!("there is no certificate in it")),
        Err(error) => Err(error),
    }
    .map_err(|error| {
        anyhow!(
            "--acme-root: Bliss cannot use {} ({error}). It takes certificates as PEM.",
            root.display()
        )
    })
}
