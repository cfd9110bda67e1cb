//! A file system of a test's own, on Linux and where the system allows it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A tmpfs that is taken away again at the end.
pub struct Mount(PathBuf);

impl Mount {
    /// Mounts it with those options, such as `size=3m`; nothing, with a line that says why, where
    /// that is not permitted.
    pub fn new(at: &Path, options: &str) -> Option<Self> {
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).output();
        match mount {
            Ok(done) if done.status.success() => Some(Self(at.to_owned())),
            Ok(done) => {
                println!("skipped: {}", String::from_utf8_lossy(&done.stderr).trim());
                None
            }
            Err(error) => {
                println!("skipped: mount cannot be run ({error})");
                None
            }
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // What is still open in it goes with it.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
