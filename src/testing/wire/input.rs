//! Reads requests.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use super::Request;
use super::body::Body;

/// The maximum length of a head.
const HEAD: usize = 64 << 10;

/// Why no request could be read.
pub(super) enum Unread {
    Io(io::Error),
    /// The request is malformed or too large. Holds the status of the response.
    Refused(u16),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<u16> for Unread {
    fn from(status: u16) -> Self {
        Self::Refused(status)
    }
}

/// Reads requests. The last piece of each is only peeked at, and consumed after the response is sent.
pub(super) struct Input<'a> {
    stream: &'a TcpStream,
    /// How many bytes of the current request have not been consumed.
    left: usize,
}

/// A head, and how its body arrives.
struct Head {
    request: Request,
    /// The length of the head.
    length: usize,
    body: Body,
    /// Whether the connection stays open.
    keep: bool,
    expects_continue: bool,
}

impl<'a> Input<'a> {
    pub(super) fn new(stream: &'a TcpStream) -> Self {
        Self { stream, left: 0 }
    }

    /// Returns the next request, and whether the connection stays open. Returns `None` if the other side has closed it.
    pub(super) fn request(&mut self) -> Result<Option<(Request, bool)>, Unread> {
        let mut piece = vec![0; 16 << 10];
        let mut taken = Vec::new();
        let mut head = None;
        loop {
            let count = self.stream.peek(&mut piece)?;
            if count == 0 {
                return Ok(None);
            }
            let seen = piece.get(..count).unwrap_or_default();
            let mut of_body = seen;
            if head.is_none() {
                let before = taken.len();
                taken.extend_from_slice(seen);
                // A head ends with a line end, so parsing runs once per line, and the length of a head is limited.
                if seen.contains(&b'\n') {
                    head = parse(&taken)?;
                }
                let length = head.as_ref().map_or(taken.len(), |head| head.length);
                of_body = seen.get(length - before..).unwrap_or_default();
                if head.is_none() && taken.len() > HEAD {
                    return Err(Unread::Refused(400));
                }
            }
            if let Some(head) = &mut head {
                if let Some(end) = head.body.feed(of_body)? {
                    self.left = count - of_body.len() + end;
                    break;
                }
                if std::mem::take(&mut head.expects_continue) {
                    let mut stream = self.stream;
                    stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
                }
            }
            self.take(count, &mut piece)?;
            if piece.len() < 1 << 20 {
                piece.resize(piece.len() * 2, 0);
            }
        }
        Ok(head.map(|mut head| {
            head.request.body = head.body.into_content();
            (head.request, head.keep)
        }))
    }

    /// Consumes the rest of the request.
    pub(super) fn consume(&mut self) -> io::Result<()> {
        let mut rest = vec![0; self.left];
        self.left = 0;
        let mut stream = self.stream;
        stream.read_exact(&mut rest)
    }

    /// Consumes bytes that were peeked at.
    fn take(&self, count: usize, piece: &mut [u8]) -> io::Result<()> {
        let mut stream = self.stream;
        stream.read_exact(piece.get_mut(..count).unwrap_or_default())
    }
}

/// Returns the head of a request, if it is complete.
fn parse(bytes: &[u8]) -> Result<Option<Head>, Unread> {
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(_) => return Err(Unread::Refused(400)),
    };
    let request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        headers: parsed
            .headers
            .iter()
            .map(|header| {
                (
                    header.name.to_owned(),
                    String::from_utf8_lossy(header.value).into_owned(),
                )
            })
            .collect(),
        body: Vec::new(),
    };
    let says = |name, word: &str| {
        request
            .header(name)
            .is_some_and(|value| value.to_ascii_lowercase().contains(word))
    };
    let keep = parsed.version == Some(1) && !says("connection", "close");
    let expects_continue = says("expect", "100-continue");
    let declared = declared_length(&request)?;
    let body = if says("transfer-encoding", "chunked") {
        Body::chunked()
    } else {
        Body::of_length(declared)?
    };
    Ok(Some(Head {
        request,
        length,
        body,
        keep,
        expects_continue,
    }))
}

/// Returns the value of `Content-Length`. Like nginx, refuses a second one, even if it is the same.
fn declared_length(request: &Request) -> Result<usize, Unread> {
    let is_length = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("content-length");
    let mut lengths = request.headers.iter().filter(is_length);
    let length = match (lengths.next(), lengths.next()) {
        (None, _) => return Ok(0),
        (Some((_, length)), None) => length.trim(),
        (Some(_), Some(_)) => return Err(Unread::Refused(400)),
    };
    // `parse` reads a sign as well.
    if !length.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Unread::Refused(400));
    }
    length.parse().map_err(|_| Unread::Refused(400))
}
