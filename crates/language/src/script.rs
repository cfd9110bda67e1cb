//! Messages as JavaScript, for what is said where no server is asked.

use std::fmt::Write as _;

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

use crate::{ENGLISH, FILES, Language};

/// What opens and closes words of another direction (Unicode, UAX #9: FSI and PDI).
const ISOLATE: (&str, &str) = ("\u{2068}", "\u{2069}");
/// The categories that choose plurals (Unicode, UTS #35, Language Plural Rules), without `other`, which is always the
/// default.
const CATEGORIES: [&str; 5] = ["zero", "one", "two", "few", "many"];

impl Language {
    /// The messages whose ids begin with that prefix, as a constant of that name in JavaScript: an object with `lang` and
    /// `dir`, as attributes of a page have them, and an entry for each message. Its name is the rest of its id, with `_`
    /// for `-`. Without variables it is a string, and otherwise a function, whose parameters stand in the order in which
    /// the English message first names them. What this language lacks is in English.
    pub fn script(&self, name: &str, prefix: &str) -> String {
        let english = FILES.iter().find(|(tag, _)| *tag == ENGLISH).map_or("", |(_, text)| *text);
        let english = FluentResource::try_new(english.to_owned());
        let english = english.unwrap_or_else(|(readable, _)| readable);
        let mut entries = String::new();
        for entry in english.entries() {
            let Entry::Message(message) = entry else { continue };
            let Some(key) = message.id.name.strip_prefix(prefix) else { continue };
            let Some(pattern) = &message.value else { continue };
            let mut variables = Vec::new();
            named(pattern, &mut variables);
            let own = self.messages.get_message(message.id.name).and_then(|own| own.value());
            let said = self.function(own.unwrap_or(pattern), &variables);
            let _ = writeln!(entries, "  {}: {said},", key.replace('-', "_"));
        }
        let plurals = if entries.contains("P(") {
            format!("const P = n => new Intl.PluralRules('{}').select(n);\n", self.tag)
        } else {
            String::new()
        };
        let direction = self.direction();
        format!(
            "{plurals}const {name} = {{\n  lang: '{}', dir: '{direction}',\n{entries}}};\n",
            self.tag
        )
    }

    /// What a browser's own formats of days and numbers are asked for by: `en-GB`.
    pub fn formats(&self) -> String {
        self.locale.to_string()
    }

    fn function(&self, pattern: &Pattern<&str>, variables: &[&str]) -> String {
        match variables {
            [] => quoted(pattern),
            [one] => format!("{one} => {}", self.expression(pattern)),
            several => format!("({}) => {}", several.join(", "), self.expression(pattern)),
        }
    }

    fn expression(&self, pattern: &Pattern<&str>) -> String {
        let elements = &pattern.elements[..];
        if let [PatternElement::Placeable { expression }] = elements
            && let Expression::Select { .. } = expression
        {
            return self.chosen(expression);
        }
        let mut said = "`".to_owned();
        for element in elements {
            match element {
                PatternElement::TextElement { value } => {
                    let value = value.replace('\\', "\\\\").replace('`', "\\`");
                    said.push_str(&value.replace("${", "\\${"));
                }
                PatternElement::Placeable { expression } => {
                    let isolated = self.right_to_left && elements.len() > 1;
                    let (opens, closes) = if isolated { ISOLATE } else { ("", "") };
                    let _ = write!(said, "{opens}${{{}}}{closes}", self.chosen(expression));
                }
            }
        }
        said.push('`');
        said
    }

    /// Of what is said in several ways, the one that the value of a variable chooses.
    fn chosen(&self, expression: &Expression<&str>) -> String {
        let (selector, variants) = match expression {
            Expression::Inline(inline) => return variable(inline).to_owned(),
            Expression::Select { selector, variants } => (variable(selector), variants),
        };
        let mut said = String::new();
        let mut otherwise = "``".to_owned();
        let is_one_way = variants.windows(2).all(|pair| pair[0].value == pair[1].value);
        for variant in variants {
            let words = self.expression(&variant.value);
            if variant.default {
                otherwise = words;
                continue;
            }
            let when = match &variant.key {
                VariantKey::Identifier { name } if CATEGORIES.contains(name) => {
                    format!("P({selector}) == '{name}'")
                }
                VariantKey::Identifier { name } => format!("{selector} == '{name}'"),
                VariantKey::NumberLiteral { value } => format!("{selector} == {value}"),
            };
            let _ = write!(said, "{when} ? {words} : ");
        }
        // A language that says it in one way is not asked which.
        if is_one_way { otherwise } else { format!("{said}{otherwise}") }
    }
}

/// The name of a variable. Nothing else stands in the messages of scripts.
fn variable<'a>(inline: &InlineExpression<&'a str>) -> &'a str {
    match inline {
        InlineExpression::VariableReference { id } => id.name,
        _ => "``",
    }
}

/// The names of a message's variables, each where it is named first.
fn named<'a>(pattern: &Pattern<&'a str>, found: &mut Vec<&'a str>) {
    let name = |inline: &InlineExpression<&'a str>, found: &mut Vec<&'a str>| {
        if let InlineExpression::VariableReference { id } = inline
            && !found.contains(&id.name)
        {
            found.push(id.name);
        }
    };
    for element in &pattern.elements {
        match element {
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                name(inline, found);
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                name(selector, found);
                for variant in variants {
                    named(&variant.value, found);
                }
            }
            PatternElement::TextElement { .. } => {}
        }
    }
}

/// A message without variables.
fn quoted(pattern: &Pattern<&str>) -> String {
    let texts = pattern.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => *value,
        PatternElement::Placeable { .. } => "",
    });
    let text: String = texts.collect();
    let text = text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n");
    format!("'{text}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(tag: &'static str, messages: &str) -> Language {
        Language::read(tag, messages).unwrap()
    }

    fn function(language: &Language, id: &str, variables: &[&str]) -> String {
        let message = language.messages.get_message(id).unwrap();
        language.function(message.value().unwrap(), variables)
    }

    #[test]
    fn a_message_becomes_a_string_or_a_function() {
        let language = spoken(
            "en",
            "quiet = It’s `quiet` \\ here, isn't it?\n\
             call = Call { $name }\n\
             costs = ${ $name } `as` it is\n\
             new =\n    { $count ->\n        [0] Nothing\n        [one] One by { $who }\n       *[other] { $count }\n    }\n\
             on =\n    { $kind ->\n        [date] on { $day }\n       *[other] on { $day }\n    }\n",
        );
        assert_eq!(function(&language, "quiet", &[]), r"'It’s `quiet` \\ here, isn\'t it?'");
        assert_eq!(function(&language, "call", &["name"]), "name => `Call ${name}`");
        assert_eq!(function(&language, "costs", &["name"]), r"name => `$${name} \`as\` it is`");
        assert_eq!(
            function(&language, "new", &["count", "who"]),
            "(count, who) => count == 0 ? `Nothing` : P(count) == 'one' ? `One by ${who}` : `${count}`"
        );
        assert_eq!(function(&language, "on", &["kind", "day"]), "(kind, day) => `on ${day}`");
    }

    #[test]
    fn names_do_not_turn_the_words_around_them() {
        let language = spoken("ar", "call = اتصل { $name } الآن\n");
        assert_eq!(
            function(&language, "call", &["name"]),
            "name => `اتصل \u{2068}${name}\u{2069} الآن`"
        );
    }
}
