//! Canned replies to begin with. They are offered where there are none, each as words in a form that somebody reads
//! and changes before it is kept.

use super::{Whose, Written};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Starter {
    /// What it is called in an address.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Its short code.
    pub code: &'static str,
    /// What it is good for.
    pub why: &'static str,
    /// Its words.
    pub text: &'static str,
}

impl Starter {
    /// The starter of that key.
    pub fn find(key: &str) -> Option<&'static Self> {
        ALL.iter().find(|starter| starter.key == key)
    }

    /// As if somebody had written it.
    pub fn written(self, whose: Whose) -> Written {
        Written {
            title: self.title.to_owned(),
            code: self.code.to_owned(),
            text: self.text.to_owned(),
            language: LANGUAGE.to_owned(),
            whose,
        }
    }
}

/// The language that they are in.
const LANGUAGE: &str = "en";

/// All of them, in the order of a contact.
pub const ALL: &[Starter] = &[
    Starter {
        key: "heard",
        title: "Heard before helped",
        code: "heard",
        why: "An upset customer first needs to know that somebody listened.",
        text: "{{greeting}}\n\nthank you for telling us. That must have been annoying, and I am sorry that it happened to you. It was right to write to us.\n\nThis is what I will do for you now: ",
    },
    Starter {
        key: "wait",
        title: "Sorry for the wait",
        code: "wait",
        why: "Thanks for their patience, and a time that they can count on.",
        text: "{{greeting}}\n\nthank you for your patience, and I am sorry that you had to wait for us. I am looking into it now, and you will hear from me {{promise.due|by the end of today}}.\n\n{{agent.first_name}}, {{workspace.name}}",
    },
    Starter {
        key: "photo",
        title: "May I see it?",
        code: "photo",
        why: "Asks for a picture without making them prove anything.",
        text: "So that you need not describe it at length: could you send me a photo of it here? Then I can tell you right away how we put it right.",
    },
    Starter {
        key: "instead",
        title: "Not this, but that",
        code: "instead",
        why: "A “no” never comes alone: two other ways stand beside it.",
        text: "I would have loved to say yes to this. What I can do for you instead:\n\n1. \n2. \n\nWhich of the two would you like, {{customer.first_name|if I may ask}}?",
    },
    Starter {
        key: "right",
        title: "Is it right for you?",
        code: "right",
        why: "It is over when the customer says that it is made right.",
        text: "It is done, {{customer.first_name|as promised}}. Is it right for you like this? If anything is left, just answer here: I am glad to go on until it is.\n\nThank you for coming to us with it.\n{{agent.first_name}}",
    },
    Starter {
        key: "thanks",
        title: "Thanks for kind words",
        code: "thanks",
        why: "Whoever praises us deserves more than a thumbs up.",
        text: "{{greeting}}\n\nyour words have just made the day of everybody here at {{workspace.name}}. Thank you for taking the time to write them!\n\n{{agent.first_name}}",
    },
];
