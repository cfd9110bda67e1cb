//! How Bliss encrypts by itself, where that was chosen, and whether what was chosen fits together.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail, ensure};

use super::{Config, given, listen};
use crate::tls::{Acme, Binding, Chosen, Files};

/// Most names in a certificate: as many as Let's Encrypt puts there.
const NAMES_MAX: usize = 100;
/// Longest name (RFC 1035, section 2.3.4).
const NAME_CHARS_MAX: usize = 253;

impl Config {
    /// Whether Bliss encrypts by itself.
    pub fn encrypts(&self) -> bool {
        chosen(self.tls_cert.as_deref()).is_some() || !self.names().is_empty()
    }

    /// The address of the first name for which a certificate is ordered.
    pub(super) fn first_name(&self) -> Option<String> {
        self.names().first().map(|name| format!("https://{name}"))
    }

    /// With what Bliss encrypts, where it does.
    ///
    /// # Errors
    /// One sentence, where options are missing, or do not go together.
    pub(crate) fn encryption(&self) -> Result<Option<Chosen>> {
        let (certificate, key) =
            (chosen(self.tls_cert.as_deref()), chosen(self.tls_key.as_deref()));
        let names = self.names();
        let chosen = match certificate {
            Some(_) if !names.is_empty() => bail!(
                "Bliss encrypts with the certificate of --tls-cert, or orders its own for --acme-domain: choose one."
            ),
            Some(certificate) => {
                let key = key.unwrap_or_else(|| certificate.clone());
                Some(Chosen::Files(Files { certificate, key }))
            }
            None if key.is_some() => {
                bail!("--tls-key is the key of a certificate: say with --tls-cert where that is.")
            }
            None if names.is_empty() => None,
            None => Some(Chosen::Acme(self.acme(names)?)),
        };
        ensure!(
            chosen.is_some() || given(self.http_listen.as_deref()).is_none(),
            "--http-listen leads to encrypted pages, and Bliss encrypts none: choose --tls-cert or --acme-domain, or \
             leave it out."
        );
        let is_plain = |url: &str| url.starts_with("http:");
        ensure!(
            chosen.is_none() || !self.public_url()?.as_deref().is_some_and(is_plain),
            "--public-url has to begin with https://, for Bliss encrypts by itself."
        );
        Ok(chosen)
    }

    /// Where browsers are led to the encrypted pages, where that was chosen.
    ///
    /// # Errors
    /// For what is no address.
    pub(crate) fn http_listen(&self) -> Result<Option<std::net::SocketAddr>> {
        given(self.http_listen.as_deref())
            .map(|chosen| listen(chosen).map_err(|why| anyhow!("--http-listen: {why}.")))
            .transpose()
    }

    fn acme(&self, names: Vec<String>) -> Result<Acme> {
        ensure!(
            self.acme_accept_terms,
            "A certificate authority makes certificates for those who agree to its terms. Read them (those of Let's \
             Encrypt are at https://letsencrypt.org/repository/), and add --acme-accept-terms."
        );
        ensure!(names.len() <= NAMES_MAX, "--acme-domain takes at most {NAMES_MAX} names.");
        for name in &names {
            check(name)?;
        }
        let contacts: Vec<String> = self
            .acme_contact
            .iter()
            .filter_map(|at| given(Some(at)))
            .map(ToOwned::to_owned)
            .collect();
        for contact in &contacts {
            let is_address = contact
                .split_once('@')
                .is_some_and(|(who, at)| !who.is_empty() && at.contains('.'));
            ensure!(
                is_address && !contact.contains([' ', ',', '?', ':']),
                "--acme-contact takes an address such as mia@desk.example, and “{contact}” is none."
            );
        }
        let directory = given(Some(&self.acme_directory)).unwrap_or(crate::tls::LETS_ENCRYPT);
        ensure!(
            directory.strip_prefix("https://").is_some_and(|rest| !rest.is_empty()),
            "--acme-directory takes an address that begins with https://, and “{directory}” does not."
        );
        let binding = given(self.acme_binding.as_deref()).map(Binding::parse).transpose()?;
        Ok(Acme {
            directory: directory.to_owned(),
            names,
            contacts,
            binding,
            root: chosen(self.acme_root.as_deref()),
            folder: self.data.join("acme"),
            by_http: given(self.http_listen.as_deref()).is_some(),
        })
    }

    /// The names for which a certificate is ordered, each once.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in self.acme_domain.iter().filter_map(|name| given(Some(name))) {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// An empty variable, as container set-ups leave them, chooses nothing.
fn chosen(path: Option<&Path>) -> Option<PathBuf> {
    path.filter(|path| !path.as_os_str().is_empty()).map(Path::to_owned)
}

/// Whether a certificate can be ordered for a name.
fn check(name: &str) -> Result<()> {
    ensure!(
        !name.starts_with("*."),
        "--acme-domain: {name} stands for many names. Name those that people use, for an authority looks at each."
    );
    let is_label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(fits)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels: Vec<&str> = name.split('.').collect();
    // A last label of digits makes it an address.
    let is_address =
        labels.last().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    ensure!(
        labels.len() >= 2
            && labels.into_iter().all(is_label)
            && !is_address
            && name.len() <= NAME_CHARS_MAX,
        "--acme-domain takes names such as desk.example, and “{name}” is none. Letters beyond a to z are written as in \
         the DNS, such as xn--tee-hna.example."
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Config {
        Config {
            tls_cert: Some("c.pem".into()),
            tls_key: Some("k.pem".into()),
            ..Config::default()
        }
    }

    fn acme(names: &[&str]) -> Config {
        Config {
            acme_domain: names.iter().map(ToString::to_string).collect(),
            acme_accept_terms: true,
            data: "d".into(),
            ..Config::default()
        }
    }

    #[test]
    fn bliss_encrypts_with_files_or_orders_its_certificate() -> Result<()> {
        assert!(Config::default().encryption()?.is_none());
        let empty = Config {
            tls_cert: Some("".into()),
            acme_domain: vec![String::new()],
            ..Config::default()
        };
        assert!(empty.encryption()?.is_none() && !empty.encrypts());
        let one = Config { tls_key: None, ..files() };
        for (config, key) in [(files(), "k.pem"), (one, "c.pem")] {
            let Some(Chosen::Files(files)) = config.encryption()? else { bail!("no files") };
            assert_eq!(files, Files { certificate: "c.pem".into(), key: key.into() });
            assert_eq!(config.base("192.0.2.7:8443".parse()?)?, "https://192.0.2.7:8443");
        }
        let config = Config {
            http_listen: Some("0.0.0.0:80".into()),
            ..acme(&["Desk.Example.", "tea.example", "desk.example"])
        };
        let Some(Chosen::Acme(acme)) = config.encryption()? else { bail!("no order") };
        assert_eq!(acme.names, ["desk.example", "tea.example"]);
        assert_eq!(acme.directory, crate::tls::LETS_ENCRYPT);
        assert!(acme.by_http && acme.folder == Path::new("d/acme"));
        assert_eq!(config.base("0.0.0.0:8443".parse()?)?, "https://desk.example");
        Ok(())
    }

    #[test]
    fn what_does_not_go_together_is_said() {
        let plain = |config| Config { http_listen: Some("0.0.0.0:80".into()), ..config };
        for (config, said) in [
            (Config { tls_key: Some("k.pem".into()), ..Config::default() }, "--tls-cert"),
            (Config { acme_domain: vec!["desk.example".into()], ..files() }, "choose one"),
            (plain(Config::default()), "leave it out"),
            (Config { public_url: Some("http://desk.example".into()), ..files() }, "https://"),
            (Config { acme_accept_terms: false, ..acme(&["desk.example"]) }, "--acme-accept-terms"),
            (
                Config { acme_contact: vec!["mia".into()], ..acme(&["desk.example"]) },
                "--acme-contact",
            ),
            (
                Config { acme_directory: "http://acme.example".into(), ..acme(&["desk.example"]) },
                "--acme-directory",
            ),
            (acme(&["*.desk.example"]), "many names"),
            (acme(&["desk"]), "--acme-domain takes names"),
            (acme(&["192.0.2.7"]), "--acme-domain takes names"),
            (acme(&["tée.example"]), "--acme-domain takes names"),
            (acme(&["desk..example"]), "--acme-domain takes names"),
            (acme(&["-desk.example"]), "--acme-domain takes names"),
            (acme(&["https://desk.example"]), "--acme-domain takes names"),
        ] {
            let error =
                config.encryption().err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(said), "{said}: {error}");
        }
        assert!(Config { http_listen: Some("80".into()), ..files() }.http_listen().is_err());
    }
}
