//! A disk that is full to its last byte. What was refused is done as soon as there is room again.

use super::counter::{Counter, ITEM, Told};
use crate::small_disk::Ballast;
use crate::town::*;
use serde_json::json;
use station::deeds;
use station::view::*;

/// Does something while there is no room; it must be refused.
fn without_room<T: std::fmt::Debug>(counter: &Counter, work: impl FnOnce() -> Result<T, Failure>) -> Told {
    let _full = Ballast::on(counter.town.station.parent().unwrap());
    work().unwrap_err().into()
}

pub fn draft_save(counter: &mut Counter) -> Told {
    let desk = counter.desk();
    let mut data = counter.draft.data.clone();
    data.insert("applicant_phone".into(), json!("13800000009"));
    let save = DraftSave { draft: counter.draft.draft.clone(), rev: counter.draft.rev, data };
    without_room(counter, || deeds::draft_save(&desk, save))
}

pub fn material(counter: &mut Counter) -> Told {
    let desk = counter.desk();
    let slot = &counter.draft.slots.iter().find(|slot| !slot.files.is_empty()).unwrap().guide.slot;
    without_room(counter, || deeds::take_in(&desk, &counter.draft.draft, slot, &picture(99)))
}

pub fn freeze(counter: &mut Counter) -> Told {
    let desk = counter.desk();
    let draft = filled(&desk, ITEM, &sample(ITEM), &[]);
    let freeze = || deeds::case_freeze(&desk, DraftInput { draft: draft.draft.clone() });
    let told = without_room(counter, freeze);
    let case = freeze().unwrap();
    signed(&desk, &case);
    counter.cases.push(deeds::case_submit(&desk, by(&case)).unwrap());
    told
}

pub fn scan_bound(counter: &mut Counter) -> Told {
    let desk = counter.desk();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let page = scan(&desk, &case.case, "form");
    let bind = || deeds::bind_scan(&desk, &case.case, &page);
    let told = without_room(counter, bind);
    bind().unwrap();
    signed(&desk, &case);
    counter.cases.push(deeds::case_submit(&desk, by(&case)).unwrap());
    told
}

pub fn signed_on_the_screen(counter: &mut Counter) -> Told {
    let desk = counter.desk();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let pad = open_pad(&desk, &case, "form");
    let told = without_room(counter, || deeds::pad_sign(&desk, with_ink(&case, &pad)));
    written(&desk, &case, "form").unwrap();
    written(&desk, &case, "receipt").unwrap();
    counter.cases.push(deeds::case_submit(&desk, by(&case)).unwrap());
    told
}

pub fn submit(counter: &mut Counter) -> Told {
    let desk = counter.desk();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    signed(&desk, &case);
    let submit = || deeds::case_submit(&desk, by(&case));
    let told = without_room(counter, submit);
    counter.cases.push(submit().unwrap());
    told
}

/// The folder does not even open without room, and says so.
pub fn program(counter: &mut Counter) -> Told {
    let _full = Ballast::on(counter.town.station.parent().unwrap());
    counter.told(&["case", "list"])
}
