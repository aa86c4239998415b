//! What comes down in parts: it goes on where it stood when the line broke or the program ended.

use crate::{Store, StoreError, Write};
use casework::case::FileHash;
use sqlite_kit::Prepared as _;
use std::fmt;
use wire::exchange::Stretch;

/// Something that comes down in parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arriving<'a> {
    /// A paper of the authority.
    Paper(&'a FileHash),
    /// A catalogue, as the difference from an older version or from nothing.
    Pack(&'a FileHash, Option<u32>),
}

impl fmt::Display for Arriving<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paper(file) => write!(f, "paper {file}"),
            Self::Pack(pack, since) => write!(f, "pack {pack} since {}", since.unwrap_or(0)),
        }
    }
}

impl Store {
    /// Bytes of it that are here.
    ///
    /// # Errors
    /// Database.
    pub fn arrived(&self, what: Arriving<'_>) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(sum(length(bytes)), 0) FROM arriving WHERE name = ?1";
        Ok(self.db.connection().ask(sql, [what.to_string()], |r| r.get(0))?)
    }

    /// Forgets what is here of it: it begins anew.
    ///
    /// # Errors
    /// Database.
    pub fn arrives_anew(&mut self, what: Arriving<'_>) -> Result<(), StoreError> {
        self.write(|w| {
            w.run("DELETE FROM arriving WHERE name = ?1", [what.to_string()])?;
            Ok(())
        })
    }

    /// Puts a part to what is here of it. Gives the whole once nothing is missing any more; it is for the caller then, and
    /// no part of it is kept. A part that does not follow is not taken, unless it is the first.
    ///
    /// # Errors
    /// Database.
    pub fn arrives(&mut self, what: Arriving<'_>, part: &Stretch) -> Result<Option<Vec<u8>>, StoreError> {
        let (name, here) = (what.to_string(), self.arrived(what)?);
        let behind = part.from + part.bytes.len() as u64;
        let follows = part.from == here;
        if !follows && part.from > 0 {
            return Ok(None);
        }
        if part.from == 0 && behind >= part.size && here == 0 {
            // most papers come at once: nothing is written for them here
            return Ok(Some(part.bytes.clone()));
        }
        self.write(|w| {
            if !follows || behind >= part.size {
                let mut whole = if follows { parts_of(w, &name)? } else { Vec::new() };
                w.run("DELETE FROM arriving WHERE name = ?1", [&name])?;
                if behind >= part.size {
                    whole.extend_from_slice(&part.bytes);
                    return Ok(Some(whole));
                }
            }
            w.run("INSERT INTO arriving VALUES (?1, ?2, ?3)", (&name, part.from, &part.bytes))?;
            Ok(None)
        })
    }
}

fn parts_of(w: &Write<'_>, name: &str) -> Result<Vec<u8>, StoreError> {
    let mut rows = w.prepare_cached("SELECT bytes FROM arriving WHERE name = ?1 ORDER BY place")?;
    let parts = rows.query_map([name], |r| r.get::<_, Vec<u8>>(0))?;
    let parts = parts.collect::<Result<Vec<_>, _>>()?;
    Ok(parts.concat())
}
