//! A table from bytes, however the program wrote it that made it: in which encoding, with which sign between the
//! columns, with lines that break within quotation marks. It is read once, bit by bit, and written down again in one
//! form, in which all that follows reads it.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use csv::{ReaderBuilder, StringRecord, Writer, WriterBuilder};
use domain::{
    customer::{AddressKind, normalise_address},
    customer_import::{COLUMNS_MAX, Field, LINE_BYTES_MAX, LINES_MAX},
    text,
};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use language::say;

use crate::{Error, Result};

/// Signs that stand between columns. Where two are as likely, the first is taken.
const SEPARATORS: [u8; 4] = *b",;\t|";
/// Bytes from which it is told what stands between the columns, and that a text is in UTF-16.
const HEAD_BYTES: usize = 64 * 1024;
/// Bytes that are read at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// Lines from whose cells it is guessed what a column without a name means.
const GUESSED_FROM: usize = 20;
/// What stands for bytes that are no text.
pub const UNREADABLE: char = '\u{fffd}';

/// What stands in a file, without its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What the encoding is called.
    pub encoding: &'static str,
    /// What the columns are called.
    pub header: Vec<String>,
    /// What they most likely mean.
    pub columns: Vec<Field>,
    /// How many lines there are below the names of the columns.
    pub lines: i64,
}

/// One line: its place in the file from 1, and its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place.
    pub line: i64,
    /// Its cells; one that is too long for any line that could be taken has none.
    pub cells: Vec<String>,
}

/// Reads a table, and writes its lines down in the form that [`rows`] reads.
///
/// # Errors
/// [`Error::Refused`] with a sentence that says why there is nothing in it that could be taken, or the disk's own.
pub fn read(mut from: impl Read + Seek, to: impl Write) -> Result<Table> {
    let encoding = encoding(&mut from)?;
    from.seek(SeekFrom::Start(0))?;
    let separator = separator(&head(Decoded::new(&mut from, encoding))?);
    from.seek(SeekFrom::Start(0))?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(BufReader::with_capacity(CHUNK_BYTES, Decoded::new(&mut from, encoding)));
    let mut writer = WriterBuilder::new().flexible(true).from_writer(to);
    let mut made = Made::default();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(unread)? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        // Where a record is said to begin, empty lines before it are not counted; where it ends, all are.
        let breaks = record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
        let line = reader.position().line().saturating_sub(breaks + 1);
        made.take(i64::try_from(line).unwrap_or(i64::MAX), &record, &mut writer)?;
    }
    made.finish(encoding, &mut writer)
}

/// What was found while it is read.
#[derive(Default)]
struct Made {
    /// The first line, until the next one tells whether it has the names of the columns.
    first_line: Option<(i64, Vec<String>)>,
    header: Option<Vec<String>>,
    /// The place of the last line.
    last: i64,
    width: usize,
    lines: i64,
    /// The first cells of each column, from which it is guessed what they mean.
    first: Vec<Vec<String>>,
}

impl Made {
    fn take(
        &mut self,
        line: i64,
        record: &StringRecord,
        to: &mut Writer<impl Write>,
    ) -> Result<()> {
        // One in which a quotation mark is never closed ends with the file, and not with a line.
        let line = line.max(self.last + 1);
        self.last = line;
        let too_long = record.as_slice().len() > LINE_BYTES_MAX;
        let cells: Vec<&str> =
            if too_long { Vec::new() } else { record.iter().map(str::trim).collect() };
        if self.header.is_some() {
            return self.write(line, &cells, to);
        }
        match self.first_line.take() {
            None if cells.len() > COLUMNS_MAX => {
                let said = say("import-many-columns").with("columns", cells.len());
                Err(Error::refused(said.with("most", COLUMNS_MAX)))
            }
            None => {
                let cells = cells.into_iter().map(ToOwned::to_owned).collect();
                self.first_line = Some((line, cells));
                Ok(())
            }
            Some((at, first)) => {
                self.begin(at, &first, &cells, to)?;
                self.write(line, &cells, to)
            }
        }
    }

    /// Takes the first line for the names of the columns, or for a line like all others.
    fn begin(
        &mut self,
        line: i64,
        first: &[String],
        next: &[&str],
        to: &mut Writer<impl Write>,
    ) -> Result<()> {
        let cells: Vec<&str> = first.iter().map(String::as_str).collect();
        let has_address = |cells: &[&str]| cells.iter().any(|cell| looks_like_email(cell));
        let is_known = cells.iter().any(|cell| Field::guess(cell) != Field::Leave);
        if !has_address(&cells) && (is_known || has_address(next)) {
            let short = cells.iter().map(|name| text::excerpt(name, text::LINE_CHARS_MAX));
            self.header = Some(short.collect());
            return Ok(());
        }
        self.header = Some(Vec::new());
        self.write(line, &cells, to)
    }

    fn write(&mut self, line: i64, cells: &[&str], to: &mut Writer<impl Write>) -> Result<()> {
        self.lines += 1;
        if self.lines > LINES_MAX {
            return Err(Error::refused(say("import-many-lines").with("most", LINES_MAX)));
        }
        // One more than there may be tells that there are too many.
        let cells = &cells[..cells.len().min(COLUMNS_MAX + 1)];
        self.width = self.width.max(cells.len().min(COLUMNS_MAX));
        if self.first.len() < GUESSED_FROM {
            self.first.push(cells.iter().map(|cell| (*cell).to_owned()).collect());
        }
        to.write_field(line.to_string()).map_err(unread)?;
        to.write_record(cells).map_err(unread)
    }

    fn finish(mut self, encoding: &'static Encoding, to: &mut Writer<impl Write>) -> Result<Table> {
        if let Some((line, first)) = self.first_line.take() {
            self.begin(line, &first, &[], to)?;
        }
        to.flush()?;
        if self.lines == 0 {
            return Err(Error::refused(say("import-no-customers")));
        }
        let mut header = self.header.unwrap_or_default();
        for place in header.len()..self.width {
            header.push(format!("Column {}", place + 1));
        }
        let mut columns: Vec<Field> = header.iter().map(|name| Field::guess(name)).collect();
        // Where the name says nothing, what stands in it may.
        for (place, column) in columns.iter_mut().enumerate() {
            let cells = self.first.iter().filter_map(|cells| cells.get(place));
            let mut cells = cells.filter(|cell| !cell.is_empty()).peekable();
            let filled = cells.peek().is_some();
            if *column == Field::Leave && filled && cells.all(|cell| looks_like_email(cell)) {
                *column = Field::Email;
            }
        }
        // Of what a customer has once, the first column is meant.
        for place in 1..columns.len() {
            if !columns[place].is_of_many() && columns[..place].contains(&columns[place]) {
                columns[place] = Field::Leave;
            }
        }
        Ok(Table { encoding: encoding.name(), header, columns, lines: self.lines })
    }
}

/// The lines of a table in the form in which [`read`] writes them down.
pub fn rows(from: impl Read) -> impl Iterator<Item = Result<Row>> {
    let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(from);
    reader.into_records().map(|record| {
        let record = record.map_err(unread)?;
        let mut cells = record.iter();
        let line = cells.next().and_then(|line| line.parse().ok()).unwrap_or_default();
        Ok(Row { line, cells: cells.map(ToOwned::to_owned).collect() })
    })
}

fn unread(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        _ => Error::refused(say("import-no-table")),
    }
}

fn looks_like_email(cell: &str) -> bool {
    normalise_address(AddressKind::Email, cell).is_ok()
}

/// The beginning of a text.
fn head(from: impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    BufReader::with_capacity(CHUNK_BYTES, from).take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The encoding of a file: as its mark says, or else as its bytes do.
fn encoding(from: &mut (impl Read + Seek)) -> io::Result<&'static Encoding> {
    let head = head(&mut *from)?;
    if let Some((encoding, _)) = Encoding::for_bom(&head) {
        return Ok(encoding);
    }
    // Half of the bytes of Western text in UTF-16 are zero.
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd > head.len() / 5 && odd > even {
        return Ok(UTF_16LE);
    }
    if even > head.len() / 5 {
        return Ok(UTF_16BE);
    }
    // A text in another encoding has hardly a sequence of bytes that is one of UTF-8 by accident; a few bytes that are
    // none do not make a text of UTF-8 one of another encoding.
    from.seek(SeekFrom::Start(0))?;
    let (mut right, mut wrong) = (0_usize, 0_usize);
    let mut bytes = vec![0; CHUNK_BYTES];
    let mut kept = 0;
    loop {
        let read = from.read(&mut bytes[kept..])?;
        let end = kept + read;
        // What a sequence at the end lacks comes with the next bytes.
        let whole = if read == 0 { end } else { end - cut_off(&bytes[..end]) };
        for chunk in bytes[..whole].utf8_chunks() {
            right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            wrong += usize::from(!chunk.invalid().is_empty());
        }
        if read == 0 {
            return Ok(if wrong > right { WINDOWS_1252 } else { UTF_8 });
        }
        bytes.copy_within(whole..end, 0);
        kept = end - whole;
    }
}

/// How many bytes at the end begin a sequence of UTF-8 that goes on after them.
fn cut_off(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(3);
    let begins = bytes[tail..].iter().rposition(|byte| *byte >= 0xc0);
    let Some(begins) = begins.map(|place| tail + place) else { return 0 };
    let needs = match bytes[begins] {
        0xf0.. => 4,
        0xe0.. => 3,
        _ => 2,
    };
    let has = bytes.len() - begins;
    if has < needs { has } else { 0 }
}

/// A text in UTF-8, decoded as it is read, each of whose lines ends in `\n`, the last one too. What is no text becomes
/// [`UNREADABLE`].
struct Decoded<R> {
    from: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    at: usize,
    end: usize,
    ended: bool,
    finished: bool,
    /// The byte that came last: a `\r` has ended its line already.
    last: u8,
    closed: bool,
}

impl<R: Read> Decoded<R> {
    fn new(from: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        let bytes = vec![0; CHUNK_BYTES];
        Self {
            from,
            decoder,
            bytes,
            at: 0,
            end: 0,
            ended: false,
            finished: false,
            last: b'\n',
            closed: false,
        }
    }

    /// Ends lines in one way; how many bytes are left.
    fn end_lines(&mut self, text: &mut [u8]) -> usize {
        let mut left = 0;
        for place in 0..text.len() {
            let byte = text[place];
            if !(byte == b'\n' && self.last == b'\r') {
                text[left] = if byte == b'\r' { b'\n' } else { byte };
                left += 1;
            }
            self.last = byte;
        }
        left
    }
}

impl<R: Read> Read for Decoded<R> {
    /// Whoever reads asks for more than one character at a time, as a buffer does.
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.finished {
            if self.at == self.end && !self.ended {
                self.end = self.from.read(&mut self.bytes)?;
                self.at = 0;
                self.ended = self.end == 0;
            }
            let given = &self.bytes[self.at..self.end];
            let (result, read, written, _) = self.decoder.decode_to_utf8(given, out, self.ended);
            self.at += read;
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written == 0 && result == CoderResult::OutputFull {
                return Err(io::Error::other("there is no room for a character"));
            }
            let left = self.end_lines(&mut out[..written]);
            if left > 0 {
                return Ok(left);
            }
        }
        if self.closed || out.is_empty() {
            return Ok(0);
        }
        self.closed = true;
        out[0] = b'\n';
        Ok(1)
    }
}

/// What stands between the columns: what is most often in the first line, outside quotation marks.
fn separator(text: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [0_usize; SEPARATORS.len()];
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts.iter().any(|count| *count > 0) => break,
            byte if !quoted => {
                if let Some(place) = SEPARATORS.iter().position(|sign| sign == byte) {
                    counts[place] += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    let place = counts.iter().position(|count| *count == most).unwrap_or_default();
    SEPARATORS[place]
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn table(bytes: &[u8]) -> Result<(Table, Vec<Row>)> {
        let mut written = Vec::new();
        let table = read(Cursor::new(bytes), &mut written)?;
        Ok((table, rows(&*written).collect::<Result<_>>()?))
    }

    fn row(line: i64, cells: &[&str]) -> Row {
        Row { line, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
    }

    fn utf16(text: &str, mark: bool, little: bool) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    #[test]
    fn a_table_is_read_however_it_was_written() {
        let text =
            "Name;E-Mail\nJörg Müller;joerg@example.com\n\n\"Nora\nBerg\";nora@example.com\n";
        let lines = [
            row(2, &["Jörg Müller", "joerg@example.com"]),
            row(4, &["Nora\nBerg", "nora@example.com"]),
        ];
        let western = WINDOWS_1252.encode(text).0.into_owned();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (marked, "UTF-8"),
            (western, "windows-1252"),
            (utf16(text, true, true), "UTF-16LE"),
            (utf16(text, true, false), "UTF-16BE"),
            (utf16(text, false, true), "UTF-16LE"),
            (utf16(text, false, false), "UTF-16BE"),
        ] {
            let (table, rows) = table(&bytes).unwrap();
            assert_eq!((table.encoding, &*rows), (encoding, &lines[..]));
            assert_eq!(
                (table.lines, &*table.header),
                (2, &["Name".to_owned(), "E-Mail".into()][..])
            );
            assert_eq!(table.columns, [Field::Name, Field::Email]);
        }
        // Empty lines are counted, and so are those within quotation marks.
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("Name,Mail{end}A,a@b.de{end}{end}\"B{end}C\",b@c.de{end}D,d@e.de");
            let lines: Vec<i64> =
                table(text.as_bytes()).unwrap().1.into_iter().map(|row| row.line).collect();
            assert_eq!(lines, [2, 4, 6], "{end:?}");
        }
        for text in ["Name,Mail\nA,a@b.de", "Name\tMail\r\nA\ta@b.de\r\n", "Name|Mail\rA|a@b.de"] {
            assert_eq!(table(text.as_bytes()).unwrap().1, [row(2, &["A", "a@b.de"])], "{text}");
        }
    }

    #[test]
    fn a_table_without_names_is_known_by_what_stands_in_it() {
        let (table_of, rows) =
            table(b"Nora,nora@example.com\nKarim,karim@example.com,x\n").unwrap();
        assert_eq!(table_of.header, ["Column 1", "Column 2", "Column 3"]);
        assert_eq!(table_of.columns, [Field::Leave, Field::Email, Field::Leave]);
        assert_eq!(rows.len(), 2);
        // One bad byte in a text of many good ones.
        let bad = ["Name\nJörg Müller-Lüdenscheidt\n".as_bytes(), b"Br\xffnd\n"].concat();
        let (_, rows) = table(&bad).unwrap();
        assert_eq!(rows[0].cells[0], "Jörg Müller-Lüdenscheidt");
        assert!(rows[1].cells[0].contains(UNREADABLE));
        // Names that nobody knows are names where an address stands below them.
        let (unknown, _) = table(b"Who;Where\nNora;nora@example.com\n").unwrap();
        assert_eq!((unknown.lines, &*unknown.header[0]), (1, "Who"));
        assert_eq!(unknown.columns, [Field::Leave, Field::Email]);
        // Only the first of two columns can be the name.
        let (twice, _) = table(b"Name,Name 2,Mail,Mail 2\na,b,c@d.de,e@f.de\n").unwrap();
        assert_eq!(twice.columns, [Field::Name, Field::Leave, Field::Email, Field::Email]);
    }

    #[test]
    fn what_is_no_table_is_said_to_be_none() {
        for nothing in [&b""[..], b"Name,Email\n", b"\n\n", b"Name,Email\n,,\n"] {
            let error = table(nothing).unwrap_err();
            assert!(error.to_string().contains("no customers"), "{error}");
        }
        let error = table("x,".repeat(61).as_bytes()).unwrap_err();
        assert!(error.to_string().contains("62 columns"), "{error}");
        // A quotation mark that never ends makes one long line of all that follows.
        let open = format!("Name\nNora\n\"{}", "Karim\n".repeat(20_000));
        let (table, rows) = table(open.as_bytes()).unwrap();
        assert_eq!((table.lines, &rows[1]), (2, &row(3, &[])));
    }

    #[test]
    fn a_character_may_lie_between_two_pieces() {
        for before in 0..4 {
            let name = "ö".repeat(CHUNK_BYTES);
            let text = format!("Name\n{}{name}\n", "x".repeat(before));
            // It is too long to be taken, and still is UTF-8.
            assert_eq!(table(text.as_bytes()).unwrap().0.encoding, "UTF-8");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_much(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Ok((table, rows)) = table(&bytes) {
                prop_assert!(rows.iter().all(|row| row.cells.len() <= COLUMNS_MAX + 1));
                prop_assert_eq!(table.columns.len(), table.header.len());
                prop_assert_eq!(usize::try_from(table.lines), Ok(rows.len()));
            }
        }

        #[test]
        fn what_a_program_wrote_is_what_is_read(
            cells in prop::collection::vec(("[a-zöß \",;\n]{1,12}", "[a-z|\t\"]{1,8}"), 1..20),
        ) {
            let mut text = "Name;Note\n".to_owned();
            let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
            for (one, other) in &cells {
                text.extend([quoted(one), ";".into(), quoted(other), "\n".into()]);
            }
            let wanted: Vec<[&str; 2]> = cells
                .iter()
                .map(|(one, other)| [one.trim(), other.trim()])
                .filter(|cells| cells.iter().any(|cell| !cell.is_empty()))
                .collect();
            match table(text.as_bytes()) {
                Ok((_, rows)) => {
                    let read: Vec<Vec<String>> = rows.into_iter().map(|row| row.cells).collect();
                    prop_assert_eq!(read, wanted);
                }
                Err(_) => prop_assert!(wanted.is_empty()),
            }
        }
    }
}
