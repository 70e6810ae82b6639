//! The HTTP part: a listener, a thread for each connection, and what goes over it.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::clock::{Clock, Wait};
use super::lock;

/// Longest request line, as nginx has it in front of every server.
const REQUEST_LINE: usize = 8 << 10;
/// Longest head and longest body that are read.
const HEAD: usize = 64 << 10;
const BODY: usize = 64 << 20;

/// A request as it came over the wire.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    pub(super) method: String,
    /// Path and query, not decoded.
    pub(super) target: String,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// A request without headers and body.
    pub(super) fn get(target: impl Into<String>) -> Self {
        Self {
            method: "GET".to_owned(),
            target: target.into(),
            ..Self::default()
        }
    }

    pub(super) fn set_header(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// The first header of a name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The path, without the query.
    pub(super) fn path(&self) -> &str {
        self.target
            .split_once('?')
            .map_or(&self.target, |(path, _)| path)
    }

    /// The query, without `?` and not decoded.
    pub(super) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type", content_type.to_owned())];
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The first header of a name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(found, _)| *found == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Status line and headers, with the length of the body.
    pub(super) fn head(&self) -> Vec<u8> {
        self.head_declaring(self.body.len())
    }

    /// Status line and headers, with a length that need not be the body's.
    pub(super) fn head_declaring(&self, length: usize) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            // A line break in a value would begin another header.
            let value = value.replace(['\r', '\n'], " ");
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "Content-Length: {length}\r\n\r\n");
        head.into_bytes()
    }
}

/// What a server does on a connection to answer one request.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends a piece so often.
    Repeat(Vec<u8>, u64),
    /// Sends one byte after each of these times.
    Drip(Vec<u8>, Duration),
    /// Lets time pass.
    Pause(Duration),
    /// Says nothing more and keeps the connection open.
    Silence,
    /// Ends the connection in order.
    Close,
    /// Breaks the connection off, so that the other side sees a reset.
    Reset,
}

/// What to do with a request.
pub(super) trait Handler: Send + Sync + 'static {
    fn handle(&self, request: &Request) -> Vec<Step>;
}

/// A listening server. Dropping it ends every connection and every thread.
pub(super) struct Listener {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    handler: Arc<dyn Handler>,
    clock: Clock,
    stopping: AtomicBool,
    open: Mutex<Open>,
}

/// The connections that are open and the threads that serve them.
#[derive(Default)]
struct Open {
    next: u64,
    streams: HashMap<u64, Arc<TcpStream>>,
    threads: Vec<JoinHandle<()>>,
}

impl Listener {
    pub(super) fn start(
        listener: TcpListener,
        clock: Clock,
        handler: Arc<dyn Handler>,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            handler,
            clock,
            stopping: AtomicBool::new(false),
            open: Mutex::default(),
        });
        let this = Self {
            address,
            shared,
            accepting: Mutex::new(None),
        };
        this.accept_from(listener)?;
        Ok(this)
    }

    /// How many connections are open.
    pub(super) fn connections(&self) -> usize {
        lock(&self.shared.open).streams.len()
    }

    /// Stops listening and ends every connection; connecting is refused from here on.
    pub(super) fn stop(&self) {
        let Some(accepting) = lock(&self.accepting).take() else {
            return;
        };
        self.shared.stopping.store(true, Ordering::SeqCst);
        self.shared.clock.interrupt();
        // The accepting thread waits for a connection: this is one.
        while !accepting.is_finished() {
            let _ = TcpStream::connect_timeout(&self.nearby(), Duration::from_secs(1));
            thread::yield_now();
        }
        let _ = accepting.join();
        let mut open = lock(&self.shared.open);
        for stream in open.streams.values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        let threads = std::mem::take(&mut open.threads);
        drop(open);
        for thread in threads {
            let _ = thread.join();
        }
    }

    /// An address at which this process reaches the listener.
    fn nearby(&self) -> SocketAddr {
        let mut address = self.address;
        match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            IpAddr::V4(_) | IpAddr::V6(_) => {}
        }
        address
    }

    /// Listens again at the same address.
    pub(super) fn resume(&self) -> io::Result<()> {
        if lock(&self.accepting).is_some() {
            return Ok(());
        }
        let listener = TcpListener::bind(self.address)?;
        self.shared.stopping.store(false, Ordering::SeqCst);
        self.shared.clock.resume();
        self.accept_from(listener)
    }

    fn accept_from(&self, listener: TcpListener) -> io::Result<()> {
        let shared = Arc::clone(&self.shared);
        let thread = thread::Builder::new()
            .name("bbb-sdk testing: accept".to_owned())
            .spawn(move || accept(&listener, &shared))?;
        *lock(&self.accepting) = Some(thread);
        Ok(())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopping.load(Ordering::SeqCst) {
            return;
        }
        // Out of descriptors, or gone before it was accepted: the next one may do better.
        let Ok(stream) = stream else { continue };
        let mut open = lock(&shared.open);
        let number = open.next;
        open.next = number.wrapping_add(1);
        let stream = Arc::new(stream);
        open.streams.insert(number, Arc::clone(&stream));
        open.threads.retain(|thread| !thread.is_finished());
        let connection = Arc::clone(shared);
        let serve = move || {
            // An error ends the connection; there is nobody to tell.
            let _ = serve(&stream, &connection);
            drop(stream);
            // The last handle: the connection is closed once it is off the list.
            lock(&connection.open).streams.remove(&number);
        };
        match thread::Builder::new()
            .name("bbb-sdk testing: connection".to_owned())
            .spawn(serve)
        {
            Ok(thread) => open.threads.push(thread),
            Err(_) => _ = open.streams.remove(&number),
        }
    }
}

/// Answers the requests of a connection, one after the other.
fn serve(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut input = Input {
        stream,
        buffer: Vec::new(),
    };
    while !shared.stopping.load(Ordering::SeqCst) {
        let (steps, keep) = match input.request() {
            Ok(None) => return Ok(()),
            Ok(Some((request, keep))) => (shared.handler.handle(&request), keep),
            Err(Unread::Io(error)) => return Err(error),
            Err(Unread::Refused(status)) => (refusal(status), false),
        };
        // The last bytes of the request are still unread: closing now makes the system send a reset.
        for step in steps {
            if !take(step, stream, shared)? {
                return Ok(());
            }
        }
        input.consume()?;
        if !keep {
            return Ok(());
        }
    }
    Ok(())
}

/// Takes a step; says whether the connection lives on.
fn take(step: Step, mut stream: &TcpStream, shared: &Shared) -> io::Result<bool> {
    match step {
        Step::Send(bytes) => stream.write_all(&bytes).map(|()| true),
        Step::Repeat(piece, count) => {
            // In large pieces, for it may be a lot.
            let at_once = 1 + (64 << 10) / piece.len().max(1);
            let many = piece.repeat(at_once);
            let mut left = count;
            while left > 0 {
                let pieces = usize::try_from(left).map_or(at_once, |left| left.min(at_once));
                let bytes = many.get(..pieces * piece.len()).unwrap_or_default();
                stream.write_all(bytes)?;
                left -= u64::try_from(pieces).unwrap_or(left);
            }
            Ok(true)
        }
        Step::Drip(bytes, every) => {
            for byte in bytes {
                if shared.clock.sleep(every) == Wait::Interrupted {
                    return Ok(false);
                }
                stream.write_all(&[byte])?;
            }
            Ok(true)
        }
        Step::Pause(time) => Ok(shared.clock.sleep(time) == Wait::Passed),
        Step::Silence => {
            shared.clock.wait_for_interrupt();
            Ok(false)
        }
        Step::Close => {
            // What was sent must arrive, so nothing may be left unread.
            stream.set_nonblocking(true)?;
            let mut rest = [0; 4096];
            while matches!(stream.read(&mut rest), Ok(1..)) {}
            Ok(false)
        }
        Step::Reset => Ok(false),
    }
}

/// The steps of an ordinary answer.
pub(super) fn whole(reply: &Reply, head_only: bool) -> Vec<Step> {
    let mut bytes = reply.head();
    if !head_only {
        bytes.extend_from_slice(&reply.body);
    }
    vec![Step::Send(bytes)]
}

fn refusal(status: u16) -> Vec<Step> {
    let body = super::pages::nginx(status);
    let reply = Reply::new(status, "text/html", body).with("Connection", "close");
    let mut steps = whole(&reply, false);
    steps.push(Step::Close);
    steps
}

enum Unread {
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
struct Input<'a> {
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

impl Input<'_> {
    /// The next request and whether the connection is to be kept; nothing when the other side is done.
    fn request(&mut self) -> Result<Option<(Request, bool)>, Unread> {
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
    fn consume(&mut self) -> io::Result<()> {
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

pub(super) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Request Entity Too Large",
        414 => "Request-URI Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Temporarily Unavailable",
        504 => "Gateway Time-out",
        _ => "Status",
    }
}
