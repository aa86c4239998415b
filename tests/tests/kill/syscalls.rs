//! kill -9 at the calls by which programs touch the disk and the line, one call after the other: the moments between two
//! steps of ours are not the only ones at which the power goes.

use super::clerk::Clerk;
use super::{nothing_is_lost_or_doubled_at_the_county, thrown};
use journeys::program::done;
use journeys::world::{MORNING, World};
use measure::Dice;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What changes the disk or leaves on the line.
const CALLS: [&str; 12] = [
    "fdatasync",
    "fsync",
    "pwrite64",
    "write",
    "writev",
    "sendto",
    "sendmsg",
    "rename",
    "renameat2",
    "unlink",
    "ftruncate",
    "mkdir",
];

/// How long it may go on. `cargo xtask prove line` gives five minutes, and more with `--kill`.
pub fn patience() -> Duration {
    let seconds = std::env::var("BIANMIN_KILL_SECONDS").map_or(40, |seconds| seconds.parse().unwrap());
    Duration::from_secs(seconds)
}

/// A call, by name and by how many of them came before.
pub type Moment = (&'static str, u64);

#[test]
fn a_sync_that_is_killed_at_any_call_of_station_or_gateway_loses_and_doubles_nothing() {
    let mut dice = thrown();
    let mut world = World::begin();
    let mut clerk = Clerk::new(&world, "station");
    clerk.begin(&world);
    clerk.submits_one();
    let of_station = moments(&world, &clerk.sync());
    let of_gateway = moments_of_gateway(&mut world, &clerk);
    let end = Instant::now() + patience();
    let mut killed = (0, 0);
    let of_station = of_station.into_iter().map(|moment| (true, moment));
    let of_gateway = of_gateway.into_iter().map(|moment| (false, moment));
    for (at_station, moment) in shuffled(of_station.chain(of_gateway).collect(), &mut dice) {
        if Instant::now() >= end {
            break;
        }
        clerk.submits_one();
        if at_station {
            killed.0 += u32::from(!ended_well(&mut under(&killing(moment), &clerk.sync())));
        } else {
            world.cut_line();
            world.open_line_under(killing(moment), MORNING);
            let _ = clerk.sync().output().unwrap();
            killed.1 += u32::from(world.line_is_dead());
            world.cut_line();
            world.open_line(MORNING);
        }
        done(&mut clerk.sync());
    }
    println!("killed at {} calls of the station's program and {} of the gateway's", killed.0, killed.1);
    assert!(killed.0 > 3 && killed.1 > 1, "it was hardly ever killed: {killed:?}");
    nothing_is_lost_or_doubled_at_the_county(&world, &clerk, &[]);
}

pub fn ended_well(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

pub fn tracer() -> Command {
    let mut tracer = Command::new("strace");
    tracer.args(["-f", "-qq", "-o"]);
    tracer
}

/// Kills at this call.
pub fn killing((call, nth): Moment) -> Command {
    let mut tracer = tracer();
    tracer.args(["/dev/null", "-e", &format!("trace={call}"), "-e"]);
    tracer.arg(format!("inject={call}:signal=KILL:when={nth}"));
    tracer
}

/// Counts the calls into a file.
fn counting(into: &Path) -> Command {
    let mut tracer = tracer();
    tracer.arg(into).args(["-c", "-e", &format!("trace={}", CALLS.join(","))]);
    tracer
}

/// A command as the tracer begins it.
pub fn under(tracer: &Command, command: &Command) -> Command {
    let mut traced = Command::new(tracer.get_program());
    traced.args(tracer.get_args()).arg(command.get_program()).args(command.get_args());
    traced.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    traced
}

pub fn moments(world: &World, command: &Command) -> Vec<Moment> {
    let counts = world.folder("calls").join("program");
    done(&mut under(&counting(&counts), command));
    moments_in(&counts)
}

fn moments_of_gateway(world: &mut World, clerk: &Clerk) -> Vec<Moment> {
    let counts = world.folder("calls").join("gateway");
    clerk.submits_one();
    sends_to_a_gateway_under(counting(&counts), world, clerk);
    moments_in(&counts)
}

/// What waits goes to a gateway that somebody watches.
pub fn sends_to_a_gateway_under(tracer: Command, world: &mut World, clerk: &Clerk) {
    world.cut_line();
    world.open_line_under(tracer, MORNING);
    done(&mut clerk.sync());
    world.end_line();
    world.open_line(MORNING);
}

/// Each call that the table of strace counts.
fn moments_in(counts: &Path) -> Vec<Moment> {
    let table = std::fs::read_to_string(counts).unwrap();
    let row = |line: &str| -> Option<(&'static str, u64)> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let call = CALLS.iter().find(|call| words.last() == Some(*call))?;
        Some((call, words.get(3)?.parse().ok()?))
    };
    let counted: BTreeMap<&str, u64> = table.lines().filter_map(row).collect();
    assert!(!counted.is_empty(), "no call was counted: {table}");
    counted.into_iter().flat_map(|(call, count)| (1..=count).map(move |nth| (call, nth))).collect()
}

/// In an order that chance gives.
pub fn shuffled<T>(mut all: Vec<T>, dice: &mut Dice) -> Vec<T> {
    for at in (1..all.len()).rev() {
        all.swap(at, dice.below(at as u64 + 1) as usize);
    }
    all
}
