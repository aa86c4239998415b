//! The person at a counter: takes in, hands in, corrects, asks back, adds, serves.

use super::chance::Chance;
use super::content::{Content, Filled};
use super::ledger::{Deed, Ledger};
use super::station::Station;
use casework::case::*;
use casework::id::{CaseId, DraftId, EntryId, MaterialId};
use casework::state::{Act, State};
use seal::{Digest, canonical};
use serde::Serialize;
use station_store::{CaseChange, CaseRecord, DraftRecord, Freezing, NewEntry, Step, StoreError};
use station_sync::StoreDoor as _;
use std::collections::BTreeSet;
use wire::entry::{Attachment, CatalogueEdition, EntryType, Served, Withdrawal};

const CLERK: &str = "符办事";

/// A person, for one deed.
pub struct Person<'a> {
    /// Where.
    pub station: &'a Station,
    /// What there is to apply for.
    pub content: &'a mut Content,
    /// What people were told.
    pub ledger: &'a mut Ledger,
    /// Chance.
    pub chance: &'a mut Chance,
}

/// A file that was taken in.
type Taken = (FileHash, u64);

impl Person<'_> {
    /// Does something. An error is the store's; the run looks whether the program died of it.
    pub fn does_something(&mut self) -> Result<(), StoreError> {
        if self.station.damaged && self.mends()? {
            return Ok(());
        }
        let cases = self.ledger.cases.get(&self.station.nr).cloned().unwrap_or_default();
        if cases.is_empty() || self.chance.in_a_hundred(55) {
            return self.takes_in(None);
        }
        let case = cases[self.chance.below(cases.len() as u64) as usize];
        let found = self.station.door.with(|store| match store.case(case) {
            Err(StoreError::NotFound) => Ok(None),
            case => case.map(Some),
        })?;
        found.map_or(Ok(()), |case| self.goes_on(&case))
    }

    fn goes_on(&mut self, case: &CaseRecord) -> Result<(), StoreError> {
        match case.state {
            State::AwaitingSignature => self.hands_in(case),
            State::CorrectionRequested | State::FurtherMaterials if self.chance.in_a_hundred(15) => {
                self.asks_back(case)
            }
            State::CorrectionRequested | State::FurtherMaterials => self.takes_in(Some(case)),
            State::Granted | State::Denied | State::NotAccepted | State::Terminated | State::Lapsed => {
                self.serves(case)
            }
            State::Queued
            | State::Received
            | State::MaterialsComplete
            | State::Accepted
            | State::InReview => {
                if self.chance.in_a_hundred(40) {
                    self.asks_back(case)
                } else {
                    self.adds(case)
                }
            }
            // what was promised is brought after the letter was handed over
            State::Served if self.chance.in_a_hundred(20) => self.adds(case),
            _ => Ok(()),
        }
    }

    /// A case at the counter, new or corrected: filled, frozen with its number, signed, handed in.
    fn takes_in(&mut self, corrects: Option<&CaseRecord>) -> Result<(), StoreError> {
        let at = self.station.door.now();
        let Some(filled) = self.content.fill(self.chance, at.date()) else { return Ok(()) };
        let materials = self.materials()?;
        let case = corrects.map_or_else(|| CaseId::new(self.chance.id(at.millis())), |case| case.id);
        let draft = DraftRecord {
            id: DraftId::new(self.chance.id(at.millis())),
            item: filled.item.slug.clone(),
            case: corrects.map(|case| case.id),
            data: filled.form.clone(),
            rev: 1,
            begun_by: CLERK.to_owned(),
            saved_at: at,
            discarded: false,
            frozen: false,
        };
        self.station.door.with(|store| store.begin_draft(&draft, &[]))?;
        let certificate = &self.station.identity.enrolment.certificate;
        let freezing = Freezing {
            draft: draft.id,
            rev: draft.rev,
            case,
            station: &certificate.station,
            device: certificate.device,
            at,
            keys: &[],
        };
        let Filled { item, form_version, applicant, form } = filled;
        let content = |number, version| Frozen {
            case,
            version,
            number,
            station: certificate.station.clone(),
            device: certificate.device,
            item,
            form_version,
            applicant,
            form,
            materials,
            deferred: Vec::new(),
            clerk: CLERK.to_owned(),
            frozen_at: at,
            signed_by: SignedBy::Hand,
        };
        let frozen = self.station.door.with(|store| store.freeze(&freezing, content))?.frozen;
        self.ledger.prints(frozen.number, case, self.station.nr);
        if self.chance.in_a_hundred(5) {
            return Ok(()); // signs tomorrow
        }
        let case = self.station.door.with(|store| store.case(case))?;
        self.hands_in(&case)
    }

    fn hands_in(&mut self, case: &CaseRecord) -> Result<(), StoreError> {
        let at = self.station.door.now();
        let frozen = self.station.door.with(|store| store.frozen(case.id, case.version))?.frozen;
        let signing = match self.chance.in_a_hundred(50) {
            true => {
                let (scan, size) = self.file()?;
                let (media_type, pages, by) = ("image/png".to_owned(), Vec::new(), SignedBy::Hand);
                Signing::Scanned { scan, size, media_type, at, pages, by }
            }
            false => Signing::ScanBy { due: at.date(), at },
        };
        let answers_round = (case.round > 0).then_some(case.round);
        let submission = Submission { frozen, papers: Vec::new(), signing, answers_round };
        let kind = if case.round > 0 { EntryType::CaseCorrect } else { EntryType::CaseSubmit };
        let files = submission.files();
        self.queues(case, Some((Act::Submit, "")), kind, &submission, files)
    }

    fn asks_back(&mut self, case: &CaseRecord) -> Result<(), StoreError> {
        let payload = Withdrawal { number: case.number.clone(), reason: "不办了".to_owned() };
        let act = (Act::RequestWithdrawal, "不办了");
        self.queues(case, Some(act), EntryType::CaseWithdraw, &payload, Vec::new())
    }

    fn adds(&mut self, case: &CaseRecord) -> Result<(), StoreError> {
        let at = self.station.door.now();
        let (scan, size) = self.file()?;
        let (media_type, pages, by) = ("image/png".to_owned(), Vec::new(), SignedBy::Hand);
        let signing = Signing::Scanned { scan: scan.clone(), size, media_type, at, pages, by };
        let supplement = Supplement::Scan { version: case.version, signing, instead_of: None };
        self.attaches(case, supplement, (scan, size))
    }

    /// A file opens no more on this disk: another one goes in its place.
    pub fn takes_in_anew(&mut self, case: &CaseRecord, instead_of: FileHash) -> Result<(), StoreError> {
        let (sha256, size) = self.file()?;
        if sha256 == instead_of {
            return self.station.door.with(|store| store.upload_opens_again(&sha256));
        }
        let material = self.material(sha256.clone(), size);
        let supplement = Supplement::Material { material, instead_of: Some(instead_of) };
        self.attaches(case, supplement, (sha256, size))
    }

    fn attaches(&mut self, case: &CaseRecord, supplement: Supplement, file: Taken) -> Result<(), StoreError> {
        let payload = Attachment { number: case.number.clone(), supplement };
        self.queues(case, None, EntryType::MaterialAttach, &payload, vec![file])
    }

    fn serves(&mut self, case: &CaseRecord) -> Result<(), StoreError> {
        let at = self.station.door.now();
        let decisions = self.station.door.with(|store| store.decisions(case.id))?;
        let document = decisions.last().map(|decided| decided.document_number.clone()).unwrap_or_default();
        let (recipient, relation) = (case.applicant.clone(), "本人".to_owned());
        let clerk = CLERK.to_owned();
        let service = Service { document, way: ServiceWay::Direct, recipient, relation, clerk, at };
        let payload = Served { number: case.number.clone(), service };
        self.queues(case, Some((Act::Serve, "")), EntryType::CaseServe, &payload, Vec::new())
    }

    /// Hands an entry to the line, as the station's own commands do.
    fn queues<P: Serialize>(
        &mut self,
        case: &CaseRecord,
        act: Option<(Act, &str)>,
        kind: EntryType,
        payload: &P,
        files: Vec<Taken>,
    ) -> Result<(), StoreError> {
        let at = self.station.door.now();
        let id = EntryId::new(self.chance.id(at.millis()));
        let bytes = canonical::bytes(payload)?;
        let disks = BTreeSet::from([self.station.nr]);
        let (payload_hash, arrived, told) = (Digest::of(&bytes), false, false);
        self.ledger.intends(Deed { id, kind, case: case.id, payload: payload_hash, disks, arrived, told });
        let payload = serde_json::from_slice(&bytes)?;
        let entry = NewEntry { id, kind, case: case.id, rev: case.version, payload, files, claimed_at: at };
        let (act, note) = act.unwrap_or((Act::Attach, ""));
        let state = case.state.take(act).map_or(case.state, |edge| edge.to);
        let step = Step { at, clock: "station".into(), who: CLERK.into(), act, state, note: note.into() };
        let catalogue: &CatalogueEdition = &self.content.edition;
        self.station.door.with(|store| {
            let identity = store.identity()?.ok_or(StoreError::NotFound)?;
            if act == Act::Attach {
                return store.note_and_queue(case.id, &step, &identity, catalogue, &entry);
            }
            let change = CaseChange { case: case.id, step, due: None, attention: "", round: None };
            store.change_and_queue(&change, &identity, catalogue, &entry)
        })?;
        self.ledger.told(id);
        Ok(())
    }

    fn materials(&mut self) -> Result<Vec<Material>, StoreError> {
        let count = self.chance.one_of(&[0, 0, 1, 1, 2]);
        let material = |_| self.file().map(|(sha256, size)| self.material(sha256, size));
        (0..count).map(material).collect()
    }

    fn material(&mut self, sha256: FileHash, size: u64) -> Material {
        let at = self.station.door.now();
        Material {
            id: MaterialId::new(self.chance.id(at.millis())),
            slot: "id_card".to_owned(),
            name: "申请人居民身份证".to_owned(),
            sha256,
            size,
            media_type: "image/jpeg".to_owned(),
            pages: 1,
            trust: Trust::B,
            taken_at: at,
        }
    }

    /// Takes a file in. Now and then it is one that was taken in before, as a household's papers are.
    fn file(&mut self) -> Result<Taken, StoreError> {
        let size = self.chance.one_of(&[300u64, 2_000, 2_000, 9_000, 40_000, 120_000]);
        let size = (size + self.chance.below(size)) as usize;
        let same = self.chance.in_a_hundred(10);
        let bytes = if same { vec![7; 5_000] } else { self.chance.bytes(size) };
        let hash = self.station.door.with(|store| store.files().keep(&bytes))?;
        Ok((hash, bytes.len() as u64))
    }
}
