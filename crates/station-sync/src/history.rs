//! Whether both sides tell the same story: compared at every hello, lane by lane and for the events.

use crate::door::{RoundError, StoreDoor};
use crate::talk::Known;
use casework::moment::Moment;
use seal::Digest;
use station_store::{Forgetting, Identity, Setting, Store, StoreError};
use wire::CASE_LANE;
use wire::entry::{After, Epoch};
use wire::hello::{HelloAnswer, OtherLife, Stand};
use wire::lane::LANES;

/// What the gateway lacks of a lane of which it once had more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Gap {
    /// The life of the data.
    pub epoch: Epoch,
    pub lane: u8,
    /// Behind this sequence,
    pub behind: u64,
    /// through this one.
    pub through: u64,
}

/// Compares. A gateway that knows less than it once said has forgotten; what it lacks goes again.
///
/// # Errors
/// [`RoundError::Fork`] where it knows something else; database.
pub(crate) fn compare(
    door: &impl StoreDoor,
    known: &mut Known,
    answer: &HelloAnswer,
) -> Result<(), RoundError> {
    let mut gaps = match &answer.other_lives {
        Some(lives) => door.with(|store| gaps_of_lives_before(store, &known.identity, lives))?,
        None => Vec::new(),
    };
    // an older gateway names one lane
    let only = Stand { lane: CASE_LANE, seq: answer.accepted_through, head: answer.head };
    let stands = if answer.lanes.is_empty() { std::slice::from_ref(&only) } else { &answer.lanes };
    for stand in stands {
        let (here, gap) = door.with(|store| gap(store, &known.identity, stand))?;
        if here != Some(stand.head) {
            return Err(RoundError::Fork);
        }
        gaps.extend(gap);
    }
    known.gaps = in_order(gaps);
    let events_gone = compare_events(door, answer)?;
    if !events_gone && known.gaps.is_empty() {
        door.with(|store| remembers_all(store, &known.identity, door.now()))?;
    } else {
        let forgetting = Forgetting { at: door.now(), term: answer.term, healed: None };
        door.with(|store| store.note_forgetting(forgetting))?;
    }
    door.with(|store| match store.setting::<u32>(Setting::Life)?.unwrap_or(1) < answer.life {
        true => store.set(Setting::Life, &answer.life),
        false => Ok(()),
    })?;
    Ok(())
}

/// What a stick told of it is over.
fn remembers_all(store: &mut Store, identity: &Identity, at: Moment) -> Result<(), StoreError> {
    for lane in LANES {
        store.note_lack(identity, lane, None)?;
    }
    store.end_forgetting(at)
}

/// The station's own hash at the place at which the gateway stands, and what the gateway once had beyond it.
fn gap(
    store: &Store,
    identity: &Identity,
    stand: &Stand,
) -> Result<(Option<Digest>, Option<Gap>), StoreError> {
    let here = store.hash_at(identity, stand.lane, stand.seq)?;
    let (behind, through) = (stand.seq, store.judged_through(identity, stand.lane)?);
    let gap = Gap { epoch: identity.epoch, lane: stand.lane, behind, through };
    Ok((here, (behind < through).then_some(gap)))
}

/// What was judged in a life before stays in it. Where the gateway knows another history there, it is not ours to mend.
fn gaps_of_lives_before(
    store: &Store,
    identity: &Identity,
    lives: &[OtherLife],
) -> Result<Vec<Gap>, StoreError> {
    let mut gaps = Vec::new();
    for epoch in store.lives(identity)?.into_iter().filter(|epoch| *epoch != identity.epoch) {
        let before = Identity { epoch, ..identity.clone() };
        let there = lives.iter().find(|life| life.epoch == epoch);
        for lane in LANES {
            let stand = there.and_then(|life| life.lanes.iter().find(|stand| stand.lane == lane));
            let stand = stand.cloned().unwrap_or(Stand { lane, seq: 0, head: Digest::ZERO });
            let (here, gap) = gap(store, &before, &stand)?;
            gaps.extend(gap.filter(|_| here == Some(stand.head)));
        }
    }
    Ok(gaps)
}

/// One life after the other, and in each the cases before what speaks of them.
fn in_order(gaps: Vec<Gap>) -> Vec<Gap> {
    let mut lives: Vec<Epoch> = gaps.iter().map(|gap| gap.epoch).collect();
    lives.dedup();
    let place =
        |gap: &Gap| (lives.iter().position(|life| *life == gap.epoch), gap.lane != CASE_LANE, gap.lane);
    let mut gaps = gaps;
    gaps.sort_by_key(place);
    gaps
}

/// Which goes next: of the first life the first one whose next entry follows nothing that another one still lacks. A paper
/// that was taken in after a service follows it, and a service follows the paper of a correction: no order of the lanes
/// alone is right.
///
/// # Errors
/// Unreadable entry or database.
pub(crate) fn next_gap(store: &Store, identity: &Identity, gaps: &[Gap]) -> Result<Option<Gap>, StoreError> {
    let Some(first) = gaps.first().copied() else { return Ok(None) };
    let of_it = Identity { epoch: first.epoch, ..identity.clone() };
    let lacks = |After { lane, seq }: After| {
        let its = |gap: &&Gap| gap.epoch == first.epoch && gap.lane == lane;
        gaps.iter().find(its).is_some_and(|gap| gap.behind < seq)
    };
    for gap in gaps.iter().filter(|gap| gap.epoch == first.epoch) {
        if !store.follows(&of_it, gap.lane, gap.behind + 1)?.into_iter().any(lacks) {
            return Ok(Some(*gap));
        }
    }
    Ok(Some(first))
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
    (epoch, lane): (Epoch, u8),
    through: Option<u64>,
) -> Result<(), StoreError> {
    let its = |gap: &&mut Gap| gap.epoch == epoch && gap.lane == lane;
    let (Some(through), Some(gap)) = (through, known.gaps.iter_mut().find(its)) else { return Ok(()) };
    gap.behind = gap.behind.max(through);
    known.gaps.retain(|gap| gap.behind < gap.through);
    let at = door.now();
    if known.gaps.is_empty() { door.with(|store| store.end_forgetting(at)) } else { Ok(()) }
}
