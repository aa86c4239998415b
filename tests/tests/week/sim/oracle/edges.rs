//! Only ways that the one table allows.

use super::station::StationSide;
use casework::state::{Act, State};

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

/// Every case's way at a station.
pub fn of_station(here: &StationSide) -> Vec<String> {
    let mut faults = Vec::new();
    for (case, steps) in &here.steps {
        let mut stands = State::Draft;
        for (act, to) in steps {
            if !allowed(stands, *act, *to) {
                faults.push(format!("case {case} went from {stands} by {act} to {to}"));
                break;
            }
            stands = *to;
        }
    }
    faults
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
