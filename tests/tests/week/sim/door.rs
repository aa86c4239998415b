//! The station's door to its store, at which a crash can stand: before an effect, or after its commit.

use super::chance::Chance;
use casework::moment::Moment;
use seal::sign::KeyError;
use seal::slot::DataKey;
use station_store::{Store, StoreError};
use station_sync::StoreDoor;
use std::cell::{Cell, RefCell};
use std::path::Path;
use wire::entry::Epoch;

/// A crash that was set.
#[derive(Clone, Copy, Debug)]
pub struct Crash {
    /// So many more effects pass.
    pub passes: u64,
    /// The commit of the one that is hit is made.
    pub after: bool,
}

/// The door of one disk. It stays the same through all lives of the program.
pub struct Door {
    store: RefCell<Option<Store>>,
    clock: Cell<i64>,
    crash: Cell<Option<Crash>>,
    crashed: Cell<bool>,
    chance: RefCell<Chance>,
    /// Effects so far.
    pub effects: Cell<u64>,
}

impl Door {
    /// A door without a store.
    pub fn new(chance: Chance) -> Self {
        Self {
            store: RefCell::new(None),
            clock: Cell::new(0),
            crash: Cell::new(None),
            crashed: Cell::new(true),
            chance: RefCell::new(chance),
            effects: Cell::new(0),
        }
    }

    /// The program starts.
    pub fn open(&self, folder: &Path, key: &DataKey) {
        *self.store.borrow_mut() = Some(Store::open(folder, key).expect("the folder opens again"));
        self.crashed.set(false);
    }

    /// Everything in memory is gone; what was on the disk stays.
    pub fn close(&self) {
        *self.store.borrow_mut() = None;
        self.crash.set(None);
        self.crashed.set(true);
    }

    /// Whether the crash that was set has come.
    pub fn has_crashed(&self) -> bool {
        self.crashed.get()
    }

    /// Sets a crash.
    pub fn set_crash(&self, crash: Crash) {
        self.crash.set(Some(crash));
    }

    /// Sets the clock on the wall.
    pub fn set_clock(&self, millis: i64) {
        self.clock.set(millis);
    }

    /// Whether this effect is hit, and whether its commit is made.
    fn hit(&self) -> Option<bool> {
        self.effects.set(self.effects.get() + 1);
        let Crash { passes, after } = self.crash.get()?;
        self.crash.set(Some(Crash { passes: passes.saturating_sub(1), after }));
        (passes == 0).then_some(after)
    }
}

impl StoreDoor for Door {
    fn with<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        // to one who died everything fails alike; the run looks at the door and not at the error
        let gone = || Err(StoreError::NotFound);
        let mut store = self.store.borrow_mut();
        let Some(store) = store.as_mut().filter(|_| !self.crashed.get()) else { return gone() };
        match self.hit() {
            None => work(store),
            Some(after) => {
                self.crashed.set(true);
                if after {
                    drop(work(store));
                }
                gone()
            }
        }
    }

    fn now(&self) -> Moment {
        Moment::from_millis(self.clock.get())
    }

    fn fresh_epoch(&self) -> Result<Epoch, KeyError> {
        Ok(Epoch::new(self.chance.borrow_mut().bits()))
    }
}
