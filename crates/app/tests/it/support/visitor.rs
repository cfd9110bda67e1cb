//! Somebody in the chat of the shop's page.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Answer, Browser, Socket, browser::file};

/// A picture of one transparent pixel.
pub const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0,
    0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];

#[derive(Clone)]
pub struct Visitor {
    pub secret: String,
    /// Where the chat is, such as `/chat/abc`.
    chat: String,
    browser: Browser,
}

impl Visitor {
    /// At a new browser, whose secret nobody has seen yet.
    pub fn new(base: &str, inbox: &str) -> Self {
        Self {
            secret: desk::token::new(),
            chat: format!("/chat/{inbox}"),
            browser: Browser::new(base),
        }
    }

    /// The same visitor at another server of the desk.
    pub fn at(&self, base: &str) -> Self {
        Self { browser: self.browser.at(base), ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let path = format!("{}/{path}", self.chat);
        self.browser.request(method, &path).bearer_auth(&self.secret)
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.browser.send(request).await
    }

    /// Sends a message as the chat does; an error where the server could not be reached.
    pub async fn tries(&self, body: &Value) -> reqwest::Result<Answer> {
        self.browser.tries(self.request(Method::POST, "messages").json(body)).await
    }

    pub async fn posts(&self, body: &Value) -> Answer {
        self.tries(body).await.unwrap()
    }

    /// Sends a message under a key.
    pub async fn sends(&self, key: &str, text: &str) -> Answer {
        self.posts(&json!({ "key": key, "text": text })).await
    }

    /// Sends a message; what was kept of it.
    pub async fn says(&self, text: &str) -> Value {
        let key = desk::token::public_key();
        self.sends(&key, text).await.is(201).json()["message"].take()
    }

    /// All messages, oldest first.
    pub async fn messages(&self) -> Vec<Value> {
        let mut all = Vec::new();
        let mut before = i64::MAX;
        loop {
            let request = self.request(Method::GET, "messages").query(&[("before", before)]);
            let page = self.send(request).await.is(200).json();
            let found = page["messages"].as_array().unwrap();
            all.splice(..0, found.iter().cloned());
            if page["more"] != true {
                return all;
            }
            before = found[0]["seq"].as_i64().unwrap();
        }
    }

    /// The texts of all messages, oldest first.
    pub async fn texts(&self) -> Vec<String> {
        let text = |message: &Value| message["text"].as_str().unwrap().to_owned();
        self.messages().await.iter().map(text).collect()
    }

    pub async fn attaches(&self, name: &str, bytes: &[u8]) -> Answer {
        self.send(self.request(Method::POST, "attachments").multipart(file(name, bytes))).await
    }

    /// The bytes of a file.
    pub async fn file(&self, id: i64) -> Answer {
        self.send(self.request(Method::GET, &format!("attachments/{id}"))).await
    }

    pub async fn identifies(&self, user_id: &str, hash: &str) -> Answer {
        let body = json!({ "user_id": user_id, "hash": hash });
        self.send(self.request(Method::PUT, "identity").json(&body)).await
    }

    /// Opens the chat's socket, for what comes after that place.
    pub async fn listens(&self, after: i64) -> Socket {
        self.tries_to_listen(after).await.unwrap()
    }

    /// … or none, where the server could not be reached.
    pub async fn tries_to_listen(&self, after: i64) -> Option<Socket> {
        let mut socket = self.browser.tries_socket(&format!("{}/live", self.chat)).await?;
        let hello = json!({ "hello": { "secret": self.secret, "after": after } });
        socket.tries(&hello).await.then_some(socket)
    }

    /// What everybody sees who opens the chat.
    pub async fn looks(&self) -> Value {
        self.browser.get(&self.chat).await.is(200).json()
    }
}
