//! Published packs of the catalogue: exact bytes, signed, never changed and never replaced.

use crate::row;
use crate::{Store, StoreError};
use casework::moment::Moment;
use casework::place::CountyCode;
use catalogue::pack::dictionaries_of;
use rusqlite::{Connection, OptionalExtension as _};
use seal::{Digest, Signature};
use sqlite_kit::Prepared as _;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use wire::entry::CatalogueEdition;
use wire::exchange::{PackAnswer, PackPart, Part, Stretch, pack_message};
use wire::packing::difference;
use wire::{Batch, BatchError, Dictionary};

/// Differences made of late: thousands of stations ask for the same ones, each several times.
const KEPT: usize = 4;

/// A pack, and the older version from which the difference was made.
type Between = (String, u32, Option<u32>);

/// Differences between published packs, which never change.
#[derive(Default)]
pub(crate) struct Differences(Mutex<HashMap<Between, Arc<[u8]>>>);

impl Differences {
    fn of(
        &self,
        between: Between,
        make: impl FnOnce() -> Result<Vec<u8>, StoreError>,
    ) -> Result<Arc<[u8]>, StoreError> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(&between) {
            return Ok(Arc::clone(known));
        }
        let fresh: Arc<[u8]> = make()?.into();
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(between, Arc::clone(&fresh));
        Ok(fresh)
    }
}

/// A pack to be published.
#[derive(Clone, Debug)]
pub struct PackRow {
    /// Publisher's division code.
    pub publisher: String,
    /// Its version, growing.
    pub version: u32,
    /// Canonical bytes.
    pub bytes: Vec<u8>,
}

impl Store {
    /// Publishes a pack, signed by the gateway. The same content under the same version again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::OldPack`] when the version is not above the newest one.
    pub fn publish(&self, pack: PackRow, now: Moment) -> Result<CatalogueEdition, StoreError> {
        let signature = self.keys().gateway().sign(&pack_message(&pack.bytes));
        let dictionaries: Vec<Dictionary> =
            dictionaries_of(&pack.bytes).into_values().filter_map(Dictionary::from_bytes).collect();
        self.write(move |db| {
            let hash = Digest::of(&pack.bytes).to_string();
            let edition = CatalogueEdition {
                publisher: pack.publisher,
                version: pack.version,
                hash: row::text(&hash)?,
            };
            match newest(db, &edition.publisher)? {
                Some(same) if same == edition => return Ok(edition),
                Some(newest) if newest.version >= edition.version => {
                    return Err(StoreError::OldPack { newest: newest.version });
                }
                _ => {}
            }
            db.run(
                "INSERT INTO pack (publisher, version, hash, bytes, signature, published_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (&edition.publisher, edition.version, &hash, pack.bytes, signature.to_string(), now.millis()),
            )?;
            dictionaries.iter().try_for_each(|dictionary| keep_dictionary(db, dictionary))?;
            let about = format!("{} {} {hash}", edition.publisher, edition.version);
            crate::audit::note(db, now, "gateway", "catalogue.publish", &about)?;
            Ok(edition)
        })
    }

    /// A published pack.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn pack(&self, publisher: &str, version: u32) -> Result<PackAnswer, StoreError> {
        self.read(|db| {
            let row = db.ask(
                "SELECT bytes, signature FROM pack WHERE publisher = ?1 AND version = ?2",
                (publisher, version),
                |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?)),
            );
            let (bytes, signature) = row.optional()?.ok_or(StoreError::NotFound)?;
            Ok(PackAnswer { bytes, since: None, signature: row::text::<Signature>(&signature)? })
        })
    }

    /// Unpacks a batch, with the dictionary of whatever published pack it was packed with.
    ///
    /// # Errors
    /// [`StoreError::Batch`] for bytes that are none, or that need a dictionary which is not here.
    pub fn unpack(&self, packed: &[u8]) -> Result<Batch, StoreError> {
        let dictionary = Dictionary::id_in(packed).map(|id| self.dictionary(id)).transpose()?;
        Ok(Batch::unpack(packed, dictionary.as_ref())?)
    }

    fn dictionary(&self, id: u32) -> Result<Dictionary, StoreError> {
        let found = self.read(|db| {
            let row = db.ask("SELECT bytes FROM dictionary WHERE id = ?1", [id], |r| r.get::<_, Vec<u8>>(0));
            Ok(row.optional()?)
        })?;
        Ok(found.and_then(Dictionary::from_bytes).ok_or(BatchError::Dictionary(id))?)
    }

    /// A published pack for somebody who has an older one: the difference, where that is smaller, else the whole.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; no memory.
    pub fn pack_since(
        &self,
        publisher: &str,
        version: u32,
        since: Option<u32>,
    ) -> Result<PackAnswer, StoreError> {
        let whole = self.pack(publisher, version)?;
        match self.packed_since(publisher, version, since) {
            Ok(packed) if packed.since.is_some() && packed.bytes.len() < whole.bytes.len() => Ok(packed),
            _ => Ok(whole),
        }
    }

    /// A part of a published pack, packed: of the difference from an older one where that is here, else from nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; no memory.
    pub fn pack_part(
        &self,
        publisher: &str,
        version: u32,
        since: Option<u32>,
        part: Part,
    ) -> Result<PackPart, StoreError> {
        let PackAnswer { bytes, since, signature } = self.packed_since(publisher, version, since)?;
        Ok(PackPart { stretch: Stretch::of(&bytes, part), since, signature })
    }

    /// A published pack, packed: the difference from an older one where that is here, else from nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; no memory.
    pub fn packed_since(
        &self,
        publisher: &str,
        version: u32,
        since: Option<u32>,
    ) -> Result<PackAnswer, StoreError> {
        let whole = self.pack(publisher, version)?;
        let old = since.and_then(|since| Some((since, self.pack(publisher, since).ok()?.bytes)));
        let (since, old) = old.map_or((None, Vec::new()), |(since, old)| (Some(since), old));
        let between = (publisher.to_owned(), version, since);
        let packed = self.differences.of(between, || {
            difference(&old, &whole.bytes).map_err(|error| StoreError::Stored(error.to_string()))
        })?;
        Ok(PackAnswer { bytes: packed.to_vec(), since, signature: whole.signature })
    }
}

/// Of two with one id the first stays: what was packed with the other does not unpack, and is sent again without.
fn keep_dictionary(db: &Connection, dictionary: &Dictionary) -> Result<(), StoreError> {
    db.run(
        "INSERT OR IGNORE INTO dictionary (id, bytes) VALUES (?1, ?2)",
        (dictionary.id(), dictionary.as_bytes()),
    )?;
    Ok(())
}

fn newest(db: &Connection, publisher: &str) -> Result<Option<CatalogueEdition>, StoreError> {
    edition(
        db,
        "SELECT publisher, version, hash FROM pack WHERE publisher = ?1 ORDER BY version DESC LIMIT 1",
        publisher,
    )
}

/// The newest pack of the county, else of its city, else of its province.
pub(crate) fn in_force(db: &Connection, county: &CountyCode) -> Result<Option<CatalogueEdition>, StoreError> {
    edition(
        db,
        "SELECT publisher, version, hash FROM pack
         WHERE publisher IN (?1, substr(?1, 1, 4), substr(?1, 1, 4) || '00', substr(?1, 1, 2), substr(?1, 1, 2) || '0000')
         ORDER BY length(rtrim(publisher, '0')) DESC, version DESC LIMIT 1",
        county.as_str(),
    )
}

fn edition(db: &Connection, sql: &str, about: &str) -> Result<Option<CatalogueEdition>, StoreError> {
    let row =
        db.ask(sql, [about], |r| Ok((r.get::<_, String>(0)?, r.get::<_, u32>(1)?, r.get::<_, String>(2)?)));
    let Some((publisher, version, hash)) = row.optional()? else {
        return Ok(None);
    };
    Ok(Some(CatalogueEdition { publisher, version, hash: row::text(&hash)? }))
}
