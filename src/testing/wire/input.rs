//! Reads requests.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use super::Request;

/// Longest request line, as nginx has it in front of every server.
const REQUEST_LINE: usize = 8 << 10;
/// Longest head and longest body that are read.
const HEAD: usize = 64 << 10;
const BODY: usize = 64 << 20;

/// Why there is no request.
pub(in crate::testing) enum Unread {
    Io(io::Error),
    /// The request is none that a server takes; the status to answer.
    Refused(u16),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads requests. The last piece of each is only looked at, and taken off the connection once the answer is sent.
pub(in crate::testing) struct Input<'a> {
    stream: &'a TcpStream,
    /// What was taken off the connection and belongs to the request at hand.
    buffer: Vec<u8>,
}

/// Where head and body of a request are.
struct Frame {
    head: usize,
    body: Body,
    expects_continue: bool,
}

#[derive(Clone, Copy)]
enum Body {
    Length(usize),
    Chunked,
}

impl<'a> Input<'a> {
    pub(in crate::testing) fn new(stream: &'a TcpStream) -> Self {
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    /// The next request and whether the connection is to be kept; nothing when the other side is done.
    pub(in crate::testing) fn request(&mut self) -> Result<Option<(Request, bool)>, Unread> {
        self.buffer.clear();
        let mut peeked = vec![0; 16 << 10];
        let mut continued = false;
        loop {
            let count = self.stream.peek(&mut peeked)?;
            if count == 0 {
                return Ok(None);
            }
            let seen = peeked.get(..count).unwrap_or_default();
            let all = [self.buffer.as_slice(), seen].concat();
            if let Some((mut request, keep, frame)) = parse(&all)? {
                if frame.expects_continue && !continued {
                    self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
                    continued = true;
                }
                if let Some((body, end)) = body(&all, &frame)? {
                    request.body = body;
                    // All but the last piece of this request is in the buffer; of the piece, no more than is its own.
                    let left = end.saturating_sub(self.buffer.len());
                    self.buffer.clear();
                    self.buffer.resize(left, 0);
                    return Ok(Some((request, keep)));
                }
            } else if all.len() > HEAD {
                return Err(Unread::Refused(400));
            }
            self.take(count)?;
            if peeked.len() < 1 << 20 {
                peeked.resize(peeked.len() * 2, 0);
            }
        }
    }

    /// Takes the rest of the request off the connection.
    pub(in crate::testing) fn consume(&mut self) -> io::Result<()> {
        let mut stream = self.stream;
        stream.read_exact(&mut self.buffer)
    }

    fn take(&mut self, count: usize) -> io::Result<()> {
        let start = self.buffer.len();
        self.buffer.resize(start + count, 0);
        let mut stream = self.stream;
        stream.read_exact(self.buffer.get_mut(start..).unwrap_or_default())
    }
}

/// The head of a request, if it is complete.
fn parse(bytes: &[u8]) -> Result<Option<(Request, bool, Frame)>, Unread> {
    if bytes.len() > REQUEST_LINE && !bytes.iter().take(REQUEST_LINE).any(|byte| *byte == b'\n') {
        return Err(Unread::Refused(414));
    }
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut parsed = httparse::Request::new(&mut headers);
    let head = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(head)) => head,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(_) => return Err(Unread::Refused(400)),
    };
    // No server takes letters beyond ASCII that are not encoded.
    if !parsed.path.unwrap_or_default().is_ascii() {
        return Err(Unread::Refused(400));
    }
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
    let body = if says("transfer-encoding", "chunked") {
        Body::Chunked
    } else {
        let length = request.header("content-length").unwrap_or("0").trim();
        Body::Length(length.parse().map_err(|_| Unread::Refused(400))?)
    };
    if matches!(body, Body::Length(length) if length > BODY) {
        return Err(Unread::Refused(413));
    }
    let frame = Frame {
        head,
        body,
        expects_continue,
    };
    Ok(Some((request, keep, frame)))
}

/// The body and where the request ends, if it is complete.
fn body(bytes: &[u8], frame: &Frame) -> Result<Option<(Vec<u8>, usize)>, Unread> {
    let rest = bytes.get(frame.head..).unwrap_or_default();
    match frame.body {
        Body::Length(length) => Ok(rest
            .get(..length)
            .map(|body| (body.to_vec(), frame.head + length))),
        Body::Chunked => Ok(chunks(rest)?.map(|(body, length)| (body, frame.head + length))),
    }
}

/// The content of a chunked body and its length on the wire; nothing while it is incomplete.
fn chunks(bytes: &[u8]) -> Result<Option<(Vec<u8>, usize)>, Unread> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let (start, size) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete(found)) => found,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(Unread::Refused(400)),
        };
        let size = usize::try_from(size).ok().filter(|size| *size <= BODY);
        let size = size.ok_or(Unread::Refused(413))?;
        let Some(chunk) = rest.get(start..start + size + 2) else {
            return Ok(None);
        };
        at += start + chunk.len();
        if size == 0 {
            return Ok(Some((body, at)));
        }
        body.extend_from_slice(chunk.get(..size).unwrap_or_default());
    }
}
