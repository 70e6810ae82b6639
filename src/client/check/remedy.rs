//! What a check found, and what to do about it.

use std::fmt::{self, Display, Formatter};

/// A thing that [`Client::check`](crate::Client::check) found, and what to do about it. `Display` shows both.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What was found, in sentences that name nothing of this crate.
    pub found: String,
    /// What to do about it, where that is known.
    pub remedy: Option<Remedy>,
}

/// What to do about a [`Finding`].
///
/// `Display` names the setting of this crate. A program with settings of its own, such as the options of a command line,
/// matches the variants and names those settings.
///
/// ```
/// use bbb_sdk::client::check::Remedy;
///
/// fn words(remedy: &Remedy) -> String {
///     match remedy {
///         Remedy::TrustAuthority => "Add the authority under Settings, Security.".to_owned(),
///         Remedy::HooksChecksum { accepted, .. } => {
///             format!("Set the webhook signature to {}.", accepted.join(" or "))
///         }
///         other => other.to_string(),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Sign calls with an accepted algorithm: [`Server::with_checksum`](crate::Server::with_checksum).
    #[non_exhaustive]
    Checksum {
        /// The algorithms that the server accepts, of those that are compiled in.
        accepted: Vec<&'static str>,
    },
    /// Sign webhook calls with an accepted algorithm: [`Server::hooks_checksum`](crate::Server::hooks_checksum).
    #[non_exhaustive]
    HooksChecksum {
        /// The algorithms that webhooks accept, of those that are compiled in.
        accepted: Vec<&'static str>,
    },
    /// Compile in the feature `sha1`, and sign webhook calls with it.
    CompileSha1,
    /// Begin the address with another scheme.
    #[non_exhaustive]
    Scheme {
        /// `https` or `http`.
        expected: &'static str,
    },
    /// Trust the authority that issued the certificate, or install the whole certificate chain on the server.
    TrustAuthority,
    /// Create the server's certificate again, and not as that of an authority, or accept it as the system's TLS does.
    RecreateCertificate,
    /// Send the credentials that a proxy in front of the server wants, or have it let this machine through.
    Credentials,
    /// What is to be done is no setting of the client. Holds the advice.
    Elsewhere(&'static str),
}

impl Finding {
    pub(super) fn new(found: impl Into<String>) -> Self {
        Self {
            found: found.into(),
            remedy: None,
        }
    }

    pub(super) fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = Some(remedy);
        self
    }

    /// Puts words in front of what was found.
    pub(super) fn after(mut self, words: &str) -> Self {
        self.found.insert_str(0, words);
        self
    }
}

impl Display for Finding {
    #[inline]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.remedy {
            Some(remedy) => write!(f, "{} {remedy}", self.found),
            None => f.write_str(&self.found),
        }
    }
}

impl Display for Remedy {
    #[inline]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checksum { .. } => f.write_str("Choose one with `Server::with_checksum`."),
            Self::HooksChecksum { .. } => f.write_str("Set it with `Server::hooks_checksum`."),
            Self::CompileSha1 => f.write_str(
                "Compile in the feature `sha1`, and set it with `Server::hooks_checksum`.",
            ),
            Self::Scheme { expected } => write!(
                f,
                "Begin the address with `{expected}://`{}.",
                if *expected == "http" {
                    ", or use the port for https"
                } else {
                    ""
                }
            ),
            Self::TrustAuthority => f.write_str(
                "Trust a private authority with `Tls::trusting`, or install the whole certificate chain on the server.",
            ),
            Self::RecreateCertificate => f.write_str(
                "Either create it again with `-addext basicConstraints=critical,CA:FALSE` and trust it, or use \
                 `Tls::NATIVE`, which accepts it.",
            ),
            Self::Credentials => f.write_str(
                "Set them with `ClientBuilder::basic_auth`, or ask for this machine to be let through.",
            ),
            Self::Elsewhere(advice) => f.write_str(advice),
        }
    }
}
