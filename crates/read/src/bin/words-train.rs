//! Makes the weights of the linear models anew, bit for bit:
//! `cargo run --release -p read --bin words-train -- CORPORA crates/words/data/lines crates/words/model/heads.bin`.

use std::{io::Write, path::PathBuf, process::ExitCode};

use read::heads::{self, Sources};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(corpora), Some(lines), Some(output)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return say(
            "words-train CORPORA LINES OUTPUT: the folder with the published corpora, the \
                    folder with our own lines, and where the weights go",
        );
    };
    let made = heads::make(&Sources { corpora, lines }, &mut |what| {
        let _ = writeln!(std::io::stderr(), "{what}");
    });
    match made.map(|(rarity, heads)| std::fs::write(&output, heads.to_bytes(&rarity))) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => say(&format!("{}: {error}", output.display())),
        Err(error) => say(&error.to_string()),
    }
}

fn say(what: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{what}");
    ExitCode::FAILURE
}
