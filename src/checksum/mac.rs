//! HMAC, the keyed hash of JSON Web Tokens.

use hmac::{EagerHash, Hmac, KeyInit, Mac};

/// Returns the HMAC with SHA-256, 32 bytes long.
pub(crate) fn sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    mac::<sha2::Sha256>(key, message)
}

/// Returns the HMAC with SHA-512, 64 bytes long.
pub(crate) fn sha512(key: &[u8], message: &[u8]) -> Vec<u8> {
    mac::<sha2::Sha512>(key, message)
}

fn mac<D: EagerHash>(key: &[u8], message: &[u8]) -> Vec<u8>
where
    Hmac<D>: KeyInit + Mac,
{
    // HMAC takes a key of any length, so this cannot fail. An empty MAC would match nothing.
    <Hmac<D> as KeyInit>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mac| mac.chain_update(message).finalize().into_bytes().to_vec(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(mac: &[u8], expected: &str) {
        let mut bytes = vec![0; expected.len() / 2];
        hex::decode_to_slice(expected, &mut bytes).unwrap();
        assert_eq!(mac, bytes);
    }

    /// RFC 4231, test case 2.
    #[test]
    fn vectors() {
        let (key, message) = (b"Jefe", b"what do ya want for nothing?");
        is(
            &sha256(key, message),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        is(
            &sha512(key, message),
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
             9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        );
    }
}
