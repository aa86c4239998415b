//! Only ways that the one table allows.

use super::station::{Did, StationSide};
use casework::state::{Act, State};
use std::collections::{BTreeSet, HashSet};

/// What a case does at the gateway without a word of the authority.
const SILENT: [Act; 4] =
    [Act::Receive, Act::ReceiveCorrection, Act::CompleteMaterials, Act::RequestWithdrawal];

/// A case's way at the gateway. One that forgot takes a correction again whose question it forgot.
pub fn of_gateway(case: &str, steps: &[(Act, State)], forgot: bool) -> Option<String> {
    let mut stands = State::Queued;
    for (act, to) in steps {
        let proven = forgot && *act == Act::ReceiveCorrection;
        if !proven && !allowed(stands, *act, *to) {
            return Some(format!("case {case} went from {stands} by {act} to {to} at the gateway"));
        }
        stands = *to;
    }
    None
}

/// Every case's way at a station: its own deeds from where the case stood before its eyes, the gateway's from where the
/// case could stand there. Of a case in `parted` another disk may have sent what this one knows nothing of.
pub fn of_station(here: &StationSide, parted: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for (case, steps) in &here.steps {
        let mut stands = State::Draft;
        let mut there = HashSet::from([State::Draft]);
        for Did { by_gateway, act, to } in steps {
            if *by_gateway && *act == Act::Hold && *to == stands {
                // what was sent beside a version was not taken; the case stays where it is
                continue;
            }
            let fine = match by_gateway {
                true => parted.contains(case) || there.iter().any(|from| allowed(*from, *act, *to)),
                false => allowed(stands, *act, *to),
            };
            if !fine {
                faults.push(format!("case {case} went from {stands} by {act} to {to}"));
                break;
            }
            // what was held left the case there where it was
            if *by_gateway && *act != Act::Hold && !SILENT.contains(act) {
                there.clear();
            }
            there.insert(*to);
            silently(&mut there);
            stands = *to;
        }
    }
    faults
}

/// Adds where a case may stand at the gateway without a word of the authority.
fn silently(there: &mut HashSet<State>) {
    loop {
        let ways = SILENT.iter().flat_map(|act| there.iter().filter_map(|from| from.take(*act).ok()));
        let more: Vec<_> = ways.map(|edge| edge.to).filter(|to| !there.contains(to)).collect();
        if more.is_empty() {
            return;
        }
        there.extend(more);
    }
}

fn allowed(from: State, act: Act, to: State) -> bool {
    match act {
        // noted where the case stands
        Act::Attach => from == to,
        Act::CompleteMaterials if from == to => true,
        // a correction after acceptance goes back to the review it came from
        Act::ReceiveCorrection if to == State::InReview => from.take(act).is_ok(),
        _ => from.take(act).is_ok_and(|edge| edge.to == to),
    }
}
