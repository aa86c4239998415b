//! Whose computer this is on the line: the enrolment, and where the gateway is met.

use super::session::must_be_chief;
use super::{desk_state, keep_recoverable};
use crate::Desk;
use crate::view::*;
use casework::place::StationCode;
use seal::{SigningKey, sign};
use station_store::Identity;
use station_sync::{introduced, met_again};
use wire::Exchange as _;
use wire::enrol::{EnrolCode, EnrolRequest};
use wire::entry::Epoch;

/// Becomes known to a gateway by the county's one-time code and fetches the catalogue: for the first time, or again when
/// the key of before ended. What waits then goes on under the new one.
///
/// # Errors
/// Not the chief, [`ErrorCode::Bound`] where the gateway still knows this computer, a code that is wrong or used, a line
/// that is down, an answer of another gateway.
pub fn desk_enrol(desk: &Desk, input: EnrolInput) -> Result<DeskState, Failure> {
    let code: EnrolCode = input.code.parse().map_err(|_| Failure::new(ErrorCode::EnrolCode, ""))?;
    let (station, before) = desk.at_work(|store, clerk| {
        must_be_chief(clerk)?;
        let station = store.station()?.ok_or_else(|| Failure::new(ErrorCode::NotPrepared, ""))?;
        Ok((station, store.identity()?))
    })?;
    if let Some(before) = before {
        may_be_bound_again(desk, &before, &station, &code)?;
    }
    let key = SigningKey::generate().map_err(|e| Failure::internal(&e))?;
    let epoch: [u8; 8] = sign::random().map_err(|e| Failure::internal(&e))?;
    let request = EnrolRequest { code: input.code.clone(), station: station.clone(), key: key.public() };
    // the code is told to nobody before he has shown that he is the gateway it names
    let met = introduced(&input.gateway, code.gateway, desk.settings.patience)?;
    let enrolment = met.exchange.enrol(&request)?;
    let certified = enrolment.certificate.key == key.public() && enrolment.certificate.station == station;
    if !enrolment.is_of(&code) || !certified {
        return Err(Failure::new(ErrorCode::Forged, ""));
    }
    desk.remember_name(&enrolment.certificate.station_name);
    let (gateway, tls_keys) = (input.gateway.trim().to_owned(), met.tls_keys);
    let epoch = Epoch::new(u64::from_be_bytes(epoch));
    let identity = Identity { enrolment, gateway, tls_keys, key, epoch };
    let now = desk.now();
    desk.at_work(|store, clerk| Ok(store.enrol(&identity, &clerk.name, now)?))?;
    keep_recoverable(desk);
    // without the catalogue there is nothing to take in; if the line drops just now the thread fetches it later
    if let Err(failure) = desk.send_now() {
        tracing::warn!(code = failure.code.key(), "first round after enrolment failed");
    }
    desk_state(desk, Nothing {})
}

/// Asked before the code is spent: a computer that the gateway knows would only lose its name and what it was told.
fn may_be_bound_again(
    desk: &Desk,
    before: &Identity,
    station: &StationCode,
    code: &EnrolCode,
) -> Result<(), Failure> {
    if before.enrolment.certificate.station != *station {
        return Err(Failure::new(ErrorCode::StationChanged, ""));
    }
    // the province has another gateway now: what the one before knows does not matter
    if code.gateway != before.enrolment.gateway.id() {
        return Ok(());
    }
    let asked = desk.send_now();
    // nobody was asked while the line is paused: then the last word counts
    let told = desk.line.status().failure;
    if told.is_some_and(|failure| failure.code == ErrorCode::KeyEnded) {
        return Ok(());
    }
    asked?;
    Err(Failure::new(ErrorCode::Bound, ""))
}

/// The gateway is met at another address from now on. It is asked there first: it has to be the same one.
///
/// # Errors
/// Not the chief, not enrolled, a line that is down, [`ErrorCode::WrongKey`] where another gateway answers.
pub fn gateway_set(desk: &Desk, input: GatewayInput) -> Result<DeskState, Failure> {
    let (identity, chief) = desk.at_work(|store, clerk| {
        must_be_chief(clerk)?;
        let identity = store.identity()?.ok_or_else(|| Failure::new(ErrorCode::NotEnrolled, ""))?;
        Ok((identity, clerk.name.clone()))
    })?;
    let met = met_again(&input.gateway, &identity.enrolment.gateway, desk.settings.patience)?;
    let (at, now) = ((input.gateway.trim(), met.tls_keys.as_slice()), desk.now());
    if !desk.at_work(|store, _| Ok(store.meet_at(&identity, at, &chief, now)?))? {
        return Err(Failure::new(ErrorCode::Input, "省网地址刚刚改过"));
    }
    desk.line.ring();
    desk_state(desk, Nothing {})
}
