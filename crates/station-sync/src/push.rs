//! Sending entries. While one batch is on the line, the answer to the one before is taken in and the next is packed.

use crate::round::{Progress, RoundError, StoreDoor, log_of, note_files};
use station_store::Identity;
use std::thread;
use wire::batch::{Batch, BatchError, PushAnswer};
use wire::problem::ProblemCode;
use wire::{CASE_LANE, Exchange, LinkError, MAX_BATCH_ENTRIES, Proof};

/// A packed batch.
struct Parcel {
    packed: Vec<u8>,
    count: usize,
    last_seq: u64,
}

struct Sender<'a, D> {
    door: &'a D,
    identity: &'a Identity,
    /// Entries in a batch at most; fewer once they turned out to be large.
    most: usize,
    /// Verdicts taken in.
    done: usize,
}

/// Sends every entry without a verdict, also those the gateway took already: a replay returns the stored verdicts.
pub(crate) fn push_entries(
    door: &impl StoreDoor,
    exchange: &(impl Exchange + Sync),
    identity: &Identity,
) -> Result<usize, RoundError> {
    let mut sender = Sender { door, identity, most: MAX_BATCH_ENTRIES, done: 0 };
    let mut answered = None;
    let mut next = sender.packed_behind(0)?;
    while let Some(parcel) = next.filter(|_| !door.stop()) {
        door.progress(Progress::Entries { count: parcel.count });
        let (answer, meanwhile) = thread::scope(|scope| {
            let on_the_line = scope.spawn(|| exchange.push(&parcel.packed));
            let meanwhile =
                sender.take_in(answered.take()).and_then(|()| sender.packed_behind(parcel.last_seq));
            (on_the_line.join(), meanwhile)
        });
        next = meanwhile?;
        // a thread that broke off got no answer
        let answer = sorted(answer.unwrap_or(Err(LinkError::Garbage)))?;
        if answer.verdicts.len() < parcel.count {
            // only the first of them were judged: what follows must not run ahead of the rest
            sender.take_in(Some(answer))?;
            next = sender.packed_behind(0)?;
        } else {
            answered = Some(answer);
        }
    }
    sender.take_in(answered)?;
    Ok(sender.done)
}

fn sorted(answer: Result<PushAnswer, LinkError>) -> Result<PushAnswer, RoundError> {
    match answer {
        Err(LinkError::Problem(p)) if p.code == ProblemCode::BatchFork => Err(RoundError::Fork),
        other => Ok(other?),
    }
}

impl<D: StoreDoor> Sender<'_, D> {
    /// The next batch behind a sequence, as many entries as it may hold.
    fn packed_behind(&mut self, seq: u64) -> Result<Option<Parcel>, RoundError> {
        loop {
            let most = u32::try_from(self.most).unwrap_or(1);
            let (prev, waiting) =
                self.door.with(|s| s.waiting_entries(self.identity, CASE_LANE, seq, most))?;
            let (Some(first), Some(last)) = (waiting.first(), waiting.last()) else {
                return Ok(None);
            };
            let (first_seq, last_seq, count) = (first.seq, last.seq, waiting.len());
            let entries = waiting.into_iter().map(|waiting| waiting.entry).collect();
            let batch = Batch::sign(log_of(self.identity), first_seq, prev, entries, &self.identity.key);
            match batch.pack() {
                Err(BatchError::TooLarge) if count > 1 => self.most = count / 2,
                packed => return Ok(Some(Parcel { packed: packed?, count, last_seq })),
            }
        }
    }

    fn take_in(&mut self, answer: Option<PushAnswer>) -> Result<(), RoundError> {
        let Some(answer) = answer else { return Ok(()) };
        let signed = Proof::verify_all(&answer.proofs, &self.identity.enrolment.gateway);
        if !signed || answer.verdicts.is_empty() {
            return Err(RoundError::Forged);
        }
        let at = self.door.now();
        let PushAnswer { verdicts, proofs, files, .. } = answer;
        self.door.with(|s| s.take_verdicts(self.identity, CASE_LANE, &verdicts, &proofs, at))?;
        note_files(self.door, &files)?;
        self.done += verdicts.len();
        Ok(())
    }
}
