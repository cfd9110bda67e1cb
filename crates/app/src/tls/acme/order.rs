//! One order: what is wanted, the proof that its names lead here, and what comes of it (RFC 8555, section 7.4).

use std::time::Duration;

use instant_acme::{
    Account, AuthorizationStatus, CertificateIdentifier, ChallengeType, Error, Identifier,
    NewOrder, Order, OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, DistinguishedName, KeyPair};
use rustls::{
    crypto::aws_lc_rs::default_provider,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    sign::CertifiedKey,
};

use super::{Acme, trouble};
use crate::tls::presented::{Presented, Proof};

/// How long an authority may take to look at the names, and again to make the certificate.
const DONE_WITHIN: Duration = Duration::from_mins(2);

/// What is wanted.
pub(super) struct Wanted<'a> {
    pub(super) acme: &'a Acme,
    pub(super) presented: &'a Presented,
    /// The certificate in whose place it comes, for an authority that wants to know (RFC 9773, section 5).
    pub(super) replaces: Option<CertificateIdentifier<'static>>,
}

impl Wanted<'_> {
    /// Orders it: the certificate with those between it and its authority, and its key, both as PEM.
    pub(super) async fn order(&self, account: &Account) -> Result<(String, String), Error> {
        let mut order = self.begin(account).await?;
        let patience =
            RetryPolicy::new().initial_delay(Duration::from_millis(250)).timeout(DONE_WITHIN);
        // Shown until the authority has looked.
        let proofs = self.prove(&mut order).await?;
        if matches!(order.state().status, OrderStatus::Pending) {
            let ready = order.poll_ready(&patience).await;
            if !matches!(ready, Ok(OrderStatus::Ready)) {
                // What was wrong with which name says more than that something was.
                if let Some(why) = why_refused(&mut order).await {
                    return Err(why);
                }
                ready?;
                return Err(Error::Str("the authority refused the order, and did not say why"));
            }
        }
        drop(proofs);
        let key = order.finalize().await?;
        let chain = order.poll_certificate(&patience).await?;
        Ok((chain, key))
    }

    async fn begin(&self, account: &Account) -> Result<Order, Error> {
        let names: Vec<_> = self.acme.names.iter().cloned().map(Identifier::Dns).collect();
        if let Some(replaces) = self.replaces.clone() {
            match account.new_order(&NewOrder::new(&names).replaces(replaces)).await {
                Err(error) if !trouble::is_limit(&error) => {
                    tracing::debug!(%error, "the authority takes no order in the place of the one before");
                }
                begun => return begun,
            }
        }
        account.new_order(&NewOrder::new(&names)).await
    }

    /// Shows for each name that it leads here, and asks the authority to look.
    async fn prove(&self, order: &mut Order) -> Result<Vec<Proof>, Error> {
        let mut proofs = Vec::new();
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            if authorization.status == AuthorizationStatus::Valid {
                // It has looked not long ago.
                continue;
            }
            let name = authorization.identifier().to_string();
            let by =
                if self.acme.by_http { ChallengeType::Http01 } else { ChallengeType::TlsAlpn01 };
            let mut challenge = authorization
                .challenge(by)
                .ok_or(Error::Unsupported("the way in which Bliss shows that a name leads here"))?;
            let key = challenge.key_authorization();
            proofs.push(if self.acme.by_http {
                self.presented.answer(&challenge.token, key.as_str())
            } else {
                let shown = shown(&name, key.digest().as_ref())?;
                self.presented.prove(&name, shown)
            });
            challenge.set_ready().await?;
        }
        Ok(proofs)
    }
}

/// What an authority is shown for a name (RFC 8737, section 3).
fn shown(name: &str, digest: &[u8]) -> Result<CertifiedKey, Error> {
    let made = || -> anyhow::Result<CertifiedKey> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new([name.to_owned()])?;
        params.distinguished_name = DistinguishedName::new();
        params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
        let certificate = params.self_signed(&key)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let key = default_provider().key_provider.load_private_key(key)?;
        // It is looked at by nobody who has to understand all of it, and so not checked either.
        Ok(CertifiedKey::new(vec![certificate.der().clone()], key))
    };
    made().map_err(|error| {
        tracing::debug!(%error, "what an authority is shown could not be made");
        Error::Crypto
    })
}

/// What the authority found wrong with the first name with which it did.
async fn why_refused(order: &mut Order) -> Option<Error> {
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization.ok()?;
        let name = authorization.identifier().to_string();
        let Ok(state) = authorization.refresh().await else { continue };
        let problem = state.challenges.iter().find_map(|challenge| challenge.error.clone());
        if let Some(mut problem) = problem {
            let detail = problem.detail.unwrap_or_default();
            problem.detail = Some(format!("{name}: {detail}"));
            return Some(Error::Api(problem));
        }
    }
    None
}
