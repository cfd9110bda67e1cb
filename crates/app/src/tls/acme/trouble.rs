//! Why an order came to nothing, in words for whoever runs Bliss, with what to do about it.

use std::fmt::Display;

use instant_acme::Error;
use jiff::SignedDuration;

use super::Acme;

/// What the types of an authority's problems begin with (RFC 8555, section 6.7).
const TYPE: &str = "urn:ietf:params:acme:error:";

/// Why an order came to nothing.
pub(super) struct Trouble {
    /// Sentences.
    pub(super) said: String,
    /// How long the authority wants to be left alone, where it said so.
    pub(super) wait: Option<SignedDuration>,
}

impl Trouble {
    /// Something on this machine. What is given is a sentence.
    pub(super) fn ours(error: impl Display) -> Self {
        Self { said: error.to_string(), wait: None }
    }

    /// What came of asking the authority.
    pub(super) fn of(error: &Error, acme: &Acme, wait: Option<SignedDuration>) -> Self {
        Self { said: said(error, acme), wait }
    }
}

/// Whether the authority does not know the account any more.
pub(super) fn is_unknown_account(error: &Error) -> bool {
    kind(error) == Some("accountDoesNotExist")
}

/// Whether the authority was asked too often.
pub(super) fn is_limit(error: &Error) -> bool {
    kind(error) == Some("rateLimited")
}

fn kind(error: &Error) -> Option<&str> {
    match error {
        Error::Api(problem) => problem.r#type.as_deref()?.strip_prefix(TYPE),
        _ => None,
    }
}

fn said(error: &Error, acme: &Acme) -> String {
    let directory = &acme.directory;
    let problem = match error {
        Error::Api(problem) => problem,
        Error::Json(_) => {
            return format!(
                "{directory} answered with something else than ACME. See whether --acme-directory is right, and \
                 whether the authority works."
            );
        }
        Error::Timeout(_) => {
            return "The authority did not come to an end with the order in time.".to_owned();
        }
        Error::Other(error) => {
            let mut innermost: &dyn std::error::Error = &**error;
            while let Some(source) = innermost.source() {
                innermost = source;
            }
            return format!(
                "The authority at {directory} could not be asked: {innermost}. See whether this machine reaches it, \
                 and whether --acme-directory is right."
            );
        }
        other => return format!("The certificate could not be ordered: {other}."),
    };
    let mut details: Vec<&str> = problem.detail.as_deref().into_iter().collect();
    details.extend(problem.subproblems.iter().filter_map(|problem| problem.detail.as_deref()));
    let details = details.join("; ");
    let details =
        if details.is_empty() { "it did not say why" } else { details.trim_end_matches('.') };
    let remedy = match kind(error) {
        Some("rateLimited") => {
            return format!(
                "The authority was asked for too much and wants to be left alone: {details}."
            );
        }
        Some("dns") => "Let the name lead to this machine in the DNS.",
        Some("connection" | "tls") if acme.by_http => {
            "Let port 80 of the name lead to the address of --http-listen, through routers and firewalls, too."
        }
        Some("connection" | "tls") => {
            "Let port 443 of the name lead to the address of --listen, through routers and firewalls, too."
        }
        Some("unauthorized" | "incorrectResponse") => {
            "Something else answers at that name: let it lead to this machine alone, also over IPv6."
        }
        Some("caa") => {
            "Let the CAA record of the name in the DNS allow this authority, or choose another."
        }
        Some("rejectedIdentifier" | "unsupportedIdentifier") => {
            "Leave out of --acme-domain what the authority gives no certificates for, or choose another authority \
             with --acme-directory."
        }
        Some("invalidContact" | "unsupportedContact") => {
            "Choose another address with --acme-contact."
        }
        Some("externalAccountRequired") => {
            "This authority wants an account that was made with it before: name it with --acme-binding, or choose \
             another authority with --acme-directory."
        }
        Some("userActionRequired") => "Do what it asks for, such as to agree to its new terms.",
        _ => "See what it says, and whether the options that begin with --acme are right.",
    };
    format!("The authority refused the certificate: {details}. {remedy}")
}

#[cfg(test)]
mod tests {
    use instant_acme::Problem;

    use super::*;

    fn acme(by_http: bool) -> Acme {
        Acme {
            directory: "https://acme.example/directory".into(),
            names: vec!["desk.example".into()],
            contacts: Vec::new(),
            binding: None,
            root: None,
            folder: "acme".into(),
            by_http,
        }
    }

    fn problem(kind: &str, detail: Option<&str>) -> Error {
        Error::Api(Problem {
            r#type: Some(format!("{TYPE}{kind}")),
            detail: detail.map(Into::into),
            status: Some(400),
            subproblems: Vec::new(),
        })
    }

    #[test]
    fn it_is_said_what_to_do() {
        for (error, by_http, what) in [
            (
                problem("dns", Some("desk.example: no such name.")),
                true,
                "desk.example: no such name. Let the name lead",
            ),
            (problem("connection", Some("refused")), true, "Let port 80 of the name"),
            (problem("connection", Some("refused")), false, "Let port 443 of the name"),
            (problem("unauthorized", None), false, "it did not say why. Something else answers"),
            (problem("caa", None), false, "CAA record"),
            (problem("rejectedIdentifier", None), false, "--acme-domain"),
            (problem("invalidContact", None), false, "--acme-contact"),
            (problem("externalAccountRequired", None), false, "--acme-binding"),
            (
                problem("somethingNew", Some("the moon is full")),
                false,
                "the moon is full. See what it says",
            ),
            (
                problem("rateLimited", Some("5 of a week")),
                false,
                "wants to be left alone: 5 of a week.",
            ),
            (Error::Timeout(None), false, "in time"),
            (Error::Str("no order URL found"), false, "no order URL found"),
            (
                Error::Other("connection refused".into()),
                false,
                "could not be asked: connection refused. See",
            ),
            (
                serde_json::from_str::<i64>("<html>").unwrap_err().into(),
                false,
                "something else than ACME",
            ),
        ] {
            let said = said(&error, &acme(by_http));
            assert!(said.contains(what) && said.ends_with('.'), "{what}: {said}");
        }
        assert!(is_unknown_account(&problem("accountDoesNotExist", None)));
        assert!(is_limit(&problem("rateLimited", None)) && !is_limit(&problem("dns", None)));
    }
}
