//! How the gateway shows whose it is, and at which TLS keys it is met.
#![allow(clippy::unwrap_used)]

mod program;
mod world;

use program::{Serving, done, failed};
use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};
use seal::Digest;
use serde_json::Value;
use std::fs;
use wire::introduction::{Introduction, Nonce};
use wire::problem::ProblemCode;
use world::{client, read, refused};

fn said(url: &str, nonce: Nonce) -> Introduction {
    read(client().get(format!("{url}/v1/introduction?nonce={nonce}")).send().unwrap())
}

#[test]
fn a_gateway_is_met_at_its_own_tls_key_and_at_those_of_its_fronts() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let key: seal::PublicKey =
        done(data, &["init", "--province", "46"])["key"].as_str().unwrap().parse().unwrap();
    let nonce = Nonce::fresh().unwrap();
    let (pem, der) = (data.join("front.crt"), data.join("front.der"));
    let pair = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["front".to_owned()]).unwrap().self_signed(&pair).unwrap();
    fs::write(&pem, certificate.pem()).unwrap();
    fs::write(&der, certificate.der()).unwrap();
    let front = Digest::of(&pair.subject_public_key_info());

    let (alone, own) = Serving::with_tls(data);
    let own: Digest = own.parse().unwrap();
    assert!(said(&alone.url, nonce).holds(key.id(), &nonce, Some(own)));
    assert!(!said(&alone.url, nonce).holds(key.id(), &nonce, Some(front)));
    let without = client().get(format!("{}/v1/introduction?nonce=12", alone.url)).send().unwrap();
    assert_eq!(refused(without), ProblemCode::BadRequest);
    drop(alone);

    for certificate in [&pem, &der] {
        let behind = Serving::start(data, &["--front", certificate.to_str().unwrap()]);
        assert!(said(&behind.url, nonce).holds(key.id(), &nonce, Some(front)));
        assert!(!said(&behind.url, nonce).holds(key.id(), &nonce, Some(own)));
    }
}

#[test]
fn what_is_no_certificate_of_a_front_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let _: Value = done(data, &["init", "--province", "46"]);
    let secret = data.join("front.key");
    fs::write(&secret, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    for wrong in [secret, data.join("nowhere.crt")] {
        let (code, problem) =
            failed(data, &["serve", "--listen", "127.0.0.1:0", "--front", wrong.to_str().unwrap()]);
        assert_eq!(code, 2);
        assert!(problem.title.contains("不是证书"), "{}", problem.title);
    }
}
