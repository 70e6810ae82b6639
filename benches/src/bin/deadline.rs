//! Measures how long after its deadline a call returns, for servers that stall in different ways:
//! `cargo run --release --bin deadline`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use bbb_sdk::{Client, Server, monitoring::GetMeetings};
use bbb_sdk_benches::SECRET;

const DEADLINE: Duration = Duration::from_millis(300);
const DRIP: Duration = Duration::from_millis(5);
const CALLS: u32 = 20;

/// The name of a stall, the scheme of the server's address, and what the server does with a connection.
type Stall = (&'static str, &'static str, fn(TcpStream));

const STALLS: [Stall; 7] = [
    ("no response", "http", wait),
    ("a response head that drips", "http", |stream| {
        drip(stream, "HTTP/1.1 200 OK\r\nX-Slow: ", "x");
    }),
    ("a body with a length that drips", "http", |stream| {
        drip(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
            " ",
        );
    }),
    ("a chunked body that drips", "http", |stream| {
        drip(
            stream,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "1\r\n \r\n",
        );
    }),
    ("a body that stops", "http", |stream| {
        drip(stream, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "");
    }),
    ("a TLS handshake that never comes", "https", wait),
    ("a TLS handshake that drips", "https", |stream| {
        drip(stream, "\x16\x03\x03\x3f\x7f", "x");
    }),
];

fn main() {
    println!(
        "{:34} {:>9} {:>9}",
        "the server stalls with", "median", "longest"
    );
    for (name, scheme, serve) in STALLS {
        let address = format!("{scheme}://{}", listen(serve));
        report(name, &direct(&address));
    }
    report(
        "a proxy that drips",
        &proxied(listen(|stream| {
            drip(stream, "HTTP/1.1 200 OK\r\nX-Slow: ", "x");
        })),
    );
    report("a proxy that is silent", &proxied(listen(wait)));
}

/// Passes every connection to `serve`, after its request has begun to arrive.
fn listen(serve: fn(TcpStream)) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                serve(stream);
            });
        }
    });
    address
}

fn wait(stream: TcpStream) {
    thread::sleep(Duration::from_secs(600));
    drop(stream);
}

/// Writes the head, and then the piece repeatedly until the client has closed the connection.
fn drip(mut stream: TcpStream, head: &str, piece: &str) {
    let mut written = stream.write_all(head.as_bytes());
    while written.is_ok() {
        thread::sleep(DRIP);
        written = stream.write_all(piece.as_bytes());
    }
}

fn direct(address: &str) -> Client {
    let server = Server::new(address, SECRET).expect("the address is valid");
    Client::builder(server)
        .no_proxy()
        .deadline(DEADLINE)
        .build()
}

fn proxied(proxy: SocketAddr) -> Client {
    let server = Server::new("http://bbb.example.com", SECRET).expect("the address is valid");
    let builder = Client::builder(server).deadline(DEADLINE);
    builder
        .proxy(&format!("http://{proxy}"))
        .expect("the proxy is valid")
        .build()
}

/// Prints how long after their deadline calls return.
fn report(name: &str, client: &Client) {
    let mut late: Vec<Duration> = (0..CALLS).map(|_| overshoot(client)).collect();
    late.sort_unstable();
    println!(
        "{name:34} {:>9.1?} {:>9.1?}",
        late[late.len() / 2],
        late[late.len() - 1]
    );
}

fn overshoot(client: &Client) -> Duration {
    let start = Instant::now();
    let outcome = client.send(&GetMeetings::new());
    assert!(outcome.is_err(), "a server that stalls has no response");
    start.elapsed().saturating_sub(DEADLINE)
}
