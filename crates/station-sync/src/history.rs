//! Whether both sides tell the same story: compared at every hello, lane by lane and for the events.

use crate::door::{RoundError, StoreDoor};
use crate::talk::Known;
use station_store::{Forgetting, Setting, StoreError};
use wire::CASE_LANE;
use wire::hello::{HelloAnswer, Stand};

/// Compares. A gateway that knows less than it once said has forgotten; what it lacks goes again.
///
/// # Errors
/// [`RoundError::Fork`] where it knows something else; database.
pub(crate) fn compare(
    door: &impl StoreDoor,
    known: &mut Known,
    answer: &HelloAnswer,
) -> Result<(), RoundError> {
    // an older gateway names one lane
    let only = Stand { lane: CASE_LANE, seq: answer.accepted_through, head: answer.head };
    let stands = if answer.lanes.is_empty() { std::slice::from_ref(&only) } else { &answer.lanes };
    for stand in stands {
        compare_lane(door, known, stand)?;
    }
    let events_gone = compare_events(door, answer)?;
    if events_gone || !known.forgotten.is_empty() {
        let forgetting = Forgetting { at: door.now(), term: answer.term };
        door.with(|store| store.note_forgetting(forgetting))?;
    }
    door.with(|store| match store.setting::<u32>(Setting::Life)?.unwrap_or(1) < answer.life {
        true => store.set(Setting::Life, &answer.life),
        false => Ok(()),
    })?;
    Ok(())
}

fn compare_lane(door: &impl StoreDoor, known: &mut Known, stand: &Stand) -> Result<(), RoundError> {
    let identity = &known.identity;
    let (here, judged) = door.with(|store| {
        let here = store.hash_at(identity, stand.lane, stand.seq)?;
        Ok((here, store.judged_through(identity, stand.lane)?))
    })?;
    if here != Some(stand.head) {
        return Err(RoundError::Fork);
    }
    if stand.seq < judged {
        known.forgotten.insert(stand.lane, (stand.seq, judged));
    } else {
        known.forgotten.remove(&stand.lane);
    }
    Ok(())
}

/// Sets events aside that the gateway forgot; says whether there were any.
fn compare_events(door: &impl StoreDoor, answer: &HelloAnswer) -> Result<bool, RoundError> {
    let Some(there) = answer.events_head else { return Ok(false) };
    let at = door.now();
    let gone = door.with(|store| {
        let (cursor, _) = store.cursor()?;
        let place = cursor.min(answer.newest_event);
        let same = store.events_hash_at(place)? == Some(there);
        if same && place == cursor {
            return Ok(false);
        }
        store.set_events_aside(if same { place } else { 0 }, at)?;
        Ok(true)
    })?;
    Ok(gone)
}

/// The gateway has a lane again, through this sequence.
pub(crate) fn remembered(
    door: &impl StoreDoor,
    known: &mut Known,
    lane: u8,
    through: Option<u64>,
) -> Result<(), StoreError> {
    let (Some(through), Some((from, to))) = (through, known.forgotten.get_mut(&lane)) else { return Ok(()) };
    *from = through.max(*from);
    if *from < *to {
        return Ok(());
    }
    known.forgotten.remove(&lane);
    if known.forgotten.is_empty() { door.with(|store| store.end_forgetting()) } else { Ok(()) }
}
