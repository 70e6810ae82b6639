//! The two forms of JSON Web Tokens that servers send, and nothing else of that standard.
//!
//! Only the secret is used as a key, and only the expected algorithm is accepted, whatever a token's header says.

use std::time::{Duration, SystemTime};

use super::Secrets;
use crate::base64::{decode_url, encode_url};
use crate::checksum::{mac, same};
use crate::error::CallbackProblem;
use crate::json::{self, Value};
use crate::secret::Secret;

/// The algorithm that signs a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwtAlgorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-512.
    Hs512,
}

impl JwtAlgorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs512 => "HS512",
        }
    }

    fn mac(self, secret: &Secret, signed: &str) -> Vec<u8> {
        let key = secret.expose().as_bytes();
        match self {
            Self::Hs256 => mac::sha256(key, signed.as_bytes()),
            Self::Hs512 => mac::sha512(key, signed.as_bytes()),
        }
    }
}

/// Signs these claims as a token.
pub(super) fn sign(algorithm: JwtAlgorithm, secret: &Secret, claims: &Value) -> String {
    let header = json::json!({ "alg": algorithm.name() }).to_string();
    let mut token = encode_url(header.as_bytes());
    token.push('.');
    token.push_str(&encode_url(claims.to_string().as_bytes()));
    let mac = algorithm.mac(secret, &token);
    token.push('.');
    token.push_str(&encode_url(&mac));
    token
}

/// Returns the claims of a token that is signed with this algorithm and one of these secrets.
pub(super) fn verify(
    token: &str,
    algorithm: JwtAlgorithm,
    secrets: &Secrets,
) -> Result<Value, CallbackProblem> {
    let (signed, signature) = token.rsplit_once('.').ok_or(CallbackProblem::TokenForm)?;
    let (header, claims) = signed.split_once('.').ok_or(CallbackProblem::TokenForm)?;
    if claims.contains('.') {
        return Err(CallbackProblem::TokenForm);
    }
    let header = object(header, "header")?;
    if header.get("alg").and_then(Value::as_str) != Some(algorithm.name()) {
        return Err(CallbackProblem::TokenAlgorithm);
    }
    if header.get("crit").is_some() {
        return Err(CallbackProblem::TokenExtension);
    }
    if signature.is_empty() {
        return Err(CallbackProblem::TokenUnsigned);
    }
    let signature = decode_url(signature).ok_or(CallbackProblem::TokenEncoding("signature"))?;
    let is_right = |secret: &Secret| same(&algorithm.mac(secret, signed), &signature);
    if !secrets.any(is_right) {
        return Err(CallbackProblem::TokenMismatch);
    }
    object(claims, "claims")
}

fn object(part: &str, name: &'static str) -> Result<Value, CallbackProblem> {
    let bytes = decode_url(part).ok_or(CallbackProblem::TokenEncoding(name))?;
    json::parse(&bytes)
        .ok()
        .filter(Value::is_object)
        .ok_or(CallbackProblem::TokenJson(name))
}

/// Checks the times in a token, where it has them: `exp` and `nbf`, in seconds since 1970.
pub(super) fn check_times(
    claims: &Value,
    now: SystemTime,
    leeway: Duration,
) -> Result<(), CallbackProblem> {
    let time = |name| match claims.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_f64()
            .map(Some)
            .ok_or(CallbackProblem::ClaimMissing(name)),
    };
    // A clock that is set before 1970 is wrong. A wrong clock must not accept an expired token.
    let now = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(f64::INFINITY, |since| since.as_secs_f64());
    let leeway = leeway.as_secs_f64();
    if time("exp")?.is_some_and(|expiry| now >= expiry + leeway) {
        return Err(CallbackProblem::TokenExpired);
    }
    if time("nbf")?.is_some_and(|start| now + leeway < start) {
        return Err(CallbackProblem::TokenNotYet);
    }
    Ok(())
}
