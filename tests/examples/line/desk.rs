//! A desk whose cases wait for the line.

use crate::records::Records;
use crate::village::{Village, morning, new_id, submission};
use casework::case::{Material, Submission, Trust};
use casework::id::{CaseId, DraftId, EntryId, MaterialId};
use casework::moment::Moment;
use casework::state::{Act, State};
use journeys::world::STATION;
use seal::slot::DataKey;
use serde_json::{Map, Value};
use station_store::{CaseChange, DraftRecord, Freezing, NewEntry, Step, Store, StoreError};
use station_sync::{Core, HttpExchange, PATIENCE, Report, RoundError, StoreDoor, round, talk};
use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use wire::Exchange;
use wire::entry::EntryType;

type Failed = Box<dyn Error>;

/// A desk whose cases wait for the line.
pub struct Desk {
    store: Mutex<Store>,
    /// Who it is, and what it offers.
    pub village: Village,
    /// Cases in the order in which they were taken in.
    cases: Mutex<Vec<CaseId>>,
    /// So many of them have their proof.
    proven: Mutex<usize>,
    tells: fn(usize),
    /// It outlives a talk, as at the station.
    core: Mutex<Core>,
    began: Instant,
    _folder: tempfile::TempDir,
}

/// What a talk did.
pub struct Sent {
    pub report: Report,
    /// What stopped it, if anything.
    pub failure: Option<RoundError>,
    /// All has arrived: every case with its proof, every file.
    pub all: bool,
}

impl Desk {
    /// Enrols and fetches the catalogue, as long before the line broke off. `tells` hears how many
    /// proofs are kept, whenever more are.
    ///
    /// # Errors
    /// When the gateway or the store says no.
    pub fn open(address: &str, code: String, tells: fn(usize)) -> Result<Self, Failed> {
        let village = Village::enrol(address, code, STATION)?;
        let folder = tempfile::tempdir()?;
        let mut store = Store::create(folder.path(), &DataKey::generate()?)?;
        store.enrol(&village.identity, "符办事", morning())?;
        let (store, cases, proven) = (Mutex::new(store), Mutex::default(), Mutex::default());
        let (core, began) = (Mutex::new(Core::new(1)), Instant::now());
        let desk = Self { store, village, cases, proven, tells, core, began, _folder: folder };
        round(&desk, &desk.line()?)?;
        Ok(desk)
    }

    /// Takes a case in with so many files, as the counter does; gives the bytes of its JSON. `records`
    /// keeps what goes up, for others to send.
    ///
    /// # Errors
    /// When the store says no.
    pub fn take_in(&self, files: usize, records: &Records) -> Result<usize, Failed> {
        let nth = self.lock(&self.cases).len();
        let case = CaseId::new(new_id());
        let mut store = self.lock(&self.store);
        let materials = materials(&store, &self.village, files, nth, records)?;
        let submission = frozen(&mut store, &self.village, (case, morning()), nth, materials)?;
        let payload = serde_json::to_value(&submission)?;
        let json = serde_json::to_vec(&payload)?;
        records.keep_case(nth, &json)?;
        queue(&mut store, &self.village, case, payload, submission.files())?;
        drop(store);
        self.lock(&self.cases).push(case);
        Ok(json.len())
    }

    /// The line to the gateway.
    ///
    /// # Errors
    /// No address.
    pub fn line(&self) -> Result<HttpExchange, Failed> {
        let identity = &self.village.identity;
        Ok(HttpExchange::new(&identity.gateway, &identity.tls_keys, PATIENCE)?)
    }

    /// One talk, as the station's own line makes it.
    ///
    /// # Errors
    /// The store's.
    pub fn send(&self, exchange: &(impl Exchange + Sync)) -> Result<Sent, Failed> {
        let mut core = self.lock(&self.core);
        core.wake();
        let (report, failure) = talk(self, exchange, &mut core, self.began)?;
        Ok(Sent { report, failure, all: self.has_arrived()? })
    }

    /// Every case with its proof, every file.
    ///
    /// # Errors
    /// The store's.
    pub fn has_arrived(&self) -> Result<bool, Failed> {
        let files_wait = !self.with(|store| store.waiting_uploads(1))?.is_empty();
        let cases = self.lock(&self.cases).len();
        Ok(!files_wait && *self.lock(&self.proven) == cases)
    }

    fn lock<'a, T>(&self, what: &'a Mutex<T>) -> std::sync::MutexGuard<'a, T> {
        what.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks how many proofs are there. They come in the order of the cases, mostly many at once.
    fn look(&self, store: &Store) -> Result<(), StoreError> {
        let (cases, mut proven) = (self.lock(&self.cases), self.lock(&self.proven));
        let before = *proven;
        let mut step = 1;
        while step > 0 {
            let next = cases.get(*proven + step - 1);
            let there = next.map(|case| store.proof(*case, 1)).transpose()?.flatten().is_some();
            (*proven, step) = if there { (*proven + step, step * 2) } else { (*proven, step / 2) };
        }
        if *proven > before {
            (self.tells)(*proven);
        }
        Ok(())
    }
}

impl StoreDoor for Desk {
    fn with<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut store = self.lock(&self.store);
        let done = work(&mut store)?;
        self.look(&store)?;
        Ok(done)
    }

    fn now(&self) -> Moment {
        morning()
    }

    fn rings(&self) -> u64 {
        self.lock(&self.cases).len() as u64
    }
}

/// Random bytes stand for scans, which nothing makes smaller.
///
/// # Errors
/// The disk, or an item that wants no paper.
pub fn materials(
    store: &Store,
    village: &Village,
    files: usize,
    nth: usize,
    records: &Records,
) -> Result<Vec<Material>, Failed> {
    let material = |at: usize| {
        let bytes = records.file(nth, at)?;
        let wanted = &village.form.item().materials;
        let wanted = wanted.get(at % wanted.len().max(1)).ok_or("the item wants no paper")?;
        Ok(Material {
            id: MaterialId::new(new_id()),
            slot: wanted.slot.to_string(),
            name: wanted.name.to_string(),
            sha256: store.files().keep(&bytes)?,
            size: bytes.len() as u64,
            media_type: "image/jpeg".to_owned(),
            pages: 1,
            trust: Trust::C,
            taken_at: morning(),
        })
    };
    (0..files).map(material).collect()
}

/// A case as it is frozen at a moment, with its number.
///
/// # Errors
/// The store's.
pub fn frozen(
    store: &mut Store,
    village: &Village,
    (case, at): (CaseId, Moment),
    nth: usize,
    materials: Vec<Material>,
) -> Result<Submission, Failed> {
    let form = village.household(u32::try_from(nth)?)?;
    let draft = begun_draft(&form);
    store.begin_draft(&draft, &[])?;
    let log = village.log();
    let freezing = Freezing {
        draft: draft.id,
        rev: draft.rev,
        case,
        station: &log.station,
        device: log.device,
        at,
        keys: &[],
    };
    let mut frozen = store.freeze(&freezing, |number, _| village.case(case, number, form))?.frozen;
    frozen.materials = materials;
    submission(frozen)
}

/// Hands a case to the line.
///
/// # Errors
/// The store's.
pub fn queue(
    store: &mut Store,
    village: &Village,
    case: CaseId,
    payload: Value,
    files: Vec<(casework::case::FileHash, u64)>,
) -> Result<(), Failed> {
    let entry = NewEntry {
        id: EntryId::new(new_id()),
        kind: EntryType::CaseSubmit,
        case,
        rev: 1,
        payload,
        files,
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
    Ok(())
}

/// A new application as it is filled.
pub fn begun_draft(form: &Map<String, Value>) -> DraftRecord {
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
