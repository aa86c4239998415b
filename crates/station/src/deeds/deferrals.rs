//! What was to come later (容缺): what came of it, what still has to, and how long more is taken in.

use crate::view::*;
use casework::case::{Deferred, Material};
use casework::state::State;
use catalogue::item::{Item, Medium};
use station_store::{CaseRecord, Store};

/// What was to come later for a case, each slot once. A version that took over what came promises the rest no more, so the
/// day that an older one set still counts; what the newest neither promises nor holds is asked for no longer.
pub(crate) fn deferred_of(
    store: &Store,
    case: &CaseRecord,
    held: &[Material],
) -> Result<Vec<Deferred>, Failure> {
    let mut found: Vec<Deferred> = Vec::new();
    for version in (1..=case.version).rev() {
        for one in store.frozen(case.id, version)?.frozen.deferred {
            let counts = version == case.version || held.iter().any(|m| m.slot == one.slot);
            if counts && found.iter().all(|known| known.slot != one.slot) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// What came and what is still to come. Nothing is due any more once there is a result.
pub(crate) fn deferred_views(
    state: State,
    deferred: &[Deferred],
    held: &[Material],
    item: Option<&Item>,
) -> Vec<DeferredView> {
    if state.has_ended() {
        return Vec::new();
    }
    deferred.iter().map(|one| deferred_view(one, held, item)).collect()
}

fn deferred_view(one: &Deferred, held: &[Material], item: Option<&Item>) -> DeferredView {
    let came: Vec<&Material> = held.iter().filter(|m| m.slot == one.slot).collect();
    // two pictures may lie in one file
    let pieces = came.iter().fold(0u32, |sum, m| sum.saturating_add(m.pages.max(1)));
    DeferredView {
        slot: one.slot.clone(),
        name: one.name.clone(),
        due: one.due.to_string(),
        came: u32::try_from(came.len()).unwrap_or(u32::MAX),
        lacking: wanted(item, &one.slot).saturating_sub(pieces),
    }
}

/// Pictures are wanted one by one; a paper is there with its first scan, however many originals and copies the guide names.
fn wanted(item: Option<&Item>, slot: &str) -> u32 {
    match item.and_then(|i| i.materials.iter().find(|m| m.slot == slot)) {
        Some(material) if material.medium == Medium::Electronic => u32::from(material.original.max(1)),
        _ => 1,
    }
}

/// Whether a material may follow a case where it stands now.
pub(crate) fn may_follow(state: State) -> Result<(), Failure> {
    let words = match state {
        State::Draft | State::AwaitingSignature => "还没有提交,请直接改",
        // what follows a case that the province does not have is not taken either
        State::Held => "省里还没有收下这件,请先改好再发",
        // the county would not read what follows
        state if state.has_ended() => "这件已经有结果或了结了,不能再补材料",
        _ => return Ok(()),
    };
    Err(Failure::new(ErrorCode::State, words))
}
