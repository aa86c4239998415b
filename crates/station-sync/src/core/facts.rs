//! What waits, as the core sees it. It decides by this and by nothing else that is stored.

use casework::case::FileHash;
use casework::moment::Moment;
use wire::entry::Epoch;

/// What waits at the station.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// Lanes in which entries wait, the most urgent first.
    pub lanes: Vec<Waiting>,
    /// Files whose entry was taken, in the order in which they should go.
    pub files: Vec<FileHash>,
    /// Papers of the authority that were announced and are not here.
    pub papers: Vec<AwaitedPaper>,
}

/// A paper of the authority that was announced and is not here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AwaitedPaper {
    /// Which.
    pub file: FileHash,
    /// Its bytes, as its decision says.
    pub size: u64,
}

/// Entries of a lane without a verdict, or forgotten by the gateway.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// The life of the data.
    pub epoch: Epoch,
    /// The lane.
    pub lane: u8,
    /// Last sequence that waits.
    pub last: u64,
}

/// What a line that costs by the byte has carried of its day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spent {
    /// Bytes both ways.
    pub bytes: u64,
    /// When the day began, by the gateway's clock.
    pub since: Moment,
}
