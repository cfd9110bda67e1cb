//! What a row of the interface asks for and what it answers, read from the types of its handler: so the document says
//! what the code does, and a handler that changes changes it.

use std::{collections::BTreeSet, future::Future};

use axum::{
    extract::{FromRequest, FromRequestParts, Multipart, Request, State},
    http::{StatusCode, header, request::Parts},
};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use super::{
    Body, Named, Problem,
    list::{LIMIT_MAX, List, Page},
    wire::{Bytes, Done, Made, Told},
};
use crate::{Web, access::Caller, error::Error};

/// What the document tells of a row beyond its method, its path and its scope.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    /// What it does, in a sentence.
    pub(crate) says: &'static str,
    /// Whether it answers with JSON.
    pub(crate) json: bool,
    /// Whether it is done once where a program asks for it under a key.
    pub(crate) once: bool,
    pub(crate) describe: fn(&mut Sketch<'_>),
}

/// What is told of one row while the document is made.
pub(crate) struct Sketch<'a> {
    /// Schemas of what we tell.
    pub(crate) told: &'a mut SchemaGenerator,
    /// … and of what is asked for.
    pub(crate) asked: &'a mut SchemaGenerator,
    /// The names in the path, in its order.
    pub(crate) names: Vec<&'a str>,
    pub(crate) parameters: Vec<Value>,
    pub(crate) body: Option<Value>,
    /// The status, the headers and the content of what is answered.
    pub(crate) answer: (u16, Value, Option<Value>),
    /// What may be answered in its place.
    pub(crate) problems: BTreeSet<u16>,
}

impl Sketch<'_> {
    fn query(&mut self, name: &str, schema: &Value, required: bool) {
        let mut schema = schema.clone();
        let about = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        self.parameters.push(json!({
            "name": name, "in": "query", "required": required,
            "description": about.unwrap_or_default(), "schema": not_null(schema),
        }));
    }

    fn filters<F: JsonSchema>(&mut self) {
        let schema = F::json_schema(self.asked).to_value();
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            self.query(name, property, required.contains(&name.as_str()));
        }
        self.problems.insert(422);
    }
}

/// A schema without null, which no address can say.
fn not_null(mut schema: Value) -> Value {
    if let Some(kinds) = schema["type"].as_array() {
        let kind = kinds.iter().find(|kind| **kind != "null").cloned();
        schema["type"] = kind.unwrap_or(json!("string"));
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let one = any.iter().find(|one| one["type"] != "null").cloned();
        schema = one.unwrap_or(json!({}));
    }
    schema
}

/// What a handler asks for, by one of its arguments.
pub(crate) trait Asks {
    fn sketch(sketch: &mut Sketch<'_>);
}

/// What it answers.
pub(crate) trait Answers {
    /// Whether it is JSON.
    const JSON: bool = true;

    fn sketch(sketch: &mut Sketch<'_>);
}

/// A handler whose arguments and answer can be described.
pub(crate) trait Describes<D> {
    const JSON: bool;

    fn describe(sketch: &mut Sketch<'_>);
}

macro_rules! describes {
    ($($one:ident),*) => {
        impl<F, Answer, A, $($one),*> Describes<($($one,)*)> for F
        where
            F: Fn($($one),*) -> Answer,
            Answer: Future<Output = Result<A, Problem>>,
            A: Answers,
            $($one: Asks),*
        {
            const JSON: bool = A::JSON;

            fn describe(sketch: &mut Sketch<'_>) {
                $($one::sketch(sketch);)*
                A::sketch(sketch);
            }
        }
    };
}

describes!(T1);
describes!(T1, T2);
describes!(T1, T2, T3);
describes!(T1, T2, T3, T4);
describes!(T1, T2, T3, T4, T5);

impl Asks for State<Web> {
    fn sketch(_: &mut Sketch<'_>) {}
}

impl Asks for Caller {
    fn sketch(_: &mut Sketch<'_>) {}
}

/// Kinds of what a path names.
pub(crate) trait Kinds {
    const KINDS: &'static [&'static str];
}

impl Kinds for i64 {
    const KINDS: &'static [&'static str] = &["integer"];
}

impl Kinds for (i64, i64) {
    const KINDS: &'static [&'static str] = &["integer", "integer"];
}

impl Kinds for (i64, String) {
    const KINDS: &'static [&'static str] = &["integer", "string"];
}

impl Kinds for (i64, String, String) {
    const KINDS: &'static [&'static str] = &["integer", "string", "string"];
}

impl<T: Kinds> Asks for Named<T> {
    fn sketch(sketch: &mut Sketch<'_>) {
        for (name, kind) in sketch.names.iter().zip(T::KINDS) {
            let schema = match *kind {
                "integer" => json!({ "type": "integer", "format": "int64" }),
                kind => json!({ "type": kind, "minLength": 1 }),
            };
            sketch
                .parameters
                .push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
        }
        sketch.problems.insert(404);
    }
}

impl<T: JsonSchema> Asks for Body<T> {
    fn sketch(sketch: &mut Sketch<'_>) {
        let schema = sketch.asked.subschema_for::<T>();
        sketch.body = Some(json!({ "application/json": { "schema": schema } }));
        sketch.problems.extend([400, 413, 415, 422]);
    }
}

impl<F: JsonSchema> Asks for List<F> {
    fn sketch(sketch: &mut Sketch<'_>) {
        sketch.filters::<F>();
        let limit = json!({
            "type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": 50,
            "description": "How much a page holds at the most.",
        });
        sketch.query("limit", &limit, false);
        let cursor = json!({
            "type": "string", "description": "Where the page begins: “next” of the page before.",
        });
        sketch.query("cursor", &cursor, false);
    }
}

/// A file, as a form brings it.
pub(crate) struct Upload(pub(crate) Multipart);

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Multipart::from_request(request, state).await.map(Self).map_err(|_| {
            let how = "Send the file as multipart/form-data, in a field with the file’s name.";
            Error::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, how).into()
        })
    }
}

impl Asks for Upload {
    fn sketch(sketch: &mut Sketch<'_>) {
        sketch.body = Some(json!({ "multipart/form-data": { "schema": {
            "type": "object", "required": ["file"],
            "properties": { "file": { "type": "string", "contentMediaType": "application/octet-stream" } },
        }}}));
        sketch.problems.extend([400, 413, 415, 422]);
    }
}

/// The revision that whoever changes something has read (RFC 9110, section 13.1.1): without it, a change could undo
/// what somebody else wrote in between.
pub(crate) struct Read(Option<String>);

impl Read {
    /// The revision; none where any will do.
    pub(crate) fn revision(self) -> Option<String> {
        self.0
    }

    /// Somebody changed it in between.
    pub(crate) fn changed() -> Problem {
        let what = "Somebody changed this since you read it, so nothing was changed. Read it again, and put what you \
                    want to change into what it says now.";
        Error::new(StatusCode::PRECONDITION_FAILED, what).into()
    }
}

impl<S: Sync> FromRequestParts<S> for Read {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let given = parts.headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
        let Some(given) = given else {
            let how = "Say what you have read: If-Match with the ETag of the answer that you read, or * to write \
                       whatever it says now.";
            return Err(Error::new(StatusCode::PRECONDITION_REQUIRED, how).into());
        };
        let given = given.trim();
        Ok(Self((given != "*").then(|| given.trim_matches('"').to_owned())))
    }
}

impl Asks for Read {
    fn sketch(sketch: &mut Sketch<'_>) {
        sketch.parameters.push(json!({
            "name": "If-Match", "in": "header", "required": true, "schema": { "type": "string" },
            "description": "The ETag of what you have read, or * for whatever it says now.",
        }));
        sketch.problems.extend([412, 428]);
    }
}

impl<T: JsonSchema> Answers for Told<T> {
    fn sketch(sketch: &mut Sketch<'_>) {
        let schema = sketch.told.subschema_for::<T>();
        sketch.answer = (200, json!({}), Some(json!({ "application/json": { "schema": schema } })));
    }
}

impl<T: JsonSchema> Answers for Made<T> {
    fn sketch(sketch: &mut Sketch<'_>) {
        let schema = sketch.told.subschema_for::<T>();
        let place = json!({ "Location": {
            "description": "Where what was made is.", "schema": { "type": "string" },
        }});
        sketch.answer = (201, place, Some(json!({ "application/json": { "schema": schema } })));
    }
}

impl<T: JsonSchema> Answers for Page<T> {
    fn sketch(sketch: &mut Sketch<'_>) {
        let schema = sketch.told.subschema_for::<Self>();
        let link = json!({ "Link": {
            "description": "Where the next page is (RFC 8288).", "schema": { "type": "string" },
        }});
        sketch.answer = (200, link, Some(json!({ "application/json": { "schema": schema } })));
    }
}

impl Answers for Done {
    fn sketch(sketch: &mut Sketch<'_>) {
        sketch.answer = (204, json!({}), None);
    }
}

impl Answers for Bytes {
    const JSON: bool = false;

    fn sketch(sketch: &mut Sketch<'_>) {
        let any = json!({ "*/*": { "schema": {} } });
        sketch.answer = (200, json!({}), Some(any));
    }
}
