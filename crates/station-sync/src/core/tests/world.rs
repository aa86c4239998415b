//! A station and a gateway of a few lines, and a line between them that chance rules.

use super::super::*;
use casework::moment::Moment;
use std::collections::BTreeMap;
use wire::entry::Epoch;

pub const STEP: Duration = Duration::from_millis(100);

pub const LIFE: Epoch = Epoch::new(7);

pub fn file(n: u8) -> casework::case::FileHash {
    format!("{n:064x}").parse().unwrap()
}

/// A paper of the authority.
pub fn paper(size: u64) -> AwaitedPaper {
    AwaitedPaper { file: file(200), size }
}

/// Station and gateway, as far as the core can tell them apart.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// By lane: entries made, entries taken by the gateway, entries whose verdict is here.
    pub lanes: BTreeMap<u8, (u64, u64, u64)>,
    /// By file: size, bytes at the gateway, bytes known to be there.
    pub files: BTreeMap<u8, (u64, u64, u64)>,
    pub events: (u64, u64),
    /// Size of a paper of the authority, and what of it is here; of a catalogue.
    pub paper: (u64, u64),
    pub catalogue: (u64, u64),
    pub now: Duration,
    /// Bytes of entries that left, to see what a cut costs.
    pub most_under_way: usize,
    /// Something urgent is made at this step of the talk, and so many questions had left by then.
    pub urgent: Option<(usize, usize)>,
}

impl World {
    pub fn with(lanes: &[(u8, u64)], files: &[u64]) -> Self {
        Self {
            lanes: lanes.iter().map(|(lane, made)| (*lane, (*made, 0, 0))).collect(),
            files: files.iter().zip(1..).map(|(size, n)| (n, (*size, 0, 0))).collect(),
            ..Self::default()
        }
    }

    pub fn facts(&self) -> Facts {
        let waiting = self.lanes.iter().filter(|(_, (made, _, here))| here < made);
        let files = self.files.iter().filter(|(_, (size, _, known))| known < size);
        Facts {
            lanes: waiting
                .map(|(lane, (made, ..))| Waiting { epoch: LIFE, lane: *lane, last: *made })
                .collect(),
            files: files.map(|(n, _)| file(*n)).collect(),
            papers: (self.paper.1 < self.paper.0).then(|| paper(self.paper.0)).into_iter().collect(),
        }
    }

    pub fn idle(&self) -> bool {
        let facts = self.facts();
        let is_here = |(size, here): (u64, u64)| here >= size;
        facts.lanes.is_empty() && facts.files.is_empty() && is_here(self.paper) && is_here(self.catalogue)
    }

    /// What leaves: its weight, and the last sequence of a push.
    pub fn made(&self, ask: &Ask) -> (usize, u64) {
        match ask {
            Ask::Push { lane, behind, bytes, .. } => {
                let (made, _, here) = self.lanes[lane];
                let through = (behind.max(&here) + (*bytes / 1_000) as u64).min(made);
                (((through - behind.max(&here)) * 1_000) as usize, through)
            }
            Ask::Append { bytes, .. } => (*bytes, 0),
            _ => (0, 0),
        }
    }

    /// The gateway works; the answer may or may not arrive.
    pub fn works(&mut self, asked: &UnderWay, begin: u64) -> Result<Done, Trouble> {
        match &asked.ask {
            Ask::Hello => Ok(Done::Greeted {
                events: self.events.0 > self.events.1,
                catalogue: self.catalogue.1 < self.catalogue.0,
                daily_bytes: None,
                server_time: Moment::from_millis(0),
                pause: None,
            }),
            Ask::Push { lane, .. } => {
                let (_, taken, _) = self.lanes.get_mut(lane).unwrap();
                if begin > *taken {
                    return Err(Trouble::Elsewhere);
                }
                *taken = asked.through.max(*taken);
                self.events.0 += 1;
                let sent = (asked.through - begin) as usize;
                Ok(Done::Pushed { judged: sent, sent })
            }
            Ask::Append { file: of, bytes } => {
                let n = self.files.iter().find(|(n, _)| file(**n) == *of).map(|(n, _)| *n).unwrap();
                let (size, there, known) = self.files.get_mut(&n).unwrap();
                if there != known {
                    *known = *there;
                    return Err(Trouble::Elsewhere);
                }
                *there = (*there + *bytes as u64).min(*size);
                Ok(Done::Appended { complete: there == size })
            }
            Ask::Pull => Ok(Done::Pulled { more: false }),
            Ask::Fetch { bytes, .. } => Ok(arrives(self.paper, *bytes)),
            Ask::Catalogue { bytes } => Ok(arrives(self.catalogue, *bytes)),
        }
    }

    /// The station takes the answer in.
    pub fn takes_in(&mut self, asked: &UnderWay, done: &Done) {
        match (&asked.ask, done) {
            (Ask::Push { lane, .. }, Done::Pushed { .. }) => {
                let (_, _, here) = self.lanes.get_mut(lane).unwrap();
                *here = asked.through.max(*here);
            }
            (Ask::Append { .. }, Done::Appended { .. }) | (Ask::Hello, _) => {
                self.files.values_mut().for_each(|(_, there, known)| *known = *there);
            }
            (Ask::Pull, _) => self.events.1 = self.events.0,
            (Ask::Fetch { bytes, .. }, _) => self.paper.1 += *bytes as u64,
            (Ask::Catalogue { bytes }, _) => self.catalogue.1 += *bytes as u64,
            _ => {}
        }
        if asked.ask == Ask::Hello {
            // what the gateway forgot goes again
            self.lanes.values_mut().for_each(|(_, taken, here)| *here = (*here).min(*taken));
        }
    }
}

/// A part comes, and perhaps it is the last one.
fn arrives((size, here): (u64, u64), bytes: usize) -> Done {
    if here + bytes as u64 >= size { Done::Came } else { Done::Arrived }
}

/// What happens to a question, by chance.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    Answered,
    QuestionLost,
    AnswerLost,
    Busy,
    SessionOver,
}

/// Lets the core talk until it rests; `fates` decides what becomes of each question, `order` which answer comes next.
pub fn talk(
    core: &mut Core,
    world: &mut World,
    fates: &mut impl Iterator<Item = (Fate, usize)>,
) -> (Duration, Vec<Ask>) {
    let mut asks = Vec::new();
    let mut left: Vec<(UnderWay, u64)> = Vec::new();
    for step in 0..10_000 {
        world.now += STEP;
        if let Some((at, left)) = &mut world.urgent
            && *at == step
        {
            *left = asks.len();
            world.lanes.entry(0).or_default().0 += 1;
        }
        match core.next(world.now, &world.facts()) {
            Next::Ask(ask, _) => {
                let (weight, through) = world.made(&ask);
                let ticket = core.left(world.now, ask.clone(), weight, through);
                asks.push(ask.clone());
                let begin = through - (weight / 1_000) as u64 * u64::from(through > 0);
                left.push((UnderWay { ticket, ask, left: world.now, alone: true, weight, through }, begin));
                let entries = core.under_way.iter().filter(|asked| matches!(asked.ask, Ask::Push { .. }));
                world.most_under_way = world.most_under_way.max(entries.map(|asked| asked.weight).sum());
            }
            Next::Wait => {
                assert!(!left.is_empty(), "it waits for nothing");
                let (fate, order) = fates.next().unwrap_or((Fate::Answered, 0));
                let (asked, begin) = left.remove(order % left.len());
                let ended = match fate {
                    Fate::Answered => world.works(&asked, begin),
                    Fate::QuestionLost => Err(Trouble::Cut),
                    Fate::AnswerLost => world.works(&asked, begin).and(Err(Trouble::Cut)),
                    Fate::Busy => Err(Trouble::Busy { wait: Some(Duration::from_secs(30)) }),
                    Fate::SessionOver => Err(Trouble::SessionOver),
                };
                if let Ok(done) = &ended {
                    world.takes_in(&asked, done);
                }
                core.heard(world.now, asked.ticket, 100, ended);
            }
            Next::Rest(rest) => return (rest, asks),
        }
    }
    panic!("it talks for ever: {world:?}")
}
