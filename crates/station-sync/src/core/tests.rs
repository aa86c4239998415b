//! The core against a gateway of a few lines, over a line that loses, repeats and reorders.

mod days;
mod world;

use super::ask::Subject;
use super::*;
use proptest::prelude::*;
use world::{Fate, STEP, World, file, talk};

fn no_faults() -> impl Iterator<Item = (Fate, usize)> {
    std::iter::repeat((Fate::Answered, 0))
}

#[test]
fn a_gateway_that_forgot_two_lanes_gets_both_again_in_one_talk_whatever_is_heard_first() {
    for heard in 0..4 {
        let mut world = World::with(&[(0, 3), (1, 3)], &[]);
        world.lanes.values_mut().for_each(|(_, _, here)| *here = 1);
        talk(&mut Core::new(1), &mut world, &mut std::iter::repeat((Fate::Answered, heard)));
        assert!(world.idle(), "answer {heard} first: {world:?}");
    }
}

#[test]
fn hello_and_the_first_entries_leave_together() {
    let mut core = Core::new(1);
    let facts = World::with(&[(1, 3)], &[]).facts();
    let Next::Ask(first, _) = core.next(STEP, &facts) else { panic!("nothing is asked") };
    core.left(STEP, first.clone(), 300, 0);
    let Next::Ask(second, _) = core.next(STEP, &facts) else { panic!("nothing follows") };
    assert_eq!(first, Ask::Hello);
    assert!(matches!(second, Ask::Push { lane: 1, behind: 0, .. }), "{second:?}");
}

#[test]
fn a_correction_goes_before_a_thousand_cases_and_before_any_file() {
    let mut world = World::with(&[(0, 1), (1, 1_000)], &[2_000_000]);
    let (_, asks) = talk(&mut Core::new(1), &mut world, &mut no_faults());
    assert!(matches!(asks[1], Ask::Push { lane: 0, .. }), "{:?}", &asks[..3]);
    let first_file = asks.iter().position(|ask| matches!(ask, Ask::Append { .. })).unwrap();
    assert!(asks[first_file..].iter().all(|ask| !matches!(ask, Ask::Push { .. })));
    assert!(world.idle());
}

#[test]
fn what_must_not_be_sent_by_anybody_else_than_this_subject_stops_no_other() {
    let mut world = World::with(&[(1, 2)], &[70_000, 70_000]);
    let mut core = Core::new(1);
    core.aside.insert(Subject::File(file(1)));
    let (rest, _) = talk(&mut core, &mut world, &mut no_faults());
    assert_eq!(world.facts().files, [file(1)], "the other file went");
    assert!(rest <= QUIET);
}

#[test]
fn after_a_cut_it_dials_again_at_once_and_after_the_second_it_rests() {
    let mut world = World::with(&[(1, 5)], &[]);
    let mut core = Core::new(1);
    let cut = || (Fate::QuestionLost, 0);
    let (rest, asks) = talk(&mut core, &mut world, &mut [cut(), cut(), cut()].into_iter());
    assert_eq!(asks.iter().filter(|ask| **ask == Ask::Hello).count(), 2);
    assert!(rest <= Duration::from_secs(3), "{rest:?}");
    assert_eq!(core.failed(), Some(Trouble::Cut));
}

#[test]
fn nothing_new_leaves_while_a_person_has_paused_it() {
    let mut core = Core::new(1);
    core.pause(true);
    assert!(matches!(core.next(STEP, &World::with(&[(1, 5)], &[9]).facts()), Next::Rest(_)));
}

fn fate() -> impl Strategy<Value = (Fate, usize)> {
    let fate = prop_oneof![
        4 => Just(Fate::Answered),
        2 => Just(Fate::QuestionLost),
        2 => Just(Fate::AnswerLost),
        1 => Just(Fate::Busy),
        1 => Just(Fate::SessionOver),
    ];
    (fate, 0usize..4)
}

proptest! {
    #[test]
    fn whatever_the_line_does_all_goes_up_in_the_end_and_a_timer_is_always_armed(
        urgent in 0u64..5, cases in 0u64..300, bulk in 0u64..20,
        files in prop::collection::vec(1u64..900_000, 0..5),
        paper in 0u64..400_000, catalogue in 0u64..400_000,
        fates in prop::collection::vec(fate(), 0..60),
    ) {
        let world = World::with(&[(0, urgent), (1, cases), (2, bulk)], &files);
        let mut world = World { paper: (paper, 0), catalogue: (catalogue, 0), ..world };
        let mut core = Core::new(cases + 1);
        let mut fates = fates.into_iter();
        for _ in 0..200 {
            let (rest, _) = talk(&mut core, &mut world, &mut fates);
            prop_assert!(rest <= Duration::from_secs(15 * 60));
            if world.idle() && core.failed().is_none() {
                break;
            }
            world.now += rest;
            core.wake();
            prop_assert!(rest > Duration::ZERO);
        }
        prop_assert!(world.idle(), "something stays behind: {world:?}");
        prop_assert!(world.most_under_way <= 3 * 64 * 1024);
    }

    #[test]
    fn what_is_urgent_and_comes_in_the_middle_waits_for_no_other_piece_than_the_one_under_way(
        cases in 0u64..100, files in prop::collection::vec(1u64..900_000, 1..5), step in 0usize..60,
    ) {
        let world = World::with(&[(1, cases)], &files);
        let mut world = World { urgent: Some((step, 0)), ..world };
        let (_, asks) = talk(&mut Core::new(1), &mut world, &mut no_faults());
        let urgent = asks.iter().position(|ask| matches!(ask, Ask::Push { lane: 0, .. }));
        prop_assert_eq!(urgent.is_some(), world.lanes.contains_key(&0));
        let since = world.urgent.map_or(0, |(_, left)| left);
        let before_it = &asks[since..urgent.unwrap_or(since)];
        prop_assert!(!before_it.iter().any(|ask| matches!(ask, Ask::Append { .. })), "{:?}", before_it);
        prop_assert!(world.idle());
    }

    #[test]
    fn on_a_slow_line_never_more_entries_are_under_way_than_a_cut_may_cost(
        cases in 1u64..500, fates in prop::collection::vec(fate(), 0..30),
    ) {
        let mut world = World::with(&[(1, cases)], &[]);
        let mut core = Core::new(1);
        let heard = STEP + Duration::from_millis(600);
        core.link.learn(Crossed { left: STEP, heard, alone: true }, 100, 100);
        talk(&mut core, &mut world, &mut fates.into_iter());
        prop_assert!(world.most_under_way <= 64 * 1024 + 1_000, "{}", world.most_under_way);
    }
}

#[test]
fn a_line_that_carries_hello_and_nothing_else_is_tried_once_more_and_then_rests() {
    let (mut core, now) = (Core::new(1), Duration::ZERO);
    let facts = World::with(&[], &[1_000]).facts();
    let mut pieces = 0;
    while let Next::Ask(ask, _) = core.next(now, &facts) {
        assert!(pieces < 5, "it never rests");
        let ticket = core.left(now, ask.clone(), 0, 0);
        let ended = match ask {
            Ask::Hello => Ok(days::greeted(0, None)),
            _ => Err(Trouble::Cut),
        };
        pieces += usize::from(ended.is_err());
        core.heard(now, ticket, 0, ended);
    }
    assert_eq!((pieces, core.failed()), (2, Some(Trouble::Cut)));
}

#[test]
fn nothing_that_goes_up_waits_for_a_catalogue() {
    let world = World::with(&[(0, 2), (1, 200)], &[900_000, 300_000]);
    let mut world = World { catalogue: (400_000, 0), ..world };
    let mut core = Core::new(1);
    let mut asked_for_it = 0;
    while !world.facts().lanes.is_empty() || !world.facts().files.is_empty() {
        world.now += STEP;
        let Next::Ask(ask, _) = core.next(world.now, &world.facts()) else { panic!("it waits: {world:?}") };
        let (weight, through) = world.made(&ask);
        let begin = through - (weight / 1_000) as u64 * u64::from(through > 0);
        let ticket = core.left(world.now, ask.clone(), weight, through);
        if let Ask::Catalogue { .. } = ask {
            // it comes, and comes, and is never here
            asked_for_it += 1;
            continue;
        }
        let asked = UnderWay { ticket, ask, left: world.now, alone: true, weight, through };
        let done = world.works(&asked, begin).unwrap();
        world.takes_in(&asked, &done);
        core.heard(world.now, ticket, 100, Ok(done));
    }
    assert!(asked_for_it <= 1, "one thing comes down at a time");
}

#[test]
fn a_gateway_that_wants_to_be_left_alone_is_whatever_wakes_the_station_but_a_person() {
    let (mut core, minute) = (Core::new(1), Duration::from_secs(60));
    let facts = World::with(&[(0, 1), (1, 5)], &[9]).facts();
    let ticket = core.left(STEP, Ask::Hello, 0, 0);
    core.heard(STEP, ticket, 0, Err(Trouble::Busy { wait: Some(minute * 40) }));
    let longest = minute * 15;
    assert_eq!(core.next(STEP, &facts), Next::Rest(longest), "the timer looks now and then");
    for now in [minute, minute * 16, minute * 39] {
        core.wake();
        core.change_network();
        let left = minute * 40 + STEP - now;
        assert_eq!(core.next(now, &facts), Next::Rest(left.min(longest)), "a new case at {now:?}");
    }
    let mut insisted = core.clone();
    insisted.wake();
    insisted.insist();
    assert!(matches!(insisted.next(minute * 39, &facts), Next::Ask(Ask::Hello, _)));
    core.wake();
    assert!(matches!(core.next(minute * 41, &facts), Next::Ask(Ask::Hello, _)));
}

#[test]
fn the_first_batch_on_a_fresh_connection_is_one_that_it_carries_at_once() {
    let (mut core, now) = (Core::new(1), Duration::ZERO);
    let facts = World::with(&[(1, 500)], &[]).facts();
    let pushed = |core: &mut Core| loop {
        let Next::Ask(ask, _) = core.next(now, &facts) else { panic!("nothing is asked") };
        let Ask::Push { behind, bytes, .. } = ask else {
            core.left(now, ask, 0, 0);
            continue;
        };
        return (bytes, core.left(now, ask, bytes, behind + 10));
    };
    assert_eq!(pushed(&mut core).0, 10 * 1024);
    let (second, ticket) = pushed(&mut core);
    assert_eq!(second, 32 * 1024);
    core.heard(now, ticket, 0, Err(Trouble::Cut));
    assert_eq!(pushed(&mut core).0, 10 * 1024, "and so it is after a cut");
}
