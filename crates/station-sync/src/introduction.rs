//! Meeting a gateway: for the first time, at another address, or when it shows another TLS key than before. Nothing is
//! told to whoever answers before he has shown whose he is.

use crate::client::{HttpExchange, builder, json, sent};
use reach::{Address, Met, NotAnAddress, Trust};
use seal::sign::KeyError;
use seal::{Digest, KeyId, PublicKey};
use std::time::Duration;
use wire::LinkError;
use wire::introduction::{Introduction, Nonce};

/// A gateway that has shown whose it is.
pub struct Introduced {
    /// The line to it, pinned to its TLS keys.
    pub exchange: HttpExchange,
    /// Its key.
    pub gateway: PublicKey,
    /// The TLS keys at which it is met, this one and others; none in plain HTTP on this computer.
    pub tls_keys: Vec<Digest>,
}

/// Why nobody was met.
#[derive(Debug, thiserror::Error)]
pub enum NotIntroduced {
    /// The address cannot be used.
    #[error(transparent)]
    Address(#[from] NotAnAddress),
    /// The line, or [`LinkError::WrongKey`]: another gateway, or somebody in between.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The system gives no randomness.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Asks at an address whether the gateway of that name is met there. `patience`: longest wait for an answer.
///
/// # Errors
/// [`NotIntroduced`].
pub fn introduced(address: &str, gateway: KeyId, patience: Duration) -> Result<Introduced, NotIntroduced> {
    let address: Address = address.parse()?;
    let url = address.base();
    let (met, nonce) = (Met::default(), Nonce::fresh()?);
    let said = ask(&url, &nonce, &met, patience)?;
    let seen = met.key();
    // over TLS somebody was met, or nothing was asked
    let safe = address.is_plain() || seen.is_some();
    if !safe || !said.holds(gateway, &nonce, seen) {
        return Err(LinkError::WrongKey.into());
    }
    let exchange = HttpExchange::new(&url, &said.tls_keys, patience)?;
    Ok(Introduced { exchange, gateway: said.gateway, tls_keys: said.tls_keys })
}

/// Asks at an address whether a gateway that is known already is met there: by its whole key, since another one may have the
/// same short name.
///
/// # Errors
/// [`NotIntroduced`].
pub fn met_again(
    address: &str,
    gateway: &PublicKey,
    patience: Duration,
) -> Result<Introduced, NotIntroduced> {
    let met = introduced(address, gateway.id(), patience)?;
    if met.gateway == *gateway { Ok(met) } else { Err(LinkError::WrongKey.into()) }
}

fn ask(url: &str, nonce: &Nonce, met: &Met, patience: Duration) -> Result<Introduction, NotIntroduced> {
    let tls = reach::tls(Trust::Anybody(met.clone()), false)?;
    // one connection, one question: what is met is what answers
    let client =
        builder().tls_backend_preconfigured(tls).http1_only().build().map_err(|_| NotAnAddress::Tls)?;
    let asked = client.get(format!("{url}/v1/introduction?nonce={nonce}")).timeout(patience);
    Ok(json(sent(asked, url, false)?)?)
}
