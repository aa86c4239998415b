//! kill -9 at random moments of the whole way of a case, of the station's program and of the gateway. What was
//! acknowledged to a person is never lost and never doubled.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use journeys::program::{done, ours, source};
use journeys::world::{LATER, MORNING, STATION, World};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Kills of the station, and as many of the gateway.
const KILLS: usize = 25;
const ITEM: &str = "unemployment";

/// A small generator; the seed is printed so that a failing run can be had again.
struct Dice(u64);

impl Dice {
    fn new() -> Self {
        let given = std::env::var("BIANMIN_SEED").ok().and_then(|s| s.parse().ok());
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let seed = given.unwrap_or(now.as_nanos() as u64 | 1);
        println!("BIANMIN_SEED={seed}");
        Self(seed)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// A station at the command line.
struct Station {
    data: PathBuf,
    form: PathBuf,
    picture: PathBuf,
}

impl Station {
    fn begin(world: &World) -> Self {
        let folder = world.folder("papers");
        let station = Self {
            data: world.folder("station"),
            form: folder.join("form.json"),
            picture: folder.join("id.png"),
        };
        let item = source().join(format!("assets/catalogue/items/{ITEM}.json"));
        let item: Value = serde_json::from_slice(&std::fs::read(item).unwrap()).unwrap();
        std::fs::write(&station.form, item["sample"].to_string()).unwrap();
        image::GrayImage::from_pixel(200, 300, image::Luma([200])).save(&station.picture).unwrap();
        done(&mut station.command(&["init", "--station", STATION, "--chief", "张小梅"]));
        let (address, code) = (world.address(), world.enrolment_code());
        done(&mut station.command(&["enrol", "--gateway", &address, "--code", &code]));
        station
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = ours("bianmin");
        command.arg("--data").arg(&self.data).args(["--clock", LATER, "--json"]).args(arguments);
        command.env("BIANMIN_PASSWORD", "changban2026");
        command
    }

    fn says(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&done(&mut self.command(arguments))).unwrap()
    }

    fn new_case(&self) -> Command {
        let picture = format!("id_card={}", self.picture.display());
        self.command(&[
            "case",
            "new",
            ITEM,
            "--form",
            &self.form.display().to_string(),
            "--material",
            &picture,
        ])
    }

    fn numbers(&self) -> Vec<(String, String)> {
        let list = self.says(&["case", "list"]);
        let rows = list["rows"].as_array().unwrap().iter().filter(|r| r["number"] != "");
        rows.map(|r| {
            (r["number"].as_str().unwrap().replace(' ', ""), r["phase"].as_str().unwrap().to_owned())
        })
        .collect()
    }

    /// Signs and submits what waits for it.
    fn submit_all(&self) {
        for (number, phase) in self.numbers() {
            if phase == "awaiting_signature" {
                self.says(&["case", "sign", &number, "--scan-by", "2026-04-20"]);
                self.says(&["case", "submit", &number]);
            }
        }
    }
}

/// Runs a command and kills it at a moment below `most`; what it printed when it came through all the same.
fn killed_at(mut command: Command, moment: Duration) -> Option<String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let end = Instant::now() + moment;
    while Instant::now() < end && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

fn typical(command: impl Fn() -> Command) -> Duration {
    let begun = Instant::now();
    done(&mut command());
    begun.elapsed()
}

fn share(whole: Duration, dice: &mut Dice) -> Duration {
    whole * u32::try_from(dice.below(1_100)).unwrap() / 1_000
}

fn pulled(world: &World) -> Vec<String> {
    let cases = world.county_pulls("county").join("cases");
    let name = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    std::fs::read_dir(&cases).unwrap().map(|entry| name(entry.unwrap().path())).collect()
}

fn read_case(folder: &Path, number: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(format!("cases/{number}.json"))).unwrap()).unwrap()
}

#[test]
fn no_acknowledged_case_is_lost_or_doubled_when_station_and_gateway_are_killed_at_random_moments() {
    let mut dice = Dice::new();
    let mut world = World::begin();
    let station = Station::begin(&world);
    let whole = typical(|| station.new_case());

    let mut acknowledged = BTreeSet::new();
    for _ in 0..KILLS {
        if let Some(said) = killed_at(station.new_case(), share(whole, &mut dice)) {
            let view: Value = serde_json::from_str(&said).unwrap();
            acknowledged.insert(view["number"].as_str().unwrap().to_owned());
        }
        for command in [&["sync"][..], &["case", "list"]] {
            killed_at(station.command(command), share(whole, &mut dice));
        }
    }
    station.submit_all();
    let submitted: BTreeSet<String> = station.numbers().into_iter().map(|(number, _)| number).collect();
    assert!(acknowledged.is_subset(&submitted), "lost at the station: {acknowledged:?} {submitted:?}");

    for _ in 0..KILLS {
        done(&mut station.new_case());
        station.submit_all();
        let sending = station.command(&["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let end = Instant::now() + share(whole, &mut dice);
        while Instant::now() < end {
            std::thread::yield_now();
        }
        world.cut_line();
        sending.wait_with_output().unwrap();
        world.open_line(MORNING);
    }
    station.says(&["sync"]);
    station.says(&["sync"]);

    let numbers: Vec<String> = station.numbers().into_iter().map(|(number, _)| number).collect();
    let expected: BTreeSet<String> = numbers.iter().cloned().collect();
    assert_eq!(expected.len(), numbers.len(), "a number was given twice");
    assert!(submitted.is_subset(&expected));
    let at_county = pulled(&world);
    let found: BTreeSet<String> = at_county.iter().cloned().collect();
    assert_eq!(found.len(), at_county.len(), "doubled at the county");
    assert_eq!(found, expected, "county and station hold the same cases");
    let batch =
        std::fs::read_dir(world.folder("county")).unwrap().map(|e| e.unwrap().path()).find(|p| p.is_dir());
    let cases: BTreeSet<String> = expected
        .iter()
        .map(|number| read_case(batch.as_deref().unwrap(), number)["case"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(cases.len(), expected.len(), "one case behind each number");
}
