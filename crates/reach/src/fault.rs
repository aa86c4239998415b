use std::error::Error;
use std::io;

/// The error, what caused it, and so on. An input error may hold another one, whose own inside its `source` passes over.
pub fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| behind(*cause))
}

fn behind<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inside) => Some(inside),
        None => cause.source(),
    }
}

/// Whether TLS failed because whoever answered showed a key that is not pinned.
pub fn is_another_key(error: &rustls::Error) -> bool {
    *error == rustls::CertificateError::ApplicationVerificationFailure.into()
}
