//! The real content of the repository.

use std::path::PathBuf;
use std::sync::Arc;

use catalogue::{Form, Pack, Search, lint};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets")
}

#[test]
fn the_real_content_has_no_findings() {
    let (pack, mut findings) = Pack::read(&folder()).unwrap();
    findings.extend(lint(&pack));
    let told: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{told:#?}");
    assert_eq!(pack.items.len(), pack.forms.len());
}

#[test]
fn every_sample_is_clean_and_its_frozen_data_evaluates_to_itself() {
    let pack = Pack::build(&folder()).unwrap();
    for (item, form) in pack.items.iter().zip(&pack.forms) {
        let form = Form::load(Arc::new(item.clone()), Arc::new(form.clone())).unwrap();
        let filled = form.evaluate(&item.sample, pack.publisher.effective);
        assert!(filled.is_clean(), "{}: {:?}", item.slug, filled.errors);
        let again = form.evaluate(filled.submission(), pack.publisher.effective);
        assert_eq!(again.submission(), filled.submission(), "{}", item.slug);
        assert!(again.is_clean(), "{}: {:?}", item.slug, again.errors);
    }
}

#[test]
fn every_form_is_usable_while_it_is_empty() {
    let pack = Pack::build(&folder()).unwrap();
    for (item, form) in pack.items.iter().zip(&pack.forms) {
        let form = Form::load(Arc::new(item.clone()), Arc::new(form.clone())).unwrap();
        let empty = form.evaluate(&serde_json::Map::new(), pack.publisher.effective);
        let strange: Vec<_> =
            empty.errors.iter().filter(|e| e.kind != catalogue::FaultKind::Required).collect();
        assert!(strange.is_empty(), "{}: {strange:?}", item.slug);
        assert!(!empty.is_clean(), "{} asks for nothing", item.slug);
    }
}

#[test]
fn gljt_finds_the_old_age_allowance() {
    let pack = Pack::build(&folder()).unwrap();
    let hits = Search::new(&pack.items).find("gljt", 5);
    assert_eq!(hits[0].slug.as_str(), "old-age-allowance");
}
