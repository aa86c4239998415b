//! Lives of a device's data, and where two of them part: a copied disk, or an old backup that was put back. Both go on, each
//! in its own epoch; the county sees which is which.

use crate::accept::{hash_at, stand};
use crate::row;
use crate::{DeviceId, Official, Store, StoreError};
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::{DeviceNumber, StationCode};
use rusqlite::{Connection, OptionalExtension as _, Row};
use seal::Digest;
use serde::Serialize;
use sqlite_kit::Prepared as _;
use wire::batch::LogId;
use wire::hello::{Hello, OtherLife, Stand};
use wire::{Batch, CASE_LANE, Epoch};

/// Forks of a county's list at most, and cases of one branch.
const MOST: i64 = 100;

/// One of two histories.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Branch {
    /// Its epoch.
    pub epoch: Epoch,
    /// Which life of the device's data that is, 1 = the first.
    pub life: u32,
    /// Version of the program that said so last; empty where it is not known.
    pub program: String,
    /// When something came of it last.
    pub last_at: Option<Moment>,
    /// Cases that came of it since they parted, the newest first.
    pub cases: Vec<ReceiptNumber>,
}

/// Two computers, or one that was set back, with the data of one device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ForkRow {
    /// Station.
    pub station: StationCode,
    /// Its name.
    pub station_name: String,
    /// Device whose data there is twice.
    pub device: DeviceNumber,
    /// When it showed.
    pub at: Moment,
    /// Lane in which it showed.
    pub lane: u8,
    /// Place of the lane.
    pub seq: u64,
    /// The hash there that came first.
    pub known: Digest,
    /// The hash that came then; none where only a new life showed it.
    pub other: Option<Digest>,
    /// The history that was known.
    pub first: Branch,
    /// The one that goes on beside it; none as long as nothing came of it.
    pub second: Option<Branch>,
}

impl Store {
    /// Where the data of the county's devices parted, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], database errors.
    pub fn forks(&self, official: &Official) -> Result<Vec<ForkRow>, StoreError> {
        official.must_read()?;
        self.read(|db| {
            let mut rows = db.prepare_cached(
                "SELECT f.station, s.name, f.device, f.at, f.lane, f.seq, f.known, f.other, f.epoch, f.new_epoch
                 FROM fork f JOIN station s ON s.code = f.station
                 WHERE s.county = ?1 ORDER BY f.n DESC LIMIT ?2",
            )?;
            let found = rows.query_map((official.county.as_str(), MOST), |r| Ok(fork_row(db, r)))?;
            found.map(|fork| fork?).collect()
        })
    }
}

fn fork_row(db: &Connection, r: &Row<'_>) -> Result<ForkRow, StoreError> {
    let text = |at: usize| r.get::<_, String>(at);
    let owner = DeviceId { station: row::text(&text(0)?)?, device: DeviceNumber::new(r.get(2)?)? };
    let (lane, seq, other) = (r.get(4)?, row::count(r.get(5)?), text(7)?);
    let log = LogId { station: owner.station.clone(), device: owner.device, epoch: epoch(&text(8)?)?, lane };
    let second: Option<String> = r.get(9)?;
    Ok(ForkRow {
        station_name: text(1)?,
        at: row::moment(r.get(3)?),
        lane,
        seq,
        known: row::text(&text(6)?)?,
        other: if other.is_empty() { None } else { Some(row::text(&other)?) },
        first: branch(db, &log, row_of(db, &log, seq)?)?,
        second: match second {
            Some(second) => Some(branch(db, &LogId { epoch: epoch(&second)?, ..log }, 0)?),
            None => None,
        },
        station: owner.station,
        device: owner.device,
    })
}

fn epoch(text: &str) -> Result<Epoch, StoreError> {
    row::json(format!("\"{text}\"").as_bytes())
}

fn row_of(db: &Connection, log: &LogId, seq: u64) -> Result<i64, StoreError> {
    let row = db.ask(
        "SELECT n FROM entry WHERE station = ?1 AND device = ?2 AND epoch = ?3 AND lane = ?4 AND seq = ?5",
        (log.station.as_str(), log.device.get(), log.epoch.to_string(), log.lane, row::int(seq)),
        |r| r.get(0),
    );
    Ok(row.optional()?.unwrap_or(0))
}

/// A branch, with what came of it from row `from` on.
fn branch(db: &Connection, log: &LogId, from: i64) -> Result<Branch, StoreError> {
    let key = (log.station.as_str(), log.device.get(), log.epoch.to_string());
    let known = db.ask(
        "SELECT life, program FROM life WHERE station = ?1 AND device = ?2 AND epoch = ?3",
        key.clone(),
        |r| Ok((r.get(0)?, r.get(1)?)),
    );
    let (life, program) = known.optional()?.unwrap_or_default();
    let last_at: Option<i64> = db.ask(
        "SELECT max(received_at) FROM entry WHERE station = ?1 AND device = ?2 AND epoch = ?3",
        key.clone(),
        |r| r.get(0),
    )?;
    let mut rows = db.prepare_cached(
        "SELECT c.number FROM cases c JOIN case_version v ON v.case_id = c.id JOIN entry e ON e.n = v.entry
         WHERE e.station = ?1 AND e.device = ?2 AND e.epoch = ?3 AND e.n >= ?4
         GROUP BY c.number ORDER BY max(e.n) DESC LIMIT ?5",
    )?;
    let (station, device, in_epoch) = key;
    let found = rows.query_map((station, device, in_epoch, from, MOST), |r| r.get::<_, String>(0))?;
    let cases = found.map(|number| row::text(&number?)).collect::<Result<_, StoreError>>()?;
    Ok(Branch { epoch: log.epoch, life, program, last_at: last_at.map(row::moment), cases })
}

/// Notes that a life of a device's data was heard of; gives its number. A second one means that histories parted.
pub(crate) fn heard(
    db: &Connection,
    owner: &DeviceId,
    epoch: Epoch,
    program: &str,
    now: Moment,
) -> Result<u32, StoreError> {
    let key = (owner.station.as_str(), owner.device.get(), epoch.to_string());
    let known = db.ask(
        "SELECT life, program FROM life WHERE station = ?1 AND device = ?2 AND epoch = ?3",
        key.clone(),
        |r| Ok((r.get::<_, u32>(0)?, r.get::<_, String>(1)?)),
    );
    if let Some((life, said)) = known.optional()? {
        if !program.is_empty() && said != program {
            let (station, device, epoch) = key;
            db.run(
                "UPDATE life SET program = ?4 WHERE station = ?1 AND device = ?2 AND epoch = ?3",
                (station, device, epoch, program),
            )?;
        }
        return Ok(life);
    }
    let lives: u32 = db.ask(
        "SELECT coalesce(max(life), 0) FROM life WHERE station = ?1 AND device = ?2",
        (owner.station.as_str(), owner.device.get()),
        |r| r.get(0),
    )?;
    if lives > 0 {
        goes_on(db, owner, epoch, now)?;
    }
    let (station, device, epoch) = key;
    db.run(
        "INSERT INTO life (station, device, epoch, life, program, heard_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (station, device, epoch, lives + 1, program, now.millis()),
    )?;
    Ok(lives + 1)
}

/// The second history goes on in a new epoch. Where the parting itself was not seen, it is noted now.
fn goes_on(db: &Connection, owner: &DeviceId, epoch: Epoch, now: Moment) -> Result<(), StoreError> {
    let (station, device) = (owner.station.as_str(), owner.device.get());
    let named = db.run(
        "UPDATE fork SET new_epoch = ?3 WHERE station = ?1 AND device = ?2 AND new_epoch IS NULL",
        (station, device, epoch.to_string()),
    )?;
    if named > 0 {
        return Ok(());
    }
    db.run(
        "INSERT INTO fork (station, device, epoch, lane, seq, known, other, at, new_epoch)
         SELECT station, device, epoch, lane, accepted_through, head, '', ?5, ?3 FROM log_head
         WHERE station = ?1 AND device = ?2 AND lane = ?4
         ORDER BY (SELECT life FROM life l WHERE l.station = log_head.station AND l.device = log_head.device
                   AND l.epoch = log_head.epoch) DESC LIMIT 1",
        (station, device, epoch.to_string(), CASE_LANE, now.millis()),
    )?;
    Ok(())
}

/// The other lives of a device's data and how far each of their lanes was taken.
pub(crate) fn others(db: &Connection, owner: &DeviceId, hello: &Hello) -> Result<Vec<OtherLife>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT epoch, lane, accepted_through, head FROM log_head
         WHERE station = ?1 AND device = ?2 AND epoch <> ?3 ORDER BY epoch, lane",
    )?;
    let (station, device) = (owner.station.as_str(), owner.device.get());
    let mut rows = rows.query((station, device, hello.log.epoch.to_string()))?;
    let mut lives: Vec<OtherLife> = Vec::new();
    while let Some(r) = rows.next()? {
        let epoch = epoch(&r.get::<_, String>(0)?)?;
        let (seq, head) = (row::count(r.get(2)?), row::text(&r.get::<_, String>(3)?)?);
        let stand = Stand { lane: r.get(1)?, seq, head };
        match lives.last_mut().filter(|life| life.epoch == epoch) {
            Some(life) => life.lanes.push(stand),
            None => lives.push(OtherLife { epoch, lanes: vec![stand] }),
        }
    }
    Ok(lives)
}

/// A push said other bytes at a place that is known.
pub(crate) fn note_push(db: &Connection, batch: &Batch, seq: u64, now: Moment) -> Result<(), StoreError> {
    let before = seq + 1 == batch.first_seq;
    let upto = batch.entries.iter().zip(batch.first_seq..).take_while(|(_, at)| *at <= seq);
    let other = if before { batch.prev } else { upto.fold(batch.prev, |hash, (entry, _)| entry.hash(&hash)) };
    let known = hash_at(db, &batch.log, seq)?;
    note(db, &batch.log, seq, &known, &other, now)
}

/// A hello named another hash at a place that is known.
pub(crate) fn compare(db: &Connection, hello: &Hello, now: Moment) -> Result<(), StoreError> {
    let first = Stand { lane: hello.log.lane, seq: hello.seq, head: hello.head };
    let said = if hello.lanes.is_empty() { std::slice::from_ref(&first) } else { &hello.lanes };
    for said in said {
        let log = LogId { lane: said.lane, ..hello.log.clone() };
        if said.seq == 0 || said.seq > stand(db, &log)?.accepted_through {
            continue;
        }
        let known = hash_at(db, &log, said.seq)?;
        if known != said.head {
            note(db, &log, said.seq, &known, &said.head, now)?;
        }
    }
    Ok(())
}

/// Once for a parting: until the second history has its own epoch it is told of at every try.
fn note(
    db: &Connection,
    log: &LogId,
    seq: u64,
    known: &Digest,
    other: &Digest,
    now: Moment,
) -> Result<(), StoreError> {
    let told = db.ask(
        "SELECT 1 FROM fork WHERE station = ?1 AND device = ?2 AND epoch = ?3
         AND (new_epoch IS NULL OR other = ?4) LIMIT 1",
        (log.station.as_str(), log.device.get(), log.epoch.to_string(), other.to_string()),
        |_| Ok(()),
    );
    if told.optional()?.is_some() {
        return Ok(());
    }
    db.run(
        "INSERT INTO fork (station, device, epoch, lane, seq, known, other, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            log.station.as_str(),
            log.device.get(),
            log.epoch.to_string(),
            log.lane,
            row::int(seq),
            known.to_string(),
            other.to_string(),
            now.millis(),
        ),
    )?;
    let about = format!("{} {} {} {}/{seq}", log.station, log.device.get(), log.epoch, log.lane);
    crate::audit::note(db, now, "gateway", "fork", &about)
}
