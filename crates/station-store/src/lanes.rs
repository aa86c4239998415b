//! The lanes of this station's log: how far each goes, what waits in it, and what of it the gateway may have forgotten.
//!
//! Every question is asked about the epoch of an [`Identity`]. For an older epoch, ask with that one in it.

use crate::outbox::{kind_of, last_of_lane};
use crate::{Identity, OutboxEntry, Store, StoreError, Write};
use casework::id::CaseId;
use casework::place::DeviceNumber;
use rusqlite::{Connection, OptionalExtension as _, Row};
use seal::Digest;
use sqlite_kit::Prepared as _;
use wire::Proof;
use wire::entry::{After, Entry, Epoch, Header};
use wire::hello::Stand;
use wire::lane::LANES;

/// What waits in a lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LaneQueue {
    /// Lane.
    pub lane: u8,
    /// First sequence without a verdict,
    pub first: u64,
    /// and the last one.
    pub last: u64,
    /// A place of another lane that the first one follows and that has no verdict yet: send that lane first.
    pub behind: Option<After>,
}

/// How much is asked for at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Most {
    /// Entries at most.
    pub entries: u32,
    /// Bytes of header and payload, not packed.
    pub bytes: usize,
}

impl Store {
    /// How far every lane of this epoch goes, the most urgent first.
    ///
    /// # Errors
    /// Database.
    pub fn lane_heads(&self, identity: &Identity) -> Result<Vec<Stand>, StoreError> {
        let stand = |lane| {
            let (seq, head) = self.lane_head(identity, lane)?;
            Ok(Stand { lane, seq, head })
        };
        LANES.into_iter().map(stand).collect()
    }

    /// Last sequence of a lane and the chain hash there.
    ///
    /// # Errors
    /// Database.
    pub fn lane_head(&self, identity: &Identity, lane: u8) -> Result<(u64, Digest), StoreError> {
        last_of_lane(self.db.connection(), &identity.epoch.to_string(), lane)
    }

    /// Chain hash at a place of a lane, its beginning included; none where the lane does not reach that far.
    ///
    /// # Errors
    /// Database.
    pub fn hash_at(&self, identity: &Identity, lane: u8, seq: u64) -> Result<Option<Digest>, StoreError> {
        hash_at(self.db.connection(), &identity.epoch.to_string(), lane, seq)
    }

    /// Last sequence up to which every entry of a lane has its verdict. A gateway that stands before it has forgotten.
    ///
    /// # Errors
    /// Database.
    pub fn judged_through(&self, identity: &Identity, lane: u8) -> Result<u64, StoreError> {
        match end_of_waiting(self.db.connection(), &identity.epoch.to_string(), lane, FIRST)? {
            Some(first) => Ok(first - 1),
            None => Ok(self.lane_head(identity, lane)?.0),
        }
    }

    /// What waits in a lane; none when every entry has its verdict.
    ///
    /// # Errors
    /// Database.
    pub fn waiting(&self, identity: &Identity, lane: u8) -> Result<Option<LaneQueue>, StoreError> {
        let (db, epoch) = (self.db.connection(), identity.epoch.to_string());
        let Some(first) = end_of_waiting(db, &epoch, lane, FIRST)? else { return Ok(None) };
        let last = end_of_waiting(db, &epoch, lane, LAST)?.unwrap_or(first);
        let mut behind = None;
        for after in follows(db, &epoch, lane, first)? {
            if behind.is_none() && is_unjudged(db, &epoch, after)? {
                behind = Some(after);
            }
        }
        Ok(Some(LaneQueue { lane, first, last, behind }))
    }

    /// The places of other lanes that an entry of this epoch follows; none where there is no such entry.
    ///
    /// # Errors
    /// Unreadable entry or database.
    pub fn follows(&self, identity: &Identity, lane: u8, seq: u64) -> Result<Vec<After>, StoreError> {
        follows(self.db.connection(), &identity.epoch.to_string(), lane, seq)
    }

    /// Entries behind a sequence that have no verdict, one upon the other, and the chain hash before the first of them: at
    /// most [`Most::entries`], and about [`Most::bytes`], but one at least. They end where the next one was judged already,
    /// because the answer to a later batch was heard and that to an earlier one was lost.
    ///
    /// # Errors
    /// Database.
    pub fn waiting_entries(
        &self,
        identity: &Identity,
        lane: u8,
        behind: u64,
        most: Most,
    ) -> Result<(Digest, Vec<OutboxEntry>), StoreError> {
        let sql = "SELECT seq, id, kind, case_id, header, payload FROM outbox INDEXED BY outbox_waiting
             WHERE epoch = ?1 AND lane = ?2 AND seq > ?3 AND verdict IS NULL ORDER BY seq LIMIT ?4";
        self.entries(identity, lane, sql, behind, most)
    }

    /// Entries behind a sequence, judged or not, in order, and the chain hash before the first of them: what a gateway
    /// that forgot must get again.
    ///
    /// # Errors
    /// Database.
    pub fn entries_behind(
        &self,
        identity: &Identity,
        lane: u8,
        behind: u64,
        most: Most,
    ) -> Result<(Digest, Vec<OutboxEntry>), StoreError> {
        let sql = "SELECT seq, id, kind, case_id, header, payload FROM outbox
             WHERE epoch = ?1 AND lane = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4";
        self.entries(identity, lane, sql, behind, most)
    }

    fn entries(
        &self,
        identity: &Identity,
        lane: u8,
        sql: &str,
        behind: u64,
        most: Most,
    ) -> Result<(Digest, Vec<OutboxEntry>), StoreError> {
        let (db, epoch) = (self.db.connection(), identity.epoch.to_string());
        let mut query = db.prepare_cached(sql)?;
        let mut rows = query.query((&epoch, lane, behind, most.entries))?;
        let (mut found, mut bytes): (Vec<OutboxEntry>, _) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let next = read(row)?;
            bytes += next.entry.header_bytes().len() + next.entry.payload_bytes().len();
            let ends = |last: &OutboxEntry| bytes > most.bytes || next.seq > last.seq + 1;
            if found.last().is_some_and(ends) {
                break;
            }
            found.push(next);
        }
        let before = found.first().map_or(0, |first| first.seq - 1);
        Ok((hash_at(db, &epoch, lane, before)?.unwrap_or(Digest::ZERO), found))
    }

    /// The proofs this station holds of these entries, to be shown to a gateway that forgot.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn proofs_of(&self, entries: &[OutboxEntry]) -> Result<Vec<Proof>, StoreError> {
        let mut found = Vec::new();
        for entry in entries {
            let rev = entry.entry.header().map_err(StoreError::unreadable)?.rev;
            found.extend(self.proof(entry.case, rev)?);
        }
        found.dedup_by(|a, b| a.body.proof_no == b.body.proof_no);
        Ok(found)
    }

    /// The epochs of this device of which something is stored, the oldest first. Those of the device that this computer
    /// was under an earlier key are not among them: nothing can be signed in its name any more.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn lives(&self, identity: &Identity) -> Result<Vec<Epoch>, StoreError> {
        let device = identity.enrolment.certificate.device;
        let mut lives = Vec::new();
        for epoch in self.epochs()? {
            if device_of(self.db.connection(), epoch)? == Some(device) {
                lives.push(epoch);
            }
        }
        Ok(lives)
    }

    /// Every epoch of which something is stored, the oldest first. What was judged stays in its own epoch.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn epochs(&self) -> Result<Vec<Epoch>, StoreError> {
        let mut query = self.db.connection().prepare_cached(EPOCHS)?;
        let rows = query.query_map([], |r| r.get::<_, String>(0))?;
        rows.map(|epoch| Ok(serde_json::from_value(serde_json::Value::String(epoch?))?)).collect()
    }
}

/// Looks at the first place of each lane only, however long the lanes are: places of a lane are written in their order.
const EPOCHS: &str = "WITH RECURSIVE
    life (epoch) AS (
      SELECT min(epoch) FROM outbox
      UNION ALL
      SELECT (SELECT min(o.epoch) FROM outbox o WHERE o.epoch > life.epoch) FROM life WHERE life.epoch IS NOT NULL),
    lane (lane) AS (VALUES (0), (1), (2))
    SELECT life.epoch FROM life JOIN lane WHERE life.epoch IS NOT NULL GROUP BY life.epoch
    ORDER BY min((SELECT o.rowid FROM outbox o WHERE o.epoch = life.epoch AND o.lane = lane.lane ORDER BY o.seq LIMIT 1))";

/// Which end of what waits.
const FIRST: &str = "min(seq)";
const LAST: &str = "max(seq)";

/// Asks the index of what waits: over all that was judged before, the other one would go on for ever.
fn end_of_waiting(db: &Connection, epoch: &str, lane: u8, end: &str) -> Result<Option<u64>, StoreError> {
    let sql = format!(
        "SELECT {end} FROM outbox INDEXED BY outbox_waiting WHERE epoch = ?1 AND lane = ?2 AND verdict IS NULL"
    );
    Ok(db.ask(&sql, (epoch, lane), |r| r.get(0))?)
}

fn read(row: &Row<'_>) -> Result<OutboxEntry, StoreError> {
    let kind: String = row.get(2)?;
    let (header, payload): (String, String) = (row.get(4)?, row.get(5)?);
    Ok(OutboxEntry {
        seq: row.get(0)?,
        id: row.get::<_, String>(1)?.parse().map_err(StoreError::unreadable)?,
        kind: kind_of(kind)?,
        case: row.get::<_, String>(3)?.parse().map_err(StoreError::unreadable)?,
        entry: Entry::from_bytes(header.into_bytes(), payload.into_bytes())
            .map_err(StoreError::unreadable)?,
    })
}

fn hash_at(db: &Connection, epoch: &str, lane: u8, seq: u64) -> Result<Option<Digest>, StoreError> {
    if seq == 0 {
        return Ok(Some(Digest::ZERO));
    }
    let hash: Option<String> = db
        .ask("SELECT hash FROM outbox WHERE epoch = ?1 AND lane = ?2 AND seq = ?3", (epoch, lane, seq), |r| {
            r.get(0)
        })
        .optional()?;
    hash.map(|hash| hash.parse().map_err(StoreError::unreadable)).transpose()
}

fn follows(db: &Connection, epoch: &str, lane: u8, seq: u64) -> Result<Vec<After>, StoreError> {
    let sql = "SELECT header FROM outbox WHERE epoch = ?1 AND lane = ?2 AND seq = ?3";
    let header: Option<String> = db.ask(sql, (epoch, lane, seq), |r| r.get(0)).optional()?;
    let header: Option<Header> = header.map(|header| serde_json::from_str(&header)).transpose()?;
    Ok(header.map_or_else(Vec::new, |header| header.after))
}

/// Whose an epoch is: every entry of one is the same device's.
fn device_of(db: &Connection, epoch: Epoch) -> Result<Option<DeviceNumber>, StoreError> {
    let sql = "SELECT header FROM outbox WHERE epoch = ?1 LIMIT 1";
    let header: Option<String> = db.ask(sql, [epoch.to_string()], |r| r.get(0)).optional()?;
    let header: Option<Header> = header.map(|header| serde_json::from_str(&header)).transpose()?;
    Ok(header.map(|header| header.device))
}

fn is_unjudged(db: &Connection, epoch: &str, place: After) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM outbox WHERE epoch = ?1 AND lane = ?2 AND seq = ?3 AND verdict IS NULL";
    Ok(db.ask(sql, (epoch, place.lane, place.seq), |_| Ok(())).optional()?.is_some())
}

/// The last entry of a case in each other lane: what stands before it there, comes before it anyhow. One that was judged
/// is named as well: a gateway that was restored from an older backup then waits for it, and holds nothing for want of it.
pub(crate) fn followed(w: &Write<'_>, epoch: &str, lane: u8, case: CaseId) -> Result<Vec<After>, StoreError> {
    let mut query = w.prepare_cached(
        "SELECT lane, max(seq) FROM outbox INDEXED BY outbox_case
         WHERE epoch = ?1 AND lane <> ?2 AND case_id = ?3 GROUP BY lane ORDER BY lane",
    )?;
    let rows = query
        .query_map((epoch, lane, case.to_string()), |r| Ok(After { lane: r.get(0)?, seq: r.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
