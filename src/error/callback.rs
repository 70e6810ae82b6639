//! [`CallbackProblem`]: the reason why a request was not accepted as a callback.

use std::fmt;

use super::Limit;
use super::signature::DIGITS;

/// The reason why a request was not accepted as a callback of the server.
///
/// It never contains a checksum, a token or a secret of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackProblem {
    /// The request exceeds a limit. Contains the limit and its value.
    TooLarge(Limit),

    /// The path differs from that of the registered URL. Behind a proxy that rewrites paths, pass only the query.
    OtherPath,
    /// The query is not that of the registered URL followed by a checksum.
    OtherQuery,

    /// The request has neither a checksum nor an `Authorization` header.
    ChecksumMissing,
    /// The request has more than one checksum.
    ChecksumRepeated,
    /// The checksum does not consist of pairs of lower-case hex digits.
    ChecksumForm,
    /// No accepted algorithm has checksums of this length. Contains the number of hex digits.
    ChecksumLength(usize),
    /// The checksum is wrong: the secret differs, the URL is not the registered one, or the body was changed.
    ChecksumMismatch,
    /// The checksum covers only the URL and the secret, as webhooks 3.0.0 to 3.3.1 sign by mistake.
    ///
    /// It proves nothing about the body. Update webhooks to 3.4.0 or later. Where that is not possible, the verifier can
    /// accept `Signing::Constant`, and then anyone who has seen one delivery can forge others.
    ChecksumConstant,
    /// The signature is right, but the verifier does not accept this way of signing. Contains the `Signing` variant's name.
    SigningRefused(&'static str),

    /// The request has no `Authorization` header.
    AuthorizationMissing,
    /// The request has more than one `Authorization` header.
    AuthorizationRepeated,
    /// The `Authorization` header does not contain a bearer token.
    AuthorizationForm,
    /// The bearer token is not the server's secret.
    SecretMismatch,

    /// The body is not valid UTF-8.
    NotUtf8,
    /// The body or the query is not a valid form: an escape is invalid or missing, or a value is not valid UTF-8.
    Form,
    /// A field of the form or a parameter of the query is missing. Contains its name.
    FieldMissing(&'static str),
    /// A field of the form or a parameter of the query occurs more than once. Contains its name.
    FieldRepeated(&'static str),
    /// A field cannot be read. Contains its name.
    FieldForm(&'static str),
    /// A text is not valid JSON. Contains what is wrong and where.
    Json(String),
    /// The JSON does not have the expected shape. Contains the expected shape.
    Shape(&'static str),

    /// The token does not consist of three parts joined by full stops.
    TokenForm,
    /// A part of the token is not unpadded base64url. Contains the part's name.
    TokenEncoding(&'static str),
    /// The token's header or claims are not a JSON object. Contains the part's name.
    TokenJson(&'static str),
    /// The token names an unexpected algorithm, `none`, or no algorithm.
    TokenAlgorithm,
    /// The token's header requires an extension (`crit`). None is supported.
    TokenExtension,
    /// The token has no signature.
    TokenUnsigned,
    /// The token's signature is wrong: the secret differs, or the token was changed.
    TokenMismatch,
    /// The token has expired.
    TokenExpired,
    /// The token is not valid yet.
    TokenNotYet,
    /// A claim is missing or has the wrong type. Contains its name.
    ClaimMissing(&'static str),
}

impl CallbackProblem {
    /// Returns the HTTP status to answer with: 413, 400 or 403.
    ///
    /// It is never 401, because a webhooks server treats that as success and would not repeat the delivery.
    pub fn status(&self) -> u16 {
        match self {
            Self::TooLarge(_) => 413,
            Self::NotUtf8
            | Self::Form
            | Self::FieldMissing(_)
            | Self::FieldRepeated(_)
            | Self::FieldForm(_)
            | Self::Json(_)
            | Self::Shape(_) => 400,
            _ => 403,
        }
    }
}

impl fmt::Display for CallbackProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(limit) => {
                f.write_str("it is over ")?;
                limit.write_with_setting(f)
            }
            Self::OtherPath => f.write_str("its path is not that of the registered URL: behind a proxy that rewrites paths, pass only the query"),
            Self::OtherQuery => f.write_str("its query is not that of the registered URL"),
            Self::ChecksumMissing => f.write_str("it has neither a checksum nor a bearer token"),
            Self::ChecksumRepeated => f.write_str("its checksum occurs more than once"),
            Self::ChecksumForm => {
                f.write_str("its checksum does not consist of pairs of lower-case hex digits")
            }
            Self::ChecksumLength(digits) => {
                write!(
                    f,
                    "its checksum has {digits} digits, as no accepted algorithm makes: {DIGITS}"
                )
            }
            Self::ChecksumMismatch => f.write_str(
                "its checksum is wrong: compare the secret, and the URL with the registered one",
            ),
            Self::ChecksumConstant => f.write_str(
                "its checksum covers only the URL and proves nothing about the body, as webhooks 3.0.0 to 3.3.1 sign; \
                 update webhooks, or accept `Signing::Constant`",
            ),
            Self::SigningRefused(signing) => {
                write!(f, "it is signed with `{signing}`, which the verifier does not accept: see its `accept`")
            }
            Self::AuthorizationMissing => f.write_str("it has no Authorization header"),
            Self::AuthorizationRepeated => f.write_str("it has more than one Authorization header"),
            Self::AuthorizationForm => f.write_str("its Authorization header does not contain a bearer token"),
            Self::SecretMismatch => f.write_str("its bearer token is not the server's secret"),
            Self::NotUtf8 => f.write_str("its body is not UTF-8"),
            Self::Form => f.write_str("its body or query is not a form with valid escapes"),
            Self::FieldMissing(name) => write!(f, "`{name}` is missing"),
            Self::FieldRepeated(name) => write!(f, "`{name}` occurs more than once"),
            Self::FieldForm(name) => write!(f, "`{name}` cannot be read"),
            Self::Json(what) => write!(f, "its JSON cannot be read: {what}"),
            Self::Shape(expected) => write!(f, "its JSON is not {expected}"),
            Self::TokenForm => f.write_str("its token does not have three parts"),
            Self::TokenEncoding(part) => write!(f, "its token's {part} is not base64url"),
            Self::TokenJson(part) => write!(f, "its token has no JSON object as its {part}"),
            Self::TokenAlgorithm => {
                f.write_str("its token names an unexpected algorithm: see the verifier's `algorithm`")
            }
            Self::TokenExtension => f.write_str("its token requires an extension (`crit`), and none is supported"),
            Self::TokenUnsigned => f.write_str("its token is not signed"),
            Self::TokenMismatch => f.write_str("its token's signature is wrong: compare the secret"),
            Self::TokenExpired => f.write_str("its token has expired: compare the clocks"),
            Self::TokenNotYet => f.write_str("its token is not valid yet: compare the clocks"),
            Self::ClaimMissing(name) => write!(
                f,
                "its token's claim `{name}` is missing or has the wrong type"
            ),
        }
    }
}
