//! What happened in runs, counted.

use std::fmt;
use std::ops::Add;

macro_rules! counted {
    ($($(#[$doc:meta])* $name:ident: $word:literal),* $(,)?) => {
        /// Counts of one run or of many.
        #[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
        pub struct Tally {
            $($(#[$doc])* pub $name: u64,)*
        }

        impl Add for Tally {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self { $($name: self.$name + other.$name,)* }
            }
        }

        impl fmt::Display for Tally {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let counts = [$((self.$name, $word)),*];
                let words: Vec<_> = counts.iter().map(|(count, word)| format!("{count} {word}")).collect();
                f.write_str(&words.join(", "))
            }
        }
    };
}

counted! {
    /// Cases at the gateway in the end.
    cases: "cases",
    /// Entries handed in.
    entries: "entries",
    /// Decisions of the county.
    decisions: "decisions",
    /// Drafts that came too late.
    overtaken: "decisions overtaken",
    /// Questions that left a station.
    questions: "questions",
    /// Questions whose answer was not heard.
    unanswered: "unanswered",
    /// Questions that the gateway worked a second time.
    doubled: "doubled",
    /// Cuts of everything under way.
    cuts: "cuts",
    /// Times without a line.
    partitions: "partitions",
    /// Stations that died.
    station_crashes: "crashes of stations",
    /// The gateway died.
    gateway_crashes: "crashes of the gateway",
    /// Files that changed on a disk before they were sent.
    damaged: "files damaged",
    /// Clocks that jumped.
    jumps: "jumps of clocks",
    /// Disks set back to an older copy.
    set_back: "disks set back",
    /// Disks copied.
    copied: "disks copied",
    /// The gateway set back to an older backup.
    forgot: "backups of the gateway put back",
    /// Sticks written.
    sticks: "sticks",
    /// Entries that were never sent and went with their disk.
    lost_with_disk: "unsent entries lost with their disk",
    /// Entries held.
    held: "held",
    /// Bytes of entries and pieces of files that left a second time.
    sent_again: "bytes sent again",
    /// Times at which the oracle looked.
    looks: "looks of the oracle",
}
