//! What kind of failure it was, by type, never by text: a person reads what is really wrong.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::ToSocketAddrs as _;
use wire::LinkError;

/// Sorts a failure of the client; `base` is the gateway's address.
pub(crate) fn sort(error: &reqwest::Error, base: &str) -> LinkError {
    if error.is_timeout() {
        return LinkError::TimedOut;
    }
    if let Some(known) = causes(error).find_map(known) {
        return known;
    }
    if error.is_connect() {
        return if has_address(base) { LinkError::Unreachable } else { LinkError::NameUnknown };
    }
    if error.is_decode() { LinkError::Garbage } else { LinkError::Unreachable }
}

/// The error, what caused it, and so on. An input error may hold another one, whose own inside its `source` passes over.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| behind(*cause))
}

fn behind<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inside) => Some(inside),
        None => cause.source(),
    }
}

fn known(cause: &(dyn Error + 'static)) -> Option<LinkError> {
    if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
        return Some(of_tls(tls));
    }
    match cause.downcast_ref::<io::Error>()?.kind() {
        ErrorKind::ConnectionRefused => Some(LinkError::Refused),
        ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => Some(LinkError::NoNetwork),
        ErrorKind::TimedOut => Some(LinkError::TimedOut),
        ErrorKind::HostUnreachable | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => {
            Some(LinkError::Unreachable)
        }
        _ => None,
    }
}

fn of_tls(error: &rustls::Error) -> LinkError {
    match error {
        rustls::Error::InvalidCertificate(rustls::CertificateError::ApplicationVerificationFailure) => {
            LinkError::WrongKey
        }
        _ => LinkError::Tls,
    }
}

/// Whether the name in an address stands for anything at all.
fn has_address(base: &str) -> bool {
    let host = base.split("://").nth(1).unwrap_or_default().split('/').next().unwrap_or_default();
    let found = match host.rsplit_once(':') {
        Some((name, port)) => (name, port.parse().unwrap_or(443)).to_socket_addrs(),
        None => (host, 443).to_socket_addrs(),
    };
    found.is_ok_and(|mut addresses| addresses.next().is_some())
}
