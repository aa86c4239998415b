//! A gateway in a county's own network has no public certificate, and a PC whose clock says 2019 must still reach it: the
//! key counts, and neither name nor dates do.

use crate::NotAnAddress;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use seal::Digest;
use std::sync::{Arc, Mutex, PoisonError};

/// With whom a connection is made.
#[derive(Clone, Debug)]
pub enum Trust {
    /// With the owner of one of these TLS keys; without any with nobody.
    Pinned(Vec<Digest>),
    /// With anybody, to be introduced: what is said there is judged by the TLS key that was met.
    Anybody(Met),
}

/// The TLS key that was met last.
#[derive(Clone, Debug, Default)]
pub struct Met(Arc<Mutex<Option<Digest>>>);

impl Met {
    /// Which it was, if any.
    pub fn key(&self) -> Option<Digest> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, key: Digest) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(key);
    }
}

impl Trust {
    /// A certificate that cannot be read is a stranger's.
    fn takes(&self, certificate: &CertificateDer<'_>) -> bool {
        let Some(key) = tls_key_of(certificate) else { return false };
        match self {
            Self::Pinned(pins) => pins.contains(&key),
            Self::Anybody(met) => {
                met.note(key);
                true
            }
        }
    }
}

/// By what a TLS key is known: SHA-256 of the SubjectPublicKeyInfo of a certificate (RFC 5280 §4.1). None for bytes that are
/// no certificate.
pub fn tls_key_of(certificate: &CertificateDer<'_>) -> Option<Digest> {
    let read = ParsedCertificate::try_from(certificate).ok()?;
    Some(Digest::of(&read.subject_public_key_info()))
}

/// Asks [`Trust`] and nobody else.
#[derive(Debug)]
struct Verifier {
    trust: Trust,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.trust.takes(end_entity) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// TLS 1.3 only; `http2` says which HTTP is agreed on in it.
///
/// # Errors
/// [`NotAnAddress::Tls`].
pub fn tls(trust: Trust, http2: bool) -> Result<ClientConfig, NotAnAddress> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Arc::new(Verifier { trust, provider: provider.clone() });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|_| NotAnAddress::Tls)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![if http2 { b"h2".to_vec() } else { b"http/1.1".to_vec() }];
    Ok(config)
}
