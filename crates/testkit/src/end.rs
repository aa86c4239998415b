use crate::device::{Device, NAME};
use crate::link::NoLink;
use crate::profile::MTU;
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use std::fs::File;
use std::net::Ipv4Addr;
use std::os::fd::AsFd as _;
use std::process::{Command, Stdio, id};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// Names are short-lived, but no two are the same at once.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// What stations have that run Windows.
const CONGESTION: &str = "cubic";
/// Programs that talk without TLS to this computer only may do so over the link.
const ROUTE_LOOPBACK: &str = "ipv4/conf/line/route_localnet";

/// Where the kernel keeps named namespaces.
const NAMED: &str = "/run/netns";

/// One end of a link: a network of its own, in which there is nothing but the link.
pub struct End {
    /// Nobody else knows the namespace: the kernel takes it away with the last program in it.
    namespace: File,
}

impl End {
    /// A network without anything in it.
    pub(crate) fn new() -> Result<Self, NoLink> {
        let name = format!("testkit-{}-{}", id(), NEXT.fetch_add(1, Ordering::Relaxed));
        ip(&["netns", "add", &name])?;
        let namespace = File::open(format!("{NAMED}/{name}"));
        // held open it needs no name, and what has no name is left behind by nobody
        ip(&["netns", "delete", &name])?;
        Ok(Self { namespace: namespace.map_err(NoLink::Namespace)? })
    }

    /// Does something on a thread of its own at this end. Whatever it opens, and whatever programs and threads it starts,
    /// are at this end and stay there.
    ///
    /// # Errors
    /// When the thread cannot go there; what it does panics here as well.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> Result<T, NoLink> {
        thread::scope(|scope| {
            let worker = scope.spawn(|| {
                move_into_link_name_space(self.namespace.as_fd(), Some(LinkNameSpaceType::Network))
                    .map_err(|error| NoLink::Namespace(error.into()))?;
                Ok(work())
            });
            worker.join().unwrap_or_else(|panicked| std::panic::resume_unwind(panicked))
        })
    }

    /// Gives this end its device and addresses: each an own one, and the other end's.
    pub(crate) fn connect(&self, addresses: &[(Ipv4Addr, Ipv4Addr)]) -> Result<Device, NoLink> {
        self.run(|| {
            let device = Device::open().map_err(NoLink::Device)?;
            settings()?;
            ip(&["link", "set", "lo", "up"])?;
            ip(&["address", "flush", "dev", "lo"])?;
            for (own, other) in addresses {
                ip(&["address", "add", &own.to_string(), "peer", &other.to_string(), "dev", NAME])?;
            }
            ip(&["link", "set", NAME, "mtu", &MTU.to_string(), "up"])?;
            for (own, other) in addresses {
                let (own, other) = (own.to_string(), other.to_string());
                // by the route: a new network may not choose one for all its connections
                ip(&["route", "replace", &other, "dev", NAME, "src", &own, "congctl", CONGESTION])?;
            }
            Ok(device)
        })?
    }
}

/// No memory of other connections, addresses of a loopback on a real device, and no packets that nobody asked for. The
/// kernel shows each thread the settings of its own namespace.
fn settings() -> Result<(), NoLink> {
    let all = [("ipv6/conf/all/disable_ipv6", "1"), ("ipv4/tcp_no_metrics_save", "1"), (ROUTE_LOOPBACK, "1")];
    for (setting, value) in all {
        let file = format!("/proc/sys/net/{setting}");
        std::fs::write(&file, value).map_err(|source| NoLink::Setting { file, source })?;
    }
    Ok(())
}

fn ip(arguments: &[&str]) -> Result<(), NoLink> {
    let run = Command::new("ip").args(arguments).stdin(Stdio::null()).output();
    let output = run.map_err(NoLink::NoIp)?;
    match output.status.success() {
        true => Ok(()),
        false => Err(NoLink::Ip {
            asked: arguments.join(" "),
            says: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        }),
    }
}
