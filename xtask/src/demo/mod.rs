//! `cargo xtask demo`: a whole small world on this machine, made new each time under `target/demo`.

mod children;
mod desk;
mod line;
mod main_job;
mod opening;
mod people;
mod summary;
mod world;

use std::fs::{self, File, TryLockError};

use crate::problem::{Outcome, Problem};
use crate::run::cargo;
use crate::{install, node, place};
use summary::Summary;
use world::World;

/// What a step found out, for the screen and for `summary.json`.
pub type Facts = serde_json::Map<String, serde_json::Value>;

/// What is done in a step.
pub type Deed = Box<dyn FnOnce(&mut World) -> Outcome<Facts>>;

/// One step of the demo, as a person would tell it.
pub struct Step {
    /// For programs that read `summary.json`.
    pub id: String,
    /// For people.
    pub title: String,
    pub deed: Deed,
}

/// # Errors
/// When a step fails; everything that was started is stopped by then, and `summary.json` says how far it came.
pub fn run(scripted: bool) -> Outcome {
    let _alone = alone()?;
    install::for_demo()?;
    node::build_screens()?;
    build_programs()?;
    let mut world = World::new(fresh_folder()?, scripted)?;
    if scripted {
        return run_scripted(&mut world);
    }
    tell(&mut world, opening::steps())?;
    desk::open(&world)
}

fn run_scripted(world: &mut World) -> Outcome {
    let mut steps = opening::steps();
    steps.extend(main_job::steps()?);
    tell(world, steps)?;
    println!("\n做完了。看看 {}:", world.folder().display());
    summary::results(world.folder())?.iter().for_each(|file| println!("  {file}"));
    Ok(())
}

/// Does the steps in order, says each with its time, and keeps the summary as it goes.
fn tell(world: &mut World, steps: Vec<Step>) -> Outcome {
    let mut summary = Summary::new(steps.len());
    for step in steps {
        let Step { id, title, deed } = step;
        let outcome = summary.time(&id, &title, || deed(world));
        summary.keep(world.folder())?;
        outcome?;
    }
    Ok(())
}

/// Two demos at once would take each other's folder away.
fn alone() -> Outcome<File> {
    let file = place::target().join("demo.lock");
    let open = File::create(&file).map_err(Problem::file(&file))?;
    match open.try_lock() {
        Ok(()) => Ok(open),
        Err(TryLockError::WouldBlock) => {
            Err(Problem::said("another demo is running: stop it first (Ctrl+C there)"))
        }
        Err(TryLockError::Error(source)) => Err(Problem::File { path: file, source }),
    }
}

fn fresh_folder() -> Outcome<std::path::PathBuf> {
    let folder = place::target().join("demo");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Problem::file(&folder))?;
    }
    fs::create_dir_all(&folder).map_err(Problem::file(&folder))?;
    Ok(folder)
}

fn build_programs() -> Outcome {
    cargo().args(["build", "--locked", "-p", "gateway", "-p", "county", "-p", "station", "--bins"]).run()
}
