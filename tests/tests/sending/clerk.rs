//! What a clerk does with a case that was sent: answers the county's correction, asks it back, adds a scan.

use crate::desk::{Desk, begun_draft};
use crate::village::{morning, new_id, submission};
use casework::case::{FileHash, Material, Service, ServiceWay, Signing, Supplement, Trust};
use casework::id::{CaseId, EntryId, MaterialId};
use casework::state::{Act, State};
use serde::Serialize;
use station_store::{CaseChange, CaseRecord, DraftRecord, Filter, Freezing, NewEntry, Step, Store};
use station_sync::StoreDoor as _;
use wire::entry::{Attachment, EntryType, Served, Withdrawal};

const CLERK: &str = "符办事";

/// All cases of the desk.
pub fn cases(desk: &Desk) -> Vec<CaseRecord> {
    desk.with(|store| store.list_cases(&Filter::default(), 0, 1_000)).unwrap().cases
}

/// Where a case stands now.
pub fn case(desk: &Desk, id: CaseId) -> CaseRecord {
    desk.with(|store| store.case(id)).unwrap()
}

/// Answers the open correction with another material.
pub fn corrects(desk: &Desk, id: CaseId, scan: &[u8]) {
    answers(desk, id, case(desk, id).round, scan);
}

/// Begins to answer the open correction.
pub fn begins_to_correct(desk: &Desk, id: CaseId) {
    let case = case(desk, id);
    desk.with(|store| {
        let before = store.frozen(case.id, case.version)?.frozen;
        store.begin_draft(&draft(&case, &before.form), &[])
    })
    .unwrap();
}

/// Answers a round of corrections, open or not.
pub fn answers(desk: &Desk, id: CaseId, round: u32, scan: &[u8]) {
    let case = case(desk, id);
    assert!(matches!(case.state, State::CorrectionRequested | State::FurtherMaterials), "{}", case.state);
    let material = material(desk, scan);
    let submitted = desk
        .with(|store| {
            let mut before = store.frozen(case.id, case.version)?.frozen;
            let draft = draft(&case, &before.form);
            store.begin_draft(&draft, &[])?;
            let (station, device) = (before.station.clone(), before.device);
            let (rev, at) = (draft.rev, morning());
            let freezing =
                Freezing { draft: draft.id, rev, case: case.id, station: &station, device, at, keys: &[] };
            let frozen = store.freeze(&freezing, |number, version| {
                (before.number, before.version, before.materials) = (number, version, vec![material]);
                before
            })?;
            Ok(frozen.frozen)
        })
        .unwrap();
    let mut submission = submission(submitted).unwrap();
    submission.answers_round = Some(round);
    let files = submission.files();
    let case = self::case(desk, id);
    queues(desk, &case, Some((Act::Submit, State::Queued)), EntryType::CaseCorrect, &submission, files);
}

/// A case is handed in whose form the gateway does not take.
pub fn hands_in_what_does_not_hold(desk: &Desk) -> CaseId {
    let (id, log) = (CaseId::new(new_id()), desk.village.log());
    let mut form = desk.village.household(0).unwrap();
    form.remove("applicant_name");
    let draft = begun_draft(&form);
    let frozen = desk
        .with(|store| {
            store.begin_draft(&draft, &[])?;
            let (station, device, at) = (&log.station, log.device, morning());
            let freezing =
                Freezing { draft: draft.id, rev: draft.rev, case: id, station, device, at, keys: &[] };
            store.freeze(&freezing, |number, _| desk.village.case(id, number, form))
        })
        .unwrap();
    let submission = submission(frozen.frozen).unwrap();
    let files = submission.files();
    let moves = Some((Act::Submit, State::Queued));
    queues(desk, &case(desk, id), moves, EntryType::CaseSubmit, &submission, files);
    id
}

/// The resident asks for it back.
pub fn asks_back(desk: &Desk, id: CaseId) {
    let case = case(desk, id);
    let payload = Withdrawal { number: case.number.clone(), reason: "不办了".to_owned() };
    let to = case.state.take(Act::RequestWithdrawal).unwrap().to;
    let step = Some((Act::RequestWithdrawal, to));
    queues(desk, &case, step, EntryType::CaseWithdraw, &payload, Vec::new());
}

/// The letter of the last decision is handed to the resident.
pub fn hands_over(desk: &Desk, id: CaseId) {
    let case = case(desk, id);
    let decisions = desk.with(|store| store.decisions(id)).unwrap();
    let document = decisions.last().unwrap().document_number.clone();
    let (recipient, relation) = (case.applicant.clone(), "本人".to_owned());
    let (way, clerk, at) = (ServiceWay::Direct, CLERK.to_owned(), morning());
    let service = Service { document, way, recipient, relation, clerk, at };
    let payload = Served { number: case.number.clone(), service };
    let to = case.state.take(Act::Serve).unwrap().to;
    queues(desk, &case, Some((Act::Serve, to)), EntryType::CaseServe, &payload, Vec::new());
}

/// A scan that follows its case.
pub fn adds(desk: &Desk, id: CaseId, scan: &[u8]) -> FileHash {
    let case = case(desk, id);
    let Material { sha256, size, media_type, .. } = material(desk, scan);
    let by = casework::case::SignedBy::Hand;
    let signing =
        Signing::Scanned { scan: sha256.clone(), size, media_type, at: morning(), pages: Vec::new(), by };
    let supplement = Supplement::Scan { version: case.version, signing, instead_of: None };
    let payload = Attachment { number: case.number.clone(), supplement };
    queues(desk, &case, None, EntryType::MaterialAttach, &payload, vec![(sha256.clone(), size)]);
    sha256
}

fn material(desk: &Desk, scan: &[u8]) -> Material {
    Material {
        id: MaterialId::new(new_id()),
        slot: "id_card".to_owned(),
        name: "申请人居民身份证".to_owned(),
        sha256: desk.with(|store| store.files().keep(scan)).unwrap(),
        size: scan.len() as u64,
        media_type: "image/jpeg".to_owned(),
        pages: 1,
        trust: Trust::C,
        taken_at: morning(),
    }
}

fn draft(case: &CaseRecord, form: &serde_json::Map<String, serde_json::Value>) -> DraftRecord {
    DraftRecord { case: Some(case.id), item: case.item.clone(), ..begun_draft(form) }
}

/// Hands an entry to the line, as the station's own commands do.
fn queues<P: Serialize>(
    desk: &Desk,
    case: &CaseRecord,
    moves: Option<(Act, State)>,
    kind: EntryType,
    payload: &P,
    files: Vec<(FileHash, u64)>,
) {
    let at = morning();
    let payload = serde_json::to_value(payload).unwrap();
    let id = EntryId::new(new_id());
    let entry = NewEntry { id, kind, case: case.id, rev: case.version, payload, files, claimed_at: at };
    let (act, state) = moves.unwrap_or((Act::Attach, case.state));
    let step = Step { at, clock: "station".into(), who: CLERK.into(), act, state, note: String::new() };
    let catalogue = &desk.village.catalogue;
    let identity = desk.with(|store| store.identity()).unwrap().unwrap();
    let queued = |store: &mut Store| match act {
        Act::Attach => store.note_and_queue(case.id, &step, &identity, catalogue, &entry),
        _ => {
            let change = CaseChange { case: case.id, step, due: None, attention: "", round: None };
            store.change_and_queue(&change, &identity, catalogue, &entry)
        }
    };
    desk.with(queued).unwrap();
}
