//! Tables for spreadsheets, as comma-separated values (RFC 4180).

/// What a cell begins with that a spreadsheet takes for a formula (OWASP, "CSV Injection").
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// What a table begins with, so that spreadsheets read it as UTF-8.
pub const MARK: char = '\u{feff}';

/// One line of a table. Cells that would be formulas begin with an apostrophe, so that a spreadsheet shows them and
/// computes nothing.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    cells.join(",") + "\r\n"
}

fn cell(text: &str) -> String {
    // Some look past blanks, some for the full-width forms.
    let first = text.chars().find(|c| !c.is_whitespace() || FORMULA.contains(c));
    let meant = |c: char| FORMULA.contains(&c) || matches!(c, '＝' | '＋' | '－' | '＠');
    let guard = if first.is_some_and(meant) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_are_words_and_never_formulas() {
        for (text, cell) in [
            ("Mia", "\"Mia\""),
            ("", "\"\""),
            ("say \"hello\", twice", "\"say \"\"hello\"\", twice\""),
            ("=1+1", "\"'=1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("-2+3", "\"'-2+3\""),
            ("+49 30", "\"'+49 30\""),
            ("\t=1", "\"'\t=1\""),
            ("  =1", "\"'  =1\""),
            ("＝1", "\"'＝1\""),
            ("a=1", "\"a=1\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(super::cell(text), cell);
        }
        assert_eq!(line(["a", "b"]), "\"a\",\"b\"\r\n");
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula_or_ends_early(text in "[=+@\\-\\t\\r\\n \",a]{0,12}") {
            let cell = cell(&text);
            let inner = &cell[1..cell.len() - 1];
            prop_assert!(!inner.trim_start().starts_with(['=', '+', '-', '@']), "{}", cell);
            prop_assert!(!inner.replace("\"\"", "").contains('"'), "{}", cell);
        }
    }
}
