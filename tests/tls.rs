//! TLS against a server whose certificate is signed by an authority of the tests' own.
#![cfg(feature = "rustls")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use bbb_sdk::client::Tls;
use bbb_sdk::error::TransportProblem;
use bbb_sdk::{Client, Error, Server};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

mod peer;

use peer::{Ask, FORTY, OK, SECRET, ends, http};

fn pem(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Listens with a certificate for 127.0.0.1 and answers whoever gets through the handshake.
fn listen() -> SocketAddr {
    let chain = CertificateDer::pem_slice_iter(pem("certificate.pem").as_bytes())
        .collect::<Result<_, _>>()
        .unwrap();
    let key = PrivateKeyDer::from_pem_slice(pem("key.pem").as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            answer(StreamOwned::new(connection, stream.unwrap()));
        }
    });
    address
}

fn answer(mut stream: StreamOwned<ServerConnection, TcpStream>) {
    let mut request = [0; 4096];
    if stream.read(&mut request).is_ok_and(|read| read > 0) {
        let _ = stream.write_all(http("200 OK", OK).as_bytes());
    }
}

fn sent(host: &str, tls: Option<Tls>) -> Result<(), TransportProblem> {
    let address = format!("https://{host}:{}", listen().port());
    let server = Server::with_checksum(&address, SECRET, FORTY).unwrap();
    let builder = Client::builder(server).no_proxy();
    let client = match tls {
        Some(tls) => builder.tls(tls).build(),
        None => builder.build(),
    };
    match ends(move || client.send(&Ask::default())) {
        Ok(()) => Ok(()),
        Err(Error::Transport { problem, .. }) => Err(problem),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn an_unknown_authority_is_not_trusted() {
    assert_eq!(sent("127.0.0.1", None), Err(TransportProblem::Tls));
    assert_eq!(
        sent("127.0.0.1", Some(Tls::RUSTLS)),
        Err(TransportProblem::Tls)
    );
}

#[test]
fn a_private_authority_is_trusted_on_request() {
    let tls = Tls::RUSTLS.trusting(&pem("authority.pem")).unwrap();
    assert_eq!(sent("127.0.0.1", Some(tls)), Ok(()));
}

#[test]
fn a_certificate_for_another_name_is_not_trusted() {
    let tls = Tls::RUSTLS.trusting(&pem("authority.pem")).unwrap();
    assert_eq!(sent("localhost", Some(tls)), Err(TransportProblem::Tls));
}

#[test]
fn trusting_an_authority_is_trusting_no_other() {
    let other = pem("certificate.pem") + &pem("authority.pem").replace("MII", "MIJ");
    let tls = Tls::RUSTLS.trusting(&other).unwrap();
    assert_eq!(sent("127.0.0.1", Some(tls)), Err(TransportProblem::Tls));
}
