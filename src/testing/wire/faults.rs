//! [`Fault`]: failures between a server and its client, on demand.

use std::time::Duration;

use super::{Reply, Step, error_pages as pages, whole};

/// A failure that a test requests with [`TestServer::fail_next`](crate::testing::TestServer::fail_next) or
/// [`TestServer::fail_from_now_on`](crate::testing::TestServer::fail_from_now_on).
///
/// Durations are measured on the server's clock, which stands still until the test moves it. With one byte per second the client
/// gets one byte, and then nothing until the test calls [`TestServer::advance`](crate::testing::TestServer::advance).
/// To refuse connections, use [`TestServer::refuse_connections`](crate::testing::TestServer::refuse_connections).
///
/// | variants | does the call take effect |
/// |---|---|
/// | `Reset*`, `CutOff*`, `Hangup`, `Silence`, `Drip`, `SlowStart`, `ContentType`, `Twice`, `Continue`, `Split` | yes: the response is lost or damaged on its way |
/// | all others | no: something in front of the server responds |
///
/// If the call takes effect, the server prepares the whole response first, even if the client gets none of it. For a list of
/// 50 000 recordings that takes seconds in a debug build. To test such a list without that delay, use a fault of the other
/// kind, such as `Status`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Resets the connection before the response.
    ResetBeforeAnswer,
    /// Resets the connection in the middle of the body.
    ResetInBody,
    /// Resets the connection right after the response.
    ResetAfterAnswer,
    /// Closes the connection, without a reset, before the response.
    Hangup,
    /// Closes the connection in the middle of the body.
    CutOff,
    /// Sends a response that is complete for HTTP, with status 200, but whose XML stops in the middle. A server does this if a
    /// template meets a null.
    CutOffText,
    /// Sends nothing, and keeps the connection open.
    Silence,
    /// Sends the body byte by byte, with this time before each byte.
    Drip(Duration),
    /// Starts the response after this time.
    SlowStart(Duration),
    /// Responds with this status and nginx's error page.
    Status(u16),
    /// Responds with 503, a load balancer's page, and these seconds in `Retry-After`.
    Busy(u64),
    /// Responds with 429 and nginx's error page, with these seconds in `Retry-After` if given. nginx itself gives none.
    RateLimited(Option<u64>),
    /// Sends the right response with another content type.
    ContentType(String),
    /// Sends a body of this many bytes, with status 200.
    Huge(u64),
    /// Sends bytes that are not HTTP.
    Garbage,
    /// Sends a body that is not text, with status 200.
    GarbageBody,
    /// Redirects to another URL.
    Redirect(String),
    /// Sends the right response twice in one body.
    Twice,
    /// Sends the right response, followed by another one that was not requested.
    Split,
    /// Sends headers without an end.
    EndlessHeaders,
    /// Sends `100 Continue` before the right response.
    Continue,
    /// Sends any response.
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
    /// Creates a response with status 200 and this text as XML.
    pub fn text(body: impl Into<String>) -> Self {
        Self::Answer {
            status: 200,
            content_type: "text/xml;charset=utf-8".to_owned(),
            body: body.into().into_bytes(),
        }
    }

    /// Returns what is sent instead of the response and the steps that send it, for a fault that keeps the call from taking
    /// effect. If that is not HTTP, the status is 0.
    pub(in crate::testing) fn instead(&self) -> Option<(Reply, Vec<Step>)> {
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
            Self::Garbage => {
                let steps = vec![Step::Send(garbage()), Step::Close];
                return Some((Reply::new(0, "", ""), steps));
            }
            Self::Huge(bytes) => {
                let reply = Reply::new(200, "text/xml;charset=utf-8", "");
                let length = usize::try_from(*bytes).unwrap_or(usize::MAX);
                let head = Step::Send(reply.head_declaring(length));
                let steps = vec![head, Step::Repeat(b"x".to_vec(), *bytes)];
                return Some((reply, steps));
            }
            Self::EndlessHeaders => {
                let start = Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec());
                let line = b"X-More: of the same, without an end\r\n".to_vec();
                // A client that reads this much has no limit.
                let steps = vec![start, Step::Repeat(line, 4 * MIB), Step::Close];
                return Some((Reply::new(0, "", ""), steps));
            }
            _ => return None,
        };
        let steps = whole(&reply, false);
        Some((reply, steps))
    }

    /// Returns whether the client gets the status of the right response.
    pub(in crate::testing) fn sends_status(&self) -> bool {
        !matches!(self, Self::ResetBeforeAnswer | Self::Hangup | Self::Silence)
    }

    /// Returns the steps that damage the right response.
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
                // Both in one piece, so that the second has arrived when the first is read.
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

/// The faults that tests have requested.
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

    /// Returns the next fault for a call. Faults for this call come before faults for all calls, each in the order in which
    /// they were requested.
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
