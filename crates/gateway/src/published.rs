//! What the published catalogue says about the item of a case: who decides, until when, how the form reads.

use casework::case::{Frozen, ItemEdition};
use casework::decision::Decided;
use casework::place::CountyCode;
use catalogue::item::{Item, ItemType, Limit, Unit};
use catalogue::{Catalogue, Form};
use gateway_store::{Store, StoreError};
use papers::Layouts;
use serde_json::Value;
use std::sync::Arc;

/// What the catalogue says about the item of a case.
pub(crate) struct Terms {
    /// 承办机关; the county's office where the catalogue is not here.
    pub authority: String,
    /// The item is a 行政许可.
    pub licence: bool,
    /// The decision that stopped the clocks, where a resumption lets them go on.
    pub stopped: Option<Decided>,
    /// Working days a 特别程序 takes, or that are left after it; 0 where no calendar is here.
    pub days: u32,
    /// 承诺时限.
    pub promised: Option<Limit>,
    /// 受理条件.
    pub conditions: Vec<String>,
    /// 设定依据, the first that was read in its source; empty where none was.
    pub basis: String,
    /// Phone, place and hours to ask at; empty where none is known.
    pub enquiries: String,
    /// 救济途径; empty where the item names none.
    pub remedies: Vec<String>,
    /// What papers look like by this catalogue; None: as the program was built.
    pub layouts: Option<Arc<Layouts>>,
    form: Option<Arc<Form>>,
}

impl Terms {
    /// The terms of the edition a case was filed under.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) fn of(store: &Store, edition: &ItemEdition, county: &CountyCode) -> Result<Self, StoreError> {
        let catalogue = store.catalogue_under(edition)?;
        let item = catalogue.as_ref().and_then(|catalogue| catalogue.item(&edition.code));
        let form = catalogue.as_ref().and_then(|catalogue| catalogue.form(&edition.code).ok());
        let mut terms =
            item.map_or_else(|| Self::without_catalogue(county), |item| Self::named_by(item, form));
        terms.layouts = catalogue.as_deref().and_then(layouts_of);
        Ok(terms)
    }

    fn named_by(item: &Item, form: Option<Arc<Form>>) -> Self {
        let remedies = [&item.remedies.review, &item.remedies.suit];
        Self {
            authority: item.authority.name.clone(),
            licence: item.kind == ItemType::Licence,
            stopped: None,
            days: 0,
            promised: item.limits.promised.clone(),
            conditions: item.conditions.clone(),
            basis: basis(item),
            enquiries: format!("电话{}，{}，{}。", item.phone, item.place, item.hours),
            remedies: remedies.into_iter().filter(|words| !words.trim().is_empty()).cloned().collect(),
            layouts: None,
            form,
        }
    }

    fn without_catalogue(county: &CountyCode) -> Self {
        let name = casework::identity::division::name(county.as_str()).unwrap_or("县");
        let authority = format!("{name}政务服务中心");
        Self {
            authority,
            licence: false,
            stopped: None,
            days: 0,
            promised: None,
            conditions: Vec::new(),
            basis: String::new(),
            enquiries: String::new(),
            remedies: Vec::new(),
            layouts: None,
            form: None,
        }
    }

    /// Its 承诺时限 counts working days.
    pub(crate) fn promises_working_days(&self) -> bool {
        self.promised.as_ref().is_some_and(|limit| limit.unit == Unit::Working)
    }

    /// The layout of the form, so that fields have their labels.
    pub(crate) fn layout(&self) -> Option<Value> {
        serde_json::to_value(&self.form.as_ref()?.pack().layout).ok()
    }

    /// What a person calls a place of the form or a material; a place that nothing names shows as it is written.
    pub(crate) fn label(&self, frozen: &Frozen, place: &str) -> String {
        let material = frozen.materials.iter().find(|one| one.slot == place).map(|one| one.name.clone());
        let deferred = || frozen.deferred.iter().find(|one| one.slot == place).map(|one| one.name.clone());
        let field = || self.form.as_ref()?.printed_label(place);
        material.or_else(deferred).or_else(field).unwrap_or_else(|| place.to_owned())
    }
}

fn layouts_of(catalogue: &Catalogue) -> Option<Arc<Layouts>> {
    let (layouts, flaws) = Layouts::published(catalogue.papers()).ok()?;
    for flaw in flaws {
        tracing::warn!(%flaw, "published layouts set aside");
    }
    Some(Arc::new(layouts.marked(&catalogue.publisher().mark)))
}

fn basis(item: &Item) -> String {
    let chosen = item.basis.iter().find(|basis| basis.checked);
    chosen.map_or_else(String::new, |basis| {
        let number = if basis.number.is_empty() { String::new() } else { format!("（{}）", basis.number) };
        format!("《{}》{number}{}", basis.title, basis.article)
    })
}
