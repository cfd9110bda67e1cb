//! The configuration file: TOML with the names of the options. What it may hold is asked of the options themselves,
//! so that nothing is listed twice.

use std::{
    collections::BTreeMap,
    error::Error as _,
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::{Result, anyhow, bail};
use clap::{
    Arg, ArgAction, Command,
    error::{ContextKind, ContextValue},
};
use toml::de::{DeTable, DeValue};

/// How much a name has to be like one of ours, from 0 to 1, to be taken for a slip of the pen.
const ALIKE_MIN: f64 = 0.7;

/// What a file chooses.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    /// By the id of the option.
    chosen: BTreeMap<String, Chosen>,
}

/// What it chooses for one option.
#[derive(Debug)]
struct Chosen {
    values: Vec<String>,
    /// Where, counted from one.
    line: usize,
}

/// The options that a file may choose, as the command line knows them; all but the file itself.
pub(crate) fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    // What concerns one command, or only this call, has no place in the environment either.
    command.get_arguments().filter(|arg| arg.get_env().is_some() && arg.get_id() != "config")
}

/// The name of an option, on the command line and in the file.
pub(crate) fn name(arg: &Arg) -> &str {
    arg.get_long().unwrap_or_default()
}

/// Whether an option takes no value: it is chosen or not.
pub(crate) fn is_flag(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

/// Whether an option may be given several times.
pub(crate) fn is_list(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}

impl File {
    /// Reads a file, and checks it against the options of `command`.
    ///
    /// # Errors
    /// One sentence, with the line, for whoever wrote it.
    pub(crate) fn read(path: &Path, command: &Command) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| {
            anyhow!(
                "The configuration file {} cannot be read ({error}). Check the name after --config.",
                path.display()
            )
        })?;
        Self::parse(path, &text, command)
    }

    fn parse(path: &Path, text: &str, command: &Command) -> Result<Self> {
        let line = |span: Range<usize>| {
            1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count()
        };
        let at = |line: usize| format!("{}, line {line}", path.display());
        let table = DeTable::parse(text).map_err(|error| {
            let line = error.span().map_or(1, line);
            anyhow!("{}: this is not TOML: {}.", at(line), error.message())
        })?;
        let mut chosen = BTreeMap::new();
        for (key, value) in table.get_ref() {
            let line = line(key.span());
            let arg = find(command, key.get_ref()).map_err(|why| anyhow!("{}: {why}", at(line)))?;
            let values = values(arg, value.get_ref())
                .and_then(|values| check(arg, &values).map(|()| values))
                .map_err(|why| anyhow!("{}: {} {why}.", at(line), name(arg)))?;
            chosen.insert(arg.get_id().to_string(), Chosen { values, line });
        }
        Ok(Self { path: path.to_owned(), chosen })
    }

    /// The same command, for which what the file chooses is what holds where nothing else is chosen: by the command
    /// line, or by the environment.
    pub(crate) fn under(&self, mut command: Command) -> Command {
        for (id, chosen) in &self.chosen {
            command = command.mut_arg(id, |arg| {
                // What the environment must not show in --help, the file must not either.
                let hidden = arg.is_hide_env_values_set();
                arg.default_values(chosen.values.clone()).hide_default_value(hidden)
            });
        }
        command
    }

    /// On which line it chooses something for that option.
    pub(crate) fn line(&self, id: &str) -> Option<usize> {
        self.chosen.get(id).map(|chosen| chosen.line)
    }
}

fn find<'a>(command: &'a Command, key: &str) -> Result<&'a Arg> {
    if key == "config" {
        bail!("the file itself is chosen by --config or BLISS_CONFIG, not in it.");
    }
    if let Some(arg) = options(command).find(|arg| name(arg) == key) {
        return Ok(arg);
    }
    let alike = options(command)
        .map(|arg| (strsim::jaro_winkler(name(arg), key), name(arg)))
        .filter(|(alike, _)| *alike >= ALIKE_MIN)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match alike {
        Some((_, meant)) => bail!("there is no option {key}. Did you mean {meant}?"),
        None => bail!("there is no option {key}. “bliss config” lists all that there are."),
    }
}

/// What is chosen for an option, as it would stand on the command line.
fn values(arg: &Arg, value: &DeValue<'_>) -> Result<Vec<String>, String> {
    match value {
        DeValue::Boolean(chosen) if is_flag(arg) => Ok(vec![chosen.to_string()]),
        _ if is_flag(arg) => Err("is true or false, without quotes".into()),
        DeValue::Array(several) if is_list(arg) => {
            several.iter().map(|one| scalar(one.get_ref())).collect()
        }
        DeValue::Array(_) => Err("takes one value, not several".into()),
        one => scalar(one).map(|one| vec![one]),
    }
}

fn scalar(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Ok(number.as_str().to_owned()),
        DeValue::Boolean(_) => Err("is not chosen by true or false; it takes a value".into()),
        _ => Err("takes a text in quotes, or a whole number".into()),
    }
}

/// Whether the option takes those values, as it says itself.
fn check(arg: &Arg, values: &[String]) -> Result<(), String> {
    if is_flag(arg) {
        return Ok(());
    }
    let alone = Command::new("bliss").no_binary_name(true).arg(arg.clone());
    for value in values {
        let given = format!("--{}={value}", name(arg));
        if let Err(error) = alone.clone().try_get_matches_from([given]) {
            // It may hold a password.
            let what = if arg.is_hide_env_values_set() {
                "cannot be that".to_owned()
            } else {
                format!("cannot be “{value}”")
            };
            return Err(format!("{what}: {}", why(&error)));
        }
    }
    Ok(())
}

fn why(error: &clap::Error) -> String {
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(valid)) if !valid.is_empty() => {
            format!("it is one of {}", valid.join(", "))
        }
        _ => error.source().map_or_else(|| "it cannot be used".into(), ToString::to_string),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use proptest::prelude::*;

    use super::*;
    use crate::config::Arguments;

    fn parse(text: &str) -> Result<File> {
        File::parse(Path::new("bliss.toml"), text, &Arguments::command())
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, said) in [
            (
                "demo = true\npublic_url = \"x\"",
                "line 2: there is no option public_url. Did you mean public-url?",
            ),
            (
                "zebra = 1",
                "line 1: there is no option zebra. “bliss config” lists all that there are.",
            ),
            (
                "config = \"x\"",
                "line 1: the file itself is chosen by --config or BLISS_CONFIG, not in it.",
            ),
            (
                "\n\nlisten = \"here\"",
                "line 3: listen cannot be “here”: write an address and a port",
            ),
            ("listen = true", "line 1: listen is not chosen by true or false; it takes a value."),
            ("listen = [\"127.0.0.1:1\"]", "line 1: listen takes one value, not several."),
            ("demo = \"yes\"", "line 1: demo is true or false, without quotes."),
            (
                "log-format = \"xml\"",
                "line 1: log-format cannot be “xml”: it is one of human, json.",
            ),
            (
                "chat-messages-per-minute = 0",
                "line 1: chat-messages-per-minute cannot be “0”: 0 is not in 1..",
            ),
            (
                "trusted-proxy = [\"10.0.0.1\", \"next door\"]",
                "line 1: trusted-proxy cannot be “next door”",
            ),
            ("data = 1.5", "line 1: data takes a text in quotes, or a whole number."),
            ("data = \"x", "line 1: this is not TOML: "),
            ("demo = true\ndemo = true", "line 2: this is not TOML: "),
        ] {
            let found = parse(text).map(drop).unwrap_err().to_string();
            assert!(found.starts_with(&format!("bliss.toml, {said}")), "{text}: {found}");
            assert!(!found.contains('\n'), "{found}");
        }
        let secret = parse("ice-server = \"secret\"").map(drop).unwrap_err().to_string();
        assert!(!secret.contains("secret"), "{secret}");
    }

    proptest! {
        #[test]
        fn whatever_stands_in_it_is_taken_or_refused_in_one_sentence(text in "(?s).{0,200}") {
            if let Err(error) = parse(&text) {
                prop_assert!(error.to_string().starts_with("bliss.toml, line "));
            }
        }

        #[test]
        fn every_text_comes_out_as_it_went_in(text in ".{1,60}") {
            let file = parse(&format!("data = {}", toml::Value::String(text.clone()))).unwrap();
            prop_assert_eq!(&file.chosen["data"].values, &[text]);
        }
    }
}
