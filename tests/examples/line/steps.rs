//! How many times the line is crossed before there is a proof, and how long what is urgent waits behind what is large.

use crate::scene::{Load, Scene, Talk};
use crate::station::{Said, URGENT};
use crate::{LONG, W1};
use measure::{Unit, tell};
use std::error::Error;
use std::time::{Duration, Instant};
use testkit::{After, Profile};

type Failed = Box<dyn Error + Send + Sync>;

/// So long that what both ends do in between does not count.
const ROUND_TRIP: Duration = Duration::from_secs(1);
const OUT: Duration = Duration::from_secs(1);
/// A while in the middle of sending.
const WHILE: Duration = Duration::from_secs(6);

/// All of it.
///
/// # Errors
/// When a part does not start, or nothing arrives.
pub fn tell_all() -> Result<(), Failed> {
    for (cases, name) in [(1, "one case"), (50, "50 cases")] {
        let mut scene = Scene::prepare(Talk::Tls, Load { cases, scans: 0 }, None)?;
        let begun = Instant::now();
        scene.run(Profile::far_away(ROUND_TRIP), LONG)?;
        let trips = scene.round_trips(begun, ROUND_TRIP).ok_or("no proof")?;
        tell(&format!("round trips from dial to first proof, {name}"), trips, Unit::Count);
    }
    after_a_cut()?;
    behind_scans()
}

fn after_a_cut() -> Result<(), Failed> {
    let mut scene = Scene::prepare(Talk::Tls, W1, None)?;
    scene.begin(Profile::far_away(ROUND_TRIP))?;
    scene.station.until(WHILE, |_| false);
    scene.link.cut(OUT, After::Reset);
    let back = Instant::now() + OUT;
    scene.see(LONG);
    let trips = scene.round_trips(back, ROUND_TRIP).ok_or("no proof after the cut")?;
    tell("round trips from dial to first proof, after a cut", trips, Unit::Count);
    Ok(())
}

fn behind_scans() -> Result<(), Failed> {
    let load = Load { cases: 2, scans: 3 };
    let mut scene = Scene::prepare(Talk::Tls, load, None)?;
    scene.begin(Profile::village().lossless())?;
    let proven = |count| move |said: &Said| *said == Said::Proven(count);
    scene.station.until(LONG, proven(load.cases)).ok_or("no proof")?;
    scene.station.until(WHILE, |_| false);
    scene.station.tell(URGENT)?;
    let taken = scene.station.until(LONG, |said| *said == Said::Taken).ok_or("not taken in")?.at;
    let proof = scene.station.until(LONG, proven(load.cases + 1)).ok_or("never proven")?.at;
    tell("an urgent case behind scans, until its proof", (proof - taken) as f64 / 1e3, Unit::Ms);
    Ok(())
}
