//! A computer whose key was ended is bound again: what waited arrives once, and the line goes on.

use crate::clerk::{case, cases, corrects};
use crate::desk::Desk;
use crate::office::{Kept, Office};
use crate::records::Records;
use crate::village::{Village, morning};
use casework::state::{Act, State};
use journeys::world::{STATION, World};
use station_sync::{RoundError, StoreDoor as _, round};
use wire::LinkError;
use wire::entry::Epoch;
use wire::problem::ProblemCode;

#[test]
fn what_waited_under_a_key_that_ended_arrives_once_under_the_next_and_the_line_goes_on() {
    let world = World::begin();
    let mut desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    let takes_in = |desk: &Desk| desk.take_in(1, &Records(None)).unwrap();
    takes_in(&desk);
    let line = desk.line().unwrap();
    assert_eq!(round(&desk, &line).unwrap().entries, 1);
    let early = cases(&desk).remove(0);
    takes_in(&desk);
    ends_key(&world, &desk);
    let told = round(&desk, &line).unwrap_err();
    let is_ended =
        matches!(&told, RoundError::Link(LinkError::Problem(p)) if p.code == ProblemCode::NotAuthorised);
    assert!(is_ended, "{told:?}");
    binds_again(&world, &mut desk);

    takes_in(&desk);
    for new in [2, 0] {
        assert_eq!(round(&desk, &line).unwrap().entries, new);
    }
    assert!(desk.has_arrived().unwrap());
    assert!(desk.with(|store| store.forgetting()).unwrap().is_none(), "nobody forgot anything");
    let kept = Kept::of(&world);
    assert_eq!((kept.count("entry"), kept.count("cases")), (3, 3));
    assert!(kept.files().iter().all(|(_, whole)| *whole));

    Office::of(&world).asks_for_more(&early.number);
    assert_eq!(round(&desk, &line).unwrap().events, 1);
    let heard = cases(&desk).into_iter().find(|case| case.id == early.id).unwrap();
    assert_eq!(heard.state, State::CorrectionRequested, "what was decided comes to the new name");
}

#[test]
fn what_the_county_said_while_no_computer_was_bound_is_told_to_the_next_one_and_nothing_twice() {
    let world = World::begin();
    let mut desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    for _ in 0..2 {
        desk.take_in(0, &Records(None)).unwrap();
    }
    let line = desk.line().unwrap();
    round(&desk, &line).unwrap();
    let [first, second] = [0, 1].map(|at| cases(&desk)[at].clone());
    Office::of(&world).asks_for_more(&first.number);
    round(&desk, &line).unwrap();
    corrects(&desk, first.id, b"the answer");
    ends_key(&world, &desk);
    Office::of(&world).asks_for_more(&second.number);
    binds_again(&world, &mut desk);

    assert!(desk.send(&line).unwrap().failure.is_none());
    let stands = [first.id, second.id].map(|id| case(&desk, id).state);
    assert_eq!(stands, [State::Corrected, State::CorrectionRequested]);
    let steps = desk.with(|store| store.steps(first.id)).unwrap();
    let asked = steps.iter().filter(|step| step.act == Act::RequestCorrection).count();
    assert_eq!(asked, 1, "{steps:?}");
    assert!(desk.send(&line).unwrap().failure.is_none());
    assert!(desk.with(|store| store.forgetting()).unwrap().is_none(), "nobody forgot anything");
}

fn ends_key(world: &World, desk: &Desk) {
    world.ends_key(&desk.village.identity.key.public().id().to_string());
}

fn binds_again(world: &World, desk: &mut Desk) {
    let mut again = Village::enrol(&world.address(), world.enrolment_code_of(STATION), STATION).unwrap();
    again.identity.epoch = Epoch::new(2);
    desk.with(|store| store.enrol(&again.identity, "符办事", morning())).unwrap();
    desk.village = again;
}
