//! `bliss config`: every option with what it means, what it is, and where that came from. What is printed is itself
//! a configuration file.

use std::fmt::Write;

use clap::{Arg, ArgMatches, Command, parser::ValueSource};

use super::file::{self, File};

/// Characters in a line of an explanation.
const LINE_CHARS: usize = 96;

/// The list. `command` has the options' own defaults, `matches` what holds.
pub(super) fn list(command: &Command, matches: &ArgMatches, file: Option<&File>) -> String {
    let mut text = String::from(
        "# All that can be chosen: by an option, else by the environment variable beside it, else in a file that\n\
         # --config names, else as it is here. A line that begins with # chooses nothing.\n",
    );
    let mut headings: Vec<&str> = Vec::new();
    for arg in file::options(command) {
        let heading = arg.get_help_heading().unwrap_or_default();
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    for heading in headings {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n## {heading}\n");
        for arg in file::options(command).filter(|arg| arg.get_help_heading() == Some(heading)) {
            text.push('\n');
            explain(&mut text, arg);
            let _ = writeln!(text, "{}", choice(arg, matches, file));
        }
    }
    text
}

/// What it means, and how else it is chosen.
fn explain(text: &mut String, arg: &Arg) {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let mut line = String::from("#");
    for word in help.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > LINE_CHARS {
            let _ = writeln!(text, "{line}");
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(text, "{line}");
    let variable = arg.get_env().map(|name| name.to_string_lossy()).unwrap_or_default();
    let _ = write!(text, "# --{}", file::name(arg));
    if !file::is_flag(arg) {
        let _ = write!(text, " {}", placeholder(arg));
    }
    let _ = write!(text, ", {variable}");
    if let [default] = arg.get_default_values() {
        let _ = write!(text, "; {} where nothing is chosen", default.to_string_lossy());
    }
    text.push('\n');
}

/// The line that chooses it as it is chosen now.
fn choice(arg: &Arg, matches: &ArgMatches, file: Option<&File>) -> String {
    let (id, name) = (arg.get_id().as_str(), file::name(arg));
    let given: Vec<String> = matches
        .get_raw(id)
        .map(|values| values.map(|value| value.to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    let from = match matches.value_source(id) {
        Some(ValueSource::CommandLine) => "by the command line".to_owned(),
        Some(ValueSource::EnvVariable) => {
            let variable = arg.get_env().map(|name| name.to_string_lossy()).unwrap_or_default();
            format!("by {variable}")
        }
        _ => match file.and_then(|file| Some((file.path.display(), file.line(id)?))) {
            Some((path, line)) => format!("by {path}, line {line}"),
            None if given.is_empty() => {
                return format!("# {name} = {}  # not chosen", quoted(placeholder(arg)));
            }
            None => return format!("# {name} = {}  # default", written(arg, &given)),
        },
    };
    // Printed, it would be in logs and on screens; and what is hidden must not be taken for its value.
    if arg.is_hide_env_values_set() {
        return format!("# {name} is chosen {from}, and not shown, for it may hold a password");
    }
    format!("{name} = {}  # {from}", written(arg, &given))
}

fn placeholder(arg: &Arg) -> &str {
    arg.get_value_names().and_then(<[_]>::first).map_or("…", |name| name.as_str())
}

/// A value as TOML writes it.
fn written(arg: &Arg, given: &[String]) -> String {
    let one = |value: &String| match value.parse::<i64>() {
        Ok(_) if matches!(placeholder(arg), "NUMBER" | "SECONDS") => value.clone(),
        _ if file::is_flag(arg) => value.clone(),
        _ => quoted(value),
    };
    if file::is_list(arg) {
        format!("[{}]", given.iter().map(one).collect::<Vec<_>>().join(", "))
    } else {
        given.first().map_or_else(|| quoted(""), one)
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
