//! Attachments: which files are taken, and why others are not.

use crate::{AttachmentId, text};
use language::{Wording, say};

/// Largest file that is taken.
pub const SIZE_BYTES_MAX: u64 = 25 * 1024 * 1024;
/// Most characters in a file's name: the limit of the common file systems is 255 bytes.
pub const NAME_CHARS_MAX: usize = 200;

/// A file that came with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// What its sender called it.
    pub name: String,
    /// What it is, as told from its first bytes.
    pub media_type: String,
    /// How large it is.
    pub size_bytes: i64,
    /// Width and height in pixels, of a picture.
    pub pixels: Option<(i64, i64)>,
    /// Where its bytes are, in the store of files.
    pub file: String,
}

impl Attachment {
    /// Whether a browser shows it as a picture.
    pub fn is_picture(&self) -> bool {
        self.pixels.is_some()
    }
}

/// Why a file was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadFile {
    /// No bytes.
    Empty,
    /// More than [`SIZE_BYTES_MAX`].
    TooLarge,
    /// A name that is empty, hides what it is, or leads out of its folder.
    Name,
    /// A name longer than [`NAME_CHARS_MAX`].
    NameTooLong,
    /// A kind that can carry programs, or that we do not know; it chooses the words of the message `file-bad-kind`.
    Kind(&'static str),
    /// The name says one kind and the bytes another.
    Disguised,
}

impl BadFile {
    /// What to do, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Empty => say("file-empty"),
            Self::TooLarge => say("file-too-large").with("most", SIZE_BYTES_MAX / 1024 / 1024),
            Self::Name => say("file-bad-name"),
            Self::NameTooLong => say("file-name-too-long").with("most", NAME_CHARS_MAX),
            Self::Kind(what) => say("file-bad-kind").with("what", *what),
            Self::Disguised => say("file-disguised"),
        }
    }
}

language::says_why!(BadFile);

/// Checks what a sender called a file. The name is only ever shown and offered for download; where
/// the bytes are kept does not depend on it.
///
/// # Errors
/// [`BadFile::Name`] for a path, a control character or one that turns the text's direction (by
/// which `gpj.exe` looks like `exe.jpg`); [`BadFile::NameTooLong`].
pub fn check_name(given: &str) -> Result<String, BadFile> {
    let name = given.trim();
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(BadFile::NameTooLong);
    }
    let odd = |c: char| c.is_control() || text::turns_direction(c) || matches!(c, '/' | '\\');
    if name.is_empty() || name.chars().all(|c| c == '.') || name.contains(odd) {
        return Err(BadFile::Name);
    }
    Ok(name.to_owned())
}

/// The kinds that are taken: how a name ends, and what that is.
const KINDS: &[(&str, &str)] = &[
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("heic", "image/heif"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("log", "text/plain"),
    ("md", "text/plain"),
    ("csv", "text/csv"),
    ("ics", "text/calendar"),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("rtf", "text/rtf"),
    ("zip", "application/zip"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/m4a"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/opus"),
    ("wav", "audio/x-wav"),
    ("flac", "audio/x-flac"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
];

/// What a file is: from the end of its `name`, checked against what its first bytes say.
///
/// `sniffed` is the media type that its first bytes tell, where they tell one; `head` are those
/// bytes, of which a text may have no NUL.
///
/// # Errors
/// [`BadFile::Kind`] for what is not taken, [`BadFile::Disguised`] where name and bytes disagree.
pub fn check_kind(name: &str, head: &[u8], sniffed: Option<&str>) -> Result<&'static str, BadFile> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let Some(&(_, media_type)) = KINDS.iter().find(|(known, _)| *known == ending) else {
        return Err(BadFile::Kind(match ending.as_str() {
            "svg" | "svgz" => "svg",
            "html" | "htm" | "xhtml" | "xml" => "page",
            "" => "nameless",
            _ => "other",
        }));
    };
    let agrees = match media_type {
        "text/plain" | "text/csv" | "text/calendar" => sniffed.is_none() && !head.contains(&0),
        "text/rtf" => head.starts_with(b"{\\rtf"),
        // Office documents are ZIP files or OLE containers inside, and are told as any of them.
        zipped if zipped.contains("openxml") || zipped.contains("opendocument") => {
            head.starts_with(b"PK")
        }
        ole if ole.contains("ms") && ole.starts_with("application/") => {
            head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
        }
        "application/zip" => head.starts_with(b"PK"),
        // The containers of sound and film hold either; what matters is that it is one of them.
        media if media.starts_with("audio/") || media.starts_with("video/") => {
            sniffed.is_some_and(|s| s.starts_with("audio/") || s.starts_with("video/"))
        }
        picture_or_pdf => sniffed == Some(picture_or_pdf),
    };
    if agrees { Ok(media_type) } else { Err(BadFile::Disguised) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_name_that_is_taken_stays_in_its_folder(given: String, head: Vec<u8>) {
            if let Ok(name) = check_name(&given) {
                prop_assert!(!name.contains(['/', '\\', '\0']) && name != "..");
                prop_assert!(name.chars().count() <= NAME_CHARS_MAX);
                // Any bytes are told to be something or refused.
                let _ = check_kind(&name, &head, None);
            }
        }
    }

    #[test]
    fn names_that_lead_elsewhere_or_lie_are_refused() {
        for bad in ["../etc/passwd", "a/b.png", "..", "", "x\0.png", "photo\u{202E}gpj.exe", "a\\b"]
        {
            assert_eq!(check_name(bad), Err(BadFile::Name), "{bad:?}");
        }
        assert_eq!(check_name(&"x".repeat(4000)), Err(BadFile::NameTooLong));
        assert_eq!(check_name(" Überweisung 1.pdf "), Ok("Überweisung 1.pdf".into()));
    }

    #[test]
    fn the_name_and_the_bytes_agree() {
        let png = b"\x89PNG\r\n\x1a\n";
        assert_eq!(check_kind("a.PNG", png, Some("image/png")), Ok("image/png"));
        assert_eq!(check_kind("a.jpg", png, Some("image/png")), Err(BadFile::Disguised));
        assert_eq!(
            check_kind("a.png", b"MZ", Some("application/x-msdownload")),
            Err(BadFile::Disguised)
        );
        assert_eq!(check_kind("a.txt", b"hello", None), Ok("text/plain"));
        assert_eq!(check_kind("a.txt", b"he\0llo", None), Err(BadFile::Disguised));
        assert!(matches!(check_kind("a.svg", b"<svg/>", Some("text/xml")), Err(BadFile::Kind(_))));
        assert!(matches!(check_kind("a.exe", b"MZ", None), Err(BadFile::Kind(_))));
        assert!(matches!(check_kind("Makefile", b"all:", None), Err(BadFile::Kind(_))));
    }
}
