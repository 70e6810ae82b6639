//! A peer at the other end of a socket, whose behaviour a test decides, and calls that need no group.
#![allow(dead_code, reason = "not every test uses every helper")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use bbb_sdk::{Body, Call, Checksum, Client, ClientBuilder, Query, Response, Result, Server};

pub(crate) const SECRET: &str = "8cd8ef52e8e101574e400365b55e11a6";

/// An algorithm that needs no feature. Its checksum is always the same.
pub(crate) const FORTY: Checksum = Checksum::new("forty", |_, digest| {
    for byte in digest.iter_mut() {
        *byte = 0xAB;
    }
    20
});

/// The body of a plain success.
pub(crate) const OK: &str = "<response><returncode>SUCCESS</returncode></response>";

/// Listens on a free port until the test ends, and records the requests.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Peer {
    /// Passes the number of each request to `answer`. The connection stays open while that returns true.
    pub(crate) fn new(
        answer: impl Fn(usize, &mut TcpStream) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self::hearing(move |number, _, stream| answer(number, stream))
    }

    /// Does the same, and passes the request as well.
    pub(crate) fn hearing(
        answer: impl Fn(usize, &str, &mut TcpStream) -> bool + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (answer, noted) = (Arc::new(answer), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, answer, noted) =
                    (stream.unwrap(), Arc::clone(&answer), Arc::clone(&noted));
                thread::spawn(move || {
                    while let Some(request) = read_request(&mut stream) {
                        let number = {
                            let mut noted = noted.lock().unwrap();
                            noted.push(request.clone());
                            noted.len()
                        };
                        if !answer(number, &request, &mut stream) {
                            break;
                        }
                    }
                });
            }
        });
        Self { address, requests }
    }

    /// Answers every request with the same bytes, and closes the connection.
    pub(crate) fn saying(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::new(move |_, stream| {
            let _ = stream.write_all(&answer);
            false
        })
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Clears the recorded requests.
    pub(crate) fn forget(&self) {
        self.requests.lock().unwrap().clear();
    }

    pub(crate) fn server(&self) -> Server {
        Server::with_checksum(&format!("http://{}", self.address), SECRET, FORTY).unwrap()
    }

    /// Returns a builder whose timeouts are so long that none passes by chance.
    pub(crate) fn builder(&self) -> ClientBuilder {
        let long = Duration::from_secs(600);
        Client::builder(self.server())
            .no_proxy()
            .connect_timeout(long)
            .send_timeout(long)
            .response_timeout(long)
            .body_timeout(long)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build()
    }
}

/// Returns an HTTP response with a declared length.
pub(crate) fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\r\n{body}")
}

fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes.clone()).unwrap().to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.trim().parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    bytes.extend(body);
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Runs work that must end. A minute is far longer than every timeout that a test sets.
#[track_caller]
pub(crate) fn ends<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(work()));
    match receiver.recv_timeout(Duration::from_secs(60)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("it never ends"),
        Err(mpsc::RecvTimeoutError::Disconnected) => panic!("it panicked"),
    }
}

macro_rules! call {
    ($name:ident, $call:literal, $idempotent:literal) => {
        #[derive(Default)]
        pub(crate) struct $name(pub(crate) Query, pub(crate) Option<Body>);

        impl Call for $name {
            type Output = ();
            const NAME: &'static str = $call;
            const IDEMPOTENT: bool = $idempotent;

            fn query(&self) -> &Query {
                &self.0
            }

            fn query_mut(&mut self) -> &mut Query {
                &mut self.0
            }

            fn body(&self) -> Result<Option<Body>> {
                Ok(self.1.clone())
            }

            fn read(response: &Response<'_>) -> Result<()> {
                response.xml(|_| Ok(()))
            }
        }
    };
}
call!(Ask, "getMeetings", true);
call!(Do, "create", false);
