//! A line that costs by the byte, and papers that do not hold: a day goes by the gateway's clock.

use super::super::*;
use super::world::{STEP, World, paper};
use casework::moment::Moment;

const MOST: u64 = 300_000;
const HOUR: Duration = Duration::from_secs(3600);

/// What the gateway's clock shows at an hour of the run.
fn at(hour: i64) -> Moment {
    Moment::from_millis(1_776_216_600_000 + hour * 3_600_000)
}

/// The gateway's answer to a hello at an hour of its clock.
pub fn greeted(hour: i64, daily_bytes: Option<u64>) -> Done {
    Done::Greeted { events: false, catalogue: false, daily_bytes, server_time: at(hour), pause: None }
}

/// A talk begins, and the gateway answers.
fn greets(core: &mut Core, now: Duration, hour: i64) {
    core.wake();
    let ticket = core.left(now, Ask::Hello, 0, 0);
    core.heard(now, ticket, 0, Ok(greeted(hour, Some(MOST))));
}

/// A core that has spent its day, and what waits.
fn spent() -> (Core, World) {
    let mut core = Core::new(1);
    greets(&mut core, STEP, 0);
    core.day.spend(300_000);
    (core, World::with(&[], &[400_000, 400_000]))
}

#[test]
fn a_line_that_costs_by_the_byte_carries_no_files_once_the_day_is_spent() {
    let (mut core, mut world) = spent();
    let facts = world.facts();
    assert!(core.append(&facts).is_none());
    world.lanes.insert(1, (1, 0, 0));
    assert!(core.push(&world.facts(), false).is_some(), "a case is small");
    greets(&mut core, STEP * 2, 24);
    assert!(core.append(&facts).is_some(), "the next day");
    assert_eq!(core.spent(), Some(Spent { bytes: 0, since: at(24) }));
}

#[test]
fn a_day_ends_when_the_gateway_says_so_and_by_no_clock_of_the_station() {
    let (mut core, world) = spent();
    assert_eq!(core.next(DAY * 3, &world.facts()), Next::Rest(QUIET), "it ran three days without a word");
    greets(&mut core, DAY * 3, 23);
    assert_eq!(core.next(DAY * 3, &world.facts()), Next::Rest(QUIET));
    assert_eq!(core.files_wait(DAY * 3), Some(HOUR));
    assert_eq!(core.files_wait(DAY * 3 + HOUR / 2), Some(HOUR / 2));
    // the computer slept for the rest of it
    greets(&mut core, DAY * 3 + STEP, 24);
    assert!(matches!(core.next(DAY * 3 + STEP, &world.facts()), Next::Ask(Ask::Append { .. }, _)));
    assert_eq!(core.files_wait(DAY * 3 + STEP), None);
}

#[test]
fn a_gateway_whose_clock_ran_back_begins_a_new_day() {
    let (mut core, world) = spent();
    greets(&mut core, STEP * 2, -1);
    assert!(core.append(&world.facts()).is_some(), "its day would have no end for years");
}

#[test]
fn a_day_that_was_spent_before_the_program_started_anew_stays_spent_to_its_end() {
    let world = World::with(&[], &[400_000]);
    let mut core = Core::new(1);
    let before = Spent { bytes: MOST, since: at(0) };
    core.go_on_spending(before);
    greets(&mut core, STEP, 12);
    assert_eq!(core.spent(), Some(before));
    assert_eq!(core.next(STEP, &world.facts()), Next::Rest(QUIET));
    greets(&mut core, STEP * 2, 24);
    assert!(matches!(core.next(STEP * 2, &world.facts()), Next::Ask(Ask::Append { .. }, _)));
}

fn awaits(size: u64) -> Facts {
    Facts { papers: vec![paper(size)], ..Facts::default() }
}

#[test]
fn a_letter_of_some_pages_comes_although_the_day_is_spent_and_a_larger_paper_waits_for_the_next() {
    let (mut core, _) = spent();
    let (letter, larger) = (awaits(256 * 1024), awaits(256 * 1024 + 1));
    assert!(matches!(core.next(STEP, &letter), Next::Ask(Ask::Fetch { .. }, _)));
    assert_eq!(core.next(STEP, &larger), Next::Rest(QUIET));
    greets(&mut core, STEP * 2, 24);
    assert!(matches!(core.next(STEP * 2, &larger), Next::Ask(Ask::Fetch { .. }, _)));
}

#[test]
fn a_paper_that_does_not_hold_is_asked_for_once_a_day_and_when_a_person_wants_it() {
    let mut core = Core::new(1);
    let facts = awaits(5_000);
    let fetched = |core: &mut Core, hour| {
        greets(core, STEP, hour);
        let mut times = 0;
        while let Next::Ask(ask, _) = core.next(STEP, &facts) {
            let ticket = core.left(STEP, ask, 0, 0);
            core.heard(STEP, ticket, 5_000, Ok(Done::Held));
            times += 1;
            assert!(times < 9, "it never rests");
        }
        times
    };
    assert_eq!(fetched(&mut core, 0), 1);
    assert_eq!(fetched(&mut core, 12), 0);
    core.insist();
    assert_eq!(fetched(&mut core, 13), 1, "a person spoke with the county");
    assert_eq!(fetched(&mut core, 23), 0);
    assert_eq!(fetched(&mut core, 24), 1, "the next day");
}
