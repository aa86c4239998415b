//! The peers on a link like ours, with our records: Anki's sync server with its own client, and tus.

use crate::child::Talking;
use crate::records::{SCAN, case_file};
use crate::scene::{Load, Seen};
use crate::station::{SEND, Said};
use journeys::program::{self, Program, source};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use testkit::{FAR, Link, NEAR, Profile};

type Failed = Box<dyn Error + Send + Sync>;

/// Where they were installed.
pub struct Peers {
    /// Anki's Python.
    pub python: PathBuf,
    /// The folder of tus's packages.
    pub packages: PathBuf,
}

/// One of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Anki,
    Tus,
}

impl Kind {
    /// As it stands behind the name of a figure.
    pub fn name(self) -> &'static str {
        match self {
            Self::Anki => "Anki",
            Self::Tus => "tus",
        }
    }
}

/// A peer's client and server with a link between them.
pub struct Peer {
    // dropped in this order
    client: Talking,
    _server: Program,
    link: Link,
    kept: TempDir,
    _folder: TempDir,
    kind: Kind,
    load: Load,
    /// Bytes of what is to arrive.
    pub payload: f64,
}

impl Peer {
    /// Prepares both over a clear link; `beside` puts the server at the client's end.
    ///
    /// # Errors
    /// When a part does not start.
    pub fn prepare(
        kind: Kind,
        peers: &Peers,
        records: &Path,
        load: Load,
        beside: bool,
    ) -> Result<Self, Failed> {
        let (link, kept) = (Link::with(Profile::clear())?, tempfile::tempdir()?);
        let (end, host) = if beside { (link.near(), NEAR) } else { (link.far(), FAR) };
        let (server, port) = end.run(|| {
            let port = program::free_port(host.into());
            let server = Program::start(server(kind, peers, &host.to_string(), port, kept.path()));
            program::until_listening(host.into(), port);
            (server, port)
        })?;
        let mut command = client(kind, peers, &format!("http://{host}:{port}"));
        let folder = tempfile::tempdir()?;
        command
            .env("TMPDIR", folder.path())
            .arg(records)
            .arg(load.cases.to_string())
            .arg(load.scans.to_string());
        let (client, _) = Talking::start(link.near(), command)?;
        let payload = payload(records, load)?;
        Ok(Self { client, _server: server, link, kept, _folder: folder, kind, load, payload })
    }

    /// Sends all, but not longer.
    ///
    /// # Errors
    /// When the client is no more.
    pub fn run(&mut self, profile: Profile, most: Duration) -> Result<Seen, Failed> {
        self.link.shape(profile);
        self.client.tell(SEND)?;
        let done = self.client.until_done(most).is_some();
        let traffic = self.link.traffic();
        let took = self.client.after(|said| matches!(said, Said::Done(_)));
        let took = took.unwrap_or(most.as_secs_f64());
        let cases = self.client.proven();
        Ok(Seen { done, took, proofs: took, cases, traffic, station: f64::NAN, gateway: f64::NAN })
    }

    /// How many files its server keeps for those it was given: more is doubled, fewer is lost.
    ///
    /// # Errors
    /// When its folder cannot be read.
    pub fn kept(&self) -> Result<(usize, usize), Failed> {
        let given = self.load.cases * self.load.scans;
        match self.kind {
            Kind::Anki => Ok((count(&self.kept.path().join("station/media"), |_| true)?, given)),
            // beside each upload lies what is known of it
            Kind::Tus => {
                Ok((count(self.kept.path(), |name| !name.ends_with(".json"))?, self.load.cases + given))
            }
        }
    }
}

fn payload(records: &Path, load: Load) -> Result<f64, Failed> {
    let case = |nth| fs::metadata(records.join(case_file(nth))).map(|file| file.len());
    let cases: u64 = (0..load.cases).map(case).sum::<Result<u64, _>>()?;
    Ok((cases + (load.cases * load.scans * SCAN) as u64) as f64)
}

fn count(folder: &Path, counts: fn(&str) -> bool) -> Result<usize, Failed> {
    let names = fs::read_dir(folder)?.flatten().map(|file| file.file_name());
    Ok(names.filter(|name| counts(&name.to_string_lossy())).count())
}

fn script(name: &str) -> PathBuf {
    source().join("tests/examples/line/peers").join(name)
}

fn server(kind: Kind, peers: &Peers, host: &str, port: u16, kept: &Path) -> Command {
    let mut command = match kind {
        Kind::Anki => {
            let mut command = Command::new(&peers.python);
            command.args(["-m", "anki.syncserver"]).env("SYNC_USER1", "station:secret");
            command.env("SYNC_BASE", kept).env("SYNC_HOST", host).env("SYNC_PORT", port.to_string());
            // at its largest: a first sync carries everything
            command.env("MAX_SYNC_PAYLOAD_MEGS", "1000");
            command
        }
        Kind::Tus => {
            let mut command = Command::new("node");
            command.arg(script("tus_server.mjs")).arg(&peers.packages);
            command.args([host, &port.to_string()]).arg(kept);
            command
        }
    };
    command.stderr(Stdio::null());
    command
}

fn client(kind: Kind, peers: &Peers, address: &str) -> Command {
    match kind {
        Kind::Anki => {
            let mut command = Command::new(&peers.python);
            command.arg(script("anki_client.py")).arg(format!("{address}/"));
            command
        }
        Kind::Tus => {
            let mut command = Command::new("node");
            command.arg(script("tus_client.mjs")).arg(&peers.packages).arg(address);
            command
        }
    }
}
