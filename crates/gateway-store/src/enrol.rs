//! Stations, their devices, and the one-time codes by which a device becomes known.

use crate::row;
use crate::{DeviceId, Keys, Store, StoreError};
use casework::moment::Moment;
use casework::place::{DeviceNumber, StationCode};
use rusqlite::{Connection, OptionalExtension as _};
use seal::{Digest, PublicKey};
use sqlite_kit::Prepared as _;
use std::sync::Arc;
use wire::enrol::{Certificate, EnrolCode, EnrolRequest, Enrolment};

/// How long a code is good: a week, since it travels on paper.
const CODE_MILLIS: i64 = 7 * 24 * 3600 * 1000;

/// A station to be known.
#[derive(Clone, Debug)]
pub struct NewStation {
    /// Division code of its village.
    pub code: StationCode,
    /// Full name as printed.
    pub name: String,
}

impl Store {
    /// Makes a station known (or renames it) and gives a one-time code for one more device of it.
    ///
    /// # Errors
    /// Disk and database errors.
    pub fn add_station(&self, station: NewStation, now: Moment) -> Result<EnrolCode, StoreError> {
        let code = EnrolCode { secret: seal::sign::random()?, gateway: self.keys().gateway().public().id() };
        let secret_hash = Digest::of(&code.secret).to_string();
        self.write(move |db| {
            db.run(
                "INSERT INTO station (code, county, name, added_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (code) DO UPDATE SET name = ?3",
                (station.code.as_str(), station.code.county().as_str(), &station.name, now.millis()),
            )?;
            db.run(
                "INSERT INTO enrol_code (secret_hash, station, expires_at) VALUES (?1, ?2, ?3)",
                (secret_hash, station.code.as_str(), now.millis() + CODE_MILLIS),
            )?;
            crate::audit::note(db, now, "gateway", "station.add", station.code.as_str())
        })?;
        Ok(code)
    }

    /// The name under which a station is known.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn station_name(&self, code: &StationCode) -> Result<String, StoreError> {
        self.read(|db| name_of(db, code))
    }

    /// Whether the key of a device that enrolled here has ended.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a device that never enrolled here.
    pub fn device_has_ended(&self, owner: &DeviceId) -> Result<bool, StoreError> {
        self.read(|db| {
            let row = db.ask(
                "SELECT key IN (SELECT key FROM ended_key) FROM device WHERE station = ?1 AND number = ?2",
                (owner.station.as_str(), owner.device.get()),
                |r| r.get(0),
            );
            row.optional()?.ok_or(StoreError::NotFound)
        })
    }

    /// Keeps in the audit chain that a device's data key was opened, to be given back to it.
    ///
    /// # Errors
    /// Database errors.
    pub fn note_recovery(&self, owner: &DeviceId, now: Moment) -> Result<(), StoreError> {
        let about = format!("{} {}", owner.station, owner.device.get());
        self.write(move |db| crate::audit::note(db, now, "gateway", "device.recover", &about))
    }

    /// Makes a device known by its code. The same request again gets the same answer.
    ///
    /// # Errors
    /// [`StoreError::EnrolCode`] when the code is unknown, expired, used by another device or for another station.
    pub fn enrol(
        &self,
        request: &EnrolRequest,
        tls_key: Option<String>,
        now: Moment,
    ) -> Result<Enrolment, StoreError> {
        let code: EnrolCode = request.code.parse().map_err(|_| StoreError::EnrolCode)?;
        if code.gateway != self.keys().gateway().public().id() {
            return Err(StoreError::EnrolCode);
        }
        let (keys, request) = (Arc::clone(self.keys()), request.clone());
        self.write(move |db| enrol(db, &keys, &code, &request, tls_key, now))
    }
}

fn enrol(
    db: &Connection,
    keys: &Keys,
    code: &EnrolCode,
    request: &EnrolRequest,
    tls_key: Option<String>,
    now: Moment,
) -> Result<Enrolment, StoreError> {
    let secret_hash = Digest::of(&code.secret).to_string();
    let key = request.key.to_string();
    match use_of(db, &secret_hash, &request.station, now)? {
        Some(by) if by == key => return stored(db, &key),
        Some(_) => return Err(StoreError::EnrolCode),
        None => {}
    }
    let certificate = Certificate {
        station: request.station.clone(),
        station_name: name_of(db, &request.station)?,
        device: next_device(db, &request.station)?,
        key: request.key,
    };
    let device = certificate.device;
    let enrolment = Enrolment::sign(certificate, tls_key, keys.recovery(), keys.gateway())?;
    db.run(
        "INSERT INTO device (station, number, key, enrolment, enrolled_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        (request.station.as_str(), device.get(), &key, row::to_json(&enrolment)?, now.millis()),
    )
    .map_err(key_is_known)?;
    db.run("UPDATE enrol_code SET used_by_key = ?2 WHERE secret_hash = ?1", (&secret_hash, &key))?;
    crate::audit::note(db, now, "gateway", "device.enrol", &format!("{} {}", request.station, device.get()))?;
    crate::events::tell_again(db, &DeviceId { station: request.station.clone(), device })?;
    Ok(enrolment)
}

/// A key that enrolled before may not become another device.
fn key_is_known(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => StoreError::EnrolCode,
        _ => error.into(),
    }
}

/// Who used the code, if anybody did.
fn use_of(
    db: &Connection,
    secret_hash: &str,
    station: &StationCode,
    now: Moment,
) -> Result<Option<String>, StoreError> {
    let row = db.ask(
        "SELECT used_by_key, expires_at FROM enrol_code WHERE secret_hash = ?1 AND station = ?2",
        (secret_hash, station.as_str()),
        |r| Ok((r.get::<_, Option<String>>(0)?, r.get::<_, i64>(1)?)),
    );
    match row.optional()? {
        Some((None, expires_at)) if expires_at < now.millis() => Err(StoreError::EnrolCode),
        Some((used_by_key, _)) => Ok(used_by_key),
        None => Err(StoreError::EnrolCode),
    }
}

fn stored(db: &Connection, key: &str) -> Result<Enrolment, StoreError> {
    let text: String = db.ask("SELECT enrolment FROM device WHERE key = ?1", [key], |r| r.get(0))?;
    row::json(text.as_bytes())
}

fn name_of(db: &Connection, code: &StationCode) -> Result<String, StoreError> {
    let row = db.ask("SELECT name FROM station WHERE code = ?1", [code.as_str()], |r| r.get(0));
    row.optional()?.ok_or(StoreError::NotFound)
}

fn next_device(db: &Connection, station: &StationCode) -> Result<DeviceNumber, StoreError> {
    let last: Option<u32> =
        db.ask("SELECT max(number) FROM device WHERE station = ?1", [station.as_str()], |r| r.get(0))?;
    Ok(DeviceNumber::new(last.unwrap_or(0) + 1)?)
}

/// The key of a known device; of one that is not in use any more nobody knows.
pub(crate) fn device_key(
    db: &Connection,
    station: &StationCode,
    device: DeviceNumber,
) -> Result<PublicKey, StoreError> {
    let row = db.ask(
        "SELECT key FROM device WHERE station = ?1 AND number = ?2 AND key NOT IN (SELECT key FROM ended_key)",
        (station.as_str(), device.get()),
        |r| r.get::<_, String>(0),
    );
    row.optional()?.map_or(Err(StoreError::NotAuthorised), |key| row::text(&key))
}
