//! Papers of the authority that were announced and are not here.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

mod counter;

use casework::decision::{Decided, Decision, IssuedPaper, Outcome};
use casework::state::{PaperKind, State};
use counter::*;
use seal::slot::{DataKey, Purpose};
use seal::{Digest, Signature, SigningKey};
use sqlite_kit::{Database, Key, Migration, Settings};
use station_store::{FrozenRecord, HeldPaper, Holding, PaperRecord, Store};
use wire::down::Event;

/// What the paper says.
const PAPER: &[u8] = b"%PDF-1.7";

fn issued() -> IssuedPaper {
    let sha256 = Digest::of(PAPER).to_string().parse().unwrap();
    IssuedPaper { kind: PaperKind::Acceptance, sha256, size: PAPER.len() as u64 }
}

fn accepted(frozen: &FrozenRecord) -> Decided {
    Decided {
        case: frozen.frozen.case,
        number: frozen.frozen.number.clone(),
        version: 1,
        decision: Decision::new(Outcome::Accept),
        state: State::Accepted,
        round: None,
        authority: "陵水黎族自治县民政局".into(),
        official: "王审核".into(),
        document_number: "陵民受〔2026〕1号".into(),
        paper: Some(issued()),
        promised_due: None,
        at: at(20),
    }
}

/// A case that was decided, and whose paper is not here.
fn decided(store: &mut Store) -> Decided {
    let draft = draft(store, "李秀英");
    let frozen = freeze(store, &draft, new_case(), at(1)).unwrap();
    let decided = accepted(&frozen);
    let nothing = Signature([0; 64]);
    let said = Event::Decided {
        decided: Box::new(decided.clone()),
        key: SigningKey::from_bytes([4; 32]).public(),
        signature: nothing,
        key_signature: nothing,
    };
    store.take_events(&[event(decided.case, 1, Digest::ZERO, said)]).unwrap();
    decided
}

fn comes(store: &mut Store, decided: &Decided) {
    let IssuedPaper { kind, sha256, size } = issued();
    let paper = PaperRecord {
        case: decided.case,
        version: decided.version,
        kind,
        sha256,
        size,
        pages: 1,
        issued: true,
        document: decided.document_number.clone(),
        made_at: at(30),
    };
    store.keep_paper(&paper, "gateway").unwrap();
}

fn awaited(store: &Store) -> Vec<Decided> {
    store.papers_to_fetch().unwrap().into_iter().map(|announced| announced.decided).collect()
}

#[test]
fn an_announced_paper_is_asked_for_until_it_is_here() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    assert_eq!(awaited(&store), []);
    let decided = decided(&mut store);
    assert_eq!(awaited(&store), std::slice::from_ref(&decided));
    comes(&mut store, &decided);
    assert_eq!(awaited(&store), []);
}

#[test]
fn a_paper_whose_seal_is_not_the_countys_is_not_asked_for_again_and_one_of_other_bytes_is() {
    for (reason, came, awaits) in [(Holding::Seal, PAPER, 0), (Holding::Hash, b"%PDF-1.8".as_slice(), 1)] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(folder.path(), &DataKey::generate().unwrap());
        let decided = decided(&mut store);
        let held = HeldPaper {
            case: decided.case,
            version: decided.version,
            kind: PaperKind::Acceptance,
            document: decided.document_number.clone(),
            sha256: Digest::of(came).to_string().parse().unwrap(),
            reason,
            at: at(30),
        };
        store.hold_paper(&held, "gateway").unwrap();
        assert_eq!(awaited(&store).len(), awaits);
        comes(&mut store, &decided);
        assert_eq!(awaited(&store), []);
    }
}

#[test]
fn what_a_station_of_before_waited_for_is_still_asked_for_and_what_it_had_is_not() {
    const TODAY: Migration = Migration { number: 10, sql: "", least_reader: 6 };
    for is_here in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let key = DataKey::generate().unwrap();
        let mut store = open(folder.path(), &key);
        let decided = decided(&mut store);
        if is_here {
            comes(&mut store, &decided);
        }
        drop(store);
        let (path, raw) = (folder.path().join("station.db"), key.derive(Purpose::Database));
        let as_today = Settings { path: &path, key: Key::Raw(&raw), migrations: &[TODAY] };
        let before = "DROP TRIGGER upload_is_told; ALTER TABLE upload DROP COLUMN bundles;
                      DROP INDEX draft_of_case; ALTER TABLE draft DROP COLUMN overtaken_at;
                      DROP TABLE arriving; DROP TRIGGER paper_is_whole; DROP TRIGGER pack_is_whole;
                      DROP TABLE unread_event; DROP TRIGGER event_goes_aside; DROP TRIGGER paper_is_announced; DROP TRIGGER paper_is_here; DROP TABLE awaited_paper;
                      PRAGMA user_version = 7";
        Database::open(&as_today).unwrap().connection().execute_batch(before).unwrap();
        let store = Store::open(folder.path(), &key).unwrap();
        assert_eq!(awaited(&store).len(), usize::from(!is_here));
    }
}
