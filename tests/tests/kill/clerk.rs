//! A clerk at the command line.

use journeys::program::{done, ours, source};
use journeys::things::{copy_that_stays, signed_and_scanned};
use journeys::world::{LATER, STATION, World};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const ITEM: &str = "unemployment";

/// How long deeds take when nobody disturbs them.
#[derive(Default)]
pub struct Times {
    pub case_new: Duration,
    pub sign: Duration,
    pub submit: Duration,
    pub sync: Duration,
    pub list: Duration,
}

pub struct Clerk {
    data: PathBuf,
    papers: PathBuf,
    pub times: Times,
}

/// How long a program takes.
pub fn took(mut command: Command) -> Duration {
    let begun = Instant::now();
    done(&mut command);
    begun.elapsed()
}

/// The receipt number of a case as it is shown.
pub fn number_in(said: &str) -> String {
    let view: Value = serde_json::from_str(said).unwrap();
    view["number"].as_str().unwrap().to_owned()
}

impl Clerk {
    /// A clerk with a data folder that is not prepared yet.
    pub fn new(world: &World, folder: &str) -> Self {
        let clerk =
            Self { data: world.folder(folder), papers: world.folder("papers"), times: Times::default() };
        let item = source().join(format!("assets/catalogue/items/{ITEM}.json"));
        let item: Value = serde_json::from_slice(&std::fs::read(item).unwrap()).unwrap();
        std::fs::write(clerk.papers.join("form.json"), item["sample"].to_string()).unwrap();
        let picture = image::GrayImage::from_pixel(200, 300, image::Luma([200]));
        picture.save(clerk.papers.join("id.png")).unwrap();
        clerk
    }

    pub fn init(&self) -> Command {
        self.command(&["init", "--station", STATION, "--chief", "张小梅"])
    }

    /// Prepares the folder unless that came through before, enrols, and handles a first case undisturbed to see how
    /// long each deed takes.
    pub fn begin(&mut self, world: &World) {
        let output = self.init().output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() || said.contains("already_prepared"), "{said}");
        let (address, code) = (world.address(), world.enrolment_code());
        done(&mut self.command(&["enrol", "--gateway", &address, "--code", &code]));
        self.times = self.first_case();
    }

    fn first_case(&self) -> Times {
        let case_new = took(self.case_new());
        let number = self.cases().into_keys().next().unwrap();
        let scans = self.prints_and_scans(&number);
        let sign = took(self.sign(&number, &scans));
        let submit = took(self.submit(&number));
        Times { case_new, sign, submit, sync: took(self.sync()), list: took(self.list()) }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = ours("bianmin");
        command.arg("--data").arg(&self.data).args(["--clock", LATER, "--json"]).args(arguments);
        command.env("BIANMIN_PASSWORD", "changban2026");
        command
    }

    pub fn case_new(&self) -> Command {
        let picture = format!("id_card={}", self.papers.join("id.png").display());
        let mut command = self.command(&["case", "new", ITEM, "--material", &picture, "--form"]);
        command.arg(self.papers.join("form.json"));
        command
    }

    pub fn sign(&self, number: &str, scans: &[PathBuf]) -> Command {
        let mut command = self.command(&["case", "sign", number]);
        for scan in scans {
            command.arg("--scan").arg(scan);
        }
        command
    }

    pub fn sign_later(&self, number: &str) -> Command {
        self.command(&["case", "sign", number, "--scan-by", "2026-04-20"])
    }

    pub fn submit(&self, number: &str) -> Command {
        self.command(&["case", "submit", number])
    }

    pub fn sync(&self) -> Command {
        self.command(&["sync"])
    }

    /// All that waits, onto a stick.
    pub fn export(&self, stick: &Path) -> Command {
        let mut command = self.command(&["bundle", "export", "--to"]);
        command.arg(stick);
        command
    }

    /// What came back on a stick.
    pub fn import(&self, stick: &Path) -> Command {
        let mut command = self.command(&["bundle", "import"]);
        command.arg(stick);
        command
    }

    pub fn list(&self) -> Command {
        self.command(&["case", "list"])
    }

    /// A new case, by its number.
    pub fn takes_in(&self) -> String {
        number_in(&done(&mut self.case_new()))
    }

    /// All that has to be signed as it comes back from printer, hand and scanner: the form, and the copy of the receipt
    /// that stays.
    pub fn prints_and_scans(&self, number: &str) -> Vec<PathBuf> {
        let mut scans = signed_and_scanned(&self.prints(number, "form"));
        scans.extend(copy_that_stays(&self.prints(number, "receipt")));
        scans
    }

    fn prints(&self, number: &str, kind: &str) -> PathBuf {
        let paper = self.papers.join(format!("{number}-{kind}.pdf"));
        done(self.command(&["paper", number, kind, "--out"]).arg(&paper));
        paper
    }

    /// A new case that waits for the line, by its number.
    pub fn submits_one(&self) -> String {
        let number = self.takes_in();
        done(&mut self.sign_later(&number));
        done(&mut self.submit(&number));
        number
    }

    /// Finishes what a kill left undone.
    pub fn submits_all(&self) {
        for (number, phase) in self.cases() {
            if phase == "awaiting_signature" {
                if !self.is_signed(&number) {
                    done(&mut self.sign_later(&number));
                }
                done(&mut self.submit(&number));
            }
        }
    }

    /// Phases of the cases by receipt number; each number stands once.
    pub fn cases(&self) -> BTreeMap<String, String> {
        let list: Value = serde_json::from_str(&done(&mut self.list())).unwrap();
        let rows = list["rows"].as_array().unwrap().iter().filter(|row| row["number"] != "");
        let text = |value: &Value| value.as_str().unwrap().replace(' ', "");
        let rows: Vec<_> = rows.map(|row| (text(&row["number"]), text(&row["phase"]))).collect();
        let cases: BTreeMap<String, String> = rows.iter().cloned().collect();
        assert_eq!(cases.len(), rows.len(), "a number was given twice");
        cases
    }

    fn shown(&self, number: &str) -> Value {
        serde_json::from_str(&done(&mut self.command(&["case", "show", number]))).unwrap()
    }

    pub fn is_signed(&self, number: &str) -> bool {
        self.shown(number)["signed"] != ""
    }

    /// How often the case's time line says that it was accepted.
    pub fn acceptances(&self, number: &str) -> usize {
        let shown = self.shown(number);
        shown["timeline"].as_array().unwrap().iter().filter(|row| row["what"] == "受理").count()
    }
}
