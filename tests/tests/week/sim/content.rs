//! What is applied for: some of the shipped items with their real forms, as a pack of their own.

use super::chance::Chance;
use casework::case::{Applicant, ItemEdition};
use catalogue::pack::dictionaries_of;
use catalogue::{Form, Pack};
use jiff::civil::Date;
use journeys::program::source;
use seal::Digest;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use wire::entry::CatalogueEdition;
use wire::{Batch, Dictionary};

const ITEMS: [&str; 3] = ["old-age-allowance", "tree-felling", "sole-trader"];

/// An item with its form, opened.
struct Offer {
    form: Form,
    edition: ItemEdition,
}

/// What was typed on a day; none where that day lets no form hold.
type Filling = Option<Rc<Map<String, Value>>>;

/// The pack, and forms as they were filled on a day.
pub struct Content {
    /// The pack's bytes.
    pub bytes: Vec<u8>,
    /// Its name.
    pub edition: CatalogueEdition,
    offers: Vec<Offer>,
    dictionaries: Vec<Dictionary>,
    filled: BTreeMap<(usize, Date), Filling>,
}

/// A filled form.
pub struct Filled {
    /// For what.
    pub item: ItemEdition,
    /// Version of the form.
    pub form_version: u32,
    /// Who.
    pub applicant: Applicant,
    /// What was typed.
    pub form: Map<String, Value>,
}

impl Content {
    /// Reads the shipped content.
    pub fn read() -> Self {
        let (mut pack, _) = Pack::read(&source().join("assets")).expect("the shipped content");
        pack.items.retain(|item| ITEMS.contains(&item.slug.as_str()));
        pack.forms.retain(|form| ITEMS.contains(&form.form.as_str()));
        pack.papers.clear();
        let bytes = pack.to_bytes().expect("canonical bytes");
        let (publisher, version) = (pack.publisher.publisher.clone(), pack.publisher.version);
        let hash = Digest::of(&bytes).to_string().parse().expect("a hash");
        let edition = CatalogueEdition { publisher, version, hash };
        let offers = pack.items.iter().map(|item| offer(&pack, item.slug.as_str(), &edition)).collect();
        let dictionaries = dictionaries_of(&bytes).into_values().filter_map(Dictionary::from_bytes).collect();
        Self { bytes, edition, offers, dictionaries, filled: BTreeMap::new() }
    }

    /// A batch that a station packed.
    pub fn unpack(&self, packed: &[u8]) -> Option<Batch> {
        let named = Dictionary::id_in(packed);
        let dictionary = self.dictionaries.iter().find(|dictionary| named == Some(dictionary.id()));
        Batch::unpack(packed, dictionary).ok()
    }

    /// A form as somebody fills it on a day of the station's clock; none where that day lets no form hold.
    pub fn fill(&mut self, chance: &mut Chance, day: Date) -> Option<Filled> {
        let first = chance.below(self.offers.len() as u64) as usize;
        let count = self.offers.len();
        let (at, form) = (0..count).find_map(|n| {
            let at = (first + n) % count;
            Some((at, self.filled_on(at, day)?))
        })?;
        let offer = &self.offers[at];
        let text = |field: &str| form.get(field).and_then(Value::as_str).unwrap_or("无").to_owned();
        let applicant = Applicant {
            name: text("applicant_name"),
            id_number: text("applicant_id"),
            phone: text("applicant_phone"),
        };
        let (item, form_version) = (offer.edition.clone(), offer.form.pack().version);
        Some(Filled { item, form_version, applicant, form: Map::clone(&form) })
    }

    fn filled_on(&mut self, at: usize, day: Date) -> Filling {
        let form = &self.offers[at].form;
        let filled = self.filled.entry((at, day)).or_insert_with(|| {
            let evaluation = form.evaluate(&form.item().sample, day);
            let holds = evaluation.errors.is_empty() && form.faults(evaluation.submission(), day).is_empty();
            holds.then(|| Rc::new(evaluation.submission().clone()))
        });
        filled.clone()
    }
}

fn offer(pack: &Pack, slug: &str, edition: &CatalogueEdition) -> Offer {
    let item = pack.items.iter().find(|item| item.slug.as_str() == slug).expect("the item").clone();
    let form = pack.forms.iter().find(|form| form.form.as_str() == slug).expect("its form").clone();
    let edition = ItemEdition {
        publisher: edition.publisher.clone(),
        code: item.code.to_string(),
        slug: slug.to_owned(),
        name: item.name.clone(),
        version: edition.version,
        hash: edition.hash.clone(),
    };
    Offer { form: Form::load(Arc::new(item), Arc::new(form)).expect("a form that opens"), edition }
}
