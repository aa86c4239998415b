//! A small world: a province's gateway with its content, and a county with one reviewer. The gateway's line to the
//! village can be cut and mended.

use crate::program::{self, Program, done, ours, source, until_listening};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The village of the journeys.
pub const STATION: &str = "469028100202";
/// Its name on every screen and paper.
pub const STATION_NAME: &str = "陵水黎族自治县椰林镇桃源村便民服务站";
/// When the journeys begin, by every clock.
pub const MORNING: &str = "2026-04-15T09:00:00+08:00";
/// A while later: clocks that are started again go on from here.
pub const LATER: &str = "2026-04-15T10:00:00+08:00";

const COUNTY: &str = "469028";
const REVIEWER: &str = "刘审核";
const PASSWORD: &str = "shenhe2026";

/// Gateway and county, in a folder of their own.
pub struct World {
    folder: TempDir,
    host: IpAddr,
    port: u16,
    gateway: Option<Program>,
}

impl World {
    /// Prepares a gateway, publishes the shipped content, makes an account for the reviewer and opens the line.
    pub fn begin() -> Self {
        Self::begin_at(Ipv4Addr::LOCALHOST.into())
    }

    /// The same with a gateway that listens elsewhere than on this computer, and therefore speaks TLS.
    pub fn begin_at(host: IpAddr) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut world = Self { folder, host, port: program::free_port(host), gateway: None };
        world.gateway_says(&["init", "--province", "46", "--demo"]);
        let content = source().join("assets");
        world.gateway_says(&["catalogue", "publish", content.to_str().expect("a plain path")]);
        let role = ["--role", "reviewer", "--county", COUNTY, "--full-name", REVIEWER];
        world.gateway_says(&[&["user", "add", REVIEWER], role.as_slice()].concat());
        world.open_line(MORNING);
        world
    }

    /// A folder of this world; made when it is not there.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().join(name);
        std::fs::create_dir_all(&folder).expect("a folder of the world");
        folder
    }

    /// Where stations and county find the gateway.
    pub fn address(&self) -> String {
        let scheme = if self.host.is_loopback() { "http" } else { "https" };
        format!("{scheme}://{}:{}", self.host, self.port)
    }

    /// A one-time code for another computer of the village.
    pub fn enrolment_code(&self) -> String {
        let facts = self.added(STATION);
        assert_eq!(facts["name"], STATION_NAME);
        facts["code"].as_str().expect("a code").to_owned()
    }

    /// The same for any village.
    pub fn enrolment_code_of(&self, station: &str) -> String {
        self.added(station)["code"].as_str().expect("a code").to_owned()
    }

    fn added(&self, station: &str) -> serde_json::Value {
        serde_json::from_str(&self.gateway_says(&["station", "add", station, "--json"])).expect("facts")
    }

    /// The province ends the use of a key, since the morning.
    pub fn ends_key(&self, id: &str) {
        self.gateway_says(&["keys", "end", id, "--reason", "换了电脑", "--at", MORNING]);
    }

    /// The running gateway, by its number.
    pub fn gateway_number(&self) -> u32 {
        self.gateway.as_ref().expect("a gateway").number()
    }

    /// The gateway is gone from one moment to the next.
    pub fn cut_line(&mut self) {
        self.gateway = None;
    }

    /// The gateway answers, at the address it always had.
    pub fn open_line(&mut self, clock: &str) {
        let mut command = self.gateway(&["serve", "--clock", clock, "--listen"]);
        command.arg(format!("{}:{}", self.host, self.port));
        self.gateway = Some(Program::start_until(command, "listening on ").0);
        until_listening(self.host, self.port);
    }

    /// The gateway answers at another address from now on, and at the old one nobody does.
    pub fn moves(&mut self, clock: &str) {
        self.cut_line();
        self.port = program::free_port(self.host);
        self.open_line(clock);
    }

    /// The gateway runs under a tracer, which may end it.
    pub fn open_line_under(&mut self, tracer: Command, clock: &str) {
        let served =
            self.gateway(&["serve", "--clock", clock, "--listen", &format!("127.0.0.1:{}", self.port)]);
        let mut traced = Command::new(tracer.get_program());
        traced.args(tracer.get_args()).arg(served.get_program()).args(served.get_args());
        traced.envs(served.get_envs().filter_map(|(name, value)| Some((name, value?))));
        // one that is killed before it listens has said nothing
        self.gateway = Program::start_or_die(traced, "listening on ");
    }

    /// The gateway was ended by somebody else than us.
    pub fn line_is_dead(&mut self) -> bool {
        self.gateway.as_mut().is_none_or(Program::is_over)
    }

    /// The gateway is told to stop and does what it has begun.
    pub fn end_line(&mut self) {
        if let Some(gateway) = self.gateway.take() {
            gateway.end();
        }
    }

    /// The county takes what is new; gives the batch's folder.
    pub fn county_pulls(&self, folder: &str) -> PathBuf {
        let out = self.folder(folder);
        done(self.county("pull").arg("--out").arg(&out));
        only_folder(&out)
    }

    /// Somebody takes in the sticks of a folder while the gateway serves; the answers lie beside them then.
    pub fn imports(&self, stick: &Path) -> Command {
        let mut command = self.gateway(&["bundle", "import"]);
        command.arg(stick).arg("--out").arg(stick);
        command
    }

    /// The county's answer to a case.
    pub fn county_decides(&self, number: &str, result: &str, more: &[&str]) {
        done(self.county("decide").arg(number).args(["--result", result]).args(more));
    }

    /// The province gives back what a station's chief brought on a stick: its file lies there then, and the code is told.
    pub fn gives_back(&self, stick: &Path) -> String {
        let brought = std::fs::read_dir(stick).expect("a stick").map(|entry| entry.expect("an entry").path());
        let brought: Vec<PathBuf> =
            brought.filter(|path| path.extension().is_some_and(|e| e == "age")).collect();
        let [sealed] = brought.as_slice() else { panic!("one sealed key on the stick: {brought:?}") };
        let mut recover = self.gateway(&["recover", "--json", "--out"]);
        let facts: serde_json::Value =
            serde_json::from_str(&done(recover.arg(stick).arg(sealed))).expect("facts");
        facts["code"].as_str().expect("a code").to_owned()
    }

    /// A deed of the county's program, to be begun.
    pub fn county(&self, deed: &str) -> Command {
        let mut command = ours("bianmin-county");
        command.args([deed, "--user", REVIEWER, "--gateway"]).arg(self.address());
        command.env("BIANMIN_PASSWORD", PASSWORD);
        command
    }

    fn gateway(&self, arguments: &[&str]) -> Command {
        let mut command = ours("bianmin-gateway");
        command.arg("--data").arg(self.folder("gateway")).args(arguments);
        command.env("BIANMIN_PASSWORD", PASSWORD);
        command
    }

    fn gateway_says(&self, arguments: &[&str]) -> String {
        done(&mut self.gateway(arguments))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        program::clear_out(self.folder.path());
    }
}

/// The one folder in a folder.
fn only_folder(within: &Path) -> PathBuf {
    let entries = std::fs::read_dir(within).expect("a folder").map(|entry| entry.expect("an entry").path());
    let folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    assert_eq!(folders.len(), 1, "one batch in {}: {folders:?}", within.display());
    folders[0].clone()
}
