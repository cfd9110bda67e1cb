//! Makes the weights of the linear models anew, bit for bit:
//! `cargo run --release -p read --bin words-train -- CORPORA crates/words/data crates/words/model`.

use std::{fmt::Write as _, io::Write as _, path::PathBuf, process::ExitCode};

use read::heads::{self, Made, Sources};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(corpora), Some(data), Some(model)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return say(
            "words-train CORPORA DATA MODEL: the folder with the published corpora, the folder \
                    with our own lines, and the folder where the weights go",
        );
    };
    let made = heads::make(&Sources { corpora, data }, &mut |what| {
        let _ = writeln!(std::io::stderr(), "{what}");
    });
    let Made { heads, rarity, verdicts } = match made {
        Ok(made) => made,
        Err(error) => return say(&error.to_string()),
    };
    let mut table = VERDICTS.to_owned();
    for verdict in verdicts {
        let _ = writeln!(table, "{verdict}");
    }
    let written = std::fs::write(model.join("heads.bin"), heads.to_bytes(&rarity))
        .and_then(|()| std::fs::write(model.join("verdicts.txt"), table));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => say(&format!("{}: {error}", model.display())),
    }
}

/// What the table begins with.
const VERDICTS: &str = "\
# How a finding is decided from what its model and its rules say; made by `words-train`.
# log odds = score × what the model says + rule, if the rules found it + bias; told from `least` up
#               score   rule    bias  least
";

fn say(what: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{what}");
    ExitCode::FAILURE
}
