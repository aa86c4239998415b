//! The one writer. Changes that wait together share a transaction and its fsync; each has its own savepoint, so a
//! refused one takes nothing with it. Nobody is answered before the commit.

use crate::StoreError;
use rusqlite::Connection;
use sqlite_kit::{Database, DbError, Prepared as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Changes that may wait; beyond it callers are told to come again later.
const QUEUE: usize = 256;
/// Changes in one commit at most …
const GROUP: usize = 256;
/// … and how long one commit collects them.
const COLLECT: Duration = Duration::from_millis(5);

/// Rows changed after which the log is put into the database file. About so many fill SQLite's own thousand pages.
const PUT_AWAY: u64 = 4_000;

type Answer = Box<dyn FnOnce(Result<(), bool>) + Send>;
type Job = Box<dyn FnOnce(&Connection) -> Answer + Send>;

pub(crate) struct Writer {
    queue: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(mut db: Database) -> Result<Self, std::io::Error> {
        let (queue, jobs) = sync_channel::<Job>(QUEUE);
        let thread = std::thread::Builder::new().name("gateway-writer".to_owned()).spawn(move || {
            let mut put_away = 0;
            while let Ok(first) = jobs.recv() {
                commit_group(&mut db, first, &jobs);
                // after the answers: nobody waits for what is safe already
                if db.connection().total_changes() > put_away + PUT_AWAY {
                    db.put_log_away();
                    put_away = db.connection().total_changes();
                }
            }
        })?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Runs `work` in the next transaction and answers after its commit.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = sync_channel(1);
        let job: Job = Box::new(move |db| {
            let result = in_savepoint(db, work);
            Box::new(move |committed| {
                let result = match committed {
                    Ok(()) => result,
                    Err(disk_full) => result.and(Err(StoreError::NotCommitted { disk_full })),
                };
                // a caller that went away gets its answer by asking again
                let _ = sender.send(result);
            })
        });
        let queue = self.queue.as_ref().ok_or(StoreError::Busy)?;
        queue.try_send(job).map_err(|e: TrySendError<Job>| match e {
            TrySendError::Full(_) | TrySendError::Disconnected(_) => StoreError::Busy,
        })?;
        // a job that never ran (another program holds the database) is dropped with its sender
        receiver.recv().map_err(|_| StoreError::Busy)?
    }
}

impl Drop for Writer {
    /// Lets what waits be written, then ends the thread.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn commit_group(db: &mut Database, first: Job, jobs: &Receiver<Job>) {
    let started = Instant::now();
    let mut answers = Vec::new();
    let committed = db.write::<_, DbError>(|change| {
        answers.push(first(change));
        while answers.len() < GROUP && started.elapsed() < COLLECT {
            let Ok(job) = jobs.try_recv() else { break };
            answers.push(job(change));
        }
        Ok(())
    });
    let committed = committed.map_err(|e| matches!(e, DbError::DiskFull));
    answers.into_iter().for_each(|answer| answer(committed));
}

fn in_savepoint<T>(
    db: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    db.run("SAVEPOINT job", [])?;
    // a job that breaks off takes neither the others nor the thread with it
    let result = catch_unwind(AssertUnwindSafe(|| work(db))).unwrap_or(Err(StoreError::BrokeOff));
    if result.is_err() {
        db.run("ROLLBACK TO job", [])?;
    }
    db.run("RELEASE job", [])?;
    result
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::{Foundation, Store, StoreError};
    use casework::moment::Moment;

    #[test]
    fn a_change_that_breaks_off_changes_nothing_and_the_next_one_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let (foundation, now) = (Foundation { province: 46, demo: false }, Moment::from_millis(0));
        let store = Store::init(folder.path(), foundation, now).unwrap();
        let broke = store.write(|db| -> Result<(), StoreError> {
            crate::store::set_setting(db, "term", "7")?;
            panic!("in the middle of the work")
        });
        assert!(matches!(broke, Err(StoreError::BrokeOff)), "{broke:?}");
        assert_eq!(store.restored(None, now).unwrap(), 2);
    }
}
