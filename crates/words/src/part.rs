//! What of a message is its writer's own, and what is not judged: quotes, signatures, disclaimers,
//! forwarded headers, automatic replies, code.
//!
//! Line by line, from what mail programs and people write; one pass, linear in the text.

use std::{borrow::Cow, ops::Range};

/// What a stretch of a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// Its writer's own words.
    Own,
    /// What somebody wrote before, quoted below or above the answer.
    Quote,
    /// The head of a forwarded or answered message: from whom, when, to whom.
    Header,
    /// Who it is from: name, role, numbers.
    Signature,
    /// What lawyers add.
    Disclaimer,
    /// Sent by a machine: out of office, delivery failure, "do not reply".
    Automatic,
    /// Program text, logs, markup, encoded data.
    Code,
}

/// A stretch of a message: whole lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its bytes.
    pub span: Range<usize>,
}

/// A signature has at most so many lines after its farewell.
const SIGNATURE_LINES_MAX: usize = 12;
/// Its lines are at most so long, in characters.
const SIGNATURE_LINE_MAX: usize = 90;
/// A name under a farewell has at most so many words.
const NAME_WORDS_MAX: usize = 3;
/// A line without a space that is longer than this, in bytes, is data.
const WORD_BYTES_MAX: usize = 200;

/// The parts of a message, in order, together all of it.
pub fn parts(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let kinds = kinds(text, &lines);
    let mut parts: Vec<Part> = Vec::new();
    for (line, kind) in lines.into_iter().zip(kinds) {
        match parts.last_mut() {
            // An empty line belongs to what is before it.
            Some(last) if last.kind == kind || text[line.clone()].trim().is_empty() => {
                last.span.end = line.end;
            }
            _ => parts.push(Part { kind, span: line }),
        }
    }
    parts
}

/// The lines with their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.push(start..start + line.len());
        start += line.len();
    }
    lines
}

fn kinds(text: &str, lines: &[Range<usize>]) -> Vec<PartKind> {
    let mut kinds = vec![PartKind::Own; lines.len()];
    let line = |number: usize| text[lines[number].clone()].trim();
    if (0..lines.len())
        .filter(|&number| !line(number).is_empty())
        .take(4)
        .any(|number| automatic(line(number)))
    {
        kinds.fill(PartKind::Automatic);
        return kinds;
    }
    let mut fenced = false;
    let mut number = 0;
    while number < lines.len() {
        let here = line(number);
        if here.starts_with("```") || here.starts_with("~~~") {
            fenced = !fenced;
            kinds[number] = PartKind::Code;
        } else if fenced {
            kinds[number] = PartKind::Code;
        } else if here.starts_with('>') {
            kinds[number] = PartKind::Quote;
        } else if let Some(length) = attribution(number, lines.len(), &line) {
            kinds[number..number + length].fill(PartKind::Header);
            let next = number + length;
            // Quoted with marks, the answer may go on below; without, all that follows is the quote.
            let marked = (next..lines.len()).map(line).find(|line| !line.is_empty());
            if !marked.is_some_and(|line| line.starts_with('>')) {
                kinds[next..].fill(PartKind::Quote);
                break;
            }
            number = next;
            continue;
        } else if let Some(length) = mail_header(number, lines.len(), &line) {
            kinds[number..number + length].fill(PartKind::Header);
            kinds[number + length..].fill(PartKind::Quote);
            break;
        } else if disclaimer(here) {
            kinds[number] = PartKind::Disclaimer;
        } else if code(here) {
            kinds[number] = PartKind::Code;
        }
        number += 1;
    }
    sign(&mut kinds, &line);
    kinds
}

/// The signature: after `-- `, or after a farewell in the last lines of one's own text.
fn sign<'t>(kinds: &mut [PartKind], line: &impl Fn(usize) -> &'t str) {
    let own = |kinds: &[PartKind], number: usize| kinds[number] == PartKind::Own;
    for number in 0..kinds.len() {
        if !own(kinds, number) {
            continue;
        }
        let here = line(number);
        if device(here) {
            kinds[number] = PartKind::Signature;
            continue;
        }
        let dashes = matches!(here, "--" | "—" | "__" | "___" | "____")
            || here.len() > 4 && here.chars().all(|c| c == '_');
        if !dashes && (number == 0 || !farewell(here)) {
            continue;
        }
        // As far as a signature may reach; what is longer is none.
        let (mut end, mut count, mut prose) = (number + 1, 0, false);
        while end < kinds.len() && own(kinds, end) && count <= SIGNATURE_LINES_MAX {
            let line = line(end);
            count += usize::from(!line.is_empty());
            prose |= line.ends_with(['?', '!'])
                || line.split_whitespace().count() > 9 && line.ends_with('.')
                || line.chars().count() > SIGNATURE_LINE_MAX;
            end += 1;
        }
        if count > SIGNATURE_LINES_MAX || prose {
            continue;
        }
        // The farewell and the name under it are one's own words; what the name does, and where, is not.
        let name = (number + 1..end)
            .find(|&next| !line(next).is_empty())
            .filter(|&next| line(next).split_whitespace().count() <= NAME_WORDS_MAX);
        let from = if dashes { number } else { name.unwrap_or(number) + 1 };
        kinds[from..end].fill(PartKind::Signature);
    }
}

/// "Kind regards," and its kin, alone in a line.
fn farewell(line: &str) -> bool {
    const FAREWELLS: [&str; 24] = [
        "regards",
        "kind regards",
        "best regards",
        "warm regards",
        "warmest regards",
        "many thanks",
        "best wishes",
        "best",
        "all the best",
        "sincerely",
        "yours sincerely",
        "yours faithfully",
        "yours truly",
        "cheers",
        "thanks",
        "thank you",
        "thanks again",
        "with kind regards",
        "with best regards",
        "respectfully",
        "cordially",
        "take care",
        "rgds",
        "kr",
    ];
    let line = line.trim_end_matches([',', '.', '!', ';', '-', '–', ' ']);
    FAREWELLS.iter().any(|farewell| farewell.eq_ignore_ascii_case(line))
}

fn starts(line: &str, with: &str) -> bool {
    line.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
}

/// "Sent from my iPhone" and what else a device adds.
fn device(line: &str) -> bool {
    [
        "sent from my ",
        "sent from mail for ",
        "sent from yahoo",
        "sent from outlook",
        "get outlook for ",
        "sent via ",
        "envoyé de mon ",
        "von meinem ",
    ]
    .iter()
    .any(|device| starts(line, device))
        && line.chars().count() < 80
}

/// "On Monday, 3 March 2026 at 10:12, Ana wrote:", in one line or two. How many lines.
fn attribution<'t>(number: usize, count: usize, line: &impl Fn(usize) -> &'t str) -> Option<usize> {
    let first = line(number);
    if first.len() > 300
        || !(starts(first, "on ")
            || starts(first, "am ")
            || starts(first, "le ")
            || starts(first, "el "))
    {
        return None;
    }
    let ends = |line: &str| {
        ["wrote:", "schrieb:", "écrit :", "a écrit:", "escribió:", "writes:"]
            .iter()
            .any(|end| line.ends_with(end))
    };
    if ends(first) {
        return Some(1);
    }
    (number + 1 < count && line(number + 1).len() < 300 && ends(line(number + 1))).then_some(2)
}

/// "-----Original Message-----", or two or more of From, Sent, To, Subject. How many lines.
fn mail_header<'t>(number: usize, count: usize, line: &impl Fn(usize) -> &'t str) -> Option<usize> {
    let field = |line: &str| {
        [
            "from:",
            "sent:",
            "to:",
            "cc:",
            "subject:",
            "date:",
            "von:",
            "gesendet:",
            "an:",
            "betreff:",
            "de :",
            "objet :",
        ]
        .iter()
        .any(|field| starts(line.trim_start_matches(['*', ' ']), field))
    };
    let first = line(number);
    let ruled = first.starts_with("---")
        && [
            "original message",
            "forwarded message",
            "ursprüngliche nachricht",
            "message d'origine",
        ]
        .iter()
        .any(|words| first.to_lowercase().contains(words))
        || starts(first, "begin forwarded message");
    let from = number + usize::from(ruled);
    let mut fields = 0;
    let mut length = 0;
    while from + length < count
        && (field(line(from + length)) || ruled && fields == 0 && line(from + length).is_empty())
    {
        fields += usize::from(field(line(from + length)));
        length += 1;
    }
    (ruled
        || fields >= 2
            && (starts(first, "from:")
                || starts(first, "*from:")
                || starts(first, "von:")
                || starts(first, "de :")))
    .then_some(length + usize::from(ruled))
}

fn disclaimer(line: &str) -> bool {
    const SAYS: [&str; 12] = [
        "this email and any attachments",
        "this e-mail and any attachments",
        "this message is intended",
        "the information contained in this",
        "this email is confidential",
        "this e-mail is confidential",
        "if you are not the intended recipient",
        "if you have received this email in error",
        "if you have received this message in error",
        "please consider the environment before printing",
        "this message and any attachments are confidential",
        "confidentiality notice",
    ];
    if line.len() < 24 {
        return false;
    }
    let mut end = line.len().min(400);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    said(&line[..end], &SAYS)
}

/// Whether a line has one of these, which are in small letters of English, in whatever letters.
fn said(line: &str, says: &[&str]) -> bool {
    if !line.is_ascii() {
        let line = line.to_lowercase();
        return says.iter().any(|says| line.contains(says));
    }
    // A line that says none of it, as most do, is not looked at once for each, but by the first two letters.
    let pair = |bytes: &[u8]| match *bytes {
        [one, two, ..] => 1_u64 << (((one & 31) * 3 + (two & 31)) & 63),
        _ => 0,
    };
    let begin = says.iter().fold(0, |begin, says| begin | pair(says.as_bytes()));
    let line = line.as_bytes();
    let begins = |at: usize, says: &[u8]| {
        line.len() - at >= says.len()
            && line[at..].iter().zip(says).all(|(here, there)| here.to_ascii_lowercase() == *there)
    };
    line.windows(2).enumerate().any(|(at, two)| {
        pair(two) & begin != 0 && says.iter().any(|says| begins(at, says.as_bytes()))
    })
}

/// A line that only a machine writes.
fn automatic(line: &str) -> bool {
    const SAYS: [&str; 14] = [
        "automatic reply",
        "auto-reply",
        "autoreply",
        "auto reply",
        "out of office",
        "i am out of the office",
        "i'm out of the office",
        "i am currently out of the office",
        "i am on annual leave until",
        "this is an automated message",
        "this is an automatically generated",
        "do not reply to this email",
        "please do not reply to this",
        "delivery has failed",
    ];
    if line.len() > 400 {
        return false;
    }
    let small = if line.is_ascii() { Cow::Borrowed(line) } else { line.to_lowercase().into() };
    SAYS.iter().any(|says| starts(&small, says))
        || starts(&small, "subject: ") && said(&small, &SAYS)
        || said(
            &small,
            &[
                "this is an automated",
                "this is an automatic",
                "i am out of the office",
                "i am currently out of the office",
            ],
        )
}

/// Program text, logs, markup, data.
fn code(line: &str) -> bool {
    if line.len() < 4 {
        return matches!(line, "{" | "}" | "};" | "});" | "</>");
    }
    if line.len() > WORD_BYTES_MAX && !line.contains(' ') && line.is_ascii() {
        return true;
    }
    let markup = line.starts_with('<')
        && line.ends_with('>')
        && line.len() > 2
        && line[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let trace = ["at ", "File \"", "Traceback (most", "Caused by:", "Exception in thread"]
        .iter()
        .any(|start| line.starts_with(start))
        && (line.contains('(') || line.contains("line ") || line.ends_with(':'));
    let statement = (line.ends_with([';', '{', '}']) || line.ends_with("};"))
        && line.bytes().filter(|byte| b"(){}[];=<>&|$".contains(byte)).count() >= 3;
    let shell = ["$ ", "# apt", "C:\\>", ">>> "].iter().any(|start| line.starts_with(start));
    let log = line.len() > 20
        && line.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && [" ERROR ", " WARN ", " INFO ", " DEBUG ", "[error]", "[info]"]
            .iter()
            .any(|level| line.contains(level));
    markup || trace || statement || shell || log
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Each part as its kind's first letter and its text without the ends of lines.
    fn told(text: &str) -> Vec<(PartKind, String)> {
        parts(text)
            .into_iter()
            .map(|part| {
                (part.kind, text[part.span].split_whitespace().collect::<Vec<_>>().join(" "))
            })
            .collect()
    }

    #[test]
    fn an_answer_above_its_quote() {
        use PartKind::{Header, Own, Quote, Signature};
        assert_eq!(
            told(
                "Thanks, it works.\n\nKind regards,\nAna Silva\nHead of Cakes\n+44 20 7946 0000\n\nOn Mon, 2 Mar 2026 at 10:12, Tom wrote:\n> Could you try again?\n> Tom\n"
            ),
            [
                (Own, "Thanks, it works. Kind regards, Ana Silva".into()),
                (Signature, "Head of Cakes +44 20 7946 0000".into()),
                (Header, "On Mon, 2 Mar 2026 at 10:12, Tom wrote:".into()),
                (Quote, "> Could you try again? > Tom".into()),
            ]
        );
    }

    #[test]
    fn what_outlook_writes() {
        use PartKind::{Header, Own, Quote};
        assert_eq!(
            told(
                "See below.\r\n\r\nFrom: Tom <tom@example.com>\r\nSent: Monday\r\nTo: Ana\r\nSubject: Re: cake\r\n\r\nYou should have told us.\r\n"
            ),
            [
                (Own, "See below.".into()),
                (
                    Header,
                    "From: Tom <tom@example.com> Sent: Monday To: Ana Subject: Re: cake".into()
                ),
                (Quote, "You should have told us.".into()),
            ]
        );
    }

    #[test]
    fn machines_lawyers_and_devices() {
        use PartKind::{Automatic, Code, Disclaimer, Own, Signature};
        assert_eq!(
            told("Automatic reply: I am away\nBack on Monday."),
            [(Automatic, "Automatic reply: I am away Back on Monday.".into())]
        );
        assert_eq!(
            told(
                "It fails:\n```\nkill(pid);\n```\nAny idea?\nSent from my iPhone\nThis email and any attachments are confidential."
            ),
            [
                (Own, "It fails:".into()),
                (Code, "``` kill(pid); ```".into()),
                (Own, "Any idea?".into()),
                (Signature, "Sent from my iPhone".into()),
                (Disclaimer, "This email and any attachments are confidential.".into()),
            ]
        );
    }

    #[test]
    fn thanks_in_the_middle_signs_nothing() {
        use PartKind::Own;
        assert_eq!(
            told("Thanks\nCould you also send the invoice, please?"),
            [(Own, "Thanks Could you also send the invoice, please?".into())]
        );
    }

    proptest! {
        #[test]
        fn the_parts_are_the_text(text in "(?s)([ a-z>\\-\n:`]|From: |On |wrote:\n|Regards,\n|é){0,60}") {
            let parts = parts(&text);
            let together: String = parts.iter().map(|part| &text[part.span.clone()]).collect();
            prop_assert_eq!(together, text);
        }
    }
}
