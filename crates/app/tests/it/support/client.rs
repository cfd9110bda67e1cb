//! A program that uses the desk's interface. Whatever it is answered has to be what the document says.

use std::{collections::BTreeSet, sync::Arc};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Answer, Browser, Person, between};

/// The `OpenAPI` document of a desk.
pub struct Document(pub Value);

impl Document {
    /// The path of the document that an address is of, and what is told of it.
    fn operation(&self, method: &str, address: &str) -> Option<&Value> {
        let address = address.split('?').next().unwrap();
        let parts: Vec<&str> = address.split('/').collect();
        let (_, methods) = self.0["paths"].as_object()?.iter().find(|(path, methods)| {
            let template: Vec<&str> = path.split('/').collect();
            let fits = template.iter().zip(&parts).all(|(t, p)| t.starts_with('{') || t == p);
            fits && template.len() == parts.len() && !methods[method.to_lowercase()].is_null()
        })?;
        Some(&methods[method.to_lowercase()])
    }

    /// Fails where a value is not as a schema of the document says.
    #[track_caller]
    pub fn holds(&self, schema: &Value, value: &Value) {
        let mut whole = schema.clone();
        whole["components"] = self.0["components"].clone();
        let validator = jsonschema::options().should_validate_formats(true).build(&whole).unwrap();
        let wrong: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}\nin {value:#}\nby {schema}");
    }

    /// Fails where a value is not what the document says of that noun, no more and no less.
    #[track_caller]
    pub fn has(&self, noun: &str, value: &Value) {
        let schema = &self.0["components"]["schemas"][noun];
        self.holds(schema, value);
        let names = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(names(value), names(&schema["properties"]), "{noun}");
    }

    /// Fails where the document does not say of an address that it answers so.
    #[track_caller]
    fn says(&self, method: &Method, address: &str, answer: &Answer) {
        let status = answer.status.to_string();
        assert!(answer.status < 500, "{method} {address}: {}", answer.text());
        let Some(operation) = self.operation(method.as_str(), address) else {
            assert!([404, 405].contains(&answer.status), "{method} {address}: {status}");
            return;
        };
        let told = &operation["responses"][&status];
        assert!(!told.is_null(), "{method} {address}: {status} is not told: {}", answer.text());
        let kind = answer.header("content-type").split(';').next().unwrap().trim();
        let Some(contents) = told["content"].as_object() else {
            assert!(answer.bytes.is_empty(), "{method} {address}: {}", answer.text());
            return;
        };
        if contents.contains_key("*/*") {
            return;
        }
        let content = contents.get(kind);
        let content = content
            .unwrap_or_else(|| panic!("{method} {address}: {kind} is not told for {status}"));
        self.holds(&content["schema"], &answer.json());
        if answer.status >= 400 {
            assert_eq!(answer.json()["request_id"], answer.header("x-request-id"), "{address}");
        }
    }
}

pub struct Client {
    browser: Browser,
    pub token: String,
    pub document: Arc<Document>,
}

impl Client {
    /// A program with a token that somebody made, which may do that.
    pub async fn of(person: &Person, scopes: &[&str]) -> Self {
        let mut form = vec![("name", "The shop"), ("lasting", "month")];
        form.extend(scopes.iter().map(|scope| ("scope", *scope)));
        let page = person.post("/settings/api-tokens", &form).await.is(200);
        let token = between(&page.text(), "<code>", "</code>").to_owned();
        let browser = Browser::new(&person.base);
        let document = browser.get("/api/openapi.json").await.is(200).json();
        Self { browser, token, document: Arc::new(Document(document)) }
    }

    /// … everything that its maker may do.
    pub async fn of_all(person: &Person) -> Self {
        Self::of(person, &["read", "write", "exports"]).await
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.browser.request(method, path).bearer_auth(&self.token)
    }

    /// Sends a request, whose answer has to be what the document says.
    pub async fn sends(&self, method: Method, path: &str, request: RequestBuilder) -> Answer {
        let answer = self.browser.send(request).await;
        self.document.says(&method, path, &answer);
        answer
    }

    pub async fn gets(&self, path: &str) -> Answer {
        self.sends(Method::GET, path, self.request(Method::GET, path)).await
    }

    pub async fn posts(&self, path: &str, body: &Value) -> Answer {
        self.sends(Method::POST, path, self.request(Method::POST, path).json(body)).await
    }

    pub async fn posts_under(&self, key: &str, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).header("idempotency-key", key);
        self.sends(Method::POST, path, request.json(body)).await
    }

    pub async fn puts(&self, path: &str, body: &Value) -> Answer {
        self.sends(Method::PUT, path, self.request(Method::PUT, path).json(body)).await
    }

    /// … having read what has that tag.
    pub async fn puts_having_read(&self, tag: &str, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::PUT, path).header("if-match", tag).json(body);
        self.sends(Method::PUT, path, request).await
    }

    pub async fn deletes(&self, path: &str) -> Answer {
        self.sends(Method::DELETE, path, self.request(Method::DELETE, path)).await
    }

    pub async fn uploads(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let request = self.request(Method::POST, path);
        let request = request.multipart(super::browser::file(name, bytes));
        self.sends(Method::POST, path, request).await
    }

    /// All of a list, so many at a time, as a program goes through it.
    pub async fn goes_through(&self, path: &str, limit: usize) -> Vec<Value> {
        let and = if path.contains('?') { '&' } else { '?' };
        let mut next = format!("{path}{and}limit={limit}");
        let mut all = Vec::new();
        loop {
            let answer = self.gets(&next).await.is(200);
            let page = answer.json();
            let items = page["items"].as_array().unwrap().clone();
            assert!(items.len() <= limit);
            all.extend(items);
            let Some(cursor) = page["next"].as_str() else {
                assert_eq!((answer.header("link"), &page["next"]), ("", &json!(null)));
                return all;
            };
            // The header leads to the same page.
            let link = between(answer.header("link"), "<", ">; rel=\"next\"").to_owned();
            assert!(link.ends_with(&format!("cursor={cursor}")), "{link}");
            next = link;
        }
    }
}
