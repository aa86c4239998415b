//! Sees both sides, all numbers, and what people were told; says what must not be.

mod county;
mod edges;
mod gateway;
mod station;

pub use gateway::{arrived_at, moves_at};
pub use station::{entries_on, numbers_on};

use super::gateway_end::Gateway;
use super::ledger::{Deed, Ledger};
use super::plan::{Break, Weather};
use super::station::Station;
use super::week::Week;
use gateway::GatewaySide;
use seal::PublicKey;
use station::StationSide;
use std::collections::BTreeSet;
use std::time::Duration;
use wire::batch::HoldCode;
use wire::entry::EntryType;
use wire::{Request, Verdict};

/// What must hold at every moment.
pub fn at_any_time(week: &mut Week) -> Vec<String> {
    let mut faults = Vec::new();
    for station in week.stations.iter().filter(|station| station.runs()) {
        if station.talk.is_none() && station.timer.is_none() {
            faults.push(format!("station {} rests and no timer is armed", station.nr));
        }
    }
    let side = GatewaySide::of(&week.gateway, week.plan.broken == Break::DoubledCase);
    faults.extend(side.is_sound(&week.ledger, week.gateway.forgot));
    faults.extend(side.numbers(&mut week.ledger));
    faults
}

/// Bytes of entries that a cut of a slow line may cost, and pieces of files.
const WINDOW: usize = 64 * 1024;
const PIECES: usize = 2;
/// One of those who hear an answer sooner than this may have more under way.
const SLOW: Duration = Duration::from_millis(125);

/// What must hold whenever a question leaves: all that is under way goes again after a cut.
pub fn at_a_question(station: &Station, weather: &Weather) -> Option<String> {
    let still = |(ticket, asked)| Some(asked).filter(|_| Some(ticket) > station.given_up.as_ref());
    let asked: Vec<_> = station.asked.iter().filter_map(still).collect();
    let pushes = asked.iter().filter(|asked| matches!(****asked, Request::Push(_)));
    let entries: Vec<_> = pushes.map(|push| push.weight()).collect();
    let pieces = asked.iter().filter(|asked| matches!(****asked, Request::Append { .. })).count();
    let (bytes, is_slow) = (entries.iter().sum::<usize>(), weather.way >= SLOW);
    let too_much = is_slow && entries.len() > 1 && bytes > WINDOW || pieces > PIECES;
    too_much.then(|| {
        format!("station {}: {bytes} bytes of entries and {pieces} pieces are under way", station.nr)
    })
}

/// What must hold when all faults have stopped and everything had its time.
pub fn at_the_end(week: &mut Week) -> Vec<String> {
    let mut faults = at_any_time(week);
    let side = GatewaySide::of(&week.gateway, week.plan.broken == Break::DoubledCase);
    let key = week.stations[0].identity.enrolment.gateway;
    for deed in week.ledger.deeds.iter().filter(|deed| deed.told) {
        let is_safe = deed.arrived || !deed.disks.is_empty();
        match is_safe {
            true => faults.extend(side.has_once(deed)),
            false => week.tally.lost_with_disk += 1,
        }
    }
    let parted = week.ledger.parted.iter().map(ToString::to_string).collect();
    for station in &week.stations {
        let here = StationSide::of(station);
        let name = format!("station {}", station.nr);
        let mut found = queue_is_empty(&here);
        found.extend(has_its_deeds(&here, &week.ledger, station.nr));
        found.extend(here.agrees(&side, station, week.gateway.forgot));
        found.extend(proofs_hold(&here, &side, &key, &mut week.ledger));
        found.extend(views_agree(&here, &side, week, station.copied));
        found.extend(holds_are_due(&here, station.copied));
        found.extend(edges::of_station(&here, &parted));
        faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    faults.extend(numbers_are_single(week));
    faults.extend(nothing_lies_about(&week.gateway));
    faults.extend(county::can_read(&week.gateway, &side.cases));
    week.tally.cases = side.cases.len() as u64;
    week.tally.held = side.held;
    faults
}

fn queue_is_empty(here: &StationSide) -> Vec<String> {
    let mut faults = Vec::new();
    for row in here.outbox.iter().filter(|row| row.verdict.is_none()) {
        faults.push(format!("{:?} {} at {}/{} still waits", row.kind, row.id, row.lane, row.seq));
    }
    for upload in here.uploads.iter().filter(|upload| !upload.complete) {
        let held = here.outbox.iter().all(|row| row.case != upload.case || !row.is_accepted());
        // one of a held entry beside others that were taken: the gateway waits for all files that it does wait for, or its
        // case is not complete
        if upload.broken != "unwanted" && (!held || !upload.broken.is_empty()) {
            faults.push(format!(
                "file {} of {} stays at {}: {}",
                upload.file, upload.case, upload.sent, upload.broken
            ));
        }
    }
    faults
}

fn has_its_deeds(here: &StationSide, ledger: &Ledger, nr: usize) -> Vec<String> {
    let ids: BTreeSet<_> = here.outbox.iter().map(|row| row.id).collect();
    let lost = |deed: &&Deed| deed.told && deed.disks.contains(&nr) && !ids.contains(&deed.id);
    let words = |deed: &Deed| format!("{:?} {} was handed in and is not on the disk", deed.kind, deed.id);
    ledger.deeds.iter().filter(lost).map(words).collect()
}

fn proofs_hold(here: &StationSide, side: &GatewaySide, key: &PublicKey, ledger: &mut Ledger) -> Vec<String> {
    let mut faults = Vec::new();
    for proof in &here.proofs {
        let no = proof.body.proof_no.to_string();
        if !proof.verify(key) {
            faults.push(format!("proof {no} does not verify"));
        }
        if !side.has_bytes(&proof.body.entry, &here.payload_of(proof)) {
            faults.push(format!("proof {no} names bytes that the gateway does not have"));
        }
        faults.extend(ledger.sees(no, proof.body.entry));
    }
    faults
}

fn views_agree(here: &StationSide, side: &GatewaySide, week: &Week, copied: bool) -> Vec<String> {
    let mut faults = Vec::new();
    for case in &here.cases {
        if week.ledger.parted.contains(&case.id) || copied {
            continue;
        }
        let submitted = here.outbox.iter().any(|row| row.case == case.id);
        match side.cases.iter().find(|there| there.id == case.id) {
            None if submitted => faults.push(format!("case {} is not at the gateway", case.id)),
            None => {}
            Some(there) => faults.extend(case.differs(there, here.is_taken(case))),
        }
    }
    faults
}

/// What may be held, and that a person sees it.
fn holds_are_due(here: &StationSide, copied: bool) -> Vec<String> {
    let mut faults = Vec::new();
    for row in &here.outbox {
        let Some(Verdict::Held { code, detail, .. }) = &row.verdict else { continue };
        let race = matches!(code, HoldCode::TooLate | HoldCode::State | HoldCode::StaleCorrection);
        let due = copied || race && row.kind != EntryType::CaseSubmit;
        if !due {
            faults.push(format!("{:?} {} is held: {code} {detail}", row.kind, row.id));
        }
    }
    faults
}

/// One number, one case; a copied disk may print a second one, which then is held and seen.
fn numbers_are_single(week: &Week) -> Vec<String> {
    let doubled = week.ledger.printed.iter().filter(|(_, cases)| {
        let distinct: BTreeSet<_> = cases.iter().map(|(case, _)| case).collect();
        let copied = cases.iter().any(|(_, nr)| week.stations[*nr].copied);
        distinct.len() > 1 && !copied
    });
    doubled.map(|(number, cases)| format!("number {number} was printed for {cases:?}")).collect()
}

/// Growing files that nobody waits for any more would fill the gateway's disk in the course of the years.
fn nothing_lies_about(gateway: &Gateway) -> Vec<String> {
    let awaited = gateway::awaited_at(gateway);
    let growing = gateway.growing_files().into_iter().filter(|name| !awaited.contains(name));
    growing.map(|name| format!("{name} lies at the gateway and nobody waits for it")).collect()
}
