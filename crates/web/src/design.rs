//! The gallery: every token and every component, by morning and by evening.

use askama::Template;

use crate::{
    error::{Error, Result},
    page::page,
    shell::{Nav, Shell},
};

const TOKENS: &str = include_str!("../static/css/00-tokens.css");
const ICONS: &str = include_str!("../static/icons.svg");

/// One side of the tokens.
struct Side {
    /// The value of `data-theme`.
    theme: &'static str,
    name: &'static str,
    lead: &'static str,
    /// Names of colours, with what they are on this side.
    colours: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "design/show.html")]
struct Gallery {
    shell: Shell,
    nav: Nav,
    sides: [Side; 2],
    icons: Vec<&'static str>,
}

pub(crate) async fn show(shell: Shell) -> Result {
    if !shell.demo {
        return Err(Error::not_found("page"));
    }
    let side = |theme, name, lead, evening| Side { theme, name, lead, colours: colours(evening) };
    page(&Gallery {
        shell,
        nav: Nav::Settings,
        sides: [
            side("light", "Morning", "Paper-white and ink.", false),
            side("dark", "Evening", "Warm dark, lit by a lamp.", true),
        ],
        icons: ICONS.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect(),
    })
}

/// The colours of the tokens: lines such as `--ink: light-dark(#2a231b, #f4ecdf);`.
fn colours(evening: bool) -> Vec<(&'static str, &'static str)> {
    let colour = |line: &'static str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
        let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
        Some((name, if evening { dark } else { light }))
    };
    TOKENS.lines().filter_map(colour).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_the_tokens() {
        assert!(colours(false).contains(&("ink", "#2a231b")));
        assert!(colours(true).contains(&("ink", "#f4ecdf")));
        assert!(colours(true).contains(&("veil", "rgb(8 6 4 / .62)")));
    }
}
