//! A desk whose cases wait for the line.

use crate::village::{Village, morning, new_id, submission};
use casework::id::{CaseId, DraftId, EntryId};
use casework::moment::Moment;
use casework::state::{Act, State};
use journeys::world::{STATION, World};
use seal::slot::DataKey;
use serde_json::{Map, Value};
use station_store::{CaseChange, DraftRecord, Freezing, Identity, NewEntry, Step, Store, StoreError};
use station_sync::{HttpExchange, PATIENCE, Progress, StoreDoor, round};
use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use wire::Exchange;
use wire::entry::EntryType;

/// A desk whose cases wait for the line.
pub struct Desk {
    store: Mutex<Store>,
    pub identity: Identity,
    /// Cases that were taken in.
    cases: usize,
    /// Bytes of their entries as JSON.
    pub json_bytes: usize,
    entries_done: Mutex<Option<Instant>>,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// Takes so many cases in.
    ///
    /// # Errors
    /// When the gateway or the store says no.
    pub fn with_cases_waiting(world: &World, cases: u32) -> Result<Self, Box<dyn Error>> {
        let village = Village::enrol(world, STATION)?;
        let folder = tempfile::tempdir()?;
        let mut store = Store::create(folder.path(), &DataKey::generate()?)?;
        store.enrol(&village.identity, "符办事", morning())?;
        let mut json_bytes = 0;
        for nth in 0..cases {
            json_bytes += take_in(&mut store, &village, nth)?;
        }
        let (identity, entries_done) = (village.identity, Mutex::new(None));
        let cases = cases as usize;
        Ok(Self { store: Mutex::new(store), identity, cases, json_bytes, entries_done, _folder: folder })
    }

    /// The line to a gateway, or to what stands in between.
    ///
    /// # Errors
    /// No address.
    pub fn line(&self, address: &str) -> Result<HttpExchange, Box<dyn Error>> {
        Ok(HttpExchange::new(address, self.identity.enrolment.tls_key.clone(), PATIENCE)?)
    }

    /// Sends all that waits.
    ///
    /// # Errors
    /// When not every case went up and came back.
    pub fn send(&self, exchange: &(impl Exchange + Sync)) -> Result<(), Box<dyn Error>> {
        let report = round(self, exchange)?;
        match report.entries {
            sent if sent == self.cases && report.events == sent => Ok(()),
            _ => Err(format!("not all went up and came back: {report:?}").into()),
        }
    }

    /// Seconds until the last proof was kept.
    ///
    /// # Errors
    /// When nothing was sent.
    pub fn entries_took(&self, begun: Instant) -> Result<f64, Box<dyn Error>> {
        let done = *self.entries_done.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((done.ok_or("no entries were sent")? - begun).as_secs_f64())
    }
}

impl StoreDoor for Desk {
    fn with<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        work(&mut self.store.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn now(&self) -> Moment {
        morning()
    }

    fn progress(&self, progress: Progress) {
        if progress == Progress::Events {
            *self.entries_done.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
    }
}

/// Takes a case in as the counter does, and gives the bytes of its JSON.
fn take_in(store: &mut Store, village: &Village, nth: u32) -> Result<usize, Box<dyn Error>> {
    let form = village.household(nth)?;
    let draft = begun_draft(&form);
    store.begin_draft(&draft, &[])?;
    let (log, case) = (village.log(), CaseId::new(new_id()));
    let freezing = Freezing {
        draft: draft.id,
        rev: draft.rev,
        case,
        station: &log.station,
        device: log.device,
        at: morning(),
        keys: &[],
    };
    let frozen = store.freeze(&freezing, |number, _| village.case(case, number, form))?.frozen;
    let payload = serde_json::to_value(submission(frozen)?)?;
    let bytes = serde_json::to_vec(&payload)?.len();
    let entry = NewEntry {
        id: EntryId::new(new_id()),
        kind: EntryType::CaseSubmit,
        case,
        rev: 1,
        payload,
        files: Vec::new(),
        claimed_at: morning(),
    };
    let step = Step {
        at: morning(),
        clock: "station".to_owned(),
        who: "符办事".to_owned(),
        act: Act::Submit,
        state: State::Queued,
        note: String::new(),
    };
    let change = CaseChange { case, step, due: None, attention: "", round: None };
    store.change_and_queue(&change, &village.identity, &village.catalogue, &entry)?;
    Ok(bytes)
}

fn begun_draft(form: &Map<String, Value>) -> DraftRecord {
    DraftRecord {
        id: DraftId::new(new_id()),
        item: "subsistence-allowance".to_owned(),
        case: None,
        data: form.clone(),
        rev: 1,
        begun_by: "符办事".to_owned(),
        saved_at: morning(),
        discarded: false,
        frozen: false,
    }
}
