//! The end of a key: from when on its signatures are not believed, and why. What was signed before still holds.

use crate::row;
use crate::{Store, StoreError};
use casework::moment::Moment;
use casework::place::CountyCode;
use rusqlite::{Connection, OptionalExtension as _};
use seal::PublicKey;
use sqlite_kit::Prepared as _;
use wire::keys::{KeyKind, ListedKey};

/// The longest reason, characters.
const LONGEST: usize = 100;

/// When a key ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ended {
    pub key: PublicKey,
    /// Division code of whose key it is.
    pub place: String,
    pub until: Moment,
}

impl Store {
    /// Ends the use of a key that is on the list: a county goes on with a new one, a computer of a station is heard no
    /// more, also in a session that is open. A key that ended before stays as it is. Gives when it ended.
    ///
    /// # Errors
    /// [`StoreError::EndOfKey`] for an end in the future or without a reason; disk and database errors.
    pub fn end_key(
        &self,
        key: &ListedKey,
        until: Moment,
        reason: &str,
        now: Moment,
    ) -> Result<Moment, StoreError> {
        let reason = reason.trim().to_owned();
        if reason.is_empty() || reason.chars().count() > LONGEST || until.millis() > now.millis() {
            return Err(StoreError::EndOfKey);
        }
        let ending = Ended { key: key.key, place: key.place.clone(), until };
        let ended = self.write(move |db| end(db, ending, &reason, now))?;
        // noted first: if the program ends in between, the same deed again finds the key and puts it away
        if key.kind == KeyKind::County {
            let county: CountyCode = row::text(&key.place)?;
            self.keys().put_away(&county, key.key.id())?;
        }
        Ok(ended)
    }
}

fn end(db: &Connection, ending: Ended, reason: &str, now: Moment) -> Result<Moment, StoreError> {
    let Ended { key, place, until } = ending;
    if let Some(before) = until_of(db, &key)? {
        return Ok(before);
    }
    db.run(
        "INSERT INTO ended_key (key, place, until, reason) VALUES (?1, ?2, ?3, ?4)",
        (key.to_string(), place, until.millis(), reason),
    )?;
    crate::audit::note(db, now, "gateway", "key.end", &format!("{} {reason}", key.id()))?;
    Ok(until)
}

fn until_of(db: &Connection, key: &PublicKey) -> Result<Option<Moment>, StoreError> {
    let row = db.ask("SELECT until FROM ended_key WHERE key = ?1", [key.to_string()], |r| r.get(0));
    Ok(row.optional()?.map(Moment::from_millis))
}

/// All keys that ended, the earliest first.
pub(crate) fn all(db: &Connection) -> Result<Vec<Ended>, StoreError> {
    let mut query = db.prepare_cached("SELECT key, place, until FROM ended_key ORDER BY until, key")?;
    let mut rows = query.query([])?;
    let mut ended = Vec::new();
    while let Some(row) = rows.next()? {
        ended.push(Ended {
            key: row::text(&row.get::<_, String>(0)?)?,
            place: row.get(1)?,
            until: Moment::from_millis(row.get(2)?),
        });
    }
    Ok(ended)
}
