//! `cargo xtask prove line`: what CI does for a minute, for as long as somebody wants; figures are printed.

use crate::problem::Outcome;
use crate::run::cargo;
use crate::test::{DRIVEN, programs};

/// The test that runs weeks of chance, built by itself: quick, and with every check of a debug build.
const WEEKS: [&str; 8] =
    ["test", "--profile", "prove", "--locked", "--package", "journeys", "--test", "week"];

/// Cases that go by stick and by line at once.
const CASES_TOGETHER: &str = "200";

/// How long, how many, how large.
#[derive(clap::Args)]
pub struct Measure {
    /// Weeks, each with other chance
    #[arg(long, default_value_t = 2_000)]
    weeks: u64,
    /// Stations of a week
    #[arg(long, default_value_t = 20)]
    stations: u64,
    /// Days with faults; then everything gets its time
    #[arg(long, default_value_t = 7)]
    days: u64,
    /// Seed of the first week; without it the clock says one
    #[arg(long)]
    first: Option<u64>,
    /// Seconds of kill -9 at the calls by which both programs touch disk or line; 0 leaves them out
    #[arg(long, default_value_t = 600)]
    kill: u64,
}

/// # Errors
/// When something does not build, or does not hold.
pub fn line(measure: &Measure) -> Outcome {
    weeks(measure)?;
    if measure.kill > 0 { kills(measure.kill) } else { Ok(()) }
}

fn weeks(measure: &Measure) -> Outcome {
    let Measure { weeks, stations, days, first, .. } = measure;
    let weeks =
        [("COUNT", Some(*weeks)), ("STATIONS", Some(*stations)), ("DAYS", Some(*days)), ("FIRST", *first)];
    let test = cargo().args(WEEKS).args(["weeks_of_chance", "--", "--nocapture"]);
    let given = weeks.into_iter().filter_map(|(name, value)| Some((name, value?)));
    given.fold(test, |test, (name, value)| test.env(&format!("BIANMIN_WEEK_{name}"), value.to_string())).run()
}

fn kills(seconds: u64) -> Outcome {
    programs()?;
    let test = cargo().args(["test", "--test", "kill"]).args(DRIVEN).args([
        "--",
        "--nocapture",
        "--test-threads",
        "1",
    ]);
    let test = test.env("BIANMIN_TOGETHER_CASES", CASES_TOGETHER);
    // two tests kill so long each: on the line, and on the way of a stick
    test.env("BIANMIN_KILL_SECONDS", (seconds / 2).to_string()).run()
}
