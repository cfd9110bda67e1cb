//! A certificate and its key, as they are in files: PEM (RFC 7468).

use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use domain::{Timestamp, certificate::Validity};
use rustls::{
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};
use x509_parser::{extensions::GeneralName, parse_x509_certificate, time::ASN1Time};

/// A certificate and its key.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    /// What is presented.
    pub(super) key: Arc<CertifiedKey>,
    /// How long it holds.
    pub(super) validity: Validity,
    /// The names for which it holds.
    names: Vec<String>,
}

impl Pair {
    /// Reads a certificate, with those in between it and its authority after it, and its key. Both may be in one text.
    ///
    /// # Errors
    /// What is wrong, as the end of a sentence that begins with “Bliss cannot use …: ”.
    pub(super) fn parse(certificates: &[u8], key: &[u8]) -> Result<Self> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(|error| anyhow!("its certificate cannot be read ({error})"))?;
        let first = chain.first().context("there is no certificate in it")?;
        let (validity, names) = read(first)?;
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|_| anyhow!("there is no private key in it that opens without a password"))?;
        let key = match CertifiedKey::from_der(chain, key, &default_provider()) {
            Ok(key) => Arc::new(key),
            Err(rustls::Error::InconsistentKeys(_)) => {
                bail!("its key is that of another certificate")
            }
            Err(error) => bail!("its key is of a kind that cannot be used ({error})"),
        };
        Ok(Self { key, validity, names })
    }

    /// Whether it holds for all of these names.
    pub(super) fn covers(&self, names: &[String]) -> bool {
        names.iter().all(|name| self.names.contains(name))
    }

    /// The certificate itself.
    pub(super) fn certificate(&self) -> Option<&CertificateDer<'static>> {
        self.key.cert.first()
    }
}

/// How long a certificate holds, and for which names.
fn read(certificate: &CertificateDer<'_>) -> Result<(Validity, Vec<String>)> {
    let (_, read) = parse_x509_certificate(certificate)
        .map_err(|error| anyhow!("its certificate cannot be read ({error})"))?;
    let moment = |time: ASN1Time| {
        Timestamp::from_second(time.timestamp())
            .context("its certificate holds for no time that there is")
    };
    let validity = read.validity();
    let validity =
        Validity { from: moment(validity.not_before)?, until: moment(validity.not_after)? };
    let names = read.subject_alternative_name().ok().flatten().map(|names| {
        let names = names.value.general_names.iter().filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(name.to_ascii_lowercase()),
            _ => None,
        });
        names.collect()
    });
    Ok((validity, names.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{CertificateParams, KeyPair, PKCS_ED25519, PKCS_RSA_SHA256, SignatureAlgorithm};

    use super::*;

    fn made(kind: &'static SignatureAlgorithm) -> (String, String) {
        let key = KeyPair::generate_for(kind).unwrap();
        let mut params =
            CertificateParams::new(["desk.example".into(), "tea.example".into()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2026, 4, 1);
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    }

    #[test]
    fn certificates_of_all_kinds_are_read() {
        for kind in [&rcgen::PKCS_ECDSA_P256_SHA256, &PKCS_ED25519, &PKCS_RSA_SHA256] {
            let (certificate, key) = made(kind);
            let pair = Pair::parse(certificate.as_bytes(), key.as_bytes()).unwrap();
            assert_eq!(pair.validity.from.to_string(), "2026-01-01T00:00:00Z");
            assert_eq!(pair.validity.until.to_string(), "2026-04-01T00:00:00Z");
            for (names, covered) in [
                (&["desk.example"][..], true),
                (&["tea.example", "desk.example"], true),
                (&["desk.example", "cups.example"], false),
            ] {
                let names: Vec<String> = names.iter().map(ToString::to_string).collect();
                assert_eq!(pair.covers(&names), covered, "{names:?}");
            }
            // Also where both are in one file, and in whichever order.
            for text in [format!("{certificate}{key}"), format!("{key}\nand a word\n{certificate}")]
            {
                assert!(Pair::parse(text.as_bytes(), text.as_bytes()).is_ok());
            }
        }
    }

    #[test]
    fn what_is_no_pair_is_said_to_be_none() {
        let (certificate, key) = made(&rcgen::PKCS_ECDSA_P256_SHA256);
        let (_, other) = made(&rcgen::PKCS_ECDSA_P256_SHA256);
        let half = &certificate[..certificate.len() / 2];
        let garbled = certificate.replacen("MII", "AAA", 1);
        for (certificate, key, said) in [
            ("", &*key, "there is no certificate in it"),
            (&*key, &key, "there is no certificate in it"),
            (half, &key, "its certificate cannot be read"),
            (&garbled, &key, "its certificate cannot be read"),
            (&certificate, "", "there is no private key in it"),
            (&certificate, &certificate, "there is no private key in it"),
            (&certificate, &other, "its key is that of another certificate"),
        ] {
            let error =
                Pair::parse(certificate.as_bytes(), key.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with(said), "{said}: {error}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_in_a_file_is_read_or_refused(text in any::<Vec<u8>>(), der in any::<Vec<u8>>()) {
            prop_assert!(Pair::parse(&text, &text).is_err());
            prop_assert!(read(&der.into()).is_err());
        }

        #[test]
        fn a_certificate_that_was_damaged_is_read_or_refused(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let (certificate, key) = made(&rcgen::PKCS_ECDSA_P256_SHA256);
            let mut certificate = certificate.into_bytes();
            let place = place.index(certificate.len());
            certificate[place] = byte;
            // Whatever comes of it, it comes as an answer.
            drop(Pair::parse(&certificate, key.as_bytes()));
        }
    }
}
