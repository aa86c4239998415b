//! Where a printer answers.

use ipp::prelude::Uri;
use std::fmt;
use std::str::FromStr;

/// Path of every IPP Everywhere printer (PWG 5100.14, 4.2).
const USUAL_PATH: &str = "/ipp/print";
/// An IPP `uri` may be longer; nobody types one that is.
const LONGEST: usize = 255;

/// Where a printer answers, always with scheme, port and path: `ipp://192.168.1.9:631/ipp/print`.
///
/// Reads `ipp://`, `ipps://`, `http://` and `https://` addresses, a bare `host`, and `host:port`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PrinterAddress(Uri);

/// The text is no address of a printer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is not the address of a printer")]
pub struct NotAPrinterAddress;

impl PrinterAddress {
    /// The CUPS of this machine.
    pub(super) fn cups() -> Self {
        Self(Uri::from_static("ipp://127.0.0.1:631/"))
    }

    pub(super) fn uri(&self) -> Uri {
        self.0.clone()
    }

    pub(super) fn encrypted(&self) -> bool {
        self.0.scheme_str() == Some("ipps")
    }

    /// Name or number of the machine, an IPv6 number without its brackets.
    pub(super) fn host(&self) -> &str {
        self.0.host().unwrap_or_default().trim_matches(['[', ']'])
    }

    pub(super) fn port(&self) -> u16 {
        self.0.port_u16().unwrap_or(631)
    }

    /// `host:port` as HTTP wants it.
    pub(super) fn authority(&self) -> &str {
        self.0.authority().map(|a| a.as_str()).unwrap_or_default()
    }

    pub(super) fn path(&self) -> &str {
        self.0.path()
    }
}

impl FromStr for PrinterAddress {
    type Err = NotAPrinterAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None if text.contains('/') => return Err(NotAPrinterAddress),
            None => ("ipp".to_owned(), text),
        };
        whole(&scheme, rest).ok_or(NotAPrinterAddress)
    }
}

fn whole(scheme: &str, rest: &str) -> Option<PrinterAddress> {
    // RFC 3510 and RFC 7472 give ipp and ipps their own port; the web schemes keep theirs.
    let (scheme, usual_port) = match scheme {
        "ipp" => ("ipp", 631),
        "ipps" => ("ipps", 631),
        "http" => ("ipp", 80),
        "https" => ("ipps", 443),
        _ => return None,
    };
    let plain = rest.bytes().all(|b| b.is_ascii_graphic()) && !rest.contains(['@', '?', '#']);
    let given: Uri = plain.then(|| format!("{scheme}://{rest}").parse().ok())??;
    let host = given.host().filter(|host| !host.is_empty())?;
    let port = match given.authority()?.as_str().strip_prefix(host)? {
        "" => usual_port,
        behind => behind.strip_prefix(':')?.parse::<u16>().ok().filter(|port| *port > 0)?,
    };
    let path = if given.path() == "/" { USUAL_PATH } else { given.path() };
    let text = format!("{scheme}://{host}:{port}{path}");
    (text.len() <= LONGEST).then(|| text.parse().ok())?.map(PrinterAddress)
}

impl fmt::Display for PrinterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
