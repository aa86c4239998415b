//! On the village's link, ours and the peers' at the same time, each on a link of its own.

use crate::W1;
use crate::peer::{Kind, Peer, Peers};
use crate::scene::{Load, Scene, Seen, Talk};
use measure::{Unit, tell};
use std::error::Error;
use std::ops::Range;
use std::path::Path;
use std::thread;
use std::time::Duration;
use testkit::{Cuts, Profile};

type Failed = Box<dyn Error + Send + Sync>;

const VILLAGE: Profile = Profile::village();
const FIFTY: Load = Load { cases: 50, scans: 0 };
/// A tenth of W1: the peers that send one by one need so long.
const HUNDRED: Load = Load { cases: 100, scans: 0 };
/// As much of W2 as a thin line carries while somebody waits.
const FOUR: Load = Load { cases: 4, scans: 3 };
const TWO: Load = Load { cases: 2, scans: 3 };
const OFTEN: Cuts = Cuts::every(Duration::from_secs(15));
const MINUTELY: Cuts = Cuts::every(Duration::from_secs(60));
/// W1 is through before a minute is over: the first cut comes earlier, so that there is one.
const SOON: Cuts = Cuts { first: Duration::from_secs(15), ..MINUTELY };
/// Who is not done by then is not waited for.
const ENOUGH: Duration = Duration::from_secs(240);

/// Whose run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Ours(Talk),
    Theirs(Kind),
}

/// A run to come.
struct Planned {
    whose: Whose,
    load: Load,
    profile: Profile,
}

/// A run that is over.
struct Over {
    seen: Seen,
    payload: f64,
    /// Files that a peer's server keeps.
    kept: Option<usize>,
}

const BOTH: [Whose; 2] = [Whose::Ours(Talk::Plain), Whose::Ours(Talk::Tls)];
const ALL: [Whose; 4] = [BOTH[0], BOTH[1], Whose::Theirs(Kind::Anki), Whose::Theirs(Kind::Tus)];

impl Whose {
    fn mark(self) -> String {
        match self {
            Self::Ours(Talk::Plain) => String::new(),
            Self::Ours(_) => ", TLS".to_owned(),
            Self::Theirs(kind) => format!(" ({})", kind.name()),
        }
    }
}

/// All of it.
///
/// # Errors
/// When a part does not start.
pub fn tell_all(peers: &Peers, records: &Path) -> Result<(), Failed> {
    fifty(peers, records)?;
    let (ours, anki, tus) = (BOTH[0], ALL[2], ALL[3]);
    let mut plans = Vec::new();
    let mut plan = |whose: &[Whose], load, profile| {
        let from = plans.len();
        plans.extend(whose.iter().map(|whose| Planned { whose: *whose, load, profile }));
        from..plans.len()
    };
    let w1 = plan(&[BOTH[0], BOTH[1], anki], W1, VILLAGE.cut(SOON));
    let w2 = plan(&ALL, FOUR, VILLAGE.cut(MINUTELY));
    let often = plan(&[BOTH[0], BOTH[1], anki], W1, VILLAGE.cut(OFTEN));
    let hundred = plan(&[tus], HUNDRED, VILLAGE.cut(OFTEN));
    let lossless = VILLAGE.lossless();
    let mut again =
        |load| [plan(&[ours], load, lossless).start, plan(&[ours], load, lossless.cut(OFTEN)).start];
    let again = [("cases", again(W1)), ("scans", again(TWO))];
    let over = quiet_and_busy(&plans, peers, records)?;
    let of = |range: Range<usize>| plans[range.clone()].iter().zip(&over[range]);
    of(w1).for_each(|(plan, over)| over.tell_ratio("W1", plan));
    of(w2).for_each(|(plan, over)| over.tell_ratio("W2 of 4 cases", plan));
    of(often).chain(of(hundred)).for_each(|(plan, over)| over.tell_arrival(plan));
    for (name, [without, with]) in again {
        let again = over[with].more_a_cut_than(&over[without]) / f64::from(1 << 20);
        tell(&format!("sent again for a cut, {name}"), again, Unit::MiB);
    }
    Ok(())
}

impl Over {
    /// Bytes up for one of payload. When not all arrived: of ours more than any target allows, of a peer's nothing.
    fn tell_ratio(&self, load: &str, plan: &Planned) {
        let (name, mark) = (format!("{load}, 2 % loss and a cut a minute"), plan.whose.mark());
        tell(&format!("{name}, cases that arrived{mark}"), self.seen.cases as f64, Unit::Count);
        if self.seen.done || matches!(plan.whose, Whose::Ours(_)) {
            let ratio = self.or_never(self.seen.traffic.up.bytes as f64 / self.payload);
            tell(&format!("{name}, bytes up for one{mark}"), ratio, Unit::Ratio);
        }
    }

    fn tell_arrival(&self, plan: &Planned) {
        let (cases, mark) = (plan.load.cases, plan.whose.mark());
        let name = format!("{cases} cases with a cut every 15 s");
        tell(&format!("{name}, arrived{mark}"), self.seen.cases as f64, Unit::Count);
        tell(&format!("{name}, took{mark}"), self.seen.took * 1e3, Unit::Ms);
        if let (Some(kept), Whose::Theirs(Kind::Tus)) = (self.kept, plan.whose) {
            tell(&format!("{name}, kept by the server{mark}"), kept as f64, Unit::Count);
        }
    }

    /// Bytes that each cut cost.
    fn more_a_cut_than(&self, without: &Self) -> f64 {
        let more = self.seen.traffic.up.bytes as f64 - without.seen.traffic.up.bytes as f64;
        self.or_never(more / self.seen.traffic.cuts.max(1) as f64)
    }

    fn or_never(&self, value: f64) -> f64 {
        const NEVER: f64 = 1e9;
        if self.seen.done { value } else { NEVER }
    }
}

/// Those with scans first: they send slowly and long, and a link that is late because others pack thousands of cases beside
/// it has their packets sent twice. Gives what came of each in the order of the plans.
fn quiet_and_busy(plans: &[Planned], peers: &Peers, records: &Path) -> Result<Vec<Over>, Failed> {
    let (quiet, busy): (Vec<_>, Vec<_>) = plans.iter().partition(|plan| plan.load.scans > 0);
    let (mut quiet, mut busy) =
        (all(&quiet, peers, records)?.into_iter(), all(&busy, peers, records)?.into_iter());
    let mut next = |plan: &Planned| if plan.load.scans > 0 { quiet.next() } else { busy.next() };
    plans.iter().map(|plan| next(plan).ok_or_else(|| "a run is missing".into())).collect()
}

/// One behind the other: on these few seconds nothing else may weigh.
fn fifty(peers: &Peers, records: &Path) -> Result<(), Failed> {
    for whose in ALL {
        let over = all(&[&Planned { whose, load: FIFTY, profile: VILLAGE }], peers, records)?;
        let mark = whose.mark();
        for Over { seen, .. } in over {
            tell(&format!("50 cases on the village's line{mark}"), seen.took * 1e3, Unit::Ms);
            if let Whose::Ours(_) = whose {
                tell(
                    &format!("50 cases on the village's line, until the last proof{mark}"),
                    seen.proofs * 1e3,
                    Unit::Ms,
                );
            }
        }
    }
    Ok(())
}

/// A client with its server, ready.
enum Ready {
    Ours(Box<Scene>),
    Theirs(Box<Peer>),
}

/// Prepares them one by one, then lets all send at once.
fn all(plans: &[&Planned], peers: &Peers, records: &Path) -> Result<Vec<Over>, Failed> {
    let ready = |plan: &Planned| match plan.whose {
        Whose::Ours(talk) => Ok(Ready::Ours(Box::new(Scene::prepare(talk, plan.load, None)?))),
        Whose::Theirs(kind) => {
            let records = records.join(if plan.load.scans > 0 { "W2" } else { "W1" });
            Ok(Ready::Theirs(Box::new(Peer::prepare(kind, peers, &records, plan.load, false)?)))
        }
    };
    let ready: Vec<Ready> = plans.iter().copied().map(ready).collect::<Result<_, Failed>>()?;
    thread::scope(|scope| {
        let begin = |(plan, ready): (&Planned, Ready)| {
            let profile = plan.profile;
            scope.spawn(move || match ready {
                Ready::Ours(mut scene) => {
                    let payload = scene.payload();
                    scene.run(profile, ENOUGH).map(|seen| Over { seen, payload, kept: None })
                }
                Ready::Theirs(mut peer) => {
                    let payload = peer.payload;
                    let seen = peer.run(profile, ENOUGH)?;
                    Ok(Over { seen, payload, kept: peer.kept().ok().map(|(kept, _)| kept) })
                }
            })
        };
        let running: Vec<_> = plans.iter().copied().zip(ready).map(begin).collect();
        running.into_iter().map(|run| run.join().map_err(|_| "a run broke off")?).collect()
    })
}
