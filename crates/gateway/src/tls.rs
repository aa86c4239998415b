//! TLS 1.3 with a certificate made here. Stations pin its key at enrolment, so no authority and no date vouches for it.

use rcgen::{KeyPair, PublicKeyData as _};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

/// Why TLS cannot be offered.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The key or certificate file.
    #[error("the TLS key or certificate cannot be read or written")]
    File(#[from] std::io::Error),
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
    /// SHA-256 of the SubjectPublicKeyInfo, in hex.
    pub key: String,
}

pub(crate) fn open(data: &Path) -> Result<Tls, TlsError> {
    let (key_path, certificate_path) = (data.join("keys/tls.key"), data.join("keys/tls.crt"));
    if !key_path.exists() || !certificate_path.exists() {
        make(&key_path, &certificate_path)?;
    }
    let pair = KeyPair::from_pem(&fs::read_to_string(&key_path)?)?;
    let certificate = CertificateDer::from(fs::read(&certificate_path)?);
    let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pair.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], secret)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let key = seal::Digest::of(&pair.subject_public_key_info()).to_string();
    Ok(Tls { config: Arc::new(config), key })
}

fn make(key: &Path, certificate: &Path) -> Result<(), TlsError> {
    let made = rcgen::generate_simple_self_signed(vec!["bianmin-gateway".to_owned()])?;
    let mut out = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(key)?;
    out.write_all(made.signing_key.serialize_pem().as_bytes())?;
    out.sync_all()?;
    fs::write(certificate, made.cert.der())?;
    Ok(())
}
