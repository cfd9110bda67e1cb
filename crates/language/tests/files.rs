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
    fn all(pattern: &ast::Pattern<String>) -> Self {
        let mut parts = Self::default();
        parts.of(pattern);
        parts
    }

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

/// The messages of a language by their ids.
type Messages = BTreeMap<String, ast::Pattern<String>>;

/// The messages of each language; what cannot be read, or stands there twice, fails.
fn languages() -> Anything<BTreeMap<String, Messages>> {
    let mut languages = BTreeMap::new();
    for entry in fs::read_dir(crates().join("language/locales"))? {
        let file = entry?.path();
        let tag = file.file_stem().and_then(|stem| stem.to_str()).ok_or("a name")?.to_owned();
        let resource = parse(fs::read_to_string(&file)?)
            .map_err(|(_, errors)| format!("{}: {errors:?}", file.display()))?;
        let mut messages = BTreeMap::new();
        for entry in resource.body {
            let ast::Entry::Message(message) = entry else { continue };
            let pattern = message.value.ok_or("a message without words")?;
            let id = message.id.name;
            assert!(messages.insert(id.clone(), pattern).is_none(), "{tag}: {id} is there twice");
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
        for (id, pattern) in english {
            let Some(there) = messages.get(id).map(Parts::all) else {
                wrong.push(format!("{tag} lacks {id}"));
                continue;
            };
            let parts = Parts::all(pattern);
            if there != parts {
                wrong.push(format!("{tag}: {id} has {there:?}, in English {parts:?}"));
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

/// A template in pieces, each a tag and the text after it. A message's id stands between `\u{1}` and `\u{2}`; of what
/// else is put in, only `\u{1}\u{2}` is left.
fn pieces(template: &str) -> Vec<(String, String)> {
    let mut plain = template.to_owned();
    for (opens, closes) in
        [("{#", "#}"), ("{%", "%}"), ("{{", "}}"), ("<kbd", "</kbd>"), ("<code", "</code>")]
    {
        while let Some(from) = plain.find(opens) {
            let Some(length) = plain[from..].find(closes) else { break };
            let whole = from..from + length + closes.len();
            let id = if opens == "{{" { said(&plain[whole.clone()]).next() } else { None };
            let left = format!("\u{1}{}\u{2}", id.unwrap_or_default());
            plain.replace_range(whole, &left);
        }
    }
    let pieces = plain.split('<').map(|piece| piece.split_once('>').unwrap_or(("", piece)));
    pieces.map(|(tag, text)| (tag.to_owned(), text.to_owned())).collect()
}

/// An attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The messages in a text.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split('\u{1}').skip(1).filter_map(|rest| rest.split_once('\u{2}'));
    parts.map(|(id, _)| id).filter(|id| !id.is_empty())
}

/// What of a template is shown as it stands there: texts between tags, and attributes that are read out or shown.
fn words_of(template: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (tag, text) in pieces(template) {
        for name in ["aria-label", "title", "placeholder", "alt", "data-confirm", "data-said"] {
            words.extend(attribute(&tag, name).map(str::to_owned));
        }
        words.push(text);
    }
    for words in &mut words {
        while let Some((from, to)) = words.find('\u{1}').zip(words.find('\u{2}')) {
            words.replace_range(from..=to, " ");
        }
    }
    words.retain(|words| words.chars().filter(|c| c.is_alphabetic()).count() > 1);
    words
}

/// A message as its words alone, a variable as its name.
fn plain(pattern: &ast::Pattern<String>) -> String {
    let parts = pattern.elements.iter().map(|element| match element {
        ast::PatternElement::TextElement { value } => value.clone(),
        ast::PatternElement::Placeable { expression } => format!(" {expression:?} "),
    });
    let text = parts.collect::<String>().to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}

/// Who says “click Rename” presses what shows “Rename”, in every language (WCAG 2.2, 2.5.3 Label in Name).
#[test]
fn what_is_pressed_is_called_as_it_reads() -> Anything {
    let languages = languages()?;
    let mut templates = Vec::new();
    files(&crates().join("web/templates"), "html", &mut templates)?;
    let (mut looked_at, mut wrong) = (0, BTreeSet::new());
    for file in templates {
        let pieces = pieces(&fs::read_to_string(&file)?);
        for (at, (tag, _)) in pieces.iter().enumerate() {
            let element = tag.split_whitespace().next().unwrap_or_default();
            let called = attribute(tag, "aria-label").and_then(|label| ids(label).next());
            let (Some(called), "a" | "button" | "summary") = (called, element) else { continue };
            let within = pieces[at..].iter().take_while(|(tag, _)| *tag != format!("/{element}"));
            let shown =
                within.filter(|(tag, _)| !tag.contains("hidden") || tag.starts_with(element));
            for reads in shown.flat_map(|(_, text)| ids(text)) {
                looked_at += 1;
                for (tag, messages) in &languages {
                    let (reads, called) = (plain(&messages[reads]), plain(&messages[called]));
                    // Between words of Japanese there is nothing.
                    let (reads, called) = if tag == "ja" {
                        (reads.replace(' ', ""), called.replace(' ', ""))
                    } else {
                        (reads, called)
                    };
                    if !called.contains(&reads) {
                        wrong.insert(format!("{tag}: what reads{reads}is called{called}"));
                    }
                }
            }
        }
    }
    assert!(looked_at > 40, "only {looked_at} that are pressed");
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
    Ok(())
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
        let words = words.iter().map(|words| words.trim());
        let words: Vec<&str> =
            words.filter(|words| !matches!(*words, "" | "Bliss" | "· Bliss")).collect();
        if !words.is_empty() {
            left.push(format!("{path}: {words:?}"));
        }
    }
    assert!(left.is_empty(), "{} templates:\n{}", left.len(), left.join("\n"));
    Ok(())
}
