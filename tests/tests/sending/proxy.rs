//! A proxy in between that repeats, delays and reorders whole requests.

use crate::clerk::{cases, corrects};
use crate::desk::Desk;
use crate::office::{Kept, Office};
use crate::records::Records;
use casework::state::State;
use journeys::world::{STATION, World};
use measure::Dice;
use station_sync::StoreDoor as _;
use std::collections::BTreeSet;
use std::fs;
use testkit::Proxy;
use wire::Exchange;

const CASES: usize = 24;
/// Taken in while the corrections are under way.
const MORE: usize = 12;
/// More than one piece.
const LARGE: usize = 1_300_000;
/// A talk may break off at any request; so many do not.
const TALKS: usize = 400;

#[test]
fn a_proxy_that_repeats_delays_and_reorders_requests_doubles_nothing_and_spoils_nothing() {
    let mut dice = drawn();
    let world = World::begin();
    let gateway = world.address().trim_start_matches("http://").parse().unwrap();
    let proxy = Proxy::before(gateway, dice.below(u64::MAX)).unwrap();
    let address = format!("http://{}", proxy.address());
    let desk = Desk::open(&address, world.enrolment_code_of(STATION), |_| ()).unwrap();
    let line = desk.line().unwrap();
    take_in(&desk, CASES);
    proxy.be_wayward(true);
    until_all_is_said(&desk, &line, State::MaterialsComplete, CASES);

    let office = Office::of(&world);
    let returned: Vec<_> = cases(&desk).into_iter().step_by(2).collect();
    returned.iter().for_each(|case| office.asks_for_more(&case.number));
    until_all_is_said(&desk, &line, State::CorrectionRequested, returned.len());
    for case in &returned {
        let scan: Vec<u8> = (0..LARGE / 8).flat_map(|_| dice.below(u64::MAX).to_le_bytes()).collect();
        corrects(&desk, case.id, &scan);
    }
    take_in(&desk, MORE);
    until_all_is_said(&desk, &line, State::Corrected, returned.len());
    until_all_is_said(&desk, &line, State::MaterialsComplete, CASES + MORE - returned.len());

    proxy.be_wayward(false);
    proxy.empty_its_pockets();
    assert!(desk.send(&line).unwrap().failure.is_none(), "what came last hurt nobody");
    println!("{:?}", proxy.whims());
    let whims = proxy.whims();
    let each = [whims.doubled, whims.late, whims.overtaken, whims.answers_held, whims.given_up];
    assert!(each.iter().all(|whim| *whim > 0), "it did all it can: {whims:?}");
    all_is_there_once(&world, &desk, returned.len());
}

/// The seed is printed, so that a run that failed can be had again.
fn drawn() -> Dice {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64;
    let seed = std::env::var("BIANMIN_SEED").map_or(now, |seed| seed.parse().unwrap());
    println!("BIANMIN_SEED={seed}");
    Dice::new(seed)
}

fn take_in(desk: &Desk, count: usize) {
    for _ in 0..count {
        desk.take_in(2, &Records(None)).unwrap();
    }
}

/// Talks until nothing waits and so many cases stand there.
fn until_all_is_said(desk: &Desk, line: &(impl Exchange + Sync), state: State, count: usize) {
    let mut said = Vec::new();
    for _ in 0..TALKS {
        let sent = desk.send(line).unwrap();
        let waits = desk.with(|store| store.waiting_cases()).unwrap().len();
        let there = cases(desk).iter().filter(|case| case.state == state).count();
        if waits == 0 && there == count {
            return;
        }
        said.push(format!("{waits} wait, {there} {state}: {:?} {:?}", sent.report, sent.failure));
    }
    panic!("it does not end: {:#?}", &said[said.len() - 5..]);
}

fn all_is_there_once(world: &World, desk: &Desk, corrected: usize) {
    let kept = Kept::of(world);
    let cases = cases(desk);
    assert_eq!(kept.count("cases"), cases.len());
    assert_eq!(kept.count("entry"), cases.len() + corrected, "every entry once");
    assert_eq!(kept.count("entry WHERE verdict ->> '$.verdict' <> 'accepted'"), 0);
    let files = kept.files();
    assert_eq!(files.len(), 2 * cases.len() + corrected);
    assert!(files.iter().all(|(_, whole)| *whole), "{files:?}");
    let gateway = desk.village.identity.enrolment.gateway;
    for case in &cases {
        let proofs = (1..=case.version).map(|rev| desk.with(|store| store.proof(case.id, rev)));
        let proofs: Vec<_> = proofs.map(|proof| proof.unwrap().unwrap()).collect();
        assert!(proofs.iter().all(|proof| proof.verify(&gateway)));
        let named: Vec<_> = proofs.into_iter().map(|proof| (proof.body.entry, proof)).collect();
        assert_eq!(named, kept.versions(&case.number), "the proofs name what the gateway holds");
        assert_eq!(kept.state(&case.number), case.state.to_string());
    }
    let batch = world.county_pulls("pulled").join("cases");
    let pulled = fs::read_dir(batch).unwrap().map(|file| file.unwrap().path());
    let pulled: Vec<String> = pulled.map(|p| p.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let once: BTreeSet<String> = cases.iter().map(|case| case.number.as_str().to_owned()).collect();
    assert_eq!((pulled.len(), pulled.into_iter().collect()), (once.len(), once));
}
