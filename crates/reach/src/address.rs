use std::net::IpAddr;
use std::str::FromStr;
use url::{ParseError, Url};

/// Where a gateway is said to be.
#[derive(Clone, Debug)]
pub struct Address {
    /// The whole of it.
    pub url: Url,
}

/// An address that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotAnAddress {
    /// Neither `https://` nor `http://`.
    #[error("an address begins with https://")]
    Scheme,
    /// What stands behind that is no address.
    #[error("the address cannot be read")]
    Unreadable,
    /// Plain HTTP to somewhere else than this computer.
    #[error("plain http is for this computer only, use https://")]
    PlainHttp,
    /// TLS could not be set up.
    #[error("TLS could not be set up")]
    Tls,
}

impl Address {
    /// As a text without a slash at its end, to which a path is added.
    pub fn base(&self) -> String {
        self.url.as_str().trim_end_matches('/').to_owned()
    }

    /// Plain HTTP: on this computer.
    pub fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// It names this computer itself.
    pub fn is_this_computer(&self) -> bool {
        let host = self.url.host_str().unwrap_or_default();
        let number = host.trim_matches(['[', ']']).parse::<IpAddr>();
        host == "localhost" || number.is_ok_and(|number| number.is_loopback())
    }
}

impl FromStr for Address {
    type Err = NotAnAddress;
    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let url = Url::parse(text.trim()).map_err(|error| match error {
            ParseError::RelativeUrlWithoutBase => NotAnAddress::Scheme,
            _ => NotAnAddress::Unreadable,
        })?;
        let address = Self { url };
        match address.url.scheme() {
            "https" => Ok(address),
            "http" if address.is_this_computer() => Ok(address),
            "http" => Err(NotAnAddress::PlainHttp),
            _ => Err(NotAnAddress::Scheme),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<NotAnAddress> {
        text.parse::<Address>().err()
    }

    #[test]
    fn plain_http_is_for_this_computer_only() {
        for here in ["http://127.0.0.1:8080/", "http://127.0.0.9", "http://localhost:8080", "http://[::1]:80"]
        {
            assert_eq!(refused(here), None, "{here}");
        }
        for elsewhere in [
            "http://10.1.2.3",
            "http://127.0.0.1.evil.example",
            "http://localhost:80@evil.example",
            "http://localhost@evil.example",
        ] {
            assert_eq!(refused(elsewhere), Some(NotAnAddress::PlainHttp), "{elsewhere}");
        }
    }

    #[test]
    fn an_address_without_its_beginning_is_told_from_one_that_is_mistyped() {
        for other in ["ftp://x", "gateway.example", ""] {
            assert_eq!(refused(other), Some(NotAnAddress::Scheme), "{other}");
        }
        for mistyped in ["https://", "https://10.1.2.3:84433", "https://gate way.example"] {
            assert_eq!(refused(mistyped), Some(NotAnAddress::Unreadable), "{mistyped}");
        }
    }

    #[test]
    fn a_path_is_added_behind_an_address_with_or_without_a_slash() {
        for (text, base) in [
            (" https://gateway.example ", "https://gateway.example"),
            ("https://gateway.example:8443/", "https://gateway.example:8443"),
            ("https://gateway.example/bianmin/", "https://gateway.example/bianmin"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().base(), base);
        }
    }
}
