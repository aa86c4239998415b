//! What one run is: everything in it follows from the seed.

use super::chance::Chance;
use std::time::Duration;

/// What is broken on purpose, so that the oracle is seen to find it. Nothing of it is in what ships.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Break {
    /// Nothing.
    Nothing,
    /// The disk says that a commit is made, and has lost it after the next crash.
    LostCommit,
    /// The gateway forgets that an id counts once: a repeated push is worked as if it were new.
    DoubledId,
    /// Verdicts that were given to an old epoch count for a new one.
    OpenFence,
    /// A station that rests arms no timer.
    NoTimer,
    /// The gateway's list has a case twice.
    DoubledCase,
    /// A station that asks on and on without counting what is under way: no answer frees anything.
    NoWindow,
    /// A growing file stays where it lay when it was whole.
    LeftFile,
    /// Nobody takes in anew what opens no more.
    NobodyMends,
}

/// One run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    /// Where all chance comes from.
    pub seed: u64,
    /// Stations at the beginning; copied disks come to them.
    pub stations: usize,
    /// Days with faults.
    pub days: u64,
    /// What is broken on purpose.
    pub broken: Break,
}

impl Plan {
    /// A run of so many stations and days in which nothing is broken.
    pub fn new(seed: u64, stations: usize, days: u64) -> Self {
        Self { seed, stations, days, broken: Break::Nothing }
    }

    /// When the faults stop.
    pub fn calm(&self) -> Duration {
        Duration::from_secs(self.days * 24 * 3600)
    }
}

/// How bad the line is, in parts of a thousand. Drawn once for a run.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// Questions and answers lost, each way.
    pub lost: u64,
    /// Questions that the gateway hears a second time.
    pub doubled: u64,
    /// Answers with other bytes than the gateway's.
    pub altered: u64,
    /// Questions and answers that take hours.
    pub stray: u64,
    /// Way there, and way back.
    pub way: Duration,
    /// Bytes a second.
    pub rate: u64,
    /// Crashes, cuts, jumps and what else happens: one in about so many minutes, at one station or at the gateway.
    pub fault_every: u64,
    /// Disks of stations are copied, and set back to what they once were.
    pub copies: bool,
    /// The gateway is set back to a backup.
    pub forgets: bool,
    /// The province has its catalogue at the gateway.
    pub catalogue: bool,
    /// Sticks are carried as well.
    pub carriers: bool,
}

impl Weather {
    /// Draws it. An open fence shows only where disks are copied.
    pub fn drawn(chance: &mut Chance, plan: &Plan) -> Self {
        let set_back = chance.below(6);
        let copies = [2, 4].contains(&set_back) || plan.broken == Break::OpenFence;
        Self {
            lost: chance.one_of(&[0, 0, 20, 50, 150, 300, 500]),
            doubled: chance.one_of(&[0, 10, 50, 200]),
            altered: chance.one_of(&[0, 0, 10, 50]),
            stray: chance.one_of(&[0, 0, 5, 50]),
            way: Duration::from_millis(chance.one_of(&[2, 40, 300, 1_500])),
            rate: chance.one_of(&[4_000, 32_000, 250_000, 5_000_000]),
            fault_every: chance.one_of(&[30, 120, 600, 3_000]) / plan.stations as u64 + 1,
            copies,
            forgets: set_back > 2 && plan.broken != Break::OpenFence,
            catalogue: chance.in_a_hundred(30),
            carriers: chance.in_a_hundred(50),
        }
    }

    /// The line when all faults have stopped.
    pub fn calm(self) -> Self {
        Self {
            lost: 0,
            doubled: 0,
            altered: 0,
            stray: 0,
            fault_every: u64::MAX,
            copies: false,
            forgets: false,
            ..self
        }
    }
}
