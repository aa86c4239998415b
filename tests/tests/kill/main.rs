//! kill -9 at random moments of the whole way of a case, of the station's program and of the gateway. What was
//! acknowledged to a person is never lost and never doubled.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod clerk;
mod county;
mod durable;
mod stick;
mod syscalls;
mod together;

use clerk::{Clerk, took};
use journeys::program::done;
use journeys::world::{MORNING, World};
use measure::Dice;
use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Kills of the station, and as many of the gateway.
const KILLS: usize = 25;

/// What a person was told is done, by receipt numbers.
#[derive(Default)]
struct Acknowledged {
    taken_in: BTreeSet<String>,
    signed: BTreeSet<String>,
    submitted: BTreeSet<String>,
}

/// A case on which the county decided while the gateway was killed.
struct Decided {
    number: String,
    /// What the reviewer was told, when the answer came.
    said: Option<String>,
}

/// How long the county's deeds take when nobody disturbs them.
struct CountyTimes {
    pull: Duration,
    accept: Duration,
}

#[test]
fn no_acknowledged_case_is_lost_or_doubled_when_station_and_gateway_are_killed_at_random_moments() {
    let mut dice = thrown();
    let mut world = World::begin();
    let clerk = prepared_in_spite_of_kills(&world, &mut dice);
    let mut told = Acknowledged::default();
    for turn in 0..KILLS {
        kill_the_station(turn, &clerk, &mut dice, &mut told);
    }
    let through = told.taken_in.len() + told.signed.len() + told.submitted.len();
    println!("of {} deeds that make something at the station {through} came through", KILLS * 3 / 5);
    nothing_is_lost_at_the_station(&clerk, &told);
    let number = clerk.cases().into_keys().next().unwrap();
    let begun = Instant::now();
    let said = Some(done(&mut county::accept(&world, &number)));
    let times = CountyTimes { accept: begun.elapsed(), pull: took(county::pull(&world)) };
    let mut tried = vec![Decided { number, said }];
    for turn in 0..KILLS {
        tried.extend(kill_the_gateway(turn, &mut world, &clerk, &times, &mut dice));
    }
    nothing_is_lost_or_doubled_at_the_county(&world, &clerk, &tried);
}

/// The seed is printed, so that a run that failed can be had again.
fn thrown() -> Dice {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos() as u64;
    let seed = std::env::var("BIANMIN_SEED").map_or(now, |seed| seed.parse().unwrap());
    println!("BIANMIN_SEED={seed}");
    Dice::new(seed)
}

/// A folder whose preparation was cut short is prepared anew.
fn prepared_in_spite_of_kills(world: &World, dice: &mut Dice) -> Clerk {
    let whole = took(Clerk::new(world, "trial").init());
    let mut clerk = Clerk::new(world, "station");
    for _ in 0..5 {
        killed_within(dice, whole, clerk.init());
    }
    clerk.begin(world);
    clerk
}

/// Each deed in its turn, on a case that is ready for it, killed somewhere in it.
fn kill_the_station(turn: usize, clerk: &Clerk, dice: &mut Dice, told: &mut Acknowledged) {
    match turn % 5 {
        0 => {
            let said = killed_within(dice, clerk.times.case_new, clerk.case_new());
            told.taken_in.extend(said.map(|said| clerk::number_in(&said)));
        }
        1 => {
            let number = clerk.takes_in();
            let scans = clerk.prints_and_scans(&number);
            let said = killed_within(dice, clerk.times.sign, clerk.sign(&number, &scans));
            told.signed.extend(said.map(|_| number));
        }
        2 => {
            let number = clerk.takes_in();
            done(&mut clerk.sign_later(&number));
            let said = killed_within(dice, clerk.times.submit, clerk.submit(&number));
            told.submitted.extend(said.map(|_| number));
        }
        3 => drop(killed_within(dice, clerk.times.sync, clerk.sync())),
        _ => drop(killed_within(dice, clerk.times.list, clerk.list())),
    }
}

/// A moment of a deed, or shortly after it: some come through.
fn moment(dice: &mut Dice, whole: Duration) -> Duration {
    whole * u32::try_from(dice.below(1_250)).unwrap() / 1_000
}

fn wait_until(end: Instant) {
    while Instant::now() < end {
        std::thread::yield_now();
    }
}

/// What a program printed that came through although it was to be killed.
fn killed_within(dice: &mut Dice, whole: Duration, mut command: Command) -> Option<String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let end = Instant::now() + moment(dice, whole);
    let mut child = command.spawn().unwrap();
    wait_until(end);
    let _ = child.kill();
    said_by(child)
}

/// What a program printed, if it ended well.
fn said_by(child: Child) -> Option<String> {
    let output = child.wait_with_output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

fn nothing_is_lost_at_the_station(clerk: &Clerk, told: &Acknowledged) {
    let cases = clerk.cases();
    let numbers: BTreeSet<String> = cases.keys().cloned().collect();
    assert!(told.taken_in.is_subset(&numbers), "lost: {:?} of {numbers:?}", told.taken_in);
    for number in &told.signed {
        assert!(clerk.is_signed(number), "the scan of {number} is lost");
    }
    for number in &told.submitted {
        assert_ne!(cases[number], "awaiting_signature", "the submission of {number} is lost");
    }
}

/// The gateway goes while a station sends, the county pulls, or the county decides; gives the case that was decided on.
fn kill_the_gateway(
    turn: usize,
    world: &mut World,
    clerk: &Clerk,
    times: &CountyTimes,
    dice: &mut Dice,
) -> Option<Decided> {
    let number = clerk.submits_one();
    let (deed, whole) = match turn % 3 {
        0 => (clerk.sync(), clerk.times.sync),
        at_county => {
            done(&mut clerk.sync());
            match at_county {
                1 => (county::pull(world), times.pull),
                _ => (county::accept(world, &number), times.accept),
            }
        }
    };
    let said = cut_within(dice, whole, deed, world);
    world.open_line(MORNING);
    (turn % 3 == 2).then_some(Decided { number, said })
}

/// What a program printed that came through although the gateway was killed somewhere in it.
fn cut_within(dice: &mut Dice, whole: Duration, mut deed: Command, world: &mut World) -> Option<String> {
    let end = Instant::now() + moment(dice, whole);
    let child = deed.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    wait_until(end);
    world.cut_line();
    said_by(child.unwrap())
}

/// What was interrupted is done again, as people do: whoever was told yes finds it done, and nothing is done twice.
fn nothing_is_lost_or_doubled_at_the_county(world: &World, clerk: &Clerk, tried: &[Decided]) {
    clerk.submits_all();
    done(&mut clerk.sync());
    for Decided { number, said } in tried {
        let again = done(&mut county::accept(world, number));
        assert!(said.as_ref().is_none_or(|said| *said == again), "{number}: {said:?} became {again}");
    }
    county::pulls_all(world);
    done(&mut clerk.sync());
    let here: BTreeSet<String> = clerk.cases().into_keys().collect();
    let held = county::holds(world);
    let numbers: BTreeSet<String> = held.iter().map(|(number, _)| number.clone()).collect();
    let cases: BTreeSet<&String> = held.iter().map(|(_, case)| case).collect();
    assert_eq!(numbers, here, "station and county hold the same cases");
    assert_eq!((held.len(), cases.len()), (here.len(), here.len()), "each once, one behind each number");
    for Decided { number, .. } in tried {
        assert_eq!(clerk.acceptances(number), 1, "{number} was accepted once");
    }
}
