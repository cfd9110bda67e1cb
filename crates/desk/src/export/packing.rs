//! What is in the file: a table of contents, each noun as JSON Lines and as CSV, and the files that came with messages.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
};

use domain::spreadsheet;
use serde_json::{Value, json};
use store::{
    Db,
    export::{Cell, Kind, SHEETS, Sheet},
};
use tokio::runtime::Handle;
use tokio_util::io::SyncIoBridge;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{Error, Files, Result};

/// Rows that are read at a time.
const CHUNK: i64 = 500;
/// What is in the file, for whoever opens it.
const ABOUT: &str = include_str!("about.txt");

type Zip = ZipWriter<BufWriter<File>>;

/// Writes all that is kept to that file, with the files of messages where they are asked for; how many rows. It is told
/// in between how many there are so far, and may be ended then.
pub(super) fn pack(
    db: &mut Db,
    to: File,
    files: Option<(Files, Handle)>,
    tell: &mut impl FnMut(i64) -> Result<()>,
) -> Result<i64> {
    let mut zip = ZipWriter::new(BufWriter::new(to));
    begin(&mut zip, "README.txt")?;
    zip.write_all(ABOUT.as_bytes())?;
    begin(&mut zip, "columns.csv")?;
    zip.write_all(columns().as_bytes())?;
    let mut rows = 0;
    for sheet in &SHEETS {
        begin(&mut zip, &format!("{}.jsonl", sheet.name))?;
        each(db, sheet, |row| {
            zip.write_all(object(sheet, row)?.as_bytes())?;
            rows += 1;
            tell(rows)
        })?;
        begin(&mut zip, &format!("{}.csv", sheet.name))?;
        let header = sheet.columns.iter().map(|(name, ..)| *name);
        write!(zip, "{}{}", spreadsheet::MARK, spreadsheet::line(header))?;
        each(db, sheet, |row| {
            let cells: Vec<String> = row.iter().map(text).collect();
            zip.write_all(spreadsheet::line(cells.iter().map(String::as_str)).as_bytes())?;
            tell(rows)
        })?;
    }
    if let Some((files, runtime)) = files {
        add_files(db, &mut zip, &files, &runtime, &mut || tell(rows))?;
    }
    let mut written = zip.finish().map_err(io::Error::from)?;
    written.flush()?;
    Ok(rows)
}

fn begin(zip: &mut Zip, name: &str) -> Result<()> {
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    Ok(zip.start_file(name, packed.large_file(true)).map_err(io::Error::from)?)
}

/// Gives each row of a sheet, some at a time.
fn each(db: &mut Db, sheet: &Sheet, mut row: impl FnMut(&[Cell]) -> Result<()>) -> Result<()> {
    let mut after = 0;
    loop {
        let rows = store::export::rows(db, sheet, after, CHUNK)?;
        let Some(Cell::Number(last)) = rows.last().and_then(|row| row.first()) else {
            return Ok(());
        };
        after = *last;
        rows.iter().try_for_each(|cells| row(cells))?;
    }
}

/// What each column of each file is.
fn columns() -> String {
    let mut table = spreadsheet::MARK.to_string();
    table += &spreadsheet::line(["file", "column", "holds", "means"]);
    for sheet in &SHEETS {
        table += &spreadsheet::line([sheet.name, "", "", sheet.about]);
        for (name, kind, means) in sheet.columns {
            let holds = match kind {
                Kind::Number => "number",
                Kind::Text => "text",
                Kind::Time => "time",
                Kind::Flag => "true or false",
                Kind::Json => "JSON",
            };
            table += &spreadsheet::line([sheet.name, name, holds, means]);
        }
    }
    table
}

/// A row as a line of JSON, its columns in their order.
fn object(sheet: &Sheet, row: &[Cell]) -> Result<String> {
    let mut line = String::from("{");
    for ((name, kind, _), cell) in sheet.columns.iter().zip(row) {
        if line.len() > 1 {
            line.push(',');
        }
        let value = match (cell, kind) {
            (Cell::None, _) => Value::Null,
            (Cell::Number(number), _) => json!(number),
            (Cell::Flag(flag), _) => json!(flag),
            (Cell::Time(at), _) => json!(at.to_string()),
            (Cell::Text(text), Kind::Json) => {
                serde_json::from_str(text).unwrap_or_else(|_| json!(text))
            }
            (Cell::Text(text), _) => json!(text),
        };
        line += &serde_json::to_string(name).map_err(io::Error::from)?;
        line.push(':');
        line += &value.to_string();
    }
    line.push_str("}\n");
    Ok(line)
}

/// A cell as a spreadsheet has it.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::None => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Time(at) => at.to_string(),
        Cell::Flag(flag) => flag.to_string(),
    }
}

fn add_files(
    db: &mut Db,
    zip: &mut Zip,
    files: &Files,
    runtime: &Handle,
    tell: &mut impl FnMut() -> Result<()>,
) -> Result<()> {
    // Pictures and documents are packed already.
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut after = 0;
    loop {
        let found = store::export::files(db, after, CHUNK)?;
        let Some((last, ..)) = found.last() else { return Ok(()) };
        after = *last;
        for (id, name, file) in &found {
            tell()?;
            match runtime.block_on(files.open_file(file)) {
                Ok(bytes) => {
                    let place = format!("files/{id}-{name}");
                    zip.start_file(place, plain).map_err(io::Error::from)?;
                    io::copy(&mut SyncIoBridge::new_with_handle(bytes, runtime.clone()), zip)?;
                }
                // It is gone, and that was logged.
                Err(Error::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_told_and_none_is_a_formula() {
        let table = columns();
        assert!(table.starts_with(spreadsheet::MARK));
        for sheet in &SHEETS {
            assert_eq!(sheet.columns[0].1, Kind::Number, "{}", sheet.name);
            for (name, _, means) in sheet.columns {
                let told = format!("\"{}\",\"{name}\",", sheet.name);
                assert!(table.contains(&told) && !means.is_empty(), "{told}");
            }
        }
    }

    #[test]
    fn a_row_is_an_object_in_the_order_of_its_columns() {
        let rules = SHEETS.iter().find(|sheet| sheet.name == "rules").unwrap();
        let row = [
            Cell::Number(7),
            Cell::Text("=Say \"hello\"\n".into()),
            Cell::Number(1),
            Cell::Flag(true),
            Cell::Text("{\"version\":1}".into()),
        ];
        assert_eq!(
            object(rules, &row).unwrap(),
            "{\"id\":7,\"name\":\"=Say \\\"hello\\\"\\n\",\"position\":1,\"is_on\":true,\
             \"content\":{\"version\":1}}\n"
        );
        assert_eq!(text(&Cell::None), "");
    }
}
