//! Every language says all that Bliss says, and Bliss says nothing that is not in the files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{ast, parser::parse};

type Anything<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The variables of a message, and what it marks with tags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Parts {
    variables: BTreeSet<String>,
    tags: BTreeSet<String>,
    /// The words by which one of several ways is chosen; plurals are each language's own.
    choices: BTreeSet<String>,
}

/// The categories of plurals (Unicode, UTS #35).
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl Parts {
    fn of(&mut self, pattern: &ast::Pattern<String>) {
        for element in &pattern.elements {
            match element {
                ast::PatternElement::TextElement { value } => {
                    let tags = value.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
                    self.tags.extend(tags.map(|(tag, _)| tag.to_owned()));
                }
                ast::PatternElement::Placeable { expression } => self.of_expression(expression),
            }
        }
    }

    fn of_expression(&mut self, expression: &ast::Expression<String>) {
        match expression {
            ast::Expression::Inline(inline) => self.of_inline(inline),
            ast::Expression::Select { selector, variants } => {
                self.of_inline(selector);
                for variant in variants {
                    if let ast::VariantKey::Identifier { name } = &variant.key
                        && !PLURALS.contains(&name.as_str())
                    {
                        self.choices.insert(name.clone());
                    }
                    self.of(&variant.value);
                }
            }
        }
    }

    fn of_inline(&mut self, inline: &ast::InlineExpression<String>) {
        match inline {
            ast::InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.clone());
            }
            ast::InlineExpression::Placeable { expression } => self.of_expression(expression),
            _ => {}
        }
    }
}

/// The messages of each language; what cannot be read, or stands there twice, fails.
fn languages() -> Anything<BTreeMap<String, BTreeMap<String, Parts>>> {
    let mut languages = BTreeMap::new();
    for entry in fs::read_dir(crates().join("language/locales"))? {
        let file = entry?.path();
        let tag = file.file_stem().and_then(|stem| stem.to_str()).ok_or("a name")?.to_owned();
        let resource = parse(fs::read_to_string(&file)?)
            .map_err(|(_, errors)| format!("{}: {errors:?}", file.display()))?;
        let mut messages = BTreeMap::new();
        for entry in resource.body {
            let ast::Entry::Message(message) = entry else { continue };
            let mut parts = Parts::default();
            parts.of(message.value.as_ref().ok_or("a message without words")?);
            let id = message.id.name;
            assert!(messages.insert(id.clone(), parts).is_none(), "{tag}: {id} is there twice");
        }
        languages.insert(tag, messages);
    }
    Ok(languages)
}

#[test]
fn every_language_says_all_with_the_same_variables() -> Anything {
    let languages = languages()?;
    let english = &languages["en"];
    let mut wrong = Vec::new();
    for (tag, messages) in &languages {
        for (id, parts) in english {
            match messages.get(id) {
                None => wrong.push(format!("{tag} lacks {id}")),
                Some(there) if there != parts => {
                    wrong.push(format!("{tag}: {id} has {there:?}, in English {parts:?}"));
                }
                Some(_) => {}
            }
        }
        let more = messages.keys().filter(|id| !english.contains_key(*id));
        wrong.extend(more.map(|id| format!("{tag} has {id}, and English has not")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// All files in a folder with one of these ends.
fn files(folder: &Path, end: &str, found: &mut Vec<PathBuf>) -> Anything {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, end, found)?;
        } else if path.extension().is_some_and(|there| there == end) {
            found.push(path);
        }
    }
    Ok(())
}

/// Where something is said: `t("…")` in templates, `say("…")` in code.
fn said(text: &str) -> impl Iterator<Item = &str> {
    let ids = |opens: &'static str| {
        text.split(opens).skip(1).filter_map(|rest| rest.split_once('"').map(|(id, _)| id))
    };
    ids("crate::t(\"").chain(ids("say(\"")).chain(ids(" t(\""))
}

/// A script with what it calls the words, and the prefix of their ids.
const SCRIPTS: [(&str, &str, &str); 4] = [
    ("web/static/js", "words", "script-"),
    ("listen/src/report/page/player.js", "says", "script-"),
    ("web/static/widget/widget.js", "T", "widget-"),
    ("web/static/widget/call.js", "T", "talk-"),
];

/// What scripts say: `words.draft_saved` is the message `script-draft-saved`. What is looked up by a name that is put
/// together counts from its beginning: ``T[`over_${reason}`]`` says all that begin with `talk-over-`.
fn said_by_scripts() -> Anything<(BTreeSet<String>, Vec<String>)> {
    let (mut whole, mut begun) = (BTreeSet::new(), Vec::new());
    for (place, words, prefix) in SCRIPTS {
        let place = crates().join(place);
        let mut scripts = Vec::new();
        if place.is_dir() {
            files(&place, "js", &mut scripts)?;
        } else {
            scripts.push(place);
        }
        for script in scripts {
            let text = fs::read_to_string(script)?;
            let id = |name: &str| format!("{prefix}{}", name.replace('_', "-"));
            let opens = format!("{words}.");
            for (at, _) in text.match_indices(&opens) {
                let before = text[..at].chars().next_back();
                let rest = &text[at + opens.len()..];
                let name = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
                if let Some(name) = name
                    && !["", "lang", "dir"].contains(&name)
                    && !before.is_some_and(|c| c.is_alphanumeric() || "._$/".contains(c))
                {
                    whole.insert(id(name));
                }
            }
            let told = text.split("told('").skip(1).filter_map(|rest| rest.split_once('\''));
            whole.extend(told.map(|(name, _)| id(name)));
            let names = text.split('`').filter_map(|part| part.split_once("_${"));
            let names = names.filter(|(name, _)| name.chars().all(|c| c.is_ascii_lowercase()));
            begun.extend(names.map(|(name, _)| id(&format!("{name}_"))));
        }
    }
    Ok((whole, begun))
}

#[test]
fn what_is_said_is_there_and_what_is_there_is_said() -> Anything {
    let languages = languages()?;
    let english = &languages["en"];
    let (mut templates, mut code) = (Vec::new(), Vec::new());
    for end in ["html", "txt"] {
        files(&crates().join("web/templates"), end, &mut templates)?;
    }
    for room in ["web", "desk", "domain", "app", "language", "words"] {
        files(&crates().join(room).join("src"), "rs", &mut code)?;
    }
    let (mut used, begun) = said_by_scripts()?;
    // The words that stand in the script of the report itself.
    used.retain(|id| !id.starts_with("script-player-") || english.contains_key(id));
    let mut unknown: Vec<String> =
        used.iter().filter(|id| !english.contains_key(*id)).cloned().collect();
    used.insert("language-own-name".to_owned());
    for file in templates.iter().chain(&code) {
        let text = fs::read_to_string(file)?;
        for id in said(&text) {
            if !english.contains_key(id) {
                unknown.push(format!("{}: {id}", file.display()));
            }
            used.insert(id.to_owned());
        }
    }
    assert!(unknown.is_empty(), "no language has\n{}", unknown.join("\n"));
    let is_said =
        |id: &str| used.contains(id) || begun.iter().any(|beginning| id.starts_with(beginning));
    // A title’s text is said wherever its title is.
    let idle: Vec<&String> = english
        .keys()
        .filter(|id| !is_said(id) && !is_said(id.trim_end_matches("-text")))
        .collect();
    assert!(idle.is_empty(), "nobody says {idle:?}");
    Ok(())
}

/// What of a template is shown as it stands there: texts between tags, and attributes that are read out or shown.
fn words_of(template: &str) -> Vec<String> {
    let mut plain = template.to_owned();
    for (opens, closes) in
        [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<kbd", "</kbd>"), ("<code", "</code>")]
    {
        while let Some(from) = plain.find(opens) {
            let Some(length) = plain[from..].find(closes) else { break };
            plain.replace_range(from..from + length + closes.len(), "\u{1}");
        }
    }
    let mut words = Vec::new();
    for piece in plain.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        for name in ["aria-label", "title", "placeholder", "alt", "data-confirm", "data-said"] {
            if let Some((_, rest)) = tag.split_once(&format!("{name}=\"")) {
                words.extend(rest.split_once('"').map(|(value, _)| value.to_owned()));
            }
        }
        words.push(text.to_owned());
    }
    words.retain(|words| words.chars().filter(|c| c.is_alphabetic()).count() > 1);
    words
}

#[test]
fn no_template_says_anything_in_one_language_alone() -> Anything {
    let mut templates = Vec::new();
    files(&crates().join("web/templates"), "html", &mut templates)?;
    let mut left = Vec::new();
    for file in templates {
        // The gallery of components is for those who build Bliss, as is the interface's own page.
        let path = file.display().to_string();
        let for_builders = ["templates/design/", "templates/api/", "settings/macros.html"];
        if for_builders.iter().any(|part| path.contains(part)) {
            continue;
        }
        let words = words_of(&fs::read_to_string(&file)?);
        // What Bliss is called, it is called everywhere.
        let words = words.iter().map(|words| words.trim().trim_matches('\u{1}').trim());
        let words: Vec<&str> =
            words.filter(|words| !matches!(*words, "" | "Bliss" | "· Bliss")).collect();
        if !words.is_empty() {
            left.push(format!("{path}: {words:?}"));
        }
    }
    assert!(left.is_empty(), "{} templates:\n{}", left.len(), left.join("\n"));
    Ok(())
}
