//! A computer whose key was ended is bound again: what waited arrives once, and the line goes on.

use crate::clerk::cases;
use crate::desk::Desk;
use crate::office::{Kept, Office};
use crate::records::Records;
use crate::village::{Village, morning};
use casework::state::State;
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
    world.ends_key(&desk.village.identity.key.public().id().to_string());
    let told = round(&desk, &line).unwrap_err();
    let is_ended =
        matches!(&told, RoundError::Link(LinkError::Problem(p)) if p.code == ProblemCode::NotAuthorised);
    assert!(is_ended, "{told:?}");
    let mut again = Village::enrol(&world.address(), world.enrolment_code_of(STATION), STATION).unwrap();
    again.identity.epoch = Epoch::new(2);
    desk.with(|store| store.enrol(&again.identity, "符办事", morning())).unwrap();
    desk.village = again;

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
