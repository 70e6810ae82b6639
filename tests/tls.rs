//! TLS with a server whose certificate is issued by the tests' own authority.
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

/// Listens with a certificate for 127.0.0.1, and answers every client that completes the handshake.
fn listen(name: &str) -> SocketAddr {
    let (certificate, key) = match name {
        "authority" => ("certificate.pem", "key.pem"),
        _ => ("self-signed.pem", "self-signed-key.pem"),
    };
    let chain = CertificateDer::pem_slice_iter(pem(certificate).as_bytes())
        .collect::<Result<_, _>>()
        .unwrap();
    let key = PrivateKeyDer::from_pem_slice(pem(key).as_bytes()).unwrap();
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
    let address = format!("https://{host}:{}", listen("authority").port());
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

/// `openssl req -x509` creates a certificate that is an authority and a server's certificate in one.
#[test]
fn a_self_signed_certificate_says_what_is_wrong_with_it_and_what_to_do() {
    let address = format!("https://127.0.0.1:{}", listen("self-signed").port());
    let server = Server::with_checksum(&address, SECRET, FORTY).unwrap();
    let tls = Tls::RUSTLS.trusting(&pem("self-signed.pem")).unwrap();
    let client = Client::builder(server).no_proxy().tls(tls).build();
    let sent = client.clone();
    let error = ends(move || sent.send(&Ask::default()).unwrap_err());
    assert_eq!(
        error.to_string(),
        "getMeetings: TLS failed: the server's certificate is that of an authority (CaUsedAsEndEntity)"
    );
    let check = ends(move || client.check()).to_string();
    assert!(
        check.contains("`-addext basicConstraints=critical,CA:FALSE`")
            && check.contains("`Tls::NATIVE`"),
        "{check}"
    );
    assert!(!check.contains("trusting"), "{check}");
}

#[test]
#[cfg(feature = "native-tls")]
fn the_systems_tls_takes_a_self_signed_certificate() {
    let address = format!("https://127.0.0.1:{}", listen("self-signed").port());
    let server = Server::with_checksum(&address, SECRET, FORTY).unwrap();
    let tls = Tls::NATIVE.trusting(&pem("self-signed.pem")).unwrap();
    let client = Client::builder(server).no_proxy().tls(tls).build();
    ends(move || client.send(&Ask::default())).unwrap();
}
