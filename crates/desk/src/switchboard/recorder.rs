//! Writes the sound of a part to a file that only its agent can open.
//!
//! Each write is a chunk of its own, so what was recorded until the machine stopped can be heard again. The
//! length of the sound is only known at its end: the final header follows the frames, and
//! [`crate::replay`] puts it first.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
};

use sealed::{Key, stream::Writer};

/// A recording that is being written.
pub(crate) struct Recorder(Option<Writer<File>>);

impl Recorder {
    /// Into a new file at `path`.
    pub(crate) fn new(key: &Key, context: &str, path: &Path) -> io::Result<Self> {
        let file = File::create_new(path)?;
        Ok(Self(Some(Writer::new(key, context, file)?)))
    }
}

impl phone::Recorder for Recorder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let writer = self.0.as_mut().ok_or_else(|| io::Error::other("the recording has ended"))?;
        writer.write_all(bytes)?;
        writer.flush()
    }

    fn finish(&mut self, header: &[u8]) -> io::Result<()> {
        let Some(mut writer) = self.0.take() else { return Ok(()) };
        writer.write_all(header)?;
        writer.finish()?.sync_all()
    }
}
