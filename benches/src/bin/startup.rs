//! Measures how long programs take from their start to the first byte that they send: `startup FLOOR WORK http`, or
//! `https` for the first byte of TLS. Both programs read the address from `BBB_URL`. `benches/sizes.sh` runs it.

use std::io::Read;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bbb_sdk_benches::{SECRET, paired};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [floor, work, scheme] = arguments.as_slice() else {
        eprintln!("startup FLOOR WORK http|https");
        std::process::exit(2);
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let url = format!("{scheme}://127.0.0.1:{port}/bigbluebutton/api/");
    let took = paired::rounds(
        Duration::from_secs(5),
        || first_byte(floor, &url, &listener),
        || first_byte(work, &url, &listener),
    );
    println!(
        "start to first byte, {scheme}: {:.2?}, bare ureq {:.2?}, {:.2} times",
        took.work, took.floor, took.ratio
    );
}

/// Returns the time until a program has connected and sent a byte. Its connection is then closed.
fn first_byte(program: &str, url: &str, listener: &TcpListener) -> Duration {
    let start = Instant::now();
    let mut child = Command::new(program)
        .env("BBB_URL", url)
        .env("BBB_SECRET", SECRET)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let (mut stream, _) = listener.accept().expect("it connects");
    let _ = stream.read(&mut [0]).expect("it sends");
    let took = start.elapsed();
    drop(stream);
    let _ = child.wait();
    took
}
