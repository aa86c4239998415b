//! The order between lanes: an entry may name places of other lanes that must be there first. Within a lane the sequence is
//! the order. What names places that can never come is not waited for.

use crate::accept::stand;
use crate::row;
use crate::{DeviceId, StoreError};
use rusqlite::{Connection, OptionalExtension as _};
use sqlite_kit::Prepared as _;
use wire::Header;
use wire::batch::LogId;
use wire::entry::After;
use wire::hello::{Hello, Stand};
use wire::lane::LANES;

/// Places that an entry may name at most: one in each other lane is all that is needed.
const MOST: usize = 8;

/// May an entry be taken now?
pub(crate) enum Order {
    /// Everything it follows was taken, or it follows nothing.
    Now,
    /// This place first.
    Later(After),
    /// It names its own lane, a lane that is none, or what in turn follows it.
    Never,
}

/// A lane that stands still at `seq`.
struct Still {
    seq: u64,
    after: After,
    never: bool,
}

pub(crate) fn order(db: &Connection, log: &LogId, header: &Header) -> Result<Order, StoreError> {
    let legal = |after: &After| after.lane != log.lane && LANES.contains(&after.lane) && after.seq > 0;
    if header.after.len() > MOST || !header.after.iter().all(legal) {
        return Ok(Order::Never);
    }
    for after in &header.after {
        if through(db, log, after.lane)? >= after.seq {
            continue;
        }
        let known = still(db, log, log.lane)?;
        let never = known.is_some_and(|s| s.never && s.seq == header.seq && s.after == *after);
        if never || comes_back(db, log, header.seq, *after)? {
            return Ok(Order::Never);
        }
        return Ok(Order::Later(*after));
    }
    Ok(Order::Now)
}

fn through(db: &Connection, log: &LogId, lane: u8) -> Result<u64, StoreError> {
    Ok(stand(db, &LogId { lane, ..log.clone() })?.accepted_through)
}

/// True when what stands still in the named lane waits, over however many lanes, for this entry or one behind it.
fn comes_back(db: &Connection, log: &LogId, seq: u64, first: After) -> Result<bool, StoreError> {
    let mut next = first;
    for _ in LANES {
        let Some(Still { seq: at, after, .. }) = still(db, log, next.lane)? else { return Ok(false) };
        let stands_there = at == through(db, log, next.lane)? + 1 && at <= next.seq;
        if !stands_there {
            return Ok(false);
        }
        if after.lane == log.lane {
            return Ok(after.seq >= seq);
        }
        next = after;
    }
    Ok(false)
}

fn still(db: &Connection, log: &LogId, lane: u8) -> Result<Option<Still>, StoreError> {
    let row = db.ask(
        "SELECT seq, after_lane, after_seq, never FROM lane_waits
         WHERE station = ?1 AND device = ?2 AND epoch = ?3 AND lane = ?4",
        (log.station.as_str(), log.device.get(), log.epoch.to_string(), lane),
        |r| Ok((r.get::<_, i64>(0)?, r.get::<_, u8>(1)?, r.get::<_, i64>(2)?, r.get::<_, bool>(3)?)),
    );
    let of = |(seq, lane, after, never)| Still {
        seq: row::count(seq),
        after: After { lane, seq: row::count(after) },
        never,
    };
    Ok(row.optional()?.map(of))
}

/// Notes where a lane stands still, or that it goes on.
pub(crate) fn note(db: &Connection, log: &LogId, waits: Option<(u64, After)>) -> Result<(), StoreError> {
    let key = (log.station.as_str(), log.device.get(), log.epoch.to_string(), log.lane);
    let Some((seq, after)) = waits else {
        if still(db, log, log.lane)?.is_some() {
            db.run(
                "DELETE FROM lane_waits WHERE station = ?1 AND device = ?2 AND epoch = ?3 AND lane = ?4",
                key,
            )?;
        }
        return Ok(());
    };
    let (station, device, epoch, lane) = key;
    db.run(
        "INSERT INTO lane_waits (station, device, epoch, lane, seq, after_lane, after_seq)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (station, device, epoch, lane) DO UPDATE SET
           never = never AND seq = ?5 AND after_lane = ?6 AND after_seq = ?7,
           seq = ?5, after_lane = ?6, after_seq = ?7",
        (station, device, epoch, lane, row::int(seq), after.lane, row::int(after.seq)),
    )?;
    Ok(())
}

/// A station that names all its lanes at once tells which places there are. An entry that is among them and follows one
/// that is not will wait in vain: what an entry follows was made before it.
pub(crate) fn settle(db: &Connection, owner: &DeviceId, hello: &Hello) -> Result<(), StoreError> {
    let end = |lane: u8| hello.lanes.iter().find(|stand| stand.lane == lane).map(|stand| stand.seq);
    for Stand { lane, seq, .. } in &hello.lanes {
        let log = LogId { lane: *lane, ..hello.log.clone() };
        let Some(Still { seq: at, after, never: false }) = still(db, &log, *lane)? else { continue };
        if *seq < at || end(after.lane).is_none_or(|end| end >= after.seq) {
            continue;
        }
        db.run(
            "UPDATE lane_waits SET never = 1 WHERE station = ?1 AND device = ?2 AND epoch = ?3 AND lane = ?4",
            (owner.station.as_str(), owner.device.get(), log.epoch.to_string(), lane),
        )?;
    }
    Ok(())
}
