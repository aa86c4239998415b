//! The HTTP client side of [`Exchange`]. Blocking: a round runs on its own thread.

use crate::pin;
use casework::case::FileHash;
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use serde::de::DeserializeOwned;
use std::time::Duration;
use wire::batch::{FileState, PushAnswer};
use wire::down::Page;
use wire::enrol::{EnrolRequest, Enrolment};
use wire::exchange::PackAnswer;
use wire::hello::{HelloAnswer, SignedHello};
use wire::packing::{CODING, unpacked};
use wire::problem::Problem;
use wire::{Exchange, LinkError};

/// Longest wait for an answer, on any line that is worth using.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// An answer larger than this is not one of ours.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// An address that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotAnAddress {
    /// Neither `https://` nor `http://`.
    #[error("an address begins with https://")]
    Scheme,
    /// Plain HTTP to somewhere else than this computer.
    #[error("plain http is for this computer only, use https://")]
    PlainHttp,
    /// TLS could not be set up.
    #[error("TLS could not be set up")]
    Tls,
}

/// A gateway at an address.
pub struct HttpExchange {
    client: Client,
    base: String,
}

impl HttpExchange {
    /// `pin`: SHA-256 of the gateway's public key info in hex, from the enrolment; None only while enrolling.
    /// `patience`: longest wait for an answer.
    ///
    /// # Errors
    /// [`NotAnAddress`].
    pub fn new(address: &str, pin: Option<String>, patience: Duration) -> Result<Self, NotAnAddress> {
        let base = address.trim().trim_end_matches('/').to_owned();
        if base.starts_with("http://") {
            if !is_loopback(&base) {
                return Err(NotAnAddress::PlainHttp);
            }
        } else if !base.starts_with("https://") {
            return Err(NotAnAddress::Scheme);
        }
        let tls = pin::config(pin).map_err(|_| NotAnAddress::Tls)?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(Duration::from_secs(10))
            .timeout(patience)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("bianmin/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| NotAnAddress::Tls)?;
        Ok(Self { client, base })
    }

    fn ask(&self, request: RequestBuilder) -> Result<Response, LinkError> {
        let response = request.header(ACCEPT_ENCODING, CODING).send().map_err(|e| sort(&e))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let is_problem = media_type(&response).starts_with("application/problem+json");
        if !is_problem {
            return Err(LinkError::NotTheGateway { status: status.as_u16() });
        }
        let problem: Problem = serde_json::from_slice(&bytes(response)?).map_err(|_| LinkError::Garbage)?;
        Err(LinkError::Problem(problem))
    }

    fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, LinkError> {
        let response = self.ask(request)?;
        let status = response.status().as_u16();
        if !media_type(&response).starts_with("application/json") {
            return Err(LinkError::NotTheGateway { status });
        }
        serde_json::from_slice(&bytes(response)?).map_err(|_| LinkError::Garbage)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

fn is_loopback(base: &str) -> bool {
    let host = base.trim_start_matches("http://");
    let host = host.split('/').next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

fn media_type(response: &Response) -> String {
    response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

fn bytes(response: Response) -> Result<Vec<u8>, LinkError> {
    use std::io::Read as _;
    let packed = response.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding == CODING);
    let mut bytes = Vec::new();
    response.take(LARGEST_ANSWER as u64).read_to_end(&mut bytes).map_err(|e| match e.kind() {
        std::io::ErrorKind::TimedOut => LinkError::TimedOut,
        _ => LinkError::Garbage,
    })?;
    match packed {
        true => unpacked(&bytes, LARGEST_ANSWER).ok().flatten().ok_or(LinkError::Garbage),
        false => Ok(bytes),
    }
}

/// What kind of failure it was, by type, never by text.
fn sort(error: &reqwest::Error) -> LinkError {
    if error.is_timeout() {
        return LinkError::TimedOut;
    }
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = source {
        if let Some(tls) = tls_error(cause) {
            return match tls {
                rustls::Error::InvalidCertificate(
                    rustls::CertificateError::ApplicationVerificationFailure,
                ) => LinkError::WrongKey,
                _ => LinkError::Tls,
            };
        }
        source = cause.source();
    }
    if error.is_body() || error.is_decode() { LinkError::Garbage } else { LinkError::Unreachable }
}

/// An input error may hold another one, whose own inside its `source` passes over.
fn tls_error<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    match cause.downcast_ref::<std::io::Error>() {
        Some(io) => tls_error(io.get_ref()?),
        None => cause.downcast_ref::<rustls::Error>(),
    }
}

fn bearer(session: &str) -> String {
    format!("Bearer {session}")
}

impl Exchange for HttpExchange {
    fn enrol(&self, request: &EnrolRequest) -> Result<Enrolment, LinkError> {
        self.json(self.client.post(self.url("/v1/enrol")).json(request))
    }

    fn hello(&self, hello: &SignedHello) -> Result<HelloAnswer, LinkError> {
        self.json(self.client.post(self.url("/v1/sync/hello")).json(hello))
    }

    fn push(&self, packed: &[u8]) -> Result<PushAnswer, LinkError> {
        let request = self.client.post(self.url("/v1/sync/push"));
        self.json(request.header(CONTENT_TYPE, "application/octet-stream").body(packed.to_vec()))
    }

    fn append(
        &self,
        session: &str,
        file: &FileHash,
        offset: u64,
        bytes: &[u8],
        last: bool,
    ) -> Result<FileState, LinkError> {
        let request = self
            .client
            .patch(self.url(&format!("/v1/files/{file}")))
            .header(AUTHORIZATION, bearer(session))
            .header(CONTENT_TYPE, "application/octet-stream")
            .header("Upload-Offset", offset)
            .header("Upload-Complete", if last { "?1" } else { "?0" });
        self.json(request.body(bytes.to_vec()))
    }

    fn pull(&self, session: &str, cursor: u64, max_bytes: u32) -> Result<Page, LinkError> {
        let url = self.url(&format!("/v1/sync/pull?cursor={cursor}&max_bytes={max_bytes}"));
        self.json(self.client.get(url).header(AUTHORIZATION, bearer(session)))
    }

    fn fetch(&self, session: &str, file: &FileHash) -> Result<Vec<u8>, LinkError> {
        let request = self.client.get(self.url(&format!("/v1/files/{file}")));
        bytes(self.ask(request.header(AUTHORIZATION, bearer(session)))?)
    }

    fn catalogue(&self, session: &str, publisher: &str, version: u32) -> Result<PackAnswer, LinkError> {
        let url = self.url(&format!("/v1/catalogue/{publisher}/{version}"));
        let response = self.ask(self.client.get(url).header(AUTHORIZATION, bearer(session)))?;
        let signature = response
            .headers()
            .get("Signature-Ed25519")
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.parse().ok())
            .ok_or(LinkError::Garbage)?;
        Ok(PackAnswer { bytes: bytes(response)?, signature })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_computer_only() {
        assert!(HttpExchange::new("http://127.0.0.1:8080/", None, PATIENCE).is_ok());
        assert_eq!(HttpExchange::new("http://10.1.2.3", None, PATIENCE).err(), Some(NotAnAddress::PlainHttp));
        assert_eq!(
            HttpExchange::new("http://127.0.0.1.evil.example", None, PATIENCE).err(),
            Some(NotAnAddress::PlainHttp)
        );
        assert_eq!(HttpExchange::new("ftp://x", None, PATIENCE).err(), Some(NotAnAddress::Scheme));
        assert!(HttpExchange::new("https://gateway.example", None, PATIENCE).is_ok());
    }
}
