//! The list of all keys whose signatures stand on papers and proofs, for whoever checks them without a line.

use crate::row;
use crate::{Keys, Store, StoreError};
use casework::moment::Moment;
use casework::place::{CountyCode, DeviceNumber};
use rusqlite::Connection;
use wire::keys::{KeyKind, ListedKey, SignedKeyList};

/// What people call the gateway, as on the stations' time lines.
const GATEWAY: &str = "省审批网";

impl Store {
    /// The gateway's key, those of all counties that have a station, those of all devices; signed by the first. A
    /// county that has not decided yet gets its key here, so that a list holds for papers to come.
    ///
    /// # Errors
    /// Disk and database errors.
    pub fn key_list(
        &self,
        county_name: impl Fn(&CountyCode) -> Option<String>,
        now: Moment,
    ) -> Result<SignedKeyList, StoreError> {
        let keys = self.keys();
        let (counties, devices) = self.read(|db| Ok((counties(db)?, devices(db)?)))?;
        let mut listed = vec![gateway(keys, self.foundation().province)];
        for county in counties {
            let name = county_name(&county).unwrap_or_else(|| county.to_string());
            listed.push(of_county(keys, &county, name)?);
        }
        listed.extend(devices);
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

fn of_county(keys: &Keys, county: &CountyCode, name: String) -> Result<ListedKey, StoreError> {
    Ok(ListedKey {
        key: keys.county(county)?.key.public(),
        kind: KeyKind::County,
        name,
        place: county.to_string(),
        device: None,
        from: None,
        until: None,
    })
}

fn counties(db: &Connection) -> Result<Vec<CountyCode>, StoreError> {
    let mut query = db.prepare_cached("SELECT DISTINCT county FROM station ORDER BY county")?;
    let rows = query.query_map([], |r| r.get::<_, String>(0))?;
    rows.map(|county| row::text(&county?)).collect()
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
