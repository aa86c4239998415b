//! Cases on their way by stick and by line at the same time, while both programs are killed again and again.

use super::clerk::{Clerk, took};
use super::{killed_within, nothing_is_lost_or_doubled_at_the_county, said_by, thrown, wait_until};
use journeys::world::{MORNING, World};
use measure::Dice;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// So many cases; `cargo xtask prove line` gives 200.
fn how_many() -> usize {
    std::env::var("BIANMIN_TOGETHER_CASES").map_or(9, |cases| cases.parse().unwrap())
}

/// The stick, and how long what is done with it takes undisturbed.
struct Courier {
    stick: PathBuf,
    export: Duration,
    deliver: Duration,
    import: Duration,
}

impl Courier {
    /// Goes once, undisturbed.
    fn begin(world: &World, clerk: &Clerk) -> Self {
        let stick = world.folder("stick");
        clerk.submits_one();
        let export = took(clerk.export(&stick));
        let deliver = took(world.imports(&stick));
        let import = took(clerk.import(&stick));
        Self { stick, export, deliver, import }
    }
}

/// Who was ended before the end of what it did.
#[derive(Debug, Default)]
struct Killed {
    exports: u32,
    syncs: u32,
    deliveries: u32,
    gateways: u32,
    imports: u32,
}

impl Killed {
    fn all(&self) -> u32 {
        let Self { exports, syncs, deliveries, gateways, imports } = self;
        exports + syncs + deliveries + gateways + imports
    }
}

#[test]
fn cases_that_go_by_stick_and_line_at_once_while_both_ends_are_killed_are_at_the_county_once() {
    let mut dice = thrown();
    let mut world = World::begin();
    let mut clerk = Clerk::new(&world, "station");
    clerk.begin(&world);
    let courier = Courier::begin(&world, &clerk);
    let mut killed = Killed::default();
    for turn in 0..how_many() {
        clerk.submits_one();
        let export = clerk.export(&courier.stick);
        killed.exports += u32::from(killed_within(&mut dice, courier.export, export).is_none());
        both_ways_at_once(turn, &mut world, &clerk, &courier, &mut dice, &mut killed);
        let import = clerk.import(&courier.stick);
        match killed_within(&mut dice, courier.import, import) {
            Some(_) => emptied(&courier.stick),
            None => killed.imports += 1,
        }
    }
    println!("killed: {killed:?}");
    assert!(killed.all() as usize >= how_many(), "hardly anything was killed: {killed:?}");
    nothing_is_lost_or_doubled_at_the_county(&world, &clerk, &[]);
    every_case_is_known_to_be_there(&clerk);
}

/// The county takes the stick in while the station sends the same over the line, and one of the three is killed.
fn both_ways_at_once(
    turn: usize,
    world: &mut World,
    clerk: &Clerk,
    courier: &Courier,
    dice: &mut Dice,
    killed: &mut Killed,
) {
    let mut line = begun(clerk.sync());
    let mut stick = begun(world.imports(&courier.stick));
    let begun = Instant::now();
    let after = |part: u64, whole: Duration| begun + whole * u32::try_from(part).unwrap_or(0) / 1_000;
    match turn % 3 {
        0 => {
            wait_until(after(dice.below(1_000), clerk.times.sync));
            let _ = line.kill();
        }
        1 => {
            wait_until(after(dice.below(1_000), courier.deliver));
            let _ = stick.kill();
        }
        _ => {
            wait_until(after(dice.below(1_000), clerk.times.sync));
            world.cut_line();
        }
    }
    killed.syncs += u32::from(said_by(line).is_none() && turn.is_multiple_of(3));
    killed.deliveries += u32::from(said_by(stick).is_none() && turn % 3 == 1);
    if turn % 3 == 2 {
        killed.gateways += 1;
        world.open_line(MORNING);
    }
}

fn begun(mut command: Command) -> std::process::Child {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// What came back is at the station: the stick is empty for the next way.
pub fn emptied(stick: &Path) {
    for entry in std::fs::read_dir(stick).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
}

pub fn every_case_is_known_to_be_there(clerk: &Clerk) {
    let waiting: BTreeMap<_, _> =
        clerk.cases().into_iter().filter(|(_, phase)| phase != "received").collect();
    assert_eq!(waiting, BTreeMap::new());
}
