//! The station door without a line: the same calls, the same refusals.

use crate::answer::Refusal;
use crate::clock::Clock;
use casework::case::FileHash;
use gateway_store::{Store, StoreError};
use std::sync::Arc;
use wire::batch::FileState;
use wire::down::Page;
use wire::enrol::{EnrolRequest, Enrolment};
use wire::exchange::PackAnswer;
use wire::hello::{HelloAnswer, SignedHello};
use wire::{Exchange, LinkError, PushAnswer};

/// A gateway in the same process.
#[derive(Clone)]
pub struct StationDoor {
    store: Arc<Store>,
    clock: Clock,
}

impl StationDoor {
    /// A door to this store.
    pub fn new(store: Arc<Store>, clock: Clock) -> Self {
        Self { store, clock }
    }
}

fn refused(error: StoreError) -> LinkError {
    LinkError::Problem(*Refusal::from(error).problem)
}

impl Exchange for StationDoor {
    fn enrol(&self, request: &EnrolRequest) -> Result<Enrolment, LinkError> {
        self.store.enrol(request, None, self.clock.now()).map_err(refused)
    }

    fn hello(&self, hello: &SignedHello) -> Result<HelloAnswer, LinkError> {
        self.store.hello(hello, self.clock.now()).map_err(refused)
    }

    fn push(&self, packed: &[u8]) -> Result<PushAnswer, LinkError> {
        self.store.push(packed, self.clock.now()).map_err(refused)
    }

    fn append(
        &self,
        session: &str,
        file: &FileHash,
        offset: u64,
        bytes: &[u8],
        last: bool,
    ) -> Result<FileState, LinkError> {
        let now = self.clock.now();
        let owner = self.store.device_of(session, now).map_err(refused)?;
        self.store.append(&owner, file, offset, bytes, last, now).map_err(refused)
    }

    fn pull(&self, session: &str, cursor: u64, max_bytes: u32) -> Result<Page, LinkError> {
        let owner = self.store.device_of(session, self.clock.now()).map_err(refused)?;
        self.store.pull(&owner, cursor, max_bytes).map_err(refused)
    }

    fn fetch(&self, session: &str, file: &FileHash) -> Result<Vec<u8>, LinkError> {
        let owner = self.store.device_of(session, self.clock.now()).map_err(refused)?;
        self.store.paper_for(&owner, file).map_err(refused)
    }

    fn catalogue(&self, session: &str, publisher: &str, version: u32) -> Result<PackAnswer, LinkError> {
        self.store.device_of(session, self.clock.now()).map_err(refused)?;
        self.store.pack(publisher, version).map_err(refused)
    }
}
