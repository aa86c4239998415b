//! Measures the desktop window as it is shipped, on a display without a screen: from the start of the program to its
//! first painted screen (it says READY), and what it and all it started hold in memory.
//! `cargo xtask package && cargo build --release -p station --bins && cargo run --release -p journeys --example window`

use journeys::driver::{at_home, display};
use journeys::program::{Program, clear_out, done, ours, until_left};
use journeys::world::STATION;
use measure::{Times, Unit, memory, tell};
use std::path::Path;
use std::time::{Duration, Instant};

const STARTS: usize = 7;
/// For so long after the first screen the memory is watched: what is loaded late counts as well.
const WATCHED: Duration = Duration::from_secs(3);

/// What one start showed.
struct Start {
    usable: Duration,
    memory: f64,
    programs: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir()?;
    let data = home.path().join("data");
    prepare(&data);
    let (_display, name) = display();
    let starts: Vec<Start> = (0..STARTS).map(|_| start(home.path(), &data, &name)).collect();
    clear_out(home.path());
    tell("window usable", starts.iter().map(|start| start.usable).collect::<Times>().median(), Unit::Ms);
    let most = starts.iter().map(|start| start.memory).fold(0.0, f64::max);
    tell("memory of all its programs at most", most, Unit::MiB);
    tell("its programs", starts.iter().map(|start| start.programs).max().unwrap_or(0) as f64, Unit::Count);
    Ok(())
}

/// A computer that is set up: the first screen is the log-in.
fn prepare(data: &Path) {
    let mut command = ours("bianmin");
    command.arg("--data").arg(data).args(["init", "--station", STATION, "--chief", "张小梅"]);
    done(command.env("BIANMIN_PASSWORD", "changban2026"));
}

fn start(home: &Path, data: &Path, display: &str) -> Start {
    let mut command = ours("bianmin-desktop");
    at_home(&mut command, home, display);
    command.arg("--data").arg(data);
    let begun = Instant::now();
    let (window, _) = Program::start_until(command, "READY");
    let usable = begun.elapsed();
    let (mut memory, mut programs) = (0.0_f64, 0);
    while begun.elapsed() < usable + WATCHED {
        memory = memory.max(memory::share_of_tree(window.number()));
        programs = programs.max(memory::tree(window.number()).len());
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(window);
    until_left(data);
    Start { usable, memory, programs }
}
