//! The server's own key. It seals the few secrets that the server has to read by itself, such as those of second
//! factors, so that nobody reads them in a copy of the database alone. It is a file, apart from the database.

use std::{
    fs::OpenOptions,
    io::{self, Read, Write},
    path::Path,
};

use sealed::{Key, from_text, to_text};

use crate::{Desk, Error, Result};

/// More than is in such a file.
const FILE_BYTES_MAX: u64 = 1024;

/// Reads the key of that file, or makes it.
fn open(file: &Path) -> io::Result<Key> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Ok(mut made) => {
            let key = Key::new();
            writeln!(made, "{}", to_text(key.bytes()))?;
            made.sync_all()?;
            Ok(key)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let mut text = String::new();
            std::fs::File::open(file)?.take(FILE_BYTES_MAX).read_to_string(&mut text)?;
            from_text(text.trim()).and_then(|bytes| Key::from_slice(&bytes)).ok_or_else(|| {
                let why = "it holds no key of Bliss; bring back the file that was there before";
                io::Error::new(io::ErrorKind::InvalidData, why)
            })
        }
        Err(error) => Err(error),
    }
}

impl Desk {
    /// The same desk with the key in that file, which is made where it is not there yet.
    ///
    /// # Errors
    /// [`Error::File`] where it can be neither read nor made, or holds something else.
    pub fn with_server_key(mut self, file: &Path) -> Result<Self> {
        self.server_key = Some(open(file)?);
        Ok(self)
    }

    /// The server's key.
    pub(crate) fn server_key(&self) -> Result<Key> {
        self.server_key.clone().ok_or_else(|| {
            Error::Conflict("This can be done while Bliss serves, and not by this command.".into())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_by_its_owner_alone() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("server.key");
        let made = open(&file)?;
        assert_eq!(open(&file)?.bytes(), made.bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
        }
        Ok(())
    }

    #[test]
    fn what_is_no_key_is_left_as_it_is() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("server.key");
        for text in ["", "a key", "AAAA"] {
            std::fs::write(&file, text)?;
            assert!(open(&file).is_err_and(|error| error.to_string().contains("no key of Bliss")));
            assert_eq!(std::fs::read_to_string(&file)?, text);
        }
        Ok(())
    }
}
