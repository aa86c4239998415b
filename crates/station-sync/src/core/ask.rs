//! What can be asked of the gateway, and how it can end.

use casework::case::FileHash;
use casework::moment::Moment;
use std::time::Duration;
use wire::entry::Epoch;

/// The next question. The core names it; who drives the core makes its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// Where do you stand?
    Hello,
    /// Entries of a lane without a verdict, or forgotten by the gateway.
    Push {
        /// The life of the data.
        epoch: Epoch,
        /// The lane.
        lane: u8,
        /// Behind this sequence; 0 = from the first that waits.
        behind: u64,
        /// About so many packed bytes.
        bytes: usize,
        /// The line carries more than packing hard would spare.
        swift: bool,
    },
    /// The next piece of a file.
    Append {
        /// Which.
        file: FileHash,
        /// Bytes at most.
        bytes: usize,
    },
    /// Events after the cursor.
    Pull,
    /// The next part of a paper of the authority.
    Fetch {
        /// Which.
        file: FileHash,
        /// Bytes at most.
        bytes: usize,
    },
    /// The next part of the catalogue that hello named.
    Catalogue {
        /// Bytes at most.
        bytes: usize,
    },
}

/// What the answers to a hello and to a question for events weigh where there is much to tell.
const NEWS: usize = 32 * 1024;

impl Ask {
    /// What it is about: a failure that is not the line's sets just this aside.
    pub(crate) fn subject(&self) -> Subject {
        match self {
            Self::Hello => Subject::Hello,
            Self::Push { epoch, lane, .. } => Subject::Lane(*epoch, *lane),
            Self::Append { file, .. } => Subject::File(file.clone()),
            Self::Pull => Subject::Events,
            Self::Fetch { file, .. } => Subject::Paper(file.clone()),
            Self::Catalogue { .. } => Subject::Catalogue,
        }
    }

    /// About so many bytes of body.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Push { bytes, .. } | Self::Append { bytes, .. } => *bytes,
            _ => 0,
        }
    }

    /// About so many bytes of answer, at most.
    pub(crate) fn expects(&self) -> usize {
        match self {
            Self::Hello | Self::Pull => NEWS,
            Self::Fetch { bytes, .. } | Self::Catalogue { bytes } => *bytes,
            Self::Push { .. } | Self::Append { .. } => 0,
        }
    }

    /// Asks for a part of something whole, whose bytes cross as they are.
    pub(crate) fn for_part(&self) -> bool {
        matches!(self, Self::Fetch { .. } | Self::Catalogue { .. })
    }

    /// Goes down rather than up: it takes nothing from what is sent.
    pub(crate) fn comes_down(&self) -> bool {
        matches!(self, Self::Pull | Self::Fetch { .. } | Self::Catalogue { .. })
    }
}

/// What an [`Ask`] is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Subject {
    Hello,
    Lane(Epoch, u8),
    File(FileHash),
    Events,
    Paper(FileHash),
    Catalogue,
}

/// A question that was answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Done {
    /// The gateway said where it stands, and everything of it was noted.
    Greeted {
        /// Events wait there.
        events: bool,
        /// A catalogue is in force that is not here.
        catalogue: bool,
        /// Bytes a day that this line may cost, where somebody pays for each.
        daily_bytes: Option<u64>,
        /// The gateway's clock.
        server_time: Moment,
        /// The province asks to be left alone so long.
        pause: Option<Duration>,
    },
    /// Verdicts were taken in.
    Pushed {
        /// Entries judged. None, when what they wait for is not there yet.
        judged: usize,
        /// Entries sent.
        sent: usize,
    },
    /// The gateway has more of a file.
    Appended {
        /// All of it.
        complete: bool,
    },
    /// Events were applied.
    Pulled {
        /// More wait.
        more: bool,
    },
    /// A part of a paper or of a catalogue came.
    Arrived,
    /// A paper or a catalogue is here.
    Came,
    /// A paper is here and does not hold.
    Held,
    /// The gateway knew another history; what waits was queued anew in a new epoch.
    Renewed,
}

/// A question that was not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The line broke, went silent, or somebody else answered.
    Cut,
    /// The gateway has too much to do.
    Busy {
        /// It named a time.
        wait: Option<Duration>,
    },
    /// The session is over.
    SessionOver,
    /// A push ran ahead of one that did not arrive, or a piece of a file stands elsewhere.
    Elsewhere,
    /// No, for this subject; the rest goes on.
    Refused,
}
