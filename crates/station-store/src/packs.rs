use crate::{Store, StoreError, audit};
use casework::case::FileHash;
use casework::moment::Moment;
use rusqlite::OptionalExtension as _;
use seal::Digest;
use sqlite_kit::Prepared as _;

/// A catalogue pack as it came: exact bytes and signature. Verified by who loads it.
#[derive(Clone, Debug, PartialEq)]
pub struct PackRecord {
    /// Publisher.
    pub publisher: String,
    /// Version.
    pub version: u32,
    /// Hash of the bytes.
    pub hash: FileHash,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Hex.
    pub signature: String,
}

impl Store {
    /// Keeps a pack beside the older ones: drafts and cases keep the edition they were filed under.
    ///
    /// # Errors
    /// Database.
    pub fn keep_pack(&mut self, pack: &PackRecord, at: Moment) -> Result<(), StoreError> {
        self.sound_packs.borrow_mut().remove(&pack.hash);
        self.write(|w| {
            w.run(
                "INSERT OR REPLACE INTO pack VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    &pack.publisher,
                    pack.version,
                    pack.hash.as_str(),
                    &pack.bytes,
                    &pack.signature,
                    at.millis(),
                ),
            )?;
            audit::add(w, at, "gateway", "pack", &(&pack.publisher, pack.version, &pack.hash))
        })
    }

    /// All packs, the newest first; the first that verifies is the one to use.
    ///
    /// # Errors
    /// Database.
    pub fn packs(&self) -> Result<Vec<PackRecord>, StoreError> {
        let mut query = self
            .db
            .connection()
            .prepare_cached("SELECT publisher, version, hash, bytes, signature FROM pack ORDER BY version DESC, taken_at DESC")?;
        let mut rows = query.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(PackRecord {
                publisher: row.get(0)?,
                version: row.get(1)?,
                hash: row.get::<_, String>(2)?.parse().map_err(StoreError::unreadable)?,
                bytes: row.get(3)?,
                signature: row.get(4)?,
            });
        }
        Ok(found)
    }

    /// The newest pack of a publisher that is here byte for byte: what a newer one may be the difference from.
    ///
    /// # Errors
    /// Database.
    pub fn newest_pack_of(&self, publisher: &str) -> Result<Option<PackRecord>, StoreError> {
        let sound = |pack: &PackRecord| Digest::of(&pack.bytes).to_string() == pack.hash.as_str();
        Ok(self.packs()?.into_iter().find(|pack| pack.publisher == publisher && sound(pack)))
    }

    /// True when this edition is here, byte for byte: one that was spoilt is fetched again.
    ///
    /// # Errors
    /// Database.
    pub fn has_pack(&self, hash: &FileHash) -> Result<bool, StoreError> {
        // it is asked at every hello, and to read it takes longer than all the rest of one
        Ok(self.sound_packs.borrow().contains(hash) || self.pack_bytes(hash)?.is_some())
    }

    /// The bytes of this edition, where they are here as they came.
    ///
    /// # Errors
    /// Database.
    pub fn pack_bytes(&self, hash: &FileHash) -> Result<Option<Vec<u8>>, StoreError> {
        let found: Option<Vec<u8>> = self
            .db
            .connection()
            .ask("SELECT bytes FROM pack WHERE hash = ?1", [hash.as_str()], |r| r.get(0))
            .optional()?;
        let sound = found.filter(|bytes| Digest::of(bytes).to_string() == hash.as_str());
        if sound.is_some() {
            self.sound_packs.borrow_mut().insert(hash.clone());
        }
        Ok(sound)
    }
}
