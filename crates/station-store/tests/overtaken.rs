//! Changes of a case that the case went on without.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

mod counter;

use casework::id::{CaseId, DraftId};
use counter::*;
use seal::slot::{DataKey, Purpose};
use sqlite_kit::{Database, Key, Migration, Settings};
use station_store::{DraftRecord, FrozenRecord, Store, StoreError};
use uuid::Uuid;

fn taken_in(store: &mut Store) -> FrozenRecord {
    let draft = draft(store, "李秀英");
    freeze(store, &draft, new_case(), at(1)).unwrap()
}

/// A change of the case is begun.
fn begun(store: &mut Store, case: CaseId) -> DraftRecord {
    let id = DraftId::new(Uuid::now_v7());
    let change = DraftRecord { id, case: Some(case), ..draft(store, "李秀英") };
    store.begin_draft(&change, &[]).unwrap();
    change
}

fn open_change(store: &Store, case: &FrozenRecord) -> Option<DraftId> {
    store.draft_of_case(case.frozen.case).unwrap().map(|draft| draft.id)
}

#[test]
fn what_is_not_part_of_the_version_that_goes_is_put_away_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let case = taken_in(&mut store);
    let (thrown, left) = (begun(&mut store, case.frozen.case), begun(&mut store, case.frozen.case));
    store.discard_draft(thrown.id, true, "张小梅", at(2)).unwrap();
    submit(&mut store, &case);
    assert_eq!(open_change(&store, &case), None);
    for draft in [thrown, left] {
        let back = store.discard_draft(draft.id, false, "张小梅", at(6));
        assert!(matches!(back, Err(StoreError::NotFound)), "{back:?}");
    }
}

#[test]
fn of_two_changes_the_one_that_is_frozen_leaves_the_other_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let case = taken_in(&mut store);
    let (first, second) = (begun(&mut store, case.frozen.case), begun(&mut store, case.frozen.case));
    assert_eq!(freeze(&mut store, &first, case.frozen.case, at(3)).unwrap().frozen.version, 2);
    assert_eq!(open_change(&store, &case), None);
    assert!(matches!(freeze(&mut store, &second, case.frozen.case, at(4)), Err(StoreError::NotFound)));
}

#[test]
fn what_a_program_of_before_left_open_does_not_come_back_and_what_was_begun_since_goes_on() {
    const TODAY: Migration = Migration { number: 10, sql: "", least_reader: 6 };
    let (folder, key) = (tempfile::tempdir().unwrap(), DataKey::generate().unwrap());
    let mut store = open(folder.path(), &key);
    let cases = [0, 1, 2].map(|_| taken_in(&mut store));
    let [stale, asked, sent] = &cases;
    begun(&mut store, stale.frozen.case);
    for case in &cases {
        submit(&mut store, case);
    }
    let since = begun(&mut store, asked.frozen.case);
    begun(&mut store, sent.frozen.case);
    drop(store);
    let (path, raw) = (folder.path().join("station.db"), key.derive(Purpose::Database));
    let as_today = Settings { path: &path, key: Key::Raw(&raw), migrations: &[TODAY] };
    let before = format!(
        "UPDATE draft SET discarded_at = NULL;
         DROP INDEX draft_of_case; ALTER TABLE draft DROP COLUMN overtaken_at;
         DROP TRIGGER upload_is_told; ALTER TABLE upload DROP COLUMN bundles;
         UPDATE case_file SET state = 'correction_requested' WHERE id <> '{}';
         PRAGMA user_version = 9",
        sent.frozen.case
    );
    Database::open(&as_today).unwrap().connection().execute_batch(&before).unwrap();
    let store = Store::open(folder.path(), &key).unwrap();
    assert_eq!(cases.each_ref().map(|case| open_change(&store, case)), [None, Some(since.id), None]);
}
