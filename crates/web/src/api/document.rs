//! The `OpenAPI` document (version 3.1), made of the table of routes and of what its handlers ask for and answer.

use std::{collections::BTreeSet, sync::LazyLock};

use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::operation::Sketch;
use crate::{
    access::Access,
    routes::{self, Route},
};

/// What the interface is, for those who begin to use it.
const ABOUT: &str = "What a program can do at this desk, in the name of whoever made its token, and never more than \
    they may. Nobody's voice figures are open to it.\n\nTokens are made in Settings → API, shown once, and sent as \
    `Authorization: Bearer bliss_…`; each opens what its scopes say. Times are RFC 3339, in UTC where they are told. \
    Ids are those in the desk's addresses. Names that we do not know are refused. A list is told a page at a time: \
    hand `next` back as `cursor`. What is sent with `POST` under an `Idempotency-Key` is done once, and answered the \
    same for 24 hours. `RateLimit` says what is left of a minute. Errors are problem+json (RFC 9457) with the number \
    by which a request is found in the log. Call-backs have addresses of their own, which are Zendesk's.";

/// The names of the nouns, as they stand in addresses, and what each is.
const NOUNS: [(&str, &str); 16] = [
    ("conversations", "One matter with a customer: how it stands, whose it is, what it is about."),
    ("messages", "What was said and noted in a conversation."),
    ("attachments", "Files that came with messages, or go with the next one."),
    ("customers", "A person we serve, with all their addresses and what is worth remembering."),
    ("facts", "What is worth remembering about a customer."),
    ("promises", "Something that we said we would do, for whom, by when."),
    ("canned-replies", "Texts that are written once and used often."),
    ("saved-views", "Lists of conversations that are kept at hand under a name."),
    ("search", "Everything that was said and noted, by words and operators."),
    ("calls", "Who called, when, and for how long. How anybody sounded is told to nobody else."),
    ("standards", "What good looks like, and how often it was met. Nobody is named."),
    ("agents", "The people who serve."),
    ("me", "Whose token this is, and what it may do."),
    ("teams", "Agents who share work."),
    ("inboxes", "The addresses to which conversations come."),
    ("tags", "Words that are put on conversations."),
];

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| document(&routes::table()));

/// The document.
pub(crate) fn the() -> &'static Value {
    &DOCUMENT
}

pub(crate) async fn show() -> Response {
    ([(header::CACHE_CONTROL, "public, max-age=300")], Json(the())).into_response()
}

/// Why a program was not answered as it asked (RFC 9457).
#[derive(JsonSchema)]
#[schemars(rename = "Problem", extend("additionalProperties" = true))]
#[expect(
    dead_code,
    reason = "errors are written by web::error; this is what the document says of them"
)]
struct Told {
    r#type: String,
    /// The status in words.
    title: String,
    status: u16,
    /// What was wrong and what to do, in a sentence.
    detail: String,
    /// The number by which the request is found in the log.
    request_id: Option<String>,
}

fn document(table: &[Route]) -> Value {
    let settings = || {
        SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
    };
    let mut told = settings().for_serialize().into_generator();
    let mut asked = settings().for_deserialize().into_generator();
    let mut paths: Map<String, Value> = Map::new();
    let mut nouns = BTreeSet::new();
    let problem = asked.subschema_for::<Told>();
    for route in table {
        let (Some(operation), Access::Api(scope)) = (route.operation, route.access) else {
            continue;
        };
        let names =
            route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let mut sketch = Sketch {
            told: &mut told,
            asked: &mut asked,
            names: names.collect(),
            parameters: Vec::new(),
            body: None,
            answer: (200, json!({}), None),
            problems: BTreeSet::from([401, 403, 429]),
        };
        (operation.describe)(&mut sketch);
        if operation.json {
            sketch.problems.insert(406);
        }
        let method = route.method.as_str().to_lowercase();
        if method != "get" {
            sketch.problems.extend([404, 409, 422]);
        }
        if operation.once {
            sketch.problems.insert(413);
            sketch.parameters.push(json!({
                "name": "Idempotency-Key", "in": "header", "required": false,
                "description": "A name of your own for what is asked: under the same one it is done once.",
                "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
            }));
        }
        let noun = noun(route.path);
        nouns.insert(noun);
        let (status, headers, content) = sketch.answer;
        let mut answers = Map::new();
        let mut answer = json!({ "description": "As it was asked for.", "headers": headers });
        if let Some(content) = content {
            answer["content"] = content;
        }
        answers.insert(status.to_string(), answer);
        for status in sketch.problems {
            answers.insert(status.to_string(), refusal(status, &problem.clone().to_value()));
        }
        answers.insert("5XX".into(), refusal(500, &problem.clone().to_value()));
        let mut told = json!({
            "operationId": id(&method, route.path),
            "tags": [noun],
            "summary": operation.says,
            "parameters": sketch.parameters,
            "responses": answers,
            "security": [{ "token": [scope.as_str()] }],
        });
        if let Some(body) = sketch.body {
            told["requestBody"] = json!({ "required": true, "content": body });
        }
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[method] = told;
    }
    let mut schemas = told.take_definitions(true);
    schemas.extend(asked.take_definitions(true));
    let nouns: Vec<Value> = NOUNS
        .iter()
        .filter(|(name, _)| nouns.contains(name))
        .map(|(name, about)| json!({ "name": name, "description": about }))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Bliss", "version": "1", "description": ABOUT },
        "servers": [{ "url": "/" }],
        "tags": nouns,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn refusal(status: u16, problem: &Value) -> Value {
    let why = match status {
        400 => "The body is no JSON.",
        401 => "The token is missing, or opens nothing.",
        403 => "The token has not this scope, or whoever made it may not do that.",
        404 => "What was named is not there.",
        406 => "We tell JSON alone.",
        409 => "Somebody was faster, it is so already, or the same is being done under this key.",
        412 => "Somebody changed it since it was read.",
        413 => "More than is taken at once.",
        415 => "A body of another kind.",
        422 => "What was given cannot be taken; the detail says what to change.",
        428 => "If-Match is missing.",
        429 => "Too much in a minute; Retry-After says when there may be more.",
        _ => "Something went wrong on our side.",
    };
    json!({ "description": why, "content": { "application/problem+json": { "schema": problem } } })
}

/// The noun of a path: the first of its parts, or the last that names one.
fn noun(path: &str) -> &'static str {
    let parts: Vec<&str> = path.split('/').collect();
    let named = |part: &&str| NOUNS.iter().map(|(name, _)| *name).find(|name| name == part);
    parts.iter().rev().find_map(named).unwrap_or("conversations")
}

/// The name of an operation: `get_conversations_id_messages`.
fn id(method: &str, path: &str) -> String {
    let parts = path.trim_start_matches("/api/v1/").split('/');
    let parts = parts.map(|part| part.trim_matches(['{', '}']).replace('-', "_"));
    parts.fold(method.to_owned(), |id, part| format!("{id}_{part}"))
}
