//! The county's door of the gateway over HTTP.

use crate::CountyError;
use casework::case::FileHash;
use casework::decision::{Decided, Decision};
use casework::number::ReceiptNumber;
use reach::{Address, NotAnAddress, Trust};
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::RANGE;
use reqwest::{StatusCode, Url};
use seal::Digest;
use serde::de::DeserializeOwned;
use std::time::Duration;
use wire::county::{LeaseAck, LeaseRequest, Login, Session};
use wire::problem::Problem;

const CONNECT: Duration = Duration::from_secs(20);
/// Longest silence while an answer comes in; there is no limit on the whole, since materials are large.
const SILENCE: Duration = Duration::from_secs(60);

/// Who speaks to which gateway.
pub struct Account {
    /// `https://…`, or `http://` to this computer.
    pub gateway: String,
    /// SHA-256 of the public key of the gateway's TLS certificate; None: the system's certificates decide.
    pub tls_key: Option<Digest>,
    /// User.
    pub user: String,
    /// Password.
    pub password: String,
}

/// A session at the gateway.
pub struct Link {
    client: Client,
    base: Url,
    session: Session,
}

impl Link {
    /// Logs in.
    ///
    /// # Errors
    /// [`CountyError::PlainHttp`], [`CountyError::Usage`], [`CountyError::Line`], [`CountyError::Refused`].
    pub fn open(account: &Account) -> Result<Self, CountyError> {
        let address = address(&account.gateway)?;
        let client = client(account.tls_key, address.is_this_computer())?;
        let base = address.url;
        let login = Login { user: account.user.clone(), password: account.password.clone() };
        let request = client.post(at(&base, &["session"])?).timeout(SILENCE).json(&login);
        let session = read(send(request)?)?;
        Ok(Self { client, base, session })
    }

    /// Who is logged in.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Leases a batch: the exact bytes of the signed manifest.
    pub(crate) fn lease(&self, max_cases: u32) -> Result<Vec<u8>, CountyError> {
        bytes(send(self.post(&["leases"])?.json(&LeaseRequest { max_cases }))?)
    }

    /// The exact bytes of a leased case file.
    pub(crate) fn case_file(&self, lease: &str, number: &ReceiptNumber) -> Result<Vec<u8>, CountyError> {
        bytes(send(self.get(&["leases", lease, "cases", number.as_str()])?)?)
    }

    /// A file from `offset` on; the answer says whether it begins there or from the start again.
    pub(crate) fn file(&self, sha256: &FileHash, offset: u64) -> Result<(Response, bool), CountyError> {
        let request = self.get(&["files", sha256.as_str()])?;
        let request = if offset > 0 { request.header(RANGE, format!("bytes={offset}-")) } else { request };
        let answer = send(request)?;
        let goes_on = answer.status() == StatusCode::PARTIAL_CONTENT;
        Ok((answer, goes_on))
    }

    /// Says that the batch is on the disk, but for the cases that were left out.
    pub(crate) fn acknowledge(&self, lease: &str, ack: &LeaseAck) -> Result<(), CountyError> {
        send(self.post(&["leases", lease, "ack"])?.json(ack)).map(drop)
    }

    /// Sends a decision. `version` is the one that was read, where that is known: the gateway lets it fall on no other.
    ///
    /// # Errors
    /// [`CountyError::Line`], [`CountyError::Refused`].
    pub fn decide(
        &self,
        number: &ReceiptNumber,
        decision: &Decision,
        version: Option<u32>,
    ) -> Result<Decided, CountyError> {
        let mut url = at(&self.base, &["cases", number.as_str(), "decisions"])?;
        if let Some(version) = version {
            url.query_pairs_mut().append_pair("version", &version.to_string());
        }
        read(send(self.post_to(url).json(decision))?)
    }

    fn get(&self, path: &[&str]) -> Result<RequestBuilder, CountyError> {
        Ok(self.client.get(at(&self.base, path)?).bearer_auth(&self.session.token))
    }

    fn post(&self, path: &[&str]) -> Result<RequestBuilder, CountyError> {
        Ok(self.post_to(at(&self.base, path)?))
    }

    fn post_to(&self, url: Url) -> RequestBuilder {
        self.client.post(url).timeout(SILENCE).bearer_auth(&self.session.token)
    }
}

fn client(tls_key: Option<Digest>, loopback: bool) -> Result<Client, CountyError> {
    // a second call finds the provider installed already, which is what is wanted
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder().connect_timeout(CONNECT).timeout(None).pool_max_idle_per_host(1);
    if loopback {
        builder = builder.no_proxy();
    }
    if let Some(key) = tls_key {
        let config = reach::tls(Trust::Pinned(vec![key]), false)
            .map_err(|error| CountyError::Internal(error.to_string()))?;
        builder = builder.tls_backend_preconfigured(config);
    }
    builder.build().map_err(|e| CountyError::Internal(e.to_string()))
}

fn address(text: &str) -> Result<Address, CountyError> {
    text.parse().map_err(|error| match error {
        NotAnAddress::PlainHttp => CountyError::PlainHttp(text.to_owned()),
        _ => CountyError::Usage(format!("网关地址读不懂:{text}")),
    })
}

fn at(base: &Url, path: &[&str]) -> Result<Url, CountyError> {
    let mut url = base.clone();
    let unusable = || CountyError::Usage(format!("网关地址读不懂:{base}"));
    url.path_segments_mut().map_err(|()| unusable())?.pop_if_empty().extend(["v1", "county"]).extend(path);
    Ok(url)
}

fn send(request: RequestBuilder) -> Result<Response, CountyError> {
    let answer = request.send().map_err(|error| match met_another_key(&error) {
        true => CountyError::OtherServer,
        false => CountyError::Line(error),
    })?;
    if answer.status().is_success() {
        return Ok(answer);
    }
    Err(match answer.json::<Problem>() {
        Ok(problem) => CountyError::Refused(Box::new(problem)),
        Err(_) => CountyError::NotAGateway,
    })
}

fn met_another_key(error: &reqwest::Error) -> bool {
    reach::causes(error).filter_map(|cause| cause.downcast_ref()).any(reach::is_another_key)
}

fn bytes(answer: Response) -> Result<Vec<u8>, CountyError> {
    Ok(answer.bytes().map_err(CountyError::Line)?.to_vec())
}

fn read<T: DeserializeOwned>(answer: Response) -> Result<T, CountyError> {
    serde_json::from_slice(&bytes(answer)?).map_err(|_| CountyError::NotAGateway)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_cannot_be_used_is_named() {
        assert!(address("http://127.0.0.1:8080").is_ok());
        assert!(matches!(address("http://10.0.0.8:8080"), Err(CountyError::PlainHttp(_))));
        assert!(matches!(address("gateway"), Err(CountyError::Usage(_))));
    }

    #[test]
    fn what_goes_into_an_address_cannot_leave_its_place() {
        let base = address("https://gw.example/bianmin/").unwrap().url;
        let url = at(&base, &["leases", "../../admin", "ack"]).unwrap();
        assert_eq!(url.as_str(), "https://gw.example/bianmin/v1/county/leases/..%2F..%2Fadmin/ack");
    }
}
