//! The core against a gateway of a few lines, over a line that loses, repeats and reorders.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use wire::entry::Epoch;

const STEP: Duration = Duration::from_millis(100);

const LIFE: Epoch = Epoch::new(7);

fn file(n: u8) -> casework::case::FileHash {
    format!("{n:064x}").parse().unwrap()
}

/// Station and gateway, as far as the core can tell them apart.
#[derive(Clone, Debug, Default)]
struct World {
    /// By lane: entries made, entries taken by the gateway, entries whose verdict is here.
    lanes: BTreeMap<u8, (u64, u64, u64)>,
    /// By file: size, bytes at the gateway, bytes known to be there.
    files: BTreeMap<u8, (u64, u64, u64)>,
    events: (u64, u64),
    now: Duration,
    /// Bytes of entries that left, to see what a cut costs.
    most_under_way: usize,
    /// Something urgent is made at this step of the talk, and so many questions had left by then.
    urgent: Option<(usize, usize)>,
}

impl World {
    fn with(lanes: &[(u8, u64)], files: &[u64]) -> Self {
        Self {
            lanes: lanes.iter().map(|(lane, made)| (*lane, (*made, 0, 0))).collect(),
            files: files.iter().zip(1..).map(|(size, n)| (n, (*size, 0, 0))).collect(),
            ..Self::default()
        }
    }

    fn facts(&self) -> Facts {
        let waiting = self.lanes.iter().filter(|(_, (made, _, here))| here < made);
        let files = self.files.iter().filter(|(_, (size, _, known))| known < size);
        Facts {
            lanes: waiting
                .map(|(lane, (made, ..))| Waiting { epoch: LIFE, lane: *lane, last: *made })
                .collect(),
            files: files.map(|(n, _)| file(*n)).collect(),
            papers: Vec::new(),
        }
    }

    fn idle(&self) -> bool {
        let facts = self.facts();
        facts.lanes.is_empty() && facts.files.is_empty()
    }

    /// What leaves: its weight, and the last sequence of a push.
    fn made(&self, ask: &Ask) -> (usize, u64) {
        match ask {
            Ask::Push { lane, behind, bytes, .. } => {
                let (made, _, here) = self.lanes[lane];
                let through = (behind.max(&here) + (*bytes / 1_000) as u64).min(made);
                (((through - behind.max(&here)) * 1_000) as usize, through)
            }
            Ask::Append { bytes, .. } => (*bytes, 0),
            _ => (0, 0),
        }
    }

    /// The gateway works; the answer may or may not arrive.
    fn works(&mut self, asked: &UnderWay, begin: u64) -> Result<Done, Trouble> {
        match &asked.ask {
            Ask::Hello => Ok(Done::Greeted {
                events: self.events.0 > self.events.1,
                catalogue: false,
                daily_bytes: None,
                pause: None,
            }),
            Ask::Push { lane, .. } => {
                let (_, taken, _) = self.lanes.get_mut(lane).unwrap();
                if begin > *taken {
                    return Err(Trouble::Elsewhere);
                }
                *taken = asked.through.max(*taken);
                self.events.0 += 1;
                let sent = (asked.through - begin) as usize;
                Ok(Done::Pushed { judged: sent, sent })
            }
            Ask::Append { file: of, bytes } => {
                let n = self.files.iter().find(|(n, _)| file(**n) == *of).map(|(n, _)| *n).unwrap();
                let (size, there, known) = self.files.get_mut(&n).unwrap();
                if there != known {
                    *known = *there;
                    return Err(Trouble::Elsewhere);
                }
                *there = (*there + *bytes as u64).min(*size);
                Ok(Done::Appended { complete: there == size })
            }
            Ask::Pull => Ok(Done::Pulled { more: false }),
            Ask::Fetch { .. } | Ask::Catalogue => Ok(Done::Came),
        }
    }

    /// The station takes the answer in.
    fn takes_in(&mut self, asked: &UnderWay, done: &Done) {
        match (&asked.ask, done) {
            (Ask::Push { lane, .. }, Done::Pushed { .. }) => {
                let (_, _, here) = self.lanes.get_mut(lane).unwrap();
                *here = asked.through.max(*here);
            }
            (Ask::Append { .. }, Done::Appended { .. }) | (Ask::Hello, _) => {
                self.files.values_mut().for_each(|(_, there, known)| *known = *there);
            }
            (Ask::Pull, _) => self.events.1 = self.events.0,
            _ => {}
        }
        if asked.ask == Ask::Hello {
            // what the gateway forgot goes again
            self.lanes.values_mut().for_each(|(_, taken, here)| *here = (*here).min(*taken));
        }
    }
}

/// What happens to a question, by chance.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Answered,
    QuestionLost,
    AnswerLost,
    Busy,
    SessionOver,
}

/// Lets the core talk until it rests; `fates` decides what becomes of each question, `order` which answer comes next.
fn talk(
    core: &mut Core,
    world: &mut World,
    fates: &mut impl Iterator<Item = (Fate, usize)>,
) -> (Duration, Vec<Ask>) {
    let mut asks = Vec::new();
    let mut left: Vec<(UnderWay, u64)> = Vec::new();
    for step in 0..10_000 {
        world.now += STEP;
        if let Some((at, left)) = &mut world.urgent
            && *at == step
        {
            *left = asks.len();
            world.lanes.entry(0).or_default().0 += 1;
        }
        match core.next(world.now, &world.facts()) {
            Next::Ask(ask, _) => {
                let (weight, through) = world.made(&ask);
                let ticket = core.left(world.now, ask.clone(), weight, through);
                asks.push(ask.clone());
                let begin = through - (weight / 1_000) as u64 * u64::from(through > 0);
                left.push((UnderWay { ticket, ask, left: world.now, weight, through }, begin));
                let entries = core.under_way.iter().filter(|asked| matches!(asked.ask, Ask::Push { .. }));
                world.most_under_way = world.most_under_way.max(entries.map(|asked| asked.weight).sum());
            }
            Next::Wait => {
                assert!(!left.is_empty(), "it waits for nothing");
                let (fate, order) = fates.next().unwrap_or((Fate::Answered, 0));
                let (asked, begin) = left.remove(order % left.len());
                let ended = match fate {
                    Fate::Answered => world.works(&asked, begin),
                    Fate::QuestionLost => Err(Trouble::Cut),
                    Fate::AnswerLost => world.works(&asked, begin).and(Err(Trouble::Cut)),
                    Fate::Busy => Err(Trouble::Busy { wait: Some(Duration::from_secs(30)) }),
                    Fate::SessionOver => Err(Trouble::SessionOver),
                };
                if let Ok(done) = &ended {
                    world.takes_in(&asked, done);
                }
                core.heard(world.now, asked.ticket, 100, ended);
            }
            Next::Rest(rest) => return (rest, asks),
        }
    }
    panic!("it talks for ever: {world:?}")
}

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

#[test]
fn a_line_that_costs_by_the_byte_carries_no_files_once_the_day_is_spent() {
    let mut core = Core::new(1);
    let mut world = World::with(&[], &[400_000, 400_000]);
    core.daily_bytes = Some(300_000);
    core.greeted = true;
    core.spent = 300_000;
    let facts = world.facts();
    assert!(core.append(&facts).is_none());
    world.lanes.insert(1, (1, 0, 0));
    assert!(core.push(&world.facts(), false).is_some(), "a case is small");
    core.next(DAY, &facts);
    assert!(core.append(&facts).is_some(), "the next day");
}

#[test]
fn a_day_that_was_spent_before_the_program_started_anew_stays_spent_to_its_end() {
    let world = World::with(&[], &[400_000]);
    let mut core = Core::new(1);
    core.go_on_spending(STEP, Spent { bytes: 300_000, age: DAY / 2 });
    (core.daily_bytes, core.greeted) = (Some(300_000), true);
    assert_eq!(core.spent(STEP), Some(Spent { bytes: 300_000, age: DAY / 2 }));
    assert_eq!(core.next(STEP + DAY / 2 - STEP, &world.facts()), Next::Rest(QUIET));
    assert!(matches!(core.next(STEP + DAY / 2, &world.facts()), Next::Ask(Ask::Append { .. }, _)));
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
        fates in prop::collection::vec(fate(), 0..60),
    ) {
        let mut world = World::with(&[(0, urgent), (1, cases), (2, bulk)], &files);
        let mut core = Core::new(cases + 1);
        let mut fates = fates.into_iter();
        for _ in 0..200 {
            let (rest, _) = talk(&mut core, &mut world, &mut fates);
            prop_assert!(rest <= Duration::from_secs(15 * 60));
            if world.idle() && core.failed().is_none() {
                break;
            }
            world.now += rest;
            core.wake(false);
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
        core.link.learn(STEP, STEP + Duration::from_millis(600), 100, 100);
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
            Ask::Hello => {
                Ok(Done::Greeted { events: false, catalogue: false, daily_bytes: None, pause: None })
            }
            _ => Err(Trouble::Cut),
        };
        pieces += usize::from(ended.is_err());
        core.heard(now, ticket, 0, ended);
    }
    assert_eq!((pieces, core.failed()), (2, Some(Trouble::Cut)));
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
