//! What kind of failure it was, by type, never by text: a person reads what is really wrong.

use reach::{causes, is_another_key};
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
    if is_another_key(error) { LinkError::WrongKey } else { LinkError::Tls }
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

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::CertificateError;
    use std::fmt;

    /// An error of a library that another one wrapped.
    #[derive(Debug)]
    struct Wrapped(io::Error);

    impl fmt::Display for Wrapped {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the client failed")
        }
    }

    impl Error for Wrapped {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    /// However deep it lies.
    fn told(error: io::Error) -> Option<LinkError> {
        let deep = Wrapped(io::Error::other(Wrapped(error)));
        causes(&deep).find_map(known)
    }

    #[test]
    fn what_the_system_says_is_told_apart_however_deep_it_lies() {
        assert!(matches!(told(ErrorKind::NetworkUnreachable.into()), Some(LinkError::NoNetwork)));
        assert!(matches!(told(ErrorKind::NetworkDown.into()), Some(LinkError::NoNetwork)));
        assert!(matches!(told(ErrorKind::ConnectionRefused.into()), Some(LinkError::Refused)));
        assert!(matches!(told(ErrorKind::ConnectionReset.into()), Some(LinkError::Unreachable)));
        assert!(matches!(told(ErrorKind::HostUnreachable.into()), Some(LinkError::Unreachable)));
        assert!(matches!(told(ErrorKind::TimedOut.into()), Some(LinkError::TimedOut)));
        assert!(told(ErrorKind::UnexpectedEof.into()).is_none(), "no more is known of it");
    }

    #[test]
    fn another_key_is_told_from_no_safe_connection() {
        let of = |error: CertificateError| told(io::Error::other(rustls::Error::InvalidCertificate(error)));
        assert!(matches!(of(CertificateError::ApplicationVerificationFailure), Some(LinkError::WrongKey)));
        assert!(matches!(of(CertificateError::BadEncoding), Some(LinkError::Tls)));
        let alert = rustls::Error::AlertReceived(rustls::AlertDescription::HandshakeFailure);
        assert!(matches!(told(io::Error::other(alert)), Some(LinkError::Tls)));
    }

    #[test]
    fn a_name_that_stands_for_nothing_is_told_from_a_machine_that_is_not_there() {
        assert!(!has_address("https://gateway.invalid/v1"));
        assert!(has_address("https://127.0.0.1:9/v1"));
    }
}
