//! The interface as people read it: the same document, drawn by the server.

use std::sync::LazyLock;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Response},
};
use serde_json::{Map, Value};

use super::document;
use crate::{Web, error::Error, shell::Assets, workspace::address};

/// Something that is given or told: a parameter, or a member of an object.
struct Field {
    name: String,
    kind: Kind,
    required: bool,
    about: String,
}

/// What kind of value something is, and where that is described if it is described elsewhere.
struct Kind {
    words: String,
    schema: Option<String>,
}

/// One thing that a program can ask for.
struct Asking {
    id: String,
    method: String,
    path: String,
    says: String,
    scope: String,
    parameters: Vec<Field>,
    body: Option<Kind>,
    answer: Option<Kind>,
    statuses: Vec<(String, String)>,
    /// The same as a command.
    curl: String,
}

struct Noun {
    name: String,
    about: String,
    askings: Vec<Asking>,
}

/// An object of the document.
struct Schema {
    name: String,
    about: String,
    words: Vec<String>,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct Docs<'a> {
    assets: Assets,
    desk: String,
    about: Vec<&'a str>,
    nouns: &'a [Noun],
    schemas: &'a [Schema],
}

/// What is told on every desk in the same way, read from the document once.
static TOLD: LazyLock<(Vec<Noun>, Vec<Schema>)> = LazyLock::new(|| {
    let document = document::the();
    (nouns(document), schemas(document))
});

pub(crate) async fn show(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Error> {
    let about = document::the()["info"]["description"].as_str().unwrap_or_default();
    let docs = Docs {
        assets: Assets,
        desk: address(&web, &headers),
        about: about.split("\n\n").collect(),
        nouns: &TOLD.0,
        schemas: &TOLD.1,
    };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Html(docs.render()?)).into_response())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn nouns(document: &Value) -> Vec<Noun> {
    let mut nouns: Vec<Noun> = document["tags"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|tag| Noun {
            name: text(&tag["name"]),
            about: text(&tag["description"]),
            askings: Vec::new(),
        })
        .collect();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let noun = nouns.iter_mut().find(|noun| operation["tags"][0] == noun.name.as_str());
            if let Some(noun) = noun {
                noun.askings.push(asking(document, path, method, operation));
            }
        }
    }
    for noun in &mut nouns {
        let order = ["GET", "POST", "PUT", "DELETE"];
        let place = |asking: &Asking| order.iter().position(|method| *method == asking.method);
        noun.askings.sort_by_key(|asking| (asking.path.clone(), place(asking)));
    }
    nouns
}

fn asking(document: &Value, path: &str, method: &str, operation: &Value) -> Asking {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters: Vec<Field> = parameters
        .map(|parameter| Field {
            name: text(&parameter["name"]),
            kind: kind(&parameter["schema"]),
            required: parameter["required"] == true,
            about: text(&parameter["description"]),
        })
        .collect();
    let content = |holder: &Value| {
        let first = holder["content"].as_object()?.iter().next()?;
        Some((first.0.clone(), first.1["schema"].clone()))
    };
    let body = content(&operation["requestBody"]);
    let answers = operation["responses"].as_object();
    let good = answers.into_iter().flatten().find(|(status, _)| status.starts_with('2'));
    let answer = good.and_then(|(_, answer)| content(answer)).map(|(_, schema)| kind(&schema));
    let statuses = answers.into_iter().flatten();
    Asking {
        id: text(&operation["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        says: text(&operation["summary"]),
        scope: text(&operation["security"][0]["token"][0]),
        curl: curl(document, path, method, &parameters, body.as_ref()),
        body: body.map(|(media, schema)| match media.as_str() {
            "application/json" => kind(&schema),
            _ => Kind { words: "a file, as multipart/form-data".to_owned(), schema: None },
        }),
        answer,
        statuses: statuses
            .map(|(status, answer)| (status.clone(), text(&answer["description"])))
            .collect(),
        parameters,
    }
}

/// The same as a command that can be tried.
fn curl(
    document: &Value,
    path: &str,
    method: &str,
    parameters: &[Field],
    body: Option<&(String, Value)>,
) -> String {
    let path = path.split('/').map(|part| match part {
        "{tag}" => "late",
        "{kind}" => "email",
        "{value}" => "nora@example.com",
        id if id.starts_with('{') => "7",
        part => part,
    });
    let path: Vec<&str> = path.collect();
    let query = if path.last() == Some(&"search") { "?q=teapot" } else { "" };
    // What it would do anyway is not said.
    let asks = match method {
        "get" => String::new(),
        "post" if body.is_some() => String::new(),
        method => format!("-X {} ", method.to_uppercase()),
    };
    let mut parts = vec![
        format!("curl {asks}\"$DESK{}{query}\"", path.join("/")),
        "-H \"Authorization: Bearer $BLISS_TOKEN\"".to_owned(),
    ];
    if parameters.iter().any(|parameter| parameter.name == "If-Match") {
        parts.push("-H 'If-Match: \"…\"'".to_owned());
    }
    match body {
        Some((media, schema)) if media == "application/json" => {
            let example = &resolved(document, schema)["examples"][0];
            parts.push("-H \"Content-Type: application/json\"".to_owned());
            parts.push(format!("-d '{example}'"));
        }
        Some(_) => parts.push("-F file=@teapot.jpg".to_owned()),
        None => {}
    }
    parts.join(" \\\n  ")
}

/// A schema, or the one that it refers to.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let name = schema["$ref"].as_str().and_then(|place| place.rsplit('/').next());
    name.map_or(schema, |name| &document["components"]["schemas"][name])
}

/// A kind in words: "a number", "a Time, or null", "a list of Tag".
fn kind(schema: &Value) -> Kind {
    if let Some(name) = schema["$ref"].as_str().and_then(|place| place.rsplit('/').next()) {
        return Kind { words: name.to_owned(), schema: Some(name.to_owned()) };
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let one = any.iter().find(|one| one["type"] != "null").map(kind);
        let or_null = |one: Kind| Kind { words: format!("{} or null", one.words), ..one };
        return one.map_or(Kind { words: "anything".to_owned(), schema: None }, or_null);
    }
    if schema["type"] == "array" {
        let one = kind(&schema["items"]);
        return Kind { words: format!("list of {}", one.words), ..one };
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        Value::String(kind) => vec![kind.as_str()],
        _ => Vec::new(),
    };
    let words = kinds.into_iter().map(|kind| match kind {
        "string" => "text",
        "integer" | "number" => "number",
        "boolean" => "true or false",
        other => other,
    });
    let words = words.collect::<Vec<_>>().join(" or ");
    Kind { words: if words.is_empty() { "anything".to_owned() } else { words }, schema: None }
}

fn schemas(document: &Value) -> Vec<Schema> {
    let all: Option<&Map<String, Value>> = document["components"]["schemas"].as_object();
    let schema = |(name, schema): (&String, &Value)| {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let fields = schema["properties"].as_object().into_iter().flatten();
        Schema {
            name: name.clone(),
            about: text(&schema["description"]),
            words: schema["enum"].as_array().into_iter().flatten().map(text).collect(),
            fields: fields
                .map(|(name, schema)| Field {
                    required: required.contains(&name.as_str()),
                    name: name.clone(),
                    kind: kind(schema),
                    about: text(&schema["description"]),
                })
                .collect(),
        }
    };
    let mut schemas: Vec<Schema> = all.into_iter().flatten().map(schema).collect();
    schemas.sort_by_key(|schema| schema.name.to_lowercase());
    schemas
}
