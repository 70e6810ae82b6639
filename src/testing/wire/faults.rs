//! What can go wrong between a server and its client, on demand.

use std::time::Duration;

use super::{Reply, Step, error_pages as pages, whole};

/// A failure that a test asks for, with [`TestServer::fail_next`](crate::testing::TestServer::fail_next) or
/// [`TestServer::fail_from_now_on`](crate::testing::TestServer::fail_from_now_on).
///
/// Times are those of the server's clock, which stands still until the test moves it: a byte a second is one byte, and
/// then nothing until [`TestServer::advance`](crate::testing::TestServer::advance). That connections are refused is
/// [`TestServer::refuse_connections`](crate::testing::TestServer::refuse_connections).
///
/// | variants | does the call take effect? |
/// |---|---|
/// | `Reset*`, `CutOff*`, `Hangup`, `Silence`, `Drip`, `SlowStart`, `ContentType`, `Twice`, `Continue`, `Split` | yes: the answer is lost or harmed on its way |
/// | all others | no: something in front of the server answers |
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is reset before the answer.
    ResetBeforeAnswer,
    /// The connection is reset in the middle of the body.
    ResetInBody,
    /// The connection is reset right behind the answer.
    ResetAfterAnswer,
    /// The connection is closed in order before the answer: an empty reply.
    Hangup,
    /// The connection is closed in the middle of the body.
    CutOff,
    /// The answer is complete for HTTP, with status 200, and its XML stops in the middle, as when a template meets a null.
    CutOffText,
    /// Nothing comes, and the connection stays open.
    Silence,
    /// The body comes byte by byte, each after this time.
    Drip(Duration),
    /// The answer begins after this time.
    SlowStart(Duration),
    /// This status with nginx's page.
    Status(u16),
    /// 503 with a load balancer's words and the seconds to wait.
    Busy(u64),
    /// 429 with nginx's page, and the seconds to wait where they are given. nginx itself gives none.
    RateLimited(Option<u64>),
    /// The right answer with another content type.
    ContentType(String),
    /// A body of so many bytes, with status 200.
    Huge(u64),
    /// Bytes that are not HTTP.
    Garbage,
    /// Bytes that are no text, with status 200.
    GarbageBody,
    /// A redirect to another address.
    Redirect(String),
    /// The right answer twice in one body.
    Twice,
    /// The right answer, and behind it another that nobody asked for.
    Split,
    /// Headers without an end.
    EndlessHeaders,
    /// `100 Continue` in front of the right answer.
    Continue,
    /// Any answer: status, content type, body.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The content type.
        content_type: String,
        /// The body.
        body: Vec<u8>,
    },
}

impl Fault {
    /// An answer with status 200 and this text as XML.
    pub fn text(body: impl Into<String>) -> Self {
        Self::Answer {
            status: 200,
            content_type: "text/xml;charset=utf-8".to_owned(),
            body: body.into().into_bytes(),
        }
    }

    /// What happens instead of an answer, for a fault that keeps the call from taking effect.
    pub(in crate::testing) fn instead(&self) -> Option<Vec<Step>> {
        const MIB: u64 = 1 << 20;
        let page = |status| Reply::new(status, "text/html", pages::nginx(status));
        let reply = match self {
            Self::Status(status) => page(*status),
            Self::Busy(seconds) => Reply::new(503, "text/html", pages::balancer_503())
                .with("Retry-After", seconds.to_string()),
            Self::RateLimited(None) => page(429),
            Self::RateLimited(Some(seconds)) => page(429).with("Retry-After", seconds.to_string()),
            Self::Redirect(to) => page(302).with("Location", to.clone()),
            Self::GarbageBody => Reply::new(200, "text/xml;charset=utf-8", garbage()),
            Self::Answer {
                status,
                content_type,
                body,
            } => Reply::new(*status, content_type, body.clone()),
            Self::Garbage => return Some(vec![Step::Send(garbage()), Step::Close]),
            Self::Huge(bytes) => {
                let reply = Reply::new(200, "text/xml;charset=utf-8", "");
                let length = usize::try_from(*bytes).unwrap_or(usize::MAX);
                let head = Step::Send(reply.head_declaring(length));
                return Some(vec![head, Step::Repeat(b"x".to_vec(), *bytes)]);
            }
            Self::EndlessHeaders => {
                let start = Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec());
                let line = b"X-More: of the same, without an end\r\n".to_vec();
                // Who reads that much reads anything.
                return Some(vec![start, Step::Repeat(line, 4 * MIB), Step::Close]);
            }
            _ => return None,
        };
        Some(whole(&reply, false))
    }

    /// What becomes of the right answer.
    pub(in crate::testing) fn harm(&self, mut reply: Reply) -> Vec<Step> {
        let half = |reply: &Reply| {
            let mut bytes = reply.head();
            let middle = reply.body.len() / 2;
            bytes.extend_from_slice(reply.body.get(..middle).unwrap_or_default());
            Step::Send(bytes)
        };
        match self {
            Self::ResetBeforeAnswer => vec![Step::Reset],
            Self::ResetInBody => vec![half(&reply), Step::Reset],
            Self::ResetAfterAnswer => [whole(&reply, false), vec![Step::Reset]].concat(),
            Self::Hangup => vec![Step::Close],
            Self::CutOff => vec![half(&reply), Step::Close],
            Self::CutOffText => {
                reply.body.truncate(reply.body.len() / 2);
                whole(&reply, false)
            }
            Self::Silence => vec![Step::Silence],
            Self::Drip(every) => {
                let head = Step::Send(reply.head());
                vec![head, Step::Drip(reply.body, *every)]
            }
            Self::SlowStart(time) => [vec![Step::Pause(*time)], whole(&reply, false)].concat(),
            Self::ContentType(name) => {
                reply
                    .headers
                    .retain(|(header, _)| *header != "Content-Type");
                whole(&reply.with("Content-Type", name.clone()), false)
            }
            Self::Twice => {
                reply.body = reply.body.repeat(2);
                whole(&reply, false)
            }
            Self::Split => {
                // In one piece, so that the second is there when the first is read.
                let one = [reply.head(), reply.body].concat();
                vec![Step::Send(one.repeat(2))]
            }
            Self::Continue => {
                let first = Step::Send(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec());
                [vec![first], whole(&reply, false)].concat()
            }
            _ => whole(&reply, false),
        }
    }
}

/// Bytes that are neither HTTP nor UTF-8.
fn garbage() -> Vec<u8> {
    (0..=255_u8).rev().cycle().take(1024).collect()
}

/// The faults that were asked for.
#[derive(Debug, Default)]
pub(in crate::testing) struct Faults(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    /// The name of a call, or `*` for all.
    call: String,
    fault: Fault,
    once: bool,
}

impl Faults {
    pub(in crate::testing) fn add(&mut self, call: &str, fault: Fault, once: bool) {
        let call = call.to_owned();
        self.0.push(Rule { call, fault, once });
    }

    pub(in crate::testing) fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault for a call, if there is one: those for one call come first, each in the order they were asked for.
    pub(in crate::testing) fn take(&mut self, call: &str) -> Option<Fault> {
        let fits = |rule: &Rule| rule.call == call || rule.call == "*";
        let once = self.0.iter().position(|rule| rule.once && fits(rule));
        match once {
            Some(index) => Some(self.0.remove(index).fault),
            None => self
                .0
                .iter()
                .find(|rule| fits(rule))
                .map(|rule| rule.fault.clone()),
        }
    }
}
