//! The dictionaries that come with the catalogue.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

use catalogue::Pack;
use catalogue::pack::dictionaries_of;
use gateway::made_up_cases;
use std::path::Path;
use wire::packing::Effort;
use wire::{Batch, Dictionary};

/// Of no training: other chance.
const SEED: u64 = 77;

#[test]
fn every_shipped_form_has_a_dictionary_that_makes_a_case_a_fourth_smaller() {
    let (pack, _) = Pack::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets")).unwrap();
    let known = dictionaries_of(&pack.to_bytes().unwrap());
    for item in &pack.items {
        let form = pack.form_of(item).unwrap();
        let bytes = known.get(form.form.as_str()).cloned();
        let dictionary =
            bytes.and_then(Dictionary::from_bytes).expect("a dictionary: catalogue train assets");
        let cases = made_up_cases(&pack, (item, form), SEED, 20).unwrap();
        let (mut with, mut without) = (0, 0);
        for plain in &cases {
            let batch: Batch = serde_json::from_slice(plain).unwrap();
            let packed = batch.pack_with(Effort::Hard, Some(&dictionary)).unwrap();
            assert_eq!(Batch::unpack(&packed, Some(&dictionary)).unwrap(), batch);
            with += packed.len();
            without += batch.pack().unwrap().len();
        }
        println!("{}: {with} of {without}", form.form);
        assert!(with * 4 < without * 3, "{}: {with} of {without} bytes; train it anew", form.form);
    }
}
