//! Tokens: random, kept as hashes, good for a time.

use crate::row;
use crate::{Official, Store, StoreError};
use casework::case::FileHash;
use casework::moment::Moment;
use casework::place::{DeviceNumber, StationCode};
use rusqlite::{Connection, OptionalExtension as _};
use seal::Digest;
use sqlite_kit::Prepared as _;
use wire::batch::LogId;
use wire::down::Page;
use wire::entry::CatalogueEdition;
use wire::hello::{EVENTS_WITH_HELLO, Hello, HelloAnswer, Policy, SignedHello, Stand};
use wire::lane::LANES;

/// A station's session: an hour.
const STATION_MILLIS: i64 = 3600 * 1000;
/// A county user's session: a working day.
const COUNTY_MILLIS: i64 = 10 * 3600 * 1000;

/// One PC of one station.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeviceId {
    /// Station.
    pub station: StationCode,
    /// Device.
    pub device: DeviceNumber,
}

/// Whose session it is.
#[derive(Clone, Copy)]
pub(crate) enum Holder<'a> {
    Device(&'a DeviceId),
    User(&'a str),
}

impl Store {
    /// Answers where a device's log stands, and opens a session for it.
    ///
    /// # Errors
    /// [`StoreError::NotAuthorised`] when the device is unknown or the signature is not its own.
    pub fn hello(&self, signed: &SignedHello, now: Moment) -> Result<HelloAnswer, StoreError> {
        let hello = &signed.hello;
        let owner = DeviceId { station: hello.log.station.clone(), device: hello.log.device };
        let key = self.read(|db| crate::enrol::device_key(db, &owner.station, owner.device))?;
        if !signed.verify(&key) {
            return Err(StoreError::NotAuthorised);
        }
        let (session, life) = self.open_device_session(&owner, hello, now)?;
        let knows_lanes = !hello.lanes.is_empty();
        let mut files = self.states_of(&owner.station, &hello.unfinished)?;
        if knows_lanes {
            files.extend(self.other_states(&owner.station, &files, now)?);
        }
        let events = match knows_lanes {
            true => self.events_with_hello(&owner, hello.cursor)?,
            false => None,
        };
        self.read(|db| {
            let first = crate::accept::stand(db, &hello.log)?;
            let newest_event = crate::events::newest(db, &owner)?.0;
            Ok(HelloAnswer {
                session,
                accepted_through: first.accepted_through,
                head: first.head,
                lanes: stands(db, hello)?,
                // an older program reads no more than it knows
                life: if knows_lanes { life } else { 0 },
                other_lives: if knows_lanes { Some(crate::lives::others(db, &owner, hello)?) } else { None },
                policy: if knows_lanes { crate::store::policy(db)? } else { Policy::default() },
                events_head: match knows_lanes {
                    true => Some(crate::events::hash_at(db, &owner, hello.cursor.min(newest_event))?),
                    false => None,
                },
                events,
                files,
                newest_event,
                server_time: now,
                term: crate::store::term(db)?,
                catalogue: crate::packs::in_force(db, &owner.station.county())?,
            })
        })
    }

    /// The first events after the cursor; none where there are none, or where the cursor lies beyond the newest.
    fn events_with_hello(&self, owner: &DeviceId, cursor: u64) -> Result<Option<Page>, StoreError> {
        match self.pull(owner, cursor, EVENTS_WITH_HELLO) {
            Err(StoreError::Gap { .. }) => Ok(None),
            page => Ok(Some(page?).filter(|page| !page.events.is_empty())),
        }
    }

    /// Gives the session's token and which life of the device's data it is.
    fn open_device_session(
        &self,
        owner: &DeviceId,
        hello: &Hello,
        now: Moment,
    ) -> Result<(String, u32), StoreError> {
        let (owner, hello) = (owner.clone(), hello.clone());
        self.write(move |db| {
            db.run(
                "UPDATE device SET seen_at = ?3, program = ?4 WHERE station = ?1 AND number = ?2",
                (owner.station.as_str(), owner.device.get(), now.millis(), &hello.program),
            )?;
            let life = crate::lives::heard(db, &owner, hello.log.epoch, &hello.program, now)?;
            crate::lives::compare(db, &hello, now)?;
            crate::order::settle(db, &owner, &hello)?;
            Ok((open(db, Holder::Device(&owner), now)?, life))
        })
    }

    /// The device whose session this is. It is over when the device's key ends.
    ///
    /// # Errors
    /// [`StoreError::NotAuthorised`] when it is unknown or over.
    pub fn device_of(&self, token: &str, now: Moment) -> Result<DeviceId, StoreError> {
        self.read(|db| {
            let row = db.ask(
                "SELECT station, device FROM session
                 WHERE token_hash = ?1 AND expires_at >= ?2 AND station IS NOT NULL",
                (hash(token), now.millis()),
                |r| Ok((r.get::<_, String>(0)?, r.get::<_, u32>(1)?)),
            );
            let (station, device) = row.optional()?.ok_or(StoreError::NotAuthorised)?;
            let owner = DeviceId { station: row::text(&station)?, device: DeviceNumber::new(device)? };
            // asked every time: a hello may open a session while the key ends
            crate::enrol::device_key(db, &owner.station, owner.device)?;
            Ok(owner)
        })
    }

    /// The official whose session this is.
    ///
    /// # Errors
    /// [`StoreError::NotAuthorised`] when it is unknown or over, or the official's account ended.
    pub fn official_of(&self, token: &str, now: Moment) -> Result<Official, StoreError> {
        self.read(|db| {
            let row = db.ask(
                "SELECT user FROM session WHERE token_hash = ?1 AND expires_at >= ?2 AND user IS NOT NULL",
                (hash(token), now.millis()),
                |r| r.get::<_, String>(0),
            );
            let user = row.optional()?.ok_or(StoreError::NotAuthorised)?;
            crate::accounts::official(db, &user)
        })
    }

    /// Ends the official's session whose token this is; others of the same official go on.
    ///
    /// # Errors
    /// [`StoreError::NotAuthorised`] when it is unknown or over.
    pub fn log_out(&self, token: &str, now: Moment) -> Result<(), StoreError> {
        let (user, token_hash) = (self.official_of(token, now)?.user, hash(token));
        self.write(move |db| {
            // who asks twice at once is noted once
            match db.run("DELETE FROM session WHERE token_hash = ?1", [&token_hash])? {
                0 => Ok(()),
                _ => crate::audit::note(db, now, &user, "log-out", ""),
            }
        })
    }

    /// The catalogue in force for a county's stations.
    ///
    /// # Errors
    /// Database errors.
    pub fn catalogue_of(
        &self,
        county: &casework::place::CountyCode,
    ) -> Result<Option<CatalogueEdition>, StoreError> {
        self.read(|db| crate::packs::in_force(db, county))
    }

    /// A paper of the authority for one of the station's cases; of nothing else.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] otherwise.
    pub fn paper_for(&self, owner: &DeviceId, file: &FileHash) -> Result<Vec<u8>, StoreError> {
        let known: Option<i64> = self.read(|db| {
            let row = db.ask(
                "SELECT 1 FROM paper WHERE sha256 = ?1 AND station = ?2 LIMIT 1",
                (file.as_str(), owner.station.as_str()),
                |r| r.get(0),
            );
            Ok(row.optional()?)
        })?;
        known.ok_or(StoreError::NotFound)?;
        self.blobs.read(file)
    }
}

fn stands(db: &Connection, hello: &Hello) -> Result<Vec<Stand>, StoreError> {
    let asked = LANES.into_iter().filter(|lane| hello.lanes.iter().any(|stand| stand.lane == *lane));
    let stand = |lane| {
        let stand = crate::accept::stand(db, &LogId { lane, ..hello.log.clone() })?;
        Ok(Stand { lane, seq: stand.accepted_through, head: stand.head })
    };
    asked.map(stand).collect()
}

/// Opens a session and sweeps out those that are over.
pub(crate) fn open(db: &Connection, holder: Holder<'_>, now: Moment) -> Result<String, StoreError> {
    let token = Digest(seal::sign::random()?).to_string();
    let (station, device, user, lasts) = match holder {
        Holder::Device(owner) => {
            (Some(owner.station.as_str()), Some(owner.device.get()), None, STATION_MILLIS)
        }
        Holder::User(user) => (None, None, Some(user), COUNTY_MILLIS),
    };
    db.run("DELETE FROM session WHERE expires_at < ?1", [now.millis()])?;
    db.run(
        "INSERT INTO session (token_hash, station, device, user, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        (hash(&token), station, device, user, now.millis() + lasts),
    )?;
    Ok(token)
}

/// Ends every session of a user.
pub(crate) fn end_all(db: &Connection, user: &str) -> Result<(), StoreError> {
    db.run("DELETE FROM session WHERE user = ?1", [user])?;
    Ok(())
}

fn hash(token: &str) -> String {
    Digest::of(token.as_bytes()).to_string()
}
