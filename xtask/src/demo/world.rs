//! The small world of the demo: a gateway, a station, a county office, and what they have told each other so far.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::children::{Children, Running};
use super::line::Line;
use crate::place;
use crate::problem::{Outcome, Problem};

/// 椰林镇 (a village-level code of the division table).
pub const STATION: &str = "469028100200";
/// When the scripted demo begins: a Wednesday before a make-up working day and a county holiday.
const MORNING: &str = "2026-04-15T09:00:00+08:00";
/// 陵水黎族自治县.
pub const COUNTY: &str = "469028";
/// Made-up people.
pub const CHIEF: &str = "张小梅";
pub const REVIEWER: &str = "刘审核";
/// Good for this world only; it is made new each time and listens on loopback.
pub const PASSWORD: &str = "bianmin-demo-2026";

/// Everything the steps share.
pub struct World {
    children: Children,
    folder: PathBuf,
    /// Nobody watches: every clock begins at the same morning, so that the papers of two runs can be compared.
    scripted: bool,
    /// Where the gateway listens, once it does.
    gateway: Option<String>,
    /// The one-time code for enrolling the station, once given.
    code: Option<String>,
    /// The wire from the station to the gateway, once it listens.
    line: Option<Line>,
    /// Each person's receipt number, once given.
    numbers: BTreeMap<String, String>,
}

impl World {
    /// # Errors
    /// When signals cannot be watched.
    pub fn new(folder: PathBuf, scripted: bool) -> Outcome<Self> {
        let children = Children::watched(folder.join("logs"))?;
        let numbers = BTreeMap::new();
        Ok(World { children, folder, scripted, gateway: None, code: None, line: None, numbers })
    }

    /// `target/demo`.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The station's data folder.
    pub fn station_data(&self) -> PathBuf {
        self.folder.join("data/station")
    }

    /// Runs `bianmin-gateway` on the demo's data.
    ///
    /// # Errors
    /// When it refuses.
    pub fn gateway(&self, args: &[&str]) -> Outcome<String> {
        self.children.ask("gateway", self.gateway_command(args))
    }

    /// Runs `bianmin` on the demo's data.
    ///
    /// # Errors
    /// When it refuses.
    pub fn station(&self, args: &[&str]) -> Outcome<String> {
        self.children.ask("station", self.station_command(args))
    }

    /// Runs `bianmin` on the demo's data where it must refuse; gives its words.
    ///
    /// # Errors
    /// When it ends in any other way.
    pub fn station_refuses(&self, args: &[&str], code: i32) -> Outcome<String> {
        self.children.refused("station", self.station_command(args), code)
    }

    /// Runs `bianmin-county DEED … --gateway URL --user NAME --json`.
    ///
    /// # Errors
    /// When it refuses, or no gateway listens yet.
    pub fn county(&self, args: &[&str]) -> Outcome<String> {
        let mut command = ours("bianmin-county");
        command.args(args).args(["--gateway", self.gateway_url()?, "--user", REVIEWER, "--json"]);
        self.children.ask("county", command)
    }

    /// Runs a program that is not ours.
    ///
    /// # Errors
    /// When it refuses.
    pub fn other(&self, command: Command) -> Outcome<String> {
        self.children.ask("other", command)
    }

    /// Starts the gateway on a free port and remembers its address.
    ///
    /// # Errors
    /// When it does not come to listen.
    pub fn start_gateway(&mut self) -> Outcome<String> {
        let console = place::ui().join("console/dist");
        let mut command = self.gateway_command(&["serve", "--listen", "127.0.0.1:0"]);
        if console.is_dir() {
            command.arg("--console").arg(console);
        }
        let url = self.children.start("gateway-serve", command)?.wait_for("listening on ")?;
        let address = url.trim_start_matches("http://").parse();
        let address = address.map_err(|_| Problem::said(format!("no address of a gateway: {url}")))?;
        self.line = Some(Line::to(address)?);
        self.gateway = Some(url.clone());
        Ok(url)
    }

    /// Starts the station's program for a browser; its first line tells the address with the one-time token.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn serve_desk(&self) -> Outcome<Running> {
        self.children.start("station-serve", self.station_command(&["serve"]))
    }

    /// Starts the desktop window.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn open_window(&self, program: &Path) -> Outcome<Running> {
        let mut command = Command::new(program);
        command.arg("--data").arg(self.station_data());
        command.arg("--fonts").arg(place::root().join("assets/fonts"));
        self.children.start("window", command)
    }

    /// # Errors
    /// Before the gateway listens.
    pub fn gateway_url(&self) -> Outcome<&str> {
        known(self.gateway.as_deref(), "the address of the gateway")
    }

    /// The wire between the two.
    ///
    /// # Errors
    /// Before the gateway listens.
    pub fn line(&self) -> Outcome<&Line> {
        known(self.line.as_ref(), "the line to the gateway")
    }

    /// Where the station finds the gateway: at the other end of the line.
    ///
    /// # Errors
    /// Before the gateway listens.
    pub fn line_url(&self) -> Outcome<String> {
        Ok(format!("http://{}", self.line()?.address()))
    }

    /// # Errors
    /// Before the station was registered.
    pub fn code(&self) -> Outcome<&str> {
        known(self.code.as_deref(), "the code for enrolling")
    }

    /// # Errors
    /// Before the case was frozen.
    pub fn number(&self, person: &str) -> Outcome<&str> {
        known(self.numbers.get(person).map(String::as_str), "the receipt number")
    }

    /// Remembers the code in what `station add --json` said.
    ///
    /// # Errors
    /// When there is none.
    pub fn learn_code(&mut self, said: &str) -> Outcome {
        self.code = Some(read_field(said, "code")?);
        Ok(())
    }

    /// Remembers the receipt number in what `case new` said.
    ///
    /// # Errors
    /// When there is none.
    pub fn learn_number(&mut self, person: &str, said: &str) -> Outcome<String> {
        let number =
            find_number(said).ok_or_else(|| Problem::said(format!("no receipt number in:\n{said}")))?;
        self.numbers.insert(person.to_owned(), number.clone());
        Ok(number)
    }

    fn gateway_command(&self, args: &[&str]) -> Command {
        let mut command = ours("bianmin-gateway");
        command.arg("--data").arg(self.folder.join("data/gateway")).args(self.clock()).args(args);
        command
    }

    fn station_command(&self, args: &[&str]) -> Command {
        let mut command = ours("bianmin");
        command.arg("--data").arg(self.station_data());
        command.arg("--fonts").arg(place::root().join("assets/fonts")).args(self.clock()).args(args);
        command
    }

    fn clock(&self) -> &'static [&'static str] {
        if self.scripted { &["--clock", MORNING] } else { &[] }
    }
}

fn ours(name: &str) -> Command {
    let mut command = Command::new(place::built(name));
    command.current_dir(place::root()).env("BIANMIN_PASSWORD", PASSWORD);
    command
}

fn known<T>(value: Option<T>, what: &str) -> Outcome<T> {
    value.ok_or_else(|| Problem::said(format!("{what} is not known yet")))
}

fn read_field(said: &str, field: &str) -> Outcome<String> {
    let value: serde_json::Value = serde_json::from_str(said.trim()).unwrap_or_default();
    value[field].as_str().map(str::to_owned).ok_or_else(|| Problem::said(format!("no `{field}` in:\n{said}")))
}

/// A receipt number: the station's code, day, device, sequence and check character, 27 in all; printed in groups.
fn find_number(said: &str) -> Option<String> {
    const LENGTH: usize = 27;
    said.lines().find_map(|line| {
        let closed: String = line.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let from = closed.find(STATION)?;
        let number = closed.get(from..from + LENGTH)?;
        number.chars().all(|c| c.is_ascii_alphanumeric()).then(|| number.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "46902810020020261123010001X";

    #[test]
    fn a_receipt_number_is_found_in_groups_in_json_and_in_a_sentence() {
        for said in [
            "收件编号 469028100200 20261123 01 0001 X",
            "{\"number\":\"46902810020020261123010001X\"}",
            NUMBER,
        ] {
            assert_eq!(find_number(said).as_deref(), Some(NUMBER), "{said}");
        }
        assert_eq!(find_number("站点 469028100200 已设置好"), None);
    }

    #[test]
    fn the_code_for_enrolling_is_read_from_json_and_its_lack_is_told() {
        assert_eq!(read_field("{\"station\":\"469028100200\",\"code\":\"AB12\"}\n", "code").unwrap(), "AB12");
        assert!(read_field("登记码 AB12", "code").is_err());
    }
}
