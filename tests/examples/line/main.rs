//! Measures how 1,000 cases of 4 KB that were taken in without a line go up once it is there: the station's own round
//! over its encrypted store, by its own client, to the gateway's own program on this computer.
//! `cargo build --release -p gateway --bins && cargo run --release -p journeys --example line`

mod desk;
mod relay;
#[path = "../village/mod.rs"]
mod village;

use desk::Desk;
use journeys::world::World;
use measure::{Unit, tell};
use relay::Relay;
use std::error::Error;
use std::time::Instant;

const CASES: u32 = 1_000;
const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let world = World::begin();
    let (mut pushed, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let desk = Desk::with_cases_waiting(&world, CASES)?;
        let exchange = desk.line(&world.address())?;
        let begun = Instant::now();
        desk.send(&exchange)?;
        whole.push(f64::from(CASES) / begun.elapsed().as_secs_f64());
        pushed.push(f64::from(CASES) / desk.entries_took(begun)?);
    }
    tell("cases with their proof kept", middle(pushed), Unit::PerSecond);
    tell("cases, whole round with events", middle(whole), Unit::PerSecond);
    tell_bytes(&world)
}

/// Counted beside the clock: what counts the bytes costs time.
fn tell_bytes(world: &World) -> Result<(), Box<dyn Error>> {
    let desk = Desk::with_cases_waiting(world, CASES)?;
    let relay = Relay::to(&world.address())?;
    desk.send(&desk.line(&relay.address())?)?;
    let json = desk.json_bytes as f64;
    tell("JSON of a case", json / f64::from(CASES), Unit::Count);
    tell("bytes up for one of JSON", relay.up() as f64 / json, Unit::Ratio);
    tell("bytes down for one of JSON", relay.down() as f64 / json, Unit::Ratio);
    tell("bytes both ways for one of JSON", (relay.up() + relay.down()) as f64 / json, Unit::Ratio);
    Ok(())
}

fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
