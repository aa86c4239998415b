//! Sending entries. While one batch is on the line the next is packed; on a quick line several are on their way, so that
//! the gateway reads one while it writes another and the answers are taken in meanwhile.

use crate::parcel::{Parcel, packed_behind};
use crate::round::{Progress, RoundError, StoreDoor, note_files};
use station_store::Identity;
use std::collections::VecDeque;
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};
use wire::batch::PushAnswer;
use wire::problem::ProblemCode;
use wire::{CASE_LANE, Exchange, LinkError, MAX_BATCH_ENTRIES, Proof};

/// A line that answers within this time carries several batches at once. On a slower one the second would only take its
/// share of the first one's bandwidth, and a cut would cost both.
const QUICK: Duration = Duration::from_millis(250);
/// So many: one that comes, one that is read, one that is written.
const AT_ONCE: usize = 3;

struct Sender<'a, D> {
    door: &'a D,
    identity: &'a Identity,
    /// Entries in a batch at most; fewer once they turned out to be large.
    most: usize,
    /// Verdicts taken in.
    done: usize,
}

/// What came back for a parcel.
struct Returned {
    answer: Result<PushAnswer, LinkError>,
    took: Duration,
}

/// A parcel on its way.
struct OnTheLine<'scope> {
    thread: ScopedJoinHandle<'scope, Returned>,
    count: usize,
    /// It left before the answer to the one in front of it was here.
    ran_ahead: bool,
}

/// Sends every entry without a verdict, also those the gateway took already: a replay returns the stored verdicts.
pub(crate) fn push_entries(
    door: &impl StoreDoor,
    exchange: &(impl Exchange + Sync),
    identity: &Identity,
) -> Result<usize, RoundError> {
    let mut sender = Sender { door, identity, most: MAX_BATCH_ENTRIES, done: 0 };
    let mut at_once = 1;
    thread::scope(|scope| {
        let mut line = VecDeque::<OnTheLine<'_>>::new();
        let mut next = sender.packed_behind(0)?;
        loop {
            while let Some(parcel) = next.take_if(|_| line.len() < at_once && !door.stop()) {
                let Parcel { packed, count, last_seq, .. } = parcel;
                door.progress(Progress::Entries { count });
                let ran_ahead = !line.is_empty();
                let thread = scope.spawn(move || delivered(exchange, &packed));
                line.push_back(OnTheLine { thread, count, ran_ahead });
                next = sender.packed_behind(last_seq)?;
            }
            let Some(OnTheLine { thread, count, ran_ahead }) = line.pop_front() else {
                return Ok(sender.done);
            };
            // a thread that broke off got no answer
            let no_answer = |_| Returned { answer: Err(LinkError::Garbage), took: QUICK };
            let Returned { answer, took } = thread.join().unwrap_or_else(no_answer);
            at_once = if took < QUICK { AT_ONCE } else { 1 };
            let judged = match sorted(answer) {
                Err(error) if ran_ahead && is_gap(&error) => 0,
                answer => sender.take_in(answer?)?,
            };
            if judged < count {
                // what left behind it ran ahead of entries without a verdict: all of that goes again
                line.clear();
                next = sender.packed_behind(0)?;
            }
        }
    })
}

fn delivered(exchange: &impl Exchange, packed: &[u8]) -> Returned {
    let started = Instant::now();
    let answer = exchange.push(packed);
    Returned { answer, took: started.elapsed() }
}

fn is_gap(error: &RoundError) -> bool {
    matches!(error, RoundError::Link(link) if link.code() == Some(ProblemCode::BatchGap))
}

fn sorted(answer: Result<PushAnswer, LinkError>) -> Result<PushAnswer, RoundError> {
    match answer {
        Err(link) if link.code() == Some(ProblemCode::BatchFork) => Err(RoundError::Fork),
        other => Ok(other?),
    }
}

impl<D: StoreDoor> Sender<'_, D> {
    /// The next batch behind a sequence, as many entries as it may hold.
    fn packed_behind(&mut self, seq: u64) -> Result<Option<Parcel>, RoundError> {
        packed_behind(self.door, self.identity, CASE_LANE, seq, &mut self.most)
    }

    /// Takes an answer in; gives how many entries were judged.
    fn take_in(&mut self, answer: PushAnswer) -> Result<usize, RoundError> {
        let signed = Proof::verify_all(&answer.proofs, &self.identity.enrolment.gateway);
        if !signed || answer.verdicts.is_empty() {
            return Err(RoundError::Forged);
        }
        let at = self.door.now();
        let PushAnswer { verdicts, proofs, files, .. } = answer;
        self.door.with(|s| s.take_verdicts(self.identity, CASE_LANE, &verdicts, &proofs, at))?;
        note_files(self.door, &files)?;
        let judged = verdicts.len();
        self.done += judged;
        Ok(judged)
    }
}
