//! What the county can read.

use super::super::county::official;
use super::super::gateway_end::Gateway;
use super::gateway::CaseThere;

/// Of a case that is whole every file that a batch would list is there, and opens.
pub fn can_read(gateway: &Gateway, cases: &[CaseThere]) -> Vec<String> {
    let Some(store) = gateway.store() else { return Vec::new() };
    let mut faults = Vec::new();
    for case in cases.iter().filter(|case| case.complete) {
        let number = case.number.parse().expect("a number");
        let file = store.case(&official(), &number).expect("a case").file;
        let missing = county::files_of(&file)
            .into_iter()
            .filter(|named| store.county_file(&official(), &named.sha256).is_err());
        faults.extend(missing.map(|named| format!("the county cannot read {} of {number}", named.sha256)));
    }
    faults
}
