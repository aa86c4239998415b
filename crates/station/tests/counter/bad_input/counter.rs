//! A counter at work: what was taken in before anything bad came, and whether it is still there.

use crate::town::*;
use serde_json::Value;
use station::clock::Clock;
use station::view::*;
use station::{Desk, deeds};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

pub const BIANMIN: &str = env!("CARGO_BIN_EXE_bianmin");
pub const MORNING: &str = "2026-04-15T09:30:00+08:00";
/// The item of most rows.
pub const ITEM: &str = "unemployment";

/// What a person is told.
#[derive(Debug)]
pub struct Told {
    pub code: String,
    pub message: String,
    pub next: String,
    /// Exit code of the program; none on the screen.
    pub exit: Option<i32>,
}

impl From<Failure> for Told {
    fn from(failure: Failure) -> Self {
        let code = failure.code.key().to_owned();
        Self { code, message: failure.message, next: failure.next, exit: None }
    }
}

impl From<Output> for Told {
    /// The problem that the program wrote.
    fn from(output: Output) -> Self {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let problem: Value =
            said.find('{').and_then(|from| serde_json::from_str(&said[from..]).ok()).unwrap_or_default();
        let text = |field: &str| problem[field].as_str().unwrap_or(&said).to_owned();
        assert_eq!(problem["exit"].as_i64(), output.status.code().map(i64::from), "{said}");
        Self { code: text("code"), message: text("title"), next: text("detail"), exit: output.status.code() }
    }
}

pub struct Counter {
    pub town: Town,
    /// A form half way: some of its materials are here.
    pub draft: DraftView,
    /// Printed, waits for the resident's hand.
    pub frozen: CaseView,
    /// All that has a number, this morning's first.
    pub cases: Vec<CaseView>,
    /// Numbers that a copy of the folder gave and sent.
    pub elsewhere: Vec<String>,
}

impl Counter {
    /// A draft, a case that waits for its signature, and one that waits for the line. The station's folder lies on the
    /// disk that can be filled; its device secret in a file, as where no keyring answers.
    pub fn with_something_taken_in(disk: &Path) -> Self {
        let mut town = Town::new();
        town.station = disk.join("station");
        prepare(&town);
        let desk = at_work(&town);
        let draft = filled(&desk, "old-age-allowance", &sample("old-age-allowance"), &[]);
        let frozen = frozen(&desk, "sole-trader", &sample("sole-trader"));
        let queued = submitted(&desk, "old-age-allowance", &sample("old-age-allowance"));
        drop(desk);
        let cases = vec![frozen.clone(), queued];
        Self { town, draft, frozen, cases, elsewhere: Vec::new() }
    }

    /// The chief sits at the desk.
    pub fn desk(&self) -> Desk {
        at_work(&self.town)
    }

    /// The real program on the station's folder.
    pub fn program(&self) -> Command {
        program_in(&self.town.station)
    }

    /// The same, begun at another time.
    pub fn program_at(&self, clock: &str) -> Command {
        program(Command::new(BIANMIN), &self.town.station, clock)
    }

    /// What the real program says to this.
    pub fn told(&self, arguments: &[&str]) -> Told {
        self.program().args(arguments).output().unwrap().into()
    }

    /// Takes in one more case that waits for the line.
    pub fn takes_in_another(&mut self) {
        let desk = self.desk();
        self.cases.push(submitted(&desk, ITEM, &sample(ITEM)));
    }

    /// How many items the catalogue in use has.
    pub fn items(&self) -> usize {
        let all = SearchInput { text: String::new(), limit: 50 };
        deeds::item_search(&self.desk(), all).unwrap().len()
    }

    /// Everything that was taken in is there, whole, and nothing else.
    pub fn has_everything(&self, after: &str) {
        let desk = self.desk();
        let draft = deeds::draft_open(&desk, DraftInput { draft: self.draft.draft.clone() }).unwrap();
        assert_eq!(
            (&draft.data, &draft.slots),
            (&self.draft.data, &self.draft.slots),
            "the draft after {after}"
        );
        for material in draft.slots.iter().flat_map(|slot| &slot.files) {
            let look = PictureInput { material: material.id.clone(), page: 1, width: 100 };
            deeds::material_picture(&desk, look)
                .unwrap_or_else(|e| panic!("a material after {after}: {e:?}"));
        }
        for case in &self.cases {
            let now = show(&desk, case);
            assert_eq!(essence(&now), essence(case), "a case after {after}");
        }
        let home = deeds::home(&desk, Nothing {}).unwrap();
        assert_eq!(home.drafts.len(), 1, "drafts after {after}: {:?}", home.drafts);
        let all = CaseListInput { filter: "all".into(), text: String::new(), after: 0, limit: 200 };
        let numbered =
            deeds::case_list(&desk, all).unwrap().rows.into_iter().filter(|row| !row.number.is_empty());
        assert_eq!(numbered.count(), self.cases.len(), "cases after {after}");
    }

    /// At the end of the day the frozen case is signed as well, all is sent, and the county has each case once.
    pub fn sends_everything_once(&self) {
        let desk = self.desk();
        signed(&desk, &self.frozen);
        deeds::case_submit(&desk, by(&self.frozen)).unwrap();
        desk.send_now().unwrap();
        let batch = self.town.county_pulls();
        let held: Vec<String> = names_in(&batch.join("cases"));
        let here = self.cases.iter().map(|case| &case.number).chain(&self.elsewhere);
        let here: BTreeSet<String> = here.map(|number| format!("{number}.json")).collect();
        assert_eq!(held.len(), here.len(), "each once: {held:?}");
        assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), here);
    }
}

fn at_work(town: &Town) -> Desk {
    let desk = town.desk_at(Clock::demo(morning()));
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    desk
}

/// Prepares and enrols a station with the real program. Its device secret lies in a file.
pub fn prepare(town: &Town) {
    let program = || program_in(&town.station);
    done(program().args(["init", "--station", STATION, "--chief", CHIEF]));
    done(program().args(["enrol", "--gateway", &town.url(), "--code", &town.code]));
}

/// The real program on a folder.
pub fn program_in(folder: &Path) -> Command {
    program(Command::new(BIANMIN), folder, MORNING)
}

/// A command that ends in the real program, on a folder.
pub fn program(mut command: Command, folder: &Path, clock: &str) -> Command {
    command.arg("--data").arg(folder).args(["--clock", clock, "--json"]);
    command.env("BIANMIN_PASSWORD", PASSWORD);
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    command
}

/// Runs a program that must come through; gives what it printed.
pub fn done(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What of a case never changes once it is taken in.
fn essence(case: &CaseView) -> impl PartialEq + std::fmt::Debug {
    let files: Vec<_> = case.materials.iter().map(|m| m.name.clone()).collect();
    (case.number.clone(), case.version, case.signed.clone(), case.sections.clone(), files)
}
