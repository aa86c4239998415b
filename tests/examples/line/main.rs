//! Measures the line: how 1,000 cases of 4 KB and 100 cases with three scans each go up, over a clear link and over a
//! village's, beside Anki's sync server and tus with the same records on the same link. Both ends are programs of their
//! own: the station's sending code over its encrypted store, and the gateway as it is shipped. Bytes and times are those
//! of packets (see the crate `testkit`); where no link can be made it says so and tells no figure.
//!
//! `line ANKI_PYTHON TUS_PACKAGES [W1|W2|rates|steps|thin…]`, as `cargo xtask bench line` runs it.

mod child;
mod clear;
mod desk;
mod peer;
mod records;
mod scene;
mod station;
mod steps;
mod thin;
#[path = "../village/mod.rs"]
mod village;

use peer::Peers;
use scene::{Load, Scene, Talk};
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;
use testkit::{Link, Profile};

type Failed = Box<dyn Error + Send + Sync>;

/// 1,000 cases of about 4 KB.
const W1: Load = Load { cases: 1_000, scans: 0 };
/// 100 cases with three scans of 200 KB each.
const W2: Load = Load { cases: 100, scans: 3 };
/// Longer than anything takes that goes well.
const LONG: Duration = Duration::from_secs(300);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [word, rest @ ..] if word == "station" => station::run(rest),
        [python, packages, parts @ ..] => {
            let peers = Peers { python: PathBuf::from(python), packages: PathBuf::from(packages) };
            Ok(measure_all(&peers, parts).map_err(|failed| failed.to_string())?)
        }
        _ => Err("line ANKI_PYTHON TUS_PACKAGES".into()),
    }
}

fn measure_all(peers: &Peers, parts: &[String]) -> Result<(), Failed> {
    match Link::with(Profile::clear()) {
        Err(lack) if lack.is_lack() => {
            measure::tell_lack(&lack.to_string());
            return Ok(());
        }
        tried => drop(tried?),
    }
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|wanted| wanted == part);
    let records = tempfile::tempdir()?;
    for (name, load) in [("W1", W1), ("W2", W2)] {
        // the peers send what our station sends
        if wanted(name) || wanted("rates") || wanted("thin") {
            Scene::prepare(Talk::Plain, load, Some(&records.path().join(name)))?;
        }
        if wanted(name) {
            clear::tell_load(peers, records.path(), name, load)?;
        }
    }
    if wanted("rates") {
        clear::tell_rates(peers, &records.path().join("W1"))?;
    }
    if wanted("steps") {
        steps::tell_all()?;
    }
    if wanted("thin") {
        thin::tell_all(peers, records.path())?;
    }
    Ok(())
}

fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
