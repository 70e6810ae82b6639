//! [`Tls`]: the TLS implementation of a client, and the certificates that it trusts.

use std::fmt;

use ureq::tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

use super::settings::Config;
use crate::client::ClientBuilder;
use crate::error::{Error, Result};

/// Whether `https` is available.
pub(super) const AVAILABLE: bool = true;

/// Selects the TLS that is compiled in. ureq would select rustls even if it is not.
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

/// A TLS implementation and the certificates that it trusts.
///
/// Each feature adds a constant. By default a client uses `Tls::RUSTLS`, or `Tls::NATIVE` without the feature `rustls`.
/// Verification cannot be disabled. To trust a private authority, use [`trusting`](Self::trusting).
#[derive(Clone)]
pub struct Tls {
    provider: TlsProvider,
    roots: RootCerts,
}

impl Tls {
    /// rustls, which trusts Mozilla's list of authorities.
    #[cfg(feature = "rustls")]
    pub const RUSTLS: Self = Self {
        provider: TlsProvider::Rustls,
        roots: RootCerts::WebPki,
    };

    /// rustls, which trusts the system's authorities.
    #[cfg(feature = "platform-verifier")]
    pub const PLATFORM: Self = Self {
        provider: TlsProvider::Rustls,
        roots: RootCerts::PlatformVerifier,
    };

    /// The system's TLS, which trusts the system's authorities.
    #[cfg(feature = "native-tls")]
    pub const NATIVE: Self = Self {
        provider: TlsProvider::NativeTls,
        roots: RootCerts::PlatformVerifier,
    };

    /// Trusts only the certificates in a PEM text, such as those of a private authority.
    ///
    /// rustls refuses a server whose own certificate is that of an authority, and `openssl req -x509` creates such
    /// certificates. The call then fails with `CaUsedAsEndEntity`. Create the certificate with
    /// `-addext basicConstraints=critical,CA:FALSE`, or use `Tls::NATIVE`.
    #[inline]
    pub fn trusting(mut self, pem: &str) -> Result<Self> {
        let unusable = |reason| Error::parameter("root certificates", reason);
        let mut certificates = Vec::new();
        // Some editors write a byte order mark.
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
    /// Sets the TLS implementation and the trusted certificates.
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
