//! The HTTP client side of [`Exchange`]. Blocking: every question waits on a thread of its own.

use crate::fault;
use casework::case::FileHash;
use reach::{Address, NotAnAddress, Trust};
use reqwest::StatusCode;
use reqwest::blocking::{Client, ClientBuilder, RequestBuilder, Response};
use reqwest::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, RANGE, RETRY_AFTER,
};
use seal::Digest;
use serde::de::DeserializeOwned;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use wire::chunks;
use wire::exchange::{PackPart, Part, Stretch};
use wire::packing::{CODING, unpacked};
use wire::problem::Problem;
use wire::{Answer, Exchange, LinkError, Request};

/// An answer larger than this is not one of ours.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;
/// A connection that takes longer is none.
const CONNECT: Duration = Duration::from_secs(10);
/// What was sent and is not confirmed by the other machine within this time was sent in vain.
const UNCONFIRMED: Duration = Duration::from_secs(20);
/// Asks the gateway for a sign of life this often while an answer is awaited.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

/// A gateway at an address.
pub struct HttpExchange {
    /// HTTP/2: all questions share one connection, and one that waits holds up no other.
    shared: Client,
    /// HTTP/1.1, where the other side or something in between speaks nothing newer.
    single: Client,
    spoken: Spoken,
    /// Without TLS nobody says beforehand which version will be understood.
    plain: bool,
    base: String,
    /// Longest wait for an answer, whatever the caller says.
    patience: Duration,
}

/// What was found out about the way.
#[derive(Default)]
struct Spoken {
    /// HTTP/2 was answered.
    shared: AtomicBool,
    /// HTTP/2 was hung up on once and HTTP/1.1 was answered: that may have been a cut of the line.
    doubtful: AtomicBool,
    /// HTTP/2 failed and HTTP/1.1 did not.
    only_single: AtomicBool,
}

impl HttpExchange {
    /// `pins`: the TLS keys at which the gateway is met ([`crate::introduced`]); none in plain HTTP only.
    /// `patience`: longest wait for an answer.
    ///
    /// # Errors
    /// [`NotAnAddress`].
    pub fn new(address: &str, pins: &[Digest], patience: Duration) -> Result<Self, NotAnAddress> {
        let address: Address = address.parse()?;
        let tls = |http2| reach::tls(Trust::Pinned(pins.to_vec()), http2);
        let shared = builder()
            .tls_backend_preconfigured(tls(true)?)
            .http2_prior_knowledge()
            .http2_keep_alive_interval(SIGN_OF_LIFE)
            .http2_keep_alive_timeout(UNCONFIRMED);
        let single = builder().tls_backend_preconfigured(tls(false)?).http1_only();
        Ok(Self {
            shared: shared.build().map_err(|_| NotAnAddress::Tls)?,
            single: single.build().map_err(|_| NotAnAddress::Tls)?,
            spoken: Spoken::default(),
            plain: address.is_plain(),
            base: address.base(),
            patience,
        })
    }

    fn answer(&self, client: &Client, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        let asked = self.to_http(client, request).timeout(patience.min(self.patience));
        let in_parts = matches!(request, Request::Fetch { .. } | Request::Catalogue { .. });
        let response = sent(asked.header(ACCEPT_ENCODING, CODING), &self.base, in_parts)?;
        Ok(match request {
            Request::Enrol(_) => Answer::Enrolled(Box::new(json(response)?)),
            Request::Hello(_) => Answer::Hello(Box::new(json(response)?)),
            Request::Push(_) => Answer::Pushed(json(response)?),
            Request::Append { .. } => Answer::Appended(json(response)?),
            Request::Pull { .. } => Answer::Page(json(response)?),
            Request::Fetch { .. } => Answer::File(stretch(response)?),
            Request::Catalogue { .. } => Answer::Pack(pack_part(response)?),
        })
    }

    fn to_http(&self, client: &Client, request: &Request) -> RequestBuilder {
        match request {
            Request::Enrol(request) => client.post(self.url("/v1/enrol")).json(request),
            Request::Hello(hello) => client.post(self.url("/v1/sync/hello")).json(hello),
            Request::Push(packed) => octets(client.post(self.url("/v1/sync/push")), packed),
            Request::Append { session, file, offset, bytes, last, chunks } => {
                let mut request = client.patch(self.file(file)).header(AUTHORIZATION, bearer(session));
                if !chunks.is_empty() {
                    request = request.header("Chunk-Hashes", chunks::written(chunks));
                }
                let request = request.header("Upload-Offset", *offset);
                octets(request.header("Upload-Complete", if *last { "?1" } else { "?0" }), bytes)
            }
            Request::Pull { session, cursor, max_bytes } => {
                let url = self.url(&format!("/v1/sync/pull?cursor={cursor}&max_bytes={max_bytes}"));
                client.get(url).header(AUTHORIZATION, bearer(session))
            }
            Request::Fetch { session, file, part } => {
                client.get(self.file(file)).header(AUTHORIZATION, bearer(session)).header(RANGE, range(*part))
            }
            Request::Catalogue { session, publisher, version, since, part } => {
                let since = since.map(|since| format!("?since={since}")).unwrap_or_default();
                let url = self.url(&format!("/v1/catalogue/{publisher}/{version}{since}"));
                client.get(url).header(AUTHORIZATION, bearer(session)).header(RANGE, range(*part))
            }
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn file(&self, file: &FileHash) -> String {
        self.url(&format!("/v1/files/{file}"))
    }
}

impl Exchange for HttpExchange {
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        if self.spoken.only_single.load(Ordering::Relaxed) {
            return self.answer(&self.single, request, patience);
        }
        match self.answer(&self.shared, request, patience) {
            Err(error) if self.may_not_be_understood(&error) => {
                let again = self.answer(&self.single, request, patience);
                let settled = was_heard(&again) && self.is_no_accident(&error);
                self.spoken.only_single.fetch_or(settled, Ordering::Relaxed);
                // over TLS a second try that fails like the first one says nothing new
                again.map_err(|second| if self.plain || says_more(&second) { second } else { error })
            }
            answer => {
                self.spoken.shared.fetch_or(was_heard(&answer), Ordering::Relaxed);
                answer
            }
        }
    }
}

/// The gateway answered, if only that it will not do it.
fn was_heard(answer: &Result<Answer, LinkError>) -> bool {
    matches!(answer, Ok(_) | Err(LinkError::Problem(_)))
}

/// It got as far as to meet somebody.
fn says_more(error: &LinkError) -> bool {
    use LinkError::{NotTheGateway, Problem, Proxy, Refused, WrongKey};
    matches!(error, WrongKey | Problem(_) | NotTheGateway { .. } | Proxy | Refused)
}

impl HttpExchange {
    /// Somebody who speaks no HTTP/2 answers nonsense, or hangs up: over TLS as well, before a word of it was said.
    fn may_not_be_understood(&self, error: &LinkError) -> bool {
        match error {
            LinkError::Tls | LinkError::Garbage => true,
            LinkError::Unreachable => !self.spoken.shared.load(Ordering::Relaxed),
            _ => false,
        }
    }

    /// Who answers nonsense will do so again; who hung up is asked once more.
    fn is_no_accident(&self, error: &LinkError) -> bool {
        !matches!(error, LinkError::Unreachable) || self.spoken.doubtful.swap(true, Ordering::Relaxed)
    }
}

/// Asks; what is no success is sorted. `in_parts`: a part beyond the end may be asked for, and the answer says where
/// that is.
pub(crate) fn sent(asked: RequestBuilder, base: &str, in_parts: bool) -> Result<Response, LinkError> {
    let response = asked.send().map_err(|error| fault::sort(&error, base))?;
    let status = response.status();
    if status.is_success() || in_parts && status == StatusCode::RANGE_NOT_SATISFIABLE {
        return Ok(response);
    }
    if !media_type(&response).starts_with("application/problem+json") {
        return Err(match status.as_u16() {
            407 => LinkError::Proxy,
            // whoever stands before the gateway says that its program is not there
            502..=504 => LinkError::Refused,
            status => LinkError::NotTheGateway { status },
        });
    }
    let wait = response.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok()?.parse().ok());
    let mut problem: Problem = serde_json::from_slice(&bytes(response)?).map_err(|_| LinkError::Garbage)?;
    problem.retry_after = wait;
    Err(LinkError::Problem(problem))
}

pub(crate) fn builder() -> ClientBuilder {
    Client::builder()
        .connect_timeout(CONNECT)
        .tcp_nodelay(true)
        .tcp_user_timeout(UNCONFIRMED)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("bianmin/", env!("CARGO_PKG_VERSION")))
}

fn octets(request: RequestBuilder, bytes: &[u8]) -> RequestBuilder {
    request.header(CONTENT_TYPE, "application/octet-stream").body(bytes.to_vec())
}

fn media_type(response: &Response) -> String {
    response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

pub(crate) fn json<T: DeserializeOwned>(response: Response) -> Result<T, LinkError> {
    let status = response.status().as_u16();
    if !media_type(&response).starts_with("application/json") {
        return Err(LinkError::NotTheGateway { status });
    }
    serde_json::from_slice(&bytes(response)?).map_err(|_| LinkError::Garbage)
}

fn pack_part(response: Response) -> Result<PackPart, LinkError> {
    let signature = response.headers().get("Signature-Ed25519");
    let signature = signature.and_then(|v| v.to_str().ok()?.parse().ok()).ok_or(LinkError::Garbage)?;
    let since = response.headers().get("Difference-Since");
    let since = since.and_then(|v| v.to_str().ok()?.parse().ok());
    Ok(PackPart { stretch: stretch(response)?, since, signature })
}

/// Part of a file. When the line breaks in the middle of it, what came counts.
fn stretch(response: Response) -> Result<Stretch, LinkError> {
    let place = response.headers().get(CONTENT_RANGE).and_then(|range| place_of(range.to_str().ok()?));
    let (from, size) = place.ok_or(LinkError::Garbage)?;
    if response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
        return Ok(Stretch { from: size, bytes: Vec::new(), size });
    }
    let (bytes, fault) = read(response);
    match fault {
        Some(fault) if bytes.is_empty() => Err(fault),
        _ => Ok(Stretch { from, bytes, size }),
    }
}

/// First byte, and bytes of the whole: `bytes 0-99/1000`; beyond the end `bytes */1000`.
fn place_of(range: &str) -> Option<(u64, u64)> {
    let (part, size) = range.strip_prefix("bytes ")?.split_once('/')?;
    let size = size.parse().ok()?;
    let from = if part == "*" { size } else { part.split_once('-')?.0.parse().ok()? };
    Some((from, size))
}

fn range(Part { from, most }: Part) -> String {
    format!("bytes={from}-{}", from + u64::from(most.max(1)) - 1)
}

fn bytes(response: Response) -> Result<Vec<u8>, LinkError> {
    let packed = response.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding == CODING);
    match (read(response), packed) {
        ((_, Some(fault)), _) => Err(fault),
        ((bytes, None), true) => unpacked(&bytes, LARGEST_ANSWER).ok().flatten().ok_or(LinkError::Garbage),
        ((bytes, None), false) => Ok(bytes),
    }
}

/// What came, and why that is not all.
fn read(response: Response) -> (Vec<u8>, Option<LinkError>) {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let read = response.take(LARGEST_ANSWER as u64).read_to_end(&mut bytes);
    let fault = read.err().map(|error| match error.kind() {
        std::io::ErrorKind::TimedOut => LinkError::TimedOut,
        _ => LinkError::Unreachable,
    });
    (bytes, fault)
}

fn bearer(session: &str) -> String {
    format!("Bearer {session}")
}
