use crate::counted::Traffic;
use crate::cuts::After;
use crate::end::End;
use crate::forward::{Carrier, Shared};
use crate::profile::Profile;
use rustix::thread::{CapabilitySet, capabilities};
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The near end.
pub const NEAR: Ipv4Addr = Ipv4Addr::new(10, 99, 0, 1);
/// The far end.
pub const FAR: Ipv4Addr = Ipv4Addr::new(10, 99, 0, 2);
/// The far end as well: for programs that talk without TLS to their own computer only.
pub const FAR_AS_LOOPBACK: Ipv4Addr = Ipv4Addr::LOCALHOST;
const NEAR_AS_LOOPBACK: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

const TUN: &str = "/dev/net/tun";

/// Why there is no link, and therefore no figure.
#[derive(Debug, thiserror::Error)]
pub enum NoLink {
    /// The first two are what a machine allows or not; the rest went wrong.
    #[error("no link can be made here: it takes the rights CAP_NET_ADMIN and CAP_SYS_ADMIN (root has them)")]
    Rights,
    /// No TUN device.
    #[error("no link can be made here: this machine has no {TUN}")]
    NoTun,
    /// `ip` is not installed.
    #[error("no link can be made here: the program ip (iproute2) is missing")]
    NoIp(#[source] io::Error),
    /// A namespace cannot be opened or entered.
    #[error("no network namespace can be made or entered")]
    Namespace(#[source] io::Error),
    /// The device cannot be made.
    #[error("no network device can be made")]
    Device(#[source] io::Error),
    /// The kernel refuses a setting of the new network.
    #[error("{file} cannot be written")]
    Setting {
        /// Which.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// `ip` failed.
    #[error("ip {asked}: {says}")]
    Ip {
        /// What it was asked.
        asked: String,
        /// What it says.
        says: String,
    },
    /// The system gives no threads.
    #[error("no thread can be started")]
    Threads(#[source] io::Error),
}

impl NoLink {
    /// This machine does not allow it; nothing went wrong.
    pub fn is_lack(&self) -> bool {
        matches!(self, Self::Rights | Self::NoTun | Self::NoIp(_))
    }
}

/// A link between two ends. When it is dropped, ends, devices and addresses go with it; programs that still are at an end
/// keep it, but hear nothing more.
pub struct Link {
    near: End,
    far: End,
    shared: Arc<Shared>,
    carriers: Vec<JoinHandle<()>>,
}

impl Link {
    /// Makes a link.
    ///
    /// # Errors
    /// [`NoLink`]: in one sentence what is missing.
    pub fn with(profile: Profile) -> Result<Self, NoLink> {
        allowed()?;
        let (near, far) = (End::new()?, End::new()?);
        let inside = near.connect(&[(NEAR, FAR), (NEAR_AS_LOOPBACK, FAR_AS_LOOPBACK)])?;
        let outside = far.connect(&[(FAR, NEAR), (FAR_AS_LOOPBACK, NEAR_AS_LOOPBACK)])?;
        let (inside, outside) = (Arc::new(inside), Arc::new(outside));
        let shared = Arc::new(Shared::new(&profile));
        let mut link = Self { near, far, shared, carriers: Vec::new() };
        for (from, to, way) in [(&inside, &outside, 0), (&outside, &inside, 1)] {
            let shared = Arc::clone(&link.shared);
            let carrier = Carrier { from: Arc::clone(from), to: Arc::clone(to), way, shared };
            let thread = thread::Builder::new().name("link".to_owned()).spawn(move || carrier.carry());
            link.carriers.push(thread.map_err(NoLink::Threads)?);
        }
        Ok(link)
    }

    /// The end of the station.
    pub fn near(&self) -> &End {
        &self.near
    }

    /// The end of the gateway.
    pub fn far(&self) -> &End {
        &self.far
    }

    /// Gives the link another shape from now on; its cuts and counters begin anew.
    pub fn shape(&self, profile: Profile) {
        self.shared.shape(&profile);
    }

    /// Cuts the line now.
    pub fn cut(&self, lasts: Duration, after: After) {
        let mut state = self.shared.state();
        let now = state.now();
        state.calendar.cut(now, lasts, after);
    }

    /// What was counted since the link got its shape.
    pub fn traffic(&self) -> Traffic {
        self.shared.state().traffic()
    }

    /// When each connection was dialled since the link got its shape.
    pub fn dials(&self) -> Vec<Instant> {
        let state = self.shared.state();
        state.flows.dials.iter().map(|at| state.begun + *at).collect()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        for carrier in self.carriers.drain(..) {
            let _ = carrier.join();
        }
    }
}

/// Whether this machine lets this thread make one.
fn allowed() -> Result<(), NoLink> {
    let needed = CapabilitySet::NET_ADMIN | CapabilitySet::SYS_ADMIN;
    if !capabilities(None).is_ok_and(|held| held.effective.contains(needed)) {
        return Err(NoLink::Rights);
    }
    match Path::new(TUN).exists() {
        true => Ok(()),
        false => Err(NoLink::NoTun),
    }
}
