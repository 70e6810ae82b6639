//! Why something that came in was not accepted as a callback.

use std::fmt;

/// Why a request that came in was not accepted as a callback of the server.
///
/// Nothing of the request is in it but what stands outside of the secret parts: never a checksum, a token or a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackProblem {
    /// More than a limit allows: which one.
    TooLarge(&'static str),

    /// The path is not that of the registered URL. Behind a proxy that rewrites paths hand over the query alone.
    OtherPath,
    /// The query is not that of the registered URL with a checksum behind it.
    OtherQuery,

    /// There is neither a checksum nor an `Authorization` header.
    ChecksumMissing,
    /// A checksum occurs more than once.
    ChecksumRepeated,
    /// The checksum is not made of pairs of lower-case hex digits.
    ChecksumForm,
    /// No accepted algorithm gives so many hex digits.
    ChecksumLength(usize),
    /// The checksum is wrong: the secret differs, the URL is not the registered one, or the body was changed.
    ChecksumMismatch,
    /// The checksum covers only the URL and the secret, as webhooks 3.0.0 to 3.3.1 sign by mistake.
    ///
    /// It proves nothing about the body. Update webhooks to 3.4.0 or later. Where that is not possible, the verifier can
    /// accept `Signing::Constant`, and then anyone who has seen one delivery can forge others.
    ChecksumConstant,
    /// The server's proof is right, but the verifier does not accept this way of signing: the `Signing` variant.
    SigningRefused(&'static str),

    /// There is no `Authorization` header.
    AuthorizationMissing,
    /// There is more than one `Authorization` header.
    AuthorizationRepeated,
    /// The `Authorization` header is no bearer token.
    AuthorizationForm,
    /// The bearer token is not the server's secret.
    SecretMismatch,

    /// The body is not UTF-8.
    NotUtf8,
    /// The form has an escape that is none, or a value that is not UTF-8.
    Form,
    /// A field of the form, or a parameter of the query, is missing: its name.
    FieldMissing(&'static str),
    /// A field of the form, or a parameter of the query, occurs more than once: its name.
    FieldRepeated(&'static str),
    /// A field cannot be read: its name.
    FieldForm(&'static str),
    /// What should be JSON is not: what is wrong and where.
    Json(String),
    /// JSON of another shape: what was expected.
    Shape(&'static str),

    /// The token is not three parts joined by full stops.
    TokenForm,
    /// A part of the token is not base64 in the alphabet of URLs without padding: which one.
    TokenEncoding(&'static str),
    /// The token's header or claims are not a JSON object: which one.
    TokenJson(&'static str),
    /// The token is signed with another algorithm than the expected one, with `none`, or says nothing of one.
    TokenAlgorithm,
    /// The token's header demands an extension (`crit`), and none is known.
    TokenExtension,
    /// The token has no signature.
    TokenUnsigned,
    /// The token's signature is wrong: another secret, or a changed token.
    TokenMismatch,
    /// The token's time is over.
    TokenExpired,
    /// The token's time has not come.
    TokenNotYet,
    /// A claim is missing or of another kind: its name.
    ClaimMissing(&'static str),
}

impl CallbackProblem {
    /// The HTTP status to answer with: 413, 400 or 403.
    ///
    /// It is never 401: webhooks take that for a success, and would not send the delivery again.
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
            Self::TooLarge(what) => write!(f, "its {what} is larger than the limit"),
            Self::OtherPath => f.write_str("its path is not that of the registered URL"),
            Self::OtherQuery => f.write_str("its query is not that of the registered URL"),
            Self::ChecksumMissing => f.write_str("it has neither checksum nor bearer token"),
            Self::ChecksumRepeated => f.write_str("its checksum occurs more than once"),
            Self::ChecksumForm => {
                f.write_str("its checksum is not made of pairs of lower-case hex digits")
            }
            Self::ChecksumLength(digits) => {
                write!(
                    f,
                    "no accepted algorithm gives a checksum of {digits} digits"
                )
            }
            Self::ChecksumMismatch => f.write_str("its checksum is wrong"),
            Self::ChecksumConstant => f.write_str(
                "its checksum covers only the URL and proves nothing about the body, as webhooks 3.0.0 to 3.3.1 sign; \
                 update webhooks, or accept `Signing::Constant`",
            ),
            Self::SigningRefused(signing) => {
                write!(f, "it is signed with `{signing}`, which is not accepted")
            }
            Self::AuthorizationMissing => f.write_str("it has no Authorization header"),
            Self::AuthorizationRepeated => f.write_str("it has more than one Authorization header"),
            Self::AuthorizationForm => f.write_str("its Authorization header is no bearer token"),
            Self::SecretMismatch => f.write_str("its bearer token is not the secret"),
            Self::NotUtf8 => f.write_str("its body is not UTF-8"),
            Self::Form => f.write_str("its form is not well-formed"),
            Self::FieldMissing(name) => write!(f, "`{name}` is missing"),
            Self::FieldRepeated(name) => write!(f, "`{name}` occurs more than once"),
            Self::FieldForm(name) => write!(f, "`{name}` cannot be read"),
            Self::Json(what) => write!(f, "its JSON cannot be read: {what}"),
            Self::Shape(expected) => write!(f, "its JSON is not {expected}"),
            Self::TokenForm => f.write_str("its token does not have three parts"),
            Self::TokenEncoding(part) => write!(f, "its token's {part} is not base64url"),
            Self::TokenJson(part) => write!(f, "its token's {part} is not a JSON object"),
            Self::TokenAlgorithm => {
                f.write_str("its token is not signed with the expected algorithm")
            }
            Self::TokenExtension => f.write_str("its token demands an extension"),
            Self::TokenUnsigned => f.write_str("its token is not signed"),
            Self::TokenMismatch => f.write_str("its token's signature is wrong"),
            Self::TokenExpired => f.write_str("its token has expired"),
            Self::TokenNotYet => f.write_str("its token is not valid yet"),
            Self::ClaimMissing(name) => write!(
                f,
                "its token's claim `{name}` is missing or of another kind"
            ),
        }
    }
}
