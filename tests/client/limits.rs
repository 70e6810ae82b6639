//! Limits for heads and bodies, and compressed bodies.

use super::*;

#[test]
fn heads_without_end() {
    for (piece, problem) in [
        (
            "X-More: and more\r\n",
            "http parse resulted in too many headers",
        ),
        (
            "x",
            "its head is over the limit of 65536 bytes, set by `max_response_header_size` of the agent",
        ),
    ] {
        let peer = Peer::new(move |_, stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ");
            endlessly(stream, &piece.repeat(1000), Duration::ZERO)
        });
        let client = peer.client();
        let error = ends(move || client.send(&Ask::default())).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("getMeetings: the response cannot be read as HTTP: {problem}")
        );
    }
}

#[test]
fn bodies_beyond_the_limit() {
    let limited = |peer: &Peer| outcome(peer.builder().body_limit(1000).build());
    let declared = Peer::saying("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n<");
    assert_eq!(limited(&declared), "200 Limit(BodyBytes(1000))");
    let declared = Peer::saying("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n<");
    assert_eq!(limited(&declared), "200 Limit(BodyBytes(1000))");
    for (head, piece) in [
        ("Transfer-Encoding: chunked", "5\r\n<a/>\n\r\n"),
        ("Connection: close", "<a/>\n"),
    ] {
        let endless = Peer::new(move |_, stream| {
            let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes());
            endlessly(stream, piece, Duration::ZERO)
        });
        assert_eq!(limited(&endless), "200 Limit(BodyBytes(1000))");
    }
}

#[test]
fn a_body_as_long_as_the_limit() {
    let peer = Peer::saying(http("200 OK", OK));
    let client = peer.builder().body_limit(OK.len()).build();
    assert_eq!(outcome(client), "an answer");
}

#[test]
#[cfg(feature = "gzip")]
fn a_body_that_grows_when_it_is_decompressed() {
    let bomb = include_bytes!("../fixtures/transport/zeros.gz");
    let peer = Peer::saying(compressed(bomb));
    let client = peer.builder().body_limit(1_000).build();
    assert_eq!(outcome(client), "200 Limit(BodyBytes(1000))");
    // A body that is not a response is not read to its end.
    assert_eq!(outcome(peer.client()), "200 Text");
}

#[test]
#[cfg(feature = "gzip")]
fn a_compressed_body_that_is_none_or_stops() {
    let gzipped = gzipped(OK.as_bytes());
    answers(compressed(&gzipped), "an answer");
    for end in [5, gzipped.len() / 2, gzipped.len() - 1] {
        answers(compressed(&gzipped[..end]), "200 CutOff");
    }
    answers(compressed(OK.as_bytes()), "200 Encoding");
}

/// Returns a gzip member that contains the bytes uncompressed.
#[cfg(feature = "gzip")]
fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let bit = |sum: u32| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1));
    let sum = bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| bit(sum))
    });
    let length = u16::try_from(bytes.len()).unwrap();
    let mut member = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1];
    member.extend(length.to_le_bytes());
    member.extend((!length).to_le_bytes());
    member.extend(bytes);
    member.extend((!sum).to_le_bytes());
    member.extend(u32::from(length).to_le_bytes());
    member
}

#[cfg(feature = "gzip")]
fn compressed(body: &[u8]) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length";
    let head = format!("{head}: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
