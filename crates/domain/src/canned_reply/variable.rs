//! Variables of canned replies: `{{customer.first_name}}`, or `{{customer.first_name|there}}` with what is said
//! where it is not known.
//!
//! What is not known and has nothing in its place becomes a gap, such as "[customer’s first name]": words that
//! whoever writes sees, and that nobody takes for the answer.

use language::{Wording, say};
use std::ops::Range;

use crate::text::{self, distance};

words! {
    /// Something that is filled in where a canned reply is used.
    Variable {
        /// What the customer is called, the first word of it.
        CustomerFirstName = "customer.first_name",
        /// What the customer is called.
        CustomerName = "customer.name",
        /// What the agent who writes is called, the first word of it.
        AgentFirstName = "agent.first_name",
        /// What the agent who writes is called.
        AgentName = "agent.name",
        /// The desk's name, as customers know it.
        WorkspaceName = "workspace.name",
        /// What the conversation is about.
        ConversationSubject = "conversation.subject",
        /// When the next open promise of the conversation is due, on the customer's clock.
        PromiseDue = "promise.due",
        /// A greeting by name, at the customer's time of day.
        Greeting = "greeting",
    }
}

impl Variable {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::CustomerFirstName,
        Self::CustomerName,
        Self::AgentFirstName,
        Self::AgentName,
        Self::WorkspaceName,
        Self::ConversationSubject,
        Self::PromiseDue,
        Self::Greeting,
    ];

    /// What it stands for.
    pub fn means(self) -> Wording {
        match self {
            Self::CustomerFirstName => say("canned-reply-variable-customer-first-name"),
            Self::CustomerName => say("canned-reply-variable-customer-name"),
            Self::AgentFirstName => say("canned-reply-variable-agent-first-name"),
            Self::AgentName => say("canned-reply-variable-agent-name"),
            Self::WorkspaceName => say("canned-reply-variable-workspace-name"),
            Self::ConversationSubject => say("canned-reply-variable-subject"),
            Self::PromiseDue => say("canned-reply-variable-promise-due"),
            Self::Greeting => say("canned-reply-variable-greeting"),
        }
    }

    /// What stands in its place where it is not known.
    pub fn gap(self) -> &'static str {
        match self {
            Self::CustomerFirstName => "[customer’s first name]",
            Self::CustomerName => "[customer’s name]",
            Self::AgentFirstName => "[your first name]",
            Self::AgentName => "[your name]",
            Self::WorkspaceName => "[name of the desk]",
            Self::ConversationSubject => "[what it is about]",
            Self::PromiseDue => "[by when]",
            Self::Greeting => "[greeting]",
        }
    }

    /// The variable that somebody may have meant by a name.
    fn nearest(name: &str) -> Option<Self> {
        let letters = name.chars().count();
        // A longer one is no slip of the pen.
        if letters > NAME_CHARS_MAX {
            return None;
        }
        let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
        // Where somebody says whose name they mean, that counts among those that are as near.
        let away = |known: Self| {
            let whole = distance(name, known.as_str());
            let last = distance(&last(name), &last(known.as_str()));
            (whole.min(last), if name.contains('.') { whole } else { 0 })
        };
        let near = |known: &Self| away(*known).0 <= last(name).chars().count().div_ceil(3);
        Self::ALL.into_iter().filter(near).min_by_key(|known| away(*known))
    }
}

/// Most characters of a name that is quoted, and for which the nearest is looked for.
const NAME_CHARS_MAX: usize = 40;
const OPENS: &str = "{{";
const CLOSES: &str = "}}";
const INSTEAD: char = '|';

/// Why a text with variables is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadVariable {
    /// There is none of that name; which may have been meant.
    Unknown(String, Option<Variable>),
    /// One is opened and not closed on its line; the words that follow.
    Open(String),
}

impl BadVariable {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Unknown(name, Some(nearest)) => say("canned-reply-unknown-variable-near")
                .with("name", name)
                .with("near", nearest.as_str()),
            Self::Unknown(name, None) => say("canned-reply-unknown-variable").with("name", name),
            Self::Open(after) => say("canned-reply-open-variable").with("after", after),
        }
    }
}

language::says_why!(BadVariable);

/// A part of a text with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    Variable { variable: Variable, instead: Option<String> },
}

/// A text with variables, understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template(Vec<Piece>);

/// A text whose variables are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// The bytes in which something is still to be put in.
    pub gaps: Vec<Range<usize>>,
}

/// Reads a text with variables.
///
/// # Errors
/// [`BadVariable`] where one is not known, or is not closed.
pub fn understand(text: &str) -> Result<Template, BadVariable> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once(OPENS) {
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        let closed = |(inner, _): &(&str, &str)| !inner.contains(OPENS) && !inner.contains('\n');
        let inner = after.split_once(CLOSES).filter(closed);
        let Some((inner, following)) = inner else {
            return Err(BadVariable::Open(text::excerpt(after, NAME_CHARS_MAX)));
        };
        let (name, instead) = match inner.split_once(INSTEAD) {
            Some((name, instead)) => (name, Some(instead.trim().to_owned())),
            None => (inner, None),
        };
        let name = name.trim().to_lowercase();
        let Some(variable) = Variable::parse(&name) else {
            let nearest = Variable::nearest(&name);
            return Err(BadVariable::Unknown(text::excerpt(&name, NAME_CHARS_MAX), nearest));
        };
        pieces.push(Piece::Variable { variable, instead });
        rest = following;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    Ok(Template(pieces))
}

impl Template {
    /// Whether it has that variable.
    pub fn has(&self, wanted: Variable) -> bool {
        let is = |piece: &Piece| matches!(piece, Piece::Variable { variable, .. } if *variable == wanted);
        self.0.iter().any(is)
    }

    /// Fills in what is known. What is filled in is not read again, whatever it says.
    pub fn fill(&self, known: impl Fn(Variable) -> Option<String>) -> Filled {
        let mut filled = Filled::default();
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => filled.text.push_str(words),
                Piece::Variable { variable, instead } => {
                    let value = known(*variable).filter(|value| !value.trim().is_empty());
                    if let Some(words) = value.as_ref().or(instead.as_ref()) {
                        filled.text.push_str(words);
                    } else {
                        let from = filled.text.len();
                        filled.text.push_str(variable.gap());
                        filled.gaps.push(from..filled.text.len());
                    }
                }
            }
        }
        filled
    }
}

/// The gaps that are left in a text, in bytes, the first first.
pub fn gaps(text: &str) -> Vec<Range<usize>> {
    let of = |variable: Variable| {
        let gap = variable.gap();
        text.match_indices(gap).map(move |(at, _)| at..at + gap.len())
    };
    let mut found: Vec<Range<usize>> = Variable::ALL.into_iter().flat_map(of).collect();
    found.sort_by_key(|gap| gap.start);
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ana(variable: Variable) -> Option<String> {
        match variable {
            Variable::CustomerFirstName => Some("Ana".to_owned()),
            Variable::Greeting => Some("Good morning Ana,".to_owned()),
            Variable::AgentName => Some("{{greeting}}".to_owned()),
            Variable::WorkspaceName => Some(" ".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn what_is_known_is_filled_in() {
        for (text, filled) in [
            ("No variable { at all }}", "No variable { at all }}"),
            ("{{greeting}}\n\nit is on its way.", "Good morning Ana,\n\nit is on its way."),
            ("Dear {{ Customer.First_Name }}!", "Dear Ana!"),
            ("Dear {{customer.name|friend}}", "Dear friend"),
            ("Dear {{customer.first_name|friend}}", "Dear Ana"),
            ("Dear{{customer.name|}}.", "Dear."),
            ("Dear {{customer.name}}.", "Dear [customer’s name]."),
            ("by {{promise.due | the end of {today} }}", "by the end of {today}"),
            // What is filled in is only words, and what says nothing is not known.
            ("{{agent.name}}, {{workspace.name|we}}", "{{greeting}}, we"),
        ] {
            assert_eq!(understand(text).unwrap().fill(ana).text, filled, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named_with_what_may_be_meant() {
        for (text, why) in [
            (
                "{{customer.frist_name}}",
                "There is no “{{customer.frist_name}}”. Did you mean “{{customer.first_name}}”?",
            ),
            ("{{name}}", "There is no “{{name}}”. Did you mean “{{customer.name}}”?"),
            (
                "{{user.first_name}}",
                "There is no “{{user.first_name}}”. Did you mean “{{customer.first_name}}”?",
            ),
            (
                "{{agent.firstname}}",
                "There is no “{{agent.firstname}}”. Did you mean “{{agent.first_name}}”?",
            ),
            ("{{{greeting}}}", "There is no “{{{greeting}}”. Did you mean “{{greeting}}”?"),
            ("{{weather}}", "There is no “{{weather}}”. Choose one of those beside the text."),
            ("{{}}", "There is no “{{}}”. Choose one of those beside the text."),
            (
                "Dear {{customer.name, thanks",
                "“{{customer.name, thanks” is opened and never closed. Put “}}” behind the name.",
            ),
            (
                "{{greeting\n}}",
                "“{{greeting }}” is opened and never closed. Put “}}” behind the name.",
            ),
        ] {
            assert_eq!(understand(text).unwrap_err().to_string(), why, "{text}");
        }
        assert!(matches!(understand("{{customer.name {{greeting}}"), Err(BadVariable::Open(_))));
    }

    #[test]
    fn gaps_are_found_again() {
        let filled = understand("{{promise.due}} x {{customer.name}}").unwrap().fill(|_| None);
        assert_eq!(filled.text, "[by when] x [customer’s name]");
        assert_eq!(gaps(&filled.text), filled.gaps);
        assert!(gaps("[whatever] [by whom]").is_empty());
    }

    /// A text with variables, and what becomes of it for Ana.
    fn written() -> impl Strategy<Value = (String, String)> {
        let words = "[a-zé ,.}\n]{0,12}".prop_map(|words: String| (words.clone(), words));
        let variable = (0..Variable::ALL.len(), proptest::option::of("[a-zé ]{0,8}"), " {0,2}");
        let variable = variable.prop_map(|(number, instead, room)| {
            let variable = Variable::ALL[number];
            let text = match &instead {
                Some(instead) => format!("{{{{{room}{}{room}|{instead}}}}}", variable.as_str()),
                None => format!("{{{{{room}{}{room}}}}}", variable.as_str()),
            };
            let known = ana(variable).filter(|value| !value.trim().is_empty());
            let instead = instead.map(|instead| instead.trim().to_owned());
            (text, known.or(instead).unwrap_or_else(|| variable.gap().to_owned()))
        });
        proptest::collection::vec(prop_oneof![words, variable], 0..8).prop_map(|pieces| {
            let (text, filled): (Vec<String>, Vec<String>) = pieces.into_iter().unzip();
            (text.concat(), filled.concat())
        })
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_understood_or_refused(text: String) {
            if let Ok(template) = understand(&text) {
                let filled = template.fill(|_| None);
                prop_assert!(!filled.text.contains(OPENS));
                for gap in filled.gaps {
                    prop_assert!(Variable::ALL.iter().any(|one| one.gap() == &filled.text[gap.clone()]));
                }
            }
        }

        #[test]
        fn braces_and_bars_never_confuse_it(text in "[{}|a.\n]{0,40}") {
            if let Err(why) = understand(&text) {
                prop_assert!(!why.to_string().is_empty());
            } else {
                prop_assert!(!text.contains(OPENS));
            }
        }

        #[test]
        fn every_variable_is_filled_in_its_place((text, filled) in written()) {
            prop_assert_eq!(understand(&text).unwrap().fill(ana).text, filled);
        }

        #[test]
        fn words_without_variables_stay(text in "[^{]{0,60}") {
            prop_assert_eq!(understand(&text).unwrap().fill(ana), Filled { text, gaps: Vec::new() });
        }
    }
}
