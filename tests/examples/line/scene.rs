//! A station, a link and a gateway, for one run.

use crate::child::Talking;
use crate::station::{SEND, Said, Told};
use journeys::world::{STATION, World};
use measure::memory;
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use testkit::{FAR, FAR_AS_LOOPBACK, Link, NEAR, Profile, Traffic};

type Failed = Box<dyn Error + Send + Sync>;

/// How the station talks to the gateway.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Talk {
    /// As it does everywhere but on its own computer.
    Tls,
    /// Without TLS, as the peers do.
    Plain,
    /// With TLS, and the gateway is at the station's end: no link lies between them.
    Beside,
}

/// What waits at the station.
#[derive(Clone, Copy)]
pub struct Load {
    /// Cases,
    pub cases: usize,
    /// each with so many scans.
    pub scans: usize,
}

/// One station and its gateway.
pub struct Scene {
    // dropped in this order
    pub station: Talking,
    world: World,
    pub link: Link,
    load: Load,
    /// Bytes of JSON that wait.
    json: u64,
    _folder: TempDir,
}

/// What a run showed.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// All has arrived.
    pub done: bool,
    /// Seconds.
    pub took: f64,
    /// Seconds until the last proof was kept.
    pub proofs: f64,
    /// Cases that arrived.
    pub cases: usize,
    /// On the link, all layers.
    pub traffic: Traffic,
    /// The most the station held in memory while it sent, in MiB.
    pub station: f64,
    /// The gateway, as long as it ran.
    pub gateway: f64,
}

impl Scene {
    /// Prepares all over a clear link; the records go to a folder for the peers.
    ///
    /// # Errors
    /// When a part does not start.
    pub fn prepare(talk: Talk, load: Load, records: Option<&Path>) -> Result<Self, Failed> {
        let link = Link::with(Profile::clear())?;
        let (end, host) = match talk {
            Talk::Tls => (link.far(), FAR),
            Talk::Plain => (link.far(), FAR_AS_LOOPBACK),
            Talk::Beside => (link.near(), NEAR),
        };
        let world = end.run(|| World::begin_at(host.into()))?;
        // the station is ended in the middle of its work and clears up nothing
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.env("TMPDIR", folder.path());
        command.arg("station").arg(world.address()).arg(world.enrolment_code_of(STATION));
        command.arg(load.cases.to_string()).arg(load.scans.to_string()).args(records);
        let (station, json) = Talking::start(link.near(), command)?;
        Ok(Self { station, world, link, load, json, _folder: folder })
    }

    /// Bytes of what is to arrive.
    pub fn payload(&self) -> f64 {
        (self.json + (self.load.cases * self.load.scans * crate::records::SCAN) as u64) as f64
    }

    /// Gives the link its shape and lets the station send.
    ///
    /// # Errors
    /// When it is no more.
    pub fn begin(&mut self, profile: Profile) -> Result<(), Failed> {
        self.link.shape(profile);
        self.station.tell(SEND)
    }

    /// Sends all, but not longer.
    ///
    /// # Errors
    /// When the station is no more.
    pub fn run(&mut self, profile: Profile, most: Duration) -> Result<Seen, Failed> {
        self.begin(profile)?;
        Ok(self.see(most))
    }

    /// Waits until all has arrived.
    pub fn see(&mut self, most: Duration) -> Seen {
        let done = self.station.until_done(most);
        let traffic = self.link.traffic();
        let (last, proven) = (|said: &Said| matches!(said, Said::Done(_)), Said::Proven(self.load.cases));
        let station = match done.as_ref().map(|told| &told.said) {
            Some(Said::Done(memory)) => *memory,
            _ => f64::NAN,
        };
        Seen {
            done: done.is_some(),
            took: self.station.after(last).unwrap_or(most.as_secs_f64()),
            proofs: self.station.after(|said| *said == proven).unwrap_or(most.as_secs_f64()),
            cases: self.station.proven(),
            traffic,
            station,
            gateway: memory::most_resident(self.world.gateway_number()),
        }
    }

    /// Whole round trips from the first dial after a moment to the first proof after it.
    pub fn round_trips(&self, after: Instant, round_trip: Duration) -> Option<f64> {
        let (now, wall) = (Instant::now(), SystemTime::now().duration_since(UNIX_EPOCH).ok()?);
        let on_the_wall = |at: Instant| (wall - now.duration_since(at)).as_micros() as u64;
        let dial = self.link.dials().into_iter().find(|dial| *dial >= after).map(on_the_wall)?;
        let proof = |told: &&Told| matches!(told.said, Said::Proven(_)) && told.at > dial;
        let proof = self.station.told.iter().find(proof)?.at;
        Some(((proof - dial) / round_trip.as_micros() as u64) as f64)
    }
}
