//! What is kept of an authority, in a folder that nobody else may look into: the account, and the certificate with its
//! key, each a file that is replaced whole.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Result, anyhow, ensure};
use instant_acme::AccountCredentials;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::super::pair::Pair;
use crate::server::{cannot_write, make_folder};

/// The account, with its key.
const ACCOUNT: &str = "account.json";
/// The certificate, those between it and the authority, and its key.
const CERTIFICATE: &str = "certificate.pem";

/// The folder of one authority.
pub(super) struct Kept(PathBuf);

#[derive(Deserialize, Serialize)]
struct KeptAccount<Credentials> {
    contacts: Vec<String>,
    credentials: Credentials,
}

impl Kept {
    /// That of whichever authority has its directory there. Its name is for people, and its hash tells apart what has the
    /// same name.
    pub(super) fn new(folder: &Path, directory: &str) -> Self {
        let host = directory.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next());
        let hash = Sha256::digest(directory);
        Self(folder.join(format!("{}-{}", host.unwrap_or_default(), desk::token::hex(&hash[..4]))))
    }

    /// The certificate that was kept last.
    ///
    /// # Errors
    /// One sentence, where it cannot be read. What is no certificate any more is ordered anew.
    pub(super) fn pair(&self) -> Result<Option<Pair>> {
        let Some(text) = self.read(CERTIFICATE)? else { return Ok(None) };
        match Pair::parse(&text, &text) {
            Ok(pair) => Ok(Some(pair)),
            Err(why) => {
                let file = self.0.join(CERTIFICATE);
                tracing::error!(
                    "Bliss cannot use {}: {why}. A new one is ordered.",
                    file.display()
                );
                Ok(None)
            }
        }
    }

    /// Keeps a certificate and its key, in the place of those before, once it is seen that they can be used and are for these
    /// names.
    pub(super) fn keep_pair(&self, chain: &str, key: &str, names: &[String]) -> Result<Pair> {
        let text = format!("{}\n{}", chain.trim_end(), key);
        let pair = Pair::parse(text.as_bytes(), text.as_bytes())
            .map_err(|why| anyhow!("What the authority sent cannot be used: {why}."))?;
        ensure!(
            pair.covers(names),
            "What the authority sent cannot be used: it is for other names than were asked for."
        );
        self.write(CERTIFICATE, text.as_bytes())?;
        Ok(pair)
    }

    /// The account, and the addresses that the authority has of it.
    pub(super) fn account(&self) -> Result<Option<(AccountCredentials, Vec<String>)>> {
        let Some(text) = self.read(ACCOUNT)? else { return Ok(None) };
        let kept: KeptAccount<_> = serde_json::from_slice(&text).map_err(|error| {
            let file = self.0.join(ACCOUNT);
            anyhow!(
                "Bliss cannot understand the account in {} ({error}). Take the file away, and it makes a new one.",
                file.display()
            )
        })?;
        Ok(Some((kept.credentials, kept.contacts)))
    }

    pub(super) fn keep_account(
        &self,
        credentials: &AccountCredentials,
        contacts: &[String],
    ) -> Result<()> {
        let kept = KeptAccount { contacts: contacts.to_vec(), credentials };
        self.write(ACCOUNT, &serde_json::to_vec_pretty(&kept)?)
    }

    pub(super) fn keep_contacts(&self, contacts: &[String]) -> Result<()> {
        match self.account()? {
            Some((credentials, _)) => self.keep_account(&credentials, contacts),
            None => Ok(()),
        }
    }

    /// Forgets an account that its authority does not know any more.
    pub(super) fn forget_account(&self) -> Result<()> {
        let file = self.0.join(ACCOUNT);
        fs::remove_file(&file).map_err(|error| cannot_write(&self.0, &error))
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let file = self.0.join(name);
        match fs::read(&file) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => {
                Err(anyhow!("Bliss cannot read {} ({error}). Allow it to.", file.display()))
            }
        }
    }

    /// Replaces a file whole, so that there is always one. Whoever made it alone may read it.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        make_folder(&self.0)?;
        let written = (|| {
            // It is made so that its owner alone may read it.
            let mut file = NamedTempFile::new_in(&self.0)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(self.0.join(name))?;
            // Its name is kept once the folder is.
            fs::File::open(&self.0)?.sync_all()
        })();
        written.map_err(|error: io::Error| cannot_write(&self.0, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_by_its_owner_alone_and_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let directory = "https://acme.example:14000/directory";
        let kept = Kept::new(folder.path(), directory);
        assert!(kept.pair().unwrap().is_none() && kept.account().unwrap().is_none());
        let made = |name: &str| {
            let key = rcgen::KeyPair::generate().unwrap();
            let params = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
            (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
        };
        for name in ["desk.example", "tea.example"] {
            let (chain, key) = made(name);
            kept.keep_pair(&chain, &key, &[name.to_owned()]).unwrap();
            let read = kept.pair().unwrap().unwrap();
            assert!(read.covers(&[name.to_owned()]), "{name}");
        }
        // What cannot be used takes the place of nothing.
        let ((chain, right), (_, other)) = (made("desk.example"), made("desk.example"));
        for (key, name, why) in [
            (&other, "desk.example", "its key is that of another certificate."),
            (&right, "cups.example", "it is for other names than were asked for."),
        ] {
            let error = kept.keep_pair(&chain, key, &[name.to_owned()]).unwrap_err().to_string();
            assert_eq!(error, format!("What the authority sent cannot be used: {why}"));
        }
        assert!(kept.pair().unwrap().unwrap().covers(&["tea.example".to_owned()]));

        let names: Vec<_> =
            fs::read_dir(&kept.0).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, [CERTIFICATE]);
        assert!(kept.0.file_name().unwrap().to_str().unwrap().starts_with("acme.example-"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let bits = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!((bits(&kept.0), bits(&kept.0.join(CERTIFICATE))), (0o700, 0o600));
        }
        // Another authority's is elsewhere; and what is garbled is ordered anew.
        let other = Kept::new(folder.path(), "https://acme.example:14000/staging");
        assert!(other.pair().unwrap().is_none());
        fs::write(kept.0.join(CERTIFICATE), "no certificate").unwrap();
        assert!(kept.pair().unwrap().is_none());
        fs::write(kept.0.join(ACCOUNT), "{}").unwrap();
        let error = kept.account().err().unwrap().to_string();
        assert!(error.contains("Take the file away"), "{error}");
    }
}
