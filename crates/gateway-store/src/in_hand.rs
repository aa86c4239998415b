//! Batches being read at this moment. A station with a quick line sends the next one before the last is answered; what
//! is read sooner than the one before it waits for its turn instead of being refused as a gap.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use wire::batch::LogId;

#[derive(Default)]
pub(crate) struct InHand {
    /// First sequences per log.
    batches: Mutex<HashMap<LogId, Vec<u64>>>,
    left: Condvar,
}

/// A batch's place among those in hand, until it is dropped.
pub(crate) struct Turn<'a> {
    all: &'a InHand,
    log: LogId,
    first_seq: u64,
}

impl InHand {
    /// Notes a batch that came.
    pub(crate) fn enter(&self, log: &LogId, first_seq: u64) -> Turn<'_> {
        self.lock().entry(log.clone()).or_default().push(first_seq);
        Turn { all: self, log: log.clone(), first_seq }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<LogId, Vec<u64>>> {
        self.batches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Waits until nothing that stands before it in the log is in hand. What has not come yet is not waited for.
    pub(crate) fn come(&self) {
        let earlier = |batches: &mut HashMap<LogId, Vec<u64>>| {
            batches.get(&self.log).is_some_and(|first| first.iter().any(|first| *first < self.first_seq))
        };
        drop(self.all.left.wait_while(self.all.lock(), earlier));
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut batches = self.all.lock();
        if let Some(first) = batches.get_mut(&self.log) {
            if let Some(at) = first.iter().position(|first| *first == self.first_seq) {
                first.swap_remove(at);
            }
            if first.is_empty() {
                batches.remove(&self.log);
            }
        }
        drop(batches);
        self.all.left.notify_all();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::thread;
    use wire::Epoch;

    fn log(station: &str) -> LogId {
        LogId {
            station: station.parse().unwrap(),
            device: casework::place::DeviceNumber::new(1).unwrap(),
            epoch: Epoch::new(7),
            lane: wire::CASE_LANE,
        }
    }

    #[test]
    fn a_batch_waits_for_the_one_before_it_and_for_no_other() {
        let (all, log, other) = (InHand::default(), log("460028100201"), log("460028100202"));
        let (later, elsewhere) = (all.enter(&log, 101), all.enter(&other, 1));
        let first = all.enter(&log, 51);
        first.come();
        elsewhere.come();
        let (said, order) = channel();
        thread::scope(|scope| {
            let (about_to, waits) = channel();
            let said_later = said.clone();
            scope.spawn(move || {
                about_to.send(()).unwrap();
                later.come();
                said_later.send("later").unwrap();
            });
            waits.recv().unwrap();
            thread::yield_now();
            said.send("first").unwrap();
            drop(first);
        });
        assert_eq!(order.try_iter().collect::<Vec<_>>(), ["first", "later"]);
        drop(elsewhere);
        assert!(all.lock().is_empty(), "nothing stays behind");
    }
}
