//! A browser: it keeps cookies, and follows a redirect only when it is told to.

use std::sync::Arc;

use reqwest::{
    Certificate, Client, Method, RequestBuilder, Url,
    cookie::{CookieStore, Jar},
    header, multipart, redirect,
};
use serde_json::Value;
use tokio_tungstenite::tungstenite::{client::IntoClientRequest, http::HeaderValue};

use super::{AUTHORITY, Answer, DEADLINE, Socket};

#[derive(Clone)]
pub struct Browser {
    /// What addresses begin with, without a slash at the end.
    pub base: String,
    client: Client,
    cookies: Arc<Jar>,
}

impl Browser {
    pub fn new(base: &str) -> Self {
        let cookies = Arc::new(Jar::default());
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .cookie_provider(Arc::clone(&cookies))
            .user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")
            .timeout(DEADLINE)
            .tls_certs_only([Certificate::from_der(&AUTHORITY.certificate).unwrap()])
            .build()
            .unwrap();
        Self { base: base.to_owned(), client, cookies }
    }

    /// The same browser at another server of the desk.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    /// The path of an address, which may be a whole one.
    fn url(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// Sends a request; an error where the server could not be reached.
    pub async fn tries(&self, request: RequestBuilder) -> reqwest::Result<Answer> {
        let request = request.build()?;
        let asked = format!("{} {}", request.method(), request.url());
        let answer = Answer::read(asked, self.client.execute(request).await?).await?;
        // What comes between people and the server encrypts; where nothing does, as mostly here, a
        // cookie that asks for it would not be sent back.
        if let Some((cookie, _)) = answer.header("set-cookie").split_once("; Secure") {
            self.cookies.add_cookie_str(cookie, &self.base.parse().unwrap());
        }
        Ok(answer)
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.tries(request).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// The text of a page that is there.
    pub async fn page(&self, path: &str) -> String {
        self.get(path).await.is(200).text()
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.request(Method::POST, path).form(form)).await
    }

    pub async fn put(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.request(Method::PUT, path).form(form)).await
    }

    pub async fn put_json(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    pub async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let request = self.request(Method::POST, path).multipart(file(name, bytes));
        self.send(request).await
    }

    /// The cookies that it would send.
    pub fn cookies(&self) -> String {
        let url: Url = self.base.parse().unwrap();
        let cookies = self.cookies.cookies(&url);
        cookies.map_or(String::new(), |cookies| cookies.to_str().unwrap().to_owned())
    }

    /// Opens a socket with its cookies and those headers; the status where it was not let in.
    pub async fn socket(&self, path: &str, headers: &[(&str, &str)]) -> Result<Socket, u16> {
        let url = self.url(path).replacen("http", "ws", 1);
        let mut request = url.into_client_request().unwrap();
        if let Ok(cookies) = HeaderValue::from_str(&self.cookies()) {
            request.headers_mut().insert("cookie", cookies);
        }
        for (name, value) in headers {
            let name: header::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        Socket::open(request).await
    }

    /// Opens a socket that needs no cookies; none where the server could not be reached.
    pub async fn tries_socket(&self, path: &str) -> Option<Socket> {
        let url = self.url(path).replacen("http", "ws", 1);
        Socket::tries_to_open(url.into_client_request().unwrap()).await
    }
}

/// A form with one file.
pub fn file(name: &str, bytes: &[u8]) -> multipart::Form {
    let part = multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    multipart::Form::new().part("file", part)
}
