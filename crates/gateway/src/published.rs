//! What the published packs say about the item of a case: who decides, until when, how the form reads.

use crate::assets;
use casework::calendar::{Days, Unit};
use casework::case::ItemEdition;
use casework::moment::Moment;
use casework::place::CountyCode;
use catalogue::item::{Item, Limit};
use catalogue::pack::Pack;
use gateway_store::Store;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Packs read so far; a published pack never changes.
#[derive(Default)]
pub(crate) struct Published {
    packs: Mutex<HashMap<(String, u32), Arc<Pack>>>,
}

/// What the catalogue says about a decision.
pub(crate) struct Terms {
    /// 承办机关.
    pub authority: String,
    /// Last promised day if it were accepted today.
    pub promised_due: Option<Date>,
    /// 救济途径 of the item.
    pub remedies: Vec<String>,
}

impl Published {
    /// The layout of the form under which a case was filed.
    pub(crate) fn layout(&self, store: &Store, edition: &ItemEdition) -> Option<Value> {
        let pack = self.pack(store, edition)?;
        let form = pack.forms.iter().find(|form| form.form.as_str() == edition.slug)?;
        serde_json::to_value(&form.layout).ok()
    }

    /// Authority, limit and remedies of a case's item; the county office where the pack is not here.
    pub(crate) fn terms(
        &self,
        store: &Store,
        edition: &ItemEdition,
        county: &CountyCode,
        now: Moment,
    ) -> Terms {
        let pack = self.pack(store, edition);
        let item = pack.as_ref().and_then(|pack| item_of(pack, edition));
        let Some(item) = item else {
            return Terms { authority: county_office(county), promised_due: None, remedies: Vec::new() };
        };
        Terms {
            authority: item.authority.name.clone(),
            promised_due: item.limits.promised.as_ref().and_then(|limit| due(store, limit, county, now)),
            remedies: vec![item.remedies.review.clone(), item.remedies.suit.clone()],
        }
    }

    fn pack(&self, store: &Store, edition: &ItemEdition) -> Option<Arc<Pack>> {
        let key = (edition.publisher.clone(), edition.version);
        let mut packs = self.packs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pack) = packs.get(&key) {
            return Some(Arc::clone(pack));
        }
        let answer = store.pack(&edition.publisher, edition.version).ok()?;
        let pack = Arc::new(Pack::from_bytes(&answer.bytes).ok()?);
        packs.insert(key, Arc::clone(&pack));
        Some(pack)
    }
}

fn item_of<'a>(pack: &'a Pack, edition: &ItemEdition) -> Option<&'a Item> {
    pack.items.iter().find(|item| item.code.as_str() == edition.code)
}

/// None where no calendar was published: a date nobody can vouch for is not promised.
fn due(store: &Store, limit: &Limit, county: &CountyCode, now: Moment) -> Option<Date> {
    let calendar = assets::calendar(store.folder())?;
    let unit = match limit.unit {
        catalogue::item::Unit::Working => Unit::Working,
        catalogue::item::Unit::Calendar => Unit::Calendar,
    };
    let days = Days::new(u32::from(limit.days)).ok()?;
    calendar.due(now.date(), days, unit, Some(county), limit.roll).ok().map(|due| due.date)
}

fn county_office(county: &CountyCode) -> String {
    let name = casework::identity::division::name(county.as_str()).unwrap_or("县");
    format!("{name}政务服务中心")
}
