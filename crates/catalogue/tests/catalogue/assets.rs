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
fn money_that_a_form_works_out_is_frozen_in_whole_fen() {
    let pack = Pack::build(&folder()).unwrap();
    let frozen = |slug: &str, field: &str| {
        let at = pack.items.iter().position(|item| item.slug.as_str() == slug).unwrap();
        let (item, form) = (Arc::new(pack.items[at].clone()), Arc::new(pack.forms[at].clone()));
        let form = Form::load(item.clone(), form).unwrap();
        form.evaluate(&item.sample, pack.publisher.effective).submission()[field].clone()
    };
    let rows = |slug: &str, table: &str, column: &str| -> i64 {
        let item = pack.items.iter().find(|item| item.slug.as_str() == slug).unwrap();
        item.sample[table].as_array().unwrap().iter().map(|row| row[column].as_i64().unwrap_or(0)).sum()
    };
    // what those must pay who have to support the household is income of it as well (民发〔2021〕57号)
    let paid = rows("subsistence-allowance", "givers", "pays");
    let income = rows("subsistence-allowance", "incomes", "amount") + paid;
    assert!(income > paid && paid > 0);
    assert_eq!(frozen("subsistence-allowance", "income_total"), income);
    let heads = frozen("subsistence-allowance", "head_count").as_f64().unwrap();
    let each = (income as f64 / (12.0 * heads)).round() as i64;
    assert_eq!(frozen("subsistence-allowance", "per_head_month"), each);
    let people = frozen("resident-medical", "person_count").as_i64().unwrap();
    let fee = frozen("resident-medical", "fee_each").as_i64().unwrap();
    assert_eq!(frozen("resident-medical", "fee_total"), people * fee);
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
