//! The algorithms that sign a call.

use std::fmt;

#[cfg(feature = "verify")]
mod compare;
#[cfg(feature = "callbacks")]
pub(crate) mod mac;

#[cfg(feature = "verify")]
pub(crate) use compare::same;

/// The maximum length of a digest, in bytes.
pub const MAX_DIGEST: usize = 64;

/// A hash algorithm that signs calls.
///
/// An algorithm is a value, and the linker drops those that a program does not name. Servers recognise the algorithm by the
/// length of the checksum, so a server accepts any of the algorithms that it supports.
///
/// | constant | feature | accepted by |
/// |---|---|---|
/// | `SHA256` | `sha256` | BigBlueButton since 2.2, webhooks since 3.0, Scalelite, b3lb, b3scale: the default |
/// | `SHA1` | `sha1` | every server but those whose administrator removed it; the only one for webhooks before 3.0 |
/// | `SHA384` | `sha384` | BigBlueButton since 2.5.8, b3lb; not Scalelite, not b3scale |
/// | `SHA512` | `sha512` | BigBlueButton since 2.5.8, Scalelite, b3lb; not b3scale |
///
/// A custom algorithm is a name and a function:
///
/// ```
/// # #[cfg(feature = "sha256")] {
/// use bbb_sdk::Checksum;
///
/// // A program would call its hardware or its platform's library here.
/// const OURS: Checksum =
///     Checksum::new("ours", |parts, digest| Checksum::SHA256.digest(parts, digest));
/// let signature = OURS.sign("getMeetings", "", "secret");
/// assert_eq!(signature.as_str(), Checksum::SHA256.sign("getMeetings", "", "secret").as_str());
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Checksum {
    name: &'static str,
    digest: DigestFn,
}

/// Hashes the concatenation of the parts into the front of the buffer and returns the digest's length in bytes.
pub type DigestFn = fn(parts: &[&[u8]], digest: &mut [u8; MAX_DIGEST]) -> usize;

impl Checksum {
    /// SHA-1, 40 hex digits.
    #[cfg(feature = "sha1")]
    pub const SHA1: Self = Self::new("sha1", hash::<sha1::Sha1>);

    /// SHA-256, 64 hex digits.
    #[cfg(feature = "sha256")]
    pub const SHA256: Self = Self::new("sha256", hash::<sha2::Sha256>);

    /// SHA-384, 96 hex digits.
    #[cfg(feature = "sha384")]
    pub const SHA384: Self = Self::new("sha384", hash::<sha2::Sha384>);

    /// SHA-512, 128 hex digits.
    #[cfg(feature = "sha512")]
    pub const SHA512: Self = Self::new("sha512", hash::<sha2::Sha512>);

    /// BigBlueButton's algorithms that are compiled in. The one that most servers accept comes first.
    pub(crate) const BUILT_IN: &'static [Self] = &[
        #[cfg(feature = "sha256")]
        Self::SHA256,
        #[cfg(feature = "sha1")]
        Self::SHA1,
        #[cfg(feature = "sha512")]
        Self::SHA512,
        #[cfg(feature = "sha384")]
        Self::SHA384,
    ];

    /// Creates a custom algorithm.
    pub const fn new(name: &'static str, digest: DigestFn) -> Self {
        Self { name, digest }
    }

    /// Returns the algorithm's name, as BigBlueButton's configuration spells it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Hashes the concatenation of the parts into the front of the buffer and returns the digest's length in bytes.
    pub fn digest(&self, parts: &[&[u8]], digest: &mut [u8; MAX_DIGEST]) -> usize {
        (self.digest)(parts, digest).min(MAX_DIGEST)
    }

    /// Signs a call: returns the lower-case hex digest of the call's name, the query and the secret.
    ///
    /// `query` must be the exact text that is sent, without `?` and without the checksum.
    ///
    /// ```
    /// # #[cfg(feature = "sha1")]
    /// assert_eq!(
    ///     bbb_sdk::Checksum::SHA1
    ///         .sign("getMeetings", "", "639259d4-9dd8-4b25-bf01-95f9567eaf4b")
    ///         .as_str(),
    ///     "2027baa7771026e9e93392f55031535d1444c41f",
    /// );
    /// ```
    pub fn sign(&self, call: &str, query: &str, secret: &str) -> Signature {
        self.sign_parts(&[call.as_bytes(), query.as_bytes(), secret.as_bytes()])
    }

    /// Returns the lower-case hex digest of the concatenation of the parts.
    pub(crate) fn sign_parts(&self, parts: &[&[u8]]) -> Signature {
        let mut digest = [0; MAX_DIGEST];
        let length = self.digest(parts, &mut digest);
        let mut signature = Signature {
            digits: [0; 2 * MAX_DIGEST],
            length: 2 * length,
        };
        // Cannot fail: both slices are cut to fit each other. A failure would leave zero bytes, which no server accepts.
        if let (Some(digits), Some(digest)) =
            (signature.digits.get_mut(..2 * length), digest.get(..length))
        {
            let _ = hex::encode_to_slice(digest, digits);
        }
        signature
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Checksum({})", self.name)
    }
}

/// A checksum in lower-case hex.
///
/// `Debug` does not show it, because anyone who has the checksum and the query can repeat the call.
#[derive(Clone)]
pub struct Signature {
    digits: [u8; 2 * MAX_DIGEST],
    length: usize,
}

impl Signature {
    /// Returns the hex digits.
    pub fn as_str(&self) -> &str {
        self.digits
            .get(..self.length)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .unwrap_or_default()
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(***)")
    }
}

#[cfg(any(
    feature = "sha1",
    feature = "sha256",
    feature = "sha384",
    feature = "sha512"
))]
mod algorithm {
    #[cfg(not(any(feature = "sha256", feature = "sha384", feature = "sha512")))]
    use sha1::Digest;
    #[cfg(any(feature = "sha256", feature = "sha384", feature = "sha512"))]
    use sha2::Digest;

    use super::MAX_DIGEST;

    pub(super) fn hash<D: Digest>(parts: &[&[u8]], digest: &mut [u8; MAX_DIGEST]) -> usize {
        let mut state = D::new();
        for part in parts {
            state.update(part);
        }
        let result = state.finalize();
        digest
            .iter_mut()
            .zip(&result[..])
            .for_each(|(to, from)| *to = *from);
        result.len()
    }
}
#[cfg(any(
    feature = "sha1",
    feature = "sha256",
    feature = "sha384",
    feature = "sha512"
))]
use algorithm::hash;

#[cfg(test)]
#[cfg(any(
    feature = "sha1",
    feature = "sha256",
    feature = "sha384",
    feature = "sha512"
))]
mod tests {
    use super::*;

    const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
    const CAFE: &str = "name=Caf%C3%A9+%27A%2BB%27&meetingID=room-1&record=true";
    #[cfg(any(feature = "sha1", feature = "sha256"))]
    const HOOK: &str = "callbackURL=https%3A%2F%2Fapp.example%2Fcb%3Fa%3D1&meetingID=room-1";

    #[track_caller]
    fn signs(checksum: Checksum, call: &str, query: &str, expected: &str) {
        assert_eq!(checksum.sign(call, query, SECRET).as_str(), expected);
    }

    #[test]
    #[cfg(feature = "sha1")]
    fn sha1_vectors() {
        let old = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444";
        signs(
            Checksum::SHA1,
            "create",
            old,
            "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17",
        );
        signs(
            Checksum::SHA1,
            "getMeetings",
            "",
            "2027baa7771026e9e93392f55031535d1444c41f",
        );
        signs(
            Checksum::SHA1,
            "create",
            CAFE,
            "0824cf478f38e4d7008f89d7ee073ecb29287bdf",
        );
        signs(
            Checksum::SHA1,
            "hooks/create",
            HOOK,
            "87bd904b424ac2bcff2e330e4eb85267590ca765",
        );
    }

    #[test]
    #[cfg(feature = "sha256")]
    fn sha256_vectors() {
        let join = "fullName=J%C3%B8rgen+%28QA%29%21&meetingID=room-1&role=VIEWER";
        signs(
            Checksum::SHA256,
            "getMeetings",
            "",
            "a5370c5f3d97d56d53b435684cdbc429c2898a3bf9f435518b4279e1e0dbfc8c",
        );
        signs(
            Checksum::SHA256,
            "create",
            CAFE,
            "829ebddc4ac55cc475fb32a405408ca82a91059a65632df13130a9e896179082",
        );
        signs(
            Checksum::SHA256,
            "join",
            join,
            "0de9834f6240ea03a0d5dd5c6ed5f5a3ffb8db665a88a9e6b611e09bf41514f5",
        );
        signs(
            Checksum::SHA256,
            "hooks/create",
            HOOK,
            "d998d448ca7bc7ae558231199e7faddcca47a0fe2f70bcd8fc17c891064bdd46",
        );
    }

    #[test]
    #[cfg(feature = "sha384")]
    fn sha384_vector() {
        let expected = "28867dd55af0e7dcf8e6868ab2e213cf4d9e199021683205a870ad62cdc31b18\
                        0fc29edde48db460dab76b3d281edfb3";
        signs(Checksum::SHA384, "create", CAFE, expected);
    }

    #[test]
    #[cfg(feature = "sha512")]
    fn sha512_vector() {
        let expected = "774fc20bd2a8e6b30a5bb1cc336def188a8ad997e153bbed012dbbc343b683d0\
                        26c80571ef0c477c7e206331c0596aef55daaed619bc54e18976ed76cf9d04b5";
        signs(Checksum::SHA512, "create", CAFE, expected);
    }

    #[test]
    #[cfg(feature = "sha256")]
    fn debug_shows_no_digits() {
        let signature = Checksum::SHA256.sign("getMeetings", "", SECRET);
        assert_eq!(
            format!("{:?} {signature:?}", Checksum::SHA256),
            "Checksum(sha256) Signature(***)"
        );
    }
}
