//! Fronts: servers that stand before the gateway and end TLS. It vouches for their certificates.

use super::failure::Failure;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use seal::Digest;
use std::fs;
use std::path::Path;

/// The TLS key of a front, from its certificate as PEM (the first in the file) or as DER.
pub(super) fn front(certificate: &Path) -> Result<Digest, Failure> {
    let refused = || {
        Failure::usage(
            format!("{} 不是证书,或者读不到。", certificate.display()),
            "请写前面那台服务器的证书文件(PEM 或 DER),不是它的私钥。",
        )
    };
    let bytes = fs::read(certificate).map_err(|_| refused())?;
    let read = CertificateDer::from_pem_slice(&bytes).unwrap_or_else(|_| CertificateDer::from(bytes.clone()));
    reach::tls_key_of(&read).ok_or_else(refused)
}
