//! Which TLS a client uses, and whom it trusts.

use std::fmt;

use ureq::tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

use super::settings::Config;
use crate::client::ClientBuilder;
use crate::error::{Error, Result};

/// Whether `https` can be spoken.
pub(super) const AVAILABLE: bool = true;

/// Uses the one TLS that is compiled in. ureq would take rustls, whether it is there or not.
pub(super) fn prepared(config: Config) -> Config {
    config.tls_config(configured(DEFAULT))
}

#[cfg(feature = "rustls")]
const DEFAULT: Tls = Tls::RUSTLS;

#[cfg(not(feature = "rustls"))]
const DEFAULT: Tls = Tls::NATIVE;

fn configured(tls: Tls) -> TlsConfig {
    TlsConfig::builder()
        .provider(tls.provider)
        .root_certs(tls.roots)
        .build()
}

/// An implementation of TLS and the certificates it trusts.
///
/// It is a value: a feature adds a constant. Without a choice a client uses `Tls::RUSTLS`, or `Tls::NATIVE` where the feature
/// `rustls` is off.
/// Verification cannot be switched off; for a private authority there is [`trusting`](Self::trusting).
#[derive(Clone)]
pub struct Tls {
    provider: TlsProvider,
    roots: RootCerts,
}

impl Tls {
    /// rustls, trusting Mozilla's list.
    #[cfg(feature = "rustls")]
    pub const RUSTLS: Self = Self {
        provider: TlsProvider::Rustls,
        roots: RootCerts::WebPki,
    };

    /// rustls, trusting what the system trusts.
    #[cfg(feature = "platform-verifier")]
    pub const PLATFORM: Self = Self {
        provider: TlsProvider::Rustls,
        roots: RootCerts::PlatformVerifier,
    };

    /// The system's TLS, trusting what the system trusts.
    #[cfg(feature = "native-tls")]
    pub const NATIVE: Self = Self {
        provider: TlsProvider::NativeTls,
        roots: RootCerts::PlatformVerifier,
    };

    /// Trusts the certificates in a PEM text and no others, such as those of a private authority.
    ///
    /// rustls does not take the certificate of an authority for that of a server, and `openssl req -x509` makes one that is both.
    /// The call then fails with `CaUsedAsEndEntity`. There are two ways out: make the certificate with
    /// `-addext basicConstraints=critical,CA:FALSE`, or use `Tls::NATIVE`.
    pub fn trusting(mut self, pem: &str) -> Result<Self> {
        let unusable = |reason| Error::parameter("root certificates", reason);
        let mut certificates = Vec::new();
        // Editors begin a text with the mark of its encoding.
        let pem = pem.trim_start_matches('\u{FEFF}');
        for item in parse_pem(pem.as_bytes()) {
            match item {
                Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
                Ok(_) => {}
                Err(_) => return Err(unusable("are not PEM")),
            }
        }
        if certificates.is_empty() {
            return Err(unusable("hold no `BEGIN CERTIFICATE`"));
        }
        self.roots = certificates.into();
        Ok(self)
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roots: &dyn fmt::Debug = match &self.roots {
            RootCerts::Specific(certificates) => &certificates.len(),
            other => other,
        };
        write!(f, "Tls({:?}, {roots:?})", self.provider)
    }
}

impl ClientBuilder {
    /// Uses another TLS, or trusts other certificates.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "rustls", feature = "sha256"))] {
    /// use bbb_sdk::client::{Client, Tls};
    /// use bbb_sdk::Server;
    ///
    /// let authority = std::fs::read_to_string("/etc/ssl/our-authority.pem").unwrap();
    /// let server = Server::new("https://bbb.intern/bigbluebutton/", "secret")?;
    /// let client = Client::builder(server).tls(Tls::RUSTLS.trusting(&authority)?).build();
    /// # }
    /// # Ok::<(), bbb_sdk::Error>(())
    /// ```
    pub fn tls(mut self, tls: Tls) -> Self {
        self.transport.config = self.transport.config.tls_config(configured(tls));
        self
    }
}
