//! A server that answers every request with the same body and keeps its connections open.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

/// Serves the body on a port that the system chooses, and returns the address.
pub fn serve(answer: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml;charset=utf-8\r\nContent-Length: {}\r\n\r\n{answer}",
        answer.len()
    );
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || {
                let _ = stream.set_nodelay(true);
                let mut line = String::new();
                let mut reader = BufReader::new(&stream);
                while reader.read_line(&mut line).is_ok_and(|length| length > 0) {
                    if line == "\r\n" && (&stream).write_all(answer.as_bytes()).is_err() {
                        break;
                    }
                    line.clear();
                }
            });
        }
    });
    address
}
