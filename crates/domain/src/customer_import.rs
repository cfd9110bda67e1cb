//! Customers that come from a table made elsewhere: what its columns mean, and what a line of it would change. Nothing
//! that we know is overwritten unless somebody says so.

use jiff::Timestamp;

use crate::{
    AgentId, CustomerId, CustomerImportId,
    customer::{AddressKind, compared},
    text::plain,
};

/// Most lines of one table.
pub const LINES_MAX: i64 = 200_000;
/// Most columns.
pub const COLUMNS_MAX: usize = 60;
/// Most bytes of one line: somewhat more than all of it that could be kept.
pub const LINE_BYTES_MAX: usize = 64 * 1024;
/// Most bytes of the file.
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Hours for which a table waits for somebody to say that it is right; its file goes then.
pub const WAIT_HOURS: i64 = 24;
/// Days for which it is kept what came of each line, and so for which an import can be undone.
pub const KEEP_DAYS: i64 = 30;

words! {
    /// What a column says of a customer.
    Field {
        /// Nothing that we keep.
        Leave = "-",
        /// Their whole name.
        Name = "name",
        /// The first part of it.
        FirstName = "first-name",
        /// The last part of it.
        LastName = "last-name",
        /// An email address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// Their language, by its tag.
        Language = "language",
        /// Their time zone, by its IANA name.
        TimeZone = "time-zone",
        /// Something worth remembering.
        Fact = "fact",
    }
}

/// What columns are called elsewhere, without marks, signs and capitals: in English, German, French and Spanish, and
/// in what other desks export.
const NAMES: [(Field, &[&str]); 8] = [
    (
        Field::Name,
        &[
            "name",
            "fullname",
            "customer",
            "customername",
            "contact",
            "contactname",
            "displayname",
            "kunde",
            "kundenname",
            "nom",
            "nomcomplet",
            "nombre",
            "nombrecompleto",
            "client",
        ],
    ),
    (
        Field::FirstName,
        &["firstname", "first", "givenname", "forename", "vorname", "prenom", "nombredepila"],
    ),
    (
        Field::LastName,
        &[
            "lastname",
            "last",
            "surname",
            "familyname",
            "nachname",
            "familienname",
            "apellido",
            "apellidos",
            "nomdefamille",
        ],
    ),
    (
        Field::Email,
        &[
            "email",
            "mail",
            "emailaddress",
            "mailaddress",
            "emailadresse",
            "mailadresse",
            "adresseemail",
            "courriel",
            "correo",
            "correoelectronico",
        ],
    ),
    (
        Field::Phone,
        &[
            "phone",
            "phonenumber",
            "telephone",
            "tel",
            "mobile",
            "mobilephone",
            "cell",
            "telefon",
            "telefonnummer",
            "handy",
            "mobil",
            "portable",
            "telefono",
            "movil",
        ],
    ),
    (Field::Language, &["language", "lang", "locale", "sprache", "langue", "idioma"]),
    (Field::TimeZone, &["timezone", "tz", "zeitzone", "fuseauhoraire", "zonahoraria"]),
    (
        Field::Fact,
        &[
            "note",
            "notes",
            "fact",
            "facts",
            "remark",
            "remarks",
            "comment",
            "comments",
            "notiz",
            "notizen",
            "bemerkung",
            "bemerkungen",
            "remarque",
            "nota",
            "notas",
        ],
    ),
];

impl Field {
    /// All of them, as they are offered.
    pub const ALL: [Self; 9] = [
        Self::Leave,
        Self::Name,
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Phone,
        Self::Language,
        Self::TimeZone,
        Self::Fact,
    ];

    /// What a column of that name most likely holds. A number at its end changes nothing, so that "E-mail 2" is one.
    pub fn guess(header: &str) -> Self {
        let name: String = plain(header).chars().filter(|c| c.is_alphanumeric()).collect();
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let found = NAMES.iter().find(|(_, names)| names.contains(&name));
        found.map_or(Self::Leave, |(field, _)| *field)
    }

    /// Whether a line can hold it in several columns.
    pub fn is_of_many(self) -> bool {
        matches!(self, Self::Leave | Self::Email | Self::Phone | Self::Fact)
    }
}

words! {
    /// How far an import is.
    State {
        /// It is looked what would come of each line; nothing is changed.
        Looking = "looking",
        /// That is known, and somebody may say that it is right.
        Ready = "ready",
        /// Its lines are taken.
        Running = "running",
        /// All were.
        Done = "done",
        /// What it did is taken back.
        Undoing = "undoing",
        /// That is done.
        Undone = "undone",
        /// Its file is gone, so nothing can be done with it any more.
        Lost = "lost",
    }
}

impl State {
    /// Whether something is being done with it.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Looking | Self::Running | Self::Undoing)
    }

    /// Whether nothing was changed yet.
    pub fn is_before(self) -> bool {
        matches!(self, Self::Looking | Self::Ready | Self::Lost)
    }
}

/// One table that somebody brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerImport {
    /// Its id.
    pub id: CustomerImportId,
    /// What the file was called.
    pub name: String,
    /// Where its lines are, among the files, for as long as they are needed.
    pub file: Option<String>,
    /// What the encoding of the file is called.
    pub encoding: String,
    /// What its columns are called.
    pub header: Vec<String>,
    /// What they mean, each in its place.
    pub columns: Vec<Field>,
    /// Whether the table is right where we know something else.
    pub overwrites: bool,
    /// Who brought it.
    pub agent_id: AgentId,
    /// When.
    pub at: Timestamp,
    /// How far it is.
    pub state: State,
    /// How many lines it has.
    pub lines: i64,
    /// How many of them were gone through.
    pub lines_done: i64,
    /// What came of them, or would.
    pub counts: Counts,
}

/// What came of lines, or would.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Customers that are new.
    pub added: i64,
    /// Lines that tell more of customers whom we know.
    pub updated: i64,
    /// Lines that say nothing new.
    pub unchanged: i64,
    /// Lines that cannot be taken.
    pub wrong: i64,
}

words! {
    /// What became of a line.
    Outcome {
        /// Somebody new.
        Added = "added",
        /// More about somebody.
        Updated = "updated",
        /// It cannot be taken.
        Wrong = "wrong",
        /// What it did was taken back.
        Undone = "undone",
        /// What it did stays, because of what came after it.
        Left = "left",
    }
}

/// Why a line cannot be taken. It says nothing of what stands in it, so that it can be kept beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It has neither a name nor an address.
    Nobody,
    /// Its addresses are of two customers; one that the same table brings is its line below zero.
    OfTwo(CustomerId, CustomerId),
    /// That column has bytes that are no text.
    Unreadable(usize),
    /// That column is no email address.
    Email(usize),
    /// That column is no phone number.
    Phone(usize),
    /// That column is no language tag.
    Language(usize),
    /// That column is no time zone.
    TimeZone(usize),
    /// The name is too long.
    LongName,
    /// That column is too long to be remembered.
    LongFact(usize),
    /// More would be remembered than there is room for.
    ManyFacts,
    /// It has more columns than the table.
    ManyColumns,
    /// It is longer than any line that could be taken.
    LongLine,
}

impl Wrong {
    /// The words that are stored.
    pub fn to_text(self) -> String {
        match self {
            Self::Nobody => "nobody".into(),
            Self::OfTwo(one, other) => format!("of-two {one} {other}"),
            Self::Unreadable(column) => format!("unreadable {column}"),
            Self::Email(column) => format!("email {column}"),
            Self::Phone(column) => format!("phone {column}"),
            Self::Language(column) => format!("language {column}"),
            Self::TimeZone(column) => format!("time-zone {column}"),
            Self::LongName => "long-name".into(),
            Self::LongFact(column) => format!("long-fact {column}"),
            Self::ManyFacts => "many-facts".into(),
            Self::ManyColumns => "many-columns".into(),
            Self::LongLine => "long-line".into(),
        }
    }

    /// What those words stand for.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let word = words.next()?;
        let mut column = || words.next()?.parse().ok();
        Some(match word {
            "nobody" => Self::Nobody,
            "of-two" => {
                let mut id = || words.next()?.parse().ok().map(CustomerId);
                Self::OfTwo(id()?, id()?)
            }
            "unreadable" => Self::Unreadable(column()?),
            "email" => Self::Email(column()?),
            "phone" => Self::Phone(column()?),
            "language" => Self::Language(column()?),
            "time-zone" => Self::TimeZone(column()?),
            "long-name" => Self::LongName,
            "long-fact" => Self::LongFact(column()?),
            "many-facts" => Self::ManyFacts,
            "many-columns" => Self::ManyColumns,
            "long-line" => Self::LongLine,
            _ => return None,
        })
    }
}

/// What a line says of a customer, in the form in which it is kept; or what we know of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Their name; empty where there is none.
    pub name: String,
    /// How they can be reached.
    pub addresses: Vec<(AddressKind, String)>,
    /// The tag of their language.
    pub language: Option<String>,
    /// The IANA name of their time zone.
    pub time_zone: Option<String>,
    /// What is worth remembering.
    pub facts: Vec<String>,
}

/// What a line says beyond what we know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Another name.
    pub name: Option<String>,
    /// Another language.
    pub language: Option<String>,
    /// Another time zone.
    pub time_zone: Option<String>,
    /// Addresses that are new.
    pub addresses: Vec<(AddressKind, String)>,
    /// What is worth remembering beside what is remembered.
    pub facts: Vec<String>,
}

impl Change {
    /// What `line` says beyond `known`. Where both say something else, ours stays unless the table `overwrites`; an
    /// empty cell never takes anything away.
    pub fn between(known: &Line, line: &Line, overwrites: bool) -> Self {
        let other = |ours: &str, theirs: &str| {
            let wanted = ours.is_empty() || overwrites;
            (wanted && !theirs.is_empty() && theirs != ours).then(|| theirs.to_owned())
        };
        let optional = |ours: &Option<String>, theirs: &Option<String>| {
            other(ours.as_deref().unwrap_or_default(), theirs.as_deref().unwrap_or_default())
        };
        let mut addresses: Vec<(AddressKind, String)> = Vec::new();
        for (kind, value) in &line.addresses {
            let wanted = compared(*kind, value);
            let is_it = |(own, value): &(AddressKind, String)| {
                own == kind && compared(*own, value) == wanted
            };
            if !known.addresses.iter().any(is_it) && !addresses.iter().any(is_it) {
                addresses.push((*kind, value.clone()));
            }
        }
        let mut facts: Vec<String> = Vec::new();
        for fact in &line.facts {
            if !known.facts.contains(fact) && !facts.contains(fact) {
                facts.push(fact.clone());
            }
        }
        Self {
            name: other(&known.name, &line.name),
            language: optional(&known.language, &line.language),
            time_zone: optional(&known.time_zone, &line.time_zone),
            addresses,
            facts,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is known of them with it.
    pub fn made_to(self, known: &mut Line) {
        if let Some(name) = self.name {
            known.name = name;
        }
        known.language = self.language.or(known.language.take());
        known.time_zone = self.time_zone.or(known.time_zone.take());
        known.addresses.extend(self.addresses);
        known.facts.extend(self.facts);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_are_known_by_their_names() {
        for (header, field) in [
            ("Name", Field::Name),
            ("First name", Field::FirstName),
            ("Prénom", Field::FirstName),
            ("NACHNAME", Field::LastName),
            ("E-Mail", Field::Email),
            ("e-mail 2", Field::Email),
            ("Correo electrónico", Field::Email),
            ("Mobile Phone", Field::Phone),
            ("Tel.", Field::Phone),
            ("Time zone", Field::TimeZone),
            ("locale", Field::Language),
            ("Remarks", Field::Fact),
            ("Shoe size", Field::Leave),
            ("", Field::Leave),
            ("42", Field::Leave),
        ] {
            assert_eq!(Field::guess(header), field, "{header}");
        }
    }

    #[test]
    fn words_are_read_as_they_were_written() {
        for field in Field::ALL {
            assert_eq!(Field::parse(field.as_str()), Some(field));
        }
        for wrong in [
            Wrong::Nobody,
            Wrong::OfTwo(CustomerId(7), CustomerId(-12)),
            Wrong::Unreadable(0),
            Wrong::Email(1),
            Wrong::Phone(2),
            Wrong::Language(3),
            Wrong::TimeZone(4),
            Wrong::LongName,
            Wrong::LongFact(59),
            Wrong::ManyFacts,
            Wrong::ManyColumns,
            Wrong::LongLine,
        ] {
            assert_eq!(Wrong::parse(&wrong.to_text()), Some(wrong));
        }
        for text in ["", "email", "email x", "of-two 1", "something else"] {
            assert_eq!(Wrong::parse(text), None, "{text}");
        }
    }

    fn nora() -> Line {
        Line {
            name: "Nora Berg".into(),
            addresses: vec![
                (AddressKind::Email, "nora@example.com".into()),
                (AddressKind::Phone, "+49 30 1234567".into()),
            ],
            language: None,
            time_zone: Some("Europe/Berlin".into()),
            facts: vec!["Likes Assam".into()],
        }
    }

    #[test]
    fn a_line_adds_and_does_not_overwrite() {
        let line = Line {
            name: "N. Berg".into(),
            addresses: vec![
                (AddressKind::Phone, "0049 (30) 1234-567".into()),
                (AddressKind::Email, "nora@work.example".into()),
                (AddressKind::Email, "nora@work.example".into()),
            ],
            language: Some("de".into()),
            time_zone: Some("Europe/Oslo".into()),
            facts: vec!["Likes Assam".into(), "Has a dog".into()],
        };
        let change = Change {
            name: None,
            language: Some("de".into()),
            time_zone: None,
            addresses: vec![(AddressKind::Email, "nora@work.example".into())],
            facts: vec!["Has a dog".into()],
        };
        assert_eq!(Change::between(&nora(), &line, false), change);
        let told = Change::between(&nora(), &line, true);
        assert_eq!(told.name.as_deref(), Some("N. Berg"));
        assert_eq!(told.time_zone.as_deref(), Some("Europe/Oslo"));
        // An empty cell takes nothing away.
        assert!(Change::between(&nora(), &Line::default(), true).is_empty());
    }

    fn lines() -> impl Strategy<Value = Line> {
        let address = prop_oneof![
            "[a-c]@x\\.de".prop_map(|value| (AddressKind::Email, value)),
            "[0-9 ]{5,8}".prop_map(|value| (AddressKind::Phone, value)),
        ];
        let addresses = prop::collection::vec(address, 0..4);
        let facts = prop::collection::vec("[a-c]", 0..3);
        ("[ab]{0,2}", addresses, prop::option::of("[a-c]{2}"), facts).prop_map(
            |(name, addresses, language, facts)| Line {
                name,
                addresses,
                language,
                time_zone: None,
                facts,
            },
        )
    }

    proptest! {
        #[test]
        fn what_was_taken_once_changes_nothing_the_second_time(
            known in lines(),
            line in lines(),
            overwrites: bool,
        ) {
            let mut known = known;
            Change::between(&known, &line, overwrites).made_to(&mut known);
            prop_assert!(Change::between(&known, &line, overwrites).is_empty());
        }

        #[test]
        fn what_is_known_is_overwritten_only_where_that_was_asked_for(
            known in lines(),
            line in lines(),
        ) {
            let mut told = known.clone();
            Change::between(&known, &line, false).made_to(&mut told);
            prop_assert!(known.name.is_empty() || told.name == known.name);
            prop_assert!(known.language.is_none() || told.language == known.language);
            prop_assert!(told.addresses.starts_with(&known.addresses));
            prop_assert!(told.facts.starts_with(&known.facts));
        }
    }
}
