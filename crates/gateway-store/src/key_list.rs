//! The list of all keys whose signatures stand on papers and proofs, for whoever checks them without a line.

use crate::end_key::{self, Ended};
use crate::row;
use crate::{Keys, Store, StoreError};
use casework::moment::Moment;
use casework::place::{CountyCode, DeviceNumber};
use rusqlite::Connection;
use seal::PublicKey;
use wire::keys::{KeyKind, ListedKey, SignedKeyList};

/// What people call the gateway, as on the stations' time lines.
const GATEWAY: &str = "省审批网";

impl Store {
    /// The gateway's key, those of all counties that have a station, those of all devices; signed by the first. A
    /// county that has not decided yet gets its key here, so that a list holds for papers to come. A key that ended
    /// stays on the list with the moment of its end.
    ///
    /// # Errors
    /// Disk and database errors.
    pub fn key_list(
        &self,
        county_name: impl Fn(&CountyCode) -> Option<String>,
        now: Moment,
    ) -> Result<SignedKeyList, StoreError> {
        let keys = self.keys();
        let (counties, devices, ended) =
            self.read(|db| Ok((counties(db, keys)?, devices(db)?, end_key::all(db)?)))?;
        let mut listed = vec![gateway(keys, self.foundation().province)];
        for (county, used) in counties {
            let name = county_name(&county).unwrap_or_else(|| county.to_string());
            listed.extend(of_county(&county, used, &name, &ended));
        }
        listed.extend(devices);
        for one in &mut listed {
            one.until = ended.iter().find(|ended| ended.key == one.key).map(|ended| ended.until);
        }
        Ok(SignedKeyList::sign(listed, now, keys.gateway())?)
    }
}

fn gateway(keys: &Keys, province: u32) -> ListedKey {
    ListedKey {
        key: keys.gateway().public(),
        kind: KeyKind::Gateway,
        name: GATEWAY.to_owned(),
        place: format!("{province:02}"),
        device: None,
        from: None,
        until: None,
    }
}

/// The keys a county had and the one it has, in use since the last of them ended.
fn of_county(county: &CountyCode, used: PublicKey, name: &str, ended: &[Ended]) -> Vec<ListedKey> {
    let had = ended.iter().filter(|ended| ended.place == county.as_str() && ended.key != used);
    let mut from = None;
    let mut listed = Vec::new();
    for (key, until) in had.map(|had| (had.key, Some(had.until))).chain([(used, None)]) {
        let (name, place) = (name.to_owned(), county.to_string());
        listed.push(ListedKey { key, kind: KeyKind::County, name, place, device: None, from, until });
        from = until;
    }
    listed
}

/// All counties that have a station, each with the key it uses.
fn counties(db: &Connection, keys: &Keys) -> Result<Vec<(CountyCode, PublicKey)>, StoreError> {
    let mut query = db.prepare_cached("SELECT DISTINCT county FROM station ORDER BY county")?;
    let rows = query.query_map([], |r| r.get::<_, String>(0))?;
    rows.map(|county| {
        let county: CountyCode = row::text(&county?)?;
        let used = keys.county_public(db, &county)?;
        Ok((county, used))
    })
    .collect()
}

fn devices(db: &Connection) -> Result<Vec<ListedKey>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT d.key, s.name, d.station, d.number, d.enrolled_at
         FROM device d JOIN station s ON s.code = d.station ORDER BY d.station, d.number",
    )?;
    let mut rows = query.query([])?;
    let mut devices = Vec::new();
    while let Some(row) = rows.next()? {
        devices.push(ListedKey {
            key: row::text(&row.get::<_, String>(0)?)?,
            kind: KeyKind::Device,
            name: row.get(1)?,
            place: row.get(2)?,
            device: Some(DeviceNumber::new(row.get(3)?)?),
            from: Some(Moment::from_millis(row.get(4)?)),
            until: None,
        });
    }
    Ok(devices)
}
