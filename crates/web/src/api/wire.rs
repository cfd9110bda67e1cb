//! What several nouns have in common on the wire: times, words that are one of a few, and answers.

use std::{borrow::Cow, marker::PhantomData};

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    Timestamp,
    access::Role,
    api_token::Scope,
    call, canned_reply,
    conversation::{Channel, State},
    customer::AddressKind,
    customer_merge::Field,
    message::{Author, Kind},
    promise,
    standard::{self, Reach, Stage, Theme},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A moment: RFC 3339, in UTC where we write it, with any offset where it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Time(pub(crate) Timestamp);

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let given = String::deserialize(from)?;
        let read = given.parse::<Timestamp>().ok();
        // The store keeps whole milliseconds.
        let whole = read.and_then(|at| Timestamp::from_millisecond(at.as_millisecond()).ok());
        whole.map(Self).ok_or_else(|| {
            D::Error::custom(format!(
                "“{given}” is no time that there is: write a day that exists, with its offset, such as \
                 2026-11-23T10:00:00+01:00"
            ))
        })
    }
}

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date-time",
            "description": "A moment by RFC 3339, in UTC where it is told.",
            "examples": ["2026-11-23T09:00:00Z"],
        })
    }
}

/// Something that is one of a few, told by the word that the desk's own pages have for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<T>(pub(crate) T);

/// What is told by a word.
pub(crate) trait Words: Copy + 'static {
    /// What the document calls it.
    const NAME: &'static str;
    /// All that there are.
    const ALL: &'static [Self];

    fn word(self) -> &'static str;
}

macro_rules! told_by_words {
    ($($type:ty as $name:literal: [$($one:ident),* $(,)?];)*) => {$(
        impl Words for $type {
            const NAME: &'static str = $name;
            const ALL: &'static [Self] = &[$(<$type>::$one),*];

            fn word(self) -> &'static str {
                self.as_str()
            }
        }

        impl From<$type> for Word<$type> {
            fn from(one: $type) -> Self {
                Self(one)
            }
        }
    )*};
}

told_by_words! {
    Channel as "Channel": [Chat, Phone, InPerson, Api];
    State as "ConversationState": [WaitingOnUs, WaitingOnCustomer, Snoozed, Closed];
    Kind as "MessageKind": [Reply, Note];
    AddressKind as "AddressKind": [Email, Phone];
    Field as "CustomerField": [Name, Language, TimeZone];
    Role as "Role": [Owner, Lead, Agent];
    domain::export::State as "ExportState": [Making, Ready, Gone];
    promise::Status as "PromiseStatus": [Open, AtRisk, Late, Broken, Kept, KeptLate, Cancelled];
    promise::Source as "PromiseSource": [Noticed, Hand, CallBack];
    call::State as "CallState": [Waiting, Talking, Held, Ended];
    call::Reason as "CallReason": [Customer, Us, Lost, Unanswered, CallBack, Writing, Restart];
    call::Source as "CallSource": [Web, Recording];
    Stage as "Stage": [Start, During, End];
    Theme as "Theme": [Attitude, Care, NotPersonal, CustomersTalk];
    Reach as "Reach": [Chat, Phone, Email, InPerson, Any];
    standard::Role as "WhoseWords": [Anybody, FirstResponder];
    By as "By": [Customer, Agent];
    Scope as "Scope": [
        ConversationsRead, ConversationsWrite, CustomersRead, CustomersWrite, PromisesRead, PromisesWrite,
        CannedRepliesRead, CannedRepliesWrite, CallsRead, DeskRead, Exports, CallBacksRead, CallBacksWrite, Read, Write,
    ];
    Here as "Availability": [Online, Away];
    Belongs as "Whose": [Everybody, Team, Mine];
}

macro_rules! words {
    ($($(#[$doc:meta])* $enum:ident { $($one:ident = $word:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $enum { $($one),* }

        impl $enum {
            fn as_str(self) -> &'static str {
                match self { $(Self::$one => $word),* }
            }
        }
    )*};
}

words! {
    /// Who wrote something.
    By { Customer = "customer", Agent = "agent" }
    /// Whether somebody takes contacts.
    Here { Online = "online", Away = "away" }
    /// Whose a canned reply is.
    Belongs { Everybody = "everybody", Team = "team", Mine = "mine" }
}

impl From<Author> for Word<By> {
    fn from(author: Author) -> Self {
        Self(match author {
            Author::Customer => By::Customer,
            Author::Agent(_) => By::Agent,
        })
    }
}

impl From<canned_reply::Whose> for Word<Belongs> {
    fn from(whose: canned_reply::Whose) -> Self {
        Self(match whose {
            canned_reply::Whose::Everybody => Belongs::Everybody,
            canned_reply::Whose::Team(_) => Belongs::Team,
            canned_reply::Whose::Agent(_) => Belongs::Mine,
        })
    }
}

impl<T: Words> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.word())
    }
}

impl<'de, T: Words> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let given = String::deserialize(from)?;
        T::ALL.iter().find(|one| one.word() == given).copied().map(Self).ok_or_else(|| {
            let words: Vec<&str> = T::ALL.iter().map(|one| one.word()).collect();
            D::Error::custom(format!("“{given}” is none of: {}", words.join(", ")))
        })
    }
}

impl<T: Words> JsonSchema for Word<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> = T::ALL.iter().map(|one| one.word()).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}

/// What the document says of something that is always said and may be null.
pub(crate) struct Nullable<T>(PhantomData<T>);

impl<T: JsonSchema> JsonSchema for Nullable<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Nullable{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// What was asked for.
pub(crate) struct Told<T> {
    body: T,
    /// By which a later change says what it has read.
    revision: Option<String>,
}

impl<T> Told<T> {
    pub(crate) fn new(body: T) -> Self {
        Self { body, revision: None }
    }

    /// … which is changed by whoever says that they have read this.
    pub(crate) fn at_revision(self, revision: &impl ToString) -> Self {
        Self { revision: Some(revision.to_string()), ..self }
    }
}

impl<T: Serialize> IntoResponse for Told<T> {
    fn into_response(self) -> Response {
        let mut response = ([(header::CACHE_CONTROL, "no-store")], Json(self.body)).into_response();
        if let Some(tag) =
            self.revision.and_then(|it| HeaderValue::from_str(&format!("\"{it}\"")).ok())
        {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// What was made, and where it is.
pub(crate) struct Made<T> {
    pub(crate) place: String,
    pub(crate) told: Told<T>,
}

impl<T: Serialize> IntoResponse for Made<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, [(header::LOCATION, self.place)], self.told).into_response()
    }
}

/// It was done, and there is nothing to tell.
pub(crate) struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// The bytes of a file.
pub(crate) struct Bytes(pub(crate) Response);

impl IntoResponse for Bytes {
    fn into_response(self) -> Response {
        self.0
    }
}
