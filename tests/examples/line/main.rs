//! Measures how 1,000 cases of 4 KB that were taken in without a line go up once it is there: the station's own round
//! over its encrypted store, by its own client, to the gateway's own program on this computer.
//! `cargo build --release -p gateway --bins && cargo run --release -p journeys --example line`

mod relay;
#[path = "../village/mod.rs"]
mod village;

use casework::id::{CaseId, DraftId, EntryId};
use casework::moment::Moment;
use casework::state::{Act, State};
use journeys::world::{STATION, World};
use measure::{Unit, tell};
use relay::Relay;
use seal::slot::DataKey;
use serde_json::{Map, Value};
use station_store::{CaseChange, DraftRecord, Freezing, Identity, NewEntry, Step, Store, StoreError};
use station_sync::{HttpExchange, PATIENCE, Progress, Report, StoreDoor, round};
use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use village::{Village, morning, new_id, submission};
use wire::entry::EntryType;

const CASES: u32 = 1_000;
const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let world = World::begin();
    let (mut pushed, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let desk = Desk::with_cases_waiting(&world)?;
        let begun = Instant::now();
        desk.send(&world.address())?;
        whole.push(f64::from(CASES) / begun.elapsed().as_secs_f64());
        pushed.push(f64::from(CASES) / desk.entries_took(begun)?);
    }
    tell("cases with their proof kept", middle(pushed), Unit::PerSecond);
    tell("cases, whole round with events", middle(whole), Unit::PerSecond);
    tell_bytes(&world)
}

/// Counted beside the clock: what counts the bytes costs time.
fn tell_bytes(world: &World) -> Result<(), Box<dyn Error>> {
    let desk = Desk::with_cases_waiting(world)?;
    let relay = Relay::to(&world.address())?;
    desk.send(&relay.address())?;
    let json = desk.json_bytes as f64;
    tell("JSON of a case", json / f64::from(CASES), Unit::Count);
    tell("bytes up for one of JSON", relay.up() as f64 / json, Unit::Ratio);
    tell("bytes down for one of JSON", relay.down() as f64 / json, Unit::Ratio);
    tell("bytes both ways for one of JSON", (relay.up() + relay.down()) as f64 / json, Unit::Ratio);
    Ok(())
}

fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// A desk whose cases wait for the line.
struct Desk {
    store: Mutex<Store>,
    identity: Identity,
    json_bytes: usize,
    entries_done: Mutex<Option<Instant>>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn with_cases_waiting(world: &World) -> Result<Self, Box<dyn Error>> {
        let village = Village::enrol(world, STATION)?;
        let folder = tempfile::tempdir()?;
        let mut store = Store::create(folder.path(), &DataKey::generate()?)?;
        store.enrol(&village.identity, "符办事", morning())?;
        let mut json_bytes = 0;
        for nth in 0..CASES {
            json_bytes += take_in(&mut store, &village, nth)?;
        }
        let (identity, entries_done) = (village.identity, Mutex::new(None));
        Ok(Self { store: Mutex::new(store), identity, json_bytes, entries_done, _folder: folder })
    }

    fn send(&self, address: &str) -> Result<Report, Box<dyn Error>> {
        let exchange = HttpExchange::new(address, self.identity.enrolment.tls_key.clone(), PATIENCE)?;
        let report = round(self, &exchange)?;
        match report.entries {
            sent if sent == CASES as usize && report.events == sent => Ok(report),
            _ => Err(format!("not all went up and came back: {report:?}").into()),
        }
    }

    fn entries_took(&self, begun: Instant) -> Result<f64, Box<dyn Error>> {
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
