//! The visitors and what they write.

/// A visitor: somebody with a secret that their browser made.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// 32 bytes in 43 characters, as the chat asks for; not random, for it guards nothing.
    pub(crate) secret: String,
}

/// Visitors whose secrets begin with `name`, so that no two groups share one.
pub(crate) fn visitors(name: &str, count: usize) -> Vec<Visitor> {
    let secret = |number| format!("{:A<43}", format!("bench-{name}-{number}-"));
    (0..count).map(|number| Visitor { secret: secret(number) }).collect()
}

impl Visitor {
    /// The request by which they send what the widget would send.
    pub(crate) fn message(&self, inbox: &str, key: &str, text: &str) -> Vec<u8> {
        let body = serde_json::json!({
            "key": key,
            "text": text,
            "page": { "url": "https://shop.example/orders/4711", "title": "Your order" },
            "language": "en",
            "time_zone": "Europe/Berlin",
        })
        .to_string();
        format!(
            "POST /chat/{inbox}/messages HTTP/1.1\r\nhost: bench\r\n\
             authorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.secret,
            body.len()
        )
        .into_bytes()
    }
}

/// What one would write, of the length that people write in chats, with `mark` in it.
pub(crate) fn words(mark: &str) -> String {
    format!(
        "Good morning! My order {mark} should have been here on Monday, and the tracking page \
         still says “on its way”. Could you please have a look?"
    )
}
