//! TLS 1.3 with a certificate made here. Stations pin its key, for which the gateway vouches by its own
//! ([`wire::introduction`]): no authority and no date does.

use gateway_store::{StoreError, keep_once};
use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use seal::Digest;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Whom the certificate names; nobody looks at it.
const NAME: &str = "bianmin-gateway";

/// Why TLS cannot be offered.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The key or certificate file.
    #[error("the TLS key or certificate cannot be read")]
    File(#[from] std::io::Error),
    /// The key or certificate cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key is gone, and its certificate is there. County tools would not believe another one.
    #[error("the TLS key {0} is missing")]
    KeyMissing(PathBuf),
    /// The key or certificate is not one.
    #[error("the TLS certificate cannot be made or read")]
    Certificate(#[from] rcgen::Error),
    /// They do not belong together.
    #[error("the TLS settings do not hold")]
    Settings(#[from] rustls::Error),
}

/// What the server shows.
pub(crate) struct Tls {
    pub config: Arc<ServerConfig>,
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub key: Digest,
}

pub(crate) fn open(data: &Path) -> Result<Tls, TlsError> {
    let (key_path, certificate_path) = (data.join("keys/tls.key"), data.join("keys/tls.crt"));
    let pair = key_of(&key_path, &certificate_path)?;
    let certificate = certificate_of(&pair, &certificate_path)?;
    let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pair.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], secret)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let key = Digest::of(&pair.subject_public_key_info());
    Ok(Tls { config: Arc::new(config), key })
}

/// The key, made where neither it nor a certificate is: of a pair of which only the certificate is there it was lost.
fn key_of(key: &Path, certificate: &Path) -> Result<KeyPair, TlsError> {
    if !key.exists() {
        if certificate.exists() {
            return Err(TlsError::KeyMissing(key.to_owned()));
        }
        keep_once(key, KeyPair::generate()?.serialize_pem().as_bytes())?;
    }
    Ok(KeyPair::from_pem(&fs::read_to_string(key)?)?)
}

/// The certificate, made of the key where it is not there: stations look at the key only.
fn certificate_of(pair: &KeyPair, certificate: &Path) -> Result<CertificateDer<'static>, TlsError> {
    if !certificate.exists() {
        let made = CertificateParams::new(vec![NAME.to_owned()])?.self_signed(pair)?;
        keep_once(certificate, made.der())?;
    }
    Ok(CertificateDer::from(fs::read(certificate)?))
}
