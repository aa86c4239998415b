//! On a clear link: bytes, memory, and how fast both ends are.

use crate::peer::{Kind, Peer, Peers};
use crate::scene::{Load, Scene, Seen, Talk};
use crate::{LONG, W1};
use measure::{Unit, tell};
use std::error::Error;
use std::path::Path;
use testkit::Profile;

type Failed = Box<dyn Error + Send + Sync>;

/// A load over a clear link, ours and theirs.
///
/// # Errors
/// When a part does not start, or not all arrived: on a clear link there is no excuse.
pub fn tell_load(peers: &Peers, records: &Path, name: &str, load: Load) -> Result<(), Failed> {
    let records = records.join(name);
    let payload = ours(name, load)?;
    for kind in [Kind::Anki, Kind::Tus] {
        let mut peer = Peer::prepare(kind, peers, &records, load, false)?;
        let seen = whole(peer.run(Profile::clear(), LONG)?)?;
        let (kept, given) = peer.kept()?;
        if kept < given {
            return Err(format!("{} keeps {kept} files of {given}", kind.name()).into());
        }
        tell_bytes(name, &format!(" ({})", kind.name()), &seen, payload);
    }
    Ok(())
}

fn ours(name: &str, load: Load) -> Result<f64, Failed> {
    let mut payload = 0.0;
    for (talk, mark) in [(Talk::Plain, ""), (Talk::Tls, ", TLS")] {
        let mut scene = Scene::prepare(talk, load, None)?;
        let seen = whole(scene.run(Profile::clear(), LONG)?)?;
        payload = scene.payload();
        tell_bytes(name, mark, &seen, payload);
        tell(&format!("{name} on a clear link, connections{mark}"), seen.traffic.dials as f64, Unit::Count);
        if load.scans > 0 && talk == Talk::Tls {
            tell(&format!("{name}, station's memory at most"), seen.station, Unit::MiB);
            tell(&format!("{name}, gateway's memory at most"), seen.gateway, Unit::MiB);
        }
    }
    Ok(payload)
}

fn tell_bytes(name: &str, mark: &str, seen: &Seen, payload: f64) {
    let up = seen.traffic.up.bytes as f64 / payload;
    let both = seen.traffic.bytes() as f64 / payload;
    tell(&format!("{name} on a clear link, bytes up for one{mark}"), up, Unit::Ratio);
    tell(&format!("{name} on a clear link, bytes both ways for one{mark}"), both, Unit::Ratio);
}

/// Both ends of each beside each other, so that nothing but their own work takes time.
///
/// # Errors
/// As [`tell_load`].
pub fn tell_rates(peers: &Peers, records: &Path) -> Result<(), Failed> {
    const RUNS: usize = 3;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mut scene = Scene::prepare(Talk::Beside, W1, None)?;
        whole(scene.run(Profile::clear(), LONG)?)?;
        let last = |said: &crate::station::Said| *said == crate::station::Said::Proven(W1.cases);
        let took = scene.station.after(last).ok_or("no proof")?;
        ours.push(W1.cases as f64 / took);
        drop(scene);
        let mut anki = Peer::prepare(Kind::Anki, peers, records, W1, true)?;
        theirs.push(W1.cases as f64 / whole(anki.run(Profile::clear(), LONG)?)?.took);
    }
    let (ours, theirs) = (crate::middle(ours), crate::middle(theirs));
    tell("cases with their proof kept, TLS", ours, Unit::PerSecond);
    tell("cases with their proof kept (Anki)", theirs, Unit::PerSecond);
    tell("cases with their proof kept, TLS, for one of Anki's", ours / theirs, Unit::Ratio);
    Ok(())
}

fn whole(seen: Seen) -> Result<Seen, Failed> {
    if seen.done { Ok(seen) } else { Err(format!("not all arrived on a clear link: {seen:?}").into()) }
}
